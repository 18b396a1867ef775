/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface of a cache tier: bodies of good answers under a key that says what was asked for, and never holds a secret. */

#include "mag-cache-tier.h"

G_DEFINE_INTERFACE (MagCacheTier, mag_cache_tier, G_TYPE_OBJECT)

static void
mag_cache_tier_default_init (MagCacheTierInterface *iface)
{
}

/**
 * mag_cache_tier_lookup_async:
 * @self: a tier
 * @key: what is asked for
 * @cancellable: (nullable): to give up
 * @callback: called on the main loop
 * @data: for @callback
 */
void
mag_cache_tier_lookup_async (MagCacheTier        *self,
                             const char          *key,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             data)
{
  g_return_if_fail (MAG_IS_CACHE_TIER (self));

  MAG_CACHE_TIER_GET_IFACE (self)->lookup_async (self, key, cancellable, callback, data);
}

/**
 * mag_cache_tier_lookup_finish:
 * @self: a tier
 * @result: what the callback got
 * @received_us: (out): when the body came over the net, by the client's clock
 *
 * Returns: (transfer full) (nullable): the body; NULL: not there, or too old
 */
GBytes *
mag_cache_tier_lookup_finish (MagCacheTier *self,
                              GAsyncResult *result,
                              gint64       *received_us)
{
  g_return_val_if_fail (MAG_IS_CACHE_TIER (self), NULL);

  return MAG_CACHE_TIER_GET_IFACE (self)->lookup_finish (self, result, received_us);
}

/**
 * mag_cache_tier_store:
 * @self: a tier
 * @key: what was asked for
 * @body: the answer
 * @received_us: when it came, by the client's clock
 * @seconds: how long it is good for from then on; > 0
 */
void
mag_cache_tier_store (MagCacheTier *self,
                      const char   *key,
                      GBytes       *body,
                      gint64        received_us,
                      guint         seconds)
{
  g_return_if_fail (MAG_IS_CACHE_TIER (self));

  MAG_CACHE_TIER_GET_IFACE (self)->store (self, key, body, received_us, seconds);
}
