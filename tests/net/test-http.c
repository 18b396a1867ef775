/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The HTTP client against a loopback server that misbehaves by path. */

#include "mag-http.h"
#include "mag-http-error.h"
#include "mag-memory-cache.h"

#include "mag-types.h"

#include <string.h>

typedef struct
{
  SoupServer *server;
  char       *origin;
  guint       port;
  GHashTable *hits;      /* path -> count */
  guint       in_flight, peak;
  char       *last_cookie, *last_private;

  MagClock   *clock;
  MagHttp    *http;
} Fixture;

static guint
hits (Fixture    *fixture,
      const char *path)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (fixture->hits, path));
}

static gboolean
unpause_cb (gpointer data)
{
  SoupServerMessage *message = data;

  soup_server_message_unpause (message);
  return G_SOURCE_REMOVE;
}

static void
finished_cb (SoupServerMessage *message,
             gpointer           data)
{
  Fixture *fixture = data;

  fixture->in_flight--;
}

static void
answer_text (SoupServerMessage *message,
             guint              status,
             const char        *type,
             const char        *text)
{
  soup_server_message_set_status (message, status, status == 429 ? "Too Many Requests" : NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

static void
add_header (SoupServerMessage *message,
            const char        *name,
            const char        *value)
{
  soup_message_headers_append (soup_server_message_get_response_headers (message), name, value);
}

static void
answer_redirect (SoupServerMessage *message,
                 guint              status,
                 const char        *location)
{
  soup_server_message_set_redirect (message, status, location);
}

static void
answer_slowly (SoupServerMessage *message,
               guint              milliseconds)
{
  answer_text (message, 200, "application/json", "{}");
  soup_server_message_pause (message);
  g_timeout_add_full (G_PRIORITY_DEFAULT, milliseconds, unpause_cb, g_object_ref (message), g_object_unref);
}

/* Promises 1000 bytes, sends ten and hangs up. */
static void
answer_cut (SoupServerMessage *message)
{
  GIOStream *stream = soup_server_message_steal_connection (message);
  const char *text = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"a\": [1,";

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, strlen (text), NULL, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
  g_object_unref (stream);
}

static void
answer_large (SoupServerMessage *message)
{
  g_autofree char *text = g_strnfill (3 * 1024 * 1024, ' ');

  answer_text (message, 200, "application/json", text);
}

/* 8 MiB of spaces in 8 KiB. */
static void
answer_packed (SoupServerMessage *message)
{
  g_autoptr(GConverter) packer = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autofree char *text = g_strnfill (8 * 1024 * 1024, ' ');
  g_autoptr(GBytes) plain = g_bytes_new_static (text, 8 * 1024 * 1024);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) packed = g_converter_convert_bytes (packer, plain, &error);

  g_assert_no_error (error);
  g_assert_nonnull (soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Accept-Encoding"));
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Content-Type", "application/json");
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Content-Encoding", "gzip");
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), packed);
}

static void
answer_busy_until (SoupServerMessage *message,
                   Fixture           *fixture,
                   gint64             wait_seconds)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) then = g_date_time_add_seconds (now, wait_seconds);
  g_autofree char *date = soup_date_time_to_string (then, SOUP_DATE_HTTP);

  answer_text (message, 429, "text/plain", "Too Many Requests\r\n");
  add_header (message, "Retry-After", date);
}

