/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-agenda.h"

G_BEGIN_DECLS

/* What is coming, as an iCalendar file (RFC 5545) of whole days. events: (element-type MagAgendaEvent), one at least. */
char *mag_calendar_file_to_ics (const GArray *events, gint64 now_us);

G_END_DECLS
