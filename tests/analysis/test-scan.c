/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The scanner's rule: every filter at its edges, in its order; the rank; the figures of a row. */

#include "mag-date.h"
#include "mag-scan.h"
#include "mag-symbol.h"

#include <math.h>
#include <string.h>

#define SPOT 1000000 /* $100 */

/* 38 days before 2026-12-18, at 15:59. */
static gint64
now (void)
{
  return mag_instant_parse_new_york ("2026-11-10T15:59:00");
}

static MagOptionQuote
make_quote (const char *symbol)
{
  MagOptionQuote quote = { .bid = 18000, .ask = 18500, .last = MAG_PRICE_UNKNOWN, .volume = 10, .open_interest = 100, .iv = 0.32, .delta = -0.2763 };

  g_assert_true (mag_contract_parse (symbol, &quote.contract));
  mag_option_quote_evaluate (&quote, SPOT, now ());
  return quote;
}

static MagScanCriteria
make_criteria (void)
{
  MagScanCriteria criteria;

  mag_scan_criteria_init (&criteria);
  criteria.dte_target = 38;
  criteria.dte_tolerance = 0;
  return criteria;
}

static void
assert_failure (const MagScanCriteria *criteria,
                const MagOptionQuote  *quote,
                MagScanFilter          expected)
{
  MagScanFilter failure = mag_scan_first_failure (criteria, quote, SPOT, now ());

  g_assert_cmpstr (failure == MAG_SCAN_N_FILTERS ? "none" : mag_scan_filter_to_nick (failure), ==,
                   expected == MAG_SCAN_N_FILTERS ? "none" : mag_scan_filter_to_nick (expected));
}

static void
test_defaults (void)
{
  MagScanCriteria criteria;

  mag_scan_criteria_init (&criteria);
  g_assert_true (mag_scan_criteria_validate (&criteria, NULL));
  g_assert_cmpint (criteria.right, ==, MAG_RIGHT_PUT);
  g_assert_cmpint (criteria.dte_target, ==, 30);
  g_assert_cmpint (criteria.dte_tolerance, ==, 7);
  g_assert_cmpfloat (criteria.delta_min, ==, 0.25);
  g_assert_cmpfloat (criteria.delta_max, ==, 0.40);
  g_assert_true (criteria.out_of_the_money);
}

static void
test_contract_filters (void)
{
  static const struct { const char *symbol; MagScanFilter failure; } rows[] = {
    { "A261218P00095000", MAG_SCAN_N_FILTERS },
    { "A261218C00105000", MAG_SCAN_FILTER_RIGHT },
    { "A1261218P00095000", MAG_SCAN_FILTER_ADJUSTED },
    { "1A261218P00095000", MAG_SCAN_FILTER_ADJUSTED },
    { "A261109P00095000", MAG_SCAN_FILTER_EXPIRED },
    { "A261217P00095000", MAG_SCAN_FILTER_DTE },
    { "A261221P00095000", MAG_SCAN_FILTER_DTE },
    { "A261218P00100000", MAG_SCAN_FILTER_MONEYNESS }, /* at the money is not out of it */
    { "A261218P00101000", MAG_SCAN_FILTER_MONEYNESS },
  };
  MagScanCriteria criteria = make_criteria ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagOptionQuote quote = make_quote (rows[i].symbol);

      g_test_message ("%s", rows[i].symbol);
      if (rows[i].failure == MAG_SCAN_FILTER_MONEYNESS)
        quote.status = MAG_QUOTE_OK;
      assert_failure (&criteria, &quote, rows[i].failure);
    }
}

