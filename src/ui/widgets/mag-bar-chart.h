/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One bar. */
typedef struct
{
  double height; /* from zero, up or down */
  int    sign;   /* of what it stands for: its colour is gain's, loss's or, at 0, the text's */
  char  *label;  /* owned; short, under the bars */
  char  *words;  /* owned; what it says in full */
} MagChartBar;

/* Bars about a line of zero. The arrow keys, Home and End and the pointer mark one, which is then said in words. */
#define MAG_TYPE_BAR_CHART (mag_bar_chart_get_type ())
G_DECLARE_FINAL_TYPE (MagBarChart, mag_bar_chart, MAG, BAR_CHART, GtkWidget)

GArray *mag_chart_bars_new     (void); /* MagChartBar; frees what they own */
void    mag_bar_chart_set_bars (MagBarChart *self, const char *title, GArray *bars);

G_END_DECLS
