/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The market against the practice server in the same process: every pitfall of the two protocols is a fault that it can be told to show. */

#include "mag-cboe.h"
#include "mag-date.h"
#include "mag-market.h"
#include "mag-memory-cache.h"
#include "mag-practice-server.h"
#include "mag-yahoo.h"

#include <glib/gstdio.h>

/* A Friday in the session. */
#define NOW "2026-11-20T16:30:00Z"

/* 4 %, and nothing known of dividends. */
static const MagTerms plain_terms = { .rate = 0.04 };

typedef struct
{
  MagClock          *clock;
  MagPracticeServer *server;
  char              *folder;
  MagProfile        *profile;
  MagMarketData     *market;
  MagHttp           *http;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  MagPracticeOptions options = { .seed = 7, .faults = data, .speed = 1 };

  fixture->clock = mag_clock_new_shifted (mag_instant_parse_utc (NOW), g_get_real_time (), 1);
  options.clock = fixture->clock;
  fixture->server = mag_practice_server_new (&options, &error);
  g_assert_no_error (error);
  fixture->folder = g_dir_make_tmp ("mag-market-XXXXXX", NULL);
  fixture->profile = mag_profile_new_at (fixture->folder, mag_practice_server_get_base_url (fixture->server), fixture->clock, &error);
  g_assert_no_error (error);
  fixture->market = mag_market_new_for_profile (fixture->profile);
  fixture->http = mag_market_get_http (MAG_MARKET (fixture->market));
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->market);
  mag_profile_unref (fixture->profile);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  mag_practice_server_free (fixture->server);
  mag_clock_unref (fixture->clock);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

static void
add_fault (Fixture    *fixture,
           const char *fault)
{
  g_autoptr(GError) error = NULL;

  mag_practice_faults_add (mag_practice_server_get_faults (fixture->server), fault, &error);
  g_assert_no_error (error);
}

static gint64
metric (Fixture    *fixture,
        const char *name)
{
  return mag_metrics_get (mag_http_get_metrics (fixture->http), name);
}

static void
keep_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_set_object ((GAsyncResult **) data, result);
}

