/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first cache tier: the answers used last, in memory, bounded by count and by bytes (a thousand chains of a large name would be 1.6 GB). Ages are measured by
 * the program's clock, so that a practice market whose time runs fast is not shown its own past. */

#include "mag-memory-cache.h"

#include "mag-types.h"

typedef struct
{
  char   *key;
  GBytes *body;
  gint64  received_us;
  gint64  expires_us;
} Entry;

struct _MagMemoryCache
{
  GObject     parent_instance;

  MagClock   *clock;
  guint       max_entries;
  gsize       max_bytes;

  GHashTable *links; /* key, owned by the entry -> its GList link in order */
  GQueue      order; /* Entry, owned; used last at the head */
  gsize       bytes; /* sum of the bodies */
};

static void mag_memory_cache_tier_init (MagCacheTierInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MagMemoryCache, mag_memory_cache, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MAG_TYPE_CACHE_TIER, mag_memory_cache_tier_init))

static void
drop_link (MagMemoryCache *self,
           GList          *link)
{
  Entry *entry = link->data;

  self->bytes -= g_bytes_get_size (entry->body);
  g_hash_table_remove (self->links, entry->key);
  g_queue_delete_link (&self->order, link);
  g_bytes_unref (entry->body);
  g_free (entry->key);
  g_free (entry);
}

/* The entry of a key that is still good, moved to the front. */
static const Entry *
use_entry (MagMemoryCache *self,
           const char     *key)
{
  GList *link = g_hash_table_lookup (self->links, key);
  gint64 now_us = mag_clock_now_us (self->clock);
  Entry *entry = link != NULL ? link->data : NULL;

  if (entry == NULL)
    return NULL;
  /* A clock set back must not make an entry live for ever. */
  if (now_us >= entry->expires_us || now_us < entry->received_us)
    {
      drop_link (self, link);
      return NULL;
    }

  g_queue_unlink (&self->order, link);
  g_queue_push_head_link (&self->order, link);
  return entry;
}

static void
memory_cache_lookup_async (MagCacheTier        *tier,
                           const char          *key,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (tier, cancellable, callback, data);

  g_task_set_source_tag (task, memory_cache_lookup_async);
  g_task_set_task_data (task, g_strdup (key), g_free);
  g_task_return_boolean (task, TRUE);
}

static GBytes *
memory_cache_lookup_finish (MagCacheTier *tier,
                            GAsyncResult *result,
                            gint64       *received_us)
{
  MagMemoryCache *self = MAG_MEMORY_CACHE (tier);
  const Entry *entry = use_entry (self, g_task_get_task_data (G_TASK (result)));

  if (entry == NULL)
    return NULL;

  *received_us = entry->received_us;
  return g_bytes_ref (entry->body);
}

static void
memory_cache_store (MagCacheTier *tier,
                    const char   *key,
                    GBytes       *body,
                    gint64        received_us,
                    guint         seconds)
{
  MagMemoryCache *self = MAG_MEMORY_CACHE (tier);
  GList *old = g_hash_table_lookup (self->links, key);
  Entry *entry;

  if (old != NULL)
    drop_link (self, old);
  if (g_bytes_get_size (body) > self->max_bytes)
    return;

  entry = g_new (Entry, 1);
  *entry = (Entry) { g_strdup (key), g_bytes_ref (body), received_us, received_us + seconds * MAG_SECOND_US };
  g_queue_push_head (&self->order, entry);
  g_hash_table_insert (self->links, entry->key, self->order.head);
  self->bytes += g_bytes_get_size (body);

  while (self->order.length > self->max_entries || self->bytes > self->max_bytes)
    drop_link (self, self->order.tail);
}

static void
mag_memory_cache_finalize (GObject *object)
{
  MagMemoryCache *self = MAG_MEMORY_CACHE (object);

  while (self->order.head != NULL)
    drop_link (self, self->order.head);
  g_clear_pointer (&self->links, g_hash_table_unref);
  g_clear_pointer (&self->clock, mag_clock_unref);

  G_OBJECT_CLASS (mag_memory_cache_parent_class)->finalize (object);
}

static void
mag_memory_cache_class_init (MagMemoryCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_memory_cache_finalize;
}

static void
mag_memory_cache_tier_init (MagCacheTierInterface *iface)
{
  iface->lookup_async = memory_cache_lookup_async;
  iface->lookup_finish = memory_cache_lookup_finish;
  iface->store = memory_cache_store;
}

static void
mag_memory_cache_init (MagMemoryCache *self)
{
  self->links = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->order);
}

/**
 * mag_memory_cache_new:
 * @clock: the time that ages entries
 * @max_entries: most entries kept; > 0
 * @max_bytes: most bytes of bodies kept
 *
 * Returns: (transfer full): an empty tier that forgets what was used longest ago
 */
MagMemoryCache *
mag_memory_cache_new (MagClock *clock,
                      guint     max_entries,
                      gsize     max_bytes)
{
  MagMemoryCache *self = g_object_new (MAG_TYPE_MEMORY_CACHE, NULL);

  self->clock = mag_clock_ref (clock);
  self->max_entries = max_entries;
  self->max_bytes = max_bytes;

  return self;
}
