/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the shown list. Hears from the store what changed, reads just that (at most four times a second, one read
 * at a time), and applies the answer in slices between frames, so that no turn of the main loop takes long however many
 * rows arrive. Rows keep their identity by symbol. */

#include "config.h"

#include "mag-symbol-model.h"

#include "mag-throttle.h"

#include <gtk/gtk.h>

/* DESIGN 9 allows a callback of ours 8 ms; a step is some 1 ms when the table makes a row's widgets for it. A few steps
 * at least, or on a busy machine the turns of the loop would cost more than the rows. */
#define SLICE_US 4000
#define SLICE_STEPS 4
/* The first rows of a list come before the next frame: each frame in between would lay out and paint what is not there
 * yet. Later ones come after it. */
#define PRIORITY_FIRST (GTK_PRIORITY_RESIZE - 5)
#define READ_INTERVAL_MS 250

struct _MagSymbolModel
{
  GObject             parent_instance;

  MagEngine          *engine;      /* owned */
  gint64              list;        /* 0: none */
  MagSymbolModelState state;
  char               *problem;     /* owned; why the last read failed, NULL when it did not */

  GListStore         *rows;        /* MagSymbolRow, in list order */
  GHashTable         *by_symbol;   /* gint64 symbol id -> MagSymbolRow; keys point into the rows */
  GHashTable         *by_ticker;   /* ticker -> MagSymbolRow; keys owned */
  GHashTable         *sections;    /* section -> its rank from 1, GUINT; keys owned */

  MagThrottle        *reads;
  gboolean            all_stale;   /* the next read is of the whole list */
  GHashTable         *stale;       /* set of tickers to read, owned strings */
  GCancellable       *cancellable; /* of the read in flight */

  GPtrArray          *incoming;    /* MagWatchlistRow not yet applied; NULL: nothing */
  gboolean            incoming_whole; /* incoming is the whole list, in order */
  guint               next;        /* index into incoming */
  guint               slice;       /* idle source that applies incoming */
  guint               touched;     /* rows touched so far */
  guint               touch;       /* idle source that touches rows */
};

enum
{
  STATE_CHANGED,
  SETTLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagSymbolModel, mag_symbol_model, G_TYPE_OBJECT)

/* Input of the store's job; immutable. */
typedef struct
{
  gint64   list;
  char   **tickers; /* owned; NULL: all */
  gint64   now_us;
} RowsInput;

static void
rows_input_free (gpointer data)
{
  RowsInput *input = data;

  g_strfreev (input->tickers);
  g_free (input);
}

static gpointer
read_rows_job (MagDb         *db,
               gpointer       data,
               GCancellable  *cancellable,
               GError       **error)
{
  const RowsInput *input = data;
  MagScanCriteria criteria;

  mag_scan_criteria_init (&criteria);
  if (input->tickers == NULL)
    return mag_watchlist_repo_rows (db, input->list, &criteria, input->now_us, cancellable, error);

  return mag_watchlist_repo_rows_of (db, input->list, (const char *const *) input->tickers, &criteria, input->now_us,
                                     cancellable, error);
}

static void
rows_free (gpointer rows)
{
  g_ptr_array_unref (rows);
}

static void
set_state (MagSymbolModel      *self,
           MagSymbolModelState  state,
           const char          *problem)
{
  gboolean changed = g_set_str (&self->problem, problem) || self->state != state;

  self->state = state;
  if (changed)
    g_signal_emit (self, signals[STATE_CHANGED], 0);
}

static void
index_row (MagSymbolModel *self,
           MagSymbolRow   *row)
{
  const MagWatchlistRow *data = mag_symbol_row_get (row);

  g_hash_table_replace (self->by_symbol, (gpointer) &data->symbol_id, row);
  g_hash_table_replace (self->by_ticker, g_strdup (data->symbol.ticker), row);
}

/* Replaces what a row says; the index by id keys into the contents and follows. */
static void
update_row (MagSymbolModel  *self,
            MagSymbolRow    *row,
            MagWatchlistRow *data)
{
  g_hash_table_remove (self->by_symbol, &mag_symbol_row_get (row)->symbol_id);
  g_hash_table_insert (self->by_symbol, &data->symbol_id, row);
  mag_symbol_row_update (row, data);
}

static void
remove_at (MagSymbolModel *self,
           guint           position)
{
  g_autoptr(MagSymbolRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), position);
  const MagWatchlistRow *data = mag_symbol_row_get (row);

  g_hash_table_remove (self->by_symbol, &data->symbol_id);
  g_hash_table_remove (self->by_ticker, data->symbol.ticker);
  g_list_store_remove (self->rows, position);
}

