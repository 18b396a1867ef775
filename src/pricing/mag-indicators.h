/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Price indicators, protocols/option-math.md section 11. Plain C over arrays of double: no GLib, no allocation. Bars are oldest first, closes adjusted;
 * values go into arrays of the same length. NaN: the window is not full yet, or a number in it is missing. */

#include <stddef.h>

typedef struct
{
  double middle;        /* SMA */
  double lower, upper;
  double percent_b;     /* (close - lower) / (upper - lower): 0 at the lower band, 1 at the upper; NaN when they meet */
  double bandwidth;     /* (upper - lower) / middle; NaN when that is 0 */
} MagBollinger;

void mag_indicator_sma       (const double *closes, size_t n_bars, size_t window, double *values);
void mag_indicator_ema       (const double *closes, size_t n_bars, size_t window, double *values);
void mag_indicator_rsi       (const double *closes, size_t n_bars, size_t window, double *values);
void mag_indicator_atr       (const double *highs, const double *lows, const double *closes, size_t n_bars, size_t window, double *values);
void mag_indicator_bollinger (const double *closes, size_t n_bars, size_t window, double width, MagBollinger *values);
