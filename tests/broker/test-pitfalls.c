/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server can do to a client, one case for each rule, against one that follows a script and keeps a list of what it was asked. */

#include "broker-desk.h"

#include "mag-robinhood-wire.h"

#include "mag-types.h"

#include <string.h>

#define USER "me@example.com"
#define ACCOUNT "5QR00001"
#define TOKENS(access) "{\"access_token\":\"" access "\",\"refresh_token\":\"refresh-" access "\",\"expires_in\":2562387,\"token_type\":\"Bearer\"}"
#define EMPTY_PAGE "{\"next\":null,\"previous\":null,\"results\":[]}"
#define UNAUTHORIZED "{\"detail\":\"Incorrect authentication credentials.\"}"

typedef struct
{
  const char *method, *path;
  GHashTable *query; /* NULL: none */
  const char *body;
  const char *bearer; /* the token; "" */
} Asked;

typedef struct _Stub Stub;

/* Fills in what to answer; the status is returned. */
typedef guint (*Script) (Stub *stub, const Asked *asked, GString *answer);

struct _Stub
{
  SoupServer *server;
  char       *origin;
  Script      script;
  GPtrArray  *log;      /* "POST /oauth2/token/ BODY" */
  GHashTable *counts;   /* path -> how often */
  const char *retry_after;
  const char *token;    /* the one that is good now */
  guint       step;
  BrokerDesk  desk;
};

static guint
count (Stub       *stub,
       const char *path)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (stub->counts, path));
}

static void
handle (SoupServer        *server,
        SoupServerMessage *message,
        const char        *path,
        GHashTable        *query,
        gpointer           data)
{
  Stub *stub = data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autofree char *text = g_strndup (body->data != NULL ? body->data : "", (gsize) body->length);
  const char *authorization = soup_message_headers_get_one (headers, "Authorization");
  const Asked asked = { soup_server_message_get_method (message), path, query, text, authorization != NULL ? authorization + strlen ("Bearer ") : "" };
  g_autoptr(GString) answer = g_string_new (NULL);
  guint status;

  g_ptr_array_add (stub->log, g_strdup_printf ("%s %s %s", asked.method, path, text));
  g_hash_table_replace (stub->counts, g_strdup (path), GUINT_TO_POINTER (count (stub, path) + 1));
  status = stub->script (stub, &asked, answer);
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, answer->str, answer->len);
  if (stub->retry_after != NULL && status == 429)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After", stub->retry_after);
}

