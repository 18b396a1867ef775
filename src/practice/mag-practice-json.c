/* SPDX-License-Identifier: GPL-3.0-or-later */

/* JSON written straight into a GString, numbers in the spellings of the feeds that are imitated. Some hundred thousand numbers
 * go through here for one sync of a benchmark, so the common ones avoid printf. */

#include "mag-practice-json.h"

#include "mag-date.h"

#include <math.h>
#include <string.h>

/**
 * mag_practice_append_text:
 * @out: where to
 * @text: (nullable): UTF-8; %NULL writes null
 *
 * Writes a JSON string with its quotes.
 */
void
mag_practice_append_text (GString    *out,
                          const char *text)
{
  if (text == NULL)
    {
      g_string_append (out, "null");
      return;
    }
  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_c (out, '\\');
      if ((guchar) *at < 0x20)
        g_string_append_printf (out, "\\u%04x", (guchar) *at);
      else
        g_string_append_c (out, *at);
    }
  g_string_append_c (out, '"');
}

/**
 * mag_practice_append_integer:
 * @out: where to
 * @value: any integer
 *
 * Writes an integer.
 */
void
mag_practice_append_integer (GString *out,
                             gint64   value)
{
  char digits[24];
  gsize at = sizeof digits;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  do
    {
      digits[--at] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  while (rest > 0);
  if (value < 0)
    digits[--at] = '-';
  g_string_append_len (out, digits + at, sizeof digits - at);
}

/**
 * mag_practice_append_fixed:
 * @out: where to
 * @value: a number times 10^@decimals
 * @decimals: 1 to 18
 *
 * Writes a decimal number, its trailing zeros trimmed to one: the way CBOE and Yahoo print a float that is a round decimal.
 */
void
mag_practice_append_fixed (GString *out,
                           gint64   value,
                           guint    decimals)
{
  char digits[24];
  gsize at = sizeof digits;
  gsize end = sizeof digits;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  for (guint i = 0; i < decimals; i++, rest /= 10)
    digits[--at] = (char) ('0' + rest % 10);
  while (end - at > 1 && digits[end - 1] == '0')
    end--;
  digits[--at] = '.';
  do
    {
      digits[--at] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  while (rest > 0);
  if (value < 0)
    digits[--at] = '-';
  g_string_append_len (out, digits + at, end - at);
}

/**
 * mag_practice_append_price:
 * @out: where to
 * @price: a known price or a difference of two
 *
 * Writes dollars per share.
 */
void
mag_practice_append_price (GString  *out,
                           MagPrice  price)
{
  mag_practice_append_fixed (out, price, 4);
}

static void
append_digits (GString    *out,
               double      value,
               const char *format)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, isfinite (value) ? g_ascii_formatd (text, sizeof text, format, value) : "0");
}

/**
 * mag_practice_append_float:
 * @out: where to
 * @value: any number
 *
 * Writes the eight digits a 32-bit float has.
 */
void
mag_practice_append_float (GString *out,
                           double   value)
{
  append_digits (out, value, "%.8g");
}

/**
 * mag_practice_append_double:
 * @out: where to
 * @value: any number
 *
 * Writes every digit a double has.
 */
void
mag_practice_append_double (GString *out,
                            double   value)
{
  append_digits (out, value, "%.17g");
}

/**
 * mag_practice_append_noisy:
 * @out: where to
 * @value: a price, >= 0
 *
 * Writes a number as a 32-bit float that went through a double: cents come out as 5.79999995231628, binary fractions as 0.125.
 */
void
mag_practice_append_noisy (GString *out,
                           double   value)
{
  const double noisy = (double) (float) value;
  double scale = 1e15;
  guint decimals = 15;

  for (double limit = 1; noisy >= limit && decimals > 1; limit *= 10, scale /= 10)
    decimals--;
  mag_practice_append_fixed (out, llround (noisy * scale), decimals);
}

