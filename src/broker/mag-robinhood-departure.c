/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing out. The keyring first, as that is what has to be done; then the broker is told, as well as that goes. Which of the two tokens it wants to see is not known:
 * it is told both. */

#include "mag-robinhood-departure.h"

typedef struct
{
  MagRobinhoodWire   *wire;
  MagSecrets         *secrets;
  const char         *service; /* static */
  char               *user;
  MagRobinhoodTokens *tokens;
  gboolean            forget_device;
  gboolean            told_refresh, told_access;
  GError             *error;   /* the keyring's first */
} Departure;

static void
departure_free (gpointer data)
{
  Departure *departure = data;

  g_object_unref (departure->wire);
  g_object_unref (departure->secrets);
  g_free (departure->user);
  g_clear_pointer (&departure->tokens, mag_robinhood_tokens_free);
  g_clear_error (&departure->error);
  g_free (departure);
}

static void revoke_next (GTask *owned_task);

static void
revoked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagRobinhoodReply) reply = mag_robinhood_wire_send_finish (MAG_ROBINHOOD_WIRE (source), result, &error);

  if (reply == NULL)
    g_debug ("Revoking: %s", error->message);
  revoke_next (data);
}

/* NULL: all have been told. */
static const char *
next_token (Departure *departure)
{
  if (departure->tokens == NULL || departure->told_access)
    return NULL;
  if (departure->tokens->refresh != NULL && !departure->told_refresh)
    {
      departure->told_refresh = TRUE;
      return departure->tokens->refresh;
    }
  departure->told_access = TRUE;
  return departure->tokens->access;
}

static void
revoke_next (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  Departure *departure = g_task_get_task_data (task);
  const char *token = next_token (departure);
  g_autofree char *url = mag_robinhood_wire_make_url (departure->wire, "/oauth2/revoke_token/");
  GString *form;

  if (token == NULL)
    {
      if (departure->error != NULL)
        g_task_return_error (task, g_steal_pointer (&departure->error));
      else
        g_task_return_boolean (task, TRUE);
      return;
    }
  form = mag_rh_form_new ();
  mag_rh_form_add (form, "client_id", MAG_ROBINHOOD_CLIENT_ID);
  mag_rh_form_add (form, "token", token);
  mag_robinhood_wire_send_async (departure->wire, &(MagRobinhoodCall) { .method = "POST", .url = url, .body = form->str, .content_type = MAG_RH_FORM_TYPE, .any_status = TRUE },
                                 g_task_get_cancellable (task), revoked_cb, g_object_ref (task));
  mag_rh_form_free (form);
}

static void
note_removed (Departure    *departure,
              GObject      *secrets,
              GAsyncResult *result)
{
  g_autoptr(GError) error = NULL;

  if (!mag_secrets_remove_finish (MAG_SECRETS (secrets), result, &error) && departure->error == NULL)
    departure->error = g_steal_pointer (&error);
}

static void
device_removed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  note_removed (g_task_get_task_data (data), source, result);
  revoke_next (data);
}

static void
tokens_removed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  Departure *departure = g_task_get_task_data (data);

  note_removed (departure, source, result);
  if (departure->forget_device)
    mag_secrets_remove_async (departure->secrets, departure->service, departure->user, "device", NULL, device_removed_cb, data);
  else
    revoke_next (data);
}

/**
 * mag_robinhood_depart_async:
 * @service: static; of the keyring items
 * @user: (nullable): whose items they are
 * @tokens: (transfer full) (nullable): what is revoked
 * @forget_device: whether the device token goes as well
 * @cancellable: (nullable): ends the revoking; what is in the keyring is removed all the same
 */
void
mag_robinhood_depart_async (MagRobinhoodWire    *wire,
                            MagSecrets          *secrets,
                            const char          *service,
                            const char          *user,
                            MagRobinhoodTokens  *tokens,
                            gboolean             forget_device,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Departure *departure = g_new0 (Departure, 1);

  departure->wire = g_object_ref (wire);
  departure->secrets = g_object_ref (secrets);
  departure->service = service;
  departure->user = g_strdup (user);
  departure->tokens = tokens;
  departure->forget_device = forget_device;
  g_task_set_source_tag (task, mag_robinhood_depart_async);
  g_task_set_task_data (task, departure, departure_free);
  if (user == NULL)
    revoke_next (task);
  else
    mag_secrets_remove_async (secrets, service, user, "tokens", NULL, tokens_removed_cb, task);
}

gboolean
mag_robinhood_depart_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
