/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-market-data.h"
#include "mag-store.h"

G_BEGIN_DECLS

#define MAG_TYPE_SYNC_UPKEEP (mag_sync_upkeep_get_type ())
G_DECLARE_FINAL_TYPE (MagSyncUpkeep, mag_sync_upkeep, MAG, SYNC_UPKEEP, GObject)

MagSyncUpkeep *mag_sync_upkeep_new        (MagStore *store, MagMarketData *market, MagClock *clock);
void           mag_sync_upkeep_add_list   (MagSyncUpkeep *self, gint64 list);
gboolean       mag_sync_upkeep_is_busy    (MagSyncUpkeep *self);
void           mag_sync_upkeep_set_paused (MagSyncUpkeep *self, gboolean paused);
void           mag_sync_upkeep_stop       (MagSyncUpkeep *self);

G_END_DECLS
