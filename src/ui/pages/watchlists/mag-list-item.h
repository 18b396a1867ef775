/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-watchlist-repo.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A watchlist in the sidebar. Signal "changed". */
#define MAG_TYPE_LIST_ITEM (mag_list_item_get_type ())
G_DECLARE_FINAL_TYPE (MagListItem, mag_list_item, MAG, LIST_ITEM, GObject)

MagListItem        *mag_list_item_new     (MagWatchlist *data);
const MagWatchlist *mag_list_item_get     (MagListItem *self);
void                mag_list_item_update  (MagListItem *self, MagWatchlist *data);
void                mag_list_item_touch   (MagListItem *self);
/* A sync of it runs: said instead of its age. */
gboolean            mag_list_item_get_syncing (MagListItem *self);
void                mag_list_item_set_syncing (MagListItem *self, gboolean syncing);

G_END_DECLS
