/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The programs as they are built: magnusctl, magnus-sync, magnus-practice and the private server, end to end. */

#include "config.h"

#include "mag-profile.h"
#include "practice-session.h"
#include "store-fixture.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define MIDDAY "2026-11-20T17:00:00Z" /* a Friday, 12:00 in New York */

typedef struct
{
  PracticeSession practice;
  MagProfile     *profile;
  MagStore       *store;   /* the same database, to look behind what programs say */
} Session;

static Session shared; /* one for all cases: making it takes longer than most of them */

/* FALSE: skipped. Each case finds an empty database and a market that is slow enough to be interrupted. */
static gboolean
begin (void)
{
  static const char *const arguments[] = { "--port", "0", "--seed", "7", "--at", MIDDAY, "--fault", "cboe:latency=400", "--fault", "cboe:redirect=off", NULL };
  const char *why_not;
  g_autoptr(GError) error = NULL;

  if (!practice_session_can_run (&why_not))
    {
      g_test_skip (why_not);
      return FALSE;
    }
  if (shared.store != NULL)
    return TRUE;

  practice_session_begin (&shared.practice, arguments);
  shared.profile = mag_profile_new_practice (shared.practice.url, FALSE, &error);
  g_assert_no_error (error);
  shared.store = mag_store_new (shared.profile, NULL);
  return TRUE;
}

static gpointer
list_workers_job (MagDb         *db,
                  gpointer       input,
                  GCancellable  *cancellable,
                  GError       **error)
{
  GStrvBuilder *builder = input;
  g_autoptr(PGresult) result = mag_db_query (db, "SELECT DISTINCT split_part(worker, ':', 2) FROM sync_jobs WHERE worker IS NOT NULL", 0, NULL,
                                             cancellable, error);

  for (int i = 0; result != NULL && i < PQntuples (result); i++)
    g_strv_builder_add (builder, PQgetvalue (result, i, 0));
  return GINT_TO_POINTER (result != NULL);
}

/* Workers may still be after company data. */
static void
stop_workers (void)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) pids = NULL;

  mag_store_run (shared.store, list_workers_job, builder, NULL, NULL);
  pids = g_strv_builder_end (builder);
  for (char **pid = pids; *pid != NULL; pid++)
    {
      g_autofree char *path = g_build_filename ("/proc", *pid, "comm", NULL);
      g_autofree char *name = NULL;

      if (g_file_get_contents (path, &name, NULL, NULL) && g_str_has_prefix (name, "magnus-sync"))
        kill (atoi (*pid), SIGTERM);
    }
}

static void
end (void)
{
  stop_workers ();
  g_free (store_query (shared.store, "TRUNCATE symbols, trades, tv_watchlists, option_quotes, symbol_exclusions CASCADE"));
}

static void
end_all (void)
{
  g_autofree char *log = NULL;
  g_autofree char *text = NULL;

  if (shared.store == NULL)
    return;
  log = g_build_filename (mag_profile_get_data_dir (shared.profile), "magnus-sync.log", NULL);
  if (g_file_get_contents (log, &text, NULL, NULL))
    g_test_message ("magnus-sync.log:\n%s", text);
  mag_store_close (shared.store);
  g_clear_object (&shared.store);
  g_clear_pointer (&shared.profile, mag_profile_unref);
  practice_session_end (&shared.practice);
}

/* What a program said and how it ended. */
typedef struct
{
  char *out, *err;
  int   status;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_free (answer->out);
  g_free (answer->err);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static GSubprocess *
spawn (const char *line)
{
  g_auto(GStrv) arguments = NULL;
  g_autoptr(GError) error = NULL;

  if (line[0] == '\0')
    arguments = g_new0 (char *, 1);
  else
    g_shell_parse_argv (line, NULL, &arguments, &error);
  g_assert_no_error (error);
  return practice_session_spawn (&shared.practice, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                                 "magnusctl", (const char *const *) arguments);
}

static Answer
wait_for (GSubprocess *process,
          const char  *input)
{
  g_autoptr(GError) error = NULL;
  Answer answer = { 0 };

  g_subprocess_communicate_utf8 (process, input, NULL, &answer.out, &answer.err, &error);
  g_assert_no_error (error);
  answer.status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  return answer;
}

static Answer
run (const char *line,
     const char *input)
{
  g_autoptr(GSubprocess) process = spawn (line);

  g_test_message ("magnusctl %s", line);
  return wait_for (process, input);
}

/* Runs it and reads its JSON: the object under noun. */
static JsonObject *
run_json (int         status,
          const char *noun,
          const char *line,
          const char *input)
{
  g_auto(Answer) answer = run (line, input);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;

  if (answer.status != status)
    g_test_message ("%s%s", answer.out, answer.err);
  g_assert_cmpint (answer.status, ==, status);
  json_parser_load_from_data (parser, answer.out, -1, &error);
  g_assert_no_error (error);
  return json_object_ref (json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), noun));
}