static gboolean
is_row_at (MagSymbolModel *self,
           guint           position,
           gint64          symbol_id)
{
  g_autoptr(MagSymbolRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), position);

  return row != NULL && mag_symbol_row_get (row)->symbol_id == symbol_id;
}

/* Makes position of the list say data: the row that stands there, one from further down, or a new one. */
static void
place_row (MagSymbolModel  *self,
           guint            position,
           MagWatchlistRow *data)
{
  MagSymbolRow *known = g_hash_table_lookup (self->by_symbol, &data->symbol_id);
  g_autoptr(MagSymbolRow) row = NULL;
  guint from;

  if (known != NULL && is_row_at (self, position, data->symbol_id))
    {
      update_row (self, known, data);
      return;
    }

  if (known != NULL && g_list_store_find (self->rows, known, &from))
    {
      row = g_object_ref (known);
      g_list_store_remove (self->rows, from);
      update_row (self, row, data);
    }
  else
    {
      row = mag_symbol_row_new (data);
      index_row (self, row);
    }
  g_list_store_insert (self->rows, position, row);
}

/* One small step of applying incoming; FALSE when nothing is left to do. */
static gboolean
apply_one (MagSymbolModel *self)
{
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  if (self->next < self->incoming->len)
    {
      MagWatchlistRow *data = g_steal_pointer (&g_ptr_array_index (self->incoming, self->next));
      MagSymbolRow *row = g_hash_table_lookup (self->by_symbol, &data->symbol_id);

      if (self->incoming_whole)
        place_row (self, self->next, data);
      else if (row != NULL)
        update_row (self, row, data);
      else
        mag_watchlist_row_free (data);
      self->next++;
      return TRUE;
    }

  if (self->incoming_whole && n_rows > self->incoming->len)
    {
      remove_at (self, n_rows - 1);
      return TRUE;
    }

  return FALSE;
}

static gboolean
slice_cb (gpointer data)
{
  MagSymbolModel *self = data;
  gint64 until_us = g_get_monotonic_time () + SLICE_US;

  for (guint step = 1; apply_one (self); step++)
    if (step >= SLICE_STEPS && g_get_monotonic_time () >= until_us)
      return G_SOURCE_CONTINUE;

  self->slice = 0;
  g_clear_pointer (&self->incoming, g_ptr_array_unref);
  /* Only now: a table on screen would be laid out and painted after each slice. */
  set_state (self, MAG_SYMBOL_MODEL_LOADED, NULL);
  g_debug ("Applied the rows");
  g_signal_emit (self, signals[SETTLED], 0);
  mag_throttle_done (self->reads);

  return G_SOURCE_REMOVE;
}

/* A section stands where its first symbol stands. */
static void
rank_sections (MagSymbolModel *self)
{
  g_hash_table_remove_all (self->sections);
  for (guint i = 0; i < self->incoming->len; i++)
    {
      const MagWatchlistRow *row = g_ptr_array_index (self->incoming, i);

      if (!g_hash_table_contains (self->sections, row->section))
        g_hash_table_insert (self->sections, g_strdup (row->section), GUINT_TO_POINTER (g_hash_table_size (self->sections) + 1));
    }
}

/* Rows that left the list go first, from the end, so that what follows only inserts and updates. Few of them: in one go. */
static void
drop_vanished (MagSymbolModel *self)
{
  g_autoptr(GHashTable) present = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < self->incoming->len; i++)
    g_hash_table_add (present, &((MagWatchlistRow *) g_ptr_array_index (self->incoming, i))->symbol_id);

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->rows)); i > 0; i--)
    {
      g_autoptr(MagSymbolRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i - 1);

      if (!g_hash_table_contains (present, &mag_symbol_row_get (row)->symbol_id))
        remove_at (self, i - 1);
    }
}

static void
read_failed (MagSymbolModel *self,
             const GError   *error)
{
  gboolean known = g_list_model_get_n_items (G_LIST_MODEL (self->rows)) > 0;

  /* What was to be read stays stale, for the next notice or Retry. */
  self->all_stale = TRUE;
  mag_engine_report (self->engine, error);
  set_state (self, known ? MAG_SYMBOL_MODEL_LOADED : MAG_SYMBOL_MODEL_FAILED, error->message);
  mag_throttle_done (self->reads);
}

static void
free_incoming (gpointer row)
{
  /* Rows that were applied have been taken out. */
  if (row != NULL)
    mag_watchlist_row_free (row);
}

