/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-table.h"
#include "mag-trade-item.h"

G_BEGIN_DECLS

/* What the Trades table shows of MagTradeItems: the one place that knows its columns. */
extern const MagTableKind mag_trade_columns_kind;

MagMoney mag_trade_columns_profit (MagTradeItem *item); /* UNKNOWN */
char    *mag_trade_columns_name   (gpointer item); /* "F 50 Put", "F shares", "Sold to open" */
char    *mag_trade_columns_name_row (const MagJournalRow *row);

G_END_DECLS
