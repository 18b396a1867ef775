/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sync jobs: one at a time per list, one worker per job, a lapsed lease for the next worker, and history when it ends. */

#include "config.h"

#include "mag-chain-repo.h"
#include "mag-date.h"
#include "mag-job-repo.h"
#include "mag-terms-repo.h"
#include "mag-upkeep-repo.h"
#include "mag-watchlist-repo.h"
#include "store-data.h"
#include "store-fixture.h"

#include <math.h>

#define LEASE 15 /* seconds */

static StoreFixture fixture;

static gint64
make_list (MagDb      *db,
           const char *name,
           const char *text)
{
  g_autoptr(MagImportReport) report = store_data_report (text);
  g_autoptr(GError) error = NULL;
  gint64 id = mag_watchlist_repo_import (db, name, MAG_ORIGIN_MANUAL, report, MAG_IMPORT_CREATE, NULL, &error);

  g_assert_no_error (error);
  return id;
}

static gint64
ask (MagDb  *db,
     gint64  list,
     gint64  now_us)
{
  g_autoptr(GError) error = NULL;
  gint64 id = mag_job_repo_ask (db, list, NULL, now_us, NULL, &error);

  g_assert_no_error (error);
  return id;
}

static gint64
claim (MagDb      *db,
       const char *worker,
       gint64      now_us)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagJob) job = mag_job_repo_claim (db, worker, LEASE, now_us, NULL, &error);

  g_assert_no_error (error);
  return job != NULL ? job->id : 0;
}

static gboolean
save (MagDb      *db,
      gint64      job,
      const char *worker,
      const char *ticker,
      GError    **error)
{
  g_autoptr(MagChain) chain = store_data_chain (ticker, NOON);
  gboolean latest;

  return mag_chain_repo_save (db, &(MagChainSave) { .chain = chain, .job = job, .worker = worker }, NOON, &latest, NULL, error);
}

static void
assert_pending (MagDb      *db,
                gint64      job,
                const char *expected)
{
  g_autoptr(GArray) pending = mag_job_repo_pending (db, job, NULL, NULL);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < pending->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", g_array_index (pending, MagJobSymbol, i).ticker);
  g_assert_cmpstr (text->str, ==, expected);
}

static gint64
symbol_id (MagDb      *db,
           const char *ticker)
{
  g_autoptr(PGresult) result = mag_db_query (db, "SELECT id FROM symbols WHERE ticker = $1", 1, &ticker, NULL, NULL);

  return g_ascii_strtoll (PQgetvalue (result, 0, 0), NULL, 10);
}

/* Symbols without options and excluded ones are left out; the order is the list's. */
static gpointer
ask_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 list = make_list (db, "Ask", "KO AAPL #Funds AMEX:SPY GME");
  gboolean already = TRUE;
  gint64 job;
  g_autoptr(GError) missing = NULL;

  g_assert_true (mag_watchlist_repo_set_excluded (db, "GME", NULL, TRUE, NULL, error));
  job = mag_job_repo_ask (db, list, &already, NOON, NULL, error);
  g_assert_false (already);
  g_assert_cmpint (mag_job_repo_ask (db, list, &already, NOON, NULL, error), ==, job);
  g_assert_true (already);
  assert_pending (db, job, "KO AAPL SPY");
  g_assert_cmpuint (mag_job_repo_count_waiting (db, NOON, NULL, error), ==, 1);

  g_assert_cmpint (mag_job_repo_ask (db, 999999, NULL, NOON, NULL, &missing), ==, 0);
  g_assert_error (missing, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND);
  g_assert_true (mag_job_repo_cancel (db, job, NOON, NULL, error));
  g_assert_true (mag_watchlist_repo_set_excluded (db, "GME", NULL, FALSE, NULL, error));
  return db;
}

