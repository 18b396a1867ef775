/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every recorded body goes through its parser: none crashes, none loses a contract, statuses are what bid and ask say. */

#include "captures.h"

#include "mag-cboe-parse.h"
#include "mag-chain-greeks.h"
#include "mag-date.h"
#include "mag-money.h"
#include "mag-yahoo-consent.h"
#include "mag-yahoo-parse.h"

#include <math.h>

/* 4 %, and nothing known of dividends. */
static const MagTerms plain_terms = { .rate = 0.04 };

/* Rows of a body that became quotes or were counted. */
static guint
count_rows (const MagChain *chain)
{
  return chain->quotes->len + chain->n_unparsed + chain->n_expired + chain->n_duplicate;
}

/* Option-math section 3 once more, in doubles, without the rest. */
static gboolean
status_fits (const MagOptionQuote *quote)
{
  double bid = quote->bid > 0 ? mag_price_to_double (quote->bid) : 0, ask = quote->ask > 0 ? mag_price_to_double (quote->ask) : 0;

  if (bid == 0 && ask == 0)
    return quote->status == MAG_QUOTE_NO_QUOTE;
  if (ask > 0 && bid > ask)
    return quote->status == MAG_QUOTE_CROSSED;
  if (quote->status >= MAG_QUOTE_BELOW_INTRINSIC)
    return TRUE; /* the mark failed a range test, which replaces the flag */
  if (bid == 0)
    return quote->status == MAG_QUOTE_NO_BID;
  if (ask == 0)
    return quote->status == MAG_QUOTE_NO_ASK;
  return quote->status == MAG_QUOTE_OK;
}

static void
check_chain (const MagChain *chain)
{
  g_assert_cmpint (chain->spot, >, 0);
  g_assert_cmpint (chain->fetched_us, >, 0);
  for (guint i = 0; i < chain->quotes->len; i++)
    {
      const MagOptionQuote *quote = &g_array_index (chain->quotes, MagOptionQuote, i);
      gboolean has_iv = quote->status == MAG_QUOTE_OK || quote->status == MAG_QUOTE_NO_BID || quote->status == MAG_QUOTE_NO_ASK;

      g_assert_true (status_fits (quote));
      g_assert_true (isnan (quote->iv) || (has_iv && quote->iv > 0 && isfinite (quote->iv)));
      g_assert_true (quote->greeks == MAG_GREEKS_NONE ? isnan (quote->delta) : fabs (quote->delta) <= 1);
      g_assert_true (quote->contract.right == MAG_RIGHT_CALL ? !(quote->delta < 0) : !(quote->delta > 0));
      g_assert_cmpint (quote->contract.strike, >, 0);
      if (i > 0)
        g_assert_cmpint (mag_contract_compare (&quote[-1].contract, &quote->contract), <, 0);
    }
}

/* CBOE. The origin of the rows-* files kept rows, time and price; the envelope is put around them again. */

