/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bodies of a broker: whatever a server sends, every row becomes a value in its ranges, a row with a reason, or nothing. */

#include "fuzz-targets.h"

#include "mag-robinhood-history.h"
#include "mag-robinhood-tokens.h"

#include <math.h>
#include <string.h>

static JsonNode *
parse (const guint8 *data,
       gsize         size)
{
  g_autoptr(GBytes) body = g_bytes_new_static (data, size);

  return mag_json_parse (body);
}

static void
check_price (MagPrice price)
{
  g_assert_true (price == MAG_PRICE_UNKNOWN || (price >= 0 && price <= MAG_PRICE_MAX));
}

static void
check_text (const char *text)
{
  g_assert_true (text != NULL && g_utf8_validate (text, -1, NULL));
}

static void
check_contract (const MagContract *contract)
{
  g_assert_true (contract->expiration != 0 && contract->strike > 0 && contract->strike % 10 == 0);
  g_assert_cmpuint (strlen (contract->root), <=, 6);
}

static void
check_position (MagPosition *position,
                JsonObject  *row)
{
  g_autofree char *option_id = mag_robinhood_quote_dup_option_id (row);
  MagMoney value;

  mag_robinhood_position_set_quote (position, row);
  check_text (position->id);
  check_text (position->account);
  check_text (position->symbol);
  check_price (position->mark);
  check_price (position->bid);
  check_price (position->ask);
  g_assert_true (position->quantity >= 0 && position->settling >= 0 && position->multiplier > 0);
  g_assert_true (position->premium == MAG_MONEY_UNKNOWN || (position->premium >= 0 && position->premium <= MAG_LEG_MAX_TOTAL));
  g_assert_false (isinf (position->delta) || isinf (position->iv) || isinf (position->pop_short));
  value = mag_position_get_value (position);
  g_assert_true (value == MAG_MONEY_UNKNOWN || value >= 0);
  g_assert_true (position->problem != NULL || position->premium != MAG_MONEY_UNKNOWN);
  mag_position_get_profit (position);
  mag_position_get_credit (position);
}

/* Rows of everything that can be held, each read as every kind of row. */
static void
fuzz_positions (const guint8 *data,
                gsize         size)
{
  g_autoptr(JsonNode) node = parse (data, size);
  JsonArray *results = mag_json_array (mag_json_root (node), "results");

  for (guint i = 0; results != NULL && i < json_array_get_length (results); i++)
    {
      JsonObject *row = mag_json_element (results, i);
      g_autoptr(MagPosition) position = mag_robinhood_position_parse (row);
      g_autofree char *id = NULL, *instrument = NULL;
      g_autoptr(MagRobinhoodContract) contract = mag_robinhood_contract_parse (row, &id);
      g_autoptr(MagShares) shares = mag_robinhood_shares_parse (row, &instrument);
      g_autoptr(MagBrokerAccount) account = mag_robinhood_account_parse (row);
      MagRobinhoodSpot spot = mag_robinhood_spot_parse (row, i % 2);

      check_price (spot.price);
      check_price (spot.previous_close);
      if (contract != NULL)
        check_contract (&contract->contract);
      if (position != NULL)
        check_position (position, row);
      if (position != NULL)
        mag_robinhood_position_set_contract (position, contract);
      g_assert_true (shares == NULL || shares->quantity_e8 > 0);
      if (account != NULL)
        check_text (account->number);
    }
}

static const MagRobinhoodContract *
find_contract (gpointer    data,
               const char *option_id)
{
  return strlen (option_id) % 3 == 0 ? NULL : data;
}

static void
check_order (const MagBrokerOrder *order)
{
  g_assert_cmpint (order->fees, >=, 0);
  check_text (order->id);
  check_text (order->symbol);
  for (guint i = 0; i < order->legs->len; i++)
    {
      const MagBrokerOrderLeg *leg = g_ptr_array_index (order->legs, i);

      check_contract (&leg->contract);
      g_assert_cmpint (leg->multiplier, >, 0);
      for (guint j = 0; j < leg->fills->len; j++)
        {
          const MagBrokerFill *fill = &g_array_index (leg->fills, MagBrokerFill, j);

          check_text (fill->id);
          g_assert_true (fill->quantity > 0 && fill->price >= 0 && fill->price <= MAG_PRICE_MAX && fill->at_us > 0);
        }
    }
}

static void
fuzz_history (const guint8 *data,
              gsize         size)
{
  g_autoptr(JsonNode) node = parse (data, size);
  JsonArray *results = mag_json_array (mag_json_root (node), "results");
  g_autoptr(GPtrArray) unknown = g_ptr_array_new_with_free_func (g_free);
  char ticker[] = "F";
  MagRobinhoodContract contract = { ticker, { "F", MAG_RIGHT_PUT, 2461300, 120000 }, FALSE };

  for (guint i = 0; results != NULL && i < json_array_get_length (results); i++)
    {
      JsonObject *row = mag_json_element (results, i);
      gboolean bad_order, bad_event;
      g_autoptr(MagBrokerOrder) order = mag_robinhood_order_parse (row, find_contract, &contract, &bad_order);
      g_autoptr(MagBrokerEvent) event = mag_robinhood_event_parse (row, find_contract, &contract, &bad_event);

      mag_robinhood_order_list_unknown (row, unknown);
      mag_robinhood_event_list_unknown (row, unknown);
      g_assert_false ((order != NULL && bad_order) || (event != NULL && bad_event));
      if (order != NULL)
        check_order (order);
      if (event != NULL)
        {
          g_assert_true (event->quantity > 0 && event->date != 0 && event->multiplier > 0);
          check_price (event->share_price);
          check_text (event->position_id);
        }
    }
}

