/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-job-repo.h"
#include "mag-store.h"

G_BEGIN_DECLS

/* How the window and magnusctl ask for work: writes the job, sees to it that a worker runs. The worker is the program magnus-sync. */
#define MAG_TYPE_SYNC_CLIENT (mag_sync_client_get_type ())
G_DECLARE_FINAL_TYPE (MagSyncClient, mag_sync_client, MAG, SYNC_CLIENT, GObject)

MagSyncClient *mag_sync_client_new           (MagStore *store, MagProfile *profile);
void           mag_sync_client_sync_async    (MagSyncClient *self, gint64 list, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gint64         mag_sync_client_sync_finish   (MagSyncClient *self, GAsyncResult *result, GError **error); /* job id; 0 on error */
void           mag_sync_client_cancel_async  (MagSyncClient *self, gint64 job, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean       mag_sync_client_cancel_finish (MagSyncClient *self, GAsyncResult *result, GError **error);
/* Starts a worker when jobs wait and none of ours runs: at start, after a crash of the worker. */
void           mag_sync_client_wake          (MagSyncClient *self);
/* Property "problem": a sentence while workers keep failing to run, NULL otherwise. Jobs wait meanwhile. */
const char    *mag_sync_client_get_problem   (MagSyncClient *self);

G_END_DECLS
