/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An exported journal as a file: CSV with a line of titles, or JSON with one leg a line. Numbers keep the digits they have. */

#include "config.h"

#include "mag-journal-file.h"

#include "mag-csv.h"
#include "mag-journal-line.h"
#include "mag-ledger.h"
#include "mag-symbol.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* Writing */

/**
 * mag_journal_file_to_csv:
 *
 * Returns: (transfer full): titles, then a line for each record, in UTF-8
 */
char *
mag_journal_file_to_csv (GPtrArray *records)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MAG_JOURNAL_N_FIELDS; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", mag_journal_fields[i].name);
  g_string_append_c (text, '\n');
  for (guint r = 0; r < records->len; r++)
    {
      for (guint i = 0; i < MAG_JOURNAL_N_FIELDS; i++)
        {
          g_autofree char *value = mag_journal_line_format (g_ptr_array_index (records, r), i);

          if (i > 0)
            g_string_append_c (text, ',');
          mag_csv_append_field (text, value);
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free_and_steal (text);
}

static void
append_json_text (GString    *text,
                  const char *value)
{
  g_string_append_c (text, '"');
  for (const char *c = value; *c != '\0'; c++)
    if (*c == '"' || *c == '\\')
      g_string_append_printf (text, "\\%c", *c);
    else if ((guchar) *c < 0x20)
      g_string_append_printf (text, "\\u%04x", *c);
    else
      g_string_append_c (text, *c);
  g_string_append_c (text, '"');
}

/**
 * mag_journal_file_to_json:
 *
 * Returns: (transfer full): {"journal": {"legs": [...]}}, null for nothing
 */
char *
mag_journal_file_to_json (GPtrArray *records)
{
  GString *text = g_string_new ("{\"journal\":{\"legs\":[");

  for (guint r = 0; r < records->len; r++)
    {
      g_string_append (text, r > 0 ? ",\n{" : "\n{");
      for (guint i = 0; i < MAG_JOURNAL_N_FIELDS; i++)
        {
          g_autofree char *value = mag_journal_line_format (g_ptr_array_index (records, r), i);

          g_string_append_printf (text, "%s\"%s\":", i > 0 ? "," : "", mag_journal_fields[i].name);
          if (value[0] == '\0')
            g_string_append (text, "null");
          else if (mag_journal_fields[i].number)
            g_string_append (text, value);
          else
            append_json_text (text, value);
        }
      g_string_append_c (text, '}');
    }
  g_string_append (text, "\n]}}\n");
  return g_string_free_and_steal (text);
}

/* Reading */

static GPtrArray *
new_records (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) mag_trade_record_free);
}

static gboolean
add_record (GPtrArray         *records,
            const char *const *texts,
            GError           **error)
{
  MagTradeRecord *record = records->len < MAG_LEDGER_MAX_LEGS ? mag_journal_line_parse (texts, error) : NULL;

  if (record != NULL)
    g_ptr_array_add (records, record);
  else if (records->len >= MAG_LEDGER_MAX_LEGS)
    g_set_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_TOO_LARGE, _("There are more than %d legs."), MAG_LEDGER_MAX_LEGS);
  return record != NULL;
}

/* Where each field stands in the file; FALSE when one is missing. */
static gboolean
find_columns (GPtrArray  *header,
              int        *columns,
              GError    **error)
{
  for (guint i = 0; i < MAG_JOURNAL_N_FIELDS; i++)
    {
      const char *const names[] = { mag_journal_fields[i].name, NULL };

      columns[i] = mag_csv_find_column (header, names);
      if (columns[i] < 0 && !mag_journal_fields[i].later)
        {
          g_set_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE,
                       _("Line 1: this is no journal exported by Magnus: it has no column “%s”."), mag_journal_fields[i].name);
          return FALSE;
        }
    }
  return TRUE;
}

static guint
count_lines (const char *from,
             const char *to)
{
  guint n = 0;

  for (const char *c = from; c < to; c++)
    n += *c == '\n';
  return n;
}

