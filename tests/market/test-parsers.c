/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The parsers on bodies made for one rule each; nothing recorded is needed. */

#include "mag-cboe-parse.h"
#include "mag-chain-greeks.h"
#include "mag-date.h"
#include "mag-json.h"
#include "mag-json-scan.h"
#include "mag-money.h"
#include "mag-parse-pool.h"
#include "mag-pricer.h"
#include "mag-yahoo-consent.h"
#include "mag-yahoo-parse.h"

#include <math.h>
#include <string.h>

#define NOW "2026-07-24T18:00:00Z" /* a Friday, 14:00 in New York */

/* 4 %, and nothing known of dividends. */
static const MagTerms plain_terms = { .rate = 0.04 };

static GBytes *
bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* The reader of numbers agrees with strtod to the last bit. */
static void
test_scan_numbers (void)
{
  static const char *const numbers[] = { "0", "-0", "0.0", "12", "-12.5", "0.1", "1.00", "95.55", "5.79999995231628", "123456789012345", "1234567890123456",
                                         "0.000000000000001", "45770655729", "1e5", "1E-5", "-2.5e+3", "1.0000000000000003E-5", "833.399993896484" };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      MagJsonScan scan;
      double value;

      mag_json_scan_init (&scan, numbers[i], strlen (numbers[i]));
      value = mag_json_scan_number (&scan);
      g_test_message ("%s", numbers[i]);
      g_assert_true (mag_json_scan_finish (&scan));
      g_assert_cmpfloat (value, ==, g_ascii_strtod (numbers[i], NULL));
    }
}

/* Reads a text the way a caller does that wants one number of one member. */
static gboolean
scan_member (const char *text,
             double     *value)
{
  MagJsonScan scan;
  MagJsonText key;

  mag_json_scan_init (&scan, text, strlen (text));
  mag_json_scan_open_object (&scan);
  while (mag_json_scan_next_key (&scan, &key))
    if (mag_json_text_equals (&key, "a"))
      *value = mag_json_scan_number (&scan);
    else
      mag_json_scan_skip (&scan);
  return mag_json_scan_finish (&scan);
}

static void
test_scan_structure (void)
{
  static const struct { const char *text; gboolean good; double value; } rows[] = {
    { "{}", TRUE, 0 },
    { " { \"a\" : 1 } \n", TRUE, 1 },
    { "{\"b\":[1,{\"a\":7},\"]}\\\"\"],\"a\":2}", TRUE, 2 }, /* what is skipped may hold brackets in strings */
    { "{\"b\":{\"c\":[]},\"d\":null,\"e\":true,\"f\":false,\"a\":3}", TRUE, 3 },
    { "{\"a\":null}", TRUE, NAN },
    { "{\"a\":\"4\"}", TRUE, NAN },
    { "", FALSE, 0 },
    { "{", FALSE, 0 },
    { "[]", FALSE, 0 },
    { "{\"a\":1", FALSE, 0 },
    { "{\"a\":1,}", FALSE, 0 },
    { "{\"a\" 1}", FALSE, 0 },
    { "{\"a\":1 \"b\":2}", FALSE, 0 },
    { "{\"a\":}", FALSE, 0 },
    { "{\"a\":-}", FALSE, 0 },
    { "{\"a\":nul}", FALSE, 0 },
    { "{\"b\":[1,2}", FALSE, 0 },
    { "{\"b\":\"open}", FALSE, 0 },
    { "{\"b\":\"\\", FALSE, 0 },
    { "{} {}", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double value = 0;
      gboolean good = scan_member (rows[i].text, &value);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (good, ==, rows[i].good);
      g_assert_true (!good || value == rows[i].value || (isnan (value) && isnan (rows[i].value)));
    }
}

/* A thousand brackets deep is nonsense, a million must not end the program. */
static void
test_deep_nesting (void)
{
  g_autofree char *deep = g_strnfill (1000000, '[');
  g_autofree char *wrapped = g_strdup_printf ("{\"data\":{\"options\":%s", deep);
  g_autoptr(GBytes) body = bytes (deep), chain = bytes (wrapped);
  g_autoptr(JsonNode) root = mag_json_parse (body);
  g_autoptr(GError) error = NULL;

  g_assert_null (root);
  g_assert_null (mag_cboe_chain_parse (chain, "CLX", 1, mag_instant_parse_utc (NOW), &plain_terms, &error));
  g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT);
}

