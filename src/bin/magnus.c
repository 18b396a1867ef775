/* SPDX-License-Identifier: GPL-3.0-or-later */
/* magnus: the window. Decides from the command line which profile this run has, puts the parts together and hands them
 * to the application. */

#include "config.h"

#include "mag-application.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <sys/resource.h>

static const GOptionEntry options[] = {
  { "practice", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL, N_("Use the practice account and its simulated market"), NULL },
  { "practice-url", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, NULL, N_("Address of a running practice server on this machine"), N_("URL") },
  { "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL, N_("Show the version and exit"), NULL },
  { NULL }
};

/* Puts the parts together. FALSE with an error when the profile can't be had. */
static gboolean
set_up_engine (MagApplication *application,
               gboolean        practice,
               const char     *url,
               GError        **error)
{
  g_autoptr(MagProfile) profile = NULL;
  g_autoptr(MagStore) store = NULL;
  g_autoptr(MagSyncClient) client = NULL;
  g_autoptr(GSettings) settings = NULL;
  g_autoptr(MagEngine) engine = NULL;

  profile = practice ? mag_profile_new_practice (url, TRUE, error) : mag_profile_new_real (error);
  if (profile == NULL)
    return FALSE;

  store = mag_store_new (profile, NULL);
  client = mag_sync_client_new (store, profile);
  settings = g_settings_new (APP_ID);
  engine = mag_engine_new (profile, store, client, settings);
  mag_application_set_engine (application, engine);

  return TRUE;
}

/* Runs in every process, before it is known whether a window of this profile is already there. */
static int
options_parsed_cb (GApplication *application,
                   GVariantDict *values,
                   gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  const char *url = NULL;
  gboolean practice = g_variant_dict_contains (values, "practice");

  if (g_variant_dict_contains (values, "version"))
    {
      g_print ("magnus %s\n", VERSION);
      return 0;
    }

  g_variant_dict_lookup (values, "practice-url", "&s", &url);
  practice = practice || url != NULL;
  /* An instance of its own, or asking for practice would raise the window of the real account. */
  if (practice)
    g_application_set_application_id (application, APP_ID ".Practice");

  if (!g_application_register (application, NULL, &error) ||
      (!g_application_get_is_remote (application) &&
       !set_up_engine (MAG_APPLICATION (application), practice, url, &error)))
    {
      g_printerr ("magnus: %s\n", error->message);
      return 1;
    }

  return -1;
}

/* Secrets may pass through memory: no core dumps (DESIGN 11). */
static void
forbid_core_dumps (void)
{
  struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(MagApplication) application = NULL;

  forbid_core_dumps ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = mag_application_new ();
  g_application_add_main_option_entries (G_APPLICATION (application), options);
  g_signal_connect (application, "handle-local-options", G_CALLBACK (options_parsed_cb), NULL);

  return g_application_run (G_APPLICATION (application), argc, argv);
}
