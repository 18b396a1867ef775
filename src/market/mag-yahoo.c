/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Yahoo Finance as a market source: which address for what, in which portions, and what is done with the answers. */

#include "config.h"

#include "mag-yahoo.h"

#include "mag-date.h"
#include "mag-yahoo-client.h"
#include "mag-yahoo-parse.h"

#include <glib/gi18n-lib.h>

#define BATCH 50 /* over 99 fails in odd ways */
#define SLOW_CACHE_SECONDS 300
#define DAY_SECONDS 86400
#define LOCALE "formatted=false&lang=en-US&region=US"

struct _MagYahoo
{
  GObject         parent_instance;

  MagYahooClient *client;
  MagParsePool   *pool;
  MagClock       *clock;
};

static void mag_yahoo_market_data_init (MagMarketDataInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MagYahoo, mag_yahoo, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MAG_TYPE_MARKET_DATA, mag_yahoo_market_data_init))

/* One body, fetched and then parsed on a thread of the pool. */

typedef struct _Fetch Fetch;
typedef gpointer (*ParseFunc) (const Fetch *fetch, GError **error);

struct _Fetch
{
  ParseFunc       parse;
  GDestroyNotify  free_result;
  char           *ticker;  /* NULL: of many */
  GHashTable     *tickers; /* Yahoo symbol -> ticker, for a batch */

  GBytes         *body;
  gint64          received_us, now_us;
};

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_free (fetch->ticker);
  g_clear_pointer (&fetch->tickers, g_hash_table_unref);
  g_clear_pointer (&fetch->body, g_bytes_unref);
  g_free (fetch);
}

static gpointer
parse_page (const Fetch  *fetch,
            GError      **error)
{
  return mag_yahoo_page_parse (fetch->body, fetch->ticker, fetch->received_us, error);
}

static gpointer
parse_quotes (const Fetch  *fetch,
              GError      **error)
{
  return mag_yahoo_quotes_parse (fetch->body, fetch->tickers, error);
}

static gpointer
parse_summary (const Fetch  *fetch,
               GError      **error)
{
  return mag_yahoo_summary_parse (fetch->body, fetch->ticker, fetch->now_us, error);
}

static gpointer
parse_bars (const Fetch  *fetch,
            GError      **error)
{
  return mag_yahoo_history_parse (fetch->body, error);
}

static gpointer
parse_fetch (gpointer   data,
             GError   **error)
{
  const Fetch *fetch = data;

  return fetch->parse (fetch, error);
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagYahoo *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) reply = mag_yahoo_client_get_finish (MAG_YAHOO_CLIENT (source), result, &error);

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  fetch->body = g_bytes_ref (reply->body);
  fetch->received_us = reply->received_us;
  fetch->now_us = mag_clock_now_us (self->clock);
  mag_parse_pool_run (self->pool, g_steal_pointer (&task), parse_fetch, fetch->free_result);
}

/* Takes the fields of begin. */
static void
fetch_async (MagYahoo            *self,
             const char          *path,
             gboolean             crumbed,
             guint                cache_seconds,
             Fetch                begin,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Fetch *fetch = g_memdup2 (&begin, sizeof begin);

  g_task_set_source_tag (task, fetch_async);
  g_task_set_task_data (task, fetch, fetch_free);
  mag_yahoo_client_get_async (self->client, path, crumbed, cache_seconds, fetch->ticker != NULL ? fetch->ticker : _("these symbols"), cancellable, fetched_cb, task);
}

