/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-position.h"
#include "mag-quote.h"
#include "mag-strategy.h"

G_BEGIN_DECLS

/* What is known of an underlying beside its quotes. A plain value. */
typedef struct
{
  MagDate  earnings;           /* the next; 0 */
  gboolean earnings_estimated;
  MagDate  ex_dividend;        /* the next; 0 */
  gboolean ex_dividend_estimated; /* projected from those before, not announced */
  MagPrice dividend;           /* per share, at that date; UNKNOWN */
  MagPrice campaign_basis;     /* per share, of the running campaign that holds shares; UNKNOWN */
} MagSymbolFacts;

/* A line of the Positions page: a contract, a part of one (a call that the shares cover in part), a spread of two or four legs, or shares. It belongs to one account.
 * Immutable, reference counted. Money in cents, unknown where a number for it is missing. */
typedef struct
{
  char         *key;        /* owned; the same in every refresh */
  char         *account;    /* owned */
  char         *symbol;     /* owned; canonical ticker */
  MagStrategy   strategy;
  GPtrArray    *legs;       /* MagPosition*, by strike; empty of shares */
  MagShares    *shares;     /* owned; NULL of options */
  gint64        quantity;   /* contracts, or spreads, or whole shares; short below 0 */
  gint64        settling;   /* contracts that wait for the broker */
  gint64        multiplier; /* shares per contract */
  MagDate       expiration; /* the first of its legs'; 0 of shares */
  int           dte;        /* calendar days to it (DOMAIN 2); meaningless of shares */
  gboolean      awaiting;   /* expired, or all of it settling: the broker has not said how it ended */

  MagMoney      premium;    /* of the open contracts, when none is open of those that settle; + received, - paid */
  MagMoney      value;      /* what it would bring to end it now: of short options below 0 */
  MagMoney      profit;     /* premium + value; UNKNOWN when all is settling */
  double        captured;   /* of the greatest profit of what was sold; NaN */
  MagMoney      collateral; /* cash it binds, the premium aside: short puts, and what a spread can come to at the worst; 0 of covered calls, long options and shares; UNKNOWN of a naked call */
  MagMoney      capital;    /* DOMAIN 4 */
  MagPrice      credit;     /* per share, >= 0; of a spread, net */
  MagPrice      mark;       /* per share; of a spread, net of what it would cost to end it */
  MagPrice      spot;
  MagPrice      breakeven;  /* UNKNOWN when there is none or more than one */
  double        distance;   /* from spot to the strike, over spot: above 0 out of the money; of two sold the nearer; NaN */
  double        yield_left; /* M / K x 365 / days left, of one short option; NaN (DOMAIN 4) */
  double        delta;      /* shares; NaN */
  double        theta;      /* dollars per calendar day; NaN */
  double        iv;         /* of one contract, or of a spread's short leg, the one distance is of; NaN */
  double        pop;        /* that it ends with a profit; NaN */
  gint64        quoted_us;  /* the oldest of its quotes; 0 */
  MagFreshness  freshness;
  const char   *problem;    /* lent by a leg; NULL */
  GPtrArray    *alerts;     /* MagAlert*, most urgent first; filled by mag_attention_apply() */
  gatomicrefcount ref_count; /* private */
} MagHolding;

GPtrArray  *mag_holdings_new  (GPtrArray *portfolios /* MagPortfolio* */, GHashTable *facts /* ticker -> MagSymbolFacts; NULL */, double rate, gint64 now_us);
MagHolding *mag_holding_ref   (MagHolding *self);
void        mag_holding_unref (MagHolding *self);

/* Over exactly the rows given. */
typedef struct
{
  guint    n_options, n_short, n_puts; /* rows; short ones; cash-secured puts */
  MagMoney collected;   /* premium of short positions, never of long ones */
  MagMoney value;       /* of all options: short ones below 0 */
  MagMoney profit;      /* unrealized, of options */
  double   profit_share; /* of what was received and paid; NaN */
  MagMoney collateral;
  double   theta;       /* dollars per day */
  double   delta;       /* shares, held ones among them */
  guint    n_unvalued;  /* rows left out of sums because a number was missing */
  guint    n_stale;     /* rows of old quotes: in the sums, but no alert goes by their prices */
  guint    n_attention, n_urgent;
} MagHoldingTotals;

void mag_holdings_total (GPtrArray *holdings, MagHoldingTotals *totals);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagHolding, mag_holding_unref)

G_END_DECLS
