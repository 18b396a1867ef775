/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests and replies as values: copies, and the libsoup message a request becomes. */

#include "mag-http-exchange.h"

#include <string.h>

/**
 * mag_http_request_copy:
 * @request: a request
 *
 * Returns: (transfer full): one that owns all it points to
 */
MagHttpRequest *
mag_http_request_copy (const MagHttpRequest *request)
{
  MagHttpRequest *copy = g_memdup2 (request, sizeof *request);

  copy->provider = g_strdup (request->provider);
  copy->method = g_strdup (request->method != NULL ? request->method : "GET");
  copy->url = g_strdup (request->url);
  copy->headers = (const char *const *) g_strdupv ((char **) request->headers);
  copy->body = g_strdup (request->body);
  copy->content_type = g_strdup (request->content_type);
  copy->hosts = (const char *const *) g_strdupv ((char **) request->hosts);
  copy->key = g_strdup (request->key);
  if (copy->jar != NULL)
    g_object_ref (copy->jar);
  if (copy->max_bytes == 0)
    copy->max_bytes = 32 * 1024 * 1024;

  return copy;
}

/* A header may be a token, a body a password. */
static void
wipe (const char *text)
{
  if (text != NULL)
    explicit_bzero ((char *) text, strlen (text));
}

/**
 * mag_http_request_free:
 * @request: (transfer full): what mag_http_request_copy() made; wiped
 */
void
mag_http_request_free (MagHttpRequest *request)
{
  for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
    wipe (request->headers[i]);
  wipe (request->body);
  g_free ((char *) request->provider);
  g_free ((char *) request->method);
  g_free ((char *) request->url);
  g_strfreev ((char **) request->headers);
  g_free ((char *) request->body);
  g_free ((char *) request->content_type);
  g_strfreev ((char **) request->hosts);
  g_free ((char *) request->key);
  g_clear_object (&request->jar);
  g_free (request);
}

/**
 * mag_http_reply_new:
 * @status: HTTP status
 * @body: the whole body, maybe empty
 * @headers: (nullable): NULL: none
 * @url: where it came from in the end
 * @received_us: when the body was complete
 *
 * Returns: (transfer full): a reply
 */
MagHttpReply *
mag_http_reply_new (guint               status,
                    GBytes             *body,
                    SoupMessageHeaders *headers,
                    const char         *url,
                    gint64              received_us)
{
  MagHttpReply *reply = g_new0 (MagHttpReply, 1);

  reply->status = status;
  reply->body = g_bytes_ref (body);
  reply->headers = headers != NULL ? soup_message_headers_ref (headers) : soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  reply->url = g_strdup (url);
  reply->received_us = received_us;

  return reply;
}

/**
 * mag_http_reply_copy:
 * @reply: a reply
 *
 * Returns: (transfer full): another that shares body and headers
 */
MagHttpReply *
mag_http_reply_copy (const MagHttpReply *reply)
{
  MagHttpReply *copy = mag_http_reply_new (reply->status, reply->body, reply->headers, reply->url, reply->received_us);

  copy->from_cache = reply->from_cache;
  return copy;
}

/**
 * mag_http_reply_free:
 * @reply: (transfer full): a reply
 */
void
mag_http_reply_free (MagHttpReply *reply)
{
  g_bytes_unref (reply->body);
  soup_message_headers_unref (reply->headers);
  g_free (reply->url);
  g_free (reply);
}
