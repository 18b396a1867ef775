/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* From expiry back to now, at eight volatilities at once. */

#include "mag-option.h"

#include "mag-dividend-kernel.h"

/* An option in units of its strike, and the dividends before its expiry. */
typedef struct
{
  bool                call, european;
  bool                at_dividends; /* the call may be exercised just before each dividend */
  MagDividendExercise exercise;     /* and where exercise may pay in between */
  double              place;        /* ln (spot / strike) */
  double              strike;       /* dollars */
  double              years, rate, yield;
  const MagDividend  *dividends;    /* ascending */
  size_t              n_dividends;  /* those with 0 < years <= the option's */
  double              paid;         /* sum of dividends over the strike */
} MagDividendProblem;

#define MAG_DIVIDEND_MOST 1e50 /* over the strike; what is more leaves no more of the share */

/* A dividend over the strike. */
static inline double
mag_dividend_share (const MagDividendProblem *problem,
                    const MagDividend        *dividend)
{
  double share = dividend->amount / problem->strike;

  return share < MAG_DIVIDEND_MOST ? share : MAG_DIVIDEND_MOST;
}

/* What one volatility makes of it, per unit of strike and spot over strike. */
typedef struct
{
  bool   exercised; /* exercise now is best; then no number below holds */
  double value, delta, gamma;
} MagDividendOutcome;

void mag_dividend_walk (const MagDividendProblem *problem, const double sigma[MAG_DIVIDEND_LANES], MagDividendOutcome outcome[MAG_DIVIDEND_LANES]);
