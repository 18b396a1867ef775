/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The items of a tax year, each figured by hand: what rolls into cost and proceeds, which year and which term. */

#include "mag-date.h"
#include "mag-tax.h"

#define DATE(year, month, day) mag_date_new (year, month, day)

/* What an item is expected to say; money in cents. */
typedef struct
{
  const char *what;
  gint64      quantity;
  const char *acquired, *sold;
  MagMoney    proceeds, cost, in_proceeds, in_cost, gain;
  gboolean    long_term;
} Wanted;

static MagJournal *
make_journal (const char   *account,
              const char   *symbol,
              const MagLeg *legs,
              guint         n_legs)
{
  g_autoptr(GError) error = NULL;
  MagJournal *journal = mag_journal_new ();

  g_ptr_array_add (journal->ledgers, mag_ledger_new (account, symbol, legs, n_legs, &error));
  g_assert_no_error (error);
  return journal;
}

static GArray *
all_rows (MagJournal *journal)
{
  const MagJournalFilter all = MAG_JOURNAL_FILTER_ALL;

  return mag_journal_filter (journal, &all);
}

/* Sums the list itself: the totals must be it. */
static void
check_totals (const MagTaxReport *report)
{
  MagMoney gains[2] = { 0 }, proceeds[2] = { 0 }, costs[2] = { 0 };

  for (guint i = 0; i < report->items->len; i++)
    {
      const MagTaxItem *item = g_array_index (report->items, MagJournalItem, i).item;

      g_assert_cmpint (item->gain, ==, item->proceeds - item->cost);
      gains[item->long_term] += item->gain;
      proceeds[item->long_term] += item->proceeds;
      costs[item->long_term] += item->cost;
    }
  g_assert_cmpint (report->short_term.gain, ==, gains[0]);
  g_assert_cmpint (report->long_term.gain, ==, gains[1]);
  g_assert_cmpint (report->short_term.proceeds, ==, proceeds[0]);
  g_assert_cmpint (report->long_term.cost, ==, costs[1]);
  g_assert_cmpint (report->all.gain, ==, gains[0] + gains[1]);
  g_assert_cmpint (report->all.proceeds - report->all.cost, ==, report->all.gain);
  g_assert_cmpuint (report->all.n, ==, report->items->len);
}

static void
check_year (MagJournal   *journal,
            int           year,
            const Wanted *wanted,
            guint         n)
{
  g_autoptr(GArray) rows = all_rows (journal);
  g_autoptr(MagTaxReport) report = mag_tax_report_new (journal, rows, year);

  g_assert_cmpuint (report->items->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      const MagJournalItem *entry = &g_array_index (report->items, MagJournalItem, i);
      g_autofree char *what = mag_tax_item_describe (entry);
      g_autofree char *acquired = mag_date_format (mag_tax_item_get_acquired (entry->item));
      g_autofree char *sold = mag_date_format (mag_tax_item_get_sold (entry->item));

      g_assert_cmpstr (what, ==, wanted[i].what);
      g_assert_cmpint (entry->item->quantity, ==, wanted[i].quantity);
      g_assert_cmpstr (acquired, ==, wanted[i].acquired);
      g_assert_cmpstr (sold, ==, wanted[i].sold);
      g_assert_cmpint (entry->item->proceeds, ==, wanted[i].proceeds);
      g_assert_cmpint (entry->item->cost, ==, wanted[i].cost);
      g_assert_cmpint (entry->item->premium_in_proceeds, ==, wanted[i].in_proceeds);
      g_assert_cmpint (entry->item->premium_in_cost, ==, wanted[i].in_cost);
      g_assert_cmpint (entry->item->gain, ==, wanted[i].gain);
      g_assert_cmpint (entry->item->long_term, ==, wanted[i].long_term);
    }
  check_totals (report);
}

