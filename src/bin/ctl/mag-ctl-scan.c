/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnusctl scan: asks the query engine what the Analyzer page asks, with every criterion as an option, and says how many contracts each filter took. */

#include "mag-ctl.h"

#include "mag-ctl-contracts.h"
#include "mag-money.h"
#include "mag-scan-repo.h"
#include "mag-symbol.h"

#include <math.h>

#define ROWS_SHOWN 50
#define LIMIT_UNSAID G_MININT

/* The options as written. */
typedef struct
{
  char    *right, *min_delta, *max_delta, *min_bid, *min_return, *max_spread, *max_collateral;
  int      dte, dte_tolerance, min_open_interest, min_volume, limit;
  gboolean in_the_money;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->right);
  g_free (options->min_delta);
  g_free (options->max_delta);
  g_free (options->min_bid);
  g_free (options->min_return);
  g_free (options->max_spread);
  g_free (options->max_collateral);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* The question, for the store's thread, and the answer. */
typedef struct
{
  gint64          list;      /* 0: all */
  const char     *list_name; /* NULL: all */
  MagScanCriteria criteria;
  guint           limit;     /* 0: no limit */
  gint64          now_us;
} Scan;

static gboolean
parse (MagCtl    *self,
       Options   *options,
       int       *argc,
       char    ***argv,
       GError   **error)
{
  const GOptionEntry entries[] = {
    { "right", 0, 0, G_OPTION_ARG_STRING, &options->right, "put (default) or call", "SIDE" },
    { "dte", 0, 0, G_OPTION_ARG_INT, &options->dte, "Days to expiration aimed at (default 30)", "DAYS" },
    { "dte-tolerance", 0, 0, G_OPTION_ARG_INT, &options->dte_tolerance, "Days more or less (default 7)", "DAYS" },
    { "min-delta", 0, 0, G_OPTION_ARG_STRING, &options->min_delta, "Least |delta| (default 0.25)", "DELTA" },
    { "max-delta", 0, 0, G_OPTION_ARG_STRING, &options->max_delta, "Greatest |delta| (default 0.40)", "DELTA" },
    { "min-bid", 0, 0, G_OPTION_ARG_STRING, &options->min_bid, "Least bid, dollars per share", "PRICE" },
    { "min-monthly-return", 0, 0, G_OPTION_ARG_STRING, &options->min_return, "Least return on the bid per 30 days, 0.02 or 2%", "SHARE" },
    { "min-open-interest", 0, 0, G_OPTION_ARG_INT, &options->min_open_interest, "Least open interest", "CONTRACTS" },
    { "min-volume", 0, 0, G_OPTION_ARG_INT, &options->min_volume, "Least volume of the day", "CONTRACTS" },
    { "max-spread", 0, 0, G_OPTION_ARG_STRING, &options->max_spread, "Greatest spread against the mark, 0.10 or 10%", "SHARE" },
    { "max-collateral", 0, 0, G_OPTION_ARG_STRING, &options->max_collateral, "Most collateral of one contract, dollars", "DOLLARS" },
    { "in-the-money", 0, 0, G_OPTION_ARG_NONE, &options->in_the_money, "Contracts in the money too", NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options->limit, "Rows to show, 0 for all (default 50; all with --json)", "ROWS" },
    { NULL }
  };
  const MagCtlSyntax syntax = {
    .arguments = "[LIST]",
    .summary = "Ranks the contracts of a watchlist, or of all, by their monthly return on the bid.",
    .entries = entries, .n_min = 0, .n_max = 1,
  };

  return mag_ctl_parse (self, &syntax, argc, argv, error);
}

static gboolean
refuse (const char  *option,
        const char  *text,
        GError     **error)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s can't be \"%s\".", option, text);
  return FALSE;
}

/* "0.02" or "2%"; NULL leaves *share alone. */
static gboolean
read_share (const char  *option,
            const char  *text,
            double      *share,
            GError     **error)
{
  char *end;
  double value;

  if (text == NULL)
    return TRUE;
  value = g_ascii_strtod (text, &end);
  if (end > text && *end == '%')
    {
      value /= 100;
      end++;
    }
  if (end == text || *end != '\0' || !isfinite (value) || value < 0)
    return refuse (option, text, error);
  *share = value;
  return TRUE;
}

/* A delta written as traders say it, "25", is told what to write. */
static gboolean
read_delta (const char  *option,
            const char  *text,
            double      *delta,
            GError     **error)
{
  if (!read_share (option, text, delta, error))
    return FALSE;
  if (text == NULL || *delta <= 1)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s can't be \"%s\": a delta is between 0 and 1, 0.25 and not 25.", option, text);
  return FALSE;
}