static MagChain *
load_chain (MagMarketData  *source,
            const char     *ticker,
            MagDate         from,
            MagDate         to,
            GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  mag_market_data_load_chain_async (source, ticker, from, to, &plain_terms, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return mag_market_data_load_chain_finish (source, result, error);
}

static GPtrArray *
load_quotes (MagMarketData      *source,
             const char *const  *tickers,
             GError            **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  mag_market_data_load_quotes_async (source, tickers, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return mag_market_data_load_quotes_finish (source, result, error);
}

static void
test_chain (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagChain) chain = load_chain (fixture->market, "AAPL", 0, 0, &error);
  g_autoptr(MagChain) second = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (chain->source, ==, MAG_SOURCE_CBOE);
  g_assert_cmpstr (chain->symbol, ==, "AAPL");
  g_assert_true (chain->whole);
  g_assert_cmpuint (chain->quotes->len, >, 500);
  g_assert_cmpuint (chain->n_unparsed, ==, 0);
  g_assert_false (mag_chain_is_degraded (chain));

  /* The second one comes from the cache, and says when it was fetched, not when it was asked for. */
  second = load_chain (fixture->market, "AAPL", 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (second->fetched_us, ==, chain->fetched_us);
  g_assert_cmpint (metric (fixture, "http.cache.hits"), ==, 1);
}

/* Names in three spellings, and an index with two roots. */
static void
test_spellings (Fixture       *fixture,
                gconstpointer  data)
{
  static const struct { const char *ticker; const char *root; } rows[] = { { "BRK.B", "BRKB" }, { "SPX", "SPXW" }, { "F", "F" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagChain) chain = load_chain (fixture->market, rows[i].ticker, 0, 0, &error);
      gboolean found = FALSE;

      g_test_message ("%s", rows[i].ticker);
      g_assert_no_error (error);
      for (guint j = 0; j < chain->quotes->len && !found; j++)
        found = g_str_equal (g_array_index (chain->quotes, MagOptionQuote, j).contract.root, rows[i].root);
      g_assert_true (found);
    }
}

static void
keep_file (MagMemoryCache *cache,
           const char     *path,
           const char     *text)
{
  g_autofree char *key = g_strconcat ("cboe+json /api/global/delayed_quotes/", path, NULL);
  g_autoptr(GBytes) body = g_bytes_new_static (text, strlen (text));

  mag_cache_tier_store (MAG_CACHE_TIER (cache), key, body, mag_instant_parse_utc (NOW), 300);
}

/* The options on the Dow are on a hundredth of it, under a name of their own; the index itself is not. */
static void
test_dow (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(MagMemoryCache) cache = mag_memory_cache_new (fixture->clock, 10, 10000);
  g_autoptr(MagParsePool) pool = mag_parse_pool_new ();
  g_autoptr(MagCboe) cboe = mag_cboe_new (fixture->http, pool, fixture->profile);
  static const char *const tickers[] = { "DJI", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(MagChain) chain = NULL;
  g_autoptr(GPtrArray) quotes = NULL;

  keep_file (cache, "options/_DJX.json",
             "{\"timestamp\":\"2026-11-20 16:29:00\",\"data\":{\"options\":[{\"option\":\"DJX261218P00450000\",\"bid\":3.1,\"ask\":3.3}],"
             "\"current_price\":463.5,\"last_trade_time\":\"2026-11-20T11:14:00\"}}");
  keep_file (cache, "quotes/_DJI.json", "{\"data\":{\"current_price\":46350.0}}");
  mag_http_add_cache_tier (fixture->http, MAG_CACHE_TIER (cache));

  chain = load_chain (MAG_MARKET_DATA (cboe), "DJI", 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (chain->quotes->len, ==, 1);
  g_assert_cmpint (chain->spot, ==, 4635000);
  quotes = load_quotes (MAG_MARKET_DATA (cboe), tickers, &error);
  g_assert_no_error (error);
  g_assert_cmpint (((MagStockQuote *) g_ptr_array_index (quotes, 0))->price, ==, 463500000);
}

/* Each way the first source can fail, and that the second one then answers. */
static void
test_fallback (Fixture       *fixture,
               gconstpointer  data)
{
  static const char *const faults[] = { "cboe/options:403,count=1", "cboe/options:html,count=1", "cboe/options:badjson,count=1", "cboe/options:empty,count=1",
                                        "cboe/options:noprice,count=1", "cboe/options:404,count=1" };
  static const char *const tickers[] = { "AAPL", "MSFT", "KO", "XOM", "JPM", "DIS" };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagChain) chain = NULL;
      MagDate from = mag_date_new (2026, 12, 10), to = mag_date_new (2026, 12, 31);

      g_test_message ("%s", faults[i]);
      add_fault (fixture, faults[i]);
      chain = load_chain (fixture->market, tickers[i], from, to, &error);
      g_assert_no_error (error);
      g_assert_cmpint (chain->source, ==, MAG_SOURCE_YAHOO);
      g_assert_cmpuint (chain->quotes->len, >, 20);
    }
}

/* A 503 or a broken connection passes: the first source is tried again. */
static void
test_retry (Fixture       *fixture,
            gconstpointer  data)
{
  static const char *const faults[] = { "cboe/options:503,count=1", "cboe/options:cut,count=1", "cboe/options:429,count=1,retry-after=1", "cboe/options:hangup,count=1" };
  static const char *const tickers[] = { "AAPL", "MSFT", "KO", "XOM" };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagChain) chain = NULL;

      g_test_message ("%s", faults[i]);
      add_fault (fixture, faults[i]);
      chain = load_chain (fixture->market, tickers[i], 0, 0, &error);
      g_assert_no_error (error);
      g_assert_cmpint (chain->source, ==, MAG_SOURCE_CBOE);
    }
}

