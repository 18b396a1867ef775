/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a line of the Positions page is worth, ties up and risks: the definitions of DOMAIN 3 to 5. A number that is missing makes everything that
 * needs it unknown, and nothing else. */

#include "config.h"

#include "mag-holding-valuation.h"

#include "mag-date.h"
#include "mag-holding-legs.h"
#include "mag-money.h"
#include "mag-probability.h"

#include <math.h>
#include <string.h>

#define SHARE_E8 G_GINT64_CONSTANT (100000000)
#define BROKER_DELAY_MINUTES 0 /* DOMAIN 6 */

static const MagPosition *
leg_at (const MagHolding *holding,
        guint             i)
{
  return g_ptr_array_index (holding->legs, i);
}

static int
sign_of (const MagPosition *leg)
{
  return leg->side == MAG_SIDE_SHORT ? -1 : 1;
}

static double
to_dollars (MagPrice price)
{
  return mag_price_to_double (price);
}

/* Value and premium are of open contracts: how those that settle ended only the broker can say. Of a line that is all settling its premium is shown. */

static MagMoney
leg_premium (const MagHolding  *holding,
             const MagPosition *leg,
             gint64             first)
{
  MagMoney premium = mag_position_get_premium (leg, first, holding->quantity != 0 ? ABS (holding->quantity) : holding->settling);

  return premium != MAG_MONEY_UNKNOWN ? -sign_of (leg) * premium : MAG_MONEY_UNKNOWN;
}

static MagMoney
leg_value (const MagHolding  *holding,
           const MagPosition *leg)
{
  MagMoney value;

  return mag_money_total (leg->mark, leg->multiplier, ABS (holding->quantity), &value) ? sign_of (leg) * value : MAG_MONEY_UNKNOWN;
}

static MagMoney
add_money (MagMoney a,
           MagMoney b)
{
  return a == MAG_MONEY_UNKNOWN || b == MAG_MONEY_UNKNOWN ? MAG_MONEY_UNKNOWN : a + b;
}

/* Cents of contracts as a price per share, rounded half away from zero; >= 0. */
static MagPrice
per_share (MagMoney money,
           gint64   shares)
{
  gint64 units;

  if (money == MAG_MONEY_UNKNOWN || shares == 0)
    return MAG_PRICE_UNKNOWN;
  units = ABS (money) * (MAG_PRICE_SCALE / 100);
  return (units + shares / 2) / shares;
}

static void
add_leg (MagHolding        *holding,
         const MagPosition *leg,
         gint64             first)
{
  double shares = (double) (sign_of (leg) * ABS (holding->quantity) * leg->multiplier);

  holding->premium = add_money (holding->premium, leg_premium (holding, leg, first));
  holding->value = add_money (holding->value, leg_value (holding, leg));
  holding->delta += shares * leg->delta;
  holding->theta += shares * leg->theta;
  holding->quoted_us = MIN (holding->quoted_us, leg->quoted_us);
  if (holding->problem == NULL)
    holding->problem = leg->problem;
  if (holding->spot == MAG_PRICE_UNKNOWN)
    holding->spot = leg->spot;
}

/* Figures that all options have. first: the place of the line's contracts among those of its position. */
static void
sum_legs (MagHolding              *holding,
          const MagHoldingAccount *account,
          gint64                   first)
{
  gint64 open = ABS (holding->quantity);

  holding->premium = holding->value = 0;
  holding->delta = holding->theta = 0;
  holding->quoted_us = G_MAXINT64;
  for (guint i = 0; i < holding->legs->len; i++)
    add_leg (holding, leg_at (holding, i), first);
  if (open == 0)
    holding->delta = holding->theta = NAN;
  if (open == 0 || holding->problem != NULL)
    holding->value = MAG_MONEY_UNKNOWN;
  holding->profit = add_money (holding->premium, holding->value);
  holding->credit = per_share (holding->premium, (open != 0 ? open : holding->settling) * holding->multiplier);
  holding->mark = per_share (holding->value, open * holding->multiplier);
  holding->freshness = mag_quote_freshness (holding->quoted_us, BROKER_DELAY_MINUTES, account->now_us);
}