/* All years together are what the ledger's tax side comes to. */
static void
check_ledger_total (MagJournal *journal)
{
  g_autoptr(GArray) rows = all_rows (journal);
  g_autoptr(GArray) years = mag_tax_years (journal, rows);
  MagMoney listed = 0, ledger = 0;

  for (guint i = 0; i < years->len; i++)
    {
      g_autoptr(MagTaxReport) report = mag_tax_report_new (journal, rows, g_array_index (years, int, i));

      listed += report->all.gain;
      g_assert_true (i == 0 || report->year < g_array_index (years, int, i - 1));
    }
  for (guint i = 0; i < journal->ledgers->len; i++)
    {
      const MagLedger *of = g_ptr_array_index (journal->ledgers, i);

      for (guint c = 0; c < of->campaigns->len; c++)
        {
          MagReconciliation sides;

          g_assert_true (mag_campaign_reconcile (g_ptr_array_index (of->campaigns, c), &sides));
          ledger += sides.tax_items;
        }
    }
  g_assert_cmpint (listed, ==, ledger);
}

/* DOMAIN 8: -0.80 + 0.90 + 0.80 + 5.35 = 6.25. The assigned put takes 2.60 off what the shares cost, the last call adds 0.75 to what they brought. */
static void
test_wheel (void)
{
  MagContract put50 = { "F", MAG_RIGHT_PUT, DATE (2026, 1, 16), 500000 }, put48 = { "F", MAG_RIGHT_PUT, DATE (2026, 2, 20), 480000 };
  MagContract march = { "F", MAG_RIGHT_CALL, DATE (2026, 3, 20), 500000 }, april = { "F", MAG_RIGHT_CALL, DATE (2026, 4, 17), 500000 };
  MagContract may = { "F", MAG_RIGHT_CALL, DATE (2026, 5, 15), 500000 };
  const MagLeg legs[] = {
    { 1, 1, 0, MAG_LEG_SELL_TO_OPEN, put50, 100, 1, 12000, 0, DATE (2026, 1, 2) },
    { 2, 1, 0, MAG_LEG_BUY_TO_CLOSE, put50, 100, 1, 20000, 0, DATE (2026, 1, 12) },
    { 3, 2, 2, MAG_LEG_SELL_TO_OPEN, put48, 100, 1, 26000, 0, DATE (2026, 1, 12) },
    { 4, 2, 0, MAG_LEG_ASSIGN, put48, 100, 1, 0, 0, DATE (2026, 2, 20) },
    { 5, 3, 0, MAG_LEG_SELL_TO_OPEN, march, 100, 1, 9000, 0, DATE (2026, 2, 23) },
    { 6, 3, 0, MAG_LEG_EXPIRE, march, 100, 1, 0, 0, DATE (2026, 3, 20) },
    { 7, 4, 0, MAG_LEG_SELL_TO_OPEN, april, 100, 1, 11000, 0, DATE (2026, 3, 23) },
    { 8, 4, 0, MAG_LEG_BUY_TO_CLOSE, april, 100, 1, 3000, 0, DATE (2026, 4, 6) },
    { 9, 5, 0, MAG_LEG_SELL_TO_OPEN, may, 100, 1, 7500, 0, DATE (2026, 4, 7) },
    { 10, 5, 0, MAG_LEG_CALLED_AWAY, may, 100, 1, 0, 0, DATE (2026, 5, 15) },
  };
  const Wanted wanted[] = {
    { "F 2026-01-16 50 put", 1, "2026-01-12", "2026-01-02", 12000, 20000, 0, 0, -8000, FALSE },
    { "F 2026-03-20 50 call", 1, "2026-03-20", "2026-02-23", 9000, 0, 0, 0, 9000, FALSE },
    { "F 2026-04-17 50 call", 1, "2026-04-06", "2026-03-23", 11000, 3000, 0, 0, 8000, FALSE },
    { "F shares", 100, "2026-02-20", "2026-05-15", 507500, 454000, 7500, 26000, 53500, FALSE },
  };
  g_autoptr(MagJournal) journal = make_journal ("Roth, old", "F", legs, G_N_ELEMENTS (legs));
  g_autoptr(GArray) rows = all_rows (journal);
  g_autoptr(MagTaxReport) report = mag_tax_report_new (journal, rows, 2026);
  g_autofree char *csv = mag_tax_report_to_csv (report);

  check_year (journal, 2026, wanted, G_N_ELEMENTS (wanted));
  check_year (journal, 2025, NULL, 0);
  check_ledger_total (journal);
  g_assert_cmpint (report->short_term.gain, ==, 62500);
  g_assert_cmpint (report->short_term.proceeds, ==, 539500);
  g_assert_cmpint (report->short_term.cost, ==, 477000);
  g_assert_cmpuint (report->long_term.n, ==, 0);
  g_assert_nonnull (strstr (csv, "\nF shares,100,2026-02-20,2026-05-15,5075.00,4540.00,535.00,short,75.00,260.00,2026-05-15,F,\"Roth, old\"\n"));
}

