/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The threads that read large bodies. GTask's own pool would do, were it not that it opens ten threads for ten chains, on however few cores. */

#include "mag-parse-pool.h"

#define MAX_THREADS 5

struct _MagParsePool
{
  GObject      parent_instance;

  GThreadPool *threads;
};

G_DEFINE_FINAL_TYPE (MagParsePool, mag_parse_pool, G_TYPE_OBJECT)

typedef struct
{
  GTask          *task;   /* owned */
  MagParseFunc    func;
  GDestroyNotify  free_result;
  gpointer        result; /* owned; NULL: error says why */
  GError         *error;  /* owned */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->result != NULL)
    job->free_result (job->result);
  g_clear_error (&job->error);
  g_object_unref (job->task);
  g_free (job);
}

static gboolean
hand_back_cb (gpointer data)
{
  Job *job = data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (job->task, g_steal_pointer (&job->result), job->free_result);
  return G_SOURCE_REMOVE;
}

/* The task goes back to where it came from before it returns: were its last reference dropped here, so might be that of its source object, and
 * with it the pool would wait for this very thread. */
static void
run_job (gpointer data,
         gpointer user_data)
{
  Job *job = data;
  GMainContext *context = g_task_get_context (job->task);
  g_autoptr(GSource) source = g_idle_source_new ();

  if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), &job->error))
    job->result = job->func (g_task_get_task_data (job->task), &job->error);
  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_callback (source, hand_back_cb, job, job_free);
  g_source_attach (source, context);
}

static void
mag_parse_pool_finalize (GObject *object)
{
  MagParsePool *self = MAG_PARSE_POOL (object);

  /* Jobs only touch their task: they may end after the pool's owner has gone, but not after the program thinks they have. */
  g_thread_pool_free (self->threads, FALSE, TRUE);

  G_OBJECT_CLASS (mag_parse_pool_parent_class)->finalize (object);
}

static void
mag_parse_pool_class_init (MagParsePoolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_parse_pool_finalize;
}

static void
mag_parse_pool_init (MagParsePool *self)
{
  self->threads = g_thread_pool_new (run_job, NULL, CLAMP (g_get_num_processors (), 1, MAX_THREADS), FALSE, NULL);
}

/**
 * mag_parse_pool_new:
 *
 * Returns: (transfer full): a pool; its threads come when there is work
 */
MagParsePool *
mag_parse_pool_new (void)
{
  return g_object_new (MAG_TYPE_PARSE_POOL, NULL);
}

/**
 * mag_parse_pool_run:
 * @self: a pool
 * @task: (transfer full): returns on the thread it was made on; a cancelled one is not begun
 * @func: makes of the task's data a result, or NULL and an error
 * @free_result: of what @func makes
 */
void
mag_parse_pool_run (MagParsePool   *self,
                    GTask          *task,
                    MagParseFunc    func,
                    GDestroyNotify  free_result)
{
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->func = func;
  job->free_result = free_result;
  g_thread_pool_push (self->threads, job, NULL);
}
