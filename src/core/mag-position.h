/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-contract.h"

G_BEGIN_DECLS

typedef enum
{
  MAG_SIDE_LONG,
  MAG_SIDE_SHORT,
} MagSide;

/* One contract held in one account, as the broker has it, with the broker's quote. Immutable once made, reference counted; what it comes to
 * (P/L, collateral, strategy) is worked out by functions, never stored. Strings owned, "" where there is nothing. */
typedef struct
{
  char       *id;         /* the broker's, of the position: the same in every refresh */
  char       *account;    /* the broker's number of it; may hold letters; personal */
  char       *option_id;  /* the broker's, of the contract */
  char       *symbol;     /* canonical ticker of the underlying */
  MagContract contract;
  MagSide     side;
  gint64      quantity;   /* contracts open; 0 when all are settling */
  gint64      settling;   /* contracts expired, assigned or exercised that the broker has not removed yet */
  gint64      multiplier; /* shares per contract, normally 100 */
  MagMoney    premium;    /* what quantity + settling contracts were opened for: >= 0, side says whether received or paid; UNKNOWN */
  gint64      opened_us;
  gboolean    adjusted;   /* the deliverable is not multiplier shares of symbol */

  /* Quote: per share; greeks of one long option, theta per calendar day, vega per vol point; NaN. */
  MagPrice    mark;       /* the broker's adjusted mark: what its app values with */
  MagPrice    bid, ask, previous_close;
  MagPrice    spot;       /* of the underlying, at about the same moment */
  double      iv, delta, gamma, theta, vega;
  double      pop_long, pop_short; /* the broker's chance of profit, fraction; NaN */
  gint64      open_interest, volume;
  gint64      quoted_us, spot_us;

  char       *problem;    /* why this row can't be valued, a sentence; NULL: it can */
  gatomicrefcount ref_count; /* private */
} MagPosition;

/* Shares held in one account. */
typedef struct
{
  char    *id;            /* owned; the broker's */
  char    *account;       /* owned */
  char    *symbol;        /* owned; canonical ticker */
  MagSide  side;
  gint64   quantity_e8;   /* shares in 1/100,000,000: brokers hold fractions */
  gint64   collateral;    /* whole shares behind covered calls */
  gint64   held_for_sells; /* whole shares in open orders to sell */
  MagPrice average_price; /* per share, the broker's basis without premium; UNKNOWN */
  MagPrice spot, previous_close; /* UNKNOWN */
  gint64   spot_us;
  gatomicrefcount ref_count; /* private */
} MagShares;

/* One account with all that is in it, as of one refresh. */
typedef struct
{
  char      *account;       /* owned; the broker's number */
  char      *name;          /* owned; what people call it: nickname, else its kind */
  char      *kind;          /* owned; "individual", "ira_roth" ... */
  gboolean   options;       /* the account may trade options */
  MagMoney   buying_power;  /* UNKNOWN where the broker does not tell */
  MagMoney   cash;
  MagMoney   option_collateral; /* cash the broker holds against short puts; UNKNOWN */
  GPtrArray *positions;     /* MagPosition* */
  GPtrArray *shares;        /* MagShares* */
  gint64     at_us;         /* when the last of it was received */
  gatomicrefcount ref_count; /* private */
} MagPortfolio;

MagPosition  *mag_position_new    (void);
MagPosition  *mag_position_ref    (MagPosition *self);
void          mag_position_unref  (MagPosition *self);
MagShares    *mag_shares_new      (void);
MagShares    *mag_shares_ref      (MagShares *self);
void          mag_shares_unref    (MagShares *self);
MagPortfolio *mag_portfolio_new   (void);
MagPortfolio *mag_portfolio_ref   (MagPortfolio *self);
void          mag_portfolio_unref (MagPortfolio *self);

int           mag_position_compare (gconstpointer a, gconstpointer b); /* for g_ptr_array_sort(): by expiration, contract, then id */

/* Cents; UNKNOWN where a number for it is missing. */
MagMoney mag_position_get_premium    (const MagPosition *self, gint64 first, gint64 contracts); /* of some of its contracts; >= 0 */
MagMoney mag_position_get_value      (const MagPosition *self); /* mark x multiplier x quantity; >= 0 */
MagMoney mag_position_get_profit     (const MagPosition *self); /* of what is open; short: premium - value, long: value - premium */
MagPrice mag_position_get_credit     (const MagPosition *self); /* premium per share, for display */
double   mag_position_get_captured   (const MagPosition *self); /* short: (credit - mark) / credit; NaN */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagPosition, mag_position_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagShares, mag_shares_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagPortfolio, mag_portfolio_unref)

G_END_DECLS
