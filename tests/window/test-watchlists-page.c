/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Watchlists page in a window, on a real private server: import, updates that move nothing the user holds, what is
 * removed and brought back, what is remembered, and trouble with the store. */

#include "config.h"

#include "mag-chain-repo.h"
#include "mag-import-dialog.h"
#include "mag-preferences-dialog.h"
#include "mag-symbol-table.h"
#include "mag-terms-repo.h"
#include "mag-ui-resources.h"
#include "mag-watchlist-repo.h"
#include "mag-watchlists-page.h"
#include "mag-window.h"
#include "store-data.h"
#include "store-fixture.h"

#include <locale.h>

#define PATIENCE_US (15 * G_USEC_PER_SEC)

typedef struct
{
  StoreFixture  store;
  GSettings    *settings;
  MagEngine    *engine;
  MagWindow    *window;
  GtkWidget    *page;
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
  return gtk_widget_get_template_child (fixture->page, MAG_TYPE_WATCHLISTS_PAGE, name);
}

static gpointer
table_child (Fixture    *fixture,
             const char *name)
{
  return gtk_widget_get_template_child (child (fixture, "table"), MAG_TYPE_SYMBOL_TABLE, name);
}

static MagSymbolTable *
table (Fixture *fixture)
{
  return child (fixture, "table");
}

static GtkSelectionModel *
rows (Fixture *fixture)
{
  return gtk_column_view_get_model (mag_symbol_table_get_view (table (fixture)));
}

static guint
count_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (rows (fixture)));
}

static MagSymbolRow *
row_at (Fixture *fixture,
        guint    position)
{
  g_autoptr(MagSymbolRow) row = g_list_model_get_item (G_LIST_MODEL (rows (fixture)), position);

  return row;
}

static const char *
ticker_at (Fixture *fixture,
           guint    position)
{
  return mag_symbol_row_get (row_at (fixture, position))->symbol.ticker;
}

static const char *
shown (Fixture    *fixture,
       const char *stack)
{
  return gtk_stack_get_visible_child_name (child (fixture, stack));
}

static void
open_window (Fixture *fixture)
{
  fixture->window = mag_window_new (NULL, fixture->engine);
  fixture->page = GTK_WIDGET (mag_window_show_page (fixture->window, "watchlists"));
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

  fixture->settings = g_settings_new (APP_ID);
  reset_settings (fixture->settings);
  fixture->engine = mag_engine_new (fixture->store.profile, fixture->store.store, client, fixture->settings);
  mag_engine_open (fixture->engine);
  open_window (fixture);
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

static const char *import_name;
static const char *import_text;

static gpointer
import_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(MagImportReport) report = store_data_report (import_text);

  g_assert_cmpint (mag_watchlist_repo_import (db, import_name, MAG_ORIGIN_MANUAL, report, MAG_IMPORT_MERGE, cancellable, error), !=, 0);

  return GINT_TO_POINTER (TRUE);
}

/* As another program would: the page hears of it. */
static void
import (Fixture    *fixture,
        const char *name,
        const char *text)
{
  import_name = name;
  import_text = text;
  store_data_run (fixture->store.store, import_job);
}

static void
test_first_list (Fixture       *fixture,
                 gconstpointer  data)
{
  if (fixture->window == NULL)
    return;

  wait_until (g_str_equal (shown (fixture, "outer"), "welcome"));

  import (fixture, "Income", "KO F T");
  wait_until (g_str_equal (shown (fixture, "outer"), "lists"));
  wait_until (count_rows (fixture) == 3);
  g_assert_cmpstr (shown (fixture, "inner"), ==, "table");
  g_assert_cmpstr (ticker_at (fixture, 0), ==, "KO");
  g_assert_cmpstr (adw_window_title_get_title (child (fixture, "heading")), ==, "Income");
}

static MagPrice price_given;
static const char *price_ticker;

static gpointer
save_price_job (MagDb         *db,
                gpointer       input,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr(GPtrArray) quotes = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_stock_quote_free);
  MagStockQuote *quote = mag_stock_quote_new (price_ticker);

  quote->price = price_given;
  quote->quoted_us = g_get_real_time ();
  g_ptr_array_add (quotes, quote);
  g_assert_true (mag_chain_repo_save_stock (db, quotes, cancellable, error));

  return GINT_TO_POINTER (TRUE);
}

static void
save_price (Fixture    *fixture,
            const char *ticker,
            MagPrice    price)
{
  price_ticker = ticker;
  price_given = price;
  store_data_run (fixture->store.store, save_price_job);
}

static char *
many_tickers (guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "ZZ%c%c ", 'A' + i / 26, 'A' + i % 26);

  return g_string_free (text, FALSE);
}

