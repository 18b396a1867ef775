/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-holding.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A line of the Positions table: a holding, or a leg of a spread below it; the same object for as long as it is held. Signal "updated": it says
 * something new. */
#define MAG_TYPE_HOLDING_ITEM (mag_holding_item_get_type ())
G_DECLARE_FINAL_TYPE (MagHoldingItem, mag_holding_item, MAG, HOLDING_ITEM, GObject)

MagHoldingItem    *mag_holding_item_new        (MagHolding *holding, const char *account, gint64 now_us);
void               mag_holding_item_take       (MagHoldingItem *self, MagHolding *holding, const char *account, gint64 now_us);
const MagHolding  *mag_holding_item_get        (MagHoldingItem *self); /* a leg's too */
const MagPosition *mag_holding_item_get_leg    (MagHoldingItem *self); /* NULL: a holding */
const char        *mag_holding_item_get_account (MagHoldingItem *self); /* what people call it */
guint64            mag_holding_item_key_of     (const char *key);     /* of a holding, for mag_table_select() */
guint64            mag_holding_item_get_key    (MagHoldingItem *self);
gint64             mag_holding_item_get_now_us (MagHoldingItem *self);
GListModel        *mag_holding_item_get_legs   (MagHoldingItem *self); /* of a spread; else NULL */

G_END_DECLS