static gboolean
read_money (const Options   *options,
            MagScanCriteria *criteria,
            GError         **error)
{
  if (options->min_bid != NULL && !mag_price_parse (options->min_bid, &criteria->bid_min, NULL))
    return refuse ("min-bid", options->min_bid, error);
  if (options->max_collateral != NULL && !mag_money_parse (options->max_collateral, &criteria->collateral_max, NULL))
    return refuse ("max-collateral", options->max_collateral, error);
  return TRUE;
}

static gboolean
read_right (const char  *text,
            MagRight    *right,
            GError     **error)
{
  if (text == NULL)
    return TRUE;
  if (g_ascii_strcasecmp (text, "put") != 0 && g_ascii_strcasecmp (text, "call") != 0)
    return refuse ("right", text, error);
  *right = g_ascii_strcasecmp (text, "put") == 0 ? MAG_RIGHT_PUT : MAG_RIGHT_CALL;
  return TRUE;
}

static gboolean
check_limit (int      limit,
             GError **error)
{
  if (limit >= 0 || limit == LIMIT_UNSAID)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--limit must be 0 or more rows.");
  return FALSE;
}

static gboolean
read_criteria (const Options   *options,
               MagScanCriteria *criteria,
               GError         **error)
{
  criteria->dte_target = options->dte;
  criteria->dte_tolerance = options->dte_tolerance;
  criteria->open_interest_min = options->min_open_interest;
  criteria->volume_min = options->min_volume;
  criteria->out_of_the_money = !options->in_the_money;
  return check_limit (options->limit, error) &&
         read_right (options->right, &criteria->right, error) &&
         read_delta ("min-delta", options->min_delta, &criteria->delta_min, error) &&
         read_delta ("max-delta", options->max_delta, &criteria->delta_max, error) &&
         read_share ("min-monthly-return", options->min_return, &criteria->monthly_return_min, error) &&
         read_share ("max-spread", options->max_spread, &criteria->spread_max, error) &&
         read_money (options, criteria, error) &&
         mag_scan_criteria_validate (criteria, error);
}

static gpointer
scan_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  const Scan *scan = input;

  return mag_scan_repo_run (db, scan->list, &scan->criteria, scan->limit, scan->now_us, cancellable, error);
}

/* Contracts that passed, shown or not. */
static gint64
count_passed (const MagScanResult *result)
{
  gint64 n = result->n_contracts;

  for (MagScanFilter filter = MAG_SCAN_FILTER_RIGHT + 1; filter < MAG_SCAN_N_FILTERS; filter++)
    n -= result->removed[filter];
  return n;
}

static void
write_criteria (MagCtlJson            *json,
                const MagScanCriteria *criteria)
{
  mag_ctl_json_begin_object (json, "criteria");
  mag_ctl_json_string (json, "right", criteria->right == MAG_RIGHT_PUT ? "put" : "call");
  mag_ctl_json_integer (json, "dte", criteria->dte_target);
  mag_ctl_json_integer (json, "dte_tolerance", criteria->dte_tolerance);
  mag_ctl_json_ratio (json, "min_delta", criteria->delta_min);
  mag_ctl_json_ratio (json, "max_delta", criteria->delta_max);
  mag_ctl_json_price (json, "min_bid", criteria->bid_min);
  mag_ctl_json_ratio (json, "min_monthly_return", criteria->monthly_return_min);
  mag_ctl_json_count (json, "min_open_interest", criteria->open_interest_min);
  mag_ctl_json_count (json, "min_volume", criteria->volume_min);
  mag_ctl_json_ratio (json, "max_spread", criteria->spread_max);
  mag_ctl_json_money (json, "max_collateral", criteria->collateral_max);
  mag_ctl_json_boolean (json, "out_of_the_money", criteria->out_of_the_money);
  mag_ctl_json_end_object (json);
}

