/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Positions page in a window, on a real private server and the practice broker: signing in by approval and by code, what is refused, a
 * refresh that moves nothing, filters and groups, what stays after the broker has gone, and signing out. */

#include "config.h"

#include "broker-desk.h"
#include "mag-date.h"
#include "mag-figure.h"
#include "mag-holding-columns.h"
#include "mag-holding-filter.h"
#include "mag-positions-page.h"
#include "mag-practice-server.h"
#include "mag-robinhood.h"
#include "mag-sign-in-dialog.h"
#include "mag-table.h"
#include "mag-ui-resources.h"
#include "mag-window.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <locale.h>

#define PATIENCE_US (30 * G_USEC_PER_SEC)
#define NOW "2026-11-20T16:30:00Z" /* a Friday in the session */

typedef struct
{
  StoreFixture       store;
  MagClock          *clock;
  MagPracticeServer *server;
  char              *folder;
  MagProfile        *profile; /* of the practice broker */
  MagHttp           *http;
  MagBroker         *broker;
  MagPortfolioClient *client;
  GSettings         *settings;
  MagEngine         *engine;
  MagWindow         *window;
  GtkWidget         *page;
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
  return gtk_widget_get_template_child (fixture->page, MAG_TYPE_POSITIONS_PAGE, name);
}

static const char *
shown (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (child (fixture, "outer"));
}

static GListModel *
lines (Fixture *fixture)
{
  return G_LIST_MODEL (gtk_column_view_get_model (mag_table_get_view (child (fixture, "table"))));
}

static MagHoldingItem *
line_at (Fixture *fixture,
         guint    position)
{
  g_autoptr(GtkTreeListRow) row = g_list_model_get_item (lines (fixture), position);
  g_autoptr(MagHoldingItem) item = gtk_tree_list_row_get_item (row);

  return item;
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
start_broker (Fixture *fixture)
{
  MagPracticeOptions options = { .seed = 7 };
  g_autoptr(MagSecrets) secrets = mag_secrets_new ();
  g_autoptr(GError) error = NULL;

  fixture->clock = mag_clock_new_shifted (mag_instant_parse_utc (NOW), g_get_real_time (), 1);
  options.clock = fixture->clock;
  fixture->server = mag_practice_server_new (&options, &error);
  g_assert_no_error (error);
  fixture->folder = g_dir_make_tmp ("mag-positions-XXXXXX", NULL);
  fixture->profile = mag_profile_new_at (fixture->folder, mag_practice_server_get_base_url (fixture->server), fixture->clock, &error);
  g_assert_no_error (error);
  fixture->http = mag_http_new (fixture->clock, NULL);
  mag_secrets_set_session_only (secrets);
  fixture->broker = mag_robinhood_new (fixture->profile, fixture->http, secrets);
  mag_robinhood_set_pace (MAG_ROBINHOOD (fixture->broker), 50, 20000);
  fixture->client = mag_portfolio_client_new (fixture->broker, fixture->store.store, fixture->clock);
  mag_engine_set_broker (fixture->engine, fixture->broker, secrets, fixture->client);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(MagSyncClient) client = NULL;
  g_autoptr(GSettings) positions = NULL;

  if (!store_fixture_set_up (&fixture->store))
    return;
  client = mag_sync_client_new (fixture->store.store, fixture->store.profile);
  fixture->settings = g_settings_new (APP_ID);
  reset_settings (fixture->settings);
  positions = g_settings_get_child (fixture->settings, "positions");
  reset_settings (positions);
  fixture->engine = mag_engine_new (fixture->store.profile, fixture->store.store, client, fixture->settings);
  start_broker (fixture);
  mag_engine_open (fixture->engine);
  fixture->window = mag_window_new (NULL, fixture->engine);
  fixture->page = GTK_WIDGET (mag_window_show_page (fixture->window, "positions"));
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_until (g_str_equal (shown (fixture), "welcome"));
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      remove_folder (below);
    }
  g_remove (path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  run_for (100);
  g_clear_object (&fixture->engine);
  g_clear_object (&fixture->client);
  g_clear_object (&fixture->broker);
  g_clear_object (&fixture->http);
  mag_profile_unref (fixture->profile);
  mag_practice_server_free (fixture->server);
  mag_clock_unref (fixture->clock);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_clear_object (&fixture->settings);
  store_fixture_tear_down (&fixture->store);
}

/* The dialog */

static gpointer
part (AdwDialog  *dialog,
      const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (dialog), MAG_TYPE_SIGN_IN_DIALOG, name);
}

