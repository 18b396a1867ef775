/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sign-in at the practice broker: the password grant, what a device that is not known has to go through, refresh with rotation, revoke. The kind
 * of sign-in is the part of the user's name before the at sign, so a test or a newcomer chooses it by typing it. */

#include "mag-practice-login.h"

#include "mag-practice-random.h"
#include "mag-types.h"

#include <string.h>

#define PASSWORD "practice"
#define CODE "123456"
#define EXPIRES_IN 2562387
#define APPROVAL_US (6 * MAG_SECOND_US)       /* a prompt approves itself after that, real time */
#define CHALLENGE_US (300 * MAG_SECOND_US)
#define ATTEMPTS 3
#define RETRIES 3

typedef enum
{
  KIND_PLAIN,     /* tokens at once */
  KIND_PROMPT,    /* approve in the app; does so itself after a while */
  KIND_WAIT,      /* a prompt that only the control address approves */
  KIND_REDEEMED,  /* a prompt that ends in "redeemed" */
  KIND_SMS,
  KIND_EMAIL,
  KIND_APP,       /* code of an authenticator, by workflow */
  KIND_IDENTITY,  /* something only the broker's own app can do */
  KIND_MFA,       /* the older way: mfa_required */
  KIND_CHALLENGE, /* the oldest: a challenge in the answer to the sign-in */
  KIND_THROTTLED,
  KIND_DELAYED,   /* the workflow's first views have no challenge yet */
  KIND_PENDING,   /* approved, but not settled for two views */
  KIND_FLAKY,     /* the last view fails twice with 503 */
} Kind;

static const struct
{
  const char *name;
  Kind        kind;
  guint       status; /* of the answer that carries the workflow */
  const char *type;   /* of its challenge */
} kinds[] = {
  { "prompt", KIND_PROMPT, 403, "prompt" },      { "prompt200", KIND_PROMPT, 200, "prompt" },   { "prompt400", KIND_PROMPT, 400, "prompt" },
  { "prompt401", KIND_PROMPT, 401, "prompt" },   { "wait", KIND_WAIT, 403, "prompt" },          { "redeemed", KIND_REDEEMED, 403, "prompt" },
  { "sms", KIND_SMS, 403, "sms" },               { "email", KIND_EMAIL, 403, "email" },         { "app", KIND_APP, 403, "app" },
  { "identity", KIND_IDENTITY, 403, "persona" }, { "mfa", KIND_MFA, 200, "app" },               { "challenge", KIND_CHALLENGE, 400, "sms" },
  { "throttled", KIND_THROTTLED, 429, NULL },    { "delayed", KIND_DELAYED, 403, "prompt" },    { "pending", KIND_PENDING, 403, "prompt" },
  { "flaky", KIND_FLAKY, 403, "prompt" },
};

/* A device that asks to be let in. */
typedef struct
{
  char    *user, *device; /* owned */
  guint    i;             /* of kinds */
  char    *workflow, *machine, *challenge; /* owned; machine NULL: not asked for yet */
  gint64   issued_us;     /* real time */
  gboolean approved, settled;
  guint    attempts, retries;
  guint    views;         /* looked at so far */
} Inquiry;

typedef struct
{
  char    *user;    /* owned */
  char    *refresh; /* owned; NULL: revoked */
  gboolean dead;
} Session;

struct _MagPracticeLogin
{
  guint64     seed;
  guint64     n_made;    /* ids and tokens so far */
  GPtrArray  *inquiries; /* Inquiry */
  GHashTable *devices;   /* "user device" that were approved; owned keys */
  GHashTable *sessions;  /* access token -> Session; both owned */
};

static void
inquiry_free (gpointer data)
{
  Inquiry *inquiry = data;

  g_free (inquiry->user);
  g_free (inquiry->device);
  g_free (inquiry->workflow);
  g_free (inquiry->machine);
  g_free (inquiry->challenge);
  g_free (inquiry);
}

static void
session_free (gpointer data)
{
  Session *session = data;

  g_free (session->user);
  g_free (session->refresh);
  g_free (session);
}

MagPracticeLogin *
mag_practice_login_new (guint64 seed)
{
  MagPracticeLogin *login = g_new0 (MagPracticeLogin, 1);

  login->seed = mag_practice_hash_text (seed, "login") ^ (guint64) g_get_real_time (); /* a restarted server knows none of the old tokens */
  login->inquiries = g_ptr_array_new_with_free_func (inquiry_free);
  login->devices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  login->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, session_free);
  return login;
}

