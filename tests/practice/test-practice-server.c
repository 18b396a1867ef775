/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice server over real HTTP: who gets in, where redirects lead, what unknown symbols and faults look like, and that nothing but the loopback
 * is listened on. */

#include "practice-http.h"

#include "mag-date.h"

#include <string.h>

#define OPEN "2026-11-20T15:30:00Z" /* a Friday, 10:30 in New York */

/* Session */

static void
test_short_way (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(Answer) refused = fixture_get (fixture, "/v1/test/getcrumb");
  g_autoptr(Answer) cookie = fixture_get (fixture, "/");
  g_autoptr(Answer) crumb = fixture_get (fixture, "/v1/test/getcrumb");
  g_autoptr(Answer) again = fixture_get (fixture, "/v1/test/getcrumb");

  g_assert_cmpuint (refused->status, ==, 401);
  g_assert_nonnull (strstr (refused->body, "\"description\":\"Invalid Cookie\""));
  g_assert_cmpuint (cookie->status, ==, 404);
  g_assert_nonnull (strstr (answer_header (cookie, "Set-Cookie"), "A3=d="));
  g_assert_null (strstr (answer_header (cookie, "Set-Cookie"), "Secure"));
  g_assert_null (strstr (answer_header (cookie, "Set-Cookie"), "Domain"));
  g_assert_cmpuint (crumb->status, ==, 200);
  g_assert_cmpstr (answer_header (crumb, "Content-Type"), ==, "text/plain;charset=utf-8");
  g_assert_cmpuint (strlen (crumb->body), ==, 11);
  g_assert_cmpstr (crumb->body, ==, again->body);
}

static void
test_crumb_is_asked_for (void)
{
  static const struct { const char *path; gboolean needed; } rows[] = {
    { "/v7/finance/quote?symbols=AAPL", TRUE },
    { "/v7/finance/options/AAPL", TRUE },
    { "/v10/finance/quoteSummary/AAPL?modules=price", TRUE },
    { "/v8/finance/chart/AAPL", FALSE },
    { "/v1/finance/search?q=AAPL", FALSE },
  };
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(Fixture) stranger = fixture_new (OPEN, NULL);

  fixture_sign_in (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(Answer) without_crumb = fixture_get (fixture, rows[i].path);
      g_autoptr(Answer) without_cookie = fixture_get (stranger, rows[i].path);
      g_autoptr(Answer) with_both = fixture_get_signed (fixture, rows[i].path);

      g_test_message ("%s", rows[i].path);
      g_assert_cmpuint (without_crumb->status, ==, rows[i].needed ? 401 : 200);
      g_assert_cmpuint (without_cookie->status, ==, rows[i].needed ? 401 : 200);
      g_assert_cmpuint (with_both->status, ==, 200);
    }
}

static void
test_crumb_belongs_to_its_cookie (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(SoupSession) first = NULL;
  g_autoptr(Answer) answer = NULL;

  fixture_sign_in (fixture);
  first = fixture->visitor;
  fixture->visitor = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  soup_session_add_feature_by_type (fixture->visitor, SOUP_TYPE_COOKIE_JAR);
  answer = fixture_get (fixture, "/"); /* another cookie, the crumb of the first */
  g_clear_pointer (&answer, answer_free);
  answer = fixture_get_signed (fixture, "/v7/finance/quote?symbols=AAPL");
  g_assert_cmpuint (answer->status, ==, 401);
  g_assert_cmpstr (answer->body, ==, "{\"finance\":{\"result\":null,\"error\":{\"code\":\"Unauthorized\",\"description\":\"Invalid Crumb\"}}}");
}

static void
set_fault (Fixture    *fixture,
           const char *text)
{
  g_autoptr(GError) error = NULL;

  mag_practice_faults_add (mag_practice_server_get_faults (fixture->server), text, &error);
  g_assert_no_error (error);
}

static Answer *
get_page (Fixture    *fixture,
          const char *path,
          gboolean    follow)
{
  g_autofree char *address = g_strconcat (g_str_has_prefix (path, "http") ? "" : fixture->base_url, path, NULL);
  SoupMessage *message = soup_message_new ("GET", address);

  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", "text/html,application/xhtml+xml,application/xml");
  if (!follow)
    soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  return fixture_send (fixture, message);
}

static void
assert_crumb (Fixture *fixture)
{
  g_autoptr(Answer) crumb = fixture_get (fixture, "/v1/test/getcrumb");

  g_assert_cmpuint (crumb->status, ==, 200);
}

