/* SPDX-License-Identifier: GPL-3.0-or-later */
/* magnus: the window. Decides from the command line which profile this run has, puts the parts together and hands them
 * to the application. */

#include "config.h"

#include "mag-application.h"
#include "mag-core-dump.h"
#include "mag-robinhood.h"

#include <glib/gi18n.h>
#include <locale.h>

static const GOptionEntry options[] = {
  { "practice", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL, N_("Use the practice account and its simulated market"), NULL },
  { "practice-url", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, NULL, N_("Address of a running practice server on this machine"), N_("URL") },
  { "signed-out", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL, N_("Do not sign the practice account in by itself"), NULL },
  { "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL, N_("Show the version and exit"), NULL },
  { NULL }
};

/* What the command line says of the profile. */
typedef struct
{
  gboolean  practice, signed_out;
  char     *url; /* owned; NULL: any practice server */
} Choice;

static void
practice_signed_in_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!mag_robinhood_sign_in_practice_finish (MAG_ROBINHOOD (source), result, &error))
    g_debug ("The practice account was not signed in: %s", error->message);
}

/* In a practice profile its user is signed in; else whoever was last. */
static void
add_broker (MagEngine  *engine,
            MagProfile *profile,
            gboolean    sign_in)
{
  g_autoptr(MagHttp) http = mag_http_new (mag_profile_get_clock (profile), NULL);
  g_autoptr(MagSecrets) secrets = mag_secrets_new ();
  g_autoptr(MagBroker) broker = NULL;
  g_autoptr(MagPortfolioClient) portfolio = NULL;

  if (mag_profile_is_practice (profile))
    mag_secrets_set_session_only (secrets); /* there is nothing to keep */
  broker = mag_robinhood_new (profile, http, secrets);
  portfolio = mag_portfolio_client_new (broker, mag_engine_get_store (engine), mag_profile_get_clock (profile));
  mag_engine_set_broker (engine, broker, secrets, portfolio);
  if (mag_profile_is_practice (profile) && sign_in)
    mag_robinhood_sign_in_practice_async (MAG_ROBINHOOD (broker), NULL, practice_signed_in_cb, NULL);
  else if (!mag_profile_is_practice (profile))
    mag_engine_restore_session (engine);
}

static MagEngine *
make_engine (gpointer   data,
             GError   **error)
{
  const Choice *choice = data;
  g_autoptr(MagProfile) profile = choice->practice ? mag_profile_new_practice (choice->url, TRUE, error) : mag_profile_new_real (error);
  g_autoptr(MagStore) store = NULL;
  g_autoptr(MagSyncClient) client = NULL;
  g_autoptr(GSettings) settings = NULL;
  MagEngine *engine;

  if (profile == NULL)
    return NULL;

  store = mag_store_new (profile, NULL);
  client = mag_sync_client_new (store, profile);
  settings = g_settings_new (APP_ID);

  engine = mag_engine_new (profile, store, client, settings);
  add_broker (engine, profile, !choice->signed_out);
  return engine;
}

/* Runs in every process, before it is known whether a window of this profile is already there. */
static int
options_parsed_cb (GApplication *application,
                   GVariantDict *values,
                   gpointer      user_data)
{
  Choice *choice = user_data;
  g_autoptr(GError) error = NULL;
  const GError *failed;

  if (g_variant_dict_contains (values, "version"))
    {
      g_print ("magnus %s\n", VERSION);
      return 0;
    }

  g_variant_dict_lookup (values, "practice-url", "s", &choice->url);
  choice->signed_out = g_variant_dict_contains (values, "signed-out");
  choice->practice = choice->url != NULL || g_variant_dict_contains (values, "practice");
  /* An instance of its own, or asking for practice would raise the window of the real account. */
  if (choice->practice)
    g_application_set_application_id (application, APP_ID ".Practice");

  g_application_register (application, NULL, &error);
  failed = error != NULL ? error : mag_application_get_error (MAG_APPLICATION (application));
  if (failed != NULL)
    {
      g_printerr ("magnus: %s\n", failed->message);
      return 1;
    }

  return -1;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(MagApplication) application = NULL;
  Choice choice = { 0 };
  int status;

  mag_core_dump_forbid ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = mag_application_new (make_engine, &choice);
  g_application_add_main_option_entries (G_APPLICATION (application), options);
  g_signal_connect (application, "handle-local-options", G_CALLBACK (options_parsed_cb), &choice);
  status = g_application_run (G_APPLICATION (application), argc, argv);
  g_free (choice.url);

  return status;
}
