/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-types.h"

G_BEGIN_DECLS

/* Calendar arithmetic in America/New_York and the US options calendar. The holiday table is data (mag-calendar-data.h
 * or a resource), so a closing declared at a few days' notice is one line. */

typedef enum
{
  MAG_SESSION_CLOSED, /* night, weekend, holiday */
  MAG_SESSION_PRE,    /* 04:00 to 09:30 */
  MAG_SESSION_OPEN,   /* 09:30 to 16:00, 13:00 on an early close */
  MAG_SESSION_POST,   /* close to 20:00 (17:00 on an early close) */
} MagSession;

MagDate    mag_date_new             (int year, int month, int day);        /* 0 when there is no such day */
void       mag_date_get_ymd         (MagDate date, int *year, int *month, int *day);
int        mag_date_get_weekday     (MagDate date);                        /* 1 Monday .. 7 Sunday */
MagDate    mag_date_parse           (const char *text);                    /* "2026-12-18"; 0: not a date */
char      *mag_date_format          (MagDate date);                        /* "2026-12-18"; "" when 0 */
MagDate    mag_date_from_unix_utc   (gint64 seconds);                      /* the UTC calendar date: Yahoo's expirationDates */
gint64     mag_date_to_unix_utc     (MagDate date);                        /* 00:00 UTC of that date in seconds */
MagDate    mag_date_in_new_york     (gint64 instant_us);                   /* the New York calendar date of an instant */
gint64     mag_instant_new_york     (MagDate date, int hour, int minute, int second); /* instant of that New York wall-clock time, in us */
gint64     mag_instant_parse_new_york (const char *text);                  /* "2026-07-24T15:59:59" wall clock New York; 0: not a time */
gint64     mag_instant_parse_utc    (const char *text);                    /* ISO 8601, with Z/offset, or none taken as UTC; 'T' or ' '; 0: not a time */
char      *mag_instant_format_utc   (gint64 instant_us);                   /* "2026-07-24T19:59:59Z" */

gboolean   mag_calendar_is_holiday     (MagDate date);
gboolean   mag_calendar_is_trading_day (MagDate date);
gboolean   mag_calendar_is_early_close (MagDate date);
MagDate    mag_calendar_previous_trading_day (MagDate date);               /* the last trading day before date */
MagDate    mag_calendar_next_trading_day     (MagDate date);               /* the first trading day after date */
MagDate    mag_calendar_monthly_expiration   (int year, int month);        /* third Friday, or the Thursday before on a holiday */
gboolean   mag_calendar_is_monthly     (MagDate expiration);
gint64     mag_calendar_open_us        (MagDate date);                     /* 09:30 New York of a trading day */
gint64     mag_calendar_close_us       (MagDate date);                     /* 16:00, or 13:00 on an early close */
MagSession mag_calendar_session        (gint64 now_us);
MagDate    mag_calendar_session_date   (gint64 now_us);                    /* today on a trading day once open, else the last trading day */
gint64     mag_calendar_session_clock  (gint64 now_us);                    /* DOMAIN 6: now during a session, else the last session's close */

/* Days from today's New York date to the expiration; 0 on that day, negative afterwards (DOMAIN 2). */
int        mag_date_dte             (MagDate expiration, gint64 now_us);
/* TRUE once the contract no longer trades: close of the expiration day, 09:30 for AM-settled roots (DOMAIN 2). */
gboolean   mag_date_is_expired      (MagDate expiration, gboolean am_settled, gint64 now_us);
/* Year fraction ACT/365 fixed to the expiry instant; <= 0 once expired (option-math 2). */
double     mag_date_years_to_expiry (MagDate expiration, gboolean am_settled, gint64 now_us);

G_END_DECLS