static void
test_long_way_without_consent (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(Answer) plain = fixture_get (fixture, "/quote/AAPL"); /* without Accept: text/html no cookies */
  g_autoptr(Answer) page = get_page (fixture, "/quote/AAPL", FALSE);

  g_assert_null (answer_header (plain, "Set-Cookie"));
  g_assert_cmpuint (page->status, ==, 200);
  g_assert_nonnull (strstr (answer_header (page, "Set-Cookie"), "A3="));
  assert_crumb (fixture);
}

/* The value of a hidden input, its entities decoded as the form's author must. */
static char *
hidden_value (const char *html,
              const char *name)
{
  g_autofree char *mark = g_strdup_printf ("name=\"%s\" value=\"", name);
  const char *start = strstr (html, mark);
  g_autofree char *value = NULL;
  g_auto(GStrv) parts = NULL;

  g_assert_nonnull (start);
  start += strlen (mark);
  value = g_strndup (start, (gsize) (strchr (start, '"') - start));
  parts = g_strsplit (value, "&#x3D;", -1);
  return g_strjoinv ("=", parts);
}

static void
test_long_way_with_form (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(Answer) first = NULL;
  g_autoptr(Answer) form = NULL;
  g_autoptr(Answer) careless = NULL;
  g_autoptr(Answer) sent = NULL;
  g_autoptr(Answer) copied = NULL;
  g_autoptr(Answer) page = NULL;
  g_autofree char *token = NULL;
  g_autofree char *session = NULL;
  g_autofree char *done = NULL;
  g_autofree char *body = NULL;

  set_fault (fixture, "yahoo:consent=eu");
  first = get_page (fixture, "/quote/KO", FALSE);
  g_assert_cmpuint (first->status, ==, 307);
  g_assert_true (g_str_has_prefix (answer_header (first, "Location"), fixture->base_url));
  g_assert_nonnull (strstr (answer_header (first, "Location"), "/consent?brandType=nonEu&gcrumb="));
  g_assert_nonnull (strstr (answer_header (first, "Set-Cookie"), "GUCS="));

  form = get_page (fixture, "/quote/KO", TRUE);
  g_assert_cmpuint (form->status, ==, 200);
  g_assert_nonnull (strstr (form->address, "/v2/collectConsent?sessionId="));
  token = hidden_value (form->body, "csrfToken");
  session = hidden_value (form->body, "sessionId");
  done = hidden_value (form->body, "originalDoneUrl");

  careless = fixture_post (fixture, form->address, "application/x-www-form-urlencoded", "csrfToken=wrong&agree=agree");
  g_assert_cmpuint (careless->status, ==, 400);
  body = soup_form_encode ("csrfToken", token, "sessionId", session, "originalDoneUrl", done, "namespace", "yahoo", "agree", "agree", NULL);
  sent = fixture_post (fixture, form->address, "application/x-www-form-urlencoded", body);
  g_assert_cmpuint (sent->status, ==, 302);
  g_assert_nonnull (strstr (answer_header (sent, "Location"), "/copyConsent?sessionId="));
  copied = get_page (fixture, answer_header (sent, "Location"), FALSE);
  g_assert_cmpuint (copied->status, ==, 302);
  g_assert_nonnull (strstr (answer_header (copied, "Set-Cookie"), "A3="));
  g_assert_true (g_str_has_suffix (answer_header (copied, "Location"), "/quote/KO?guccounter=1"));
  page = get_page (fixture, answer_header (copied, "Location"), FALSE);
  g_assert_cmpuint (page->status, ==, 301);
  assert_crumb (fixture);
}

static void
test_long_way_with_bounces (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(Answer) page = NULL;

  set_fault (fixture, "yahoo:consent=nl");
  page = get_page (fixture, "/quote/AAPL", TRUE);
  g_assert_cmpuint (page->status, ==, 200);
  g_assert_nonnull (strstr (page->address, "?_guc_consent_skip="));
  assert_crumb (fixture);
}

static void
test_consent_leads_nowhere_else (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(Answer) answer = NULL;

  set_fault (fixture, "yahoo:consent=nl");
  answer = fixture_get (fixture, "/consent?done=https%3A%2F%2Fexample.com%2Fquote%2FKO");
  g_assert_cmpuint (answer->status, ==, 302);
  g_assert_true (g_str_has_prefix (answer_header (answer, "Location"), fixture->base_url));
}

/* Yahoo */

static GHashTable *
quoted_symbols (JsonNode *root)
{
  JsonArray *result = array_at (root, "quoteResponse.result");
  GHashTable *symbols = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < json_array_get_length (result); i++)
    g_hash_table_add (symbols, g_strdup (json_object_get_string_member (json_array_get_object_element (result, i), "symbol")));
  return symbols;
}