static void
test_both_ends_count (void)
{
  MagScanCriteria criteria = make_criteria ();
  MagOptionQuote quote = make_quote ("A261218P00095000");

  criteria.dte_tolerance = 7;
  for (criteria.dte_target = 31; criteria.dte_target <= 45; criteria.dte_target++)
    assert_failure (&criteria, &quote, MAG_SCAN_N_FILTERS);
  assert_failure (&criteria, &quote, MAG_SCAN_FILTER_DTE);
  criteria.dte_target = 30;
  assert_failure (&criteria, &quote, MAG_SCAN_FILTER_DTE);

  criteria.dte_target = 38;
  quote.delta = -0.25;
  assert_failure (&criteria, &quote, MAG_SCAN_N_FILTERS);
  quote.delta = -0.40;
  assert_failure (&criteria, &quote, MAG_SCAN_N_FILTERS);
  quote.delta = -0.24999;
  assert_failure (&criteria, &quote, MAG_SCAN_FILTER_DELTA);
  quote.delta = 0.40001; /* the sign does not matter */
  assert_failure (&criteria, &quote, MAG_SCAN_FILTER_DELTA);
}

static void
test_limits (void)
{
  MagScanCriteria criteria = make_criteria ();
  MagOptionQuote quote = make_quote ("A261218P00095000");

  quote.delta = NAN;
  assert_failure (&criteria, &quote, MAG_SCAN_FILTER_NO_DELTA);
  quote = make_quote ("A261218P00095000");

  criteria.bid_min = 18000;
  assert_failure (&criteria, &quote, MAG_SCAN_N_FILTERS);
  criteria.bid_min = 18001;
  assert_failure (&criteria, &quote, MAG_SCAN_FILTER_BID);

  criteria = make_criteria ();
  criteria.monthly_return_min = 1.8 / 95 * 30 / 38 - 1e-12;
  assert_failure (&criteria, &quote, MAG_SCAN_N_FILTERS);
  criteria.monthly_return_min += 2e-12;
  assert_failure (&criteria, &quote, MAG_SCAN_FILTER_RETURN);

  criteria = make_criteria ();
  criteria.open_interest_min = 100;
  criteria.volume_min = 10;
  assert_failure (&criteria, &quote, MAG_SCAN_N_FILTERS);
  criteria.volume_min = 11;
  assert_failure (&criteria, &quote, MAG_SCAN_FILTER_VOLUME);
  criteria.open_interest_min = 101;
  assert_failure (&criteria, &quote, MAG_SCAN_FILTER_OPEN_INTEREST);

  criteria = make_criteria ();
  criteria.spread_max = 0.0274; /* 0.05 of 1.825 is 2.7397 % */
  assert_failure (&criteria, &quote, MAG_SCAN_N_FILTERS);
  criteria.spread_max = 0.0273;
  assert_failure (&criteria, &quote, MAG_SCAN_FILTER_SPREAD);

  criteria = make_criteria ();
  criteria.collateral_max = 950000;
  assert_failure (&criteria, &quote, MAG_SCAN_N_FILTERS);
  criteria.collateral_max = 949999;
  assert_failure (&criteria, &quote, MAG_SCAN_FILTER_COLLATERAL);
}

static void
test_unknown_does_not_meet_a_limit (void)
{
  MagScanCriteria criteria = make_criteria ();
  MagOptionQuote quote = make_quote ("A261218P00095000");

  quote.open_interest = quote.volume = MAG_COUNT_UNKNOWN;
  assert_failure (&criteria, &quote, MAG_SCAN_N_FILTERS);
  criteria.volume_min = 0;
  assert_failure (&criteria, &quote, MAG_SCAN_FILTER_VOLUME);
  criteria.open_interest_min = 0;
  assert_failure (&criteria, &quote, MAG_SCAN_FILTER_OPEN_INTEREST);
}

static void
test_bad_quotes (void)
{
  MagScanCriteria criteria = make_criteria ();
  MagOptionQuote quote = make_quote ("A261218P00095000");

  for (guint i = 1; i < MAG_QUOTE_N_STATUSES; i++)
    {
      quote.status = (MagQuoteStatus) i;
      assert_failure (&criteria, &quote, MAG_SCAN_FILTER_QUOTE);
    }
}

