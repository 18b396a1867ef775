/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sync jobs. The database is the only place where workers meet: SKIP LOCKED gives each job to one of them, a lease that lapses
 * gives it to the next, and everything a worker writes is refused once its lease is another's. */

#include "config.h"

#include "mag-job-repo.h"

#include "mag-params.h"
#include "mag-row.h"
#include "mag-topic.h"

#include <math.h>

#define NO_SUCH_JOB "There is no such sync."
#define LEASE_LOST "Another worker has taken over this sync."

static const char *const states[] = { "queued", "running", "done", "cancelled", "failed" };

/* MagMarketError's words, which this layer does not see. */
static const char *const error_kinds[] = { "offline", "busy", "blocked", "unknown_symbol", "no_options", "format", "stale", "unsupported" };
G_STATIC_ASSERT (G_N_ELEMENTS (error_kinds) == MAG_JOB_N_ERRORS);

/* Sums over sync_job_symbols, in the order read_job() and tv_refresh_history have them. */
#define COUNTS \
  "count(*) AS total, count(*) FILTER (WHERE state = 'done') AS done, count(*) FILTER (WHERE state = 'failed') AS failed, " \
  "count(*) FILTER (WHERE error_kind = 'offline') AS offline, count(*) FILTER (WHERE error_kind = 'busy') AS busy, " \
  "count(*) FILTER (WHERE error_kind = 'blocked') AS blocked, count(*) FILTER (WHERE error_kind = 'unknown_symbol') AS unknown_symbol, " \
  "count(*) FILTER (WHERE error_kind = 'no_options') AS no_options, count(*) FILTER (WHERE error_kind = 'format') AS format, " \
  "count(*) FILTER (WHERE error_kind = 'stale') AS stale, count(*) FILTER (WHERE error_kind = 'unsupported') AS unsupported"
#define COUNT_COLUMNS "total, done, failed, offline, busy, blocked, unknown_symbol, no_options, format, stale, unsupported"

#define JOB_STATEMENT \
  "SELECT j.id, j.watchlist_id, w.name, j.kind, j.state, j.cancel_asked, j.current_symbol, j.message, " \
  " micros(j.asked_at), micros(j.started_at), micros(j.heartbeat_at), micros(j.finished_at), " COUNT_COLUMNS \
  " FROM sync_jobs j JOIN tv_watchlists w ON w.id = j.watchlist_id " \
  "CROSS JOIN LATERAL (SELECT " COUNTS " FROM sync_job_symbols m WHERE m.job_id = j.id) c "

/* ---- a job ---- */

void
mag_job_free (MagJob *job)
{
  g_free (job->list_name);
  g_free (job->kind);
  g_free (job->current);
  g_free (job->message);
  g_free (job);
}

const char *
mag_job_state_to_nick (MagJobState state)
{
  return states[state];
}

static MagJobState
state_from_nick (const char *nick)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i], nick))
      return i;
  g_return_val_if_reached (MAG_JOB_FAILED);
}

static MagJob *
read_job (const PGresult *result,
          int             row)
{
  MagJob *job = g_new0 (MagJob, 1);
  int c = 0;

  job->id = mag_row_int64 (result, row, c++);
  job->list = mag_row_int64 (result, row, c++);
  job->list_name = g_strdup (mag_row_text (result, row, c++));
  job->kind = g_strdup (mag_row_text (result, row, c++));
  job->state = state_from_nick (mag_row_text (result, row, c++));
  job->cancel_asked = mag_row_boolean (result, row, c++);
  job->current = g_strdup (mag_row_text (result, row, c++));
  job->message = g_strdup (mag_row_text (result, row, c++));
  job->asked_us = mag_row_int64 (result, row, c++);
  job->started_us = mag_row_int64 (result, row, c++);
  job->heartbeat_us = mag_row_int64 (result, row, c++);
  job->finished_us = mag_row_int64 (result, row, c++);
  job->total = mag_row_int64 (result, row, c++);
  job->done = mag_row_int64 (result, row, c++);
  job->failed = mag_row_int64 (result, row, c++);
  for (guint i = 0; i < MAG_JOB_N_ERRORS; i++)
    job->errors[i] = mag_row_int64 (result, row, c++);
  return job;
}

