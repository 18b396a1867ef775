/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bodies of Yahoo Finance but for option chains: envelope and errors, quotes, price history, summaries. Every field is optional, and the same quantity has other
 * units at another endpoint; what is noted beside a field is what was recorded. */

#include "config.h"

#include "mag-yahoo-parse.h"

#include "mag-date.h"
#include "mag-json.h"
#include "mag-wire.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define PERCENT 100.0

/* The object under the answer's one key, whichever it is. */
static JsonObject *
find_envelope (JsonObject *root)
{
  static const char *const keys[] = { "optionChain", "quoteResponse", "chart", "quoteSummary", "finance" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (mag_json_object (root, keys[i]) != NULL)
      return mag_json_object (root, keys[i]);
  return NULL;
}

static gboolean
mentions (const char *text,
          const char *words)
{
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  return lower != NULL && strstr (lower, words) != NULL;
}

/**
 * mag_yahoo_error_parse:
 * @body: of an answer that is not 2xx; JSON, text or a page
 * @status: HTTP status
 * @subject: what was asked for, for the message
 *
 * Returns: (transfer full): MAG_MARKET_ERROR. "None of the modules exists" is UNSUPPORTED, not an unknown symbol
 */
GError *
mag_yahoo_error_parse (GBytes     *body,
                       guint       status,
                       const char *subject)
{
  g_autoptr(JsonNode) root = mag_json_parse (body);
  JsonObject *detail = mag_json_object (find_envelope (mag_json_root (root)), "error");
  const char *description = mag_json_string (detail, "description");

  if (status == 429 || status >= 500)
    return g_error_new (MAG_MARKET_ERROR, MAG_MARKET_ERROR_BUSY, _("Yahoo is busy and asks for patience."));
  if (status == 401 || status == 403)
    return g_error_new (MAG_MARKET_ERROR, MAG_MARKET_ERROR_BLOCKED, _("Yahoo refuses to answer at the moment."));
  if (mentions (description, "no fundamentals data") || mentions (description, "data doesn't exist"))
    return g_error_new (MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNSUPPORTED, _("Yahoo has no such data for %s."), subject);
  if (status == 404)
    return g_error_new (MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNKNOWN_SYMBOL, _("Yahoo does not know %s."), subject);
  return g_error_new (MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT, _("Yahoo did not understand the question about %s."), subject);
}

/* The first name that is there. */
static char *
dup_name (JsonObject *object)
{
  static const char *const keys[] = { "longName", "displayName", "shortName" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *name = mag_json_string (object, keys[i]);

      if (name != NULL && *name != '\0')
        return g_strstrip (g_strdup (name));
    }
  return NULL;
}

/* A date stamped 00:00 UTC. */
static MagDate
utc_date (double seconds)
{
  return mag_wire_instant_us (seconds) != 0 ? mag_date_from_unix_utc ((gint64) seconds) : 0;
}

/* An instant's date for people in New York. */
static MagDate
new_york_date (double seconds)
{
  gint64 instant_us = mag_wire_instant_us (seconds);

  return instant_us != 0 ? mag_date_in_new_york (instant_us) : 0;
}

static MagStockQuote *
read_quote (JsonObject *object,
            const char *ticker)
{
  MagStockQuote *quote = mag_stock_quote_new (ticker);

  quote->source = MAG_SOURCE_YAHOO;
  quote->name = dup_name (object);
  quote->currency = g_strdup (mag_json_string (object, "currency"));
  quote->price = mag_wire_price (mag_json_number (object, "regularMarketPrice"));
  quote->previous_close = mag_wire_price (mag_json_number (object, "regularMarketPreviousClose"));
  quote->quoted_us = mag_wire_instant_us (mag_json_number (object, "regularMarketTime"));
  quote->volume = mag_wire_count (mag_json_number (object, "regularMarketVolume"));
  quote->market_cap = mag_wire_count (mag_json_number (object, "marketCap"));
  quote->change = mag_json_number (object, "regularMarketChangePercent") / PERCENT;  /* percent here */
  quote->dividend_yield = mag_json_number (object, "dividendYield") / PERCENT;       /* percent here */
  if (isnan (quote->dividend_yield))
    quote->dividend_yield = mag_json_number (object, "trailingAnnualDividendYield"); /* fraction */
  quote->dividend_rate = mag_wire_price (mag_json_number (object, "dividendRate"));
  quote->earnings = new_york_date (mag_json_number (object, "earningsTimestampStart")); /* earningsTimestamp is the last report */
  quote->earnings_estimated = mag_json_boolean (object, "isEarningsDateEstimate");

  return quote;
}

/**
 * mag_yahoo_quotes_parse:
 * @body: of v7/finance/quote
 * @tickers: Yahoo symbol -> canonical ticker; answers in any order and with gaps
 * @error: FORMAT
 *
 * Returns: (transfer full): MagStockQuote of each asked symbol that is known and has a price
 */
GPtrArray *
mag_yahoo_quotes_parse (GBytes      *body,
                        GHashTable  *tickers,
                        GError     **error)
{
  g_autoptr(JsonNode) root = mag_json_parse (body);
  JsonArray *rows = mag_json_array (mag_json_object (mag_json_root (root), "quoteResponse"), "result");
  g_autoptr(GPtrArray) quotes = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_stock_quote_free);

  if (rows == NULL)
    {
      g_set_error_literal (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT, _("Yahoo's quotes cannot be read."));
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = mag_json_element (rows, i);
      const char *symbol = mag_json_string (row, "symbol");
      const char *ticker = symbol != NULL ? g_hash_table_lookup (tickers, symbol) : NULL;
      g_autoptr(MagStockQuote) quote = ticker != NULL ? read_quote (row, ticker) : NULL;

      /* quoteType NONE, delisted or renamed, has no price. */
      if (quote != NULL && quote->price > 0)
        g_ptr_array_add (quotes, g_steal_pointer (&quote));
    }

  return g_steal_pointer (&quotes);
}

