/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnusctl price: a table of options from standard input, the same table with what each is worth on standard output. It goes through in pieces, so
 * that a table of any length takes the memory of one piece, whatever else its rows carry. */

#include "mag-ctl.h"

#include "mag-ctl-number.h"
#include "mag-ctl-price-row.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PIECE_LINES 4096
#define PIECE_BYTES (4 * 1024 * 1024)
#define READ_BYTES (64 * 1024)

/* A line waiting for the rest of its piece. */
typedef struct
{
  MagCtlLine  line;
  MagPriceRow row; /* of a record below the header */
} Entry;

typedef struct
{
  MagCtlCsv      *csv;
  MagPriceHeader *header; /* NULL until read */
  MagPricer      *pricer;
  GArray         *piece;  /* Entry */
  gsize           piece_bytes; /* of its lines */
  GString        *out;    /* text to be printed */
  MagCtlJson     *json;   /* NULL: a table is asked for */
  gsize           n_rows, n_bad;
} Table;

static void
entry_clear (Entry *entry)
{
  mag_ctl_line_clear (&entry->line);
  mag_price_row_clear (&entry->row);
}

static void
table_clear (Table *self)
{
  g_clear_pointer (&self->csv, mag_ctl_csv_free);
  g_clear_pointer (&self->header, mag_price_header_free);
  g_clear_pointer (&self->pricer, mag_pricer_free);
  g_clear_pointer (&self->piece, g_array_unref);
  g_clear_pointer (&self->json, mag_ctl_json_free);
  if (self->out != NULL)
    g_string_free (self->out, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

static void
table_init (Table    *self,
            gboolean  json)
{
  self->csv = mag_ctl_csv_new ();
  self->pricer = mag_pricer_new ();
  self->piece = g_array_new (FALSE, TRUE, sizeof (Entry));
  g_array_set_clear_func (self->piece, (GDestroyNotify) entry_clear);
  self->out = g_string_new (NULL);
  if (self->pricer == NULL)
    g_error ("There is no memory left for pricing.");
  if (!json)
    return;
  self->json = mag_ctl_json_new ();
  mag_ctl_json_begin_object (self->json, NULL);
  mag_ctl_json_begin_object (self->json, "price");
  mag_ctl_json_begin_array (self->json, "rows");
}

static void
end_line (GString          *out,
          const MagCtlLine *line)
{
  g_string_append (out, line->crlf ? "\r\n" : "\n");
}

static void
write_remark (Table            *self,
              const MagCtlLine *line)
{
  if (self->json != NULL)
    return;
  g_string_append_len (self->out, line->text, (gssize) line->length);
  end_line (self->out, line);
}

static void
write_row (Table       *self,
           const Entry *entry)
{
  const MagPriceHeader *header = self->header;
  g_autoptr(GArray) fields = mag_ctl_line_split (&entry->line);
  g_autoptr(GString) answer = g_string_new (NULL);

  for (guint i = 0; i < header->columns->len; i++)
    {
      if (i > 0)
        g_string_append_c (self->out, ',');
      g_string_truncate (answer, 0);
      if (mag_price_row_answer (&entry->row, g_array_index (header->columns, MagPriceColumn, i), answer))
        mag_ctl_csv_append_text (self->out, answer->str);
      else if (i < MIN (fields->len, header->n_read))
        mag_ctl_field_append (&g_array_index (fields, MagCtlField, i), self->out);
    }
  /* Fields without a column go behind the last one, where they move no other. */
  for (guint i = header->n_read; i < fields->len; i++)
    {
      g_string_append_c (self->out, ',');
      mag_ctl_field_append (&g_array_index (fields, MagCtlField, i), self->out);
    }
  end_line (self->out, &entry->line);
}

static void
write_member (MagCtlJson     *json,
              const char     *name,
              MagPriceColumn  column,
              const char     *text)
{
  double value;

  if (mag_price_column_is_number (column) && mag_ctl_number_parse (text, &value) && isfinite (value))
    mag_ctl_json_ratio (json, name, value);
  else
    mag_ctl_json_string (json, name, text[0] != '\0' ? text : NULL);
}

static void
write_json_row (Table       *self,
                const Entry *entry)
{
  const MagPriceHeader *header = self->header;
  g_autoptr(GArray) fields = mag_ctl_line_split (&entry->line);
  g_autoptr(GString) text = g_string_new (NULL);

  mag_ctl_json_begin_object (self->json, NULL);
  for (guint i = 0; i < header->columns->len; i++)
    {
      MagPriceColumn column = g_array_index (header->columns, MagPriceColumn, i);

      g_string_truncate (text, 0);
      if (!mag_price_row_answer (&entry->row, column, text) && i < MIN (fields->len, header->n_read))
        {
          g_autofree char *field = mag_ctl_field_dup (&g_array_index (fields, MagCtlField, i));

          g_string_append (text, field);
        }
      write_member (self->json, g_ptr_array_index (header->names, i), column, text->str);
    }
  mag_ctl_json_end_object (self->json);
}

static gboolean
print (Table   *self,
       GError **error)
{
  if (self->json != NULL)
    {
      g_string_append (self->out, mag_ctl_json_get_text (self->json));
      mag_ctl_json_forget_text (self->json);
    }
  if (fwrite (self->out->str, 1, self->out->len, stdout) != self->out->len || fflush (stdout) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "Standard output can't be written: %s", g_strerror (errno));
      return FALSE;
    }
  g_string_truncate (self->out, 0);
  return TRUE;
}

static void
compute (Table *self)
{
  g_autofree MagPriceRow **rows = g_new (MagPriceRow *, self->piece->len);
  gsize n = 0;

  for (guint i = 0; i < self->piece->len; i++)
    {
      Entry *entry = &g_array_index (self->piece, Entry, i);

      if (entry->line.record)
        rows[n++] = &entry->row;
    }
  mag_price_rows_compute (self->pricer, rows, n);
  self->n_rows += n;
  for (guint i = 0; i < self->piece->len; i++)
    self->n_bad += g_array_index (self->piece, Entry, i).row.error != NULL;
}

static gboolean
finish_piece (Table   *self,
              GError **error)
{
  compute (self);
  for (guint i = 0; i < self->piece->len; i++)
    {
      const Entry *entry = &g_array_index (self->piece, Entry, i);

      if (!entry->line.record)
        write_remark (self, &entry->line);
      else if (self->json != NULL)
        write_json_row (self, entry);
      else
        write_row (self, entry);
    }
  g_array_set_size (self->piece, 0);
  self->piece_bytes = 0;
  return print (self, error);
}

/* Remarks above the header wait with it: a table without one prints nothing. */
static gboolean
take_line (Table       *self,
           MagCtlLine  *line, /* transfer full */
           GError     **error)
{
  Entry entry = { *line };
  gboolean record;

  if (self->header != NULL)
    {
      if (line->record)
        mag_price_row_parse (&entry.row, self->header, line);
      g_array_append_val (self->piece, entry);
      self->piece_bytes += line->length;
      return (self->piece->len < PIECE_LINES && self->piece_bytes < PIECE_BYTES) || finish_piece (self, error);
    }
  record = line->record;
  if (!record)
    write_remark (self, line);
  else if ((self->header = mag_price_header_new (line, error)) != NULL && self->json == NULL)
    {
      mag_price_header_append (self->header, line, self->out);
      end_line (self->out, line);
    }
  mag_ctl_line_clear (line);
  return !record || self->header != NULL;
}

static gboolean
take_lines (Table   *self,
            GError **error)
{
  MagCtlLine line;

  while (mag_ctl_csv_next (self->csv, &line))
    if (!take_line (self, &line, error))
      return FALSE;
  return TRUE;
}

/* Returns: how many bytes came; 0 at the end; -1 with an error */
static gssize
read_some (char     bytes[READ_BYTES],
           GError **error)
{
  gssize n;

  do
    n = read (STDIN_FILENO, bytes, READ_BYTES);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "Standard input can't be read: %s", g_strerror (errno));
  return n;
}

