/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-sync-monitor.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The bar at the bottom while a sync is under way. Signal "cancel". */
#define MAG_TYPE_SYNC_BAR (mag_sync_bar_get_type ())
G_DECLARE_FINAL_TYPE (MagSyncBar, mag_sync_bar, MAG, SYNC_BAR, AdwBin)

/* job NULL: hides the bar. */
void  mag_sync_bar_show     (MagSyncBar *self, const MagJob *job, gint64 now_us);
char *mag_sync_bar_describe (const MagJob *job, gint64 now_us);

G_END_DECLS
