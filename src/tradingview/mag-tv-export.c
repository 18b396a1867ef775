/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads a watchlist from a file, the clipboard or a drop, in every form that TradingView and spreadsheets write. Finding entries is done here; what an entry is, and
 * whether it is wanted, is said by the report. Work is bounded before it begins: by the size of the text and by the number of entries. */

#include "config.h"

#include "mag-tv-export.h"

#include "mag-contract.h"
#include "mag-csv.h"
#include "mag-excerpt.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HEADING_ENDS ",\r\n"
#define ENTRY_ENDS ",;\t\r\n"
#define JUDGED_ITEMS 8      /* with fewer a text is shown as it is, however odd */
#define LONG_TEXT 4096      /* bytes; from here on the text must hold entries in proportion */
#define BYTES_PER_ITEM 64
#define TABLE_HEADER_MAX 4096 /* bytes of a first line that can name columns; an export without line ends is longer */

/* What is being made, and what will tell a watchlist from a letter to a friend. */
typedef struct
{
  MagImportReport *report;
  GHashTable      *excluded;    /* nullable */
  char            *section;     /* owned; never NULL */
  guint            n_prose;     /* entries with small letters that stood among others in a run of words */
  gboolean         too_many;
} Reader;

static gboolean
refuse (GError             **error,
        MagValidationError   code,
        const char          *message)
{
  g_set_error_literal (error, MAG_VALIDATION_ERROR, code, message);
  return FALSE;
}

static gboolean
refuse_junk (GError **error)
{
  return refuse (error, MAG_VALIDATION_ERROR_SYMBOL,
                 _("Nothing in this looks like a watchlist: symbols separated by commas, spaces or lines are expected."));
}

/* What Windows editors call Unicode; NULL when it is not, or holds a NUL. */
static char *
decode_utf16 (const char *text,
              gsize       length,
              const char *encoding)
{
  gsize written = 0;
  g_autofree char *decoded = g_convert (text, (gssize) length, "UTF-8", encoding, NULL, &written, NULL);

  return decoded != NULL && memchr (decoded, '\0', written) == NULL ? g_steal_pointer (&decoded) : NULL;
}

/* UTF-8 without a mark at its beginning: from UTF-8, from the two forms of UTF-16, and else from what Windows editors call ANSI. A
 * NUL anywhere means it is no text. */
static char *
decode (const char  *text,
        gsize        length,
        GError     **error)
{
  char *decoded = NULL;

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    text += 3, length -= 3;

  if (length >= 2 && memcmp (text, "\xff\xfe", 2) == 0)
    decoded = decode_utf16 (text + 2, length - 2, "UTF-16LE");
  else if (length >= 2 && memcmp (text, "\xfe\xff", 2) == 0)
    decoded = decode_utf16 (text + 2, length - 2, "UTF-16BE");
  else if (memchr (text, '\0', length) == NULL &&
           (g_utf8_validate (text, (gssize) length, NULL) ||
            (decoded = g_convert (text, (gssize) length, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL)) == NULL))
    decoded = g_utf8_make_valid (text, (gssize) length);

  if (decoded == NULL)
    refuse_junk (error);
  return decoded;
}

/* "###<U+2064>MY LIST" or "\#\#\#MY LIST" to "MY LIST". */
static char *
heading_name (const char *text,
              gsize       length)
{
  g_autoptr(GString) name = g_string_new (NULL);
  const char *end = text + length;

  while (text < end && (*text == '#' || *text == '\\'))
    text++;
  for (; text < end; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (!mag_text_is_invisible (c))
        g_string_append_unichar (name, c);
    }
  return g_strstrip (g_string_free_and_steal (g_steal_pointer (&name)));
}

static gboolean
is_full (Reader *reader)
{
  if (reader->report->items->len + reader->report->sections->len >= MAG_TV_EXPORT_MAX_ITEMS)
    reader->too_many = TRUE;
  return reader->too_many;
}

/* Any number of #: Markdown writes one, and none of them begins a symbol. Copied through Markdown each has a backslash. */
static gboolean
is_heading (const char *text)
{
  return text[0] == '#' || (text[0] == '\\' && text[1] == '#');
}

static void
take_heading (Reader     *reader,
              const char *text,
              gsize       length)
{
  if (is_full (reader))
    return;
  g_free (reader->section);
  reader->section = heading_name (text, length);
  if (reader->section[0] != '\0')
    mag_import_report_add_section (reader->report, reader->section);
}

static void
take_entry (Reader     *reader,
            const char *text,
            gsize       length)
{
  g_autofree char *entry = NULL;

  if (is_full (reader))
    return;
  entry = g_strndup (text, length);
  mag_import_report_add (reader->report, entry, reader->section, reader->excluded);
}

