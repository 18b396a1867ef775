/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which path is which call of which provider: the real hosts' paths, all below one root. */

#include "mag-practice-calls.h"

#include <string.h>

static const MagPracticeCall calls[] = {
  { "/practice/", TRUE, "", "practice", "control", FALSE, MAG_CALL_CONTROL },
  { "/", FALSE, "", "yahoo", "cookie", FALSE, MAG_CALL_ROOT },
  { "/consent", FALSE, "", "yahoo", "consent", FALSE, MAG_CALL_CONSENT },
  { "/v2/collectConsent", FALSE, "", "yahoo", "consent", FALSE, MAG_CALL_COLLECT },
  { "/copyConsent", FALSE, "", "yahoo", "consent", FALSE, MAG_CALL_COPY },
  { "/quote/", TRUE, "", "yahoo", "page", FALSE, MAG_CALL_PAGE },
  { "/v1/test/getcrumb", FALSE, "", "yahoo", "crumb", FALSE, MAG_CALL_CRUMB },
  { "/v7/finance/quote", FALSE, "", "yahoo", "quote", TRUE, MAG_CALL_QUOTE },
  { "/v7/finance/options/", TRUE, "", "yahoo", "options", TRUE, MAG_CALL_OPTIONS },
  { "/v8/finance/chart/", TRUE, "", "yahoo", "chart", FALSE, MAG_CALL_CHART },
  { "/v10/finance/quoteSummary/", TRUE, "", "yahoo", "summary", TRUE, MAG_CALL_SUMMARY },
  { "/v1/finance/search", FALSE, "", "yahoo", "search", FALSE, MAG_CALL_SEARCH },
  { "/api/global/delayed_quotes/options/", TRUE, ".json", "cboe", "options", FALSE, MAG_CALL_CBOE_OPTIONS },
  { "/api/global/delayed_quotes/quotes/", TRUE, ".json", "cboe", "quotes", FALSE, MAG_CALL_CBOE_QUOTES },
  { "/api/global/delayed_quotes/charts/historical/", TRUE, ".json", "cboe", "history", FALSE, MAG_CALL_CBOE_HISTORY },
  { "/oauth2/token/", FALSE, "", "robinhood", "login", FALSE, MAG_CALL_RH_LOGIN },
  { "/oauth2/revoke_token/", FALSE, "", "robinhood", "revoke", FALSE, MAG_CALL_RH_REVOKE },
  { "/pathfinder/", TRUE, "", "robinhood", "workflow", FALSE, MAG_CALL_RH_WORKFLOW },
  { "/push/", TRUE, "", "robinhood", "prompt", FALSE, MAG_CALL_RH_PROMPT },
  { "/challenge/", TRUE, "", "robinhood", "challenge", FALSE, MAG_CALL_RH_CHALLENGE },
  { "/accounts/", TRUE, "", "robinhood", "accounts", FALSE, MAG_CALL_RH_ACCOUNTS },
  { "/portfolios/", TRUE, "", "robinhood", "portfolios", FALSE, MAG_CALL_RH_PORTFOLIOS },
  { "/positions/", TRUE, "", "robinhood", "stocks", FALSE, MAG_CALL_RH_STOCKS },
  { "/instruments/", TRUE, "", "robinhood", "stock-instruments", FALSE, MAG_CALL_RH_STOCK_INSTRUMENTS },
  { "/quotes/", TRUE, "", "robinhood", "quotes", FALSE, MAG_CALL_RH_QUOTES },
  { "/marketdata/quotes/", TRUE, "", "robinhood", "quotes", FALSE, MAG_CALL_RH_QUOTES },
  { "/options/positions/", TRUE, "", "robinhood", "positions", FALSE, MAG_CALL_RH_POSITIONS },
  { "/options/aggregate_positions/", FALSE, "", "robinhood", "aggregate", FALSE, MAG_CALL_RH_AGGREGATE },
  { "/options/instruments/", TRUE, "", "robinhood", "instruments", FALSE, MAG_CALL_RH_INSTRUMENTS },
  { "/options/chains/", TRUE, "", "robinhood", "chains", FALSE, MAG_CALL_RH_CHAINS },
  { "/marketdata/options/", TRUE, "", "robinhood", "marketdata", FALSE, MAG_CALL_RH_MARKETDATA },
  { "/options/orders/", TRUE, "", "robinhood", "orders", FALSE, MAG_CALL_RH_ORDERS },
  { "/orders/", TRUE, "", "robinhood", "share-orders", FALSE, MAG_CALL_RH_SHARE_ORDERS },
  { "/options/events/", FALSE, "", "robinhood", "events", FALSE, MAG_CALL_RH_EVENTS },
};
static const MagPracticeCall unknown_call = { "", FALSE, "", "none", "unknown", FALSE, MAG_CALL_UNKNOWN };

/**
 * mag_practice_call_find:
 * @path: decoded path of a request
 * @symbol: (out) (transfer full): the symbol in it, valid UTF-8; ""
 *
 * Returns: what the path asks for
 */
const MagPracticeCall *
mag_practice_call_find (const char  *path,
                        char       **symbol)
{
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      const MagPracticeCall *call = &calls[i];
      const gsize length = strlen (call->path);

      if (!call->open_ended && strcmp (path, call->path) == 0)
        {
          *symbol = g_strdup ("");
          return call;
        }
      if (call->open_ended && g_str_has_prefix (path, call->path) && g_str_has_suffix (path + length, call->suffix))
        {
          *symbol = g_utf8_make_valid (path + length, (gssize) (strlen (path) - length - strlen (call->suffix)));
          return call;
        }
    }
  *symbol = g_strdup ("");
  return &unknown_call;
}

/**
 * mag_practice_call_get:
 * @i: from 0
 *
 * Returns: (nullable): a call, %NULL behind the last
 */
const MagPracticeCall *
mag_practice_call_get (guint i)
{
  return i < G_N_ELEMENTS (calls) ? &calls[i] : NULL;
}
