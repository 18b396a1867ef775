/* SPDX-License-Identifier: GPL-3.0-or-later */

/* MagStore: the database as the rest of Magnus sees it. Jobs are straight-line functions; each runs on a worker thread with a
 * connection to itself. Connections are made when needed, kept for the next job, checked before they are used and replaced when
 * the server has gone; a job that lost its connection before it changed anything is run again. One more connection listens for
 * changes on the main loop. */

#include "config.h"

#include "mag-store.h"

#include "mag-connector.h"
#include "mag-db-private.h"
#include "mag-listener.h"
#include "mag-migrations.h"

#define PRIVATE_WORKERS 4
#define CONFIGURED_WORKERS 20
#define RUNS 3              /* of one job, when its connection is lost */
#define LONGEST_PAUSE 30    /* seconds between two tries to listen again */

struct _MagStore
{
  GObject       parent_instance;

  MagConnector *connector; /* owned; NULL once closed */
  MagMetrics   *metrics;   /* owned */
  GThreadPool  *pool;      /* owned; of Work; NULL once closed */
  gint          used;      /* atomic; a job has run, so somebody may have read something */

  GMutex        open_lock; /* held while the server is started and migrated */
  gint          opened;    /* atomic */

  GMutex        lock;
  GQueue        idle;      /* owned MagDb, most recently used first */
  char         *version;   /* owned; of the server; NULL until opened */

  /* main thread only */
  MagListener  *listener;  /* owned; NULL while there is no connection */
  GCancellable *listening; /* owned; NULL: nobody listens */
  GSource      *retry;     /* owned, attached; NULL when no try is due */
  guint         pause;     /* seconds before the next try */
};

G_DEFINE_FINAL_TYPE (MagStore, mag_store, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What a worker is given: the data of a GTask. */
typedef struct
{
  MagStoreJob    job;
  gpointer       input;
  GDestroyNotify input_free;
  GDestroyNotify result_free;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  if (work->input_free != NULL && work->input != NULL)
    work->input_free (work->input);
  g_free (work);
}

/* ---- connections ---- */

static void
give_back (MagStore *self,
           MagDb    *db)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_queue_push_head (&self->idle, db);
}

/* One that still answers; NULL when there is none. */
static MagDb *
take_idle (MagStore *self)
{
  for (;;)
    {
      MagDb *db;

      g_mutex_lock (&self->lock);
      db = g_queue_pop_head (&self->idle);
      g_mutex_unlock (&self->lock);

      if (db == NULL || mag_db_is_alive (db))
        return db;
      mag_db_free (db);
    }
}

static MagDb *
connect_db (MagStore      *self,
            GCancellable  *cancellable,
            GError       **error)
{
  PGconn *conn = mag_connector_connect (self->connector, cancellable, error);

  return conn != NULL ? mag_db_new (conn) : NULL;
}

static gboolean
ensure_open (MagStore      *self,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(GMutexLocker) locker = NULL;
  g_autoptr(MagDb) db = NULL;

  if (g_atomic_int_get (&self->opened))
    return TRUE;
  locker = g_mutex_locker_new (&self->open_lock);
  if (g_atomic_int_get (&self->opened))
    return TRUE;

  db = connect_db (self, cancellable, error);
  if (db == NULL || !mag_migrations_apply (db, cancellable, error))
    return FALSE;

  g_mutex_lock (&self->lock);
  g_set_str (&self->version, PQparameterStatus (mag_db_get_conn (db), "server_version"));
  g_mutex_unlock (&self->lock);
  give_back (self, g_steal_pointer (&db));
  g_atomic_int_set (&self->opened, TRUE);
  return TRUE;
}

static MagDb *
take_db (MagStore      *self,
         GCancellable  *cancellable,
         GError       **error)
{
  MagDb *db;

  if (!ensure_open (self, cancellable, error))
    return NULL;
  db = take_idle (self);
  return db != NULL ? db : connect_db (self, cancellable, error);
}