#define CBOE(rows, tail) "{\"timestamp\":\"2026-07-24 17:59:00\",\"data\":{\"options\":[" rows "],\"symbol\":\"CLX\"," tail "},\"symbol\":\"CLX\"}"
#define PRICE "\"current_price\":95.55,\"last_trade_time\":\"2026-07-24T13:44:00\""
#define PUT(more) "{\"option\":\"CLX260821P00090000\"," more "}"

static MagChain *
parse_cboe (const char  *text,
            GError     **error)
{
  g_autoptr(GBytes) body = bytes (text);
  gint64 now_us = mag_instant_parse_utc (NOW);

  return mag_cboe_chain_parse (body, "CLX", now_us, now_us, &plain_terms, error);
}

static void
test_cboe_errors (void)
{
  static const struct { const char *why, *text; int code; } rows[] = {
    { "no rows", CBOE ("", PRICE), MAG_MARKET_ERROR_NO_OPTIONS },
    { "no price", CBOE (PUT ("\"bid\":1"), "\"current_price\":null"), MAG_MARKET_ERROR_FORMAT },
    { "price of zero", CBOE (PUT ("\"bid\":1"), "\"current_price\":0.0"), MAG_MARKET_ERROR_FORMAT },
    { "no data", "{\"timestamp\":\"2026-07-24 17:59:00\"}", MAG_MARKET_ERROR_FORMAT },
    { "data is no object", "{\"data\":[]}", MAG_MARKET_ERROR_FORMAT },
    { "options is no array", "{\"data\":{\"options\":{}," PRICE "}}", MAG_MARKET_ERROR_FORMAT },
    { "XML", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", MAG_MARKET_ERROR_FORMAT },
    { "nothing", "", MAG_MARKET_ERROR_FORMAT },
    { "somebody else's", CBOE ("{\"option\":\"BRKX260821P00090000\",\"bid\":1}", PRICE), MAG_MARKET_ERROR_UNKNOWN_SYMBOL },
    { "of yesterday", "{\"timestamp\":\"2026-07-23 23:00:00\",\"data\":{\"options\":[" PUT ("\"bid\":1") "]," PRICE "}}", MAG_MARKET_ERROR_STALE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].why);
      g_assert_null (parse_cboe (rows[i].text, &error));
      g_assert_error (error, MAG_MARKET_ERROR, rows[i].code);
    }
}

/* Each row is a quote or is counted, whatever stands in it. */
static void
test_cboe_rows (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagChain) chain = parse_cboe (CBOE (PUT ("\"bid\":1.10,\"ask\":1.30,\"iv\":0.0,\"delta\":-0.2501,\"gamma\":0.03,\"theta\":-0.04,\"vega\":0.1,\"open_interest\":8053.0,"
                                                     "\"volume\":3.0,\"last_trade_price\":0.0,\"last_trade_time\":null") ","
                                                PUT ("\"bid\":9,\"ask\":9.5") ","                     /* the same contract again */
                                                "{\"option\":\"CLX260723P00090000\",\"bid\":1},"      /* expired yesterday */
                                                "{\"option\":\"CLX260821X00090000\",\"bid\":1},"      /* neither call nor put */
                                                "{\"option\":\"CLX261332P00090000\",\"bid\":1},"      /* no such day */
                                                "{\"option\":\"KO260821P00090000\",\"bid\":1},"       /* another's */
                                                "{\"bid\":1},7,null,[{\"option\":1}],"                /* no rows at all */
                                                "{\"option\":\"CLX1260821P00090000\",\"bid\":1},"     /* an adjusted root is the symbol's own */
                                                "{\"option\":\"CLX260821C00090000\",\"bid\":-1,\"ask\":7},"
                                                "{\"option\":\"CLX260821C00095000\",\"bid\":null,\"ask\":\"x\"},"
                                                "{\"option\":\"CLX260821C00100000\",\"bid\":3,\"ask\":2},"
                                                "{\"option\":\"CLX260821P00085000\",\"bid\":0.5,\"ask\":0.6}",
                                                PRICE), &error);
  const MagOptionQuote *quote;

  g_assert_no_error (error);
  g_assert_cmpuint (chain->n_unparsed, ==, 7);
  g_assert_cmpuint (chain->n_expired, ==, 1);
  g_assert_cmpuint (chain->n_duplicate, ==, 1);
  g_assert_cmpuint (chain->quotes->len, ==, 6);

  quote = &g_array_index (chain->quotes, MagOptionQuote, 0); /* CLX 85 put: no greeks on the wire */
  g_assert_cmpint (quote->contract.strike, ==, 850000);
  g_assert_cmpint (quote->greeks, ==, MAG_GREEKS_MODEL);
  g_assert_cmpfloat (quote->delta, <, 0);
  g_assert_cmpfloat (quote->iv, >, 0);
  quote++; /* CLX 90 call */
  g_assert_cmpint (quote->status, ==, MAG_QUOTE_BAD_INPUT);
  g_assert_cmpint (quote->bid, ==, MAG_PRICE_UNKNOWN);
  quote++; /* CLX 90 put: greeks of the source, its unsolved volatility solved from the mid */
  g_assert_cmpint (quote->bid, ==, 11000);
  g_assert_cmpint (quote->status, ==, MAG_QUOTE_OK);
  g_assert_cmpint (quote->greeks, ==, MAG_GREEKS_SOURCE);
  g_assert_cmpfloat (quote->delta, ==, -0.2501);
  g_assert_cmpfloat (quote->iv, >, 0.1);
  g_assert_cmpint (quote->open_interest, ==, 8053);
  g_assert_cmpint (quote->last, ==, MAG_PRICE_UNKNOWN); /* 0.0: never traded */
  g_assert_cmpint (quote->last_trade_us, ==, 0);
  quote++; /* CLX 95 call */
  g_assert_cmpint (quote->status, ==, MAG_QUOTE_NO_QUOTE);
  g_assert_true (isnan (quote->iv));
  quote++; /* CLX 100 call */
  g_assert_cmpint (quote->status, ==, MAG_QUOTE_CROSSED);
  quote++;
  g_assert_cmpstr (quote->contract.root, ==, "CLX1");
}

