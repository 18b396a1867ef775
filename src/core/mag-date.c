/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calendar dates and instants, and the one bridge between them: the zone America/New_York of the system's zone database.
 * Dates are Julian day numbers, instants microseconds UTC, so arithmetic is subtraction and nothing here allocates except
 * what it prints. Without the zone database there is no honest answer to "which day is it in New York": the program
 * stops and names the missing package rather than guess an offset. */

#include "config.h"

#include "mag-date.h"

#include <string.h>

#define DAY_SECONDS 86400
#define JULIAN_OF_1970 719163 /* g_date_get_julian() of 1970-01-01 */
#define LAST_YEAR 9999

static GTimeZone *
new_york (void)
{
  static GTimeZone *zone;

  if (g_once_init_enter_pointer (&zone))
    {
      GTimeZone *loaded = g_time_zone_new_identifier ("America/New_York");

      if (loaded == NULL)
        g_error ("The time zone America/New_York is not on this system. Install the package tzdata.");
      g_once_init_leave_pointer (&zone, loaded);
    }
  return zone;
}

static gint64
floor_divide (gint64 a,
              gint64 b)
{
  return a / b - (a % b < 0);
}

static gboolean
is_leap_year (int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month (int year,
               int month)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return days[month - 1] + (month == 2 && is_leap_year (year));
}

/* Days from 1970-01-01 to the given civil date. The year is taken to begin in March, so that the leap day comes last and
 * the months' lengths follow one line; eras of 400 years repeat exactly. */
static gint64
days_from_civil (int year,
                 int month,
                 int day)
{
  int shifted_year = year - (month <= 2);
  int era = shifted_year / 400;
  int year_of_era = shifted_year - era * 400;
  int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return (gint64) era * 146097 + day_of_era - 719468;
}

/**
 * mag_date_new:
 * @year: 1 to 9999
 *
 * Returns: the date, or 0 when there is no such day
 */
MagDate
mag_date_new (int year,
              int month,
              int day)
{
  if (year < 1 || year > LAST_YEAR || month < 1 || month > 12 || day < 1 || day > days_in_month (year, month))
    return 0;
  return (MagDate) (days_from_civil (year, month, day) + JULIAN_OF_1970);
}

/**
 * mag_date_get_ymd:
 * @date: a date; 0 gives 0, 0, 0
 * @year: (out) (optional): its parts
 * @month: (out) (optional): 1 to 12
 * @day: (out) (optional): 1 to 31
 */
void
mag_date_get_ymd (MagDate date,
                  int    *year,
                  int    *month,
                  int    *day)
{
  /* Days since 0000-03-01, split the way days_from_civil() puts them together. */
  int days = (int) date - JULIAN_OF_1970 + 719468;
  int era = days / 146097;
  int day_of_era = days - era * 146097;
  int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int shifted_month = (5 * day_of_year + 2) / 153;
  int m = shifted_month + (shifted_month < 10 ? 3 : -9);

  if (year != NULL)
    *year = date == 0 ? 0 : year_of_era + era * 400 + (m <= 2);
  if (month != NULL)
    *month = date == 0 ? 0 : m;
  if (day != NULL)
    *day = date == 0 ? 0 : day_of_year - (153 * shifted_month + 2) / 5 + 1;
}

/**
 * mag_date_get_weekday:
 *
 * Returns: 1 for Monday to 7 for Sunday; 0 for no date
 */
int
mag_date_get_weekday (MagDate date)
{
  return date == 0 ? 0 : (int) ((date - 1) % 7) + 1; /* day 1, 0001-01-01, was a Monday */
}

/* Exactly n digits at *p, which moves past them. */
static gboolean
scan_digits (const char **p,
             int          n,
             int         *value)
{
  int v = 0;

  for (int i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit ((*p)[i]))
        return FALSE;
      v = v * 10 + ((*p)[i] - '0');
    }
  *p += n;
  *value = v;
  return TRUE;
}