static void
set_dates (MagHolding              *holding,
           const MagHoldingAccount *account)
{
  const MagContract *contract = &leg_at (holding, 0)->contract;

  holding->expiration = contract->expiration;
  for (guint i = 1; i < holding->legs->len; i++)
    if (leg_at (holding, i)->contract.expiration < holding->expiration)
      contract = &leg_at (holding, i)->contract;
  holding->expiration = contract->expiration;
  holding->dte = mag_date_dte (holding->expiration, account->now_us);
  holding->awaiting = holding->quantity == 0 ||
                      (holding->expiration != 0 && mag_date_is_expired (holding->expiration, mag_contract_is_am_settled (contract), account->now_us));
}

static MagOption
option_of (const MagPosition       *leg,
           const MagHoldingAccount *account)
{
  return (MagOption) {
    .call = leg->contract.right == MAG_RIGHT_CALL, .european = mag_contract_is_european (&leg->contract), .spot = to_dollars (leg->spot),
    .strike = to_dollars (leg->contract.strike), .rate = account->rate, .sigma = leg->iv,
    .years = mag_date_years_to_expiry (leg->contract.expiration, mag_contract_is_am_settled (&leg->contract), account->session_us),
  };
}

static const MagSymbolFacts *
facts_of (const MagHoldingAccount *account,
          const char              *symbol)
{
  return account->facts != NULL ? g_hash_table_lookup (account->facts, symbol) : NULL;
}

/* Options by themselves */

/* Of shares that cover a call: by the campaign, else what the broker says they cost; UNKNOWN. */
static MagPrice
basis_of (const MagHoldingAccount *account,
          const char              *symbol)
{
  const MagSymbolFacts *facts = facts_of (account, symbol);

  if (facts != NULL && facts->campaign_basis != MAG_PRICE_UNKNOWN)
    return facts->campaign_basis;
  for (guint i = 0; i < account->portfolio->shares->len; i++)
    {
      const MagShares *shares = g_ptr_array_index (account->portfolio->shares, i);

      if (strcmp (shares->symbol, symbol) == 0)
        return shares->average_price;
    }
  return MAG_PRICE_UNKNOWN;
}

static void
set_capital (MagHolding              *holding,
             const MagHoldingAccount *account)
{
  const MagPosition *leg = leg_at (holding, 0);
  gint64 contracts = ABS (holding->quantity);

  holding->collateral = 0;
  if (leg->side == MAG_SIDE_LONG)
    {
      holding->capital = holding->premium != MAG_MONEY_UNKNOWN ? ABS (holding->premium) : MAG_MONEY_UNKNOWN;
      return;
    }
  if (holding->strategy == MAG_STRATEGY_CASH_SECURED_PUT)
    {
      if (leg->adjusted || !mag_money_total (leg->contract.strike, leg->multiplier, contracts, &holding->collateral))
        holding->collateral = MAG_MONEY_UNKNOWN;
      holding->capital = holding->collateral;
      return;
    }
  if (holding->strategy == MAG_STRATEGY_NAKED_CALL)
    holding->collateral = MAG_MONEY_UNKNOWN;
  else if (!mag_money_total (basis_of (account, holding->symbol), leg->multiplier, contracts, &holding->capital))
    holding->capital = MAG_MONEY_UNKNOWN;
}

static void
set_breakeven (MagHolding              *holding,
               const MagHoldingAccount *account)
{
  const MagPosition *leg = leg_at (holding, 0);
  MagPrice basis = holding->strategy == MAG_STRATEGY_COVERED_CALL ? basis_of (account, holding->symbol) : MAG_PRICE_UNKNOWN;

  if (holding->credit == MAG_PRICE_UNKNOWN || leg->adjusted)
    return;
  if (holding->strategy == MAG_STRATEGY_COVERED_CALL)
    holding->breakeven = basis != MAG_PRICE_UNKNOWN ? MAX (basis - holding->credit, 0) : MAG_PRICE_UNKNOWN;
  else
    holding->breakeven = leg->contract.right == MAG_RIGHT_PUT ? MAX (leg->contract.strike - holding->credit, 0) : leg->contract.strike + holding->credit;
}

