/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prices and totals: what is read, what is refused, how halves round. */

#include "mag-money.h"
#include "mag-symbol.h"

#include <math.h>

#define UNKNOWN MAG_PRICE_UNKNOWN

static void
test_price_parse (void)
{
  static const struct { const char *text; MagPrice price; } rows[] = {
    { "0", 0 },
    { "1.8", 18000 },
    { "95", 950000 },
    { "0.0125", 125 },
    { ".5", 5000 },
    { "5.", 50000 },
    { " 2.82 ", 28200 },
    { "1.85000000", 18500 },
    { "1000000", MAG_PRICE_MAX },
  };
  static const char *const refused[] = {
    "", " ", ".", "-1", "+1", "1e3", "1,5", "1 5", "1.23456", "1000000.0001", "99999999999999999999", "0x10", "1.2.3", "NaN", "Infinity",
    "１",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      MagPrice price;

      g_test_message ("%s", rows[i].text);
      g_assert_true (mag_price_parse (rows[i].text, &price, &error));
      g_assert_no_error (error);
      g_assert_cmpint (price, ==, rows[i].price);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;
      MagPrice price = 7;

      g_test_message ("%s", refused[i]);
      g_assert_false (mag_price_parse (refused[i], &price, &error));
      g_assert_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_PRICE);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_cmpint (price, ==, 7);
    }
}

static void
test_price_from_double (void)
{
  static const struct { double dollars; gboolean valid; MagPrice price; } rows[] = {
    { 0, TRUE, 0 },
    { -0.0, TRUE, 0 },
    { 1.85, TRUE, 18500 },
    { 0.1, TRUE, 1000 },
    { 5.79999995231628, TRUE, 58000 },  /* CBOE's float noise */
    { 309.3500061035156, TRUE, 3093500 },
    { 0.00005, TRUE, 1 },               /* half away from zero */
    { 0.00004, TRUE, 0 },
    { 1000000, TRUE, MAG_PRICE_MAX },
    { 1000001, FALSE, 0 },
    { 1e300, FALSE, 0 },
    { -0.01, FALSE, 0 },
    { NAN, FALSE, 0 },
    { INFINITY, FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagPrice price = 0;

      g_test_message ("%.17g", rows[i].dollars);
      g_assert_cmpint (mag_price_from_double (rows[i].dollars, &price), ==, rows[i].valid);
      g_assert_cmpint (price, ==, rows[i].price);
    }
  g_assert_cmpfloat (mag_price_to_double (18500), ==, 1.85);
  g_assert_true (isnan (mag_price_to_double (UNKNOWN)));
}

static void
test_price_format (void)
{
  static const struct { MagPrice price; guint decimals; const char *text; const char *strike; } rows[] = {
    { 18000, 2, "1.80", "1.8" },
    { 950000, 2, "95.00", "95" },
    { 975000, 2, "97.50", "97.5" },
    { 28200, 2, "2.82", "2.82" },
    { 125, 4, "0.0125", "0.0125" },
    { 125, 2, "0.01", "0.0125" },
    { 150, 2, "0.02", "0.015" },  /* half up */
    { 149, 2, "0.01", "0.0149" },
    { 5000, 0, "1", "0.5" },
    { 1000000, 0, "100", "100" },
    { 10000, 6, "1.000000", "1" },
    { 0, 2, "0.00", "0" },
    { UNKNOWN, 2, "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mag_price_format (rows[i].price, rows[i].decimals);
      g_autofree char *strike = mag_price_format_strike (rows[i].price);

      g_assert_cmpstr (text, ==, rows[i].text);
      g_assert_cmpstr (strike, ==, rows[i].strike);
    }
}

static void
test_price_numeric (void)
{
  static const char *const refused[] = { "", "NaN", "Infinity", "-Infinity", "-1.00", "1.00001", " 1", "1000001" };
  MagPrice price = 0;

  g_assert_true (mag_price_parse_numeric ("185.0000", &price));
  g_assert_cmpint (price, ==, 1850000);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_false (mag_price_parse_numeric (refused[i], &price));
  g_assert_cmpint (price, ==, 1850000);
}

static void
test_mid_half_rounds_up (void)
{
  g_assert_cmpint (mag_price_mid (18000, 18500), ==, 18250);
  g_assert_cmpint (mag_price_mid (10000, 10001), ==, 10001);
  g_assert_cmpint (mag_price_mid (0, 0), ==, 0);
  g_assert_cmpint (mag_price_mid (UNKNOWN, 100), ==, UNKNOWN);
  g_assert_cmpint (mag_price_mid (100, UNKNOWN), ==, UNKNOWN);
}

static void
test_total (void)
{
  static const struct { const char *why; MagPrice per_share; gint64 multiplier, contracts; gboolean valid; MagMoney total; } rows[] = {
    { "collateral of one 95 put", 950000, 100, 1, TRUE, 950000 },
    { "premium of three at 1.85", 18500, 100, 3, TRUE, 55500 },
    { "bought back", 18500, 100, -3, TRUE, -55500 },
    { "half a cent, away from zero", 50, 1, 1, TRUE, 1 },
    { "half a cent, away from zero below it", 50, 1, -1, TRUE, -1 },
    { "less than half a cent", 49, 1, 1, TRUE, 0 },
    { "unknown", UNKNOWN, 100, 1, FALSE, 0 },
    { "overflow", MAG_PRICE_MAX, G_MAXINT64 / 2, 1, FALSE, 0 },
    { "overflow in the count", MAG_PRICE_MAX, 100, G_MAXINT64 / 100, FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagMoney total = 0;

      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (mag_money_total (rows[i].per_share, rows[i].multiplier, rows[i].contracts, &total), ==, rows[i].valid);
      g_assert_cmpint (total, ==, rows[i].total);
    }
}

static void
test_money (void)
{
  static const struct { const char *text; MagMoney money; const char *printed; } rows[] = {
    { "1234.5", 123450, "1234.50" },
    { "-20", -2000, "-20.00" },
    { "-0.01", -1, "-0.01" },
    { "0", 0, "0.00" },
    { "-0", 0, "0.00" },
  };
  static const char *const refused[] = { "", "-", "--1", "1.234", "92233720368547758080", "$5", "1-" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *printed = NULL;
      MagMoney money = 7;

      g_assert_true (mag_money_parse (rows[i].text, &money, NULL));
      g_assert_cmpint (money, ==, rows[i].money);
      printed = mag_money_format (money);
      g_assert_cmpstr (printed, ==, rows[i].printed);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;
      MagMoney money = 7;

      g_assert_false (mag_money_parse (refused[i], &money, &error));
      g_assert_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_PRICE);
      g_assert_cmpint (money, ==, 7);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/money/price/parse", test_price_parse);
  g_test_add_func ("/money/price/from-double", test_price_from_double);
  g_test_add_func ("/money/price/format", test_price_format);
  g_test_add_func ("/money/price/numeric", test_price_numeric);
  g_test_add_func ("/money/mid-half-rounds-up", test_mid_half_rounds_up);
  g_test_add_func ("/money/total", test_total);
  g_test_add_func ("/money/parse-and-format", test_money);
  return g_test_run ();
}
