/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface of a market source: calls are passed on to the implementation. Whatever a source does not have, it says with MAG_MARKET_ERROR_UNSUPPORTED. */

#include "mag-market-data.h"

G_DEFINE_QUARK (mag-market-error, mag_market_error)
G_DEFINE_INTERFACE (MagMarketData, mag_market_data, G_TYPE_OBJECT)

static void
mag_market_data_default_init (MagMarketDataInterface *iface)
{
}

/**
 * mag_market_error_to_nick:
 * @code: a market error
 *
 * Returns: its word in counts and JSON
 */
const char *
mag_market_error_to_nick (MagMarketError code)
{
  switch (code)
    {
    case MAG_MARKET_ERROR_OFFLINE:
      return "offline";
    case MAG_MARKET_ERROR_BUSY:
      return "busy";
    case MAG_MARKET_ERROR_BLOCKED:
      return "blocked";
    case MAG_MARKET_ERROR_UNKNOWN_SYMBOL:
      return "unknown_symbol";
    case MAG_MARKET_ERROR_NO_OPTIONS:
      return "no_options";
    case MAG_MARKET_ERROR_FORMAT:
      return "format";
    case MAG_MARKET_ERROR_STALE:
      return "stale";
    case MAG_MARKET_ERROR_UNSUPPORTED:
      return "unsupported";
    case MAG_MARKET_N_ERRORS:
      break;
    }
  return "";
}

/**
 * mag_market_data_get_source:
 * @self: a source
 *
 * Returns: whose data it gives; MAG_SOURCE_UNKNOWN when it asks several
 */
MagSource
mag_market_data_get_source (MagMarketData *self)
{
  return MAG_MARKET_DATA_GET_IFACE (self)->get_source (self);
}

/**
 * mag_market_data_load_chain_async:
 * @self: a source
 * @ticker: canonical
 * @from: first expiration wanted; 0: no bound
 * @to: last expiration wanted; 0: no bound
 * @terms: rate and dividends to value it with; copied
 * @cancellable: (nullable): to give up
 * @callback: called on the main loop
 * @data: for @callback
 *
 * Asks for the option chain. A source that has all expirations in one body gives all.
 */
void
mag_market_data_load_chain_async (MagMarketData       *self,
                                  const char          *ticker,
                                  MagDate              from,
                                  MagDate              to,
                                  const MagTerms      *terms,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             data)
{
  g_return_if_fail (MAG_IS_MARKET_DATA (self));
  g_return_if_fail (ticker != NULL);
  g_return_if_fail (terms != NULL);

  MAG_MARKET_DATA_GET_IFACE (self)->load_chain_async (self, ticker, from, to, terms, cancellable, callback, data);
}

/**
 * mag_market_data_load_chain_finish:
 * @self: a source
 * @result: what the callback got
 * @error: MAG_MARKET_ERROR, or G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the chain, finished, with greeks, read-only from now on
 */
MagChain *
mag_market_data_load_chain_finish (MagMarketData  *self,
                                   GAsyncResult   *result,
                                   GError        **error)
{
  return MAG_MARKET_DATA_GET_IFACE (self)->load_chain_finish (self, result, error);
}

/**
 * mag_market_data_load_quotes_async:
 * @self: a source
 * @tickers: (array zero-terminated): canonical, any number
 * @cancellable: (nullable): to give up
 * @callback: called on the main loop
 * @data: for @callback
 *
 * Asks for the share prices of many symbols.
 */
void
mag_market_data_load_quotes_async (MagMarketData       *self,
                                   const char *const   *tickers,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             data)
{
  g_return_if_fail (MAG_IS_MARKET_DATA (self));
  g_return_if_fail (tickers != NULL);

  MAG_MARKET_DATA_GET_IFACE (self)->load_quotes_async (self, tickers, cancellable, callback, data);
}

/**
 * mag_market_data_load_quotes_finish:
 * @self: a source
 * @result: what the callback got
 * @error: MAG_MARKET_ERROR, or G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type MagStockQuote): those known, in no order
 */
GPtrArray *
mag_market_data_load_quotes_finish (MagMarketData  *self,
                                    GAsyncResult   *result,
                                    GError        **error)
{
  return MAG_MARKET_DATA_GET_IFACE (self)->load_quotes_finish (self, result, error);
}

/**
 * mag_market_data_load_profile_async:
 * @self: a source
 * @ticker: canonical
 * @cancellable: (nullable): to give up
 * @callback: called on the main loop
 * @data: for @callback
 *
 * Asks for sector, industry, market capitalisation, dividend and earnings.
 */
void
mag_market_data_load_profile_async (MagMarketData       *self,
                                    const char          *ticker,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             data)
{
  g_return_if_fail (MAG_IS_MARKET_DATA (self));
  g_return_if_fail (ticker != NULL);

  MAG_MARKET_DATA_GET_IFACE (self)->load_profile_async (self, ticker, cancellable, callback, data);
}

/**
 * mag_market_data_load_profile_finish:
 * @self: a source
 * @result: what the callback got
 * @error: MAG_MARKET_ERROR, or G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): what is known
 */
MagStockQuote *
mag_market_data_load_profile_finish (MagMarketData  *self,
                                     GAsyncResult   *result,
                                     GError        **error)
{
  return MAG_MARKET_DATA_GET_IFACE (self)->load_profile_finish (self, result, error);
}

/**
 * mag_market_data_load_bars_async:
 * @self: a source
 * @ticker: canonical
 * @from: first day wanted
 * @to: last day wanted
 * @cancellable: (nullable): to give up
 * @callback: called on the main loop
 * @data: for @callback
 *
 * Asks for daily prices.
 */
void
mag_market_data_load_bars_async (MagMarketData       *self,
                                 const char          *ticker,
                                 MagDate              from,
                                 MagDate              to,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             data)
{
  g_return_if_fail (MAG_IS_MARKET_DATA (self));
  g_return_if_fail (ticker != NULL);

  MAG_MARKET_DATA_GET_IFACE (self)->load_bars_async (self, ticker, from, to, cancellable, callback, data);
}

/**
 * mag_market_data_load_bars_finish:
 * @self: a source
 * @result: what the callback got
 * @error: MAG_MARKET_ERROR, or G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the history; without a bar when there are none
 */
MagPriceHistory *
mag_market_data_load_bars_finish (MagMarketData  *self,
                                  GAsyncResult   *result,
                                  GError        **error)
{
  return MAG_MARKET_DATA_GET_IFACE (self)->load_bars_finish (self, result, error);
}
