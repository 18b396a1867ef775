/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables for people, on a terminal or in a mail: a line of headings, then one line per row, numbers to the right. A cell without text is "-". */

#include "mag-ctl-table.h"

#define GAP "  "

struct _MagCtlTable
{
  guint      n_columns;
  GPtrArray *cells; /* owned strings, row by row; the headings are the first row */
  gboolean  *right; /* per column */
};

static guint
measure (const char *text)
{
  guint width = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    width += g_unichar_iszerowidth (g_utf8_get_char (c)) ? 0 : g_unichar_iswide (g_utf8_get_char (c)) ? 2 : 1;
  return width;
}

static guint *
measure_columns (MagCtlTable *self)
{
  guint *widths = g_new0 (guint, self->n_columns);

  for (guint i = 0; i < self->cells->len; i++)
    widths[i % self->n_columns] = MAX (widths[i % self->n_columns], measure (g_ptr_array_index (self->cells, i)));
  return widths;
}

/**
 * mag_ctl_table_new:
 * @heads: headings; one that begins with ">" makes its column right-aligned
 * @n_columns: how many
 *
 * Returns: (transfer full): a table without rows.
 */
MagCtlTable *
mag_ctl_table_new (const char *const *heads,
                   guint              n_columns)
{
  MagCtlTable *self = g_new0 (MagCtlTable, 1);

  self->n_columns = n_columns;
  self->cells = g_ptr_array_new_with_free_func (g_free);
  self->right = g_new0 (gboolean, n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      self->right[i] = heads[i][0] == '>';
      mag_ctl_table_add (self, heads[i] + self->right[i]);
    }
  return self;
}

void
mag_ctl_table_free (MagCtlTable *self)
{
  g_ptr_array_unref (self->cells);
  g_free (self->right);
  g_free (self);
}

/**
 * mag_ctl_table_add:
 * @text: (nullable): the next cell, left to right, row after row
 */
void
mag_ctl_table_add (MagCtlTable *self,
                   const char  *text)
{
  mag_ctl_table_take (self, text != NULL ? g_utf8_make_valid (text, -1) : NULL);
}

/**
 * mag_ctl_table_take:
 * @text: (nullable) (transfer full): the next cell, valid UTF-8
 */
void
mag_ctl_table_take (MagCtlTable *self,
                    char        *text)
{
  if (text == NULL || text[0] == '\0')
    g_set_str (&text, "-");
  g_ptr_array_add (self->cells, text);
}

/**
 * mag_ctl_table_to_text:
 *
 * Returns: (transfer full): the lines, without blanks at their ends.
 */
char *
mag_ctl_table_to_text (MagCtlTable *self)
{
  g_autofree guint *widths = measure_columns (self);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->cells->len; i++)
    {
      guint column = i % self->n_columns;
      const char *cell = g_ptr_array_index (self->cells, i);
      int blanks = widths[column] - measure (cell);
      gboolean last = column + 1 == self->n_columns;

      g_string_append_printf (text, "%*s%s", self->right[column] ? blanks : 0, "", cell);
      if (last)
        g_string_append_c (text, '\n');
      else
        g_string_append_printf (text, "%*s" GAP, self->right[column] ? 0 : blanks, "");
    }
  return g_string_free_and_steal (text);
}

void
mag_ctl_table_print (MagCtlTable *self)
{
  g_autofree char *text = mag_ctl_table_to_text (self);

  g_print ("%s", text);
}
