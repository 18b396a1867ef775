# SPDX-License-Identifier: GPL-3.0-or-later
"""A trade journal to look at, as "magnusctl import --trades" takes it: a whole wheel, one that runs, trades that won, lost and are open."""
import subprocess

COLUMNS = ("trade,account,origin,trade_broker_id,symbol,notes,created,updated,leg,rolled_from,leg_broker_id,"
           "role,root,expiration,type,strike,multiplier,quantity,price,fees,date")

# trade, symbol, role, expiration, type, strike, quantity, price, date; a leg that rolls another names its number, from 1
LEGS = (
    (1, "F", "sell_to_open", "2026-01-16", "put", "50", 1, "1.20", "2026-01-02", 0),
    (1, "F", "buy_to_close", "2026-01-16", "put", "50", 1, "2.00", "2026-01-12", 0),
    (2, "F", "sell_to_open", "2026-02-20", "put", "48", 1, "2.60", "2026-01-12", 2),
    (2, "F", "assign", "2026-02-20", "put", "48", 1, "0", "2026-02-20", 0),
    (3, "F", "sell_to_open", "2026-03-20", "call", "50", 1, "0.90", "2026-02-23", 0),
    (3, "F", "expire", "2026-03-20", "call", "50", 1, "0", "2026-03-20", 0),
    (4, "F", "sell_to_open", "2026-04-17", "call", "50", 1, "1.10", "2026-03-23", 0),
    (4, "F", "buy_to_close", "2026-04-17", "call", "50", 1, "0.30", "2026-04-06", 0),
    (5, "F", "sell_to_open", "2026-05-15", "call", "50", 1, "0.75", "2026-04-07", 0),
    (5, "F", "called_away", "2026-05-15", "call", "50", 1, "0", "2026-05-15", 0),
    (6, "NVDA", "sell_to_open", "2026-10-16", "put", "165", 2, "4.35", "2026-09-14", 0),
    (6, "NVDA", "buy_to_close", "2026-10-16", "put", "165", 2, "2.10", "2026-09-28", 0),
    (7, "KO", "sell_to_open", "2026-10-16", "put", "68", 3, "0.62", "2026-09-21", 0),
    (7, "KO", "assign", "2026-10-16", "put", "68", 3, "0", "2026-10-16", 0),
    (8, "KO", "sell_to_open", "2026-12-18", "call", "70", 3, "0.85", "2026-11-09", 0),
    (9, "AMD", "sell_to_open", "2026-11-06", "put", "150", 1, "3.10", "2026-10-12", 0),
    (9, "AMD", "buy_to_close", "2026-11-06", "put", "150", 1, "7.45", "2026-10-30", 0),
    (10, "SPY", "buy_to_open", "2026-12-18", "put", "640", 1, "9.80", "2026-10-05", 0),
    (11, "PLTR", "sell_to_open", "2026-12-18", "put", "150", 1, "5.20", "2026-11-16", 0),
    (12, "BRK.B", "sell_to_open", "2027-01-15", "put", "480", 1, "6.05", "2026-11-18", 0),
)


def make_csv():
    lines = [COLUMNS]
    for number, (trade, symbol, role, expiration, kind, strike, quantity, price, date, rolls) in enumerate(LEGS, 1):
        rolled = "00000000-0000-4000-9000-%012d" % rolls if rolls else ""
        fees = "0.00" if price == "0" else "%.2f" % (0.04 * quantity)
        note = "rolled down and out, earnings in between" if trade == 2 else ""
        lines.append('00000000-0000-4000-8000-%012d,,manual,,%s,"%s",%sT15:00:00Z,%sT15:00:00Z,00000000-0000-4000-9000-%012d,%s,,%s,%s,%s,%s,%s,100,%d,%s,%s,%s' % (
            trade, symbol, note, date, date, number, rolled, role, symbol.replace(".", ""), expiration, kind, strike, quantity, price, fees, date))
    return "\n".join(lines) + "\n"


def take(practice_url):
    """Puts it into the journal of the practice profile."""
    subprocess.run(["magnusctl", "--practice-url", practice_url, "import", "--trades", "-"], input=make_csv(), text=True, check=True, stdout=subprocess.DEVNULL)