static void
write_row (MagCtlJson       *json,
           const MagScanRow *row,
           gint64            now_us)
{
  MagScanFigures figures;

  mag_scan_row_get_figures (row, now_us, &figures);
  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_string (json, "symbol", row->symbol);
  mag_ctl_write_quote (json, &row->quote, now_us);
  mag_ctl_json_price (json, "mark", figures.mark);
  mag_ctl_json_price (json, "spot", row->spot);
  mag_ctl_json_ratio (json, "roc", figures.roc);
  mag_ctl_json_ratio (json, "monthly_return", figures.monthly_return);
  mag_ctl_json_ratio (json, "annualized", figures.annualized);
  mag_ctl_json_money (json, "premium", figures.premium);
  mag_ctl_json_money (json, "collateral", figures.collateral);
  mag_ctl_json_price (json, "breakeven", figures.breakeven);
  mag_ctl_json_ratio (json, "cushion", figures.cushion);
  mag_ctl_json_ratio (json, "spread", figures.spread);
  mag_ctl_json_ratio (json, "p_itm", figures.p_itm);
  mag_ctl_json_ratio (json, "pop", figures.pop);
  mag_ctl_json_ratio (json, "iv30", row->stock_iv30);
  mag_ctl_json_ratio (json, "iv_rank", row->iv_rank);
  mag_ctl_json_ratio (json, "iv_percentile", row->iv_percentile);
  mag_ctl_json_integer (json, "iv_days", row->iv_days);
  mag_ctl_json_ratio (json, "hv30", row->hv30);
  mag_ctl_write_terms (json, &row->terms);
  mag_ctl_json_date (json, "earnings", row->earnings);
  mag_ctl_json_date (json, "ex_dividend", row->ex_dividend);
  mag_ctl_json_string (json, "source", mag_source_get_name (row->source));
  mag_ctl_json_instant (json, "quoted", row->quoted_us);
  mag_ctl_json_end_object (json);
}

static void
write_counts (MagCtlJson          *json,
              const MagScanResult *result)
{
  mag_ctl_json_integer (json, "symbol_count", result->n_symbols);
  mag_ctl_json_integer (json, "without_chain", result->n_symbols_without_chain);
  mag_ctl_json_instant (json, "oldest_quoted", result->oldest_quoted_us);
  mag_ctl_json_instant (json, "newest_quoted", result->newest_quoted_us);
  mag_ctl_json_integer (json, "considered", result->n_contracts);
  mag_ctl_json_integer (json, "passed", count_passed (result));
  mag_ctl_json_begin_object (json, "removed");
  for (MagScanFilter filter = MAG_SCAN_FILTER_RIGHT + 1; filter < MAG_SCAN_N_FILTERS; filter++)
    mag_ctl_json_integer (json, mag_scan_filter_to_nick (filter), result->removed[filter]);
  mag_ctl_json_end_object (json);
}

static void
print_json (const Scan          *scan,
            const MagScanResult *result)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_object (json, "scan");
  mag_ctl_json_string (json, "list", scan->list_name);
  mag_ctl_json_instant (json, "at", scan->now_us);
  write_criteria (json, &scan->criteria);
  write_counts (json, result);
  mag_ctl_json_begin_array (json, "contracts");
  for (guint i = 0; i < result->rows->len; i++)
    write_row (json, &g_array_index (result->rows, MagScanRow, i), scan->now_us);
  mag_ctl_json_end_array (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_print (json);
}

static void
add_row (MagCtlTable      *table,
         const MagScanRow *row,
         gint64            now_us)
{
  const MagOptionQuote *quote = &row->quote;
  MagScanFigures figures;

  mag_scan_row_get_figures (row, now_us, &figures);
  mag_ctl_table_take (table, mag_symbol_dup_with_root (row->symbol, quote->contract.root));
  mag_ctl_table_take (table, mag_ctl_dup_contract (&quote->contract));
  mag_ctl_table_take (table, g_strdup_printf ("%d", figures.dte));
  mag_ctl_table_take (table, mag_ctl_dup_number (quote->delta, 3));
  mag_ctl_table_take (table, mag_price_format (quote->bid, 2));
  mag_ctl_table_take (table, mag_price_format (quote->ask, 2));
  mag_ctl_table_take (table, mag_ctl_dup_percent (figures.monthly_return, 2));
  mag_ctl_table_take (table, mag_ctl_dup_percent (figures.annualized, 1));
  mag_ctl_table_take (table, mag_money_format (figures.premium));
  mag_ctl_table_take (table, mag_money_format (figures.collateral));
  mag_ctl_table_take (table, mag_price_format (figures.breakeven, 2));
  mag_ctl_table_take (table, mag_ctl_dup_percent (figures.cushion, 1));
  mag_ctl_table_take (table, mag_ctl_dup_percent (figures.pop, 0));
  mag_ctl_table_take (table, mag_ctl_dup_percent (mag_option_quote_shown_iv (quote), 1));
  mag_ctl_table_take (table, mag_ctl_dup_percent (figures.spread, 1));
  mag_ctl_table_take (table, mag_ctl_dup_count (quote->open_interest));
  mag_ctl_table_take (table, mag_ctl_dup_count (quote->volume));
  mag_ctl_table_take (table, mag_ctl_dup_age (row->quoted_us, now_us));
}

