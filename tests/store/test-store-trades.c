/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The journal in the database: the wheel through the repository, changes that are refused leave nothing, what every change writes into
 * the audit, figures against one SQL sum, and an export that comes back as it was. */

#include "config.h"

#include "mag-date.h"
#include "mag-money.h"
#include "mag-symbol.h"
#include "mag-trade-repo.h"
#include "store-data.h"
#include "store-fixture.h"

#include <string.h>

#define DAY(month, day) mag_date_new (2026, month, day)
#define CENT (MAG_PRICE_SCALE / 100)

static StoreFixture fixture;

static gint64
count (MagDb      *db,
       const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PGresult) result = mag_db_query (db, sql, 0, NULL, NULL, &error);

  g_assert_no_error (error);
  return g_ascii_strtoll (PQgetvalue (result, 0, 0), NULL, 10);
}

static MagLeg
make_leg (MagLegRole role,
          gint64     quantity,
          gint64     price_cents,
          MagDate    date)
{
  return (MagLeg) { .role = role, .multiplier = 100, .quantity = quantity, .price = price_cents * CENT, .date = date };
}

static void
set_contract (MagLeg     *leg,
              MagRight    right,
              int         strike,
              MagDate     expiration)
{
  leg->contract.right = right;
  leg->contract.strike = strike * MAG_PRICE_SCALE;
  leg->contract.expiration = expiration;
}

static gint64
sell (MagDb      *db,
      const char *symbol,
      gint64      contracts,
      MagRight    right,
      int         strike,
      MagDate     expiration,
      gint64      price_cents,
      MagDate     date)
{
  MagTradeAddition addition = { "", symbol, "", "", make_leg (MAG_LEG_SELL_TO_OPEN, contracts, price_cents, date) };
  g_autoptr(GError) error = NULL;
  gint64 trade;

  set_contract (&addition.leg, right, strike, expiration);
  trade = mag_trade_repo_add (db, &addition, NOON, NULL, &error);
  g_assert_no_error (error);
  return trade;
}

static gboolean
try_close (MagDb       *db,
           gint64       trade,
           MagLegRole   role,
           gint64       contracts,
           gint64       price_cents,
           MagDate      date,
           GError     **error)
{
  MagTradeClosing closing = { trade, make_leg (role, contracts, price_cents, date), NULL, NULL };

  return mag_trade_repo_close (db, &closing, NOON, NULL, error);
}

static void
close_trade (MagDb      *db,
             gint64      trade,
             MagLegRole  role,
             gint64      contracts,
             gint64      price_cents,
             MagDate     date)
{
  g_autoptr(GError) error = NULL;

  try_close (db, trade, role, contracts, price_cents, date, &error);
  g_assert_no_error (error);
}

/* Returns the trade opened. */
static gint64
roll (MagDb   *db,
      gint64   trade,
      gint64   contracts,
      gint64   closed_cents,
      gint64   opened_cents,
      int      strike,
      MagDate  expiration,
      MagDate  date)
{
  MagLeg other = make_leg (MAG_LEG_SELL_TO_OPEN, contracts, opened_cents, date);
  MagTradeClosing closing = { trade, make_leg (MAG_LEG_BUY_TO_CLOSE, contracts, closed_cents, date), &other, NULL };
  g_autoptr(GError) error = NULL;

  set_contract (&other, MAG_RIGHT_PUT, strike, expiration);
  mag_trade_repo_close (db, &closing, NOON, NULL, &error);
  g_assert_no_error (error);
  return count (db, "SELECT max(id) FROM trades");
}

static MagJournal *
load (MagDb      *db,
      const char *symbol)
{
  g_autoptr(GError) error = NULL;
  MagJournal *journal = mag_trade_repo_load (db, symbol, NULL, &error);

  g_assert_no_error (error);
  return journal;
}

static void
wipe (MagDb *db)
{
  /* The audit only grows; a test may take it away as its owner. */
  g_assert_true (mag_db_execute (db, "TRUNCATE trade_legs, trades CASCADE", 0, NULL, NULL, NULL));
  g_assert_true (mag_db_execute (db, "ALTER TABLE trade_audit DISABLE TRIGGER USER", 0, NULL, NULL, NULL));
  g_assert_true (mag_db_execute (db, "TRUNCATE trade_audit", 0, NULL, NULL, NULL));
  g_assert_true (mag_db_execute (db, "ALTER TABLE trade_audit ENABLE TRIGGER USER", 0, NULL, NULL, NULL));
}