static char *
make_symbols (guint n)
{
  GString *text = g_string_new ("###LOAD");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, ",NASDAQ:ZQ%c%cA", 'A' + i / 26, 'A' + i % 26); /* a last letter U or W would make it a unit or a warrant */
  return g_string_free_and_steal (text);
}

static void
import (const char *name,
        const char *text)
{
  g_autofree char *line = g_strdup_printf ("import - --name %s", name);
  g_auto(Answer) answer = run (line, text);

  g_assert_cmpstr (answer.err, ==, "");
  g_assert_cmpint (answer.status, ==, 0);
}

/* A line that makes no sense, or asks for help, needs neither profile nor store. */
static void
test_usage (void)
{
  static const struct { const char *line; int status; const char *out, *err; } rows[] = {
    { "", 2, NULL, "verb" },
    { "conjure", 2, NULL, "conjure" },
    { "--help", 0, "import", NULL },
    { "--version", 0, VERSION, NULL },
    { "import --help", 0, "--dry-run", NULL },
    { "lists --help", 0, "--json", NULL },
    { "sync --help", 0, "--no-wait", NULL },
    { "scan --help", 0, "--max-collateral", NULL },
    { "chain --help", 0, "--expiration", NULL },
    { "price --help", 0, "div_count", NULL },
    { "status --help", 0, "--practice", NULL },
    { "exclude --help", 0, "--reason", NULL },
    { "include --help", 0, "SYMBOL", NULL },
    { "trades --help", 0, "--strategy", NULL },
    { "export --help", 0, "import --trades", NULL },
    { "trades --status sold", 2, NULL, "sold" },
    { "trades --strategy wheel", 2, NULL, "wheel" },
    { "trades --from 2026-02-30", 2, NULL, "2026-02-30" },
    { "import --trades --merge x", 2, NULL, "--trades" },
    { "import --trades /nowhere/x.csv", 3, NULL, "/nowhere/x.csv" },
    { "export now", 2, NULL, "now" },
    { "export --help", 0, "--ics", NULL },
    { "import", 2, NULL, "missing" },
    { "import --broker trades.csv", 2, NULL, "reads no file" },
    { "import --broker --merge", 2, NULL, "no other option" },
    { "import one two", 2, NULL, "two" },
    { "import --merge --replace x", 2, NULL, "exclude each other" },
    { "import --frobnicate x", 2, NULL, "frobnicate" },
    { "import /nowhere/x.txt", 3, NULL, "/nowhere/x.txt" },
    { "sync", 2, NULL, "missing" },
    { "scan --right sideways", 2, NULL, "sideways" },
    { "scan --min-delta 0.3x", 2, NULL, "0.3x" },
    { "scan --min-delta 25", 2, NULL, "between 0 and 1" },
    { "scan --max-delta 2", 2, NULL, "between 0 and 1" },
    { "scan --min-delta 0.5 --max-delta 0.2", 2, NULL, "" },
    { "scan --dte-tolerance=-3", 2, NULL, "" },
    { "scan --min-bid -1", 2, NULL, "" },
    { "scan --limit=-5", 2, NULL, "--limit" },
    { "scan --max-collateral lots", 2, NULL, "lots" },
    { "chain", 2, NULL, "missing" },
    { "chain KO --expiration 2026-02-30", 2, NULL, "2026-02-30" },
    { "price options.csv", 2, NULL, "options.csv" },
    { "status now", 2, NULL, "now" },
    { "--practice-url http://192.0.2.1:80 lists", 2, NULL, "" },
    { "--practice-url http://127.0.0.1:9 lists", 5, NULL, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto(Answer) answer = run (rows[i].line, NULL);

      g_test_message ("%d: %s", answer.status, answer.err);
      g_assert_cmpint (answer.status, ==, rows[i].status);
      if (rows[i].out != NULL)
        g_assert_nonnull (strstr (answer.out, rows[i].out));
      if (rows[i].err != NULL)
        {
          g_assert_true (g_str_has_prefix (answer.err, "magnusctl: "));
          g_assert_nonnull (strstr (answer.err, rows[i].err));
          g_assert_cmpstr (answer.out, ==, "");
        }
    }
}

static void
test_worker_usage (void)
{
  static const struct { const char *arguments[4]; int status; } rows[] = {
    { { "--help" }, 0 },
    { { "--version" }, 0 },
    { { "--frobnicate" }, 2 },
    { { "argument" }, 2 },
    { { "--practice-url", "http://192.0.2.1:80" }, 2 },
    { { "--practice-url", "http://127.0.0.1:9" }, 5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      PracticeSession nobody = { 0 };
      g_autoptr(GSubprocess) process = practice_session_spawn (&nobody, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE, "magnus-sync",
                                                               rows[i].arguments);
      g_auto(Answer) answer = wait_for (process, NULL);

      g_test_message ("magnus-sync %s: %d: %s", rows[i].arguments[0], answer.status, answer.err);
      g_assert_cmpint (answer.status, ==, rows[i].status);
    }
}

static void
check_import (void)
{
  static const char text[] = "###WHEEL,NYSE:KO,NASDAQ:AAPL,NYSE:BRK.B,NYSE:KO,###REST,BINANCE:BTCUSDT,ZQAAB,???";
  g_autoptr(JsonObject) dry = run_json (0, "import", "import - --name Wheel --dry-run --json", text);
  g_autoptr(JsonObject) wet = NULL;
  g_auto(Answer) hollow = run ("import - --dry-run", "###WHEEL,BINANCE:BTCUSDT");
  g_auto(Answer) taken = { 0 };
  g_auto(Answer) merged = { 0 };
  g_auto(Answer) junk = { 0 };

  g_assert_cmpint (hollow.status, ==, 1);
  g_assert_nonnull (strstr (hollow.out, "Nothing was saved."));
  g_assert_false (json_object_get_boolean_member (dry, "saved"));
  g_assert_cmpint (store_query_int (shared.store, "SELECT count(*) FROM tv_watchlists"), ==, 0);

  wet = run_json (0, "import", "import - --name Wheel --json", text);
  g_assert_true (json_object_get_boolean_member (wet, "saved"));
  g_assert_cmpint (json_object_get_int_member (wet, "accepted"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (wet, "duplicate"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (wet, "unsupported"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (wet, "invalid"), ==, 1);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (wet, "items")), ==, 7);

  taken = run ("import - --name wheel", text);
  g_assert_cmpint (taken.status, ==, 6);
  merged = run ("import - --name Wheel --merge", "NYSE:F");
  g_assert_cmpint (merged.status, ==, 0);
  junk = run ("import - --name Junk", "BINANCE:BTCUSDT");
  g_assert_cmpint (junk.status, ==, 1);
}

static void
check_lists (void)
{
  g_auto(Answer) answer = run ("lists --json", NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(JsonObject) list = run_json (0, "list", "lists wheel --json", NULL);
  JsonArray *lists;

  g_assert_true (json_parser_load_from_data (parser, answer.out, -1, NULL));
  lists = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "lists");
  g_assert_cmpuint (json_array_get_length (lists), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (lists, 0), "name"), ==, "Wheel");
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (lists, 0), "symbol_count"), ==, 5);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (list, "symbols")), ==, 5);
}

