/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"
#include "mag-holding.h"

G_BEGIN_DECLS

/* What is held now, with the alerts the user wants to hear of; rules: settings of the schema's child "rules". */
GPtrArray *mag_current_holdings (MagEngine *engine, GSettings *rules, gint64 now_us); /* MagHolding* */

G_END_DECLS
