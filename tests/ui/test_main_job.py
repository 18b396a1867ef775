#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job end to end: a TradingView export becomes a watchlist, its chains are synced, the best puts to sell are ranked. Real programs, a
real database, the practice market, and hands that know the window only by what it tells a screen reader."""
import json
import re
import subprocess

import tap

tap.enter_session()

import a11y_check  # noqa: E402
from driver import BUTTONS, TEXTS, Atspi, wait_for  # noqa: E402
from magnus import EXPORT, PAGES, Magnus  # noqa: E402

MOMENT = "2026-11-20T15:30:00Z"
LIST = "Wheel Candidates"


class Stage:
    """What the cases, which are the steps of one story, hand on to each other."""
    practice = None
    url = ""
    window = None
    counts = []
    ranked = []


def ctl(*arguments):
    done = subprocess.run(["magnusctl", *arguments, "--practice-url", Stage.url, "--json"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, "magnusctl %s: status %d: %s" % (" ".join(arguments), done.returncode, done.stderr)
    return json.loads(done.stdout)


def starts():
    """the window opens on the practice market"""
    Stage.practice = subprocess.Popen(["magnus-practice", "--port", "0", "--seed", "7", "--at", MOMENT, "--fault", "cboe:latency=1500"], stdout=subprocess.PIPE, text=True)
    Stage.url = Stage.practice.stdout.readline().strip()
    assert re.match(r"http://127\.0\.0\.1:\d+$", Stage.url), Stage.url
    Stage.window = Magnus("--practice-url=" + Stage.url, "--signed-out")


def empty_pages_say_what_to_do():
    """each page without data says what to do next, with a button that does it"""
    for page in PAGES:
        Stage.window.open_page(page)
        Stage.window.find(BUTTONS, re.compile("Sign in|Import|Watchlists|Analyzer"))


def import_is_previewed():
    """the import's preview counts what is taken and what is not"""
    Stage.window.open_page("Watchlists")
    Stage.counts = Stage.window.import_list(LIST, EXPORT)
    # 24 items: 21 symbols, AAPL a second time, a currency pair, a name that no exchange has.
    assert [int(re.search(r"(\d+)$", count).group(1)) for count in Stage.counts] == [24, 21, 1, 1, 1], Stage.counts


def list_is_there():
    """the list is saved under its name, and magnusctl sees the same"""
    Stage.window.find(name=re.compile(LIST))
    lists = ctl("lists")["lists"]
    assert [one["name"] for one in lists] == [LIST], lists


def sync_fills_the_table():
    """a sync brings prices and the best put of each symbol"""
    Stage.window.sync()
    rows = wait_for("symbols with prices", lambda: [row for row in Stage.window.rows() if any(re.search(r"\d\.\d\d", cell) for cell in row)])
    assert len(rows) >= 10, rows


def analyzer_ranks():
    """the Analyzer ranks the same contracts as magnusctl scan, in the same order"""
    Stage.ranked = Stage.window.ranked()
    rows = ctl("scan", LIST)["scan"]["contracts"]
    assert len(rows) > 5, rows
    wanted = [(row["symbol"], "%g" % float(row["strike"])) for row in rows[:10]]
    shown = [(symbol, strike.replace(",", "")) for _, symbol, strike, *_ in Stage.ranked[:10]]
    assert shown == wanted, (shown, wanted)


def names_for_screen_readers():
    """every control of every page has a name that a screen reader can say"""
    faults = []
    for page in PAGES:
        Stage.window.open_page(page)
        faults += ["%s: %s" % (page, fault) for fault in a11y_check.check(Stage.window)]
    assert not faults, "\n".join(faults)


def tab_goes_everywhere():
    """the Tab key reaches every button and field of every page"""
    missed = []
    for page in PAGES:
        Stage.window.open_page(page)
        missed += ["%s: %s" % (page, name) for name in Stage.window.beyond_tab()]
    assert not missed, missed


def quits_and_returns():
    """the window quits cleanly and comes back on the same page with its data"""
    Stage.window.open_page("Analyzer")
    status = Stage.window.quit()
    assert status == 0, status
    Stage.window = Magnus("--practice-url=" + Stage.url)
    rows = wait_for("ranked premiums after a restart", lambda: [row for row in Stage.window.rows() if len(row) > 5])
    assert rows[0][:3] == Stage.ranked[0][:3], (rows[0], Stage.ranked[0])
    status = Stage.window.quit()
    assert status == 0, status


def leave_a_picture(case):
    if Stage.window is not None and Stage.window.process.poll() is None:
        Stage.window.photograph("failed-%s.png" % case)


try:
    tap.run([starts, empty_pages_say_what_to_do, import_is_previewed, list_is_there, sync_fills_the_table, analyzer_ranks,
             names_for_screen_readers, tab_goes_everywhere, quits_and_returns], on_failure=leave_a_picture)
finally:
    for process in (Stage.window and Stage.window.process, Stage.practice):
        if process is not None and process.poll() is None:
            process.terminate()
