/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One request to its end. A task goes through: wait at the gate, try (send, follow redirects, read the body), and when the try failed in a way that may pass,
 * wait and begin again. Exactly one thing is waited for at any time, and it holds the one reference to the task. */

#include "config.h"

#include "mag-http-exchange.h"

#include "mag-http-error.h"
#include "mag-pacing.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STATUS_TOO_MANY_REQUESTS 429 /* libsoup has no name for it */
#define READ_BYTES (128 * 1024)
#define MAX_HOPS 10
#define MAX_WAIT_US (60 * MAG_SECOND_US) /* a longer Retry-After is not waited for */
#define MAX_PAUSE_US (3600 * MAG_SECOND_US)

typedef struct
{
  MagHttpGate          *gate;        /* not owned */
  MagClock             *clock;       /* not owned */
  MagMetrics           *metrics;     /* not owned */
  const MagHttpRequest *request;     /* not owned */

  MagHttpTicket         ticket;
  GSource              *watch;       /* sees the cancellable while nothing of libsoup's does: in the queue and between tries */
  guint                 retry_id;
  guint                 tries;
  GError               *last_error;  /* why the try before failed */

  /* of the try under way */
  gint64                begun_us;    /* monotonic */
  GCancellable         *cancellable; /* follows the caller's, and the time-out */
  gulong                follow_id;
  guint                 timeout_id;
  gboolean              timed_out;
  guint                 hops;
  GUri                 *uri;
  const char           *method;      /* of this hop: the request's, or GET after a 303 */
  gboolean              foreign;     /* a redirect has left the first host: nothing private goes along */
  SoupMessage          *message;
  GInputStream         *stream;
  GByteArray           *body;
} Exchange;

static void exchange_enter (GTask *task);

/* Time at the gate is not counted: it is our own doing. */
static void
count_try (Exchange *exchange)
{
  g_autofree char *name = g_strconcat ("http.", exchange->request->provider, NULL);

  mag_metrics_observe (exchange->metrics, name, g_get_monotonic_time () - exchange->begun_us);
}

static void
count_retry (Exchange *exchange)
{
  g_autofree char *name = g_strdup_printf ("http.%s.retries", exchange->request->provider);

  mag_metrics_add (exchange->metrics, name, 1);
}

static void
end_try (Exchange *exchange,
         GTask    *task)
{
  count_try (exchange);
  g_cancellable_disconnect (g_task_get_cancellable (task), exchange->follow_id);
  exchange->follow_id = 0;
  g_clear_handle_id (&exchange->timeout_id, g_source_remove);
  g_clear_object (&exchange->cancellable);
  g_clear_object (&exchange->stream);
  g_clear_object (&exchange->message);
  g_clear_pointer (&exchange->body, g_byte_array_unref);
  g_clear_pointer (&exchange->uri, g_uri_unref);
}

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  g_clear_error (&exchange->last_error);
  g_free (exchange);
}

/* Waiting outside libsoup, and its end by the caller's cancellable. */

static void
stop_watching (Exchange *exchange)
{
  if (exchange->watch != NULL)
    g_source_destroy (exchange->watch);
  g_clear_pointer (&exchange->watch, g_source_unref);
  g_clear_handle_id (&exchange->retry_id, g_source_remove);
}

static gboolean
cancelled_waiting_cb (GCancellable *cancellable,
                      gpointer      data)
{
  g_autoptr(GTask) task = data;
  Exchange *exchange = g_task_get_task_data (task);

  mag_http_gate_withdraw (exchange->gate, &exchange->ticket);
  stop_watching (exchange);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  if (g_task_get_cancellable (task) == NULL)
    return;
  exchange->watch = g_cancellable_source_new (g_task_get_cancellable (task));
  g_source_set_callback (exchange->watch, G_SOURCE_FUNC (cancelled_waiting_cb), task, NULL);
  g_source_attach (exchange->watch, g_main_context_get_thread_default ());
}

static gboolean
retry_cb (gpointer data)
{
  GTask *task = data;
  Exchange *exchange = g_task_get_task_data (task);

  exchange->retry_id = 0;
  stop_watching (exchange);
  exchange_enter (task);

  return G_SOURCE_REMOVE;
}

/* The end of a try. */

static gboolean
is_idempotent (const MagHttpRequest *request)
{
  return g_str_equal (request->method, "GET") || g_str_equal (request->method, "HEAD");
}

