#!/usr/bin/env python3
"""Runs MCP Dyno against one real server over HTTP: what it finds, a load, progress, a cancelled call, a time-out, a
server that dies in the middle of a run, and the end of it all.

usage: http_interop.py SERVER     with DYNO_BIN=path/to/mcp-dyno and DYNO_PROGRESS_CLIENT=path/to/it
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from harness import CALLS, MARK, check_summary, check_tools, expect, marked_processes
from http_servers import ECHO, HttpServer, Running, arguments_of, free_port, servers

DONE, SOME_FAILED, INTERRUPTED = 0, 1, 130


class Trial:
    """One server under test, and the ways to run MCP Dyno against it."""

    def __init__(self, server: HttpServer, scratch: Path):
        self.server = server
        self.scratch = scratch
        self.port = free_port()
        self.mark = uuid.uuid4().hex
        self.incarnations = 0

    def start(self) -> Running:
        self.incarnations += 1
        log = self.scratch / f"server-{self.incarnations}.log"
        return Running(self.server, self.port, log, self.mark)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.server.path}"

    def begin(self, *options) -> subprocess.Popen:
        command = [os.environ["DYNO_BIN"], *options]
        env = {**os.environ, MARK: self.mark}
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
        )

    def finish(self, dyno: subprocess.Popen, status: int):
        """The JSON that it wrote; checks its exit status."""
        try:
            said, complained = dyno.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            dyno.kill()
            said, complained = dyno.communicate()
        told = f"\n  {' '.join(dyno.args)}\n  stdout: {said[:2000]}\n  stderr: {complained[-2000:]}"
        expect(dyno.returncode == status, f"exit status {dyno.returncode}, expected {status}{told}")
        return json.loads(said)

    def run(self, tool: str, arguments: dict, *options, status: int = DONE):
        return self.finish(self.begin_run(tool, arguments, *options), status)

    def begin_run(self, tool: str, arguments: dict, *options) -> subprocess.Popen:
        return self.begin("run", "--url", self.url, *arguments_of(tool, arguments), *options, "--json", "-", "--quiet")


def is_found_and_listed(trial: Trial) -> None:
    answer = trial.finish(trial.begin("tools", "--url", trial.url, "--json"), DONE)
    check_tools(trial.server.tools, answer)
    said = answer["server"]
    found = (said["era"], said["protocolVersion"], said["transport"])
    expect(found == (*trial.server.spoken, trial.server.transport), f"found {said}")


def answers_under_load(trial: Trial) -> None:
    summary = trial.run("echo", ECHO, "--calls", str(CALLS), "--workers", "4")
    check_summary(trial.server.spoken, trial.server.transport, summary)


def reports_progress(trial: Trial) -> None:
    tool, arguments = trial.server.work(0.4, 4)
    command = [os.environ["DYNO_PROGRESS_CLIENT"], trial.url, tool, json.dumps(arguments)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    expect(done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")
    heard = [(step["progress"], step["total"]) for step in json.loads(done.stdout)["progress"]]
    expect(heard == [(step, 4) for step in range(1, 5)], f"heard {heard}")


def expect_cancelled(trial: Trial, running: Running, before: int, calls: int) -> None:
    words = trial.server.cancelled
    told = not words or running.will_have_said(words, before + calls)
    expect(told, f"the server heard of {running.said(words) - before} cancelled calls, not of {calls}")


def stops_on_interrupt(trial: Trial, running: Running) -> None:
    before = running.said(trial.server.cancelled)
    dyno = trial.begin_run(*trial.server.work(60, 60), "--calls", "20", "--workers", "2")
    time.sleep(2)  # time to connect; the calls take a minute
    dyno.send_signal(signal.SIGINT)
    begin = time.monotonic()
    calls = trial.finish(dyno, INTERRUPTED)["calls"]
    expect(time.monotonic() - begin < 10, "it took long to stop")
    expect(calls["succeeded"] == 0 and calls["cancelled"] == 2, f"calls {calls}")
    expect_cancelled(trial, running, before, 2)


def times_calls_out(trial: Trial, running: Running) -> None:
    before = running.said(trial.server.cancelled)
    options = ["--calls", "4", "--workers", "2", "--timeout", "500ms"]
    summary = trial.run(*trial.server.work(20, 20), *options, status=SOME_FAILED)
    calls = summary["calls"]
    expect(calls["timedOut"] == 4 and calls["succeeded"] == 0, f"calls {calls}")
    expect([error["kind"] for error in summary["errors"]] == ["TimedOut"], f"errors {summary['errors']}")
    expect_cancelled(trial, running, before, 4)


def outlives_the_server(trial: Trial, running: Running) -> None:
    """The server is killed and started again; calls fail meanwhile, and succeed again afterwards."""
    workers, seconds_a_call = 4, 0.1
    begin = time.monotonic()
    dyno = trial.begin_run(*trial.server.work(seconds_a_call, 1), "--duration", "8s", "--workers", str(workers))
    time.sleep(2)
    running.end(signal.SIGKILL)
    most_before = workers * (time.monotonic() - begin) / seconds_a_call
    with trial.start():
        summary = trial.finish(dyno, SOME_FAILED)
        calls = summary["calls"]
        expect(calls["failed"] > 0, f"no call failed: {calls}")
        expect(calls["timedOut"] == 0 and calls["cancelled"] == 0, f"calls {calls}")
        expect(
            calls["succeeded"] > most_before,
            f"{calls['succeeded']} calls succeeded; the first server can have answered {most_before:.0f} of them; "
            f"errors {summary['errors']}",
        )
        answers_under_load(trial)


def ends_its_sessions(trial: Trial, running: Running, sessions: int) -> None:
    words = trial.server.session_end
    if words:
        ended = running.will_have_said(words, sessions)
        expect(ended, f"{running.said(words)} of {sessions} sessions were ended: '{words}' in the server's log")
    else:
        expect(running.said("DELETE") == 0, "a session was ended where there is none")


def put_through(trial: Trial) -> None:
    with trial.start() as running:
        told(is_found_and_listed, trial)
        told(answers_under_load, trial)
        told(reports_progress, trial)
        told(times_calls_out, trial, running)
        told(stops_on_interrupt, trial, running)
        told(ends_its_sessions, trial, running, 5)  # one for each of the checks above
        told(outlives_the_server, trial, running)
    left = marked_processes(trial.mark)
    expect(not left, f"left behind: {left}")


def told(check, *arguments) -> None:
    begin = time.monotonic()
    try:
        check(*arguments)
    except AssertionError as failure:
        raise AssertionError(f"{check.__name__}: {failure}") from failure
    print(f"{check.__name__}: {time.monotonic() - begin:.1f} s", flush=True)


def main() -> int:
    known = servers()
    asked = sys.argv[1] if len(sys.argv) == 2 else ""
    if asked not in known or not {"DYNO_BIN", "DYNO_PROGRESS_CLIENT"} <= os.environ.keys():
        print(f"usage: DYNO_BIN=… DYNO_PROGRESS_CLIENT=… http_interop.py {'|'.join(known)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="dyno-interop-") as folder:
        scratch = Path(folder)
        try:
            put_through(Trial(known[asked], scratch))
        except AssertionError as failure:
            print(f"FAILED: {failure}")
            for log in sorted(scratch.glob("server-*.log")):
                print(f"--- {log.name}\n{log.read_text(errors='replace')[-1000:]}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