/* Issue, point 10: everything updates by NOTIFY without moving scroll, sort or selection. */
static void
test_update_moves_nothing (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autofree char *tickers = many_tickers (100);
  g_autoptr(MagSymbolRow) before = NULL;
  GtkAdjustment *adjustment;
  double value;

  if (fixture->window == NULL)
    return;

  import (fixture, "Many", tickers);
  wait_until (count_rows (fixture) == 100);
  gtk_widget_activate_action (GTK_WIDGET (table (fixture)), "table.sort", "s", "price");
  gtk_column_view_scroll_to (mag_symbol_table_get_view (table (fixture)), 60, NULL, GTK_LIST_SCROLL_SELECT | GTK_LIST_SCROLL_FOCUS, NULL);
  adjustment = gtk_scrolled_window_get_vadjustment (table_child (fixture, "scroller"));
  wait_until (gtk_adjustment_get_value (adjustment) > 0);
  run_for (300);
  before = g_object_ref (row_at (fixture, 60));
  value = gtk_adjustment_get_value (adjustment);

  save_price (fixture, mag_symbol_row_get (before)->symbol.ticker, 1234500);
  wait_until (mag_symbol_row_get (before)->stock->price == 1234500);
  run_for (300);

  g_assert_true (row_at (fixture, 60) == before);
  g_assert_true (gtk_selection_model_is_selected (rows (fixture), 60));
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (adjustment), value, 0.5);
}

/* The button of that label below widget, mapped; NULL. */
static GtkWidget *
find_button (GtkWidget  *widget,
             const char *label)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;

  for (GtkWidget *c = gtk_widget_get_first_child (widget); c != NULL; c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *button = find_button (c, label);

      if (button != NULL)
        return button;
    }

  return NULL;
}

/* What is removed is gone at once, and Undo brings it back to its place. */
static void
test_remove_and_undo (Fixture       *fixture,
                      gconstpointer  data)
{
  if (fixture->window == NULL)
    return;

  import (fixture, "Income", "KO F T");
  wait_until (count_rows (fixture) == 3);

  gtk_selection_model_select_item (rows (fixture), 1, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (table (fixture)), "table.remove", NULL);
  wait_until (count_rows (fixture) == 2);
  g_assert_cmpstr (ticker_at (fixture, 1), ==, "T");

  wait_until (find_button (GTK_WIDGET (fixture->window), "_Undo") != NULL);
  g_signal_emit_by_name (find_button (GTK_WIDGET (fixture->window), "_Undo"), "clicked");
  wait_until (count_rows (fixture) == 3);
  g_assert_cmpstr (ticker_at (fixture, 1), ==, "F");
}

/* Ctrl+C: the selected rows as shown, tabs between columns. */
static void
test_copy (Fixture       *fixture,
           gconstpointer  data)
{
  GdkContentProvider *content;
  g_auto(GValue) value = G_VALUE_INIT;
  g_auto(GStrv) lines = NULL;

  if (fixture->window == NULL)
    return;

  import (fixture, "Income", "KO F T");
  wait_until (count_rows (fixture) == 3);
  gtk_selection_model_select_range (rows (fixture), 1, 2, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (table (fixture)), "table.copy", NULL);

  content = gdk_clipboard_get_content (gtk_widget_get_clipboard (fixture->page));
  g_assert_nonnull (content);
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  lines = g_strsplit (g_value_get_string (&value), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3); /* two rows, and nothing after the last */
  g_assert_true (g_str_has_prefix (lines[0], "F\t-\t"));
  g_assert_true (g_str_has_prefix (lines[1], "T\t-\t"));
}

/* Sections are shown in the list's own order, and only there. */
static void
test_sections (Fixture       *fixture,
               gconstpointer  data)
{
  GtkColumnView *view;

  if (fixture->window == NULL)
    return;

  import (fixture, "Both", "#Tech NVDA AMD #Income KO F");
  wait_until (count_rows (fixture) == 4);
  view = mag_symbol_table_get_view (table (fixture));
  wait_until (gtk_column_view_get_header_factory (view) != NULL);
  g_assert_cmpstr (ticker_at (fixture, 0), ==, "NVDA");
  g_assert_cmpstr (ticker_at (fixture, 2), ==, "KO");

  gtk_widget_activate_action (GTK_WIDGET (table (fixture)), "table.sort", "s", "symbol");
  g_assert_null (gtk_column_view_get_header_factory (view));
  g_assert_cmpstr (ticker_at (fixture, 0), ==, "AMD");
  g_assert_cmpstr (ticker_at (fixture, 3), ==, "NVDA");

  gtk_widget_activate_action (GTK_WIDGET (table (fixture)), "table.sort", "s", "");
  g_assert_nonnull (gtk_column_view_get_header_factory (view));
  g_assert_cmpstr (ticker_at (fixture, 0), ==, "NVDA");
}

