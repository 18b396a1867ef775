/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-contract.h"

G_BEGIN_DECLS

/* What a leg did. The order is that of the nicks; append only. */
typedef enum
{
  MAG_LEG_SELL_TO_OPEN,
  MAG_LEG_BUY_TO_OPEN,
  MAG_LEG_BUY_TO_CLOSE,
  MAG_LEG_SELL_TO_CLOSE,
  MAG_LEG_EXPIRE,
  MAG_LEG_ASSIGN,      /* a short put: shares come at the strike */
  MAG_LEG_EXERCISE,    /* a long option: shares come (call) or go (put) at the strike */
  MAG_LEG_CALLED_AWAY, /* a short call: shares go at the strike */
  MAG_LEG_BUY_SHARES,
  MAG_LEG_SELL_SHARES,
  MAG_LEG_N_ROLES
} MagLegRole;

/* One thing that happened in a trade. Never edited into another: what was closed in parts has a leg for each part. A plain value. */
typedef struct
{
  gint64      id;          /* > 0 */
  gint64      trade;       /* > 0; the trade it belongs to: one opening leg and its closing legs, or shares bought or sold once */
  gint64      rolled_from; /* of an opening leg: the closing leg it is one roll with; 0: none */
  MagLegRole  role;
  MagContract contract;    /* root "" of shares */
  gint64      multiplier;  /* shares per contract, normally 100; 1 of shares */
  gint64      quantity;    /* contracts or shares; > 0: the side is in the role */
  MagPrice    price;       /* per share; 0 where it expired, was assigned, exercised or called away */
  MagMoney    fees;        /* of the whole leg; >= 0 */
  MagDate     date;        /* New York */
  gint64      opened_with; /* of an opening leg of a spread: the first opening leg of the same order; 0: alone, or the first itself */
} MagLeg;

#define MAG_LEG_MAX_TOTAL G_GINT64_CONSTANT (10000000000000) /* cents; the sum of MAG_LEDGER_MAX_LEGS of them can't overflow */

gboolean    mag_leg_check        (const MagLeg *leg, GError **error); /* by itself: mag_ledger_new() has the rules between legs */
MagMoney    mag_leg_get_premium  (const MagLeg *leg); /* price x multiplier x quantity, >= 0, fees not in it */
MagMoney    mag_leg_get_option_cash (const MagLeg *leg); /* of the option: + received, - paid, fees off; 0 of shares */
MagMoney    mag_leg_get_share_cash (const MagLeg *leg); /* of shares: at the price with fees, or at the strike without */
gint64      mag_leg_get_shares   (const MagLeg *leg); /* + came, - went, 0 */

gboolean    mag_leg_role_is_opening (MagLegRole role);  /* of an option */
gboolean    mag_leg_role_is_closing (MagLegRole role);
gboolean    mag_leg_role_is_shares  (MagLegRole role);
const char *mag_leg_role_to_nick    (MagLegRole role);  /* "sell_to_open": also the database's words */
gboolean    mag_leg_role_from_nick  (const char *nick, MagLegRole *role);

G_END_DECLS