static void
check_scan (void)
{
  g_autoptr(JsonObject) scan = run_json (0, "scan", "scan Wheel --json", NULL);
  g_autoptr(JsonObject) all = run_json (0, "scan", "scan --json", NULL);
  g_autoptr(JsonObject) cheap = run_json (0, "scan", "scan --max-collateral 2000 --json", NULL);
  JsonArray *rows = json_object_get_array_member (scan, "contracts");
  double previous = G_MAXDOUBLE;

  g_assert_cmpuint (json_array_get_length (rows), >, 0);
  g_assert_cmpint (json_object_get_int_member (scan, "passed"), ==, json_array_get_length (rows));
  g_assert_cmpint (json_object_get_int_member (all, "passed"), ==, json_array_get_length (rows));
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      double monthly = json_object_get_double_member (row, "monthly_return");

      g_assert_cmpfloat (monthly, <=, previous);
      g_assert_cmpfloat (-json_object_get_double_member (row, "delta"), >=, 0.25);
      g_assert_cmpfloat (-json_object_get_double_member (row, "delta"), <=, 0.40);
      g_assert_cmpint (ABS (json_object_get_int_member (row, "dte") - 30), <=, 7);
      g_assert_cmpstr (json_object_get_string_member (row, "status"), ==, "ok");
      previous = monthly;
    }
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (cheap, "contracts")), <, json_array_get_length (rows));
}

static void
check_chain (void)
{
  g_autoptr(JsonObject) chain = run_json (0, "chain", "chain brk-b --json", NULL);
  g_auto(Answer) text = run ("chain KO", NULL);
  static const struct { const char *line; int status; } rows[] = {
    { "chain NVDA", 3 },
    { "chain KO --expiration 2026-11-22", 3 },
    { "chain ???", 2 },
    { "sync Nothing", 3 },
    { "scan Nothing", 3 },
    { "lists Nothing", 3 },
  };

  g_assert_cmpstr (json_object_get_string_member (chain, "symbol"), ==, "BRK.B");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (chain, "contracts")), >, 50);
  g_assert_cmpint (text.status, ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto(Answer) answer = run (rows[i].line, NULL);

      g_assert_cmpint (answer.status, ==, rows[i].status);
    }
}

