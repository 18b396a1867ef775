/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-page.h"

G_BEGIN_DECLS

#define MAG_TYPE_ANALYZER_PAGE (mag_analyzer_page_get_type ())
G_DECLARE_FINAL_TYPE (MagAnalyzerPage, mag_analyzer_page, MAG, ANALYZER_PAGE, MagPage)

G_END_DECLS
