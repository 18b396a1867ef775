/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window during a sync of 300 symbols (DESIGN 9): how long the main loop is kept by anything but GTK's own layout and painting, how long
 * frames take compared with the same table at rest, when the first rows are on screen, and how much memory it all took.
 *
 * A turn of the main loop is timed as a whole; frames are timed by their clock's signals and taken off. What remains is an upper bound for
 * any callback of ours. Time in which this thread was ready to run but the machine had no processor for it is taken off as well: worker,
 * database and market share the machine here. */

#include "config.h"

#include "bench-lists.h"
#include "mag-symbol-table.h"
#include "mag-ui-resources.h"
#include "mag-watchlists-page.h"
#include "mag-window.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define N_SYMBOLS 300
#define LATENCY_MS 500
#define SCROLL_PIXELS 40
#define REST_SECONDS 6
#define STALL_MARK_MS 8.0
#define PAINT_MARK 1.3
#define FIRST_ROWS_MARK_S 2.0
#define MEMORY_MARK_MB 200.0

typedef struct
{
  BenchLists     lists;
  MagEngine     *engine;
  MagWindow     *window;
  MagSymbolTable *table;
  int            schedstat;   /* of this thread; -1: the kernel does not tell */
  gint64         frame_begun; /* us; 0: not in a frame */
  gint64         frame_us;    /* spent in frames during this turn */
  GArray        *frames;      /* ms each; NULL: not counted */
  GArray        *turns;       /* ms each without frames; NULL: not counted */
  gboolean       has_rows;    /* a synced row was painted */
  gint64         first_rows;  /* us, when that was */
} Bench;

/* Nanoseconds for which this thread had to wait for a processor. */
static gint64
read_waited (Bench *bench)
{
  char text[128];
  ssize_t length = bench->schedstat >= 0 ? pread (bench->schedstat, text, sizeof text - 1, 0) : 0;
  char *end;

  if (length <= 0)
    return 0;
  text[length] = '\0';
  g_ascii_strtoull (text, &end, 10);

  return (gint64) g_ascii_strtoull (end, NULL, 10);
}

static GtkSelectionModel *
rows (Bench *bench)
{
  return gtk_column_view_get_model (mag_symbol_table_get_view (bench->table));
}

static gboolean
has_synced_row (Bench *bench)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (rows (bench))); i++)
    {
      g_autoptr(MagSymbolRow) row = g_list_model_get_item (G_LIST_MODEL (rows (bench)), i);

      if (mag_symbol_row_get (row)->synced_us != 0)
        return TRUE;
    }

  return FALSE;
}

static void
before_paint_cb (Bench *bench)
{
  bench->frame_begun = g_get_monotonic_time ();
}

static void
after_paint_cb (Bench *bench)
{
  gint64 now = g_get_monotonic_time ();
  double ms = (now - bench->frame_begun) / 1000.0;

  if (bench->frame_begun == 0)
    return;

  bench->frame_us += now - bench->frame_begun;
  bench->frame_begun = 0;
  if (bench->frames != NULL)
    g_array_append_val (bench->frames, ms);
  if (bench->first_rows == 0 && bench->has_rows)
    bench->first_rows = now;
}

/* One turn, its dispatch timed. */
static void
turn (Bench *bench)
{
  GMainContext *context = g_main_context_default ();
  gint64 begun, waited;
  double ms;

  bench->frame_us = 0;
  waited = read_waited (bench);
  begun = g_get_monotonic_time ();
  if (!g_main_context_iteration (context, FALSE))
    {
      /* Nothing to do: sleep until there is, outside of what is measured. */
      g_usleep (500);
      return;
    }
  ms = (g_get_monotonic_time () - begun - bench->frame_us) / 1000.0 - (read_waited (bench) - waited) / 1e6;
  if (bench->turns != NULL)
    g_array_append_val (bench->turns, ms);
}

static void
run_for (Bench  *bench,
         double  seconds)
{
  gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end)
    turn (bench);
}

/* Up and down the table, so that every frame has something to draw. */
static gboolean
scroll_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       data)
{
  static int direction = 1;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
  double value = gtk_adjustment_get_value (adjustment) + direction * SCROLL_PIXELS;

  if (value <= 0 || value >= gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment))
    direction = -direction;
  gtk_adjustment_set_value (adjustment, value);

  return G_SOURCE_CONTINUE;
}

static void
open_window (Bench *bench)
{
  g_autoptr(MagSyncClient) client = mag_sync_client_new (bench->lists.store, bench->lists.profile);
  g_autoptr(GSettings) settings = g_settings_new (APP_ID);
  GtkWidget *page;
  GdkFrameClock *clock;

  bench->engine = mag_engine_new (bench->lists.profile, bench->lists.store, client, settings);
  mag_engine_open (bench->engine);
  bench->window = mag_window_new (NULL, bench->engine);
  page = GTK_WIDGET (mag_window_show_page (bench->window, "watchlists"));
  bench->table = (gpointer) gtk_widget_get_template_child (page, MAG_TYPE_WATCHLISTS_PAGE, "table");
  gtk_window_present (GTK_WINDOW (bench->window));

  clock = gdk_surface_get_frame_clock (gtk_native_get_surface (GTK_NATIVE (bench->window)));
  g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (before_paint_cb), bench);
  g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (after_paint_cb), bench);
  while (g_list_model_get_n_items (G_LIST_MODEL (rows (bench))) < N_SYMBOLS)
    turn (bench);
  run_for (bench, 1);
}

