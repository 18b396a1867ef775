/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-robinhood-session.h"

G_BEGIN_DECLS

/* Lists that come in pages, and many ids that are asked for in batches (protocol section 7). */

#define MAG_ROBINHOOD_BATCH 25 /* within what at least one known client sends to each address */

/* Rows in the order of their pages; null rows are left out, a row that comes twice counts once. */
typedef struct
{
  GPtrArray *rows;        /* JsonObject*, owned */
  gint64     received_us; /* the last of them */
} MagRobinhoodRows;
void mag_robinhood_rows_free (MagRobinhoodRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagRobinhoodRows, mag_robinhood_rows_free)

void              mag_robinhood_fetch_list_async (MagRobinhoodSession *session, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* path ends where the ids are to stand. *batch: how many at once, made smaller where the broker finds them too many; outlives the call. Ids the broker refuses are left out. */
void              mag_robinhood_fetch_ids_async  (MagRobinhoodSession *session, const char *path, GPtrArray *ids, guint *batch, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagRobinhoodRows *mag_robinhood_fetch_finish     (MagRobinhoodSession *session, GAsyncResult *result, GError **error);

/* One page: its rows, and where the next one is; an error where that is no place of this broker. */
gboolean          mag_robinhood_read_page        (MagRobinhoodWire *wire, JsonObject *root, GPtrArray *rows, char **next, GError **error);
gboolean          mag_robinhood_is_id            (const char *text);

G_END_DECLS
