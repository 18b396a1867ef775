/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keyring, each rule in a process with a bus of its own: libsecret remembers the first keyring that it met. */

#include "mag-secrets.h"

#include "fake-keyring.h"
#include "real-keyring.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>

#define SERVICE "robinhood"
#define USER "me@example.com"
#define TOKENS "{\"access_token\":\"eyJ.abc\",\"refresh_token\":\"r3fr3sh\"}"

static void
keep_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static char *
load (MagSecrets  *secrets,
      const char  *account,
      const char  *kind,
      GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  mag_secrets_load_async (secrets, SERVICE, account, kind, NULL, keep_result_cb, &result);
  return mag_secrets_load_finish (secrets, wait_for (&result), error);
}

static gboolean
save (MagSecrets  *secrets,
      const char  *account,
      const char  *kind,
      const char  *text,
      GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  mag_secrets_save_async (secrets, SERVICE, account, kind, text, NULL, keep_result_cb, &result);
  return mag_secrets_save_finish (secrets, wait_for (&result), error);
}

static void
drop (MagSecrets *secrets,
      const char *account,
      const char *kind)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gboolean ok;

  mag_secrets_remove_async (secrets, SERVICE, account, kind, NULL, keep_result_cb, &result);
  ok = mag_secrets_remove_finish (secrets, wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_true (ok);
}

static char *
find (MagSecrets *secrets,
      const char *kind)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *account;

  mag_secrets_find_async (secrets, SERVICE, kind, NULL, keep_result_cb, &result);
  account = mag_secrets_find_finish (secrets, wait_for (&result), &error);
  g_assert_no_error (error);
  return account;
}

