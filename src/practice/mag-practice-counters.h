/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-practice-calls.h"

G_BEGIN_DECLS

/* What was asked and answered so far, for tests and benchmarks. Control addresses don't count. */
typedef struct _MagPracticeCounters MagPracticeCounters;

MagPracticeCounters *mag_practice_counters_new     (void);
void                 mag_practice_counters_free    (MagPracticeCounters *counters);
void                 mag_practice_counters_begin   (MagPracticeCounters *counters, const MagPracticeCall *call);
void                 mag_practice_counters_end     (MagPracticeCounters *counters, guint status); /* 0: no answer */
void                 mag_practice_counters_reset   (MagPracticeCounters *counters);
char                *mag_practice_counters_to_json (MagPracticeCounters *counters);

G_END_DECLS
