/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of rows that may unfold. Which columns are shown, in which order, how wide and what they are sorted by is the user's and kept in
 * the settings. In a narrow window three columns of two lines take their place. A refresh changes the lines that are there, so that
 * what is selected, unfolded and in sight stays. */

#include "config.h"

#include "mag-table.h"

#include "mag-column-titles.h"
#include "mag-format.h"

#include <glib/gi18n.h>
#include <math.h>

struct _MagTable
{
  AdwBin             parent_instance;

  GtkColumnView     *view;
  const MagTableKind *kind;     /* NULL at first */
  const MagTableGroup *group;   /* NULL: no headings */
  GtkListItemFactory *headings; /* owned; NULL without a group */
  GPtrArray         *headers;   /* owned; GtkListHeader in sight, lent by the view */
  GListStore        *rows;      /* owned */
  GHashTable        *by_key;    /* owned; guint64* to its item, lent by rows */
  GtkSortListModel  *sorted;    /* owned */
  GtkSelectionModel *selection; /* owned */
  GSettings         *settings;  /* owned; NULL at first */
  GObject           *selected;  /* owned; NULL: none */
  char              *sort_column; /* owned; a column's id */
  gboolean           sort_descending;
  gboolean           compact;
  gboolean           restoring; /* columns change because of us */
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

G_DEFINE_FINAL_TYPE (MagTable, mag_table, ADW_TYPE_BIN)

static const MagTableColumn *
describe (GtkColumnViewColumn *column)
{
  return g_object_get_data (G_OBJECT (column), "description");
}

static MagColumnTitle
describe_title (GtkColumnViewColumn *column)
{
  const MagTableColumn *description = describe (column);

  return (MagColumnTitle) { description->numeric, description->description != NULL ? _(description->description) : NULL };
}

static GtkColumnViewColumn *
nth_column (MagTable *self,
            guint          i)
{
  g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (self->view), i);

  return column; /* the view holds it */
}

static guint
count_columns (MagTable *self)
{
  return g_list_model_get_n_items (gtk_column_view_get_columns (self->view));
}

static GtkColumnViewColumn *
find_column (MagTable *self,
             const char    *id)
{
  for (guint i = 0; i < count_columns (self); i++)
    if (g_str_equal (gtk_column_view_column_get_id (nth_column (self, i)), id))
      return nth_column (self, i);

  return NULL;
}

/* Cells */

static gpointer
item_of (GtkListItem *cell)
{
  GtkTreeListRow *row = gtk_list_item_get_item (cell);
  g_autoptr(GObject) item = gtk_tree_list_row_get_item (row);

  return item; /* the row holds it */
}

/* A class that is taken away and put back has the cell styled anew, which is dear. */
static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    set)
{
  if (gtk_widget_has_css_class (widget, name) == set)
    return;
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
color (GtkWidget *widget,
       double     sign)
{
  const char *class = mag_format_sign_class (sign);

  set_class (widget, "gain", g_str_equal (class, "gain"));
  set_class (widget, "loss", g_str_equal (class, "loss"));
}

/* A screen reader hears the column's title where the eye sees nothing or a dash. Otherwise the text is the cell's name, and nothing needs
 * to be set, which is dear. */
static void
name_cell (GtkListItem          *cell,
           const MagTableColumn *column,
           const char           *text)
{
  gboolean named = g_object_get_data (G_OBJECT (cell), "named") != NULL;
  g_autofree char *name = NULL;

  if (*text == '\0')
    /* Translators: an empty cell for a screen reader; %s is the column's title */
    name = g_strdup_printf (_("%s: none"), _(column->title));
  else if (g_str_equal (text, "-"))
    /* Translators: a cell for a screen reader; %s is the column's title */
    name = g_strdup_printf (_("%s: unknown"), _(column->title));

  if (name != NULL || named)
    gtk_list_item_set_accessible_label (cell, name != NULL ? name : text);
  g_object_set_data (G_OBJECT (cell), "named", GINT_TO_POINTER (name != NULL));
}

/* Whether that changed what is shown. */
static gboolean
set_line (GtkWidget  *line,
          const char *text)
{
  if (g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (line)), text) == 0)
    return FALSE;
  gtk_inscription_set_text (GTK_INSCRIPTION (line), text);
  return TRUE;
}

