/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Token bucket, breaker, back-off and Retry-After, on a time that is only a number. */

#include "mag-pacing.h"

#define SECONDS(n) ((gint64) ((n) * 1e6))

static void
test_bucket_burst_then_rate (void)
{
  MagTokenBucket bucket;

  mag_token_bucket_init (&bucket, 60, 3, 0); /* one a second, three saved up */
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (mag_token_bucket_wait (&bucket, 0), ==, 0);
      mag_token_bucket_take (&bucket);
    }
  g_assert_cmpint (mag_token_bucket_wait (&bucket, 0), ==, SECONDS (1) + 1);
  g_assert_cmpint (mag_token_bucket_wait (&bucket, SECONDS (0.75)), <=, SECONDS (0.25) + 1);
  g_assert_cmpint (mag_token_bucket_wait (&bucket, SECONDS (1.001)), ==, 0);
  mag_token_bucket_take (&bucket);

  /* A long rest fills it to the brim, not beyond. */
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (mag_token_bucket_wait (&bucket, SECONDS (3600)), ==, 0);
      mag_token_bucket_take (&bucket);
    }
  g_assert_cmpint (mag_token_bucket_wait (&bucket, SECONDS (3600)), >, 0);
}

static void
test_bucket_time_backwards (void)
{
  MagTokenBucket bucket;

  mag_token_bucket_init (&bucket, 60, 1, SECONDS (100));
  g_assert_cmpint (mag_token_bucket_wait (&bucket, SECONDS (100)), ==, 0);
  mag_token_bucket_take (&bucket);
  g_assert_cmpint (mag_token_bucket_wait (&bucket, SECONDS (50)), >, 0);
  g_assert_cmpint (mag_token_bucket_wait (&bucket, SECONDS (51.001)), ==, 0);
}

static void
test_bucket_unlimited (void)
{
  MagTokenBucket bucket;

  mag_token_bucket_init (&bucket, 0, 0, 0);
  for (guint i = 0; i < 1000; i++)
    {
      g_assert_cmpint (mag_token_bucket_wait (&bucket, 0), ==, 0);
      mag_token_bucket_take (&bucket);
    }
}

static void
test_breaker_opens_and_recovers (void)
{
  MagBreaker breaker;

  mag_breaker_init (&breaker, 3, 60);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (mag_breaker_admit (&breaker, 0));
      mag_breaker_record (&breaker, FALSE, 0);
    }
  g_assert_false (mag_breaker_admit (&breaker, SECONDS (59)));

  /* One trial; the others wait for its outcome. */
  g_assert_true (mag_breaker_admit (&breaker, SECONDS (60)));
  g_assert_false (mag_breaker_admit (&breaker, SECONDS (60)));
  mag_breaker_record (&breaker, FALSE, SECONDS (61));
  g_assert_false (mag_breaker_admit (&breaker, SECONDS (120)));
  g_assert_true (mag_breaker_admit (&breaker, SECONDS (121)));
  mag_breaker_record (&breaker, TRUE, SECONDS (121));
  g_assert_true (mag_breaker_admit (&breaker, SECONDS (121)));
  g_assert_true (mag_breaker_admit (&breaker, SECONDS (121)));
}

static void
test_breaker_success_forgives (void)
{
  MagBreaker breaker;

  mag_breaker_init (&breaker, 2, 60);
  for (guint i = 0; i < 10; i++)
    {
      mag_breaker_record (&breaker, FALSE, 0);
      mag_breaker_record (&breaker, TRUE, 0);
    }
  g_assert_true (mag_breaker_admit (&breaker, 0));
}

/* A trial we gave up ourselves says nothing; the next request is the trial. */
static void
test_breaker_trial_given_up (void)
{
  MagBreaker breaker;

  mag_breaker_init (&breaker, 1, 60);
  mag_breaker_record (&breaker, FALSE, 0);
  g_assert_true (mag_breaker_admit (&breaker, SECONDS (60)));
  mag_breaker_release (&breaker);
  g_assert_true (mag_breaker_admit (&breaker, SECONDS (60)));
}

static void
test_breaker_never (void)
{
  MagBreaker breaker;

  mag_breaker_init (&breaker, 0, 60);
  for (guint i = 0; i < 100; i++)
    mag_breaker_record (&breaker, FALSE, 0);
  g_assert_true (mag_breaker_admit (&breaker, 0));
}

static void
test_backoff (void)
{
  static const struct { guint tries; double chance; gint64 delay; } rows[] = {
    { 1, 0, SECONDS (0.25) }, { 1, 0.5, SECONDS (0.375) }, { 2, 0, SECONDS (0.5) }, { 3, 0, SECONDS (1) },
    { 7, 0, SECONDS (15) },   { 8, 0, SECONDS (15) },      { 400, 0, SECONDS (15) }, /* never over 30 s with the random half */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (mag_backoff_delay (rows[i].tries, rows[i].chance), ==, rows[i].delay);
}

static void
test_retry_after (void)
{
  gint64 now_us = SECONDS (G_GINT64_CONSTANT (1792768500)); /* 2026-10-23T15:15:00Z */
  static const struct { const char *value; gint64 wait; } rows[] = {
    { NULL, -1 },
    { "", -1 },
    { "soon", -1 },
    { "-5", -1 },
    { "0", 0 },
    { " 120 ", SECONDS (120) },
    { "Fri, 23 Oct 2026 15:17:00 GMT", SECONDS (120) },
    { "Fri, 23 Oct 2026 15:00:00 GMT", 0 },     /* has passed */
    { "Friday, 23-Oct-26 15:16:00 GMT", SECONDS (60) },
    { "99999999999999999999", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].value != NULL ? rows[i].value : "(none)");
      g_assert_cmpint (mag_retry_after_parse (rows[i].value, now_us), ==, rows[i].wait);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pacing/bucket/burst-then-rate", test_bucket_burst_then_rate);
  g_test_add_func ("/pacing/bucket/time-backwards", test_bucket_time_backwards);
  g_test_add_func ("/pacing/bucket/unlimited", test_bucket_unlimited);
  g_test_add_func ("/pacing/breaker/opens-and-recovers", test_breaker_opens_and_recovers);
  g_test_add_func ("/pacing/breaker/success-forgives", test_breaker_success_forgives);
  g_test_add_func ("/pacing/breaker/trial-given-up", test_breaker_trial_given_up);
  g_test_add_func ("/pacing/breaker/never", test_breaker_never);
  g_test_add_func ("/pacing/backoff", test_backoff);
  g_test_add_func ("/pacing/retry-after", test_retry_after);

  return g_test_run ();
}
