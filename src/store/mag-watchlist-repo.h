/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-db.h"
#include "mag-scan.h"
#include "mag-watchlist.h"

G_BEGIN_DECLS

/* Lists, their symbols and the exclusion list. Blocking functions for store jobs. */

typedef struct
{
  gint64        id;
  char         *name;            /* owned */
  char         *description;     /* owned, "" */
  MagListOrigin origin;
  gboolean      active;          /* FALSE: deleted, can be brought back until purged */
  guint         n_symbols;
  gint64        created_us, updated_us;
  gint64        refreshed_us;    /* end of the last sync that got through; 0 never */
  gint64        last_job;        /* id of the newest sync job; 0 */
} MagWatchlist;
void mag_watchlist_free (MagWatchlist *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagWatchlist, mag_watchlist_free)

/* One line of the symbol table. */
typedef struct
{
  gint64        symbol_id;
  MagSymbol     symbol;
  char         *section;         /* owned, "" */
  guint         position;
  char         *note;            /* owned, "" */
  MagPrice      target;          /* UNKNOWN */
  MagStockQuote *stock;          /* owned; what is stored; never NULL, fields may be unknown */
  double        iv30;            /* our own, newest stored; NaN */
  double        iv_rank, iv_percentile; /* of it, 0 to 100; NaN with too little history */
  gint64        iv_days;         /* of history they look at; 0 */
  gint64        synced_us;       /* when its latest snapshot was fetched; 0 never */
  gint64        quoted_us;       /* moment of that snapshot's quotes; 0 */
  MagSource     source;
  char         *trouble;         /* owned; sentence of the last failed sync, NULL when the last one worked */
  gboolean      has_best;
  MagScanRow    best;            /* the best put by the given criteria, when has_best */
} MagWatchlistRow;
void mag_watchlist_row_free (MagWatchlistRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagWatchlistRow, mag_watchlist_row_free)

typedef enum
{
  MAG_IMPORT_CREATE,  /* EXISTS when the name is taken (case-insensitively) */
  MAG_IMPORT_MERGE,   /* adds what is not there yet, at the end of its section */
  MAG_IMPORT_REPLACE, /* becomes exactly the report; notes and targets of kept symbols stay */
} MagImportMode;

GPtrArray    *mag_watchlist_repo_list    (MagDb *db, GCancellable *cancellable, GError **error);                           /* MagWatchlist*, by name, active ones */
MagWatchlist *mag_watchlist_repo_find    (MagDb *db, const char *name, GCancellable *cancellable, GError **error);         /* NOT_FOUND */
gint64        mag_watchlist_repo_import  (MagDb *db, const char *name, MagListOrigin origin, MagImportReport *report, MagImportMode mode,
                                          GCancellable *cancellable, GError **error);                                      /* id; 0 on error */
gboolean      mag_watchlist_repo_rename  (MagDb *db, gint64 id, const char *name, GCancellable *cancellable, GError **error);
gboolean      mag_watchlist_repo_set_description (MagDb *db, gint64 id, const char *text, GCancellable *cancellable, GError **error);
gboolean      mag_watchlist_repo_set_active (MagDb *db, gint64 id, gboolean active, GCancellable *cancellable, GError **error); /* delete and its undo */
gboolean      mag_watchlist_repo_set_symbol_active (MagDb *db, gint64 list, gint64 symbol, gboolean active, GCancellable *cancellable, GError **error); /* remove from a list and its undo */
gboolean      mag_watchlist_repo_set_note   (MagDb *db, gint64 list, gint64 symbol, const char *note, MagPrice target, GCancellable *cancellable, GError **error);
GPtrArray    *mag_watchlist_repo_rows    (MagDb *db, gint64 id, const MagScanCriteria *criteria, gint64 now_us, GCancellable *cancellable, GError **error); /* MagWatchlistRow*, in list order */
/* Rows of the given tickers only: what a page re-reads after a change. */
GPtrArray    *mag_watchlist_repo_rows_of (MagDb *db, gint64 id, const char *const *tickers, const MagScanCriteria *criteria, gint64 now_us, GCancellable *cancellable, GError **error);

GHashTable   *mag_watchlist_repo_exclusions     (MagDb *db, GCancellable *cancellable, GError **error);                    /* set of tickers, owned strings */
gboolean      mag_watchlist_repo_set_excluded   (MagDb *db, const char *ticker, const char *reason, gboolean excluded, GCancellable *cancellable, GError **error);

G_END_DECLS
