/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is signed in at the broker. The keyring says whose tokens there are, one request whether they are taken; nothing is renewed and nobody is signed in. */

#include "config.h"

#include "mag-ctl-sign-in.h"

#include "mag-robinhood.h"

#define PATIENCE_SECONDS 15 /* for a keyring that asks, where nobody may sit */

typedef struct
{
  GMainLoop    *loop;
  GCancellable *cancellable;
  GError       *error; /* owned */
} Look;

static gboolean
tired_cb (gpointer data)
{
  Look *look = data;

  g_cancellable_cancel (look->cancellable);
  return G_SOURCE_REMOVE;
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Look *look = data;

  mag_robinhood_look_finish (MAG_ROBINHOOD (source), result, &look->error);
  g_main_loop_quit (look->loop);
}

static const char *
state_to_nick (MagBrokerState  state,
               const GError   *error)
{
  /* Tokens that could not be tried may be good; a keyring that does not open tells nothing. */
  if (error != NULL && state != MAG_BROKER_SIGNED_IN)
    return "unknown";
  switch (state)
    {
    case MAG_BROKER_SIGNED_IN:
      return "signed-in";
    case MAG_BROKER_EXPIRED:
      return "expired";
    case MAG_BROKER_SIGNED_OUT:
    case MAG_BROKER_SIGNING_IN:
    case MAG_BROKER_WAITING_APPROVAL:
    case MAG_BROKER_NEEDS_CODE:
      break;
    }
  return "signed-out";
}

static char *
dup_problem (const GError *error)
{
  if (error == NULL)
    return NULL;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_strdup ("The keyring or the broker did not answer in time.");
  return g_strdup (error->message);
}

/**
 * mag_ctl_sign_in_look:
 * @sign_in: (out): cleared with mag_ctl_sign_in_clear()
 * @self: with its profile open
 */
void
mag_ctl_sign_in_look (MagCtlSignIn *sign_in,
                     MagCtl       *self)
{
  g_autoptr(MagHttp) http = mag_http_new (mag_profile_get_clock (self->profile), NULL);
  g_autoptr(MagSecrets) secrets = mag_secrets_new ();
  g_autoptr(MagBroker) robinhood = mag_robinhood_new (self->profile, http, secrets);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Look look = { loop, cancellable, NULL };
  guint patience_id = g_timeout_add_seconds (PATIENCE_SECONDS, tired_cb, &look);

  mag_robinhood_look_async (MAG_ROBINHOOD (robinhood), cancellable, looked_cb, &look);
  g_main_loop_run (loop);
  if (!g_cancellable_is_cancelled (cancellable))
    g_source_remove (patience_id);

  sign_in->name = mag_broker_get_name (robinhood);
  sign_in->state = state_to_nick (mag_broker_get_state (robinhood), look.error);
  sign_in->user = mag_broker_dup_user (robinhood);
  sign_in->problem = dup_problem (look.error);
  g_clear_error (&look.error);
}

void
mag_ctl_sign_in_clear (MagCtlSignIn *sign_in)
{
  g_free (sign_in->user);
  g_free (sign_in->problem);
}

void
mag_ctl_sign_in_write (const MagCtlSignIn *sign_in,
                      MagCtlJson         *json)
{
  mag_ctl_json_begin_object (json, "broker");
  mag_ctl_json_string (json, "name", sign_in->name);
  mag_ctl_json_string (json, "state", sign_in->state);
  mag_ctl_json_string (json, "user", sign_in->user);
  mag_ctl_json_string (json, "problem", sign_in->problem);
  mag_ctl_json_end_object (json);
}

void
mag_ctl_sign_in_print (const MagCtlSignIn *sign_in)
{
  g_print ("Broker: %s, ", sign_in->name);
  if (g_str_equal (sign_in->state, "signed-in"))
    g_print ("signed in as %s", sign_in->user);
  else if (g_str_equal (sign_in->state, "expired"))
    g_print ("the token of %s has run out; the window renews it, or asks to sign in", sign_in->user);
  else
    g_print ("%s", g_str_equal (sign_in->state, "unknown") ? "not known" : "signed out");
  if (sign_in->problem != NULL)
    g_print (" (%s)", sign_in->problem);
  g_print ("\n");
}
