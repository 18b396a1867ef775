/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chains in the database: read back as written, never seen half, replaced only by what is newer and not worse, and let go of by
 * the rule of retention. */

#include "config.h"

#include "mag-chain-repo.h"
#include "mag-date.h"
#include "mag-symbol.h"
#include "mag-terms-repo.h"
#include "mag-upkeep-repo.h"
#include "mag-watchlist-repo.h"
#include "store-data.h"
#include "store-fixture.h"

#include <math.h>
#include <string.h>

static StoreFixture fixture;

static gboolean
save_at (MagDb    *db,
         MagChain *chain, /* (transfer full) */
         gint64    now_us)
{
  g_autoptr(MagChain) owned = chain;
  g_autoptr(GError) error = NULL;
  gboolean latest = FALSE;

  mag_chain_repo_save (db, &(MagChainSave) { .chain = owned }, now_us, &latest, NULL, &error);
  g_assert_no_error (error);
  return latest;
}

static gint64
query_int (MagDb      *db,
           const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PGresult) result = mag_db_query (db, sql, 0, NULL, NULL, &error);

  g_assert_no_error (error);
  return g_ascii_strtoll (PQgetvalue (result, 0, 0), NULL, 10);
}

static void
assert_same_double (double a,
                    double b)
{
  g_assert_true (a == b || (isnan (a) && isnan (b)));
}

static void
assert_same_quote (const MagOptionQuote *a,
                   const MagOptionQuote *b)
{
  g_assert_cmpint (mag_contract_compare (&a->contract, &b->contract), ==, 0);
  g_assert_cmpint (a->bid, ==, b->bid);
  g_assert_cmpint (a->ask, ==, b->ask);
  g_assert_cmpint (a->last, ==, b->last);
  g_assert_cmpint (a->last_trade_us, ==, b->last_trade_us);
  g_assert_cmpint (a->volume, ==, b->volume);
  g_assert_cmpint (a->open_interest, ==, b->open_interest);
  assert_same_double (a->iv, b->iv);
  assert_same_double (a->delta, b->delta);
  assert_same_double (a->gamma, b->gamma);
  assert_same_double (a->theta, b->theta);
  assert_same_double (a->vega, b->vega);
  g_assert_cmpint (a->greeks, ==, b->greeks);
  g_assert_cmpint (a->status, ==, b->status);
  g_assert_cmpint (a->wide, ==, b->wide);
}

/* Bit for bit, also what is unknown, and numbers no decimal says exactly. */
static gpointer
round_trip_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  g_autoptr(MagChain) chain = store_data_chain ("BRK.B", NOON);
  g_autoptr(MagChain) loaded = NULL;
  MagOptionQuote *bare = &g_array_index (chain->quotes, MagOptionQuote, 3);
  MagOptionQuote *odd = &g_array_index (chain->quotes, MagOptionQuote, 4);

  bare->bid = bare->last = MAG_PRICE_UNKNOWN;
  bare->volume = bare->open_interest = MAG_COUNT_UNKNOWN;
  bare->iv = bare->delta = bare->gamma = bare->theta = bare->vega = NAN;
  bare->greeks = MAG_GREEKS_NONE;
  bare->last_trade_us = 0;
  bare->status = MAG_QUOTE_ABOVE_RANGE;
  odd->iv = 0.1 + 0.2;
  odd->delta = -1e-17;
  odd->gamma = 5e-324;
  odd->vega = 123456789.000001;
  odd->bid = 1;
  odd->last_trade_us = NOON + 123456;
  chain->n_unparsed = 7;

  g_assert_true (save_at (db, mag_chain_ref (chain), NOON));
  loaded = mag_chain_repo_load_latest (db, "BRK.B", NULL, error);
  g_assert_nonnull (loaded);
  g_assert_cmpstr (loaded->symbol, ==, "BRK.B");
  g_assert_cmpint (loaded->source, ==, MAG_SOURCE_CBOE);
  g_assert_cmpint (loaded->fetched_us, ==, chain->fetched_us);
  g_assert_cmpint (loaded->generated_us, ==, chain->generated_us);
  g_assert_cmpint (loaded->quoted_us, ==, chain->quoted_us);
  g_assert_cmpint (loaded->spot, ==, chain->spot);
  g_assert_cmpint (loaded->previous_close, ==, chain->previous_close);
  g_assert_cmpfloat (loaded->iv30, ==, chain->iv30);
  g_assert_cmpuint (loaded->n_unparsed, ==, 7);
  g_assert_cmpmem (loaded->expirations->data, loaded->expirations->len * sizeof (MagDate), chain->expirations->data, chain->expirations->len * sizeof (MagDate));
  g_assert_cmpuint (loaded->quotes->len, ==, chain->quotes->len);
  for (guint i = 0; i < chain->quotes->len; i++)
    assert_same_quote (&g_array_index (loaded->quotes, MagOptionQuote, i), &g_array_index (chain->quotes, MagOptionQuote, i));
  return db;
}

