/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Trades page in a window, on a real private server: the wheel of DOMAIN 8 logged through its dialogs, what the reason makes of
 * the form, deleting and taking back, filters that stay, updates that move nothing, and the words of audit and campaigns. */

#include "config.h"

#include "fake-market.h"
#include "mag-benchmark-view.h"
#include "mag-campaign-list.h"
#include "mag-close-dialog.h"
#include "mag-date-row.h"
#include "mag-date.h"
#include "mag-figure.h"
#include "mag-history-dialog.h"
#include "mag-journal-file.h"
#include "mag-price-row.h"
#include "mag-table.h"
#include "mag-tax-list.h"
#include "mag-trade-chart.h"
#include "mag-trade-columns.h"
#include "mag-trade-calendar.h"
#include "mag-trade-dialog.h"
#include "mag-trade-export.h"
#include "mag-trade-print.h"
#include "mag-trade-repo.h"
#include "mag-trade-reports.h"
#include "mag-trades-page.h"
#include "mag-ui-resources.h"
#include "mag-window.h"
#include "store-data.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <locale.h>

#define PATIENCE_US (15 * G_USEC_PER_SEC)
#define DAY(month, day) mag_date_new (2026, month, day)

typedef struct
{
  StoreFixture store;
  GSettings   *settings;
  MagEngine   *engine;
  MagWindow   *window;
  GtkWidget   *page;
} Fixture;

/* Runs the main loop until the condition holds; the test fails when it never does. */
#define wait_until(condition) \
  G_STMT_START \
    { \
      gint64 deadline = g_get_monotonic_time () + PATIENCE_US; \
      while (!(condition) && g_get_monotonic_time () < deadline) \
        if (!g_main_context_iteration (NULL, FALSE)) \
          g_usleep (1000); \
      g_assert_true (condition); \
    } \
  G_STMT_END

static void
run_for (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * (gint64) 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static gpointer
child (Fixture    *fixture,
       const char *name)
{
  return gtk_widget_get_template_child (fixture->page, MAG_TYPE_TRADES_PAGE, name);
}

static const char *
shown (Fixture    *fixture,
       const char *stack)
{
  return gtk_stack_get_visible_child_name (child (fixture, stack));
}

static GtkSelectionModel *
lines (Fixture *fixture)
{
  return gtk_column_view_get_model (mag_table_get_view (child (fixture, "table")));
}

static guint
count_lines (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (lines (fixture)));
}

static MagTradeItem *
line_at (Fixture *fixture,
         guint    position)
{
  g_autoptr(GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (lines (fixture)), position);
  g_autoptr(MagTradeItem) item = gtk_tree_list_row_get_item (row);

  return item;
}

static char *
name_at (Fixture *fixture,
         guint    position)
{
  return mag_trade_columns_name (line_at (fixture, position));
}

static const char *
figure (Fixture    *fixture,
        const char *name)
{
  return mag_figure_get_value (child (fixture, name));
}

static void
open_window (Fixture *fixture)
{
  fixture->window = mag_window_new (NULL, fixture->engine);
  fixture->page = GTK_WIDGET (mag_window_show_page (fixture->window, "trades"));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
close_window (Fixture *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  run_for (50);
}

static void
reset_settings (GSettings *settings)
{
  g_autoptr(GSettingsSchema) schema = NULL;
  g_auto(GStrv) keys = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (char **key = keys; *key != NULL; key++)
    g_settings_reset (settings, *key);
}

static void
start (Fixture *fixture)
{
  g_autoptr(MagSyncClient) client = mag_sync_client_new (fixture->store.store, fixture->store.profile);
  g_autoptr(GSettings) trades = NULL;

  fixture->settings = g_settings_new (APP_ID);
  reset_settings (fixture->settings);
  trades = g_settings_get_child (fixture->settings, "trades");
  reset_settings (trades);
  fixture->engine = mag_engine_new (fixture->store.profile, fixture->store.store, client, fixture->settings);
  mag_engine_open (fixture->engine);
  open_window (fixture);
  wait_until (!g_str_equal (shown (fixture, "outer"), "loading"));
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  if (store_fixture_set_up (&fixture->store))
    start (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window == NULL)
    return;

  close_window (fixture);
  g_clear_object (&fixture->engine);
  g_clear_object (&fixture->settings);
  store_fixture_tear_down (&fixture->store);
}

static AdwDialog *
dialog (Fixture *fixture)
{
  return adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window));
}

static gpointer
field (Fixture    *fixture,
       const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (dialog (fixture)), G_OBJECT_TYPE (dialog (fixture)), name);
}

static void
type (Fixture    *fixture,
      const char *name,
      const char *text)
{
  gtk_editable_set_text (field (fixture, name), text);
}

static guint
count_legs_shown (Fixture *fixture)
{
  guint n = 0;

  if (count_lines (fixture) > 0)
    {
      MagJournal *journal = mag_trade_item_get_journal (line_at (fixture, 0));

      for (guint i = 0; i < journal->ledgers->len; i++)
        n += ((MagLedger *) g_ptr_array_index (journal->ledgers, i))->legs->len;
    }
  return n;
}

