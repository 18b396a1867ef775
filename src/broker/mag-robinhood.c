/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Robinhood as a broker: puts the session, the memory and what is read by them behind the interface. */

#include "config.h"

#include "mag-robinhood.h"

#include "mag-robinhood-portfolio.h"

#include <glib/gi18n-lib.h>

#define PRACTICE_USER "practice@example.com" /* gets tokens at once */
#define PRACTICE_PASSWORD "practice"
#define ACCOUNTS_PATH "/accounts/?default_to_all_accounts=true&include_managed=true&include_multiple_individual=true"

struct _MagRobinhood
{
  GObject              parent_instance;

  MagSecrets          *secrets;
  MagRobinhoodSession *session;
  MagRobinhoodMemory  *memory;
  gboolean             practice;
};

static void mag_robinhood_broker_init (MagBrokerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MagRobinhood, mag_robinhood, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (MAG_TYPE_BROKER, mag_robinhood_broker_init))

enum
{
  PROP_0,
  PROP_STATE,
  PROP_CHALLENGE,
};

static const char *
robinhood_get_name (MagBroker *broker)
{
  return "Robinhood";
}

static char *
robinhood_dup_user (MagBroker *broker)
{
  return g_strdup (mag_robinhood_session_get_user (MAG_ROBINHOOD (broker)->session));
}

static const MagBrokerChallenge *
robinhood_get_challenge (MagBroker *broker)
{
  return mag_robinhood_session_get_challenge (MAG_ROBINHOOD (broker)->session);
}

static const char *
robinhood_get_storage_problem (MagBroker *broker)
{
  return mag_robinhood_session_get_storage_problem (MAG_ROBINHOOD (broker)->session);
}

/* A call of the session or the memory, which end in their own tasks, becomes one of the broker. */

