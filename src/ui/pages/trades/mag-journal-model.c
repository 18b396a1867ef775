/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal behind the Trades page. It is read as a whole on a worker thread and replaced at once; the one before stays valid
 * for whoever holds it. */

#include "config.h"

#include "mag-journal-model.h"

#include "mag-position-repo.h"
#include "mag-throttle.h"
#include "mag-trade-repo.h"

#define READ_INTERVAL_MS 250

struct _MagJournalModel
{
  GObject      parent_instance;

  MagEngine   *engine;  /* owned */
  MagJournal  *journal; /* owned; NULL at first */
  GHashTable  *facts;   /* owned; ticker -> MagSymbolFacts; NULL at first */
  MagThrottle *reads;
  char        *problem; /* owned; why the last reading failed, NULL when it did not */
};

enum
{
  LOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagJournalModel, mag_journal_model, G_TYPE_OBJECT)

/* What one job reads. */
typedef struct
{
  MagJournal *journal;
  GHashTable *facts;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->journal, mag_journal_unref);
  g_clear_pointer (&reading->facts, g_hash_table_unref);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static gpointer
read_journal_job (MagDb         *db,
                  gpointer       input,
                  GCancellable  *cancellable,
                  GError       **error)
{
  const gint64 *now_us = input;
  g_autoptr(Reading) reading = g_new0 (Reading, 1);

  if (!(reading->journal = mag_trade_repo_load (db, NULL, cancellable, error)) ||
      !(reading->facts = mag_position_repo_facts (db, *now_us, cancellable, error)))
    return NULL;
  return g_steal_pointer (&reading);
}

static void
journal_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MagJournalModel) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(Reading) reading = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (self->reads == NULL)
    return;

  if (reading != NULL)
    {
      g_clear_pointer (&self->journal, mag_journal_unref);
      g_clear_pointer (&self->facts, g_hash_table_unref);
      self->journal = g_steal_pointer (&reading->journal);
      self->facts = g_steal_pointer (&reading->facts);
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
  MagJournalModel *self = data;
  gint64 now_us = mag_engine_now_us (self->engine);

  mag_store_run_async (mag_engine_get_store (self->engine), read_journal_job, g_memdup2 (&now_us, sizeof now_us), g_free, reading_free, NULL, journal_read_cb, g_object_ref (self));
}

static void
store_changed_cb (MagJournalModel *self,
                  const char      *topic)
{
  if (*topic == '\0' || g_str_equal (topic, "trades"))
    mag_throttle_request (self->reads);
}

static void
mag_journal_model_dispose (GObject *object)
{
  g_clear_pointer (&MAG_JOURNAL_MODEL (object)->reads, mag_throttle_free);

  G_OBJECT_CLASS (mag_journal_model_parent_class)->dispose (object);
}

static void
mag_journal_model_finalize (GObject *object)
{
  MagJournalModel *self = MAG_JOURNAL_MODEL (object);

  g_clear_pointer (&self->journal, mag_journal_unref);
  g_clear_pointer (&self->facts, g_hash_table_unref);
  g_clear_object (&self->engine);
  g_free (self->problem);

  G_OBJECT_CLASS (mag_journal_model_parent_class)->finalize (object);
}

static void
mag_journal_model_class_init (MagJournalModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mag_journal_model_dispose;
  object_class->finalize = mag_journal_model_finalize;

  signals[LOADED] = g_signal_new ("loaded", MAG_TYPE_JOURNAL_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mag_journal_model_init (MagJournalModel *self)
{
  self->reads = mag_throttle_new (READ_INTERVAL_MS, read_cb, self);
}

/**
 * mag_journal_model_new:
 *
 * Returns: (transfer full): a model that begins to read
 */
MagJournalModel *
mag_journal_model_new (MagEngine *engine)
{
  MagJournalModel *self = g_object_new (MAG_TYPE_JOURNAL_MODEL, NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (mag_engine_get_store (engine), "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  mag_throttle_request (self->reads);
  return self;
}

MagJournal *
mag_journal_model_get_journal (MagJournalModel *self)
{
  g_return_val_if_fail (MAG_IS_JOURNAL_MODEL (self), NULL);

  return self->journal;
}

GHashTable *
mag_journal_model_get_facts (MagJournalModel *self)
{
  g_return_val_if_fail (MAG_IS_JOURNAL_MODEL (self), NULL);

  return self->facts;
}

const char *
mag_journal_model_get_problem (MagJournalModel *self)
{
  g_return_val_if_fail (MAG_IS_JOURNAL_MODEL (self), NULL);

  return self->problem;
}

void
mag_journal_model_refresh (MagJournalModel *self)
{
  g_return_if_fail (MAG_IS_JOURNAL_MODEL (self));

  mag_throttle_request (self->reads);
}