/* ---- jobs ---- */

/* The time counted is that of the job, with its statements and what it does between them: as long is a connection taken. */
static void
count_job (MagStore *self,
           MagDb    *db,
           gint64    begun_us)
{
  mag_metrics_observe (self->metrics, "db.jobs", g_get_monotonic_time () - begun_us);
  mag_metrics_add (self->metrics, "db.queries", mag_db_count_statements (db));
}

/* Runs job once; *again when it is worth another run. */
static gpointer
run_once (MagStore      *self,
          MagStoreJob    job,
          gpointer       input,
          GCancellable  *cancellable,
          gboolean      *again,
          GError       **error)
{
  MagDb *db = take_db (self, cancellable, error);
  gint64 begun_us = g_get_monotonic_time ();
  gpointer result;

  *again = FALSE;
  if (db == NULL)
    return NULL;

  mag_db_start_job (db);
  result = job (db, input, cancellable, error);
  *again = result == NULL && mag_db_may_rerun (db);
  mag_db_end_job (db);
  count_job (self, db, begun_us);
  give_back (self, db);
  g_atomic_int_set (&self->used, TRUE);
  return result;
}

static gpointer
run_job (MagStore      *self,
         MagStoreJob    job,
         gpointer       input,
         GCancellable  *cancellable,
         GError       **error)
{
  for (guint run = 1;; run++)
    {
      g_autoptr(GError) local = NULL;
      gboolean again;
      gpointer result = run_once (self, job, input, cancellable, &again, &local);

      if (again && run < RUNS && !g_cancellable_is_cancelled (cancellable))
        continue;
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return result;
    }
}

/* On a worker thread. */
static void
work_func (gpointer data,
           gpointer user_data)
{
  g_autoptr(GTask) task = data;
  MagStore *self = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer result = run_job (self, work->job, work->input, g_task_get_cancellable (task), &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, work->result_free);
}

static gboolean
check_not_closed (MagStore  *self,
                  GError   **error)
{
  if (self->pool != NULL)
    return TRUE;

  g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_UNAVAILABLE, "The database is closed.");
  return FALSE;
}

static gpointer
nothing_job (MagDb         *db,
             gpointer       input,
             GCancellable  *cancellable,
             GError       **error)
{
  return GINT_TO_POINTER (TRUE);
}

/* ---- listening ---- */

static void start_listening (MagStore *self);

static gboolean
retry_cb (gpointer user_data)
{
  MagStore *self = user_data;

  g_clear_pointer (&self->retry, g_source_unref);
  start_listening (self);
  return G_SOURCE_REMOVE;
}

static void
listen_later (MagStore *self)
{
  self->retry = g_timeout_source_new_seconds (self->pause);
  self->pause = MIN (MAX (self->pause, 1) * 2, LONGEST_PAUSE);
  g_source_set_callback (self->retry, retry_cb, self, NULL);
  g_source_attach (self->retry, g_main_context_get_thread_default ());
}

static void
heard_cb (const char *topic,
          gpointer    user_data)
{
  MagStore *self = user_data;

  if (topic != NULL)
    {
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0, topic);
      return;
    }
  g_clear_pointer (&self->listener, mag_listener_free);
  g_atomic_int_set (&self->used, TRUE); /* something may have been missed */
  listen_later (self);
}

static void
finish_conn (gpointer conn)
{
  PQfinish (conn);
}

/* A connection of its own, which is given away: the worker's is not used. */
static gpointer
listen_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  MagStore *self = input;
  PGconn *conn = mag_connector_connect (self->connector, cancellable, error);
  g_autoptr(PGresult) result = conn != NULL ? PQexec (conn, "LISTEN magnus") : NULL;

  if (conn != NULL && PQresultStatus (result) == PGRES_COMMAND_OK)
    return conn;
  if (conn != NULL)
    g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_UNAVAILABLE, "The connection to the database was lost.");
  g_clear_pointer (&conn, PQfinish);
  return NULL;
}