/* Arrays of a chart that run beside its timestamps. */
typedef struct
{
  JsonArray *times, *open, *high, *low, *close, *volume, *adjusted;
} ChartColumns;

static ChartColumns
find_columns (JsonObject *result)
{
  JsonObject *indicators = mag_json_object (result, "indicators");
  JsonObject *quote = mag_json_element (mag_json_array (indicators, "quote"), 0);

  return (ChartColumns) {
    .times = mag_json_array (result, "timestamp"),
    .open = mag_json_array (quote, "open"),
    .high = mag_json_array (quote, "high"),
    .low = mag_json_array (quote, "low"),
    .close = mag_json_array (quote, "close"),
    .volume = mag_json_array (quote, "volume"),
    .adjusted = mag_json_array (mag_json_element (mag_json_array (indicators, "adjclose"), 0), "adjclose"),
  };
}

static MagBar
read_bar (const ChartColumns *columns,
          guint               i)
{
  MagBar bar = {
    .date = new_york_date (mag_json_item (columns->times, i)), /* the session's opening instant; the live bar: the last trade */
    .open = mag_wire_price (mag_json_item (columns->open, i)),
    .high = mag_wire_price (mag_json_item (columns->high, i)),
    .low = mag_wire_price (mag_json_item (columns->low, i)),
    .close = mag_wire_price (mag_json_item (columns->close, i)),
    .adjusted_close = mag_wire_price (mag_json_item (columns->adjusted, i)),
    .volume = mag_wire_count (mag_json_item (columns->volume, i)),
  };

  return bar;
}

static int
compare_dividends (gconstpointer a,
                   gconstpointer b)
{
  const MagCashDividend *left = a, *right = b;

  return (left->ex_date > right->ex_date) - (left->ex_date < right->ex_date);
}

/* An object keyed by epoch strings; the date is the opening of the ex-date. */
static GArray *
read_dividends (JsonObject *dividends)
{
  GArray *read = g_array_new (FALSE, FALSE, sizeof (MagCashDividend));
  g_autoptr(GList) keys = dividends != NULL ? json_object_get_members (dividends) : NULL;

  for (const GList *l = keys; l != NULL; l = l->next)
    {
      JsonObject *row = mag_json_object (dividends, l->data);
      MagCashDividend dividend = {
        .ex_date = new_york_date (mag_json_number (row, "date")),
        .announced = TRUE,
        .amount = mag_wire_price (mag_json_number (row, "amount")),
      };

      if (dividend.ex_date != 0 && dividend.amount > 0)
        g_array_append_val (read, dividend);
    }
  g_array_sort (read, compare_dividends);
  return read;
}

/**
 * mag_yahoo_history_parse:
 * @body: of v8/finance/chart with interval=1d and events=div
 * @error: FORMAT
 *
 * Returns: (transfer full): bars, oldest first, one a date, days with a null close left out; and the dividends of the range
 */
