/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the results table: for each its title, its text and what it sorts by, in one table that the view, the
 * column chooser, the "Sort by" menu and "Copy rows" all read. Pure functions of a row. */

#include "mag-analyzer-columns.h"

#include "mag-analyzer-figures.h"
#include "mag-date.h"
#include "mag-format.h"
#include "mag-symbol.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* A field of the scan or of its figures as text and as the number to sort by. */
#define SCAN_COLUMN(name, field, text_expression, key_expression) \
  static char *name##_text (MagAnalyzerRow *row) \
  { \
    const MagScanRow *scan G_GNUC_UNUSED = mag_analyzer_row_get_scan (row); \
    const MagScanFigures *figures G_GNUC_UNUSED = mag_analyzer_row_get_figures (row); \
    return text_expression (field); \
  } \
  static double name##_key (MagAnalyzerRow *row) \
  { \
    const MagScanRow *scan G_GNUC_UNUSED = mag_analyzer_row_get_scan (row); \
    const MagScanFigures *figures G_GNUC_UNUSED = mag_analyzer_row_get_figures (row); \
    return key_expression (field); \
  }

static double
price_key (gint64 price)
{
  return price == MAG_PRICE_UNKNOWN ? NAN : (double) price;
}

static double
count_key (gint64 count)
{
  return count < 0 ? NAN : (double) count;
}

static double
ratio_key (double ratio)
{
  return ratio;
}

static char *
percent1 (double fraction)
{
  return mag_format_percent (fraction, 1);
}

static char *
percent2 (double fraction)
{
  return mag_format_percent (fraction, 2);
}

SCAN_COLUMN (strike, scan->quote.contract.strike, mag_format_strike, price_key)
SCAN_COLUMN (spot, scan->spot, mag_format_price, price_key)
SCAN_COLUMN (cushion, figures->cushion, percent1, ratio_key)
SCAN_COLUMN (delta, scan->quote.delta, mag_format_delta, ratio_key)
SCAN_COLUMN (iv, mag_option_quote_shown_iv (&scan->quote), percent1, ratio_key)
SCAN_COLUMN (bid, scan->quote.bid, mag_format_price, price_key)
SCAN_COLUMN (ask, scan->quote.ask, mag_format_price, price_key)
SCAN_COLUMN (mark, figures->mark, mag_format_price, price_key)
SCAN_COLUMN (spread, figures->spread, percent1, ratio_key)
SCAN_COLUMN (premium, figures->premium, mag_format_money, price_key)
SCAN_COLUMN (collateral, figures->collateral, mag_format_money_whole, price_key)
SCAN_COLUMN (roc, figures->roc, percent2, ratio_key)
SCAN_COLUMN (monthly, figures->monthly_return, percent2, ratio_key)
SCAN_COLUMN (annualized, figures->annualized, percent1, ratio_key)
SCAN_COLUMN (breakeven, figures->breakeven, mag_format_price, price_key)
SCAN_COLUMN (pop, figures->pop, percent1, ratio_key)
SCAN_COLUMN (p_itm, figures->p_itm, percent1, ratio_key)
SCAN_COLUMN (open_interest, scan->quote.open_interest, mag_format_count, count_key)
SCAN_COLUMN (volume, scan->quote.volume, mag_format_count, count_key)

static char *
iv_rank_text (MagAnalyzerRow *row)
{
  const MagScanRow *scan = mag_analyzer_row_get_scan (row);

  return mag_format_standing (scan->iv_rank, scan->iv_days);
}

static double
iv_rank_key (MagAnalyzerRow *row)
{
  return mag_analyzer_row_get_scan (row)->iv_rank;
}

static char *
rank_text (MagAnalyzerRow *row)
{
  return mag_format_count (mag_analyzer_row_get_rank (row));
}

static double
rank_key (MagAnalyzerRow *row)
{
  return mag_analyzer_row_get_rank (row);
}

static char *
symbol_text (MagAnalyzerRow *row)
{
  const MagScanRow *scan = mag_analyzer_row_get_scan (row);

  return mag_symbol_dup_with_root (scan->symbol, scan->quote.contract.root);
}

static char *
contract_detail (MagAnalyzerRow *row)
{
  g_autofree char *bid = bid_text (row);
  g_autofree char *delta = mag_format_greek (mag_analyzer_row_get_scan (row)->quote.delta, 2);

  /* Translators: second line of a contract in a narrow window: bid and delta */
  return g_strdup_printf (_("bid %s · Δ %s"), bid, delta);
}

static char *
monthly_detail (MagAnalyzerRow *row)
{
  return premium_text (row);
}

