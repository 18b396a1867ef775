/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is signed in, and requests in that name. A 401 ends a token whatever its age: it is renewed once, for all requests that wait, and each is sent once more. A
 * 403 may mean the token or what was asked for; one request that every good token may make tells which. */

#include "config.h"

#include "mag-robinhood-session.h"

#include "mag-robinhood-departure.h"
#include "mag-robinhood-renewal.h"

#include <glib/gi18n-lib.h>

#define CHECK_PATH "/positions/?nonzero=true"
#define MOST_WAITED_US (60 * MAG_SECOND_US) /* a longer 429 is the user's to know about */
#define MOST_WAITS 2
#define KIND_TOKENS "tokens"
#define KIND_DEVICE "device"

struct _MagRobinhoodSession
{
  GObject             parent_instance;

  MagRobinhoodWire   *wire;
  MagSecrets         *secrets;
  const char         *service;       /* static */
  MagRobinhoodPace    pace;

  MagBrokerState      state;
  MagBrokerChallenge *challenge;     /* NULL */
  char               *user;          /* NULL */
  MagRobinhoodTokens *tokens;        /* NULL: not signed in */
  char               *storage_problem;

  MagRobinhoodLogin  *login;         /* under way */
  gboolean            is_signing_in; /* from the first look into the keyring to the end */
  GCancellable       *cancellable;   /* of what is done for all: renewal and check; cancelled when the user signs out */
  GPtrArray          *renewing;      /* GTask that wait for fresh tokens; NULL: nobody */
  GPtrArray          *checking;      /* GTask that wait to know whether the token is good; NULL: nobody */
};

G_DEFINE_FINAL_TYPE (MagRobinhoodSession, mag_robinhood_session, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_CHALLENGE,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

static void
set_state (MagRobinhoodSession      *self,
           MagBrokerState            state,
           const MagBrokerChallenge *challenge)
{
  gboolean changed = self->state != state;
  gboolean asks = self->challenge != NULL || challenge != NULL;

  g_clear_pointer (&self->challenge, mag_broker_challenge_free);
  self->challenge = challenge != NULL ? mag_broker_challenge_copy (challenge) : NULL;
  self->state = state;
  g_object_freeze_notify (G_OBJECT (self));
  if (asks)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHALLENGE]);
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
take_tokens (MagRobinhoodSession *self,
             MagRobinhoodTokens  *owned)
{
  g_clear_pointer (&self->tokens, mag_robinhood_tokens_free);
  self->tokens = owned;
}

static void
note_storage (MagRobinhoodSession *self,
              const GError        *error)
{
  g_set_str (&self->storage_problem, error != NULL ? error->message : NULL);
}

static void
set_expired (MagRobinhoodSession *self)
{
  take_tokens (self, NULL);
  if (!self->is_signing_in)
    set_state (self, MAG_BROKER_EXPIRED, NULL);
}

static GError *
new_signed_out_error (MagRobinhoodSession *self)
{
  return g_error_new_literal (MAG_BROKER_ERROR, MAG_BROKER_ERROR_SIGNED_OUT,
                              self->state == MAG_BROKER_EXPIRED ? _("Robinhood has ended this sign-in. Sign in again.") : _("Nobody is signed in at Robinhood."));
}

/* Everybody in the list gets the same news: TRUE, or an error. */
static void
tell_waiting (GPtrArray    **list,
              const GError  *error)
{
  g_autoptr(GPtrArray) waiting = g_steal_pointer (list);

  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    if (error != NULL)
      g_task_return_error (g_ptr_array_index (waiting, i), g_error_copy (error));
    else
      g_task_return_boolean (g_ptr_array_index (waiting, i), TRUE);
}

/* Fresh tokens. */

static void
renewed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(MagRobinhoodSession) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagRobinhoodFresh) fresh = mag_robinhood_renew_finish (result, &error);

  if (fresh != NULL)
    {
      note_storage (self, fresh->storage_error);
      take_tokens (self, g_steal_pointer (&fresh->tokens));
    }
  else if (g_error_matches (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_SIGNED_OUT))
    set_expired (self);
  tell_waiting (&self->renewing, error);
}

