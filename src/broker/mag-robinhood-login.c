/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One sign-in. It is always in one of its steps, each of which ends in the next, in a wait for the user, or in the end of the task:
 *
 *   token ----------------> tokens                                      done
 *     | mfa_required ------> code -> token (with mfa_code)
 *     | challenge ---------> code -> respond -> token (with its id in a header)
 *     | verification_workflow -> machine -> view -> prompt: poll \
 *     |                                         \-> code -> respond -> confirm -> token
 *     | anything else -----> refused
 *
 * A step holds the one reference to the task; a wait for the user's code holds it in `asking`. */

#include "config.h"

#include "mag-robinhood-login.h"

#include "mag-robinhood-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LOGIN_SECONDS "2592000" /* wished; the broker decides */
#define MOST_FAILED_CONFIRMS 5
#define LONGEST_CHALLENGE_US (3600 * G_GINT64_CONSTANT (1000000))

typedef enum
{
  BY_WORKFLOW,
  BY_MFA,
  BY_CHALLENGE, /* the old one */
} Way;

struct _MagRobinhoodLogin
{
  GObject                 parent_instance;

  MagRobinhoodWire       *wire;
  MagRobinhoodPace        pace;
  MagRobinhoodLoginReport report;
  gpointer                report_data;

  /* wiped */
  char                   *user, *password, *device, *request_id, *code;

  Way                     way;
  gboolean                was_approved;    /* a workflow was gone through */
  gboolean                asked_for_type;  /* the broker wanted to know by which way to send a code */
  char                   *workflow, *machine;
  char                   *challenge_id, *challenge_type;
  char                   *passed_id;       /* of an old challenge that was answered; goes along from then on */
  gint64                  sequence;
  MagBrokerChallenge      challenge;
  gint64                  deadline_us;     /* monotonic */
  guint                   n_failed;        /* confirmations that met a 5xx */

  GTask                  *asking;          /* owned while the user is to type a code */
  GSource                *watch;           /* of its cancellable */
};

G_DEFINE_FINAL_TYPE (MagRobinhoodLogin, mag_robinhood_login, G_TYPE_OBJECT)

static void ask_token (GTask *owned_task);
static void ask_view (GTask *owned_task);
static void wait_for_approval (GTask *owned_task);
static void confirm (GTask *owned_task);

static void
set_secret (char       **place,
            const char  *text)
{
  mag_robinhood_wipe (*place);
  *place = g_strdup (text);
}

static void
send_step (GTask               *task,
           const char          *method,
           const char          *path,
           const char          *body,
           const char          *type,
           GAsyncReadyCallback  callback)
{
  MagRobinhoodLogin *self = g_task_get_source_object (task);
  g_autofree char *url = mag_robinhood_wire_make_url (self->wire, path);
  const MagRobinhoodCall call = { .method = method, .url = url, .challenge_id = self->passed_id, .body = body, .content_type = type, .any_status = TRUE };

  mag_robinhood_wire_send_async (self->wire, &call, g_task_get_cancellable (task), callback, task);
}

static void
report (MagRobinhoodLogin *self,
        MagBrokerState     state)
{
  self->report (self->report_data, state, state == MAG_BROKER_SIGNING_IN ? NULL : &self->challenge);
}

static void
refuse (GTask          *task,
        MagBrokerError  code,
        const char     *message)
{
  g_task_return_new_error (task, MAG_BROKER_ERROR, code, "%s", message);
}

static void
return_reply_error (GTask                   *task,
                    const MagRobinhoodReply *reply)
{
  MagRobinhoodLogin *self = g_task_get_source_object (task);

  g_task_return_error (task, mag_robinhood_wire_new_error (self->wire, reply));
}

static void
begin_waiting (MagRobinhoodLogin *self)
{
  self->deadline_us = g_get_monotonic_time () + self->pace.limit_ms * G_GINT64_CONSTANT (1000);
  self->n_failed = 0;
}

