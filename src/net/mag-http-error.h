/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-http.h"

G_BEGIN_DECLS

GError *mag_http_error_new_status (const char *host, guint status);
char   *mag_http_redact_url       (const char *url); /* without query, fragment and user: fit for logs and errors */

G_END_DECLS
