/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Volatility and greeks of a finished chain. The volatility is always our own, from the mark; the greeks are the source's where they are good, else the
 * model's at that volatility, and marked as such. A contract whose quote gives no volatility has none: the field is empty, never 0 and never a bound
 * (option-math 5). From the volatilities at the money comes the chain's IV30. */

#include "config.h"

#include "mag-chain-greeks.h"

#include "mag-date.h"
#include "mag-money.h"
#include "mag-pricer.h"
#include "mag-volatility.h"

#include <math.h>

/* Rows of one root and expiration; they follow each other. */
typedef struct
{
  guint  begin, end;
  double years; /* to expiry */
} Run;

/* What goes to the pricer and where it came from. */
typedef struct
{
  MagChain    *chain;
  gint64       now_us;    /* session clock */
  GArray      *runs;      /* Run */
  GArray      *contracts; /* MagPricing */
  GArray      *rows;      /* guint: the quote of each of them */
  MagDividend  dividends[MAG_TERMS_MAX_DIVIDENDS];
  gsize        n_dividends;
} Valuation;

static MagOptionQuote *
quote_at (MagChain *chain,
          guint     row)
{
  return &g_array_index (chain->quotes, MagOptionQuote, row);
}

/* ---- what is asked ---- */

static void
find_runs (Valuation *valuation)
{
  MagChain *chain = valuation->chain;

  for (guint i = 0; i < chain->quotes->len; i++)
    {
      const MagContract *contract = &quote_at (chain, i)->contract;
      Run *last = valuation->runs->len > 0 ? &g_array_index (valuation->runs, Run, valuation->runs->len - 1) : NULL;
      const MagContract *before = i > 0 ? &quote_at (chain, i - 1)->contract : NULL;

      if (before != NULL && before->expiration == contract->expiration && g_str_equal (before->root, contract->root))
        last->end = i + 1;
      else
        {
          Run run = { i, i + 1, mag_date_years_to_expiry (contract->expiration, mag_contract_is_am_settled (contract), valuation->now_us) };

          g_array_append_val (valuation->runs, run);
        }
    }
}

static void
find_dividends (Valuation *valuation)
{
  const MagTerms *terms = &valuation->chain->terms;
  MagDate today = mag_date_in_new_york (valuation->now_us);

  for (guint i = 0; i < terms->n_dividends; i++)
    if (terms->dividends[i].ex_date > today) /* today's is in the share price */
      valuation->dividends[valuation->n_dividends++] = (MagDividend) {
        .years = mag_date_years_to_expiry (terms->dividends[i].ex_date, TRUE, valuation->now_us), /* to the opening */
        .amount = mag_price_to_double (terms->dividends[i].amount),
      };
}

static gboolean
may_have_iv (MagQuoteStatus status)
{
  return status == MAG_QUOTE_OK || status == MAG_QUOTE_NO_BID || status == MAG_QUOTE_NO_ASK;
}

static MagPrice
mark_of (const MagOptionQuote *quote,
         MagPrice              spot,
         double                years)
{
  MagPrice mark;

  mag_quote_classify (spot, quote->contract.strike, years, quote->bid, quote->ask, &mark);
  return mark;
}

static void
add_contract (Valuation *valuation,
              const Run *run,
              guint      row)
{
  const MagOptionQuote *quote = quote_at (valuation->chain, row);
  MagPricing pricing = {
    .option = {
      .call = quote->contract.right == MAG_RIGHT_CALL,
      .european = mag_contract_is_european (&quote->contract),
      .spot = mag_price_to_double (valuation->chain->spot),
      .strike = mag_price_to_double (quote->contract.strike),
      .years = run->years,
      .rate = valuation->chain->terms.rate,
      .yield = valuation->chain->terms.yield,
    },
    .mark = mag_price_to_double (mark_of (quote, valuation->chain->spot, run->years)),
  };

  g_array_append_val (valuation->contracts, pricing);
  g_array_append_val (valuation->rows, row);
}

