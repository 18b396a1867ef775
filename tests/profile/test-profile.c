/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Clocks, folders, the loopback rule, and finding or starting the practice server, which is played by a script. */

#include "mag-practice-finder.h"
#include "mag-profile.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

typedef struct
{
  char *root;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->root = g_dir_make_tmp ("magnus-XXXXXX", NULL);
  g_assert_nonnull (fixture->root);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  remove_tree (fixture->root);
  g_free (fixture->root);
}

static void
test_clock (void)
{
  gint64 real_us = g_get_real_time ();
  g_autoptr(MagClock) plain = mag_clock_new_system ();
  g_autoptr(MagClock) shifted = mag_clock_new_shifted (1000, real_us - 2 * G_USEC_PER_SEC, 1);
  g_autoptr(MagClock) fast = mag_clock_new_shifted (1000, real_us - 2 * G_USEC_PER_SEC, 60);

  g_assert_true (mag_clock_is_system (plain));
  g_assert_false (mag_clock_is_system (shifted));
  g_assert_cmpint (mag_clock_now_us (plain), >=, real_us);
  g_assert_cmpint (mag_clock_now_us (shifted), >=, 1000 + 2 * G_USEC_PER_SEC);
  g_assert_cmpint (mag_clock_now_us (shifted), <, 1000 + 60 * G_USEC_PER_SEC);
  g_assert_cmpint (mag_clock_now_us (fast), >=, 1000 + 120 * (gint64) G_USEC_PER_SEC);
}

static void
test_loopback_only (Fixture       *fixture,
                    gconstpointer  data)
{
  static const struct { const char *url, *base_url; } rows[] = {
    { "http://127.0.0.1:8080", "http://127.0.0.1:8080" },
    { "http://127.0.0.1:8080/", "http://127.0.0.1:8080" },
    { "http://localhost:8080", "http://127.0.0.1:8080" },
    { "http://127.9.9.9:1", "http://127.9.9.9:1" },
    { "http://[::1]:8080", "http://[::1]:8080" },
    { "http://127.0.0.1", NULL },
    { "https://127.0.0.1:8080", NULL },
    { "http://10.0.0.1:8080", NULL },
    { "http://0.0.0.0:8080", NULL },
    { "http://example.com:8080", NULL },
    { "http://localhost.example.com:8080", NULL },
    { "http://127.0.0.1.example.com:8080", NULL },
    { "http://127.0.0.1:80@example.com:80", NULL },
    { "http://user@127.0.0.1:8080", NULL },
    { "http://127.0.0.1:8080/path", NULL },
    { "http://127.0.0.1:8080?q", NULL },
    { "http://127.0.0.1:8080#f", NULL },
    { "http://[::ffff:10.0.0.1]:8080", NULL },
    { "127.0.0.1:8080", NULL },
    { "file:///etc/passwd", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagProfile) profile = mag_profile_new_at (fixture->root, rows[i].url, NULL, &error);

      g_test_message ("%s", rows[i].url);
      if (rows[i].base_url == NULL)
        g_assert_error (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_NOT_LOOPBACK);
      else
        g_assert_cmpstr (mag_profile_get_base_url (profile), ==, rows[i].base_url);
    }
}

