/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-types.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A grid of text: titles in row 0, names in column 0, figures elsewhere. */
void       mag_report_grid_clear      (GtkGrid *grid);
GtkWidget *mag_report_grid_put        (GtkGrid *grid, int column, int row, char *text); /* takes the text */
void       mag_report_grid_put_profit (GtkGrid *grid, int column, int row, MagMoney profit);

G_END_DECLS
