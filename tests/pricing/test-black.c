/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The European formula: the golden vector, rows of the reference vectors, and properties that hold for any input. */

#include "mag-black.h"

#include "european-rows.h"

#include <glib.h>
#include <math.h>

/* S 100, K 95 put, sigma 32 %, 38 days, r 4.5 %, q 0. */
static const MagOption golden = { .call = false, .spot = 100, .strike = 95, .years = 38 / 365.0, .rate = 0.045, .sigma = 0.32 };

static void
assert_relative (double got,
                 double expected,
                 double error)
{
  g_assert_cmpfloat (fabs (got - expected), <=, error * fabs (expected));
}

static void
test_golden_vector (void)
{
  MagOptionValue value;

  g_assert_true (mag_black_evaluate (&golden, &value));
  g_assert_cmpfloat_with_epsilon (value.price, 1.8571, 5e-5);
  g_assert_cmpfloat_with_epsilon (value.delta, -0.2763, 5e-5);
  g_assert_cmpfloat_with_epsilon (value.gamma, 0.03239, 5e-6);
  g_assert_cmpfloat_with_epsilon (value.theta, -0.0418, 5e-5);
  g_assert_cmpfloat_with_epsilon (value.vega, 0.1079, 5e-5);
}

/* Relatively, the price of 2e-221 included. */
static void
test_reference_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (european_rows); i++)
    {
      MagOption option = european_row_option (i);
      const MagOptionValue *expected = &european_rows[i].value;
      double error = expected->price < 1e-100 ? 2e-13 : 2e-14;
      MagOptionValue value;

      g_test_message ("row %d", european_rows[i].id);
      g_assert_true (mag_black_evaluate (&option, &value));
      assert_relative (value.price, expected->price, error);
      assert_relative (value.delta, expected->delta, error);
      assert_relative (value.gamma, expected->gamma, error);
      assert_relative (value.theta, expected->theta, error);
      assert_relative (value.vega, expected->vega, error);
    }
}

