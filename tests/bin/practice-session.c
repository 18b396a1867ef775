/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What tests of whole programs share: a home of their own below a temporary folder, and magnus-practice on a port it picks. */

#include "config.h"

#include "practice-session.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

gboolean
practice_session_can_run (const char **why_not)
{
  g_autofree char *path = g_find_program_in_path ("initdb");

  if (path == NULL && !g_file_test (POSTGRES_BINDIR "/initdb", G_FILE_TEST_IS_EXECUTABLE))
    *why_not = "no PostgreSQL server programs here";
  else if (getuid () == 0)
    *why_not = "PostgreSQL refuses to run as root";
  else
    return TRUE;
  return FALSE;
}

/* Returns: (transfer full): path of a program of this build */
char *
practice_session_program (const char *name)
{
  const char *folder = g_getenv ("MAGNUS_BIN_DIR");

  g_assert_nonnull (folder);
  return g_build_filename (folder, name, NULL);
}

/* Programs of ours get the practice server's address behind their arguments. */
GSubprocess *
practice_session_spawn (PracticeSession   *session,
                        GSubprocessFlags   flags,
                        const char        *program,
                        const char *const *arguments)
{
  g_autofree char *path = practice_session_program (program);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) argv = NULL;
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  g_strv_builder_add (builder, path);
  g_strv_builder_addv (builder, (const char **) arguments);
  if (session->url != NULL)
    g_strv_builder_add_many (builder, "--practice-url", session->url, NULL);
  argv = g_strv_builder_end (builder);
  process = g_subprocess_newv ((const char *const *) argv, flags, &error);
  g_assert_no_error (error);
  return process;
}

static void
set_folder (PracticeSession *session,
            const char      *variable,
            const char      *name)
{
  g_autofree char *path = g_build_filename (session->root, name, NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_setenv (variable, path, TRUE);
}

static char *
read_first_line (GSubprocess *process)
{
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr(GError) error = NULL;
  char *line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  return line;
}

static void
start_practice (PracticeSession   *session,
                const char *const *arguments)
{
  session->practice = practice_session_spawn (session, G_SUBPROCESS_FLAGS_STDOUT_PIPE, "magnus-practice", arguments);
  session->url = read_first_line (session->practice);
}

static void
stop_practice (PracticeSession *session)
{
  g_subprocess_send_signal (session->practice, SIGTERM);
  g_subprocess_wait (session->practice, NULL, NULL);
  g_clear_object (&session->practice);
  g_clear_pointer (&session->url, g_free);
}

/* Ends the test when the server does not start. */
void
practice_session_begin (PracticeSession   *session,
                        const char *const *practice_arguments)
{
  g_autoptr(GError) error = NULL;

  session->root = g_dir_make_tmp ("magnus-XXXXXX", &error);
  g_assert_no_error (error);
  g_setenv ("HOME", session->root, TRUE);
  set_folder (session, "XDG_DATA_HOME", "data");
  set_folder (session, "XDG_CONFIG_HOME", "config");
  set_folder (session, "XDG_CACHE_HOME", "cache");
  set_folder (session, "XDG_STATE_HOME", "state");
  set_folder (session, "XDG_RUNTIME_DIR", "run");
  start_practice (session, practice_arguments);
}

void
practice_session_restart (PracticeSession   *session,
                          const char *const *practice_arguments)
{
  stop_practice (session);
  start_practice (session, practice_arguments);
}

/* The server holds this lock as long as any of its processes lives. */
static void
wait_for_database (PracticeSession *session)
{
  g_autofree char *path = g_build_filename (session->root, "data", "magnus", "practice", "pg.lock", NULL);
  int lock = open (path, O_RDWR | O_CLOEXEC);

  if (lock < 0)
    return;
  alarm (30); /* rather than hang */
  g_assert_cmpint (flock (lock, LOCK_EX), ==, 0);
  alarm (0);
  close (lock);
}

/* Waits for everything that was started. */
void
practice_session_end (PracticeSession *session)
{
  g_autoptr(GSubprocess) removal = NULL;

  stop_practice (session);
  wait_for_database (session);
  removal = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", session->root, NULL);
  g_assert_true (g_subprocess_wait_check (removal, NULL, NULL));
  g_clear_pointer (&session->root, g_free);
}