/* Who has nothing to scan is told what comes first. */
static void
check_advice (const char *line,
              const char *advice)
{
  g_auto(Answer) answer = run (line, NULL);

  g_assert_cmpint (answer.status, ==, 0);
  g_assert_nonnull (strstr (answer.out, advice));
}

/* A list, its sync and its ranked premiums. */
static void
test_main_job (void)
{
  g_autoptr(JsonObject) sync = NULL;
  g_autoptr(JsonObject) status = NULL;

  if (!begin ())
    return;
  check_advice ("scan", "magnusctl import FILE");
  check_import ();
  check_advice ("scan Wheel", "magnusctl sync 'Wheel'");
  sync = run_json (0, "sync", "sync Wheel --json", NULL);
  g_assert_cmpstr (json_object_get_string_member (sync, "state"), ==, "done");
  g_assert_cmpint (json_object_get_int_member (sync, "done"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (sync, "failed"), ==, 0);
  check_lists ();
  check_scan ();
  check_chain ();
  status = run_json (0, "status", "status --json", NULL);
  g_assert_cmpstr (json_object_get_string_member (status, "profile"), ==, "practice");
  g_assert_cmpstr (json_object_get_string_member (status, "session"), ==, "open");
  g_assert_cmpint (json_object_get_int_member (status, "lists"), ==, 1);
  end ();
}

static void
test_exclusions (void)
{
  g_auto(Answer) excluded = { 0 };
  g_auto(Answer) included = { 0 };
  g_autoptr(JsonObject) report = NULL;

  if (!begin ())
    return;
  excluded = run ("exclude NYSE:KO brk-b --reason boring --json", NULL);
  g_assert_cmpstr (excluded.out, ==, "{\"exclusions\":[\"BRK.B\",\"KO\"]}\n");
  report = run_json (0, "import", "import - --json", "KO\nAAPL\nBRK/B\n");
  g_assert_cmpint (json_object_get_int_member (report, "excluded"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (report, "accepted"), ==, 1);
  included = run ("include KO --json", NULL);
  g_assert_cmpstr (included.out, ==, "{\"exclusions\":[\"BRK.B\"]}\n");
  end ();
}

static void
test_failed_symbols_are_told (void)
{
  g_autoptr(JsonObject) sync = NULL;
  JsonArray *failures;

  if (!begin ())
    return;
  import ("Mixed", "KO\nSI\nAAPL\n");
  sync = run_json (5, "sync", "sync Mixed --json", NULL);
  g_assert_cmpint (json_object_get_int_member (sync, "done"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (sync, "failed"), ==, 1);
  failures = json_object_get_array_member (sync, "failures");
  g_assert_cmpuint (json_array_get_length (failures), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (failures, 0), "symbol"), ==, "SI");
  end ();
}

static gint64
count_done (void)
{
  return store_query_int (shared.store, "SELECT count(*) FROM sync_job_symbols WHERE state = 'done'");
}

static void
wait_until_done (gint64   n)
{
  while (count_done () < n)
    g_usleep (50000);
}

/* magnus-sync's process, as it signs its lease. */
static GPid
find_worker (void)
{
  return store_query_int (shared.store, "SELECT split_part(worker, ':', 2)::int FROM sync_jobs ORDER BY id DESC LIMIT 1");
}

static void
test_killed_worker_is_replaced (void)
{
  g_autofree char *symbols = make_symbols (60);
  g_auto(Answer) begun = { 0 };
  g_auto(Answer) followed = { 0 };

  if (!begin ())
    return;
  import ("Load", symbols);
  begun = run ("sync Load --no-wait", NULL);
  g_assert_cmpint (begun.status, ==, 0);
  wait_until_done (15);
  g_assert_cmpint (kill (find_worker (), SIGKILL), ==, 0);
  g_assert_cmpint (count_done (), <, 60);

  /* Follows the same job; the lease lapses, and a new worker goes on. */
  followed = run ("sync Load", NULL);
  g_test_message ("%s%s", followed.out, followed.err);
  g_assert_cmpint (followed.status, ==, 0);
  g_assert_cmpint (store_query_int (shared.store, "SELECT count(*) FROM sync_jobs"), ==, 1);
  g_assert_cmpint (count_done (), ==, 60);
  g_assert_cmpint (store_query_int (shared.store, "SELECT count(*) FROM chain_snapshots"), ==, 60);
  g_assert_cmpint (store_query_int (shared.store, "SELECT count(DISTINCT symbol_id) FROM chain_snapshots"), ==, 60);
  end ();
}

static void
test_interrupt_cancels (void)
{
  g_autofree char *symbols = make_symbols (100);
  g_autoptr(GSubprocess) process = NULL;
  g_auto(Answer) answer = { 0 };
  g_autofree char *state = NULL;

  if (!begin ())
    return;
  import ("Load", symbols);
  process = spawn ("sync Load");
  wait_until_done (10);
  g_subprocess_send_signal (process, SIGINT);
  answer = wait_for (process, NULL);
  g_assert_cmpint (answer.status, ==, 130);
  state = store_query (shared.store, "SELECT state FROM sync_jobs");
  g_assert_cmpstr (state, ==, "cancelled");
  g_assert_cmpint (count_done (), <, 100);
  end ();
}

static void
test_asked_twice_is_one_job (void)
{
  g_autofree char *symbols = make_symbols (30);
  g_autoptr(GSubprocess) first = NULL;
  g_autoptr(GSubprocess) second = NULL;
  g_autoptr(GSubprocess) other = NULL;
  g_auto(Answer) first_answer = { 0 };
  g_auto(Answer) second_answer = { 0 };
  g_auto(Answer) other_answer = { 0 };

  if (!begin ())
    return;
  import ("Load", symbols);
  import ("Other", "KO\nAAPL\nF\n");
  first = spawn ("sync Load");
  second = spawn ("sync load");
  other = spawn ("sync Other");
  first_answer = wait_for (first, NULL);
  second_answer = wait_for (second, NULL);
  other_answer = wait_for (other, NULL);
  g_assert_cmpint (first_answer.status, ==, 0);
  g_assert_cmpint (second_answer.status, ==, 0);
  g_assert_cmpint (other_answer.status, ==, 0);
  g_assert_cmpint (store_query_int (shared.store, "SELECT count(*) FROM sync_jobs"), ==, 2);
  g_assert_cmpint (store_query_int (shared.store, "SELECT count(*) FROM chain_snapshots"), ==, 33);
  end ();
}

/* Processes that have the session's folder in their command line. */
static guint
end_programs (const char *name)
{
  g_autoptr(GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *pid;
  guint n = 0;

  while ((pid = g_dir_read_name (proc)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", pid, "cmdline", NULL);
      g_autofree char *line = NULL;
      gsize length;

      if (!g_ascii_isdigit (pid[0]) || !g_file_get_contents (path, &line, &length, NULL) || length == 0)
        continue;
      if (g_str_has_suffix (line, name) && memmem (line, length, shared.practice.root, strlen (shared.practice.root)) != NULL)
        n += kill (atoi (pid), SIGTERM) == 0;
    }
  return n;
}

/* The wheel of DOMAIN 8 as a file of ours: trade and leg by number, which leg it rolls, role, contract, price in dollars, day. */
static char *
make_wheel (void)
{
  static const struct { int trade, rolled; const char *role, *expiration, *type, *strike, *price, *date; } legs[] = {
    { 1, 0, "sell_to_open", "2026-01-16", "put", "50", "1.20", "2026-01-02" },
    { 1, 0, "buy_to_close", "2026-01-16", "put", "50", "2", "2026-01-12" },
    { 2, 2, "sell_to_open", "2026-02-20", "put", "48", "2.60", "2026-01-12" },
    { 2, 0, "assign", "2026-02-20", "put", "48", "0", "2026-02-20" },
    { 3, 0, "sell_to_open", "2026-03-20", "call", "50", "0.90", "2026-02-23" },
    { 3, 0, "expire", "2026-03-20", "call", "50", "0", "2026-03-20" },
    { 4, 0, "sell_to_open", "2026-04-17", "call", "50", "1.10", "2026-03-23" },
    { 4, 0, "buy_to_close", "2026-04-17", "call", "50", "0.30", "2026-04-06" },
    { 5, 0, "sell_to_open", "2026-05-15", "call", "50", "0.75", "2026-04-07" },
    { 5, 0, "called_away", "2026-05-15", "call", "50", "0", "2026-05-15" },
  };
  GString *text = g_string_new ("trade,account,origin,trade_broker_id,symbol,notes,created,updated,leg,rolled_from,leg_broker_id,"
                                "role,root,expiration,type,strike,multiplier,quantity,price,fees,date\n");

  for (gsize i = 0; i < G_N_ELEMENTS (legs); i++)
    {
      g_autofree char *rolled = legs[i].rolled != 0 ? g_strdup_printf ("00000000-0000-4000-9000-00000000000%x", legs[i].rolled) : g_strdup ("");

      g_string_append_printf (text, "00000000-0000-4000-8000-00000000000%d,,manual,,F,,2026-01-02T15:00:00Z,2026-01-02T15:00:00Z,"
                              "00000000-0000-4000-9000-00000000000%x,%s,,%s,F,%s,%s,%s,100,1,%s,0,%s\n",
                              legs[i].trade, (guint) i + 1, rolled, legs[i].role, legs[i].expiration, legs[i].type, legs[i].strike, legs[i].price, legs[i].date);
    }
  return g_string_free_and_steal (text);
}

static double
number_at (JsonObject *object,
           const char *member)
{
  return json_object_get_double_member (object, member);
}

static void
check_trades (void)
{
  static const double bases[] = { 46.20, 45.30, 45.30, 44.20, 44.50, 43.75 }; /* after legs 4 to 9 */
  g_autoptr(JsonObject) trades = run_json (0, "trades", "trades F --json", NULL);
  g_autoptr(JsonObject) calls = run_json (0, "trades", "trades --strategy covered_call --to 2026-04-30 --json", NULL);
  g_autoptr(JsonObject) others = run_json (0, "trades", "trades KO --json", NULL);
  JsonObject *campaign = json_array_get_object_element (json_object_get_array_member (trades, "campaigns"), 0);
  JsonArray *steps = json_object_get_array_member (campaign, "steps");
  g_autoptr(JsonObject) losses = run_json (0, "trades", "trades --max-profit -0.01 --json", NULL);
  g_autoptr(JsonObject) most = run_json (0, "trades", "trades --min-profit 180 --max-profit 200.00 --json", NULL);
  g_autoptr(JsonObject) account = run_json (0, "trades", "trades --account Roth --json", NULL);
  g_autoptr(JsonObject) tax = run_json (0, "tax", "trades --tax 2026 --json", NULL);
  g_autoptr(JsonObject) before = run_json (0, "tax", "trades --tax 2025 --json", NULL);
  JsonObject *shares = json_array_get_object_element (json_object_get_array_member (tax, "items"), 3);
  g_auto(Answer) tax_text = run ("trades --tax 2026", NULL);
  g_auto(Answer) no_year = run ("trades --tax 26", NULL);
  g_auto(Answer) wrong = run ("trades --min-profit much", NULL);
  g_auto(Answer) crossed = run ("trades --min-profit 2 --max-profit 1", NULL);
  g_auto(Answer) text = run ("trades", NULL);
  g_auto(Answer) campaigns = run ("trades --campaigns", NULL);

  g_assert_cmpfloat (number_at (json_object_get_object_member (trades, "figures"), "profit"), ==, 625);
  g_assert_cmpfloat (number_at (campaign, "cash"), ==, 625);
  g_assert_cmpfloat (number_at (campaign, "tax_total"), ==, 625);
  g_assert_true (json_object_get_boolean_member (campaign, "agree"));
  for (guint i = 0; i < G_N_ELEMENTS (bases); i++)
    g_assert_cmpfloat (number_at (json_array_get_object_element (steps, i + 3), "campaign_basis"), ==, bases[i]);
  g_assert_true (json_object_get_null_member (json_array_get_object_element (steps, 9), "campaign_basis"));

  g_assert_cmpfloat (number_at (json_object_get_object_member (calls, "figures"), "profit"), ==, 170);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (others, "rows")), ==, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (losses, "rows")), ==, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (losses, "months")), ==, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (most, "rows")), ==, 2); /* the rolled put and the shares */
  g_assert_cmpfloat (number_at (json_object_get_object_member (most, "figures"), "profit"), ==, 380);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (account, "campaigns")), ==, 0);
  g_assert_cmpint (wrong.status, ==, 2);
  g_assert_nonnull (strstr (wrong.err, "--min-profit can't be \"much\"."));
  g_assert_cmpint (crossed.status, ==, 2);
  g_assert_cmpfloat (number_at (json_object_get_object_member (tax, "total"), "gain"), ==, 625);
  g_assert_cmpfloat (number_at (json_object_get_object_member (tax, "short_term"), "proceeds"), ==, 5395);
  g_assert_cmpfloat (number_at (shares, "cost"), ==, 4540);
  g_assert_cmpfloat (number_at (shares, "premium_in_cost"), ==, 260);
  g_assert_cmpfloat (number_at (shares, "premium_in_proceeds"), ==, 75);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (before, "items")), ==, 0);
  g_assert_nonnull (strstr (tax_text.out, "Short-term: 625.00 = proceeds 5395.00 less cost 4770.00, of 4."));
  g_assert_nonnull (strstr (tax_text.out, "Wash sales and Section 1256 are not modelled."));
  g_assert_cmpint (no_year.status, ==, 2);
  g_assert_nonnull (strstr (text.out, "P/L 625.00 (options 425.00, shares 200.00); 4 closed, 0 open; won 100.0% of 4"));
  g_assert_nonnull (strstr (campaigns.out, "Cash 625.00 = tax items 625.00 and 0.00 still open."));
}

