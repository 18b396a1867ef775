/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The program itself: its first line, its clock, the file that announces it, how it ends and how it refuses. Its path is the first argument. */

#include "mag-date.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>

static const char *program;

static GSubprocess *
start (const char *const *more,
       char             **base_url)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  GSubprocess *process;

  g_ptr_array_add (argv, (gpointer) program);
  for (guint i = 0; more[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) more[i]);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  *base_url = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (*base_url, "http://127.0.0.1:"));
  return process;
}

static char *
get (const char *base_url,
     const char *path)
{
  g_autoptr(SoupSession) session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  g_autofree char *address = g_strconcat (base_url, path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", address);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = soup_session_send_and_read (session, message, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
stop (GSubprocess *process,
      int          signum)
{
  g_subprocess_send_signal (process, signum);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_starts_and_stops (void)
{
  static const int signals[] = { SIGTERM, SIGINT };

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_autofree char *base_url = NULL;
      g_autofree char *health = NULL;
      g_autoptr(GSubprocess) process = start ((const char *const[]) { "--port", "0", "--seed", "3", NULL }, &base_url);

      health = get (base_url, "/practice/health");
      stop (process, signals[i]);
    }
}

static gint64
clock_of (const char *base_url)
{
  g_autofree char *text = get (base_url, "/practice/clock");
  g_autofree char *now = NULL;
  const char *start = strstr (text, "\"now\":\"");

  g_assert_nonnull (start);
  start += strlen ("\"now\":\"");
  now = g_strndup (start, (gsize) (strchr (start, '"') - start));
  return mag_instant_parse_utc (now);
}

static void
test_clock_runs_at_its_speed (void)
{
  g_autofree char *base_url = NULL;
  g_autoptr(GSubprocess) process = start ((const char *const[]) { "--at", "2026-11-20T15:30:00Z", "--speed", "3600", NULL }, &base_url);
  const gint64 real = g_get_monotonic_time ();
  const gint64 first = clock_of (base_url);
  gint64 second, passed;

  g_usleep (200 * 1000);
  second = clock_of (base_url);
  passed = g_get_monotonic_time () - real;
  g_assert_cmpint (first, >=, mag_instant_parse_utc ("2026-11-20T15:30:00Z"));
  g_assert_cmpint (second - first, >=, G_GINT64_CONSTANT (3600) * 200 * 1000);
  g_assert_cmpint (second - first, <=, 3600 * passed);
  stop (process, SIGTERM);
}

static void
test_announces_itself (void)
{
  g_autofree char *folder = g_dir_make_tmp ("practice-announce-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "practice.url", NULL);
  g_autofree char *base_url = NULL;
  g_autofree char *announced = NULL;
  g_autoptr(GSubprocess) process = start ((const char *const[]) { "--announce", file, NULL }, &base_url);

  while (!g_file_get_contents (file, &announced, NULL, NULL)) /* it comes after the first line */
    g_usleep (1000);
  g_assert_cmpstr (announced, ==, base_url);
  stop (process, SIGTERM);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  g_rmdir (folder);
}

static void
test_ends_when_idle (void)
{
  g_autofree char *base_url = NULL;
  g_autoptr(GSubprocess) process = start ((const char *const[]) { "--idle-exit", "1", NULL }, &base_url);

  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_refuses (void)
{
  static const struct { const char *argument, *value, *says; int status; } rows[] = {
    { "--fault", "nonsense", "is not a fault", 2 },
    { "--at", "yesterday", "is not an instant", 2 },
    { "--at", "2015-06-01T12:00:00Z", "2016", 2 },
    { "--speed", "0", "speed", 2 },
    { "--port", "70000", "port", 2 },
    { "--replay", "/nonexistent", "no recordings", 1 },
    { "--bogus", "x", "bogus", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program,
                                                         rows[i].argument, rows[i].value, NULL);
      g_autofree char *errors = NULL;

      g_test_message ("%s %s", rows[i].argument, rows[i].value);
      g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &errors, NULL));
      g_assert_cmpint (g_subprocess_get_exit_status (process), ==, rows[i].status);
      g_assert_nonnull (strstr (errors, rows[i].says));
    }
}

static void
test_port_is_taken (void)
{
  g_autofree char *base_url = NULL;
  g_autoptr(GSubprocess) first = start ((const char *const[]) { NULL }, &base_url);
  g_autoptr(GSubprocess) second = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program, "--port",
                                                    strrchr (base_url, ':') + 1, NULL);
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (second, NULL, NULL, &output, &errors, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (second), ==, 1);
  g_assert_cmpstr (output, ==, "");
  g_assert_nonnull (strstr (errors, strrchr (base_url, ':') + 1));
  stop (first, SIGTERM);
}

static void
test_help (void)
{
  static const char *const topics[] = { "--port", "--seed", "--replay", "--fault", "--at", "--speed", "--announce", "Users and codes: none yet", "/practice/clock" };
  g_autoptr(GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program, "--help", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (topics); i++)
    g_assert_nonnull (strstr (text, topics[i]));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, >=, 2);
  program = argv[1];
  g_test_add_func ("/practice/program/starts-and-stops", test_starts_and_stops);
  g_test_add_func ("/practice/program/clock-runs-at-its-speed", test_clock_runs_at_its_speed);
  g_test_add_func ("/practice/program/announces-itself", test_announces_itself);
  g_test_add_func ("/practice/program/ends-when-idle", test_ends_when_idle);
  g_test_add_func ("/practice/program/refuses", test_refuses);
  g_test_add_func ("/practice/program/port-is-taken", test_port_is_taken);
  g_test_add_func ("/practice/program/help", test_help);
  return g_test_run ();
}