/* And waits until the page shows it. */
static void
save (Fixture *fixture)
{
  gint64 n_legs;

  g_assert_true (gtk_widget_get_sensitive (field (fixture, "save")));
  g_signal_emit_by_name (field (fixture, "save"), "clicked");
  for (int i = 0; i < 300 && dialog (fixture) != NULL; i++)
    run_for (10);
  if (dialog (fixture) != NULL)
    g_error ("not saved: %s", gtk_label_get_text (field (fixture, "problem")));
  n_legs = store_query_int (fixture->store.store, "SELECT count(*) FROM trade_legs WHERE is_active");
  wait_until (count_legs_shown (fixture) == n_legs);
}

/* kind: in the order of the dialog's list, 0 sold a put, 1 sold a call, 2 bought shares. */
static void
add (Fixture    *fixture,
     const char *symbol,
     guint       kind,
     const char *strike,
     const char *expiration,
     const char *price,
     const char *date)
{
  gtk_widget_activate_action (fixture->page, "trades.add", NULL);
  wait_until (dialog (fixture) != NULL);
  type (fixture, "symbol", symbol);
  adw_combo_row_set_selected (field (fixture, "kind"), kind);
  type (fixture, "strike", strike);
  type (fixture, "expiration", expiration);
  type (fixture, "price", price);
  type (fixture, "date", date);
  save (fixture);
}

/* The line of that name; waits for it. */
static void
select_line (Fixture    *fixture,
             const char *wanted,
             gboolean    open)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_US;

  while (g_get_monotonic_time () < deadline)
    {
      for (guint i = 0; i < count_lines (fixture); i++)
        {
          g_autofree char *name = name_at (fixture, i);

          if (g_str_equal (name, wanted) && (!open || mag_journal_row_get_status (mag_trade_item_get_row (line_at (fixture, i))) == MAG_TRADE_OPEN))
            {
              gtk_selection_model_select_item (lines (fixture), i, TRUE);
              return;
            }
        }
      run_for (10);
    }
  g_error ("no line “%s”", wanted);
}

static void
begin_close (Fixture    *fixture,
             const char *name,
             guint       reason)
{
  select_line (fixture, name, TRUE);
  gtk_widget_activate_action (fixture->page, "trades.close", NULL);
  wait_until (dialog (fixture) != NULL);
  adw_combo_row_set_selected (field (fixture, "reason"), reason);
}

static void
close_trade (Fixture    *fixture,
             const char *name,
             guint       reason,
             const char *price, /* NULL: none */
             const char *date)  /* NULL: as the reason has it */
{
  begin_close (fixture, name, reason);
  if (price != NULL)
    type (fixture, "price", price);
  if (date != NULL)
    type (fixture, "date", date);
  save (fixture);
}

/* What is not typed is refused before anything happens; the reason drives the form. */
static void
test_form (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window == NULL)
    return;

  g_assert_cmpstr (shown (fixture, "outer"), ==, "welcome");
  add (fixture, "f", 0, "20", "2026-02-20", "2.00", "2026-01-02");
  wait_until (g_str_equal (shown (fixture, "outer"), "journal"));

  begin_close (fixture, "F 20 Put", 0);
  g_assert_false (gtk_widget_get_sensitive (field (fixture, "save")));
  g_assert_cmpstr (gtk_label_get_text (field (fixture, "profit")), ==, "-");
  g_assert_false (gtk_widget_has_css_class (field (fixture, "profit"), "loss")); /* unknown is neither */

  type (fixture, "date", "2026-01-22");
  type (fixture, "price", "0.50");
  g_assert_cmpstr (gtk_label_get_text (field (fixture, "profit")), ==, "▲ +$150.00");
  g_assert_cmpstr (gtk_label_get_text (field (fixture, "of_premium")), ==, "75.0 %");
  g_assert_cmpstr (gtk_label_get_text (field (fixture, "on_capital")), ==, "7.50 %");
  g_assert_cmpstr (gtk_label_get_text (field (fixture, "days")), ==, "20");
  g_assert_true (gtk_widget_get_sensitive (field (fixture, "save")));

  /* The same price by the contract. */
  mag_price_row_set_per_contract (field (fixture, "price"), TRUE);
  g_assert_cmpstr (gtk_editable_get_text (field (fixture, "price")), ==, "50.00");
  g_assert_cmpstr (gtk_label_get_text (field (fixture, "profit")), ==, "▲ +$150.00");

  type (fixture, "fees", "1.30");
  g_assert_cmpstr (gtk_label_get_text (field (fixture, "profit")), ==, "▲ +$148.70");
  type (fixture, "fees", "none");
  g_assert_false (gtk_widget_get_sensitive (field (fixture, "save")));
  g_assert_true (gtk_widget_get_visible (field (fixture, "problem")));
  type (fixture, "fees", "");

  adw_combo_row_set_selected (field (fixture, "reason"), 1); /* expired */
  g_assert_false (gtk_widget_get_visible (field (fixture, "price")));
  g_assert_cmpstr (gtk_editable_get_text (field (fixture, "date")), ==, "2026-02-20");
  g_assert_false (gtk_widget_get_sensitive (field (fixture, "date")));
  g_assert_cmpstr (gtk_label_get_text (field (fixture, "profit")), ==, "▲ +$200.00");

  adw_combo_row_set_selected (field (fixture, "reason"), 3); /* rolled: the other half is wanted too */
  g_assert_true (gtk_widget_get_visible (field (fixture, "roll_group")));
  g_assert_false (gtk_widget_get_sensitive (field (fixture, "save")));
  adw_dialog_force_close (dialog (fixture));
}

