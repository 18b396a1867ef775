/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-analyzer-row.h"
#include "mag-figure-list.h"

G_BEGIN_DECLS

/* The same figures in the same order for every row. */
GPtrArray *mag_analyzer_figures_of  (MagAnalyzerRow *row); /* (element-type MagExplainedFigure) */
char      *mag_analyzer_figures_title (MagAnalyzerRow *row); /* "NVDA 120 Put" */

G_END_DECLS
