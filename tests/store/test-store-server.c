/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server from outside: made once, shared, stopped by the last, back after every way to die, one clear message for each thing
 * that can be in its way, and connections that survive what happens to them. */

#include "config.h"

#include "mag-pg-status.h"
#include "store-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define N_CLIENTS 12

static StoreFixture fixture;
static char *self_path;

static void
make_marks (int n)
{
  g_free (store_query (fixture.store, "CREATE TABLE IF NOT EXISTS mark (n serial PRIMARY KEY)"));
  g_free (store_query (fixture.store, "TRUNCATE mark RESTART IDENTITY"));
  for (int i = 0; i < n; i++)
    g_free (store_query (fixture.store, "INSERT INTO mark DEFAULT VALUES"));
}

static gint64
count_marks (void)
{
  return store_query_int (fixture.store, "SELECT count(*) FROM mark");
}

/* Opens anew, which must fail with a sentence that has all the given words. */
static void
assert_refused (int         code,
                const char *word)
{
  g_autoptr(MagStore) store = store_fixture_new_store (&fixture);
  g_autoptr(GError) error = NULL;

  g_assert_null (mag_store_run (store, (MagStoreJob) abort, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, MAG_STORE_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_true (g_str_has_suffix (error->message, "."));
  mag_store_close (store);
}

static void
stop_server (void)
{
  mag_store_close (fixture.store);
  g_clear_object (&fixture.store);
  store_fixture_wait_for_end (&fixture);
  fixture.store = store_fixture_new_store (&fixture);
}

static int
parent_of (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *stat = NULL;
  int parent = 0;

  g_assert_true (g_file_get_contents (path, &stat, NULL, NULL));
  g_assert_cmpint (sscanf (strrchr (stat, ')') + 1, " %*c %d", &parent), ==, 1);
  return parent;
}

/* A backend may outlive a killed server for a moment and answer once more; so ask until another server than `old` answers. */
static int
wait_for_server_after (int old)
{
  for (int i = 0; i < 1000; i++)
    {
      int postmaster;

      g_free (store_query (fixture.store, "SELECT 1"));
      postmaster = store_fixture_postmaster (&fixture);
      if (postmaster > 0 && postmaster != old)
        return postmaster;
      g_usleep (10000);
    }
  g_assert_not_reached ();
}

static GSubprocess *
spawn_client (const char *what)
{
  g_autoptr(GError) error = NULL;
  GSubprocess *client = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self_path, "--client", what, fixture.root, NULL);

  g_assert_no_error (error);
  return client;
}

/* ---- life and death ---- */

static void
test_shared_and_stopped (void)
{
  g_autoptr(MagStore) second = store_fixture_new_store (&fixture);
  g_autofree char *description = NULL;
  int postmaster;

  make_marks (3);
  postmaster = store_fixture_postmaster (&fixture);
  g_assert_cmpint (store_query_int (second, "SELECT count(*) FROM mark"), ==, 3);
  g_assert_cmpint (store_fixture_postmaster (&fixture), ==, postmaster);
  description = mag_store_dup_description (second);
  g_assert_true (g_str_has_prefix (description, "private PostgreSQL 1"));

  mag_store_close (fixture.store);
  g_assert_cmpint (store_query_int (second, "SELECT count(*) FROM mark"), ==, 3);
  mag_store_close (second);
  store_fixture_wait_for_end (&fixture);
  g_assert_cmpint (store_fixture_postmaster (&fixture), ==, 0);
  store_fixture_reopen (&fixture);
  g_assert_cmpint (count_marks (), ==, 3);
}

static void
test_closed (void)
{
  g_autoptr(MagStore) store = store_fixture_new_store (&fixture);

  mag_store_close (store);
  store_expect (store, "SELECT 1", NULL, MAG_STORE_ERROR, MAG_STORE_ERROR_UNAVAILABLE);
}

/* What a killed program was told is stored is stored. */
static void
test_client_killed (void)
{
  g_autoptr(GSubprocess) client = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;

  make_marks (0);
  client = spawn_client ("write");
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (client));
  for (int i = 0; i < 20; i++)
    {
      g_free (line);
      line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
    }
  g_subprocess_send_signal (client, SIGKILL);
  g_subprocess_wait (client, NULL, NULL);
  stop_server (); /* or the killed program's last statement, still on its way, counts in a later case */
  g_assert_cmpint (count_marks (), >=, 20);
}

static void
test_postmaster_killed (void)
{
  int postmaster;

  make_marks (20);
  postmaster = store_fixture_postmaster (&fixture);
  g_assert_cmpint (kill (postmaster, SIGKILL), ==, 0);
  wait_for_server_after (postmaster);
  g_assert_cmpint (count_marks (), ==, 20);
}

