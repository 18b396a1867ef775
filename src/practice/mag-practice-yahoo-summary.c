/* SPDX-License-Identifier: GPL-3.0-or-later */

/* v10/finance/quoteSummary and v1/finance/search, protocols yahoo.md sections 9 and 10. Modules a symbol does not have are left out, and only when
 * none of those asked for is left the answer is 404. Unlike in v7 quote, changes and yields are fractions here, sizes are shares, and numbers are
 * {"raw","fmt"} unless formatted=false. */

#include "mag-practice-yahoo.h"

#include <string.h>

typedef enum
{
  FOR_EQUITY = 1,
  FOR_FUND = 2,
  FOR_INDEX = 4,
} Audience;

static void
write_nulls (MagPracticeObject *object,
             const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    mag_practice_object_null (object, names[i]);
}

/* "consumer-electronics" of "Consumer Electronics". */
static char *
make_key (const char *name)
{
  g_auto(GStrv) words = g_strsplit_set (name, " -&", -1);
  GString *key = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      {
        g_autofree char *lower = g_ascii_strdown (words[i], -1);

        g_string_append_printf (key, "%s%s", key->len > 0 ? "-" : "", lower);
      }
  return g_string_free_and_steal (key);
}

static void
write_profile (MagPracticeObject      *object,
               const MagPracticeFacts *facts)
{
  const MagPracticeListing *listing = facts->listing;

  if (listing->sector != NULL)
    {
      g_autofree char *sector = make_key (listing->sector);
      g_autofree char *industry = make_key (listing->industry);

      mag_practice_object_text (object, "address1", "1 Practice Way");
      mag_practice_object_text (object, "city", "New York");
      mag_practice_object_text (object, "state", "NY");
      mag_practice_object_text (object, "zip", "10005");
      mag_practice_object_text (object, "country", "United States");
      mag_practice_object_text (object, "phone", "(212) 555-0100");
      mag_practice_object_text (object, "website", "https://www.example.com");
      mag_practice_object_text (object, "industry", listing->industry);
      mag_practice_object_text (object, "industryKey", industry);
      mag_practice_object_text (object, "industryDisp", listing->industry);
      mag_practice_object_text (object, "sector", listing->sector);
      mag_practice_object_text (object, "sectorKey", sector);
      mag_practice_object_text (object, "sectorDisp", listing->sector);
      mag_practice_object_plain (object, "fullTimeEmployees", 1000 + (gint64) (facts->hash % 150000));
    }
  mag_practice_object_text (object, "longBusinessSummary", "A symbol of the practice market; its figures are invented.");
  mag_practice_object_raw (object, "companyOfficers", "[]");
  mag_practice_object_raw (object, "executiveTeam", "[]");
  mag_practice_object_plain (object, "maxAge", 86400);
}

static void
write_extended (MagPracticeObject      *object,
                const MagPracticeFacts *facts,
                const char             *session)
{
  const double change = (double) (facts->extended - facts->tape.price) / MAG_PRICE_SCALE;
  g_autofree char *percent = g_strconcat (session, "MarketChangePercent", NULL);
  g_autofree char *amount = g_strconcat (session, "MarketChange", NULL);
  g_autofree char *time = g_strconcat (session, "MarketTime", NULL);
  g_autofree char *price = g_strconcat (session, "MarketPrice", NULL);
  g_autofree char *source = g_strconcat (session, "MarketSource", NULL);

  mag_practice_object_percent (object, percent, (double) (facts->extended - facts->tape.price) / (double) facts->tape.price);
  mag_practice_object_float (object, amount, change);
  mag_practice_object_plain (object, time, facts->extended_seconds);
  mag_practice_object_price (object, price, facts->extended);
  mag_practice_object_text (object, source, "FREE_REALTIME");
}