static void
handle (SoupServer        *server,
        SoupServerMessage *message,
        const char        *path,
        GHashTable        *query,
        gpointer           data)
{
  Fixture *fixture = data;
  guint n = hits (fixture, path) + 1;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  g_hash_table_insert (fixture->hits, g_strdup (path), GUINT_TO_POINTER (n));
  fixture->in_flight++;
  fixture->peak = MAX (fixture->peak, fixture->in_flight);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), fixture);
  g_free (fixture->last_cookie);
  fixture->last_cookie = g_strdup (soup_message_headers_get_one (headers, "Cookie"));
  g_free (fixture->last_private);
  fixture->last_private = g_strdup (soup_message_headers_get_one (headers, "Authorization"));

  if (g_str_equal (path, "/ok"))
    answer_text (message, 200, "application/json", "{\"ok\":true}");
  else if (g_str_equal (path, "/missing"))
    answer_text (message, 404, "application/json", "{\"no\":true}");
  else if (g_str_equal (path, "/flaky"))
    answer_text (message, n < 3 ? 503 : 200, "application/json", "{}");
  else if (g_str_equal (path, "/broken"))
    answer_text (message, 500, "text/plain", "no");
  else if (g_str_equal (path, "/cut-once") && n == 1)
    answer_cut (message);
  else if (g_str_equal (path, "/busy-seconds") && n == 1)
    {
      answer_text (message, 429, "text/plain", "Too Many Requests\r\n");
      add_header (message, "Retry-After", "1");
    }
  else if (g_str_equal (path, "/busy-date") && n == 1)
    answer_busy_until (message, fixture, 2);
  else if (g_str_equal (path, "/busy-plain") && n == 1)
    answer_text (message, 429, "text/plain", "Too Many Requests\r\n");
  else if (g_str_equal (path, "/busy-hour"))
    {
      answer_text (message, 429, "text/plain", "Too Many Requests\r\n");
      add_header (message, "Retry-After", "3600");
    }
  else if (g_str_equal (path, "/page"))
    answer_text (message, 200, "text/html", "<!DOCTYPE html><title>Just a moment...</title>");
  else if (g_str_equal (path, "/sneaky-page"))
    answer_text (message, 200, "application/json", "\n <html>");
  else if (g_str_equal (path, "/large"))
    answer_large (message);
  else if (g_str_equal (path, "/packed"))
    answer_packed (message);
  else if (g_str_equal (path, "/slow") || g_str_has_prefix (path, "/slow-"))
    answer_slowly (message, 200);
  else if (g_str_equal (path, "/hang"))
    answer_slowly (message, 2500);
  else if (g_str_equal (path, "/loop"))
    answer_redirect (message, 302, "/loop");
  else if (g_str_equal (path, "/moved"))
    answer_redirect (message, 307, "/ok?secret=1");
  else if (g_str_equal (path, "/away"))
    {
      g_autofree char *location = g_strdup_printf ("http://localhost:%u/ok", fixture->port);

      answer_redirect (message, 307, location);
    }
  else if (g_str_equal (path, "/posted"))
    answer_redirect (message, 302, "/ok");
  else if (g_str_equal (path, "/cookie"))
    {
      add_header (message, "Set-Cookie", "A3=abc; Path=/");
      answer_redirect (message, 302, "/ok");
    }
  else
    answer_text (message, 200, "application/json", "{}");
}

static void
set_policy (Fixture *fixture,
            double   per_minute,
            guint    in_flight,
            guint    tries,
            guint    breaker)
{
  MagHttpPolicy policy = {
    .name = "test", .per_minute = per_minute, .burst = 1, .max_in_flight = in_flight, .timeout_seconds = 1, .max_tries = tries,
    .breaker_failures = breaker, .breaker_seconds = 1,
  };

  mag_http_set_policy (fixture->http, &policy);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  GSList *uris;

  fixture->hits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fixture->server = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_add_handler (fixture->server, NULL, handle, fixture, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->port = g_uri_get_port (uris->data);
  fixture->origin = g_strdup_printf ("http://127.0.0.1:%u", fixture->port);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  fixture->clock = mag_clock_new_system ();
  fixture->http = mag_http_new (fixture->clock, "test");
  set_policy (fixture, 0, 10, 3, 0);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->http);
  soup_server_disconnect (fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->server);
  mag_clock_unref (fixture->clock);
  g_hash_table_unref (fixture->hits);
  g_free (fixture->origin);
  g_free (fixture->last_cookie);
  g_free (fixture->last_private);
}

static void
keep_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_set_object ((GAsyncResult **) data, result);
}