static void
set_up (Stub          *stub,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  GSList *uris;

  stub->log = g_ptr_array_new_with_free_func (g_free);
  stub->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  stub->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (stub->server, NULL, handle, stub, NULL);
  soup_server_listen_local (stub->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (stub->server);
  stub->origin = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  stub->token = "t1";
  broker_desk_open (&stub->desk, stub->origin, NULL);
}

static void
tear_down (Stub          *stub,
           gconstpointer  data)
{
  broker_desk_close (&stub->desk);
  soup_server_disconnect (stub->server);
  g_object_unref (stub->server);
  g_ptr_array_unref (stub->log);
  g_hash_table_unref (stub->counts);
  g_free (stub->origin);
}

static gboolean
is_path (const Asked *asked,
         const char  *path)
{
  return g_str_equal (asked->path, path);
}

static const char *
parameter (const Asked *asked,
           const char  *name)
{
  return asked->query != NULL ? g_hash_table_lookup (asked->query, name) : NULL;
}

/* Tokens t1 to begin with; each refresh makes the next. */
static guint
answer_tokens (Stub        *stub,
               const Asked *asked,
               GString     *answer)
{
  if (strstr (asked->body, "grant_type=refresh_token") != NULL)
    {
      stub->token = g_str_equal (stub->token, "t1") ? "t2" : "t3";
      g_string_assign (answer, g_str_equal (stub->token, "t2") ? TOKENS ("t2") : TOKENS ("t3"));
    }
  else
    g_string_assign (answer, TOKENS ("t1"));
  return 200;
}

static guint
refuse (GString    *answer,
        guint       status,
        const char *body)
{
  g_string_assign (answer, body);
  return status;
}

static guint
empty_lists (Stub        *stub,
             const Asked *asked,
             GString     *answer)
{
  if (is_path (asked, "/oauth2/token/"))
    return answer_tokens (stub, asked, answer);
  if (!g_str_equal (asked->bearer, stub->token))
    return refuse (answer, 401, UNAUTHORIZED);
  g_string_assign (answer, EMPTY_PAGE);
  return 200;
}

static void
sign_in (Stub *stub)
{
  g_autoptr(GError) error = NULL;

  broker_desk_sign_in (&stub->desk, USER, &error);
  g_assert_no_error (error);
}

/* Signing in. */

static guint
refuse_login (Stub        *stub,
              const Asked *asked,
              GString     *answer)
{
  static const guint statuses[] = { 400, 401, 403, 429, 500, 503 };

  return refuse (answer, statuses[stub->step], "{\"detail\":\"No. Expected available in 3 seconds.\"}");
}

/* A refused password is sent once. */
static void
test_never_again (Stub          *stub,
                  gconstpointer  data)
{
  stub->script = refuse_login;
  for (stub->step = 0; stub->step < 6; stub->step++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (broker_desk_sign_in (&stub->desk, USER, &error));
      g_assert_error (error, MAG_BROKER_ERROR, (stub->step < 3 ? (int) MAG_BROKER_ERROR_REFUSED : (int) MAG_BROKER_ERROR_BUSY));
      g_assert_cmpuint (count (stub, "/oauth2/token/"), ==, stub->step + 1);
    }
}

static guint
workflow (Stub        *stub,
          const Asked *asked,
          GString     *answer)
{
  g_assert_cmpstr (asked->bearer, ==, ""); /* no step of a sign-in carries a token */
  if (is_path (asked, "/oauth2/token/"))
    return refuse (answer, 403, "{\"verification_workflow\":{\"id\":\"w1\",\"workflow_status\":\"workflow_status_internal_pending\"}}");
  if (is_path (asked, "/pathfinder/user_machine/"))
    return refuse (answer, 200, "{\"id\":\"m1\"}");
  if (is_path (asked, "/pathfinder/inquiries/m1/user_view/") && g_str_equal (asked->method, "GET"))
    return refuse (answer, 200, "{\"context\":null,\"type_context\":{\"context\":{\"sheriff_challenge\":{\"id\":\"c1\",\"type\":\"prompt\",\"status\":\"issued\"}}},\"sequence\":0}");
  if (is_path (asked, "/pathfinder/inquiries/m1/user_view/"))
    return refuse (answer, 200, "{\"type_context\":{\"result\":\"workflow_status_approved\"}}");
  switch (stub->step)
    {
    case 0: /* throttled: stop, and begin nothing anew */
      return refuse (answer, 429, "{\"detail\":\"Request was throttled. Expected available in 43000 seconds.\"}");
    case 1:
      return refuse (answer, 200, "{\"challenge_status\":\"failed\"}");
    default:
      return count (stub, "/push/c1/get_prompts_status/") < 3 ? refuse (answer, 502, "<html>") : refuse (answer, 200, "{\"challenge_status\":\"validated\"}");
    }
}

static void
test_poll_throttled (Stub          *stub,
                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  gint64 now_us = g_get_real_time ();

  stub->script = workflow;
  g_assert_false (broker_desk_sign_in (&stub->desk, USER, &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_BUSY);
  g_assert_cmpint (mag_broker_error_get_retry_us (error), >=, now_us + 43000 * MAG_SECOND_US);
  g_assert_cmpuint (count (stub, "/push/c1/get_prompts_status/"), ==, 1);
  g_assert_cmpuint (count (stub, "/oauth2/token/"), ==, 1);
}

static void
test_denied (Stub          *stub,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  stub->script = workflow;
  stub->step = 1;
  g_assert_false (broker_desk_sign_in (&stub->desk, USER, &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_NOT_APPROVED);
  g_assert_cmpuint (count (stub, "/oauth2/token/"), ==, 1);
}

/* Approved, and the broker begins again: a loop that ends after one round. The same device and request all the way. */
static void
test_no_approval_loop (Stub          *stub,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  const char *first = NULL, *second = NULL;

  stub->script = workflow;
  stub->step = 2;
  g_assert_false (broker_desk_sign_in (&stub->desk, USER, &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_NOT_APPROVED);
  g_assert_cmpuint (count (stub, "/oauth2/token/"), ==, 2);
  for (guint i = 0; i < stub->log->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (stub->log, i), "POST /oauth2/token/"))
      {
        second = first;
        first = g_ptr_array_index (stub->log, i);
      }
  g_assert_cmpstr (first, ==, second);
  g_assert_nonnull (strstr (first, "request_id="));
}

static guint
device_check (Stub        *stub,
              const Asked *asked,
              GString     *answer)
{
  const char *device = strstr (asked->body, "device_token=");

  if (is_path (asked, "/oauth2/token/"))
    {
      g_strlcpy (g_object_get_data (G_OBJECT (stub->server), "device"), device + strlen ("device_token="), 37);
      return refuse (answer, 403, "{\"verification_workflow\":{\"id\":\"w1\"}}");
    }
  g_assert_nonnull (strstr (asked->body, g_object_get_data (G_OBJECT (stub->server), "device")));
  g_assert_nonnull (strstr (asked->body, "\"workflow_id\":\"w1\""));
  return refuse (answer, 400, "{\"device_id\":[\"unknown\"]}");
}

/* device_id is the device_token of the sign-in. */
static void
test_device_id (Stub          *stub,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_object_set_data_full (G_OBJECT (stub->server), "device", g_malloc0 (64), g_free);
  stub->script = device_check;
  g_assert_false (broker_desk_sign_in (&stub->desk, USER, &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_REFUSED);
  g_assert_cmpuint (count (stub, "/pathfinder/user_machine/"), ==, 1);
}

static guint
hostile_ids (Stub        *stub,
             const Asked *asked,
             GString     *answer)
{
  if (is_path (asked, "/oauth2/token/"))
    return refuse (answer, 403, "{\"verification_workflow\":{\"id\":\"w1\"}}");
  g_assert_true (is_path (asked, "/pathfinder/user_machine/"));
  return refuse (answer, 200, "{\"id\":\"../../oauth2/token/?x=\"}");
}

/* What comes as an id does not become a path. */
static void
test_hostile_ids (Stub          *stub,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  stub->script = hostile_ids;
  g_assert_false (broker_desk_sign_in (&stub->desk, USER, &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORMAT);
}

static guint
type_required (Stub        *stub,
               const Asked *asked,
               GString     *answer)
{
  if (strstr (asked->body, "challenge_type=sms") == NULL)
    return refuse (answer, 400, "{\"detail\":\"Request blocked, challenge type required.\"}");
  return refuse (answer, 401, "{\"detail\":\"Request blocked, challenge issued.\",\"challenge\":{\"id\":\"c1\",\"type\":\"sms\",\"status\":\"issued\",\"remaining_attempts\":2}}");
}

/* The old flow asks for one field more, once. */
static void
test_challenge_type_required (Stub          *stub,
                              gconstpointer  data)
{
  GAsyncResult *result = NULL;

  stub->script = type_required;
  broker_desk_begin (&stub->desk, USER, &result);
  broker_desk_await (&stub->desk, MAG_BROKER_NEEDS_CODE);
  g_assert_cmpint (mag_broker_get_challenge (stub->desk.broker)->attempts, ==, 2);
  g_assert_cmpuint (count (stub, "/oauth2/token/"), ==, 2);
  g_cancellable_cancel (stub->desk.cancellable);
  g_assert_false (broker_desk_finish (&stub->desk, &result, NULL));
}

static guint
gateway_page (Stub        *stub,
              const Asked *asked,
              GString     *answer)
{
  return refuse (answer, stub->step == 0 ? 200 : 403, "<html><body>Access denied</body></html>");
}

static void
test_no_json (Stub          *stub,
              gconstpointer  data)
{
  g_autoptr(GError) odd = NULL, refused = NULL;

  stub->script = gateway_page;
  g_assert_false (broker_desk_sign_in (&stub->desk, USER, &odd));
  g_assert_error (odd, MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORMAT);
  stub->step = 1;
  g_assert_false (broker_desk_sign_in (&stub->desk, USER, &refused));
  g_assert_error (refused, MAG_BROKER_ERROR, MAG_BROKER_ERROR_REFUSED);
}

/* An approval that leads to tokens which nobody can keep would be wasted: without a keyring nothing is sent. The user may go on without one. */
static void
test_keyring_first (Stub          *stub,
                    gconstpointer  data)
{
  g_autoptr(GError) missing = NULL, unknown = NULL, error = NULL;

  stub->script = empty_lists;
  g_clear_object (&stub->desk.secrets);
  stub->desk.secrets = mag_secrets_new ();
  broker_desk_restart (&stub->desk);
  g_assert_false (broker_desk_restore (&stub->desk, &unknown));
  g_assert_error (unknown, MAG_SECRETS_ERROR, MAG_SECRETS_ERROR_MISSING);
  g_assert_false (broker_desk_sign_in (&stub->desk, USER, &missing));
  g_assert_error (missing, MAG_SECRETS_ERROR, MAG_SECRETS_ERROR_MISSING);
  g_assert_cmpint (mag_broker_get_state (stub->desk.broker), ==, MAG_BROKER_SIGNED_OUT);
  g_assert_cmpuint (stub->log->len, ==, 0);

  mag_secrets_set_session_only (stub->desk.secrets);
  g_assert_true (broker_desk_sign_in (&stub->desk, USER, &error));
  g_assert_no_error (error);
  g_assert_null (mag_broker_get_storage_problem (stub->desk.broker));
}

/* Tokens. */

static void
ask_many (Stub          *stub,
          guint          n,
          GAsyncResult **results)
{
  for (guint i = 0; i < n; i++)
    mag_broker_list_accounts_async (stub->desk.broker, NULL, keep_result_cb, &results[i]);
  for (guint i = 0; i < n; i++)
    wait_for_result (&results[i]);
}

/* One refresh for all who wait, and each is asked once more. */
static void
test_one_refresh_for_all (Stub          *stub,
                          gconstpointer  data)
{
  GAsyncResult *results[8] = { 0 };

  stub->script = empty_lists;
  sign_in (stub);
  stub->token = "t1-is-dead";
  ask_many (stub, 8, results);
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) accounts = mag_broker_list_accounts_finish (stub->desk.broker, results[i], &error);

      g_assert_no_error (error);
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (count (stub, "/oauth2/token/"), ==, 2);
  g_assert_cmpuint (count (stub, "/accounts/"), ==, 16);
}

static guint
stored_first (Stub        *stub,
              const Asked *asked,
              GString     *answer)
{
  if (is_path (asked, "/accounts/") && g_str_equal (asked->bearer, "t3"))
    {
      char *stored = broker_desk_secret (&stub->desk, USER, "tokens");

      g_assert_nonnull (strstr (stored, "refresh-t3")); /* it is in the keyring before anybody uses it */
      mag_secrets_free_text (stored);
    }
  return empty_lists (stub, asked, answer);
}

static void
test_stored_before_use (Stub          *stub,
                        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) accounts = NULL;

  stub->script = stored_first;
  sign_in (stub);
  stub->token = "t1-is-dead";
  accounts = broker_desk_accounts (&stub->desk, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (stub, "/accounts/"), ==, 2);
}

/* Another program of ours has renewed them: its tokens are taken, and nothing is refreshed. */
static void
test_renewed_elsewhere (Stub          *stub,
                        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) accounts = NULL;

  stub->script = empty_lists;
  sign_in (stub);
  stub->token = "t2";
  broker_desk_keep (&stub->desk, USER, "tokens", TOKENS ("t2"));
  accounts = broker_desk_accounts (&stub->desk, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (stub, "/oauth2/token/"), ==, 1);
}

static guint
refresh_refused (Stub        *stub,
                 const Asked *asked,
                 GString     *answer)
{
  static const struct { guint status; const char *body; } ways[] = {
    { 401, "{\"error\":\"invalid_grant\"}" },
    { 400, "{\"detail\":\"no\"}" },
    { 200, "{}" },
    { 403, "{\"verification_workflow\":{\"id\":\"w1\",\"workflow_status\":\"workflow_status_internal_pending\"}}" }, /* a full sign-in is needed: the user's */
    { 200, "{\"verification_workflow\":{\"id\":\"w1\",\"workflow_status\":\"workflow_status_internal_pending\"}}" },
  };

  if (is_path (asked, "/oauth2/token/") && strstr (asked->body, "grant_type=refresh_token") != NULL)
    return refuse (answer, ways[stub->step].status, ways[stub->step].body);
  return empty_lists (stub, asked, answer);
}

static void
test_refresh_refused (Stub          *stub,
                      gconstpointer  data)
{
  stub->script = refresh_refused;
  for (stub->step = 0; stub->step < 5; stub->step++)
    {
      g_autoptr(GError) error = NULL;

      stub->token = "t1";
      sign_in (stub);
      stub->token = "t1-is-dead";
      g_assert_null (broker_desk_accounts (&stub->desk, &error));
      g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_SIGNED_OUT);
      g_assert_cmpint (mag_broker_get_state (stub->desk.broker), ==, MAG_BROKER_EXPIRED);
      g_assert_cmpuint (count (stub, "/oauth2/token/"), ==, 2 * (stub->step + 1)); /* one sign-in, one refresh, no more */
      g_assert_cmpuint (count (stub, "/pathfinder/user_machine/"), ==, 0);
    }
}

static guint
refresh_unreachable (Stub        *stub,
                     const Asked *asked,
                     GString     *answer)
{
  if (is_path (asked, "/oauth2/token/") && strstr (asked->body, "grant_type=refresh_token") != NULL && stub->step == 0)
    return refuse (answer, 503, "{}");
  return empty_lists (stub, asked, answer);
}

/* A broker that is down has refused nothing. */
static void
test_refresh_unreachable (Stub          *stub,
                          gconstpointer  data)
{
  g_autoptr(GError) error = NULL, later = NULL;
  g_autoptr(GPtrArray) accounts = NULL;

  stub->script = refresh_unreachable;
  sign_in (stub);
  stub->token = "t1-is-dead";
  g_assert_null (broker_desk_accounts (&stub->desk, &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_BUSY);
  g_assert_cmpint (mag_broker_get_state (stub->desk.broker), ==, MAG_BROKER_SIGNED_IN);
  stub->step = 1;
  accounts = broker_desk_accounts (&stub->desk, &later);
  g_assert_no_error (later);
}

/* Some 403 where others say 401: nothing but the check tells them apart. */
static guint
forbidden (Stub        *stub,
           const Asked *asked,
           GString     *answer)
{
  gboolean dead = !g_str_equal (asked->bearer, stub->token);

  if (is_path (asked, "/oauth2/token/"))
    return answer_tokens (stub, asked, answer);
  if (dead || (is_path (asked, "/accounts/") && stub->step == 0))
    return refuse (answer, 403, "{\"detail\":\"Invalid Authorization header.\"}");
  g_string_assign (answer, EMPTY_PAGE);
  return 200;
}

/* Which 403 is about the token? One request that any good token may make tells, for all who wait. */
static void
test_403_of_the_resource (Stub          *stub,
                          gconstpointer  data)
{
  GAsyncResult *results[4] = { 0 };

  stub->script = forbidden;
  sign_in (stub);
  ask_many (stub, 4, results);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (mag_broker_list_accounts_finish (stub->desk.broker, results[i], &error));
      g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORBIDDEN);
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (count (stub, "/oauth2/token/"), ==, 1);
  g_assert_cmpuint (count (stub, "/positions/"), <, 4);
  g_assert_cmpint (mag_broker_get_state (stub->desk.broker), ==, MAG_BROKER_SIGNED_IN);
}

static void
test_403_of_the_token (Stub          *stub,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) accounts = NULL;

  stub->script = forbidden;
  stub->step = 1;
  sign_in (stub);
  stub->token = "t1-is-dead";
  accounts = broker_desk_accounts (&stub->desk, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (stub, "/positions/"), ==, 1);
  g_assert_cmpuint (count (stub, "/oauth2/token/"), ==, 2);
  g_assert_cmpuint (count (stub, "/accounts/"), ==, 2);
}