static gint64
find_leg (MagDb      *db,
          gint64      trade,
          const char *role)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM trade_legs WHERE trade_id = %" G_GINT64_FORMAT " AND role = '%s'", trade, role);

  return count (db, sql);
}

static void
add_wheel (MagDb *db)
{
  gint64 put = sell (db, "f", 1, MAG_RIGHT_PUT, 50, DAY (1, 16), 120, DAY (1, 2)), call;

  put = roll (db, put, 1, 200, 260, 48, DAY (2, 20), DAY (1, 12));
  close_trade (db, put, MAG_LEG_ASSIGN, 1, 0, DAY (2, 20));
  call = sell (db, "F", 1, MAG_RIGHT_CALL, 50, DAY (3, 20), 90, DAY (2, 23));
  close_trade (db, call, MAG_LEG_EXPIRE, 1, 0, DAY (3, 20));
  call = sell (db, "F", 1, MAG_RIGHT_CALL, 50, DAY (4, 17), 110, DAY (3, 23));
  close_trade (db, call, MAG_LEG_BUY_TO_CLOSE, 1, 30, DAY (4, 6));
  call = sell (db, "F", 1, MAG_RIGHT_CALL, 50, DAY (5, 15), 75, DAY (4, 7));
  close_trade (db, call, MAG_LEG_CALLED_AWAY, 1, 0, DAY (5, 15));
}

static gpointer
wheel_job (MagDb         *db,
           gpointer       input,
           GCancellable  *cancellable,
           GError       **error)
{
  const MagJournalFilter all = MAG_JOURNAL_FILTER_ALL;
  g_autoptr(MagJournal) journal = NULL;
  g_autoptr(GArray) rows = NULL;
  g_autoptr(PGresult) history = NULL;
  const MagLedger *ledger;
  MagReconciliation sides;
  MagJournalStats stats;

  add_wheel (db);
  journal = load (db, NULL);
  g_assert_cmpuint (journal->ledgers->len, ==, 1);
  ledger = g_ptr_array_index (journal->ledgers, 0);
  g_assert_cmpstr (ledger->symbol, ==, "F");
  g_assert_cmpuint (ledger->chains->len, ==, 4);
  g_assert_cmpuint (((const MagRollChain *) g_ptr_array_index (ledger->chains, 0))->n_rolls, ==, 1);
  g_assert_true (mag_campaign_reconcile (g_ptr_array_index (ledger->campaigns, 0), &sides));
  g_assert_cmpint (sides.total, ==, 62500);
  g_assert_cmpint (sides.tax_items, ==, 62500);

  rows = mag_journal_filter (journal, &all);
  mag_journal_stats (rows, &stats);
  g_assert_cmpint (stats.total, ==, 62500);

  /* Every change left a line: nine legs added by hand and the roll's two. */
  g_assert_cmpint (count (db, "SELECT count(*) FROM trade_audit WHERE action = 'add' AND actor = 'user' AND before IS NULL"), ==, 10);

  history = mag_db_query (db, "SELECT string_agg(concat_ws(' ', status, close_reason, profit_loss::numeric(10,2), days_held), '; ' ORDER BY id) FROM trade_history", 0, NULL,
                          NULL, error);
  g_assert_cmpstr (PQgetvalue (history, 0, 0), ==,
                   "closed roll -80.00 10; assigned assignment 260.00 39; expired expiration 90.00 25; closed early_close 80.00 14; assigned assignment 75.00 38");
  wipe (db);
  return GINT_TO_POINTER (TRUE);
}