/* Whether an answer is what the caller wants to see. */
static gboolean
is_wanted_status (const MagHttpRequest *request,
                  guint                 status)
{
  return SOUP_STATUS_IS_SUCCESSFUL (status) || request->any_status || (request->keep_4xx && SOUP_STATUS_IS_CLIENT_ERROR (status)) ||
         (request->no_redirect && SOUP_STATUS_IS_REDIRECTION (status));
}

static gboolean
is_passing_status (const MagHttpRequest *request,
                   guint                 status)
{
  return !request->any_status && (status >= 500 || (status == STATUS_TOO_MANY_REQUESTS && !request->keep_4xx));
}

/* An answer that never came, or broke off: a time-out in the wider sense. An unknown host or a refused connection will not have mended in a second. */
static gboolean
is_passing_error (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
}

/* What the server asked for, in microseconds; -1: nothing. Its own Date is the base, as its clock may differ from ours. */
static gint64
asked_wait (Exchange *exchange)
{
  SoupMessageHeaders *headers = exchange->message != NULL ? soup_message_get_response_headers (exchange->message) : NULL;
  const char *date_text = headers != NULL ? soup_message_headers_get_one (headers, "Date") : NULL;
  g_autoptr(GDateTime) date = date_text != NULL ? soup_date_time_new_from_http_string (date_text) : NULL;
  gint64 now_us = date != NULL ? g_date_time_to_unix_usec (date) : mag_clock_now_us (exchange->clock);

  return headers != NULL ? mag_retry_after_parse (soup_message_headers_get_one (headers, "Retry-After"), now_us) : -1;
}

/* Ends a failed try: waits for the next one, or gives the error to the caller. asked_us: a Retry-After, or -1. */
static void
try_failed (GTask    *owned_task,
            GError   *owned_error,
            gboolean  passing,
            gint64    asked_us)
{
  g_autoptr(GTask) task = owned_task;
  g_autoptr(GError) error = owned_error;
  Exchange *exchange = g_task_get_task_data (task);
  guint max_tries = is_idempotent (exchange->request) ? mag_http_gate_get_policy (exchange->gate)->max_tries : 1;
  gint64 wait_us = MAX (asked_us, mag_backoff_delay (exchange->tries, g_random_double ()));

  end_try (exchange, task);
  if (asked_us > MAX_WAIT_US)
    mag_http_gate_pause (exchange->gate, MIN (asked_us, MAX_PAUSE_US));
  else if (asked_us > 0)
    mag_http_gate_hold (exchange->gate, asked_us);
  mag_http_gate_leave (exchange->gate, passing ? MAG_HTTP_OUTCOME_FAILED : MAG_HTTP_OUTCOME_ALIVE);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (!passing || exchange->tries >= max_tries || wait_us > MAX_WAIT_US)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_debug ("%s: try %u failed, next one in %.1f s: %s", exchange->request->provider, exchange->tries, wait_us / 1e6, error->message);
  count_retry (exchange);
  g_clear_error (&exchange->last_error);
  exchange->last_error = g_steal_pointer (&error);
  exchange->retry_id = g_timeout_add (wait_us / 1000 + 1, retry_cb, task);
  watch_cancellable (g_steal_pointer (&task));
}

/* No answer in full: libsoup's error becomes one of ours, its text stays in the debug log. */
static void
try_broke (GTask  *owned_task,
           GError *owned_error)
{
  g_autoptr(GTask) task = owned_task;
  g_autoptr(GError) cause = owned_error;
  Exchange *exchange = g_task_get_task_data (task);
  const char *host = g_uri_get_host (exchange->uri);
  gboolean passing = exchange->timed_out || is_passing_error (cause);
  g_autoptr(GError) error = NULL;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      end_try (exchange, task);
      mag_http_gate_leave (exchange->gate, MAG_HTTP_OUTCOME_CANCELLED);
      g_task_return_error_if_cancelled (task);
      return;
    }

  g_debug ("%s: %s: %s", exchange->request->provider, host, cause->message);
  if (exchange->timed_out)
    error = g_error_new (MAG_HTTP_ERROR, MAG_HTTP_ERROR_OFFLINE, _("The server %s did not answer in time."), host);
  else if (passing)
    error = g_error_new (MAG_HTTP_ERROR, MAG_HTTP_ERROR_OFFLINE, _("The connection to %s broke off."), host);
  else
    error = g_error_new (MAG_HTTP_ERROR, MAG_HTTP_ERROR_OFFLINE, _("The server %s cannot be reached."), host);

  if (passing)
    try_failed (g_steal_pointer (&task), g_steal_pointer (&error), TRUE, -1);
  else
    {
      /* Not worth a second try, but a failure all the same for the breaker. */
      end_try (exchange, task);
      mag_http_gate_leave (exchange->gate, MAG_HTTP_OUTCOME_FAILED);
      g_task_return_error (task, g_steal_pointer (&error));
    }
}

