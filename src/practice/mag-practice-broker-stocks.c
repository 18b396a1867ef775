/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice broker's accounts, shares and their quotes. */

#include "mag-practice-broker-private.h"

#include "mag-date.h"

#include <math.h>
#include <string.h>

#define PAGE 100

static const struct
{
  const char *type, *brokerage_type, *nickname, *level;
} account_facts[MAG_PRACTICE_N_ACCOUNTS] = {
  { "margin", "individual", "", "option_level_3" },
  { "cash", "ira_roth", "Roth IRA", "option_level_2" },
  { "margin", "individual", "Load", "option_level_3" },
};

static GPtrArray *
new_rows (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
}

/* Cash bound by short puts. */
static MagMoney
sum_collateral (const MagPracticeBook *book)
{
  MagMoney sum = 0;

  for (guint i = 0; i < book->holdings->len; i++)
    {
      const MagPracticeHolding *holding = &g_array_index (book->holdings, MagPracticeHolding, i);

      if (holding->is_short && holding->contract.right == MAG_RIGHT_PUT)
        sum += holding->contract.strike * (holding->quantity - holding->pending_expired);
    }
  return sum; /* strike in 1/10000 dollar x 100 shares: cents */
}

static void
add_balances (JsonBuilder           *builder,
              const MagPracticeBook *book,
              MagMoney               collateral)
{
  MagMoney free_cash = MAX (book->cash - collateral, 0);

  mag_practice_add_fixed (builder, "buying_power", free_cash, 2, 4);
  mag_practice_add_fixed (builder, "cash", book->cash, 2, 4);
  mag_practice_add_fixed (builder, "portfolio_cash", book->cash, 2, 4);
  mag_practice_add_fixed (builder, "cash_available_for_withdrawal", free_cash, 2, 4);
  mag_practice_add_fixed (builder, "cash_held_for_options_collateral", collateral, 2, 4);
  mag_practice_add_text (builder, "cash_held_for_orders", "0.0000");
  mag_practice_add_text (builder, "unsettled_funds", "0.0000");
  mag_practice_add_text (builder, "uncleared_deposits", "0.0000");
}

