/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libpq-fe.h>

G_BEGIN_DECLS

/* One connection, owned by one thread while it is used. Every call blocks with a deadline and a GCancellable (server-side cancel); never on the window's thread. */
typedef struct _MagDb MagDb;

typedef enum
{
  MAG_STORE_ERROR_UNAVAILABLE, /* server gone, refuses, cannot be started: retried with back-off already */
  MAG_STORE_ERROR_NO_SERVER,   /* no initdb or postgres on this system */
  MAG_STORE_ERROR_VERSION,     /* data folder of another major version, or a database newer than this program */
  MAG_STORE_ERROR_DISK_FULL,
  MAG_STORE_ERROR_TIMEOUT,     /* statement time-out */
  MAG_STORE_ERROR_EXISTS,      /* a name is taken */
  MAG_STORE_ERROR_NOT_FOUND,
  MAG_STORE_ERROR_CONFLICT,    /* lost a lease, changed underneath, deadlock after retry */
  MAG_STORE_ERROR_FAILED,      /* anything else; a bug of ours */
} MagStoreError;
#define MAG_STORE_ERROR (mag_store_error_quark ())
GQuark mag_store_error_quark (void);

gboolean  mag_db_begin    (MagDb *db, GCancellable *cancellable, GError **error);
gboolean  mag_db_commit   (MagDb *db, GCancellable *cancellable, GError **error);
void      mag_db_rollback (MagDb *db);
/* n_params bound text parameters (NULL: SQL NULL). A result with rows or none; free with PQclear (g_autoptr(PGresult) works). */
PGresult *mag_db_query    (MagDb *db, const char *sql, int n_params, const char *const *params, GCancellable *cancellable, GError **error);
gboolean  mag_db_execute  (MagDb *db, const char *sql, int n_params, const char *const *params, GCancellable *cancellable, GError **error);
/* Sent with the next statement that is waited for; an error is that one's. */
void      mag_db_post     (MagDb *db, const char *sql, int n_params, const char *const *params);
/* COPY ... FROM STDIN of rows in the form the statement names. */
gboolean  mag_db_copy     (MagDb *db, const char *sql, const char *rows, gsize length, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)

G_END_DECLS
