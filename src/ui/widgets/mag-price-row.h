/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-types.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* An entry row for an option's price, per share or per contract as the user likes, which converts what was typed when the unit is changed.
 * GtkEditable's "changed" tells of every change. */
#define MAG_TYPE_PRICE_ROW (mag_price_row_get_type ())
G_DECLARE_FINAL_TYPE (MagPriceRow, mag_price_row, MAG, PRICE_ROW, AdwEntryRow)

gboolean mag_price_row_get_price      (MagPriceRow *self, MagPrice *price, GError **error); /* per share */
void     mag_price_row_set_price      (MagPriceRow *self, MagPrice price);
void     mag_price_row_set_multiplier (MagPriceRow *self, gint64 multiplier); /* 1: shares, there is no other unit */
void     mag_price_row_set_per_contract (MagPriceRow *self, gboolean per_contract);

/* Pure: what is typed in one unit as it reads in the other; NULL when it is no price, or has no such price per share. */
char    *mag_price_row_convert        (const char *text, gint64 multiplier, gboolean to_contract);

G_END_DECLS
