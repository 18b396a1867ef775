/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps one question to the query engine answered. A changed question waits until the typing pauses and cuts the scan in
 * flight short; changed data asks again, merged, at most once a second and never while a scan runs. Nothing is asked
 * while nobody looks. The figures of the rows are made on the store's thread, too, so that the window only shows them. */

#include "config.h"

#include "mag-scanner.h"

#include "mag-scan-repo.h"
#include "mag-throttle.h"
#include "mag-watchlist-repo.h"

#define SETTLE_MS 250    /* from the last keystroke to the scan */
#define INTERVAL_MS 1000 /* between scans because of changed data */

/* Quotes grow older and days pass with nothing stored. */
#define AGE_SECONDS 30

struct _MagScanner
{
  GObject         parent_instance;

  MagEngine      *engine;      /* owned */
  MagThrottle    *throttle;    /* owned */
  GCancellable   *cancellable; /* owned; the scan in flight, NULL: none */
  gint64          list;
  MagScanCriteria criteria;
  gboolean        asked;       /* there is a question */
  gboolean        active;      /* somebody looks */
  gboolean        outdated;    /* to be asked when somebody looks again */
  guint           settle_source;
  guint           age_source;
};

enum
{
  ANSWERED,
  FAILED,
  N_SIGNALS
};

enum
{
  PROP_BUSY = 1,
  N_PROPS
};

static guint signals[N_SIGNALS];
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MagScanner, mag_scanner, G_TYPE_OBJECT)

/**
 * mag_scan_answer_free:
 * @answer: (transfer full): an answer
 */
void
mag_scan_answer_free (MagScanAnswer *answer)
{
  g_clear_pointer (&answer->result, mag_scan_result_unref);
  g_free (answer->figures);
  g_free (answer);
}

/* Store job. The input becomes the answer. */
static gpointer
scan_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  const MagScanAnswer *question = input;
  g_autoptr(MagScanAnswer) answer = g_memdup2 (question, sizeof *question);
  g_autoptr(GPtrArray) lists = NULL;

  answer->result = mag_scan_repo_run (db, question->list, &question->criteria, MAG_SCANNER_MAX_ROWS, question->now_us, cancellable, error);
  if (answer->result == NULL)
    return NULL;

  if (answer->result->n_symbols == 0)
    {
      lists = mag_watchlist_repo_list (db, cancellable, error);
      if (lists == NULL)
        return NULL;
      answer->no_lists = lists->len == 0;
    }

  answer->figures = g_new0 (MagScanFigures, answer->result->rows->len + 1);
  for (guint i = 0; i < answer->result->rows->len; i++)
    mag_scan_row_get_figures (&g_array_index (answer->result->rows, MagScanRow, i), answer->now_us, &answer->figures[i]);

  return g_steal_pointer (&answer);
}