static void
write_price (MagPracticeObject      *object,
             const MagPracticeFacts *facts)
{
  const MagPracticeTape *tape = &facts->tape;
  const gboolean index = mag_practice_facts_is_index (facts);

  mag_practice_object_plain (object, "maxAge", 1);
  if (facts->pre)
    write_extended (object, facts, "pre");
  if (facts->post)
    write_extended (object, facts, "post");
  mag_practice_object_percent (object, "regularMarketChangePercent", mag_practice_facts_change (facts));
  mag_practice_object_float (object, "regularMarketChange", (double) (tape->price - tape->previous_close) / MAG_PRICE_SCALE);
  mag_practice_object_plain (object, "regularMarketTime", facts->market_seconds);
  mag_practice_object_integer (object, "priceHint", 2);
  mag_practice_object_price (object, "regularMarketPrice", tape->price);
  mag_practice_object_price (object, "regularMarketDayHigh", tape->high);
  mag_practice_object_price (object, "regularMarketDayLow", tape->low);
  mag_practice_object_integer (object, "regularMarketVolume", tape->volume);
  mag_practice_object_price (object, "regularMarketPreviousClose", tape->previous_close);
  mag_practice_object_text (object, "regularMarketSource", index ? "DELAYED" : "FREE_REALTIME");
  mag_practice_object_price (object, "regularMarketOpen", tape->open);
  mag_practice_object_text (object, "exchange", facts->listing->exchange);
  mag_practice_object_text (object, "exchangeName", mag_practice_facts_venue (facts));
  mag_practice_object_plain (object, "exchangeDataDelayedBy", index ? 15 : 0);
  mag_practice_object_text (object, "marketState", facts->state);
  mag_practice_object_text (object, "quoteType", mag_practice_facts_type (facts));
  mag_practice_object_text (object, "symbol", facts->symbol);
  mag_practice_object_null (object, "underlyingSymbol");
  mag_practice_object_text (object, "shortName", facts->listing->name);
  mag_practice_object_text (object, "longName", facts->listing->name);
  mag_practice_object_text (object, "currency", "USD");
  mag_practice_object_text (object, "quoteSourceName", mag_practice_facts_source (facts));
  mag_practice_object_text (object, "currencySymbol", "$");
  write_nulls (object, (const char *const[]) { "fromCurrency", "toCurrency", "lastMarket", NULL });
  if (!index)
    mag_practice_object_integer (object, "marketCap", facts->capital);
}

static void
write_dividends (MagPracticeObject      *object,
                 const MagPracticeFacts *facts)
{
  const double rate = facts->listing->dividend;
  const double previous = (double) facts->tape.previous_close / MAG_PRICE_SCALE;

  mag_practice_object_float (object, "trailingAnnualDividendRate", rate);
  mag_practice_object_percent (object, "trailingAnnualDividendYield", rate / previous);
  if (facts->listing->kind == MAG_LISTING_ETF)
    {
      mag_practice_object_percent (object, "yield", (double) (gint64) (rate / previous * 10000) / 10000);
      mag_practice_object_integer (object, "totalAssets", facts->capital);
      mag_practice_object_price (object, "navPrice", facts->tape.price);
      return;
    }
  mag_practice_object_float (object, "beta", facts->listing->beta);
  if (rate <= 0)
    return;
  mag_practice_object_float (object, "dividendRate", rate);
  mag_practice_object_percent (object, "dividendYield", (double) (gint64) (rate / previous * 10000) / 10000);
  mag_practice_object_time (object, "exDividendDate", facts->ex_dividend);
  mag_practice_object_percent (object, "payoutRatio", rate / facts->earned);
  mag_practice_object_float (object, "fiveYearAvgDividendYield", 100 * rate / previous);
}

static void
write_ratios (MagPracticeObject      *object,
              const MagPracticeFacts *facts)
{
  const double price = (double) facts->tape.price / MAG_PRICE_SCALE;

  mag_practice_object_float (object, "trailingPE", price / facts->earned);
  mag_practice_object_integer (object, "averageVolume", facts->volume_3m);
  mag_practice_object_integer (object, "averageVolume10days", facts->volume_10d);
  mag_practice_object_integer (object, "averageDailyVolume10Day", facts->volume_10d);
  mag_practice_object_float (object, "fiftyDayAverage", facts->average_50);
  mag_practice_object_float (object, "twoHundredDayAverage", facts->average_200);
  if (facts->listing->kind == MAG_LISTING_ETF)
    return;
  mag_practice_object_float (object, "forwardPE", price / facts->expected);
  mag_practice_object_integer (object, "marketCap", facts->capital);
  mag_practice_object_float (object, "priceToSalesTrailing12Months", 4.5);
}