/* Answers TRUE once there is another token than the one that was refused. */
static void
renew_async (MagRobinhoodSession *self,
             const char          *refused,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, renew_async);
  if (self->tokens == NULL)
    g_task_return_error (task, new_signed_out_error (self));
  else if (!g_str_equal (self->tokens->access, refused))
    g_task_return_boolean (task, TRUE);
  else if (self->renewing != NULL)
    {
      g_ptr_array_add (self->renewing, task);
      return;
    }
  else
    {
      self->renewing = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (self->renewing, task);
      mag_robinhood_renew_async (self->wire, self->secrets, self->service, self->user, self->tokens, self->cancellable, renewed_cb, g_object_ref (self));
      return;
    }
  g_object_unref (task);
}

/* Is the token good? */

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(MagRobinhoodSession) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagRobinhoodReply) reply = mag_robinhood_wire_send_finish (MAG_ROBINHOOD_WIRE (source), result, &error);

  if (reply != NULL && (reply->status == 401 || reply->status == 403))
    error = new_signed_out_error (self);
  else if (reply != NULL && (reply->status >= 300 || reply->root == NULL))
    error = mag_robinhood_wire_new_error (self->wire, reply);
  tell_waiting (&self->checking, error);
}

/* TRUE: good; SIGNED_OUT: the broker does not take it; another error: nobody knows. */
static void
check_async (MagRobinhoodSession *self,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  g_autofree char *url = mag_robinhood_wire_make_url (self->wire, CHECK_PATH);

  g_task_set_source_tag (task, check_async);
  if (self->checking != NULL)
    {
      g_ptr_array_add (self->checking, task);
      return;
    }
  self->checking = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->checking, task);
  mag_robinhood_wire_send_async (self->wire, &(MagRobinhoodCall) { .url = url, .token = self->tokens->access }, self->cancellable, checked_cb, g_object_ref (self));
}

/* A request. */

typedef struct
{
  char    *url;
  char    *token;    /* that went along last; wiped */
  gboolean renewed;  /* has been sent once more already */
  guint    n_waits;  /* for a 429 */
} Get;

static void
get_free (gpointer data)
{
  Get *get = data;

  g_free (get->url);
  mag_robinhood_wipe (get->token);
  g_free (get);
}

static void send_get (GTask *owned_task);

