/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-store.h"
#include "practice-session.h"

/* A practice market and an empty database, for measurements of the window. */
typedef struct
{
  PracticeSession practice;
  MagProfile     *profile; /* owned */
  MagStore       *store;   /* owned */
} BenchLists;

void         bench_lists_begin  (BenchLists *bench, guint latency_ms);
void         bench_lists_end    (BenchLists *bench);
/* A list of the first n symbols that have 200 to 400 contracts each. Returns its id. */
gint64       bench_lists_import (BenchLists *bench, const char *name, guint n);
/* Asks for a sync and starts a worker for it. End it with bench_lists_stop_worker(). */
GSubprocess *bench_lists_sync   (BenchLists *bench, gint64 list, gint64 *job);
gboolean     bench_lists_is_over (BenchLists *bench, gint64 job);
void         bench_lists_stop_worker (GSubprocess *worker);
/* Median and 95th percentile; sorts values. */
double       bench_median       (GArray *values);
double       bench_p95          (GArray *values);
