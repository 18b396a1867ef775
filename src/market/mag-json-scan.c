/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads JSON front to back without building a tree. Measured on recorded chains, a tree of json-glib costs 12 microseconds and some 4 KB per contract, this a
 * twentieth and nothing (docs/decisions/0020). What is skipped is only checked to be balanced; what is read is checked fully. */

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

gboolean
mag_json_scan_open_object (MagJsonScan *scan)
{
  return open_container (scan, '{');
}

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

gboolean
mag_json_scan_open_array (MagJsonScan *scan)
{
  return open_container (scan, '[');
}

gboolean
mag_json_scan_next_element (MagJsonScan *scan)
{
  return next_member (scan, ']');
}

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

double
mag_json_scan_number (MagJsonScan *scan)
{
  skip_space (scan);
  if (scan->at < scan->end && (*scan->at == '-' || is_digit (scan, scan->at)))
    return read_number (scan);

  mag_json_scan_skip (scan);
  return NAN;
}

gboolean
mag_json_scan_string (MagJsonScan *scan,
                      MagJsonText *text)
{
  if (take (scan, '"'))
    return read_string (scan, text);

  mag_json_scan_skip (scan);
  return FALSE;
}

gboolean
mag_json_scan_finish (MagJsonScan *scan)
{
  skip_space (scan);
  return !scan->failed && scan->at == scan->end;
}

gboolean
mag_json_text_equals (const MagJsonText *text,
                      const char        *word)
{
  return text->length == strlen (word) && memcmp (text->start, word, text->length) == 0;
}

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
