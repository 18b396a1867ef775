/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Positions as people think of them: calls against shares, legs that belong together, and the sums over them. */

#include "config.h"

#include "mag-holding.h"

#include "mag-attention.h"
#include "mag-date.h"
#include "mag-holding-legs.h"
#include "mag-holding-valuation.h"

#include <math.h>
#include <string.h>

#define SHARE_E8 G_GINT64_CONSTANT (100000000)

/* One account on its way to lines. */
typedef struct
{
  MagHoldingAccount account;
  GPtrArray        *groups;      /* owned; GPtrArray* of lent MagPosition*: options that are no line yet */
  GHashTable       *free_shares; /* owned; ticker -> gint64*: whole shares no call has a claim on yet */
  GPtrArray        *holdings;    /* lent; the lines so far */
} Build;

static MagHolding *
holding_new (const char *account,
             const char *symbol)
{
  MagHolding *self = g_new0 (MagHolding, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->account = g_strdup (account);
  self->symbol = g_strdup (symbol);
  self->legs = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_position_unref);
  self->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_alert_free);
  self->premium = self->value = self->profit = self->collateral = self->capital = MAG_MONEY_UNKNOWN;
  self->credit = self->mark = self->spot = self->breakeven = MAG_PRICE_UNKNOWN;
  self->captured = self->distance = self->yield_left = self->delta = self->theta = self->iv = self->pop = NAN;
  return self;
}

MagHolding *
mag_holding_ref (MagHolding *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mag_holding_unref (MagHolding *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->key);
  g_free (self->account);
  g_free (self->symbol);
  g_ptr_array_unref (self->legs);
  g_ptr_array_unref (self->alerts);
  g_clear_pointer (&self->shares, mag_shares_unref);
  g_free (self);
}

/* Options */

/* Of any but a short call. */
static MagStrategy
strategy_of (const MagPosition *leg)
{
  if (leg->contract.right == MAG_RIGHT_CALL)
    return MAG_STRATEGY_LONG_CALL;
  return leg->side == MAG_SIDE_SHORT ? MAG_STRATEGY_CASH_SECURED_PUT : MAG_STRATEGY_LONG_PUT;
}

/* A line of some contracts of a position. first: how many of them lines before have. */
static void
add_option (Build       *build,
            MagPosition *leg,
            MagStrategy  strategy,
            gint64       first,
            gint64       contracts,
            gint64       settling)
{
  MagHolding *holding = holding_new (leg->account, leg->symbol);

  holding->key = g_strdup_printf ("%s/%s%s", leg->account, leg->id, first > 0 ? "#naked" : "");
  holding->strategy = strategy;
  holding->quantity = leg->side == MAG_SIDE_SHORT ? -contracts : contracts;
  holding->settling = settling;
  holding->multiplier = leg->multiplier;
  g_ptr_array_add (holding->legs, mag_position_ref (leg));
  mag_holding_value_option (holding, &build->account, first);
  g_ptr_array_add (build->holdings, holding);
}

static char *
make_spread_key (GPtrArray *legs)
{
  const MagPosition *leg = g_ptr_array_index (legs, 0);
  GString *key = g_string_new (leg->account);

  for (guint i = 0; i < legs->len; i++)
    {
      leg = g_ptr_array_index (legs, i);
      g_string_append_printf (key, "%c%s", i == 0 ? '/' : '+', leg->id);
    }
  return g_string_free_and_steal (key);
}

static void
add_spread (Build     *build,
            GPtrArray *legs)
{
  const MagPosition *leg = g_ptr_array_index (legs, 0);
  MagHolding *holding = holding_new (leg->account, leg->symbol);

  holding->key = make_spread_key (legs);
  holding->strategy = mag_strategy_from_spread (mag_holding_legs_classify (legs));
  holding->quantity = leg->quantity;
  holding->multiplier = leg->multiplier;
  for (guint i = 0; i < legs->len; i++)
    g_ptr_array_add (holding->legs, mag_position_ref (g_ptr_array_index (legs, i)));
  mag_holding_value_spread (holding, &build->account);
  g_ptr_array_add (build->holdings, holding);
}

static gint64 *
free_shares_of (const Build *build,
                const char  *symbol)
{
  static gint64 none = 0;
  gint64 *shares = g_hash_table_lookup (build->free_shares, symbol);

  return shares != NULL ? shares : (none = 0, &none);
}

/* A short call that no share covers: with a longer long one it is a calendar or a diagonal, without it is naked. */
static void
add_bare_call (Build       *build,
               MagPosition *call)
{
  GPtrArray *cover = mag_holding_legs_find_cover (build->groups, call);
  g_autoptr(GPtrArray) legs = NULL;

  if (cover == NULL)
    {
      add_option (build, call, MAG_STRATEGY_NAKED_CALL, 0, call->quantity, call->settling);
      return;
    }
  legs = g_ptr_array_new ();
  g_ptr_array_add (legs, call);
  g_ptr_array_extend (legs, cover, NULL, NULL);
  g_ptr_array_remove (build->groups, cover);
  add_spread (build, legs);
}

/* A short call is covered as far as shares are left; the rest of it is a line of its own. Contracts that settle keep their claim, and before the open
 * ones: until the broker has said how they ended, their shares may be gone. */
static void
add_call (Build       *build,
          MagPosition *call)
{
  gint64 *shares = free_shares_of (build, call->symbol);
  gint64 lots = call->adjusted ? 0 : *shares / call->multiplier, settling = MIN (call->settling, lots), covered = MIN (call->quantity, lots - settling);

  *shares -= (settling + covered) * call->multiplier;
  if (covered == call->quantity && (covered > 0 || settling > 0))
    {
      add_option (build, call, MAG_STRATEGY_COVERED_CALL, 0, covered, call->settling);
    }
  else if (covered == 0)
    {
      add_bare_call (build, call);
    }
  else
    {
      add_option (build, call, MAG_STRATEGY_COVERED_CALL, 0, covered, call->settling);
      add_option (build, call, MAG_STRATEGY_NAKED_CALL, covered, call->quantity - covered, 0);
    }
}

