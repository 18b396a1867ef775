/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The folder of recorded bodies, found by MAGNUS_CAPTURES; every test over it skips where it is not. */
gboolean    captures_skip    (void);                                  /* TRUE, with the test marked, when there is no folder */
GBytes     *captures_load    (const char *path);                      /* below the folder; must exist */
JsonObject *captures_load_json (const char *path, JsonNode **root);   /* root is owned by the caller */
GPtrArray  *captures_list    (const char *folder);                    /* paths below the captures, sorted */

G_END_DECLS