static void
begin (Fixture         *fixture,
       const char      *path,
       MagHttpRequest   request,
       GCancellable    *cancellable,
       GAsyncResult   **result)
{
  g_autofree char *url = g_strconcat (fixture->origin, path, NULL);

  request.provider = "test";
  request.url = url;
  mag_http_send_async (fixture->http, &request, cancellable, keep_result_cb, result);
}

static MagHttpReply *
end (Fixture       *fixture,
     GAsyncResult **result,
     GError       **error)
{
  g_autoptr(GAsyncResult) done = NULL;

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  done = g_steal_pointer (result);
  return mag_http_send_finish (fixture->http, done, error);
}

static MagHttpReply *
send (Fixture         *fixture,
      const char      *path,
      MagHttpRequest   request,
      GError         **error)
{
  GAsyncResult *result = NULL;

  begin (fixture, path, request, NULL, &result);
  return end (fixture, &result, error);
}

static gint64
metric (Fixture    *fixture,
        const char *name)
{
  return mag_metrics_get (mag_http_get_metrics (fixture->http), name);
}

static void
test_ok (Fixture       *fixture,
         gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) reply = send (fixture, "/ok", (MagHttpRequest) { .json = TRUE }, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), "{\"ok\":true}", 11);
  g_assert_false (reply->from_cache);
  g_assert_cmpint (reply->received_us, >, 0);
  g_assert_cmpint (metric (fixture, "http.test.count"), ==, 1);
}

/* What is tried again, how often the server saw it, and what comes of it. */
static void
test_retry (Fixture       *fixture,
            gconstpointer  data)
{
  static const struct { const char *path; guint hits; MagHttpError code; guint status; } rows[] = {
    { "/flaky", 3, 0, 200 },                          /* 503, 503, 200 */
    { "/cut-once", 2, 0, 200 },
    { "/busy-plain", 2, 0, 200 },
    { "/broken", 3, MAG_HTTP_ERROR_STATUS, 500 },
    { "/missing", 1, MAG_HTTP_ERROR_STATUS, 404 },    /* a 404 is not going to pass */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagHttpReply) reply = send (fixture, rows[i].path, (MagHttpRequest) { .json = TRUE }, &error);

      g_test_message ("%s", rows[i].path);
      g_assert_cmpuint (hits (fixture, rows[i].path), ==, rows[i].hits);
      if (rows[i].status == 200)
        g_assert_no_error (error);
      else
        g_assert_error (error, MAG_HTTP_ERROR, (int) rows[i].code);
      g_assert_cmpuint (reply != NULL ? reply->status : mag_http_error_get_status (error), ==, rows[i].status);
    }
}

