/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The names of strategies and of the ends of trades. */

#include "config.h"

#include "mag-strategy.h"

#include <string.h>

static const char *const strategies[MAG_STRATEGY_N_STRATEGIES] = {
  "cash_secured_put", "covered_call", "naked_call", "long_call", "long_put", "shares", "put_credit_spread", "put_debit_spread",
  "call_credit_spread", "call_debit_spread", "iron_condor", "iron_butterfly", "short_strangle", "long_strangle", "short_straddle",
  "long_straddle", "calendar_spread", "diagonal_spread", "combination",
};

static const MagStrategy strategy_of_spread[MAG_SPREAD_N_KINDS] = {
  [MAG_SPREAD_NONE] = MAG_STRATEGY_COMBINATION,
  [MAG_SPREAD_PUT_CREDIT] = MAG_STRATEGY_PUT_CREDIT_SPREAD,
  [MAG_SPREAD_PUT_DEBIT] = MAG_STRATEGY_PUT_DEBIT_SPREAD,
  [MAG_SPREAD_CALL_CREDIT] = MAG_STRATEGY_CALL_CREDIT_SPREAD,
  [MAG_SPREAD_CALL_DEBIT] = MAG_STRATEGY_CALL_DEBIT_SPREAD,
  [MAG_SPREAD_IRON_CONDOR] = MAG_STRATEGY_IRON_CONDOR,
  [MAG_SPREAD_IRON_BUTTERFLY] = MAG_STRATEGY_IRON_BUTTERFLY,
  [MAG_SPREAD_SHORT_STRANGLE] = MAG_STRATEGY_SHORT_STRANGLE,
  [MAG_SPREAD_LONG_STRANGLE] = MAG_STRATEGY_LONG_STRANGLE,
  [MAG_SPREAD_SHORT_STRADDLE] = MAG_STRATEGY_SHORT_STRADDLE,
  [MAG_SPREAD_LONG_STRADDLE] = MAG_STRATEGY_LONG_STRADDLE,
  [MAG_SPREAD_CALENDAR] = MAG_STRATEGY_CALENDAR_SPREAD,
  [MAG_SPREAD_DIAGONAL] = MAG_STRATEGY_DIAGONAL_SPREAD,
  [MAG_SPREAD_OTHER] = MAG_STRATEGY_COMBINATION,
};

static const char *const statuses[MAG_TRADE_N_STATUSES] = { "open", "closed", "expired", "assigned" };

/**
 * mag_strategy_from_spread:
 * @kind: of two or more legs
 *
 * Returns: what a trade of such legs is called
 */
MagStrategy
mag_strategy_from_spread (MagSpreadKind kind)
{
  g_return_val_if_fail (kind < MAG_SPREAD_N_KINDS, MAG_STRATEGY_COMBINATION);

  return strategy_of_spread[kind];
}

static gboolean
find_nick (const char *const *nicks,
           guint              n,
           const char        *nick,
           guint             *found)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (nicks[i], nick) == 0)
      {
        *found = i;
        return TRUE;
      }
  return FALSE;
}

const char *
mag_strategy_to_nick (MagStrategy strategy)
{
  g_return_val_if_fail (strategy < MAG_STRATEGY_N_STRATEGIES, NULL);

  return strategies[strategy];
}

gboolean
mag_strategy_from_nick (const char  *nick,
                        MagStrategy *strategy)
{
  return find_nick (strategies, MAG_STRATEGY_N_STRATEGIES, nick, (guint *) strategy);
}

const char *
mag_trade_status_to_nick (MagTradeStatus status)
{
  g_return_val_if_fail (status < MAG_TRADE_N_STATUSES, NULL);

  return statuses[status];
}

gboolean
mag_trade_status_from_nick (const char     *nick,
                            MagTradeStatus *status)
{
  return find_nick (statuses, MAG_TRADE_N_STATUSES, nick, (guint *) status);
}
