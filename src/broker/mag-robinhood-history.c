/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of orders and events. What an order did is in the executions of its legs: its price is a limit, its state can be `cancelled` with contracts filled. What
 * an event did with shares is in its components: its direction says something else for every kind. */

#include "mag-robinhood-history.h"

#include <string.h>

#define MOST_CONTRACTS G_GINT64_CONSTANT (1000000)
#define MOST_MULTIPLIER 100000
#define MOST_SHARES G_GINT64_CONSTANT (10000000)

static gint64
read_multiplier (JsonObject *row)
{
  gint64 multiplier = mag_rh_get_whole (row, "trade_value_multiplier");

  return multiplier > 0 && multiplier <= MOST_MULTIPLIER ? multiplier : 100;
}

/* Orders. */

/* A leg says what it is about since about 2020. */
static MagRobinhoodContract *
parse_leg_contract (JsonObject *leg,
                    JsonObject *order)
{
  g_autoptr(MagRobinhoodContract) self = g_new0 (MagRobinhoodContract, 1);
  const char *type = mag_json_string (leg, "option_type");

  self->contract.expiration = mag_rh_get_date (leg, "expiration_date");
  self->contract.strike = mag_rh_get_price (leg, "strike_price");
  if (self->contract.expiration == 0 || self->contract.strike <= 0 || self->contract.strike % 10 != 0 ||
      (g_strcmp0 (type, "call") != 0 && g_strcmp0 (type, "put") != 0))
    return NULL;
  self->contract.right = *type == 'c' ? MAG_RIGHT_CALL : MAG_RIGHT_PUT;
  return mag_rh_split_symbol (mag_json_string (order, "chain_symbol"), &self->symbol, self->contract.root, &self->adjusted) ? g_steal_pointer (&self) : NULL;
}

static gboolean
has_executions (JsonObject *leg)
{
  JsonArray *executions = mag_json_array (leg, "executions");

  return executions != NULL && json_array_get_length (executions) > 0;
}

/**
 * mag_robinhood_order_list_unknown:
 * @row: (nullable): of options/orders
 * @option_ids: owned strings, added to
 */
void
mag_robinhood_order_list_unknown (JsonObject *row,
                                  GPtrArray  *option_ids)
{
  JsonArray *legs = mag_json_array (row, "legs");

  for (guint i = 0; legs != NULL && i < json_array_get_length (legs); i++)
    {
      JsonObject *leg = mag_json_element (legs, i);
      g_autoptr(MagRobinhoodContract) contract = parse_leg_contract (leg, row);
      char *id = contract == NULL && has_executions (leg) ? mag_rh_dup_id (leg, "option_id", "option") : NULL;

      if (id != NULL)
        g_ptr_array_add (option_ids, id);
    }
}

static gboolean
read_role (JsonObject *leg,
           MagLegRole *role)
{
  const char *side = mag_json_string (leg, "side"), *effect = mag_json_string (leg, "position_effect");
  gboolean sell = g_strcmp0 (side, "sell") == 0, open = g_strcmp0 (effect, "open") == 0;

  if ((!sell && g_strcmp0 (side, "buy") != 0) || (!open && g_strcmp0 (effect, "close") != 0))
    return FALSE;
  *role = open ? (sell ? MAG_LEG_SELL_TO_OPEN : MAG_LEG_BUY_TO_OPEN) : (sell ? MAG_LEG_SELL_TO_CLOSE : MAG_LEG_BUY_TO_CLOSE);
  return TRUE;
}

static gboolean
add_fill (GArray     *fills,
          JsonObject *execution)
{
  MagBrokerFill fill = { .quantity = mag_rh_get_whole (execution, "quantity"), .price = mag_rh_get_price (execution, "price"),
                         .at_us = mag_rh_get_instant (execution, "timestamp") };

  if (fill.quantity <= 0 || fill.quantity > MOST_CONTRACTS || fill.price == MAG_PRICE_UNKNOWN || fill.at_us == 0 ||
      !(fill.id = mag_rh_dup_text (execution, "id")))
    return FALSE;
  g_array_append_val (fills, fill);
  return TRUE;
}

