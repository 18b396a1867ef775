#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the measurements that meson knows as benchmarks, one after another, with their output as it comes.

usage: run_benches.py BUILD_FOLDER [NAME]    exit status 1 when one fails or misses its mark, 2 when none has that name
"""
import json
import os
import subprocess
import sys
import time


def main():
    folder = sys.argv[1]
    wanted = sys.argv[2] if len(sys.argv) > 2 else None
    known = json.loads(subprocess.check_output(["meson", "introspect", "--benchmarks", folder]))
    chosen = [bench for bench in known if wanted in (None, bench["name"])]
    if not chosen:
        print("dev: no measurement%s; there are: %s." % (
            " is called " + wanted if wanted else " yet", ", ".join(bench["name"] for bench in known) or "none"), file=sys.stderr)
        return 2

    failed = []
    for bench in chosen:
        print("== %s" % bench["name"], flush=True)
        start = time.monotonic()
        status = subprocess.call(bench["cmd"], env=dict(os.environ, **bench["env"]), cwd=bench["workdir"])
        print("   (%.0f s%s)" % (time.monotonic() - start, "" if status == 0 else ", status %d" % status), flush=True)
        if status != 0:
            failed.append(bench["name"])
    if failed:
        print("failed: " + ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