static gpointer
fetch_finish (GAsyncResult  *result,
              GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static MagSymbolKind
kind_of (const char *ticker)
{
  return mag_symbol_is_index (ticker) ? MAG_KIND_INDEX : MAG_KIND_STOCK;
}

/* Where Yahoo has the options, percent-encoded: "BRK-B", "%5ESPX". */
static char *
escape_option_symbol (const char *ticker)
{
  g_autofree char *symbol = mag_symbol_to_yahoo (ticker, kind_of (ticker));

  return g_uri_escape_string (symbol, NULL, FALSE);
}

/* Where Yahoo has everything else, percent-encoded: "BRK-B", "%5EGSPC". */
static char *
escape_quote_symbol (const char *ticker)
{
  g_autofree char *symbol = mag_symbol_to_yahoo_quote (ticker, kind_of (ticker));

  return g_uri_escape_string (symbol, NULL, FALSE);
}

static MagSource
yahoo_get_source (MagMarketData *market)
{
  return MAG_SOURCE_YAHOO;
}

/* A chain: the first page tells which expirations there are, the wanted ones follow together. */

typedef struct
{
  char      *ticker;
  char      *symbol;  /* Yahoo's spelling, percent-encoded */
  MagDate    from, to;
  MagTerms   terms;
  GPtrArray *pages;   /* MagYahooPage */
  guint      waiting; /* pages on their way */
  GError    *error;   /* the first */
  gint64     now_us;
} ChainLoad;

static void
chain_load_free (gpointer data)
{
  ChainLoad *load = data;

  g_free (load->ticker);
  g_free (load->symbol);
  g_ptr_array_unref (load->pages);
  g_clear_error (&load->error);
  g_free (load);
}

static gpointer
assemble_pages (gpointer   data,
                GError   **error)
{
  const ChainLoad *load = data;

  return mag_yahoo_chain_assemble (load->pages, load->ticker, load->now_us, &load->terms, error);
}

static void page_cb (GObject *source, GAsyncResult *result, gpointer data);

/* epoch 0: the nearest expiration. */
static void
load_page (GTask  *task,
           gint64  epoch)
{
  ChainLoad *load = g_task_get_task_data (task);
  g_autofree char *date = epoch != 0 ? g_strdup_printf ("&date=%" G_GINT64_FORMAT, epoch) : g_strdup ("");
  g_autofree char *path = g_strdup_printf ("/v7/finance/options/%s?" LOCALE "%s", load->symbol, date);
  Fetch fetch = { .parse = parse_page, .free_result = (GDestroyNotify) mag_yahoo_page_free, .ticker = g_strdup (load->ticker) };

  load->waiting++;
  fetch_async (g_task_get_source_object (task), path, TRUE, MAG_HTTP_CACHE_SECONDS, fetch, g_task_get_cancellable (task), page_cb, g_object_ref (task));
}

static void
load_other_pages (GTask              *task,
                  const MagYahooPage *first)
{
  ChainLoad *load = g_task_get_task_data (task);

  for (guint i = 0; i < first->epochs->len; i++)
    {
      gint64 epoch = g_array_index (first->epochs, gint64, i);
      MagDate date = mag_date_from_unix_utc (epoch);

      if (date != first->expiration && date >= load->from && (load->to == 0 || date <= load->to))
        load_page (task, epoch);
    }
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagYahoo *self = MAG_YAHOO (source);
  ChainLoad *load = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  MagYahooPage *page = fetch_finish (result, &error);

  load->waiting--;
  if (page != NULL)
    g_ptr_array_add (load->pages, page);
  else if (load->error == NULL)
    load->error = g_steal_pointer (&error);
  if (page != NULL && load->pages->len == 1)
    load_other_pages (task, page);
  if (load->waiting > 0)
    return;

  if (load->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&load->error));
      return;
    }
  load->now_us = mag_clock_now_us (self->clock);
  mag_parse_pool_run (self->pool, g_steal_pointer (&task), assemble_pages, (GDestroyNotify) mag_chain_unref);
}

static void
yahoo_load_chain_async (MagMarketData       *market,
                        const char          *ticker,
                        MagDate              from,
                        MagDate              to,
                        const MagTerms      *terms,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (market, cancellable, callback, data);
  ChainLoad *load = g_new0 (ChainLoad, 1);

  load->ticker = g_strdup (ticker);
  load->symbol = escape_option_symbol (ticker);
  load->from = from;
  load->to = to;
  load->terms = *terms;
  load->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_yahoo_page_free);
  g_task_set_source_tag (task, yahoo_load_chain_async);
  g_task_set_task_data (task, load, chain_load_free);
  load_page (task, 0);
}

static MagChain *
yahoo_load_chain_finish (MagMarketData  *market,
                         GAsyncResult   *result,
                         GError        **error)
{
  return fetch_finish (result, error);
}

/* Quotes, in batches. */

typedef struct
{
  GPtrArray *quotes;
  GError    *error; /* the first */
  guint      waiting;
} QuotesLoad;

static void
quotes_load_free (gpointer data)
{
  QuotesLoad *load = data;

  g_clear_pointer (&load->quotes, g_ptr_array_unref);
  g_clear_error (&load->error);
  g_free (load);
}

static void
quotes_load_check (GTask *task)
{
  QuotesLoad *load = g_task_get_task_data (task);

  if (load->waiting > 0)
    return;
  /* Fifty that did not come are no reason to throw away the others. */
  if (load->error != NULL && load->quotes->len == 0)
    g_task_return_error (task, g_steal_pointer (&load->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&load->quotes), (GDestroyNotify) g_ptr_array_unref);
}

static void
batch_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(GTask) task = data;
  QuotesLoad *load = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  GPtrArray *quotes = fetch_finish (result, &error);

  load->waiting--;
  if (quotes != NULL)
    g_ptr_array_extend_and_steal (load->quotes, quotes);
  else if (load->error == NULL)
    load->error = g_steal_pointer (&error);
  quotes_load_check (task);
}

static void
load_batch (GTask             *task,
            const char *const *tickers,
            guint              n_tickers)
{
  QuotesLoad *load = g_task_get_task_data (task);
  g_autoptr(GString) path = g_string_new ("/v7/finance/quote?" LOCALE "&symbols=");
  Fetch fetch = { .parse = parse_quotes, .free_result = (GDestroyNotify) g_ptr_array_unref };

  fetch.tickers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < n_tickers; i++)
    {
      g_autofree char *symbol = mag_symbol_to_yahoo_quote (tickers[i], kind_of (tickers[i]));

      if (i > 0)
        g_string_append (path, "%2C");
      g_string_append_uri_escaped (path, symbol, NULL, FALSE);
      g_hash_table_insert (fetch.tickers, g_steal_pointer (&symbol), g_strdup (tickers[i]));
    }

  load->waiting++;
  fetch_async (g_task_get_source_object (task), path->str, TRUE, MAG_HTTP_CACHE_SECONDS, fetch, g_task_get_cancellable (task), batch_cb, g_object_ref (task));
}