static guint
always_401 (Stub        *stub,
            const Asked *asked,
            GString     *answer)
{
  return is_path (asked, "/oauth2/token/") ? answer_tokens (stub, asked, answer) : refuse (answer, 401, UNAUTHORIZED);
}

/* A fresh token that is refused as well is the end: no second refresh. */
static void
test_fresh_token_refused (Stub          *stub,
                          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  stub->script = always_401;
  sign_in (stub);
  g_assert_null (broker_desk_accounts (&stub->desk, &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_SIGNED_OUT);
  g_assert_cmpuint (count (stub, "/oauth2/token/"), ==, 2);
  g_assert_cmpuint (count (stub, "/accounts/"), ==, 2);
}

/* Nobody is there: the tokens are kept, and nobody is told to sign in. */
static void
test_restore_offline (Stub          *stub,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  stub->script = empty_lists;
  sign_in (stub);
  broker_desk_restart (&stub->desk);
  soup_server_disconnect (stub->server);
  g_assert_false (broker_desk_restore (&stub->desk, &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_OFFLINE);
  g_assert_cmpint (mag_broker_get_state (stub->desk.broker), ==, MAG_BROKER_SIGNED_IN);
}

static guint
revoke_fails (Stub        *stub,
              const Asked *asked,
              GString     *answer)
{
  return is_path (asked, "/oauth2/revoke_token/") ? refuse (answer, 500, "") : empty_lists (stub, asked, answer);
}

/* Both tokens are told, and forgotten whatever the answer. */
static void
test_sign_out_is_best_effort (Stub          *stub,
                              gconstpointer  data)
{
  gboolean refresh = FALSE, access = FALSE;
  char *tokens;

  stub->script = revoke_fails;
  sign_in (stub);
  broker_desk_sign_out (&stub->desk, FALSE);
  tokens = broker_desk_secret (&stub->desk, USER, "tokens");
  g_assert_null (tokens);
  for (guint i = 0; i < stub->log->len; i++)
    {
      refresh |= g_str_has_suffix (g_ptr_array_index (stub->log, i), "&token=refresh-t1");
      access |= g_str_has_suffix (g_ptr_array_index (stub->log, i), "&token=t1");
    }
  g_assert_true (refresh && access);
  g_assert_cmpuint (count (stub, "/oauth2/revoke_token/"), ==, 2);
}

/* Limits. */

static guint
throttle (Stub        *stub,
          const Asked *asked,
          GString     *answer)
{
  if (is_path (asked, "/oauth2/token/"))
    return answer_tokens (stub, asked, answer);
  if (stub->step == 0)
    return count (stub, "/accounts/") > 1 ? empty_lists (stub, asked, answer) : refuse (answer, 429, "{\"detail\":\"Request was throttled. Expected available in 1 second.\"}");
  return refuse (answer, 429, "{\"detail\":\"Request was throttled. Expected available in 42 seconds.\"}");
}

/* The number is in the text. A short wait is waited for. */
static void
test_429_short (Stub          *stub,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  gint64 begun_us = g_get_monotonic_time ();

  stub->script = throttle;
  sign_in (stub);
  accounts = broker_desk_accounts (&stub->desk, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (stub, "/accounts/"), ==, 2);
  g_assert_cmpint (g_get_monotonic_time () - begun_us, >=, MAG_SECOND_US);
}

/* The larger of text and header; over a minute the user is told when. */
static void
test_429_long (Stub          *stub,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  gint64 now_us = g_get_real_time ();

  stub->script = throttle;
  stub->step = 1;
  stub->retry_after = "3600";
  sign_in (stub);
  g_assert_null (broker_desk_accounts (&stub->desk, &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_BUSY);
  g_assert_cmpint (mag_broker_error_get_retry_us (error), >=, now_us + 3600 * MAG_SECOND_US);
  g_assert_cmpuint (count (stub, "/accounts/"), ==, 1);
}

/* Lists. */

static const char *const foreign[] = {
  "http://127.0.0.1:9/options/positions/?cursor=1",
  "https://api.robinhood.com/options/positions/?cursor=1",
  "http://ORIGIN@127.0.0.2:9/",
  "http://ORIGIN.example.com/options/positions/",
  "https://ORIGIN/options/positions/",
  "ftp://ORIGIN/options/positions/",
  "//127.0.0.1:9/x",
  "not a url",
};

static guint
leads_away (Stub        *stub,
            const Asked *asked,
            GString     *answer)
{
  g_auto(GStrv) parts = NULL;
  g_autofree char *next = NULL;

  if (!is_path (asked, "/options/positions/") && !is_path (asked, "/options/orders/"))
    return empty_lists (stub, asked, answer);
  parts = g_strsplit (foreign[stub->step], "ORIGIN", -1);
  next = g_strjoinv (stub->origin + strlen ("http://"), parts);
  g_string_printf (answer, "{\"next\":\"%s\",\"results\":[]}", next);
  return 200;
}

/* A token goes to the host it is for. */
static void
test_next_host (Stub          *stub,
                gconstpointer  data)
{
  stub->script = leads_away;
  sign_in (stub);
  for (stub->step = 0; stub->step < G_N_ELEMENTS (foreign); stub->step++)
    {
      g_autoptr(GError) positions = NULL, orders = NULL, given = NULL;

      g_test_message ("%s", foreign[stub->step]);
      g_assert_null (broker_desk_portfolio (&stub->desk, ACCOUNT, &positions));
      g_assert_error (positions, MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORMAT);
      g_assert_null (broker_desk_page (&stub->desk, FALSE, ACCOUNT, NULL, &orders));
      g_assert_error (orders, MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORMAT);
      g_assert_null (broker_desk_page (&stub->desk, TRUE, ACCOUNT, foreign[stub->step], &given));
      g_assert_error (given, MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORMAT);
    }
}

/* In the real profile: HTTPS and that host alone. Nothing is sent. */
static void
test_real_origin (void)
{
  static const struct { const char *url; gboolean owned; } rows[] = {
    { "https://api.robinhood.com/options/orders/?cursor=x", TRUE },
    { "https://api.robinhood.com:443/options/orders/", TRUE },
    { "http://api.robinhood.com/options/orders/", FALSE },
    { "https://api.robinhood.com:8443/options/orders/", FALSE },
    { "https://api.robinhood.com.example.com/", FALSE },
    { "https://api.robinhood.com@example.com/", FALSE },
    { "https://user@api.robinhood.com/", FALSE },
    { "http://127.0.0.1:8017/", FALSE },
    { NULL, FALSE },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(MagProfile) profile = mag_profile_new_real (&error);
  g_autoptr(MagClock) clock = mag_clock_new_system ();
  g_autoptr(MagHttp) http = mag_http_new (clock, "test");
  g_autoptr(MagRobinhoodWire) wire = mag_robinhood_wire_new (profile, http);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].url != NULL ? rows[i].url : "(null)");
      g_assert_true (mag_robinhood_wire_owns (wire, rows[i].url) == rows[i].owned);
    }
}

#define ROW(id) "{\"id\":\"" id "\",\"option_id\":\"o-" id "\",\"chain_symbol\":\"F\",\"type\":\"short\",\"average_price\":\"-29.0000\",\"quantity\":\"1.0000\"}"

static guint
strange_pages (Stub        *stub,
               const Asked *asked,
               GString     *answer)
{
  const char *cursor = parameter (asked, "cursor");
  const char *next = "2", *rows = ROW ("a") "," ROW ("b");

  if (!is_path (asked, "/options/positions/"))
    return empty_lists (stub, asked, answer);
  if (g_strcmp0 (cursor, "2") == 0)
    {
      next = stub->step == 0 ? "2" : "1"; /* itself, or back to the first */
      rows = "null," ROW ("b") "," ROW ("c"); /* b was pushed on to this page by a new one */
    }
  if (stub->step == 2)
    g_string_printf (answer, "{\"next\":\"%s/options/positions/?cursor=%u\",\"results\":[]}", stub->origin, count (stub, "/options/positions/"));
  else
    g_string_printf (answer, "{\"next\":\"%s/options/positions/?cursor=%s\",\"results\":[%s]}", stub->origin, next, rows);
  return 200;
}

static void
test_loop (Stub          *stub,
           gconstpointer  data)
{
  stub->script = strange_pages;
  sign_in (stub);
  for (stub->step = 0; stub->step < 2; stub->step++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagPortfolio) portfolio = broker_desk_portfolio (&stub->desk, ACCOUNT, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (portfolio->positions->len, ==, 3); /* each once */
    }
}

static void
test_endless (Stub          *stub,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  stub->script = strange_pages;
  stub->step = 2;
  sign_in (stub);
  g_assert_null (broker_desk_portfolio (&stub->desk, ACCOUNT, &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORMAT);
  g_assert_cmpuint (count (stub, "/options/positions/"), ==, 200);
}

static guint
no_list (Stub        *stub,
         const Asked *asked,
         GString     *answer)
{
  static const char *const bodies[] = { "{\"results\":[{\"id\":", "[]", "{}", "{\"results\":{}}", "null", "" };

  if (is_path (asked, "/options/positions/"))
    return refuse (answer, 200, bodies[stub->step]);
  return empty_lists (stub, asked, answer);
}

static void
test_no_list (Stub          *stub,
              gconstpointer  data)
{
  stub->script = no_list;
  sign_in (stub);
  for (stub->step = 0; stub->step < 6; stub->step++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (broker_desk_portfolio (&stub->desk, ACCOUNT, &error));
      g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORMAT);
    }
}

/* Thirty positions of o-1 to o-30. */
static void
write_thirty (GString *answer)
{
  g_string_assign (answer, "{\"next\":null,\"results\":[");
  for (guint i = 1; i <= 30; i++)
    g_string_append_printf (answer, "%s{\"id\":\"p%u\",\"option_id\":\"o-%u\",\"chain_symbol\":\"F\",\"type\":\"short\",\"average_price\":\"-29.0000\",\"quantity\":\"1.0000\"}", i > 1 ? "," : "", i, i);
  g_string_append (answer, "]}");
}

/* Answers backwards, with a null in front: nothing is where it was asked for. */
static void
write_batch (GString    *answer,
             char      **ids,
             const char *format)
{
  g_string_assign (answer, "{\"results\":[null");
  for (guint i = g_strv_length (ids); i > 0; i--)
    {
      g_string_append_c (answer, ',');
      for (const char *p = format; *p != '\0'; p++)
        if (*p == '#')
          g_string_append (answer, ids[i - 1]);
        else if (*p == '$')
          g_string_append (answer, ids[i - 1] + 2); /* the number */
        else
          g_string_append_c (answer, *p == '\'' ? '"' : *p);
    }
  g_string_append (answer, "]}");
}

static guint
batches (Stub        *stub,
         const Asked *asked,
         GString     *answer)
{
  g_auto(GStrv) ids = g_strsplit (parameter (asked, "ids") != NULL ? parameter (asked, "ids") : "", ",", -1);
  guint n = g_strv_length (ids);
  gboolean quotes = is_path (asked, "/marketdata/options/");

  if (is_path (asked, "/options/positions/"))
    {
      write_thirty (answer);
      return 200;
    }
  if (!quotes && !is_path (asked, "/options/instruments/"))
    return empty_lists (stub, asked, answer);
  g_assert_cmpuint (n, <=, 25);
  if (stub->step == 1 && quotes && g_strv_contains ((const char *const *) ids, "o-7"))
    return refuse (answer, 400, "{\"detail\":\"unknown\"}"); /* one bad id spoils all that it is asked with */
  if (stub->step == 2 && n > 10)
    return refuse (answer, 414, "<html>");
  if (stub->step == 3 && quotes)
    return refuse (answer, 403, "{\"detail\":\"No.\"}");
  write_batch (answer, ids, quotes ? "{'instrument':'https://x/options/instruments/#/','adjusted_mark_price':'0.$','extra':[]}"
                                   : "{'id':'#','type':'call','chain_symbol':'F','strike_price':'$.0000','expiration_date':'2026-12-18'}");
  return 200;
}

static const MagPosition *
find_position (MagPortfolio *portfolio,
               const char   *id)
{
  for (guint i = 0; i < portfolio->positions->len; i++)
    if (g_str_equal (((MagPosition *) g_ptr_array_index (portfolio->positions, i))->id, id))
      return g_ptr_array_index (portfolio->positions, i);
  g_assert_not_reached ();
}

static MagPortfolio *
load_thirty (Stub *stub)
{
  g_autoptr(GError) error = NULL;
  MagPortfolio *portfolio = broker_desk_portfolio (&stub->desk, ACCOUNT, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (portfolio->positions->len, ==, 30);
  return portfolio;
}

static void
test_matched_by_id (Stub          *stub,
                    gconstpointer  data)
{
  g_autoptr(MagPortfolio) portfolio = NULL;

  stub->script = batches;
  sign_in (stub);
  portfolio = load_thirty (stub);
  g_assert_cmpint (find_position (portfolio, "p28")->contract.strike, ==, 280000);
  g_assert_cmpint (find_position (portfolio, "p28")->mark, ==, 2800);
  g_assert_cmpint (find_position (portfolio, "p3")->contract.strike, ==, 30000);
  g_assert_cmpint (find_position (portfolio, "p3")->mark, ==, 3000);
  g_assert_cmpuint (count (stub, "/options/instruments/"), ==, 2);
  g_assert_cmpuint (count (stub, "/marketdata/options/"), ==, 2);
}

/* Contracts never change: they are asked for once. */
static void
test_contracts_are_kept (Stub          *stub,
                         gconstpointer  data)
{
  g_autoptr(MagPortfolio) first = NULL, second = NULL;

  stub->script = batches;
  sign_in (stub);
  first = load_thirty (stub);
  second = load_thirty (stub);
  g_assert_cmpuint (count (stub, "/options/instruments/"), ==, 2);
  g_assert_cmpuint (count (stub, "/marketdata/options/"), ==, 4);
  g_assert_cmpint (find_position (second, "p28")->contract.strike, ==, 280000);
}

/* 400: the list is halved until the one bad contract is alone; it is one row with its reason. */
static void
test_halved_on_400 (Stub          *stub,
                    gconstpointer  data)
{
  g_autoptr(MagPortfolio) portfolio = NULL;

  stub->script = batches;
  stub->step = 1;
  sign_in (stub);
  portfolio = load_thirty (stub);
  for (guint i = 0; i < portfolio->positions->len; i++)
    {
      const MagPosition *position = g_ptr_array_index (portfolio->positions, i);

      g_assert_true ((position->problem != NULL) == g_str_equal (position->id, "p7"));
    }
  g_assert_cmpuint (count (stub, "/marketdata/options/"), <=, 2 + 2 * 5);
}

/* 414: too many at once; and not so many the next time. */
static void
test_halved_on_414 (Stub          *stub,
                    gconstpointer  data)
{
  g_autoptr(MagPortfolio) first = NULL, second = NULL;
  guint n;

  stub->script = batches;
  stub->step = 2;
  sign_in (stub);
  first = load_thirty (stub);
  g_assert_null (find_position (first, "p7")->problem);
  n = count (stub, "/marketdata/options/");
  second = load_thirty (stub);
  g_assert_cmpuint (count (stub, "/marketdata/options/") - n, ==, 5); /* of six at a time */
}

/* An account that is not approved for options has its positions all the same. */
static void
test_403_on_quotes (Stub          *stub,
                    gconstpointer  data)
{
  g_autoptr(MagPortfolio) portfolio = NULL;

  stub->script = batches;
  stub->step = 3;
  sign_in (stub);
  portfolio = load_thirty (stub);
  g_assert_nonnull (strstr (find_position (portfolio, "p7")->problem, "approved for options"));
  g_assert_cmpint (find_position (portfolio, "p7")->contract.strike, ==, 70000);
  g_assert_cmpint (find_position (portfolio, "p7")->premium, ==, 2900);
  g_assert_cmpint (mag_broker_get_state (stub->desk.broker), ==, MAG_BROKER_SIGNED_IN);
}

static guint
old_shares (Stub        *stub,
            const Asked *asked,
            GString     *answer)
{
  if (is_path (asked, "/positions/"))
    return refuse (answer, 200, "{\"next\":null,\"results\":[{\"instrument\":\"https://x/instruments/i1/\",\"quantity\":\"100.0000\"},{\"instrument\":\"https://x/instruments/i2/\",\"quantity\":\"5.0000\"}]}");
  if (is_path (asked, "/instruments/"))
    return refuse (answer, 200, "{\"results\":[null,{\"id\":\"i2\",\"symbol\":\"KO\"},{\"id\":\"i1\",\"symbol\":\"F\"}]}");
  if (is_path (asked, "/quotes/"))
    return refuse (answer, 200, "{\"results\":[null,{\"symbol\":\"KO\",\"last_trade_price\":\"70.0000\"},{\"symbol\":\"F\",\"last_trade_price\":\"12.0000\"}]}");
  return empty_lists (stub, asked, answer);
}

/* Shares of before 2023 have no ticker of their own. */
static void
test_ticker_from_instrument (Stub          *stub,
                             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagPortfolio) portfolio = NULL;
  const MagShares *first;

  stub->script = old_shares;
  sign_in (stub);
  portfolio = broker_desk_portfolio (&stub->desk, ACCOUNT, &error);
  g_assert_no_error (error);
  first = g_ptr_array_index (portfolio->shares, 0);
  g_assert_cmpstr (first->symbol, ==, "F");
  g_assert_cmpint (first->spot, ==, 120000);
}

static guint
old_order (Stub        *stub,
           const Asked *asked,
           GString     *answer)
{
  if (is_path (asked, "/options/orders/"))
    g_string_printf (answer, "{\"next\":\"%s/options/orders/?account_numbers=" ACCOUNT "\",\"results\":[null,{\"id\":\"a\",\"chain_symbol\":\"F\",\"state\":\"filled\",\"legs\":[{\"id\":\"l\",\"option\":\"https://x/options/instruments/o-9/\","
                     "\"side\":\"sell\",\"position_effect\":\"open\",\"executions\":[{\"id\":\"e\",\"price\":\"0.50\",\"quantity\":\"1\",\"timestamp\":\"2018-04-08T07:28:21Z\"}]}]}]}", stub->origin);
  else if (is_path (asked, "/options/instruments/"))
    g_string_assign (answer, "{\"results\":[{\"id\":\"o-9\",\"type\":\"put\",\"chain_symbol\":\"F\",\"strike_price\":\"9.0000\",\"expiration_date\":\"2018-05-18\"}]}");
  else
    return empty_lists (stub, asked, answer);
  return 200;
}

/* Legs of before 2020 only name their contract. A page that is its own next one is the last. */
static void
test_old_order (Stub          *stub,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagBrokerPage) page = NULL;
  const MagBrokerOrder *order;

  stub->script = old_order;
  sign_in (stub);
  page = broker_desk_page (&stub->desk, FALSE, ACCOUNT, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->items->len, ==, 1);
  g_assert_cmpuint (page->n_bad, ==, 0);
  g_assert_null (page->next);
  order = g_ptr_array_index (page->items, 0);
  g_assert_cmpint (((MagBrokerOrderLeg *) g_ptr_array_index (order->legs, 0))->contract.strike, ==, 90000);
}

