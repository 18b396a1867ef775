#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in and out in the real program, by its own controls, against the practice broker, which asks each user for something else."""
import re
import subprocess
import tempfile
import urllib.request

import tap

tap.enter_session()

import a11y_check  # noqa: E402
from driver import BUTTONS, TEXTS, wait_for  # noqa: E402
from magnus import Magnus  # noqa: E402

MOMENT = "2026-07-27T11:00:00"


class Stage:
    """What the steps below hand on."""

    data = tempfile.TemporaryDirectory(prefix="mag-")  # nothing is known yet
    practice = None
    url = None
    window = None


def control(path):
    urllib.request.urlopen(urllib.request.Request(Stage.url + path, method="POST"), timeout=10).read()


def fill_in(user, password):
    Stage.window.activate("sign-in")
    Stage.window.find(TEXTS, "E-mail").type(user)
    Stage.window.find(TEXTS, "Password").type(password)
    Stage.window.find(BUTTONS, "Sign In").click()


def holdings():
    return wait_for("positions", lambda: [row for row in Stage.window.rows() if any(re.search(r"\d\.\d\d", cell) for cell in row)])


def sign_out():
    Stage.window.activate("sign-out")
    Stage.window.find(name=re.compile("Sign in"))


def starts():
    """the window opens signed out and says what signing in would give"""
    Stage.practice = subprocess.Popen(["magnus-practice", "--port", "0", "--seed", "7", "--at", MOMENT], stdout=subprocess.PIPE, text=True)
    Stage.url = Stage.practice.stdout.readline().strip()
    Stage.window = Magnus("--practice-url=" + Stage.url, "--signed-out", env={"XDG_DATA_HOME": Stage.data.name})
    Stage.window.open_page("Positions")
    Stage.window.find(BUTTONS, re.compile("Sign in"))


def wrong_password():
    """a wrong password is said beside the form, and the name stays in it"""
    fill_in("owner@example.com", "not it")
    Stage.window.find("alert", re.compile("provided credentials"))
    assert Stage.window.find(TEXTS, "E-mail").text == "owner@example.com"
    assert Stage.window.find(TEXTS, "Password").text == ""
    faults = a11y_check.check(Stage.window)
    assert not faults, "\n".join(faults)
    Stage.window.find(BUTTONS, "Cancel").click()
    Stage.window.wait_gone(TEXTS, "E-mail")


def code_by_text_message():
    """a code is asked for, a wrong one may be corrected, and the positions come"""
    fill_in("sms@example.com", "practice")
    Stage.window.find(TEXTS, "Code").type("000000")
    Stage.window.find(BUTTONS, "Continue").click()
    Stage.window.find(name=re.compile("not right"))
    Stage.window.find(TEXTS, "Code").type("123456")
    Stage.window.find(BUTTONS, "Continue").click()
    assert len(holdings()) > 5


def history_becomes_the_journal():
    """the broker's history is imported once, and the second time nothing is new"""
    Stage.window.open_page("Trades")
    Stage.window.find(BUTTONS, "Import from Broker").click()
    Stage.window.find(name=re.compile("Legs Added"), patience=60)
    Stage.window.find(BUTTONS, "Done").click()
    wait_for("trades", lambda: [row for row in Stage.window.rows() if any(re.search(r"\d\.\d\d", cell) for cell in row)])
    Stage.window.find(BUTTONS, "Import from Broker").click()
    Stage.window.find(name="Nothing New", patience=60)
    Stage.window.find(BUTTONS, "Done").click()
    Stage.window.wait_gone(BUTTONS, "Done")
    Stage.window.open_page("Positions")


def everybody_can_use_it():
    """every control of the page with positions has a name, and the Tab key reaches it"""
    faults = a11y_check.check(Stage.window)
    assert not faults, "\n".join(faults)
    assert not Stage.window.beyond_tab()
    sign_out()


def cancelled():
    """a sign-in that waits can be cancelled, and begins anew only by a click"""
    fill_in("wait@example.com", "practice")
    Stage.window.find(name=re.compile("Approve It"))
    Stage.window.find(BUTTONS, "Cancel").click()
    Stage.window.wait_gone(name=re.compile("Approve It"))
    Stage.window.find(BUTTONS, re.compile("Sign in"))


def approval():
    """the window waits for the approval on the phone, which needs no further click"""
    fill_in("wait@example.com", "practice")
    Stage.window.find(name=re.compile("Approve It"))
    control("/practice/approve")
    assert len(holdings()) > 5
    sign_out()


def revoked():
    """a session that the broker has revoked ends with a banner, and the positions stay with their time"""
    fill_in("owner@example.com", "practice")
    before = len(holdings())
    control("/practice/revoke")
    Stage.window.key("F5")
    Stage.window.find(name=re.compile("session|signed out|expired", re.IGNORECASE))
    assert len(holdings()) == before
    assert Stage.window.quit() == 0


try:
    tap.run([starts, wrong_password, code_by_text_message, history_becomes_the_journal, everybody_can_use_it, cancelled, approval, revoked],
            on_failure=lambda case: Stage.window and Stage.window.photograph("failed-sign-in-%s.png" % case))
finally:
    for process in (Stage.window and Stage.window.process, Stage.practice):
        if process is not None and process.poll() is None:
            process.terminate()
            process.wait(10)
