/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-scan.h"
#include "mag-store.h"

G_BEGIN_DECLS

/* A store that answers from memory: stands in for the library's, so that the page's behaviour is tested without a server. */
typedef struct
{
  GArray   *rows;      /* MagScanRow: every contract there is; owned by the test */
  guint     n_lists;
  guint     n_symbols_without_chain;
  gboolean  fails;     /* every job fails as a server that is gone does */
  guint     n_scans;   /* asked for so far */
  gint64    last_list;
} FakeStore;

extern FakeStore fake_store;

void fake_store_fill   (guint n_symbols, gint64 now_us);
void fake_store_clear  (void);
/* Moves every bid by some cents, as a sync does. */
void fake_store_move   (void);
void fake_store_change (MagStore *store, const char *topic);

G_END_DECLS
