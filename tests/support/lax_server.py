#!/usr/bin/env python3
"""lax_server.py MODE: a legacy MCP server that does not do what servers should, and whose tool answers only where a client
copes with that. Prints the port that it listens on. Modes:
  greeting    never answers notifications/initialized
  streams     leaves the event stream of each answer open; a call waits until the streams of those before it are closed
  moved       redirects /mcp to /mcp/ for the time being; a call waits until the standalone stream is open there
  late-probe  answers server/discover when the handshake is long done, with "no valid session"; a call waits for that"""

import json
import select
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

mode = sys.argv[1]
proceed = threading.Event()  # what a call waits for has happened
open_streams = threading.Semaphore(1)
initialized = threading.Event()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, message=None, *headers):
        body = json.dumps(message).encode() if message else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def stream(self, message=None):
        """An event stream that ends when the client closes it."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if message:
            self.wfile.write(b"data: " + json.dumps(message).encode() + b"\n\n")
        self.wfile.flush()
        select.select([self.connection], [], [])
        self.close_connection = True

    def moved(self):
        if mode != "moved" or self.path == "/mcp/":
            return False
        self.answer(307, None, ("Location", "/mcp/"))
        return True

    def do_GET(self):
        if self.moved():
            return
        if mode != "moved":
            return self.answer(405)
        proceed.set()
        self.stream()

    def do_DELETE(self):
        if not self.moved():
            self.answer(200)

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.moved():
            return
        method, id = request["method"], request.get("id")
        if method == "notifications/initialized" and mode == "greeting":
            select.select([self.connection], [], [])
            self.close_connection = True
        elif id is None:
            self.answer(202)
        elif method == "server/discover" and mode == "late-probe":
            initialized.wait()
            lost = {"code": -32000, "message": "Bad Request: No valid session ID provided"}
            try:
                self.answer(400, {"jsonrpc": "2.0", "id": None, "error": lost})
            except ConnectionError:
                self.close_connection = True  # nobody waits for it any more
            proceed.set()
        elif method == "initialize":
            result = {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}},
                      "serverInfo": {"name": "lax", "version": "1"}}
            self.answer(200, {"jsonrpc": "2.0", "id": id, "result": result}, ("Mcp-Session-Id", "s"))
        elif method == "tools/list":
            initialized.set()
            tools = [{"name": "wait", "inputSchema": {"type": "object"}}]
            self.answer(200, {"jsonrpc": "2.0", "id": id, "result": {"tools": tools}})
        elif method == "tools/call":
            self.call({"jsonrpc": "2.0", "id": id, "result": {"content": []}})
        else:
            self.answer(200, {"jsonrpc": "2.0", "id": id, "error": {"code": -32601, "message": "unknown method"}})

    def call(self, reply):
        if mode == "streams":
            with open_streams:
                return self.stream(reply)
        if mode != "greeting":
            proceed.wait()
        self.answer(200, reply)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