static void
test_last_day_has_no_month (void)
{
  MagScanCriteria criteria = make_criteria ();
  MagOptionQuote quote = make_quote ("A261110P00095000");

  criteria.dte_target = 0;
  assert_failure (&criteria, &quote, MAG_SCAN_N_FILTERS);
  criteria.monthly_return_min = 0;
  assert_failure (&criteria, &quote, MAG_SCAN_FILTER_RETURN);
  /* A minute later it has expired. */
  g_assert_cmpint (mag_scan_first_failure (&criteria, &quote, SPOT, now () + 60 * MAG_SECOND_US), ==, MAG_SCAN_FILTER_EXPIRED);
}

/* Each row but the first is wrong in one thing, and the sentence is about that thing. */
static void
test_validate (void)
{
#define SOUND .delta_max = 0.4, .collateral_max = MAG_MONEY_UNKNOWN
  static const struct { const char *word; MagScanCriteria change; } rows[] = {
    { NULL, { SOUND } },
    { "days to expiration", { SOUND, .dte_target = -1 } },
    { "days to expiration", { SOUND, .dte_target = 1501 } },
    { "tolerance", { SOUND, .dte_tolerance = -1 } },
    { "delta is between", { .delta_max = 1.01, .collateral_max = MAG_MONEY_UNKNOWN } },
    { "delta is between", { SOUND, .delta_min = NAN } },
    { "lowest delta", { SOUND, .delta_min = 0.5 } },
    { "minimum bid", { SOUND, .bid_min = -1 } },
    { "monthly return", { SOUND, .monthly_return_min = -0.01 } },
    { "monthly return", { SOUND, .monthly_return_min = INFINITY } },
    { "contracts", { SOUND, .open_interest_min = -2 } },
    { "contracts", { SOUND, .volume_min = -2 } },
    { "spread", { SOUND, .spread_max = -0.1 } },
    { "spread", { SOUND, .spread_max = 2.1 } },
    { "collateral", { .delta_max = 0.4, .collateral_max = 0 } },
  };
#undef SOUND

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      gboolean sound = mag_scan_criteria_validate (&rows[i].change, &error);

      g_test_message ("%s: %s", rows[i].word, error != NULL ? error->message : "");
      g_assert_cmpint (sound, ==, rows[i].word == NULL);
      if (sound)
        continue;
      g_assert_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE);
      g_assert_nonnull (strstr (error->message, rows[i].word));
    }
}

static MagScanRow
make_row (const char *symbol,
          const char *contract,
          MagPrice    bid,
          double      delta)
{
  MagScanRow row = { .quote = make_quote (contract), .spot = SPOT, .terms.rate = 0.045, .stock_iv30 = 0.35, .hv30 = 0.28 };

  g_strlcpy (row.symbol, symbol, sizeof row.symbol);
  row.quote.bid = bid;
  row.quote.delta = delta;
  return row;
}

static void
test_rank (void)
{
  /* Best first. */
  const MagScanRow rows[] = {
    make_row ("B", "B261218P00095000", 19000, -0.30),
    make_row ("C", "C261218P00095000", 18000, -0.25),  /* same return, smaller delta */
    make_row ("A", "A261218P00095000", 18000, -0.26),
    make_row ("B", "B261218P00095000", 18000, -0.26),  /* same in all, next symbol */
    make_row ("A", "A270115P00095000", 18000, -0.26),  /* the same bid for longer */
    make_row ("A", "A261110P00095000", 18000, -0.26),  /* no month */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (rows); j++)
      {
        int order = mag_scan_row_compare (&rows[i], &rows[j], now ());

        g_assert_cmpint ((order > 0) - (order < 0), ==, (i > j) - (i < j));
      }
}

