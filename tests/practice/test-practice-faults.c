/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The little language of faults, and which of a row of requests they strike. */

#include "mag-practice-faults.h"

#include <string.h>

static void
test_grammar (void)
{
  static const struct { const char *text; gboolean good; } rows[] = {
    { "latency=500", TRUE },
    { "cboe:latency=0", TRUE },
    { "yahoo/options:429,count=3,retry-after=2", TRUE },
    { "*/options/KO:503,rate=0.25", TRUE },
    { "yahoo/options/^SPX:cut,skip=2,count=1", TRUE },
    { "yahoo:consent=eu", TRUE },
    { "cboe:redirect=off", TRUE },
    { "status=418", TRUE },
    { "", FALSE },
    { "cboe:", FALSE },
    { ":429", FALSE },
    { "cboe", FALSE },
    { "latency", FALSE },
    { "latency=", FALSE },
    { "latency=-1", FALSE },
    { "latency=1.5", FALSE },
    { "latency=700000", FALSE },
    { "200", FALSE },
    { "600", FALSE },
    { "cut=1", FALSE },
    { "429,count=0", FALSE },
    { "429,count", FALSE },
    { "429,rate=2", FALSE },
    { "429,rate=0,5", FALSE },
    { "429,colour=red", FALSE },
    { "yahoo:consent=uk", FALSE },
    { "cboe:redirect=maybe", FALSE },
    { "a/b/c/d:429", FALSE },
    { "yaho:429", FALSE },
    { "yahoo/option:429", FALSE },
    { "cboe/chart:429", FALSE },
    { "a//c:429", FALSE },
  };
  g_autoptr(MagPracticeFaults) faults = mag_practice_faults_new (1);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("“%s”", rows[i].text);
      g_assert_true (mag_practice_faults_add (faults, rows[i].text, &error) == rows[i].good);
      if (rows[i].good)
        g_assert_no_error (error);
      else
        g_assert_error (error, MAG_PRACTICE_ERROR, MAG_PRACTICE_ERROR_FAULT);
    }
}

static void
test_scope (void)
{
  static const struct { const char *fault, *provider, *call, *symbol; gboolean struck; } rows[] = {
    { "429", "yahoo", "quote", "", TRUE },
    { "yahoo:429", "cboe", "options", "KO", FALSE },
    { "yahoo/options:429", "yahoo", "quote", "", FALSE },
    { "yahoo/options:429", "yahoo", "options", "KO", TRUE },
    { "*/options/KO:429", "cboe", "options", "KO", TRUE },
    { "*/options/KO:429", "cboe", "options", "F", FALSE },
    { "yahoo/*/KO:429", "yahoo", "chart", "KO", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(MagPracticeFaults) faults = mag_practice_faults_new (1);
      MagPracticeFaultPlan plan;

      mag_practice_faults_add (faults, rows[i].fault, NULL);
      mag_practice_faults_plan (faults, rows[i].provider, rows[i].call, rows[i].symbol, &plan);
      g_assert_true (plan.strikes == rows[i].struck);
    }
}

/* Statuses of a row of requests, 0 where nothing strikes. */
static void
assert_row (const char *const *texts,
            const guint       *expected,
            guint              n_requests)
{
  g_autoptr(MagPracticeFaults) faults = mag_practice_faults_new (1);

  for (guint i = 0; texts[i] != NULL; i++)
    g_assert_true (mag_practice_faults_add (faults, texts[i], NULL));
  for (guint i = 0; i < n_requests; i++)
    {
      MagPracticeFaultPlan plan;

      mag_practice_faults_plan (faults, "cboe", "options", "KO", &plan);
      g_assert_cmpint (plan.strikes ? plan.value : 0, ==, expected[i]);
    }
}

static void
test_rows (void)
{
  assert_row ((const char *const[]) { "429,count=2", NULL }, (const guint[]) { 429, 429, 0, 0 }, 4);
  assert_row ((const char *const[]) { "429,skip=1,count=1", NULL }, (const guint[]) { 0, 429, 0, 0 }, 4);
  assert_row ((const char *const[]) { "429,count=1", "503", NULL }, (const guint[]) { 429, 503, 503 }, 3); /* the first that matches */
  assert_row ((const char *const[]) { "429,rate=0", NULL }, (const guint[]) { 0, 0, 0 }, 3);
  assert_row ((const char *const[]) { "429,rate=1", NULL }, (const guint[]) { 429, 429, 429 }, 3);
}

static void
test_rate (void)
{
  g_autoptr(MagPracticeFaults) faults = mag_practice_faults_new (1);
  guint struck = 0;

  mag_practice_faults_add (faults, "cut,rate=0.3", NULL);
  for (guint i = 0; i < 1000; i++)
    {
      MagPracticeFaultPlan plan;

      mag_practice_faults_plan (faults, "cboe", "options", "KO", &plan);
      struck += plan.strikes;
    }
  g_assert_cmpuint (struck, >, 240);
  g_assert_cmpuint (struck, <, 360);
}

static void
test_latencies_add_up (void)
{
  g_autoptr(MagPracticeFaults) faults = mag_practice_faults_new (1);
  MagPracticeFaultPlan plan;

  mag_practice_faults_add (faults, "latency=100", NULL);
  mag_practice_faults_add (faults, "cboe:latency=50,count=1", NULL);
  mag_practice_faults_add (faults, "503", NULL);
  mag_practice_faults_plan (faults, "cboe", "options", "KO", &plan);
  g_assert_cmpint (plan.latency_ms, ==, 150);
  g_assert_true (plan.strikes);
  g_assert_true (plan.redirect);
  mag_practice_faults_plan (faults, "cboe", "options", "KO", &plan);
  g_assert_cmpint (plan.latency_ms, ==, 100);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/faults/grammar", test_grammar);
  g_test_add_func ("/practice/faults/scope", test_scope);
  g_test_add_func ("/practice/faults/rows", test_rows);
  g_test_add_func ("/practice/faults/rate", test_rate);
  g_test_add_func ("/practice/faults/latencies-add-up", test_latencies_add_up);
  return g_test_run ();
}