static MagBrokerOrderLeg *
parse_leg (JsonObject               *row,
           JsonObject               *order,
           MagRobinhoodFindContract  find,
           gpointer                  data)
{
  g_autoptr(MagBrokerOrderLeg) leg = mag_broker_order_leg_new ();
  g_autoptr(MagRobinhoodContract) own = parse_leg_contract (row, order);
  JsonArray *executions = mag_json_array (row, "executions");
  const MagRobinhoodContract *contract;

  leg->option_id = mag_rh_dup_id (row, "option_id", "option");
  leg->id = mag_rh_dup_text (row, "id");
  leg->multiplier = read_multiplier (order);
  contract = own != NULL ? own : leg->option_id != NULL ? find (data, leg->option_id) : NULL;
  if (contract == NULL || leg->option_id == NULL || leg->id == NULL || !read_role (row, &leg->role))
    return NULL;
  leg->contract = contract->contract;
  for (guint i = 0; executions != NULL && i < json_array_get_length (executions); i++)
    if (!add_fill (leg->fills, mag_json_element (executions, i)))
      return NULL;
  return g_steal_pointer (&leg);
}

static gboolean
is_working (JsonObject *row)
{
  static const char *const states[] = { "queued", "new", "unconfirmed", "confirmed", "partially_filled", "pending_cancelled", "locating", "locate_completed", NULL };
  const char *state = mag_json_string (row, "state");

  return state != NULL && g_strv_contains (states, state);
}

/* Unsigned on the wire, with the direction in another key; that of the processed premium is newer than the order's. */
static MagMoney
read_premium (JsonObject *row)
{
  MagMoney premium = mag_rh_get_money (row, "processed_premium");
  const char *direction = mag_json_string (row, "processed_premium_direction");

  if (direction == NULL)
    direction = mag_json_string (row, "direction");
  if (premium == MAG_MONEY_UNKNOWN || premium == 0)
    return premium;
  if (g_strcmp0 (direction, "credit") == 0)
    return ABS (premium);
  return g_strcmp0 (direction, "debit") == 0 ? -ABS (premium) : MAG_MONEY_UNKNOWN;
}

static MagMoney
read_fees (JsonObject *row)
{
  static const char *const names[] = { "regulatory_fees", "contract_fees" };
  MagMoney sum = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      MagMoney fees = mag_rh_get_money (row, names[i]);

      if (fees != MAG_MONEY_UNKNOWN && fees > 0 && __builtin_add_overflow (sum, fees, &sum))
        return 0;
    }
  return sum;
}

static char *
dup_or_empty (JsonObject *row,
              const char *name)
{
  char *text = mag_rh_dup_text (row, name);

  return text != NULL ? text : g_strdup ("");
}

static gboolean
was_filled (JsonObject *row)
{
  JsonArray *legs = mag_json_array (row, "legs");

  for (guint i = 0; legs != NULL && i < json_array_get_length (legs); i++)
    if (has_executions (mag_json_element (legs, i)))
      return TRUE;
  return FALSE;
}

/**
 * mag_robinhood_order_parse:
 * @row: (nullable): of options/orders
 * @find: knows the contracts that mag_robinhood_order_list_unknown() named
 * @data: for @find
 * @bad: (out): the row has fills but can't be read
 *
 * Returns: (transfer full) (nullable): the order; %NULL when nothing of it was filled
 */
