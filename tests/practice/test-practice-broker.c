/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice broker: how each kind of sign-in goes, what tokens are worth, and that its history tells exactly what is held. */

#include "mag-date.h"
#include "mag-practice-broker.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define NOW "2026-11-20T15:30:00Z"
#define SECOND G_GINT64_CONSTANT (1000000)

typedef struct
{
  MagPracticeMarket *market;
  MagPracticeBroker *broker;
  gint64             real_us;
  char              *token; /* "Bearer ..."; NULL */
  const char        *challenge;
  MagPracticeFaultPlan plan;
} Desk;

static void
set_up (Desk          *desk,
        gconstpointer  data)
{
  desk->market = mag_practice_market_new (7);
  desk->broker = mag_practice_broker_new (7, desk->market);
  desk->real_us = G_GINT64_CONSTANT (1700000000) * SECOND;
  desk->challenge = "";
}

static void
tear_down (Desk          *desk,
           gconstpointer  data)
{
  mag_practice_broker_free (desk->broker);
  mag_practice_market_free (desk->market);
  g_free (desk->token);
}

/* body: form; NULL: GET. The path may have a query. */
static JsonNode *
ask (Desk       *desk,
     const char *path,
     const char *body,
     guint      *status)
{
  g_auto(GStrv) parts = g_strsplit (path, "?", 2);
  g_autofree char *rest = NULL;
  const MagPracticeCall *call = mag_practice_call_find (parts[0], &rest);
  g_autoptr(GHashTable) query = g_uri_parse_params (parts[1] != NULL ? parts[1] : "", -1, "&", G_URI_PARAMS_NONE, NULL);
  g_autoptr(GHashTable) form = body != NULL ? g_uri_parse_params (body, -1, "&", G_URI_PARAMS_WWW_FORM, NULL) : NULL;
  const MagPracticeRequest request = {
    .method = body != NULL ? "POST" : "GET", .path = parts[0], .query = query, .form = form, .base_url = "http://127.0.0.1:1", .rest = rest,
    .authorization = desk->token != NULL ? desk->token : "", .challenge = desk->challenge, .now_us = mag_instant_parse_utc (NOW), .real_us = desk->real_us,
  };
  g_autoptr(MagPracticeReply) reply = mag_practice_broker_answer (desk->broker, call->id, &request, &desk->plan);
  g_autofree char *text = mag_practice_reply_dup_text (reply);

  g_assert_cmpstr (call->provider, ==, "robinhood");
  *status = reply->status;
  return json_from_string (text, NULL);
}

