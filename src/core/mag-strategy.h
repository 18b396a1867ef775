/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-spread.h"

G_BEGIN_DECLS

/* What a trade is called. Append only: the nicks are in exports. */
typedef enum
{
  MAG_STRATEGY_CASH_SECURED_PUT,
  MAG_STRATEGY_COVERED_CALL, /* the shares were there when it was sold */
  MAG_STRATEGY_NAKED_CALL,
  MAG_STRATEGY_LONG_CALL,
  MAG_STRATEGY_LONG_PUT,
  MAG_STRATEGY_SHARES,
  MAG_STRATEGY_PUT_CREDIT_SPREAD,
  MAG_STRATEGY_PUT_DEBIT_SPREAD,
  MAG_STRATEGY_CALL_CREDIT_SPREAD,
  MAG_STRATEGY_CALL_DEBIT_SPREAD,
  MAG_STRATEGY_IRON_CONDOR,
  MAG_STRATEGY_IRON_BUTTERFLY,
  MAG_STRATEGY_SHORT_STRANGLE,
  MAG_STRATEGY_LONG_STRANGLE,
  MAG_STRATEGY_SHORT_STRADDLE,
  MAG_STRATEGY_LONG_STRADDLE,
  MAG_STRATEGY_CALENDAR_SPREAD,
  MAG_STRATEGY_DIAGONAL_SPREAD,
  MAG_STRATEGY_COMBINATION, /* legs opened together that have no name here */
  MAG_STRATEGY_N_STRATEGIES
} MagStrategy;

typedef enum
{
  MAG_TRADE_OPEN,
  MAG_TRADE_CLOSED,
  MAG_TRADE_EXPIRED,
  MAG_TRADE_ASSIGNED, /* or exercised, or called away */
  MAG_TRADE_N_STATUSES
} MagTradeStatus;

MagStrategy mag_strategy_from_spread (MagSpreadKind kind);
const char *mag_strategy_to_nick     (MagStrategy strategy);
gboolean    mag_strategy_from_nick   (const char *nick, MagStrategy *strategy);
const char *mag_trade_status_to_nick (MagTradeStatus status);
gboolean    mag_trade_status_from_nick (const char *nick, MagTradeStatus *status);

G_END_DECLS
