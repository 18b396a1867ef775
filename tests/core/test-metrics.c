/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The registry of counters: what one call adds to, what a reader gets, and that threads do not lose each other's counts. */

#include "mag-metrics.h"

static void
test_snapshot (void)
{
  g_autoptr(MagMetrics) metrics = mag_metrics_new ();
  g_autoptr(GVariant) snapshot = NULL;
  g_autofree char *text = NULL;

  mag_metrics_add (metrics, "b", 2);
  mag_metrics_add (metrics, "b", 1);
  mag_metrics_observe (metrics, "a", 1500000); /* over a second: slow */
  mag_metrics_observe (metrics, "a", 500000);
  g_assert_cmpint (mag_metrics_get (metrics, "unknown"), ==, 0);
  snapshot = g_variant_ref_sink (mag_metrics_snapshot (metrics));
  text = g_variant_print (snapshot, FALSE);
  g_assert_cmpstr (text, ==, "{'a.count': 2, 'a.slow': 1, 'a.total_us': 2000000, 'b': 3}");
}

static void
test_sum (void)
{
  static const struct { const char *pattern; gint64 sum; } rows[] = {
    { "http.*.count", 5 },
    { "http.*.errors.*", 3 },
    { "http.cboe.count", 2 },
    { "db.*", 7 },
    { "*", 15 },
    { "none.*", 0 },
  };
  g_autoptr(MagMetrics) metrics = mag_metrics_new ();

  mag_metrics_add (metrics, "http.cboe.count", 2);
  mag_metrics_add (metrics, "http.yahoo.count", 3);
  mag_metrics_add (metrics, "http.cboe.errors.status", 1);
  mag_metrics_add (metrics, "http.yahoo.errors.offline", 2);
  mag_metrics_add (metrics, "db.statements.count", 7);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].pattern);
      g_assert_cmpint (mag_metrics_sum (metrics, rows[i].pattern), ==, rows[i].sum);
    }
}

static gpointer
add_thousand (gpointer data)
{
  for (guint i = 0; i < 1000; i++)
    mag_metrics_add (data, "shared", 1);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr(MagMetrics) metrics = mag_metrics_new ();
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("adds", add_thousand, metrics);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (mag_metrics_get (metrics, "shared"), ==, 4000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/metrics/snapshot", test_snapshot);
  g_test_add_func ("/metrics/sum", test_sum);
  g_test_add_func ("/metrics/threads", test_threads);

  return g_test_run ();
}
