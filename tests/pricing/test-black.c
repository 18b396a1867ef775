/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The European formulas: the golden vector, the European rows of the reference vectors, and properties that hold for any input. */

#include "mag-black.h"

#include <glib.h>
#include <math.h>

/* S 100, K 95 put, sigma 32 %, 38 days, r 4.5 %, q 0. */
static const MagOption golden = { .call = false, .spot = 100, .strike = 95, .years = 38 / 365.0, .rate = 0.045, .sigma = 0.32 };

static void
test_golden_vector (void)
{
  MagOptionValue result;

  g_assert_true (mag_black_evaluate (&golden, &result));
  g_assert_cmpfloat_with_epsilon (result.price, 1.8571, 5e-5);
  g_assert_cmpfloat_with_epsilon (result.delta, -0.2763, 5e-5);
  g_assert_cmpfloat_with_epsilon (result.gamma, 0.03239, 5e-6);
  g_assert_cmpfloat_with_epsilon (result.theta, -0.0418, 5e-5);
  g_assert_cmpfloat_with_epsilon (result.vega, 0.1079, 5e-5);
}

static void
test_parity (void)
{
  for (int k = 1; k < 40; k++)
    {
      MagOption put = { .spot = 100, .strike = 10.0 * k, .years = 0.3, .rate = 0.05, .yield = 0.02, .sigma = 0.4 };
      MagOption call = put;
      MagOptionValue put_result, call_result;
      double forward = 100 * exp (-0.02 * 0.3) - 10.0 * k * exp (-0.05 * 0.3);

      call.call = true;
      g_assert_true (mag_black_evaluate (&put, &put_result));
      g_assert_true (mag_black_evaluate (&call, &call_result));
      g_assert_cmpfloat_with_epsilon (call_result.price - put_result.price, forward, 1e-11);
      g_assert_cmpfloat_with_epsilon (call_result.delta - put_result.delta, exp (-0.02 * 0.3), 1e-13);
      g_assert_cmpfloat_with_epsilon (call_result.gamma, put_result.gamma, 1e-15);
      g_assert_cmpfloat_with_epsilon (call_result.vega, put_result.vega, 1e-15);
        }
}

static void
test_greeks_are_derivatives (void)
{
  static const double h = 1e-4;
  MagOption up = golden, down = golden;
  MagOptionValue at, above, below;

  g_assert_true (mag_black_evaluate (&golden, &at));
  up.spot += h;
  down.spot -= h;
  mag_black_evaluate (&up, &above);
  mag_black_evaluate (&down, &below);
  g_assert_cmpfloat_with_epsilon (at.delta, (above.price - below.price) / (2 * h), 1e-8);
  g_assert_cmpfloat_with_epsilon (at.gamma, (above.delta - below.delta) / (2 * h), 1e-8);

  up = down = golden;
  up.sigma += h;
  down.sigma -= h;
  mag_black_evaluate (&up, &above);
  mag_black_evaluate (&down, &below);
  g_assert_cmpfloat_with_epsilon (at.vega * 100, (above.price - below.price) / (2 * h), 1e-6);

  up = down = golden;
  up.years += h;
  down.years -= h;
  mag_black_evaluate (&up, &above);
  mag_black_evaluate (&down, &below);
  g_assert_cmpfloat_with_epsilon (at.theta * 365, -(above.price - below.price) / (2 * h), 1e-4);
}

static void
test_implied_round_trip (void)
{
  for (double sigma = 0.02; sigma < 8; sigma *= 1.7)
    for (double strike = 60; strike <= 160; strike += 10)
      for (int call = 0; call < 2; call++)
        {
          MagOption input = { .call = call, .spot = 100, .strike = strike, .years = 0.25, .rate = 0.04, .yield = 0.01, .sigma = sigma };
          MagOptionValue result;
          double implied;

          g_assert_true (mag_black_evaluate (&input, &result));
          input.sigma = NAN;
          implied = mag_black_implied (&input, result.price);
          /* A price without time value stands for any small sigma or, rounded, for none. */
          if (result.vega < 1e-12)
            continue;
          /* Where the price says little of sigma, what counts is the price it stands for. */
          g_assert_cmpfloat (fabs (implied - sigma) * result.vega * 100, <, 1e-9);
        }
}

