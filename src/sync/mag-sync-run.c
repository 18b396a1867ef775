/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One job being worked off: the symbols not yet tried, the requests in flight and the answers on their way into the store. Everything here happens
 * on the main loop; only write_step_job() and its neighbours run on the store's threads, over a Step that nobody else touches meanwhile.
 *
 * A symbol holds one of MAG_SYNC_IN_FLIGHT places only while the market is asked for it; what came back waits for the store beside the next request,
 * up to UNSAVED_MAX chains, so that neither side idles for the other. Each symbol is marked done in the transaction that stores its chain: a worker
 * killed at any moment leaves symbols either done or untouched. */

#include "mag-sync-run.h"

#include "mag-chain-repo.h"
#include "mag-date.h"
#include "mag-sync-worker.h"
#include "mag-terms-repo.h"

#define UNSAVED_MAX 30            /* chains in memory that the store has not taken yet, requests in flight included */
#define TICK_MS 250               /* progress is told at most so often */
#define HEARTBEAT_US G_USEC_PER_SEC /* and at least so often: also how late a cancel is seen */
#define QUOTES_GRACE_SECONDS 10   /* how long the end of a job waits for stock quotes alone */
#define STORE_DELAY_MAX 30        /* seconds between tries while the store is gone */
#define STORE_PATIENCE_US (5 * 60 * G_USEC_PER_SEC)
#define SILENCE_MAX (4 * MAG_SYNC_IN_FLIGHT) /* so many symbols in a row without an answer: it is not the symbols */

/* What a source that is asked expiration by expiration shall give: the scanner's default window with two weeks of room on either side. */
#define DTE_FROM 9
#define DTE_TO 51

typedef enum
{
  PHASE_WORKING,
  PHASE_STOPPING,  /* no new request; waits for what is in flight */
  PHASE_FINISHING, /* the end of the job is being written */
  PHASE_ENDED,
} Phase;

struct _MagSyncRun
{
  GObject        parent_instance;

  MagStore      *store;
  MagMarketData *market;
  MagClock      *clock;
  char          *worker;
  gint64         job;

  GTask         *task;        /* owned; while running */
  GCancellable  *stopped;     /* the caller's; not NULL while running */
  gulong         stopped_id;
  GCancellable  *fetching;    /* cut short when the run stops */
  Phase          phase;
  MagJobState    end;         /* what the job becomes; QUEUED hands it back */
  char          *message;     /* why it FAILED */
  GError        *error;       /* owned; the run ends with it, the job is left alone */

  GQueue         pending;     /* MagJobSymbol, owned */
  GHashTable    *quotes;      /* ticker -> MagStockQuote, as far as they have come */
  GHashTable    *terms;       /* ticker -> MagTerms, of all that were pending; NULL before that is known */
  guint          n_fetching;  /* requests for chains */
  guint          n_writing;   /* store jobs under way, heartbeats left out */
  gboolean       quoting;     /* the request for stock quotes is under way */
  guint          n_silent;    /* symbols in a row that got no answer */
  char           current[16]; /* ticker last begun */

  GQueue         parked;      /* Step the store could not take */
  guint          store_delay; /* seconds until the next try; 0: the store works */
  gint64         store_lost_us; /* monotonic; when it began to fail */

  guint          tick_id, retry_id, grace_id;
  gboolean       beating;
  gboolean       news;        /* something to tell since the last heartbeat */
  gint64         beat_us;     /* monotonic */
};

G_DEFINE_FINAL_TYPE (MagSyncRun, mag_sync_run, G_TYPE_OBJECT)

/* Something the store shall know. Retried until it does. */
typedef struct
{
  MagSyncRun    *run;     /* owned reference, dropped on the main loop only */
  MagJobSymbol   symbol;  /* symbol_id 0: the end of the job itself */
  MagChain      *chain;   /* owned; NULL: error says why */
  MagStockQuote *stock;   /* owned; NULL: not known yet */
  GError        *error;   /* owned */
  MagJobState    end;
  char          *message; /* owned */
} Step;

static void pump (MagSyncRun *self);

static void
step_free (Step *step)
{
  g_clear_pointer (&step->chain, mag_chain_unref);
  g_clear_pointer (&step->stock, mag_stock_quote_free);
  g_clear_error (&step->error);
  g_free (step->message);
  g_object_unref (step->run);
  g_free (step);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Step, step_free)