/* The words of the last bar, which the End key marks. */
static void
check_last_bar (GtkWidget  *bars,
                const char *title,
                const char *words)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (bars);
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_End, 0, 0, &handled);
    }
  g_assert_true (handled);
  gtk_test_accessible_assert_property (bars, GTK_ACCESSIBLE_PROPERTY_LABEL, title);
  gtk_test_accessible_assert_property (bars, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words);
}

/* The wheel by hand: in May the shares go with 200 of profit, 460 for taxes, and their last call with 75; the rolled put made 180. */
static void
check_charts (Fixture *fixture)
{
  static const struct { const char *title, *last; } charts[] = {
    { "P/L by Month: Trades Closed", "May 26: ▲ +$275.00" },
    { "P/L by Month: Premium as Paid", "May 26: ▲ +$200.00" },
    { "P/L by Month: Tax Items", "May 26: ▲ +$535.00" },
    { "Running Total", "May 26: ▲ +$625.00" },
    { "P/L by Symbol", "F: ▲ +$625.00 in 5 trades" },
    { "P/L by Strategy", "Cash-secured put: ▲ +$180.00 in 1 trade" },
    { "How Results Are Spread", "1 trade from $180 to below $185" },
  };
  GtkWidget *chart = GTK_WIDGET (gtk_widget_get_template_child (child (fixture, "reports"), MAG_TYPE_TRADE_REPORTS, "chart"));
  GtkDropDown *kind = GTK_DROP_DOWN (gtk_widget_get_template_child (chart, MAG_TYPE_TRADE_CHART, "kind"));

  for (guint i = 0; i < G_N_ELEMENTS (charts); i++)
    {
      gtk_drop_down_set_selected (kind, i);
      check_last_bar (GTK_WIDGET (gtk_widget_get_template_child (chart, MAG_TYPE_TRADE_CHART, "chart")), charts[i].title, charts[i].last);
    }
}

static const char *
cell (gpointer grid,
      int      column,
      int      row)
{
  return gtk_label_get_text (GTK_LABEL (gtk_grid_get_child_at (grid, column, row)));
}

/* The items of the wheel, their totals, and the file. */
static void
check_taxes (Fixture *fixture)
{
  GtkWidget *taxes = GTK_WIDGET (gtk_widget_get_template_child (child (fixture, "reports"), MAG_TYPE_TRADE_REPORTS, "taxes"));
  gpointer totals = gtk_widget_get_template_child (taxes, MAG_TYPE_TAX_LIST, "totals"), items = gtk_widget_get_template_child (taxes, MAG_TYPE_TAX_LIST, "items");
  gpointer partial = gtk_widget_get_template_child (taxes, MAG_TYPE_TAX_LIST, "partial");
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "magnus-tax-2026.csv", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;

  g_assert_cmpstr (cell (totals, 1, 1), ==, "4");
  g_assert_cmpstr (cell (totals, 4, 1), ==, "▲ +$625.00");
  g_assert_cmpstr (cell (totals, 4, 2), ==, "$0.00");
  g_assert_cmpstr (cell (totals, 2, 3), ==, "$5,395.00");
  g_assert_cmpstr (cell (totals, 3, 3), ==, "$4,770.00");
  g_assert_cmpstr (cell (items, 0, 1), ==, "F 50 Put 2026-01-16");
  g_assert_cmpstr (cell (items, 2, 1), ==, "2026-01-12");
  g_assert_cmpstr (cell (items, 3, 1), ==, "2026-01-02");
  g_assert_cmpstr (cell (items, 0, 4), ==, "F shares");
  g_assert_cmpstr (cell (items, 5, 4), ==, "$4,540.00");
  g_assert_cmpstr (cell (items, 8, 4), ==, "−$260.00 in cost · +$75.00 in proceeds");
  g_assert_false (gtk_widget_get_visible (partial));

  mag_tax_list_save (MAG_TAX_LIST (taxes), file);
  wait_until (g_file_get_contents (path, &text, NULL, NULL) && strstr (text, "F shares,100,") != NULL);
  run_for (50);
  g_file_delete (file, NULL, NULL);

  adw_combo_row_set_selected (child (fixture, "strategy"), MAG_STRATEGY_SHARES + 1);
  g_assert_cmpstr (cell (totals, 4, 3), ==, "▲ +$535.00");
  g_assert_true (gtk_widget_get_visible (partial));
  adw_combo_row_set_selected (child (fixture, "strategy"), MAG_STRATEGY_IRON_CONDOR + 1);
  g_assert_null (gtk_grid_get_child_at (totals, 0, 0));
  adw_combo_row_set_selected (child (fixture, "strategy"), 0);
}

