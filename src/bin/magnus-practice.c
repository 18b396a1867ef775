/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnus-practice: the practice market on a loopback port. Says its address on the first line and serves until it is told to stop. */

#include "config.h"

#include "mag-core-dump.h"
#include "mag-date.h"
#include "mag-practice-server.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdlib.h>

static const char summary[] =
  "A practice market: answers as Yahoo Finance and CBOE delayed quotes do, on 127.0.0.1 only, with a simulated market or recorded answers.\n"
  "The first line on standard output is its base URL; the path of every real host is served unchanged below it.";

static const char description[] =
  "Users and codes: none yet, market only. The practice broker, which will have some, comes later.\n"
  "\n"
  "Symbols: some 140 US stocks, ETFs and indices (AAPL, F, KO, BRK.B, SPY, QQQ, ^SPX, ^NDX, ^RUT, ^VIX ...), and every five-letter\n"
  "symbol that begins with Z (ZAAAA to ZZZZZ), each with 200 to 400 contracts, for load tests. SI and SIMP are delisted, AFRAF has no options,\n"
  "WBD has an adjusted root, F has strikes of odd cents, SHY and COPX have CBOE files that are hours to days old. CBOE knows BRK.B, not BRKB.\n"
  "The price at an instant follows from the seed and the instant alone.\n"
  "\n"
  "Faults: [SCOPE:]KIND[=VALUE][,OPTION=VALUE...], the first that matches strikes, latencies add up.\n"
  "  SCOPE    PROVIDER[/CALL[/SYMBOL]], a part may be *: yahoo, cboe/options, yahoo/options/AAPL. Calls of yahoo: cookie, page, consent, crumb,\n"
  "           quote, options, chart, summary, search; of cboe: options, quotes, history. The symbol as the request spells it.\n"
  "  KIND     latency=MS, 429 or any other status from 300 to 599, cut (connection ends in the middle of the body), hangup (no answer),\n"
  "           badjson, html (status 200, a challenge page), empty (no contracts, no results), noprice,\n"
  "           invalid-crumb, invalid-cookie (401, and what was handed out is worthless), bad-crumb (\"Too Many Requests\" with status 200),\n"
  "           no-cookie, no-location (a redirect without its address), stale=HOURS (an old answer), agent (only those that call themselves\n"
  "           Mozilla/5.0 are served), consent=eu|nl|none (the cookie's long way), redirect=off|on (CBOE's first hop; on unless told)\n"
  "  OPTION   count=N (the next N), skip=N (let N pass first), rate=R (a share of them, 0 to 1), retry-after=SECONDS (with a status)\n"
  "\n"
  "Control addresses below the base URL:\n"
  "  GET /practice/clock      {\"now\":\"2026-11-20T15:30:00.000000Z\",\"speed\":1.0}\n"
  "  GET /practice/health     200 when it serves\n"
  "  GET /practice/requests   counters by call and status, requests in flight and their peak; DELETE shows and resets them\n"
  "  GET /practice/faults     faults with their counts. POST {\"set\":[...]}, {\"add\":[...]} or {\"clear\":true} as JSON,\n"
  "                           or the same as a form: set=FAULT, add=FAULT (may be repeated), clear=1. DELETE removes all\n"
  "\n"
  "Examples:\n"
  "  magnus-practice --port 0 --seed 7 --at 2026-11-20T15:30:00Z\n"
  "  magnus-practice --port 8017 --fault cboe:latency=500 --fault yahoo/options:429,count=3,retry-after=2";

static struct
{
  int      port;
  gint64   seed;
  char    *replay;
  char   **faults;
  char    *at;
  double   speed;
  char    *announce;
  int      idle_exit;
  gboolean version;
} arguments = { .seed = 1, .speed = 1 };

static const GOptionEntry entries[] = {
  { "port", 'p', 0, G_OPTION_ARG_INT, &arguments.port, "Port to listen on; 0 picks a free one (default)", "N" },
  { "seed", 's', 0, G_OPTION_ARG_INT64, &arguments.seed, "Which market; the same seed is the same market (default 1)", "S" },
  { "replay", 'r', 0, G_OPTION_ARG_FILENAME, &arguments.replay, "Answer with the recordings of a folder instead of simulating", "DIR" },
  { "fault", 'f', 0, G_OPTION_ARG_STRING_ARRAY, &arguments.faults, "Inject a fault; may be repeated, see below", "SPEC" },
  { "at", 0, 0, G_OPTION_ARG_STRING, &arguments.at, "Start the clock at this instant (ISO 8601, UTC unless it has an offset)", "INSTANT" },
  { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &arguments.speed, "How fast the clock runs (default 1)", "X" },
  { "announce", 0, 0, G_OPTION_ARG_FILENAME, &arguments.announce, "Write the base URL to this file, and remove it at the end", "FILE" },
  { "idle-exit", 0, 0, G_OPTION_ARG_INT, &arguments.idle_exit, "End after so many seconds without a request (default: never)", "SECONDS" },
  { "version", 0, 0, G_OPTION_ARG_NONE, &arguments.version, "Print the version and end", NULL },
  { NULL }
};

