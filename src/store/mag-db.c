/* SPDX-License-Identifier: GPL-3.0-or-later */

/* MagDb: one connection to PostgreSQL, used by one thread at a time. Calls block, but never without an end: each waits on the
 * socket, a deadline and a GCancellable together, and what is given up is cancelled on the server too, so the connection can be
 * used again.
 *
 * Statements whose answer nobody needs at once are posted: they travel, in one pipeline, with the next one that is waited for.
 * Statements with parameters are prepared once per connection. */

#include "config.h"

#include "mag-db-private.h"

#include <string.h>

#define DRAIN_SECONDS 2      /* how long a cancelled statement may take to end */
#define DEADLINE_SLACK 5     /* seconds after the server's own time-out until we stop to believe in it */
#define COPY_CHUNK (1 << 18) /* bytes handed to libpq between two flushes */

struct _MagDb
{
  PGconn     *conn;     /* owned */
  GHashTable *prepared; /* owned; SQL text -> statement name, both owned */
  GPtrArray  *posted;   /* owned Statement, not sent yet */
  guint       allowed;  /* seconds a statement may take */
  gboolean    broken;   /* not to be used again */

  /* of the job that runs */
  gboolean    began;    /* a transaction was begun, or that is posted */
  gboolean    lost;     /* the connection died, or the server chose this transaction to end a deadlock */
  gboolean    lasting;  /* something was sent that may have changed the database for good */
  guint       n_statements;
};

G_DEFINE_QUARK (mag-store-error-quark, mag_store_error)

typedef struct
{
  char  *sql;    /* owned */
  char **params; /* owned values, NULL for NULL; not NULL-ended */
  int    n_params;
} Statement;

static Statement *
statement_new (const char        *sql,
               int                n_params,
               const char *const *params)
{
  Statement *statement = g_new0 (Statement, 1);

  statement->sql = g_strdup (sql);
  statement->n_params = n_params;
  statement->params = g_new (char *, n_params + 1);
  for (int i = 0; i < n_params; i++)
    statement->params[i] = g_strdup (params[i]);
  return statement;
}

static void
statement_free (gpointer data)
{
  Statement *statement = data;

  for (int i = 0; i < statement->n_params; i++)
    g_free (statement->params[i]);
  g_free (statement->params);
  g_free (statement->sql);
  g_free (statement);
}

static gint64
deadline_after (guint seconds)
{
  return g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
}

/* Waits until the socket can do one of events. FALSE: cancelled, or the deadline has passed. */
static gboolean
wait_fd (int           fd,
         gushort       events,
         gint64        deadline,
         GCancellable *cancellable)
{
  GPollFD fds[2] = { { .fd = fd, .events = events }, { .fd = -1 } };
  gboolean watched = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &fds[1]);
  gint64 left;
  int n = 0;

  while (n == 0 && (left = deadline - g_get_monotonic_time ()) > 0)
    n = g_poll (fds, watched ? 2 : 1, (int) MIN (left / 1000 + 1, G_MAXINT));
  if (watched)
    g_cancellable_release_fd (cancellable);

  return n > 0 && !g_cancellable_is_cancelled (cancellable);
}

/* Sends what libpq has queued, reading meanwhile: a server that can't write would not read either. */
static gboolean
flush (MagDb        *db,
       gint64        deadline,
       GCancellable *cancellable)
{
  int state;

  while ((state = PQflush (db->conn)) == 1)
    {
      if (!wait_fd (PQsocket (db->conn), G_IO_IN | G_IO_OUT, deadline, cancellable))
        return FALSE;
      PQconsumeInput (db->conn);
    }
  return TRUE; /* a failure is told by the next result */
}

/* The next result in *result, NULL after the last. FALSE: given up. */
static gboolean
next_result (MagDb        *db,
             gint64        deadline,
             GCancellable *cancellable,
             PGresult    **result)
{
  if (!flush (db, deadline, cancellable))
    return FALSE;
  while (PQisBusy (db->conn))
    {
      if (!wait_fd (PQsocket (db->conn), G_IO_IN, deadline, cancellable))
        return FALSE;
      if (!PQconsumeInput (db->conn))
        break; /* PQgetResult() knows the SQLSTATE, PQerrorMessage() does not */
    }
  *result = PQgetResult (db->conn);
  return TRUE;
}

