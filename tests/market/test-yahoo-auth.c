/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recorded ways to a cookie, played back by a loopback server in the place of all of Yahoo's hosts, and what is kept of them from run to run. */

#include "captures.h"

#include "mag-yahoo-client.h"
#include "mag-yahoo-crumb.h"
#include "mag-yahoo-keep.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  SoupServer *server;
  char       *origin;
  GHashTable *answers;  /* "GET /path?query" -> JsonObject, the recorded response */
  GPtrArray  *requests; /* "GET /path", in order */
  char       *posted;   /* last body posted */
  GPtrArray  *roots;    /* JsonNode, own the answers */

  char       *folder;
  MagClock   *clock;
  MagProfile *profile;
  MagHttp    *http;
} Fixture;

/* Every host of a recording is this server; cookies lose the domain and the need for TLS that it can't have. */
static char *
localize (Fixture    *fixture,
          const char *text)
{
  static const char *const hosts[] = { "https://finance.yahoo.com", "https://guce.yahoo.com", "https://consent.yahoo.com" };
  g_autoptr(GString) local = g_string_new (text);

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    g_string_replace (local, hosts[i], fixture->origin, 0);
  return g_string_free (g_steal_pointer (&local), FALSE);
}

static char *
localize_cookie (const char *cookie)
{
  g_autoptr(GRegex) regex = g_regex_new (";\\s*(Domain=[^;]*|Secure|SameSite=None)", G_REGEX_CASELESS, 0, NULL);

  return g_regex_replace (regex, cookie, -1, 0, "", 0, NULL);
}

static void
add_recorded_header (Fixture           *fixture,
                     SoupServerMessage *message,
                     const char        *name,
                     JsonNode          *value)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (g_str_equal (name, "location"))
    {
      g_autofree char *location = localize (fixture, json_node_get_string (value));

      soup_message_headers_replace (headers, "Location", location);
    }
  else if (g_str_equal (name, "set-cookie"))
    {
      JsonArray *cookies = json_node_get_array (value);

      for (guint i = 0; i < json_array_get_length (cookies); i++)
        {
          g_autofree char *cookie = localize_cookie (json_array_get_string_element (cookies, i));

          soup_message_headers_append (headers, "Set-Cookie", cookie);
        }
    }
}

static void
answer_recorded (Fixture           *fixture,
                 SoupServerMessage *message,
                 JsonObject        *response)
{
  JsonObject *headers = json_object_get_object_member (response, "headers");
  const char *type = json_object_get_string_member_with_default (headers, "content-type", "text/plain");
  const char *body = json_object_get_string_member_with_default (response, "body", "");
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  soup_server_message_set_status (message, json_object_get_int_member (response, "status"), NULL);
  if (*body != '\0')
    soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
  json_object_iter_init (&iter, headers);
  while (json_object_iter_next (&iter, &name, &value))
    add_recorded_header (fixture, message, name, value);
}

