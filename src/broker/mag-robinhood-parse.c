/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of positions, contracts, quotes, shares and accounts. The units and signs are those of the box in protocol section 8: a position's average price is dollars
 * per contract and signed, a quote's prices are dollars per share, and which side a position is on stands in its `type` alone. */

#include "config.h"

#include "mag-robinhood-parse.h"

#include "mag-symbol.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_CONTRACTS G_GINT64_CONSTANT (1000000)
#define MOST_MULTIPLIER 100000

/**
 * mag_robinhood_contract_parse:
 * @row: (nullable): of options/instruments
 * @id: (out) (optional) (transfer full) (nullable): the broker's id of it
 *
 * Returns: (transfer full) (nullable): the contract; %NULL when a part of its identity is missing or makes no sense
 */
MagRobinhoodContract *
mag_robinhood_contract_parse (JsonObject  *row,
                              char       **id)
{
  g_autoptr(MagRobinhoodContract) self = g_new0 (MagRobinhoodContract, 1);
  const char *type = mag_json_string (row, "type");

  if (id != NULL)
    *id = mag_rh_dup_id (row, "id", "url");
  self->contract.expiration = mag_rh_get_date (row, "expiration_date");
  self->contract.strike = mag_rh_get_price (row, "strike_price");
  if (self->contract.expiration == 0 || self->contract.strike <= 0 || self->contract.strike % 10 != 0)
    return NULL;
  if (g_strcmp0 (type, "call") != 0 && g_strcmp0 (type, "put") != 0)
    return NULL;
  self->contract.right = *type == 'c' ? MAG_RIGHT_CALL : MAG_RIGHT_PUT;
  if (!mag_rh_split_symbol (mag_json_string (row, "chain_symbol"), &self->symbol, self->contract.root, &self->adjusted))
    return NULL;
  return g_steal_pointer (&self);
}

MagRobinhoodContract *
mag_robinhood_contract_copy (const MagRobinhoodContract *contract)
{
  MagRobinhoodContract *copy = g_memdup2 (contract, sizeof *contract);

  copy->symbol = g_strdup (contract->symbol);
  return copy;
}

void
mag_robinhood_contract_free (MagRobinhoodContract *contract)
{
  g_free (contract->symbol);
  g_free (contract);
}

/**
 * mag_robinhood_position_set_problem:
 * @position: being made
 * @problem: a sentence
 */
void
mag_robinhood_position_set_problem (MagPosition *position,
                                    const char  *problem)
{
  if (position->problem == NULL)
    position->problem = g_strdup (problem);
}

static void
take_string (char **to,
             char  *owned)
{
  if (owned == NULL)
    return;
  g_free (*to);
  *to = owned;
}

static gint64
pending (JsonObject *row,
         const char *name)
{
  return MAX (mag_rh_get_whole (row, name), 0);
}

/* Contracts that are as good as gone. The two names of an expiration are of different years and mean the same contracts. */
static gint64
count_settling (JsonObject *row,
                gint64      quantity)
{
  gint64 expired = MAX (pending (row, "pending_expiration_quantity"), pending (row, "pending_expired_quantity"));
  gint64 moved = MIN (pending (row, "pending_exercise_quantity"), quantity) + MIN (pending (row, "pending_assignment_quantity"), quantity);

  return MIN (MIN (expired, quantity) + moved, quantity);
}

static void
read_quantity (MagPosition *position,
               JsonObject  *row)
{
  gint64 quantity = mag_rh_get_whole (row, "quantity");

  if (quantity < 0 || quantity > MOST_CONTRACTS)
    {
      mag_robinhood_position_set_problem (position, _("The broker reports a quantity that is no number of contracts."));
      return;
    }
  position->settling = count_settling (row, quantity);
  position->quantity = quantity - position->settling;
}

static void
read_multiplier (MagPosition *position,
                 JsonObject  *row)
{
  gint64 multiplier = mag_rh_get_whole (row, "trade_value_multiplier");

  /* Rows of 2018 do not have it. */
  if (!json_object_has_member (row, "trade_value_multiplier") || json_object_get_null_member (row, "trade_value_multiplier"))
    return;
  if (multiplier > 0 && multiplier <= MOST_MULTIPLIER)
    position->multiplier = multiplier;
  else
    mag_robinhood_position_set_problem (position, _("The broker does not say how many shares a contract is for."));
}