static void
fill_cell (GtkListItem *cell)
{
  const MagTableColumn *column = g_object_get_data (G_OBJECT (cell), "column");
  GtkWidget *line = g_object_get_data (G_OBJECT (cell), "line");
  GtkWidget *detail = g_object_get_data (G_OBJECT (cell), "detail");
  const MagTableKind *kind = g_object_get_data (G_OBJECT (cell), "kind");
  gpointer item = item_of (cell);
  g_autofree char *text = column->text (item), *second = detail != NULL ? column->detail (item) : NULL;
  gboolean changed = set_line (line, text);

  if (detail != NULL)
    changed |= set_line (detail, second);
  if (column->colored)
    color (line, kind->sign (item));
  if (changed)
    name_cell (cell, column, second != NULL && *second != '\0' ? second : text);
}

static gboolean
cell_tooltip_cb (GtkListItem *cell,
                 int          x,
                 int          y,
                 gboolean     keyboard,
                 GtkTooltip  *tooltip)
{
  const MagTableColumn *column = g_object_get_data (G_OBJECT (cell), "column");
  g_autofree char *text = gtk_list_item_get_item (cell) != NULL ? column->tooltip (item_of (cell)) : NULL;

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

static GtkWidget *
make_line (const MagTableColumn *column)
{
  GtkWidget *line = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (line), column->chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (line), column->chars);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (line), column->numeric ? 1 : 0);
  if (column->numeric)
    gtk_widget_add_css_class (line, "numeric");
  else
    gtk_inscription_set_text_overflow (GTK_INSCRIPTION (line), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END); /* a number cut short would be another */

  return line;
}

/* What a line is called; it unfolds. */
static gboolean
is_first (const MagTableKind   *kind,
          const MagTableColumn *column)
{
  return column->text == kind->columns[0].text;
}

static void
cell_setup_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *cell,
               gpointer                  user_data)
{
  const MagTableColumn *column = user_data;
  const MagTableKind *kind = g_object_get_data (G_OBJECT (factory), "kind");
  GtkWidget *line = make_line (column), *child = line;

  g_object_set_data (G_OBJECT (cell), "column", user_data);
  g_object_set_data (G_OBJECT (cell), "kind", (gpointer) kind);
  g_object_set_data (G_OBJECT (cell), "line", line);
  if (column->detail != NULL)
    {
      GtkWidget *detail = make_line (column);

      child = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
      gtk_widget_add_css_class (detail, "caption");
      gtk_widget_add_css_class (detail, "dimmed");
      gtk_box_append (GTK_BOX (child), line);
      gtk_box_append (GTK_BOX (child), detail);
      g_object_set_data (G_OBJECT (cell), "detail", detail);
    }
  if (is_first (kind, column))
    {
      GtkWidget *expander = gtk_tree_expander_new ();

      gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), child);
      gtk_tree_expander_set_indent_for_icon (GTK_TREE_EXPANDER (expander), !column->narrow); /* there is no room to spare */
      g_object_set_data (G_OBJECT (cell), "expander", expander);
      child = expander;
    }
  if (column->tooltip != NULL)
    {
      gtk_widget_set_has_tooltip (child, TRUE);
      g_signal_connect_object (child, "query-tooltip", G_CALLBACK (cell_tooltip_cb), cell, G_CONNECT_SWAPPED);
    }
  gtk_list_item_set_child (cell, child);
}

static void
cell_bind_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *cell)
{
  GtkTreeExpander *expander = g_object_get_data (G_OBJECT (cell), "expander");

  if (expander != NULL)
    gtk_tree_expander_set_list_row (expander, gtk_list_item_get_item (cell));
  g_signal_connect_swapped (item_of (cell), "updated", G_CALLBACK (fill_cell), cell);
  fill_cell (cell);
}

