/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-analyzer-payoff.h"
#include "mag-scan.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* One contract of the results table, the same object for as long as the contract stays in it. Signal "updated": its numbers changed. */
#define MAG_TYPE_ANALYZER_ROW (mag_analyzer_row_get_type ())
G_DECLARE_FINAL_TYPE (MagAnalyzerRow, mag_analyzer_row, MAG, ANALYZER_ROW, GObject)

MagAnalyzerRow       *mag_analyzer_row_new         (const MagScanRow *scan);
gboolean              mag_analyzer_row_update      (MagAnalyzerRow *self, const MagScanRow *scan, const MagScanFigures *figures, guint rank, gint64 now_us);
const MagScanRow     *mag_analyzer_row_get_scan    (MagAnalyzerRow *self);
const MagScanFigures *mag_analyzer_row_get_figures (MagAnalyzerRow *self);
guint                 mag_analyzer_row_get_rank    (MagAnalyzerRow *self); /* 1: the best */
gint64                mag_analyzer_row_get_now_us  (MagAnalyzerRow *self); /* the moment the figures are of */
const MagPayoffPicture *mag_analyzer_row_get_payoff (MagAnalyzerRow *self); /* NULL: can't be told */
/* Identity of the contract, for a GHashTable of rows: underlying and contract. */
guint                 mag_analyzer_row_hash        (gconstpointer row);
gboolean              mag_analyzer_row_equal       (gconstpointer a, gconstpointer b);

G_END_DECLS
