/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bodies of Yahoo and CBOE: whatever a server sends, a parser either reports an error or returns values in their ranges. */

#include "fuzz-targets.h"

#include "mag-cboe-parse.h"
#include "mag-date.h"
#include "mag-yahoo-consent.h"
#include "mag-yahoo-parse.h"

#include <math.h>
#include <string.h>

#define NOW_TEXT "2026-07-25T00:50:00Z"

static void
check_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == MAG_MARKET_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
check_price (MagPrice price)
{
  g_assert_true (price == MAG_PRICE_UNKNOWN || (price >= 0 && price <= MAG_PRICE_MAX));
}

static void
check_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
}

static void
check_chain (const MagChain *chain)
{
  check_price (chain->spot);
  check_price (chain->previous_close);
  for (guint i = 0; i < chain->quotes->len; i++)
    {
      const MagOptionQuote *quote = &g_array_index (chain->quotes, MagOptionQuote, i);

      check_price (quote->bid);
      check_price (quote->ask);
      g_assert_cmpint (quote->contract.strike, >, 0);
      g_assert_cmpint (quote->status, <, MAG_QUOTE_N_STATUSES);
      g_assert_cmpint (quote->volume, >=, MAG_COUNT_UNKNOWN);
      g_assert_cmpint (quote->open_interest, >=, MAG_COUNT_UNKNOWN);
      g_assert_false (isinf (quote->iv) || isinf (quote->delta));
      if (i > 0)
        g_assert_cmpint (mag_contract_compare (&quote[-1].contract, &quote->contract), <, 0);
    }
}

static void
check_stock (const MagStockQuote *quote)
{
  check_price (quote->price);
  check_price (quote->previous_close);
  check_price (quote->dividend_rate);
  check_text (quote->name);
  check_text (quote->sector);
  check_text (quote->industry);
  check_text (quote->currency);
}

static const MagTerms terms = { .rate = 0.04, .n_dividends = 1, .dividends = { { 2461300, FALSE, 2500 } } };

static void
fuzz_cboe_chain (const guint8 *data,
                 gsize         size)
{
  g_autoptr(GBytes) body = g_bytes_new_static (data, size);
  gint64 now_us = mag_instant_parse_utc (NOW_TEXT);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagChain) chain = mag_cboe_chain_parse (body, "CLX", now_us, now_us, &terms, &error);

  if (chain != NULL)
    check_chain (chain);
  else
    check_error (error);
}

static void
fuzz_yahoo_options (const guint8 *data,
                    gsize         size)
{
  g_autoptr(GBytes) body = g_bytes_new_static (data, size);
  gint64 now_us = mag_instant_parse_utc ("2025-08-25T16:39:00Z");
  g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_yahoo_page_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagChain) chain = NULL;
  MagYahooPage *page = mag_yahoo_page_parse (body, "AAPL", now_us, &error);

  if (page == NULL)
    {
      check_error (error);
      return;
    }
  g_ptr_array_add (pages, page);
  chain = mag_yahoo_chain_assemble (pages, "AAPL", now_us, &terms, &error);
  if (chain != NULL)
    check_chain (chain);
  else
    check_error (error);
}

static void
fuzz_yahoo_quotes (const guint8 *data,
                   gsize         size)
{
  g_autoptr(GBytes) body = g_bytes_new_static (data, size);
  g_autoptr(GHashTable) tickers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) quotes = NULL;

  g_hash_table_insert (tickers, (gpointer) "AAPL", (gpointer) "AAPL");
  quotes = mag_yahoo_quotes_parse (body, tickers, &error);
  if (quotes == NULL)
    check_error (error);
  for (guint i = 0; quotes != NULL && i < quotes->len; i++)
    check_stock (g_ptr_array_index (quotes, i));
}

static void
fuzz_yahoo_summary (const guint8 *data,
                    gsize         size)
{
  g_autoptr(GBytes) body = g_bytes_new_static (data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagStockQuote) quote = mag_yahoo_summary_parse (body, "AAPL", mag_instant_parse_utc (NOW_TEXT), &error);

  if (quote != NULL)
    check_stock (quote);
  else
    check_error (error);
}

