/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Counts requests by call and answers by status, and how many were under way at once. */

#include "mag-practice-counters.h"

#include "mag-practice-json.h"

#include <string.h>

struct _MagPracticeCounters
{
  gint64      requests[MAG_N_CALLS];
  GHashTable *statuses; /* status as pointer -> count as pointer */
  guint       in_flight, peak;
};

/**
 * mag_practice_counters_new:
 *
 * Returns: (transfer full): counters at zero
 */
MagPracticeCounters *
mag_practice_counters_new (void)
{
  MagPracticeCounters *counters = g_new0 (MagPracticeCounters, 1);

  counters->statuses = g_hash_table_new (NULL, NULL);
  return counters;
}

/**
 * mag_practice_counters_free:
 * @counters: (transfer full): the counters
 *
 * Frees them.
 */
void
mag_practice_counters_free (MagPracticeCounters *counters)
{
  g_hash_table_unref (counters->statuses);
  g_free (counters);
}

/**
 * mag_practice_counters_begin:
 * @counters: the counters
 * @call: what is asked for
 *
 * A request came in.
 */
void
mag_practice_counters_begin (MagPracticeCounters   *counters,
                             const MagPracticeCall *call)
{
  counters->requests[call->id]++;
  counters->in_flight++;
  counters->peak = MAX (counters->peak, counters->in_flight);
}

/**
 * mag_practice_counters_end:
 * @counters: the counters
 * @status: HTTP status; 0 when the connection was ended without an answer
 *
 * Its answer goes out.
 */
void
mag_practice_counters_end (MagPracticeCounters *counters,
                           guint                status)
{
  const gpointer key = GUINT_TO_POINTER (status);
  const guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counters->statuses, key));

  counters->in_flight--;
  g_hash_table_insert (counters->statuses, key, GUINT_TO_POINTER (count + 1));
}

/**
 * mag_practice_counters_reset:
 * @counters: the counters
 *
 * Begins anew; what is under way stays so.
 */
void
mag_practice_counters_reset (MagPracticeCounters *counters)
{
  memset (counters->requests, 0, sizeof counters->requests);
  g_hash_table_remove_all (counters->statuses);
  counters->peak = counters->in_flight;
}

static void
write_calls (MagPracticeCounters *counters,
             MagPracticeObject   *object)
{
  const MagPracticeCall *call;

  for (guint i = 0; (call = mag_practice_call_get (i)) != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s %s", call->provider, call->path);

      if (counters->requests[call->id] > 0)
        mag_practice_object_plain (object, name, counters->requests[call->id]);
    }
}

static void
write_statuses (MagPracticeCounters *counters,
                MagPracticeObject   *object)
{
  GHashTableIter iter;
  gpointer status, count;

  g_hash_table_iter_init (&iter, counters->statuses);
  while (g_hash_table_iter_next (&iter, &status, &count))
    {
      g_autofree char *name = g_strdup_printf ("%u", GPOINTER_TO_UINT (status));

      mag_practice_object_plain (object, name, GPOINTER_TO_UINT (count));
    }
}

/**
 * mag_practice_counters_to_json:
 * @counters: the counters
 *
 * Returns: (transfer full): {"total","in_flight","peak_in_flight","calls":{"PROVIDER PATH":N},"statuses":{"STATUS":N}}
 */
char *
mag_practice_counters_to_json (MagPracticeCounters *counters)
{
  GString *out = g_string_new (NULL);
  MagPracticeObject object, part;
  gint64 total = 0;

  for (guint i = 0; i < MAG_N_CALLS; i++)
    total += counters->requests[i];
  mag_practice_object_open (&object, out);
  mag_practice_object_plain (&object, "total", total);
  mag_practice_object_plain (&object, "in_flight", counters->in_flight);
  mag_practice_object_plain (&object, "peak_in_flight", counters->peak);
  mag_practice_object_key (&object, "calls");
  mag_practice_object_open (&part, out);
  write_calls (counters, &part);
  mag_practice_object_close (&part);
  mag_practice_object_key (&object, "statuses");
  mag_practice_object_open (&part, out);
  write_statuses (counters, &part);
  mag_practice_object_close (&part);
  mag_practice_object_close (&object);
  return g_string_free_and_steal (out);
}
