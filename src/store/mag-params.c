/* SPDX-License-Identifier: GPL-3.0-or-later */

/* MagParams: values on their way into a statement. Text forms only, so the server's types decide, and nothing of a value ever
 * becomes part of the statement itself. */

#include "config.h"

#include "mag-params.h"

#include "mag-sql-text.h"

#include <math.h>
#include <stdlib.h>

struct _MagParams
{
  GPtrArray *values; /* owned char*, NULL for NULL */
};

static void
add (MagParams *self,
     GString   *text) /* (transfer full) */
{
  g_ptr_array_add (self->values, g_string_free (text, FALSE));
}

static void
add_null (MagParams *self)
{
  g_ptr_array_add (self->values, NULL);
}

/* An element of an array literal; inside quotes only these two are special. */
static void
append_element (GString    *text,
                const char *element)
{
  g_string_append_c (text, '"');
  for (const char *c = element; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}

MagParams *
mag_params_new (void)
{
  MagParams *self = g_new0 (MagParams, 1);

  self->values = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
mag_params_free (MagParams *self)
{
  g_ptr_array_unref (self->values);
  g_free (self);
}

void
mag_params_int64 (MagParams *self,
                  gint64     value)
{
  GString *text = g_string_new (NULL);

  mag_sql_append_int64 (text, value);
  add (self, text);
}

void
mag_params_count (MagParams *self,
                  gint64     count)
{
  if (count == MAG_COUNT_UNKNOWN)
    add_null (self);
  else
    mag_params_int64 (self, count);
}

void
mag_params_boolean (MagParams *self,
                    gboolean   value)
{
  mag_params_text (self, value ? "t" : "f");
}

void
mag_params_double (MagParams *self,
                   double     value)
{
  GString *text;

  if (!isfinite (value))
    {
      add_null (self);
      return;
    }
  text = g_string_new (NULL);
  mag_sql_append_double (text, value);
  add (self, text);
}

void
mag_params_price (MagParams *self,
                  MagPrice   price)
{
  GString *text;

  if (price == MAG_PRICE_UNKNOWN)
    {
      add_null (self);
      return;
    }
  text = g_string_new (NULL);
  mag_sql_append_price (text, price);
  add (self, text);
}

void
mag_params_money (MagParams *self,
                  MagMoney   money)
{
  if (money == MAG_MONEY_UNKNOWN)
    add_null (self);
  else
    g_ptr_array_add (self->values, g_strdup_printf ("%s%" G_GINT64_FORMAT ".%02d", money < 0 ? "-" : "", ABS (money) / 100, (int) (ABS (money) % 100)));
}

void
mag_params_date (MagParams *self,
                 MagDate    date)
{
  GString *text;

  if (date == 0)
    {
      add_null (self);
      return;
    }
  text = g_string_new (NULL);
  mag_sql_append_date (text, date);
  add (self, text);
}

void
mag_params_instant (MagParams *self,
                    gint64     instant_us)
{
  GString *text;

  if (instant_us <= 0)
    {
      add_null (self);
      return;
    }
  text = g_string_new (NULL);
  mag_sql_append_instant (text, instant_us);
  add (self, text);
}

void
mag_params_text (MagParams  *self,
                 const char *text)
{
  g_ptr_array_add (self->values, g_strdup (text));
}

void
mag_params_texts (MagParams         *self,
                  const char *const *texts)
{
  GString *literal;

  if (texts == NULL)
    {
      add_null (self);
      return;
    }
  literal = g_string_new ("{");
  for (gsize i = 0; texts[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (literal, ',');
      append_element (literal, texts[i]);
    }
  g_string_append_c (literal, '}');
  add (self, literal);
}

void
mag_params_dates (MagParams *self,
                  GArray    *dates)
{
  GString *literal = g_string_new ("{");

  for (guint i = 0; i < dates->len; i++)
    {
      if (i > 0)
        g_string_append_c (literal, ',');
      mag_sql_append_date (literal, g_array_index (dates, MagDate, i));
    }
  g_string_append_c (literal, '}');
  add (self, literal);
}

PGresult *
mag_params_query (MagParams     *self,
                  MagDb         *db,
                  const char    *sql,
                  GCancellable  *cancellable,
                  GError       **error)
{
  return mag_db_query (db, sql, self->values->len, (const char *const *) self->values->pdata, cancellable, error);
}

gboolean
mag_params_execute (MagParams     *self,
                    MagDb         *db,
                    const char    *sql,
                    GCancellable  *cancellable,
                    GError       **error)
{
  return mag_db_execute (db, sql, self->values->len, (const char *const *) self->values->pdata, cancellable, error);
}

void
mag_params_post (MagParams  *self,
                 MagDb      *db,
                 const char *sql)
{
  mag_db_post (db, sql, self->values->len, (const char *const *) self->values->pdata);
}

/**
 * mag_params_fetch:
 * @not_found: the sentence of %MAG_STORE_ERROR_NOT_FOUND when no row comes back
 * @value: (out): the first value of the first row; 0 for NULL
 */
gboolean
mag_params_fetch (MagParams     *self,
                  MagDb         *db,
                  const char    *sql,
                  const char    *not_found,
                  gint64        *value,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autoptr(PGresult) result = mag_params_query (self, db, sql, cancellable, error);

  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 0)
    {
      g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND, not_found);
      return FALSE;
    }
  *value = g_ascii_strtoll (PQgetvalue (result, 0, 0), NULL, 10);
  return TRUE;
}
