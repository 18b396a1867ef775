/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A MagMarketData that talks to nobody: every answer comes after a set time, with a small chain or a set error, and it counts what it is asked. */

#include "fake-market.h"

#include "mag-date.h"

#include <math.h>

#define SPOT (100 * MAG_PRICE_SCALE)
#define N_STRIKES 10

struct _FakeMarket
{
  GObject     parent_instance;

  MagClock   *clock;
  guint       latency_ms;
  GHashTable *errors;    /* ticker -> code */
  int         error;     /* of all others; -1 none */
  gboolean    quotes_fail;
  guint       n_in_flight, n_max, n_cut_short;
  guint       n_quotes, n_profiles, n_bars;
  GHashTable *chains;    /* ticker -> times asked */
  GHashTable *terms;     /* ticker -> MagTerms it was last asked for with */
};

static void market_data_init (MagMarketDataInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeMarket, fake_market, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (MAG_TYPE_MARKET_DATA, market_data_init))

static MagSource
get_source (MagMarketData *market)
{
  return MAG_SOURCE_CBOE;
}

/* Calls answer when the latency is over, or as soon as the task is cancelled. */
static void
after_latency (FakeMarket  *self,
               GTask       *task, /* (transfer full) */
               GSourceFunc  answer)
{
  g_autoptr(GSource) timer = g_timeout_source_new (self->latency_ms);

  if (g_task_get_cancellable (task) != NULL)
    {
      g_autoptr(GSource) cancelled = g_cancellable_source_new (g_task_get_cancellable (task));

      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (timer, cancelled);
    }
  g_task_attach_source (task, timer, answer);
  g_object_unref (task);
}

static MagChain *
make_chain (FakeMarket *self,
            const char *ticker)
{
  gint64 now_us = mag_clock_now_us (self->clock);
  MagDate expiration = mag_date_in_new_york (now_us) + 30;
  MagChain *chain = mag_chain_new (ticker, MAG_SOURCE_CBOE);

  chain->fetched_us = chain->quoted_us = now_us;
  chain->spot = SPOT;
  chain->whole = TRUE;
  chain->terms = *(const MagTerms *) g_hash_table_lookup (self->terms, ticker);
  g_array_append_val (chain->expirations, expiration);
  for (int i = 0; i < N_STRIKES; i++)
    {
      MagOptionQuote quote = { .last = MAG_PRICE_UNKNOWN, .volume = 10, .open_interest = 500, .iv = 0.3, .delta = -0.05 * (i + 1), .gamma = 0.01,
                               .theta = -0.02, .vega = 0.1, .greeks = MAG_GREEKS_SOURCE };

      g_strlcpy (quote.contract.root, ticker, sizeof quote.contract.root);
      quote.contract.right = MAG_RIGHT_PUT;
      quote.contract.expiration = expiration;
      quote.contract.strike = (90 + i) * MAG_PRICE_SCALE;
      quote.bid = (i + 1) * MAG_PRICE_SCALE / 5;
      quote.ask = quote.bid + MAG_PRICE_SCALE / 20;
      g_array_append_val (chain->quotes, quote);
    }
  mag_chain_finish (chain, now_us);
  return chain;
}

static int
error_of (FakeMarket *self,
          const char *ticker)
{
  gpointer code;

  return g_hash_table_lookup_extended (self->errors, ticker, NULL, &code) ? GPOINTER_TO_INT (code) : self->error;
}

static gboolean
answer_chain (gpointer user_data)
{
  GTask *task = user_data;
  FakeMarket *self = g_task_get_source_object (task);
  const char *ticker = g_task_get_task_data (task);
  int code = error_of (self, ticker);

  self->n_in_flight--;
  if (g_task_return_error_if_cancelled (task))
    self->n_cut_short++;
  else if (code >= 0)
    g_task_return_new_error (task, MAG_MARKET_ERROR, code, "%s was told to fail.", ticker);
  else
    g_task_return_pointer (task, make_chain (self, ticker), (GDestroyNotify) mag_chain_unref);
  return G_SOURCE_REMOVE;
}