static void
session_restored_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (mag_robinhood_session_restore_finish (MAG_ROBINHOOD_SESSION (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
robinhood_restore_async (MagBroker           *broker,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             data)
{
  mag_robinhood_session_restore_async (MAG_ROBINHOOD (broker)->session, FALSE, cancellable, session_restored_cb, g_task_new (broker, cancellable, callback, data));
}

static gboolean
robinhood_boolean_finish (MagBroker     *broker,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, broker), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gpointer
robinhood_pointer_finish (MagBroker     *broker,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, broker), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
session_signed_in_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (mag_robinhood_session_sign_in_finish (MAG_ROBINHOOD_SESSION (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
robinhood_sign_in_async (MagBroker           *broker,
                         const char          *user,
                         const char          *password,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             data)
{
  mag_robinhood_session_sign_in_async (MAG_ROBINHOOD (broker)->session, user, password, cancellable, session_signed_in_cb,
                                       g_task_new (broker, cancellable, callback, data));
}

static void
robinhood_submit_code (MagBroker  *broker,
                       const char *code)
{
  mag_robinhood_session_submit_code (MAG_ROBINHOOD (broker)->session, code);
}

static void
robinhood_resend_code (MagBroker *broker)
{
  mag_robinhood_session_resend_code (MAG_ROBINHOOD (broker)->session);
}

static void
session_signed_out_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (mag_robinhood_session_sign_out_finish (MAG_ROBINHOOD_SESSION (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
robinhood_sign_out_async (MagBroker           *broker,
                          gboolean             forget_device,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             data)
{
  mag_robinhood_session_sign_out_async (MAG_ROBINHOOD (broker)->session, forget_device, cancellable, session_signed_out_cb,
                                        g_task_new (broker, cancellable, callback, data));
}

static void
accounts_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;
  g_autoptr(MagRobinhoodRows) rows = mag_robinhood_fetch_finish (MAG_ROBINHOOD_SESSION (source), result, &error);
  GPtrArray *accounts;

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_broker_account_free);
  for (guint i = 0; i < rows->rows->len; i++)
    {
      MagBrokerAccount *account = mag_robinhood_account_parse (g_ptr_array_index (rows->rows, i));

      if (account == NULL)
        continue;
      account->at_us = rows->received_us;
      g_ptr_array_add (accounts, account);
    }
  g_task_return_pointer (task, accounts, (GDestroyNotify) g_ptr_array_unref);
}

static void
robinhood_list_accounts_async (MagBroker           *broker,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             data)
{
  mag_robinhood_fetch_list_async (MAG_ROBINHOOD (broker)->session, ACCOUNTS_PATH, cancellable, accounts_cb, g_task_new (broker, cancellable, callback, data));
}

static void
portfolio_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;
  MagPortfolio *portfolio = mag_robinhood_portfolio_load_finish (MAG_ROBINHOOD_MEMORY (source), result, &error);

  if (portfolio != NULL)
    g_task_return_pointer (task, portfolio, (GDestroyNotify) mag_portfolio_unref);
  else
    g_task_return_error (task, error);
}

static void
robinhood_load_portfolio_async (MagBroker              *broker,
                                const MagBrokerAccount *account,
                                GCancellable           *cancellable,
                                GAsyncReadyCallback     callback,
                                gpointer                data)
{
  mag_robinhood_portfolio_load_async (MAG_ROBINHOOD (broker)->memory, account, cancellable, portfolio_cb, g_task_new (broker, cancellable, callback, data));
}

static void
history_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;
  MagBrokerPage *page = mag_robinhood_history_load_finish (MAG_ROBINHOOD_MEMORY (source), result, &error);

  if (page != NULL)
    g_task_return_pointer (task, page, (GDestroyNotify) mag_broker_page_free);
  else
    g_task_return_error (task, error);
}

static void
robinhood_load_orders_async (MagBroker           *broker,
                             const char          *account,
                             const char          *next,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             data)
{
  mag_robinhood_history_load_async (MAG_ROBINHOOD (broker)->memory, MAG_ROBINHOOD_ORDERS, account, next, cancellable, history_cb, g_task_new (broker, cancellable, callback, data));
}

static void
robinhood_load_share_orders_async (MagBroker           *broker,
                                   const char          *account,
                                   const char          *next,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             data)
{
  mag_robinhood_history_load_async (MAG_ROBINHOOD (broker)->memory, MAG_ROBINHOOD_SHARE_ORDERS, account, next, cancellable, history_cb,
                                    g_task_new (broker, cancellable, callback, data));
}

static void
robinhood_load_events_async (MagBroker           *broker,
                             const char          *account,
                             const char          *next,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             data)
{
  mag_robinhood_history_load_async (MAG_ROBINHOOD (broker)->memory, MAG_ROBINHOOD_EVENTS, account, next, cancellable, history_cb, g_task_new (broker, cancellable, callback, data));
}

static GPtrArray *
robinhood_list_accounts_finish (MagBroker     *broker,
                                GAsyncResult  *result,
                                GError       **error)
{
  return robinhood_pointer_finish (broker, result, error);
}

static MagPortfolio *
robinhood_load_portfolio_finish (MagBroker     *broker,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return robinhood_pointer_finish (broker, result, error);
}

static MagBrokerPage *
robinhood_load_page_finish (MagBroker     *broker,
                            GAsyncResult  *result,
                            GError       **error)
{
  return robinhood_pointer_finish (broker, result, error);
}

static void
session_changed_cb (MagRobinhoodSession *session,
                    GParamSpec          *pspec,
                    gpointer             data)
{
  g_object_notify (G_OBJECT (data), g_param_spec_get_name (pspec));
}

static void
mag_robinhood_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  MagRobinhood *self = MAG_ROBINHOOD (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, mag_robinhood_session_get_state (self->session));
      break;
    case PROP_CHALLENGE:
      g_value_set_boxed (value, mag_robinhood_session_get_challenge (self->session));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mag_robinhood_finalize (GObject *object)
{
  MagRobinhood *self = MAG_ROBINHOOD (object);

  g_clear_object (&self->memory);
  g_clear_object (&self->session);
  g_clear_object (&self->secrets);

  G_OBJECT_CLASS (mag_robinhood_parent_class)->finalize (object);
}

static void
mag_robinhood_class_init (MagRobinhoodClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mag_robinhood_get_property;
  object_class->finalize = mag_robinhood_finalize;
  g_object_class_override_property (object_class, PROP_STATE, "state");
  g_object_class_override_property (object_class, PROP_CHALLENGE, "challenge");
}

static void
mag_robinhood_broker_init (MagBrokerInterface *iface)
{
  iface->get_name = robinhood_get_name;
  iface->dup_user = robinhood_dup_user;
  iface->get_challenge = robinhood_get_challenge;
  iface->get_storage_problem = robinhood_get_storage_problem;
  iface->restore_async = robinhood_restore_async;
  iface->restore_finish = robinhood_boolean_finish;
  iface->sign_in_async = robinhood_sign_in_async;
  iface->sign_in_finish = robinhood_boolean_finish;
  iface->submit_code = robinhood_submit_code;
  iface->resend_code = robinhood_resend_code;
  iface->sign_out_async = robinhood_sign_out_async;
  iface->sign_out_finish = robinhood_boolean_finish;
  iface->list_accounts_async = robinhood_list_accounts_async;
  iface->list_accounts_finish = robinhood_list_accounts_finish;
  iface->load_portfolio_async = robinhood_load_portfolio_async;
  iface->load_portfolio_finish = robinhood_load_portfolio_finish;
  iface->load_orders_async = robinhood_load_orders_async;
  iface->load_orders_finish = robinhood_load_page_finish;
  iface->load_share_orders_async = robinhood_load_share_orders_async;
  iface->load_share_orders_finish = robinhood_load_page_finish;
  iface->load_events_async = robinhood_load_events_async;
  iface->load_events_finish = robinhood_load_page_finish;
}

static void
mag_robinhood_init (MagRobinhood *self)
{
}

/* The manners of docs/architecture.md. A practice broker is our own, and nobody has to be spared. */
static void
set_policy (MagHttp  *http,
            gboolean  practice)
{
  const MagHttpPolicy policy = { MAG_ROBINHOOD_PROVIDER, .per_minute = practice ? 0 : 60, .burst = 10, .max_in_flight = practice ? 10 : 4, .timeout_seconds = 20,
                                 .max_tries = 3, .breaker_failures = 12, .breaker_seconds = 30 };

  mag_http_set_policy (http, &policy);
}

/**
 * mag_robinhood_new:
 * @profile: where Robinhood is and what time it is
 * @http: shared with whoever else asks the world
 * @secrets: where the tokens are kept; in a practice profile under another name than the real ones
 *
 * Returns: (transfer full): the broker, with nobody signed in until mag_broker_restore_async()
 */
MagBroker *
mag_robinhood_new (MagProfile *profile,
                   MagHttp    *http,
                   MagSecrets *secrets)
{
  MagRobinhood *self;
  g_autoptr(MagRobinhoodWire) wire = NULL;

  g_return_val_if_fail (profile != NULL && MAG_IS_HTTP (http) && MAG_IS_SECRETS (secrets), NULL);

  self = g_object_new (MAG_TYPE_ROBINHOOD, NULL);
  self->practice = mag_profile_is_practice (profile);
  self->secrets = g_object_ref (secrets);
  set_policy (http, self->practice);
  wire = mag_robinhood_wire_new (profile, http);
  self->session = mag_robinhood_session_new (wire, secrets, self->practice ? "robinhood-practice" : "robinhood");
  self->memory = mag_robinhood_memory_new (self->session);
  g_signal_connect_object (self->session, "notify", G_CALLBACK (session_changed_cb), self, G_CONNECT_DEFAULT);
  return MAG_BROKER (self);
}

void
mag_robinhood_set_pace (MagRobinhood *self,
                        guint         poll_ms,
                        guint         limit_ms)
{
  g_return_if_fail (MAG_IS_ROBINHOOD (self));

  mag_robinhood_session_set_pace (self->session, (MagRobinhoodPace) { poll_ms, limit_ms });
}

static void
practice_restored_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhood *self = MAG_ROBINHOOD (source);
  GError *error = NULL;

  mag_broker_restore_finish (MAG_BROKER (self), result, &error);
  /* Everybody knows what would be kept there. */
  if (g_error_matches (error, MAG_SECRETS_ERROR, MAG_SECRETS_ERROR_MISSING) || g_error_matches (error, MAG_SECRETS_ERROR, MAG_SECRETS_ERROR_LOCKED) ||
      g_error_matches (error, MAG_SECRETS_ERROR, MAG_SECRETS_ERROR_BROKEN))
    {
      g_clear_error (&error);
      mag_secrets_set_session_only (self->secrets);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else if (mag_broker_get_state (MAG_BROKER (self)) == MAG_BROKER_SIGNED_IN)
    g_task_return_boolean (task, TRUE);
  else
    mag_robinhood_session_sign_in_async (self->session, PRACTICE_USER, PRACTICE_PASSWORD, g_task_get_cancellable (task), session_signed_in_cb, g_object_ref (task));
}

/**
 * mag_robinhood_sign_in_practice_async:
 *
 * Takes what the keyring has of a practice account, as the newcomer may have signed in there as somebody else, and else signs in the practice account's own user.
 * Where there is no keyring, the session does without. A keyring whose question was closed is not gone around.
 */
void
mag_robinhood_sign_in_practice_async (MagRobinhood        *self,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             data)
{
  GTask *task;

  g_return_if_fail (MAG_IS_ROBINHOOD (self) && self->practice);

  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, mag_robinhood_sign_in_practice_async);
  mag_broker_restore_async (MAG_BROKER (self), cancellable, practice_restored_cb, task);
}

gboolean
mag_robinhood_sign_in_practice_finish (MagRobinhood  *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  return robinhood_boolean_finish (MAG_BROKER (self), result, error);
}

/**
 * mag_robinhood_look_async:
 *
 * As mag_broker_restore_async(), with one request at the most: nothing is renewed, so EXPIRED may only mean that the token has run out.
 */
void
mag_robinhood_look_async (MagRobinhood        *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             data)
{
  g_return_if_fail (MAG_IS_ROBINHOOD (self));

  mag_robinhood_session_restore_async (self->session, TRUE, cancellable, session_restored_cb, g_task_new (self, cancellable, callback, data));
}

gboolean
mag_robinhood_look_finish (MagRobinhood  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return robinhood_boolean_finish (MAG_BROKER (self), result, error);
}
