/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-types.h"

G_BEGIN_DECLS

gboolean mag_price_parse         (const char *text, MagPrice *price, GError **error);   /* "1.8", "95", "0.0125"; refuses signs, exponents, > MAG_PRICE_MAX */
gboolean mag_price_from_double   (double dollars, MagPrice *price);                     /* wire JSON numbers; rounds half away from zero to 1/10000; FALSE: not finite, negative, too large */
double   mag_price_to_double     (MagPrice price);                                      /* for pricing only; NaN when unknown */
char    *mag_price_format        (MagPrice price, guint decimals);                      /* C locale, for machines: "1.80"; "" when unknown */
char    *mag_price_format_strike (MagPrice price);                                      /* trimmed: "95", "97.5", "2.82" */
gboolean mag_price_parse_numeric (const char *text, MagPrice *price);                   /* what PostgreSQL prints for NUMERIC */
MagPrice mag_price_mid           (MagPrice bid, MagPrice ask);                          /* exact to 1/10000, half rounds up; UNKNOWN if either is */
gboolean mag_money_total         (MagPrice per_share, gint64 multiplier, gint64 contracts, MagMoney *total); /* rounds half away from zero to the cent; FALSE on overflow/unknown */
gboolean mag_money_of_shares     (MagPrice per_share, gint64 quantity_e8, MagMoney *total); /* fractions of shares; the same rounding */
void     mag_money_split         (MagMoney total, gint64 part, gint64 rest, MagMoney *of_part); /* by largest remainder; what is left is the rest's */
gboolean mag_money_parse         (const char *text, MagMoney *money, GError **error);
char    *mag_money_format        (MagMoney money);                                      /* C locale: "-1234.50" */

G_END_DECLS
