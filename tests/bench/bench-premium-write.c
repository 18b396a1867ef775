/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Saving chains against `psql \copy` of the very same rows into the same table in the same transactions, one per symbol. What
 * mag_chain_repo_save() does beside the copying (formatting the rows, the snapshot, the step that makes it the latest, stock data,
 * volatility, NOTIFY) is its own cost; psql has its files ready. */

#include "config.h"

#include "mag-chain-repo.h"
#include "mag-date.h"
#include "mag-db-private.h"
#include "store-data.h"
#include "store-fixture.h"


#define N_SYMBOLS 300
#define ROUNDS 7
#define MARK 0.80
#define COLUMNS "snapshot_id, last_trade_at, iv, delta, gamma, theta, vega, roc, expiration_date, open_interest, volume, status, option_type, greeks, wide, adjusted, am_settled, otm, strike, bid, ask, last, root"

static double
seconds_since (gint64 start)
{
  return (g_get_monotonic_time () - start) / (double) G_USEC_PER_SEC;
}

/* 200 to 400 contracts with figures as feeds print them: prices in cents, greeks to four decimals. */
static MagChain *
make_chain (int n)
{
  g_autofree char *ticker = g_strdup_printf ("W%c%c%c", 'A' + n / 26 / 26, 'A' + n / 26 % 26, 'A' + n % 26);
  MagChain *chain = mag_chain_new (ticker, MAG_SOURCE_CBOE);
  int strikes = 20 + n % 21;

  chain->fetched_us = chain->quoted_us = NOON;
  chain->spot = 100 * MAG_PRICE_SCALE;
  chain->previous_close = 99 * MAG_PRICE_SCALE;
  chain->iv30 = 0.3125;
  chain->whole = TRUE;
  for (int e = 0; e < 5; e++)
    for (int k = 0; k < strikes; k++)
      for (MagRight right = MAG_RIGHT_CALL; right <= MAG_RIGHT_PUT; right++)
        {
          MagOptionQuote quote = { .contract = { .right = right, .expiration = mag_date_new (2026, 11, 27) + 7 * e, .strike = (80 + k) * MAG_PRICE_SCALE } };
          double size = (right == MAG_RIGHT_PUT ? k : strikes - k) / (double) strikes;

          g_strlcpy (quote.contract.root, ticker, sizeof quote.contract.root);
          quote.bid = 500 + (gint64) (size * 900) * 100;
          quote.ask = quote.bid + 500;
          quote.last = quote.bid + 100;
          quote.last_trade_us = NOON - k * G_USEC_PER_SEC;
          quote.volume = k * 7;
          quote.open_interest = k * 31 + 1;
          quote.iv = (2000 + k * 13) / 10000.0;
          quote.delta = (right == MAG_RIGHT_PUT ? -1 : 1) * ((int) (size * 10000)) / 10000.0;
          quote.gamma = (300 + k) / 10000.0;
          quote.theta = -(400 + k) / 10000.0;
          quote.vega = (1000 + k) / 10000.0;
          quote.greeks = MAG_GREEKS_SOURCE;
          g_array_append_val (chain->quotes, quote);
        }
  mag_chain_finish (chain, NOON);
  return chain;
}

static double
save_all (MagDb     *db,
          GPtrArray *chains)
{
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < chains->len; i++)
    {
      g_autoptr(GError) error = NULL;
      gboolean latest;

      mag_chain_repo_save (db, &(MagChainSave) { .chain = g_ptr_array_index (chains, i) }, NOON, &latest, NULL, &error);
      g_assert_no_error (error);
    }
  return seconds_since (start);
}

static void
must (MagDb      *db,
      const char *sql)
{
  g_autoptr(GError) error = NULL;

  mag_db_run_script (db, sql, NULL, &error);
  g_assert_no_error (error);
}

/* The rows of one snapshot as COPY writes them. */
static void
write_file (MagDb      *db,
            const char *snapshot,
            const char *path)
{
  PGconn *conn = mag_db_get_conn (db);
  g_autofree char *sql = g_strdup_printf ("COPY (SELECT " COLUMNS " FROM option_quotes WHERE snapshot_id = %s) TO STDOUT", snapshot);
  g_autoptr(GString) text = g_string_new (NULL);
  char *line;
  int n;

  PQclear (PQexec (conn, sql));
  while ((n = PQgetCopyData (conn, &line, FALSE)) > 0)
    {
      g_string_append_len (text, line, n);
      PQfreemem (line);
    }
  for (PGresult *result; (result = PQgetResult (conn)) != NULL;)
    PQclear (result);
  g_assert_true (g_file_set_contents (path, text->str, text->len, NULL));
}

