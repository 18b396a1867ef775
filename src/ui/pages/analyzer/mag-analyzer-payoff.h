/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-payoff.h"
#include "mag-scan.h"

G_BEGIN_DECLS

#define MAG_ANALYZER_PAYOFF_SPOTS 31 /* a curve that looks smooth; with cash dividends a spot takes up to 0.15 ms of the window's thread */
#define MAG_ANALYZER_FORECAST_POINTS 5 /* today, a quarter, half and three quarters of the days, expiration */

/* What selling one contract at the bid comes to: a put secured by cash, a call on a hundred shares bought at the spot. Dollars. */
typedef struct
{
  double           spot;
  double           spots[MAG_ANALYZER_PAYOFF_SPOTS];         /* ascending; the strike is one of them */
  double           today[MAG_ANALYZER_PAYOFF_SPOTS];         /* profit; NaN without a volatility */
  double           at_expiration[MAG_ANALYZER_PAYOFF_SPOTS];
  MagPayoffSummary summary;
  MagForecastPoint forecast[MAG_ANALYZER_FORECAST_POINTS];   /* price and volatility unchanged */
} MagAnalyzerPayoff;

gboolean mag_analyzer_payoff_init      (MagAnalyzerPayoff *payoff, const MagScanRow *scan, gint64 now_us);
char    *mag_analyzer_payoff_format    (double dollars);                  /* "+$180.00" */
char    *mag_analyzer_payoff_describe  (const MagAnalyzerPayoff *payoff); /* the chart in words, for a screen reader */

G_END_DECLS
