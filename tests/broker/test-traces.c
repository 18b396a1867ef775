/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a whole session leaves behind: the logs of everything that logs, files, the environment and the arguments of the process, a crash. No secret may be in any
 * of it. The session runs in a process of its own; this one is the server, so it knows every secret there is. */

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/wait.h>

#define PASSWORD "pa55-w0rd&grep=me"
#define CODE "918273"
#define USER "grep.me@example.com"
#define ACCOUNT "9ZZ88877"
#define ACCESS_1 "acce55-token-0ne"
#define ACCESS_2 "acce55-token-tw0"
#define REFRESH_1 "refre5h-token-0ne"
#define REFRESH_2 "refre5h-token-tw0"

typedef struct
{
  SoupServer  *server;
  char        *origin;
  char        *folder;   /* of all that the process may write */
  char        *device;   /* the device token, which it has made up */
  gboolean     expired;  /* the first access token */
  guint        n_revoked;
  GSubprocess *process;
  GDataInputStream *output;
  GString     *said;     /* standard output, line by line */
} Scene;

static const char *const fixed_secrets[] = { PASSWORD, "pa55-w0rd%26grep%3Dme", CODE, ACCOUNT, ACCESS_1, ACCESS_2, REFRESH_1, REFRESH_2, "grep.me", NULL };

