/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What holds for every American option, whatever it is worth (option-math 12), looked for at random. */

#include "mag-black.h"
#include "mag-pricer.h"

#include "random-option.h"

#include <math.h>

#define ROUNDS 1500
#define PRICE_ERROR 1e-6 /* of the larger of spot and strike: the accuracy that is promised */

static MagPricer *pricer;

static double
get_unit (const MagOption *option)
{
  return fmax (option->spot, option->strike);
}

static void
describe (const MagOption *option,
          const char      *what,
          double           value,
          double           bound)
{
  g_test_message ("%s spot %.17g strike %.17g years %.17g rate %.17g yield %.17g sigma %.17g: %s %.17g, not %.17g", option->call ? "call" : "put",
                  option->spot, option->strike, option->years, option->rate, option->yield, option->sigma, what, value, bound);
}

static void
assert_near (const MagOption *option,
             const char      *what,
             double           value,
             double           expected,
             double           tolerance)
{
  if (fabs (value - expected) <= tolerance)
    return;
  describe (option, what, value, expected);
  g_assert_cmpfloat_with_epsilon (value, expected, tolerance);
}

static void
assert_at_least (const MagOption *option,
                 const char      *what,
                 double           value,
                 double           bound,
                 double           tolerance)
{
  if (value >= bound - tolerance)
    return;
  describe (option, what, value, bound);
  g_assert_cmpfloat (value, >=, bound - tolerance);
}

static MagOptionValue
evaluate (MagOption option)
{
  MagPricing contract = { .option = option };

  mag_pricer_price (pricer, NULL, 0, &contract, 1);
  if (contract.status != MAG_IV_OK)
    describe (&option, "status", contract.status, MAG_IV_OK);
  g_assert_cmpint (contract.status, ==, MAG_IV_OK);
  return contract.value;
}

static MagOptionValue
evaluate_scaled (MagOption option,
                 double    spot,
                 double    strike,
                 double    years,
                 double    sigma)
{
  option.spot *= spot;
  option.strike *= strike;
  option.years *= years;
  option.sigma *= sigma;
  return evaluate (option);
}

static double
get_intrinsic (const MagOption *option)
{
  return fmax (option->call ? option->spot - option->strike : option->strike - option->spot, 0);
}

static void
check_scale (GRand           *rand,
             const MagOption *option)
{
  double scale = random_log (rand, 0.01, 100), unit = get_unit (option);
  MagOptionValue value = evaluate (*option), scaled = evaluate_scaled (*option, scale, scale, 1, 1);

  assert_near (option, "price, scaled", scaled.price / scale, value.price, 1e-11 * unit);
  assert_near (option, "delta, scaled", scaled.delta, value.delta, 1e-9);
  assert_near (option, "vega, scaled", scaled.vega / scale, value.vega, 1e-11 * unit);
}

static void
check_mirror (G_GNUC_UNUSED GRand *rand,
              const MagOption     *option)
{
  MagOption mirrored = {
    .call = !option->call, .spot = option->strike, .strike = option->spot, .years = option->years, .rate = option->yield, .yield = option->rate,
    .sigma = option->sigma
  };
  MagOptionValue value = evaluate (*option), mirror = evaluate (mirrored);

  assert_near (option, "price, mirrored", mirror.price, value.price, 1e-11 * get_unit (option));
  assert_near (option, "vega, mirrored", mirror.vega, value.vega, 1e-11 * get_unit (option));
}

/* Exercised at one time without volatility. */
static double
get_certain_value (const MagOption *option,
                   double           years)
{
  double forward = option->spot * exp (-option->yield * years), strike = option->strike * exp (-option->rate * years);

  return fmax (option->call ? forward - strike : strike - forward, 0);
}

static void
check_bounds (G_GNUC_UNUSED GRand *rand,
              const MagOption     *option)
{
  double tolerance = PRICE_ERROR * get_unit (option), price = evaluate (*option).price;
  double bound = (option->call ? option->spot : option->strike) * exp (fmax (-option->rate, 0) * option->years);
  MagOptionValue european;

  g_assert_true (mag_black_evaluate (option, &european));
  assert_at_least (option, "price, of the European", price, european.price, tolerance);
  assert_at_least (option, "price, of exercise", price, get_intrinsic (option), tolerance);
  for (int i = 1; i < 20; i++)
    assert_at_least (option, "price, of a certain exercise", price, get_certain_value (option, option->years * i / 20), tolerance);
  assert_at_least (option, "the largest price", bound, price, tolerance);
}

