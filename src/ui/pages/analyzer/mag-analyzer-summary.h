/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-scan.h"

G_BEGIN_DECLS

/* What a scan let through and what it left out, in words, and what would let more through. Pure. */
gint64        mag_analyzer_summary_count_passed (const MagScanResult *result);
char         *mag_analyzer_summary_line         (const MagScanResult *result, guint n_shown);
MagScanFilter mag_analyzer_summary_most         (const MagScanResult *result);
MagScanFilter mag_analyzer_summary_last         (const MagScanResult *result);
char         *mag_analyzer_summary_nothing      (const MagScanResult *result);
/* Eases one filter a step. FALSE: it is no filter of the user's. label: what a button that does it says. */
gboolean      mag_analyzer_summary_relax        (MagScanFilter filter, MagScanCriteria *criteria, char **label);

G_END_DECLS
