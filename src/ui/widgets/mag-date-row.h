/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* An entry row for a calendar date as 2026-12-18, with a calendar beside it. GtkEditable's "changed" tells of every change. */
#define MAG_TYPE_DATE_ROW (mag_date_row_get_type ())
G_DECLARE_FINAL_TYPE (MagDateRow, mag_date_row, MAG, DATE_ROW, AdwEntryRow)

MagDate mag_date_row_get_date (MagDateRow *self); /* 0: empty, or no date */
void    mag_date_row_set_date (MagDateRow *self, MagDate date); /* 0: empty */

G_END_DECLS
