/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The scalar types every layer shares. Each says its unit once, here; names elsewhere need not repeat it. */

#include <glib.h>

G_BEGIN_DECLS

/* Dollars per share in 1/10000: strike, bid, ask, mark, spot. Never negative when known. */
typedef gint64 MagPrice;

/* Total dollars in cents: premium of a position, collateral. Signed. */
typedef gint64 MagMoney;

/* A calendar date in America/New_York as a Julian day number (g_date_get_julian()); 0: unknown.
 * The difference of two is a count of calendar days. */
typedef guint32 MagDate;

#define MAG_PRICE_UNKNOWN G_MININT64
#define MAG_MONEY_UNKNOWN G_MININT64
#define MAG_PRICE_SCALE 10000
#define MAG_PRICE_MAX (G_GINT64_CONSTANT (1000000) * MAG_PRICE_SCALE) /* a price over $1,000,000 is refused */

/* Instants are gint64 microseconds since 1970 in UTC, in names that end in _us; 0: unknown.
 * Counts (volume, open interest) are gint64; -1: unknown. Ratios and volatilities are double fractions; NaN: unknown. */
#define MAG_COUNT_UNKNOWN (-1)
#define MAG_SECOND_US G_GINT64_CONSTANT (1000000) /* 64 bits: G_USEC_PER_SEC is an int, and an hour of it overflows */

G_END_DECLS
