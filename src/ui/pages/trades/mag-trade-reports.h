/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-journal.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Tables of periods and of months. */
#define MAG_TYPE_TRADE_REPORTS (mag_trade_reports_get_type ())
G_DECLARE_FINAL_TYPE (MagTradeReports, mag_trade_reports, MAG, TRADE_REPORTS, AdwBin)

/* filter: its dates are left aside; the months heed its symbol only. */
void mag_trade_reports_set_journal (MagTradeReports *self, MagJournal *journal, const MagJournalFilter *filter, gint64 now_us);

GPtrArray *mag_trade_reports_list_periods (MagJournal *journal, const MagJournalFilter *filter, MagDate today);

G_END_DECLS