static void
test_journal (void)
{
  g_autofree char *wheel = make_wheel ();
  g_autoptr(JsonObject) dry = NULL;
  g_autoptr(JsonObject) wet = NULL;
  g_autofree char *broken = NULL;
  g_auto(Answer) csv = { 0 };
  g_auto(Answer) json = { 0 };
  g_auto(Answer) again = { 0 };
  g_auto(Answer) wrong = { 0 };

  if (!begin ())
    return;
  dry = run_json (0, "import", "import - --trades --dry-run --json", wheel);
  g_assert_false (json_object_get_boolean_member (dry, "saved"));
  wet = run_json (0, "import", "import - --trades --json", wheel);
  g_assert_cmpint (json_object_get_int_member (wet, "added"), ==, 10);
  check_trades ();

  /* Out, away, and in again, by either form, gives the same file. */
  csv = run ("export", NULL);
  json = run ("export --json", NULL);
  g_assert_cmpint (csv.status, ==, 0);
  g_free (store_query (shared.store, "TRUNCATE trade_legs, trades CASCADE"));
  again = run ("import - --trades", json.out);
  g_assert_cmpstr (again.out, ==, "10 legs read. 10 added, 0 were there already.\n");
  answer_clear (&again);
  again = run ("export", NULL);
  g_assert_cmpstr (again.out, ==, csv.out);
  answer_clear (&again);
  again = run ("import - --trades", csv.out);
  g_assert_cmpstr (again.out, ==, "10 legs read. 0 added, 10 were there already.\n");

  /* A wrong file changes nothing and says where it is wrong. */
  g_free (store_query (shared.store, "TRUNCATE trade_legs, trades CASCADE"));
  broken = g_strconcat (csv.out, "junk\n", NULL);
  wrong = run ("import - --trades", broken);
  g_assert_cmpint (wrong.status, ==, 1);
  g_assert_nonnull (strstr (wrong.err, "Line 12: "));
  g_assert_cmpint (store_query_int (shared.store, "SELECT count(*) FROM trades"), ==, 0);
  end ();
}

