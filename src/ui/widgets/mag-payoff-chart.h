/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a chart of profit over share prices shows. Lent for the call. */
typedef struct
{
  const double *spots;         /* ascending, n of them */
  const double *at_expiration; /* dollars; NaN: a gap */
  const double *today;
  gsize         n;
  double        spot;          /* where the share is; NaN: not shown */
  double        breakeven;     /* NaN: none is shown */
  const char   *summary;       /* the chart in words */
} MagPayoffChartData;

/* Profit over the price of the share: at expiration as a line over its gain and loss, today as a dashed one, breakeven and spot marked. */
#define MAG_TYPE_PAYOFF_CHART (mag_payoff_chart_get_type ())
G_DECLARE_FINAL_TYPE (MagPayoffChart, mag_payoff_chart, MAG, PAYOFF_CHART, GtkWidget)

void mag_payoff_chart_set_data (MagPayoffChart *self, const MagPayoffChartData *data);

G_END_DECLS