/* DOMAIN 8's vector, each leg through its dialog. */
static void
test_wheel (Fixture       *fixture,
            gconstpointer  data)
{
  if (fixture->window == NULL)
    return;

  add (fixture, "F", 0, "50", "2026-01-16", "1.20", "2026-01-02");
  begin_close (fixture, "F 50 Put", 3);
  type (fixture, "date", "2026-01-12");
  type (fixture, "price", "2.00");
  type (fixture, "roll_expiration", "2026-02-20");
  type (fixture, "roll_strike", "48");
  type (fixture, "roll_price", "2.60");
  save (fixture);
  close_trade (fixture, "F 48 Put", 2, NULL, "2026-02-20");
  select_line (fixture, "F shares", FALSE);
  add (fixture, "F", 1, "50", "2026-03-20", "0.90", "2026-02-23");
  close_trade (fixture, "F 50 Call", 1, NULL, NULL);
  add (fixture, "F", 1, "50", "2026-04-17", "1.10", "2026-03-23");
  close_trade (fixture, "F 50 Call", 0, "0.30", "2026-04-06");
  add (fixture, "F", 1, "50", "2026-05-15", "0.75", "2026-04-07");
  close_trade (fixture, "F 50 Call", 2, NULL, "2026-05-15");

  wait_until (g_str_equal (figure (fixture, "total"), "▲ +$625.00"));
  g_assert_cmpuint (count_lines (fixture), ==, 5); /* four roll chains and the shares */
  g_assert_cmpstr (figure (fixture, "win_rate"), ==, "100.0 %");
  g_assert_cmpstr (figure (fixture, "profit_factor"), ==, "∞");
  g_assert_cmpint (store_query_int (fixture->store.store, "SELECT count(*) FROM trade_audit"), ==, 10);

  /* The campaign says the same by both ways of counting. */
  {
    const MagLedger *ledger = mag_trade_item_get_row (line_at (fixture, 0))->ledger;
    const MagCampaign *campaign = g_ptr_array_index (ledger->campaigns, 0);
    g_autofree char *sides = mag_campaign_list_describe_sides (campaign);
    g_autofree char *assigned = mag_campaign_list_describe_bases (&g_array_index (campaign->steps, MagCampaignStep, 3));
    g_autofree char *last = mag_campaign_list_describe_bases (&g_array_index (campaign->steps, MagCampaignStep, 8));

    g_assert_cmpstr (sides, ==, "Cash +$625.00 = tax items +$625.00");
    g_assert_cmpstr (assigned, ==, "Basis a share: campaign 46.20 · tax 45.40 · broker 48.00");
    g_assert_cmpstr (last, ==, "Basis a share: campaign 43.75 · tax 45.40 · broker 48.00");
  }

  /* Every view can be shown. */
  adw_toggle_group_set_active_name (child (fixture, "views"), "campaigns");
  g_assert_cmpstr (shown (fixture, "inner"), ==, "campaigns");
  adw_toggle_group_set_active_name (child (fixture, "views"), "reports");
  g_assert_cmpstr (shown (fixture, "inner"), ==, "reports");
  check_charts (fixture);
  check_taxes (fixture);
  adw_toggle_group_set_active_name (child (fixture, "views"), "trades");
}

/* Titles of the rows of the calendar, with what they bring. */
static char *
list_days (Fixture *fixture)
{
  MagTradeCalendar *calendar = child (fixture, "calendar");
  GtkWidget *periods = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (calendar), MAG_TYPE_TRADE_CALENDAR, "periods"));
  GString *text = g_string_new (NULL);

  for (GtkWidget *part = gtk_widget_get_first_child (periods); part != NULL; part = gtk_widget_get_next_sibling (part))
    if (GTK_IS_LABEL (part))
      g_string_append_printf (text, "%s\n", gtk_label_get_text (GTK_LABEL (part)));
    else
      for (GtkWidget *row = gtk_widget_get_first_child (part); row != NULL; row = gtk_widget_get_next_sibling (row))
        g_string_append_printf (text, "- %s: %s\n", adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), adw_action_row_get_subtitle (ADW_ACTION_ROW (row)));
  return g_string_free_and_steal (text);
}

/* Today comes first, though nothing happens; then the put, by week and by month, of one symbol alone. */
static void
test_calendar (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *weeks = NULL;
  g_autofree char *months = NULL;
  g_autofree char *others = NULL;

  if (fixture->window == NULL)
    return;
  add (fixture, "SPY", 0, "450", "2032-12-17", "1.50", "2026-01-02");
  adw_toggle_group_set_active_name (child (fixture, "views"), "calendar");
  g_assert_cmpstr (shown (fixture, "inner"), ==, "calendar");

  weeks = list_days (fixture);
  g_assert_nonnull (strstr (weeks, "Nothing expires\n- Today, "));
  g_assert_nonnull (strstr (weeks, "Week of Mon 13 Dec 2032\n1 contract expires · frees $45,000\n- Fri 17 Dec 2032 · "));
  g_assert_nonnull (strstr (weeks, ": 1 × SPY 450 Put sold · frees $45,000\n"));
  g_object_set (child (fixture, "calendar"), "by-month", TRUE, NULL);
  months = list_days (fixture);
  g_assert_nonnull (strstr (months, "December 2032\n1 contract expires"));

  gtk_editable_set_text (child (fixture, "search"), "KO");
  run_for (400);
  others = list_days (fixture);
  g_assert_cmpstr (others, ==, "");
}

