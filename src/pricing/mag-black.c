/* SPDX-License-Identifier: GPL-3.0-or-later */

/* European option values, their derivatives, and the volatility behind a price. Of call and put the one out of the money is computed, without any
 * subtraction of near-equal numbers; the other follows by parity. */

#include "config.h"

#include "mag-black.h"

#include "mag-black-unit.h"
#include "mag-kernel.h"

#include <math.h>

#define PRICE_TOLERANCE 1e-9 /* of max(spot, strike): what a price may be off before it counts as out of bounds */

/* What follows from an option without its volatility. */
typedef struct
{
  double spot_value, strike_value; /* discounted: spot exp(-yield years), strike exp(-rate years) */
  double log_moneyness;            /* ln (forward/strike) */
  double bound;                    /* the smaller of the discounted two: what the option out of the money is always less than */
  bool   spot_is_bound;            /* the call is out of the money */
} Market;

static bool
is_positive (double x)
{
  return isfinite (x) && x > 0;
}

static bool
is_valid_market (const MagOption *option)
{
  return is_positive (option->spot) && is_positive (option->strike) && is_positive (option->years) && isfinite (option->rate) &&
         isfinite (option->yield);
}

static Market
make_market (const MagOption *option)
{
  Market market;

  market.spot_value = option->spot * exp (-option->yield * option->years);
  market.strike_value = option->strike * exp (-option->rate * option->years);
  market.log_moneyness = mag_unit_log_ratio (option->spot, option->strike) + (option->rate - option->yield) * option->years;
  market.spot_is_bound = market.log_moneyness < 0;
  market.bound = market.spot_is_bound ? market.spot_value : market.strike_value;
  return market;
}

/* By how much the larger one of the discounted two is larger: what the option in the money is worth without volatility. Near the money the difference would
 * keep little of the digits that the logarithm has. */
static double
forward_intrinsic (const Market *market)
{
  double k = fabs (market->log_moneyness);

  return k < 0.5 ? market->bound * expm1 (k) : fabs (market->spot_value - market->strike_value);
}

/* The option out of the money: near - far, near being the part of the bound. What near leaves of the bound is the same part of the option in the money. */
typedef struct
{
  double price, near, far, rest;
  double slope; /* bound phi(d): of the price by the deviation */
} Wing;

static Wing
make_wing (const Market *market,
           double        deviation)
{
  double k = fabs (market->log_moneyness);
  double u = k / deviation, t = deviation / 2, d = u - t;
  Wing wing = { .slope = market->bound * mag_normal_density (d) };

  wing.far = wing.slope * mag_normal_mills (u + t);
  if (d >= MAG_MILLS_MIN)
    {
      wing.near = wing.slope * mag_normal_mills (d);
      wing.rest = market->bound - wing.near;
    }
  else
    {
      wing.rest = wing.slope * mag_normal_mills (-d);
      wing.near = market->bound - wing.rest;
    }
  if (k <= MAG_SERIES_MONEYNESS_MAX && deviation <= MAG_SERIES_DEVIATION_MAX)
    {
      MagUnitSeries series = mag_unit_series (k);

      wing.price = wing.slope * deviation * mag_unit_ratio_series (&series, u, t) * exp (t * t / 2);
    }
  else
    wing.price = wing.near - wing.far;
  return wing;
}

/**
 * mag_black_evaluate:
 * @option: the option and the market; any sign of the rates
 * @value: (out): price and greeks of one long option; NaN everywhere when false is returned
 *
 * Black, Scholes (1973), Merton (1973); option-math 4.1. A tiny price is as precise relatively as its exponent d^2/2 can be held in a double.
 *
 * Returns: false when spot, strike, years or sigma is not a positive number, a rate is not a number, or a discounted value or a derivative is beyond
 * the range of doubles
 */
bool
mag_black_evaluate (const MagOption *option,
                    MagOptionValue  *value)
{
  Market market;
  Wing wing;
  double root, bound_part, other_part, asset, cash;

  *value = (MagOptionValue) { NAN, NAN, NAN, NAN, NAN };
  if (!is_valid_market (option) || !is_positive (option->sigma))
    return false;

  market = make_market (option);
  root = sqrt (option->years);
  wing = make_wing (&market, option->sigma * root);
  if (option->call == market.spot_is_bound)
    {
      value->price = wing.price;
      bound_part = wing.near;
      other_part = wing.far;
    }
  else
    {
      value->price = wing.price + forward_intrinsic (&market);
      bound_part = wing.rest;
      other_part = (market.spot_is_bound ? market.strike_value : market.spot_value) - wing.far;
    }

  /* S exp(-qT) Phi(+-d1) and K exp(-rT) Phi(+-d2): what is held and owed. */
  asset = market.spot_is_bound ? bound_part : other_part;
  cash = market.spot_is_bound ? other_part : bound_part;
  if (option->call)
    cash = -cash;
  else
    asset = -asset;
  value->delta = asset / option->spot;
  value->gamma = wing.slope / (option->sigma * root) / option->spot / option->spot;
  value->theta = (option->yield * asset + option->rate * cash - wing.slope * option->sigma / (2 * root)) / MAG_DAYS_PER_YEAR;
  value->vega = wing.slope * root / MAG_VOLATILITY_POINTS;
  if (isfinite (value->price) && isfinite (value->delta) && isfinite (value->gamma) && isfinite (value->theta) && isfinite (value->vega))
    return true;
  *value = (MagOptionValue) { NAN, NAN, NAN, NAN, NAN };
  return false;
}