static void
test_quote_batch (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(GHashTable) symbols = NULL;
  GString *many = g_string_new ("/v7/finance/quote?symbols=A");
  g_autoptr(Answer) too_many = NULL;

  fixture_sign_in (fixture);
  root = fixture_get_json (fixture, "/v7/finance/quote?symbols=AAPL,BRK-B,%5EGSPC,NOPE,SI,AAPL,BRK.B");
  symbols = quoted_symbols (root);
  g_assert_cmpuint (g_hash_table_size (symbols), ==, 4); /* unknown left out, also the spelling that is not Yahoo's; doubled once */
  g_assert_true (g_hash_table_contains (symbols, "BRK-B"));
  g_assert_true (g_hash_table_contains (symbols, "^GSPC"));
  g_assert_cmpuint (json_array_get_length (array_at (root, "quoteResponse.result")), ==, 4);

  for (guint i = 1; i < 100; i++)
    g_string_append_printf (many, ",A%u", i);
  too_many = fixture_get_signed (fixture, many->str);
  g_assert_cmpuint (too_many->status, ==, 0); /* 100 symbols: no answer at all */
  g_string_free (many, TRUE);
}

static void
test_options_of_a_date (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(JsonNode) nearest = NULL;
  JsonArray *dates;

  fixture_sign_in (fixture);
  nearest = fixture_get_json (fixture, "/v7/finance/options/KO");
  dates = array_at (nearest, "optionChain.result.0.expirationDates");
  g_assert_cmpint (json_node_get_int (json_at (nearest, "optionChain.result.0.options.0.expirationDate")), ==, json_array_get_int_element (dates, 0));
  for (guint i = 0; i < json_array_get_length (dates); i++)
    {
      const gint64 date = json_array_get_int_element (dates, i);
      g_autofree char *path = g_strdup_printf ("/v7/finance/options/KO?date=%" G_GINT64_FORMAT, date);
      g_autoptr(JsonNode) chain = fixture_get_json (fixture, path);
      JsonArray *calls = array_at (chain, "optionChain.result.0.options.0.calls");

      g_assert_cmpint (date % 86400, ==, 0);
      g_assert_cmpint (json_node_get_int (json_at (chain, "optionChain.result.0.options.0.calls.0.expiration")), ==, date);
      g_assert_cmpuint (json_array_get_length (calls), >, 5);
    }
}

static void
test_chains_without_contracts (void)
{
  static const struct { const char *path; guint results, options; } rows[] = {
    { "/v7/finance/options/NOPE", 0, 0 },
    { "/v7/finance/options/AFRAF", 1, 0 },
    { "/v7/finance/options/%5EGSPC", 1, 0 },
    { "/v7/finance/options/KO?date=86400", 1, 1 },
  };
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);

  fixture_sign_in (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(JsonNode) root = fixture_get_json (fixture, rows[i].path);
      JsonArray *results = array_at (root, "optionChain.result");

      g_test_message ("%s", rows[i].path);
      g_assert_cmpuint (json_array_get_length (results), ==, rows[i].results);
      if (rows[i].results == 1)
        g_assert_cmpuint (json_array_get_length (array_at (root, "optionChain.result.0.options")), ==, rows[i].options);
      if (rows[i].options == 1)
        {
          g_assert_cmpint (json_node_get_int (json_at (root, "optionChain.result.0.options.0.expirationDate")), ==, 86400);
          g_assert_cmpuint (json_array_get_length (array_at (root, "optionChain.result.0.options.0.calls")), ==, 0);
          g_assert_cmpuint (json_array_get_length (array_at (root, "optionChain.result.0.strikes")), ==, 0);
        }
    }
}

