/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notifications as the desktop gets them: a notification service of the test's own on the session bus, a broker by script, a real store. */

#include "config.h"

#include "fake-broker.h"
#include "mag-date.h"
#include "mag-money.h"
#include "mag-notifier.h"
#include "mag-rules-settings.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#define PATIENCE_US (20 * G_USEC_PER_SEC)
#define NOW "2026-11-20T15:30:00Z" /* a Friday in the session */
#define TEST_ID "io.github.magnusoptions.Magnus.TestNotifier"

static const char introspection[] =
  "<node><interface name='org.freedesktop.Notifications'>"
  "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
  "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
  "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
  "<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/></method>"
  "</interface></node>";

typedef struct
{
  StoreFixture        store;
  char               *folder;
  MagClock           *clock;
  MagProfile         *profile;
  FakeBroker         *broker;
  MagPortfolioClient *client;
  MagEngine          *engine;
  GSettings          *rules, *positions;
  MagNotifier        *notifier;

  GPtrArray          *titles;    /* owned strings; of what the desktop was told */
  GPtrArray          *bodies;    /* the same */
  GPtrArray          *actions;   /* owned GStrv of each: names and labels */
  GArray             *numbers;   /* guint of each */
  guint               n_closed;
  char               *activated; /* owned; the last action: "NAME PARAMETER" */
} Fixture;

/* One of each for all tests, as GLib takes badly to a notification service that leaves before the application does. */
static GDBusConnection *desktop;
static GApplication *application;
static Fixture *current;

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

/* The desktop */

static void
desktop_called_cb (GDBusConnection       *connection,
                   const char            *sender,
                   const char            *path,
                   const char            *interface,
                   const char            *method,
                   GVariant              *parameters,
                   GDBusMethodInvocation *invocation,
                   gpointer               user_data)
{
  static guint n = 0;

  if (g_str_equal (method, "Notify"))
    {
      const char *title, *body;
      guint replaced;
      GStrv actions;

      g_variant_get (parameters, "(&su&s&s&s^asa{sv}i)", NULL, &replaced, NULL, &title, &body, &actions, NULL, NULL);
      g_ptr_array_add (current->titles, g_strdup (title));
      g_ptr_array_add (current->bodies, g_strdup (body));
      g_ptr_array_add (current->actions, actions);
      replaced = replaced != 0 ? replaced : ++n;
      g_array_append_val (current->numbers, replaced);
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", replaced));
    }
  else if (g_str_equal (method, "CloseNotification"))
    {
      current->n_closed++;
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else if (g_str_equal (method, "GetCapabilities"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new_parsed ("(['actions', 'body'],)"));
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(ssss)", "test", "test", "1", "1.2"));
}

static void
name_acquired_cb (GDBusConnection *connection,
                  const char      *name,
                  gpointer         user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
start_desktop (void)
{
  static const GDBusInterfaceVTable vtable = { .method_call = desktop_called_cb };
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  gboolean acquired = FALSE;

  desktop = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, NULL);
  g_dbus_connection_register_object (desktop, "/org/freedesktop/Notifications", node->interfaces[0], &vtable, NULL, NULL, NULL);
  g_bus_own_name_on_connection (desktop, "org.freedesktop.Notifications", G_BUS_NAME_OWNER_FLAGS_NONE, name_acquired_cb, NULL, &acquired, NULL);
  wait_until (acquired);
}

/* The user presses a button of a notification: the first is the notification itself. */
static const char *
press (Fixture *fixture,
       guint    i,
       guint    button)
{
  GStrv actions = g_ptr_array_index (fixture->actions, i);

  g_assert_cmpuint (2 * button, <, g_strv_length (actions));
  g_clear_pointer (&fixture->activated, g_free);
  g_dbus_connection_emit_signal (desktop, NULL, "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "ActionInvoked",
                                 g_variant_new ("(us)", g_array_index (fixture->numbers, guint, i), actions[2 * button]), NULL);
  wait_until (fixture->activated != NULL);
  return fixture->activated;
}

/* What Magnus has */

static void
activated_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  g_autofree char *text = g_variant_print (parameter, FALSE);

  g_free (current->activated);
  current->activated = g_strdup_printf ("%s %s", g_action_get_name (G_ACTION (action)), text);
}

static void
make_application (void)
{
  static const GActionEntry entries[] = {
    { .name = "show-position", .activate = activated_cb, .parameter_type = "s" },
    { .name = "show-page", .activate = activated_cb, .parameter_type = "s" },
    { .name = "snooze-alert", .activate = activated_cb, .parameter_type = "(ss)" },
    { .name = "mute-rule", .activate = activated_cb, .parameter_type = "s" },
  };

  application = g_application_new (TEST_ID, G_APPLICATION_DEFAULT_FLAGS);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), NULL);
  g_assert_true (g_application_register (application, NULL, NULL));
}