static void
set_cancellable (MagScanner   *self,
                 GCancellable *cancellable)
{
  gboolean was_busy = self->cancellable != NULL;

  g_set_object (&self->cancellable, cancellable);
  if (was_busy != (cancellable != NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/* One answer of possibly several in flight: only that of the newest question counts. */
typedef struct
{
  MagScanner   *self;        /* owned */
  GCancellable *cancellable; /* owned */
} Flight;

static void
scanned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree Flight *flight = user_data;
  g_autoptr(MagScanner) self = g_steal_pointer (&flight->self);
  g_autoptr(GCancellable) cancellable = g_steal_pointer (&flight->cancellable);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagScanAnswer) answer = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (cancellable != self->cancellable)
    return;

  set_cancellable (self, NULL);
  if (answer != NULL)
    g_signal_emit (self, signals[ANSWERED], 0, g_steal_pointer (&answer));
  else
    g_signal_emit (self, signals[FAILED], 0, error);
  mag_throttle_done (self->throttle);
}

static void
stop (MagScanner *self)
{
  if (self->cancellable == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  set_cancellable (self, NULL);
  mag_throttle_done (self->throttle);
}

static void
scan (gpointer data)
{
  MagScanner *self = data;
  g_autoptr(GCancellable) cancellable = NULL;
  MagScanAnswer *question;
  Flight *flight;

  if (!self->asked || !self->active || !mag_engine_is_ready (self->engine))
    {
      self->outdated = TRUE;
      mag_throttle_done (self->throttle);
      return;
    }

  self->outdated = FALSE;
  cancellable = g_cancellable_new ();
  set_cancellable (self, cancellable);

  question = g_new0 (MagScanAnswer, 1);
  question->list = self->list;
  question->criteria = self->criteria;
  question->now_us = mag_engine_now_us (self->engine);

  flight = g_new0 (Flight, 1);
  flight->self = g_object_ref (self);
  flight->cancellable = g_object_ref (cancellable);
  mag_store_run_async (mag_engine_get_store (self->engine), scan_job, question, g_free, (GDestroyNotify) mag_scan_answer_free,
                       cancellable, scanned_cb, flight);
}

static gboolean
settled_cb (gpointer data)
{
  MagScanner *self = data;

  self->settle_source = 0;
  mag_scanner_refresh (self);

  return G_SOURCE_REMOVE;
}

static gboolean
aged_cb (gpointer data)
{
  MagScanner *self = data;

  mag_throttle_request (self->throttle);
  return G_SOURCE_CONTINUE;
}

/* Any of them may bring, change or take contracts; a job's progress does so by its symbols. */
static void
store_changed_cb (MagScanner *self,
                  const char *topic)
{
  if (g_str_has_prefix (topic, "job:") || g_str_equal (topic, "exclusions"))
    return;

  mag_throttle_request (self->throttle);
}

static void
mag_scanner_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MagScanner *self = MAG_SCANNER (object);

  switch (prop_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, mag_scanner_is_busy (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_scanner_dispose (GObject *object)
{
  MagScanner *self = MAG_SCANNER (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_handle_id (&self->age_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->throttle, mag_throttle_free);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (mag_scanner_parent_class)->dispose (object);
}

static void
mag_scanner_class_init (MagScannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mag_scanner_get_property;
  object_class->dispose = mag_scanner_dispose;

  properties[PROP_BUSY] =
    g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
mag_scanner_init (MagScanner *self)
{
  self->throttle = mag_throttle_new (INTERVAL_MS, scan, self);
}

/**
 * mag_scanner_new:
 * @engine: the engine whose store is asked
 *
 * Asks nothing before there is a question and somebody looks.
 *
 * Returns: (transfer full): a new scanner
 */
MagScanner *
mag_scanner_new (MagEngine *engine)
{
  MagScanner *self = g_object_new (MAG_TYPE_SCANNER, NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (mag_engine_get_store (engine), "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::ready", G_CALLBACK (mag_scanner_refresh), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * mag_scanner_set_question:
 * @self: a scanner
 * @list: a list's id, or 0 for all
 * @criteria: a valid question; copied
 *
 * The first question is asked at once, a changed one when it has stood for a moment.
 */
void
mag_scanner_set_question (MagScanner            *self,
                          gint64                 list,
                          const MagScanCriteria *criteria)
{
  g_return_if_fail (MAG_IS_SCANNER (self));

  self->list = list;
  self->criteria = *criteria;

  if (!self->asked)
    {
      self->asked = TRUE;
      mag_scanner_refresh (self);
      return;
    }

  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add (SETTLE_MS, settled_cb, self);
}

/**
 * mag_scanner_refresh:
 * @self: a scanner
 *
 * Asks again now, instead of whatever scan is in flight.
 */
void
mag_scanner_refresh (MagScanner *self)
{
  g_return_if_fail (MAG_IS_SCANNER (self));

  stop (self);
  mag_throttle_reset (self->throttle);
  mag_throttle_request (self->throttle);
}

/**
 * mag_scanner_set_active:
 * @self: a scanner
 * @active: whether anybody looks
 *
 * While nobody looks nothing is asked and a scan in flight is cut short; what was missed is asked once when somebody does.
 */
void
mag_scanner_set_active (MagScanner *self,
                        gboolean    active)
{
  g_return_if_fail (MAG_IS_SCANNER (self));

  if (self->active == active)
    return;

  self->active = active;
  g_clear_handle_id (&self->age_source, g_source_remove);
  if (!active)
    {
      self->outdated |= self->cancellable != NULL;
      stop (self);
      return;
    }

  self->age_source = g_timeout_add_seconds (AGE_SECONDS, aged_cb, self);
  if (self->outdated)
    mag_throttle_request (self->throttle);
}

gboolean
mag_scanner_is_busy (MagScanner *self)
{
  g_return_val_if_fail (MAG_IS_SCANNER (self), FALSE);

  return self->cancellable != NULL;
}