/* Both forms of Retry-After hold the next try back that long. */
static void
test_retry_after (Fixture       *fixture,
                  gconstpointer  data)
{
  static const char *const paths[] = { "/busy-seconds", "/busy-date" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      gint64 started_us = g_get_monotonic_time ();
      g_autoptr(GError) error = NULL;
      g_autoptr(MagHttpReply) reply = send (fixture, paths[i], (MagHttpRequest) { .json = TRUE }, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (hits (fixture, paths[i]), ==, 2);
      g_assert_cmpint (g_get_monotonic_time () - started_us, >=, MAG_SECOND_US);
    }
}

/* Nobody is kept waiting an hour: the error comes at once, and the provider is left alone. */
static void
test_retry_after_long (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL, second = NULL;

  g_assert_null (send (fixture, "/busy-hour", (MagHttpRequest) { .json = TRUE }, &error));
  g_assert_cmpuint (mag_http_error_get_status (error), ==, 429);
  g_assert_cmpuint (hits (fixture, "/busy-hour"), ==, 1);

  g_assert_null (send (fixture, "/ok", (MagHttpRequest) { .json = TRUE }, &second));
  g_assert_error (second, MAG_HTTP_ERROR, MAG_HTTP_ERROR_OPEN);
  g_assert_cmpuint (hits (fixture, "/ok"), ==, 0);
}

static void
test_statuses_handed_out (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) missing = send (fixture, "/missing", (MagHttpRequest) { .keep_4xx = TRUE }, &error);
  g_autoptr(MagHttpReply) busy = send (fixture, "/busy-plain", (MagHttpRequest) { .keep_4xx = TRUE }, &error);
  g_autoptr(MagHttpReply) broken = send (fixture, "/broken", (MagHttpRequest) { .any_status = TRUE }, &error);
  g_autoptr(MagHttpReply) moved = send (fixture, "/moved", (MagHttpRequest) { .no_redirect = TRUE }, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (missing->status, ==, 404);
  g_assert_cmpuint (busy->status, ==, 429);
  g_assert_cmpuint (hits (fixture, "/busy-plain"), ==, 1);
  g_assert_cmpuint (broken->status, ==, 500);
  g_assert_cmpuint (hits (fixture, "/broken"), ==, 1);
  g_assert_cmpuint (moved->status, ==, 307);
}

static void
test_timeout (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  gint64 started_us = g_get_monotonic_time ();

  set_policy (fixture, 0, 10, 2, 0);
  g_assert_null (send (fixture, "/hang", (MagHttpRequest) { .json = TRUE }, &error));
  g_assert_error (error, MAG_HTTP_ERROR, MAG_HTTP_ERROR_OFFLINE);
  g_assert_cmpuint (hits (fixture, "/hang"), ==, 2);
  g_assert_cmpint (g_get_monotonic_time () - started_us, <, 4 * MAG_SECOND_US);
}

static void
test_refused_connection (Fixture       *fixture,
                         gconstpointer  data)
{
  GAsyncResult *result = NULL;
  g_autoptr(GError) error = NULL;

  mag_http_send_async (fixture->http, &(MagHttpRequest) { .provider = "test", .url = "http://127.0.0.1:9/" }, NULL, keep_result_cb, &result);
  g_assert_null (end (fixture, &result, &error));
  g_assert_error (error, MAG_HTTP_ERROR, MAG_HTTP_ERROR_OFFLINE);
  g_assert_cmpint (metric (fixture, "http.test.count"), ==, 1);
}

static void
test_bad_answers (Fixture       *fixture,
                  gconstpointer  data)
{
  static const struct { const char *path; gsize max_bytes; MagHttpError code; } rows[] = {
    { "/page", 0, MAG_HTTP_ERROR_CHALLENGE },
    { "/sneaky-page", 0, MAG_HTTP_ERROR_CHALLENGE },
    { "/large", 1024 * 1024, MAG_HTTP_ERROR_TOO_LARGE },
    { "/loop", 0, MAG_HTTP_ERROR_REDIRECT },
    { "/away", 0, MAG_HTTP_ERROR_REDIRECT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].path);
      g_assert_null (send (fixture, rows[i].path, (MagHttpRequest) { .json = TRUE, .max_bytes = rows[i].max_bytes }, &error));
      g_assert_error (error, MAG_HTTP_ERROR, (int) rows[i].code);
      g_assert_nonnull (strstr (error->message, "127.0.0.1"));
    }
  g_assert_cmpuint (hits (fixture, "/loop"), ==, 11);
  g_assert_cmpuint (hits (fixture, "/ok"), ==, 0);
}

