/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-cache-tier.h"
#include "mag-clock.h"
#include "mag-metrics.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The one HTTP client: per provider a token bucket, a limit of requests in flight, retry with back-off and jitter, a circuit breaker; over all a memory cache,
 * sharing of equal requests in flight, metrics and redaction. Lives on the thread of the main loop. */
#define MAG_TYPE_HTTP (mag_http_get_type ())
G_DECLARE_FINAL_TYPE (MagHttp, mag_http, MAG, HTTP, GObject)

typedef enum
{
  MAG_HTTP_ERROR_OFFLINE,   /* no connection, DNS, TLS, time-out; after retries */
  MAG_HTTP_ERROR_STATUS,    /* a status other than 2xx; after retries for 429 and 5xx; see mag_http_error_get_status() */
  MAG_HTTP_ERROR_OPEN,      /* the provider's breaker is open: nothing was sent */
  MAG_HTTP_ERROR_TOO_LARGE, /* body over the request's cap */
  MAG_HTTP_ERROR_REDIRECT,  /* redirect to a host that is not allowed, or too many */
  MAG_HTTP_ERROR_CHALLENGE, /* a web page with status 2xx where JSON was asked for: a bot check, a consent or maintenance page */
} MagHttpError;
#define MAG_HTTP_ERROR (mag_http_error_quark ())
GQuark mag_http_error_quark (void);

#define MAG_HTTP_CACHE_SECONDS 60

/* A provider's manners. name is static. */
typedef struct
{
  const char *name;               /* "cboe" */
  double      per_minute;         /* token bucket; <= 0: no limit */
  guint       burst;
  guint       max_in_flight;
  guint       timeout_seconds;    /* of one try */
  guint       max_tries;          /* 1: no retry */
  guint       breaker_failures;   /* in a row that open the breaker; 0: none */
  guint       breaker_seconds;    /* until one trial request is let through */
} MagHttpPolicy;

/* One answer. Immutable, reference counted by GBytes and headers inside. */
typedef struct
{
  guint               status;
  GBytes             *body;
  SoupMessageHeaders *headers;    /* empty when from_cache */
  gint64              received_us; /* when the body was complete, by the client's clock; for a cached body that was then, not now */
  char               *url;        /* final one, after redirects; never logged with its query */
  gboolean            from_cache;
} MagHttpReply;
void mag_http_reply_free (MagHttpReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagHttpReply, mag_http_reply_free)

/* Filled in field by field; everything zero is a plain GET. Strings are copied by mag_http_send_async(). */
typedef struct
{
  const char        *provider;      /* name of a policy added before */
  const char        *method;        /* NULL: GET */
  const char        *url;
  const char *const *headers;       /* name, value, ..., NULL */
  const char        *body;          /* form or JSON; NULL */
  const char        *content_type;
  const char *const *hosts;         /* hosts a redirect may lead to, NULL: same host only */
  SoupCookieJar     *jar;           /* NULL: no cookies */
  const char        *key;           /* what is asked for, to share and to cache by; NULL: the url. Needed when the url holds a secret (a crumb) */
  guint              cache_seconds; /* 0: neither looked up nor kept in the cache; MAG_HTTP_CACHE_SECONDS when in doubt */
  gsize              max_bytes;     /* 0: 32 MiB */
  gboolean           json;          /* a web page with status 2xx is MAG_HTTP_ERROR_CHALLENGE */
  gboolean           keep_4xx;      /* hand out 4xx as a reply at once, 429 too: its body says what is wrong; 5xx is retried as ever */
  gboolean           any_status;    /* hand out every status as a reply, do not retry on it */
  gboolean           no_redirect;   /* hand out 3xx as a reply */
  gboolean           background;    /* lets everything else for its provider go first */
  gboolean           headers_only;  /* do not read the body (the 1.5 MB page that only sets a cookie) */
} MagHttpRequest;

MagHttp      *mag_http_new          (MagClock *clock, const char *user_agent);
void          mag_http_set_policy   (MagHttp *self, const MagHttpPolicy *policy);
const MagHttpPolicy *mag_http_get_policy (MagHttp *self, const char *provider); /* NULL: no such provider */
void          mag_http_send_async   (MagHttp *self, const MagHttpRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagHttpReply *mag_http_send_finish  (MagHttp *self, GAsyncResult *result, GError **error);
guint         mag_http_error_get_status (const GError *error);     /* of MAG_HTTP_ERROR_STATUS; 0 otherwise */
void          mag_http_pause_provider (MagHttp *self, const char *provider, guint seconds); /* Yahoo's 429: stop all traffic */
void          mag_http_add_cache_tier (MagHttp *self, MagCacheTier *tier); /* asked after those added before it; memory comes first */
MagMetrics   *mag_http_get_metrics  (MagHttp *self);

G_END_DECLS
