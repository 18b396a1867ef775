/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store jobs of the Watchlists page: each a straight line on a worker thread, with an input of its own. */

#include "config.h"

#include "mag-watchlist-jobs.h"

#include "mag-tv-export.h"

#define DONE GINT_TO_POINTER (TRUE)

/* Immutable; which fields count depends on the job. */
typedef struct
{
  gint64           list;
  gint64           symbol;
  GArray          *symbols; /* gint64 */
  gboolean         active;
  char            *text;    /* name or note */
  MagPrice         target;
  MagListOrigin    origin;
  MagImportReport *report;
  MagImportMode    mode;
} Input;

static void
input_free (gpointer data)
{
  Input *input = data;

  g_clear_pointer (&input->symbols, g_array_unref);
  g_clear_pointer (&input->report, mag_import_report_unref);
  g_free (input->text);
  g_free (input);
}

static Input *
input_new (gint64 list)
{
  Input *input = g_new0 (Input, 1);

  input->list = list;

  return input;
}

static gpointer
set_symbols_active_job (MagDb         *db,
                        gpointer       data,
                        GCancellable  *cancellable,
                        GError       **error)
{
  const Input *input = data;

  for (guint i = 0; i < input->symbols->len; i++)
    if (!mag_watchlist_repo_set_symbol_active (db, input->list, g_array_index (input->symbols, gint64, i), input->active,
                                               cancellable, error))
      return NULL;

  return DONE;
}

static gpointer
set_list_active_job (MagDb         *db,
                     gpointer       data,
                     GCancellable  *cancellable,
                     GError       **error)
{
  const Input *input = data;

  return mag_watchlist_repo_set_active (db, input->list, input->active, cancellable, error) ? DONE : NULL;
}

static gpointer
rename_job (MagDb         *db,
            gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  const Input *input = data;

  return mag_watchlist_repo_rename (db, input->list, input->text, cancellable, error) ? DONE : NULL;
}

static gpointer
set_note_job (MagDb         *db,
              gpointer       data,
              GCancellable  *cancellable,
              GError       **error)
{
  const Input *input = data;

  return mag_watchlist_repo_set_note (db, input->list, input->symbol, input->text, input->target, cancellable, error) ? DONE : NULL;
}

static gpointer
import_job (MagDb         *db,
            gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  const Input *input = data;
  gint64 id = mag_watchlist_repo_import (db, input->text, input->origin, input->report, input->mode, cancellable, error);

  return id != 0 ? g_memdup2 (&id, sizeof id) : NULL;
}

/* The exclusions are read here too, so that a preview never goes by old ones. */
static gpointer
preview_job (MagDb         *db,
             gpointer       data,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(GHashTable) excluded = mag_watchlist_repo_exclusions (db, cancellable, error);
  gsize length;
  const char *text = g_bytes_get_data (data, &length);

  if (excluded == NULL)
    return NULL;

  return mag_tv_export_parse (text != NULL ? text : "", length, excluded, error);
}

/**
 * mag_watchlist_jobs_set_symbols_active:
 * @store: the store
 * @list: id of a list
 * @symbols: (element-type gint64): ids of symbols in it; not changed afterwards
 * @active: FALSE removes them from the list, TRUE brings them back
 * @callback: called when it is done
 * @data: for @callback
 */
void
mag_watchlist_jobs_set_symbols_active (MagStore            *store,
                                       gint64               list,
                                       GArray              *symbols,
                                       gboolean             active,
                                       GAsyncReadyCallback  callback,
                                       gpointer             data)
{
  Input *input = input_new (list);

  input->symbols = g_array_ref (symbols);
  input->active = active;
  mag_store_run_async (store, set_symbols_active_job, input, input_free, NULL, NULL, callback, data);
}

void
mag_watchlist_jobs_set_list_active (MagStore            *store,
                                    gint64               list,
                                    gboolean             active,
                                    GAsyncReadyCallback  callback,
                                    gpointer             data)
{
  Input *input = input_new (list);

  input->active = active;
  mag_store_run_async (store, set_list_active_job, input, input_free, NULL, NULL, callback, data);
}

void
mag_watchlist_jobs_rename (MagStore            *store,
                           gint64               list,
                           const char          *name,
                           GAsyncReadyCallback  callback,
                           gpointer             data)
{
  Input *input = input_new (list);

  input->text = g_strdup (name);
  mag_store_run_async (store, rename_job, input, input_free, NULL, NULL, callback, data);
}

void
mag_watchlist_jobs_set_note (MagStore            *store,
                             gint64               list,
                             gint64               symbol,
                             const char          *note,
                             MagPrice             target,
                             GAsyncReadyCallback  callback,
                             gpointer             data)
{
  Input *input = input_new (list);

  input->symbol = symbol;
  input->text = g_strdup (note);
  input->target = target;
  mag_store_run_async (store, set_note_job, input, input_free, NULL, NULL, callback, data);
}

void
mag_watchlist_jobs_import (MagStore            *store,
                           const char          *name,
                           MagListOrigin        origin,
                           MagImportReport     *report,
                           MagImportMode        mode,
                           GAsyncReadyCallback  callback,
                           gpointer             data)
{
  Input *input = input_new (0);

  input->text = g_strdup (name);
  input->origin = origin;
  input->report = mag_import_report_ref (report);
  input->mode = mode;
  mag_store_run_async (store, import_job, input, input_free, g_free, NULL, callback, data);
}

void
mag_watchlist_jobs_preview (MagStore            *store,
                            GBytes              *text,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             data)
{
  mag_store_run_async (store, preview_job, g_bytes_ref (text), (GDestroyNotify) g_bytes_unref,
                       (GDestroyNotify) mag_import_report_unref, cancellable, callback, data);
}