/* Two roots of one index expire on one day at one strike: both are kept. */
static gpointer
two_roots_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  MagChain *chain = store_data_chain ("SPX", NOON);
  g_autoptr(MagChain) loaded = NULL;
  guint n = chain->quotes->len;

  for (guint i = 0; i < n; i++)
    {
      MagOptionQuote weekly = g_array_index (chain->quotes, MagOptionQuote, i);

      strcpy (weekly.contract.root, "SPXW");
      g_array_append_val (chain->quotes, weekly);
    }
  g_assert_true (save_at (db, chain, NOON));
  loaded = mag_chain_repo_load_latest (db, "SPX", NULL, error);
  g_assert_cmpuint (loaded->quotes->len, ==, 2 * n);
  return db;
}

static gpointer
latest_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  static const struct { const char *why; int minutes; gboolean wiped, latest; } steps[] = {
    { "the first", 0, FALSE, TRUE },
    { "newer and good", 10, FALSE, TRUE },
    { "older and good", 5, FALSE, FALSE },
    { "newer but wiped, while the current one is good", 20, TRUE, FALSE },
    { "as old as the current one: fetched again at the close", 10, FALSE, TRUE },
    { "newer than all", 30, FALSE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gint64 at = NOON + steps[i].minutes * MINUTE_US;
      MagChain *chain = steps[i].wiped ? store_data_wiped_chain ("LATE", at) : store_data_chain ("LATE", at);

      g_test_message ("%s", steps[i].why);
      g_assert_cmpint (save_at (db, chain, NOON + 40 * MINUTE_US), ==, steps[i].latest);
    }
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM chain_snapshots s JOIN symbols y ON y.id = s.symbol_id WHERE ticker = 'LATE'"), ==, 6);
  return db;
}

/* A symbol that only ever had a wiped chain shows it, and the first good one takes its place though it is not newer than the next wiped one. */
static gpointer
wiped_first_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  g_assert_true (save_at (db, store_data_wiped_chain ("WIPED", NOON), NOON));
  g_assert_true (save_at (db, store_data_wiped_chain ("WIPED", NOON + MINUTE_US), NOON));
  g_assert_true (save_at (db, store_data_chain ("WIPED", NOON + 2 * MINUTE_US), NOON));
  return db;
}

/* A practice clock that is set back does not leave tomorrow's chain in place for ever. */
static gpointer
future_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  g_assert_true (save_at (db, store_data_chain ("FUTURE", NOON + 2 * DAY_US), NOON + 2 * DAY_US));
  g_assert_true (save_at (db, store_data_chain ("FUTURE", NOON), NOON));
  return db;
}