MagBrokerOrder *
mag_robinhood_order_parse (JsonObject               *row,
                           MagRobinhoodFindContract  find,
                           gpointer                  data,
                           gboolean                 *bad)
{
  g_autoptr(MagBrokerOrder) order = NULL;
  JsonArray *legs = mag_json_array (row, "legs");
  char root[8];
  gboolean adjusted;

  *bad = FALSE;
  if (!was_filled (row))
    return NULL;

  *bad = TRUE;
  order = mag_broker_order_new ();
  order->id = mag_rh_dup_text (row, "id");
  order->account = mag_rh_dup_account (row);
  if (order->account == NULL)
    order->account = g_strdup ("");
  order->opening_strategy = dup_or_empty (row, "opening_strategy");
  order->closing_strategy = dup_or_empty (row, "closing_strategy");
  order->working = is_working (row);
  order->premium = read_premium (row);
  order->fees = read_fees (row);
  order->created_us = mag_rh_get_instant (row, "created_at");
  order->updated_us = mag_rh_get_instant (row, "updated_at");
  if (order->id == NULL || !mag_rh_split_symbol (mag_json_string (row, "chain_symbol"), &order->symbol, root, &adjusted))
    return NULL;
  for (guint i = 0; i < json_array_get_length (legs); i++)
    {
      MagBrokerOrderLeg *leg = parse_leg (mag_json_element (legs, i), row, find, data);

      if (leg == NULL)
        return NULL;
      g_ptr_array_add (order->legs, leg);
    }
  *bad = FALSE;
  return g_steal_pointer (&order);
}

/* Orders for shares. */

/**
 * mag_robinhood_share_order_list_unknown:
 * @row: (nullable): of orders
 * @instrument_ids: owned strings, added to
 */
void
mag_robinhood_share_order_list_unknown (JsonObject *row,
                                        GPtrArray  *instrument_ids)
{
  char *id = has_executions (row) ? mag_rh_dup_id (row, "instrument_id", "instrument") : NULL;

  if (id != NULL)
    g_ptr_array_add (instrument_ids, id);
}

static gboolean
add_share_fill (GArray     *fills,
                JsonObject *execution)
{
  MagBrokerShareFill fill = { .price = mag_rh_get_price (execution, "price"), .at_us = mag_rh_get_instant (execution, "timestamp") };

  if (!mag_rh_get_decimal (execution, "quantity", &fill.quantity_e8) || fill.quantity_e8 <= 0 || fill.quantity_e8 > MOST_SHARES * MAG_RH_E8 ||
      fill.price == MAG_PRICE_UNKNOWN || fill.at_us == 0)
    return FALSE;
  g_array_append_val (fills, fill);
  return TRUE;
}

/**
 * mag_robinhood_share_order_parse:
 * @row: (nullable): of orders
 * @find: knows the stocks that mag_robinhood_share_order_list_unknown() named
 * @data: for @find
 * @bad: (out): the row has fills but can't be read
 *
 * Returns: (transfer full) (nullable): the order; %NULL when nothing of it was filled
 */
MagBrokerShareOrder *
mag_robinhood_share_order_parse (JsonObject             *row,
                                 MagRobinhoodFindTicker  find,
                                 gpointer                data,
                                 gboolean               *bad)
{
  g_autoptr(MagBrokerShareOrder) order = NULL;
  g_autofree char *instrument = mag_rh_dup_id (row, "instrument_id", "instrument");
  const char *side = mag_json_string (row, "side");
  JsonArray *executions = mag_json_array (row, "executions");

  *bad = FALSE;
  if (!has_executions (row))
    return NULL;

  *bad = TRUE;
  order = mag_broker_share_order_new ();
  order->id = mag_rh_dup_text (row, "id");
  order->account = mag_rh_dup_account (row);
  if (order->account == NULL)
    order->account = g_strdup ("");
  order->symbol = g_strdup (instrument != NULL ? find (data, instrument) : NULL);
  order->sells = g_strcmp0 (side, "sell") == 0;
  order->working = is_working (row);
  order->fees = MAX (mag_rh_get_money (row, "fees"), 0); /* unknown is below 0 */
  if (order->id == NULL || order->symbol == NULL || (!order->sells && g_strcmp0 (side, "buy") != 0))
    return NULL;
  for (guint i = 0; i < json_array_get_length (executions); i++)
    if (!add_share_fill (order->fills, mag_json_element (executions, i)))
      return NULL;
  *bad = FALSE;
  return g_steal_pointer (&order);
}

