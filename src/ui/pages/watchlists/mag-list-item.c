/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A watchlist as an object that stays while what is known of it changes. */

#include "mag-list-item.h"

struct _MagListItem
{
  GObject       parent_instance;

  MagWatchlist *data;    /* owned, never NULL */
  gboolean      syncing;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagListItem, mag_list_item, G_TYPE_OBJECT)

static void
mag_list_item_finalize (GObject *object)
{
  mag_watchlist_free (MAG_LIST_ITEM (object)->data);

  G_OBJECT_CLASS (mag_list_item_parent_class)->finalize (object);
}

static void
mag_list_item_class_init (MagListItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_list_item_finalize;

  signals[CHANGED] = g_signal_new ("changed", MAG_TYPE_LIST_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mag_list_item_init (MagListItem *self)
{
}

/**
 * mag_list_item_new:
 * @data: (transfer full): what the store said
 *
 * Returns: (transfer full): a new item
 */
MagListItem *
mag_list_item_new (MagWatchlist *data)
{
  MagListItem *self;

  g_return_val_if_fail (data != NULL, NULL);

  self = g_object_new (MAG_TYPE_LIST_ITEM, NULL);
  self->data = data;

  return self;
}

/**
 * mag_list_item_get:
 * @self: an item
 *
 * Returns: (transfer none): what the store said last; valid until the next mag_list_item_update()
 */
const MagWatchlist *
mag_list_item_get (MagListItem *self)
{
  g_return_val_if_fail (MAG_IS_LIST_ITEM (self), NULL);

  return self->data;
}

/**
 * mag_list_item_update:
 * @self: an item
 * @data: (transfer full): what the store says now of the same list
 *
 * Replaces the contents and emits `changed`.
 */
void
mag_list_item_update (MagListItem  *self,
                      MagWatchlist *data)
{
  g_return_if_fail (MAG_IS_LIST_ITEM (self));
  g_return_if_fail (data != NULL && data->id == self->data->id);

  mag_watchlist_free (self->data);
  self->data = data;
  mag_list_item_touch (self);
}

/**
 * mag_list_item_touch:
 * @self: an item
 *
 * Emits `changed`: time has passed and ages read differently.
 */
void
mag_list_item_touch (MagListItem *self)
{
  g_return_if_fail (MAG_IS_LIST_ITEM (self));

  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
mag_list_item_get_syncing (MagListItem *self)
{
  g_return_val_if_fail (MAG_IS_LIST_ITEM (self), FALSE);

  return self->syncing;
}

void
mag_list_item_set_syncing (MagListItem *self,
                           gboolean     syncing)
{
  g_return_if_fail (MAG_IS_LIST_ITEM (self));

  if (self->syncing == syncing)
    return;

  self->syncing = syncing;
  mag_list_item_touch (self);
}
