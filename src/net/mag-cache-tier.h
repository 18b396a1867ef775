/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One tier of the cache of answers: memory here; Valkey and the store are plugged in by the programs that have them. A tier that cannot answer is a tier that
 * misses: it logs its trouble and the next one is asked. Called on the main loop. */
#define MAG_TYPE_CACHE_TIER (mag_cache_tier_get_type ())
G_DECLARE_INTERFACE (MagCacheTier, mag_cache_tier, MAG, CACHE_TIER, GObject)

struct _MagCacheTierInterface
{
  GTypeInterface parent;

  void    (*lookup_async)  (MagCacheTier *self, const char *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  GBytes *(*lookup_finish) (MagCacheTier *self, GAsyncResult *result, gint64 *received_us);
  void    (*store)         (MagCacheTier *self, const char *key, GBytes *body, gint64 received_us, guint seconds);
};

void    mag_cache_tier_lookup_async  (MagCacheTier *self, const char *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GBytes *mag_cache_tier_lookup_finish (MagCacheTier *self, GAsyncResult *result, gint64 *received_us);
void    mag_cache_tier_store         (MagCacheTier *self, const char *key, GBytes *body, gint64 received_us, guint seconds);

G_END_DECLS