/* Only the expirations asked for, though all are listed. */
static void
test_yahoo_expirations (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(MagParsePool) pool = mag_parse_pool_new ();
  g_autoptr(MagYahoo) yahoo = mag_yahoo_new (fixture->http, pool, fixture->profile);
  g_autoptr(GError) error = NULL;
  MagDate from = mag_date_new (2026, 12, 10), to = mag_date_new (2026, 12, 31);
  g_autoptr(MagChain) chain = load_chain (MAG_MARKET_DATA (yahoo), "AAPL", from, to, &error);
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr(MagChain) whole = NULL;
  guint n_greeks = 0;

  g_assert_no_error (error);
  g_assert_cmpint (chain->source, ==, MAG_SOURCE_YAHOO);
  g_assert_false (chain->whole);
  g_assert_cmpuint (chain->expirations->len, >, 10);
  for (guint i = 0; i < chain->quotes->len; i++)
    {
      const MagOptionQuote *quote = &g_array_index (chain->quotes, MagOptionQuote, i);

      g_hash_table_add (seen, GUINT_TO_POINTER (quote->contract.expiration));
      n_greeks += quote->greeks == MAG_GREEKS_MODEL;
    }
  g_assert_true (g_hash_table_contains (seen, GUINT_TO_POINTER (mag_date_new (2026, 12, 18))));
  g_assert_cmpuint (g_hash_table_size (seen), <, chain->expirations->len);
  g_assert_cmpuint (n_greeks, >, chain->quotes->len / 3);

  whole = load_chain (MAG_MARKET_DATA (yahoo), "AAPL", 0, 0, &error);
  g_assert_no_error (error);
  g_assert_true (whole->whole);
  g_assert_cmpint (metric (fixture, "http.yahoo.errors.status"), ==, 0);
}

static void
test_quotes (Fixture       *fixture,
             gconstpointer  data)
{
  static const char *const tickers[] = { "AAPL", "BRK.B", "SPX", "SI", "QQQ", "NOSUCHTICKER", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) quotes = load_quotes (fixture->market, tickers, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (quotes->len, ==, 4); /* SI is delisted */
  for (guint i = 0; i < quotes->len; i++)
    {
      const MagStockQuote *quote = g_ptr_array_index (quotes, i);

      g_assert_true (g_strv_contains (tickers, quote->symbol));
      g_assert_cmpint (quote->price, >, 0);
      g_assert_cmpint (quote->source, ==, MAG_SOURCE_YAHOO);
    }
}

/* 120 symbols are three requests, and one crumb serves them all. */
static void
test_batches (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) tickers = NULL;
  g_autoptr(GPtrArray) quotes = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 120; i++)
    g_strv_builder_take (builder, g_strdup_printf ("ZAA%c%c", 'A' + i / 26, 'A' + i % 26));
  tickers = g_strv_builder_end (builder);
  quotes = load_quotes (fixture->market, (const char *const *) tickers, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (quotes->len, ==, 120);
  g_assert_cmpint (metric (fixture, "http.yahoo.count"), ==, 3 + 2); /* cookie, crumb */
}

/* One batch of three refused: the others count. */
static void
test_batch_lost (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) tickers = NULL;
  g_autoptr(GPtrArray) quotes = NULL;
  g_autoptr(GError) error = NULL;

  add_fault (fixture, "yahoo/quote:404,count=1");
  for (guint i = 0; i < 150; i++)
    g_strv_builder_take (builder, g_strdup_printf ("ZAA%c%c", 'A' + i / 26, 'A' + i % 26));
  tickers = g_strv_builder_end (builder);
  quotes = load_quotes (fixture->market, (const char *const *) tickers, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (quotes->len, ==, 100);
}

