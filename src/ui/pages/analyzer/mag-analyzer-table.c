/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results table. Its columns come from the table in mag-analyzer-columns.c; which are shown, in which order, how wide
 * and what they are sorted by is the user's and kept in the settings. In a narrow window three columns of two lines
 * take their place and the user's are left alone. */

#include "config.h"

#include "mag-analyzer-table.h"

#include "mag-analyzer-columns.h"

#include <glib/gi18n.h>

struct _MagAnalyzerTable
{
  AdwBin                parent_instance;

  GtkColumnView        *view;
  GtkSortListModel     *sorted;    /* owned */
  GtkSelectionModel    *selection; /* owned */
  GSettings            *settings;  /* owned; NULL at first */
  MagAnalyzerRow       *selected;  /* owned; NULL: none */
  char                 *sort_column; /* owned; a column's id */
  gboolean              sort_descending;
  gboolean              compact;
  gboolean              restoring; /* columns change because of us */
};

enum
{
  PROP_COMPACT = 1,
  PROP_SORT_COLUMN,
  PROP_SORT_DESCENDING,
  PROP_SELECTED,
  N_PROPS
};

enum
{
  ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagAnalyzerTable, mag_analyzer_table, ADW_TYPE_BIN)

#define DEFAULT_SORT "rank"

/* What the platform's style puts around the text of a cell, both sides together, and a little air. */
#define CELL_PADDING 14
#define ARROW_WIDTH 16 /* of a sorted column's title, which is measured without it */

static const MagAnalyzerColumn *
describe (GtkColumnViewColumn *column)
{
  return mag_analyzer_columns_find (gtk_column_view_column_get_id (column));
}

static GtkColumnViewColumn *
nth_column (MagAnalyzerTable *self,
            guint             i)
{
  g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (self->view), i);

  return column; /* the view holds it */
}

static guint
count_columns (MagAnalyzerTable *self)
{
  return g_list_model_get_n_items (gtk_column_view_get_columns (self->view));
}

static GtkColumnViewColumn *
find_column (MagAnalyzerTable *self,
             const char       *id)
{
  for (guint i = 0; i < count_columns (self); i++)
    if (g_str_equal (gtk_column_view_column_get_id (nth_column (self, i)), id))
      return nth_column (self, i);

  return NULL;
}

/* Cells */

static void
fill_cell (GtkListItem *item)
{
  const MagAnalyzerColumn *column = g_object_get_data (G_OBJECT (item), "column");
  MagAnalyzerRow *row = gtk_list_item_get_item (item);
  GtkWidget *child = gtk_list_item_get_child (item);
  g_autofree char *text = column->text (row);

  if (column->detail == NULL)
    {
      gtk_inscription_set_text (GTK_INSCRIPTION (child), text);
      return;
    }

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_first_child (child)), text);
  g_free (text);
  text = column->detail (row);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_last_child (child)), text);
}

static GtkWidget *
make_line (const MagAnalyzerColumn *column)
{
  GtkWidget *line = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (line), column->chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (line), column->chars);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (line), column->numeric ? 1 : 0);
  if (column->numeric)
    gtk_widget_add_css_class (line, "numeric");

  return line;
}

static void
cell_setup_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item,
               gpointer                  user_data)
{
  const MagAnalyzerColumn *column = user_data;
  GtkWidget *line = make_line (column);

  g_object_set_data (G_OBJECT (item), "column", user_data);
  if (column->detail != NULL)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
      GtkWidget *detail = make_line (column);

      gtk_widget_add_css_class (detail, "caption");
      gtk_widget_add_css_class (detail, "dimmed");
      gtk_box_append (GTK_BOX (box), line);
      gtk_box_append (GTK_BOX (box), detail);
      line = box;
    }

  gtk_list_item_set_child (item, line);
}

static void
cell_bind_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item)
{
  g_signal_connect_swapped (gtk_list_item_get_item (item), "updated", G_CALLBACK (fill_cell), item);
  fill_cell (item);
}

static void
cell_unbind_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), fill_cell, item);
}

/* Sorting */

