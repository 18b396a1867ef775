/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The position a row of the Analyzer stands for, put to the payoff functions: pure, some seventy option prices. */

#include "config.h"

#include "mag-analyzer-payoff.h"

#include "mag-date.h"
#include "mag-format.h"
#include "mag-money.h"

#include <glib/gi18n.h>
#include <math.h>

#define MULTIPLIER 100   /* adjusted contracts, which have others, are never ranked */
#define DEVIATIONS 2.5   /* of the share to either side, as far as its volatility is known */
#define REACH_LEAST 0.12 /* of the spot: a contract of the last day still has a picture */
#define REACH_MOST 0.8

static gsize
make_legs (const MagScanRow *scan,
           double            years,
           MagPayoffLeg     *legs)
{
  const MagContract *contract = &scan->quote.contract;
  gsize n = 0;

  if (contract->right == MAG_RIGHT_CALL)
    legs[n++] = (MagPayoffLeg) { .quantity = MULTIPLIER, .price = mag_price_to_double (scan->spot) };
  legs[n++] = (MagPayoffLeg) {
    .option = {
      .call = contract->right == MAG_RIGHT_CALL,
      .european = mag_contract_is_european (contract),
      .strike = mag_price_to_double (contract->strike),
      .years = years,
      .rate = scan->terms.rate,
      .yield = scan->terms.yield,
      .sigma = scan->quote.iv,
    },
    .quantity = -MULTIPLIER,
    .price = mag_price_to_double (scan->quote.bid),
  };
  return n;
}

/* Wide enough for spot, strike and breakeven, and for where the share may well go. */
static void
spread_spots (MagAnalyzerPayoff *payoff,
              const MagScanRow  *scan,
              double             years)
{
  double reach = isfinite (scan->quote.iv) ? CLAMP (DEVIATIONS * scan->quote.iv * sqrt (years), REACH_LEAST, REACH_MOST) : REACH_LEAST;
  double strike = mag_price_to_double (scan->quote.contract.strike);
  double low = MIN (payoff->spot, strike) * (1 - reach), high = MAX (payoff->spot, strike) * (1 + reach);

  for (guint i = 0; i < payoff->summary.n_breakevens; i++)
    {
      low = MIN (low, payoff->summary.breakevens[i] * 0.95);
      high = MAX (high, payoff->summary.breakevens[i] * 1.05);
    }
  low = MAX (low, high / 1000);
  for (guint i = 0; i < MAG_ANALYZER_PAYOFF_SPOTS; i++)
    payoff->spots[i] = low + (high - low) * i / (MAG_ANALYZER_PAYOFF_SPOTS - 1);
  payoff->spots[(guint) lround ((strike - low) / (high - low) * (MAG_ANALYZER_PAYOFF_SPOTS - 1))] = strike; /* the corner of the payoff */
}

/**
 * mag_analyzer_payoff_init:
 * @payoff: (out caller-allocates): what selling the contract at its bid comes to
 * @scan: a row
 * @now_us: "today"
 *
 * Returns: %FALSE, and @payoff untouched, without a bid or a price of the share, and when the contract has expired
 */
gboolean
mag_analyzer_payoff_init (MagAnalyzerPayoff *payoff,
                          const MagScanRow  *scan,
                          gint64             now_us)
{
  const MagContract *contract = &scan->quote.contract;
  gint64 at_us = mag_calendar_session_clock (now_us); /* what the volatility is of */
  double years = mag_date_years_to_expiry (contract->expiration, mag_contract_is_am_settled (contract), at_us);
  MagDividend dividends[MAG_TERMS_MAX_DIVIDENDS];
  MagPayoffMarket market = { .spot = mag_price_to_double (scan->spot), .dividends = dividends };
  MagPricer *pricer;
  MagPayoffLeg legs[2];
  gsize n_legs;

  if (scan->quote.bid == MAG_PRICE_UNKNOWN || scan->spot <= 0 || years <= 0)
    return FALSE;

  n_legs = make_legs (scan, years, legs);
  market.n_dividends = mag_payoff_dividends (&scan->terms, at_us, dividends);
  payoff->spot = market.spot;
  mag_payoff_summarize (legs, n_legs, &payoff->summary);
  spread_spots (payoff, scan, years);
  for (guint i = 0; i < MAG_ANALYZER_FORECAST_POINTS; i++)
    payoff->forecast[i].days = years * MAG_DAYS_PER_YEAR * i / (MAG_ANALYZER_FORECAST_POINTS - 1);

  pricer = mag_pricer_new ();
  mag_payoff_profit (pricer, legs, n_legs, &market, 0, payoff->spots, MAG_ANALYZER_PAYOFF_SPOTS, payoff->today);
  mag_payoff_profit (pricer, legs, n_legs, &market, years, payoff->spots, MAG_ANALYZER_PAYOFF_SPOTS, payoff->at_expiration);
  mag_payoff_forecast (pricer, legs, n_legs, &market, payoff->forecast, MAG_ANALYZER_FORECAST_POINTS);
  mag_pricer_free (pricer);
  return TRUE;
}

/**
 * mag_analyzer_payoff_format:
 * @dollars: of the position, signed; NaN or infinite: "-"
 */
char *
mag_analyzer_payoff_format (double dollars)
{
  return mag_format_money_signed (isfinite (dollars) ? (MagMoney) llround (dollars * 100) : MAG_MONEY_UNKNOWN);
}

/**
 * mag_analyzer_payoff_describe:
 * @payoff: a payoff
 *
 * Returns: what the chart shows, in sentences
 */
char *
mag_analyzer_payoff_describe (const MagAnalyzerPayoff *payoff)
{
  g_autofree char *profit = mag_analyzer_payoff_format (payoff->summary.max_profit);
  g_autofree char *loss = mag_analyzer_payoff_format (payoff->summary.max_loss);
  g_autofree char *now = mag_analyzer_payoff_format (payoff->forecast[0].profit);
  MagPrice price = MAG_PRICE_UNKNOWN, spot = MAG_PRICE_UNKNOWN;
  g_autofree char *breakeven = NULL;
  g_autofree char *spot_text = NULL;

  if (payoff->summary.n_breakevens > 0)
    mag_price_from_double (payoff->summary.breakevens[0], &price);
  mag_price_from_double (payoff->spot, &spot);
  breakeven = mag_format_price (price);
  spot_text = mag_format_price (spot);

  /* Translators: a chart in words */
  return g_strdup_printf (_("Payoff of one contract. At expiration: at most %s, at worst %s, breakeven %s. Today, with the share at %s: %s."), profit, loss,
                          breakeven, spot_text, now);
}
