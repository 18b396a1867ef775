/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The worker: claims a job, works it off (MagSyncRun), claims the next. When none waits it sees to what need not be new every time, company data and
 * daily bars (MagSyncUpkeep), looking for jobs meanwhile, and ends when that is done too. Lost leases and a store that goes away end a run, not
 * the worker. */

#include "mag-sync-worker.h"

#include "mag-chain-repo.h"
#include "mag-job-repo.h"
#include "mag-sync-run.h"
#include "mag-sync-upkeep.h"

#include <unistd.h>

#define LOOK_SECONDS 1            /* between looks for a job during upkeep */
#define STORE_TRIES 8             /* claims in a row that may fail, 1, 2, 4 ... 30 s apart */
#define STORE_DELAY_MAX 30

struct _MagSyncWorker
{
  GObject        parent_instance;

  MagStore      *store;
  MagMarketData *market;
  MagClock      *clock;
  char          *name;     /* owner of our leases: host, process and something random */
  MagSyncUpkeep *upkeep;

  GTask         *task;     /* owned; while running */
  MagJob        *job;      /* owned; the one being worked on */
  GError        *run_error; /* owned; how its run ended, NULL: by itself */
  GError        *end_error; /* owned; how the task will end */
  gboolean       ending;   /* waits for the upkeep to let go */
  GSource       *stop;     /* owned; fires when the task is cancelled */
  guint          wait_id;
  guint          n_failed; /* claims that failed in a row */
};

G_DEFINE_FINAL_TYPE (MagSyncWorker, mag_sync_worker, G_TYPE_OBJECT)

enum
{
  JOB_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void claim (MagSyncWorker *self);

static void
return_task (MagSyncWorker *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  self->ending = FALSE;
  if (self->end_error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->end_error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
end (MagSyncWorker *self,
     GError        *error) /* (transfer full): NULL when all is done */
{
  g_clear_handle_id (&self->wait_id, g_source_remove);
  if (self->stop != NULL)
    g_source_destroy (self->stop);
  g_clear_pointer (&self->stop, g_source_unref);

  self->end_error = error;
  self->ending = TRUE;
  mag_sync_upkeep_stop (self->upkeep);
  if (self->ending && !mag_sync_upkeep_is_busy (self->upkeep))
    return_task (self);
}

static gboolean
waited_cb (gpointer user_data)
{
  MagSyncWorker *self = user_data;

  self->wait_id = 0;
  claim (self);
  return G_SOURCE_REMOVE;
}

static void
claim_later (MagSyncWorker *self,
             guint          seconds)
{
  self->wait_id = g_timeout_add_seconds (seconds, waited_cb, self);
}

static void
store_failed (MagSyncWorker *self,
              GError        *error) /* (transfer full) */
{
  if (!mag_sync_error_is_transient (error) || ++self->n_failed > STORE_TRIES)
    {
      end (self, error);
      return;
    }

  g_debug ("The store does not answer (%s), try %u", error->message, self->n_failed);
  claim_later (self, MIN (1u << (self->n_failed - 1), STORE_DELAY_MAX));
  g_error_free (error);
}

static gpointer
retain_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  MagSyncWorker *self = input;

  return GINT_TO_POINTER (mag_chain_repo_retain (db, mag_clock_now_us (self->clock), cancellable, error));
}

static void
retained_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MagSyncWorker) self = user_data;
  g_autoptr(GError) error = NULL;

  /* Old data that stays a day longer harms nobody. */
  mag_store_run_finish (MAG_STORE (source), result, &error);
  if (error != NULL)
    g_debug ("Old snapshots stay: %s", error->message);
  end (self, NULL);
}

/* Nothing waits. */
static void
rest (MagSyncWorker *self)
{
  if (mag_sync_upkeep_is_busy (self->upkeep))
    {
      mag_sync_upkeep_set_paused (self->upkeep, FALSE);
      claim_later (self, LOOK_SECONDS);
    }
  else
    mag_store_run_async (self->store, retain_job, self, NULL, NULL, g_task_get_cancellable (self->task), retained_cb, g_object_ref (self));
}

static gpointer
reload_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  return mag_job_repo_get (db, ((MagSyncWorker *) input)->job->id, cancellable, error);
}

static void
job_reloaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MagSyncWorker) self = user_data;
  g_autoptr(GError) run_error = g_steal_pointer (&self->run_error);
  g_autoptr(MagJob) before = g_steal_pointer (&self->job);
  g_autoptr(MagJob) after = mag_store_run_finish (MAG_STORE (source), result, NULL);

  g_signal_emit (self, signals[JOB_ENDED], 0, after != NULL ? after : before, run_error);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    end (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The worker was stopped."));
  else if (run_error == NULL || g_error_matches (run_error, MAG_STORE_ERROR, MAG_STORE_ERROR_CONFLICT))
    {
      mag_sync_upkeep_add_list (self->upkeep, before->list);
      claim (self);
    }
  else
    store_failed (self, g_steal_pointer (&run_error));
}

static void
run_ended_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MagSyncWorker) self = user_data;

  mag_sync_run_finish (MAG_SYNC_RUN (source), result, &self->run_error);
  mag_store_run_async (self->store, reload_job, self, NULL, (GDestroyNotify) mag_job_free, NULL, job_reloaded_cb, g_object_ref (self));
}