typedef struct
{
  GtkColumnView           *view; /* outlives its columns' sorters */
  const MagAnalyzerColumn *column;
} SortKey;

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const SortKey *key = user_data;
  GtkColumnViewSorter *sorter = GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (key->view));
  gboolean descending = gtk_column_view_sorter_get_primary_sort_order (sorter) == GTK_SORT_DESCENDING;
  int order = mag_analyzer_column_compare (key->column, (MagAnalyzerRow *) a, (MagAnalyzerRow *) b, descending);

  /* The view turns the answer round for a descending column; unknown values are to stay last. */
  return descending ? -order : order;
}

static void
take_sort_from_view (MagAnalyzerTable *self)
{
  GtkColumnViewSorter *sorter = GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (self->view));
  GtkColumnViewColumn *column = gtk_column_view_sorter_get_primary_sort_column (sorter);
  const char *id = column != NULL ? gtk_column_view_column_get_id (column) : DEFAULT_SORT;
  gboolean descending = column != NULL && gtk_column_view_sorter_get_primary_sort_order (sorter) == GTK_SORT_DESCENDING;

  if (self->restoring)
    return;

  if (g_set_str (&self->sort_column, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT_COLUMN]);
  if (self->sort_descending != descending)
    {
      self->sort_descending = descending;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT_DESCENDING]);
    }
  if (self->settings != NULL)
    g_settings_set (self->settings, "sort", "(sb)", self->sort_column, self->sort_descending);
  mag_analyzer_table_scroll_to_top (self); /* who asks for another order wants to see its beginning */
}

static void
give_sort_to_view (MagAnalyzerTable *self)
{
  GtkColumnViewColumn *column = find_column (self, self->sort_column);

  if (column == NULL)
    return;

  /* Only so does the title of the column that was sorted by lose its arrow. */
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  gtk_column_view_sort_by_column (self->view, column, self->sort_descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

static void
set_sort (MagAnalyzerTable *self,
          const char       *id,
          gboolean          descending)
{
  if (mag_analyzer_columns_find (id) == NULL)
    id = DEFAULT_SORT;

  self->restoring = TRUE;
  if (g_set_str (&self->sort_column, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT_COLUMN]);
  if (self->sort_descending != descending)
    {
      self->sort_descending = descending;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT_DESCENDING]);
    }
  give_sort_to_view (self);
  self->restoring = FALSE;
  mag_analyzer_table_scroll_to_top (self);

  if (self->settings != NULL)
    g_settings_set (self->settings, "sort", "(sb)", self->sort_column, self->sort_descending);
}

/* "#" is no word for a menu. */
static const char *
get_name (const MagAnalyzerColumn *column)
{
  return g_str_equal (column->id, "rank") ? _("Rank") : _(column->title);
}

/* Columns */

static GtkColumnViewColumn *
make_column (MagAnalyzerTable        *self,
             const MagAnalyzerColumn *description)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column = gtk_column_view_column_new (_(description->title), factory);
  g_autoptr(GtkSorter) sorter = NULL;
  SortKey *key = g_new (SortKey, 1);

  g_signal_connect (factory, "setup", G_CALLBACK (cell_setup_cb), (gpointer) description);
  g_signal_connect (factory, "bind", G_CALLBACK (cell_bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (cell_unbind_cb), NULL);

  key->view = self->view;
  key->column = description;
  sorter = GTK_SORTER (gtk_custom_sorter_new (compare_rows, key, g_free));

  gtk_column_view_column_set_id (column, description->id);
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_resizable (column, !description->narrow);
  gtk_column_view_column_set_expand (column, description->narrow && !description->numeric);

  return column;
}

/* The title of a column of numbers stands over them, its arrow before it. The view has no property for that; where its
 * insides are other than expected, they stay as they are. */
static void
align_title (GtkWidget *title,
             gboolean   numeric)
{
  GtkWidget *box = gtk_widget_get_first_child (title);

  if (box == NULL || !GTK_IS_BOX (box))
    return;

  gtk_widget_set_halign (box, numeric ? GTK_ALIGN_END : GTK_ALIGN_START);
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (numeric && GTK_IS_LABEL (child))
      {
        gtk_box_reorder_child_after (GTK_BOX (box), child, gtk_widget_get_last_child (box));
        return;
      }
}