static char *
expiry_text (MagAnalyzerRow *row)
{
  return mag_format_expiry (mag_analyzer_row_get_scan (row)->quote.contract.expiration, mag_analyzer_row_get_now_us (row));
}

static char *
day_text (MagAnalyzerRow *row)
{
  return mag_format_date (mag_analyzer_row_get_scan (row)->quote.contract.expiration, mag_analyzer_row_get_now_us (row));
}

static char *
day_detail (MagAnalyzerRow *row)
{
  return g_strdup_printf (_("%d d"), mag_analyzer_row_get_figures (row)->dte);
}

static double
expiry_key (MagAnalyzerRow *row)
{
  return mag_analyzer_row_get_scan (row)->quote.contract.expiration;
}

/* The report's date when it falls while the contract is held; else that there is none, or that nobody knows. */
static char *
earnings_text (MagAnalyzerRow *row)
{
  const MagScanRow *scan = mag_analyzer_row_get_scan (row);
  gint64 now_us = mag_analyzer_row_get_now_us (row);

  if (scan->earnings == 0)
    return g_strdup ("-");
  if (scan->earnings > scan->quote.contract.expiration || mag_date_dte (scan->earnings, now_us) < 0)
    /* Translators: no earnings report before the option expires */
    return g_strdup (_("none"));

  return mag_format_date (scan->earnings, now_us);
}

static double
earnings_key (MagAnalyzerRow *row)
{
  MagDate earnings = mag_analyzer_row_get_scan (row)->earnings;

  return earnings == 0 ? NAN : earnings;
}

static char *
age_text (MagAnalyzerRow *row)
{
  const MagScanRow *scan = mag_analyzer_row_get_scan (row);

  return mag_format_quote_age (scan->quoted_us, scan->source, mag_analyzer_row_get_now_us (row));
}

static double
age_key (MagAnalyzerRow *row)
{
  gint64 quoted_us = mag_analyzer_row_get_scan (row)->quoted_us;

  return quoted_us == 0 ? NAN : (double) (mag_analyzer_row_get_now_us (row) - quoted_us);
}

static char *
source_text (MagAnalyzerRow *row)
{
  return g_strdup (mag_source_get_name (mag_analyzer_row_get_scan (row)->source));
}

static char *
greeks_text (MagAnalyzerRow *row)
{
  const MagScanRow *scan = mag_analyzer_row_get_scan (row);

  return g_strdup (mag_format_greeks_origin (scan->quote.greeks, scan->source));
}

/* id, title, characters, numeric, shown, narrow, text, detail, key */
static const MagAnalyzerColumn columns[] = {
  { "rank", N_("#"), 5, TRUE, TRUE, FALSE, rank_text, NULL, rank_key },
  { "contract", N_("Contract"), 17, FALSE, FALSE, TRUE, mag_analyzer_figures_title, contract_detail, NULL },
  { "return", N_("Monthly"), 8, TRUE, FALSE, TRUE, monthly_text, monthly_detail, monthly_key },
  { "when", N_("Expires"), 10, FALSE, FALSE, TRUE, day_text, day_detail, expiry_key },
  { "symbol", N_("Symbol"), 11, FALSE, TRUE, FALSE, symbol_text, NULL, NULL },
  { "strike", N_("Strike"), 6, TRUE, TRUE, FALSE, strike_text, NULL, strike_key },
  { "expiry", N_("Expiry"), 16, FALSE, TRUE, FALSE, expiry_text, NULL, expiry_key },
  { "monthly", N_("Monthly"), 8, TRUE, TRUE, FALSE, monthly_text, NULL, monthly_key },
  { "bid", N_("Bid"), 6, TRUE, TRUE, FALSE, bid_text, NULL, bid_key },
  { "ask", N_("Ask"), 6, TRUE, FALSE, FALSE, ask_text, NULL, ask_key },
  { "mark", N_("Mark"), 6, TRUE, FALSE, FALSE, mark_text, NULL, mark_key },
  { "delta", N_("Delta"), 6, TRUE, TRUE, FALSE, delta_text, NULL, delta_key },
  { "spot", N_("Spot"), 8, TRUE, TRUE, FALSE, spot_text, NULL, spot_key },
  { "cushion", N_("Cushion"), 7, TRUE, TRUE, FALSE, cushion_text, NULL, cushion_key },
  { "iv", N_("IV"), 7, TRUE, TRUE, FALSE, iv_text, NULL, iv_key },
  { "iv-rank", N_("IV Rank"), 11, TRUE, FALSE, FALSE, iv_rank_text, NULL, iv_rank_key },
  { "spread", N_("Spread"), 7, TRUE, TRUE, FALSE, spread_text, NULL, spread_key },
  { "premium", N_("Premium"), 10, TRUE, TRUE, FALSE, premium_text, NULL, premium_key },
  { "collateral", N_("Collateral"), 9, TRUE, TRUE, FALSE, collateral_text, NULL, collateral_key },
  { "roc", N_("ROC"), 7, TRUE, FALSE, FALSE, roc_text, NULL, roc_key },
  { "annualized", N_("Annualized"), 8, TRUE, TRUE, FALSE, annualized_text, NULL, annualized_key },
  { "breakeven", N_("Breakeven"), 8, TRUE, FALSE, FALSE, breakeven_text, NULL, breakeven_key },
  { "pop", N_("POP"), 7, TRUE, TRUE, FALSE, pop_text, NULL, pop_key },
  { "p-itm", N_("P(ITM)"), 7, TRUE, FALSE, FALSE, p_itm_text, NULL, p_itm_key },
  { "open-interest", N_("OI"), 7, TRUE, TRUE, FALSE, open_interest_text, NULL, open_interest_key },
  { "volume", N_("Volume"), 7, TRUE, TRUE, FALSE, volume_text, NULL, volume_key },
  { "earnings", N_("Earnings Before"), 11, FALSE, TRUE, FALSE, earnings_text, NULL, earnings_key },
  { "age", N_("Quote Age"), 18, FALSE, TRUE, FALSE, age_text, NULL, age_key },
  { "source", N_("Source"), 6, FALSE, FALSE, FALSE, source_text, NULL, NULL },
  { "greeks", N_("Greeks From"), 16, FALSE, TRUE, FALSE, greeks_text, NULL, NULL },
};

