/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the symbol table: what each says, how it sorts, and what of it remains in a narrow window. Pure
 * functions of a row and the time; the widgets are elsewhere. */

#include "config.h"

#include "mag-symbol-columns.h"

#include "mag-format.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static char *
symbol_text (const MagSymbolContext *context)
{
  return g_strdup (context->row->symbol.ticker);
}

static char *
symbol_tooltip (const MagSymbolContext *context)
{
  return g_strdup (context->row->stock->name);
}

static char *
change_text (const MagSymbolContext *context)
{
  return mag_format_percent_change (context->row->stock->change, 2);
}

static char *
price_text (const MagSymbolContext *context)
{
  return mag_format_price (context->row->stock->price);
}

static char *
symbol_detail (const MagSymbolContext *context)
{
  g_autofree char *price = price_text (context);
  g_autofree char *change = change_text (context);

  return g_strdup_printf ("%s  %s", price, change);
}

static const char *
change_style (const MagSymbolContext *context)
{
  return mag_format_sign_class (context->row->stock->change);
}

static char *
iv_text (const MagSymbolContext *context)
{
  return mag_format_percent (context->row->iv30, 1);
}

static char *
iv_rank_text (const MagSymbolContext *context)
{
  return mag_format_standing (context->row->iv_rank, context->row->iv_days);
}

static char *
expiry_text (const MagSymbolContext *context)
{
  return context->row->has_best ? mag_format_expiry (context->row->best.quote.contract.expiration, context->now_us)
                                : g_strdup ("-");
}

static char *
strike_text (const MagSymbolContext *context)
{
  return context->row->has_best ? mag_format_strike (context->row->best.quote.contract.strike) : g_strdup ("-");
}

static char *
bid_text (const MagSymbolContext *context)
{
  return context->row->has_best ? mag_format_price (context->row->best.quote.bid) : g_strdup ("-");
}

static char *
delta_text (const MagSymbolContext *context)
{
  return context->row->has_best ? mag_format_delta (context->row->best.quote.delta) : g_strdup ("-");
}

static char *
return_text (const MagSymbolContext *context)
{
  return mag_format_percent (context->figures.monthly_return, 2);
}

static char *
return_detail (const MagSymbolContext *context)
{
  g_autofree char *strike = NULL;
  g_autofree char *bid = NULL;

  if (!context->row->has_best)
    return g_strdup ("");

  strike = strike_text (context);
  bid = bid_text (context);

  /* Translators: strike and bid of a put, "95 at 1.80" */
  return g_strdup_printf (_("%s at %s"), strike, bid);
}

static char *
annualized_text (const MagSymbolContext *context)
{
  return mag_format_percent (context->figures.annualized, 1);
}

static char *
target_text (const MagSymbolContext *context)
{
  return mag_format_price (context->row->target);
}

static char *
quotes_text (const MagSymbolContext *context)
{
  if (context->row->quoted_us == 0)
    return g_strdup (context->row->synced_us == 0 ? _("never synced") : "-");

  return mag_format_quote_age (context->row->quoted_us, context->row->source, context->now_us);
}

static const char *
quotes_style (const MagSymbolContext *context)
{
  int delay = mag_source_get_nominal_delay (context->row->source);

  if (context->row->quoted_us == 0)
    return "dim-label";

  return mag_quote_freshness (context->row->quoted_us, delay, context->now_us) == MAG_FRESHNESS_STALE ? "warning" : "dim-label";
}

static char *
remarks_text (const MagSymbolContext *context)
{
  const char *trouble = context->row->trouble;

  return trouble != NULL ? g_strdup_printf ("⚠ %s", trouble) : g_strdup (context->row->note);
}

static const char *
remarks_style (const MagSymbolContext *context)
{
  return context->row->trouble != NULL ? "warning" : "";
}

static int
compare_int64 (gint64 a,
               gint64 b)
{
  return (a > b) - (a < b);
}

static int
compare_double (double a,
                double b)
{
  if (isnan (a) || isnan (b))
    return isnan (b) - isnan (a);

  return (a > b) - (a < b);
}

static int
symbol_compare (const MagSymbolContext *a,
                const MagSymbolContext *b)
{
  return strcmp (a->row->symbol.ticker, b->row->symbol.ticker);
}

static int
price_compare (const MagSymbolContext *a,
               const MagSymbolContext *b)
{
  return compare_int64 (a->row->stock->price, b->row->stock->price);
}

static int
change_compare (const MagSymbolContext *a,
                const MagSymbolContext *b)
{
  return compare_double (a->row->stock->change, b->row->stock->change);
}

static int
iv_compare (const MagSymbolContext *a,
            const MagSymbolContext *b)
{
  return compare_double (a->row->iv30, b->row->iv30);
}

static int
iv_rank_compare (const MagSymbolContext *a,
                 const MagSymbolContext *b)
{
  return compare_double (a->row->iv_rank, b->row->iv_rank);
}

static gint64
best_date (const MagSymbolContext *context)
{
  return context->row->has_best ? context->row->best.quote.contract.expiration : 0;
}

static int
expiry_compare (const MagSymbolContext *a,
                const MagSymbolContext *b)
{
  return compare_int64 (best_date (a), best_date (b));
}

static int
strike_compare (const MagSymbolContext *a,
                const MagSymbolContext *b)
{
  return compare_int64 (a->row->has_best ? a->row->best.quote.contract.strike : MAG_PRICE_UNKNOWN,
                        b->row->has_best ? b->row->best.quote.contract.strike : MAG_PRICE_UNKNOWN);
}

