#!/usr/bin/env python3
"""Runs MCP Dyno against one real server: lists its tools, calls one 200 times, and looks for what was left behind.

usage: interop.py CASE     with DYNO_BIN=path/to/mcp-dyno; `setup` must have run. The cases are in cases().
"""

import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from harness import (
    CALLS,
    HERE,
    LEGACY,
    MARK,
    MODERN,
    NODE,
    PACKAGES,
    PYTHON,
    check_summary,
    check_tools,
    expect,
    marked_processes,
)


@dataclass
class Case:
    command: list
    tools: set  # some servers add further ones by what the client can do, so these are a subset
    tool: str
    arguments: dict = field(default_factory=dict)
    spoken: tuple = LEGACY
    env: dict = field(default_factory=dict)
    processes: int = 1  # how many we must have seen while it ran


def cases(scratch: Path) -> dict:
    """All cases; `scratch` is an empty folder for their data."""

    def npm(package, *args):
        return [NODE, str(PACKAGES / package / "dist" / "index.js"), *args]

    echo = {"message": "héllo wörld"}
    npm_exec = f"npm exec --offline --prefix {shlex.quote(str(HERE))} -- mcp-server-everything stdio"
    return {
        "everything": Case(
            npm("server-everything", "stdio"),
            {"echo", "get-sum", "trigger-long-running-operation", "get-structured-content"},
            "echo",
            echo,
        ),
        # As people really start servers: a shell, npm, another shell, and only then the server. Ending the first
        # of them does not end the last. The `exit` keeps the shell from replacing itself with npm.
        "npm_exec": Case(
            ["sh", "-c", f"{npm_exec}; exit $?"],
            {"echo"},
            "echo",
            echo,
            processes=3,
        ),
        "memory": Case(
            npm("server-memory"),
            {"create_entities", "read_graph", "search_nodes"},
            "read_graph",
            env={"MEMORY_FILE_PATH": str(scratch / "memory.jsonl")},
        ),
        "filesystem": Case(
            npm("server-filesystem", str(scratch)),
            {"read_text_file", "list_directory", "directory_tree"},
            "list_directory",
            {"path": str(scratch)},
        ),
        "sequential_thinking": Case(
            npm("server-sequential-thinking"),
            {"sequentialthinking"},
            "sequentialthinking",
            {"thought": "one", "thoughtNumber": 1, "totalThoughts": 1, "nextThoughtNeeded": False},
        ),
        "time": Case(
            [PYTHON, "-m", "mcp_server_time"],
            {"get_current_time", "convert_time"},
            "get_current_time",
            {"timezone": "UTC"},
            MODERN,  # speaks both; the client prefers the newer
        ),
        "git": Case(
            [PYTHON, "-m", "mcp_server_git"],
            {"git_status", "git_log", "git_diff"},
            "git_status",
            {"repo_path": str(scratch)},
            MODERN,
        ),
        "modern": Case([NODE, str(HERE / "modern_server.mjs")], {"echo"}, "echo", echo, MODERN),
    }


def by_config(case: Case, mark: str, scratch: Path) -> list:
    """The options that name the server through a config file, as other MCP clients have it."""
    server = {"command": case.command[0], "args": case.command[1:], "env": {**case.env, MARK: mark}}
    config = scratch / "mcp.json"
    config.write_text(json.dumps({"mcpServers": {"it": server}}))
    return ["--config", str(config), "--name", "it"]


def by_command_line(case: Case, mark: str) -> list:
    """The options that name the server by its command line."""
    env = {**case.env, MARK: mark}
    return ["--server", shlex.join(case.command), *(word for key in env for word in ("--env", f"{key}={env[key]}"))]


def run_dyno(command: list, mark: str, scratch: Path, processes: int):
    """Runs it to its end; returns the JSON it wrote. Checks the exit code, and that nothing marked outlives it."""
    seen = set()
    with open(scratch / "stdout", "w+") as out, open(scratch / "stderr", "w+") as err:
        # Output goes to files, so that nobody has to read while we watch the processes.
        dyno_process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        give_up = time.monotonic() + 90
        while dyno_process.poll() is None:
            seen |= marked_processes(mark).keys()
            if time.monotonic() > give_up:
                dyno_process.kill()
            time.sleep(0.02)
        # SIGKILL takes effect a moment after the call that sends it. No longer than that: most servers end by themselves
        # some time after their input closes, and one that nobody waited for must not pass as cleaned up.
        patience = time.monotonic() + 0.25
        while (left := marked_processes(mark)) and time.monotonic() < patience:
            time.sleep(0.02)
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        out.seek(0)
        err.seek(0)
        said, complained = out.read(), err.read()

    told = f"\n  {' '.join(command)}\n  stdout: {said[:2000]}\n  stderr: {complained[-2000:]}"
    expect(dyno_process.returncode == 0, f"exit code {dyno_process.returncode}{told}")
    # Without this, "nothing is left" would also hold for a mark that never reached the server.
    expect(len(seen) >= processes, f"saw only {len(seen)} of at least {processes} server processes{told}")
    expect(not left, f"left behind: {left}{told}")
    try:
        return json.loads(said)
    except json.JSONDecodeError as error:
        raise AssertionError(f"stdout is not JSON: {error}{told}") from error


def main() -> int:
    dyno = os.environ.get("DYNO_BIN")
    with tempfile.TemporaryDirectory(prefix="dyno-interop-") as folder:
        scratch = Path(folder)
        known = cases(scratch)
        if dyno is None or len(sys.argv) != 2 or sys.argv[1] not in known:
            print(f"usage: DYNO_BIN=… interop.py {'|'.join(known)}", file=sys.stderr)
            return 2
        case = known[sys.argv[1]]

        subprocess.run(["git", "init", "--quiet", str(scratch)], check=True)
        mark = uuid.uuid4().hex
        load = ["--tool", case.tool, "--args", json.dumps(case.arguments), "--calls", str(CALLS), "--workers", "4"]
        list_tools = [dyno, "tools", *by_config(case, mark, scratch), "--json"]
        run_load = [dyno, "run", *by_command_line(case, mark), *load, "--json", "-"]
        try:
            check_tools(case.tools, run_dyno(list_tools, mark, scratch, case.processes))
            check_summary(case.spoken, "stdio", run_dyno(run_load, mark, scratch, case.processes))
        except AssertionError as failure:
            print(f"FAILED: {failure}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