static void
listening_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  MagStore *self = MAG_STORE (source);
  gboolean missed = GPOINTER_TO_INT (user_data);
  PGconn *conn = mag_store_run_finish (self, result, NULL); /* whatever it is, the answer is to try again */

  if (self->listening == NULL || g_cancellable_is_cancelled (self->listening))
    {
      g_clear_pointer (&conn, PQfinish);
      return;
    }
  if (conn == NULL)
    {
      listen_later (self);
      return;
    }
  self->pause = 0;
  self->listener = mag_listener_new (conn, heard_cb, self);
  if (missed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, "");
}

static void
start_listening (MagStore *self)
{
  gboolean missed = g_atomic_int_get (&self->used);

  mag_store_run_async (self, listen_job, self, NULL, finish_conn, self->listening, listening_cb, GINT_TO_POINTER (missed));
}

static void
stop_listening (MagStore *self)
{
  g_cancellable_cancel (self->listening);
  g_clear_object (&self->listening);
  if (self->retry != NULL)
    g_source_destroy (self->retry);
  g_clear_pointer (&self->retry, g_source_unref);
  g_clear_pointer (&self->listener, mag_listener_free);
}

/* ---- object ---- */

static void
close_connections (MagStore *self,
                   gboolean  wait)
{
  stop_listening (self);
  if (self->pool != NULL)
    g_thread_pool_free (g_steal_pointer (&self->pool), FALSE, wait);
  g_queue_clear_full (&self->idle, (GDestroyNotify) mag_db_free);
  g_clear_pointer (&self->connector, mag_connector_free);
}

static void
mag_store_finalize (GObject *object)
{
  MagStore *self = MAG_STORE (object);

  /* Each job holds a reference, so none is left; but the last may have dropped it here, on its own thread: don't wait for it. */
  close_connections (self, FALSE);
  g_object_unref (self->metrics);
  g_free (self->version);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->open_lock);

  G_OBJECT_CLASS (mag_store_parent_class)->finalize (object);
}

static void
mag_store_class_init (MagStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_store_finalize;

  /**
   * MagStore::changed:
   * @topic: "lists", "list:ID", "job:ID", "symbol:TICKER", "exclusions"; "": anything may have changed
   *
   * Something was changed by this or another program. On the main context of mag_store_listen().
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MAG_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mag_store_init (MagStore *self)
{
  g_mutex_init (&self->lock);
  g_mutex_init (&self->open_lock);
  g_queue_init (&self->idle);
  self->metrics = mag_metrics_new ();
}

/**
 * mag_store_new:
 * @profile: whose data folder holds the private server
 * @server: (nullable): the user's own server instead; copied
 *
 * Nothing is started or connected before the first job.
 */
MagStore *
mag_store_new (MagProfile           *profile,
               const MagStoreServer *server)
{
  MagStore *self;

  g_return_val_if_fail (profile != NULL, NULL);

  self = g_object_new (MAG_TYPE_STORE, NULL);
  self->connector = mag_connector_new (profile, server);
  self->pool = g_thread_pool_new (work_func, NULL, server == NULL ? PRIVATE_WORKERS : CONFIGURED_WORKERS, FALSE, NULL);
  return self;
}

/**
 * mag_store_set_metrics:
 * @metrics: the program's registry, in place of the store's own
 *
 * Before the first job.
 */
void
mag_store_set_metrics (MagStore   *self,
                       MagMetrics *metrics)
{
  g_return_if_fail (MAG_IS_STORE (self));
  g_return_if_fail (MAG_IS_METRICS (metrics));

  g_set_object (&self->metrics, metrics);
}

/**
 * mag_store_get_metrics:
 *
 * Returns: (transfer none): where jobs are counted: db.queries, db.jobs.count, .total_us, and .slow for those over a second
 */
MagMetrics *
mag_store_get_metrics (MagStore *self)
{
  g_return_val_if_fail (MAG_IS_STORE (self), NULL);

  return self->metrics;
}

/**
 * mag_store_open_async:
 *
 * Makes and starts the server where needed and brings the schema up to date. The errors are those a user must be told:
 * %MAG_STORE_ERROR_NO_SERVER, %MAG_STORE_ERROR_VERSION, %MAG_STORE_ERROR_DISK_FULL, %MAG_STORE_ERROR_UNAVAILABLE.
 */
void
mag_store_open_async (MagStore           *self,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            data)
{
  mag_store_run_async (self, nothing_job, NULL, NULL, NULL, cancellable, callback, data);
}

gboolean
mag_store_open_finish (MagStore      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return mag_store_run_finish (self, result, error) != NULL;
}

/**
 * mag_store_run_async:
 * @job: run on a worker thread, perhaps again when the connection is lost before it changed anything
 * @input: not changed by @job, nor by anybody else until it has ended
 * @input_free: (nullable): for @input, called once in any case
 * @result_free: (nullable): for a result that nobody collects
 *
 * Runs a job as soon as a worker is free.
 */
void
mag_store_run_async (MagStore           *self,
                     MagStoreJob         job,
                     gpointer            input,
                     GDestroyNotify      input_free,
                     GDestroyNotify      result_free,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, data);
  Work *work = g_new0 (Work, 1);
  GError *error = NULL;

  g_return_if_fail (MAG_IS_STORE (self));

  *work = (Work) { job, input, input_free, result_free };
  g_task_set_source_tag (task, mag_store_run_async);
  g_task_set_task_data (task, work, work_free);
  g_task_set_check_cancellable (task, FALSE); /* what was committed is told, also when it was cancelled a moment too late */
  if (check_not_closed (self, &error))
    g_thread_pool_push (self->pool, g_steal_pointer (&task), NULL);
  else
    g_task_return_error (task, error);
}