void
mag_practice_login_free (MagPracticeLogin *login)
{
  g_ptr_array_unref (login->inquiries);
  g_hash_table_unref (login->devices);
  g_hash_table_unref (login->sessions);
  g_free (login);
}

/* Replies */

/**
 * mag_practice_broker_json:
 * @body: (transfer full): what to send
 *
 * Returns: (transfer full): a JSON reply
 */
MagPracticeReply *
mag_practice_broker_json (guint     status,
                          JsonNode *body)
{
  g_autoptr(JsonNode) node = body;
  g_autofree char *text = json_to_string (node, FALSE);

  return mag_practice_reply_new_text (status, "application/json", text);
}

/**
 * mag_practice_broker_detail:
 * @detail: what the broker says
 *
 * Returns: (transfer full): its usual way of refusing
 */
MagPracticeReply *
mag_practice_broker_detail (guint       status,
                            const char *detail)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "detail");
  json_builder_add_string_value (builder, detail);
  json_builder_end_object (builder);
  return mag_practice_broker_json (status, json_builder_get_root (builder));
}

/**
 * mag_practice_broker_uuid:
 * @kind: what it is the id of
 * @key: which of them
 *
 * Returns: (transfer full): an id in the form of a UUID, the same each time
 */
char *
mag_practice_broker_uuid (guint64     seed,
                          const char *kind,
                          guint64     key)
{
  guint64 a = mag_practice_mix (mag_practice_hash_text (seed, kind), key), b = mag_practice_mix (a, 1);

  return g_strdup_printf ("%08x-%04x-4%03x-a%03x-%012" G_GINT64_MODIFIER "x", (guint) (a >> 32), (guint) (a >> 16) & 0xffff, (guint) a & 0xfff,
                          (guint) (b >> 52) & 0xfff, b & G_GUINT64_CONSTANT (0xffffffffffff));
}

static void
add_text (JsonBuilder *builder,
          const char  *name,
          const char  *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/* Parts of requests */

static const char *
field (const MagPracticeRequest *request,
       const char               *name)
{
  const char *value = request->form != NULL ? g_hash_table_lookup (request->form, name) : NULL;

  return value != NULL ? value : "";
}

/* Of kinds; -1: a plain user. */
static int
find_kind (const char *user)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gsize length = strlen (kinds[i].name);

      if (strncmp (user, kinds[i].name, length) == 0 && user[length] == '@')
        return (int) i;
    }
  return -1;
}

static char *
make_id (MagPracticeLogin *login,
         const char       *kind)
{
  return mag_practice_broker_uuid (login->seed, kind, ++login->n_made);
}

/* "2026-01-05T15:05:00.000000-05:00" */
static char *
format_expiry (gint64 real_us)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (real_us / MAG_SECOND_US);
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("America/New_York");
  g_autoptr(GDateTime) local = g_date_time_to_timezone (time, zone);

  return g_date_time_format (local, "%Y-%m-%dT%H:%M:%S.000000%:z");
}

/* Tokens */

static MagPracticeReply *
hand_out_tokens (MagPracticeLogin *login,
                 const char       *user)
{
  g_autofree char *one = make_id (login, "access"), *two = make_id (login, "access"), *three = make_id (login, "refresh"), *id = mag_practice_broker_uuid (0, user, 0);
  g_autofree char *access = g_strdup_printf ("PRACTICE.%s.%s", one, two);
  Session *session = g_new0 (Session, 1);
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  session->user = g_strdup (user);
  session->refresh = g_strdup_printf ("PR%.28s", three);
  json_builder_begin_object (builder);
  add_text (builder, "access_token", access);
  add_number (builder, "expires_in", EXPIRES_IN);
  add_text (builder, "token_type", "Bearer");
  add_text (builder, "scope", "internal");
  add_text (builder, "refresh_token", session->refresh);
  add_text (builder, "mfa_code", NULL);
  add_text (builder, "backup_code", NULL);
  add_text (builder, "user_uuid", id);
  json_builder_end_object (builder);
  g_hash_table_insert (login->sessions, g_steal_pointer (&access), session);
  return mag_practice_broker_json (200, json_builder_get_root (builder));
}

