#!/usr/bin/env python3
"""watched_server.py LOG [--dies-once FLAG] -- COMMAND…: runs a server on stdio and notes in LOG each line that it is sent.

With --dies-once the first one ends at its first call, without passing it on: as a crash that nobody saw coming. FLAG is a
file that is there from then on.
"""

import json
import os
import subprocess
import sys


def is_call(line: bytes) -> bool:
    return json.loads(line).get("method") == "tools/call"


def main() -> int:
    separator = sys.argv.index("--")
    log, flag = sys.argv[1], sys.argv[3] if separator > 2 else ""
    server = subprocess.Popen(sys.argv[separator + 1 :], stdin=subprocess.PIPE)
    with open(log, "ab", buffering=0) as notes:
        for line in iter(sys.stdin.buffer.readline, b""):
            notes.write(line)
            if flag and is_call(line) and not os.path.exists(flag):
                open(flag, "x").close()
                server.kill()
                server.wait()
                return 70
            server.stdin.write(line)
            server.stdin.flush()
    server.stdin.close()
    return server.wait()


if __name__ == "__main__":
    sys.exit(main())
