/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnusctl export and magnusctl import --trades: all trades as a file, and such a file back into the journal. */

#include "mag-ctl-calendar.h"

#include "mag-calendar-file.h"
#include "mag-journal-file.h"
#include "mag-trade-repo.h"

#include <string.h>

/* What is to be taken, for the store's thread. */
typedef struct
{
  GPtrArray *records;
  gint64     now_us;
  guint      n_added;
} Import;

static gpointer
export_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  return mag_trade_repo_export (db, cancellable, error);
}

static gpointer
import_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  Import *import = input;

  return GINT_TO_POINTER (mag_trade_repo_import (db, import->records, import->now_us, &import->n_added, cancellable, error));
}

static gpointer
load_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  return mag_trade_repo_load (db, NULL, cancellable, error);
}

/* path: "-" is standard output. */
static gboolean
write_calendar (MagCtl      *self,
                const char  *path,
                GError     **error)
{
  gint64 now_us = mag_ctl_now (self);
  g_autoptr(MagJournal) journal = mag_ctl_run (self, load_job, NULL, error);
  g_autoptr(GHashTable) facts = journal != NULL ? mag_ctl_calendar_facts (self, now_us, error) : NULL;
  g_autoptr(GArray) events = facts != NULL ? mag_agenda_new (journal, facts, NULL, now_us) : NULL;
  g_autofree char *text = NULL;

  if (events == NULL)
    return FALSE;
  if (events->len == 0)
    {
      g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND, "The journal holds nothing that a date could come for.");
      return FALSE;
    }
  text = mag_calendar_file_to_ics (events, now_us);
  if (strcmp (path, "-") != 0)
    return g_file_set_contents (path, text, -1, error);
  fputs (text, stdout);
  return TRUE;
}

/* Runs "magnusctl export". */
MagCtlStatus
mag_ctl_export (MagCtl  *self,
                int      argc,
                char   **argv)
{
  g_autofree char *ics = NULL;
  const GOptionEntry entries[] = {
    { "ics", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &ics, "Write a calendar of what is coming instead, for other programs; - is standard output", "FILE" },
    { NULL }
  };
  const MagCtlSyntax syntax = {
    .arguments = "",
    .summary = "Writes all trades to standard output, a line for each leg: CSV, or JSON with --json.\n"
               "\"magnusctl import --trades\" reads it back.",
    .entries = entries,
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = NULL;
  g_autofree char *text = NULL;

  if (!mag_ctl_parse (self, &syntax, &argc, &argv, &error) || !mag_ctl_open (self, &error))
    return mag_ctl_fail (error);
  if (ics != NULL)
    return write_calendar (self, ics, &error) ? MAG_CTL_OK : mag_ctl_fail (error);
  if (!(records = mag_ctl_run (self, export_job, NULL, &error)))
    return mag_ctl_fail (error);

  text = self->json ? mag_journal_file_to_json (records) : mag_journal_file_to_csv (records);
  fputs (text, stdout); /* g_print() would turn it into the locale's character set */
  return MAG_CTL_OK;
}

static void
print_import (MagCtl       *self,
              const Import *import,
              gboolean      saved)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  if (!self->json)
    {
      g_print ("%u legs read. ", import->records->len);
      if (saved)
        g_print ("%u added, %u were there already.\n", import->n_added, import->records->len - import->n_added);
      else
        g_print ("Nothing was saved.\n");
      return;
    }
  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_object (json, "import");
  mag_ctl_json_boolean (json, "saved", saved);
  mag_ctl_json_integer (json, "legs", import->records->len);
  mag_ctl_json_integer (json, "added", import->n_added);
  mag_ctl_json_end_object (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_print (json);
}

/**
 * mag_ctl_import_trades:
 * @path: a file that export wrote, or "-"
 * @dry_run: only read it
 *
 * Takes trades into the journal, all or none. A file that is no export fails with status 1 and names the line.
 */
MagCtlStatus
mag_ctl_import_trades (MagCtl     *self,
                       const char *path,
                       gboolean    dry_run)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) text = mag_ctl_read_input (path, MAG_JOURNAL_FILE_MAX_BYTES, &error);
  g_autoptr(GPtrArray) records = NULL;
  Import import = { 0 };

  if (text == NULL)
    return mag_ctl_fail (error);
  records = mag_journal_file_parse (g_bytes_get_data (text, NULL), g_bytes_get_size (text), &error);
  if (records == NULL)
    {
      mag_ctl_fail (error);
      return MAG_CTL_FAILED; /* the line made sense, the file does not */
    }
  import.records = records;
  if (!dry_run)
    {
      if (!mag_ctl_open (self, &error))
        return mag_ctl_fail (error);
      import.now_us = mag_ctl_now (self);
      if (!mag_ctl_run (self, import_job, &import, &error))
        {
          MagCtlStatus status = mag_ctl_fail (error);

          return error->domain == MAG_VALIDATION_ERROR ? MAG_CTL_FAILED : status;
        }
    }
  print_import (self, &import, !dry_run);
  return MAG_CTL_OK;
}
