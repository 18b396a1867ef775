/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cookie and crumb. The short way asks a bare host for the cookie; where that is blocked or not enough the long way visits a quote page and goes through
 * redirects and a consent form by hand. As soon as a good cookie is in the jar the crumb is asked for. getcrumb is the first address Yahoo limits, so there is
 * one fetch at a time, and a 429 ends everything for a while. */

#include "config.h"

#include "mag-yahoo-crumb.h"

#include "mag-market-http.h"
#include "mag-pacing.h"
#include "mag-yahoo-consent.h"
#include "mag-yahoo-keep.h"
#include "mag-yahoo-parse.h"

#include <glib/gi18n-lib.h>

#define MAX_HOPS 10
#define CONSENT_PATH "/v2/collectConsent"
#define PAGE_PATH "/quote/AAPL"
#define CRUMB_PATH "/v1/test/getcrumb"

typedef enum
{
  WAY_STORED, /* the jar had a cookie already */
  WAY_SHORT,
  WAY_LONG,
  WAY_NONE,   /* all were tried */
} Way;

struct _MagYahooCrumb
{
  GObject        parent_instance;

  MagHttp       *http;
  MagClock      *clock;
  SoupCookieJar *jar;
  char          *crumb;        /* NULL: none, or not good any more */
  char          *bare_origin;  /* "https://fc.yahoo.com" */
  char          *page_origin;  /* "https://finance.yahoo.com" */
  char          *api_origins[3]; /* NULL terminated: query1, query2 */
  char         **hosts;        /* the long way may lead there */
  GFile         *file;         /* keeps cookie and crumb between runs */
  gboolean       restored;     /* file has been read */

  GPtrArray     *waiters;      /* GTask, owned, its data the GSource that sees it cancelled */
  gboolean       fetching;
  Way            way;          /* of the fetch */
  guint          api;          /* index of the API host it asks */
  guint          hops;
  char          *location;     /* the page it is at */

  guint          busy_step;    /* how many pauses in a row */
  gint64         busy_until_us; /* monotonic */
};

G_DEFINE_FINAL_TYPE (MagYahooCrumb, mag_yahoo_crumb, G_TYPE_OBJECT)

static void fetch_next_way (MagYahooCrumb *self);
static void visit_page (MagYahooCrumb *self);

static GUri *
parse_api (MagYahooCrumb *self)
{
  return g_uri_parse (self->api_origins[0], SOUP_HTTP_URI_FLAGS, NULL);
}

/* Whether the jar holds the cookie that counts, unexpired, for the API host. */
static gboolean
has_cookie (MagYahooCrumb *self)
{
  g_autoptr(GUri) uri = parse_api (self);
  GSList *cookies = soup_cookie_jar_get_cookie_list (self->jar, uri, TRUE);
  gboolean found = FALSE;

  for (GSList *link = cookies; link != NULL; link = link->next)
    found = found || g_str_equal (soup_cookie_get_name (link->data), "A3");
  g_slist_free_full (cookies, (GDestroyNotify) soup_cookie_free);
  return found;
}

/* Between runs. That the file can't be read or written costs a few requests and nothing else, so it is only noted. */

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_debug ("The Yahoo session is not kept: %s", error->message);
}

static void
forgotten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_file_delete_finish (G_FILE (source), result, NULL);
}

static void
keep (MagYahooCrumb *self)
{
  g_autoptr(GUri) uri = parse_api (self);
  char *text = mag_yahoo_keep_format (self->jar, uri, self->crumb);
  g_autoptr(GBytes) bytes = g_bytes_new_take (text, strlen (text));

  g_file_replace_contents_bytes_async (self->file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL, kept_cb, NULL);
}

