/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-robinhood-memory.h"

G_BEGIN_DECLS

/* One account with all that is in it. */
void          mag_robinhood_portfolio_load_async  (MagRobinhoodMemory *memory, const MagBrokerAccount *account, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagPortfolio *mag_robinhood_portfolio_load_finish (MagRobinhoodMemory *memory, GAsyncResult *result, GError **error);

/* A page of a history. */
typedef enum
{
  MAG_ROBINHOOD_ORDERS,       /* of options */
  MAG_ROBINHOOD_SHARE_ORDERS,
  MAG_ROBINHOOD_EVENTS,
} MagRobinhoodHistory;

void           mag_robinhood_history_load_async   (MagRobinhoodMemory *memory, MagRobinhoodHistory which, const char *account, const char *next, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagBrokerPage *mag_robinhood_history_load_finish  (MagRobinhoodMemory *memory, GAsyncResult *result, GError **error);

G_END_DECLS
