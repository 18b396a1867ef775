/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of a list's symbols. The rows come from a MagSymbolModel in list order; here they are filtered, sorted or
 * shown under their sections, selected, copied. Column titles sort by mouse only in GTK 4.18, so the same is offered as
 * properties and actions for a menu. What the user arranges is kept in the settings. */

#include "config.h"

#include "mag-symbol-table.h"

#include "mag-column-titles.h"
#include "mag-symbol-cell.h"
#include "mag-symbol-columns.h"

#include <glib/gi18n.h>

/* The view makes widgets for 200 rows at once, of which a screen shows some 30: these come first, the others when the
 * first frame is out, a few in a turn of the main loop. */
#define FIRST_ROWS 48
#define SLICE_US 4000

struct _MagSymbolTable
{
  AdwBin              parent_instance;

  GtkColumnView      *view;
  GtkScrolledWindow  *scroller;
  GtkStack           *stack;
  GtkEditable        *search;
  GtkMenuButton      *view_menu;
  GtkPopover         *row_menu;

  MagEngine          *engine;    /* owned */
  MagSymbolModel     *model;     /* owned */
  GtkFilterListModel *filtered;  /* owned by sorted */
  GtkSortListModel   *sorted;    /* owned by first */
  GtkSliceListModel  *first;     /* owned by selection; all rows once the view has them */
  GtkMultiSelection  *selection; /* owned by view */
  GtkFilter          *filter;    /* owned by filtered */
  GtkSorter          *by_section; /* owned */
  char               *needle;    /* owned; casefolded search text, NULL: all */
  gboolean            compact;
  gboolean            arranging; /* we change columns or go away, it isn't the user: don't save, don't react */
  guint               save;      /* timer */
  guint               grow;      /* idle source that gives the view more rows */
};

enum
{
  PROP_SORT_COLUMN = 1,
  PROP_DESCENDING,
  PROP_COMPACT,
  N_PROPS
};

enum
{
  REMOVE,
  EDIT_NOTE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagSymbolTable, mag_symbol_table, ADW_TYPE_BIN)

/* --- cells --- */

static const MagSymbolColumn *
column_spec (GtkColumnViewColumn *column)
{
  return mag_symbol_columns_find (gtk_column_view_column_get_id (column));
}

static MagColumnTitle
describe_title (GtkColumnViewColumn *column)
{
  const MagSymbolColumn *spec = column_spec (column);

  return (MagColumnTitle) { .numeric = spec->numeric, .description = _(spec->description) };
}

static void
cell_setup_cb (MagSymbolTable           *self,
               GtkListItem              *item,
               GtkSignalListItemFactory *factory)
{
  const MagSymbolColumn *column = g_object_get_data (G_OBJECT (factory), "column");

  gtk_list_item_set_child (item, mag_symbol_cell_new (self->engine, column, item));
}

static void
cell_bind_cb (MagSymbolTable *self,
              GtkListItem    *item)
{
  mag_symbol_cell_bind (MAG_SYMBOL_CELL (gtk_list_item_get_child (item)), gtk_list_item_get_item (item), self->compact);
}

static void
cell_unbind_cb (MagSymbolTable *self,
                GtkListItem    *item)
{
  mag_symbol_cell_unbind (MAG_SYMBOL_CELL (gtk_list_item_get_child (item)));
}

static GtkListItemFactory *
cell_factory_new (MagSymbolTable        *self,
                  const MagSymbolColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "column", (gpointer) column);
  g_signal_connect_object (factory, "setup", G_CALLBACK (cell_setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (cell_bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (cell_unbind_cb), self, G_CONNECT_SWAPPED);

  return factory;
}

static void
section_setup_cb (MagSymbolTable *self,
                  GtkListHeader  *header)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_margin_start (label, 6);
  gtk_widget_add_css_class (label, "heading");
  gtk_list_header_set_child (header, label);
}