static void
cell_unbind_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *cell)
{
  GtkTreeExpander *expander = g_object_get_data (G_OBJECT (cell), "expander");

  if (expander != NULL)
    gtk_tree_expander_set_list_row (expander, NULL);
  g_signal_handlers_disconnect_by_func (item_of (cell), fill_cell, cell);
}

/* Sorting */

typedef struct
{
  GtkColumnView        *view; /* outlives its columns' sorters */
  const MagTableKind   *kind;
  const MagTableColumn *column;
} SortKey;

/* Unknown last, whichever way. */
static int
compare_keys (double   a,
              double   b,
              gboolean descending)
{
  if (isnan (a) || isnan (b))
    return isnan (a) - isnan (b);
  return descending ? (a < b) - (a > b) : (a > b) - (a < b);
}

static int
compare_texts (const MagTableColumn *column,
               gpointer              a,
               gpointer              b,
               gboolean              descending)
{
  g_autofree char *x = column->text (a), *y = column->text (b);

  if (*x == '\0' || *y == '\0')
    return (*x == '\0') - (*y == '\0');
  return descending ? g_utf8_collate (y, x) : g_utf8_collate (x, y);
}

int
mag_table_kind_compare (const MagTableKind   *kind,
                        const MagTableColumn *column,
                        gpointer              a,
                        gpointer              b,
                        gboolean              descending)
{
  int order = 0;

  if (!kind->is_child (a))
    order = column->key != NULL ? compare_keys (column->key (a), column->key (b), descending) : compare_texts (column, a, b, descending);
  return order != 0 ? order : kind->tie (a, b);
}

const MagTableColumn *
mag_table_kind_find (const MagTableKind *kind,
                     const char         *id)
{
  for (guint i = 0; i < kind->n_columns; i++)
    if (g_str_equal (kind->columns[i].id, id))
      return &kind->columns[i];
  return NULL;
}

static int
compare_items (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const SortKey *key = user_data;
  GtkColumnViewSorter *sorter = GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (key->view));
  gboolean descending = gtk_column_view_sorter_get_primary_sort_order (sorter) == GTK_SORT_DESCENDING;
  int order = mag_table_kind_compare (key->kind, key->column, (gpointer) a, (gpointer) b, descending);

  /* The view turns the answer round for a descending column; unknown values are to stay last, children in their order. */
  return descending ? -order : order;
}

static void
set_sort (MagTable *self,
          const char    *id,
          gboolean       descending)
{
  if (g_set_str (&self->sort_column, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT_COLUMN]);
  if (self->sort_descending != descending)
    {
      self->sort_descending = descending;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT_DESCENDING]);
    }
  if (self->settings != NULL)
    g_settings_set (self->settings, "sort", "(sb)", self->sort_column, self->sort_descending);
}

static void
take_sort_from_view (MagTable *self)
{
  GtkColumnViewSorter *sorter = GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (self->view));
  GtkColumnViewColumn *column = gtk_column_view_sorter_get_primary_sort_column (sorter);

  if (self->restoring)
    return;
  set_sort (self, column != NULL ? gtk_column_view_column_get_id (column) : self->kind->sort,
            column == NULL ? self->kind->descending : gtk_column_view_sorter_get_primary_sort_order (sorter) == GTK_SORT_DESCENDING);
}

static void
sort_by (MagTable *self,
         const char    *id,
         gboolean       descending)
{
  GtkColumnViewColumn *column = find_column (self, id);

  if (column == NULL)
    column = find_column (self, self->kind->sort);

  self->restoring = TRUE;
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING); /* only so does the old column lose its arrow */
  gtk_column_view_sort_by_column (self->view, column, descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->restoring = FALSE;
  set_sort (self, gtk_column_view_column_get_id (column), descending);
}

static void
resort (MagTable *self)
{
  self->restoring = TRUE;
  gtk_sorter_changed (gtk_column_view_column_get_sorter (find_column (self, self->sort_column)), GTK_SORTER_CHANGE_DIFFERENT);
  self->restoring = FALSE;
}