/* The job is asked for and looked at from another thread, as another program would. */
static gpointer
sync_thread (gpointer data)
{
  Bench *bench = data;
  gint64 job;
  g_autoptr(GSubprocess) worker = bench_lists_sync (&bench->lists, 1, &job);

  while (!bench_lists_is_over (&bench->lists, job))
    g_usleep (100000);
  bench_lists_stop_worker (worker);
  g_atomic_int_set ((int *) g_object_get_data (G_OBJECT (bench->engine), "over"), TRUE);

  return NULL;
}

static double
measure_sync (Bench *bench)
{
  gint64 begun = g_get_monotonic_time ();
  int over = FALSE;
  GThread *thread;

  g_object_set_data (G_OBJECT (bench->engine), "over", &over);
  thread = g_thread_new ("sync", sync_thread, bench);
  while (!g_atomic_int_get (&over))
    {
      turn (bench);
      if (!bench->has_rows)
        bench->has_rows = has_synced_row (bench);
    }
  g_thread_join (thread);

  return (double) (bench->first_rows - begun) / G_USEC_PER_SEC;
}

static double
read_peak_mb (void)
{
  g_autofree char *text = NULL;
  const char *peak;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  peak = strstr (text, "VmHWM:");

  return peak != NULL ? g_ascii_strtod (peak + strlen ("VmHWM:"), NULL) / 1024 : 0;
}

static gboolean
judge (const char *what,
       double      value,
       double      mark,
       const char *unit)
{
  gboolean met = value <= mark;

  g_print ("%s: %.2f%s (wanted: at most %.1f%s) %s\n", what, value, unit, mark, unit, met ? "ok" : "MISSED");

  return met;
}

static gboolean
report (Bench  *bench,
        GArray *frames_syncing,
        GArray *frames_resting,
        double  first_rows)
{
  double syncing = bench_p95 (frames_syncing);
  double resting = bench_p95 (frames_resting);
  double longest, p99;
  gboolean met;

  bench_median (bench->turns); /* sorts */
  longest = g_array_index (bench->turns, double, bench->turns->len - 1);
  p99 = g_array_index (bench->turns, double, bench->turns->len * 99 / 100);
  g_print ("turns of the main loop without frames: %u, 99th percentile %.2f ms\n", bench->turns->len, p99);
  g_print ("frames while scrolling: %u syncing, p95 %.1f ms; %u at rest, p95 %.1f ms\n", frames_syncing->len, syncing, frames_resting->len, resting);

  met = judge ("longest turn during a sync", longest, STALL_MARK_MS, " ms");
  met &= judge ("p95 of a frame, syncing to resting", syncing / resting, PAINT_MARK, "");
  met &= judge ("first rows on screen", first_rows, FIRST_ROWS_MARK_S, " s");
  met &= judge ("peak memory of the window", read_peak_mb (), MEMORY_MARK_MB, " MB");

  return met;
}

int
main (int    argc,
      char **argv)
{
  Bench bench = { 0 };
  g_autoptr(GArray) syncing = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) resting = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *schedstat = g_strdup_printf ("/proc/self/task/%ld/schedstat", syscall (SYS_gettid));
  const char *why_not;
  double first_rows;
  gboolean met;

  if (!practice_session_can_run (&why_not) || (why_not = "no display here", !gtk_init_check ()))
    {
      g_print ("skipped: %s\n", why_not);
      return 77;
    }
  adw_init ();
  g_resources_register (mag_ui_get_resource ());

  bench.schedstat = open (schedstat, O_RDONLY | O_CLOEXEC);
  bench_lists_begin (&bench.lists, LATENCY_MS);
  bench_lists_import (&bench.lists, "Bench", N_SYMBOLS);
  open_window (&bench);
  gtk_widget_add_tick_callback (GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (bench.table), MAG_TYPE_SYMBOL_TABLE, "scroller")),
                                scroll_cb, NULL, NULL);
  run_for (&bench, 2);

  bench.frames = syncing;
  bench.turns = g_array_new (FALSE, FALSE, sizeof (double));
  first_rows = measure_sync (&bench);
  bench.frames = NULL;
  run_for (&bench, 2);
  bench.frames = resting;
  run_for (&bench, REST_SECONDS);

  met = report (&bench, syncing, resting, first_rows);
  gtk_window_destroy (GTK_WINDOW (bench.window));
  g_clear_object (&bench.engine);
  g_array_unref (bench.turns);
  bench_lists_end (&bench.lists);

  return met ? EXIT_SUCCESS : EXIT_FAILURE;
}
