/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Analyzer page in a window of its own, on a store that answers from memory: what it asks and when, that an update
 * moves nothing the user holds, its states, and that it comes back as it was left. */

#include "config.h"

#include "fake-store.h"
#include "mag-analyzer-filters.h"
#include "mag-analyzer-page.h"
#include "mag-analyzer-table.h"
#include "mag-date.h"
#include "mag-limit-row.h"
#include "mag-list-picker.h"
#include "mag-scan-settings.h"
#include "mag-ui-resources.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

#define PATIENCE_US (5 * G_USEC_PER_SEC)
#define N_SYMBOLS 20

typedef struct
{
  char      *root;
  MagStore  *store;
  MagEngine *engine;
  GSettings *settings;
  GtkWidget *window;
  GtkWidget *page;
} Fixture;

static gint64
noon (void)
{
  return mag_instant_new_york (mag_date_new (2026, 11, 23), 12, 0, 0);
}

static gpointer
child (Fixture    *fixture,
       const char *name)
{
  return gtk_widget_get_template_child (fixture->page, MAG_TYPE_ANALYZER_PAGE, name);
}

static MagLimitRow *
field (Fixture    *fixture,
       const char *name)
{
  return MAG_LIMIT_ROW (gtk_widget_get_template_child (child (fixture, "filters"), MAG_TYPE_ANALYZER_FILTERS, name));
}

static const char *
shown_state (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (child (fixture, "stack"));
}

static GtkSelectionModel *
rows (Fixture *fixture)
{
  return gtk_column_view_get_model (mag_analyzer_table_get_view (child (fixture, "table")));
}

static guint
count_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (rows (fixture)));
}

static void
run_for (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * (gint64) 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

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
open_page (Fixture *fixture)
{
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1200, 700);
  fixture->page = g_object_new (MAG_TYPE_ANALYZER_PAGE, "engine", fixture->engine, NULL);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->page);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
close_page (Fixture *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  run_for (50);
}

static void
reset_settings (GSettings *settings)
{
  g_autoptr(GSettings) analyzer = g_settings_get_child (settings, "analyzer");
  g_autoptr(GSettingsSchema) schema = NULL;
  g_auto(GStrv) keys = NULL;

  g_object_get (analyzer, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (char **key = keys; *key != NULL; key++)
    g_settings_reset (analyzer, *key);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(MagClock) clock = mag_clock_new_shifted (noon (), g_get_real_time (), 1);
  g_autoptr(MagProfile) profile = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagSyncClient) client = g_object_new (MAG_TYPE_SYNC_CLIENT, NULL);

  fixture->root = g_dir_make_tmp ("magnus-analyzer-XXXXXX", &error);
  g_assert_no_error (error);
  profile = mag_profile_new_at (fixture->root, NULL, clock, &error);
  g_assert_no_error (error);

  fixture->store = g_object_new (MAG_TYPE_STORE, NULL);
  fixture->settings = g_settings_new (APP_ID);
  reset_settings (fixture->settings);
  fixture->engine = mag_engine_new (profile, fixture->store, client, fixture->settings);
  mag_engine_open (fixture->engine);
  if (GPOINTER_TO_INT (data))
    fake_store_fill (N_SYMBOLS, noon ());
  open_page (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  close_page (fixture);
  fake_store_clear ();
  g_object_add_weak_pointer (G_OBJECT (fixture->engine), (gpointer *) &fixture->engine);
  g_object_unref (fixture->engine);
  g_assert_null (fixture->engine); /* nothing of the page is left */
  g_object_unref (fixture->store);
  g_object_unref (fixture->settings);
  g_rmdir (fixture->root);
  g_free (fixture->root);
}

static MagAnalyzerRow *
nth_row (Fixture *fixture,
         guint    i)
{
  g_autoptr(MagAnalyzerRow) row = g_list_model_get_item (G_LIST_MODEL (rows (fixture)), i);

  return row; /* the model holds it */
}

static void
wait_for_table (Fixture *fixture)
{
  /* The line says how many there will be; they come in slices. */
  wait_until (g_str_equal (shown_state (fixture), "table") && count_rows (fixture) > 0 &&
              count_rows (fixture) == strtoul (gtk_label_get_text (child (fixture, "summary")), NULL, 10));
  run_for (100);
}

static void
test_table_is_ranked (Fixture       *fixture,
                      gconstpointer  data)
{
  wait_for_table (fixture);

  g_assert_cmpuint (count_rows (fixture), >, 20);
  for (guint i = 0; i < count_rows (fixture); i++)
    {
      MagAnalyzerRow *row = nth_row (fixture, i);

      g_assert_cmpuint (mag_analyzer_row_get_rank (row), ==, i + 1);
      g_assert_cmpint (mag_analyzer_row_get_scan (row)->quote.contract.right, ==, MAG_RIGHT_PUT);
      if (i > 0)
        g_assert_cmpfloat (mag_analyzer_row_get_figures (row)->monthly_return, <=,
                           mag_analyzer_row_get_figures (nth_row (fixture, i - 1))->monthly_return);
    }
  g_assert_nonnull (strstr (gtk_label_get_text (child (fixture, "summary")), " of 3,500 · left out: ")); /* 20 x 7 x 25 puts */
}

static GtkAdjustment *
vertical_scroll (Fixture *fixture)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (mag_analyzer_table_get_view (child (fixture, "table"))));
}

