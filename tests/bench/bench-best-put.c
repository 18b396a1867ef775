/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The best put per symbol out of ten million premiums: the store's query against the seed's own table, indexes and statement, on
 * the same data and the same server. 8,000 symbols, five days, ten expirations, 25 strikes. Prints the best of alternating runs as
 * ratios, and checks that every row answered is of its symbol's latest snapshot. */

#include "config.h"

#include "mag-date.h"
#include "mag-db-private.h"
#include "mag-scan-repo.h"
#include "mag-scan-sql.h"
#include "mag-watchlist-repo.h"
#include "store-data.h"
#include "store-fixture.h"


#define N_SYMBOLS 8000
#define N_FEW 300
#define BLOCKS 5   /* in turn, so that a busy moment of the machine meets both */
#define BLOCK 4    /* timed runs in a row */
#define WARM_UPS 2
#define LAST_DAY mag_date_new (2026, 11, 20) /* a Friday: its week is the five days */
#define NOW mag_instant_new_york (LAST_DAY, 12, 0, 0)

static const struct { const char *what; const char *sql; } generation[] = {
  { "symbols and lists",
    "SELECT setseed(0.5); SET statement_timeout = 0;"
    "INSERT INTO symbols (ticker, kind) SELECT 'B' || lpad(n::text, 4, '0'), 'stock' FROM generate_series(1, 8000) n;"
    "INSERT INTO tv_watchlists (name) VALUES ('All'), ('Few');"
    "INSERT INTO tv_watchlist_symbols (watchlist_id, symbol_id, position) SELECT 1, id, id FROM symbols;"
    "INSERT INTO tv_watchlist_symbols (watchlist_id, symbol_id, position) SELECT 2, id, id FROM symbols WHERE id % 26 = 5 ORDER BY id LIMIT 300;" },
  /* Filled before it has indexes: a third of the time. */
  { "five days of chains",
    "SET statement_timeout = 0; SET maintenance_work_mem = '256MB';"
    "CREATE TEMP TABLE grid AS SELECT e, k, 0.70 + 0.02 * k AS strike, 0.004 + 0.0001 * k * k AS bid, date '2026-11-20' + 7 * e AS expiration_date, "
    " 0.2 + k * 0.01 AS iv, 0.02 + 0.035 * k AS delta FROM generate_series(0, 9) e, generate_series(0, 24) k ORDER BY e, k;"
    "DO $$ DECLARE d date; name text; BEGIN FOR d IN SELECT date '2026-11-16' + n FROM generate_series(0, 4) n LOOP "
    " name := quote_partition(d); "
    " INSERT INTO chain_snapshots SELECT first_snapshot_id(d) + id, id, 'cboe', d + time '17:00' AT TIME ZONE 'UTC', NULL, d + time '16:45' AT TIME ZONE 'UTC', 20 + id % 400, "
    "  NULL, 0.3, true, false, 250, 0, 0, 0, '{}', 0.04 FROM symbols ORDER BY id; "
    " EXECUTE format('CREATE TABLE %I (LIKE option_quotes INCLUDING CONSTRAINTS)', name); "
    " EXECUTE format($q$INSERT INTO %I SELECT id, quoted_at, iv, -(delta + random() * 0.02), 0.03, -0.04, 0.1, units(bid) / units(strike), expiration_date, "
    "   (random() * 5000)::integer, (random() * 500)::integer, 'ok', 'P', 'S', false, false, false, strike < spot, strike, bid, bid + 0.05, NULL, ticker FROM "
    "  (SELECT s.id, s.quoted_at, s.spot, g.iv, g.delta, g.expiration_date, y.ticker, round(s.spot * g.strike, 1) AS strike, "
    "   round(s.spot * g.bid + ((random() * 20)::integer * 0.01), 2) + 0.01 AS bid "
    "   FROM chain_snapshots s JOIN symbols y ON y.id = s.symbol_id, grid g WHERE s.id >= first_snapshot_id(%L) AND s.id < first_snapshot_id(%L) ORDER BY s.id, g.e, g.k OFFSET 0) r$q$, "
    "   name, d, d + 1); "
    " EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (snapshot_id, option_type, expiration_date, strike, root)', name); "
    " EXECUTE format($q$CREATE INDEX ON %I (snapshot_id, option_type, expiration_date, abs(delta)) WHERE status = 'ok' AND NOT adjusted$q$, name); "
    " PERFORM attach_quote_partition(name, d); "
    " UPDATE symbols SET latest_snapshot_id = first_snapshot_id(d) + id; "
    "END LOOP; END $$" },
  { "the seed's table",
    "SET statement_timeout = 0; BEGIN;"
    "CREATE TABLE seed_premiums (id serial PRIMARY KEY, symbol varchar(20) NOT NULL, strike_price decimal(10,2), dte integer, premium decimal(10,2), "
    " delta decimal(5,4), theta decimal(10,4), implied_volatility decimal(5,2), bid decimal(10,2), ask decimal(10,2), volume integer, open_interest integer, "
    " monthly_return decimal(5,2), updated_at timestamp DEFAULT CURRENT_TIMESTAMP);"
    "INSERT INTO seed_premiums (symbol, strike_price, dte, premium, delta, theta, implied_volatility, bid, ask, volume, open_interest, monthly_return, updated_at) "
    "SELECT q.root, q.strike, q.expiration_date - s.quoted_at::date, q.bid, q.delta, q.theta, q.iv * 100, q.bid, q.ask, q.volume, q.open_interest, "
    " least(999, q.bid / q.strike * 3000 / greatest(q.expiration_date - s.quoted_at::date, 1)), s.quoted_at "
    "FROM option_quotes q JOIN chain_snapshots s ON s.id = q.snapshot_id ORDER BY q.snapshot_id;"
    "COMMIT" },
  { "the seed's indexes",
    "SET statement_timeout = 0; SET maintenance_work_mem = '512MB'; SET max_parallel_maintenance_workers = 2;"
    "CREATE INDEX idx_symbol_dte ON seed_premiums (symbol, dte);"
    "CREATE INDEX idx_delta ON seed_premiums (delta);"
    "CREATE INDEX idx_premiums_delta_range ON seed_premiums (delta) WHERE delta BETWEEN -0.4 AND -0.25" },
};