static JsonNode *
make_account (const MagPracticeVisit *visit,
              MagPracticeAccount      account)
{
  const MagPracticeBook *book = mag_practice_visit_get_book (visit, account);
  const char *number = mag_practice_account_numbers[account];
  g_autofree char *portfolio = g_strdup_printf (MAG_PRACTICE_API "/accounts/%s/portfolio/", number), *positions = g_strdup_printf (MAG_PRACTICE_API "/accounts/%s/positions/", number);
  MagMoney collateral = sum_collateral (book);
  gboolean cash = strcmp (account_facts[account].type, "cash") == 0;
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mag_practice_add_url (builder, "url", "/accounts/", number);
  mag_practice_add_text (builder, "portfolio", portfolio);
  mag_practice_add_text (builder, "positions", positions);
  mag_practice_add_text (builder, "account_number", number);
  mag_practice_add_text (builder, "rhs_account_number", number);
  mag_practice_add_text (builder, "type", account_facts[account].type);
  mag_practice_add_text (builder, "brokerage_account_type", account_facts[account].brokerage_type);
  mag_practice_add_text (builder, "nickname", account_facts[account].nickname);
  mag_practice_add_bool (builder, "is_default", account != MAG_PRACTICE_IRA);
  mag_practice_add_text (builder, "state", "active");
  mag_practice_add_bool (builder, "deactivated", FALSE);
  mag_practice_add_bool (builder, "permanently_deactivated", FALSE);
  mag_practice_add_bool (builder, "locked", FALSE);
  mag_practice_add_text (builder, "option_level", account_facts[account].level);
  mag_practice_add_text (builder, "management_type", "self_directed");
  add_balances (builder, book, collateral);
  json_builder_set_member_name (builder, cash ? "cash_balances" : "margin_balances");
  json_builder_begin_object (builder);
  add_balances (builder, book, collateral);
  json_builder_end_object (builder);
  mag_practice_add_text (builder, cash ? "margin_balances" : "cash_balances", NULL);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* An account the user has, whatever the query says. */
static gboolean
is_users (const MagPracticeVisit *visit,
          MagPracticeAccount      account)
{
  return (account == MAG_PRACTICE_LOAD) == g_str_has_prefix (visit->user, "load");
}

static gboolean
wants_all (const MagPracticeVisit *visit)
{
  return g_strcmp0 (mag_practice_request_get (visit->request, "default_to_all_accounts"), "true") == 0;
}

/* Without being asked for all the list has the default account alone. */
MagPracticeReply *
mag_practice_broker_accounts (const MagPracticeVisit *visit)
{
  g_auto(GStrv) parts = g_strsplit (visit->rest, "/", -1);
  g_autoptr(GPtrArray) rows = new_rows ();

  for (MagPracticeAccount account = 0; account < MAG_PRACTICE_N_ACCOUNTS; account++)
    {
      if (!is_users (visit, account))
        continue;
      if (parts[0] != NULL && strcmp (parts[0], mag_practice_account_numbers[account]) == 0)
        return mag_practice_visit_one (make_account (visit, account));
      if (account != MAG_PRACTICE_IRA || wants_all (visit))
        g_ptr_array_add (rows, make_account (visit, account));
    }
  return parts[0] != NULL && parts[0][0] != '\0' ? mag_practice_visit_one (NULL) : mag_practice_visit_page (visit, rows, PAGE);
}

/* Quotes */

static void
read_tape (const MagPracticeVisit   *visit,
           const MagPracticeListing *listing,
           MagPracticeTape          *tape,
           MagPracticeMoment        *moment)
{
  mag_practice_market_moment (visit->broker->market, visit->request->now_us, moment);
  mag_practice_market_read (visit->broker->market, listing, moment, tape);
}

static JsonNode *
make_quote (const MagPracticeVisit   *visit,
            const MagPracticeListing *listing)
{
  g_autofree char *id = mag_practice_stock_id (visit->broker, listing->symbol);
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  MagPracticeMoment moment, before;
  MagPracticeTape tape;
  MagPrice cent = MAG_PRICE_SCALE / 100;

  read_tape (visit, listing, &tape, &moment);
  mag_practice_market_moment_of (visit->broker->market, moment.day - 1, 1, &before);
  json_builder_begin_object (builder);
  mag_practice_add_fixed (builder, "ask_price", tape.price + cent, 4, 6);
  mag_practice_add_integer (builder, "ask_size", 200);
  mag_practice_add_fixed (builder, "bid_price", MAX (tape.price - cent, cent), 4, 6);
  mag_practice_add_integer (builder, "bid_size", 300);
  mag_practice_add_fixed (builder, "last_trade_price", tape.price, 4, 6);
  mag_practice_add_text (builder, "last_extended_hours_trade_price", NULL);
  mag_practice_add_text (builder, "last_non_reg_trade_price", NULL);
  mag_practice_add_fixed (builder, "previous_close", tape.previous_close, 4, 6);
  mag_practice_add_fixed (builder, "adjusted_previous_close", tape.previous_close, 4, 6);
  mag_practice_add_date (builder, "previous_close_date", before.date);
  mag_practice_add_text (builder, "symbol", listing->symbol);
  mag_practice_add_bool (builder, "trading_halted", FALSE);
  mag_practice_add_bool (builder, "has_traded", TRUE);
  mag_practice_add_text (builder, "state", "active");
  mag_practice_add_time (builder, "updated_at", moment.at_us);
  mag_practice_add_time (builder, "venue_last_trade_time", moment.at_us);
  mag_practice_add_url (builder, "instrument", "/instruments/", id);
  mag_practice_add_text (builder, "instrument_id", id);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static const MagPracticeListing *
find_listing (const MagPracticeVisit *visit,
              const char             *symbol)
{
  return symbol != NULL ? mag_practice_market_find (visit->broker->market, symbol) : NULL;
}

/* /quotes/?symbols=, /quotes/SYMBOL/, /marketdata/quotes/?ids= */
MagPracticeReply *
mag_practice_broker_quotes (const MagPracticeVisit *visit)
{
  g_auto(GStrv) parts = g_strsplit (visit->rest, "/", -1), symbols = mag_practice_visit_split (visit, "symbols"), ids = mag_practice_visit_split (visit, "ids");
  g_autoptr(GPtrArray) rows = new_rows ();
  const MagPracticeListing *listing;

  if (parts[0] != NULL && parts[0][0] != '\0')
    {
      listing = find_listing (visit, parts[0]);
      return mag_practice_visit_one (listing != NULL ? make_quote (visit, listing) : NULL);
    }
  for (guint i = 0; symbols != NULL && symbols[i] != NULL; i++)
    {
      listing = find_listing (visit, symbols[i]);
      g_ptr_array_add (rows, listing != NULL ? make_quote (visit, listing) : json_node_new (JSON_NODE_NULL));
    }
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      listing = find_listing (visit, mag_practice_find_stock (visit->broker, ids[i]));
      g_ptr_array_add (rows, listing != NULL ? make_quote (visit, listing) : json_node_new (JSON_NODE_NULL));
    }
  return mag_practice_visit_rows (visit, rows);
}

/* Shares */

static JsonNode *
make_stock (const MagPracticeVisit *visit,
            MagPracticeAccount      account,
            const MagPracticeStock *stock)
{
  static const char *const none[] = {
    "intraday_quantity", "intraday_average_buy_price", "pending_average_buy_price", "shares_held_for_options_events", "shares_pending_from_options_events",
    "shares_held_for_sells", "shares_held_for_buys", "shares_held_for_stock_grants",
  };
  g_autofree char *id = mag_practice_stock_id (visit->broker, stock->symbol), *place = g_strdup_printf ("/positions/%s/", mag_practice_account_numbers[account]);
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mag_practice_add_url (builder, "url", place, id);
  mag_practice_add_url (builder, "instrument", "/instruments/", id);
  mag_practice_add_url (builder, "account", "/accounts/", mag_practice_account_numbers[account]);
  mag_practice_add_fixed (builder, "average_buy_price", stock->average_price, 4, 4);
  mag_practice_add_fixed (builder, "quantity", stock->shares, 0, 8);
  mag_practice_add_fixed (builder, "shares_held_for_options_collateral", stock->held, 0, 8);
  mag_practice_add_fixed (builder, "shares_available_for_sells", stock->shares - stock->held, 0, 8);
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    mag_practice_add_text (builder, none[i], "0.00000000");
  mag_practice_add_time (builder, "created_at", stock->created_us);
  mag_practice_add_time (builder, "updated_at", stock->updated_us);
  if (!mag_practice_visit_has_fault (visit, MAG_FAULT_OLD_SHAPE))
    {
      mag_practice_add_text (builder, "instrument_id", id);
      mag_practice_add_text (builder, "symbol", stock->symbol);
      mag_practice_add_text (builder, "account_number", mag_practice_account_numbers[account]);
      mag_practice_add_text (builder, "type", "long");
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

MagPracticeReply *
mag_practice_broker_stocks (const MagPracticeVisit *visit)
{
  gboolean nonzero = g_strcmp0 (mag_practice_request_get (visit->request, "nonzero"), "true") == 0;
  g_autoptr(GPtrArray) rows = new_rows ();

  for (MagPracticeAccount account = 0; account < MAG_PRACTICE_N_ACCOUNTS; account++)
    {
      const MagPracticeBook *book = mag_practice_visit_has_account (visit, account) ? mag_practice_visit_get_book (visit, account) : NULL;

      for (guint i = 0; book != NULL && i < book->stocks->len; i++)
        {
          const MagPracticeStock *stock = &g_array_index (book->stocks, MagPracticeStock, i);

          if (stock->shares > 0 || !nonzero)
            g_ptr_array_add (rows, make_stock (visit, account, stock));
        }
    }
  return mag_practice_visit_page (visit, rows, PAGE);
}

/* Orders for shares */

static JsonNode *
make_share_order (const MagPracticeVisit     *visit,
                  MagPracticeAccount          account,
                  const MagPracticeShareDeal *deal)
{
  g_autofree char *id = mag_practice_broker_uuid (visit->broker->seed, "share-order", deal->key);
  g_autofree char *instrument = mag_practice_stock_id (visit->broker, deal->symbol);
  gint64 shares = 0, cost = 0;
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mag_practice_add_text (builder, "id", id);
  mag_practice_add_url (builder, "url", "/orders/", id);
  mag_practice_add_url (builder, "account", "/accounts/", mag_practice_account_numbers[account]);
  mag_practice_add_url (builder, "instrument", "/instruments/", instrument);
  if (!mag_practice_visit_has_fault (visit, MAG_FAULT_OLD_SHAPE))
    {
      mag_practice_add_text (builder, "account_number", mag_practice_account_numbers[account]);
      mag_practice_add_text (builder, "instrument_id", instrument);
    }
  json_builder_set_member_name (builder, "executions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < deal->n_fills; i++)
    {
      mag_practice_broker_add_fill (builder, visit, deal->key + 7 + i, &deal->fills[i], 8);
      shares += deal->fills[i].quantity;
      cost += deal->fills[i].quantity * deal->fills[i].price;
    }
  json_builder_end_array (builder);
  mag_practice_add_fixed (builder, "quantity", shares, 0, 8);
  mag_practice_add_fixed (builder, "cumulative_quantity", shares, 0, 8);
  mag_practice_add_fixed (builder, "average_price", cost / shares, 4, 8);
  mag_practice_add_fixed (builder, "fees", deal->fees, 2, 2);
  mag_practice_add_text (builder, "price", NULL);
  mag_practice_add_text (builder, "side", deal->sells ? "sell" : "buy");
  mag_practice_add_text (builder, "state", "filled");
  mag_practice_add_text (builder, "trigger", "immediate");
  mag_practice_add_text (builder, "type", "market");
  mag_practice_add_text (builder, "position_effect", deal->sells ? "close" : "open");
  mag_practice_add_time (builder, "created_at", deal->created_us);
  mag_practice_add_time (builder, "last_transaction_at", deal->fills[deal->n_fills - 1].at_us);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* Newest first. */
MagPracticeReply *
mag_practice_broker_share_orders (const MagPracticeVisit *visit)
{
  g_auto(GStrv) parts = g_strsplit (visit->rest, "/", -1);
  gboolean one = parts[0] != NULL && parts[0][0] != '\0';
  g_autoptr(GPtrArray) rows = new_rows ();

  for (MagPracticeAccount account = 0; account < MAG_PRACTICE_N_ACCOUNTS; account++)
    {
      const MagPracticeBook *book = mag_practice_visit_has_account (visit, account) ? mag_practice_visit_get_book (visit, account) : NULL;

      for (guint i = book != NULL ? book->share_deals->len : 0; i-- > 0;)
        {
          const MagPracticeShareDeal *deal = &g_array_index (book->share_deals, MagPracticeShareDeal, i);
          g_autofree char *id = mag_practice_broker_uuid (visit->broker->seed, "share-order", deal->key);

          if (one && strcmp (parts[0], id) == 0)
            return mag_practice_visit_one (make_share_order (visit, account, deal));
          if (!one)
            g_ptr_array_add (rows, make_share_order (visit, account, deal));
        }
    }
  return one ? mag_practice_visit_one (NULL) : mag_practice_visit_page (visit, rows, PAGE);
}

static JsonNode *
make_stock_instrument (const MagPracticeVisit   *visit,
                       const MagPracticeListing *listing)
{
  g_autofree char *id = mag_practice_stock_id (visit->broker, listing->symbol), *root = mag_practice_listing_to_root (listing);
  g_autofree char *chain = mag_practice_listing_has_options (listing) ? mag_practice_chain_id (visit->broker, root) : NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mag_practice_add_text (builder, "id", id);
  mag_practice_add_url (builder, "url", "/instruments/", id);
  mag_practice_add_text (builder, "symbol", listing->symbol);
  mag_practice_add_text (builder, "name", listing->name);
  mag_practice_add_text (builder, "simple_name", NULL);
  mag_practice_add_text (builder, "type", listing->kind == MAG_LISTING_ETF ? "etp" : "stock");
  mag_practice_add_text (builder, "state", "active");
  mag_practice_add_text (builder, "tradability", "tradable");
  mag_practice_add_bool (builder, "tradeable", TRUE);
  mag_practice_add_url (builder, "market", "/markets/", "XNYS");
  mag_practice_add_text (builder, "country", "US");
  mag_practice_add_text (builder, "tradable_chain_id", chain);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

MagPracticeReply *
mag_practice_broker_stock_instruments (const MagPracticeVisit *visit)
{
  g_auto(GStrv) parts = g_strsplit (visit->rest, "/", -1), ids = mag_practice_visit_split (visit, "ids");
  const char *symbol = mag_practice_request_get (visit->request, "symbol");
  g_autoptr(GPtrArray) rows = new_rows ();
  const MagPracticeListing *listing;

  if (parts[0] != NULL && parts[0][0] != '\0')
    {
      listing = find_listing (visit, mag_practice_find_stock (visit->broker, parts[0]));
      return mag_practice_visit_one (listing != NULL ? make_stock_instrument (visit, listing) : NULL);
    }
  if ((listing = find_listing (visit, symbol)) != NULL)
    g_ptr_array_add (rows, make_stock_instrument (visit, listing));
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    if ((listing = find_listing (visit, mag_practice_find_stock (visit->broker, ids[i]))) != NULL)
      g_ptr_array_add (rows, make_stock_instrument (visit, listing));
  return mag_practice_visit_page (visit, rows, PAGE);
}

/* Portfolio */

static JsonNode *
make_portfolio (const MagPracticeVisit *visit,
                MagPracticeAccount      account)
{
  const MagPracticeBook *book = mag_practice_visit_get_book (visit, account);
  MagMoney shares = 0, before = 0;
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  for (guint i = 0; i < book->stocks->len; i++)
    {
      const MagPracticeStock *stock = &g_array_index (book->stocks, MagPracticeStock, i);
      MagPracticeMoment moment;
      MagPracticeTape tape;

      read_tape (visit, find_listing (visit, stock->symbol), &tape, &moment);
      shares += tape.price * stock->shares / 100;
      before += tape.previous_close * stock->shares / 100;
    }
  json_builder_begin_object (builder);
  mag_practice_add_url (builder, "url", "/portfolios/", mag_practice_account_numbers[account]);
  mag_practice_add_url (builder, "account", "/accounts/", mag_practice_account_numbers[account]);
  mag_practice_add_fixed (builder, "equity", book->cash + shares, 2, 4);
  mag_practice_add_fixed (builder, "market_value", shares, 2, 4);
  mag_practice_add_text (builder, "extended_hours_equity", NULL);
  mag_practice_add_text (builder, "extended_hours_market_value", NULL);
  mag_practice_add_fixed (builder, "last_core_equity", book->cash + shares, 2, 4);
  mag_practice_add_fixed (builder, "equity_previous_close", book->cash + before, 2, 4);
  mag_practice_add_fixed (builder, "adjusted_equity_previous_close", book->cash + before, 2, 4);
  mag_practice_add_fixed (builder, "withdrawable_amount", MAX (book->cash - sum_collateral (book), 0), 2, 4);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

MagPracticeReply *
mag_practice_broker_portfolios (const MagPracticeVisit *visit)
{
  g_auto(GStrv) parts = g_strsplit (visit->rest, "/", -1);
  g_autoptr(GPtrArray) rows = new_rows ();

  for (MagPracticeAccount account = 0; account < MAG_PRACTICE_N_ACCOUNTS; account++)
    {
      if (!is_users (visit, account))
        continue;
      if (parts[0] != NULL && strcmp (parts[0], mag_practice_account_numbers[account]) == 0)
        return mag_practice_visit_one (make_portfolio (visit, account));
      g_ptr_array_add (rows, make_portfolio (visit, account));
    }
  return parts[0] != NULL && parts[0][0] != '\0' ? mag_practice_visit_one (NULL) : mag_practice_visit_page (visit, rows, PAGE);
}