static gboolean
finish (Table   *self,
        GError **error)
{
  if (self->header == NULL)
    {
      g_set_error_literal (error, MAG_PRICE_INPUT_ERROR, MAG_PRICE_INPUT_ERROR_HEADER,
                           "There is no header on standard input: the first line that is no remark has to name the columns.");
      return FALSE;
    }
  if (!finish_piece (self, error))
    return FALSE;
  if (self->json == NULL)
    return TRUE;
  mag_ctl_json_end_array (self->json);
  mag_ctl_json_integer (self->json, "count", (gint64) self->n_rows);
  mag_ctl_json_integer (self->json, "bad", (gint64) self->n_bad);
  mag_ctl_json_end_object (self->json);
  mag_ctl_json_end_object (self->json);
  if (!print (self, error))
    return FALSE;
  g_string_append_c (self->out, '\n');
  return print (self, error);
}

static gboolean
run (Table   *self,
     GError **error)
{
  g_autofree char *bytes = g_malloc (READ_BYTES);
  gssize n;

  while ((n = read_some (bytes, error)) > 0)
    {
      mag_ctl_csv_push (self->csv, bytes, (gsize) n);
      if (!take_lines (self, error))
        return FALSE;
    }
  if (n < 0)
    return FALSE;
  mag_ctl_csv_end (self->csv);
  return take_lines (self, error) && finish (self, error);
}

/* Runs "magnusctl price". */
MagCtlStatus
mag_ctl_price (MagCtl  *self,
               int      argc,
               char   **argv)
{
  const MagCtlSyntax syntax = {
    .summary = "Prices the options of a CSV table on standard input: the same table comes out with price,\n"
               "delta, gamma, theta_day, vega_pt, p_itm, pop_short, sigma and iv_status filled in.",
    .description = "Columns are found by their names: style, type, spot, strike, days, r, q, and one of sigma, bid and\n"
                   "ask, or price. The set of a row (price, div, iv, iv_edge, chain) says which; without one, what is\n"
                   "there does. Cash dividends: div_first, div_every, div_amount, div_count. A row that can't be priced\n"
                   "says why in the column error, and the exit status is 1.",
  };
  g_autoptr(GError) error = NULL;
  g_auto(Table) table = { 0 };

  if (!mag_ctl_parse (self, &syntax, &argc, &argv, &error))
    return mag_ctl_fail (error);
  table_init (&table, self->json);
  if (!run (&table, &error))
    return mag_ctl_fail (error);
  if (table.n_bad > 0)
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " rows can't be priced; the column error says why.",
                 table.n_bad, table.n_rows);
  return error != NULL ? mag_ctl_fail (error) : MAG_CTL_OK;
}