static void
write_detail (MagPracticeObject      *object,
              const MagPracticeFacts *facts)
{
  const MagPracticeTape *tape = &facts->tape;
  const gboolean index = mag_practice_facts_is_index (facts);

  mag_practice_object_plain (object, "maxAge", 1);
  mag_practice_object_integer (object, "priceHint", 2);
  mag_practice_object_price (object, "previousClose", tape->previous_close);
  mag_practice_object_price (object, "open", tape->open);
  mag_practice_object_price (object, "dayLow", tape->low);
  mag_practice_object_price (object, "dayHigh", tape->high);
  mag_practice_object_price (object, "regularMarketPreviousClose", tape->previous_close);
  mag_practice_object_price (object, "regularMarketOpen", tape->open);
  mag_practice_object_price (object, "regularMarketDayLow", tape->low);
  mag_practice_object_price (object, "regularMarketDayHigh", tape->high);
  if (!index)
    {
      write_dividends (object, facts);
      write_ratios (object, facts);
    }
  mag_practice_object_integer (object, "volume", tape->volume);
  mag_practice_object_integer (object, "regularMarketVolume", tape->volume);
  mag_practice_object_price (object, "bid", facts->bid);
  mag_practice_object_price (object, "ask", facts->ask);
  mag_practice_object_integer (object, "bidSize", index ? 0 : 100);
  mag_practice_object_integer (object, "askSize", index ? 0 : 100);
  mag_practice_object_price (object, "fiftyTwoWeekLow", facts->year_low);
  mag_practice_object_price (object, "fiftyTwoWeekHigh", facts->year_high);
  mag_practice_object_text (object, "currency", "USD");
  write_nulls (object, (const char *const[]) { "fromCurrency", "toCurrency", "lastMarket", "coinMarketCapLink", "algorithm", NULL });
  mag_practice_object_bool (object, "tradeable", FALSE);
}

static void
append_times (MagPracticeObject *object,
              const char        *key,
              gint64             first,
              gint64             second)
{
  if (!mag_practice_object_key (object, key))
    return;
  g_string_append_c (object->out, '[');
  if (first != 0)
    mag_practice_append_time (object->out, first, object->formatted);
  if (second != 0)
    {
      g_string_append_c (object->out, ',');
      mag_practice_append_time (object->out, second, object->formatted);
    }
  g_string_append_c (object->out, ']');
}

static void
write_calendar (MagPracticeObject      *object,
                const MagPracticeFacts *facts)
{
  const gboolean estimated = facts->hash % 3 == 0;
  const double revenue = (double) facts->capital / 5 / 4;
  MagPracticeObject earnings;

  mag_practice_object_plain (object, "maxAge", 1);
  mag_practice_object_key (object, "earnings");
  mag_practice_object_open (&earnings, object->out);
  earnings.formatted = object->formatted;
  append_times (&earnings, "earningsDate", facts->next_earnings, estimated ? facts->next_earnings + 4 * 86400 : 0);
  append_times (&earnings, "earningsCallDate", facts->last_earnings, 0);
  mag_practice_object_bool (&earnings, "isEarningsDateEstimate", estimated);
  mag_practice_object_float (&earnings, "earningsAverage", facts->expected / 4);
  mag_practice_object_float (&earnings, "earningsLow", facts->expected / 4 * 0.93);
  mag_practice_object_float (&earnings, "earningsHigh", facts->expected / 4 * 1.06);
  mag_practice_object_integer (&earnings, "revenueAverage", (gint64) revenue);
  mag_practice_object_integer (&earnings, "revenueLow", (gint64) (revenue * 0.96));
  mag_practice_object_integer (&earnings, "revenueHigh", (gint64) (revenue * 1.03));
  mag_practice_object_close (&earnings);
  if (facts->ex_dividend == 0)
    return;
  mag_practice_object_time (object, "exDividendDate", facts->ex_dividend);
  mag_practice_object_time (object, "dividendDate", facts->dividend_paid);
}

static void
write_equity_statistics (MagPracticeObject      *object,
                         const MagPracticeFacts *facts)
{
  const double price = (double) facts->tape.price / MAG_PRICE_SCALE;

  mag_practice_object_integer (object, "enterpriseValue", facts->capital);
  mag_practice_object_float (object, "forwardPE", price / facts->expected);
  mag_practice_object_percent (object, "profitMargins", 0.24);
  mag_practice_object_integer (object, "floatShares", facts->shares);
  mag_practice_object_integer (object, "sharesOutstanding", facts->shares);
  mag_practice_object_integer (object, "impliedSharesOutstanding", facts->shares);
  mag_practice_object_float (object, "beta", facts->listing->beta);
  mag_practice_object_float (object, "bookValue", facts->earned * 5);
  mag_practice_object_float (object, "priceToBook", price / (facts->earned * 5));
  mag_practice_object_float (object, "trailingEps", facts->earned);
  mag_practice_object_float (object, "forwardEps", facts->expected);
  mag_practice_object_percent (object, "52WeekChange", facts->year_change);
  if (facts->ex_dividend != 0)
    {
      mag_practice_object_float (object, "lastDividendValue", mag_practice_listing_dividend (facts->listing));
      mag_practice_object_time (object, "lastDividendDate", facts->ex_dividend);
    }
}

