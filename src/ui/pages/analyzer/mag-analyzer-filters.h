/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-scan.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The scanner's filters as fields. Signal "changed": the filters are others, and valid. Action "filters.reset". */
#define MAG_TYPE_ANALYZER_FILTERS (mag_analyzer_filters_get_type ())
G_DECLARE_FINAL_TYPE (MagAnalyzerFilters, mag_analyzer_filters, MAG, ANALYZER_FILTERS, AdwBin)

void mag_analyzer_filters_get (MagAnalyzerFilters *self, MagScanCriteria *criteria);
void mag_analyzer_filters_set (MagAnalyzerFilters *self, const MagScanCriteria *criteria);

G_END_DECLS
