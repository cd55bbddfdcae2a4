"""Reads what the project exports with the readers of others, or against the format's published rules, and says what they found.

    .venv/bin/python exports.py hlog|trace|junit FILE
"""
import json
import sys
from collections import Counter

percentiles = (50, 90, 99, 99.9)


class Wrong(Exception):
    """The file is not what it claims to be."""


def check_hlog(file):
    """Returns {count, intervals, max, percentiles: {50: value…}} of an HdrHistogram log, in the log's own unit."""
    from hdrh.histogram import HdrHistogram
    from hdrh.log import HistogramLogReader

    # The reader passes over all that it does not know.
    with open(file, encoding="utf-8") as text:
        if not text.readline().startswith("#[Histogram log format version 1."):
            raise Wrong("the first line is not that of an HdrHistogram log")
    total = HdrHistogram(1, 3_600_000_000_000, 3)
    reader = HistogramLogReader(str(file), total)
    intervals = 0
    while interval := reader.get_next_interval_histogram():
        total.add(interval)
        intervals += 1
    reader.close()
    return {
        "count": total.get_total_count(),
        "intervals": intervals,
        "max": total.get_max_value(),
        "percentiles": {p: total.get_value_at_percentile(p) for p in percentiles},
    }


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value and abs(value) < 2**53


def _wrong_in_event(event):
    """What the Trace Event Format asks of one event; times are microseconds."""
    if not isinstance(event, dict):
        return "is no object"
    phase = event.get("ph")
    if phase not in ("X", "B", "E", "i", "C", "M", "b", "e", "n", "s", "t", "f"):
        return f"has an unknown phase {phase!r}"
    if phase != "E" and not isinstance(event.get("name"), str):
        return "has no name"
    if "pid" not in event or (phase != "M" and "tid" not in event and phase != "C"):
        return "says no process or thread"
    if phase != "M" and not (_is_number(event.get("ts")) and event["ts"] >= 0):
        return f"has no time, but {event.get('ts')!r}"
    if phase == "X" and not (_is_number(event.get("dur")) and event["dur"] >= 0):
        return f"has no duration, but {event.get('dur')!r}"
    if phase in "benstf" and "id" not in event and "id2" not in event:
        return "belongs to no id"
    if "args" in event and not isinstance(event["args"], dict):
        return "has arguments that are no object"
    if phase == "M" and event["name"] in ("process_name", "thread_name") and not isinstance(
            event.get("args", {}).get("name"), str):
        return "names nothing"
    return None


def _check_pairs(events):
    """Each begin has an end on its thread, each asynchronous one under its id."""
    open_events = Counter()
    for number, event in enumerate(events):
        phase = event["ph"]
        if phase not in ("B", "E", "b", "e"):
            continue
        lane = (event["pid"], event["tid"]) if phase in ("B", "E") else (event.get("cat"), str(event.get("id", event.get("id2"))))
        open_events[lane] += 1 if phase in ("B", "b") else -1
        if open_events[lane] < 0:
            raise Wrong(f"event {number} ends what has not begun")
    if +open_events:
        raise Wrong(f"{sum((+open_events).values())} events have no end")


def check_trace(file):
    """Returns {events, phases: {"X": n…}} of a trace in the Trace Event Format, which Perfetto and Chrome read."""
    def refuse(constant):
        raise Wrong(f"{constant} is no JSON")

    with open(file, encoding="utf-8") as text:
        trace = json.load(text, parse_constant=refuse)
    events = trace.get("traceEvents") if isinstance(trace, dict) else trace
    if not isinstance(events, list):
        raise Wrong("there is no list of traceEvents")
    for number, event in enumerate(events):
        if wrong := _wrong_in_event(event):
            raise Wrong(f"event {number} {wrong}: {json.dumps(event)[:200]}")
    _check_pairs(events)
    return {"events": len(events), "phases": dict(Counter(event["ph"] for event in events))}


def check_junit(file):
    """Returns {tests, failures, errors, skipped}, counted by case; what each suite claims must agree."""
    from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite

    root = JUnitXml.fromfile(str(file))
    found = Counter(tests=0, failures=0, errors=0, skipped=0)
    for suite in [root] if isinstance(root, TestSuite) else root:
        counted = Counter()
        for case in suite:
            if not case.name:
                raise Wrong(f"a case of {suite.name} has no name")
            kinds = {type(result) for result in case.result}
            counted.update(tests=1, failures=Failure in kinds, errors=Error in kinds, skipped=Skipped in kinds)
        for what in found:
            if getattr(suite, what) != counted[what]:
                raise Wrong(f"{suite.name} claims {getattr(suite, what)} {what} and has {counted[what]}")
        found.update(counted)
    return dict(found)


if __name__ == "__main__":
    checks = {"hlog": check_hlog, "trace": check_trace, "junit": check_junit}
    if len(sys.argv) != 3 or sys.argv[1] not in checks:
        sys.exit(__doc__)
    try:
        print(json.dumps(checks[sys.argv[1]](sys.argv[2])))
    except Exception as error:
        sys.exit(f"{sys.argv[2]}: {type(error).__name__}: {error}")