static GBytes *
wrap_rows (JsonObject *file)
{
  g_autoptr(JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *body = json_object_new (), *data = json_object_new ();
  double price = json_object_get_double_member_with_default (file, "current_price", 330);

  json_object_set_array_member (data, "options", json_array_ref (json_object_get_array_member (file, "rows")));
  json_object_set_double_member (data, "current_price", price);
  json_object_set_string_member (body, "timestamp", json_object_get_string_member (file, "timestamp"));
  json_object_set_object_member (body, "data", data);
  json_node_take_object (root, body);
  {
    char *text = json_to_string (root, FALSE);

    return g_bytes_new_take (text, strlen (text));
  }
}

static GBytes *
load_cboe (const char *path,
           guint      *n_rows)
{
  g_autoptr(JsonNode) root = NULL;
  JsonObject *file = captures_load_json (path, &root);

  if (json_object_has_member (file, "rows"))
    {
      *n_rows = json_array_get_length (json_object_get_array_member (file, "rows"));
      return wrap_rows (file);
    }
  *n_rows = json_array_get_length (json_object_get_array_member (json_object_get_object_member (file, "data"), "options"));
  return captures_load (path);
}

static void
test_cboe_bodies (void)
{
  static const struct { const char *file, *ticker, *at; guint expired; gboolean stale; } rows[] = {
    { "CLX-20260725T004314Z-trimmed", "CLX", "2026-07-25T00:43:14Z", 0, FALSE },
    { "_RUT-20230921T031742Z", "RUT", "2023-09-21T03:17:42Z", 338, FALSE },            /* the evening of a day with an expiration */
    { "rows-AAPL-20260913T022718Z-monwedfri", "AAPL", "2026-09-13T02:27:18Z", 0, FALSE },
    { "rows-COPX-20260619T202055Z", "COPX", "2026-06-19T20:20:55Z", 150, FALSE },       /* a holiday: the last session is Thursday's, whose expiration is over */
    { "rows-DIA-20260618T160211Z", "DIA", "2026-06-18T16:02:22Z", 0, FALSE },
    { "rows-IEF-20260630T153925Z", "IEF", "2026-06-30T15:39:25Z", 0, FALSE },
    { "rows-SHY-20260615T154339Z", "SHY", "2026-06-15T15:43:39Z", 0, TRUE },            /* of Friday night, fetched on Monday in the session */
    { "rows-SHY-20260615T154339Z", "SHY", "2026-06-13T12:00:00Z", 0, FALSE },           /* the same file on Saturday */
    { "rows-SHY-20260625T192622Z", "SHY", "2026-06-25T19:26:22Z", 0, TRUE },            /* generated before Wednesday's open */
    { "rows-SHY-20260625T192622Z", "SHY", "2026-06-24T13:00:00Z", 0, FALSE },           /* 09:00 on Wednesday: Tuesday is the last session */
  };

  if (captures_skip ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("cboe/%s.json", rows[i].file);
      gint64 now_us = mag_instant_parse_utc (rows[i].at);
      guint n_rows = 0;
      g_autoptr(GBytes) body = load_cboe (path, &n_rows);
      g_autoptr(GError) error = NULL;
      g_autoptr(MagChain) chain = mag_cboe_chain_parse (body, rows[i].ticker, now_us, now_us, &plain_terms, &error);

      g_test_message ("%s at %s: %u rows", path, rows[i].at, n_rows);
      if (rows[i].stale)
        {
          g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_STALE);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (count_rows (chain), ==, n_rows);
      g_assert_cmpuint (chain->n_unparsed, ==, 0);
      g_assert_cmpuint (chain->n_expired, ==, rows[i].expired);
      check_chain (chain);
    }
}

static void
test_cboe_envelope (void)
{
  guint n_rows;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(MagChain) chain = NULL;
  g_autoptr(GError) error = NULL;
  gint64 now_us = mag_instant_parse_utc ("2026-07-25T00:43:40Z");
  const MagOptionQuote *put;

  if (captures_skip ())
    return;
  body = load_cboe ("cboe/CLX-20260725T004314Z-trimmed.json", &n_rows);
  chain = mag_cboe_chain_parse (body, "CLX", now_us, now_us, &plain_terms, &error);
  g_assert_no_error (error);
  g_assert_cmpint (chain->spot, ==, 955500);
  g_assert_cmpint (chain->previous_close, ==, 938000);
  g_assert_cmpfloat_with_epsilon (chain->iv30, 0.38981, 0.01);                            /* our own, a point from what CBOE makes of the whole chain */
  g_assert_cmpint (chain->generated_us, ==, mag_instant_parse_utc ("2026-07-25T00:43:14Z")); /* this clock is UTC */
  g_assert_cmpint (chain->quoted_us, ==, mag_instant_parse_utc ("2026-07-24T19:59:59Z"));    /* that one New York, in summer */
  g_assert_true (chain->whole);

  /* The first row: a call whose iv is 0.0, unsolved, with greeks from the fitted surface. The second: a put without a bid. */
  put = &g_array_index (chain->quotes, MagOptionQuote, 0);
  g_assert_cmpint (put->contract.right, ==, MAG_RIGHT_CALL);
  g_assert_cmpfloat (put->delta, ==, 0.9998);
  g_assert_cmpint (put->greeks, ==, MAG_GREEKS_SOURCE);
  g_assert_true (isnan (put->iv) || put->iv > 0);
  put = &g_array_index (chain->quotes, MagOptionQuote, 1);
  g_assert_cmpint (put->contract.right, ==, MAG_RIGHT_PUT);
  g_assert_cmpint (put->bid, ==, 0);
  g_assert_cmpint (put->ask, ==, 2500);
  g_assert_cmpint (put->status, ==, MAG_QUOTE_NO_BID);
  g_assert_cmpint (put->open_interest, ==, 3);
  g_assert_cmpint (put->last_trade_us, ==, mag_instant_parse_utc ("2026-07-24T13:40:47Z"));
}

/* Two roots of one index expire on one day: they stay two contracts. */
static void
test_cboe_roots (void)
{
  guint n_rows, n_weekly = 0;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(MagChain) chain = NULL;
  gint64 now_us = mag_instant_parse_utc ("2023-09-21T03:17:42Z");

  if (captures_skip ())
    return;
  body = load_cboe ("cboe/_RUT-20230921T031742Z.json", &n_rows);
  chain = mag_cboe_chain_parse (body, "RUT", now_us, now_us, &plain_terms, NULL);
  g_assert_nonnull (chain);
  for (guint i = 0; i < chain->quotes->len; i++)
    n_weekly += g_str_equal (g_array_index (chain->quotes, MagOptionQuote, i).contract.root, "RUTW");
  g_assert_cmpuint (n_weekly + chain->n_expired, ==, 5208);
  g_assert_cmpuint (chain->quotes->len - n_weekly, ==, 1472);
}

/* Yahoo. */

static guint
count_yahoo_rows (JsonObject *body)
{
  JsonArray *results = json_object_get_array_member (json_object_get_object_member (body, "optionChain"), "result");
  JsonArray *options = json_object_get_array_member (json_array_get_object_element (results, 0), "options");
  JsonObject *page = json_array_get_length (options) > 0 ? json_array_get_object_element (options, 0) : NULL;

  if (page == NULL)
    return 0;
  return json_array_get_length (json_object_get_array_member (page, "calls")) + json_array_get_length (json_object_get_array_member (page, "puts"));
}

/* The moment a body was made, as near as it tells. */
static gint64
find_moment (JsonObject *body)
{
  JsonArray *results = json_object_get_array_member (json_object_get_object_member (body, "optionChain"), "result");
  JsonObject *quote = json_object_get_object_member (json_array_get_object_element (results, 0), "quote");
  gint64 seconds = json_object_get_int_member_with_default (quote, "regularMarketTime", 0);

  seconds = MAX (seconds, json_object_get_int_member_with_default (quote, "preMarketTime", 0));
  seconds = MAX (seconds, json_object_get_int_member_with_default (quote, "postMarketTime", 0));
  return (seconds + 5) * MAG_SECOND_US;
}

static char *
find_ticker (JsonObject *body)
{
  JsonArray *results = json_object_get_array_member (json_object_get_object_member (body, "optionChain"), "result");

  return g_strdup (json_object_get_string_member (json_array_get_object_element (results, 0), "underlyingSymbol"));
}

static MagChain *
load_yahoo_chain (const char  *path,
                  guint       *n_rows,
                  GError     **error)
{
  g_autoptr(JsonNode) root = NULL;
  JsonObject *json = captures_load_json (path, &root);
  g_autofree char *ticker = find_ticker (json);
  gint64 now_us = find_moment (json);
  g_autoptr(GBytes) body = captures_load (path);
  g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_yahoo_page_free);
  MagYahooPage *page = mag_yahoo_page_parse (body, ticker, now_us, error);

  g_assert_nonnull (page);
  *n_rows = count_yahoo_rows (json);
  g_ptr_array_add (pages, page);
  return mag_yahoo_chain_assemble (pages, ticker, now_us, &plain_terms, error);
}

