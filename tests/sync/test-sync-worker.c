/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The worker against a real private server and a market in this process. */

#include "config.h"

#include "fake-market.h"
#include "mag-job-repo.h"
#include "mag-sync-worker.h"
#include "mag-terms-repo.h"
#include "mag-watchlist-repo.h"
#include "store-fixture.h"

#include <signal.h>

typedef struct
{
  MagStore   *store;  /* lent */
  FakeMarket *market; /* owned */
  MagClock   *clock;  /* lent by the profile */
} Fixture;

static StoreFixture server; /* one for all cases: making it takes longer than most of them */

static gboolean
set_up (Fixture *fixture,
        guint    latency_ms)
{
  const char *why_not;

  if (!store_fixture_has_server (&why_not))
    {
      g_test_skip (why_not);
      return FALSE;
    }
  if (server.root == NULL)
    g_assert_true (store_fixture_set_up (&server));
  fixture->store = server.store;
  fixture->clock = mag_profile_get_clock (server.profile);
  fixture->market = fake_market_new (fixture->clock, latency_ms);
  return TRUE;
}

static void
tear_down (Fixture *fixture)
{
  g_object_unref (fixture->market);
  g_free (store_query (fixture->store, "TRUNCATE symbols, tv_watchlists, option_quotes, settings CASCADE"));
}

/* A list to be made, and its id. */
typedef struct
{
  const char      *name;
  MagImportReport *report;
  gint64           id;
} NewList;

static gpointer
make_list_job (MagDb         *db,
               gpointer       input,
               GCancellable  *cancellable,
               GError       **error)
{
  NewList *list = input;

  list->id = mag_watchlist_repo_import (db, list->name, MAG_ORIGIN_MANUAL, list->report, MAG_IMPORT_CREATE, cancellable, error);
  return GINT_TO_POINTER (list->id != 0);
}

/* n tickers that begin with the letter: "QAA", "QAB" ... */
static gint64
make_list (Fixture    *fixture,
           const char *name,
           char        letter,
           guint       n)
{
  g_autoptr(MagImportReport) report = mag_import_report_new ();
  g_autoptr(GError) error = NULL;
  NewList list = { name, report, 0 };

  for (guint i = 0; i < n; i++)
    {
      char ticker[] = { letter, 'A' + i / 26, 'A' + i % 26, '\0' };

      mag_import_report_add (report, ticker, "", NULL);
    }
  g_assert_cmpuint (report->n_accepted, ==, n);
  mag_store_run (fixture->store, make_list_job, &list, NULL, &error);
  g_assert_no_error (error);
  return list.id;
}

/* A call of the job repository, and its answer. */
typedef struct
{
  MagClock   *clock;
  gint64      id;
  guint       lease_seconds;
  const char *worker;
  gboolean    already;
} Call;

static gpointer
ask_job (MagDb         *db,
         gpointer       input,
         GCancellable  *cancellable,
         GError       **error)
{
  Call *call = input;

  call->id = mag_job_repo_ask (db, call->id, &call->already, mag_clock_now_us (call->clock), cancellable, error);
  return GINT_TO_POINTER (call->id != 0);
}

static gint64
ask (Fixture  *fixture,
     gint64    list,
     gboolean *already)
{
  g_autoptr(GError) error = NULL;
  Call call = { .clock = fixture->clock, .id = list };

  mag_store_run (fixture->store, ask_job, &call, NULL, &error);
  g_assert_no_error (error);
  if (already != NULL)
    *already = call.already;
  return call.id;
}

static gpointer
get_job (MagDb         *db,
         gpointer       input,
         GCancellable  *cancellable,
         GError       **error)
{
  return mag_job_repo_get (db, ((Call *) input)->id, cancellable, error);
}

static MagJob *
get (Fixture *fixture,
     gint64   id)
{
  g_autoptr(GError) error = NULL;
  MagJob *job = mag_store_run (fixture->store, get_job, &(Call) { .id = id }, NULL, &error);

  g_assert_no_error (error);
  return job;
}

static gpointer
cancel_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  Call *call = input;

  return GINT_TO_POINTER (mag_job_repo_cancel (db, call->id, mag_clock_now_us (call->clock), cancellable, error));
}