/* A page where JSON was asked for. The status of such pages is often 200, the type not always text/html. */
static gboolean
is_web_page (SoupMessage *message,
             GByteArray  *body)
{
  const char *type = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);
  guint i = 0;

  while (i < body->len && g_ascii_isspace (body->data[i]))
    i++;
  if (i < body->len && (body->data[i] == '{' || body->data[i] == '['))
    return FALSE;
  return (i < body->len && body->data[i] == '<') || (type != NULL && g_ascii_strcasecmp (type, "text/html") == 0);
}

/* What is wrong with a complete answer; NULL: nothing. */
static GError *
find_fault (Exchange *exchange,
            guint     status)
{
  const MagHttpRequest *request = exchange->request;
  const char *host = g_uri_get_host (exchange->uri);

  if (!is_wanted_status (request, status))
    return mag_http_error_new_status (host, status);
  if (request->json && SOUP_STATUS_IS_SUCCESSFUL (status) && is_web_page (exchange->message, exchange->body))
    return g_error_new (MAG_HTTP_ERROR, MAG_HTTP_ERROR_CHALLENGE, _("The server %s answered with a web page instead of data."), host);
  return NULL;
}

static void
try_answered (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  Exchange *exchange = g_task_get_task_data (task);
  guint status = soup_message_get_status (exchange->message);
  g_autofree char *url = g_uri_to_string (exchange->uri);
  g_autoptr(GBytes) body = NULL;
  g_autoptr(MagHttpReply) reply = NULL;
  GError *fault = find_fault (exchange, status);

  if (fault != NULL)
    {
      gboolean passing = is_passing_status (exchange->request, status);

      try_failed (g_steal_pointer (&task), fault, passing, passing ? asked_wait (exchange) : -1);
      return;
    }

  body = g_byte_array_free_to_bytes (g_steal_pointer (&exchange->body));
  reply = mag_http_reply_new (status, body, soup_message_get_response_headers (exchange->message), url, mag_clock_now_us (exchange->clock));
  end_try (exchange, task);
  mag_http_gate_leave (exchange->gate, MAG_HTTP_OUTCOME_ALIVE);
  g_task_return_pointer (task, g_steal_pointer (&reply), (GDestroyNotify) mag_http_reply_free);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(GTask) task = data;
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  const char *host = g_uri_get_host (exchange->uri);
  gsize size;
  gconstpointer start;

  if (bytes == NULL)
    {
      try_broke (g_steal_pointer (&task), g_steal_pointer (&error));
      return;
    }

  start = g_bytes_get_data (bytes, &size);
  if (size == 0)
    {
      try_answered (g_steal_pointer (&task));
      return;
    }
  if (exchange->body->len + size > exchange->request->max_bytes)
    {
      error = g_error_new (MAG_HTTP_ERROR, MAG_HTTP_ERROR_TOO_LARGE, _("The answer of %s is larger than Magnus accepts."), host);
      try_failed (g_steal_pointer (&task), g_steal_pointer (&error), FALSE, -1);
      return;
    }

  g_byte_array_append (exchange->body, start, size);
  g_input_stream_read_bytes_async (exchange->stream, READ_BYTES, G_PRIORITY_DEFAULT, exchange->cancellable, read_cb, g_steal_pointer (&task));
}

/* Sending, and redirects. */

static gboolean
is_private_header (const char *name)
{
  return g_ascii_strcasecmp (name, "Authorization") == 0 || g_ascii_strcasecmp (name, "Cookie") == 0;
}

static void
wipe_and_free (gpointer data)
{
  explicit_bzero (data, strlen (data));
  g_free (data);
}

/* Of its own, as libsoup may hold on to the message for longer than the request lives. */
static GBytes *
make_body (const char *text)
{
  char *copy = g_strdup (text);

  return g_bytes_new_with_free_func (copy, strlen (copy), wipe_and_free, copy);
}