static void
test_yahoo_chains (void)
{
  g_autoptr(GPtrArray) paths = NULL;
  guint n_without = 0;

  if (captures_skip ())
    return;
  paths = captures_list ("yahoo/options");
  g_assert_cmpuint (paths->len, >=, 28);
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      guint n_rows = 0;
      g_autoptr(GError) error = NULL;
      g_autoptr(MagChain) chain = load_yahoo_chain (path, &n_rows, &error);

      g_test_message ("%s: %u rows", path, n_rows);
      if (chain == NULL)
        {
          g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_NO_OPTIONS);
          g_assert_cmpuint (n_rows, ==, 0);
          n_without++;
          continue;
        }
      g_assert_cmpuint (count_rows (chain), ==, n_rows);
      g_assert_cmpuint (chain->n_unparsed, ==, 0);
      g_assert_false (chain->whole); /* one expiration of twenty */
      check_chain (chain);
    }
  g_assert_cmpuint (n_without, ==, 7); /* funds, an index without options, crypto, a future, a foreign share */
}

/* Feeds are wiped before the open, and that is seen. */
static void
test_yahoo_degraded (void)
{
  static const struct { const char *file; gboolean degraded; } rows[] = {
    { "20250224-pre-AAPL", TRUE },
    { "20250826T1346Z-regular-AAPL", TRUE },  /* 16 minutes into the session: 102 of 103 without a quote */
    { "20250826T1447Z-regular-AAPL", FALSE },
    { "20250829T2000Z-closed-AAPL", FALSE },
  };

  if (captures_skip ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("yahoo/options/%s.json", rows[i].file);
      guint n_rows;
      g_autoptr(MagChain) chain = load_yahoo_chain (path, &n_rows, NULL);

      g_test_message ("%s", path);
      g_assert_nonnull (chain);
      g_assert_cmpint (mag_chain_is_degraded (chain), ==, rows[i].degraded);
    }
}