/* Columns */

static gboolean
is_chosen (GtkColumnViewColumn *column)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (column), "chosen"));
}

static void
choose_column (GtkColumnViewColumn *column,
               gboolean             chosen)
{
  g_object_set_data (G_OBJECT (column), "chosen", GINT_TO_POINTER (chosen));
}

static void
show_columns (MagTable *self)
{
  self->restoring = TRUE;
  gtk_column_view_set_header_factory (self->view, NULL); /* GTK 4.18 puts cells of a column that appears into headings too */
  for (guint i = 0; i < count_columns (self); i++)
    {
      GtkColumnViewColumn *column = nth_column (self, i);
      gboolean narrow = describe (column)->narrow;

      gtk_column_view_column_set_visible (column, self->compact ? narrow : is_chosen (column) && !narrow);
    }
  gtk_column_view_set_header_factory (self->view, self->headings);
  self->restoring = FALSE;
  mag_column_titles_align (self->view, describe_title);
}

static void
save_columns (MagTable *self)
{
  g_auto(GVariantBuilder) columns = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sib)"));

  if (self->restoring || self->settings == NULL)
    return;

  for (guint i = 0; i < count_columns (self); i++)
    {
      GtkColumnViewColumn *column = nth_column (self, i);

      g_variant_builder_add (&columns, "(sib)", gtk_column_view_column_get_id (column), gtk_column_view_column_get_fixed_width (column), is_chosen (column));
    }
  g_settings_set_value (self->settings, "columns", g_variant_builder_end (&columns));
}

static void
columns_moved_cb (MagTable *self)
{
  /* As when columns appear. */
  gtk_column_view_set_header_factory (self->view, NULL);
  gtk_column_view_set_header_factory (self->view, self->headings);
  mag_column_titles_align (self->view, describe_title);
  save_columns (self);
}

static void
add_columns (MagTable *self)
{
  const MagTableColumn *columns = self->kind->columns;

  self->restoring = TRUE;
  for (guint i = 0; i < self->kind->n_columns; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr(GtkColumnViewColumn) column = gtk_column_view_column_new (_(columns[i].title), factory);
      g_autoptr(GtkSorter) sorter = NULL;
      SortKey *key = g_new (SortKey, 1);

      g_object_set_data (G_OBJECT (factory), "kind", (gpointer) self->kind);
      g_object_set_data (G_OBJECT (column), "description", (gpointer) &columns[i]);
      g_signal_connect (factory, "setup", G_CALLBACK (cell_setup_cb), (gpointer) &columns[i]);
      g_signal_connect (factory, "bind", G_CALLBACK (cell_bind_cb), NULL);
      g_signal_connect (factory, "unbind", G_CALLBACK (cell_unbind_cb), NULL);
      *key = (SortKey) { self->view, self->kind, &columns[i] };
      sorter = GTK_SORTER (gtk_custom_sorter_new (compare_items, key, g_free));
      gtk_column_view_column_set_id (column, columns[i].id);
      gtk_column_view_column_set_sorter (column, sorter);
      gtk_column_view_column_set_resizable (column, !columns[i].narrow);
      gtk_column_view_column_set_expand (column, columns[i].narrow && !columns[i].numeric);
      choose_column (column, columns[i].shown);
      gtk_column_view_append_column (self->view, column);
      g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (save_columns), self, G_CONNECT_SWAPPED);
    }
  self->restoring = FALSE;
}

/* Stored columns come first, in their order; those of a newer program than wrote the settings follow in ours. */
static void
restore_columns (MagTable *self)
{
  g_autoptr(GVariant) columns = g_settings_get_value (self->settings, "columns");
  GVariantIter iter;
  const char *id;
  gboolean chosen;
  int width;
  guint place = 0;

  self->restoring = TRUE;
  g_variant_iter_init (&iter, columns);
  while (g_variant_iter_next (&iter, "(&sib)", &id, &width, &chosen))
    {
      GtkColumnViewColumn *column = find_column (self, id);

      if (column == NULL)
        continue;
      choose_column (column, chosen);
      gtk_column_view_column_set_fixed_width (column, width > 0 ? width : -1);
      gtk_column_view_insert_column (self->view, place++, column);
    }
  self->restoring = FALSE;
}

