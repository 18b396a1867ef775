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
  GTask           *task;
  GTaskThreadFunc  func;
} Job;

static void
run_job (gpointer data,
         gpointer user_data)
{
  g_autofree Job *job = data;
  g_autoptr(GTask) task = job->task;

  if (!g_task_return_error_if_cancelled (task))
    job->func (task, g_task_get_source_object (task), g_task_get_task_data (task), g_task_get_cancellable (task));
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
 * @task: (transfer full): the answer goes back to the thread it was made on; a cancelled one is not begun
 * @job: returns on the task, once
 */
void
mag_parse_pool_run (MagParsePool    *self,
                    GTask           *task,
                    GTaskThreadFunc  job)
{
  Job *queued = g_new (Job, 1);

  *queued = (Job) { task, job };
  g_thread_pool_push (self->threads, queued, NULL);
}
