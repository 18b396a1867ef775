/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice server's socket side: routes a request to the half it belongs to, counts it, lets a fault have its way with it, and sends the reply.
 * A delayed reply waits in a timer of its own, so latency never limits how many are under way. */

#include "mag-practice-server.h"

#include "mag-practice-broker.h"
#include "mag-practice-calls.h"
#include "mag-practice-cboe.h"
#include "mag-practice-control.h"
#include "mag-practice-counters.h"
#include "mag-practice-json.h"
#include "mag-practice-replay.h"
#include "mag-practice-yahoo.h"

#include <libsoup/soup.h>
#include <string.h>

struct _MagPracticeServer
{
  SoupServer          *soup;
  char                *base_url; /* owned */
  MagClock            *clock, *system;
  double               speed;
  MagPracticeMarket   *market;
  MagPracticeCboe     *cboe;
  MagPracticeBroker   *broker;
  MagPracticeSession   session;
  MagPracticeFaults   *faults;
  MagPracticeReplay   *replay;   /* NULL: simulate */
  MagPracticeCounters *counters;
  GHashTable          *waiting;  /* Exchange that waits for its timer */
  gint64               last_request_us; /* monotonic */
};

/* One request under way. */
typedef struct
{
  MagPracticeServer     *server;
  SoupServerMessage     *message; /* owned */
  const MagPracticeCall *call;
  char                  *path;    /* owned, decoded */
  char                  *symbol;  /* owned; "" */
  GHashTable            *query;   /* owned; NULL */
  MagPracticeFaultPlan   plan;
  guint                  timer;   /* source id; 0 */
} Exchange;

/* Requests */

static GHashTable *
parse_cookies (SoupServerMessage *message)
{
  const char *header = soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Cookie"); /* NULL: none */
  GHashTable *cookies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto(GStrv) parts = g_strsplit (header != NULL ? header : "", ";", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto(GStrv) pair = g_strsplit (g_strstrip (parts[i]), "=", 2); /* a value may hold further ones */

      if (pair[0] != NULL && pair[1] != NULL)
        g_hash_table_replace (cookies, g_strdup (pair[0]), g_strdup (pair[1]));
    }
  return cookies;
}

static GHashTable *
parse_form (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  gboolean json = g_strcmp0 (type, "application/json") == 0;
  g_autoptr(GBytes) body = NULL;
  g_autofree char *text = NULL;

  if (!json && g_strcmp0 (type, "application/x-www-form-urlencoded") != 0)
    return NULL;
  body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  return json ? mag_practice_request_parse_json (text) : soup_form_decode (text);
}

/* Replies */

static gboolean
is_replayed (MagPracticeCallId id)
{
  return id == MAG_CALL_QUOTE || id == MAG_CALL_OPTIONS || id == MAG_CALL_CHART || id == MAG_CALL_SUMMARY || id == MAG_CALL_SEARCH;
}

static MagPracticeReply *
answer_yahoo (MagPracticeServer        *server,
              const Exchange           *exchange,
              const MagPracticeRequest *request)
{
  if (server->replay != NULL && is_replayed (exchange->call->id))
    return mag_practice_replay_answer (server->replay, request, "yahoo", exchange->call->name, exchange->symbol);
  switch (exchange->call->id)
    {
    case MAG_CALL_ROOT:
      return mag_practice_session_root (&server->session, request);
    case MAG_CALL_CONSENT:
      return mag_practice_session_consent (&server->session, request, exchange->plan.consent);
    case MAG_CALL_COLLECT:
      return mag_practice_session_collect (&server->session, request);
    case MAG_CALL_COPY:
      return mag_practice_session_copy (&server->session, request);
    case MAG_CALL_PAGE:
      return mag_practice_session_page (&server->session, request, exchange->plan.consent);
    case MAG_CALL_CRUMB:
      return mag_practice_session_crumb (&server->session, request);
    case MAG_CALL_QUOTE:
      return mag_practice_yahoo_quote (server->market, request);
    case MAG_CALL_OPTIONS:
      return mag_practice_yahoo_options (server->market, request, exchange->symbol);
    case MAG_CALL_CHART:
      return mag_practice_yahoo_chart (server->market, request, exchange->symbol);
    case MAG_CALL_SUMMARY:
      return mag_practice_yahoo_summary (server->market, request, exchange->symbol);
    case MAG_CALL_SEARCH:
      return mag_practice_yahoo_search (server->market, request);
    case MAG_CALL_UNKNOWN:
    case MAG_CALL_CONTROL:
    case MAG_CALL_CBOE_OPTIONS:
    case MAG_CALL_CBOE_QUOTES:
    case MAG_CALL_CBOE_HISTORY:
    case MAG_CALL_RH_LOGIN:
    case MAG_CALL_RH_REVOKE:
    case MAG_CALL_RH_WORKFLOW:
    case MAG_CALL_RH_PROMPT:
    case MAG_CALL_RH_CHALLENGE:
    case MAG_CALL_RH_ACCOUNTS:
    case MAG_CALL_RH_PORTFOLIOS:
    case MAG_CALL_RH_STOCKS:
    case MAG_CALL_RH_STOCK_INSTRUMENTS:
    case MAG_CALL_RH_QUOTES:
    case MAG_CALL_RH_POSITIONS:
    case MAG_CALL_RH_AGGREGATE:
    case MAG_CALL_RH_INSTRUMENTS:
    case MAG_CALL_RH_CHAINS:
    case MAG_CALL_RH_MARKETDATA:
    case MAG_CALL_RH_ORDERS:
    case MAG_CALL_RH_SHARE_ORDERS:
    case MAG_CALL_RH_EVENTS:
    case MAG_N_CALLS:
      break;
    }
  if (g_str_has_prefix (request->path, "/v")) /* what Yahoo's gateway says of a call it does not have */
    return mag_practice_yahoo_error (404, "finance", "Not Found", "HTTP 404 Not Found");
  return mag_practice_reply_new_text (404, "text/plain", "Not Found\n");
}