/* One put that is open, 2 x 450 x 100, long after any clock of a test. */
static void
test_calendar (void)
{
  const char *put = "trade,account,origin,trade_broker_id,symbol,notes,created,updated,leg,rolled_from,leg_broker_id,"
                    "role,root,expiration,type,strike,multiplier,quantity,price,fees,date\n"
                    "00000000-0000-4000-8000-000000000001,Mine 42,manual,,SPY,,2026-01-02T15:00:00Z,2026-01-02T15:00:00Z,"
                    "00000000-0000-4000-9000-000000000001,,,sell_to_open,SPY,2032-12-17,put,450,100,2,1.50,0,2026-01-02\n";
  g_auto(Answer) nothing = { 0 };
  g_auto(Answer) text = { 0 };
  g_auto(Answer) ics = { 0 };
  g_autoptr(JsonObject) trades = NULL;
  JsonObject *calendar, *event;

  if (!begin ())
    return;
  nothing = run ("export --ics -", NULL);
  g_assert_cmpint (nothing.status, ==, 3);
  answer_clear (&nothing);
  nothing = run ("import - --trades", put);
  g_assert_cmpint (nothing.status, ==, 0);

  text = run ("trades --calendar", NULL);
  g_assert_nonnull (strstr (text.out, "2032-12-17 450 P"));
  g_assert_nonnull (strstr (text.out, "90000.00"));
  trades = run_json (0, "trades", "trades --calendar --json", NULL);
  calendar = json_object_get_object_member (trades, "calendar");
  event = json_array_get_object_element (json_object_get_array_member (calendar, "events"), 0);
  g_assert_cmpstr (json_object_get_string_member (event, "contract"), ==, "SPY321217P00450000");
  g_assert_cmpint (json_object_get_int_member (event, "quantity"), ==, 2);
  g_assert_cmpfloat (number_at (event, "frees"), ==, 90000);
  event = json_array_get_object_element (json_object_get_array_member (calendar, "weeks"), 0);
  g_assert_cmpstr (json_object_get_string_member (event, "from"), ==, "2032-12-13");

  ics = run ("export --ics -", NULL);
  g_assert_cmpint (ics.status, ==, 0);
  g_assert_nonnull (strstr (ics.out, "DTSTART;VALUE=DATE:20321217\r\nSUMMARY:2 × SPY 450 put expires\r\n"));
  g_assert_null (strstr (ics.out, "Mine 42")); /* calendars travel, accounts do not */
  end ();
}

