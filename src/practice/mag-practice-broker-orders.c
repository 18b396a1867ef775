/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice broker's history: option orders with their fills, and what happened to contracts without an order. Newest first. */

#include "mag-practice-broker-private.h"

#include "mag-date.h"

#include <string.h>

#define PAGE 50
#define MULTIPLIER 100

static GPtrArray *
new_rows (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
}

static const MagPracticeListing *
listing_of (const MagPracticeVisit *visit,
            const char             *symbol)
{
  return mag_practice_market_find (visit->broker->market, symbol);
}

/* Orders */

/* Sum of price x quantity of a leg's fills, 1/10000 dollar per share. */
static gint64
sum_fills (const MagPracticeDealLeg *leg)
{
  gint64 sum = 0;

  for (guint i = 0; i < leg->n_fills; i++)
    sum += leg->fills[i].price * leg->fills[i].quantity;
  return sum;
}

/* Of the whole order: + received, - paid. */
static gint64
net_fills (const MagPracticeDeal *deal)
{
  gint64 net = 0;

  for (guint i = 0; i < deal->n_legs; i++)
    net += (deal->legs[i].sells ? 1 : -1) * sum_fills (&deal->legs[i]);
  return net;
}

/* decimals: of quantities, as the broker writes them */
void
mag_practice_broker_add_fill (JsonBuilder            *builder,
                              const MagPracticeVisit *visit,
                              guint64                 key,
                              const MagPracticeFill  *fill,
                              guint                   decimals)
{
  g_autofree char *id = mag_practice_broker_uuid (visit->broker->seed, "execution", key);

  json_builder_begin_object (builder);
  mag_practice_add_text (builder, "id", id);
  mag_practice_add_fixed (builder, "price", fill->price, 4, 8);
  mag_practice_add_fixed (builder, "quantity", fill->quantity, 0, decimals);
  mag_practice_add_date (builder, "settlement_date", mag_calendar_next_trading_day (mag_date_in_new_york (fill->at_us)));
  mag_practice_add_time (builder, "timestamp", fill->at_us);
  json_builder_end_object (builder);
}