static void
check_order (GRand           *rand,
             const MagOption *option)
{
  double tolerance = PRICE_ERROR * get_unit (option), step = random_log (rand, 1.001, 1.5);
  double price = evaluate (*option).price;
  double higher = evaluate_scaled (*option, 1, step, 1, 1).price, lower = evaluate_scaled (*option, 1, 1 / step, 1, 1).price;
  double rise = option->strike * (step - 1), fall = option->strike * (1 - 1 / step);

  assert_at_least (option, "price, more volatile", evaluate_scaled (*option, 1, 1, 1, step).price, price, tolerance);
  assert_at_least (option, "price, longer", evaluate_scaled (*option, 1, 1, step, 1).price, price, tolerance);
  assert_at_least (option, "price, strike up", option->call ? price : higher, option->call ? higher : price, step * tolerance);
  assert_at_least (option, "price, strike down", option->call ? lower : price, option->call ? price : lower, tolerance);
  /* on the chord or over it */
  assert_at_least (option, "chord", (higher * fall + lower * rise) / (rise + fall), price, step * tolerance);
}

static MagOption
at_spot (MagOption option,
         double    spot)
{
  option.spot = spot;
  return option;
}

static gboolean
is_exercised (const MagOption *option)
{
  double intrinsic = get_intrinsic (option);
  MagOptionValue value = evaluate (*option);

  return intrinsic > 0 && value.price == intrinsic && value.vega == 0;
}

/* The last spot where the option is kept, to 1e-13; NaN where it is kept at all of them. */
static double
find_boundary (const MagOption *option)
{
  double kept = log (option->strike), exercised = kept + (option->call ? 9 : -9);
  MagOption deep = at_spot (*option, exp (exercised)), near = at_spot (*option, exp (kept));

  if (!is_exercised (&deep) || is_exercised (&near))
    return NAN;
  while (fabs (kept - exercised) > 1e-13)
    {
      double middle = (kept + exercised) / 2;
      MagOption trial = at_spot (*option, exp (middle));

      if (is_exercised (&trial))
        exercised = middle;
      else
        kept = middle;
    }
  return exp (kept);
}

/* Value and slope run into exercise, and nothing is worth less than it around there. */
static void
check_boundary (G_GNUC_UNUSED GRand *rand,
                const MagOption     *option)
{
  double boundary = find_boundary (option);

  if (isnan (boundary))
    return;
  for (int i = -3; i <= 40; i++)
    {
      double move = option->sigma * sqrt (option->years) * 0.004 * i;
      MagOption beside = at_spot (*option, boundary * exp (option->call ? -move : move));
      MagOptionValue value = evaluate (beside);
      double unit = get_unit (&beside);

      assert_at_least (&beside, "price, of exercise", value.price, get_intrinsic (&beside), PRICE_ERROR * unit);
      assert_at_least (&beside, "gamma", value.gamma * beside.spot / (1 + fabs (value.gamma) * beside.spot), 0, 5e-3);
      assert_at_least (&beside, "vega", value.vega, 0, 5e-7 * unit);
      if (i > 0)
        continue;
      assert_near (&beside, "price at the boundary", value.price, get_intrinsic (&beside), PRICE_ERROR * unit);
      assert_near (&beside, "delta at the boundary", value.delta, option->call ? 1 : -1, 5e-5);
    }
}

/* Beside the boundary, where gamma jumps, no difference is taken. */
static gboolean
is_smooth (const MagOption *option,
           double           step)
{
  MagOption low = at_spot (*option, option->spot * exp (-2 * step)), high = at_spot (*option, option->spot * exp (2 * step));

  return !is_exercised (&low) && !is_exercised (&high);
}

