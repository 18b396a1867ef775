/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The inbox in the database: what is listed, what a resolution logs, that each can be taken back, and what the audit has of it. */

#include "config.h"

#include "mag-date.h"
#include "mag-difference-repo.h"
#include "mag-position-repo.h"
#include "mag-trade-repo.h"
#include "store-data.h"
#include "store-fixture.h"

#include <string.h>

#define DAY(month, day) mag_date_new (2026, month, day)

static StoreFixture fixture;

static gint64
now (void)
{
  return mag_instant_new_york (DAY (3, 23), 18, 0, 0);
}

static gint64
count (MagDb      *db,
       const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PGresult) result = mag_db_query (db, sql, 0, NULL, NULL, &error);

  g_assert_no_error (error);
  return g_ascii_strtoll (PQgetvalue (result, 0, 0), NULL, 10);
}

static void
wipe (MagDb *db)
{
  g_autoptr(GError) error = NULL;

  mag_db_execute (db, "TRUNCATE trades, trade_legs, broker_accounts, broker_events, dismissed_differences CASCADE", 0, NULL, NULL, &error);
  g_assert_no_error (error);
}

static MagContract
make_put (void)
{
  return (MagContract) { "F", MAG_RIGHT_PUT, DAY (3, 20), 10 * MAG_PRICE_SCALE };
}

static gint64
sell (MagDb      *db,
      const char *account,
      gint64      contracts,
      const char *notes)
{
  MagTradeAddition addition = { account, "F", notes, notes, { .role = MAG_LEG_SELL_TO_OPEN, .contract = make_put (), .multiplier = 100, .quantity = contracts,
                                                              .price = 5000, .date = DAY (3, 2) } };
  g_autoptr(GError) error = NULL;
  gint64 trade = mag_trade_repo_add (db, &addition, now (), NULL, &error);

  g_assert_no_error (error);
  return trade;
}

/* An account that holds contracts short, and shares. */
static void
know (MagDb  *db,
      gint64  contracts,
      gint64  shares)
{
  g_autoptr(GPtrArray) portfolios = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref);
  MagPortfolio *portfolio = mag_portfolio_new ();
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (portfolios, portfolio);
  g_set_str (&portfolio->account, "A");
  portfolio->at_us = now ();
  if (contracts > 0)
    {
      MagPosition *position = mag_position_new ();

      g_set_str (&position->id, "p");
      g_set_str (&position->account, "A");
      g_set_str (&position->symbol, "F");
      position->contract = make_put ();
      position->side = MAG_SIDE_SHORT;
      position->quantity = contracts;
      g_ptr_array_add (portfolio->positions, position);
    }
  if (shares > 0)
    {
      MagShares *held = mag_shares_new ();

      g_set_str (&held->id, "s");
      g_set_str (&held->account, "A");
      g_set_str (&held->symbol, "F");
      held->quantity_e8 = shares * 100000000;
      g_ptr_array_add (portfolio->shares, held);
    }
  mag_position_repo_save (db, "robinhood", portfolios, NULL, &error);
  g_assert_no_error (error);
}

static void
report (MagDb         *db,
        MagReportKind  kind,
        gint64         quantity)
{
  g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_report_free);
  MagReport *made = mag_report_new ();
  g_autoptr(GError) error = NULL;

  made->id = g_strdup ("e");
  made->account = g_strdup ("A");
  made->symbol = g_strdup ("F");
  made->kind = kind;
  made->confirmed = TRUE;
  made->contract = make_put ();
  made->quantity = quantity;
  made->date = DAY (3, 20);
  g_ptr_array_add (reports, made);
  mag_difference_repo_save_reports (db, reports, NULL, &error);
  g_assert_no_error (error);
}

static GPtrArray *
list (MagDb *db)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *found = mag_difference_repo_list (db, now (), NULL, &error);

  g_assert_no_error (error);
  return found;
}

static void
assert_count (MagDb *db,
              guint  n)
{
  g_autoptr(GPtrArray) found = list (db);

  for (guint i = 0; i < found->len; i++)
    g_test_message ("%s", ((const MagDifference *) g_ptr_array_index (found, i))->sentence);
  g_assert_cmpuint (found->len, ==, n);
}

static MagResolution *
resolve_first (MagDb    *db,
               gboolean  dismiss)
{
  g_autoptr(GPtrArray) found = list (db);
  const MagDifference *first = g_ptr_array_index (found, 0);
  g_autoptr(GError) error = NULL;
  MagResolution *resolution = dismiss ? mag_difference_repo_dismiss (db, first, now (), NULL, &error) : mag_difference_repo_resolve (db, first, now (), NULL, &error);

  g_assert_no_error (error);
  return resolution;
}

static void
undo (MagDb         *db,
      MagResolution *resolution)
{
  g_autoptr(GError) error = NULL;

  mag_difference_repo_undo (db, resolution, now (), NULL, &error);
  g_assert_no_error (error);
}

