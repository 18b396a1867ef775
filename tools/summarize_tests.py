#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sums up meson test logs: summarize_tests.py TESTLOG.JSON...

Shows the end of what each failed test said and the reason of each skipped one; the last line counts cases, not programs:
"N passed, N failed, N skipped". Exit status 1 when anything failed or nothing ran.
"""
import json
import re
import sys

TAP_LINE = re.compile(r"^(not )?ok\b\s*\d*\s*(?:- )?([^#]*?)\s*(?:#\s*(skip|todo)\S*\s*(.*))?$", re.IGNORECASE)
TAP_SKIP_ALL = re.compile(r"^1\.\.0\s*(?:#\s*skip\S*\s*(.*))?$", re.IGNORECASE)
TAIL_LINES = 80


def read_cases(test):
    """Yields (verdict, case, reason) for each case of one test program; verdict is passed, failed or skipped."""
    seen_failure = False
    cases = 0
    for line in test.get("stdout", "").splitlines():
        skip_all = TAP_SKIP_ALL.match(line)
        match = TAP_LINE.match(line)
        if skip_all:
            cases += 1
            yield "skipped", "", skip_all.group(1) or "no reason given"
        elif match:
            cases += 1
            negative, case, directive, reason = match.groups()
            if directive and directive.lower() == "skip":
                yield "skipped", case, reason or "no reason given"
            elif negative and not directive:
                seen_failure = True
                yield "failed", case, ""
            else:
                yield "passed", case, ""
    # A program that died, leaked or timed out fails as a whole, whatever its cases said; one that speaks no TAP is a single case.
    good = test["result"] in ("OK", "EXPECTEDFAIL")
    if test["result"] == "SKIP" and cases == 0:
        yield "skipped", "", (test.get("stdout", "").strip().splitlines() or ["no reason given"])[-1]
    elif not good and test["result"] != "SKIP" and not seen_failure:
        yield "failed", test["result"].lower(), ""
    elif good and cases == 0:
        yield "passed", "", ""


def read_log(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as log:
            return [json.loads(line) for line in log if line.strip()]
    except OSError:
        return []


def show_failure(test, cases):
    print("\n--- %s: %s" % (test["name"], ", ".join(cases)))
    for stream in ("stdout", "stderr"):
        lines = [line for line in test.get(stream, "").splitlines() if not line.startswith("ok ")]
        if lines:
            print("\n".join(lines[-TAIL_LINES:]))


def main():
    count = {"passed": 0, "failed": 0, "skipped": 0}
    skipped = []
    for path in sys.argv[1:]:
        for test in read_log(path):
            failed = []
            for verdict, case, reason in read_cases(test):
                count[verdict] += 1
                if verdict == "failed":
                    failed.append(case or "failed")
                elif verdict == "skipped":
                    skipped.append("%s %s: %s" % (test["name"], case, reason))
            if failed:
                show_failure(test, failed)
    if skipped:
        print("\nskipped:")
        for line in skipped:
            print("  " + line)
    if not any(count.values()):
        print("no test has run: is there one of that name?", file=sys.stderr)
    print("\n%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % count)
    return 1 if count["failed"] or not count["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