/* The rate of the rows; chains synced before and after it was changed differ. */
static void
print_rates (const MagScanResult *result)
{
  double least = INFINITY, most = -INFINITY;
  g_autofree char *least_text = NULL;
  g_autofree char *most_text = NULL;

  for (guint i = 0; i < result->rows->len; i++)
    {
      least = MIN (least, g_array_index (result->rows, MagScanRow, i).terms.rate);
      most = MAX (most, g_array_index (result->rows, MagScanRow, i).terms.rate);
    }
  least_text = mag_ctl_dup_percent (least, 2);
  most_text = mag_ctl_dup_percent (most, 2);
  if (least == most)
    g_print ("POP, and IV by the Magnus model, at a risk-free rate of %s.\n", least_text);
  else if (least < most)
    g_print ("POP, and IV by the Magnus model, at risk-free rates of %s to %s: sync again for one.\n", least_text, most_text);
}

static void
print_summary (const MagScanResult *result)
{
  gint64 passed = count_passed (result);
  const char *separator = " Left out by ";

  g_print ("\n%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " contracts of %u symbols pass", passed, result->n_contracts, result->n_symbols);
  if (result->n_symbols_without_chain > 0)
    g_print (" (%u without a chain yet)", result->n_symbols_without_chain);
  if (passed > result->rows->len)
    g_print ("; the best %u are shown", result->rows->len);
  g_print (".");
  for (MagScanFilter filter = MAG_SCAN_FILTER_RIGHT + 1; filter < MAG_SCAN_N_FILTERS; filter++)
    if (result->removed[filter] > 0)
      {
        g_print ("%s%s %" G_GINT64_FORMAT, separator, mag_scan_filter_to_nick (filter), result->removed[filter]);
        separator = ", ";
      }
  g_print ("\n");
}

/* What to do when there was nothing to scan; nothing otherwise. */
static void
print_advice (const Scan          *scan,
              const MagScanResult *result)
{
  g_autofree char *list = scan->list_name != NULL ? g_shell_quote (scan->list_name) : g_strdup ("LIST");

  if (result->n_symbols == 0 && scan->list_name == NULL)
    g_print ("There is no symbol on any watchlist: \"magnusctl import FILE\" makes one, then \"magnusctl sync LIST\" fetches its chains.\n");
  else if (result->n_symbols == 0)
    g_print ("There is no symbol with options on this list: \"magnusctl import FILE --name %s --merge\" adds some.\n", list);
  else if (result->n_symbols_without_chain >= result->n_symbols)
    g_print ("No chain is stored yet: \"magnusctl sync %s\" fetches them.\n", list);
}

static void
print_text (const Scan          *scan,
            const MagScanResult *result)
{
  static const char *const heads[] = { "Symbol", "Contract", ">DTE", ">Delta", ">Bid", ">Ask", ">Monthly", ">Annual", ">Premium", ">Collateral",
                                       ">Breakeven", ">Cushion", ">POP", ">IV", ">Spread", ">OI", ">Volume", ">Age" };
  g_autoptr(MagCtlTable) table = mag_ctl_table_new (heads, G_N_ELEMENTS (heads));

  for (guint i = 0; i < result->rows->len; i++)
    add_row (table, &g_array_index (result->rows, MagScanRow, i), scan->now_us);
  if (result->rows->len > 0)
    mag_ctl_table_print (table);
  print_summary (result);
  print_rates (result);
  print_advice (scan, result);
}

/* Runs "magnusctl scan". */
MagCtlStatus
mag_ctl_scan (MagCtl  *self,
              int      argc,
              char   **argv)
{
  Scan scan = { 0 };
  g_auto(Options) options = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(MagWatchlist) list = NULL;
  g_autoptr(MagScanResult) result = NULL;

  mag_scan_criteria_init (&scan.criteria);
  options.dte = scan.criteria.dte_target;
  options.dte_tolerance = scan.criteria.dte_tolerance;
  options.min_open_interest = options.min_volume = MAG_COUNT_UNKNOWN;
  options.limit = LIMIT_UNSAID;
  if (!parse (self, &options, &argc, &argv, &error) || !read_criteria (&options, &scan.criteria, &error) || !mag_ctl_open (self, &error))
    return mag_ctl_fail (error);
  if (argc > 1 && !(list = mag_ctl_find_list (self, argv[1], &error)))
    return mag_ctl_fail (error);

  scan.list = list != NULL ? list->id : 0;
  scan.list_name = list != NULL ? list->name : NULL;
  scan.limit = options.limit != LIMIT_UNSAID ? options.limit : self->json ? 0 : ROWS_SHOWN;
  scan.now_us = mag_ctl_now (self);
  if (!(result = mag_ctl_run (self, scan_job, &scan, &error)))
    return mag_ctl_fail (error);

  if (self->json)
    print_json (&scan, result);
  else
    print_text (&scan, result);
  return MAG_CTL_OK;
}
