#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes pictures of every page, of the Analyzer's details and the Trades page's views and dialogs, light and dark, 1280 and 360 wide: shots.py FOLDER

Always of the same market at the same moment, so two runs can be compared.
"""
import os
import re
import subprocess
import sys
import time

import tap

tap.enter_session()

import journal  # noqa: E402
from driver import BUTTONS  # noqa: E402
from magnus import EXPORT, PAGES, Magnus  # noqa: E402

MOMENT = "2026-11-20T15:30:00Z"  # a Friday, half past ten in New York
SIZES = ((1280, 800), (360, 720))
SCHEMES = ("light", "dark")
TOGGLES = BUTTONS + ("radio button",)
TRANSITION_SECONDS = 0.8
NARROW = 640
WHOLE_PAGE = 60  # notches of the wheel
GROUPS = (217, 233)  # the choice of headings on the Positions page
OPEN_ROW_Y = 325  # of a trade that is open, in a wide window and in a narrow one


class Album:
    def __init__(self, window, folder, scheme):
        self.window, self.folder, self.scheme, self.width, self.count = window, folder, scheme, 0, 0

    def take(self, name, window=None):
        time.sleep(TRANSITION_SECONDS)
        self.window.photograph(os.path.join(self.folder, "%s-%s-%d.png" % (name, self.scheme, self.width)), window or self.window.window_id())
        self.count += 1

    def take_dialog(self, name):
        self.take(name)
        self.window.key("Escape")
        time.sleep(TRANSITION_SECONDS)

    def take_details(self):
        """Of the contract in the middle of the Analyzer's table, with the pane open."""
        self.window.click_at(self.width // 2, 400)
        self.window.key("Return")
        self.take_dialog("details")

    def compare(self):
        """With SPY, whose prices are kept."""
        fetch = self.window.look(BUTTONS, "Fetch Prices of SPY")
        if fetch is not None and fetch.showing:
            fetch.click()
            time.sleep(TRANSITION_SECONDS)

    def take_trades(self):
        """The views and dialogs of the Trades page, which is left as it was found."""
        window = self.window
        window.show_page("trades")
        window.find(TOGGLES, "Campaigns").click()
        self.take("trades-campaigns")
        window.find(TOGGLES, "Calendar").click()
        self.take("trades-calendar")
        window.find(TOGGLES, "Reports").click()
        self.take("trades-reports")
        self.compare()
        window.scroll_at(self.width // 2, 600, WHOLE_PAGE)
        self.take("trades-taxes")
        window.find(TOGGLES, "Trades").click()
        window.find(TOGGLES, "Filters").click()
        self.take("trades-filters", "root")  # a popover is a window of its own
        self.window.key("Escape")
        window.key("d")
        self.take_dialog("trades-differences")
        window.find(BUTTONS, "Add Trade").click()
        self.take_dialog("trades-add")
        window.click_at(100, OPEN_ROW_Y)  # GTK offers no way to select a row over AT-SPI
        self.take("trades-selected")
        window.find(BUTTONS, "Log Close").click()
        self.take_dialog("trades-close")

    def take_positions(self):
        """With the pane of a row open."""
        window = self.window
        window.show_page("positions")
        window.click_at(100, 400)
        window.key("Return")
        self.take_dialog("positions-details")
        if self.width > NARROW:
            window.click_at(*GROUPS)
            window.key("Down", "Return")
            self.take("positions-groups")
            window.click_at(*GROUPS)
            window.key("Up", "Return")

    def take_rules(self):
        """The page of Preferences with the rules of attention."""
        self.window.activate("preferences")
        dialog = self.window.find("dialog", "Preferences")
        dialog.find("page tab", "Positions").click()
        self.take_dialog("preferences-positions")

    def take_sign_in(self):
        """The welcome page and the sign-in dialog, after signing out."""
        window = self.window
        window.show_page("positions")
        window.activate("sign-out")
        for width, height in SIZES:
            self.width = width
            window.resize(width, height)
            self.take("welcome")
            window.activate("sign-in")
            self.take_dialog("sign-in")

    def take_pages(self):
        for width, height in SIZES:
            self.width = width
            self.window.resize(width, height)
            for page in PAGES:
                self.window.show_page(page.lower())
                self.take(page.lower())
            self.take_positions()
            self.take_rules()
            self.take_details()
            self.take_trades()


def main():
    folder = sys.argv[1]
    count = 0
    practice = subprocess.Popen(["magnus-practice", "--port", "0", "--seed", "7", "--at", MOMENT], stdout=subprocess.PIPE, text=True)
    try:
        url = practice.stdout.readline().strip()
        for scheme in SCHEMES:
            with Magnus("--practice-url=" + url, env={"ADW_DEBUG_COLOR_SCHEME": "prefer-" + scheme}) as window:
                album = Album(window, folder, scheme)
                window.resize(*SIZES[0])
                if scheme == SCHEMES[0]:
                    album.width = SIZES[0][0]
                    window.show_page("trades")
                    album.take("trades-empty")
                    journal.take(url)
                    window.show_page("watchlists")
                    window.import_list("Wheel Candidates", EXPORT)
                    window.sync()
                    window.let_toast_pass()
                window.ranked()
                album.take_pages()
                album.take_sign_in()
                count += album.count
                window.quit()
    finally:
        practice.terminate()
    print("dev: %d pictures are in %s." % (count, os.path.abspath(folder)), file=sys.stderr)


if __name__ == "__main__":
    main()