static const char *
dialog_page (AdwDialog *dialog)
{
  return gtk_stack_get_visible_child_name (part (dialog, "stack"));
}

static AdwDialog *
begin_sign_in (Fixture    *fixture,
               const char *user,
               const char *password)
{
  AdwDialog *dialog = mag_sign_in_dialog_new (fixture->engine);

  adw_dialog_present (dialog, GTK_WIDGET (fixture->window));
  g_assert_false (gtk_widget_get_sensitive (part (dialog, "sign_in")));
  gtk_editable_set_text (part (dialog, "user"), user);
  gtk_editable_set_text (part (dialog, "password"), password);
  g_assert_true (gtk_widget_get_sensitive (part (dialog, "sign_in")));
  g_signal_emit_by_name (part (dialog, "sign_in"), "clicked");
  return dialog;
}

static void
sign_in (Fixture    *fixture,
         const char *user)
{
  begin_sign_in (fixture, user, "practice");
  wait_until (mag_broker_get_state (fixture->broker) == MAG_BROKER_SIGNED_IN);
  wait_until (g_str_equal (shown (fixture), "positions"));
  wait_until (!mag_portfolio_client_is_busy (fixture->client));
}

static void
test_approval_leads_to_positions (Fixture       *fixture,
                                  gconstpointer  data)
{
  AdwDialog *dialog;

  if (fixture->window == NULL)
    return;
  dialog = begin_sign_in (fixture, "wait@example.com", "practice");
  wait_until (g_str_equal (dialog_page (dialog), "approve"));
  broker_desk_post (mag_practice_server_get_base_url (fixture->server), "/practice/approve");
  wait_until (g_str_equal (shown (fixture), "positions"));
  g_assert_null (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window)));
  g_assert_cmpuint (g_list_model_get_n_items (lines (fixture)), >, 10);
  g_assert_cmpstr (mag_figure_get_value (child (fixture, "profit")), !=, "-");
}

static void
test_code (Fixture       *fixture,
           gconstpointer  data)
{
  AdwDialog *dialog;

  if (fixture->window == NULL)
    return;
  dialog = begin_sign_in (fixture, "sms@example.com", "practice");
  wait_until (g_str_equal (dialog_page (dialog), "code"));
  gtk_editable_set_text (part (dialog, "code"), "000000");
  g_signal_emit_by_name (part (dialog, "send_code"), "clicked");
  wait_until (gtk_widget_get_visible (part (dialog, "code_problem")));
  g_assert_cmpstr (gtk_label_get_text (part (dialog, "code_problem")), ==, "That code is not right. 2 tries are left.");
  gtk_editable_set_text (part (dialog, "code"), " 123456 ");
  g_signal_emit_by_name (part (dialog, "send_code"), "clicked");
  wait_until (g_str_equal (shown (fixture), "positions"));
}

/* The broker's own words; the name stays, the password does not. */
static void
test_wrong_password (Fixture       *fixture,
                     gconstpointer  data)
{
  AdwDialog *dialog;

  if (fixture->window == NULL)
    return;
  dialog = begin_sign_in (fixture, "me@example.com", "nonsense");
  wait_until (gtk_widget_get_visible (part (dialog, "problem")));
  g_assert_cmpstr (dialog_page (dialog), ==, "form");
  g_assert_nonnull (strstr (gtk_label_get_text (part (dialog, "problem")), "Unable to log in with provided credentials."));
  g_assert_cmpstr (gtk_editable_get_text (part (dialog, "user")), ==, "me@example.com");
  g_assert_cmpstr (gtk_editable_get_text (part (dialog, "password")), ==, "");
  g_assert_cmpint (mag_broker_get_state (fixture->broker), ==, MAG_BROKER_SIGNED_OUT);
  adw_dialog_force_close (dialog);
}

static void
test_closing_gives_up (Fixture       *fixture,
                       gconstpointer  data)
{
  AdwDialog *dialog;

  if (fixture->window == NULL)
    return;
  dialog = begin_sign_in (fixture, "wait@example.com", "practice");
  wait_until (g_str_equal (dialog_page (dialog), "approve"));
  adw_dialog_force_close (dialog);
  wait_until (mag_broker_get_state (fixture->broker) == MAG_BROKER_SIGNED_OUT);
  g_assert_cmpstr (shown (fixture), ==, "welcome");
}

/* Rows */

