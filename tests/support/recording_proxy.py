#!/usr/bin/env python3
"""recording_proxy.py FILE: an HTTP proxy that notes each request in FILE, a line of JSON each, before it acts on it.

It forwards requests for absolute URLs, makes tunnels for CONNECT, and answers what is meant for itself as a server in
debugging mode does: 500, and everything that it was sent. Prints the port that it listens on, and ends at the end of
input."""

import http.client
import json
import os
import socket
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def note(self, body=b""):
        entry = {"line": self.requestline, "headers": {k.lower(): v for k, v in self.headers.items()},
                 "body": body.decode("utf-8", "replace")}
        with self.server.lock, open(self.server.file, "a", encoding="utf-8") as out:
            out.write(json.dumps(entry) + "\n")
        return json.dumps(entry).encode()

    def forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        entry = self.note(body)
        url = urllib.parse.urlsplit(self.path)
        if not url.netloc:
            return self.refuse(entry)
        upstream = http.client.HTTPConnection(url.netloc)
        headers = {k: v for k, v in self.headers.items() if not k.lower().startswith("proxy-")}
        upstream.request(self.command, url._replace(scheme="", netloc="").geturl(), body or None, headers)
        response = upstream.getresponse()
        self.send_response(response.status)
        for name, value in response.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(name, value)
        self.end_headers()  # HTTP/1.0: the body lasts until we close
        while piece := response.read1(65536):
            self.wfile.write(piece)

    def refuse(self, entry):
        self.send_response(500)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(entry)

    do_GET = do_POST = do_DELETE = forward

    def do_CONNECT(self):
        self.note()
        host, port = self.path.rsplit(":", 1)
        upstream = socket.create_connection((host, int(port)))
        self.send_response(200)
        self.end_headers()
        threading.Thread(target=pump, args=(upstream, self.connection), daemon=True).start()
        pump(self.connection, upstream)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, *_):  # clients that hang up are part of what is tested
        pass


def pump(source, target):
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def main():
    server = Server(("127.0.0.1", 0), Handler)
    server.file = sys.argv[1]
    server.lock = threading.Lock()
    open(server.file, "w", encoding="utf-8").close()
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


main()
