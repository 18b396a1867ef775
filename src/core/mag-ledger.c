/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Replays the legs of one underlying in one account and finds by itself which roll chains, share lots, tax items and
 * campaigns they make. Nothing of that is stored anywhere, so nothing of it can contradict the legs: a leg that is added
 * late, corrected or taken back is simply replayed.
 *
 * Within a day, shares bought come first, then what was opened, then rolls, then what was closed, then shares that
 * went: only the dates are known, and this order lets everything happen that can have happened. Shares go first in, first out.
 *
 * Legs opened by one order are a spread: one roll chain, whose capital, the most it can lose, is shared out to its contracts. */

#include "config.h"

#include "mag-ledger.h"

#include "mag-date.h"
#include "mag-money.h"
#include "mag-symbol.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define DAYS_A_YEAR 365.0
#define MAX_SPREAD_LEGS 8 /* brokers take four */

/* Opening legs of one order. */
typedef struct
{
  GPtrArray    *legs;     /* const MagLeg*; two or more */
  MagSpreadKind kind;
  MagMoney      capital;  /* the most they can lose; UNKNOWN without bound */
  MagMoney      capital_left; /* not given to a leg yet */
  gint64        contracts_left; /* of legs without their share yet */
  MagRollChain *chain;    /* NULL: none of them was replayed yet */
} Spread;

/* Contracts opened by one leg. */
typedef struct
{
  const MagLeg *open;
  const Spread *spread;       /* NULL: alone */
  MagRollChain *chain;
  gint64        remaining;
  MagMoney      cash_left;    /* of the opening leg, for what remains */
  MagMoney      capital_left; /* the same of its capital; UNKNOWN */
} Position;

/* The replay's state. */
typedef struct
{
  MagLedger   *ledger;
  GHashTable  *positions; /* by trade; owned */
  GPtrArray   *open;      /* Position* with contracts left, lent */
  GHashTable  *closings;  /* closing legs by id: what a roll comes from; lent */
  GHashTable  *rolling;   /* ids of closing legs that a leg is rolled from; lent */
  GHashTable  *spreads;   /* by id of the first opening leg; owned */
  MagCampaign *campaign;  /* that runs; NULL */
  guint        first_lot; /* the first with shares left */
  MagMoney     cash;      /* of the campaign */
  MagMoney     cost_left; /* of the shares held */
  gboolean     had_shares;
} Replay;

static gboolean
refuse (GError     **error,
        const char  *sentence)
{
  g_set_error_literal (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE, sentence);
  return FALSE;
}

/* Order */

/* A leg with its place in the day. */
typedef struct
{
  MagLeg leg;
  int    phase;
} Placed;

/* The leg that stands for all that its order opened. */
static const gint64 *
get_order_key (const MagLeg *leg)
{
  return leg->opened_with != 0 ? &leg->opened_with : &leg->id;
}

/* rolls: a closing leg is half of a roll, or an opening leg's order is one. opened: the day the leg's trade was opened; what was opened and
 * closed on one day is closed after all that was opened. */
static int
get_phase (const MagLeg *leg,
           gboolean      rolls,
           MagDate       opened)
{
  if (leg->role == MAG_LEG_BUY_SHARES)
    return 0;
  if (mag_leg_role_is_opening (leg->role))
    return rolls ? 3 : 1;
  if (rolls && opened < leg->date)
    return 2;
  return mag_leg_get_shares (leg) < 0 ? 5 : 4;
}

static int
compare_legs (gconstpointer a,
              gconstpointer b)
{
  const Placed *x = a, *y = b;

  if (x->leg.date != y->leg.date)
    return x->leg.date < y->leg.date ? -1 : 1;
  if (x->phase != y->phase)
    return x->phase - y->phase;
  if ((x->leg.rolled_from == 0) != (y->leg.rolled_from == 0)) /* the rest of an order joins the chain that rolls */
    return x->leg.rolled_from == 0 ? 1 : -1;
  return (x->leg.id > y->leg.id) - (x->leg.id < y->leg.id);
}

