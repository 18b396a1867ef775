/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One request to Robinhood: headers, errors and the wish to be left alone (protocol sections 2 and 6). A reply is read body first and status second, as the same
 * answer is known to come with several statuses. Redirects are not followed: a token goes to the host it is for and nowhere else. */

#include "config.h"

#include "mag-robinhood-wire.h"

#include "mag-broker-error.h"
#include "mag-date.h"
#include "mag-pacing.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HOST "api.robinhood.com"
#define API_VERSION "1.431.4" /* too old a one is refused with a 400 that says so */
#define MOST_BYTES (8 * 1024 * 1024)
#define MOST_DETAIL 200
#define MOST_WAIT_US (7 * 24 * 3600 * MAG_SECOND_US)
#define STATUS_TOO_MANY_REQUESTS 429
#define FORM_BYTES (16 * 1024) /* a form that outgrows it would leave a copy behind */

struct _MagRobinhoodWire
{
  GObject   parent_instance;

  MagHttp  *http;
  MagClock *clock;
  char     *origin; /* "https://api.robinhood.com", or the practice server's */
};

G_DEFINE_FINAL_TYPE (MagRobinhoodWire, mag_robinhood_wire, G_TYPE_OBJECT)

void
mag_robinhood_reply_free (MagRobinhoodReply *reply)
{
  g_clear_pointer (&reply->node, json_node_unref);
  g_free (reply->detail);
  g_free (reply);
}

/* Forms. */

GString *
mag_rh_form_new (void)
{
  return g_string_sized_new (FORM_BYTES);
}

static void
add_escaped (GString    *form,
             const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isalnum (*p) || strchr ("-._~", *p) != NULL)
      g_string_append_c (form, *p);
    else
      g_string_append_printf (form, "%%%02X", (guint) (guchar) *p);
}

/**
 * mag_rh_form_add:
 * @form: what mag_rh_form_new() made
 * @name: of a field
 * @value: (nullable): its value; %NULL leaves the field out
 */
void
mag_rh_form_add (GString    *form,
                 const char *name,
                 const char *value)
{
  if (value == NULL)
    return;
  if (form->len > 0)
    g_string_append_c (form, '&');
  add_escaped (form, name);
  g_string_append_c (form, '=');
  add_escaped (form, value);
}

void
mag_rh_form_free (GString *form)
{
  explicit_bzero (form->str, form->allocated_len);
  g_string_free (form, TRUE);
}

/* Waiting. */

static gboolean
waited_cb (gpointer data)
{
  g_task_return_boolean (G_TASK (data), TRUE);
  return G_SOURCE_REMOVE;
}

/**
 * mag_rh_wait_async:
 * @milliseconds: real time
 * @cancellable: (nullable): ends the wait early
 */
void
mag_rh_wait_async (guint                milliseconds,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_autoptr(GSource) source = g_timeout_source_new (milliseconds);

  g_task_set_source_tag (task, mag_rh_wait_async);
  if (cancellable != NULL)
    {
      g_autoptr(GSource) watch = g_cancellable_source_new (cancellable);

      /* Wakes the timer; that the wait was cancelled is seen by the task itself. */
      g_source_set_dummy_callback (watch);
      g_source_add_child_source (source, watch);
    }
  g_task_attach_source (task, source, waited_cb);
}

gboolean
mag_rh_wait_finish (GAsyncResult  *result,
                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Errors. */

static GError *
error_from_http (const GError *error)
{
  if (error->domain != MAG_HTTP_ERROR)
    return g_error_copy (error);
  switch ((MagHttpError) error->code)
    {
    case MAG_HTTP_ERROR_OFFLINE:
      return g_error_new (MAG_BROKER_ERROR, MAG_BROKER_ERROR_OFFLINE, "%s", error->message);
    case MAG_HTTP_ERROR_OPEN:
    case MAG_HTTP_ERROR_STATUS:
      return mag_broker_error_new_busy (0, error->message);
    case MAG_HTTP_ERROR_TOO_LARGE:
    case MAG_HTTP_ERROR_REDIRECT:
    case MAG_HTTP_ERROR_CHALLENGE:
      break;
    }
  return g_error_new (MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORMAT, "%s", error->message);
}

static GError *
new_wait_error (MagRobinhoodWire *self,
                gint64            wait_us)
{
  gint64 seconds = (wait_us + MAG_SECOND_US - 1) / MAG_SECOND_US, minutes = (seconds + 59) / 60;
  g_autofree char *message = NULL;

  if (wait_us == 0)
    message = g_strdup (_("Robinhood is asked too often and wants to be left alone for a while."));
  else if (seconds < 120)
    message = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Robinhood is asked too often: try again in %d second.", "Robinhood is asked too often: try again in %d seconds.",
                                            (gulong) seconds), (int) seconds);
  else
    message = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Robinhood is asked too often: try again in %d minute.", "Robinhood is asked too often: try again in %d minutes.",
                                            (gulong) minutes), (int) minutes);
  return mag_broker_error_new_busy (wait_us != 0 ? mag_robinhood_wire_now_us (self) + wait_us : 0, message);
}