static GPtrArray *
parse_csv (const char  *text,
           GError     **error)
{
  g_autoptr(GPtrArray) records = new_records ();
  const char *start = text;
  guint line = 1;
  g_autoptr(GPtrArray) header = mag_csv_read_line (&text, ',');
  int columns[MAG_JOURNAL_N_FIELDS];

  if (!find_columns (header, columns, error))
    return NULL;
  while (*text != '\0')
    {
      g_autoptr(GPtrArray) fields = NULL;
      const char *texts[MAG_JOURNAL_N_FIELDS];

      line += count_lines (start, text);
      start = text;
      fields = mag_csv_read_line (&text, ',');
      for (guint i = 0; i < MAG_JOURNAL_N_FIELDS; i++)
        texts[i] = columns[i] >= 0 ? mag_csv_get_field (fields, columns[i]) : "";
      if (!add_record (records, texts, error))
        {
          /* Translators: of a file; the reason follows */
          g_prefix_error (error, _("Line %u: "), line);
          return NULL;
        }
    }
  return g_steal_pointer (&records);
}

/* A member as text, whatever its type. */
static char *
member_text (JsonObject *object,
             const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return g_strdup ("");
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return g_strdup (g_ascii_formatd (digits, sizeof digits, "%.4f", json_node_get_double (node))); /* as many as a price has */
}

static gboolean
add_object (GPtrArray   *records,
            JsonNode    *node,
            GError     **error)
{
  char *texts[MAG_JOURNAL_N_FIELDS + 1] = { NULL };
  g_auto(GStrv) owned = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE, _("This is no leg."));
      return FALSE;
    }
  for (guint i = 0; i < MAG_JOURNAL_N_FIELDS; i++)
    texts[i] = member_text (json_node_get_object (node), mag_journal_fields[i].name);
  owned = g_memdup2 (texts, sizeof texts);
  return add_record (records, (const char *const *) owned, error);
}

/* The array of legs; NULL with an error. */
static JsonArray *
find_legs (JsonNode  *root,
           GError   **error)
{
  JsonNode *journal = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_object_get_member (json_node_get_object (root), "journal") : NULL;
  JsonNode *legs = journal != NULL && JSON_NODE_HOLDS_OBJECT (journal) ? json_object_get_member (json_node_get_object (journal), "legs") : NULL;

  if (legs != NULL && JSON_NODE_HOLDS_ARRAY (legs))
    return json_node_get_array (legs);
  g_set_error_literal (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE, _("This is no journal exported by Magnus: it has no legs."));
  return NULL;
}

static GPtrArray *
parse_json (const char  *text,
            gsize        length,
            GError     **error)
{
  g_autoptr(GPtrArray) records = new_records ();
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) own = NULL;
  JsonArray *legs;

  if (!json_parser_load_from_data (parser, text, length, &own))
    {
      g_set_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE, _("Line %u: this is not JSON."),
                   json_parser_get_current_line (parser));
      return NULL;
    }
  legs = find_legs (json_parser_get_root (parser), error);
  if (legs == NULL)
    return NULL;
  for (guint i = 0; i < json_array_get_length (legs); i++)
    if (!add_object (records, json_array_get_element (legs, i), error))
      {
        /* Translators: the how manieth leg of a file; the reason follows */
        g_prefix_error (error, _("Leg %u: "), i + 1);
        return NULL;
      }
  return g_steal_pointer (&records);
}

/**
 * mag_journal_file_parse:
 * @text: CSV or JSON as written here; need not end in NUL
 *
 * Returns: (transfer full): the records, in order; %NULL with %MAG_VALIDATION_ERROR, a sentence that says where
 */
GPtrArray *
mag_journal_file_parse (const char  *text,
                        gsize        length,
                        GError     **error)
{
  g_autofree char *copy = NULL;
  const char *first;

  if (length > MAG_JOURNAL_FILE_MAX_BYTES)
    {
      g_set_error_literal (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_TOO_LARGE, _("The file is too large."));
      return NULL;
    }
  if (!g_utf8_validate_len (text, length, NULL))
    {
      g_set_error_literal (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE, _("This is no journal exported by Magnus: it is no text in UTF-8."));
      return NULL;
    }
  copy = g_strndup (text, length);
  first = copy + (g_str_has_prefix (copy, "\xef\xbb\xbf") ? 3 : 0); /* a spreadsheet puts a mark in front */
  first += strspn (first, " \t\r\n");
  return *first == '{' ? parse_json (first, strlen (first), error) : parse_csv (first, error);
}