/* Puts the legs of the ledger into the order they are replayed in. */
static void
sort_legs (GArray *legs)
{
  g_autoptr(GHashTable) opened = g_hash_table_new (g_int64_hash, g_int64_equal);  /* trade to its opening leg */
  g_autoptr(GHashTable) rolling = g_hash_table_new (g_int64_hash, g_int64_equal); /* ids of closing legs, and keys of orders that open */
  g_autoptr(GArray) placed = g_array_sized_new (FALSE, FALSE, sizeof (Placed), legs->len);

  for (guint i = 0; i < legs->len; i++)
    {
      MagLeg *leg = &g_array_index (legs, MagLeg, i);

      if (mag_leg_role_is_opening (leg->role))
        g_hash_table_insert (opened, &leg->trade, leg);
      if (leg->rolled_from != 0)
        {
          g_hash_table_add (rolling, &leg->rolled_from);
          g_hash_table_add (rolling, (gpointer) get_order_key (leg));
        }
    }
  for (guint i = 0; i < legs->len; i++)
    {
      const MagLeg *leg = &g_array_index (legs, MagLeg, i), *opening = g_hash_table_lookup (opened, &leg->trade);
      Placed place = { *leg, get_phase (leg, g_hash_table_contains (rolling, get_order_key (leg)), opening != NULL ? opening->date : 0) };

      g_array_append_val (placed, place);
    }
  g_array_sort (placed, compare_legs);
  for (guint i = 0; i < legs->len; i++)
    g_array_index (legs, MagLeg, i) = g_array_index (placed, Placed, i).leg;
}

/* Campaigns */

static void
campaign_free (MagCampaign *campaign)
{
  g_array_unref (campaign->steps);
  g_array_unref (campaign->items);
  g_free (campaign);
}

static void
begin_campaign (Replay       *replay,
                const MagLeg *leg)
{
  MagCampaign *campaign;

  if (replay->campaign != NULL)
    return;

  campaign = g_new0 (MagCampaign, 1);
  campaign->number = replay->ledger->campaigns->len + 1;
  campaign->started = leg->date;
  campaign->steps = g_array_new (FALSE, FALSE, sizeof (MagCampaignStep));
  campaign->items = g_array_new (FALSE, FALSE, sizeof (MagTaxItem));
  g_ptr_array_add (replay->ledger->campaigns, campaign);
  replay->campaign = campaign;
  replay->cash = 0;
  replay->had_shares = FALSE;
}

/* Cents over shares as a price, rounded half away from zero. */
static MagPrice
per_share (MagMoney total,
           gint64   shares)
{
  __int128 units = (__int128) total * (MAG_PRICE_SCALE / 100);
  __int128 half = shares / 2;

  if (shares == 0)
    return MAG_PRICE_UNKNOWN;
  return (MagPrice) ((units + (units < 0 ? -half : half)) / shares);
}

static void
end_step (Replay       *replay,
          const MagLeg *leg)
{
  MagCampaign *campaign = replay->campaign;
  MagCampaignStep step;

  replay->cash += mag_leg_get_option_cash (leg) + mag_leg_get_share_cash (leg);
  campaign->shares += mag_leg_get_shares (leg);
  replay->had_shares |= campaign->shares > 0;

  step = (MagCampaignStep) { leg, replay->cash, campaign->shares, per_share (-replay->cash, campaign->shares),
                             per_share (campaign->tax_left, campaign->shares), per_share (replay->cost_left, campaign->shares) };
  g_array_append_val (campaign->steps, step);

  /* What is rolled goes on. */
  if (replay->had_shares && campaign->shares == 0 && campaign->contracts == 0 && !g_hash_table_contains (replay->rolling, &leg->id))
    {
      campaign->ended = leg->date;
      replay->campaign = NULL;
    }
}

/* What is left to say of an item: its gain, and whether it was held for more than a year. */
static void
add_item (Replay     *replay,
          MagTaxItem  item)
{
  gboolean was_long = item.shares || item.opened->role == MAG_LEG_BUY_TO_OPEN;
  GDate year_later;

  item.acquired = item.opened->date;
  item.gain = item.proceeds - item.cost;
  g_date_clear (&year_later, 1);
  g_date_set_julian (&year_later, item.acquired);
  g_date_add_years (&year_later, 1);
  item.long_term = was_long && item.leg->date > g_date_get_julian (&year_later);
  g_array_append_val (replay->campaign->items, item);
}

