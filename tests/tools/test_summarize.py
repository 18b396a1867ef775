#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the last line of a test run counts, and what it shows of failures and skipped cases."""
import json
import os
import subprocess
import sys
import tempfile

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "summarize_tests.py")


def case(why, tests, last_line, status, shows=()):
    return why, tests, last_line, status, shows


def log(name, result, stdout="", stderr=""):
    return {"name": name, "result": result, "stdout": stdout, "stderr": stderr}


CASES = [
    case("cases are counted, not programs", [log("core", "OK", "1..3\nok 1 /a\nok 2 /b - with words\nok 3 /c # TODO later\n")], "3 passed, 0 failed, 0 skipped", 0),
    case("a skipped case says why", [log("core", "OK", "ok 1 /a\nok 2 /b # SKIP captures not here\n")], "1 passed, 0 failed, 1 skipped", 0, ["core /b: captures not here"]),
    case("a program that skips itself is one case", [log("ui", "SKIP", "1..0 # SKIP no display\n")], "0 passed, 0 failed, 1 skipped", 1, ["no display"]),
    case("a failed case shows what was said", [log("core", "FAIL", "ok 1 /a\nnot ok 2 /b\n# expected 3\n", "oh\n")], "1 passed, 1 failed, 0 skipped", 1, ["core: /b", "# expected 3", "oh"]),
    case("a leak after good cases fails the program", [log("core", "FAIL", "ok 1 /a\n", "LeakSanitizer: 8 bytes\n")], "1 passed, 1 failed, 0 skipped", 1, ["LeakSanitizer"]),
    case("a program that was killed fails", [log("core", "TIMEOUT", "ok 1 /a\n")], "1 passed, 1 failed, 0 skipped", 1, ["core: timeout"]),
    case("a program without TAP is one case", [log("schema", "OK"), log("metainfo", "FAIL", "", "bad\n")], "1 passed, 1 failed, 0 skipped", 1, ["bad"]),
    case("nothing run is no success", [], "0 passed, 0 failed, 0 skipped", 1),
]


def fails(tests, last_line, status, shows):
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        file.writelines(json.dumps(test) + "\n" for test in tests)
    try:
        done = subprocess.run([sys.executable, SCRIPT, file.name], capture_output=True, text=True)
    finally:
        os.unlink(file.name)
    wrong = [text for text in shows if text not in done.stdout]
    if done.stdout.splitlines()[-1] != last_line or done.returncode != status or wrong:
        return "status %d, missing %r, printed:\n%s%s" % (done.returncode, wrong, done.stdout, done.stderr)
    return None


print("1..%d" % len(CASES))
for number, (why, *expected) in enumerate(CASES, 1):
    failure = fails(*expected)
    print("%sok %d - %s" % ("not " if failure else "", number, why))
    if failure:
        print("\n".join("# " + line for line in failure.splitlines()))
