/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-analyzer-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The selected contract: each figure with its reason. Property "row" (MagAnalyzerRow or NULL). */
#define MAG_TYPE_ANALYZER_DETAILS (mag_analyzer_details_get_type ())
G_DECLARE_FINAL_TYPE (MagAnalyzerDetails, mag_analyzer_details, MAG, ANALYZER_DETAILS, AdwBin)

void mag_analyzer_details_set_row (MagAnalyzerDetails *self, MagAnalyzerRow *row);

G_END_DECLS
