/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-account.h"

#include "fake-positions.h"

typedef struct
{
  char  *number, *name; /* owned */
  GStrv  positions, shares; /* owned */
  GHashTable *broken;   /* owned; id to problem */
} Account;

struct _FakeAccount
{
  GObject    parent_instance;

  GPtrArray *accounts; /* owned; Account */
  char      *failure;  /* owned; NULL: none */
  gint64     age_us;   /* of every option's quote */
  guint      n_asked;
};

enum
{
  PROP_STATE = 1,
  PROP_CHALLENGE,
};

static void fake_account_iface_init (MagBrokerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeAccount, fake_account, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (MAG_TYPE_BROKER, fake_account_iface_init))

static void
account_free (Account *account)
{
  g_free (account->number);
  g_free (account->name);
  g_strfreev (account->positions);
  g_strfreev (account->shares);
  g_hash_table_unref (account->broken);
  g_free (account);
}

static Account *
find_account (FakeAccount *self,
              const char *number)
{
  for (guint i = 0; i < self->accounts->len; i++)
    if (g_str_equal (((Account *) g_ptr_array_index (self->accounts, i))->number, number))
      return g_ptr_array_index (self->accounts, i);
  return NULL;
}

static const char *
get_name (MagBroker *broker)
{
  return "Fake";
}

static char *
dup_user (MagBroker *broker)
{
  return g_strdup ("me@example.com");
}

static void
list_accounts_async (MagBroker           *broker,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             data)
{
  FakeAccount *self = FAKE_ACCOUNT (broker);
  g_autoptr(GTask) task = g_task_new (broker, cancellable, callback, data);
  GPtrArray *accounts;

  self->n_asked++;
  if (self->failure != NULL)
    {
      g_task_return_new_error (task, MAG_BROKER_ERROR, MAG_BROKER_ERROR_OFFLINE, "%s", self->failure);
      return;
    }
  accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_broker_account_free);
  for (guint i = 0; i < self->accounts->len; i++)
    {
      const Account *from = g_ptr_array_index (self->accounts, i);
      MagBrokerAccount *account = mag_broker_account_new ();

      g_set_str (&account->number, from->number);
      g_set_str (&account->name, from->name);
      g_set_str (&account->kind, "individual");
      account->options = TRUE;
      account->buying_power = 1000000;
      account->at_us = fake_now ();
      g_ptr_array_add (accounts, account);
    }
  g_task_return_pointer (task, accounts, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
list_accounts_finish (MagBroker     *broker,
                      GAsyncResult  *result,
                      GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fill (FakeAccount    *self,
      const Account *from,
      MagPortfolio  *portfolio)
{
  for (guint i = 0; from->positions[i] != NULL; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", i);
      MagPosition *position = fake_position (from->positions[i], from->number, id);

      position->mark += self->n_asked * 100;
      position->spot += self->n_asked * 100;
      position->quoted_us -= self->age_us;
      g_set_str (&position->problem, g_hash_table_lookup (from->broken, id));
      g_ptr_array_add (portfolio->positions, position);
    }
  for (guint i = 0; from->shares[i] != NULL; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", i);

      g_ptr_array_add (portfolio->shares, fake_shares (from->shares[i], from->number, id));
    }
}

static void
load_portfolio_async (MagBroker              *broker,
                      const MagBrokerAccount *account,
                      GCancellable           *cancellable,
                      GAsyncReadyCallback     callback,
                      gpointer                data)
{
  FakeAccount *self = FAKE_ACCOUNT (broker);
  g_autoptr(GTask) task = g_task_new (broker, cancellable, callback, data);
  MagPortfolio *portfolio = mag_portfolio_new ();

  g_set_str (&portfolio->account, account->number);
  g_set_str (&portfolio->name, account->name);
  g_set_str (&portfolio->kind, account->kind);
  portfolio->options = account->options;
  portfolio->buying_power = account->buying_power;
  portfolio->at_us = fake_now ();
  fill (self, find_account (self, account->number), portfolio);
  g_task_return_pointer (task, portfolio, (GDestroyNotify) mag_portfolio_unref);
}

static MagPortfolio *
load_portfolio_finish (MagBroker     *broker,
                       GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_account_iface_init (MagBrokerInterface *iface)
{
  iface->get_name = get_name;
  iface->dup_user = dup_user;
  iface->list_accounts_async = list_accounts_async;
  iface->list_accounts_finish = list_accounts_finish;
  iface->load_portfolio_async = load_portfolio_async;
  iface->load_portfolio_finish = load_portfolio_finish;
}

static void
fake_account_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, MAG_BROKER_SIGNED_IN);
      break;
    case PROP_CHALLENGE:
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
fake_account_finalize (GObject *object)
{
  FakeAccount *self = FAKE_ACCOUNT (object);

  g_ptr_array_unref (self->accounts);
  g_free (self->failure);

  G_OBJECT_CLASS (fake_account_parent_class)->finalize (object);
}

static void
fake_account_class_init (FakeAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = fake_account_get_property;
  G_OBJECT_CLASS (klass)->finalize = fake_account_finalize;
  g_object_class_override_property (G_OBJECT_CLASS (klass), PROP_STATE, "state");
  g_object_class_override_property (G_OBJECT_CLASS (klass), PROP_CHALLENGE, "challenge");
}

static void
fake_account_init (FakeAccount *self)
{
  self->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) account_free);
}

FakeAccount *
fake_account_new (void)
{
  return g_object_new (FAKE_TYPE_ACCOUNT, NULL);
}

void
fake_account_hold (FakeAccount        *self,
                  const char        *number,
                  const char        *name,
                  const char *const *positions,
                  const char *const *shares)
{
  Account *account = find_account (self, number);

  if (account != NULL)
    g_ptr_array_remove (self->accounts, account);
  account = g_new (Account, 1);
  *account = (Account) {
    g_strdup (number), g_strdup (name), g_strdupv ((GStrv) positions), g_strdupv ((GStrv) shares), g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
  };
  g_ptr_array_add (self->accounts, account);
}

void
fake_account_hold_many (FakeAccount *self,
                       const char *number,
                       const char *name,
                       guint       n)
{
  const char *const none[] = { NULL };
  g_autoptr(GStrvBuilder) lines = g_strv_builder_new ();
  g_auto(GStrv) positions = NULL;

  for (guint i = 0; i < n; i++)
    g_strv_builder_take (lines, g_strdup_printf ("S%u %u put 12-18 short %u 2.35 1.10 %u.41", i, 50 + i % 40, 1 + i % 3, 55 + i % 40));
  positions = g_strv_builder_end (lines);
  fake_account_hold (self, number, name, (const char *const *) positions, none);
}

void
fake_account_break (FakeAccount *self,
                   const char *number,
                   const char *id,
                   const char *problem)
{
  g_hash_table_insert (find_account (self, number)->broken, g_strdup (id), g_strdup (problem));
}

void
fake_account_set_failure (FakeAccount *self,
                         const char *message)
{
  g_set_str (&self->failure, message);
}

guint
fake_account_count_asked (FakeAccount *self)
{
  return self->n_asked;
}

void
fake_account_set_age (FakeAccount *self,
                      guint        minutes)
{
  self->age_us = minutes * (gint64) (60 * G_USEC_PER_SEC);
}
