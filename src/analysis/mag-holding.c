/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Positions as people think of them: calls against shares, legs that belong together, and what each line is worth, ties up and risks. The
 * definitions are those of DOMAIN 3 and 4; a number that is missing makes everything that needs it unknown, and nothing else. */

#include "config.h"

#include "mag-holding.h"

#include "mag-attention.h"
#include "mag-date.h"
#include "mag-money.h"
#include "mag-probability.h"

#include <math.h>
#include <string.h>

#define SHARE_E8 G_GINT64_CONSTANT (100000000)
#define BROKER_DELAY_MINUTES 0 /* DOMAIN 6 */
#define MAX_LEGS 4

/* What all lines of one account are made with. */
typedef struct
{
  const MagPortfolio *portfolio;
  GHashTable         *facts;     /* lent; NULL */
  double              rate;
  gint64              now_us, session_us;
  GHashTable         *free_shares; /* ticker -> gint64*: whole shares no call has a claim on yet */
  GPtrArray          *holdings;  /* lent */
} Account;

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

/* Money of a leg, for as many of its contracts as the line has. */

static MagMoney
leg_premium (const MagPosition *leg,
             gint64             contracts)
{
  gint64 all = leg->quantity + leg->settling;
  MagMoney part;

  if (leg->premium == MAG_MONEY_UNKNOWN || all == 0)
    return MAG_MONEY_UNKNOWN;
  mag_money_split (leg->premium, contracts, all - contracts, &part);
  return -sign_of (leg) * part;
}

