/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"
#include "mag-trade-repo.h"

G_BEGIN_DECLS

/* The store jobs of the Trades page; end each with mag_store_run_finish(). Strings and legs are copied. */

void mag_trade_jobs_add        (MagEngine *engine, const MagTradeAddition *addition, GAsyncReadyCallback callback, gpointer data);
void mag_trade_jobs_close      (MagEngine *engine, const MagTradeClosing *closing, GAsyncReadyCallback callback, gpointer data);
void mag_trade_jobs_edit       (MagEngine *engine, gint64 trade, const MagLeg *leg, const char *notes, const char *tags, GAsyncReadyCallback callback, gpointer data);
void mag_trade_jobs_set_active (MagEngine *engine, GArray *legs, gboolean active, GAsyncReadyCallback callback, gpointer data);
void mag_trade_jobs_audit      (MagEngine *engine, GArray *trades, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data); /* GPtrArray of MagTradeAudit* */

G_END_DECLS