static gpointer
refused_job (MagDb         *db,
             gpointer       input,
             GCancellable  *cancellable,
             GError       **error)
{
  gint64 put = sell (db, "F", 2, MAG_RIGHT_PUT, 12, DAY (2, 20), 40, DAY (1, 5)), legs, lines;
  MagTradeAddition future = { "", "ES1!", "", "", make_leg (MAG_LEG_SELL_TO_OPEN, 1, 10, DAY (1, 5)) };
  g_autoptr(GError) refusal = NULL;

  legs = count (db, "SELECT count(*) FROM trade_legs");
  lines = count (db, "SELECT count(*) FROM trade_audit");
  g_assert_false (try_close (db, put, MAG_LEG_BUY_TO_CLOSE, 3, 10, DAY (1, 9), &refusal));
  g_assert_error (refusal, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE);
  g_assert_cmpstr (refusal->message, ==, "F: 3 contracts can't be closed: 2 are open.");
  g_clear_error (&refusal);
  g_assert_false (try_close (db, 999999, MAG_LEG_BUY_TO_CLOSE, 1, 10, DAY (1, 9), &refusal));
  g_assert_error (refusal, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND);
  g_clear_error (&refusal);
  set_contract (&future.leg, MAG_RIGHT_PUT, 12, DAY (2, 20));
  g_assert_cmpint (mag_trade_repo_add (db, &future, NOON, NULL, &refusal), ==, 0);
  g_assert_error (refusal, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_SYMBOL);

  g_assert_cmpint (count (db, "SELECT count(*) FROM trade_legs"), ==, legs);
  g_assert_cmpint (count (db, "SELECT count(*) FROM trades"), ==, 1);
  g_assert_cmpint (count (db, "SELECT count(*) FROM trade_audit"), ==, lines);
  wipe (db);
  return GINT_TO_POINTER (TRUE);
}

static gpointer
edit_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  gint64 put = sell (db, "F", 2, MAG_RIGHT_PUT, 12, DAY (2, 20), 40, DAY (1, 5));
  g_autoptr(GArray) trades = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GPtrArray) audit = NULL;
  g_autoptr(MagJournal) journal = NULL;
  g_autoptr(GError) refusal = NULL;
  const MagTradeAudit *line;
  MagLeg leg = { 0 };

  close_trade (db, put, MAG_LEG_BUY_TO_CLOSE, 1, 10, DAY (1, 9));
  journal = load (db, "F");
  leg = *(const MagLeg *) g_ptr_array_index (((const MagRollChain *) g_ptr_array_index (((MagLedger *) g_ptr_array_index (journal->ledgers, 0))->chains, 0))->legs, 0);
  leg.price = 4500;
  leg.fees = 3;
  g_assert_true (mag_trade_repo_edit (db, &leg, NOON + MINUTE_US, NULL, &refusal));
  leg.date = DAY (1, 10); /* after it was closed */
  g_assert_false (mag_trade_repo_edit (db, &leg, NOON, NULL, &refusal));
  g_assert_error (refusal, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE);
  g_assert_true (mag_trade_repo_set_words (db, put, "  half off at 75 %\n", "Wheel, earnings,wheel", NOON + 2 * MINUTE_US, NULL, NULL));
  g_assert_true (mag_trade_repo_set_words (db, put, "half off at 75 %", "earnings, Wheel", NOON + 3 * MINUTE_US, NULL, NULL)); /* nothing new: no line */

  g_array_append_val (trades, put);
  audit = mag_trade_repo_audit (db, trades, NULL, error);
  g_assert_cmpuint (audit->len, ==, 4);
  line = g_ptr_array_index (audit, 0);
  g_assert_cmpstr (line->action, ==, "notes");
  g_assert_cmpstr (line->notes_before, ==, "");
  g_assert_cmpstr (line->notes_after, ==, "half off at 75 %");
  line = g_ptr_array_index (audit, 1);
  g_assert_cmpstr (line->action, ==, "edit");
  g_assert_cmpint (line->at_us, ==, NOON + MINUTE_US);
  g_assert_cmpint (line->before.price, ==, 4000);
  g_assert_cmpint (line->after.price, ==, 4500);
  g_assert_cmpint (line->before.fees, ==, 0);
  g_assert_cmpint (line->after.fees, ==, 3);
  g_assert_cmpint (line->after.contract.expiration, ==, DAY (2, 20));
  g_assert_cmpstr (line->after.contract.root, ==, "F");
  line = g_ptr_array_index (audit, 2);
  g_assert_cmpint (line->after.role, ==, MAG_LEG_BUY_TO_CLOSE);
  wipe (db);
  return GINT_TO_POINTER (TRUE);
}