static void
write_statistics (MagPracticeObject      *object,
                  const MagPracticeFacts *facts)
{
  mag_practice_object_plain (object, "maxAge", 1);
  mag_practice_object_integer (object, "priceHint", 2);
  if (facts->listing->kind == MAG_LISTING_ETF)
    {
      mag_practice_object_text (object, "category", "Large Blend");
      mag_practice_object_percent (object, "ytdReturn", facts->year_change / 2);
      mag_practice_object_float (object, "beta3Year", facts->listing->beta);
      mag_practice_object_integer (object, "totalAssets", facts->capital);
      mag_practice_object_percent (object, "yield", facts->listing->dividend / ((double) facts->tape.previous_close / MAG_PRICE_SCALE));
      mag_practice_object_text (object, "fundFamily", "Practice Funds");
      mag_practice_object_time (object, "fundInceptionDate", facts->first_trade / 86400 * 86400);
      mag_practice_object_text (object, "legalType", "Exchange Traded Fund");
      mag_practice_object_percent (object, "threeYearAverageReturn", 0.1);
      mag_practice_object_percent (object, "fiveYearAverageReturn", 0.1);
    }
  else
    {
      if (!mag_practice_facts_is_index (facts))
        write_equity_statistics (object, facts);
      write_nulls (object, (const char *const[]) { "category", "fundFamily", "legalType", NULL });
    }
  write_nulls (object, (const char *const[]) { "lastSplitFactor", "latestShareClass", "leadInvestor", NULL });
}

static void
write_financial (MagPracticeObject      *object,
                 const MagPracticeFacts *facts)
{
  const double price = (double) facts->tape.price / MAG_PRICE_SCALE;
  const gint64 revenue = facts->capital / 5;

  mag_practice_object_plain (object, "maxAge", 86400);
  mag_practice_object_price (object, "currentPrice", facts->tape.price);
  mag_practice_object_float (object, "targetHighPrice", price * 1.35);
  mag_practice_object_float (object, "targetLowPrice", price * 0.8);
  mag_practice_object_float (object, "targetMeanPrice", price * 1.1);
  mag_practice_object_float (object, "targetMedianPrice", price * 1.1);
  mag_practice_object_float (object, "recommendationMean", 2.1);
  mag_practice_object_text (object, "recommendationKey", "buy");
  mag_practice_object_integer (object, "numberOfAnalystOpinions", 30);
  mag_practice_object_integer (object, "totalCash", revenue / 8);
  mag_practice_object_integer (object, "ebitda", revenue / 3);
  mag_practice_object_integer (object, "totalDebt", revenue / 4);
  mag_practice_object_integer (object, "totalRevenue", revenue);
  mag_practice_object_percent (object, "profitMargins", 0.24);
  mag_practice_object_text (object, "financialCurrency", "USD");
}

static void
write_type (MagPracticeObject      *object,
            const MagPracticeFacts *facts)
{
  g_autofree char *board = mag_practice_facts_dup_board (facts);

  mag_practice_object_text (object, "exchange", facts->listing->exchange);
  mag_practice_object_text (object, "quoteType", mag_practice_facts_type (facts));
  mag_practice_object_text (object, "symbol", facts->symbol);
  mag_practice_object_text (object, "underlyingSymbol", facts->symbol);
  mag_practice_object_text (object, "shortName", facts->listing->name);
  mag_practice_object_text (object, "longName", facts->listing->name);
  if (!mag_practice_facts_is_index (facts))
    mag_practice_object_plain (object, "firstTradeDateEpochUtc", facts->first_trade);
  mag_practice_object_text (object, "timeZoneFullName", "America/New_York");
  mag_practice_object_text (object, "timeZoneShortName", mag_practice_facts_zone (facts));
  if (mag_practice_object_key (object, "uuid"))
    g_string_append_printf (object->out, "\"%08x-0000-3000-8000-%012" G_GINT64_MODIFIER "x\"", (guint) (facts->hash >> 32),
                            facts->hash & G_GUINT64_CONSTANT (0xffffffffffff));
  mag_practice_object_text (object, "messageBoardId", board);
  mag_practice_object_plain (object, "gmtOffSetMilliseconds", facts->gmt_offset * 1000);
  mag_practice_object_plain (object, "maxAge", 1);
}

