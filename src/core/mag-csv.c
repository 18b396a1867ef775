/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines of a spreadsheet saved as text: fields between commas, semicolons or tabs, quoted where they hold one of those. */

#include "config.h"

#include "mag-csv.h"

#include <string.h>

/* Reads one field of a spreadsheet's line and moves behind it, onto the delimiter, the line's end or the text's. Quoted fields may hold
 * delimiters, line ends and doubled quotes. */
static char *
read_field (const char **text,
            char         delimiter)
{
  g_autoptr(GString) field = g_string_new (NULL);
  const char *p = *text;
  const char ends[] = { delimiter, '\r', '\n', '\0' };

  while (*p == ' ')
    p++;
  if (*p == '"')
    {
      for (p++; *p != '\0' && (*p != '"' || p[1] == '"'); p++)
        {
          p += *p == '"';
          g_string_append_c (field, *p);
        }
      p += *p == '"';
    }
  g_string_append_len (field, p, (gssize) strcspn (p, ends));
  *text = p + strcspn (p, ends);
  return g_strstrip (g_string_free_and_steal (g_steal_pointer (&field)));
}

/**
 * mag_csv_read_line:
 * @text: (inout): where the line begins; moves behind it and any empty lines after it
 * @delimiter: what separates fields
 *
 * Returns: (transfer full) (element-type utf8): its fields, at least one, without quotes and the space around them
 */
GPtrArray *
mag_csv_read_line (const char **text,
                   char         delimiter)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (fields, read_field (text, delimiter));
  while (**text == delimiter)
    {
      (*text)++;
      g_ptr_array_add (fields, read_field (text, delimiter));
    }
  *text += strspn (*text, "\r\n");
  return fields;
}

/**
 * mag_csv_find_column:
 * @header: fields of a first line
 * @names: what the column may be called, small letters, %NULL at the end
 *
 * Returns: its number from 0, or -1
 */
int
mag_csv_find_column (GPtrArray         *header,
                     const char *const *names)
{
  for (guint i = 0; i < header->len; i++)
    {
      g_autofree char *name = g_ascii_strdown (g_ptr_array_index (header, i), -1);

      if (g_strv_contains (names, name))
        return (int) i;
    }
  return -1;
}

/**
 * mag_csv_get_field:
 * @column: from 0; -1 for one that is not there
 *
 * Returns: the field; "" when the line is too short
 */
const char *
mag_csv_get_field (GPtrArray *fields,
                   int        column)
{
  return column >= 0 && (guint) column < fields->len ? g_ptr_array_index (fields, (guint) column) : "";
}

/**
 * mag_csv_is_blank:
 *
 * Returns: whether every field is empty
 */
gboolean
mag_csv_is_blank (GPtrArray *fields)
{
  for (guint i = 0; i < fields->len; i++)
    if (mag_csv_get_field (fields, (int) i)[0] != '\0')
      return FALSE;
  return TRUE;
}

/**
 * mag_csv_append_field:
 * @text: a line that grows
 * @value: the field; quoted where it holds a delimiter, a quote or a line's end
 */
void
mag_csv_append_field (GString    *text,
                      const char *value)
{
  if (strpbrk (value, ",;\t\"\r\n") == NULL)
    {
      g_string_append (text, value);
      return;
    }
  g_string_append_c (text, '"');
  for (const char *c = value; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}
