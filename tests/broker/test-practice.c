/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The broker against the practice server in the same process: every kind of sign-in, the life of tokens, and what a good account looks like. */

#include "broker-desk.h"

#include "mag-date.h"
#include "mag-practice-server.h"

#define NOW "2026-11-20T16:30:00Z" /* a Friday in the session */
#define MARGIN "5QR00001"

typedef struct
{
  MagPracticeServer *server;
  MagClock          *clock;
  BrokerDesk         desk;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  MagPracticeOptions options = { .seed = 7 };
  g_autoptr(GError) error = NULL;

  fixture->clock = mag_clock_new_shifted (mag_instant_parse_utc (NOW), g_get_real_time (), 1);
  options.clock = fixture->clock;
  fixture->server = mag_practice_server_new (&options, &error);
  g_assert_no_error (error);
  broker_desk_open (&fixture->desk, mag_practice_server_get_base_url (fixture->server), fixture->clock);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  broker_desk_close (&fixture->desk);
  mag_practice_server_free (fixture->server);
  mag_clock_unref (fixture->clock);
}

static void
post (Fixture    *fixture,
      const char *path)
{
  broker_desk_post (mag_practice_server_get_base_url (fixture->server), path);
}

static void
add_fault (Fixture    *fixture,
           const char *fault)
{
  g_autoptr(GError) error = NULL;

  mag_practice_faults_add (mag_practice_server_get_faults (fixture->server), fault, &error);
  g_assert_no_error (error);
}

static void
assert_signed_in (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) accounts = broker_desk_accounts (&fixture->desk, &error);

  g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_SIGNED_IN);
  g_assert_null (mag_broker_get_challenge (fixture->desk.broker));
  g_assert_no_error (error);
  g_assert_cmpuint (accounts->len, >, 0);
}

static void
test_plain (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *user = NULL;
  char *tokens, *device;

  broker_desk_sign_in (&fixture->desk, "me", &error);
  g_assert_no_error (error);
  assert_signed_in (fixture);
  user = mag_broker_dup_user (fixture->desk.broker);
  g_assert_cmpstr (user, ==, "me@example.com");
  tokens = broker_desk_secret (&fixture->desk, "me@example.com", "tokens");
  device = broker_desk_secret (&fixture->desk, "me@example.com", "device");
  g_assert_nonnull (strstr (tokens, "refresh_token"));
  g_assert_null (strstr (tokens, "\"practice\"")); /* the password is not kept */
  g_assert_true (g_uuid_string_is_valid (device));
  mag_secrets_free_text (tokens);
  mag_secrets_free_text (device);
}

/* Kinds that end in an approval, some with a detour before or after it. */
static void
test_prompt (Fixture       *fixture,
             gconstpointer  data)
{
  const char *kind = data;
  g_autoptr(GError) error = NULL;
  GAsyncResult *result = NULL;
  gint64 left_us;

  broker_desk_begin (&fixture->desk, kind, &result);
  broker_desk_await (&fixture->desk, MAG_BROKER_WAITING_APPROVAL);
  g_assert_nonnull (mag_broker_get_challenge (fixture->desk.broker));
  g_assert_cmpint (mag_broker_get_challenge (fixture->desk.broker)->code, ==, MAG_BROKER_CODE_NONE);
  /* Our own limit, which is sooner than the broker's five minutes. */
  left_us = mag_broker_get_challenge (fixture->desk.broker)->expires_us - mag_clock_now_us (fixture->desk.clock);
  g_assert_cmpint (left_us, >, 0);
  g_assert_cmpint (left_us, <=, 120 * G_GINT64_CONSTANT (1000000));
  post (fixture, "/practice/approve");
  broker_desk_finish (&fixture->desk, &result, &error);
  g_assert_no_error (error);
  assert_signed_in (fixture);
}

