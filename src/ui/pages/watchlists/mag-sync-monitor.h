/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"

G_BEGIN_DECLS

/* Follows the newest sync that is under way, whoever asked for it. Signals: "changed"; "finished" (MagJob *), once a job that was followed. */
#define MAG_TYPE_SYNC_MONITOR (mag_sync_monitor_get_type ())
G_DECLARE_FINAL_TYPE (MagSyncMonitor, mag_sync_monitor, MAG, SYNC_MONITOR, GObject)

MagSyncMonitor *mag_sync_monitor_new     (MagEngine *engine);
void            mag_sync_monitor_start   (MagSyncMonitor *self);
void            mag_sync_monitor_follow  (MagSyncMonitor *self, gint64 job);
/* The job under way that was asked for last; NULL: none. */
const MagJob   *mag_sync_monitor_get_job (MagSyncMonitor *self);
/* Whether a job of this list is under way. */
gboolean        mag_sync_monitor_is_syncing (MagSyncMonitor *self, gint64 list);

G_END_DECLS
