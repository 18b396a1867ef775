/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Probabilities, expected moves and breakevens. */

#include "mag-probability.h"

#include "mag-black.h"

#include "european-rows.h"

#include <glib.h>
#include <math.h>

/* S 100, K 95 put sold at 1.80, sigma 32 %, 38 days, r 4.5 %, q 0. */
static const MagOption golden = { .call = false, .spot = 100, .strike = 95, .years = 38 / 365.0, .rate = 0.045, .sigma = 0.32 };

static void
test_golden_vector (void)
{
  g_assert_cmpfloat_with_epsilon (1 - mag_probability_itm (&golden), 0.6881, 5e-5);
  g_assert_cmpfloat_with_epsilon (mag_probability_pop_short (&golden, 1.80), 0.7504, 5e-5);
  g_assert_cmpfloat_with_epsilon (mag_probability_touch (100, 95, golden.years, 0.045, 0, 0.32), 0.6213, 5e-5);
  g_assert_cmpfloat_with_epsilon (mag_expected_move (100, 0.32, golden.years), 10.33, 5e-3);
}

static void
test_reference_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (european_rows); i++)
    {
      MagOption option = european_row_option (i);
      double p_itm = european_rows[i].p_itm, pop = european_rows[i].pop_short;

      g_test_message ("row %d", european_rows[i].id);
      g_assert_cmpfloat_with_epsilon (mag_probability_itm (&option), p_itm, 2e-13 * p_itm);
      g_assert_cmpfloat_with_epsilon (mag_probability_pop_short (&option, european_rows[i].value.price), pop, 2e-13 * pop);
    }
}

static void
test_complements (void)
{
  MagOption call = golden;

  call.call = true;
  g_assert_cmpfloat_with_epsilon (mag_probability_itm (&call) + mag_probability_itm (&golden), 1, 1e-15);
  g_assert_cmpfloat_with_epsilon (mag_probability_itm (&call), mag_probability_above (100, 95, golden.years, 0.045, 0, 0.32), 1e-15);
  g_assert_cmpfloat_with_epsilon (mag_probability_pop_short (&call, 1.2), 1 - mag_probability_above (100, 96.2, golden.years, 0.045, 0, 0.32), 1e-15);
  g_assert_cmpfloat_with_epsilon (mag_probability_pop_short (&golden, 1.2), mag_probability_above (100, 93.8, golden.years, 0.045, 0, 0.32), 1e-15);
  g_assert_cmpfloat (mag_probability_above (100, 0, 1, 0, 0, 0.2), ==, 1);
  g_assert_cmpfloat (mag_probability_above (100, -5, 1, 0, 0, 0.2), ==, 1);
  g_assert_cmpfloat (mag_probability_pop_short (&golden, 95), ==, 1); /* breakeven at zero */
}

static void
test_covered_call (void)
{
  MagOption call = { .call = true, .spot = 100, .strike = 105, .years = 0.1, .rate = 0.04, .sigma = 0.3 };
  double above_98 = mag_probability_above (100, 98, 0.1, 0.04, 0, 0.3);

  g_assert_cmpfloat (mag_probability_pop_covered_call (&call, 2, 100), ==, above_98);
  g_assert_cmpfloat (mag_probability_pop_covered_call (&call, 2, 106.99), ==, mag_probability_above (100, 104.99, 0.1, 0.04, 0, 0.3));
  g_assert_cmpfloat (mag_probability_pop_covered_call (&call, 2, 107), ==, 0); /* called away at the breakeven: nothing is gained */
  g_assert_cmpfloat (mag_probability_pop_covered_call (&call, 2, 120), ==, 0);
  g_assert_cmpfloat (mag_probability_pop_covered_call (&call, 2, 2), ==, 1);   /* the premium has paid for the shares */
  g_assert_true (isnan (mag_probability_pop_covered_call (&call, NAN, 100)));
  call.sigma = NAN;
  g_assert_true (isnan (mag_probability_pop_covered_call (&call, 2, 120)));
}

