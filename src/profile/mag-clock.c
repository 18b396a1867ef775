/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one place that reads the system's time. Everything else is handed a clock, so that a test or a practice market can live on another day. */

#include "config.h"

#include "mag-clock.h"

struct _MagClock
{
  gatomicrefcount ref_count;
  gboolean        system;
  gint64          at_us;   /* shown when the system's time was real_us */
  gint64          real_us;
  double          speed;   /* > 0 */
};

static MagClock *
new_clock (gboolean system,
           gint64   at_us,
           gint64   real_us,
           double   speed)
{
  MagClock *clock = g_new0 (MagClock, 1);

  g_atomic_ref_count_init (&clock->ref_count);
  clock->system = system;
  clock->at_us = at_us;
  clock->real_us = real_us;
  clock->speed = speed;
  return clock;
}

/**
 * mag_clock_new_system:
 *
 * Returns: (transfer full): a clock that shows the system's time
 */
MagClock *
mag_clock_new_system (void)
{
  return new_clock (TRUE, 0, 0, 1);
}

/**
 * mag_clock_new_shifted:
 * @at_us: the instant shown when the system's time was @real_us
 * @real_us: an instant of the system's time, normally the present
 * @speed: seconds shown per second passed; > 0
 *
 * Returns: (transfer full): a clock that goes on from there
 */
MagClock *
mag_clock_new_shifted (gint64 at_us,
                       gint64 real_us,
                       double speed)
{
  g_return_val_if_fail (speed > 0, NULL);

  return new_clock (FALSE, at_us, real_us, speed);
}

/**
 * mag_clock_ref:
 *
 * Returns: (transfer full): @clock
 */
MagClock *
mag_clock_ref (MagClock *clock)
{
  g_atomic_ref_count_inc (&clock->ref_count);
  return clock;
}

/**
 * mag_clock_unref:
 * @clock: (transfer full): a clock
 */
void
mag_clock_unref (MagClock *clock)
{
  if (g_atomic_ref_count_dec (&clock->ref_count))
    g_free (clock);
}

/**
 * mag_clock_now_us:
 *
 * Any thread.
 *
 * Returns: the instant shown now, in microseconds UTC
 */
gint64
mag_clock_now_us (MagClock *clock)
{
  gint64 real_us = g_get_real_time ();

  if (clock->system)
    return real_us;
  return clock->at_us + (gint64) ((double) (real_us - clock->real_us) * clock->speed);
}

/**
 * mag_clock_get_speed:
 *
 * Returns: seconds shown per second passed, for spans that must be real ones: leases
 */
double
mag_clock_get_speed (MagClock *clock)
{
  return clock->speed;
}

/**
 * mag_clock_is_system:
 *
 * Returns: whether it shows the system's time
 */
gboolean
mag_clock_is_system (MagClock *clock)
{
  return clock->system;
}
