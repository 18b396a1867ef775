/* SPDX-License-Identifier: GPL-3.0-or-later */

/* v7/finance/quote, protocols yahoo.md section 7: one object per known symbol, in an order of its own, unknown ones left out; a batch of more than
 * 99 fails without an answer. The quote object is also part of an option chain. */

#include "mag-practice-yahoo.h"

#include <string.h>

#define MAX_BATCH 99

/* Names that come whatever fields were asked for. */
static const char *const core_fields[] = {
  "language", "region", "quoteType", "typeDisp", "quoteSourceName", "triggerable", "customPriceAlertConfidence", "marketState", "regularMarketPrice",
  "regularMarketTime", "tradeable", "cryptoTradeable", "exchange", "exchangeTimezoneName", "exchangeTimezoneShortName", "gmtOffSetMilliseconds",
  "market", "esgPopulated", "priceHint", "fullExchangeName", "sourceInterval", "exchangeDataDelayedBy", "hasPrePostMarketData",
  "firstTradeDateMilliseconds", "symbol",
};

/* Symbols that were delisted: known, without a price. */
static const char *const delisted[] = { "SI", "SIMP" };

/**
 * mag_practice_yahoo_error:
 * @status: HTTP status
 * @key: the envelope's name
 * @code: a phrase
 * @description: a sentence
 *
 * Returns: (transfer full): an error in the usual envelope
 */
MagPracticeReply *
mag_practice_yahoo_error (guint       status,
                          const char *key,
                          const char *code,
                          const char *description)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "{\"%s\":{\"result\":null,\"error\":{\"code\":\"%s\",\"description\":", key, code);
  mag_practice_append_text (out, description);
  g_string_append (out, "}}}");
  return mag_practice_reply_take (status, MAG_PRACTICE_JSON, out);
}

/**
 * mag_practice_yahoo_reply:
 * @status: HTTP status
 * @body: (transfer full): JSON
 *
 * Returns: (transfer full): an answer of the API hosts
 */
MagPracticeReply *
mag_practice_yahoo_reply (guint    status,
                          GString *body)
{
  MagPracticeReply *reply = mag_practice_reply_take (status, MAG_PRACTICE_JSON, body);

  mag_practice_reply_header (reply, "Cache-Control", "public, max-age=1, stale-while-revalidate=9");
  mag_practice_reply_header (reply, "Vary", "Origin,Accept-Encoding");
  return reply;
}

static void
write_identity (MagPracticeObject      *object,
                const MagPracticeFacts *facts)
{
  const gboolean index = mag_practice_facts_is_index (facts);
  const char *type = mag_practice_facts_type (facts);
  g_autofree char *board = mag_practice_facts_dup_board (facts);

  mag_practice_object_text (object, "language", "en-US");
  mag_practice_object_text (object, "region", "US");
  mag_practice_object_text (object, "quoteType", type);
  mag_practice_object_text (object, "typeDisp", strcmp (type, "EQUITY") == 0 ? "Equity" : index ? "Index" : "ETF");
  mag_practice_object_text (object, "quoteSourceName", mag_practice_facts_source (facts));
  mag_practice_object_bool (object, "triggerable", TRUE);
  mag_practice_object_text (object, "customPriceAlertConfidence", "HIGH");
  mag_practice_object_text (object, "currency", "USD");
  mag_practice_object_raw (object, "corporateActions", "[]");
  mag_practice_object_plain (object, "regularMarketTime", facts->market_seconds);
  mag_practice_object_text (object, "exchange", facts->listing->exchange);
  mag_practice_object_text (object, "messageBoardId", board);
  mag_practice_object_text (object, "exchangeTimezoneName", "America/New_York");
  mag_practice_object_text (object, "exchangeTimezoneShortName", mag_practice_facts_zone (facts));
  mag_practice_object_plain (object, "gmtOffSetMilliseconds", facts->gmt_offset * 1000);
  mag_practice_object_text (object, "market", "us_market");
  mag_practice_object_bool (object, "esgPopulated", FALSE);
  mag_practice_object_bool (object, "hasPrePostMarketData", !index);
  if (!index)
    mag_practice_object_plain (object, "firstTradeDateMilliseconds", facts->first_trade * 1000);
  mag_practice_object_plain (object, "priceHint", 2);
  mag_practice_object_plain (object, "sourceInterval", 15);
  mag_practice_object_plain (object, "exchangeDataDelayedBy", index ? 15 : 0);
  mag_practice_object_bool (object, "tradeable", FALSE);
  mag_practice_object_bool (object, "cryptoTradeable", FALSE);
  mag_practice_object_text (object, "fullExchangeName", mag_practice_facts_venue (facts));
  mag_practice_object_text (object, "shortName", facts->listing->name);
  mag_practice_object_text (object, "longName", facts->listing->name);
}

