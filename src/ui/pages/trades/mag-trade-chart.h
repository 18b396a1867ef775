/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-journal.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One chart of the journal, of which the user chooses what it shows. */
#define MAG_TYPE_TRADE_CHART (mag_trade_chart_get_type ())
G_DECLARE_FINAL_TYPE (MagTradeChart, mag_trade_chart, MAG, TRADE_CHART, AdwBin)

/* The months and their running total heed the filter's symbol only, the other charts all of it. */
void mag_trade_chart_set_journal (MagTradeChart *self, MagJournal *journal, const MagJournalFilter *filter);

G_END_DECLS
