/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CBOE's delayed quotes as a market source. A class share has no agreed file name, so its spellings are tried in turn; a 403 may mean "no such file" or "go
 * away", which is told apart by whether a symbol that is certainly there still answers; and as every file redirects to the same other host, that host is asked
 * directly for as long as it answers. */

#include "config.h"

#include "mag-cboe.h"

#include "mag-cboe-parse.h"
#include "mag-market-http.h"

#include <glib/gi18n-lib.h>

#define CACHE_SECONDS 300
#define HOST "cdn.cboe.com"
#define WELL_KNOWN "SPY"
#define TRUST_US (300 * MAG_SECOND_US)
#define FOLDER "/api/global/delayed_quotes/"
#define OPTIONS "options"

struct _MagCboe
{
  GObject        parent_instance;

  MagHttp       *http;
  MagParsePool  *pool;
  MagClock      *clock;
  char          *origin;      /* "https://cdn.cboe.com" */
  char         **hosts;       /* redirects may lead there */
  gint64         answered_us; /* monotonic; when it last gave us a file; 0: not yet */
  char          *direct;      /* where the last redirect led: what stood before the path; NULL: not known */
  char          *direct_tail; /* and what stood behind it; "" */
  gint64         direct_us;   /* monotonic; when it led there */
};

static void mag_cboe_market_data_init (MagMarketDataInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MagCboe, mag_cboe, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MAG_TYPE_MARKET_DATA, mag_cboe_market_data_init))

typedef struct _Load Load;

/* What is done with a body, on a thread of the pool. */
typedef gpointer (*ParseFunc) (const Load *load, GError **error);

/* One file of one symbol, under one spelling after the other. */
struct _Load
{
  const char     *folder;    /* OPTIONS, "quotes", "charts/historical" */
  char           *ticker;
  char          **spellings;
  guint           spelling;
  char           *path;      /* of the spelling being tried */
  gboolean        background;
  MagDate         from, to;  /* of bars */
  MagTerms        terms;     /* of a chain */
  ParseFunc       parse;
  GDestroyNotify  free_result;

  GBytes         *body;
  gint64          received_us, now_us;
  GError         *refusal;   /* the first 403, while the cause is looked for */
};

static void
load_free (gpointer data)
{
  Load *load = data;

  g_free (load->ticker);
  g_strfreev (load->spellings);
  g_free (load->path);
  g_clear_pointer (&load->body, g_bytes_unref);
  g_clear_error (&load->refusal);
  g_free (load);
}

static gpointer
parse_chain (const Load  *load,
             GError     **error)
{
  return mag_cboe_chain_parse (load->body, load->ticker, load->received_us, load->now_us, &load->terms, error);
}

static gpointer
parse_quote (const Load  *load,
             GError     **error)
{
  return mag_cboe_quote_parse (load->body, load->ticker, error);
}

static gpointer
parse_bars (const Load  *load,
            GError     **error)
{
  return mag_cboe_history_parse (load->body, load->from, load->to, error);
}

/* Index: "_SPX"; its options under their root, as those on the Dow, "_DJX", are on a hundredth of it. Class share: "BRK.B", then "BRKB". */
static char **
make_spellings (const char *folder,
                const char *ticker)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *root = mag_symbol_to_occ_root (ticker);
  gboolean options = g_str_equal (folder, OPTIONS);

  if (mag_symbol_is_index (ticker))
    g_strv_builder_take (builder, g_strconcat ("_", options ? root : ticker, NULL));
  else
    g_strv_builder_add (builder, ticker);
  if (strchr (ticker, '.') != NULL)
    g_strv_builder_add (builder, root);

  return g_strv_builder_end (builder);
}

static char *
make_path (const char *folder,
           const char *spelling)
{
  g_autofree char *escaped = g_uri_escape_string (spelling, NULL, FALSE);

  return g_strdup_printf (FOLDER "%s/%s.json", folder, escaped);
}

static void
forget_address (MagCboe *self)
{
  g_clear_pointer (&self->direct, g_free);
  g_clear_pointer (&self->direct_tail, g_free);
}

