/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first line of a table to be priced: which columns there are, and where the answers go. */

#include "mag-ctl-price-columns.h"

#include "mag-excerpt.h"

#include <string.h>

static const struct
{
  const char *name;
  gboolean    number;
  gboolean    needed; /* nothing can be computed in any row without it */
} columns[] = {
  [MAG_PRICE_COLUMN_SET] = { "set" },
  [MAG_PRICE_COLUMN_STYLE] = { "style", FALSE, TRUE },
  [MAG_PRICE_COLUMN_TYPE] = { "type", FALSE, TRUE },
  [MAG_PRICE_COLUMN_SPOT] = { "spot", TRUE, TRUE },
  [MAG_PRICE_COLUMN_STRIKE] = { "strike", TRUE, TRUE },
  [MAG_PRICE_COLUMN_DAYS] = { "days", TRUE, TRUE },
  [MAG_PRICE_COLUMN_RATE] = { "r", TRUE, TRUE },
  [MAG_PRICE_COLUMN_YIELD] = { "q", TRUE, TRUE },
  [MAG_PRICE_COLUMN_BID] = { "bid", TRUE },
  [MAG_PRICE_COLUMN_ASK] = { "ask", TRUE },
  [MAG_PRICE_COLUMN_DIV_FIRST] = { "div_first", TRUE },
  [MAG_PRICE_COLUMN_DIV_EVERY] = { "div_every", TRUE },
  [MAG_PRICE_COLUMN_DIV_AMOUNT] = { "div_amount", TRUE },
  [MAG_PRICE_COLUMN_DIV_COUNT] = { "div_count", TRUE },
  [MAG_PRICE_COLUMN_PRICE] = { "price", TRUE },
  [MAG_PRICE_COLUMN_DELTA] = { "delta", TRUE },
  [MAG_PRICE_COLUMN_GAMMA] = { "gamma", TRUE },
  [MAG_PRICE_COLUMN_THETA] = { "theta_day", TRUE },
  [MAG_PRICE_COLUMN_VEGA] = { "vega_pt", TRUE },
  [MAG_PRICE_COLUMN_P_ITM] = { "p_itm", TRUE },
  [MAG_PRICE_COLUMN_POP] = { "pop_short", TRUE },
  [MAG_PRICE_COLUMN_SIGMA] = { "sigma", TRUE },
  [MAG_PRICE_COLUMN_STATUS] = { "iv_status" },
  [MAG_PRICE_COLUMN_ERROR] = { "error" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (columns) == MAG_PRICE_N_COLUMNS);

G_DEFINE_QUARK (mag-price-input-error, mag_price_input_error)

/* Returns: the column's name in a table's first line. */
const char *
mag_price_column_get_name (MagPriceColumn column)
{
  g_return_val_if_fail (column < MAG_PRICE_N_COLUMNS, "");

  return columns[column].name;
}

/* Returns: whether what stands in the column is a number, when it is anything. */
gboolean
mag_price_column_is_number (MagPriceColumn column)
{
  return column < MAG_PRICE_N_COLUMNS && columns[column].number;
}

static MagPriceColumn
find_column (const char *name)
{
  for (guint i = 0; i < MAG_PRICE_N_COLUMNS; i++)
    if (strcmp (columns[i].name, name) == 0)
      return i;
  return MAG_PRICE_COLUMN_OTHER;
}

static void
add_column (MagPriceHeader *self,
            char           *name, /* transfer full */
            MagPriceColumn  column)
{
  g_ptr_array_add (self->names, name);
  g_array_append_val (self->columns, column);
}

static gboolean
read_names (MagPriceHeader    *self,
            const MagCtlLine  *line,
            GError           **error)
{
  g_autoptr(GArray) fields = mag_ctl_line_split (line);

  for (guint i = 0; i < fields->len; i++)
    {
      char *name = mag_ctl_field_dup (&g_array_index (fields, MagCtlField, i));
      MagPriceColumn column = find_column (name);

      add_column (self, name, column);
      if (column == MAG_PRICE_COLUMN_OTHER)
        continue;
      if (self->at[column] >= 0)
        {
          g_set_error (error, MAG_PRICE_INPUT_ERROR, MAG_PRICE_INPUT_ERROR_HEADER, "The header names the column %s twice.", name);
          return FALSE;
        }
      self->at[column] = (int) i;
    }
  self->n_read = fields->len;
  return TRUE;
}

static gboolean
check_needed (const MagPriceHeader  *self,
              const MagCtlLine      *line,
              GError               **error)
{
  g_autoptr(GString) missing = g_string_new (NULL);
  g_autofree char *excerpt = mag_excerpt (line->text, (gssize) line->length);

  for (guint i = 0; i < MAG_PRICE_N_COLUMNS; i++)
    if (columns[i].needed && self->at[i] < 0)
      g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", columns[i].name);
  if (missing->len > 0)
    g_set_error (error, MAG_PRICE_INPUT_ERROR, MAG_PRICE_INPUT_ERROR_HEADER, "The header \"%s\" lacks what is needed in every row: %s.", excerpt, missing->str);
  else if (self->at[MAG_PRICE_COLUMN_SIGMA] < 0 && self->at[MAG_PRICE_COLUMN_BID] < 0 && self->at[MAG_PRICE_COLUMN_ASK] < 0 &&
           self->at[MAG_PRICE_COLUMN_PRICE] < 0)
    g_set_error (error, MAG_PRICE_INPUT_ERROR, MAG_PRICE_INPUT_ERROR_HEADER,
                 "The header \"%s\" lacks something to begin with: sigma, bid and ask, or price.", excerpt);
  else
    return TRUE;
  return FALSE;
}

/**
 * mag_price_header_new:
 * @line: the first record of a table
 *
 * Returns: (transfer full): its columns; NULL with a MAG_PRICE_INPUT_ERROR when one is missing, or one that is known is there twice
 */
MagPriceHeader *
mag_price_header_new (const MagCtlLine  *line,
                      GError           **error)
{
  g_autoptr(MagPriceHeader) self = g_new0 (MagPriceHeader, 1);

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->columns = g_array_new (FALSE, FALSE, sizeof (MagPriceColumn));
  for (guint i = 0; i < MAG_PRICE_N_COLUMNS; i++)
    self->at[i] = -1;
  if (!read_names (self, line, error) || !check_needed (self, line, error))
    return NULL;
  for (guint i = MAG_PRICE_FIRST_ANSWER; i < MAG_PRICE_N_COLUMNS; i++)
    if (self->at[i] < 0)
      add_column (self, g_strdup (columns[i].name), i);
  return g_steal_pointer (&self);
}

void
mag_price_header_free (MagPriceHeader *self)
{
  g_ptr_array_unref (self->names);
  g_array_unref (self->columns);
  g_free (self);
}

/**
 * mag_price_header_append:
 * @line: what the header was read from
 * @out: gets the line with the columns that are added, without a line end
 */
void
mag_price_header_append (const MagPriceHeader *self,
                         const MagCtlLine     *line,
                         GString              *out)
{
  g_autoptr(GArray) fields = mag_ctl_line_split (line);

  for (guint i = 0; i < self->names->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      if (i < self->n_read)
        mag_ctl_field_append (&g_array_index (fields, MagCtlField, i), out);
      else
        g_string_append (out, g_ptr_array_index (self->names, i));
    }
}
