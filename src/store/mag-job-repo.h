/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-db.h"
#include "mag-symbol.h"

G_BEGIN_DECLS

/* Sync jobs: asked for by anybody, taken by a worker under a lease, one at a time per list. Blocking functions for store jobs. */

typedef enum
{
  MAG_JOB_QUEUED,
  MAG_JOB_RUNNING,
  MAG_JOB_DONE,      /* every symbol was tried */
  MAG_JOB_CANCELLED,
  MAG_JOB_FAILED,    /* could not go on: no market, no store */
} MagJobState;

#define MAG_JOB_N_ERRORS 8 /* as MagMarketError, in its order */

typedef struct
{
  gint64      id;
  gint64      list;
  char       *list_name;     /* owned */
  char       *kind;          /* owned: "chains" */
  MagJobState state;
  gboolean    cancel_asked;
  guint       total, done, failed; /* symbols; done does not count failed */
  guint       errors[MAG_JOB_N_ERRORS];
  char       *current;       /* owned; ticker last begun, "" */
  char       *message;       /* owned; why FAILED, "" */
  gint64      asked_us, started_us, heartbeat_us, finished_us;
} MagJob;
void        mag_job_free  (MagJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagJob, mag_job_free)
const char *mag_job_state_to_nick (MagJobState state);
/* Symbols a second since the start, and seconds left at that rate; NaN while nothing is done. */
double      mag_job_get_rate      (const MagJob *job, gint64 now_us);
double      mag_job_get_remaining (const MagJob *job, gint64 now_us);

typedef struct
{
  gint64        symbol_id;
  char          ticker[16];
  MagSymbolKind kind;
} MagJobSymbol;

/* Asks for a sync of a list; gives the id of the one already queued or running for it instead of a second. */
gint64   mag_job_repo_ask       (MagDb *db, gint64 list, gboolean *already, gint64 now_us, GCancellable *cancellable, GError **error);
MagJob  *mag_job_repo_get       (MagDb *db, gint64 id, GCancellable *cancellable, GError **error);
GPtrArray *mag_job_repo_list    (MagDb *db, guint limit, GCancellable *cancellable, GError **error);          /* newest first */
guint    mag_job_repo_count_waiting (MagDb *db, gint64 now_us, GCancellable *cancellable, GError **error);    /* queued, or running with a lapsed lease */
guint    mag_job_repo_count_unfinished (MagDb *db, GCancellable *cancellable, GError **error);               /* queued or running */
gboolean mag_job_repo_cancel    (MagDb *db, gint64 id, gint64 now_us, GCancellable *cancellable, GError **error);

/* The worker's side. A lease lasts lease_seconds from each heartbeat. */
MagJob  *mag_job_repo_claim     (MagDb *db, const char *worker, guint lease_seconds, gint64 now_us, GCancellable *cancellable, GError **error); /* NULL without error: nothing to do */
GArray  *mag_job_repo_pending   (MagDb *db, gint64 id, GCancellable *cancellable, GError **error);            /* MagJobSymbol not yet tried, in list order */
gboolean mag_job_repo_heartbeat (MagDb *db, gint64 id, const char *worker, guint lease_seconds, const char *current, gint64 now_us, gboolean *cancel_asked, GCancellable *cancellable, GError **error); /* CONFLICT: lease lost */
gboolean mag_job_repo_fail_symbol (MagDb *db, gint64 id, const char *worker, gint64 symbol, guint error_kind, const char *message, gint64 now_us, GCancellable *cancellable, GError **error);
gboolean mag_job_repo_release   (MagDb *db, gint64 id, const char *worker, GCancellable *cancellable, GError **error); /* back to QUEUED */
gboolean mag_job_repo_finish    (MagDb *db, gint64 id, const char *worker, MagJobState state, const char *message, gint64 now_us, GCancellable *cancellable, GError **error);

G_END_DECLS
