/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-http.h"
#include "mag-market-data.h"
#include "mag-profile.h"

G_BEGIN_DECLS

/* The market as the rest of Magnus sees it: chains from CBOE, then Yahoo; quotes, bars and profiles from Yahoo, then CBOE where it has them. */
#define MAG_TYPE_MARKET (mag_market_get_type ())
G_DECLARE_FINAL_TYPE (MagMarket, mag_market, MAG, MARKET, GObject)

/* Both sources of the profile on one HTTP client, with the limits of docs/architecture.md; a practice profile has only the engine's ceiling of 10 in flight. */
MagMarketData *mag_market_new_for_profile (MagProfile *profile);
MagHttp       *mag_market_get_http        (MagMarket *self); /* (transfer none) for its metrics */

G_END_DECLS
