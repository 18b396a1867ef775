/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A contract and its quote as members of a JSON object: the same in every verb. */

#include "mag-ctl-contracts.h"

#include "mag-date.h"

static const char *
greeks_to_nick (MagGreeksOrigin origin)
{
  switch (origin)
    {
    case MAG_GREEKS_NONE:
      return NULL;
    case MAG_GREEKS_SOURCE:
      return "source";
    case MAG_GREEKS_EUROPEAN:
      return "european";
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
