/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The linker sends our libraries' calls of g_idle_add() and its like here (--wrap), GTK's own go where they always did. So what is timed is
 * our callbacks and nothing else: not GTK's layout and painting, not its talk with the display. Time in which the thread was ready to run but
 * had no processor is taken off; waiting for anything else counts. */

#include "own-callbacks.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

guint    __real_g_idle_add_full (int priority, GSourceFunc func, gpointer data, GDestroyNotify notify);
void     __real_g_source_set_callback (GSource *source, GSourceFunc func, gpointer data, GDestroyNotify notify);
GSource *__real_g_unix_fd_source_new (int fd, GIOCondition condition);
GTask   *__real_g_task_new (gpointer source, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

guint    __wrap_g_idle_add (GSourceFunc func, gpointer data);
guint    __wrap_g_idle_add_full (int priority, GSourceFunc func, gpointer data, GDestroyNotify notify);
guint    __wrap_g_timeout_add (guint interval, GSourceFunc func, gpointer data);
guint    __wrap_g_timeout_add_seconds (guint interval, GSourceFunc func, gpointer data);
void     __wrap_g_source_set_callback (GSource *source, GSourceFunc func, gpointer data, GDestroyNotify notify);
GSource *__wrap_g_unix_fd_source_new (int fd, GIOCondition condition);
GTask   *__wrap_g_task_new (gpointer source, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

/* A callback as it was given. */
typedef struct
{
  GCallback      func;
  gpointer       data;
  GDestroyNotify notify;
} Call;

typedef gboolean (*FdFunc) (int fd, GIOCondition condition, gpointer data);

static GArray *durations_ms;
static GThread *watched;
static int schedstat = -1;

static gint64
read_waited_ns (void)
{
  char text[128];
  ssize_t length = schedstat >= 0 ? pread (schedstat, text, sizeof text - 1, 0) : 0;
  char *end;

  if (length <= 0)
    return 0;
  text[length] = '\0';
  g_ascii_strtoull (text, &end, 10);

  return (gint64) g_ascii_strtoull (end, NULL, 10);
}

typedef struct
{
  gint64 begun_us, waited_ns;
} Stopwatch;

static Stopwatch
begin (void)
{
  if (durations_ms == NULL || g_thread_self () != watched)
    return (Stopwatch) { 0 };

  return (Stopwatch) { g_get_monotonic_time (), read_waited_ns () };
}

static void
end (Stopwatch stopwatch)
{
  double ms;

  if (durations_ms == NULL || stopwatch.begun_us == 0)
    return;

  ms = (g_get_monotonic_time () - stopwatch.begun_us) / 1000.0 - (read_waited_ns () - stopwatch.waited_ns) / 1e6;
  g_array_append_val (durations_ms, ms);
}

void
own_callbacks_watch (GArray *durations)
{
  if (schedstat < 0)
    {
      g_autofree char *path = g_strdup_printf ("/proc/self/task/%ld/schedstat", syscall (SYS_gettid));

      schedstat = open (path, O_RDONLY | O_CLOEXEC);
    }
  watched = g_thread_self ();
  durations_ms = durations;
}

static Call *
call_new (GCallback      func,
          gpointer       data,
          GDestroyNotify notify)
{
  Call *call = g_new (Call, 1);

  *call = (Call) { func, data, notify };

  return call;
}

static void
call_free (gpointer data)
{
  Call *call = data;

  if (call->notify != NULL)
    call->notify (call->data);
  g_free (call);
}

static gboolean
run_source (gpointer data)
{
  Call *call = data;
  Stopwatch stopwatch = begin ();
  gboolean again = ((GSourceFunc) call->func) (call->data);

  end (stopwatch);

  return again;
}

static gboolean
run_fd (int          fd,
        GIOCondition condition,
        gpointer     data)
{
  Call *call = data;
  Stopwatch stopwatch = begin ();
  gboolean again = ((FdFunc) call->func) (fd, condition, call->data);

  end (stopwatch);

  return again;
}

static void
run_ready (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Call *call = data;
  Stopwatch stopwatch = begin ();

  ((GAsyncReadyCallback) call->func) (source, result, call->data);
  end (stopwatch);
  g_free (call);
}

guint
__wrap_g_idle_add (GSourceFunc func,
                   gpointer    data)
{
  return __real_g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, run_source, call_new (G_CALLBACK (func), data, NULL), call_free);
}

guint
__wrap_g_idle_add_full (int            priority,
                        GSourceFunc    func,
                        gpointer       data,
                        GDestroyNotify notify)
{
  return __real_g_idle_add_full (priority, run_source, call_new (G_CALLBACK (func), data, notify), call_free);
}

guint
__wrap_g_timeout_add (guint       interval,
                      GSourceFunc func,
                      gpointer    data)
{
  return g_timeout_add_full (G_PRIORITY_DEFAULT, interval, run_source, call_new (G_CALLBACK (func), data, NULL), call_free);
}

guint
__wrap_g_timeout_add_seconds (guint       interval,
                              GSourceFunc func,
                              gpointer    data)
{
  return g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, interval, run_source, call_new (G_CALLBACK (func), data, NULL), call_free);
}

GSource *
__wrap_g_unix_fd_source_new (int          fd,
                             GIOCondition condition)
{
  GSource *source = __real_g_unix_fd_source_new (fd, condition);

  g_source_set_static_name (source, "descriptor");

  return source;
}

void
__wrap_g_source_set_callback (GSource        *source,
                              GSourceFunc     func,
                              gpointer        data,
                              GDestroyNotify  notify)
{
  gboolean takes_fd = g_strcmp0 (g_source_get_name (source), "descriptor") == 0;

  __real_g_source_set_callback (source, takes_fd ? G_SOURCE_FUNC (run_fd) : run_source,
                                call_new (G_CALLBACK (func), data, notify), call_free);
}

GTask *
__wrap_g_task_new (gpointer             source,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             data)
{
  if (callback == NULL)
    return __real_g_task_new (source, cancellable, NULL, data);

  return __real_g_task_new (source, cancellable, run_ready, call_new (G_CALLBACK (callback), data, NULL));
}