/* A body cut anywhere is an error, never a smaller chain. */
static void
test_cboe_cut (void)
{
  const char *text = CBOE (PUT ("\"bid\":1.10,\"ask\":1.30") ",{\"option\":\"CLX260821P00085000\",\"bid\":0.5,\"ask\":0.6}", PRICE);

  for (gsize length = 0; length < strlen (text); length++)
    {
      g_autofree char *cut = g_strndup (text, length);
      g_autoptr(GError) error = NULL;

      g_assert_null (parse_cboe (cut, &error));
      g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT);
    }
}

/* Greeks that can not be are not taken over. */
static void
test_bad_greeks (void)
{
  static const char *const rows[] = {
    "\"delta\":0.25,\"gamma\":0.03,\"theta\":-0.04,\"vega\":0.1",   /* of a put */
    "\"delta\":-1.5,\"gamma\":0.03,\"theta\":-0.04,\"vega\":0.1",
    "\"delta\":-0.25,\"gamma\":-0.03,\"theta\":-0.04,\"vega\":0.1",
    "\"delta\":-0.25,\"gamma\":0.03,\"theta\":-0.04,\"vega\":null",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf (CBOE ("{\"option\":\"CLX260821P00090000\",\"bid\":1.1,\"ask\":1.3,%s}", PRICE), rows[i]);
      g_autoptr(GError) error = NULL;
      g_autoptr(MagChain) chain = parse_cboe (text, &error);
      const MagOptionQuote *quote;

      g_assert_no_error (error);
      quote = &g_array_index (chain->quotes, MagOptionQuote, 0);
      g_assert_cmpint (quote->greeks, ==, MAG_GREEKS_MODEL);
      g_assert_cmpfloat (quote->delta, <, 0);
      g_assert_cmpfloat (quote->delta, >, -0.5);
    }
}

/* A put struck at 95 on a share at 100 with 38 days to run and a mark of 1.8571, at r = 4.5 %. */
static MagChain *
golden_chain (const char *contract)
{
  MagChain *chain = mag_chain_new ("XYZ", MAG_SOURCE_YAHOO);
  MagOptionQuote quote = { .bid = 18571, .ask = 18571, .iv = NAN, .delta = NAN, .gamma = NAN, .theta = NAN, .vega = NAN };
  /* 38 days of 24 hours before a close, with no change of the clocks between. */
  gint64 now_us = mag_instant_parse_utc ("2026-07-14T20:00:00Z");

  g_assert_true (mag_contract_parse (contract, &quote.contract));
  chain->spot = 1000000;
  g_array_append_val (chain->quotes, quote);
  mag_chain_finish (chain, now_us);
  mag_chain_fill_greeks (chain, now_us, &(MagTerms) { .rate = 0.045 });
  return chain;
}