/* yahoo.md section 12: what is quoted when. */
static void
test_wiped_hours (void)
{
  static const struct { const char *why, *at; double least_zero, most_zero; gboolean no_interest; } rows[] = {
    { "wiped in the small hours", "2026-11-20T09:25:00Z", 0.9, 1, TRUE },
    { "open interest back before the open", "2026-11-20T13:00:00Z", 0.9, 1, FALSE },
    { "just after the open", "2026-11-20T14:46:00Z", 0.9, 1, FALSE },
    { "coming back", "2026-11-20T15:02:00Z", 0.05, 0.75, FALSE },
    { "in session", "2026-11-20T17:00:00Z", 0, 0, FALSE },
    { "after the close they stay", "2026-11-20T22:00:00Z", 0, 0, FALSE },
    { "also over the weekend", "2026-11-21T09:25:00Z", 0, 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new (rows[i].at, NULL);
      g_autoptr(JsonNode) root = NULL;
      JsonArray *contracts;
      gint64 interest = 0;
      guint zero = 0;

      g_test_message ("%s", rows[i].why);
      fixture_sign_in (fixture);
      root = fixture_get_json (fixture, "/v7/finance/options/AAPL?date=1797552000"); /* 18 December 2026 */
      contracts = array_at (root, "optionChain.result.0.options.0.puts");
      for (guint j = 0; j < json_array_get_length (contracts); j++)
        {
          JsonObject *contract = json_array_get_object_element (contracts, j);
          const double iv = json_object_get_double_member (contract, "impliedVolatility");

          interest += json_object_get_int_member_with_default (contract, "openInterest", 0);
          if (json_object_get_double_member (contract, "ask") > 0)
            continue;
          zero++;
          g_assert_true (iv <= 0.500005 && iv >= 0.00001);
        }
      g_assert_cmpfloat (zero, >=, rows[i].least_zero * json_array_get_length (contracts));
      g_assert_cmpfloat (zero, <=, rows[i].most_zero * json_array_get_length (contracts));
      g_assert_true ((interest == 0) == rows[i].no_interest);
    }
}

static void
test_chain_lags_its_quote (void)
{
  g_autoptr(Fixture) fixture = fixture_new ("2026-11-20T18:00:00Z", NULL);
  g_autoptr(JsonNode) root = NULL;
  JsonArray *contracts;
  gint64 quoted, newest = 0;

  fixture_sign_in (fixture);
  root = fixture_get_json (fixture, "/v7/finance/options/AAPL");
  quoted = json_node_get_int (json_at (root, "optionChain.result.0.quote.regularMarketTime"));
  contracts = array_at (root, "optionChain.result.0.options.0.calls");
  for (guint i = 0; i < json_array_get_length (contracts); i++)
    newest = MAX (newest, json_object_get_int_member (json_array_get_object_element (contracts, i), "lastTradeDate"));
  g_assert_cmpint (quoted, ==, mag_instant_parse_utc ("2026-11-20T18:00:00Z") / MAG_SECOND_US);
  g_assert_cmpint (quoted - newest, >=, 1800);
  g_assert_cmpint (quoted - newest, <, 1860);
}

static void
test_market_states (void)
{
  static const struct { const char *at, *state; gboolean pre, post; } rows[] = {
    { "2026-11-20T07:00:00Z", "PREPRE", FALSE, TRUE },
    { "2026-11-20T13:00:00Z", "PRE", TRUE, FALSE },
    { "2026-11-20T15:00:00Z", "REGULAR", FALSE, FALSE },
    { "2026-11-20T22:00:00Z", "POST", FALSE, TRUE },
    { "2026-11-21T02:00:00Z", "POSTPOST", FALSE, TRUE },
    { "2026-11-21T15:00:00Z", "CLOSED", FALSE, TRUE },
    { "2026-11-26T15:00:00Z", "CLOSED", FALSE, TRUE }, /* Thanksgiving */
    { "2026-11-27T18:30:00Z", "POST", FALSE, TRUE },   /* closed at 13:00 */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new (rows[i].at, NULL);
      g_autoptr(JsonNode) root = NULL;
      JsonObject *quote;

      fixture_sign_in (fixture);
      root = fixture_get_json (fixture, "/v7/finance/quote?symbols=KO");
      quote = object_at (root, "quoteResponse.result.0");
      g_test_message ("%s", rows[i].at);
      g_assert_cmpstr (json_object_get_string_member (quote, "marketState"), ==, rows[i].state);
      g_assert_true (json_object_has_member (quote, "preMarketPrice") == rows[i].pre);
      g_assert_true (json_object_has_member (quote, "postMarketPrice") == rows[i].post);
    }
}

static void
test_chart_limits (void)
{
  static const struct { const char *path; guint status; } rows[] = {
    { "/v8/finance/chart/KO?range=2y&interval=1d", 200 },
    { "/v8/finance/chart/KO?range=5y&interval=1wk", 200 },
    { "/v8/finance/chart/KO?range=5d&interval=5m", 200 },
    { "/v8/finance/chart/KO?range=1mo&interval=1m", 422 }, /* reaches back eight days only */
    { "/v8/finance/chart/KO?range=7y", 422 },
    { "/v8/finance/chart/KO?interval=7d", 422 },
    { "/v8/finance/chart/KO?period1=0&period2=86400", 400 },
    { "/v8/finance/chart/KO?period1=-99999999999999&period2=99999999999999999", 200 },
    { "/v8/finance/chart/KO?period1=99999999999&period2=999999999999", 200 },
    { "/v8/finance/chart/KO?period1=x&period2=y", 400 },
    { "/v8/finance/chart/NOPE", 404 },
  };
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(Answer) answer = fixture_get (fixture, rows[i].path);

      g_test_message ("%s", rows[i].path);
      g_assert_cmpuint (answer->status, ==, rows[i].status);
    }
}