/* Contracts that ended without shares. opened_for, closed_for: cash of theirs, fees off. */
static void
add_option_item (Replay         *replay,
                 const Position *position,
                 const MagLeg   *leg,
                 MagMoney        opened_for,
                 MagMoney        closed_for)
{
  gboolean is_short = position->open->role == MAG_LEG_SELL_TO_OPEN;

  add_item (replay, (MagTaxItem) {
    .leg = leg, .opened = position->open, .chain = position->chain, .quantity = leg->quantity,
    .proceeds = is_short ? opened_for : closed_for, .cost = is_short ? -closed_for : -opened_for,
  });
}

/* Shares */

static void
lot_free (MagShareLot *lot)
{
  g_array_unref (lot->sales);
  g_free (lot);
}

static void
add_lot (Replay       *replay,
         const MagLeg *leg,
         MagMoney      tax)
{
  MagShareLot *lot = g_new0 (MagShareLot, 1);

  lot->from = leg;
  lot->sales = g_array_new (FALSE, FALSE, sizeof (MagShareSale));
  lot->shares = lot->remaining = mag_leg_get_shares (leg);
  lot->cost = lot->cost_left = -mag_leg_get_share_cash (leg);
  lot->tax_left = tax;
  replay->cost_left += lot->cost;
  replay->campaign->tax_left += tax;
  g_ptr_array_add (replay->ledger->lots, lot);
}

/* Of one lot, as many as it has; what they bring is split off the two totals. */
static gint64
take_from_lot (Replay       *replay,
               MagShareLot  *lot,
               const MagLeg *leg,
               gint64        wanted,
               MagMoney     *proceeds,
               MagMoney     *premium)
{
  gint64 n = MIN (wanted, lot->remaining);
  MagMoney cost, tax, brought, extra;
  MagShareSale sale;

  mag_money_split (lot->cost_left, n, lot->remaining - n, &cost);
  mag_money_split (lot->tax_left, n, lot->remaining - n, &tax);
  mag_money_split (*proceeds, n, wanted - n, &brought);
  mag_money_split (*premium, n, wanted - n, &extra);
  *proceeds -= brought;
  *premium -= extra;
  lot->remaining -= n;
  lot->cost_left -= cost;
  lot->tax_left -= tax;
  sale = (MagShareSale) { leg, n, brought - cost };
  g_array_append_val (lot->sales, sale);
  lot->realized += sale.realized;
  replay->cost_left -= cost;
  replay->campaign->tax_left -= tax;
  if (lot->remaining == 0)
    lot->closed = leg->date;
  add_item (replay, (MagTaxItem) {
    .leg = leg, .opened = lot->from, .lot = lot, .shares = TRUE, .quantity = n,
    .proceeds = brought + extra, .cost = tax, .premium_in_proceeds = extra, .premium_in_cost = cost - tax,
  });
  return n;
}

/* premium: cash of the option that made them go, fees off. */
static gboolean
dispose (Replay        *replay,
         const MagLeg  *leg,
         MagMoney       premium,
         GError       **error)
{
  MagMoney proceeds = mag_leg_get_share_cash (leg);
  gint64 wanted = -mag_leg_get_shares (leg);
  gint64 held = replay->campaign->shares;

  if (wanted > held)
    {
      g_autofree char *date = mag_date_format (leg->date);

      /* Translators: shares that go, ticker, shares held, date */
      g_set_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE,
                   _("%" G_GINT64_FORMAT " shares of %s can't go: the journal holds %" G_GINT64_FORMAT " on %s. Add how they came first."),
                   wanted, replay->ledger->symbol, held, date);
      return FALSE;
    }
  while (wanted > 0)
    {
      MagShareLot *lot = g_ptr_array_index (replay->ledger->lots, replay->first_lot);

      wanted -= take_from_lot (replay, lot, leg, wanted, &proceeds, &premium);
      if (lot->remaining == 0)
        replay->first_lot++;
    }
  return TRUE;
}

/* Options */

static void
spread_free (Spread *spread)
{
  g_ptr_array_unref (spread->legs);
  g_free (spread);
}

static gboolean
add_to_spread (Replay        *replay,
               const MagLeg  *leg,
               GError       **error)
{
  Spread *spread = g_hash_table_lookup (replay->spreads, get_order_key (leg));

  if (!mag_leg_check (leg, error))
    return FALSE;
  if (spread == NULL)
    {
      spread = g_new0 (Spread, 1);
      spread->legs = g_ptr_array_new ();
      g_hash_table_insert (replay->spreads, (gpointer) get_order_key (leg), spread);
    }
  else if (((const MagLeg *) g_ptr_array_index (spread->legs, 0))->date != leg->date)
    {
      return refuse (error, _("The legs of a spread are opened on one day."));
    }
  else if (spread->legs->len == MAX_SPREAD_LEGS)
    {
      return refuse (error, _("A spread has at most 8 legs."));
    }
  g_ptr_array_add (spread->legs, (gpointer) leg);
  return TRUE;
}