static MagPracticeReply *
refresh (MagPracticeLogin         *login,
         const MagPracticeRequest *request)
{
  const char *token = field (request, "refresh_token");
  GHashTableIter iter;
  Session *session;

  g_hash_table_iter_init (&iter, login->sessions);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &session))
    if (session->refresh != NULL && strcmp (session->refresh, token) == 0)
      {
        g_clear_pointer (&session->refresh, g_free); /* one use */
        session->dead = TRUE;
        return hand_out_tokens (login, session->user);
      }
  return mag_practice_broker_detail (401, "Invalid token.");
}

static MagPracticeReply *
revoke_token (MagPracticeLogin         *login,
              const MagPracticeRequest *request)
{
  const char *token = field (request, "token");
  GHashTableIter iter;
  const char *access;
  Session *session;

  g_hash_table_iter_init (&iter, login->sessions);
  while (g_hash_table_iter_next (&iter, (gpointer *) &access, (gpointer *) &session))
    if (strcmp (access, token) == 0 || g_strcmp0 (session->refresh, token) == 0)
      {
        g_hash_table_iter_remove (&iter);
        break;
      }
  return mag_practice_reply_new_text (200, "application/json", "{}");
}

/* Challenges */

static void
add_challenge (JsonBuilder   *builder,
               const Inquiry *inquiry)
{
  g_autofree char *expiry = format_expiry (inquiry->issued_us + CHALLENGE_US);

  json_builder_begin_object (builder);
  add_text (builder, "id", inquiry->challenge);
  add_text (builder, "type", kinds[inquiry->i].type);
  add_text (builder, "alternate_type", NULL);
  add_text (builder, "status", inquiry->approved ? "validated" : inquiry->attempts > 0 ? "issued" : "failed");
  add_text (builder, "expires_at", expiry);
  add_number (builder, "remaining_retries", inquiry->approved ? 0 : inquiry->retries);
  add_number (builder, "remaining_attempts", inquiry->approved ? 0 : inquiry->attempts);
  json_builder_end_object (builder);
}

static Inquiry *
begin_inquiry (MagPracticeLogin         *login,
               const MagPracticeRequest *request,
               guint                     i)
{
  Inquiry *inquiry = g_new0 (Inquiry, 1);

  inquiry->user = g_strdup (field (request, "username"));
  inquiry->device = g_strdup (field (request, "device_token"));
  inquiry->i = i;
  inquiry->workflow = make_id (login, "workflow");
  inquiry->challenge = make_id (login, "challenge");
  inquiry->issued_us = request->real_us;
  inquiry->attempts = ATTEMPTS;
  inquiry->retries = RETRIES;
  g_ptr_array_add (login->inquiries, inquiry);
  return inquiry;
}

static MagPracticeReply *
ask_for_approval (MagPracticeLogin         *login,
                  const MagPracticeRequest *request,
                  guint                     i)
{
  Inquiry *inquiry = begin_inquiry (login, request, i);
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "verification_workflow");
  json_builder_begin_object (builder);
  add_text (builder, "id", inquiry->workflow);
  add_text (builder, "workflow_status", "workflow_status_internal_pending");
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return mag_practice_broker_json (kinds[i].status, json_builder_get_root (builder));
}

static MagPracticeReply *
send_challenge (const Inquiry *inquiry,
                guint          status,
                const char    *detail)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_text (builder, "detail", detail);
  json_builder_set_member_name (builder, "challenge");
  add_challenge (builder, inquiry);
  json_builder_end_object (builder);
  return mag_practice_broker_json (status, json_builder_get_root (builder));
}

/* The oldest way: the challenge comes with the refusal, and its id with the next try. */
static MagPracticeReply *
ask_the_old_way (MagPracticeLogin         *login,
                 const MagPracticeRequest *request,
                 guint                     i)
{
  for (guint k = 0; k < login->inquiries->len; k++)
    {
      const Inquiry *inquiry = g_ptr_array_index (login->inquiries, k);

      if (inquiry->approved && strcmp (inquiry->challenge, request->challenge) == 0 && strcmp (inquiry->device, field (request, "device_token")) == 0)
        return hand_out_tokens (login, field (request, "username"));
    }
  if (field (request, "challenge_type")[0] == '\0')
    return mag_practice_broker_detail (400, "Request blocked, challenge type required.");
  return send_challenge (begin_inquiry (login, request, i), kinds[i].status, "Request blocked, challenge issued.");
}

static MagPracticeReply *
ask_for_mfa (MagPracticeLogin         *login,
             const MagPracticeRequest *request)
{
  const char *code = field (request, "mfa_code");

  if (code[0] == '\0')
    return mag_practice_reply_new_text (200, "application/json", "{\"mfa_required\":true,\"mfa_type\":\"app\"}");
  if (strcmp (code, CODE) != 0)
    return mag_practice_broker_detail (400, "Please enter a valid code.");
  return hand_out_tokens (login, field (request, "username"));
}