/* Rows */

static GListModel *
list_children (gpointer item,
               gpointer user_data)
{
  MagTable *self = user_data;
  GListModel *children = self->kind->children (item);

  return children != NULL && g_list_model_get_n_items (children) > 0 ? g_object_ref (children) : NULL;
}

static void
insert_item (MagTable *self,
             gpointer  item)
{
  guint64 key = self->kind->key (item);

  g_hash_table_insert (self->by_key, g_memdup2 (&key, sizeof key), item);
}

/* Those that are not among the rows any more. */
static void
remove_gone (MagTable   *self,
             GHashTable *kept)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->rows)); i > 0; i--)
    {
      g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (self->rows), i - 1);
      guint64 key = self->kind->key (item);

      if (g_hash_table_contains (kept, item))
        continue;
      g_hash_table_remove (self->by_key, &key);
      g_list_store_remove (self->rows, i - 1);
    }
}

static void
clear_rows (MagTable *self)
{
  g_hash_table_remove_all (self->by_key);
  g_list_store_remove_all (self->rows);
}

/* Headings */

/* The item that a line, or the line it is folded under, stands for. */
static gpointer
root_of (GtkTreeListRow *row)
{
  g_autoptr(GtkTreeListRow) parent = gtk_tree_list_row_get_parent (row);
  g_autoptr(GObject) item = gtk_tree_list_row_get_item (parent != NULL ? parent : row);

  return item;
}

static int
compare_groups (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const MagTableGroup *group = user_data;
  gpointer x = root_of ((GtkTreeListRow *) a), y = root_of ((GtkTreeListRow *) b);
  int order = group->key != NULL ? compare_keys (group->key (x), group->key (y), FALSE) : 0;
  g_autofree char *text_x = order == 0 ? group->text (x) : NULL, *text_y = order == 0 ? group->text (y) : NULL;

  return order != 0 ? order : g_utf8_collate (text_x, text_y);
}

static void
header_setup_cb (GtkSignalListItemFactory *factory,
                 GtkListHeader            *header)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *heading = gtk_label_new (NULL), *summary = gtk_label_new (NULL);

  gtk_widget_set_margin_start (box, 6);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_add_css_class (summary, "caption");
  gtk_widget_add_css_class (summary, "dimmed");
  gtk_widget_add_css_class (summary, "numeric");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), summary);
  gtk_list_header_set_child (header, box);
}

/* (transfer full): the rows below a heading, without their children */
static GPtrArray *
collect_group (MagTable      *self,
               GtkListHeader *header)
{
  GPtrArray *items = g_ptr_array_new ();
  guint end = MIN (gtk_list_header_get_end (header), g_list_model_get_n_items (G_LIST_MODEL (self->selection)));

  for (guint i = gtk_list_header_get_start (header); i < end; i++)
    {
      g_autoptr(GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (gtk_tree_list_row_get_depth (row) == 0)
        g_ptr_array_add (items, root_of (row));
    }
  return items;
}

static void
fill_header (MagTable      *self,
             GtkListHeader *header)
{
  GtkWidget *heading = gtk_widget_get_first_child (gtk_list_header_get_child (header));
  GtkTreeListRow *row = gtk_list_header_get_item (header);
  g_autofree char *text = NULL, *summary = NULL;
  g_autoptr(GPtrArray) items = NULL;

  if (self->group == NULL || row == NULL)
    return;
  text = self->group->text (root_of (row));
  gtk_label_set_text (GTK_LABEL (heading), text);
  if (self->group->summary == NULL)
    return;
  items = collect_group (self, header);
  summary = self->group->summary (items);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (heading)), summary);
}

