#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the real account's welcome page to the practice account and back, in the real programs."""
import re
import sys

import tap

tap.enter_session()

from driver import APP_ID, BUTTONS, Atspi, Program, wait_for  # noqa: E402
from magnus import Magnus  # noqa: E402


class Stage:
    """What the steps below hand on."""

    window = None
    practice = None


def is_active(program):
    return any(node.has(Atspi.StateType.ACTIVE) for node in program.children())


def starts():
    """the first start shows no banner and offers to sign in or to try"""
    Stage.window = Magnus()
    Stage.window.open_page("Positions")
    Stage.window.find(BUTTONS, "Sign in to Robinhood…")
    assert Stage.window.look(name="Practice") is None
    assert Stage.window.look(name=re.compile("keyring")) is None


def tries_it():
    """the practice account opens in a window of its own, signed in, and says what it is"""
    Stage.window.find(BUTTONS, "Try with a Practice Account").click()
    Stage.practice = Program.attach(APP_ID + ".Practice")
    Stage.practice.find(name="Practice")
    Stage.practice.find(name="Practice account: simulated prices")
    assert len(wait_for("positions", lambda: [row for row in Stage.practice.rows() if any(re.search(r"\d\.\d\d", cell) for cell in row)], 60)) > 5


def stays_apart():
    """nothing of it is in the real account's window"""
    Stage.window.refresh()
    Stage.window.find(BUTTONS, "Sign in to Robinhood…")
    assert Stage.window.look(name="Practice") is None


def goes_back():
    """the way back raises the real account's window"""
    assert not is_active(Stage.window)
    Stage.practice.find(BUTTONS, "Use My Broker").click()
    wait_for("the real account's window in front", lambda: is_active(Stage.window))
    assert Stage.practice.quit() is None
    assert Stage.window.quit() == 0


try:
    tap.run([starts, tries_it, stays_apart, goes_back], on_failure=lambda case: Stage.window and Stage.window.photograph("failed-practice-account-%s.png" % case))
finally:
    process = Stage.window and Stage.window.process
    if process is not None and process.poll() is None:
        process.terminate()
        process.wait(10)
