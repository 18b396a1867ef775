/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A contract and its quote, what it was valued with and where volatility stands, as members of a JSON object: the same in every verb. */

#include "mag-ctl.h"

#include "mag-ctl-contracts.h"

#include "mag-date.h"
#include "mag-money.h"

static const char *
greeks_to_nick (MagGreeksOrigin origin)
{
  switch (origin)
    {
    case MAG_GREEKS_NONE:
      return NULL;
    case MAG_GREEKS_SOURCE:
      return "source";
    case MAG_GREEKS_MODEL:
      return "model";
    }
  g_return_val_if_reached (NULL);
}

/**
 * mag_ctl_write_quote:
 * @json: inside an object
 * @quote: a quote that was evaluated
 * @now_us: the profile's time, for the days to expiration
 */
void
mag_ctl_write_quote (MagCtlJson           *json,
                     const MagOptionQuote *quote,
                     gint64                now_us)
{
  g_autofree char *contract = mag_contract_format (&quote->contract);

  mag_ctl_json_string (json, "contract", contract);
  mag_ctl_json_string (json, "root", quote->contract.root);
  mag_ctl_json_string (json, "right", quote->contract.right == MAG_RIGHT_PUT ? "put" : "call");
  mag_ctl_json_date (json, "expiration", quote->contract.expiration);
  mag_ctl_json_integer (json, "dte", mag_date_dte (quote->contract.expiration, now_us));
  mag_ctl_json_price (json, "strike", quote->contract.strike);
  mag_ctl_json_price (json, "bid", quote->bid);
  mag_ctl_json_price (json, "ask", quote->ask);
  mag_ctl_json_price (json, "last", quote->last);
  mag_ctl_json_instant (json, "last_trade", quote->last_trade_us);
  mag_ctl_json_count (json, "volume", quote->volume);
  mag_ctl_json_count (json, "open_interest", quote->open_interest);
  mag_ctl_json_ratio (json, "iv", quote->iv);
  mag_ctl_json_ratio (json, "delta", quote->delta);
  mag_ctl_json_ratio (json, "gamma", quote->gamma);
  mag_ctl_json_ratio (json, "theta", quote->theta);
  mag_ctl_json_ratio (json, "vega", quote->vega);
  mag_ctl_json_string (json, "greeks", greeks_to_nick (quote->greeks));
  mag_ctl_json_string (json, "status", mag_quote_status_to_nick (quote->status));
  mag_ctl_json_boolean (json, "wide", quote->wide);
}

/**
 * mag_ctl_write_terms:
 * @json: inside an object
 * @terms: what a chain, or a contract, was valued with
 */
void
mag_ctl_write_terms (MagCtlJson     *json,
                     const MagTerms *terms)
{
  mag_ctl_json_ratio (json, "rate", terms->rate);
  mag_ctl_json_ratio (json, "dividend_yield", terms->yield);
  mag_ctl_json_begin_array (json, "dividends");
  for (guint i = 0; i < terms->n_dividends; i++)
    {
      mag_ctl_json_begin_object (json, NULL);
      mag_ctl_json_date (json, "ex_date", terms->dividends[i].ex_date);
      mag_ctl_json_price (json, "amount", terms->dividends[i].amount);
      mag_ctl_json_boolean (json, "announced", terms->dividends[i].announced);
      mag_ctl_json_end_object (json);
    }
  mag_ctl_json_end_array (json);
}

/**
 * mag_ctl_dup_terms:
 * @terms: what a chain was valued with
 *
 * Returns: (transfer full): "rate 4.00 %, dividend yield 1.20 %"
 */
char *
mag_ctl_dup_terms (const MagTerms *terms)
{
  g_autofree char *rate = mag_ctl_dup_percent (terms->rate, 2);
  g_autofree char *yield = mag_ctl_dup_percent (terms->yield, 2);
  g_autofree char *amount = terms->n_dividends > 0 ? mag_price_format (terms->dividends[0].amount, 4) : NULL;
  g_autofree char *date = terms->n_dividends > 0 ? mag_date_format (terms->dividends[0].ex_date) : NULL;

  if (terms->n_dividends > 0)
    return g_strdup_printf ("rate %s, dividends of $%s from %s on (%s)", rate, amount, date,
                            terms->dividends[0].announced ? "first date announced, the rest estimates" : "estimates");
  if (terms->yield > 0)
    return g_strdup_printf ("rate %s, dividend yield %s", rate, yield);
  return g_strdup_printf ("rate %s, no dividends known", rate);
}
