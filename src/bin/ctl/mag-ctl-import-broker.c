/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnusctl import --broker: the broker's orders and events into the journal. */

#include "mag-ctl-broker.h"
#include "mag-journal-import.h"

#include <unistd.h>

/* For who watches. */
static void
show_progress (guint    n_orders,
               guint    n_events,
               gpointer data)
{
  if (isatty (STDERR_FILENO))
    g_printerr ("\r%u orders, %u events", n_orders, n_events);
}

static void
print_outcome (MagCtl                 *self,
               const MagJournalImport *outcome)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  if (!self->json)
    {
      for (guint i = 0; i < outcome->problems->len; i++)
        g_print ("%s\n", (const char *) g_ptr_array_index (outcome->problems, i));
      g_print ("%u orders and %u events read. %u legs added, %u not final yet, %u could not be read, %u problems.\n", outcome->n_orders, outcome->n_events,
               outcome->n_added, outcome->n_waiting, outcome->n_bad, outcome->problems->len);
      return;
    }
  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_object (json, "import");
  mag_ctl_json_integer (json, "orders", outcome->n_orders);
  mag_ctl_json_integer (json, "events", outcome->n_events);
  mag_ctl_json_integer (json, "added", outcome->n_added);
  mag_ctl_json_integer (json, "waiting", outcome->n_waiting);
  mag_ctl_json_integer (json, "unreadable", outcome->n_bad);
  mag_ctl_json_begin_array (json, "problems");
  for (guint i = 0; i < outcome->problems->len; i++)
    mag_ctl_json_string (json, NULL, g_ptr_array_index (outcome->problems, i));
  mag_ctl_json_end_array (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_print (json);
}

/**
 * mag_ctl_import_broker:
 *
 * What is in the journal already stays as it is.
 */
MagCtlStatus
mag_ctl_import_broker (MagCtl *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagBroker) broker = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(MagJournalImport) outcome = NULL;

  if (!mag_ctl_open (self, &error) || !(broker = mag_ctl_broker_open (self, &error)))
    return mag_ctl_fail (error);
  mag_journal_import_async (broker, self->store, mag_profile_get_clock (self->profile), show_progress, NULL, NULL, mag_ctl_broker_keep, &result);
  outcome = mag_journal_import_finish (broker, mag_ctl_broker_wait (&result), &error);
  if (isatty (STDERR_FILENO))
    g_printerr ("\n");
  if (outcome == NULL)
    return mag_ctl_fail (error);
  print_outcome (self, outcome);
  return MAG_CTL_OK;
}