static void
check_differences (G_GNUC_UNUSED GRand *rand,
                   const MagOption     *option)
{
  double spot = option->spot, unit = get_unit (option), variance = option->sigma * option->sigma;
  double step = 0.02 * fmin (sqrt (variance * option->years), variance / fabs (option->rate - option->yield)); /* a share of what the price bends over */
  MagOptionValue value = evaluate (*option);
  MagOptionValue up = evaluate_scaled (*option, exp (step), 1, 1, 1), down = evaluate_scaled (*option, exp (-step), 1, 1, 1);
  double slope = (up.price - down.price) / (2 * sinh (step)), gamma = (up.delta - down.delta) / (2 * sinh (step));
  double later, theta, vega, equation;

  if (step > 0.1 || !is_smooth (option, 2 * step))
    return;
  assert_near (option, "delta and the prices", value.delta, slope / spot, 3e-4 + step * step);
  assert_near (option, "gamma and the deltas", value.gamma * spot / (1 + value.gamma * spot), gamma / (1 + value.gamma * spot), 5e-3);
  later = evaluate_scaled (*option, 1, 1, 0.99, 1).price;
  theta = (later - evaluate_scaled (*option, 1, 1, 1.01, 1).price) / (0.02 * option->years * MAG_DAYS_PER_YEAR);
  assert_near (option, "theta and the prices", value.theta, theta, 2 * PRICE_ERROR * unit + 1e-3 * fabs (theta));
  vega = (evaluate_scaled (*option, 1, 1, 1, 1.005).price - evaluate_scaled (*option, 1, 1, 1, 0.995).price) / (0.01 * option->sigma * MAG_VOLATILITY_POINTS);
  assert_near (option, "vega and the prices", value.vega, vega, 5e-7 * unit + 1e-3 * vega);
  equation = option->rate * value.price - (option->rate - option->yield) * spot * value.delta -
             0.5 * variance * spot * spot * value.gamma;
  assert_near (option, "the pricing equation", value.theta * MAG_DAYS_PER_YEAR, equation, 1e-9 * unit);
}

/* A price leads back to its volatility, or to another of the same price. */
static void
check_round_trip (G_GNUC_UNUSED GRand *rand,
                  const MagOption     *option)
{
  MagPricing contract = { .option = *option, .mark = evaluate (*option).price };
  double unit = get_unit (option), error;

  mag_pricer_imply (pricer, NULL, 0, &contract, 1);
  if (contract.status == MAG_IV_OK)
    {
      error = fmin (fabs (contract.option.sigma - option->sigma), 10 / unit * fabs (contract.value.price - contract.mark));
      assert_near (option, "sigma of its own price", error, 0, 1e-5);
      return;
    }
  /* No time value, or as good as none. */
  if (contract.status == MAG_IV_AT_INTRINSIC)
    assert_near (option, "mark", contract.mark, get_intrinsic (option), 1e-9 * unit);
  else if (contract.status == MAG_IV_ABOVE_MAXIMUM)
    assert_at_least (option, "mark", contract.mark, option->call ? option->spot : option->strike, 1e-9 * unit);
  else
    {
      assert_near (option, "status", contract.status, MAG_IV_BELOW_MINIMUM, 0);
      assert_at_least (option, "least value", fmax (get_certain_value (option, option->years), get_intrinsic (option)), contract.mark, PRICE_ERROR * unit);
    }
}

typedef struct
{
  const char *name;
  void      (*check) (GRand *rand, const MagOption *option);
  guint       rounds;
} Law;

static const Law laws[] = {
  { "scaled-with-spot-and-strike", check_scale, ROUNDS },
  { "call-mirrors-put", check_mirror, ROUNDS },
  { "between-european-and-all", check_bounds, ROUNDS },
  { "ordered-by-volatility-time-and-strike", check_order, ROUNDS },
  { "runs-into-exercise", check_boundary, ROUNDS / 30 },
  { "greeks-are-the-prices-differences", check_differences, ROUNDS },
  { "price-leads-back-to-volatility", check_round_trip, ROUNDS },
};

static void
test_law (gconstpointer data)
{
  const Law *law = data;
  g_autoptr(GRand) rand = random_new ();

  for (guint i = 0; i < law->rounds; i++)
    {
      MagOption option = random_option (rand);

      law->check (rand, &option);
    }
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (laws); i++)
    {
      g_autofree char *path = g_strconcat ("/american-laws/", laws[i].name, NULL);

      g_test_add_data_func (path, &laws[i], test_law);
    }
  pricer = mag_pricer_new ();
  result = g_test_run ();
  mag_pricer_free (pricer);
  return result;
}
