/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Yahoo's option chains: one expiration a page, put together here. One thing needs care: in the session
 * contracts are half an hour older than the share price beside them, so the price they were made at is found from the contracts themselves. */

#include "config.h"

#include "mag-yahoo-parse.h"

#include "mag-chain-greeks.h"
#include "mag-date.h"
#include "mag-json.h"
#include "mag-money.h"
#include "mag-wire.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MINUTE_US (60 * MAG_SECOND_US)
#define LAG_US (5 * MINUTE_US)   /* contracts this much older than the share price are of another moment */
#define PARITY_PAIRS 5
#define PARITY_REACH 0.10                 /* strikes further from the live price say little */
#define PARITY_SPREAD 0.04                /* of the live price, both spreads together: wider ones say little */
#define FRESH_US (45 * MINUTE_US)

static gboolean
read_contract (JsonObject     *row,
               const char     *ticker,
               MagOptionQuote *quote)
{
  const char *symbol = mag_json_string (row, "contractSymbol");

  *quote = (MagOptionQuote) { .iv = NAN, .delta = NAN, .gamma = NAN, .theta = NAN, .vega = NAN };
  if (symbol == NULL || !mag_contract_parse (symbol, &quote->contract) || !mag_symbol_owns_root (ticker, quote->contract.root))
    return FALSE;

  quote->bid = mag_wire_side (mag_json_number (row, "bid"));
  quote->ask = mag_wire_side (mag_json_number (row, "ask"));
  quote->last = mag_wire_price (mag_json_number (row, "lastPrice"));
  quote->last_trade_us = mag_wire_instant_us (mag_json_number (row, "lastTradeDate"));
  quote->volume = mag_wire_count (mag_json_number (row, "volume"));
  quote->open_interest = mag_wire_count (mag_json_number (row, "openInterest"));
  return TRUE;
}

static void
read_contracts (MagYahooPage *page,
                JsonArray    *rows,
                const char   *ticker)
{
  MagOptionQuote quote;

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    if (read_contract (mag_json_element (rows, i), ticker, &quote))
      g_array_append_val (page->quotes, quote);
    else
      page->n_unparsed++;
}

static void
read_epochs (MagYahooPage *page,
             JsonArray    *epochs)
{
  for (guint i = 0; epochs != NULL && i < json_array_get_length (epochs); i++)
    {
      double seconds = mag_json_item (epochs, i);
      gint64 epoch = (gint64) seconds;

      if (mag_wire_instant_us (seconds) != 0)
        g_array_append_val (page->epochs, epoch);
    }
}

static MagYahooPage *
page_new (void)
{
  MagYahooPage *page = g_new0 (MagYahooPage, 1);

  page->epochs = g_array_new (FALSE, FALSE, sizeof (gint64));
  page->quotes = g_array_new (FALSE, FALSE, sizeof (MagOptionQuote));
  return page;
}

/**
 * mag_yahoo_page_parse:
 * @body: of v7/finance/options
 * @ticker: whose it should be, canonical
 * @received_us: when the body was complete
 * @error: FORMAT, UNKNOWN_SYMBOL
 *
 * A symbol without options has no epochs, a date that is no expiration no quotes; both are no errors here.
 *
 * Returns: (transfer full): the page
 */
MagYahooPage *
mag_yahoo_page_parse (GBytes      *body,
                      const char  *ticker,
                      gint64       received_us,
                      GError     **error)
{
  g_autoptr(JsonNode) root = mag_json_parse (body);
  JsonArray *results = mag_json_array (mag_json_object (mag_json_root (root), "optionChain"), "result");
  JsonObject *result = mag_json_element (results, 0);
  JsonObject *share = mag_json_object (result, "quote");
  JsonObject *options = mag_json_element (mag_json_array (result, "options"), 0);
  g_autoptr(MagYahooPage) page = NULL;
  double expiration;

  if (results == NULL || (result == NULL && json_array_get_length (results) > 0))
    {
      g_set_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT, _("Yahoo's chain of %s cannot be read."), ticker);
      return NULL;
    }
  if (result == NULL)
    {
      g_set_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNKNOWN_SYMBOL, _("Yahoo does not know %s."), ticker);
      return NULL;
    }

  page = page_new ();
  page->received_us = received_us;
  read_epochs (page, mag_json_array (result, "expirationDates"));
  read_contracts (page, mag_json_array (options, "calls"), ticker);
  read_contracts (page, mag_json_array (options, "puts"), ticker);
  expiration = mag_json_number (options, "expirationDate");
  page->expiration = mag_wire_instant_us (expiration) != 0 ? mag_date_from_unix_utc ((gint64) expiration) : 0;
  page->price = mag_json_number (share, "regularMarketPrice");
  page->previous_close = mag_json_number (share, "regularMarketPreviousClose");
  page->price_us = mag_wire_instant_us (mag_json_number (share, "regularMarketTime"));
  return g_steal_pointer (&page);
}