static void
test_figures_of_a_put (void)
{
  MagScanRow row = make_row ("A", "A261218P00095000", 18000, -0.2763);
  MagScanFigures figures;

  /* 15:59 to 16:00 a minute more than 38 days: the golden vector to four digits. */
  mag_scan_row_get_figures (&row, now (), &figures);
  g_assert_cmpint (figures.dte, ==, 38);
  g_assert_cmpint (figures.mark, ==, 18250);
  g_assert_cmpfloat_with_epsilon (figures.roc, 0.018947, 5e-7);
  g_assert_cmpfloat_with_epsilon (figures.monthly_return, 0.018947 * 30 / 38, 5e-7);
  g_assert_cmpfloat_with_epsilon (figures.annualized, 0.1820, 5e-5);
  g_assert_cmpint (figures.premium, ==, 18000);
  g_assert_cmpint (figures.collateral, ==, 950000);
  g_assert_cmpint (figures.breakeven, ==, 932000);
  g_assert_cmpfloat_with_epsilon (figures.cushion, 0.05, 1e-15);
  g_assert_cmpfloat_with_epsilon (figures.spread, 500 / 18250.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (figures.p_itm, 1 - 0.6881, 1e-4);
  g_assert_cmpfloat_with_epsilon (figures.pop, 0.7504, 1e-4);
  g_assert_cmpfloat_with_epsilon (figures.iv_premium, 7, 1e-12);
}

/* P(share > level) at 38 days with one ex-date in between: the share there, less the dividend, and the law of the rest. Midpoints of 10,000 slices. */
static double
above_past_dividend (double level,
                     double until,
                     double years,
                     double amount)
{
  const double rate = 0.045, sigma = 0.32;
  double sum = 0, left = years - until;

  for (int i = 0; i < 10000; i++)
    {
      double z = -8 + 16 * (i + 0.5) / 10000;
      double share = 100 * exp ((rate - sigma * sigma / 2) * until + sigma * sqrt (until) * z) - amount;
      double d2 = (log (share / level) + (rate - sigma * sigma / 2) * left) / (sigma * sqrt (left));

      sum += exp (-z * z / 2) / sqrt (2 * G_PI) * 16 / 10000 * erfc (-d2 / G_SQRT2) / 2;
    }
  return sum;
}

/* A dividend before expiration makes a put likelier to end in the money; one that went ex today or comes after expiration does not. */
static void
test_figures_with_a_dividend (void)
{
  static const struct { const char *why; MagDate after_today; gboolean counts; } rows[] = {
    { "ex today: in the price", 0, FALSE },
    { "ex tomorrow", 1, TRUE },
    { "ex half way", 20, TRUE },
    { "ex on the day of expiration", 38, TRUE },
    { "ex after expiration", 40, FALSE },
  };
  MagScanRow row = make_row ("A", "A261218P00095000", 18000, -0.2763);
  MagDate today = mag_date_in_new_york (now ());
  double years = mag_date_years_to_expiry (row.quote.contract.expiration, FALSE, now ());

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double until = mag_date_years_to_expiry (today + rows[i].after_today, TRUE, now ());
      MagScanFigures plain, figures;

      g_test_message ("%s", rows[i].why);
      row.terms.n_dividends = 0;
      mag_scan_row_get_figures (&row, now (), &plain);
      row.terms.n_dividends = 1;
      row.terms.dividends[0] = (MagCashDividend) { today + rows[i].after_today, FALSE, 20000 };
      mag_scan_row_get_figures (&row, now (), &figures);
      if (!rows[i].counts)
        {
          g_assert_cmpfloat (figures.p_itm, ==, plain.p_itm);
          g_assert_cmpfloat (figures.pop, ==, plain.pop);
          continue;
        }
      g_assert_cmpfloat (plain.pop - figures.pop, >, 0.05); /* two dollars of a deviation of ten */
      g_assert_cmpfloat_with_epsilon (figures.p_itm, 1 - above_past_dividend (95, until, years, 2), 5e-4);
      g_assert_cmpfloat_with_epsilon (figures.pop, above_past_dividend (93.2, until, years, 2), 5e-4);
    }
}

/* Who holds the shares under a call collects the dividend, so that the breakeven stays as far away as it was; the right to call them away is worth less. */
static void
test_covered_call_collects_the_dividend (void)
{
  MagScanRow row = make_row ("A", "A261218C00105000", 20000, 0.30);
  MagScanFigures plain, figures;

  mag_scan_row_get_figures (&row, now (), &plain);
  row.terms.n_dividends = 1;
  row.terms.dividends[0] = (MagCashDividend) { .ex_date = mag_date_new (2026, 11, 30), .amount = 20000 };
  mag_scan_row_get_figures (&row, now (), &figures);
  g_assert_cmpfloat (figures.pop, ==, plain.pop);
  g_assert_cmpfloat (figures.p_itm, <, plain.p_itm - 0.03);
}

