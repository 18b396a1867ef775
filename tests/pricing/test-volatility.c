/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statistics of volatility against numbers figured by hand: prices are powers of e, so that their logarithms are round. */

#include "mag-volatility.h"

#include <glib.h>
#include <math.h>

#define EPSILON 1e-12

/* NaN is a value to be met like any other. */
static void
assert_value (double value,
              double expected)
{
  if (isnan (expected))
    g_assert_true (isnan (value));
  else
    g_assert_cmpfloat_with_epsilon (value, expected, EPSILON);
}

static void
test_at_the_money (void)
{
  static const MagStrikeVolatility strikes[] = {
    { 90, 0.40, 0.42 }, { 95, NAN, 0.36 }, { 100, 0.30, 0.32 }, { 105, 0.29, NAN }, { 110, 0.24, 0.26 },
  };
  static const struct { const char *why; double forward, sigma; } rows[] = {
    { "on a strike: its average", 100, 0.31 },
    { "between strikes, past one with a side missing: 0.31 + 4/10 x (0.25 - 0.31)", 104, 0.286 },
    { "the strike below has one side only: from 90 to 100, half way", 95, 0.36 },
    { "on the last strike", 110, 0.25 },
    { "above all strikes", 111, NAN },
    { "below all strikes", 89, NAN },
    { "no forward", NAN, NAN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      assert_value (mag_volatility_at_the_money (strikes, G_N_ELEMENTS (strikes), rows[i].forward), rows[i].sigma);
    }
  g_assert_true (isnan (mag_volatility_at_the_money (NULL, 0, 100)));
}

static void
test_iv30 (void)
{
  static const struct { const char *why; MagTermVolatility terms[3]; double iv30; bool one_sided; } rows[] = {
    /* 0.4^2 x 20 = 3.2 and 0.3^2 x 40 = 3.6; half way 3.4; over 30 */
    { "total variance between 20 and 40 days", { { 20 / 365.0, 0.4 }, { 40 / 365.0, 0.3 }, { 60 / 365.0, 0.9 } }, 0.3366501646120693, false },
    { "the order does not matter", { { 60 / 365.0, 0.9 }, { 40 / 365.0, 0.3 }, { 20 / 365.0, 0.4 } }, 0.3366501646120693, false },
    { "thirty days exactly", { { 30 / 365.0, 0.25 }, { 20 / 365.0, 0.4 }, { 40 / 365.0, 0.3 } }, 0.25, false },
    { "later ones only: the nearest", { { 90 / 365.0, 0.35 }, { 40 / 365.0, 0.3 }, { 60 / 365.0, 0.9 } }, 0.3, true },
    { "earlier ones only: the nearest", { { 3 / 365.0, 0.5 }, { 20 / 365.0, 0.4 }, { 0, 0.3 } }, 0.4, true },
    { "what has no volatility does not count", { { 29 / 365.0, NAN }, { 20 / 365.0, 0.4 }, { 40 / 365.0, 0.3 } }, 0.3366501646120693, false },
  };
  bool one_sided = true;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      assert_value (mag_volatility_iv30 (rows[i].terms, 3, &one_sided), rows[i].iv30);
      g_assert_cmpint (one_sided, ==, rows[i].one_sided);
    }
  g_assert_true (isnan (mag_volatility_iv30 (NULL, 0, &one_sided)));
}

/* 20 % on every day but the last and, where one is wanted, day number at. */
static void
fill_history (double *history,
              gsize   n,
              double  today,
              gssize  at,
              double  value)
{
  for (gsize i = 0; i < n; i++)
    history[i] = 0.2;
  if (at >= 0)
    history[at] = value;
  history[n - 1] = today;
}

static void
test_rank_and_percentile (void)
{
  static const struct { const char *why; gsize n; double today; gssize at; double value; double rank, percentile; } rows[] = {
    { "half way between 20 and 40 %; all but one of 59 days were below", 60, 0.3, 10, 0.4, 50, 100.0 * 58 / 59 },
    { "today is the highest", 60, 0.5, 10, 0.4, 100, 100 },
    { "today is the lowest: nothing is strictly below", 60, 0.1, 10, 0.4, 0, 0 },
    { "days as high as today are not below it", 60, 0.2, 10, 0.4, 0, 0 },
    { "59 days are too few", 59, 0.3, 10, 0.4, NAN, NAN },
    { "nothing ever moved", 60, 0.2, -1, 0, NAN, 0 },
    { "the day before the last 252 is forgotten", 253, 0.3, 0, 0.4, 100, 100 },
    { "the first of the last 252 is not", 253, 0.3, 1, 0.4, 50, 100.0 * 250 / 251 },
  };
  double history[300];

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      fill_history (history, rows[i].n, rows[i].today, rows[i].at, rows[i].value);
      assert_value (mag_volatility_rank (history, rows[i].n), rows[i].rank);
      assert_value (mag_volatility_percentile (history, rows[i].n), rows[i].percentile);
    }
  g_assert_cmpuint (mag_volatility_history_days (163), ==, 163);
  g_assert_cmpuint (mag_volatility_history_days (300), ==, 252);
  g_assert_true (isnan (mag_volatility_rank (history, 0)));
}