/**
 * mag_yahoo_page_free:
 * @page: (transfer full): a page
 */
void
mag_yahoo_page_free (MagYahooPage *page)
{
  g_array_unref (page->epochs);
  g_array_unref (page->quotes);
  g_free (page);
}

/* A strike with both quotes, and the share price at which they agree. */
typedef struct
{
  double distance; /* of the strike from the live price */
  double spot;
} ParityPair;

/* Put-call parity. The dividends before expiration belong to it: contracts know of them, and they are taken off again when the contracts are valued at this
 * price. NaN when the two rows are no pair or say too little. */
static double
parity_spot (const MagOptionQuote *call,
             const MagOptionQuote *put,
             double                live,
             gint64                now_us,
             const MagTerms       *terms)
{
  gboolean pair = call->contract.right == MAG_RIGHT_CALL && put->contract.right == MAG_RIGHT_PUT && call->contract.strike == put->contract.strike &&
                  call->contract.expiration == put->contract.expiration;
  double years, forward;

  if (!pair || call->bid <= 0 || put->bid <= 0 || call->ask < call->bid || put->ask < put->bid)
    return NAN;
  if (mag_price_to_double (call->ask - call->bid + put->ask - put->bid) > PARITY_SPREAD * live)
    return NAN;

  years = mag_date_years_to_expiry (call->contract.expiration, mag_contract_is_am_settled (&call->contract), now_us);
  forward = mag_price_to_double (mag_price_mid (call->bid, call->ask)) - mag_price_to_double (mag_price_mid (put->bid, put->ask)) +
            mag_price_to_double (call->contract.strike) * exp (-terms->rate * years); /* discounted */
  return forward * exp (terms->yield * years) + mag_terms_present_value (terms, now_us, years);
}

static int
compare_pairs (gconstpointer a,
               gconstpointer b)
{
  const ParityPair *left = a, *right = b;

  return (left->distance > right->distance) - (left->distance < right->distance);
}

static int
compare_spots (gconstpointer a,
               gconstpointer b)
{
  const ParityPair *left = a, *right = b;

  return (left->spot > right->spot) - (left->spot < right->spot);
}

/* The strikes near the live price, of the first expiration that has any with tight quotes on both sides. */
static GArray *
find_pairs (const MagChain *chain,
            double          live,
            gint64          now_us,
            const MagTerms *terms)
{
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (ParityPair));
  MagDate expiration = 0;

  for (guint i = 0; i + 1 < chain->quotes->len; i++)
    {
      const MagOptionQuote *call = &g_array_index (chain->quotes, MagOptionQuote, i);
      ParityPair pair = { fabs (mag_price_to_double (call->contract.strike) - live), parity_spot (call, call + 1, live, now_us, terms) };

      if (pairs->len > 0 && call->contract.expiration != expiration)
        break;
      if (isnan (pair.spot) || fabs (pair.spot - live) > PARITY_REACH * live || pair.distance > PARITY_REACH * live)
        continue;
      expiration = call->contract.expiration;
      g_array_append_val (pairs, pair);
    }
  return pairs;
}

/* The share price the contracts were quoted at: the median over the strikes nearest to the live price. NaN: they do not say. */
static double
find_spot (const MagChain *chain,
           double          live,
           gint64          now_us,
           const MagTerms *terms)
{
  g_autoptr(GArray) pairs = find_pairs (chain, live, now_us, terms);

  if (pairs->len == 0)
    return NAN;
  g_array_sort (pairs, compare_pairs);
  g_array_set_size (pairs, MIN (pairs->len, PARITY_PAIRS));
  g_array_sort (pairs, compare_spots);
  return g_array_index (pairs, ParityPair, pairs->len / 2).spot;
}

