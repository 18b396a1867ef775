/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnusctl sync: asks for a sync, sees to a worker, and follows the job to its end. Ctrl-C cancels the job; a second one leaves at once. */

#include "mag-ctl.h"

#include "mag-ctl-jobs.h"
#include "mag-sync-client.h"

#include <glib-unix.h>
#include <math.h>
#include <unistd.h>

#define LOOK_MS 200
#define LOST_MAX 150      /* looks in a row the store may fail to answer */
#define HINT_LOOKS 50     /* looks before somebody without a progress line is told that no worker came */

typedef struct
{
  MagCtl        *ctl;
  MagSyncClient *client;
  GMainLoop     *loop;
  gint64         list;
  gint64         id;         /* of the job; 0 until asked for */
  MagJob        *job;        /* owned; as last seen */
  GError        *error;      /* owned; why the job can't be followed */
  gboolean       no_wait;
  gboolean       cancelling;
  gboolean       tty;        /* standard error is a terminal */
  guint          n_looks, n_lost;
} Sync;

static gpointer
load_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  return mag_job_repo_get (db, ((Sync *) input)->id, cancellable, error);
}

static void
leave (Sync   *sync,
       GError *error) /* (transfer full): NULL when all is seen */
{
  if (sync->error == NULL)
    sync->error = error;
  else
    g_clear_error (&error);
  g_main_loop_quit (sync->loop);
}

static gboolean
is_over (const MagJob *job)
{
  return job->state != MAG_JOB_QUEUED && job->state != MAG_JOB_RUNNING;
}

static void
show_progress (Sync *sync)
{
  const MagJob *job = sync->job;
  gint64 now_us = mag_ctl_now (sync->ctl);
  double remaining = mag_job_get_remaining (job, now_us);
  double rate = mag_job_get_rate (job, now_us);

  if (!sync->tty)
    {
      if (job->state == MAG_JOB_QUEUED && sync->n_looks == HINT_LOOKS)
        g_printerr ("magnusctl: no worker has taken the job yet.\n");
      return;
    }

  g_printerr ("\r\033[K%s: ", job->list_name);
  if (sync->cancelling)
    g_printerr ("cancelling");
  else if (job->state == MAG_JOB_QUEUED)
    g_printerr ("waiting for a worker");
  else
    g_printerr ("%u of %u", job->done + job->failed, job->total);
  if (job->failed > 0)
    g_printerr (", %u failed", job->failed);
  if (job->state == MAG_JOB_RUNNING && isfinite (rate))
    g_printerr (", %.1f a second", rate);
  if (job->state == MAG_JOB_RUNNING && isfinite (remaining))
    g_printerr (", %.0f s left", ceil (remaining));
  if (job->state == MAG_JOB_RUNNING)
    g_printerr (", %s", job->current);
}

static gboolean
look_cb (gpointer user_data)
{
  Sync *sync = user_data;
  g_autoptr(GError) error = NULL;
  MagJob *job = mag_ctl_run (sync->ctl, load_job, sync, &error);

  if (job == NULL)
    {
      if (++sync->n_lost > LOST_MAX)
        leave (sync, g_steal_pointer (&error));
      return G_SOURCE_CONTINUE;
    }

  g_clear_pointer (&sync->job, mag_job_free);
  sync->job = job;
  sync->n_lost = 0;
  sync->n_looks++;
  if (is_over (job) || (sync->no_wait && job->state == MAG_JOB_RUNNING))
    leave (sync, NULL);
  else if (job->state == MAG_JOB_QUEUED && mag_sync_client_get_problem (sync->client) != NULL)
    leave (sync, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, mag_sync_client_get_problem (sync->client)));
  else
    show_progress (sync);
  return G_SOURCE_CONTINUE;
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Sync *sync = user_data;
  g_autoptr(GError) error = NULL;

  sync->id = mag_sync_client_sync_finish (MAG_SYNC_CLIENT (source), result, &error);
  if (sync->id == 0)
    leave (sync, g_steal_pointer (&error));
  else
    g_timeout_add (LOOK_MS, look_cb, sync);
}

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!mag_sync_client_cancel_finish (MAG_SYNC_CLIENT (source), result, &error))
    leave (user_data, g_steal_pointer (&error));
}