static void
yahoo_load_quotes_async (MagMarketData       *market,
                         const char *const   *tickers,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (market, cancellable, callback, data);
  QuotesLoad *load = g_new0 (QuotesLoad, 1);
  guint n_tickers = g_strv_length ((char **) tickers);

  load->quotes = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_stock_quote_free);
  g_task_set_source_tag (task, yahoo_load_quotes_async);
  g_task_set_task_data (task, load, quotes_load_free);
  for (guint i = 0; i < n_tickers; i += BATCH)
    load_batch (task, tickers + i, MIN (BATCH, n_tickers - i));
  quotes_load_check (task);
}

static GPtrArray *
yahoo_load_quotes_finish (MagMarketData  *market,
                          GAsyncResult   *result,
                          GError        **error)
{
  return fetch_finish (result, error);
}

/* Company data and price history. */

static void
yahoo_load_profile_async (MagMarketData       *market,
                          const char          *ticker,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             data)
{
  g_autofree char *symbol = escape_quote_symbol (ticker);
  g_autofree char *path = g_strdup_printf ("/v10/finance/quoteSummary/%s?" LOCALE "&modules=assetProfile%%2Cprice%%2CsummaryDetail%%2CcalendarEvents", symbol);
  Fetch fetch = { .parse = parse_summary, .free_result = (GDestroyNotify) mag_stock_quote_free, .ticker = g_strdup (ticker) };

  fetch_async (MAG_YAHOO (market), path, TRUE, SLOW_CACHE_SECONDS, fetch, cancellable, callback, data);
}

static MagStockQuote *
yahoo_load_profile_finish (MagMarketData  *market,
                           GAsyncResult   *result,
                           GError        **error)
{
  return fetch_finish (result, error);
}

static void
yahoo_load_bars_async (MagMarketData       *market,
                       const char          *ticker,
                       MagDate              from,
                       MagDate              to,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             data)
{
  MagYahoo *self = MAG_YAHOO (market);
  g_autofree char *symbol = escape_quote_symbol (ticker);
  gint64 until = to != 0 ? mag_date_to_unix_utc (to) + DAY_SECONDS : mag_clock_now_us (self->clock) / MAG_SECOND_US;
  g_autofree char *path = g_strdup_printf ("/v8/finance/chart/%s?period1=%" G_GINT64_FORMAT "&period2=%" G_GINT64_FORMAT
                                           "&interval=1d&events=div%%7Csplit&includePrePost=false&lang=en-US&region=US",
                                           symbol, from != 0 ? mag_date_to_unix_utc (from) : 0, until);
  Fetch fetch = { .parse = parse_bars, .free_result = (GDestroyNotify) mag_price_history_free, .ticker = g_strdup (ticker) };

  fetch_async (self, path, FALSE, SLOW_CACHE_SECONDS, fetch, cancellable, callback, data);
}

static MagPriceHistory *
yahoo_load_bars_finish (MagMarketData  *market,
                        GAsyncResult   *result,
                        GError        **error)
{
  return fetch_finish (result, error);
}

static void
mag_yahoo_finalize (GObject *object)
{
  MagYahoo *self = MAG_YAHOO (object);

  g_clear_object (&self->client);
  g_clear_object (&self->pool);
  g_clear_pointer (&self->clock, mag_clock_unref);

  G_OBJECT_CLASS (mag_yahoo_parent_class)->finalize (object);
}

static void
mag_yahoo_class_init (MagYahooClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_yahoo_finalize;
}

static void
mag_yahoo_market_data_init (MagMarketDataInterface *iface)
{
  iface->get_source = yahoo_get_source;
  iface->load_chain_async = yahoo_load_chain_async;
  iface->load_chain_finish = yahoo_load_chain_finish;
  iface->load_quotes_async = yahoo_load_quotes_async;
  iface->load_quotes_finish = yahoo_load_quotes_finish;
  iface->load_profile_async = yahoo_load_profile_async;
  iface->load_profile_finish = yahoo_load_profile_finish;
  iface->load_bars_async = yahoo_load_bars_async;
  iface->load_bars_finish = yahoo_load_bars_finish;
}

static void
mag_yahoo_init (MagYahoo *self)
{
}

/**
 * mag_yahoo_new:
 * @http: with a policy for MAG_YAHOO_PROVIDER
 * @pool: parses the bodies
 * @profile: says where Yahoo is
 *
 * Returns: (transfer full): the source
 */
MagYahoo *
mag_yahoo_new (MagHttp      *http,
               MagParsePool *pool,
               MagProfile   *profile)
{
  MagYahoo *self = g_object_new (MAG_TYPE_YAHOO, NULL);

  self->client = mag_yahoo_client_new (http, profile);
  self->pool = g_object_ref (pool);
  self->clock = mag_clock_ref (mag_profile_get_clock (profile));

  return self;
}
