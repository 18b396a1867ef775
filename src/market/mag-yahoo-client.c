/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One GET from Yahoo's API. The crumb is kept out of everything but the request itself: the cache and the log know a request by its path. */

#include "mag-yahoo-client.h"

#include "mag-market-http.h"
#include "mag-yahoo-parse.h"

#define MAX_RENEWALS 2 /* a new crumb, then new cookies as well */

struct _MagYahooClient
{
  GObject        parent_instance;

  MagHttp       *http;
  MagYahooCrumb *crumb;
  char          *origins[3]; /* NULL terminated; one when both hosts are the same server */
};

G_DEFINE_FINAL_TYPE (MagYahooClient, mag_yahoo_client, G_TYPE_OBJECT)

typedef struct
{
  char     *path;     /* with its query, without the crumb */
  char     *subject;  /* what it is about, for messages */
  gboolean  crumbed;
  guint     cache_seconds;
  char     *crumb;    /* sent along; NULL: none yet */
  guint     renewals;
  guint     host;
} Get;

static void
get_free (gpointer data)
{
  Get *get = data;

  g_free (get->path);
  g_free (get->subject);
  g_free (get->crumb);
  g_free (get);
}

static void begin (GTask *task);
static void send (GTask *task);

/* A 401: asks again with a new crumb, then with new cookies. Takes the task only when it returns TRUE. */
static gboolean
renew (GTask *task)
{
  MagYahooClient *self = g_task_get_source_object (task);
  Get *get = g_task_get_task_data (task);

  if (!get->crumbed || get->renewals == MAX_RENEWALS)
    return FALSE;

  mag_yahoo_crumb_drop (self->crumb, get->crumb, get->renewals > 0);
  get->renewals++;
  begin (task);
  return TRUE;
}

/* The other host, when this one gives no answer at all. Takes the task only when it returns TRUE. */
static gboolean
try_other_host (GTask        *task,
                const GError *error)
{
  MagYahooClient *self = g_task_get_source_object (task);
  Get *get = g_task_get_task_data (task);
  gboolean silent = g_error_matches (error, MAG_HTTP_ERROR, MAG_HTTP_ERROR_OFFLINE) || mag_http_error_get_status (error) >= 500;

  if (!silent || self->origins[get->host + 1] == NULL)
    return FALSE;

  get->host++;
  send (task);
  return TRUE;
}

/* What Yahoo itself calls the request, for those who look into a failure. */
static const char *
request_id (const MagHttpReply *reply)
{
  const char *id = soup_message_headers_get_one (reply->headers, "y-rid");

  return id != NULL ? id : "-";
}

static void
answered (GTask        *owned_task,
          MagHttpReply *owned_reply)
{
  g_autoptr(GTask) task = owned_task;
  g_autoptr(MagHttpReply) reply = owned_reply;
  MagYahooClient *self = g_task_get_source_object (task);
  Get *get = g_task_get_task_data (task);

  g_debug ("yahoo: status %u of request %s", reply->status, request_id (reply));
  if (reply->status == 401 && renew (task))
    {
      g_steal_pointer (&task);
      return;
    }
  if (reply->status == 429)
    mag_yahoo_crumb_note_busy (self->crumb, reply);
  else if (reply->status == 401 && get->crumbed)
    mag_yahoo_crumb_note_busy (self->crumb, NULL); /* three crumbs refused */
  else if (!reply->from_cache)
    mag_yahoo_crumb_note_alive (self->crumb);

  if (SOUP_STATUS_IS_SUCCESSFUL (reply->status))
    g_task_return_pointer (task, g_steal_pointer (&reply), (GDestroyNotify) mag_http_reply_free);
  else
    g_task_return_error (task, mag_yahoo_error_parse (reply->body, reply->status, get->subject));
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;
  MagHttpReply *reply = mag_http_send_finish (MAG_HTTP (source), result, &error);

  if (reply != NULL)
    answered (g_steal_pointer (&task), reply);
  else if (try_other_host (task, error))
    g_steal_pointer (&task);
  else
    g_task_return_error (task, mag_market_error_from_http (error, MAG_SOURCE_YAHOO));
}