static void
finish_spread (Spread *spread)
{
  MagSpreadLeg legs[MAX_SPREAD_LEGS];
  MagMoney opened_for = 0;

  for (guint i = 0; i < spread->legs->len; i++)
    {
      const MagLeg *leg = g_ptr_array_index (spread->legs, i);
      int sign = leg->role == MAG_LEG_SELL_TO_OPEN ? -1 : 1;

      legs[i] = (MagSpreadLeg) { leg->contract, leg->multiplier, sign * leg->quantity };
      opened_for -= sign * mag_leg_get_premium (leg);
      spread->contracts_left += leg->quantity;
    }
  spread->kind = mag_spread_classify (legs, spread->legs->len);
  if (!mag_spread_max_loss (legs, spread->legs->len, opened_for, &spread->capital) || spread->capital == 0)
    spread->capital = MAG_MONEY_UNKNOWN;
  spread->capital_left = spread->capital;
}

/* Finds which legs were opened together: only the last one of an order shows that it is complete. */
static gboolean
find_spreads (Replay  *replay,
              GError **error)
{
  GHashTableIter iter;
  Spread *spread;

  for (guint i = 0; i < replay->ledger->legs->len; i++)
    {
      const MagLeg *leg = &g_array_index (replay->ledger->legs, MagLeg, i);

      if (mag_leg_role_is_opening (leg->role) && !add_to_spread (replay, leg, error))
        return FALSE;
    }
  g_hash_table_iter_init (&iter, replay->spreads);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &spread))
    if (spread->legs->len < 2)
      g_hash_table_iter_remove (&iter);
    else
      finish_spread (spread);
  return TRUE;
}

static void
chain_free (MagRollChain *chain)
{
  g_ptr_array_unref (chain->newest);
  g_ptr_array_unref (chain->legs);
  g_free (chain);
}

/* Shares that calls sold before have a claim on, on that day: what closes on it has none any more, nor has a call that a spread's other legs cover. */
static gint64
count_claimed (Replay  *replay,
               MagDate  date)
{
  gint64 shares = 0;

  for (guint i = 0; i < replay->open->len; i++)
    {
      const Position *position = g_ptr_array_index (replay->open, i);

      if (position->spread != NULL && position->spread->capital != MAG_MONEY_UNKNOWN)
        continue;
      if (position->open->role == MAG_LEG_SELL_TO_OPEN && position->open->contract.right == MAG_RIGHT_CALL && position->open->contract.expiration >= date)
        shares += position->remaining * position->open->multiplier;
    }
  return shares;
}

static MagStrategy
find_strategy (Replay       *replay,
               const MagLeg *leg)
{
  gint64 held = replay->campaign->shares;

  if (leg->role == MAG_LEG_BUY_TO_OPEN)
    return leg->contract.right == MAG_RIGHT_CALL ? MAG_STRATEGY_LONG_CALL : MAG_STRATEGY_LONG_PUT;
  if (leg->contract.right == MAG_RIGHT_PUT)
    return MAG_STRATEGY_CASH_SECURED_PUT;
  return held - count_claimed (replay, leg->date) >= leg->quantity * leg->multiplier ? MAG_STRATEGY_COVERED_CALL : MAG_STRATEGY_NAKED_CALL;
}

/* DOMAIN 4: what a position that stands alone ties up. */
static MagMoney
find_capital (Replay       *replay,
              const MagLeg *leg)
{
  MagStrategy strategy = find_strategy (replay, leg);
  MagMoney capital = MAG_MONEY_UNKNOWN;
  gint64 shares = leg->quantity * leg->multiplier;

  if (leg->role == MAG_LEG_BUY_TO_OPEN)
    capital = mag_leg_get_premium (leg);
  else if (strategy == MAG_STRATEGY_CASH_SECURED_PUT)
    mag_money_total (leg->contract.strike, leg->multiplier, leg->quantity, &capital);
  else if (strategy == MAG_STRATEGY_COVERED_CALL && shares <= replay->campaign->shares)
    mag_money_split (-replay->cash, shares, replay->campaign->shares - shares, &capital);
  return capital > 0 ? capital : MAG_MONEY_UNKNOWN;
}