static Step *
step_new (MagSyncRun         *self,
          const MagJobSymbol *symbol)
{
  Step *step = g_new0 (Step, 1);

  step->run = g_object_ref (self);
  if (symbol != NULL)
    step->symbol = *symbol;
  return step;
}

/**
 * mag_sync_error_is_transient:
 * @error: an error of the store
 *
 * Returns: whether the same step may work later, without anything changed by us: the server is gone or too slow.
 */
gboolean
mag_sync_error_is_transient (const GError *error)
{
  return g_error_matches (error, MAG_STORE_ERROR, MAG_STORE_ERROR_UNAVAILABLE) ||
         g_error_matches (error, MAG_STORE_ERROR, MAG_STORE_ERROR_TIMEOUT);
}

/**
 * mag_sync_error_to_kind:
 * @error: why a symbol has no new chain
 *
 * Returns: the MagMarketError under which the symbol is counted. An answer the store refuses counts as one we do not understand; anything
 * that is not the market's or the store's as no answer.
 */
guint
mag_sync_error_to_kind (const GError *error)
{
  if (error->domain == MAG_MARKET_ERROR && error->code >= 0 && error->code < MAG_MARKET_N_ERRORS)
    return error->code;
  if (error->domain == MAG_STORE_ERROR)
    return MAG_MARKET_ERROR_FORMAT;
  return MAG_MARKET_ERROR_OFFLINE;
}

/**
 * mag_sync_lease_seconds:
 * @clock: the profile's clock
 *
 * Returns: MAG_SYNC_LEASE_SECONDS of real time, in seconds of @clock. A practice day played fast must not make leases lapse between two heartbeats.
 */
guint
mag_sync_lease_seconds (MagClock *clock)
{
  return MAX (MAG_SYNC_LEASE_SECONDS * mag_clock_get_speed (clock), 1);
}

G_STATIC_ASSERT (MAG_JOB_N_ERRORS == MAG_MARKET_N_ERRORS);

/* Ends the run once nothing is under way any more. The first reason stands. */
static void
stop (MagSyncRun  *self,
      MagJobState  end,
      const char  *message)
{
  if (self->phase != PHASE_WORKING)
    return;

  self->phase = PHASE_STOPPING;
  self->end = end;
  g_set_str (&self->message, message);
  g_cancellable_cancel (self->fetching);
}

/* Ends the run without another word to the job: it is no longer ours, or cannot be reached. */
static void
give_up (MagSyncRun *self,
         GError     *error) /* (transfer full) */
{
  stop (self, MAG_JOB_QUEUED, NULL);
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
  g_queue_clear_full (&self->parked, (GDestroyNotify) step_free);
  g_clear_handle_id (&self->retry_id, g_source_remove);
}

static void
end_run (MagSyncRun *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  self->phase = PHASE_ENDED;
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_handle_id (&self->grace_id, g_source_remove);
  g_clear_signal_handler (&self->stopped_id, self->stopped);

  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else if (self->end == MAG_JOB_QUEUED)
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The worker was stopped.");
  else
    g_task_return_boolean (task, TRUE);
}

static gpointer
write_step_job (MagDb         *db,
                gpointer       input,
                GCancellable  *cancellable,
                GError       **error)
{
  const Step *step = input;
  const MagSyncRun *run = step->run;
  gint64 now_us = mag_clock_now_us (run->clock);
  gboolean became_latest;
  gboolean written;

  if (step->symbol.symbol_id == 0 && step->end == MAG_JOB_QUEUED)
    written = mag_job_repo_release (db, run->job, run->worker, cancellable, error);
  else if (step->symbol.symbol_id == 0)
    written = mag_job_repo_finish (db, run->job, run->worker, step->end, step->message, now_us, cancellable, error);
  else if (step->chain != NULL)
    written = mag_chain_repo_save (db, &(MagChainSave) { step->chain, step->stock, run->job, run->worker }, now_us, &became_latest, cancellable, error);
  else
    written = mag_job_repo_fail_symbol (db, run->job, run->worker, step->symbol.symbol_id, mag_sync_error_to_kind (step->error), step->error->message,
                                        now_us, cancellable, error);
  return GINT_TO_POINTER (written);
}

