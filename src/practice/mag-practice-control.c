/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Faults over the control address: {"set":[...]} puts faults in the place of those there, {"add":[...]} behind them, {"clear":true} removes them;
 * or the same as a form with repeated names. */

#include "mag-practice-control.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct
{
  gboolean   clear;
  GPtrArray *faults; /* owned texts */
} Change;

static gboolean
take (Change     *change,
      const char *name,
      const char *value)
{
  if (strcmp (name, "clear") == 0)
    {
      change->clear |= strcmp (value, "0") != 0 && strcmp (value, "false") != 0;
      return TRUE;
    }
  if (strcmp (name, "set") != 0 && strcmp (name, "add") != 0)
    return FALSE;
  change->clear |= strcmp (name, "set") == 0;
  g_ptr_array_add (change->faults, g_strdup (value));
  return TRUE;
}

static gboolean
read_form (Change     *change,
           const char *body)
{
  GUriParamsIter iter;
  char *name, *value;
  gboolean good = TRUE;

  g_uri_params_iter_init (&iter, body, -1, "&", G_URI_PARAMS_WWW_FORM);
  while (good && g_uri_params_iter_next (&iter, &name, &value, NULL))
    {
      good = take (change, name, value);
      g_free (name);
      g_free (value);
    }
  return good;
}

static gboolean
read_member (Change     *change,
             const char *name,
             JsonNode   *node)
{
  JsonArray *array;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return take (change, name, json_node_get_boolean (node) ? "true" : "false");
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return take (change, name, json_node_get_string (node));
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  change->clear |= strcmp (name, "set") == 0; /* also when the list is empty */
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_value_type (element) != G_TYPE_STRING || !take (change, name, json_node_get_string (element)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_json (Change     *change,
           const char *body)
{
  g_autoptr(JsonNode) root = json_from_string (body, NULL);
  g_autoptr(GList) names = NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  names = json_object_get_members (json_node_get_object (root));
  for (GList *at = names; at != NULL; at = at->next)
    if (!read_member (change, at->data, json_object_get_member (json_node_get_object (root), at->data)))
      return FALSE;
  return TRUE;
}

static gboolean
apply (const Change       *change,
       MagPracticeFaults  *faults,
       GError            **error)
{
  g_autoptr(MagPracticeFaults) trial = mag_practice_faults_new (0);

  for (guint i = 0; i < change->faults->len; i++)
    if (!mag_practice_faults_add (trial, g_ptr_array_index (change->faults, i), error))
      return FALSE;
  if (change->clear)
    mag_practice_faults_clear (faults);
  for (guint i = 0; i < change->faults->len; i++)
    mag_practice_faults_add (faults, g_ptr_array_index (change->faults, i), NULL); /* was good a moment ago */
  return TRUE;
}

/**
 * mag_practice_control_faults:
 * @faults: the server's faults
 * @content_type: (nullable): of the body
 * @body: what was posted
 * @error: return location
 *
 * Changes the faults.
 *
 * Returns: %FALSE with %MAG_PRACTICE_ERROR_FAULT, and nothing changed
 */
gboolean
mag_practice_control_faults (MagPracticeFaults  *faults,
                             const char         *content_type,
                             const char         *body,
                             GError            **error)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  Change change = { .faults = texts };
  const gboolean form = g_strcmp0 (content_type, "application/x-www-form-urlencoded") == 0 && body[strspn (body, " \t\r\n")] != '{';

  if (!(form ? read_form (&change, body) : read_json (&change, body)))
    {
      g_set_error (error, MAG_PRACTICE_ERROR, MAG_PRACTICE_ERROR_FAULT,
                   "Faults are changed with {\"set\":[...]}, {\"add\":[...]} or {\"clear\":true}, or with a form of the same names.");
      return FALSE;
    }
  return apply (&change, faults, error);
}