static void
get_renewed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    send_get (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* Takes the task: the token is dead. */
static void
renew_and_send (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  MagRobinhoodSession *self = g_task_get_source_object (task);
  Get *get = g_task_get_task_data (task);

  if (get->renewed)
    {
      /* A fresh token is refused as well: nothing that we could do would help. */
      if (self->tokens != NULL && g_str_equal (self->tokens->access, get->token))
        set_expired (self);
      g_task_return_error (task, new_signed_out_error (self));
      return;
    }
  get->renewed = TRUE;
  renew_async (self, get->token, g_task_get_cancellable (task), get_renewed_cb, g_object_ref (task));
}

static void
get_checked_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_new_error_literal (task, MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORBIDDEN, _("Robinhood does not let this account see that."));
  else if (g_error_matches (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_SIGNED_OUT))
    renew_and_send (g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
get_waited_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (mag_rh_wait_finish (result, &error))
    send_get (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* Takes the task. */
static void
wait_and_send (GTask             *owned_task,
               MagRobinhoodReply *reply)
{
  g_autoptr(GTask) task = owned_task;
  MagRobinhoodSession *self = g_task_get_source_object (task);
  Get *get = g_task_get_task_data (task);
  gint64 wait_us = reply->wait_us > 0 ? reply->wait_us : 30 * MAG_SECOND_US;

  if (wait_us > MOST_WAITED_US || get->n_waits >= MOST_WAITS)
    {
      g_task_return_error (task, mag_robinhood_wire_new_error (self->wire, reply));
      return;
    }
  get->n_waits++;
  mag_rh_wait_async ((guint) (wait_us / 1000) + (guint) g_random_int_range (0, 500), g_task_get_cancellable (task), get_waited_cb, g_object_ref (task));
}

static void
got_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodSession *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagRobinhoodReply) reply = mag_robinhood_wire_send_finish (MAG_ROBINHOOD_WIRE (source), result, &error);

  if (reply == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (reply->status == 401)
    renew_and_send (g_steal_pointer (&task));
  else if (reply->status == 403 && self->tokens == NULL)
    g_task_return_error (task, new_signed_out_error (self));
  else if (reply->status == 403)
    check_async (self, g_task_get_cancellable (task), get_checked_cb, g_object_ref (task));
  else if (reply->status == 429)
    wait_and_send (g_steal_pointer (&task), reply);
  else if ((reply->status < 300 && reply->root != NULL) || reply->status == 400 || reply->status == 404 || reply->status == 414)
    g_task_return_pointer (task, g_steal_pointer (&reply), (GDestroyNotify) mag_robinhood_reply_free);
  else
    g_task_return_error (task, mag_robinhood_wire_new_error (self->wire, reply));
}

static void
send_get (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  MagRobinhoodSession *self = g_task_get_source_object (task);
  Get *get = g_task_get_task_data (task);

  if (self->tokens == NULL)
    {
      g_task_return_error (task, new_signed_out_error (self));
      return;
    }
  mag_robinhood_wipe (get->token);
  get->token = g_strdup (self->tokens->access);
  mag_robinhood_wire_send_async (self->wire, &(MagRobinhoodCall) { .url = get->url, .token = get->token }, g_task_get_cancellable (task), got_cb, g_object_ref (task));
}

/**
 * mag_robinhood_session_get_async:
 * @url: one of this broker's: mag_robinhood_wire_owns()
 */
void
mag_robinhood_session_get_async (MagRobinhoodSession *self,
                                 const char          *url,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Get *get = g_new0 (Get, 1);

  get->url = g_strdup (url);
  g_task_set_source_tag (task, mag_robinhood_session_get_async);
  g_task_set_task_data (task, get, get_free);
  send_get (task);
}

MagRobinhoodReply *
mag_robinhood_session_get_finish (MagRobinhoodSession  *self,
                                  GAsyncResult         *result,
                                  GError              **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Restoring: stored tokens, a check, and if need be fresh ones. */

/* A sign-in that has begun meanwhile has the say. */
static void
set_restored_state (MagRobinhoodSession *self,
                    MagBrokerState       state)
{
  if (!self->is_signing_in)
    set_state (self, state, NULL);
}

static void
restore_renewed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodSession *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      set_restored_state (self, MAG_BROKER_SIGNED_IN);
      g_task_return_boolean (task, TRUE);
    }
  else if (g_error_matches (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_SIGNED_OUT))
    g_task_return_boolean (task, TRUE); /* the state says it: EXPIRED */
  else
    {
      set_restored_state (self, self->tokens != NULL ? MAG_BROKER_SIGNED_IN : MAG_BROKER_SIGNED_OUT);
      g_task_return_error (task, g_steal_pointer (&error));
    }
}

static void
restore_checked_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodSession *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      set_restored_state (self, MAG_BROKER_SIGNED_IN);
      g_task_return_boolean (task, TRUE);
    }
  else if (g_error_matches (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_SIGNED_OUT) && g_task_get_task_data (task) != NULL)
    {
      set_expired (self);
      g_task_return_boolean (task, TRUE);
    }
  else if (g_error_matches (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_SIGNED_OUT) && self->tokens != NULL)
    renew_async (self, self->tokens->access, g_task_get_cancellable (task), restore_renewed_cb, g_object_ref (task));
  else
    {
      /* No network, no news: the tokens are as good as before. */
      set_restored_state (self, self->tokens != NULL ? MAG_BROKER_SIGNED_IN : MAG_BROKER_SIGNED_OUT);
      g_task_return_error (task, g_steal_pointer (&error));
    }
}

