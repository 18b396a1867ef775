/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Statistics of implied and realised volatility, protocols/option-math.md sections 5 and 10. Plain C over arrays of double: no GLib, no allocation.
 * Volatilities are fractions per square root of a year; rank and percentile are percent, 0 to 100. NaN: the value does not exist. */

#include <stdbool.h>
#include <stddef.h>

#define MAG_TRADING_DAYS 252     /* a year of closes: annualises what is realised, and how far rank and percentile look back */
#define MAG_IV_RANK_MIN_DAYS 60  /* of history, today included, before rank and percentile say anything */
#define MAG_IV30_DAYS 30.0       /* calendar days */

/* Both options of one strike. */
typedef struct
{
  double strike;
  double call, put; /* implied volatilities of good quotes; NaN */
} MagStrikeVolatility;

/* One expiration. */
typedef struct
{
  double years; /* to expiry, > 0 */
  double sigma; /* at the money, > 0; NaN: not known */
} MagTermVolatility;

/* Daily bars side by side, oldest first, split-adjusted, all in one currency. */
typedef struct
{
  const double *open, *high, *low, *close;
  size_t        n;
} MagOhlc;

double mag_volatility_at_the_money  (const MagStrikeVolatility *strikes, size_t n_strikes, double forward);
double mag_volatility_iv30          (const MagTermVolatility *terms, size_t n_terms, bool *one_sided);
double mag_volatility_rank          (const double *history, size_t n_days);
double mag_volatility_percentile    (const double *history, size_t n_days);
size_t mag_volatility_history_days  (size_t n_days);
double mag_volatility_close_to_close (const double *closes, size_t n_closes, size_t n_returns);
double mag_volatility_parkinson     (const MagOhlc *bars, size_t n_days);
double mag_volatility_garman_klass  (const MagOhlc *bars, size_t n_days);
double mag_volatility_rogers_satchell (const MagOhlc *bars, size_t n_days);
double mag_volatility_yang_zhang    (const MagOhlc *bars, size_t n_days);
double mag_volatility_premium       (double iv30, double hv30);
