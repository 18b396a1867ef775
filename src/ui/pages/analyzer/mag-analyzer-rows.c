/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns the rows of one answer into those of the next: contracts that stay keep their object and get new numbers, the
 * others go and come. It works in slices of a few milliseconds, because each row that is added or changed makes GTK build
 * or fill the widgets that show it, inside our call; input comes between the slices.
 *
 * Frames come between them too as long as only numbers change, or a table is filled from nothing. Some rows that go or
 * come between others are another matter: the next frame lays out all the rows there are (15-30 ms), whether one came
 * or fifty. So these slices follow each other without a frame. */

#include "mag-analyzer-rows.h"

/* Well under the 8 ms a callback of ours may take: the last row of a slice may be a slow one. */
#define SLICE_US 3000

/* More new rows than this are shown as they come. */
#define MAX_AT_ONCE 50

typedef enum
{
  STEP_UPDATE, /* rows that stay; new ones are gathered */
  STEP_REMOVE,
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
  GHashTable    *kept;     /* owned; rows of store that are in the answer too */
  GPtrArray     *fresh;    /* owned; rows to be added */
  Step           step;
  guint          position; /* next of the answer's rows, of store, or of fresh, by step */
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

/* The row of a contract, made when it is new. */
static void
update_one (MagAnalyzerRows *self,
            guint            i)
{
  const MagScanAnswer *answer = self->answer;
  const MagScanRow *scan = &g_array_index (answer->result->rows, MagScanRow, i);
  g_autoptr(MagAnalyzerRow) row = mag_analyzer_row_new (scan);
  MagAnalyzerRow *present = g_hash_table_lookup (self->known, row);

  if (present != NULL)
    {
      self->moved |= mag_analyzer_row_update (present, scan, &answer->figures[i], i + 1, answer->now_us, answer->rate);
      g_hash_table_add (self->kept, present);
      return;
    }

  mag_analyzer_row_update (row, scan, &answer->figures[i], i + 1, answer->now_us, answer->rate);
  g_ptr_array_add (self->fresh, g_steal_pointer (&row));
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

/* One piece of work. FALSE: that was the last of its step. */
static gboolean
advance (MagAnalyzerRows *self)
{
  switch (self->step)
    {
    case STEP_UPDATE:
      if (self->position < self->answer->result->rows->len)
        {
          update_one (self, self->position++);
          return TRUE;
        }
      self->step = STEP_REMOVE;
      self->position = g_list_model_get_n_items (G_LIST_MODEL (self->store));
      return FALSE;

    case STEP_REMOVE:
      if (self->position > 0)
        {
          self->position = remove_run (self, self->position);
          return TRUE;
        }
      self->step = STEP_ADD;
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
end_merge (MagAnalyzerRows *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->answer, mag_scan_answer_free);
  g_ptr_array_set_size (self->fresh, 0);
  g_hash_table_remove_all (self->kept);
}

static int
get_priority (MagAnalyzerRows *self)
{
  return self->step == STEP_UPDATE || self->fresh->len > MAX_AT_ONCE ? G_PRIORITY_DEFAULT_IDLE : G_PRIORITY_HIGH_IDLE;
}

static gboolean
slice_cb (gpointer data)
{
  MagAnalyzerRows *self = data;
  gint64 deadline = g_get_monotonic_time () + SLICE_US;
  gboolean moved = self->moved;

  if (self->step != STEP_END)
    {
      while (advance (self))
        if (g_get_monotonic_time () >= deadline)
          return G_SOURCE_CONTINUE;

      g_source_set_priority (g_main_current_source (), get_priority (self));
      return G_SOURCE_CONTINUE;
    }

  self->source = 0;
  end_merge (self);
  g_signal_emit (self, signals[MERGED], 0, moved);

  return G_SOURCE_REMOVE;
}

static void
mag_analyzer_rows_dispose (GObject *object)
{
  MagAnalyzerRows *self = MAG_ANALYZER_ROWS (object);

  end_merge (self);

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
 * Begins to turn the rows into the answer's, in place of a merge under way. Ends with ::merged.
 */
void
mag_analyzer_rows_merge (MagAnalyzerRows *self,
                         MagScanAnswer   *answer)
{
  g_return_if_fail (MAG_IS_ANALYZER_ROWS (self));

  end_merge (self);
  self->answer = answer;
  self->step = STEP_UPDATE;
  self->position = 0;
  self->moved = FALSE;
  self->source = g_idle_add (slice_cb, self);
}

gboolean
mag_analyzer_rows_is_merging (MagAnalyzerRows *self)
{
  g_return_val_if_fail (MAG_IS_ANALYZER_ROWS (self), FALSE);

  return self->source != 0;
}