/* The one who follows redirects by hand keeps private headers at home and the query out of errors. */
static void
test_redirects (Fixture       *fixture,
                gconstpointer  data)
{
  static const char *const hosts[] = { "localhost", NULL };
  static const char *const headers[] = { "Authorization", "Bearer token", "Accept", "*/*", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) moved = send (fixture, "/moved", (MagHttpRequest) { .headers = headers }, &error);
  g_autoptr(MagHttpReply) away = NULL;
  g_autofree char *shown = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (fixture->last_private, ==, "Bearer token"); /* same host */
  shown = mag_http_redact_url (moved->url);
  g_assert_true (g_str_has_suffix (moved->url, "/ok?secret=1"));
  g_assert_true (g_str_has_suffix (shown, "/ok"));

  away = send (fixture, "/away", (MagHttpRequest) { .hosts = hosts, .headers = headers }, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (away->status, ==, 200);
  g_assert_null (fixture->last_private);
}

static void
test_post (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL, failure = NULL;
  g_autoptr(MagHttpReply) reply = send (fixture, "/posted", (MagHttpRequest) { .method = "POST", .body = "a=b", .content_type = "text/plain" }, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, 200); /* 302: goes on as a GET */

  /* What might have had an effect is not sent twice. */
  g_assert_null (send (fixture, "/broken", (MagHttpRequest) { .method = "POST", .body = "a=b", .content_type = "text/plain" }, &failure));
  g_assert_cmpuint (hits (fixture, "/broken"), ==, 1);
}

static void
test_cookies (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(SoupCookieJar) jar = soup_cookie_jar_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) reply = send (fixture, "/cookie", (MagHttpRequest) { .jar = jar }, &error);
  g_autoptr(MagHttpReply) without = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (fixture->last_cookie, ==, "A3=abc"); /* set on the first hop, sent on the second */
  without = send (fixture, "/ok", (MagHttpRequest) { 0 }, &error);
  g_assert_null (fixture->last_cookie);
}

static void
test_in_flight_limit (Fixture       *fixture,
                      gconstpointer  data)
{
  GAsyncResult *results[8] = { NULL };

  set_policy (fixture, 0, 2, 1, 0);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *path = g_strdup_printf ("/slow-%u", i);

      begin (fixture, path, (MagHttpRequest) { 0 }, NULL, &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagHttpReply) reply = end (fixture, &results[i], &error);

      g_assert_no_error (error);
    }
  g_assert_cmpuint (fixture->peak, ==, 2);
}

static void
test_rate_limit (Fixture       *fixture,
                 gconstpointer  data)
{
  gint64 started_us = g_get_monotonic_time ();

  set_policy (fixture, 600, 10, 1, 0); /* ten a second, none saved up */
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagHttpReply) reply = send (fixture, "/ok", (MagHttpRequest) { 0 }, &error);

      g_assert_no_error (error);
    }
  g_assert_cmpint (g_get_monotonic_time () - started_us, >=, 4 * MAG_SECOND_US / 10);
}

/* One at a time: what is in the background goes when nobody else waits. */
static void
test_background (Fixture       *fixture,
                 gconstpointer  data)
{
  static const struct { const char *path; gboolean background; } rows[] = { { "/ok?1", TRUE }, { "/ok?2", TRUE }, { "/ok?3", FALSE }, { "/ok?4", FALSE } };
  GAsyncResult *results[G_N_ELEMENTS (rows)] = { NULL };
  guint order[] = { 0, 2, 3, 1 };

  set_policy (fixture, 0, 1, 1, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    begin (fixture, rows[i].path, (MagHttpRequest) { .background = rows[i].background }, NULL, &results[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagHttpReply) reply = end (fixture, &results[order[i]], &error);

      g_assert_no_error (error);
      for (gsize j = i + 1; j < G_N_ELEMENTS (order); j++)
        g_assert_null (results[order[j]]);
    }
}

/* Our own patience is no fault of the server's: the wait for a token is not in the time of a call. */
static void
test_wait_is_no_call (Fixture       *fixture,
                      gconstpointer  data)
{
  set_policy (fixture, 40, 10, 1, 0); /* one in a second and a half */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagHttpReply) reply = send (fixture, "/ok", (MagHttpRequest) { 0 }, &error);

      g_assert_no_error (error);
    }
  g_assert_cmpint (metric (fixture, "http.test.count"), ==, 2);
  g_assert_cmpint (metric (fixture, "http.test.slow"), ==, 0);
}

static void
test_breaker (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(MagHttpReply) reply = NULL;
  g_autoptr(GError) last = NULL;

  set_policy (fixture, 0, 10, 1, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (send (fixture, "/broken", (MagHttpRequest) { 0 }, &error));
      g_assert_error (error, MAG_HTTP_ERROR, MAG_HTTP_ERROR_STATUS);
    }
  g_assert_null (send (fixture, "/ok", (MagHttpRequest) { 0 }, &last));
  g_assert_error (last, MAG_HTTP_ERROR, MAG_HTTP_ERROR_OPEN);
  g_clear_error (&last);
  g_assert_cmpuint (hits (fixture, "/ok"), ==, 0);

  g_usleep (1100 * 1000);
  reply = send (fixture, "/ok", (MagHttpRequest) { 0 }, &last);
  g_assert_no_error (last);
}

