/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The watchlists of the sidebar. Read again as a whole when one changed: there are tens of them, not thousands. */

#include "config.h"

#include "mag-list-model.h"

#include "mag-throttle.h"

#define READ_INTERVAL_MS 250

struct _MagListModel
{
  GObject      parent_instance;

  MagEngine   *engine;  /* owned */
  GListStore  *lists;   /* MagListItem, by name */
  MagThrottle *reads;
  gboolean     loaded;  /* one reading succeeded */
  char        *problem; /* owned; why the last reading failed, NULL when it did not */
};

enum
{
  LOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagListModel, mag_list_model, G_TYPE_OBJECT)

static gpointer
read_lists_job (MagDb         *db,
                gpointer       input,
                GCancellable  *cancellable,
                GError       **error)
{
  return mag_watchlist_repo_list (db, cancellable, error);
}

static void
lists_free (gpointer lists)
{
  g_ptr_array_unref (lists);
}

static void
free_incoming (gpointer list)
{
  if (list != NULL)
    mag_watchlist_free (list);
}

static gint64
id_at (MagListModel *self,
       guint         position)
{
  g_autoptr(MagListItem) item = g_list_model_get_item (G_LIST_MODEL (self->lists), position);

  return item != NULL ? mag_list_item_get (item)->id : 0;
}

static gboolean
contains (GPtrArray *lists,
          gint64     id)
{
  for (guint i = 0; i < lists->len; i++)
    if (((MagWatchlist *) g_ptr_array_index (lists, i))->id == id)
      return TRUE;

  return FALSE;
}

/* Makes position say data: the item that stands there, the same list from elsewhere (it was renamed), or a new one. */
static void
place_list (MagListModel *self,
            guint         position,
            MagWatchlist *data)
{
  g_autoptr(MagListItem) item = NULL;
  MagListItem *known = mag_list_model_find (self, data->id);
  guint from;

  if (known != NULL && id_at (self, position) == data->id)
    {
      mag_list_item_update (known, data);
      return;
    }

  if (known != NULL && g_list_store_find (self->lists, known, &from))
    {
      item = g_object_ref (known);
      g_list_store_remove (self->lists, from);
      mag_list_item_update (item, data);
    }
  else
    {
      item = mag_list_item_new (data);
    }
  g_list_store_insert (self->lists, position, item);
}

static void
apply (MagListModel *self,
       GPtrArray    *lists)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->lists)); i > 0; i--)
    if (!contains (lists, id_at (self, i - 1)))
      g_list_store_remove (self->lists, i - 1);

  g_ptr_array_set_free_func (lists, free_incoming);
  for (guint i = 0; i < lists->len; i++)
    place_list (self, i, g_steal_pointer (&g_ptr_array_index (lists, i)));
}

static void
lists_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(MagListModel) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) lists = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (self->reads == NULL)
    return;

  if (lists != NULL)
    {
      g_debug ("Read %u lists", lists->len);
      apply (self, lists);
      self->loaded = TRUE;
    }
  else
    {
      mag_engine_report (self->engine, error);
    }
  g_set_str (&self->problem, error != NULL ? error->message : NULL);
  mag_throttle_done (self->reads);
  g_signal_emit (self, signals[LOADED], 0);
}

static void
read_cb (gpointer data)
{
  MagListModel *self = data;

  mag_store_run_async (mag_engine_get_store (self->engine), read_lists_job, NULL, NULL, lists_free, NULL,
                       lists_read_cb, g_object_ref (self));
}

static void
store_changed_cb (MagListModel *self,
                  const char   *topic)
{
  if (*topic == '\0' || g_str_equal (topic, "lists") || g_str_has_prefix (topic, "list:"))
    mag_throttle_request (self->reads);
}

static void
mag_list_model_dispose (GObject *object)
{
  g_clear_pointer (&MAG_LIST_MODEL (object)->reads, mag_throttle_free);

  G_OBJECT_CLASS (mag_list_model_parent_class)->dispose (object);
}

static void
mag_list_model_finalize (GObject *object)
{
  MagListModel *self = MAG_LIST_MODEL (object);

  g_clear_object (&self->lists);
  g_clear_object (&self->engine);
  g_free (self->problem);

  G_OBJECT_CLASS (mag_list_model_parent_class)->finalize (object);
}

static void
mag_list_model_class_init (MagListModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mag_list_model_dispose;
  object_class->finalize = mag_list_model_finalize;

  signals[LOADED] = g_signal_new ("loaded", MAG_TYPE_LIST_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mag_list_model_init (MagListModel *self)
{
  self->lists = g_list_store_new (MAG_TYPE_LIST_ITEM);
  self->reads = mag_throttle_new (READ_INTERVAL_MS, read_cb, self);
}

/**
 * mag_list_model_new:
 * @engine: an engine
 *
 * Returns: (transfer full): an empty model; mag_list_model_reload() fills it
 */
MagListModel *
mag_list_model_new (MagEngine *engine)
{
  MagListModel *self = g_object_new (MAG_TYPE_LIST_MODEL, NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (mag_engine_get_store (engine), "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

void
mag_list_model_reload (MagListModel *self)
{
  g_return_if_fail (MAG_IS_LIST_MODEL (self));

  mag_throttle_reset (self->reads);
  mag_throttle_request (self->reads);
}

/**
 * mag_list_model_get_lists:
 * @self: a model
 *
 * Returns: (transfer none): a list of MagListItem, by name
 */
GListModel *
mag_list_model_get_lists (MagListModel *self)
{
  g_return_val_if_fail (MAG_IS_LIST_MODEL (self), NULL);

  return G_LIST_MODEL (self->lists);
}

/**
 * mag_list_model_find:
 * @self: a model
 * @id: id of a list
 *
 * Returns: (transfer none) (nullable): the item, or NULL
 */
MagListItem *
mag_list_model_find (MagListModel *self,
                     gint64        id)
{
  g_return_val_if_fail (MAG_IS_LIST_MODEL (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->lists)); i++)
    {
      g_autoptr(MagListItem) item = g_list_model_get_item (G_LIST_MODEL (self->lists), i);

      if (mag_list_item_get (item)->id == id)
        return item;
    }

  return NULL;
}

/**
 * mag_list_model_find_name:
 * @self: a model
 * @name: a name in any case, as the store compares names
 *
 * Returns: (transfer none) (nullable): the item, or NULL
 */
MagListItem *
mag_list_model_find_name (MagListModel *self,
                          const char   *name)
{
  g_autofree char *wanted = NULL;

  g_return_val_if_fail (MAG_IS_LIST_MODEL (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  wanted = g_utf8_strdown (name, -1);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->lists)); i++)
    {
      g_autoptr(MagListItem) item = g_list_model_get_item (G_LIST_MODEL (self->lists), i);
      g_autofree char *folded = g_utf8_strdown (mag_list_item_get (item)->name, -1);

      if (g_str_equal (folded, wanted))
        return item;
    }

  return NULL;
}

/**
 * mag_list_model_is_loaded:
 * @self: a model
 *
 * Returns: TRUE once the lists were read, so that none means none
 */
gboolean
mag_list_model_is_loaded (MagListModel *self)
{
  g_return_val_if_fail (MAG_IS_LIST_MODEL (self), FALSE);

  return self->loaded;
}

const char *
mag_list_model_get_problem (MagListModel *self)
{
  g_return_val_if_fail (MAG_IS_LIST_MODEL (self), NULL);

  return self->problem;
}
