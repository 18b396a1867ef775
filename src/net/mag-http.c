/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one HTTP client. What is asked for becomes a flight: the first caller starts it, later callers for the same thing wait with the first, and the flight goes
 * on as long as one of them wants it. A flight looks into the cache tiers in order, then makes one exchange with the server. */

#include "mag-http.h"

#include "mag-http-error.h"
#include "mag-http-exchange.h"
#include "mag-http-gate.h"
#include "mag-memory-cache.h"
#include "mag-types.h"

struct _MagHttp
{
  GObject      parent_instance;

  MagClock    *clock;
  SoupSession *session;
  MagMetrics  *metrics;
  GHashTable  *gates;   /* owned provider name -> owned MagHttpGate */
  GHashTable  *flights; /* key, owned by the flight -> Flight that others may join, not owned */
  GPtrArray   *tiers;   /* MagCacheTier, owned */
};

G_DEFINE_FINAL_TYPE (MagHttp, mag_http, G_TYPE_OBJECT)

typedef struct
{
  MagHttp        *http;        /* owned: the client lives until its last flight has landed */
  MagHttpRequest *request;
  char           *key;         /* NULL: nobody may join, nothing is cached */
  GPtrArray      *waiters;     /* Waiter, owned */
  GCancellable   *cancellable; /* cancelled when the last waiter has gone */
  guint           tier;        /* cache tier being asked */
} Flight;

typedef struct
{
  Flight  *flight; /* not owned */
  GTask   *task;   /* owned */
  GSource *watch;  /* of the caller's cancellable; NULL: it has none */
} Waiter;

static void
waiter_free (gpointer data)
{
  Waiter *waiter = data;

  if (waiter->watch != NULL)
    g_source_destroy (waiter->watch);
  g_clear_pointer (&waiter->watch, g_source_unref);
  g_clear_object (&waiter->task);
  g_free (waiter);
}

static void
flight_free (Flight *flight)
{
  g_clear_pointer (&flight->waiters, g_ptr_array_unref);
  g_clear_pointer (&flight->request, mag_http_request_free);
  g_clear_object (&flight->cancellable);
  g_free (flight->key);
  g_object_unref (flight->http);
  g_free (flight);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Flight, flight_free)

/* Nobody can join it any more. */
static void
flight_unlist (Flight *flight)
{
  if (flight->key != NULL && g_hash_table_lookup (flight->http->flights, flight->key) == flight)
    g_hash_table_remove (flight->http->flights, flight->key);
}

static const char *
error_word (const GError *error)
{
  static const char *const words[] = { "offline", "status", "open", "too_large", "redirect", "challenge" };

  if (error->domain == MAG_HTTP_ERROR && error->code >= 0 && error->code < (int) G_N_ELEMENTS (words))
    return words[error->code];
  return "cancelled";
}

static void
count_error (Flight       *flight,
             const GError *error)
{
  g_autofree char *name = g_strdup_printf ("http.%s.errors.%s", flight->request->provider, error_word (error));

  mag_metrics_add (flight->http->metrics, name, 1);
}

/* Ends a flight: everybody who still waits gets the same answer. Takes the flight. */
static void
flight_land (Flight             *owned_flight,
             const MagHttpReply *reply,
             const GError       *error)
{
  g_autoptr(Flight) flight = owned_flight;
  g_autoptr(GPtrArray) waiters = g_steal_pointer (&flight->waiters);

  flight_unlist (flight);
  for (guint i = 0; i < waiters->len; i++)
    {
      Waiter *waiter = g_ptr_array_index (waiters, i);

      if (waiter->watch != NULL)
        g_source_destroy (waiter->watch);
      if (reply != NULL)
        g_task_return_pointer (waiter->task, mag_http_reply_copy (reply), (GDestroyNotify) mag_http_reply_free);
      else
        g_task_return_error (waiter->task, g_error_copy (error));
    }
}

static void
exchanged_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  Flight *flight = data;
  MagHttp *self = flight->http;
  guint seconds = flight->request->cache_seconds;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) reply = mag_http_exchange_finish (SOUP_SESSION (source), result, &error);

  if (reply == NULL)
    count_error (flight, error);
  if (reply != NULL && reply->status == SOUP_STATUS_OK && seconds > 0 && flight->key != NULL)
    for (guint i = 0; i < self->tiers->len; i++)
      mag_cache_tier_store (g_ptr_array_index (self->tiers, i), flight->key, reply->body, reply->received_us, seconds);

  flight_land (flight, reply, error);
}

static void
flight_exchange (Flight *flight)
{
  MagHttp *self = flight->http;
  MagHttpGate *gate = g_hash_table_lookup (self->gates, flight->request->provider);

  mag_http_exchange_async (self->session, gate, self->clock, self->metrics, flight->request, flight->cancellable, exchanged_cb, flight);
}

