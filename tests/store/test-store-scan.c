/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The scan in SQL and the rule in C say the same: on random chains and random criteria they keep the same contracts in the same
 * order and remove the same number at each filter. */

#include "config.h"

#include "mag-chain-repo.h"
#include "mag-date.h"
#include "mag-scan-repo.h"
#include "mag-watchlist-repo.h"
#include "store-data.h"
#include "store-fixture.h"

#include <math.h>
#include <string.h>

#define N_SYMBOLS 12
#define N_ROUNDS 60

static StoreFixture fixture;

static double
maybe (double value)
{
  return g_test_rand_int_range (0, 12) == 0 ? NAN : value;
}

/* Few distinct values, so that edges are hit and ties happen. */
static MagOptionQuote
random_quote (const char *ticker,
              MagPrice    spot)
{
  static const char *const suffixes[] = { "", "", "", "", "", "W", "1" };
  MagOptionQuote quote = { .contract = { .right = g_test_rand_int_range (0, 2) } };
  gboolean am_settled = g_str_equal (ticker, "SPX");

  g_snprintf (quote.contract.root, sizeof quote.contract.root, "%s%s", ticker, suffixes[g_test_rand_int_range (0, am_settled ? 6 : 7)]);
  quote.contract.expiration = mag_date_new (2026, 11, 18) + g_test_rand_int_range (0, 50);
  quote.contract.strike = spot / 20 * g_test_rand_int_range (14, 27) / 10000 * 10000;
  quote.bid = g_test_rand_int_range (0, 10) == 0 ? MAG_PRICE_UNKNOWN : g_test_rand_int_range (0, 40) * 500;
  quote.ask = g_test_rand_int_range (0, 10) == 0 ? MAG_PRICE_UNKNOWN : MAX (quote.bid, 0) + g_test_rand_int_range (0, 8) * 250;
  quote.last = MAG_PRICE_UNKNOWN;
  quote.volume = g_test_rand_int_range (-1, 5) * 10;
  quote.open_interest = g_test_rand_int_range (0, 5) == 0 ? -1 : g_test_rand_int_range (0, 5) * 50;
  quote.volume = MAX (quote.volume, -1);
  quote.iv = maybe (0.3);
  quote.delta = maybe ((quote.contract.right == MAG_RIGHT_PUT ? -1 : 1) * g_test_rand_int_range (0, 20) * 0.05);
  quote.gamma = quote.theta = quote.vega = NAN;
  return quote;
}

static MagChain *
random_chain (const char *ticker)
{
  MagChain *chain = mag_chain_new (ticker, MAG_SOURCE_CBOE);

  chain->fetched_us = chain->quoted_us = NOON - MINUTE_US;
  chain->spot = g_test_rand_int_range (20, 400) * MAG_PRICE_SCALE;
  for (int i = 0; i < 250; i++)
    {
      MagOptionQuote quote = random_quote (ticker, chain->spot);

      g_array_append_val (chain->quotes, quote);
    }
  mag_chain_finish (chain, NOON - MINUTE_US);
  return chain;
}

static void
random_criteria (MagScanCriteria *criteria)
{
  mag_scan_criteria_init (criteria);
  criteria->right = g_test_rand_int_range (0, 2);
  criteria->dte_target = g_test_rand_int_range (0, 45);
  criteria->dte_tolerance = g_test_rand_int_range (0, 25);
  criteria->delta_min = g_test_rand_int_range (0, 8) * 0.05;
  criteria->delta_max = criteria->delta_min + g_test_rand_int_range (0, 10) * 0.05;
  criteria->out_of_the_money = g_test_rand_int_range (0, 2);
  if (g_test_rand_bit ())
    criteria->bid_min = g_test_rand_int_range (0, 10) * 500;
  if (g_test_rand_bit ())
    criteria->monthly_return_min = g_test_rand_int_range (0, 8) * 0.005;
  if (g_test_rand_bit ())
    criteria->open_interest_min = g_test_rand_int_range (0, 4) * 50;
  if (g_test_rand_bit ())
    criteria->volume_min = g_test_rand_int_range (0, 4) * 10;
  if (g_test_rand_bit ())
    criteria->spread_max = g_test_rand_int_range (0, 6) * 0.05;
  if (g_test_rand_bit ())
    criteria->collateral_max = g_test_rand_int_range (1, 40) * 100000;
}

