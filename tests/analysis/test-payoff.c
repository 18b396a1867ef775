/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Payoff and forecast of positions, against numbers figured by hand. */

#include "mag-date.h"
#include "mag-payoff.h"

#include <math.h>

#define YEARS (38 / 365.0)

static MagPayoffLeg
option (gboolean call,
        double   strike,
        double   contracts,
        double   price)
{
  return (MagPayoffLeg) { .option = { .call = call, .strike = strike, .years = YEARS, .rate = 0.045, .sigma = 0.32 }, .quantity = 100 * contracts, .price = price };
}

static MagPayoffLeg
shares (double n,
        double price)
{
  return (MagPayoffLeg) { .quantity = n, .price = price };
}

static void
test_summary (void)
{
  const struct { const char *why; MagPayoffLeg legs[4]; gsize n; double profit, loss; guint n_breakevens; double breakevens[2]; } rows[] = {
    { "short put", { option (FALSE, 95, -1, 1.80) }, 1, 180, -9320, 1, { 93.20 } },
    { "short call", { option (TRUE, 105, -2, 2) }, 1, 400, -INFINITY, 1, { 107 } },
    { "long call", { option (TRUE, 105, 1, 2) }, 1, INFINITY, -200, 1, { 107 } },
    { "covered call", { shares (100, 98), option (TRUE, 105, -1, 2) }, 2, 900, -9600, 1, { 96 } },
    { "put spread", { option (FALSE, 95, -1, 1.80), option (FALSE, 90, 1, 0.80) }, 2, 100, -400, 1, { 94 } },
    { "short strangle", { option (FALSE, 95, -1, 1.80), option (TRUE, 105, -1, 1.20) }, 2, 300, -INFINITY, 2, { 92, 108 } },
    { "iron condor", { option (FALSE, 95, -1, 1.80), option (FALSE, 90, 1, 0.80), option (TRUE, 105, -1, 1.50), option (TRUE, 110, 1, 0.50) }, 4,
      200, -300, 2, { 93, 107 } },
    { "shares", { shares (100, 50) }, 1, INFINITY, -5000, 1, { 50 } },
    { "a straddle for nothing: even at its strike", { option (FALSE, 95, 1, 0), option (TRUE, 95, 1, 0) }, 2, INFINITY, 0, 1, { 95 } },
    { "a box", { option (TRUE, 95, 1, 6), option (FALSE, 95, -1, 1), option (TRUE, 105, -1, 1), option (FALSE, 105, 1, 5) }, 4, 100, 0, 0, { 0 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagPayoffSummary summary;

      g_test_message ("%s", rows[i].why);
      g_assert_true (mag_payoff_summarize (rows[i].legs, rows[i].n, &summary));
      if (isinf (rows[i].profit))
        g_assert_cmpfloat (summary.max_profit, ==, rows[i].profit);
      else
        g_assert_cmpfloat_with_epsilon (summary.max_profit, rows[i].profit, 1e-9);
      if (isinf (rows[i].loss))
        g_assert_cmpfloat (summary.max_loss, ==, rows[i].loss);
      else
        g_assert_cmpfloat_with_epsilon (summary.max_loss, rows[i].loss, 1e-9);
      g_assert_cmpuint (summary.n_breakevens, ==, rows[i].n_breakevens);
      for (guint k = 0; k < rows[i].n_breakevens; k++)
        g_assert_cmpfloat_with_epsilon (summary.breakevens[k], rows[i].breakevens[k], 1e-9);
    }
}

static void
test_two_expirations (void)
{
  MagPayoffLeg legs[] = { option (FALSE, 95, -1, 1.80), option (FALSE, 95, 1, 3) };
  MagPayoffSummary summary;

  legs[1].option.years = 2 * YEARS;
  g_assert_false (mag_payoff_summarize (legs, 2, &summary));
  g_assert_cmpfloat (mag_payoff_years (legs, 2), ==, YEARS);
  g_assert_false (mag_payoff_summarize (NULL, 0, &summary));
}

static void
test_profit (void)
{
  static const double spots[] = { 90, 93.2, 95, 100 };
  MagPayoffLeg leg = option (FALSE, 95, -1, 1.80);
  MagPricer *pricer = mag_pricer_new ();
  MagPayoffMarket market = { .spot = 100 };
  double profit[4];

  g_test_message ("at expiration: corners and breakeven");
  mag_payoff_profit (pricer, &leg, 1, &market, YEARS, spots, 4, profit);
  g_assert_cmpfloat_with_epsilon (profit[0], -320, 1e-9);
  g_assert_cmpfloat_with_epsilon (profit[1], 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (profit[2], 180, 1e-9);
  g_assert_cmpfloat_with_epsilon (profit[3], 180, 1e-9);

  g_test_message ("today: the golden vector is worth 1.8571, and a little more as an American one");
  mag_payoff_profit (pricer, &leg, 1, &market, 0, spots, 4, profit);
  g_assert_cmpfloat (profit[3], <=, 180 - 185.71 + 0.005);
  g_assert_cmpfloat (profit[3], >, 180 - 185.71 - 2);
  g_assert_cmpfloat (profit[0], <, profit[2]);

  g_test_message ("no volatility, no value");
  leg.option.sigma = NAN;
  mag_payoff_profit (pricer, &leg, 1, &market, 0, spots, 4, profit);
  g_assert_true (isnan (profit[3]));
  mag_payoff_profit (pricer, &leg, 1, &market, YEARS, spots, 4, profit);
  g_assert_cmpfloat_with_epsilon (profit[3], 180, 1e-9);
  mag_pricer_free (pricer);
}

/* A call without dividends is worth the same American or European: 95 call of the golden vector by parity, 1.8571 + 100 - 95 e^(-0.045 x 38/365). */
static void
test_forecast (void)
{
  MagPayoffLeg legs[] = { shares (100, 96), option (TRUE, 95, -1, 7) };
  MagForecastPoint points[] = { { .days = 0 }, { .days = 19 }, { .days = 38 }, { .days = 39 }, { .days = -1 } };
  double call = 1.8571 + 100 - 95 * exp (-0.045 * YEARS);
  MagPricer *pricer = mag_pricer_new ();
  MagPayoffMarket market = { .spot = 100 };

  mag_payoff_forecast (pricer, legs, 2, &market, points, G_N_ELEMENTS (points));
  g_assert_cmpfloat_with_epsilon (points[0].value, 100 * (100 - call), 0.01);
  g_assert_cmpfloat_with_epsilon (points[0].profit, points[0].value - 8900, 1e-9);
  g_assert_cmpfloat (points[1].value, >, points[0].value); /* time works for the seller */
  g_assert_cmpfloat_with_epsilon (points[2].value, 9500, 1e-9);
  g_assert_cmpfloat_with_epsilon (points[2].profit, 600, 1e-9);
  g_assert_true (isnan (points[3].value) && isnan (points[4].profit));

  g_test_message ("what if the share stood elsewhere");
  market.spot = 90;
  mag_payoff_forecast (pricer, legs, 2, &market, points, 3);
  g_assert_cmpfloat_with_epsilon (points[2].profit, 700 - 600, 1e-9);

  g_test_message ("what if volatility rose: a short option is worth more against us");
  market.spot = 100;
  legs[1].option.sigma = 0.42;
  mag_payoff_forecast (pricer, legs, 2, &market, points, 1);
  g_assert_cmpfloat (points[0].value, <, 100 * (100 - call) - 50);
  mag_pricer_free (pricer);
}

/* What has gone ex today is in the price already. */
static void
test_dividends (void)
{
  gint64 now_us = mag_instant_new_york (mag_date_new (2026, 11, 18), 15, 30, 0);
  MagDividend dividends[MAG_TERMS_MAX_DIVIDENDS];
  MagTerms terms;

  mag_terms_init (&terms, 0.04);
  terms.n_dividends = 2;
  terms.dividends[0] = (MagCashDividend) { mag_date_new (2026, 11, 18), TRUE, 2500 };
  terms.dividends[1] = (MagCashDividend) { mag_date_new (2026, 11, 20), FALSE, 2600 };
  g_assert_cmpuint (mag_payoff_dividends (&terms, now_us, dividends), ==, 1);
  g_assert_cmpfloat_with_epsilon (dividends[0].years, 1.75 / 365, 1e-12); /* a day and 18 hours */
  g_assert_cmpfloat (dividends[0].amount, ==, 0.26);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/payoff/summary", test_summary);
  g_test_add_func ("/payoff/two-expirations-have-no-summary", test_two_expirations);
  g_test_add_func ("/payoff/at-expiration-and-today", test_profit);
  g_test_add_func ("/payoff/forecast", test_forecast);
  g_test_add_func ("/payoff/dividends-after-today", test_dividends);

  return g_test_run ();
}