/* From the asking to the line of history. */
static gpointer
life_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 list = make_list (db, "Life", "AAPL MSFT KO");
  gint64 job = ask (db, list, NOON);
  g_autoptr(MagJob) running = NULL;
  g_autoptr(MagJob) done = NULL;
  g_autoptr(MagWatchlist) after = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  g_autofree char *history = NULL;
  gboolean cancel = TRUE;

  g_assert_cmpint (claim (db, "w1", NOON + 1), ==, job);
  g_assert_cmpint (claim (db, "w2", NOON + 2), ==, 0);
  g_assert_true (save (db, job, "w1", "AAPL", error));
  g_assert_true (mag_job_repo_fail_symbol (db, job, "w1", symbol_id (db, "MSFT"), 1, "The source is busy.", NOON, NULL, error));
  g_assert_true (mag_job_repo_heartbeat (db, job, "w1", LEASE, "KO", NOON + 2 * G_USEC_PER_SEC + 1, &cancel, NULL, error));
  g_assert_false (cancel);
  assert_pending (db, job, "KO");

  running = mag_job_repo_get (db, job, NULL, error);
  g_assert_cmpint (running->state, ==, MAG_JOB_RUNNING);
  g_assert_cmpstr (running->list_name, ==, "Life");
  g_assert_cmpstr (running->current, ==, "KO");
  g_assert_cmpuint (running->total, ==, 3);
  g_assert_cmpuint (running->done, ==, 1);
  g_assert_cmpuint (running->failed, ==, 1);
  g_assert_cmpuint (running->errors[1], ==, 1);
  g_assert_cmpfloat_with_epsilon (mag_job_get_rate (running, NOON + 1 + 4 * G_USEC_PER_SEC), 0.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (mag_job_get_remaining (running, NOON + 1 + 4 * G_USEC_PER_SEC), 2.0, 1e-9);

  g_assert_true (save (db, job, "w1", "KO", error));
  g_assert_true (mag_job_repo_finish (db, job, "w1", MAG_JOB_DONE, NULL, NOON + MINUTE_US, NULL, error));
  done = mag_job_repo_get (db, job, NULL, error);
  g_assert_cmpint (done->state, ==, MAG_JOB_DONE);
  g_assert_cmpint (done->finished_us, ==, NOON + MINUTE_US);
  after = mag_watchlist_repo_find (db, "Life", NULL, error);
  g_assert_cmpint (after->refreshed_us, ==, NOON + MINUTE_US);
  g_assert_cmpint (after->last_job, ==, job);

  rows = mag_watchlist_repo_rows (db, list, NULL, NOON, NULL, error);
  g_assert_null (((MagWatchlistRow *) g_ptr_array_index (rows, 0))->trouble);
  g_assert_cmpstr (((MagWatchlistRow *) g_ptr_array_index (rows, 1))->trouble, ==, "The source is busy.");
  history = store_query (fixture.store, "SELECT concat_ws(' ', kind, state, total, done, failed, busy, offline) FROM tv_refresh_history ORDER BY id DESC LIMIT 1");
  g_assert_cmpstr (history, ==, "chains done 3 2 1 1 0");
  return db;
}

/* After kill -9 the next worker takes what is left, and the dead one's late words are refused. */
static gpointer
lease_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 list = make_list (db, "Lease", "AAPL MSFT KO");
  gint64 job = ask (db, list, NOON);
  gint64 later = NOON + (LEASE + 1) * G_USEC_PER_SEC;
  gboolean cancel;
  g_autoptr(GError) late_chain = NULL, late_failure = NULL, late_beat = NULL, late_end = NULL;

  g_assert_cmpint (claim (db, "dead", NOON), ==, job);
  g_assert_true (save (db, job, "dead", "MSFT", error));
  g_assert_cmpuint (mag_job_repo_count_waiting (db, NOON + LEASE * G_USEC_PER_SEC - 1, NULL, error), ==, 0);
  g_assert_cmpuint (mag_job_repo_count_waiting (db, later, NULL, error), ==, 1);
  g_assert_cmpint (claim (db, "next", later), ==, job);
  assert_pending (db, job, "AAPL KO");

  g_assert_false (save (db, job, "dead", "AAPL", &late_chain));
  g_assert_error (late_chain, MAG_STORE_ERROR, MAG_STORE_ERROR_CONFLICT);
  g_assert_false (mag_job_repo_fail_symbol (db, job, "dead", symbol_id (db, "KO"), 0, "No answer.", later, NULL, &late_failure));
  g_assert_error (late_failure, MAG_STORE_ERROR, MAG_STORE_ERROR_CONFLICT);
  g_assert_false (mag_job_repo_heartbeat (db, job, "dead", LEASE, "KO", later, &cancel, NULL, &late_beat));
  g_assert_error (late_beat, MAG_STORE_ERROR, MAG_STORE_ERROR_CONFLICT);
  g_assert_false (mag_job_repo_finish (db, job, "dead", MAG_JOB_DONE, NULL, later, NULL, &late_end));
  g_assert_error (late_end, MAG_STORE_ERROR, MAG_STORE_ERROR_CONFLICT);
  assert_pending (db, job, "AAPL KO");

  g_assert_true (mag_job_repo_finish (db, job, "next", MAG_JOB_FAILED, "No market answers.", later, NULL, error));
  return db;
}

