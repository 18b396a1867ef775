/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bodies of CBOE's delayed quotes. The chain is read as a stream: up to 30,000 contracts come before the underlying's own fields. Rows are kept whatever their
 * quality; those that are no contract of this underlying are counted. */

#include "config.h"

#include "mag-cboe-parse.h"

#include "mag-chain-greeks.h"
#include "mag-date.h"
#include "mag-json.h"
#include "mag-json-scan.h"
#include "mag-wire.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define DELAY_US (15 * 60 * MAG_SECOND_US)
#define PERCENT 100.0

/* What the body says of the underlying, as found. */
typedef struct
{
  char     timestamp[32];
  char     traded[32];
  double   price, previous_close;
  gboolean has_rows;
} Envelope;

static void
copy_string (MagJsonScan *scan,
             char        *buffer,
             gsize        size)
{
  MagJsonText text;

  if (mag_json_scan_string (scan, &text))
    mag_json_text_copy (&text, buffer, size);
}

/* Members of a row that are read. The numbers come first: they are read alike, into an array. */
typedef enum
{
  FIELD_BID,
  FIELD_ASK,
  FIELD_VOLUME,
  FIELD_OPEN_INTEREST,
  FIELD_DELTA,
  FIELD_GAMMA,
  FIELD_THETA,
  FIELD_VEGA,
  FIELD_LAST,
  N_NUMBERS,
  FIELD_OPTION = N_NUMBERS,
  FIELD_TRADED,
  N_FIELDS, /* none of them */
} Field;

#define NAME(text) { text, sizeof text - 1 }

static Field
find_field (const MagJsonText *key)
{
  static const struct { const char *text; gsize length; } names[N_FIELDS] = {
    [FIELD_BID] = NAME ("bid"),
    [FIELD_ASK] = NAME ("ask"),
    [FIELD_VOLUME] = NAME ("volume"),
    [FIELD_OPEN_INTEREST] = NAME ("open_interest"),
    [FIELD_DELTA] = NAME ("delta"),
    [FIELD_GAMMA] = NAME ("gamma"),
    [FIELD_THETA] = NAME ("theta"),
    [FIELD_VEGA] = NAME ("vega"),
    [FIELD_LAST] = NAME ("last_trade_price"),
    [FIELD_OPTION] = NAME ("option"),
    [FIELD_TRADED] = NAME ("last_trade_time"),
  };

  for (gsize i = 0; i < N_FIELDS; i++)
    if (names[i].length == key->length && memcmp (names[i].text, key->start, key->length) == 0)
      return i;
  return N_FIELDS;
}

/* Reads a row's members; what it lacks is left as it was. */
static void
read_members (MagJsonScan *scan,
              double      *numbers,
              char        *symbol,
              char        *traded,
              gsize        size)
{
  MagJsonText key;

  mag_json_scan_open_object (scan);
  while (mag_json_scan_next_key (scan, &key))
    {
      Field field = find_field (&key);

      if (field < N_NUMBERS)
        numbers[field] = mag_json_scan_number (scan);
      else if (field == FIELD_OPTION)
        copy_string (scan, symbol, size);
      else if (field == FIELD_TRADED)
        copy_string (scan, traded, size);
      else
        mag_json_scan_skip (scan);
    }
}

/* Whether the row is a contract of the ticker; if so the quote is complete but for what needs the whole chain. */
static gboolean
read_row (MagJsonScan    *scan,
          const char     *ticker,
          MagOptionQuote *quote)
{
  char symbol[32] = "", traded[32] = "";
  double numbers[N_NUMBERS];

  if (!mag_json_scan_is_at (scan, '{'))
    {
      mag_json_scan_skip (scan);
      return FALSE;
    }
  for (gsize i = 0; i < N_NUMBERS; i++)
    numbers[i] = NAN;
  read_members (scan, numbers, symbol, traded, sizeof symbol);

  *quote = (MagOptionQuote) {
    .bid = mag_wire_side (numbers[FIELD_BID]),
    .ask = mag_wire_side (numbers[FIELD_ASK]),
    .last = numbers[FIELD_LAST] > 0 ? mag_wire_price (numbers[FIELD_LAST]) : MAG_PRICE_UNKNOWN, /* 0.0: never traded */
    .volume = mag_wire_count (numbers[FIELD_VOLUME]),
    .open_interest = mag_wire_count (numbers[FIELD_OPEN_INTEREST]),
    .iv = NAN,
    .delta = numbers[FIELD_DELTA],
    .gamma = numbers[FIELD_GAMMA],
    .theta = numbers[FIELD_THETA],
    .vega = numbers[FIELD_VEGA],
  };
  if (!mag_contract_parse (symbol, &quote->contract) || !mag_symbol_owns_root (ticker, quote->contract.root))
    return FALSE;

  quote->last_trade_us = traded[0] != '\0' ? mag_instant_parse_new_york (traded) : 0;
  return TRUE;
}

