/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a symbol needs beside its chain, once a New York day and not at every sync: company data (sector, earnings, indicated dividend), and daily bars with the
 * dividends that were paid. Done symbol by symbol when no job waits, a few at a time and behind the same limits as everything else; a job that comes pauses it between two
 * symbols. A symbol without an answer is due again at the next sync, and several in a row end the round. */

#include "mag-sync-upkeep.h"

#include "mag-date.h"
#include "mag-upkeep-repo.h"

#define IN_FLIGHT_MAX 4
#define FAILURES_MAX 8 /* in a row */

struct _MagSyncUpkeep
{
  GObject        parent_instance;

  MagStore      *store;
  MagMarketData *market;
  MagClock      *clock;

  GCancellable  *cancellable;
  GQueue         lists;     /* gint64, owned; to be looked through */
  GQueue         due;       /* MagUpkeepDue, owned */
  gboolean       looking;   /* the store is asked what is due */
  guint          n_flight;
  guint          n_failed;  /* in a row */
  gboolean       paused;
};

G_DEFINE_FINAL_TYPE (MagSyncUpkeep, mag_sync_upkeep, G_TYPE_OBJECT)

/* One symbol on its way: company data, then bars. */
typedef struct
{
  MagSyncUpkeep   *upkeep;  /* owned reference, dropped on the main loop only */
  MagUpkeepDue     due;
  GPtrArray       *stock;   /* owned; the one MagStockQuote to be stored */
  MagPriceHistory *history; /* owned */
} Visit;

enum
{
  IDLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void advance (MagSyncUpkeep *self);

static void
visit_free (Visit *visit)
{
  g_clear_pointer (&visit->stock, g_ptr_array_unref);
  g_clear_pointer (&visit->history, mag_price_history_free);
  g_object_unref (visit->upkeep);
  g_free (visit);
}

static void
visit_ended (Visit        *visit, /* (transfer full) */
             const GError *error) /* NULL: something new was stored */
{
  g_autoptr(MagSyncUpkeep) self = g_object_ref (visit->upkeep);

  if (error != NULL)
    g_debug ("Upkeep of %s: %s", visit->due.ticker, error->message);
  self->n_flight--;
  self->n_failed = error == NULL ? 0 : self->n_failed + 1;
  if (self->n_failed >= FAILURES_MAX)
    g_queue_clear_full (&self->due, g_free);
  visit_free (visit);
  advance (self);
}

static gpointer
save_bars_job (MagDb         *db,
               gpointer       input,
               GCancellable  *cancellable,
               GError       **error)
{
  const Visit *visit = input;

  return GINT_TO_POINTER (mag_upkeep_repo_save_history (db, visit->history, visit->due.ticker, mag_clock_now_us (visit->upkeep->clock), cancellable, error));
}

static void
bars_saved_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  mag_store_run_finish (MAG_STORE (source), result, &error);
  visit_ended (user_data, error);
}

static void
bars_loaded_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  Visit *visit = user_data;
  g_autoptr(GError) error = NULL;

  visit->history = mag_market_data_load_bars_finish (MAG_MARKET_DATA (source), result, &error);
  if (visit->history == NULL)
    visit_ended (visit, error);
  else
    mag_store_run_async (visit->upkeep->store, save_bars_job, visit, NULL, NULL, NULL, bars_saved_cb, visit);
}

static void
load_bars (Visit *visit)
{
  MagSyncUpkeep *self = visit->upkeep;

  if (visit->due.bars_from == 0)
    visit_ended (visit, NULL);
  else
    mag_market_data_load_bars_async (self->market, visit->due.ticker, visit->due.bars_from, mag_date_in_new_york (mag_clock_now_us (self->clock)),
                                     self->cancellable, bars_loaded_cb, visit);
}

static gpointer
save_profile_job (MagDb         *db,
                  gpointer       input,
                  GCancellable  *cancellable,
                  GError       **error)
{
  const Visit *visit = input;

  return GINT_TO_POINTER (mag_upkeep_repo_save_profile (db, visit->stock, visit->due.ticker, mag_clock_now_us (visit->upkeep->clock), cancellable, error));
}

static void
profile_saved_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (mag_store_run_finish (MAG_STORE (source), result, &error) == NULL)
    visit_ended (user_data, error);
  else
    load_bars (user_data);
}

/* Not every symbol has company data. */
static gboolean
is_an_answer (const GError *error)
{
  return g_error_matches (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNSUPPORTED) ||
         g_error_matches (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_UNKNOWN_SYMBOL);
}

static void
profile_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Visit *visit = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagStockQuote) quote = mag_market_data_load_profile_finish (MAG_MARKET_DATA (source), result, &error);

  if (quote == NULL && !is_an_answer (error))
    {
      visit_ended (visit, error);
      return;
    }

  visit->stock = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_stock_quote_free);
  if (quote != NULL)
    g_ptr_array_add (visit->stock, g_steal_pointer (&quote));
  mag_store_run_async (visit->upkeep->store, save_profile_job, visit, NULL, NULL, NULL, profile_saved_cb, visit);
}

static void
begin_visit (MagSyncUpkeep      *self,
             const MagUpkeepDue *due)
{
  Visit *visit = g_new0 (Visit, 1);

  visit->upkeep = g_object_ref (self);
  visit->due = *due;
  self->n_flight++;
  mag_market_data_load_profile_async (self->market, due->ticker, self->cancellable, profile_loaded_cb, visit);
}

