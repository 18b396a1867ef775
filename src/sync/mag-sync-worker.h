/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-market-data.h"
#include "mag-store.h"

G_BEGIN_DECLS

/* Takes jobs and works them off: up to 10 symbols in flight, each chain parsed, given greeks and stored in one transaction. Heart of magnus-sync. */
#define MAG_TYPE_SYNC_WORKER (mag_sync_worker_get_type ())
G_DECLARE_FINAL_TYPE (MagSyncWorker, mag_sync_worker, MAG, SYNC_WORKER, GObject)

#define MAG_SYNC_IN_FLIGHT 10
#define MAG_SYNC_LEASE_SECONDS 15

MagSyncWorker *mag_sync_worker_new        (MagStore *store, MagMarketData *market, MagProfile *profile);
/* Works until no job is left, or until cancelled. */
void           mag_sync_worker_run_async  (MagSyncWorker *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean       mag_sync_worker_run_finish (MagSyncWorker *self, GAsyncResult *result, GError **error);

G_END_DECLS
