/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The same money in a fund for the same days, each case figured by hand. */

#include "mag-benchmark.h"
#include "mag-date.h"
#include "mag-terms.h"

#define DAY(month, day) mag_date_new (2026, month, day)
#define DOLLARS(price) ((price) * MAG_PRICE_SCALE)

static void
add_bar (MagPriceHistory *history,
         MagDate          date,
         MagPrice         close)
{
  MagBar bar = { .date = date, .open = close, .high = close, .low = close, .close = close, .adjusted_close = close };

  g_array_append_val (history->bars, bar);
}

/* 2 January 400, 16 January 410, 20 February (a Friday) 420, 15 May 399; 5 a share on 20 February. */
static MagPriceHistory *
make_history (void)
{
  MagPriceHistory *history = mag_price_history_new ();
  MagCashDividend dividend = { .ex_date = DAY (2, 20), .amount = DOLLARS (5) };

  add_bar (history, DAY (1, 2), DOLLARS (400));
  add_bar (history, DAY (1, 16), DOLLARS (410));
  add_bar (history, DAY (2, 20), DOLLARS (420));
  add_bar (history, DAY (5, 15), DOLLARS (399));
  if (history->dividends == NULL)
    history->dividends = g_array_new (FALSE, FALSE, sizeof (MagCashDividend));
  g_array_append_val (history->dividends, dividend);
  return history;
}

static void
figure (const MagLeg          *legs,
        guint                  n_legs,
        const MagPriceHistory *history,
        MagBenchmark          *benchmark)
{
  const MagJournalFilter all = MAG_JOURNAL_FILTER_ALL;
  g_autoptr(MagJournal) journal = mag_journal_new ();
  g_autoptr(GArray) rows = NULL;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (journal->ledgers, mag_ledger_new ("", "F", legs, n_legs, &error));
  g_assert_no_error (error);
  rows = mag_journal_filter (journal, &all);
  mag_benchmark_figure (journal, rows, history, benchmark);
}

/* 5000 put up from 400 to 410: 12.5 shares, 125.00. */
static void
test_put_puts_up_its_strike (void)
{
  MagContract put = { "F", MAG_RIGHT_PUT, DAY (1, 16), DOLLARS (50) };
  const MagLeg legs[] = {
    { 1, 1, 0, MAG_LEG_SELL_TO_OPEN, put, 100, 1, 12000, 0, DAY (1, 2) },
    { 2, 1, 0, MAG_LEG_EXPIRE, put, 100, 1, 0, 0, DAY (1, 16) },
  };
  g_autoptr(MagPriceHistory) history = make_history ();
  MagBenchmark benchmark;

  figure (legs, G_N_ELEMENTS (legs), history, &benchmark);
  g_assert_cmpint (benchmark.state, ==, MAG_BENCHMARK_KNOWN);
  g_assert_cmpuint (benchmark.n, ==, 1);
  g_assert_cmpint (benchmark.profit, ==, 12000);
  g_assert_cmpint (benchmark.benchmark, ==, 12500);
  g_assert_cmpint (benchmark.dividends, ==, 0);
}

/* A put assigned, the shares called away, the calls on them. 5000 from 400 to 420 and a dividend of 5: 12.5 x 25 = 312.50. 5000 from 420 to 399:
 * -250.00; bought at the close of the ex-day, it brings no dividend. The covered call puts up nothing. */
static void
test_wheel_is_one_money (void)
{
  MagContract put = { "F", MAG_RIGHT_PUT, DAY (2, 20), DOLLARS (50) }, call = { "F", MAG_RIGHT_CALL, DAY (5, 15), DOLLARS (52) };
  const MagLeg legs[] = {
    { 1, 1, 0, MAG_LEG_SELL_TO_OPEN, put, 100, 1, 20000, 0, DAY (1, 2) },
    { 2, 1, 0, MAG_LEG_ASSIGN, put, 100, 1, 0, 0, DAY (2, 20) },
    { 3, 2, 0, MAG_LEG_SELL_TO_OPEN, call, 100, 1, 10000, 0, DAY (2, 23) },
    { 4, 2, 0, MAG_LEG_CALLED_AWAY, call, 100, 1, 0, 0, DAY (5, 15) },
  };
  g_autoptr(MagPriceHistory) history = make_history ();
  MagBenchmark benchmark;

  figure (legs, G_N_ELEMENTS (legs), history, &benchmark);
  g_assert_cmpint (benchmark.state, ==, MAG_BENCHMARK_KNOWN);
  g_assert_cmpuint (benchmark.n, ==, 2);
  g_assert_cmpint (benchmark.from, ==, DAY (1, 2));
  g_assert_cmpint (benchmark.to, ==, DAY (5, 15));
  g_assert_cmpint (benchmark.profit, ==, 20000 + 10000 + 20000);
  g_assert_cmpint (benchmark.benchmark, ==, 31250 - 25000);
  g_assert_cmpint (benchmark.dividends, ==, 6250);
}

