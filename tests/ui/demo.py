#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job as a newcomer would do it, on the practice market, with a picture of each page: demo.py FOLDER

Runs in the profile it is given and leaves everything there: the next run finds the list and only syncs it again.
"""
import os
import sys
import time

import tap

tap.enter_session()

from driver import NotFound  # noqa: E402
from magnus import EXPORT, PAGES, Magnus  # noqa: E402

LIST = "Wheel Candidates"


def say(text):
    print("dev: " + text, file=sys.stderr, flush=True)


def do_main_job(window, folder):
    window.open_page("Watchlists")
    try:
        window.find(name=LIST, patience=3)
        say("the list “%s” is there from an earlier run." % LIST)
    except NotFound:
        counts = window.import_list(LIST, EXPORT)
        say("imported a TradingView export as “%s”: %s." % (LIST, ", ".join(counts)))
    start = time.monotonic()
    window.sync()
    say("synced its option chains in %.1f s." % (time.monotonic() - start))
    best = window.ranked()[0]
    say("best put to sell: " + " · ".join(cell for cell in best[1:9] if cell))

    window.let_toast_pass()
    for page in PAGES:
        window.open_page(page)
        time.sleep(0.7)  # transitions are not what a picture is for
        window.photograph(os.path.join(folder, page.lower() + ".png"), window.window_id())


def main():
    folder = sys.argv[1]
    with Magnus("--practice") as window:
        window.resize(1200, 800)
        try:
            do_main_job(window, folder)
        except NotFound as problem:
            picture = os.path.abspath(os.path.join(folder, "stopped.png"))
            window.photograph(picture)
            say("the main job stopped: %s; %s shows where." % (problem, picture))
            return 1
        window.quit()
    say("pictures of the four pages are in %s." % os.path.abspath(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