static void step_written_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
write_step (Step *step) /* (transfer full) */
{
  step->run->n_writing++;
  mag_store_run_async (step->run->store, write_step_job, step, NULL, NULL, NULL, step_written_cb, step);
}

static gboolean
retry_cb (gpointer user_data)
{
  g_autoptr(MagSyncRun) self = g_object_ref (user_data);
  guint n_parked = self->parked.length;

  self->retry_id = 0;
  while (n_parked-- > 0)
    write_step (g_queue_pop_head (&self->parked));
  return G_SOURCE_REMOVE;
}

/* The store is gone: keeps the step for later, waits longer each time, and gives up when that has gone on for too long. */
static void
park (MagSyncRun *self,
      Step       *step,  /* (transfer full) */
      GError     *error) /* (transfer full) */
{
  gint64 now = g_get_monotonic_time ();

  g_queue_push_tail (&self->parked, step);
  if (self->store_delay == 0)
    self->store_lost_us = now;
  if (now - self->store_lost_us > STORE_PATIENCE_US || g_cancellable_is_cancelled (self->stopped))
    {
      give_up (self, error);
      return;
    }

  if (self->retry_id == 0)
    {
      self->store_delay = CLAMP (2 * self->store_delay, 1, STORE_DELAY_MAX);
      g_debug ("The store does not take a chain (%s), next try in %u s", error->message, self->store_delay);
      self->retry_id = g_timeout_add_seconds (self->store_delay, retry_cb, self);
    }
  g_error_free (error);
}

/* A step failed for a reason that waiting does not mend. */
static void
refuse (MagSyncRun *self,
        Step       *step,  /* (transfer full) */
        GError     *error) /* (transfer full) */
{
  if (step->chain != NULL && g_error_matches (error, MAG_STORE_ERROR, MAG_STORE_ERROR_FAILED))
    {
      g_clear_pointer (&step->chain, mag_chain_unref);
      step->error = error;
      write_step (step);
      return;
    }
  if (g_error_matches (error, MAG_STORE_ERROR, MAG_STORE_ERROR_DISK_FULL))
    stop (self, MAG_JOB_FAILED, error->message);
  if (step->symbol.symbol_id == 0 || !g_error_matches (error, MAG_STORE_ERROR, MAG_STORE_ERROR_DISK_FULL))
    give_up (self, error);
  else
    g_error_free (error);
  step_free (step);
}

static void
step_written_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Step) step = user_data;
  g_autoptr(MagSyncRun) self = g_object_ref (step->run);
  g_autoptr(GError) error = NULL;

  self->n_writing--;
  mag_store_run_finish (MAG_STORE (source), result, &error);
  if (error == NULL)
    {
      self->store_delay = 0;
      self->news = TRUE;
      if (step->symbol.symbol_id == 0)
        self->phase = PHASE_ENDED;
    }
  else if (mag_sync_error_is_transient (error))
    park (self, g_steal_pointer (&step), g_steal_pointer (&error));
  else
    refuse (self, g_steal_pointer (&step), g_steal_pointer (&error));
  pump (self);
}

/* A network that is down, or sources that turn us away, fail every symbol: better to say so once and leave the rest for another day. */
static void
watch_silence (MagSyncRun   *self,
               const GError *error) /* NULL: an answer came */
{
  gboolean silent = g_error_matches (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_OFFLINE) ||
                    g_error_matches (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_BUSY) ||
                    g_error_matches (error, MAG_MARKET_ERROR, MAG_MARKET_ERROR_BLOCKED);

  self->n_silent = silent ? self->n_silent + 1 : 0;
  if (self->n_silent >= SILENCE_MAX && !g_queue_is_empty (&self->pending))
    stop (self, MAG_JOB_FAILED, "No market source answers now.");
}

static void
chain_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Step) step = user_data;
  g_autoptr(MagSyncRun) self = g_object_ref (step->run);
  const MagStockQuote *stock = g_hash_table_lookup (self->quotes, step->symbol.ticker);

  self->n_fetching--;
  step->chain = mag_market_data_load_chain_finish (MAG_MARKET_DATA (source), result, &step->error);
  if (!g_error_matches (step->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (stock != NULL && step->chain != NULL)
        step->stock = mag_stock_quote_copy (stock);
      watch_silence (self, step->error);
      write_step (g_steal_pointer (&step));
    }
  pump (self);
}