static gpointer
claim_job (MagDb         *db,
           gpointer       input,
           GCancellable  *cancellable,
           GError       **error)
{
  Call *call = input;

  return mag_job_repo_claim (db, call->worker, call->lease_seconds, mag_clock_now_us (call->clock), cancellable, error);
}

/* A worker's run, as the test waits for it. */
typedef struct
{
  gboolean ended;
  GError  *error;
} Ending;

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Ending *ending = user_data;

  mag_sync_worker_run_finish (MAG_SYNC_WORKER (source), result, &ending->error);
  ending->ended = TRUE;
}

static void
wait_for (Ending *ending)
{
  while (!ending->ended)
    g_main_context_iteration (NULL, TRUE);
}

static MagSyncWorker *
new_worker (Fixture *fixture)
{
  return mag_sync_worker_new (fixture->store, MAG_MARKET_DATA (fixture->market), server.profile);
}

static void
work (Fixture *fixture)
{
  g_autoptr(MagSyncWorker) worker = new_worker (fixture);
  Ending ending = { 0 };

  mag_sync_worker_run_async (worker, NULL, ended_cb, &ending);
  wait_for (&ending);
  g_assert_no_error (ending.error);
}

static gboolean
rung_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_for (guint milliseconds)
{
  gboolean rung = FALSE;

  g_timeout_add (milliseconds, rung_cb, &rung);
  while (!rung)
    g_main_context_iteration (NULL, TRUE);
}

static gint64
count_symbols (Fixture    *fixture,
               gint64      job,
               const char *state)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM sync_job_symbols WHERE job_id = %" G_GINT64_FORMAT " AND state = '%s'", job, state);

  return store_query_int (fixture->store, sql);
}

static void
test_does_every_symbol (void)
{
  Fixture fixture;
  g_autoptr(MagJob) job = NULL;
  gint64 list, id;

  if (!set_up (&fixture, 20))
    return;
  list = make_list (&fixture, "Quality", 'Q', 25);
  id = ask (&fixture, list, NULL);
  work (&fixture);
  job = get (&fixture, id);

  g_assert_cmpint (job->state, ==, MAG_JOB_DONE);
  g_assert_cmpuint (job->total, ==, 25);
  g_assert_cmpuint (job->done, ==, 25);
  g_assert_cmpuint (job->failed, ==, 0);
  g_assert_cmpuint (fake_market_count_chains (fixture.market, NULL), ==, 25);
  g_assert_cmpuint (fake_market_get_max_in_flight (fixture.market), ==, MAG_SYNC_IN_FLIGHT);
  g_assert_cmpuint (fake_market_count_quotes (fixture.market), ==, 1);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(*) FROM option_quotes"), ==, 250);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(*) FROM chain_snapshots"), ==, 25);
  /* The stock quote's price, not the older one of the chain. */
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(*) FROM stock_data WHERE price = 101"), ==, 25);
  tear_down (&fixture);
}

static void
test_looks_after_company_data_once_a_day (void)
{
  Fixture fixture;
  gint64 list;

  if (!set_up (&fixture, 1))
    return;
  list = make_list (&fixture, "Quality", 'Q', 12);
  for (int i = 0; i < 2; i++)
    {
      ask (&fixture, list, NULL);
      work (&fixture);
    }
  g_assert_cmpuint (fake_market_count_chains (fixture.market, NULL), ==, 24);
  g_assert_cmpuint (fake_market_count_profiles (fixture.market), ==, 12);
  g_assert_cmpuint (fake_market_count_bars (fixture.market), ==, 12);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(*) FROM stock_data WHERE sector = 'Technology'"), ==, 12);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(*) FROM daily_bars"), ==, 24);
  tear_down (&fixture);
}

/* What upkeep found out about dividends after the first sync is what the second values chains with; the rate is that of the store. */
static gpointer
set_rate_job (MagDb         *db,
              gpointer       input,
              GCancellable  *cancellable,
              GError       **error)
{
  return GINT_TO_POINTER (mag_terms_repo_set_rate (db, 0.0375, cancellable, error));
}