static void
align_titles (MagAnalyzerTable *self)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  guint i = 0;

  if (header == NULL)
    return;

  for (GtkWidget *title = gtk_widget_get_first_child (header); title != NULL && i < count_columns (self); title = gtk_widget_get_next_sibling (title))
    align_title (title, describe (nth_column (self, i++))->numeric);
}

/* TRUE when the user gave the column its width; it is saved then, and left alone. */
static gboolean
is_widened (GtkColumnViewColumn *column)
{
  int width = gtk_column_view_column_get_fixed_width (column);

  return width > 0 && width != GPOINTER_TO_INT (g_object_get_data (G_OBJECT (column), "natural-width"));
}

static int
measure_width (GtkWidget *widget)
{
  int width;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  return width;
}

/* Gives each column the width of its widest usual value or its title. Left to itself the view measures every cell of a
 * column whenever one comes: a frame with a new row between others then took 30 ms to lay out instead of 16. */
static void
fix_widths (MagAnalyzerTable *self)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;
  gboolean was_restoring = self->restoring;

  self->restoring = TRUE;
  for (guint i = 0; title != NULL && i < count_columns (self); i++, title = gtk_widget_get_next_sibling (title))
    {
      GtkColumnViewColumn *column = nth_column (self, i);
      g_autoptr(GtkWidget) line = g_object_ref_sink (make_line (describe (column)));
      int width;

      if (describe (column)->narrow || is_widened (column))
        continue;
      gtk_column_view_column_set_fixed_width (column, -1); /* or the title would answer with the width given before */
      width = MAX (measure_width (line) + CELL_PADDING, measure_width (title) + ARROW_WIDTH);
      g_object_set_data (G_OBJECT (column), "natural-width", GINT_TO_POINTER (width));
      gtk_column_view_column_set_fixed_width (column, width);
    }
  self->restoring = was_restoring;
}

/* The user's columns in a wide window, ours in a narrow one. */
static void
show_columns (MagAnalyzerTable *self)
{
  self->restoring = TRUE;
  for (guint i = 0; i < count_columns (self); i++)
    {
      GtkColumnViewColumn *column = nth_column (self, i);
      const MagAnalyzerColumn *description = describe (column);
      gboolean chosen = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (column), "chosen"));

      gtk_column_view_column_set_visible (column, self->compact ? description->narrow : chosen && !description->narrow);
    }
  fix_widths (self);
  self->restoring = FALSE;
}

static void
save_columns (MagAnalyzerTable *self)
{
  g_auto(GVariantBuilder) columns = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sb)"));
  g_auto(GVariantBuilder) widths = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{si}"));

  if (self->restoring || self->settings == NULL)
    return;

  for (guint i = 0; i < count_columns (self); i++)
    {
      GtkColumnViewColumn *column = nth_column (self, i);
      const char *id = gtk_column_view_column_get_id (column);

      g_variant_builder_add (&columns, "(sb)", id, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (column), "chosen")));
      if (is_widened (column))
        g_variant_builder_add (&widths, "{si}", id, gtk_column_view_column_get_fixed_width (column));
    }

  g_settings_set_value (self->settings, "columns", g_variant_builder_end (&columns));
  g_settings_set_value (self->settings, "column-widths", g_variant_builder_end (&widths));
}

static void
columns_moved_cb (MagAnalyzerTable *self)
{
  align_titles (self);
  save_columns (self);
}

static void
choose_column (GtkColumnViewColumn *column,
               gboolean             chosen)
{
  g_object_set_data (G_OBJECT (column), "chosen", GINT_TO_POINTER (chosen));
}

static void
add_columns (MagAnalyzerTable *self)
{
  guint n_columns;
  const MagAnalyzerColumn *columns = mag_analyzer_columns_get (&n_columns);

  self->restoring = TRUE;
  for (guint i = 0; i < n_columns; i++)
    {
      g_autoptr(GtkColumnViewColumn) column = make_column (self, &columns[i]);

      choose_column (column, columns[i].shown);
      gtk_column_view_append_column (self->view, column);
      g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (save_columns), self, G_CONNECT_SWAPPED);
    }
  self->restoring = FALSE;
}

