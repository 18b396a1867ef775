/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The asking side with the real magnus-sync, which fails at once here: the profile's practice server does not answer. */

#include "config.h"

#include "mag-sync-client.h"
#include "mag-watchlist-repo.h"
#include "store-fixture.h"

static gpointer
make_list_job (MagDb         *db,
               gpointer       input,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(MagImportReport) report = mag_import_report_new ();
  gint64 id;

  mag_import_report_add (report, "KO", "", NULL);
  id = mag_watchlist_repo_import (db, "List", MAG_ORIGIN_MANUAL, report, MAG_IMPORT_CREATE, cancellable, error);
  return id != 0 ? g_memdup2 (&id, sizeof id) : NULL;
}

/* What came of a call. */
typedef struct
{
  gboolean answered;
  gint64   job;
  GError  *error;
} Answer;

static void
synced_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Answer *answer = user_data;

  answer->job = mag_sync_client_sync_finish (MAG_SYNC_CLIENT (source), result, &answer->error);
  answer->answered = TRUE;
}

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Answer *answer = user_data;

  g_assert_true (mag_sync_client_cancel_finish (MAG_SYNC_CLIENT (source), result, &answer->error));
  answer->answered = TRUE;
}

static Answer
ask (MagSyncClient *client,
     gint64         list)
{
  Answer answer = { 0 };

  mag_sync_client_sync_async (client, list, NULL, synced_cb, &answer);
  while (!answer.answered)
    g_main_context_iteration (NULL, TRUE);
  return answer;
}

/* Lets a client that was let go of finish what it had begun. */
static void
settle (void)
{
  for (int i = 0; i < 50; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (2000);
    }
}

static void
test_unknown_list_is_refused (void)
{
  StoreFixture fixture = { 0 };
  g_autoptr(MagSyncClient) client = NULL;
  Answer answer;

  if (!store_fixture_set_up (&fixture))
    return;
  client = mag_sync_client_new (fixture.store, fixture.profile);
  answer = ask (client, 42);
  g_assert_cmpint (answer.job, ==, 0);
  g_assert_error (answer.error, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND);
  g_clear_error (&answer.error);
  g_clear_object (&client);
  settle ();
  store_fixture_tear_down (&fixture);
}

static void
test_workers_that_keep_dying_are_a_problem (void)
{
  StoreFixture fixture = { 0 };
  g_autoptr(MagSyncClient) client = NULL;
  g_autofree gint64 *list = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  Answer asked, cancelled = { 0 };

  if (!store_fixture_set_up (&fixture))
    return;
  list = mag_store_run (fixture.store, make_list_job, NULL, NULL, NULL);
  g_assert_nonnull (list);
  client = mag_sync_client_new (fixture.store, fixture.profile);
  asked = ask (client, *list);
  g_assert_no_error (asked.error);
  g_assert_cmpint (asked.job, >, 0);
  g_assert_null (mag_sync_client_get_problem (client));
  while (mag_sync_client_get_problem (client) == NULL)
    g_main_context_iteration (NULL, TRUE);

  /* The job waits, unharmed, and can be cancelled by hand. */
  before = store_query (fixture.store, "SELECT state FROM sync_jobs");
  g_assert_cmpstr (before, ==, "queued");
  mag_sync_client_cancel_async (client, asked.job, NULL, cancelled_cb, &cancelled);
  while (!cancelled.answered)
    g_main_context_iteration (NULL, TRUE);
  after = store_query (fixture.store, "SELECT state FROM sync_jobs");
  g_assert_cmpstr (after, ==, "cancelled");
  g_clear_object (&client);
  settle ();
  store_fixture_tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/client/unknown-list-is-refused", test_unknown_list_is_refused);
  g_test_add_func ("/sync/client/workers-that-keep-dying-are-a-problem", test_workers_that_keep_dying_are_a_problem);
  return g_test_run ();
}