/* Of 500 rows none is made again, nothing moves, and what is selected stays. */
static void
test_refresh_in_place (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GPtrArray) before = g_ptr_array_new ();
  MagTable *table;
  gpointer selected;
  gint64 started, took;

  if (fixture->window == NULL)
    return;
  sign_in (fixture, "load500@example.com");
  table = child (fixture, "table");
  g_assert_cmpuint (g_list_model_get_n_items (lines (fixture)), >=, 500);
  for (guint i = 0; i < g_list_model_get_n_items (lines (fixture)); i++)
    g_ptr_array_add (before, line_at (fixture, i));
  gtk_selection_model_select_item (gtk_column_view_get_model (mag_table_get_view (table)), 250, TRUE);
  selected = mag_table_get_selected (table);
  g_assert_nonnull (selected);

  started = g_get_monotonic_time ();
  g_signal_emit_by_name (fixture->client, "changed"); /* what the end of a refresh does, without its requests */
  took = g_get_monotonic_time () - started;
  g_test_message ("%u rows updated in %.1f ms; a frame is 16.7 ms", before->len, (double) took / 1000);

  mag_portfolio_client_refresh (fixture->client);
  wait_until (!mag_portfolio_client_is_busy (fixture->client));
  g_assert_cmpuint (g_list_model_get_n_items (lines (fixture)), ==, before->len);
  for (guint i = 0; i < before->len; i++)
    g_assert_true (g_ptr_array_find (before, line_at (fixture, i), NULL));
  g_assert_true (mag_table_get_selected (table) == selected);
}

static void
test_filters_and_groups (Fixture       *fixture,
                         gconstpointer  data)
{
  guint all;

  if (fixture->window == NULL)
    return;
  sign_in (fixture, "me@example.com");
  all = g_list_model_get_n_items (lines (fixture));
  adw_toggle_group_set_active (child (fixture, "sides"), MAG_HOLDING_SIDE_SHARES);
  g_assert_cmpuint (g_list_model_get_n_items (lines (fixture)), >, 0);
  for (guint i = 0; i < g_list_model_get_n_items (lines (fixture)); i++)
    g_assert_nonnull (mag_holding_item_get (line_at (fixture, i))->shares);
  adw_toggle_group_set_active (child (fixture, "sides"), MAG_HOLDING_SIDE_ALL);
  gtk_editable_set_text (child (fixture, "search"), "sp");
  wait_until (g_list_model_get_n_items (lines (fixture)) < all);
  for (guint i = 0; i < g_list_model_get_n_items (lines (fixture)); i++)
    g_assert_true (g_str_has_prefix (mag_holding_item_get (line_at (fixture, i))->symbol, "SP"));
  gtk_editable_set_text (child (fixture, "search"), "nothing");
  wait_until (g_str_equal (gtk_stack_get_visible_child_name (child (fixture, "inner")), "nothing"));
  gtk_widget_activate_action (fixture->page, "positions.clear-filters", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (lines (fixture)), ==, all);

  gtk_drop_down_set_selected (child (fixture, "group"), MAG_HOLDING_GROUP_SYMBOL);
  for (guint i = 1; i < all; i++)
    g_assert_cmpint (g_utf8_collate (mag_holding_item_get (line_at (fixture, i - 1))->symbol, mag_holding_item_get (line_at (fixture, i))->symbol), <=, 0);
}

/* The account chosen is the one counted. */
static void
test_accounts (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *all = NULL;

  if (fixture->window == NULL)
    return;
  sign_in (fixture, "me@example.com");
  g_assert_true (gtk_widget_get_visible (child (fixture, "accounts")));
  all = g_strdup (mag_figure_get_value (child (fixture, "collected")));
  gtk_drop_down_set_selected (child (fixture, "accounts"), 2);
  for (guint i = 0; i < g_list_model_get_n_items (lines (fixture)); i++)
    g_assert_cmpstr (mag_holding_item_get (line_at (fixture, i))->account, ==, "RTH00002");
  g_assert_cmpstr (mag_figure_get_value (child (fixture, "collected")), !=, all);
}

/* With trouble */

static void
test_old_rows_stay_when_the_broker_is_gone (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  guint n;

  if (fixture->window == NULL)
    return;
  sign_in (fixture, "me@example.com");
  n = g_list_model_get_n_items (lines (fixture));
  mag_practice_faults_add (mag_practice_server_get_faults (fixture->server), "robinhood/accounts:400", &error);
  g_assert_no_error (error);
  mag_portfolio_client_refresh (fixture->client);
  wait_until (!mag_portfolio_client_is_busy (fixture->client));
  g_assert_nonnull (mag_page_get_problem (MAG_PAGE (fixture->page)));
  g_assert_cmpuint (g_list_model_get_n_items (lines (fixture)), ==, n);
  g_assert_cmpstr (shown (fixture), ==, "positions");
  mag_practice_faults_clear (mag_practice_server_get_faults (fixture->server));
  mag_portfolio_client_refresh (fixture->client);
  wait_until (!mag_portfolio_client_is_busy (fixture->client));
  g_assert_null (mag_page_get_problem (MAG_PAGE (fixture->page)));
}

