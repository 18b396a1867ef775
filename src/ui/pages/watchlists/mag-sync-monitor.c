/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows the syncs under way. Any program may ask for one, so the truth is the job table: the newest jobs are read when
 * one of them notifies, and every few seconds while one runs, which also finds a worker that died. */

#include "config.h"

#include "mag-sync-monitor.h"

#include "mag-throttle.h"

#define READ_INTERVAL_MS 250
#define CHECK_SECONDS 5
/* No more than this many lists sync at once; older jobs are history. */
#define N_JOBS 20
/* A worker's lease: silence beyond it means that it died. */
#define LEASE_US (15 * G_USEC_PER_SEC)

struct _MagSyncMonitor
{
  GObject      parent_instance;

  MagEngine   *engine;  /* owned */
  GPtrArray   *all;     /* MagJob as read last; owns what jobs points to; NULL */
  GPtrArray   *jobs;    /* those under way, newest first; never NULL */
  GHashTable  *followed; /* ids of jobs whose end is to be told, gint64 owned */
  MagThrottle *reads;
  guint        check;   /* timer while a job is under way */
};

enum
{
  CHANGED,
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagSyncMonitor, mag_sync_monitor, G_TYPE_OBJECT)

static gboolean
is_under_way (const MagJob *job)
{
  return job->state == MAG_JOB_QUEUED || job->state == MAG_JOB_RUNNING;
}

static gpointer
read_jobs_job (MagDb         *db,
               gpointer       input,
               GCancellable  *cancellable,
               GError       **error)
{
  return mag_job_repo_list (db, N_JOBS, cancellable, error);
}

static void
jobs_free (gpointer jobs)
{
  g_ptr_array_unref (jobs);
}

static gboolean
check_cb (gpointer data)
{
  MagSyncMonitor *self = data;
  gint64 now_us = mag_engine_now_us (self->engine);

  for (guint i = 0; i < self->jobs->len; i++)
    {
      const MagJob *job = g_ptr_array_index (self->jobs, i);

      if (job->state == MAG_JOB_QUEUED || now_us - job->heartbeat_us > LEASE_US)
        mag_sync_client_wake (mag_engine_get_client (self->engine));
    }
  mag_throttle_request (self->reads);

  return G_SOURCE_CONTINUE;
}

static void
follow (MagSyncMonitor *self)
{
  if (self->jobs->len > 0 && self->check == 0)
    self->check = g_timeout_add_seconds (CHECK_SECONDS, check_cb, self);
  else if (self->jobs->len == 0)
    g_clear_handle_id (&self->check, g_source_remove);
}

/* jobs: everything read. Keeps what is under way, and tells of what was followed and no longer is. */
static void
apply (MagSyncMonitor *self,
       GPtrArray      *jobs)
{
  g_autoptr(GPtrArray) finished = g_ptr_array_new ();

  g_ptr_array_set_size (self->jobs, 0);
  for (guint i = 0; i < jobs->len; i++)
    {
      MagJob *job = g_ptr_array_index (jobs, i);

      if (is_under_way (job))
        {
          g_hash_table_add (self->followed, g_memdup2 (&job->id, sizeof job->id));
          g_ptr_array_add (self->jobs, job);
        }
      else if (g_hash_table_remove (self->followed, &job->id))
        {
          g_ptr_array_add (finished, job);
        }
    }
  g_clear_pointer (&self->all, g_ptr_array_unref);
  self->all = g_ptr_array_ref (jobs);

  follow (self);
  g_signal_emit (self, signals[CHANGED], 0);
  for (guint i = 0; i < finished->len; i++)
    g_signal_emit (self, signals[FINISHED], 0, g_ptr_array_index (finished, i));
}

static void
jobs_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MagSyncMonitor) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (self->reads == NULL)
    return;

  if (jobs != NULL)
    apply (self, jobs);
  else
    mag_engine_report (self->engine, error);
  mag_throttle_done (self->reads);
}