/* What one run of the program has, but for the store. */
static void
start_run (Fixture *fixture)
{
  g_autoptr(MagSyncClient) client = mag_sync_client_new (fixture->store.store, fixture->profile);
  g_autoptr(GSettings) settings = g_settings_new (APP_ID);
  g_autoptr(MagSecrets) secrets = mag_secrets_new ();

  fixture->engine = mag_engine_new (fixture->profile, fixture->store.store, client, settings);
  fixture->client = mag_portfolio_client_new (MAG_BROKER (fixture->broker), fixture->store.store, fixture->clock);
  mag_engine_set_broker (fixture->engine, MAG_BROKER (fixture->broker), secrets, fixture->client);
  fixture->notifier = mag_notifier_new (application, fixture->engine);
}

static void
end_run (Fixture *fixture)
{
  g_clear_object (&fixture->notifier);
  g_clear_object (&fixture->engine);
  g_clear_object (&fixture->client);
}

/* data: "fast": four hours of the clock are two seconds. */
static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GSettings) settings = g_settings_new (APP_ID);

  if (!store_fixture_set_up (&fixture->store))
    return;
  current = fixture;
  fixture->titles = g_ptr_array_new_with_free_func (g_free);
  fixture->bodies = g_ptr_array_new_with_free_func (g_free);
  fixture->actions = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  fixture->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  fixture->folder = g_dir_make_tmp ("mag-notifier-XXXXXX", NULL);
  fixture->clock = mag_clock_new_shifted (mag_instant_parse_utc (NOW), g_get_real_time (), data != NULL ? 7200 : 1);
  fixture->profile = mag_profile_new_at (fixture->folder, NULL, fixture->clock, NULL);
  fixture->rules = g_settings_get_child (settings, "rules");
  fixture->positions = g_settings_get_child (settings, "positions");
  g_settings_reset (fixture->rules, "muted");
  g_settings_reset (fixture->positions, "notify");
  g_settings_set_int (fixture->positions, "refresh", 0);
  fixture->broker = fake_broker_new ();
  start_run (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->broker == NULL)
    return;
  end_run (fixture);
  g_clear_object (&fixture->broker);
  g_clear_object (&fixture->rules);
  g_clear_object (&fixture->positions);
  run_for (50);
  g_ptr_array_unref (fixture->titles);
  g_ptr_array_unref (fixture->bodies);
  g_ptr_array_unref (fixture->actions);
  g_array_unref (fixture->numbers);
  mag_profile_unref (fixture->profile);
  mag_clock_unref (fixture->clock);
  g_free (fixture->folder);
  g_free (fixture->activated);
  store_fixture_tear_down (&fixture->store);
}

/* What is held */