/* The leg's part of what its order ties up. */
static MagMoney
take_capital (Replay       *replay,
              const MagLeg *leg,
              Spread       *spread)
{
  MagMoney capital;

  if (spread == NULL)
    return find_capital (replay, leg);
  if (spread->capital == MAG_MONEY_UNKNOWN)
    return MAG_MONEY_UNKNOWN;

  spread->contracts_left -= leg->quantity;
  mag_money_split (spread->capital_left, leg->quantity, spread->contracts_left, &capital);
  spread->capital_left -= capital;
  return capital;
}

static MagRollChain *
begin_chain (Replay       *replay,
             const MagLeg *leg,
             const Spread *spread)
{
  MagRollChain *chain = g_new0 (MagRollChain, 1);

  chain->id = leg->trade;
  chain->strategy = spread != NULL ? mag_strategy_from_spread (spread->kind) : find_strategy (replay, leg);
  chain->legs = g_ptr_array_new ();
  chain->newest = g_ptr_array_new ();
  chain->contracts = leg->quantity;
  chain->opened = leg->date;
  g_ptr_array_add (replay->ledger->chains, chain);
  return chain;
}

/* The chain of the closing leg that an opening leg is rolled from; NULL with an error. */
static MagRollChain *
find_rolled_chain (Replay        *replay,
                   const MagLeg  *leg,
                   GError       **error)
{
  const MagLeg *closing = g_hash_table_lookup (replay->closings, &leg->rolled_from);
  const Position *position = closing != NULL ? g_hash_table_lookup (replay->positions, &closing->trade) : NULL;

  if (position == NULL || closing->date != leg->date || (closing->role != MAG_LEG_BUY_TO_CLOSE && closing->role != MAG_LEG_SELL_TO_CLOSE) ||
      position->open->role != leg->role || position->open->contract.right != leg->contract.right)
    {
      refuse (error, _("A roll closes a contract and opens another of the same side on the same day."));
      return NULL;
    }
  if (!g_hash_table_add (replay->ledger->rolled, (gpointer) closing))
    {
      refuse (error, _("A closing leg can be rolled once only."));
      return NULL;
    }
  position->chain->n_rolls++;
  return position->chain;
}

static void
add_to_chain (MagRollChain *chain,
              const MagLeg *leg)
{
  g_ptr_array_add (chain->legs, (gpointer) leg);
  chain->cash += mag_leg_get_option_cash (leg);
  chain->fees += leg->fees;
}

/* The chain an opening leg belongs to; NULL with an error. */
static MagRollChain *
find_chain (Replay        *replay,
            const MagLeg  *leg,
            Spread        *spread,
            GError       **error)
{
  if (leg->rolled_from != 0)
    return find_rolled_chain (replay, leg, error);
  if (spread != NULL && spread->chain != NULL)
    return spread->chain;
  return begin_chain (replay, leg, spread);
}

static void
set_newest (MagRollChain *chain,
            const MagLeg *leg,
            Spread       *spread)
{
  if (spread == NULL || spread->chain != chain)
    g_ptr_array_set_size (chain->newest, 0);
  if (chain->newest->len == 0)
    {
      chain->contract = leg->contract;
      chain->multiplier = leg->multiplier;
    }
  g_ptr_array_add (chain->newest, (gpointer) leg);
  if (spread != NULL)
    spread->chain = chain;
}

/* capital: of the leg's whole order, and the leg's part of it. */
static void
add_capital (MagRollChain *chain,
             MagMoney      of_order,
             MagMoney      of_leg)
{
  if (of_leg == MAG_MONEY_UNKNOWN || (chain->capital == MAG_MONEY_UNKNOWN && chain->legs->len > 0))
    {
      chain->capital = chain->capital_left = MAG_MONEY_UNKNOWN;
      return;
    }
  chain->capital = MAX (chain->capital, of_order);
  chain->capital_left += of_leg;
}