/* The quotes and brackets that an entry of a JSON array or a spreadsheet comes in are not part of it. */
static void
strip_wrapping (const char **text,
                gsize       *length)
{
  while (*length > 0 && strchr ("\"'[", (*text)[0]) != NULL)
    {
      (*text)++;
      (*length)--;
    }
  while (*length > 0 && strchr ("\"']", (*text)[*length - 1]) != NULL)
    (*length)--;
}

static gboolean
has_small_letter (const char *text,
                  gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (g_ascii_islower (text[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_operator (const char *word)
{
  return word[0] != '\0' && word[strspn (word, "*+-/^")] == '\0';
}

/* Words of a run without separators: "A / B" is one formula, "- A" an item of a bulleted list, anything else a list by spaces. */
static void
take_words (Reader  *reader,
            char   **words)
{
  guint n_words = g_strv_length (words);
  gboolean formula = FALSE;

  while (n_words > 0 && is_operator (words[0]))
    words++, n_words--;
  for (guint i = 0; i < n_words; i++)
    formula = formula || is_operator (words[i]);
  if (formula)
    {
      g_autofree char *joined = g_strjoinv ("", words);

      take_entry (reader, joined, strlen (joined));
      return;
    }

  for (guint i = 0; i < n_words; i++)
    {
      const char *word = words[i];
      gsize length = strlen (word);

      strip_wrapping (&word, &length);
      if (length == 0)
        continue;
      reader->n_prose += n_words > 2 && has_small_letter (word, length);
      take_entry (reader, word, length);
    }
}

/* One piece between two separators, not empty. */
static void
take_piece (Reader     *reader,
            const char *text,
            gsize       length)
{
  g_autofree char *piece = g_strstrip (g_strndup (text, length));
  g_auto(GStrv) words = NULL;
  g_autoptr(GPtrArray) filled = g_ptr_array_new ();
  MagContract contract;

  /* The padded form of a contract has spaces inside. */
  if (mag_contract_parse (piece, &contract))
    {
      take_entry (reader, piece, strlen (piece));
      return;
    }
  for (char *p = piece; *p != '\0'; p = g_utf8_next_char (p))
    if (g_utf8_get_char (p) == 0xa0)
      memset (p, ' ', 2);
  words = g_strsplit_set (piece, " \v\f", MAG_TV_EXPORT_MAX_ITEMS + 1);
  for (gsize i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      g_ptr_array_add (filled, words[i]);
  g_ptr_array_add (filled, NULL);
  take_words (reader, (char **) filled->pdata);
}

/* Entries and headings by comma, semicolon, tab, line or space. A heading ends only at a comma or a line's end. */
static void
read_list (Reader     *reader,
           const char *text)
{
  while (!reader->too_many)
    {
      gsize length;

      text += strspn (text, ENTRY_ENDS " ");
      if (*text == '\0')
        return;
      if (is_heading (text))
        {
          length = strcspn (text, HEADING_ENDS);
          take_heading (reader, text, length);
        }
      else
        {
          length = strcspn (text, ENTRY_ENDS);
          take_piece (reader, text, length);
        }
      text += length;
    }
}

/* A spreadsheet says so in its first line: one of its columns is called a symbol. */
static gboolean
find_table (const char *text,
            char       *delimiter,
            int        *symbol_column,
            int        *exchange_column)
{
  static const char *const symbol_names[] = { "symbol", "symbols", "ticker", "tickers", "ticker symbol", "stock symbol", NULL };
  static const char *const exchange_names[] = { "exchange", "market", NULL };
  const char delimiters[] = { ',', ';', '\t' };

  text += strspn (text, "\r\n ");
  if (strcspn (text, "\r\n") > TABLE_HEADER_MAX)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (delimiters); i++)
    {
      const char *line = text;
      g_autoptr(GPtrArray) header = mag_csv_read_line (&line, delimiters[i]);

      *delimiter = delimiters[i];
      *symbol_column = mag_csv_find_column (header, symbol_names);
      *exchange_column = mag_csv_find_column (header, exchange_names);
      if (*symbol_column >= 0)
        return TRUE;
    }
  return FALSE;
}

/* An exchange in a column of its own counts like a prefix when it could be one; "New York Stock Exchange" could not. */
static gboolean
is_prefix (const char *text)
{
  return text[0] != '\0' && text[strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] == '\0';
}

static void
read_table (Reader     *reader,
            const char *text,
            char        delimiter,
            int         symbol_column,
            int         exchange_column)
{
  g_autoptr(GPtrArray) header = NULL;

  text += strspn (text, "\r\n ");
  header = mag_csv_read_line (&text, delimiter);
  while (*text != '\0' && !reader->too_many)
    {
      g_autoptr(GPtrArray) fields = mag_csv_read_line (&text, delimiter);
      const char *symbol = mag_csv_get_field (fields, symbol_column);
      const char *exchange = mag_csv_get_field (fields, exchange_column);
      g_autofree char *prefixed = g_strconcat (exchange, ":", symbol, NULL);

      if (mag_csv_is_blank (fields))
        continue;
      if (is_heading (symbol))
        take_heading (reader, symbol, strlen (symbol));
      else if (symbol[0] != '\0' && strchr (symbol, ':') == NULL && is_prefix (exchange))
        take_entry (reader, prefixed, strlen (prefixed));
      else
        take_entry (reader, symbol, strlen (symbol));
    }
}

/* Any five letters could be a ticker, so a text is judged as a whole: mostly unreadable, or running words of which some are, or
 * long without entries is not a list. */
static gboolean
looks_like_a_list (const Reader *reader,
                   gsize         length)
{
  guint n_items = reader->report->items->len;
  guint n_invalid = reader->report->n_invalid;

  if (length > LONG_TEXT && length / BYTES_PER_ITEM > n_items)
    return FALSE;
  if (n_items < JUDGED_ITEMS)
    return TRUE;
  return n_invalid * 2 <= n_items && (reader->n_prose * 2 <= n_items || n_invalid * 8 <= n_items);
}

static gboolean
judge (const Reader  *reader,
       gsize          length,
       gboolean       table,
       GError       **error)
{
  guint n_items = reader->report->items->len;

  if (reader->too_many)
    {
      g_autofree char *message = g_strdup_printf (_("This has more than %d entries, too many for a watchlist."),
                                                  MAG_TV_EXPORT_MAX_ITEMS);

      return refuse (error, MAG_VALIDATION_ERROR_TOO_LARGE, message);
    }
  if (n_items == 0 && reader->report->sections->len == 0)
    return refuse (error, MAG_VALIDATION_ERROR_SYMBOL, _("There are no symbols in this."));
  if (table ? n_items > 0 && reader->report->n_invalid == n_items : !looks_like_a_list (reader, length))
    return refuse_junk (error);
  return TRUE;
}

/**
 * mag_tv_export_parse:
 * @text: what was in the file or on the clipboard; any bytes, no NUL needed at the end
 * @length: of @text in bytes
 * @excluded: (nullable) (element-type utf8): set of canonical tickers the user does not want
 *
 * Reads symbols by comma, semicolon, tab, space or line, with headings that begin with "###", or a spreadsheet with a column of
 * symbols. Every entry is in the report with its verdict, also what can't be read. Takes time in proportion to @length.
 *
 * Returns: (transfer full): the report; %NULL with MAG_VALIDATION_ERROR_TOO_LARGE for more than MAG_TV_EXPORT_MAX_BYTES or
 *   MAG_TV_EXPORT_MAX_ITEMS, with MAG_VALIDATION_ERROR_SYMBOL when it does not look like a watchlist
 */
MagImportReport *
mag_tv_export_parse (const char  *text,
                     gsize        length,
                     GHashTable  *excluded,
                     GError     **error)
{
  g_autofree char *decoded = NULL;
  g_autoptr(MagImportReport) report = NULL;
  Reader reader = { .excluded = excluded };
  int symbol_column, exchange_column;
  gboolean table, accepted;
  char delimiter;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  if (length > MAG_TV_EXPORT_MAX_BYTES)
    return refuse (error, MAG_VALIDATION_ERROR_TOO_LARGE, _("This is too large for a watchlist: the limit is 1 MB.")), NULL;
  if ((decoded = decode (length > 0 ? text : "", length, error)) == NULL)
    return NULL;

  reader.report = report = mag_import_report_new ();
  reader.section = g_strdup ("");
  table = find_table (decoded, &delimiter, &symbol_column, &exchange_column);
  if (table)
    read_table (&reader, decoded, delimiter, symbol_column, exchange_column);
  else
    read_list (&reader, decoded);
  accepted = judge (&reader, length, table, error);
  g_free (reader.section);
  return accepted ? g_steal_pointer (&report) : NULL;
}

/**
 * mag_tv_export_list_name:
 * @file_name: (nullable): a file's name or path in the encoding of file names
 *
 * TradingView names an export after its list.
 *
 * Returns: (transfer full): "My list" for "My list.txt"; a general name when nothing is left; never empty
 */
char *
mag_tv_export_list_name (const char *file_name)
{
  static const char *const endings[] = { ".txt", ".csv", ".tsv" };
  g_autofree char *base = g_path_get_basename (file_name != NULL ? file_name : "");
  g_autofree char *name = g_filename_display_name (base);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      gsize stem = strlen (name) - MIN (strlen (name), strlen (endings[i]));

      if (g_ascii_strcasecmp (name + stem, endings[i]) == 0)
        {
          name[stem] = '\0';
          break;
        }
    }
  g_strstrip (name);
  if (name[0] == '\0' || strcmp (name, ".") == 0 || strcmp (name, G_DIR_SEPARATOR_S) == 0)
    return g_strdup (_("Imported list"));
  return g_steal_pointer (&name);
}