static void
end_fetch (MagYahooCrumb *self,
           const GError  *error)
{
  g_autoptr(GPtrArray) waiters = g_steal_pointer (&self->waiters);

  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  self->fetching = FALSE;
  g_clear_pointer (&self->location, g_free);
  for (guint i = 0; i < waiters->len; i++)
    {
      GTask *task = g_ptr_array_index (waiters, i);

      if (g_task_get_task_data (task) != NULL)
        g_source_destroy (g_task_get_task_data (task));
      if (g_task_return_error_if_cancelled (task))
        continue;
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_pointer (task, g_strdup (self->crumb), g_free);
    }
}

static void
end_fetch_blocked (MagYahooCrumb *self)
{
  g_autoptr(GError) error = g_error_new (MAG_MARKET_ERROR, MAG_MARKET_ERROR_BLOCKED, _("Yahoo does not let this program in at the moment."));

  /* Else every symbol of a sync would go all the ways again. */
  mag_yahoo_crumb_note_busy (self, NULL);
  end_fetch (self, error);
}

static void
end_fetch_http (MagYahooCrumb *self,
                const GError  *http_error)
{
  g_autoptr(GError) error = mag_market_error_from_http (http_error, MAG_SOURCE_YAHOO);

  end_fetch (self, error);
}

/* The fetch goes on whatever becomes of those who wait for it; its time-outs end it. */
static void
send (MagYahooCrumb        *self,
      const MagHttpRequest *begin,
      GAsyncReadyCallback   callback)
{
  MagHttpRequest request = *begin;

  request.provider = MAG_YAHOO_PROVIDER;
  request.jar = self->jar;
  mag_http_send_async (self->http, &request, NULL, callback, g_object_ref (self));
}

/* The crumb. */

static void ask_crumb (MagYahooCrumb *self);

static void
crumb_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(MagYahooCrumb) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) reply = mag_http_send_finish (MAG_HTTP (source), result, &error);
  g_autoptr(GError) busy = NULL;

  if (reply == NULL && !g_error_matches (error, MAG_HTTP_ERROR, MAG_HTTP_ERROR_OPEN) && self->api_origins[self->api + 1] != NULL)
    {
      self->api++;
      ask_crumb (self);
      return;
    }
  if (reply == NULL)
    {
      end_fetch_http (self, error);
      return;
    }
  if (reply->status == 429)
    {
      mag_yahoo_crumb_note_busy (self, reply);
      busy = mag_yahoo_error_parse (reply->body, reply->status, "");
      end_fetch (self, busy);
      return;
    }

  if (reply->status == 200)
    self->crumb = mag_yahoo_crumb_parse (reply->body);
  if (self->crumb == NULL)
    {
      fetch_next_way (self);
      return;
    }
  mag_yahoo_crumb_note_alive (self);
  keep (self);
  end_fetch (self, NULL);
}

static void
ask_crumb (MagYahooCrumb *self)
{
  const char *const headers[] = { "Accept", "*/*", "Accept-Language", "en-US,en;q=0.9", "Referer", "https://finance.yahoo.com" PAGE_PATH,
                                  "Origin", "https://finance.yahoo.com", NULL };
  g_autofree char *url = g_strconcat (self->api_origins[self->api], CRUMB_PATH, NULL);
  MagHttpRequest request = { .url = url, .headers = headers, .keep_4xx = TRUE, .max_bytes = 64 * 1024 };

  send (self, &request, crumb_cb);
}

/* The short way: an error page that brings the cookie. The host is on block lists, so that it can't be found means nothing. */

static void
bare_host_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(MagYahooCrumb) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) reply = mag_http_send_finish (MAG_HTTP (source), result, &error);

  if (g_error_matches (error, MAG_HTTP_ERROR, MAG_HTTP_ERROR_OPEN))
    end_fetch_http (self, error);
  else if (has_cookie (self))
    ask_crumb (self);
  else
    fetch_next_way (self);
}

static void
visit_bare_host (MagYahooCrumb *self)
{
  g_autofree char *url = g_strconcat (self->bare_origin, "/", NULL);
  MagHttpRequest request = { .url = url, .any_status = TRUE, .headers_only = TRUE, .no_redirect = TRUE };

  send (self, &request, bare_host_cb);
}

