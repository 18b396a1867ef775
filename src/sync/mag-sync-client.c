/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The asking side of a sync: writes the job and sees to it that a worker runs for as long as jobs wait. The worker is a program of its own, in a
 * session of its own, so that it outlives who asked; its words go to magnus-sync.log in the data folder. A worker that dies is replaced, with growing
 * pauses when that happens again and again; one of another program that dies is noticed when its lease lapses. */

#include "mag-sync-client.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define WATCH_SECONDS 5       /* between looks at the jobs while some are unfinished */
#define DELAY_MAX 60          /* seconds between starts of a worker that keeps dying */
#define DEATHS_MAX 3          /* in a row that nobody needs to hear of */
#define LOG_MAX (1024 * 1024) /* bytes; a log that is longer begins anew */

struct _MagSyncClient
{
  GObject       parent_instance;

  MagStore     *store;
  MagProfile   *profile;

  GSubprocess  *worker;     /* owned; while it runs */
  GCancellable *gone;       /* cancelled when the client is disposed of */
  gboolean      looking;
  gboolean      look_again; /* woken while looking: what is seen may be older than the reason */
  guint         watch_id;
  guint         n_deaths;   /* workers in a row that did not start or did not end well */
  char         *problem;    /* owned; NULL: workers run */
  gint64        start_us;   /* monotonic; no start before it */
};

G_DEFINE_FINAL_TYPE (MagSyncClient, mag_sync_client, G_TYPE_OBJECT)

enum
{
  PROP_PROBLEM = 1,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static gboolean watch_cb (gpointer user_data);

/* Looks again later: when the next worker may start, if that is what is waited for. */
static void
watch (MagSyncClient *self)
{
  gint64 wait_ms = (self->start_us - g_get_monotonic_time ()) / 1000;

  if (g_cancellable_is_cancelled (self->gone))
    return;

  g_clear_handle_id (&self->watch_id, g_source_remove);
  self->watch_id = g_timeout_add (wait_ms > 0 ? wait_ms + 1 : WATCH_SECONDS * 1000, watch_cb, self);
}

static void
set_problem (MagSyncClient *self,
             const char    *problem)
{
  if (g_set_str (&self->problem, problem))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/* A worker did not start, or did not end as it should: the next one waits a little longer. */
static void
note_death (MagSyncClient *self,
            const char    *problem)
{
  guint delay = MIN (1u << MIN (self->n_deaths, 6), DELAY_MAX);

  self->n_deaths++;
  self->start_us = g_get_monotonic_time () + delay * G_USEC_PER_SEC;
  if (self->n_deaths >= DEATHS_MAX)
    set_problem (self, problem);
}

static void
note_good_end (MagSyncClient *self)
{
  self->n_deaths = 0;
  set_problem (self, NULL);
}

/* Holds no reference while it waits: a client may go and leave its worker running. */
static void
worker_ended_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr(MagSyncClient) self = g_weak_ref_get (weak);
  g_autoptr(GError) error = NULL;
  gboolean well = g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->worker);
  if (well)
    note_good_end (self);
  else
    {
      g_debug ("The worker ended: %s", error->message);
      note_death (self, "Syncs wait: the program magnus-sync keeps failing. Its reasons are in magnus-sync.log in the data folder.");
    }
  mag_sync_client_wake (self);
}

/* Runs between fork and exec: async-signal-safe calls only. */
static void
leave_session (gpointer user_data)
{
  setsid ();
}

static int
open_log (MagSyncClient *self)
{
  g_autofree char *path = g_build_filename (mag_profile_get_data_dir (self->profile), "magnus-sync.log", NULL);
  GStatBuf info;
  int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;

  if (g_stat (path, &info) == 0 && info.st_size > LOG_MAX)
    flags |= O_TRUNC;
  return g_open (path, flags, 0600);
}

static GSubprocess *
spawn_worker (MagSyncClient  *self,
              GError        **error)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autofree char *program = mag_profile_find_program ("magnus-sync");
  g_auto(GStrv) arguments = mag_profile_dup_arguments (self->profile);
  g_autoptr(GStrvBuilder) argv = g_strv_builder_new ();
  g_auto(GStrv) line = NULL;
  int log = open_log (self);

  if (log >= 0)
    g_subprocess_launcher_take_stderr_fd (launcher, log);
  g_subprocess_launcher_set_child_setup (launcher, leave_session, NULL, NULL);
  g_strv_builder_add (argv, program != NULL ? program : "magnus-sync");
  g_strv_builder_addv (argv, (const char **) arguments);
  line = g_strv_builder_end (argv);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) line, error);
}