static void
add_leg (JsonBuilder            *builder,
         const MagPracticeVisit *visit,
         const MagPracticeDeal  *deal,
         guint                   i)
{
  const MagPracticeDealLeg *leg = &deal->legs[i];
  g_autofree char *id = mag_practice_broker_uuid (visit->broker->seed, "leg", deal->key + i);
  g_autofree char *option = mag_practice_option_id (visit->broker, listing_of (visit, deal->symbol), &leg->contract);

  json_builder_begin_object (builder);
  mag_practice_add_text (builder, "id", id);
  mag_practice_add_url (builder, "option", "/options/instruments/", option);
  mag_practice_add_text (builder, "position_effect", leg->opens ? "open" : "close");
  mag_practice_add_integer (builder, "ratio_quantity", 1);
  mag_practice_add_text (builder, "side", leg->sells ? "sell" : "buy");
  if (!mag_practice_visit_has_fault (visit, MAG_FAULT_OLD_SHAPE))
    {
      mag_practice_add_date (builder, "expiration_date", leg->contract.expiration);
      mag_practice_add_fixed (builder, "strike_price", leg->contract.strike, 4, 4);
      mag_practice_add_text (builder, "option_type", leg->contract.right == MAG_RIGHT_PUT ? "put" : "call");
    }
  json_builder_set_member_name (builder, "executions");
  json_builder_begin_array (builder);
  for (guint f = 0; f < leg->n_fills; f++)
    mag_practice_broker_add_fill (builder, visit, deal->key + 16 * (i + 1) + f, &leg->fills[f], 5);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_amounts (JsonBuilder           *builder,
             const MagPracticeDeal *deal)
{
  gint64 net = net_fills (deal), each = ABS (net) / deal->quantity, total = net * MULTIPLIER / 100, after = total - deal->fees; /* cents */
  const char *direction = net >= 0 ? "credit" : "debit", *net_direction = after >= 0 ? "credit" : "debit";

  mag_practice_add_text (builder, "direction", direction);
  mag_practice_add_fixed (builder, "price", each, 4, 8);
  mag_practice_add_fixed (builder, "premium", each * MULTIPLIER, 4, 8);
  mag_practice_add_fixed (builder, "processed_premium", ABS (total), 2, 2);
  mag_practice_add_text (builder, "processed_premium_direction", direction);
  mag_practice_add_fixed (builder, "net_amount", ABS (after), 2, 2);
  mag_practice_add_text (builder, "net_amount_direction", net_direction);
  mag_practice_add_fixed (builder, "regulatory_fees", deal->fees, 2, 2);
  mag_practice_add_text (builder, "contract_fees", "0");
  mag_practice_add_text (builder, "gold_savings", "0");
  mag_practice_add_fixed (builder, "average_net_premium_paid", net >= 0 ? -each * MULTIPLIER : each * MULTIPLIER, 4, 8);
  mag_practice_add_fixed (builder, "estimated_total_net_amount", ABS (after), 2, 2);
  mag_practice_add_text (builder, "estimated_total_net_amount_direction", net_direction);
}

static JsonNode *
make_order (const MagPracticeVisit *visit,
            MagPracticeAccount      account,
            const MagPracticeDeal  *deal)
{
  MagPracticeBroker *broker = visit->broker;
  g_autofree char *id = mag_practice_broker_uuid (broker->seed, "order", deal->key), *ref = mag_practice_broker_uuid (broker->seed, "ref", deal->key);
  g_autofree char *chain = mag_practice_chain_id (broker, deal->legs[0].contract.root);
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mag_practice_add_text (builder, "id", id);
  mag_practice_add_text (builder, "ref_id", ref);
  mag_practice_add_text (builder, "account_number", mag_practice_account_numbers[account]);
  mag_practice_add_text (builder, "cancel_url", NULL);
  mag_practice_add_text (builder, "canceled_quantity", "0.00000");
  mag_practice_add_time (builder, "created_at", deal->created_us);
  mag_practice_add_time (builder, "updated_at", deal->filled_us + MAG_SECOND_US);
  json_builder_set_member_name (builder, "legs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < deal->n_legs; i++)
    add_leg (builder, visit, deal, i);
  json_builder_end_array (builder);
  mag_practice_add_text (builder, "pending_quantity", "0.00000");
  add_amounts (builder, deal);
  mag_practice_add_fixed (builder, "processed_quantity", deal->quantity, 0, 5);
  mag_practice_add_fixed (builder, "quantity", deal->quantity, 0, 5);
  mag_practice_add_text (builder, "state", "filled");
  mag_practice_add_text (builder, "derived_state", "filled");
  mag_practice_add_text (builder, "time_in_force", "gfd");
  mag_practice_add_text (builder, "trigger", "immediate");
  mag_practice_add_text (builder, "type", "limit");
  mag_practice_add_text (builder, "chain_id", chain);
  mag_practice_add_text (builder, "chain_symbol", deal->symbol);
  mag_practice_add_text (builder, "response_category", NULL);
  mag_practice_add_text (builder, "opening_strategy", deal->opening);
  mag_practice_add_text (builder, "closing_strategy", deal->closing);
  mag_practice_add_text (builder, "stop_price", NULL);
  mag_practice_add_bool (builder, "is_replaceable", FALSE);
  json_builder_set_member_name (builder, "sales_taxes");
  json_builder_begin_array (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static gint64
read_since (const MagPracticeVisit *visit,
            const char             *name)
{
  const char *text = mag_practice_request_get (visit->request, name);

  return text != NULL ? mag_instant_parse_utc (text) : 0;
}

MagPracticeReply *
mag_practice_broker_orders (const MagPracticeVisit *visit)
{
  gint64 created = read_since (visit, "created_at__gte"), updated = read_since (visit, "updated_at[gte]");
  g_auto(GStrv) parts = g_strsplit (visit->rest, "/", -1);
  gboolean one = parts[0] != NULL && parts[0][0] != '\0';
  g_autoptr(GPtrArray) rows = new_rows ();

  for (MagPracticeAccount account = 0; account < MAG_PRACTICE_N_ACCOUNTS; account++)
    {
      const MagPracticeBook *book = mag_practice_visit_has_account (visit, account) ? mag_practice_visit_get_book (visit, account) : NULL;

      for (guint i = book != NULL ? book->deals->len : 0; i-- > 0;)
        {
          const MagPracticeDeal *deal = &g_array_index (book->deals, MagPracticeDeal, i);
          g_autofree char *id = mag_practice_broker_uuid (visit->broker->seed, "order", deal->key);

          if (one && strcmp (parts[0], id) == 0)
            return mag_practice_visit_one (make_order (visit, account, deal));
          if (!one && deal->created_us >= created && deal->filled_us >= updated)
            g_ptr_array_add (rows, make_order (visit, account, deal));
        }
    }
  return one ? mag_practice_visit_one (NULL) : mag_practice_visit_page (visit, rows, PAGE);
}

/* Events */

/* Whether shares are bought; of an assignment or exercise. */
static gboolean
buys_shares (const MagPracticeEvent *event)
{
  return (event->contract.right == MAG_RIGHT_PUT) == event->is_short;
}

static void
add_shares (JsonBuilder            *builder,
            const MagPracticeVisit *visit,
            const MagPracticeEvent *event)
{
  g_autofree char *id = mag_practice_broker_uuid (visit->broker->seed, "component", event->key), *stock = mag_practice_stock_id (visit->broker, event->symbol);

  json_builder_begin_object (builder);
  mag_practice_add_text (builder, "id", id);
  mag_practice_add_url (builder, "instrument", "/instruments/", stock);
  mag_practice_add_fixed (builder, "price", event->contract.strike, 4, 4);
  mag_practice_add_fixed (builder, "quantity", event->quantity * MULTIPLIER, 0, 4);
  mag_practice_add_text (builder, "side", buys_shares (event) ? "buy" : "sell");
  mag_practice_add_text (builder, "symbol", event->symbol);
  json_builder_end_object (builder);
}

static JsonNode *
make_event (const MagPracticeVisit *visit,
            MagPracticeAccount      account,
            const MagPracticeEvent *event)
{
  static const char *const types[] = { "expiration", "assignment", "exercise" };
  MagPracticeBroker *broker = visit->broker;
  gboolean expires = event->kind == MAG_PRACTICE_EXPIRES;
  gboolean settled = visit->request->now_us > mag_calendar_open_us (mag_calendar_next_trading_day (event->date)) - 3600 * MAG_SECOND_US;
  g_autofree char *id = mag_practice_broker_uuid (broker->seed, "event", event->key), *option = mag_practice_option_id (broker, listing_of (visit, event->symbol), &event->contract);
  g_autofree char *chain = mag_practice_chain_id (broker, event->contract.root), *position = mag_practice_broker_uuid (broker->seed, event->is_short ? "short" : "long", event->key);
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mag_practice_add_url (builder, "account", "/accounts/", mag_practice_account_numbers[account]);
  mag_practice_add_text (builder, "account_number", mag_practice_account_numbers[account]);
  mag_practice_add_text (builder, "cash_component", NULL);
  mag_practice_add_text (builder, "chain_id", chain);
  mag_practice_add_time (builder, "created_at", event->created_us);
  /* Of long contracts and calls a credit, of short puts a debit: what is known of the real ones. */
  mag_practice_add_text (builder, "direction", expires ? (event->is_short ? "debit" : "credit") : buys_shares (event) ? "debit" : "credit");
  json_builder_set_member_name (builder, "equity_components");
  json_builder_begin_array (builder);
  if (!expires)
    add_shares (builder, visit, event);
  json_builder_end_array (builder);
  mag_practice_add_date (builder, "event_date", event->date);
  mag_practice_add_text (builder, "id", id);
  mag_practice_add_url (builder, "option", "/options/instruments/", option);
  mag_practice_add_text (builder, "option_id", option);
  mag_practice_add_url (builder, "position", "/options/positions/", position);
  mag_practice_add_fixed (builder, "quantity", event->quantity, 0, 4);
  mag_practice_add_text (builder, "source_ref_id", NULL);
  mag_practice_add_text (builder, "state", settled ? "confirmed" : "preparing");
  if (expires)
    mag_practice_add_text (builder, "total_cash_amount", "0");
  else
    mag_practice_add_fixed (builder, "total_cash_amount", event->contract.strike * event->quantity, 2, 2);
  mag_practice_add_text (builder, "type", types[event->kind]);
  mag_practice_add_fixed (builder, "underlying_price", event->underlying, 4, 4);
  mag_practice_add_time (builder, "updated_at", event->created_us);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

MagPracticeReply *
mag_practice_broker_events (const MagPracticeVisit *visit)
{
  g_autoptr(GPtrArray) rows = new_rows ();

  for (MagPracticeAccount account = 0; account < MAG_PRACTICE_N_ACCOUNTS; account++)
    {
      const MagPracticeBook *book = mag_practice_visit_has_account (visit, account) ? mag_practice_visit_get_book (visit, account) : NULL;

      for (guint i = book != NULL ? book->events->len : 0; i-- > 0;)
        g_ptr_array_add (rows, make_event (visit, account, &g_array_index (book->events, MagPracticeEvent, i)));
    }
  return mag_practice_visit_page (visit, rows, PAGE);
}
