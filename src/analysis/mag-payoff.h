/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-pricer.h"
#include "mag-terms.h"

G_BEGIN_DECLS

/* One part of a position: an option, or shares when option.strike is 0. */
typedef struct
{
  MagOption option;   /* spot is not read; sigma is the volatility it is valued at; years count from now */
  double    quantity; /* of shares it stands for, signed: contracts x multiplier, short below 0 */
  double    price;    /* dollars per share it was opened at, >= 0 */
} MagPayoffLeg;

/* The market a position is valued in: what the caller may change to ask "what if". */
typedef struct
{
  double             spot;      /* > 0 */
  const MagDividend *dividends; /* to come, ascending; NULL with none */
  gsize              n_dividends;
} MagPayoffMarket;

#define MAG_PAYOFF_MAX_BREAKEVENS 8

/* At expiration, in dollars of the whole position. */
typedef struct
{
  double max_profit; /* INFINITY: grows with the share price without end */
  double max_loss;   /* <= 0; -INFINITY */
  guint  n_breakevens;
  double breakevens[MAG_PAYOFF_MAX_BREAKEVENS]; /* share prices, ascending */
} MagPayoffSummary;

/* What time does to a position when nothing else moves. */
typedef struct
{
  double days;   /* from now; in */
  double value;  /* dollars the position is worth then, a short one below 0; NaN */
  double profit; /* value less what it was opened for; NaN */
} MagForecastPoint;

void     mag_payoff_profit      (MagPricer *pricer, const MagPayoffLeg *legs, gsize n_legs, const MagPayoffMarket *market, double years, const double *spots, gsize n_spots, double *profit);
gboolean mag_payoff_summarize   (const MagPayoffLeg *legs, gsize n_legs, MagPayoffSummary *summary);
double   mag_payoff_years       (const MagPayoffLeg *legs, gsize n_legs);
void     mag_payoff_forecast    (MagPricer *pricer, const MagPayoffLeg *legs, gsize n_legs, const MagPayoffMarket *market, MagForecastPoint *points, gsize n_points);
/* Dividends as the pricer takes them: those of the terms that go ex after now. Gives how many; into room for MAG_TERMS_MAX_DIVIDENDS. */
gsize    mag_payoff_dividends   (const MagTerms *terms, gint64 now_us, MagDividend *dividends);

G_END_DECLS
