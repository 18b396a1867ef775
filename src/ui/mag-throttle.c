/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merges demands for a piece of asynchronous work. A sync of 300 symbols notifies up to hundreds of times a second; what
 * is read because of it must neither pile up nor run more often than eyes can follow. */

#include "mag-throttle.h"

struct _MagThrottle
{
  guint           interval_ms;
  MagThrottleFunc func;
  gpointer        data;
  gint64          begun_us; /* monotonic; when func ran last, 0 never */
  guint           source;   /* waits for the interval to pass */
  gboolean        wanted;
  gboolean        busy;     /* func ran, mag_throttle_done() not yet */
};

static gboolean
begin_cb (gpointer data)
{
  MagThrottle *self = data;

  self->source = 0;
  self->wanted = FALSE;
  self->busy = TRUE;
  self->begun_us = g_get_monotonic_time ();
  self->func (self->data);

  return G_SOURCE_REMOVE;
}

static void
schedule (MagThrottle *self)
{
  gint64 wait_ms = 0;

  if (!self->wanted || self->busy || self->source != 0)
    return;

  if (self->begun_us != 0)
    wait_ms = self->interval_ms - (g_get_monotonic_time () - self->begun_us) / 1000;
  self->source = g_timeout_add (MAX (wait_ms, 0), begin_cb, self);
}

/**
 * mag_throttle_new:
 * @interval_ms: least time between two beginnings
 * @func: begins the work; mag_throttle_done() must follow, from within or later
 * @data: for @func
 *
 * Returns: (transfer full): a new throttle; free with mag_throttle_free()
 */
MagThrottle *
mag_throttle_new (guint           interval_ms,
                  MagThrottleFunc func,
                  gpointer        data)
{
  MagThrottle *self = g_new0 (MagThrottle, 1);

  self->interval_ms = interval_ms;
  self->func = func;
  self->data = data;

  return self;
}

void
mag_throttle_free (MagThrottle *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_free (self);
}

/**
 * mag_throttle_request:
 * @self: a throttle
 *
 * Asks for the work to be done after now. Never calls back from within.
 */
void
mag_throttle_request (MagThrottle *self)
{
  g_return_if_fail (self != NULL);

  self->wanted = TRUE;
  schedule (self);
}

/**
 * mag_throttle_reset:
 * @self: a throttle
 *
 * Lets the next demand begin at once: it is about something else than the ones before.
 */
void
mag_throttle_reset (MagThrottle *self)
{
  g_return_if_fail (self != NULL);

  self->begun_us = 0;
  g_clear_handle_id (&self->source, g_source_remove);
  schedule (self);
}

/**
 * mag_throttle_done:
 * @self: a throttle
 *
 * Says that the work begun last has ended, however it ended.
 */
void
mag_throttle_done (MagThrottle *self)
{
  g_return_if_fail (self != NULL);

  self->busy = FALSE;
  schedule (self);
}