static gboolean
interrupted_cb (gpointer user_data)
{
  Sync *sync = user_data;

  if (sync->cancelling || sync->id == 0)
    leave (sync, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Interrupted."));
  else
    mag_sync_client_cancel_async (sync->client, sync->id, NULL, cancelled_cb, sync);
  sync->cancelling = TRUE;
  return G_SOURCE_CONTINUE;
}

/* What is stored of the list's symbols, for the store's thread. */
static gpointer
load_rows_job (MagDb         *db,
               gpointer       input,
               GCancellable  *cancellable,
               GError       **error)
{
  Sync *sync = input;
  MagScanCriteria criteria;

  mag_scan_criteria_init (&criteria);
  return mag_watchlist_repo_rows (db, sync->list, &criteria, mag_ctl_now (sync->ctl), cancellable, error);
}

static void
print_json (Sync      *sync,
            GPtrArray *rows) /* NULL: not known */
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_object (json, "sync");
  mag_ctl_write_job (json, sync->job, mag_ctl_now (sync->ctl));
  mag_ctl_json_begin_array (json, "failures");
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const MagWatchlistRow *row = g_ptr_array_index (rows, i);

      if (row->trouble == NULL)
        continue;
      mag_ctl_json_begin_object (json, NULL);
      mag_ctl_json_string (json, "symbol", row->symbol.ticker);
      mag_ctl_json_string (json, "reason", row->trouble);
      mag_ctl_json_end_object (json);
    }
  mag_ctl_json_end_array (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_print (json);
}

static void
print_text (Sync      *sync,
            GPtrArray *rows) /* NULL: not known */
{
  const MagJob *job = sync->job;
  g_autofree char *errors = mag_ctl_dup_job_errors (job);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const MagWatchlistRow *row = g_ptr_array_index (rows, i);

      if (row->trouble != NULL)
        g_print ("%s: %s\n", row->symbol.ticker, row->trouble);
    }
  g_print ("%s: %s, %u of %u symbols", job->list_name, mag_job_state_to_nick (job->state), job->done, job->total);
  if (job->failed > 0)
    g_print (", %u failed (%s)", job->failed, errors);
  if (job->started_us != 0)
    g_print (", %.1f s", mag_ctl_get_job_seconds (job, mag_ctl_now (sync->ctl)));
  g_print ("%s%s\n", job->message[0] != '\0' ? ": " : ".", job->message);
}

static MagCtlStatus
status_of_job (const MagJob *job)
{
  switch (job->state)
    {
    case MAG_JOB_QUEUED:
    case MAG_JOB_RUNNING:
      return MAG_CTL_OK;
    case MAG_JOB_DONE:
      return job->failed > 0 ? MAG_CTL_MARKET : MAG_CTL_OK;
    case MAG_JOB_CANCELLED:
      return MAG_CTL_CANCELLED;
    case MAG_JOB_FAILED:
      return MAG_CTL_MARKET;
    }
  g_return_val_if_reached (MAG_CTL_FAILED);
}

static MagCtlStatus
report (Sync *sync)
{
  g_autoptr(GPtrArray) rows = sync->job->failed > 0 && is_over (sync->job) ? mag_ctl_run (sync->ctl, load_rows_job, sync, NULL) : NULL;

  if (sync->ctl->json)
    print_json (sync, rows);
  else
    print_text (sync, rows);
  return status_of_job (sync->job);
}

static void
follow (Sync *sync)
{
  guint interrupt_id = g_unix_signal_add (SIGINT, interrupted_cb, sync);
  guint terminate_id = g_unix_signal_add (SIGTERM, interrupted_cb, sync);

  mag_sync_client_sync_async (sync->client, sync->list, NULL, asked_cb, sync);
  g_main_loop_run (sync->loop);

  g_source_remove (interrupt_id);
  g_source_remove (terminate_id);
  if (sync->tty)
    g_printerr ("\r\033[K");
}

static gboolean
parse (MagCtl    *self,
       gboolean  *no_wait,
       int       *argc,
       char    ***argv,
       GError   **error)
{
  const GOptionEntry entries[] = {
    { "no-wait", 0, 0, G_OPTION_ARG_NONE, no_wait, "Leave as soon as a worker has begun", NULL },
    { NULL }
  };
  const MagCtlSyntax syntax = {
    .arguments = "LIST",
    .summary = "Fetches the option chains of all symbols of a watchlist. When that is under way already, follows it.\n"
               "Ctrl-C cancels; what has been fetched stays.",
    .entries = entries, .n_min = 1, .n_max = 1,
  };

  return mag_ctl_parse (self, &syntax, argc, argv, error);
}

/* Runs "magnusctl sync". */
MagCtlStatus
mag_ctl_sync (MagCtl  *self,
              int      argc,
              char   **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagWatchlist) list = NULL;
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(MagSyncClient) client = NULL;
  Sync sync = { .ctl = self, .loop = loop, .tty = isatty (STDERR_FILENO) };
  MagCtlStatus status;

  if (!parse (self, &sync.no_wait, &argc, &argv, &error) ||
      !mag_ctl_open (self, &error) ||
      !(list = mag_ctl_find_list (self, argv[1], &error)))
    return mag_ctl_fail (error);

  sync.client = client = mag_sync_client_new (self->store, self->profile);
  sync.list = list->id;
  follow (&sync);

  status = sync.error != NULL ? mag_ctl_fail (sync.error) : report (&sync);
  g_clear_pointer (&sync.job, mag_job_free);
  g_clear_error (&sync.error);
  return status;
}