static gboolean
scan_char (const char **p,
           char         c)
{
  if (**p != c)
    return FALSE;
  (*p)++;
  return TRUE;
}

static gboolean
scan_date (const char **p,
           MagDate     *date)
{
  int year, month, day;

  if (!scan_digits (p, 4, &year) || !scan_char (p, '-') || !scan_digits (p, 2, &month) || !scan_char (p, '-') ||
      !scan_digits (p, 2, &day))
    return FALSE;
  *date = mag_date_new (year, month, day);
  return *date != 0;
}

/* HH:MM, then perhaps :SS, then perhaps a fraction, of which six digits count. */
static gboolean
scan_time (const char **p,
           gint64      *time_us)
{
  int hour, minute, second = 0;
  gint64 fraction = 0, unit = MAG_SECOND_US;

  if (!scan_digits (p, 2, &hour) || !scan_char (p, ':') || !scan_digits (p, 2, &minute))
    return FALSE;
  if (scan_char (p, ':') && !scan_digits (p, 2, &second))
    return FALSE;
  if (hour > 23 || minute > 59 || second > 59)
    return FALSE;
  if (scan_char (p, '.'))
    {
      if (!g_ascii_isdigit (**p))
        return FALSE;
      for (; g_ascii_isdigit (**p); (*p)++)
        {
          unit /= 10;
          fraction += (**p - '0') * unit;
        }
    }
  *time_us = ((hour * 60 + minute) * 60 + second) * MAG_SECOND_US + fraction;
  return TRUE;
}

static gboolean
scan_date_time (const char **p,
                MagDate     *date,
                gint64      *time_us)
{
  return scan_date (p, date) && (scan_char (p, 'T') || scan_char (p, ' ')) && scan_time (p, time_us);
}

/* Nothing, Z, +HH, +HHMM or +HH:MM; minutes east of UTC. */
static gboolean
scan_offset (const char **p,
             int         *minutes_east)
{
  int sign, hours, minutes = 0;

  *minutes_east = 0;
  if (**p == '\0' || scan_char (p, 'Z') || scan_char (p, 'z'))
    return TRUE;
  if (**p != '+' && **p != '-')
    return FALSE;
  sign = **p == '+' ? 1 : -1;
  (*p)++;
  if (!scan_digits (p, 2, &hours))
    return FALSE;
  if (**p != '\0' && ((void) scan_char (p, ':'), !scan_digits (p, 2, &minutes)))
    return FALSE;
  *minutes_east = sign * (hours * 60 + minutes);
  return hours <= 14 && minutes <= 59;
}

/**
 * mag_date_parse:
 * @text: (nullable): "2026-12-18" and nothing else
 *
 * Returns: the date, or 0 when it is not one
 */
MagDate
mag_date_parse (const char *text)
{
  MagDate date;

  if (text == NULL || !scan_date (&text, &date) || *text != '\0')
    return 0;
  return date;
}

/**
 * mag_date_format:
 *
 * Returns: (transfer full): "2026-12-18"; "" for 0
 */
char *
mag_date_format (MagDate date)
{
  int year, month, day;

  if (date == 0)
    return g_strdup ("");
  mag_date_get_ymd (date, &year, &month, &day);
  return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
}

static MagDate
date_of_local_seconds (gint64 seconds)
{
  gint64 julian = floor_divide (seconds, DAY_SECONDS) + JULIAN_OF_1970;

  return julian < 1 || julian > (gint64) days_from_civil (LAST_YEAR, 12, 31) + JULIAN_OF_1970 ? 0 : (MagDate) julian;
}

/**
 * mag_date_from_unix_utc:
 * @seconds: since 1970
 *
 * The calendar date in UTC, which is how Yahoo writes an expiration: midnight UTC of that date. Never use it for a moment.
 *
 * Returns: the date, or 0 outside the years 1 to 9999
 */
