/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keyring through libsecret, whichever backend that has: the Secret Service of the desktop, or its own encrypted file inside a sandbox. Every call goes
 * through the same steps: look for the item, ask for it to be unlocked if it is locked, then do what is wanted. libsecret's own calls do that too, but there a
 * question that was closed looks like an item that does not exist. */

#include "config.h"

#include "mag-secrets.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

struct _MagSecrets
{
  GObject     parent_instance;

  GHashTable *session; /* owned "service\naccount\nkind" -> owned text, wiped when freed; NULL: the keyring is used */
};

G_DEFINE_FINAL_TYPE (MagSecrets, mag_secrets, G_TYPE_OBJECT)
G_DEFINE_QUARK (mag-secrets-error-quark, mag_secrets_error)

static const SecretSchema schema = {
  APP_ID, SECRET_SCHEMA_NONE, { { "service", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "account", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING } }
};

typedef enum
{
  VERB_LOAD,
  VERB_SAVE,
  VERB_REMOVE,
  VERB_FIND,
} Verb;

typedef struct
{
  Verb               verb;
  GHashTable        *attributes; /* of the schema */
  char              *label;
  char              *text;       /* to save; wiped */
  SecretRetrievable *item;       /* the one found */
} Operation;

static void
operation_free (gpointer data)
{
  Operation *operation = data;

  g_hash_table_unref (operation->attributes);
  g_free (operation->label);
  mag_secrets_free_text (operation->text);
  g_clear_object (&operation->item);
  g_free (operation);
}

/* Errors. */

static gboolean
is_nobody_there (const GError *error)
{
  static const GDBusError codes[] = { G_DBUS_ERROR_SERVICE_UNKNOWN, G_DBUS_ERROR_NAME_HAS_NO_OWNER, G_DBUS_ERROR_NO_SERVER, G_DBUS_ERROR_UNKNOWN_INTERFACE,
                                      G_DBUS_ERROR_UNKNOWN_METHOD, G_DBUS_ERROR_SPAWN_EXEC_FAILED, G_DBUS_ERROR_SPAWN_FORK_FAILED, G_DBUS_ERROR_SPAWN_CHILD_EXITED,
                                      G_DBUS_ERROR_SPAWN_CHILD_SIGNALED, G_DBUS_ERROR_SPAWN_FAILED, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND, G_DBUS_ERROR_FILE_NOT_FOUND };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_DBUS_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}

static GError *
new_error (MagSecretsError code)
{
  switch (code)
    {
    case MAG_SECRETS_ERROR_LOCKED:
      return g_error_new_literal (MAG_SECRETS_ERROR, code, _("The keyring is locked. Unlock it and try again, or go on without it for this session only."));
    case MAG_SECRETS_ERROR_CANCELLED:
      return g_error_new_literal (MAG_SECRETS_ERROR, code, _("The keyring was not unlocked, because its question was closed. Try again, or go on without it for this session only."));
    case MAG_SECRETS_ERROR_MISSING:
      return g_error_new_literal (MAG_SECRETS_ERROR, code, _("No keyring is running on this computer. Start one, such as GNOME Keyring or KWallet, or go on without it for this session only."));
    case MAG_SECRETS_ERROR_BROKEN:
      return g_error_new_literal (MAG_SECRETS_ERROR, code, _("The keyring does not work as it should. Restart it and try again, or go on without it for this session only."));
    }
  g_return_val_if_reached (NULL);
}

/* Ends the task with what libsecret's error means. reaching: nothing has been heard of the keyring yet, so that anything but a refusal means that there is none. */
static void
return_failure (GTask        *task,
                const GError *error,
                gboolean      reaching)
{
  MagSecretsError code = MAG_SECRETS_ERROR_BROKEN;

  if (g_task_return_error_if_cancelled (task))
    return;
  g_debug ("Keyring: %s", error->message);
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    code = MAG_SECRETS_ERROR_LOCKED;
  else if (is_nobody_there (error) || (reaching && error->domain == G_IO_ERROR && error->code != G_IO_ERROR_TIMED_OUT))
    code = MAG_SECRETS_ERROR_MISSING;

  /* A daemon that comes back is another one; the session with the old is of no use to anybody. */
  secret_service_disconnect ();
  g_task_return_error (task, new_error (code));
}

/* The last steps. */

static void
retrieved_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;
  SecretValue *value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);
  const char *text = value != NULL ? secret_value_get_text (value) : NULL;

  if (text != NULL)
    g_task_return_pointer (task, g_strdup (text), (GDestroyNotify) mag_secrets_free_text);
  else if (error != NULL)
    return_failure (task, error, FALSE);
  else
    g_task_return_error (task, new_error (MAG_SECRETS_ERROR_BROKEN));
  if (value != NULL)
    secret_value_unref (value);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT))
    g_task_return_error (task, new_error (MAG_SECRETS_ERROR_CANCELLED)); /* there was no keyring yet, and the user did not want one made */
  else
    return_failure (task, error, FALSE);
}