/* The long way. */

/* Goes where an answer points, if that is one of Yahoo's; FALSE: it points nowhere we go. */
static gboolean
follow (MagYahooCrumb      *self,
        const MagHttpReply *reply)
{
  const char *location = soup_message_headers_get_one (reply->headers, "Location");
  g_autoptr(GUri) base = g_uri_parse (self->location, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr(GUri) uri = location != NULL ? g_uri_parse_relative (base, location, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL || !g_strv_contains ((const char *const *) self->hosts, g_uri_get_host (uri)))
    return FALSE;
  if (!g_str_equal (g_uri_get_scheme (uri), g_uri_get_scheme (base)) || ++self->hops > MAX_HOPS)
    return FALSE;

  g_free (self->location);
  self->location = g_uri_to_string (uri);
  visit_page (self);
  return TRUE;
}

static void
consented_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(MagYahooCrumb) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) reply = mag_http_send_finish (MAG_HTTP (source), result, &error);

  if (reply == NULL)
    end_fetch_http (self, error);
  else if (has_cookie (self))
    ask_crumb (self);
  else if (!follow (self, reply))
    end_fetch_blocked (self); /* seen: an answer without a Location, some hours, some countries */
}

static void
post_consent (MagYahooCrumb *self,
              const char    *form)
{
  const char *const headers[] = { "Accept", "text/html,application/xhtml+xml,application/xml", NULL };
  MagHttpRequest request = {
    .method = "POST",
    .url = self->location,
    .headers = headers,
    .body = form,
    .content_type = "application/x-www-form-urlencoded",
    .any_status = TRUE,
    .headers_only = TRUE,
    .no_redirect = TRUE,
  };

  send (self, &request, consented_cb);
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(MagYahooCrumb) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) reply = mag_http_send_finish (MAG_HTTP (source), result, &error);
  g_autofree char *form = NULL;

  if (reply == NULL)
    {
      end_fetch_http (self, error);
      return;
    }
  if (has_cookie (self))
    {
      ask_crumb (self);
      return;
    }
  if (SOUP_STATUS_IS_REDIRECTION (reply->status) && follow (self, reply))
    return;

  form = mag_yahoo_consent_form_parse (reply->body);
  if (form != NULL)
    post_consent (self, form);
  else
    end_fetch_blocked (self);
}

static void
visit_page (MagYahooCrumb *self)
{
  /* Without this Accept no cookie comes back. */
  const char *const headers[] = { "Accept", "text/html,application/xhtml+xml,application/xml", NULL };
  MagHttpRequest request = {
    .url = self->location,
    .headers = headers,
    .any_status = TRUE,
    .no_redirect = TRUE,
    .headers_only = strstr (self->location, CONSENT_PATH) == NULL, /* other pages are 1.5 MB of nothing we need */
    .max_bytes = 4 * 1024 * 1024,
  };

  send (self, &request, page_cb);
}

static void
fetch_next_way (MagYahooCrumb *self)
{
  self->way++;
  self->api = 0;
  switch (self->way)
    {
    case WAY_STORED:
      ask_crumb (self);
      break;
    case WAY_SHORT:
      visit_bare_host (self);
      break;
    case WAY_LONG:
      /* A cookie of the short way that brought no crumb must not end the long way at its first step. */
      mag_yahoo_crumb_drop (self, NULL, TRUE);
      self->hops = 0;
      self->location = g_strconcat (self->page_origin, PAGE_PATH, NULL);
      visit_page (self);
      break;
    case WAY_NONE:
      end_fetch_blocked (self);
      break;
    }
}

/* The beginning of a fetch. */

static void
begin_fetch (MagYahooCrumb *self)
{
  self->way = has_cookie (self) ? WAY_STORED : WAY_SHORT;
  self->api = 0;
  if (self->way == WAY_STORED)
    ask_crumb (self);
  else
    visit_bare_host (self);
}

