/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dates, instants, New York's clock and the options calendar. Runs in a zone far from New York, so a date that shifts is seen. */

#include "mag-date.h"

#define US MAG_SECOND_US

static MagDate
date (const char *text)
{
  MagDate parsed = mag_date_parse (text);

  g_assert_cmpuint (parsed, !=, 0);
  return parsed;
}

static gint64
utc (const char *text)
{
  gint64 parsed = mag_instant_parse_utc (text);

  g_assert_cmpint (parsed, !=, 0);
  return parsed;
}

static void
test_agrees_with_gdate (void)
{
  /* Every day of four centuries: the rule of leap years repeats after that. */
  for (MagDate day = date ("1800-01-01"); day <= date ("2200-12-31"); day++)
    {
      GDate other;
      int year, month, month_day;

      g_date_clear (&other, 1);
      g_date_set_julian (&other, day);
      mag_date_get_ymd (day, &year, &month, &month_day);
      g_assert_cmpint (year, ==, g_date_get_year (&other));
      g_assert_cmpint (month, ==, (int) g_date_get_month (&other));
      g_assert_cmpint (month_day, ==, g_date_get_day (&other));
      g_assert_cmpuint (mag_date_new (year, month, month_day), ==, day);
      g_assert_cmpint (mag_date_get_weekday (day), ==, (int) g_date_get_weekday (&other));
    }
}