static const struct CodeKind { const char *user; MagBrokerCode code; gboolean resend, told; } code_kinds[] = {
  { "sms", MAG_BROKER_CODE_SMS, TRUE, TRUE },
  { "email", MAG_BROKER_CODE_EMAIL, TRUE, TRUE },
  { "app", MAG_BROKER_CODE_APP, FALSE, TRUE },
  { "mfa", MAG_BROKER_CODE_APP, FALSE, FALSE },
  { "challenge", MAG_BROKER_CODE_SMS, TRUE, TRUE },
};

/* A wrong code is asked for again, with one try less; another can be sent for where there is a sender; blanks do not matter. */
static void
test_code (Fixture       *fixture,
           gconstpointer  data)
{
  const struct CodeKind *kind = data;
  const MagBrokerChallenge *challenge;
  g_autoptr(GError) error = NULL;
  GAsyncResult *result = NULL;
  int attempts;

  broker_desk_begin (&fixture->desk, kind->user, &result);
  broker_desk_await (&fixture->desk, MAG_BROKER_NEEDS_CODE);
  challenge = mag_broker_get_challenge (fixture->desk.broker);
  g_assert_cmpint (challenge->code, ==, kind->code);
  g_assert_true (challenge->can_resend == kind->resend);
  g_assert_false (challenge->was_wrong);
  g_assert_cmpint (challenge->attempts, ==, kind->told ? 3 : -1);
  attempts = challenge->attempts;

  mag_broker_submit_code (fixture->desk.broker, "000000");
  g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_SIGNING_IN);
  broker_desk_await (&fixture->desk, MAG_BROKER_NEEDS_CODE);
  challenge = mag_broker_get_challenge (fixture->desk.broker);
  g_assert_true (challenge->was_wrong);
  g_assert_cmpint (challenge->attempts, ==, kind->told ? attempts - 1 : -1);

  if (kind->resend)
    {
      mag_broker_resend_code (fixture->desk.broker);
      do
        g_main_context_iteration (NULL, TRUE);
      while (mag_broker_get_challenge (fixture->desk.broker)->was_wrong);
      g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_NEEDS_CODE);
    }
  mag_broker_submit_code (fixture->desk.broker, " 123 456 ");
  broker_desk_finish (&fixture->desk, &result, &error);
  g_assert_no_error (error);
  assert_signed_in (fixture);
}

/* Three wrong codes are the end; nothing begins anew by itself. */
static void
test_attempts_run_out (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  GAsyncResult *result = NULL;

  broker_desk_begin (&fixture->desk, "sms", &result);
  for (guint i = 0; i < 3; i++)
    {
      broker_desk_await (&fixture->desk, MAG_BROKER_NEEDS_CODE);
      mag_broker_submit_code (fixture->desk.broker, "000000");
    }
  g_assert_false (broker_desk_finish (&fixture->desk, &result, &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_REFUSED);
  g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_SIGNED_OUT);
}

static void
test_identity (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (broker_desk_sign_in (&fixture->desk, "identity", &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_ELSEWHERE);
  g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_SIGNED_OUT);
}

static void
test_never_approved (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  mag_robinhood_set_pace (MAG_ROBINHOOD (fixture->desk.broker), 20, 200);
  g_assert_false (broker_desk_sign_in (&fixture->desk, "wait", &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_NOT_APPROVED);
  g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_SIGNED_OUT);
}

static void
test_throttled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (broker_desk_sign_in (&fixture->desk, "throttled", &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_BUSY);
  g_assert_cmpint (mag_broker_error_get_retry_us (error), >, mag_clock_now_us (fixture->clock));
}