static gboolean
open_position (Replay        *replay,
               const MagLeg  *leg,
               GError       **error)
{
  Spread *spread = g_hash_table_lookup (replay->spreads, get_order_key (leg));
  MagRollChain *chain = find_chain (replay, leg, spread, error);
  Position *position;

  if (chain == NULL)
    return FALSE;
  if (g_hash_table_contains (replay->positions, &leg->trade))
    return refuse (error, _("A trade has one opening leg."));

  position = g_new (Position, 1);
  *position = (Position) { leg, spread, chain, leg->quantity, mag_leg_get_option_cash (leg), take_capital (replay, leg, spread) };
  g_hash_table_insert (replay->positions, (gpointer) &leg->trade, position);
  g_ptr_array_add (replay->open, position);

  set_newest (chain, leg, spread);
  chain->remaining += leg->quantity;
  chain->premium += leg->role == MAG_LEG_SELL_TO_OPEN ? mag_leg_get_premium (leg) : -mag_leg_get_premium (leg);
  add_capital (chain, spread != NULL ? spread->capital : position->capital_left, position->capital_left);
  add_to_chain (chain, leg);
  replay->campaign->contracts += leg->quantity;
  replay->campaign->option_left += position->cash_left;
  return TRUE;
}

static gboolean
role_closes (const MagLeg *leg,
             const MagLeg *open)
{
  gboolean is_short = open->role == MAG_LEG_SELL_TO_OPEN;
  gboolean is_put = open->contract.right == MAG_RIGHT_PUT;

  switch (leg->role)
    {
    case MAG_LEG_BUY_TO_CLOSE:
      return is_short;
    case MAG_LEG_SELL_TO_CLOSE:
    case MAG_LEG_EXERCISE:
      return !is_short;
    case MAG_LEG_ASSIGN:
      return is_short && is_put;
    case MAG_LEG_CALLED_AWAY:
      return is_short && !is_put;
    case MAG_LEG_EXPIRE:
      return TRUE;
    case MAG_LEG_SELL_TO_OPEN:
    case MAG_LEG_BUY_TO_OPEN:
    case MAG_LEG_BUY_SHARES:
    case MAG_LEG_SELL_SHARES:
    case MAG_LEG_N_ROLES:
      break;
    }
  return FALSE;
}

/* The position a leg closes; NULL with an error. */
static Position *
find_closed (Replay        *replay,
             const MagLeg  *leg,
             GError       **error)
{
  Position *position = g_hash_table_lookup (replay->positions, &leg->trade);

  if (position == NULL)
    refuse (error, _("A trade can't be closed before it was opened."));
  else if (mag_contract_compare (&leg->contract, &position->open->contract) != 0 || leg->multiplier != position->open->multiplier)
    refuse (error, _("A leg can close only the contract that its trade opened."));
  else if (!role_closes (leg, position->open))
    refuse (error, _("A contract of this side does not end that way."));
  else if (leg->quantity > position->remaining)
    g_set_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE,
                 _("%" G_GINT64_FORMAT " contracts can't be closed: %" G_GINT64_FORMAT " are open."), leg->quantity, position->remaining);
  else
    return position;
  return NULL;
}

/* Takes the closed contracts' share off what the opening leg brought and off its capital. Returns the former. */
static MagMoney
take_contracts (Replay       *replay,
                Position     *position,
                const MagLeg *leg)
{
  MagRollChain *chain = position->chain;
  MagMoney cash, capital = MAG_MONEY_UNKNOWN;

  mag_money_split (position->cash_left, leg->quantity, position->remaining - leg->quantity, &cash);
  if (position->capital_left != MAG_MONEY_UNKNOWN)
    {
      mag_money_split (position->capital_left, leg->quantity, position->remaining - leg->quantity, &capital);
      position->capital_left -= capital;
      chain->capital_left -= chain->capital_left != MAG_MONEY_UNKNOWN ? capital : 0;
    }
  chain->capital_days += capital != MAG_MONEY_UNKNOWN ? (double) capital * (leg->date - position->open->date) : NAN;
  position->cash_left -= cash;
  position->remaining -= leg->quantity;
  chain->remaining -= leg->quantity;
  replay->campaign->contracts -= leg->quantity;
  replay->campaign->option_left -= cash;
  if (position->remaining == 0)
    g_ptr_array_remove_fast (replay->open, position);
  return cash;
}