/* We give up at our own limit, where the broker's is later. */
static void
limit_waiting (MagRobinhoodLogin *self)
{
  gint64 limit_us = mag_robinhood_wire_now_us (self->wire) + self->pace.limit_ms * G_GINT64_CONSTANT (1000);

  if (self->challenge.expires_us == 0 || self->challenge.expires_us > limit_us)
    self->challenge.expires_us = limit_us;
}

/* Takes the task: calls back after the time between two looks, or ends the task when that would be too late. */
static void
look_again (GTask               *owned_task,
            GAsyncReadyCallback  callback)
{
  g_autoptr(GTask) task = owned_task;
  MagRobinhoodLogin *self = g_task_get_source_object (task);

  if (g_get_monotonic_time () + self->pace.poll_ms * G_GINT64_CONSTANT (1000) > self->deadline_us)
    refuse (task, MAG_BROKER_ERROR_NOT_APPROVED, _("The sign-in was not approved in time. Nothing was stored; try again when you have your phone at hand."));
  else
    mag_rh_wait_async (self->pace.poll_ms, g_task_get_cancellable (task), callback, g_object_ref (task));
}

/* Waiting for the user to type a code. */

static void
stop_asking (MagRobinhoodLogin *self)
{
  if (self->watch != NULL)
    g_source_destroy (self->watch);
  g_clear_pointer (&self->watch, g_source_unref);
}

static gboolean
asking_cancelled_cb (GCancellable *cancellable,
                     gpointer      data)
{
  MagRobinhoodLogin *self = data;
  g_autoptr(GTask) task = g_steal_pointer (&self->asking);

  stop_asking (self);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/* Takes the task. */
static void
ask_code (GTask    *task,
          gboolean  was_wrong)
{
  MagRobinhoodLogin *self = g_task_get_source_object (task);

  self->challenge.was_wrong = was_wrong;
  self->asking = task;
  if (g_task_get_cancellable (task) != NULL)
    {
      self->watch = g_cancellable_source_new (g_task_get_cancellable (task));
      g_source_set_callback (self->watch, G_SOURCE_FUNC (asking_cancelled_cb), self, NULL);
      g_source_attach (self->watch, g_main_context_get_thread_default ());
    }
  report (self, MAG_BROKER_NEEDS_CODE);
}

static MagBrokerCode
code_of_type (const char *type)
{
  if (g_strcmp0 (type, "sms") == 0)
    return MAG_BROKER_CODE_SMS;
  if (g_strcmp0 (type, "email") == 0)
    return MAG_BROKER_CODE_EMAIL;
  return g_strcmp0 (type, "app") == 0 || g_strcmp0 (type, "totp") == 0 ? MAG_BROKER_CODE_APP : MAG_BROKER_CODE_NONE;
}

/* An expiry that is past, or hours away, comes from a clock that is not like ours: then nobody knows. */
static gint64
get_expiry (MagRobinhoodLogin *self,
            JsonObject        *challenge)
{
  gint64 expires_us = mag_rh_get_instant (challenge, "expires_at"), left_us = expires_us - mag_robinhood_wire_now_us (self->wire);

  return left_us > 0 && left_us <= LONGEST_CHALLENGE_US ? expires_us : 0;
}

/* Wherever a challenge stands in an answer, it says how many tries are left. */
static void
read_challenge (MagRobinhoodLogin *self,
                JsonObject        *challenge)
{
  char *id = mag_rh_dup_text (challenge, "id"), *type = mag_rh_dup_text (challenge, "type");
  gint64 attempts = mag_rh_get_whole (challenge, "remaining_attempts"), retries = mag_rh_get_whole (challenge, "remaining_retries");

  if (id != NULL)
    {
      g_free (self->challenge_id);
      self->challenge_id = id;
    }
  if (type != NULL)
    {
      g_free (self->challenge_type);
      self->challenge_type = type;
    }
  self->challenge.code = code_of_type (self->challenge_type);
  self->challenge.attempts = attempts >= 0 && attempts < 1000 ? (int) attempts : -1;
  self->challenge.can_resend = retries > 0 && (self->challenge.code == MAG_BROKER_CODE_SMS || self->challenge.code == MAG_BROKER_CODE_EMAIL);
  self->challenge.expires_us = get_expiry (self, challenge);
}

static gboolean
is_path_part (const char *id)
{
  if (id == NULL || *id == '\0' || strlen (id) > 100)
    return FALSE;
  for (const char *p = id; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-' && *p != '_')
      return FALSE;
  return TRUE;
}

static gboolean
is_passed (const char *status)
{
  return g_strcmp0 (status, "validated") == 0 || g_strcmp0 (status, "redeemed") == 0;
}

/* Words for an end without approval. What else a status may say is taken for "not yet", as the list of them is not known. */
static gboolean
is_denied (const char *status)
{
  static const char *const words[] = { "denied", "failed", "rejected", "expired", "cancelled", "canceled", NULL };

  return status != NULL && g_strv_contains (words, status);
}

/* Takes the task. */
static void
challenge_passed (GTask *task)
{
  MagRobinhoodLogin *self = g_task_get_source_object (task);

  report (self, MAG_BROKER_SIGNING_IN);
  if (self->way == BY_WORKFLOW)
    {
      begin_waiting (self);
      confirm (task);
      return;
    }
  g_set_str (&self->passed_id, self->challenge_id);
  ask_token (task);
}

static void
responded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodLogin *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagRobinhoodReply) reply = mag_robinhood_wire_send_finish (MAG_ROBINHOOD_WIRE (source), result, &error);
  JsonObject *challenge = reply != NULL ? mag_json_object (reply->root, "challenge") : NULL;
  const char *status;

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (challenge == NULL && mag_json_string (reply->root, "status") != NULL)
    challenge = reply->root;
  status = mag_json_string (challenge, "status");
  if (is_passed (status) && reply->status < 300)
    challenge_passed (g_steal_pointer (&task));
  else if (challenge == NULL)
    return_reply_error (task, reply);
  else
    {
      read_challenge (self, challenge);
      if (is_denied (status) || self->challenge.attempts == 0)
        refuse (task, MAG_BROKER_ERROR_REFUSED, _("The code was wrong too often, or came too late. Sign in again to get a new one."));
      else
        ask_code (g_steal_pointer (&task), TRUE);
    }
}