static void
start_worker (MagSyncClient *self)
{
  g_autoptr(GError) error = NULL;
  GWeakRef *weak;

  if (self->worker != NULL || g_get_monotonic_time () < self->start_us)
    return;

  self->worker = spawn_worker (self, &error);
  if (self->worker == NULL)
    {
      g_debug ("No worker: %s", error->message);
      note_death (self, "Syncs wait: the program magnus-sync can't be started.");
      return;
    }

  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  g_subprocess_wait_check_async (self->worker, self->gone, worker_ended_cb, weak);
}

/* How things stand with the jobs. */
typedef struct
{
  guint n_waiting;    /* a worker could take them now */
  guint n_unfinished; /* these, and those in somebody's hands */
} Outlook;

static gpointer
look_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  MagSyncClient *self = input;
  Outlook outlook = { 0 };
  g_autoptr(GError) own = NULL;

  outlook.n_unfinished = mag_job_repo_count_unfinished (db, cancellable, &own);
  if (outlook.n_unfinished > 0)
    outlook.n_waiting = mag_job_repo_count_waiting (db, mag_clock_now_us (mag_profile_get_clock (self->profile)), cancellable, &own);
  if (own == NULL)
    return g_memdup2 (&outlook, sizeof outlook);
  g_propagate_error (error, g_steal_pointer (&own));
  return NULL;
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MagSyncClient) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree Outlook *outlook = mag_store_run_finish (MAG_STORE (source), result, &error);

  self->looking = FALSE;
  if (g_cancellable_is_cancelled (self->gone))
    return;
  if (self->look_again)
    {
      self->look_again = FALSE;
      mag_sync_client_wake (self);
      return;
    }
  if (outlook == NULL)
    g_debug ("The jobs can't be seen: %s", error->message);
  else if (outlook->n_waiting > 0)
    start_worker (self);
  if (outlook == NULL || outlook->n_unfinished > 0)
    watch (self);
}

static gboolean
watch_cb (gpointer user_data)
{
  MagSyncClient *self = user_data;

  self->watch_id = 0;
  mag_sync_client_wake (self);
  return G_SOURCE_REMOVE;
}