static gpointer
iv_history_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  static const struct { const char *why; int hour; double iv30; gboolean wiped; int stored; } steps[] = {
    { "before the open: not of this day", 8, 0.99, FALSE, 0 },
    { "in session", 12, 0.30, FALSE, 30 },
    { "later the same day", 15, 0.32, FALSE, 32 },
    { "wiped", 16, 0.90, TRUE, 32 },
    { "an earlier one that came late", 11, 0.10, FALSE, 32 },
    { "unknown", 16, NAN, FALSE, 32 },
    { "at the close", 16, 0.33, FALSE, 33 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gint64 at = mag_instant_new_york (mag_date_new (2026, 11, 18), steps[i].hour, 0, 0);
      MagChain *chain = steps[i].wiped ? store_data_wiped_chain ("IVH", at) : store_data_chain ("IVH", at);

      g_test_message ("%s", steps[i].why);
      chain->iv30 = steps[i].iv30;
      save_at (db, chain, at);
      g_assert_cmpint (query_int (db, "SELECT coalesce(max(round((iv30 * 100)::numeric)), 0) FROM iv_history h JOIN symbols y ON y.id = h.symbol_id WHERE ticker = 'IVH'"),
                       ==, steps[i].stored);
    }
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM iv_history h JOIN symbols y ON y.id = h.symbol_id WHERE ticker = 'IVH'"), ==, 1);
  return db;
}

/* What is known is merged; an older price does not replace a newer one; the chain's own price serves where there is no other. */
static gpointer
stock_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  g_autoptr(MagImportReport) report = store_data_report ("STK");
  gint64 list = mag_watchlist_repo_import (db, "Stocks", MAG_ORIGIN_MANUAL, report, MAG_IMPORT_CREATE, NULL, error);
  g_autoptr(GPtrArray) quotes = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_stock_quote_free);
  MagStockQuote *profile = mag_stock_quote_new ("STK");
  MagStockQuote *old = mag_stock_quote_new ("STK");
  g_autoptr(GPtrArray) rows = NULL;
  const MagWatchlistRow *row;

  save_at (db, store_data_chain ("STK", NOON), NOON);
  profile->name = g_strdup ("Stock\tand\nSons \\ Co.");
  profile->market_cap = G_GINT64_CONSTANT (3000000000000);
  profile->earnings = mag_date_new (2027, 1, 28);
  profile->dividend_yield = 0.0123;
  g_ptr_array_add (quotes, profile);
  old->price = 50 * MAG_PRICE_SCALE;
  old->quoted_us = NOON - DAY_US;
  g_ptr_array_add (quotes, old);
  g_assert_true (mag_chain_repo_save_stock (db, quotes, NULL, error));

  rows = mag_watchlist_repo_rows (db, list, NULL, NOON, NULL, error);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpint (row->stock->price, ==, 100 * MAG_PRICE_SCALE);
  g_assert_cmpint (row->stock->previous_close, ==, 98 * MAG_PRICE_SCALE);
  g_assert_cmpfloat_with_epsilon (row->stock->change, 2.0 / 98, 1e-12);
  g_assert_cmpstr (row->stock->name, ==, "Stock\tand\nSons \\ Co.");
  g_assert_cmpint (row->stock->market_cap, ==, G_GINT64_CONSTANT (3000000000000));
  g_assert_cmpint (row->stock->earnings, ==, mag_date_new (2027, 1, 28));
  g_assert_cmpfloat (row->iv30, ==, 0.3125);
  g_assert_cmpint (row->synced_us, ==, NOON);
  g_assert_cmpint (row->source, ==, MAG_SOURCE_CBOE);
  return db;
}