/**
 * mag_job_get_rate:
 *
 * Returns: symbols tried a second, over the whole time worked; NaN while none is
 */
double
mag_job_get_rate (const MagJob *job,
                  gint64        now_us)
{
  guint tried = job->done + job->failed;
  gint64 until_us = job->finished_us > 0 ? job->finished_us : now_us;

  if (tried == 0 || job->started_us == 0 || until_us <= job->started_us)
    return NAN;
  return tried * (double) G_USEC_PER_SEC / (until_us - job->started_us);
}

/**
 * mag_job_get_remaining:
 *
 * Returns: seconds until the last symbol at the rate so far; NaN while that is not known, 0 when the job has ended
 */
double
mag_job_get_remaining (const MagJob *job,
                       gint64        now_us)
{
  if (job->finished_us > 0)
    return 0;
  return (job->total - job->done - job->failed) / mag_job_get_rate (job, now_us);
}

/* ---- small statements ---- */

static gboolean
write_log (MagDb         *db,
           gint64         job,
           gint64         symbol, /* 0: none */
           gint64         now_us,
           const char    *event,
           const char    *message,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, job);
  mag_params_count (params, symbol > 0 ? symbol : MAG_COUNT_UNKNOWN);
  mag_params_instant (params, now_us);
  mag_params_text (params, event);
  mag_params_text (params, message != NULL ? message : "");
  return mag_params_execute (params, db, "INSERT INTO sync_log (job_id, symbol_id, at, event, message) VALUES ($1, $2, $3, $4, $5)", cancellable, error);
}

/* For statements that find no row when the lease is another's. */
static gboolean
fetch_leased (MagDb         *db,
              MagParams     *params,
              const char    *sql,
              gint64        *value,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(GError) local = NULL;

  if (mag_params_fetch (params, db, sql, LEASE_LOST, value, cancellable, &local))
    return TRUE;
  if (g_error_matches (local, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND))
    local->code = MAG_STORE_ERROR_CONFLICT;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
end_transaction (MagDb         *db,
                 gboolean       good,
                 GCancellable  *cancellable,
                 GError       **error)
{
  if (good && mag_db_commit (db, cancellable, error))
    return TRUE;
  mag_db_rollback (db);
  return FALSE;
}

/* ---- asking ---- */

static gboolean
lock_list (MagDb         *db,
           gint64         list,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  gint64 id;

  mag_params_int64 (params, list);
  return mag_params_fetch (params, db, "SELECT id FROM tv_watchlists WHERE id = $1 AND is_active FOR NO KEY UPDATE", "There is no such list.", &id, cancellable, error);
}

/* *id 0: none. */
static gboolean
find_live (MagDb         *db,
           gint64         list,
           gint64        *id,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, list);
  return mag_params_fetch (params, db, "SELECT max(id) FROM sync_jobs WHERE watchlist_id = $1 AND state IN ('queued', 'running')", NO_SUCH_JOB, id, cancellable, error);
}

/* The list's symbols as they are now, those without options and the excluded ones left out. */
static gboolean
insert_job (MagDb         *db,
            gint64         list,
            gint64         now_us,
            gint64        *id,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(MagParams) job = mag_params_new ();
  g_autoptr(MagParams) symbols = mag_params_new ();

  mag_params_int64 (job, list);
  mag_params_instant (job, now_us);
  if (!mag_params_fetch (job, db, "INSERT INTO sync_jobs (watchlist_id, asked_at) VALUES ($1, $2) RETURNING id", NO_SUCH_JOB, id, cancellable, error))
    return FALSE;

  mag_params_int64 (symbols, *id);
  mag_params_int64 (symbols, list);
  return mag_params_execute (symbols, db,
                             "INSERT INTO sync_job_symbols (job_id, symbol_id, position) "
                             "SELECT $1, m.symbol_id, row_number() OVER (ORDER BY coalesce(c.position, 0), m.position) "
                             "FROM tv_watchlist_symbols m JOIN symbols y ON y.id = m.symbol_id LEFT JOIN tv_watchlist_sections c ON c.id = m.section_id "
                             "WHERE m.watchlist_id = $2 AND m.is_active AND y.kind IN ('stock', 'etf', 'index') "
                             " AND NOT EXISTS (SELECT FROM symbol_exclusions e WHERE e.ticker = y.ticker)",
                             cancellable, error);
}

