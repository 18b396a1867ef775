/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"
#include "mag-trade-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Logs how contracts of a trade ended. */
#define MAG_TYPE_CLOSE_DIALOG (mag_close_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MagCloseDialog, mag_close_dialog, MAG, CLOSE_DIALOG, AdwDialog)

AdwDialog *mag_close_dialog_new (MagEngine *engine, MagTradeItem *item); /* NULL: nothing of it is open */

G_END_DECLS