/**
 * mag_store_run_finish:
 *
 * Returns: (transfer full): what the job returned; %NULL with its error
 */
gpointer
mag_store_run_finish (MagStore      *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mag_store_run:
 *
 * Runs a job on the calling thread. For programs without a window; never on the window's thread.
 */
gpointer
mag_store_run (MagStore      *self,
               MagStoreJob    job,
               gpointer       input,
               GCancellable  *cancellable,
               GError       **error)
{
  g_return_val_if_fail (MAG_IS_STORE (self), NULL);

  return check_not_closed (self, error) ? run_job (self, job, input, cancellable, error) : NULL;
}

/**
 * mag_store_listen:
 *
 * Starts MagStore::changed, on the thread-default main context of this call. Lasts, with reconnects, until mag_store_close().
 */
void
mag_store_listen (MagStore *self)
{
  g_return_if_fail (MAG_IS_STORE (self));

  if (self->listening != NULL || self->pool == NULL)
    return;
  self->listening = g_cancellable_new ();
  start_listening (self);
}

/**
 * mag_store_close:
 *
 * Waits for the jobs that run or wait, closes all connections and lets go of the server, which stops when nobody else uses it.
 * Blocks; cancel what may take long before. Later jobs fail. Not to be called from a job.
 */
void
mag_store_close (MagStore *self)
{
  g_return_if_fail (MAG_IS_STORE (self));

  close_connections (self, TRUE);
}

/**
 * mag_store_dup_description:
 *
 * Returns: (transfer full): which server, for status and troubleshooting; without user name and password
 */
char *
mag_store_dup_description (MagStore *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *address = NULL;
  g_auto(GStrv) words = NULL;

  if (self->connector == NULL)
    return g_strdup ("closed");
  address = mag_connector_dup_address (self->connector);
  if (self->version == NULL || !mag_connector_is_private (self->connector))
    return g_steal_pointer (&address);
  words = g_strsplit (self->version, " ", 2); /* without the distribution's own number */
  return g_strdup_printf ("%s %s", address, words[0]);
}