static void
test_wrong_password (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  mag_broker_sign_in_async (fixture->desk.broker, "me@example.com", "wr0ng", NULL, keep_result_cb, &result);
  g_assert_false (mag_broker_sign_in_finish (fixture->desk.broker, wait_for_result (&result), &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "Robinhood says: Unable to log in with provided credentials.");
}

/* At whatever stage it is. */
static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct { const char *user; MagBrokerState state; } stages[] = {
    { "me", MAG_BROKER_SIGNING_IN }, { "wait", MAG_BROKER_WAITING_APPROVAL }, { "sms", MAG_BROKER_NEEDS_CODE }, { "mfa", MAG_BROKER_NEEDS_CODE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      g_autoptr(GError) error = NULL;
      GAsyncResult *result = NULL;

      broker_desk_begin (&fixture->desk, stages[i].user, &result);
      broker_desk_await (&fixture->desk, stages[i].state);
      g_cancellable_cancel (fixture->desk.cancellable);
      g_assert_false (broker_desk_finish (&fixture->desk, &result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_SIGNED_OUT);
      g_assert_null (mag_broker_get_challenge (fixture->desk.broker));
      g_cancellable_reset (fixture->desk.cancellable);
    }
}

static void
test_one_at_a_time (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL, second = NULL;
  GAsyncResult *result = NULL;

  broker_desk_begin (&fixture->desk, "sms", &result);
  broker_desk_await (&fixture->desk, MAG_BROKER_NEEDS_CODE);
  g_assert_false (broker_desk_sign_in (&fixture->desk, "me", &second));
  g_assert_error (second, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_NEEDS_CODE);
  mag_broker_submit_code (fixture->desk.broker, "123456");
  broker_desk_finish (&fixture->desk, &result, &error);
  g_assert_no_error (error);
}

/* The device token outlives everything but the wish to forget it: an approved device is not asked again. */
static void
test_device_is_kept (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  GAsyncResult *result = NULL;
  char *before, *after, *gone, *tokens;

  test_prompt (fixture, "wait");
  before = broker_desk_secret (&fixture->desk, "wait@example.com", "device");
  broker_desk_sign_out (&fixture->desk, FALSE);
  g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_SIGNED_OUT);
  tokens = broker_desk_secret (&fixture->desk, "wait@example.com", "tokens");
  after = broker_desk_secret (&fixture->desk, "wait@example.com", "device");
  g_assert_null (tokens);
  g_assert_cmpstr (before, ==, after);

  broker_desk_sign_in (&fixture->desk, "wait", &error);
  g_assert_no_error (error);
  broker_desk_sign_out (&fixture->desk, TRUE);
  gone = broker_desk_secret (&fixture->desk, "wait@example.com", "device");
  g_assert_null (gone);
  broker_desk_begin (&fixture->desk, "wait", &result);
  broker_desk_await (&fixture->desk, MAG_BROKER_WAITING_APPROVAL);
  g_cancellable_cancel (fixture->desk.cancellable);
  g_assert_false (broker_desk_finish (&fixture->desk, &result, NULL));
  mag_secrets_free_text (before);
  mag_secrets_free_text (after);
}

static void
test_restore (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *user = NULL, *last = NULL;

  g_assert_true (broker_desk_restore (&fixture->desk, &error));
  g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_SIGNED_OUT);
  broker_desk_sign_in (&fixture->desk, "me", &error);
  g_assert_no_error (error);

  broker_desk_restart (&fixture->desk);
  g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_SIGNED_OUT);
  g_assert_true (broker_desk_restore (&fixture->desk, &error));
  g_assert_no_error (error);
  assert_signed_in (fixture);
  user = mag_broker_dup_user (fixture->desk.broker);
  g_assert_cmpstr (user, ==, "me@example.com");

  /* signed out, it is remembered who was there */
  broker_desk_sign_out (&fixture->desk, FALSE);
  broker_desk_restart (&fixture->desk);
  g_assert_true (broker_desk_restore (&fixture->desk, &error));
  g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_SIGNED_OUT);
  last = mag_broker_dup_user (fixture->desk.broker);
  g_assert_cmpstr (last, ==, "me@example.com");
}