/**
 * mag_practice_object_open:
 * @object: (out): the writer
 * @out: where to
 *
 * Begins an object with all names and bare numbers; set `only` or `formatted` afterwards where wanted.
 */
void
mag_practice_object_open (MagPracticeObject *object,
                          GString           *out)
{
  *object = (MagPracticeObject) { .out = out };
  g_string_append_c (out, '{');
}

/**
 * mag_practice_object_close:
 * @object: the writer
 *
 * Ends the object.
 */
void
mag_practice_object_close (MagPracticeObject *object)
{
  g_string_append_c (object->out, '}');
}

/**
 * mag_practice_object_key:
 * @object: the writer
 * @key: plain ASCII, without a quote
 *
 * Begins a member.
 *
 * Returns: %FALSE when the name is not among those to keep: write no value then
 */
gboolean
mag_practice_object_key (MagPracticeObject *object,
                         const char        *key)
{
  if (object->only != NULL && !g_hash_table_contains (object->only, key))
    return FALSE;
  if (object->started)
    g_string_append_c (object->out, ',');
  object->started = TRUE;
  g_string_append_c (object->out, '"');
  g_string_append (object->out, key);
  g_string_append (object->out, "\":");
  return TRUE;
}

/**
 * mag_practice_object_text:
 * @object: the writer
 * @key: member
 * @value: (nullable): UTF-8
 *
 * Writes a string, or null.
 */
void
mag_practice_object_text (MagPracticeObject *object,
                          const char        *key,
                          const char        *value)
{
  if (mag_practice_object_key (object, key))
    mag_practice_append_text (object->out, value);
}

/**
 * mag_practice_object_raw:
 * @object: the writer
 * @key: member
 * @json: JSON
 *
 * Writes a value that is JSON already.
 */
void
mag_practice_object_raw (MagPracticeObject *object,
                         const char        *key,
                         const char        *json)
{
  if (mag_practice_object_key (object, key))
    g_string_append (object->out, json);
}

/**
 * mag_practice_object_bool:
 * @object: the writer
 * @key: member
 * @value: what it says
 *
 * Writes true or false.
 */
void
mag_practice_object_bool (MagPracticeObject *object,
                          const char        *key,
                          gboolean           value)
{
  mag_practice_object_raw (object, key, value ? "true" : "false");
}

/**
 * mag_practice_object_null:
 * @object: the writer
 * @key: member
 *
 * Writes null.
 */
void
mag_practice_object_null (MagPracticeObject *object,
                          const char        *key)
{
  mag_practice_object_raw (object, key, "null");
}

/**
 * mag_practice_object_plain:
 * @object: the writer
 * @key: member
 * @value: any integer
 *
 * Writes an integer that is bare also where numbers are formatted: times of quotes, maxAge.
 */
void
mag_practice_object_plain (MagPracticeObject *object,
                           const char        *key,
                           gint64             value)
{
  if (mag_practice_object_key (object, key))
    mag_practice_append_integer (object->out, value);
}

/* "49.27B": what Yahoo shows of a large number. */
static char *
abbreviate (double value)
{
  static const struct { double unit; char suffix; } scales[] = { { 1e12, 'T' }, { 1e9, 'B' }, { 1e6, 'M' }, { 1e3, 'k' } };
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (gsize i = 0; i < G_N_ELEMENTS (scales); i++)
    if (fabs (value) >= scales[i].unit)
      {
        g_ascii_formatd (text, sizeof text, "%.2f", value / scales[i].unit);
        return g_strdup_printf ("%s%c", text, scales[i].suffix);
      }
  g_ascii_formatd (text, sizeof text, "%.0f", value);
  return g_strdup (text);
}

static char *
group_thousands (gint64 value)
{
  GString *text = g_string_new (NULL);

  mag_practice_append_integer (text, value);
  for (gssize at = (gssize) text->len - 3; at > (value < 0 ? 1 : 0); at -= 3)
    g_string_insert_c (text, at, ',');
  return g_string_free_and_steal (text);
}