static gboolean
ask_in_transaction (MagDb         *db,
                    gint64         list,
                    gint64         now_us,
                    gint64        *id,
                    gboolean      *live,
                    GCancellable  *cancellable,
                    GError       **error)
{
  if (!mag_db_begin (db, cancellable, error) ||
      !lock_list (db, list, cancellable, error) ||
      !find_live (db, list, id, cancellable, error))
    return FALSE;

  *live = *id > 0;
  return *live ||
         (insert_job (db, list, now_us, id, cancellable, error) &&
          write_log (db, *id, 0, now_us, "asked", NULL, cancellable, error) &&
          mag_topic_notify_id (db, "job", *id, cancellable, error) &&
          mag_topic_notify_id (db, "list", list, cancellable, error));
}

/**
 * mag_job_repo_ask:
 * @already: (out) (optional): whether the job was there before
 *
 * Returns: the id of the one live job of @list, a new one if there was none; 0 with %MAG_STORE_ERROR_NOT_FOUND
 */
gint64
mag_job_repo_ask (MagDb         *db,
                  gint64         list,
                  gboolean      *already,
                  gint64         now_us,
                  GCancellable  *cancellable,
                  GError       **error)
{
  gint64 id = 0;
  gboolean live = FALSE;
  gboolean asked = ask_in_transaction (db, list, now_us, &id, &live, cancellable, error);

  if (!end_transaction (db, asked, cancellable, error))
    return 0;
  if (already != NULL)
    *already = live;
  return id;
}

MagJob *
mag_job_repo_get (MagDb         *db,
                  gint64         id,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;

  mag_params_int64 (params, id);
  result = mag_params_query (params, db, JOB_STATEMENT "WHERE j.id = $1", cancellable, error);
  if (result == NULL)
    return NULL;
  if (PQntuples (result) > 0)
    return read_job (result, 0);

  g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND, NO_SUCH_JOB);
  return NULL;
}

GPtrArray *
mag_job_repo_list (MagDb         *db,
                   guint          limit,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;
  GPtrArray *jobs;

  mag_params_int64 (params, limit);
  result = mag_params_query (params, db, JOB_STATEMENT "ORDER BY j.id DESC LIMIT $1", cancellable, error);
  if (result == NULL)
    return NULL;
  jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_job_free);
  for (int i = 0; i < PQntuples (result); i++)
    g_ptr_array_add (jobs, read_job (result, i));
  return jobs;
}

#define WAITING "(state = 'queued' OR (state = 'running' AND lease_until < $1))"

/**
 * mag_job_repo_count_waiting:
 *
 * Returns: jobs a worker could take now; 0 also with an error
 */
guint
mag_job_repo_count_waiting (MagDb         *db,
                            gint64         now_us,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  gint64 n = 0;

  mag_params_instant (params, now_us);
  return mag_params_fetch (params, db, "SELECT count(*) FROM sync_jobs WHERE " WAITING, NO_SUCH_JOB, &n, cancellable, error) ? n : 0;
}

/**
 * mag_job_repo_count_unfinished:
 *
 * Returns: jobs that wait or are in a worker's hands; 0 also with an error
 */
guint
mag_job_repo_count_unfinished (MagDb         *db,
                               GCancellable  *cancellable,
                               GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  gint64 n = 0;

  return mag_params_fetch (params, db, "SELECT count(*) FROM sync_jobs WHERE state IN ('queued', 'running')", NO_SUCH_JOB, &n, cancellable, error) ? n : 0;
}

/* ---- the end ---- */

/* A line of history for a job whose state is final already. */
static gboolean
write_history (MagDb         *db,
               gint64         id,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, id);
  return mag_params_execute (params, db,
                             "INSERT INTO tv_refresh_history (watchlist_id, job_id, kind, state, started_at, finished_at, message, " COUNT_COLUMNS ") "
                             "SELECT j.watchlist_id, j.id, j.kind, j.state, j.started_at, j.finished_at, j.message, c.* FROM sync_jobs j "
                             "CROSS JOIN LATERAL (SELECT " COUNTS " FROM sync_job_symbols m WHERE m.job_id = j.id) c WHERE j.id = $1",
                             cancellable, error);
}

