/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Trades page says of rows, legs, campaigns and changes: pure functions, no display. */

#include "mag-account-name.h"
#include "mag-benchmark-view.h"
#include "mag-campaign-list.h"
#include "mag-date.h"
#include "mag-history-dialog.h"
#include "mag-trade-calendar.h"
#include "mag-trade-columns.h"

#define DAY(month, day) mag_date_new (2026, month, day)

static gint64
noon (void)
{
  return mag_instant_new_york (DAY (3, 2), 12, 0, 0);
}

/* Two puts sold, one rolled and then assigned, one bought back; a call on the shares that is open. */
static MagJournal *
make_journal (void)
{
  MagContract put12 = { "F", MAG_RIGHT_PUT, DAY (1, 16), 120000 }, put11 = { "F", MAG_RIGHT_PUT, DAY (2, 20), 115000 };
  MagContract call = { "F", MAG_RIGHT_CALL, DAY (3, 20), 120000 };
  const MagLeg legs[] = {
    { 1, 1, 0, MAG_LEG_SELL_TO_OPEN, put12, 100, 2, 4000, 0, DAY (1, 5) },
    { 2, 1, 0, MAG_LEG_BUY_TO_CLOSE, put12, 100, 1, 1000, 0, DAY (1, 9) },
    { 3, 1, 0, MAG_LEG_BUY_TO_CLOSE, put12, 100, 1, 6000, 5, DAY (1, 12) },
    { 4, 2, 3, MAG_LEG_SELL_TO_OPEN, put11, 100, 1, 7000, 5, DAY (1, 12) },
    { 5, 2, 0, MAG_LEG_ASSIGN, put11, 100, 1, 0, 0, DAY (2, 20) },
    { 6, 3, 0, MAG_LEG_SELL_TO_OPEN, call, 100, 1, 2500, 0, DAY (2, 23) },
  };
  MagJournal *journal = mag_journal_new ();

  g_ptr_array_add (journal->ledgers, mag_ledger_new ("", "F", legs, G_N_ELEMENTS (legs), NULL));
  mag_journal_set_words (journal, 1, "earnings\nplay", "wheel");
  return journal;
}

static GPtrArray *
make_items (MagJournal *journal)
{
  const MagJournalFilter all = MAG_JOURNAL_FILTER_ALL;
  g_autoptr(GArray) rows = mag_journal_filter (journal, &all);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (items, mag_trade_item_new (journal, &g_array_index (rows, MagJournalRow, i), noon ()));
  return items;
}

static void
test_rows (void)
{
  static const struct { const char *column, *call, *shares, *put; } rows[] = {
    { "trade", "F 12 Call", "F shares", "F 11.5 Put" },
    { "strategy", "Covered call", "Shares", "Cash-secured put" },
    { "status", "open", "open", "assigned" },
    { "quantity", "−1", "100", "−2" },
    { "premium", "$25.00", "", "$150.00" },
    { "profit", "-", "-", "▲ +$79.90" }, /* 80 - 10 - 60 + 70, fees 0.10 */
    { "of-premium", "-", "", "53.3 %" },
    { "days", "-", "-", "46" },
    { "opened", "Mon 23 Feb", "Fri 20 Feb", "Mon 5 Jan" },
    { "closed", "-", "-", "Fri 20 Feb" },
    { "expiry", "Fri 20 Mar · 18 d", "", "Fri 20 Feb" },
    { "contract", "12 Call", "", "11.5 Put" },
    { "capital", "$1,070", "$1,150", "$2,400" }, /* of the call: 11.50 less 0.80 of credits, times 100 */
    { "fees", "$0.00", "", "$0.10" },
    { "rolls", "0", "", "1" },
    { "price", "", "", "" },
    { "notes", "", "", "earnings play" },
  };
  g_autoptr(MagJournal) journal = make_journal ();
  g_autoptr(GPtrArray) items = make_items (journal);

  g_assert_cmpuint (items->len, ==, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const MagTableColumn *column = mag_table_kind_find (&mag_trade_columns_kind, rows[i].column);
      const char *const expected[] = { rows[i].call, rows[i].shares, rows[i].put };

      g_test_message ("%s", rows[i].column);
      for (guint k = 0; k < 3; k++)
        {
          g_autofree char *text = column->text (g_ptr_array_index (items, k));

          g_assert_cmpstr (text, ==, expected[k]);
        }
    }
}