static void flight_ask_tier (Flight *flight);

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  Flight *flight = data;
  gint64 received_us = 0;
  g_autoptr(GBytes) body = mag_cache_tier_lookup_finish (MAG_CACHE_TIER (source), result, &received_us);
  g_autoptr(MagHttpReply) reply = NULL;

  if (body == NULL)
    {
      flight->tier++;
      flight_ask_tier (flight);
      return;
    }

  mag_metrics_add (flight->http->metrics, "http.cache.hits", 1);
  reply = mag_http_reply_new (SOUP_STATUS_OK, body, NULL, flight->request->url, received_us);
  reply->from_cache = TRUE;
  flight_land (flight, reply, NULL);
}

static void
flight_ask_tier (Flight *flight)
{
  MagHttp *self = flight->http;

  if (flight->tier < self->tiers->len)
    {
      mag_cache_tier_lookup_async (g_ptr_array_index (self->tiers, flight->tier), flight->key, flight->cancellable, looked_up_cb, flight);
      return;
    }

  mag_metrics_add (self->metrics, "http.cache.misses", 1);
  flight_exchange (flight);
}

static gboolean
waiter_cancelled_cb (GCancellable *cancellable,
                     gpointer      data)
{
  Waiter *waiter = data;
  Flight *flight = waiter->flight;
  g_autoptr(GTask) task = g_object_ref (waiter->task);

  g_ptr_array_remove_fast (flight->waiters, waiter);
  if (flight->waiters->len == 0)
    {
      flight_unlist (flight);
      g_cancellable_cancel (flight->cancellable);
    }
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

/* Takes the task. */
static void
flight_add_waiter (Flight *flight,
                   GTask  *task)
{
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->flight = flight;
  waiter->task = task;
  g_ptr_array_add (flight->waiters, waiter);
  if (g_task_get_cancellable (task) == NULL)
    return;

  waiter->watch = g_cancellable_source_new (g_task_get_cancellable (task));
  g_source_set_callback (waiter->watch, G_SOURCE_FUNC (waiter_cancelled_cb), waiter, NULL);
  g_source_attach (waiter->watch, g_main_context_get_thread_default ());
}

/* What makes two requests the same; NULL: it is one of a kind. */
static char *
make_key (const MagHttpRequest *request)
{
  gboolean plain = (request->method == NULL || g_str_equal (request->method, "GET")) && request->body == NULL;

  if (!plain || request->no_redirect || request->headers_only)
    return NULL;
  return g_strdup_printf ("%s%s%s %s", request->provider, request->json ? "+json" : "", request->any_status ? "+any" : request->keep_4xx ? "+4xx" : "",
                          request->key != NULL ? request->key : request->url);
}

static Flight *
flight_new (MagHttp              *self,
            const MagHttpRequest *request,
            char                 *owned_key)
{
  Flight *flight = g_new0 (Flight, 1);

  flight->http = g_object_ref (self);
  flight->request = mag_http_request_copy (request);
  flight->key = owned_key;
  flight->waiters = g_ptr_array_new_with_free_func (waiter_free);
  flight->cancellable = g_cancellable_new ();
  if (flight->key != NULL)
    g_hash_table_insert (self->flights, flight->key, flight);

  return flight;
}

/* The counters in the end, for those who look into a run with G_MESSAGES_DEBUG. */
static void
log_metrics (MagHttp *self)
{
  g_autoptr(GVariant) snapshot = g_variant_ref_sink (mag_metrics_snapshot (self->metrics));
  g_autofree char *text = g_variant_print (snapshot, FALSE);

  g_debug ("Counters: %s", text);
}

static void
mag_http_finalize (GObject *object)
{
  MagHttp *self = MAG_HTTP (object);

  log_metrics (self);

  g_clear_pointer (&self->flights, g_hash_table_unref);
  g_clear_pointer (&self->gates, g_hash_table_unref);
  g_clear_pointer (&self->tiers, g_ptr_array_unref);
  g_clear_object (&self->session);
  g_clear_object (&self->metrics);
  g_clear_pointer (&self->clock, mag_clock_unref);

  G_OBJECT_CLASS (mag_http_parent_class)->finalize (object);
}

static void
mag_http_class_init (MagHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_http_finalize;
}

static void
mag_http_init (MagHttp *self)
{
  self->metrics = mag_metrics_new ();
  self->gates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) mag_http_gate_free);
  self->flights = g_hash_table_new (g_str_hash, g_str_equal);
  self->tiers = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * mag_http_new:
 * @clock: ages the cache, dates the answers
 * @user_agent: sent with every request
 *
 * Returns: (transfer full): a client with a memory cache and no provider yet
 */