MagDate
mag_date_from_unix_utc (gint64 seconds)
{
  return date_of_local_seconds (seconds);
}

/**
 * mag_date_to_unix_utc:
 * @date: a date, not 0
 *
 * Returns: seconds since 1970 of 00:00 UTC of that date
 */
gint64
mag_date_to_unix_utc (MagDate date)
{
  return ((gint64) date - JULIAN_OF_1970) * DAY_SECONDS;
}

/**
 * mag_date_in_new_york:
 * @instant_us: an instant, not 0
 *
 * Returns: the calendar date in New York at that instant
 */
MagDate
mag_date_in_new_york (gint64 instant_us)
{
  gint64 seconds = floor_divide (instant_us, MAG_SECOND_US);
  int interval = g_time_zone_find_interval (new_york (), G_TIME_TYPE_UNIVERSAL, seconds);

  return date_of_local_seconds (seconds + g_time_zone_get_offset (new_york (), interval));
}

/**
 * mag_instant_new_york:
 * @date: a New York date, not 0
 * @hour: 0 to 23
 *
 * In the hour that does not exist in spring the clock is taken as already put forward; in the hour that comes twice in
 * autumn the second, standard, one is meant. No market event falls there.
 *
 * Returns: the instant of that wall-clock time, in microseconds UTC
 */
gint64
mag_instant_new_york (MagDate date,
                      int     hour,
                      int     minute,
                      int     second)
{
  gint64 local = mag_date_to_unix_utc (date) + (hour * 60 + minute) * 60 + second;
  int interval = g_time_zone_adjust_time (new_york (), G_TIME_TYPE_STANDARD, &local);

  return (local - g_time_zone_get_offset (new_york (), interval)) * MAG_SECOND_US;
}

/**
 * mag_instant_parse_new_york:
 * @text: (nullable): "2026-07-24T15:59:59", a wall-clock time in New York; a space may stand for the T, seconds may be missing
 *
 * Returns: the instant in microseconds UTC, or 0 when it is not a time after 1970
 */
gint64
mag_instant_parse_new_york (const char *text)
{
  MagDate date;
  gint64 time_us, instant_us;

  if (text == NULL || !scan_date_time (&text, &date, &time_us) || *text != '\0')
    return 0;
  instant_us = mag_instant_new_york (date, 0, 0, (int) (time_us / MAG_SECOND_US)) + time_us % MAG_SECOND_US;
  return MAX (instant_us, 0);
}

/**
 * mag_instant_parse_utc:
 * @text: (nullable): an ISO 8601 time with Z, an offset, or neither, which is taken as UTC; 'T' or a space between
 *
 * Returns: the instant in microseconds UTC, or 0 when it is not a time after 1970
 */
gint64
mag_instant_parse_utc (const char *text)
{
  MagDate date;
  gint64 time_us, instant_us;
  int minutes_east;

  if (text == NULL || !scan_date_time (&text, &date, &time_us) || !scan_offset (&text, &minutes_east) || *text != '\0')
    return 0;
  instant_us = (mag_date_to_unix_utc (date) - minutes_east * 60) * MAG_SECOND_US + time_us;
  return MAX (instant_us, 0);
}

/**
 * mag_instant_format_utc:
 * @instant_us: an instant; 0 gives ""
 *
 * Returns: (transfer full): "2026-07-24T19:59:59Z"; the part below a second is cut
 */
char *
mag_instant_format_utc (gint64 instant_us)
{
  gint64 seconds = floor_divide (instant_us, MAG_SECOND_US);
  MagDate date = mag_date_from_unix_utc (seconds);
  int year, month, day, time;

  if (instant_us == 0 || date == 0)
    return g_strdup ("");
  mag_date_get_ymd (date, &year, &month, &day);
  time = (int) (seconds - mag_date_to_unix_utc (date));
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, time / 3600, time / 60 % 60, time % 60);
}
