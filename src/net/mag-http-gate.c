/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The door to one provider. Requests wait here in a queue; pump() is called whenever something changed and lets as many through as the rules allow. A hold (a short
 * Retry-After) makes them wait, a pause (a long one, or the provider's own rule) and an open breaker send them away at once, so that nobody waits half an hour for
 * an answer that a fallback can give now. */

#include "config.h"

#include "mag-http-gate.h"

#include "mag-pacing.h"

#include <glib/gi18n-lib.h>

struct _MagHttpGate
{
  MagHttpPolicy  policy;
  MagTokenBucket bucket;
  MagBreaker     breaker;
  GQueue         queue;      /* MagHttpTicket, not owned */
  guint          in_flight;
  gint64         held_us;    /* monotonic; nothing goes before it */
  gint64         paused_us;  /* monotonic; everything is refused before it */
  guint          wake_id;    /* source that calls pump() when time alone changes the answer */
  gboolean       pumping;    /* a ticket's callback may come back here */
};

static void pump (MagHttpGate *gate);

static gboolean
wake_cb (gpointer data)
{
  MagHttpGate *gate = data;

  gate->wake_id = 0;
  pump (gate);

  return G_SOURCE_REMOVE;
}

static void
wake_after (MagHttpGate *gate,
            gint64       wait_us)
{
  g_clear_handle_id (&gate->wake_id, g_source_remove);
  gate->wake_id = g_timeout_add (wait_us / 1000 + 1, wake_cb, gate);
}

static MagHttpTicket *
pop_ticket (MagHttpGate *gate)
{
  MagHttpTicket *ticket = g_queue_pop_head (&gate->queue);

  if (ticket != NULL)
    ticket->queued = FALSE;
  return ticket;
}

static void
refuse_all (MagHttpGate *gate)
{
  g_autoptr(GError) error = g_error_new (MAG_HTTP_ERROR, MAG_HTTP_ERROR_OPEN, _("It refused or failed too often and is left alone for a while."));
  MagHttpTicket *ticket;

  while ((ticket = pop_ticket (gate)) != NULL)
    ticket->func (ticket->data, error);
}

/* Lets the first in the queue through, or arranges for the next look. Returns whether there may be more to do at once. */
static gboolean
pump_one (MagHttpGate *gate)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 wait_us = MAX (gate->held_us - now_us, mag_token_bucket_wait (&gate->bucket, now_us));
  MagHttpTicket *ticket;

  if (now_us < gate->paused_us)
    {
      refuse_all (gate);
      return FALSE;
    }
  if (gate->in_flight >= gate->policy.max_in_flight)
    return FALSE;
  if (wait_us > 0)
    {
      wake_after (gate, wait_us);
      return FALSE;
    }
  if (!mag_breaker_admit (&gate->breaker, now_us))
    {
      refuse_all (gate);
      return FALSE;
    }

  mag_token_bucket_take (&gate->bucket);
  gate->in_flight++;
  ticket = pop_ticket (gate);
  ticket->func (ticket->data, NULL);
  return TRUE;
}

static void
pump (MagHttpGate *gate)
{
  if (gate->pumping)
    return;

  gate->pumping = TRUE;
  while (!g_queue_is_empty (&gate->queue) && pump_one (gate))
    ;
  gate->pumping = FALSE;
}

/**
 * mag_http_gate_new:
 * @policy: the provider's manners
 *
 * Returns: (transfer full): a gate with nobody waiting
 */
MagHttpGate *
mag_http_gate_new (const MagHttpPolicy *policy)
{
  MagHttpGate *gate = g_new0 (MagHttpGate, 1);

  mag_http_gate_set_policy (gate, policy);
  return gate;
}

/**
 * mag_http_gate_set_policy:
 * @gate: a gate
 * @policy: the provider's manners from now on; bucket and breaker start afresh
 */
void
mag_http_gate_set_policy (MagHttpGate         *gate,
                          const MagHttpPolicy *policy)
{
  gate->policy = *policy;
  gate->policy.max_in_flight = MAX (policy->max_in_flight, 1);
  gate->policy.max_tries = MAX (policy->max_tries, 1);
  mag_token_bucket_init (&gate->bucket, policy->per_minute, policy->burst, g_get_monotonic_time ());
  mag_breaker_init (&gate->breaker, policy->breaker_failures, policy->breaker_seconds);
}

/**
 * mag_http_gate_get_policy:
 * @gate: a gate
 *
 * Returns: (transfer none): its policy, with limits of at least 1
 */
const MagHttpPolicy *
mag_http_gate_get_policy (const MagHttpGate *gate)
{
  return &gate->policy;
}

/**
 * mag_http_gate_free:
 * @gate: a gate nobody waits at
 */
void
mag_http_gate_free (MagHttpGate *gate)
{
  g_clear_handle_id (&gate->wake_id, g_source_remove);
  g_queue_clear (&gate->queue);
  g_free (gate);
}

/* The link a ticket queues up before; NULL: behind all. */
static GList *
find_place (MagHttpGate         *gate,
            const MagHttpTicket *ticket)
{
  GList *link = ticket->background ? NULL : gate->queue.head;

  while (link != NULL && !((const MagHttpTicket *) link->data)->background)
    link = link->next;
  return link;
}

/**
 * mag_http_gate_enter:
 * @gate: a gate
 * @ticket: (not nullable): func and data set, kept by the caller until func is called or the ticket withdrawn
 *
 * Queues up. func may be called before this returns.
 */
void
mag_http_gate_enter (MagHttpGate   *gate,
                     MagHttpTicket *ticket)
{
  g_return_if_fail (!ticket->queued);

  ticket->queued = TRUE;
  g_queue_insert_before (&gate->queue, find_place (gate, ticket), ticket);
  pump (gate);
}

/**
 * mag_http_gate_withdraw:
 * @gate: a gate
 * @ticket: a ticket, whether or not it waits
 *
 * Gives a place in the queue up. func will not be called.
 */
void
mag_http_gate_withdraw (MagHttpGate   *gate,
                        MagHttpTicket *ticket)
{
  if (ticket->queued)
    g_queue_remove (&gate->queue, ticket);
  ticket->queued = FALSE;
}

/**
 * mag_http_gate_leave:
 * @gate: a gate
 * @outcome: what the request said about the provider's health
 *
 * Ends what a func called with NULL began, and lets the next one in.
 */
void
mag_http_gate_leave (MagHttpGate    *gate,
                     MagHttpOutcome  outcome)
{
  g_return_if_fail (gate->in_flight > 0);

  gate->in_flight--;
  if (outcome == MAG_HTTP_OUTCOME_CANCELLED)
    mag_breaker_release (&gate->breaker);
  else
    mag_breaker_record (&gate->breaker, outcome == MAG_HTTP_OUTCOME_ALIVE, g_get_monotonic_time ());
  pump (gate);
}

/**
 * mag_http_gate_hold:
 * @gate: a gate
 * @duration_us: how long nothing may be sent; callers wait
 */
void
mag_http_gate_hold (MagHttpGate *gate,
                    gint64       duration_us)
{
  gate->held_us = MAX (gate->held_us, g_get_monotonic_time () + duration_us);
}

/**
 * mag_http_gate_pause:
 * @gate: a gate
 * @duration_us: how long nothing may be sent; callers, those in the queue too, are refused
 */
void
mag_http_gate_pause (MagHttpGate *gate,
                     gint64       duration_us)
{
  gate->paused_us = MAX (gate->paused_us, g_get_monotonic_time () + duration_us);
  pump (gate);
}
