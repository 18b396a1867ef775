/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"
#include "mag-trade-item.h"
#include "mag-trade-repo.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Every change that was made to a trade, newest first. */
#define MAG_TYPE_HISTORY_DIALOG (mag_history_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MagHistoryDialog, mag_history_dialog, MAG, HISTORY_DIALOG, AdwDialog)

AdwDialog *mag_history_dialog_new (MagEngine *engine, MagTradeItem *item);

/* A line of audit in words: "Corrected: Sold to open 1 × F 12 Put at 0.40: price 0.40 → 0.45". Pure. */
char      *mag_history_dialog_describe (const MagTradeAudit *audit, gint64 now_us);

G_END_DECLS
