/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application: its actions, its one window, and the dialogs that belong to no page. It knows the engine only by
 * being handed one by main(), which decides on the profile. */

#include "config.h"

#include "mag-application.h"

#include "mag-notifier.h"
#include "mag-positions-page.h"
#include "mag-preferences-dialog.h"
#include "mag-rules-settings.h"
#include "mag-shortcuts.h"
#include "mag-sign-in-dialog.h"
#include "mag-ui-resources.h"
#include "mag-watchlists-page.h"
#include "mag-window.h"

#include <glib/gi18n.h>

#define SNOOZE_HOURS 24

struct _MagApplication
{
  AdwApplication parent_instance;

  MagEngineFunc  make_engine;
  gpointer       make_engine_data;
  MagEngine     *engine; /* owned; NULL before startup and when it failed */
  GError        *error;  /* owned; why it failed */
  MagNotifier   *notifier; /* owned; NULL without a broker */
};

G_DEFINE_FINAL_TYPE (MagApplication, mag_application, ADW_TYPE_APPLICATION)

/* The one window, made if there is none, presented. */
static MagWindow *
present_window (MagApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    window = GTK_WINDOW (mag_window_new (GTK_APPLICATION (self), self->engine));
  gtk_window_present (window);

  return MAG_WINDOW (window);
}

static MagWatchlistsPage *
present_watchlists (MagApplication *self)
{
  return MAG_WATCHLISTS_PAGE (mag_window_show_page (present_window (self), "watchlists"));
}

static void
show_page_activated_cb (GSimpleAction *action,
                        GVariant      *parameter,
                        gpointer       user_data)
{
  const char *name = g_variant_get_string (parameter, NULL);

  if (mag_window_show_page (present_window (MAG_APPLICATION (user_data)), name) == NULL)
    g_debug ("There is no page named %s", name);
}

static void
sync_activated_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  mag_watchlists_page_sync (present_watchlists (MAG_APPLICATION (user_data)));
}

static void
import_activated_cb (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  mag_watchlists_page_import (present_watchlists (MAG_APPLICATION (user_data)), NULL);
}

/* The Analyzer takes its list from its settings, whether it was shown before or not. */
static void
scan_list_activated_cb (GSimpleAction *action,
                        GVariant      *parameter,
                        gpointer       user_data)
{
  MagApplication *self = MAG_APPLICATION (user_data);
  g_autoptr(GSettings) analyzer = g_settings_get_child (mag_engine_get_settings (self->engine), "analyzer");

  g_settings_set_string (analyzer, "list", g_variant_get_string (parameter, NULL));
  mag_window_show_page (present_window (self), "analyzer");
}

static void
preferences_activated_cb (GSimpleAction *action,
                          GVariant      *parameter,
                          gpointer       user_data)
{
  MagApplication *self = MAG_APPLICATION (user_data);

  adw_dialog_present (mag_preferences_dialog_new (self->engine), GTK_WIDGET (present_window (self)));
}

static void
shortcuts_activated_cb (GSimpleAction *action,
                        GVariant      *parameter,
                        gpointer       user_data)
{
  adw_dialog_present (mag_shortcuts_dialog_new (), GTK_WIDGET (present_window (MAG_APPLICATION (user_data))));
}

/* What a person who helps would ask for first. Machine words, not translated; no paths below home, no secrets. */
static char *
dup_troubleshooting (MagApplication *self)
{
  g_autofree char *store = mag_store_dup_description (mag_engine_get_store (self->engine));
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  const char *trouble = mag_engine_get_trouble (self->engine);
  MagMetrics *metrics = mag_store_get_metrics (mag_engine_get_store (self->engine));

  return g_strdup_printf ("Magnus %s\n"
                          "Profile: %s\n"
                          "Store: %s\n"
                          "Risk-free rate: %.2f %% a year, from the next sync on\n"
                          "Since start: %" G_GINT64_FORMAT " queries in %" G_GINT64_FORMAT " jobs, %" G_GINT64_FORMAT " of them slow\n"
                          "State: %s\n"
                          "System: %s\n"
                          "GTK %u.%u.%u, libadwaita %u.%u.%u, GLib %u.%u.%u\n"
                          "Sandbox: %s\n",
                          VERSION,
                          mag_profile_is_practice (mag_engine_get_profile (self->engine)) ? "practice" : "real",
                          store,
                          mag_engine_get_rate (self->engine) * 100,
                          mag_metrics_get (metrics, "db.queries"), mag_metrics_get (metrics, "db.jobs.count"), mag_metrics_get (metrics, "db.jobs.slow"),
                          trouble != NULL ? trouble : mag_engine_is_ready (self->engine) ? "ready" : "opening",
                          os != NULL ? os : "unknown",
                          gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
                          adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (),
                          glib_major_version, glib_minor_version, glib_micro_version,
                          g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? "Flatpak" : "none");
}

