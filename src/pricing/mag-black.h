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
