/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contracts and tickers by the broker's ids. Kept for as long as the program runs: what is held today was held yesterday. */

#include "mag-robinhood-memory.h"

struct _MagRobinhoodMemory
{
  GObject              parent_instance;

  MagRobinhoodSession *session;
  GHashTable          *contracts; /* owned id -> MagRobinhoodContract, owned */
  GHashTable          *tickers;   /* owned id -> owned */
  guint                batch;
};

G_DEFINE_FINAL_TYPE (MagRobinhoodMemory, mag_robinhood_memory, G_TYPE_OBJECT)

static void
contracts_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodMemory *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(MagRobinhoodRows) rows = mag_robinhood_fetch_finish (MAG_ROBINHOOD_SESSION (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < rows->rows->len; i++)
    {
      g_autofree char *id = NULL;
      MagRobinhoodContract *contract = mag_robinhood_contract_parse (g_ptr_array_index (rows->rows, i), &id);

      if (contract != NULL && id != NULL)
        g_hash_table_replace (self->contracts, g_steal_pointer (&id), contract);
      else
        g_clear_pointer (&contract, mag_robinhood_contract_free);
    }
  g_task_return_boolean (task, TRUE);
}

static void
tickers_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodMemory *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(MagRobinhoodRows) rows = mag_robinhood_fetch_finish (MAG_ROBINHOOD_SESSION (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < rows->rows->len; i++)
    {
      JsonObject *row = g_ptr_array_index (rows->rows, i);
      g_autofree char *id = mag_rh_dup_id (row, "id", "url"), *ticker = mag_rh_dup_text (row, "symbol");

      if (id != NULL && ticker != NULL)
        g_hash_table_replace (self->tickers, g_steal_pointer (&id), g_steal_pointer (&ticker));
    }
  g_task_return_boolean (task, TRUE);
}

static void
learn (MagRobinhoodMemory  *self,
       const char          *path,
       GHashTable          *known,
       GPtrArray           *ids,
       GAsyncReadyCallback  learned,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  g_autoptr(GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) unknown = g_ptr_array_new ();

  g_task_set_source_tag (task, learn);
  for (guint i = 0; i < ids->len; i++)
    if (!g_hash_table_contains (known, g_ptr_array_index (ids, i)) && g_hash_table_add (asked, g_ptr_array_index (ids, i)))
      g_ptr_array_add (unknown, g_ptr_array_index (ids, i));
  mag_robinhood_fetch_ids_async (self->session, path, unknown, &self->batch, cancellable, learned, task);
}

/**
 * mag_robinhood_memory_learn_contracts_async:
 * @option_ids: strings, in any number and repeated as they come
 */
void
mag_robinhood_memory_learn_contracts_async (MagRobinhoodMemory  *self,
                                            GPtrArray           *option_ids,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             data)
{
  learn (self, "/options/instruments/?ids=", self->contracts, option_ids, contracts_cb, cancellable, callback, data);
}

void
mag_robinhood_memory_learn_tickers_async (MagRobinhoodMemory  *self,
                                          GPtrArray           *instrument_ids,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             data)
{
  learn (self, "/instruments/?ids=", self->tickers, instrument_ids, tickers_cb, cancellable, callback, data);
}

gboolean
mag_robinhood_memory_learn_finish (MagRobinhoodMemory  *self,
                                   GAsyncResult        *result,
                                   GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

const MagRobinhoodContract *
mag_robinhood_memory_find_contract (gpointer    self,
                                    const char *option_id)
{
  return g_hash_table_lookup (MAG_ROBINHOOD_MEMORY (self)->contracts, option_id);
}

const char *
mag_robinhood_memory_find_ticker (gpointer    self,
                                  const char *instrument_id)
{
  return g_hash_table_lookup (MAG_ROBINHOOD_MEMORY (self)->tickers, instrument_id);
}

guint *
mag_robinhood_memory_get_batch (MagRobinhoodMemory *self)
{
  return &self->batch;
}

MagRobinhoodSession *
mag_robinhood_memory_get_session (MagRobinhoodMemory *self)
{
  return self->session;
}

static void
mag_robinhood_memory_finalize (GObject *object)
{
  MagRobinhoodMemory *self = MAG_ROBINHOOD_MEMORY (object);

  g_hash_table_unref (self->contracts);
  g_hash_table_unref (self->tickers);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (mag_robinhood_memory_parent_class)->finalize (object);
}

static void
mag_robinhood_memory_class_init (MagRobinhoodMemoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_robinhood_memory_finalize;
}

static void
mag_robinhood_memory_init (MagRobinhoodMemory *self)
{
  self->batch = MAG_ROBINHOOD_BATCH;
  self->contracts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) mag_robinhood_contract_free);
  self->tickers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * mag_robinhood_memory_new:
 *
 * Returns: (transfer full): a memory with nothing in it
 */
MagRobinhoodMemory *
mag_robinhood_memory_new (MagRobinhoodSession *session)
{
  MagRobinhoodMemory *self = g_object_new (MAG_TYPE_ROBINHOOD_MEMORY, NULL);

  self->session = g_object_ref (session);
  return self;
}
