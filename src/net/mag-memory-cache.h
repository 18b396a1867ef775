/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-cache-tier.h"
#include "mag-clock.h"

G_BEGIN_DECLS

/* The first cache tier: the answers used last, in memory. */
#define MAG_TYPE_MEMORY_CACHE (mag_memory_cache_get_type ())
G_DECLARE_FINAL_TYPE (MagMemoryCache, mag_memory_cache, MAG, MEMORY_CACHE, GObject)

#define MAG_MEMORY_CACHE_ENTRIES 1000
#define MAG_MEMORY_CACHE_BYTES (64 * 1024 * 1024)

MagMemoryCache *mag_memory_cache_new (MagClock *clock, guint max_entries, gsize max_bytes);

G_END_DECLS
