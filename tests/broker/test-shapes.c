/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sign-ins made of the bodies that are known of the real broker: each shape is served at the status it has there, in an order that makes sense, and nothing else. */

#include "broker-desk.h"

#include "mag-json.h"
#include "mag-types.h"

#include "../market/captures.h"

#define USER "me@example.com"

/* What the next request must be, and which shape answers it. instead: of the body, where the shape is one moment of several. */
typedef struct
{
  const char *request; /* "POST /oauth2/token/" */
  const char *shape;   /* NULL: an empty list */
  const char *instead; /* NULL */
} Step;

typedef struct
{
  SoupServer *server;
  char       *origin;
  const Step *next;
  BrokerDesk  desk;
} Stage;

static void
handle (SoupServer        *server,
        SoupServerMessage *message,
        const char        *path,
        GHashTable        *query,
        gpointer           data)
{
  Stage *stage = data;
  const Step *step = stage->next++;
  g_autofree char *request = g_strdup_printf ("%s %s", soup_server_message_get_method (message), path), *file = NULL, *text = NULL;
  g_autoptr(JsonNode) root = NULL;
  JsonObject *response;
  guint status = 200;

  g_assert_cmpstr (request, ==, step->request);
  if (step->shape != NULL)
    {
      file = g_strdup_printf ("robinhood/shape.%s.json", step->shape);
      response = mag_json_object (captures_load_json (file, &root), "response");
      status = (guint) mag_json_number (response, "status");
      text = json_to_string (json_object_get_member (response, "body"), FALSE);
    }
  if (step->instead != NULL || text == NULL)
    {
      g_free (text);
      text = g_strdup (step->instead != NULL ? step->instead : "{\"next\":null,\"results\":[]}");
    }
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

static void
set_up (Stage         *stage,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  GSList *uris;

  stage->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (stage->server, NULL, handle, stage, NULL);
  soup_server_listen_local (stage->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (stage->server);
  stage->origin = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  broker_desk_open (&stage->desk, stage->origin, NULL);
}

static void
tear_down (Stage         *stage,
           gconstpointer  data)
{
  broker_desk_close (&stage->desk);
  soup_server_disconnect (stage->server);
  g_object_unref (stage->server);
  g_free (stage->origin);
}

static void
finish (Stage         *stage,
        GAsyncResult **result)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (broker_desk_finish (&stage->desk, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (mag_broker_get_state (stage->desk.broker), ==, MAG_BROKER_SIGNED_IN);
  g_assert_null (stage->next->request); /* all of it was asked for */
}

static void
test_approval (Stage         *stage,
               gconstpointer  data)
{
  static const Step steps[] = {
    { "POST /oauth2/token/", "login_workflow_required", NULL },
    { "POST /pathfinder/user_machine/", "user_machine", NULL },
    { "GET /pathfinder/inquiries/00000000-0000-4000-8000-00000000a002/user_view/", "user_view_challenge", NULL },
    { "GET /push/00000000-0000-4000-8000-00000000a003/get_prompts_status/", "push_status", NULL },
    { "GET /push/00000000-0000-4000-8000-00000000a003/get_prompts_status/", "push_status", "{\"challenge_status\":\"validated\"}" },
    { "POST /pathfinder/inquiries/00000000-0000-4000-8000-00000000a002/user_view/", "user_view_result", NULL },
    { "POST /oauth2/token/", "login_token", NULL },
    { 0 }
  };
  GAsyncResult *result = NULL;
  char *tokens;

  if (captures_skip ())
    return;
  stage->next = steps;
  broker_desk_begin (&stage->desk, USER, &result);
  broker_desk_await (&stage->desk, MAG_BROKER_WAITING_APPROVAL);
  finish (stage, &result);
  tokens = broker_desk_secret (&stage->desk, USER, "tokens");
  g_assert_nonnull (strstr (tokens, "EXAMPLEREFRESHTOKEN0000000000"));
  g_assert_null (strstr (tokens, "READONLY")); /* of no use to anybody yet */
  mag_secrets_free_text (tokens);
}

static void
test_old_challenge (Stage         *stage,
                    gconstpointer  data)
{
  static const Step steps[] = {
    { "POST /oauth2/token/", "login_legacy_challenge", NULL },
    { "POST /challenge/00000000-0000-4000-8000-00000000a003/respond/", "challenge_respond_wrong_code", NULL },
    { "POST /challenge/00000000-0000-4000-8000-00000000a003/respond/", "challenge_respond_ok", NULL },
    { "POST /oauth2/token/", "login_token", NULL },
    { 0 }
  };
  GAsyncResult *result = NULL;
  const MagBrokerChallenge *challenge;

  if (captures_skip ())
    return;
  stage->next = steps;
  broker_desk_begin (&stage->desk, USER, &result);
  broker_desk_await (&stage->desk, MAG_BROKER_NEEDS_CODE);
  challenge = mag_broker_get_challenge (stage->desk.broker);
  g_assert_cmpint (challenge->code, ==, MAG_BROKER_CODE_SMS);
  g_assert_cmpint (challenge->attempts, ==, 3);
  g_assert_true (challenge->can_resend);
  mag_broker_submit_code (stage->desk.broker, "1");
  broker_desk_await (&stage->desk, MAG_BROKER_NEEDS_CODE);
  challenge = mag_broker_get_challenge (stage->desk.broker);
  g_assert_true (challenge->was_wrong);
  g_assert_cmpint (challenge->attempts, ==, 2);
  mag_broker_submit_code (stage->desk.broker, "2");
  finish (stage, &result);
}

static void
test_mfa (Stage         *stage,
          gconstpointer  data)
{
  static const Step steps[] = {
    { "POST /oauth2/token/", "login_mfa_required", NULL },
    { "POST /oauth2/token/", "login_mfa_wrong_code", NULL },
    { "POST /oauth2/token/", "login_token", NULL },
    { 0 }
  };
  GAsyncResult *result = NULL;

  if (captures_skip ())
    return;
  stage->next = steps;
  broker_desk_begin (&stage->desk, USER, &result);
  broker_desk_await (&stage->desk, MAG_BROKER_NEEDS_CODE);
  g_assert_cmpint (mag_broker_get_challenge (stage->desk.broker)->code, ==, MAG_BROKER_CODE_APP);
  mag_broker_submit_code (stage->desk.broker, "1");
  broker_desk_await (&stage->desk, MAG_BROKER_NEEDS_CODE);
  g_assert_true (mag_broker_get_challenge (stage->desk.broker)->was_wrong);
  mag_broker_submit_code (stage->desk.broker, "2");
  finish (stage, &result);
}

static void
test_refused (Stage         *stage,
              gconstpointer  data)
{
  static const Step steps[] = { { "POST /oauth2/token/", "login_bad_credentials", NULL }, { "POST /oauth2/token/", "throttled", NULL }, { 0 } };
  g_autoptr(GError) refused = NULL, throttled = NULL;
  gint64 now_us = g_get_real_time ();

  if (captures_skip ())
    return;
  stage->next = steps;
  g_assert_false (broker_desk_sign_in (&stage->desk, USER, &refused));
  g_assert_error (refused, MAG_BROKER_ERROR, MAG_BROKER_ERROR_REFUSED);
  g_assert_nonnull (strstr (refused->message, "Unable to log in with provided credentials."));
  g_assert_false (broker_desk_sign_in (&stage->desk, USER, &throttled));
  g_assert_error (throttled, MAG_BROKER_ERROR, MAG_BROKER_ERROR_BUSY);
  g_assert_cmpint (mag_broker_error_get_retry_us (throttled), >=, now_us + 42 * MAG_SECOND_US);
  g_assert_cmpint (mag_broker_error_get_retry_us (throttled), <, now_us + 60 * MAG_SECOND_US);
  g_assert_cmpstr (throttled->message, ==, "Robinhood is asked too often: try again in 42 seconds.");
  g_assert_null (stage->next->request);
}

static void
test_refresh (Stage         *stage,
              gconstpointer  data)
{
  static const Step steps[] = {
    { "POST /oauth2/token/", "login_token", NULL },
    { "GET /accounts/", "unauthorized", NULL },
    { "POST /oauth2/token/", "refresh_token", NULL },
    { "GET /accounts/", NULL, NULL },
    { 0 }
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  char *tokens;

  if (captures_skip ())
    return;
  stage->next = steps;
  g_assert_true (broker_desk_sign_in (&stage->desk, USER, &error));
  accounts = broker_desk_accounts (&stage->desk, &error);
  g_assert_no_error (error);
  tokens = broker_desk_secret (&stage->desk, USER, "tokens");
  g_assert_nonnull (strstr (tokens, "EXAMPLE.ACCESS.TOKEN.2"));
  g_assert_nonnull (strstr (tokens, "EXAMPLEREFRESHTOKEN0000000001"));
  mag_secrets_free_text (tokens);
  g_assert_null (stage->next->request);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/shapes/approval-in-the-app", Stage, NULL, set_up, test_approval, tear_down);
  g_test_add ("/shapes/old-challenge", Stage, NULL, set_up, test_old_challenge, tear_down);
  g_test_add ("/shapes/mfa", Stage, NULL, set_up, test_mfa, tear_down);
  g_test_add ("/shapes/refused-and-throttled", Stage, NULL, set_up, test_refused, tear_down);
  g_test_add ("/shapes/unauthorized-then-refresh", Stage, NULL, set_up, test_refresh, tear_down);
  return g_test_run ();
}
