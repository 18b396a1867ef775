/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Volatility and greeks of a finished chain: the source's where they are good, else those of the European formula at the chain's own spot, no dividends, one
 * rate; marked as such. A contract whose quote gives no volatility has none: the field is empty, never 0 and never a bound (option-math 5). */

#include "mag-chain-greeks.h"

#include "mag-black.h"
#include "mag-date.h"
#include "mag-money.h"

#include <math.h>

static gboolean
may_have_iv (MagQuoteStatus status)
{
  return status == MAG_QUOTE_OK || status == MAG_QUOTE_NO_BID || status == MAG_QUOTE_NO_ASK;
}

/* A feed's greeks are good when they are possible for that kind of contract. A delta of 0 far from the money is a value like any other. */
static gboolean
has_good_greeks (const MagOptionQuote *quote)
{
  double delta = quote->contract.right == MAG_RIGHT_CALL ? quote->delta : -quote->delta;

  return isfinite (quote->delta) && isfinite (quote->gamma) && isfinite (quote->theta) && isfinite (quote->vega) && delta >= 0 && delta <= 1 &&
         quote->gamma >= 0 && quote->vega >= 0;
}

static void
clear_greeks (MagOptionQuote *quote)
{
  quote->delta = quote->gamma = quote->theta = quote->vega = NAN;
  quote->greeks = MAG_GREEKS_NONE;
}

/* Why the formula found no volatility; what the quote was, where it found one. */
static MagQuoteStatus
explain_failure (MagIvStatus    status,
                 MagQuoteStatus before)
{
  switch (status)
    {
    case MAG_IV_OK:
      return before;
    case MAG_IV_BAD_INPUT:
      return MAG_QUOTE_BAD_INPUT;
    case MAG_IV_EXPIRED:
      return MAG_QUOTE_EXPIRED;
    case MAG_IV_BELOW_INTRINSIC:
      return MAG_QUOTE_BELOW_INTRINSIC;
    case MAG_IV_AT_INTRINSIC:
      return MAG_QUOTE_AT_INTRINSIC;
    case MAG_IV_BELOW_MINIMUM:
      return MAG_QUOTE_BELOW_MINIMUM;
    case MAG_IV_ABOVE_MAXIMUM:
      return MAG_QUOTE_ABOVE_MAXIMUM;
    case MAG_IV_BELOW_RANGE:
      return MAG_QUOTE_BELOW_RANGE;
    case MAG_IV_ABOVE_RANGE:
      return MAG_QUOTE_ABOVE_RANGE;
    }
  g_return_val_if_reached (before);
}

/* No time value is left in the price: it moves with the share, dollar for dollar. */
static void
set_intrinsic_greeks (MagOptionQuote *quote)
{
  quote->delta = quote->contract.right == MAG_RIGHT_CALL ? 1 : -1;
  quote->gamma = quote->theta = quote->vega = 0;
  quote->greeks = MAG_GREEKS_EUROPEAN;
}

static void
set_formula_greeks (MagOptionQuote *quote,
                    MagOption  *input)
{
  MagOptionValue result;

  input->sigma = quote->iv;
  if (!mag_black_evaluate (input, &result))
    return;

  quote->delta = result.delta;
  quote->gamma = result.gamma;
  quote->theta = result.theta;
  quote->vega = result.vega;
  quote->greeks = MAG_GREEKS_EUROPEAN;
}

static void
fill_quote (MagOptionQuote *quote,
            MagPrice        spot,
            double          years,
            double          rate)
{
  MagPrice mark;
  gboolean sourced = has_good_greeks (quote);
  MagOption input = {
    .call = quote->contract.right == MAG_RIGHT_CALL,
    .spot = mag_price_to_double (spot),
    .strike = mag_price_to_double (quote->contract.strike),
    .years = years,
    .rate = rate,
  };

  mag_quote_classify (spot, quote->contract.strike, years, quote->bid, quote->ask, &mark);
  if (!sourced)
    clear_greeks (quote);
  else
    quote->greeks = MAG_GREEKS_SOURCE;

  if (!may_have_iv (quote->status))
    quote->iv = NAN;
  else if (isnan (quote->iv))
    {
      MagIvStatus found = mag_black_implied (&input, mag_price_to_double (mark), &quote->iv);

      if (!sourced)
        quote->status = explain_failure (found, quote->status);
    }

  if (!sourced && quote->status == MAG_QUOTE_AT_INTRINSIC)
    set_intrinsic_greeks (quote);
  else if (!sourced && isfinite (quote->iv))
    set_formula_greeks (quote, &input);
}

/**
 * mag_chain_fill_greeks:
 * @chain: finished, not shared yet; iv NaN where the source gave none or an artefact, greeks NaN where it gave none
 * @now_us: our clock, which the times to expiry count from
 * @rate: risk-free, continuously compounded, a fraction
 *
 * Sets iv, greeks and their origin of every quote, and the range status of those where the formula found no volatility. Pure arithmetic: some microseconds a
 * contract that needs solving. Any thread.
 */
void
mag_chain_fill_greeks (MagChain *chain,
                       gint64    now_us,
                       double    rate)
{
  const MagContract *last = NULL;
  double years = 0;

  for (guint i = 0; i < chain->quotes->len; i++)
    {
      MagOptionQuote *quote = &g_array_index (chain->quotes, MagOptionQuote, i);
      const MagContract *contract = &quote->contract;

      if (last == NULL || last->expiration != contract->expiration || !g_str_equal (last->root, contract->root))
        years = mag_date_years_to_expiry (contract->expiration, mag_contract_is_am_settled (contract), now_us);
      last = contract;
      fill_quote (quote, chain->spot, years, rate);
    }
}

static void
forget_negative (MagPrice *price)
{
  if (*price < 0)
    *price = MAG_PRICE_UNKNOWN;
}

/**
 * mag_chain_forget_negative:
 * @chain: finished for the last time, not shared yet
 *
 * Makes negative bids and asks unknown: they have done their work once they have made their rows bad_input.
 */
void
mag_chain_forget_negative (MagChain *chain)
{
  for (guint i = 0; i < chain->quotes->len; i++)
    {
      MagOptionQuote *quote = &g_array_index (chain->quotes, MagOptionQuote, i);

      forget_negative (&quote->bid);
      forget_negative (&quote->ask);
    }
}
