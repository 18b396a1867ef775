/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice broker's options: positions by contract and by strategy, contracts, chains and quotes. Positions speak dollars per contract and
 * carry a sign for short ones, quotes speak dollars per share of a long one: as the real ones do. */

#include "mag-practice-broker-private.h"

#include "mag-date.h"

#include <math.h>
#include <string.h>

#define PAGE 100
#define MULTIPLIER "100.0000"
#define ADJUSTED_SHARES 124 /* delivered by a contract of the adjusted chain */

static GPtrArray *
new_rows (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
}

/* Positions */

static gint64
signed_cost (const MagPracticeHolding *holding)
{
  return holding->is_short ? -holding->average_cost : holding->average_cost;
}

static char *
position_id (const MagPracticeVisit   *visit,
             const MagPracticeHolding *holding)
{
  return mag_practice_broker_uuid (visit->broker->seed, holding->is_short ? "short" : "long", holding->key);
}

static void
add_clearing (JsonBuilder              *builder,
              const MagPracticeHolding *holding)
{
  gint64 running = holding->quantity - holding->pending_expired;

  mag_practice_add_fixed (builder, "clearing_running_quantity", running, 0, 4);
  mag_practice_add_fixed (builder, "clearing_cost_basis", holding->average_cost * running, 4, 4);
  mag_practice_add_text (builder, "clearing_direction", holding->is_short ? "credit" : "debit");
  mag_practice_add_text (builder, "clearing_intraday_running_quantity", "0.0000");
  mag_practice_add_text (builder, "clearing_intraday_cost_basis", "0.0000");
  mag_practice_add_text (builder, "clearing_intraday_direction", "debit");
}

static void
add_pending (JsonBuilder              *builder,
             const MagPracticeHolding *holding)
{
  static const char *const none[] = { "pending_buy_quantity", "pending_sell_quantity", "pending_exercise_quantity", "pending_assignment_quantity", "pending_expired_quantity" };

  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    mag_practice_add_text (builder, none[i], "0.0000");
  mag_practice_add_fixed (builder, "pending_expiration_quantity", holding->pending_expired, 0, 4);
}

