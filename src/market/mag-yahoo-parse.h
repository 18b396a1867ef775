/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-market-data.h"

G_BEGIN_DECLS

/* Bodies of Yahoo Finance. Pure; any thread. Errors are MAG_MARKET_ERROR. */

/* One answer of v7/finance/options: one expiration, and the list of all. */
typedef struct
{
  gint64   received_us;    /* when its body was complete */
  GArray  *epochs;         /* gint64 seconds: the expirations listed, the very numbers to ask for */
  GArray  *quotes;         /* MagOptionQuote, unsorted, not evaluated */
  MagDate  expiration;     /* of the quotes; 0: none */
  guint    n_unparsed;
  double   price;          /* the share's live price; NaN */
  double   previous_close; /* NaN */
  gint64   price_us;       /* when it traded; 0 */
} MagYahooPage;

MagYahooPage  *mag_yahoo_page_parse     (GBytes *body, const char *ticker, gint64 received_us, GError **error);
void           mag_yahoo_page_free      (MagYahooPage *page);
MagChain      *mag_yahoo_chain_assemble (GPtrArray *pages, const char *ticker, gint64 now_us, const MagTerms *terms, GError **error);

/* tickers: Yahoo symbol -> canonical ticker of what was asked for. */
GPtrArray     *mag_yahoo_quotes_parse   (GBytes *body, GHashTable *tickers, GError **error);
MagPriceHistory *mag_yahoo_history_parse (GBytes *body, GError **error);
MagStockQuote *mag_yahoo_summary_parse  (GBytes *body, const char *ticker, gint64 now_us, GError **error);
GError        *mag_yahoo_error_parse    (GBytes *body, guint status, const char *subject); /* what an answer that is not 2xx means */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagYahooPage, mag_yahoo_page_free)

G_END_DECLS
