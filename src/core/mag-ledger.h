/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-leg.h"
#include "mag-strategy.h"

G_BEGIN_DECLS

#define MAG_LEDGER_MAX_LEGS 500000 /* of a whole journal; keeps every sum from overflowing */

/* A roll chain: an opening leg, or those of a spread, and all rolls linked to it. Statistics count these. */
typedef struct
{
  gint64         id;        /* of its first trade */
  MagStrategy    strategy;  /* of its first leg */
  MagTradeStatus status;
  GPtrArray     *legs;      /* const MagLeg*, in order; never empty */
  GPtrArray     *newest;    /* const MagLeg*, the opening legs of the newest roll: one, or those of a spread; never empty */
  MagContract    contract;  /* of the first of them */
  gint64         multiplier;
  gint64         contracts; /* of its first leg */
  gint64         remaining; /* open now; of a spread, of the leg that has most left */
  guint          n_rolls;
  MagDate        opened;
  MagDate        closed;    /* 0 while open */
  MagMoney       premium;   /* what its opening legs were sold or bought for, >= 0; of a spread, one less the other */
  MagMoney       fees;
  MagMoney       cash;      /* received less paid less fees; once closed, the P/L */
  MagMoney       capital;   /* greatest of its trades and spreads (DOMAIN 4); UNKNOWN where the loss has no bound */
  MagMoney       capital_left; /* of the contracts open now; UNKNOWN where the loss has no bound */
  double         capital_days; /* capital x days held, cents; NaN while open and where the loss has no bound */
} MagRollChain;

/* Shares of one lot that went together. */
typedef struct
{
  const MagLeg *leg;      /* called away, exercised or sold */
  gint64        shares;
  MagMoney      realized; /* proceeds less cost; no option premium in it */
} MagShareSale;

/* Shares that came together. */
typedef struct
{
  const MagLeg *from;      /* assignment, exercise or purchase */
  GArray       *sales;     /* MagShareSale, in order; first in, first out */
  gint64        shares, remaining;
  MagDate       closed;    /* 0 while shares remain */
  MagMoney      cost;      /* of all of them: at the strike, or at the price with fees */
  MagMoney      cost_left; /* of those that remain */
  MagMoney      tax_left;  /* the same by tax basis: less the assigned put's premium */
  MagMoney      realized;  /* sum of its sales */
} MagShareLot;

/* Something that counts for tax. US rules without wash sales and Section 1256. The gain is proceeds less cost, exactly. */
typedef struct
{
  const MagLeg       *leg;    /* what closed it */
  const MagLeg       *opened; /* what it began with: the opening leg, or how the shares came */
  const MagRollChain *chain;  /* NULL: shares */
  const MagShareLot  *lot;    /* NULL: an option */
  gboolean shares;            /* shares that went, option premiums in cost and proceeds; else an option */
  MagDate  acquired;          /* when it was opened */
  gint64   quantity;          /* contracts or shares */
  MagMoney proceeds;          /* fees off; of shares with the premium of the call they were called away by */
  MagMoney cost;              /* with fees; of shares less the premium of the put they were assigned by */
  MagMoney premium_in_proceeds; /* of shares: what an option added to the proceeds; below 0 where a put was exercised */
  MagMoney premium_in_cost;   /* of shares: what an option took off the cost; below 0 where a call was exercised */
  MagMoney gain;
  gboolean long_term;         /* held over a year; never of an option sold short */
} MagTaxItem;

/* Where a campaign stands after one leg. A basis is per share, UNKNOWN without shares; negative when credits exceed the cost. */
typedef struct
{
  const MagLeg *leg;
  MagMoney      cash;      /* of the campaign so far */
  gint64        shares;
  MagPrice      campaign_basis; /* what the shares must bring for the campaign to come out even */
  MagPrice      tax_basis;
  MagPrice      broker_basis;   /* assignment strike or purchase price */
} MagCampaignStep;

/* One wheel: puts, shares, calls, called away. It runs until its shares are gone and nothing is open. */
typedef struct
{
  guint    number;  /* from 1, of this symbol in this account */
  MagDate  started;
  MagDate  ended;   /* 0 while it runs */
  GArray  *steps;   /* MagCampaignStep, in order */
  GArray  *items;   /* MagTaxItem, in order */
  gint64   shares;  /* held now */
  gint64   contracts; /* open now */
  MagMoney option_left; /* cash of opening legs for contracts still open */
  MagMoney tax_left;    /* tax basis of the shares held */
} MagCampaign;

/* Both sides of the identity of DOMAIN 8. */
typedef struct
{
  MagMoney total;     /* all cash of the campaign's legs */
  MagMoney tax_items; /* sum of gains */
  MagMoney open;      /* not yet in an item: cash of open contracts less tax basis of shares held; 0 at the end */
} MagReconciliation;

/* All that happened in one account with one underlying, made of legs alone. Immutable, reference counted. */
typedef struct
{
  char      *account;   /* owned, "" */
  char      *symbol;    /* owned; canonical ticker */
  GArray    *legs;      /* MagLeg, in order */
  GPtrArray *chains;    /* MagRollChain* */
  GPtrArray *lots;      /* MagShareLot* */
  GPtrArray *campaigns; /* MagCampaign* */
  GHashTable *rolled;   /* private: closing legs that are half of a roll */
  gatomicrefcount ref_count; /* private */
} MagLedger;

MagLedger *mag_ledger_new   (const char *account, const char *symbol, const MagLeg *legs, guint n_legs, GError **error);
MagLedger *mag_ledger_ref   (MagLedger *self);
void       mag_ledger_unref (MagLedger *self);
gboolean   mag_ledger_is_rolled (const MagLedger *self, const MagLeg *leg); /* a closing leg */
gboolean   mag_campaign_reconcile (const MagCampaign *campaign, MagReconciliation *sides);

int         mag_roll_chain_get_days  (const MagRollChain *chain);       /* held; -1 while open */
double      mag_roll_chain_get_return_on_premium (const MagRollChain *chain); /* NaN while open, and without premium */
double      mag_roll_chain_get_annualized (const MagRollChain *chain);  /* on capital; NaN while open or capital unknown */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagLedger, mag_ledger_unref)

G_END_DECLS
