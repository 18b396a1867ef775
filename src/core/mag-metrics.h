/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The one registry of counters: calls, errors by type, retries, cache hits and misses, database queries, slow calls. Any thread. */
#define MAG_TYPE_METRICS (mag_metrics_get_type ())
G_DECLARE_FINAL_TYPE (MagMetrics, mag_metrics, MAG, METRICS, GObject)

MagMetrics *mag_metrics_new     (void);
void        mag_metrics_add     (MagMetrics *self, const char *name, gint64 amount); /* "http.cache.hits" */
void        mag_metrics_observe (MagMetrics *self, const char *name, gint64 duration_us); /* counts calls, total time, slow (> 1 s) */
gint64      mag_metrics_get     (MagMetrics *self, const char *name);
gint64      mag_metrics_sum     (MagMetrics *self, const char *pattern); /* "http.*.count" */
GVariant   *mag_metrics_snapshot (MagMetrics *self); /* a{sx}, sorted by name */

G_END_DECLS