static const char *const settling[] = { "VACUUM ANALYZE option_quotes", "VACUUM ANALYZE seed_premiums", "VACUUM ANALYZE symbols", "VACUUM ANALYZE chain_snapshots",
                                        "VACUUM ANALYZE tv_watchlist_symbols", "CHECKPOINT" };

#define SEED_STATEMENT \
  "WITH latest_premiums AS (SELECT DISTINCT ON (symbol) symbol, strike_price, premium, delta, monthly_return FROM seed_premiums " \
  " WHERE symbol = ANY($1) AND dte BETWEEN $2 AND $3 AND ABS(delta) BETWEEN 0.25 AND 0.40 ORDER BY symbol, monthly_return DESC) " \
  "SELECT * FROM latest_premiums ORDER BY monthly_return DESC"

/* One comparison: a list and its tickers as the seed's statement takes them. */
typedef struct
{
  const char *name;
  gint64      list;
  double      mark;    /* at least so many times faster */
  char       *tickers; /* owned; array literal */
} Contest;

static double
seconds_since (gint64 start)
{
  return (g_get_monotonic_time () - start) / (double) G_USEC_PER_SEC;
}

static void
must (MagDb      *db,
      const char *sql)
{
  PGresult *result = PQexec (mag_db_get_conn (db), sql);

  if (PQresultStatus (result) != PGRES_COMMAND_OK && PQresultStatus (result) != PGRES_TUPLES_OK)
    g_error ("%s", PQresultErrorMessage (result));
  PQclear (result);
}

static void
generate (MagDb *db)
{
  PQsetnonblocking (mag_db_get_conn (db), FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (generation); i++)
    {
      gint64 start = g_get_monotonic_time ();

      must (db, generation[i].sql);
      g_print ("# made %s in %.0f s\n", generation[i].what, seconds_since (start));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (settling); i++)
    must (db, settling[i]);
  must (db, "RESET statement_timeout");
  PQsetnonblocking (mag_db_get_conn (db), TRUE);
}

static void
fill_criteria (MagScanCriteria *criteria)
{
  mag_scan_criteria_init (criteria);
  criteria->dte_tolerance = 2;
}

