/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables as RFC 4180 has them, one record at a time from a stream, with fields that can be passed on byte for byte. Unlike the reader of
 * watchlists it guesses nothing: the comma separates, space is part of a field, a quote has a meaning only where a field begins. */

#include "mag-ctl-csv.h"

#include <string.h>

#define QUOTED_MAX (64 * 1024) /* bytes of a record with line ends in it; a quote open for longer was not meant */
#define NOWHERE G_MAXSIZE
#define BYTE_ORDER_MARK "\xef\xbb\xbf" /* spreadsheets put it first */

/* Where the next byte stands. */
typedef enum
{
  AT_LINE,  /* first of a line */
  AT_FIELD, /* first of a field */
  PLAIN,
  QUOTED,
  CLOSED,   /* behind a quote inside quotes: the field's end, or the first half of a doubled one */
  REMARK,
} Place;

struct _MagCtlCsv
{
  GString *text;        /* what was pushed and not yet taken */
  gsize    begin;       /* of the line that comes next */
  gsize    scanned;     /* up to here the line is known */
  gsize    first_break; /* the first line end inside its quotes; NOWHERE: none */
  Place    place;
  gboolean begun, ended;
};

static Place
step (Place place,
      char  c)
{
  switch (place)
    {
    case AT_LINE:
    case AT_FIELD:
      if (c == '#' && place == AT_LINE)
        return REMARK;
      return c == '"' ? QUOTED : c == ',' ? AT_FIELD : PLAIN;
    case PLAIN:
      return c == ',' ? AT_FIELD : PLAIN;
    case QUOTED:
      return c == '"' ? CLOSED : QUOTED;
    case CLOSED:
      return c == '"' ? QUOTED : c == ',' ? AT_FIELD : PLAIN;
    case REMARK:
      return REMARK;
    }
  g_return_val_if_reached (PLAIN);
}

/* New, with nothing read. */
MagCtlCsv *
mag_ctl_csv_new (void)
{
  MagCtlCsv *self = g_new0 (MagCtlCsv, 1);

  self->text = g_string_new (NULL);
  self->first_break = NOWHERE;
  return self;
}