static void
respond (GTask      *task,
         const char *code)
{
  MagRobinhoodLogin *self = g_task_get_source_object (task);
  g_autofree char *path = g_strdup_printf ("/challenge/%s/respond/", self->challenge_id);
  GString *form = mag_rh_form_new ();

  mag_rh_form_add (form, "response", code);
  send_step (task, "POST", path, form->str, MAG_RH_FORM_TYPE, responded_cb);
  mag_rh_form_free (form);
}

static void
replaced_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodLogin *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagRobinhoodReply) reply = mag_robinhood_wire_send_finish (MAG_ROBINHOOD_WIRE (source), result, &error);
  JsonObject *challenge = reply != NULL ? mag_json_object (reply->root, "challenge") : NULL;

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (challenge == NULL && mag_json_string (reply->root, "id") != NULL)
    challenge = reply->root;
  if (challenge == NULL)
    {
      return_reply_error (task, reply);
      return;
    }
  read_challenge (self, challenge);
  if (is_path_part (self->challenge_id))
    ask_code (g_steal_pointer (&task), FALSE);
  else
    return_reply_error (task, reply);
}

/* The workflow. */

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagRobinhoodReply) reply = mag_robinhood_wire_send_finish (MAG_ROBINHOOD_WIRE (source), result, &error);
  const char *status = reply != NULL ? mag_json_string (reply->root, "challenge_status") : NULL;

  if (is_passed (status) && reply->status < 300)
    challenge_passed (g_steal_pointer (&task));
  else if (is_denied (status))
    refuse (task, MAG_BROKER_ERROR_NOT_APPROVED, _("The sign-in was denied in the Robinhood app."));
  else if (reply != NULL && reply->status >= 400 && reply->status < 500)
    return_reply_error (task, reply);
  else if (reply == NULL && !g_error_matches (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_OFFLINE))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    wait_for_approval (g_steal_pointer (&task)); /* a moment without a network, or of theirs without a server, is not the user's answer */
}

