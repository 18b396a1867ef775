/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tax items of one year as a list, with the totals that US forms ask for. The items are the ledger's own, so that the list can't come to
 * another total than the journal's tax column. */

#include "config.h"

#include "mag-tax.h"

#include "mag-csv.h"
#include "mag-date.h"
#include "mag-money.h"

#include <string.h>

static int
year_of (const MagTaxItem *item)
{
  int year, month, day;

  mag_date_get_ymd (item->leg->date, &year, &month, &day);
  return year;
}

static int
compare_years (gconstpointer a,
               gconstpointer b)
{
  return *(const int *) b - *(const int *) a;
}

/**
 * mag_tax_years:
 * @rows: (element-type MagJournalRow): what mag_journal_filter() left
 *
 * Returns: (transfer full) (element-type int): years with at least one tax item of these rows
 */
GArray *
mag_tax_years (MagJournal   *journal,
               const GArray *rows)
{
  g_autoptr(GArray) items = mag_journal_tax_items (journal, rows);
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  GArray *years = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < items->len; i++)
    {
      int year = year_of (g_array_index (items, MagJournalItem, i).item);

      if (g_hash_table_add (seen, GINT_TO_POINTER (year)))
        g_array_append_val (years, year);
    }
  g_array_sort (years, compare_years);
  return years;
}

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  const MagJournalItem *x = a, *y = b;
  int order;

  if (x->item->leg->date != y->item->leg->date)
    return x->item->leg->date < y->item->leg->date ? -1 : 1;
  order = strcmp (x->ledger->symbol, y->ledger->symbol);
  if (order == 0)
    order = strcmp (x->ledger->account, y->ledger->account);
  if (order != 0)
    return order;
  if (x->item->leg->id != y->item->leg->id)
    return x->item->leg->id < y->item->leg->id ? -1 : 1;
  return x->item->acquired != y->item->acquired ? (x->item->acquired < y->item->acquired ? -1 : 1)
                                                : (x->item->opened->id > y->item->opened->id) - (x->item->opened->id < y->item->opened->id);
}

static void
add_to_total (MagTaxTotal      *total,
              const MagTaxItem *item)
{
  total->n++;
  total->proceeds += item->proceeds;
  total->cost += item->cost;
  total->gain += item->gain;
}

/**
 * mag_tax_report_new:
 * @rows: (element-type MagJournalRow): what mag_journal_filter() left
 * @year: of the day an item closed, in New York
 *
 * Returns: (transfer full): lives no longer than @journal
 */
MagTaxReport *
mag_tax_report_new (MagJournal   *journal,
                    const GArray *rows,
                    int           year)
{
  g_autoptr(GArray) items = mag_journal_tax_items (journal, rows);
  MagTaxReport *self = g_new0 (MagTaxReport, 1);

  self->year = year;
  self->items = g_array_new (FALSE, FALSE, sizeof (MagJournalItem));
  for (guint i = 0; i < items->len; i++)
    {
      const MagJournalItem *entry = &g_array_index (items, MagJournalItem, i);

      if (year_of (entry->item) != year)
        continue;
      g_array_append_vals (self->items, entry, 1);
      add_to_total (entry->item->long_term ? &self->long_term : &self->short_term, entry->item);
      add_to_total (&self->all, entry->item);
    }
  g_array_sort (self->items, compare_items);
  return self;
}

void
mag_tax_report_free (MagTaxReport *self)
{
  g_array_unref (self->items);
  g_free (self);
}

/* An option sold to open is sold first and acquired when it is bought back or expires. */
static gboolean
is_short (const MagTaxItem *item)
{
  return item->opened->role == MAG_LEG_SELL_TO_OPEN && !item->shares;
}

MagDate
mag_tax_item_get_acquired (const MagTaxItem *item)
{
  return is_short (item) ? item->leg->date : item->opened->date;
}

MagDate
mag_tax_item_get_sold (const MagTaxItem *item)
{
  return is_short (item) ? item->opened->date : item->leg->date;
}

char *
mag_tax_item_describe (const MagJournalItem *item)
{
  const MagContract *contract = &item->item->opened->contract;
  g_autofree char *expiration = NULL, *strike = NULL;

  if (item->item->shares)
    return g_strdup_printf ("%s shares", item->ledger->symbol);

  expiration = mag_date_format (contract->expiration);
  strike = mag_price_format_strike (contract->strike);
  return g_strdup_printf ("%s %s %s %s", contract->root, expiration, strike, contract->right == MAG_RIGHT_PUT ? "put" : "call");
}

static void
append_field (GString *text,
              char    *value) /* (transfer full) */
{
  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, ',');
  mag_csv_append_field (text, value);
  g_free (value);
}

static void
append_line (GString              *text,
             const MagJournalItem *entry)
{
  const MagTaxItem *item = entry->item;

  append_field (text, mag_tax_item_describe (entry));
  append_field (text, g_strdup_printf ("%" G_GINT64_FORMAT, item->quantity));
  append_field (text, mag_date_format (mag_tax_item_get_acquired (item)));
  append_field (text, mag_date_format (mag_tax_item_get_sold (item)));
  append_field (text, mag_money_format (item->proceeds));
  append_field (text, mag_money_format (item->cost));
  append_field (text, mag_money_format (item->gain));
  append_field (text, g_strdup (item->long_term ? "long" : "short"));
  append_field (text, mag_money_format (item->premium_in_proceeds));
  append_field (text, mag_money_format (item->premium_in_cost));
  append_field (text, mag_date_format (item->leg->date));
  append_field (text, g_strdup (entry->ledger->symbol));
  append_field (text, g_strdup (entry->ledger->account));
  g_string_append_c (text, '\n');
}

/**
 * mag_tax_report_to_csv:
 *
 * Returns: (transfer full): titles, then a line for each item; without the totals, so that a spreadsheet can sum the columns
 */
char *
mag_tax_report_to_csv (const MagTaxReport *self)
{
  GString *text = g_string_new ("description,quantity,acquired,sold,proceeds,cost,gain,term,premium_in_proceeds,premium_in_cost,closed,symbol,account\n");

  for (guint i = 0; i < self->items->len; i++)
    append_line (text, &g_array_index (self->items, MagJournalItem, i));
  return g_string_free_and_steal (text);
}