/* DOMAIN's golden vector, which is European, by way of a quote of a European root: sigma 32 %, delta -0.2763, theta -0.0418, vega 0.1079. */
static void
test_golden_vector (void)
{
  g_autoptr(MagChain) european = golden_chain ("SPXW260821P00095000");
  g_autoptr(MagChain) american = golden_chain ("XYZ260821P00095000");
  const MagOptionQuote *filled = &g_array_index (european->quotes, MagOptionQuote, 0);

  g_assert_cmpfloat_with_epsilon (filled->iv, 0.32, 1e-4);
  g_assert_cmpfloat_with_epsilon (filled->delta, -0.2763, 1e-4);
  g_assert_cmpfloat_with_epsilon (filled->gamma, 0.03239, 1e-5);
  g_assert_cmpfloat_with_epsilon (filled->theta, -0.0418, 1e-4);
  g_assert_cmpfloat_with_epsilon (filled->vega, 0.1079, 1e-4);

  /* The right to exercise early is worth a cent or so here, some tenth of a point of volatility. */
  filled = &g_array_index (american->quotes, MagOptionQuote, 0);
  g_assert_cmpfloat (filled->iv, <, 0.32);
  g_assert_cmpfloat (filled->iv, >, 0.318);
}

/* ---- valuing a chain ---- */

/* 38 days before the close of 21 August 2026, at a close; clocks do not change between. */
static gint64
golden_moment (void)
{
  return mag_instant_parse_utc ("2026-07-14T20:00:00Z");
}

static void
add_quote (MagChain   *chain,
           const char *symbol,
           double      bid,
           double      ask)
{
  MagOptionQuote quote = { .iv = 0.99, .delta = NAN, .gamma = NAN, .theta = NAN, .vega = NAN };

  g_assert_true (mag_contract_parse (symbol, &quote.contract));
  g_assert_true (mag_price_from_double (bid, &quote.bid) && mag_price_from_double (ask, &quote.ask));
  g_array_append_val (chain->quotes, quote);
}

static const MagOptionQuote *
find_quote (const MagChain *chain,
            const char     *symbol)
{
  for (guint i = 0; i < chain->quotes->len; i++)
    {
      const MagOptionQuote *quote = &g_array_index (chain->quotes, MagOptionQuote, i);
      g_autofree char *text = mag_contract_format (&quote->contract);

      if (g_str_equal (text, symbol))
        return quote;
    }
  g_assert_not_reached ();
}

/* A value at sigma, through the pricer's own front door, so that the mark is what the model says. */
static double
model_price (gboolean call,
             double   strike,
             double   days,
             double   sigma,
             gboolean european)
{
  MagPricing pricing = { .option = { .call = call, .european = european, .spot = 100, .strike = strike, .years = days / 365, .rate = 0.045, .sigma = sigma } };
  MagPricer *pricer = mag_pricer_new ();

  mag_pricer_price (pricer, NULL, 0, &pricing, 1);
  mag_pricer_free (pricer);
  return pricing.value.price;
}

static void
value_chain (MagChain       *chain,
             const MagTerms *terms)
{
  chain->spot = 1000000;
  mag_chain_finish (chain, golden_moment ());
  mag_chain_fill_greeks (chain, golden_moment (), terms);
}