static void
test_refresh_rotates (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  char *before, *after;

  broker_desk_sign_in (&fixture->desk, "me", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      before = broker_desk_secret (&fixture->desk, "me@example.com", "tokens");
      post (fixture, "/practice/expire");
      if (i == 0)
        broker_desk_restart (&fixture->desk); /* at the start, and in the middle */
      if (i == 0)
        g_assert_true (broker_desk_restore (&fixture->desk, &error));
      g_assert_no_error (error);
      assert_signed_in (fixture);
      after = broker_desk_secret (&fixture->desk, "me@example.com", "tokens");
      g_assert_cmpstr (before, !=, after);
      mag_secrets_free_text (before);
      mag_secrets_free_text (after);
    }
}

static void
test_expired (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL, later = NULL;

  broker_desk_sign_in (&fixture->desk, "me", &error);
  g_assert_no_error (error);
  post (fixture, "/practice/revoke");
  g_assert_null (broker_desk_accounts (&fixture->desk, &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_SIGNED_OUT);
  g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_EXPIRED);

  broker_desk_restart (&fixture->desk);
  g_assert_true (broker_desk_restore (&fixture->desk, &later));
  g_assert_no_error (later);
  g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_EXPIRED);
  broker_desk_sign_in (&fixture->desk, "me", &later);
  g_assert_no_error (later);
  assert_signed_in (fixture);
}