/* With the fault "oldshape" a row of 2018: without what was added since. */
static JsonNode *
make_position (const MagPracticeVisit   *visit,
               MagPracticeAccount        account,
               const MagPracticeHolding *holding)
{
  MagPracticeBroker *broker = visit->broker;
  const MagPracticeListing *listing = mag_practice_market_find (broker->market, holding->symbol);
  g_autofree char *id = position_id (visit, holding), *option = mag_practice_option_id (broker, listing, &holding->contract);
  g_autofree char *chain = mag_practice_chain_id (broker, holding->contract.root);
  gboolean old = mag_practice_visit_has_fault (visit, MAG_FAULT_OLD_SHAPE);
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mag_practice_add_url (builder, "account", "/accounts/", mag_practice_account_numbers[account]);
  mag_practice_add_fixed (builder, "average_price", signed_cost (holding), 4, 4);
  mag_practice_add_text (builder, "chain_id", chain);
  mag_practice_add_text (builder, "chain_symbol", mag_contract_is_adjusted (&holding->contract) ? holding->contract.root : holding->symbol);
  mag_practice_add_text (builder, "id", id);
  mag_practice_add_url (builder, "option", "/options/instruments/", option);
  mag_practice_add_text (builder, "type", holding->is_short ? "short" : "long");
  add_pending (builder, holding);
  mag_practice_add_fixed (builder, "quantity", holding->quantity, 0, 4);
  mag_practice_add_text (builder, "intraday_quantity", "0.0000");
  mag_practice_add_text (builder, "intraday_average_open_price", "0.0000");
  mag_practice_add_time (builder, "created_at", holding->opened_us);
  mag_practice_add_time (builder, "updated_at", holding->updated_us);
  mag_practice_add_url (builder, "url", "/options/positions/", id);
  if (!old)
    {
      mag_practice_add_text (builder, "account_number", mag_practice_account_numbers[account]);
      mag_practice_add_date (builder, "expiration_date", holding->contract.expiration);
      mag_practice_add_text (builder, "trade_value_multiplier", MULTIPLIER);
      mag_practice_add_text (builder, "option_id", option);
      mag_practice_add_time (builder, "opened_at", holding->opened_us);
      add_clearing (builder, holding);
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static gboolean
wants_nonzero (const MagPracticeVisit *visit)
{
  const char *nonzero = mag_practice_request_get (visit->request, "nonzero");

  return nonzero != NULL && g_ascii_strcasecmp (nonzero, "true") == 0;
}

static gboolean
wants_chain (const MagPracticeVisit   *visit,
             const MagPracticeHolding *holding)
{
  g_auto(GStrv) ids = mag_practice_visit_split (visit, "chain_ids");
  g_autofree char *id = mag_practice_chain_id (visit->broker, holding->contract.root);

  return ids == NULL || g_strv_contains ((const char *const *) ids, id);
}

MagPracticeReply *
mag_practice_broker_positions (const MagPracticeVisit *visit)
{
  g_autoptr(GPtrArray) rows = new_rows ();

  for (MagPracticeAccount account = 0; account < MAG_PRACTICE_N_ACCOUNTS; account++)
    {
      const MagPracticeBook *book = mag_practice_visit_has_account (visit, account) ? mag_practice_visit_get_book (visit, account) : NULL;

      for (guint i = 0; book != NULL && i < book->holdings->len; i++)
        {
          const MagPracticeHolding *holding = &g_array_index (book->holdings, MagPracticeHolding, i);
          g_autofree char *id = position_id (visit, holding);

          if (visit->rest[0] != '\0' && strncmp (visit->rest, id, strlen (id)) == 0)
            return mag_practice_visit_one (make_position (visit, account, holding));
          if ((holding->quantity > 0 || !wants_nonzero (visit)) && wants_chain (visit, holding))
            g_ptr_array_add (rows, make_position (visit, account, holding));
        }
    }
  return visit->rest[0] != '\0' ? mag_practice_visit_one (NULL) : mag_practice_visit_page (visit, rows, PAGE);
}

static JsonNode *
make_aggregate (const MagPracticeVisit   *visit,
                MagPracticeAccount        account,
                const MagPracticeHolding *holding)
{
  MagPracticeBroker *broker = visit->broker;
  const MagPracticeListing *listing = mag_practice_market_find (broker->market, holding->symbol);
  gboolean put = holding->contract.right == MAG_RIGHT_PUT;
  g_autofree char *id = mag_practice_broker_uuid (broker->seed, "aggregate", holding->key), *leg = mag_practice_broker_uuid (broker->seed, "aggregate-leg", holding->key);
  g_autofree char *option = mag_practice_option_id (broker, listing, &holding->contract), *position = position_id (visit, holding);
  g_autofree char *chain = mag_practice_chain_id (broker, holding->contract.root);
  g_autofree char *strategy = g_strdup_printf ("%s_%s", holding->is_short ? "short" : "long", put ? "put" : "call");
  g_autofree char *code = g_strdup_printf ("%s_%s1", option, holding->is_short ? "S" : "L");
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mag_practice_add_text (builder, "id", id);
  mag_practice_add_url (builder, "chain", "/options/chains/", chain);
  mag_practice_add_url (builder, "account", "/accounts/", mag_practice_account_numbers[account]);
  mag_practice_add_text (builder, "account_number", mag_practice_account_numbers[account]);
  mag_practice_add_text (builder, "symbol", holding->symbol);
  mag_practice_add_text (builder, "strategy", strategy);
  mag_practice_add_fixed (builder, "average_open_price", holding->average_cost, 4, 4);
  json_builder_set_member_name (builder, "legs");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  mag_practice_add_text (builder, "id", leg);
  mag_practice_add_url (builder, "position", "/options/positions/", position);
  mag_practice_add_text (builder, "position_type", holding->is_short ? "short" : "long");
  mag_practice_add_url (builder, "option", "/options/instruments/", option);
  mag_practice_add_text (builder, "option_id", option);
  mag_practice_add_integer (builder, "ratio_quantity", 1);
  mag_practice_add_date (builder, "expiration_date", holding->contract.expiration);
  mag_practice_add_fixed (builder, "strike_price", holding->contract.strike, 4, 4);
  mag_practice_add_text (builder, "option_type", put ? "put" : "call");
  mag_practice_add_bool (builder, "settle_on_open", FALSE);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  mag_practice_add_fixed (builder, "quantity", holding->quantity, 0, 4);
  mag_practice_add_text (builder, "intraday_average_open_price", "0.0000");
  mag_practice_add_text (builder, "intraday_quantity", "0.0000");
  mag_practice_add_text (builder, "direction", holding->is_short ? "credit" : "debit");
  mag_practice_add_text (builder, "intraday_direction", "debit");
  mag_practice_add_text (builder, "trade_value_multiplier", MULTIPLIER);
  mag_practice_add_time (builder, "created_at", holding->opened_us);
  mag_practice_add_time (builder, "updated_at", holding->updated_us);
  mag_practice_add_text (builder, "strategy_code", code);
  add_clearing (builder, holding);
  mag_practice_add_text (builder, "underlying_type", listing->kind == MAG_LISTING_INDEX ? "index" : "equity");
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

MagPracticeReply *
mag_practice_broker_aggregate (const MagPracticeVisit *visit)
{
  g_autoptr(GPtrArray) rows = new_rows ();

  for (MagPracticeAccount account = 0; account < MAG_PRACTICE_N_ACCOUNTS; account++)
    {
      const MagPracticeBook *book = mag_practice_visit_has_account (visit, account) ? mag_practice_visit_get_book (visit, account) : NULL;

      for (guint i = 0; book != NULL && i < book->holdings->len; i++)
        {
          const MagPracticeHolding *holding = &g_array_index (book->holdings, MagPracticeHolding, i);

          if ((holding->quantity > 0 || !wants_nonzero (visit)) && wants_chain (visit, holding))
            g_ptr_array_add (rows, make_aggregate (visit, account, holding));
        }
    }
  return mag_practice_visit_page (visit, rows, PAGE);
}

/* Contracts */

static void
add_ticks (JsonBuilder *builder,
           const char  *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  mag_practice_add_text (builder, "above_tick", "0.05");
  mag_practice_add_text (builder, "below_tick", "0.01");
  mag_practice_add_text (builder, "cutoff_price", "3.00");
  json_builder_end_object (builder);
}

static JsonNode *
make_instrument (const MagPracticeVisit  *visit,
                 const char              *id,
                 const MagPracticeOption *option)
{
  const MagContract *contract = &option->contract;
  gboolean expired = mag_date_is_expired (contract->expiration, FALSE, visit->request->now_us), adjusted = mag_contract_is_adjusted (contract);
  MagDate issued = contract->expiration > 400 ? contract->expiration - 400 : contract->expiration;
  g_autofree char *chain = mag_practice_chain_id (visit->broker, contract->root), *long_code = g_strdup_printf ("%s_L1", id), *short_code = g_strdup_printf ("%s_S1", id);
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mag_practice_add_text (builder, "chain_id", chain);
  mag_practice_add_text (builder, "chain_symbol", adjusted ? contract->root : option->listing->symbol);
  mag_practice_add_time (builder, "created_at", mag_calendar_open_us (issued));
  mag_practice_add_date (builder, "expiration_date", contract->expiration);
  mag_practice_add_text (builder, "id", id);
  mag_practice_add_date (builder, "issue_date", issued);
  add_ticks (builder, "min_ticks");
  mag_practice_add_text (builder, "rhs_tradability", expired ? "untradable" : adjusted ? "position_closing_only" : "tradable");
  mag_practice_add_text (builder, "state", expired ? "expired" : "active");
  mag_practice_add_fixed (builder, "strike_price", contract->strike, 4, 4);
  mag_practice_add_text (builder, "tradability", expired ? "untradable" : adjusted ? "position_closing_only" : "tradable");
  mag_practice_add_text (builder, "type", contract->right == MAG_RIGHT_PUT ? "put" : "call");
  mag_practice_add_time (builder, "updated_at", mag_calendar_open_us (issued));
  mag_practice_add_url (builder, "url", "/options/instruments/", id);
  if (!mag_practice_visit_has_fault (visit, MAG_FAULT_OLD_SHAPE))
    {
      mag_practice_add_time (builder, "sellout_datetime", mag_calendar_close_us (contract->expiration) - 1800 * MAG_SECOND_US);
      mag_practice_add_text (builder, "long_strategy_code", long_code);
      mag_practice_add_text (builder, "short_strategy_code", short_code);
      mag_practice_add_text (builder, "underlying_type", option->listing->kind == MAG_LISTING_INDEX ? "index" : "equity");
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* Ids are known once a list of positions or orders named them; until then those of the user's books are made. */
static const MagPracticeOption *
find_option (const MagPracticeVisit *visit,
             const char             *id)
{
  const MagPracticeOption *option = g_hash_table_lookup (visit->broker->options, id);

  if (option != NULL)
    return option;
  for (MagPracticeAccount account = 0; account < MAG_PRACTICE_N_ACCOUNTS; account++)
    {
      const MagPracticeBook *book = mag_practice_visit_has_account (visit, account) ? mag_practice_visit_get_book (visit, account) : NULL;

      for (guint i = 0; book != NULL && i < book->holdings->len; i++)
        {
          const MagPracticeHolding *holding = &g_array_index (book->holdings, MagPracticeHolding, i);

          g_free (mag_practice_option_id (visit->broker, mag_practice_market_find (visit->broker->market, holding->symbol), &holding->contract));
        }
    }
  return g_hash_table_lookup (visit->broker->options, id);
}

static char *
first_part (const char *rest)
{
  g_auto(GStrv) parts = g_strsplit (rest, "/", 2);

  return g_strdup (parts[0] != NULL ? parts[0] : "");
}

MagPracticeReply *
mag_practice_broker_instruments (const MagPracticeVisit *visit)
{
  g_autofree char *one = first_part (visit->rest);
  g_auto(GStrv) ids = mag_practice_visit_split (visit, "ids");
  g_autoptr(GPtrArray) rows = new_rows ();
  const MagPracticeOption *option;

  if (one[0] != '\0')
    {
      option = find_option (visit, one);
      return mag_practice_visit_one (option != NULL ? make_instrument (visit, one, option) : NULL);
    }
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    if ((option = find_option (visit, ids[i])) != NULL)
      g_ptr_array_add (rows, make_instrument (visit, ids[i], option));
  return mag_practice_visit_page (visit, rows, PAGE);
}

/* Chains */

static JsonNode *
make_chain (const MagPracticeVisit   *visit,
            const MagPracticeListing *listing,
            const char               *root)
{
  MagPracticeBroker *broker = visit->broker;
  MagContract contract = { .strike = 1 };
  g_autofree char *id = mag_practice_chain_id (broker, root), *stock = mag_practice_stock_id (broker, listing->symbol), *deliverable = mag_practice_broker_uuid (broker->seed, root, 3);
  g_autoptr(GArray) all = NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  MagPracticeChain chain;
  gboolean adjusted;

  g_strlcpy (contract.root, root, sizeof contract.root);
  adjusted = mag_contract_is_adjusted (&contract);
  mag_practice_chain_begin (&chain, broker->market, listing, visit->request->now_us);
  all = mag_practice_chain_series (&chain, mag_date_in_new_york (visit->request->now_us), TRUE);
  json_builder_begin_object (builder);
  mag_practice_add_text (builder, "id", id);
  mag_practice_add_text (builder, "symbol", adjusted ? root : listing->symbol);
  mag_practice_add_bool (builder, "can_open_position", !adjusted);
  mag_practice_add_text (builder, "cash_component", adjusted ? "12.5000" : NULL);
  json_builder_set_member_name (builder, "expiration_dates");
  json_builder_begin_array (builder);
  for (guint i = 0; i < all->len; i++)
    {
      const MagPracticeSeries *series = &g_array_index (all, MagPracticeSeries, i);
      g_autofree char *date = mag_date_format (series->expiration);

      if (strcmp (series->root, root) == 0)
        json_builder_add_string_value (builder, date);
    }
  json_builder_end_array (builder);
  mag_practice_add_text (builder, "trade_value_multiplier", MULTIPLIER);
  json_builder_set_member_name (builder, "underlying_instruments");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  mag_practice_add_text (builder, "id", deliverable);
  mag_practice_add_url (builder, "instrument", "/instruments/", stock);
  mag_practice_add_integer (builder, "quantity", adjusted ? ADJUSTED_SHARES : 100);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  add_ticks (builder, "min_ticks");
  add_ticks (builder, "min_ticks_multileg");
  mag_practice_add_text (builder, "late_close_state", "disabled");
  mag_practice_add_bool (builder, "settle_on_open", FALSE);
  mag_practice_add_integer (builder, "sellout_time_to_expiration", 1800);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* Of a symbol its own chain, and of WBD the adjusted one too. */
static void
add_chains (const MagPracticeVisit *visit,
            GPtrArray              *rows,
            const char             *symbol,
            const char             *id)
{
  const MagPracticeListing *listing = mag_practice_market_find (visit->broker->market, symbol);
  g_autofree char *root = mag_practice_listing_to_root (listing), *other = g_strconcat (root, "1", NULL);
  g_autofree char *plain = mag_practice_chain_id (visit->broker, root), *adjusted = mag_practice_chain_id (visit->broker, other);

  if (!mag_practice_listing_has_options (listing))
    return;
  if (id == NULL || strcmp (id, plain) == 0)
    g_ptr_array_add (rows, make_chain (visit, listing, root));
  if (strcmp (symbol, "WBD") == 0 && (id == NULL || strcmp (id, adjusted) == 0))
    g_ptr_array_add (rows, make_chain (visit, listing, other));
}

MagPracticeReply *
mag_practice_broker_chains (const MagPracticeVisit *visit)
{
  g_autofree char *one = first_part (visit->rest);
  const char *wish = mag_practice_request_get (visit->request, "equity_instrument_id");
  const char *older = mag_practice_request_get (visit->request, "equity_instrument_ids");
  g_auto(GStrv) ids = mag_practice_visit_split (visit, "ids");
  g_autoptr(GPtrArray) rows = new_rows ();
  guint n;
  const MagPracticeListing *listings = mag_practice_universe_get (&n);

  if (wish == NULL)
    wish = older;
  if (wish != NULL)
    {
      const char *symbol = mag_practice_find_stock (visit->broker, wish);

      if (symbol != NULL)
        add_chains (visit, rows, symbol, NULL);
      return mag_practice_visit_page (visit, rows, PAGE);
    }
  for (guint i = 0; i < n; i++)
    {
      if (one[0] != '\0')
        add_chains (visit, rows, listings[i].symbol, one);
      for (guint k = 0; ids != NULL && ids[k] != NULL; k++)
        add_chains (visit, rows, listings[i].symbol, ids[k]);
    }
  if (one[0] != '\0')
    return mag_practice_visit_one (rows->len > 0 ? json_node_ref (rows->pdata[0]) : NULL);
  return mag_practice_visit_page (visit, rows, PAGE);
}

/* Quotes */

/* A price of 1/10000 dollar as six decimals. */
static void
add_price (JsonBuilder *builder,
           const char  *name,
           MagPrice     price)
{
  mag_practice_add_fixed (builder, name, price, 4, 6);
}

static void
add_quote (JsonBuilder               *builder,
           const MagPracticeContract *quote)
{
  MagPrice mark = (quote->bid + quote->ask) / 2, cent = MAG_PRICE_SCALE / 100;
  gboolean traded = quote->last != 0 && quote->volume > 0;

  add_price (builder, "adjusted_mark_price", (mark + cent - 1) / cent * cent);
  add_price (builder, "adjusted_mark_price_round_down", mark / cent * cent);
  add_price (builder, "ask_price", quote->ask);
  mag_practice_add_integer (builder, "ask_size", quote->ask_size);
  add_price (builder, "bid_price", quote->bid);
  mag_practice_add_integer (builder, "bid_size", quote->bid_size);
  add_price (builder, "break_even_price", quote->right == MAG_RIGHT_PUT ? quote->strike - mark : quote->strike + mark);
  add_price (builder, "high_price", traded ? quote->high : 0);
  add_price (builder, "low_price", traded ? quote->low : 0);
  add_price (builder, "mark_price", mark);
  if (traded)
    {
      add_price (builder, "last_trade_price", quote->last);
      mag_practice_add_integer (builder, "last_trade_size", 1);
    }
  else
    {
      mag_practice_add_text (builder, "last_trade_price", NULL);
      mag_practice_add_text (builder, "last_trade_size", NULL);
    }
  mag_practice_add_integer (builder, "open_interest", quote->open_interest);
  mag_practice_add_integer (builder, "volume", quote->volume);
}

static double
clamp_chance (double chance)
{
  return isfinite (chance) ? CLAMP (chance, 0, 1) : NAN;
}

static void
add_greeks (JsonBuilder               *builder,
            const MagPracticeContract *quote)
{
  gboolean known = quote->iv > 0 && quote->bid > 0;
  double chance = known ? clamp_chance (fabs (quote->delta)) : NAN;

  mag_practice_add_double (builder, "chance_of_profit_long", chance);
  mag_practice_add_double (builder, "chance_of_profit_short", 1 - chance);
  mag_practice_add_double (builder, "delta", known ? quote->delta : NAN);
  mag_practice_add_double (builder, "gamma", known ? quote->gamma : NAN);
  mag_practice_add_double (builder, "implied_volatility", known ? quote->iv : NAN);
  mag_practice_add_double (builder, "rho", known ? quote->rho : NAN);
  mag_practice_add_double (builder, "theta", known ? quote->theta : NAN);
  mag_practice_add_double (builder, "vega", known ? quote->vega : NAN);
}

static JsonNode *
make_marketdata (const MagPracticeVisit  *visit,
                 const char              *id,
                 const MagPracticeOption *option)
{
  const MagContract *contract = &option->contract;
  g_autofree char *occ = mag_contract_format_osi (contract), *at = NULL, *updated = NULL;
  MagPracticeSeries series = { .expiration = contract->expiration, .monthly = mag_calendar_is_monthly (contract->expiration) };
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  MagPracticeContract quote;
  MagPracticeMoment before;
  MagPracticeChain chain;

  g_strlcpy (series.root, contract->root, sizeof series.root);
  series.adjusted = mag_contract_is_adjusted (contract);
  mag_practice_chain_begin (&chain, visit->broker->market, option->listing, visit->request->now_us);
  mag_practice_chain_prepare (&chain, &series);
  mag_practice_chain_contract (&chain, &series, contract->strike, contract->right, &quote);
  mag_practice_market_moment_of (visit->broker->market, chain.moment.day - 1, 1, &before);

  json_builder_begin_object (builder);
  add_quote (builder, &quote);
  mag_practice_add_url (builder, "instrument", "/options/instruments/", id);
  mag_practice_add_date (builder, "previous_close_date", before.date);
  mag_practice_add_double (builder, "previous_close_price", quote.previous_mark);
  at = mag_instant_format_utc (chain.moment.at_us);
  updated = g_strdup_printf ("%.*s.000000000Z", (int) strlen (at) - 1, at);
  mag_practice_add_text (builder, "updated_at", updated);
  add_greeks (builder, &quote);
  mag_practice_add_text (builder, "pricing_model", "Bjerksund-Stensland 1993");
  if (!mag_practice_visit_has_fault (visit, MAG_FAULT_OLD_SHAPE))
    {
      mag_practice_add_text (builder, "instrument_id", id);
      mag_practice_add_text (builder, "symbol", option->listing->symbol);
      mag_practice_add_text (builder, "occ_symbol", occ);
      mag_practice_add_text (builder, "state", "active");
      add_price (builder, "high_fill_rate_buy_price", quote.ask);
      add_price (builder, "high_fill_rate_sell_price", quote.bid);
      add_price (builder, "low_fill_rate_buy_price", (quote.bid + quote.ask) / 2);
      add_price (builder, "low_fill_rate_sell_price", (quote.bid + quote.ask) / 2);
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static gboolean
are_addresses (const char *text)
{
  return text == NULL || strchr (text, '/') != NULL;
}

MagPracticeReply *
mag_practice_broker_marketdata (const MagPracticeVisit *visit)
{
  g_autofree char *one = first_part (visit->rest);
  g_auto(GStrv) ids = mag_practice_visit_split (visit, "ids");
  g_autoptr(GPtrArray) rows = new_rows ();
  const MagPracticeOption *option;

  if (one[0] != '\0')
    {
      option = find_option (visit, one);
      return mag_practice_visit_one (option != NULL ? make_marketdata (visit, one, option) : NULL);
    }
  if (ids == NULL)
    {
      if (!are_addresses (mag_practice_request_get (visit->request, "instruments")))
        return mag_practice_broker_detail (400, "Invalid instruments.");
      ids = mag_practice_visit_split (visit, "instruments");
    }
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      option = find_option (visit, ids[i]);
      g_ptr_array_add (rows, option != NULL ? make_marketdata (visit, ids[i], option) : json_node_new (JSON_NODE_NULL));
    }
  return mag_practice_visit_rows (visit, rows);
}
