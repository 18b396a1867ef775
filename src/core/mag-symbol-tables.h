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

/* Cash indices. occ_root: "" when none is listed, another name where the options are on a fraction of the index; sister_root: of the weekly or
 * PM-settled contracts, or of the European ones of an American index; yahoo_quote: where Yahoo has the index under another name than its options. */
typedef struct
{
  char ticker[8];
  char occ_root[8];
  char sister_root[8];
  char yahoo_quote[8];
} MagIndexEntry;

MagVenue             mag_symbol_find_venue     (const char *prefix);
const MagIndexEntry *mag_symbol_find_index     (const char *ticker); /* by any of its names; NULL */
gboolean             mag_symbol_is_fund        (const char *ticker);
gboolean             mag_symbol_is_us_yield    (const char *name);
gboolean             mag_symbol_is_currency    (const char *text, gsize length);
gboolean             mag_symbol_quotes_crypto  (const char *text, gsize length); /* "USDT": what a coin is quoted in */

G_END_DECLS
