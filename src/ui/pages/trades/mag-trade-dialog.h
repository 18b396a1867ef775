/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"
#include "mag-trade-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Adds a trade by hand, or corrects what was mistyped in a leg. */
#define MAG_TYPE_TRADE_DIALOG (mag_trade_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MagTradeDialog, mag_trade_dialog, MAG, TRADE_DIALOG, AdwDialog)

AdwDialog *mag_trade_dialog_new         (MagEngine *engine);
AdwDialog *mag_trade_dialog_new_filled  (MagEngine *engine, const char *symbol, const MagLeg *leg); /* a new trade, with an opening leg filled in */
AdwDialog *mag_trade_dialog_new_for_spread (MagEngine *engine, MagTradeItem *item); /* one more leg opened by the order of an open chain */
AdwDialog *mag_trade_dialog_new_for_leg (MagEngine *engine, MagTradeItem *item); /* a leg, or a row: its first leg */

G_END_DECLS
