/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-agenda.h"
#include "mag-ctl.h"

G_BEGIN_DECLS

/* Events of mag_agenda_new() as text and as JSON. */
GHashTable *mag_ctl_calendar_facts (MagCtl *self, gint64 now_us, GError **error);
void        mag_ctl_calendar_print (const GArray *events, gint64 now_us);
void        mag_ctl_calendar_write (MagCtlJson *json, const GArray *events); /* "calendar": {...} */

G_END_DECLS
