/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-db.h"

G_BEGIN_DECLS

/* What only the store itself does with a connection: make it, hand it from job to job, judge it, close it. */

MagDb   *mag_db_new          (PGconn *conn); /* takes conn, which is connected */
void     mag_db_free         (MagDb *db);
PGconn  *mag_db_get_conn     (MagDb *db);    /* lent */
gboolean mag_db_is_alive     (MagDb *db);    /* nothing sent: a dead server has closed the socket */
void     mag_db_start_job    (MagDb *db);
void     mag_db_end_job      (MagDb *db);    /* ends an open transaction */
gboolean mag_db_may_rerun    (MagDb *db);    /* the job failed by no fault of its own and left nothing behind */
guint    mag_db_count_statements (MagDb *db); /* of the job, BEGIN and COMMIT among them */
gboolean mag_db_run_script   (MagDb *db, const char *sql, GCancellable *cancellable, GError **error); /* several statements, no parameters */
/* From here to the end of the transaction statements may take this long. */
gboolean mag_db_allow_long   (MagDb *db, guint seconds, GCancellable *cancellable, GError **error);

#define MAG_DB_STATEMENT_SECONDS 30

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagDb, mag_db_free)

G_END_DECLS
