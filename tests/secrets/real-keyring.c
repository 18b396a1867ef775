/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real keyring, unlocked by a password that nobody is asked for. */

#include "real-keyring.h"

#define NAME "org.freedesktop.secrets"
#define PASSWORD "a password of the keyring"
#define PATIENCE_US (20 * G_TIME_SPAN_SECOND)

/* Asking the bus, not the name: a call to it might start another one. */
static gboolean
has_owner (GDBusConnection *bus)
{
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                                                           g_variant_new ("(s)", NAME), G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  gboolean owned = FALSE;

  if (reply != NULL)
    g_variant_get (reply, "(b)", &owned);
  return owned;
}

static gboolean
wait_for_owner (gboolean wanted)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (bus != NULL && has_owner (bus) != wanted)
    {
      if (g_get_monotonic_time () > end_us)
        return FALSE;
      g_usleep (20000);
    }
  return bus != NULL;
}

/* It has its name before it has read its password. */
static gboolean
wait_for_unlocked (void)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (g_get_monotonic_time () < end_us)
    {
      g_autoptr(GVariant) reply = g_dbus_connection_call_sync (bus, NAME, "/org/freedesktop/secrets/aliases/default", "org.freedesktop.DBus.Properties", "Get",
                                                               g_variant_new ("(ss)", "org.freedesktop.Secret.Collection", "Locked"), G_VARIANT_TYPE ("(v)"),
                                                               G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL);
      g_autoptr(GVariant) locked = NULL;

      if (reply != NULL)
        g_variant_get (reply, "(v)", &locked);
      if (locked != NULL && !g_variant_get_boolean (locked))
        return TRUE;
      g_usleep (20000);
    }
  return FALSE;
}

GSubprocess *
real_keyring_start (const char  *folder,
                    char       **reason)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GError) error = NULL;
  g_autofree char *data = g_build_filename (folder, "data", NULL);
  GSubprocess *keyring;
  GOutputStream *input;

  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", data, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", folder, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG"); /* its warnings are its own */
  keyring = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground", NULL);
  if (keyring == NULL)
    {
      *reason = g_strdup_printf ("there is no gnome-keyring here: %s", error->message);
      return NULL;
    }
  input = g_subprocess_get_stdin_pipe (keyring);
  if (!g_output_stream_write_all (input, PASSWORD, sizeof PASSWORD - 1, NULL, NULL, NULL) || !g_output_stream_close (input, NULL, NULL) || !wait_for_owner (TRUE) ||
      !wait_for_unlocked ())
    {
      *reason = g_strdup ("gnome-keyring did not start here");
      real_keyring_stop (keyring);
      return NULL;
    }
  return keyring;
}

void
real_keyring_stop (GSubprocess *keyring)
{
  g_subprocess_force_exit (keyring);
  g_subprocess_wait (keyring, NULL, NULL);
  wait_for_owner (FALSE);
  g_object_unref (keyring);
}

/* What the desktop does when the user locks the keyring. */
void
real_keyring_lock (void)
{
  const char *const paths[] = { "/org/freedesktop/secrets/aliases/default", NULL };
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (bus, NAME, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "Lock",
                                                           g_variant_new ("(^ao)", paths), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}
