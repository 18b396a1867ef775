/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-agenda.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What is coming, day by day, under weeks or months. Property "by-month". */
#define MAG_TYPE_TRADE_CALENDAR (mag_trade_calendar_get_type ())
G_DECLARE_FINAL_TYPE (MagTradeCalendar, mag_trade_calendar, MAG, TRADE_CALENDAR, AdwBin)

/* facts: ticker -> MagSymbolFacts, or NULL. symbol: what tickers begin with. */
void  mag_trade_calendar_set_journal (MagTradeCalendar *self, MagJournal *journal, GHashTable *facts, const char *symbol, gint64 now_us);

/* Its words: (transfer full). */
char *mag_trade_calendar_describe_event (const MagAgendaEvent *event);
char *mag_trade_calendar_describe_span  (const MagAgendaSpan *span);

G_END_DECLS