/* Figured with 50 digits: where a difference of near-equal numbers would show. */
static void
test_hard_places (void)
{
  static const struct { const char *why; MagOption option; MagOptionValue value; } rows[] = {
    { "the delta of a put in the money that hardly has one",
      { .call = false, .spot = 100, .strike = 200, .years = 9, .rate = 0, .yield = 0, .sigma = 5 },
      { 199.99999999999098, -4.5348096258576333e-14, 2.2926502997984623e-16, -7.8515421225974737e-14, 1.031692634909308e-12 } },
    { "a call in the money by less than the rounding of its parts",
      { .call = true, .spot = 100, .strike = 99.99999999, .years = 1e-06, .rate = 0.04, .yield = 0.01, .sigma = 0.0002 },
      { 9.5740366150219762e-6, 0.55981495835418746, 19722.484344948371, -0.015408058523536363, 0.00039444968689896742 } },
    { "a call far away",
      { .call = true, .spot = 100, .strike = 100000, .years = 2, .rate = 0.04, .yield = 0.01, .sigma = 0.3 },
      { 5.0980382990044675e-57, 1.9796663063691337e-57, 7.4613462397946543e-58, -9.3560454295316888e-58, 4.4768077438767924e-56 } },
    { "negative rates",
      { .call = false, .spot = 100, .strike = 120, .years = 3, .rate = -0.03, .yield = -0.02, .sigma = 0.25 },
      { 35.262504758497017, -0.64548203730106035, 0.00942290605129709, -0.012734288550921401, 0.70671795384728175 } },
    { "a hair's breadth beside the money",
      { .call = true, .spot = 100, .strike = 100.0000001, .years = 0.02, .rate = 0.04, .yield = 0.04, .sigma = 0.001 },
      { 0.0056373341619832795, 0.4996255281860503, 28.186920561593997, -0.00038550440942874154, 0.056373841123187997 } },
    { "more volatility than there is",
      { .call = true, .spot = 100, .strike = 50, .years = 4, .rate = 0.05, .yield = 0.02, .sigma = 9 },
      { 92.311634638663578, 0.92311634638663578, 3.5071284430902469e-22, 0.0050581717610226615, 1.2625662395124889e-18 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagOptionValue value;

      g_test_message ("%s", rows[i].why);
      g_assert_true (mag_black_evaluate (&rows[i].option, &value));
      assert_relative (value.price, rows[i].value.price, 1e-13);
      assert_relative (value.delta, rows[i].value.delta, 1e-13);
      assert_relative (value.gamma, rows[i].value.gamma, 1e-13);
      assert_relative (value.theta, rows[i].value.theta, 1e-13);
      assert_relative (value.vega, rows[i].value.vega, 1e-13);
    }
}

/* A put and a call of the same strike, as far in and out of the money as 40 deviations. */
static void
test_parity (void)
{
  for (int k = 1; k < 40; k++)
    {
      MagOption put = { .spot = 100, .strike = 10.0 * k, .years = 0.3, .rate = 0.05, .yield = 0.02, .sigma = 0.2 };
      MagOption call = put;
      MagOptionValue put_value, call_value;
      double forward = 100 * exp (-0.02 * 0.3) - 10.0 * k * exp (-0.05 * 0.3);

      call.call = true;
      g_assert_true (mag_black_evaluate (&put, &put_value));
      g_assert_true (mag_black_evaluate (&call, &call_value));
      g_assert_cmpfloat_with_epsilon (call_value.price - put_value.price, forward, 1e-13 * fabs (forward));
      g_assert_cmpfloat_with_epsilon (call_value.delta - put_value.delta, exp (-0.02 * 0.3), 1e-15);
      g_assert_cmpfloat (call_value.gamma, ==, put_value.gamma);
      g_assert_cmpfloat (call_value.vega, ==, put_value.vega);
      g_assert_cmpfloat_with_epsilon ((call_value.theta - put_value.theta) * 365, 0.02 * 100 * exp (-0.02 * 0.3) - 0.05 * 10 * k * exp (-0.05 * 0.3), 1e-13);
      /* The one out of the money keeps a value of its own, however small. */
      g_assert_cmpfloat (MIN (put_value.price, call_value.price), >, 0);
    }
}

/* Spot and strike change places with the rates: exact, wherever the series or the difference of the Mills ratios is used. */
static void
test_symmetry_and_scale (void)
{
  for (int i = 0; i < 2000; i++)
    {
      double spread = exp (g_test_rand_double_range (-6, 2));
      MagOption call = { .call = true, .spot = 50, .strike = 50 * exp (spread * g_test_rand_double_range (-4, 4)), .years = 1,
                         .rate = spread * g_test_rand_double_range (-1, 2), .yield = spread * g_test_rand_double_range (-1, 2), .sigma = spread };
      MagOption put = { .call = false, .spot = call.strike, .strike = call.spot, .years = 1, .rate = call.yield, .yield = call.rate, .sigma = spread };
      MagOption large = call;
      MagOptionValue call_value, put_value, large_value;

      large.spot *= 4096;
      large.strike *= 4096;
      g_assert_true (mag_black_evaluate (&call, &call_value) && mag_black_evaluate (&put, &put_value) && mag_black_evaluate (&large, &large_value));
      assert_relative (put_value.price, call_value.price, 1e-12 / MIN (spread, 1));
      g_assert_cmpfloat (large_value.price, ==, 4096 * call_value.price);
      g_assert_cmpfloat (large_value.delta, ==, call_value.delta);
      g_assert_cmpfloat (large_value.gamma * 4096, ==, call_value.gamma);
    }
}

static void
test_greeks_are_derivatives (void)
{
  static const MagOption rows[] = {
    { .call = false, .spot = 100, .strike = 95, .years = 0.1, .rate = 0.045, .sigma = 0.32 },
    { .call = true, .spot = 100, .strike = 95, .years = 0.1, .rate = 0.045, .yield = 0.1, .sigma = 0.32 },
    { .call = true, .spot = 100, .strike = 140, .years = 2, .rate = -0.05, .yield = -0.01, .sigma = 0.5 },
    { .call = false, .spot = 100, .strike = 400, .years = 2, .rate = 0.05, .yield = 0.01, .sigma = 1.5 },
    { .call = true, .spot = 100, .strike = 101, .years = 3, .rate = 0.02, .yield = 0.01, .sigma = 4 },
  };
  static const double h = 1e-4;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagOption up = rows[i], down = rows[i];
      MagOptionValue at, above, below;

      g_assert_true (mag_black_evaluate (&rows[i], &at));
      up.spot += h;
      down.spot -= h;
      mag_black_evaluate (&up, &above);
      mag_black_evaluate (&down, &below);
      g_assert_cmpfloat_with_epsilon (at.delta, (above.price - below.price) / (2 * h), 1e-8);
      g_assert_cmpfloat_with_epsilon (at.gamma, (above.delta - below.delta) / (2 * h), 1e-8);

      up = down = rows[i];
      up.sigma += h;
      down.sigma -= h;
      mag_black_evaluate (&up, &above);
      mag_black_evaluate (&down, &below);
      g_assert_cmpfloat_with_epsilon (at.vega * 100, (above.price - below.price) / (2 * h), 1e-5);

      up = down = rows[i];
      up.years += h;
      down.years -= h;
      mag_black_evaluate (&up, &above);
      mag_black_evaluate (&down, &below);
      g_assert_cmpfloat_with_epsilon (at.theta * 365, -(above.price - below.price) / (2 * h), 1e-4);
    }
}

/* More volatility is worth more, a higher strike costs the call and brings the put; across the seams between the ways to compute it. */
static void
test_price_is_monotone (void)
{
  for (int call = 0; call < 2; call++)
    for (double strike = 60; strike < 170; strike += 13)
      {
        MagOption option = { .call = call, .spot = 100, .strike = strike, .years = 1, .rate = 0.03 };
        double last = 0;

        for (option.sigma = 0.03; option.sigma < 6; option.sigma *= 1.001)
          {
            MagOptionValue value;

            g_assert_true (mag_black_evaluate (&option, &value));
            g_assert_cmpfloat (value.price, >=, last);
            last = value.price;
          }
      }

  for (int call = 0; call < 2; call++)
    {
      MagOption option = { .call = call, .spot = 100, .years = 1, .rate = 0.03, .sigma = 0.4 };
      double last = call ? INFINITY : 0;

      for (option.strike = 1; option.strike < 1000; option.strike *= 1.003)
        {
          MagOptionValue value;

          g_assert_true (mag_black_evaluate (&option, &value));
          g_assert_true (call ? value.price < last : value.price > last);
          last = value.price;
        }
    }
}

static void
test_invalid_input_is_nan (void)
{
  static const MagOption rows[] = {
    { .spot = 0, .strike = 95, .years = 0.1, .sigma = 0.3 },    { .spot = 100, .strike = 0, .years = 0.1, .sigma = 0.3 },
    { .spot = 100, .strike = 95, .years = 0, .sigma = 0.3 },    { .spot = 100, .strike = 95, .years = -1, .sigma = 0.3 },
    { .spot = 100, .strike = 95, .years = 0.1, .sigma = 0 },    { .spot = 100, .strike = 95, .years = 0.1, .sigma = NAN },
    { .spot = INFINITY, .strike = 95, .years = 0.1, .sigma = 1 }, { .spot = 100, .strike = 95, .years = 0.1, .sigma = 0.3, .rate = NAN },
    { .call = true, .spot = 100, .strike = 95, .years = 10, .sigma = 0.3, .yield = -100 }, /* on e^1000 shares */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagOptionValue value;

      g_assert_false (mag_black_evaluate (&rows[i], &value));
      g_assert_true (isnan (value.price) && isnan (value.delta) && isnan (value.gamma) && isnan (value.theta) && isnan (value.vega));
    }
}

/* Whatever finite numbers go in, a value comes out with all of its fields, or none. */
static void
test_extremes_are_finite_or_refused (void)
{
  static const double prices[] = { 1e-300, 1e-9, 0.01, 99.999, 100, 100.001, 1e9, 1e300 };
  static const double years[] = { 1e-300, 1e-9, 0.003, 1, 1e3, 1e9 };
  static const double sigmas[] = { 1e-300, 1e-6, 0.3, 50, 1e9 };
  static const double rates[] = { -1e3, -0.1, 0, 0.04, 1e3 };
  guint valued = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (prices) * G_N_ELEMENTS (prices) * G_N_ELEMENTS (years) * G_N_ELEMENTS (sigmas) * 25 * 2; i++)
    {
      gsize n = i;
      MagOption option = { .call = n % 2 };
      MagOptionValue v;

      option.spot = prices[(n /= 2) % 8];
      option.strike = prices[(n /= 8) % 8];
      option.years = years[(n /= 8) % 6];
      option.sigma = sigmas[(n /= 6) % 5];
      option.rate = rates[(n /= 5) % 5];
      option.yield = rates[(n /= 5) % 5];
      if (mag_black_evaluate (&option, &v))
        {
          g_assert_true (isfinite (v.price) && isfinite (v.delta) && isfinite (v.gamma) && isfinite (v.theta) && isfinite (v.vega));
          g_assert_true (v.price >= 0 && v.gamma >= 0 && v.vega >= 0 && (option.call ? v.delta >= 0 : v.delta <= 0));
          valued++;
        }
      else
        g_assert_true (isnan (v.price) && isnan (v.delta) && isnan (v.gamma) && isnan (v.theta) && isnan (v.vega));
    }
  g_test_message ("%u have a value", valued);
  g_assert_cmpuint (valued, >, 50000);
}

