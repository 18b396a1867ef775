/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A row with a number to type: title, entry, unit; what is wrong with the input stands under the title.
 * Properties: "value" (NaN: no limit), "minimum", "maximum", "step", "digits", "optional", "unit", "hint". */
#define MAG_TYPE_LIMIT_ROW (mag_limit_row_get_type ())
G_DECLARE_FINAL_TYPE (MagLimitRow, mag_limit_row, MAG, LIMIT_ROW, AdwActionRow)

double   mag_limit_row_get_value   (MagLimitRow *self);
void     mag_limit_row_set_value   (MagLimitRow *self, double value);
gboolean mag_limit_row_is_valid    (MagLimitRow *self);
/* What is wrong with it beside other rows; NULL: nothing. */
void     mag_limit_row_set_message (MagLimitRow *self, const char *message);
gboolean mag_limit_row_parse       (const char *text, double *value);

G_END_DECLS
