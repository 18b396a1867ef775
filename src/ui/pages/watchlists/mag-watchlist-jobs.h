/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-store.h"
#include "mag-types.h"
#include "mag-watchlist-repo.h"

G_BEGIN_DECLS

/* What the Watchlists page asks of the store. Each ends with mag_store_run_finish(): not NULL when it is done. */
void mag_watchlist_jobs_set_symbols_active (MagStore *store, gint64 list, GArray *symbols, gboolean active, GAsyncReadyCallback callback, gpointer data);
void mag_watchlist_jobs_set_list_active    (MagStore *store, gint64 list, gboolean active, GAsyncReadyCallback callback, gpointer data);
void mag_watchlist_jobs_rename             (MagStore *store, gint64 list, const char *name, GAsyncReadyCallback callback, gpointer data);
void mag_watchlist_jobs_set_note           (MagStore *store, gint64 list, gint64 symbol, const char *note, MagPrice target, GAsyncReadyCallback callback, gpointer data);
/* Ends with a gint64 *, owned: the list's id. */
void mag_watchlist_jobs_import             (MagStore *store, const char *name, MagListOrigin origin, MagImportReport *report, MagImportMode mode, GAsyncReadyCallback callback, gpointer data);
/* Ends with a MagImportReport *, owned. */
void mag_watchlist_jobs_preview            (MagStore *store, GBytes *text, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
