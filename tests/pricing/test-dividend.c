/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Options on a share with cash dividends: reference rows, two independent methods, and rules that hold for any input. */

#include "mag-black.h"
#include "mag-dividend.h"

#include <glib.h>
#include <math.h>

#define DAY (1 / MAG_DAYS_PER_YEAR)
#define MOST_DIVIDENDS 8

/* A dividend every so many days from the first. */
static gsize
fill_dividends (MagDividend *dividends,
                double       first,
                double       every,
                double       amount,
                gsize        n)
{
  for (gsize i = 0; i < n; i++)
    dividends[i] = (MagDividend) { .years = (first + i * every) * DAY, .amount = amount };
  return n;
}

/* The pass criteria for options with cash dividends. */
static void
assert_values_close (const MagOption      *option,
                     const MagOptionValue *value,
                     const MagOptionValue *expected,
                     double                share)
{
  double scale = MAX (option->spot, option->strike);

  g_assert_cmpfloat_with_epsilon (value->price, expected->price, share * 5e-5 * scale);
  g_assert_cmpfloat_with_epsilon (value->delta, expected->delta, share * 1e-3);
  g_assert_cmpfloat (fabs (value->gamma - expected->gamma) * option->spot / (1 + expected->gamma * option->spot), <=, share * 2e-2);
  g_assert_cmpfloat_with_epsilon (value->theta, expected->theta, share * 2e-5 * scale);
  g_assert_cmpfloat_with_epsilon (value->vega, expected->vega, share * 5e-6 * scale);
}

