/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line of an exported journal. */

#include "config.h"

#include "mag-trade-record.h"

MagTradeRecord *
mag_trade_record_new (void)
{
  return g_new0 (MagTradeRecord, 1);
}

void
mag_trade_record_free (MagTradeRecord *record)
{
  g_free (record->trade_uid);
  g_free (record->account);
  g_free (record->origin);
  g_free (record->trade_broker_id);
  g_free (record->symbol);
  g_free (record->notes);
  g_free (record->leg_uid);
  g_free (record->rolled_from_uid);
  g_free (record->leg_broker_id);
  g_free (record->opened_with_uid);
  g_free (record->tags);
  g_free (record);
}