static MagPracticeReply *
answer_cboe (MagPracticeServer        *server,
             const Exchange           *exchange,
             const MagPracticeRequest *request)
{
  MagPracticeReply *redirect = exchange->plan.redirect ? mag_practice_cboe_redirect (request) : NULL;

  if (redirect != NULL)
    return redirect;
  if (server->replay != NULL)
    return mag_practice_replay_answer (server->replay, request, "cboe", exchange->call->name, exchange->symbol);
  if (exchange->call->id == MAG_CALL_CBOE_OPTIONS)
    return mag_practice_cboe_options (server->cboe, request, exchange->symbol);
  if (exchange->call->id == MAG_CALL_CBOE_QUOTES)
    return mag_practice_cboe_quotes (server->cboe, request, exchange->symbol);
  return mag_practice_cboe_history (server->cboe, request, exchange->symbol);
}

/* Faults of the session: what the visitor holds becomes worthless before the call is looked at. */
static void
age_session (MagPracticeServer          *server,
             const MagPracticeFaultPlan *plan)
{
  if (plan->strikes && plan->kind == MAG_FAULT_INVALID_CRUMB)
    server->session.crumb_age++;
  if (plan->strikes && plan->kind == MAG_FAULT_INVALID_COOKIE)
    server->session.cookie_age++;
}

static gboolean
is_shut_out (const MagPracticeFaultPlan *plan,
             const MagPracticeRequest   *request)
{
  return plan->strikes && plan->kind == MAG_FAULT_AGENT && !g_str_has_prefix (request->agent, "Mozilla/5.0");
}

static MagPracticeReply *
shut_out (const char *provider)
{
  if (strcmp (provider, "cboe") == 0)
    return mag_practice_cboe_denied ();
  return mag_practice_reply_new_text (429, "text/plain", "Too Many Requests\r\n");
}

static MagPracticeReply *
answer (MagPracticeServer        *server,
        const Exchange           *exchange,
        const MagPracticeRequest *request)
{
  MagPracticeReply *refused;

  if (is_shut_out (&exchange->plan, request))
    return shut_out (exchange->call->provider);
  age_session (server, &exchange->plan);
  refused = exchange->call->crumb ? mag_practice_session_check (&server->session, request) : NULL;
  if (refused != NULL)
    return refused;
  if (strcmp (exchange->call->provider, "cboe") == 0)
    return answer_cboe (server, exchange, request);
  if (strcmp (exchange->call->provider, "robinhood") == 0)
    return mag_practice_broker_answer (server->broker, exchange->call->id, request, &exchange->plan);
  return answer_yahoo (server, exchange, request);
}

/* Sending */

static void
add_headers (SoupMessageHeaders     *headers,
             const MagPracticeReply *reply)
{
  if (reply->content_type != NULL)
    soup_message_headers_replace (headers, "Content-Type", reply->content_type);
  for (guint i = 0; i < reply->headers->len; i += 2)
    soup_message_headers_append (headers, g_ptr_array_index (reply->headers, i), g_ptr_array_index (reply->headers, i + 1));
}