/* Stored columns come first, in their order; those of a newer program than wrote the settings follow in ours. */
static void
restore_columns (MagAnalyzerTable *self)
{
  g_autoptr(GVariant) columns = g_settings_get_value (self->settings, "columns");
  g_autoptr(GVariant) widths = g_settings_get_value (self->settings, "column-widths");
  GVariantIter iter;
  const char *id;
  gboolean chosen;
  int width;
  guint place = 0;

  self->restoring = TRUE;
  g_variant_iter_init (&iter, columns);
  while (g_variant_iter_next (&iter, "(&sb)", &id, &chosen))
    {
      GtkColumnViewColumn *column = find_column (self, id);

      if (column == NULL)
        continue;
      choose_column (column, chosen);
      gtk_column_view_insert_column (self->view, place++, column);
    }

  g_variant_iter_init (&iter, widths);
  while (g_variant_iter_next (&iter, "{&si}", &id, &width))
    {
      GtkColumnViewColumn *column = find_column (self, id);

      if (column != NULL && width > 0)
        gtk_column_view_column_set_fixed_width (column, width);
    }
  self->restoring = FALSE;
}

/* Selection and use */

static void
update_selected (MagAnalyzerTable *self)
{
  g_autoptr(GtkBitset) selection = gtk_selection_model_get_selection (self->selection);
  g_autoptr(MagAnalyzerRow) row = NULL;

  if (!gtk_bitset_is_empty (selection))
    row = g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (selection));

  if (g_set_object (&self->selected, row))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
activated_cb (MagAnalyzerTable *self,
              guint             position)
{
  gtk_selection_model_select_item (self->selection, position, TRUE);
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
copy_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  MagAnalyzerTable *self = MAG_ANALYZER_TABLE (widget);
  g_autofree char *tsv = mag_analyzer_table_copy (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), tsv);
}