static void
test_update_moves_nothing (Fixture       *fixture,
                           gconstpointer  data)
{
  MagAnalyzerTable *table = child (fixture, "table");
  g_autoptr(GtkBitset) selection = NULL;
  MagAnalyzerRow *selected;
  MagPrice bid;
  guint n_scans;
  double scroll;

  wait_for_table (fixture);
  g_object_set (table, "sort-column", "symbol", NULL);
  run_for (50);
  gtk_selection_model_select_item (rows (fixture), 12, TRUE);
  selected = nth_row (fixture, 12);
  g_assert_true (mag_analyzer_table_get_selected (table) == selected);
  bid = mag_analyzer_row_get_scan (selected)->quote.bid;
  gtk_adjustment_set_value (vertical_scroll (fixture), 200);
  run_for (100);
  scroll = gtk_adjustment_get_value (vertical_scroll (fixture));
  n_scans = fake_store.n_scans;

  while (bid == mag_analyzer_row_get_scan (selected)->quote.bid)
    {
      fake_store_move ();
      fake_store_change (fixture->store, "symbol:AAA");
      wait_until (fake_store.n_scans > n_scans);
      n_scans = fake_store.n_scans;
      run_for (300);
    }

  g_assert_true (mag_analyzer_table_get_selected (table) == selected);
  selection = gtk_selection_model_get_selection (rows (fixture));
  g_assert_cmpuint (gtk_bitset_get_size (selection), ==, 1);
  g_assert_cmpfloat (gtk_adjustment_get_value (vertical_scroll (fixture)), ==, scroll);
}

static void
test_changes_are_merged (Fixture       *fixture,
                         gconstpointer  data)
{
  guint n_scans;

  wait_for_table (fixture);
  n_scans = fake_store.n_scans;
  for (guint i = 0; i < 100; i++)
    {
      fake_store_change (fixture->store, "symbol:AAA");
      run_for (10);
    }

  g_assert_cmpuint (fake_store.n_scans, >, n_scans);
  g_assert_cmpuint (fake_store.n_scans, <=, n_scans + 3); /* twice a second */
}

static void
test_nobody_looks_nothing_is_asked (Fixture       *fixture,
                                    gconstpointer  data)
{
  guint n_scans;

  wait_for_table (fixture);
  gtk_widget_set_visible (fixture->page, FALSE);
  n_scans = fake_store.n_scans;
  fake_store_change (fixture->store, "symbol:AAA");
  run_for (700);
  g_assert_cmpuint (fake_store.n_scans, ==, n_scans);

  gtk_widget_set_visible (fixture->page, TRUE);
  wait_until (fake_store.n_scans == n_scans + 1);
}

static GtkEditable *
entry_of (GtkWidget *widget)
{
  if (GTK_IS_ENTRY (widget))
    return GTK_EDITABLE (widget);

  for (GtkWidget *each = gtk_widget_get_first_child (widget); each != NULL; each = gtk_widget_get_next_sibling (each))
    {
      GtkEditable *entry = entry_of (each);

      if (entry != NULL)
        return entry;
    }

  return NULL;
}

static void
type (MagLimitRow *row,
      const char  *text)
{
  gtk_editable_set_text (entry_of (GTK_WIDGET (row)), text);
}