static void
handle (SoupServer        *server,
        SoupServerMessage *message,
        const char        *path,
        GHashTable        *query,
        gpointer           data)
{
  Fixture *fixture = data;
  GUri *uri = soup_server_message_get_uri (message);
  const char *method = soup_server_message_get_method (message);
  g_autofree char *key = g_strdup_printf ("%s %s%s%s", method, path, g_uri_get_query (uri) != NULL ? "?" : "", g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "");
  JsonObject *response = g_hash_table_lookup (fixture->answers, key);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  g_ptr_array_add (fixture->requests, g_strdup_printf ("%s %s", method, path));
  if (body->length > 0)
    {
      g_autoptr(GBytes) bytes = soup_message_body_flatten (body);

      g_free (fixture->posted);
      fixture->posted = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
  if (response != NULL)
    answer_recorded (fixture, message, response);
  else
    soup_server_message_set_status (message, 404, NULL);
}

static void
add_recording (Fixture    *fixture,
               const char *name)
{
  g_autofree char *path = g_strdup_printf ("yahoo/auth/%s.json", name);
  JsonNode *root = NULL;
  JsonObject *file = captures_load_json (path, &root);
  JsonObject *request = json_object_get_object_member (file, "request");
  g_autoptr(GUri) uri = g_uri_parse (json_object_get_string_member (request, "url"), SOUP_HTTP_URI_FLAGS, NULL);
  const char *query = g_uri_get_query (uri);

  g_ptr_array_add (fixture->roots, root);
  g_hash_table_insert (fixture->answers,
                       g_strdup_printf ("%s %s%s%s", json_object_get_string_member (request, "method"), g_uri_get_path (uri), query != NULL ? "?" : "", query != NULL ? query : ""),
                       json_object_get_object_member (file, "response"));
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  GSList *uris;
  MagHttpPolicy policy = { .name = MAG_YAHOO_PROVIDER, .max_in_flight = 4, .timeout_seconds = 5, .max_tries = 1 };

  fixture->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fixture->requests = g_ptr_array_new_with_free_func (g_free);
  fixture->roots = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  fixture->server = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_add_handler (fixture->server, NULL, handle, fixture, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->origin = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  fixture->folder = g_dir_make_tmp ("mag-yahoo-XXXXXX", NULL);
  fixture->clock = mag_clock_new_system ();
  fixture->profile = mag_profile_new_at (fixture->folder, fixture->origin, fixture->clock, &error);
  g_assert_no_error (error);
  fixture->http = mag_http_new (fixture->clock, "test");
  mag_http_set_policy (fixture->http, &policy);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_remove (path);
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
  mag_profile_unref (fixture->profile);
  mag_clock_unref (fixture->clock);
  g_hash_table_unref (fixture->answers);
  g_ptr_array_unref (fixture->requests);
  g_ptr_array_unref (fixture->roots);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->origin);
  g_free (fixture->posted);
}

static void
keep_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_set_object ((GAsyncResult **) data, result);
}

