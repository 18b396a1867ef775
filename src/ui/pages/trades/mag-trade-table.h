/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-trade-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The table of the journal's rows, with legs below each. Properties "compact" (few columns of two lines), "sort-column" and "sort-descending"
 * (for a menu), "selected" (MagTradeItem, a row or a leg, or NULL). Signal "activated": Enter or a double click on the selected line. */
#define MAG_TYPE_TRADE_TABLE (mag_trade_table_get_type ())
G_DECLARE_FINAL_TYPE (MagTradeTable, mag_trade_table, MAG, TRADE_TABLE, AdwBin)

void           mag_trade_table_set_settings (MagTradeTable *self, GSettings *settings);
void           mag_trade_table_set_rows     (MagTradeTable *self, MagJournal *journal, const GArray *rows, gint64 now_us);
MagTradeItem  *mag_trade_table_get_selected (MagTradeTable *self);
GtkColumnView *mag_trade_table_get_view     (MagTradeTable *self);
GtkWidget     *mag_trade_table_make_chooser (MagTradeTable *self);
GMenuModel    *mag_trade_table_make_sort_menu (MagTradeTable *self);

G_END_DECLS