static void
load_chain_async (MagMarketData       *market,
                  const char          *ticker,
                  MagDate              from,
                  MagDate              to,
                  const MagTerms      *terms,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             data)
{
  FakeMarket *self = FAKE_MARKET (market);
  GTask *task = g_task_new (self, cancellable, callback, data);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->chains, ticker));

  g_hash_table_replace (self->chains, g_strdup (ticker), GUINT_TO_POINTER (n + 1));
  g_hash_table_replace (self->terms, g_strdup (ticker), g_memdup2 (terms, sizeof *terms));
  self->n_in_flight++;
  self->n_max = MAX (self->n_max, self->n_in_flight);
  g_task_set_task_data (task, g_strdup (ticker), g_free);
  after_latency (self, task, answer_chain);
}

static gpointer
finish (MagMarketData  *market,
        GAsyncResult   *result,
        GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static MagChain *
load_chain_finish (MagMarketData  *market,
                   GAsyncResult   *result,
                   GError        **error)
{
  return finish (market, result, error);
}

static gboolean
answer_quotes (gpointer user_data)
{
  GTask *task = user_data;
  FakeMarket *self = g_task_get_source_object (task);
  GPtrArray *quotes;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  if (self->quotes_fail)
    {
      g_task_return_new_error (task, MAG_MARKET_ERROR, MAG_MARKET_ERROR_BLOCKED, "No quotes today.");
      return G_SOURCE_REMOVE;
    }

  quotes = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_stock_quote_free);
  for (char **ticker = g_task_get_task_data (task); *ticker != NULL; ticker++)
    {
      MagStockQuote *quote = mag_stock_quote_new (*ticker);

      quote->price = SPOT + MAG_PRICE_SCALE;
      quote->previous_close = SPOT;
      quote->change = 0.01;
      quote->quoted_us = mag_clock_now_us (self->clock);
      g_ptr_array_add (quotes, quote);
    }
  g_task_return_pointer (task, quotes, (GDestroyNotify) g_ptr_array_unref);
  return G_SOURCE_REMOVE;
}

static void
load_quotes_async (MagMarketData       *market,
                   const char *const   *tickers,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             data)
{
  FakeMarket *self = FAKE_MARKET (market);
  GTask *task = g_task_new (self, cancellable, callback, data);

  self->n_quotes++;
  g_task_set_task_data (task, g_strdupv ((char **) tickers), (GDestroyNotify) g_strfreev);
  after_latency (self, task, answer_quotes);
}

static GPtrArray *
load_quotes_finish (MagMarketData  *market,
                    GAsyncResult   *result,
                    GError        **error)
{
  return finish (market, result, error);
}

static gboolean
answer_profile (gpointer user_data)
{
  GTask *task = user_data;
  MagStockQuote *quote;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  quote = mag_stock_quote_new (g_task_get_task_data (task));
  quote->sector = g_strdup ("Technology");
  g_task_return_pointer (task, quote, (GDestroyNotify) mag_stock_quote_free);
  return G_SOURCE_REMOVE;
}

static void
load_profile_async (MagMarketData       *market,
                    const char          *ticker,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             data)
{
  FakeMarket *self = FAKE_MARKET (market);
  GTask *task = g_task_new (self, cancellable, callback, data);

  self->n_profiles++;
  g_task_set_task_data (task, g_strdup (ticker), g_free);
  after_latency (self, task, answer_profile);
}

static MagStockQuote *
load_profile_finish (MagMarketData  *market,
                     GAsyncResult   *result,
                     GError        **error)
{
  return finish (market, result, error);
}