static const char *
member (JsonNode   *node,
        const char *path)
{
  g_auto(GStrv) names = g_strsplit (path, ".", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      node = object != NULL && json_object_has_member (object, names[i]) ? json_object_get_member (object, names[i]) : NULL;
    }
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static JsonNode *
sign_in (Desk       *desk,
         const char *user,
         const char *more,
         guint      *status)
{
  g_autofree char *body = g_strdup_printf ("client_id=c&grant_type=password&username=%s@example.com&password=practice&device_token=d1%s", user, more);

  return ask (desk, "/oauth2/token/", body, status);
}

static void
take_token (Desk     *desk,
            JsonNode *answer)
{
  g_assert_nonnull (member (answer, "access_token"));
  g_free (desk->token);
  desk->token = g_strconcat ("Bearer ", member (answer, "access_token"), NULL);
}

static void
test_plain (Desk          *desk,
            gconstpointer  data)
{
  g_autoptr(JsonNode) wrong = NULL, right = NULL, denied = NULL, seen = NULL;
  guint status;

  denied = ask (desk, "/positions/?nonzero=true", NULL, &status);
  g_assert_cmpuint (status, ==, 401);
  wrong = ask (desk, "/oauth2/token/", "client_id=c&grant_type=password&username=me@example.com&password=x&device_token=d1", &status);
  g_assert_cmpuint (status, ==, 400);
  g_assert_cmpstr (member (wrong, "detail"), ==, "Unable to log in with provided credentials.");
  right = sign_in (desk, "me", "", &status);
  g_assert_cmpuint (status, ==, 200);
  take_token (desk, right);
  seen = ask (desk, "/positions/?nonzero=true", NULL, &status);
  g_assert_cmpuint (status, ==, 200);
}

/* Each kind until tokens come; the code is always the same. */
static void
test_workflows (void)
{
  static const struct { const char *user; guint status; const char *type; const char *end; guint views; } rows[] = {
    { "prompt", 403, "prompt", "validated", 1 }, { "prompt200", 200, "prompt", "validated", 1 }, { "prompt400", 400, "prompt", "validated", 1 },
    { "prompt401", 401, "prompt", "validated", 1 }, { "redeemed", 403, "prompt", "redeemed", 1 }, { "sms", 403, "sms", NULL, 1 },
    { "email", 403, "email", NULL, 1 }, { "app", 403, "app", NULL, 1 }, { "delayed", 403, "prompt", "validated", 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Desk desk = { 0 };
      g_autoptr(JsonNode) first = NULL, machine = NULL, view = NULL, again = NULL, result = NULL;
      g_autofree char *machine_body = NULL, *view_path = NULL, *challenge_path = NULL, *early = NULL;
      guint status;

      g_test_message ("%s", rows[i].user);
      set_up (&desk, NULL);
      first = sign_in (&desk, rows[i].user, "", &status);
      g_assert_cmpuint (status, ==, rows[i].status);
      machine_body = g_strdup_printf ("device_id=other&flow=suv&input.workflow_id=%s", member (first, "verification_workflow.id"));
      json_node_unref (ask (&desk, "/pathfinder/user_machine/", machine_body, &status));
      g_assert_cmpuint (status, ==, 403); /* not the device of the sign-in */
      g_free (machine_body);
      machine_body = g_strdup_printf ("device_id=d1&flow=suv&input.workflow_id=%s", member (first, "verification_workflow.id"));
      machine = ask (&desk, "/pathfinder/user_machine/", machine_body, &status);
      view_path = g_strdup_printf ("/pathfinder/inquiries/%s/user_view/", member (machine, "id"));
      for (guint n = 0; n < rows[i].views; n++)
        {
          g_clear_pointer (&view, json_node_unref);
          view = ask (&desk, view_path, NULL, &status);
        }
      g_assert_cmpstr (member (view, "context.sheriff_challenge.type"), ==, rows[i].type);
      result = ask (&desk, view_path, "sequence=0", &status);
      g_assert_cmpstr (member (result, "type_context.result"), ==, "workflow_status_internal_pending");
      if (rows[i].end != NULL)
        {
          g_autoptr(JsonNode) before = NULL, after = NULL;

          challenge_path = g_strdup_printf ("/push/%s/get_prompts_status/", member (view, "context.sheriff_challenge.id"));
          before = ask (&desk, challenge_path, NULL, &status);
          g_assert_cmpstr (member (before, "challenge_status"), ==, "issued");
          desk.real_us += 7 * SECOND;
          after = ask (&desk, challenge_path, NULL, &status);
          g_assert_cmpstr (member (after, "challenge_status"), ==, rows[i].end);
        }
      else
        {
          challenge_path = g_strdup_printf ("/challenge/%s/respond/", member (view, "context.sheriff_challenge.id"));
          json_node_unref (ask (&desk, challenge_path, "response=000000", &status));
          g_assert_cmpuint (status, ==, 400);
          json_node_unref (ask (&desk, challenge_path, "response=123456", &status));
          g_assert_cmpuint (status, ==, 200);
        }
      g_clear_pointer (&result, json_node_unref);
      result = ask (&desk, view_path, "sequence=0", &status);
      g_assert_cmpstr (member (result, "type_context.result"), ==, "workflow_status_approved");
      again = sign_in (&desk, rows[i].user, "", &status);
      take_token (&desk, again);
      tear_down (&desk, NULL);
    }
}

static void
test_refresh_rotates (Desk          *desk,
                      gconstpointer  data)
{
  guint status;
  g_autoptr(JsonNode) first = sign_in (desk, "me", "", &status), second = NULL, third = NULL, dead = NULL;
  g_autofree char *body = g_strdup_printf ("grant_type=refresh_token&refresh_token=%s", member (first, "refresh_token"));

  take_token (desk, first);
  mag_practice_broker_expire (desk->broker, FALSE);
  dead = ask (desk, "/positions/", NULL, &status);
  g_assert_cmpuint (status, ==, 401);
  second = ask (desk, "/oauth2/token/", body, &status);
  g_assert_cmpuint (status, ==, 200);
  g_assert_cmpstr (member (second, "refresh_token"), !=, member (first, "refresh_token"));
  third = ask (desk, "/oauth2/token/", body, &status); /* one use */
  g_assert_cmpuint (status, ==, 401);
}

/* What is held is what orders and events leave, to the contract and the share. */
static void
test_history_tells_what_is_held (void)
{
  g_autoptr(MagPracticeMarket) market = mag_practice_market_new (7);

  for (MagPracticeAccount account = MAG_PRACTICE_MARGIN; account <= MAG_PRACTICE_IRA; account++)
    for (int day = 0; day < 40; day++)
      {
        gint64 now_us = mag_instant_parse_utc (NOW) + day * 24 * 3600 * SECOND;
        g_autoptr(MagPracticeBook) book = mag_practice_book_new (market, account, now_us);
        g_autoptr(GHashTable) open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), shares = g_hash_table_new (g_str_hash, g_str_equal);

        for (guint i = 0; i < book->deals->len; i++)
          {
            const MagPracticeDeal *deal = &g_array_index (book->deals, MagPracticeDeal, i);

            for (guint l = 0; l < deal->n_legs; l++)
              {
                const MagPracticeDealLeg *leg = &deal->legs[l];
                char *key = mag_contract_format (&leg->contract);
                int n = GPOINTER_TO_INT (g_hash_table_lookup (open, key));

                for (guint f = 0; f < leg->n_fills; f++)
                  n += (leg->sells ? -1 : 1) * (int) leg->fills[f].quantity;
                g_hash_table_replace (open, key, GINT_TO_POINTER (n));
              }
          }
        for (guint i = 0; i < book->share_deals->len; i++)
          {
            const MagPracticeShareDeal *deal = &g_array_index (book->share_deals, MagPracticeShareDeal, i);
            int n = GPOINTER_TO_INT (g_hash_table_lookup (shares, deal->symbol));

            for (guint f = 0; f < deal->n_fills; f++)
              n += (deal->sells ? -1 : 1) * (int) deal->fills[f].quantity;
            g_hash_table_replace (shares, (gpointer) deal->symbol, GINT_TO_POINTER (n));
          }
        for (guint i = 0; i < book->events->len; i++)
          {
            const MagPracticeEvent *event = &g_array_index (book->events, MagPracticeEvent, i);
            char *key = mag_contract_format (&event->contract);
            int n = GPOINTER_TO_INT (g_hash_table_lookup (open, key)) + (event->is_short ? 1 : -1) * (int) event->quantity;
            int moved = event->kind == MAG_PRACTICE_EXPIRES ? 0 : (event->contract.right == MAG_RIGHT_PUT ? 100 : -100) * (int) event->quantity;

            g_hash_table_replace (open, key, GINT_TO_POINTER (n));
            g_hash_table_replace (shares, (gpointer) event->symbol, GINT_TO_POINTER (GPOINTER_TO_INT (g_hash_table_lookup (shares, event->symbol)) + moved));
          }
        for (guint i = 0; i < book->holdings->len; i++)
          {
            const MagPracticeHolding *holding = &g_array_index (book->holdings, MagPracticeHolding, i);
            g_autofree char *key = mag_contract_format (&holding->contract);

            if (!mag_contract_is_adjusted (&holding->contract))
              g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (open, key)), ==,
                               (holding->is_short ? -1 : 1) * (int) (holding->quantity - holding->pending_expired));
          }
        for (guint i = 0; i < book->stocks->len; i++)
          {
            const MagPracticeStock *stock = &g_array_index (book->stocks, MagPracticeStock, i);

            g_assert_cmpint (stock->shares, >=, 0);
            g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (shares, stock->symbol)), ==, stock->shares);
          }
      }
}