typedef struct
{
  GPtrArray *records;
  guint      n_added;
} Again;

static gpointer
import_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  Again *again = input;

  return GINT_TO_POINTER (mag_trade_repo_import (db, again->records, 1, &again->n_added, cancellable, error));
}

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(GError) error = NULL;
  gboolean *done = data;

  g_assert_true (mag_trade_export_finish (result, &error));
  g_assert_no_error (error);
  *done = TRUE;
}

/* What the page's menu saves in a form. */
static char *
export (Fixture            *fixture,
        MagTradeExportForm  form)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "magnus-export-test", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  gboolean done = FALSE;
  char *text;

  mag_trade_export_async (fixture->engine, form, file, NULL, exported_cb, &done);
  wait_until (done);
  g_assert_true (g_file_load_contents (file, NULL, &text, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_delete (file, NULL, NULL));
  return text;
}

/* Out, away, and in again: JSON and CSV hold the same rows. The calendar holds the put. */
static void
test_export (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *csv = NULL;
  g_autofree char *json = NULL;
  g_autofree char *again = NULL;
  g_autofree char *ics = NULL;
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GError) error = NULL;
  Again back = { 0 };

  if (fixture->window == NULL)
    return;
  add (fixture, "SPY", 0, "450", "2032-12-17", "1.50", "2026-01-02");
  csv = export (fixture, MAG_TRADE_EXPORT_CSV);
  json = export (fixture, MAG_TRADE_EXPORT_JSON);
  ics = export (fixture, MAG_TRADE_EXPORT_ICS);
  g_assert_nonnull (strstr (ics, "SUMMARY:1 × SPY 450 put expires\r\n"));

  records = back.records = mag_journal_file_parse (json, strlen (json), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 1);
  g_free (store_query (fixture->store.store, "TRUNCATE trade_legs, trades CASCADE"));
  mag_store_run (fixture->store.store, import_job, &back, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back.n_added, ==, 1);
  again = export (fixture, MAG_TRADE_EXPORT_CSV);
  g_assert_cmpstr (again, ==, csv);
}

/* Puts, each on a day of its own, that expired: enough for three pages. */
static MagJournal *
make_long_journal (void)
{
  MagJournal *journal = mag_journal_new ();

  for (gint64 i = 0; i < 120; i++)
    {
      const MagContract put = { "SPY", MAG_RIGHT_PUT, DAY (1, 16), (400 + i) * MAG_PRICE_SCALE };
      const MagLeg legs[] = {
        { 2 * i + 1, i + 1, 0, MAG_LEG_SELL_TO_OPEN, put, 100, 1, 10000, 0, DAY (1, 2) },
        { 2 * i + 2, i + 1, 0, MAG_LEG_EXPIRE, put, 100, 1, 0, 0, DAY (1, 16) },
      };
      g_autofree char *account = g_strdup_printf ("%" G_GINT64_FORMAT, i);

      g_ptr_array_add (journal->ledgers, mag_ledger_new (account, "SPY", legs, G_N_ELEMENTS (legs), NULL));
    }
  return journal;
}

static guint
count (const char *text,
       const char *word)
{
  g_auto(GStrv) parts = g_strsplit (text, word, -1);

  return g_strv_length (parts) - 1;
}

/* 120 trades of $100 each: all of them are there once, titles and number on each page, 12000 in the sums. */
static void
test_print (void)
{
  MagJournalFilter filter = MAG_JOURNAL_FILTER_ALL;
  g_autoptr(MagJournal) journal = make_long_journal ();
  g_autoptr(GtkPrintOperation) operation = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "magnus-print-test.pdf", NULL);
  g_autofree char *command = g_strdup_printf ("pdftotext -layout %s -", path);
  g_autofree char *reader = g_find_program_in_path ("pdftotext");
  g_autofree char *text = NULL;
  g_autofree char *last = NULL;
  g_autoptr(GError) error = NULL;
  int n_pages;

  filter.symbol = "SPY";
  filter.from = DAY (1, 1);
  filter.to = DAY (1, 31);
  operation = mag_trade_print_new (journal, &filter, mag_instant_new_york (DAY (2, 2), 12, 0, 0));
  gtk_print_operation_set_export_filename (operation, path);
  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, &error), ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_object_get (operation, "n-pages", &n_pages, NULL);
  g_assert_cmpint (n_pages, >=, 2);
  if (reader == NULL)
    {
      g_test_message ("no pdftotext here: the pages were made, not read");
      g_remove (path);
      return;
    }
  g_assert_true (g_spawn_command_line_sync (command, &text, NULL, NULL, &error));
  g_remove (path);
  g_assert_nonnull (strstr (text, "Closed from 2026-01-01 to 2026-01-31 · symbol SPY"));
  g_assert_nonnull (strstr (text, "P/L +$12,000.00: options +$12,000.00, shares $0.00"));
  g_assert_nonnull (strstr (text, "not modelled"));
  g_assert_cmpuint (count (text, "+$100.00"), >=, 120);
  g_assert_cmpuint (count (text, "Strategy"), ==, (guint) n_pages);
  g_assert_cmpuint (count (text, "Quantity"), ==, (guint) n_pages); /* no title is cut or broken */
  for (int strike = 400; strike < 520; strike++)
    {
      g_autofree char *name = g_strdup_printf ("SPY %d Put", strike);

      g_assert_cmpuint (count (text, name), ==, 1);
    }
  last = g_strdup_printf ("Page %d of %d", n_pages, n_pages);
  g_assert_nonnull (strstr (text, last));
}

