# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives a GTK program from outside, as a screen reader and a keyboard would: over AT-SPI, D-Bus actions and X.

Wants a session of its own (session.sh). What GTK 4.18 does not offer over AT-SPI, such as focusing a widget, is done with keys; what is found,
is found by role and accessible name, so a control that can't be found here can't be found by a person who doesn't see it either.
"""
import os
import re
import signal
import subprocess
import time
import warnings

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

warnings.simplefilter("ignore")  # libatspi deprecates half of what it has no replacement for

POLL_SECONDS = 0.05
PATIENCE_SECONDS = 15
APP_ID = "io.github.magnusoptions.Magnus"
BUTTONS = ("button", "push button", "toggle button")
TEXTS = ("text", "entry", "password text")
TABLES = ("table", "tree table")


class NotFound(AssertionError):
    """What was waited for did not come."""


def wait_for(what, look, patience=PATIENCE_SECONDS):
    """Calls look() until it returns something true, and returns that. `what` names it in the failure."""
    end = time.monotonic() + patience
    while True:
        try:
            found = look()
        except GLib.Error:  # a node went away while it was read
            found = None
        if found:
            return found
        if time.monotonic() > end:
            raise NotFound("%s: not within %g s" % (what, patience))
        time.sleep(POLL_SECONDS)


def fits(text, wanted):
    """wanted: None fits everything, a string must be equal, a compiled expression must be found."""
    if wanted is None:
        return True
    if isinstance(wanted, re.Pattern):
        return wanted.search(text) is not None
    return text == wanted


class Node:
    """One accessible object."""

    def __init__(self, accessible):
        self.accessible = accessible

    @property
    def name(self):
        return self.accessible.get_name() or ""

    @property
    def role(self):
        return self.accessible.get_role_name()

    @property
    def text(self):
        """What a text field holds; the name of anything else."""
        if "Text" in self.accessible.get_interfaces():
            return Atspi.Text.get_text(self.accessible, 0, -1)
        return self.name

    def has(self, state):
        return self.accessible.get_state_set().contains(state)

    @property
    def showing(self):
        return self.has(Atspi.StateType.SHOWING)

    @property
    def sensitive(self):
        return self.has(Atspi.StateType.SENSITIVE)

    @property
    def checked(self):
        """Whether a toggle is down or a tab is the one shown."""
        return any(self.has(state) for state in (Atspi.StateType.CHECKED, Atspi.StateType.PRESSED, Atspi.StateType.SELECTED))

    def children(self):
        for index in range(self.accessible.get_child_count()):
            try:
                child = self.accessible.get_child_at_index(index)
            except GLib.Error:
                continue
            if child is not None:
                yield Node(child)

    def walk(self, hidden=False, within_tables=True):
        """All nodes below, parents first; without `hidden` only what is on screen. AdwViewStack shows a page twice: each node comes once."""
        seen = set()
        queue = list(self.children())
        while queue:
            node = queue.pop(0)
            if hash(node.accessible) in seen:
                continue
            seen.add(hash(node.accessible))
            try:
                if not hidden and not node.showing:
                    continue
                yield node
                if within_tables or node.role not in TABLES:
                    queue[0:0] = node.children()
            except GLib.Error:
                continue

    def find_all(self, role=None, name=None, hidden=False, within_tables=True):
        roles = (role,) if isinstance(role, str) else role
        return [node for node in self.walk(hidden, within_tables) if (roles is None or node.role in roles) and fits(node.name, name)]

    def look(self, role=None, name=None):
        """The first that fits and is on screen, or None."""
        roles = (role,) if isinstance(role, str) else role
        for node in self.walk():
            if (roles is None or node.role in roles) and fits(node.name, name):
                return node
        return None

    def find(self, role=None, name=None, patience=PATIENCE_SECONDS):
        return wait_for("%s %r" % (role or "anything", getattr(name, "pattern", name)), lambda: self.look(role, name), patience)

    def wait_gone(self, role=None, name=None, patience=PATIENCE_SECONDS):
        wait_for("no more %s %r" % (role, name), lambda: self.look(role, name) is None, patience)

    def actions(self):
        if "Action" not in self.accessible.get_interfaces():
            return []
        return [Atspi.Action.get_action_name(self.accessible, i) for i in range(Atspi.Action.get_n_actions(self.accessible))]

    def do(self, *names):
        """Does the first action that has one of the names."""
        actions = self.actions()
        for name in names:
            if name in actions:
                return Atspi.Action.do_action(self.accessible, actions.index(name))
        raise NotFound("%s %r can't be operated: it has %s" % (self.role, self.name, actions or "no actions"))

    def click(self):
        """Presses it, or what it wraps: a menu button is a button around a toggle button, and only the inner one can be pressed."""
        wait_for("%s %r sensitive" % (self.role, self.name), lambda: self.sensitive)
        press = {"click", "toggle", "activate", "press"}
        target = self if press & set(self.actions()) else next((n for n in self.walk() if press & set(n.actions())), self)
        target.do("click", "toggle", "activate", "press")

    def type(self, text):
        """Replaces what a text field holds."""
        if not Atspi.EditableText.set_text_contents(self.accessible, text):
            raise NotFound("%s %r can't be written to" % (self.role, self.name))

    def select(self, index):
        Atspi.Selection.select_child(self.accessible, index)

    @property
    def value(self):
        return Atspi.Value.get_current_value(self.accessible)

    @value.setter
    def value(self, number):
        Atspi.Value.set_current_value(self.accessible, number)

    def rows(self):
        """The texts of the cells on screen of a table, row by row."""
        return [[cell.name for cell in row.find_all("table cell")] for row in self.find_all(("table row", "list item"))]

    def outline(self, depth=0):
        """The tree as text, for a failure's message."""
        lines = ["%s%s %r %s" % ("  " * depth, self.role, self.name, self.actions() or "")]
        for child in self.children():
            if child.showing:
                lines.append(child.outline(depth + 1))
        return "\n".join(lines)


