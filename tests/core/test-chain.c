/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finishing a chain: order, duplicates, expired rows, evaluation, quality, and what it costs for the largest there is. */

#include "mag-chain.h"
#include "mag-date.h"

#include <math.h>

#define NOON "2026-11-23T12:00:00"

static void
add_row (MagChain   *chain,
         const char *symbol,
         MagPrice    bid,
         MagPrice    ask,
         gint64      open_interest)
{
  MagOptionQuote quote = { .bid = bid, .ask = ask, .last = MAG_PRICE_UNKNOWN, .open_interest = open_interest, .iv = NAN, .delta = NAN };

  g_assert_true (mag_contract_parse (symbol, &quote.contract));
  g_array_append_val (chain->quotes, quote);
}

static void
test_finish (void)
{
  g_autoptr(MagChain) chain = mag_chain_new ("SPX", MAG_SOURCE_CBOE);
  static const char *const expected[] = { "SPX261218C00100000", "SPX261218P00100000", "SPXW261123P00095000", "SPXW261218P00100000" };
  MagDate listed = mag_date_parse ("2027-01-15");

  chain->spot = 1000000;
  g_array_append_val (chain->expirations, listed);
  add_row (chain, "SPXW261218P00100000", 100, 200, 1);
  add_row (chain, "SPX261218P00100000", 100, 200, 1);
  add_row (chain, "SPXW261123P00095000", 100, 200, 1); /* today, until 16:00 */
  add_row (chain, "SPX261123P00095000", 100, 200, 1);  /* settled this morning */
  add_row (chain, "SPX261218C00100000", 0, 200, 1);
  add_row (chain, "SPX261120C00100000", 0, 200, 1);    /* Friday's */
  add_row (chain, "SPX261218P00100000", 500, 600, 1);  /* again */
  mag_chain_finish (chain, mag_instant_parse_new_york (NOON));

  g_assert_cmpuint (chain->quotes->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < chain->quotes->len; i++)
    {
      g_autofree char *symbol = mag_contract_format (&g_array_index (chain->quotes, MagOptionQuote, i).contract);

      g_assert_cmpstr (symbol, ==, expected[i]);
    }
  g_assert_cmpuint (chain->n_duplicate, ==, 1);
  g_assert_cmpuint (chain->n_expired, ==, 2);
  g_assert_cmpint (g_array_index (chain->quotes, MagOptionQuote, 0).status, ==, MAG_QUOTE_NO_BID);
  g_assert_cmpint (g_array_index (chain->quotes, MagOptionQuote, 1).bid, ==, 100); /* the first of two stays */
  g_assert_cmpint (g_array_index (chain->quotes, MagOptionQuote, 1).status, ==, MAG_QUOTE_OK);
  g_assert_cmpuint (chain->expirations->len, ==, 3);
  g_assert_cmpuint (g_array_index (chain->expirations, MagDate, 0), ==, mag_date_parse ("2026-11-23"));
  g_assert_cmpuint (g_array_index (chain->expirations, MagDate, 2), ==, listed);
}

static void
test_empty (void)
{
  g_autoptr(MagChain) chain = mag_chain_new ("A", MAG_SOURCE_YAHOO);
  MagChain *other = mag_chain_ref (chain);

  mag_chain_finish (chain, mag_instant_parse_new_york (NOON));
  g_assert_cmpuint (chain->quotes->len, ==, 0);
  g_assert_true (mag_chain_is_degraded (chain));
  mag_chain_unref (other);
}

