/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-broker.h"
#include "mag-trade-record.h"

G_BEGIN_DECLS

/* What a broker's history comes to as trades of the journal. */
typedef struct
{
  GPtrArray *records;   /* MagTradeRecord*, openings before what closes them; uids made of the broker's ids, so the same history has the same */
  GPtrArray *problems;  /* sentences; of what is left out because it can't be booked */
  guint      n_waiting; /* orders that may still fill, events the broker has not confirmed: left for the next time */
} MagBrokerBooking;

MagBrokerBooking *mag_broker_booking_new  (GPtrArray *orders /* MagBrokerOrder* */, GPtrArray *share_orders /* MagBrokerShareOrder* */, GPtrArray *events /* MagBrokerEvent* */,
                                           gint64 now_us); /* each in any order */
void              mag_broker_booking_free (MagBrokerBooking *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagBrokerBooking, mag_broker_booking_free)

G_END_DECLS
