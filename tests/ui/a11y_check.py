#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports what a screen reader could not name: controls and focusable things on screen that have no accessible name.

usage: a11y_check.py PROGRAM [ARGS]    starts the program, checks what it shows, ends it; exit status 1 when something has no name
Other tests call check() on a program that stands where they want it.
"""
import re
import sys

import driver
from driver import Atspi

OPERABLE = {
    "alert", "button", "check box", "check menu item", "combo box", "dialog", "entry", "frame", "link", "list item", "menu item", "option", "page tab",
    "password text", "push button", "radio button", "radio menu item", "slider", "spin button", "switch", "table cell", "table row", "text",
    "toggle button", "tree item",
}
# They may take the focus and pass it on without having a name.
CONTAINERS = {"application", "filler", "grouping", "list", "list box", "menu", "page tab list", "panel", "scroll pane", "table", "tree", "tree table", "viewport"}
NAMED_CONTAINERS = {"list", "list box", "table", "tree", "tree table"}
# Gaps of GTK 4.18 that an application can't close: the items of a drop-down's list and of a popover menu say nothing themselves, and a column
# view's rows are in a list of its own making.
EXCUSED = [re.compile(r"list item .*combo box"), re.compile(r"(check |radio )?menu item "), re.compile(r"list < tree table")]


def words_below(node):
    return " ".join(label.name for label in node.find_all(("label", "static")) if label.name)


def fault_of(node):
    """What is wrong with one node, or None."""
    if node.name.strip():
        return None
    if node.role == "alert" and words_below(node):
        return None  # a toast: the toolkit has a screen reader say its words when it appears
    if node.role == "table cell" and not node.find_all(("image", "icon") + driver.BUTTONS):
        return None  # nothing to say: a remark that nobody made
    pressable = {"click", "toggle", "activate"} & set(node.actions())
    if node.role in OPERABLE or pressable:
        return "control without a name"
    if node.has(Atspi.StateType.FOCUSABLE):
        if node.role in NAMED_CONTAINERS:
            return "list or table without a name"
        if node.role not in CONTAINERS:
            return "takes the focus, has no name"
    return None


def path_of(node):
    steps = []
    accessible = node.accessible
    while accessible is not None and accessible.get_role_name() != "application" and len(steps) < 6:
        name = accessible.get_name()
        steps.append(accessible.get_role_name() + ("[%s]" % name if name else ""))
        accessible = accessible.get_parent()
    return " < ".join(steps)


def check(program):
    """Returns a line for each fault on screen."""
    program.refresh()
    faults = []
    for node in program.walk():
        fault = fault_of(node)
        path = path_of(node) if fault else ""
        if fault and not any(excuse.match(path) for excuse in EXCUSED):
            faults.append("%s: %s (near %r)" % (fault, path, words_below(node)[:60]))
    return faults


def main():
    with driver.Program(sys.argv[1:]) as program:
        faults = check(program)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
