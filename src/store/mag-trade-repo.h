/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-db.h"
#include "mag-journal.h"
#include "mag-trade-record.h"

G_BEGIN_DECLS

/* The trade journal. Blocking functions for store jobs.
 *
 * Every change is one transaction: the legs, a line of audit for each, and a replay of the underlying's ledger, which refuses what contradicts
 * itself with MAG_VALIDATION_ERROR and a sentence for the user. now_us: the profile's clock. */

/* A trade to add: one opening leg, or shares bought or sold. Strings lent. */
typedef struct
{
  const char *account; /* "" */
  const char *symbol;  /* in any spelling */
  const char *notes;   /* "" */
  const char *tags;    /* "", or tags with commas between */
  MagLeg      leg;     /* ids ignored but opened_with; contract.root "" to have it made of the symbol */
} MagTradeAddition;

/* Contracts of a trade to close. */
typedef struct
{
  gint64      trade;
  MagLeg      leg;     /* role, quantity, price, fees and date; the contract is the trade's */
  const MagLeg *roll;  /* quantity, price, fees, and contract's expiration and strike of the other half; NULL: no roll */
  const char *notes, *tags; /* of the trade; notes NULL: both stay as they are */
} MagTradeClosing;

/* A line of audit as people read it. Strings owned. */
typedef struct
{
  gint64 at_us;
  char  *actor;        /* "user", "import" */
  char  *action;       /* "add", "edit", "delete", "restore", "notes", "import" */
  gint64 trade;
  MagLeg before, after; /* as far as action has them; of role, contract, quantity, price, fees, date */
  char  *notes_before, *notes_after; /* of action "notes"; else NULL */
  char  *tags_before, *tags_after;   /* the same; NULL in lines older than tags */
} MagTradeAudit;
void mag_trade_audit_free (MagTradeAudit *audit);

MagJournal *mag_trade_repo_load   (MagDb *db, const char *symbol /* NULL: all */, GCancellable *cancellable, GError **error);
gint64      mag_trade_repo_add    (MagDb *db, const MagTradeAddition *addition, gint64 now_us, GCancellable *cancellable, GError **error); /* id of the trade; 0 on error */
gboolean    mag_trade_repo_close  (MagDb *db, const MagTradeClosing *closing, gint64 now_us, GCancellable *cancellable, GError **error);
/* Corrects what was mistyped: date, quantity, price and fees of the leg of that id. */
gboolean    mag_trade_repo_edit   (MagDb *db, const MagLeg *leg, gint64 now_us, GCancellable *cancellable, GError **error);
gboolean    mag_trade_repo_set_words (MagDb *db, gint64 trade, const char *notes, const char *tags, gint64 now_us, GCancellable *cancellable, GError **error);
/* Deletes legs (gint64 ids), or takes that back; all or none. */
gboolean    mag_trade_repo_set_active (MagDb *db, GArray *legs, gboolean active, gint64 now_us, GCancellable *cancellable, GError **error);
/* Contracts of a trade that ended without an order. */
typedef struct
{
  gint64 trade;
  gint64 quantity;
} MagTradePart;
/* Ends all parts at 0 on a day, by EXPIRE, ASSIGN, CALLED_AWAY or EXERCISE; all or none. legs: gets the ids of what was logged. */
gboolean    mag_trade_repo_end    (MagDb *db, GArray *parts /* MagTradePart */, MagLegRole role, MagDate date, gint64 now_us, GArray *legs, GCancellable *cancellable, GError **error);
/* Of a trade that is there twice: the broker's keeps its ids and gets the other's notes and tags, the other's legs are deleted. legs, notes and tags: what
 * mag_trade_repo_unlink() needs to take that back. */
gboolean    mag_trade_repo_link   (MagDb *db, gint64 by_hand, gint64 by_broker, gint64 now_us, GArray *legs, char **notes, char **tags, GCancellable *cancellable, GError **error);
gboolean    mag_trade_repo_unlink (MagDb *db, GArray *legs, gint64 by_broker, const char *notes, const char *tags, gint64 now_us, GCancellable *cancellable, GError **error);
GHashTable *mag_trade_repo_from_broker (MagDb *db, GCancellable *cancellable, GError **error); /* gint64* of trades */
GPtrArray  *mag_trade_repo_audit  (MagDb *db, GArray *trades /* gint64 */, GCancellable *cancellable, GError **error); /* MagTradeAudit*, newest first */

GPtrArray  *mag_trade_repo_export (MagDb *db, GCancellable *cancellable, GError **error); /* MagTradeRecord*, without deleted legs, in an order that can be imported */
/* Takes what is not there yet by its uids. *n_added: legs. */
gboolean    mag_trade_repo_import (MagDb *db, GPtrArray *records, gint64 now_us, guint *n_added, GCancellable *cancellable, GError **error);
/* The same underlying by underlying: one that would contradict itself is left out, with a sentence in problems. One transaction. */
gboolean    mag_trade_repo_import_each (MagDb *db, GPtrArray *records, gint64 now_us, guint *n_added, GPtrArray *problems, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagTradeAudit, mag_trade_audit_free)

G_END_DECLS
