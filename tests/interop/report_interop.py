#!/usr/bin/env python3
"""A recorded session, exported in each format and read by the programs of others: what they find must be what the run's own
summary says.

usage: report_interop.py     with DYNO_BIN=path/to/mcp-dyno and DYNO_DEMO_SERVER=path/to/mcp-dyno-demo-server
"""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import exports
from harness import expect

CALLS = 3000
csv.field_size_limit(1 << 30)


def dyno(*arguments: str, status: int = 0) -> str:
    # Reports need no display, so they get none.
    env = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run([os.environ["DYNO_BIN"], *arguments], capture_output=True, text=True, env=env, timeout=120)
    expect(done.returncode == status, f"exit status {done.returncode} of {arguments}\n  stderr: {done.stderr[-2000:]}")
    return done.stdout


def record(session: Path) -> dict:
    """A run with some failures, over two connections that each have several calls in flight."""
    server = f"{os.environ['DYNO_DEMO_SERVER']} --seed 1"
    said = dyno("run", "--server", server, "--tool", "flaky", "--args", '{"rate": 0.02}', "--calls", str(CALLS), "--pool", "2",
                "--workers", "8", "--warmup", "100", "--record", str(session), "--json", "-", "--quiet", status=1)
    return json.loads(said)


def check_json(report: dict, summary: dict) -> None:
    for member in ("server", "scenario", "tuning", "calls", "errors", "latencyMicroseconds", "serviceTimeMicroseconds",
                   "phasesMicroseconds", "throughputPerSecond", "seconds"):
        expect(report["summary"][member] == summary[member],
               f"{member}: the report has {report['summary'][member]}, the live summary {summary[member]}")
    expect(sum(tool["latencyMicroseconds"]["count"] for tool in report["tools"]) == CALLS, "tools do not add up")


def check_hlog(file: Path, summary: dict) -> None:
    found, latency = exports.check_hlog(file), summary["latencyMicroseconds"]
    expect(found["count"] == latency["count"], f"the log counts {found}, the summary {latency}")
    expect(found["max"] == latency["max"], f"the log's max is {found['max']}, the summary's {latency['max']}")
    for percent, name in ((50, "p50"), (90, "p90"), (99, "p99"), (99.9, "p999")):
        expect(found["percentiles"][percent] == latency[name], f"{name}: {found} against {latency}")


def check_rows(session: Path, report: dict) -> None:
    kept = report["session"]["callsKept"]
    rows = list(csv.DictReader(io.StringIO(dyno("report", str(session), "--format", "csv"), newline="")))
    lines = [json.loads(line) for line in dyno("report", str(session), "--format", "jsonl").splitlines()]
    expect(len(rows) == kept == len(lines), f"{len(rows)} rows and {len(lines)} lines of {kept} kept calls")
    expect([row["id"] for row in rows] == [str(line["id"]) for line in lines], "rows and lines differ")
    expect(sum(int(row["standsFor"]) for row in rows) == report["session"]["calls"], "weights do not add up to all calls")
    series = list(csv.DictReader(io.StringIO(dyno("report", str(session), "--format", "csv", "--of", "series"))))
    expect(sum(int(row["calls"]) for row in series) == report["session"]["calls"], "points do not add up to all calls")


def check_trace(file: Path, report: dict) -> None:
    exports.check_trace(file)
    events = json.loads(file.read_text(encoding="utf-8"))["traceEvents"]
    calls = [event for event in events if event["ph"] == "X" and event["cat"].startswith("call")]
    expect(len(calls) == report["session"]["callsKept"], f"{len(calls)} calls are drawn")
    # Nanoseconds, since sums of fractions are not exact.
    ends = {}
    for event in sorted(calls, key=lambda event: event["ts"]):
        begin, length = round(event["ts"] * 1000), round(event["dur"] * 1000)
        track = (event["pid"], event["tid"])
        expect(begin >= ends.get(track, 0), f"calls overlap on the track {track}")
        ends[track] = begin + length


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        session = Path(folder) / "session.dyno"
        summary = record(session)
        report = json.loads(dyno("report", str(session), "--format", "json"))
        check_json(report, summary)
        check_rows(session, report)
        for format, ending in (("hlog", "hlog"), ("perfetto", "trace.json"), ("junit", "xml")):
            dyno("report", str(session), "--format", format, "-o", str(Path(folder) / f"report.{ending}"), "--run", "1")
        check_hlog(Path(folder) / "report.hlog", summary)
        junit = exports.check_junit(Path(folder) / "report.xml")
        expect((junit["tests"], junit["failures"]) == (1, 1), f"JUnit: {junit}")
        dyno("report", str(session), "-o", str(Path(folder) / "whole.trace.json"))
        check_trace(Path(folder) / "whole.trace.json", report)
        print(f"{CALLS} calls: JSON, CSV, lines, log, trace and JUnit agree with the run")


if __name__ == "__main__":
    try:
        main()
    except (AssertionError, exports.Wrong) as wrong:
        sys.exit(f"FAILED: {wrong}")