class Program(Node):
    """A running program; its node is the application on the accessibility bus."""

    def __init__(self, argv, env=None, patience=60, app_id=APP_ID):
        self.argv = argv
        self.app_id = app_id
        self.process = subprocess.Popen(argv, env=dict(os.environ, **(env or {})))
        super().__init__(wait_for("%s on the accessibility bus" % argv[0], self._look_for_itself, patience))
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)

    @classmethod
    def attach(cls, app_id, patience=60):
        """To a program that another one has started. It has no `process`: how it ends is not told."""
        self = cls.__new__(cls)
        self.app_id = app_id
        self.process = None
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)

        def ask():
            pid = self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                     GLib.Variant("(s)", (app_id,)), None, Gio.DBusCallFlags.NONE, -1, None).unpack()[0]
            return cls._look_for(pid)

        Node.__init__(self, wait_for("%s on the accessibility bus" % app_id, ask, patience))
        return self

    @staticmethod
    def _look_for(pid):
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(index)
            if application is not None and application.get_process_id() == pid and application.get_child_count() > 0:
                return application
        return None

    def _look_for_itself(self):
        if self.process.poll() is not None:
            raise NotFound("%s ended with status %d before it showed a window" % (self.argv[0], self.process.returncode))
        return self._look_for(self.process.pid)

    def refresh(self):
        """Forgets what libatspi remembers of the tree: names read before may be old."""
        self.accessible.clear_cache()

    def activate(self, action, parameter=None):
        """Runs an app.* action, as the menu and the shortcuts do. parameter: a GLib.Variant."""
        self.bus.call_sync(self.app_id, "/" + self.app_id.replace(".", "/"), "org.gtk.Actions", "Activate",
                           GLib.Variant("(sava{sv})", (action, [parameter] if parameter else [], {})), None,
                           Gio.DBusCallFlags.NONE, -1, None)

    def window_id(self):
        def look():
            found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)], capture_output=True, text=True)
            return found.stdout.split()
        return wait_for("a window on the display", look)[-1]

    def resize(self, width, height):
        """To the size of the window's contents; GTK's shadow lies outside. Waits until it is drawn so."""
        window = self.window_id()
        subprocess.run(["xdotool", "windowsize", "--sync", window, str(width), str(height)], timeout=PATIENCE_SECONDS)

    def key(self, *keys):
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)

    def click_at(self, x, y):
        """With the mouse, at a place of the window."""
        subprocess.run(["xdotool", "mousemove", "--window", self.window_id(), str(x), str(y), "click", "1"], check=True)

    def scroll_at(self, x, y, notches):
        """Turns the wheel over a place of the window, downwards."""
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "--repeat", str(notches), "--delay", "20", "5"], check=True, timeout=30)

    def walk_by_tab(self, most=60):
        """Presses Tab until the focus is where it was before; returns the names of what had it on the way."""
        focused = []

        def remember(event):
            if event.detail1:
                focused.append(event.source.get_name())

        listener = Atspi.EventListener.new(remember)
        listener.register("object:state-changed:focused")
        try:
            for _ in range(most):
                before = len(focused)
                self.key("Tab")
                end = time.monotonic() + 0.5
                while len(focused) == before and time.monotonic() < end:
                    if not GLib.MainContext.default().iteration(False):
                        time.sleep(0.005)
                if len(focused) > 2 and focused[-1] == focused[0]:
                    break
        finally:
            listener.deregister("object:state-changed:focused")
        return focused

    def photograph(self, path, window="root"):
        """The whole display, popovers and dialogs included, or one window."""
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        subprocess.run(["import", "-window", window, path], check=True)

    def quit(self):
        """Asks it to quit; returns its exit status, of one that was attached to None."""
        try:
            self.activate("quit")
        except GLib.Error:
            pass  # it may be gone before it has answered; the status tells how
        return self.process.wait(PATIENCE_SECONDS) if self.process else None

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()