static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    return_failure (task, error, FALSE);
}

/* Takes the task. Nothing that is needed is locked any more. */
static void
act (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  switch (operation->verb)
    {
    case VERB_LOAD:
      secret_retrievable_retrieve_secret (operation->item, cancellable, retrieved_cb, task);
      return;
    case VERB_SAVE:
      secret_password_storev (&schema, operation->attributes, SECRET_COLLECTION_DEFAULT, operation->label, operation->text, cancellable, stored_cb, task);
      return;
    case VERB_REMOVE:
      secret_password_clearv (&schema, operation->attributes, cancellable, cleared_cb, task);
      return;
    case VERB_FIND:
      break;
    }
  g_assert_not_reached ();
}

/* Locks. */

static void
unlocked_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;
  int n_unlocked = secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);

  if (n_unlocked > 0)
    act (g_steal_pointer (&task));
  else if (error != NULL)
    return_failure (task, error, FALSE);
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_error (task, new_error (MAG_SECRETS_ERROR_CANCELLED));
}

/* Takes the task. */
static void
unlock (GTask      *task,
        SecretItem *item)
{
  g_autoptr(GList) items = g_list_append (NULL, item);

  secret_service_unlock (secret_item_get_service (item), items, g_task_get_cancellable (task), unlocked_cb, task);
}

/* Items. */

static int
compare_ages (gconstpointer a,
              gconstpointer b)
{
  guint64 of_a = secret_retrievable_get_modified ((SecretRetrievable *) a), of_b = secret_retrievable_get_modified ((SecretRetrievable *) b);

  return of_a > of_b ? -1 : of_a < of_b;
}

static char *
dup_account (SecretRetrievable *item)
{
  g_autoptr(GHashTable) attributes = secret_retrievable_get_attributes (item);

  return g_strdup (g_hash_table_lookup (attributes, "account"));
}

/* There is no such item, which is an answer. Takes the task. */
static void
answer_nothing (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  Operation *operation = g_task_get_task_data (task);

  switch (operation->verb)
    {
    case VERB_LOAD:
    case VERB_FIND:
      g_task_return_pointer (task, NULL, NULL);
      break;
    case VERB_REMOVE:
      g_task_return_boolean (task, TRUE);
      break;
    case VERB_SAVE:
      act (g_steal_pointer (&task));
      break;
    }
}

static void
searched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(GTask) task = data;
  Operation *operation = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  items = g_list_sort (items, compare_ages);
  operation->item = items != NULL ? g_object_ref (items->data) : NULL;
  g_list_free_full (items, g_object_unref);
  if (error != NULL)
    return_failure (task, error, TRUE);
  else if (operation->item == NULL)
    answer_nothing (g_steal_pointer (&task));
  else if (operation->verb == VERB_FIND)
    g_task_return_pointer (task, dup_account (operation->item), g_free);
  else if (SECRET_IS_ITEM (operation->item) && secret_item_get_locked (SECRET_ITEM (operation->item)))
    unlock (g_steal_pointer (&task), SECRET_ITEM (operation->item));
  else
    act (g_steal_pointer (&task));
}

/* This session only. */

static char *
make_key (const char *service,
          const char *account,
          const char *kind)
{
  return g_strjoin ("\n", service, account, kind, NULL);
}

static char *
find_in_session (MagSecrets *self,
                 const char *service,
                 const char *kind)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->session);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_auto(GStrv) parts = g_strsplit (key, "\n", 3);

      if (g_str_equal (parts[0], service) && g_str_equal (parts[2], kind))
        return g_strdup (parts[1]);
    }
  return NULL;
}

static void
act_in_session (MagSecrets *self,
                GTask      *task,
                const char *service,
                const char *account,
                const char *kind,
                const char *text)
{
  Operation *operation = g_task_get_task_data (task);
  g_autofree char *key = make_key (service, account != NULL ? account : "", kind);

  switch (operation->verb)
    {
    case VERB_LOAD:
      g_task_return_pointer (task, g_strdup (g_hash_table_lookup (self->session, key)), (GDestroyNotify) mag_secrets_free_text);
      break;
    case VERB_SAVE:
      g_hash_table_replace (self->session, g_steal_pointer (&key), g_strdup (text));
      g_task_return_boolean (task, TRUE);
      break;
    case VERB_REMOVE:
      g_hash_table_remove (self->session, key);
      g_task_return_boolean (task, TRUE);
      break;
    case VERB_FIND:
      g_task_return_pointer (task, find_in_session (self, service, kind), g_free);
      break;
    }
}