static void
mag_sync_client_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MagSyncClient *self = MAG_SYNC_CLIENT (object);

  switch (prop_id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_sync_client_dispose (GObject *object)
{
  MagSyncClient *self = MAG_SYNC_CLIENT (object);

  g_cancellable_cancel (self->gone);
  g_clear_handle_id (&self->watch_id, g_source_remove);
  G_OBJECT_CLASS (mag_sync_client_parent_class)->dispose (object);
}

static void
mag_sync_client_finalize (GObject *object)
{
  MagSyncClient *self = MAG_SYNC_CLIENT (object);

  g_clear_object (&self->worker);
  g_clear_object (&self->gone);
  g_clear_object (&self->store);
  g_clear_pointer (&self->profile, mag_profile_unref);
  g_free (self->problem);
  G_OBJECT_CLASS (mag_sync_client_parent_class)->finalize (object);
}

static void
mag_sync_client_class_init (MagSyncClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mag_sync_client_get_property;
  object_class->dispose = mag_sync_client_dispose;
  object_class->finalize = mag_sync_client_finalize;

  /**
   * MagSyncClient:problem:
   *
   * Why jobs wait although they should not: a sentence for the user; NULL while workers run or none is needed.
   */
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
mag_sync_client_init (MagSyncClient *self)
{
  self->gone = g_cancellable_new ();
}

/**
 * mag_sync_client_new:
 * @store: where jobs are written
 * @profile: the profile the worker shall run in
 *
 * Returns: (transfer full): a client; starts nothing by itself.
 */
MagSyncClient *
mag_sync_client_new (MagStore   *store,
                     MagProfile *profile)
{
  MagSyncClient *self;

  g_return_val_if_fail (MAG_IS_STORE (store), NULL);
  g_return_val_if_fail (profile != NULL, NULL);

  self = g_object_new (MAG_TYPE_SYNC_CLIENT, NULL);
  self->store = g_object_ref (store);
  self->profile = mag_profile_ref (profile);
  return self;
}

/* A list to be synced, or a job to be cancelled. */
typedef struct
{
  MagClock *clock; /* owned */
  gint64    id;    /* of the list or job; then of the job */
} Request;

static void
request_free (Request *request)
{
  mag_clock_unref (request->clock);
  g_free (request);
}

static Request *
request_new (MagSyncClient *self,
             gint64         id)
{
  Request *request = g_new0 (Request, 1);

  request->clock = mag_clock_ref (mag_profile_get_clock (self->profile));
  request->id = id;
  return request;
}

static gpointer
ask_job (MagDb         *db,
         gpointer       input,
         GCancellable  *cancellable,
         GError       **error)
{
  Request *request = input;
  gboolean already;
  gint64 job = mag_job_repo_ask (db, request->id, &already, mag_clock_now_us (request->clock), cancellable, error);

  return job != 0 ? g_memdup2 (&job, sizeof job) : NULL;
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  gint64 *job = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (job == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  mag_sync_client_wake (g_task_get_source_object (task));
  g_task_return_pointer (task, job, g_free);
}

/**
 * mag_sync_client_sync_async:
 * @self: a client
 * @list: id of a watchlist
 * @cancellable: (nullable): cuts short the asking, not the sync
 * @callback: called when the job is written
 * @data: for @callback
 *
 * Asks for a sync of @list and for a worker. When one is queued or running already, that one is the answer. Main loop only.
 */
void
mag_sync_client_sync_async (MagSyncClient       *self,
                            gint64               list,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             data)
{
  GTask *task;

  g_return_if_fail (MAG_IS_SYNC_CLIENT (self));

  task = g_task_new (self, cancellable, callback, data);
  mag_store_run_async (self->store, ask_job, request_new (self, list), (GDestroyNotify) request_free, g_free, cancellable, asked_cb, task);
}

/**
 * mag_sync_client_sync_finish:
 *
 * Returns: id of the job; 0 with a MAG_STORE_ERROR, NOT_FOUND when there is no such list.
 */
gint64
mag_sync_client_sync_finish (MagSyncClient  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  g_autofree gint64 *job = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  job = g_task_propagate_pointer (G_TASK (result), error);
  return job != NULL ? *job : 0;
}

static gpointer
cancel_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  Request *request = input;

  return GINT_TO_POINTER (mag_job_repo_cancel (db, request->id, mag_clock_now_us (request->clock), cancellable, error));
}

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (mag_store_run_finish (MAG_STORE (source), result, &error) != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * mag_sync_client_cancel_async:
 * @self: a client
 * @job: id of a job
 * @cancellable: (nullable): cuts short the asking
 * @callback: called when the wish is written; the worker follows within about a second
 * @data: for @callback
 *
 * Cancels a sync. Chains already stored stay.
 */
void
mag_sync_client_cancel_async (MagSyncClient       *self,
                              gint64               job,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             data)
{
  GTask *task;

  g_return_if_fail (MAG_IS_SYNC_CLIENT (self));

  task = g_task_new (self, cancellable, callback, data);
  mag_store_run_async (self->store, cancel_job, request_new (self, job), (GDestroyNotify) request_free, NULL, cancellable, cancelled_cb, task);
}

/**
 * mag_sync_client_cancel_finish:
 *
 * Returns: whether the wish is written; FALSE with a MAG_STORE_ERROR.
 */
gboolean
mag_sync_client_cancel_finish (MagSyncClient  *self,
                               GAsyncResult   *result,
                               GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mag_sync_client_wake:
 * @self: a client
 *
 * Starts a worker when jobs wait and none of ours runs, and keeps an eye on the jobs until none is unfinished. Answers nothing; main loop only.
 */
void
mag_sync_client_wake (MagSyncClient *self)
{
  g_return_if_fail (MAG_IS_SYNC_CLIENT (self));

  if (g_cancellable_is_cancelled (self->gone))
    return;

  self->look_again = self->looking;
  if (self->looking)
    return;

  self->looking = TRUE;
  mag_store_run_async (self->store, look_job, self, NULL, g_free, NULL, looked_cb, g_object_ref (self));
}

/**
 * mag_sync_client_get_problem:
 *
 * Returns: (nullable): the property #MagSyncClient:problem
 */
const char *
mag_sync_client_get_problem (MagSyncClient *self)
{
  g_return_val_if_fail (MAG_IS_SYNC_CLIENT (self), NULL);

  return self->problem;
}
