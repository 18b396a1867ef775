/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-payoff-chart.h"
#include "mag-payoff.h"

G_BEGIN_DECLS

#define MAG_PAYOFF_SPOTS 31 /* a curve that looks smooth; with cash dividends a spot takes up to 0.15 ms of the window's thread */
#define MAG_FORECAST_POINTS 5 /* today, a quarter, half and three quarters of the days, expiration */
#define MAG_PAYOFF_MAX_LEGS 5

/* What a position comes to over the prices of the share and over time, ready to be drawn. Dollars of the whole position. */
typedef struct
{
  double           spot;
  double           spots[MAG_PAYOFF_SPOTS];         /* ascending; the strikes are among them */
  double           today[MAG_PAYOFF_SPOTS];         /* profit; NaN without a volatility */
  double           at_expiration[MAG_PAYOFF_SPOTS];
  MagPayoffSummary summary;
  MagForecastPoint forecast[MAG_FORECAST_POINTS];   /* price and volatility unchanged */
} MagPayoffPicture;

void  mag_payoff_picture_init     (MagPayoffPicture *picture, const MagPayoffLeg *legs, gsize n_legs, const MagPayoffMarket *market);
char *mag_payoff_picture_format   (double dollars);                 /* "+$180.00" */
char *mag_payoff_picture_describe (const MagPayoffPicture *picture); /* the chart in words, for a screen reader */
void  mag_payoff_picture_show     (const MagPayoffPicture *picture, MagPayoffChart *chart);

G_END_DECLS