static MagMoney
leg_value (const MagPosition *leg,
           gint64             contracts)
{
  MagMoney value;

  return mag_money_total (leg->mark, leg->multiplier, contracts, &value) ? sign_of (leg) * value : MAG_MONEY_UNKNOWN;
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

/* Figures that all options have. */
static void
sum_legs (MagHolding    *holding,
          const Account *account)
{
  gint64 contracts = ABS (holding->quantity) + holding->settling;

  holding->premium = holding->value = 0;
  holding->delta = holding->theta = 0;
  holding->quoted_us = G_MAXINT64;
  for (guint i = 0; i < holding->legs->len; i++)
    {
      const MagPosition *leg = leg_at (holding, i);
      double shares = (double) (sign_of (leg) * ABS (holding->quantity) * leg->multiplier);

      holding->premium = add_money (holding->premium, leg_premium (leg, contracts));
      holding->value = add_money (holding->value, leg_value (leg, ABS (holding->quantity)));
      holding->delta += shares * leg->delta;
      holding->theta += shares * leg->theta;
      holding->quoted_us = MIN (holding->quoted_us, leg->quoted_us);
      if (holding->problem == NULL)
        holding->problem = leg->problem;
      if (holding->spot == MAG_PRICE_UNKNOWN)
        holding->spot = leg->spot;
    }
  if (holding->problem != NULL || holding->quantity == 0)
    holding->value = MAG_MONEY_UNKNOWN; /* what it brought only the broker can say */
  holding->profit = add_money (holding->premium, holding->value);
  holding->credit = per_share (holding->premium, contracts * holding->multiplier);
  holding->mark = per_share (holding->value, ABS (holding->quantity) * holding->multiplier);
  holding->freshness = mag_quote_freshness (holding->quoted_us, BROKER_DELAY_MINUTES, account->now_us);
}

static void
set_dates (MagHolding    *holding,
           const Account *account)
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
option_of (const MagPosition *leg,
           const Account     *account)
{
  return (MagOption) {
    .call = leg->contract.right == MAG_RIGHT_CALL, .european = mag_contract_is_european (&leg->contract), .spot = to_dollars (leg->spot),
    .strike = to_dollars (leg->contract.strike), .rate = account->rate, .sigma = leg->iv,
    .years = mag_date_years_to_expiry (leg->contract.expiration, mag_contract_is_am_settled (&leg->contract), account->session_us),
  };
}

static const MagSymbolFacts *
facts_of (const Account *account,
          const char    *symbol)
{
  return account->facts != NULL ? g_hash_table_lookup (account->facts, symbol) : NULL;
}

/* One option */

/* Of shares that cover a call: by the campaign, else what the broker says they cost; UNKNOWN. */
static MagPrice
basis_of (const Account *account,
          const char    *symbol)
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
set_capital (MagHolding    *holding,
             const Account *account)
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
set_breakeven (MagHolding    *holding,
               const Account *account)
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
find_pop (const MagHolding *holding,
          const Account    *account)
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

static void
figure_one (MagHolding    *holding,
            const Account *account)
{
  const MagPosition *leg = leg_at (holding, 0);
  double strike = to_dollars (leg->contract.strike), spot = to_dollars (holding->spot);

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
    holding->distance = (leg->contract.right == MAG_RIGHT_PUT ? spot - strike : strike - spot) / spot;
  if (leg->side == MAG_SIDE_LONG)
    return;
  if (holding->credit != MAG_PRICE_UNKNOWN && holding->credit > 0 && holding->mark != MAG_PRICE_UNKNOWN)
    holding->captured = (double) (holding->credit - holding->mark) / (double) holding->credit;
  if (holding->dte > 0 && holding->mark != MAG_PRICE_UNKNOWN)
    holding->yield_left = to_dollars (holding->mark) / strike * MAG_DAYS_PER_YEAR / holding->dte;
}

static MagStrategy
strategy_of (const MagPosition *leg,
             gboolean           covered)
{
  gboolean put = leg->contract.right == MAG_RIGHT_PUT;

  if (leg->side == MAG_SIDE_LONG)
    return put ? MAG_STRATEGY_LONG_PUT : MAG_STRATEGY_LONG_CALL;
  return put ? MAG_STRATEGY_CASH_SECURED_PUT : covered ? MAG_STRATEGY_COVERED_CALL : MAG_STRATEGY_NAKED_CALL;
}

/* contracts of a position; covered: of a short call, by shares. */
static void
add_one (const Account *account,
         MagPosition   *leg,
         gint64         contracts,
         gint64         settling,
         gboolean       covered,
         const char    *suffix)
{
  MagHolding *holding = holding_new (leg->account, leg->symbol);

  holding->key = g_strdup_printf ("%s/%s%s", leg->account, leg->id, suffix);
  holding->strategy = strategy_of (leg, covered);
  holding->quantity = sign_of (leg) * contracts;
  holding->settling = settling;
  holding->multiplier = leg->multiplier;
  g_ptr_array_add (holding->legs, mag_position_ref (leg));
  set_dates (holding, account);
  sum_legs (holding, account);
  figure_one (holding, account);
  g_ptr_array_add (account->holdings, holding);
}

static gint64 *
free_shares_of (const Account *account,
                const char    *symbol)
{
  static gint64 none = 0;
  gint64 *shares = g_hash_table_lookup (account->free_shares, symbol);

  return shares != NULL ? shares : (none = 0, &none);
}

/* A short call is covered as far as shares are left; the rest of it is a line of its own. */
static void
add_call (const Account *account,
          MagPosition   *leg)
{
  gint64 *shares = free_shares_of (account, leg->symbol);
  gint64 covered = leg->adjusted ? 0 : MIN (leg->quantity, *shares / leg->multiplier);

  *shares -= covered * leg->multiplier;
  if (covered == 0 || covered == leg->quantity)
    {
      add_one (account, leg, leg->quantity, leg->settling, covered > 0, "");
      return;
    }
  add_one (account, leg, covered, leg->settling, TRUE, "");
  add_one (account, leg, leg->quantity - covered, 0, FALSE, "#naked");
}

/* Spreads */

static gboolean
could_be_together (const MagPosition *a,
                   const MagPosition *b)
{
  return a->quantity == b->quantity && a->settling == 0 && b->settling == 0 && a->quantity > 0 && !a->adjusted && !b->adjusted &&
         strcmp (a->contract.root, b->contract.root) == 0 && a->contract.expiration == b->contract.expiration && a->multiplier == b->multiplier;
}

static MagSpreadLeg
spread_leg (const MagPosition *leg)
{
  return (MagSpreadLeg) { leg->contract, leg->multiplier, sign_of (leg) * leg->quantity };
}

/* A spread's name is given to a short and a long option of one side only: two that a broker would bind less cash for together. */
static gboolean
is_vertical (const MagPosition *a,
             const MagPosition *b)
{
  const MagSpreadLeg legs[] = { spread_leg (a), spread_leg (b) };
  MagSpreadKind kind = mag_spread_classify (legs, G_N_ELEMENTS (legs));

  return kind == MAG_SPREAD_PUT_CREDIT || kind == MAG_SPREAD_PUT_DEBIT || kind == MAG_SPREAD_CALL_CREDIT || kind == MAG_SPREAD_CALL_DEBIT;
}

/* The only one of the others that makes a vertical with it; NULL when there is none, or a choice. */
static MagPosition *
find_partner (GPtrArray         *positions,
              const MagPosition *leg)
{
  MagPosition *partner = NULL;

  for (guint i = 0; i < positions->len; i++)
    {
      MagPosition *other = g_ptr_array_index (positions, i);

      if (other == leg || !could_be_together (leg, other) || !is_vertical (leg, other))
        continue;
      if (partner != NULL)
        return NULL;
      partner = other;
    }
  return partner;
}

static const MagPosition *
short_leg_of (const MagHolding *holding)
{
  for (guint i = 0; i < holding->legs->len; i++)
    if (leg_at (holding, i)->side == MAG_SIDE_SHORT)
      return leg_at (holding, i);
  return NULL;
}

static void
figure_spread (MagHolding    *holding,
               const Account *account)
{
  const MagPosition *sold = short_leg_of (holding);
  MagSpreadLeg legs[MAX_LEGS];
  gboolean put = sold->contract.right == MAG_RIGHT_PUT, credit = holding->premium > 0;
  double strike = to_dollars (sold->contract.strike), spot = to_dollars (holding->spot);
  MagOption option = option_of (sold, account);
  MagPrice anchor;

  for (guint i = 0; i < holding->legs->len; i++)
    legs[i] = spread_leg (leg_at (holding, i));
  if (holding->premium == MAG_MONEY_UNKNOWN || !mag_spread_max_loss (legs, holding->legs->len, holding->premium, &holding->capital))
    holding->capital = MAG_MONEY_UNKNOWN;
  holding->collateral = holding->capital;
  holding->iv = sold->iv;
  holding->distance = (put ? spot - strike : strike - spot) / spot;
  if (holding->premium == MAG_MONEY_UNKNOWN)
    return;
  /* From the strike sold when it was opened for a credit, from the one bought when for a debit. */
  anchor = credit ? sold->contract.strike : leg_at (holding, 0) == sold ? leg_at (holding, 1)->contract.strike : leg_at (holding, 0)->contract.strike;
  holding->breakeven = put ? anchor - holding->credit : anchor + holding->credit;
  option.strike = to_dollars (anchor);
  if (!holding->awaiting)
    {
      double short_pop = mag_probability_pop_short (&option, to_dollars (holding->credit));

      holding->pop = credit ? short_pop : 1 - short_pop;
    }
  if (credit && holding->credit > 0 && holding->mark != MAG_PRICE_UNKNOWN)
    holding->captured = (double) (holding->credit - holding->mark) / (double) holding->credit;
}

static void
add_spread (const Account *account,
            MagPosition   *a,
            MagPosition   *b)
{
  MagPosition *low = mag_contract_compare (&a->contract, &b->contract) < 0 ? a : b, *high = low == a ? b : a;
  const MagSpreadLeg legs[] = { spread_leg (low), spread_leg (high) };
  MagHolding *holding = holding_new (a->account, a->symbol);

  holding->key = g_strdup_printf ("%s/%s+%s", a->account, low->id, high->id);
  holding->strategy = mag_strategy_from_spread (mag_spread_classify (legs, G_N_ELEMENTS (legs)));
  holding->quantity = a->quantity;
  holding->multiplier = a->multiplier;
  g_ptr_array_add (holding->legs, mag_position_ref (low));
  g_ptr_array_add (holding->legs, mag_position_ref (high));
  set_dates (holding, account);
  sum_legs (holding, account);
  if (holding->premium != MAG_MONEY_UNKNOWN && holding->premium > 0)
    holding->quantity = -holding->quantity;
  figure_spread (holding, account);
  g_ptr_array_add (account->holdings, holding);
}

/* Shares */

static void
add_shares (const Account *account,
            MagShares     *shares)
{
  MagHolding *holding = holding_new (shares->account, shares->symbol);
  int sign = shares->side == MAG_SIDE_SHORT ? -1 : 1;
  MagMoney cost;

  holding->key = g_strdup_printf ("%s/%s", shares->account, shares->id);
  holding->strategy = MAG_STRATEGY_SHARES;
  holding->shares = mag_shares_ref (shares);
  holding->quantity = sign * (shares->quantity_e8 / SHARE_E8);
  holding->multiplier = 1;
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
  g_ptr_array_add (account->holdings, holding);
}

/* An account */

/* Those first that expire first: they have the first claim on shares. */
static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  const MagPosition *x = *(MagPosition *const *) a, *y = *(MagPosition *const *) b;
  int order;

  if (x->contract.expiration != y->contract.expiration)
    return x->contract.expiration < y->contract.expiration ? -1 : 1;
  order = mag_contract_compare (&x->contract, &y->contract);
  return order != 0 ? order : strcmp (x->id, y->id);
}

