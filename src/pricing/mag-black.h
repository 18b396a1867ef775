/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Plain European (Black-Scholes-Merton) option formulas, protocols/option-math.md sections 4.1, 8. Stands in for the American model
 * until that lands, and is labelled European wherever shown. Plain C: no GLib, no allocation. */

#include <stdbool.h>

#define MAG_DEFAULT_RATE 0.04 /* risk-free, continuously compounded; one value until a curve exists */

/* Spot, strike, price in dollars per share; t in years; rates and sigma as fractions. */
typedef struct
{
  bool   call;
  double spot, strike, years, rate, yield, sigma;
} MagBlackInput;

typedef struct
{
  double price, delta, gamma;
  double theta; /* per calendar day */
  double vega;  /* per volatility point */
} MagBlackResult;

/* false and NaN everywhere for non-finite or non-positive spot, strike, years or sigma. */
bool   mag_black_evaluate    (const MagBlackInput *input, MagBlackResult *result);
/* The sigma at which the price is met; NaN below the lower or above the upper bound, or outside 0.1 % .. 1000 %. */
double mag_black_implied     (const MagBlackInput *input, double price);
double mag_black_probability_above (double spot, double level, double years, double rate, double yield, double sigma); /* Phi(d2(level)); 1 for level <= 0 */
double mag_black_probability_itm   (const MagBlackInput *input);
double mag_black_pop_short   (const MagBlackInput *input, double premium); /* probability of profit of the short option at expiry */
double mag_black_touch       (double spot, double level, double years, double rate, double yield, double sigma);
double mag_black_expected_move (double spot, double sigma, double years);
