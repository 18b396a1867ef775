/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the store share: a private server in a folder that goes afterwards, and statements in one line. */

#include "config.h"

#include "store-fixture.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

gboolean
store_fixture_has_server (const char **why_not)
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

static void
make_profile (StoreFixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagClock) clock = mag_clock_new_system ();

  fixture->root = g_dir_make_tmp ("magnus-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->profile = mag_profile_new_at (fixture->root, NULL, clock, &error);
  g_assert_no_error (error);
}

gboolean
store_fixture_set_up (StoreFixture *fixture)
{
  const char *why_not;

  if (!store_fixture_has_server (&why_not))
    {
      g_test_skip (why_not);
      return FALSE;
    }
  make_profile (fixture);
  fixture->store = store_fixture_new_store (fixture);
  return TRUE;
}

MagStore *
store_fixture_new_store (StoreFixture *fixture)
{
  return mag_store_new (fixture->profile, NULL);
}

void
store_fixture_reopen (StoreFixture *fixture)
{
  mag_store_close (fixture->store);
  g_clear_object (&fixture->store);
  fixture->store = store_fixture_new_store (fixture);
}

char *
store_fixture_path (StoreFixture *fixture,
                    const char   *below_data_dir)
{
  return g_build_filename (mag_profile_get_data_dir (fixture->profile), below_data_dir, NULL);
}

void
store_fixture_wait_for_end (StoreFixture *fixture)
{
  g_autofree char *path = store_fixture_path (fixture, "pg.lock");
  int lock = open (path, O_RDWR | O_CLOEXEC);

  if (lock < 0)
    return;
  alarm (30); /* rather than hang */
  g_assert_cmpint (flock (lock, LOCK_EX), ==, 0);
  alarm (0);
  close (lock);
}

void
store_fixture_tear_down (StoreFixture *fixture)
{
  g_autoptr(GSubprocess) remove = NULL;

  if (fixture->root == NULL)
    return;
  if (fixture->store != NULL)
    mag_store_close (fixture->store);
  g_clear_object (&fixture->store);
  store_fixture_wait_for_end (fixture);
  g_clear_pointer (&fixture->profile, mag_profile_unref);
  remove = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", fixture->root, NULL);
  g_assert_true (g_subprocess_wait_check (remove, NULL, NULL));
  g_clear_pointer (&fixture->root, g_free);
}

int
store_fixture_postmaster (StoreFixture *fixture)
{
  g_autofree char *path = store_fixture_path (fixture, "pg/postmaster.pid");
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? atoi (text) : 0;
}

static gpointer
query_job (MagDb         *db,
           gpointer       input,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db, input, 0, NULL, cancellable, error);

  if (result == NULL)
    return NULL;
  return g_strdup (PQntuples (result) > 0 && !PQgetisnull (result, 0, 0) ? PQgetvalue (result, 0, 0) : "");
}

char *
store_query (MagStore   *store,
             const char *sql)
{
  g_autoptr(GError) error = NULL;
  char *value = mag_store_run (store, query_job, (gpointer) sql, NULL, &error);

  g_assert_no_error (error);
  return value;
}

gint64
store_query_int (MagStore   *store,
                 const char *sql)
{
  g_autofree char *value = store_query (store, sql);

  return g_ascii_strtoll (value, NULL, 10);
}

void
store_expect (MagStore     *store,
              const char   *sql,
              GCancellable *cancellable,
              GQuark        domain,
              int           code)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *value = mag_store_run (store, query_job, (gpointer) sql, cancellable, &error);

  g_assert_error (error, domain, code);
  g_assert_null (value);
}
