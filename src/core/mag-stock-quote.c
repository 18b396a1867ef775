/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known of an underlying's shares, gathered from answers that each know a part of it; and what has been of them. */

#include "config.h"

#include "mag-chain.h"

#include <math.h>

/**
 * mag_stock_quote_new:
 * @symbol: canonical ticker
 *
 * Returns: (transfer full): a quote with everything else unknown
 */
MagStockQuote *
mag_stock_quote_new (const char *symbol)
{
  MagStockQuote *quote = g_new0 (MagStockQuote, 1);

  quote->symbol = g_strdup (symbol);
  quote->price = MAG_PRICE_UNKNOWN;
  quote->previous_close = MAG_PRICE_UNKNOWN;
  quote->volume = MAG_COUNT_UNKNOWN;
  quote->market_cap = MAG_COUNT_UNKNOWN;
  quote->change = NAN;
  quote->dividend_yield = NAN;
  quote->dividend_rate = MAG_PRICE_UNKNOWN;
  return quote;
}

/**
 * mag_stock_quote_copy:
 *
 * Returns: (transfer full): a copy
 */
MagStockQuote *
mag_stock_quote_copy (const MagStockQuote *quote)
{
  MagStockQuote *copy = g_memdup2 (quote, sizeof *quote);

  copy->symbol = g_strdup (quote->symbol);
  copy->name = g_strdup (quote->name);
  copy->sector = g_strdup (quote->sector);
  copy->industry = g_strdup (quote->industry);
  copy->currency = g_strdup (quote->currency);
  return copy;
}

/**
 * mag_stock_quote_free:
 * @quote: (transfer full) (nullable): a quote
 */
void
mag_stock_quote_free (MagStockQuote *quote)
{
  if (quote == NULL)
    return;
  g_free (quote->symbol);
  g_free (quote->name);
  g_free (quote->sector);
  g_free (quote->industry);
  g_free (quote->currency);
  g_free (quote);
}

static void
merge_string (char       **into,
              const char  *from)
{
  if (from != NULL)
    g_set_str (into, from);
}

static void
merge_known (gint64 *into,
             gint64  from,
             gint64  unknown)
{
  if (from != unknown)
    *into = from;
}

static void
merge_ratio (double *into,
             double  from)
{
  if (!isnan (from))
    *into = from;
}

/* The report date and whether it is an estimate belong together. */
static void
merge_dates (MagStockQuote       *into,
             const MagStockQuote *from)
{
  if (from->ex_dividend != 0)
    into->ex_dividend = from->ex_dividend;
  if (from->earnings == 0)
    return;
  into->earnings = from->earnings;
  into->earnings_estimated = from->earnings_estimated;
}

/**
 * mag_stock_quote_merge:
 * @into: what is known so far
 * @from: newer knowledge of the same symbol
 *
 * Every field that @from knows replaces that of @into; what it does not know stays.
 */
void
mag_stock_quote_merge (MagStockQuote       *into,
                       const MagStockQuote *from)
{
  g_return_if_fail (into != NULL && from != NULL);

  merge_string (&into->name, from->name);
  merge_string (&into->sector, from->sector);
  merge_string (&into->industry, from->industry);
  merge_string (&into->currency, from->currency);
  if (from->source != MAG_SOURCE_UNKNOWN)
    into->source = from->source;
  merge_known (&into->price, from->price, MAG_PRICE_UNKNOWN);
  merge_known (&into->previous_close, from->previous_close, MAG_PRICE_UNKNOWN);
  merge_known (&into->quoted_us, from->quoted_us, 0);
  merge_known (&into->volume, from->volume, MAG_COUNT_UNKNOWN);
  merge_known (&into->market_cap, from->market_cap, MAG_COUNT_UNKNOWN);
  merge_ratio (&into->change, from->change);
  merge_ratio (&into->dividend_yield, from->dividend_yield);
  merge_known (&into->dividend_rate, from->dividend_rate, MAG_PRICE_UNKNOWN);
  merge_dates (into, from);
}

/**
 * mag_price_history_new:
 *
 * Returns: (transfer full): a history without a bar, that does not know of dividends
 */
MagPriceHistory *
mag_price_history_new (void)
{
  MagPriceHistory *history = g_new0 (MagPriceHistory, 1);

  history->bars = g_array_new (FALSE, FALSE, sizeof (MagBar));
  return history;
}

/**
 * mag_price_history_free:
 * @history: (transfer full) (nullable): a history
 */
void
mag_price_history_free (MagPriceHistory *history)
{
  if (history == NULL)
    return;
  g_array_unref (history->bars);
  g_clear_pointer (&history->dividends, g_array_unref);
  g_free (history);
}