/* Rows alternate call and put by strike; the pricer shares most between neighbours of one side. */
static void
add_run (Valuation *valuation,
         const Run *run)
{
  static const MagRight sides[] = { MAG_RIGHT_CALL, MAG_RIGHT_PUT };

  for (gsize side = 0; side < G_N_ELEMENTS (sides); side++)
    for (guint i = run->begin; i < run->end; i++)
      {
        const MagOptionQuote *quote = quote_at (valuation->chain, i);

        if (quote->contract.right == sides[side] && may_have_iv (quote->status))
          add_contract (valuation, run, i);
      }
}

/* ---- what is made of the answers ---- */

/* A feed's greeks are good when they are possible for that kind of contract. A delta of 0 far from the money is a value like any other. */
static gboolean
has_good_greeks (const MagOptionQuote *quote)
{
  double delta = quote->contract.right == MAG_RIGHT_CALL ? quote->delta : -quote->delta;

  return isfinite (quote->delta) && isfinite (quote->gamma) && isfinite (quote->theta) && isfinite (quote->vega) && delta >= 0 && delta <= 1 &&
         quote->gamma >= 0 && quote->vega >= 0;
}

static void
take_greeks (MagOptionQuote       *quote,
             const MagOptionValue *value)
{
  quote->delta = value->delta;
  quote->gamma = value->gamma;
  quote->theta = value->theta;
  quote->vega = value->vega;
  quote->greeks = MAG_GREEKS_MODEL;
}

/* Before the pricer's answers: no volatility, and greeks only where the source's are good or nothing but the contract's own kind decides them. */
static void
prepare_quote (MagOptionQuote *quote)
{
  const MagOptionValue unknown = { NAN, NAN, NAN, NAN, NAN };
  const MagOptionValue intrinsic = { .delta = quote->contract.right == MAG_RIGHT_CALL ? 1 : -1 };

  quote->iv = NAN;
  if (has_good_greeks (quote))
    quote->greeks = MAG_GREEKS_SOURCE;
  else if (quote->status == MAG_QUOTE_AT_INTRINSIC)
    take_greeks (quote, &intrinsic); /* no time value is left: it moves with the share, dollar for dollar */
  else
    {
      take_greeks (quote, &unknown);
      quote->greeks = MAG_GREEKS_NONE;
    }
}

/* OK leaves a flag for a missing side in place; a range status takes its place. */
static MagQuoteStatus
merge_status (MagQuoteStatus flag,
              MagIvStatus    found)
{
  switch (found)
    {
    case MAG_IV_OK: return flag;
    case MAG_IV_BAD_INPUT: return MAG_QUOTE_BAD_INPUT;
    case MAG_IV_EXPIRED: return MAG_QUOTE_EXPIRED;
    case MAG_IV_BELOW_INTRINSIC: return MAG_QUOTE_BELOW_INTRINSIC;
    case MAG_IV_AT_INTRINSIC: return MAG_QUOTE_AT_INTRINSIC;
    case MAG_IV_BELOW_MINIMUM: return MAG_QUOTE_BELOW_MINIMUM;
    case MAG_IV_ABOVE_MAXIMUM: return MAG_QUOTE_ABOVE_MAXIMUM;
    case MAG_IV_BELOW_RANGE: return MAG_QUOTE_BELOW_RANGE;
    case MAG_IV_ABOVE_RANGE: return MAG_QUOTE_ABOVE_RANGE;
    }
  g_return_val_if_reached (MAG_QUOTE_BAD_INPUT);
}

static void
take_answer (MagOptionQuote   *quote,
             const MagPricing *pricing)
{
  gboolean valued = pricing->status == MAG_IV_OK || pricing->status == MAG_IV_AT_INTRINSIC;

  quote->status = merge_status (quote->status, pricing->status);
  if (pricing->status == MAG_IV_OK)
    quote->iv = pricing->option.sigma;
  if (valued && quote->greeks != MAG_GREEKS_SOURCE)
    take_greeks (quote, &pricing->value);
}

/* ---- IV30 ---- */

static double
forward_of (const Valuation *valuation,
            double           years)
{
  const MagTerms *terms = &valuation->chain->terms;
  double spot = mag_price_to_double (valuation->chain->spot) - mag_terms_present_value (terms, valuation->now_us, years);

  return spot * exp ((terms->rate - terms->yield) * years);
}

