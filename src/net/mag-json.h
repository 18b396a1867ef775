/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Reading JSON that may be anything: every getter takes NULL and the wrong kind of value and answers "unknown". */
JsonNode   *mag_json_parse   (GBytes *body);                            /* NULL: not JSON */
JsonObject *mag_json_root    (JsonNode *node);                          /* NULL: no object */
JsonObject *mag_json_object  (JsonObject *object, const char *name);
JsonArray  *mag_json_array   (JsonObject *object, const char *name);
JsonObject *mag_json_element (JsonArray *array, guint index);           /* NULL: not there, or no object */
const char *mag_json_string  (JsonObject *object, const char *name);
double      mag_json_number  (JsonObject *object, const char *name);    /* a number, a number in a string, or {"raw": number}; NaN */
double      mag_json_item    (JsonArray *array, guint index);           /* the same of an array's element */
gboolean    mag_json_boolean (JsonObject *object, const char *name);    /* FALSE when unknown */

G_END_DECLS