/* Dumps what was saved last and writes psql's script. Returns the number of rows. */
static gint64
prepare_psql (MagDb      *db,
              const char *folder,
              const char *script)
{
  g_autoptr(PGresult) snapshots = mag_db_query (db, "SELECT latest_snapshot_id FROM symbols ORDER BY id", 0, NULL, NULL, NULL);
  g_autoptr(PGresult) count = mag_db_query (db, "SELECT count(*) FROM option_quotes", 0, NULL, NULL, NULL);
  g_autoptr(GString) text = g_string_new (NULL);

  PQsetnonblocking (mag_db_get_conn (db), FALSE);
  for (int i = 0; i < PQntuples (snapshots); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%d.txt", folder, i);

      write_file (db, PQgetvalue (snapshots, i, 0), path);
      g_string_append_printf (text, "BEGIN;\n\\copy option_quotes (" COLUMNS ") from '%s'\nCOMMIT;\n", path);
    }
  PQsetnonblocking (mag_db_get_conn (db), TRUE);
  g_assert_true (g_file_set_contents (script, text->str, text->len, NULL));
  return g_ascii_strtoll (PQgetvalue (count, 0, 0), NULL, 10);
}

static double
run_psql (const char *socket_dir,
          const char *script)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) psql = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", socket_dir, "-U", "magnus",
                                                  "-d", "magnus", "-f", script, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (psql, NULL, NULL));
  return seconds_since (start);
}

/* The round that nothing else on the machine disturbed. */
static double
least (const double *seconds)
{
  double found = seconds[0];

  for (int i = 1; i < ROUNDS; i++)
    found = MIN (found, seconds[i]);
  return found;
}

static gpointer
bench_job (MagDb         *db,
           gpointer       input,
           GCancellable  *cancellable,
           GError       **error)
{
  StoreFixture *fixture = input;
  const char *socket_dir = mag_profile_get_runtime_dir (fixture->profile);
  g_autofree char *script = g_build_filename (fixture->root, "copy.sql", NULL);
  g_autofree char *nothing = g_build_filename (fixture->root, "nothing.sql", NULL);
  g_autoptr(GPtrArray) chains = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_chain_unref);
  double ours[ROUNDS], psql[ROUNDS], ratio;
  gint64 n_rows = 0;

  for (int i = 0; i < N_SYMBOLS; i++)
    g_ptr_array_add (chains, make_chain (i));
  save_all (db, chains); /* symbols and the day's partition are there from now on */
  g_assert_true (g_file_set_contents (nothing, "SELECT 1;\n", -1, NULL));
  for (int i = 0; i < ROUNDS; i++)
    {
      must (db, "TRUNCATE option_quotes");
      must (db, "CHECKPOINT");
      ours[i] = save_all (db, chains);
      n_rows = prepare_psql (db, fixture->root, script);
      must (db, "TRUNCATE option_quotes");
      must (db, "CHECKPOINT");
      psql[i] = run_psql (socket_dir, script) - run_psql (socket_dir, nothing);
    }
  ratio = least (psql) / least (ours);
  g_print ("premium-write: %.2f times as fast as psql \\copy (mark %.2f); %.0f thousand rows a second against %.0f, %" G_GINT64_FORMAT " rows in %d transactions\n", ratio, MARK,
           n_rows / least (ours) / 1000, n_rows / least (psql) / 1000, n_rows, N_SYMBOLS);
  return GINT_TO_POINTER (ratio >= MARK ? 1 : 2);
}

int
main (void)
{
  StoreFixture fixture = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *psql = g_find_program_in_path ("psql");
  const char *why_not = psql == NULL ? "no psql here" : NULL;
  int outcome;

  if (psql == NULL || !store_fixture_has_server (&why_not))
    {
      g_print ("premium-write: skipped: %s\n", why_not);
      return 77;
    }
  store_fixture_set_up (&fixture);
  outcome = GPOINTER_TO_INT (mag_store_run (fixture.store, bench_job, &fixture, NULL, &error));
  g_assert_no_error (error);
  store_fixture_tear_down (&fixture);
  return outcome == 1 ? 0 : 1;
}