static void
test_figures_of_a_call (void)
{
  MagScanRow row = make_row ("A", "A261218C00105000", 20000, 0.30);
  MagScanFigures figures;

  mag_scan_row_get_figures (&row, now (), &figures);
  g_assert_cmpfloat_with_epsilon (figures.roc, 0.02, 1e-15);
  g_assert_cmpint (figures.collateral, ==, 1000000);
  g_assert_cmpint (figures.breakeven, ==, 980000); /* shares bought at 100 less 2.00 */
  /* sigma 32 %, 38 days: d2(98) = (ln (100 / 98) + (0.045 - 0.0512) x 0.10411) / (0.32 x 0.32266) = (0.020203 - 0.000645) / 0.103251 = 0.18942 */
  g_assert_cmpfloat_with_epsilon (figures.pop, 0.5751, 1e-4);
  g_assert_cmpfloat_with_epsilon (figures.cushion, 0.05, 1e-15);
}

static void
test_call_that_cannot_gain (void)
{
  MagScanRow row = make_row ("A", "A261218C00090000", 90000, 0.85); /* 9.00 for the right to take at 90 what cost 100 */
  MagScanFigures figures;

  mag_scan_row_get_figures (&row, now (), &figures);
  g_assert_cmpint (figures.breakeven, ==, 910000);
  g_assert_cmpfloat (figures.pop, ==, 0);
}

static void
test_figures_unknown (void)
{
  MagScanRow row = make_row ("A", "A261110P00095000", MAG_PRICE_UNKNOWN, NAN);
  MagScanFigures figures;

  row.quote.iv = NAN;
  mag_scan_row_get_figures (&row, now (), &figures);
  g_assert_cmpint (figures.dte, ==, 0);
  g_assert_true (isnan (figures.roc) && isnan (figures.monthly_return) && isnan (figures.annualized));
  g_assert_true (isnan (figures.p_itm) && isnan (figures.pop));
  g_assert_cmpint (figures.premium, ==, MAG_MONEY_UNKNOWN);
  g_assert_cmpint (figures.breakeven, ==, MAG_PRICE_UNKNOWN);
}

static void
test_result (void)
{
  g_autoptr(MagScanResult) result = mag_scan_result_new ();

  g_assert_cmpuint (result->rows->len, ==, 0);
  mag_scan_result_unref (mag_scan_result_ref (result));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan/defaults", test_defaults);
  g_test_add_func ("/scan/contract-filters", test_contract_filters);
  g_test_add_func ("/scan/both-ends-count", test_both_ends_count);
  g_test_add_func ("/scan/limits", test_limits);
  g_test_add_func ("/scan/unknown-does-not-meet-a-limit", test_unknown_does_not_meet_a_limit);
  g_test_add_func ("/scan/bad-quotes", test_bad_quotes);
  g_test_add_func ("/scan/last-day-has-no-month", test_last_day_has_no_month);
  g_test_add_func ("/scan/validate", test_validate);
  g_test_add_func ("/scan/rank", test_rank);
  g_test_add_func ("/scan/figures/put", test_figures_of_a_put);
  g_test_add_func ("/scan/figures/dividends-before-expiration", test_figures_with_a_dividend);
  g_test_add_func ("/scan/figures/covered-call-collects-the-dividend", test_covered_call_collects_the_dividend);
  g_test_add_func ("/scan/figures/call", test_figures_of_a_call);
  g_test_add_func ("/scan/figures/call-that-cannot-gain", test_call_that_cannot_gain);
  g_test_add_func ("/scan/figures/unknown", test_figures_unknown);
  g_test_add_func ("/scan/result", test_result);
  return g_test_run ();
}