void
mag_ctl_csv_free (MagCtlCsv *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

/**
 * mag_ctl_csv_push:
 * @bytes: what came next; a line may begin or end anywhere in it
 *
 * Adds to what mag_ctl_csv_next() takes lines from. Memory is bounded by the longest line when all lines are taken before the next push.
 */
void
mag_ctl_csv_push (MagCtlCsv  *self,
                  const char *bytes,
                  gsize       length)
{
  g_string_erase (self->text, 0, (gssize) self->begin);
  self->scanned -= self->begin;
  self->first_break -= self->first_break != NOWHERE ? self->begin : 0;
  self->begin = 0;
  g_string_append_len (self->text, bytes, (gssize) length);
}

/* Nothing will be pushed any more: what is left is a line even without an end. */
void
mag_ctl_csv_end (MagCtlCsv *self)
{
  self->ended = TRUE;
}

/* FALSE: too little is there to say what it begins with. */
static gboolean
skip_byte_order_mark (MagCtlCsv *self)
{
  if (self->begun)
    return TRUE;
  if (!self->ended && self->text->len < strlen (BYTE_ORDER_MARK))
    return FALSE;
  self->begun = TRUE;
  if (g_str_has_prefix (self->text->str, BYTE_ORDER_MARK))
    self->begin = self->scanned = strlen (BYTE_ORDER_MARK);
  return TRUE;
}

/* Looks for the line's end, from where the last look ended. Returns: its offset, or NOWHERE */
static gsize
find_end (MagCtlCsv *self)
{
  if (!skip_byte_order_mark (self))
    return NOWHERE;
  for (; self->scanned < self->text->len; self->scanned++)
    {
      char c = self->text->str[self->scanned];

      if (c == '\n' && self->place != QUOTED)
        return self->scanned;
      if (c == '\n' && self->first_break == NOWHERE)
        self->first_break = self->scanned;
      /* A quote forgotten must not swallow the rest of the table: the record ends with its first line. */
      if (self->first_break != NOWHERE && self->scanned - self->begin >= QUOTED_MAX)
        return self->first_break;
      self->place = step (self->place, c);
    }
  if (!self->ended || self->begin == self->text->len)
    return NOWHERE;
  return self->place == QUOTED && self->first_break != NOWHERE ? self->first_break : self->text->len;
}

static gboolean
is_record (const MagCtlLine *line)
{
  return line->text[0] != '#' && strspn (line->text, " \t") < line->length;
}

/**
 * mag_ctl_csv_next:
 * @line: (out caller-allocates): to be freed with mag_ctl_line_clear()
 *
 * Returns: %FALSE when there is no whole line left
 */
gboolean
mag_ctl_csv_next (MagCtlCsv  *self,
                  MagCtlLine *line)
{
  gsize end = find_end (self), length;
  const char *text = self->text->str + self->begin;

  if (end == NOWHERE)
    return FALSE;
  length = end - self->begin;
  line->crlf = length > 0 && text[length - 1] == '\r';
  line->length = length - line->crlf;
  line->text = g_malloc (line->length + 1);
  memcpy (line->text, text, line->length);
  line->text[line->length] = '\0';
  line->record = is_record (line);

  self->begin = self->scanned = MIN (end + 1, self->text->len);
  self->first_break = NOWHERE;
  self->place = AT_LINE;
  return TRUE;
}

void
mag_ctl_line_clear (MagCtlLine *line)
{
  g_clear_pointer (&line->text, g_free);
}

static void
add_field (GArray     *fields,
           const char *from,
           const char *to,
           gboolean    unclosed)
{
  MagCtlField field = { from, (gsize) (to - from), unclosed };

  g_array_append_val (fields, field);
}

/**
 * mag_ctl_line_split:
 * @line: a record; the fields point into its text
 *
 * Returns: (transfer full) (element-type MagCtlField): at least one
 */
GArray *
mag_ctl_line_split (const MagCtlLine *line)
{
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (MagCtlField));
  const char *from = line->text, *end = line->text + line->length;
  Place place = AT_FIELD;

  for (const char *p = from; p < end; p++)
    {
      place = step (place, *p);
      if (place == AT_FIELD)
        {
          add_field (fields, from, p, FALSE);
          from = p + 1;
        }
    }
  add_field (fields, from, end, place == QUOTED);
  return fields;
}

/**
 * mag_ctl_field_dup:
 *
 * Returns: (transfer full): what the field says, without the quotes around it; ends at a NUL in it
 */
char *
mag_ctl_field_dup (const MagCtlField *field)
{
  GString *text;
  Place place = AT_FIELD;

  if (field->length == 0 || field->text[0] != '"')
    return g_strndup (field->text, field->length);
  text = g_string_sized_new (field->length);
  for (gsize i = 0; i < field->length; i++)
    {
      Place next = step (place, field->text[i]);
      gboolean quote = (place == AT_FIELD || place == QUOTED) && field->text[i] == '"';

      if (!quote)
        g_string_append_c (text, field->text[i]);
      place = next;
    }
  return g_string_free_and_steal (text);
}

static void
append_quoted (GString    *out,
               const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

/**
 * mag_ctl_field_append:
 *
 * Appends the field as it came; one whose quote is not closed gets closed, or it would swallow what is written behind it.
 */
void
mag_ctl_field_append (const MagCtlField *field,
                      GString           *out)
{
  g_autofree char *text = NULL;

  if (!field->unclosed)
    {
      g_string_append_len (out, field->text, (gssize) field->length);
      return;
    }
  text = mag_ctl_field_dup (field);
  append_quoted (out, text);
}

/**
 * mag_ctl_csv_append_text:
 *
 * Appends a field of our own, in quotes where it needs them.
 */
void
mag_ctl_csv_append_text (GString    *out,
                         const char *text)
{
  if (strpbrk (text, ",\"\r\n") != NULL)
    append_quoted (out, text);
  else
    g_string_append (out, text);
}