static void
send_reply (SoupServerMessage      *message,
            const MagPracticeReply *reply)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_server_message_set_status (message, reply->status, reply->status == 429 ? "Too Many Requests" : NULL); /* libsoup has no word for 429 */
  add_headers (soup_server_message_get_response_headers (message), reply);
  /* libsoup does not take nothing for an answer: a redirect cut in half has no bytes. */
  if (reply->head != NULL && g_bytes_get_size (reply->head) > 0)
    soup_message_body_append_bytes (body, reply->head);
  if (reply->body != NULL && g_bytes_get_size (reply->body) > 0)
    soup_message_body_append_bytes (body, reply->body);
  soup_message_body_complete (body);
}

static void
stream_written_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GIOStream) stream = user_data;

  /* Whether the client took all of it or has gone: the end is the same. */
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  g_io_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

/* Takes the connection away from libsoup, writes the first half of the answer when there is to be one, and closes it. */
static void
break_off (SoupServerMessage *message,
           MagPracticeReply  *reply)
{
  g_autofree char *text = reply->hang_up ? NULL : mag_practice_reply_dup_text (reply);
  g_autoptr(GIOStream) stream = soup_server_message_steal_connection (message);
  GString *out = g_string_new (NULL);
  g_autoptr(GBytes) bytes = NULL;

  if (stream == NULL)
    {
      g_string_free (out, TRUE);
      return;
    }
  if (text != NULL)
    {
      g_string_append_printf (out, "HTTP/1.1 %u OK\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", reply->status,
                              reply->content_type != NULL ? reply->content_type : "text/plain", strlen (text));
      g_string_append_len (out, text, (gssize) strlen (text) / 2);
    }
  bytes = g_string_free_to_bytes (out);
  g_object_set_data_full (G_OBJECT (stream), "half", g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream), g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), G_PRIORITY_DEFAULT,
                                   NULL, stream_written_cb, g_object_ref (stream));
}

static void
exchange_free (Exchange *exchange)
{
  g_clear_handle_id (&exchange->timer, g_source_remove);
  g_clear_object (&exchange->message);
  g_clear_pointer (&exchange->query, g_hash_table_unref);
  g_free (exchange->path);
  g_free (exchange->symbol);
  g_free (exchange);
}

/* The practice clock, or what it showed some hours ago. */
static gint64
time_for (MagPracticeServer          *server,
          const MagPracticeFaultPlan *plan)
{
  const gint64 hours = plan->strikes && plan->kind == MAG_FAULT_STALE ? plan->value : 0;

  return mag_clock_now_us (server->clock) - hours * 3600 * MAG_SECOND_US;
}

static const char *
get_header (SoupServerMessage *message,
            const char        *name)
{
  const char *value = soup_message_headers_get_list (soup_server_message_get_request_headers (message), name);

  return value != NULL ? value : "";
}

static MagPracticeReply *
make_reply (Exchange *exchange)
{
  MagPracticeServer *server = exchange->server;
  SoupServerMessage *message = exchange->message;
  g_autoptr(GHashTable) cookies = parse_cookies (message);
  g_autoptr(GHashTable) form = parse_form (message);
  g_autoptr(GHashTable) nothing = g_hash_table_new (g_str_hash, g_str_equal);
  const MagPracticeRequest request = {
    .method = soup_server_message_get_method (message), .path = exchange->path, .query = exchange->query != NULL ? exchange->query : nothing,
    .form = form, .cookies = cookies, .accept = get_header (message, "Accept"), .agent = get_header (message, "User-Agent"),
    .authorization = get_header (message, "Authorization"), .challenge = get_header (message, "X-ROBINHOOD-CHALLENGE-RESPONSE-ID"), .rest = exchange->symbol,
    .query_text = g_uri_get_query (soup_server_message_get_uri (message)), .base_url = server->base_url,
    .now_us = time_for (server, &exchange->plan), .real_us = mag_clock_now_us (server->system),
  };
  MagPracticeReply *reply = answer (server, exchange, &request);

  mag_practice_fault_spoil (&exchange->plan, reply);
  if (strcmp (exchange->call->provider, "yahoo") == 0)
    {
      g_autofree char *id = g_strdup_printf ("%013" G_GINT64_MODIFIER "x", (guint64) request.real_us);

      mag_practice_reply_header (reply, "y-rid", id);
    }
  return reply;
}