MagPriceHistory *
mag_yahoo_history_parse (GBytes  *body,
                         GError **error)
{
  g_autoptr(JsonNode) root = mag_json_parse (body);
  JsonArray *results = mag_json_array (mag_json_object (mag_json_root (root), "chart"), "result");
  JsonObject *result = mag_json_element (results, 0);
  ChartColumns columns = find_columns (result);
  g_autoptr(MagPriceHistory) history = NULL;

  if (result == NULL)
    {
      g_set_error_literal (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT, _("Yahoo's price history cannot be read."));
      return NULL;
    }

  history = mag_price_history_new ();
  for (guint i = 0; columns.times != NULL && i < json_array_get_length (columns.times); i++)
    {
      MagBar bar = read_bar (&columns, i);
      MagBar *last = history->bars->len > 0 ? &g_array_index (history->bars, MagBar, history->bars->len - 1) : NULL;

      if (bar.date == 0 || bar.close == MAG_PRICE_UNKNOWN || (last != NULL && bar.date < last->date))
        continue;
      if (last != NULL && last->date == bar.date)
        *last = bar; /* the live bar, repeated after the close */
      else
        g_array_append_val (history->bars, bar);
    }
  history->dividends = read_dividends (mag_json_object (mag_json_object (result, "events"), "dividends"));

  return g_steal_pointer (&history);
}

/* The next report; when all are past, the last known one. */
static MagDate
read_earnings (JsonObject *events,
               gint64      now_us)
{
  JsonArray *dates = mag_json_array (mag_json_object (events, "earnings"), "earningsDate");
  MagDate today = mag_date_in_new_york (now_us), found = 0;

  for (guint i = 0; dates != NULL && i < json_array_get_length (dates); i++)
    {
      MagDate date = new_york_date (mag_json_item (dates, i));

      if (found == 0 || (found < today && date > found) || (date >= today && date < found))
        found = date != 0 ? date : found;
    }
  return found;
}

static double
first_known (double a,
             double b)
{
  return isnan (a) ? b : a;
}

/**
 * mag_yahoo_summary_parse:
 * @body: of v10/finance/quoteSummary with assetProfile, price, summaryDetail and calendarEvents asked for, any of which may be missing
 * @ticker: whose it is, canonical
 * @now_us: our clock
 * @error: FORMAT
 *
 * Returns: (transfer full): what is known of the company or fund
 */
MagStockQuote *
mag_yahoo_summary_parse (GBytes      *body,
                         const char  *ticker,
                         gint64       now_us,
                         GError     **error)
{
  g_autoptr(JsonNode) root = mag_json_parse (body);
  JsonObject *result = mag_json_element (mag_json_array (mag_json_object (mag_json_root (root), "quoteSummary"), "result"), 0);
  JsonObject *profile = mag_json_object (result, "assetProfile"), *price = mag_json_object (result, "price");
  JsonObject *detail = mag_json_object (result, "summaryDetail"), *events = mag_json_object (result, "calendarEvents");
  g_autoptr(MagStockQuote) quote = NULL;

  if (result == NULL)
    {
      g_set_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT, _("Yahoo's summary of %s cannot be read."), ticker);
      return NULL;
    }

  if (profile == NULL)
    profile = mag_json_object (result, "summaryProfile");
  quote = mag_stock_quote_new (ticker);
  quote->source = MAG_SOURCE_YAHOO;
  quote->name = dup_name (price);
  quote->sector = g_strdup (mag_json_string (profile, "sector"));
  quote->industry = g_strdup (mag_json_string (profile, "industry"));
  quote->currency = g_strdup (mag_json_string (price, "currency"));
  quote->price = mag_wire_price (mag_json_number (price, "regularMarketPrice"));
  quote->previous_close = mag_wire_price (first_known (mag_json_number (price, "regularMarketPreviousClose"), mag_json_number (detail, "previousClose")));
  quote->quoted_us = mag_wire_instant_us (mag_json_number (price, "regularMarketTime"));
  quote->volume = mag_wire_count (mag_json_number (price, "regularMarketVolume"));
  quote->market_cap = mag_wire_count (first_known (mag_json_number (price, "marketCap"), mag_json_number (detail, "marketCap")));
  quote->change = mag_json_number (price, "regularMarketChangePercent"); /* fraction here */
  quote->dividend_yield = first_known (mag_json_number (detail, "dividendYield"), mag_json_number (detail, "yield")); /* fractions; yield: funds */
  quote->dividend_rate = mag_wire_price (mag_json_number (detail, "dividendRate"));
  quote->ex_dividend = utc_date (first_known (mag_json_number (events, "exDividendDate"), mag_json_number (detail, "exDividendDate")));
  quote->earnings = read_earnings (events, now_us);
  quote->earnings_estimated = mag_json_boolean (mag_json_object (events, "earnings"), "isEarningsDateEstimate");

  return g_steal_pointer (&quote);
}