/* A chain keeps what it was valued with. */
static gpointer
terms_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  g_autoptr(MagChain) chain = store_data_chain ("TERMS", NOON);
  g_autoptr(MagChain) loaded = NULL;

  chain->terms = (MagTerms) { .rate = 0.0425, .n_dividends = 2, .dividends = { { mag_date_new (2026, 12, 11), TRUE, 2600 }, { mag_date_new (2027, 3, 12), FALSE, 2650 } } };
  chain->iv30_one_sided = TRUE;
  g_assert_true (save_at (db, mag_chain_ref (chain), NOON));
  loaded = mag_chain_repo_load_latest (db, "TERMS", NULL, error);
  g_assert_cmpfloat (loaded->terms.rate, ==, 0.0425);
  g_assert_cmpfloat (loaded->terms.yield, ==, 0);
  g_assert_true (loaded->iv30_one_sided);
  g_assert_cmpuint (loaded->terms.n_dividends, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (loaded->terms.dividends[i].ex_date, ==, chain->terms.dividends[i].ex_date);
      g_assert_cmpint (loaded->terms.dividends[i].announced, ==, chain->terms.dividends[i].announced);
      g_assert_cmpint (loaded->terms.dividends[i].amount, ==, chain->terms.dividends[i].amount);
    }
  return db;
}

/* A good day is not replaced by one that had to do with expirations on one side of 30 days; such a day is better than none. */
static gpointer
one_sided_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  static const struct { const char *why; int day, hour; double iv30; gboolean one_sided; int stored; } steps[] = {
    { "one side is better than nothing", 17, 11, 0.50, TRUE, 50 },
    { "the other too", 17, 12, 0.40, FALSE, 40 },
    { "later, one side again", 17, 13, 0.60, TRUE, 40 },
    { "another day", 18, 11, 0.30, FALSE, 30 },
    { "half an hour after the close: the share moves on, its options don't", 18, 16, 0.90, FALSE, 30 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gint64 at = mag_instant_new_york (mag_date_new (2026, 11, steps[i].day), steps[i].hour, 30, 0);
      g_autoptr(MagChain) chain = store_data_chain ("SIDES", at);
      MagStanding standing;

      g_test_message ("%s", steps[i].why);
      chain->iv30 = steps[i].iv30;
      chain->iv30_one_sided = steps[i].one_sided;
      save_at (db, mag_chain_ref (chain), at);
      g_assert_true (mag_terms_repo_standing (db, "SIDES", &standing, NULL, error));
      g_assert_cmpfloat_with_epsilon (standing.iv30 * 100, steps[i].stored, 1e-9);
    }
  return db;
}

/* IV30 of 20 % for the days before, the highest 40 %: 30 % today is half way, above all but one. */
static gpointer
standing_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  static const struct { const char *why; int before; double rank, percentile; gint64 days; } rows[] = {
    { "59 days are too few", 58, NAN, NAN, 59 },
    { "60 are enough", 59, 50, 100.0 * 58 / 59, 60 },
    { "a year and no more: the highest is 252 days ago and forgotten", 252, 100, 100, 252 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *ticker = g_strdup_printf ("RANK%zu", i);
      g_autofree char *sql = NULL;
      g_autoptr(MagChain) chain = store_data_chain (ticker, NOON);
      MagStanding standing;

      g_test_message ("%s", rows[i].why);
      chain->iv30 = NAN;
      save_at (db, mag_chain_ref (chain), NOON);
      sql = g_strdup_printf ("INSERT INTO iv_history (symbol_id, day, iv30, source, quoted_at) "
                             "SELECT y.id, date '2026-11-18' - n, CASE WHEN n = %d THEN 0.4 ELSE 0.2 END, 'cboe', now() FROM symbols y, generate_series(1, %d) n WHERE y.ticker = '%s'",
                             rows[i].before, rows[i].before, ticker);
      g_assert_true (mag_db_execute (db, sql, 0, NULL, NULL, error));
      chain->iv30 = 0.3;
      save_at (db, mag_chain_ref (chain), NOON);
      g_assert_true (mag_terms_repo_standing (db, ticker, &standing, NULL, error));
      g_assert_true (isnan (rows[i].rank) ? isnan (standing.rank) : fabs (standing.rank - rows[i].rank) < 1e-9);
      g_assert_true (isnan (rows[i].percentile) ? isnan (standing.percentile) : fabs (standing.percentile - rows[i].percentile) < 1e-9);
      g_assert_cmpint (standing.days, ==, rows[i].days);
    }
  return db;
}

