/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is held at a broker, and what it comes to. */

#include "mag-position.h"

#include "mag-money.h"

#include <math.h>
#include <string.h>

/**
 * mag_position_new:
 *
 * Returns: (transfer full): a position of which nothing is known yet, 100 shares per contract; its maker fills it in and changes nothing afterwards
 */
MagPosition *
mag_position_new (void)
{
  MagPosition *self = g_new0 (MagPosition, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup ("");
  self->account = g_strdup ("");
  self->option_id = g_strdup ("");
  self->symbol = g_strdup ("");
  self->multiplier = 100;
  self->premium = MAG_MONEY_UNKNOWN;
  self->mark = self->bid = self->ask = self->previous_close = self->spot = MAG_PRICE_UNKNOWN;
  self->iv = self->delta = self->gamma = self->theta = self->vega = NAN;
  self->pop_long = self->pop_short = NAN;
  self->open_interest = self->volume = MAG_COUNT_UNKNOWN;
  return self;
}

MagPosition *
mag_position_ref (MagPosition *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mag_position_unref (MagPosition *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->id);
  g_free (self->account);
  g_free (self->option_id);
  g_free (self->symbol);
  g_free (self->problem);
  g_free (self);
}

/**
 * mag_shares_new:
 *
 * Returns: (transfer full): shares of which nothing is known yet; its maker fills it in and changes nothing afterwards
 */
MagShares *
mag_shares_new (void)
{
  MagShares *self = g_new0 (MagShares, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup ("");
  self->account = g_strdup ("");
  self->symbol = g_strdup ("");
  self->average_price = self->spot = self->previous_close = MAG_PRICE_UNKNOWN;
  return self;
}

MagShares *
mag_shares_ref (MagShares *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mag_shares_unref (MagShares *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->id);
  g_free (self->account);
  g_free (self->symbol);
  g_free (self);
}

/**
 * mag_portfolio_new:
 *
 * Returns: (transfer full): an empty account; its maker fills it in and changes nothing afterwards
 */
MagPortfolio *
mag_portfolio_new (void)
{
  MagPortfolio *self = g_new0 (MagPortfolio, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->account = g_strdup ("");
  self->name = g_strdup ("");
  self->kind = g_strdup ("");
  self->buying_power = self->cash = self->option_collateral = MAG_MONEY_UNKNOWN;
  self->positions = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_position_unref);
  self->shares = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_shares_unref);
  return self;
}

MagPortfolio *
mag_portfolio_ref (MagPortfolio *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mag_portfolio_unref (MagPortfolio *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->account);
  g_free (self->name);
  g_free (self->kind);
  g_ptr_array_unref (self->positions);
  g_ptr_array_unref (self->shares);
  g_free (self);
}

int
mag_position_compare (gconstpointer a,
                      gconstpointer b)
{
  const MagPosition *x = *(MagPosition *const *) a, *y = *(MagPosition *const *) b;
  int order = mag_contract_compare (&x->contract, &y->contract);

  if (x->contract.expiration != y->contract.expiration)
    return x->contract.expiration < y->contract.expiration ? -1 : 1;
  return order != 0 ? order : strcmp (x->id, y->id);
}

static MagMoney
get_premium_before (const MagPosition *self,
                    gint64             contracts)
{
  MagMoney part = 0;

  if (contracts > 0)
    mag_money_split (self->premium, contracts, self->quantity + self->settling - contracts, &part);
  return part;
}

/**
 * mag_position_get_premium:
 * @first: how many of its contracts come before those meant, the open ones first and then those that settle
 * @contracts: how many are meant; with @first no more than there are
 *
 * Returns: their share of the premium in cents, >= 0; those of parts that follow on each other add up to the whole, to the cent
 */
MagMoney
mag_position_get_premium (const MagPosition *self,
                          gint64             first,
                          gint64             contracts)
{
  gint64 all;

  g_return_val_if_fail (first >= 0 && contracts >= 0, MAG_MONEY_UNKNOWN);

  if (self->premium == MAG_MONEY_UNKNOWN || __builtin_add_overflow (self->quantity, self->settling, &all) || contracts > all || first > all - contracts)
    return MAG_MONEY_UNKNOWN;
  return get_premium_before (self, first + contracts) - get_premium_before (self, first);
}

/**
 * mag_position_get_value:
 *
 * Returns: what the open contracts are worth at the broker's mark, in cents, >= 0 whichever side; contracts that are settling are worth nothing here;
 *   unknown without a mark
 */
MagMoney
mag_position_get_value (const MagPosition *self)
{
  MagMoney value;

  return self->quantity == 0 ? 0 : mag_money_total (self->mark, self->multiplier, self->quantity, &value) ? value : MAG_MONEY_UNKNOWN;
}

/**
 * mag_position_get_profit:
 *
 * Returns: cents, of the open contracts: short ones have earned what their share of the premium exceeds their value, long ones what the value
 *   exceeds the share; unknown when either is, and when all are settling: how those ended only the broker can say
 */
MagMoney
mag_position_get_profit (const MagPosition *self)
{
  MagMoney value = mag_position_get_value (self), premium = mag_position_get_premium (self, 0, self->quantity);

  if (self->quantity == 0 || value == MAG_MONEY_UNKNOWN || premium == MAG_MONEY_UNKNOWN)
    return MAG_MONEY_UNKNOWN;
  return self->side == MAG_SIDE_SHORT ? premium - value : value - premium;
}

/**
 * mag_position_get_credit:
 *
 * Returns: the premium per share of one contract, rounded to 1/10000 dollar; for display, totals are figured from the premium itself
 */
MagPrice
mag_position_get_credit (const MagPosition *self)
{
  gint64 units, shares;

  if (self->premium == MAG_MONEY_UNKNOWN || self->multiplier <= 0 ||
      __builtin_add_overflow (self->quantity, self->settling, &shares) || __builtin_mul_overflow (shares, self->multiplier, &shares) || shares <= 0 ||
      __builtin_mul_overflow (self->premium, MAG_PRICE_SCALE / 100, &units))
    return MAG_PRICE_UNKNOWN;
  return units / shares + (units % shares >= shares - units % shares);
}

/**
 * mag_position_get_captured:
 *
 * Returns: of a short position, the share of its greatest profit that is made, (credit - mark) / credit: 1 is all of it, below 0 it has lost; NaN
 */
double
mag_position_get_captured (const MagPosition *self)
{
  MagPrice credit = mag_position_get_credit (self);

  if (self->side != MAG_SIDE_SHORT || credit == MAG_PRICE_UNKNOWN || credit == 0 || self->mark == MAG_PRICE_UNKNOWN)
    return NAN;
  return (double) (credit - self->mark) / (double) credit;
}