static int
bid_compare (const MagSymbolContext *a,
             const MagSymbolContext *b)
{
  return compare_int64 (a->row->has_best ? a->row->best.quote.bid : MAG_PRICE_UNKNOWN,
                        b->row->has_best ? b->row->best.quote.bid : MAG_PRICE_UNKNOWN);
}

static int
delta_compare (const MagSymbolContext *a,
               const MagSymbolContext *b)
{
  return compare_double (a->row->has_best ? a->row->best.quote.delta : NAN, b->row->has_best ? b->row->best.quote.delta : NAN);
}

static int
return_compare (const MagSymbolContext *a,
                const MagSymbolContext *b)
{
  return compare_double (a->figures.monthly_return, b->figures.monthly_return);
}

static int
annualized_compare (const MagSymbolContext *a,
                    const MagSymbolContext *b)
{
  return compare_double (a->figures.annualized, b->figures.annualized);
}

static int
target_compare (const MagSymbolContext *a,
                const MagSymbolContext *b)
{
  return compare_int64 (a->row->target, b->row->target);
}

static int
quotes_compare (const MagSymbolContext *a,
                const MagSymbolContext *b)
{
  return compare_int64 (a->row->quoted_us, b->row->quoted_us);
}

static int
remarks_compare (const MagSymbolContext *a,
                 const MagSymbolContext *b)
{
  g_autofree char *text_a = remarks_text (a);
  g_autofree char *text_b = remarks_text (b);

  return g_utf8_collate (text_a, text_b);
}

static const MagSymbolColumn columns[] = {
  { "symbol", N_("Symbol"), N_("The underlying share, fund or index"),
    6, FALSE, TRUE, TRUE, symbol_text, symbol_detail, NULL, symbol_compare, symbol_tooltip },
  { "price", N_("Price"), N_("Last price a share"),
    8, TRUE, TRUE, FALSE, price_text, NULL, NULL, price_compare },
  { "change", N_("Change"), N_("Against the previous close"),
    10, TRUE, TRUE, FALSE, change_text, NULL, change_style, change_compare },
  { "iv", N_("IV"), N_("Implied volatility at the money, 30 days, a year"),
    6, TRUE, TRUE, FALSE, iv_text, NULL, NULL, iv_compare },
  { "iv-rank", N_("IV Rank"), N_("Where IV lies between the lowest (0) and the highest (100) of our own history, and of how many days that is"),
    11, TRUE, FALSE, FALSE, iv_rank_text, NULL, NULL, iv_rank_compare },
  { "expiry", N_("Best Put"), N_("Expiration of the put with the highest monthly return among 23 to 37 days, delta 0.25 to 0.40, out of the money"),
    15, TRUE, TRUE, TRUE, expiry_text, quotes_text, NULL, expiry_compare },
  { "strike", N_("Strike"), N_("Strike of the best put"),
    6, TRUE, TRUE, FALSE, strike_text, NULL, NULL, strike_compare },
  { "bid", N_("Bid"), N_("What a seller of the best put can count on, a share"),
    6, TRUE, TRUE, FALSE, bid_text, NULL, NULL, bid_compare },
  { "delta", N_("Delta"), N_("Delta of the best put"),
    7, TRUE, TRUE, FALSE, delta_text, NULL, NULL, delta_compare },
  { "return", N_("Monthly"), N_("Bid / strike × 30 / days left"),
    7, TRUE, TRUE, TRUE, return_text, return_detail, NULL, return_compare },
  { "annualized", N_("Annualized"), N_("Bid / strike × 365 / days left, simple"),
    8, TRUE, FALSE, FALSE, annualized_text, NULL, NULL, annualized_compare },
  { "target", N_("Target"), N_("Your target price"),
    8, TRUE, FALSE, FALSE, target_text, NULL, NULL, target_compare },
  { "quotes", N_("Quotes"), N_("Age of the option quotes"),
    14, FALSE, TRUE, FALSE, quotes_text, NULL, quotes_style, quotes_compare },
  { "remarks", N_("Remarks"), N_("What went wrong at the last sync, or your note"),
    9, FALSE, TRUE, FALSE, remarks_text, NULL, remarks_style, remarks_compare, remarks_text },
};

/**
 * mag_symbol_columns_get:
 * @n_columns: (out): how many
 *
 * Returns: (transfer none): the columns in their first order
 */
const MagSymbolColumn *
mag_symbol_columns_get (guint *n_columns)
{
  *n_columns = G_N_ELEMENTS (columns);

  return columns;
}

/**
 * mag_symbol_columns_find:
 * @id: (nullable): id of a column
 *
 * Returns: (transfer none) (nullable): the column, or NULL when there is none of that id
 */
const MagSymbolColumn *
mag_symbol_columns_find (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (g_strcmp0 (columns[i].id, id) == 0)
      return &columns[i];

  return NULL;
}

/**
 * mag_symbol_context_init:
 * @context: what to fill
 * @row: a row of the store; lent
 * @now_us: the time
 *
 * Prepares what the columns' functions read.
 */
void
mag_symbol_context_init (MagSymbolContext      *context,
                         const MagWatchlistRow *row,
                         gint64                 now_us)
{
  g_return_if_fail (context != NULL);
  g_return_if_fail (row != NULL);

  context->row = row;
  context->now_us = now_us;
  context->figures = (MagScanFigures) { .monthly_return = NAN, .annualized = NAN, .roc = NAN };
  if (row->has_best)
    mag_scan_row_get_figures (&row->best, now_us, &context->figures);
}