static void
poll_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodLogin *self = g_task_get_source_object (task);
  g_autofree char *path = g_strdup_printf ("/push/%s/get_prompts_status/", self->challenge_id);
  GError *error = NULL;

  if (mag_rh_wait_finish (result, &error))
    send_step (g_steal_pointer (&task), "GET", path, NULL, NULL, looked_cb);
  else
    g_task_return_error (task, error);
}

static void
wait_for_approval (GTask *task)
{
  look_again (task, poll_cb);
}

static void
view_again_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (mag_rh_wait_finish (result, &error))
    ask_view (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* Takes the task. The broker has said what it wants. */
static void
take_challenge (GTask      *owned_task,
                JsonObject *challenge)
{
  g_autoptr(GTask) task = owned_task;
  MagRobinhoodLogin *self = g_task_get_source_object (task);

  read_challenge (self, challenge);
  if (!is_path_part (self->challenge_id))
    refuse (task, MAG_BROKER_ERROR_FORMAT, _("Robinhood answered with something Magnus does not understand."));
  else if (is_passed (mag_json_string (challenge, "status")))
    challenge_passed (g_steal_pointer (&task));
  else if (g_strcmp0 (self->challenge_type, "prompt") == 0)
    {
      begin_waiting (self);
      limit_waiting (self);
      report (self, MAG_BROKER_WAITING_APPROVAL);
      wait_for_approval (g_steal_pointer (&task));
    }
  else if (self->challenge.code != MAG_BROKER_CODE_NONE)
    ask_code (g_steal_pointer (&task), FALSE);
  else
    refuse (task, MAG_BROKER_ERROR_ELSEWHERE, _("Robinhood wants to check who you are in a way that only its own app can. Sign in there first, then come back."));
}

static void
viewed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodLogin *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagRobinhoodReply) reply = mag_robinhood_wire_send_finish (MAG_ROBINHOOD_WIRE (source), result, &error);
  JsonObject *root = reply != NULL ? reply->root : NULL;
  JsonObject *challenge = mag_json_object (mag_json_object (root, "context"), "sheriff_challenge");
  gint64 sequence = mag_rh_get_whole (root, "sequence");

  if (challenge == NULL)
    challenge = mag_json_object (mag_json_object (mag_json_object (root, "type_context"), "context"), "sheriff_challenge");
  self->sequence = MAX (sequence, 0);
  if (reply == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (challenge != NULL && reply->status < 300)
    take_challenge (g_steal_pointer (&task), challenge);
  else if ((reply->status < 300 && root != NULL) || reply->status >= 500)
    look_again (g_steal_pointer (&task), view_again_cb); /* it is being made */
  else
    return_reply_error (task, reply);
}

static void
ask_view (GTask *task)
{
  MagRobinhoodLogin *self = g_task_get_source_object (task);
  g_autofree char *path = g_strdup_printf ("/pathfinder/inquiries/%s/user_view/", self->machine);

  send_step (task, "GET", path, NULL, NULL, viewed_cb);
}

static void
machine_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodLogin *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagRobinhoodReply) reply = mag_robinhood_wire_send_finish (MAG_ROBINHOOD_WIRE (source), result, &error);

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_free (self->machine);
  self->machine = mag_rh_dup_text (reply->root, "id");
  if (reply->status >= 300 || !is_path_part (self->machine))
    {
      return_reply_error (task, reply);
      return;
    }
  begin_waiting (self);
  ask_view (g_steal_pointer (&task));
}

static void
ask_machine (GTask *task)
{
  MagRobinhoodLogin *self = g_task_get_source_object (task);
  g_autofree char *body = g_strdup_printf ("{\"device_id\":\"%s\",\"flow\":\"suv\",\"input\":{\"workflow_id\":\"%s\"}}", self->device, self->workflow);

  send_step (task, "POST", "/pathfinder/user_machine/", body, MAG_RH_JSON_TYPE, machine_cb);
  explicit_bzero (body, strlen (body));
}

