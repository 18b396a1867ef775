/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-analyzer-row.h"
#include "mag-scanner.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The rows of the results table, a list model of MagAnalyzerRow that becomes each new answer piece by piece.
 * Signal "merged" (gboolean moved): the rows are the answer's; moved: their order may have changed. */
#define MAG_TYPE_ANALYZER_ROWS (mag_analyzer_rows_get_type ())
G_DECLARE_FINAL_TYPE (MagAnalyzerRows, mag_analyzer_rows, MAG, ANALYZER_ROWS, GObject)

MagAnalyzerRows *mag_analyzer_rows_new       (void);
GListModel      *mag_analyzer_rows_get_model (MagAnalyzerRows *self);
void             mag_analyzer_rows_merge     (MagAnalyzerRows *self, MagScanAnswer *answer);
gboolean         mag_analyzer_rows_is_merging (MagAnalyzerRows *self);

G_END_DECLS