/* In the session the contracts are half an hour older than the price beside them: spot is the price of their moment, and volatilities of calls and puts agree. */
static void
test_yahoo_lag (void)
{
  guint n_rows, n_pairs = 0;
  g_autoptr(MagChain) chain = NULL;

  if (captures_skip ())
    return;
  chain = load_yahoo_chain ("yahoo/options/20250826T1722Z-regular-AAPL.json", &n_rows, NULL);
  g_assert_nonnull (chain);
  for (guint i = 0; i + 1 < chain->quotes->len; i++)
    {
      const MagOptionQuote *call = &g_array_index (chain->quotes, MagOptionQuote, i), *put = call + 1;
      double distance = mag_price_to_double (call->contract.strike) / mag_price_to_double (chain->spot) - 1;

      if (call->contract.right != MAG_RIGHT_CALL || put->contract.strike != call->contract.strike || fabs (distance) > 0.02)
        continue;
      g_test_message ("%.1f: %.4f %.4f at %.4f", mag_price_to_double (call->contract.strike), call->iv, put->iv, mag_price_to_double (chain->spot));
      g_assert_cmpfloat_with_epsilon (call->iv, put->iv, 0.03);
      n_pairs++;
    }
  g_assert_cmpuint (n_pairs, >=, 3);
}

static void
test_yahoo_quotes (void)
{
  g_autoptr(GPtrArray) paths = NULL;

  if (captures_skip ())
    return;
  paths = captures_list ("yahoo/quote");
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr(GBytes) body = captures_load (g_ptr_array_index (paths, i));
      g_autoptr(GHashTable) tickers = g_hash_table_new (g_str_hash, g_str_equal);
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) quotes = NULL;

      g_hash_table_insert (tickers, (gpointer) "AAPL", (gpointer) "AAPL");
      g_hash_table_insert (tickers, (gpointer) "MSFT", (gpointer) "MSFT");
      g_hash_table_insert (tickers, (gpointer) "SI", (gpointer) "SI");
      g_hash_table_insert (tickers, (gpointer) "^VXAPL", (gpointer) "VXAPL");
      quotes = mag_yahoo_quotes_parse (body, tickers, &error);
      g_assert_no_error (error);
      for (guint j = 0; j < quotes->len; j++)
        g_assert_cmpint (((MagStockQuote *) g_ptr_array_index (quotes, j))->price, >, 0);
      if (strstr (g_ptr_array_index (paths, i), "AAPL-MSFT") != NULL)
        g_assert_cmpuint (quotes->len, ==, 2);
      if (g_str_has_suffix (g_ptr_array_index (paths, i), "-SI.json"))
        g_assert_cmpuint (quotes->len, ==, 0); /* quoteType NONE: delisted */
    }
}

