/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-db.h"
#include "mag-types.h"

G_BEGIN_DECLS

/* The bound parameters of one statement, in the order of $1, $2 ... What is unknown in our conventions becomes NULL. */
typedef struct _MagParams MagParams;

MagParams *mag_params_new     (void);
void       mag_params_free    (MagParams *self);
void       mag_params_int64   (MagParams *self, gint64 value);
void       mag_params_count   (MagParams *self, gint64 count);   /* -1: NULL */
void       mag_params_boolean (MagParams *self, gboolean value);
void       mag_params_double  (MagParams *self, double value);   /* NaN: NULL */
void       mag_params_price   (MagParams *self, MagPrice price);
void       mag_params_money   (MagParams *self, MagMoney money); /* as dollars */
void       mag_params_date    (MagParams *self, MagDate date);   /* 0: NULL */
void       mag_params_instant (MagParams *self, gint64 instant_us); /* timestamptz; 0: NULL */
void       mag_params_text    (MagParams *self, const char *text);  /* copied; NULL */
void       mag_params_texts   (MagParams *self, const char *const *texts); /* text[] of a NULL-ended array; NULL */
void       mag_params_dates   (MagParams *self, GArray *dates);     /* date[] of MagDate */

PGresult  *mag_params_query   (MagParams *self, MagDb *db, const char *sql, GCancellable *cancellable, GError **error);
gboolean   mag_params_execute (MagParams *self, MagDb *db, const char *sql, GCancellable *cancellable, GError **error);
void       mag_params_post    (MagParams *self, MagDb *db, const char *sql); /* mag_db_post() */
/* The one value of the first row as a number; FALSE with an error, NOT_FOUND with sentence when there is no row. */
gboolean   mag_params_fetch   (MagParams *self, MagDb *db, const char *sql, const char *not_found, gint64 *value, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagParams, mag_params_free)

G_END_DECLS