/* A sync that got through with nothing at all leaves the list as old as it was. */
static gboolean
date_list (MagDb         *db,
           gint64         id,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, id);
  return mag_params_execute (params, db,
                             "UPDATE tv_watchlists w SET last_refresh = h.finished_at FROM tv_refresh_history h "
                             "WHERE h.job_id = $1 AND h.state = 'done' AND h.done > 0 AND w.id = h.watchlist_id",
                             cancellable, error);
}

static gboolean
tell_end (MagDb         *db,
          gint64         id,
          gint64         list,
          gint64         now_us,
          const char    *message,
          GCancellable  *cancellable,
          GError       **error)
{
  return write_history (db, id, cancellable, error) &&
         date_list (db, id, cancellable, error) &&
         write_log (db, id, 0, now_us, "finished", message, cancellable, error) &&
         mag_topic_notify_id (db, "job", id, cancellable, error) &&
         mag_topic_notify_id (db, "list", list, cancellable, error);
}

/**
 * mag_job_repo_finish:
 * @state: DONE, CANCELLED or FAILED
 * @message: (nullable): why it failed, for the user
 *
 * Ends a job and writes its line of tv_refresh_history. %MAG_STORE_ERROR_CONFLICT: the lease is another's.
 */
gboolean
mag_job_repo_finish (MagDb         *db,
                     gint64         id,
                     const char    *worker,
                     MagJobState    state,
                     const char    *message,
                     gint64         now_us,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  gint64 list;
  gboolean good;

  g_return_val_if_fail (state >= MAG_JOB_DONE, FALSE);

  mag_params_int64 (params, id);
  mag_params_text (params, worker);
  mag_params_text (params, states[state]);
  mag_params_text (params, message != NULL ? message : "");
  mag_params_instant (params, now_us);
  good = mag_db_begin (db, cancellable, error) &&
         fetch_leased (db, params,
                       "UPDATE sync_jobs SET state = $3, message = $4, finished_at = $5, heartbeat_at = $5, lease_until = NULL, current_symbol = '' "
                       "WHERE id = $1 AND worker = $2 AND state = 'running' RETURNING watchlist_id",
                       &list, cancellable, error) &&
         tell_end (db, id, list, now_us, message, cancellable, error);
  return end_transaction (db, good, cancellable, error);
}

/* Ends a job that no worker holds. *list 0: one does, or it has ended. */
static gboolean
cancel_unheld (MagDb         *db,
               gint64         id,
               gint64         now_us,
               gint64        *list,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_instant (params, now_us);
  mag_params_int64 (params, id);
  return mag_params_fetch (params, db,
                           "WITH ended AS (UPDATE sync_jobs SET state = 'cancelled', cancel_asked = true, finished_at = $1, lease_until = NULL, current_symbol = '' "
                           " WHERE id = $2 AND " WAITING " RETURNING watchlist_id) SELECT max(watchlist_id) FROM ended",
                           NO_SUCH_JOB, list, cancellable, error);
}

static gboolean
ask_to_cancel (MagDb         *db,
               gint64         id,
               gint64         now_us,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  gint64 found;

  mag_params_int64 (params, id);
  return mag_params_fetch (params, db, "UPDATE sync_jobs SET cancel_asked = cancel_asked OR state = 'running' WHERE id = $1 RETURNING id", NO_SUCH_JOB, &found,
                           cancellable, error) &&
         write_log (db, id, 0, now_us, "cancel_asked", NULL, cancellable, error) &&
         mag_topic_notify_id (db, "job", id, cancellable, error);
}

/**
 * mag_job_repo_cancel:
 *
 * Ends a job that waits at once; one that runs is ended by its worker at its next heartbeat. Nothing happens to one that has ended.
 */
gboolean
mag_job_repo_cancel (MagDb         *db,
                     gint64         id,
                     gint64         now_us,
                     GCancellable  *cancellable,
                     GError       **error)
{
  gint64 list = 0;
  gboolean good = mag_db_begin (db, cancellable, error) &&
                  cancel_unheld (db, id, now_us, &list, cancellable, error) &&
                  (list > 0 ? tell_end (db, id, list, now_us, NULL, cancellable, error) : ask_to_cancel (db, id, now_us, cancellable, error));

  return end_transaction (db, good, cancellable, error);
}