/* Takes the task. */
static void
send (GTask *task)
{
  MagYahooClient *self = g_task_get_source_object (task);
  Get *get = g_task_get_task_data (task);
  g_autofree char *crumb = get->crumb != NULL ? g_uri_escape_string (get->crumb, NULL, FALSE) : NULL;
  g_autofree char *url = g_strconcat (self->origins[get->host], get->path, crumb != NULL ? "&crumb=" : NULL, crumb, NULL);
  MagHttpRequest request = {
    .provider = MAG_YAHOO_PROVIDER,
    .url = url,
    .key = get->path,
    .jar = mag_yahoo_crumb_get_jar (self->crumb),
    .cache_seconds = get->cache_seconds,
    .keep_4xx = TRUE,
    .json = TRUE,
  };

  mag_http_send_async (self->http, &request, g_task_get_cancellable (task), answered_cb, task);
}

static void
crumb_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(GTask) task = data;
  Get *get = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  g_free (get->crumb);
  get->crumb = mag_yahoo_crumb_get_finish (MAG_YAHOO_CRUMB (source), result, &error);
  if (get->crumb == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    send (g_steal_pointer (&task));
}

/* Takes the task. */
static void
begin (GTask *task)
{
  MagYahooClient *self = g_task_get_source_object (task);
  Get *get = g_task_get_task_data (task);

  if (get->crumbed)
    mag_yahoo_crumb_get_async (self->crumb, g_task_get_cancellable (task), crumb_cb, task);
  else
    send (task);
}

static void
mag_yahoo_client_finalize (GObject *object)
{
  MagYahooClient *self = MAG_YAHOO_CLIENT (object);

  g_clear_object (&self->http);
  g_clear_object (&self->crumb);
  g_clear_pointer (&self->origins[0], g_free);
  g_clear_pointer (&self->origins[1], g_free);

  G_OBJECT_CLASS (mag_yahoo_client_parent_class)->finalize (object);
}

static void
mag_yahoo_client_class_init (MagYahooClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_yahoo_client_finalize;
}

static void
mag_yahoo_client_init (MagYahooClient *self)
{
}

/**
 * mag_yahoo_client_new_at:
 * @http: with a policy for MAG_YAHOO_PROVIDER
 * @crumb: for the addresses that need one
 * @origin: the API host
 * @other: (nullable): the one that is asked when @origin gives no answer
 *
 * Returns: (transfer full): a client
 */
MagYahooClient *
mag_yahoo_client_new_at (MagHttp       *http,
                         MagYahooCrumb *crumb,
                         const char    *origin,
                         const char    *other)
{
  MagYahooClient *self = g_object_new (MAG_TYPE_YAHOO_CLIENT, NULL);

  self->http = g_object_ref (http);
  self->crumb = g_object_ref (crumb);
  self->origins[0] = g_strdup (origin);
  self->origins[1] = g_strdup (other);

  return self;
}

/**
 * mag_yahoo_client_new:
 * @http: with a policy for MAG_YAHOO_PROVIDER
 * @profile: says where Yahoo is
 *
 * Returns: (transfer full): a client; it has no other host when both are the same server
 */
MagYahooClient *
mag_yahoo_client_new (MagHttp    *http,
                      MagProfile *profile)
{
  g_autofree char *first = mag_profile_resolve_origin (profile, "query1.finance.yahoo.com");
  g_autofree char *second = mag_profile_resolve_origin (profile, "query2.finance.yahoo.com");
  g_autoptr(MagYahooCrumb) crumb = mag_yahoo_crumb_new (http, profile);

  return mag_yahoo_client_new_at (http, crumb, first, g_str_equal (first, second) ? NULL : second);
}

/**
 * mag_yahoo_client_get_async:
 * @self: a client
 * @path: with a query, symbols in it percent-encoded
 * @crumbed: whether this address needs cookie and crumb
 * @cache_seconds: 0: always ask
 * @subject: what it is about, for messages
 * @cancellable: (nullable): to give up
 * @callback: called on the main loop
 * @data: for @callback
 */
void
mag_yahoo_client_get_async (MagYahooClient      *self,
                            const char          *path,
                            gboolean             crumbed,
                            guint                cache_seconds,
                            const char          *subject,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Get *get = g_new0 (Get, 1);

  get->path = g_strdup (path);
  get->subject = g_strdup (subject);
  get->crumbed = crumbed;
  get->cache_seconds = cache_seconds;
  g_task_set_source_tag (task, mag_yahoo_client_get_async);
  g_task_set_task_data (task, get, get_free);
  begin (task);
}

/**
 * mag_yahoo_client_get_finish:
 * @self: a client
 * @result: what the callback got
 * @error: MAG_MARKET_ERROR, or G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): an answer with a status of 2xx
 */
MagHttpReply *
mag_yahoo_client_get_finish (MagYahooClient  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