static const char *
find_result (JsonObject *root)
{
  const char *found = mag_json_string (mag_json_object (root, "type_context"), "result");

  if (found == NULL)
    found = mag_json_string (mag_json_object (root, "context"), "result");
  return found != NULL ? found : mag_json_string (mag_json_object (root, "verification_workflow"), "workflow_status");
}

static void
confirm_again_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (mag_rh_wait_finish (result, &error))
    confirm (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
confirmed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodLogin *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagRobinhoodReply) reply = mag_robinhood_wire_send_finish (MAG_ROBINHOOD_WIRE (source), result, &error);
  const char *found = reply != NULL ? find_result (reply->root) : NULL;

  if (reply == NULL && !g_error_matches (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_OFFLINE))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (reply != NULL && reply->status < 300 && g_strcmp0 (found, "workflow_status_approved") == 0)
    {
      self->was_approved = TRUE;
      ask_token (g_steal_pointer (&task));
    }
  else if (found != NULL && (strstr (found, "denied") != NULL || strstr (found, "rejected") != NULL || strstr (found, "failed") != NULL || strstr (found, "expired") != NULL))
    refuse (task, MAG_BROKER_ERROR_NOT_APPROVED, _("Robinhood did not approve this sign-in."));
  else if (reply != NULL && reply->status >= 400 && reply->status < 500)
    return_reply_error (task, reply);
  else if ((reply == NULL || reply->status >= 500) && ++self->n_failed >= MOST_FAILED_CONFIRMS)
    {
      if (reply != NULL)
        return_reply_error (task, reply);
      else
        g_task_return_error (task, g_steal_pointer (&error));
    }
  else
    look_again (g_steal_pointer (&task), confirm_again_cb);
}

static void
confirm (GTask *task)
{
  MagRobinhoodLogin *self = g_task_get_source_object (task);
  g_autofree char *path = g_strdup_printf ("/pathfinder/inquiries/%s/user_view/", self->machine);
  g_autofree char *body = g_strdup_printf ("{\"sequence\":%" G_GINT64_FORMAT ",\"user_input\":{\"status\":\"continue\"}}", self->sequence);

  send_step (task, "POST", path, body, MAG_RH_JSON_TYPE, confirmed_cb);
}

/* The token request, the first and the last of the steps. */

/* Takes the task. */
static void
take_workflow (GTask      *owned_task,
               JsonObject *workflow)
{
  g_autoptr(GTask) task = owned_task;
  MagRobinhoodLogin *self = g_task_get_source_object (task);

  if (self->was_approved)
    {
      refuse (task, MAG_BROKER_ERROR_NOT_APPROVED, _("Robinhood wants the sign-in approved once more. Wait a while before you try again."));
      return;
    }
  g_free (self->workflow);
  self->workflow = mag_rh_dup_text (workflow, "id");
  self->way = BY_WORKFLOW;
  if (is_path_part (self->workflow))
    ask_machine (g_steal_pointer (&task));
  else
    refuse (task, MAG_BROKER_ERROR_FORMAT, _("Robinhood answered with something Magnus does not understand."));
}

/* Takes the task. */
static void
take_old_challenge (GTask      *owned_task,
                    JsonObject *challenge)
{
  g_autoptr(GTask) task = owned_task;
  MagRobinhoodLogin *self = g_task_get_source_object (task);

  self->way = BY_CHALLENGE;
  g_clear_pointer (&self->passed_id, g_free);
  read_challenge (self, challenge);
  if (!is_path_part (self->challenge_id))
    refuse (task, MAG_BROKER_ERROR_FORMAT, _("Robinhood answered with something Magnus does not understand."));
  else if (self->challenge.code == MAG_BROKER_CODE_NONE)
    refuse (task, MAG_BROKER_ERROR_ELSEWHERE, _("Robinhood wants to check who you are in a way that only its own app can. Sign in there first, then come back."));
  else
    ask_code (g_steal_pointer (&task), FALSE);
}