/* ---- the worker's side ---- */

/* *id 0: nothing to take. */
static gboolean
take_next (MagDb         *db,
           const char    *worker,
           guint          lease_seconds,
           gint64         now_us,
           gint64        *id,
           gboolean      *taken_over,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;

  mag_params_instant (params, now_us);
  mag_params_text (params, worker);
  mag_params_instant (params, now_us + (gint64) lease_seconds * G_USEC_PER_SEC);
  result = mag_params_query (params, db,
                             "WITH next AS (SELECT id, state FROM sync_jobs WHERE " WAITING " ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) "
                             "UPDATE sync_jobs j SET state = 'running', worker = $2, lease_until = $3, heartbeat_at = $1, started_at = coalesce(j.started_at, $1) "
                             "FROM next WHERE j.id = next.id RETURNING j.id, next.state = 'running'",
                             cancellable, error);
  if (result == NULL)
    return FALSE;
  *id = PQntuples (result) > 0 ? mag_row_int64 (result, 0, 0) : 0;
  *taken_over = *id > 0 && mag_row_boolean (result, 0, 1);
  return TRUE;
}

/**
 * mag_job_repo_claim:
 * @worker: a name no other worker has
 *
 * Takes the oldest job that waits, or whose worker has not been heard of for the length of its lease.
 *
 * Returns: (transfer full) (nullable): the job; %NULL without an error when there is nothing to do
 */
MagJob *
mag_job_repo_claim (MagDb         *db,
                    const char    *worker,
                    guint          lease_seconds,
                    gint64         now_us,
                    GCancellable  *cancellable,
                    GError       **error)
{
  gint64 id = 0;
  gboolean taken_over = FALSE;
  gboolean good = mag_db_begin (db, cancellable, error) &&
                  take_next (db, worker, lease_seconds, now_us, &id, &taken_over, cancellable, error) &&
                  (id == 0 || (write_log (db, id, 0, now_us, taken_over ? "taken_over" : "taken", worker, cancellable, error) &&
                               mag_topic_notify_id (db, "job", id, cancellable, error)));

  if (!end_transaction (db, good, cancellable, error) || id == 0)
    return NULL;
  return mag_job_repo_get (db, id, cancellable, error);
}

/**
 * mag_job_repo_pending:
 *
 * Returns: (transfer full): #MagJobSymbol of a job that were not tried yet, in list order
 */
GArray *
mag_job_repo_pending (MagDb         *db,
                      gint64         id,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;
  GArray *pending;

  mag_params_int64 (params, id);
  result = mag_params_query (params, db,
                             "SELECT y.id, y.ticker, y.kind FROM sync_job_symbols m JOIN symbols y ON y.id = m.symbol_id "
                             "WHERE m.job_id = $1 AND m.state = 'pending' ORDER BY m.position",
                             cancellable, error);
  if (result == NULL)
    return NULL;
  pending = g_array_new (FALSE, TRUE, sizeof (MagJobSymbol));
  for (int i = 0; i < PQntuples (result); i++)
    {
      MagJobSymbol symbol = { .symbol_id = mag_row_int64 (result, i, 0) };

      g_strlcpy (symbol.ticker, mag_row_text (result, i, 1), sizeof symbol.ticker);
      mag_symbol_kind_from_nick (mag_row_text (result, i, 2), &symbol.kind);
      g_array_append_val (pending, symbol);
    }
  return pending;
}

/**
 * mag_job_repo_heartbeat:
 * @current: ticker last begun
 * @cancel_asked: (out): whether the job shall end
 *
 * Renews the lease and tells of the progress. %MAG_STORE_ERROR_CONFLICT: the lease is another's.
 */