/* Called away without shares in the journal: the form says so before it is saved. */
static void
test_refusal_is_told (Fixture       *fixture,
                      gconstpointer  data)
{
  if (fixture->window == NULL)
    return;

  add (fixture, "KO", 1, "70", "2026-02-20", "0.85", "2026-01-05");
  begin_close (fixture, "KO 70 Call", 2);
  type (fixture, "date", "2026-02-20");
  g_assert_false (gtk_widget_get_sensitive (field (fixture, "save")));
  g_assert_nonnull (strstr (gtk_label_get_text (field (fixture, "problem")), "100 shares of KO can't go"));
  adw_dialog_force_close (dialog (fixture));
}

static guint
find_toast_button (GtkWidget *widget)
{
  guint n = 0;

  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), "_Undo") == 0 && gtk_widget_get_mapped (widget))
    {
      g_signal_emit_by_name (widget, "clicked");
      return 1;
    }
  for (GtkWidget *inner = gtk_widget_get_first_child (widget); inner != NULL && n == 0; inner = gtk_widget_get_next_sibling (inner))
    n = find_toast_button (inner);
  return n;
}

static void
test_delete_and_undo (Fixture       *fixture,
                      gconstpointer  data)
{
  if (fixture->window == NULL)
    return;

  add (fixture, "KO", 0, "68", "2026-02-20", "0.62", "2026-01-05");
  add (fixture, "F", 0, "12", "2026-02-20", "0.40", "2026-01-06");
  wait_until (count_lines (fixture) == 2);
  select_line (fixture, "KO 68 Put", FALSE);
  gtk_widget_activate_action (fixture->page, "trades.delete", NULL);
  wait_until (count_lines (fixture) == 1);
  wait_until (find_toast_button (GTK_WIDGET (fixture->window)) == 1);
  wait_until (count_lines (fixture) == 2);
  g_assert_cmpint (store_query_int (fixture->store.store, "SELECT count(*) FROM trade_audit WHERE action IN ('delete', 'restore')"), ==, 2);
}

static void
test_edit_and_history (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *line = NULL;

  if (fixture->window == NULL)
    return;

  add (fixture, "F", 0, "12", "2026-02-20", "0.40", "2026-01-05");
  select_line (fixture, "F 12 Put", FALSE);
  gtk_widget_activate_action (fixture->page, "trades.edit", NULL);
  wait_until (dialog (fixture) != NULL);
  g_assert_false (gtk_widget_get_visible (field (fixture, "contract_group")));
  g_assert_cmpstr (gtk_editable_get_text (field (fixture, "price")), ==, "0.40");
  type (fixture, "price", "0.45");
  type (fixture, "notes", "mistyped");
  save (fixture);
  wait_until (mag_trade_item_get_row (line_at (fixture, 0))->chain->premium == 4500);
  g_assert_cmpstr (mag_trade_item_get_notes (line_at (fixture, 0)), ==, "mistyped");

  gtk_widget_activate_action (fixture->page, "trades.history", NULL);
  wait_until (dialog (fixture) != NULL && g_str_equal (gtk_stack_get_visible_child_name (field (fixture, "stack")), "list"));
  g_object_get (gtk_list_box_get_row_at_index (field (fixture, "list"), 1), "title", &line, NULL);
  g_assert_nonnull (strstr (line, "Sold to open: 1 × F 12 Put at 0.40"));
  g_assert_nonnull (strstr (line, "price 0.40 → 0.45"));
  g_assert_null (gtk_list_box_get_row_at_index (field (fixture, "list"), 3)); /* added, corrected, notes */
  adw_dialog_force_close (dialog (fixture));
}

/* Filters leave rows and figures, and are there again in the next window. */
static void
test_filters_stay (Fixture       *fixture,
                   gconstpointer  data)
{
  if (fixture->window == NULL)
    return;

  add (fixture, "KO", 0, "68", "2026-02-20", "0.62", "2026-01-05");
  add (fixture, "F", 0, "12", "2026-02-20", "0.40", "2026-01-06");
  close_trade (fixture, "F 12 Put", 1, NULL, NULL);
  wait_until (g_str_equal (figure (fixture, "total"), "▲ +$40.00"));

  adw_combo_row_set_selected (child (fixture, "status"), MAG_TRADE_OPEN + 1);
  g_assert_cmpuint (count_lines (fixture), ==, 1);
  g_assert_cmpstr (figure (fixture, "total"), ==, "$0.00");
  gtk_editable_set_text (child (fixture, "search"), "x");
  wait_until (g_str_equal (shown (fixture, "inner"), "nothing"));
  close_window (fixture);
  open_window (fixture);
  wait_until (g_str_equal (shown (fixture, "outer"), "journal"));
  g_assert_cmpuint (adw_combo_row_get_selected (child (fixture, "status")), ==, MAG_TRADE_OPEN + 1);
  g_assert_cmpstr (gtk_editable_get_text (child (fixture, "search")), ==, "x");
  g_assert_cmpstr (shown (fixture, "inner"), ==, "nothing");
  gtk_widget_activate_action (fixture->page, "trades.clear-filters", NULL);
  g_assert_cmpuint (count_lines (fixture), ==, 2);
}

