/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Watchlists page says: cells of the symbol table, how its columns sort, the line of a sync, and how often a
 * throttle works. No display needed. */

#include "config.h"

#include "mag-date.h"
#include "mag-symbol-columns.h"
#include "mag-sync-bar.h"
#include "mag-throttle.h"

#include <locale.h>
#include <math.h>

static gint64
now_us (void)
{
  return mag_instant_new_york (mag_date_new (2026, 11, 23), 12, 0, 0);
}

static MagWatchlistRow *
row_new (void)
{
  MagWatchlistRow *row = g_new0 (MagWatchlistRow, 1);

  row->symbol_id = 7;
  g_strlcpy (row->symbol.ticker, "KO", sizeof row->symbol.ticker);
  row->section = g_strdup ("Income");
  row->note = g_strdup ("");
  row->target = MAG_PRICE_UNKNOWN;
  row->stock = mag_stock_quote_new ("KO");
  row->iv30 = row->iv_rank = row->iv_percentile = NAN;

  return row;
}

/* A put on KO, strike 64, bid 1.00, expiring in 25 days. */
static void
give_best (MagWatchlistRow *row)
{
  row->has_best = TRUE;
  g_strlcpy (row->best.symbol, "KO", sizeof row->best.symbol);
  g_strlcpy (row->best.quote.contract.root, "KO", sizeof row->best.quote.contract.root);
  row->best.quote.contract.right = MAG_RIGHT_PUT;
  row->best.quote.contract.expiration = mag_date_new (2026, 12, 18);
  row->best.quote.contract.strike = 640000;
  row->best.quote.bid = 10000;
  row->best.quote.ask = 10500;
  row->best.quote.iv = 0.21;
  row->best.quote.delta = -0.375;
  row->best.spot = 650400;
  row->best.quoted_us = now_us ();
}

static char *
cell (const MagWatchlistRow *row,
      const char            *column)
{
  MagSymbolContext context;

  mag_symbol_context_init (&context, row, now_us ());

  return mag_symbol_columns_find (column)->text (&context);
}

static void
test_cells_known (void)
{
  static const struct { const char *column, *text; } rows[] = {
    { "symbol", "KO" },
    { "price", "65.04" },
    { "change", "▼ −1.31 %" },
    { "iv", "20.9 %" },
    { "iv-rank", "41 · 163 d" },
    { "expiry", "Fri 18 Dec · 25 d" },
    { "strike", "64" },
    { "bid", "1.00" },
    { "delta", "−0.375" },
    { "return", "1.88 %" },       /* 1.00 / 64 × 30 / 25 = 0.01875 */
    { "annualized", "22.8 %" },   /* 1.00 / 64 × 365 / 25 = 0.228125 */
    { "target", "60.00" },
    { "remarks", "buy the dip" },
  };
  g_autoptr(MagWatchlistRow) row = row_new ();

  give_best (row);
  row->stock->price = 650400;
  row->stock->change = -0.0131;
  row->iv30 = 0.209;
  row->iv_rank = 41;
  row->iv_days = 163;
  row->target = 600000;
  g_set_str (&row->note, "buy the dip");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = cell (row, rows[i].column);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* Unknown is a dash, never 0 (DOMAIN 6). */
static void
test_cells_unknown (void)
{
  static const char *const columns[] = { "price", "change", "iv", "iv-rank", "expiry", "strike", "bid", "delta", "return", "annualized", "target" };
  g_autoptr(MagWatchlistRow) row = row_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *text = cell (row, columns[i]);

      g_assert_cmpstr (text, ==, "-");
    }
}

/* What went wrong comes before the user's own note. */
static void
test_remarks (void)
{
  g_autoptr(MagWatchlistRow) row = row_new ();
  g_autofree char *text = NULL;

  g_set_str (&row->note, "buy the dip");
  row->trouble = g_strdup ("No answer.");
  text = cell (row, "remarks");
  g_assert_cmpstr (text, ==, "⚠ No answer.");
}

static int
compare (const MagWatchlistRow *a,
         const MagWatchlistRow *b,
         const char            *column)
{
  MagSymbolContext context_a, context_b;

  mag_symbol_context_init (&context_a, a, now_us ());
  mag_symbol_context_init (&context_b, b, now_us ());

  return mag_symbol_columns_find (column)->compare (&context_a, &context_b);
}

