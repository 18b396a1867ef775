/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-types.h"

G_BEGIN_DECLS

typedef enum
{
  MAG_LISTING_EQUITY,
  MAG_LISTING_ETF,
  MAG_LISTING_INDEX,
  MAG_LISTING_BARE, /* a stock without options */
} MagListingKind;

/* Which expirations are listed (occ.md section 3). */
typedef enum
{
  MAG_CADENCE_MONTHLY, /* third Fridays only: thin names */
  MAG_CADENCE_WEEKLY,  /* and every Friday of the next weeks */
  MAG_CADENCE_MWF,     /* and Mondays and Wednesdays of the next two weeks */
  MAG_CADENCE_DAILY,   /* and every day of the next two weeks, quarter ends */
  MAG_CADENCE_LOAD,    /* 200 to 400 contracts in all: the symbols of a load test */
} MagCadence;

typedef enum
{
  MAG_TICK_NICKEL, /* 0.05 below 3.00, 0.10 above */
  MAG_TICK_PENNY,  /* 0.01 below 3.00, 0.05 above */
  MAG_TICK_CENT,   /* 0.01 throughout */
} MagTick;

/* One symbol of the practice market: where its price, volatility and options start from. */
typedef struct
{
  const char    *symbol;     /* canonical: "BRK.B", "SPX" */
  const char    *name;
  const char    *sector, *industry; /* NULL: fund or index */
  const char    *exchange;   /* Yahoo's code: NMS, NYQ, PCX ... */
  MagListingKind kind;
  MagCadence     cadence;
  MagTick        tick;
  double         price;      /* dollars; the level the walk returns to */
  double         volatility; /* fraction per year */
  double         beta;
  double         shares;     /* millions outstanding; 0 for an index */
  double         volume;     /* millions of shares a day */
  double         dividend;   /* dollars per share and year, paid quarterly; 0: none */
  int            cycle;      /* 0-2: month of the quarter with earnings; the ex-date comes a month later */
  double         spread;     /* width of the option market: 0.5 the tightest, 5 thin */
} MagPracticeListing;

const MagPracticeListing *mag_practice_universe_get    (guint *n_listings);
const MagPracticeListing *mag_practice_universe_find   (const char *symbol);       /* canonical; not the load symbols */
gboolean                  mag_practice_universe_is_load (const char *symbol);      /* ZAAAA .. ZZZZZ */
char                     *mag_practice_listing_to_yahoo (const MagPracticeListing *listing); /* "BRK-B", "^SPX" */
char                     *mag_practice_listing_to_root  (const MagPracticeListing *listing); /* "BRKB", "SPX" */
char                     *mag_practice_symbol_from_yahoo (const char *symbol);     /* "BRK-B" and "^GSPC" to "BRK.B", "SPX" */
char                     *mag_practice_symbol_from_cboe  (const char *symbol);     /* "_SPX", "BRK.B" */

G_END_DECLS