static void
section_bind_cb (MagSymbolTable *self,
                 GtkListHeader  *header)
{
  const char *section = mag_symbol_row_get (gtk_list_header_get_item (header))->section;

  gtk_label_set_label (GTK_LABEL (gtk_list_header_get_child (header)), *section != '\0' ? section : _("No section"));
}

/* --- sorting --- */

typedef struct
{
  MagEngine             *engine; /* owned */
  const MagSymbolColumn *column;
} SortKey;

static void
sort_key_free (gpointer data)
{
  SortKey *key = data;

  g_object_unref (key->engine);
  g_free (key);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const SortKey *key = user_data;
  gint64 now_us = mag_engine_now_us (key->engine);
  MagSymbolContext context_a, context_b;

  mag_symbol_context_init (&context_a, mag_symbol_row_get ((MagSymbolRow *) a), now_us);
  mag_symbol_context_init (&context_b, mag_symbol_row_get ((MagSymbolRow *) b), now_us);

  return key->column->compare (&context_a, &context_b);
}

static int
compare_sections (gconstpointer a,
                  gconstpointer b,
                  gpointer      user_data)
{
  MagSymbolModel *model = user_data; /* not the table: the rows can outlive it, and are sorted to the end */
  guint rank_a = mag_symbol_model_get_section_rank (model, mag_symbol_row_get ((MagSymbolRow *) a)->section);
  guint rank_b = mag_symbol_model_get_section_rank (model, mag_symbol_row_get ((MagSymbolRow *) b)->section);

  return (rank_a > rank_b) - (rank_a < rank_b);
}

static GtkColumnViewSorter *
view_sorter (MagSymbolTable *self)
{
  return GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (self->view));
}

static const char *
sort_column_id (MagSymbolTable *self)
{
  GtkColumnViewColumn *column = gtk_column_view_sorter_get_primary_sort_column (view_sorter (self));

  return column != NULL ? gtk_column_view_column_get_id (column) : "";
}

static gboolean
is_descending (MagSymbolTable *self)
{
  return gtk_column_view_sorter_get_primary_sort_order (view_sorter (self)) == GTK_SORT_DESCENDING;
}

/* Sections are shown in the list's own order only, and only when there is more than one. */
static void
update_sections (MagSymbolTable *self)
{
  gboolean by_section = *sort_column_id (self) == '\0' && mag_symbol_model_get_n_sections (self->model) > 1;
  g_autoptr(GtkListItemFactory) headers = NULL;

  if ((gtk_sort_list_model_get_section_sorter (self->sorted) != NULL) == by_section)
    return;

  if (by_section)
    {
      headers = gtk_signal_list_item_factory_new ();
      g_signal_connect_object (headers, "setup", G_CALLBACK (section_setup_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (headers, "bind", G_CALLBACK (section_bind_cb), self, G_CONNECT_SWAPPED);
    }
  gtk_sort_list_model_set_section_sorter (self->sorted, by_section ? self->by_section : NULL);
  gtk_column_view_set_header_factory (self->view, headers);
}

static GtkColumnViewColumn *
find_column (MagSymbolTable *self,
             const char     *id)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_strcmp0 (gtk_column_view_column_get_id (column), id) == 0)
        return column;
    }

  return NULL;
}

static void
sort_changed_cb (MagSymbolTable *self)
{
  if (self->arranging)
    return;

  update_sections (self);
  g_settings_set (mag_engine_get_settings (self->engine), "watchlist-sort", "(sb)", sort_column_id (self), is_descending (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT_COLUMN]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCENDING]);
}

static void
sort_by (MagSymbolTable *self,
         const char     *id,
         gboolean        descending)
{
  gtk_column_view_sort_by_column (self->view, find_column (self, id), descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

/* --- first rows first --- */

static gboolean
grow_cb (gpointer data)
{
  MagSymbolTable *self = data;
  gint64 until_us = g_get_monotonic_time () + SLICE_US;
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->sorted));

  while (gtk_slice_list_model_get_size (self->first) < n_rows)
    {
      gtk_slice_list_model_set_size (self->first, gtk_slice_list_model_get_size (self->first) + 1);
      if (g_get_monotonic_time () >= until_us)
        return G_SOURCE_CONTINUE;
    }

  gtk_slice_list_model_set_size (self->first, G_MAXUINT);
  self->grow = 0;

  return G_SOURCE_REMOVE;
}

