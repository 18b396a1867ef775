/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell of the symbol table: one piece of text that follows its row. GtkInscription, because its size comes from the
 * column and not from the text, so that a changed number never causes a layout. Some 2,000 of them exist at once: what
 * is done here is kept small. */

#include "config.h"

#include "mag-symbol-cell.h"

#include <glib/gi18n.h>

/* Room for the second lines: "334.09 ▲ +0.72 %" in small type. */
#define COMPACT_CHARS 11

struct _MagSymbolCell
{
  GtkWidget              parent_instance;

  MagEngine             *engine;  /* not owned; outlives the table */
  const MagSymbolColumn *column;
  GtkListItem           *item;    /* not owned; it owns this cell */
  MagSymbolRow          *row;     /* owned while bound */
  GtkWidget             *label;
  char                  *text;    /* owned; what is shown, to skip what does not change */
  const char            *style;   /* CSS class now set, NULL */
  gboolean               compact;
  gboolean               named;   /* has an accessible label other than its text */
};

G_DEFINE_FINAL_TYPE (MagSymbolCell, mag_symbol_cell, GTK_TYPE_WIDGET)

static void
update_style (MagSymbolCell          *self,
              const MagSymbolContext *context)
{
  const char *style = self->column->style != NULL ? self->column->style (context) : NULL;

  if (style != NULL && *style == '\0')
    style = NULL;
  if (g_strcmp0 (self->style, style) == 0)
    return;

  if (self->style != NULL)
    gtk_widget_remove_css_class (self->label, self->style);
  if (style != NULL)
    gtk_widget_add_css_class (self->label, style);
  self->style = style;
}

/* Made when asked for: gtk_widget_set_tooltip_text() asks the display where the pointer is and waits for the answer. */
static gboolean
query_tooltip_cb (MagSymbolCell *self,
                  int            x,
                  int            y,
                  gboolean       keyboard,
                  GtkTooltip    *tooltip)
{
  MagSymbolContext context;
  g_autofree char *text = NULL;

  if (self->row == NULL)
    return FALSE;

  mag_symbol_context_init (&context, mag_symbol_row_get (self->row), mag_engine_now_us (self->engine));
  text = self->column->tooltip (&context);
  gtk_tooltip_set_text (tooltip, text);

  return text != NULL && *text != '\0';
}

/* Figures are never cut; sentences are, at the end. Two lines in a narrow window need room for both. */
static void
set_room (MagSymbolCell *self,
          gboolean       two_lines)
{
  GtkInscription *label = GTK_INSCRIPTION (self->label);
  guint chars = two_lines ? MAX (self->column->chars, COMPACT_CHARS) : self->column->chars;

  gtk_inscription_set_nat_chars (label, chars);
  gtk_inscription_set_min_chars (label, chars);
  gtk_inscription_set_min_lines (label, two_lines ? 2 : 1);
}

/* A screen reader hears the column's title where the eye sees only a dash. Otherwise the text is the cell's name, and
 * nothing needs to be set, which is dear. */
static void
update_name (MagSymbolCell *self,
             const char    *text)
{
  g_autofree char *name = NULL;

  if (*text == '\0')
    /* Translators: an empty cell for a screen reader; %s is the column's title */
    name = g_strdup_printf (_("%s: none"), _(self->column->title));
  else if (g_str_equal (text, "-"))
    /* Translators: a cell for a screen reader; %s is the column's title */
    name = g_strdup_printf (_("%s: unknown"), _(self->column->title));

  if (name != NULL || self->named)
    gtk_list_item_set_accessible_label (self->item, name != NULL ? name : text);
  self->named = name != NULL;
}

static char *
two_lines (const char *first,
           const char *second)
{
  return g_markup_printf_escaped ("%s\n<span size=\"small\" alpha=\"70%%\">%s</span>", first, second);
}