/* The keeper's death ends the server cleanly, and the next statement makes new ones. */
static void
test_keeper_killed (void)
{
  int postmaster;

  make_marks (20);
  postmaster = store_fixture_postmaster (&fixture);
  g_assert_cmpint (kill (parent_of (postmaster), SIGKILL), ==, 0);
  wait_for_server_after (postmaster);
  g_assert_cmpint (count_marks (), ==, 20);
}

static void
test_all_killed (void)
{
  int postmaster;

  make_marks (20);
  postmaster = store_fixture_postmaster (&fixture);
  kill (parent_of (postmaster), SIGKILL);
  kill (postmaster, SIGKILL);
  wait_for_server_after (postmaster);
  g_assert_cmpint (count_marks (), ==, 20);
}

/* The socket and the two lock files of a server that died in another sandbox, where its number was small. */
static void
test_stale_files (void)
{
  g_autofree char *pid_file = store_fixture_path (&fixture, "pg/postmaster.pid");
  g_autofree char *socket = g_build_filename (mag_profile_get_runtime_dir (fixture.profile), ".s.PGSQL.5432", NULL);
  g_autofree char *lock = g_strconcat (socket, ".lock", NULL);
  g_autofree char *text = g_strdup_printf ("1\n%s\n1\n5432\n%s\n\n  1 1\nready   \n", pid_file, mag_profile_get_runtime_dir (fixture.profile));

  make_marks (3);
  stop_server ();
  g_assert_true (g_file_set_contents (pid_file, text, -1, NULL));
  g_assert_true (g_file_set_contents (lock, text, -1, NULL));
  g_assert_true (g_file_set_contents (socket, "", -1, NULL));
  g_assert_cmpint (count_marks (), ==, 3);
}

/* ---- what can be in the way ---- */

static void
test_other_version (void)
{
  g_autofree char *path = store_fixture_path (&fixture, "pg/PG_VERSION");
  g_autofree char *version = NULL;

  make_marks (3);
  stop_server ();
  g_assert_true (g_file_get_contents (path, &version, NULL, NULL));
  g_assert_true (g_file_set_contents (path, "9.6\n", -1, NULL));
  assert_refused (MAG_STORE_ERROR_VERSION, "PostgreSQL 9");
  g_assert_true (g_file_set_contents (path, version, -1, NULL));
  g_assert_cmpint (count_marks (), ==, 3);
}

static void
test_no_server (void)
{
  stop_server ();
  g_setenv ("MAGNUS_POSTGRES_BINDIR", "/nonexistent", TRUE);
  assert_refused (MAG_STORE_ERROR_NO_SERVER, "not installed");
  g_unsetenv ("MAGNUS_POSTGRES_BINDIR");
}

/* A newer program's database is left alone. */
static void
test_newer_schema (void)
{
  gint64 n = store_query_int (fixture.store, "SELECT count(*) FROM schema_migrations");

  g_free (store_query (fixture.store, "INSERT INTO schema_migrations (version, name) VALUES (9999, 'from the future')"));
  assert_refused (MAG_STORE_ERROR_VERSION, "newer version of Magnus");
  g_free (store_query (fixture.store, "DELETE FROM schema_migrations WHERE version = 9999"));

  store_fixture_reopen (&fixture);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(*) FROM schema_migrations"), ==, n);
}

static void
test_two_keepers (void)
{
  g_autofree char *program = mag_profile_find_program ("magnus-pg");
  int postmaster = 0;

  g_free (store_query (fixture.store, "SELECT 1"));
  postmaster = store_fixture_postmaster (&fixture);
  for (int i = 0; i < 5; i++)
    {
      g_autoptr(GSubprocess) second = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, program, mag_profile_get_data_dir (fixture.profile),
                                                        mag_profile_get_runtime_dir (fixture.profile), NULL);

      g_subprocess_wait (second, NULL, NULL);
      g_assert_cmpint (g_subprocess_get_exit_status (second), ==, MAG_PG_BUSY);
    }
  g_assert_cmpint (store_fixture_postmaster (&fixture), ==, postmaster);
  g_assert_cmpint (kill (postmaster, 0), ==, 0);
}

