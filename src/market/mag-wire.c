/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers as both sources write them: binary floats that stand for exact prices and whole counts. */

#include "mag-wire.h"

#include "mag-money.h"

#include <math.h>

#define LARGEST_COUNT 1e15
#define LARGEST_SECOND 1e11 /* the year 5138 */

/**
 * mag_wire_price:
 * @dollars: per share
 *
 * Returns: to 1/10000 dollar; MAG_PRICE_UNKNOWN when negative, too large or NaN
 */
MagPrice
mag_wire_price (double dollars)
{
  MagPrice price;

  return mag_price_from_double (dollars, &price) ? price : MAG_PRICE_UNKNOWN;
}

/**
 * mag_wire_side:
 * @dollars: per share
 *
 * Returns: as mag_wire_price(), but -1 when negative: mag_quote_classify() must see it
 */
MagPrice
mag_wire_side (double dollars)
{
  return isfinite (dollars) && dollars < 0 ? -1 : mag_wire_price (dollars);
}

/**
 * mag_wire_count:
 * @count: shares, contracts, dollars; a float on some wires
 *
 * Returns: to the nearest whole; MAG_COUNT_UNKNOWN when negative, too large or NaN
 */
gint64
mag_wire_count (double count)
{
  return count >= 0 && count < LARGEST_COUNT ? (gint64) llround (count) : MAG_COUNT_UNKNOWN;
}

/**
 * mag_wire_instant_us:
 * @seconds: since 1970, UTC
 *
 * Returns: microseconds; 0 when not positive, too large or NaN
 */
gint64
mag_wire_instant_us (double seconds)
{
  return seconds > 0 && seconds < LARGEST_SECOND ? (gint64) (seconds * MAG_SECOND_US) : 0;
}
