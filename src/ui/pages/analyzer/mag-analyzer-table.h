/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-analyzer-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The results table: columns that can be chosen, moved, widened and sorted by, all remembered.
 * Properties: "compact" (three columns of two lines), "sort-column" (an id), "sort-descending", "selected" (a MagAnalyzerRow or NULL).
 * Signal "activated": Enter or a double click on a row. */
#define MAG_TYPE_ANALYZER_TABLE (mag_analyzer_table_get_type ())
G_DECLARE_FINAL_TYPE (MagAnalyzerTable, mag_analyzer_table, MAG, ANALYZER_TABLE, AdwBin)

void            mag_analyzer_table_set_model    (MagAnalyzerTable *self, GListModel *rows);
void            mag_analyzer_table_set_settings (MagAnalyzerTable *self, GSettings *settings);
MagAnalyzerRow *mag_analyzer_table_get_selected (MagAnalyzerTable *self);
/* Values changed: puts the rows in order again. */
void            mag_analyzer_table_resort       (MagAnalyzerTable *self);
gboolean        mag_analyzer_table_is_at_top    (MagAnalyzerTable *self);
void            mag_analyzer_table_scroll_to_top (MagAnalyzerTable *self);
char           *mag_analyzer_table_copy         (MagAnalyzerTable *self);
GtkWidget      *mag_analyzer_table_make_chooser (MagAnalyzerTable *self);
GMenuModel     *mag_analyzer_table_make_sort_menu (MagAnalyzerTable *self);
const char     *mag_analyzer_table_get_sort_name (MagAnalyzerTable *self);
GtkColumnView  *mag_analyzer_table_get_view     (MagAnalyzerTable *self);

G_END_DECLS
