#!/usr/bin/env python3
"""64 connections to 8 demo servers over HTTP, all at full speed: does each get its share, and does memory stay flat?

usage: fairness.py [SECONDS]     30 if nothing is said
"""

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = ROOT / "build" / "release" / "bin"
sys.path.insert(0, str(ROOT / "tests" / "interop"))
from http_servers import MODERN, HttpServer, Running, free_port  # noqa: E402

SERVERS = 8


def main() -> int:
    seconds = sys.argv[1] if len(sys.argv) > 1 else "30"
    server = HttpServer([str(BIN / "mcp-dyno-demo-server"), "--http", "{port}"], MODERN)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dyno-fairness-")))
        running = [
            stack.enter_context(Running(server, free_port(), folder / f"{number}.log", "bench")) for number in range(SERVERS)
        ]
        return subprocess.run([BIN / "bench_fairness", seconds, *(one.url for one in running)]).returncode


if __name__ == "__main__":
    sys.exit(main())