/* The same quantity in two units at two addresses. */
static void
test_yahoo_units (void)
{
  g_autoptr(GBytes) body = NULL, summary = NULL;
  g_autoptr(GHashTable) tickers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) quotes = NULL;
  g_autoptr(MagStockQuote) company = NULL;
  const MagStockQuote *quote;
  gint64 now_us = mag_instant_parse_utc ("2025-02-24T09:30:00Z");

  if (captures_skip ())
    return;
  body = captures_load ("yahoo/quote/20261003-closed-AAPL.json");
  g_hash_table_insert (tickers, (gpointer) "AAPL", (gpointer) "AAPL");
  quotes = mag_yahoo_quotes_parse (body, tickers, NULL);
  quote = g_ptr_array_index (quotes, 0);
  g_assert_cmpint (quote->price, ==, 3336900);
  g_assert_cmpfloat_with_epsilon (quote->change, 0.0102022, 1e-9);
  g_assert_cmpfloat_with_epsilon (quote->dividend_yield, 0.0033, 1e-9);
  g_assert_cmpint (quote->dividend_rate, ==, 10800);
  g_assert_cmpuint (quote->earnings, ==, mag_date_new (2026, 10, 29)); /* the next window, not the last report */

  summary = captures_load ("yahoo/quoteSummary/20250224-AAPL-all-modules.json");
  company = mag_yahoo_summary_parse (summary, "AAPL", now_us, NULL);
  g_assert_cmpstr (company->sector, ==, "Technology");
  g_assert_cmpstr (company->industry, ==, "Consumer Electronics");
  g_assert_cmpint (company->market_cap, ==, G_GINT64_CONSTANT (3688676720640));
  g_assert_cmpfloat_with_epsilon (company->change, -0.0011389935, 1e-9);
  g_assert_cmpfloat_with_epsilon (company->dividend_yield, 0.0041, 1e-9);
  g_assert_cmpuint (company->ex_dividend, ==, mag_date_new (2025, 2, 10));
  g_assert_cmpuint (company->earnings, ==, mag_date_new (2025, 4, 30));
  g_assert_true (company->earnings_estimated);
}

static void
test_yahoo_summaries (void)
{
  g_autoptr(GPtrArray) paths = NULL;
  g_autoptr(GBytes) raw = NULL;
  g_autoptr(MagStockQuote) meta = NULL;
  gint64 now_us = mag_instant_parse_utc ("2025-08-26T15:00:00Z");

  if (captures_skip ())
    return;
  paths = captures_list ("yahoo/quoteSummary");
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr(GBytes) body = captures_load (g_ptr_array_index (paths, i));
      g_autoptr(GError) error = NULL;
      g_autoptr(MagStockQuote) quote = mag_yahoo_summary_parse (body, "X", now_us, &error);

      if (quote == NULL) /* recorded with status 404: none of the modules exists for that symbol */
        {
          g_autoptr(GError) meaning = mag_yahoo_error_parse (body, 404, "X");

          g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT);
          g_assert_error (meaning, MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNSUPPORTED);
        }
    }

  raw = captures_load ("yahoo/quoteSummary/20250826-META-calendarEvents-5132cd.json"); /* {"raw": ...} everywhere */
  meta = mag_yahoo_summary_parse (raw, "META", now_us, NULL);
  g_assert_cmpuint (meta->earnings, ==, mag_date_new (2025, 10, 29));
  g_assert_cmpuint (meta->ex_dividend, ==, mag_date_new (2025, 6, 16));
}

static void
test_yahoo_charts (void)
{
  g_autoptr(GPtrArray) paths = NULL;

  if (captures_skip ())
    return;
  paths = captures_list ("yahoo/chart");
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autoptr(GBytes) body = captures_load (path);
      g_autoptr(GError) error = NULL;
      g_autoptr(MagPriceHistory) history = mag_yahoo_history_parse (body, &error);
      const GArray *bars;

      g_test_message ("%s", path);
      g_assert_no_error (error);
      bars = history->bars;
      for (guint j = 0; j < bars->len; j++)
        {
          const MagBar *bar = &g_array_index (bars, MagBar, j);

          g_assert_cmpint (bar->close, >, 0);
          g_assert_true (j == 0 || bar->date > bar[-1].date);
        }
      if (g_str_has_suffix (path, "chart-AAPL.json"))
        {
          const MagBar *bar = &g_array_index (bars, MagBar, 0);

          g_assert_cmpuint (bars->len, ==, 1);
          g_assert_cmpuint (bar->date, ==, mag_date_new (2022, 2, 22)); /* 09:30 New York */
          g_assert_cmpint (bar->close, ==, 1643200);
          g_assert_cmpint (bar->adjusted_close, ==, 1616999);
          g_assert_cmpint (bar->volume, ==, 91162800);
        }
      if (strstr (path, "interval-1m") != NULL)
        g_assert_cmpuint (bars->len, ==, 0); /* no timestamp array at all */
      if (strstr (path, "MSFT-dividends") != NULL)
        {
          g_assert_cmpuint (bars->len, ==, 252);
          g_assert_cmpuint (history->dividends->len, ==, 4);
        }
    }
}

