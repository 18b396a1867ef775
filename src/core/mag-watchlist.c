/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The report of an import: every entry of a text with a verdict and, where it is not taken, the reason. Parsers feed it entries; what is
 * a duplicate or excluded is decided here, the same for every source. */

#include "config.h"

#include "mag-watchlist.h"

#include "mag-excerpt.h"

#include <glib/gi18n-lib.h>

static void
free_item (gpointer data)
{
  MagImportItem *item = data;

  g_free (item->text);
  g_free (item->section);
  g_free (item->reason);
  g_free (item);
}

/**
 * mag_import_report_new:
 *
 * Returns: (transfer full): a report without entries
 */
MagImportReport *
mag_import_report_new (void)
{
  MagImportReport *report = g_new0 (MagImportReport, 1);

  report->items = g_ptr_array_new_with_free_func (free_item);
  report->sections = g_ptr_array_new_with_free_func (g_free);
  report->accepted = g_hash_table_new (g_str_hash, g_str_equal);
  g_atomic_ref_count_init (&report->ref_count);
  return report;
}

/**
 * mag_import_report_ref:
 *
 * Returns: (transfer full): @report
 */
MagImportReport *
mag_import_report_ref (MagImportReport *report)
{
  g_atomic_ref_count_inc (&report->ref_count);
  return report;
}

/**
 * mag_import_report_unref:
 * @report: (transfer full): a report
 */
void
mag_import_report_unref (MagImportReport *report)
{
  if (!g_atomic_ref_count_dec (&report->ref_count))
    return;
  g_hash_table_unref (report->accepted);
  g_ptr_array_unref (report->items);
  g_ptr_array_unref (report->sections);
  g_free (report);
}

static char *
duplicate_reason (const MagImportItem *item,
                  const MagImportItem *first)
{
  if (first->section[0] == '\0')
    return g_strdup_printf (_("%s is in this list already."), item->symbol.ticker);
  return g_strdup_printf (_("%s is in this list already, under “%s”."), item->symbol.ticker, first->section);
}

/* Sets verdict and reason of an item whose text and section are set. */
static void
judge_item (MagImportReport *report,
            MagImportItem   *item,
            GHashTable      *excluded)
{
  g_autoptr(GError) error = NULL;
  MagImportItem *first;

  if (!mag_symbol_parse (item->text, &item->symbol, &error))
    {
      item->verdict = MAG_IMPORT_INVALID;
      item->reason = g_strdup (error->message);
    }
  else if (!mag_symbol_kind_has_options (item->symbol.kind))
    {
      item->verdict = MAG_IMPORT_UNSUPPORTED;
      item->reason = mag_symbol_dup_reason (&item->symbol);
    }
  else if (excluded != NULL && g_hash_table_contains (excluded, item->symbol.ticker))
    {
      item->verdict = MAG_IMPORT_EXCLUDED;
      item->reason = g_strdup_printf (_("%s is on your exclusion list."), item->symbol.ticker);
    }
  else if ((first = g_hash_table_lookup (report->accepted, item->symbol.ticker)) != NULL)
    {
      item->verdict = MAG_IMPORT_DUPLICATE;
      item->reason = duplicate_reason (item, first);
    }
  else
    {
      item->verdict = MAG_IMPORT_ACCEPTED;
      g_hash_table_insert (report->accepted, item->symbol.ticker, item);
    }
}

static void
count_item (MagImportReport     *report,
            const MagImportItem *item)
{
  switch (item->verdict)
    {
    case MAG_IMPORT_ACCEPTED:
      report->n_accepted++;
      break;
    case MAG_IMPORT_DUPLICATE:
      report->n_duplicate++;
      break;
    case MAG_IMPORT_UNSUPPORTED:
      report->n_unsupported++;
      break;
    case MAG_IMPORT_EXCLUDED:
      report->n_excluded++;
      break;
    case MAG_IMPORT_INVALID:
      report->n_invalid++;
      break;
    }
}

/**
 * mag_import_report_add:
 * @report: a report that is still being made
 * @text: one entry of the input; any bytes, shown shortened when it is no symbol
 * @section: the heading above it, "" before the first
 * @excluded: (nullable) (element-type utf8): set of canonical tickers the user does not want
 *
 * Reads one entry and counts it under one verdict. The first of several spellings of a symbol is accepted, the others are duplicates.
 */
void
mag_import_report_add (MagImportReport *report,
                       const char      *text,
                       const char      *section,
                       GHashTable      *excluded)
{
  MagImportItem *item;

  g_return_if_fail (report != NULL && text != NULL && section != NULL);

  item = g_new0 (MagImportItem, 1);
  item->text = mag_excerpt (text, -1);
  item->section = g_strdup (section);
  judge_item (report, item, excluded);
  count_item (report, item);
  g_ptr_array_add (report->items, item);
}

/**
 * mag_import_report_add_section:
 * @report: a report that is still being made
 * @section: a heading in its place, also when nothing follows it
 */
void
mag_import_report_add_section (MagImportReport *report,
                               const char      *section)
{
  g_return_if_fail (report != NULL && section != NULL);

  g_ptr_array_add (report->sections, g_strdup (section));
}

/**
 * mag_import_verdict_to_nick:
 *
 * Returns: "accepted", "duplicate", ...: the word in JSON
 */
const char *
mag_import_verdict_to_nick (MagImportVerdict verdict)
{
  switch (verdict)
    {
    case MAG_IMPORT_ACCEPTED:
      return "accepted";
    case MAG_IMPORT_DUPLICATE:
      return "duplicate";
    case MAG_IMPORT_UNSUPPORTED:
      return "unsupported";
    case MAG_IMPORT_EXCLUDED:
      return "excluded";
    case MAG_IMPORT_INVALID:
      return "invalid";
    }
  return "";
}
