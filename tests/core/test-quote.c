/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What bid and ask are worth: statuses row by row of the option mathematics page, marks, width and age. */

#include "mag-date.h"
#include "mag-quote.h"

#include <math.h>

#define NONE MAG_PRICE_UNKNOWN
#define CENT (MAG_PRICE_SCALE / 100)

static void
test_classify (void)
{
  static const struct { const char *why; MagPrice spot, strike; double years; MagPrice bid, ask; MagQuoteStatus status; MagPrice mark; } rows[] = {
    { "two sides", 1000000, 950000, 0.1, 18000, 18500, MAG_QUOTE_OK, 18250 },
    { "locked is fine", 1000000, 950000, 0.1, 18000, 18000, MAG_QUOTE_OK, 18000 },
    { "no spot", 0, 950000, 0.1, 18000, 18500, MAG_QUOTE_BAD_INPUT, NONE },
    { "unknown spot", NONE, 950000, 0.1, 18000, 18500, MAG_QUOTE_BAD_INPUT, NONE },
    { "no strike", 1000000, 0, 0.1, 18000, 18500, MAG_QUOTE_BAD_INPUT, NONE },
    { "negative bid", 1000000, 950000, 0.1, -1, 18500, MAG_QUOTE_BAD_INPUT, NONE },
    { "negative ask", 1000000, 950000, 0.1, 18000, -1, MAG_QUOTE_BAD_INPUT, NONE },
    { "time is no number", 1000000, 950000, NAN, 18000, 18500, MAG_QUOTE_BAD_INPUT, NONE },
    { "bad input comes before expired", 0, 950000, 0, 18000, 18500, MAG_QUOTE_BAD_INPUT, NONE },
    { "expired", 1000000, 950000, 0, 18000, 18500, MAG_QUOTE_EXPIRED, NONE },
    { "expired comes before no quote", 1000000, 950000, -1, 0, 0, MAG_QUOTE_EXPIRED, NONE },
    { "both zero", 1000000, 950000, 0.1, 0, 0, MAG_QUOTE_NO_QUOTE, NONE },
    { "both missing", 1000000, 950000, 0.1, NONE, NONE, MAG_QUOTE_NO_QUOTE, NONE },
    { "zero and missing", 1000000, 950000, 0.1, 0, NONE, MAG_QUOTE_NO_QUOTE, NONE },
    { "crossed", 1000000, 950000, 0.1, 18500, 18000, MAG_QUOTE_CROSSED, NONE },
    { "no bid", 1000000, 950000, 0.1, 0, 500, MAG_QUOTE_NO_BID, 250 },
    { "missing bid", 1000000, 950000, 0.1, NONE, 500, MAG_QUOTE_NO_BID, 250 },
    { "no ask", 1000000, 950000, 0.1, 18000, 0, MAG_QUOTE_NO_ASK, 18000 },
    { "missing ask", 1000000, 950000, 0.1, 18000, NONE, MAG_QUOTE_NO_ASK, 18000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagPrice mark = 7;

      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (mag_quote_classify (rows[i].spot, rows[i].strike, rows[i].years, rows[i].bid, rows[i].ask, &mark), ==,
                       rows[i].status);
      g_assert_cmpint (mark, ==, rows[i].mark);
    }
}

static void
test_range (void)
{
  static const struct { const char *why; const char *symbol; MagPrice bid, ask; MagQuoteStatus status; } rows[] = {
    { "out of the money", ".A261218P95", 18000, 18500, MAG_QUOTE_OK },
    { "below intrinsic", ".A261218P110", 98000, 99000, MAG_QUOTE_BELOW_INTRINSIC },
    { "at intrinsic", ".A261218P110", 99500, 100500, MAG_QUOTE_AT_INTRINSIC },
    { "above intrinsic", ".A261218P110", 100500, 101500, MAG_QUOTE_OK },
    { "the range replaces the flag", ".A261218P110", 0, 100000, MAG_QUOTE_BELOW_INTRINSIC },
    { "a call worth the share", ".A261218C50", 999000, 1001000, MAG_QUOTE_ABOVE_MAXIMUM },
    { "a put worth its strike", ".A261218P1", 9000, 11000, MAG_QUOTE_ABOVE_MAXIMUM },
    { "a European one may be below", ".SPXW261218P110", 98000, 99000, MAG_QUOTE_OK },
  };
  gint64 now_us = mag_instant_parse_new_york ("2026-11-23T12:00:00");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagOptionQuote quote = { .bid = rows[i].bid, .ask = rows[i].ask };

      g_test_message ("%s", rows[i].why);
      g_assert_true (mag_contract_parse (rows[i].symbol, &quote.contract));
      mag_option_quote_evaluate (&quote, 1000000, now_us);
      g_assert_cmpstr (mag_quote_status_to_nick (quote.status), ==, mag_quote_status_to_nick (rows[i].status));
    }
}

static void
test_evaluate_knows_expiry (void)
{
  MagOptionQuote quote = { .bid = 100, .ask = 200 };

  g_assert_true (mag_contract_parse (".SPX261218P50", &quote.contract));
  mag_option_quote_evaluate (&quote, 1000000, mag_instant_parse_new_york ("2026-12-18T09:29:59"));
  g_assert_cmpint (quote.status, ==, MAG_QUOTE_OK);
  mag_option_quote_evaluate (&quote, 1000000, mag_instant_parse_new_york ("2026-12-18T09:30:00"));
  g_assert_cmpint (quote.status, ==, MAG_QUOTE_EXPIRED);
}

