/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-chain.h"
#include "mag-symbol.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where quotes and chains come from. Implementations: MagYahoo, MagCboe, and MagMarket, which asks them in order. All calls are made on the
 * thread of the main loop and answer there; large bodies are parsed on another thread. */

#define MAG_TYPE_MARKET_DATA (mag_market_data_get_type ())
G_DECLARE_INTERFACE (MagMarketData, mag_market_data, MAG, MARKET_DATA, GObject)

typedef enum
{
  MAG_MARKET_ERROR_OFFLINE,        /* no answer, time-out: retried already; try later */
  MAG_MARKET_ERROR_BUSY,           /* 429, 5xx, breaker open: no sooner than asked */
  MAG_MARKET_ERROR_BLOCKED,        /* 401, 403, challenge page: this source will not talk to us now */
  MAG_MARKET_ERROR_UNKNOWN_SYMBOL, /* no such symbol at this source */
  MAG_MARKET_ERROR_NO_OPTIONS,     /* the symbol has no options */
  MAG_MARKET_ERROR_FORMAT,         /* an answer we do not understand */
  MAG_MARKET_ERROR_STALE,          /* the body is older than the last session's open */
  MAG_MARKET_ERROR_UNSUPPORTED,    /* this source does not have such data */
  MAG_MARKET_N_ERRORS
} MagMarketError;
#define MAG_MARKET_ERROR (mag_market_error_quark ())
GQuark      mag_market_error_quark   (void);
const char *mag_market_error_to_nick (MagMarketError code); /* "offline", "busy", ...: counts by kind, --json */

struct _MagMarketDataInterface
{
  GTypeInterface parent;

  MagSource (*get_source)         (MagMarketData *self);
  void      (*load_chain_async)   (MagMarketData *self, const char *ticker, MagDate from, MagDate to, const MagTerms *terms, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  MagChain *(*load_chain_finish)  (MagMarketData *self, GAsyncResult *result, GError **error);
  void      (*load_quotes_async)  (MagMarketData *self, const char * const *tickers, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  GPtrArray *(*load_quotes_finish) (MagMarketData *self, GAsyncResult *result, GError **error);
  void      (*load_profile_async) (MagMarketData *self, const char *ticker, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  MagStockQuote *(*load_profile_finish) (MagMarketData *self, GAsyncResult *result, GError **error);
  void      (*load_bars_async)    (MagMarketData *self, const char *ticker, MagDate from, MagDate to, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  MagPriceHistory *(*load_bars_finish) (MagMarketData *self, GAsyncResult *result, GError **error);
};

MagSource mag_market_data_get_source (MagMarketData *self);

/* The chain of a canonical ticker. from, to: the expirations wanted, both included, 0 open; a source that has all in one body gives all. terms: what it is
 * valued with. The chain is finished (sorted, evaluated), has our own volatilities, and greeks where the source or the model can give them. */
void       mag_market_data_load_chain_async    (MagMarketData *self, const char *ticker, MagDate from, MagDate to, const MagTerms *terms, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagChain  *mag_market_data_load_chain_finish   (MagMarketData *self, GAsyncResult *result, GError **error);
/* Quotes of many tickers, batched by the source's rules; MagStockQuote* for those known, in no order. */
void       mag_market_data_load_quotes_async   (MagMarketData *self, const char * const *tickers, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GPtrArray *mag_market_data_load_quotes_finish  (MagMarketData *self, GAsyncResult *result, GError **error);
/* Sector, industry, market cap, dividend, earnings. */
void       mag_market_data_load_profile_async  (MagMarketData *self, const char *ticker, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagStockQuote *mag_market_data_load_profile_finish (MagMarketData *self, GAsyncResult *result, GError **error);
/* Daily bars, and the dividends of those days where the source tells them. */
void       mag_market_data_load_bars_async     (MagMarketData *self, const char *ticker, MagDate from, MagDate to, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagPriceHistory *mag_market_data_load_bars_finish    (MagMarketData *self, GAsyncResult *result, GError **error);

G_END_DECLS
