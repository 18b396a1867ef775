/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal into a file: read and put into words on a worker thread, written without blocking, whole or not at all. The files are those of magnusctl export. */

#include "config.h"

#include "mag-trade-export.h"

#include "mag-calendar-file.h"
#include "mag-journal-file.h"
#include "mag-position-repo.h"
#include "mag-trade-repo.h"

#include <glib/gi18n.h>
#include <string.h>

/* Immutable. */
typedef struct
{
  MagTradeExportForm form;
  gint64             now_us;
} Input;

static const struct
{
  const char *nick, *file_name;
} forms[MAG_TRADE_EXPORT_N_FORMS] = {
  [MAG_TRADE_EXPORT_CSV] = { "csv", "magnus-trades.csv" },
  [MAG_TRADE_EXPORT_JSON] = { "json", "magnus-trades.json" },
  [MAG_TRADE_EXPORT_ICS] = { "ics", "magnus-calendar.ics" },
};

gboolean
mag_trade_export_form_from_nick (const char         *nick,
                                 MagTradeExportForm *form)
{
  for (guint i = 0; i < MAG_TRADE_EXPORT_N_FORMS; i++)
    if (g_str_equal (forms[i].nick, nick))
      {
        *form = i;
        return TRUE;
      }
  return FALSE;
}

const char *
mag_trade_export_form_get_file_name (MagTradeExportForm form)
{
  return forms[form].file_name;
}

static char *
write_calendar (MagDb         *db,
                gint64         now_us,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr(MagJournal) journal = mag_trade_repo_load (db, NULL, cancellable, error);
  g_autoptr(GHashTable) facts = journal != NULL ? mag_position_repo_facts (db, now_us, cancellable, error) : NULL;
  g_autoptr(GArray) events = facts != NULL ? mag_agenda_new (journal, facts, NULL, now_us) : NULL;

  if (events == NULL)
    return NULL;
  if (events->len > 0)
    return mag_calendar_file_to_ics (events, now_us);
  g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND, _("Nothing was saved: no contract is open, and no shares are held."));
  return NULL;
}

static gpointer
write_job (MagDb         *db,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  const Input *input = data;
  g_autoptr(GPtrArray) records = NULL;

  if (input->form == MAG_TRADE_EXPORT_ICS)
    return write_calendar (db, input->now_us, cancellable, error);
  if (!(records = mag_trade_repo_export (db, cancellable, error)))
    return NULL;
  return input->form == MAG_TRADE_EXPORT_CSV ? mag_journal_file_to_csv (records) : mag_journal_file_to_json (records);
}

static void
file_written_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
text_made_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GBytes) bytes = NULL;
  GError *error = NULL;
  char *text = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (text == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  bytes = g_bytes_new_take (text, strlen (text));
  g_file_replace_contents_bytes_async (g_task_get_task_data (task), bytes, NULL, FALSE, G_FILE_CREATE_NONE, g_task_get_cancellable (task), file_written_cb, g_object_ref (task));
}

/**
 * mag_trade_export_async:
 * @file: is replaced
 *
 * Fails with a MAG_STORE_ERROR, NOT_FOUND when a calendar would be empty, or a G_IO_ERROR.
 */
void
mag_trade_export_async (MagEngine           *engine,
                        MagTradeExportForm   form,
                        GFile               *file,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             data)
{
  GTask *task = g_task_new (engine, cancellable, callback, data);
  Input *input = g_new (Input, 1);

  *input = (Input) { form, mag_engine_now_us (engine) };
  g_task_set_source_tag (task, mag_trade_export_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  mag_store_run_async (mag_engine_get_store (engine), write_job, input, g_free, g_free, cancellable, text_made_cb, task);
}

gboolean
mag_trade_export_finish (GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
