"""wrk posting one tool call over and over: what an HTTP client reaches that looks at nothing in the answers."""

import json
import os
import resource
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent / "post_call.lua"
SECONDS = 2
VERSION = "2025-11-25"


def post(url: str, message: dict, session: str) -> str:
    """Posts it; the session's name, which the first answer gives."""
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    if session:
        headers |= {"Mcp-Session-Id": session, "MCP-Protocol-Version": VERSION}
    request = urllib.request.Request(url, json.dumps({"jsonrpc": "2.0", **message}).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        response.read()
        return response.headers.get("Mcp-Session-Id") or session


def open_session(url: str) -> str:
    client = {"name": "wrk", "version": "1"}
    initialize = {"protocolVersion": VERSION, "capabilities": {}, "clientInfo": client}
    session = post(url, {"id": 0, "method": "initialize", "params": initialize}, "")
    return post(url, {"method": "notifications/initialized"}, session)


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_wrk(url: str, arguments: dict, in_flight: int) -> dict:
    """Calls the tool `echo` for a while; the members of compare.py's Run."""
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: apt-get install wrk")
    call = {"name": "echo", "arguments": arguments}
    env = {
        **os.environ,
        "BENCH_SESSION": open_session(url),
        "BENCH_VERSION": VERSION,
        "BENCH_PARAMS": json.dumps(call, separators=(",", ":")),
    }
    command = ["wrk", "--threads", "1", "--connections", str(in_flight), "--duration", f"{SECONDS}s"]
    before = cpu_of_children()
    done = subprocess.run(
        [*command, "--script", str(SCRIPT), url], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, env=env
    )
    cpu = cpu_of_children() - before
    if done.returncode != 0:
        sys.exit(f"wrk ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    said = json.loads(done.stdout.splitlines()[-1])
    if said["errors"]:
        sys.exit(f"{said['errors']} of wrk's {said['calls']} requests failed")
    return {
        "calls_per_second": said["calls"] / said["seconds"],
        "p50": said["p50"],
        "p99": said["p99"],
        "cpu_per_call": cpu * 1e6 / said["calls"],
    }