static gpointer
delete_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  gint64 put = sell (db, "F", 1, MAG_RIGHT_PUT, 12, DAY (2, 20), 40, DAY (1, 5));
  gint64 rolled = roll (db, put, 1, 60, 70, 11, DAY (3, 20), DAY (2, 2));
  gint64 closing = find_leg (db, put, "buy_to_close");
  g_autoptr(GArray) one = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(MagJournal) before = NULL;
  g_autoptr(MagJournal) without = NULL;
  g_autoptr(MagJournal) after = NULL;
  g_autoptr(GError) refusal = NULL;
  gint64 legs[] = { find_leg (db, put, "sell_to_open"), closing, find_leg (db, rolled, "sell_to_open") };

  /* Half of a roll does not go alone. */
  g_array_append_val (one, closing);
  g_assert_false (mag_trade_repo_set_active (db, one, FALSE, NOON, NULL, &refusal));
  g_assert_error (refusal, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE);
  g_clear_error (&refusal);

  g_array_append_vals (all, legs, G_N_ELEMENTS (legs));
  before = load (db, NULL);
  g_assert_true (mag_trade_repo_set_active (db, all, FALSE, NOON, NULL, error));
  without = load (db, NULL);
  g_assert_cmpuint (without->ledgers->len, ==, 0);
  g_assert_false (mag_trade_repo_set_active (db, all, FALSE, NOON, NULL, &refusal));
  g_assert_error (refusal, MAG_STORE_ERROR, MAG_STORE_ERROR_CONFLICT);
  g_clear_error (&refusal);
  g_assert_true (mag_trade_repo_set_active (db, all, TRUE, NOON, NULL, error));
  after = load (db, NULL);
  g_assert_cmpmem (((MagLedger *) g_ptr_array_index (after->ledgers, 0))->legs->data, 3 * sizeof (MagLeg),
                   ((MagLedger *) g_ptr_array_index (before->ledgers, 0))->legs->data, 3 * sizeof (MagLeg));
  g_assert_cmpint (count (db, "SELECT count(*) FROM trade_audit WHERE action = 'delete' AND after IS NULL AND before IS NOT NULL"), ==, 3);
  g_assert_cmpint (count (db, "SELECT count(*) FROM trade_audit WHERE action = 'restore' AND before IS NULL"), ==, 3);
  wipe (db);
  return GINT_TO_POINTER (TRUE);
}

static gpointer
accounts_job (MagDb         *db,
              gpointer       input,
              GCancellable  *cancellable,
              GError       **error)
{
  MagTradeAddition shares = { "IRA", "F", "", "", make_leg (MAG_LEG_BUY_SHARES, 100, 1200, DAY (1, 5)) };
  g_autoptr(GError) refusal = NULL;
  gint64 call;

  g_assert_cmpint (mag_trade_repo_add (db, &shares, NOON, NULL, error), >, 0);
  call = sell (db, "F", 1, MAG_RIGHT_CALL, 13, DAY (2, 20), 40, DAY (1, 6));
  g_assert_false (try_close (db, call, MAG_LEG_CALLED_AWAY, 1, 0, DAY (2, 20), &refusal));
  g_assert_cmpstr (refusal->message, ==, "F: 100 shares of F can't go: the journal holds 0 on 2026-02-20. Add how they came first.");
  wipe (db);
  return GINT_TO_POINTER (TRUE);
}

