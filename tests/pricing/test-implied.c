/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The volatility behind a European price. */

#include "mag-black.h"

#include "european-rows.h"

#include <float.h>
#include <glib.h>
#include <math.h>

#define UNITS 12 /* in the last place of sigma + price/(dprice/dsigma): what is allowed; the worst of ten million was 7.2, one of a hundred is over 2.5 */

/* How far a volatility may be off that came from a price of double precision. */
static double
allowed (double                sigma,
         const MagOptionValue *value)
{
  return UNITS * DBL_EPSILON * (sigma + value->price / (MAG_VOLATILITY_POINTS * value->vega));
}

static void
test_reference_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (european_rows); i++)
    {
      MagOption option = european_row_option (i);
      const MagOptionValue *value = &european_rows[i].value;
      MagIvStatus status;
      double sigma;

      status = mag_black_implied (&option, value->price, &sigma);
      if (value->price < 1e-9 * option.spot)
        {
          g_assert_cmpint (status, ==, MAG_IV_BELOW_MINIMUM);
          continue;
        }
      g_assert_cmpint (status, ==, MAG_IV_OK);
      /* The rows have 15 digits, one or two less than a double. */
      g_assert_cmpfloat_with_epsilon (sigma, option.sigma, 3 * allowed (option.sigma, value));
    }
}