static guint
count_rows (JsonNode *answer)
{
  return json_array_get_length (json_object_get_array_member (json_node_get_object (answer), "results"));
}

static void
test_pages_and_faults (Desk          *desk,
                       gconstpointer  data)
{
  guint status, pages = 0, orders = 0;
  g_autoptr(JsonNode) token = sign_in (desk, "me", "", &status), all = NULL, zero = NULL, looped = NULL, too_many = NULL;
  g_autofree char *next = g_strdup ("/options/orders/?page_size=100");
  g_autoptr(GString) ids = g_string_new ("/marketdata/options/?ids=0");

  take_token (desk, token);
  while (next != NULL)
    {
      g_autoptr(JsonNode) page = ask (desk, next, NULL, &status);
      const char *url = member (page, "next");

      g_assert_cmpuint (status, ==, 200);
      orders += count_rows (page);
      pages++;
      g_free (next);
      next = url != NULL ? g_strdup (url + strlen ("http://127.0.0.1:1")) : NULL;
    }
  g_assert_cmpuint (orders, >, 300);
  g_assert_cmpuint (pages, ==, (orders + 99) / 100);

  all = ask (desk, "/options/positions/", NULL, &status);
  zero = ask (desk, "/options/positions/?nonzero=true", NULL, &status);
  g_assert_cmpuint (count_rows (all), >, count_rows (zero)); /* closed ones are there unless told otherwise */

  desk->plan = (MagPracticeFaultPlan) { .strikes = TRUE, .kind = MAG_FAULT_NEXT_LOOP };
  looped = ask (desk, "/options/positions/?nonzero=true", NULL, &status);
  g_assert_nonnull (member (looped, "next"));
  desk->plan.strikes = FALSE;

  for (guint i = 0; i < 60; i++)
    g_string_append (ids, ",0");
  too_many = ask (desk, ids->str, NULL, &status);
  g_assert_cmpuint (status, ==, 414);
}

