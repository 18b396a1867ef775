/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-chain.h"
#include "mag-watchlist.h"

G_BEGIN_DECLS

/* The words the tables hold for our enumerations. */

const char   *mag_source_to_word   (MagSource source);
MagSource     mag_source_from_word (const char *word); /* anything else: UNKNOWN */
const char   *mag_origin_to_word   (MagListOrigin origin);
MagListOrigin mag_origin_from_word (const char *word); /* anything else: MANUAL */

G_END_DECLS