static void
test_values_with_the_dividends_that_are_known (void)
{
  Fixture fixture;
  g_autoptr(GError) error = NULL;
  gint64 list;

  if (!set_up (&fixture, 1))
    return;
  list = make_list (&fixture, "Payers", 'Q', 3);
  ask (&fixture, list, NULL);
  work (&fixture);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(*) FROM chain_snapshots WHERE rate = 0.04 AND yield = 0 AND dividend_dates = '{}'"), ==, 3);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(*) FROM share_dividends"), ==, 12);

  mag_store_run (fixture.store, set_rate_job, NULL, NULL, &error);
  g_assert_no_error (error);
  ask (&fixture, list, NULL);
  work (&fixture);
  g_assert_cmpint (store_query_int (fixture.store,
                                    "SELECT count(*) FROM chain_snapshots WHERE rate = 0.0375 AND yield = 0 AND cardinality(dividend_dates) = 12 AND dividend_amounts[1] = 0.25"),
                   ==, 3);
  tear_down (&fixture);
}

static void
test_counts_errors_by_kind (void)
{
  Fixture fixture;
  g_autoptr(MagJob) job = NULL;
  gint64 id;

  if (!set_up (&fixture, 5))
    return;
  id = ask (&fixture, make_list (&fixture, "Trouble", 'Q', 12), NULL);
  fake_market_set_error (fixture.market, "QAB", MAG_MARKET_ERROR_UNKNOWN_SYMBOL);
  fake_market_set_error (fixture.market, "QAC", MAG_MARKET_ERROR_NO_OPTIONS);
  fake_market_set_error (fixture.market, "QAD", MAG_MARKET_ERROR_OFFLINE);
  fake_market_set_error (fixture.market, "QAE", MAG_MARKET_ERROR_OFFLINE);
  fake_market_set_quotes_fail (fixture.market, TRUE);
  work (&fixture);
  job = get (&fixture, id);

  g_assert_cmpint (job->state, ==, MAG_JOB_DONE);
  g_assert_cmpuint (job->done, ==, 8);
  g_assert_cmpuint (job->failed, ==, 4);
  g_assert_cmpuint (job->errors[MAG_MARKET_ERROR_UNKNOWN_SYMBOL], ==, 1);
  g_assert_cmpuint (job->errors[MAG_MARKET_ERROR_NO_OPTIONS], ==, 1);
  g_assert_cmpuint (job->errors[MAG_MARKET_ERROR_OFFLINE], ==, 2);
  g_assert_cmpuint (job->errors[MAG_MARKET_ERROR_BLOCKED], ==, 0);
  tear_down (&fixture);
}

static void
test_stops_when_nobody_answers (void)
{
  Fixture fixture;
  g_autoptr(MagJob) job = NULL;
  gint64 id;

  if (!set_up (&fixture, 1))
    return;
  id = ask (&fixture, make_list (&fixture, "Offline", 'Q', 100), NULL);
  fake_market_set_error (fixture.market, NULL, MAG_MARKET_ERROR_OFFLINE);
  work (&fixture);
  job = get (&fixture, id);

  g_assert_cmpint (job->state, ==, MAG_JOB_FAILED);
  g_assert_cmpstr (job->message, ==, "No market source answers now.");
  g_assert_cmpuint (job->failed, >=, 40);
  g_assert_cmpint (count_symbols (&fixture, id, "pending"), >=, 40);
  tear_down (&fixture);
}

static void
test_same_list_twice_is_one_job (void)
{
  Fixture fixture;
  gboolean first, second;
  gint64 list, id;

  if (!set_up (&fixture, 1))
    return;
  list = make_list (&fixture, "Twice", 'Q', 3);
  id = ask (&fixture, list, &first);
  g_assert_false (first);
  g_assert_cmpint (ask (&fixture, list, &second), ==, id);
  g_assert_true (second);
  work (&fixture);
  g_assert_cmpuint (fake_market_count_chains (fixture.market, NULL), ==, 3);
  tear_down (&fixture);
}

