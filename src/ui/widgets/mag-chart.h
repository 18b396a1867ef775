/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the charts have in common: small labels, and the palette's colours, which only style.css knows. */
PangoLayout *mag_chart_make_label   (GtkWidget *chart, const char *text);
void         mag_chart_append_label (GtkWidget *chart, GtkSnapshot *snapshot, const char *text, double x, double y, const GdkRGBA *colour); /* centred at x, within the widget */
GtkWidget   *mag_chart_add_colours  (GtkWidget *chart, const char *class_name); /* a child that is never shown and has that class's colour; unparent it */

G_END_DECLS