/* Made by QuantLib's finite differences, extrapolated; a tenth of the criteria is asked for. */
static void
test_reference_rows (void)
{
  static const struct
  {
    gboolean       call;
    double         spot, strike, days, rate, sigma, first, amount;
    gsize          n;
    MagOptionValue expected;
  } rows[] = {
    { TRUE, 27.41, 30, 14, 0.01, 0.45, 9, 0.32, 1, { 0.163923922, 0.1420072, 0.0971587, -0.0203511, 0.0119047 } },
    { FALSE, 12.6, 10.5, 14, 0.0433, 0.9, 9, 0.11, 1, { 0.172608573, -0.1410815, 0.101159, -0.0175886, 0.0055015 } },
    { FALSE, 100, 104, 120, 0.01, 0.33, 18, 0.7, 2, { 10.481495, -0.5673143, 0.0209399, -0.0293963, 0.223988 } },
    { TRUE, 58.9, 75, 270, 0.0235, 0.9, 50, 0.26, 3, { 13.0687816, 0.5325787, 0.00877836, -0.0349696, 0.200187 } },
    { TRUE, 187.35, 183, 30, 0.0235, 0.9, 3, 1.74, 1, { 20.4369799, 0.5758247, 0.00817194, -0.323899, 0.208632 } },
    { TRUE, 12.6, 11, 45, 0.0433, 0.9, 14, 0.02, 1, { 2.43672714, 0.7255276, 0.0838183, -0.0155607, 0.0147311 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagOption option = { .call = rows[i].call, .spot = rows[i].spot, .strike = rows[i].strike, .years = rows[i].days * DAY,
                           .rate = rows[i].rate, .sigma = rows[i].sigma };
      MagDividend dividends[MOST_DIVIDENDS];
      gsize n = fill_dividends (dividends, rows[i].first, 91, rows[i].amount, rows[i].n);
      MagOptionValue value;
      double sigma, scale = MAX (option.spot, option.strike);

      g_test_message ("row %zu", i);
      g_assert_true (mag_dividend_evaluate (&option, dividends, n, &value));
      assert_values_close (&option, &value, &rows[i].expected, 0.1);
      option.sigma = NAN;
      g_assert_cmpint (mag_dividend_implied (&option, rows[i].expected.price, dividends, n, &sigma, &value), ==, MAG_IV_OK);
      g_assert_cmpfloat (fabs (sigma - rows[i].sigma) * 100 * rows[i].expected.vega, <=, 5e-6 * scale);
      assert_values_close (&option, &value, &rows[i].expected, 0.1);
    }
}

/* e^(-r t) E[max (S - K, European call (S - D, T - t))] over the spot just before the only dividend. The integrand is smooth on either side of
 * where exercise starts, which the midpoints of 40 000 strips do not need to hit. */
static double
integrate_single_dividend_call (const MagOption   *option,
                                const MagDividend *dividend)
{
  static const int n = 40000;
  double deviation = option->sigma * sqrt (dividend->years), sum = 0;
  double low = -9, high = 9 + deviation, step = (high - low) / n;
  MagOption after = *option;

  after.years = option->years - dividend->years;
  for (int i = 0; i < n; i++)
    {
      double z = low + (i + 0.5) * step;
      double spot = option->spot * exp ((option->rate - option->sigma * option->sigma / 2) * dividend->years + deviation * z);
      MagOptionValue held = { 0 };

      after.spot = spot - dividend->amount;
      if (after.spot > 0)
        mag_black_evaluate (&after, &held);
      sum += MAX (spot - option->strike, held.price) * exp (-z * z / 2);
    }
  return exp (-option->rate * dividend->years) * sum * step / sqrt (2 * G_PI);
}

static void
test_single_dividend_call_is_an_integral (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (20);

  for (int i = 0; i < 40; i++)
    {
      MagOption option = { .call = true, .spot = 100, .strike = g_rand_double_range (random, 70, 130), .years = g_rand_double_range (random, 0.02, 2),
                           .rate = g_rand_double_range (random, 0, 0.08), .sigma = g_rand_double_range (random, 0.06, 1.5) };
      MagDividend dividend = { .years = option.years * g_rand_double_range (random, 0.01, 0.99), .amount = g_rand_double_range (random, 0.1, 5) };
      MagOptionValue value;
      double bump = 0.01 * option.sigma, up, down;

      g_assert_true (mag_dividend_evaluate (&option, &dividend, 1, &value));
      g_assert_cmpfloat_with_epsilon (value.price, integrate_single_dividend_call (&option, &dividend), 5e-6 * option.strike);
      option.sigma += bump;
      up = integrate_single_dividend_call (&option, &dividend);
      option.sigma -= 2 * bump;
      down = integrate_single_dividend_call (&option, &dividend);
      g_assert_cmpfloat_with_epsilon (value.vega, (up - down) / (200 * bump), 1e-6 * option.strike + 2e-3 * value.vega);
    }
}

#define MOST_STEPS 1600

/* The value at a spot between the nodes of a tree, which lie evenly in ln (spot), by the parabola through the nearest three. */
static double
read_tree (const double *values,
           int           n,
           double        lowest,
           double        step,
           double        spot)
{
  double place = (log (spot) - lowest) / step;
  int at = CLAMP ((int) lround (place), 1, n - 2);
  double x = place - at;

  return values[at] + x * (values[at + 1] - values[at - 1]) / 2 + x * x * (values[at + 1] - 2 * values[at] + values[at - 1]) / 2;
}

/* A binomial tree in which each dividend is paid at the nearest step: another method, slow and simple, that knows nothing of waits or boundaries. */
static double
build_tree (const MagOption   *option,
            const MagDividend *dividends,
            gsize              n_dividends,
            int                n_steps)
{
  double values[MOST_STEPS + 1], shifted[MOST_STEPS + 1];
  double period = option->years / n_steps, up = option->sigma * sqrt (period);
  double chance = (exp ((option->rate - option->yield) * period) - exp (-up)) / (exp (up) - exp (-up)), discount = exp (-option->rate * period);
  double side = option->call ? 1 : -1;
  gsize left = n_dividends;

  for (int j = 0; j <= n_steps; j++)
    values[j] = MAX (0, side * (option->spot * exp ((2 * j - n_steps) * up) - option->strike));
  for (int i = n_steps - 1; i >= 0; i--)
    {
      for (int j = 0; j <= i; j++)
        {
          double exercised = side * (option->spot * exp ((2 * j - i) * up) - option->strike);

          values[j] = MAX (discount * (chance * values[j + 1] + (1 - chance) * values[j]), exercised);
        }
      if (left == 0 || i != (int) lround (dividends[left - 1].years / period))
        continue;
      left--;
      for (int j = 0; j <= i; j++)
        {
          double spot = option->spot * exp ((2 * j - i) * up), after = MAX (spot - dividends[left].amount, 1e-6 * spot);

          shifted[j] = MAX (read_tree (values, i + 1, log (option->spot) - i * up, 2 * up, after), side * (spot - option->strike));
        }
      for (int j = 0; j <= i; j++)
        values[j] = shifted[j];
    }
  return values[0];
}

static void
test_tree (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (int i = 0; i < 24; i++)
    {
      MagOption option = { .call = i % 4 == 0, .spot = 100, .strike = g_rand_double_range (random, 80, 125),
                           .years = g_rand_double_range (random, 0.1, 2), .rate = g_rand_double_range (random, 0.005, 0.08),
                           .sigma = g_rand_double_range (random, 0.15, 0.8) };
      gsize n = g_rand_int_range (random, 1, 6);
      int n_steps = 1200;
      double period = option.years / n_steps, coarse, fine;
      MagDividend dividends[MOST_DIVIDENDS];
      MagOptionValue value;

      /* On steps of the tree, so that only its own error is left. */
      for (gsize k = 0; k < n; k++)
        dividends[k] = (MagDividend) { .years = lround ((k + 0.5) * n_steps / n) * period, .amount = g_rand_double_range (random, 0.1, 3) };
      g_assert_true (mag_dividend_evaluate (&option, dividends, n, &value));
      fine = (build_tree (&option, dividends, n, n_steps) + build_tree (&option, dividends, n, n_steps + 1)) / 2;
      coarse = (build_tree (&option, dividends, n, n_steps / 2) + build_tree (&option, dividends, n, n_steps / 2 + 1)) / 2;
      g_test_message ("%s %.2f, %.2f years, sigma %.2f, rate %.3f, %zu dividends: %.5f, tree %.5f, its error %.0e", option.call ? "call" : "put",
                      option.strike, option.years, option.sigma, option.rate, n, value.price, fine, fabs (fine - coarse));
      /* The criterion, plus what the tree itself is unsure of. */
      g_assert_cmpfloat_with_epsilon (value.price, fine, 5e-5 * option.strike + fabs (fine - coarse));
    }
}

static MagOption
make_option (gboolean call,
             double   strike,
             double   years)
{
  return (MagOption) { .call = call, .spot = 100, .strike = strike, .years = years, .rate = 0.05, .sigma = 0.3 };
}

static double
price_of (const MagOption   *option,
          const MagDividend *dividends,
          gsize              n)
{
  MagOptionValue value;

  g_assert_true (mag_dividend_evaluate (option, dividends, n, &value));
  return value.price;
}

static double
european_price (MagOption option,
                double    strike,
                double    years)
{
  MagOptionValue value;

  option.strike = strike;
  option.years = years;
  g_assert_true (mag_black_evaluate (&option, &value));
  return value.price;
}

static void
test_only_dividends_ahead_count (void)
{
  static const MagDividend none[] = { { 0.1, 0 }, { 0.3, 0 } }, today = { 0, 3 }, late = { 0.500001, 3 };

  for (int call = 0; call < 2; call++)
    {
      MagOption option = make_option (call, 105, 0.5);
      double without = price_of (&option, NULL, 0);

      g_assert_cmpfloat (price_of (&option, none, 2), ==, without);
      g_assert_cmpfloat (price_of (&option, &today, 1), ==, without);
      g_assert_cmpfloat (price_of (&option, &late, 1), ==, without);
      if (call)
        g_assert_cmpfloat (without, ==, european_price (option, 105, 0.5));
      else
        g_assert_cmpfloat (without, >, european_price (option, 105, 0.5));
    }
}

static void
test_dividend_on_expiry_day (void)
{
  static const MagDividend dividend = { 0.5, 3 };
  MagOption call = make_option (TRUE, 105, 0.5), put = make_option (FALSE, 105, 0.5);

  /* The American call is exercised before it, the European one ends on a share that is 3 less, which is a strike that is 3 more. */
  g_assert_cmpfloat_with_epsilon (price_of (&call, &dividend, 1), european_price (call, 105, 0.5), 1e-4);
  call.european = put.european = true;
  g_assert_cmpfloat_with_epsilon (price_of (&call, &dividend, 1), european_price (call, 108, 0.5), 1e-4);
  g_assert_cmpfloat_with_epsilon (price_of (&put, &dividend, 1), european_price (put, 108, 0.5), 1e-4);
}

/* A dividend above the spot leaves nothing of the share. */
static void
test_dividend_above_the_spot (void)
{
  static const MagDividend dividend = { 0.2, 1e5 };
  MagOption call = make_option (TRUE, 105, 0.5), put = make_option (FALSE, 105, 0.5);

  g_assert_cmpfloat_with_epsilon (price_of (&call, &dividend, 1), european_price (call, 105, 0.2), 5e-4);
  g_assert_cmpfloat_with_epsilon (price_of (&put, &dividend, 1), 105 * exp (-0.05 * 0.2), 1e-3);
  call.european = put.european = true;
  g_assert_cmpfloat_with_epsilon (price_of (&call, &dividend, 1), 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (price_of (&put, &dividend, 1), 105 * exp (-0.05 * 0.5), 1e-3);
}

static void
test_value_rises_with_sigma (void)
{
  MagDividend dividends[MOST_DIVIDENDS];
  gsize n = fill_dividends (dividends, 20, 91, 1.2, 4);

  for (int call = 0; call < 2; call++)
    for (double strike = 60; strike < 180; strike += 17)
      {
        MagOption option = make_option (call, strike, 1);
        double last = 0;

        for (option.sigma = 0.03; option.sigma < 4; option.sigma *= 1.15)
          {
            double price = price_of (&option, dividends, n);

            g_assert_cmpfloat (price, >=, last - 1e-6 * strike);
            g_assert_cmpfloat (price, >=, (call ? MAX (0, 100 - strike) : MAX (0, strike - 100)) - 1e-9 * strike);
            g_assert_cmpfloat (price, <=, call ? 100 : strike);
            last = price;
          }
      }
}

/* The same value per strike when all amounts are in another currency. */
static void
test_scale_does_not_matter (void)
{
  MagDividend dividends[MOST_DIVIDENDS], scaled[MOST_DIVIDENDS];
  gsize n = fill_dividends (dividends, 40, 91, 0.8, 2);

  fill_dividends (scaled, 40, 91, 0.8 * 37, 2);
  for (int call = 0; call < 2; call++)
    {
      MagOption option = make_option (call, 98, 0.5), other = option;
      MagOptionValue a, b;

      other.spot *= 37;
      other.strike *= 37;
      g_assert_true (mag_dividend_evaluate (&option, dividends, n, &a));
      g_assert_true (mag_dividend_evaluate (&other, scaled, n, &b));
      g_assert_cmpfloat_with_epsilon (a.price * 37, b.price, 1e-8);
      g_assert_cmpfloat_with_epsilon (a.delta, b.delta, 1e-9);
      g_assert_cmpfloat_with_epsilon (a.gamma, b.gamma * 37, 1e-9);
      g_assert_cmpfloat_with_epsilon (a.vega * 37, b.vega, 1e-7);
      g_assert_cmpfloat_with_epsilon (a.theta * 37, b.theta, 1e-7);
    }
}

/* Without dividends: a call is a put with spot and strike, rate and yield changed over. */
static void
test_symmetry (void)
{
  static const struct { double rate, yield; } rows[] = { { 0.03, 0.06 }, { 0.06, 0.03 }, { 0, 0.05 }, { 0.05, 0.05 }, { -0.01, 0.04 }, { -0.02, -0.01 } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (double strike = 80; strike < 130; strike += 15)
      {
        MagOption call = { .call = true, .spot = 100, .strike = strike, .years = 1.5, .rate = rows[i].rate, .yield = rows[i].yield, .sigma = 0.25 };
        MagOption put = { .spot = strike, .strike = 100, .years = 1.5, .rate = rows[i].yield, .yield = rows[i].rate, .sigma = 0.25 };

        g_assert_cmpfloat_with_epsilon (price_of (&call, NULL, 0), price_of (&put, NULL, 0), 5e-4);
      }
}

/* With both negative, the rate more so than the yield for a call, exercise pays between two boundaries only. */
static void
test_negative_rates_agree_with_tree (void)
{
  static const struct { gboolean call; double rate, yield; } rows[] = {
    { FALSE, -0.01, -0.03 }, { TRUE, -0.03, -0.01 }, { FALSE, 0.02, -0.03 }, { TRUE, -0.02, 0.03 }, { FALSE, -0.02, 0.01 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (double strike = 80; strike < 130; strike += 12)
      {
        MagOption option = { .call = rows[i].call, .spot = 100, .strike = strike, .years = 2, .rate = rows[i].rate, .yield = rows[i].yield, .sigma = 0.2 };
        double tree = (build_tree (&option, NULL, 0, 1500) + build_tree (&option, NULL, 0, 1501)) / 2;

        g_assert_cmpfloat_with_epsilon (price_of (&option, NULL, 0), tree, 2e-3);
      }
}

/* Deep in the money, without a dividend near, exercise is best: then the figures are exact. */
static void
test_exercise_region (void)
{
  static const MagDividend late = { 0.24, 0.1 }, soon = { 2 * DAY, 1 };
  MagOption put = make_option (FALSE, 160, 0.25);
  MagOptionValue value;

  g_assert_true (mag_dividend_evaluate (&put, &late, 1, &value));
  g_assert_cmpfloat (value.price, ==, 60);
  g_assert_cmpfloat (value.delta, ==, -1);
  g_assert_cmpfloat (value.gamma, ==, 0);
  g_assert_cmpfloat (value.theta, ==, 0);
  g_assert_cmpfloat (value.vega, ==, 0);
  /* Worth waiting for: 2 days' interest on 160 is 4 cents. */
  g_assert_true (mag_dividend_evaluate (&put, &soon, 1, &value));
  g_assert_cmpfloat_with_epsilon (value.price, 161 * exp (0) - 100 - 160 * (1 - exp (-0.05 * 2 * DAY)), 1e-2);
}

static gboolean
comes_back (const MagOption      *option,
            const MagOptionValue *value,
            MagIvStatus           status,
            double                sigma,
            const MagOptionValue *implied)
{
  double scale = MAX (option->spot, option->strike);

  return status == MAG_IV_OK && fabs (sigma - option->sigma) * value->vega * 100 <= 5e-5 * scale && fabs (implied->price - value->price) <= 1e-7 * scale &&
         fabs (implied->delta - value->delta) <= 5e-3;
}

/* Known: about one random row in 2,500, beside the exercise boundary, does not come back (9 of 150 runs held one). So a run may hold two of them; three would
 * be chance once in 30,000 runs. */
static void
test_implied_round_trip (void)
{
  guint n_missed = 0;
  guint32 seed = g_test_rand_int ();
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (int i = 0; i < 150; i++)
    {
      MagOption option = { .call = i % 2, .european = i % 7 == 0, .spot = exp (g_rand_double_range (random, 1, 8)),
                           .years = g_rand_double_range (random, 0.5, 730) * DAY, .rate = g_rand_double_range (random, 0, 0.08),
                           .sigma = exp (g_rand_double_range (random, log (0.05), log (3))) };
      MagDividend dividends[MOST_DIVIDENDS];
      gsize n = fill_dividends (dividends, g_rand_double_range (random, 0.3, 90), 91, option.spot * g_rand_double_range (random, 0.0005, 0.02), MOST_DIVIDENDS);
      double sigma, scale;
      MagOptionValue value, implied;
      MagIvStatus status;

      option.strike = option.spot * exp (g_rand_double_range (random, -1.5, 1.5) * MIN (0.6, option.sigma * sqrt (option.years)));
      scale = MAX (option.spot, option.strike);
      g_assert_true (mag_dividend_evaluate (&option, dividends, n, &value));
      status = mag_dividend_implied (&option, value.price, dividends, n, &sigma, &implied);
      g_test_message ("%d: %s spot %g strike %g days %g rate %g sigma %g: %g, status %d", i, option.call ? "call" : "put", option.spot, option.strike,
                      option.years / DAY, option.rate, option.sigma, value.price, status);
      if (value.vega * option.sigma * 100 < 1e-6 * scale)
        continue;
      if (comes_back (&option, &value, status, sigma, &implied))
        continue;
      n_missed++;
      g_test_message ("%d missed: price %.9g, sigma %.9g, delta %.9g for %.9g", i, implied.price, sigma, implied.delta, value.delta);
    }
  g_assert_cmpuint (n_missed, <=, 2);
}

static void
test_statuses (void)
{
  static const MagDividend dividend = { 0.25, 2 };
  static const struct { const char *why; gboolean call; double strike, years, mark; MagIvStatus status; } rows[] = {
    { "not a price", TRUE, 100, 0.5, NAN, MAG_IV_BAD_INPUT },
    { "no strike", TRUE, 0, 0.5, 5, MAG_IV_BAD_INPUT },
    { "expired", TRUE, 100, 0, 5, MAG_IV_EXPIRED },
    { "less than exercise brings", TRUE, 90, 0.5, 9.99, MAG_IV_BELOW_INTRINSIC },
    { "what exercise brings", FALSE, 110, 0.5, 10, MAG_IV_AT_INTRINSIC },
    /* Before the dividend: 100 - 90 e^(-0.05 0.25) = 11.118 */
    { "less than waiting for the dividend brings", TRUE, 90, 0.5, 11.11, MAG_IV_BELOW_MINIMUM },
    { "more than that", TRUE, 90, 0.5, 11.2, MAG_IV_OK },
    /* After it: 110 e^(-0.05 0.25) + 2 e^(-0.05 0.25) - 100 = 10.609 */
    { "less than waiting for the dividend brings", FALSE, 110, 0.5, 10.6, MAG_IV_BELOW_MINIMUM },
    { "more than that", FALSE, 110, 0.5, 10.7, MAG_IV_OK },
    { "nothing", TRUE, 110, 0.5, 0, MAG_IV_BELOW_MINIMUM },
    { "the share", TRUE, 100, 0.5, 100, MAG_IV_ABOVE_MAXIMUM },
    { "the strike", FALSE, 100, 0.5, 100, MAG_IV_ABOVE_MAXIMUM },
    /* At 1000 % the deviation over half a year is 7: the call is worth 100 (2 Phi (3.5) - 1) = 99.96. */
    { "the share but a cent", TRUE, 100, 0.5, 99.99, MAG_IV_ABOVE_RANGE },
    /* Just before the dividend 101.2578 e^(-0.05 0.25) is 100: at 0.1 % the call is worth 0.4 100 0.001 0.5 = 0.02. */
    { "a cent, where 0.1 % of volatility brings two", TRUE, 101.2578, 0.5, 0.01, MAG_IV_BELOW_RANGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagOption option = make_option (rows[i].call, rows[i].strike, rows[i].years);
      MagOptionValue value;
      double sigma;
      MagIvStatus status = mag_dividend_implied (&option, rows[i].mark, &dividend, 1, &sigma, &value);

      g_test_message ("%zu: %s", i, rows[i].why);
      g_assert_cmpint (status, ==, rows[i].status);
      g_assert_true (isnan (sigma) == (status != MAG_IV_OK));
      g_assert_true (isnan (value.delta) == (status != MAG_IV_OK && status != MAG_IV_AT_INTRINSIC));
    }
}

static void
test_any_input_ends (void)
{
  static const double sizes[] = { 1e-300, 1e-5, 1, 1e9, 1e300 }, rates[] = { -3, -0.01, 0, 0.01, 5 }, sigmas[] = { 1e-9, 0.01, 3, 1e3 };
  static const MagDividend dividends[] = { { 1e-9, 0.5 }, { 0.5, 1e200 }, { 0.500001, 0.01 } };

  for (gsize i = 0; i < 2 * 5 * 5 * 5 * 5 * 4; i++)
    {
      MagOption option = { .call = i % 2, .spot = sizes[i / 2 % 5], .strike = sizes[i / 10 % 5], .rate = rates[i / 50 % 5],
                           .yield = rates[i / 250 % 5], .sigma = sigmas[i / 1250 % 4], .years = i % 3 == 0 ? 1e-9 : i % 3 == 1 ? 0.7 : 30 };
      MagOptionValue value;
      double sigma;

      if (i % 11 != 0)
        continue;
      if (mag_dividend_evaluate (&option, dividends, i % 4, &value))
        g_assert_true (isfinite (value.price) && isfinite (value.delta) && isfinite (value.gamma) && isfinite (value.theta) && isfinite (value.vega));
      if (mag_dividend_implied (&option, option.spot / 3, dividends, i % 4, &sigma, &value) == MAG_IV_OK)
        g_assert_true (sigma >= MAG_SIGMA_MIN && sigma <= MAG_SIGMA_MAX && isfinite (value.price) && isfinite (value.theta));
    }
}

static void
test_invalid_input_is_nan (void)
{
  static const MagDividend bad[] = { { 0.1, -1 }, { NAN, 1 }, { 0.1, INFINITY } }, disorder[] = { { 0.2, 1 }, { 0.1, 1 } };
  MagOption option = make_option (TRUE, 100, 0.5);
  MagOptionValue value;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (mag_dividend_evaluate (&option, &bad[i], 1, &value));
  g_assert_false (mag_dividend_evaluate (&option, disorder, 2, &value));
  g_assert_true (isnan (value.price) && isnan (value.delta) && isnan (value.gamma) && isnan (value.theta) && isnan (value.vega));
  option.sigma = 0;
  g_assert_false (mag_dividend_evaluate (&option, NULL, 0, &value));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dividend/reference-rows", test_reference_rows);
  g_test_add_func ("/dividend/single-dividend-call-is-an-integral", test_single_dividend_call_is_an_integral);
  g_test_add_func ("/dividend/tree", test_tree);
  g_test_add_func ("/dividend/only-dividends-ahead-count", test_only_dividends_ahead_count);
  g_test_add_func ("/dividend/dividend-on-expiry-day", test_dividend_on_expiry_day);
  g_test_add_func ("/dividend/dividend-above-the-spot", test_dividend_above_the_spot);
  g_test_add_func ("/dividend/value-rises-with-sigma", test_value_rises_with_sigma);
  g_test_add_func ("/dividend/scale-does-not-matter", test_scale_does_not_matter);
  g_test_add_func ("/dividend/symmetry", test_symmetry);
  g_test_add_func ("/dividend/negative-rates-agree-with-tree", test_negative_rates_agree_with_tree);
  g_test_add_func ("/dividend/exercise-region", test_exercise_region);
  g_test_add_func ("/dividend/implied-round-trip", test_implied_round_trip);
  g_test_add_func ("/dividend/statuses", test_statuses);
  g_test_add_func ("/dividend/any-input-ends", test_any_input_ends);
  g_test_add_func ("/dividend/invalid-input-is-nan", test_invalid_input_is_nan);
  return g_test_run ();
}
