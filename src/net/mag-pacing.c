/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The arithmetic of being a polite client. Nothing here knows of sockets or of the time: callers pass a monotonic time in microseconds, so each rule has a table
 * of cases in the tests. */

#include "mag-pacing.h"

#include <libsoup/soup.h>

#define BACKOFF_BASE_US (MAG_SECOND_US / 2)
#define BACKOFF_MAX_US (30 * MAG_SECOND_US)

/**
 * mag_token_bucket_init:
 * @bucket: a bucket
 * @per_minute: tokens a minute; <= 0: no limit
 * @burst: how many may be saved up; at least 1 is kept
 * @now_us: the time
 *
 * The bucket starts full.
 */
void
mag_token_bucket_init (MagTokenBucket *bucket,
                       double          per_minute,
                       guint           burst,
                       gint64          now_us)
{
  bucket->per_us = per_minute / 60.0 / MAG_SECOND_US;
  bucket->burst = MAX (burst, 1);
  bucket->tokens = bucket->burst;
  bucket->filled_us = now_us;
}

/**
 * mag_token_bucket_wait:
 * @bucket: a bucket
 * @now_us: the time; one that went backwards adds nothing
 *
 * Returns: microseconds until a token can be taken; 0: now
 */
gint64
mag_token_bucket_wait (MagTokenBucket *bucket,
                       gint64          now_us)
{
  if (bucket->per_us <= 0)
    return 0;

  bucket->tokens = MIN (bucket->burst, bucket->tokens + MAX (now_us - bucket->filled_us, 0) * bucket->per_us);
  bucket->filled_us = now_us;

  return bucket->tokens >= 1 ? 0 : (gint64) ((1 - bucket->tokens) / bucket->per_us) + 1;
}

/**
 * mag_token_bucket_take:
 * @bucket: a bucket whose mag_token_bucket_wait() has just said 0
 */
void
mag_token_bucket_take (MagTokenBucket *bucket)
{
  if (bucket->per_us > 0)
    bucket->tokens -= 1;
}

/**
 * mag_breaker_init:
 * @breaker: a breaker
 * @threshold: failures in a row that open it; 0: it never opens
 * @rest_seconds: how long it then stays open
 */
void
mag_breaker_init (MagBreaker *breaker,
                  guint       threshold,
                  guint       rest_seconds)
{
  *breaker = (MagBreaker) { .threshold = threshold, .rest_us = rest_seconds * MAG_SECOND_US };
}

/**
 * mag_breaker_admit:
 * @breaker: a breaker
 * @now_us: the time
 *
 * Asks to send a request. After the rest one request is let through on trial; what mag_breaker_record() hears of it decides for the others.
 *
 * Returns: whether it may be sent
 */
gboolean
mag_breaker_admit (MagBreaker *breaker,
                   gint64      now_us)
{
  if (breaker->state == MAG_BREAKER_CLOSED)
    return TRUE;
  if (breaker->state == MAG_BREAKER_TRIAL || now_us < breaker->opened_us + breaker->rest_us)
    return FALSE;

  breaker->state = MAG_BREAKER_TRIAL;
  return TRUE;
}

/**
 * mag_breaker_record:
 * @breaker: a breaker
 * @success: whether the other side answered like a working one; a 404 does, a 503 or silence does not
 * @now_us: the time
 */
void
mag_breaker_record (MagBreaker *breaker,
                    gboolean    success,
                    gint64      now_us)
{
  if (success)
    {
      breaker->state = MAG_BREAKER_CLOSED;
      breaker->failures = 0;
      return;
    }

  breaker->failures++;
  if (breaker->threshold > 0 && (breaker->state == MAG_BREAKER_TRIAL || breaker->failures >= breaker->threshold))
    {
      breaker->state = MAG_BREAKER_OPEN;
      breaker->opened_us = now_us;
    }
}

/**
 * mag_breaker_release:
 * @breaker: a breaker
 *
 * Takes back an admission whose request was given up by us: a trial that said nothing leaves the breaker ready for the next trial.
 */
void
mag_breaker_release (MagBreaker *breaker)
{
  if (breaker->state == MAG_BREAKER_TRIAL)
    breaker->state = MAG_BREAKER_OPEN;
}

/**
 * mag_backoff_delay:
 * @tries: tries made so far; >= 1
 * @chance: a random number in [0, 1)
 *
 * Doubles from half a second to 30 seconds; the random half keeps clients that failed together from coming back together.
 *
 * Returns: microseconds to wait before the next try
 */
gint64
mag_backoff_delay (guint  tries,
                   double chance)
{
  gint64 full = BACKOFF_BASE_US << MIN (tries - 1, 10);

  full = MIN (full, BACKOFF_MAX_US);
  return full / 2 + (gint64) (full / 2 * chance);
}

/**
 * mag_retry_after_parse:
 * @value: (nullable): the header: a count of seconds or an HTTP date
 * @now_us: the instant to count a date from, UTC: best the answer's own Date, as clocks differ
 *
 * Returns: microseconds to wait, 0 for a date that has passed; -1 when there is nothing to go by
 */
gint64
mag_retry_after_parse (const char *value,
                       gint64      now_us)
{
  g_autoptr(GDateTime) date = NULL;
  g_autofree char *text = g_strstrip (g_strdup (value != NULL ? value : ""));
  guint64 seconds;

  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &seconds, NULL))
    return seconds * MAG_SECOND_US;

  date = *text != '\0' ? soup_date_time_new_from_http_string (text) : NULL;
  return date != NULL ? MAX (g_date_time_to_unix_usec (date) - now_us, 0) : -1;
}