static SoupMessage *
make_message (Exchange *exchange)
{
  const MagHttpRequest *request = exchange->request;
  SoupMessage *message = soup_message_new_from_uri (exchange->method, exchange->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autofree char *cookies = request->jar != NULL ? soup_cookie_jar_get_cookies (request->jar, exchange->uri, TRUE) : NULL;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i += 2)
    if (!exchange->foreign || !is_private_header (request->headers[i]))
      soup_message_headers_replace (headers, request->headers[i], request->headers[i + 1]);
  if (cookies != NULL)
    soup_message_headers_replace (headers, "Cookie", cookies);
  if (request->body != NULL && g_str_equal (exchange->method, request->method))
    {
      g_autoptr(GBytes) body = make_body (request->body);

      soup_message_set_request_body_from_bytes (message, request->content_type, body);
    }

  return message;
}

static void
keep_cookies (Exchange *exchange)
{
  GSList *cookies = exchange->request->jar != NULL ? soup_cookies_from_response (exchange->message) : NULL;

  for (GSList *link = cookies; link != NULL; link = link->next)
    soup_cookie_jar_add_cookie_with_first_party (exchange->request->jar, exchange->uri, soup_cookie_copy (link->data));
  g_slist_free_full (cookies, (GDestroyNotify) soup_cookie_free);
}

static gboolean
is_allowed_hop (Exchange *exchange,
                GUri     *from,
                GUri     *to)
{
  const char *const *hosts = exchange->request->hosts;
  const char *host = g_uri_get_host (to);
  gboolean known_scheme = g_str_equal (g_uri_get_scheme (to), "https") || g_str_equal (g_uri_get_scheme (to), g_uri_get_scheme (from));

  if (host == NULL || !known_scheme)
    return FALSE;
  return hosts != NULL ? g_strv_contains (hosts, host) : g_str_equal (host, g_uri_get_host (from));
}