/* The source's volatility is never ours; a missing side stays flagged and is solved from the mark all the same; what no volatility explains has none. */
static void
test_statuses (void)
{
  static const struct { const char *why, *symbol; double bid, ask; MagQuoteStatus status; gboolean iv, delta; } rows[] = {
    { "good", "XYZ260821P00095000", 1.80, 1.90, MAG_QUOTE_OK, TRUE, TRUE },
    { "no bid: flagged, solved from half the ask", "XYZ260821P00090000", 0, 1.20, MAG_QUOTE_NO_BID, TRUE, TRUE },
    { "no ask: flagged, solved from the bid", "XYZ260821C00105000", 1.50, 0, MAG_QUOTE_NO_ASK, TRUE, TRUE },
    { "no bid, and half the ask is less than exercise: the range status replaces the flag", "XYZ260821C00080000", 0, 30, MAG_QUOTE_BELOW_INTRINSIC, FALSE, FALSE },
    { "no time value left: moves with the share", "XYZ260821P00120000", 19.95, 20.05, MAG_QUOTE_AT_INTRINSIC, FALSE, TRUE },
    { "dearer than the share", "XYZ260821C00050000", 101, 102, MAG_QUOTE_ABOVE_MAXIMUM, FALSE, FALSE },
    { "crossed", "XYZ260821C00100000", 3, 2, MAG_QUOTE_CROSSED, FALSE, FALSE },
  };
  g_autoptr(MagChain) chain = mag_chain_new ("XYZ", MAG_SOURCE_CBOE);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    add_quote (chain, rows[i].symbol, rows[i].bid, rows[i].ask);
  value_chain (chain, &(MagTerms) { .rate = 0.045 });
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const MagOptionQuote *quote = find_quote (chain, rows[i].symbol);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (quote->status, ==, rows[i].status);
      g_assert_cmpint (isfinite (quote->iv), ==, rows[i].iv);
      g_assert_cmpfloat (quote->iv, !=, 0.99);
      g_assert_cmpint (isfinite (quote->delta), ==, rows[i].delta);
      g_assert_cmpint (quote->greeks, ==, rows[i].delta ? MAG_GREEKS_MODEL : MAG_GREEKS_NONE);
    }
  g_assert_cmpfloat (find_quote (chain, "XYZ260821P00120000")->delta, ==, -1);
  g_assert_cmpfloat (find_quote (chain, "XYZ260821P00120000")->gamma, ==, 0);
}

/* Greeks of the source stay where they are good, and the volatility beside them is ours. */
static void
test_volatility_is_ours_beside_the_sources_greeks (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagChain) chain = parse_cboe (CBOE (PUT ("\"bid\":1.10,\"ask\":1.30,\"iv\":0.99,\"delta\":-0.2501,\"gamma\":0.03,\"theta\":-0.04,\"vega\":0.1"), PRICE), &error);
  const MagOptionQuote *quote;

  g_assert_no_error (error);
  quote = &g_array_index (chain->quotes, MagOptionQuote, 0);
  g_assert_cmpint (quote->greeks, ==, MAG_GREEKS_SOURCE);
  g_assert_cmpfloat (quote->delta, ==, -0.2501);
  g_assert_cmpfloat (quote->iv, >, 0.1);
  g_assert_cmpfloat (quote->iv, <, 0.6);
}

/* Calls and puts at 95, 100 and 105 of 24 and 38 days, at volatilities that differ by expiration only: interpolating strikes changes nothing, and IV30 is
 * linear in total variance: 0.40^2 x 24 = 3.84, 0.30^2 x 38 = 3.42, six fourteenths of the way 3.66, over 30. */
static void
test_iv30 (void)
{
  static const struct { const char *date; double days, sigma; } expirations[] = { { "260807", 24, 0.40 }, { "260821", 38, 0.30 } };
  g_autoptr(MagChain) chain = mag_chain_new ("SPX", MAG_SOURCE_CBOE); /* European: its prices can be figured without the engine */

  for (gsize e = 0; e < G_N_ELEMENTS (expirations); e++)
    for (int strike = 95; strike <= 105; strike += 5)
      for (int call = 0; call <= 1; call++)
        {
          double price = model_price (call, strike, expirations[e].days, expirations[e].sigma, TRUE);
          g_autofree char *symbol = g_strdup_printf ("SPXW%s%c%08d", expirations[e].date, call ? 'C' : 'P', strike * 1000);

          add_quote (chain, symbol, price, price);
        }
  value_chain (chain, &(MagTerms) { .rate = 0.045 });
  g_assert_cmpfloat_with_epsilon (chain->iv30, sqrt (3.66 / 30), 2e-4); /* prices are rounded to 1/100 cent */
  g_assert_false (chain->iv30_one_sided);

  g_test_message ("a quote that is not good does not count: without the strike above the forward there is none at the money");
  for (guint i = 0; i < chain->quotes->len; i++)
    {
      MagOptionQuote *quote = &g_array_index (chain->quotes, MagOptionQuote, i);

      if (quote->contract.strike == 1050000 && quote->contract.expiration == mag_date_new (2026, 8, 21))
        quote->ask = 0;
    }
  value_chain (chain, &(MagTerms) { .rate = 0.045 });
  g_assert_cmpfloat_with_epsilon (chain->iv30, 0.40, 2e-4);
  g_assert_true (chain->iv30_one_sided);
}