static void
test_implied_has_bounds (void)
{
  MagOption input = golden;

  g_assert_true (isnan (mag_black_implied (&input, -1)));
  g_assert_true (isnan (mag_black_implied (&input, NAN)));
  g_assert_true (isnan (mag_black_implied (&input, 95)));        /* above the strike's present value */
  g_assert_true (isnan (mag_black_implied (&input, INFINITY)));
  input.strike = 110;
  g_assert_true (isnan (mag_black_implied (&input, 9.4)));       /* below 110 e^-rT - 100 = 9.486 */
  input.years = 0;
  g_assert_true (isnan (mag_black_implied (&input, 12)));
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
      MagOptionValue result;

      g_assert_false (mag_black_evaluate (&rows[i], &result));
      g_assert_true (isnan (result.price) && isnan (result.delta) && isnan (result.gamma) && isnan (result.theta) && isnan (result.vega));
    }
}

/* One line of the reference file; TRUE when it is a European one and was compared. */
static gboolean
check_reference_line (const char *line)
{
  g_auto(GStrv) f = g_strsplit (line, ",", -1);
  MagOption input;
  MagOptionValue result;
  double scale;

  if (g_strv_length (f) < 17 || !g_str_equal (f[1], "price") || g_ascii_tolower (f[2][0]) != 'e')
    return FALSE;
  input = (MagOption) { .call = g_ascii_tolower (f[3][0]) == 'c', .spot = g_ascii_strtod (f[4], NULL),
                            .strike = g_ascii_strtod (f[5], NULL), .years = g_ascii_strtod (f[6], NULL) / 365,
                            .rate = g_ascii_strtod (f[7], NULL), .yield = g_ascii_strtod (f[8], NULL),
                            .sigma = g_ascii_strtod (f[9], NULL) };
  scale = MAX (input.spot, input.strike);
  g_assert_true (mag_black_evaluate (&input, &result));
  g_assert_cmpfloat_with_epsilon (result.price, g_ascii_strtod (f[10], NULL), 1e-9 * scale);
  g_assert_cmpfloat_with_epsilon (result.delta, g_ascii_strtod (f[11], NULL), 1e-9);
  g_assert_cmpfloat_with_epsilon (result.gamma * input.spot, g_ascii_strtod (f[12], NULL) * input.spot, 1e-8);
  g_assert_cmpfloat_with_epsilon (result.theta, g_ascii_strtod (f[13], NULL), 1e-9 * scale);
  g_assert_cmpfloat_with_epsilon (result.vega, g_ascii_strtod (f[14], NULL), 1e-9 * scale);
  return TRUE;
}

static void
test_reference (void)
{
  const char *captures = g_getenv ("MAGNUS_CAPTURES");
  g_autofree char *path = captures != NULL ? g_build_filename (captures, "..", "reference", "american_options_sample.csv", NULL) : NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  guint n = 0;

  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("the reference vectors are not here");
      return;
    }
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    n += check_reference_line (lines[i]);
  g_test_message ("%u European rows", n);
  g_assert_cmpuint (n, >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/black/golden-vector", test_golden_vector);
  g_test_add_func ("/black/parity", test_parity);
  g_test_add_func ("/black/greeks-are-derivatives", test_greeks_are_derivatives);
  g_test_add_func ("/black/implied-round-trip", test_implied_round_trip);
  g_test_add_func ("/black/implied-has-bounds", test_implied_has_bounds);
  g_test_add_func ("/black/invalid-input-is-nan", test_invalid_input_is_nan);
  g_test_add_func ("/black/reference", test_reference);
  return g_test_run ();
}