static void
test_sign_out_revokes (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  char *tokens;

  broker_desk_sign_in (&fixture->desk, "me", &error);
  g_assert_no_error (error);
  tokens = broker_desk_secret (&fixture->desk, "me@example.com", "tokens");
  broker_desk_sign_out (&fixture->desk, FALSE);
  g_assert_null (broker_desk_accounts (&fixture->desk, &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_SIGNED_OUT);

  /* somebody who has kept a copy has kept nothing */
  broker_desk_keep (&fixture->desk, "me@example.com", "tokens", tokens);
  mag_secrets_free_text (tokens);
  broker_desk_restart (&fixture->desk);
  g_assert_true (broker_desk_restore (&fixture->desk, NULL));
  g_assert_cmpint (mag_broker_get_state (fixture->desk.broker), ==, MAG_BROKER_EXPIRED);
}

static void
test_practice_account (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL, again = NULL;
  g_autoptr(GError) error = NULL;

  mag_robinhood_sign_in_practice_async (MAG_ROBINHOOD (fixture->desk.broker), NULL, keep_result_cb, &result);
  g_assert_true (mag_robinhood_sign_in_practice_finish (MAG_ROBINHOOD (fixture->desk.broker), wait_for_result (&result), &error));
  g_assert_no_error (error);
  assert_signed_in (fixture);
  mag_robinhood_sign_in_practice_async (MAG_ROBINHOOD (fixture->desk.broker), NULL, keep_result_cb, &again);
  g_assert_true (mag_robinhood_sign_in_practice_finish (MAG_ROBINHOOD (fixture->desk.broker), wait_for_result (&again), &error));
}

static MagPortfolio *
load_margin (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  MagPortfolio *portfolio;

  if (mag_broker_get_state (fixture->desk.broker) != MAG_BROKER_SIGNED_IN)
    broker_desk_sign_in (&fixture->desk, "me", &error);
  g_assert_no_error (error);
  portfolio = broker_desk_portfolio (&fixture->desk, MARGIN, &error);
  g_assert_no_error (error);
  return portfolio;
}

static void
test_accounts (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  const MagBrokerAccount *first, *second;

  broker_desk_sign_in (&fixture->desk, "me", &error);
  accounts = broker_desk_accounts (&fixture->desk, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (accounts->len, ==, 2);
  first = g_ptr_array_index (accounts, 0);
  second = g_ptr_array_index (accounts, 1);
  g_assert_cmpstr (first->number, ==, MARGIN);
  g_assert_cmpstr (second->number, ==, "RTH00002");
  g_assert_cmpstr (second->kind, ==, "ira_roth");
  g_assert_true (first->options && first->is_default);
  g_assert_cmpint (first->buying_power, !=, MAG_MONEY_UNKNOWN);
  g_assert_cmpint (first->at_us, >=, mag_instant_parse_utc (NOW));
}

static void
test_portfolio (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(MagPortfolio) portfolio = load_margin (fixture);
  guint n_short = 0, n_long = 0, n_adjusted = 0;

  g_assert_cmpuint (portfolio->positions->len, >, 5);
  g_assert_cmpuint (portfolio->shares->len, >, 0);
  for (guint i = 0; i < portfolio->positions->len; i++)
    {
      const MagPosition *position = g_ptr_array_index (portfolio->positions, i);

      g_test_message ("%s %s", position->symbol, position->problem != NULL ? position->problem : "");
      g_assert_cmpstr (position->account, ==, MARGIN);
      g_assert_null (position->problem);
      g_assert_cmpint (position->contract.strike, >, 0);
      g_assert_cmpint (position->premium, >, 0);
      g_assert_cmpint (position->opened_us, >, 0);
      g_assert_true (position->quantity == 0 || position->mark != MAG_PRICE_UNKNOWN);
      g_assert_cmpint (position->spot, >, 0);
      n_short += position->side == MAG_SIDE_SHORT;
      n_long += position->side == MAG_SIDE_LONG;
      n_adjusted += position->adjusted;
    }
  g_assert_cmpuint (n_short, >, 0);
  g_assert_cmpuint (n_long, >, 0);
  g_assert_cmpuint (n_adjusted, ==, 1);
}

static void
assert_same_positions (const MagPortfolio *a,
                       const MagPortfolio *b)
{
  g_assert_cmpuint (a->positions->len, ==, b->positions->len);
  for (guint i = 0; i < a->positions->len; i++)
    {
      const MagPosition *one = g_ptr_array_index (a->positions, i), *other = NULL;

      for (guint j = 0; j < b->positions->len && other == NULL; j++)
        if (g_str_equal (((MagPosition *) g_ptr_array_index (b->positions, j))->id, one->id))
          other = g_ptr_array_index (b->positions, j);
      g_assert_nonnull (other);
      g_assert_cmpint (mag_contract_compare (&one->contract, &other->contract), ==, 0);
      g_assert_cmpint (one->side, ==, other->side);
      g_assert_cmpint (one->quantity, ==, other->quantity);
      g_assert_cmpint (one->premium, ==, other->premium);
    }
}

/* Lists that come in another order, with null rows, or as in 2018 say the same. */
static void
test_odd_lists (Fixture       *fixture,
                gconstpointer  data)
{
  static const char *const faults[] = { "robinhood:shuffle", "robinhood:null-rows", "robinhood:old-shape" };
  g_autoptr(MagPortfolio) plain = load_margin (fixture);

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(MagPortfolio) odd = NULL;

      g_test_message ("%s", faults[i]);
      mag_practice_faults_clear (mag_practice_server_get_faults (fixture->server));
      add_fault (fixture, faults[i]);
      broker_desk_restart (&fixture->desk);
      g_assert_true (broker_desk_restore (&fixture->desk, NULL));
      odd = load_margin (fixture);
      assert_same_positions (plain, odd);
    }
}

static void
test_next_host (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_autoptr(GPtrArray) accounts = NULL;

  broker_desk_sign_in (&fixture->desk, "load", &error);
  accounts = broker_desk_accounts (&fixture->desk, &error);
  g_assert_no_error (error);
  add_fault (fixture, "robinhood/positions:next-host");
  g_assert_null (broker_desk_portfolio (&fixture->desk, ((MagBrokerAccount *) g_ptr_array_index (accounts, 0))->number, &error));
  g_assert_error (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORMAT);
}

/* A token that dies between the pages and the batches. */
static void
test_401_in_the_middle (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(MagPortfolio) before = load_margin (fixture), after = NULL;

  add_fault (fixture, "robinhood/marketdata:status=401,count=1");
  after = load_margin (fixture);
  assert_same_positions (before, after);
}

/* 500 positions: at most three batches for every 25, and the pages; less once the contracts are known. */
static void
test_500_positions (Fixture       *fixture,
                    gconstpointer  data)
{
  MagMetrics *metrics = mag_http_get_metrics (fixture->desk.http);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(MagPortfolio) first = NULL, second = NULL;
  const char *number;
  gint64 begun, n_first, n_second;

  broker_desk_sign_in (&fixture->desk, "load", &error);
  accounts = broker_desk_accounts (&fixture->desk, &error);
  g_assert_no_error (error);
  number = ((MagBrokerAccount *) g_ptr_array_index (accounts, 0))->number;
  begun = mag_metrics_get (metrics, "http.robinhood.count");
  first = broker_desk_portfolio (&fixture->desk, number, &error);
  g_assert_no_error (error);
  n_first = mag_metrics_get (metrics, "http.robinhood.count") - begun;
  g_assert_cmpuint (first->positions->len, ==, 500);
  second = broker_desk_portfolio (&fixture->desk, number, &error);
  n_second = mag_metrics_get (metrics, "http.robinhood.count") - begun - n_first;
  g_test_message ("%d requests, then %d", (int) n_first, (int) n_second);
  g_assert_cmpint (n_first, <=, 3 * 20 + 11); /* pages of 50, and one of shares */
  g_assert_cmpint (n_second, <, n_first - 10);
  assert_same_positions (first, second);
}

/* What orders and events tell is what is held: page by page, to the end. */
static void
test_history (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagPortfolio) portfolio = load_margin (fixture);
  g_autoptr(GHashTable) held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_orders = 0, n_events = 0, n_pages = 0;

  for (int events = 0; events < 2; events++)
    {
      g_autofree char *next = NULL;

      do
        {
          g_autoptr(MagBrokerPage) page = broker_desk_page (&fixture->desk, events, MARGIN, next, &error);

          g_assert_no_error (error);
          g_assert_cmpuint (page->n_bad, ==, 0);
          g_assert_cmpuint (++n_pages, <, 200);
          for (guint i = 0; i < page->items->len && !events; i++)
            {
              const MagBrokerOrder *order = g_ptr_array_index (page->items, i);

              if (!g_hash_table_add (seen, g_strdup (order->id)))
                continue;
              n_orders++;
              for (guint j = 0; j < order->legs->len; j++)
                {
                  const MagBrokerOrderLeg *leg = g_ptr_array_index (order->legs, j);
                  gboolean adds = leg->role == MAG_LEG_BUY_TO_OPEN || leg->role == MAG_LEG_BUY_TO_CLOSE;

                  for (guint k = 0; k < leg->fills->len; k++)
                    {
                      int quantity = (int) g_array_index (leg->fills, MagBrokerFill, k).quantity;
                      int now = GPOINTER_TO_INT (g_hash_table_lookup (held, leg->option_id));

                      g_hash_table_replace (held, g_strdup (leg->option_id), GINT_TO_POINTER (adds ? now + quantity : now - quantity));
                    }
                }
            }
          for (guint i = 0; i < page->items->len && events; i++)
            {
              const MagBrokerEvent *event = g_ptr_array_index (page->items, i);
              int now = GPOINTER_TO_INT (g_hash_table_lookup (held, event->option_id));

              if (!event->confirmed || event->kind == MAG_BROKER_EVENT_OTHER || !g_hash_table_add (seen, g_strdup (event->id)))
                continue;
              n_events++;
              g_hash_table_replace (held, g_strdup (event->option_id), GINT_TO_POINTER (now > 0 ? now - (int) event->quantity : now + (int) event->quantity));
            }
          g_set_str (&next, page->next);
        }
      while (next != NULL);
    }
  g_test_message ("%u orders, %u events, %u pages", n_orders, n_events, n_pages);
  g_assert_cmpuint (n_orders, >, 20);
  g_assert_cmpuint (n_events, >, 5);
  for (guint i = 0; i < portfolio->positions->len; i++)
    {
      const MagPosition *position = g_ptr_array_index (portfolio->positions, i);
      int expected = (int) (position->side == MAG_SIDE_SHORT ? -position->quantity : position->quantity); /* events know of what is settling */

      g_test_message ("%s %s: %d + %d", position->symbol, position->option_id, (int) position->quantity, (int) position->settling);
      if (!position->adjusted) /* that one was bought before the history begins */
        g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (held, position->option_id)), ==, expected);
    }
}