static void
restored_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(MagYahooCrumb) self = data;
  g_autoptr(GUri) uri = parse_api (self);
  g_autofree char *text = NULL;
  gsize length = 0;

  self->restored = TRUE;
  if (g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, NULL))
    self->crumb = mag_yahoo_keep_parse (text, length, self->jar, uri);

  if (self->crumb != NULL)
    end_fetch (self, NULL);
  else
    begin_fetch (self);
}

static void
mag_yahoo_crumb_finalize (GObject *object)
{
  MagYahooCrumb *self = MAG_YAHOO_CRUMB (object);

  g_clear_object (&self->http);
  g_clear_object (&self->jar);
  g_clear_pointer (&self->clock, mag_clock_unref);
  g_clear_pointer (&self->crumb, g_free);
  g_clear_pointer (&self->bare_origin, g_free);
  g_clear_pointer (&self->page_origin, g_free);
  g_clear_pointer (&self->api_origins[0], g_free);
  g_clear_pointer (&self->api_origins[1], g_free);
  g_clear_pointer (&self->hosts, g_strfreev);
  g_clear_object (&self->file);
  g_clear_pointer (&self->waiters, g_ptr_array_unref);
  g_clear_pointer (&self->location, g_free);

  G_OBJECT_CLASS (mag_yahoo_crumb_parent_class)->finalize (object);
}

static void
mag_yahoo_crumb_class_init (MagYahooCrumbClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_yahoo_crumb_finalize;
}