/* The total is exact until it is rounded once, to the cent. */
static void
read_premium (MagPosition *position,
              JsonObject  *row)
{
  gint64 average;
  gboolean against;

  if (!mag_rh_get_decimal (row, "average_price", &average))
    {
      mag_robinhood_position_set_problem (position, _("The broker does not say what this position was opened for."));
      return;
    }
  position->premium = mag_rh_round_money ((__int128) ABS (average) * (position->quantity + position->settling) * MAG_RH_E8);
  if (position->premium == MAG_MONEY_UNKNOWN || position->premium > MAG_LEG_MAX_TOTAL)
    {
      position->premium = MAG_MONEY_UNKNOWN;
      mag_robinhood_position_set_problem (position, _("The broker says that this position was opened for more money than there can be."));
    }

  against = position->side == MAG_SIDE_SHORT ? average > 0 : average < 0;
  if (against)
    mag_robinhood_position_set_problem (position, position->side == MAG_SIDE_SHORT
                                                    ? _("The broker calls this position short and gives the price of a bought one. Check it in the broker's app.")
                                                    : _("The broker calls this position long and gives the price of a sold one. Check it in the broker's app."));
}

static void
read_side (MagPosition *position,
           JsonObject  *row)
{
  const char *type = mag_json_string (row, "type");

  if (g_strcmp0 (type, "short") == 0)
    position->side = MAG_SIDE_SHORT;
  else if (g_strcmp0 (type, "long") == 0)
    position->side = MAG_SIDE_LONG;
  else
    mag_robinhood_position_set_problem (position, _("The broker does not say whether this position is long or short."));
}

static gboolean
is_closed (JsonObject *row)
{
  gint64 quantity;

  return mag_rh_get_decimal (row, "quantity", &quantity) && quantity == 0;
}

/**
 * mag_robinhood_position_parse:
 * @row: (nullable): of options/positions
 *
 * Reads what the row itself says. A row that can't be read in full becomes a position with a problem: it is held, whatever else is wrong.
 *
 * Returns: (transfer full) (nullable): %NULL for a null row and for one without contracts
 */
MagPosition *
mag_robinhood_position_parse (JsonObject *row)
{
  MagPosition *position;
  gint64 opened_us;

  if (row == NULL || is_closed (row))
    return NULL;

  position = mag_position_new ();
  take_string (&position->id, mag_rh_dup_id (row, "id", "url"));
  take_string (&position->account, mag_rh_dup_account (row));
  take_string (&position->option_id, mag_rh_dup_id (row, "option_id", "option"));
  /* An account has a contract once, so its id tells positions apart where the broker gives them none. */
  if (*position->id == '\0')
    g_set_str (&position->id, position->option_id);
  /* The contract says more; until it does, and should it not, the row's own words are better than none. */
  if (mag_json_string (row, "chain_symbol") != NULL)
    {
      g_free (position->symbol);
      if (!mag_rh_split_symbol (mag_json_string (row, "chain_symbol"), &position->symbol, position->contract.root, &position->adjusted))
        position->symbol = g_strdup (mag_json_string (row, "chain_symbol"));
    }
  position->contract.expiration = mag_rh_get_date (row, "expiration_date");
  opened_us = mag_rh_get_instant (row, "opened_at");
  position->opened_us = opened_us != 0 ? opened_us : mag_rh_get_instant (row, "created_at");

  read_side (position, row);
  read_multiplier (position, row);
  read_quantity (position, row);
  read_premium (position, row);
  return position;
}

/**
 * mag_robinhood_position_set_contract:
 * @position: what mag_robinhood_position_parse() made
 * @contract: (nullable): of the position's option_id; %NULL: the broker does not know it (any more)
 *
 * The contract has a type, an id and times of its own, which are other things than the position's.
 */