static void
fill_headers (MagTable *self)
{
  for (guint i = 0; i < self->headers->len; i++)
    fill_header (self, g_ptr_array_index (self->headers, i));
}

static void
header_bind_cb (GtkSignalListItemFactory *factory,
                GtkListHeader            *header,
                MagTable                 *self)
{
  g_ptr_array_add (self->headers, header);
  fill_header (self, header);
}

static void
header_unbind_cb (GtkSignalListItemFactory *factory,
                  GtkListHeader            *header,
                  MagTable                 *self)
{
  g_ptr_array_remove_fast (self->headers, header);
}

/**
 * mag_table_set_group:
 * @group: (nullable): static; %NULL for rows without headings
 */
void
mag_table_set_group (MagTable            *self,
                     const MagTableGroup *group)
{
  g_autoptr(GtkSorter) sorter = group != NULL ? GTK_SORTER (gtk_custom_sorter_new (compare_groups, (gpointer) group, NULL)) : NULL;

  g_return_if_fail (MAG_IS_TABLE (self));

  if (self->group == group)
    return;
  self->group = group;
  g_clear_object (&self->headings);
  if (group != NULL)
    {
      self->headings = gtk_signal_list_item_factory_new ();
      g_signal_connect (self->headings, "setup", G_CALLBACK (header_setup_cb), NULL);
      g_signal_connect_object (self->headings, "bind", G_CALLBACK (header_bind_cb), self, 0);
      g_signal_connect_object (self->headings, "unbind", G_CALLBACK (header_unbind_cb), self, 0);
    }
  gtk_column_view_set_header_factory (self->view, self->headings);
  gtk_sort_list_model_set_section_sorter (self->sorted, sorter);
  fill_headers (self);
}

/**
 * mag_table_set_items:
 * @items: (element-type GObject): in any order
 *
 * Shows these: lines of items shown before, by their keys, stay where they are and take what is new.
 */
void
mag_table_set_items (MagTable  *self,
                     GPtrArray *items)
{
  g_autoptr(GPtrArray) added = g_ptr_array_new ();
  g_autoptr(GHashTable) kept = g_hash_table_new (NULL, NULL);

  g_return_if_fail (MAG_IS_TABLE (self));

  for (guint i = 0; i < items->len; i++)
    {
      gpointer item = g_ptr_array_index (items, i);
      guint64 key = self->kind->key (item);
      gpointer known = g_hash_table_lookup (self->by_key, &key);

      if (known == NULL)
        {
          g_ptr_array_add (added, item);
          continue;
        }
      if (known != item)
        self->kind->update (known, item);
      g_hash_table_add (kept, known);
    }
  if (g_hash_table_size (kept) == 0)
    clear_rows (self);
  else
    remove_gone (self, kept);
  for (guint i = 0; i < added->len; i++)
    insert_item (self, g_ptr_array_index (added, i));
  g_list_store_splice (self->rows, g_list_model_get_n_items (G_LIST_MODEL (self->rows)), 0, added->pdata, added->len);
  if (g_hash_table_size (kept) > 0)
    resort (self);
  fill_headers (self);
}

/* Selection and use */

static void
update_selected (MagTable *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (self->selection));
  g_autoptr(GObject) item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  if (g_set_object (&self->selected, item))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
activated_cb (MagTable *self,
              guint          position)
{
  gtk_selection_model_select_item (self->selection, position, TRUE);
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
append_tsv (MagTable *self,
            GString  *tsv,
            gpointer  item) /* NULL: the titles */
{
  gboolean first = TRUE;

  for (guint i = 0; i < count_columns (self); i++)
    {
      GtkColumnViewColumn *column = nth_column (self, i);
      g_autofree char *text = NULL;

      if (!gtk_column_view_column_get_visible (column))
        continue;
      text = item != NULL ? describe (column)->text (item) : g_strdup (gtk_column_view_column_get_title (column));
      g_string_append_printf (tsv, "%s%s", first ? "" : "\t", text);
      first = FALSE;
    }
  g_string_append_c (tsv, '\n');
}

/* All lines in sight of the model, with what is unfolded, as a spreadsheet takes them. */
static void
copy_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  MagTable *self = MAG_TABLE (widget);
  g_autoptr(GString) tsv = g_string_new (NULL);

  append_tsv (self, tsv, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
    {
      g_autoptr(GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), i);
      g_autoptr(GObject) item = gtk_tree_list_row_get_item (row);

      append_tsv (self, tsv, item);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), tsv->str);
}