static void
ask_to_cancel (MagDb *db,
               gint64 deadline)
{
  PGcancelConn *cancel = PQcancelCreate (db->conn);
  PostgresPollingStatusType next = PQcancelStart (cancel) ? PGRES_POLLING_WRITING : PGRES_POLLING_FAILED;

  /* The socket may be another one after each step. */
  while ((next == PGRES_POLLING_READING || next == PGRES_POLLING_WRITING) &&
         wait_fd (PQcancelSocket (cancel), next == PGRES_POLLING_READING ? G_IO_IN : G_IO_OUT, deadline, NULL))
    next = PQcancelPoll (cancel);
  PQcancelFinish (cancel);
}

/* After the last result of a statement, or of a pipeline. */
static gboolean
is_end (MagDb          *db,
        const PGresult *result)
{
  if (PQpipelineStatus (db->conn) == PQ_PIPELINE_OFF)
    return result == NULL;
  return (result != NULL && PQresultStatus (result) == PGRES_PIPELINE_SYNC) || (result == NULL && PQstatus (db->conn) == CONNECTION_BAD);
}

/* Ends what runs on the server and reads the connection empty; if that fails it is not used again. */
static void
give_up (MagDb *db)
{
  gint64 deadline = deadline_after (DRAIN_SECONDS);
  g_autoptr(PGresult) result = NULL;

  ask_to_cancel (db, deadline);
  do
    {
      g_clear_pointer (&result, PQclear);
      if (!next_result (db, deadline, NULL, &result))
        {
          db->broken = TRUE;
          return;
        }
      if (result != NULL && PQresultStatus (result) == PGRES_COPY_IN)
        PQputCopyEnd (db->conn, "given up");
    }
  while (!is_end (db, result));
  PQexitPipelineMode (db->conn);
}

static gboolean
set_given_up_error (MagDb        *db,
                    GCancellable *cancellable,
                    GError      **error)
{
  give_up (db);
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_TIMEOUT, "The database took too long to answer.");
  return FALSE;
}

/* A SQLSTATE, or only its class, with what it means to a caller. */
static const struct
{
  const char   *state;
  MagStoreError code;
  const char   *sentence;
} meanings[] = {
  { "57014", MAG_STORE_ERROR_TIMEOUT, "The database took too long to answer." },
  { "55P03", MAG_STORE_ERROR_TIMEOUT, "Another program kept the database busy for too long." },
  { "53100", MAG_STORE_ERROR_DISK_FULL, "The disk of the database is full. Nothing stored was lost; free some space and try again." },
  { "53", MAG_STORE_ERROR_UNAVAILABLE, "The database server has no room for another connection." },
  { "57P", MAG_STORE_ERROR_UNAVAILABLE, "The database server has stopped." },
  { "08", MAG_STORE_ERROR_UNAVAILABLE, "The connection to the database was lost." },
  { "40", MAG_STORE_ERROR_CONFLICT, "Another program changed the same data at the same time." },
  { "23505", MAG_STORE_ERROR_EXISTS, "There is one of that name already." },
  { "25006", MAG_STORE_ERROR_UNAVAILABLE, "The database server takes no changes: it is a standby." },
  { "42501", MAG_STORE_ERROR_FAILED, "The database user is not allowed to do that." },
};

/* The server's own words go to the log of a developer who asks for it, never to the user. */
static gboolean
set_result_error (MagDb          *db,
                  const PGresult *result,
                  GError        **error)
{
  const char *state = result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;

  /* An error without a state is libpq's own: it could not reach the server. With 57P the server says goodbye. */
  if (state == NULL || PQstatus (db->conn) == CONNECTION_BAD || g_str_has_prefix (state, "57P") || g_str_has_prefix (state, "08"))
    db->broken = TRUE;
  if (state == NULL)
    state = "08006";
  else
    g_debug ("%s: %s", state, PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY));
  db->lost |= db->broken || g_str_has_prefix (state, "40");

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_str_has_prefix (state, meanings[i].state))
      {
        g_set_error_literal (error, MAG_STORE_ERROR, meanings[i].code, meanings[i].sentence);
        return FALSE;
      }
  g_set_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_FAILED, "The database refused a request (SQLSTATE %s).", state);
  return FALSE;
}

