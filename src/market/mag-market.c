/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The market as the rest of Magnus sees it: two sources, asked in order. The second is asked whenever the first has no answer, for whatever reason but a
 * cancellation; what the caller hears in the end is the error that says most. */

#include "config.h"

#include "mag-market.h"

#include "mag-cboe.h"
#include "mag-yahoo-crumb.h"
#include "mag-yahoo.h"

#define IN_FLIGHT_CEILING 10

struct _MagMarket
{
  GObject        parent_instance;

  MagHttp       *http;
  MagMarketData *cboe;
  MagMarketData *yahoo;
};

static void mag_market_market_data_init (MagMarketDataInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MagMarket, mag_market, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MAG_TYPE_MARKET_DATA, mag_market_market_data_init))

typedef struct _Question Question;

/* One of the four kinds of call, the same for every source. */
typedef struct
{
  void           (*ask)    (MagMarketData *source, const Question *question, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  gpointer       (*answer) (MagMarketData *source, GAsyncResult *result, GError **error);
  GDestroyNotify   free_answer;
} Call;

struct _Question
{
  const Call    *call;
  char          *ticker;
  char         **tickers;
  MagDate        from, to;
  MagTerms       terms;
  MagMarketData *second; /* owned; asked when the first has no answer */
  GError        *error;  /* of the first */
};

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->ticker);
  g_strfreev (question->tickers);
  g_object_unref (question->second);
  g_clear_error (&question->error);
  g_free (question);
}

static void
ask_chain (MagMarketData       *source,
           const Question      *question,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             data)
{
  mag_market_data_load_chain_async (source, question->ticker, question->from, question->to, &question->terms, cancellable, callback, data);
}

static gpointer
answer_chain (MagMarketData  *source,
              GAsyncResult   *result,
              GError        **error)
{
  return mag_market_data_load_chain_finish (source, result, error);
}

static void
ask_quotes (MagMarketData       *source,
            const Question      *question,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             data)
{
  mag_market_data_load_quotes_async (source, (const char *const *) question->tickers, cancellable, callback, data);
}

static gpointer
answer_quotes (MagMarketData  *source,
               GAsyncResult   *result,
               GError        **error)
{
  return mag_market_data_load_quotes_finish (source, result, error);
}

static void
ask_profile (MagMarketData       *source,
             const Question      *question,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             data)
{
  mag_market_data_load_profile_async (source, question->ticker, cancellable, callback, data);
}

static gpointer
answer_profile (MagMarketData  *source,
                GAsyncResult   *result,
                GError        **error)
{
  return mag_market_data_load_profile_finish (source, result, error);
}

static void
ask_bars (MagMarketData       *source,
          const Question      *question,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             data)
{
  mag_market_data_load_bars_async (source, question->ticker, question->from, question->to, cancellable, callback, data);
}

static gpointer
answer_bars (MagMarketData  *source,
             GAsyncResult   *result,
             GError        **error)
{
  return mag_market_data_load_bars_finish (source, result, error);
}

static const Call chain_call = { ask_chain, answer_chain, (GDestroyNotify) mag_chain_unref };
static const Call quotes_call = { ask_quotes, answer_quotes, (GDestroyNotify) g_ptr_array_unref };
static const Call profile_call = { ask_profile, answer_profile, (GDestroyNotify) mag_stock_quote_free };
static const Call bars_call = { ask_bars, answer_bars, (GDestroyNotify) mag_price_history_free };