static void
test_cancel_stops_the_job (void)
{
  Fixture fixture;
  g_autoptr(MagSyncWorker) worker = NULL;
  g_autoptr(MagJob) job = NULL;
  Ending ending = { 0 };
  gint64 id;

  if (!set_up (&fixture, 300))
    return;
  id = ask (&fixture, make_list (&fixture, "Cancelled", 'Q', 100), NULL);
  worker = new_worker (&fixture);
  mag_sync_worker_run_async (worker, NULL, ended_cb, &ending);
  run_for (500);
  mag_store_run (fixture.store, cancel_job, &(Call) { .clock = fixture.clock, .id = id }, NULL, NULL);
  wait_for (&ending);
  g_assert_no_error (ending.error);
  job = get (&fixture, id);

  g_assert_cmpint (job->state, ==, MAG_JOB_CANCELLED);
  g_assert_cmpuint (job->done, >=, 10);
  g_assert_cmpuint (job->done, <, 100);
  g_assert_cmpuint (job->failed, ==, 0);
  g_assert_cmpuint (fake_market_count_cut_short (fixture.market), >, 0);
  tear_down (&fixture);
}

static void
test_stopped_worker_hands_the_job_back (void)
{
  Fixture fixture;
  g_autoptr(MagSyncWorker) worker = NULL;
  g_autoptr(GCancellable) stop = g_cancellable_new ();
  g_autoptr(MagJob) job = NULL;
  Ending ending = { 0 };
  gint64 id, n_done;

  if (!set_up (&fixture, 200))
    return;
  id = ask (&fixture, make_list (&fixture, "Handed back", 'Q', 60), NULL);
  worker = new_worker (&fixture);
  mag_sync_worker_run_async (worker, stop, ended_cb, &ending);
  run_for (500);
  g_cancellable_cancel (stop);
  wait_for (&ending);
  g_assert_error (ending.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&ending.error);
  job = get (&fixture, id);
  g_assert_cmpint (job->state, ==, MAG_JOB_QUEUED);
  n_done = count_symbols (&fixture, id, "done");
  g_assert_cmpint (n_done, >=, 10);

  /* The next worker takes it at once and asks only for the rest. */
  fake_market_set_latency (fixture.market, 1);
  work (&fixture);
  g_clear_pointer (&job, mag_job_free);
  job = get (&fixture, id);
  g_assert_cmpint (job->state, ==, MAG_JOB_DONE);
  g_assert_cmpuint (job->done, ==, 60);
  g_assert_cmpuint (fake_market_count_chains (fixture.market, NULL), ==, 60 + fake_market_count_cut_short (fixture.market));
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(*) FROM chain_snapshots"), ==, 60);
  tear_down (&fixture);
}

static void
test_lost_lease_leaves_the_job_alone (void)
{
  Fixture fixture;
  g_autoptr(MagSyncWorker) worker = NULL;
  g_autoptr(MagJob) job = NULL;
  Ending ending = { 0 };
  gint64 id, n_done;

  if (!set_up (&fixture, 200))
    return;
  id = ask (&fixture, make_list (&fixture, "Lost", 'Q', 60), NULL);
  worker = new_worker (&fixture);
  mag_sync_worker_run_async (worker, NULL, ended_cb, &ending);
  run_for (500);
  g_free (store_query (fixture.store, "UPDATE sync_jobs SET worker = 'another', lease_until = now() + interval '1 hour' RETURNING id"));
  n_done = count_symbols (&fixture, id, "done");
  wait_for (&ending);
  g_assert_no_error (ending.error);
  job = get (&fixture, id);

  g_assert_cmpint (job->state, ==, MAG_JOB_RUNNING);
  g_assert_cmpint (count_symbols (&fixture, id, "done"), ==, n_done);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(*) FROM chain_snapshots"), ==, n_done);
  tear_down (&fixture);
}

static void
test_lapsed_lease_is_taken_over (void)
{
  Fixture fixture;
  g_autoptr(MagJob) dead = NULL;
  g_autoptr(MagJob) job = NULL;
  gint64 id;

  if (!set_up (&fixture, 1))
    return;
  id = ask (&fixture, make_list (&fixture, "Killed", 'Q', 20), NULL);
  dead = mag_store_run (fixture.store, claim_job, &(Call) { .clock = fixture.clock, .worker = "killed", .lease_seconds = 1 }, NULL, NULL);
  g_assert_nonnull (dead);
  g_free (store_query (fixture.store, "UPDATE sync_job_symbols SET state = 'done' WHERE position <= 5 RETURNING job_id"));

  work (&fixture);
  g_assert_cmpuint (fake_market_count_chains (fixture.market, NULL), ==, 0);
  run_for (1200);
  work (&fixture);
  job = get (&fixture, id);
  g_assert_cmpint (job->state, ==, MAG_JOB_DONE);
  g_assert_cmpint (fake_market_count_chains (fixture.market, NULL), ==,
                   20 - store_query_int (fixture.store, "SELECT count(*) FROM sync_job_symbols WHERE position <= 5"));
  tear_down (&fixture);
}

