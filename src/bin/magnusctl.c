/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnusctl: Magnus without a window, for scripts and for checking. This file finds the verb; each verb is a file of its own in ctl/. */

#include "config.h"

#include "ctl/mag-ctl.h"

#include "mag-core-dump.h"

#include <locale.h>
#include <string.h>

static const MagCtlVerb verbs[] = {
  { "import", "Make a watchlist of a TradingView export or any list of symbols", mag_ctl_import },
  { "lists", "Show the watchlists, or the symbols of one", mag_ctl_lists },
  { "sync", "Fetch the option chains of a watchlist", mag_ctl_sync },
  { "scan", "Rank the best contracts to sell", mag_ctl_scan },
  { "chain", "Show the stored option chain of a symbol", mag_ctl_chain },
  { "positions", "Show what the broker holds now", mag_ctl_positions },
  { "trades", "Show the trade journal, its figures and its campaigns", mag_ctl_trades },
  { "export", "Write all trades to standard output", mag_ctl_export },
  { "price", "Price a table of options from standard input", mag_ctl_price },
  { "status", "Show the database, the market's session, the broker and recent syncs", mag_ctl_state },
  { "exclude", "Leave symbols out of every import, or show which are", mag_ctl_exclude },
  { "include", "Take symbols off the exclusion list", mag_ctl_include },
};

static const MagCtlVerb *
find_verb (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (verbs[i].name, name) == 0)
      return &verbs[i];
  return NULL;
}

static char *
dup_description (void)
{
  GString *text = g_string_new ("Verbs:\n");

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    g_string_append_printf (text, "  %-10s%s\n", verbs[i].name, verbs[i].summary);
  g_string_append (text, "\n\"magnusctl VERB --help\" tells more.\n\n"
                         "Exit status: 0 done, 1 failed, 2 usage, 3 not found, 4 database unavailable,\n"
                         "5 market unavailable or some symbols failed, 6 name taken, 7 no usable table, 8 broker, 130 cancelled.");
  return g_string_free_and_steal (text);
}

/* What stands before the verb. */
static gboolean
parse_front (MagCtl    *ctl,
             gboolean  *version,
             int       *argc,
             char    ***argv,
             GError   **error)
{
  const GOptionEntry entries[] = {
    { "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, version, "Show the version and exit", NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("VERB [ARGUMENT…]");
  g_autofree char *description = dup_description ();

  g_option_context_set_summary (context, "Magnus without a window: watchlists, option chains, the best premiums to sell, and the trade journal.");
  g_option_context_set_description (context, description);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_main_group (context, mag_ctl_common_group (ctl));
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

int
main (int    argc,
      char **argv)
{
  g_auto(MagCtl) ctl = { 0 };
  g_autoptr(GError) error = NULL;
  gboolean version = FALSE;
  const MagCtlVerb *verb;

  mag_core_dump_forbid ();
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C"); /* what scripts read has points in numbers */

  if (!parse_front (&ctl, &version, &argc, &argv, &error))
    return mag_ctl_fail (error);
  if (version)
    {
      g_print ("magnusctl %s\n", VERSION);
      return MAG_CTL_OK;
    }
  verb = argc > 1 ? find_verb (argv[1]) : NULL;
  if (verb == NULL)
    {
      g_printerr ("magnusctl: %s%s%s; try \"magnusctl --help\".\n", argc > 1 ? "There is no verb \"" : "A verb is missing", argc > 1 ? argv[1] : "",
                  argc > 1 ? "\"" : "");
      return MAG_CTL_USAGE;
    }
  return verb->run (&ctl, argc - 1, argv + 1);
}