static void
deliver (Exchange *exchange)
{
  MagPracticeServer *server = exchange->server;
  g_autoptr(MagPracticeReply) reply = make_reply (exchange);

  mag_practice_counters_end (server->counters, reply->hang_up ? 0 : reply->status);
  if (reply->hang_up || (exchange->plan.strikes && exchange->plan.kind == MAG_FAULT_CUT))
    break_off (exchange->message, reply);
  else
    send_reply (exchange->message, reply);
}

static gboolean
timer_elapsed_cb (gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->timer = 0;
  soup_server_message_unpause (exchange->message);
  deliver (exchange);
  g_hash_table_remove (exchange->server->waiting, exchange);
  return G_SOURCE_REMOVE;
}

/* Control */

static char *
format_clock (MagPracticeServer *server)
{
  const gint64 now = mag_clock_now_us (server->clock);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (now / MAG_SECOND_US);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  char speed[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_dtostr (speed, sizeof speed, server->speed);
  return g_strdup_printf ("{\"now\":\"%s.%06dZ\",\"speed\":%s%s}", text, (int) (now % MAG_SECOND_US), speed, strpbrk (speed, ".e") == NULL ? ".0" : "");
}

static void
send_json (SoupServerMessage *message,
           guint              status,
           const char        *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

static gboolean
change_faults (MagPracticeServer  *server,
               SoupServerMessage  *message,
               GError            **error)
{
  const char *type = soup_message_headers_get_content_type (soup_server_message_get_request_headers (message), NULL);
  g_autoptr(GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  return mag_practice_control_faults (server->faults, type, text, error);
}

static void
control_faults (MagPracticeServer *server,
                SoupServerMessage *message)
{
  const char *method = soup_server_message_get_method (message);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (strcmp (method, "DELETE") == 0)
    mag_practice_faults_clear (server->faults);
  else if (strcmp (method, "POST") == 0 && !change_faults (server, message, &error))
    {
      GString *out = g_string_new ("{\"error\":");

      mag_practice_append_text (out, error->message);
      g_string_append_c (out, '}');
      send_json (message, 400, out->str);
      g_string_free (out, TRUE);
      return;
    }
  text = mag_practice_faults_to_json (server->faults);
  send_json (message, 200, text);
}

/* approve: what the user does in the broker's app. expire: access tokens die; revoke: refresh tokens too. */
static gboolean
control_broker (MagPracticeServer *server,
                const char        *method,
                const char        *path)
{
  if (strcmp (method, "POST") != 0)
    return FALSE;
  if (strcmp (path, "/practice/approve") == 0)
    mag_practice_broker_approve (server->broker);
  else
    mag_practice_broker_expire (server->broker, strcmp (path, "/practice/revoke") == 0);
  return TRUE;
}

static void
control (MagPracticeServer *server,
         SoupServerMessage *message,
         const char        *path)
{
  const char *method = soup_server_message_get_method (message);
  const gboolean clears = strcmp (method, "DELETE") == 0;
  g_autofree char *text = NULL;

  if (strcmp (path, "/practice/faults") == 0)
    {
      control_faults (server, message);
      return;
    }

  if (strcmp (path, "/practice/clock") == 0)
    text = format_clock (server);
  else if (strcmp (path, "/practice/health") == 0)
    text = g_strdup ("{\"status\":\"ok\"}");
  else if (strcmp (path, "/practice/approve") == 0 || strcmp (path, "/practice/expire") == 0 || strcmp (path, "/practice/revoke") == 0)
    {
      text = g_strdup (control_broker (server, method, path) ? "{\"status\":\"ok\"}" : "{\"error\":\"POST it.\"}");
    }
  else if (strcmp (path, "/practice/requests") == 0)
    {
      text = mag_practice_counters_to_json (server->counters);
      if (clears)
        mag_practice_counters_reset (server->counters);
    }
  else
    {
      send_json (message, 404, "{\"error\":\"There is no such control address.\"}");
      return;
    }
  send_json (message, 200, text);
}

static void
request_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  MagPracticeServer *server = user_data;
  g_autofree char *symbol = NULL;
  const MagPracticeCall *call = mag_practice_call_find (path, &symbol);
  Exchange *exchange;

  server->last_request_us = g_get_monotonic_time ();
  if (call->id == MAG_CALL_CONTROL)
    {
      control (server, message, path);
      return;
    }
  exchange = g_new0 (Exchange, 1);
  exchange->server = server;
  exchange->message = g_object_ref (message);
  exchange->call = call;
  exchange->path = g_strdup (path);
  exchange->symbol = g_steal_pointer (&symbol);
  exchange->query = query != NULL ? g_hash_table_ref (query) : NULL;
  mag_practice_faults_plan (server->faults, call->provider, call->name, exchange->symbol, &exchange->plan);
  mag_practice_counters_begin (server->counters, call);
  if (exchange->plan.latency_ms == 0)
    {
      deliver (exchange);
      exchange_free (exchange);
      return;
    }
  soup_server_message_pause (message);
  exchange->timer = g_timeout_add ((guint) exchange->plan.latency_ms, timer_elapsed_cb, exchange);
  g_hash_table_add (server->waiting, exchange);
}

static gboolean
listen (MagPracticeServer  *server,
        guint               port,
        GError            **error)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, (guint16) port);
  g_autoptr(GError) reason = NULL;
  GSList *uris;

  if (!soup_server_listen (server->soup, address, 0, &reason))
    {
      g_set_error (error, MAG_PRACTICE_ERROR, MAG_PRACTICE_ERROR_LISTEN, "Port %u can’t be used: %s.", port, reason->message);
      return FALSE;
    }
  uris = soup_server_get_uris (server->soup);
  server->base_url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return TRUE;
}