/* Sold, and gone at the broker, which said it expired: logged at 0 on the broker's day. */
static gpointer
expired_job (MagDb         *db,
             gpointer       input,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(MagResolution) resolution = NULL;
  gint64 lines;

  wipe (db);
  know (db, 0, 0);
  sell (db, "A", 2, "");
  report (db, MAG_REPORT_EXPIRED, 2);
  lines = count (db, "SELECT count(*) FROM trade_audit");
  assert_count (db, 1);
  resolution = resolve_first (db, FALSE);
  g_assert_cmpint (count (db, "SELECT count(*) FROM trade_legs WHERE role = 'expire' AND price = 0 AND quantity = 2 AND executed_on = '2026-03-20'"), ==, 1);
  g_assert_cmpint (count (db, "SELECT count(*) FROM trade_audit"), ==, lines + 1);
  assert_count (db, 0);
  undo (db, resolution);
  assert_count (db, 1);
  g_assert_cmpint (count (db, "SELECT count(*) FROM trade_audit"), ==, lines + 2);
  return GINT_TO_POINTER (TRUE);
}

/* One of two is assigned: 100 shares at the strike, and one put stays. */
static gpointer
assigned_job (MagDb         *db,
              gpointer       input,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(MagResolution) resolution = NULL;
  g_autoptr(MagJournal) journal = NULL;
  const MagLedger *ledger;

  wipe (db);
  know (db, 1, 100);
  sell (db, "A", 2, "");
  report (db, MAG_REPORT_ASSIGNED, 1);
  assert_count (db, 1);
  resolution = resolve_first (db, FALSE);
  assert_count (db, 0);
  journal = mag_trade_repo_load (db, "F", NULL, NULL);
  ledger = g_ptr_array_index (journal->ledgers, 0);
  g_assert_cmpuint (ledger->lots->len, ==, 1);
  g_assert_cmpint (((const MagShareLot *) g_ptr_array_index (ledger->lots, 0))->cost, ==, 100000); /* 100 x 10.00 */
  undo (db, resolution);
  assert_count (db, 1);
  return GINT_TO_POINTER (TRUE);
}

/* By hand, with notes, and from the broker: linked, one trade stays, the broker's, with the notes; and back. */
static gpointer
twice_job (MagDb         *db,
           gpointer       input,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(MagResolution) resolution = NULL;
  g_autofree char *mark = NULL;
  gint64 broker;

  wipe (db);
  know (db, 2, 0);
  sell (db, "", 2, "mine");
  broker = sell (db, "A", 2, "");
  mark = g_strdup_printf ("UPDATE trades SET origin = 'broker', broker_id = 'o' WHERE id = %" G_GINT64_FORMAT, broker);
  mag_db_execute (db, mark, 0, NULL, NULL, NULL);
  assert_count (db, 1);
  resolution = resolve_first (db, FALSE);
  assert_count (db, 0);
  g_assert_cmpint (count (db, "SELECT count(*) FROM trade_legs WHERE is_active"), ==, 1);
  g_assert_cmpint (count (db, "SELECT count(*) FROM trades t JOIN trade_legs l ON l.trade_id = t.id WHERE is_active AND t.broker_id = 'o' AND notes = 'mine' AND tags = 'mine'"), ==, 1);
  undo (db, resolution);
  assert_count (db, 1);
  g_assert_cmpint (count (db, "SELECT count(*) FROM trades WHERE notes = 'mine'"), ==, 1);

  /* They are two, says the user, and the broker holds both. */
  know (db, 4, 0);
  g_clear_pointer (&resolution, mag_resolution_free);
  {
    g_autoptr(GPtrArray) found = list (db);

    g_assert_cmpuint (found->len, ==, 2); /* the pair, and what it leaves too few of */
    for (guint i = 0; i < found->len; i++)
      if (((const MagDifference *) g_ptr_array_index (found, i))->kind == MAG_DIFFERENCE_TWICE)
        resolution = mag_difference_repo_dismiss (db, g_ptr_array_index (found, i), now (), NULL, NULL);
  }
  assert_count (db, 0);
  return GINT_TO_POINTER (TRUE);
}

/* Dismissed it is gone, with a line of audit, until another quantity makes it another difference. */
static gpointer
dismissed_job (MagDb         *db,
               gpointer       input,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(MagResolution) resolution = NULL;
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(GError) refused = NULL;
  gint64 lines;

  wipe (db);
  know (db, 3, 0);
  sell (db, "A", 2, "");
  lines = count (db, "SELECT count(*) FROM trade_audit");
  found = list (db);
  g_assert_null (mag_difference_repo_resolve (db, g_ptr_array_index (found, 0), now (), NULL, &refused)); /* what is missing comes by an import */
  g_assert_error (refused, MAG_STORE_ERROR, MAG_STORE_ERROR_CONFLICT);
  resolution = resolve_first (db, TRUE);
  assert_count (db, 0);
  g_assert_cmpint (count (db, "SELECT count(*) FROM trade_audit"), ==, lines + 1);
  know (db, 4, 0);
  assert_count (db, 1);
  know (db, 3, 0);
  undo (db, resolution);
  assert_count (db, 1);
  g_assert_cmpint (count (db, "SELECT count(*) FROM trade_audit WHERE action = 'undismiss'"), ==, 1);
  wipe (db);
  return GINT_TO_POINTER (TRUE);
}

static void
run_body (gconstpointer body)
{
  store_data_run (fixture.store, (MagStoreJob) body);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *path; MagStoreJob body; } bodies[] = {
    { "/store-differences/expired", expired_job },
    { "/store-differences/assigned", assigned_job },
    { "/store-differences/twice", twice_job },
    { "/store-differences/dismissed", dismissed_job },
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
  status = g_test_run ();
  store_fixture_tear_down (&fixture);
  return status;
}
