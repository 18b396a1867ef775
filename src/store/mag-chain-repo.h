/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-chain.h"
#include "mag-db.h"

G_BEGIN_DECLS

/* Snapshots of chains, stock data and IV history. Blocking functions for store jobs. */

typedef struct
{
  const MagChain      *chain;
  const MagStockQuote *stock;  /* NULL: take price and change from the chain */
  gint64               job;    /* 0 none: also marks the symbol of that job done, in the same transaction */
  const char          *worker; /* lease owner; the transaction fails with CONFLICT when the lease is another's */
} MagChainSave;

/* All of a symbol's chain or nothing, in one transaction, with NOTIFY. *became_latest is FALSE when DESIGN 6's rule keeps the older, better one. */
gboolean   mag_chain_repo_save       (MagDb *db, const MagChainSave *save, gint64 now_us, gboolean *became_latest, GCancellable *cancellable, GError **error);
MagChain  *mag_chain_repo_load_latest (MagDb *db, const char *ticker, GCancellable *cancellable, GError **error); /* NOT_FOUND */
gboolean   mag_chain_repo_save_stock (MagDb *db, GPtrArray *quotes /* MagStockQuote* */, GCancellable *cancellable, GError **error);
/* Drops what DESIGN 6's retention no longer keeps; cheap when there is nothing to do. */
gboolean   mag_chain_repo_retain     (MagDb *db, gint64 now_us, GCancellable *cancellable, GError **error);

G_END_DECLS