static void
read_rows (MagJsonScan *scan,
           MagChain    *chain)
{
  MagOptionQuote quote;

  mag_json_scan_open_array (scan);
  while (mag_json_scan_next_element (scan))
    if (read_row (scan, chain->symbol, &quote))
      g_array_append_val (chain->quotes, quote);
    else
      chain->n_unparsed++;
}

static void
read_data (MagJsonScan *scan,
           MagChain    *chain,
           Envelope    *envelope)
{
  MagJsonText key;

  mag_json_scan_open_object (scan);
  while (mag_json_scan_next_key (scan, &key))
    if (mag_json_text_equals (&key, "options") && mag_json_scan_is_at (scan, '['))
      {
        envelope->has_rows = TRUE;
        read_rows (scan, chain);
      }
    else if (mag_json_text_equals (&key, "current_price"))
      envelope->price = mag_json_scan_number (scan);
    else if (mag_json_text_equals (&key, "prev_day_close"))
      envelope->previous_close = mag_json_scan_number (scan);
    else if (mag_json_text_equals (&key, "last_trade_time"))
      copy_string (scan, envelope->traded, sizeof envelope->traded);
    else
      mag_json_scan_skip (scan);
}

static gboolean
read_body (MagJsonScan *scan,
           MagChain    *chain,
           Envelope    *envelope)
{
  MagJsonText key;

  mag_json_scan_open_object (scan);
  while (mag_json_scan_next_key (scan, &key))
    if (mag_json_text_equals (&key, "timestamp"))
      copy_string (scan, envelope->timestamp, sizeof envelope->timestamp);
    else if (mag_json_text_equals (&key, "data") && mag_json_scan_is_at (scan, '{'))
      read_data (scan, chain, envelope);
    else
      mag_json_scan_skip (scan);
  return mag_json_scan_finish (scan);
}

/* The newest trade of the contracts, for a body whose underlying does not say when it traded. */
static gint64
newest_trade (const MagChain *chain)
{
  gint64 newest_us = 0;

  for (guint i = 0; i < chain->quotes->len; i++)
    newest_us = MAX (newest_us, g_array_index (chain->quotes, MagOptionQuote, i).last_trade_us);
  return newest_us;
}

static gboolean
check_body (const MagChain  *chain,
            const Envelope  *envelope,
            GError         **error)
{
  if (envelope->has_rows && chain->quotes->len == 0 && chain->n_unparsed > 0)
    g_set_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNKNOWN_SYMBOL, _("CBOE answered for %s with another symbol's options."), chain->symbol);
  else if (envelope->has_rows && chain->quotes->len == 0)
    g_set_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_NO_OPTIONS, _("CBOE lists no options for %s."), chain->symbol);
  else if (!envelope->has_rows || !(envelope->price > 0))
    g_set_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT, _("CBOE's answer for %s lacks prices."), chain->symbol);
  else
    return TRUE;
  return FALSE;
}

/* The file stops being made anew when nothing changes. One from before the session whose quotes should be in it by now misleads. */
static gboolean
check_age (const MagChain  *chain,
           gint64           now_us,
           GError         **error)
{
  MagDate session = mag_calendar_session_date (now_us - DELAY_US);

  if (chain->generated_us == 0 || chain->generated_us >= mag_calendar_open_us (session))
    return TRUE;

  g_set_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_STALE, _("CBOE's quotes of %s are from before the last session."), chain->symbol);
  return FALSE;
}

/**
 * mag_cboe_chain_parse:
 * @body: of options/SYMBOL.json
 * @ticker: whose chain it should be, canonical
 * @fetched_us: when the body was complete
 * @now_us: our clock
 * @terms: rate and dividends to value it with
 * @error: FORMAT, NO_OPTIONS, UNKNOWN_SYMBOL for a body of another symbol, STALE
 *
 * The chain counts every row: quotes + n_unparsed + n_expired + n_duplicate is the number of rows in the body.
 *
 * Returns: (transfer full): the chain, finished, with greeks
 */
