/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads JSON front to back without building a tree. On recorded chains a tree of json-glib costs 11 to 16 microseconds a contract before anything is
 * read from it, this 1 with everything read (docs/decisions/0020). What is skipped is only checked to be balanced; what is read is checked fully. */

#include "mag-json-scan.h"

#include <math.h>
#include <string.h>

static gboolean
fail (MagJsonScan *scan)
{
  scan->failed = TRUE;
  scan->at = scan->end;

  return FALSE;
}

static inline void
skip_space (MagJsonScan *scan)
{
  while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t'))
    scan->at++;
}

static inline gboolean
take (MagJsonScan *scan,
      char         wanted)
{
  skip_space (scan);
  if (scan->at == scan->end || *scan->at != wanted)
    return FALSE;

  scan->at++;
  return TRUE;
}

/* A string whose opening quote has been taken. */
static gboolean
read_string (MagJsonScan *scan,
             MagJsonText *text)
{
  const char *at = scan->at;

  while (at < scan->end && *at != '"')
    {
      if ((guchar) *at < ' ')
        return fail (scan);
      at += *at == '\\' ? 2 : 1;
    }
  if (at >= scan->end)
    return fail (scan);

  *text = (MagJsonText) { scan->at, at - scan->at };
  scan->at = at + 1;
  return TRUE;
}

static gboolean
open_container (MagJsonScan *scan,
                char         opening)
{
  if (!take (scan, opening))
    return fail (scan);

  scan->first = TRUE;
  return TRUE;
}

/* Whether another member follows in a container that ends with closing. */
static gboolean
next_member (MagJsonScan *scan,
             char         closing)
{
  gboolean first = scan->first;

  scan->first = FALSE;
  if (take (scan, closing))
    return FALSE;
  if (!first && !take (scan, ','))
    return fail (scan);
  return !scan->failed;
}

/**
 * mag_json_scan_init:
 * @scan: a reader
 * @text: not necessarily terminated; outlives the reader
 * @length: bytes of it
 */
void
mag_json_scan_init (MagJsonScan *scan,
                    const char  *text,
                    gsize        length)
{
  *scan = (MagJsonScan) { .at = text, .end = text + length };
}

/**
 * mag_json_scan_open_object:
 * @scan: a reader at a value
 *
 * Enters an object. mag_json_scan_next_key() then goes through it; its end must be reached before anything outside is read.
 *
 * Returns: FALSE, and the reader fails: there is none
 */
gboolean
mag_json_scan_open_object (MagJsonScan *scan)
{
  return open_container (scan, '{');
}

/**
 * mag_json_scan_next_key:
 * @scan: a reader in an object, behind the value of the key before
 * @key: (out): the next key; its value must be read or skipped
 *
 * Returns: FALSE at the end of the object, which is then left, or after a mistake
 */
gboolean
mag_json_scan_next_key (MagJsonScan *scan,
                        MagJsonText *key)
{
  if (!next_member (scan, '}'))
    return FALSE;
  if (!take (scan, '"') || !read_string (scan, key) || !take (scan, ':'))
    return fail (scan);
  return TRUE;
}

/**
 * mag_json_scan_open_array:
 * @scan: a reader at a value
 *
 * Enters an array. mag_json_scan_next_element() then goes through it.
 *
 * Returns: FALSE, and the reader fails: there is none
 */
gboolean
mag_json_scan_open_array (MagJsonScan *scan)
{
  return open_container (scan, '[');
}

/**
 * mag_json_scan_next_element:
 * @scan: a reader in an array, behind the element before
 *
 * Returns: FALSE at the end of the array, which is then left, or after a mistake; else the next element must be read or skipped
 */
gboolean
mag_json_scan_next_element (MagJsonScan *scan)
{
  return next_member (scan, ']');
}

/**
 * mag_json_scan_is_at:
 * @scan: a reader
 * @first: a character
 *
 * Returns: whether the next value begins with it
 */
gboolean
mag_json_scan_is_at (MagJsonScan *scan,
                     char         first)
{
  skip_space (scan);
  return scan->at < scan->end && *scan->at == first;
}

/* An array or object, told only by its brackets. */
static void
skip_container (MagJsonScan *scan)
{
  MagJsonText ignored;
  guint depth = 0;

  do
    {
      char c = *scan->at++;

      if (c == '{' || c == '[')
        depth++;
      else if (c == '}' || c == ']')
        depth--;
      else if (c == '"' && !read_string (scan, &ignored))
        return;
    }
  while (depth > 0 && scan->at < scan->end);

  if (depth > 0)
    fail (scan);
}

