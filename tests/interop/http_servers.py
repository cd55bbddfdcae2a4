"""Real MCP servers over HTTP, on a free port of this machine."""

import json
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from harness import HERE, LEGACY, MARK, MODERN, NODE, PACKAGES, PYTHON, expect

ECHO = {"message": "héllo wörld"}
# Servers that would listen on every network of the machine, and have no option for it.
NODE_LOCALLY = [NODE, "--import", str(HERE / "listen_locally.mjs")]
GO_SERVER = str(HERE / "go_server" / "dyno-go-server")


def own_work(seconds: float, steps: int) -> tuple:
    """The tool of our own fixtures that takes its time and reports progress, and its arguments."""
    return "work", {"seconds": seconds, "steps": steps}


def work_of_everything(seconds: float, steps: int) -> tuple:
    return "trigger-long-running-operation", {"duration": seconds, "steps": steps}


@dataclass
class HttpServer:
    command: list  # finds its port in the environment (PORT), or in the place of {port}
    spoken: tuple
    transport: str = "http"
    path: str = "/mcp"
    work: callable = own_work
    tools: set = field(default_factory=lambda: {"echo", "work"})
    session_end: str = ""  # what the server's log says when a client ends its session; empty if it says nothing
    cancelled: str = ""  # what it says when a call is cancelled


def servers() -> dict:
    everything = str(PACKAGES / "server-everything" / "dist" / "index.js")
    everything_tools = {"echo", "get-sum", "trigger-long-running-operation"}
    return {
        "everything_http": HttpServer(
            [*NODE_LOCALLY, everything, "streamableHttp"],
            LEGACY,
            work=work_of_everything,
            tools=everything_tools,
            session_end="Received session termination request",
        ),
        "everything_sse": HttpServer(
            [*NODE_LOCALLY, everything, "sse"],
            LEGACY,
            transport="sse",
            path="/sse",
            work=work_of_everything,
            tools=everything_tools,
            session_end="Client Disconnected",
        ),
        # No initialize, no session: there is none to end.
        "modern_http": HttpServer([NODE, str(HERE / "modern_http_server.mjs")], MODERN, cancelled="call cancelled"),
        # Speaks both; the client prefers the newer.
        "python_http": HttpServer([PYTHON, str(HERE / "python_http_server.py")], MODERN, cancelled="call cancelled"),
        "go_http": HttpServer([GO_SERVER], LEGACY, session_end="DELETE /mcp", cancelled="call cancelled"),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """A server process, from when it accepts connections until the end of the `with`."""

    def __init__(self, server: HttpServer, port: int, log: Path, mark: str):
        self.log = log
        self._out = open(log, "ab")
        env = {**os.environ, "PORT": str(port), MARK: mark}
        command = [word.replace("{port}", str(port)) for word in server.command]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self._out, stderr=subprocess.STDOUT, env=env
        )
        self.url = f"http://127.0.0.1:{port}{server.path}"
        self._wait_until_it_listens(port)

    def _wait_until_it_listens(self, port: int) -> None:
        give_up = time.monotonic() + 30
        while self._process.poll() is None and time.monotonic() < give_up:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.end(signal.SIGKILL)
        expect(False, f"the server did not come up\n{self.log.read_text(errors='replace')[-2000:]}")

    def end(self, how: int) -> None:
        """Sends the signal and waits; a server that does not heed it is killed."""
        self._process.send_signal(how)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._out.close()

    def said(self, words: str) -> int:
        """How often its log holds the words."""
        return self.log.read_text(errors="replace").count(words)

    def will_have_said(self, words: str, times: int, patience: float = 5) -> bool:
        """Whether its log holds the words so often, or will in a moment."""
        give_up = time.monotonic() + patience
        while self.said(words) < times and time.monotonic() < give_up:
            time.sleep(0.05)
        return self.said(words) >= times

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self.end(signal.SIGTERM)


def arguments_of(tool: str, arguments: dict) -> list:
    return ["--tool", tool, "--args", json.dumps(arguments)]