static void
rows_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MagSymbolModel) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = mag_store_run_finish (MAG_STORE (source), result, &error);

  /* Another list was chosen meanwhile (or the model is gone): that choice has begun its own read. */
  if (self->cancellable == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (self->reads != NULL)
        mag_throttle_done (self->reads);
      return;
    }

  g_clear_object (&self->cancellable);
  if (rows == NULL)
    {
      read_failed (self, error);
      return;
    }

  g_debug ("Read %u rows", rows->len);
  self->incoming = g_steal_pointer (&rows);
  g_ptr_array_set_free_func (self->incoming, free_incoming);
  self->next = 0;
  if (self->incoming_whole)
    {
      rank_sections (self);
      drop_vanished (self);
    }
  self->slice = g_idle_add_full (self->state == MAG_SYMBOL_MODEL_LOADING ? PRIORITY_FIRST : G_PRIORITY_DEFAULT_IDLE,
                                 slice_cb, self, NULL);
}

static void
read_cb (gpointer data)
{
  MagSymbolModel *self = data;
  RowsInput *input;

  if (self->list == 0 || (!self->all_stale && g_hash_table_size (self->stale) == 0))
    {
      mag_throttle_done (self->reads);
      return;
    }

  input = g_new0 (RowsInput, 1);
  input->list = self->list;
  input->now_us = mag_engine_now_us (self->engine);
  if (!self->all_stale)
    {
      g_autofree gpointer *tickers = g_hash_table_get_keys_as_array (self->stale, NULL);

      input->tickers = g_strdupv ((char **) tickers);
    }
  self->incoming_whole = self->all_stale;
  self->all_stale = FALSE;
  g_hash_table_remove_all (self->stale);

  self->cancellable = g_cancellable_new ();
  mag_store_run_async (mag_engine_get_store (self->engine), read_rows_job, input, rows_input_free, rows_free,
                       self->cancellable, rows_read_cb, g_object_ref (self));
}

static void
store_changed_cb (MagSymbolModel *self,
                  const char     *topic)
{
  const char *ticker = g_str_has_prefix (topic, "symbol:") ? topic + strlen ("symbol:") : NULL;

  if (self->list == 0)
    return;

  if (ticker != NULL && g_hash_table_contains (self->by_ticker, ticker))
    {
      g_hash_table_add (self->stale, g_strdup (ticker));
      mag_throttle_request (self->reads);
    }
  else if (*topic == '\0' ||
           (g_str_has_prefix (topic, "list:") && g_ascii_strtoll (topic + strlen ("list:"), NULL, 10) == self->list))
    {
      mag_symbol_model_reload (self);
    }
}

static gboolean
touch_cb (gpointer data)
{
  MagSymbolModel *self = data;
  gint64 until_us = g_get_monotonic_time () + SLICE_US;

  while (self->touched < g_list_model_get_n_items (G_LIST_MODEL (self->rows)))
    {
      g_autoptr(MagSymbolRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), self->touched++);

      mag_symbol_row_touch (row);
      if (g_get_monotonic_time () >= until_us)
        return G_SOURCE_CONTINUE;
    }
  self->touch = 0;

  return G_SOURCE_REMOVE;
}

/* Forgets a read in flight and rows not yet applied. */
static void
stop_reading (MagSymbolModel *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->slice != 0)
    mag_throttle_done (self->reads);
  g_clear_handle_id (&self->slice, g_source_remove);
  g_clear_pointer (&self->incoming, g_ptr_array_unref);
}

static void
mag_symbol_model_dispose (GObject *object)
{
  MagSymbolModel *self = MAG_SYMBOL_MODEL (object);

  if (self->reads != NULL)
    stop_reading (self);
  g_clear_pointer (&self->reads, mag_throttle_free);
  g_clear_handle_id (&self->touch, g_source_remove);

  G_OBJECT_CLASS (mag_symbol_model_parent_class)->dispose (object);
}

static void
mag_symbol_model_finalize (GObject *object)
{
  MagSymbolModel *self = MAG_SYMBOL_MODEL (object);

  g_hash_table_unref (self->by_symbol);
  g_hash_table_unref (self->by_ticker);
  g_hash_table_unref (self->sections);
  g_hash_table_unref (self->stale);
  g_clear_object (&self->rows);
  g_clear_object (&self->engine);
  g_free (self->problem);

  G_OBJECT_CLASS (mag_symbol_model_parent_class)->finalize (object);
}

