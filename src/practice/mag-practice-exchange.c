/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Request and reply as the providers' halves see them: no libsoup, so that they can be called without a socket. */

#include "mag-practice-exchange.h"

#include <json-glib/json-glib.h>
#include <string.h>

/**
 * mag_practice_reply_new:
 * @status: HTTP status
 * @content_type: (nullable): a static string
 *
 * Returns: (transfer full): a reply without a body
 */
MagPracticeReply *
mag_practice_reply_new (guint       status,
                        const char *content_type)
{
  MagPracticeReply *reply = g_new0 (MagPracticeReply, 1);

  reply->status = status;
  reply->content_type = content_type;
  reply->headers = g_ptr_array_new_with_free_func (g_free);
  return reply;
}

/**
 * mag_practice_reply_new_text:
 * @status: HTTP status
 * @content_type: (nullable): a static string
 * @text: the body
 *
 * Returns: (transfer full): a reply
 */
MagPracticeReply *
mag_practice_reply_new_text (guint       status,
                             const char *content_type,
                             const char *text)
{
  MagPracticeReply *reply = mag_practice_reply_new (status, content_type);

  mag_practice_reply_set_body (reply, text);
  return reply;
}

/**
 * mag_practice_reply_take:
 * @status: HTTP status
 * @content_type: (nullable): a static string
 * @body: (transfer full): the body
 *
 * Returns: (transfer full): a reply
 */
MagPracticeReply *
mag_practice_reply_take (guint       status,
                         const char *content_type,
                         GString    *body)
{
  MagPracticeReply *reply = mag_practice_reply_new (status, content_type);

  reply->body = g_string_free_to_bytes (body);
  return reply;
}

/**
 * mag_practice_reply_free:
 * @reply: (transfer full): a reply
 *
 * Frees it.
 */
void
mag_practice_reply_free (MagPracticeReply *reply)
{
  g_ptr_array_unref (reply->headers);
  g_clear_pointer (&reply->head, g_bytes_unref);
  g_clear_pointer (&reply->body, g_bytes_unref);
  g_free (reply);
}

/**
 * mag_practice_reply_header:
 * @reply: a reply
 * @name: header name
 * @value: its value
 *
 * Adds a header; the same name may be added again (Set-Cookie).
 */
void
mag_practice_reply_header (MagPracticeReply *reply,
                           const char       *name,
                           const char       *value)
{
  g_ptr_array_add (reply->headers, g_strdup (name));
  g_ptr_array_add (reply->headers, g_strdup (value));
}

/**
 * mag_practice_reply_set_body:
 * @reply: a reply
 * @text: the new body
 *
 * Puts a text in the place of head and body.
 */
void
mag_practice_reply_set_body (MagPracticeReply *reply,
                             const char       *text)
{
  g_clear_pointer (&reply->head, g_bytes_unref);
  g_clear_pointer (&reply->body, g_bytes_unref);
  reply->body = g_bytes_new (text, strlen (text));
}

/**
 * mag_practice_reply_dup_text:
 * @reply: a reply
 *
 * Returns: (transfer full): the whole body
 */
char *
mag_practice_reply_dup_text (MagPracticeReply *reply)
{
  GString *text = g_string_new (NULL);

  if (reply->head != NULL)
    g_string_append_len (text, g_bytes_get_data (reply->head, NULL), (gssize) g_bytes_get_size (reply->head));
  if (reply->body != NULL)
    g_string_append_len (text, g_bytes_get_data (reply->body, NULL), (gssize) g_bytes_get_size (reply->body));
  return g_string_free_and_steal (text);
}

/**
 * mag_practice_request_get:
 * @request: a request
 * @name: a name of its query
 *
 * Returns: (nullable): its value, decoded; %NULL when it is not there
 */
const char *
mag_practice_request_get (const MagPracticeRequest *request,
                          const char               *name)
{
  return g_hash_table_lookup (request->query, name);
}

static void
flatten (GHashTable *members,
         const char *prefix,
         JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    {
      g_autofree char *path = g_strconcat (prefix, name, NULL);

      if (JSON_NODE_HOLDS_OBJECT (node))
        {
          g_autofree char *inner = g_strconcat (path, ".", NULL);

          flatten (members, inner, json_node_get_object (node));
        }
      else if (JSON_NODE_HOLDS_VALUE (node))
        {
          g_autofree char *text = json_to_string (node, FALSE);

          g_hash_table_replace (members, g_steal_pointer (&path), g_strdup (json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : text));
        }
    }
}

/**
 * mag_practice_request_parse_json:
 * @text: a body
 *
 * Returns: (transfer full): the members of its object as a form has them, "a.b" for those of an inner object; none when it is no object
 */
GHashTable *
mag_practice_request_parse_json (const char *text)
{
  g_autoptr(JsonNode) root = json_from_string (text, NULL);
  GHashTable *members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    flatten (members, "", json_node_get_object (root));
  return members;
}