/* What no rate makes too large is never refused. */
static void
test_deep_wings_have_a_value (void)
{
  static const MagOption rows[] = {
    { .call = true, .spot = 1, .strike = 1e6, .years = 1e-9, .sigma = 1e-6 }, { .call = false, .spot = 1e6, .strike = 1, .years = 1e-9, .sigma = 50 },
    { .call = true, .spot = 100, .strike = 100, .years = 1e3, .sigma = 50 },  { .call = false, .spot = 100, .strike = 100, .years = 1e3, .sigma = 1e-6 },
    { .call = true, .spot = 1e-5, .strike = 1e5, .years = 1, .sigma = 0.2, .rate = 500, .yield = 1e3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagOptionValue value;

      g_assert_true (mag_black_evaluate (&rows[i], &value));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/black/golden-vector", test_golden_vector);
  g_test_add_func ("/black/reference-rows", test_reference_rows);
  g_test_add_func ("/black/hard-places", test_hard_places);
  g_test_add_func ("/black/parity", test_parity);
  g_test_add_func ("/black/symmetry-and-scale", test_symmetry_and_scale);
  g_test_add_func ("/black/greeks-are-derivatives", test_greeks_are_derivatives);
  g_test_add_func ("/black/price-is-monotone", test_price_is_monotone);
  g_test_add_func ("/black/invalid-input-is-nan", test_invalid_input_is_nan);
  g_test_add_func ("/black/extremes-are-finite-or-refused", test_extremes_are_finite_or_refused);
  g_test_add_func ("/black/deep-wings-have-a-value", test_deep_wings_have_a_value);
  return g_test_run ();
}
