/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-http.h"
#include "mag-market-data.h"
#include "mag-parse-pool.h"
#include "mag-profile.h"

G_BEGIN_DECLS

/* CBOE's delayed quotes: whole chains with greeks, one request each; single quotes and price histories. */
#define MAG_TYPE_CBOE (mag_cboe_get_type ())
G_DECLARE_FINAL_TYPE (MagCboe, mag_cboe, MAG, CBOE, GObject)

#define MAG_CBOE_PROVIDER "cboe" /* its name as a policy of the HTTP client */

MagCboe *mag_cboe_new (MagHttp *http, MagParsePool *pool, MagProfile *profile);

G_END_DECLS