MagHttp *
mag_http_new (MagClock   *clock,
              const char *user_agent)
{
  MagHttp *self = g_object_new (MAG_TYPE_HTTP, NULL);

  self->clock = mag_clock_ref (clock);
  /* The gates limit requests; libsoup's own limit of two connections to a host must not undercut them. */
  self->session = soup_session_new_with_options ("user-agent", user_agent, "max-conns", 32, "max-conns-per-host", 16, "timeout", 0, NULL);
  g_ptr_array_add (self->tiers, mag_memory_cache_new (clock, MAG_MEMORY_CACHE_ENTRIES, MAG_MEMORY_CACHE_BYTES));

  return self;
}

/**
 * mag_http_set_policy:
 * @self: a client
 * @policy: a provider's manners; replaces those set before under the same name
 */
void
mag_http_set_policy (MagHttp             *self,
                     const MagHttpPolicy *policy)
{
  MagHttpGate *gate;

  g_return_if_fail (MAG_IS_HTTP (self));
  g_return_if_fail (policy != NULL && policy->name != NULL);

  gate = g_hash_table_lookup (self->gates, policy->name);
  if (gate != NULL)
    mag_http_gate_set_policy (gate, policy);
  else
    g_hash_table_insert (self->gates, g_strdup (policy->name), mag_http_gate_new (policy));
}

/**
 * mag_http_get_policy:
 * @self: a client
 * @provider: a provider
 *
 * Returns: (transfer none) (nullable): its manners, with limits of at least 1; NULL when it has none
 */
const MagHttpPolicy *
mag_http_get_policy (MagHttp    *self,
                     const char *provider)
{
  MagHttpGate *gate;

  g_return_val_if_fail (MAG_IS_HTTP (self), NULL);

  gate = g_hash_table_lookup (self->gates, provider);
  return gate != NULL ? mag_http_gate_get_policy (gate) : NULL;
}

/**
 * mag_http_add_cache_tier:
 * @self: a client
 * @tier: a slower tier than those it has
 */
void
mag_http_add_cache_tier (MagHttp      *self,
                         MagCacheTier *tier)
{
  g_return_if_fail (MAG_IS_HTTP (self));
  g_return_if_fail (MAG_IS_CACHE_TIER (tier));

  g_ptr_array_add (self->tiers, g_object_ref (tier));
}

/**
 * mag_http_send_async:
 * @self: a client
 * @request: what to ask; copied
 * @cancellable: (nullable): gives up this caller's interest; others who asked for the same are not disturbed
 * @callback: called on the main loop
 * @data: for @callback
 *
 * Asks the cache, then the server. Equal GETs under way at the same time become one.
 */
void
mag_http_send_async (MagHttp              *self,
                     const MagHttpRequest *request,
                     GCancellable         *cancellable,
                     GAsyncReadyCallback   callback,
                     gpointer              data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *key = NULL;
  Flight *flight;

  g_return_if_fail (MAG_IS_HTTP (self));
  g_return_if_fail (request != NULL && request->provider != NULL && g_hash_table_contains (self->gates, request->provider));
  g_return_if_fail (request->url != NULL && g_uri_is_valid (request->url, SOUP_HTTP_URI_FLAGS, NULL));

  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, mag_http_send_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  key = make_key (request);
  flight = key != NULL ? g_hash_table_lookup (self->flights, key) : NULL;
  if (flight != NULL)
    {
      mag_metrics_add (self->metrics, "http.shared", 1);
      flight_add_waiter (flight, g_steal_pointer (&task));
      return;
    }

  flight = flight_new (self, request, g_steal_pointer (&key));
  flight_add_waiter (flight, g_steal_pointer (&task));
  if (request->cache_seconds > 0 && flight->key != NULL)
    flight_ask_tier (flight);
  else
    flight_exchange (flight);
}

/**
 * mag_http_send_finish:
 * @self: a client
 * @result: what the callback got
 * @error: MAG_HTTP_ERROR, or G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the answer
 */
MagHttpReply *
mag_http_send_finish (MagHttp       *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mag_http_pause_provider:
 * @self: a client
 * @provider: a provider
 * @seconds: how long nothing is sent to it; requests are refused with MAG_HTTP_ERROR_OPEN meanwhile, also those that wait
 */
void
mag_http_pause_provider (MagHttp    *self,
                         const char *provider,
                         guint       seconds)
{
  MagHttpGate *gate;

  g_return_if_fail (MAG_IS_HTTP (self));

  gate = g_hash_table_lookup (self->gates, provider);
  g_return_if_fail (gate != NULL);
  mag_http_gate_pause (gate, seconds * MAG_SECOND_US);
}

/**
 * mag_http_get_metrics:
 * @self: a client
 *
 * Returns: (transfer none): its counters: http.PROVIDER.count, .total_us and .slow of every try from sending to its end, .retries, .errors.KIND of what was
 *   asked for in vain; http.shared, http.cache.hits and .misses
 */
MagMetrics *
mag_http_get_metrics (MagHttp *self)
{
  g_return_val_if_fail (MAG_IS_HTTP (self), NULL);

  return self->metrics;
}