/* 30 of 40 shares sold: three quarters of the 401.00 they cost, 300.75, from 400 to 410 are 7.51875, which is 7.52. The rest is in neither. */
static void
test_part_of_a_lot (void)
{
  const MagLeg legs[] = {
    { 1, 1, 0, MAG_LEG_BUY_SHARES, { .root = "" }, 1, 40, DOLLARS (10), 100, DAY (1, 2) },
    { 2, 2, 0, MAG_LEG_SELL_SHARES, { .root = "" }, 1, 30, DOLLARS (11), 0, DAY (1, 16) },
  };
  g_autoptr(MagPriceHistory) history = make_history ();
  MagBenchmark benchmark;

  figure (legs, G_N_ELEMENTS (legs), history, &benchmark);
  g_assert_cmpint (benchmark.profit, ==, 33000 - 30075);
  g_assert_cmpint (benchmark.benchmark, ==, 752);
}

/* Saturday's price is Friday's; what has a hole, or begins too late, is not known. */
static void
test_days_without_a_price (void)
{
  const struct { const char *what; MagDate from, to; MagBenchmarkState state; } cases[] = {
    { "a Saturday", DAY (1, 2), DAY (2, 21), MAG_BENCHMARK_KNOWN },
    { "before the first", DAY (1, 1), DAY (1, 16), MAG_BENCHMARK_TOO_SHORT },
    { "in a hole", DAY (1, 2), DAY (2, 12), MAG_BENCHMARK_TOO_SHORT },
    { "behind the last", DAY (1, 2), DAY (6, 1), MAG_BENCHMARK_TOO_SHORT },
  };
  g_autoptr(MagPriceHistory) history = make_history ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const MagLeg legs[] = {
        { 1, 1, 0, MAG_LEG_BUY_SHARES, { .root = "" }, 1, 40, DOLLARS (10), 0, cases[i].from },
        { 2, 2, 0, MAG_LEG_SELL_SHARES, { .root = "" }, 1, 40, DOLLARS (11), 0, cases[i].to },
      };
      MagBenchmark benchmark;

      g_test_message ("%s", cases[i].what);
      figure (legs, G_N_ELEMENTS (legs), history, &benchmark);
      g_assert_cmpint (benchmark.state, ==, cases[i].state);
      g_assert_true ((benchmark.benchmark == MAG_MONEY_UNKNOWN) == (cases[i].state != MAG_BENCHMARK_KNOWN));
    }
}

/* A naked call puts up no amount that could be named: it is counted as left out. What is open is nowhere. */
static void
test_left_out (void)
{
  MagContract call = { "F", MAG_RIGHT_CALL, DAY (1, 16), DOLLARS (50) }, put = { "F", MAG_RIGHT_PUT, DAY (5, 15), DOLLARS (50) };
  const MagLeg legs[] = {
    { 1, 1, 0, MAG_LEG_SELL_TO_OPEN, call, 100, 1, 12000, 0, DAY (1, 2) },
    { 2, 1, 0, MAG_LEG_EXPIRE, call, 100, 1, 0, 0, DAY (1, 16) },
    { 3, 2, 0, MAG_LEG_SELL_TO_OPEN, put, 100, 1, 12000, 0, DAY (1, 2) },
  };
  g_autoptr(MagPriceHistory) history = make_history ();
  MagBenchmark benchmark;

  figure (legs, G_N_ELEMENTS (legs), history, &benchmark);
  g_assert_cmpint (benchmark.state, ==, MAG_BENCHMARK_NOTHING);
  g_assert_cmpuint (benchmark.n_left_out, ==, 1);
  g_assert_cmpint (benchmark.profit, ==, 0);
  g_assert_cmpint (benchmark.benchmark, ==, MAG_MONEY_UNKNOWN);
}

static void
test_without_history (void)
{
  const MagLeg legs[] = {
    { 1, 1, 0, MAG_LEG_BUY_SHARES, { .root = "" }, 1, 40, DOLLARS (10), 0, DAY (1, 2) },
    { 2, 2, 0, MAG_LEG_SELL_SHARES, { .root = "" }, 1, 40, DOLLARS (11), 0, DAY (1, 16) },
  };
  g_autoptr(MagPriceHistory) history = make_history ();
  MagBenchmark benchmark;

  figure (legs, G_N_ELEMENTS (legs), NULL, &benchmark);
  g_assert_cmpint (benchmark.state, ==, MAG_BENCHMARK_NO_PRICES);
  g_assert_cmpint (benchmark.from, ==, DAY (1, 2)); /* what to ask for */
  g_assert_cmpint (benchmark.profit, ==, 4000);

  g_clear_pointer (&history->dividends, g_array_unref); /* a source that does not tell */
  figure (legs, G_N_ELEMENTS (legs), history, &benchmark);
  g_assert_cmpint (benchmark.benchmark, ==, 1000);
  g_assert_cmpint (benchmark.dividends, ==, MAG_MONEY_UNKNOWN);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/benchmark/put-puts-up-its-strike", test_put_puts_up_its_strike);
  g_test_add_func ("/benchmark/wheel-is-one-money", test_wheel_is_one_money);
  g_test_add_func ("/benchmark/part-of-a-lot", test_part_of_a_lot);
  g_test_add_func ("/benchmark/days-without-a-price", test_days_without_a_price);
  g_test_add_func ("/benchmark/left-out", test_left_out);
  g_test_add_func ("/benchmark/without-history", test_without_history);
  return g_test_run ();
}