/* Yahoo shut: quotes come from CBOE, one by one. */
static void
test_quotes_fallback (Fixture       *fixture,
                      gconstpointer  data)
{
  static const char *const tickers[] = { "AAPL", "QQQ", "NOSUCHTICKER", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) quotes = NULL;

  add_fault (fixture, "yahoo:429");
  quotes = load_quotes (fixture->market, tickers, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (quotes->len, ==, 2);
  g_assert_cmpint (((MagStockQuote *) g_ptr_array_index (quotes, 0))->source, ==, MAG_SOURCE_CBOE);
}

static void
test_profile (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagStockQuote) quote = NULL;

  mag_market_data_load_profile_async (fixture->market, "AAPL", NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  quote = mag_market_data_load_profile_finish (fixture->market, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (quote->sector);
  g_assert_nonnull (quote->industry);
  g_assert_cmpint (quote->market_cap, >, 0);
}

static MagPriceHistory *
load_bars (MagMarketData  *market,
           GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  mag_market_data_load_bars_async (market, "AAPL", mag_date_new (2026, 8, 3), mag_date_new (2026, 11, 19), NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return mag_market_data_load_bars_finish (market, result, error);
}

/* The same days from either source. */
static void
test_bars (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagPriceHistory) history = load_bars (fixture->market, &error);
  g_autoptr(MagPriceHistory) others = NULL;
  g_autoptr(MagParsePool) pool = mag_parse_pool_new ();
  g_autoptr(MagCboe) cboe = mag_cboe_new (fixture->http, pool, fixture->profile);
  const GArray *bars = history->bars;

  g_assert_no_error (error);
  g_assert_cmpuint (bars->len, ==, 78); /* trading days from 3 August to 19 November 2026 */
  g_assert_cmpuint (g_array_index (bars, MagBar, 0).date, ==, mag_date_new (2026, 8, 3));
  g_assert_cmpuint (history->dividends->len, ==, 2); /* a quarter apart */
  g_assert_cmpuint (g_array_index (history->dividends, MagCashDividend, 1).ex_date - g_array_index (history->dividends, MagCashDividend, 0).ex_date, >, 80);
  g_assert_cmpint (g_array_index (history->dividends, MagCashDividend, 0).amount, ==, 2700);
  g_assert_true (mag_calendar_is_trading_day (g_array_index (history->dividends, MagCashDividend, 0).ex_date));

  others = load_bars (MAG_MARKET_DATA (cboe), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (others->bars->len, ==, bars->len);
  g_assert_null (others->dividends); /* CBOE does not tell */
  g_assert_cmpint (g_array_index (others->bars, MagBar, 5).close, ==, g_array_index (bars, MagBar, 5).close);
}

/* What the user hears of a symbol that does not exist, is delisted, or has no options. */
static void
test_unknown (Fixture       *fixture,
              gconstpointer  data)
{
  static const struct { const char *ticker; MagMarketError code; } rows[] = {
    { "NOSUCHTICKER", MAG_MARKET_ERROR_UNKNOWN_SYMBOL },
    { "AFRAF", MAG_MARKET_ERROR_NO_OPTIONS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagChain) chain = load_chain (fixture->market, rows[i].ticker, 0, 0, &error);

      g_test_message ("%s: %s", rows[i].ticker, error != NULL ? error->message : "");
      g_assert_null (chain);
      g_assert_error (error, MAG_MARKET_ERROR, (int) rows[i].code);
    }
}

/* 403 for one symbol is that symbol, as long as the well-known one answered a moment ago: it is in the cache then. */
static void
test_blocked (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(MagParsePool) pool = mag_parse_pool_new ();
  g_autoptr(MagCboe) cboe = mag_cboe_new (fixture->http, pool, fixture->profile);
  g_autoptr(GError) error = NULL;

  g_assert_null (load_chain (MAG_MARKET_DATA (cboe), "NOSUCHTICKER", 0, 0, &error));
  g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNKNOWN_SYMBOL);
  g_clear_error (&error);

  g_set_object (&cboe, NULL);
  cboe = mag_cboe_new (fixture->http, pool, fixture->profile);
  add_fault (fixture, "cboe:403");
  mag_http_set_policy (fixture->http, &(MagHttpPolicy) { .name = "cboe", .max_in_flight = 10, .max_tries = 1 });
  g_assert_null (load_chain (MAG_MARKET_DATA (cboe), "MSFT", 0, 0, &error));
  g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNKNOWN_SYMBOL);
}

static void
test_blocked_at_once (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(MagParsePool) pool = mag_parse_pool_new ();
  g_autoptr(MagCboe) cboe = mag_cboe_new (fixture->http, pool, fixture->profile);
  g_autoptr(GError) error = NULL;

  add_fault (fixture, "cboe:403");
  g_assert_null (load_chain (MAG_MARKET_DATA (cboe), "MSFT", 0, 0, &error));
  g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_BLOCKED);
}

