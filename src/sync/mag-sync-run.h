/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-job-repo.h"
#include "mag-market-data.h"
#include "mag-store.h"

G_BEGIN_DECLS

#define MAG_TYPE_SYNC_RUN (mag_sync_run_get_type ())
G_DECLARE_FINAL_TYPE (MagSyncRun, mag_sync_run, MAG, SYNC_RUN, GObject)

MagSyncRun *mag_sync_run_new    (MagStore *store, MagMarketData *market, MagClock *clock, const char *worker, const MagJob *job);
void        mag_sync_run_async  (MagSyncRun *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    mag_sync_run_finish (MagSyncRun *self, GAsyncResult *result, GError **error);

gboolean    mag_sync_error_is_transient (const GError *error);
guint       mag_sync_error_to_kind      (const GError *error);
guint       mag_sync_lease_seconds      (MagClock *clock);

G_END_DECLS
