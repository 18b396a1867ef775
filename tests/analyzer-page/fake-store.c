/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store that answers from memory. It defines what the analyzer page uses of the store and sync libraries, whose own
 * objects are then not linked; jobs run on a thread, as theirs do, without a database. */

#include "fake-store.h"

#include "mag-black.h"
#include "mag-date.h"
#include "mag-money.h"
#include "mag-portfolio-client.h"
#include "mag-scan-repo.h"
#include "mag-sync-client.h"
#include "mag-terms-repo.h"
#include "mag-watchlist-repo.h"

#include <math.h>

FakeStore fake_store;

struct _MagStore
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (MagStore, mag_store, G_TYPE_OBJECT)

struct _MagSyncClient
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (MagSyncClient, mag_sync_client, G_TYPE_OBJECT)

G_DEFINE_QUARK (mag-store-error-quark, mag_store_error)

static GMutex lock; /* of fake_store, which jobs read */

typedef struct
{
  MagStoreJob    job;
  gpointer       input;
  GDestroyNotify input_free;
  GDestroyNotify result_free;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  if (call->input_free != NULL)
    call->input_free (call->input);
  g_free (call);
}

static void
run_thread (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  Call *call = data;
  GError *error = NULL;
  gpointer result = call->job (NULL, call->input, cancellable, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, call->result_free);
}

void
mag_store_run_async (MagStore           *self,
                     MagStoreJob         job,
                     gpointer            input,
                     GDestroyNotify      input_free,
                     GDestroyNotify      result_free,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, data);
  Call *call = g_new (Call, 1);

  *call = (Call) { job, input, input_free, result_free };
  g_task_set_task_data (task, call, call_free);
  g_task_run_in_thread (task, run_thread);
}

gpointer
mag_store_run_finish (MagStore      *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
mag_store_open_async (MagStore           *self,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_return_boolean (task, TRUE);
}

gboolean
mag_store_open_finish (MagStore      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
mag_store_listen (MagStore *self)
{
}

void
mag_sync_client_wake (MagSyncClient *self)
{
}

/* There is no broker, so none of these is called. */

gboolean
mag_portfolio_client_is_loaded (MagPortfolioClient *self)
{
  g_assert_not_reached ();
}

void
mag_portfolio_client_start (MagPortfolioClient *self)
{
  g_assert_not_reached ();
}

void
mag_portfolio_client_refresh (MagPortfolioClient *self)
{
  g_assert_not_reached ();
}

void
mag_portfolio_client_set_interval (MagPortfolioClient *self,
                                   guint               seconds)
{
  g_assert_not_reached ();
}

static void
mag_store_init (MagStore *self)
{
}

static void
mag_store_class_init (MagStoreClass *klass)
{
  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mag_sync_client_init (MagSyncClient *self)
{
}

static void
mag_sync_client_class_init (MagSyncClientClass *klass)
{
}

double
mag_terms_repo_rate (MagDb         *db,
                     GCancellable  *cancellable,
                     GError       **error)
{
  return MAG_DEFAULT_RATE;
}

gboolean
mag_terms_repo_set_rate (MagDb         *db,
                         double         rate,
                         GCancellable  *cancellable,
                         GError       **error)
{
  return TRUE;
}

void
mag_watchlist_free (MagWatchlist *list)
{
  g_free (list->name);
  g_free (list->description);
  g_free (list);
}

GPtrArray *
mag_watchlist_repo_list (MagDb         *db,
                         GCancellable  *cancellable,
                         GError       **error)
{
  GPtrArray *lists = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_watchlist_free);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&lock);

  for (guint i = 0; i < fake_store.n_lists; i++)
    {
      MagWatchlist *list = g_new0 (MagWatchlist, 1);

      list->id = i + 1;
      list->name = g_strdup_printf ("List %u", i + 1);
      list->n_symbols = 10 * (i + 1);
      g_ptr_array_add (lists, list);
    }

  return lists;
}

typedef struct
{
  gint64 now_us;
} Moment;

static int
compare_ranked (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  return mag_scan_row_compare (a, b, ((const Moment *) data)->now_us);
}

MagScanResult *
mag_scan_repo_run (MagDb                 *db,
                   gint64                 list,
                   const MagScanCriteria *criteria,
                   guint                  limit,
                   gint64                 now_us,
                   GCancellable          *cancellable,
                   GError               **error)
{
  MagScanResult *result;
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&lock);
  Moment moment = { now_us };

  fake_store.n_scans++;
  fake_store.last_list = list;
  if (fake_store.fails)
    {
      g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_TIMEOUT, "The database took too long to answer.");
      return NULL;
    }

  result = mag_scan_result_new ();
  result->n_symbols_without_chain = fake_store.n_symbols_without_chain;
  result->n_symbols = fake_store.n_symbols_without_chain;
  for (guint i = 0; fake_store.rows != NULL && i < fake_store.rows->len; i++)
    {
      const MagScanRow *row = &g_array_index (fake_store.rows, MagScanRow, i);
      MagScanFilter failure = mag_scan_first_failure (criteria, &row->quote, row->spot, now_us);

      result->n_symbols = MAX (result->n_symbols, fake_store.n_symbols_without_chain + 1);
      if (failure != MAG_SCAN_FILTER_RIGHT)
        result->n_contracts++;
      if (failure == MAG_SCAN_N_FILTERS)
        g_array_append_vals (result->rows, row, 1);
      else
        result->removed[failure]++;
    }
  g_array_sort_with_data (result->rows, compare_ranked, &moment);
  if (limit > 0 && result->rows->len > limit)
    g_array_set_size (result->rows, limit);

  return result;
}

