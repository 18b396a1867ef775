/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tax items of a year, by the function that magnusctl lists them with. */

#include "config.h"

#include "mag-tax-list.h"

#include "mag-date.h"
#include "mag-format.h"
#include "mag-page.h"
#include "mag-report-grid.h"
#include "mag-tax.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_SHOWN 200

struct _MagTaxList
{
  AdwBin       parent_instance;

  GtkDropDown *years;
  GtkWidget   *export_button;
  GtkWidget   *partial;
  GtkWidget   *empty;
  GtkGrid     *totals;
  GtkGrid     *items;
  GtkLabel    *more;

  MagJournal  *journal;   /* owned; NULL before the first */
  GArray      *rows;      /* owned; MagJournalRow of the journal */
  GArray      *all_years; /* owned; int, in the order of the list */
  int          year;      /* shown; 0 before the first */
  gboolean     filling;   /* the list of years is being made */
};

G_DEFINE_FINAL_TYPE (MagTaxList, mag_tax_list, ADW_TYPE_BIN)

/* Words */

static char *
name_item (const MagJournalItem *entry)
{
  const MagContract *contract = &entry->item->opened->contract;
  g_autofree char *strike = NULL, *expiration = NULL;

  if (entry->item->shares)
    /* Translators: %s is a ticker */
    return g_strdup_printf (_("%s shares"), entry->ledger->symbol);

  strike = mag_format_strike (contract->strike);
  expiration = mag_date_format (contract->expiration);
  return g_strdup_printf ("%s %s %s %s", contract->root, strike, mag_format_right (contract->right), expiration);
}

/* What rolled into the item, so that cost and proceeds can be found again on a statement. */
static char *
describe_premium (const MagTaxItem *item)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *proceeds = mag_format_money_signed (item->premium_in_proceeds), *cost = mag_format_money_signed (-item->premium_in_cost);

  if (item->premium_in_cost != 0)
    /* Translators: an option's premium that changes what shares cost; %s is a signed amount */
    g_string_append_printf (text, _("%s in cost"), cost);
  if (item->premium_in_proceeds != 0)
    {
      g_string_append (text, text->len > 0 ? " · " : "");
      /* Translators: an option's premium that changes what shares brought; %s is a signed amount */
      g_string_append_printf (text, _("%s in proceeds"), proceeds);
    }
  return g_strdup (text->str);
}

static const char *
name_term (gboolean long_term)
{
  return long_term ? _("long-term") : _("short-term");
}

/* The tables */

static void
put_titles (GtkGrid           *grid,
            const char *const *titles,
            gsize              n)
{
  for (gsize i = 0; i < n; i++)
    mag_report_grid_put (grid, (int) i, 0, g_strdup (titles[i]));
}

static void
put_total (MagTaxList        *self,
           int                row,
           const char        *name,
           const MagTaxTotal *total)
{
  int column = 0;

  mag_report_grid_put (self->totals, column++, row, g_strdup (name));
  mag_report_grid_put (self->totals, column++, row, mag_format_count (total->n));
  mag_report_grid_put (self->totals, column++, row, mag_format_money (total->proceeds));
  mag_report_grid_put (self->totals, column++, row, mag_format_money (total->cost));
  mag_report_grid_put_profit (self->totals, column++, row, total->gain);
}

static void
fill_totals (MagTaxList         *self,
             const MagTaxReport *report)
{
  const char *const titles[] = { _("Term"), _("Items"), _("Proceeds"), _("Cost"), _("Gain") };

  put_titles (self->totals, titles, G_N_ELEMENTS (titles));
  put_total (self, 1, _("Short-term"), &report->short_term);
  put_total (self, 2, _("Long-term"), &report->long_term);
  put_total (self, 3, _("All"), &report->all);
}

static void
put_item (MagTaxList           *self,
          int                   row,
          const MagJournalItem *entry)
{
  const MagTaxItem *item = entry->item;
  int column = 0;

  mag_report_grid_put (self->items, column++, row, name_item (entry));
  mag_report_grid_put (self->items, column++, row, mag_format_count (item->quantity));
  mag_report_grid_put (self->items, column++, row, mag_date_format (mag_tax_item_get_acquired (item)));
  mag_report_grid_put (self->items, column++, row, mag_date_format (mag_tax_item_get_sold (item)));
  mag_report_grid_put (self->items, column++, row, mag_format_money (item->proceeds));
  mag_report_grid_put (self->items, column++, row, mag_format_money (item->cost));
  mag_report_grid_put_profit (self->items, column++, row, item->gain);
  mag_report_grid_put (self->items, column++, row, g_strdup (name_term (item->long_term)));
  mag_report_grid_put (self->items, column++, row, describe_premium (item));
}

static void
fill_items (MagTaxList         *self,
            const MagTaxReport *report)
{
  const char *const titles[] = {
    _("Item"), _("Quantity"), _("Acquired"), _("Sold"), _("Proceeds"), _("Cost"), _("Gain"), _("Term"), _("Premium Rolled In"),
  };
  g_autofree char *more = NULL;

  if (report->items->len > 0)
    put_titles (self->items, titles, G_N_ELEMENTS (titles));
  for (guint i = 0; i < MIN (report->items->len, MOST_SHOWN); i++)
    put_item (self, (int) i + 1, &g_array_index (report->items, MagJournalItem, i));

  more = g_strdup_printf (_("%u of %u items are shown; the totals are of all, and so is the file."), MIN (report->items->len, MOST_SHOWN), report->items->len);
  gtk_label_set_text (self->more, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more), report->items->len > MOST_SHOWN);
}

