/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the measurements of the window share: a user with lists, a market that answers after a given time, a worker. */

#include "config.h"

#include "bench-lists.h"

#include "mag-job-repo.h"
#include "mag-watchlist-repo.h"

#include <signal.h>

typedef struct
{
  const char *name;
  guint       n;
  gint64      list, job, now_us;
  gboolean    over;
} Input;

static gpointer
import_job (MagDb         *db,
            gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  Input *input = data;
  g_autoptr(MagImportReport) report = mag_import_report_new ();

  for (guint i = 0; i < input->n; i++)
    {
      char ticker[] = { 'Z', 'B', 'A' + i / 26 / 26, 'A' + i / 26 % 26, 'A' + i % 26, '\0' };

      mag_import_report_add (report, ticker, "", NULL);
    }
  input->list = mag_watchlist_repo_import (db, input->name, MAG_ORIGIN_MANUAL, report, MAG_IMPORT_CREATE, cancellable, error);

  return GINT_TO_POINTER (input->list != 0);
}

static gpointer
ask_job (MagDb         *db,
         gpointer       data,
         GCancellable  *cancellable,
         GError       **error)
{
  Input *input = data;
  gboolean already;

  input->job = mag_job_repo_ask (db, input->list, &already, input->now_us, cancellable, error);

  return GINT_TO_POINTER (input->job != 0);
}

static gpointer
look_job (MagDb         *db,
          gpointer       data,
          GCancellable  *cancellable,
          GError       **error)
{
  Input *input = data;
  g_autoptr(MagJob) job = mag_job_repo_get (db, input->job, cancellable, error);

  if (job != NULL)
    input->over = job->state != MAG_JOB_QUEUED && job->state != MAG_JOB_RUNNING;

  return GINT_TO_POINTER (job != NULL);
}

static void
run (BenchLists  *bench,
     MagStoreJob  job,
     Input       *input)
{
  g_autoptr(GError) error = NULL;

  mag_store_run (bench->store, job, input, NULL, &error);
  g_assert_no_error (error);
}

void
bench_lists_begin (BenchLists *bench,
                   guint       latency_ms)
{
  g_autofree char *fault = g_strdup_printf ("latency=%u", latency_ms);
  const char *const arguments[] = { "--port", "0", "--seed", "7", "--at", "2026-11-20T17:00:00Z", "--fault", "cboe:redirect=off", "--fault", fault, NULL };
  g_autoptr(GError) error = NULL;

  practice_session_begin (&bench->practice, arguments);
  bench->profile = mag_profile_new_practice (bench->practice.url, FALSE, &error);
  g_assert_no_error (error);
  bench->store = mag_store_new (bench->profile, NULL);
}

void
bench_lists_end (BenchLists *bench)
{
  if (bench->store != NULL)
    mag_store_close (bench->store);
  g_clear_object (&bench->store);
  g_clear_pointer (&bench->profile, mag_profile_unref);
  practice_session_end (&bench->practice);
}

gint64
bench_lists_import (BenchLists *bench,
                    const char *name,
                    guint       n)
{
  Input input = { .name = name, .n = n };

  run (bench, import_job, &input);

  return input.list;
}

GSubprocess *
bench_lists_sync (BenchLists *bench,
                  gint64      list,
                  gint64     *job)
{
  static const char *const no_arguments[] = { NULL };
  Input input = { .list = list, .now_us = mag_clock_now_us (mag_profile_get_clock (bench->profile)) };

  run (bench, ask_job, &input);
  *job = input.job;

  return practice_session_spawn (&bench->practice, G_SUBPROCESS_FLAGS_NONE, "magnus-sync", no_arguments);
}

gboolean
bench_lists_is_over (BenchLists *bench,
                     gint64      job)
{
  Input input = { .job = job };

  run (bench, look_job, &input);

  return input.over;
}

void
bench_lists_stop_worker (GSubprocess *worker)
{
  g_subprocess_send_signal (worker, SIGTERM);
  g_subprocess_wait (worker, NULL, NULL);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

double
bench_median (GArray *values)
{
  g_array_sort (values, compare_doubles);

  return values->len > 0 ? g_array_index (values, double, values->len / 2) : 0;
}

double
bench_p95 (GArray *values)
{
  g_array_sort (values, compare_doubles);

  return values->len > 0 ? g_array_index (values, double, values->len * 95 / 100) : 0;
}
