/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Price indicators against numbers figured by hand. */

#include "mag-indicators.h"

#include <glib.h>
#include <math.h>

#define EPSILON 1e-12
#define N 6

static void
assert_values (const double *values,
               const double *expected)
{
  for (gsize i = 0; i < N; i++)
    {
      g_test_message ("bar %zu", i);
      if (isnan (expected[i]))
        g_assert_true (isnan (values[i]));
      else
        g_assert_cmpfloat_with_epsilon (values[i], expected[i], EPSILON);
    }
}

static const double closes[N] = { 10, 12, 11, 13, 16, 13 };

static void
test_sma (void)
{
  static const double gap[N] = { 10, NAN, 11, 13, 16, 13 };
  double values[N];

  mag_indicator_sma (closes, N, 3, values);
  assert_values (values, (double[N]) { NAN, NAN, 11, 12, 40 / 3.0, 14 });
  mag_indicator_sma (gap, N, 3, values);
  assert_values (values, (double[N]) { NAN, NAN, NAN, NAN, 40 / 3.0, 14 });
  mag_indicator_sma (closes, N, 7, values);
  assert_values (values, (double[N]) { NAN, NAN, NAN, NAN, NAN, NAN });
}

static void
test_ema (void)
{
  double values[N];

  mag_indicator_ema (closes, N, 3, values); /* the newest close weighs one half */
  assert_values (values, (double[N]) { NAN, NAN, 11, 12, 14, 13.5 });
}

static void
test_rsi (void)
{
  double values[N];

  /* Changes 2, -1, 2, 3, -3. First averages 1 and 0.5; then gain (1+2)/2 = 1.5, loss 0.25; 2.25 and 0.125; 1.125 and 1.5625. */
  mag_indicator_rsi (closes, N, 2, values);
  assert_values (values, (double[N]) { NAN, NAN, 100 - 100 / (1 + 2.0), 100 - 100 / (1 + 6.0), 100 - 100 / (1 + 18.0), 100 - 100 / (1 + 0.72) });
}

static void
test_rsi_at_its_ends (void)
{
  static const double rising[N] = { 1, 2, 3, 4, 5, 6 }, falling[N] = { 6, 5, 4, 3, 2, 1 }, still[N] = { 5, 5, 5, 5, 5, 5 };
  double values[N];

  mag_indicator_rsi (rising, N, 3, values);
  assert_values (values, (double[N]) { NAN, NAN, NAN, 100, 100, 100 });
  mag_indicator_rsi (falling, N, 3, values);
  assert_values (values, (double[N]) { NAN, NAN, NAN, 0, 0, 0 });
  mag_indicator_rsi (still, N, 3, values);
  assert_values (values, (double[N]) { NAN, NAN, NAN, 50, 50, 50 });
}

static void
test_atr (void)
{
  /* True ranges 2; 3; 4, to the close before, 15 - 11; 2; 5, 12 - 17; 1 */
  static const double highs[N] = { 11, 13, 15, 16, 14, 13 }, lows[N] = { 9, 10, 13, 14, 12, 12 }, ends[N] = { 10, 11, 14, 17, 13, 12.5 };
  double values[N];

  mag_indicator_atr (highs, lows, ends, N, 2, values);
  assert_values (values, (double[N]) { NAN, 2.5, 3.25, 2.625, 3.8125, 2.40625 });
}

static void
test_bollinger (void)
{
  static const double still[N] = { 5, 5, 5, 5, 5, 5 };
  MagBollinger values[N];

  /* 11, 13, 16, 13 last: mean 13.25, squares 5.0625 + 0.0625 + 7.5625 + 0.0625 = 12.75; / 4, root */
  mag_indicator_bollinger (closes, N, 4, 2, values);
  g_assert_true (isnan (values[2].middle) && isnan (values[2].upper) && isnan (values[2].percent_b));
  g_assert_cmpfloat_with_epsilon (values[5].middle, 13.25, EPSILON);
  g_assert_cmpfloat_with_epsilon (values[5].upper, 13.25 + 2 * sqrt (3.1875), EPSILON);
  g_assert_cmpfloat_with_epsilon (values[5].lower, 13.25 - 2 * sqrt (3.1875), EPSILON);
  g_assert_cmpfloat_with_epsilon (values[5].percent_b, 0.5 - 0.25 / (4 * sqrt (3.1875)), EPSILON);
  g_assert_cmpfloat_with_epsilon (values[5].bandwidth, 4 * sqrt (3.1875) / 13.25, EPSILON);

  mag_indicator_bollinger (still, N, 4, 2, values);
  g_assert_cmpfloat (values[5].bandwidth, ==, 0);
  g_assert_true (isnan (values[5].percent_b));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/indicators/sma", test_sma);
  g_test_add_func ("/indicators/ema-begins-with-a-mean", test_ema);
  g_test_add_func ("/indicators/rsi-with-wilders-averages", test_rsi);
  g_test_add_func ("/indicators/rsi-at-its-ends", test_rsi_at_its_ends);
  g_test_add_func ("/indicators/atr-sees-gaps", test_atr);
  g_test_add_func ("/indicators/bollinger-of-the-population", test_bollinger);

  return g_test_run ();
}
