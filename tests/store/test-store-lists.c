/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists in the database: three ways to import, what can be changed and taken back, and the exclusion list. */

#include "config.h"

#include "mag-date.h"
#include "mag-watchlist-repo.h"
#include "store-data.h"
#include "store-fixture.h"

static StoreFixture fixture;

static gint64
import (MagDb         *db,
        const char    *name,
        const char    *text,
        MagImportMode  mode)
{
  g_autoptr(MagImportReport) report = store_data_report (text);
  g_autoptr(GError) error = NULL;
  gint64 id = mag_watchlist_repo_import (db, name, MAG_ORIGIN_TRADINGVIEW, report, mode, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

/* "AAPL MSFT #Funds SPY": the rows in order, with headings where the section changes. */
static char *
describe (MagDb  *db,
          gint64  id)
{
  g_autoptr(GPtrArray) rows = mag_watchlist_repo_rows (db, id, NULL, NOON, NULL, NULL);
  GString *text = g_string_new (NULL);
  const char *section = "";

  for (guint i = 0; i < rows->len; i++)
    {
      const MagWatchlistRow *row = g_ptr_array_index (rows, i);

      if (!g_str_equal (row->section, section))
        g_string_append_printf (text, "#%s ", row->section);
      section = row->section;
      g_string_append_printf (text, "%s ", row->symbol.ticker);
    }
  if (text->len > 0)
    g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}

static void
assert_list (MagDb      *db,
             gint64      id,
             const char *expected)
{
  g_autofree char *text = describe (db, id);

  g_assert_cmpstr (text, ==, expected);
}

static gint64
symbol_of (MagDb      *db,
           gint64      id,
           const char *ticker)
{
  const char *tickers[] = { ticker, NULL };
  g_autoptr(GPtrArray) rows = mag_watchlist_repo_rows_of (db, id, tickers, NULL, NOON, NULL, NULL);

  g_assert_cmpuint (rows->len, ==, 1);
  return ((MagWatchlistRow *) g_ptr_array_index (rows, 0))->symbol_id;
}

static gpointer
create_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 id = import (db, "  Wheel  ", "AAPL NASDAQ:MSFT #Funds AMEX:SPY #Empty", MAG_IMPORT_CREATE);
  g_autoptr(MagWatchlist) list = mag_watchlist_repo_find (db, "wheel", NULL, error);
  g_autoptr(GError) taken = NULL;
  g_autoptr(MagImportReport) report = store_data_report ("T");

  g_assert_nonnull (list);
  g_assert_cmpstr (list->name, ==, "Wheel");
  g_assert_cmpint (list->id, ==, id);
  g_assert_cmpint (list->origin, ==, MAG_ORIGIN_TRADINGVIEW);
  g_assert_cmpuint (list->n_symbols, ==, 3);
  g_assert_cmpint (list->refreshed_us, ==, 0);
  g_assert_cmpint (list->last_job, ==, 0);
  assert_list (db, id, "AAPL MSFT #Funds SPY");

  g_assert_cmpint (mag_watchlist_repo_import (db, "WHEEL", MAG_ORIGIN_MANUAL, report, MAG_IMPORT_CREATE, NULL, &taken), ==, 0);
  g_assert_error (taken, MAG_STORE_ERROR, MAG_STORE_ERROR_EXISTS);
  assert_list (db, id, "AAPL MSFT #Funds SPY");
  return list;
}

static gpointer
merge_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 id = import (db, "Merged", "AAPL #Funds SPY QQQ #Last T", MAG_IMPORT_CREATE);

  g_assert_cmpint (import (db, "Merged", "MSFT AAPL #Funds IWM SPY #New KO", MAG_IMPORT_MERGE), ==, id);
  assert_list (db, id, "AAPL MSFT #Funds SPY QQQ IWM #Last T #New KO");
  return db;
}