/**
 * mag_robinhood_wire_new_error:
 * @reply: one that the caller can do nothing with
 *
 * Returns: (transfer full): MAG_BROKER_ERROR: BUSY for 429 and 5xx, REFUSED for other 4xx, FORMAT for an answer that should have been a good one
 */
GError *
mag_robinhood_wire_new_error (MagRobinhoodWire        *self,
                              const MagRobinhoodReply *reply)
{
  if (reply->status == STATUS_TOO_MANY_REQUESTS)
    return new_wait_error (self, reply->wait_us);
  if (reply->status >= 500)
    {
      g_autofree char *message = g_strdup_printf (_("Robinhood does not work at the moment (status %u)."), reply->status);

      return mag_broker_error_new_busy (0, message);
    }
  if (reply->status >= 400 && reply->detail != NULL)
    return g_error_new (MAG_BROKER_ERROR, MAG_BROKER_ERROR_REFUSED, _("Robinhood says: %s"), reply->detail);
  if (reply->status >= 400)
    return g_error_new (MAG_BROKER_ERROR, MAG_BROKER_ERROR_REFUSED, _("Robinhood refused the request (status %u)."), reply->status);
  return g_error_new_literal (MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORMAT, _("Robinhood answered with something Magnus does not understand."));
}

/* Replies. */

/* It is shown, so it is text, of one line and not without end. */
static char *
dup_detail (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, MOST_DETAIL));

  for (char *p = valid; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  return g_strdup (g_strstrip (valid));
}

static const char *
find_detail (JsonObject *root)
{
  const char *detail = mag_json_string (root, "detail");
  JsonArray *errors = mag_json_array (root, "non_field_errors");
  JsonNode *first = errors != NULL && json_array_get_length (errors) > 0 ? json_array_get_element (errors, 0) : NULL;

  if (detail != NULL)
    return detail;
  return first != NULL && JSON_NODE_HOLDS_VALUE (first) && json_node_get_value_type (first) == G_TYPE_STRING ? json_node_get_string (first) : NULL;
}

/* "Request was throttled. Expected available in 42 seconds." */
static gint64
find_wait (const char         *detail,
           SoupMessageHeaders *headers,
           gint64              now_us)
{
  const char *number = detail != NULL ? strstr (detail, "available in ") : NULL;
  guint64 seconds = number != NULL ? g_ascii_strtoull (number + strlen ("available in "), NULL, 10) : 0;
  gint64 told_us = (gint64) MIN (seconds, (guint64) (MOST_WAIT_US / MAG_SECOND_US)) * MAG_SECOND_US;
  gint64 asked_us = mag_retry_after_parse (soup_message_headers_get_one (headers, "Retry-After"), now_us);

  return CLAMP (MAX (told_us, asked_us), 0, MOST_WAIT_US);
}

static MagRobinhoodReply *
read_reply (MagRobinhoodWire *self,
            MagHttpReply     *answer)
{
  MagRobinhoodReply *reply = g_new0 (MagRobinhoodReply, 1);
  const char *detail;

  reply->status = answer->status;
  reply->received_us = answer->received_us;
  reply->node = mag_json_parse (answer->body);
  reply->root = mag_json_root (reply->node);
  detail = find_detail (reply->root);
  if (detail != NULL)
    reply->detail = dup_detail (detail);
  if (reply->status == STATUS_TOO_MANY_REQUESTS)
    reply->wait_us = find_wait (detail, answer->headers, mag_robinhood_wire_now_us (self));
  return reply;
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagHttpReply) answer = mag_http_send_finish (MAG_HTTP (source), result, &error);

  if (answer != NULL)
    g_task_return_pointer (task, read_reply (g_task_get_source_object (task), answer), (GDestroyNotify) mag_robinhood_reply_free);
  else
    g_task_return_error (task, error_from_http (error));
}