static void
mag_analyzer_table_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  MagAnalyzerTable *self = MAG_ANALYZER_TABLE (object);

  switch (prop_id)
    {
    case PROP_COMPACT:
      g_value_set_boolean (value, self->compact);
      break;
    case PROP_SORT_COLUMN:
      g_value_set_string (value, self->sort_column);
      break;
    case PROP_SORT_DESCENDING:
      g_value_set_boolean (value, self->sort_descending);
      break;
    case PROP_SELECTED:
      g_value_set_object (value, self->selected);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_analyzer_table_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  MagAnalyzerTable *self = MAG_ANALYZER_TABLE (object);

  switch (prop_id)
    {
    case PROP_COMPACT:
      if (self->compact == g_value_get_boolean (value))
        return;
      self->compact = g_value_get_boolean (value);
      show_columns (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_SORT_COLUMN:
      set_sort (self, g_value_get_string (value), self->sort_descending);
      break;
    case PROP_SORT_DESCENDING:
      set_sort (self, self->sort_column, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_analyzer_table_dispose (GObject *object)
{
  MagAnalyzerTable *self = MAG_ANALYZER_TABLE (object);

  self->restoring = TRUE; /* nothing is saved while the columns go */
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_func (self->selection, update_selected, self);
  g_clear_object (&self->selected);
  g_clear_object (&self->selection);
  g_clear_object (&self->sorted);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (mag_analyzer_table_parent_class)->dispose (object);
}

static void
mag_analyzer_table_finalize (GObject *object)
{
  g_free (MAG_ANALYZER_TABLE (object)->sort_column);

  G_OBJECT_CLASS (mag_analyzer_table_parent_class)->finalize (object);
}

static void
mag_analyzer_table_class_init (MagAnalyzerTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mag_analyzer_table_get_property;
  object_class->set_property = mag_analyzer_table_set_property;
  object_class->dispose = mag_analyzer_table_dispose;
  object_class->finalize = mag_analyzer_table_finalize;

  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  properties[PROP_SORT_COLUMN] = g_param_spec_string ("sort-column", NULL, NULL, DEFAULT_SORT, flags);
  properties[PROP_SORT_DESCENDING] = g_param_spec_boolean ("sort-descending", NULL, NULL, FALSE, flags);
  properties[PROP_SELECTED] =
    g_param_spec_object ("selected", NULL, NULL, MAG_TYPE_ANALYZER_ROW, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy", NULL);
}

static void
mag_analyzer_table_init (MagAnalyzerTable *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->sort_column = g_strdup (DEFAULT_SORT);
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  self->sorted = gtk_sort_list_model_new (NULL, g_object_ref (gtk_column_view_get_sorter (self->view)));
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->sorted))));

  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_column_view_set_reorderable (self->view, TRUE);
  gtk_column_view_set_show_row_separators (self->view, TRUE);
  gtk_column_view_set_tab_behavior (self->view, GTK_LIST_TAB_ITEM); /* Tab goes on to the next control, arrows to the next row */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Ranked contracts"), -1);

  add_columns (self);
  show_columns (self);
  align_titles (self);
  gtk_column_view_set_model (self->view, self->selection);
  set_sort (self, DEFAULT_SORT, FALSE);

  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (take_sort_from_view), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_columns (self->view), "items-changed", G_CALLBACK (columns_moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (update_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (update_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "realize", G_CALLBACK (fix_widths), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-font-name", G_CALLBACK (fix_widths), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-xft-dpi", G_CALLBACK (fix_widths), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scrolled, TRUE);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

/**
 * mag_analyzer_table_set_model:
 * @self: a table
 * @rows: (nullable): a list model of MagAnalyzerRow, in any order
 */
void
mag_analyzer_table_set_model (MagAnalyzerTable *self,
                              GListModel       *rows)
{
  g_return_if_fail (MAG_IS_ANALYZER_TABLE (self));

  gtk_sort_list_model_set_model (self->sorted, rows);
}

/**
 * mag_analyzer_table_set_settings:
 * @self: a table without settings
 * @settings: of the schema's child "analyzer"
 *
 * Takes columns, widths and sort from the settings and keeps them there from now on.
 */
void
mag_analyzer_table_set_settings (MagAnalyzerTable *self,
                                 GSettings        *settings)
{
  g_autofree char *id = NULL;
  gboolean descending;

  g_return_if_fail (MAG_IS_ANALYZER_TABLE (self));
  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  restore_columns (self);
  show_columns (self);
  align_titles (self);

  g_settings_get (settings, "sort", "(sb)", &id, &descending);
  set_sort (self, id, descending);
}

/**
 * mag_analyzer_table_get_selected:
 * @self: a table
 *
 * Returns: (transfer none) (nullable): the selected contract, the uppermost of several
 */
MagAnalyzerRow *
mag_analyzer_table_get_selected (MagAnalyzerTable *self)
{
  g_return_val_if_fail (MAG_IS_ANALYZER_TABLE (self), NULL);

  return self->selected;
}

void
mag_analyzer_table_resort (MagAnalyzerTable *self)
{
  GtkColumnViewColumn *column;

  g_return_if_fail (MAG_IS_ANALYZER_TABLE (self));

  column = find_column (self, self->sort_column);
  if (column == NULL)
    return;

  self->restoring = TRUE;
  gtk_sorter_changed (gtk_column_view_column_get_sorter (column), GTK_SORTER_CHANGE_DIFFERENT);
  self->restoring = FALSE;
}

/**
 * mag_analyzer_table_is_at_top:
 * @self: a table
 *
 * Returns: whether nothing is hidden above what shows; so it is while there are no rows
 */
gboolean
mag_analyzer_table_is_at_top (MagAnalyzerTable *self)
{
  g_return_val_if_fail (MAG_IS_ANALYZER_TABLE (self), FALSE);

  return g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0 ||
         gtk_adjustment_get_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view))) <= 0;
}

/**
 * mag_analyzer_table_scroll_to_top:
 * @self: a table
 *
 * Left to itself the view holds on to the row that was on top, wherever it goes.
 */
void
mag_analyzer_table_scroll_to_top (MagAnalyzerTable *self)
{
  g_return_if_fail (MAG_IS_ANALYZER_TABLE (self));

  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    gtk_column_view_scroll_to (self->view, 0, NULL, GTK_LIST_SCROLL_NONE, NULL);
}

/**
 * mag_analyzer_table_copy:
 * @self: a table
 *
 * Returns: the selected rows, or all when none is, with the shown columns, as tab-separated text
 */
char *
mag_analyzer_table_copy (MagAnalyzerTable *self)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new ();
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GtkBitset) selection = NULL;
  guint n_rows;

  g_return_val_if_fail (MAG_IS_ANALYZER_TABLE (self), NULL);

  for (guint i = 0; i < count_columns (self); i++)
    if (gtk_column_view_column_get_visible (nth_column (self, i)))
      g_ptr_array_add (columns, (gpointer) describe (nth_column (self, i)));
  g_ptr_array_add (columns, NULL);

  selection = gtk_selection_model_get_selection (self->selection);
  n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  for (guint i = 0; i < n_rows; i++)
    if (gtk_bitset_is_empty (selection) || gtk_bitset_contains (selection, i))
      g_ptr_array_add (rows, g_list_model_get_item (G_LIST_MODEL (self->selection), i));

  return mag_analyzer_columns_to_tsv ((const MagAnalyzerColumn *const *) columns->pdata, rows);
}