/* What was known last is in the store, to the cent. */
static void
test_store_has_what_was_known (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(MagPortfolioClient) another = NULL;
  g_autoptr(GPtrArray) held = NULL, again = NULL;
  MagHoldingTotals totals, of_store;

  if (fixture->window == NULL)
    return;
  sign_in (fixture, "me@example.com");
  another = mag_portfolio_client_new (fixture->broker, fixture->store.store, fixture->clock);
  mag_portfolio_client_start (another);
  wait_until (mag_portfolio_client_get_updated_us (another) != 0);
  held = mag_holdings_new (mag_portfolio_client_get_portfolios (fixture->client), NULL, 0.04, mag_clock_now_us (fixture->clock));
  again = mag_holdings_new (mag_portfolio_client_get_portfolios (another), NULL, 0.04, mag_clock_now_us (fixture->clock));
  mag_holdings_total (held, &totals);
  mag_holdings_total (again, &of_store);
  g_assert_cmpuint (again->len, ==, held->len);
  g_assert_cmpint (of_store.profit, ==, totals.profit);
  g_assert_cmpint (of_store.collected, ==, totals.collected);
  g_assert_cmpint (of_store.collateral, ==, totals.collateral);
  g_assert_cmpfloat_with_epsilon (of_store.theta, totals.theta, 1e-9);
}

static void
test_forgotten_after_signing_out (Fixture       *fixture,
                                  gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  sign_in (fixture, "me@example.com");
  mag_portfolio_client_forget (fixture->client);
  mag_broker_sign_out_async (fixture->broker, FALSE, NULL, NULL, NULL);
  wait_until (mag_broker_get_state (fixture->broker) == MAG_BROKER_SIGNED_OUT);
  wait_until (g_str_equal (shown (fixture), "welcome"));
  run_for (200);
  g_assert_cmpint (store_query_int (fixture->store.store, "SELECT count(*) FROM broker_positions"), ==, 0);
}

static void
test_snoozed_alerts_are_not_shown (Fixture       *fixture,
                                   gconstpointer  data)
{
  const MagHolding *holding;
  g_autofree char *key = NULL;
  MagRule rule;
  guint n;

  if (fixture->window == NULL)
    return;
  sign_in (fixture, "me@example.com");
  holding = mag_holding_item_get (line_at (fixture, 0)); /* what calls for attention comes first */
  n = holding->alerts->len;
  g_assert_cmpuint (n, >, 0);
  key = g_strdup (holding->key);
  rule = ((const MagAlert *) g_ptr_array_index (holding->alerts, 0))->rule;
  mag_portfolio_client_snooze (fixture->client, key, rule, 24);
  for (guint i = 0; i < g_list_model_get_n_items (lines (fixture)); i++)
    if (g_str_equal (mag_holding_item_get (line_at (fixture, i))->key, key))
      g_assert_cmpuint (mag_holding_item_get (line_at (fixture, i))->alerts->len, ==, n - 1);
  run_for (200);
  g_assert_cmpint (store_query_int (fixture->store.store, "SELECT count(*) FROM snoozed_alerts"), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *path; void (*test) (Fixture *fixture, gconstpointer data); } tests[] = {
    { "/positions-page/approval-leads-to-positions", test_approval_leads_to_positions },
    { "/positions-page/code", test_code },
    { "/positions-page/wrong-password", test_wrong_password },
    { "/positions-page/closing-gives-up", test_closing_gives_up },
    { "/positions-page/refresh-in-place", test_refresh_in_place },
    { "/positions-page/filters-and-groups", test_filters_and_groups },
    { "/positions-page/accounts", test_accounts },
    { "/positions-page/old-rows-stay-when-the-broker-is-gone", test_old_rows_stay_when_the_broker_is_gone },
    { "/positions-page/store-has-what-was-known", test_store_has_what_was_known },
    { "/positions-page/forgotten-after-signing-out", test_forgotten_after_signing_out },
    { "/positions-page/snoozed-alerts-are-not-shown", test_snoozed_alerts_are_not_shown },
  };

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();
  g_resources_register (mag_ui_get_resource ());
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