static void
test_width (void)
{
  static const struct { const char *why; MagPrice bid, ask, mark; gboolean wide; double spread; } rows[] = {
    { "narrow", 180 * CENT, 185 * CENT, 18250, FALSE, 500 / 18250.0 },
    { "ten cents is not over ten cents", 5 * CENT, 15 * CENT, 10 * CENT, FALSE, 1.0 },
    { "eleven on a small mark", 5 * CENT, 16 * CENT, 1050, TRUE, 1100 / 1050.0 },
    { "a quarter is not over a quarter", 350 * CENT, 450 * CENT, 400 * CENT, FALSE, 0.25 },
    { "just over", 350 * CENT, 451 * CENT, 40050, TRUE, 10100 / 40050.0 },
    { "no bid counts as zero", NONE, 30 * CENT, 15 * CENT, TRUE, 2.0 },
    { "no ask, no spread", 30 * CENT, 0, 30 * CENT, FALSE, NAN },
    { "unknown ask", 30 * CENT, NONE, 30 * CENT, FALSE, NAN },
    { "no mark", 30 * CENT, 40 * CENT, NONE, FALSE, NAN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double spread = mag_quote_spread (rows[i].bid, rows[i].ask, rows[i].mark);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (mag_quote_is_wide (rows[i].bid, rows[i].ask, rows[i].mark), ==, rows[i].wide);
      if (isnan (rows[i].spread))
        g_assert_true (isnan (spread));
      else
        g_assert_cmpfloat_with_epsilon (spread, rows[i].spread, 1e-15);
    }
}

static void
test_nicks (void)
{
  for (guint i = 0; i < MAG_QUOTE_N_STATUSES; i++)
    {
      MagQuoteStatus status = MAG_QUOTE_N_STATUSES;

      g_assert_true (mag_quote_status_from_nick (mag_quote_status_to_nick ((MagQuoteStatus) i), &status));
      g_assert_cmpint (status, ==, (int) i);
      g_assert_cmpint (mag_quote_status_is_ranked (status), ==, status == MAG_QUOTE_OK);
    }
  g_assert_false (mag_quote_status_from_nick ("fine", &(MagQuoteStatus) { 0 }));
  g_assert_false (mag_quote_status_from_nick (NULL, &(MagQuoteStatus) { 0 }));
}

static void
test_freshness (void)
{
  static const struct { const char *why; const char *quote; int delay; const char *now; MagFreshness freshness; } rows[] = {
    { "no time", "", 15, "2026-11-23T12:00:00", MAG_FRESHNESS_UNKNOWN },
    { "CBOE's normal lag", "2026-11-23T11:45:00", 15, "2026-11-23T12:00:00", MAG_FRESHNESS_FRESH },
    { "its last fresh second", "2026-11-23T11:30:00", 15, "2026-11-23T12:00:00", MAG_FRESHNESS_FRESH },
    { "a second older", "2026-11-23T11:29:59", 15, "2026-11-23T12:00:00", MAG_FRESHNESS_DELAYED },
    { "an hour more", "2026-11-23T10:30:00", 15, "2026-11-23T12:00:00", MAG_FRESHNESS_DELAYED },
    { "and a second", "2026-11-23T10:29:59", 15, "2026-11-23T12:00:00", MAG_FRESHNESS_STALE },
    { "Yahoo's normal lag", "2026-11-23T11:29:00", 30, "2026-11-23T12:00:00", MAG_FRESHNESS_FRESH },
    { "a broker's old quote", "2026-11-23T11:44:59", 0, "2026-11-23T12:00:00", MAG_FRESHNESS_DELAYED },
    { "Friday's close on Sunday", "2026-11-20T15:59:59", 15, "2026-11-22T12:00:00", MAG_FRESHNESS_AT_CLOSE },
    { "funds trade on for a quarter of an hour", "2026-11-20T16:14:59", 15, "2026-11-22T12:00:00", MAG_FRESHNESS_AT_CLOSE },
    { "Friday morning on Sunday", "2026-11-20T11:00:00", 15, "2026-11-22T12:00:00", MAG_FRESHNESS_STALE },
    { "Friday's close on Monday, just open", "2026-11-20T16:00:00", 15, "2026-11-23T09:35:00", MAG_FRESHNESS_DELAYED },
    { "still there at noon", "2026-11-20T16:00:00", 15, "2026-11-23T12:00:00", MAG_FRESHNESS_STALE },
    { "last year", "2025-11-20T16:00:00", 15, "2026-11-23T12:00:00", MAG_FRESHNESS_STALE },
    { "before the open, yesterday's close", "2026-11-23T16:00:00", 15, "2026-11-24T08:00:00", MAG_FRESHNESS_AT_CLOSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (mag_quote_freshness (mag_instant_parse_new_york (rows[i].quote), rows[i].delay,
                                            mag_instant_parse_new_york (rows[i].now)),
                       ==, rows[i].freshness);
    }
}

/* A cent over a vega of 0.0004 a point is 25 points. */
static void
test_shown_iv (void)
{
  static const struct { double vega; gboolean shown; } rows[] = { { 0.000401, TRUE }, { 0.0004, FALSE }, { 0.1, TRUE }, { 0, FALSE }, { NAN, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagOptionQuote quote = { .iv = 0.32, .vega = rows[i].vega };

      if (rows[i].shown)
        g_assert_cmpfloat (mag_option_quote_shown_iv (&quote), ==, 0.32);
      else
        g_assert_true (isnan (mag_option_quote_shown_iv (&quote)));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quote/classify", test_classify);
  g_test_add_func ("/quote/range", test_range);
  g_test_add_func ("/quote/evaluate-knows-expiry", test_evaluate_knows_expiry);
  g_test_add_func ("/quote/width", test_width);
  g_test_add_func ("/quote/nicks", test_nicks);
  g_test_add_func ("/quote/freshness", test_freshness);
  g_test_add_func ("/quote/volatility-is-shown-where-it-says-enough", test_shown_iv);
  return g_test_run ();
}