static gboolean
close_position (Replay        *replay,
                const MagLeg  *leg,
                GError       **error)
{
  Position *position = find_closed (replay, leg, error);
  gint64 shares = mag_leg_get_shares (leg);
  MagMoney opened_for, closed_for = mag_leg_get_option_cash (leg);

  if (position == NULL)
    return FALSE;

  opened_for = take_contracts (replay, position, leg);
  add_to_chain (position->chain, leg);
  position->chain->closed = leg->date;
  if (shares > 0)
    add_lot (replay, leg, -mag_leg_get_share_cash (leg) - opened_for - closed_for);
  else if (shares < 0)
    return dispose (replay, leg, opened_for + closed_for, error);
  else
    add_option_item (replay, position, leg, opened_for, closed_for);
  return TRUE;
}

/* The whole */

static gboolean
replay_leg (Replay        *replay,
            const MagLeg  *leg,
            GError       **error)
{
  if (!mag_leg_check (leg, error))
    return FALSE;

  begin_campaign (replay, leg);
  if (leg->role == MAG_LEG_BUY_SHARES)
    add_lot (replay, leg, -mag_leg_get_share_cash (leg));
  else if (leg->role == MAG_LEG_SELL_SHARES ? !dispose (replay, leg, 0, error)
           : mag_leg_role_is_opening (leg->role) ? !open_position (replay, leg, error)
                                                 : !close_position (replay, leg, error))
    return FALSE;
  end_step (replay, leg);
  return TRUE;
}

static MagTradeStatus
status_after (MagLegRole role)
{
  switch (role)
    {
    case MAG_LEG_EXPIRE:
      return MAG_TRADE_EXPIRED;
    case MAG_LEG_ASSIGN:
    case MAG_LEG_EXERCISE:
    case MAG_LEG_CALLED_AWAY:
      return MAG_TRADE_ASSIGNED;
    case MAG_LEG_SELL_TO_OPEN:
    case MAG_LEG_BUY_TO_OPEN:
    case MAG_LEG_BUY_TO_CLOSE:
    case MAG_LEG_SELL_TO_CLOSE:
    case MAG_LEG_BUY_SHARES:
    case MAG_LEG_SELL_SHARES:
    case MAG_LEG_N_ROLES:
      break;
    }
  return MAG_TRADE_CLOSED;
}

/* What is known only when all legs were seen. */
static void
finish_chains (Replay *replay)
{
  for (guint i = 0; i < replay->ledger->chains->len; i++)
    {
      MagRollChain *chain = g_ptr_array_index (replay->ledger->chains, i);
      const MagLeg *last = g_ptr_array_index (chain->legs, chain->legs->len - 1);

      chain->premium = ABS (chain->premium);
      if (chain->remaining > 0)
        {
          chain->remaining = 0; /* of the leg with most left: below */
          chain->status = MAG_TRADE_OPEN;
          chain->closed = 0;
          chain->capital_days = NAN;
        }
      else
        {
          chain->status = status_after (last->role);
          if (chain->closed == chain->opened && chain->capital != MAG_MONEY_UNKNOWN)
            chain->capital_days = (double) chain->capital; /* no day counts as one */
        }
    }
  for (guint i = 0; i < replay->open->len; i++)
    {
      const Position *position = g_ptr_array_index (replay->open, i);

      position->chain->remaining = MAX (position->chain->remaining, position->remaining);
    }
}

static void
replay_clear (Replay *replay)
{
  g_hash_table_unref (replay->positions);
  g_hash_table_unref (replay->closings);
  g_hash_table_unref (replay->rolling);
  g_hash_table_unref (replay->spreads);
  g_ptr_array_unref (replay->open);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Replay, replay_clear)

static gboolean
replay_all (MagLedger  *ledger,
            GError    **error)
{
  g_auto(Replay) replay = { .ledger = ledger };

  replay.positions = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  replay.closings = g_hash_table_new (g_int64_hash, g_int64_equal);
  replay.rolling = g_hash_table_new (g_int64_hash, g_int64_equal);
  replay.spreads = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) spread_free);
  replay.open = g_ptr_array_new ();
  for (guint i = 0; i < ledger->legs->len; i++)
    {
      MagLeg *leg = &g_array_index (ledger->legs, MagLeg, i);

      if (mag_leg_role_is_closing (leg->role))
        g_hash_table_insert (replay.closings, &leg->id, leg);
      if (leg->rolled_from != 0)
        g_hash_table_add (replay.rolling, &leg->rolled_from);
    }
  if (!find_spreads (&replay, error))
    return FALSE;
  for (guint i = 0; i < ledger->legs->len; i++)
    if (!replay_leg (&replay, &g_array_index (ledger->legs, MagLeg, i), error))
      return FALSE;
  finish_chains (&replay);
  return TRUE;
}

