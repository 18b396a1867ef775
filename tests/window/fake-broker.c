/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A broker by script. Calls that no test of the window makes are not there. */

#include "fake-broker.h"

enum
{
  PROP_STATE = 1,
  PROP_CHALLENGE,
};

static void fake_broker_iface_init (MagBrokerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeBroker, fake_broker, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (MAG_TYPE_BROKER, fake_broker_iface_init))

void
fake_broker_ask (FakeBroker               *self,
                 MagBrokerState            state,
                 const MagBrokerChallenge *challenge)
{
  g_clear_pointer (&self->challenge, mag_broker_challenge_free);
  self->challenge = challenge != NULL ? mag_broker_challenge_copy (challenge) : NULL;
  self->state = state;
  g_object_notify (G_OBJECT (self), "state");
  g_object_notify (G_OBJECT (self), "challenge");
}

void
fake_broker_set_state (FakeBroker     *self,
                       MagBrokerState  state)
{
  fake_broker_ask (self, state, NULL);
}

void
fake_broker_answer (FakeBroker *self,
                    GError     *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->signing_in);

  g_assert_nonnull (task);
  if (error == NULL)
    g_set_str (&self->user, self->given_user);
  fake_broker_set_state (self, error == NULL ? MAG_BROKER_SIGNED_IN : MAG_BROKER_SIGNED_OUT);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static const char *
fake_get_name (MagBroker *broker)
{
  return "Fake";
}

static char *
fake_dup_user (MagBroker *broker)
{
  return g_strdup (FAKE_BROKER (broker)->user);
}

static const MagBrokerChallenge *
fake_get_challenge (MagBroker *broker)
{
  return FAKE_BROKER (broker)->challenge;
}

static const char *
fake_get_storage_problem (MagBroker *broker)
{
  return FAKE_BROKER (broker)->storage_problem;
}

static gboolean
fake_boolean_finish (MagBroker     *broker,
                     GAsyncResult  *result,
                     GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
fake_restore_async (MagBroker           *broker,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             data)
{
  FakeBroker *self = FAKE_BROKER (broker);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, data);

  self->n_restores++;
  if (self->restore_error != NULL)
    {
      g_task_return_error (task, g_error_copy (self->restore_error));
      return;
    }
  fake_broker_set_state (self, self->restored_state);
  g_task_return_boolean (task, TRUE);
}

/* As a sign-in that was given up ends: the state is again what it was. */
static void
cancelled_cb (GCancellable *cancellable,
              FakeBroker   *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->signing_in);

  if (task == NULL)
    return;
  fake_broker_set_state (self, MAG_BROKER_SIGNED_OUT);
  g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "given up");
}

static void
fake_sign_in_async (MagBroker           *broker,
                    const char          *user,
                    const char          *password,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             data)
{
  FakeBroker *self = FAKE_BROKER (broker);

  g_assert_null (self->signing_in);
  self->n_sign_ins++;
  g_set_str (&self->given_user, user);
  g_set_str (&self->given_password, password);
  self->signing_in = g_task_new (self, NULL, callback, data);
  g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (cancelled_cb), self, G_CONNECT_DEFAULT);
  fake_broker_set_state (self, MAG_BROKER_SIGNING_IN);
}

static void
fake_submit_code (MagBroker  *broker,
                  const char *code)
{
  FakeBroker *self = FAKE_BROKER (broker);

  g_set_str (&self->given_code, code);
  fake_broker_set_state (self, MAG_BROKER_SIGNING_IN);
}

static void
fake_resend_code (MagBroker *broker)
{
  FAKE_BROKER (broker)->n_resends++;
}

static void
fake_sign_out_async (MagBroker           *broker,
                     gboolean             forget_device,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             data)
{
  FakeBroker *self = FAKE_BROKER (broker);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, data);

  self->forgot_device = forget_device;
  if (forget_device)
    g_clear_pointer (&self->user, g_free);
  fake_broker_set_state (self, MAG_BROKER_SIGNED_OUT);
  g_task_return_boolean (task, TRUE);
}

static void
fake_list_accounts_async (MagBroker           *broker,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             data)
{
  FakeBroker *self = FAKE_BROKER (broker);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, data);
  GPtrArray *accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_broker_account_free);

  self->n_lists++;
  for (guint i = 0; i < self->portfolios->len; i++)
    {
      MagBrokerAccount *account = mag_broker_account_new ();

      g_set_str (&account->number, ((const MagPortfolio *) g_ptr_array_index (self->portfolios, i))->account);
      g_ptr_array_add (accounts, account);
    }
  g_task_return_pointer (task, accounts, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
fake_list_accounts_finish (MagBroker     *broker,
                           GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_load_portfolio_async (MagBroker              *broker,
                           const MagBrokerAccount *account,
                           GCancellable           *cancellable,
                           GAsyncReadyCallback     callback,
                           gpointer                data)
{
  FakeBroker *self = FAKE_BROKER (broker);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, data);

  for (guint i = 0; i < self->portfolios->len; i++)
    {
      MagPortfolio *portfolio = g_ptr_array_index (self->portfolios, i);

      if (g_str_equal (portfolio->account, account->number))
        {
          g_task_return_pointer (task, mag_portfolio_ref (portfolio), (GDestroyNotify) mag_portfolio_unref);
          return;
        }
    }
  g_assert_not_reached ();
}

static MagPortfolio *
fake_load_portfolio_finish (MagBroker     *broker,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_broker_iface_init (MagBrokerInterface *iface)
{
  iface->get_name = fake_get_name;
  iface->dup_user = fake_dup_user;
  iface->get_challenge = fake_get_challenge;
  iface->get_storage_problem = fake_get_storage_problem;
  iface->restore_async = fake_restore_async;
  iface->restore_finish = fake_boolean_finish;
  iface->sign_in_async = fake_sign_in_async;
  iface->sign_in_finish = fake_boolean_finish;
  iface->submit_code = fake_submit_code;
  iface->resend_code = fake_resend_code;
  iface->sign_out_async = fake_sign_out_async;
  iface->sign_out_finish = fake_boolean_finish;
  iface->list_accounts_async = fake_list_accounts_async;
  iface->list_accounts_finish = fake_list_accounts_finish;
  iface->load_portfolio_async = fake_load_portfolio_async;
  iface->load_portfolio_finish = fake_load_portfolio_finish;
}

static void
fake_broker_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  FakeBroker *self = FAKE_BROKER (object);

  if (id == PROP_STATE)
    g_value_set_enum (value, self->state);
  else
    g_value_set_boxed (value, self->challenge);
}

static void
fake_broker_finalize (GObject *object)
{
  FakeBroker *self = FAKE_BROKER (object);

  g_clear_pointer (&self->challenge, mag_broker_challenge_free);
  g_clear_error (&self->restore_error);
  g_ptr_array_unref (self->portfolios);
  g_free (self->user);
  g_free (self->given_user);
  g_free (self->given_password);
  g_free (self->given_code);

  G_OBJECT_CLASS (fake_broker_parent_class)->finalize (object);
}

static void
fake_broker_class_init (FakeBrokerClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = fake_broker_get_property;
  G_OBJECT_CLASS (klass)->finalize = fake_broker_finalize;
  g_object_class_override_property (G_OBJECT_CLASS (klass), PROP_STATE, "state");
  g_object_class_override_property (G_OBJECT_CLASS (klass), PROP_CHALLENGE, "challenge");
}

static void
fake_broker_init (FakeBroker *self)
{
  self->portfolios = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref);
}

FakeBroker *
fake_broker_new (void)
{
  return g_object_new (FAKE_TYPE_BROKER, NULL);
}