static void
test_yahoo_errors (void)
{
  static const struct { const char *file; guint status; MagMarketError code; } rows[] = {
    { "400-chart-no-data-for-range.json", 400, MAG_MARKET_ERROR_UNSUPPORTED },
    { "400-download-plain-text.txt", 400, MAG_MARKET_ERROR_FORMAT },
    { "400-search-missing-q.json", 400, MAG_MARKET_ERROR_FORMAT },
    { "401-invalid-crumb.json", 401, MAG_MARKET_ERROR_BLOCKED },
    { "404-chart-unknown-or-delisted.json", 404, MAG_MARKET_ERROR_UNKNOWN_SYMBOL },
    { "404-quoteSummary-empty-symbol.json", 404, MAG_MARKET_ERROR_UNKNOWN_SYMBOL },
    { "404-quoteSummary-no-fundamentals.json", 404, MAG_MARKET_ERROR_UNSUPPORTED },
    { "404-quoteSummary-unknown-symbol.json", 404, MAG_MARKET_ERROR_UNKNOWN_SYMBOL },
    { "429-too-many-requests.txt", 429, MAG_MARKET_ERROR_BUSY },
  };
  g_autoptr(GPtrArray) paths = NULL;

  if (captures_skip ())
    return;
  paths = captures_list ("yahoo/errors");
  g_assert_cmpuint (paths->len, ==, G_N_ELEMENTS (rows));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_build_filename ("yahoo/errors", rows[i].file, NULL);
      g_autoptr(GBytes) body = captures_load (path);
      g_autoptr(GError) error = mag_yahoo_error_parse (body, rows[i].status, "X");
      g_autofree char *crumb = mag_yahoo_crumb_parse (body);

      g_test_message ("%s", path);
      g_assert_error (error, MAG_MARKET_ERROR, (int) rows[i].code);
      g_assert_null (crumb);
    }
}

/* Greeks of the European formula against CBOE's for the same contracts: near the money, one to four months out, they agree to 0.05 in delta: 0.02 is what two
 * sources of closed-market volatilities differ by, the rest is dividends, KO's of September first of all. */
static void
test_crosscheck (void)
{
  static const char *const names[] = { "AAPL", "BRK-B", "F", "KO", "XLF" };
  gint64 now_us = mag_instant_parse_utc ("2026-08-21T20:00:00Z") - MAG_SECOND_US;

  if (captures_skip ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strdup_printf ("crosscheck/%s.json", names[i]);
      g_autoptr(JsonNode) root = NULL;
      JsonObject *file = captures_load_json (path, &root);
      JsonArray *rows = json_object_get_array_member (file, "quotes");
      g_autoptr(MagChain) chain = mag_chain_new (g_str_equal (names[i], "BRK-B") ? "BRK.B" : names[i], MAG_SOURCE_YAHOO);
      g_autoptr(GHashTable) deltas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      guint n_compared = 0;

      g_assert_true (mag_price_from_double (json_object_get_double_member (file, "underlyingPrice"), &chain->spot));
      for (guint j = 0; j < json_array_get_length (rows); j++)
        {
          JsonObject *row = json_array_get_object_element (rows, j);
          MagOptionQuote quote = { .iv = NAN, .delta = NAN, .gamma = NAN, .theta = NAN, .vega = NAN };

          g_assert_true (mag_contract_parse (json_object_get_string_member (row, "symbol"), &quote.contract));
          g_assert_true (mag_symbol_owns_root (chain->symbol, quote.contract.root));
          mag_price_from_double (json_object_get_double_member_with_default (row, "bid", 0), &quote.bid);
          mag_price_from_double (json_object_get_double_member_with_default (row, "ask", 0), &quote.ask);
          g_array_append_val (chain->quotes, quote);
          if (!json_object_get_null_member (row, "delta"))
            {
              double delta = json_object_get_double_member (row, "delta");

              g_hash_table_insert (deltas, mag_contract_format (&quote.contract), g_memdup2 (&delta, sizeof delta));
            }
        }
      g_assert_cmpuint (chain->quotes->len, ==, json_object_get_int_member (json_object_get_object_member (file, "greeks"), "total"));

      mag_chain_finish (chain, now_us);
      mag_chain_fill_greeks (chain, now_us, &plain_terms);
      for (guint j = 0; j < chain->quotes->len; j++)
        {
          const MagOptionQuote *quote = &g_array_index (chain->quotes, MagOptionQuote, j);
          g_autofree char *symbol = mag_contract_format (&quote->contract);
          const double *delta = g_hash_table_lookup (deltas, symbol);
          int days = mag_date_dte (quote->contract.expiration, now_us);

          if (delta == NULL || quote->status != MAG_QUOTE_OK || quote->wide || fabs (*delta) < 0.2 || fabs (*delta) > 0.5 || days < 20 || days > 120)
            continue;
          g_assert_cmpfloat_with_epsilon (quote->delta, *delta, 0.05);
          n_compared++;
        }
      g_test_message ("%s: %u deltas compared", names[i], n_compared);
      g_assert_cmpuint (n_compared, >, 5);
    }
}