/* Where the answer sends us; NULL with error set: nowhere we go. */
static GUri *
find_hop (Exchange  *exchange,
          GError   **error)
{
  const char *location = soup_message_headers_get_one (soup_message_get_response_headers (exchange->message), "Location");
  const char *host = g_uri_get_host (exchange->uri);
  g_autoptr(GUri) uri = location != NULL ? g_uri_parse_relative (exchange->uri, location, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  if (uri == NULL || !is_allowed_hop (exchange, exchange->uri, uri))
    {
      g_set_error (error, MAG_HTTP_ERROR, MAG_HTTP_ERROR_REDIRECT, _("The server %s redirects to a place Magnus does not follow."), host);
      return NULL;
    }
  if (++exchange->hops > MAX_HOPS)
    {
      g_set_error (error, MAG_HTTP_ERROR, MAG_HTTP_ERROR_REDIRECT, _("The server %s redirects without end."), host);
      return NULL;
    }

  return g_steal_pointer (&uri);
}

static gboolean
is_redirect (guint status)
{
  return status == SOUP_STATUS_MOVED_PERMANENTLY || status == SOUP_STATUS_FOUND || status == SOUP_STATUS_SEE_OTHER ||
         status == SOUP_STATUS_TEMPORARY_REDIRECT || status == SOUP_STATUS_PERMANENT_REDIRECT;
}

static void sent_cb (GObject *source, GAsyncResult *result, gpointer data);

static void
send_hop (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  g_autofree char *url = g_uri_to_string (exchange->uri);
  g_autofree char *shown = mag_http_redact_url (url);

  g_debug ("%s: %s %s", exchange->request->provider, exchange->method, shown);
  g_clear_object (&exchange->message);
  exchange->message = make_message (exchange);
  soup_session_send_async (g_task_get_source_object (task), exchange->message, G_PRIORITY_DEFAULT, exchange->cancellable, sent_cb, task);
}

static void
follow_redirect (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  Exchange *exchange = g_task_get_task_data (task);
  guint status = soup_message_get_status (exchange->message);
  g_autoptr(GError) error = NULL;
  g_autoptr(GUri) uri = find_hop (exchange, &error);

  if (uri == NULL)
    {
      try_failed (g_steal_pointer (&task), g_steal_pointer (&error), FALSE, -1);
      return;
    }

  if (status != SOUP_STATUS_TEMPORARY_REDIRECT && status != SOUP_STATUS_PERMANENT_REDIRECT && !is_idempotent (exchange->request))
    exchange->method = "GET";
  if (!g_str_equal (g_uri_get_host (uri), g_uri_get_host (exchange->uri)))
    exchange->foreign = TRUE;
  g_uri_unref (exchange->uri);
  exchange->uri = g_steal_pointer (&uri);
  g_clear_object (&exchange->stream);
  send_hop (g_steal_pointer (&task));
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(GTask) task = data;
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  exchange->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (exchange->stream == NULL)
    {
      try_broke (g_steal_pointer (&task), g_steal_pointer (&error));
      return;
    }

  keep_cookies (exchange);
  exchange->body = g_byte_array_new ();
  if (is_redirect (soup_message_get_status (exchange->message)) && !exchange->request->no_redirect)
    {
      g_clear_pointer (&exchange->body, g_byte_array_unref);
      follow_redirect (g_steal_pointer (&task));
    }
  else if (exchange->request->headers_only)
    try_answered (g_steal_pointer (&task));
  else
    g_input_stream_read_bytes_async (exchange->stream, READ_BYTES, G_PRIORITY_DEFAULT, exchange->cancellable, read_cb, g_steal_pointer (&task));
}

/* The beginning of a try. */

static gboolean
timeout_cb (gpointer data)
{
  Exchange *exchange = data;

  exchange->timeout_id = 0;
  exchange->timed_out = TRUE;
  g_cancellable_cancel (exchange->cancellable);

  return G_SOURCE_REMOVE;
}

static void
follow_cancellable_cb (GCancellable *cancellable,
                       gpointer      data)
{
  g_cancellable_cancel (G_CANCELLABLE (data));
}

static void
begin_try (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  guint seconds = mag_http_gate_get_policy (exchange->gate)->timeout_seconds;

  exchange->tries++;
  exchange->begun_us = g_get_monotonic_time ();
  exchange->hops = 0;
  exchange->foreign = FALSE;
  exchange->timed_out = FALSE;
  exchange->method = exchange->request->method;
  exchange->uri = g_uri_parse (exchange->request->url, SOUP_HTTP_URI_FLAGS, NULL);
  exchange->cancellable = g_cancellable_new ();
  if (g_task_get_cancellable (task) != NULL)
    exchange->follow_id = g_cancellable_connect (g_task_get_cancellable (task), G_CALLBACK (follow_cancellable_cb),
                                                 g_object_ref (exchange->cancellable), g_object_unref);
  if (seconds > 0)
    exchange->timeout_id = g_timeout_add_seconds (seconds, timeout_cb, exchange);
  send_hop (task);
}

static void
entered_cb (gpointer      data,
            const GError *refusal)
{
  g_autoptr(GTask) task = data;
  Exchange *exchange = g_task_get_task_data (task);

  stop_watching (exchange);
  if (refusal == NULL)
    begin_try (g_steal_pointer (&task));
  else if (exchange->last_error != NULL)
    g_task_return_error (task, g_steal_pointer (&exchange->last_error)); /* says more than the refusal of its retry */
  else
    g_task_return_error (task, g_error_copy (refusal));
}

static void
exchange_enter (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  exchange->ticket = (MagHttpTicket) { .func = entered_cb, .data = task, .background = exchange->request->background };
  watch_cancellable (task);
  mag_http_gate_enter (exchange->gate, &exchange->ticket);
}

/**
 * mag_http_exchange_async:
 * @session: sends
 * @gate: of the request's provider; outlives the exchange
 * @clock: outlives the exchange
 * @metrics: outlives the exchange
 * @request: what mag_http_request_copy() made; outlives the exchange; its url must parse
 * @cancellable: (nullable): gives up at whatever stage it is
 * @callback: called on the main loop
 * @data: for @callback
 */
void
mag_http_exchange_async (SoupSession          *session,
                         MagHttpGate          *gate,
                         MagClock             *clock,
                         MagMetrics           *metrics,
                         const MagHttpRequest *request,
                         GCancellable         *cancellable,
                         GAsyncReadyCallback   callback,
                         gpointer              data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, data);
  Exchange *exchange = g_new0 (Exchange, 1);

  g_task_set_source_tag (task, mag_http_exchange_async);
  g_task_set_task_data (task, exchange, exchange_free);
  exchange->gate = gate;
  exchange->clock = clock;
  exchange->metrics = metrics;
  exchange->request = request;
  exchange_enter (g_steal_pointer (&task));
}

/**
 * mag_http_exchange_finish:
 * @session: what sent
 * @result: what the callback got
 * @error: MAG_HTTP_ERROR, or G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the answer
 */
MagHttpReply *
mag_http_exchange_finish (SoupSession   *session,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