static void
mag_table_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MagTable *self = MAG_TABLE (object);

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
mag_table_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  MagTable *self = MAG_TABLE (object);

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
      sort_by (self, g_value_get_string (value), self->sort_descending);
      break;
    case PROP_SORT_DESCENDING:
      sort_by (self, self->sort_column, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_table_dispose (GObject *object)
{
  MagTable *self = MAG_TABLE (object);

  self->restoring = TRUE; /* nothing is saved while the columns go */
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_func (self->selection, update_selected, self);
  g_clear_object (&self->selected);
  g_clear_object (&self->selection);
  g_clear_object (&self->sorted);
  g_clear_object (&self->rows);
  g_clear_object (&self->headings);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (mag_table_parent_class)->dispose (object);
}

static void
mag_table_finalize (GObject *object)
{
  MagTable *self = MAG_TABLE (object);

  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->headers);
  g_free (self->sort_column);

  G_OBJECT_CLASS (mag_table_parent_class)->finalize (object);
}

static void
mag_table_class_init (MagTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mag_table_get_property;
  object_class->set_property = mag_table_set_property;
  object_class->dispose = mag_table_dispose;
  object_class->finalize = mag_table_finalize;

  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  properties[PROP_SORT_COLUMN] = g_param_spec_string ("sort-column", NULL, NULL, NULL, flags);
  properties[PROP_SORT_DESCENDING] = g_param_spec_boolean ("sort-descending", NULL, NULL, FALSE, flags);
  properties[PROP_SELECTED] =
    g_param_spec_object ("selected", NULL, NULL, G_TYPE_OBJECT, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy", NULL);
}

static void
make_models (MagTable *self)
{
  GtkTreeListModel *tree;
  GtkTreeListRowSorter *sorter = gtk_tree_list_row_sorter_new (g_object_ref (gtk_column_view_get_sorter (self->view)));
  GtkSingleSelection *selection;

  self->rows = g_list_store_new (G_TYPE_OBJECT);
  tree = gtk_tree_list_model_new (G_LIST_MODEL (g_object_ref (self->rows)), FALSE, FALSE, list_children, self, NULL);
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (tree), GTK_SORTER (sorter));
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->sorted)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  self->selection = GTK_SELECTION_MODEL (selection);
}

static void
mag_table_init (MagTable *self)
{
  self->by_key = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->headers = g_ptr_array_new ();
  self->sort_column = g_strdup ("");
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));

  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_column_view_set_reorderable (self->view, TRUE);
  gtk_column_view_set_show_row_separators (self->view, TRUE);
  gtk_column_view_set_tab_behavior (self->view, GTK_LIST_TAB_ITEM); /* Tab goes on to the next control, arrows to the next row */
}

/**
 * mag_table_set_kind:
 * @kind: static
 *
 * Says what the table is made of.
 */