static void
fuzz_tokens (const guint8 *data,
             gsize         size)
{
  g_autoptr(JsonNode) node = parse (data, size);
  g_autoptr(MagRobinhoodTokens) tokens = mag_robinhood_tokens_parse (mag_json_root (node), 1), again = NULL;
  g_autofree char *text = tokens != NULL ? mag_robinhood_tokens_to_text (tokens) : NULL;

  if (tokens == NULL)
    return;
  again = mag_robinhood_tokens_from_text (text);
  g_assert_nonnull (again);
  g_assert_cmpstr (again->access, ==, tokens->access);
  g_assert_cmpstr (again->refresh, ==, tokens->refresh);
  g_assert_null (strpbrk (tokens->access, "\r\n "));
}

static void
fuzz_decimal (const guint8 *data,
              gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  gint64 e8 = G_MININT64;
  char root[8] = "";
  g_autofree char *ticker = NULL, *part = mag_rh_dup_last_part (text);
  gboolean adjusted;

  g_assert_true (mag_rh_decimal_parse (text, &e8) == (e8 != G_MININT64));
  g_assert_true (e8 == G_MININT64 || strspn (text, "-.0123456789") == strlen (text));
  if (mag_rh_split_symbol (text, &ticker, root, &adjusted))
    g_assert_true (*ticker != '\0' && *root != '\0' && strlen (root) <= 6);
  g_assert_true (part == NULL || strchr (part, '/') == NULL);
}

static const char *const position_seeds[] = {
  "{\"next\":null,\"results\":[{\"id\":\"p\",\"account_number\":\"5QR00001\",\"average_price\":\"-29.0000\",\"chain_symbol\":\"F\",\"option_id\":\"o\",\"type\":\"short\",\"quantity\":\"1.0000\","
  "\"pending_expiration_quantity\":\"0.0000\",\"opened_at\":\"2025-08-09T21:06:05.835367Z\",\"trade_value_multiplier\":\"100.0000\",\"adjusted_mark_price\":\"0.130000\",\"delta\":\"-0.2\"}]}",
  "{\"results\":[null,{\"id\":\"o\",\"chain_symbol\":\"1AAPL\",\"type\":\"put\",\"strike_price\":\"150.0000\",\"expiration_date\":\"2026-12-18\",\"quantity\":\"250.12345678\","
  "\"average_buy_price\":\"11.2\",\"symbol\":\"F\",\"instrument\":\"https://x/instruments/i1/\",\"last_trade_price\":\"12.345678\"}]}",
  NULL,
};
static const char *const history_seeds[] = {
  "{\"results\":[{\"id\":\"a\",\"chain_symbol\":\"F\",\"state\":\"filled\",\"direction\":\"credit\",\"processed_premium\":\"125\",\"regulatory_fees\":\"0.04\",\"legs\":[{\"id\":\"l\",\"option\":\"https://x/o/\","
  "\"side\":\"sell\",\"position_effect\":\"open\",\"expiration_date\":\"2026-12-18\",\"strike_price\":\"45.0000\",\"option_type\":\"put\",\"executions\":[{\"id\":\"e\",\"price\":\"1.25000000\","
  "\"quantity\":\"1.00000\",\"timestamp\":\"2026-11-20T15:00:00Z\"}]}]}]}",
  "{\"results\":[{\"id\":\"v\",\"type\":\"assignment\",\"state\":\"confirmed\",\"event_date\":\"2026-12-18\",\"option_id\":\"opt1\",\"quantity\":\"2.0000\",\"equity_components\":[{\"side\":\"buy\","
  "\"quantity\":\"200.0000\",\"price\":\"45.0000\"}]}]}",
  NULL,
};
static const char *const token_seeds[] = {
  "{\"access_token\":\"a.b-c_d\",\"refresh_token\":\"r\",\"expires_in\":2562387,\"token_type\":\"Bearer\",\"issued_at\":1700000000}", NULL,
};
static const char *const decimal_seeds[] = { "-774.0000", "0.00000001", "11325", "1AAPL", "BRK.B", "https://api.robinhood.com/options/instruments/o1/?x", NULL };

const MagFuzzTarget mag_fuzz_broker_targets[] = {
  { "broker-positions", fuzz_positions, 1500, position_seeds, NULL },
  { "broker-history", fuzz_history, 1500, history_seeds, NULL },
  { "broker-tokens", fuzz_tokens, 1500, token_seeds, NULL },
  { "broker-decimal", fuzz_decimal, 4000, decimal_seeds, NULL },
};
const gsize mag_fuzz_n_broker_targets = G_N_ELEMENTS (mag_fuzz_broker_targets);