/* Programs that come and go, some of them killed: whoever wants the database gets it, and no two servers ever run. */
static void
test_many_clients (void)
{
  GSubprocess *clients[N_CLIENTS];

  make_marks (0);
  stop_server ();
  for (int i = 0; i < N_CLIENTS; i++)
    {
      clients[i] = spawn_client (i % 4 == 3 ? "write" : "visit");
      g_usleep (g_test_rand_int_range (0, 30000));
    }
  for (int i = 0; i < N_CLIENTS; i++)
    {
      if (i % 4 == 3)
        g_subprocess_force_exit (clients[i]);
      g_subprocess_wait (clients[i], NULL, NULL);
      if (i % 4 != 3)
        g_assert_cmpint (g_subprocess_get_exit_status (clients[i]), ==, 0);
      g_object_unref (clients[i]);
    }
  stop_server ();
  g_assert_cmpint (count_marks (), >=, N_CLIENTS * 3 / 4);
}

/* ---- a configured server ---- */

static void
test_configured (void)
{
  MagStoreServer server = { .host = mag_profile_get_runtime_dir (fixture.profile), .port = 5432, .database = "magnus", .user = "magnus" };
  g_autoptr(MagStore) store = mag_store_new (fixture.profile, &server);
  g_autofree char *description = NULL;

  make_marks (4);
  g_assert_cmpint (store_query_int (store, "SELECT count(*) FROM mark"), ==, 4);
  description = mag_store_dup_description (store);
  g_assert_true (g_str_has_prefix (description, "PostgreSQL at "));
  mag_store_close (store);
}

static void
test_unreachable (void)
{
  MagStoreServer server = { .host = "127.0.0.1", .port = 1, .database = "magnus", .user = "magnus", .password = "s3cret" };
  g_autoptr(MagStore) store = mag_store_new (fixture.profile, &server);
  g_autoptr(GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  g_assert_null (mag_store_run (store, (MagStoreJob) abort, NULL, NULL, &error));
  g_assert_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "127.0.0.1:1"));
  g_assert_null (strstr (error->message, "s3cret"));
  g_assert_cmpint (g_get_monotonic_time () - start, >, G_USEC_PER_SEC); /* it tried more than once */
  mag_store_close (store);
}

/* ---- connections ---- */

static gpointer
cancel_func (gpointer cancellable)
{
  g_usleep (100000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* The statement ends on the server too, and the connection is as good as before. */
static void
test_cancel (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  gint64 backend = store_query_int (fixture.store, "SELECT pg_backend_pid()");
  GThread *thread = g_thread_new ("cancel", cancel_func, cancellable);
  gint64 start = g_get_monotonic_time ();

  store_expect (fixture.store, "SELECT pg_sleep(20)", cancellable, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  g_thread_join (thread);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT pg_backend_pid()"), ==, backend);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'"), ==, 0);
}

static gpointer
piped_sleep_job (MagDb         *db,
                 gpointer       input,
                 GCancellable  *cancellable,
                 GError       **error)
{
  if (!mag_db_begin (db, cancellable, error))
    return NULL;
  mag_db_post (db, "INSERT INTO mark DEFAULT VALUES", 0, NULL);
  return mag_db_execute (db, "SELECT pg_sleep(20)", 0, NULL, cancellable, error) ? db : NULL;
}

/* The same when the statement travels with others. */
static void
test_cancel_in_pipeline (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  gint64 backend;
  GThread *thread;

  make_marks (0);
  backend = store_query_int (fixture.store, "SELECT pg_backend_pid()");
  thread = g_thread_new ("cancel", cancel_func, cancellable);
  g_assert_null (mag_store_run (fixture.store, piped_sleep_job, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT pg_backend_pid()"), ==, backend);
  g_assert_cmpint (count_marks (), ==, 0);
}

static gpointer
posted_error_job (MagDb         *db,
                  gpointer       input,
                  GCancellable  *cancellable,
                  GError       **error)
{
  const char *params[] = { "1" };

  if (!mag_db_begin (db, cancellable, error))
    return NULL;
  mag_db_post (db, "INSERT INTO mark (n) VALUES ($1)", 1, params);
  mag_db_post (db, "INSERT INTO mark (n) VALUES ($1)", 1, params);
  mag_db_post (db, "INSERT INTO mark DEFAULT VALUES", 0, NULL);
  return mag_db_commit (db, cancellable, error) ? db : NULL;
}

/* What is posted fails with the statement it travels with, and nothing of it stays. */
static void
test_posted_error (void)
{
  g_autoptr(GError) error = NULL;

  make_marks (0);
  g_assert_null (mag_store_run (fixture.store, posted_error_job, NULL, NULL, &error));
  g_assert_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_EXISTS);
  g_assert_cmpint (count_marks (), ==, 0);
}

static gpointer
slow_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  if (!mag_db_begin (db, cancellable, error) || !mag_db_execute (db, "SET LOCAL statement_timeout = 100", 0, NULL, cancellable, error))
    return NULL;
  return mag_db_execute (db, "SELECT pg_sleep(20)", 0, NULL, cancellable, error) ? db : NULL;
}

static void
test_timeout (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (mag_store_run (fixture.store, slow_job, NULL, NULL, &error));
  g_assert_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_TIMEOUT);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT 1"), ==, 1);
}