/* Remembers where a file was in the end, so that the next one costs one request instead of two. */
static void
learn_address (MagCboe            *self,
               const MagHttpReply *reply,
               const char         *path)
{
  const char *found = strstr (reply->url, path);

  if (reply->from_cache || found == NULL || self->direct != NULL)
    return;

  self->direct = g_strndup (reply->url, found - reply->url);
  self->direct_tail = g_strdup (found + strlen (path));
  self->direct_us = g_get_monotonic_time ();
}

static void
request_file (MagCboe             *self,
              const char          *path,
              gboolean             background,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             data)
{
  g_autofree char *url = NULL;
  MagHttpRequest request = {
    .provider = MAG_CBOE_PROVIDER,
    .key = path,
    .hosts = (const char *const *) self->hosts,
    .cache_seconds = CACHE_SECONDS,
    .background = background,
    .json = TRUE,
  };

  if (self->direct != NULL && g_get_monotonic_time () - self->direct_us > TRUST_US)
    forget_address (self);
  url = self->direct != NULL ? g_strconcat (self->direct, path, self->direct_tail, NULL) : g_strconcat (self->origin, path, NULL);
  request.url = url;
  mag_http_send_async (self->http, &request, cancellable, callback, data);
}

static void load_spelling (GTask *task);

/* Whether another spelling is left to try after this error; if so it is asked for. Takes the task only then. */
static gboolean
try_next_spelling (GTask *task)
{
  Load *load = g_task_get_task_data (task);

  if (load->spellings[load->spelling + 1] == NULL)
    return FALSE;

  load->spelling++;
  load_spelling (task);
  return TRUE;
}

static void
return_unknown (GTask *task)
{
  Load *load = g_task_get_task_data (task);

  g_task_return_new_error (task, MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNKNOWN_SYMBOL, _("CBOE does not know %s, or it has no options."), load->ticker);
}

/* The well-known symbol has answered, or not. */
static void
probed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagCboe *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) reply = mag_http_send_finish (MAG_HTTP (source), result, &error);

  if (reply == NULL && mag_http_error_get_status (error) == 403)
    g_task_return_error (task, mag_market_error_from_http (load->refusal, MAG_SOURCE_CBOE));
  else if (reply == NULL)
    g_task_return_error (task, mag_market_error_from_http (error, MAG_SOURCE_CBOE));
  else
    {
      self->answered_us = g_get_monotonic_time ();
      return_unknown (task);
    }
}

/* A 403: no such file, or no files for us at all? */
static void
explain_refusal (GTask  *owned_task,
                 GError *owned_error)
{
  g_autoptr(GTask) task = owned_task;
  MagCboe *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);

  g_clear_error (&load->refusal);
  load->refusal = owned_error;
  if (self->answered_us != 0 && g_get_monotonic_time () - self->answered_us < TRUST_US)
    return_unknown (task);
  else
    request_file (self, FOLDER "quotes/" WELL_KNOWN ".json", FALSE, g_task_get_cancellable (task), probed_cb, g_object_ref (task));
}

static gpointer
parse_load (gpointer   data,
            GError   **error)
{
  const Load *load = data;

  return load->parse (load, error);
}

static void
parsed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(GTask) task = data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer parsed = g_task_propagate_pointer (G_TASK (result), &error);

  if (parsed != NULL)
    g_task_return_pointer (task, parsed, load->free_result);
  else if (g_error_matches (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNKNOWN_SYMBOL) && try_next_spelling (task))
    {
      g_clear_error (&error);
      g_steal_pointer (&task);
    }
  else
    g_task_return_error (task, error);
}

/* The parse is a task of its own within the load: its result may be "try the next spelling". */
static void
parse_body (GTask *owned_task)
{
  Load *load = g_task_get_task_data (owned_task);
  MagCboe *self = g_task_get_source_object (owned_task);
  GTask *job = g_task_new (self, g_task_get_cancellable (owned_task), parsed_cb, owned_task);

  g_task_set_task_data (job, load, NULL);
  mag_parse_pool_run (self->pool, job, parse_load, load->free_result);
}

