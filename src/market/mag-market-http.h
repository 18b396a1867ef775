/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-http.h"
#include "mag-market-data.h"
#include "mag-profile.h"

G_BEGIN_DECLS

/* What both sources need between the HTTP client and the market. */
GError  *mag_market_error_from_http (const GError *error, MagSource source);
char   **mag_market_resolve_hosts   (MagProfile *profile, const char *const *hosts); /* host names redirects may lead to in this profile */

G_END_DECLS
