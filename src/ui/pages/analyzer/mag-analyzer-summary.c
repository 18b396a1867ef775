/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scan let through and what it left out, in words: the line above the results, the text of an empty table, and
 * the step by which a filter is eased from there. Pure functions of the scan's answer. */

#include "mag-analyzer-summary.h"

#include "mag-format.h"

#include <glib/gi18n.h>
#include <math.h>

/* Filters that are applied to every contract of the asked side; the other side was never asked for. */
#define FIRST_FILTER (MAG_SCAN_FILTER_RIGHT + 1)

/**
 * mag_analyzer_summary_count_passed:
 * @result: a scan's answer
 *
 * Returns: how many contracts passed every filter; at least as many as the answer has rows, which may be limited
 */
gint64
mag_analyzer_summary_count_passed (const MagScanResult *result)
{
  gint64 passed = result->n_contracts;

  for (guint i = FIRST_FILTER; i < MAG_SCAN_N_FILTERS; i++)
    passed -= result->removed[i];

  return MAX (passed, (gint64) result->rows->len);
}

/* The filters that left something out, the greediest first. */
static GArray *
list_greedy (const MagScanResult *result)
{
  GArray *greedy = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint filter = FIRST_FILTER; filter < MAG_SCAN_N_FILTERS; filter++)
    {
      guint place = 0;

      if (result->removed[filter] == 0)
        continue;
      while (place < greedy->len && result->removed[g_array_index (greedy, guint, place)] >= result->removed[filter])
        place++;
      g_array_insert_val (greedy, place, filter);
    }

  return greedy;
}

static void
append_left_out (GString             *line,
                 const MagScanResult *result)
{
  g_autoptr(GArray) greedy = list_greedy (result);

  for (guint i = 0; i < greedy->len; i++)
    {
      guint filter = g_array_index (greedy, guint, i);
      g_autofree char *count = mag_format_count (result->removed[filter]);

      g_string_append (line, i == 0 ? _(" · left out: ") : _(", "));
      /* Translators: a count and the reason those contracts were left out: "2,911 delta" */
      g_string_append_printf (line, _("%s %s"), count, mag_format_scan_filter (filter));
    }
}

/**
 * mag_analyzer_summary_line:
 * @result: a scan's answer
 * @n_shown: rows in the table, the best of those that passed
 *
 * "214 of 5,310 · left out: 2,911 delta, 1,420 spread · 3 symbols without a chain".
 */
char *
mag_analyzer_summary_line (const MagScanResult *result,
                           guint                n_shown)
{
  gint64 n_passed = mag_analyzer_summary_count_passed (result);
  g_autofree char *passed = mag_format_count (n_passed);
  g_autofree char *all = mag_format_count (result->n_contracts);
  GString *line = g_string_new (NULL);

  /* Translators: contracts that passed the filters, of all */
  g_string_append_printf (line, _("%s of %s"), passed, all);
  if (n_passed > n_shown && n_shown > 0)
    {
      g_autofree char *shown = mag_format_count (n_shown);

      g_string_append_printf (line, _(", the best %s shown"), shown);
    }

  append_left_out (line, result);

  if (result->n_symbols_without_chain > 0)
    {
      g_autofree char *symbols = mag_format_count (result->n_symbols_without_chain);

      g_string_append_printf (line, ngettext (" · %s symbol without a chain", " · %s symbols without a chain", result->n_symbols_without_chain), symbols);
    }

  return g_string_free (line, FALSE);
}

/**
 * mag_analyzer_summary_most:
 * @result: a scan's answer
 *
 * Returns: the filter that left out most, or MAG_SCAN_N_FILTERS when none left anything out
 */
MagScanFilter
mag_analyzer_summary_most (const MagScanResult *result)
{
  g_autoptr(GArray) greedy = list_greedy (result);

  return greedy->len > 0 ? g_array_index (greedy, guint, 0) : MAG_SCAN_N_FILTERS;
}

/**
 * mag_analyzer_summary_last:
 * @result: a scan's answer in which nothing passed
 *
 * Filters count a contract at the first it fails, so easing one lets through only what its successors then judge.
 * Easing the last that removed anything is what surely has an effect.
 *
 * Returns: that filter, or MAG_SCAN_N_FILTERS when none left anything out
 */
MagScanFilter
mag_analyzer_summary_last (const MagScanResult *result)
{
  for (guint filter = MAG_SCAN_N_FILTERS - 1; filter >= FIRST_FILTER; filter--)
    if (result->removed[filter] > 0)
      return filter;

  return MAG_SCAN_N_FILTERS;
}