static gpointer
cancel_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 waiting = ask (db, make_list (db, "Waiting", "AAPL"), NOON);
  gint64 running;
  gboolean asked = FALSE;
  g_autoptr(MagJob) ended = NULL;
  g_autoptr(GError) unknown = NULL;

  g_test_message ("one that waits ends at once");
  g_assert_true (mag_job_repo_cancel (db, waiting, NOON, NULL, error));
  ended = mag_job_repo_get (db, waiting, NULL, error);
  g_assert_cmpint (ended->state, ==, MAG_JOB_CANCELLED);
  g_assert_cmpint (claim (db, "w", NOON), ==, 0);

  g_test_message ("one that runs hears of it at its next heartbeat");
  running = ask (db, make_list (db, "Running", "AAPL"), NOON);
  g_assert_cmpint (claim (db, "w", NOON), ==, running);
  g_assert_true (mag_job_repo_cancel (db, running, NOON, NULL, error));
  g_assert_true (mag_job_repo_heartbeat (db, running, "w", LEASE, "", NOON, &asked, NULL, error));
  g_assert_true (asked);
  g_assert_true (mag_job_repo_finish (db, running, "w", MAG_JOB_CANCELLED, NULL, NOON, NULL, error));

  g_test_message ("one that has ended stays as it is");
  g_assert_true (mag_job_repo_cancel (db, running, NOON, NULL, error));
  g_assert_false (mag_job_repo_cancel (db, 999999, NOON, NULL, &unknown));
  g_assert_error (unknown, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND);
  return db;
}

/* A second worker gets the next job, not one that the first is just taking. */
static gpointer
skip_locked_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 first = ask (db, make_list (db, "Skip 1", "AAPL"), NOON);
  gint64 second = ask (db, make_list (db, "Skip 2", "AAPL"), NOON);
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM sync_jobs WHERE id = %" G_GINT64_FORMAT " FOR UPDATE", first);
  g_autoptr(MagStore) other = store_fixture_new_store (&fixture);
  g_autoptr(GPtrArray) jobs = NULL;

  g_assert_true (mag_db_begin (db, NULL, error));
  g_assert_true (mag_db_execute (db, sql, 0, NULL, NULL, error));
  {
    g_autofree char *taken = store_query (other, "SELECT id FROM sync_jobs WHERE state = 'queued' ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED");

    g_assert_cmpint (g_ascii_strtoll (taken, NULL, 10), ==, second);
  }
  mag_db_rollback (db);
  mag_store_close (other);

  g_assert_cmpint (claim (db, "w1", NOON), ==, first);
  g_assert_cmpint (claim (db, "w2", NOON), ==, second);
  jobs = mag_job_repo_list (db, 1, NULL, error);
  g_assert_cmpint (((MagJob *) g_ptr_array_index (jobs, 0))->id, ==, second);
  g_assert_true (mag_job_repo_finish (db, first, "w1", MAG_JOB_DONE, NULL, NOON, NULL, error));
  g_assert_true (mag_job_repo_finish (db, second, "w2", MAG_JOB_DONE, NULL, NOON, NULL, error));
  return db;
}