gboolean
mag_job_repo_heartbeat (MagDb         *db,
                        gint64         id,
                        const char    *worker,
                        guint          lease_seconds,
                        const char    *current,
                        gint64         now_us,
                        gboolean      *cancel_asked,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  gint64 asked;
  gboolean good;

  mag_params_int64 (params, id);
  mag_params_text (params, worker);
  mag_params_instant (params, now_us);
  mag_params_instant (params, now_us + (gint64) lease_seconds * G_USEC_PER_SEC);
  mag_params_text (params, current != NULL ? current : "");
  good = mag_db_begin (db, cancellable, error) &&
         fetch_leased (db, params,
                       "UPDATE sync_jobs SET heartbeat_at = $3, lease_until = $4, current_symbol = $5 "
                       "WHERE id = $1 AND worker = $2 AND state = 'running' RETURNING cancel_asked::integer",
                       &asked, cancellable, error) &&
         mag_topic_notify_id (db, "job", id, cancellable, error);
  if (!end_transaction (db, good, cancellable, error))
    return FALSE;
  *cancel_asked = asked != 0;
  return TRUE;
}

/**
 * mag_job_repo_release:
 *
 * Hands a job back before its end: the next worker takes it at once. %MAG_STORE_ERROR_CONFLICT: the lease is another's.
 */
gboolean
mag_job_repo_release (MagDb         *db,
                      gint64         id,
                      const char    *worker,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  gint64 list;
  gboolean good;

  mag_params_int64 (params, id);
  mag_params_text (params, worker);
  good = mag_db_begin (db, cancellable, error) &&
         fetch_leased (db, params,
                       "UPDATE sync_jobs SET state = 'queued', worker = NULL, lease_until = NULL, current_symbol = '' "
                       "WHERE id = $1 AND worker = $2 AND state = 'running' RETURNING watchlist_id",
                       &list, cancellable, error) &&
         mag_topic_notify_id (db, "job", id, cancellable, error);
  return end_transaction (db, good, cancellable, error);
}

static gboolean
mark_failed (MagDb         *db,
             gint64         id,
             const char    *worker,
             gint64         symbol,
             guint          error_kind,
             const char    *message,
             gint64         now_us,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  gint64 found;

  mag_params_int64 (params, id);
  mag_params_text (params, worker);
  mag_params_int64 (params, symbol);
  mag_params_text (params, error_kinds[error_kind]);
  mag_params_text (params, message);
  mag_params_instant (params, now_us);
  return fetch_leased (db, params,
                       "UPDATE sync_job_symbols m SET state = 'failed', error_kind = $4, message = $5, finished_at = $6 FROM sync_jobs j "
                       "WHERE j.id = $1 AND j.worker = $2 AND j.state = 'running' AND m.job_id = j.id AND m.symbol_id = $3 RETURNING j.id",
                       &found, cancellable, error);
}

/* What the row of the symbol says until a sync works again. */
static gboolean
set_trouble (MagDb         *db,
             gint64         symbol,
             const char    *message,
             gint64         now_us,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, symbol);
  mag_params_text (params, message);
  mag_params_instant (params, now_us);
  return mag_params_execute (params, db,
                             "WITH named AS (UPDATE symbols SET trouble = $2, trouble_at = $3 WHERE id = $1 RETURNING ticker) "
                             "SELECT pg_notify('magnus', 'symbol:' || ticker) FROM named",
                             cancellable, error);
}

/**
 * mag_job_repo_fail_symbol:
 * @error_kind: a MagMarketError
 * @message: a sentence for the user
 *
 * Marks a symbol of a job as tried without success. %MAG_STORE_ERROR_CONFLICT: the lease is another's.
 */
gboolean
mag_job_repo_fail_symbol (MagDb         *db,
                          gint64         id,
                          const char    *worker,
                          gint64         symbol,
                          guint          error_kind,
                          const char    *message,
                          gint64         now_us,
                          GCancellable  *cancellable,
                          GError       **error)
{
  gboolean good;

  g_return_val_if_fail (error_kind < MAG_JOB_N_ERRORS, FALSE);

  good = mag_db_begin (db, cancellable, error) &&
         mark_failed (db, id, worker, symbol, error_kind, message, now_us, cancellable, error) &&
         set_trouble (db, symbol, message, now_us, cancellable, error) &&
         write_log (db, id, symbol, now_us, "symbol_failed", message, cancellable, error) &&
         mag_topic_notify_id (db, "job", id, cancellable, error);
  return end_transaction (db, good, cancellable, error);
}