static void
received_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagCboe *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) reply = mag_http_send_finish (MAG_HTTP (source), result, &error);

  if (reply == NULL && mag_http_error_get_status (error) == 403)
    {
      if (try_next_spelling (task))
        g_steal_pointer (&task);
      else
        explain_refusal (g_steal_pointer (&task), g_steal_pointer (&error));
      return;
    }
  if (reply == NULL)
    {
      forget_address (self);
      g_task_return_error (task, mag_market_error_from_http (error, MAG_SOURCE_CBOE));
      return;
    }

  learn_address (self, reply, load->path);
  self->answered_us = g_get_monotonic_time ();
  g_clear_pointer (&load->body, g_bytes_unref);
  load->body = g_bytes_ref (reply->body);
  load->received_us = reply->received_us;
  load->now_us = mag_clock_now_us (self->clock);
  parse_body (g_steal_pointer (&task));
}

/* Takes the task. */
static void
load_spelling (GTask *task)
{
  MagCboe *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);

  g_free (load->path);
  load->path = make_path (load->folder, load->spellings[load->spelling]);
  request_file (self, load->path, load->background, g_task_get_cancellable (task), received_cb, task);
}

static void
load_file (MagCboe             *self,
           Load                 begin,
           const char          *ticker,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Load *load = g_memdup2 (&begin, sizeof begin);

  load->ticker = g_strdup (ticker);
  load->spellings = make_spellings (load->folder, ticker);
  g_task_set_source_tag (task, load_file);
  g_task_set_task_data (task, load, load_free);
  load_spelling (task);
}

static MagSource
cboe_get_source (MagMarketData *data)
{
  return MAG_SOURCE_CBOE;
}

static void
cboe_load_chain_async (MagMarketData       *market,
                       const char          *ticker,
                       MagDate              from,
                       MagDate              to,
                       const MagTerms      *terms,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             data)
{
  Load load = { .folder = OPTIONS, .terms = *terms, .parse = parse_chain, .free_result = (GDestroyNotify) mag_chain_unref };

  load_file (MAG_CBOE (market), load, ticker, cancellable, callback, data);
}

static gpointer
cboe_load_finish (GAsyncResult  *result,
                  GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static MagChain *
cboe_load_chain_finish (MagMarketData  *market,
                        GAsyncResult   *result,
                        GError        **error)
{
  return cboe_load_finish (result, error);
}

/* Quotes of many: one file each, all asked for at once; the gate lines them up, behind the chains, or those of a sync would wait for minutes. */

typedef struct
{
  GPtrArray *quotes;
  GError    *first_error; /* of a symbol that is not just unknown */
  guint      waiting;
} QuotesLoad;

static void
quotes_load_free (gpointer data)
{
  QuotesLoad *load = data;

  g_clear_pointer (&load->quotes, g_ptr_array_unref);
  g_clear_error (&load->first_error);
  g_free (load);
}

static void
quotes_load_check (GTask *task)
{
  QuotesLoad *load = g_task_get_task_data (task);

  if (load->waiting > 0)
    return;
  if (load->first_error != NULL && load->quotes->len == 0)
    g_task_return_error (task, g_steal_pointer (&load->first_error));
  else
    g_task_return_pointer (task, g_steal_pointer (&load->quotes), (GDestroyNotify) g_ptr_array_unref);
}

static void
quote_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr(GTask) task = data;
  QuotesLoad *load = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  MagStockQuote *quote = cboe_load_finish (result, &error);

  load->waiting--;
  if (quote != NULL)
    g_ptr_array_add (load->quotes, quote);
  else if (load->first_error == NULL && !g_error_matches (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNKNOWN_SYMBOL))
    load->first_error = g_steal_pointer (&error);
  quotes_load_check (task);
}

