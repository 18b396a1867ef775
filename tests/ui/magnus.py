# SPDX-License-Identifier: GPL-3.0-or-later
"""Magnus as its user meets it: the steps of the main job, each through the window's own controls."""
import re

import driver
from driver import BUTTONS, TEXTS, Atspi, GLib, Program, wait_for

PAGES = ("Positions", "Trades", "Watchlists", "Analyzer")
SYNC_SECONDS = 90
WINDOW_BUTTONS = {"Minimize", "Maximize", "Close"}  # the window manager's keys do these

# An export as TradingView writes it, with some of what goes wrong in real ones: a heading, a symbol twice, a currency pair, a slip of the hand.
EXPORT = ("###Technology,NASDAQ:AAPL,NASDAQ:MSFT,NASDAQ:NVDA,NASDAQ:AMD,NASDAQ:AMZN,NASDAQ:GOOGL,NASDAQ:META,NASDAQ:TSLA,NYSE:PLTR,NASDAQ:INTC,"
          "NYSE:UBER,NASDAQ:AAPL,###Income,NYSE:F,NYSE:T,NYSE:KO,NYSE:JPM,NYSE:BAC,NYSE:XOM,NYSE:BRK.B,FX:EURUSD,AMEX:SPY,AMEX:IWM,NASDAQ:QQQ,NASDAQ:NOSUCHNAME")


class Magnus(Program):
    def __init__(self, *arguments, env=None):
        practice = any(argument.startswith("--practice") for argument in arguments)
        super().__init__(["magnus", *arguments], env=env, app_id=driver.APP_ID + (".Practice" if practice else ""))

    def open_page(self, title):
        """By the switcher, which is in the header or, in a narrow window, at the bottom."""
        tab = self.find(BUTTONS + ("page tab", "radio button"), re.compile("^" + title))
        if not tab.checked:
            tab.click()
            wait_for("the page " + title, lambda: tab.checked)  # a button answers a quarter of a second after its action

    def beyond_tab(self):
        """The names of the buttons and fields on screen that the Tab key does not come to. What is in a table is come to with the arrow keys."""
        self.refresh()
        wanted = {node.name for node in self.find_all(BUTTONS + TEXTS, within_tables=False) if node.has(Atspi.StateType.FOCUSABLE) and node.sensitive}
        return wanted - set(self.walk_by_tab()) - WINDOW_BUTTONS

    def import_list(self, name, text, patience=driver.PATIENCE_SECONDS):
        """Pastes an export, previews it and saves it. Returns the labels of the preview's counts, "accepted 21" and so on."""
        self.activate("import")
        self.find(TEXTS, "Symbols to import").type(text)
        self.find(BUTTONS, "Preview").click()
        counts = wait_for("the preview's counts", lambda: [
            button.name for button in self.find_all(BUTTONS, re.compile(r"^[a-z ]+ [\d,]+$", re.IGNORECASE))], patience)
        self.find(TEXTS, "List Name").type(name)
        self.find(BUTTONS, "Save").click()
        self.wait_gone(BUTTONS, "Save", patience)
        return counts

    def sync(self, patience=SYNC_SECONDS):
        """Starts a sync of the list shown and waits until it is over."""
        self.find(BUTTONS, "Sync").click()
        try:
            self.find("progress bar", "Sync progress", 5)
        except driver.NotFound:
            pass  # a practice server that is not slowed down answers before anybody can look
        self.wait_gone("progress bar", "Sync progress", patience)

    def let_toast_pass(self):
        """Waits for the note of a finished sync to go: it covers rows. It stays while a window without the focus is not looked at; a picture
        with it is a picture all the same."""
        try:
            self.wait_gone(name=re.compile("synced"))
        except driver.NotFound:
            pass

    def ranked(self, patience=driver.PATIENCE_SECONDS):
        """The rows on screen of the Analyzer's table, best first, each a list of its cells' texts."""
        self.open_page("Analyzer")
        return wait_for("ranked premiums", lambda: [row for row in self.rows() if len(row) > 5], patience)

    def show_page(self, name):
        self.activate("show-page", GLib.Variant("s", name))