static void
test_chart_arrays_are_parallel (void)
{
  static const char *const names[] = { "open", "high", "low", "close", "volume" };
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(JsonNode) root = fixture_get_json (fixture, "/v8/finance/chart/KO?range=1y&interval=1d&events=div");
  JsonObject *result = object_at (root, "chart.result.0");
  JsonArray *times = json_object_get_array_member (result, "timestamp");
  JsonObject *bars = object_at (root, "chart.result.0.indicators.quote.0");

  g_assert_cmpuint (json_array_get_length (times), >, 240);
  g_assert_cmpuint (json_array_get_length (times), <, 260);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpuint (json_array_get_length (json_object_get_array_member (bars, names[i])), ==, json_array_get_length (times));
  g_assert_cmpuint (json_object_get_size (object_at (root, "chart.result.0.events.dividends")), ==, 4);
  for (guint i = 0; i < json_array_get_length (times); i++)
    {
      const double high = json_array_get_double_element (json_object_get_array_member (bars, "high"), i);
      const double low = json_array_get_double_element (json_object_get_array_member (bars, "low"), i);
      const double close = json_array_get_double_element (json_object_get_array_member (bars, "close"), i);

      g_assert_cmpfloat (low, <=, close);
      g_assert_cmpfloat (close, <=, high);
      g_assert_true (i == 0 || json_array_get_int_element (times, i) > json_array_get_int_element (times, i - 1));
    }
  /* the running day is stamped with its last trade, the others with the opening instant */
  g_assert_cmpint (json_array_get_int_element (times, json_array_get_length (times) - 1), ==, mag_instant_parse_utc (OPEN) / MAG_SECOND_US);
  g_assert_cmpint (json_array_get_int_element (times, json_array_get_length (times) - 2), ==, mag_instant_parse_utc ("2026-11-19T14:30:00Z") / MAG_SECOND_US);
}

/* CBOE */

static void
test_cboe_redirect (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(Answer) first = fixture_get (fixture, "/api/global/delayed_quotes/options/KO.json?x=1");
  g_autoptr(Answer) second = fixture_get (fixture, answer_header (first, "Location"));
  g_autofree char *expected = g_strconcat (fixture->base_url, "/api/global/delayed_quotes/options/KO.json?x=1&cdn-api=1", NULL);
  g_autoptr(Answer) direct = NULL;

  g_assert_cmpuint (first->status, ==, 307);
  g_assert_cmpstr (answer_header (first, "Location"), ==, expected);
  g_assert_cmpuint (second->status, ==, 200);
  g_assert_cmpstr (answer_header (second, "Content-Type"), ==, "application/json");
  set_fault (fixture, "cboe:redirect=off");
  direct = fixture_get (fixture, "/api/global/delayed_quotes/options/KO.json");
  g_assert_cmpuint (direct->status, ==, 200);
}

static void
test_cboe_symbols (void)
{
  static const struct { const char *path; guint status; } rows[] = {
    { "options/KO.json", 200 },        { "options/BRK.B.json", 200 },  { "options/_SPX.json", 200 },    { "options/_VIX.json", 200 },
    { "options/ZQXYA.json", 200 },     { "quotes/KO.json", 200 },      { "quotes/_SPX.json", 200 },     { "quotes/all_us_indices.json", 200 },
    { "charts/historical/KO.json", 200 }, { "quotes/AFRAF.json", 200 },
    { "options/BRKB.json", 403 },      { "options/SPX.json", 403 },    { "options/NOPE.json", 403 },    { "options/AFRAF.json", 403 },
    { "options/_KO.json", 403 },       { "options/ko.json", 403 },     { "options/_DJI.json", 403 },    { "quotes/NOPE.json", 403 },
  };
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/api/global/delayed_quotes/", rows[i].path, NULL);
      g_autoptr(Answer) answer = fixture_follow (fixture, path);

      g_test_message ("%s", rows[i].path);
      g_assert_cmpuint (answer->status, ==, rows[i].status);
      if (rows[i].status == 403)
        {
          g_assert_cmpstr (answer_header (answer, "Content-Type"), ==, "application/xml");
          g_assert_nonnull (strstr (answer->body, "<Code>AccessDenied</Code>"));
        }
    }
}

static void
test_cboe_two_clocks (void)
{
  g_autoptr(Fixture) fixture = fixture_new ("2026-07-15T15:00:10Z", NULL); /* 11:00:10 in New York, daylight time */
  g_autoptr(JsonNode) root = fixture_get_json (fixture, "/api/global/delayed_quotes/options/KO.json");

  g_assert_cmpstr (json_node_get_string (json_at (root, "timestamp")), ==, "2026-07-15 15:00:10");
  g_assert_cmpstr (json_node_get_string (json_at (root, "data.last_trade_time")), ==, "2026-07-15T10:44:59"); /* 15 minutes before, local */
}