static void
fetch (MagSyncRun         *self,
       const MagJobSymbol *symbol)
{
  MagDate today = mag_date_in_new_york (mag_clock_now_us (self->clock));
  Step *step = step_new (self, symbol);

  g_strlcpy (self->current, symbol->ticker, sizeof self->current);
  self->news = TRUE;
  if (!mag_symbol_kind_has_options (symbol->kind))
    {
      step->error = g_error_new (MAG_MARKET_ERROR, MAG_MARKET_ERROR_NO_OPTIONS, "%s is of a kind that has no options here.", symbol->ticker);
      write_step (step);
      return;
    }

  self->n_fetching++;
  mag_market_data_load_chain_async (self->market, symbol->ticker, today + DTE_FROM, today + DTE_TO, g_hash_table_lookup (self->terms, symbol->ticker),
                                    self->fetching, chain_loaded_cb, step);
}

static gboolean
may_fetch (MagSyncRun *self)
{
  return self->phase == PHASE_WORKING &&
         self->store_delay == 0 &&
         self->n_fetching < MAG_SYNC_IN_FLIGHT &&
         self->n_fetching + self->n_writing < UNSAVED_MAX &&
         !g_queue_is_empty (&self->pending);
}

static gboolean
quotes_late_cb (gpointer user_data)
{
  MagSyncRun *self = user_data;

  self->grace_id = 0;
  g_cancellable_cancel (self->fetching);
  return G_SOURCE_REMOVE;
}

static void
finish_job (MagSyncRun *self)
{
  Step *step = step_new (self, NULL);

  step->end = self->end;
  step->message = g_strdup (self->message != NULL ? self->message : "");
  self->phase = PHASE_FINISHING;
  write_step (step);
}

/* Looks at where the run stands after anything happened, and does what is next. */
static void
pump (MagSyncRun *self)
{
  while (may_fetch (self))
    {
      g_autofree MagJobSymbol *symbol = g_queue_pop_head (&self->pending);

      fetch (self, symbol);
    }

  if (self->task == NULL || self->n_fetching > 0 || self->n_writing > 0 || self->beating)
    return;
  if (!g_queue_is_empty (&self->parked) || (self->phase == PHASE_WORKING && !g_queue_is_empty (&self->pending)))
    return;
  if (self->quoting)
    {
      if (self->grace_id == 0)
        self->grace_id = g_timeout_add_seconds (QUOTES_GRACE_SECONDS, quotes_late_cb, self);
      return;
    }

  if (self->error != NULL || self->phase == PHASE_ENDED)
    end_run (self);
  else if (self->phase == PHASE_WORKING || self->phase == PHASE_STOPPING)
    finish_job (self);
}

static gpointer
save_quotes_job (MagDb         *db,
                 gpointer       input,
                 GCancellable  *cancellable,
                 GError       **error)
{
  return GINT_TO_POINTER (mag_chain_repo_save_stock (db, input, cancellable, error));
}

static void
quotes_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MagSyncRun) self = user_data;
  g_autoptr(GError) error = NULL;

  /* The next sync brings newer ones: not worth a retry. */
  mag_store_run_finish (MAG_STORE (source), result, &error);
  if (error != NULL)
    g_debug ("Stock quotes were not stored: %s", error->message);
  self->n_writing--;
  pump (self);
}

static void
quotes_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(MagSyncRun) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) quotes = mag_market_data_load_quotes_finish (MAG_MARKET_DATA (source), result, &error);

  self->quoting = FALSE;
  g_clear_handle_id (&self->grace_id, g_source_remove);
  if (quotes == NULL)
    g_debug ("No stock quotes: %s", error->message);
  for (guint i = 0; quotes != NULL && i < quotes->len; i++)
    {
      MagStockQuote *quote = mag_stock_quote_copy (g_ptr_array_index (quotes, i));

      g_hash_table_replace (self->quotes, quote->symbol, quote);
    }

  if (quotes != NULL && quotes->len > 0)
    {
      self->n_writing++;
      mag_store_run_async (self->store, save_quotes_job, g_steal_pointer (&quotes), (GDestroyNotify) g_ptr_array_unref, NULL, NULL, quotes_saved_cb,
                           g_object_ref (self));
    }
  pump (self);
}

