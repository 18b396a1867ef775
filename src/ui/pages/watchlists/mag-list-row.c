/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A watchlist's row in the sidebar: name, count, where it came from, and how fresh it is by a dot whose shape says it
 * as well as its colour, and in words. */

#include "config.h"

#include "mag-list-row.h"

#include "mag-format.h"

#include <glib/gi18n.h>

/* DOMAIN 6: a list is due for a sync five minutes after the last. */
#define DUE_AFTER_US (5 * 60 * G_USEC_PER_SEC)

struct _MagListRow
{
  GtkListBoxRow parent_instance;

  GtkLabel     *name;
  GtkLabel     *detail;
  GtkLabel     *count;
  GtkImage     *dot;
  GtkImage     *origin;

  MagEngine    *engine; /* owned */
  MagListItem  *item;   /* owned */
};

G_DEFINE_FINAL_TYPE (MagListRow, mag_list_row, GTK_TYPE_LIST_BOX_ROW)

static char *
dup_detail (MagListRow *self)
{
  const MagWatchlist *list = mag_list_item_get (self->item);

  if (mag_list_item_get_syncing (self->item))
    return g_strdup (_("syncing…"));
  if (list->refreshed_us == 0)
    return g_strdup (_("never synced"));

  return mag_format_updated (list->refreshed_us, mag_engine_now_us (self->engine));
}

static void
update_dot (MagListRow *self)
{
  const MagWatchlist *list = mag_list_item_get (self->item);
  gboolean syncing = mag_list_item_get_syncing (self->item);
  gboolean fresh = list->refreshed_us != 0 && mag_engine_now_us (self->engine) - list->refreshed_us < DUE_AFTER_US;

  gtk_image_set_from_icon_name (self->dot, syncing ? "view-refresh-symbolic" : fresh ? "mag-dot-symbolic" : "mag-ring-symbolic");
  gtk_widget_set_css_classes (GTK_WIDGET (self->dot), (const char *[]) { syncing || fresh ? "success" : "dim-label", NULL });
}

static void
item_changed_cb (MagListRow *self)
{
  const MagWatchlist *list = mag_list_item_get (self->item);
  g_autofree char *detail = dup_detail (self);
  g_autofree char *count = mag_format_count (list->n_symbols);
  g_autofree char *symbols = g_strdup_printf (ngettext ("%u symbol", "%u symbols", list->n_symbols), list->n_symbols);
  g_autofree char *spoken = g_strdup_printf ("%s, %s, %s", list->name, symbols, detail);
  g_autofree char *origin = NULL;

  gtk_label_set_label (self->name, list->name);
  gtk_label_set_label (self->detail, detail);
  gtk_label_set_label (self->count, count);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->count), symbols);
  update_dot (self);

  /* Translators: %s is where a list came from, "TradingView" */
  origin = g_strdup_printf (_("From %s"), mag_format_list_origin (list->origin));
  gtk_widget_set_visible (GTK_WIDGET (self->origin), list->origin != MAG_ORIGIN_MANUAL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->origin), origin);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
mag_list_row_dispose (GObject *object)
{
  MagListRow *self = MAG_LIST_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_LIST_ROW);
  g_clear_object (&self->item);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (mag_list_row_parent_class)->dispose (object);
}

static void
mag_list_row_class_init (MagListRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_list_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-list-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MagListRow, name);
  gtk_widget_class_bind_template_child (widget_class, MagListRow, detail);
  gtk_widget_class_bind_template_child (widget_class, MagListRow, count);
  gtk_widget_class_bind_template_child (widget_class, MagListRow, dot);
  gtk_widget_class_bind_template_child (widget_class, MagListRow, origin);
}

static void
mag_list_row_init (MagListRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mag_list_row_new:
 * @engine: gives the time
 * @item: the list to show and follow
 *
 * Returns: (transfer floating): a new row
 */
GtkWidget *
mag_list_row_new (MagEngine   *engine,
                  MagListItem *item)
{
  MagListRow *self = g_object_new (MAG_TYPE_LIST_ROW, NULL);

  self->engine = g_object_ref (engine);
  self->item = g_object_ref (item);
  g_signal_connect_object (item, "changed", G_CALLBACK (item_changed_cb), self, G_CONNECT_SWAPPED);
  item_changed_cb (self);

  return GTK_WIDGET (self);
}

MagListItem *
mag_list_row_get_item (MagListRow *self)
{
  g_return_val_if_fail (MAG_IS_LIST_ROW (self), NULL);

  return self->item;
}