static gboolean
is_settled (MagPracticeLogin         *login,
            const MagPracticeRequest *request)
{
  g_autofree char *key = g_strdup_printf ("%s %s", field (request, "username"), field (request, "device_token"));

  return g_hash_table_contains (login->devices, key);
}

static MagPracticeReply *
sign_in (MagPracticeLogin         *login,
         const MagPracticeRequest *request)
{
  const char *user = field (request, "username");
  int i = find_kind (user);

  if (i >= 0 && kinds[i].kind == KIND_THROTTLED)
    return mag_practice_broker_detail (429, "Request was throttled. Expected available in 42 seconds.");
  if (field (request, "client_id")[0] == '\0' || field (request, "device_token")[0] == '\0')
    return mag_practice_broker_detail (400, "This field may not be blank.");
  if (strchr (user, '@') == NULL || strcmp (field (request, "password"), PASSWORD) != 0)
    return mag_practice_broker_detail (400, "Unable to log in with provided credentials.");
  if (i < 0 || is_settled (login, request))
    return hand_out_tokens (login, user);
  if (kinds[i].kind == KIND_MFA)
    return ask_for_mfa (login, request);
  if (kinds[i].kind == KIND_CHALLENGE)
    return ask_the_old_way (login, request, i);
  return ask_for_approval (login, request, i);
}

static MagPracticeReply *
answer_token (MagPracticeLogin         *login,
              const MagPracticeRequest *request)
{
  if (strcmp (request->method, "POST") != 0)
    return mag_practice_broker_detail (405, "Method \"GET\" not allowed.");
  if (strcmp (field (request, "grant_type"), "refresh_token") == 0)
    return refresh (login, request);
  if (strcmp (field (request, "grant_type"), "password") == 0)
    return sign_in (login, request);
  return mag_practice_broker_detail (400, "Unsupported grant type.");
}

/* Workflow */

typedef const char *(*InquiryId) (const Inquiry *inquiry);

static const char *
workflow_of (const Inquiry *inquiry)
{
  return inquiry->workflow;
}

static const char *
machine_of (const Inquiry *inquiry)
{
  return inquiry->machine;
}

static const char *
challenge_of (const Inquiry *inquiry)
{
  return inquiry->challenge;
}

static Inquiry *
find_inquiry (MagPracticeLogin *login,
              InquiryId         id_of,
              const char       *id)
{
  for (guint i = 0; i < login->inquiries->len; i++)
    if (g_strcmp0 (id_of (g_ptr_array_index (login->inquiries, i)), id) == 0)
      return g_ptr_array_index (login->inquiries, i);
  return NULL;
}

static MagPracticeReply *
begin_machine (MagPracticeLogin         *login,
               const MagPracticeRequest *request)
{
  Inquiry *inquiry = find_inquiry (login, workflow_of, field (request, "input.workflow_id"));
  g_autofree char *text = NULL;

  if (inquiry == NULL || strcmp (field (request, "flow"), "suv") != 0)
    return mag_practice_broker_detail (404, "Not found.");
  if (strcmp (inquiry->device, field (request, "device_id")) != 0)
    return mag_practice_broker_detail (403, "Device does not match.");
  if (inquiry->machine == NULL)
    inquiry->machine = make_id (login, "machine");
  text = g_strdup_printf ("{\"id\":\"%s\"}", inquiry->machine);
  return mag_practice_reply_new_text (200, "application/json", text);
}

static void
add_context (JsonBuilder   *builder,
             const Inquiry *inquiry)
{
  json_builder_begin_object (builder);
  add_text (builder, "initial_alert", NULL);
  add_text (builder, "sheriff_flow_id", "login_suv");
  add_text (builder, "fallback_cta_text", "Verify with bank instead");
  json_builder_set_member_name (builder, "sheriff_challenge");
  add_challenge (builder, inquiry);
  add_text (builder, "verification_workflow_id", inquiry->workflow);
  json_builder_end_object (builder);
}