/* Sold in December, expired in January: of the year it closed, though the cash came the year before. Fees are in both ends. */
static void
test_across_the_year (void)
{
  MagContract put = { "F", MAG_RIGHT_PUT, DATE (2026, 1, 16), 120000 };
  const MagLeg legs[] = {
    { 1, 1, 0, MAG_LEG_SELL_TO_OPEN, put, 100, 3, 5000, 100, DATE (2025, 12, 10) },
    { 2, 1, 0, MAG_LEG_BUY_TO_CLOSE, put, 100, 1, 2000, 65, DATE (2025, 12, 31) },
    { 3, 1, 0, MAG_LEG_EXPIRE, put, 100, 2, 0, 0, DATE (2026, 1, 16) },
  };
  /* 150.00 less 1.00 are three thirds of 49.67, 49.66 and 49.67: no cent is lost. */
  const Wanted then[] = { { "F 2026-01-16 12 put", 1, "2025-12-31", "2025-12-10", 4967, 2065, 0, 0, 2902, FALSE } };
  const Wanted now[] = { { "F 2026-01-16 12 put", 2, "2026-01-16", "2025-12-10", 9933, 0, 0, 0, 9933, FALSE } };
  g_autoptr(MagJournal) journal = make_journal ("", "F", legs, G_N_ELEMENTS (legs));

  check_year (journal, 2025, then, 1);
  check_year (journal, 2026, now, 1);
  check_ledger_total (journal);
}

/* Bought, sold in parts: 300.00 and 1.00 of fees are the cost of three; held over a year the last one is long-term. */
static void
test_long_option_in_parts (void)
{
  MagContract call = { "F", MAG_RIGHT_CALL, DATE (2027, 1, 15), 150000 };
  const MagLeg legs[] = {
    { 1, 1, 0, MAG_LEG_BUY_TO_OPEN, call, 100, 2, 15000, 100, DATE (2025, 3, 3) },
    { 2, 1, 0, MAG_LEG_SELL_TO_CLOSE, call, 100, 1, 25000, 50, DATE (2026, 3, 3) },
    { 3, 1, 0, MAG_LEG_SELL_TO_CLOSE, call, 100, 1, 10000, 50, DATE (2026, 3, 4) },
  };
  const Wanted wanted[] = {
    { "F 2027-01-15 15 call", 1, "2025-03-03", "2026-03-03", 24950, 15050, 0, 0, 9900, FALSE }, /* a year is not more than a year */
    { "F 2027-01-15 15 call", 1, "2025-03-03", "2026-03-04", 9950, 15050, 0, 0, -5100, TRUE },
  };
  g_autoptr(MagJournal) journal = make_journal ("", "F", legs, G_N_ELEMENTS (legs));

  check_year (journal, 2026, wanted, G_N_ELEMENTS (wanted));
  check_ledger_total (journal);
}