/* At a weekend the quotes are Friday's, and so is the time to expiry: the same volatility as at the close. */
static void
test_no_time_passes_while_nobody_trades (void)
{
  static const char *const moments[] = { "2026-07-17T20:00:00Z", "2026-07-19T16:00:00Z", "2026-07-20T12:00:00Z" }; /* Friday's close, Sunday, Monday before the open */
  double iv = NAN;

  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autoptr(MagChain) chain = mag_chain_new ("XYZ", MAG_SOURCE_CBOE);
      gint64 now_us = mag_instant_parse_utc (moments[i]);

      add_quote (chain, "XYZ260821C00100000", 4, 4);
      chain->spot = 1000000;
      mag_chain_finish (chain, now_us);
      mag_chain_fill_greeks (chain, now_us, &(MagTerms) { .rate = 0.045 });
      if (i > 0)
        g_assert_cmpfloat (g_array_index (chain->quotes, MagOptionQuote, 0).iv, ==, iv);
      iv = g_array_index (chain->quotes, MagOptionQuote, 0).iv;
      g_assert_true (isfinite (iv));
    }
}

/* A continuous yield lowers the forward: at the same prices a call's volatility is higher with it, a put's lower. */
static void
test_yield_is_used (void)
{
  static const double yields[] = { 0, 0.05 };
  double calls[2], puts[2];

  for (gsize i = 0; i < G_N_ELEMENTS (yields); i++)
    {
      g_autoptr(MagChain) chain = mag_chain_new ("SPX", MAG_SOURCE_CBOE);

      add_quote (chain, "SPXW260821C00100000", 4, 4);
      add_quote (chain, "SPXW260821P00100000", 4, 4);
      value_chain (chain, &(MagTerms) { .rate = 0.045, .yield = yields[i] });
      calls[i] = find_quote (chain, "SPXW260821C00100000")->iv;
      puts[i] = find_quote (chain, "SPXW260821P00100000")->iv;
      g_assert_cmpfloat (chain->terms.yield, ==, yields[i]);
    }
  g_assert_cmpfloat (calls[1], >, calls[0] + 0.01);
  g_assert_cmpfloat (puts[1], <, puts[0] - 0.01);
}

/* Absent is unknown, and stays apart from zero. */
static void
test_yahoo_missing (void)
{
  g_autoptr(GBytes) body = bytes ("{\"optionChain\":{\"result\":[{\"expirationDates\":[1756425600],\"quote\":{},\"options\":[{\"expirationDate\":1756425600,"
                                  "\"puts\":[{\"contractSymbol\":\"AAPL250829P00230000\"},{\"contractSymbol\":\"nonsense\"},{}]}]}],\"error\":null}}");
  g_autoptr(MagYahooPage) page = mag_yahoo_page_parse (body, "AAPL", 1, NULL);
  const MagOptionQuote *quote = &g_array_index (page->quotes, MagOptionQuote, 0);

  g_assert_cmpuint (page->quotes->len, ==, 1);
  g_assert_cmpuint (page->n_unparsed, ==, 2);
  g_assert_cmpint (quote->bid, ==, MAG_PRICE_UNKNOWN);
  g_assert_cmpint (quote->volume, ==, MAG_COUNT_UNKNOWN);
  g_assert_cmpint (quote->open_interest, ==, MAG_COUNT_UNKNOWN);
  g_assert_cmpuint (page->expiration, ==, mag_date_new (2025, 8, 29)); /* a UTC date: in New York it would be the 28th */
}

static void
test_yahoo_page_errors (void)
{
  static const struct { const char *text; int code; } rows[] = {
    { "{\"optionChain\":{\"result\":[],\"error\":null}}", MAG_MARKET_ERROR_UNKNOWN_SYMBOL },
    { "{\"optionChain\":{\"result\":null,\"error\":{}}}", MAG_MARKET_ERROR_FORMAT },
    { "{\"finance\":{}}", MAG_MARKET_ERROR_FORMAT },
    { "[]", MAG_MARKET_ERROR_FORMAT },
    { "", MAG_MARKET_ERROR_FORMAT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) body = bytes (rows[i].text);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].text);
      g_assert_null (mag_yahoo_page_parse (body, "AAPL", 1, &error));
      g_assert_error (error, MAG_MARKET_ERROR, rows[i].code);
    }
}

/* In the session, with contracts of an earlier moment and no tight pair to tell the share price of it from: no volatility, no greeks, and still
 * no negative price. */