static void
fuzz_yahoo_bars (const guint8 *data,
                 gsize         size)
{
  g_autoptr(GBytes) body = g_bytes_new_static (data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagPriceHistory) history = mag_yahoo_history_parse (body, &error);

  if (history == NULL)
    check_error (error);
  for (guint i = 0; history != NULL && i < history->dividends->len; i++)
    check_price (g_array_index (history->dividends, MagCashDividend, i).amount);
  for (guint i = 0; history != NULL && i < history->bars->len; i++)
    {
      const MagBar *bar = &g_array_index (history->bars, MagBar, i);

      check_price (bar->close);
      if (i > 0)
        g_assert_cmpuint (bar[-1].date, <, bar->date);
    }
}

static void
fuzz_yahoo_error (const guint8 *data,
                  gsize         size)
{
  static const guint statuses[] = { 400, 401, 403, 404, 429, 500, 502 };
  g_autoptr(GBytes) body = g_bytes_new_static (data, size);
  g_autoptr(GError) error = mag_yahoo_error_parse (body, statuses[size % G_N_ELEMENTS (statuses)], "AAPL");

  check_error (error);
}

static void
fuzz_cboe_quote (const guint8 *data,
                 gsize         size)
{
  g_autoptr(GBytes) body = g_bytes_new_static (data, size);
  g_autoptr(GError) error = NULL, history_error = NULL;
  g_autoptr(MagStockQuote) quote = mag_cboe_quote_parse (body, "CLX", &error);
  g_autoptr(MagPriceHistory) history = mag_cboe_history_parse (body, 0, 0, &history_error);

  if (quote != NULL)
    check_stock (quote);
  else
    check_error (error);
  if (history == NULL)
    check_error (history_error);
}

/* Pages on the way to a crumb: a form is urlencoded, a crumb is one short word. */
static void
fuzz_yahoo_consent (const guint8 *data,
                    gsize         size)
{
  g_autoptr(GBytes) body = g_bytes_new_static (data, size);
  g_autofree char *form = mag_yahoo_consent_form_parse (body);
  g_autofree char *crumb = mag_yahoo_crumb_parse (body);

  for (const char *at = form; at != NULL && *at != '\0'; at++)
    g_assert_true (g_ascii_isalnum (*at) || strchr ("%&=-._~", *at) != NULL);
  g_assert_true (crumb == NULL || (strlen (crumb) == size && size <= 32));
}

