/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One value of a result, read as what it is. The tables' constraints vouch for the forms, so nothing here can fail. */

#include "config.h"

#include "mag-row.h"

#include "mag-date.h"
#include "mag-money.h"

#include <math.h>

gint64
mag_row_int64 (const PGresult *result,
               int             row,
               int             column)
{
  return g_ascii_strtoll (PQgetvalue (result, row, column), NULL, 10); /* NULL reads as "" */
}

gint64
mag_row_count (const PGresult *result,
               int             row,
               int             column)
{
  return PQgetisnull (result, row, column) ? MAG_COUNT_UNKNOWN : mag_row_int64 (result, row, column);
}

gboolean
mag_row_boolean (const PGresult *result,
                 int             row,
                 int             column)
{
  return PQgetvalue (result, row, column)[0] == 't';
}

double
mag_row_double (const PGresult *result,
                int             row,
                int             column)
{
  return PQgetisnull (result, row, column) ? NAN : g_ascii_strtod (PQgetvalue (result, row, column), NULL);
}

MagPrice
mag_row_price (const PGresult *result,
               int             row,
               int             column)
{
  MagPrice price;

  return mag_price_parse_numeric (PQgetvalue (result, row, column), &price) ? price : MAG_PRICE_UNKNOWN;
}

MagDate
mag_row_date (const PGresult *result,
              int             row,
              int             column)
{
  return mag_date_parse (PQgetvalue (result, row, column));
}

const char *
mag_row_text (const PGresult *result,
              int             row,
              int             column)
{
  return PQgetvalue (result, row, column);
}

char *
mag_row_dup (const PGresult *result,
             int             row,
             int             column)
{
  return PQgetisnull (result, row, column) ? NULL : g_strdup (PQgetvalue (result, row, column));
}
