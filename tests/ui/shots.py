#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes pictures of every page and of the Analyzer's details, light and dark, 1280 and 360 wide: shots.py FOLDER

Always of the same market at the same moment, so two runs can be compared.
"""
import os
import subprocess
import sys
import time

import tap

tap.enter_session()

from magnus import EXPORT, PAGES, Magnus  # noqa: E402

MOMENT = "2026-11-20T15:30:00Z"  # a Friday, half past ten in New York
SIZES = ((1280, 800), (360, 720))
SCHEMES = ("light", "dark")


def photograph(window, folder, name, scheme, width):
    window.photograph(os.path.join(folder, "%s-%s-%d.png" % (name, scheme, width)), window.window_id())


def photograph_details(window, folder, scheme, width):
    """Of the contract in the middle of the Analyzer's table, with the pane open."""
    window.click_at(width // 2, 400)
    window.key("Return")
    time.sleep(0.8)
    photograph(window, folder, "details", scheme, width)
    window.key("Escape")


def photograph_pages(window, folder, scheme):
    for width, height in SIZES:
        window.resize(width, height)
        for page in PAGES:
            window.show_page(page.lower())
            time.sleep(0.8)  # transitions
            photograph(window, folder, page.lower(), scheme, width)
        photograph_details(window, folder, scheme, width)


def main():
    folder = sys.argv[1]
    practice = subprocess.Popen(["magnus-practice", "--port", "0", "--seed", "7", "--at", MOMENT], stdout=subprocess.PIPE, text=True)
    try:
        url = practice.stdout.readline().strip()
        for scheme in SCHEMES:
            with Magnus("--practice-url=" + url, env={"ADW_DEBUG_COLOR_SCHEME": "prefer-" + scheme}) as window:
                window.resize(*SIZES[0])
                window.show_page("watchlists")
                if scheme == SCHEMES[0]:
                    window.import_list("Wheel Candidates", EXPORT)
                    window.sync()
                    window.let_toast_pass()
                window.ranked()
                photograph_pages(window, folder, scheme)
                window.quit()
    finally:
        practice.terminate()
    print("dev: %d pictures are in %s." % ((len(PAGES) + 1) * len(SIZES) * len(SCHEMES), os.path.abspath(folder)), file=sys.stderr)


if __name__ == "__main__":
    main()
