/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures with their reasons, as rows of text under headings. */

#include "config.h"

#include "mag-figure-list.h"

struct _MagFigureList
{
  GtkBox     parent_instance;

  GPtrArray *rows;   /* owned; AdwActionRow of each figure, held by its group */
  GPtrArray *values; /* owned; GtkLabel of each figure, held by its row */
};

G_DEFINE_FINAL_TYPE (MagFigureList, mag_figure_list, GTK_TYPE_BOX)

void
mag_explained_figure_free (MagExplainedFigure *figure)
{
  g_free (figure->name);
  g_free (figure->value);
  g_free (figure->why);
  g_free (figure);
}

/**
 * mag_explained_figures_add:
 * @figures: of mag_explained_figure_free() elements
 * @group: static
 * @value: (transfer full): as it is shown
 * @why: (transfer full): a sentence
 */
void
mag_explained_figures_add (GPtrArray  *figures,
                           const char *group,
                           const char *name,
                           char       *value,
                           char       *why)
{
  MagExplainedFigure *figure = g_new (MagExplainedFigure, 1);

  *figure = (MagExplainedFigure) { group, g_strdup (name), value, why };
  g_ptr_array_add (figures, figure);
}

static void
add_row (MagFigureList       *self,
         AdwPreferencesGroup *group)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *value = gtk_label_new (NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_widget_add_css_class (value, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), value);
  adw_preferences_group_add (group, row);

  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->values, value);
}

static void
make_rows (MagFigureList *self,
           GPtrArray     *figures)
{
  AdwPreferencesGroup *group = NULL;
  const char *heading = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->values, 0);
  for (guint i = 0; i < figures->len; i++)
    {
      const MagExplainedFigure *figure = g_ptr_array_index (figures, i);

      if (g_strcmp0 (heading, figure->group) != 0)
        {
          heading = figure->group;
          group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
          adw_preferences_group_set_title (group, heading);
          gtk_box_append (GTK_BOX (self), GTK_WIDGET (group));
        }
      add_row (self, group);
    }
}

void
mag_figure_list_set (MagFigureList *self,
                     GPtrArray     *figures)
{
  g_return_if_fail (MAG_IS_FIGURE_LIST (self));

  if (self->rows->len != figures->len)
    make_rows (self, figures);
  for (guint i = 0; i < figures->len; i++)
    {
      const MagExplainedFigure *figure = g_ptr_array_index (figures, i);
      AdwActionRow *row = g_ptr_array_index (self->rows, i);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), figure->name);
      adw_action_row_set_subtitle (row, figure->why);
      gtk_label_set_text (g_ptr_array_index (self->values, i), figure->value);
    }
}

char *
mag_figure_list_to_text (GPtrArray *figures)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < figures->len; i++)
    {
      const MagExplainedFigure *figure = g_ptr_array_index (figures, i);

      g_string_append_printf (text, "%s\t%s\t%s\n", figure->name, figure->value, figure->why);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static void
mag_figure_list_finalize (GObject *object)
{
  MagFigureList *self = MAG_FIGURE_LIST (object);

  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->values);

  G_OBJECT_CLASS (mag_figure_list_parent_class)->finalize (object);
}

static void
mag_figure_list_class_init (MagFigureListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_figure_list_finalize;
}

static void
mag_figure_list_init (MagFigureList *self)
{
  self->rows = g_ptr_array_new ();
  self->values = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 18);
}
