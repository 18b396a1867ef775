# SPDX-License-Identifier: GPL-3.0-or-later
"""Test programs that need a graphical session: finds or starts one, or says why there is none, and reports cases in TAP.

Import this before driver.py, which fails to import where the accessibility bindings are missing.
"""
import importlib.util
import os
import shutil
import sys
import traceback

NEEDED = ("Xvfb", "openbox", "dbus-daemon", "gnome-keyring-daemon", "xdotool", "xprop", "import", "setpriv")


class Skip(Exception):
    """Raised by a case that can't run here; its text is the reason."""


def skip_all(reason):
    print("1..0 # SKIP " + reason)
    sys.exit(0)


def enter_session():
    """Runs this program again inside session.sh, which sets the variable, unless it is there already."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        skip_all("no graphical session without " + ", ".join(missing))
    if importlib.util.find_spec("gi") is None:
        skip_all("the Python bindings of AT-SPI are not installed")
    if os.environ.get("MAGNUS_UI_SESSION") is None:
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "session.sh")
        os.execv(script, [script, sys.executable] + sys.argv)


def run(cases, on_failure=None):
    """cases: functions, run in order; each one's first line of documentation is the rule it is named after. A failed case fails those after it
    only when they fail themselves. on_failure(case name) may leave a picture."""
    print("1..%d" % len(cases), flush=True)
    failed = 0
    for number, case in enumerate(cases, 1):
        title = (case.__doc__ or case.__name__).strip().splitlines()[0].rstrip(".").replace("#", "")
        try:
            case()
            print("ok %d - %s" % (number, title), flush=True)
        except Skip as reason:
            print("ok %d - %s # SKIP %s" % (number, title, reason), flush=True)
        except Exception:
            failed += 1
            print("not ok %d - %s" % (number, title))
            for line in traceback.format_exc().rstrip().splitlines():
                print("# " + line)
            sys.stdout.flush()
            if on_failure:
                on_failure(case.__name__)
    sys.exit(1 if failed else 0)