static void
assert_loaded (MagSecrets *secrets,
               const char *account,
               const char *kind,
               const char *expected) /* NULL: there is no such item */
{
  g_autoptr(GError) error = NULL;
  char *text = load (secrets, account, kind, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
  mag_secrets_free_text (text);
}

static void
assert_saved (MagSecrets *secrets,
              const char *account,
              const char *kind,
              const char *text)
{
  g_autoptr(GError) error = NULL;

  save (secrets, account, kind, text, &error);
  g_assert_no_error (error);
}

static void
assert_found (MagSecrets *secrets,
              const char *kind,
              const char *expected)
{
  g_autofree char *account = find (secrets, kind);

  g_assert_cmpstr (account, ==, expected);
}

/* What any place to keep secrets in has to do. */
static void
exercise (MagSecrets *secrets)
{
  assert_loaded (secrets, USER, "tokens", NULL);
  assert_found (secrets, "tokens", NULL);
  drop (secrets, USER, "tokens");

  assert_saved (secrets, USER, "device", "d1");
  assert_saved (secrets, USER, "tokens", "first");
  assert_saved (secrets, USER, "tokens", TOKENS);
  assert_saved (secrets, "you@example.com", "device", "d2");
  assert_loaded (secrets, USER, "tokens", TOKENS);
  assert_loaded (secrets, USER, "device", "d1");
  assert_loaded (secrets, "you@example.com", "device", "d2");
  assert_loaded (secrets, "you@example.com", "tokens", NULL);
  assert_found (secrets, "tokens", USER);

  drop (secrets, USER, "tokens");
  assert_loaded (secrets, USER, "tokens", NULL);
  assert_loaded (secrets, USER, "device", "d1");
  assert_found (secrets, "tokens", NULL);
}

static void
test_session_only (void)
{
  g_autoptr(MagSecrets) secrets = mag_secrets_new ();

  g_assert_false (mag_secrets_is_session_only (secrets));
  mag_secrets_set_session_only (secrets);
  g_assert_true (mag_secrets_is_session_only (secrets));
  exercise (secrets);
}

/* The rest, each in a process of its own. */

static char *folder;
static GTestDBus *bus;

static void
start_bus (void)
{
  folder = g_dir_make_tmp ("mag-secrets-XXXXXX", NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
}

static void
remove_below (const char *path)
{
  g_autoptr(GDir) dir = g_file_test (path, G_FILE_TEST_IS_DIR) ? g_dir_open (path, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_below (child);
    }
  g_remove (path);
}

/* Stopped, not taken down: that would wait for the last reference to the connection, of which libsecret keeps one. */
static void
stop_bus (void)
{
  g_autoptr(GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  secret_service_disconnect ();
  g_dbus_connection_set_exit_on_close (connection, FALSE);
  g_test_dbus_stop (bus);
  remove_below (folder);
  g_free (folder);
}

static void
assert_text_is_for_people (const GError *error)
{
  g_assert_true (g_str_has_suffix (error->message, "for this session only."));
  g_assert_null (strstr (error->message, "org.freedesktop"));
  g_assert_null (strstr (error->message, "token"));
}

static void
assert_fails (MagSecrets      *secrets,
              MagSecretsError  code)
{
  g_autoptr(GError) of_load = NULL, of_save = NULL;

  g_assert_null (load (secrets, USER, "tokens", &of_load));
  g_assert_error (of_load, MAG_SECRETS_ERROR, (int) code);
  assert_text_is_for_people (of_load);
  g_assert_false (save (secrets, USER, "tokens", TOKENS, &of_save));
  g_assert_error (of_save, MAG_SECRETS_ERROR, (int) code);
}

static void
real_keyring (void)
{
  g_autoptr(MagSecrets) secrets = mag_secrets_new (), again = NULL;
  g_autofree char *reason = NULL;
  GSubprocess *keyring;

  start_bus ();
  keyring = real_keyring_start (folder, &reason);
  if (keyring == NULL)
    {
      g_test_skip (reason);
      stop_bus ();
      return;
    }
  exercise (secrets);
  /* another program of ours sees the same */
  again = mag_secrets_new ();
  assert_loaded (again, USER, "device", "d1");
  real_keyring_stop (keyring);
  stop_bus ();
}

/* Nobody can be asked on this bus, so the question is as good as closed. */
static void
locked_for_real (void)
{
  g_autoptr(MagSecrets) secrets = mag_secrets_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *reason = NULL;
  GSubprocess *keyring;

  start_bus ();
  keyring = real_keyring_start (folder, &reason);
  if (keyring == NULL)
    {
      g_test_skip (reason);
      stop_bus ();
      return;
    }
  assert_saved (secrets, USER, "tokens", TOKENS);
  real_keyring_lock ();
  assert_found (secrets, "tokens", USER); /* whose it is can be told all the same */
  g_assert_null (load (secrets, USER, "tokens", &error));
  g_assert_true (error->domain == MAG_SECRETS_ERROR);
  g_assert_true (error->code == MAG_SECRETS_ERROR_CANCELLED || error->code == MAG_SECRETS_ERROR_LOCKED);
  real_keyring_stop (keyring);
  stop_bus ();
}

static void
missing (void)
{
  g_autoptr(MagSecrets) secrets = mag_secrets_new ();

  start_bus ();
  assert_fails (secrets, MAG_SECRETS_ERROR_MISSING);
  /* and then it does without */
  mag_secrets_set_session_only (secrets);
  exercise (secrets);
  stop_bus ();
}

static void
no_bus (void)
{
  g_autoptr(MagSecrets) secrets = mag_secrets_new ();

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  assert_fails (secrets, MAG_SECRETS_ERROR_MISSING);
}

static void
died (void)
{
  g_autoptr(MagSecrets) secrets = mag_secrets_new ();
  g_autofree char *reason = NULL;
  GSubprocess *keyring;

  start_bus ();
  keyring = real_keyring_start (folder, &reason);
  if (keyring == NULL)
    {
      g_test_skip (reason);
      stop_bus ();
      return;
    }
  assert_saved (secrets, USER, "tokens", TOKENS);
  real_keyring_stop (keyring);
  assert_fails (secrets, MAG_SECRETS_ERROR_MISSING);
  /* and comes back with what it had */
  keyring = real_keyring_start (folder, &reason);
  g_assert_nonnull (keyring);
  assert_loaded (secrets, USER, "tokens", TOKENS);
  real_keyring_stop (keyring);
  stop_bus ();
}

static void
fake (FakeKeyringManner manner,
      MagSecretsError   code)
{
  g_autoptr(MagSecrets) secrets = mag_secrets_new ();
  FakeKeyring *keyring;

  start_bus ();
  keyring = fake_keyring_start (manner);
  assert_fails (secrets, code);
  fake_keyring_stop (keyring);
  stop_bus ();
}

static void
cancelled (void)
{
  fake (FAKE_KEYRING_DISMISSED, MAG_SECRETS_ERROR_CANCELLED);
}

static void
locked (void)
{
  fake (FAKE_KEYRING_LOCKED, MAG_SECRETS_ERROR_LOCKED);
}

static void
broken (void)
{
  fake (FAKE_KEYRING_NONSENSE, MAG_SECRETS_ERROR_BROKEN);
}

static void
file_backend (void)
{
  g_autoptr(MagSecrets) secrets = mag_secrets_new ();
  g_autofree char *path = NULL, *contents = NULL;
  gsize length;

  folder = g_dir_make_tmp ("mag-secrets-XXXXXX", NULL);
  path = g_build_filename (folder, "default.keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "a password of the file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  exercise (secrets);
  assert_saved (secrets, USER, "tokens", TOKENS);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_null (g_strstr_len (contents, (gssize) length, "r3fr3sh"));
  remove_below (folder);
  g_free (folder);
}

/* A caller that gives up is not told that the user did. */
static void
given_up (void)
{
  g_autoptr(MagSecrets) secrets = mag_secrets_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  start_bus ();
  mag_secrets_load_async (secrets, SERVICE, USER, "tokens", cancellable, keep_result_cb, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (mag_secrets_load_finish (secrets, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  stop_bus ();
}

typedef void (*Scene) (void);

static const struct { const char *name; Scene play; } scenes[] = {
  { "one-item-for-each-service-account-and-kind", real_keyring },
  { "a-locked-keyring-is-not-an-empty-one", locked_for_real },
  { "no-keyring-is-missing", missing },
  { "no-bus-is-missing", no_bus },
  { "a-keyring-that-dies-is-missing-until-it-is-back", died },
  { "a-closed-question-is-cancelled", cancelled },
  { "a-locked-keyring-says-so", locked },
  { "nonsense-is-broken", broken },
  { "file-backend", file_backend },
  { "the-caller-gives-up", given_up },
};

static void
test_scene (gconstpointer data)
{
  const Scene *scene = data;

  if (g_test_subprocess ())
    {
      (*scene) ();
      return;
    }
  g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secrets/this-session-only", test_session_only);
  for (gsize i = 0; i < G_N_ELEMENTS (scenes); i++)
    {
      g_autofree char *path = g_strconcat ("/secrets/", scenes[i].name, NULL);

      g_test_add_data_func (path, &scenes[i].play, test_scene);
    }
  return g_test_run ();
}