static void
model_changed_cb (MagSymbolTable *self)
{
  update_sections (self);
  if (mag_symbol_model_get_state (self->model) == MAG_SYMBOL_MODEL_LOADING)
    {
      g_clear_handle_id (&self->grow, g_source_remove);
      gtk_slice_list_model_set_size (self->first, FIRST_ROWS);
    }
  else if (self->grow == 0 && gtk_slice_list_model_get_size (self->first) != G_MAXUINT)
    {
      self->grow = g_idle_add (grow_cb, self);
    }
}

/* --- columns: arranged by the user, kept in the settings --- */

static gboolean
save_columns_cb (gpointer data)
{
  MagSymbolTable *self = data;
  GListModel *columns = gtk_column_view_get_columns (self->view);
  GVariantBuilder builder;

  self->save = 0;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sib)"));
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      g_variant_builder_add (&builder, "(sib)", gtk_column_view_column_get_id (column),
                             gtk_column_view_column_get_fixed_width (column),
                             gtk_column_view_column_get_visible (column));
    }
  g_settings_set_value (mag_engine_get_settings (self->engine), "watchlist-columns", g_variant_builder_end (&builder));

  return G_SOURCE_REMOVE;
}

static void
columns_changed_cb (MagSymbolTable *self)
{
  /* arrange_columns() aligns when it is done, and on the way out there is no view any more. */
  if (self->arranging)
    return;

  mag_column_titles_align (self->view, describe_title);
  if (!self->compact && self->save == 0)
    self->save = g_timeout_add (200, save_columns_cb, self);
}

/* First state of every column: the order of the table of columns. */
static void
restore_defaults (MagSymbolTable *self)
{
  guint n_columns;
  const MagSymbolColumn *columns = mag_symbol_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      GtkColumnViewColumn *column = find_column (self, columns[i].id);

      gtk_column_view_column_set_fixed_width (column, -1);
      gtk_column_view_column_set_expand (column, g_str_equal (columns[i].id, self->compact ? "symbol" : "remarks"));
      gtk_column_view_column_set_visible (column, self->compact ? columns[i].compact : columns[i].visible);
    }
}

/* Columns the settings don't know (a newer program) stay where they are. */
static void
restore_saved (MagSymbolTable *self)
{
  g_autoptr(GVariant) saved = g_settings_get_value (mag_engine_get_settings (self->engine), "watchlist-columns");
  GVariantIter iter;
  const char *id;
  gboolean visible;
  int width;
  guint position = 0;

  g_variant_iter_init (&iter, saved);
  while (g_variant_iter_next (&iter, "(&sib)", &id, &width, &visible))
    {
      g_autoptr(GtkColumnViewColumn) column = find_column (self, id);

      if (column == NULL)
        continue;

      g_object_ref (column);
      gtk_column_view_insert_column (self->view, position++, column);
      gtk_column_view_column_set_fixed_width (column, width);
      gtk_column_view_column_set_visible (column, visible);
    }
}

static void
arrange_columns (MagSymbolTable *self)
{
  self->arranging = TRUE;
  restore_defaults (self);
  if (!self->compact)
    restore_saved (self);
  mag_column_titles_align (self->view, describe_title);
  self->arranging = FALSE;
}