static void
add_contract (const char *symbol,
              double      spot,
              double      sigma,
              MagDate     expiration,
              double      strike,
              MagRight    right,
              gint64      now_us,
              GRand      *rand)
{
  MagOption input = {
    .call = right == MAG_RIGHT_CALL, .spot = spot, .strike = strike, .years = (expiration - mag_date_in_new_york (now_us)) / 365.0, .rate = 0.04, .sigma = sigma,
  };
  MagOptionValue price;
  MagScanRow row = { .source = g_rand_boolean (rand) ? MAG_SOURCE_CBOE : MAG_SOURCE_YAHOO, .terms.rate = 0.04, .stock_iv30 = sigma, .iv_rank = NAN, .iv_percentile = NAN, .hv30 = NAN };
  double half;

  mag_black_evaluate (&input, &price);
  half = MAX (0.02, price.price * 0.03);
  g_strlcpy (row.symbol, symbol, sizeof row.symbol);
  g_strlcpy (row.quote.contract.root, symbol, sizeof row.quote.contract.root);
  row.quote.contract.right = right;
  row.quote.contract.expiration = expiration;
  row.quote.contract.strike = llround (strike * 2) * MAG_PRICE_SCALE / 2;
  mag_price_from_double (floor (MAX (price.price - half, 0) * 100) / 100, &row.quote.bid);
  mag_price_from_double (ceil ((price.price + half) * 100) / 100, &row.quote.ask);
  mag_price_from_double (round (spot * 100) / 100, &row.spot);
  row.quote.last = MAG_PRICE_UNKNOWN;
  row.quote.volume = g_rand_int_range (rand, 0, 3000);
  row.quote.open_interest = g_rand_int_range (rand, 0, 20000);
  row.quote.iv = sigma;
  row.quote.delta = price.delta;
  row.quote.gamma = price.gamma;
  row.quote.theta = price.theta;
  row.quote.vega = price.vega;
  row.quote.greeks = row.source == MAG_SOURCE_CBOE ? MAG_GREEKS_SOURCE : MAG_GREEKS_MODEL;
  row.quoted_us = now_us - g_rand_int_range (rand, 1, 60) * 60 * (gint64) MAG_SECOND_US;
  row.earnings = g_rand_int_range (rand, 0, 3) == 0 ? mag_date_in_new_york (now_us) + g_rand_int_range (rand, 1, 80) : 0;
  mag_option_quote_evaluate (&row.quote, row.spot, now_us);
  g_array_append_val (fake_store.rows, row);
}

void
fake_store_fill (guint  n_symbols,
                 gint64 now_us)
{
  static const int days[] = { 4, 11, 18, 25, 32, 39, 67 };
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  MagDate today = mag_date_in_new_york (now_us);

  fake_store_clear ();
  fake_store.rows = g_array_new (FALSE, FALSE, sizeof (MagScanRow));
  fake_store.n_lists = 3;
  for (guint i = 0; i < n_symbols; i++)
    {
      double spot = g_rand_double_range (rand, 15, 600), sigma = g_rand_double_range (rand, 0.18, 0.75);
      char symbol[8];

      g_snprintf (symbol, sizeof symbol, "%c%c%c", 'A' + (char) (i % 26), 'A' + (char) (i / 26 % 26), 'A' + (char) (i * 7 % 26));
      for (gsize d = 0; d < G_N_ELEMENTS (days); d++)
        for (int step = -12; step <= 12; step++)
          for (MagRight right = MAG_RIGHT_CALL; right <= MAG_RIGHT_PUT; right++)
            add_contract (symbol, spot, sigma, today + days[d], round (spot * (1 + step * 0.02) * 2) / 2, right, now_us, rand);
    }
}

void
fake_store_clear (void)
{
  g_clear_pointer (&fake_store.rows, g_array_unref);
  fake_store = (FakeStore) { 0 };
}

void
fake_store_move (void)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&lock);

  for (guint i = 0; i < fake_store.rows->len; i++)
    {
      MagOptionQuote *quote = &g_array_index (fake_store.rows, MagScanRow, i).quote;

      if (quote->bid >= 1000)
        quote->bid -= (i * 7 % 5) * 100;
    }
}

void
fake_store_change (MagStore   *store,
                   const char *topic)
{
  g_signal_emit_by_name (store, "changed", topic);
}