static void
test_load_account (Desk          *desk,
                   gconstpointer  data)
{
  guint status;
  g_autoptr(JsonNode) token = sign_in (desk, "load500", "", &status), positions = NULL;

  take_token (desk, token);
  positions = ask (desk, "/options/positions/?nonzero=true&page_size=200", NULL, &status);
  g_assert_cmpuint (count_rows (positions), ==, 200);
  g_clear_pointer (&positions, json_node_unref);
  positions = ask (desk, "/options/positions/?nonzero=true&page_size=200&cursor=bz00MDA=", NULL, &status); /* o=400 */
  g_assert_cmpuint (count_rows (positions), ==, 100);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/practice-broker/plain", Desk, NULL, set_up, test_plain, tear_down);
  g_test_add_func ("/practice-broker/workflows", test_workflows);
  g_test_add ("/practice-broker/refresh-rotates", Desk, NULL, set_up, test_refresh_rotates, tear_down);
  g_test_add_func ("/practice-broker/history-tells-what-is-held", test_history_tells_what_is_held);
  g_test_add ("/practice-broker/pages-and-faults", Desk, NULL, set_up, test_pages_and_faults, tear_down);
  g_test_add ("/practice-broker/load-account", Desk, NULL, set_up, test_load_account, tear_down);
  return g_test_run ();
}