static void
add_column (MagSymbolTable        *self,
            const MagSymbolColumn *spec)
{
  GtkColumnViewColumn *column = gtk_column_view_column_new (_(spec->title), cell_factory_new (self, spec));
  SortKey *key = g_new0 (SortKey, 1);

  key->engine = g_object_ref (self->engine);
  key->column = spec;
  gtk_column_view_column_set_id (column, spec->id);
  gtk_column_view_column_set_resizable (column, TRUE);
  if (spec->compare != NULL)
    {
      g_autoptr(GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare_rows, key, sort_key_free));

      gtk_column_view_column_set_sorter (column, sorter);
    }
  g_signal_connect_object (column, "notify::visible", G_CALLBACK (columns_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (columns_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_column_view_append_column (self->view, column);
  g_object_unref (column);
}

static void
add_columns (MagSymbolTable *self)
{
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  guint n_columns;
  const MagSymbolColumn *columns = mag_symbol_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      g_autoptr(GPropertyAction) action = NULL;

      add_column (self, &columns[i]);
      action = g_property_action_new (columns[i].id, find_column (self, columns[i].id), "visible");
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns", G_ACTION_GROUP (group));
  g_signal_connect_object (gtk_column_view_get_columns (self->view), "items-changed",
                           G_CALLBACK (columns_changed_cb), self, G_CONNECT_SWAPPED);
}

/* "Sort by" and "Columns": what titles do for the mouse, for everybody. */
static GMenuModel *
view_menu_new (void)
{
  g_autoptr(GMenu) sort = g_menu_new ();
  g_autoptr(GMenu) direction = g_menu_new ();
  g_autoptr(GMenu) shown = g_menu_new ();
  GMenu *menu = g_menu_new ();
  guint n_columns;
  const MagSymbolColumn *columns = mag_symbol_columns_get (&n_columns);

  g_menu_append (sort, _("List Order"), "table.sort::");
  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *by = g_strconcat ("table.sort::", columns[i].id, NULL);
      g_autofree char *visible = g_strconcat ("columns.", columns[i].id, NULL);

      g_menu_append (sort, _(columns[i].title), by);
      if (i > 0) /* a row without its symbol says nothing */
        g_menu_append (shown, _(columns[i].title), visible);
    }
  g_menu_append (direction, _("Descending"), "table.descending");

  g_menu_append_submenu (menu, _("_Sort by"), G_MENU_MODEL (sort));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (direction));
  g_menu_append_submenu (menu, _("_Columns"), G_MENU_MODEL (shown));

  return G_MENU_MODEL (menu);
}

/* --- filter --- */

static gboolean
contains_needle (MagSymbolTable *self,
                 const char     *text)
{
  g_autofree char *folded = NULL;

  if (text == NULL)
    return FALSE;

  folded = g_utf8_casefold (text, -1);

  return strstr (folded, self->needle) != NULL;
}

static gboolean
matches_search (gpointer item,
                gpointer user_data)
{
  MagSymbolTable *self = user_data;
  const MagWatchlistRow *row = mag_symbol_row_get (item);

  if (self->needle == NULL)
    return TRUE;

  return contains_needle (self, row->symbol.ticker) || contains_needle (self, row->stock->name) ||
         contains_needle (self, row->section) || contains_needle (self, row->note);
}

/* An empty list is the page's to explain; here it is about a search without a hit. */
static void
update_stack (MagSymbolTable *self)
{
  gboolean none = self->needle != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) == 0;

  gtk_stack_set_visible_child_name (self->stack, none ? "none" : "rows");
}

static void
search_changed_cb (MagSymbolTable *self)
{
  const char *text = gtk_editable_get_text (self->search);
  g_autofree char *needle = *text != '\0' ? g_utf8_casefold (text, -1) : NULL;

  if (self->filter == NULL || !g_set_str (&self->needle, needle))
    return;

  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_stack (self);
}