/**
 * mag_practice_server_new:
 * @options: what to serve
 * @error: return location
 *
 * Starts to listen on 127.0.0.1 only; requests are answered while the thread's main context runs.
 *
 * Returns: (transfer full) (nullable): a server, or %NULL with an error of %MAG_PRACTICE_ERROR
 */
MagPracticeServer *
mag_practice_server_new (const MagPracticeOptions  *options,
                         GError                   **error)
{
  g_autoptr(MagPracticeServer) server = g_new0 (MagPracticeServer, 1);

  server->soup = soup_server_new ("server-header", "magnus-practice", NULL);
  server->clock = mag_clock_ref (options->clock);
  server->system = mag_clock_new_system ();
  server->speed = options->speed;
  server->market = mag_practice_market_new (options->seed);
  server->cboe = mag_practice_cboe_new (server->market);
  server->broker = mag_practice_broker_new (options->seed, server->market);
  server->session.seed = options->seed;
  server->faults = mag_practice_faults_new (options->seed);
  server->waiting = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) exchange_free, NULL);
  server->counters = mag_practice_counters_new ();
  server->last_request_us = g_get_monotonic_time ();
  soup_server_add_handler (server->soup, NULL, request_cb, server, NULL);
  for (guint i = 0; options->faults != NULL && options->faults[i] != NULL; i++)
    if (!mag_practice_faults_add (server->faults, options->faults[i], error))
      return NULL;
  if (options->replay != NULL && (server->replay = mag_practice_replay_new (options->replay, error)) == NULL)
    return NULL;
  if (!listen (server, options->port, error))
    return NULL;
  return g_steal_pointer (&server);
}

/**
 * mag_practice_server_free:
 * @server: a server
 *
 * Stops it; requests that wait get no answer.
 */
void
mag_practice_server_free (MagPracticeServer *server)
{
  soup_server_disconnect (server->soup);
  g_hash_table_unref (server->waiting);
  g_object_unref (server->soup);
  mag_practice_counters_free (server->counters);
  mag_practice_faults_free (server->faults);
  g_clear_pointer (&server->replay, mag_practice_replay_free);
  mag_practice_cboe_free (server->cboe);
  mag_practice_broker_free (server->broker);
  mag_practice_market_free (server->market);
  mag_clock_unref (server->system);
  mag_clock_unref (server->clock);
  g_free (server->base_url);
  g_free (server);
}

/**
 * mag_practice_server_get_base_url:
 * @server: a server
 *
 * Returns: "http://127.0.0.1:PORT"
 */
const char *
mag_practice_server_get_base_url (MagPracticeServer *server)
{
  return server->base_url;
}

/**
 * mag_practice_server_get_faults:
 * @server: a server
 *
 * Returns: (transfer none): its faults, to be changed at any time
 */
MagPracticeFaults *
mag_practice_server_get_faults (MagPracticeServer *server)
{
  return server->faults;
}

/**
 * mag_practice_server_get_idle_us:
 * @server: a server
 *
 * Returns: microseconds of real time since the last request came in
 */
gint64
mag_practice_server_get_idle_us (MagPracticeServer *server)
{
  return g_get_monotonic_time () - server->last_request_us;
}
