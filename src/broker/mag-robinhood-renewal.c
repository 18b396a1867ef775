/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Refresh with rotation. The broker replaces the refresh token at each use, so the new one is in the keyring before anybody uses the new access token. Programs
 * of ours that share a keyring may come to this at the same time; who was second finds in the keyring what the first one got. */

#include "config.h"

#include "mag-robinhood-renewal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  MagRobinhoodWire   *wire;
  MagSecrets         *secrets;
  const char         *service;       /* static */
  char               *user;
  char               *access, *refresh; /* the old ones; wiped */
  char               *device;        /* wiped; NULL */
  MagRobinhoodTokens *tokens;        /* fresh, being stored */
  gboolean            was_refused;
} Renewal;

static void
renewal_free (gpointer data)
{
  Renewal *renewal = data;

  g_object_unref (renewal->wire);
  g_object_unref (renewal->secrets);
  g_free (renewal->user);
  mag_robinhood_wipe (renewal->access);
  mag_robinhood_wipe (renewal->refresh);
  mag_robinhood_wipe (renewal->device);
  g_clear_pointer (&renewal->tokens, mag_robinhood_tokens_free);
  g_free (renewal);
}

void
mag_robinhood_fresh_free (MagRobinhoodFresh *fresh)
{
  g_clear_pointer (&fresh->tokens, mag_robinhood_tokens_free);
  g_clear_error (&fresh->storage_error);
  g_free (fresh);
}

static void
return_fresh (GTask              *task,
              MagRobinhoodTokens *owned_tokens,
              GError             *owned_error)
{
  MagRobinhoodFresh *fresh = g_new0 (MagRobinhoodFresh, 1);

  fresh->tokens = owned_tokens;
  fresh->storage_error = owned_error;
  g_task_return_pointer (task, fresh, (GDestroyNotify) mag_robinhood_fresh_free);
}

static void
return_signed_out (GTask *task)
{
  g_task_return_new_error_literal (task, MAG_BROKER_ERROR, MAG_BROKER_ERROR_SIGNED_OUT, _("Robinhood has ended this sign-in. Sign in again."));
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(GError) error = NULL;

  if (!mag_secrets_remove_finish (MAG_SECRETS (source), result, &error))
    g_debug ("Tokens that came too late: %s", error->message);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(GTask) task = data;
  Renewal *renewal = g_task_get_task_data (task);
  GError *error = NULL;

  mag_secrets_save_finish (MAG_SECRETS (source), result, &error);
  /* The user has signed out meanwhile. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    mag_secrets_remove_async (renewal->secrets, renewal->service, renewal->user, "tokens", NULL, removed_cb, NULL);
  return_fresh (task, g_steal_pointer (&renewal->tokens), error);
}

static void look_into_keyring (GTask *owned_task);

static void
refreshed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GTask) task = data;
  Renewal *renewal = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagRobinhoodReply) reply = mag_robinhood_wire_send_finish (MAG_ROBINHOOD_WIRE (source), result, &error);
  char *text;

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  renewal->tokens = reply->status < 300 ? mag_robinhood_tokens_parse (reply->root, reply->received_us) : NULL;
  if (renewal->tokens == NULL)
    {
      if (reply->status == 429 || reply->status >= 500)
        g_task_return_error (task, mag_robinhood_wire_new_error (renewal->wire, reply));
      else
        {
          renewal->was_refused = TRUE;
          look_into_keyring (g_steal_pointer (&task));
        }
      return;
    }
  /* A reply without one has not used the old one up. */
  if (renewal->tokens->refresh == NULL)
    renewal->tokens->refresh = g_strdup (renewal->refresh);
  text = mag_robinhood_tokens_to_text (renewal->tokens);
  mag_secrets_save_async (renewal->secrets, renewal->service, renewal->user, "tokens", text, NULL, saved_cb, g_steal_pointer (&task));
  mag_robinhood_wipe (text);
}

static void
refresh (GTask *task)
{
  Renewal *renewal = g_task_get_task_data (task);
  g_autofree char *url = mag_robinhood_wire_make_url (renewal->wire, "/oauth2/token/");
  GString *form = mag_rh_form_new ();

  mag_rh_form_add (form, "grant_type", "refresh_token");
  mag_rh_form_add (form, "refresh_token", renewal->refresh);
  mag_rh_form_add (form, "client_id", MAG_ROBINHOOD_CLIENT_ID);
  mag_rh_form_add (form, "scope", "internal");
  mag_rh_form_add (form, "device_token", renewal->device);
  mag_robinhood_wire_send_async (renewal->wire, &(MagRobinhoodCall) { .method = "POST", .url = url, .body = form->str, .content_type = MAG_RH_FORM_TYPE, .any_status = TRUE },
                                 g_task_get_cancellable (task), refreshed_cb, task);
  mag_rh_form_free (form);
}

static void
device_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  GTask *task = data;
  Renewal *renewal = g_task_get_task_data (task);

  /* Without it, the broker may refuse; it is for the broker to say. */
  renewal->device = mag_secrets_load_finish (MAG_SECRETS (source), result, NULL);
  refresh (task);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(GTask) task = data;
  Renewal *renewal = g_task_get_task_data (task);
  char *text = mag_secrets_load_finish (MAG_SECRETS (source), result, NULL);
  g_autoptr(MagRobinhoodTokens) stored = mag_robinhood_tokens_from_text (text);

  mag_secrets_free_text (text);
  if (stored != NULL && !g_str_equal (stored->access, renewal->access))
    return_fresh (task, g_steal_pointer (&stored), NULL);
  else if (renewal->was_refused || renewal->refresh == NULL)
    return_signed_out (task);
  else
    mag_secrets_load_async (renewal->secrets, renewal->service, renewal->user, "device", g_task_get_cancellable (task), device_cb, g_object_ref (task));
}

/* Takes the task. A keyring that does not answer has nothing newer for us. */
static void
look_into_keyring (GTask *task)
{
  Renewal *renewal = g_task_get_task_data (task);

  mag_secrets_load_async (renewal->secrets, renewal->service, renewal->user, "tokens", g_task_get_cancellable (task), looked_cb, task);
}

/**
 * mag_robinhood_renew_async:
 * @service: static; of the keyring items
 * @user: whose tokens they are
 * @old: those that were refused
 */
void
mag_robinhood_renew_async (MagRobinhoodWire         *wire,
                           MagSecrets               *secrets,
                           const char               *service,
                           const char               *user,
                           const MagRobinhoodTokens *old,
                           GCancellable             *cancellable,
                           GAsyncReadyCallback       callback,
                           gpointer                  data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Renewal *renewal = g_new0 (Renewal, 1);

  renewal->wire = g_object_ref (wire);
  renewal->secrets = g_object_ref (secrets);
  renewal->service = service;
  renewal->user = g_strdup (user);
  renewal->access = g_strdup (old->access);
  renewal->refresh = g_strdup (old->refresh);
  g_task_set_source_tag (task, mag_robinhood_renew_async);
  g_task_set_task_data (task, renewal, renewal_free);
  look_into_keyring (task);
}

MagRobinhoodFresh *
mag_robinhood_renew_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