static void
mag_robinhood_wire_finalize (GObject *object)
{
  MagRobinhoodWire *self = MAG_ROBINHOOD_WIRE (object);

  g_clear_object (&self->http);
  g_clear_pointer (&self->clock, mag_clock_unref);
  g_free (self->origin);

  G_OBJECT_CLASS (mag_robinhood_wire_parent_class)->finalize (object);
}

static void
mag_robinhood_wire_class_init (MagRobinhoodWireClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_robinhood_wire_finalize;
}

static void
mag_robinhood_wire_init (MagRobinhoodWire *self)
{
}

/**
 * mag_robinhood_wire_new:
 * @profile: says where Robinhood is
 * @http: has a policy of MAG_ROBINHOOD_PROVIDER
 *
 * Returns: (transfer full): what sends the requests
 */
MagRobinhoodWire *
mag_robinhood_wire_new (MagProfile *profile,
                        MagHttp    *http)
{
  MagRobinhoodWire *self = g_object_new (MAG_TYPE_ROBINHOOD_WIRE, NULL);

  self->http = g_object_ref (http);
  self->clock = mag_clock_ref (mag_profile_get_clock (profile));
  self->origin = mag_profile_resolve_origin (profile, HOST);
  return self;
}

gint64
mag_robinhood_wire_now_us (MagRobinhoodWire *self)
{
  return mag_clock_now_us (self->clock);
}

/**
 * mag_robinhood_wire_make_url:
 * @path: begins with a slash; ends with one, before its query
 */
char *
mag_robinhood_wire_make_url (MagRobinhoodWire *self,
                             const char       *path)
{
  return g_strconcat (self->origin, path, NULL);
}

/**
 * mag_robinhood_wire_owns:
 * @url: (nullable): where an answer says that more is to be had
 *
 * Returns: whether a token may go there: the very origin of this profile, which is HTTPS but for a practice server on the loopback
 */
gboolean
mag_robinhood_wire_owns (MagRobinhoodWire *self,
                         const char       *url)
{
  g_autoptr(GUri) own = g_uri_parse (self->origin, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr(GUri) other = url != NULL ? g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  return other != NULL && g_uri_get_userinfo (other) == NULL && g_strcmp0 (g_uri_get_scheme (own), g_uri_get_scheme (other)) == 0 &&
         g_strcmp0 (g_uri_get_host (own), g_uri_get_host (other)) == 0 && g_uri_get_port (own) == g_uri_get_port (other);
}

/**
 * mag_robinhood_wire_send_async:
 * @call: what to ask; copied
 *
 * The answer is that of the first try, but for a GET whose connection broke off or that met a 5xx, which the client tries again.
 */
void
mag_robinhood_wire_send_async (MagRobinhoodWire       *self,
                               const MagRobinhoodCall *call,
                               GCancellable           *cancellable,
                               GAsyncReadyCallback     callback,
                               gpointer                data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  char *bearer = call->token != NULL ? g_strconcat ("Bearer ", call->token, NULL) : NULL;
  const char *headers[] = { "Accept", "*/*", "Accept-Language", "en-US,en;q=1", "X-Robinhood-API-Version", API_VERSION, NULL, NULL, NULL, NULL, NULL };
  MagHttpRequest request = { .provider = MAG_ROBINHOOD_PROVIDER, .method = call->method, .url = call->url, .headers = headers, .body = call->body,
                             .content_type = call->content_type, .max_bytes = MOST_BYTES, .json = TRUE, .keep_4xx = TRUE, .any_status = call->any_status,
                             .no_redirect = TRUE };
  guint n = 6;

  g_task_set_source_tag (task, mag_robinhood_wire_send_async);
  if (bearer != NULL)
    {
      g_assert (mag_robinhood_wire_owns (self, call->url));
      headers[n++] = "Authorization";
      headers[n++] = bearer;
    }
  if (call->challenge_id != NULL)
    {
      headers[n++] = "X-ROBINHOOD-CHALLENGE-RESPONSE-ID";
      headers[n++] = call->challenge_id;
    }
  mag_http_send_async (self->http, &request, cancellable, sent_cb, task);
  if (bearer != NULL)
    explicit_bzero (bearer, strlen (bearer));
  g_free (bearer);
}

/**
 * mag_robinhood_wire_send_finish:
 * @error: MAG_BROKER_ERROR OFFLINE, BUSY or FORMAT, or G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the reply, whatever its status below 500
 */
MagRobinhoodReply *
mag_robinhood_wire_send_finish (MagRobinhoodWire  *self,
                                GAsyncResult      *result,
                                GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
