/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one registry of counters. A name is a path of words, "http.cboe.count"; it exists once something was added to it. Counters are only ever read by people
 * and tests, so a lock and a hash table are enough. */

#include "mag-metrics.h"

#include "mag-types.h"

#define SLOW_US MAG_SECOND_US

struct _MagMetrics
{
  GObject     parent_instance;

  GMutex      lock;
  GHashTable *counters; /* owned name -> owned gint64; under lock */
};

G_DEFINE_FINAL_TYPE (MagMetrics, mag_metrics, G_TYPE_OBJECT)

static void
add_locked (MagMetrics *self,
            const char *name,
            gint64      amount)
{
  gint64 *counter = g_hash_table_lookup (self->counters, name);

  if (counter == NULL)
    {
      counter = g_new0 (gint64, 1);
      g_hash_table_insert (self->counters, g_strdup (name), counter);
    }
  *counter += amount;
}

static void
mag_metrics_finalize (GObject *object)
{
  MagMetrics *self = MAG_METRICS (object);

  g_clear_pointer (&self->counters, g_hash_table_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (mag_metrics_parent_class)->finalize (object);
}

static void
mag_metrics_class_init (MagMetricsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_metrics_finalize;
}

static void
mag_metrics_init (MagMetrics *self)
{
  g_mutex_init (&self->lock);
  self->counters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * mag_metrics_new:
 *
 * Returns: (transfer full): an empty registry
 */
MagMetrics *
mag_metrics_new (void)
{
  return g_object_new (MAG_TYPE_METRICS, NULL);
}

/**
 * mag_metrics_add:
 * @self: a registry
 * @name: what is counted; never part of a request, so that no secret gets in
 * @amount: added to the counter, which starts at 0
 *
 * May be called from any thread.
 */
void
mag_metrics_add (MagMetrics *self,
                 const char *name,
                 gint64      amount)
{
  g_return_if_fail (MAG_IS_METRICS (self));
  g_return_if_fail (name != NULL);

  g_mutex_lock (&self->lock);
  add_locked (self, name, amount);
  g_mutex_unlock (&self->lock);
}

/**
 * mag_metrics_observe:
 * @self: a registry
 * @name: what took time
 * @duration_us: how long, in microseconds; >= 0
 *
 * Counts one in NAME.count, the time in NAME.total_us, and one in NAME.slow when it took over a second. May be called from any thread.
 */
void
mag_metrics_observe (MagMetrics *self,
                     const char *name,
                     gint64      duration_us)
{
  g_autofree char *count = g_strconcat (name, ".count", NULL);
  g_autofree char *total = g_strconcat (name, ".total_us", NULL);
  g_autofree char *slow = g_strconcat (name, ".slow", NULL);

  g_return_if_fail (MAG_IS_METRICS (self));

  g_mutex_lock (&self->lock);
  add_locked (self, count, 1);
  add_locked (self, total, duration_us);
  add_locked (self, slow, duration_us > SLOW_US ? 1 : 0);
  g_mutex_unlock (&self->lock);
}

/**
 * mag_metrics_get:
 * @self: a registry
 * @name: a counter
 *
 * Returns: its value; 0 when nothing was ever added
 */
gint64
mag_metrics_get (MagMetrics *self,
                 const char *name)
{
  const gint64 *counter;
  gint64 value;

  g_return_val_if_fail (MAG_IS_METRICS (self), 0);

  g_mutex_lock (&self->lock);
  counter = g_hash_table_lookup (self->counters, name);
  value = counter != NULL ? *counter : 0;
  g_mutex_unlock (&self->lock);

  return value;
}

/**
 * mag_metrics_sum:
 * @self: a registry
 * @pattern: names, where * stands for any text
 *
 * Returns: the sum of all counters of such a name
 */
gint64
mag_metrics_sum (MagMetrics *self,
                 const char *pattern)
{
  GHashTableIter iter;
  gpointer name, counter;
  gint64 sum = 0;

  g_return_val_if_fail (MAG_IS_METRICS (self), 0);

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->counters);
  while (g_hash_table_iter_next (&iter, &name, &counter))
    sum += g_pattern_match_simple (pattern, name) ? *(const gint64 *) counter : 0;
  g_mutex_unlock (&self->lock);

  return sum;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/**
 * mag_metrics_snapshot:
 * @self: a registry
 *
 * Returns: (transfer floating): all counters at one moment, a{sx} sorted by name
 */
GVariant *
mag_metrics_snapshot (MagMetrics *self)
{
  g_autoptr(GPtrArray) names = NULL;
  GVariantBuilder builder;

  g_return_val_if_fail (MAG_IS_METRICS (self), NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sx}"));
  g_mutex_lock (&self->lock);
  names = g_hash_table_get_keys_as_ptr_array (self->counters);
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      g_variant_builder_add (&builder, "{sx}", name, *(gint64 *) g_hash_table_lookup (self->counters, name));
    }
  g_mutex_unlock (&self->lock);

  return g_variant_builder_end (&builder);
}