/* Of a covered call that shares and call end with a profit. */
static double
find_pop (const MagHolding        *holding,
          const MagHoldingAccount *account)
{
  const MagPosition *leg = leg_at (holding, 0);
  MagOption option = option_of (leg, account);
  double credit = to_dollars (holding->credit), pop;

  if (holding->awaiting || leg->adjusted)
    return NAN;
  if (holding->strategy == MAG_STRATEGY_COVERED_CALL)
    return mag_probability_pop_covered_call (&option, credit, to_dollars (basis_of (account, holding->symbol)));
  pop = mag_probability_pop_short (&option, credit);
  return leg->side == MAG_SIDE_SHORT ? pop : 1 - pop;
}

/* From the share to a strike, over the share: above 0 out of the money. */
static double
find_distance (const MagHolding  *holding,
               const MagPosition *leg)
{
  double strike = to_dollars (leg->contract.strike), spot = to_dollars (holding->spot);

  return (leg->contract.right == MAG_RIGHT_PUT ? spot - strike : strike - spot) / spot;
}

static void
set_captured (MagHolding *holding)
{
  if (holding->credit != MAG_PRICE_UNKNOWN && holding->credit > 0 && holding->mark != MAG_PRICE_UNKNOWN)
    holding->captured = (double) (holding->credit - holding->mark) / (double) holding->credit;
}

/**
 * mag_holding_value_option:
 * @holding: of one leg, with strategy, quantity and settling
 * @first: how many contracts of the position belong to lines before it
 */
void
mag_holding_value_option (MagHolding              *holding,
                          const MagHoldingAccount *account,
                          gint64                   first)
{
  const MagPosition *leg = leg_at (holding, 0);

  set_dates (holding, account);
  sum_legs (holding, account, first);
  /* Nothing is known of a contract that could not be read, not even that it binds no cash. */
  if (leg->contract.expiration == 0)
    {
      holding->collateral = MAG_MONEY_UNKNOWN;
      return;
    }
  set_capital (holding, account);
  set_breakeven (holding, account);
  holding->iv = leg->iv;
  holding->pop = find_pop (holding, account);
  if (!leg->adjusted)
    holding->distance = find_distance (holding, leg);
  if (leg->side == MAG_SIDE_LONG)
    return;
  set_captured (holding);
  if (holding->dte > 0 && holding->mark != MAG_PRICE_UNKNOWN)
    holding->yield_left = to_dollars (holding->mark) / to_dollars (leg->contract.strike) * MAG_DAYS_PER_YEAR / holding->dte;
}

/* Spreads */

/* The leg that was sold; of two the one the share is nearer to. */
static const MagPosition *
nearest_short_leg (const MagHolding *holding)
{
  const MagPosition *nearest = NULL;

  for (guint i = 0; i < holding->legs->len; i++)
    {
      const MagPosition *leg = leg_at (holding, i);

      if (leg->side == MAG_SIDE_SHORT && (nearest == NULL || find_distance (holding, leg) < find_distance (holding, nearest)))
        nearest = leg;
    }
  return nearest;
}

/* As of a secured put, the premium is no part of the collateral: it binds what the legs can come to at the worst, and what was paid for binds nothing. */
static void
set_spread_capital (MagHolding *holding)
{
  mag_holding_legs_max_loss (holding->legs, 0, &holding->collateral);
  if (holding->premium != MAG_MONEY_UNKNOWN)
    mag_holding_legs_max_loss (holding->legs, holding->premium, &holding->capital);
}