static void
test_filter_asks_again (Fixture       *fixture,
                        gconstpointer  data)
{
  guint n_rows;

  wait_for_table (fixture);
  n_rows = count_rows (fixture);
  type (field (fixture, "delta_max"), "0.3");
  wait_until (count_rows (fixture) < n_rows);
  wait_for_table (fixture);

  for (guint i = 0; i < count_rows (fixture); i++)
    g_assert_cmpfloat (fabs (mag_analyzer_row_get_scan (nth_row (fixture, i))->quote.delta), <=, 0.3);
}

static void
test_bad_input_is_told_at_the_field (Fixture       *fixture,
                                     gconstpointer  data)
{
  static const struct { const char *field, *text; gboolean valid; const char *told; } rows_[] = {
    { "delta_max", "abc", FALSE, "Type a number from 0 to 1." },
    { "delta_max", "2", FALSE, "Type a number from 0 to 1." },
    { "delta_max", "0.1", FALSE, "Must not be less than “from”." },
    { "delta_max", "0.4", TRUE, "" },
    { "dte_target", "", FALSE, "Type a number from 0 to 1100." },
    { "dte_target", "45", TRUE, "" },
    { "bid_min", "1e5", FALSE, "Type a number from 0 to 100000, or nothing for no limit." },
    { "bid_min", "$1,000.50", TRUE, "" },
    { "bid_min", "", TRUE, "" },
    { "spread_max", "10 %", TRUE, "of the mark" },
  };
  MagScanCriteria criteria;

  wait_for_table (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (rows_); i++)
    {
      MagLimitRow *row = field (fixture, rows_[i].field);

      g_test_message ("%s = %s", rows_[i].field, rows_[i].text);
      type (row, rows_[i].text);
      g_assert_true (mag_limit_row_is_valid (row) == rows_[i].valid);
      g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, rows_[i].told);
      mag_analyzer_filters_get (child (fixture, "filters"), &criteria);
      g_assert_true (mag_scan_criteria_validate (&criteria, NULL));
    }

  g_assert_cmpint (criteria.dte_target, ==, 45);
  g_assert_cmpint (criteria.bid_min, ==, MAG_PRICE_UNKNOWN);
  g_assert_cmpfloat (criteria.spread_max, ==, 0.1);
}

static void
test_nothing_passes_offers_to_relax (Fixture       *fixture,
                                     gconstpointer  data)
{
  wait_for_table (fixture);
  type (field (fixture, "bid_min"), "5000");
  wait_until (g_str_equal (shown_state (fixture), "message"));
  g_assert_cmpstr (adw_status_page_get_title (child (fixture, "message")), ==, "No Contract Passes");
  g_assert_cmpstr (gtk_button_get_label (child (fixture, "first_button")), ==, "Lift the Minimum Bid");

  g_signal_emit_by_name (child (fixture, "first_button"), "clicked");
  wait_for_table (fixture);
  g_assert_true (isnan (mag_limit_row_get_value (field (fixture, "bid_min"))));
}

static void
test_reset (Fixture       *fixture,
            gconstpointer  data)
{
  MagScanCriteria criteria;

  wait_for_table (fixture);
  type (field (fixture, "delta_max"), "nonsense");
  type (field (fixture, "dte_target"), "60");
  gtk_widget_activate_action (child (fixture, "filters"), "filters.reset", NULL);

  mag_analyzer_filters_get (child (fixture, "filters"), &criteria);
  g_assert_cmpint (criteria.dte_target, ==, 30);
  g_assert_true (mag_limit_row_is_valid (field (fixture, "delta_max")));
  g_assert_cmpfloat (mag_limit_row_get_value (field (fixture, "delta_max")), ==, 0.4);
}

static void
test_no_lists (Fixture       *fixture,
               gconstpointer  data)
{
  wait_until (g_str_equal (shown_state (fixture), "message"));
  g_assert_cmpstr (adw_status_page_get_title (child (fixture, "message")), ==, "No Watchlists Yet");
  g_assert_false (gtk_widget_get_visible (child (fixture, "summary")));
}

static void
test_never_synced (Fixture       *fixture,
                   gconstpointer  data)
{
  wait_until (g_str_equal (shown_state (fixture), "message"));
  fake_store.n_lists = 1;
  fake_store.n_symbols_without_chain = 5;
  fake_store_change (fixture->store, "list:1");
  wait_until (g_str_equal (adw_status_page_get_title (child (fixture, "message")), "No Option Chains Yet"));
}