static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  GtkEditable *search;
  GtkStack *stack;

  if (fixture->window == NULL)
    return;

  import (fixture, "Both", "NVDA AMD KO F");
  wait_until (count_rows (fixture) == 4);
  search = table_child (fixture, "search");
  stack = table_child (fixture, "stack");

  gtk_editable_set_text (search, "nv");
  wait_until (count_rows (fixture) == 1);
  g_assert_cmpstr (ticker_at (fixture, 0), ==, "NVDA");

  gtk_editable_set_text (search, "no such thing");
  wait_until (g_str_equal (gtk_stack_get_visible_child_name (stack), "none"));

  gtk_editable_set_text (search, "");
  wait_until (count_rows (fixture) == 4);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "rows");
}

/* Last list, sort and columns are restored at start. */
static void
test_remembers (Fixture       *fixture,
                gconstpointer  data)
{
  GtkColumnViewColumn *column;
  g_autofree char *sort = NULL;

  if (fixture->window == NULL)
    return;

  import (fixture, "Alpha", "KO F");
  import (fixture, "Beta", "NVDA AMD MSFT");
  wait_until (gtk_list_box_get_row_at_index (child (fixture, "lists"), 1) != NULL);
  gtk_list_box_select_row (child (fixture, "lists"), gtk_list_box_get_row_at_index (child (fixture, "lists"), 1));
  wait_until (count_rows (fixture) == 3);
  gtk_widget_activate_action (GTK_WIDGET (table (fixture)), "table.sort", "s", "symbol");
  gtk_widget_activate_action (GTK_WIDGET (table (fixture)), "table.descending", NULL);
  gtk_widget_activate_action (GTK_WIDGET (table (fixture)), "columns.delta", NULL);
  g_assert_cmpstr (ticker_at (fixture, 0), ==, "NVDA");
  close_window (fixture);

  open_window (fixture);
  wait_until (count_rows (fixture) == 3);
  g_assert_cmpstr (ticker_at (fixture, 0), ==, "NVDA");
  g_object_get (table (fixture), "sort-column", &sort, NULL);
  g_assert_cmpstr (sort, ==, "symbol");
  for (guint i = 0; i < g_list_model_get_n_items (gtk_column_view_get_columns (mag_symbol_table_get_view (table (fixture)))); i++)
    {
      column = g_list_model_get_item (gtk_column_view_get_columns (mag_symbol_table_get_view (table (fixture))), i);
      if (g_str_equal (gtk_column_view_column_get_id (column), "delta"))
        g_assert_false (gtk_column_view_column_get_visible (column));
      g_object_unref (column);
    }
}

static gpointer
dialog_child (AdwDialog  *dialog,
              const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (dialog), MAG_TYPE_IMPORT_DIALOG, name);
}

/* Nothing is saved before the preview; a taken name must be decided on. */
static void
test_import_dialog (Fixture       *fixture,
                    gconstpointer  data)
{
  AdwDialog *dialog;

  if (fixture->window == NULL)
    return;

  import (fixture, "Income", "KO F");
  wait_until (count_rows (fixture) == 2);

  mag_watchlists_page_import (MAG_WATCHLISTS_PAGE (fixture->page), NULL);
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window));
  g_assert_true (MAG_IS_IMPORT_DIALOG (dialog));
  g_assert_false (gtk_widget_get_sensitive (dialog_child (dialog, "preview_button")));

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (dialog_child (dialog, "text")), "NYSE:KO,NASDAQ:AMD,NASDAQ:AMD,FX:EURUSD", -1);
  g_signal_emit_by_name (dialog_child (dialog, "preview_button"), "clicked");
  wait_until (adw_navigation_view_get_visible_page (dialog_child (dialog, "navigation")) ==
              adw_navigation_view_find_page (dialog_child (dialog, "navigation"), "preview"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (dialog_child (dialog, "items")))), ==, 4);
  g_assert_true (gtk_widget_get_sensitive (dialog_child (dialog, "save_button")));

  gtk_editable_set_text (dialog_child (dialog, "name"), "income");
  g_assert_true (gtk_widget_get_visible (dialog_child (dialog, "replace_row")));
  g_assert_false (gtk_widget_get_sensitive (dialog_child (dialog, "save_button")));
  gtk_check_button_set_active (dialog_child (dialog, "merge"), TRUE);
  g_assert_true (gtk_widget_get_sensitive (dialog_child (dialog, "save_button")));
  g_assert_cmpint (store_query_int (fixture->store.store, "SELECT count(*) FROM tv_watchlists"), ==, 1);

  g_signal_emit_by_name (dialog_child (dialog, "save_button"), "clicked");
  wait_until (count_rows (fixture) == 3);
}