static void
search_stopped_cb (MagSymbolTable *self)
{
  gtk_editable_set_text (self->search, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* --- what is done to rows --- */

static void
copy_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  MagSymbolTable *self = MAG_SYMBOL_TABLE (widget);
  GListModel *columns = gtk_column_view_get_columns (self->view);
  g_autoptr(GPtrArray) rows = mag_symbol_table_dup_selected (self);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint r = 0; r < rows->len; r++)
    {
      MagSymbolContext context;

      mag_symbol_context_init (&context, mag_symbol_row_get (g_ptr_array_index (rows, r)), mag_engine_now_us (self->engine));
      for (guint c = 0; c < g_list_model_get_n_items (columns); c++)
        {
          g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, c);
          g_autofree char *cell = column_spec (column)->text (&context);

          if (gtk_column_view_column_get_visible (column))
            g_string_append_printf (text, "%s\t", cell);
        }
      text->str[text->len - 1] = '\n';
    }
  if (rows->len > 0)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static void
remove_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  g_signal_emit (widget, signals[REMOVE], 0);
}

static void
note_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  g_signal_emit (widget, signals[EDIT_NOTE], 0);
}

/* The cell that is an ancestor of widget, or one inside it. */
static MagSymbolCell *
find_cell (GtkWidget *widget)
{
  GtkWidget *cell = widget != NULL ? gtk_widget_get_ancestor (widget, MAG_TYPE_SYMBOL_CELL) : NULL;

  while (cell == NULL && widget != NULL && !MAG_IS_SYMBOL_CELL (widget))
    widget = gtk_widget_get_first_child (widget);

  return cell != NULL ? MAG_SYMBOL_CELL (cell) : widget != NULL ? MAG_SYMBOL_CELL (widget) : NULL;
}

/* A menu on a row that is not selected is about that row alone. */
static void
select_for_menu (MagSymbolTable *self,
                 MagSymbolRow   *row)
{
  GListModel *rows = G_LIST_MODEL (self->selection);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MagSymbolRow) candidate = g_list_model_get_item (rows, i);

      if (candidate != row)
        continue;
      if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), i))
        gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), i, TRUE);
      /* The row has the focus when the menu is gone: see menu_closed_cb(). */
      gtk_column_view_scroll_to (self->view, i, NULL, GTK_LIST_SCROLL_FOCUS, NULL);
      return;
    }
}

static void
popup_menu (MagSymbolTable *self,
            MagSymbolCell  *cell,
            double          x,
            double          y)
{
  graphene_point_t point;

  if (cell == NULL || mag_symbol_cell_get_row (cell) == NULL)
    return;

  select_for_menu (self, mag_symbol_cell_get_row (cell));
  if (!gtk_widget_compute_point (GTK_WIDGET (self->view), GTK_WIDGET (self), &GRAPHENE_POINT_INIT (x, y), &point))
    return;

  gtk_popover_set_pointing_to (self->row_menu, &(GdkRectangle) { point.x, point.y, 1, 1 });
  gtk_popover_popup (self->row_menu);
}

/* Left alone, the focus goes to whatever comes next in the window. */
static void
menu_closed_cb (MagSymbolTable *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
secondary_pressed_cb (MagSymbolTable *self,
                      int             n_press,
                      double          x,
                      double          y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);
  GtkWidget *cell = picked != NULL ? gtk_widget_get_ancestor (picked, MAG_TYPE_SYMBOL_CELL) : NULL;

  if (cell != NULL)
    popup_menu (self, MAG_SYMBOL_CELL (cell), x, y);
}

static void
menu_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  MagSymbolTable *self = MAG_SYMBOL_TABLE (widget);
  MagSymbolCell *cell = find_cell (gtk_root_get_focus (gtk_widget_get_root (widget)));
  graphene_point_t point;

  if (cell != NULL &&
      gtk_widget_compute_point (GTK_WIDGET (cell), GTK_WIDGET (self->view),
                                &GRAPHENE_POINT_INIT (0, gtk_widget_get_height (GTK_WIDGET (cell))), &point))
    popup_menu (self, cell, point.x, point.y);
}

static void
selection_changed_cb (MagSymbolTable *self)
{
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  guint64 n_selected = gtk_bitset_get_size (selected);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.copy", n_selected > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.remove", n_selected > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.note", n_selected == 1);
}

