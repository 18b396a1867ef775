/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What every pricing function takes and gives. Plain C: no GLib, no allocation. Conventions: prices in dollars per share; time in years of 365
 * calendar days; rates, yields and volatilities as fractions, continuously compounded. Each function names the source of its formula. */

#include <stdbool.h>

#define MAG_DAYS_PER_YEAR 365.0
#define MAG_VOLATILITY_POINTS 100.0 /* volatility points in 1 */

/* A volatility outside these is no volatility but a bad quote. */
#define MAG_SIGMA_MIN 0.001
#define MAG_SIGMA_MAX 10.0

/* One option and the market it is valued in. */
typedef struct
{
  bool   call;
  bool   european; /* exercised at expiry only; otherwise American */
  double spot, strike; /* > 0 */
  double years;        /* to expiry, > 0 */
  double rate;         /* risk-free */
  double yield;        /* continuous dividend yield of the share */
  double sigma;        /* > 0; not read where it is what is asked for */
} MagOption;

/* A known cash dividend of the share. */
typedef struct
{
  double years;  /* to the opening of the ex-date, > 0 */
  double amount; /* dollars per share, >= 0 */
} MagDividend;

/* One long option. All fields NaN where there is no value. */
typedef struct
{
  double price; /* >= 0 */
  double delta; /* put <= 0 */
  double gamma; /* per dollar */
  double theta; /* per calendar day; negative decays */
  double vega;  /* per volatility point */
} MagOptionValue;

/* What became of the search for the volatility behind a price. Only OK comes with a volatility; AT_INTRINSIC comes with greeks. */
typedef enum
{
  MAG_IV_OK,
  MAG_IV_BAD_INPUT,       /* a number missing, not finite or of the wrong sign */
  MAG_IV_EXPIRED,         /* years <= 0 */
  MAG_IV_BELOW_INTRINSIC, /* American and less than exercising now would bring */
  MAG_IV_AT_INTRINSIC,    /* American and no time value left: delta of +-1, the other greeks 0 */
  MAG_IV_BELOW_MINIMUM,   /* less than without any volatility */
  MAG_IV_ABOVE_MAXIMUM,   /* more than with infinite volatility */
  MAG_IV_BELOW_RANGE,     /* under MAG_SIGMA_MIN */
  MAG_IV_ABOVE_RANGE,     /* over MAG_SIGMA_MAX */
} MagIvStatus;