static void
begin (MagSecrets          *self,
       Verb                 verb,
       const char          *service,
       const char          *account, /* NULL: any */
       const char          *kind,
       const char          *text,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, data);
  Operation *operation = g_new0 (Operation, 1);

  operation->verb = verb;
  operation->attributes = account != NULL ? secret_attributes_build (&schema, "service", service, "account", account, "kind", kind, NULL)
                                          : secret_attributes_build (&schema, "service", service, "kind", kind, NULL);
  operation->label = g_strdup_printf ("Magnus: %s, %s", service, kind);
  operation->text = g_strdup (text);
  g_task_set_source_tag (task, begin);
  g_task_set_task_data (task, operation, operation_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->session != NULL)
    act_in_session (self, task, service, account, kind, text);
  else
    secret_password_searchv (&schema, operation->attributes, SECRET_SEARCH_ALL, cancellable, searched_cb, g_steal_pointer (&task));
}

static void
mag_secrets_finalize (GObject *object)
{
  MagSecrets *self = MAG_SECRETS (object);

  g_clear_pointer (&self->session, g_hash_table_unref);

  G_OBJECT_CLASS (mag_secrets_parent_class)->finalize (object);
}

static void
mag_secrets_class_init (MagSecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_secrets_finalize;
}

static void
mag_secrets_init (MagSecrets *self)
{
}

/**
 * mag_secrets_new:
 *
 * Returns: (transfer full): the keyring; nothing is asked of it yet
 */
MagSecrets *
mag_secrets_new (void)
{
  return g_object_new (MAG_TYPE_SECRETS, NULL);
}

/**
 * mag_secrets_set_session_only:
 *
 * Leaves the keyring alone for as long as this object lives: what is saved from now on is kept in memory, what was saved before is not seen.
 */
void
mag_secrets_set_session_only (MagSecrets *self)
{
  g_return_if_fail (MAG_IS_SECRETS (self));

  if (self->session == NULL)
    self->session = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) mag_secrets_free_text);
}

gboolean
mag_secrets_is_session_only (MagSecrets *self)
{
  g_return_val_if_fail (MAG_IS_SECRETS (self), FALSE);

  return self->session != NULL;
}

/**
 * mag_secrets_load_async:
 * @service: whose secret it is: "robinhood"
 * @account: the user name there
 * @kind: "tokens"
 *
 * May ask the user to unlock the keyring, and then takes as long as that takes.
 */
void
mag_secrets_load_async (MagSecrets          *self,
                        const char          *service,
                        const char          *account,
                        const char          *kind,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             data)
{
  g_return_if_fail (MAG_IS_SECRETS (self) && service != NULL && account != NULL && kind != NULL);

  begin (self, VERB_LOAD, service, account, kind, NULL, cancellable, callback, data);
}

/**
 * mag_secrets_load_finish:
 * @error: MAG_SECRETS_ERROR, or G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the secret, to be freed with mag_secrets_free_text(); %NULL without an error: there is none
 */
char *
mag_secrets_load_finish (MagSecrets    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mag_secrets_save_async:
 * @text: replaces what was saved under the same three names
 */
void
mag_secrets_save_async (MagSecrets          *self,
                        const char          *service,
                        const char          *account,
                        const char          *kind,
                        const char          *text,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             data)
{
  g_return_if_fail (MAG_IS_SECRETS (self) && service != NULL && account != NULL && kind != NULL && text != NULL);

  begin (self, VERB_SAVE, service, account, kind, text, cancellable, callback, data);
}

gboolean
mag_secrets_save_finish (MagSecrets    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mag_secrets_remove_async:
 *
 * That there is nothing to remove is no error.
 */
void
mag_secrets_remove_async (MagSecrets          *self,
                          const char          *service,
                          const char          *account,
                          const char          *kind,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             data)
{
  g_return_if_fail (MAG_IS_SECRETS (self) && service != NULL && account != NULL && kind != NULL);

  begin (self, VERB_REMOVE, service, account, kind, NULL, cancellable, callback, data);
}

gboolean
mag_secrets_remove_finish (MagSecrets    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mag_secrets_find_async:
 *
 * Asks whose secret there is, which is no secret itself: no keyring has to be unlocked for it.
 */
void
mag_secrets_find_async (MagSecrets          *self,
                        const char          *service,
                        const char          *kind,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             data)
{
  g_return_if_fail (MAG_IS_SECRETS (self) && service != NULL && kind != NULL);

  begin (self, VERB_FIND, service, NULL, kind, NULL, cancellable, callback, data);
}

/**
 * mag_secrets_find_finish:
 *
 * Returns: (transfer full) (nullable): the account; %NULL without an error: there is none
 */
char *
mag_secrets_find_finish (MagSecrets    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mag_secrets_free_text:
 * @text: (nullable) (transfer full): a secret
 */
void
mag_secrets_free_text (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}