/* A pause sends away also those who wait already. */
static void
test_pause (Fixture       *fixture,
            gconstpointer  data)
{
  GAsyncResult *first = NULL, *second = NULL;
  g_autoptr(GError) error = NULL, refusal = NULL;
  g_autoptr(MagHttpReply) reply = NULL;

  set_policy (fixture, 0, 1, 1, 0);
  begin (fixture, "/slow", (MagHttpRequest) { 0 }, NULL, &first);
  begin (fixture, "/ok", (MagHttpRequest) { 0 }, NULL, &second);
  mag_http_pause_provider (fixture->http, "test", 30);
  g_assert_null (end (fixture, &second, &refusal));
  g_assert_error (refusal, MAG_HTTP_ERROR, MAG_HTTP_ERROR_OPEN);
  reply = end (fixture, &first, &error);
  g_assert_no_error (error); /* what was under way comes to its end */
}

static void
test_cache (Fixture       *fixture,
            gconstpointer  data)
{
  MagHttpRequest request = { .cache_seconds = 60, .json = TRUE };
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) first = send (fixture, "/ok", request, &error);
  g_autoptr(MagHttpReply) second = send (fixture, "/ok", request, &error);
  g_autoptr(MagHttpReply) fresh = send (fixture, "/ok", (MagHttpRequest) { .json = TRUE }, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (hits (fixture, "/ok"), ==, 2);
  g_assert_true (second->from_cache);
  g_assert_cmpint (second->received_us, ==, first->received_us);
  g_assert_true (g_bytes_equal (second->body, first->body));
  g_assert_false (fresh->from_cache);
  g_assert_cmpint (metric (fixture, "http.cache.hits"), ==, 1);
  g_assert_cmpint (metric (fixture, "http.cache.misses"), ==, 1);

  /* A failure is never kept. */
  g_assert_null (send (fixture, "/missing", request, NULL));
  g_assert_null (send (fixture, "/missing", request, NULL));
  g_assert_cmpuint (hits (fixture, "/missing"), ==, 2);
}

/* One key for two addresses: what differs is a secret. */
static void
test_cache_key (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) first = send (fixture, "/ok?crumb=one", (MagHttpRequest) { .cache_seconds = 60, .key = "/ok" }, &error);
  g_autoptr(MagHttpReply) second = send (fixture, "/ok?crumb=two", (MagHttpRequest) { .cache_seconds = 60, .key = "/ok" }, &error);

  g_assert_no_error (error);
  g_assert_true (second->from_cache);
  g_assert_cmpuint (hits (fixture, "/ok"), ==, 1);
}

/* Tiers are asked in the order they were added, and all are told. */
static void
test_cache_tiers (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(MagMemoryCache) second = mag_memory_cache_new (fixture->clock, 10, 1000);
  g_autoptr(MagHttp) next_run = mag_http_new (fixture->clock, "test");
  MagHttpRequest request = { .cache_seconds = 60 };
  g_autoptr(MagHttp) first_run = g_object_ref (fixture->http);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) reply = NULL, kept = NULL;

  mag_http_add_cache_tier (fixture->http, MAG_CACHE_TIER (second));
  reply = send (fixture, "/ok", request, &error);
  g_assert_no_error (error);

  mag_http_set_policy (next_run, &(MagHttpPolicy) { .name = "test", .max_in_flight = 1 });
  mag_http_add_cache_tier (next_run, MAG_CACHE_TIER (second));
  fixture->http = next_run; /* its own memory is empty */
  kept = send (fixture, "/ok", request, &error);
  fixture->http = first_run;
  g_assert_no_error (error);
  g_assert_true (kept->from_cache);
  g_assert_cmpint (kept->received_us, ==, reply->received_us);
  g_assert_cmpuint (hits (fixture, "/ok"), ==, 1);
}

