/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-quote.h"
#include "mag-terms.h"

G_BEGIN_DECLS

typedef enum
{
  MAG_SOURCE_UNKNOWN,
  MAG_SOURCE_YAHOO,
  MAG_SOURCE_CBOE,
  MAG_SOURCE_BROKER,
} MagSource;

const char *mag_source_get_name          (MagSource source); /* "Yahoo", "CBOE": proper names, not translated; "" when unknown */
int         mag_source_get_nominal_delay (MagSource source); /* minutes: broker 0, CBOE 15, Yahoo chain 30 */

/* The option chain of one underlying as one source showed it at one moment. Filled by the parser that makes it, then
 * shared between threads read-only. Reference counted. */
typedef struct
{
  char      *symbol;        /* owned; our canonical ticker: "BRK.B", "SPX" */
  MagSource  source;
  gint64     fetched_us;    /* our clock when the body was complete; > 0 */
  gint64     generated_us;  /* the source's own file time; 0 */
  gint64     quoted_us;     /* moment the quotes are of: last trade of the underlying at a source that moves both together, newest trade of the contracts otherwise */
  MagPrice   spot;          /* of the same moment as the quotes; > 0 */
  MagPrice   previous_close;
  double     iv30;          /* our own 30-day volatility at the money, fraction; NaN until valued, or not to be had */
  gboolean   iv30_one_sided; /* there was no expiration on the other side of 30 days: the nearest one's */
  MagTerms   terms;         /* what it was valued with */
  gboolean   whole;         /* every listed expiration is in quotes */
  GArray    *quotes;        /* MagOptionQuote, sorted by mag_contract_compare(); never NULL */
  GArray    *expirations;   /* MagDate ascending, all the source lists, also those not fetched; never NULL */
  guint      n_unparsed;    /* rows left out because their symbol is not a contract's */
  guint      n_expired;     /* rows left out because the contract no longer trades */
  guint      n_duplicate;   /* rows left out because the same contract came before */

  gatomicrefcount ref_count;     /* private */
} MagChain;

MagChain *mag_chain_new      (const char *symbol, MagSource source);
MagChain *mag_chain_ref      (MagChain *chain);   /* any thread */
void      mag_chain_unref    (MagChain *chain);
void      mag_chain_finish   (MagChain *chain, gint64 now_us); /* sorts, drops duplicates and expired rows (counting them), evaluates every quote */
guint     mag_chain_count_two_sided (const MagChain *chain);   /* contracts with bid and ask both > 0 */
gboolean  mag_chain_is_degraded     (const MagChain *chain);   /* DESIGN 6: under 20 % two-sided, or all open interest 0 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagChain, mag_chain_unref)

/* What is known of an underlying's shares. Strings owned, NULL unknown. A boxed value with copy and free. */
typedef struct
{
  char     *symbol;          /* canonical ticker */
  char     *name;            /* company or fund */
  char     *sector, *industry;
  char     *currency;        /* "USD" */
  MagSource source;
  MagPrice  price, previous_close;
  gint64    quoted_us;
  gint64    volume;
  gint64    market_cap;      /* whole dollars; -1 unknown */
  double    change;          /* fraction against previous close; NaN */
  double    dividend_yield;  /* fraction per year; NaN */
  MagPrice  dividend_rate;   /* dollars per share and year */
  MagDate   ex_dividend;     /* next or last known ex-date; 0 */
  MagDate   earnings;        /* next report, New York date; 0 */
  gboolean  earnings_estimated;
} MagStockQuote;

MagStockQuote *mag_stock_quote_new  (const char *symbol);
MagStockQuote *mag_stock_quote_copy (const MagStockQuote *quote);
void           mag_stock_quote_free (MagStockQuote *quote);
void           mag_stock_quote_merge (MagStockQuote *into, const MagStockQuote *from); /* known fields of from win */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagStockQuote, mag_stock_quote_free)

/* One day of an underlying. Prices split-adjusted; adjusted_close also dividend-adjusted. */
typedef struct
{
  MagDate  date;
  MagPrice open, high, low, close, adjusted_close;
  gint64   volume;
} MagBar;

/* What has been of an underlying, over a range of days. */
typedef struct
{
  GArray *bars;      /* MagBar, oldest first, one a day */
  GArray *dividends; /* MagCashDividend, oldest first, split-adjusted; NULL: the source does not tell */
} MagPriceHistory;

MagPriceHistory *mag_price_history_new  (void);
void             mag_price_history_free (MagPriceHistory *history);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagPriceHistory, mag_price_history_free)

G_END_DECLS