static void
row_changed_cb (MagSymbolCell *self)
{
  MagSymbolContext context;
  g_autofree char *text = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *shown = NULL;

  mag_symbol_context_init (&context, mag_symbol_row_get (self->row), mag_engine_now_us (self->engine));
  text = self->column->text (&context);
  if (self->compact && self->column->detail != NULL)
    detail = self->column->detail (&context);
  shown = detail != NULL ? two_lines (text, detail) : g_strdup (text);
  update_style (self, &context);
  if (!g_set_str (&self->text, shown))
    return;

  if (detail != NULL)
    gtk_inscription_set_markup (GTK_INSCRIPTION (self->label), shown);
  else
    gtk_inscription_set_text (GTK_INSCRIPTION (self->label), shown);
  update_name (self, text);
}

static void
mag_symbol_cell_dispose (GObject *object)
{
  MagSymbolCell *self = MAG_SYMBOL_CELL (object);

  mag_symbol_cell_unbind (self);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (mag_symbol_cell_parent_class)->dispose (object);
}

static void
mag_symbol_cell_finalize (GObject *object)
{
  g_free (MAG_SYMBOL_CELL (object)->text);

  G_OBJECT_CLASS (mag_symbol_cell_parent_class)->finalize (object);
}

static void
mag_symbol_cell_class_init (MagSymbolCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_symbol_cell_dispose;
  G_OBJECT_CLASS (klass)->finalize = mag_symbol_cell_finalize;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
mag_symbol_cell_init (MagSymbolCell *self)
{
  self->label = gtk_inscription_new (NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

/**
 * mag_symbol_cell_new:
 * @engine: gives time and rate; must outlive the cell
 * @column: what the cell shows
 * @item: the list item the cell will be the child of
 *
 * Returns: (transfer floating): an empty cell
 */
GtkWidget *
mag_symbol_cell_new (MagEngine             *engine,
                     const MagSymbolColumn *column,
                     GtkListItem           *item)
{
  MagSymbolCell *self = g_object_new (MAG_TYPE_SYMBOL_CELL, NULL);
  GtkInscription *label = GTK_INSCRIPTION (self->label);

  self->engine = engine;
  self->column = column;
  self->item = item;

  gtk_inscription_set_text_overflow (label, column->numeric ? GTK_INSCRIPTION_OVERFLOW_CLIP : GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  if (column->tooltip != NULL)
    {
      gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
      g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
    }
  if (column->numeric)
    {
      gtk_inscription_set_xalign (label, 1);
      gtk_widget_add_css_class (self->label, "numeric");
    }

  return GTK_WIDGET (self);
}

/**
 * mag_symbol_cell_bind:
 * @self: a cell
 * @row: the row to show and follow
 * @compact: whether there is room for fewer columns only
 */
void
mag_symbol_cell_bind (MagSymbolCell *self,
                      MagSymbolRow  *row,
                      gboolean       compact)
{
  g_return_if_fail (MAG_IS_SYMBOL_CELL (self));
  g_return_if_fail (self->row == NULL);

  self->row = g_object_ref (row);
  self->compact = compact;
  set_room (self, compact && self->column->detail != NULL);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (row_changed_cb), self);
  row_changed_cb (self);
}

void
mag_symbol_cell_unbind (MagSymbolCell *self)
{
  g_return_if_fail (MAG_IS_SYMBOL_CELL (self));

  if (self->row == NULL)
    return;

  g_signal_handlers_disconnect_by_func (self->row, row_changed_cb, self);
  g_clear_object (&self->row);
}

/**
 * mag_symbol_cell_get_row:
 * @self: a cell
 *
 * Returns: (transfer none) (nullable): the row it shows; NULL while it is not bound
 */
MagSymbolRow *
mag_symbol_cell_get_row (MagSymbolCell *self)
{
  g_return_val_if_fail (MAG_IS_SYMBOL_CELL (self), NULL);

  return self->row;
}
