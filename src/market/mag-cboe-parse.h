/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-market-data.h"

G_BEGIN_DECLS

/* Bodies of CBOE's delayed quotes. Pure; any thread. now_us: our clock; fetched_us: when the body was complete. Errors are MAG_MARKET_ERROR. */
MagChain      *mag_cboe_chain_parse (GBytes *body, const char *ticker, gint64 fetched_us, gint64 now_us, const MagTerms *terms, GError **error);
MagStockQuote *mag_cboe_quote_parse (GBytes *body, const char *ticker, GError **error);
MagPriceHistory *mag_cboe_history_parse (GBytes *body, MagDate from, MagDate to, GError **error);

G_END_DECLS