static const struct
{
  const char *name;
  Audience    audience;
  void      (*write) (MagPracticeObject      *object,
                      const MagPracticeFacts *facts);
} modules[] = {
  { "assetProfile", FOR_EQUITY | FOR_FUND, write_profile },
  { "summaryProfile", FOR_EQUITY | FOR_FUND, write_profile },
  { "price", FOR_EQUITY | FOR_FUND | FOR_INDEX, write_price },
  { "summaryDetail", FOR_EQUITY | FOR_FUND | FOR_INDEX, write_detail },
  { "calendarEvents", FOR_EQUITY, write_calendar },
  { "defaultKeyStatistics", FOR_EQUITY | FOR_FUND | FOR_INDEX, write_statistics },
  { "financialData", FOR_EQUITY, write_financial },
  { "quoteType", FOR_EQUITY | FOR_FUND | FOR_INDEX, write_type },
};

static Audience
audience_of (const MagPracticeFacts *facts)
{
  switch (facts->listing->kind)
    {
    case MAG_LISTING_EQUITY:
    case MAG_LISTING_BARE:
      return FOR_EQUITY;
    case MAG_LISTING_ETF:
      return FOR_FUND;
    case MAG_LISTING_INDEX:
      return FOR_INDEX;
    }
  g_return_val_if_reached (FOR_EQUITY);
}

static gboolean
append_modules (GString                *out,
                const MagPracticeFacts *facts,
                const char             *asked,
                gboolean                formatted)
{
  g_auto(GStrv) names = g_strsplit (asked, ",", -1);
  MagPracticeObject result;

  mag_practice_object_open (&result, out);
  for (gsize i = 0; i < G_N_ELEMENTS (modules); i++)
    if ((modules[i].audience & audience_of (facts)) && g_strv_contains ((const char *const *) names, modules[i].name))
      {
        MagPracticeObject module;

        mag_practice_object_key (&result, modules[i].name);
        mag_practice_object_open (&module, out);
        module.formatted = formatted;
        modules[i].write (&module, facts);
        mag_practice_object_close (&module);
      }
  mag_practice_object_close (&result);
  return result.started;
}

/**
 * mag_practice_yahoo_summary:
 * @market: the market
 * @request: GET /v10/finance/quoteSummary/SYMBOL?modules=a,b
 * @symbol: as Yahoo spells it
 *
 * Returns: (transfer full): the modules the symbol has, or 404
 */
MagPracticeReply *
mag_practice_yahoo_summary (MagPracticeMarket        *market,
                            const MagPracticeRequest *request,
                            const char               *symbol)
{
  const char *asked = mag_practice_request_get (request, "modules");
  const gboolean formatted = g_strcmp0 (mag_practice_request_get (request, "formatted"), "false") != 0;
  g_autofree char *message = NULL;
  GString *out;
  MagPracticeFacts facts;

  if (*symbol == '\0')
    return mag_practice_reply_new_text (404, MAG_PRACTICE_JSON, "{\"quoteSummary\":{\"result\":[],\"error\":null}}");
  if (!mag_practice_facts_read (&facts, market, symbol, request->now_us))
    {
      message = g_strdup_printf ("Quote not found for symbol: %s", symbol);
      return mag_practice_yahoo_error (404, "quoteSummary", "Not Found", message);
    }
  out = g_string_new ("{\"quoteSummary\":{\"result\":[");
  if (!append_modules (out, &facts, asked != NULL ? asked : "", formatted))
    {
      g_string_free (out, TRUE);
      message = g_strdup_printf ("No fundamentals data found for any of the summaryTypes=%s", asked != NULL ? asked : "");
      return mag_practice_yahoo_error (404, "quoteSummary", "Not Found", message);
    }
  g_string_append (out, "],\"error\":null}}");
  return mag_practice_yahoo_reply (200, out);
}

/* Search */

static gboolean
found_by (const MagPracticeListing *listing,
          const char               *query)
{
  g_autofree char *wanted = g_utf8_casefold (query[0] == '^' ? query + 1 : query, -1);
  g_autofree char *symbol = g_utf8_casefold (listing->symbol, -1);
  g_autofree char *name = g_utf8_casefold (listing->name, -1);

  return *wanted != '\0' && (g_str_has_prefix (symbol, wanted) || strstr (name, wanted) != NULL);
}