static gpointer
replace_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 id = import (db, "Replaced", "AAPL #Funds SPY QQQ #Gone T", MAG_IMPORT_CREATE);
  g_autoptr(GPtrArray) rows = NULL;
  const MagWatchlistRow *first;

  g_assert_true (mag_watchlist_repo_set_note (db, id, symbol_of (db, id, "SPY"), "“core”, don't sell", 500 * MAG_PRICE_SCALE, NULL, error));
  g_assert_cmpint (import (db, "Replaced", "SPY KO #Funds AAPL", MAG_IMPORT_REPLACE), ==, id);
  assert_list (db, id, "SPY KO #Funds AAPL");

  rows = mag_watchlist_repo_rows (db, id, NULL, NOON, NULL, error);
  first = g_ptr_array_index (rows, 0);
  g_assert_cmpstr (first->note, ==, "“core”, don't sell");
  g_assert_cmpint (first->target, ==, 500 * MAG_PRICE_SCALE);
  return db;
}

static gpointer
bad_name_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  g_autoptr(MagImportReport) report = store_data_report ("AAPL");
  g_autoptr(GError) local = NULL;

  g_assert_cmpint (mag_watchlist_repo_import (db, " \t ", MAG_ORIGIN_MANUAL, report, MAG_IMPORT_CREATE, NULL, &local), ==, 0);
  g_assert_error (local, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_NAME);
  g_clear_error (&local);
  g_assert_cmpint (mag_watchlist_repo_import (db, "two\nlines", MAG_ORIGIN_MANUAL, report, MAG_IMPORT_CREATE, NULL, &local), ==, 0);
  g_assert_error (local, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_NAME);
  return db;
}

/* Names and headings are data, whatever they hold. */
static gpointer
odd_text_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  const char *name = "a\"b\\c'; DROP TABLE symbols; --{}";
  g_autoptr(MagImportReport) report = mag_import_report_new ();
  g_autoptr(MagWatchlist) found = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  gint64 id;

  mag_import_report_add_section (report, name);
  mag_import_report_add (report, "AAPL", name, NULL);
  id = mag_watchlist_repo_import (db, name, MAG_ORIGIN_MANUAL, report, MAG_IMPORT_CREATE, NULL, error);
  found = mag_watchlist_repo_find (db, name, NULL, error);
  rows = mag_watchlist_repo_rows (db, id, NULL, NOON, NULL, error);
  g_assert_cmpstr (found->name, ==, name);
  g_assert_cmpstr (((MagWatchlistRow *) g_ptr_array_index (rows, 0))->section, ==, name);
  return db;
}

static gpointer
delete_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 first = import (db, "Twice", "AAPL", MAG_IMPORT_CREATE);
  g_autoptr(GError) missing = NULL;
  g_autoptr(GError) taken = NULL;
  g_autoptr(GError) unknown = NULL;
  gint64 second;

  g_assert_true (mag_watchlist_repo_set_active (db, first, FALSE, NULL, error));
  g_assert_null (mag_watchlist_repo_find (db, "Twice", NULL, &missing));
  g_assert_error (missing, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND);

  second = import (db, "twice", "MSFT", MAG_IMPORT_CREATE);
  g_assert_false (mag_watchlist_repo_set_active (db, first, TRUE, NULL, &taken));
  g_assert_error (taken, MAG_STORE_ERROR, MAG_STORE_ERROR_EXISTS);
  g_assert_true (mag_watchlist_repo_rename (db, second, "Thrice", NULL, error));
  g_assert_true (mag_watchlist_repo_set_active (db, first, TRUE, NULL, error));
  assert_list (db, first, "AAPL");

  g_assert_false (mag_watchlist_repo_rename (db, 999999, "Nobody", NULL, &unknown));
  g_assert_error (unknown, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND);
  return db;
}

static gpointer
remove_symbol_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 id = import (db, "Remove", "AAPL MSFT KO", MAG_IMPORT_CREATE);
  gint64 msft = symbol_of (db, id, "MSFT");

  g_assert_true (mag_watchlist_repo_set_symbol_active (db, id, msft, FALSE, NULL, error));
  assert_list (db, id, "AAPL KO");
  g_assert_true (mag_watchlist_repo_set_symbol_active (db, id, msft, TRUE, NULL, error));
  assert_list (db, id, "AAPL MSFT KO");

  g_assert_true (mag_watchlist_repo_set_symbol_active (db, id, msft, FALSE, NULL, error));
  import (db, "Remove", "MSFT", MAG_IMPORT_MERGE);
  assert_list (db, id, "AAPL KO MSFT");
  return db;
}

