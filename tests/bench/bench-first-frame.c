/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Time from starting the program to the first frame that shows a screen full of a watchlist of 200 symbols, against gnome-text-editor's first
 * frame, run by turns in the same conditions. The database starts with the program, as it does for a user. Told as well: the first frame of
 * all, and the first after the table took in all 200 rows. */

#include "config.h"

#include "bench-lists.h"

#include <stdlib.h>

#define N_ROWS 200
#define SCREEN_FULL 40 /* rows; a window of 800 pixels shows fewer */
#define N_RUNS 9
#define MARK 1.6

/* Milliseconds, 0 when the program gave no answer. */
static double
measure (const char *const *argv,
         const char        *rows)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GSubprocess) program = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *begun = NULL;
  g_autofree char *answer = NULL;

  g_subprocess_launcher_setenv (launcher, "LD_PRELOAD", FIRST_FRAME_PROBE, TRUE);
  if (rows != NULL)
    g_subprocess_launcher_setenv (launcher, "MAGNUS_PROBE_ROWS", rows, TRUE);
  begun = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());
  g_subprocess_launcher_setenv (launcher, "MAGNUS_PROBE_BEGUN", begun, TRUE);
  program = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (program, NULL, NULL, &answer, NULL, &error);
  g_assert_no_error (error);

  return g_ascii_strtod (answer, NULL) / 1000;
}

static void
add (GArray *values,
     double  value)
{
  if (value > 0)
    g_array_append_val (values, value);
}

int
main (int    argc,
      char **argv)
{
  BenchLists bench = { 0 };
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) ours = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) first = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) theirs = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *editor = g_find_program_in_path ("gnome-text-editor");
  g_autofree char *magnus = practice_session_program ("magnus");
  g_autofree char *screen = g_strdup_printf ("%d", SCREEN_FULL);
  g_autofree char *rows = g_strdup_printf ("%d", N_ROWS);
  g_autoptr(GSubprocess) worker = NULL;
  const char *why_not;
  gint64 job;
  double ratio;

  if (!practice_session_can_run (&why_not) || (why_not = "no gnome-text-editor here", editor == NULL) ||
      (why_not = "no display here", g_getenv ("DISPLAY") == NULL && g_getenv ("WAYLAND_DISPLAY") == NULL))
    {
      g_print ("skipped: %s\n", why_not);
      return 77;
    }

  bench_lists_begin (&bench, 0);
  worker = bench_lists_sync (&bench, bench_lists_import (&bench, "Bench", N_ROWS), &job);
  while (!bench_lists_is_over (&bench, job))
    g_usleep (100000);
  bench_lists_stop_worker (worker);
  mag_store_close (bench.store);
  g_clear_object (&bench.store);

  for (int i = 0; i < N_RUNS; i++)
    {
      add (theirs, measure ((const char *[]) { editor, "--standalone", NULL }, NULL));
      add (first, measure ((const char *[]) { magnus, "--practice-url", bench.practice.url, NULL }, NULL));
      add (ours, measure ((const char *[]) { magnus, "--practice-url", bench.practice.url, NULL }, screen));
      add (all, measure ((const char *[]) { magnus, "--practice-url", bench.practice.url, NULL }, rows));
    }
  g_assert_cmpuint (ours->len, ==, N_RUNS);
  g_assert_cmpuint (theirs->len, ==, N_RUNS);

  ratio = bench_median (ours) / bench_median (theirs);
  g_print ("gnome-text-editor's first frame: %.0f ms; magnus' first: %.0f ms; with a screen full of %d rows: %.0f ms; with all: %.0f ms (medians of %d)\n",
           bench_median (theirs), bench_median (first), N_ROWS, bench_median (ours), bench_median (all), N_RUNS);
  g_print ("first frame of the list to gnome-text-editor's: %.2f (wanted: at most %.1f) %s\n", ratio, MARK, ratio <= MARK ? "ok" : "MISSED");
  bench_lists_end (&bench);

  return ratio <= MARK ? EXIT_SUCCESS : EXIT_FAILURE;
}
