/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-chain.h"
#include "mag-db.h"

G_BEGIN_DECLS

/* What symbols need beside their chains: company data, daily bars and dividends, looked after once a New York day. Blocking functions for store jobs. */

typedef struct
{
  char    ticker[16];
  MagDate bars_from; /* first day of bars to load; 0: none are missing */
} MagUpkeepDue;

GArray  *mag_upkeep_repo_due          (MagDb *db, gint64 list, gint64 now_us, GCancellable *cancellable, GError **error);
/* quotes: none or one MagStockQuote*. */
gboolean mag_upkeep_repo_save_profile (MagDb *db, GPtrArray *quotes, const char *ticker, gint64 now_us, GCancellable *cancellable, GError **error);

gboolean mag_upkeep_repo_save_history (MagDb *db, const MagPriceHistory *history, const char *ticker, gint64 now_us, GCancellable *cancellable, GError **error);

G_END_DECLS
