/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The time every part asks: the system's, or one that started at a given instant and runs at a given speed. Immutable, any thread. */
typedef struct _MagClock MagClock;

MagClock *mag_clock_new_system (void);
/* at_us: the instant shown when the system's real time was real_us; speed > 0, 1 is normal. */
MagClock *mag_clock_new_shifted (gint64 at_us, gint64 real_us, double speed);
MagClock *mag_clock_ref        (MagClock *clock);
void      mag_clock_unref      (MagClock *clock);
gint64    mag_clock_now_us     (MagClock *clock);
double    mag_clock_get_speed  (MagClock *clock); /* seconds shown per second passed; 1 normally */
gboolean  mag_clock_is_system  (MagClock *clock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagClock, mag_clock_unref)

G_END_DECLS