static void
test_yahoo_lag_unexplained (void)
{
  g_autofree char *text = g_strdup_printf (
    "{\"optionChain\":{\"result\":[{\"expirationDates\":[1787270400],\"quote\":{\"regularMarketPrice\":95.55,\"regularMarketTime\":%" G_GINT64_FORMAT "},"
    "\"options\":[{\"expirationDate\":1787270400,\"puts\":["
    "{\"contractSymbol\":\"CLX260821P00085000\",\"bid\":-1,\"ask\":0.6},"
    "{\"contractSymbol\":\"CLX260821P00090000\",\"bid\":1.1,\"ask\":1.3,\"impliedVolatility\":0.31,\"lastTradeDate\":%" G_GINT64_FORMAT "}"
    "]}]}],\"error\":null}}",
    mag_instant_parse_utc (NOW) / MAG_SECOND_US - 60, mag_instant_parse_utc (NOW) / MAG_SECOND_US - 1800);
  g_autoptr(GBytes) body = bytes (text);
  g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_yahoo_page_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagChain) chain = NULL;
  const MagOptionQuote *quote;

  g_ptr_array_add (pages, mag_yahoo_page_parse (body, "CLX", 1, NULL));
  chain = mag_yahoo_chain_assemble (pages, "CLX", mag_instant_parse_utc (NOW), &plain_terms, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (chain->quotes->len, ==, 2);
  quote = &g_array_index (chain->quotes, MagOptionQuote, 0);
  g_assert_cmpint (quote->status, ==, MAG_QUOTE_BAD_INPUT);
  g_assert_cmpint (quote->bid, ==, MAG_PRICE_UNKNOWN);
  quote++;
  g_assert_cmpint (quote->greeks, ==, MAG_GREEKS_NONE);
  g_assert_true (isnan (quote->iv) && isnan (quote->delta));
}

/* The share was at 100 when the contracts traded, half an hour ago, and goes ex a dollar before they expire: the pair at 100 is of that price, and not of one a
 * dollar lower, from which the dividend would be taken off once more. By parity, C - P = 100 - e^(-0.04 x 0.0507) - 100 x e^(-0.04 x 0.0767) = -0.692. */
static void
test_yahoo_lag_with_a_dividend (void)
{
  g_autofree char *text = g_strdup_printf (
    "{\"optionChain\":{\"result\":[{\"expirationDates\":[1787270400],\"quote\":{\"regularMarketPrice\":100.4,\"regularMarketTime\":%" G_GINT64_FORMAT "},"
    "\"options\":[{\"expirationDate\":1787270400,"
    "\"calls\":[{\"contractSymbol\":\"CLX260821C00100000\",\"bid\":3.0,\"ask\":3.1,\"lastTradeDate\":%" G_GINT64_FORMAT "}],"
    "\"puts\":[{\"contractSymbol\":\"CLX260821P00100000\",\"bid\":3.7,\"ask\":3.784,\"lastTradeDate\":%" G_GINT64_FORMAT "}]"
    "}]}],\"error\":null}}",
    mag_instant_parse_utc (NOW) / MAG_SECOND_US - 60, mag_instant_parse_utc (NOW) / MAG_SECOND_US - 1800, mag_instant_parse_utc (NOW) / MAG_SECOND_US - 1800);
  const MagTerms terms = { .rate = 0.04, .n_dividends = 1, .dividends = { { mag_date_new (2026, 8, 12), TRUE, 10000 } } };
  g_autoptr(GBytes) body = bytes (text);
  g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_yahoo_page_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagChain) chain = NULL;

  g_ptr_array_add (pages, mag_yahoo_page_parse (body, "CLX", 1, NULL));
  chain = mag_yahoo_chain_assemble (pages, "CLX", mag_instant_parse_utc (NOW), &terms, &error);
  g_assert_no_error (error);
  g_assert_cmpint (chain->spot, >, 999900);
  g_assert_cmpint (chain->spot, <, 1000100);
}

/* The tasks of the pool end on the thread that made them, with all they hold: on the pool's own thread the pool might wait for itself. */
static void
note_thread (gpointer data)
{
  g_assert_true (g_thread_self () == data);
}

static gpointer
parse_nothing (gpointer   data,
               GError   **error)
{
  g_set_error_literal (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT, "Nothing.");
  return NULL;
}

static void
parsed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  guint *n_parsed = data;
  g_autoptr(GError) error = NULL;

  g_assert_null (g_task_propagate_pointer (G_TASK (result), &error));
  g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_FORMAT);
  (*n_parsed)++;
}