/* Asks the store what a list needs. */
typedef struct
{
  MagSyncUpkeep *upkeep; /* owned reference, dropped on the main loop only */
  gint64         list;
} Look;

static gpointer
find_due_job (MagDb         *db,
              gpointer       input,
              GCancellable  *cancellable,
              GError       **error)
{
  const Look *look = input;

  return mag_upkeep_repo_due (db, look->list, mag_clock_now_us (look->upkeep->clock), cancellable, error);
}

static void
due_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autofree Look *look = user_data;
  g_autoptr(MagSyncUpkeep) self = look->upkeep;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) due = mag_store_run_finish (MAG_STORE (source), result, &error);

  self->looking = FALSE;
  self->n_failed = 0;
  if (due == NULL)
    g_debug ("Not known what list %" G_GINT64_FORMAT " needs: %s", look->list, error->message);
  for (guint i = 0; due != NULL && i < due->len; i++)
    g_queue_push_tail (&self->due, g_memdup2 (&g_array_index (due, MagUpkeepDue, i), sizeof (MagUpkeepDue)));
  advance (self);
}

static void
look_through_next_list (MagSyncUpkeep *self)
{
  g_autofree gint64 *list = g_queue_pop_head (&self->lists);
  Look *look;

  if (list == NULL)
    return;

  look = g_new0 (Look, 1);
  look->upkeep = g_object_ref (self);
  look->list = *list;
  self->looking = TRUE;
  mag_store_run_async (self->store, find_due_job, look, NULL, (GDestroyNotify) g_array_unref, NULL, due_found_cb, look);
}

static void
pump (MagSyncUpkeep *self)
{
  while (!self->paused && self->n_flight < IN_FLIGHT_MAX && !g_queue_is_empty (&self->due))
    {
      g_autofree MagUpkeepDue *due = g_queue_pop_head (&self->due);

      begin_visit (self, due);
    }
  /* One list at a time, so that a symbol of two lists is not due twice. */
  if (!self->paused && !self->looking && self->n_flight == 0 && g_queue_is_empty (&self->due))
    look_through_next_list (self);
}

/* Something came to its end. */
static void
advance (MagSyncUpkeep *self)
{
  pump (self);
  if (!mag_sync_upkeep_is_busy (self))
    g_signal_emit (self, signals[IDLE], 0);
}

static void
mag_sync_upkeep_finalize (GObject *object)
{
  MagSyncUpkeep *self = MAG_SYNC_UPKEEP (object);

  g_queue_clear_full (&self->lists, g_free);
  g_queue_clear_full (&self->due, g_free);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  g_clear_object (&self->market);
  g_clear_pointer (&self->clock, mag_clock_unref);
  G_OBJECT_CLASS (mag_sync_upkeep_parent_class)->finalize (object);
}

static void
mag_sync_upkeep_class_init (MagSyncUpkeepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_sync_upkeep_finalize;

  /**
   * MagSyncUpkeep::idle:
   * @self: the upkeep
   *
   * The last thing under way has come to its end and nothing is left.
   */
  signals[IDLE] = g_signal_new ("idle", MAG_TYPE_SYNC_UPKEEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mag_sync_upkeep_init (MagSyncUpkeep *self)
{
  self->cancellable = g_cancellable_new ();
  self->paused = TRUE;
}

/**
 * mag_sync_upkeep_new:
 * @store: where company data and bars go
 * @market: where they come from
 * @clock: the profile's clock
 *
 * Returns: (transfer full): an upkeep that is paused and has nothing to do.
 */
MagSyncUpkeep *
mag_sync_upkeep_new (MagStore      *store,
                     MagMarketData *market,
                     MagClock      *clock)
{
  MagSyncUpkeep *self = g_object_new (MAG_TYPE_SYNC_UPKEEP, NULL);

  self->store = g_object_ref (store);
  self->market = g_object_ref (market);
  self->clock = mag_clock_ref (clock);
  return self;
}

/**
 * mag_sync_upkeep_add_list:
 *
 * Looks through a list that has been synced, once it is not paused.
 */
void
mag_sync_upkeep_add_list (MagSyncUpkeep *self,
                          gint64         list)
{
  g_queue_push_tail (&self->lists, g_memdup2 (&list, sizeof list));
  pump (self);
}

/**
 * mag_sync_upkeep_is_busy:
 *
 * Returns: whether anything is left to do or under way.
 */
gboolean
mag_sync_upkeep_is_busy (MagSyncUpkeep *self)
{
  return self->looking || self->n_flight > 0 || !g_queue_is_empty (&self->lists) || !g_queue_is_empty (&self->due);
}

/**
 * mag_sync_upkeep_set_paused:
 *
 * Symbols under way are finished either way.
 */
void
mag_sync_upkeep_set_paused (MagSyncUpkeep *self,
                            gboolean       paused)
{
  self->paused = paused;
  pump (self);
}

/**
 * mag_sync_upkeep_stop:
 *
 * Drops what is left and cuts short what is under way; ::idle follows when something was.
 */
void
mag_sync_upkeep_stop (MagSyncUpkeep *self)
{
  self->paused = TRUE;
  g_queue_clear_full (&self->lists, g_free);
  g_queue_clear_full (&self->due, g_free);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
}
