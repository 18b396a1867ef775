/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-watchlist.h"

G_BEGIN_DECLS

#define MAG_TV_EXPORT_MAX_BYTES (1024 * 1024 - 1)
#define MAG_TV_EXPORT_MAX_ITEMS 5000

/* Reads every form of protocols/tradingview.md section 1: sections, BOM, CR LF, U+2064, lists by comma, space or line, CSV with a
 * symbol column. text need not be UTF-8 or end in NUL. NULL with a VALIDATION error (a sentence) when nothing in it looks like a
 * watchlist, or when it is too large. */
MagImportReport *mag_tv_export_parse      (const char *text, gsize length, GHashTable *excluded, GError **error);
/* "My list.txt" -> "My list"; never NULL or empty. */
char            *mag_tv_export_list_name  (const char *file_name);

G_END_DECLS
