/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-attention.h"
#include "mag-holding-item.h"
#include "mag-table.h"

G_BEGIN_DECLS

/* What the Positions table shows of MagHoldingItems: the one place that knows its columns and groups. */
extern const MagTableKind mag_holding_columns_kind;

typedef enum
{
  MAG_HOLDING_GROUP_NONE,
  MAG_HOLDING_GROUP_SYMBOL,
  MAG_HOLDING_GROUP_STRATEGY,
  MAG_HOLDING_GROUP_EXPIRY,
  MAG_HOLDING_N_GROUPS
} MagHoldingGroup;

const MagTableGroup *mag_holding_columns_group (MagHoldingGroup group); /* NULL: none */

char   *mag_holding_columns_name      (gpointer item);              /* "NVDA 120 Put", "SPY 620/630 Put", "F shares" */
gboolean mag_holding_columns_has_contract (const MagHolding *holding); /* FALSE: shares, or an option that could not be read */
const char *mag_holding_columns_strategy (const MagHolding *holding); /* "Covered call"; "-" of what could not be read */
gint64  mag_holding_columns_quantity  (const MagHolding *holding);  /* short below 0 */
char   *mag_holding_columns_reasons   (gpointer item);              /* a line each; NULL: nothing calls for attention */
gboolean mag_holding_columns_is_old   (const MagHolding *holding);  /* its quote is delayed or stale */
char   *mag_holding_columns_summary   (GPtrArray *items);           /* of MagHoldingItems below a heading */
char   *mag_holding_columns_age       (const MagHolding *holding, gint64 now_us);

G_END_DECLS