/* Takes the task. */
static void
take_mfa (GTask      *task,
          const char *type)
{
  MagRobinhoodLogin *self = g_task_get_source_object (task);

  self->way = BY_MFA;
  self->challenge = (MagBrokerChallenge) { .code = g_strcmp0 (type, "sms") == 0 ? MAG_BROKER_CODE_SMS : MAG_BROKER_CODE_APP, .attempts = -1 };
  ask_code (task, self->code != NULL);
}

/* A code that goes along with the password is refused in words only; the password's own refusal has others. */
static gboolean
is_wrong_code (MagRobinhoodLogin       *self,
               const MagRobinhoodReply *reply)
{
  return self->code != NULL && self->way == BY_MFA && reply->status == 400 && (reply->detail == NULL || strstr (reply->detail, "credentials") == NULL);
}

static gboolean
wants_type (MagRobinhoodLogin       *self,
            const MagRobinhoodReply *reply)
{
  return !self->asked_for_type && reply->status == 400 && reply->detail != NULL && strstr (reply->detail, "challenge type required") != NULL;
}

/* The body first, the status second: the same answer is known to come with 200, 400, 401 and 403. */
static void
token_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodLogin *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagRobinhoodReply) reply = mag_robinhood_wire_send_finish (MAG_ROBINHOOD_WIRE (source), result, &error);
  MagRobinhoodTokens *tokens = reply != NULL && reply->status < 300 ? mag_robinhood_tokens_parse (reply->root, reply->received_us) : NULL;

  if (reply == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (tokens != NULL)
    g_task_return_pointer (task, tokens, (GDestroyNotify) mag_robinhood_tokens_free);
  else if (reply->status == 429 || reply->status >= 500)
    return_reply_error (task, reply);
  else if (mag_json_object (reply->root, "verification_workflow") != NULL)
    take_workflow (g_steal_pointer (&task), mag_json_object (reply->root, "verification_workflow"));
  else if (mag_json_boolean (reply->root, "mfa_required"))
    take_mfa (g_steal_pointer (&task), mag_json_string (reply->root, "mfa_type"));
  else if (mag_json_object (reply->root, "challenge") != NULL)
    take_old_challenge (g_steal_pointer (&task), mag_json_object (reply->root, "challenge"));
  else if (is_wrong_code (self, reply))
    ask_code (g_steal_pointer (&task), TRUE);
  else if (wants_type (self, reply))
    {
      /* Not a second try: the old flow's way to ask for one field more, before any code is sent. */
      self->asked_for_type = TRUE;
      ask_token (g_steal_pointer (&task));
    }
  else
    return_reply_error (task, reply);
}

static void
ask_token (GTask *task)
{
  MagRobinhoodLogin *self = g_task_get_source_object (task);
  GString *form = mag_rh_form_new ();

  mag_rh_form_add (form, "client_id", MAG_ROBINHOOD_CLIENT_ID);
  mag_rh_form_add (form, "grant_type", "password");
  mag_rh_form_add (form, "username", self->user);
  mag_rh_form_add (form, "password", self->password);
  mag_rh_form_add (form, "scope", "internal");
  mag_rh_form_add (form, "device_token", self->device);
  mag_rh_form_add (form, "expires_in", LOGIN_SECONDS);
  mag_rh_form_add (form, "try_passkeys", "False");
  mag_rh_form_add (form, "token_request_path", "/login");
  mag_rh_form_add (form, "create_read_only_secondary_token", "True");
  mag_rh_form_add (form, "long_session", "True");
  mag_rh_form_add (form, "request_id", self->request_id);
  mag_rh_form_add (form, "mfa_code", self->code);
  mag_rh_form_add (form, "challenge_type", self->asked_for_type ? "sms" : NULL);
  send_step (task, "POST", "/oauth2/token/", form->str, MAG_RH_FORM_TYPE, token_cb);
  mag_rh_form_free (form);
}

static void
wipe_secrets (MagRobinhoodLogin *self)
{
  set_secret (&self->user, NULL);
  set_secret (&self->password, NULL);
  set_secret (&self->device, NULL);
  set_secret (&self->request_id, NULL);
  set_secret (&self->code, NULL);
}