static void
ask_for_quotes (MagSyncRun *self)
{
  g_autoptr(GPtrArray) tickers = g_ptr_array_new ();

  for (const GList *l = self->pending.head; l != NULL; l = l->next)
    g_ptr_array_add (tickers, ((MagJobSymbol *) l->data)->ticker);
  if (tickers->len == 0)
    return;

  g_ptr_array_add (tickers, NULL);
  self->quoting = TRUE;
  mag_market_data_load_quotes_async (self->market, (const char *const *) tickers->pdata, self->fetching, quotes_loaded_cb, g_object_ref (self));
}

/* A heartbeat, over a copy of what it says. */
typedef struct
{
  MagSyncRun *run;          /* owned reference, dropped on the main loop only */
  char        current[16];
  gboolean    cancel_asked; /* the answer */
} Beat;

static void
beat_free (Beat *beat)
{
  g_object_unref (beat->run);
  g_free (beat);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Beat, beat_free)

static gpointer
beat_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  Beat *beat = input;
  const MagSyncRun *run = beat->run;

  return GINT_TO_POINTER (mag_job_repo_heartbeat (db, run->job, run->worker, mag_sync_lease_seconds (run->clock), beat->current, mag_clock_now_us (run->clock),
                                                  &beat->cancel_asked, cancellable, error));
}

static void
beaten_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Beat) beat = user_data;
  g_autoptr(MagSyncRun) self = g_object_ref (beat->run);
  g_autoptr(GError) error = NULL;

  self->beating = FALSE;
  mag_store_run_finish (MAG_STORE (source), result, &error);
  /* A store that is gone is noticed, and waited for, by the chains. */
  if (error != NULL && !mag_sync_error_is_transient (error))
    give_up (self, g_steal_pointer (&error));
  else if (error == NULL && beat->cancel_asked)
    stop (self, MAG_JOB_CANCELLED, NULL);
  pump (self);
}

static gboolean
tick_cb (gpointer user_data)
{
  MagSyncRun *self = user_data;
  gint64 now = g_get_monotonic_time ();
  Beat *beat;

  if (self->beating || self->phase >= PHASE_FINISHING || (!self->news && now - self->beat_us < HEARTBEAT_US))
    return G_SOURCE_CONTINUE;

  beat = g_new0 (Beat, 1);
  beat->run = g_object_ref (self);
  g_strlcpy (beat->current, self->current, sizeof beat->current);
  self->beating = TRUE;
  self->news = FALSE;
  self->beat_us = now;
  mag_store_run_async (self->store, beat_job, beat, NULL, NULL, NULL, beaten_cb, beat);
  return G_SOURCE_CONTINUE;
}

/* What is left to do, and what it is valued with. */
typedef struct
{
  GArray     *symbols; /* owned; MagJobSymbol */
  GHashTable *terms;   /* owned; ticker -> MagTerms, of each of them */
} Pending;

static void
pending_free (Pending *pending)
{
  g_clear_pointer (&pending->symbols, g_array_unref);
  g_clear_pointer (&pending->terms, g_hash_table_unref);
  g_free (pending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pending, pending_free)

static gpointer
load_pending_job (MagDb         *db,
                  gpointer       input,
                  GCancellable  *cancellable,
                  GError       **error)
{
  const MagSyncRun *run = input;
  g_autoptr(Pending) pending = g_new0 (Pending, 1);

  pending->terms = mag_terms_repo_of_job (db, run->job, mag_clock_now_us (run->clock), cancellable, error);
  if (pending->terms == NULL)
    return NULL;
  pending->symbols = mag_job_repo_pending (db, run->job, cancellable, error); /* what was pending before is, or has been done since */
  return pending->symbols != NULL ? g_steal_pointer (&pending) : NULL;
}

static void
pending_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(MagSyncRun) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(Pending) pending = mag_store_run_finish (MAG_STORE (source), result, &error);

  self->n_writing--;
  if (pending == NULL)
    give_up (self, g_steal_pointer (&error));
  for (guint i = 0; pending != NULL && i < pending->symbols->len; i++)
    g_queue_push_tail (&self->pending, g_memdup2 (&g_array_index (pending->symbols, MagJobSymbol, i), sizeof (MagJobSymbol)));
  if (pending != NULL)
    self->terms = g_steal_pointer (&pending->terms);

  if (self->phase == PHASE_WORKING)
    ask_for_quotes (self);
  pump (self);
}