#define FIRST_YEAR 2016 /* the market begins */
#define LAST_YEAR 2060

typedef struct
{
  GMainLoop         *loop;
  MagPracticeServer *server;
} Run;

static gboolean
stop_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
idle_cb (gpointer user_data)
{
  Run *run = user_data;

  if (mag_practice_server_get_idle_us (run->server) >= arguments.idle_exit * G_USEC_PER_SEC)
    g_main_loop_quit (run->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
is_simulated (gint64 instant_us)
{
  int year, month, day;

  mag_date_get_ymd (mag_date_in_new_york (instant_us), &year, &month, &day);
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}

static MagClock *
make_clock (GError **error)
{
  g_autoptr(MagClock) system = mag_clock_new_system ();
  const gint64 real_us = mag_clock_now_us (system);
  gint64 at_us = real_us;

  if (arguments.at != NULL && (at_us = mag_instant_parse_utc (arguments.at)) <= 0)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "“%s” is not an instant. Write it like 2026-11-20T15:30:00Z.", arguments.at);
      return NULL;
    }
  if (!is_simulated (at_us))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "The practice market is open in the years %d to %d.", FIRST_YEAR, LAST_YEAR);
      return NULL;
    }
  if (!(arguments.speed > 0 && arguments.speed <= 1e6))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "The speed must be over 0 and at most a million.");
      return NULL;
    }
  if (arguments.at == NULL && arguments.speed == 1)
    return g_steal_pointer (&system);
  return mag_clock_new_shifted (at_us, real_us, arguments.speed);
}

static MagPracticeServer *
make_server (GError **error)
{
  g_autoptr(MagClock) clock = make_clock (error);
  MagPracticeOptions options = {
    .seed = (guint64) arguments.seed, .replay = arguments.replay, .faults = (const char *const *) arguments.faults,
    .clock = clock, .speed = arguments.speed,
  };

  if (clock == NULL)
    return NULL;
  if (arguments.port < 0 || arguments.port > 65535)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "A port is a number from 0 to 65535.");
      return NULL;
    }
  options.port = (guint) arguments.port;
  return mag_practice_server_new (&options, error);
}

static gboolean
serve (MagPracticeServer  *server,
       GError            **error)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Run run = { loop, server };
  guint interrupt, terminate, idle = 0;

  interrupt = g_unix_signal_add (SIGINT, stop_cb, loop);
  terminate = g_unix_signal_add (SIGTERM, stop_cb, loop);
  if (arguments.idle_exit > 0)
    idle = g_timeout_add_seconds ((guint) MAX (arguments.idle_exit / 10, 1), idle_cb, &run);
  g_print ("%s\n", mag_practice_server_get_base_url (server));
  fflush (stdout);
  /* after the signals are ours, or a quick stop would leave the file behind */
  if (arguments.announce != NULL &&
      !g_file_set_contents_full (arguments.announce, mag_practice_server_get_base_url (server), -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return FALSE;
  g_main_loop_run (loop);
  if (arguments.announce != NULL)
    g_unlink (arguments.announce);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  g_clear_handle_id (&idle, g_source_remove);
  return TRUE;
}

static gboolean
parse_arguments (int      *argc,
                 char   ***argv,
                 GError  **error)
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "“%s” is not understood; see --help.", (*argv)[1]);
      return FALSE;
    }
  return TRUE;
}

/* Exit status: 0 served and was stopped, 1 could not serve, 2 arguments. */
int
main (int    argc,
      char **argv)
{
  g_autoptr(MagPracticeServer) server = NULL;
  g_autoptr(GError) error = NULL;

  mag_core_dump_forbid ();
  setlocale (LC_ALL, "");
  if (!parse_arguments (&argc, &argv, &error))
    {
      g_printerr ("magnus-practice: %s\n", error->message);
      return 2;
    }
  if (arguments.version)
    {
      g_print ("magnus-practice %s\n", VERSION);
      return EXIT_SUCCESS;
    }
  server = make_server (&error);
  if (server == NULL)
    {
      g_printerr ("magnus-practice: %s\n", error->message);
      return error->domain == G_OPTION_ERROR || g_error_matches (error, MAG_PRACTICE_ERROR, MAG_PRACTICE_ERROR_FAULT) ? 2 : EXIT_FAILURE;
    }
  if (!serve (server, &error))
    {
      g_printerr ("magnus-practice: %s\n", error->message);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