static void
restore_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodSession *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  char *text = mag_secrets_load_finish (MAG_SECRETS (source), result, &error);
  MagRobinhoodTokens *tokens = mag_robinhood_tokens_from_text (text);

  mag_secrets_free_text (text);
  if (tokens == NULL)
    {
      set_restored_state (self, MAG_BROKER_SIGNED_OUT);
      if (error != NULL)
        g_task_return_error (task, g_steal_pointer (&error));
      else
        g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->is_signing_in)
    {
      mag_robinhood_tokens_free (tokens);
      g_task_return_boolean (task, TRUE);
      return;
    }
  take_tokens (self, tokens);
  check_async (self, g_task_get_cancellable (task), restore_checked_cb, g_object_ref (task));
}

static void
restore_device_found_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodSession *self = g_task_get_source_object (task);
  GError *error = NULL;

  /* Who was signed in last: what the sign-in page begins with. */
  g_free (self->user);
  self->user = mag_secrets_find_finish (MAG_SECRETS (source), result, &error);
  set_restored_state (self, MAG_BROKER_SIGNED_OUT);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
restore_found_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodSession *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  char *user = mag_secrets_find_finish (MAG_SECRETS (source), result, &error);

  if (error != NULL)
    {
      set_restored_state (self, MAG_BROKER_SIGNED_OUT);
      g_task_return_error (task, error);
      return;
    }
  g_free (self->user);
  self->user = user;
  if (user == NULL)
    mag_secrets_find_async (self->secrets, self->service, KIND_DEVICE, cancellable, restore_device_found_cb, g_steal_pointer (&task));
  else
    mag_secrets_load_async (self->secrets, self->service, user, KIND_TOKENS, cancellable, restore_loaded_cb, g_steal_pointer (&task));
}

/**
 * mag_robinhood_session_restore_async:
 * @only_look: nothing is renewed: a token that is not taken is EXPIRED, although the other one might get us a new one
 *
 * See mag_broker_restore_async().
 */
void
mag_robinhood_session_restore_async (MagRobinhoodSession *self,
                                     gboolean             only_look,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, mag_robinhood_session_restore_async);
  g_task_set_task_data (task, GINT_TO_POINTER (only_look), NULL);
  if (self->is_signing_in || self->tokens != NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  set_state (self, MAG_BROKER_SIGNING_IN, NULL);
  mag_secrets_find_async (self->secrets, self->service, KIND_TOKENS, cancellable, restore_found_cb, task);
}

gboolean
mag_robinhood_session_restore_finish (MagRobinhoodSession  *self,
                                      GAsyncResult         *result,
                                      GError              **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Signing in. The keyring comes first: an approval that leads to tokens which nobody can keep would be wasted. */

typedef struct
{
  char               *user;
  char               *password, *device; /* wiped */
  MagRobinhoodTokens *tokens;            /* new, being stored */
  MagBrokerState      state_before;
} SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *sign_in = data;

  g_free (sign_in->user);
  mag_robinhood_wipe (sign_in->password);
  mag_robinhood_wipe (sign_in->device);
  g_clear_pointer (&sign_in->tokens, mag_robinhood_tokens_free);
  g_free (sign_in);
}

/* Takes the error. */
static void
sign_in_failed (GTask  *task,
                GError *error)
{
  MagRobinhoodSession *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);

  self->is_signing_in = FALSE;
  g_clear_object (&self->login);
  /* The tokens that were there before may have died meanwhile. */
  set_state (self, self->tokens == NULL && sign_in->state_before == MAG_BROKER_SIGNED_IN ? MAG_BROKER_EXPIRED : sign_in->state_before, NULL);
  g_task_return_error (task, error);
}

static void
ignore_removed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  g_autoptr(GError) error = NULL;

  if (!mag_secrets_remove_finish (MAG_SECRETS (source), result, &error))
    g_debug ("Tokens of the user before: %s", error->message);
}

