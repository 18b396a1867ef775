/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading JSON that may be anything. json-glib's own getters warn about a value of another kind than expected, which on the wire is just weather. */

#include "mag-json.h"

#include <math.h>

/**
 * mag_json_parse:
 * @body: any bytes
 *
 * Returns: (transfer full) (nullable): the root; NULL when the body is not JSON
 */
JsonNode *
mag_json_parse (GBytes *body)
{
  /* Not the immutable kind: json-glib 1.10 ends the program when that one meets a second value after the first. */
  g_autoptr(JsonParser) parser = json_parser_new ();
  gsize size;
  const char *text = g_bytes_get_data (body, &size);

  if (size == 0 || !json_parser_load_from_data (parser, text, size, NULL))
    return NULL;
  return json_parser_steal_root (parser);
}

/**
 * mag_json_root:
 * @node: (nullable): what mag_json_parse() made
 *
 * Returns: (transfer none) (nullable): its object
 */
JsonObject *
mag_json_root (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonNode *
member (JsonObject *object,
        const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

static double
node_number (JsonNode *node)
{
  const char *text;
  char *end;
  double value;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return mag_json_number (json_node_get_object (node), "raw");
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return NAN;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return json_node_get_double (node);

  text = json_node_get_string (node);
  value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' ? value : NAN;
}

/**
 * mag_json_object:
 * @object: (nullable): where to look
 * @name: of the member
 *
 * Returns: (transfer none) (nullable): the object that stands there
 */
JsonObject *
mag_json_object (JsonObject *object,
                 const char *name)
{
  return mag_json_root (member (object, name));
}

/**
 * mag_json_array:
 * @object: (nullable): where to look
 * @name: of the member
 *
 * Returns: (transfer none) (nullable): the array that stands there
 */
JsonArray *
mag_json_array (JsonObject *object,
                const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * mag_json_element:
 * @array: (nullable): where to look
 * @index: any
 *
 * Returns: (transfer none) (nullable): the object that stands there
 */
JsonObject *
mag_json_element (JsonArray *array,
                  guint      index)
{
  return array != NULL && index < json_array_get_length (array) ? mag_json_root (json_array_get_element (array, index)) : NULL;
}

/**
 * mag_json_string:
 * @object: (nullable): where to look
 * @name: of the member
 *
 * Returns: (transfer none) (nullable): the string that stands there
 */
const char *
mag_json_string (JsonObject *object,
                 const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/**
 * mag_json_number:
 * @object: (nullable): where to look
 * @name: of the member
 *
 * Returns: the number that stands there, bare, in a string or as {"raw": number}; NaN
 */
double
mag_json_number (JsonObject *object,
                 const char *name)
{
  return node_number (member (object, name));
}

/**
 * mag_json_item:
 * @array: (nullable): where to look
 * @index: any
 *
 * Returns: the number that stands there; NaN
 */
double
mag_json_item (JsonArray *array,
               guint      index)
{
  return array != NULL && index < json_array_get_length (array) ? node_number (json_array_get_element (array, index)) : NAN;
}

/**
 * mag_json_boolean:
 * @object: (nullable): where to look
 * @name: of the member
 *
 * Returns: whether there stands true
 */
gboolean
mag_json_boolean (JsonObject *object,
                  const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}