/* Events. */

/**
 * mag_robinhood_event_list_unknown:
 * @row: (nullable): of options/events
 * @option_ids: owned strings, added to
 */
void
mag_robinhood_event_list_unknown (JsonObject *row,
                                  GPtrArray  *option_ids)
{
  char *id = mag_rh_dup_id (row, "option_id", "option");

  if (id != NULL)
    g_ptr_array_add (option_ids, id);
}

static MagBrokerEventKind
read_event_kind (JsonObject *row)
{
  const char *type = mag_json_string (row, "type");

  if (g_strcmp0 (type, "expiration") == 0)
    return MAG_BROKER_EVENT_EXPIRATION;
  if (g_strcmp0 (type, "assignment") == 0)
    return MAG_BROKER_EVENT_ASSIGNMENT;
  return g_strcmp0 (type, "exercise") == 0 ? MAG_BROKER_EVENT_EXERCISE : MAG_BROKER_EVENT_OTHER;
}

/* One component moves the shares of all contracts of the event; several would be the deliverable of an adjusted contract, of which the one of the highest number of
 * shares says the price. FALSE: it makes no sense. */
static gboolean
read_components (MagBrokerEvent *event,
                 JsonObject     *row)
{
  JsonArray *components = mag_json_array (row, "equity_components");
  gint64 most = 0;

  for (guint i = 0; components != NULL && i < json_array_get_length (components); i++)
    {
      JsonObject *component = mag_json_element (components, i);
      const char *side = mag_json_string (component, "side");
      gint64 shares = mag_rh_get_whole (component, "quantity");

      if (shares <= 0 || shares > MOST_CONTRACTS * MOST_MULTIPLIER || (g_strcmp0 (side, "buy") != 0 && g_strcmp0 (side, "sell") != 0))
        return FALSE;
      if (shares <= most)
        continue;
      most = shares;
      event->shares = *side == 'b' ? shares : -shares;
      event->share_price = mag_rh_get_price (component, "price");
    }
  return TRUE;
}

/**
 * mag_robinhood_event_parse:
 * @row: (nullable): of options/events
 * @find: knows the contracts that mag_robinhood_event_list_unknown() named
 * @data: for @find
 * @bad: (out): the row can't be read
 *
 * Returns: (transfer full) (nullable): the event; %NULL for a null row
 */
MagBrokerEvent *
mag_robinhood_event_parse (JsonObject               *row,
                           MagRobinhoodFindContract  find,
                           gpointer                  data,
                           gboolean                 *bad)
{
  g_autoptr(MagBrokerEvent) event = NULL;
  const MagRobinhoodContract *contract;

  *bad = row != NULL;
  if (row == NULL)
    return NULL;

  event = mag_broker_event_new ();
  event->id = mag_rh_dup_text (row, "id");
  event->account = mag_rh_dup_account (row);
  if (event->account == NULL)
    event->account = g_strdup ("");
  event->option_id = mag_rh_dup_id (row, "option_id", "option");
  event->position_id = mag_rh_dup_last_part (mag_json_string (row, "position"));
  if (event->position_id == NULL)
    event->position_id = g_strdup ("");
  event->kind = read_event_kind (row);
  event->confirmed = g_strcmp0 (mag_json_string (row, "state"), "confirmed") == 0;
  event->quantity = mag_rh_get_whole (row, "quantity");
  event->date = mag_rh_get_date (row, "event_date");
  contract = event->option_id != NULL ? find (data, event->option_id) : NULL;
  if (event->id == NULL || contract == NULL || event->quantity <= 0 || event->quantity > MOST_CONTRACTS || event->date == 0 || !read_components (event, row))
    return NULL;

  event->symbol = g_strdup (contract->symbol);
  event->contract = contract->contract;
  if (event->shares != 0 && ABS (event->shares) % event->quantity == 0)
    event->multiplier = ABS (event->shares) / event->quantity;
  *bad = FALSE;
  return g_steal_pointer (&event);
}
