/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-clock.h"
#include "mag-practice-faults.h"

G_BEGIN_DECLS

/* The practice server: a loopback HTTP server on the calling thread's main context that answers as Yahoo Finance and CBOE do. */
typedef struct _MagPracticeServer MagPracticeServer;

typedef struct
{
  guint              port;   /* 0: a free one */
  guint64            seed;
  const char        *replay; /* folder of recordings; NULL: simulate */
  const char *const *faults; /* NULL-terminated; NULL: none */
  MagClock          *clock;
  double             speed;  /* of the clock, as /practice/clock tells it */
} MagPracticeOptions;

MagPracticeServer *mag_practice_server_new          (const MagPracticeOptions *options, GError **error);
void               mag_practice_server_free         (MagPracticeServer *server);
const char        *mag_practice_server_get_base_url (MagPracticeServer *server);
MagPracticeFaults *mag_practice_server_get_faults   (MagPracticeServer *server);
gint64             mag_practice_server_get_idle_us  (MagPracticeServer *server); /* since the last request, real time */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagPracticeServer, mag_practice_server_free)

G_END_DECLS
