/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Plain European (Black-Scholes-Merton) option formulas, protocols/option-math.md sections 4.1, 8. Stands in for the American model
 * until that lands, and is labelled European wherever shown. Plain C: no GLib, no allocation. */

#include "mag-option.h"

#define MAG_DEFAULT_RATE 0.04 /* risk-free, continuously compounded; one value until a curve exists */

/* false and NaN everywhere for non-finite or non-positive spot, strike, years or sigma. */
bool   mag_black_evaluate    (const MagOption *input, MagOptionValue *result);
/* The sigma at which the price is met; NaN below the lower or above the upper bound, or outside 0.1 % .. 1000 %. */
double mag_black_implied     (const MagOption *input, double price);
double mag_black_probability_above (double spot, double level, double years, double rate, double yield, double sigma); /* Phi(d2(level)); 1 for level <= 0 */
double mag_black_probability_itm   (const MagOption *input);
double mag_black_pop_short   (const MagOption *input, double premium); /* probability of profit of the short option at expiry */
double mag_black_touch       (double spot, double level, double years, double rate, double yield, double sigma);
double mag_black_expected_move (double spot, double sigma, double years);