/**
 * mag_analyzer_summary_nothing:
 * @result: a scan's answer in which nothing passed although there were contracts
 *
 * Which filter left out most, and which one the last contracts fell at.
 */
char *
mag_analyzer_summary_nothing (const MagScanResult *result)
{
  MagScanFilter most = mag_analyzer_summary_most (result), last = mag_analyzer_summary_last (result);
  g_autofree char *all = mag_format_count (result->n_contracts);
  g_autofree char *by_most = NULL;
  g_autofree char *by_last = NULL;

  if (most == MAG_SCAN_N_FILTERS)
    return g_strdup (_("There is no contract of this side in the chains."));

  by_most = mag_format_count (result->removed[most]);
  if (most == last)
    /* Translators: count of all contracts, then count and name of the filter */
    return g_strdup_printf (_("Of %s contracts most were left out by “%s”: %s."), all, mag_format_scan_filter (most), by_most);

  by_last = mag_format_count (result->removed[last]);
  return g_strdup_printf (_("Of %s contracts most were left out by “%s”: %s. The last %s fell at “%s”."),
                          all, mag_format_scan_filter (most), by_most, by_last, mag_format_scan_filter (last));
}

static char *
relax_days (MagScanCriteria *criteria)
{
  criteria->dte_tolerance = MIN (MAX (criteria->dte_tolerance * 2, 7), 365);
  return g_strdup_printf (_("Allow %d ± %d Days"), criteria->dte_target, criteria->dte_tolerance);
}

static char *
relax_delta (MagScanCriteria *criteria)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  criteria->delta_min = MAX (round ((criteria->delta_min - 0.1) * 100) / 100, 0);
  criteria->delta_max = MIN (round ((criteria->delta_max + 0.1) * 100) / 100, 1);
  from = mag_format_greek (criteria->delta_min, 2);
  to = mag_format_greek (criteria->delta_max, 2);

  return g_strdup_printf (_("Allow |Delta| %s to %s"), from, to);
}

/**
 * mag_analyzer_summary_relax:
 * @filter: the filter to ease
 * @criteria: (inout): eased a step: a range is widened, a limit lifted
 * @label: (out) (transfer full): what a button that does it says; untouched when FALSE is returned
 *
 * Returns: FALSE for what is no wish of the user's: adjusted contracts, bad quotes, unknown delta
 */
gboolean
mag_analyzer_summary_relax (MagScanFilter    filter,
                            MagScanCriteria *criteria,
                            char           **label)
{
  switch (filter)
    {
    case MAG_SCAN_FILTER_DTE:
      *label = relax_days (criteria);
      return TRUE;
    case MAG_SCAN_FILTER_MONEYNESS:
      criteria->out_of_the_money = FALSE;
      *label = g_strdup (_("Allow In the Money"));
      return TRUE;
    case MAG_SCAN_FILTER_DELTA:
      *label = relax_delta (criteria);
      return TRUE;
    case MAG_SCAN_FILTER_BID:
      criteria->bid_min = MAG_PRICE_UNKNOWN;
      *label = g_strdup (_("Lift the Minimum Bid"));
      return TRUE;
    case MAG_SCAN_FILTER_RETURN:
      criteria->monthly_return_min = NAN;
      *label = g_strdup (_("Lift the Minimum Return"));
      return TRUE;
    case MAG_SCAN_FILTER_OPEN_INTEREST:
      criteria->open_interest_min = MAG_COUNT_UNKNOWN;
      *label = g_strdup (_("Lift the Minimum Open Interest"));
      return TRUE;
    case MAG_SCAN_FILTER_VOLUME:
      criteria->volume_min = MAG_COUNT_UNKNOWN;
      *label = g_strdup (_("Lift the Minimum Volume"));
      return TRUE;
    case MAG_SCAN_FILTER_SPREAD:
      criteria->spread_max = NAN;
      *label = g_strdup (_("Lift the Maximum Spread"));
      return TRUE;
    case MAG_SCAN_FILTER_COLLATERAL:
      criteria->collateral_max = MAG_MONEY_UNKNOWN;
      *label = g_strdup (_("Lift the Maximum Collateral"));
      return TRUE;
    case MAG_SCAN_FILTER_RIGHT:
    case MAG_SCAN_FILTER_ADJUSTED:
    case MAG_SCAN_FILTER_EXPIRED:
    case MAG_SCAN_FILTER_QUOTE:
    case MAG_SCAN_FILTER_NO_DELTA:
    case MAG_SCAN_N_FILTERS:
      break;
    }

  return FALSE;
}