static void
test_cboe_stale_thin_name (void)
{
  g_autoptr(Fixture) fixture = fixture_new ("2026-11-23T14:00:00Z", NULL); /* Monday before the open */
  g_autoptr(JsonNode) thin = fixture_get_json (fixture, "/api/global/delayed_quotes/options/COPX.json");
  g_autoptr(JsonNode) liquid = fixture_get_json (fixture, "/api/global/delayed_quotes/options/SPY.json");

  g_assert_cmpstr (json_node_get_string (json_at (liquid, "timestamp")), ==, "2026-11-23 14:00:00");
  g_assert_cmpint (mag_instant_parse_utc (json_node_get_string (json_at (thin, "timestamp"))), <, mag_instant_parse_utc ("2026-11-23T13:00:00Z"));
}

static void
test_cboe_expired_rows_linger (void)
{
  guint n_lingering = 0, n_clean = 0;

  for (guint hour = 5; hour < 24; hour += 3) /* the day after a monthly expiration */
    {
      g_autofree char *at = g_strdup_printf ("2026-11-21T%02u:00:00Z", hour);
      g_autoptr(Fixture) fixture = fixture_new (at, NULL);
      g_autoptr(Answer) thin = fixture_follow (fixture, "/api/global/delayed_quotes/options/SHY.json");
      g_autoptr(Answer) liquid = fixture_follow (fixture, "/api/global/delayed_quotes/options/SPY.json");

      g_assert_null (strstr (liquid->body, "\"SPY261120"));
      if (strstr (thin->body, "\"SHY261120") != NULL)
        n_lingering++;
      else
        n_clean++;
    }
  g_assert_cmpuint (n_lingering, >, 0);
  g_assert_cmpuint (n_clean, >, 0);
}

/* Faults and control */

static void
test_faults_over_http (void)
{
  static const struct { const char *fault; guint status; const char *type, *holds, *lacks; } rows[] = {
    { "cboe:429,retry-after=7", 429, "text/plain", "Too Many Requests\r\n", NULL },
    { "cboe:503", 503, "text/html", "<h1>", NULL },
    { "cboe:cut", 0, NULL, NULL, NULL },
    { "cboe:hangup", 0, NULL, NULL, NULL },
    { "cboe:html", 200, "text/html; charset=utf-8", "<!DOCTYPE html>", NULL },
    { "cboe:badjson", 200, "application/json", "\"options\":[", "],\"symbol\"" },
    { "cboe:empty", 200, "application/json", "\"options\":[],\"symbol\":\"KO\"", "\"bid\":0.0," },
    { "cboe:noprice", 200, "application/json", "\"price_change\":", "current_price" },
    { "cboe:stale=48", 200, "application/json", "{\"timestamp\":\"2026-11-18 15:30:00\"", "2026-11-20 15" },
    { "cboe:agent", 403, "application/xml", "AccessDenied", NULL },
  };
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(Answer) answer = NULL;

      g_test_message ("%s", rows[i].fault);
      mag_practice_faults_clear (mag_practice_server_get_faults (fixture->server));
      set_fault (fixture, rows[i].fault);
      answer = fixture_get (fixture, "/api/global/delayed_quotes/options/KO.json?cdn-api=1");
      g_assert_cmpuint (answer->status, ==, rows[i].status);
      if (rows[i].status == 0)
        continue;
      g_assert_cmpstr (answer_header (answer, "Content-Type"), ==, rows[i].type);
      g_assert_nonnull (strstr (answer->body, rows[i].holds));
      if (rows[i].lacks != NULL)
        g_assert_null (strstr (answer->body, rows[i].lacks));
      if (rows[i].status == 429)
        g_assert_cmpstr (answer_header (answer, "Retry-After"), ==, "7");
    }
}

static void
test_crumb_runs_out (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autofree char *old = NULL;
  g_autoptr(Answer) refused = NULL;
  g_autoptr(Answer) still_refused = NULL;
  g_autoptr(Answer) fresh = NULL;
  g_autoptr(Answer) good = NULL;

  fixture_sign_in (fixture);
  old = g_strdup (fixture->crumb);
  set_fault (fixture, "yahoo/quote:invalid-crumb,count=1");
  refused = fixture_get_signed (fixture, "/v7/finance/quote?symbols=KO");
  still_refused = fixture_get_signed (fixture, "/v7/finance/quote?symbols=KO");
  g_assert_cmpuint (refused->status, ==, 401);
  g_assert_cmpuint (still_refused->status, ==, 401); /* the old crumb stays worthless */
  fresh = fixture_get (fixture, "/v1/test/getcrumb");
  g_assert_cmpuint (fresh->status, ==, 200); /* with the same cookie */
  g_assert_cmpstr (fresh->body, !=, old);
  g_set_str (&fixture->crumb, fresh->body);
  good = fixture_get_signed (fixture, "/v7/finance/quote?symbols=KO");
  g_assert_cmpuint (good->status, ==, 200);
}