/* 366 days are more than a year, but not when one of them was a 29 February. First in, first out; a sale of two lots is two items. */
static void
test_shares_held_366_days (void)
{
  const MagLeg legs[] = {
    { 1, 1, 0, MAG_LEG_BUY_SHARES, { .root = "" }, 1, 30, 100000, 0, DATE (2024, 1, 2) },
    { 2, 2, 0, MAG_LEG_BUY_SHARES, { .root = "" }, 1, 20, 110000, 100, DATE (2025, 1, 2) },
    { 3, 3, 0, MAG_LEG_SELL_SHARES, { .root = "" }, 1, 10, 120000, 0, DATE (2025, 1, 2) },
    { 4, 4, 0, MAG_LEG_SELL_SHARES, { .root = "" }, 1, 10, 120000, 0, DATE (2025, 1, 3) },
    { 5, 5, 0, MAG_LEG_SELL_SHARES, { .root = "" }, 1, 20, 130000, 0, DATE (2026, 1, 2) },
    { 6, 6, 0, MAG_LEG_SELL_SHARES, { .root = "" }, 1, 10, 90000, 0, DATE (2026, 1, 3) },
  };
  const Wanted first[] = {
    { "F shares", 10, "2024-01-02", "2025-01-02", 12000, 10000, 0, 0, 2000, FALSE }, /* 366 days, one year */
    { "F shares", 10, "2024-01-02", "2025-01-03", 12000, 10000, 0, 0, 2000, TRUE },
  };
  const Wanted second[] = {
    { "F shares", 10, "2024-01-02", "2026-01-02", 13000, 10000, 0, 0, 3000, TRUE },
    { "F shares", 10, "2025-01-02", "2026-01-02", 13000, 11050, 0, 0, 1950, FALSE }, /* 365 days */
    { "F shares", 10, "2025-01-02", "2026-01-03", 9000, 11050, 0, 0, -2050, TRUE },  /* 366 days */
  };
  g_autoptr(MagJournal) journal = make_journal ("", "F", legs, G_N_ELEMENTS (legs));
  g_autoptr(GArray) rows = all_rows (journal);
  g_autoptr(MagTaxReport) report = mag_tax_report_new (journal, rows, 2026);

  check_year (journal, 2025, first, G_N_ELEMENTS (first));
  check_year (journal, 2026, second, G_N_ELEMENTS (second));
  check_ledger_total (journal);
  g_assert_cmpint (report->short_term.gain, ==, 1950);
  g_assert_cmpint (report->long_term.gain, ==, 950);
}

/* A call exercised adds what it cost to the shares', a put exercised takes its own off what they bring: 12 + 1.50 in, 14 - 0.40 out. */
static void
test_exercises_roll_into_the_shares (void)
{
  MagContract call = { "F", MAG_RIGHT_CALL, DATE (2026, 1, 16), 120000 }, put = { "F", MAG_RIGHT_PUT, DATE (2026, 3, 20), 140000 };
  const MagLeg legs[] = {
    { 1, 1, 0, MAG_LEG_BUY_TO_OPEN, call, 100, 1, 15000, 0, DATE (2025, 12, 1) },
    { 2, 1, 0, MAG_LEG_EXERCISE, call, 100, 1, 0, 0, DATE (2026, 1, 16) },
    { 3, 2, 0, MAG_LEG_BUY_TO_OPEN, put, 100, 1, 4000, 0, DATE (2026, 2, 2) },
    { 4, 2, 0, MAG_LEG_EXERCISE, put, 100, 1, 0, 0, DATE (2026, 3, 20) },
  };
  const Wanted wanted[] = { { "F shares", 100, "2026-01-16", "2026-03-20", 136000, 135000, -4000, -15000, 1000, FALSE } };
  g_autoptr(MagJournal) journal = make_journal ("", "F", legs, G_N_ELEMENTS (legs));

  check_year (journal, 2026, wanted, 1);
  check_ledger_total (journal);
}