static void
append_match (GString                *out,
              const MagPracticeFacts *facts,
              guint                   rank)
{
  const char *type = mag_practice_facts_type (facts);
  MagPracticeObject object;

  mag_practice_object_open (&object, out);
  mag_practice_object_text (&object, "exchange", facts->listing->exchange);
  mag_practice_object_text (&object, "shortname", facts->listing->name);
  mag_practice_object_text (&object, "quoteType", type);
  mag_practice_object_text (&object, "symbol", facts->symbol);
  mag_practice_object_text (&object, "index", "quotes");
  mag_practice_object_plain (&object, "score", 2000000 / (gint64) (rank + 1));
  mag_practice_object_text (&object, "typeDisp", strcmp (type, "EQUITY") == 0 ? "Equity" : strcmp (type, "INDEX") == 0 ? "Index" : "ETF");
  mag_practice_object_text (&object, "longname", facts->listing->name);
  mag_practice_object_text (&object, "exchDisp", mag_practice_facts_venue (facts));
  if (facts->listing->sector != NULL)
    {
      mag_practice_object_text (&object, "sector", facts->listing->sector);
      mag_practice_object_text (&object, "sectorDisp", facts->listing->sector);
      mag_practice_object_text (&object, "industry", facts->listing->industry);
      mag_practice_object_text (&object, "industryDisp", facts->listing->industry);
      mag_practice_object_bool (&object, "dispSecIndFlag", FALSE);
    }
  mag_practice_object_bool (&object, "isYahooFinance", TRUE);
  mag_practice_object_close (&object);
}

static guint
append_matches (GString           *out,
                MagPracticeMarket *market,
                const char        *query,
                gint64             now_us,
                guint              wanted)
{
  const MagPracticeListing *listings;
  guint n_listings, n_found = 0;

  listings = mag_practice_universe_get (&n_listings);
  for (guint pass = 0; pass < 2; pass++) /* the symbol itself first */
    for (guint i = 0; i < n_listings && n_found < wanted; i++)
      {
        g_autofree char *symbol = mag_practice_listing_to_yahoo (&listings[i]);
        const gboolean exact = g_ascii_strcasecmp (symbol, query) == 0;
        MagPracticeFacts facts;

        if (exact != (pass == 0) || !(exact || found_by (&listings[i], query)))
          continue;
        mag_practice_facts_read (&facts, market, symbol, now_us);
        if (n_found > 0)
          g_string_append_c (out, ',');
        append_match (out, &facts, n_found++);
      }
  return n_found;
}

/**
 * mag_practice_yahoo_search:
 * @market: the market
 * @request: GET /v1/finance/search?q=TEXT
 *
 * Returns: (transfer full): at most seven symbols by ticker or name
 */
MagPracticeReply *
mag_practice_yahoo_search (MagPracticeMarket        *market,
                           const MagPracticeRequest *request)
{
  const char *query = mag_practice_request_get (request, "q");
  const char *count = mag_practice_request_get (request, "quotesCount");
  GString *quotes, *out;
  guint n_found;

  if (query == NULL || *query == '\0')
    return mag_practice_yahoo_error (400, "finance", "Bad Request", "Missing required query parameter=q");
  quotes = g_string_new (NULL);
  n_found = append_matches (quotes, market, query, request->now_us, count != NULL ? (guint) CLAMP (g_ascii_strtoll (count, NULL, 10), 0, 7) : 7);
  out = g_string_new (NULL);
  if (n_found > 0 && n_found < 7) /* a private company has no symbol */
    g_string_append (quotes, ",{\"index\":\"78ddc07626ff4bbcae663e88514c23a0\",\"name\":\"Practice Private\",\"permalink\":\"practice-private\",\"isYahooFinance\":false}");
  g_string_append_printf (out, "{\"explains\":[],\"count\":%u,\"quotes\":[%s],\"news\":[],\"nav\":[],\"lists\":[],\"researchReports\":[],", n_found, quotes->str);
  g_string_append (out, "\"screenerFieldResults\":[],\"totalTime\":12,\"timeTakenForQuotes\":8,\"timeTakenForNews\":0,\"timeTakenForAlgowatchlist\":0,"
                        "\"timeTakenForPredefinedScreener\":0,\"timeTakenForCrunchbase\":0,\"timeTakenForNav\":0,\"timeTakenForResearchReports\":0,"
                        "\"timeTakenForScreenerField\":0,\"timeTakenForCulturalAssets\":0,\"timeTakenForSearchLists\":0}");
  g_string_free (quotes, TRUE);
  return mag_practice_yahoo_reply (200, out);
}