static void
add_frame (JsonBuilder *builder,
           gboolean     has_status)
{
  add_number (builder, "sequence", 0);
  add_text (builder, "state_name", "Challenge");
  add_text (builder, "prev_state_name", has_status ? "EntryPoint" : "Challenge");
  add_text (builder, "polling_interval", NULL);
  json_builder_set_member_name (builder, "renderable_platforms");
  json_builder_begin_object (builder);
  add_text (builder, "android", "all");
  add_text (builder, "iOS", "all");
  add_text (builder, "web", "all");
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "http_status");
  if (has_status)
    json_builder_add_int_value (builder, 200);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "should_replace_current_page");
  json_builder_add_boolean_value (builder, FALSE);
  add_text (builder, "toast", NULL);
  add_text (builder, "locality", "US");
}

static MagPracticeReply *
show_challenge (Inquiry *inquiry)
{
  gboolean hidden = kinds[inquiry->i].kind == KIND_DELAYED && inquiry->views++ < 2;
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_text (builder, "page", "ChallengePage");
  json_builder_set_member_name (builder, "context");
  if (hidden)
    json_builder_add_null_value (builder);
  else
    add_context (builder, inquiry);
  add_text (builder, "type", "page");
  json_builder_set_member_name (builder, "type_context");
  json_builder_begin_object (builder);
  add_text (builder, "page", "ChallengePage");
  json_builder_set_member_name (builder, "context");
  if (hidden)
    json_builder_add_null_value (builder);
  else
    add_context (builder, inquiry);
  json_builder_end_object (builder);
  add_frame (builder, TRUE);
  json_builder_end_object (builder);
  return mag_practice_broker_json (200, json_builder_get_root (builder));
}

static MagPracticeReply *
show_result (MagPracticeLogin *login,
             Inquiry          *inquiry)
{
  gboolean late = kinds[inquiry->i].kind == KIND_PENDING || kinds[inquiry->i].kind == KIND_FLAKY;
  gboolean approved = inquiry->approved && !(late && inquiry->views++ < 2);
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  if (inquiry->approved && !approved && kinds[inquiry->i].kind == KIND_FLAKY)
    return mag_practice_reply_new_text (503, "text/html", "<html>Service Unavailable</html>");
  if (approved)
    g_hash_table_add (login->devices, g_strdup_printf ("%s %s", inquiry->user, inquiry->device));
  json_builder_begin_object (builder);
  add_text (builder, "page", NULL);
  add_text (builder, "context", NULL);
  add_text (builder, "type", "result");
  json_builder_set_member_name (builder, "type_context");
  json_builder_begin_object (builder);
  add_text (builder, "result", approved ? "workflow_status_approved" : "workflow_status_internal_pending");
  add_text (builder, "result_type", "security.verification-result");
  json_builder_end_object (builder);
  add_frame (builder, FALSE);
  json_builder_end_object (builder);
  return mag_practice_broker_json (200, json_builder_get_root (builder));
}

/* The id between two parts of a path; "" when it is another path. */
static char *
cut_id (const char *path,
        const char *before,
        const char *behind)
{
  if (!g_str_has_prefix (path, before) || !g_str_has_suffix (path, behind) || strlen (path) < strlen (before) + strlen (behind))
    return g_strdup ("");
  return g_strndup (path + strlen (before), strlen (path) - strlen (before) - strlen (behind));
}

static MagPracticeReply *
answer_workflow (MagPracticeLogin         *login,
                 const MagPracticeRequest *request)
{
  g_autofree char *machine = cut_id (request->path, "/pathfinder/inquiries/", "/user_view/");
  gboolean posts = strcmp (request->method, "POST") == 0;
  Inquiry *inquiry;

  if (strcmp (request->path, "/pathfinder/user_machine/") == 0 && posts)
    return begin_machine (login, request);
  inquiry = machine[0] != '\0' ? find_inquiry (login, machine_of, machine) : NULL;
  if (inquiry == NULL)
    return mag_practice_broker_detail (404, "Not found.");
  return posts ? show_result (login, inquiry) : show_challenge (inquiry);
}

static gboolean
is_prompt (const Inquiry *inquiry)
{
  return strcmp (kinds[inquiry->i].type, "prompt") == 0;
}

static MagPracticeReply *
answer_prompt (MagPracticeLogin         *login,
               const MagPracticeRequest *request)
{
  g_autofree char *id = cut_id (request->path, "/push/", "/get_prompts_status/");
  Inquiry *inquiry = find_inquiry (login, challenge_of, id);
  const char *status = "issued";
  g_autofree char *text = NULL;

  if (inquiry == NULL || !is_prompt (inquiry))
    return mag_practice_broker_detail (404, "Not found.");
  if (kinds[inquiry->i].kind != KIND_WAIT && request->real_us - inquiry->issued_us >= APPROVAL_US)
    inquiry->approved = TRUE;
  if (inquiry->approved)
    status = kinds[inquiry->i].kind == KIND_REDEEMED ? "redeemed" : "validated";
  text = g_strdup_printf ("{\"challenge_status\":\"%s\"}", status);
  return mag_practice_reply_new_text (200, "application/json", text);
}

