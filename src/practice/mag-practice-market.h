/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-date.h"
#include "mag-practice-universe.h"

G_BEGIN_DECLS

/* The simulated market: what every symbol trades at, at any instant since 2016. A pure function of seed and instant; the object only remembers
 * what it has worked out. One thread. */
typedef struct _MagPracticeMarket MagPracticeMarket;

/* An instant as the market sees it: inside a session, or at the close of the last one. */
typedef struct
{
  guint   day;       /* number of the session, counted in trading days since 2016 */
  MagDate date;      /* of the session */
  gint64  open_us, close_us;
  gint64  at_us;     /* open_us..close_us */
  double  elapsed;   /* share of the session gone, 0..1 */
} MagPracticeMoment;

typedef struct
{
  MagPrice price, previous_close, open, high, low;
  gint64   volume;   /* shares so far */
} MagPracticeTape;

MagPracticeMarket        *mag_practice_market_new  (guint64 seed);
void                      mag_practice_market_free (MagPracticeMarket *market);
const MagPracticeListing *mag_practice_market_find (MagPracticeMarket *market, const char *symbol); /* canonical; also load symbols */
void     mag_practice_market_moment     (MagPracticeMarket *market, gint64 instant_us, MagPracticeMoment *moment);
void     mag_practice_market_moment_of  (MagPracticeMarket *market, guint day, double elapsed, MagPracticeMoment *moment);
void     mag_practice_market_read       (MagPracticeMarket *market, const MagPracticeListing *listing, const MagPracticeMoment *moment, MagPracticeTape *tape);
MagPrice mag_practice_market_close      (MagPracticeMarket *market, const MagPracticeListing *listing, guint day);
double   mag_practice_market_volatility (MagPracticeMarket *market, const MagPracticeListing *listing, guint day); /* at the money, fraction per year */
guint64  mag_practice_market_hash       (MagPracticeMarket *market, const MagPracticeListing *listing); /* of seed and symbol */
guint    mag_practice_market_day_of     (MagPracticeMarket *market, MagDate date);  /* the trading day on or before date */
MagDate  mag_practice_market_date_of    (MagPracticeMarket *market, guint day);

/* Events. Dates are trading days; 0: the symbol has none. */
MagDate  mag_practice_market_earnings_after     (MagPracticeMarket *market, const MagPracticeListing *listing, MagDate date); /* first on or after */
MagDate  mag_practice_market_earnings_before    (MagPracticeMarket *market, const MagPracticeListing *listing, MagDate date); /* last before */
MagDate  mag_practice_market_ex_dividend_after  (MagPracticeMarket *market, const MagPracticeListing *listing, MagDate date);
MagDate  mag_practice_market_ex_dividend_before (MagPracticeMarket *market, const MagPracticeListing *listing, MagDate date);
double   mag_practice_listing_dividend          (const MagPracticeListing *listing); /* dollars a quarter; 0 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagPracticeMarket, mag_practice_market_free)

G_END_DECLS