static void
write_extended (MagPracticeObject      *object,
                const MagPracticeFacts *facts)
{
  const double change = (double) (facts->extended - facts->tape.price) / MAG_PRICE_SCALE;
  const double percent = 100 * (double) (facts->extended - facts->tape.price) / (double) facts->tape.price;

  if (facts->pre)
    {
      mag_practice_object_float (object, "preMarketChange", change);
      mag_practice_object_float (object, "preMarketChangePercent", percent);
      mag_practice_object_price (object, "preMarketPrice", facts->extended);
      mag_practice_object_plain (object, "preMarketTime", facts->extended_seconds);
    }
  if (facts->post)
    {
      mag_practice_object_plain (object, "postMarketTime", facts->extended_seconds);
      mag_practice_object_float (object, "postMarketChangePercent", percent);
      mag_practice_object_price (object, "postMarketPrice", facts->extended);
      mag_practice_object_float (object, "postMarketChange", change);
    }
}

static void
write_range (MagPracticeObject *object,
             const char        *key,
             MagPrice           low,
             MagPrice           high)
{
  if (!mag_practice_object_key (object, key))
    return;
  g_string_append_c (object->out, '"');
  mag_practice_append_price (object->out, low);
  g_string_append (object->out, " - ");
  mag_practice_append_price (object->out, high);
  g_string_append_c (object->out, '"');
}

static void
write_prices (MagPracticeObject      *object,
              const MagPracticeFacts *facts)
{
  const MagPracticeTape *tape = &facts->tape;
  const double change = (double) (tape->price - tape->previous_close) / MAG_PRICE_SCALE;
  const gboolean index = mag_practice_facts_is_index (facts);

  mag_practice_object_text (object, "marketState", facts->state);
  mag_practice_object_price (object, "regularMarketPrice", tape->price);
  mag_practice_object_float (object, "regularMarketChange", change);
  mag_practice_object_float (object, "regularMarketChangePercent", 100 * mag_practice_facts_change (facts));
  mag_practice_object_price (object, "regularMarketDayHigh", tape->high);
  write_range (object, "regularMarketDayRange", tape->low, tape->high);
  mag_practice_object_price (object, "regularMarketDayLow", tape->low);
  mag_practice_object_plain (object, "regularMarketVolume", tape->volume);
  mag_practice_object_price (object, "regularMarketPreviousClose", tape->previous_close);
  mag_practice_object_price (object, "regularMarketOpen", tape->open);
  mag_practice_object_float (object, "fulldayChange", change);
  mag_practice_object_float (object, "fulldayChangePercent", 100 * mag_practice_facts_change (facts));
  mag_practice_object_price (object, "fulldayPrice", tape->price);
  mag_practice_object_price (object, "bid", facts->bid);
  mag_practice_object_price (object, "ask", facts->ask);
  mag_practice_object_plain (object, "bidSize", index ? 0 : 1 + (gint64) (facts->hash % 4));
  mag_practice_object_plain (object, "askSize", index ? 0 : 1 + (gint64) (facts->hash / 4 % 4));
}

static void
write_year (MagPracticeObject      *object,
            const MagPracticeFacts *facts)
{
  const double price = (double) facts->tape.price / MAG_PRICE_SCALE;
  const double low = (double) facts->year_low / MAG_PRICE_SCALE;
  const double high = (double) facts->year_high / MAG_PRICE_SCALE;

  mag_practice_object_float (object, "fiftyTwoWeekLowChange", price - low);
  mag_practice_object_float (object, "fiftyTwoWeekLowChangePercent", price / low - 1);
  write_range (object, "fiftyTwoWeekRange", facts->year_low, facts->year_high);
  mag_practice_object_float (object, "fiftyTwoWeekHighChange", price - high);
  mag_practice_object_float (object, "fiftyTwoWeekHighChangePercent", price / high - 1);
  mag_practice_object_price (object, "fiftyTwoWeekLow", facts->year_low);
  mag_practice_object_price (object, "fiftyTwoWeekHigh", facts->year_high);
  mag_practice_object_float (object, "fiftyTwoWeekChangePercent", 100 * facts->year_change);
  mag_practice_object_float (object, "fiftyDayAverage", facts->average_50);
  mag_practice_object_float (object, "fiftyDayAverageChange", price - facts->average_50);
  mag_practice_object_float (object, "fiftyDayAverageChangePercent", price / facts->average_50 - 1);
  mag_practice_object_float (object, "twoHundredDayAverage", facts->average_200);
  mag_practice_object_float (object, "twoHundredDayAverageChange", price - facts->average_200);
  mag_practice_object_float (object, "twoHundredDayAverageChangePercent", price / facts->average_200 - 1);
}