static MagPracticeReply *
send_validated (const Inquiry *inquiry)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  add_challenge (builder, inquiry);
  return mag_practice_broker_json (200, json_builder_get_root (builder));
}

static MagPracticeReply *
respond (Inquiry                  *inquiry,
         const MagPracticeRequest *request)
{
  if (is_prompt (inquiry))
    return mag_practice_broker_detail (401, "Authentication credentials were not provided.");
  if (inquiry->attempts == 0)
    return send_challenge (inquiry, 400, "Challenge response is invalid.");
  if (strcmp (field (request, "response"), CODE) != 0)
    {
      inquiry->attempts--;
      return send_challenge (inquiry, 400, "Challenge response is invalid.");
    }
  inquiry->approved = TRUE;
  return send_validated (inquiry);
}

/* /challenge/ID/, /challenge/ID/respond/, /challenge/ID/replace/ */
static MagPracticeReply *
answer_challenge (MagPracticeLogin         *login,
                  const MagPracticeRequest *request)
{
  g_auto(GStrv) parts = g_strsplit (request->path, "/", -1);
  Inquiry *inquiry = g_strv_length (parts) >= 3 ? find_inquiry (login, challenge_of, parts[2]) : NULL;
  const char *verb = inquiry != NULL && parts[3] != NULL ? parts[3] : "";

  if (inquiry == NULL)
    return mag_practice_broker_detail (404, "Not found.");
  if (strcmp (verb, "respond") == 0)
    return respond (inquiry, request);
  if (strcmp (verb, "replace") == 0)
    {
      if (inquiry->retries == 0)
        return mag_practice_broker_detail (400, "No retries left.");
      inquiry->retries--;
      inquiry->attempts = ATTEMPTS;
      inquiry->issued_us = request->real_us;
    }
  return send_validated (inquiry);
}

/* Doors */

/**
 * mag_practice_login_answer:
 * @call: of the calls that need no token
 *
 * Returns: (transfer full): the answer
 */
MagPracticeReply *
mag_practice_login_answer (MagPracticeLogin         *login,
                           MagPracticeCallId         call,
                           const MagPracticeRequest *request)
{
  if (call == MAG_CALL_RH_LOGIN)
    return answer_token (login, request);
  if (call == MAG_CALL_RH_REVOKE)
    return revoke_token (login, request);
  if (call == MAG_CALL_RH_WORKFLOW)
    return answer_workflow (login, request);
  if (call == MAG_CALL_RH_PROMPT)
    return answer_prompt (login, request);
  return answer_challenge (login, request);
}

/**
 * mag_practice_login_check:
 * @user: (out) (transfer none): whose token it is
 *
 * Returns: (transfer full) (nullable): %NULL when the token is good, else the refusal
 */
MagPracticeReply *
mag_practice_login_check (MagPracticeLogin          *login,
                          const MagPracticeRequest  *request,
                          const char               **user)
{
  const char *token = request->authorization;
  Session *session;

  if (token[0] == '\0')
    return mag_practice_broker_detail (401, "Authentication credentials were not provided.");
  session = g_str_has_prefix (token, "Bearer ") ? g_hash_table_lookup (login->sessions, token + strlen ("Bearer ")) : NULL;
  if (session == NULL || session->dead)
    return mag_practice_broker_detail (401, "Incorrect authentication credentials.");
  *user = session->user;
  return NULL;
}

void
mag_practice_login_approve (MagPracticeLogin *login)
{
  for (guint i = 0; i < login->inquiries->len; i++)
    {
      Inquiry *inquiry = g_ptr_array_index (login->inquiries, i);

      if (is_prompt (inquiry))
        inquiry->approved = TRUE;
    }
}

void
mag_practice_login_expire (MagPracticeLogin *login,
                           gboolean          refresh_too)
{
  GHashTableIter iter;
  Session *session;

  g_hash_table_iter_init (&iter, login->sessions);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &session))
    {
      session->dead = TRUE;
      if (refresh_too)
        g_clear_pointer (&session->refresh, g_free);
    }
}
