/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-practice-exchange.h"

G_BEGIN_DECLS

/* Recorded answers of a folder, served instead of simulated ones. */
typedef struct _MagPracticeReplay MagPracticeReplay;

MagPracticeReplay *mag_practice_replay_new  (const char *folder, GError **error);
void               mag_practice_replay_free (MagPracticeReplay *replay);

/* A recording of a call ("options", "quote", "chart", "summary", "search", or "cboe" for a chain of CBOE's), as the files have it. */
typedef struct
{
  char   *call, *symbol; /* owned; symbol upper case, as the provider spells it, or the text searched for */
  char   *file;          /* owned */
  char   *query;         /* owned; of the recorded address; "" */
  char   *content_type;  /* owned */
  guint   status;
  gint64  time_us;       /* when it was recorded; 0 */
  gint64  expiration;    /* Yahoo options: what the body is of, epoch seconds; 0 */
  GBytes *body;          /* read on first use; NULL */
} MagPracticeRecording;

/* The recordings of a call and symbol, oldest first; NULL when there is none. Owned by the replay. */
GPtrArray            *mag_practice_replay_list (MagPracticeReplay *replay, const char *call, const char *symbol);
/* The last one at or before an instant, else the first; NULL for an empty list. */
MagPracticeRecording *mag_practice_replay_pick (GPtrArray *recordings, gint64 now_us);
const char           *mag_practice_recording_get_text (MagPracticeRecording *recording); /* "" when it can't be read */

MagPracticeReply *mag_practice_replay_answer (MagPracticeReplay *replay, const MagPracticeRequest *request, const char *provider, const char *call,
                                              const char *symbol);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagPracticeReplay, mag_practice_replay_free)

G_END_DECLS
