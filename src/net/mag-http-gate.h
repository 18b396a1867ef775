/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-http.h"

G_BEGIN_DECLS

/* The door to one provider: lets requests through in the order they came, those in the background last, as the token bucket, the limit of requests in flight, the breaker and pauses allow. */
typedef struct _MagHttpGate MagHttpGate;

/* Called once per ticket: with NULL when the request may go (mag_http_gate_leave() is then owed), with an error (transfer none) when it may not. */
typedef void (*MagHttpGateFunc) (gpointer data, const GError *error);

/* A place in the queue, embedded in what queues. Zeroed before use. */
typedef struct
{
  MagHttpGateFunc func;
  gpointer        data;
  gboolean        background; /* behind all that are not */
  gboolean        queued;
} MagHttpTicket;

typedef enum
{
  MAG_HTTP_OUTCOME_ALIVE,     /* the other side answered like a working one, even if with a 404 */
  MAG_HTTP_OUTCOME_FAILED,    /* 429, 5xx, silence */
  MAG_HTTP_OUTCOME_CANCELLED, /* given up by us: says nothing of the other side */
} MagHttpOutcome;

MagHttpGate         *mag_http_gate_new        (const MagHttpPolicy *policy);
void                 mag_http_gate_set_policy (MagHttpGate *gate, const MagHttpPolicy *policy);
const MagHttpPolicy *mag_http_gate_get_policy (const MagHttpGate *gate);
void                 mag_http_gate_free       (MagHttpGate *gate);
void                 mag_http_gate_enter      (MagHttpGate *gate, MagHttpTicket *ticket);
void                 mag_http_gate_withdraw   (MagHttpGate *gate, MagHttpTicket *ticket);
void                 mag_http_gate_leave      (MagHttpGate *gate, MagHttpOutcome outcome);
void                 mag_http_gate_hold       (MagHttpGate *gate, gint64 duration_us);
void                 mag_http_gate_pause      (MagHttpGate *gate, gint64 duration_us);

G_END_DECLS
