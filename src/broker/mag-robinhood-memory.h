/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-robinhood-fetch.h"
#include "mag-robinhood-parse.h"

G_BEGIN_DECLS

/* What does not change and is kept between refreshes: which contract an id is, which ticker a stock's id is; and how many ids the broker takes at once. */
#define MAG_TYPE_ROBINHOOD_MEMORY (mag_robinhood_memory_get_type ())
G_DECLARE_FINAL_TYPE (MagRobinhoodMemory, mag_robinhood_memory, MAG, ROBINHOOD_MEMORY, GObject)

MagRobinhoodMemory         *mag_robinhood_memory_new           (MagRobinhoodSession *session);
MagRobinhoodSession        *mag_robinhood_memory_get_session   (MagRobinhoodMemory *self);
guint                      *mag_robinhood_memory_get_batch     (MagRobinhoodMemory *self);
const MagRobinhoodContract *mag_robinhood_memory_find_contract (gpointer self, const char *option_id); /* NULL: not known */
const char                 *mag_robinhood_memory_find_ticker   (gpointer self, const char *instrument_id); /* NULL */
/* Asks for those that are not known yet. That some stay unknown is no error. */
void     mag_robinhood_memory_learn_contracts_async (MagRobinhoodMemory *self, GPtrArray *option_ids, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
void     mag_robinhood_memory_learn_tickers_async   (MagRobinhoodMemory *self, GPtrArray *instrument_ids, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean mag_robinhood_memory_learn_finish          (MagRobinhoodMemory *self, GAsyncResult *result, GError **error);

G_END_DECLS