static gboolean
take_word (MagJsonScan *scan,
           const char  *word)
{
  gsize length = strlen (word);

  if ((gsize) (scan->end - scan->at) < length || memcmp (scan->at, word, length) != 0)
    return FALSE;

  scan->at += length;
  return TRUE;
}

/* A number the fast way cannot hold exactly. scan is at its first character, at behind its last. */
static double
read_long_number (MagJsonScan *scan,
                  const char  *at)
{
  char buffer[64];
  gsize length = MIN ((gsize) (at - scan->at), sizeof buffer - 1);

  memcpy (buffer, scan->at, length);
  buffer[length] = '\0';
  return g_ascii_strtod (buffer, NULL);
}

static inline gboolean
is_digit (const MagJsonScan *scan,
          const char        *at)
{
  return at < scan->end && *at >= '0' && *at <= '9';
}

/* Up to 15 digits and a power of ten both fit a double exactly, so their quotient is the nearest double, as strtod's would be. */
static double
read_number (MagJsonScan *scan)
{
  static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
  const char *at = scan->at;
  gboolean negative = *at == '-';
  guint64 digits = 0;
  guint n_digits = 0, n_decimals = 0;
  gboolean exponent = FALSE;
  double value;

  at += negative;
  if (!is_digit (scan, at))
    {
      fail (scan);
      return NAN;
    }
  for (; is_digit (scan, at); at++, n_digits++)
    digits = digits * 10 + (*at - '0');
  if (at < scan->end && *at == '.')
    for (at++; is_digit (scan, at); at++, n_digits++, n_decimals++)
      digits = digits * 10 + (*at - '0');
  if (at < scan->end && (*at == 'e' || *at == 'E'))
    {
      exponent = TRUE;
      at++;
      at += at < scan->end && (*at == '+' || *at == '-');
      while (is_digit (scan, at))
        at++;
    }

  value = exponent || n_digits > 15 ? read_long_number (scan, at) : (negative ? -(double) digits : (double) digits) / powers[n_decimals];
  scan->at = at;
  return value;
}

/**
 * mag_json_scan_skip:
 * @scan: a reader at a value
 *
 * Goes behind the value, of whatever kind and depth.
 */
void
mag_json_scan_skip (MagJsonScan *scan)
{
  MagJsonText ignored;

  skip_space (scan);
  if (scan->at == scan->end)
    fail (scan);
  else if (*scan->at == '{' || *scan->at == '[')
    skip_container (scan);
  else if (take (scan, '"'))
    read_string (scan, &ignored);
  else if (!take_word (scan, "null") && !take_word (scan, "true") && !take_word (scan, "false"))
    read_number (scan);
}

/**
 * mag_json_scan_number:
 * @scan: a reader at a value
 *
 * Returns: the number, the double nearest to what is written; NaN for a value of another kind, which is skipped
 */
double
mag_json_scan_number (MagJsonScan *scan)
{
  skip_space (scan);
  if (scan->at < scan->end && (*scan->at == '-' || is_digit (scan, scan->at)))
    return read_number (scan);

  mag_json_scan_skip (scan);
  return NAN;
}

/**
 * mag_json_scan_string:
 * @scan: a reader at a value
 * @text: (out): the string where it stands, escapes not decoded
 *
 * Returns: FALSE for a value of another kind, which is skipped
 */
gboolean
mag_json_scan_string (MagJsonScan *scan,
                      MagJsonText *text)
{
  if (take (scan, '"'))
    return read_string (scan, text);

  mag_json_scan_skip (scan);
  return FALSE;
}

/**
 * mag_json_scan_finish:
 * @scan: a reader that has left the outermost value
 *
 * Returns: whether all went well and nothing but space is left
 */
gboolean
mag_json_scan_finish (MagJsonScan *scan)
{
  skip_space (scan);
  return !scan->failed && scan->at == scan->end;
}

/**
 * mag_json_text_equals:
 * @text: a string of the text
 * @word: without characters that JSON escapes
 *
 * Returns: whether they are the same
 */
gboolean
mag_json_text_equals (const MagJsonText *text,
                      const char        *word)
{
  return text->length == strlen (word) && memcmp (text->start, word, text->length) == 0;
}

/**
 * mag_json_text_copy:
 * @text: a string of the text
 * @buffer: (out): untouched on failure
 * @size: of @buffer
 *
 * Returns: FALSE when it does not fit, or has escapes
 */
gboolean
mag_json_text_copy (const MagJsonText *text,
                    char              *buffer,
                    gsize              size)
{
  if (text->length >= size || memchr (text->start, '\\', text->length) != NULL)
    return FALSE;

  memcpy (buffer, text->start, text->length);
  buffer[text->length] = '\0';
  return TRUE;
}