static void
sign_in_saved_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodSession *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  mag_secrets_save_finish (MAG_SECRETS (source), result, &error);
  note_storage (self, error);
  if (self->user != NULL && !g_str_equal (self->user, sign_in->user))
    mag_secrets_remove_async (self->secrets, self->service, self->user, KIND_TOKENS, NULL, ignore_removed_cb, NULL);
  g_set_str (&self->user, sign_in->user);
  take_tokens (self, g_steal_pointer (&sign_in->tokens));
  self->is_signing_in = FALSE;
  set_state (self, MAG_BROKER_SIGNED_IN, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
logged_in_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodSession *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;
  char *text;

  sign_in->tokens = mag_robinhood_login_run_finish (MAG_ROBINHOOD_LOGIN (source), result, &error);
  g_clear_object (&self->login);
  if (sign_in->tokens == NULL)
    {
      sign_in_failed (task, error);
      return;
    }
  set_state (self, MAG_BROKER_SIGNING_IN, NULL);
  text = mag_robinhood_tokens_to_text (sign_in->tokens);
  mag_secrets_save_async (self->secrets, self->service, sign_in->user, KIND_TOKENS, text, NULL, sign_in_saved_cb, g_steal_pointer (&task));
  mag_robinhood_wipe (text);
}

static void
login_report_cb (gpointer                  data,
                 MagBrokerState            state,
                 const MagBrokerChallenge *challenge)
{
  set_state (MAG_ROBINHOOD_SESSION (data), state, challenge);
}

static void
device_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodSession *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;

  if (!mag_secrets_save_finish (MAG_SECRETS (source), result, &error))
    {
      sign_in_failed (task, error);
      return;
    }
  self->login = mag_robinhood_login_new (self->wire, self->pace, login_report_cb, self);
  mag_robinhood_login_run_async (self->login, sign_in->user, sign_in->password, sign_in->device, g_task_get_cancellable (task), logged_in_cb, g_object_ref (task));
  mag_robinhood_wipe (g_steal_pointer (&sign_in->password));
}

static void
device_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodSession *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;

  sign_in->device = mag_secrets_load_finish (MAG_SECRETS (source), result, &error);
  if (error != NULL)
    {
      sign_in_failed (task, error);
      return;
    }
  /* Written even when it was read: so a keyring that takes nothing is known before anybody is bothered. */
  if (sign_in->device == NULL || !g_uuid_string_is_valid (sign_in->device))
    {
      mag_robinhood_wipe (sign_in->device);
      sign_in->device = g_uuid_string_random ();
    }
  mag_secrets_save_async (self->secrets, self->service, sign_in->user, KIND_DEVICE, sign_in->device, g_task_get_cancellable (task), device_saved_cb, g_object_ref (task));
}

/**
 * mag_robinhood_session_sign_in_async:
 *
 * See mag_broker_sign_in_async().
 */
void
mag_robinhood_session_sign_in_async (MagRobinhoodSession *self,
                                     const char          *user,
                                     const char          *password,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  SignIn *sign_in;

  g_task_set_source_tag (task, mag_robinhood_session_sign_in_async);
  if (self->is_signing_in)
    {
      g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_PENDING, _("A sign-in is under way already."));
      g_object_unref (task);
      return;
    }
  sign_in = g_new0 (SignIn, 1);
  sign_in->user = g_strdup (user);
  sign_in->password = g_strdup (password);
  sign_in->state_before = self->state == MAG_BROKER_SIGNING_IN ? MAG_BROKER_SIGNED_OUT : self->state;
  g_task_set_task_data (task, sign_in, sign_in_free);
  self->is_signing_in = TRUE;
  set_state (self, MAG_BROKER_SIGNING_IN, NULL);
  mag_secrets_load_async (self->secrets, self->service, user, KIND_DEVICE, cancellable, device_loaded_cb, task);
}