/* Any body may come in the place of any other. */
static void
test_everything_everywhere (void)
{
  static const char *const folders[] = { "cboe", "crosscheck", "yahoo/auth", "yahoo/chart", "yahoo/errors", "yahoo/options", "yahoo/quote", "yahoo/quoteSummary", "yahoo/search" };
  gint64 now_us = mag_instant_parse_utc ("2026-08-21T19:00:00Z");

  if (captures_skip ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autoptr(GPtrArray) paths = captures_list (folders[i]);

      for (guint j = 0; j < paths->len; j++)
        {
          g_autoptr(GBytes) body = captures_load (g_ptr_array_index (paths, j));
          g_autoptr(GHashTable) tickers = g_hash_table_new (g_str_hash, g_str_equal);
          g_autoptr(MagChain) chain = mag_cboe_chain_parse (body, "AAPL", now_us, now_us, &plain_terms, NULL);
          g_autoptr(MagStockQuote) quote = mag_cboe_quote_parse (body, "AAPL", NULL), summary = mag_yahoo_summary_parse (body, "AAPL", now_us, NULL);
          g_autoptr(MagPriceHistory) history = mag_cboe_history_parse (body, 0, 0, NULL), bars = mag_yahoo_history_parse (body, NULL);
          g_autoptr(MagYahooPage) page = mag_yahoo_page_parse (body, "AAPL", now_us, NULL);
          g_autoptr(GPtrArray) quotes = mag_yahoo_quotes_parse (body, tickers, NULL);
          g_autoptr(GError) error = mag_yahoo_error_parse (body, 400, "AAPL");
          g_autofree char *form = mag_yahoo_consent_form_parse (body), *crumb = mag_yahoo_crumb_parse (body);

          g_assert_nonnull (error);
          g_assert_null (crumb);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/captures/cboe/no-contract-is-lost", test_cboe_bodies);
  g_test_add_func ("/captures/cboe/envelope-and-two-clocks", test_cboe_envelope);
  g_test_add_func ("/captures/cboe/two-roots-of-one-index", test_cboe_roots);
  g_test_add_func ("/captures/yahoo/no-contract-is-lost", test_yahoo_chains);
  g_test_add_func ("/captures/yahoo/wiped-feeds-are-degraded", test_yahoo_degraded);
  g_test_add_func ("/captures/yahoo/spot-of-the-contracts-moment", test_yahoo_lag);
  g_test_add_func ("/captures/yahoo/quotes", test_yahoo_quotes);
  g_test_add_func ("/captures/yahoo/units", test_yahoo_units);
  g_test_add_func ("/captures/yahoo/summaries", test_yahoo_summaries);
  g_test_add_func ("/captures/yahoo/charts", test_yahoo_charts);
  g_test_add_func ("/captures/yahoo/errors", test_yahoo_errors);
  g_test_add_func ("/captures/everything-everywhere", test_everything_everywhere);
  g_test_add_func ("/captures/crosscheck/european-greeks", test_crosscheck);

  return g_test_run ();
}