static void
test_idle_connection_lost (void)
{
  g_autoptr(MagStore) other = store_fixture_new_store (&fixture);

  make_marks (2);
  g_free (store_query (other, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'magnus'"));
  g_assert_cmpint (count_marks (), ==, 2);
  mag_store_close (other);
}

/* Kills the connection in the middle of its first run only. */
static gpointer
interrupted_job (MagDb         *db,
                 gpointer       input,
                 GCancellable  *cancellable,
                 GError       **error)
{
  int *runs = input;

  ++*runs;
  if (!mag_db_begin (db, cancellable, error) || !mag_db_execute (db, "INSERT INTO mark DEFAULT VALUES", 0, NULL, cancellable, error))
    return NULL;
  if (*runs == 1 && !mag_db_execute (db, "SELECT pg_terminate_backend(pg_backend_pid())", 0, NULL, cancellable, error))
    return NULL;
  return mag_db_commit (db, cancellable, error) ? db : NULL;
}

static void
test_job_runs_again (void)
{
  int runs = 0;
  g_autoptr(GError) error = NULL;

  make_marks (0);
  mag_store_run (fixture.store, interrupted_job, &runs, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (runs, ==, 2);
  g_assert_cmpint (count_marks (), ==, 1);
}

/* Something was stored before the connection went: a second run would store it twice. */
static gpointer
half_done_job (MagDb         *db,
               gpointer       input,
               GCancellable  *cancellable,
               GError       **error)
{
  ++*(int *) input;
  if (!mag_db_execute (db, "INSERT INTO mark DEFAULT VALUES", 0, NULL, cancellable, error))
    return NULL;
  return mag_db_execute (db, "SELECT pg_terminate_backend(pg_backend_pid())", 0, NULL, cancellable, error) ? db : NULL;
}

static void
test_job_does_not_run_again (void)
{
  int runs = 0;
  g_autoptr(GError) error = NULL;

  make_marks (0);
  g_assert_null (mag_store_run (fixture.store, half_done_job, &runs, NULL, &error));
  g_assert_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_UNAVAILABLE);
  g_assert_cmpint (runs, ==, 1);
  g_assert_cmpint (count_marks (), ==, 1);
}

static gpointer
leave_open_job (MagDb         *db,
                gpointer       input,
                GCancellable  *cancellable,
                GError       **error)
{
  return mag_db_begin (db, cancellable, error) && mag_db_execute (db, "INSERT INTO mark DEFAULT VALUES", 0, NULL, cancellable, error) ? db : NULL;
}

static void
test_open_transaction_is_rolled_back (void)
{
  make_marks (0);
  g_assert_nonnull (mag_store_run (fixture.store, leave_open_job, NULL, NULL, NULL));
  g_assert_cmpint (count_marks (), ==, 0);
}

static gpointer
broken_copy_job (MagDb         *db,
                 gpointer       input,
                 GCancellable  *cancellable,
                 GError       **error)
{
  const char *rows = "1\n2\nnot a number\n";

  return mag_db_copy (db, "COPY mark FROM STDIN", rows, strlen (rows), cancellable, error) ? db : NULL;
}

static void
test_broken_copy (void)
{
  g_autoptr(GError) error = NULL;

  make_marks (0);
  g_assert_null (mag_store_run (fixture.store, broken_copy_job, NULL, NULL, &error));
  g_assert_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_FAILED);
  g_assert_cmpint (count_marks (), ==, 0);
}

/* ---- asynchronous ---- */

typedef struct
{
  int     n_left;
  GError *error;
} Answers;

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Answers *answers = user_data;
  g_autofree char *value = mag_store_run_finish (MAG_STORE (source), result, answers->error == NULL ? &answers->error : NULL);

  answers->n_left--;
}

static gpointer
read_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db, input, 0, NULL, cancellable, error);

  return result != NULL ? g_strdup (PQgetvalue (result, 0, 0)) : NULL;
}