gboolean
mag_robinhood_session_sign_in_finish (MagRobinhoodSession  *self,
                                      GAsyncResult         *result,
                                      GError              **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
mag_robinhood_session_submit_code (MagRobinhoodSession *self,
                                   const char          *code)
{
  if (self->login != NULL)
    mag_robinhood_login_submit_code (self->login, code);
}

void
mag_robinhood_session_resend_code (MagRobinhoodSession *self)
{
  if (self->login != NULL)
    mag_robinhood_login_resend_code (self->login);
}

/* Signing out. */

static void
departed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (mag_robinhood_depart_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * mag_robinhood_session_sign_out_async:
 *
 * See mag_broker_sign_out_async(). The state is SIGNED_OUT when this returns.
 */
void
mag_robinhood_session_sign_out_async (MagRobinhoodSession *self,
                                      gboolean             forget_device,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  MagRobinhoodTokens *tokens = g_steal_pointer (&self->tokens);
  g_autofree char *user = g_strdup (self->user);

  g_task_set_source_tag (task, mag_robinhood_session_sign_out_async);
  if (forget_device)
    g_clear_pointer (&self->user, g_free);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_pointer (&self->storage_problem, g_free);
  set_state (self, MAG_BROKER_SIGNED_OUT, NULL);
  mag_robinhood_depart_async (self->wire, self->secrets, self->service, user, tokens, forget_device, cancellable, departed_cb, task);
}

gboolean
mag_robinhood_session_sign_out_finish (MagRobinhoodSession  *self,
                                       GAsyncResult         *result,
                                       GError              **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
mag_robinhood_session_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  MagRobinhoodSession *self = MAG_ROBINHOOD_SESSION (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_CHALLENGE:
      g_value_set_boxed (value, self->challenge);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mag_robinhood_session_finalize (GObject *object)
{
  MagRobinhoodSession *self = MAG_ROBINHOOD_SESSION (object);

  g_clear_pointer (&self->challenge, mag_broker_challenge_free);
  g_clear_pointer (&self->tokens, mag_robinhood_tokens_free);
  g_free (self->user);
  g_free (self->storage_problem);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->login);
  g_clear_object (&self->secrets);
  g_clear_object (&self->wire);

  G_OBJECT_CLASS (mag_robinhood_session_parent_class)->finalize (object);
}

static void
mag_robinhood_session_class_init (MagRobinhoodSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mag_robinhood_session_get_property;
  object_class->finalize = mag_robinhood_session_finalize;
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, MAG_TYPE_BROKER_STATE, MAG_BROKER_SIGNED_OUT, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CHALLENGE] = g_param_spec_boxed ("challenge", NULL, NULL, MAG_TYPE_BROKER_CHALLENGE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mag_robinhood_session_init (MagRobinhoodSession *self)
{
  self->cancellable = g_cancellable_new ();
  self->pace = (MagRobinhoodPace) { 5000, 120000 };
}

/**
 * mag_robinhood_session_new:
 * @wire: sends
 * @secrets: keeps
 * @service: static; of the keyring items
 *
 * Returns: (transfer full): a session in which nobody is signed in
 */
MagRobinhoodSession *
mag_robinhood_session_new (MagRobinhoodWire *wire,
                           MagSecrets       *secrets,
                           const char       *service)
{
  MagRobinhoodSession *self = g_object_new (MAG_TYPE_ROBINHOOD_SESSION, NULL);

  self->wire = g_object_ref (wire);
  self->secrets = g_object_ref (secrets);
  self->service = service;
  return self;
}

void
mag_robinhood_session_set_pace (MagRobinhoodSession *self,
                                MagRobinhoodPace     pace)
{
  self->pace = pace;
}

MagRobinhoodWire *
mag_robinhood_session_get_wire (MagRobinhoodSession *self)
{
  return self->wire;
}

MagBrokerState
mag_robinhood_session_get_state (MagRobinhoodSession *self)
{
  return self->state;
}

const MagBrokerChallenge *
mag_robinhood_session_get_challenge (MagRobinhoodSession *self)
{
  return self->challenge;
}

const char *
mag_robinhood_session_get_user (MagRobinhoodSession *self)
{
  return self->user;
}

const char *
mag_robinhood_session_get_storage_problem (MagRobinhoodSession *self)
{
  return self->storage_problem;
}