static void
show_year (MagTaxList *self)
{
  g_autoptr(MagTaxReport) report = NULL;
  gboolean any = self->all_years->len > 0;

  mag_report_grid_clear (self->totals);
  mag_report_grid_clear (self->items);
  gtk_widget_set_visible (GTK_WIDGET (self->years), any);
  gtk_widget_set_visible (self->export_button, any);
  gtk_widget_set_visible (self->empty, !any);
  gtk_widget_set_visible (GTK_WIDGET (self->more), FALSE);
  if (!any)
    return;

  report = mag_tax_report_new (self->journal, self->rows, self->year);
  fill_totals (self, report);
  fill_items (self, report);
}

static void
year_chosen_cb (MagTaxList *self)
{
  guint selected = gtk_drop_down_get_selected (self->years);

  if (self->filling || self->all_years == NULL || selected >= self->all_years->len)
    return;
  self->year = g_array_index (self->all_years, int, selected);
  show_year (self);
}

/* The year that was shown stays, else it is the newest. */
static void
fill_years (MagTaxList *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  guint place = 0;

  for (guint i = 0; i < self->all_years->len; i++)
    {
      int year = g_array_index (self->all_years, int, i);
      g_autofree char *name = g_strdup_printf ("%d", year);

      gtk_string_list_append (names, name);
      place = year == self->year ? i : place;
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->years, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->years, place);
  self->filling = FALSE;
  if (self->all_years->len > 0)
    self->year = g_array_index (self->all_years, int, place);
}

/* The file */

static void
tell (MagTaxList *self,
      const char *text)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), MAG_TYPE_PAGE);
  AdwToast *toast;

  if (page == NULL) /* the window is gone */
    return;
  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  mag_page_add_toast (MAG_PAGE (page), toast);
}

static void
file_written_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MagTaxList) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    text = g_strdup_printf (_("Saved %s"), shown);
  else
    text = g_strdup_printf (_("Could not save %s: %s"), shown, error->message);
  tell (self, text);
}

/**
 * mag_tax_list_save:
 * @file: written over when it is there
 *
 * Writes all items of the year shown, as CSV.
 */
void
mag_tax_list_save (MagTaxList *self,
                   GFile      *file)
{
  g_autoptr(MagTaxReport) report = NULL;
  g_autoptr(GBytes) bytes = NULL;
  char *csv;

  g_return_if_fail (MAG_IS_TAX_LIST (self));
  g_return_if_fail (self->journal != NULL);

  report = mag_tax_report_new (self->journal, self->rows, self->year);
  csv = mag_tax_report_to_csv (report);
  bytes = g_bytes_new_take (csv, strlen (csv));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL, file_written_cb, g_object_ref (self));
}

static void
file_chosen_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MagTaxList) self = user_data;
  g_autoptr(GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);

  /* No file: the user thought better of it. */
  if (file != NULL)
    mag_tax_list_save (self, file);
}

static void
export_clicked_cb (MagTaxList *self)
{
  g_autoptr(GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = g_strdup_printf ("magnus-tax-%d.csv", self->year);

  gtk_file_dialog_set_title (dialog, _("Export Tax Items"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, file_chosen_cb, g_object_ref (self));
}

void
mag_tax_list_set_rows (MagTaxList   *self,
                       MagJournal   *journal,
                       const GArray *rows,
                       gboolean      partial)
{
  g_return_if_fail (MAG_IS_TAX_LIST (self));

  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->all_years, g_array_unref);
  mag_journal_ref (journal);
  g_clear_pointer (&self->journal, mag_journal_unref);
  self->journal = journal;
  self->rows = g_array_copy ((GArray *) rows);
  self->all_years = mag_tax_years (journal, rows);
  gtk_widget_set_visible (self->partial, partial);
  fill_years (self);
  show_year (self);
}

static void
mag_tax_list_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MAG_TYPE_TAX_LIST);

  G_OBJECT_CLASS (mag_tax_list_parent_class)->dispose (object);
}

static void
mag_tax_list_finalize (GObject *object)
{
  MagTaxList *self = MAG_TAX_LIST (object);

  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->all_years, g_array_unref);
  g_clear_pointer (&self->journal, mag_journal_unref);

  G_OBJECT_CLASS (mag_tax_list_parent_class)->finalize (object);
}

static void
mag_tax_list_class_init (MagTaxListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mag_tax_list_dispose;
  object_class->finalize = mag_tax_list_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-tax-list.ui");
  gtk_widget_class_bind_template_child (widget_class, MagTaxList, years);
  gtk_widget_class_bind_template_child (widget_class, MagTaxList, export_button);
  gtk_widget_class_bind_template_child (widget_class, MagTaxList, partial);
  gtk_widget_class_bind_template_child (widget_class, MagTaxList, empty);
  gtk_widget_class_bind_template_child (widget_class, MagTaxList, totals);
  gtk_widget_class_bind_template_child (widget_class, MagTaxList, items);
  gtk_widget_class_bind_template_child (widget_class, MagTaxList, more);
  gtk_widget_class_bind_template_callback (widget_class, year_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_clicked_cb);
}

static void
mag_tax_list_init (MagTaxList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