static void
hold (Fixture    *fixture,
      const char *symbol,
      int         day_of_november,
      gint64      at_us)
{
  MagPortfolio *portfolio;
  MagPosition *position = mag_position_new ();

  if (fixture->broker->portfolios->len == 0)
    {
      portfolio = mag_portfolio_new ();
      g_set_str (&portfolio->account, "A");
      g_set_str (&portfolio->name, "Individual");
      g_set_str (&portfolio->kind, "individual");
      g_ptr_array_add (fixture->broker->portfolios, portfolio);
    }
  portfolio = g_ptr_array_index (fixture->broker->portfolios, 0);
  portfolio->at_us = at_us;
  g_set_str (&position->id, symbol);
  g_set_str (&position->account, "A");
  g_set_str (&position->option_id, symbol);
  g_set_str (&position->symbol, symbol);
  g_strlcpy (position->contract.root, symbol, sizeof position->contract.root);
  position->contract.strike = 100 * MAG_PRICE_SCALE;
  position->contract.right = MAG_RIGHT_PUT;
  position->contract.expiration = mag_date_new (2026, 11, day_of_november);
  position->side = MAG_SIDE_SHORT;
  position->quantity = 1;
  position->multiplier = 100;
  position->premium = 20000;
  position->mark = 19000;
  position->bid = 18900;
  position->ask = 19100;
  position->spot = 130 * MAG_PRICE_SCALE;
  position->open_interest = 1000;
  position->iv = 0.4;
  position->delta = -0.1;
  position->theta = -0.05;
  position->quoted_us = position->spot_us = at_us;
  g_ptr_array_add (portfolio->positions, position);
}

static void
drop_all (Fixture *fixture)
{
  MagPortfolio *empty = mag_portfolio_new ();
  const MagPortfolio *old = g_ptr_array_index (fixture->broker->portfolios, 0);

  g_set_str (&empty->account, old->account);
  g_set_str (&empty->name, old->name);
  g_set_str (&empty->kind, old->kind);
  empty->at_us = old->at_us;
  g_ptr_array_set_size (fixture->broker->portfolios, 0);
  g_ptr_array_add (fixture->broker->portfolios, empty);
}

/* Opens the store and signs in; the desktop has heard of it when this returns. */
static void
start (Fixture *fixture)
{
  fixture->broker->state = MAG_BROKER_SIGNED_IN;
  mag_engine_open (fixture->engine);
  wait_until (mag_engine_is_ready (fixture->engine));
  wait_until (fixture->broker->n_lists > 0 && !mag_portfolio_client_is_busy (fixture->client));
  run_for (100);
}

static void
refresh (Fixture *fixture)
{
  mag_portfolio_client_refresh (fixture->client);
  wait_until (!mag_portfolio_client_is_busy (fixture->client));
  run_for (100);
}

static const char *
title (Fixture *fixture,
       guint    i)
{
  g_assert_cmpuint (i, <, fixture->titles->len);
  return g_ptr_array_index (fixture->titles, i);
}

static gint64
now (void)
{
  return mag_instant_parse_utc (NOW);
}

static void
test_told_once (Fixture       *fixture,
                gconstpointer  data)
{
  if (fixture->broker == NULL)
    return;
  hold (fixture, "NVDA", 20, now ());
  start (fixture);
  g_assert_cmpuint (fixture->titles->len, ==, 1);
  g_assert_cmpstr (title (fixture, 0), ==, "Practice: NVDA: Last days");
  g_assert_cmpstr (g_ptr_array_index (fixture->bodies, 0), !=, "");
  refresh (fixture);
  g_assert_cmpuint (fixture->titles->len, ==, 1);
  hold (fixture, "KO", 27, now ());
  refresh (fixture);
  g_assert_cmpuint (fixture->titles->len, ==, 2);
  g_assert_cmpstr (title (fixture, 1), ==, "Practice: KO: Expires soon");
}