/* Looked after once a New York day, with a year of bars for who has none. */
static gpointer
upkeep_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 list = make_list (db, "Upkeep", "UPK");
  g_autoptr(GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr(GArray) due = NULL, same_day = NULL, next_day = NULL;

  g_assert_true (save (db, 0, NULL, "UPK", error));
  due = mag_upkeep_repo_due (db, list, NOON, NULL, error);
  g_assert_cmpuint (due->len, ==, 1);
  g_assert_cmpstr (g_array_index (due, MagUpkeepDue, 0).ticker, ==, "UPK");
  g_assert_cmpuint (g_array_index (due, MagUpkeepDue, 0).bars_from, >, mag_date_new (2025, 1, 1));
  g_assert_true (mag_upkeep_repo_save_profile (db, nothing, "UPK", NOON, NULL, error));
  same_day = mag_upkeep_repo_due (db, list, NOON + MINUTE_US, NULL, error);
  g_assert_cmpuint (same_day->len, ==, 0);
  next_day = mag_upkeep_repo_due (db, list, NOON + DAY_US, NULL, error);
  g_assert_cmpuint (next_day->len, ==, 1);
  return db;
}

static MagDate
first_dividend (MagDb   *db,
                gint64   job,
                gint64   now_us,
                GError **error)
{
  g_autoptr(GHashTable) table = mag_terms_repo_of_job (db, job, now_us, NULL, error);
  const MagTerms *terms = table != NULL ? g_hash_table_lookup (table, "EXDIV") : NULL;

  g_assert_nonnull (terms);
  g_assert_cmpuint (terms->n_dividends, >, 1);
  return terms->dividends[0].ex_date;
}

/* Until the opening of an ex-date prices are those of the evening before, with the dividend in them: it is still to come. */
static gpointer
ex_date_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  MagDate ex_date = mag_date_new (2026, 11, 18);
  static const guint ago[] = { 274, 182, 91 };
  g_autoptr(MagPriceHistory) history = mag_price_history_new ();
  MagBar bar = { .date = ex_date - 400, .close = 1000000, .adjusted_close = 1000000 };
  gint64 list = make_list (db, "Ex-date", "EXDIV"), job = ask (db, list, NOON);

  history->dividends = g_array_new (FALSE, FALSE, sizeof (MagCashDividend));
  g_array_append_val (history->bars, bar);
  for (gsize i = 0; i < G_N_ELEMENTS (ago); i++)
    {
      MagCashDividend dividend = { .ex_date = ex_date - ago[i], .announced = TRUE, .amount = 2500 };

      g_array_append_val (history->dividends, dividend);
    }
  g_assert_true (mag_upkeep_repo_save_history (db, history, "EXDIV", NOON, NULL, error));
  g_assert_cmpuint (first_dividend (db, job, mag_instant_new_york (ex_date, 8, 0, 0), error), ==, ex_date);
  g_assert_cmpuint (first_dividend (db, job, mag_instant_new_york (ex_date, 10, 0, 0), error), >, ex_date + 80);
  return db;
}

static void
test_rate_unknown (void)
{
  MagJob job = { .total = 10, .started_us = NOON };

  g_assert_true (isnan (mag_job_get_rate (&job, NOON + MINUTE_US)));
  g_assert_true (isnan (mag_job_get_remaining (&job, NOON + MINUTE_US)));
  job.finished_us = NOON + MINUTE_US;
  g_assert_cmpfloat (mag_job_get_remaining (&job, NOON + MINUTE_US), ==, 0);
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
    { "/jobs/one-per-list", ask_body },
    { "/jobs/from-asking-to-history", life_body },
    { "/jobs/lapsed-lease", lease_body },
    { "/jobs/cancel", cancel_body },
    { "/jobs/two-workers", skip_locked_body },
    { "/jobs/upkeep-once-a-day", upkeep_body },
    { "/jobs/dividend-counts-until-its-ex-date-opens", ex_date_body },
  };
  const char *why_not;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jobs/rate-unknown", test_rate_unknown);
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
