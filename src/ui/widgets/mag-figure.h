/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One figure of a strip: what it is, its value, a line of context. Property "label", translated, for templates. */
#define MAG_TYPE_FIGURE (mag_figure_get_type ())
G_DECLARE_FINAL_TYPE (MagFigure, mag_figure, MAG, FIGURE, GtkBox)

/* context: NULL for none; css_class: "gain", "loss" or "". */
void        mag_figure_show      (MagFigure *self, const char *value, const char *context, const char *css_class);
const char *mag_figure_get_value (MagFigure *self);

G_END_DECLS
