/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns the rows of one answer into those of the next: contracts that stay keep their object and get new numbers, the
 * others go and come. It works in slices of a few milliseconds, because each row that is added or changed makes GTK build
 * or fill the widgets that show it, inside our call; input comes between the slices.
 *
 * Frames come between them too as long as only numbers change, or a table is filled from nothing. Some rows that go or
 * come between others are another matter: the next frame lays out all the rows there are (15-30 ms), whether one came
 * or fifty, and ranks given before the rows came would show gaps. So these slices follow each other without a frame.
 *
 * A merge runs to its end: an answer that comes meanwhile waits, the newest of several. On a busy machine answers come
 * faster than merges end; one that took its predecessor's place would leave new ranks beside missing rows for good. */

#include "mag-analyzer-rows.h"

/* Well under the 8 ms a callback of ours may take: the last row of a slice may be a slow one. */
#define SLICE_US 3000

/* More new rows than this are shown as they come. */
#define MAX_AT_ONCE 50

typedef enum
{
  STEP_COMPARE, /* rows that stay are noted, new ones made; nothing shows */
  STEP_REMOVE,
  STEP_UPDATE, /* rows that stay */
  STEP_ADD,
  STEP_END,    /* told in a slice of its own: whoever listens sorts */
} Step;

struct _MagAnalyzerRows
{
  GObject        parent_instance;

  GListStore    *store;    /* owned; MagAnalyzerRow in no order of meaning */
  GHashTable    *known;    /* owned; the rows of store by identity */

  /* The merge under way. */
  MagScanAnswer *answer;   /* owned; NULL: none */
  MagScanAnswer *next;     /* owned; to be merged after it, NULL: none */
  GHashTable    *kept;     /* owned; rows of store that are in the answer too, with their place in it */
  GPtrArray     *fresh;    /* owned; rows to be added */
  Step           step;
  guint          position; /* next of the answer's rows, of store, or of fresh, by step */
  gboolean       at_once;  /* no frames before the end */
  gboolean       moved;
  guint          source;
};

enum
{
  MERGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagAnalyzerRows, mag_analyzer_rows, G_TYPE_OBJECT)

static gboolean
update_row (MagAnalyzerRows *self,
            MagAnalyzerRow  *row,
            guint            i)
{
  const MagScanAnswer *answer = self->answer;

  return mag_analyzer_row_update (row, &g_array_index (answer->result->rows, MagScanRow, i), &answer->figures[i], i + 1, answer->now_us);
}

/* Notes the row of a contract, or makes one when it is new. */
static void
compare_one (MagAnalyzerRows *self,
             guint            i)
{
  g_autoptr(MagAnalyzerRow) row = mag_analyzer_row_new (&g_array_index (self->answer->result->rows, MagScanRow, i));
  MagAnalyzerRow *present = g_hash_table_lookup (self->known, row);

  if (present != NULL)
    {
      g_hash_table_insert (self->kept, present, GUINT_TO_POINTER (i));
      return;
    }

  update_row (self, row, i);
  g_ptr_array_add (self->fresh, g_steal_pointer (&row));
}

/* After the removal the store holds rows that stay, and no others. */
static void
update_one (MagAnalyzerRows *self,
            guint            position)
{
  g_autoptr(MagAnalyzerRow) row = g_list_model_get_item (G_LIST_MODEL (self->store), position);

  self->moved |= update_row (self, row, GPOINTER_TO_UINT (g_hash_table_lookup (self->kept, row)));
}

/* Removes the run of rows that ends before end and is not in the answer, if any; the next place to look. */
static guint
remove_run (MagAnalyzerRows *self,
            guint            end)
{
  guint begin = end;

  while (begin > 0)
    {
      g_autoptr(MagAnalyzerRow) row = g_list_model_get_item (G_LIST_MODEL (self->store), begin - 1);

      if (g_hash_table_contains (self->kept, row))
        break;
      g_hash_table_remove (self->known, row);
      begin--;
    }

  if (begin == end)
    return end - 1;

  g_list_store_splice (self->store, begin, end - begin, NULL, 0);
  return begin;
}

static void
add_one (MagAnalyzerRows *self,
         guint            i)
{
  MagAnalyzerRow *row = g_ptr_array_index (self->fresh, i);

  g_hash_table_add (self->known, row);
  g_list_store_append (self->store, row);
}

/* Whether some rows, but not a tableful, come or go. Asked after the comparison. */
static gboolean
shows_at_once (MagAnalyzerRows *self)
{
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->store));

  return self->fresh->len <= MAX_AT_ONCE && (self->fresh->len > 0 || g_hash_table_size (self->kept) < n_rows);
}

