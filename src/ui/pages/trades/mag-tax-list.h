/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-journal.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What counts for tax in a year that can be chosen: totals by term, item by item, and the same as a file. */
#define MAG_TYPE_TAX_LIST (mag_tax_list_get_type ())
G_DECLARE_FINAL_TYPE (MagTaxList, mag_tax_list, MAG, TAX_LIST, AdwBin)

/* partial: filters leave trades out. */
void mag_tax_list_set_rows (MagTaxList *self, MagJournal *journal, const GArray *rows, gboolean partial);
void mag_tax_list_save     (MagTaxList *self, GFile *file); /* CSV of the year shown */

G_END_DECLS
