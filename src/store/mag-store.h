/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-db.h"
#include "mag-metrics.h"
#include "mag-profile.h"

G_BEGIN_DECLS

/* The database as the rest of Magnus sees it: opens or starts the server, migrates, runs jobs on worker threads that each own a connection, listens for changes. */
#define MAG_TYPE_STORE (mag_store_get_type ())
G_DECLARE_FINAL_TYPE (MagStore, mag_store, MAG, STORE, GObject)

/* A server the user configured instead of the private one. All strings copied. */
typedef struct
{
  const char *host;     /* several by comma: primary and standby */
  guint       port;
  const char *database;
  const char *user;
  const char *ssl_mode; /* libpq's words */
  const char *password; /* from the keyring; never stored, never in a conninfo that is logged */
} MagStoreServer;

/* A straight-line function that owns db while it runs. Returns NULL with an error set, or a result (use GINT_TO_POINTER (TRUE) for none). */
typedef gpointer (*MagStoreJob) (MagDb *db, gpointer input, GCancellable *cancellable, GError **error);

MagStore *mag_store_new            (MagProfile *profile, const MagStoreServer *server /* NULL: private */);
void      mag_store_set_metrics    (MagStore *self, MagMetrics *metrics); /* one registry for all of a program; before the first job */
MagMetrics *mag_store_get_metrics  (MagStore *self);
/* Opens at the first job otherwise. Answers when the server runs and the schema is current. */
void      mag_store_open_async     (MagStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean  mag_store_open_finish    (MagStore *self, GAsyncResult *result, GError **error);
void      mag_store_run_async      (MagStore *self, MagStoreJob job, gpointer input, GDestroyNotify input_free, GDestroyNotify result_free,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gpointer  mag_store_run_finish     (MagStore *self, GAsyncResult *result, GError **error);
/* Blocking form for programs without a window. */
gpointer  mag_store_run            (MagStore *self, MagStoreJob job, gpointer input, GCancellable *cancellable, GError **error);
/* Starts to listen for changes made by any program: emits MagStore::changed (const char *topic) on the main loop; and ::changed with topic "" after a reconnect:
 * re-read all. Topics: "lists", "list:ID", "job:ID", "symbol:TICKER", "exclusions", "trades". Bursts of one topic are merged within 100 ms. */
void      mag_store_listen         (MagStore *self);
/* Waits for running jobs, closes connections, lets go of the server. Blocks; call at the end of main(). */
void      mag_store_close          (MagStore *self);
char     *mag_store_dup_description (MagStore *self); /* for status and troubleshooting: "private PostgreSQL 17.11", "PostgreSQL at db.example:5432" */

G_END_DECLS
