/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnusctl exclude, include: the symbols no import takes. */

#include "mag-ctl.h"

/* One change, for the store's thread. */
typedef struct
{
  const char *ticker;
  const char *reason;
  gboolean    excluded;
} Change;

static gpointer
change_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  const Change *change = input;

  return GINT_TO_POINTER (mag_watchlist_repo_set_excluded (db, change->ticker, change->reason, change->excluded, cancellable, error));
}

static gpointer
load_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  return mag_watchlist_repo_exclusions (db, cancellable, error);
}

static gboolean
change_all (MagCtl      *self,
            char       **symbols,
            const char  *reason,
            gboolean     excluded,
            GError     **error)
{
  for (; *symbols != NULL; symbols++)
    {
      MagSymbol symbol;

      if (!mag_symbol_parse (*symbols, &symbol, error) ||
          mag_ctl_run (self, change_job, &(Change) { symbol.ticker, reason, excluded }, error) == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
print (MagCtl      *self,
       const char **tickers,
       guint        n_tickers)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_array (json, "exclusions");
  for (guint i = 0; i < n_tickers; i++)
    {
      mag_ctl_json_string (json, NULL, tickers[i]);
      if (!self->json)
        g_print ("%s\n", tickers[i]);
    }
  mag_ctl_json_end_array (json);
  mag_ctl_json_end_object (json);
  if (self->json)
    mag_ctl_json_print (json);
}

static int
compare_tickers (const void *a,
                 const void *b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* Both verbs: changes what is named, then shows the whole list. */
static MagCtlStatus
run (MagCtl              *self,
     const MagCtlSyntax  *syntax,
     gboolean             excluded,
     char               **reason,
     int                  argc,
     char               **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) set = NULL;
  g_autofree const char **tickers = NULL;
  guint n_tickers;

  if (!mag_ctl_parse (self, syntax, &argc, &argv, &error) ||
      !mag_ctl_open (self, &error) ||
      !change_all (self, argv + 1, *reason != NULL ? *reason : "", excluded, &error) ||
      !(set = mag_ctl_run (self, load_job, NULL, &error)))
    return mag_ctl_fail (error);

  tickers = (const char **) g_hash_table_get_keys_as_array (set, &n_tickers);
  qsort (tickers, n_tickers, sizeof *tickers, compare_tickers);
  print (self, tickers, n_tickers);
  return MAG_CTL_OK;
}

/* Runs "magnusctl exclude". */
MagCtlStatus
mag_ctl_exclude (MagCtl  *self,
                 int      argc,
                 char   **argv)
{
  g_autofree char *reason = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &reason, "Why, for the import report", "TEXT" },
    { NULL }
  };
  const MagCtlSyntax syntax = {
    .arguments = "[SYMBOL…]", .summary = "Puts symbols on the exclusion list: no import takes them. Shows the list.",
    .entries = entries, .n_min = 0, .n_max = -1,
  };

  return run (self, &syntax, TRUE, &reason, argc, argv);
}

/* Runs "magnusctl include". */
MagCtlStatus
mag_ctl_include (MagCtl  *self,
                 int      argc,
                 char   **argv)
{
  const MagCtlSyntax syntax = {
    .arguments = "SYMBOL…", .summary = "Takes symbols off the exclusion list. Shows what is left on it.", .n_min = 1, .n_max = -1,
  };
  char *reason = NULL;

  return run (self, &syntax, FALSE, &reason, argc, argv);
}