static void
test_buttons (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const symbols[] = { "KO", "NVDA", "PEP" };
  GStrv actions;

  if (fixture->broker == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    hold (fixture, symbols[i], 20, now ());
  start (fixture);
  g_assert_cmpuint (fixture->titles->len, ==, 3);
  actions = g_ptr_array_index (fixture->actions, 0);
  g_assert_cmpuint (g_strv_length (actions), ==, 6);
  g_assert_cmpstr (actions[3], ==, "Not Again for a Day");
  g_assert_cmpstr (actions[5], ==, "Mute This Rule");
  /* Each of another, as a notification is gone when it was answered. */
  g_assert_cmpstr (press (fixture, 0, 0), ==, "show-position 'A/KO'");
  g_assert_cmpstr (press (fixture, 1, 1), ==, "snooze-alert ('A/NVDA', 'expires-now')");
  g_assert_cmpstr (press (fixture, 2, 2), ==, "mute-rule 'expires-now'");
}

/* Positions, not alerts, are counted: the share is near the strike of one that is about to expire. */
static void
test_many_are_one (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char *const symbols[] = { "A", "B", "C", "D" };
  MagPosition *near_strike;

  if (fixture->broker == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    hold (fixture, symbols[i], 20, now ());
  near_strike = g_ptr_array_index (((MagPortfolio *) g_ptr_array_index (fixture->broker->portfolios, 0))->positions, 0);
  near_strike->spot = 101 * MAG_PRICE_SCALE;
  start (fixture);
  g_assert_cmpuint (fixture->titles->len, ==, 1);
  g_assert_cmpstr (title (fixture, 0), ==, "Practice: 4 positions need attention");
  g_assert_cmpstr (press (fixture, 0, 0), ==, "show-page 'positions'");
}

/* Gone and back is the same alert, until hours have passed. */
static void
test_to_and_fro (Fixture       *fixture,
                 gconstpointer  data)
{
  if (fixture->broker == NULL)
    return;
  hold (fixture, "KO", 27, now ());
  start (fixture);
  g_assert_cmpuint (fixture->titles->len, ==, 1);
  drop_all (fixture);
  refresh (fixture);
  wait_until (fixture->n_closed == 1);
  hold (fixture, "KO", 27, now ());
  refresh (fixture);
  g_assert_cmpuint (fixture->titles->len, ==, 1);
  drop_all (fixture);
  refresh (fixture);
  run_for (2200);
  hold (fixture, "KO", 27, now ());
  refresh (fixture);
  g_assert_cmpuint (fixture->titles->len, ==, 2);
}

static void
test_silent (Fixture       *fixture,
             gconstpointer  data)
{
  if (fixture->broker == NULL)
    return;
  g_settings_set_boolean (fixture->positions, "notify", FALSE);
  hold (fixture, "NVDA", 20, now ());
  start (fixture);
  g_assert_cmpuint (fixture->titles->len, ==, 0);
  g_settings_set_boolean (fixture->positions, "notify", TRUE);
  mag_rules_settings_mute (fixture->rules, MAG_RULE_EXPIRES_SOON, TRUE);
  hold (fixture, "KO", 27, now ());
  refresh (fixture);
  g_assert_cmpuint (fixture->titles->len, ==, 0); /* NVDA's is old, KO's muted */
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (a, b);
}

/* What the last run told is not told again; what has become urgent since is. */
static void
test_next_start (Fixture       *fixture,
                 gconstpointer  data)
{
  gint64 tuesday = now () - 3 * 24 * 3600 * MAG_SECOND_US;

  if (fixture->broker == NULL)
    return;
  hold (fixture, "KO", 27, tuesday);   /* soon only as of today: 10 days then */
  hold (fixture, "NVDA", 20, tuesday); /* 3 days: soon then, urgent now */
  hold (fixture, "PEP", 24, tuesday);  /* 7 days: soon then and now */
  start (fixture);
  end_run (fixture);
  g_ptr_array_set_size (fixture->titles, 0);
  fixture->broker->state = MAG_BROKER_SIGNED_OUT; /* what is known is from the store alone */

  start_run (fixture);
  mag_engine_open (fixture->engine);
  wait_until (mag_portfolio_client_get_updated_us (fixture->client) != 0);
  run_for (100);
  g_assert_cmpuint (fixture->titles->len, ==, 2);
  g_ptr_array_sort_values (fixture->titles, compare_texts);
  g_assert_cmpstr (title (fixture, 0), ==, "Practice: KO: Expires soon");
  g_assert_cmpstr (title (fixture, 1), ==, "Practice: NVDA: Last days");
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *path; void (*test) (Fixture *fixture, gconstpointer data); const char *speed; } tests[] = {
    { "/notifier/told-once", test_told_once },
    { "/notifier/buttons", test_buttons },
    { "/notifier/many-are-one", test_many_are_one },
    { "/notifier/to-and-fro", test_to_and_fro, "fast" },
    { "/notifier/silent", test_silent },
    { "/notifier/next-start", test_next_start },
  };

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("DBUS_SESSION_BUS_ADDRESS") == NULL)
    {
      g_print ("1..0 # SKIP there is no session bus\n");
      return 0;
    }
  start_desktop ();
  make_application ();
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].speed, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
