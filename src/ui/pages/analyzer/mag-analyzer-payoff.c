/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The position a row of the Analyzer stands for, put to the payoff functions. */

#include "config.h"

#include "mag-analyzer-payoff.h"

#include "mag-date.h"
#include "mag-money.h"

#define MULTIPLIER 100 /* adjusted contracts, which have others, are never ranked */

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

/**
 * mag_analyzer_payoff_init:
 * @picture: (out caller-allocates): what selling the contract at its bid comes to
 * @scan: a row
 * @now_us: "today"
 *
 * Returns: %FALSE, and @picture untouched, without a bid or a price of the share, and when the contract has expired
 */
gboolean
mag_analyzer_payoff_init (MagPayoffPicture *picture,
                          const MagScanRow *scan,
                          gint64            now_us)
{
  const MagContract *contract = &scan->quote.contract;
  gint64 at_us = mag_calendar_session_clock (now_us); /* what the volatility is of */
  double years = mag_date_years_to_expiry (contract->expiration, mag_contract_is_am_settled (contract), at_us);
  MagDividend dividends[MAG_TERMS_MAX_DIVIDENDS];
  MagPayoffMarket market = { .spot = mag_price_to_double (scan->spot), .dividends = dividends };
  MagPayoffLeg legs[2];

  if (scan->quote.bid == MAG_PRICE_UNKNOWN || scan->spot <= 0 || years <= 0)
    return FALSE;

  market.n_dividends = mag_payoff_dividends (&scan->terms, at_us, dividends);
  mag_payoff_picture_init (picture, legs, make_legs (scan, years, legs), &market);
  return TRUE;
}
