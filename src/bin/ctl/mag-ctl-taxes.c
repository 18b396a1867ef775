/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnusctl trades --tax: what counts for US tax in one year, item by item, and what it comes to. */

#include "mag-ctl.h"

#include "mag-date.h"
#include "mag-money.h"
#include "mag-tax.h"

#define NOT_MODELLED "Wash sales and Section 1256 are not modelled."

static void
add_item (MagCtlTable          *table,
          const MagJournalItem *entry)
{
  const MagTaxItem *item = entry->item;

  mag_ctl_table_take (table, mag_tax_item_describe (entry));
  mag_ctl_table_take (table, mag_ctl_dup_count (item->quantity));
  mag_ctl_table_take (table, mag_date_format (mag_tax_item_get_acquired (item)));
  mag_ctl_table_take (table, mag_date_format (mag_tax_item_get_sold (item)));
  mag_ctl_table_take (table, mag_money_format (item->proceeds));
  mag_ctl_table_take (table, mag_money_format (item->cost));
  mag_ctl_table_take (table, mag_money_format (item->gain));
  mag_ctl_table_add (table, item->long_term ? "long" : "short");
  mag_ctl_table_take (table, mag_money_format (item->premium_in_proceeds));
  mag_ctl_table_take (table, mag_money_format (item->premium_in_cost));
}

static void
print_total (const char        *name,
             const MagTaxTotal *total)
{
  g_autofree char *proceeds = mag_money_format (total->proceeds);
  g_autofree char *cost = mag_money_format (total->cost);
  g_autofree char *gain = mag_money_format (total->gain);

  g_print ("%s: %s = proceeds %s less cost %s, of %u.\n", name, gain, proceeds, cost, total->n);
}

static void
print_text (const MagTaxReport *report)
{
  static const char *const heads[] = {
    "Description", ">Quantity", "Acquired", "Sold", ">Proceeds", ">Cost", ">Gain", "Term", ">Premium in proceeds", ">Premium off cost",
  };
  g_autoptr(MagCtlTable) table = mag_ctl_table_new (heads, G_N_ELEMENTS (heads));

  for (guint i = 0; i < report->items->len; i++)
    add_item (table, &g_array_index (report->items, MagJournalItem, i));
  mag_ctl_table_print (table);
  g_print ("\n");
  print_total ("Short-term", &report->short_term);
  print_total ("Long-term", &report->long_term);
  print_total ("All", &report->all);
  g_print (NOT_MODELLED "\n");
}

static void
write_item (MagCtlJson           *json,
            const MagJournalItem *entry)
{
  const MagTaxItem *item = entry->item;
  g_autofree char *what = mag_tax_item_describe (entry);

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_string (json, "account", entry->ledger->account[0] != '\0' ? entry->ledger->account : NULL);
  mag_ctl_json_string (json, "symbol", entry->ledger->symbol);
  mag_ctl_json_string (json, "description", what);
  mag_ctl_json_string (json, "of", item->shares ? "shares" : "option");
  mag_ctl_json_integer (json, "leg", item->leg->id);
  mag_ctl_json_integer (json, "quantity", item->quantity);
  mag_ctl_json_date (json, "acquired", mag_tax_item_get_acquired (item));
  mag_ctl_json_date (json, "sold", mag_tax_item_get_sold (item));
  mag_ctl_json_date (json, "closed", item->leg->date);
  mag_ctl_json_money (json, "proceeds", item->proceeds);
  mag_ctl_json_money (json, "cost", item->cost);
  mag_ctl_json_money (json, "gain", item->gain);
  mag_ctl_json_string (json, "term", item->long_term ? "long" : "short");
  mag_ctl_json_money (json, "premium_in_proceeds", item->premium_in_proceeds);
  mag_ctl_json_money (json, "premium_in_cost", item->premium_in_cost);
  mag_ctl_json_end_object (json);
}

static void
write_total (MagCtlJson        *json,
             const char        *name,
             const MagTaxTotal *total)
{
  mag_ctl_json_begin_object (json, name);
  mag_ctl_json_integer (json, "items", total->n);
  mag_ctl_json_money (json, "proceeds", total->proceeds);
  mag_ctl_json_money (json, "cost", total->cost);
  mag_ctl_json_money (json, "gain", total->gain);
  mag_ctl_json_end_object (json);
}

static void
print_json (const MagTaxReport *report)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_object (json, "tax");
  mag_ctl_json_integer (json, "year", report->year);
  mag_ctl_json_string (json, "note", NOT_MODELLED);
  mag_ctl_json_begin_array (json, "items");
  for (guint i = 0; i < report->items->len; i++)
    write_item (json, &g_array_index (report->items, MagJournalItem, i));
  mag_ctl_json_end_array (json);
  write_total (json, "short_term", &report->short_term);
  write_total (json, "long_term", &report->long_term);
  write_total (json, "total", &report->all);
  mag_ctl_json_end_object (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_print (json);
}

/**
 * mag_ctl_print_taxes:
 * @rows: (element-type MagJournalRow): whose items are shown
 */
void
mag_ctl_print_taxes (MagCtl       *self,
                     MagJournal   *journal,
                     const GArray *rows,
                     int           year)
{
  g_autoptr(MagTaxReport) report = mag_tax_report_new (journal, rows, year);

  if (self->json)
    print_json (report);
  else
    print_text (report);
}