/**
 * mag_analyzer_columns_get:
 * @n_columns: (out): how many
 *
 * Returns: every column in its first order; static
 */
const MagAnalyzerColumn *
mag_analyzer_columns_get (guint *n_columns)
{
  *n_columns = G_N_ELEMENTS (columns);
  return columns;
}

/**
 * mag_analyzer_columns_find:
 * @id: an identifier out of settings
 *
 * Returns: (nullable): the column, or NULL when there is none of that name (any more)
 */
const MagAnalyzerColumn *
mag_analyzer_columns_find (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (g_str_equal (columns[i].id, id))
      return &columns[i];

  return NULL;
}

static int
compare_keys (double   a,
              double   b,
              gboolean descending)
{
  if (isnan (a) || isnan (b))
    return (isnan (a) ? 1 : 0) - (isnan (b) ? 1 : 0);

  return (a > b) - (a < b) == 0 ? 0 : ((a > b) == descending ? -1 : 1);
}

/**
 * mag_analyzer_column_compare:
 * @column: the column sorted by
 * @a: a row
 * @b: another
 * @descending: the greatest first
 *
 * Orders two rows as the user sees them: unknown values stand last in either direction, equal ones by rank.
 */
int
mag_analyzer_column_compare (const MagAnalyzerColumn *column,
                             MagAnalyzerRow          *a,
                             MagAnalyzerRow          *b,
                             gboolean                 descending)
{
  int order;

  if (column->key != NULL)
    {
      order = compare_keys (column->key (a), column->key (b), descending);
    }
  else
    {
      g_autofree char *text_a = column->text (a);
      g_autofree char *text_b = column->text (b);

      order = descending ? strcmp (text_b, text_a) : strcmp (text_a, text_b);
    }

  return order != 0 ? order : compare_keys (rank_key (a), rank_key (b), FALSE);
}

/**
 * mag_analyzer_columns_to_tsv:
 * @shown: columns in order, ended by NULL
 * @rows: (element-type MagAnalyzerRow): rows in order
 *
 * The rows as a spreadsheet takes them from the clipboard. The texts are those on screen and hold no tab or line break.
 */
char *
mag_analyzer_columns_to_tsv (const MagAnalyzerColumn *const *shown,
                             GPtrArray                      *rows)
{
  GString *tsv = g_string_new (NULL);

  for (gsize i = 0; shown[i] != NULL; i++)
    g_string_append_printf (tsv, "%s%s", i == 0 ? "" : "\t", _(shown[i]->title));
  g_string_append_c (tsv, '\n');

  for (guint row = 0; row < rows->len; row++)
    {
      for (gsize i = 0; shown[i] != NULL; i++)
        {
          g_autofree char *text = shown[i]->text (g_ptr_array_index (rows, row));

          g_string_append_printf (tsv, "%s%s", i == 0 ? "" : "\t", text);
        }
      g_string_append_c (tsv, '\n');
    }

  return g_string_free (tsv, FALSE);
}
