/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-trade-record.h"

G_BEGIN_DECLS

#define MAG_JOURNAL_FILE_MAX_BYTES (256 * 1024 * 1024)

/* An exported journal: a line for each leg, lossless in both forms. records: (element-type MagTradeRecord). */
char      *mag_journal_file_to_csv  (GPtrArray *records);
char      *mag_journal_file_to_json (GPtrArray *records);
GPtrArray *mag_journal_file_parse   (const char *text, gsize length, GError **error); /* either form */

G_END_DECLS