static void
test_legs (void)
{
  static const char *const names[] = { "Sold to open", "Bought to close", "Rolled: bought to close", "Sold to open", "Assigned" };
  static const char *const prices[] = { "0.40", "0.10", "0.60", "0.70", "0.00" };
  g_autoptr(MagJournal) journal = make_journal ();
  g_autoptr(GPtrArray) items = make_items (journal);
  GListModel *legs = mag_trade_item_get_legs (g_ptr_array_index (items, 2));

  g_assert_cmpuint (g_list_model_get_n_items (legs), ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(MagTradeItem) leg = g_list_model_get_item (legs, i);
      g_autofree char *name = mag_trade_columns_name (leg);
      g_autofree char *price = mag_table_kind_find (&mag_trade_columns_kind, "price")->text (leg);
      g_autofree char *profit = mag_table_kind_find (&mag_trade_columns_kind, "profit")->text (leg);

      g_assert_cmpstr (name, ==, names[i]);
      g_assert_cmpstr (price, ==, prices[i]);
      g_assert_cmpstr (profit, ==, "");
      g_assert_null (mag_trade_item_get_legs (leg));
    }
}

/* What is unknown stands last in either direction; equal ones by the day they began, newest first. */
static void
test_order (void)
{
  static const struct { const char *column; gboolean descending; int order[3]; } rows[] = {
    { "opened", TRUE, { 0, 1, 2 } },   { "opened", FALSE, { 2, 1, 0 } },  { "profit", TRUE, { 2, 0, 1 } },
    { "profit", FALSE, { 2, 0, 1 } },  { "premium", TRUE, { 2, 0, 1 } },  { "premium", FALSE, { 0, 2, 1 } },
    { "quantity", FALSE, { 2, 0, 1 } }, { "trade", FALSE, { 2, 0, 1 } },
  };
  g_autoptr(MagJournal) journal = make_journal ();
  g_autoptr(GPtrArray) items = make_items (journal);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint k = 0; k + 1 < 3; k++)
      {
        const MagTableColumn *column = mag_table_kind_find (&mag_trade_columns_kind, rows[i].column);

        g_test_message ("%s %d", rows[i].column, rows[i].descending);
        g_assert_cmpint (mag_table_kind_compare (&mag_trade_columns_kind, column, g_ptr_array_index (items, rows[i].order[k]), g_ptr_array_index (items, rows[i].order[k + 1]), rows[i].descending), <, 0);
      }
}

static void
test_campaign_words (void)
{
  g_autoptr(MagJournal) journal = make_journal ();
  const MagLedger *ledger = g_ptr_array_index (journal->ledgers, 0);
  const MagCampaign *campaign = g_ptr_array_index (ledger->campaigns, 0);
  const MagCampaignStep *steps = (const MagCampaignStep *) campaign->steps->data;
  g_autofree char *sold = mag_campaign_list_describe_step (&steps[0], FALSE, noon ());
  g_autofree char *assigned = mag_campaign_list_describe_step (&steps[4], FALSE, noon ());
  g_autofree char *none = mag_campaign_list_describe_bases (&steps[0]);
  g_autofree char *bases = mag_campaign_list_describe_bases (&steps[5]);
  g_autofree char *sides = mag_campaign_list_describe_sides (campaign);

  g_assert_cmpstr (sold, ==, "Mon 5 Jan: Sold to open, 2 × 12 Put at 0.40");
  g_assert_cmpstr (assigned, ==, "Fri 20 Feb: Assigned, 1 × 11.5 Put");
  g_assert_null (none);
  g_assert_cmpstr (bases, ==, "Basis a share: campaign 10.45 · tax 10.80 · broker 11.50");
  /* -1,045.10 in cash; 30 - 20.05 in items; a call of 25 and shares of 1,080.05 open */
  g_assert_cmpstr (sides, ==, "Cash −$1,045.10 = tax items +$9.95 and −$1,055.05 still open");
}

