/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnusctl import: reads an export from a file or standard input, prints what it makes of every item, and saves what was accepted. */

#include "mag-ctl.h"

#include "mag-tv-export.h"

#include <string.h>

typedef struct
{
  char    *name;
  gboolean merge, replace, dry_run;
  gboolean trades; /* a journal, not a list */
  gboolean broker; /* its history, no file */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* What is to be saved, for the store's thread. */
typedef struct
{
  const char      *name;
  MagImportReport *report;
  MagImportMode    mode;
  gint64           id; /* of the list saved */
} Import;

static gboolean
parse (MagCtl    *self,
       Options   *options,
       int       *argc,
       char    ***argv,
       GError   **error)
{
  const GOptionEntry entries[] = {
    { "name", 'n', G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &options->name, "Name of the watchlist; the file's name otherwise", "NAME" },
    { "merge", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &options->merge, "Add to a list of that name what is not on it", NULL },
    { "replace", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &options->replace, "Make a list of that name exactly this; notes stay", NULL },
    { "dry-run", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &options->dry_run, "Only report; save nothing", NULL },
    { "trades", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &options->trades, "Read trades that \"magnusctl export\" wrote, not a list", NULL },
    { "broker", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &options->broker, "Read the trades from the broker, not from a file", NULL },
    { NULL }
  };
  const MagCtlSyntax syntax = {
    .arguments = "[FILE|-]",
    .summary = "Makes a watchlist of a TradingView export, or of any text with symbols: by line, comma or\n"
               "space, or CSV with a symbol column. \"-\" reads standard input.",
    .entries = entries, .n_min = 0, .n_max = 1,
  };

  if (!mag_ctl_parse (self, &syntax, argc, argv, error))
    return FALSE;
  if (options->broker ? *argc > 1 : *argc < 2)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, options->broker ? "--broker reads no file." : "An argument is missing: a file, or \"-\" for standard input.");
      return FALSE;
    }
  if (options->broker && (options->trades || options->dry_run || options->merge || options->replace || options->name != NULL))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "--broker goes with no other option.");
      return FALSE;
    }
  if (options->merge && options->replace)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "--merge and --replace exclude each other.");
      return FALSE;
    }
  if (options->trades && (options->merge || options->replace || options->name != NULL))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "--name, --merge and --replace are for lists, not for --trades.");
      return FALSE;
    }
  return TRUE;
}

static gpointer
load_exclusions_job (MagDb         *db,
                     gpointer       input,
                     GCancellable  *cancellable,
                     GError       **error)
{
  return mag_watchlist_repo_exclusions (db, cancellable, error);
}

static gpointer
save_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  Import *import = input;

  import->id = mag_watchlist_repo_import (db, import->name, MAG_ORIGIN_TRADINGVIEW, import->report, import->mode, cancellable, error);
  return GINT_TO_POINTER (import->id != 0);
}

static const char *
mode_to_nick (MagImportMode mode)
{
  switch (mode)
    {
    case MAG_IMPORT_CREATE:
      return "create";
    case MAG_IMPORT_MERGE:
      return "merge";
    case MAG_IMPORT_REPLACE:
      return "replace";
    }
  g_return_val_if_reached (NULL);
}

static void
write_item (MagCtlJson          *json,
            const MagImportItem *item)
{
  gboolean read = item->verdict != MAG_IMPORT_INVALID;

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_string (json, "text", item->text);
  mag_ctl_json_string (json, "section", item->section[0] != '\0' ? item->section : NULL);
  mag_ctl_json_string (json, "symbol", item->symbol.ticker[0] != '\0' ? item->symbol.ticker : NULL);
  mag_ctl_json_string (json, "exchange", item->symbol.exchange[0] != '\0' ? item->symbol.exchange : NULL);
  mag_ctl_json_string (json, "kind", read ? mag_symbol_kind_to_nick (item->symbol.kind) : NULL);
  mag_ctl_json_string (json, "verdict", mag_import_verdict_to_nick (item->verdict));
  mag_ctl_json_string (json, "reason", item->reason);
  mag_ctl_json_end_object (json);
}

