/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-contract.h"
#include "mag-practice-market.h"

G_BEGIN_DECLS

/* The options of one symbol as they stand at one moment. */
typedef struct
{
  MagPracticeMarket        *market;   /* not owned */
  const MagPracticeListing *listing;  /* not owned */
  MagPracticeMoment         moment;
  MagPracticeTape           tape;
  double                    spot, previous_spot; /* dollars */
  double                    yield;    /* dividends, fraction per year */
  double                    volatility, previous_volatility;
  guint64                   hash;
  MagDate                   earnings; /* the next; 0 */
} MagPracticeChain;

/* One expiration of one root. */
typedef struct
{
  MagDate  expiration;
  char     root[8];
  gboolean am_settled;
  gboolean monthly;
  gboolean adjusted;   /* its deliverable is not 100 shares */

  /* filled by mag_practice_chain_prepare() */
  double   years;      /* left at the moment; <= 0 expired */
  double   previous_years;
  double   sigma, previous_sigma; /* at the money */
  guint64  hash;
} MagPracticeSeries;

typedef struct
{
  MagRight right;
  MagPrice strike;
  MagPrice bid, ask;
  guint    bid_size, ask_size;
  gint64   volume, open_interest;
  double   theo, delta, gamma, theta, vega, rho;
  double   iv;                 /* from the middle of bid and ask; 0: could not be solved */
  double   previous_mark;      /* dollars; at the last close */
  MagPrice last, open, high, low; /* 0: none (today) */
  MagDate  last_date;          /* 0: never traded */
  guint    last_second;        /* after midnight New York, of last_date */
  gboolean in_the_money;
  guint64  hash;
} MagPracticeContract;

#define MAG_PRACTICE_RATE 0.04 /* riskless, continuously compounded */

gboolean mag_practice_listing_has_options (const MagPracticeListing *listing);
void     mag_practice_chain_begin     (MagPracticeChain *chain, MagPracticeMarket *market, const MagPracticeListing *listing, gint64 instant_us);
GArray  *mag_practice_chain_series    (const MagPracticeChain *chain, MagDate today, gboolean adjusted); /* of MagPracticeSeries, by root and date */
void     mag_practice_chain_prepare   (const MagPracticeChain *chain, MagPracticeSeries *series);
GArray  *mag_practice_chain_strikes   (const MagPracticeChain *chain, const MagPracticeSeries *series); /* of MagPrice, ascending */
void     mag_practice_chain_contract  (const MagPracticeChain *chain, const MagPracticeSeries *series, MagPrice strike, MagRight right,
                                       MagPracticeContract *contract);
double   mag_practice_chain_iv30      (const MagPracticeChain *chain, gboolean previous);
double   mag_practice_chain_value     (const MagPracticeChain *chain, const MagPracticeSeries *series, const MagPracticeContract *contract,
                                       double spot, double *vega); /* theoretical price at another spot */

G_END_DECLS