static void
test_order (void)
{
  g_autoptr(MagWatchlistRow) known = row_new ();
  g_autoptr(MagWatchlistRow) unknown = row_new ();
  guint n_columns;
  const MagSymbolColumn *columns = mag_symbol_columns_get (&n_columns);

  give_best (known);
  known->stock->price = 650400;
  known->stock->change = -0.5;
  known->iv30 = 0.2;
  known->iv_rank = 41;
  known->target = 1;
  known->quoted_us = now_us ();
  for (guint i = 0; i < n_columns; i++)
    {
      g_test_message ("%s", columns[i].id);
      g_assert_cmpint (compare (known, known, columns[i].id), ==, 0);
      g_assert_cmpint (compare (unknown, unknown, columns[i].id), ==, 0);
      if (g_str_equal (columns[i].id, "symbol") || g_str_equal (columns[i].id, "remarks"))
        continue;
      g_assert_cmpint (compare (unknown, known, columns[i].id), <, 0);
      g_assert_cmpint (compare (known, unknown, columns[i].id), >, 0);
    }
}

static void
test_sync_line (void)
{
  g_autoptr(MagJob) job = g_new0 (MagJob, 1);
  g_autofree char *queued = NULL;
  g_autofree char *running = NULL;
  g_autofree char *stopping = NULL;

  job->list_name = g_strdup ("Tech");
  job->kind = g_strdup ("chains");
  job->current = g_strdup ("NVDA");
  job->message = g_strdup ("");
  job->total = 300;
  job->state = MAG_JOB_QUEUED;
  queued = mag_sync_bar_describe (job, now_us ());
  g_assert_cmpstr (queued, ==, "Tech · waiting to start");

  /* 132 tried in 3.3 s are 40 a second; the 168 left take 4.2 s. */
  job->state = MAG_JOB_RUNNING;
  job->done = 130;
  job->failed = 2;
  job->errors[0] = 2;
  job->started_us = now_us () - 3300000;
  running = mag_sync_bar_describe (job, now_us ());
  g_assert_true (g_str_has_prefix (running, "Tech · 132 of 300 · NVDA · 40/s · 5 s left · 2 failed (2 "));

  job->cancel_asked = TRUE;
  stopping = mag_sync_bar_describe (job, now_us ());
  g_assert_true (g_str_has_prefix (stopping, "Tech · 132 of 300 · stopping · 2 failed"));
}

typedef struct
{
  MagThrottle *throttle;
  GMainLoop   *loop;
  guint        begun;
} Count;

static void
count_cb (gpointer data)
{
  Count *count = data;

  count->begun++;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);

  return G_SOURCE_REMOVE;
}

static void
run_for (GMainLoop *loop,
         guint      milliseconds)
{
  g_timeout_add (milliseconds, quit_cb, loop);
  g_main_loop_run (loop);
}

/* Demands while the work is under way are merged into one more, and no sooner than the interval. */
static void
test_throttle (void)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Count count = { .loop = loop };
  g_autoptr(MagThrottle) throttle = mag_throttle_new (200, count_cb, &count);

  mag_throttle_request (throttle);
  g_assert_cmpuint (count.begun, ==, 0);
  run_for (loop, 50);
  g_assert_cmpuint (count.begun, ==, 1);

  for (int i = 0; i < 100; i++)
    mag_throttle_request (throttle);
  run_for (loop, 300);
  g_assert_cmpuint (count.begun, ==, 1); /* the first is not done */

  mag_throttle_done (throttle);
  run_for (loop, 50);
  g_assert_cmpuint (count.begun, ==, 2);

  mag_throttle_done (throttle);
  mag_throttle_request (throttle);
  run_for (loop, 50);
  g_assert_cmpuint (count.begun, ==, 2); /* 200 ms have not passed */
  mag_throttle_reset (throttle);
  mag_throttle_request (throttle);
  run_for (loop, 50);
  g_assert_cmpuint (count.begun, ==, 3);
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/watchlist-texts/known-values", test_cells_known);
  g_test_add_func ("/watchlist-texts/unknown-is-a-dash", test_cells_unknown);
  g_test_add_func ("/watchlist-texts/trouble-before-note", test_remarks);
  g_test_add_func ("/watchlist-texts/unknown-sorts-before-known", test_order);
  g_test_add_func ("/watchlist-texts/sync-line", test_sync_line);
  g_test_add_func ("/watchlist-texts/throttle-merges", test_throttle);

  return g_test_run ();
}
