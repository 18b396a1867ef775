/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window during a sync of 300 symbols (DESIGN 9): how long any callback of ours keeps the main loop, how long frames take compared with
 * the same table at rest, when the first rows are on screen, and how much memory it all took. */

#include "config.h"

#include "bench-lists.h"
#include "mag-symbol-table.h"
#include "mag-ui-resources.h"
#include "mag-watchlists-page.h"
#include "mag-window.h"
#include "own-callbacks.h"

#include <stdlib.h>
#include <string.h>

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
  gint64         frame_begun; /* us; 0: not in a frame */
  GArray        *frames;      /* ms each; NULL: not counted */
  gboolean       has_rows;    /* a synced row was painted */
  gint64         first_rows;  /* us, when that was */
} Bench;

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

  bench->frame_begun = 0;
  if (bench->frames != NULL)
    g_array_append_val (bench->frames, ms);
  if (bench->first_rows == 0 && bench->has_rows)
    bench->first_rows = now;
}

static void
run_for (Bench  *bench,
         double  seconds)
{
  gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
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
    g_main_context_iteration (NULL, TRUE);
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
      g_main_context_iteration (NULL, TRUE);
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
report (GArray *callbacks,
        GArray *frames_syncing,
        GArray *frames_resting,
        double  first_rows)
{
  double syncing = bench_p95 (frames_syncing);
  double resting = bench_p95 (frames_resting);
  double p95 = bench_p95 (callbacks); /* sorts */
  double longest = g_array_index (callbacks, double, callbacks->len - 1);
  gboolean met;

  g_print ("callbacks of ours during the sync: %u, p95 %.2f ms\n", callbacks->len, p95);
  g_print ("frames while scrolling: %u syncing, p95 %.1f ms; %u at rest, p95 %.1f ms\n", frames_syncing->len, syncing, frames_resting->len, resting);

  met = judge ("longest callback during the sync", longest, STALL_MARK_MS, " ms");
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
  g_autoptr(GArray) callbacks = g_array_new (FALSE, FALSE, sizeof (double));
  const char *why_not;
  double first_rows;
  gboolean met;

  if (!practice_session_can_run (&why_not))
    {
      g_print ("skipped: %s\n", why_not);
      return 77;
    }
  /* Before GTK, which asks for the user's folders: GLib tells everybody what it told the first. */
  bench_lists_begin (&bench.lists, LATENCY_MS);
  if (!gtk_init_check ())
    {
      g_print ("skipped: no display here\n");
      bench_lists_end (&bench.lists);
      return 77;
    }
  adw_init ();
  g_resources_register (mag_ui_get_resource ());

  bench_lists_import (&bench.lists, "Bench", N_SYMBOLS);
  open_window (&bench);
  gtk_widget_add_tick_callback (GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (bench.table), MAG_TYPE_SYMBOL_TABLE, "scroller")),
                                scroll_cb, NULL, NULL);
  run_for (&bench, 2);

  bench.frames = syncing;
  own_callbacks_watch (callbacks);
  first_rows = measure_sync (&bench);
  own_callbacks_watch (NULL);
  bench.frames = NULL;
  run_for (&bench, 2);
  bench.frames = resting;
  run_for (&bench, REST_SECONDS);

  met = report (callbacks, syncing, resting, first_rows);
  gtk_window_destroy (GTK_WINDOW (bench.window));
  g_clear_object (&bench.engine);
  bench_lists_end (&bench.lists);

  return met ? EXIT_SUCCESS : EXIT_FAILURE;
}