static char *
subtitle_of (Fixture    *fixture,
             const char *name)
{
  return g_strdup (adw_action_row_get_subtitle (ADW_ACTION_ROW (child (fixture, name))));
}

static GtkEditable *
entry_in (GtkWidget *widget)
{
  GtkEditable *found = GTK_IS_ENTRY (widget) ? GTK_EDITABLE (widget) : NULL;

  for (GtkWidget *inner = gtk_widget_get_first_child (widget); inner != NULL && found == NULL; inner = gtk_widget_get_next_sibling (inner))
    found = entry_in (inner);
  return found;
}

static gpointer
add_in_account_job (MagDb         *db,
                    gpointer       input,
                    GCancellable  *cancellable,
                    GError       **error)
{
  MagTradeAddition addition = { "5QR12345", "AAPL", "", "", { .role = MAG_LEG_BUY_SHARES, .multiplier = 1, .quantity = 10, .price = 2000000, .date = DAY (1, 8) } };

  g_assert_cmpint (mag_trade_repo_add (db, &addition, NOON, cancellable, error), !=, 0);
  return GINT_TO_POINTER (TRUE);
}

/* The account is asked for when there are two; a P/L that can't be is said at its field, and the range before holds. */
static void
test_account_and_profit (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autofree char *wrong = NULL, *crossed = NULL, *right = NULL;
  GtkEditable *from, *to;

  if (fixture->window == NULL)
    return;

  add (fixture, "KO", 0, "68", "2026-02-20", "0.62", "2026-01-05");
  add (fixture, "F", 0, "12", "2026-02-20", "0.40", "2026-01-06");
  close_trade (fixture, "F 12 Put", 0, "0.90", "2026-01-20");
  close_trade (fixture, "KO 68 Put", 1, NULL, NULL);
  wait_until (g_str_equal (figure (fixture, "total"), "▲ +$12.00"));
  g_assert_false (gtk_widget_get_visible (child (fixture, "account")));

  from = entry_in (child (fixture, "min_profit"));
  to = entry_in (child (fixture, "max_profit"));
  gtk_editable_set_text (from, "−50");
  gtk_editable_set_text (to, "0");
  g_assert_cmpuint (count_lines (fixture), ==, 1);
  g_assert_cmpstr (figure (fixture, "total"), ==, "▼ −$50.00");
  gtk_editable_set_text (to, "x");
  wrong = subtitle_of (fixture, "max_profit");
  g_assert_true (g_str_has_prefix (wrong, "Type a number from"));
  gtk_editable_set_text (to, "-50.01");
  crossed = subtitle_of (fixture, "max_profit");
  g_assert_cmpstr (crossed, ==, "Must not be less than “from”.");
  g_assert_cmpuint (count_lines (fixture), ==, 2); /* as when the field was empty, on the way */
  gtk_editable_set_text (to, "");
  right = subtitle_of (fixture, "max_profit");
  g_assert_cmpstr (right, ==, "");
  g_assert_cmpuint (count_lines (fixture), ==, 2);

  store_data_run (fixture->store.store, add_in_account_job);
  wait_until (gtk_widget_get_visible (child (fixture, "account")));
  g_assert_cmpuint (count_lines (fixture), ==, 2); /* its shares have no P/L */
  gtk_widget_activate_action (fixture->page, "trades.clear-filters", NULL);
  g_assert_cmpuint (count_lines (fixture), ==, 3);
  adw_combo_row_set_selected (child (fixture, "account"), 2); /* all, none, ··2345 */
  g_assert_cmpuint (count_lines (fixture), ==, 1);
  {
    g_autoptr(GSettings) trades = g_settings_get_child (fixture->settings, "trades");
    g_autofree char *account = NULL;

    g_settings_get (trades, "account", "ms", &account);
    g_assert_cmpstr (account, ==, "··2345"); /* never the number */
  }
  gtk_editable_set_text (from, "-7.5");
  close_window (fixture);
  open_window (fixture);
  wait_until (g_str_equal (shown (fixture, "outer"), "journal"));
  g_assert_cmpuint (adw_combo_row_get_selected (child (fixture, "account")), ==, 2);
  g_assert_cmpstr (gtk_editable_get_text (entry_in (child (fixture, "min_profit"))), ==, "-7.50");
  g_assert_cmpstr (shown (fixture, "inner"), ==, "nothing");
}

