/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-db.h"
#include "mag-types.h"

G_BEGIN_DECLS

/* Values of a result in our conventions: SQL's NULL becomes what is unknown. */

gint64      mag_row_int64   (const PGresult *result, int row, int column);  /* NULL: 0, which is no id and no instant */
gint64      mag_row_count   (const PGresult *result, int row, int column);  /* NULL: -1 */
gboolean    mag_row_boolean (const PGresult *result, int row, int column);  /* NULL: FALSE */
double      mag_row_double  (const PGresult *result, int row, int column);  /* NULL: NaN */
MagPrice    mag_row_price   (const PGresult *result, int row, int column);  /* NULL: MAG_PRICE_UNKNOWN */
MagDate     mag_row_date    (const PGresult *result, int row, int column);  /* NULL: 0 */
const char *mag_row_text    (const PGresult *result, int row, int column);  /* lent; NULL: "" */
char       *mag_row_dup     (const PGresult *result, int row, int column);  /* NULL: NULL */

G_END_DECLS