/* The cookie's ways: each fault leaves another one. */
static void
test_cookie_ways (Fixture       *fixture,
                  gconstpointer  data)
{
  static const char *const tickers[] = { "AAPL", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) quotes = load_quotes (fixture->market, tickers, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (quotes->len, ==, 1);
  g_assert_cmpint (((MagStockQuote *) g_ptr_array_index (quotes, 0))->source, ==, MAG_SOURCE_YAHOO);
}

/* A refused crumb is renewed once, a refused cookie after that; a third refusal is final. */
static void
test_renewal (Fixture       *fixture,
              gconstpointer  data)
{
  static const struct { const char *fault; const char *ticker; MagSource source; } rows[] = {
    { "yahoo/quote:invalid-crumb,count=1", "AAPL", MAG_SOURCE_YAHOO },
    { "yahoo/quote:invalid-cookie,count=1", "MSFT", MAG_SOURCE_YAHOO },
    { "yahoo/quote:401", "KO", MAG_SOURCE_CBOE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *tickers[] = { rows[i].ticker, NULL };
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) quotes = NULL;

      g_test_message ("%s", rows[i].fault);
      add_fault (fixture, rows[i].fault);
      quotes = load_quotes (fixture->market, tickers, &error);
      g_assert_no_error (error);
      g_assert_cmpint (((MagStockQuote *) g_ptr_array_index (quotes, 0))->source, ==, rows[i].source);
    }
}

/* After a 429 Yahoo is left alone: nothing more is sent, callers hear at once. */
static void
test_brake (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(MagParsePool) pool = mag_parse_pool_new ();
  g_autoptr(MagYahoo) yahoo = mag_yahoo_new (fixture->http, pool, fixture->profile);
  static const char *const tickers[] = { "AAPL", NULL };
  g_autoptr(GError) error = NULL;
  gint64 n_tries;

  add_fault (fixture, "yahoo/quote:429,count=1");
  g_assert_null (load_quotes (MAG_MARKET_DATA (yahoo), tickers, &error));
  g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_BUSY);
  g_clear_error (&error);

  n_tries = metric (fixture, "http.yahoo.count");
  g_assert_null (load_quotes (MAG_MARKET_DATA (yahoo), tickers, &error));
  g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_BUSY);
  g_assert_cmpint (metric (fixture, "http.yahoo.count"), ==, n_tries);
}

typedef struct
{
  guint n_done, n_failed;
} Many;

static void
many_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Many *many = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagChain) chain = mag_market_data_load_chain_finish (MAG_MARKET_DATA (source), result, &error);

  many->n_done++;
  many->n_failed += chain == NULL;
}

/* Ten at once, as the worker asks; the detour to the second host is made once, not for every symbol. */
static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  Many many = { 0 };

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *ticker = g_strdup_printf ("ZAA%c%c", 'A' + i / 26, 'A' + i % 26);

      mag_market_data_load_chain_async (fixture->market, ticker, 0, 0, &plain_terms, NULL, many_cb, &many);
    }
  while (many.n_done < 40)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (many.n_failed, ==, 0);
  g_assert_cmpint (metric (fixture, "http.cboe.count"), ==, 40);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 started_us = g_get_monotonic_time ();

  mag_market_data_load_chain_async (fixture->market, "AAPL", 0, 0, &plain_terms, cancellable, keep_result_cb, &result);
  for (guint i = 0; i < 5; i++)
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (mag_market_data_load_chain_finish (fixture->market, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - started_us, <, 2 * MAG_SECOND_US);
}