/* --- GObject --- */

static void
set_compact (MagSymbolTable *self,
             gboolean        compact)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  if (self->compact == compact)
    return;

  self->compact = compact;
  if (self->engine == NULL)
    return;

  arrange_columns (self);
  /* Cells read it when they are bound; a new factory binds them anew. */
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      g_autoptr(GtkListItemFactory) factory = cell_factory_new (self, column_spec (column));

      gtk_column_view_column_set_factory (column, factory);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPACT]);
}

static void
mag_symbol_table_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  MagSymbolTable *self = MAG_SYMBOL_TABLE (object);

  switch (prop_id)
    {
    case PROP_SORT_COLUMN:
      g_value_set_string (value, sort_column_id (self));
      break;
    case PROP_DESCENDING:
      g_value_set_boolean (value, is_descending (self));
      break;
    case PROP_COMPACT:
      g_value_set_boolean (value, self->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_symbol_table_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  MagSymbolTable *self = MAG_SYMBOL_TABLE (object);

  switch (prop_id)
    {
    case PROP_SORT_COLUMN:
      sort_by (self, g_value_get_string (value), is_descending (self));
      break;
    case PROP_DESCENDING:
      sort_by (self, sort_column_id (self), g_value_get_boolean (value));
      break;
    case PROP_COMPACT:
      set_compact (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_symbol_table_dispose (GObject *object)
{
  MagSymbolTable *self = MAG_SYMBOL_TABLE (object);

  /* What was arranged in the last moment before closing. */
  if (self->save != 0)
    {
      g_clear_handle_id (&self->save, g_source_remove);
      save_columns_cb (self);
    }
  g_clear_handle_id (&self->grow, g_source_remove);
  self->arranging = TRUE;
  /* The filter asks this table: nothing may be filtered from here on. */
  if (self->view != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->model, self);
      gtk_column_view_set_model (self->view, NULL);
    }
  if (self->row_menu != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->row_menu));
  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_SYMBOL_TABLE);
  g_clear_object (&self->model);
  g_clear_object (&self->by_section);

  G_OBJECT_CLASS (mag_symbol_table_parent_class)->dispose (object);
}

static void
mag_symbol_table_finalize (GObject *object)
{
  MagSymbolTable *self = MAG_SYMBOL_TABLE (object);

  g_clear_object (&self->engine);
  g_free (self->needle);

  G_OBJECT_CLASS (mag_symbol_table_parent_class)->finalize (object);
}

static void
mag_symbol_table_class_init (MagSymbolTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mag_symbol_table_get_property;
  object_class->set_property = mag_symbol_table_set_property;
  object_class->dispose = mag_symbol_table_dispose;
  object_class->finalize = mag_symbol_table_finalize;

  properties[PROP_SORT_COLUMN] =
    g_param_spec_string ("sort-column", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_DESCENDING] =
    g_param_spec_boolean ("descending", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[REMOVE] = g_signal_new ("remove", MAG_TYPE_SYMBOL_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EDIT_NOTE] = g_signal_new ("edit-note", MAG_TYPE_SYMBOL_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-symbol-table.ui");
  gtk_widget_class_bind_template_child (widget_class, MagSymbolTable, view);
  gtk_widget_class_bind_template_child (widget_class, MagSymbolTable, scroller);
  gtk_widget_class_bind_template_child (widget_class, MagSymbolTable, stack);
  gtk_widget_class_bind_template_child (widget_class, MagSymbolTable, search);
  gtk_widget_class_bind_template_child (widget_class, MagSymbolTable, view_menu);
  gtk_widget_class_bind_template_child (widget_class, MagSymbolTable, row_menu);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, menu_closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, secondary_pressed_cb);

  gtk_widget_class_install_property_action (widget_class, "table.sort", "sort-column");
  gtk_widget_class_install_property_action (widget_class, "table.descending", "descending");
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "table.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "table.note", NULL, note_action);
  gtk_widget_class_install_action (widget_class, "table.menu", NULL, menu_action);
}

static void
mag_symbol_table_init (MagSymbolTable *self)
{
  g_autoptr(GMenuModel) menu = view_menu_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (self->view_menu, menu);
  gtk_widget_set_parent (GTK_WIDGET (self->row_menu), GTK_WIDGET (self));
}

static void
restore_sort (MagSymbolTable *self)
{
  g_autofree char *id = NULL;
  gboolean descending;

  g_settings_get (mag_engine_get_settings (self->engine), "watchlist-sort", "(sb)", &id, &descending);
  self->arranging = TRUE;
  sort_by (self, id, descending);
  self->arranging = FALSE;
}

/**
 * mag_symbol_table_set_model:
 * @self: a table
 * @engine: the engine
 * @model: the rows to show
 *
 * To be called once: makes columns and shows @model as the settings remember.
 */
void
mag_symbol_table_set_model (MagSymbolTable *self,
                            MagEngine      *engine,
                            MagSymbolModel *model)
{
  g_return_if_fail (MAG_IS_SYMBOL_TABLE (self));
  g_return_if_fail (self->model == NULL);

  self->engine = g_object_ref (engine);
  self->model = g_object_ref (model);
  self->by_section = GTK_SORTER (gtk_custom_sorter_new (compare_sections, g_object_ref (model), g_object_unref));
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches_search, self, NULL));
  self->filtered = gtk_filter_list_model_new (g_object_ref (mag_symbol_model_get_rows (model)), self->filter);
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (self->filtered), g_object_ref (gtk_column_view_get_sorter (self->view)));
  self->first = gtk_slice_list_model_new (G_LIST_MODEL (self->sorted), 0, FIRST_ROWS);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (self->first));
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "state-changed", G_CALLBACK (model_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "settled", G_CALLBACK (model_changed_cb), self, G_CONNECT_SWAPPED);

  add_columns (self);
  arrange_columns (self);
  restore_sort (self);
  g_signal_connect_object (view_sorter (self), "changed", G_CALLBACK (sort_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (self->selection);
  selection_changed_cb (self);
}

/**
 * mag_symbol_table_search:
 * @self: a table
 *
 * Moves the focus to the search entry.
 */
void
mag_symbol_table_search (MagSymbolTable *self)
{
  g_return_if_fail (MAG_IS_SYMBOL_TABLE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/**
 * mag_symbol_table_resort:
 * @self: a table
 *
 * Puts rows that changed since they were sorted in their place, leaving the view where it was. Not done at every change:
 * rows that jump about during a sync can't be read.
 */
void
mag_symbol_table_resort (MagSymbolTable *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  GtkColumnViewColumn *column;
  double value;

  g_return_if_fail (MAG_IS_SYMBOL_TABLE (self));

  column = find_column (self, sort_column_id (self));
  if (column == NULL)
    return;

  value = gtk_adjustment_get_value (adjustment);
  gtk_sorter_changed (gtk_column_view_column_get_sorter (column), GTK_SORTER_CHANGE_DIFFERENT);
  gtk_adjustment_set_value (adjustment, value);
}

/**
 * mag_symbol_table_dup_selected:
 * @self: a table
 *
 * Returns: (transfer full) (element-type MagSymbolRow): the selected rows in the order shown, owned
 */
GPtrArray *
mag_symbol_table_dup_selected (MagSymbolTable *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GtkBitset) selected = NULL;

  g_return_val_if_fail (MAG_IS_SYMBOL_TABLE (self), rows);

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  for (guint64 i = 0; i < gtk_bitset_get_size (selected); i++)
    g_ptr_array_add (rows, g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_nth (selected, i)));

  return rows;
}

GtkColumnView *
mag_symbol_table_get_view (MagSymbolTable *self)
{
  g_return_val_if_fail (MAG_IS_SYMBOL_TABLE (self), NULL);

  return self->view;
}
