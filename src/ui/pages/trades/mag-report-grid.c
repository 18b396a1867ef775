/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reports' tables are made of. */

#include "config.h"

#include "mag-report-grid.h"

#include "mag-format.h"

void
mag_report_grid_clear (GtkGrid *grid)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (grid))) != NULL)
    gtk_grid_remove (grid, child);
}

/**
 * mag_report_grid_put:
 * @text: (transfer full)
 *
 * Returns: (transfer none): the label
 */
GtkWidget *
mag_report_grid_put (GtkGrid *grid,
                     int      column,
                     int      row,
                     char    *text)
{
  g_autofree char *owned = text;
  GtkWidget *label = gtk_label_new (owned);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  gtk_widget_add_css_class (label, row == 0 ? "caption-heading" : "numeric");
  gtk_grid_attach (grid, label, column, row, 1, 1);
  return label;
}

void
mag_report_grid_put_profit (GtkGrid  *grid,
                            int       column,
                            int       row,
                            MagMoney  profit)
{
  GtkWidget *label = mag_report_grid_put (grid, column, row, mag_format_money_change (profit));
  const char *class = mag_format_sign_class (profit != MAG_MONEY_UNKNOWN ? (double) profit : 0);

  if (*class != '\0')
    gtk_widget_add_css_class (label, class);
}