static void
mag_robinhood_login_finalize (GObject *object)
{
  MagRobinhoodLogin *self = MAG_ROBINHOOD_LOGIN (object);

  wipe_secrets (self);
  g_free (self->workflow);
  g_free (self->machine);
  g_free (self->challenge_id);
  g_free (self->challenge_type);
  g_free (self->passed_id);
  g_clear_object (&self->wire);

  G_OBJECT_CLASS (mag_robinhood_login_parent_class)->finalize (object);
}

static void
mag_robinhood_login_class_init (MagRobinhoodLoginClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_robinhood_login_finalize;
}

static void
mag_robinhood_login_init (MagRobinhoodLogin *self)
{
}

/**
 * mag_robinhood_login_new:
 * @wire: sends
 * @pace: 5 s and 120 s but in tests
 * @report: told of every change of what the user sees
 * @data: for @report
 *
 * Returns: (transfer full): a sign-in that has not begun
 */
MagRobinhoodLogin *
mag_robinhood_login_new (MagRobinhoodWire        *wire,
                         MagRobinhoodPace         pace,
                         MagRobinhoodLoginReport  report_func,
                         gpointer                 data)
{
  MagRobinhoodLogin *self = g_object_new (MAG_TYPE_ROBINHOOD_LOGIN, NULL);

  self->wire = g_object_ref (wire);
  self->pace = pace;
  self->report = report_func;
  self->report_data = data;
  return self;
}

/**
 * mag_robinhood_login_run_async:
 * @user: e-mail address
 * @password: copied, and wiped at the end
 * @device: the lasting device token
 *
 * Once for each object.
 */
void
mag_robinhood_login_run_async (MagRobinhoodLogin   *self,
                               const char          *user,
                               const char          *password,
                               const char          *device,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, mag_robinhood_login_run_async);
  set_secret (&self->user, user);
  set_secret (&self->password, password);
  set_secret (&self->device, device);
  self->request_id = g_uuid_string_random ();
  report (self, MAG_BROKER_SIGNING_IN);
  ask_token (task);
}

/**
 * mag_robinhood_login_run_finish:
 * @error: MAG_BROKER_ERROR, or G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): what the broker gave
 */
MagRobinhoodTokens *
mag_robinhood_login_run_finish (MagRobinhoodLogin  *self,
                                GAsyncResult       *result,
                                GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  wipe_secrets (self);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mag_robinhood_login_submit_code:
 * @code: what the user typed; blanks in it do not matter
 *
 * Does nothing unless a code is asked for.
 */
void
mag_robinhood_login_submit_code (MagRobinhoodLogin *self,
                                 const char        *code)
{
  GTask *task = g_steal_pointer (&self->asking);
  g_auto(GStrv) parts = NULL;

  if (task == NULL)
    return;
  stop_asking (self);
  parts = g_strsplit (code, " ", -1);
  mag_robinhood_wipe (self->code);
  self->code = g_strjoinv ("", parts);
  report (self, MAG_BROKER_SIGNING_IN);
  if (self->way == BY_MFA)
    ask_token (task);
  else
    {
      respond (task, self->code);
      set_secret (&self->code, NULL);
    }
}

/**
 * mag_robinhood_login_resend_code:
 *
 * Does nothing unless a code is asked for that can be sent again.
 */
void
mag_robinhood_login_resend_code (MagRobinhoodLogin *self)
{
  g_autofree char *path = NULL;
  GTask *task;
  GString *form;

  if (self->asking == NULL || !self->challenge.can_resend)
    return;
  task = g_steal_pointer (&self->asking);
  stop_asking (self);
  path = g_strdup_printf ("/challenge/%s/replace/", self->challenge_id);
  form = mag_rh_form_new ();
  mag_rh_form_add (form, "challenge_type", self->challenge_type);
  send_step (task, "POST", path, form->str, MAG_RH_FORM_TYPE, replaced_cb);
  mag_rh_form_free (form);
}