/* Marks of the reference vectors, and the volatilities that they were found to have. */
static void
test_reference_marks (void)
{
  static const struct { MagOption option; double mark, sigma; } rows[] = {
    { { .call = true, .spot = 100, .strike = 92, .years = 10 / 365.0 }, 10.05, 0.802255466340507 },
    { { .call = true, .spot = 187.35, .strike = 252, .years = 2, .rate = 0.0525 }, 21.525, 0.329754192580678 },
    { { .call = false, .spot = 3.47, .strike = 27.76, .years = 2, .yield = 0.055 }, 26.55, 1.99937083278982 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double sigma;

      g_assert_cmpint (mag_black_implied (&rows[i].option, rows[i].mark, &sigma), ==, MAG_IV_OK);
      g_assert_cmpfloat_with_epsilon (sigma, rows[i].sigma, 1e-14);
    }
}

/* Wide enough for every branch; the seed is printed by the test program and taken by --seed. */
static void
test_round_trip (void)
{
  guint found = 0;

  for (int i = 0; i < 200000; i++)
    {
      MagOption option = {
        .call = g_test_rand_bit (), .european = true, .spot = exp (g_test_rand_double_range (-3, 9)), .years = exp (g_test_rand_double_range (-8, 1.5)),
        .rate = g_test_rand_double_range (-0.05, 0.15), .yield = g_test_rand_double_range (-0.05, 0.15), .sigma = exp (g_test_rand_double_range (-6.9, 2.3)),
      };
      double spread = option.sigma * sqrt (option.years);
      MagOptionValue value;
      double sigma;

      option.strike = option.spot * exp (spread * g_test_rand_double_range (-7, 7) + g_test_rand_double_range (-0.5, 0.5) * spread * spread);
      g_assert_true (mag_black_evaluate (&option, &value));
      if (mag_black_implied (&option, value.price, &sigma) != MAG_IV_OK)
        continue;
      found++;
      if (fabs (sigma - option.sigma) > allowed (option.sigma, &value))
        g_error ("%s spot %.17g strike %.17g years %.17g rate %.17g yield %.17g sigma %.17g: found %.17g", option.call ? "call" : "put", option.spot,
                 option.strike, option.years, option.rate, option.yield, option.sigma, sigma);
    }
  g_test_message ("%u volatilities", found);
  g_assert_cmpuint (found, >, 100000);
}

static void
test_status (void)
{
  static const struct { const char *why; MagOption option; double price; MagIvStatus status; } rows[] = {
    /* The put of 110: worth 110 e^-0.005 - 100 = 9.4513 without volatility, 110 e^-0.005 = 109.4513 with all. */
    { "a price", { .spot = 100, .strike = 110, .years = 0.1, .rate = 0.05 }, 12, MAG_IV_OK },
    { "under the forward's intrinsic value", { .spot = 100, .strike = 110, .years = 0.1, .rate = 0.05 }, 9.4513, MAG_IV_BELOW_MINIMUM },
    { "at it, to 1e-9 of the strike", { .spot = 100, .strike = 110, .years = 0.1, .rate = 0.05 }, 9.451372711 + 1e-7, MAG_IV_BELOW_MINIMUM },
    { "just over it", { .spot = 100, .strike = 110, .years = 0.1, .rate = 0.05 }, 9.451372711 + 2e-7, MAG_IV_OK },
    { "under exercise, but European", { .spot = 100, .strike = 110, .years = 0.1, .rate = 0.05 }, 9.9, MAG_IV_OK },
    { "over the strike's present value", { .spot = 100, .strike = 110, .years = 0.1, .rate = 0.05 }, 109.46, MAG_IV_ABOVE_MAXIMUM },
    { "nothing", { .spot = 100, .strike = 95, .years = 0.1, .rate = 0.05 }, 0, MAG_IV_BELOW_MINIMUM },
    { "a call over the share's present value", { .call = true, .spot = 100, .strike = 95, .years = 1, .yield = 0.1 }, 90.5, MAG_IV_ABOVE_MAXIMUM },
    { "sample: put of 60 at 59.8", { .spot = 50, .strike = 60, .years = 30 / 365.0, .rate = 0.0433 }, 59.8, MAG_IV_ABOVE_MAXIMUM },
    /* At the money the price is 100 sigma sqrt (T/2pi): 0.0399 for 0.1 % in a year, 0.00001 for a 40th of it. */
    { "0.025 % a year", { .spot = 100, .strike = 100, .years = 1 }, 0.01, MAG_IV_BELOW_RANGE },
    { "0.2 % a year", { .spot = 100, .strike = 100, .years = 1 }, 0.08, MAG_IV_OK },
    { "1500 % for three days", { .spot = 100, .strike = 100, .years = 3 / 365.0 }, 50, MAG_IV_ABOVE_RANGE },
    { "expired", { .spot = 100, .strike = 100, .years = 0 }, 1, MAG_IV_EXPIRED },
    { "long expired", { .spot = 100, .strike = 100, .years = -1 }, 1, MAG_IV_EXPIRED },
    { "no spot", { .spot = 0, .strike = 100, .years = 1 }, 1, MAG_IV_BAD_INPUT },
    { "no strike", { .spot = 100, .strike = NAN, .years = 1 }, 1, MAG_IV_BAD_INPUT },
    { "no rate", { .spot = 100, .strike = 100, .years = 1, .rate = NAN }, 1, MAG_IV_BAD_INPUT },
    { "no time", { .spot = 100, .strike = 100, .years = NAN }, 1, MAG_IV_BAD_INPUT },
    { "no price", { .spot = 100, .strike = 100, .years = 1 }, NAN, MAG_IV_BAD_INPUT },
    { "infinite price", { .spot = 100, .strike = 100, .years = 1 }, INFINITY, MAG_IV_BAD_INPUT },
    { "negative price", { .spot = 100, .strike = 100, .years = 1 }, -1, MAG_IV_BAD_INPUT },
    { "e^1000 shares", { .spot = 100, .strike = 100, .years = 1, .yield = -1000 }, 1, MAG_IV_BAD_INPUT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double sigma = 0;

      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (mag_black_implied (&rows[i].option, rows[i].price, &sigma), ==, rows[i].status);
      g_assert_true (rows[i].status == MAG_IV_OK ? sigma >= MAG_SIGMA_MIN && sigma <= MAG_SIGMA_MAX : isnan (sigma));
    }
}

/* From any finite numbers: a volatility in range, or NaN and a reason. */
static void
test_extremes_have_a_status (void)
{
  static const double prices[] = { 1e-300, 1e-9, 0.01, 99.999, 100, 100.001, 1e9, 1e300 };
  static const double years[] = { 1e-300, 1e-9, 0.003, 1, 1e3, 1e300 };
  static const double rates[] = { -1e3, -0.1, 0, 0.04, 1e3 };

  for (gsize i = 0; i < 2 * 8 * 8 * 8 * 6 * 25; i++)
    {
      gsize n = i;
      MagOption option = { .call = n % 2 };
      double price, sigma = 0;
      MagIvStatus status;

      option.spot = prices[(n /= 2) % 8];
      option.strike = prices[(n /= 8) % 8];
      price = prices[(n /= 8) % 8];
      option.years = years[(n /= 8) % 6];
      option.rate = rates[(n /= 6) % 5];
      option.yield = rates[(n /= 5) % 5];
      status = mag_black_implied (&option, price, &sigma);
      g_assert_true (status == MAG_IV_OK ? sigma >= MAG_SIGMA_MIN && sigma <= MAG_SIGMA_MAX : isnan (sigma));
    }
}

/* The vectors find what single contracts find, in blocks that do not fill a vector too, and a bad row hurts no other. */
static void
test_batch (void)
{
  enum { N = 20011 };
  g_autofree double *moneyness = g_new (double, N);
  g_autofree double *unit_value = g_new (double, N);
  g_autofree double *deviation = g_new (double, N);
  g_autofree double *expected = g_new (double, N);
  g_autofree double *tolerance = g_new (double, N);
  double worst = 0;

  for (gsize i = 0; i < N; i++)
    {
      MagOption option = { .call = true, .spot = 1, .years = 1, .sigma = exp (g_test_rand_double_range (-8, 3)) };
      MagOptionValue value;

      option.strike = exp (option.sigma * g_test_rand_double_range (0, 9) + g_test_rand_double_range (0, 0.5) * option.sigma * option.sigma);
      g_assert_true (mag_black_evaluate (&option, &value));
      moneyness[i] = log (option.strike);
      unit_value[i] = value.price;
      expected[i] = option.sigma;
      /* Here the logarithm of the strike is rounded, where it is near 0 by more than its own last place. */
      tolerance[i] = allowed (option.sigma, &value) + DBL_EPSILON + 40 * DBL_EPSILON / (100 * value.vega) * (value.price > 0.5);
      if (value.price >= 1 - 1e-12 || value.price < 1e-300)
        unit_value[i] = 0;
    }
  for (gsize i = 5; i < N; i += 1000)
    {
      moneyness[i] = i % 2000 == 5 ? NAN : -1;
      unit_value[i + 1] = i % 2000 == 5 ? NAN : 1;
    }
  mag_black_deviations (moneyness, unit_value, deviation, N - 2);
  mag_black_deviations (moneyness + N - 2, unit_value + N - 2, deviation + N - 2, 1);
  mag_black_deviations (moneyness + N - 1, unit_value + N - 1, deviation + N - 1, 1);

  for (gsize i = 0; i < N; i++)
    if (!(moneyness[i] >= 0) || !(unit_value[i] > 0) || unit_value[i] >= 1)
      g_assert_true (isnan (deviation[i]));
    else
      {
        worst = MAX (worst, fabs (deviation[i] - expected[i]) / tolerance[i]);
        g_assert_cmpfloat_with_epsilon (deviation[i], expected[i], tolerance[i]);
      }
  g_test_message ("at worst %.2f of what is allowed", worst);
}

/* At the money p = 2 Phi(s/2) - 1: to the smallest values, by the slope of the curve there. */
static void
test_batch_at_the_money (void)
{
  static const double moneyness[] = { 0, 0, 0, 0, 1e-300, 0 };
  static const double unit_value[] = { 0x1p-1022, 1e-200, 1e-10, 0.25, 1e-100, 1 - 0x1p-53 };
  double deviation[6];

  mag_black_deviations (moneyness, unit_value, deviation, 6);
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (deviation[i], unit_value[i] * 2.5066282746310005, unit_value[i] * 4e-15);
  g_assert_cmpfloat_with_epsilon (deviation[3], 2 * 0.31863936396437514, 4e-16); /* the quantile of 0.625 */
  g_assert_cmpfloat_with_epsilon (deviation[4], 2.5066282746310005e-100, 1e-114);
  g_assert_cmpfloat_with_epsilon (deviation[5], 2 * 8.29236107581359854, 1e-14); /* of 2^-54 in the right tail */
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/implied/reference-rows", test_reference_rows);
  g_test_add_func ("/implied/reference-marks", test_reference_marks);
  g_test_add_func ("/implied/round-trip", test_round_trip);
  g_test_add_func ("/implied/status", test_status);
  g_test_add_func ("/implied/extremes-have-a-status", test_extremes_have_a_status);
  g_test_add_func ("/implied/batch", test_batch);
  g_test_add_func ("/implied/batch-at-the-money", test_batch_at_the_money);
  return g_test_run ();
}