static gboolean
is_good (const PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);

  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_COPY_IN;
}

/* Reads to the end of a statement or a pipeline; the last good result in *kept, or the first error. */
static gboolean
collect (MagDb        *db,
         GCancellable *cancellable,
         PGresult    **kept,
         GError      **error)
{
  gint64 deadline = deadline_after (db->allowed + DEADLINE_SLACK);
  g_autoptr(PGresult) last = NULL;
  g_autoptr(GError) first = NULL;

  for (;;)
    {
      g_autoptr(PGresult) result = NULL;

      if (!next_result (db, deadline, cancellable, &result))
        return set_given_up_error (db, cancellable, error);
      if (is_end (db, result))
        break;
      if (result == NULL)
        continue;
      if (!is_good (result) && first == NULL)
        set_result_error (db, result, &first);
      g_clear_pointer (&last, PQclear);
      last = g_steal_pointer (&result);
      if (PQresultStatus (last) == PGRES_COPY_IN)
        break;
    }
  PQexitPipelineMode (db->conn);
  if (first == NULL && last == NULL)
    set_result_error (db, NULL, &first);
  if (first != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return FALSE;
    }
  if (kept != NULL)
    *kept = g_steal_pointer (&last);
  return TRUE;
}

static gboolean
is_usable (MagDb        *db,
           GCancellable *cancellable,
           GError      **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (db->broken)
    return set_result_error (db, NULL, error);
  return TRUE;
}

static gboolean
is_reading (const char *sql)
{
  return g_ascii_strncasecmp (sql, "SELECT", 6) == 0;
}

/* A statement outside a transaction is for good, unless it only reads. */
static void
note_statement (MagDb      *db,
                const char *sql)
{
  db->n_statements++;
  if (!db->began && !is_reading (sql))
    db->lasting = TRUE;
}

/* The name under which a statement is prepared, *is_new when it is yet to be. NULL: it is not worth it. */
static char *
dup_prepared_name (MagDb      *db,
                   const char *sql,
                   int         n_params,
                   gboolean   *is_new)
{
  const char *known = g_hash_table_lookup (db->prepared, sql);

  *is_new = known == NULL;
  if (known != NULL)
    return g_strdup (known);
  return n_params > 0 ? g_strdup_printf ("m%u", g_hash_table_size (db->prepared)) : NULL;
}

/* Sends a statement within a pipeline, or prepares it first when it is not. */
static gboolean
send_statement (MagDb             *db,
                const char        *sql,
                int                n_params,
                const char *const *params,
                GCancellable      *cancellable,
                GError           **error)
{
  gboolean piped = PQpipelineStatus (db->conn) != PQ_PIPELINE_OFF;
  gboolean is_new;
  g_autofree char *name = dup_prepared_name (db, sql, n_params, &is_new);
  int sent = 1;

  if (name != NULL && is_new)
    {
      sent = PQsendPrepare (db->conn, name, sql, 0, NULL);
      if (sent && !piped && !collect (db, cancellable, NULL, error))
        return FALSE;
      g_hash_table_insert (db->prepared, g_strdup (sql), g_strdup (name));
    }
  if (sent)
    sent = name != NULL ? PQsendQueryPrepared (db->conn, name, n_params, params, NULL, NULL, 0)
                        : PQsendQueryParams (db->conn, sql, n_params, NULL, params, NULL, NULL, 0);
  return sent || set_result_error (db, NULL, error);
}