static gboolean
answer_bars (gpointer user_data)
{
  GTask *task = user_data;
  FakeMarket *self = g_task_get_source_object (task);
  MagPriceHistory *history;
  MagDate today = mag_date_in_new_york (mag_clock_now_us (self->clock));
  MagBar old = { mag_calendar_previous_trading_day (today - 400), SPOT, SPOT, SPOT, SPOT, SPOT, 1000 };
  MagBar bar = { mag_calendar_previous_trading_day (today), SPOT, SPOT, SPOT, SPOT, SPOT, 1000 };

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  history = mag_price_history_new ();
  g_array_append_val (history->bars, old);
  g_array_append_val (history->bars, bar);
  history->dividends = g_array_new (FALSE, FALSE, sizeof (MagCashDividend));
  for (int ago = 3 * 91 + 46; ago > 0; ago -= 91) /* one a quarter; the next is six weeks away, so that no weekend decides whether it counts */
    {
      MagCashDividend dividend = { today - ago, TRUE, 2500 };

      g_array_append_val (history->dividends, dividend);
    }
  g_task_return_pointer (task, history, (GDestroyNotify) mag_price_history_free);
  return G_SOURCE_REMOVE;
}

static void
load_bars_async (MagMarketData       *market,
                 const char          *ticker,
                 MagDate              from,
                 MagDate              to,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             data)
{
  FakeMarket *self = FAKE_MARKET (market);

  self->n_bars++;
  after_latency (self, g_task_new (self, cancellable, callback, data), answer_bars);
}

static MagPriceHistory *
load_bars_finish (MagMarketData  *market,
                  GAsyncResult   *result,
                  GError        **error)
{
  return finish (market, result, error);
}

static void
market_data_init (MagMarketDataInterface *iface)
{
  iface->get_source = get_source;
  iface->load_chain_async = load_chain_async;
  iface->load_chain_finish = load_chain_finish;
  iface->load_quotes_async = load_quotes_async;
  iface->load_quotes_finish = load_quotes_finish;
  iface->load_profile_async = load_profile_async;
  iface->load_profile_finish = load_profile_finish;
  iface->load_bars_async = load_bars_async;
  iface->load_bars_finish = load_bars_finish;
}

static void
fake_market_finalize (GObject *object)
{
  FakeMarket *self = FAKE_MARKET (object);

  g_hash_table_unref (self->errors);
  g_hash_table_unref (self->chains);
  g_hash_table_unref (self->terms);
  mag_clock_unref (self->clock);
  G_OBJECT_CLASS (fake_market_parent_class)->finalize (object);
}

static void
fake_market_class_init (FakeMarketClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_market_finalize;
}

static void
fake_market_init (FakeMarket *self)
{
  self->errors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->chains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->terms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->error = -1;
}

FakeMarket *
fake_market_new (MagClock *clock,
                 guint     latency_ms)
{
  FakeMarket *self = g_object_new (TYPE_FAKE_MARKET, NULL);

  self->clock = mag_clock_ref (clock);
  self->latency_ms = latency_ms;
  return self;
}

void
fake_market_set_error (FakeMarket *self,
                       const char *ticker,
                       int         code)
{
  if (ticker == NULL)
    self->error = code;
  else
    g_hash_table_replace (self->errors, g_strdup (ticker), GINT_TO_POINTER (code));
}

void
fake_market_set_quotes_fail (FakeMarket *self,
                             gboolean    fail)
{
  self->quotes_fail = fail;
}

void
fake_market_set_latency (FakeMarket *self,
                         guint       latency_ms)
{
  self->latency_ms = latency_ms;
}

guint
fake_market_get_max_in_flight (FakeMarket *self)
{
  return self->n_max;
}

guint
fake_market_count_chains (FakeMarket *self,
                          const char *ticker)
{
  GHashTableIter iter;
  gpointer n;
  guint sum = 0;

  if (ticker != NULL)
    return GPOINTER_TO_UINT (g_hash_table_lookup (self->chains, ticker));
  g_hash_table_iter_init (&iter, self->chains);
  while (g_hash_table_iter_next (&iter, NULL, &n))
    sum += GPOINTER_TO_UINT (n);
  return sum;
}

guint
fake_market_count_quotes (FakeMarket *self)
{
  return self->n_quotes;
}

guint
fake_market_count_profiles (FakeMarket *self)
{
  return self->n_profiles;
}

guint
fake_market_count_bars (FakeMarket *self)
{
  return self->n_bars;
}

guint
fake_market_count_cut_short (FakeMarket *self)
{
  return self->n_cut_short;
}