static void
print_json (const Import *import)
{
  const MagImportReport *report = import->report;
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_object (json, "import");
  mag_ctl_json_string (json, "name", import->name);
  mag_ctl_json_boolean (json, "saved", import->id != 0);
  mag_ctl_json_count (json, "list", import->id != 0 ? import->id : MAG_COUNT_UNKNOWN);
  mag_ctl_json_string (json, "mode", mode_to_nick (import->mode));
  mag_ctl_json_integer (json, "accepted", report->n_accepted);
  mag_ctl_json_integer (json, "duplicate", report->n_duplicate);
  mag_ctl_json_integer (json, "unsupported", report->n_unsupported);
  mag_ctl_json_integer (json, "excluded", report->n_excluded);
  mag_ctl_json_integer (json, "invalid", report->n_invalid);
  mag_ctl_json_begin_array (json, "sections");
  for (guint i = 0; i < report->sections->len; i++)
    mag_ctl_json_string (json, NULL, g_ptr_array_index (report->sections, i));
  mag_ctl_json_end_array (json);
  mag_ctl_json_begin_array (json, "items");
  for (guint i = 0; i < report->items->len; i++)
    write_item (json, g_ptr_array_index (report->items, i));
  mag_ctl_json_end_array (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_print (json);
}

static void
print_text (const Import *import)
{
  static const char *const heads[] = { "Item", "Symbol", "Section", "Verdict", "Reason" };
  const MagImportReport *report = import->report;
  g_autoptr(MagCtlTable) table = mag_ctl_table_new (heads, G_N_ELEMENTS (heads));

  for (guint i = 0; i < report->items->len; i++)
    {
      const MagImportItem *item = g_ptr_array_index (report->items, i);

      mag_ctl_table_add (table, item->text);
      mag_ctl_table_add (table, item->symbol.ticker);
      mag_ctl_table_add (table, item->section);
      mag_ctl_table_add (table, mag_import_verdict_to_nick (item->verdict));
      mag_ctl_table_add (table, item->reason);
    }
  mag_ctl_table_print (table);
  g_print ("\n%u accepted, %u duplicate, %u unsupported, %u excluded, %u invalid. ", report->n_accepted, report->n_duplicate,
           report->n_unsupported, report->n_excluded, report->n_invalid);
  if (import->id != 0)
    g_print ("Saved as \"%s\".\n", import->name);
  else
    g_print ("Nothing was saved.\n");
}

/* NULL: saved. */
static GError *
save (MagCtl *self,
      Import *import)
{
  GError *error = NULL;

  mag_ctl_run (self, save_job, import, &error);
  if (g_error_matches (error, MAG_STORE_ERROR, MAG_STORE_ERROR_EXISTS))
    {
      g_clear_error (&error);
      error = g_error_new (MAG_STORE_ERROR, MAG_STORE_ERROR_EXISTS, "There is a list \"%s\" already; nothing was saved. Say --merge or --replace.",
                           import->name);
    }
  return error;
}

/* Runs "magnusctl import". */
MagCtlStatus
mag_ctl_import (MagCtl  *self,
                int      argc,
                char   **argv)
{
  g_auto(Options) options = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) text = NULL;
  g_autoptr(GHashTable) excluded = NULL;
  g_autoptr(MagImportReport) report = NULL;
  g_autofree char *name = NULL;
  Import import = { 0 };

  if (!parse (self, &options, &argc, &argv, &error))
    return mag_ctl_fail (error);
  if (options.broker)
    return mag_ctl_import_broker (self);
  if (options.trades)
    return mag_ctl_import_trades (self, argv[1], options.dry_run);

  if (!(text = mag_ctl_read_input (argv[1], MAG_TV_EXPORT_MAX_BYTES, &error)) ||
      !mag_ctl_open (self, &error) ||
      !(excluded = mag_ctl_run (self, load_exclusions_job, NULL, &error)))
    return mag_ctl_fail (error);

  report = mag_tv_export_parse (g_bytes_get_data (text, NULL), g_bytes_get_size (text), excluded, &error);
  if (report == NULL)
    {
      mag_ctl_fail (error);
      return MAG_CTL_FAILED;
    }

  name = options.name != NULL ? g_strdup (options.name) : strcmp (argv[1], "-") == 0 ? g_strdup ("Imported") : mag_tv_export_list_name (argv[1]);
  import = (Import) { name, report, options.merge ? MAG_IMPORT_MERGE : options.replace ? MAG_IMPORT_REPLACE : MAG_IMPORT_CREATE, 0 };
  if (report->n_accepted == 0)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "There is no symbol with options in it; nothing was saved.");
  else if (!options.dry_run)
    error = save (self, &import);
  if (self->json)
    print_json (&import);
  else
    print_text (&import);
  return error != NULL ? mag_ctl_fail (error) : MAG_CTL_OK;
}
