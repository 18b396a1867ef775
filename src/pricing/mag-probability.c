/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Probabilities, expected moves and breakevens (option-math 8, 9). Both tails keep their relative precision: a probability is never one minus its
 * complement where that is the larger one. */

#include "config.h"

#include "mag-probability.h"

#include "mag-black-unit.h"

#include <math.h>

static bool
is_positive (double x)
{
  return isfinite (x) && x > 0;
}

static bool
is_valid (double spot,
          double years,
          double rate,
          double yield,
          double sigma)
{
  return is_positive (spot) && is_positive (years) && isfinite (rate) && isfinite (yield) && is_positive (sigma);
}

/* d2: how many standard deviations the expected logarithm of the share lies above that of the level. */
static double
distance (double spot,
          double level,
          double years,
          double rate,
          double yield,
          double sigma)
{
  return (mag_unit_log_ratio (spot, level) + (rate - yield - sigma * sigma / 2) * years) / (sigma * sqrt (years));
}

/* The share ends above the level (side 1) or below (side -1). */
static double
probability_beyond (double side,
                    double spot,
                    double level,
                    double years,
                    double rate,
                    double yield,
                    double sigma)
{
  if (!is_valid (spot, years, rate, yield, sigma) || !isfinite (level))
    return NAN;
  if (level <= 0)
    return side > 0 ? 1 : 0;
  return mag_normal_distribution (side * distance (spot, level, years, rate, yield, sigma));
}

/**
 * mag_probability_above:
 * @spot: dollars per share, > 0
 * @level: dollars per share
 * @years: > 0
 * @sigma: > 0
 *
 * Returns: the probability that the share ends above @level; 1 for a level of 0 or less; NaN for an invalid argument
 */
double
mag_probability_above (double spot,
                       double level,
                       double years,
                       double rate,
                       double yield,
                       double sigma)
{
  return probability_beyond (1, spot, level, years, rate, yield, sigma);
}

/**
 * mag_probability_touch:
 * @spot: dollars per share, > 0
 * @level: dollars per share, on either side of @spot
 * @years: > 0
 * @sigma: > 0
 *
 * First passage of a Brownian motion with drift. The power of e in the formula is taken into the density, e^(2 nu b/sigma^2) phi(D) = phi(d), where it would
 * overflow.
 *
 * Returns: the probability that the share is at @level at some moment of @years; 1 at the spot itself, 0 for a level of 0 or less; NaN for an invalid
 * argument
 */
double
mag_probability_touch (double spot,
                       double level,
                       double years,
                       double rate,
                       double yield,
                       double sigma)
{
  double deviation = sigma * sqrt (years);
  double drift = (rate - yield - sigma * sigma / 2) * years; /* towards the level */
  double way, d, far, image;

  if (!is_valid (spot, years, rate, yield, sigma) || !isfinite (level))
    return NAN;
  if (level <= 0)
    return 0;
  if (level == spot)
    return 1;
  way = fabs (mag_unit_log_ratio (level, spot));
  if (level < spot)
    drift = -drift;
  d = (way - drift) / deviation;
  far = (way + drift) / deviation;
  if (far >= 0)
    image = mag_normal_density (d) * mag_normal_mills (far);
  else
    image = exp (2 * drift / deviation * (way / deviation)) * mag_normal_distribution (-far);
  return fmin (mag_normal_distribution (-d) + image, 1);
}

/**
 * mag_probability_take_dividends:
 * @option: (inout): becomes one on a share without them; its years, rate and yield stay
 * @dividends: (array length=n_dividends): those not after now or after expiry do not count
 *
 * Where a share that falls by cash dividends ends beyond a level, one without them ends beyond a higher level from a lower spot: the sooner an ex-date, the
 * more of its dividend comes off the spot, the nearer expiry, the more goes onto the strike, and onto every other level as much (Bos, Vandermark, "Finessing
 * fixed dividends", Risk, 2002). Within 0.0005 for a dividend of a fifth of a standard deviation.
 */
void
mag_probability_take_dividends (MagOption         *option,
                                const MagDividend *dividends,
                                size_t             n_dividends)
{
  for (size_t i = 0; i < n_dividends; i++)
    {
      double years = dividends[i].years, late = years / option->years;

      if (years <= 0 || years > option->years)
        continue;
      option->spot -= (1 - late) * dividends[i].amount * exp (-option->rate * years);
      option->strike += late * dividends[i].amount * exp (option->rate * (option->years - years));
    }
}

/**
 * mag_probability_itm:
 * @option: its sigma is the contract's own
 *
 * Returns: the probability that the option ends in the money; NaN for an invalid option
 */
double
mag_probability_itm (const MagOption *option)
{
  if (!is_positive (option->strike))
    return NAN;
  return probability_beyond (option->call ? 1 : -1, option->spot, option->strike, option->years, option->rate, option->yield, option->sigma);
}

/**
 * mag_probability_pop_short:
 * @option: its sigma is the contract's own
 * @premium: dollars per share received, fees taken off
 *
 * Returns: the probability that the short option ends no worse than its breakeven; NaN for an invalid argument
 */
double
mag_probability_pop_short (const MagOption *option,
                           double           premium)
{
  if (!is_positive (option->strike))
    return NAN;
  return probability_beyond (option->call ? -1 : 1, option->spot, mag_breakeven_short (option->call, option->strike, premium), option->years,
                             option->rate, option->yield, option->sigma);
}

/**
 * mag_probability_pop_covered_call:
 * @option: the call; its sigma is the contract's own
 * @premium: dollars per share received, fees taken off
 * @basis: dollars per share that the shares have cost
 *
 * Returns: the probability that shares and short call together end no worse than their breakeven; 0 when they are called away at or under it; NaN for an
 * invalid argument
 */
double
mag_probability_pop_covered_call (const MagOption *option,
                                  double           premium,
                                  double           basis)
{
  double breakeven = mag_breakeven_covered_call (basis, premium);
  double above = probability_beyond (1, option->spot, breakeven, option->years, option->rate, option->yield, option->sigma);

  if (isnan (above) || !is_positive (option->strike))
    return NAN;
  return breakeven < option->strike ? above : 0;
}

/**
 * mag_expected_move:
 *
 * Returns: one standard deviation of the share over @years, dollars per share up or down (68 %); NaN when an argument is not a positive number
 */
double
mag_expected_move (double spot,
                   double sigma,
                   double years)
{
  return is_positive (spot) && is_positive (sigma) && is_positive (years) ? spot * sigma * sqrt (years) : NAN;
}

/**
 * mag_expected_move_of_straddle:
 * @mark: dollars per share of the call and the put at the money together
 *
 * Returns: the move that the straddle is priced for, dollars per share up or down; NaN when @mark is not a positive number
 */
double
mag_expected_move_of_straddle (double mark)
{
  return is_positive (mark) ? MAG_STRADDLE_MOVE * mark : NAN;
}

/**
 * mag_breakeven_short:
 * @premium: dollars per share received
 *
 * Returns: the share price at expiry at which the short option neither gains nor loses, dollars; may be negative for a put
 */
double
mag_breakeven_short (bool   call,
                     double strike,
                     double premium)
{
  return call ? strike + premium : strike - premium;
}

/**
 * mag_breakeven_covered_call:
 * @basis: dollars per share that the shares have cost
 * @premium: dollars per share received
 *
 * Returns: the share price at expiry at which shares and short call together neither gain nor lose, dollars, provided that it is under the strike
 */
double
mag_breakeven_covered_call (double basis,
                            double premium)
{
  return basis - premium;
}