MagChain *
mag_cboe_chain_parse (GBytes          *body,
                      const char      *ticker,
                      gint64           fetched_us,
                      gint64           now_us,
                      const MagTerms  *terms,
                      GError         **error)
{
  g_autoptr(MagChain) chain = mag_chain_new (ticker, MAG_SOURCE_CBOE);
  Envelope envelope = { .price = NAN, .previous_close = NAN };
  MagJsonScan scan;

  mag_json_scan_init (&scan, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  if (!read_body (&scan, chain, &envelope))
    {
      g_set_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT, _("CBOE's answer for %s cannot be read."), ticker);
      return NULL;
    }
  if (!check_body (chain, &envelope, error))
    return NULL;

  chain->fetched_us = fetched_us;
  chain->generated_us = mag_instant_parse_utc (envelope.timestamp);
  chain->quoted_us = mag_instant_parse_new_york (envelope.traded);
  if (chain->quoted_us == 0)
    chain->quoted_us = newest_trade (chain);
  chain->spot = mag_wire_price (envelope.price);
  chain->previous_close = mag_wire_price (envelope.previous_close);
  chain->whole = TRUE;
  if (!check_age (chain, now_us, error))
    return NULL;

  mag_chain_finish (chain, now_us);
  mag_chain_fill_greeks (chain, now_us, terms);
  mag_chain_forget_negative (chain);
  return g_steal_pointer (&chain);
}

/**
 * mag_cboe_quote_parse:
 * @body: of quotes/SYMBOL.json, whose underlying has the fields it has in a chain
 * @ticker: whose it should be, canonical
 * @error: FORMAT
 *
 * Returns: (transfer full): the underlying's price, 15 minutes old
 */
MagStockQuote *
mag_cboe_quote_parse (GBytes      *body,
                      const char  *ticker,
                      GError     **error)
{
  g_autoptr(JsonNode) root = mag_json_parse (body);
  JsonObject *data = mag_json_object (mag_json_root (root), "data");
  g_autoptr(MagStockQuote) quote = mag_stock_quote_new (ticker);
  const char *traded = mag_json_string (data, "last_trade_time");

  quote->source = MAG_SOURCE_CBOE;
  quote->price = mag_wire_price (mag_json_number (data, "current_price"));
  if (quote->price <= 0)
    {
      g_set_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT, _("CBOE's quote of %s lacks a price."), ticker);
      return NULL;
    }

  quote->previous_close = mag_wire_price (mag_json_number (data, "prev_day_close"));
  quote->change = mag_json_number (data, "price_change_percent") / PERCENT;
  quote->volume = mag_wire_count (mag_json_number (data, "volume"));
  quote->quoted_us = traded != NULL ? mag_instant_parse_new_york (traded) : 0;
  return g_steal_pointer (&quote);
}

static MagBar
read_bar (JsonObject *row)
{
  const char *date = mag_json_string (row, "date");
  MagBar bar = {
    .date = date != NULL ? mag_date_parse (date) : 0,
    .open = mag_wire_price (mag_json_number (row, "open")),
    .high = mag_wire_price (mag_json_number (row, "high")),
    .low = mag_wire_price (mag_json_number (row, "low")),
    .close = mag_wire_price (mag_json_number (row, "close")),
    .volume = mag_wire_count (mag_json_number (row, "volume")),
  };

  bar.adjusted_close = bar.close; /* the feed adjusts for splits only and has no other */
  return bar;
}

/**
 * mag_cboe_history_parse:
 * @body: of charts/historical/SYMBOL.json
 * @from: first day wanted; 0: all
 * @to: last day wanted; 0: all
 * @error: FORMAT
 *
 * Returns: (transfer full): bars, oldest first, days without a close left out; nothing of dividends, which the feed does not have
 */
MagPriceHistory *
mag_cboe_history_parse (GBytes   *body,
                        MagDate   from,
                        MagDate   to,
                        GError  **error)
{
  g_autoptr(JsonNode) root = mag_json_parse (body);
  JsonArray *rows = mag_json_array (mag_json_root (root), "data");
  g_autoptr(MagPriceHistory) history = NULL;

  if (rows == NULL)
    {
      g_set_error_literal (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT, _("CBOE's price history cannot be read."));
      return NULL;
    }
  history = mag_price_history_new ();
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      MagBar bar = read_bar (mag_json_element (rows, i));

      if (bar.date != 0 && bar.close > 0 && bar.date >= from && (to == 0 || bar.date <= to))
        g_array_append_val (history->bars, bar);
    }

  return g_steal_pointer (&history);
}