/* Cents of a JSON number of dollars. */
static gint64
cents_at (JsonObject *object,
          const char *member)
{
  return llround (json_object_get_double_member (object, member) * 100);
}

/* Each leg's profit is its premium against mark x shares, to the cent, and the figures are sums of the rows. */
static void
test_positions (void)
{
  g_autoptr(JsonObject) positions = NULL, ira = NULL;
  g_auto(Answer) text = { 0 }, nobody = { 0 };
  JsonArray *rows;
  gint64 profit = 0;

  if (!begin ())
    return;
  positions = run_json (0, "positions", "positions --json", NULL);
  rows = json_object_get_array_member (positions, "rows");
  g_assert_cmpuint (json_array_get_length (rows), >, 10);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (positions, "accounts")), ==, 2);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      JsonArray *legs = json_object_get_array_member (row, "legs");

      for (guint k = 0; k < json_array_get_length (legs); k++)
        {
          JsonObject *leg = json_array_get_object_element (legs, k);
          gint64 shares = json_object_get_int_member (leg, "quantity") * json_object_get_int_member (leg, "multiplier");
          gint64 value = llround (json_object_get_double_member (leg, "mark") * 100) * shares;
          gboolean is_short = strcmp (json_object_get_string_member (leg, "side"), "short") == 0;

          if (json_object_get_int_member (leg, "settling") == 0)
            g_assert_cmpint (cents_at (leg, "profit"), ==, is_short ? cents_at (leg, "premium") - value : value - cents_at (leg, "premium"));
        }
      if (json_array_get_length (legs) > 0 && !json_object_get_null_member (row, "profit"))
        profit += cents_at (row, "profit");
    }
  g_assert_cmpint (cents_at (json_object_get_object_member (positions, "totals"), "profit"), ==, profit);

  ira = run_json (0, "positions", "positions --account \"roth ira\" --json", NULL);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (ira, "accounts")), ==, 1);
  nobody = run ("positions --account nobody", NULL);
  g_assert_cmpint (nobody.status, ==, 3);
  text = run ("positions", NULL);
  g_assert_nonnull (strstr (text.out, "premium collected"));
  end ();
}