/* A server that can't be had is said in the banner, with Retry; the pages stay usable. */
static void
test_store_trouble (void)
{
  Fixture fixture = { 0 };
  MagStoreServer nowhere = { .host = "127.0.0.1", .port = 1, .database = "magnus", .user = "magnus", .ssl_mode = "disable", .password = "" };
  g_autoptr(GError) error = NULL;
  g_autoptr(MagClock) clock = mag_clock_new_system ();
  g_autofree char *root = g_dir_make_tmp ("magnus-XXXXXX", &error);
  AdwBanner *banner;

  fixture.store.profile = mag_profile_new_at (root, NULL, clock, &error);
  g_assert_no_error (error);
  fixture.store.store = mag_store_new (fixture.store.profile, &nowhere);
  start (&fixture);

  banner = (gpointer) gtk_widget_get_template_child (GTK_WIDGET (fixture.window), MAG_TYPE_WINDOW, "banner");
  wait_until (mag_engine_get_trouble (fixture.engine) != NULL);
  g_assert_true (adw_banner_get_revealed (banner));
  g_assert_cmpstr (adw_banner_get_title (banner), ==, mag_engine_get_trouble (fixture.engine));
  g_assert_cmpstr (adw_banner_get_button_label (banner), ==, "_Retry");
  g_assert_nonnull (mag_window_show_page (fixture.window, "positions"));

  close_window (&fixture);
  g_clear_object (&fixture.engine);
  g_clear_object (&fixture.settings);
  mag_store_close (fixture.store.store);
  g_clear_object (&fixture.store.store);
  g_clear_pointer (&fixture.store.profile, mag_profile_unref);
}

static gpointer
other_program_sets_rate_job (MagDb         *db,
                             gpointer       input,
                             GCancellable  *cancellable,
                             GError       **error)
{
  return GINT_TO_POINTER (mag_terms_repo_set_rate (db, 0.0310, cancellable, error));
}

static gint64
stored_rate (Fixture *fixture) /* in 1/100 percent; 0: none */
{
  return store_query_int (fixture->store.store, "SELECT coalesce(max(round(value::numeric * 10000)), 0) FROM settings WHERE name = 'rate'");
}

/* The rate is the store's: what is turned in Preferences every program sees, the last turn of many, and what another program sets is shown. */
static void
test_rate_is_shared (Fixture       *fixture,
                     gconstpointer  data)
{
  AdwDialog *dialog;
  AdwSpinRow *rate;

  if (fixture->window == NULL)
    return;

  wait_until (mag_engine_is_ready (fixture->engine));
  dialog = mag_preferences_dialog_new (fixture->engine);
  rate = ADW_SPIN_ROW (gtk_widget_get_template_child (GTK_WIDGET (dialog), MAG_TYPE_PREFERENCES_DIALOG, "rate"));
  adw_dialog_present (dialog, GTK_WIDGET (fixture->window));
  g_assert_cmpfloat (adw_spin_row_get_value (rate), ==, 4);
  g_assert_cmpint (stored_rate (fixture), ==, 0);

  for (int i = 1; i <= 20; i++)
    adw_spin_row_set_value (rate, 4 + i * 0.05);
  wait_until (stored_rate (fixture) == 500);
  g_assert_cmpfloat_with_epsilon (mag_engine_get_rate (fixture->engine), 0.05, 1e-12);
  run_for (200);
  g_assert_cmpint (stored_rate (fixture), ==, 500);

  store_data_run (fixture->store.store, other_program_sets_rate_job);
  wait_until (adw_spin_row_get_value (rate) == 3.1);
  g_assert_cmpfloat_with_epsilon (mag_engine_get_rate (fixture->engine), 0.031, 1e-12);

  adw_spin_row_set_value (rate, 99); /* the row holds it to what is allowed */
  wait_until (stored_rate (fixture) == 2500);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  adw_dialog_close (dialog);
  wait_until (dialog == NULL);
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display here\n");
      return 0;
    }
  adw_init ();
  g_resources_register (mag_ui_get_resource ());

#define ADD(name, func) g_test_add ("/watchlists-page/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("first-list-appears-by-notice", test_first_list);
  ADD ("update-moves-nothing", test_update_moves_nothing);
  ADD ("remove-has-undo", test_remove_and_undo);
  ADD ("copy-as-shown", test_copy);
  ADD ("sections-in-list-order-only", test_sections);
  ADD ("search-narrows", test_search);
  ADD ("remembers-list-sort-columns", test_remembers);
  ADD ("import-asks-merge-or-replace", test_import_dialog);
  ADD ("rate-is-shared", test_rate_is_shared);
#undef ADD
  g_test_add_func ("/watchlists-page/store-trouble-has-retry", test_store_trouble);

  return g_test_run ();
}
