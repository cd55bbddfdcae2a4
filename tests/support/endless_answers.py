#!/usr/bin/env python3
"""endless_answers.py: a legacy MCP server whose answers have no end where a client does not care for what they say.

At /mcp that is the GET for the standalone stream, at /sse each POST. Its one tool answers once a client has hung up on
such an answer. Prints the port that it listens on, and ends at the end of input."""

import json
import os
import queue
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

hung_up = threading.Event()
events = queue.Queue()

RESULTS = {
    "initialize": {"protocolVersion": "2024-11-05", "capabilities": {"tools": {}},
                   "serverInfo": {"name": "endless", "version": "1"}},
    "tools/list": {"tools": [{"name": "wait", "inputSchema": {"type": "object"}}]},
    "tools/call": {"content": []},
}


def reply(request):
    method = request["method"]
    if method == "tools/call":
        hung_up.wait()
    if method in RESULTS:
        return {"jsonrpc": "2.0", "id": request["id"], "result": RESULTS[method]}
    return {"jsonrpc": "2.0", "id": request["id"], "error": {"code": -32601, "message": "unknown method"}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def head(self, status, content_type, *headers):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def endless(self):
        self.close_connection = True
        self.head(200, "text/html", ("Connection", "close"))
        try:
            while True:
                self.wfile.write(b"again and " * 1000)
        except OSError:
            hung_up.set()

    def do_GET(self):
        if self.path != "/sse":
            return self.endless()
        self.head(200, "text/event-stream", ("Connection", "close"))
        self.wfile.write(b"event: endpoint\ndata: /post\n\n")
        while True:
            self.wfile.write(b"data: " + json.dumps(events.get()).encode() + b"\n\n")

    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = reply(message) if "id" in message else None
        if self.path == "/post":
            if answer:
                events.put(answer)
            return self.endless()
        body = json.dumps(answer).encode() if answer else b""
        self.head(200 if answer else 202, "application/json", ("Content-Length", str(len(body))))
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, *_):  # clients hang up: that is the point
        pass


def main():
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


main()