static void
mag_yahoo_crumb_init (MagYahooCrumb *self)
{
  self->jar = soup_cookie_jar_new ();
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * mag_yahoo_crumb_new:
 * @http: with a policy for MAG_YAHOO_PROVIDER
 * @profile: says where Yahoo is
 *
 * Returns: (transfer full): cookie and crumb of the last run, if they were kept, else none yet
 */
MagYahooCrumb *
mag_yahoo_crumb_new (MagHttp    *http,
                     MagProfile *profile)
{
  static const char *const hosts[] = { "finance.yahoo.com", "guce.yahoo.com", "consent.yahoo.com", NULL };
  MagYahooCrumb *self = g_object_new (MAG_TYPE_YAHOO_CRUMB, NULL);

  self->http = g_object_ref (http);
  self->clock = mag_clock_ref (mag_profile_get_clock (profile));
  self->bare_origin = mag_profile_resolve_origin (profile, "fc.yahoo.com");
  self->page_origin = mag_profile_resolve_origin (profile, "finance.yahoo.com");
  self->api_origins[0] = mag_profile_resolve_origin (profile, "query1.finance.yahoo.com");
  self->api_origins[1] = mag_profile_resolve_origin (profile, "query2.finance.yahoo.com");
  self->hosts = mag_market_resolve_hosts (profile, hosts);
  self->file = g_file_new_build_filename (mag_profile_get_data_dir (profile), "yahoo-session", NULL);

  return self;
}

/**
 * mag_yahoo_crumb_get_jar:
 * @self: a crumb
 *
 * Returns: (transfer none): the jar the crumb goes with
 */
SoupCookieJar *
mag_yahoo_crumb_get_jar (MagYahooCrumb *self)
{
  return self->jar;
}

static gboolean
waiter_cancelled_cb (GCancellable *cancellable,
                     gpointer      data)
{
  g_autoptr(GTask) task = g_object_ref (data);
  MagYahooCrumb *self = g_task_get_source_object (task);

  g_ptr_array_remove (self->waiters, task);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

/* Takes the task. */
static void
add_waiter (MagYahooCrumb *self,
            GTask         *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_ptr_array_add (self->waiters, task);
  if (cancellable == NULL)
    return;
  g_task_set_task_data (task, g_cancellable_source_new (cancellable), (GDestroyNotify) g_source_unref);
  g_task_attach_source (task, g_task_get_task_data (task), G_SOURCE_FUNC (waiter_cancelled_cb));
}

/**
 * mag_yahoo_crumb_get_async:
 * @self: a crumb
 * @cancellable: (nullable): gives up waiting; the fetch goes on for the others
 * @callback: called on the main loop
 * @data: for @callback
 */
void
mag_yahoo_crumb_get_async (MagYahooCrumb       *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, mag_yahoo_crumb_get_async);
  if (self->crumb != NULL)
    {
      g_task_return_pointer (task, g_strdup (self->crumb), g_free);
      return;
    }

  add_waiter (self, g_steal_pointer (&task));
  if (self->fetching)
    return;

  self->fetching = TRUE;
  if (self->restored)
    begin_fetch (self);
  else
    g_file_load_contents_async (self->file, NULL, restored_cb, g_object_ref (self));
}

/**
 * mag_yahoo_crumb_get_finish:
 * @self: a crumb
 * @result: what the callback got
 * @error: MAG_MARKET_ERROR, or G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the crumb, to be percent-encoded in a query and shown nowhere
 */
char *
mag_yahoo_crumb_get_finish (MagYahooCrumb  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mag_yahoo_crumb_drop:
 * @self: a crumb
 * @crumb: (nullable): the one that was refused; NULL: whichever is there
 * @cookies_too: the cookie was no good either
 *
 * Throws away what was refused. When a newer crumb has come meanwhile nothing happens.
 */
void
mag_yahoo_crumb_drop (MagYahooCrumb *self,
                      const char    *crumb,
                      gboolean       cookies_too)
{
  GSList *cookies;

  if (crumb != NULL && g_strcmp0 (self->crumb, crumb) != 0)
    return;

  g_clear_pointer (&self->crumb, g_free);
  if (!cookies_too)
    return;

  cookies = soup_cookie_jar_all_cookies (self->jar);
  for (GSList *link = cookies; link != NULL; link = link->next)
    soup_cookie_jar_delete_cookie (self->jar, link->data);
  g_slist_free_full (cookies, (GDestroyNotify) soup_cookie_free);
  g_file_delete_async (self->file, G_PRIORITY_DEFAULT, NULL, forgotten_cb, NULL);
}

/**
 * mag_yahoo_crumb_note_busy:
 * @self: a crumb
 * @reply: (nullable): with status 429; NULL: Yahoo turned us away in another way, cookie and crumb or not
 *
 * Stops all traffic to Yahoo. Answers to requests that were under way together count once.
 */
void
mag_yahoo_crumb_note_busy (MagYahooCrumb      *self,
                           const MagHttpReply *reply)
{
  static const guint pauses[] = { 60, 300, 1800 };
  const char *asked = reply != NULL ? soup_message_headers_get_one (reply->headers, "Retry-After") : NULL;
  gint64 asked_us = mag_retry_after_parse (asked, mag_clock_now_us (self->clock));
  gint64 now_us = g_get_monotonic_time ();
  double seconds;

  if (now_us < self->busy_until_us)
    return;

  seconds = asked_us >= 0 ? (double) asked_us / MAG_SECOND_US : pauses[MIN (self->busy_step, G_N_ELEMENTS (pauses) - 1)];
  seconds = CLAMP (seconds * g_random_double_range (1.0, 1.2), 1, 2 * 3600);
  self->busy_step++;
  self->busy_until_us = now_us + (gint64) (seconds * MAG_SECOND_US);
  mag_http_pause_provider (self->http, MAG_YAHOO_PROVIDER, (guint) seconds);
}

/**
 * mag_yahoo_crumb_note_alive:
 * @self: a crumb
 *
 * Yahoo answered: the next 429 begins with the shortest pause again.
 */
void
mag_yahoo_crumb_note_alive (MagYahooCrumb *self)
{
  self->busy_step = 0;
}
