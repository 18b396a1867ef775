/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Titles of a column view over their figures. GTK puts every title at the start and has no property for it, nor for a
 * tooltip; the header is walked, and left as it is where a later GTK builds it otherwise. */

#include "mag-column-titles.h"

/* Over its figures at the end, its sort arrow before it. */
static void
align_end (GtkWidget *box)
{
  gtk_widget_set_halign (box, GTK_ALIGN_END);
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child))
      {
        gtk_box_reorder_child_after (GTK_BOX (box), child, gtk_widget_get_last_child (box));
        return;
      }
}

/**
 * mag_column_titles_align:
 * @view: a column view
 * @describe: what there is to know of a column
 *
 * To be called when columns were added, moved or shown: GTK makes their titles anew.
 */
void
mag_column_titles_align (GtkColumnView      *view,
                         MagColumnTitleFunc  describe)
{
  GListModel *columns;
  GtkWidget *header;
  GtkWidget *title;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  columns = gtk_column_view_get_columns (view);
  header = gtk_widget_get_first_child (GTK_WIDGET (view));
  title = header != NULL ? gtk_widget_get_first_child (header) : NULL;
  for (guint i = 0; title != NULL && i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      GtkWidget *box = gtk_widget_get_first_child (title);
      MagColumnTitle described = describe (column);

      gtk_widget_set_tooltip_text (title, described.description);
      if (described.numeric && box != NULL && GTK_IS_BOX (box))
        align_end (box);
      title = gtk_widget_get_next_sibling (title);
    }
}