static const char *const cboe_seeds[] = {
  "{\"timestamp\":\"2026-07-25 00:43:14\",\"data\":{\"options\":[{\"option\":\"CLX260821P00090000\",\"bid\":1.1,\"ask\":1.3,\"iv\":0.39,\"open_interest\":12.0,"
  "\"volume\":3.0,\"delta\":-0.25,\"gamma\":0.03,\"theta\":-0.04,\"vega\":0.1,\"last_trade_price\":1.2,\"last_trade_time\":\"2026-07-24T15:59:59\"}],"
  "\"symbol\":\"CLX\",\"current_price\":95.55,\"prev_day_close\":95.1,\"iv30\":38.9,\"last_trade_time\":\"2026-07-24T15:59:59\"},\"symbol\":\"CLX\"}",
  "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>",
  NULL,
};
static const char *const options_seeds[] = {
  "{\"optionChain\":{\"result\":[{\"underlyingSymbol\":\"AAPL\",\"expirationDates\":[1756425600,1757030400],\"quote\":{\"symbol\":\"AAPL\",\"regularMarketPrice\":229.3,"
  "\"regularMarketTime\":1756139940,\"regularMarketPreviousClose\":227.8},\"options\":[{\"expirationDate\":1756425600,\"calls\":[{\"contractSymbol\":\"AAPL250829C00230000\",\"strike\":230.0,"
  "\"lastPrice\":2.1,\"volume\":20,\"openInterest\":14,\"bid\":2.0,\"ask\":2.2,\"expiration\":1756425600,\"lastTradeDate\":1756138000,\"impliedVolatility\":0.24}],\"puts\":[]}]}],\"error\":null}}",
  "{\"optionChain\":{\"result\":[],\"error\":null}}",
  "2{\"optionChain\":{\"result\":[],\"error\":null}}", /* two values: json-glib's immutable parser ended the program */
  NULL,
};
static const char *const quotes_seeds[] = {
  "{\"quoteResponse\":{\"result\":[{\"symbol\":\"AAPL\",\"quoteType\":\"EQUITY\",\"regularMarketPrice\":229.3,\"regularMarketTime\":1756139940,\"regularMarketVolume\":123,"
  "\"marketCap\":3400000000000,\"longName\":\"Apple Inc.\",\"currency\":\"USD\"}],\"error\":null}}",
  NULL,
};
static const char *const summary_seeds[] = {
  "{\"quoteSummary\":{\"result\":[{\"summaryProfile\":{\"sector\":\"Technology\",\"industry\":\"Consumer Electronics\"},\"calendarEvents\":{\"earnings\":{\"earningsDate\":[{\"raw\":1761855600,"
  "\"fmt\":\"2025-10-30\"}]},\"exDividendDate\":{\"raw\":1755475200}}}],\"error\":null}}",
  NULL,
};
static const char *const bars_seeds[] = {
  "{\"chart\":{\"result\":[{\"meta\":{\"currency\":\"USD\",\"gmtoffset\":-14400},\"timestamp\":[1755869400,1756128600],\"indicators\":{\"quote\":[{\"open\":[226.1,226.5],\"high\":[229.1,229.3],\"low\":[225.4,226.2],"
  "\"close\":[227.8,null],\"volume\":[42445300,30983100]}],\"adjclose\":[{\"adjclose\":[227.8,227.1]}]}}],\"error\":null}}",
  NULL,
};
static const char *const error_seeds[] = {
  "{\"finance\":{\"result\":null,\"error\":{\"code\":\"Unauthorized\",\"description\":\"Invalid Crumb\"}}}", "Too Many Requests\r\n", "<html></html>", NULL,
};

static const char *const cboe_quote_seeds[] = {
  "{\"timestamp\":\"2026-07-25 00:43:14\",\"data\":{\"symbol\":\"CLX\",\"current_price\":95.55,\"prev_day_close\":95.1,\"price_change_percent\":1.8,\"volume\":12,"
  "\"last_trade_time\":\"2026-07-24T15:59:59\"},\"symbol\":\"CLX\"}",
  "{\"symbol\":\"CLX\",\"data\":[{\"date\":\"2026-07-24\",\"open\":94.1,\"high\":96.0,\"low\":\"93.45\",\"close\":95.55,\"volume\":1438610}]}",
  NULL,
};
static const char *const consent_seeds[] = {
  "<form method=\"post\" action=\"\"><input type=\"hidden\" name=\"csrfToken\" value=\"Ab&#x3D;1&amp;2\"><input type='hidden' name=namespace value='yahoo'>"
  "<button type=\"submit\" name=\"agree\" value=\"agree\">Accept</button></form>",
  "Mm.oQGSe2By", "Too Many Requests\r\n", NULL,
};

const MagFuzzTarget mag_fuzz_market_targets[] = {
  { "cboe-chain", fuzz_cboe_chain, 2000, cboe_seeds, "cboe" },
  { "cboe-quote", fuzz_cboe_quote, 3000, cboe_quote_seeds, NULL },
  { "yahoo-consent", fuzz_yahoo_consent, 2000, consent_seeds, NULL },
  { "yahoo-options", fuzz_yahoo_options, 1000, options_seeds, "yahoo/options" },
  { "yahoo-quotes", fuzz_yahoo_quotes, 800, quotes_seeds, "yahoo/quote" },
  { "yahoo-summary", fuzz_yahoo_summary, 800, summary_seeds, "yahoo/quoteSummary" },
  { "yahoo-bars", fuzz_yahoo_bars, 800, bars_seeds, "yahoo/chart" },
  { "yahoo-error", fuzz_yahoo_error, 1500, error_seeds, "yahoo/errors" },
};
const gsize mag_fuzz_n_market_targets = G_N_ELEMENTS (mag_fuzz_market_targets);