static void
test_bad_crumb (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(Answer) crumb = NULL;

  fixture_sign_in (fixture);
  set_fault (fixture, "yahoo/crumb:bad-crumb");
  crumb = fixture_get (fixture, "/v1/test/getcrumb");
  g_assert_cmpuint (crumb->status, ==, 200);
  g_assert_cmpstr (crumb->body, ==, "Too Many Requests\r\n");
}

static void
test_shut_out_by_name (void)
{
  static const struct { const char *agent; guint status; } rows[] = {
    { NULL, 429 }, { "curl/8.0", 429 }, { "Mozilla/5.0 (compatible; magnus)", 200 },
  };
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);

  set_fault (fixture, "yahoo:agent");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(Answer) answer = NULL;

      soup_session_set_user_agent (fixture->visitor, rows[i].agent);
      answer = fixture_get (fixture, "/v1/finance/search?q=KO");
      g_assert_cmpuint (answer->status, ==, rows[i].status);
    }
}

static void
test_redirect_to_nowhere (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(Answer) answer = NULL;

  set_fault (fixture, "cboe:no-location");
  answer = fixture_get (fixture, "/api/global/delayed_quotes/options/KO.json");
  g_assert_cmpuint (answer->status, ==, 307);
  g_assert_null (answer_header (answer, "Location"));
}

static void
test_half_built_bar (void)
{
  g_autoptr(Fixture) fixture = fixture_new ("2026-11-20T14:30:20Z", NULL);
  g_autoptr(JsonNode) root = fixture_get_json (fixture, "/v8/finance/chart/KO?range=5d&interval=1d");
  JsonArray *closes = array_at (root, "chart.result.0.indicators.quote.0.close");

  g_assert_true (json_array_get_null_element (closes, json_array_get_length (closes) - 1));
  g_assert_false (json_array_get_null_element (closes, json_array_get_length (closes) - 2));
}

static void
test_control_faults (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(Answer) set = fixture_post (fixture, "/practice/faults", "application/json", "{\"set\":[\"cboe:500,count=1\",\"yahoo:latency=1\"]}");
  g_autoptr(Answer) bad = fixture_post (fixture, "/practice/faults", "application/json", "{\"set\":[\"cboe:503\",\"nonsense\"]}");
  g_autoptr(Answer) struck = fixture_get (fixture, "/api/global/delayed_quotes/options/KO.json?cdn-api=1");
  g_autoptr(Answer) passed = fixture_get (fixture, "/api/global/delayed_quotes/options/KO.json?cdn-api=1");
  g_autoptr(Answer) added = fixture_post (fixture, "/practice/faults", "application/x-www-form-urlencoded", "add=cboe%3A502&add=cboe%3A501");
  g_autoptr(JsonNode) list = answer_json (added);
  g_autoptr(Answer) cleared = fixture_post (fixture, "/practice/faults", "application/json", "{\"clear\":true}");

  g_assert_cmpuint (set->status, ==, 200);
  g_assert_cmpuint (bad->status, ==, 400); /* and nothing changed */
  g_assert_cmpuint (struck->status, ==, 500);
  g_assert_cmpuint (passed->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (array_at (list, "faults")), ==, 4);
  g_assert_cmpint (json_node_get_int (json_at (list, "faults.0.struck")), ==, 1);
  g_assert_cmpint (json_node_get_int (json_at (list, "faults.0.remaining")), ==, 0);
  g_assert_cmpstr (cleared->body, ==, "{\"faults\":[]}");
}

typedef struct
{
  GMainLoop *loop;
  guint      left;
} Several;

static void
one_done_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Several *several = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  g_assert_no_error (error);
  if (--several->left == 0)
    g_main_loop_quit (several->loop);
}

static void
test_latency_does_not_queue (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(JsonNode) requests = NULL;
  Several several = { loop, 20 };
  const gint64 start = g_get_monotonic_time ();
  gint64 took;

  set_fault (fixture, "cboe:latency=300");
  for (guint i = 0; i < several.left; i++)
    {
      g_autofree char *address = g_strdup_printf ("%s/api/global/delayed_quotes/options/ZAAA%c.json?cdn-api=1", fixture->base_url, 'A' + (int) i);
      g_autoptr(SoupMessage) message = soup_message_new ("GET", address);

      soup_session_send_and_read_async (fixture->visitor, message, G_PRIORITY_DEFAULT, NULL, one_done_cb, &several);
    }
  g_main_loop_run (loop);
  took = g_get_monotonic_time () - start;
  g_assert_cmpint (took, >=, 300 * 1000);
  g_assert_cmpint (took, <, 3 * 1000 * 1000); /* one after the other it would be 6 s */
  requests = fixture_get_json (fixture, "/practice/requests");
  g_assert_cmpint (json_node_get_int (json_at (requests, "peak_in_flight")), ==, 20);
  g_assert_cmpint (json_node_get_int (json_at (requests, "in_flight")), ==, 0);
  g_assert_cmpint (json_node_get_int (json_at (requests, "total")), ==, 20);
}