/* Figured with 40 digits; in the rows of large drift e^(2 nu b/sigma^2) itself is up to e^13862. */
static void
test_touch (void)
{
  static const struct { double level, years, rate, yield, sigma, probability; } rows[] = {
    { 95, 38 / 365.0, 0.045, 0, 0.32, 0.621265857160985619 },
    { 90, 0.1, 0, 1, 0.015, 0.134594269581322777 },
    { 110, 0.1, 1, 0, 0.015, 0.84396801257197055 },
    { 110, 0.1, 0, 1, 0.1, 3.00247249594340931e-9 },
    { 80, 0.02, 0.04, 0, 0.15, 5.30311253327624095e-26 },
    { 50, 1, 0, 1, 0.01, 1 },
    { 200, 1, 0, 1, 0.3, 9.33246669309687267e-8 },
    { 100, 0.1, 0.04, 0, 0.3, 1 },
    { 0, 0.1, 0.04, 0, 0.3, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double touch = mag_probability_touch (100, rows[i].level, rows[i].years, rows[i].rate, rows[i].yield, rows[i].sigma);

      g_assert_cmpfloat (fabs (touch - rows[i].probability), <=, 2e-12 * rows[i].probability);
    }
}

/* Without drift of the logarithm the share is beyond the level at the end half of the times that it has been there. */
static void
test_touch_reflects (void)
{
  for (double level = 60; level < 160; level += 7)
    {
      double above = mag_probability_above (100, level, 0.5, 0.02, 0, 0.2);
      double beyond = level > 100 ? above : 1 - above;

      g_assert_cmpfloat_with_epsilon (mag_probability_touch (100, level, 0.5, 0.02, 0, 0.2), 2 * beyond, 1e-14);
    }
}

static void
test_touch_of_extremes_is_a_probability (void)
{
  static const double levels[] = { 1e-300, 1e-3, 99.9999, 100.0001, 1e5, 1e300 };
  static const double years[] = { 1e-9, 0.1, 1e3 };
  static const double rates[] = { -1e3, -0.1, 0, 0.1, 1e3 };
  static const double sigmas[] = { 1e-6, 0.3, 50 };

  for (gsize i = 0; i < 6 * 3 * 5 * 3; i++)
    {
      double level = levels[i % 6], t = years[i / 6 % 3], rate = rates[i / 18 % 5], sigma = sigmas[i / 90];
      double touch = mag_probability_touch (100, level, t, rate, 0, sigma);
      double above = mag_probability_above (100, level, t, rate, 0, sigma);

      g_assert_true (touch >= 0 && touch <= 1 && above >= 0 && above <= 1);
      g_assert_cmpfloat (touch, >=, (level > 100 ? above : 1 - above) - 1e-15);
    }
}

static void
test_moves_and_breakevens (void)
{
  g_assert_cmpfloat_with_epsilon (mag_expected_move (200, 0.25, 0.25), 25, 1e-14);
  g_assert_cmpfloat_with_epsilon (mag_expected_move_of_straddle (8), 6.8, 1e-14);
  g_assert_cmpfloat_with_epsilon (mag_breakeven_short (false, 95, 1.8), 93.2, 1e-13);
  g_assert_cmpfloat_with_epsilon (mag_breakeven_short (true, 105, 1.8), 106.8, 1e-13);
  g_assert_cmpfloat_with_epsilon (mag_breakeven_covered_call (46.2, 0.9), 45.3, 1e-13);
  g_assert_true (isnan (mag_expected_move (200, NAN, 0.25)) && isnan (mag_expected_move (200, 0.25, 0)) && isnan (mag_expected_move_of_straddle (0)));
}

static void
test_invalid_input_is_nan (void)
{
  static const MagOption rows[] = {
    { .spot = 0, .strike = 95, .years = 0.1, .sigma = 0.3 },    { .spot = 100, .strike = 0, .years = 0.1, .sigma = 0.3 },
    { .spot = 100, .strike = 95, .years = 0, .sigma = 0.3 },    { .spot = 100, .strike = 95, .years = -1, .sigma = 0.3 },
    { .spot = 100, .strike = 95, .years = 0.1, .sigma = 0 },    { .spot = 100, .strike = 95, .years = 0.1, .sigma = NAN },
    { .spot = INFINITY, .strike = 95, .years = 0.1, .sigma = 1 }, { .spot = 100, .strike = 95, .years = 0.1, .sigma = 0.3, .rate = NAN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_true (isnan (mag_probability_itm (&rows[i])));
      g_assert_true (isnan (mag_probability_pop_short (&rows[i], 1)));
      g_assert_true (isnan (mag_probability_pop_covered_call (&rows[i], 1, 90)));
    }
  g_assert_true (isnan (mag_probability_pop_short (&golden, NAN)));
  g_assert_true (isnan (mag_probability_above (100, NAN, 1, 0, 0, 0.2)));
  g_assert_true (isnan (mag_probability_touch (100, 90, 0, 0, 0, 0.2)));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probability/golden-vector", test_golden_vector);
  g_test_add_func ("/probability/reference-rows", test_reference_rows);
  g_test_add_func ("/probability/complements", test_complements);
  g_test_add_func ("/probability/covered-call", test_covered_call);
  g_test_add_func ("/probability/touch", test_touch);
  g_test_add_func ("/probability/touch-reflects", test_touch_reflects);
  g_test_add_func ("/probability/touch-of-extremes-is-a-probability", test_touch_of_extremes_is_a_probability);
  g_test_add_func ("/probability/moves-and-breakevens", test_moves_and_breakevens);
  g_test_add_func ("/probability/invalid-input-is-nan", test_invalid_input_is_nan);
  return g_test_run ();
}