static gpointer
claim_job (MagDb         *db,
           gpointer       input,
           GCancellable  *cancellable,
           GError       **error)
{
  MagSyncWorker *self = input;

  return mag_job_repo_claim (db, self->name, mag_sync_lease_seconds (self->clock), mag_clock_now_us (self->clock), cancellable, error);
}

static void
claimed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MagSyncWorker) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagSyncRun) run = NULL;

  self->job = mag_store_run_finish (MAG_STORE (source), result, &error);
  if (error != NULL)
    {
      store_failed (self, g_steal_pointer (&error));
      return;
    }

  self->n_failed = 0;
  if (self->job == NULL)
    {
      rest (self);
      return;
    }

  mag_sync_upkeep_set_paused (self->upkeep, TRUE);
  run = mag_sync_run_new (self->store, self->market, self->clock, self->name, self->job);
  mag_sync_run_async (run, g_task_get_cancellable (self->task), run_ended_cb, g_object_ref (self));
}

static void
claim (MagSyncWorker *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  if (g_cancellable_is_cancelled (cancellable))
    end (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The worker was stopped."));
  else
    mag_store_run_async (self->store, claim_job, self, NULL, (GDestroyNotify) mag_job_free, NULL, claimed_cb, g_object_ref (self));
}

static void
upkeep_idle_cb (MagSyncUpkeep *upkeep,
                gpointer       user_data)
{
  MagSyncWorker *self = user_data;

  if (self->ending)
    return_task (self);
  else if (self->wait_id != 0 && self->n_failed == 0)
    {
      g_clear_handle_id (&self->wait_id, g_source_remove);
      claim (self);
    }
}

/* Stopped between jobs: does not wait for the next look. A run hears of it by itself. */
static gboolean
stopped_cb (GCancellable *cancellable,
            gpointer      user_data)
{
  MagSyncWorker *self = user_data;

  if (self->wait_id != 0)
    {
      g_clear_handle_id (&self->wait_id, g_source_remove);
      claim (self);
    }
  return G_SOURCE_REMOVE;
}

static void
mag_sync_worker_finalize (GObject *object)
{
  MagSyncWorker *self = MAG_SYNC_WORKER (object);

  g_clear_object (&self->upkeep);
  g_clear_object (&self->store);
  g_clear_object (&self->market);
  g_clear_pointer (&self->clock, mag_clock_unref);
  g_clear_pointer (&self->job, mag_job_free);
  g_clear_error (&self->run_error);
  g_clear_error (&self->end_error);
  g_free (self->name);
  G_OBJECT_CLASS (mag_sync_worker_parent_class)->finalize (object);
}

static void
mag_sync_worker_class_init (MagSyncWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_sync_worker_finalize;

  /**
   * MagSyncWorker::job-ended:
   * @self: the worker
   * @job: (type MagJob): the job as it stands in the store
   * @error: (nullable) (type GError): why the worker left it before its end; NULL when it came to one
   */
  signals[JOB_ENDED] = g_signal_new ("job-ended", MAG_TYPE_SYNC_WORKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER,
                                     G_TYPE_POINTER);
}

static void
mag_sync_worker_init (MagSyncWorker *self)
{
  g_autofree char *random = g_uuid_string_random ();

  self->name = g_strdup_printf ("%s:%d:%.8s", g_get_host_name (), (int) getpid (), random);
}

/**
 * mag_sync_worker_new:
 * @store: where jobs are found and chains go
 * @market: where chains come from
 * @profile: whose clock is used
 *
 * Returns: (transfer full): a worker under a name no other has.
 */
MagSyncWorker *
mag_sync_worker_new (MagStore      *store,
                     MagMarketData *market,
                     MagProfile    *profile)
{
  MagSyncWorker *self;

  g_return_val_if_fail (MAG_IS_STORE (store), NULL);
  g_return_val_if_fail (MAG_IS_MARKET_DATA (market), NULL);

  self = g_object_new (MAG_TYPE_SYNC_WORKER, NULL);
  self->store = g_object_ref (store);
  self->market = g_object_ref (market);
  self->clock = mag_clock_ref (mag_profile_get_clock (profile));
  self->upkeep = mag_sync_upkeep_new (store, market, self->clock);
  g_signal_connect_object (self->upkeep, "idle", G_CALLBACK (upkeep_idle_cb), self, G_CONNECT_DEFAULT);
  return self;
}

/**
 * mag_sync_worker_run_async:
 * @self: a worker that is not running
 * @cancellable: (nullable): stops it: chains that have come are stored, the job is handed back
 * @callback: called at the end
 * @data: for @callback
 *
 * Works until no job is left and no company data or bars are due. Main loop only.
 */
void
mag_sync_worker_run_async (MagSyncWorker       *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             data)
{
  g_return_if_fail (MAG_IS_SYNC_WORKER (self));
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, data);
  g_task_set_check_cancellable (self->task, FALSE);
  self->n_failed = 0;
  if (cancellable != NULL)
    {
      self->stop = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->stop, G_SOURCE_FUNC (stopped_cb), self, NULL);
      g_source_attach (self->stop, NULL);
    }
  claim (self);
}

/**
 * mag_sync_worker_run_finish:
 *
 * Returns: TRUE when nothing was left to do. FALSE with G_IO_ERROR_CANCELLED when stopped, or with the MAG_STORE_ERROR that kept it from its jobs
 * through all its tries.
 */
gboolean
mag_sync_worker_run_finish (MagSyncWorker  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