/* Cut short after so many turns of the main loop, a load is cancelled or done, and harms nobody after it: each turn is another stage of the way. */
static void
test_cancel_anywhere (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(MagParsePool) pool = mag_parse_pool_new ();
  g_autoptr(MagCboe) cboe = mag_cboe_new (fixture->http, pool, fixture->profile);
  g_autoptr(MagYahoo) yahoo = mag_yahoo_new (fixture->http, pool, fixture->profile);
  MagMarketData *sources[] = { MAG_MARKET_DATA (cboe), MAG_MARKET_DATA (yahoo), fixture->market };

  for (guint turns = 0; turns < 90; turns++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autofree char *ticker = g_strdup_printf ("ZB%c%cA", 'A' + turns / 26, 'A' + turns % 26);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(MagChain) chain = NULL;
      MagMarketData *source = sources[turns % G_N_ELEMENTS (sources)];

      mag_market_data_load_chain_async (source, ticker, 0, 0, &plain_terms, cancellable, keep_result_cb, &result);
      for (guint i = 0; i < turns && result == NULL; i++)
        g_main_context_iteration (NULL, FALSE);
      g_cancellable_cancel (cancellable);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      chain = mag_market_data_load_chain_finish (source, result, &error);
      if (chain == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  test_chain (fixture, NULL);
}

#define ADD(name, faults, func) g_test_add ("/market/" name, Fixture, faults, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  static const char *const no_faults[] = { NULL };
  static const char *const one_hop[] = { "cboe:redirect=off", NULL }; /* a fault strikes the file, not the redirect before it */
  static const char *const bare_host_down[] = { "yahoo/cookie:hangup", NULL };
  static const char *const no_bare_cookie[] = { "yahoo/cookie:no-cookie", NULL };
  static const char *const europe[] = { "yahoo/cookie:no-cookie", "consent=eu", NULL };
  static const char *const netherlands[] = { "yahoo/cookie:no-cookie", "consent=nl", NULL };
  static const char *const bad_crumb_once[] = { "yahoo/crumb:bad-crumb,count=1", NULL };
  static const char *const slow[] = { "cboe:latency=1500", NULL };

  g_test_init (&argc, &argv, NULL);

  ADD ("chain-from-cboe", no_faults, test_chain);
  ADD ("spellings", no_faults, test_spellings);
  ADD ("options-on-the-dow", no_faults, test_dow);
  ADD ("fallback-to-yahoo", one_hop, test_fallback);
  ADD ("what-passes-is-tried-again", one_hop, test_retry);
  ADD ("only-the-expirations-asked-for", no_faults, test_yahoo_expirations);
  ADD ("quotes", no_faults, test_quotes);
  ADD ("quotes-in-batches-of-50", no_faults, test_batches);
  ADD ("quotes-of-the-batches-that-came", no_faults, test_batch_lost);
  ADD ("quotes-fall-back-to-cboe", no_faults, test_quotes_fallback);
  ADD ("profile", no_faults, test_profile);
  ADD ("bars", no_faults, test_bars);
  ADD ("unknown-and-without-options", no_faults, test_unknown);
  ADD ("403-of-one-symbol", no_faults, test_blocked);
  ADD ("403-of-all", no_faults, test_blocked_at_once);
  ADD ("cookie/short-way", no_faults, test_cookie_ways);
  ADD ("cookie/bare-host-blocked", bare_host_down, test_cookie_ways);
  ADD ("cookie/long-way", no_bare_cookie, test_cookie_ways);
  ADD ("cookie/long-way-consent-form", europe, test_cookie_ways);
  ADD ("cookie/long-way-bounces", netherlands, test_cookie_ways);
  ADD ("cookie/not-a-crumb", bad_crumb_once, test_cookie_ways);
  ADD ("crumb-renewal", no_faults, test_renewal);
  ADD ("429-stops-yahoo", no_faults, test_brake);
  ADD ("many-at-once", no_faults, test_many);
  ADD ("cancel", slow, test_cancel);
  ADD ("cancel-anywhere", no_faults, test_cancel_anywhere);

  return g_test_run ();
}