static void
write_earnings (MagPracticeObject      *object,
                const MagPracticeFacts *facts)
{
  if (facts->last_earnings == 0)
    return;
  mag_practice_object_plain (object, "earningsTimestamp", facts->last_earnings);
  mag_practice_object_plain (object, "earningsTimestampStart", facts->next_earnings);
  mag_practice_object_plain (object, "earningsTimestampEnd", facts->next_earnings + (facts->hash % 3 == 0 ? 4 * 86400 : 0));
  mag_practice_object_plain (object, "earningsCallTimestampStart", facts->last_earnings + 3600);
  mag_practice_object_plain (object, "earningsCallTimestampEnd", facts->last_earnings + 3600);
  mag_practice_object_bool (object, "isEarningsDateEstimate", facts->hash % 3 == 0);
}

static void
write_dividends (MagPracticeObject      *object,
                 const MagPracticeFacts *facts)
{
  const double rate = facts->listing->dividend;
  const double previous = (double) facts->tape.previous_close / MAG_PRICE_SCALE;

  if (facts->dividend_paid != 0 && facts->listing->kind == MAG_LISTING_EQUITY)
    mag_practice_object_plain (object, "dividendDate", facts->dividend_paid);
  mag_practice_object_float (object, "trailingAnnualDividendRate", rate);
  mag_practice_object_float (object, "trailingAnnualDividendYield", rate / previous);
  if (rate <= 0)
    return;
  if (facts->listing->kind == MAG_LISTING_EQUITY)
    mag_practice_object_float (object, "dividendRate", rate);
  mag_practice_object_float (object, "dividendYield", (double) (gint64) (rate / previous * 10000) / 100); /* percent, two digits */
}

static void
write_company (MagPracticeObject      *object,
               const MagPracticeFacts *facts)
{
  const double price = (double) facts->tape.price / MAG_PRICE_SCALE;
  const gboolean equity = facts->listing->kind != MAG_LISTING_ETF;
  const double book = facts->earned * 5;

  mag_practice_object_text (object, "financialCurrency", "USD");
  write_earnings (object, facts);
  write_dividends (object, facts);
  mag_practice_object_float (object, "trailingPE", price / facts->earned);
  mag_practice_object_float (object, "epsTrailingTwelveMonths", facts->earned);
  if (equity)
    {
      mag_practice_object_float (object, "epsForward", facts->expected);
      mag_practice_object_float (object, "epsCurrentYear", (facts->earned + facts->expected) / 2);
      mag_practice_object_float (object, "priceEpsCurrentYear", price / ((facts->earned + facts->expected) / 2));
      mag_practice_object_plain (object, "impliedSharesOutstanding", facts->shares);
      mag_practice_object_float (object, "forwardPE", price / facts->expected);
      mag_practice_object_text (object, "averageAnalystRating", "2.1 - Buy");
    }
  else
    {
      mag_practice_object_float (object, "ytdReturn", 100 * facts->year_change / 2);
      mag_practice_object_float (object, "trailingThreeMonthReturns", 100 * facts->year_change / 4);
      mag_practice_object_float (object, "trailingThreeMonthNavReturns", 100 * facts->year_change / 4);
      mag_practice_object_plain (object, "netAssets", facts->capital);
      mag_practice_object_float (object, "netExpenseRatio", 0.2);
    }
  mag_practice_object_plain (object, "sharesOutstanding", facts->shares);
  mag_practice_object_float (object, "bookValue", book);
  mag_practice_object_plain (object, "marketCap", facts->capital);
  mag_practice_object_float (object, "priceToBook", price / book);
}

/**
 * mag_practice_facts_append:
 * @facts: a symbol's facts
 * @out: where to
 * @fields: (nullable): names to keep; %NULL keeps all
 *
 * Writes a v7 quote object.
 */