/* The volatilities of good quotes, strike by strike. */
static GArray *
collect_strikes (MagChain  *chain,
                 const Run *run)
{
  GArray *strikes = g_array_new (FALSE, FALSE, sizeof (MagStrikeVolatility));
  MagPrice last = MAG_PRICE_UNKNOWN;

  for (guint i = run->begin; i < run->end; i++)
    {
      const MagOptionQuote *quote = quote_at (chain, i);
      double iv = mag_quote_status_is_ranked (quote->status) ? quote->iv : NAN;
      MagStrikeVolatility strike = { mag_price_to_double (quote->contract.strike), NAN, NAN };

      if (quote->contract.strike != last)
        g_array_append_val (strikes, strike);
      last = quote->contract.strike;
      if (quote->contract.right == MAG_RIGHT_CALL)
        g_array_index (strikes, MagStrikeVolatility, strikes->len - 1).call = iv;
      else
        g_array_index (strikes, MagStrikeVolatility, strikes->len - 1).put = iv;
    }
  return strikes;
}

static void
set_iv30 (Valuation *valuation)
{
  MagChain *chain = valuation->chain;
  g_autoptr(GArray) terms = g_array_new (FALSE, FALSE, sizeof (MagTermVolatility));
  bool one_sided = false;

  for (guint i = 0; i < valuation->runs->len; i++)
    {
      const Run *run = &g_array_index (valuation->runs, Run, i);
      const MagContract *contract = &quote_at (chain, run->begin)->contract;
      g_autoptr(GArray) strikes = collect_strikes (chain, run);
      MagTermVolatility term = { run->years, NAN };

      /* Another deliverable is another share. */
      if (mag_contract_is_adjusted (contract) || mag_contract_is_flex (contract))
        continue;
      term.sigma = mag_volatility_at_the_money ((const MagStrikeVolatility *) (gpointer) strikes->data, strikes->len, forward_of (valuation, run->years));
      g_array_append_val (terms, term);
    }
  chain->iv30 = mag_volatility_iv30 ((const MagTermVolatility *) (gpointer) terms->data, terms->len, &one_sided);
  chain->iv30_one_sided = one_sided;
}

/**
 * mag_chain_fill_greeks:
 * @chain: finished, not shared yet; greeks NaN where the source gave none
 * @now_us: our clock. Times to expiry count from it while the market is open, from the last close otherwise: that is what the quotes are of
 * @terms: rate and dividends; the chain keeps a copy
 *
 * Sets iv, greeks and their origin of every quote, and the status of those whose price no volatility explains; and the chain's IV30. Pure arithmetic, some
 * microseconds a contract, tens of them with cash dividends. Any thread.
 */
void
mag_chain_fill_greeks (MagChain       *chain,
                       gint64          now_us,
                       const MagTerms *terms)
{
  Valuation valuation = { .chain = chain, .now_us = mag_calendar_session_clock (now_us) };
  g_autoptr(GArray) runs = valuation.runs = g_array_new (FALSE, FALSE, sizeof (Run));
  g_autoptr(GArray) contracts = valuation.contracts = g_array_sized_new (FALSE, FALSE, sizeof (MagPricing), chain->quotes->len);
  g_autoptr(GArray) rows = valuation.rows = g_array_sized_new (FALSE, FALSE, sizeof (guint), chain->quotes->len);
  MagPricer *pricer = mag_pricer_new ();

  chain->terms = *terms;
  find_runs (&valuation);
  find_dividends (&valuation);
  for (guint i = 0; i < runs->len; i++)
    add_run (&valuation, &g_array_index (runs, Run, i));

  mag_pricer_imply (pricer, valuation.dividends, valuation.n_dividends, (MagPricing *) (gpointer) contracts->data, contracts->len);
  mag_pricer_free (pricer);

  for (guint i = 0; i < chain->quotes->len; i++)
    prepare_quote (quote_at (chain, i));
  for (guint i = 0; i < rows->len; i++)
    take_answer (quote_at (chain, g_array_index (rows, guint, i)), &g_array_index (contracts, MagPricing, i));
  set_iv30 (&valuation);
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
      MagOptionQuote *quote = quote_at (chain, i);

      forget_negative (&quote->bid);
      forget_negative (&quote->ask);
    }
}