static gboolean
stopped_idle_cb (gpointer user_data)
{
  MagSyncRun *self = user_data;

  if (self->retry_id != 0)
    give_up (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The worker was stopped."));
  else
    stop (self, MAG_JOB_QUEUED, NULL);
  pump (self);
  return G_SOURCE_REMOVE;
}

/* From an idle, since a handler of "cancelled" must not disconnect itself. */
static void
stopped_cb (GCancellable *cancellable,
            MagSyncRun   *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, stopped_idle_cb, g_object_ref (self), g_object_unref);
}

static void
mag_sync_run_finalize (GObject *object)
{
  MagSyncRun *self = MAG_SYNC_RUN (object);

  g_queue_clear_full (&self->pending, g_free);
  g_clear_pointer (&self->quotes, g_hash_table_unref);
  g_clear_pointer (&self->terms, g_hash_table_unref);
  g_clear_error (&self->error);
  g_clear_object (&self->fetching);
  g_clear_object (&self->stopped);
  g_clear_object (&self->store);
  g_clear_object (&self->market);
  g_clear_pointer (&self->clock, mag_clock_unref);
  g_free (self->worker);
  g_free (self->message);
  G_OBJECT_CLASS (mag_sync_run_parent_class)->finalize (object);
}

static void
mag_sync_run_class_init (MagSyncRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_sync_run_finalize;
}

static void
mag_sync_run_init (MagSyncRun *self)
{
  g_queue_init (&self->pending);
  g_queue_init (&self->parked);
  self->quotes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) mag_stock_quote_free);
  self->fetching = g_cancellable_new ();
  self->end = MAG_JOB_DONE;
}

/**
 * mag_sync_run_new:
 * @store: where chains go
 * @market: where they come from
 * @clock: the profile's clock
 * @worker: the owner of the job's lease
 * @job: a job just claimed by @worker
 *
 * Returns: (transfer full): a run that has not begun.
 */
MagSyncRun *
mag_sync_run_new (MagStore      *store,
                  MagMarketData *market,
                  MagClock      *clock,
                  const char    *worker,
                  const MagJob  *job)
{
  MagSyncRun *self = g_object_new (MAG_TYPE_SYNC_RUN, NULL);

  self->store = g_object_ref (store);
  self->market = g_object_ref (market);
  self->clock = mag_clock_ref (clock);
  self->worker = g_strdup (worker);
  self->job = job->id;
  return self;
}

/**
 * mag_sync_run_async:
 * @self: a run that has not begun
 * @cancellable: (nullable): stops the worker: requests are cut short, chains that came are stored, and the job is handed back for another worker
 * @callback: called when nothing of this run is under way any more
 * @data: for @callback
 *
 * Works off the symbols not yet tried. Main loop only, once per object.
 */
void
mag_sync_run_async (MagSyncRun          *self,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             data)
{
  g_return_if_fail (MAG_IS_SYNC_RUN (self));
  g_return_if_fail (self->task == NULL && self->phase == PHASE_WORKING);

  self->task = g_task_new (self, NULL, callback, data);
  self->stopped = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  self->stopped_id = g_cancellable_connect (self->stopped, G_CALLBACK (stopped_cb), self, NULL);
  self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);
  self->beat_us = g_get_monotonic_time ();

  self->n_writing++;
  mag_store_run_async (self->store, load_pending_job, self, NULL, (GDestroyNotify) pending_free, NULL, pending_loaded_cb, g_object_ref (self));
}

/**
 * mag_sync_run_finish:
 *
 * Returns: TRUE when the job has come to an end and says so itself: done, cancelled or failed. FALSE with G_IO_ERROR_CANCELLED when the worker was
 * stopped, MAG_STORE_ERROR_CONFLICT when the job is another worker's by now, or another MAG_STORE_ERROR when the store stayed away for minutes.
 */
gboolean
mag_sync_run_finish (MagSyncRun    *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
