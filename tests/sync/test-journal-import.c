/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The practice account's history, almost two years of it, brought into a journal on a real private server. */

#include "mag-journal-import.h"

#include "broker-desk.h"
#include "mag-date.h"
#include "mag-practice-server.h"
#include "mag-trade-repo.h"
#include "store-fixture.h"

#include <string.h>

#define NOW "2026-11-20T16:30:00Z" /* a Friday in the session */

typedef struct
{
  StoreFixture       store;
  MagPracticeServer *server;
  MagClock          *clock;
  BrokerDesk         desk;
  GCancellable      *cancellable;
  guint              n_pages;
} Fixture;

static gboolean
set_up (Fixture *fixture)
{
  MagPracticeOptions options = { .seed = 7 };
  g_autoptr(GError) error = NULL;

  *fixture = (Fixture) { 0 };
  if (!store_fixture_set_up (&fixture->store))
    return FALSE;
  fixture->clock = mag_clock_new_shifted (mag_instant_parse_utc (NOW), g_get_real_time (), 1);
  options.clock = fixture->clock;
  fixture->server = mag_practice_server_new (&options, &error);
  g_assert_no_error (error);
  broker_desk_open (&fixture->desk, mag_practice_server_get_base_url (fixture->server), fixture->clock);
  g_assert_true (broker_desk_sign_in (&fixture->desk, "owner", &error));
  fixture->cancellable = g_cancellable_new ();
  return TRUE;
}

static void
tear_down (Fixture *fixture)
{
  g_object_unref (fixture->cancellable);
  broker_desk_close (&fixture->desk);
  mag_practice_server_free (fixture->server);
  mag_clock_unref (fixture->clock);
  store_fixture_tear_down (&fixture->store);
}

static void
count_page (guint    n_orders,
            guint    n_events,
            gpointer data)
{
  ((Fixture *) data)->n_pages++;
}

static void
cancel_at_page (guint    n_orders,
                guint    n_events,
                gpointer data)
{
  g_cancellable_cancel (((Fixture *) data)->cancellable);
}

static MagJournalImport *
import (Fixture             *fixture,
        MagJournalProgress   progress,
        GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  mag_journal_import_async (fixture->desk.broker, fixture->store.store, fixture->clock, progress, fixture, fixture->cancellable, keep_result_cb, &result);
  return mag_journal_import_finish (fixture->desk.broker, wait_for_result (&result), error);
}

/* "5QR00001 F261218P00010500": contracts, short ones negative. */
static void
count (GHashTable        *open,
       const char        *account,
       const MagContract *contract,
       gint64             quantity)
{
  g_autofree char *symbol = mag_contract_format (contract);
  g_autofree char *key = g_strdup_printf ("%s %s", account, symbol);
  gint64 sum = GPOINTER_TO_INT (g_hash_table_lookup (open, key)) + quantity;

  if (sum != 0)
    g_hash_table_insert (open, g_steal_pointer (&key), GINT_TO_POINTER (sum));
  else
    g_hash_table_remove (open, key);
}

/* What the broker holds, but for a contract that was bought before the history begins. */
static GHashTable *
count_positions (Fixture *fixture)
{
  GHashTable *open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) accounts = broker_desk_accounts (&fixture->desk, NULL);

  for (guint a = 0; a < accounts->len; a++)
    {
      const MagBrokerAccount *account = g_ptr_array_index (accounts, a);
      g_autoptr(MagPortfolio) portfolio = broker_desk_portfolio (&fixture->desk, account->number, NULL);

      for (guint i = 0; i < portfolio->positions->len; i++)
        {
          const MagPosition *position = g_ptr_array_index (portfolio->positions, i);

          if (!position->adjusted && position->quantity > 0)
            count (open, account->number, &position->contract, (position->side == MAG_SIDE_SHORT ? -1 : 1) * position->quantity);
        }
    }
  return open;
}

static gpointer
export_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  return mag_trade_repo_export (db, cancellable, error);
}