void
mag_table_set_kind (MagTable           *self,
                    const MagTableKind *kind)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  g_return_if_fail (MAG_IS_TABLE (self));
  g_return_if_fail (self->kind == NULL);

  self->kind = kind;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _(kind->label), -1);
  make_models (self);
  add_columns (self);
  show_columns (self);
  gtk_column_view_set_model (self->view, self->selection);
  sort_by (self, kind->sort, kind->descending);

  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (take_sort_from_view), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_columns (self->view), "items-changed", G_CALLBACK (columns_moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (update_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scrolled, TRUE);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

/**
 * mag_table_set_settings:
 * @self: a table without settings
 * @settings: with the keys "columns" and "sort"
 *
 * Takes columns and sort from the settings and keeps them there from now on.
 */
void
mag_table_set_settings (MagTable *self,
                              GSettings     *settings)
{
  g_autofree char *id = NULL;
  gboolean descending;

  g_return_if_fail (MAG_IS_TABLE (self));
  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  restore_columns (self);
  show_columns (self);
  g_settings_get (settings, "sort", "(sb)", &id, &descending);
  sort_by (self, id, descending);
}

/**
 * mag_table_get_selected:
 *
 * Returns: (transfer none) (nullable): the selected item, a row's or a child's
 */
gpointer
mag_table_get_selected (MagTable *self)
{
  g_return_val_if_fail (MAG_IS_TABLE (self), NULL);

  return self->selected;
}

/**
 * mag_table_select:
 * @key: of a row; nothing happens when it is not shown
 *
 * Selects a row and brings it into sight.
 */
void
mag_table_select (MagTable *self,
                  guint64   key)
{
  gpointer wanted = g_hash_table_lookup (self->by_key, &key);

  for (guint i = 0; wanted != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
    {
      g_autoptr(GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), i);
      g_autoptr(GObject) item = gtk_tree_list_row_get_item (row);

      if (item == wanted)
        gtk_column_view_scroll_to (self->view, i, NULL, GTK_LIST_SCROLL_SELECT | GTK_LIST_SCROLL_FOCUS, NULL);
    }
}

/**
 * mag_table_get_view:
 *
 * Returns: (transfer none): the view itself, to move the focus there and for tests
 */
GtkColumnView *
mag_table_get_view (MagTable *self)
{
  g_return_val_if_fail (MAG_IS_TABLE (self), NULL);

  return self->view;
}

static void
column_chosen_cb (GtkCheckButton      *check,
                  GtkColumnViewColumn *column)
{
  MagTable *self = g_object_get_data (G_OBJECT (check), "table");

  choose_column (column, gtk_check_button_get_active (check));
  show_columns (self);
  save_columns (self);
}

/**
 * mag_table_make_chooser:
 * @self: a table, which must outlive the widget
 *
 * Returns: (transfer floating): a box with a check button for each column
 */
GtkWidget *
mag_table_make_chooser (MagTable *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  g_return_val_if_fail (MAG_IS_TABLE (self), NULL);

  for (guint i = 0; i < count_columns (self); i++)
    {
      GtkColumnViewColumn *column = nth_column (self, i);
      GtkWidget *check;

      if (describe (column)->narrow || is_first (self->kind, describe (column)))
        continue;
      check = gtk_check_button_new_with_label (gtk_column_view_column_get_title (column));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_chosen (column));
      g_object_set_data (G_OBJECT (check), "table", self);
      g_signal_connect_object (check, "toggled", G_CALLBACK (column_chosen_cb), column, 0);
      gtk_box_append (GTK_BOX (box), check);
    }
  gtk_popover_set_child (GTK_POPOVER (popover), box);

  return popover;
}

/**
 * mag_table_make_sort_menu:
 *
 * GTK's column titles sort by mouse only; this is the keyboard's way. Needs properties `sort-column` and `sort-descending` as
 * actions of those names in a group "sort".
 *
 * Returns: (transfer full): a menu of the columns and the direction
 */
GMenuModel *
mag_table_make_sort_menu (MagTable *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) columns = g_menu_new ();
  g_autoptr(GMenu) order = g_menu_new ();

  g_return_val_if_fail (MAG_IS_TABLE (self), NULL);

  for (guint i = 0; i < count_columns (self); i++)
    {
      const MagTableColumn *column = describe (nth_column (self, i));
      g_autofree char *action = g_strdup_printf ("sort.sort-column::%s", column->id);

      if (!column->narrow)
        g_menu_append (columns, _(column->title), action);
    }
  g_menu_append (order, _("_Greatest First"), "sort.sort-descending");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (order));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (columns));

  return G_MENU_MODEL (menu);
}