static void
read_cb (gpointer data)
{
  MagSyncMonitor *self = data;

  mag_store_run_async (mag_engine_get_store (self->engine), read_jobs_job, NULL, NULL, jobs_free, NULL,
                       jobs_read_cb, g_object_ref (self));
}

static void
store_changed_cb (MagSyncMonitor *self,
                  const char     *topic)
{
  if (*topic == '\0' || g_str_has_prefix (topic, "job:"))
    mag_throttle_request (self->reads);
}

static void
mag_sync_monitor_dispose (GObject *object)
{
  MagSyncMonitor *self = MAG_SYNC_MONITOR (object);

  g_clear_handle_id (&self->check, g_source_remove);
  g_clear_pointer (&self->reads, mag_throttle_free);

  G_OBJECT_CLASS (mag_sync_monitor_parent_class)->dispose (object);
}

static void
mag_sync_monitor_finalize (GObject *object)
{
  MagSyncMonitor *self = MAG_SYNC_MONITOR (object);

  g_ptr_array_unref (self->jobs);
  g_clear_pointer (&self->all, g_ptr_array_unref);
  g_hash_table_unref (self->followed);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (mag_sync_monitor_parent_class)->finalize (object);
}

static void
mag_sync_monitor_class_init (MagSyncMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mag_sync_monitor_dispose;
  object_class->finalize = mag_sync_monitor_finalize;

  signals[CHANGED] = g_signal_new ("changed", MAG_TYPE_SYNC_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FINISHED] = g_signal_new ("finished", MAG_TYPE_SYNC_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
mag_sync_monitor_init (MagSyncMonitor *self)
{
  self->jobs = g_ptr_array_new ();
  self->followed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->reads = mag_throttle_new (READ_INTERVAL_MS, read_cb, self);
}

/**
 * mag_sync_monitor_new:
 * @engine: an engine
 *
 * Returns: (transfer full): a monitor; mag_sync_monitor_start() once the engine is ready
 */
MagSyncMonitor *
mag_sync_monitor_new (MagEngine *engine)
{
  MagSyncMonitor *self = g_object_new (MAG_TYPE_SYNC_MONITOR, NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (mag_engine_get_store (engine), "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * mag_sync_monitor_start:
 * @self: a monitor
 *
 * Looks which syncs are under way.
 */
void
mag_sync_monitor_start (MagSyncMonitor *self)
{
  g_return_if_fail (MAG_IS_SYNC_MONITOR (self));

  mag_throttle_reset (self->reads);
  mag_throttle_request (self->reads);
}

/**
 * mag_sync_monitor_follow:
 * @self: a monitor
 * @job: id of a job that was just asked for
 *
 * Looks at it now, and tells of its end even when it is over before anybody looked.
 */
void
mag_sync_monitor_follow (MagSyncMonitor *self,
                         gint64          job)
{
  g_return_if_fail (MAG_IS_SYNC_MONITOR (self));

  g_hash_table_add (self->followed, g_memdup2 (&job, sizeof job));
  mag_sync_monitor_start (self);
}

/**
 * mag_sync_monitor_get_job:
 * @self: a monitor
 *
 * Returns: (transfer none) (nullable): the newest job under way; valid until the next `changed`
 */
const MagJob *
mag_sync_monitor_get_job (MagSyncMonitor *self)
{
  g_return_val_if_fail (MAG_IS_SYNC_MONITOR (self), NULL);

  return self->jobs->len > 0 ? g_ptr_array_index (self->jobs, 0) : NULL;
}

gboolean
mag_sync_monitor_is_syncing (MagSyncMonitor *self,
                             gint64          list)
{
  g_return_val_if_fail (MAG_IS_SYNC_MONITOR (self), FALSE);

  for (guint i = 0; i < self->jobs->len; i++)
    if (((const MagJob *) g_ptr_array_index (self->jobs, i))->list == list)
      return TRUE;

  return FALSE;
}