/* Shares */

static void
add_shares (Build     *build,
            MagShares *shares)
{
  MagHolding *holding = holding_new (shares->account, shares->symbol);

  holding->key = g_strdup_printf ("%s/%s", shares->account, shares->id);
  holding->strategy = MAG_STRATEGY_SHARES;
  holding->shares = mag_shares_ref (shares);
  holding->multiplier = 1;
  mag_holding_value_shares (holding, &build->account);
  g_ptr_array_add (build->holdings, holding);
}

/* An account */

static void
count_free_shares (Build *build)
{
  for (guint i = 0; i < build->account.portfolio->shares->len; i++)
    {
      const MagShares *shares = g_ptr_array_index (build->account.portfolio->shares, i);
      gint64 n = shares->quantity_e8 / SHARE_E8 - shares->held_for_sells;

      if (shares->side == MAG_SIDE_LONG && n > 0)
        g_hash_table_insert (build->free_shares, shares->symbol, g_memdup2 (&n, sizeof n));
    }
}

static void
add_group (Build     *build,
           GPtrArray *group)
{
  MagPosition *leg = g_ptr_array_index (group, 0);

  if (group->len > 1)
    add_spread (build, group);
  else if (leg->side == MAG_SIDE_SHORT && leg->contract.right == MAG_RIGHT_CALL)
    add_call (build, leg);
  else
    add_option (build, leg, strategy_of (leg), 0, leg->quantity, leg->settling);
}

static void
add_account (Build *build)
{
  GPtrArray *shares = build->account.portfolio->shares;
  g_autoptr(GPtrArray) positions = g_ptr_array_new (); /* lent by the portfolio */

  g_ptr_array_extend (positions, build->account.portfolio->positions, NULL, NULL);
  g_ptr_array_sort (positions, mag_position_compare); /* who expires first has the first claim on shares */
  build->groups = mag_holding_legs_group (positions);
  count_free_shares (build);
  while (build->groups->len > 0)
    {
      g_autoptr(GPtrArray) group = g_ptr_array_ref (g_ptr_array_index (build->groups, 0));

      g_ptr_array_remove_index (build->groups, 0);
      add_group (build, group);
    }
  for (guint i = 0; i < shares->len; i++)
    add_shares (build, g_ptr_array_index (shares, i));
}

/**
 * mag_holdings_new:
 * @portfolios: (element-type MagPortfolio): one of each account
 * @facts: (nullable) (element-type utf8 MagSymbolFacts): what is known of the underlyings
 * @rate: risk-free, for probabilities
 * @now_us: the clock
 *
 * Returns: (transfer full) (element-type MagHolding): account by account, options by expiration, then shares; without alerts
 */
GPtrArray *
mag_holdings_new (GPtrArray  *portfolios,
                  GHashTable *facts,
                  double      rate,
                  gint64      now_us)
{
  GPtrArray *holdings = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_holding_unref);

  for (guint i = 0; i < portfolios->len; i++)
    {
      g_autoptr(GHashTable) free_shares = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
      Build build = {
        { g_ptr_array_index (portfolios, i), facts, rate, now_us, mag_calendar_session_clock (now_us) }, NULL, free_shares, holdings,
      };

      add_account (&build);
      g_ptr_array_unref (build.groups);
    }
  return holdings;
}

/* Totals */

static void
count_option (const MagHolding *holding,
              MagHoldingTotals *totals)
{
  totals->n_options++;
  totals->n_short += holding->quantity < 0;
  totals->n_puts += holding->strategy == MAG_STRATEGY_CASH_SECURED_PUT;
  if (holding->collateral != MAG_MONEY_UNKNOWN)
    totals->collateral += holding->collateral;
  if (holding->awaiting)
    return;
  if (isfinite (holding->theta))
    totals->theta += holding->theta;
  totals->n_stale += holding->freshness == MAG_FRESHNESS_STALE;
}

/**
 * mag_holdings_total:
 * @holdings: (element-type MagHolding): any rows
 * @totals: (out): sums of what is known of them; of rows that wait for the broker only the cash they bind
 */
void
mag_holdings_total (GPtrArray        *holdings,
                    MagHoldingTotals *totals)
{
  MagMoney turned_over = 0;

  *totals = (MagHoldingTotals) { .profit_share = NAN };
  for (guint i = 0; i < holdings->len; i++)
    {
      const MagHolding *holding = g_ptr_array_index (holdings, i);

      if (holding->alerts->len > 0)
        {
          totals->n_attention++;
          totals->n_urgent += mag_alert_get_urgency (g_ptr_array_index (holding->alerts, 0)) == MAG_URGENCY_NOW;
        }
      if (isfinite (holding->delta) && !holding->awaiting)
        totals->delta += holding->delta;
      if (holding->strategy == MAG_STRATEGY_SHARES)
        continue;
      count_option (holding, totals);
      if (holding->awaiting)
        continue;
      if (holding->profit == MAG_MONEY_UNKNOWN)
        {
          totals->n_unvalued++;
          continue;
        }
      totals->collected += MAX (holding->premium, 0);
      totals->value += holding->value;
      totals->profit += holding->profit;
      turned_over += ABS (holding->premium);
    }
  if (turned_over > 0)
    totals->profit_share = (double) totals->profit / (double) turned_over;
}