/* The C rule over chains as they are stored. */
static MagScanResult *
scan_in_c (GPtrArray             *chains,
           const MagScanCriteria *criteria,
           gint64                 now_us)
{
  MagScanResult *result = mag_scan_result_new ();

  for (guint c = 0; c < chains->len; c++)
    {
      const MagChain *chain = g_ptr_array_index (chains, c);

      for (guint i = 0; i < chain->quotes->len; i++)
        {
          MagScanRow row = { .quote = g_array_index (chain->quotes, MagOptionQuote, i), .spot = chain->spot };
          MagScanFilter failure = mag_scan_first_failure (criteria, &row.quote, chain->spot, now_us);

          g_strlcpy (row.symbol, chain->symbol, sizeof row.symbol);
          if (failure != MAG_SCAN_FILTER_RIGHT)
            result->n_contracts++;
          if (failure == MAG_SCAN_N_FILTERS)
            g_array_append_val (result->rows, row);
          else
            result->removed[failure]++;
        }
    }
  return result;
}

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      now_us)
{
  return mag_scan_row_compare (a, b, *(gint64 *) now_us);
}

static void
assert_same_rows (GArray *sql,
                  GArray *c)
{
  g_assert_cmpuint (sql->len, ==, c->len);
  for (guint i = 0; i < c->len; i++)
    {
      const MagScanRow *a = &g_array_index (sql, MagScanRow, i), *b = &g_array_index (c, MagScanRow, i);

      g_assert_cmpstr (a->symbol, ==, b->symbol);
      g_assert_cmpint (mag_contract_compare (&a->quote.contract, &b->quote.contract), ==, 0);
      g_assert_cmpint (a->spot, ==, b->spot);
    }
}

static void
assert_same_result (MagScanResult *sql,
                    MagScanResult *c)
{
  g_assert_cmpint (sql->n_contracts, ==, c->n_contracts);
  for (guint i = 0; i < MAG_SCAN_N_FILTERS; i++)
    {
      g_test_message ("removed by %s: %" G_GINT64_FORMAT, mag_scan_filter_to_nick (i), c->removed[i]);
      g_assert_cmpint (sql->removed[i], ==, c->removed[i]);
    }
  assert_same_rows (sql->rows, c->rows);
}

/* The first row of each symbol in a ranked array. */
static GArray *
best_in_c (GArray *ranked)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GArray *best = g_array_new (FALSE, FALSE, sizeof (MagScanRow));

  for (guint i = 0; i < ranked->len; i++)
    if (g_hash_table_add (seen, g_array_index (ranked, MagScanRow, i).symbol))
      g_array_append_val (best, g_array_index (ranked, MagScanRow, i));
  return best;
}

static GPtrArray *
save_random_chains (MagDb  *db,
                    gint64 *list)
{
  GPtrArray *chains = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_chain_unref);
  g_autoptr(GString) text = g_string_new ("NOCH SPX");
  g_autoptr(MagImportReport) report = NULL;
  g_autoptr(GError) error = NULL;

  for (int i = 0; i < N_SYMBOLS; i++)
    {
      g_autofree char *ticker = i == 0 ? g_strdup ("SPX") : g_strdup_printf ("S%c", 'A' + i);
      MagChain *chain = random_chain (ticker);
      gboolean latest;

      mag_chain_repo_save (db, &(MagChainSave) { .chain = chain }, NOON, &latest, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (latest);
      g_ptr_array_add (chains, chain);
      g_string_append_printf (text, " %s", ticker);
    }
  report = store_data_report (text->str);
  *list = mag_watchlist_repo_import (db, "Random", MAG_ORIGIN_MANUAL, report, MAG_IMPORT_CREATE, NULL, &error);
  g_assert_no_error (error);
  return chains;
}