static void
about_activated_cb (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  MagApplication *self = MAG_APPLICATION (user_data);
  g_autofree char *troubleshooting = dup_troubleshooting (self);

  adw_show_about_dialog (GTK_WIDGET (present_window (self)),
                         "application-name", _("Magnus"),
                         "application-icon", APP_ID,
                         "version", VERSION,
                         "developer-name", _("The Magnus Contributors"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _("Finds the best option premium to sell, from your watchlists. It reads; it never places an order."),
                         "debug-info", troubleshooting,
                         "debug-info-filename", "magnus-troubleshooting.txt",
                         /* Translators: put your own name here, one translator a line. */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static void
sign_in_activated_cb (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  MagApplication *self = MAG_APPLICATION (user_data);
  MagWindow *window = present_window (self);

  if (!MAG_IS_SIGN_IN_DIALOG (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window))))
    adw_dialog_present (mag_sign_in_dialog_new (self->engine), GTK_WIDGET (window));
}

static void follow_broker (MagApplication *self);

static void
signed_out_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(MagApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!mag_broker_sign_out_finish (MAG_BROKER (source), result, &error))
    mag_window_add_toast (present_window (self), adw_toast_new (error->message));
  follow_broker (self);
}

static void
sign_out (MagApplication *self,
          gboolean        forget_device)
{
  mag_portfolio_client_forget (mag_engine_get_portfolio (self->engine));
  mag_broker_sign_out_async (mag_engine_get_broker (self->engine), forget_device, NULL, signed_out_cb, g_object_ref (self));
}

static void
sign_out_activated_cb (GSimpleAction *action,
                       GVariant      *parameter,
                       gpointer       user_data)
{
  sign_out (MAG_APPLICATION (user_data), FALSE);
}

static void
forget_device_activated_cb (GSimpleAction *action,
                            GVariant      *parameter,
                            gpointer       user_data)
{
  sign_out (MAG_APPLICATION (user_data), TRUE);
}

/* A window of its own, in a process of its own: nothing of practice can reach the real account or the reverse. */
static void
start_magnus (MagApplication *self,
              const char     *option) /* NULL: the real account */
{
  g_autofree char *program = mag_profile_find_program ("magnus");
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, option, NULL);

  if (process == NULL)
    mag_window_add_toast (present_window (self), adw_toast_new (error->message));
}

static void
practice_account_activated_cb (GSimpleAction *action,
                               GVariant      *parameter,
                               gpointer       user_data)
{
  start_magnus (MAG_APPLICATION (user_data), "--practice");
}

static void
real_account_activated_cb (GSimpleAction *action,
                           GVariant      *parameter,
                           gpointer       user_data)
{
  start_magnus (MAG_APPLICATION (user_data), NULL);
}

static void
show_account_activated_cb (GSimpleAction *action,
                           GVariant      *parameter,
                           gpointer       user_data)
{
  MagPage *page = mag_window_show_page (present_window (MAG_APPLICATION (user_data)), "positions");

  mag_positions_page_show_account (MAG_POSITIONS_PAGE (page), g_variant_get_string (parameter, NULL));
}

static void
refresh_positions_activated_cb (GSimpleAction *action,
                                GVariant      *parameter,
                                gpointer       user_data)
{
  mag_portfolio_client_refresh (mag_engine_get_portfolio (MAG_APPLICATION (user_data)->engine));
}

static void
show_position_activated_cb (GSimpleAction *action,
                            GVariant      *parameter,
                            gpointer       user_data)
{
  MagPage *page = mag_window_show_page (present_window (MAG_APPLICATION (user_data)), "positions");

  mag_positions_page_show (MAG_POSITIONS_PAGE (page), g_variant_get_string (parameter, NULL));
}

static void
snooze_alert_activated_cb (GSimpleAction *action,
                           GVariant      *parameter,
                           gpointer       user_data)
{
  MagApplication *self = MAG_APPLICATION (user_data);
  const char *key, *nick;
  MagRule rule;

  g_variant_get (parameter, "(&s&s)", &key, &nick);
  if (mag_rule_from_nick (nick, &rule))
    mag_portfolio_client_snooze (mag_engine_get_portfolio (self->engine), key, rule, SNOOZE_HOURS);
}

static void
mute_rule_activated_cb (GSimpleAction *action,
                        GVariant      *parameter,
                        gpointer       user_data)
{
  MagApplication *self = MAG_APPLICATION (user_data);
  g_autoptr(GSettings) rules = g_settings_get_child (mag_engine_get_settings (self->engine), "rules");
  MagRule rule;

  if (mag_rule_from_nick (g_variant_get_string (parameter, NULL), &rule))
    mag_rules_settings_mute (rules, rule, TRUE);
}

static void
enable (MagApplication *self,
        const char     *action,
        gboolean        enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), action)), enabled);
}

/* Who may sign in, and who out: also after the session has ended, as tokens and positions are still here. A device is known as long as its
 * user is. */