static void
mag_symbol_model_class_init (MagSymbolModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mag_symbol_model_dispose;
  object_class->finalize = mag_symbol_model_finalize;

  signals[STATE_CHANGED] =
    g_signal_new ("state-changed", MAG_TYPE_SYMBOL_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SETTLED] =
    g_signal_new ("settled", MAG_TYPE_SYMBOL_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mag_symbol_model_init (MagSymbolModel *self)
{
  self->rows = g_list_store_new (MAG_TYPE_SYMBOL_ROW);
  self->by_symbol = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->by_ticker = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->sections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->stale = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->reads = mag_throttle_new (READ_INTERVAL_MS, read_cb, self);
}

/**
 * mag_symbol_model_new:
 * @engine: an engine
 *
 * Returns: (transfer full): a model without a list
 */
MagSymbolModel *
mag_symbol_model_new (MagEngine *engine)
{
  MagSymbolModel *self = g_object_new (MAG_TYPE_SYMBOL_MODEL, NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (mag_engine_get_store (engine), "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * mag_symbol_model_set_list:
 * @self: a model
 * @list: id of a list, 0 for none
 *
 * Empties the model and begins to read @list. The same list again changes nothing.
 */
void
mag_symbol_model_set_list (MagSymbolModel *self,
                           gint64          list)
{
  g_return_if_fail (MAG_IS_SYMBOL_MODEL (self));

  if (self->list == list)
    return;

  stop_reading (self);
  self->list = list;
  g_hash_table_remove_all (self->by_symbol);
  g_hash_table_remove_all (self->by_ticker);
  g_hash_table_remove_all (self->sections);
  g_hash_table_remove_all (self->stale);
  g_list_store_remove_all (self->rows);
  set_state (self, list != 0 ? MAG_SYMBOL_MODEL_LOADING : MAG_SYMBOL_MODEL_INITIAL, NULL);
  mag_throttle_reset (self->reads);
  if (list != 0)
    mag_symbol_model_reload (self);
}

gint64
mag_symbol_model_get_list (MagSymbolModel *self)
{
  g_return_val_if_fail (MAG_IS_SYMBOL_MODEL (self), 0);

  return self->list;
}

/**
 * mag_symbol_model_reload:
 * @self: a model
 *
 * Reads the whole list again; what is shown stays until the answer is there.
 */
void
mag_symbol_model_reload (MagSymbolModel *self)
{
  g_return_if_fail (MAG_IS_SYMBOL_MODEL (self));

  self->all_stale = TRUE;
  mag_throttle_request (self->reads);
}

/**
 * mag_symbol_model_touch:
 * @self: a model
 *
 * Has every row say anew how old it is, in slices.
 */
void
mag_symbol_model_touch (MagSymbolModel *self)
{
  g_return_if_fail (MAG_IS_SYMBOL_MODEL (self));

  self->touched = 0;
  if (self->touch == 0)
    self->touch = g_idle_add (touch_cb, self);
}

/**
 * mag_symbol_model_get_rows:
 * @self: a model
 *
 * Returns: (transfer none): the rows as a list of MagSymbolRow, in list order
 */
GListModel *
mag_symbol_model_get_rows (MagSymbolModel *self)
{
  g_return_val_if_fail (MAG_IS_SYMBOL_MODEL (self), NULL);

  return G_LIST_MODEL (self->rows);
}

MagSymbolModelState
mag_symbol_model_get_state (MagSymbolModel *self)
{
  g_return_val_if_fail (MAG_IS_SYMBOL_MODEL (self), MAG_SYMBOL_MODEL_INITIAL);

  return self->state;
}

/**
 * mag_symbol_model_get_problem:
 * @self: a model
 *
 * Returns: (nullable): why the last read failed, a sentence; NULL when it did not
 */
const char *
mag_symbol_model_get_problem (MagSymbolModel *self)
{
  g_return_val_if_fail (MAG_IS_SYMBOL_MODEL (self), NULL);

  return self->problem;
}

/**
 * mag_symbol_model_get_section_rank:
 * @self: a model
 * @section: a section's name, "" for symbols above the first heading
 *
 * Returns: its place among the list's sections from 1; 0 when the list has no such section
 */
guint
mag_symbol_model_get_section_rank (MagSymbolModel *self,
                                   const char     *section)
{
  g_return_val_if_fail (MAG_IS_SYMBOL_MODEL (self), 0);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->sections, section));
}

guint
mag_symbol_model_get_n_sections (MagSymbolModel *self)
{
  g_return_val_if_fail (MAG_IS_SYMBOL_MODEL (self), 0);

  return g_hash_table_size (self->sections);
}