static gpointer
same_rule_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 list;
  g_autoptr(GPtrArray) chains = save_random_chains (db, &list);
  guint64 kept = 0;

  for (int round = 0; round < N_ROUNDS; round++)
    {
      MagScanCriteria criteria;
      gint64 now_us = NOON + g_test_rand_int_range (-200, 400) * MINUTE_US;
      g_autoptr(MagScanResult) sql = NULL;
      g_autoptr(MagScanResult) c = NULL;
      g_autoptr(GArray) best_sql = NULL;
      g_autoptr(GArray) best_c = NULL;

      random_criteria (&criteria);
      sql = mag_scan_repo_run (db, list, &criteria, 0, now_us, NULL, error);
      g_assert_nonnull (sql);
      c = scan_in_c (chains, &criteria, now_us);
      g_array_sort_with_data (c->rows, compare_rows, &now_us);
      assert_same_result (sql, c);
      best_sql = mag_scan_repo_best (db, list, NULL, &criteria, now_us, NULL, error);
      best_c = best_in_c (c->rows);
      assert_same_rows (best_sql, best_c);
      kept += c->rows->len;
    }
  g_test_message ("%" G_GUINT64_FORMAT " contracts kept in all", kept);
  g_assert_cmpuint (kept, >, N_ROUNDS);
  return db;
}

static gpointer
scope_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  MagScanCriteria criteria;
  g_autoptr(MagWatchlist) list = mag_watchlist_repo_find (db, "Random", NULL, error);
  g_autoptr(MagScanResult) all = NULL, limited = NULL, without = NULL, everything = NULL;
  const char *one[] = { "SB", NULL };
  g_autoptr(GArray) best = NULL;

  mag_scan_criteria_init (&criteria);
  criteria.dte_tolerance = 30;
  criteria.delta_min = 0;
  criteria.delta_max = 1;
  all = mag_scan_repo_run (db, list->id, &criteria, 0, NOON, NULL, error);
  g_assert_cmpuint (all->n_symbols, ==, N_SYMBOLS + 1);
  g_assert_cmpuint (all->n_symbols_without_chain, ==, 1);
  g_assert_cmpint (all->oldest_quoted_us, ==, NOON - MINUTE_US);
  g_assert_cmpint (all->newest_quoted_us, ==, NOON - MINUTE_US);
  g_assert_cmpuint (all->rows->len, >, 3);

  g_test_message ("a limit cuts rows, not counts");
  limited = mag_scan_repo_run (db, list->id, &criteria, 3, NOON, NULL, error);
  g_assert_cmpuint (limited->rows->len, ==, 3);
  g_assert_cmpint (limited->n_contracts, ==, all->n_contracts);

  g_test_message ("one ticker");
  best = mag_scan_repo_best (db, list->id, one, &criteria, NOON, NULL, error);
  g_assert_cmpuint (best->len, ==, 1);
  g_assert_cmpstr (g_array_index (best, MagScanRow, 0).symbol, ==, "SB");

  g_test_message ("an excluded symbol is not scanned");
  g_assert_true (mag_watchlist_repo_set_excluded (db, "SB", NULL, TRUE, NULL, error));
  without = mag_scan_repo_run (db, list->id, &criteria, 0, NOON, NULL, error);
  g_assert_cmpuint (without->n_symbols, ==, N_SYMBOLS);
  g_assert_true (mag_watchlist_repo_set_excluded (db, "SB", NULL, FALSE, NULL, error));

  g_test_message ("all lists: a symbol of two counts once, a deleted list not at all");
  everything = mag_scan_repo_run (db, 0, &criteria, 0, NOON, NULL, error);
  g_assert_cmpuint (everything->n_symbols, ==, N_SYMBOLS + 1);
  return db;
}

static gpointer
rows_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  MagScanCriteria criteria;
  g_autoptr(MagWatchlist) list = mag_watchlist_repo_find (db, "Random", NULL, error);
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GArray) best = NULL;
  guint n_best = 0;

  mag_scan_criteria_init (&criteria);
  rows = mag_watchlist_repo_rows (db, list->id, &criteria, NOON, NULL, error);
  best = mag_scan_repo_best (db, list->id, NULL, &criteria, NOON, NULL, error);
  for (guint i = 0; i < rows->len; i++)
    {
      const MagWatchlistRow *row = g_ptr_array_index (rows, i);

      n_best += row->has_best;
      if (row->has_best)
        g_assert_cmpstr (row->best.symbol, ==, row->symbol.ticker);
    }
  g_assert_cmpuint (rows->len, ==, N_SYMBOLS + 1);
  g_assert_cmpuint (n_best, ==, best->len);
  return db;
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
    { "/scan/same-rule-in-sql-and-c", same_rule_body },
    { "/scan/scope", scope_body },
    { "/scan/rows-carry-the-best", rows_body },
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
