/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A journal of 50,000 legs: read from the database and replayed, then filtered and added up, as the Trades page and magnusctl do. The mark
 * is 300 ms for all of it on an ordinary machine. Beside it stands one SQL sum of the same legs, which must be the same amount. */

#include "config.h"

#include "mag-date.h"
#include "mag-trade-repo.h"
#include "store-data.h"
#include "store-fixture.h"

#define N_TRADES 25000 /* of two legs */
#define N_SYMBOLS 250
#define ROUNDS 7
#define MARK_MS 300.0

static double
milliseconds_since (gint64 start)
{
  return (g_get_monotonic_time () - start) / 1000.0;
}

static MagTradeRecord *
make_record (int           trade,
             gboolean      closing,
             const MagLeg *leg)
{
  MagTradeRecord *record = mag_trade_record_new ();

  record->trade_uid = g_strdup_printf ("00000000-0000-4000-8000-%012d", trade);
  record->leg_uid = g_strdup_printf ("00000000-0000-4000-%s-%012d", closing ? "a000" : "9000", trade);
  record->account = g_strdup ("");
  record->origin = g_strdup ("csv");
  record->trade_broker_id = g_strdup ("");
  record->leg_broker_id = g_strdup ("");
  record->rolled_from_uid = g_strdup ("");
  record->opened_with_uid = g_strdup ("");
  record->symbol = g_strdup (leg->contract.root);
  record->notes = g_strdup ("");
  record->tags = g_strdup ("");
  record->created_us = record->updated_us = NOON;
  record->leg = *leg;
  return record;
}

/* A put a trade, one in three expired, the others bought back, over five years. */
static void
add_trade (GPtrArray *records,
           int        trade)
{
  int n = trade % N_SYMBOLS;
  MagDate opened = mag_date_new (2021, 11, 1) + trade % 1800;
  MagLeg leg = { .role = MAG_LEG_SELL_TO_OPEN, .multiplier = 100, .quantity = 1 + trade % 5, .price = 100 * (50 + trade % 400), .fees = 4, .date = opened };

  g_snprintf (leg.contract.root, sizeof leg.contract.root, "Q%c%c", 'A' + n / 26, 'A' + n % 26);
  leg.contract.right = MAG_RIGHT_PUT;
  leg.contract.expiration = opened + 30;
  leg.contract.strike = (20 + trade % 300) * MAG_PRICE_SCALE;
  g_ptr_array_add (records, make_record (trade, FALSE, &leg));
  leg.role = trade % 3 == 0 ? MAG_LEG_EXPIRE : MAG_LEG_BUY_TO_CLOSE;
  leg.price = trade % 3 == 0 ? 0 : 100 * (trade % 500);
  leg.date = trade % 3 == 0 ? opened + 30 : opened + 1 + trade % 29;
  g_ptr_array_add (records, make_record (trade, TRUE, &leg));
}

static gint64
sum_in_sql (MagDb *db)
{
  g_autoptr(PGresult) result =
    mag_db_query (db,
                  "SELECT (sum(CASE WHEN role = 'sell_to_open' THEN price ELSE -price END * multiplier * quantity - fees) * 100)::bigint FROM trade_legs WHERE is_active",
                  0, NULL, NULL, NULL);

  return g_ascii_strtoll (PQgetvalue (result, 0, 0), NULL, 10);
}

static gpointer
bench_job (MagDb         *db,
           gpointer       input,
           GCancellable  *cancellable,
           GError       **error)
{
  const MagJournalFilter all = MAG_JOURNAL_FILTER_ALL;
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_trade_record_free);
  double loaded = G_MAXDOUBLE, added_up = G_MAXDOUBLE, summed = G_MAXDOUBLE, imported;
  gint64 start;
  guint n_added;

  for (int i = 0; i < N_TRADES; i++)
    add_trade (records, i);
  start = g_get_monotonic_time ();
  if (!mag_trade_repo_import (db, records, NOON, &n_added, cancellable, error))
    return NULL;
  imported = milliseconds_since (start);
  g_assert_cmpuint (n_added, ==, 2 * N_TRADES);

  for (int round = 0; round < ROUNDS; round++)
    {
      g_autoptr(MagJournal) journal = NULL;
      g_autoptr(GArray) rows = NULL;
      MagJournalStats stats;

      start = g_get_monotonic_time ();
      journal = mag_trade_repo_load (db, NULL, cancellable, error);
      if (journal == NULL)
        return NULL;
      loaded = MIN (loaded, milliseconds_since (start));
      start = g_get_monotonic_time ();
      rows = mag_journal_filter (journal, &all);
      mag_journal_stats (rows, &stats);
      added_up = MIN (added_up, milliseconds_since (start));
      start = g_get_monotonic_time ();
      g_assert_cmpint (stats.total, ==, sum_in_sql (db));
      summed = MIN (summed, milliseconds_since (start));
    }
  g_print ("journal of %d legs: import %.0f ms, read and replayed %.0f ms, filtered and added up %.1f ms; one SQL sum %.0f ms\n", 2 * N_TRADES, imported, loaded,
           added_up, summed);
  g_print ("journal: %.2f of the mark of %.0f ms\n", (loaded + added_up) / MARK_MS, MARK_MS);
  return GINT_TO_POINTER (loaded + added_up <= MARK_MS ? 1 : 2);
}

int
main (void)
{
  StoreFixture fixture = { 0 };
  g_autoptr(GError) error = NULL;
  const char *why_not;
  gpointer result;

  if (!store_fixture_has_server (&why_not))
    {
      g_print ("journal: skipped: %s\n", why_not);
      return 77;
    }
  g_assert_true (store_fixture_set_up (&fixture));
  result = mag_store_run (fixture.store, bench_job, NULL, NULL, &error);
  g_assert_no_error (error);
  store_fixture_tear_down (&fixture);
  return GPOINTER_TO_INT (result) == 1 ? 0 : 1;
}