/* Bars are replaced, since a split changes the past; so are the dividends of the days that came. */
static gpointer
history_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  g_autoptr(MagPriceHistory) history = mag_price_history_new ();
  MagBar bar = { mag_date_new (2026, 11, 17), 1000000, 1010000, 990000, 1005000, 1004900, 12345 };
  MagBar unknown = { mag_date_new (2026, 11, 16), MAG_PRICE_UNKNOWN, MAG_PRICE_UNKNOWN, MAG_PRICE_UNKNOWN, MAG_PRICE_UNKNOWN, MAG_PRICE_UNKNOWN, -1 };
  MagCashDividend dividend = { mag_date_new (2026, 11, 17), TRUE, 2600 }, before = { mag_date_new (2026, 11, 1), TRUE, 2500 };

  save_at (db, store_data_chain ("BARS", NOON), NOON);
  g_array_append_val (history->bars, unknown);
  g_array_append_val (history->bars, bar);
  history->dividends = g_array_new (FALSE, FALSE, sizeof (MagCashDividend));
  g_array_append_val (history->dividends, before); /* of no day that came: not told by this answer */
  g_array_append_val (history->dividends, dividend);
  g_assert_true (mag_upkeep_repo_save_history (db, history, "BARS", NOON, NULL, error));
  g_array_index (history->bars, MagBar, 1).close = 502500; /* a split */
  g_array_index (history->dividends, MagCashDividend, 1).amount = 1300;
  g_assert_true (mag_upkeep_repo_save_history (db, history, "BARS", NOON, NULL, error));
  g_assert_cmpint (query_int (db, "SELECT close * 10000 FROM daily_bars"), ==, 502500);
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM daily_bars"), ==, 1);
  g_assert_cmpint (query_int (db, "SELECT sum(amount * 10000) FROM share_dividends"), ==, 1300);

  g_test_message ("a source that does not know of dividends leaves them alone");
  g_clear_pointer (&history->dividends, g_array_unref);
  g_assert_true (mag_upkeep_repo_save_history (db, history, "BARS", NOON, NULL, error));
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM share_dividends"), ==, 1);
  return db;
}

/* Closes that alternate between 100 and 101: returns of +x and -x, x = ln 1.01; 30 of them have the mean 0 and the variance 30 x^2 / 29. The live bar is none. */
static gpointer
realised_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  g_autoptr(MagPriceHistory) history = mag_price_history_new ();
  MagDate day = mag_date_new (2026, 11, 18);
  MagBar live = { day, 1, 1, 1, 500 * MAG_PRICE_SCALE, 500 * MAG_PRICE_SCALE, 1 };
  MagStanding standing;

  save_at (db, store_data_chain ("HVOL", NOON), NOON);
  for (int i = 0; i < 31; i++)
    {
      MagPrice close = (100 + i % 2) * MAG_PRICE_SCALE;
      MagBar bar = { day - 31 + i, close, close, close, close, close, 1 };

      g_array_append_val (history->bars, bar);
    }
  g_array_append_val (history->bars, live); /* NOON is in the session */
  g_assert_true (mag_upkeep_repo_save_history (db, history, "HVOL", NOON, NULL, error));
  g_assert_true (mag_terms_repo_standing (db, "HVOL", &standing, NULL, error));
  g_assert_cmpfloat_with_epsilon (standing.hv30, log (1.01) * sqrt (252 * 30 / 29.0), 1e-9);

  g_array_remove_index (history->bars, 0);
  g_assert_true (mag_upkeep_repo_save_history (db, history, "HVOL", NOON, NULL, error));
  g_assert_true (mag_terms_repo_standing (db, "HVOL", &standing, NULL, error));
  g_assert_true (isnan (standing.hv30)); /* 30 closes are 29 returns */
  return db;
}