static void
test_pool_gives_tasks_back (void)
{
  for (guint i = 0; i < 2000; i++)
    {
      MagParsePool *pool = mag_parse_pool_new ();
      GTask *task;
      guint n_parsed = 0;

      task = g_task_new (pool, NULL, parsed_cb, &n_parsed);
      g_task_set_task_data (task, g_thread_self (), note_thread);
      mag_parse_pool_run (pool, task, parse_nothing, NULL);
      g_object_unref (pool); /* the task holds it now */
      while (n_parsed == 0)
        g_main_context_iteration (NULL, TRUE);
    }
}

static void
test_crumbs (void)
{
  static const struct { const char *text; gboolean crumb; } rows[] = {
    { "ptm/idCTN/J", TRUE },
    { "Mm.oQGSe2By", TRUE },
    { "a-b", TRUE },
    { "", FALSE },
    { "Too Many Requests\r\n", FALSE },
    { "{\"finance\":1}", FALSE },
    { "<html>", FALSE },
    { "abc\n", FALSE },
    { "123456789012345678901234567890123", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) body = bytes (rows[i].text);
      g_autofree char *crumb = mag_yahoo_crumb_parse (body);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpstr (crumb, ==, rows[i].crumb ? rows[i].text : NULL);
    }
}

static void
test_consent_form (void)
{
  static const struct { const char *page, *form; } rows[] = {
    { "<html><form method=\"post\"><input type=\"hidden\" name=\"csrfToken\" value=\"a&amp;b\"><input value='x&#x3D;1' name='done' type='hidden'>"
      "<input type=text name=other value=no><button type=\"submit\" name=\"agree\" value=\"agree\">",
      NULL }, /* cut off: no form */
    { "<form method=\"post\"><input type=\"hidden\" name=\"csrfToken\" value=\"a&amp;b\"><input value='x&#x3D;1&#61;2' name='done' type='hidden'>"
      "<input type=text name=other value=no><button type=\"submit\" name=\"agree\" value=\"agree\">Yes</button></form>",
      "csrfToken=a%26b&done=x%3D1%3D2&agree=agree&agree=agree" },
    { "<form><input type=\"hidden\" name=\"q\" value=\"&bogus; & &#0; &#x110000;\"><button name=agree></form>",
      "q=%26bogus%3B%20%26%20%26%230%3B%20%26%23x110000%3B&agree=agree&agree=agree" },
    { "<form action=\"/search\"><input type=\"hidden\" name=\"q\" value=\"1\"></form>", NULL }, /* a form, but not that one */
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) page = bytes (rows[i].page);
      g_autofree char *form = mag_yahoo_consent_form_parse (page);

      g_assert_cmpstr (form, ==, rows[i].form);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/parsers/scan/numbers", test_scan_numbers);
  g_test_add_func ("/parsers/scan/structure", test_scan_structure);
  g_test_add_func ("/parsers/deep-nesting", test_deep_nesting);
  g_test_add_func ("/parsers/cboe/errors", test_cboe_errors);
  g_test_add_func ("/parsers/cboe/every-row-is-counted", test_cboe_rows);
  g_test_add_func ("/parsers/cboe/cut-anywhere", test_cboe_cut);
  g_test_add_func ("/parsers/greeks/impossible-ones-are-replaced", test_bad_greeks);
  g_test_add_func ("/parsers/greeks/golden-vector", test_golden_vector);
  g_test_add_func ("/valuation/statuses-and-flags", test_statuses);
  g_test_add_func ("/valuation/volatility-is-ours", test_volatility_is_ours_beside_the_sources_greeks);
  g_test_add_func ("/valuation/iv30", test_iv30);
  g_test_add_func ("/valuation/no-time-passes-while-nobody-trades", test_no_time_passes_while_nobody_trades);
  g_test_add_func ("/valuation/yield", test_yield_is_used);
  g_test_add_func ("/parsers/yahoo/missing-is-unknown", test_yahoo_missing);
  g_test_add_func ("/parsers/yahoo/page-errors", test_yahoo_page_errors);
  g_test_add_func ("/parsers/yahoo/lag-unexplained", test_yahoo_lag_unexplained);
  g_test_add_func ("/parsers/yahoo/lag-with-a-dividend", test_yahoo_lag_with_a_dividend);
  g_test_add_func ("/parsers/pool/gives-tasks-back", test_pool_gives_tasks_back);
  g_test_add_func ("/parsers/yahoo/crumbs", test_crumbs);
  g_test_add_func ("/parsers/yahoo/consent-form", test_consent_form);

  return g_test_run ();
}