static void
answer (SoupServerMessage *message,
        guint              status,
        const char        *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

#define TOKENS(access, refresh) "{\"access_token\":\"" access "\",\"refresh_token\":\"" refresh "\",\"expires_in\":2562387,\"token_type\":\"Bearer\"}"

static void
answer_token (Scene             *scene,
              SoupServerMessage *message,
              const char        *body)
{
  const char *device = strstr (body, "device_token=");

  if (scene->device == NULL && device != NULL)
    scene->device = g_strndup (device + strlen ("device_token="), 36);
  if (strstr (body, "grant_type=refresh_token") != NULL)
    answer (message, 200, TOKENS (ACCESS_2, REFRESH_2));
  else if (strstr (body, "mfa_code=" CODE) != NULL && strstr (body, "pa55-w0rd%26grep%3Dme") != NULL)
    answer (message, 200, TOKENS (ACCESS_1, REFRESH_1));
  else
    answer (message, 200, "{\"mfa_required\":true,\"mfa_type\":\"app\"}");
}

static void
handle (SoupServer        *server,
        SoupServerMessage *message,
        const char        *path,
        GHashTable        *query,
        gpointer           data)
{
  Scene *scene = data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *text = g_strndup (body->data != NULL ? body->data : "", (gsize) body->length);
  const char *authorization = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");

  if (g_str_has_prefix (path, "/practice/"))
    answer (message, 200, "{\"now\":\"2026-11-20T15:30:00.000000Z\",\"speed\":1.0}");
  else if (g_str_equal (path, "/oauth2/token/"))
    answer_token (scene, message, text);
  else if (g_str_equal (path, "/oauth2/revoke_token/"))
    {
      scene->n_revoked++;
      answer (message, 200, "{}");
    }
  else if (g_strcmp0 (authorization, "Bearer " ACCESS_2) != 0 && (scene->expired || g_strcmp0 (authorization, "Bearer " ACCESS_1) != 0))
    answer (message, 401, "{\"detail\":\"Incorrect authentication credentials.\"}");
  else if (g_str_equal (path, "/accounts/"))
    {
      scene->expired = TRUE; /* in the middle */
      answer (message, 200, "{\"results\":[{\"account_number\":\"" ACCOUNT "\",\"brokerage_account_type\":\"individual\"}]}");
    }
  else if (g_str_equal (path, "/options/positions/"))
    answer (message, 200, "{\"results\":[{\"id\":\"p\",\"account_number\":\"" ACCOUNT "\",\"option_id\":\"o\",\"chain_symbol\":\"F\",\"type\":\"short\",\"average_price\":\"-29.0000\",\"quantity\":\"1.0000\"}]}");
  else if (g_str_equal (path, "/options/events/"))
    answer (message, 400, "{\"account_numbers\":[\"" ACCOUNT " is unknown\"]}");
  else
    answer (message, 200, "{\"next\":null,\"results\":[]}");
}

static void
set_up (Scene         *scene,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  GSList *uris;

  scene->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (scene->server, NULL, handle, scene, NULL);
  soup_server_listen_local (scene->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (scene->server);
  scene->origin = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  scene->folder = g_dir_make_tmp ("mag-XXXXXX", NULL);
  scene->said = g_string_new (NULL);
}

/* Calls visit for every file below path. */
static void
walk (const char *path,
      void      (*visit) (const char *file, gpointer data),
      gpointer    data)
{
  g_autoptr(GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  if (dir == NULL)
    {
      visit (path, data);
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      walk (child, visit, data);
    }
  visit (path, data);
}

static void
remove_one (const char *file,
            gpointer    data)
{
  g_remove (file);
}

static void
tear_down (Scene         *scene,
           gconstpointer  data)
{
  soup_server_disconnect (scene->server);
  g_object_unref (scene->server);
  g_clear_object (&scene->output);
  g_clear_object (&scene->process);
  walk (scene->folder, remove_one, NULL);
  g_string_free (scene->said, TRUE);
  g_free (scene->origin);
  g_free (scene->folder);
  g_free (scene->device);
}

/* Everything that logs does, into a file below the folder; everything that is written has to go there. */
static GSubprocessLauncher *
make_launcher (Scene *scene)
{
  static const char *const folders[][2] = { { "XDG_DATA_HOME", "data" }, { "XDG_CONFIG_HOME", "config" }, { "XDG_CACHE_HOME", "cache" }, { "XDG_STATE_HOME", "state" },
                                            { "XDG_RUNTIME_DIR", "run" }, { "HOME", "home" }, { "TMPDIR", "tmp" } };
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *log = g_build_filename (scene->folder, "log", NULL), *keyring = g_build_filename (scene->folder, "the.keyring", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (scene->folder, folders[i][1], NULL);

      g_mkdir_with_parents (path, 0700);
      g_subprocess_launcher_setenv (launcher, folders[i][0], path, TRUE);
    }
  g_subprocess_launcher_set_cwd (launcher, scene->folder);
  g_subprocess_launcher_set_stderr_file_path (launcher, log);
  g_subprocess_launcher_setenv (launcher, "G_MESSAGES_DEBUG", "all", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  g_subprocess_launcher_setenv (launcher, "SECRET_BACKEND", "file", TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PASSWORD", "the keyring's own", TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PATH", keyring, TRUE);
  return launcher;
}

static void
keep_line_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* Reads what it says until it says the word, or to its end. */
static void
await_word (Scene      *scene,
            const char *word) /* NULL: the end */
{
  for (;;)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autofree char *line = NULL;

      g_data_input_stream_read_line_async (scene->output, G_PRIORITY_DEFAULT, NULL, keep_line_cb, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      line = g_data_input_stream_read_line_finish_utf8 (scene->output, result, NULL, NULL);
      if (line == NULL)
        break;
      if (g_strcmp0 (line, word) == 0)
        return;
      g_string_append_printf (scene->said, "%s\n", line);
    }
  if (word != NULL)
    g_error ("It ended before it said \"%s\"", word);
}

static void
tell (Scene      *scene,
      const char *line)
{
  GOutputStream *input = g_subprocess_get_stdin_pipe (scene->process);
  g_autofree char *text = g_strconcat (line, "\n", NULL);

  g_assert_true (g_output_stream_write_all (input, text, strlen (text), NULL, NULL, NULL));
  g_assert_true (g_output_stream_flush (input, NULL, NULL));
}

/* To where everything that it holds is in its memory. */
static void
run_session (Scene *scene)
{
  g_autoptr(GSubprocessLauncher) launcher = make_launcher (scene);
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "broker", "session-probe", NULL);
  g_autoptr(GError) error = NULL;

  scene->process = g_subprocess_launcher_spawn (launcher, &error, program, scene->origin, NULL);
  g_assert_no_error (error);
  scene->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (scene->process));
  tell (scene, PASSWORD);
  await_word (scene, "code");
  tell (scene, CODE);
  await_word (scene, "ready");
  g_assert_nonnull (scene->device);
  g_assert_true (scene->expired);
}

static void
wait_for_end (Scene *scene)
{
  g_autoptr(GAsyncResult) result = NULL;

  await_word (scene, NULL);
  g_subprocess_wait_async (scene->process, NULL, keep_line_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_subprocess_wait_finish (scene->process, result, NULL);
}

static gboolean
holds (const char *text,
       gsize       length,
       const char *needle)
{
  return memmem (text, length, needle, strlen (needle)) != NULL;
}

static void
assert_clean (Scene      *scene,
              const char *where,
              const char *text,
              gsize       length)
{
  for (guint i = 0; fixed_secrets[i] != NULL; i++)
    if (holds (text, length, fixed_secrets[i]))
      g_error ("%s holds %s", where, fixed_secrets[i]);
  if (scene->device != NULL && holds (text, length, scene->device))
    g_error ("%s holds the device token", where);
}

static void
check_file (const char *file,
            gpointer    data)
{
  Scene *scene = data;
  g_autofree char *text = NULL;
  gsize length;

  assert_clean (scene, file, file, strlen (file));
  if (g_file_test (file, G_FILE_TEST_IS_REGULAR) && g_file_get_contents (file, &text, &length, NULL))
    assert_clean (scene, file, text, length);
}

static char *
read_process_file (Scene      *scene,
                   const char *name,
                   gsize      *length)
{
  g_autofree char *path = g_build_filename ("/proc", g_subprocess_get_identifier (scene->process), name, NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, length, &error);
  g_assert_no_error (error);
  return text;
}

static void
check_process (Scene *scene)
{
  static const char *const files[] = { "environ", "cmdline", "comm" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      gsize length;
      g_autofree char *text = read_process_file (scene, files[i], &length);

      g_assert_cmpuint (length, >, 0);
      assert_clean (scene, files[i], text, length);
    }
}

/* Were the logs empty, or the keyring somewhere else, nothing would be shown. */
static void
check_that_there_is_something (Scene *scene)
{
  g_autofree char *path = g_build_filename (scene->folder, "log", NULL), *keyring = g_build_filename (scene->folder, "the.keyring", NULL), *log = NULL;

  g_assert_nonnull (strstr (scene->said->str, "/oauth2/token/")); /* what is only for debugging goes to standard output */
  g_assert_nonnull (strstr (scene->said->str, "/options/positions/"));
  g_assert_true (g_file_get_contents (path, &log, NULL, NULL));
  g_assert_nonnull (strstr (log, "Events: Robinhood refused the request (status 400)."));
  g_assert_true (g_file_test (keyring, G_FILE_TEST_IS_REGULAR));
}

static void
test_traces (Scene         *scene,
             gconstpointer  data)
{
  run_session (scene);
  check_process (scene);
  walk (scene->folder, check_file, scene);
  assert_clean (scene, "its output", scene->said->str, scene->said->len);
  check_that_there_is_something (scene);
  tell (scene, "out");
  wait_for_end (scene);
  g_assert_true (g_subprocess_get_successful (scene->process));
  g_assert_cmpuint (scene->n_revoked, ==, 2);
  walk (scene->folder, check_file, scene);
  assert_clean (scene, "its output", scene->said->str, scene->said->len);
  g_assert_nonnull (strstr (scene->said->str, "/oauth2/revoke_token/"));
}

static void
find_core (const char *file,
           gpointer    data)
{
  g_autofree char *name = g_path_get_basename (file);

  g_assert_false (g_str_has_prefix (name, "core"));
}

static void
test_crash (Scene         *scene,
            gconstpointer  data)
{
  gsize length;
  g_autofree char *limits = NULL, *filter = NULL;

  run_session (scene);
  limits = read_process_file (scene, "limits", &length);
  g_assert_true (g_regex_match_simple ("Max core file size\\s+0\\s+0\\s", limits, 0, 0));
  filter = read_process_file (scene, "coredump_filter", &length);
  g_assert_cmpstr (g_strstrip (filter), ==, "00000000"); /* for crash handlers, which no limit stops */
  tell (scene, "crash");
  wait_for_end (scene);
  g_assert_true (g_subprocess_get_if_signaled (scene->process));
  g_assert_cmpint (g_subprocess_get_term_sig (scene->process), ==, SIGSEGV);
  g_assert_false (WCOREDUMP (g_subprocess_get_status (scene->process)));
  walk (scene->folder, find_core, NULL);
  walk (scene->folder, check_file, scene);
}

static char *
run_status (Scene      *scene,
            const char *backend)
{
  g_autoptr(GSubprocessLauncher) launcher = make_launcher (scene);
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "..", "src", "bin", "magnusctl", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GSubprocess) process = NULL;
  char *out = NULL;

  g_subprocess_launcher_setenv (launcher, "SECRET_BACKEND", backend, TRUE);
  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, program, "status", "--json", "--practice-url", scene->origin, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, keep_line_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_subprocess_communicate_utf8_finish (process, result, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  g_test_message ("%s", out);
  return out;
}

/* magnusctl tells who is signed in, from the keyring and one request, and nothing else of it. */
static void
test_status (Scene         *scene,
             gconstpointer  data)
{
  g_autofree char *in = NULL, *shut = NULL;

  run_session (scene);
  tell (scene, "leave");
  wait_for_end (scene);
  in = run_status (scene, "file");
  g_assert_nonnull (strstr (in, "\"broker\":{\"name\":\"Robinhood\",\"state\":\"signed-in\",\"user\":\"" USER "\",\"problem\":null}"));
  walk (scene->folder, check_file, scene);
  for (guint i = 0; fixed_secrets[i] != NULL; i++)
    g_assert_true (g_str_has_prefix (USER, fixed_secrets[i]) || strstr (in, fixed_secrets[i]) == NULL);

  shut = run_status (scene, "service");
  g_assert_nonnull (strstr (shut, "\"state\":\"unknown\""));
  g_assert_nonnull (strstr (shut, "No keyring is running"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/traces/no-secret-is-left-anywhere", Scene, NULL, set_up, test_traces, tear_down);
  g_test_add ("/traces/a-crash-leaves-no-core", Scene, NULL, set_up, test_crash, tear_down);
  g_test_add ("/traces/status-tells-who-is-signed-in", Scene, NULL, set_up, test_status, tear_down);
  return g_test_run ();
}