static gpointer
rate_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;

  g_assert_cmpfloat (mag_terms_repo_rate (db, NULL, error), ==, 0.04);
  g_assert_true (mag_terms_repo_set_rate (db, 0.0375, NULL, error));
  g_assert_true (mag_terms_repo_set_rate (db, 0.0425, NULL, error));
  g_assert_cmpfloat (mag_terms_repo_rate (db, NULL, error), ==, 0.0425);
  g_assert_false (mag_terms_repo_set_rate (db, 0.26, NULL, &local));
  g_assert_error (local, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE);
  g_clear_error (&local);
  g_assert_false (mag_terms_repo_set_rate (db, NAN, NULL, &local));
  g_assert_cmpfloat (mag_terms_repo_rate (db, NULL, error), ==, 0.0425);
  return db;
}

/* The options on the Dow are on a hundredth of it: their spot is not shown as its price. */
static gpointer
fraction_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  save_at (db, store_data_chain ("DJI", NOON), NOON);
  save_at (db, store_data_chain ("NDX", NOON), NOON);
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM stock_data d JOIN symbols s ON s.id = d.symbol_id WHERE s.ticker = 'DJI' AND d.price IS NULL"), ==, 1);
  g_assert_cmpint (query_int (db, "SELECT d.price::int FROM stock_data d JOIN symbols s ON s.id = d.symbol_id WHERE s.ticker = 'NDX'"), ==, 100);
  return db;
}

static gpointer
not_found_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;

  g_assert_null (mag_chain_repo_load_latest (db, "NOSUCH", NULL, &local));
  g_assert_error (local, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND);
  return db;
}

/* The view a reader of the seed looks for has the latest rows only. */
static gpointer
premiums_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  save_at (db, store_data_chain ("PREM", NOON), NOON);
  save_at (db, store_data_chain ("PREM", NOON + MINUTE_US), NOON + MINUTE_US);
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM stock_premiums WHERE symbol = 'PREM'"), ==, 36);
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM stock_premiums WHERE symbol = 'PREM' AND option_type = 'put' AND strike_price < 100 AND bid = premium"), ==, 8);
  return db;
}

/* Until the commit another connection sees the old chain whole, and after it the new one whole. */
static gpointer
half_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  save_at (db, store_data_chain ("HALF", NOON), NOON);
  g_assert_true (mag_db_begin (db, NULL, error));
  g_assert_true (mag_db_execute (db,
                                 "INSERT INTO chain_snapshots SELECT new_snapshot_id('2026-11-18'), symbol_id, source, fetched_at, generated_at, quoted_at, spot, "
                                 " previous_close, iv30, whole, degraded, contracts, unparsed, expired, duplicate, expirations, rate FROM chain_snapshots LIMIT 1",
                                 0, NULL, NULL, error));
  g_assert_true (mag_db_execute (db, "DELETE FROM option_quotes", 0, NULL, NULL, error));
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(*) FROM stock_premiums WHERE symbol = 'HALF'"), ==, 36);
  mag_db_rollback (db);
  return db;
}

/* A chain that can't be saved leaves nothing, and the connection is good for the next. */
static gpointer
all_or_nothing_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  g_autoptr(MagChain) chain = store_data_chain ("NOTHING", NOON);
  MagOptionQuote twice = g_array_index (chain->quotes, MagOptionQuote, 0);
  g_autoptr(GError) local = NULL;
  gboolean latest;

  g_array_append_val (chain->quotes, twice);
  g_assert_false (mag_chain_repo_save (db, &(MagChainSave) { .chain = chain }, NOON, &latest, NULL, &local));
  g_assert_error (local, MAG_STORE_ERROR, MAG_STORE_ERROR_EXISTS);
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM symbols WHERE ticker = 'NOTHING'"), ==, 0);
  return db;
}