static void
test_sharing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *first = NULL, *second = NULL, *third = NULL;
  g_autoptr(GError) error = NULL, cancelled = NULL;
  g_autoptr(MagHttpReply) reply = NULL, other = NULL;

  begin (fixture, "/slow", (MagHttpRequest) { 0 }, cancellable, &first);
  begin (fixture, "/slow", (MagHttpRequest) { 0 }, NULL, &second);
  begin (fixture, "/slow", (MagHttpRequest) { 0 }, NULL, &third);
  while (hits (fixture, "/slow") == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable); /* the one who began it */

  g_assert_null (end (fixture, &first, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  reply = end (fixture, &second, &error);
  g_assert_no_error (error);
  other = end (fixture, &third, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits (fixture, "/slow"), ==, 1);
  g_assert_cmpint (metric (fixture, "http.shared"), ==, 2);
}

/* When the last one has gone the request is given up, wherever it is: under way, in the queue, or between two tries. */
static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  static const char *const paths[] = { "/hang", "/broken", "/busy-seconds" };

  set_policy (fixture, 0, 1, 3, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new (), queued = g_cancellable_new ();
      GAsyncResult *result = NULL, *behind = NULL;
      g_autoptr(GError) error = NULL, other = NULL;
      g_autoptr(MagHttpReply) after = NULL;

      begin (fixture, paths[i], (MagHttpRequest) { 0 }, cancellable, &result);
      begin (fixture, "/slow-queued", (MagHttpRequest) { 0 }, queued, &behind);
      g_cancellable_cancel (queued);
      while (hits (fixture, paths[i]) == 0)
        g_main_context_iteration (NULL, TRUE);
      for (guint j = 0; j < 20; j++)
        g_main_context_iteration (NULL, FALSE);
      g_cancellable_cancel (cancellable);

      g_assert_null (end (fixture, &result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_null (end (fixture, &behind, &other));
      g_assert_error (other, G_IO_ERROR, G_IO_ERROR_CANCELLED);

      after = send (fixture, "/ok", (MagHttpRequest) { 0 }, NULL); /* its place is free again */
      g_assert_nonnull (after);
    }
  g_assert_cmpuint (hits (fixture, "/slow-queued"), ==, 0);
}

static void
test_cancelled_before (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  begin (fixture, "/ok", (MagHttpRequest) { 0 }, cancellable, &result);
  g_assert_null (end (fixture, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (hits (fixture, "/ok"), ==, 0);
}

static void
test_headers_only (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) reply = send (fixture, "/large", (MagHttpRequest) { .headers_only = TRUE, .max_bytes = 1024 }, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (reply->body), ==, 0);
  g_assert_cmpuint (reply->status, ==, 200);
}

/* Answers come packed, and the cap is on what they become. */
static void
test_packed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL, too_large = NULL;
  g_autoptr(MagHttpReply) reply = send (fixture, "/packed", (MagHttpRequest) { .json = TRUE }, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (reply->body), ==, 8 * 1024 * 1024);
  g_assert_null (send (fixture, "/packed", (MagHttpRequest) { .max_bytes = 1024 * 1024 }, &too_large));
  g_assert_error (too_large, MAG_HTTP_ERROR, MAG_HTTP_ERROR_TOO_LARGE);
}

static void
test_redaction (void)
{
  static const struct { const char *url, *shown; } rows[] = {
    { "https://query1.finance.yahoo.com/v7/finance/quote?symbols=A&crumb=s3cret#x", "https://query1.finance.yahoo.com/v7/finance/quote" },
    { "https://me:pass@host.example/p?q", "https://host.example/p" },
    { "http://127.0.0.1:8017/a", "http://127.0.0.1:8017/a" },
    { "nonsense", "(not a URL)" },
    { "", "(not a URL)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *shown = mag_http_redact_url (rows[i].url);

      g_assert_cmpstr (shown, ==, rows[i].shown);
    }
}

/* The memory tier on its own. */

static GBytes *
look_up (MagMemoryCache *cache,
         const char     *key)
{
  g_autoptr(GAsyncResult) result = NULL;
  gint64 received_us = 0;

  mag_cache_tier_lookup_async (MAG_CACHE_TIER (cache), key, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return mag_cache_tier_lookup_finish (MAG_CACHE_TIER (cache), result, &received_us);
}

static void
keep (MagMemoryCache *cache,
      MagClock       *clock,
      const char     *key,
      const char     *text,
      guint           seconds)
{
  g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));

  mag_cache_tier_store (MAG_CACHE_TIER (cache), key, body, mag_clock_now_us (clock), seconds);
}

static gboolean
has (MagMemoryCache *cache,
     const char     *key)
{
  g_autoptr(GBytes) body = look_up (cache, key);

  return body != NULL;
}

static void
test_memory_bounds (void)
{
  g_autoptr(MagClock) clock = mag_clock_new_system ();
  g_autoptr(MagMemoryCache) cache = mag_memory_cache_new (clock, 3, 10);

  keep (cache, clock, "a", "1", 60);
  keep (cache, clock, "b", "2", 60);
  keep (cache, clock, "c", "3", 60);
  g_assert_true (has (cache, "a")); /* used last now */
  keep (cache, clock, "d", "4", 60);
  g_assert_false (has (cache, "b"));
  g_assert_true (has (cache, "a"));

  keep (cache, clock, "large", "12345678", 60); /* bytes count as well */
  g_assert_true (has (cache, "large"));
  g_assert_true (has (cache, "a"));
  g_assert_false (has (cache, "c"));
  keep (cache, clock, "too large", "12345678901", 60);
  g_assert_false (has (cache, "too large"));
  keep (cache, clock, "a", "new", 60);
  g_assert_true (has (cache, "a"));
}

/* At a thousand times the speed a minute lasts 60 ms. */
static void
test_memory_age (void)
{
  g_autoptr(MagClock) clock = mag_clock_new_shifted (MAG_SECOND_US, g_get_real_time (), 1000);
  g_autoptr(MagMemoryCache) cache = mag_memory_cache_new (clock, 3, 10);

  keep (cache, clock, "a", "1", 60);
  g_assert_true (has (cache, "a"));
  g_usleep (70 * 1000);
  g_assert_false (has (cache, "a"));
}

#define ADD(name, func) g_test_add ("/http/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("ok", test_ok);
  ADD ("retry/only-what-may-pass", test_retry);
  ADD ("retry/after-both-forms", test_retry_after);
  ADD ("retry/after-an-hour-is-an-error", test_retry_after_long);
  ADD ("statuses-handed-out", test_statuses_handed_out);
  ADD ("timeout", test_timeout);
  ADD ("refused-connection", test_refused_connection);
  ADD ("bad-answers", test_bad_answers);
  ADD ("redirects", test_redirects);
  ADD ("post", test_post);
  ADD ("cookies", test_cookies);
  ADD ("limits/in-flight", test_in_flight_limit);
  ADD ("limits/rate", test_rate_limit);
  ADD ("limits/background", test_background);
  ADD ("limits/wait-is-no-call", test_wait_is_no_call);
  ADD ("limits/breaker", test_breaker);
  ADD ("limits/pause", test_pause);
  ADD ("cache/kept", test_cache);
  ADD ("cache/key", test_cache_key);
  ADD ("cache/tiers", test_cache_tiers);
  ADD ("sharing", test_sharing);
  ADD ("cancel/anywhere", test_cancel);
  ADD ("cancel/before", test_cancelled_before);
  ADD ("headers-only", test_headers_only);
  ADD ("packed", test_packed);
  g_test_add_func ("/http/redaction", test_redaction);
  g_test_add_func ("/http/memory/bounds", test_memory_bounds);
  g_test_add_func ("/http/memory/age", test_memory_age);

  return g_test_run ();
}