static GHashTable *
count_journal (Fixture *fixture)
{
  GHashTable *open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) records = mag_store_run (fixture->store.store, export_job, NULL, NULL, NULL);
  g_autoptr(GHashTable) sides = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < records->len; i++)
    {
      const MagTradeRecord *record = g_ptr_array_index (records, i);
      gint64 side;

      if (mag_leg_role_is_shares (record->leg.role))
        continue;
      if (mag_leg_role_is_opening (record->leg.role))
        g_hash_table_insert (sides, record->trade_uid, GINT_TO_POINTER (record->leg.role == MAG_LEG_SELL_TO_OPEN ? -1 : 1));
      side = GPOINTER_TO_INT (g_hash_table_lookup (sides, record->trade_uid));
      count (open, record->account, &record->leg.contract, (mag_leg_role_is_opening (record->leg.role) ? side : -side) * record->leg.quantity);
    }
  return open;
}

static void
assert_same (GHashTable *got,
             GHashTable *wanted)
{
  GHashTableIter iter;
  const char *key;
  gpointer value;

  g_hash_table_iter_init (&iter, wanted);
  while (g_hash_table_iter_next (&iter, (gpointer *) &key, &value))
    {
      g_test_message ("%s: %d", key, GPOINTER_TO_INT (value));
      g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (got, key)), ==, GPOINTER_TO_INT (value));
    }
  g_assert_cmpuint (g_hash_table_size (got), ==, g_hash_table_size (wanted));
}

static void
test_history_comes_to_the_positions (void)
{
  Fixture fixture;
  g_autoptr(MagJournalImport) first = NULL;
  g_autoptr(MagJournalImport) again = NULL;
  g_autoptr(GHashTable) held = NULL;
  g_autoptr(GHashTable) open = NULL;
  g_autoptr(GError) error = NULL;

  if (!set_up (&fixture))
    return;

  first = import (&fixture, count_page, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (first->problems->len, ==, 0);
  g_assert_cmpuint (first->n_bad, ==, 0);
  g_assert_cmpuint (first->n_orders, >, 300);
  g_assert_cmpuint (first->n_events, >, 100);
  g_assert_cmpuint (fixture.n_pages, >, 6); /* 50 to a page */
  g_assert_cmpint (store_query_int (fixture.store.store, "SELECT count(*) FROM trade_legs"), ==, first->n_added);

  g_assert_cmpint (store_query_int (fixture.store.store, "SELECT sum(quantity) FROM trade_legs WHERE role = 'buy_shares'"), ==, 200); /* T, in two fills */
  g_assert_cmpint (store_query_int (fixture.store.store, "SELECT count(*) FROM trade_legs WHERE role = 'buy_shares'"), ==, 1);

  held = count_positions (&fixture);
  open = count_journal (&fixture);
  g_assert_cmpuint (g_hash_table_size (held), >, 8);
  assert_same (open, held);

  again = import (&fixture, count_page, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->n_orders, ==, first->n_orders);
  g_assert_cmpuint (again->n_added, ==, 0);
  g_assert_cmpuint (again->problems->len, ==, 0);
  g_assert_cmpint (store_query_int (fixture.store.store, "SELECT count(*) FROM trade_legs"), ==, first->n_added);
  g_assert_cmpint (store_query_int (fixture.store.store, "SELECT count(*) FROM trade_audit"), ==, first->n_added);
  tear_down (&fixture);
}

/* The premiums that the broker says it processed, less fees, are the journal's option cash to the cent: no leg is lost or booked twice. */
static void
test_cash_is_the_broker_s (void)
{
  Fixture fixture;
  g_autoptr(MagJournalImport) outcome = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GPtrArray) records = NULL;
  MagMoney wanted = 0, got = 0;

  if (!set_up (&fixture))
    return;

  outcome = import (&fixture, NULL, NULL);
  accounts = broker_desk_accounts (&fixture.desk, NULL);
  for (guint a = 0; a < accounts->len; a++)
    {
      g_autofree char *next = NULL;

      do
        {
          MagBrokerPage *page = broker_desk_page (&fixture.desk, FALSE, ((const MagBrokerAccount *) g_ptr_array_index (accounts, a))->number, next, NULL);

          for (guint i = 0; i < page->items->len; i++)
            {
              const MagBrokerOrder *order = g_ptr_array_index (page->items, i);

              wanted += order->premium - order->fees;
            }
          g_set_str (&next, page->next);
          mag_broker_page_free (page);
        }
      while (next != NULL);
    }
  records = mag_store_run (fixture.store.store, export_job, NULL, NULL, NULL);
  for (guint i = 0; i < records->len; i++)
    got += mag_leg_get_option_cash (&((const MagTradeRecord *) g_ptr_array_index (records, i))->leg);
  g_assert_cmpint (wanted, !=, 0);
  g_assert_cmpint (got, ==, wanted);
  tear_down (&fixture);
}