/* Whether the second source's error says more than the first's: it knows something of the symbol, or the first just does not have such data. */
static gboolean
says_more (const GError *second,
           const GError *first)
{
  return g_error_matches (second, MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNKNOWN_SYMBOL) || g_error_matches (second, MAG_MARKET_ERROR, MAG_MARKET_ERROR_NO_OPTIONS) ||
         g_error_matches (second, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (first, MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNSUPPORTED);
}

static void
second_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(GTask) task = data;
  Question *question = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gpointer answer = question->call->answer (MAG_MARKET_DATA (source), result, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, question->call->free_answer);
  else if (says_more (error, question->error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_error (task, g_steal_pointer (&question->error));
}

static void
first_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagMarket *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  gpointer answer = question->call->answer (MAG_MARKET_DATA (source), result, &question->error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, question->call->free_answer);
  else if (g_error_matches (question->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&question->error));
  else
    {
      mag_metrics_add (mag_http_get_metrics (self->http), "market.fallbacks", 1);
      question->call->ask (question->second, question, g_task_get_cancellable (task), second_cb, g_object_ref (task));
    }
}

/* Takes the strings of begin. */
static void
ask_both (MagMarket           *self,
          MagMarketData       *first,
          MagMarketData       *second,
          Question             begin,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Question *question = g_memdup2 (&begin, sizeof begin);

  question->second = g_object_ref (second);
  g_task_set_source_tag (task, ask_both);
  g_task_set_task_data (task, question, question_free);
  question->call->ask (first, question, cancellable, first_cb, task);
}

static MagSource
market_get_source (MagMarketData *market)
{
  return MAG_SOURCE_UNKNOWN;
}

static void
market_load_chain_async (MagMarketData       *market,
                         const char          *ticker,
                         MagDate              from,
                         MagDate              to,
                         const MagTerms      *terms,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             data)
{
  MagMarket *self = MAG_MARKET (market);
  Question question = { .call = &chain_call, .ticker = g_strdup (ticker), .from = from, .to = to, .terms = *terms };

  ask_both (self, self->cboe, self->yahoo, question, cancellable, callback, data);
}

static MagChain *
market_load_chain_finish (MagMarketData  *market,
                          GAsyncResult   *result,
                          GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
market_load_quotes_async (MagMarketData       *market,
                          const char *const   *tickers,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             data)
{
  MagMarket *self = MAG_MARKET (market);
  Question question = { .call = &quotes_call, .tickers = g_strdupv ((char **) tickers) };

  ask_both (self, self->yahoo, self->cboe, question, cancellable, callback, data);
}

static GPtrArray *
market_load_quotes_finish (MagMarketData  *market,
                           GAsyncResult   *result,
                           GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
market_load_profile_async (MagMarketData       *market,
                           const char          *ticker,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             data)
{
  MagMarket *self = MAG_MARKET (market);
  Question question = { .call = &profile_call, .ticker = g_strdup (ticker) };

  ask_both (self, self->yahoo, self->cboe, question, cancellable, callback, data);
}

static MagStockQuote *
market_load_profile_finish (MagMarketData  *market,
                            GAsyncResult   *result,
                            GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
market_load_bars_async (MagMarketData       *market,
                        const char          *ticker,
                        MagDate              from,
                        MagDate              to,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             data)
{
  MagMarket *self = MAG_MARKET (market);
  Question question = { .call = &bars_call, .ticker = g_strdup (ticker), .from = from, .to = to };

  ask_both (self, self->yahoo, self->cboe, question, cancellable, callback, data);
}

static MagPriceHistory *
market_load_bars_finish (MagMarketData  *market,
                         GAsyncResult   *result,
                         GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
mag_market_finalize (GObject *object)
{
  MagMarket *self = MAG_MARKET (object);

  g_clear_object (&self->cboe);
  g_clear_object (&self->yahoo);
  g_clear_object (&self->http);

  G_OBJECT_CLASS (mag_market_parent_class)->finalize (object);
}

static void
mag_market_class_init (MagMarketClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_market_finalize;
}

static void
mag_market_market_data_init (MagMarketDataInterface *iface)
{
  iface->get_source = market_get_source;
  iface->load_chain_async = market_load_chain_async;
  iface->load_chain_finish = market_load_chain_finish;
  iface->load_quotes_async = market_load_quotes_async;
  iface->load_quotes_finish = market_load_quotes_finish;
  iface->load_profile_async = market_load_profile_async;
  iface->load_profile_finish = market_load_profile_finish;
  iface->load_bars_async = market_load_bars_async;
  iface->load_bars_finish = market_load_bars_finish;
}

static void
mag_market_init (MagMarket *self)
{
}

/* The manners of docs/architecture.md; time-outs leave room for 13 MB over a slow line. One bad moment of ten requests in flight must not open a breaker. A
 * practice server is our own, on this machine: nobody has to be spared, and nobody should wait a minute for sixty symbols. */
static void
set_policies (MagHttp  *http,
              gboolean  practice)
{
  MagHttpPolicy policies[] = {
    { MAG_CBOE_PROVIDER, .per_minute = 60, .burst = 2, .max_in_flight = 1, .timeout_seconds = 60, .max_tries = 3, .breaker_failures = 12, .breaker_seconds = 30 },
    { MAG_YAHOO_PROVIDER, .per_minute = 100, .burst = 10, .max_in_flight = 4, .timeout_seconds = 20, .max_tries = 3, .breaker_failures = 12, .breaker_seconds = 30 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      if (practice)
        {
          policies[i].per_minute = 0;
          policies[i].max_in_flight = IN_FLIGHT_CEILING;
        }
      mag_http_set_policy (http, &policies[i]);
    }
}

/**
 * mag_market_new_for_profile:
 * @profile: where the sources are and what time it is; towards a practice server nothing is rationed but the 10 requests in flight
 *
 * Returns: (transfer full): a MagMarket
 */
MagMarketData *
mag_market_new_for_profile (MagProfile *profile)
{
  MagMarket *self;
  g_autoptr(MagParsePool) pool = NULL;

  g_return_val_if_fail (profile != NULL, NULL);

  self = g_object_new (MAG_TYPE_MARKET, NULL);
  self->http = mag_http_new (mag_profile_get_clock (profile), "Mozilla/5.0 (compatible; Magnus/" VERSION ")");
  set_policies (self->http, mag_profile_is_practice (profile));
  pool = mag_parse_pool_new ();
  self->cboe = MAG_MARKET_DATA (mag_cboe_new (self->http, pool, profile));
  self->yahoo = MAG_MARKET_DATA (mag_yahoo_new (self->http, pool, profile));

  return MAG_MARKET_DATA (self);
}

/**
 * mag_market_get_http:
 * @self: a market
 *
 * Returns: (transfer none): its HTTP client, for the metrics and for further cache tiers
 */
MagHttp *
mag_market_get_http (MagMarket *self)
{
  g_return_val_if_fail (MAG_IS_MARKET (self), NULL);

  return self->http;
}