/* More jobs than workers, and no more connections than workers. */
static void
test_many_jobs (void)
{
  Answers answers = { .n_left = 40 };

  stop_server ();
  for (int i = 0; i < 40; i++)
    mag_store_run_async (fixture.store, read_job, g_strdup ("SELECT pg_sleep(0.01)"), g_free, g_free, NULL, answered_cb, &answers);
  while (answers.n_left > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (answers.error);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(*) FROM pg_stat_activity WHERE datname = 'magnus'"), <=, 4);
}

/* ---- this program as another client ---- */

static int
be_client (const char *what,
           const char *root)
{
  g_autoptr(MagClock) clock = mag_clock_new_system ();
  g_autoptr(MagProfile) profile = mag_profile_new_at (root, NULL, clock, NULL);
  g_autoptr(MagStore) store = mag_store_new (profile, NULL);

  do
    {
      g_free (store_query (store, "INSERT INTO mark DEFAULT VALUES"));
      g_print ("stored\n");
    }
  while (g_str_equal (what, "write"));
  mag_store_close (store);
  return 0;
}

static gpointer
three_statements_job (MagDb         *db,
                      gpointer       input,
                      GCancellable  *cancellable,
                      GError       **error)
{
  if (!mag_db_begin (db, cancellable, error))
    return NULL;
  mag_db_post (db, "SELECT 1", 0, NULL);
  if (!mag_db_execute (db, "SELECT 2", 0, NULL, cancellable, error) || !mag_db_execute (db, "SELECT pg_sleep(1.1)", 0, NULL, cancellable, error) ||
      !mag_db_commit (db, cancellable, error))
    return NULL;
  return GINT_TO_POINTER (TRUE);
}

/* In the program's own registry; what is slow is a job of over a second. */
static void
test_counted (void)
{
  g_autoptr(MagStore) store = store_fixture_new_store (&fixture);
  g_autoptr(MagMetrics) metrics = mag_metrics_new ();
  g_autoptr(GError) error = NULL;

  mag_store_set_metrics (store, metrics);
  g_assert_true (mag_store_get_metrics (store) == metrics);
  mag_store_run (store, three_statements_job, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mag_metrics_get (metrics, "db.queries"), ==, 5); /* BEGIN and COMMIT too */
  g_assert_cmpint (mag_metrics_get (metrics, "db.jobs.count"), ==, 1);
  g_assert_cmpint (mag_metrics_get (metrics, "db.jobs.slow"), ==, 1);
  g_free (store_query (store, "SELECT 4"));
  g_assert_cmpint (mag_metrics_get (metrics, "db.queries"), ==, 6);
  g_assert_cmpint (mag_metrics_get (metrics, "db.jobs.count"), ==, 2);
  g_assert_cmpint (mag_metrics_get (metrics, "db.jobs.slow"), ==, 1);
  mag_store_close (store);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *path; GTestFunc func; } tests[] = {
    { "/server/shared-and-stopped-by-the-last", test_shared_and_stopped },
    { "/server/closed-store", test_closed },
    { "/server/client-killed", test_client_killed },
    { "/server/postmaster-killed", test_postmaster_killed },
    { "/server/keeper-killed", test_keeper_killed },
    { "/server/all-killed", test_all_killed },
    { "/server/stale-files", test_stale_files },
    { "/server/other-major-version", test_other_version },
    { "/server/no-server-programs", test_no_server },
    { "/server/newer-schema", test_newer_schema },
    { "/server/two-keepers", test_two_keepers },
    { "/server/many-clients", test_many_clients },
    { "/server/configured", test_configured },
    { "/server/unreachable", test_unreachable },
    { "/db/cancel", test_cancel },
    { "/db/cancel-in-pipeline", test_cancel_in_pipeline },
    { "/db/posted-error", test_posted_error },
    { "/db/timeout", test_timeout },
    { "/db/idle-connection-lost", test_idle_connection_lost },
    { "/db/job-runs-again", test_job_runs_again },
    { "/db/half-done-job-does-not", test_job_does_not_run_again },
    { "/db/open-transaction-is-rolled-back", test_open_transaction_is_rolled_back },
    { "/db/broken-copy", test_broken_copy },
    { "/db/more-jobs-than-workers", test_many_jobs },
    { "/db/counted", test_counted },
  };
  const char *why_not;
  int status;

  if (argc == 4 && g_str_equal (argv[1], "--client"))
    return be_client (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  if (!store_fixture_has_server (&why_not))
    {
      g_print ("1..0 # SKIP %s\n", why_not);
      return 0;
    }
  self_path = g_file_read_link ("/proc/self/exe", NULL);
  store_fixture_set_up (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].path, tests[i].func);
  status = g_test_run ();
  store_fixture_tear_down (&fixture);
  g_free (self_path);
  return status;
}