static void
test_failure_keeps_the_rows (Fixture       *fixture,
                             gconstpointer  data)
{
  MagPage *page = MAG_PAGE (fixture->page);

  wait_for_table (fixture);
  fake_store.fails = TRUE;
  mag_page_refresh (page);
  wait_until (mag_page_get_problem (page) != NULL);
  g_assert_cmpstr (mag_page_get_problem (page), ==, "The database took too long to answer. What is shown was updated just now.");
  g_assert_cmpstr (shown_state (fixture), ==, "table");
  g_assert_cmpuint (count_rows (fixture), >, 0);

  fake_store.fails = FALSE;
  mag_page_refresh (page);
  wait_until (mag_page_get_problem (page) == NULL);
}

static void
test_comes_back_as_it_was_left (Fixture       *fixture,
                                gconstpointer  data)
{
  MagAnalyzerTable *table = child (fixture, "table");
  g_autofree char *sort = NULL;
  gboolean descending;

  wait_for_table (fixture);
  g_object_set (table, "sort-column", "delta", "sort-descending", TRUE, NULL);
  type (field (fixture, "dte_target"), "25");
  mag_list_picker_set_list (child (fixture, "picker"), 2);
  wait_until (fake_store.last_list == 2);
  wait_for_table (fixture);

  close_page (fixture);
  open_page (fixture);
  wait_until (mag_list_picker_get_list (child (fixture, "picker")) == 2);
  g_object_get (child (fixture, "table"), "sort-column", &sort, "sort-descending", &descending, NULL);
  g_assert_cmpstr (sort, ==, "delta");
  g_assert_true (descending);
  g_assert_cmpfloat (mag_limit_row_get_value (field (fixture, "dte_target")), ==, 25);
}

static void
test_takes_a_list_from_elsewhere (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(GSettings) settings = g_settings_get_child (fixture->settings, "analyzer");

  wait_for_table (fixture);
  g_settings_set_string (settings, "list", "List 3");
  wait_until (fake_store.last_list == 3);
}

/* Shares without a call, on the Positions page, lead to calls; an answer that comes later does not take the user back. */
static void
test_takes_a_side_from_elsewhere (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(GSettings) settings = g_settings_get_child (fixture->settings, "analyzer");
  g_autofree char *side = NULL;
  MagScanCriteria criteria;

  wait_for_table (fixture);
  g_settings_set_string (settings, "side", "call");
  mag_analyzer_filters_get (child (fixture, "filters"), &criteria);
  g_assert_cmpint (criteria.right, ==, MAG_RIGHT_CALL);
  wait_for_table (fixture);
  mag_analyzer_filters_get (child (fixture, "filters"), &criteria);
  g_assert_cmpint (criteria.right, ==, MAG_RIGHT_CALL);
  side = g_settings_get_string (settings, "side");
  g_assert_cmpstr (side, ==, "call");
}

static void
test_another_order_is_shown_from_its_top (Fixture       *fixture,
                                          gconstpointer  data)
{
  wait_for_table (fixture);
  gtk_adjustment_set_value (vertical_scroll (fixture), 300);
  run_for (100);
  g_object_set (child (fixture, "table"), "sort-column", "bid", "sort-descending", TRUE, NULL);
  wait_until (gtk_adjustment_get_value (vertical_scroll (fixture)) == 0);

  for (guint i = 1; i < count_rows (fixture); i++)
    g_assert_cmpint (mag_analyzer_row_get_scan (nth_row (fixture, i))->quote.bid, <=,
                     mag_analyzer_row_get_scan (nth_row (fixture, i - 1))->quote.bid);
}

static void
test_another_question_is_shown_from_its_top (Fixture       *fixture,
                                             gconstpointer  data)
{
  static const char *const delta_max[] = { "0.3", "0.4", "0.35" }; /* rows go, and come before and between */

  wait_for_table (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (delta_max); i++)
    {
      guint n_scans = fake_store.n_scans;

      gtk_adjustment_set_value (vertical_scroll (fixture), 300);
      run_for (100);
      type (field (fixture, "delta_max"), delta_max[i]);
      wait_until (fake_store.n_scans > n_scans);
      run_for (200);
      wait_for_table (fixture);
      wait_until (gtk_adjustment_get_value (vertical_scroll (fixture)) == 0);
      g_assert_cmpuint (mag_analyzer_row_get_rank (nth_row (fixture, 0)), ==, 1);
    }
}

