#!/usr/bin/env python3
"""MCP Dyno beside the official TypeScript client, calling the same servers, and beside wrk, which posts the same requests
and parses nothing: writes a Markdown table.

Speeds of two programs measured minutes apart say little on a machine that does other things too. So the two take
turns, each pair of neighbouring runs gives one ratio, and the median of the ratios counts. Takes about six minutes.

usage: compare.py [--rounds N] [--dyno PATH] [--demo-server PATH] [--only WORDS]
"""

import argparse
import json
import shlex
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wrk_client import run_wrk

ROOT = Path(__file__).resolve().parent.parent.parent
INTEROP = ROOT / "tests" / "interop"
BIN = ROOT / "build" / "release" / "bin"
sys.path.insert(0, str(INTEROP))
from harness import NODE, PACKAGES  # noqa: E402
from http_servers import NODE_LOCALLY, LEGACY, HttpServer, Running, free_port  # noqa: E402

ARGUMENTS = {"message": "hello"}
MOST_CPU = 60  # µs that a call over HTTP may cost the engine


@dataclass
class Run:
    calls_per_second: float
    p50: float
    p99: float
    cpu_per_call: float  # µs of the client's own CPU time


@dataclass
class Scenario:
    name: str
    server: list | HttpServer  # the command of a server on stdio, or one over HTTP
    in_flight: int
    calls: int  # about two seconds' worth: long against the runs' own noise, short enough for many rounds
    rival: str
    target: float  # MCP Dyno's calls a second over the rival's

    @property
    def over_http(self) -> bool:
        return isinstance(self.server, HttpServer)


@contextmanager
def address(scenario: Scenario):
    """Where both find the server, as words of their command lines; over HTTP it runs until the scenario is over."""
    if not scenario.over_http:
        yield {"dyno": ["--server", shlex.join(scenario.server)], "TypeScript": ["--server-cmd", " ".join(scenario.server)]}
        return
    with tempfile.TemporaryDirectory(prefix="dyno-bench-") as folder:
        with Running(scenario.server, free_port(), Path(folder) / "log", "bench") as running:
            yield {"dyno": ["--url", running.url], "TypeScript": ["--url", running.url], "wrk": running.url}


def output_of(command: list) -> dict:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(map(str, command))}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def run_dyno(dyno: Path, where: dict, scenario: Scenario) -> Run:
    warmup = scenario.calls // 10
    summary = output_of(
        [dyno, "run", *where["dyno"], "--tool", "echo", "--args", json.dumps(ARGUMENTS)]
        + ["--calls", str(scenario.calls), "--workers", str(scenario.in_flight), "--warmup", str(warmup)]
        + ["--json", "-", "--quiet"]
    )
    latency = summary["latencyMicroseconds"]
    # The engine's CPU time covers the warm-up as well.
    cpu = summary["engine"]["cpuSeconds"] * 1e6 / (scenario.calls + warmup)
    return Run(summary["throughputPerSecond"], latency["p50"], latency["p99"], cpu)