/* Two puts assigned, the shares sold in two years: each share takes its part of the premium, 79.87 in parts of 39.94 and 39.93. */
static void
test_premium_of_a_part (void)
{
  MagContract put = { "F", MAG_RIGHT_PUT, DATE (2025, 11, 21), 120000 };
  const MagLeg legs[] = {
    { 1, 1, 0, MAG_LEG_SELL_TO_OPEN, put, 100, 2, 4000, 13, DATE (2025, 10, 1) },
    { 2, 1, 0, MAG_LEG_ASSIGN, put, 100, 2, 0, 0, DATE (2025, 11, 21) },
    { 3, 2, 0, MAG_LEG_SELL_SHARES, { .root = "" }, 1, 100, 125000, 0, DATE (2025, 12, 1) },
    { 4, 3, 0, MAG_LEG_SELL_SHARES, { .root = "" }, 1, 100, 115000, 0, DATE (2026, 1, 5) },
  };
  g_autoptr(MagJournal) journal = make_journal ("", "F", legs, G_N_ELEMENTS (legs));
  g_autoptr(GArray) rows = all_rows (journal);
  g_autoptr(MagTaxReport) then = mag_tax_report_new (journal, rows, 2025);
  g_autoptr(MagTaxReport) now = mag_tax_report_new (journal, rows, 2026);
  const MagTaxItem *first = g_array_index (then->items, MagJournalItem, 0).item, *second = g_array_index (now->items, MagJournalItem, 0).item;

  check_ledger_total (journal);
  g_assert_cmpint (first->premium_in_cost + second->premium_in_cost, ==, 7987);
  g_assert_cmpint (ABS (first->premium_in_cost - second->premium_in_cost), ==, 1);
  g_assert_cmpint (first->cost + second->cost, ==, 240000 - 7987);
  g_assert_cmpint (then->all.gain + now->all.gain, ==, 7987);
}

/* A filter leaves out the items of other rows, and nothing else. */
static void
test_filters_leave_items (void)
{
  MagContract put = { "F", MAG_RIGHT_PUT, DATE (2026, 1, 16), 120000 };
  const MagLeg legs[] = {
    { 1, 1, 0, MAG_LEG_SELL_TO_OPEN, put, 100, 1, 5000, 0, DATE (2026, 1, 5) },
    { 2, 1, 0, MAG_LEG_EXPIRE, put, 100, 1, 0, 0, DATE (2026, 1, 16) },
    { 3, 2, 0, MAG_LEG_BUY_SHARES, { .root = "" }, 1, 10, 100000, 0, DATE (2026, 1, 20) },
    { 4, 3, 0, MAG_LEG_SELL_SHARES, { .root = "" }, 1, 10, 110000, 0, DATE (2026, 2, 2) },
  };
  MagJournalFilter shares = MAG_JOURNAL_FILTER_ALL;
  g_autoptr(MagJournal) journal = make_journal ("", "F", legs, G_N_ELEMENTS (legs));
  g_autoptr(GArray) rows = NULL;
  g_autoptr(MagTaxReport) report = NULL;

  shares.strategy = MAG_STRATEGY_SHARES;
  rows = mag_journal_filter (journal, &shares);
  report = mag_tax_report_new (journal, rows, 2026);
  g_assert_cmpuint (report->all.n, ==, 1);
  g_assert_cmpint (report->all.gain, ==, 1000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tax/wheel", test_wheel);
  g_test_add_func ("/tax/across-the-year", test_across_the_year);
  g_test_add_func ("/tax/long-option-in-parts", test_long_option_in_parts);
  g_test_add_func ("/tax/shares-held-366-days", test_shares_held_366_days);
  g_test_add_func ("/tax/exercises-roll-into-the-shares", test_exercises_roll_into_the_shares);
  g_test_add_func ("/tax/premium-of-a-part", test_premium_of_a_part);
  g_test_add_func ("/tax/filters-leave-items", test_filters_leave_items);
  return g_test_run ();
}