static void
test_begins_at_the_top (Fixture       *fixture,
                        gconstpointer  data)
{
  wait_for_table (fixture);
  g_object_set (child (fixture, "table"), "sort-column", "collateral", NULL);
  close_page (fixture);
  open_page (fixture);
  wait_for_table (fixture);
  wait_until (gtk_adjustment_get_value (vertical_scroll (fixture)) == 0);
}

/* Better contracts that come must not be hidden above who reads from the top. */
static void
test_update_stays_at_the_top (Fixture       *fixture,
                              gconstpointer  data)
{
  wait_for_table (fixture);
  for (guint i = 0; i < 3; i++)
    {
      guint n_scans = fake_store.n_scans;

      fake_store_move ();
      fake_store_change (fixture->store, "symbol:AAA");
      wait_until (fake_store.n_scans > n_scans);
      run_for (300);
      wait_until (gtk_adjustment_get_value (vertical_scroll (fixture)) == 0);
      g_assert_cmpuint (mag_analyzer_row_get_rank (nth_row (fixture, 0)), ==, 1);
    }
}

static gboolean
has_arrow (GtkWidget *widget)
{
  if (gtk_widget_has_css_class (widget, "ascending") || gtk_widget_has_css_class (widget, "descending"))
    return TRUE;

  for (GtkWidget *each = gtk_widget_get_first_child (widget); each != NULL; each = gtk_widget_get_next_sibling (each))
    if (has_arrow (each))
      return TRUE;

  return FALSE;
}

static void
test_sort_is_named (Fixture       *fixture,
                    gconstpointer  data)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (mag_analyzer_table_get_view (child (fixture, "table"))));
  guint n_arrows = 0;

  wait_for_table (fixture);
  g_assert_cmpstr (gtk_label_get_text (child (fixture, "sort_label")), ==, "Sort: Rank");
  g_assert_true (has_arrow (gtk_widget_get_first_child (header)));

  g_object_set (child (fixture, "table"), "sort-column", "collateral", "sort-descending", TRUE, NULL);
  g_assert_cmpstr (gtk_label_get_text (child (fixture, "sort_label")), ==, "Sort: Collateral");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (child (fixture, "sort_button")), ==, "Sorted by Collateral, greatest first");
  g_assert_false (has_arrow (gtk_widget_get_first_child (header))); /* "#" */
  for (GtkWidget *title = gtk_widget_get_first_child (header); title != NULL; title = gtk_widget_get_next_sibling (title))
    n_arrows += has_arrow (title);
  g_assert_cmpuint (n_arrows, ==, 1);
}

static void
test_filters_are_kept (void)
{
  g_autoptr(GSettings) settings = g_settings_new (APP_ID ".analyzer");
  MagScanCriteria kept, loaded;

  mag_scan_criteria_init (&kept);
  mag_scan_settings_save (settings, &kept);
  mag_scan_settings_load (settings, &loaded);
  g_assert_true (isnan (loaded.spread_max) && isnan (loaded.monthly_return_min));
  g_assert_cmpint (loaded.collateral_max, ==, MAG_MONEY_UNKNOWN);
  g_assert_cmpint (loaded.bid_min, ==, MAG_PRICE_UNKNOWN);

  kept = (MagScanCriteria) {
    .right = MAG_RIGHT_CALL, .dte_target = 45, .dte_tolerance = 10, .delta_min = 0.1, .delta_max = 0.2, .bid_min = 5000,
    .monthly_return_min = 0.01, .open_interest_min = 100, .volume_min = 10, .spread_max = 0.1, .collateral_max = 5000000,
  };
  mag_scan_settings_save (settings, &kept);
  mag_scan_settings_load (settings, &loaded);
  g_assert_cmpint (loaded.right, ==, MAG_RIGHT_CALL);
  g_assert_cmpint (loaded.dte_target, ==, 45);
  g_assert_cmpint (loaded.dte_tolerance, ==, 10);
  g_assert_cmpfloat (loaded.delta_min, ==, 0.1);
  g_assert_cmpfloat (loaded.delta_max, ==, 0.2);
  g_assert_cmpint (loaded.bid_min, ==, 5000);
  g_assert_cmpfloat (loaded.monthly_return_min, ==, 0.01);
  g_assert_cmpint (loaded.open_interest_min, ==, 100);
  g_assert_cmpint (loaded.volume_min, ==, 10);
  g_assert_cmpfloat (loaded.spread_max, ==, 0.1);
  g_assert_cmpint (loaded.collateral_max, ==, 5000000);
  g_assert_false (loaded.out_of_the_money);

  /* Crossed by hand: the defaults. */
  g_settings_set_double (settings, "delta-min", 0.9);
  mag_scan_settings_load (settings, &loaded);
  g_assert_cmpfloat (loaded.delta_min, ==, 0.25);
}