static void
test_stopping_drops_what_waits (void)
{
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autofree char *address = g_strconcat (fixture->base_url, "/v1/finance/search?q=KO", NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", address);
  g_autoptr(JsonNode) requests = NULL;

  set_fault (fixture, "yahoo:latency=600000");
  soup_session_send_and_read_async (fixture->visitor, message, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  do
    {
      g_clear_pointer (&requests, json_node_unref);
      requests = fixture_get_json (fixture, "/practice/requests");
    }
  while (json_node_get_int (json_at (requests, "in_flight")) == 0);
}

static void
test_clock_and_health (void)
{
  g_autoptr(Fixture) fixture = fixture_new ("2026-11-20T15:30:00.25Z", NULL);
  g_autoptr(Answer) health = fixture_get (fixture, "/practice/health");
  g_autoptr(JsonNode) clock = fixture_get_json (fixture, "/practice/clock");
  g_autoptr(Answer) unknown = fixture_get (fixture, "/practice/nothing");
  g_autoptr(Answer) elsewhere = fixture_get (fixture, "/v9/finance/nothing");

  g_assert_cmpuint (health->status, ==, 200);
  g_assert_true (g_str_has_prefix (json_node_get_string (json_at (clock, "now")), "2026-11-20T15:30:00.25"));
  g_assert_cmpuint (unknown->status, ==, 404);
  g_assert_cmpuint (elsewhere->status, ==, 404);
}

static void
test_loopback_only (void)
{
  static const char *const others[] = { "127.0.0.2", "::1" }; /* a server on every address would answer there */
  g_autoptr(Fixture) fixture = fixture_new (OPEN, NULL);
  g_autoptr(GUri) uri = g_uri_parse (fixture->base_url, G_URI_FLAGS_NONE, NULL);

  g_assert_cmpstr (g_uri_get_host (uri), ==, "127.0.0.1");
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr(GSocketClient) client = g_socket_client_new ();
      g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string (others[i], (guint) g_uri_get_port (uri));
      g_autoptr(GSocketConnection) connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);

      g_assert_null (connection);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; void (*test) (void); } tests[] = {
    { "session/short-way", test_short_way },
    { "session/crumb-is-asked-for", test_crumb_is_asked_for },
    { "session/crumb-belongs-to-its-cookie", test_crumb_belongs_to_its_cookie },
    { "session/long-way-without-consent", test_long_way_without_consent },
    { "session/long-way-with-form", test_long_way_with_form },
    { "session/long-way-with-bounces", test_long_way_with_bounces },
    { "session/consent-leads-nowhere-else", test_consent_leads_nowhere_else },
    { "yahoo/quote-batch", test_quote_batch },
    { "yahoo/options-of-a-date", test_options_of_a_date },
    { "yahoo/chains-without-contracts", test_chains_without_contracts },
    { "yahoo/wiped-hours", test_wiped_hours },
    { "yahoo/chain-lags-its-quote", test_chain_lags_its_quote },
    { "yahoo/market-states", test_market_states },
    { "yahoo/chart-limits", test_chart_limits },
    { "yahoo/chart-arrays-are-parallel", test_chart_arrays_are_parallel },
    { "yahoo/half-built-bar", test_half_built_bar },
    { "cboe/redirect", test_cboe_redirect },
    { "cboe/symbols", test_cboe_symbols },
    { "cboe/two-clocks", test_cboe_two_clocks },
    { "cboe/stale-thin-name", test_cboe_stale_thin_name },
    { "cboe/expired-rows-linger", test_cboe_expired_rows_linger },
    { "faults/over-http", test_faults_over_http },
    { "faults/crumb-runs-out", test_crumb_runs_out },
    { "faults/bad-crumb", test_bad_crumb },
    { "faults/shut-out-by-name", test_shut_out_by_name },
    { "faults/redirect-to-nowhere", test_redirect_to_nowhere },
    { "faults/control", test_control_faults },
    { "faults/latency-does-not-queue", test_latency_does_not_queue },
    { "server/stopping-drops-what-waits", test_stopping_drops_what_waits },
    { "server/clock-and-health", test_clock_and_health },
    { "server/loopback-only", test_loopback_only },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/practice/", tests[i].name, NULL);

      g_test_add_func (path, tests[i].test);
    }
  return g_test_run ();
}
