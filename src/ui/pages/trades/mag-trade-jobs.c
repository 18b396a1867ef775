/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store jobs of the Trades page: each a straight line on a worker thread, with an input of its own. */

#include "config.h"

#include "mag-trade-jobs.h"

#define DONE GINT_TO_POINTER (TRUE)

/* Immutable; which fields count depends on the job. */
typedef struct
{
  char    *account, *symbol, *notes, *tags; /* owned */
  gint64   trade;
  MagLeg   leg, roll;
  gboolean rolls;
  GArray  *ids;                      /* owned; gint64 */
  gboolean active;
  gint64   now_us;
} Input;

static Input *
input_new (MagEngine *engine)
{
  Input *input = g_new0 (Input, 1);

  input->now_us = mag_engine_now_us (engine);
  return input;
}

static void
input_free (gpointer data)
{
  Input *input = data;

  g_free (input->account);
  g_free (input->symbol);
  g_free (input->notes);
  g_free (input->tags);
  g_clear_pointer (&input->ids, g_array_unref);
  g_free (input);
}

static void
run (MagEngine           *engine,
     MagStoreJob          job,
     Input               *input,
     GAsyncReadyCallback  callback,
     gpointer             data)
{
  mag_store_run_async (mag_engine_get_store (engine), job, input, input_free, NULL, NULL, callback, data);
}

static gpointer
add_job (MagDb         *db,
         gpointer       data,
         GCancellable  *cancellable,
         GError       **error)
{
  const Input *input = data;
  const MagTradeAddition addition = { input->account, input->symbol, input->notes, input->tags, input->leg };

  return mag_trade_repo_add (db, &addition, input->now_us, cancellable, error) != 0 ? DONE : NULL;
}

void
mag_trade_jobs_add (MagEngine               *engine,
                    const MagTradeAddition  *addition,
                    GAsyncReadyCallback      callback,
                    gpointer                 data)
{
  Input *input = input_new (engine);

  input->account = g_strdup (addition->account);
  input->symbol = g_strdup (addition->symbol);
  input->notes = g_strdup (addition->notes);
  input->tags = g_strdup (addition->tags);
  input->leg = addition->leg;
  run (engine, add_job, input, callback, data);
}

static gpointer
close_job (MagDb         *db,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  const Input *input = data;
  const MagTradeClosing closing = { input->trade, input->leg, input->rolls ? &input->roll : NULL, input->notes, input->tags };

  return mag_trade_repo_close (db, &closing, input->now_us, cancellable, error) ? DONE : NULL;
}

void
mag_trade_jobs_close (MagEngine              *engine,
                      const MagTradeClosing  *closing,
                      GAsyncReadyCallback     callback,
                      gpointer                data)
{
  Input *input = input_new (engine);

  input->trade = closing->trade;
  input->leg = closing->leg;
  input->rolls = closing->roll != NULL;
  if (input->rolls)
    input->roll = *closing->roll;
  input->notes = g_strdup (closing->notes);
  input->tags = g_strdup (closing->tags);
  run (engine, close_job, input, callback, data);
}

/* Two changes, each whole. */
static gpointer
edit_job (MagDb         *db,
          gpointer       data,
          GCancellable  *cancellable,
          GError       **error)
{
  const Input *input = data;

  return (input->leg.id == 0 || mag_trade_repo_edit (db, &input->leg, input->now_us, cancellable, error)) &&
         mag_trade_repo_set_words (db, input->trade, input->notes, input->tags, input->now_us, cancellable, error) ? DONE : NULL;
}

/* leg: NULL when only notes and tags may be new. */
void
mag_trade_jobs_edit (MagEngine           *engine,
                     gint64               trade,
                     const MagLeg        *leg,
                     const char          *notes,
                     const char          *tags,
                     GAsyncReadyCallback  callback,
                     gpointer             data)
{
  Input *input = input_new (engine);

  input->trade = trade;
  if (leg != NULL)
    input->leg = *leg;
  input->notes = g_strdup (notes);
  input->tags = g_strdup (tags);
  run (engine, edit_job, input, callback, data);
}

static gpointer
set_active_job (MagDb         *db,
                gpointer       data,
                GCancellable  *cancellable,
                GError       **error)
{
  const Input *input = data;

  return mag_trade_repo_set_active (db, input->ids, input->active, input->now_us, cancellable, error) ? DONE : NULL;
}

void
mag_trade_jobs_set_active (MagEngine           *engine,
                           GArray              *legs,
                           gboolean             active,
                           GAsyncReadyCallback  callback,
                           gpointer             data)
{
  Input *input = input_new (engine);

  input->ids = g_array_copy (legs);
  input->active = active;
  run (engine, set_active_job, input, callback, data);
}

static gpointer
audit_job (MagDb         *db,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  const Input *input = data;

  return mag_trade_repo_audit (db, input->ids, cancellable, error);
}

static void
audit_free (gpointer lines)
{
  g_ptr_array_unref (lines);
}

void
mag_trade_jobs_audit (MagEngine           *engine,
                      GArray              *trades,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             data)
{
  Input *input = input_new (engine);

  input->ids = g_array_copy (trades);
  mag_store_run_async (mag_engine_get_store (engine), audit_job, input, input_free, audit_free, cancellable, callback, data);
}