static void
test_audit_words (void)
{
  MagLeg leg = { 1, 1, 0, MAG_LEG_SELL_TO_OPEN, { "F", MAG_RIGHT_PUT, DAY (2, 20), 120000 }, 100, 2, 4000, 0, DAY (1, 5) };
  MagLeg shares = { 2, 2, 0, MAG_LEG_BUY_SHARES, { "" }, 1, 100, 120000, 0, DAY (1, 6) };
  MagLeg corrected = leg;
  const struct { MagTradeAudit audit; const char *expected; } rows[] = {
    { { .action = (char *) "add", .after = leg }, "Added Sold to open: 2 × F 12 Put at 0.40 on Mon 5 Jan" },
    { { .action = (char *) "import", .after = shares }, "Imported Bought shares: 100 at 12.00 on Tue 6 Jan" },
    { { .action = (char *) "delete", .before = shares }, "Deleted Bought shares: 100 at 12.00 on Tue 6 Jan" },
    { { .action = (char *) "restore", .after = shares }, "Brought back Bought shares: 100 at 12.00 on Tue 6 Jan" },
    { { .action = (char *) "notes", .notes_before = (char *) "", .notes_after = (char *) "hm" }, "Notes: “” → “hm”" },
  };
  MagTradeAudit edit = { .action = (char *) "edit", .before = leg };
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *words = mag_history_dialog_describe (&rows[i].audit, noon ());

      g_assert_cmpstr (words, ==, rows[i].expected);
    }
  corrected.quantity = 3;
  corrected.fees = 12;
  edit.after = corrected;
  text = mag_history_dialog_describe (&edit, noon ());
  g_assert_cmpstr (text, ==, "Corrected Sold to open: 2 × F 12 Put at 0.40 on Mon 5 Jan: quantity 2 → 3, fees $0.00 → $0.12");
}

/* Numbers are not shown, whether the broker has told of the account or not. */
static void
test_account_names (void)
{
  static const struct { const char *account, *name; } cases[] = { { "", "No account" }, { "Roth", "Roth" }, { "401k", "401k" }, { "5QR12345", "··2345" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = mag_account_name (NULL, cases[i].account);

      g_assert_cmpstr (name, ==, cases[i].name);
    }
}

static void
test_benchmark (void)
{
  MagBenchmark benchmark = { .state = MAG_BENCHMARK_KNOWN, .profit = 62500, .benchmark = -4000, .dividends = 1250 };
  g_autofree char *known = mag_benchmark_view_describe (&benchmark);
  g_autofree char *untold = NULL;

  g_assert_cmpstr (known, ==, "These trades made ▲ +$625.00. The same money in SPY for the same days would have made ▼ −$40.00, $12.50 of it dividends.");
  benchmark.dividends = MAG_MONEY_UNKNOWN;
  untold = mag_benchmark_view_describe (&benchmark);
  g_assert_nonnull (strstr (untold, "its dividends not counted"));
}

static void
test_calendar_words (void)
{
  const MagContract put = { "F", MAG_RIGHT_PUT, DAY (3, 20), 115000 };
  const struct { MagAgendaEvent event; const char *words; } rows[] = {
    { { .kind = MAG_AGENDA_EXPIRATION, .symbol = "F", .contract = put, .is_short = TRUE, .contracts = 2, .frees = 230000 }, "2 × F 11.5 Put sold · frees $2,300" },
    { { .kind = MAG_AGENDA_EXPIRATION, .symbol = "F", .contract = put, .contracts = 1 }, "1 × F 11.5 Put bought" },
    { { .kind = MAG_AGENDA_EXPIRATION, .symbol = "F", .contract = put, .is_short = TRUE, .contracts = 1, .frees = MAG_MONEY_UNKNOWN },
      "1 × F 11.5 Put sold · collateral not known" },
    { { .kind = MAG_AGENDA_EARNINGS, .symbol = "F", .estimated = TRUE }, "F earnings, estimated" },
    { { .kind = MAG_AGENDA_EX_DIVIDEND, .symbol = "F", .dividend = 1500 }, "F ex-dividend · about $0.15 a share" },
  };
  const MagAgendaSpan week = { .contracts = 3, .frees = 230000, .n_unknown = 1 }, one = { .contracts = 1 }, none = { 0 };
  g_autofree char *of_week = mag_trade_calendar_describe_span (&week);
  g_autofree char *of_one = mag_trade_calendar_describe_span (&one);
  g_autofree char *of_none = mag_trade_calendar_describe_span (&none);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *words = mag_trade_calendar_describe_event (&rows[i].event);

      g_assert_cmpstr (words, ==, rows[i].words);
    }
  g_assert_cmpstr (of_week, ==, "3 contracts expire · frees $2,300 · 1 not known");
  g_assert_cmpstr (of_one, ==, "1 contract expires");
  g_assert_cmpstr (of_none, ==, "Nothing expires");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trade-texts/rows", test_rows);
  g_test_add_func ("/trade-texts/legs", test_legs);
  g_test_add_func ("/trade-texts/order", test_order);
  g_test_add_func ("/trade-texts/campaign-words", test_campaign_words);
  g_test_add_func ("/trade-texts/audit-words", test_audit_words);
  g_test_add_func ("/trade-texts/account-names", test_account_names);
  g_test_add_func ("/trade-texts/benchmark", test_benchmark);
  g_test_add_func ("/trade-texts/calendar-words", test_calendar_words);
  return g_test_run ();
}