void
mag_robinhood_position_set_contract (MagPosition                *position,
                                     const MagRobinhoodContract *contract)
{
  if (contract == NULL)
    {
      mag_robinhood_position_set_problem (position, _("The broker does not say which contract this is."));
      return;
    }
  g_free (position->symbol);
  position->symbol = g_strdup (contract->symbol);
  position->contract = contract->contract;
  position->adjusted = contract->adjusted;
}

/**
 * mag_robinhood_quote_dup_option_id:
 * @row: (nullable): of marketdata/options
 *
 * Returns: (transfer full) (nullable): of which contract it is
 */
char *
mag_robinhood_quote_dup_option_id (JsonObject *row)
{
  return mag_rh_dup_id (row, "instrument_id", "instrument");
}

/**
 * mag_robinhood_position_set_quote:
 * @position: what mag_robinhood_position_parse() made
 * @row: (nullable): of marketdata/options; %NULL: there is no quote
 *
 * Prices are per share, greeks those of one long option as the broker gives them; the mark is the adjusted one, which its app values with.
 */
void
mag_robinhood_position_set_quote (MagPosition *position,
                                  JsonObject  *row)
{
  position->mark = mag_rh_get_price (row, "adjusted_mark_price");
  if (position->mark == MAG_PRICE_UNKNOWN)
    position->mark = mag_rh_get_price (row, "mark_price");
  position->bid = mag_rh_get_price (row, "bid_price");
  position->ask = mag_rh_get_price (row, "ask_price");
  position->previous_close = mag_rh_get_price (row, "previous_close_price");
  position->iv = mag_rh_get_real (row, "implied_volatility");
  position->delta = mag_rh_get_real (row, "delta");
  position->gamma = mag_rh_get_real (row, "gamma");
  position->theta = mag_rh_get_real (row, "theta");
  position->vega = mag_rh_get_real (row, "vega");
  position->pop_long = mag_rh_get_real (row, "chance_of_profit_long");
  position->pop_short = mag_rh_get_real (row, "chance_of_profit_short");
  position->open_interest = mag_rh_get_whole (row, "open_interest");
  position->volume = mag_rh_get_whole (row, "volume");
  position->quoted_us = mag_rh_get_instant (row, "updated_at");
  /* Nothing is asked of a contract that is only waiting to be taken off. */
  if (position->mark == MAG_PRICE_UNKNOWN && position->quantity > 0)
    mag_robinhood_position_set_problem (position, _("The broker has no price for this contract."));
}

/**
 * mag_robinhood_spot_parse:
 * @row: (nullable): of quotes
 * @regular_hours: whether the market is open
 *
 * Returns: the last trade of the session that is on, else of the extended one; the close that a dividend or split has been taken out of
 */
MagRobinhoodSpot
mag_robinhood_spot_parse (JsonObject *row,
                          gboolean    regular_hours)
{
  MagRobinhoodSpot spot = { mag_rh_get_price (row, "last_trade_price"), mag_rh_get_price (row, "adjusted_previous_close"), mag_rh_get_instant (row, "updated_at") };
  MagPrice extended = mag_rh_get_price (row, "last_extended_hours_trade_price");

  if (!regular_hours && extended != MAG_PRICE_UNKNOWN && extended > 0)
    spot.price = extended;
  if (spot.price == 0)
    spot.price = MAG_PRICE_UNKNOWN;
  if (spot.previous_close == MAG_PRICE_UNKNOWN)
    spot.previous_close = mag_rh_get_price (row, "previous_close");
  return spot;
}

static gint64
whole_shares (JsonObject *row,
              const char *name)
{
  gint64 e8;

  return mag_rh_get_decimal (row, name, &e8) && e8 > 0 ? e8 / MAG_RH_E8 : 0;
}

/* Held for a sale, 10.5 shares are 11 that can't be written calls on. */
static gint64
whole_shares_up (JsonObject *row,
                 const char *name)
{
  gint64 e8;

  return mag_rh_get_decimal (row, name, &e8) && e8 > 0 ? e8 / MAG_RH_E8 + (e8 % MAG_RH_E8 != 0) : 0;
}

