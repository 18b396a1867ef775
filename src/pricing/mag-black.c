/* SPDX-License-Identifier: GPL-3.0-or-later */

/* European option values and their derivatives. Both tails are computed with erfc(), never as one
 * minus the other side. */

#include "config.h"

#include "mag-black.h"

#include <math.h>

#define SOLVER_STEPS 100

/* Standard normal distribution. */
static double
phi (double x)
{
  return 0.5 * erfc (-x * M_SQRT1_2);
}

/* Standard normal density. */
static double
density (double x)
{
  return exp (-0.5 * x * x) * M_SQRT1_2 * M_2_SQRTPI / 2;
}

static bool
is_positive (double x)
{
  return isfinite (x) && x > 0;
}

static bool
is_valid (const MagOption *input)
{
  return is_positive (input->spot) && is_positive (input->strike) && is_positive (input->years) && isfinite (input->rate) &&
         isfinite (input->yield) && is_positive (input->sigma);
}

/* The pieces that price and derivatives share. side is 1 for a call, -1 for a put. */
typedef struct
{
  double side, d1, d2, spot_value, strike_value, deviation;
} Terms;

static Terms
make_terms (const MagOption *input,
            double               sigma)
{
  Terms terms = { .side = input->call ? 1 : -1 };

  terms.deviation = sigma * sqrt (input->years);
  terms.spot_value = input->spot * exp (-input->yield * input->years);
  terms.strike_value = input->strike * exp (-input->rate * input->years);
  terms.d1 = (log (input->spot / input->strike) + (input->rate - input->yield) * input->years) / terms.deviation +
             terms.deviation / 2;
  terms.d2 = terms.d1 - terms.deviation;
  return terms;
}

static double
price_of (const Terms *terms)
{
  return terms->side * (terms->spot_value * phi (terms->side * terms->d1) - terms->strike_value * phi (terms->side * terms->d2));
}

/**
 * mag_black_evaluate:
 * @input: the option and the market
 * @result: (out): price and greeks of one long option; NaN everywhere when false is returned
 *
 * Returns: false when spot, strike, years or sigma is not a positive number, or a rate is not a number
 */
bool
mag_black_evaluate (const MagOption *input,
                    MagOptionValue      *result)
{
  Terms terms;
  double decay;

  *result = (MagOptionValue) { NAN, NAN, NAN, NAN, NAN };
  if (!is_valid (input))
    return false;

  terms = make_terms (input, input->sigma);
  decay = -terms.spot_value * density (terms.d1) * input->sigma / (2 * sqrt (input->years));
  result->price = price_of (&terms);
  result->delta = terms.side * terms.spot_value / input->spot * phi (terms.side * terms.d1);
  result->gamma = terms.spot_value / input->spot * density (terms.d1) / (input->spot * terms.deviation);
  result->vega = terms.spot_value * density (terms.d1) * sqrt (input->years) / MAG_VOLATILITY_POINTS;
  result->theta = (decay + terms.side * (input->yield * terms.spot_value * phi (terms.side * terms.d1) -
                                         input->rate * terms.strike_value * phi (terms.side * terms.d2))) /
                  MAG_DAYS_PER_YEAR;
  return true;
}

/**
 * mag_black_implied:
 * @input: the option and the market; its sigma is not read
 * @price: dollars per share
 *
 * Newton's steps kept inside a shrinking bracket, so every price between the bounds has an answer.
 *
 * Returns: the sigma at which the formula gives @price; NaN when there is none between 0.1 % and 1000 %
 */
double
mag_black_implied (const MagOption *input,
                   double               price)
{
  MagOption trial = *input;
  double low = MAG_SIGMA_MIN, high = MAG_SIGMA_MAX;
  Terms terms;

  trial.sigma = 0.5;
  if (!is_valid (&trial) || !isfinite (price))
    return NAN;
  terms = make_terms (input, low);
  if (price < price_of (&terms))
    return NAN;
  terms = make_terms (input, high);
  if (price > price_of (&terms))
    return NAN;

  for (int i = 0; i < SOLVER_STEPS && high - low > 1e-12; i++)
    {
      double excess, slope, next;

      terms = make_terms (input, trial.sigma);
      excess = price_of (&terms) - price;
      slope = terms.spot_value * density (terms.d1) * sqrt (input->years);
      if (excess > 0)
        high = trial.sigma;
      else
        low = trial.sigma;
      next = trial.sigma - excess / slope;
      if (fabs (next - trial.sigma) < 1e-14)
        break;
      trial.sigma = next > low && next < high ? next : (low + high) / 2;
    }
  return trial.sigma;
}