static void
test_close_to_close (void)
{
  /* Returns 0.01, 0.03, -0.01: mean 0.01, squares 0, 0.0004, 0.0004; 0.0008 / 2 x 252 = 0.1008 */
  const double closes[] = { 5, 100, 100 * exp (0.01), 100 * exp (0.04), 100 * exp (0.03) };
  const double gap[] = { 100, NAN, 102, 101 }, zero[] = { 100, 0, 102, 101 };

  assert_value (mag_volatility_close_to_close (closes, 5, 3), sqrt (0.1008));
  g_assert_true (isnan (mag_volatility_close_to_close (closes + 1, 4, 4)));
  g_assert_true (isnan (mag_volatility_close_to_close (closes, 5, 1)));
  g_assert_true (isnan (mag_volatility_close_to_close (gap, 4, 3)));
  g_assert_true (isnan (mag_volatility_close_to_close (zero, 4, 3)));
  g_assert_true (isnan (mag_volatility_close_to_close (NULL, 0, 30)));
}

/* Three days; against the open the logarithms are high 0.02, low -0.01, close 0.01, then 0.01, -0.03, -0.02. */
static void
test_ranges (void)
{
  const double open[] = { 100, 100, 50 };
  const double high[] = { 100, 100 * exp (0.02), 50 * exp (0.01) };
  const double low[] = { 100, 100 * exp (-0.01), 50 * exp (-0.03) };
  const double close[] = { 100 * exp (-0.02), 100 * exp (0.01), 50 * exp (-0.02) };
  const MagOhlc bars = { open, high, low, close, 3 };
  /* ranges 0.03 and 0.04: squares 0.0009 + 0.0016; closes 0.0001 + 0.0004 */
  const double rogers_satchell = (0.02 * 0.01 + 0.01 * 0.02 + 0.01 * 0.03 + 0.03 * 0.01) / 2;
  /* nights: 0.02 and ln (50/100) - 0.01; days: 0.01 and -0.02; the variance of two is half the square of their distance */
  const double night = (0.02 - (log (0.5) - 0.01)) * (0.02 - (log (0.5) - 0.01)) / 2, day = 0.03 * 0.03 / 2;
  const double k = 0.34 / (1.34 + 3);

  assert_value (mag_volatility_parkinson (&bars, 2), sqrt (252 / (4 * 2 * M_LN2) * 0.0025));
  assert_value (mag_volatility_garman_klass (&bars, 2), sqrt (252 / 2.0 * (0.00125 - (2 * M_LN2 - 1) * 0.0005)));
  assert_value (mag_volatility_rogers_satchell (&bars, 2), sqrt (252 * rogers_satchell));
  assert_value (mag_volatility_yang_zhang (&bars, 2), sqrt (252 * (night + k * day + (1 - k) * rogers_satchell)));
}

static void
test_windows_that_are_not_full (void)
{
  const double price[] = { 100, 101, 102 }, gap[] = { 100, NAN, 102 };
  const MagOhlc bars = { price, price, price, price, 3 }, holed = { price, price, price, gap, 3 };

  g_assert_true (isnan (mag_volatility_parkinson (&bars, 4)));
  g_assert_true (isnan (mag_volatility_garman_klass (&bars, 4)));
  g_assert_true (isnan (mag_volatility_rogers_satchell (&bars, 4)));
  g_assert_true (isnan (mag_volatility_yang_zhang (&bars, 3))); /* wants the close before, too */
  g_assert_true (isnan (mag_volatility_yang_zhang (&bars, 1)));
  g_assert_true (isnan (mag_volatility_parkinson (&bars, 0)));
  g_assert_true (isnan (mag_volatility_garman_klass (&holed, 3)));
  g_assert_true (isnan (mag_volatility_yang_zhang (&holed, 2)));
  assert_value (mag_volatility_parkinson (&bars, 3), 0); /* nothing moved within the days */
}

static void
test_premium (void)
{
  assert_value (mag_volatility_premium (0.35, 0.28), 7);
  assert_value (mag_volatility_premium (0.20, 0.28), -8);
  assert_value (mag_volatility_premium (NAN, 0.28), NAN);
  assert_value (mag_volatility_premium (0.35, NAN), NAN);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/volatility/at-the-money-is-interpolated-at-the-forward", test_at_the_money);
  g_test_add_func ("/volatility/iv30-is-linear-in-total-variance", test_iv30);
  g_test_add_func ("/volatility/rank-is-not-percentile", test_rank_and_percentile);
  g_test_add_func ("/volatility/close-to-close", test_close_to_close);
  g_test_add_func ("/volatility/ranges-of-days", test_ranges);
  g_test_add_func ("/volatility/no-value-before-the-window-is-full", test_windows_that_are_not_full);
  g_test_add_func ("/volatility/premium-in-points", test_premium);

  return g_test_run ();
}
