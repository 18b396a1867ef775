/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-leg.h"

G_BEGIN_DECLS

/* A leg with all that the journal keeps of it and of its trade: what an export holds. Trades and legs go by uids, which are the same in
 * every database. Strings owned, "" where there is nothing. */
typedef struct
{
  char  *trade_uid;
  char  *account;
  char  *origin;          /* "manual", "broker", "csv" */
  char  *trade_broker_id;
  char  *symbol;          /* canonical ticker */
  char  *notes;           /* of the trade */
  gint64 created_us, updated_us; /* of the trade */
  char  *leg_uid;
  char  *rolled_from_uid;
  char  *leg_broker_id;
  char  *opened_with_uid;
  char  *tags;            /* of the trade, tidy */
  MagLeg leg;             /* without ids */
} MagTradeRecord;

MagTradeRecord *mag_trade_record_new  (void);
void            mag_trade_record_free (MagTradeRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagTradeRecord, mag_trade_record_free)

G_END_DECLS
