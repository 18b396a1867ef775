/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and times as text, in the C locale (English separators) and, where installed, a locale that separates otherwise. */

#include "mag-date.h"
#include "mag-format.h"
#include "mag-market-data.h"

#include <locale.h>
#include <math.h>

#define CENT 100
#define DOLLAR MAG_PRICE_SCALE
#define MINUTE (60 * (gint64) MAG_SECOND_US)

/* Takes the text, so that a row of a table is one line. */
static void
assert_text (char       *text,
             const char *expected)
{
  g_autofree char *owned = text;

  g_assert_cmpstr (owned, ==, expected);
}

static void
test_price (void)
{
  static const struct { const char *why; MagPrice price; const char *text; } rows[] = {
    { "two decimals", 1284100, "128.41" },
    { "grouped", 1204 * DOLLAR, "1,204.00" },
    { "half a cent rounds up", 1 * DOLLAR + 50, "1.01" },
    { "a dime has two decimals", 10 * CENT, "0.10" },
    { "below a dime four", 525, "0.0525" },
    { "a nickel too", 5 * CENT, "0.0500" },
    { "a real zero bid", 0, "0.00" },
    { "unknown is not zero", MAG_PRICE_UNKNOWN, "-" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      assert_text (mag_format_price (rows[i].price), rows[i].text);
    }
}

static void
test_strike (void)
{
  static const struct { const char *why; MagPrice strike; const char *text; } rows[] = {
    { "whole", 95 * DOLLAR, "95" },
    { "half", 975 * DOLLAR / 10, "97.5" },
    { "adjusted", 28200, "2.82" },
    { "thousandths", 28250, "2.825" },
    { "not grouped", 6500 * DOLLAR, "6500" },
    { "unknown", MAG_PRICE_UNKNOWN, "-" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      assert_text (mag_format_strike (rows[i].strike), rows[i].text);
    }
}

static void
test_money (void)
{
  static const struct { MagMoney money; const char *plain, *sign, *whole, *change; } rows[] = {
    { 123450, "$1,234.50", "+$1,234.50", "$1,235", "▲ +$1,234.50" },
    { -9500, "−$95.00", "−$95.00", "−$95", "▼ −$95.00" },
    { 0, "$0.00", "$0.00", "$0", "$0.00" },
    { -40, "−$0.40", "−$0.40", "$0", "▼ −$0.40" },
    { 4850000, "$48,500.00", "+$48,500.00", "$48,500", "▲ +$48,500.00" },
    { MAG_MONEY_UNKNOWN, "-", "-", "-", "-" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      assert_text (mag_format_money (rows[i].money), rows[i].plain);
      assert_text (mag_format_money_signed (rows[i].money), rows[i].sign);
      assert_text (mag_format_money_whole (rows[i].money), rows[i].whole);
      assert_text (mag_format_money_change (rows[i].money), rows[i].change);
    }

  assert_text (mag_format_money (G_MININT64 + 1), "−$92,233,720,368,547,758.07");
}

static void
test_large_dollars (void)
{
  assert_text (mag_format_large_dollars (G_GINT64_CONSTANT (3120000000000)), "$3.12 T");
  assert_text (mag_format_large_dollars (G_GINT64_CONSTANT (45640000000)), "$45.6 B");
  assert_text (mag_format_large_dollars (412400000), "$412 M");
  assert_text (mag_format_large_dollars (950000), "$950,000");
  assert_text (mag_format_large_dollars (-1), "-");
}

static void
test_ratios (void)
{
  assert_text (mag_format_percent (0.065, 1), "6.5 %");
  assert_text (mag_format_percent (-0.015, 1), "−1.5 %");
  assert_text (mag_format_percent (-0.0001, 1), "0.0 %");
  assert_text (mag_format_percent (11.829, 1), "1,182.9 %");
  assert_text (mag_format_percent (NAN, 1), "-");
  assert_text (mag_format_percent (INFINITY, 1), "-");
  assert_text (mag_format_percent_change (0.0125, 2), "▲ +1.25 %");
  assert_text (mag_format_percent_change (-0.004, 2), "▼ −0.40 %");
  assert_text (mag_format_percent_change (-0.00001, 2), "0.00 %");
  assert_text (mag_format_percent_change (NAN, 2), "-");
  assert_text (mag_format_delta (-0.2763), "−0.276");
  assert_text (mag_format_delta (0.5), "0.500");
  assert_text (mag_format_delta (NAN), "-");
  assert_text (mag_format_greek (0.03239, 4), "0.0324");
  assert_text (mag_format_count (5310), "5,310");
  assert_text (mag_format_count (0), "0");
  assert_text (mag_format_count (MAG_COUNT_UNKNOWN), "-");
}

/* Mon 23 Nov 2026, 10:30 in New York: within the session. */
static gint64
monday_morning (void)
{
  return mag_instant_new_york (mag_date_new (2026, 11, 23), 10, 30, 0);
}

static void
test_dates (void)
{
  gint64 now = monday_morning ();

  assert_text (mag_format_date (mag_date_new (2026, 12, 4), now), "Fri 4 Dec");
  assert_text (mag_format_date (mag_date_new (2028, 1, 21), now), "Fri 21 Jan 2028");
  assert_text (mag_format_date (0, now), "-");
  assert_text (mag_format_expiry (mag_date_new (2026, 12, 18), now), "Fri 18 Dec · 25 d");
  assert_text (mag_format_expiry (mag_date_new (2026, 11, 23), now), "Mon 23 Nov · 0 d");
  assert_text (mag_format_expiry (mag_date_new (2026, 11, 20), now), "Fri 20 Nov · expired");
  assert_text (mag_format_expiry (0, now), "-");
  assert_text (mag_format_instant (now), "Mon 23 Nov 2026, 10:30 New York");
  assert_text (mag_format_instant (0), "-");
}

/* Credits can exceed what the shares cost. */
static void
test_basis_may_be_negative (void)
{
  assert_text (mag_format_basis (462000), "46.20");
  assert_text (mag_format_basis (-10500), "\u22121.05");
  assert_text (mag_format_basis (12345600), "1,234.56");
  assert_text (mag_format_basis (MAG_PRICE_UNKNOWN), "-");
}

static void
test_ages (void)
{
  gint64 now = monday_morning ();

  assert_text (mag_format_duration (59 * MAG_SECOND_US), "59 s");
  assert_text (mag_format_duration (60 * MAG_SECOND_US), "1 min");
  assert_text (mag_format_duration (119 * MINUTE), "1 h");
  assert_text (mag_format_duration (72 * 60 * MINUTE), "3 d");
  assert_text (mag_format_duration (-1), "0 s");
  assert_text (mag_format_updated (0, now), "never updated");
  assert_text (mag_format_updated (now - 5 * MAG_SECOND_US, now), "updated just now");
  assert_text (mag_format_updated (now - 3 * MINUTE, now), "updated 3 min ago");
}

/* DOMAIN 6: the source's nominal delay + 15 min is fresh, 60 min of session time more is not yet stale; CBOE's delay is 15 min. */
static void
test_quote_age_follows_freshness (void)
{
  gint64 now = mag_instant_new_york (mag_date_new (2026, 11, 23), 14, 0, 0);
  gint64 sunday = mag_instant_new_york (mag_date_new (2026, 11, 22), 12, 0, 0);
  gint64 friday_close = mag_instant_new_york (mag_date_new (2026, 11, 20), 16, 0, 0);

  assert_text (mag_format_quote_age (now - 16 * MINUTE, MAG_SOURCE_CBOE, now), "16 min old");
  assert_text (mag_format_quote_age (now - 50 * MINUTE, MAG_SOURCE_CBOE, now), "delayed, 50 min old");
  assert_text (mag_format_quote_age (now - 180 * MINUTE, MAG_SOURCE_CBOE, now), "stale, 3 h old");
  assert_text (mag_format_quote_age (friday_close, MAG_SOURCE_CBOE, sunday), "at close");
  assert_text (mag_format_quote_age (0, MAG_SOURCE_CBOE, now), "-");
}

/* Every member of an enum has words of its own, none of them empty. */
static void
test_words (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < MAG_SCAN_N_FILTERS; i++)
    {
      const char *word = mag_format_scan_filter (i);
      g_assert_cmpstr (word, !=, "");
      g_assert_true (g_hash_table_add (seen, (gpointer) word));
    }
  for (guint i = 0; i < MAG_QUOTE_N_STATUSES; i++)
    g_assert_cmpstr (mag_format_quote_status (i), !=, "");
  for (guint i = 0; i < MAG_KIND_N_KINDS; i++)
    g_assert_cmpstr (mag_format_symbol_kind (i), !=, "");
  for (guint i = 0; i < MAG_MARKET_N_ERRORS; i++)
    g_assert_cmpstr (mag_format_market_error (i), !=, "");

  for (guint i = 0; i < MAG_STRATEGY_N_STRATEGIES; i++)
    g_assert_cmpstr (mag_format_strategy (i), !=, "");
  for (guint i = 0; i < MAG_TRADE_N_STATUSES; i++)
    g_assert_cmpstr (mag_format_trade_status (i), !=, "");
  for (guint i = 0; i < MAG_LEG_N_ROLES; i++)
    g_assert_cmpstr (mag_format_leg_role (i, FALSE), !=, "");
  for (guint i = 0; i < MAG_ATTRIBUTION_N_ATTRIBUTIONS; i++)
    g_assert_cmpstr (mag_format_attribution (i), !=, "");
  g_assert_cmpstr (mag_format_leg_role (MAG_LEG_BUY_TO_CLOSE, TRUE), ==, "Rolled: bought to close");

  g_assert_cmpstr (mag_format_greeks_origin (MAG_GREEKS_SOURCE, MAG_SOURCE_CBOE), ==, "CBOE");
  g_assert_cmpstr (mag_format_greeks_origin (MAG_GREEKS_MODEL, MAG_SOURCE_YAHOO), ==, "Magnus model");
  g_assert_cmpstr (mag_format_greeks_origin (MAG_GREEKS_NONE, MAG_SOURCE_YAHOO), ==, "-");
}

static void
test_sign_class (void)
{
  g_assert_cmpstr (mag_format_sign_class (1), ==, "gain");
  g_assert_cmpstr (mag_format_sign_class (-1), ==, "loss");
  g_assert_cmpstr (mag_format_sign_class (0), ==, "");
  g_assert_cmpstr (mag_format_sign_class (NAN), ==, "");
}

static void
test_locale_separators (void)
{
  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("the locale de_DE.UTF-8 is not installed");
      return;
    }

  assert_text (mag_format_money (123450), "$1.234,50");
  assert_text (mag_format_strike (975 * DOLLAR / 10), "97,5");
  setlocale (LC_ALL, "");
}

static void
test_standing (void)
{
  static const struct { double rank; gint64 days; const char *text; } rows[] = {
    { 41.4, 163, "41 · 163 d" },
    { 41.5, 252, "42" },
    { 0, 60, "0 · 60 d" },
    { NAN, 12, "-" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mag_format_standing (rows[i].rank, rows[i].days);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_points (void)
{
  static const struct { double points; const char *text; } rows[] = {
    { 7, "+7.0 points" }, { -5.94, "−5.9 points" }, { 0, "0.0 points" }, { 0.04, "0.0 points" }, { NAN, "-" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mag_format_points (rows[i].points);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/price", test_price);
  g_test_add_func ("/format/strike", test_strike);
  g_test_add_func ("/format/basis-may-be-negative", test_basis_may_be_negative);
  g_test_add_func ("/format/money", test_money);
  g_test_add_func ("/format/large-dollars", test_large_dollars);
  g_test_add_func ("/format/ratios", test_ratios);
  g_test_add_func ("/format/dates", test_dates);
  g_test_add_func ("/format/ages", test_ages);
  g_test_add_func ("/format/quote-age-follows-freshness", test_quote_age_follows_freshness);
  g_test_add_func ("/format/words", test_words);
  g_test_add_func ("/format/sign-class", test_sign_class);
  g_test_add_func ("/format/locale-separators", test_locale_separators);
  g_test_add_func ("/format/standing-says-its-days", test_standing);
  g_test_add_func ("/format/points", test_points);
  return g_test_run ();
}