/* Puts and calls of many underlyings, some rolled, some still open, with fees. */
static void
fill_randomly (MagDb *db,
               GRand *rand)
{
  for (int i = 0; i < 120; i++)
    {
      g_autofree char *symbol = g_strdup_printf ("Z%c%c", 'A' + g_rand_int_range (rand, 0, 4), 'A' + g_rand_int_range (rand, 0, 4));
      gint64 n = g_rand_int_range (rand, 1, 6);
      int strike = g_rand_int_range (rand, 5, 300);
      MagDate day = DAY (1, 5) + g_rand_int_range (rand, 0, 60);
      gint64 trade = sell (db, symbol, n, MAG_RIGHT_PUT, strike, DAY (6, 19), g_rand_int_range (rand, 1, 900), day);

      switch (g_rand_int_range (rand, 0, 5))
        {
        case 0:
          break;
        case 1:
          close_trade (db, trade, MAG_LEG_EXPIRE, n, 0, DAY (6, 19));
          break;
        case 2:
          close_trade (db, trade, MAG_LEG_ASSIGN, n, 0, DAY (6, 19));
          break;
        case 3:
          trade = roll (db, trade, n, g_rand_int_range (rand, 0, 900), g_rand_int_range (rand, 0, 900), strike, DAY (9, 18), day + 9);
          close_trade (db, trade, MAG_LEG_BUY_TO_CLOSE, (n + 1) / 2, g_rand_int_range (rand, 0, 900), day + 20);
          if (n / 2 > 0)
            close_trade (db, trade, MAG_LEG_EXPIRE, n / 2, 0, DAY (9, 18));
          break;
        default:
          close_trade (db, trade, MAG_LEG_BUY_TO_CLOSE, n, g_rand_int_range (rand, 0, 900), day + 10);
          break;
        }
    }
  g_assert_true (mag_db_execute (db, "UPDATE trade_legs SET fees = id % 7 * 0.13", 0, NULL, NULL, NULL));
}

/* P/L of chains that are over, by the links of their legs and nothing else. */
#define ONE_SUM \
  "WITH RECURSIVE chain (trade, root) AS (" \
  " SELECT trade_id, trade_id FROM trade_legs WHERE role = 'sell_to_open' AND rolled_from IS NULL " \
  " UNION ALL SELECT o.trade_id, c.root FROM chain c JOIN trade_legs x ON x.trade_id = c.trade JOIN trade_legs o ON o.rolled_from = x.id), " \
  "sums AS (SELECT c.root, sum(CASE WHEN role = 'sell_to_open' THEN quantity ELSE -quantity END) AS open, " \
  " sum(CASE WHEN role = 'sell_to_open' THEN price ELSE -price END * multiplier * quantity - fees) AS cash " \
  " FROM chain c JOIN trade_legs l ON l.trade_id = c.trade GROUP BY c.root) " \
  "SELECT (sum(cash) * 100)::bigint FROM sums WHERE open = 0"

static gpointer
sum_job (MagDb         *db,
         gpointer       input,
         GCancellable  *cancellable,
         GError       **error)
{
  const MagJournalFilter all = MAG_JOURNAL_FILTER_ALL;
  guint32 seed = g_test_rand_int ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr(MagJournal) journal = NULL;
  g_autoptr(GArray) rows = NULL;
  MagJournalStats stats;

  g_test_message ("seed %u", seed);
  fill_randomly (db, rand);
  journal = load (db, NULL);
  rows = mag_journal_filter (journal, &all);
  mag_journal_stats (rows, &stats);
  g_assert_cmpuint (stats.n_closed, >, 50);
  g_assert_cmpuint (stats.n_open, >, 5);
  g_assert_cmpint (stats.total, ==, count (db, ONE_SUM));
  g_assert_cmpint (stats.n_open, ==, count (db, "SELECT count(*) FROM trade_history WHERE status = 'open'"));
  wipe (db);
  return GINT_TO_POINTER (TRUE);
}

static char *
describe_records (GPtrArray *records)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    {
      const MagTradeRecord *r = g_ptr_array_index (records, i);
      g_autofree char *contract = r->leg.contract.root[0] != '\0' ? mag_contract_format (&r->leg.contract) : g_strdup ("-");

      g_string_append_printf (text, "%s|%s|%s|%s|%s|%s|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%s|%s|%s|%s|%s|%d|%s|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT
                              "|%" G_GINT64_FORMAT "|%u\n",
                              r->trade_uid, r->account, r->origin, r->trade_broker_id, r->symbol, r->notes, r->created_us, r->updated_us, r->leg_uid, r->rolled_from_uid,
                              r->leg_broker_id, r->opened_with_uid, r->tags, r->leg.role, contract, r->leg.multiplier, r->leg.quantity, r->leg.price, r->leg.fees, r->leg.date);
    }
  return g_string_free_and_steal (text);
}