/* Nothing is asked before somebody wants it; prices that do not reach far enough make no figure. */
static void
test_benchmark (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(FakeMarket) market = NULL;
  GtkWidget *view;
  GtkLabel *result;
  GtkWidget *fetch;

  if (fixture->window == NULL)
    return;

  market = fake_market_new (mag_profile_get_clock (fixture->store.profile), 1);
  view = GTK_WIDGET (gtk_widget_get_template_child (child (fixture, "reports"), MAG_TYPE_TRADE_REPORTS, "benchmark"));
  result = GTK_LABEL (gtk_widget_get_template_child (view, MAG_TYPE_BENCHMARK_VIEW, "result"));
  fetch = GTK_WIDGET (gtk_widget_get_template_child (view, MAG_TYPE_BENCHMARK_VIEW, "fetch"));
  mag_benchmark_view_set_market (MAG_BENCHMARK_VIEW (view), MAG_MARKET_DATA (market));

  add (fixture, "F", 0, "12", "2026-02-20", "0.40", "2026-01-06");
  adw_toggle_group_set_active_name (child (fixture, "views"), "reports");
  g_assert_cmpstr (gtk_label_get_text (result), ==, "- No trade that put up money of its own has closed.");
  g_assert_false (gtk_widget_get_visible (fetch));
  adw_toggle_group_set_active_name (child (fixture, "views"), "trades");
  close_trade (fixture, "F 12 Put", 1, NULL, NULL);
  adw_toggle_group_set_active_name (child (fixture, "views"), "reports");
  g_assert_cmpstr (gtk_label_get_text (result), ==, "- The prices of SPY have not been fetched.");
  g_assert_cmpuint (fake_market_count_bars (market), ==, 0);

  g_signal_emit_by_name (fetch, "clicked");
  g_assert_cmpstr (gtk_label_get_text (result), ==, "- The prices of SPY are on their way.");
  g_assert_false (gtk_widget_get_visible (fetch));
  wait_until (g_str_equal (gtk_label_get_text (result), "- The prices of SPY at hand do not reach over all days of these trades."));
  g_assert_cmpuint (fake_market_count_bars (market), ==, 1);
  g_signal_emit_by_name (fetch, "clicked"); /* the window goes while they are on their way */
}

static gpointer
add_elsewhere_job (MagDb         *db,
                   gpointer       input,
                   GCancellable  *cancellable,
                   GError       **error)
{
  MagTradeAddition addition = { "", "AAPL", "", "", { .role = MAG_LEG_BUY_SHARES, .multiplier = 1, .quantity = 10, .price = 2000000, .date = DAY (1, 8) } };

  g_assert_cmpint (mag_trade_repo_add (db, &addition, NOON, cancellable, error), !=, 0);
  return GINT_TO_POINTER (TRUE);
}

/* Another program adds a trade: what is selected and unfolded stays. */
static void
test_update_moves_nothing (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(GtkTreeListRow) row = NULL;
  MagTradeItem *before;

  if (fixture->window == NULL)
    return;

  add (fixture, "KO", 0, "68", "2026-02-20", "0.62", "2026-01-05");
  select_line (fixture, "KO 68 Put", FALSE);
  before = mag_table_get_selected (child (fixture, "table"));
  row = g_list_model_get_item (G_LIST_MODEL (lines (fixture)), 0);
  gtk_tree_list_row_set_expanded (row, TRUE);
  g_assert_cmpuint (count_lines (fixture), ==, 2);

  store_data_run (fixture->store.store, add_elsewhere_job);
  wait_until (count_lines (fixture) == 3);
  g_assert_true (mag_table_get_selected (child (fixture, "table")) == before);
  g_assert_true (gtk_tree_list_row_get_expanded (row));
}

static void
test_price_units (void)
{
  static const struct { const char *text; gint64 multiplier; gboolean to_contract; const char *expected; } rows[] = {
    { "2.5", 100, TRUE, "250.00" },   { "250", 100, FALSE, "2.50" },    { "0.0125", 100, TRUE, "1.25" }, { "0.67", 100, FALSE, "0.0067" },
    { "95", 10, TRUE, "950.00" },     { "0", 100, FALSE, "0.00" },      { "lots", 100, TRUE, NULL },     { "-5", 100, FALSE, NULL },
    { "0.001", 100, FALSE, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mag_price_row_convert (rows[i].text, rows[i].multiplier, rows[i].to_contract);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *path; void (*test) (Fixture *fixture, gconstpointer data); } tests[] = {
    { "/trades-page/form", test_form },
    { "/trades-page/wheel", test_wheel },
    { "/trades-page/refusal-is-told", test_refusal_is_told },
    { "/trades-page/delete-and-undo", test_delete_and_undo },
    { "/trades-page/edit-and-history", test_edit_and_history },
    { "/trades-page/filters-stay", test_filters_stay },
    { "/trades-page/account-and-profit", test_account_and_profit },
    { "/trades-page/benchmark", test_benchmark },
    { "/trades-page/update-moves-nothing", test_update_moves_nothing },
    { "/trades-page/calendar", test_calendar },
    { "/trades-page/export", test_export },
  };

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display here\n");
      return 0;
    }
  adw_init ();
  g_resources_register (mag_ui_get_resource ());
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/trades-page/price-units", test_price_units);
  g_test_add_func ("/trades-page/print", test_print);
  return g_test_run ();
}
