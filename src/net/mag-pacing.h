/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-types.h"

G_BEGIN_DECLS

/* The arithmetic of being a polite client: token bucket, back-off, Retry-After, circuit breaker. Pure: the time is a parameter, in microseconds. */

typedef struct
{
  double per_us;   /* tokens that come in each microsecond; <= 0: no limit */
  double burst;    /* most tokens kept */
  double tokens;
  gint64 filled_us;
} MagTokenBucket;

void   mag_token_bucket_init (MagTokenBucket *bucket, double per_minute, guint burst, gint64 now_us);
gint64 mag_token_bucket_wait (MagTokenBucket *bucket, gint64 now_us); /* 0: a token is there */
void   mag_token_bucket_take (MagTokenBucket *bucket);

typedef enum
{
  MAG_BREAKER_CLOSED, /* all is well */
  MAG_BREAKER_OPEN,   /* nothing is sent */
  MAG_BREAKER_TRIAL,  /* one request is under way to see whether the other side is back */
} MagBreakerState;

typedef struct
{
  guint           threshold; /* failures in a row that open it; 0: never */
  gint64          rest_us;   /* how long it stays open */
  MagBreakerState state;
  guint           failures;  /* in a row */
  gint64          opened_us;
} MagBreaker;

void     mag_breaker_init   (MagBreaker *breaker, guint threshold, guint rest_seconds);
gboolean mag_breaker_admit  (MagBreaker *breaker, gint64 now_us);
void     mag_breaker_record (MagBreaker *breaker, gboolean success, gint64 now_us);
void     mag_breaker_release (MagBreaker *breaker);

gint64   mag_backoff_delay  (guint tries, double chance);                       /* microseconds before the next try */
gint64   mag_retry_after_parse (const char *value, gint64 now_us);              /* microseconds to wait; -1: says nothing we understand */

G_END_DECLS