static void
follow_broker (MagApplication *self)
{
  MagBroker *broker = mag_engine_get_broker (self->engine);
  MagBrokerState state = broker != NULL ? mag_broker_get_state (broker) : MAG_BROKER_SIGNED_OUT;
  g_autofree char *user = broker != NULL ? mag_broker_dup_user (broker) : NULL;

  enable (self, "sign-in", broker != NULL && state != MAG_BROKER_SIGNED_IN);
  enable (self, "sign-out", state == MAG_BROKER_SIGNED_IN || state == MAG_BROKER_EXPIRED);
  enable (self, "forget-device", user != NULL);
  enable (self, "refresh-positions", state == MAG_BROKER_SIGNED_IN);
}

static void
quit_activated_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  /* Closing first lets the window and its tables save their state. */
  if (window != NULL)
    gtk_window_close (window);
  g_application_quit (G_APPLICATION (user_data));
}

static const GActionEntry actions[] = {
  { .name = "show-page", .activate = show_page_activated_cb, .parameter_type = "s" },
  { .name = "sync", .activate = sync_activated_cb },
  { .name = "scan-list", .activate = scan_list_activated_cb, .parameter_type = "s" },
  { .name = "import", .activate = import_activated_cb },
  { .name = "preferences", .activate = preferences_activated_cb },
  { .name = "shortcuts", .activate = shortcuts_activated_cb },
  { .name = "about", .activate = about_activated_cb },
  { .name = "sign-in", .activate = sign_in_activated_cb },
  { .name = "sign-out", .activate = sign_out_activated_cb },
  { .name = "forget-device", .activate = forget_device_activated_cb },
  { .name = "practice-account", .activate = practice_account_activated_cb },
  { .name = "real-account", .activate = real_account_activated_cb },
  { .name = "show-account", .activate = show_account_activated_cb, .parameter_type = "s" },
  { .name = "refresh-positions", .activate = refresh_positions_activated_cb },
  { .name = "show-position", .activate = show_position_activated_cb, .parameter_type = "s" },
  { .name = "snooze-alert", .activate = snooze_alert_activated_cb, .parameter_type = "(ss)" },
  { .name = "mute-rule", .activate = mute_rule_activated_cb, .parameter_type = "s" },
  { .name = "quit", .activate = quit_activated_cb },
};

/* The engine comes before GTK: its store opens on a thread of its own while GTK finds its display and themes. */
static void
mag_application_startup (GApplication *application)
{
  MagApplication *self = MAG_APPLICATION (application);

  self->engine = self->make_engine (self->make_engine_data, &self->error);
  if (self->engine != NULL)
    mag_engine_open (self->engine);

  G_APPLICATION_CLASS (mag_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  mag_shortcuts_install (GTK_APPLICATION (application));
  if (self->engine != NULL && mag_engine_get_broker (self->engine) != NULL)
    {
      g_signal_connect_object (mag_engine_get_broker (self->engine), "notify::state", G_CALLBACK (follow_broker), self, G_CONNECT_SWAPPED);
      self->notifier = mag_notifier_new (application, self->engine);
    }
  if (self->engine != NULL)
    follow_broker (self);
}

static void
mag_application_activate (GApplication *application)
{
  present_window (MAG_APPLICATION (application));
}

/* The database is let go of when the window is. */
static void
mag_application_shutdown (GApplication *application)
{
  MagApplication *self = MAG_APPLICATION (application);

  G_APPLICATION_CLASS (mag_application_parent_class)->shutdown (application);
  if (self->engine != NULL)
    mag_store_close (mag_engine_get_store (self->engine));
}

static void
mag_application_finalize (GObject *object)
{
  MagApplication *self = MAG_APPLICATION (object);

  g_clear_object (&self->notifier);
  g_clear_object (&self->engine);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (mag_application_parent_class)->finalize (object);
}

static void
mag_application_class_init (MagApplicationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_application_finalize;
  G_APPLICATION_CLASS (klass)->startup = mag_application_startup;
  G_APPLICATION_CLASS (klass)->shutdown = mag_application_shutdown;
  G_APPLICATION_CLASS (klass)->activate = mag_application_activate;

  /* Named, or the linker drops the resources of a static library. */
  g_resources_register (mag_ui_get_resource ());
}

static void
mag_application_init (MagApplication *self)
{
}

/**
 * mag_application_new:
 * @make_engine: makes the engine, when this process turns out to be the one with the window
 * @data: for @make_engine
 *
 * Returns: (transfer full): the application under its own name on the bus
 */
MagApplication *
mag_application_new (MagEngineFunc make_engine,
                     gpointer      data)
{
  MagApplication *self = g_object_new (MAG_TYPE_APPLICATION,
                                       "application-id", APP_ID,
                                       /* Given, so that icons and style are found under another id too (practice). */
                                       "resource-base-path", RESOURCE_PATH,
                                       NULL);

  self->make_engine = make_engine;
  self->make_engine_data = data;

  return self;
}

/**
 * mag_application_get_error:
 * @self: a registered application
 *
 * Returns: (nullable): why the engine could not be made
 */
const GError *
mag_application_get_error (MagApplication *self)
{
  g_return_val_if_fail (MAG_IS_APPLICATION (self), NULL);

  return self->error;
}
