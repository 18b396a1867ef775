/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-types.h"

G_BEGIN_DECLS

/* Values in the text forms PostgreSQL reads. What is unknown must not get here: it is SQL's NULL. */

void mag_sql_append_int64   (GString *text, gint64 value);
void mag_sql_append_price   (GString *text, MagPrice price);    /* "97.5" */
void mag_sql_append_double  (GString *text, double value);      /* reads back as the very same number */
void mag_sql_append_date    (GString *text, MagDate date);      /* "2026-12-18" */
void mag_sql_append_instant (GString *text, gint64 instant_us); /* "2026-12-18 14:30:00.000000+00" */

G_END_DECLS