void
mag_practice_facts_append (const MagPracticeFacts *facts,
                           GString                *out,
                           GHashTable             *fields)
{
  MagPracticeObject object;

  mag_practice_object_open (&object, out);
  object.only = fields;
  write_identity (&object, facts);
  write_prices (&object, facts);
  write_extended (&object, facts);
  if (!mag_practice_facts_is_index (facts))
    {
      mag_practice_object_plain (&object, "averageDailyVolume3Month", facts->volume_3m);
      mag_practice_object_plain (&object, "averageDailyVolume10Day", facts->volume_10d);
    }
  write_year (&object, facts);
  if (!mag_practice_facts_is_index (facts))
    write_company (&object, facts);
  if (facts->listing->kind == MAG_LISTING_EQUITY)
    {
      const char *name = facts->listing->name;
      g_auto(GStrv) words = g_strsplit_set (g_str_has_prefix (name, "The ") ? name + 4 : name, " ,", 2);

      mag_practice_object_text (&object, "displayName", words[0]);
    }
  mag_practice_object_text (&object, "symbol", facts->symbol);
  mag_practice_object_close (&object);
}

static void
append_delisted (GString    *out,
                 const char *symbol)
{
  g_string_append_printf (out,
                          "{\"language\":\"en-US\",\"region\":\"US\",\"quoteType\":\"NONE\",\"triggerable\":false,\"customPriceAlertConfidence\":\"NONE\","
                          "\"corporateActions\":[],\"messageBoardId\":\"finmb_%u\",\"esgPopulated\":false,\"tradeable\":false,\"cryptoTradeable\":false,"
                          "\"hasPrePostMarketData\":false,\"symbol\":\"%s\"}",
                          g_str_hash (symbol) % 1000000, symbol);
}

static GHashTable *
read_fields (const MagPracticeRequest *request)
{
  const char *text = mag_practice_request_get (request, "fields");
  g_auto(GStrv) names = NULL;
  GHashTable *fields;

  if (text == NULL || *text == '\0')
    return NULL;
  fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (core_fields); i++)
    g_hash_table_add (fields, g_strdup (core_fields[i]));
  names = g_strsplit (text, ",", -1);
  for (guint i = 0; names[i] != NULL; i++)
    g_hash_table_add (fields, g_strdup (names[i]));
  return fields;
}

static int
compare_hashes (gconstpointer a,
                gconstpointer b)
{
  const guint first = g_str_hash (*(const char *const *) a);
  const guint second = g_str_hash (*(const char *const *) b);

  return (first > second) - (first < second);
}

/* The distinct symbols of a request, in the order of their hashes: never rely on the request's. */
static GPtrArray *
read_symbols (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *symbols = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *symbol = g_ascii_strup (g_strstrip (parts[i]), -1);

      if (g_hash_table_add (seen, symbol) && *symbol != '\0')
        g_ptr_array_add (symbols, g_strdup (symbol));
    }
  g_ptr_array_sort (symbols, compare_hashes);
  return symbols;
}

/**
 * mag_practice_yahoo_quote:
 * @market: the market
 * @request: GET /v7/finance/quote?symbols=A,B[&fields=...]
 *
 * Returns: (transfer full): the quotes of the known symbols
 */
MagPracticeReply *
mag_practice_yahoo_quote (MagPracticeMarket        *market,
                          const MagPracticeRequest *request)
{
  const char *text = mag_practice_request_get (request, "symbols");
  g_autoptr(GHashTable) fields = read_fields (request);
  g_autoptr(GPtrArray) symbols = NULL;
  GString *out;
  MagPracticeFacts facts;

  if (text == NULL)
    return mag_practice_yahoo_error (400, "quoteResponse", "Bad Request", "Missing required query parameter=symbols");
  symbols = read_symbols (text);
  if (symbols->len > MAX_BATCH)
    {
      MagPracticeReply *reply = mag_practice_reply_new (502, NULL);

      reply->hang_up = TRUE;
      return reply;
    }
  out = g_string_new ("{\"quoteResponse\":{\"result\":[");
  for (guint i = 0; i < symbols->len; i++)
    {
      const char *symbol = g_ptr_array_index (symbols, i);

      if (g_strv_contains ((const char *const[]) { delisted[0], delisted[1], NULL }, symbol))
        append_delisted (out, symbol);
      else if (mag_practice_facts_read (&facts, market, symbol, request->now_us))
        mag_practice_facts_append (&facts, out, fields);
      else
        continue;
      g_string_append_c (out, ',');
    }
  if (out->str[out->len - 1] == ',')
    g_string_truncate (out, out->len - 1);
  g_string_append (out, "],\"error\":null}}");
  return mag_practice_yahoo_reply (200, out);
}