/**
 * mag_practice_object_integer:
 * @object: the writer
 * @key: member
 * @value: any integer
 *
 * Writes a count or an amount in whole dollars; formatted it is {"raw","fmt","longFmt"}.
 */
void
mag_practice_object_integer (MagPracticeObject *object,
                             const char        *key,
                             gint64             value)
{
  g_autofree char *shown = NULL;
  g_autofree char *whole = NULL;

  if (!mag_practice_object_key (object, key))
    return;
  if (!object->formatted)
    {
      mag_practice_append_integer (object->out, value);
      return;
    }
  shown = abbreviate ((double) value);
  whole = group_thousands (value);
  g_string_append (object->out, "{\"raw\":");
  mag_practice_append_integer (object->out, value);
  g_string_append_printf (object->out, ",\"fmt\":\"%s\",\"longFmt\":\"%s\"}", shown, whole);
}

static void
append_formatted (GString *out,
                  double   raw,
                  double   shown,
                  const char *suffix)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, "{\"raw\":");
  mag_practice_append_float (out, raw);
  g_string_append_printf (out, ",\"fmt\":\"%s%s\"}", g_ascii_formatd (text, sizeof text, "%.2f", shown), suffix);
}

/**
 * mag_practice_object_price:
 * @object: the writer
 * @key: member
 * @value: dollars per share in 1/10000
 *
 * Writes a price.
 */
void
mag_practice_object_price (MagPracticeObject *object,
                           const char        *key,
                           MagPrice           value)
{
  if (!mag_practice_object_key (object, key))
    return;
  if (object->formatted)
    append_formatted (object->out, (double) value / MAG_PRICE_SCALE, (double) value / MAG_PRICE_SCALE, "");
  else
    mag_practice_append_price (object->out, value);
}

/**
 * mag_practice_object_float:
 * @object: the writer
 * @key: member
 * @value: any number; 0 is written when it is not finite
 *
 * Writes a number with the eight digits of a 32-bit float.
 */
void
mag_practice_object_float (MagPracticeObject *object,
                           const char        *key,
                           double             value)
{
  if (!mag_practice_object_key (object, key))
    return;
  if (object->formatted)
    append_formatted (object->out, value, value, "");
  else
    mag_practice_append_float (object->out, value);
}

/**
 * mag_practice_object_percent:
 * @object: the writer
 * @key: member
 * @fraction: 0.01 is one percent
 *
 * Writes a fraction; formatted it is shown as a percentage.
 */
void
mag_practice_object_percent (MagPracticeObject *object,
                             const char        *key,
                             double             fraction)
{
  if (!mag_practice_object_key (object, key))
    return;
  if (object->formatted)
    append_formatted (object->out, fraction, fraction * 100, "%");
  else
    mag_practice_append_float (object->out, fraction);
}

/**
 * mag_practice_append_time:
 * @out: where to
 * @seconds: since 1970, UTC
 * @formatted: as {"raw", "fmt"}
 *
 * Writes an instant the way quoteSummary does.
 */
void
mag_practice_append_time (GString  *out,
                          gint64    seconds,
                          gboolean  formatted)
{
  g_autofree char *date = NULL;

  if (!formatted)
    {
      mag_practice_append_integer (out, seconds);
      return;
    }
  date = mag_date_format (mag_date_from_unix_utc (seconds));
  g_string_append (out, "{\"raw\":");
  mag_practice_append_integer (out, seconds);
  g_string_append_printf (out, ",\"fmt\":\"%s\"}", date);
}

/**
 * mag_practice_object_time:
 * @object: the writer
 * @key: member
 * @seconds: since 1970, UTC
 *
 * Writes an instant; formatted it is shown as its UTC date.
 */
void
mag_practice_object_time (MagPracticeObject *object,
                          const char        *key,
                          gint64             seconds)
{
  if (mag_practice_object_key (object, key))
    mag_practice_append_time (object->out, seconds, object->formatted);
}
