#!/usr/bin/env python3
"""The stages of the call path on one real server: what the cache, retries, the breaker, time-outs, the pool and replicas
do, as the server sees it.

usage: path_interop.py everything|memory|everything_http     with DYNO_BIN=path/to/mcp-dyno
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
from pathlib import Path

from harness import HERE, MARK, NODE, PACKAGES, expect, marked_processes
from http_servers import ECHO, Running, arguments_of, free_port, servers, work_of_everything

DONE, SOME_FAILED = 0, 1
CACHE = ("cache.on=on",)
RETRY = ("retry.attempts=5", "retry.budget=100 %")
BREAKER = ("breaker.on=on",)
WRITE = ("create_entities", {"entities": [{"name": "one", "entityType": "number", "observations": []}]})
READ = ("read_graph", {})
SLOW = work_of_everything(20, 20)
# server-everything changes its tools once after its start, and with its list what is kept is invalidated.
MOST_MISSES = 2
# Long enough for all that is asked of a server after its start.
SHORT = work_of_everything(0.5, 1)


class Dyno:
    """Runs the program on what `address` names, and checks how it ends."""

    def __init__(self, mark: str):
        self.mark = mark

    def begin(self, address: list, call: tuple, calls: int, workers: int, knobs=(), more=()) -> subprocess.Popen:
        turned = [word for knob in knobs for word in ("--set", knob)]
        extent = ["--calls", str(calls), "--workers", str(workers)]
        command = [os.environ["DYNO_BIN"], "run", *address, *arguments_of(*call), *extent, *turned, *more]
        env = {**os.environ, MARK: self.mark}
        return subprocess.Popen(
            [*command, "--json", "-", "--quiet"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
        )

    def finish(self, dyno: subprocess.Popen, failed: int = 0) -> dict:
        try:
            said, complained = dyno.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            dyno.kill()
            said, complained = dyno.communicate()
        told = f"\n  {' '.join(dyno.args)}\n  stdout: {said[:2000]}\n  stderr: {complained[-2000:]}"
        expect(dyno.returncode == (SOME_FAILED if failed else DONE), f"exit status {dyno.returncode}{told}")
        summary = json.loads(said)
        calls = summary["calls"]
        lost = calls["started"] - calls["succeeded"]
        expect(lost == failed, f"{lost} calls did not succeed, expected {failed}{told}")
        return summary

    def run(self, *what, failed: int = 0, **how) -> dict:
        return self.finish(self.begin(*what, **how), failed)


class Watched:
    """A server on stdio, and what it has been sent."""

    def __init__(self, command: list, scratch: Path, name: str, dies_once: bool = False):
        self.log = scratch / f"{name}.log"
        flag = ["--dies-once", str(scratch / f"{name}.dead")] if dies_once else []
        watch = [sys.executable, str(HERE / "watched_server.py"), str(self.log), *flag, "--", *command]
        self.address = ["--server", shlex.join(watch)]

    def got(self, method: str) -> int:
        return sum(json.loads(line).get("method") == method for line in self.log.read_text().splitlines())

    def expect_got(self, method: str, times: int) -> None:
        got = self.got(method)
        expect(got == times, f"the server got {method} {got} times, expected {times}")


class Everything:
    def __init__(self, dyno: Dyno, scratch: Path):
        self.dyno = dyno
        self.scratch = scratch
        self.command = [NODE, str(PACKAGES / "server-everything" / "dist" / "index.js"), "stdio"]

    def server(self, name: str, **how) -> Watched:
        return Watched(self.command, self.scratch, name, **how)

    def equal_calls_reach_it_once(self) -> None:
        server = self.server("equal")
        self.dyno.run(server.address, ("echo", ECHO), 1000, 100, CACHE)
        got = server.got("tools/call")
        expect(1 <= got <= MOST_MISSES, f"{got} of 1000 equal calls reached the server")

    def crash_is_recovered(self) -> None:
        server = self.server("crash", dies_once=True)
        self.dyno.run(server.address, ("echo", ECHO), 20, 4, RETRY)
        expect(21 <= server.got("tools/call") <= 24, f"{server.got('tools/call')} calls were sent")

    def breaker_keeps_calls_away(self) -> None:
        server = self.server("breaker")
        summary = self.dyno.run(
            server.address, SLOW, 20, 1, BREAKER, more=("--timeout", "200ms"), failed=20
        )
        kinds = {error["kind"]: error["count"] for error in summary["errors"]}
        expect(kinds == {"TimedOut": 5, "BreakerOpen": 15}, f"errors {kinds}")
        server.expect_got("tools/call", 5)
        server.expect_got("notifications/cancelled", 5)

    def pool_grows_with_the_load(self) -> None:
        server = self.server("pool")
        knobs = ("pool.max=3", "pool.perConnection=1")
        summary = self.dyno.run(server.address, work_of_everything(0.1, 1), 30, 8, knobs)
        expect(len(summary["connections"]) == 3, f"connections {summary['connections']}")
        server.expect_got("tools/call", 30)

    def checks(self) -> list:
        return [
            self.equal_calls_reach_it_once,
            self.crash_is_recovered,
            self.breaker_keeps_calls_away,
            self.pool_grows_with_the_load,
        ]


class Memory:
    def __init__(self, dyno: Dyno, scratch: Path):
        self.dyno = dyno
        self.scratch = scratch
        data = f"MEMORY_FILE_PATH={scratch / 'memory.jsonl'}"
        self.command = ["env", data, NODE, str(PACKAGES / "server-memory" / "dist" / "index.js")]

    def server(self, name: str, **how) -> Watched:
        return Watched(self.command, self.scratch, name, **how)

    def reads_are_cached_and_writes_are_not(self) -> None:
        for call, seen in ((READ, 1), (WRITE, 2)):
            server = self.server(f"cache-{call[0]}")
            self.dyno.run(server.address, call, 2, 1, CACHE)
            server.expect_got("tools/call", seen)

    def writes_are_cached_when_told(self) -> None:
        server = self.server("told")
        self.dyno.run(server.address, WRITE, 2, 1, (*CACHE, f"cache.tools={WRITE[0]}"))
        server.expect_got("tools/call", 1)

    def reads_are_retried_and_writes_are_not(self) -> None:
        for call, seen, failed in ((READ, 2, 0), (WRITE, 1, 1)):
            server = self.server(f"retry-{call[0]}", dies_once=True)
            self.dyno.run(server.address, call, 1, 1, RETRY, failed=failed)
            server.expect_got("tools/call", seen)

    def checks(self) -> list:
        return [
            self.reads_are_cached_and_writes_are_not,
            self.writes_are_cached_when_told,
            self.reads_are_retried_and_writes_are_not,
        ]


class EverythingHttp:
    """Counts requests: this server says so of each POST."""

    SAYS = "Received MCP POST request"

    def __init__(self, dyno: Dyno, scratch: Path):
        self.dyno = dyno
        self.scratch = scratch
        self.started = 0

    def server(self) -> Running:
        self.started += 1
        log = self.scratch / f"server-{self.started}.log"
        return Running(servers()["everything_http"], free_port(), log, self.dyno.mark)

    def requests_of(self, running: Running, *what, **how) -> int:
        before = running.said(self.SAYS)
        self.dyno.run(["--url", running.url], *what, **how)
        return running.said(self.SAYS) - before

    def equal_calls_reach_it_once(self) -> None:
        with self.server() as running:
            one = self.requests_of(running, SHORT, 1, 1)
            expect(one > 0, f"'{self.SAYS}' is not in the server's log")
            thousand = self.requests_of(running, SHORT, 1000, 100, CACHE)
            most = one - 1 + MOST_MISSES
            expect(one <= thousand <= most, f"1000 equal calls took {thousand} requests, and one call {one}")

    def breaker_keeps_calls_away(self) -> None:
        with self.server() as running:
            one = self.requests_of(running, SHORT, 1, 1)
            limit = ("--timeout", "200ms")
            rejecting = self.requests_of(running, SLOW, 20, 1, BREAKER, more=limit, failed=20)
            # A call that timed out is cancelled, which is a request of its own.
            expect(rejecting == one - 1 + 2 * 5, f"20 calls took {rejecting} requests, and one call {one}")

    def killed_replica_costs_no_call_that_may_be_repeated(self) -> None:
        with self.server() as first, self.server() as second:
            address = ["--url", first.url, "--replica", second.url]
            dyno = self.dyno.begin(address, work_of_everything(0.05, 1), 200, 4, RETRY)
            for running in (first, second):
                expect(running.will_have_said(self.SAYS, 10), "a replica got no calls")
            second.end(signal.SIGKILL)
            self.dyno.finish(dyno)

    def checks(self) -> list:
        return [
            self.equal_calls_reach_it_once,
            self.breaker_keeps_calls_away,
            self.killed_replica_costs_no_call_that_may_be_repeated,
        ]


CASES = {"everything": Everything, "memory": Memory, "everything_http": EverythingHttp}


def put_through(case, mark: str) -> None:
    for check in case.checks():
        begin = time.monotonic()
        try:
            check()
        except AssertionError as failure:
            raise AssertionError(f"{check.__name__}: {failure}") from failure
        print(f"{check.__name__}: {time.monotonic() - begin:.1f} s", flush=True)
    left = marked_processes(mark)
    expect(not left, f"left behind: {left}")


def main() -> int:
    if "DYNO_BIN" not in os.environ or len(sys.argv) != 2 or sys.argv[1] not in CASES:
        print(f"usage: DYNO_BIN=… path_interop.py {'|'.join(CASES)}", file=sys.stderr)
        return 2
    mark = uuid.uuid4().hex
    with tempfile.TemporaryDirectory(prefix="dyno-interop-") as scratch:
        try:
            put_through(CASES[sys.argv[1]](Dyno(mark), Path(scratch)), mark)
        except AssertionError as failure:
            print(f"FAILED: {failure}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