static void
test_cancelled_changes_nothing (void)
{
  Fixture fixture;
  g_autoptr(GError) error = NULL;

  if (!set_up (&fixture))
    return;

  g_assert_null (import (&fixture, cancel_at_page, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (store_query_int (fixture.store.store, "SELECT count(*) FROM trades"), ==, 0);
  tear_down (&fixture);
}

static MagTradeRecord *
make_record (const char *symbol,
             MagLegRole  role)
{
  MagTradeRecord *record = mag_trade_record_new ();
  char **strings[] = { &record->account, &record->trade_broker_id, &record->notes, &record->rolled_from_uid, &record->leg_broker_id, &record->opened_with_uid, &record->tags };

  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    *strings[i] = g_strdup ("");
  record->origin = g_strdup ("broker");
  record->symbol = g_strdup (symbol);
  record->trade_uid = g_uuid_string_random ();
  record->leg_uid = g_uuid_string_random ();
  record->created_us = record->updated_us = mag_instant_parse_utc (NOW);
  record->leg = (MagLeg) { .role = role, .multiplier = role == MAG_LEG_SELL_SHARES ? 1 : 100, .quantity = 1, .price = MAG_PRICE_SCALE, .date = mag_date_new (2026, 3, 2),
                           .contract = { .right = MAG_RIGHT_PUT, .expiration = mag_date_new (2026, 3, 20), .strike = 10 * MAG_PRICE_SCALE } };
  g_strlcpy (record->leg.contract.root, role == MAG_LEG_SELL_SHARES ? "" : symbol, sizeof record->leg.contract.root);
  if (role == MAG_LEG_SELL_SHARES)
    record->leg.contract = (MagContract) { 0 };
  return record;
}

typedef struct
{
  GPtrArray *records, *problems;
  guint      n_added;
} Each;

static gpointer
each_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  Each *each = input;

  return GINT_TO_POINTER (mag_trade_repo_import_each (db, each->records, mag_instant_parse_utc (NOW), &each->n_added, each->problems, cancellable, error));
}

/* Shares that the journal never had are sold: that underlying is left out, and the others come. */
static void
test_contradiction_leaves_out_its_underlying_alone (void)
{
  Fixture fixture;
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_trade_record_free);
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  Each each = { records, problems, 0 };

  if (!set_up (&fixture))
    return;

  g_ptr_array_add (records, make_record ("KO", MAG_LEG_SELL_TO_OPEN));
  g_ptr_array_add (records, make_record ("F", MAG_LEG_SELL_TO_OPEN));
  g_ptr_array_add (records, make_record ("F", MAG_LEG_SELL_SHARES));
  g_assert_nonnull (mag_store_run (fixture.store.store, each_job, &each, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (each.n_added, ==, 1);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (problems, 0), ==, "F: 1 shares of F can't go: the journal holds 0 on 2026-03-02. Add how they came first.");
  g_assert_cmpint (store_query_int (fixture.store.store, "SELECT count(*) FROM trade_legs"), ==, 1);
  tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal-import/history-comes-to-the-positions", test_history_comes_to_the_positions);
  g_test_add_func ("/journal-import/cash-is-the-broker-s", test_cash_is_the_broker_s);
  g_test_add_func ("/journal-import/cancelled-changes-nothing", test_cancelled_changes_nothing);
  g_test_add_func ("/journal-import/contradiction-leaves-out-its-underlying-alone", test_contradiction_leaves_out_its_underlying_alone);
  return g_test_run ();
}