/* The history comes once, however often it is asked for. */
static void
test_import_broker (void)
{
  g_autoptr(JsonObject) first = NULL, again = NULL;
  g_auto(Answer) text = { 0 };

  if (!begin ())
    return;
  first = run_json (0, "import", "import --broker --json", NULL);
  g_assert_cmpint (json_object_get_int_member (first, "added"), >, 300);
  g_assert_cmpint (json_object_get_int_member (first, "unreadable"), ==, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (first, "problems")), ==, 0);
  again = run_json (0, "import", "import --broker --json", NULL);
  g_assert_cmpint (json_object_get_int_member (again, "orders"), ==, json_object_get_int_member (first, "orders"));
  g_assert_cmpint (json_object_get_int_member (again, "added"), ==, 0);
  text = run ("import --broker", NULL);
  g_assert_nonnull (strstr (text.out, " 0 legs added"));
  end ();
}

static void
test_practice_starts_by_itself (void)
{
  PracticeSession without_url = { 0 };
  static const char *const arguments[] = { "--practice", "status", NULL };

  if (!begin ())
    return;
  for (int i = 0; i < 2; i++)
    {
      g_autoptr(GSubprocess) process = practice_session_spawn (&without_url, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, "magnusctl",
                                                               arguments);
      g_auto(Answer) answer = wait_for (process, NULL);

      g_test_message ("%s%s", answer.out, answer.err);
      g_assert_cmpint (answer.status, ==, 0);
      g_assert_nonnull (strstr (answer.out, "practice profile at http://127.0.0.1:"));
    }
  g_assert_cmpuint (end_programs ("magnus-practice"), ==, 1);
  end ();
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/magnusctl/usage", test_usage);
  g_test_add_func ("/magnus-sync/usage", test_worker_usage);
  g_test_add_func ("/magnusctl/main-job", test_main_job);
  g_test_add_func ("/magnusctl/exclusions", test_exclusions);
  g_test_add_func ("/magnusctl/journal", test_journal);
  g_test_add_func ("/magnusctl/calendar", test_calendar);
  g_test_add_func ("/magnusctl/failed-symbols-are-told", test_failed_symbols_are_told);
  g_test_add_func ("/magnusctl/killed-worker-is-replaced", test_killed_worker_is_replaced);
  g_test_add_func ("/magnusctl/interrupt-cancels", test_interrupt_cancels);
  g_test_add_func ("/magnusctl/asked-twice-is-one-job", test_asked_twice_is_one_job);
  g_test_add_func ("/magnusctl/positions", test_positions);
  g_test_add_func ("/magnusctl/import-broker", test_import_broker);
  g_test_add_func ("/magnusctl/practice-starts-by-itself", test_practice_starts_by_itself);
  status = g_test_run ();
  end_all ();
  return status;
}
