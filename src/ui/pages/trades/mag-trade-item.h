/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-journal.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A line of the Trades table: a roll chain or a lot of shares, or one of its legs below it. Signal "updated": it says something new. */
#define MAG_TYPE_TRADE_ITEM (mag_trade_item_get_type ())
G_DECLARE_FINAL_TYPE (MagTradeItem, mag_trade_item, MAG, TRADE_ITEM, GObject)

MagTradeItem        *mag_trade_item_new         (MagJournal *journal, const MagJournalRow *row, gint64 now_us);
void                 mag_trade_item_update      (MagTradeItem *self, MagJournal *journal, const MagJournalRow *row, gint64 now_us);
const MagJournalRow *mag_trade_item_get_row     (MagTradeItem *self); /* a leg's too */
const MagLeg        *mag_trade_item_get_leg     (MagTradeItem *self); /* NULL: a row */
gint64               mag_trade_item_get_quantity (MagTradeItem *self); /* negative of what is short */
const char          *mag_trade_item_get_notes   (MagTradeItem *self); /* "" */
const char          *mag_trade_item_get_tags    (MagTradeItem *self); /* "" */
gint64               mag_trade_item_get_now_us  (MagTradeItem *self);
MagJournal          *mag_trade_item_get_journal (MagTradeItem *self);
GListModel          *mag_trade_item_get_legs    (MagTradeItem *self); /* NULL of a leg */
guint64              mag_trade_item_get_key     (MagTradeItem *self); /* the same after a refresh */

G_END_DECLS