/**
 * mag_robinhood_shares_parse:
 * @row: (nullable): of positions
 * @instrument_id: (out) (transfer full) (nullable): the broker's id of the stock
 *
 * Returns: (transfer full) (nullable): %NULL for a null row and for one without shares
 */
MagShares *
mag_robinhood_shares_parse (JsonObject  *row,
                            char       **instrument_id)
{
  g_autoptr(MagShares) shares = NULL;
  const char *type = mag_json_string (row, "type");
  gint64 quantity;

  *instrument_id = NULL;
  if (!mag_rh_get_decimal (row, "quantity", &quantity) || quantity == 0)
    return NULL;

  shares = mag_shares_new ();
  *instrument_id = mag_rh_dup_id (row, "instrument_id", "instrument");
  take_string (&shares->account, mag_rh_dup_account (row));
  take_string (&shares->id, g_strdup (*instrument_id));
  take_string (&shares->symbol, mag_rh_dup_text (row, "symbol"));
  shares->side = g_strcmp0 (type, "short") == 0 || quantity < 0 ? MAG_SIDE_SHORT : MAG_SIDE_LONG;
  shares->quantity_e8 = ABS (quantity);
  shares->collateral = whole_shares (row, "shares_held_for_options_collateral");
  shares->held_for_sells = whole_shares_up (row, "shares_held_for_sells");
  shares->average_price = mag_rh_get_price (row, "average_buy_price");
  /* 0 while the broker is working it out. */
  if (shares->average_price == 0)
    shares->average_price = MAG_PRICE_UNKNOWN;
  return g_steal_pointer (&shares);
}

static char *
dup_kind_name (const char *kind)
{
  static const struct { const char *kind, *name; } names[] = {
    { "individual", N_("Individual") },
    { "ira_roth", N_("Roth IRA") },
    { "ira_traditional", N_("Traditional IRA") },
    { "joint_tenancy_with_ros", N_("Joint") },
    { "custodial_ugma", N_("Custodial") },
    { "custodial_utma", N_("Custodial") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (kind, names[i].kind) == 0)
      return g_strdup (_(names[i].name));
  return g_strdup (kind != NULL ? kind : _("Account"));
}

/* Balances stand in the row itself, and in one of two objects of it. */
static MagMoney
find_balance (JsonObject *row,
              const char *name)
{
  static const char *const places[] = { "margin_balances", "cash_balances" };
  MagMoney balance = mag_rh_get_money (row, name);

  for (gsize i = 0; balance == MAG_MONEY_UNKNOWN && i < G_N_ELEMENTS (places); i++)
    balance = mag_rh_get_money (mag_json_object (row, places[i]), name);
  return balance;
}

/**
 * mag_robinhood_account_parse:
 * @row: (nullable): of accounts
 *
 * Returns: (transfer full) (nullable): %NULL without a number, and for an account that was closed for good
 */
MagBrokerAccount *
mag_robinhood_account_parse (JsonObject *row)
{
  g_autofree char *number = mag_rh_dup_id (row, "account_number", "url");
  g_autofree char *nickname = mag_rh_dup_text (row, "nickname");
  MagBrokerAccount *account;

  if (number == NULL || mag_json_boolean (row, "permanently_deactivated"))
    return NULL;

  account = mag_broker_account_new ();
  account->number = g_steal_pointer (&number);
  account->kind = mag_rh_dup_text (row, "brokerage_account_type");
  account->name = nickname != NULL ? g_steal_pointer (&nickname) : dup_kind_name (account->kind);
  if (account->kind == NULL)
    account->kind = g_strdup ("");
  account->options = mag_json_string (row, "option_level") != NULL;
  account->is_default = mag_json_boolean (row, "is_default");
  account->buying_power = find_balance (row, "buying_power");
  account->cash = find_balance (row, "portfolio_cash");
  if (account->cash == MAG_MONEY_UNKNOWN)
    account->cash = find_balance (row, "cash");
  account->option_collateral = find_balance (row, "cash_held_for_options_collateral");
  return account;
}