static void
count_free_shares (Account *account)
{
  for (guint i = 0; i < account->portfolio->shares->len; i++)
    {
      const MagShares *shares = g_ptr_array_index (account->portfolio->shares, i);
      gint64 n = shares->quantity_e8 / SHARE_E8 - shares->held_for_sells;

      if (shares->side == MAG_SIDE_LONG && n > 0)
        g_hash_table_insert (account->free_shares, shares->symbol, g_memdup2 (&n, sizeof n));
    }
}

static void
add_account (Account *account)
{
  g_autoptr(GPtrArray) left = g_ptr_array_new (); /* lent by the portfolio */

  g_ptr_array_extend (left, account->portfolio->positions, NULL, NULL);
  g_ptr_array_sort (left, compare_positions);
  count_free_shares (account);
  while (left->len > 0)
    {
      MagPosition *leg = g_ptr_array_index (left, 0);
      MagPosition *partner = find_partner (left, leg);

      g_ptr_array_remove_index (left, 0);
      /* The two have to have chosen each other. */
      if (partner != NULL && g_ptr_array_find (left, partner, NULL) && find_partner (account->portfolio->positions, partner) == leg)
        {
          g_ptr_array_remove (left, partner);
          add_spread (account, leg, partner);
        }
      else if (leg->side == MAG_SIDE_SHORT && leg->contract.right == MAG_RIGHT_CALL)
        {
          add_call (account, leg);
        }
      else
        {
          add_one (account, leg, leg->quantity, leg->settling, FALSE, "");
        }
    }
  for (guint i = 0; i < account->portfolio->shares->len; i++)
    add_shares (account, g_ptr_array_index (account->portfolio->shares, i));
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
      Account account = {
        g_ptr_array_index (portfolios, i), facts, rate, now_us, mag_calendar_session_clock (now_us), free_shares, holdings,
      };

      add_account (&account);
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
  if (isfinite (holding->theta))
    totals->theta += holding->theta;
}

/**
 * mag_holdings_total:
 * @holdings: (element-type MagHolding): any rows
 * @totals: (out): sums of what is known of them; rows that wait for the broker count as positions and nowhere else
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