/* Takes a page's rows and remembers the newest share price. */
static void
add_page (MagChain           *chain,
          const MagYahooPage *page,
          double             *price,
          gint64             *price_us)
{
  g_array_append_vals (chain->quotes, page->quotes->data, page->quotes->len);
  chain->n_unparsed += page->n_unparsed;
  chain->fetched_us = MAX (chain->fetched_us, page->received_us);
  for (guint i = 0; i < page->epochs->len; i++)
    {
      MagDate date = mag_date_from_unix_utc (g_array_index (page->epochs, gint64, i));

      g_array_append_val (chain->expirations, date);
    }
  for (guint i = 0; i < page->quotes->len; i++)
    chain->quoted_us = MAX (chain->quoted_us, g_array_index (page->quotes, MagOptionQuote, i).last_trade_us);
  if (page->price > 0 && page->price_us >= *price_us)
    {
      *price = page->price;
      *price_us = page->price_us;
      chain->previous_close = mag_wire_price (page->previous_close);
    }
}

static gboolean
has_every_expiration (const MagChain *chain,
                      GPtrArray      *pages)
{
  for (guint i = 0; i < chain->expirations->len; i++)
    {
      MagDate date = g_array_index (chain->expirations, MagDate, i);
      gboolean found = FALSE;

      for (guint j = 0; j < pages->len && !found; j++)
        found = ((MagYahooPage *) g_ptr_array_index (pages, j))->expiration == date;
      if (!found)
        return FALSE;
    }
  return TRUE;
}

/* Sorts and evaluates at the live price, then, when the contracts are of an earlier moment, again at the price of theirs. */
static void
finish_chain (MagChain       *chain,
              double          price,
              gint64          price_us,
              gint64          now_us,
              const MagTerms *terms)
{
  /* Only in the session, and until its last contracts have come through: later both are of the close, however long ago a contract last traded. */
  gboolean live = now_us - price_us < FRESH_US && mag_calendar_session (price_us - MINUTE_US) == MAG_SESSION_OPEN;
  gboolean lagging = live && price_us - chain->quoted_us > LAG_US;
  double spot;

  chain->spot = mag_wire_price (price);
  chain->terms = *terms;
  mag_chain_finish (chain, now_us);
  if (lagging)
    {
      spot = find_spot (chain, price, now_us, terms);
      if (isnan (spot))
        return; /* no greeks are better than wrong ones */
      chain->spot = mag_wire_price (spot);
      mag_chain_finish (chain, now_us);
    }
  mag_chain_fill_greeks (chain, now_us, terms);
}

/**
 * mag_yahoo_chain_assemble:
 * @pages: MagYahooPage of one symbol, at least one
 * @ticker: whose, canonical
 * @now_us: our clock
 * @terms: rate and dividends to value it with
 * @error: NO_OPTIONS, FORMAT when there is no share price
 *
 * Returns: (transfer full): the chain, finished, with greeks where its prices allow; every row of the pages is in it or counted
 */
MagChain *
mag_yahoo_chain_assemble (GPtrArray       *pages,
                          const char      *ticker,
                          gint64           now_us,
                          const MagTerms  *terms,
                          GError         **error)
{
  g_autoptr(MagChain) chain = mag_chain_new (ticker, MAG_SOURCE_YAHOO);
  double price = NAN;
  gint64 price_us = 0;

  for (guint i = 0; i < pages->len; i++)
    add_page (chain, g_ptr_array_index (pages, i), &price, &price_us);
  if (chain->expirations->len == 0)
    {
      g_set_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_NO_OPTIONS, _("Yahoo lists no options for %s."), ticker);
      return NULL;
    }
  if (!(price > 0))
    {
      g_set_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT, _("Yahoo's chain of %s lacks the share price."), ticker);
      return NULL;
    }

  finish_chain (chain, price, price_us, now_us, terms);
  mag_chain_forget_negative (chain);
  chain->whole = has_every_expiration (chain, pages);
  return g_steal_pointer (&chain);
}