static void
column_chosen_cb (GtkCheckButton      *check,
                  GtkColumnViewColumn *column)
{
  MagAnalyzerTable *self = g_object_get_data (G_OBJECT (check), "table");

  choose_column (column, gtk_check_button_get_active (check));
  show_columns (self);
  align_titles (self);
  save_columns (self);
}

/**
 * mag_analyzer_table_make_chooser:
 * @self: a table, which must outlive the widget
 *
 * Returns: (transfer floating): a popover with a check button for each column
 */
GtkWidget *
mag_analyzer_table_make_chooser (MagAnalyzerTable *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  g_return_val_if_fail (MAG_IS_ANALYZER_TABLE (self), NULL);

  for (guint i = 0; i < count_columns (self); i++)
    {
      GtkColumnViewColumn *column = nth_column (self, i);
      GtkWidget *check;

      if (describe (column)->narrow)
        continue;

      check = gtk_check_button_new_with_label (gtk_column_view_column_get_title (column));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), GPOINTER_TO_INT (g_object_get_data (G_OBJECT (column), "chosen")));
      g_object_set_data (G_OBJECT (check), "table", self);
      g_signal_connect_object (check, "toggled", G_CALLBACK (column_chosen_cb), column, 0);
      gtk_box_append (GTK_BOX (box), check);
    }

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 480);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);

  return popover;
}

/**
 * mag_analyzer_table_get_sort_name:
 * @self: a table
 *
 * Returns: (transfer none): the column sorted by in the user's words
 */
const char *
mag_analyzer_table_get_sort_name (MagAnalyzerTable *self)
{
  g_return_val_if_fail (MAG_IS_ANALYZER_TABLE (self), NULL);

  return get_name (mag_analyzer_columns_find (self->sort_column));
}

/**
 * mag_analyzer_table_make_sort_menu:
 * @self: a table
 *
 * GTK's column titles sort by mouse only; this is the keyboard's way. Needs properties `sort-column` and
 * `sort-descending` as actions of those names in a group "sort".
 *
 * Returns: (transfer full): a menu of the columns and the direction
 */
GMenuModel *
mag_analyzer_table_make_sort_menu (MagAnalyzerTable *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) columns = g_menu_new ();
  g_autoptr(GMenu) order = g_menu_new ();

  g_return_val_if_fail (MAG_IS_ANALYZER_TABLE (self), NULL);

  for (guint i = 0; i < count_columns (self); i++)
    {
      const MagAnalyzerColumn *column = describe (nth_column (self, i));
      g_autofree char *action = g_strdup_printf ("sort.sort-column::%s", column->id);

      if (!column->narrow)
        g_menu_append (columns, get_name (column), action);
    }
  g_menu_append (order, _("_Greatest First"), "sort.sort-descending");

  g_menu_append_section (menu, NULL, G_MENU_MODEL (order));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (columns));

  return G_MENU_MODEL (menu);
}

/**
 * mag_analyzer_table_get_view:
 * @self: a table
 *
 * Returns: (transfer none): the view itself, to move the focus there and for tests
 */
GtkColumnView *
mag_analyzer_table_get_view (MagAnalyzerTable *self)
{
  g_return_val_if_fail (MAG_IS_ANALYZER_TABLE (self), NULL);

  return self->view;
}