static gboolean
send_posted (MagDb         *db,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(GPtrArray) posted = g_steal_pointer (&db->posted);

  db->posted = g_ptr_array_new_with_free_func (statement_free);
  for (guint i = 0; i < posted->len; i++)
    {
      const Statement *statement = g_ptr_array_index (posted, i);

      if (!send_statement (db, statement->sql, statement->n_params, (const char *const *) statement->params, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/* What was prepared in a pipeline that failed may not be there: better to prepare it again. */
static gboolean
collect_pipeline (MagDb         *db,
                  guint          n_prepared_before,
                  GCancellable  *cancellable,
                  PGresult     **result,
                  GError       **error)
{
  if (collect (db, cancellable, result, error))
    return TRUE;
  if (g_hash_table_size (db->prepared) != n_prepared_before)
    db->broken = TRUE;
  return FALSE;
}

/* sql NULL: only what is posted. */
static gboolean
run (MagDb             *db,
     const char        *sql,
     int                n_params,
     const char *const *params,
     GCancellable      *cancellable,
     PGresult         **result,
     GError           **error)
{
  guint n_prepared = g_hash_table_size (db->prepared);
  gboolean piped = db->posted->len > 0;

  if (!is_usable (db, cancellable, error))
    return FALSE;
  if (piped && !PQenterPipelineMode (db->conn))
    return set_result_error (db, NULL, error);
  if (!send_posted (db, cancellable, error) || (sql != NULL && !send_statement (db, sql, n_params, params, cancellable, error)))
    return FALSE;
  if (!piped)
    return collect (db, cancellable, result, error);
  if (!PQpipelineSync (db->conn))
    return set_result_error (db, NULL, error);
  return collect_pipeline (db, n_prepared, cancellable, result, error);
}

/* For what does not go into a pipeline. */
static gboolean
run_posted (MagDb         *db,
            GCancellable  *cancellable,
            GError       **error)
{
  return db->posted->len == 0 || run (db, NULL, 0, NULL, cancellable, NULL, error);
}

/* ---- for the store ---- */

MagDb *
mag_db_new (PGconn *conn)
{
  MagDb *db = g_new0 (MagDb, 1);

  db->conn = conn;
  db->allowed = MAG_DB_STATEMENT_SECONDS;
  db->prepared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  db->posted = g_ptr_array_new_with_free_func (statement_free);
  PQsetnonblocking (conn, TRUE);
  return db;
}

void
mag_db_free (MagDb *db)
{
  PQfinish (db->conn);
  g_hash_table_unref (db->prepared);
  g_ptr_array_unref (db->posted);
  g_free (db);
}

PGconn *
mag_db_get_conn (MagDb *db)
{
  return db->conn;
}

gboolean
mag_db_is_alive (MagDb *db)
{
  if (db->broken || !PQconsumeInput (db->conn))
    return FALSE;
  return PQstatus (db->conn) == CONNECTION_OK && !PQisBusy (db->conn);
}

void
mag_db_start_job (MagDb *db)
{
  db->lost = FALSE;
  db->lasting = FALSE;
  db->n_statements = 0;
  db->allowed = MAG_DB_STATEMENT_SECONDS;
}

void
mag_db_end_job (MagDb *db)
{
  mag_db_rollback (db);
}

gboolean
mag_db_may_rerun (MagDb *db)
{
  return db->lost && !db->lasting;
}

guint
mag_db_count_statements (MagDb *db)
{
  return db->n_statements;
}

gboolean
mag_db_run_script (MagDb        *db,
                   const char   *sql,
                   GCancellable *cancellable,
                   GError      **error)
{
  if (!is_usable (db, cancellable, error) || !run_posted (db, cancellable, error))
    return FALSE;
  note_statement (db, sql);
  return PQsendQuery (db->conn, sql) ? collect (db, cancellable, NULL, error) : set_result_error (db, NULL, error);
}

gboolean
mag_db_allow_long (MagDb        *db,
                   guint         seconds,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autofree char *milliseconds = g_strdup_printf ("%u", seconds * 1000);
  const char *params[] = { milliseconds };

  db->allowed = seconds;
  return mag_db_execute (db, "SELECT set_config('statement_timeout', $1, true)", 1, params, cancellable, error);
}

/* ---- for jobs ---- */

/**
 * mag_db_begin:
 *
 * Starts a transaction, with the next statement. A job that returns without mag_db_commit() has it rolled back.
 */
gboolean
mag_db_begin (MagDb        *db,
              GCancellable *cancellable,
              GError      **error)
{
  if (!is_usable (db, cancellable, error))
    return FALSE;
  db->began = TRUE;
  mag_db_post (db, "BEGIN", 0, NULL);
  return TRUE;
}

/**
 * mag_db_commit:
 *
 * Makes the transaction last. When this fails with %MAG_STORE_ERROR_UNAVAILABLE, whether it did is not known.
 */
gboolean
mag_db_commit (MagDb        *db,
               GCancellable *cancellable,
               GError      **error)
{
  g_autoptr(PGresult) result = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  db->lasting = TRUE;
  db->began = FALSE;
  /* A few milliseconds: to cut it short would only leave doubt. */
  result = mag_db_query (db, "COMMIT", 0, NULL, NULL, error);
  if (result == NULL)
    return FALSE;
  if (g_str_equal (PQcmdStatus (result), "COMMIT"))
    return TRUE;

  g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_FAILED, "Nothing was stored because a part of it had failed.");
  return FALSE;
}

/**
 * mag_db_rollback:
 *
 * Ends the transaction, if there is one, as if it had not been. Not cancellable; a failure breaks the connection.
 */
void
mag_db_rollback (MagDb *db)
{
  g_autoptr(GError) error = NULL;

  g_ptr_array_set_size (db->posted, 0);
  if (!db->broken && PQtransactionStatus (db->conn) != PQTRANS_IDLE && !run (db, "ROLLBACK", 0, NULL, NULL, NULL, &error))
    db->broken = TRUE;
  db->began = FALSE;
}

/**
 * mag_db_query:
 * @sql: one statement; parameters are $1, $2 ...
 * @params: (nullable): their text forms, %NULL for SQL NULL
 *
 * Returns: (transfer full): a result with rows or none; %NULL with a %MAG_STORE_ERROR or %G_IO_ERROR_CANCELLED
 */
PGresult *
mag_db_query (MagDb             *db,
              const char        *sql,
              int                n_params,
              const char *const *params,
              GCancellable      *cancellable,
              GError           **error)
{
  PGresult *result = NULL;

  g_return_val_if_fail (db != NULL, NULL);

  note_statement (db, sql);
  return run (db, sql, n_params, params, cancellable, &result, error) ? result : NULL;
}

/**
 * mag_db_execute:
 *
 * mag_db_query() for a statement whose rows nobody needs.
 */
gboolean
mag_db_execute (MagDb             *db,
                const char        *sql,
                int                n_params,
                const char *const *params,
                GCancellable      *cancellable,
                GError           **error)
{
  g_return_val_if_fail (db != NULL, FALSE);

  note_statement (db, sql);
  return run (db, sql, n_params, params, cancellable, NULL, error);
}

/**
 * mag_db_post:
 *
 * Sends a statement with the next one that is waited for, mag_db_commit() at the latest; if it fails, that one fails with its error.
 * For many small statements whose rows nobody needs.
 */
void
mag_db_post (MagDb             *db,
             const char        *sql,
             int                n_params,
             const char *const *params)
{
  note_statement (db, sql);
  g_ptr_array_add (db->posted, statement_new (sql, n_params, params));
}

static gboolean
send_rows (MagDb        *db,
           const char   *rows,
           gsize         length,
           GCancellable *cancellable,
           GError      **error)
{
  gint64 deadline = deadline_after (db->allowed + DEADLINE_SLACK);

  for (gsize at = 0; at < length; at += COPY_CHUNK)
    {
      if (PQputCopyData (db->conn, rows + at, (int) MIN (COPY_CHUNK, length - at)) < 0)
        return set_result_error (db, NULL, error);
      if (!flush (db, deadline, cancellable))
        return set_given_up_error (db, cancellable, error);
    }
  return TRUE;
}

/**
 * mag_db_copy:
 * @sql: COPY ... FROM STDIN, without parameters
 * @rows: in COPY's text or binary form, as @sql says, with their end
 * @length: bytes of @rows
 *
 * Adds many rows at once; all or none of them.
 */
gboolean
mag_db_copy (MagDb        *db,
             const char   *sql,
             const char   *rows,
             gsize         length,
             GCancellable *cancellable,
             GError      **error)
{
  g_return_val_if_fail (db != NULL, FALSE);

  if (!is_usable (db, cancellable, error) || !run_posted (db, cancellable, error))
    return FALSE;
  note_statement (db, sql);
  if (!PQsendQuery (db->conn, sql))
    return set_result_error (db, NULL, error);
  if (!collect (db, cancellable, NULL, error) || !send_rows (db, rows, length, cancellable, error))
    return FALSE;
  if (PQputCopyEnd (db->conn, NULL) < 0)
    return set_result_error (db, NULL, error);
  return collect (db, cancellable, NULL, error);
}
