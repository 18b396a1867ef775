/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of the broker's lists: units, signs and shapes of the protocol, each under the name of its rule; then the same over recorded bodies. */

#include "mag-robinhood-history.h"
#include "mag-robinhood-tokens.h"

#include "mag-date.h"

#include "../market/captures.h"

#include <math.h>
#include <string.h>

/* Bodies are written with ' for ", to be read by people. */
static JsonNode *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr(GError) error = NULL;
  JsonNode *node = json_from_string (json, &error);

  g_assert_no_error (error);
  return node;
}

static MagPosition *
position_of (const char *text)
{
  g_autoptr(JsonNode) node = parse (text);

  return mag_robinhood_position_parse (json_node_get_object (node));
}

static void
set_quote (MagPosition *position,
           const char  *text)
{
  g_autoptr(JsonNode) node = parse (text);

  mag_robinhood_position_set_quote (position, json_node_get_object (node));
}

/* Values. */

static void
test_decimals (void)
{
  static const struct { const char *text; gboolean ok; gint64 e8; } rows[] = {
    { "-774.0000", TRUE, G_GINT64_CONSTANT (-77400000000) },
    { "0.00000001", TRUE, 1 },
    { "11325", TRUE, G_GINT64_CONSTANT (1132500000000) },
    { "1.510000000000", TRUE, 151000000 },
    { ".5", TRUE, 50000000 },
    { "92233720368.54775807", TRUE, G_MAXINT64 },
    { "92233720368.54775808", FALSE, 0 },
    { "0.000000001", FALSE, 0 }, /* never rounded away */
    { "1e5", FALSE, 0 },
    { "", FALSE, 0 },
    { "-", FALSE, 0 },
    { ".", FALSE, 0 },
    { "+1", FALSE, 0 },
    { " 1", FALSE, 0 },
    { "1,000.00", FALSE, 0 },
    { "1.2.3", FALSE, 0 },
    { "nan", FALSE, 0 },
    { NULL, FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 e8 = 7;

      g_test_message ("%s", rows[i].text != NULL ? rows[i].text : "(null)");
      g_assert_true (mag_rh_decimal_parse (rows[i].text, &e8) == rows[i].ok);
      g_assert_cmpint (e8, ==, rows[i].ok ? rows[i].e8 : 7);
    }
}

/* A number where a string is described, and the other way round. */
static void
test_strings_and_numbers (void)
{
  g_autoptr(JsonNode) node = parse ("{'a':'5.775000','b':5.775,'c':577,'d':null,'e':true,'f':[],'g':'','h':123456789.125,'i':-1,'j':1e300,'n':890,'s':'5QR00001'}");
  JsonObject *object = json_node_get_object (node);
  g_autofree char *number = mag_rh_dup_text (object, "n"), *text = mag_rh_dup_text (object, "s"), *empty = mag_rh_dup_text (object, "g");

  g_assert_cmpint (mag_rh_get_price (object, "a"), ==, 57750);
  g_assert_cmpint (mag_rh_get_price (object, "b"), ==, 57750);
  g_assert_cmpint (mag_rh_get_price (object, "c"), ==, 5770000);
  for (const char *p = "defgijz"; *p != '\0'; p++)
    {
      const char name[] = { *p, '\0' };

      g_assert_cmpint (mag_rh_get_price (object, name), ==, MAG_PRICE_UNKNOWN);
    }
  g_assert_cmpint (mag_rh_get_money (object, "h"), ==, G_GINT64_CONSTANT (12345678913)); /* half a cent rounds away from zero */
  g_assert_cmpint (mag_rh_get_money (object, "i"), ==, -100);
  g_assert_cmpint (mag_rh_get_whole (object, "c"), ==, 577);
  g_assert_cmpint (mag_rh_get_whole (object, "a"), ==, -1);
  g_assert_cmpstr (number, ==, "890");
  g_assert_cmpstr (text, ==, "5QR00001");
  g_assert_null (empty);
}

/* 9 decimals in quotes, an offset in challenges. */
static void
test_times (void)
{
  g_autoptr(JsonNode) node = parse ("{'a':'2025-08-11T16:05:11.998328415Z','b':'2026-01-05T15:05:00.000000-05:00','c':'2016-03-18T16:16:48Z','d':'2016-03-12T01:98:27.672943Z'}");
  JsonObject *object = json_node_get_object (node);

  g_assert_cmpint (mag_rh_get_instant (object, "a"), ==, mag_instant_parse_utc ("2025-08-11T16:05:11Z") + 998328);
  g_assert_cmpint (mag_rh_get_instant (object, "b"), ==, mag_instant_parse_utc ("2026-01-05T20:05:00Z"));
  g_assert_cmpint (mag_rh_get_instant (object, "c"), ==, mag_instant_parse_utc ("2016-03-18T16:16:48Z"));
  g_assert_cmpint (mag_rh_get_instant (object, "d"), ==, 0);
}

static void
test_symbols (void)
{
  static const struct { const char *chain, *ticker, *root; gboolean adjusted; } rows[] = {
    { "AAPL", "AAPL", "AAPL", FALSE },
    { "1AAPL", "AAPL", "AAPL1", TRUE },
    { "USO1", "USO", "USO1", TRUE },
    { "BRK.B", "BRK.B", "BRKB", FALSE },
    { "SPX", "SPX", "SPX", FALSE },
    { "SPXW", "SPX", "SPXW", FALSE },
    { "F", "F", "F", FALSE },
    { "", NULL, NULL, FALSE },
    { "7", NULL, NULL, FALSE },
    { "ABCDEFGHIJKLMNOPQ", NULL, NULL, FALSE },
    { NULL, NULL, NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *ticker = NULL;
      char root[8] = "";
      gboolean adjusted = FALSE;
      gboolean ok = mag_rh_split_symbol (rows[i].chain, &ticker, root, &adjusted);

      g_test_message ("%s", rows[i].chain != NULL ? rows[i].chain : "(null)");
      g_assert_true (ok == (rows[i].ticker != NULL));
      g_assert_cmpstr (ticker, ==, rows[i].ticker);
      g_assert_cmpstr (root, ==, rows[i].root != NULL ? rows[i].root : "");
      g_assert_true (adjusted == rows[i].adjusted);
    }
}

static void
test_links (void)
{
  static const struct { const char *url, *id; } rows[] = {
    { "https://api.robinhood.com/options/instruments/125275ca/", "125275ca" },
    { "https://api.robinhood.com/accounts/5QR00001", "5QR00001" },
    { "https://api.robinhood.com/positions/890/48ea0f47/?x=1/2", "48ea0f47" },
    { "///", NULL }, { "", NULL }, { "abc", NULL }, { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *id = mag_rh_dup_last_part (rows[i].url);

      g_assert_cmpstr (id, ==, rows[i].id);
    }
}

/* Positions. */

/* Hand-figured: dollars per contract times contracts, signed by the type alone, and the quote per share times multiplier. */
static void
test_units_and_signs (void)
{
  static const struct { const char *why, *type, *average, *quantity, *multiplier, *mark; MagMoney premium, value, profit; } rows[] = {
    { "short put sold at 1.25, marked 0.90", "short", "-125.0000", "1.0000", "100.0000", "0.900000", 12500, 9000, 3500 },
    { "short call against us", "short", "-29.0000", "3.0000", "100.0000", "0.410000", 8700, 12300, -3600 },
    { "long call", "long", "729.0000", "1.0000", "100.0000", "7.740000", 72900, 77400, 4500 },
    { "worthless", "long", "50.0000", "2.0000", "100.0000", "0.000000", 10000, 0, -10000 },
    { "three fills of a third: 3 x 28.3333 is 84.9999", "short", "-28.3333", "3.0000", "100.0000", "0.280000", 8500, 8400, 100 },
    { "half a cent rounds once, away from zero", "short", "-0.0050", "1.0000", "100.0000", "0.000000", 1, 0, 1 },
    { "mini contract", "short", "-12.5000", "4.0000", "10.0000", "1.010000", 5000, 4040, 960 },
    { "adjusted: 150 shares", "long", "300.0000", "1.0000", "150.0000", "2.110000", 30000, 31650, 1650 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *row = g_strdup_printf ("{'id':'p','option_id':'o','chain_symbol':'F','type':'%s','average_price':'%s','quantity':'%s','trade_value_multiplier':'%s'}",
                                              rows[i].type, rows[i].average, rows[i].quantity, rows[i].multiplier);
      g_autofree char *quote = g_strdup_printf ("{'adjusted_mark_price':'%s','mark_price':'99.000000'}", rows[i].mark);
      g_autoptr(MagPosition) position = position_of (row);

      g_test_message ("%s", rows[i].why);
      set_quote (position, quote);
      g_assert_cmpstr (position->problem, ==, NULL);
      g_assert_cmpint (position->premium, ==, rows[i].premium);
      g_assert_cmpint (mag_position_get_value (position), ==, rows[i].value);
      g_assert_cmpint (mag_position_get_profit (position), ==, rows[i].profit);
    }
}

/* The side is the type's; a sign that says something else is told, and the size is right all the same. */
static void
test_sign_against_type (void)
{
  static const struct { const char *type, *average; MagSide side; } rows[] = { { "short", "125.0000", MAG_SIDE_SHORT }, { "long", "-125.0000", MAG_SIDE_LONG } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *row = g_strdup_printf ("{'id':'p','chain_symbol':'F','type':'%s','average_price':'%s','quantity':'1.0000'}", rows[i].type, rows[i].average);
      g_autoptr(MagPosition) position = position_of (row);

      g_assert_cmpint (position->side, ==, rows[i].side);
      g_assert_cmpint (position->premium, ==, 12500);
      g_assert_nonnull (position->problem);
    }
}

/* `type` of a contract is call or put; that of a position stays what it was. */
static void
test_merging_trap (void)
{
  g_autoptr(MagPosition) position = position_of ("{'id':'p1','option':'https://api.robinhood.com/options/instruments/o1/','chain_symbol':'F','type':'short',"
                                                 "'average_price':'-29.0000','quantity':'1.0000','created_at':'2025-08-09T21:06:05.831182Z','opened_at':'2025-08-10T21:06:05Z'}");
  g_autoptr(JsonNode) node = parse ("{'id':'o1','type':'put','chain_symbol':'F','strike_price':'12.0000','expiration_date':'2025-09-12','created_at':'2025-01-01T00:00:00Z'}");
  g_autofree char *id = NULL;
  g_autoptr(MagRobinhoodContract) contract = mag_robinhood_contract_parse (json_node_get_object (node), &id);

  g_assert_cmpstr (id, ==, "o1");
  mag_robinhood_position_set_contract (position, contract);
  g_assert_cmpint (position->side, ==, MAG_SIDE_SHORT);
  g_assert_cmpint (position->contract.right, ==, MAG_RIGHT_PUT);
  g_assert_cmpint (position->contract.strike, ==, 120000);
  g_assert_cmpstr (position->id, ==, "p1");
  g_assert_cmpstr (position->option_id, ==, "o1");
  g_assert_cmpint (position->opened_us, ==, mag_instant_parse_utc ("2025-08-10T21:06:05Z"));
  g_assert_null (position->problem);
}

static void
test_settling (void)
{
  static const struct { const char *why, *pending; gint64 open, settling; } rows[] = {
    { "nothing pending", "", 3, 0 },
    { "expired, by the newer name", "'pending_expiration_quantity':'3.0000',", 0, 3 },
    { "expired, by the older name", "'pending_expired_quantity':'3.0000',", 0, 3 },
    { "expired, by both names", "'pending_expiration_quantity':'3.0000','pending_expired_quantity':'3.0000',", 0, 3 },
    { "one assigned", "'pending_assignment_quantity':'1.0000',", 2, 1 },
    { "one exercised, two assigned", "'pending_exercise_quantity':'1.0000','pending_assignment_quantity':'2.0000',", 0, 3 },
    { "more than there are", "'pending_assignment_quantity':'9.0000','pending_expired_quantity':'3.0000',", 0, 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *row = g_strdup_printf ("{'id':'p','chain_symbol':'F',%s'type':'short','average_price':'-10.0000','quantity':'3.0000'}", rows[i].pending);
      g_autoptr(MagPosition) position = position_of (row);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (position->quantity, ==, rows[i].open);
      g_assert_cmpint (position->settling, ==, rows[i].settling);
      g_assert_cmpint (position->premium, ==, 3000); /* of all three */
      mag_robinhood_position_set_quote (position, NULL);
      g_assert_true ((position->problem != NULL) == (rows[i].open > 0)); /* what is only settling needs no price */
    }
}

static void
test_no_position (void)
{
  g_assert_null (mag_robinhood_position_parse (NULL));
  g_assert_null (position_of ("{'id':'p','type':'long','average_price':'0.0000','quantity':'0.0000'}"));
}

/* It is held, whatever else is wrong: a row with a sentence, and the other rows go on. */
static void
test_bad_rows (void)
{
  static const char *const rows[] = {
    "{}",
    "{'id':'p','type':'call','average_price':'1','quantity':'1'}",
    "{'id':'p','type':'short','average_price':'','quantity':'1'}",
    "{'id':'p','type':'short','average_price':'1e5','quantity':'1'}",
    "{'id':'p','type':'short','average_price':'-1','quantity':'0.5'}",
    "{'id':'p','type':'short','average_price':'-1','quantity':'-1'}",
    "{'id':'p','type':'short','average_price':'-1','quantity':'1','trade_value_multiplier':'0.5'}",
    "{'id':'p','type':'short','average_price':'-92233720368','quantity':'1000000'}",
    "{'id':7,'type':[],'average_price':{},'quantity':true,'chain_symbol':null,'option':3}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(MagPosition) position = position_of (rows[i]);

      g_test_message ("%s", rows[i]);
      g_assert_nonnull (position);
      g_assert_nonnull (position->problem);
    }
}

/* Else two of them would be one line, and one row of the store. */
static void
test_position_without_an_id_goes_by_its_contract (void)
{
  g_autoptr(MagPosition) position = position_of ("{'option':'https://api.robinhood.com/options/instruments/o1/','type':'short','average_price':'-10.0000','quantity':'1.0000'}");

  g_assert_cmpstr (position->id, ==, "o1");
}

static void
test_no_quote (void)
{
  g_autoptr(MagPosition) position = position_of ("{'id':'p','chain_symbol':'F','type':'short','average_price':'-10.0000','quantity':'1.0000'}");

  set_quote (position, "{'adjusted_mark_price':null,'mark_price':null,'delta':null,'implied_volatility':null}");
  g_assert_cmpint (position->mark, ==, MAG_PRICE_UNKNOWN);
  g_assert_cmpint (mag_position_get_profit (position), ==, MAG_MONEY_UNKNOWN);
  g_assert_true (isnan (position->delta) && isnan (position->iv));
  g_assert_nonnull (position->problem);
}

/* Shares. */

static void
test_spot (void)
{
  g_autoptr(JsonNode) node = parse ("{'symbol':'F','last_trade_price':'12.345678','last_extended_hours_trade_price':'12.500000','previous_close':'24.0000','adjusted_previous_close':'12.0000',"
                                    "'updated_at':'2026-11-20T16:30:00Z'}");
  JsonObject *row = json_node_get_object (node);

  g_assert_cmpint (mag_robinhood_spot_parse (row, TRUE).price, ==, 123457);
  g_assert_cmpint (mag_robinhood_spot_parse (row, FALSE).price, ==, 125000);
  g_assert_cmpint (mag_robinhood_spot_parse (row, TRUE).previous_close, ==, 120000);
  json_object_set_null_member (row, "last_extended_hours_trade_price");
  g_assert_cmpint (mag_robinhood_spot_parse (row, FALSE).price, ==, 123457);
  g_assert_cmpint (mag_robinhood_spot_parse (NULL, TRUE).price, ==, MAG_PRICE_UNKNOWN);
}

static void
test_shares (void)
{
  g_autoptr(JsonNode) node = parse ("{'instrument':'https://api.robinhood.com/instruments/i1/','symbol':'F','account_number':'5QR00001','quantity':'250.12345678','average_buy_price':'11.2345',"
                                    "'shares_held_for_options_collateral':'100.00000000','shares_held_for_sells':'10.50000000'}");
  g_autofree char *id = NULL;
  g_autoptr(MagShares) shares = mag_robinhood_shares_parse (json_node_get_object (node), &id);

  g_assert_cmpstr (id, ==, "i1");
  g_assert_cmpstr (shares->symbol, ==, "F");
  g_assert_cmpint (shares->quantity_e8, ==, G_GINT64_CONSTANT (25012345678));
  g_assert_cmpint (shares->collateral, ==, 100);
  g_assert_cmpint (shares->held_for_sells, ==, 11);
  g_assert_cmpint (shares->average_price, ==, 112345);
}

/* Missing or 0 while the broker works it out. */
static void
test_unknown_basis (void)
{
  static const char *const rows[] = { "{'instrument':'https://x/i1/','quantity':'1','average_buy_price':'0.0000'}", "{'instrument':'https://x/i1/','quantity':'1'}" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(JsonNode) node = parse (rows[i]);
      g_autofree char *id = NULL;
      g_autoptr(MagShares) shares = mag_robinhood_shares_parse (json_node_get_object (node), &id);

      g_assert_cmpint (shares->average_price, ==, MAG_PRICE_UNKNOWN);
    }
}

/* Orders. */

static const MagRobinhoodContract *
find_nothing (gpointer    data,
              const char *option_id)
{
  return NULL;
}

static const MagRobinhoodContract *
find_given (gpointer    data,
            const char *option_id)
{
  return data;
}

static MagBrokerOrder *
order_of (const char *text,
          gboolean   *bad)
{
  g_autoptr(JsonNode) node = parse (text);

  return mag_robinhood_order_parse (json_node_get_object (node), find_nothing, NULL, bad);
}

#define LEG(side, effect, executions) \
  "{'id':'l1','option':'https://api.robinhood.com/options/instruments/o1/','side':'" side "','position_effect':'" effect "','ratio_quantity':1," \
  "'expiration_date':'2026-12-18','strike_price':'45.0000','option_type':'put','executions':[" executions "]}"
#define FILL(id, price, quantity) "{'id':'" id "','price':'" price "','quantity':'" quantity "','timestamp':'2026-11-20T15:00:00Z'}"

/* The limit was 1.25, the fills were better. */
static void
test_executions_count (void)
{
  gboolean bad;
  g_autoptr(MagBrokerOrder) order = order_of ("{'id':'a','account_number':'5QR00001','chain_symbol':'F','state':'filled','direction':'credit','price':'1.25000000',"
                                              "'processed_premium':'381','regulatory_fees':'0.09','contract_fees':'0.30','opening_strategy':'short_put','closing_strategy':null,"
                                              "'created_at':'2026-11-20T14:59:00Z','updated_at':'2026-11-20T15:00:01Z','legs':["
                                              LEG ("sell", "open", FILL ("e1", "1.26000000", "1.00000") "," FILL ("e2", "1.27500000", "2.00000")) "]}", &bad);
  const MagBrokerOrderLeg *leg = g_ptr_array_index (order->legs, 0);

  g_assert_false (bad);
  g_assert_cmpint (leg->role, ==, MAG_LEG_SELL_TO_OPEN);
  g_assert_cmpuint (leg->fills->len, ==, 2);
  g_assert_cmpint (g_array_index (leg->fills, MagBrokerFill, 1).price, ==, 12750);
  g_assert_cmpint (g_array_index (leg->fills, MagBrokerFill, 1).quantity, ==, 2);
  g_assert_cmpint (order->premium, ==, 38100);
  g_assert_cmpint (order->fees, ==, 39);
  g_assert_cmpstr (order->opening_strategy, ==, "short_put");
  g_assert_cmpstr (order->closing_strategy, ==, "");
  g_assert_false (order->working);
}

static void
test_roles (void)
{
  static const struct { const char *side, *effect; MagLegRole role; } rows[] = {
    { "sell", "open", MAG_LEG_SELL_TO_OPEN }, { "buy", "open", MAG_LEG_BUY_TO_OPEN }, { "buy", "close", MAG_LEG_BUY_TO_CLOSE }, { "sell", "close", MAG_LEG_SELL_TO_CLOSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'id':'a','chain_symbol':'F','legs':[{'id':'l','option':'https://x/o/','side':'%s','position_effect':'%s','expiration_date':'2026-12-18',"
                                               "'strike_price':'45.0000','option_type':'put','executions':[" FILL ("e", "1", "1") "]}]}", rows[i].side, rows[i].effect);
      gboolean bad;
      g_autoptr(MagBrokerOrder) order = order_of (text, &bad);

      g_assert_cmpint (((MagBrokerOrderLeg *) g_ptr_array_index (order->legs, 0))->role, ==, rows[i].role);
    }
}

/* `cancelled` can hold fills; without any it is no order of ours; working ones may get more. */
static void
test_cancelled_in_part (void)
{
  gboolean bad;
  g_autoptr(MagBrokerOrder) filled = order_of ("{'id':'a','chain_symbol':'F','state':'cancelled','legs':[" LEG ("buy", "close", FILL ("e1", "0.5", "1.00000")) "]}", &bad);
  g_autoptr(MagBrokerOrder) none = NULL, working = NULL;

  g_assert_nonnull (filled);
  g_assert_false (filled->working);
  none = order_of ("{'id':'a','chain_symbol':'F','state':'cancelled','legs':[" LEG ("buy", "close", "") "]}", &bad);
  g_assert_null (none);
  g_assert_false (bad);
  working = order_of ("{'id':'a','chain_symbol':'F','state':'partially_filled','legs':[" LEG ("buy", "close", FILL ("e1", "0.5", "1.00000")) "]}", &bad);
  g_assert_true (working->working);
}

/* One order that closes one contract and opens another; a credit on the whole, which is unsigned on the wire. */
static void
test_roll (void)
{
  gboolean bad;
  g_autoptr(MagBrokerOrder) order = order_of ("{'id':'a','chain_symbol':'F','state':'filled','direction':'debit','processed_premium':'40.0000','processed_premium_direction':'credit','legs':["
                                              LEG ("buy", "close", FILL ("e1", "0.5", "1")) "," LEG ("sell", "open", FILL ("e2", "0.9", "1")) "]}", &bad);

  g_assert_cmpuint (order->legs->len, ==, 2);
  g_assert_cmpint (((MagBrokerOrderLeg *) g_ptr_array_index (order->legs, 0))->role, ==, MAG_LEG_BUY_TO_CLOSE);
  g_assert_cmpint (((MagBrokerOrderLeg *) g_ptr_array_index (order->legs, 1))->role, ==, MAG_LEG_SELL_TO_OPEN);
  g_assert_cmpint (order->premium, ==, 4000); /* the newer direction holds */
}

static void
test_bad_orders (void)
{
  static const char *const rows[] = {
    "{'chain_symbol':'F','legs':[" LEG ("buy", "open", FILL ("e", "1", "1")) "]}",
    "{'id':'a','chain_symbol':'','legs':[" LEG ("buy", "open", FILL ("e", "1", "1")) "]}",
    "{'id':'a','chain_symbol':'F','legs':[" LEG ("give", "open", FILL ("e", "1", "1")) "]}",
    "{'id':'a','chain_symbol':'F','legs':[" LEG ("buy", "open", FILL ("e", "-1", "1")) "]}",
    "{'id':'a','chain_symbol':'F','legs':[" LEG ("buy", "open", FILL ("e", "1", "0.5")) "]}",
    "{'id':'a','chain_symbol':'F','legs':[" LEG ("buy", "open", "null") "]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean bad = FALSE;

      g_test_message ("%s", rows[i]);
      g_assert_null (order_of (rows[i], &bad));
      g_assert_true (bad);
    }
}

/* Events. */

/* What happened to shares is in the components; `direction` says something else for every kind. */
static void
test_events (void)
{
  static const struct { const char *type, *direction, *components; MagBrokerEventKind kind; gint64 shares; MagPrice price; } rows[] = {
    { "assignment", "debit", "{'side':'buy','quantity':'200.0000','price':'45.0000'}", MAG_BROKER_EVENT_ASSIGNMENT, 200, 450000 },
    { "assignment", "debit", "{'side':'sell','quantity':'200.0000','price':'60.0000'}", MAG_BROKER_EVENT_ASSIGNMENT, -200, 600000 },
    { "exercise", "credit", "{'side':'buy','quantity':'200.0000','price':'175.0000'}", MAG_BROKER_EVENT_EXERCISE, 200, 1750000 },
    { "expiration", "debit", "", MAG_BROKER_EVENT_EXPIRATION, 0, MAG_PRICE_UNKNOWN },
    { "expiration", "credit", "", MAG_BROKER_EVENT_EXPIRATION, 0, MAG_PRICE_UNKNOWN },
    { "voided", "credit", "", MAG_BROKER_EVENT_OTHER, 0, MAG_PRICE_UNKNOWN },
    { "a word of next year", "credit", "", MAG_BROKER_EVENT_OTHER, 0, MAG_PRICE_UNKNOWN },
  };
  char ticker[] = "F";
  MagRobinhoodContract contract = { ticker, { "F", MAG_RIGHT_PUT, mag_date_new (2026, 12, 18), 450000 }, FALSE };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'id':'v','type':'%s','state':'confirmed','event_date':'2026-12-18','account_number':'5QR00001','option_id':'o',"
                                               "'position':'https://x/options/positions/p9/','quantity':'2.0000','direction':'%s','equity_components':[%s]}",
                                               rows[i].type, rows[i].direction, rows[i].components);
      g_autoptr(JsonNode) node = parse (text);
      gboolean bad;
      g_autoptr(MagBrokerEvent) event = mag_robinhood_event_parse (json_node_get_object (node), find_given, &contract, &bad);

      g_test_message ("%s %s", rows[i].type, rows[i].direction);
      g_assert_false (bad);
      g_assert_cmpint (event->kind, ==, rows[i].kind);
      g_assert_cmpint (event->quantity, ==, 2);
      g_assert_cmpint (event->shares, ==, rows[i].shares);
      g_assert_cmpint (event->share_price, ==, rows[i].price);
      g_assert_cmpint (event->multiplier, ==, 100);
      g_assert_cmpstr (event->position_id, ==, "p9");
      g_assert_true (event->confirmed);
    }
}

static void
test_event_of_unknown_contract (void)
{
  g_autoptr(JsonNode) node = parse ("{'id':'v','type':'expiration','state':'preparing','event_date':'2026-12-18','option_id':'o','quantity':'1'}");
  gboolean bad;

  g_assert_null (mag_robinhood_event_parse (json_node_get_object (node), find_nothing, NULL, &bad));
  g_assert_true (bad);
}

static void
test_accounts (void)
{
  g_autoptr(JsonNode) node = parse ("{'account_number':'5QR00001','type':'margin','brokerage_account_type':'ira_roth','nickname':null,'is_default':true,'option_level':'option_level_2',"
                                    "'buying_power':'1234.5600','portfolio_cash':'2000.0000','cash':'1.0000','cash_held_for_options_collateral':null,"
                                    "'margin_balances':{'cash_held_for_options_collateral':'4500.0000'}}");
  JsonObject *row = json_node_get_object (node);
  g_autoptr(MagBrokerAccount) account = mag_robinhood_account_parse (row), named = NULL, plain = NULL;

  g_assert_cmpstr (account->number, ==, "5QR00001");
  g_assert_cmpstr (account->name, ==, "Roth IRA");
  g_assert_true (account->options && account->is_default);
  g_assert_cmpint (account->buying_power, ==, 123456);
  g_assert_cmpint (account->cash, ==, 200000);
  g_assert_cmpint (account->option_collateral, ==, 450000);
  json_object_set_string_member (row, "nickname", "Wheel");
  json_object_set_null_member (row, "option_level");
  named = mag_robinhood_account_parse (row);
  g_assert_cmpstr (named->name, ==, "Wheel");
  g_assert_false (named->options);
  json_object_set_boolean_member (row, "permanently_deactivated", TRUE);
  plain = mag_robinhood_account_parse (row);
  g_assert_null (plain);
}

/* Tokens. */

static void
test_tokens (void)
{
  g_autoptr(JsonNode) good = parse ("{'access_token':'a.b-c_d','refresh_token':'r','expires_in':2562387}"), bad = parse ("{'access_token':'a\\r\\nCookie: x'}"), none = parse ("{}");
  g_autoptr(MagRobinhoodTokens) tokens = mag_robinhood_tokens_parse (json_node_get_object (good), 5 * MAG_SECOND_US), back = NULL;
  g_autofree char *text = mag_robinhood_tokens_to_text (tokens);

  back = mag_robinhood_tokens_from_text (text);
  g_assert_cmpstr (back->access, ==, "a.b-c_d");
  g_assert_cmpstr (back->refresh, ==, "r");
  g_assert_cmpint (back->lasts_seconds, ==, 2562387);
  g_assert_cmpint (back->issued_us, ==, 5 * MAG_SECOND_US);
  g_assert_null (mag_robinhood_tokens_parse (json_node_get_object (bad), 0)); /* it goes into a header */
  g_assert_null (mag_robinhood_tokens_parse (json_node_get_object (none), 0));
  g_assert_null (mag_robinhood_tokens_from_text ("not ours"));
  g_assert_null (mag_robinhood_tokens_from_text (NULL));
}

/* Recorded bodies. */

static JsonObject *
recorded_body (const char  *name,
               JsonNode   **root)
{
  g_autofree char *path = g_build_filename ("robinhood", name, NULL);

  return mag_json_object (mag_json_object (captures_load_json (path, root), "response"), "body");
}

static const struct
{
  const char *file;
  guint       index;
  const char *symbol;
  MagSide     side;
  MagMoney    premium;
  const char *mark;   /* of a quote that the test makes */
  MagMoney    profit; /* figured by hand; MAG_MONEY_UNKNOWN: the row is no open position */
} recorded[] = {
  /* 774.00 received; 7.41 x 100 = 741.00 to buy back: 33.00 */
  { "options_positions.2018.json", 0, "AMZN", MAG_SIDE_SHORT, 77400, "7.4100", 3300 },
  { "options_positions.2018.json", 1, NULL, 0, 0, NULL, MAG_MONEY_UNKNOWN },
  { "options_positions.2018.json", 2, NULL, 0, 0, NULL, MAG_MONEY_UNKNOWN },
  /* 729.00 paid; 7.0350 x 100 = 703.50: -25.50 */
  { "options_positions.2018.json", 3, "AMZN", MAG_SIDE_LONG, 72900, "7.0350", -2550 },
  /* 29.00 received; 0.13 x 100 = 13.00: 16.00 */
  { "options_positions_short_call.2025.json", 0, "F", MAG_SIDE_SHORT, 2900, "0.130000", 1600 },
};

static void
test_recorded_positions (void)
{
  if (captures_skip ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (recorded); i++)
    {
      g_autoptr(JsonNode) root = NULL;
      JsonArray *rows = mag_json_array (recorded_body (recorded[i].file, &root), "results");
      g_autoptr(MagPosition) position = mag_robinhood_position_parse (mag_json_element (rows, recorded[i].index));
      g_autofree char *quote = NULL;

      g_test_message ("%s, row %u", recorded[i].file, recorded[i].index);
      if (recorded[i].profit == MAG_MONEY_UNKNOWN)
        {
          g_assert_null (position);
          continue;
        }
      quote = g_strdup_printf ("{'adjusted_mark_price':'%s'}", recorded[i].mark);
      set_quote (position, quote);
      g_assert_null (position->problem);
      g_assert_cmpstr (position->symbol, ==, recorded[i].symbol);
      g_assert_cmpint (position->side, ==, recorded[i].side);
      g_assert_cmpint (position->premium, ==, recorded[i].premium);
      g_assert_cmpint (mag_position_get_profit (position), ==, recorded[i].profit);
      g_assert_cmpuint (strlen (position->option_id), ==, 36);
      g_assert_cmpint (position->opened_us, >, 0);
    }
}

static void
test_recorded_contracts (void)
{
  static const struct { const char *file, *symbol; MagRight right; MagPrice strike; int year, month, day; } rows[] = {
    { "options_instrument.2025.json", "AAPL", MAG_RIGHT_CALL, 1500000, 2024, 1, 19 },
    { "options_instrument_expired.2018.json", "ADI", MAG_RIGHT_PUT, 820000, 2018, 4, 6 },
    { "options_instruments_by_ids.2018.json", "TLT", MAG_RIGHT_CALL, 1220000, 2018, 8, 10 },
  };

  if (captures_skip ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(JsonNode) root = NULL;
      JsonObject *body = recorded_body (rows[i].file, &root);
      JsonArray *results = mag_json_array (body, "results");
      g_autofree char *id = NULL;
      g_autoptr(MagRobinhoodContract) contract = mag_robinhood_contract_parse (results != NULL ? mag_json_element (results, 0) : body, &id);

      g_test_message ("%s", rows[i].file);
      g_assert_nonnull (contract);
      g_assert_cmpstr (contract->symbol, ==, rows[i].symbol);
      g_assert_cmpint (contract->contract.right, ==, rows[i].right);
      g_assert_cmpint (contract->contract.strike, ==, rows[i].strike);
      g_assert_cmpint (contract->contract.expiration, ==, mag_date_new (rows[i].year, rows[i].month, rows[i].day));
      g_assert_nonnull (id);
    }
}

static void
test_recorded_quotes (void)
{
  g_autoptr(JsonNode) newer = NULL, older = NULL;
  g_autoptr(MagPosition) a = NULL, b = NULL;
  g_autofree char *id = NULL;
  JsonObject *row;

  if (captures_skip ())
    return;
  a = position_of ("{'id':'p','chain_symbol':'F','type':'long','average_price':'10.0000','quantity':'1.0000'}");
  b = position_of ("{'id':'p','chain_symbol':'ADI','type':'long','average_price':'10.0000','quantity':'1.0000'}");
  row = mag_json_element (mag_json_array (recorded_body ("marketdata_options.2025.json", &newer), "results"), 0);
  id = mag_robinhood_quote_dup_option_id (row);
  g_assert_cmpstr (id, ==, "fed6fe71-a605-4340-812a-3b0df7d1bbc3");
  mag_robinhood_position_set_quote (a, row);
  g_assert_cmpint (a->mark, ==, 57800); /* the adjusted one, not 5.775 */
  g_assert_cmpint (a->bid, ==, 56500);
  g_assert_cmpint (a->ask, ==, 59000);
  g_assert_cmpfloat (a->pop_short, ==, 1);
  g_assert_cmpint (a->quoted_us, ==, mag_instant_parse_utc ("2025-08-11T16:05:11Z") + 998328);
  g_assert_cmpint (mag_position_get_profit (a), ==, 56800);

  row = recorded_body ("marketdata_options_no_quote_nulls.2018.json", &older);
  mag_robinhood_position_set_quote (b, row);
  g_assert_cmpint (b->mark, ==, 1300);
  g_assert_true (isnan (b->delta) && isnan (b->iv) && isnan (b->pop_long));
  g_assert_cmpint (b->quoted_us, ==, 0);
  g_assert_null (b->problem);
}

static void
test_recorded_order (void)
{
  g_autoptr(JsonNode) root = NULL, queued_root = NULL;
  g_autoptr(MagBrokerOrder) order = NULL, queued = NULL;
  const MagBrokerOrderLeg *leg;
  gboolean bad;

  if (captures_skip ())
    return;
  order = mag_robinhood_order_parse (recorded_body ("options_order_filled_credit.2025.json", &root), find_nothing, NULL, &bad);
  g_assert_false (bad);
  g_assert_cmpstr (order->symbol, ==, "AMZN");
  g_assert_cmpint (order->premium, ==, 1132500);
  g_assert_cmpint (order->fees, ==, 315);
  g_assert_cmpstr (order->closing_strategy, ==, "long_call");
  leg = g_ptr_array_index (order->legs, 0);
  g_assert_cmpint (leg->role, ==, MAG_LEG_SELL_TO_CLOSE);
  g_assert_cmpint (leg->contract.strike, ==, 2550000);
  g_assert_cmpint (g_array_index (leg->fills, MagBrokerFill, 0).quantity, ==, 69);
  g_assert_cmpint (g_array_index (leg->fills, MagBrokerFill, 1).quantity, ==, 1);
  g_assert_cmpint (g_array_index (leg->fills, MagBrokerFill, 1).price, ==, 15100);
  queued = mag_robinhood_order_parse (recorded_body ("options_order_queued.2018.json", &queued_root), find_nothing, NULL, &bad);
  g_assert_null (queued);
  g_assert_false (bad);
}

static void
test_recorded_stocks (void)
{
  g_autoptr(JsonNode) quotes = NULL, shares = NULL, accounts = NULL;
  g_autoptr(MagBrokerAccount) account = NULL;
  JsonArray *rows;

  if (captures_skip ())
    return;
  rows = mag_json_array (recorded_body ("quotes.2016.json", &quotes), "results");
  g_assert_cmpint (mag_robinhood_spot_parse (mag_json_element (rows, 2), FALSE).price, ==, 2319867);
  g_assert_cmpint (mag_robinhood_spot_parse (mag_json_element (rows, 2), FALSE).previous_close, ==, 2263800);
  rows = mag_json_array (recorded_body ("positions.2018.json", &shares), "results");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      g_autofree char *id = NULL;

      g_assert_null (mag_robinhood_shares_parse (mag_json_element (rows, i), &id)); /* none of them is held any more */
    }
  rows = mag_json_array (recorded_body ("accounts_cash.2016.json", &accounts), "results");
  account = mag_robinhood_account_parse (mag_json_element (rows, 0));
  g_assert_cmpstr (account->number, ==, "000000001");
  g_assert_cmpint (account->buying_power, ==, 11489);
  g_assert_cmpint (account->cash, ==, 11489);
  g_assert_false (account->options);
}

/* The five rows of the shape: put assigned, call assigned, long and short expired, call exercised. What a short put sold at 1.20 that is assigned, and so on, come
 * to is the journal's; here it is what moves. */
static void
test_shape_events (void)
{
  static const struct { MagBrokerEventKind kind; gint64 shares; MagPrice price; } expected[] = {
    { MAG_BROKER_EVENT_ASSIGNMENT, 100, 450000 },
    { MAG_BROKER_EVENT_ASSIGNMENT, -100, 600000 },
    { MAG_BROKER_EVENT_EXPIRATION, 0, MAG_PRICE_UNKNOWN },
    { MAG_BROKER_EVENT_EXPIRATION, 0, MAG_PRICE_UNKNOWN },
    { MAG_BROKER_EVENT_EXERCISE, 100, 1750000 },
  };
  char ticker[] = "AAA";
  MagRobinhoodContract contract = { ticker, { "AAA", MAG_RIGHT_PUT, mag_date_new (2026, 1, 16), 450000 }, FALSE };
  g_autoptr(JsonNode) root = NULL;
  JsonArray *rows;

  if (captures_skip ())
    return;
  rows = mag_json_array (recorded_body ("shape.options_events.json", &root), "results");
  g_assert_cmpuint (json_array_get_length (rows), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      gboolean bad;
      g_autoptr(MagBrokerEvent) event = mag_robinhood_event_parse (mag_json_element (rows, i), find_given, &contract, &bad);

      g_assert_false (bad);
      g_assert_cmpint (event->kind, ==, expected[i].kind);
      g_assert_cmpint (event->shares, ==, expected[i].shares);
      g_assert_cmpint (event->share_price, ==, expected[i].price);
      g_assert_cmpint (event->date, ==, mag_date_new (2026, 1, 16));
      g_assert_cmpstr (event->account, ==, "000000001");
      g_assert_true (event->confirmed);
    }
}

static void
test_shape_tokens (void)
{
  g_autoptr(JsonNode) first = NULL, second = NULL;
  g_autoptr(MagRobinhoodTokens) login = NULL, refresh = NULL;

  if (captures_skip ())
    return;
  login = mag_robinhood_tokens_parse (recorded_body ("shape.login_token.json", &first), 1);
  refresh = mag_robinhood_tokens_parse (recorded_body ("shape.refresh_token.json", &second), 1);
  g_assert_cmpstr (login->access, ==, "EXAMPLE.ACCESS.TOKEN");
  g_assert_cmpstr (refresh->access, ==, "EXAMPLE.ACCESS.TOKEN.2");
  g_assert_cmpstr (login->refresh, !=, refresh->refresh);
}

static const char *
find_ticker (gpointer    data,
             const char *instrument_id)
{
  return strcmp (instrument_id, "i-1") == 0 ? "F" : NULL;
}

/* Shares go by the execution, in fractions to the eighth decimal; what was cancelled after a part was filled counts with that part. */
static void
test_share_orders (void)
{
  static const struct { const char *why, *text; gboolean bad; gint64 quantity_e8; MagPrice price; } rows[] = {
    { "bought", "{'id':'o','account_number':'5QR00001','instrument_id':'i-1','side':'buy','state':'filled','fees':'0.02',"
      "'executions':[{'price':'10.12340000','quantity':'3.00000000','timestamp':'2026-03-02T15:00:00Z'}]}", FALSE, 300000000, 101234 },
    { "a fraction, the stock by its link", "{'id':'o','account':'https://x/accounts/5QR00001/','instrument':'https://x/instruments/i-1/','side':'sell','state':'cancelled','fees':'0.02',"
      "'executions':[{'price':'10.00','quantity':'0.12345678','timestamp':'2026-03-02T15:00:00Z'}]}", FALSE, 12345678, 100000 },
    { "nothing filled", "{'id':'o','instrument_id':'i-1','side':'buy','state':'cancelled','executions':[]}", FALSE, 0, 0 },
    { "unknown stock", "{'id':'o','instrument_id':'i-2','side':'buy','executions':[{'price':'1','quantity':'1','timestamp':'2026-03-02T15:00:00Z'}]}", TRUE, 0, 0 },
    { "neither bought nor sold", "{'id':'o','instrument_id':'i-1','side':'give','executions':[{'price':'1','quantity':'1','timestamp':'2026-03-02T15:00:00Z'}]}", TRUE, 0, 0 },
    { "no whole decimal", "{'id':'o','instrument_id':'i-1','side':'buy','executions':[{'price':'1','quantity':'1e2','timestamp':'2026-03-02T15:00:00Z'}]}", TRUE, 0, 0 },
    { "none of it", "{'id':'o','instrument_id':'i-1','side':'buy','executions':[{'price':'1','quantity':'0','timestamp':'2026-03-02T15:00:00Z'}]}", TRUE, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(JsonNode) node = parse (rows[i].text);
      gboolean bad;
      g_autoptr(MagBrokerShareOrder) order = mag_robinhood_share_order_parse (json_node_get_object (node), find_ticker, NULL, &bad);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (bad, ==, rows[i].bad);
      g_assert_cmpint (order != NULL, ==, rows[i].quantity_e8 > 0);
      if (order == NULL)
        continue;
      g_assert_cmpstr (order->account, ==, "5QR00001");
      g_assert_cmpstr (order->symbol, ==, "F");
      g_assert_cmpint (order->sells, ==, i == 1);
      g_assert_cmpint (order->fees, ==, 2);
      g_assert_cmpint (g_array_index (order->fills, MagBrokerShareFill, 0).quantity_e8, ==, rows[i].quantity_e8);
      g_assert_cmpint (g_array_index (order->fills, MagBrokerShareFill, 0).price, ==, rows[i].price);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *path; GTestFunc func; } tests[] = {
    { "/rows/decimals-are-exact", test_decimals },
    { "/rows/strings-and-numbers", test_strings_and_numbers },
    { "/rows/times-of-nine-decimals-and-with-offset", test_times },
    { "/rows/symbols-of-adjusted-chains", test_symbols },
    { "/rows/share-orders", test_share_orders },
    { "/rows/ids-out-of-links", test_links },
    { "/rows/positions/dollars-per-contract-and-per-share", test_units_and_signs },
    { "/rows/positions/sign-against-type-is-told", test_sign_against_type },
    { "/rows/positions/contract-does-not-overwrite-the-side", test_merging_trap },
    { "/rows/positions/settling-is-not-open", test_settling },
    { "/rows/positions/zero-rows-are-none", test_no_position },
    { "/rows/positions/bad-row-is-one-row", test_bad_rows },
    { "/rows/positions/position-without-an-id-goes-by-its-contract", test_position_without_an_id_goes_by_its_contract },
    { "/rows/positions/no-quote-is-unknown", test_no_quote },
    { "/rows/shares/extended-hours-price", test_spot },
    { "/rows/shares/fractions", test_shares },
    { "/rows/shares/basis-being-reconciled-is-unknown", test_unknown_basis },
    { "/rows/orders/executions-not-the-limit", test_executions_count },
    { "/rows/orders/roles", test_roles },
    { "/rows/orders/cancelled-with-fills", test_cancelled_in_part },
    { "/rows/orders/roll-is-one-order", test_roll },
    { "/rows/orders/bad-ones-are-counted", test_bad_orders },
    { "/rows/events/shares-by-components-not-direction", test_events },
    { "/rows/events/unknown-contract-is-counted", test_event_of_unknown_contract },
    { "/rows/accounts", test_accounts },
    { "/rows/tokens", test_tokens },
    { "/rows/recorded/positions", test_recorded_positions },
    { "/rows/recorded/contracts", test_recorded_contracts },
    { "/rows/recorded/quotes", test_recorded_quotes },
    { "/rows/recorded/order", test_recorded_order },
    { "/rows/recorded/stocks-and-accounts", test_recorded_stocks },
    { "/rows/recorded/shape-events", test_shape_events },
    { "/rows/recorded/shape-tokens", test_shape_tokens },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].path, tests[i].func);
  return g_test_run ();
}