/* A put credit spread: 50 sold at 2.00, 45 bought at 0.80, two of each. */
static gint64
add_spread (MagDb *db)
{
  MagTradeAddition other = { "", "AMD", "", "", make_leg (MAG_LEG_BUY_TO_OPEN, 2, 80, DAY (1, 5)) };
  gint64 first = sell (db, "AMD", 2, MAG_RIGHT_PUT, 50, DAY (2, 20), 200, DAY (1, 5));
  g_autoptr(GError) error = NULL;

  other.leg.opened_with = count (db, "SELECT max(id) FROM trade_legs");
  set_contract (&other.leg, MAG_RIGHT_PUT, 45, DAY (2, 20));
  g_assert_cmpint (mag_trade_repo_add (db, &other, NOON, NULL, &error), >, 0);
  g_assert_no_error (error);
  return first;
}

static gpointer
spread_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(MagJournal) journal = NULL;
  const MagLedger *ledger;
  const MagRollChain *chain;

  add_spread (db);
  journal = load (db, "AMD");
  ledger = g_ptr_array_index (journal->ledgers, 0);
  g_assert_cmpuint (ledger->chains->len, ==, 1);
  chain = g_ptr_array_index (ledger->chains, 0);
  g_assert_cmpint (chain->strategy, ==, MAG_STRATEGY_PUT_CREDIT_SPREAD);
  g_assert_cmpint (chain->capital, ==, 76000); /* 2 x (5.00 - 1.20) x 100 */
  wipe (db);
  return GINT_TO_POINTER (TRUE);
}

static gpointer
export_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  MagTradeAddition shares = { "IRA", "BRK-B", "with, comma \"and quotes\"", "wheel, long term,Wheel", make_leg (MAG_LEG_BUY_SHARES, 7, 45321, DAY (1, 5)) };
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GError) refusal = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint n_added;

  add_wheel (db);
  add_spread (db);
  g_assert_cmpint (mag_trade_repo_add (db, &shares, NOON, NULL, error), >, 0);
  records = mag_trade_repo_export (db, NULL, error);
  g_assert_cmpuint (records->len, ==, 13);
  g_assert_cmpstr (((const MagTradeRecord *) g_ptr_array_index (records, 12))->tags, ==, "long term, wheel");
  before = describe_records (records);

  wipe (db);
  g_assert_true (mag_trade_repo_import (db, records, NOON, &n_added, NULL, &refusal));
  g_assert_cmpuint (n_added, ==, 13);
  again = mag_trade_repo_export (db, NULL, error);
  after = describe_records (again);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (count (db, "SELECT count(*) FROM trade_audit WHERE actor = 'import' AND action = 'import'"), ==, 13);

  g_assert_true (mag_trade_repo_import (db, records, NOON, &n_added, NULL, &refusal));
  g_assert_cmpuint (n_added, ==, 0);
  g_assert_cmpint (count (db, "SELECT count(*) FROM trade_audit"), ==, 13);

  /* Without its assignment the journal makes no sense: nothing is taken, of no underlying. */
  wipe (db);
  g_ptr_array_remove_index (records, 3);
  g_assert_false (mag_trade_repo_import (db, records, NOON, &n_added, NULL, &refusal));
  g_assert_error (refusal, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE);
  g_assert_cmpint (count (db, "SELECT count(*) FROM trades"), ==, 0);
  wipe (db);
  return GINT_TO_POINTER (TRUE);
}

static void
run_body (gconstpointer body)
{
  store_data_run (fixture.store, (MagStoreJob) body);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *path; MagStoreJob body; } bodies[] = {
    { "/store-trades/wheel", wheel_job },
    { "/store-trades/refused-changes-leave-nothing", refused_job },
    { "/store-trades/edit-and-audit", edit_job },
    { "/store-trades/delete-and-restore", delete_job },
    { "/store-trades/accounts-are-apart", accounts_job },
    { "/store-trades/total-is-one-sql-sum", sum_job },
    { "/store-trades/legs-of-one-order", spread_job },
    { "/store-trades/export-wipe-import", export_job },
  };
  const char *why_not;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!store_fixture_has_server (&why_not))
    {
      g_print ("1..0 # SKIP %s\n", why_not);
      return 0;
    }
  store_fixture_set_up (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    g_test_add_data_func (bodies[i].path, bodies[i].body, run_body);
  status = g_test_run ();
  store_fixture_tear_down (&fixture);
  return status;
}