def run_typescript(where: dict, scenario: Scenario) -> Run:
    result = output_of(
        [NODE, ROOT / "tests" / "bench" / "ts_client.mjs", *where["TypeScript"], "--tool", "echo"]
        + ["--args", json.dumps(ARGUMENTS), "--calls", str(scenario.calls)]
        + ["--concurrency", str(scenario.in_flight), "--warmup", str(scenario.calls // 10)]
    )
    return Run(result["callsPerSecond"], result["p50"], result["p99"], result["cpuSeconds"] * 1e6 / result["calls"])


def run_rival(where: dict, scenario: Scenario) -> Run:
    if scenario.rival == "wrk":
        return Run(**run_wrk(where["wrk"], ARGUMENTS, scenario.in_flight))
    return run_typescript(where, scenario)


def measure(scenario: Scenario, dyno: Path, rounds: int) -> str:
    """One row of the table."""
    pairs = []
    with address(scenario) as where:
        for number in range(rounds):
            # Who goes first alternates, so that a machine getting slower or faster favours neither.
            if number % 2 == 0:
                ours = run_dyno(dyno, where, scenario)
                theirs = run_rival(where, scenario)
            else:
                theirs = run_rival(where, scenario)
                ours = run_dyno(dyno, where, scenario)
            pairs.append((ours, theirs))
            print(f"{scenario.name}, round {number + 1}: {ours} {theirs}", file=sys.stderr)
    return row(scenario, pairs)


def row(scenario: Scenario, pairs: list) -> str:
    ratios = [ours.calls_per_second / theirs.calls_per_second for ours, theirs in pairs]
    ratio = statistics.median(ratios)

    def medians(value) -> list:
        return [statistics.median(value(run) for run in side) for side in zip(*pairs)]

    def middle(value) -> str:
        return " / ".join(f"{median:,.0f}" for median in medians(value))

    cpu = middle(lambda run: run.cpu_per_call)
    if scenario.over_http:
        good = medians(lambda run: run.cpu_per_call)[0] <= MOST_CPU
        cpu += f" (≤ {MOST_CPU} {'✓' if good else '✗'})"
    return (
        f"| {scenario.name} | {scenario.rival} | {middle(lambda run: run.calls_per_second)} "
        f"| **{ratio:.2f}** ({min(ratios):.2f}–{max(ratios):.2f}) "
        f"| ≥ {scenario.target} {'✓' if ratio >= scenario.target else '✗'} "
        f"| {middle(lambda run: run.p50)} | {middle(lambda run: run.p99)} | {cpu} |"
    )


def scenarios(demo_server: Path) -> list:
    demo = [str(demo_server)]
    index = str(PACKAGES / "server-everything" / "dist" / "index.js")
    everything = [NODE, index, "stdio"]
    everything_http = HttpServer([*NODE_LOCALLY, index, "streamableHttp"], LEGACY)
    # The era that the TypeScript client speaks, so that all send and get the same.
    demo_http = HttpServer([*demo, "--http", "{port}", "--era", "legacy"], LEGACY)
    return [
        Scenario("demo server, one at a time", demo, 1, 20_000, "TypeScript", 1.5),
        Scenario("demo server, 32 in flight", demo, 32, 150_000, "TypeScript", 2.5),
        Scenario("everything, one at a time", everything, 1, 15_000, "TypeScript", 1.5),
        Scenario("everything, 32 in flight", everything, 32, 50_000, "TypeScript", 1.8),
        Scenario("everything over HTTP, one at a time", everything_http, 1, 2_000, "TypeScript", 1.3),
        Scenario("everything over HTTP, 32 in flight", everything_http, 32, 4_000, "TypeScript", 1.7),
        Scenario("demo server over HTTP, one at a time", demo_http, 1, 10_000, "TypeScript", 2),
        Scenario("demo server over HTTP, 32 in flight", demo_http, 32, 30_000, "TypeScript", 3),
        Scenario("demo server over HTTP, one at a time", demo_http, 1, 10_000, "wrk", 0.4),
        Scenario("demo server over HTTP, 32 in flight", demo_http, 32, 30_000, "wrk", 0.4),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dyno", type=Path, default=BIN / "mcp-dyno")
    parser.add_argument("--demo-server", type=Path, default=BIN / "mcp-dyno-demo-server")
    parser.add_argument("--only", default="", help="scenarios whose name holds these words, such as HTTP")
    options = parser.parse_args()

    subprocess.run([INTEROP / "setup"], check=True)
    wanted = [scenario for scenario in scenarios(options.demo_server) if options.only in scenario.name]
    rows = [measure(scenario, options.dyno, options.rounds) for scenario in wanted]

    print("Each pair of numbers is MCP Dyno / the rival: the median of", options.rounds, "runs each.\n")
    print("| scenario | rival | calls/s | ratio (min–max) | target | p50 µs | p99 µs | client CPU µs/call |")
    print("|---|---|---|---|---|---|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