/* ---- retention ---- */

static int
count_quotes (MagDb      *db,
              const char *ticker,
              const char *day)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM option_quotes q JOIN chain_snapshots s ON s.id = q.snapshot_id JOIN symbols y ON y.id = s.symbol_id "
                                          "WHERE y.ticker = '%s' AND first_snapshot_id('%s') <= s.id AND s.id < first_snapshot_id(date '%s' + 1)",
                                          ticker, day, day);

  return query_int (db, sql);
}

static gpointer
retention_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 yesterday = NOON - DAY_US, long_ago = NOON - 12 * DAY_US;

  save_at (db, store_data_chain ("KEPT", long_ago), long_ago);
  save_at (db, store_data_chain ("ALONE", long_ago), long_ago);
  save_at (db, store_data_chain ("ALONE", long_ago - MINUTE_US), long_ago);
  save_at (db, store_data_chain ("KEPT", yesterday), yesterday);
  save_at (db, store_data_chain ("KEPT", yesterday + MINUTE_US), yesterday);
  save_at (db, store_data_wiped_chain ("KEPT", yesterday + 2 * MINUTE_US), yesterday);
  save_at (db, store_data_chain ("KEPT", NOON), NOON);
  save_at (db, store_data_chain ("KEPT", NOON + MINUTE_US), NOON);

  g_assert_true (mag_chain_repo_retain (db, NOON, NULL, error));
  g_test_message ("all of today, the last good one of yesterday, of long ago only what is still shown");
  g_assert_cmpint (count_quotes (db, "KEPT", "2026-11-18"), ==, 72);
  g_assert_cmpint (count_quotes (db, "KEPT", "2026-11-17"), ==, 36);
  g_assert_cmpint (count_quotes (db, "KEPT", "2026-11-06"), ==, 0);
  g_assert_cmpint (count_quotes (db, "ALONE", "2026-11-06"), ==, 36);
  g_assert_cmpint (query_int (db, "SELECT days_to_thin('2026-11-18') IS NOT NULL UNION ALL SELECT false LIMIT 1"), ==, 0);

  g_test_message ("once nothing shows it, the day's partition goes");
  save_at (db, store_data_chain ("ALONE", NOON), NOON);
  g_assert_true (mag_chain_repo_retain (db, NOON, NULL, error));
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM pg_class WHERE relname = 'option_quotes_20261106'"), ==, 0);
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM chain_snapshots WHERE id < first_snapshot_id('2026-11-07')"), ==, 0);

  g_test_message ("what a default scan would have shown stays");
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM scan_candidates WHERE day = '2026-11-06'"), >=, 0);
  g_assert_true (mag_chain_repo_retain (db, NOON + 400 * DAY_US, NULL, error));
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM scan_candidates WHERE day = '2026-11-18'"), >, 0);
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
    { "/chains/read-back-as-written", round_trip_body },
    { "/chains/two-roots-of-one-index", two_roots_body },
    { "/chains/latest-is-newer-and-not-worse", latest_body },
    { "/chains/wiped-until-the-first-good-one", wiped_first_body },
    { "/chains/clock-set-back", future_body },
    { "/chains/iv-history-of-the-session", iv_history_body },
    { "/chains/stock-data-is-merged", stock_body },
    { "/chains/fraction-of-an-index", fraction_body },
    { "/chains/terms", terms_body },
    { "/chains/iv-history-of-both-sides", one_sided_body },
    { "/chains/iv-rank", standing_body },
    { "/chains/history", history_body },
    { "/chains/realised-volatility", realised_body },
    { "/chains/rate", rate_body },
    { "/chains/unknown-symbol", not_found_body },
    { "/chains/stock-premiums-has-no-stale-row", premiums_body },
    { "/chains/never-seen-half", half_body },
    { "/chains/all-or-nothing", all_or_nothing_body },
    { "/chains/retention", retention_body },
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