static void
test_two_workers_share_two_lists (void)
{
  Fixture fixture;
  g_autoptr(MagSyncWorker) first = NULL;
  g_autoptr(MagSyncWorker) second = NULL;
  Ending endings[2] = { 0 };
  gint64 ids[2];

  if (!set_up (&fixture, 100))
    return;
  ids[0] = ask (&fixture, make_list (&fixture, "One", 'Q', 30), NULL);
  ids[1] = ask (&fixture, make_list (&fixture, "Two", 'W', 30), NULL);
  first = new_worker (&fixture);
  second = new_worker (&fixture);
  mag_sync_worker_run_async (first, NULL, ended_cb, &endings[0]);
  mag_sync_worker_run_async (second, NULL, ended_cb, &endings[1]);
  wait_for (&endings[0]);
  wait_for (&endings[1]);

  g_assert_cmpuint (fake_market_get_max_in_flight (fixture.market), ==, 2 * MAG_SYNC_IN_FLIGHT);
  g_assert_cmpuint (fake_market_count_chains (fixture.market, NULL), ==, 60);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr(MagJob) job = get (&fixture, ids[i]);

      g_assert_cmpint (job->state, ==, MAG_JOB_DONE);
      g_assert_cmpuint (job->done, ==, 30);
    }
  tear_down (&fixture);
}

static void
test_waits_for_a_killed_server (void)
{
  Fixture fixture;
  g_autoptr(MagSyncWorker) worker = NULL;
  g_autoptr(MagJob) job = NULL;
  Ending ending = { 0 };
  gint64 id;

  if (!set_up (&fixture, 150))
    return;
  id = ask (&fixture, make_list (&fixture, "Server gone", 'Q', 60), NULL);
  worker = new_worker (&fixture);
  mag_sync_worker_run_async (worker, NULL, ended_cb, &ending);
  run_for (400);
  g_assert_cmpint (kill (store_fixture_postmaster (&server), SIGKILL), ==, 0);
  wait_for (&ending);
  g_assert_no_error (ending.error);
  job = get (&fixture, id);

  g_assert_cmpint (job->state, ==, MAG_JOB_DONE);
  g_assert_cmpuint (job->done, ==, 60);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(DISTINCT symbol_id) FROM chain_snapshots"), ==, 60);
  tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/worker/does-every-symbol", test_does_every_symbol);
  g_test_add_func ("/sync/worker/looks-after-company-data-once-a-day", test_looks_after_company_data_once_a_day);
  g_test_add_func ("/sync/worker/values-with-the-dividends-that-are-known", test_values_with_the_dividends_that_are_known);
  g_test_add_func ("/sync/worker/counts-errors-by-kind", test_counts_errors_by_kind);
  g_test_add_func ("/sync/worker/stops-when-nobody-answers", test_stops_when_nobody_answers);
  g_test_add_func ("/sync/worker/same-list-twice-is-one-job", test_same_list_twice_is_one_job);
  g_test_add_func ("/sync/worker/cancel-stops-the-job", test_cancel_stops_the_job);
  g_test_add_func ("/sync/worker/stopped-worker-hands-the-job-back", test_stopped_worker_hands_the_job_back);
  g_test_add_func ("/sync/worker/lost-lease-leaves-the-job-alone", test_lost_lease_leaves_the_job_alone);
  g_test_add_func ("/sync/worker/lapsed-lease-is-taken-over", test_lapsed_lease_is_taken_over);
  g_test_add_func ("/sync/worker/two-workers-share-two-lists", test_two_workers_share_two_lists);
  g_test_add_func ("/sync/worker/waits-for-a-killed-server", test_waits_for_a_killed_server);
  status = g_test_run ();
  store_fixture_tear_down (&server);
  return status;
}
