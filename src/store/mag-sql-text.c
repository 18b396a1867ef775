/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers, dates and instants as text for PostgreSQL, in no locale and exactly. */

#include "config.h"

#include "mag-sql-text.h"

#include "mag-date.h"

#include <math.h>

#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define JULIAN_OF_1970 719163
#define SHORT_SCALE 1000000.0 /* six decimals: more than any feed prints */

/* At least width digits, zeros in front. */
static void
append_digits (GString *text,
               guint64  value,
               guint    width)
{
  char digits[24];
  guint at = sizeof digits;

  do
    {
      digits[--at] = '0' + value % 10;
      value /= 10;
    }
  while (value > 0 || sizeof digits - at < width);
  g_string_append_len (text, digits + at, sizeof digits - at);
}

/* A fraction of 10^width parts without its trailing zeros; nothing when 0. */
static void
append_fraction (GString *text,
                 guint64  parts,
                 guint    width)
{
  if (parts == 0)
    return;
  while (parts % 10 == 0)
    {
      parts /= 10;
      width--;
    }
  g_string_append_c (text, '.');
  append_digits (text, parts, width);
}

void
mag_sql_append_int64 (GString *text,
                      gint64   value)
{
  if (value < 0)
    g_string_append_c (text, '-');
  append_digits (text, value < 0 ? -(guint64) value : (guint64) value, 1);
}

/**
 * mag_sql_append_price:
 * @price: known; 0 or more
 */
void
mag_sql_append_price (GString  *text,
                      MagPrice  price)
{
  append_digits (text, price / MAG_PRICE_SCALE, 1);
  append_fraction (text, price % MAG_PRICE_SCALE, 4);
}

/**
 * mag_sql_append_double:
 * @value: finite
 *
 * Six decimals where they say it exactly, which holds for what feeds print; else all seventeen digits.
 */
void
mag_sql_append_double (GString *text,
                       double   value)
{
  double scaled = round (fabs (value) * SHORT_SCALE);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  /* A division rounds correctly, as reading the decimal does, so equal here is equal there. */
  if (scaled < 1e15 && scaled / SHORT_SCALE == fabs (value))
    {
      if (value < 0)
        g_string_append_c (text, '-');
      append_digits (text, (guint64) scaled / 1000000, 1);
      append_fraction (text, (guint64) scaled % 1000000, 6);
    }
  else
    g_string_append (text, g_ascii_dtostr (buffer, sizeof buffer, value));
}

void
mag_sql_append_date (GString *text,
                     MagDate  date)
{
  int year, month, day;

  mag_date_get_ymd (date, &year, &month, &day);
  append_digits (text, year, 4);
  g_string_append_c (text, '-');
  append_digits (text, month, 2);
  g_string_append_c (text, '-');
  append_digits (text, day, 2);
}

/**
 * mag_sql_append_instant:
 * @instant_us: after 1970
 */
void
mag_sql_append_instant (GString *text,
                        gint64   instant_us)
{
  gint64 of_day = instant_us % DAY_US;
  gint64 seconds = of_day / G_USEC_PER_SEC;

  mag_sql_append_date (text, JULIAN_OF_1970 + instant_us / DAY_US);
  g_string_append_c (text, ' ');
  append_digits (text, seconds / 3600, 2);
  g_string_append_c (text, ':');
  append_digits (text, seconds / 60 % 60, 2);
  g_string_append_c (text, ':');
  append_digits (text, seconds % 60, 2);
  append_fraction (text, of_day % G_USEC_PER_SEC, 6);
  g_string_append (text, "+00");
}
