/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-practice-book.h"
#include "mag-practice-calls.h"
#include "mag-practice-faults.h"

G_BEGIN_DECLS

/* The practice broker: answers as the Robinhood API does. One thread. */
typedef struct _MagPracticeBroker MagPracticeBroker;

MagPracticeBroker *mag_practice_broker_new     (guint64 seed, MagPracticeMarket *market);
void               mag_practice_broker_free    (MagPracticeBroker *broker);
MagPracticeReply  *mag_practice_broker_answer  (MagPracticeBroker *broker, MagPracticeCallId call, const MagPracticeRequest *request, const MagPracticeFaultPlan *plan);
void               mag_practice_broker_approve (MagPracticeBroker *broker); /* every sign-in that waits for its prompt */
void               mag_practice_broker_expire  (MagPracticeBroker *broker, gboolean refresh_too); /* every token handed out is dead */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagPracticeBroker, mag_practice_broker_free)

G_END_DECLS