static void
ask_seed (MagDb   *db,
          Contest *contest)
{
  const char *params[] = { contest->tickers, "28", "32" };
  g_autoptr(GError) error = NULL;
  g_autoptr(PGresult) result = mag_db_query (db, SEED_STATEMENT, 3, params, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (PQntuples (result), >, 0);
}

#define SAME_STATEMENT(scope) "SELECT q.ticker, q.strike, q.bid, q.delta, q.monthly FROM " MAG_SCAN_BEST (scope) "ORDER BY " BY_RANK_OF_Q

/* The store's statement with the five columns of the seed's. */
static void
ask_same (MagDb   *db,
          Contest *contest)
{
  MagScanCriteria criteria;
  g_autoptr(MagParams) params = NULL;
  g_autoptr(PGresult) result = NULL;
  g_autoptr(GError) error = NULL;

  fill_criteria (&criteria);
  params = mag_scan_params_new (contest->list, NULL, &criteria, NOW);
  result = mag_params_query (params, db, MAG_SCAN_OF (contest->list, SAME_STATEMENT), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (PQntuples (result), >, 0);
}

/* What the window calls: all of a row's 25 columns, read into our own types. */
static void
ask_whole (MagDb   *db,
           Contest *contest)
{
  MagScanCriteria criteria;
  g_autoptr(GArray) rows = NULL;

  fill_criteria (&criteria);
  rows = mag_scan_repo_best (db, contest->list, NULL, &criteria, NOW, NULL, NULL);
  g_assert_cmpuint (rows->len, >, 0);
}

typedef void (*Question) (MagDb *db, Contest *contest);

/* Warm: a question is asked several times in a row, and only the later ones are timed. */
static void
time_block (MagDb    *db,
            Contest  *contest,
            Question  question,
            double   *seconds)
{
  for (int i = -WARM_UPS; i < BLOCK; i++)
    {
      gint64 start = g_get_monotonic_time ();

      question (db, contest);
      if (i >= 0)
        seconds[i] = seconds_since (start);
    }
}

/* The run that nothing else on the machine disturbed. */
static double
least (const double *seconds)
{
  double found = seconds[0];

  for (int i = 1; i < BLOCKS * BLOCK; i++)
    found = MIN (found, seconds[i]);
  return found;
}

/* Every row answered is of the last day; a stale one would carry an older moment. */
static void
check_rows (MagDb   *db,
            Contest *contest)
{
  MagScanCriteria criteria;
  g_autoptr(GArray) rows = NULL;
  guint n_stale = 0;

  fill_criteria (&criteria);
  rows = mag_scan_repo_best (db, contest->list, NULL, &criteria, NOW, NULL, NULL);
  for (guint i = 0; i < rows->len; i++)
    n_stale += mag_date_in_new_york (g_array_index (rows, MagScanRow, i).quoted_us) != LAST_DAY;
  g_print ("# %s: %u rows, %u stale\n", contest->name, rows->len, n_stale);
  g_assert_cmpuint (n_stale, ==, 0);
  g_assert_cmpuint (rows->len, ==, contest->list == 1 ? N_SYMBOLS : N_FEW);
}

static gboolean
run_contest (MagDb   *db,
             Contest *contest)
{
  double seed[BLOCKS * BLOCK], same[BLOCKS * BLOCK], whole[BLOCKS * BLOCK];
  double ratio;

  check_rows (db, contest);
  for (int i = 0; i < BLOCKS; i++)
    {
      time_block (db, contest, ask_seed, seed + i * BLOCK);
      time_block (db, contest, ask_same, same + i * BLOCK);
      time_block (db, contest, ask_whole, whole + i * BLOCK);
    }
  ratio = least (seed) / least (same);
  g_print ("best-put, %s: %.2f times as fast as the seed's statement (mark %.1f; %.1f ms against %.1f ms); with all columns read %.2f times\n", contest->name, ratio,
           contest->mark, least (same) * 1000, least (seed) * 1000, least (seed) / least (whole));
  return ratio >= contest->mark;
}

static char *
dup_tickers (MagDb  *db,
             gint64  list)
{
  g_autofree char *sql = g_strdup_printf ("SELECT array_agg(ticker) FROM symbols y JOIN tv_watchlist_symbols m ON m.symbol_id = y.id WHERE m.watchlist_id = %" G_GINT64_FORMAT, list);
  g_autoptr(PGresult) result = mag_db_query (db, sql, 0, NULL, NULL, NULL);

  return g_strdup (PQgetvalue (result, 0, 0));
}

static gpointer
bench_job (MagDb         *db,
           gpointer       input,
           GCancellable  *cancellable,
           GError       **error)
{
  Contest contests[] = { { "300 symbols", 2, 2.5 }, { "8,000 symbols", 1, 4.5 } };
  gboolean good = TRUE;

  generate (db);
  for (gsize i = 0; i < G_N_ELEMENTS (contests); i++)
    {
      contests[i].tickers = dup_tickers (db, contests[i].list);
      good &= run_contest (db, &contests[i]);
      g_free (contests[i].tickers);
    }
  return GINT_TO_POINTER (good ? 1 : 2);
}

int
main (void)
{
  StoreFixture fixture = { 0 };
  g_autoptr(GError) error = NULL;
  const char *why_not;
  int outcome;

  if (!store_fixture_has_server (&why_not))
    {
      g_print ("best-put: skipped: %s\n", why_not);
      return 77;
    }
  store_fixture_set_up (&fixture);
  outcome = GPOINTER_TO_INT (mag_store_run (fixture.store, bench_job, NULL, NULL, &error));
  g_assert_no_error (error);
  store_fixture_tear_down (&fixture);
  return outcome == 1 ? 0 : 1;
}
