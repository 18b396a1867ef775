/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Runs an asynchronous piece of work on demand: one at a time, begun at most once an interval; demands meanwhile are merged into one. Main loop only. */
typedef struct _MagThrottle MagThrottle;

typedef void (*MagThrottleFunc) (gpointer data);

MagThrottle *mag_throttle_new     (guint interval_ms, MagThrottleFunc func, gpointer data);
void         mag_throttle_free    (MagThrottle *self);
void         mag_throttle_request (MagThrottle *self);
void         mag_throttle_reset   (MagThrottle *self);
void         mag_throttle_done    (MagThrottle *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagThrottle, mag_throttle_free)

G_END_DECLS