/**
 * mag_ledger_new:
 * @account: "" for the only one
 * @symbol: canonical ticker of the underlying
 * @legs: in any order; copied
 *
 * Returns: (transfer full): what the legs come to; %NULL with %MAG_VALIDATION_ERROR, a sentence for the user, when they contradict
 *   each other: more closed than was open, shares gone that never came, a roll that is none
 */
MagLedger *
mag_ledger_new (const char    *account,
                const char    *symbol,
                const MagLeg  *legs,
                guint          n_legs,
                GError       **error)
{
  g_autoptr(MagLedger) self = g_new0 (MagLedger, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->account = g_strdup (account);
  self->symbol = g_strdup (symbol);
  self->legs = g_array_sized_new (FALSE, FALSE, sizeof (MagLeg), n_legs);
  g_array_append_vals (self->legs, legs, n_legs);
  sort_legs (self->legs);
  self->chains = g_ptr_array_new_with_free_func ((GDestroyNotify) chain_free);
  self->lots = g_ptr_array_new_with_free_func ((GDestroyNotify) lot_free);
  self->campaigns = g_ptr_array_new_with_free_func ((GDestroyNotify) campaign_free);
  self->rolled = g_hash_table_new (g_direct_hash, g_direct_equal);
  return replay_all (self, error) ? g_steal_pointer (&self) : NULL;
}

MagLedger *
mag_ledger_ref (MagLedger *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mag_ledger_unref (MagLedger *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->account);
  g_free (self->symbol);
  g_array_unref (self->legs);
  g_ptr_array_unref (self->chains);
  g_ptr_array_unref (self->lots);
  g_ptr_array_unref (self->campaigns);
  g_hash_table_unref (self->rolled);
  g_free (self);
}

/**
 * mag_ledger_is_rolled:
 * @leg: one of its closing legs
 *
 * Returns: whether it is half of a roll, rather than an early close
 */
gboolean
mag_ledger_is_rolled (const MagLedger *self,
                      const MagLeg    *leg)
{
  return g_hash_table_contains (self->rolled, leg);
}

/**
 * mag_campaign_reconcile:
 * @sides: (out): what both ways of counting come to
 *
 * The identity of DOMAIN 8: what a campaign made is the same whether its cash is added up leg by leg, or its tax items with what
 * is still in open contracts and in the shares held. When the campaign has ended the latter is 0.
 *
 * Returns: whether the two agree to the cent
 */
gboolean
mag_campaign_reconcile (const MagCampaign *campaign,
                        MagReconciliation *sides)
{
  *sides = (MagReconciliation) { .open = campaign->option_left - campaign->tax_left };
  for (guint i = 0; i < campaign->steps->len; i++)
    {
      const MagLeg *leg = g_array_index (campaign->steps, MagCampaignStep, i).leg;

      sides->total += mag_leg_get_option_cash (leg) + mag_leg_get_share_cash (leg);
    }
  for (guint i = 0; i < campaign->items->len; i++)
    sides->tax_items += g_array_index (campaign->items, MagTaxItem, i).gain;
  return sides->total == sides->tax_items + sides->open;
}

/**
 * mag_roll_chain_get_days:
 *
 * Returns: calendar days from its first leg to its last; -1 while open
 */
int
mag_roll_chain_get_days (const MagRollChain *chain)
{
  return chain->closed != 0 ? (int) (chain->closed - chain->opened) : -1;
}

/**
 * mag_roll_chain_get_return_on_premium:
 *
 * Returns: P/L over premium, a fraction: 0.75 when 200.00 was sold and 50.00 paid to close
 */
double
mag_roll_chain_get_return_on_premium (const MagRollChain *chain)
{
  return chain->closed != 0 && chain->premium > 0 ? (double) chain->cash / (double) chain->premium : NAN;
}

/**
 * mag_roll_chain_get_annualized:
 *
 * Returns: P/L over capital x 365 over days, no day counting as one; with rolls and partial closes each capital for its own days
 */
double
mag_roll_chain_get_annualized (const MagRollChain *chain)
{
  return chain->closed != 0 && chain->capital_days > 0 ? (double) chain->cash / chain->capital_days * DAYS_A_YEAR : NAN;
}