int
main (int    argc,
      char **argv)
{
  static const char *const prompts[] = { "prompt", "prompt200", "prompt400", "prompt401", "wait", "redeemed", "delayed", "pending", "flaky" };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autofree char *path = g_strconcat ("/broker/sign-in/approval/", prompts[i], NULL);

      g_test_add (path, Fixture, prompts[i], set_up, test_prompt, tear_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (code_kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/broker/sign-in/code/", code_kinds[i].user, NULL);

      g_test_add (path, Fixture, &code_kinds[i], set_up, test_code, tear_down);
    }
  g_test_add ("/broker/sign-in/keeps-tokens-and-device-not-the-password", Fixture, NULL, set_up, test_plain, tear_down);
  g_test_add ("/broker/sign-in/codes-run-out", Fixture, NULL, set_up, test_attempts_run_out, tear_down);
  g_test_add ("/broker/sign-in/identity-check-is-done-elsewhere", Fixture, NULL, set_up, test_identity, tear_down);
  g_test_add ("/broker/sign-in/polling-ends", Fixture, NULL, set_up, test_never_approved, tear_down);
  g_test_add ("/broker/sign-in/throttled-says-when", Fixture, NULL, set_up, test_throttled, tear_down);
  g_test_add ("/broker/sign-in/wrong-password", Fixture, NULL, set_up, test_wrong_password, tear_down);
  g_test_add ("/broker/sign-in/cancelled-at-any-stage", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/broker/sign-in/one-at-a-time", Fixture, NULL, set_up, test_one_at_a_time, tear_down);
  g_test_add ("/broker/sign-in/device-token-is-kept-until-it-is-forgotten", Fixture, NULL, set_up, test_device_is_kept, tear_down);
  g_test_add ("/broker/tokens/restored-at-the-start", Fixture, NULL, set_up, test_restore, tear_down);
  g_test_add ("/broker/tokens/refresh-rotates", Fixture, NULL, set_up, test_refresh_rotates, tear_down);
  g_test_add ("/broker/tokens/expired-is-the-users", Fixture, NULL, set_up, test_expired, tear_down);
  g_test_add ("/broker/tokens/sign-out-revokes-both", Fixture, NULL, set_up, test_sign_out_revokes, tear_down);
  g_test_add ("/broker/tokens/practice-account", Fixture, NULL, set_up, test_practice_account, tear_down);
  g_test_add ("/broker/accounts", Fixture, NULL, set_up, test_accounts, tear_down);
  g_test_add ("/broker/portfolio/is-joined", Fixture, NULL, set_up, test_portfolio, tear_down);
  g_test_add ("/broker/portfolio/odd-lists-say-the-same", Fixture, NULL, set_up, test_odd_lists, tear_down);
  g_test_add ("/broker/portfolio/next-on-another-host", Fixture, NULL, set_up, test_next_host, tear_down);
  g_test_add ("/broker/portfolio/401-in-the-middle", Fixture, NULL, set_up, test_401_in_the_middle, tear_down);
  g_test_add ("/broker/portfolio/500-positions-in-few-requests", Fixture, NULL, set_up, test_500_positions, tear_down);
  g_test_add ("/broker/history/tells-what-is-held", Fixture, NULL, set_up, test_history, tear_down);
  return g_test_run ();
}
