/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-http.h"
#include "mag-market-data.h"
#include "mag-parse-pool.h"
#include "mag-profile.h"

G_BEGIN_DECLS

/* Yahoo Finance: quotes, price histories, company data, and chains one expiration at a time. */
#define MAG_TYPE_YAHOO (mag_yahoo_get_type ())
G_DECLARE_FINAL_TYPE (MagYahoo, mag_yahoo, MAG, YAHOO, GObject)

MagYahoo *mag_yahoo_new (MagHttp *http, MagParsePool *pool, MagProfile *profile);

G_END_DECLS