static void
test_folders_and_origins (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(MagClock) clock = mag_clock_new_shifted (5, 5, 1);
  g_autoptr(MagProfile) profile = mag_profile_new_at (fixture->root, "http://127.0.0.1:8080", clock, NULL);
  g_autoptr(MagProfile) nowhere = mag_profile_new_at (fixture->root, NULL, NULL, NULL);
  g_auto(GStrv) arguments = NULL;
  g_autofree char *origin = NULL;
  g_autofree char *no_origin = NULL;
  g_autofree char *joined = NULL;
  GStatBuf info;

  g_assert_true (mag_profile_is_practice (profile));
  g_assert_true (g_str_has_prefix (mag_profile_get_data_dir (profile), fixture->root));
  g_assert_cmpint (g_stat (mag_profile_get_data_dir (profile), &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (mag_profile_get_runtime_dir (profile), &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_true (mag_profile_get_clock (profile) == clock);

  origin = mag_profile_resolve_origin (profile, "query1.finance.yahoo.com");
  g_assert_cmpstr (origin, ==, "http://127.0.0.1:8080");
  arguments = mag_profile_dup_arguments (profile);
  joined = g_strjoinv (" ", arguments);
  g_assert_cmpstr (joined, ==, "--practice --practice-url http://127.0.0.1:8080");

  g_assert_null (mag_profile_get_base_url (nowhere));
  no_origin = mag_profile_resolve_origin (nowhere, "query1.finance.yahoo.com");
  g_assert_cmpstr (no_origin, ==, "http://127.0.0.1:9");
}

static void
test_long_runtime_folder (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *deep = g_build_filename (fixture->root, "a-folder-with-a-rather-long-name", "and-another-one-below-it-that-is-long", NULL);
  g_autoptr(MagProfile) first = mag_profile_new_at (deep, NULL, NULL, NULL);
  g_autoptr(MagProfile) second = mag_profile_new_at (deep, NULL, NULL, NULL);
  g_autoptr(MagProfile) other = mag_profile_new_at (fixture->root, NULL, NULL, NULL);

  g_assert_nonnull (first);
  g_assert_cmpuint (strlen (mag_profile_get_runtime_dir (first)), <=, 80);
  g_assert_cmpstr (mag_profile_get_runtime_dir (first), ==, mag_profile_get_runtime_dir (second));
  g_assert_cmpstr (mag_profile_get_runtime_dir (first), !=, mag_profile_get_runtime_dir (other));
  g_assert_true (g_file_test (mag_profile_get_runtime_dir (first), G_FILE_TEST_IS_DIR));
  g_rmdir (mag_profile_get_runtime_dir (first));
}

static void
test_folder_in_the_way (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autofree char *file = g_build_filename (fixture->root, "data", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "x", -1, NULL));
  g_assert_null (mag_profile_new_at (fixture->root, NULL, NULL, &error));
  g_assert_error (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_FOLDER);
}

static void
test_real (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagProfile) profile = mag_profile_new_real (&error);
  g_autofree char *origin = NULL;
  g_auto(GStrv) arguments = NULL;

  g_assert_no_error (error);
  origin = mag_profile_resolve_origin (profile, "cdn.cboe.com");
  arguments = mag_profile_dup_arguments (profile);
  g_assert_false (mag_profile_is_practice (profile));
  g_assert_null (mag_profile_get_base_url (profile));
  g_assert_cmpstr (origin, ==, "https://cdn.cboe.com");
  g_assert_cmpuint (g_strv_length (arguments), ==, 0);
  g_assert_true (mag_clock_is_system (mag_profile_get_clock (profile)));
}

/* Prints the runtime folder of a program whose data folder is the given one; the folders of a process are settled once, so each asks in its own. */
static char *
runtime_dir_with (const char *runtime_home,
                  const char *data_home)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GSubprocess) child = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  char *said = NULL;

  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", runtime_home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", data_home, TRUE);
  g_subprocess_launcher_setenv (launcher, "PRINT_RUNTIME_DIR", "1", TRUE);
  child = g_subprocess_launcher_spawn (launcher, NULL, self, NULL);
  g_assert_true (g_subprocess_communicate_utf8 (child, NULL, NULL, &said, NULL, NULL));
  return said;
}

static int
print_runtime_dir (void)
{
  g_autoptr(MagProfile) profile = mag_profile_new_real (NULL);

  fputs (mag_profile_get_runtime_dir (profile), stdout);
  return 0;
}

/* Two databases behind one socket would be one too many. */
static void
test_runtime_folder_of_each_data_folder (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autofree char *one = g_build_filename (fixture->root, "one", NULL);
  g_autofree char *two = g_build_filename (fixture->root, "two", NULL);
  g_autofree char *of_one = runtime_dir_with (fixture->root, one);
  g_autofree char *of_one_again = runtime_dir_with (fixture->root, one);
  g_autofree char *of_two = runtime_dir_with (fixture->root, two);

  g_assert_true (g_path_is_absolute (of_one));
  g_assert_cmpstr (of_one, ==, of_one_again);
  g_assert_cmpstr (of_one, !=, of_two);
}

