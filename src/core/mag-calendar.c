/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The US options calendar: which days trade, when a session opens and closes, which expirations are the standard monthly ones, and
 * how far away an expiration is. The closings are data (mag-calendar-data.h); this file only asks them. */

#include "config.h"

#include "mag-date.h"

#include "mag-calendar-data.h"

#include <stdlib.h>

#define FRIDAY 5
#define SATURDAY 6
#define YEAR_US (G_GINT64_CONSTANT (365) * 86400 * MAG_SECOND_US)

static int
compare_days (gconstpointer a,
              gconstpointer b)
{
  guint32 day_a = *(const guint32 *) a, day_b = *(const guint32 *) b;

  return (day_a > day_b) - (day_a < day_b);
}

static gboolean
is_listed (MagDate        date,
           const guint32 *days,
           gsize          n_days)
{
  int year, month, day;
  guint32 key;

  mag_date_get_ymd (date, &year, &month, &day);
  if (year < MAG_CALENDAR_FIRST_YEAR || year > MAG_CALENDAR_LAST_YEAR)
    return FALSE;
  key = (guint32) (year * 10000 + month * 100 + day);
  return bsearch (&key, days, n_days, sizeof *days, compare_days) != NULL;
}

/**
 * mag_calendar_is_holiday:
 *
 * Returns: whether the exchanges are shut on that weekday; always %FALSE on a weekend and outside the years of the table
 */
gboolean
mag_calendar_is_holiday (MagDate date)
{
  return is_listed (date, mag_calendar_holidays, G_N_ELEMENTS (mag_calendar_holidays));
}

/**
 * mag_calendar_is_trading_day:
 *
 * Returns: whether it is Monday to Friday and no holiday
 */
gboolean
mag_calendar_is_trading_day (MagDate date)
{
  return date != 0 && mag_date_get_weekday (date) < SATURDAY && !mag_calendar_is_holiday (date);
}

/**
 * mag_calendar_is_early_close:
 *
 * Returns: whether trading ends at 13:00
 */
gboolean
mag_calendar_is_early_close (MagDate date)
{
  return is_listed (date, mag_calendar_early_closes, G_N_ELEMENTS (mag_calendar_early_closes));
}

/**
 * mag_calendar_previous_trading_day:
 * @date: any date
 *
 * Returns: the last trading day before it; 0 for 0
 */
MagDate
mag_calendar_previous_trading_day (MagDate date)
{
  while (date > 0 && !mag_calendar_is_trading_day (--date))
    ;
  return date;
}

/**
 * mag_calendar_next_trading_day:
 * @date: any date
 *
 * Returns: the first trading day after it; 0 for 0
 */
MagDate
mag_calendar_next_trading_day (MagDate date)
{
  if (date == 0)
    return 0;
  while (!mag_calendar_is_trading_day (++date))
    ;
  return date;
}

/**
 * mag_calendar_monthly_expiration:
 *
 * Returns: the month's third Friday, or the Thursday before it when that Friday is a holiday; 0 when there is no such month
 */
MagDate
mag_calendar_monthly_expiration (int year,
                                 int month)
{
  MagDate first = mag_date_new (year, month, 1);
  MagDate friday;

  if (first == 0)
    return 0;
  friday = first + (FRIDAY - mag_date_get_weekday (first) + 7) % 7 + 14;
  return mag_calendar_is_holiday (friday) ? friday - 1 : friday;
}

/**
 * mag_calendar_is_monthly:
 *
 * Returns: whether @expiration is its month's standard monthly one
 */
gboolean
mag_calendar_is_monthly (MagDate expiration)
{
  int year, month;

  mag_date_get_ymd (expiration, &year, &month, NULL);
  return expiration != 0 && expiration == mag_calendar_monthly_expiration (year, month);
}

/**
 * mag_calendar_open_us:
 * @date: a trading day
 *
 * Returns: the instant of 09:30 New York
 */
gint64
mag_calendar_open_us (MagDate date)
{
  return mag_instant_new_york (date, 9, 30, 0);
}

/**
 * mag_calendar_close_us:
 * @date: a trading day
 *
 * Returns: the instant of 16:00 New York, 13:00 on an early close
 */
gint64
mag_calendar_close_us (MagDate date)
{
  return mag_instant_new_york (date, mag_calendar_is_early_close (date) ? 13 : 16, 0, 0);
}

/**
 * mag_calendar_session:
 *
 * Returns: which part of the stock trading day it is; the close itself belongs to what follows
 */
MagSession
mag_calendar_session (gint64 now_us)
{
  MagDate today = mag_date_in_new_york (now_us);
  int end_hour = mag_calendar_is_early_close (today) ? 17 : 20;

  if (!mag_calendar_is_trading_day (today) || now_us < mag_instant_new_york (today, 4, 0, 0) ||
      now_us >= mag_instant_new_york (today, end_hour, 0, 0))
    return MAG_SESSION_CLOSED;
  if (now_us < mag_calendar_open_us (today))
    return MAG_SESSION_PRE;
  return now_us < mag_calendar_close_us (today) ? MAG_SESSION_OPEN : MAG_SESSION_POST;
}

/**
 * mag_calendar_session_date:
 *
 * Returns: today in New York on a trading day from 09:30 on, else the last trading day before
 */
MagDate
mag_calendar_session_date (gint64 now_us)
{
  MagDate today = mag_date_in_new_york (now_us);

  if (mag_calendar_is_trading_day (today) && now_us >= mag_calendar_open_us (today))
    return today;
  return mag_calendar_previous_trading_day (today);
}

/**
 * mag_calendar_session_clock:
 *
 * The moment quotes are compared with, so that a Friday close is not stale on Sunday.
 *
 * Returns: @now_us while the session is open, else the close of the last session
 */
gint64
mag_calendar_session_clock (gint64 now_us)
{
  if (mag_calendar_session (now_us) == MAG_SESSION_OPEN)
    return now_us;
  return mag_calendar_close_us (mag_calendar_session_date (now_us));
}

/**
 * mag_date_dte:
 * @expiration: a date, not 0
 *
 * Returns: calendar days from today in New York to @expiration; 0 on that day, negative afterwards
 */
int
mag_date_dte (MagDate expiration,
              gint64  now_us)
{
  return (int) expiration - (int) mag_date_in_new_york (now_us);
}

static gint64
expiry_instant_us (MagDate  expiration,
                   gboolean am_settled)
{
  return am_settled ? mag_calendar_open_us (expiration) : mag_calendar_close_us (expiration);
}

/**
 * mag_date_is_expired:
 * @am_settled: whether the root settles on the opening prices, see mag_contract_is_am_settled()
 *
 * Returns: whether the contract no longer trades: from the close of the expiration day on, from 09:30 of it for @am_settled
 */
gboolean
mag_date_is_expired (MagDate  expiration,
                     gboolean am_settled,
                     gint64   now_us)
{
  return now_us >= expiry_instant_us (expiration, am_settled);
}

/**
 * mag_date_years_to_expiry:
 *
 * Returns: years of 365 days from @now_us to the expiry instant; 0 or less once expired
 */
double
mag_date_years_to_expiry (MagDate  expiration,
                          gboolean am_settled,
                          gint64   now_us)
{
  return (double) (expiry_instant_us (expiration, am_settled) - now_us) / YEAR_US;
}