static GtkColumnViewColumn *
find_column (Fixture    *fixture,
             const char *id,
             guint      *position)
{
  GListModel *columns = gtk_column_view_get_columns (mag_analyzer_table_get_view (child (fixture, "table")));

  for (*position = 0; *position < g_list_model_get_n_items (columns); (*position)++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, *position);

      if (g_str_equal (gtk_column_view_column_get_id (column), id))
        return column; /* the view holds it */
    }

  g_assert_not_reached ();
}

static void
test_columns_come_back_as_left (Fixture       *fixture,
                                gconstpointer  data)
{
  GtkColumnView *view = mag_analyzer_table_get_view (child (fixture, "table"));
  GtkColumnViewColumn *column;
  guint position;

  gtk_column_view_column_set_fixed_width (find_column (fixture, "symbol", &position), 123);
  column = find_column (fixture, "pop", &position);
  gtk_column_view_insert_column (view, 1, column);

  close_page (fixture);
  open_page (fixture);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (find_column (fixture, "symbol", &position)), ==, 123);
  g_assert_true (gtk_column_view_column_get_visible (find_column (fixture, "pop", &position)));
  g_assert_cmpuint (position, ==, 1);
  g_assert_false (gtk_column_view_column_get_visible (find_column (fixture, "contract", &position))); /* of a narrow window */
}

static void
test_controls_are_named (Fixture       *fixture,
                         gconstpointer  data)
{
  GtkEditable *entry = entry_of (GTK_WIDGET (field (fixture, "bid_min")));

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, "Minimum bid");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (mag_analyzer_table_get_view (child (fixture, "table"))),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Ranked contracts");

  type (field (fixture, "bid_min"), "?");
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
}

#define add(path, filled, function) g_test_add (path, Fixture, GINT_TO_POINTER (filled), set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  /* The session such tests run in is meant for programs that are driven from outside. */
  g_setenv ("GTK_A11Y", "test", TRUE);
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display to open a window on\n");
      return 0;
    }
  adw_init ();
  g_resources_register (mag_ui_get_resource ());

  add ("/analyzer-page/ranked", TRUE, test_table_is_ranked);
  add ("/analyzer-page/update-moves-nothing", TRUE, test_update_moves_nothing);
  add ("/analyzer-page/changes-are-merged", TRUE, test_changes_are_merged);
  add ("/analyzer-page/nobody-looks", TRUE, test_nobody_looks_nothing_is_asked);
  add ("/analyzer-page/filter-asks-again", TRUE, test_filter_asks_again);
  add ("/analyzer-page/bad-input", TRUE, test_bad_input_is_told_at_the_field);
  add ("/analyzer-page/nothing-passes", TRUE, test_nothing_passes_offers_to_relax);
  add ("/analyzer-page/reset", TRUE, test_reset);
  add ("/analyzer-page/no-lists", FALSE, test_no_lists);
  add ("/analyzer-page/never-synced", FALSE, test_never_synced);
  add ("/analyzer-page/failure-keeps-the-rows", TRUE, test_failure_keeps_the_rows);
  add ("/analyzer-page/comes-back-as-left", TRUE, test_comes_back_as_it_was_left);
  add ("/analyzer-page/another-question", TRUE, test_another_question_is_shown_from_its_top);
  add ("/analyzer-page/begins-at-the-top", TRUE, test_begins_at_the_top);
  add ("/analyzer-page/update-stays-at-the-top", TRUE, test_update_stays_at_the_top);
  add ("/analyzer-page/sort-is-named", TRUE, test_sort_is_named);
  add ("/analyzer-page/another-order", TRUE, test_another_order_is_shown_from_its_top);
  g_test_add_func ("/analyzer-page/filters-are-kept", test_filters_are_kept);
  add ("/analyzer-page/list-from-elsewhere", TRUE, test_takes_a_list_from_elsewhere);
  add ("/analyzer-page/side-from-elsewhere", TRUE, test_takes_a_side_from_elsewhere);
  add ("/analyzer-page/columns-come-back-as-left", TRUE, test_columns_come_back_as_left);
  add ("/analyzer-page/controls-are-named", TRUE, test_controls_are_named);
  return g_test_run ();
}