/* Breakeven and chance of profit go by the strike sold when it was opened for a credit, by the one bought when for a debit. */
static void
value_vertical (MagHolding              *holding,
                const MagHoldingAccount *account,
                const MagPosition       *sold)
{
  const MagPosition *bought = leg_at (holding, 0) == sold ? leg_at (holding, 1) : leg_at (holding, 0);
  gboolean credit = holding->premium > 0;
  MagPrice anchor = credit ? sold->contract.strike : bought->contract.strike;
  MagOption option = option_of (sold, account);
  double pop;

  holding->breakeven = sold->contract.right == MAG_RIGHT_PUT ? anchor - holding->credit : anchor + holding->credit;
  option.strike = to_dollars (anchor);
  pop = mag_probability_pop_short (&option, to_dollars (holding->credit));
  holding->pop = credit ? pop : 1 - pop;
}

/* It ends with a profit between two breakevens: neither above the one nor below the other. */
static void
value_iron (MagHolding              *holding,
            const MagHoldingAccount *account)
{
  double outside = 0;

  for (guint i = 0; i < holding->legs->len; i++)
    {
      MagOption option = option_of (leg_at (holding, i), account);

      if (leg_at (holding, i)->side == MAG_SIDE_SHORT)
        outside += 1 - mag_probability_pop_short (&option, to_dollars (holding->credit));
    }
  holding->pop = MAX (1 - outside, 0);
}

/**
 * mag_holding_value_spread:
 * @holding: of two or four legs by strike, with strategy and settling; its quantity gets its sign here: below 0 when it was opened for a credit
 *
 * Each chance goes by the volatility of the option sold, as the broker has it: that of the money, which DOMAIN 5 names, is not among what a broker
 * tells of positions.
 */
void
mag_holding_value_spread (MagHolding              *holding,
                          const MagHoldingAccount *account)
{
  const MagPosition *sold;

  set_dates (holding, account);
  sum_legs (holding, account, 0);
  set_spread_capital (holding);
  sold = nearest_short_leg (holding);
  holding->iv = sold->iv;
  holding->distance = find_distance (holding, sold);
  if (holding->premium == MAG_MONEY_UNKNOWN)
    return;
  if (holding->premium > 0)
    {
      holding->quantity = -holding->quantity;
      set_captured (holding);
    }
  if (holding->strategy == MAG_STRATEGY_CALENDAR_SPREAD || holding->strategy == MAG_STRATEGY_DIAGONAL_SPREAD)
    return; /* where it breaks even depends on what the longer option is worth by then */
  if (holding->legs->len == 2)
    value_vertical (holding, account, sold);
  else
    value_iron (holding, account);
  if (holding->awaiting)
    holding->pop = NAN;
}

/* Shares */

/**
 * mag_holding_value_shares:
 * @holding: of shares
 */
void
mag_holding_value_shares (MagHolding              *holding,
                          const MagHoldingAccount *account)
{
  const MagShares *shares = holding->shares;
  int sign = shares->side == MAG_SIDE_SHORT ? -1 : 1;
  MagMoney cost;

  holding->quantity = sign * (shares->quantity_e8 / SHARE_E8);
  holding->spot = shares->spot;
  holding->mark = shares->spot;
  holding->credit = shares->average_price;
  holding->collateral = 0;
  holding->theta = 0;
  holding->delta = sign * (double) shares->quantity_e8 / (double) SHARE_E8;
  holding->quoted_us = shares->spot_us;
  holding->freshness = mag_quote_freshness (shares->spot_us, BROKER_DELAY_MINUTES, account->now_us);
  if (shares->average_price != MAG_PRICE_UNKNOWN && mag_money_of_shares (shares->average_price, shares->quantity_e8, &cost))
    {
      holding->premium = -sign * cost;
      holding->capital = cost;
    }
  if (shares->spot != MAG_PRICE_UNKNOWN && mag_money_of_shares (shares->spot, shares->quantity_e8, &cost))
    holding->value = sign * cost;
  holding->profit = add_money (holding->premium, holding->value);
  holding->breakeven = basis_of (account, shares->symbol);
}