static void
cboe_load_quotes_async (MagMarketData       *market,
                        const char *const   *tickers,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (market, cancellable, callback, data);
  QuotesLoad *load = g_new0 (QuotesLoad, 1);
  Load begin = { .folder = "quotes", .background = TRUE, .parse = parse_quote, .free_result = (GDestroyNotify) mag_stock_quote_free };

  load->quotes = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_stock_quote_free);
  g_task_set_source_tag (task, cboe_load_quotes_async);
  g_task_set_task_data (task, load, quotes_load_free);
  for (guint i = 0; tickers[i] != NULL; i++)
    {
      load->waiting++;
      load_file (MAG_CBOE (market), begin, tickers[i], cancellable, quote_loaded_cb, g_object_ref (task));
    }
  quotes_load_check (task);
}

static GPtrArray *
cboe_load_quotes_finish (MagMarketData  *market,
                         GAsyncResult   *result,
                         GError        **error)
{
  return cboe_load_finish (result, error);
}

static void
cboe_load_profile_async (MagMarketData       *market,
                         const char          *ticker,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (market, cancellable, callback, data);

  g_task_set_source_tag (task, cboe_load_profile_async);
  g_task_return_new_error (task, MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNSUPPORTED, _("CBOE has no company data."));
}

static MagStockQuote *
cboe_load_profile_finish (MagMarketData  *market,
                          GAsyncResult   *result,
                          GError        **error)
{
  return cboe_load_finish (result, error);
}

static void
cboe_load_bars_async (MagMarketData       *market,
                      const char          *ticker,
                      MagDate              from,
                      MagDate              to,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             data)
{
  Load load = { .folder = "charts/historical", .from = from, .to = to, .parse = parse_bars, .free_result = (GDestroyNotify) mag_price_history_free };

  load_file (MAG_CBOE (market), load, ticker, cancellable, callback, data);
}

static MagPriceHistory *
cboe_load_bars_finish (MagMarketData  *market,
                       GAsyncResult   *result,
                       GError        **error)
{
  return cboe_load_finish (result, error);
}

static void
mag_cboe_finalize (GObject *object)
{
  MagCboe *self = MAG_CBOE (object);

  g_clear_object (&self->http);
  g_clear_object (&self->pool);
  g_clear_pointer (&self->clock, mag_clock_unref);
  g_clear_pointer (&self->origin, g_free);
  g_clear_pointer (&self->hosts, g_strfreev);
  forget_address (self);

  G_OBJECT_CLASS (mag_cboe_parent_class)->finalize (object);
}

static void
mag_cboe_class_init (MagCboeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_cboe_finalize;
}

static void
mag_cboe_market_data_init (MagMarketDataInterface *iface)
{
  iface->get_source = cboe_get_source;
  iface->load_chain_async = cboe_load_chain_async;
  iface->load_chain_finish = cboe_load_chain_finish;
  iface->load_quotes_async = cboe_load_quotes_async;
  iface->load_quotes_finish = cboe_load_quotes_finish;
  iface->load_profile_async = cboe_load_profile_async;
  iface->load_profile_finish = cboe_load_profile_finish;
  iface->load_bars_async = cboe_load_bars_async;
  iface->load_bars_finish = cboe_load_bars_finish;
}

static void
mag_cboe_init (MagCboe *self)
{
}

/**
 * mag_cboe_new:
 * @http: with a policy for MAG_CBOE_PROVIDER
 * @pool: parses the bodies
 * @profile: says where CBOE is
 *
 * Returns: (transfer full): the source
 */
MagCboe *
mag_cboe_new (MagHttp      *http,
              MagParsePool *pool,
              MagProfile   *profile)
{
  static const char *const hosts[] = { HOST, "cdn-api.cboe.com", NULL };
  MagCboe *self = g_object_new (MAG_TYPE_CBOE, NULL);

  self->http = g_object_ref (http);
  self->pool = g_object_ref (pool);
  self->clock = mag_clock_ref (mag_profile_get_clock (profile));
  self->origin = mag_profile_resolve_origin (profile, HOST);
  self->hosts = mag_market_resolve_hosts (profile, hosts);

  return self;
}