static double
solve_below_half (double k,
                  double p)
{
  MagUnitSeries series;
  double s;

  if (k > MAG_SERIES_MONEYNESS_MAX)
    {
      s = k <= MAG_NEAR_MONEYNESS_MAX ? mag_unit_start_near (k, p) : mag_unit_start_far (k, p);
      for (int i = 0; i < MAG_UNIT_STEPS; i++)
        s = mag_unit_step_direct (k, p, s);
      return s;
    }
  s = mag_unit_start_near (k, p);
  series = mag_unit_series (k);
  for (int i = 0; i < MAG_UNIT_STEPS; i++)
    s = s <= MAG_SERIES_DEVIATION_MAX ? mag_unit_step_series (&series, k, p, s) : mag_unit_step_direct (k, p, s);
  return s;
}

static double
solve_above_half (double k,
                  double rest)
{
  double s = mag_unit_start_rest (k, rest);

  for (int i = 0; i < MAG_UNIT_STEPS; i++)
    s = mag_unit_step_rest (k, rest, s);
  return s;
}

/**
 * mag_black_implied:
 * @option: the option and the market; its sigma is not read
 * @price: dollars per share
 * @sigma: (out): the volatility at which the formula gives @price; NaN unless MAG_IV_OK is returned
 *
 * A closed start value and two steps of Householder's method give full double precision: what is left comes from the rounding of @price and of the
 * formula's terms, a few units in the last place of sigma + price/(dprice/dsigma).
 *
 * Returns: MAG_IV_OK, or why there is no volatility, by the table of option-math 5; the statuses of American options are never returned. A discounted
 * value beyond the range of doubles is MAG_IV_BAD_INPUT
 */
MagIvStatus
mag_black_implied (const MagOption *option,
                   double           price,
                   double          *sigma)
{
  Market market;
  double tolerance, least, most, p, s;

  *sigma = NAN;
  if (isfinite (option->years) && option->years <= 0 && is_positive (option->spot) && is_positive (option->strike))
    return MAG_IV_EXPIRED;
  if (!is_valid_market (option) || !isfinite (price) || price < 0)
    return MAG_IV_BAD_INPUT;
  market = make_market (option);
  if (!isfinite (market.spot_value) || !isfinite (market.strike_value))
    return MAG_IV_BAD_INPUT;

  tolerance = PRICE_TOLERANCE * fmax (option->spot, option->strike);
  most = option->call ? market.spot_value : market.strike_value;
  least = option->call != market.spot_is_bound ? forward_intrinsic (&market) : 0;
  if (price <= least + tolerance)
    return MAG_IV_BELOW_MINIMUM;
  if (price >= most - tolerance)
    return MAG_IV_ABOVE_MAXIMUM;

  p = (price - least) / market.bound;
  if (p < MAG_UNIT_VALUE_MIN)
    return MAG_IV_BELOW_MINIMUM;
  s = p < 0.5 ? solve_below_half (fabs (market.log_moneyness), p) : solve_above_half (fabs (market.log_moneyness), (most - price) / market.bound);
  s /= sqrt (option->years);
  if (s < MAG_SIGMA_MIN)
    return MAG_IV_BELOW_RANGE;
  if (s > MAG_SIGMA_MAX)
    return MAG_IV_ABOVE_RANGE;
  *sigma = s;
  return MAG_IV_OK;
}

/**
 * mag_black_deviations:
 * @moneyness: (array length=n): |ln (forward/strike)|, 0 to 1e100
 * @value: (array length=n): the time value (the price of that of call and put which is out of the money) divided by the smaller one of the discounted
 *   forward and the discounted strike; between 2.3e-308 and 1
 * @deviation: (array length=n) (out): sigma sqrt(years); NaN where an input is outside its range
 *
 * The same as mag_black_implied() in the units it works in, without its statuses, and several times as fast; as precise, except that what @value says
 * of its distance from 1 is taken as exact.
 */
void
mag_black_deviations (const double *restrict moneyness,
                      const double *restrict value,
                      double       *restrict deviation,
                      size_t                 n)
{
  mag_kernel_black () (moneyness, value, deviation, n);
}
