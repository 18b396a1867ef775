/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnus-sync: the worker as a program. Takes sync jobs from the database until none is left and ends; any number may run against one database.
 * Says two lines per job on standard error: how it went, and the counters. */

#include "config.h"

#include "mag-core-dump.h"
#include "mag-job-repo.h"
#include "mag-market.h"
#include "mag-sync-worker.h"

#include <glib-unix.h>
#include <locale.h>

typedef enum
{
  EXIT_ALL_DONE = 0,
  EXIT_FAILED = 1,
  EXIT_USAGE = 2,
  EXIT_NO_STORE = 4,
  EXIT_NO_MARKET = 5,
  EXIT_STOPPED = 130,
} ExitStatus;

typedef struct
{
  gboolean practice;
  char    *practice_url;
  gboolean version;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->practice_url);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

typedef struct
{
  GMainLoop    *loop;
  GCancellable *stop;
  MagProfile   *profile;
  MagMetrics   *metrics;
  GError       *error; /* owned; how the worker ended */
} Run;

static gboolean
parse_options (int      *argc,
               char   ***argv,
               Options  *options,
               GError  **error)
{
  const GOptionEntry entries[] = {
    { "practice", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &options->practice, "Use the practice account and its simulated market", NULL },
    { "practice-url", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &options->practice_url, "Address of a running practice server on this machine", "URL" },
    { "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &options->version, "Show the version and exit", NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "Works off the sync jobs of Magnus, and ends when none is left.");
  g_option_context_set_description (context,
                                    "Exit status: 0 nothing left to do, 1 failed, 2 usage, 4 database unavailable,\n"
                                    "5 practice market unavailable, 130 stopped by a signal (its job is handed back).");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "No argument is expected, and there is \"%s\".", (*argv)[1]);
      return FALSE;
    }
  options->practice |= options->practice_url != NULL;
  return TRUE;
}

/* What the registry of counters comes to since the program began. */
static void
print_counters (MagMetrics *metrics)
{
  g_printerr ("magnus-sync: so far %" G_GINT64_FORMAT " requests (%" G_GINT64_FORMAT " slow, %" G_GINT64_FORMAT " retried, %" G_GINT64_FORMAT " in vain), "
              "cache %" G_GINT64_FORMAT " hits and %" G_GINT64_FORMAT " misses, %" G_GINT64_FORMAT " queries in %" G_GINT64_FORMAT " database jobs (%" G_GINT64_FORMAT " slow)\n",
              mag_metrics_sum (metrics, "http.*.count"), mag_metrics_sum (metrics, "http.*.slow"), mag_metrics_sum (metrics, "http.*.retries"),
              mag_metrics_sum (metrics, "http.*.errors.*"), mag_metrics_get (metrics, "http.cache.hits"), mag_metrics_get (metrics, "http.cache.misses"),
              mag_metrics_get (metrics, "db.queries"), mag_metrics_get (metrics, "db.jobs.count"), mag_metrics_get (metrics, "db.jobs.slow"));
}

static void
job_ended_cb (MagSyncWorker *worker,
              const MagJob  *job,
              const GError  *error,
              gpointer       user_data)
{
  const Run *run = user_data;
  MagClock *clock = mag_profile_get_clock (run->profile);
  gint64 end_us = job->finished_us != 0 ? job->finished_us : mag_clock_now_us (clock);
  double seconds = job->started_us != 0 ? (double) (end_us - job->started_us) / G_USEC_PER_SEC : 0;

  g_printerr ("magnus-sync: job %" G_GINT64_FORMAT " \"%s\": %s, %u of %u symbols, %u failed, %.1f s%s%s\n", job->id, job->list_name,
              error != NULL ? "left" : mag_job_state_to_nick (job->state), job->done, job->total, job->failed, seconds,
              error != NULL || job->message[0] != '\0' ? ": " : "", error != NULL ? error->message : job->message);
  print_counters (run->metrics);
}

static gboolean
told_to_stop_cb (gpointer user_data)
{
  Run *run = user_data;

  g_cancellable_cancel (run->stop);
  return G_SOURCE_CONTINUE;
}

static void
worker_ended_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Run *run = user_data;

  mag_sync_worker_run_finish (MAG_SYNC_WORKER (source), result, &run->error);
  g_main_loop_quit (run->loop);
}

static ExitStatus
explain (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return EXIT_STOPPED;

  g_printerr ("magnus-sync: %s\n", error->message);
  if (error->domain == G_OPTION_ERROR || g_error_matches (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_NOT_LOOPBACK))
    return EXIT_USAGE;
  if (error->domain == MAG_STORE_ERROR || g_error_matches (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_FOLDER))
    return EXIT_NO_STORE;
  if (error->domain == MAG_PROFILE_ERROR)
    return EXIT_NO_MARKET;
  return EXIT_FAILED;
}

static ExitStatus
work (MagProfile *profile)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GCancellable) stop = g_cancellable_new ();
  g_autoptr(MagStore) store = mag_store_new (profile, NULL);
  g_autoptr(MagMarketData) market = mag_market_new_for_profile (profile);
  g_autoptr(MagSyncWorker) worker = mag_sync_worker_new (store, market, profile);
  MagMetrics *metrics = mag_http_get_metrics (mag_market_get_http (MAG_MARKET (market)));
  Run run = { loop, stop, profile, metrics, NULL };
  guint terminate_id = g_unix_signal_add (SIGTERM, told_to_stop_cb, &run);
  guint interrupt_id = g_unix_signal_add (SIGINT, told_to_stop_cb, &run);
  ExitStatus status;

  mag_store_set_metrics (store, metrics);
  g_signal_connect (worker, "job-ended", G_CALLBACK (job_ended_cb), &run);
  mag_sync_worker_run_async (worker, stop, worker_ended_cb, &run);
  g_main_loop_run (loop);

  g_source_remove (terminate_id);
  g_source_remove (interrupt_id);
  mag_store_close (store);
  status = run.error != NULL ? explain (run.error) : EXIT_ALL_DONE;
  g_clear_error (&run.error);
  return status;
}

int
main (int    argc,
      char **argv)
{
  g_auto(Options) options = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(MagProfile) profile = NULL;

  mag_core_dump_forbid ();
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C"); /* what scripts read has points in numbers */
  g_set_prgname ("magnus-sync");

  if (!parse_options (&argc, &argv, &options, &error))
    return explain (error);
  if (options.version)
    {
      g_print ("magnus-sync %s\n", VERSION);
      return EXIT_ALL_DONE;
    }

  profile = options.practice ? mag_profile_new_practice (options.practice_url, TRUE, &error) : mag_profile_new_real (&error);
  if (profile == NULL)
    return explain (error);
  return work (profile);
}