static void
test_parse_date (void)
{
  static const char *const refused[] = {
    "", "2026", "2026-2-3", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "0000-01-01", "2026-12-18 ", "2026/12/18", "20261218",
    "2026-12-18T00:00", "x", "-2026-12-18",
  };
  g_autofree char *text = mag_date_format (date ("2024-02-29"));
  g_autofree char *none = mag_date_format (0);

  g_assert_cmpstr (text, ==, "2024-02-29");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpuint (mag_date_parse (NULL), ==, 0);
  g_assert_cmpuint (mag_date_new (10000, 1, 1), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_cmpuint (mag_date_parse (refused[i]), ==, 0);
}

static void
test_unix_dates (void)
{
  g_assert_cmpuint (mag_date_from_unix_utc (1755820800), ==, date ("2025-08-22"));
  g_assert_cmpuint (mag_date_from_unix_utc (0), ==, date ("1970-01-01"));
  g_assert_cmpuint (mag_date_from_unix_utc (-1), ==, date ("1969-12-31"));
  g_assert_cmpint (mag_date_to_unix_utc (date ("2025-08-22")), ==, 1755820800);
  g_assert_cmpuint (mag_date_from_unix_utc (G_MAXINT64), ==, 0);
  g_assert_cmpuint (mag_date_from_unix_utc (G_MININT64), ==, 0);
}

static void
test_new_york_date (void)
{
  static const struct { const char *why; const char *instant; const char *date; } rows[] = {
    { "evening is still the same day", "2026-07-25T03:59:59Z", "2026-07-24" },
    { "midnight in summer is 04:00 UTC", "2026-07-25T04:00:00Z", "2026-07-25" },
    { "midnight in winter is 05:00 UTC", "2026-01-16T04:59:59Z", "2026-01-15" },
    { "one second on", "2026-01-16T05:00:00Z", "2026-01-16" },
    { "noon in Tokyo is the day before", "2026-11-23T03:00:00Z", "2026-11-22" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      g_assert_cmpuint (mag_date_in_new_york (utc (rows[i].instant)), ==, date (rows[i].date));
    }
}

/* A fixed offset would be wrong for half of the year: without the zone database the program ends and says what is missing. */
static void
test_no_zone_database (void)
{
  if (g_test_subprocess ())
    {
      g_setenv ("TZDIR", "/nowhere", TRUE);
      mag_date_in_new_york (0);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*Install the package tzdata*");
}

static void
test_new_york_wall_clock (void)
{
  static const struct { const char *why; const char *wall; const char *utc; } rows[] = {
    { "summer", "2026-07-24T15:59:59", "2026-07-24T19:59:59Z" },
    { "winter", "2026-01-16T16:00:00", "2026-01-16T21:00:00Z" },
    { "last minute before the clocks go forward", "2026-03-08T01:59:00", "2026-03-08T06:59:00Z" },
    { "first one after", "2026-03-08T03:00:00", "2026-03-08T07:00:00Z" },
    { "after they went back", "2026-11-01T02:00:00", "2026-11-01T07:00:00Z" },
    { "a space, no seconds", "2026-07-24 15:59", "2026-07-24T19:59:00Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (mag_instant_parse_new_york (rows[i].wall), ==, utc (rows[i].utc));
    }
  g_assert_cmpint (mag_instant_new_york (date ("2026-07-24"), 9, 30, 0), ==, utc ("2026-07-24T13:30:00Z"));
  g_assert_cmpint (mag_instant_parse_new_york ("2026-07-24T15:59:59Z"), ==, 0);
  g_assert_cmpint (mag_instant_parse_new_york (NULL), ==, 0);
  g_assert_cmpint (mag_instant_parse_new_york (""), ==, 0);
}

static void
test_parse_instant (void)
{
  static const struct { const char *text; gint64 instant_us; } rows[] = {
    { "2026-07-25 00:43:14", 1784940194 * US },
    { "2026-07-25T00:43:14Z", 1784940194 * US },
    { "2026-07-25T00:43Z", (1784940194 - 14) * US },
    { "2026-07-25T02:43:14+02:00", 1784940194 * US },
    { "2026-07-24T20:43:14-0400", 1784940194 * US },
    { "2026-07-24T20:43:14-04", 1784940194 * US },
    { "2026-07-25T00:43:14.5Z", 1784940194 * US + 500000 },
    { "2026-07-25T00:43:14.123456789Z", 1784940194 * US + 123456 },
    { "2026-07-25T24:00:00Z", 0 },
    { "2026-07-25T00:60:00Z", 0 },
    { "2026-07-25T00:00:60Z", 0 },
    { "2026-07-25T00:00:00.Z", 0 },
    { "2026-07-25T00:00:00+15:00", 0 },
    { "2026-07-25T00:00:00+1", 0 },
    { "2026-07-25T00:00:00 UTC", 0 },
    { "2026-07-25", 0 },
    { "1969-12-31T23:59:59Z", 0 },
    { "", 0 },
  };
  g_autofree char *text = mag_instant_format_utc (1784940194 * US + 999999);
  g_autofree char *none = mag_instant_format_utc (0);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (mag_instant_parse_utc (rows[i].text), ==, rows[i].instant_us);
    }
  g_assert_cmpstr (text, ==, "2026-07-25T00:43:14Z");
  g_assert_cmpstr (none, ==, "");
}

static void
test_trading_days (void)
{
  static const struct { const char *why; const char *date; gboolean holiday, trading, early; } rows[] = {
    { "a Monday", "2026-11-23", FALSE, TRUE, FALSE },
    { "Saturday", "2026-11-21", FALSE, FALSE, FALSE },
    { "Sunday", "2026-11-22", FALSE, FALSE, FALSE },
    { "Thanksgiving", "2026-11-26", TRUE, FALSE, FALSE },
    { "the day after", "2026-11-27", FALSE, TRUE, TRUE },
    { "Independence Day kept on Friday", "2026-07-03", TRUE, FALSE, FALSE },
    { "the Thursday before it is a full day", "2026-07-02", FALSE, TRUE, FALSE },
    { "mourning for J. Carter", "2025-01-09", TRUE, FALSE, FALSE },
    { "Good Friday", "2027-03-26", TRUE, FALSE, FALSE },
    { "Christmas kept on Friday", "2027-12-24", TRUE, FALSE, FALSE },
    { "New Year on a Saturday is not kept", "2027-12-31", FALSE, TRUE, FALSE },
    { "Columbus Day trades", "2026-10-12", FALSE, TRUE, FALSE },
    { "Veterans Day trades", "2026-11-11", FALSE, TRUE, FALSE },
    { "before the table every weekday trades", "2023-12-25", FALSE, TRUE, FALSE },
    { "after it too", "2029-12-25", FALSE, TRUE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (mag_calendar_is_holiday (date (rows[i].date)), ==, rows[i].holiday);
      g_assert_cmpint (mag_calendar_is_trading_day (date (rows[i].date)), ==, rows[i].trading);
      g_assert_cmpint (mag_calendar_is_early_close (date (rows[i].date)), ==, rows[i].early);
    }
  g_assert_false (mag_calendar_is_trading_day (0));
  g_assert_cmpuint (mag_calendar_next_trading_day (date ("2026-11-25")), ==, date ("2026-11-27"));
  g_assert_cmpuint (mag_calendar_previous_trading_day (date ("2026-07-06")), ==, date ("2026-07-02"));
  g_assert_cmpuint (mag_calendar_next_trading_day (0), ==, 0);
  g_assert_cmpuint (mag_calendar_previous_trading_day (0), ==, 0);
}

static void
test_holidays_per_year (void)
{
  /* Ten a year; 2025 has one more, 2028 no New Year's Day. */
  static const int holidays[] = { 10, 11, 10, 10, 9 };
  static const int early_closes[] = { 3, 3, 2, 1, 2 };

  for (int year = 2024; year <= 2028; year++)
    {
      int n_holidays = 0, n_early = 0;

      for (MagDate day = mag_date_new (year, 1, 1); day <= mag_date_new (year, 12, 31); day++)
        {
          n_holidays += mag_calendar_is_holiday (day);
          n_early += mag_calendar_is_early_close (day);
          if (mag_calendar_is_holiday (day) || mag_calendar_is_early_close (day))
            g_assert_cmpint (mag_date_get_weekday (day), <, 6);
          g_assert_false (mag_calendar_is_holiday (day) && mag_calendar_is_early_close (day));
        }
      g_assert_cmpint (n_holidays, ==, holidays[year - 2024]);
      g_assert_cmpint (n_early, ==, early_closes[year - 2024]);
    }
}

static void
test_monthly_expirations (void)
{
  static const int days[][12] = {
    { 19, 16, 15, 19, 17, 21, 19, 16, 20, 18, 15, 20 }, /* 2024 */
    { 17, 21, 21, 17, 16, 20, 18, 15, 19, 17, 21, 19 },
    { 16, 20, 20, 17, 15, 18, 17, 21, 18, 16, 20, 18 },
    { 15, 19, 19, 16, 21, 17, 16, 20, 17, 15, 19, 17 },
    { 21, 18, 17, 21, 19, 16, 21, 18, 15, 20, 17, 15 },
  };

  for (int year = 2024; year <= 2028; year++)
    for (int month = 1; month <= 12; month++)
      {
        MagDate expiration = mag_date_new (year, month, days[year - 2024][month - 1]);

        g_assert_cmpuint (mag_calendar_monthly_expiration (year, month), ==, expiration);
        g_assert_true (mag_calendar_is_monthly (expiration));
        g_assert_false (mag_calendar_is_monthly (expiration + 1));
      }
  g_assert_false (mag_calendar_is_monthly (0));
  g_assert_cmpuint (mag_calendar_monthly_expiration (2026, 13), ==, 0);
}

static void
test_sessions (void)
{
  static const struct { const char *wall; MagSession session; const char *date; const char *clock; } rows[] = {
    { "2026-11-23T03:59:59", MAG_SESSION_CLOSED, "2026-11-20", "2026-11-20T16:00:00" },
    { "2026-11-23T04:00:00", MAG_SESSION_PRE, "2026-11-20", "2026-11-20T16:00:00" },
    { "2026-11-23T09:29:59", MAG_SESSION_PRE, "2026-11-20", "2026-11-20T16:00:00" },
    { "2026-11-23T09:30:00", MAG_SESSION_OPEN, "2026-11-23", "2026-11-23T09:30:00" },
    { "2026-11-23T15:59:59", MAG_SESSION_OPEN, "2026-11-23", "2026-11-23T15:59:59" },
    { "2026-11-23T16:00:00", MAG_SESSION_POST, "2026-11-23", "2026-11-23T16:00:00" },
    { "2026-11-23T20:00:00", MAG_SESSION_CLOSED, "2026-11-23", "2026-11-23T16:00:00" },
    { "2026-11-26T12:00:00", MAG_SESSION_CLOSED, "2026-11-25", "2026-11-25T16:00:00" }, /* Thanksgiving */
    { "2026-11-27T12:59:59", MAG_SESSION_OPEN, "2026-11-27", "2026-11-27T12:59:59" },
    { "2026-11-27T13:00:00", MAG_SESSION_POST, "2026-11-27", "2026-11-27T13:00:00" },
    { "2026-11-27T17:00:00", MAG_SESSION_CLOSED, "2026-11-27", "2026-11-27T13:00:00" },
    { "2026-11-29T12:00:00", MAG_SESSION_CLOSED, "2026-11-27", "2026-11-27T13:00:00" }, /* Sunday */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 now_us = mag_instant_parse_new_york (rows[i].wall);

      g_test_message ("%s", rows[i].wall);
      g_assert_cmpint (mag_calendar_session (now_us), ==, rows[i].session);
      g_assert_cmpuint (mag_calendar_session_date (now_us), ==, date (rows[i].date));
      g_assert_cmpint (mag_calendar_session_clock (now_us), ==, mag_instant_parse_new_york (rows[i].clock));
    }
}

static void
test_expiry (void)
{
  static const struct { const char *why; const char *expiration; gboolean am; const char *wall; int dte; gboolean expired; } rows[] = {
    { "a month ahead", "2026-12-18", FALSE, "2026-11-18T12:00:00", 30, FALSE },
    { "just before midnight New York", "2026-12-18", FALSE, "2026-12-17T23:59:59", 1, FALSE },
    { "expiration day", "2026-12-18", FALSE, "2026-12-18T15:59:59", 0, FALSE },
    { "after the close", "2026-12-18", FALSE, "2026-12-18T16:00:00", 0, TRUE },
    { "the day after", "2026-12-18", FALSE, "2026-12-19T00:00:00", -1, TRUE },
    { "early close", "2026-11-27", FALSE, "2026-11-27T12:59:59", 0, FALSE },
    { "early close, after 13:00", "2026-11-27", FALSE, "2026-11-27T13:00:00", 0, TRUE },
    { "AM-settled, the evening before", "2026-12-18", TRUE, "2026-12-17T20:00:00", 1, FALSE },
    { "AM-settled, at the open", "2026-12-18", TRUE, "2026-12-18T09:30:00", 0, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagDate expiration = date (rows[i].expiration);
      gint64 now_us = mag_instant_parse_new_york (rows[i].wall);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (mag_date_dte (expiration, now_us), ==, rows[i].dte);
      g_assert_cmpint (mag_date_is_expired (expiration, rows[i].am, now_us), ==, rows[i].expired);
      g_assert_cmpint (mag_date_years_to_expiry (expiration, rows[i].am, now_us) <= 0, ==, rows[i].expired);
    }
}

static void
test_years (void)
{
  /* From noon to 16:00 thirty days on: 30 days and 4 hours. */
  gint64 now_us = mag_instant_parse_new_york ("2026-11-18T12:00:00");

  g_assert_cmpfloat_with_epsilon (mag_date_years_to_expiry (date ("2026-12-18"), FALSE, now_us), (30 + 4 / 24.0) / 365, 1e-12);
  /* Across the change of clocks on 1 November a calendar day has 25 hours. */
  now_us = mag_instant_parse_new_york ("2026-10-31T16:00:00");
  g_assert_cmpfloat_with_epsilon (mag_date_years_to_expiry (date ("2026-11-02"), FALSE, now_us), 49 / 24.0 / 365, 1e-12);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/date/agrees-with-gdate", test_agrees_with_gdate);
  g_test_add_func ("/date/parse", test_parse_date);
  g_test_add_func ("/date/unix", test_unix_dates);
  g_test_add_func ("/date/in-new-york", test_new_york_date);
  g_test_add_func ("/date/no-zone-database", test_no_zone_database);
  g_test_add_func ("/instant/new-york-wall-clock", test_new_york_wall_clock);
  g_test_add_func ("/instant/parse", test_parse_instant);
  g_test_add_func ("/calendar/trading-days", test_trading_days);
  g_test_add_func ("/calendar/holidays-per-year", test_holidays_per_year);
  g_test_add_func ("/calendar/monthly-expirations", test_monthly_expirations);
  g_test_add_func ("/calendar/sessions", test_sessions);
  g_test_add_func ("/expiry/dte-and-expired", test_expiry);
  g_test_add_func ("/expiry/years", test_years);
  return g_test_run ();
}