/* One piece of work. FALSE: that was the last of its step. */
static gboolean
advance (MagAnalyzerRows *self)
{
  switch (self->step)
    {
    case STEP_COMPARE:
      if (self->position < self->answer->result->rows->len)
        {
          compare_one (self, self->position++);
          return TRUE;
        }
      self->step = STEP_REMOVE;
      self->at_once = shows_at_once (self);
      self->position = g_list_model_get_n_items (G_LIST_MODEL (self->store));
      return FALSE;

    case STEP_REMOVE:
      if (self->position > 0)
        {
          self->position = remove_run (self, self->position);
          return TRUE;
        }
      self->step = STEP_UPDATE;
      return FALSE;

    case STEP_UPDATE:
      if (self->position < g_hash_table_size (self->kept))
        {
          update_one (self, self->position++);
          return TRUE;
        }
      self->step = STEP_ADD;
      self->position = 0;
      return FALSE;

    case STEP_ADD:
      if (self->position < self->fresh->len)
        {
          add_one (self, self->position++);
          return TRUE;
        }
      self->step = STEP_END;
      return FALSE;

    case STEP_END:
      return FALSE;
    }

  g_return_val_if_reached (FALSE);
}

static void
begin_merge (MagAnalyzerRows *self,
             MagScanAnswer   *answer)
{
  g_clear_pointer (&self->answer, mag_scan_answer_free);
  g_ptr_array_set_size (self->fresh, 0);
  g_hash_table_remove_all (self->kept);
  self->answer = answer;
  self->step = STEP_COMPARE;
  self->position = 0;
  self->at_once = self->moved = FALSE;
}

static gboolean
slice_cb (gpointer data)
{
  MagAnalyzerRows *self = data;
  gint64 deadline = g_get_monotonic_time () + SLICE_US;
  gboolean moved = self->moved;
  gboolean more;

  if (self->step != STEP_END)
    {
      while (advance (self))
        if (g_get_monotonic_time () >= deadline)
          return G_SOURCE_CONTINUE;

      g_source_set_priority (g_main_current_source (), self->at_once ? G_PRIORITY_HIGH_IDLE : G_PRIORITY_DEFAULT_IDLE);
      return G_SOURCE_CONTINUE;
    }

  begin_merge (self, g_steal_pointer (&self->next));
  more = self->answer != NULL;
  if (more)
    g_source_set_priority (g_main_current_source (), G_PRIORITY_DEFAULT_IDLE);
  else
    self->source = 0;
  g_signal_emit (self, signals[MERGED], 0, moved);

  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
mag_analyzer_rows_dispose (GObject *object)
{
  MagAnalyzerRows *self = MAG_ANALYZER_ROWS (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->next, mag_scan_answer_free);
  begin_merge (self, NULL);

  G_OBJECT_CLASS (mag_analyzer_rows_parent_class)->dispose (object);
}

static void
mag_analyzer_rows_finalize (GObject *object)
{
  MagAnalyzerRows *self = MAG_ANALYZER_ROWS (object);

  g_hash_table_unref (self->kept);
  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->fresh);
  g_object_unref (self->store);

  G_OBJECT_CLASS (mag_analyzer_rows_parent_class)->finalize (object);
}

static void
mag_analyzer_rows_class_init (MagAnalyzerRowsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mag_analyzer_rows_dispose;
  object_class->finalize = mag_analyzer_rows_finalize;

  signals[MERGED] = g_signal_new ("merged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
mag_analyzer_rows_init (MagAnalyzerRows *self)
{
  self->store = g_list_store_new (MAG_TYPE_ANALYZER_ROW);
  self->known = g_hash_table_new (mag_analyzer_row_hash, mag_analyzer_row_equal);
  self->kept = g_hash_table_new (NULL, NULL);
  self->fresh = g_ptr_array_new_with_free_func (g_object_unref);
}

MagAnalyzerRows *
mag_analyzer_rows_new (void)
{
  return g_object_new (MAG_TYPE_ANALYZER_ROWS, NULL);
}

/**
 * mag_analyzer_rows_get_model:
 * @self: rows
 *
 * Returns: (transfer none): the list model of MagAnalyzerRow; in no order of meaning, sort it
 */
GListModel *
mag_analyzer_rows_get_model (MagAnalyzerRows *self)
{
  g_return_val_if_fail (MAG_IS_ANALYZER_ROWS (self), NULL);

  return G_LIST_MODEL (self->store);
}

/**
 * mag_analyzer_rows_merge:
 * @self: rows
 * @answer: (transfer full): what the rows are to become
 *
 * Begins to turn the rows into the answer's, or does so when the merge under way has ended, if no newer answer came
 * until then. Each merge ends with ::merged.
 */
void
mag_analyzer_rows_merge (MagAnalyzerRows *self,
                         MagScanAnswer   *answer)
{
  g_return_if_fail (MAG_IS_ANALYZER_ROWS (self));

  if (self->source != 0)
    {
      g_clear_pointer (&self->next, mag_scan_answer_free);
      self->next = answer;
      return;
    }

  begin_merge (self, answer);
  self->source = g_idle_add (slice_cb, self);
}

/**
 * mag_analyzer_rows_is_merging:
 * @self: rows
 *
 * Returns: whether the rows are yet to become those of an answer; in a handler of ::merged, of a newer one
 */
gboolean
mag_analyzer_rows_is_merging (MagAnalyzerRows *self)
{
  g_return_val_if_fail (MAG_IS_ANALYZER_ROWS (self), FALSE);

  return self->source != 0;
}