static void
test_degraded (void)
{
  static const struct { const char *why; guint two_sided, others; gint64 open_interest; gboolean degraded; } rows[] = {
    { "one in five is enough", 1, 4, 10, FALSE },
    { "one in six is not", 1, 5, 10, TRUE },
    { "open interest wiped", 5, 0, 0, TRUE },
    { "open interest unknown", 5, 0, MAG_COUNT_UNKNOWN, TRUE },
    { "good", 5, 0, 1, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(MagChain) chain = mag_chain_new ("A", MAG_SOURCE_CBOE);

      for (guint j = 0; j < rows[i].two_sided + rows[i].others; j++)
        {
          g_autofree char *symbol = g_strdup_printf (".A261218P%u", 50 + j);

          add_row (chain, symbol, j < rows[i].two_sided ? 100 : 0, 200, rows[i].open_interest);
        }
      g_test_message ("%s", rows[i].why);
      g_assert_cmpuint (mag_chain_count_two_sided (chain), ==, rows[i].two_sided);
      g_assert_cmpint (mag_chain_is_degraded (chain), ==, rows[i].degraded);
    }
}

static void
test_largest (void)
{
  g_autoptr(MagChain) chain = mag_chain_new ("SPX", MAG_SOURCE_CBOE);
  const guint n = 30000;

  chain->spot = 60000000;
  for (guint i = 0; i < n; i++)
    {
      guint shuffled = i * 7919 % n; /* a prime that does not divide n: every number once, in no order */
      g_autofree char *symbol = g_strdup_printf (".SPXW27%02u%02u%c%u", 1 + shuffled % 12, 1 + shuffled / 12 % 25,
                                                 "CP"[shuffled / 300 % 2], 1000 + 5 * (shuffled / 600));

      add_row (chain, symbol, 100, 200, 1);
    }
  g_test_timer_start ();
  mag_chain_finish (chain, mag_instant_parse_new_york (NOON));
  g_test_minimized_result (g_test_timer_elapsed () * 1e3, "finish of %u contracts: %.1f ms", n, g_test_timer_elapsed () * 1e3);

  g_assert_cmpuint (chain->quotes->len, ==, n);
  g_assert_cmpuint (chain->expirations->len, ==, 300);
  for (guint i = 1; i < n; i++)
    g_assert_cmpint (mag_contract_compare (&g_array_index (chain->quotes, MagOptionQuote, i - 1).contract,
                                           &g_array_index (chain->quotes, MagOptionQuote, i).contract),
                     <, 0);
}

static void
test_sources (void)
{
  g_assert_cmpstr (mag_source_get_name (MAG_SOURCE_CBOE), ==, "CBOE");
  g_assert_cmpstr (mag_source_get_name (MAG_SOURCE_UNKNOWN), ==, "");
  g_assert_cmpint (mag_source_get_nominal_delay (MAG_SOURCE_YAHOO), ==, 30);
  g_assert_cmpint (mag_source_get_nominal_delay (MAG_SOURCE_CBOE), ==, 15);
  g_assert_cmpint (mag_source_get_nominal_delay (MAG_SOURCE_BROKER), ==, 0);
}

static void
test_stock_merge (void)
{
  g_autoptr(MagStockQuote) known = mag_stock_quote_new ("A");
  g_autoptr(MagStockQuote) news = mag_stock_quote_new ("A");
  g_autoptr(MagStockQuote) copy = NULL;

  known->price = 100;
  known->volume = 5;
  known->name = g_strdup ("Agilent");
  known->earnings = mag_date_parse ("2026-11-24");
  known->earnings_estimated = TRUE;
  news->price = 200;
  news->change = 0.5;
  news->sector = g_strdup ("Healthcare");
  mag_stock_quote_merge (known, news);
  copy = mag_stock_quote_copy (known);

  g_assert_cmpint (copy->price, ==, 200);
  g_assert_cmpint (copy->volume, ==, 5);
  g_assert_cmpstr (copy->name, ==, "Agilent");
  g_assert_cmpstr (copy->sector, ==, "Healthcare");
  g_assert_cmpfloat (copy->change, ==, 0.5);
  g_assert_true (copy->earnings_estimated);
  g_assert_cmpint (copy->market_cap, ==, MAG_COUNT_UNKNOWN);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chain/finish", test_finish);
  g_test_add_func ("/chain/empty", test_empty);
  g_test_add_func ("/chain/degraded", test_degraded);
  g_test_add_func ("/chain/largest", test_largest);
  g_test_add_func ("/chain/sources", test_sources);
  g_test_add_func ("/stock-quote/known-fields-win", test_stock_merge);
  return g_test_run ();
}