/* No request of ours places, changes or cancels anything: whatever is sent as a POST is about signing in or out. */
static void
test_read_only (Stub          *stub,
                gconstpointer  data)
{
  g_autoptr(MagPortfolio) portfolio = NULL;

  stub->script = batches;
  sign_in (stub);
  portfolio = load_thirty (stub);
  broker_desk_sign_out (&stub->desk, TRUE);
  for (guint i = 0; i < stub->log->len; i++)
    {
      const char *line = g_ptr_array_index (stub->log, i);

      g_assert_true (g_str_has_prefix (line, "GET ") || g_str_has_prefix (line, "POST /oauth2/"));
    }
}

/* Manners towards the real one, and none towards our own. */
static void
test_manners (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "practice", NULL);

  for (int practice = 0; practice < 2; practice++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagProfile) profile = practice ? mag_profile_new_at (folder, "http://127.0.0.1:9", NULL, &error) : mag_profile_new_real (&error);
      g_autoptr(MagClock) clock = mag_clock_new_system ();
      g_autoptr(MagHttp) http = mag_http_new (clock, "test");
      g_autoptr(MagSecrets) secrets = mag_secrets_new ();
      g_autoptr(MagBroker) broker = mag_robinhood_new (profile, http, secrets);
      const MagHttpPolicy *policy = mag_http_get_policy (http, MAG_ROBINHOOD_PROVIDER);

      g_assert_no_error (error);
      g_assert_cmpfloat (policy->per_minute, ==, practice ? 0 : 60);
      g_assert_cmpuint (policy->burst, ==, 10);
      g_assert_cmpuint (policy->max_in_flight, ==, practice ? 10 : 4);
      g_assert_cmpuint (policy->max_tries, ==, 3);
      g_assert_cmpuint (policy->breaker_seconds, ==, 30);
      g_assert_cmpstr (mag_broker_get_name (broker), ==, "Robinhood");
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *path; void (*func) (Stub *stub, gconstpointer data); } tests[] = {
    { "/pitfalls/sign-in/never-again-by-itself", test_never_again },
    { "/pitfalls/sign-in/throttled-poll-stops", test_poll_throttled },
    { "/pitfalls/sign-in/denied", test_denied },
    { "/pitfalls/sign-in/no-approval-loop", test_no_approval_loop },
    { "/pitfalls/sign-in/device-id-is-the-device-token", test_device_id },
    { "/pitfalls/sign-in/ids-are-no-paths", test_hostile_ids },
    { "/pitfalls/sign-in/challenge-type-required", test_challenge_type_required },
    { "/pitfalls/sign-in/gateway-page", test_no_json },
    { "/pitfalls/sign-in/keyring-comes-first", test_keyring_first },
    { "/pitfalls/tokens/one-refresh-for-all", test_one_refresh_for_all },
    { "/pitfalls/tokens/stored-before-use", test_stored_before_use },
    { "/pitfalls/tokens/renewed-by-another-program", test_renewed_elsewhere },
    { "/pitfalls/tokens/refresh-refused-is-the-users", test_refresh_refused },
    { "/pitfalls/tokens/broker-down-has-refused-nothing", test_refresh_unreachable },
    { "/pitfalls/tokens/403-of-the-resource", test_403_of_the_resource },
    { "/pitfalls/tokens/403-of-the-token", test_403_of_the_token },
    { "/pitfalls/tokens/fresh-token-refused", test_fresh_token_refused },
    { "/pitfalls/tokens/offline-at-the-start", test_restore_offline },
    { "/pitfalls/tokens/sign-out-is-best-effort", test_sign_out_is_best_effort },
    { "/pitfalls/limits/429-says-how-long", test_429_short },
    { "/pitfalls/limits/429-of-an-hour-is-told", test_429_long },
    { "/pitfalls/lists/next-stays-on-its-host", test_next_host },
    { "/pitfalls/lists/loop-ends-and-rows-count-once", test_loop },
    { "/pitfalls/lists/endless-is-an-error", test_endless },
    { "/pitfalls/lists/no-list-is-an-error", test_no_list },
    { "/pitfalls/lists/matched-by-id-never-by-position", test_matched_by_id },
    { "/pitfalls/lists/contracts-are-asked-for-once", test_contracts_are_kept },
    { "/pitfalls/lists/halved-on-400", test_halved_on_400 },
    { "/pitfalls/lists/halved-on-414", test_halved_on_414 },
    { "/pitfalls/lists/403-on-quotes", test_403_on_quotes },
    { "/pitfalls/lists/ticker-from-the-instrument", test_ticker_from_instrument },
    { "/pitfalls/lists/legs-of-old-orders", test_old_order },
    { "/pitfalls/read-only", test_read_only },
  };

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE); /* no keyring of whoever runs this is touched */
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Stub, NULL, set_up, tests[i].func, tear_down);
  g_test_add_func ("/pitfalls/lists/real-origin-is-https-and-that-host", test_real_origin);
  g_test_add_func ("/pitfalls/manners", test_manners);
  return g_test_run ();
}