/* A fund once known as one stays one when a bare ticker comes along. */
static gpointer
kind_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 id = import (db, "Kinds", "ARCA:XYZ", MAG_IMPORT_CREATE);
  g_autoptr(GPtrArray) rows = NULL;
  const MagWatchlistRow *row;

  import (db, "Kinds", "XYZ", MAG_IMPORT_REPLACE);
  rows = mag_watchlist_repo_rows (db, id, NULL, NOON, NULL, error);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpint (row->symbol.kind, ==, MAG_KIND_ETF);
  g_assert_cmpstr (row->symbol.exchange, ==, "ARCA");
  g_assert_cmpint (row->synced_us, ==, 0);
  g_assert_null (row->trouble);
  g_assert_nonnull (row->stock);
  g_assert_cmpint (row->stock->price, ==, MAG_PRICE_UNKNOWN);
  return db;
}

static gpointer
exclusions_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  g_autoptr(GHashTable) before = NULL;
  g_autoptr(GHashTable) after = NULL;

  g_assert_true (mag_watchlist_repo_set_excluded (db, "GME", "too wild", TRUE, NULL, error));
  g_assert_true (mag_watchlist_repo_set_excluded (db, "GME", NULL, TRUE, NULL, error));
  before = mag_watchlist_repo_exclusions (db, NULL, error);
  g_assert_true (g_hash_table_contains (before, "GME"));
  g_assert_true (mag_watchlist_repo_set_excluded (db, "GME", NULL, FALSE, NULL, error));
  after = mag_watchlist_repo_exclusions (db, NULL, error);
  g_assert_cmpuint (g_hash_table_size (after), ==, 0);
  return db;
}

static void
run_body (gconstpointer body)
{
  store_data_run (fixture.store, (MagStoreJob) body);
}

static void
count_cb (MagStore   *store,
          const char *topic,
          gpointer    data)
{
  g_hash_table_insert (data, g_strdup (topic), GINT_TO_POINTER (GPOINTER_TO_INT (g_hash_table_lookup (data, topic)) + 1));
}

static void
wait_for_topic (GHashTable *heard,
                const char *topic)
{
  gint64 deadline = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;

  while (!g_hash_table_contains (heard, topic) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (g_hash_table_contains (heard, topic));
}

static gpointer
burst_body (MagDb *db, gpointer input, GCancellable *cancellable, GError **error)
{
  gint64 id = import (db, "Heard", "AAPL", MAG_IMPORT_CREATE);

  for (int i = 0; i < 20; i++)
    g_assert_true (mag_watchlist_repo_set_description (db, id, i % 2 ? "odd" : "even", NULL, error));
  return db;
}

/* Another program's changes are heard, a burst of them once, and a lost connection is found again by itself. */
static void
test_listen (void)
{
  g_autoptr(MagStore) other = store_fixture_new_store (&fixture);
  g_autoptr(GHashTable) heard = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_signal_connect (other, "changed", G_CALLBACK (count_cb), heard);
  g_free (store_query (other, "SELECT 1"));
  mag_store_listen (other);
  wait_for_topic (heard, ""); /* something ran before: told once the ears are open */

  store_data_run (fixture.store, burst_body);
  wait_for_topic (heard, "lists");
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (heard, "lists")), <=, 3);

  g_hash_table_remove_all (heard);
  g_free (store_query (fixture.store, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN magnus'"));
  wait_for_topic (heard, "");
  mag_store_close (other);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *path; MagStoreJob body; } bodies[] = {
    { "/lists/create-refuses-taken-name", create_body },
    { "/lists/merge-adds-at-end-of-section", merge_body },
    { "/lists/replace-keeps-notes", replace_body },
    { "/lists/name-is-checked", bad_name_body },
    { "/lists/text-is-data", odd_text_body },
    { "/lists/delete-and-undo", delete_body },
    { "/lists/remove-symbol-and-undo", remove_symbol_body },
    { "/lists/kind-is-not-forgotten", kind_body },
    { "/lists/exclusions", exclusions_body },
  };
  const char *why_not;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!store_fixture_has_server (&why_not))
    {
      g_print ("1..0 # SKIP %s\n", why_not);
      return 0;
    }
  store_fixture_set_up (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    g_test_add_data_func (bodies[i].path, bodies[i].body, run_body);
  g_test_add_func ("/lists/changes-are-heard", test_listen);
  status = g_test_run ();
  store_fixture_tear_down (&fixture);
  return status;
}