static char *
get_crumb (MagYahooCrumb  *crumb,
           GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  mag_yahoo_crumb_get_async (crumb, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return mag_yahoo_crumb_get_finish (crumb, result, error);
}

static void
assert_requests (Fixture           *fixture,
                 const char *const *expected)
{
  g_autofree char *seen = NULL;
  g_autofree char *wanted = g_strjoinv (", ", (char **) expected);

  g_ptr_array_add (fixture->requests, NULL);
  seen = g_strjoinv (", ", (char **) fixture->requests->pdata);
  g_assert_cmpstr (seen, ==, wanted);
}

static void
test_europe (Fixture       *fixture,
             gconstpointer  data)
{
  static const char *const names[] = { "eu2025-1-quote-307", "eu2025-2-guce-consent-302", "eu2025-3-collectConsent-form-200", "eu2025-4-collectConsent-post-302",
                                       "eu2025-5-copyConsent-302", "eu2025-6-quote-guccounter-301", "eu2025-7-getcrumb-200" };
  /* The last redirect is not followed: the cookie is there. */
  static const char *const expected[] = { "GET /", "GET /quote/AAPL", "GET /consent", "GET /v2/collectConsent", "POST /v2/collectConsent", "GET /copyConsent",
                                          "GET /v1/test/getcrumb", NULL };
  g_autoptr(MagYahooCrumb) source = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *crumb = NULL;

  if (captures_skip ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    add_recording (fixture, names[i]);
  source = mag_yahoo_crumb_new (fixture->http, fixture->profile);
  crumb = get_crumb (source, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (crumb, ==, "xxX0xxxxXxX");
  g_assert_cmpstr (fixture->posted, ==,
                   "csrfToken=XxXxxx0&sessionId=3_cc-session_xxx000x0-x0x0-0x00-0x00-00000x0x0x0x"
                   "&originalDoneUrl=https%3A%2F%2Ffinance.yahoo.com%2Fquote%2FAAPL%3Fguccounter%3D1&namespace=yahoo&agree=agree&agree=agree");
  assert_requests (fixture, expected);
}

/* Three bounces were recorded; after the first the cookie is good. */
static void
test_netherlands (Fixture       *fixture,
                  gconstpointer  data)
{
  static const char *const names[] = { "nl2026-1-quote-307", "nl2026-2-guce-302-guccounter1", "nl2026-4-guce-302-guccounter2", "nl2026-5-quote-guccounter2-307",
                                       "nl2026-6-guce-302-consent-skip", "nl2026-8-getcrumb-200" };
  static const char *const expected[] = { "GET /", "GET /quote/AAPL", "GET /consent", "GET /v1/test/getcrumb", NULL };
  g_autoptr(MagYahooCrumb) source = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *crumb = NULL;

  if (captures_skip ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    add_recording (fixture, names[i]);
  source = mag_yahoo_crumb_new (fixture->http, fixture->profile);
  crumb = get_crumb (source, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (crumb, ==, "xXxXxx0XxxX");
  assert_requests (fixture, expected);
}

/* The first page brings the cookie; all who ask share one fetch, and what it found is there in the next run without a request. */
static void
test_one_fetch_and_kept (Fixture       *fixture,
                         gconstpointer  data)
{
  static const char *const expected[] = { "GET /", "GET /quote/AAPL", "GET /v1/test/getcrumb", NULL };
  GAsyncResult *results[5] = { NULL };
  g_autoptr(MagYahooCrumb) source = NULL, next_run = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *path = g_build_filename (mag_profile_get_data_dir (fixture->profile), "yahoo-session", NULL);
  GStatBuf info;

  if (captures_skip ())
    return;
  add_recording (fixture, "us2026-1-quote-200");
  add_recording (fixture, "nl2026-8-getcrumb-200");
  source = mag_yahoo_crumb_new (fixture->http, fixture->profile);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    mag_yahoo_crumb_get_async (source, NULL, keep_result_cb, &results[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autofree char *crumb = NULL;

      while (results[i] == NULL)
        g_main_context_iteration (NULL, TRUE);
      result = results[i];
      crumb = mag_yahoo_crumb_get_finish (source, result, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (crumb, ==, "xXxXxx0XxxX");
    }
  while (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  next_run = mag_yahoo_crumb_new (fixture->http, fixture->profile);
  kept = get_crumb (next_run, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kept, ==, "xXxXxx0XxxX");
  assert_requests (fixture, expected);

  /* A cookie that was refused is not tried again in the run after that. */
  mag_yahoo_crumb_drop (next_run, kept, TRUE);
  while (g_file_test (path, G_FILE_TEST_EXISTS))
    g_main_context_iteration (NULL, TRUE);
}

/* Who gives up hears of it at once; the fetch goes on, and serves who comes next. */
static void
test_waiter_gives_up (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(MagYahooCrumb) source = mag_yahoo_crumb_new (fixture->http, fixture->profile);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  static const char *const expected[] = { "GET /", "GET /quote/AAPL", NULL }; /* no cookie anywhere: once each */

  mag_yahoo_crumb_get_async (source, cancellable, keep_result_cb, &result);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (mag_yahoo_crumb_get_finish (source, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->requests->len, ==, 0);
  g_clear_error (&error);

  g_assert_null (get_crumb (source, &error));
  g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_BLOCKED);
  assert_requests (fixture, expected);
}

/* The consent post answers without a place to go: an end, not a loop. */
static void
test_consent_without_location (Fixture       *fixture,
                               gconstpointer  data)
{
  static const char *const names[] = { "eu2025-1-quote-307", "eu2025-2-guce-consent-302", "eu2025-3-collectConsent-form-200" };
  g_autoptr(MagYahooCrumb) source = NULL;
  g_autoptr(GError) error = NULL;

  if (captures_skip ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    add_recording (fixture, names[i]);
  source = mag_yahoo_crumb_new (fixture->http, fixture->profile);
  g_assert_null (get_crumb (source, &error));
  g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_BLOCKED);
  g_assert_cmpuint (fixture->requests->len, ==, 5);
}

static MagHttpReply *
get (MagYahooClient  *client,
     const char      *path,
     GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  mag_yahoo_client_get_async (client, path, FALSE, 0, "AAPL", NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return mag_yahoo_client_get_finish (client, result, error);
}

/* The two API hosts are the same service: when one gives no answer the other is asked; an answer that is no, from either, is an answer. */
static void
test_other_host (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(MagYahooCrumb) crumb = mag_yahoo_crumb_new (fixture->http, fixture->profile);
  g_autoptr(MagYahooClient) client = mag_yahoo_client_new_at (fixture->http, crumb, "http://127.0.0.1:9", fixture->origin);
  g_autoptr(MagYahooClient) alone = mag_yahoo_client_new_at (fixture->http, crumb, "http://127.0.0.1:9", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) reply = NULL;
  g_autoptr(JsonNode) root = json_from_string ("{\"status\":200,\"headers\":{\"content-type\":\"application/json\"},\"body\":\"{}\"}", NULL);

  g_hash_table_insert (fixture->answers, g_strdup ("GET /v8/finance/chart/AAPL?range=1d"), json_node_get_object (root));
  reply = get (client, "/v8/finance/chart/AAPL?range=1d", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, 200);

  g_assert_null (get (client, "/v8/finance/chart/NONE?range=1d", &error));
  g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNKNOWN_SYMBOL);
  g_clear_error (&error);
  g_assert_null (get (alone, "/v8/finance/chart/AAPL?range=1d", &error));
  g_assert_error (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_OFFLINE);
}

/* Round trip of the text that is kept, and texts that are none. */
static void
test_keep (void)
{
  g_autoptr(GUri) api = g_uri_parse ("https://query1.finance.yahoo.com", SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr(SoupCookieJar) jar = soup_cookie_jar_new (), again = soup_cookie_jar_new (), empty = soup_cookie_jar_new ();
  g_autofree char *text = NULL, *crumb = NULL, *sent = NULL;
  static const char *const bad[] = { "", "x", "[yahoo]\ncrumb=abc\n", "[yahoo]\ncookies=;;;\ncrumb=abc\n", "[other]\n", "[yahoo]\ncookies=A3=1\\; domain=.yahoo.com\ncrumb=<html>\n" };

  soup_cookie_jar_add_cookie (jar, soup_cookie_parse ("A3=d=x&S=y; Max-Age=31536000; Domain=.yahoo.com; Path=/; SameSite=None; Secure; HttpOnly", api));
  text = mag_yahoo_keep_format (jar, api, "a/b.c-d");
  crumb = mag_yahoo_keep_parse (text, strlen (text), again, api);
  sent = soup_cookie_jar_get_cookies (again, api, TRUE);
  g_assert_cmpstr (crumb, ==, "a/b.c-d");
  g_assert_cmpstr (sent, ==, "A3=d=x&S=y");

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *none = mag_yahoo_keep_parse (bad[i], strlen (bad[i]), empty, api);

      g_assert_null (none);
    }
}

#define ADD(name, func) g_test_add ("/yahoo-auth/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("europe-with-consent-form", test_europe);
  ADD ("netherlands-without-form", test_netherlands);
  ADD ("one-fetch-kept-for-the-next-run", test_one_fetch_and_kept);
  ADD ("waiter-gives-up", test_waiter_gives_up);
  ADD ("consent-without-location", test_consent_without_location);
  ADD ("other-host", test_other_host);
  g_test_add_func ("/yahoo-auth/keep", test_keep);

  return g_test_run ();
}
