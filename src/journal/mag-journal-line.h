/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-trade-record.h"

G_BEGIN_DECLS

/* A record as one text for each field, the same for CSV and JSON. Private to this folder. */
#define MAG_JOURNAL_N_FIELDS 23

typedef struct
{
  const char *name;
  gboolean    number; /* without quotes in JSON */
  gboolean    later;  /* not in the first files: may be missing */
} MagJournalField;

extern const MagJournalField mag_journal_fields[MAG_JOURNAL_N_FIELDS];

char           *mag_journal_line_format (const MagTradeRecord *record, guint field);
MagTradeRecord *mag_journal_line_parse  (const char *const *texts, GError **error); /* one for each field; "" for nothing */

G_END_DECLS
