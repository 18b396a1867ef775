/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-symbol.h"

G_BEGIN_DECLS

/* Private to this folder: what the tables of mag-symbol-data.h know. */

/* Prefixes as TradingView writes them. A prefix that is not here is an exchange we do not know. */
typedef enum
{
  VENUE_UNKNOWN,
  VENUE_US,
  VENUE_US_FUNDS, /* lists hardly anything but funds */
  VENUE_INDEX,
  VENUE_OTC,
  VENUE_FUTURE,
  VENUE_FOREX,
  VENUE_CRYPTO,
  VENUE_ECONOMIC,
  VENUE_FOREIGN,
  VENUE_OPTION,
} MagVenue;

/* Cash indices. occ_root: "" when none is listed; weekly_root: the PM-settled or weekly sister; yahoo_quote: where Yahoo's own name differs. */
typedef struct
{
  char ticker[8];
  char occ_root[8];
  char weekly_root[8];
  char yahoo_quote[8];
} MagIndexEntry;

MagVenue             mag_symbol_find_venue     (const char *prefix);
const MagIndexEntry *mag_symbol_find_index     (const char *ticker); /* by any of its names; NULL */
gboolean             mag_symbol_is_fund        (const char *ticker);
gboolean             mag_symbol_is_us_yield    (const char *name);
gboolean             mag_symbol_is_currency    (const char *text, gsize length);
gboolean             mag_symbol_quotes_crypto  (const char *text, gsize length); /* "USDT": what a coin is quoted in */

G_END_DECLS