static void
clock_asked_cb (SoupServer        *server,
                SoupServerMessage *message,
                const char        *path,
                GHashTable        *query,
                gpointer           user_data)
{
  const char *body = user_data;

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

/* A server that knows only the time. Its process is this one, so it runs on a thread with a context of its own. */
typedef struct
{
  GMainLoop  *loop;
  GThread    *thread;
  const char *body;
  char       *base_url;
  GMutex      mutex;
  GCond       ready;
} FakeServer;

static gpointer
run_fake_server (gpointer data)
{
  FakeServer *fake = data;
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(SoupServer) server = NULL;
  g_autoslist(GUri) uris = NULL;

  g_main_context_push_thread_default (context);
  server = soup_server_new (NULL, NULL);
  soup_server_add_handler (server, "/practice/clock", clock_asked_cb, (gpointer) fake->body, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  g_mutex_lock (&fake->mutex);
  fake->base_url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  fake->loop = g_main_loop_new (context, FALSE);
  g_cond_signal (&fake->ready);
  g_mutex_unlock (&fake->mutex);
  g_main_loop_run (fake->loop);
  soup_server_disconnect (server);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static FakeServer *
start_fake_server (const char *body)
{
  FakeServer *fake = g_new0 (FakeServer, 1);

  fake->body = body;
  g_mutex_lock (&fake->mutex);
  fake->thread = g_thread_new ("practice", run_fake_server, fake);
  while (fake->loop == NULL)
    g_cond_wait (&fake->ready, &fake->mutex);
  g_mutex_unlock (&fake->mutex);
  return fake;
}

static void
stop_fake_server (FakeServer *fake)
{
  g_main_loop_quit (fake->loop);
  g_thread_join (fake->thread);
  g_main_loop_unref (fake->loop);
  g_free (fake->base_url);
  g_free (fake);
}

static void
test_takes_the_servers_clock (void)
{
  /* 15:00 UTC on 23 November 2026 */
  FakeServer *fake = start_fake_server ("{\"now\":\"2026-11-23T15:00:00.500000Z\",\"speed\":60.0}");
  g_autoptr(GError) error = NULL;
  g_autoptr(MagProfile) profile = mag_profile_new_practice (fake->base_url, FALSE, &error);
  gint64 now_us;

  g_assert_no_error (error);
  g_assert_cmpstr (mag_profile_get_base_url (profile), ==, fake->base_url);
  g_assert_false (mag_clock_is_system (mag_profile_get_clock (profile)));
  now_us = mag_clock_now_us (mag_profile_get_clock (profile));
  g_assert_cmpint (now_us, >=, G_GINT64_CONSTANT (1795446000500000));
  g_assert_cmpint (now_us, <, G_GINT64_CONSTANT (1795446000500000) + 600 * (gint64) G_USEC_PER_SEC);
  stop_fake_server (fake);
}

static void
test_somebody_else_answers (void)
{
  static const char *const bodies[] = { "hello", "[]", "{}", "{\"now\":\"soon\"}", "{\"now\":\"2026-11-23T15:00:00Z\",\"speed\":0}", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      FakeServer *fake = start_fake_server (bodies[i]);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", bodies[i]);
      g_assert_null (mag_profile_new_practice (fake->base_url, FALSE, &error));
      g_assert_error (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_NO_SERVER);
      stop_fake_server (fake);
    }
}

/* What mag_practice_finder_find() says when the folder's record names announced; free it. */
static char *
find_announced (Fixture    *fixture,
                const char *announced,
                GError    **error)
{
  g_autofree char *path = g_build_filename (fixture->root, "practice.url", NULL);
  g_autofree char *line = g_strconcat (announced, "\n", NULL);
  g_autoptr(MagClock) clock = NULL;
  char *base_url;

  g_assert_true (g_file_set_contents (path, line, -1, NULL));
  base_url = mag_practice_finder_find (fixture->root, NULL, &clock, error);
  g_assert_cmpint (base_url != NULL, ==, clock != NULL);
  return base_url;
}

static void
test_finds_the_announced_server (Fixture       *fixture,
                                 gconstpointer  data)
{
  FakeServer *fake = start_fake_server ("{\"now\":\"2026-11-23T15:00:00Z\"}");
  g_autoptr(GError) error = NULL;
  g_autofree char *base_url = find_announced (fixture, fake->base_url, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (base_url, ==, fake->base_url);
  stop_fake_server (fake);
}

static void
test_announced_server_is_gone (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (find_announced (fixture, "http://127.0.0.1:9", &error));
  g_assert_error (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_NO_SERVER);
}

static void
test_announcement_is_not_trusted (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (find_announced (fixture, "http://example.com:80", &error));
  g_assert_error (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_NO_SERVER);
}

/* Plays magnus-practice: counts that it was started, takes its time, announces the server of this test. */
static char *
write_script (const char *folder,
              const char *base_url)
{
  char *path = g_build_filename (folder, "play-practice", NULL);
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\n"
                                             "echo started >>%s/count\n"
                                             "sleep 0.2\n"
                                             "echo %s >\"$4.new\"\n"
                                             "mv \"$4.new\" \"$4\"\n"
                                             "sleep 1\n",
                                             folder, base_url);

  g_assert_true (g_file_set_contents_full (path, script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  return path;
}

typedef struct
{
  const char *root, *program;
} Start;

static gpointer
find_practice (gpointer data)
{
  const Start *start = data;
  g_autoptr(MagClock) clock = NULL;

  return mag_practice_finder_find (start->root, start->program, &clock, NULL);
}

static void
test_two_starts_make_one_server (Fixture       *fixture,
                                 gconstpointer  data)
{
  FakeServer *fake = start_fake_server ("{\"now\":\"2026-11-23T15:00:00Z\"}");
  g_autofree char *program = write_script (fixture->root, fake->base_url);
  g_autofree char *count_path = g_build_filename (fixture->root, "count", NULL);
  g_autofree char *count = NULL;
  Start start = { fixture->root, program };
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("find", find_practice, &start);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autofree char *base_url = g_thread_join (threads[i]);

      g_assert_cmpstr (base_url, ==, fake->base_url);
    }
  g_assert_true (g_file_get_contents (count_path, &count, NULL, NULL));
  g_assert_cmpstr (count, ==, "started\n");
  stop_fake_server (fake);
}

static void
test_server_that_ends_at_once (Fixture       *fixture,
                               gconstpointer  data)
{
  static const char *const programs[] = { "/bin/false", "/nowhere/magnus-practice" };

  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagClock) clock = NULL;

      g_assert_null (mag_practice_finder_find (fixture->root, programs[i], &clock, &error));
      g_assert_error (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_NO_SERVER);
    }
}

int
main (int    argc,
      char **argv)
{
  if (g_getenv ("PRINT_RUNTIME_DIR") != NULL)
    return print_runtime_dir ();

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/clock/system-and-shifted", test_clock);
  g_test_add ("/profile/loopback-only", Fixture, NULL, set_up, test_loopback_only, tear_down);
  g_test_add ("/profile/folders-and-origins", Fixture, NULL, set_up, test_folders_and_origins, tear_down);
  g_test_add ("/profile/long-runtime-folder", Fixture, NULL, set_up, test_long_runtime_folder, tear_down);
  g_test_add ("/profile/folder-in-the-way", Fixture, NULL, set_up, test_folder_in_the_way, tear_down);
  g_test_add_func ("/profile/real", test_real);
  g_test_add ("/profile/runtime-folder-of-each-data-folder", Fixture, NULL, set_up, test_runtime_folder_of_each_data_folder, tear_down);
  g_test_add_func ("/practice/takes-the-servers-clock", test_takes_the_servers_clock);
  g_test_add_func ("/practice/somebody-else-answers", test_somebody_else_answers);
  g_test_add ("/practice/finds-the-announced-server", Fixture, NULL, set_up, test_finds_the_announced_server, tear_down);
  g_test_add ("/practice/announced-server-is-gone", Fixture, NULL, set_up, test_announced_server_is_gone, tear_down);
  g_test_add ("/practice/announcement-is-not-trusted", Fixture, NULL, set_up, test_announcement_is_not_trusted, tear_down);
  g_test_add ("/practice/two-starts-make-one-server", Fixture, NULL, set_up, test_two_starts_make_one_server, tear_down);
  g_test_add ("/practice/server-that-ends-at-once", Fixture, NULL, set_up, test_server_that_ends_at_once, tear_down);
  return g_test_run ();
}
