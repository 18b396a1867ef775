/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sync of 300 symbols of 200 to 400 contracts against the practice market, CBOE's shape, one request each, no limit but ten in flight: once at 500 ms latency, where
 * ten in flight can need no less than N x latency / 10, and once at none, where the machine is the limit. The programs are the built ones, the database
 * is a new private one. */

#include "config.h"

#include "mag-job-repo.h"
#include "mag-profile.h"
#include "mag-watchlist-repo.h"
#include "practice-session.h"
#include "store-fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_SYMBOLS 300
#define IN_FLIGHT 10
#define LOOK_US 10000
#define GIVE_UP_SECONDS 300
#define MARK 0.90

/* Seconds of processor time so far, per program. */
typedef struct
{
  double sync, postgres, practice;
} Cpu;

typedef struct
{
  double first;      /* seconds from asking to the first stored chain */
  double seconds;    /* and to the end of the job */
  gint64 contracts, symbols;
  Cpu    cpu;
} Outcome;

typedef struct
{
  PracticeSession *practice; /* lent */
  MagProfile      *profile;  /* owned */
  MagStore        *store;    /* owned */
  gint64           list, job;
} Bench;

/* Fields of /proc/PID/stat behind the name, which may hold anything. */
static gboolean
read_stat (int      pid,
           int     *parent,
           gint64  *own_ticks,
           gint64  *children_ticks)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;
  g_auto(GStrv) fields = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  fields = g_strsplit (strrchr (text, ')') + 2, " ", -1);
  *parent = atoi (fields[1]);
  *own_ticks = atoll (fields[11]) + atoll (fields[12]);
  *children_ticks = atoll (fields[13]) + atoll (fields[14]);
  return TRUE;
}

static double
read_own_cpu (int pid)
{
  int parent;
  gint64 own = 0, children = 0;

  read_stat (pid, &parent, &own, &children);
  return (double) own / sysconf (_SC_CLK_TCK);
}

/* The postmaster, the backends that have ended, and those that run. */
static double
read_postgres_cpu (int postmaster)
{
  g_autoptr(GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;
  int parent;
  gint64 own = 0, children = 0, sum = 0;

  if (read_stat (postmaster, &parent, &own, &children))
    sum = own + children;
  while ((name = g_dir_read_name (proc)) != NULL)
    if (g_ascii_isdigit (name[0]) && read_stat (atoi (name), &parent, &own, &children) && parent == postmaster)
      sum += own;
  return (double) sum / sysconf (_SC_CLK_TCK);
}

static int
find_postmaster (Bench *bench)
{
  g_autofree char *path = g_build_filename (mag_profile_get_data_dir (bench->profile), "pg", "postmaster.pid", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return atoi (text);
}

static Cpu
read_cpu (Bench *bench,
          int    worker)
{
  return (Cpu) { worker != 0 ? read_own_cpu (worker) : 0, read_postgres_cpu (find_postmaster (bench)),
                 read_own_cpu (atoi (g_subprocess_get_identifier (bench->practice->practice))) };
}

static gpointer
prepare_job (MagDb         *db,
             gpointer       input,
             GCancellable  *cancellable,
             GError       **error)
{
  Bench *bench = input;
  g_autoptr(MagImportReport) report = mag_import_report_new ();

  for (int i = 0; i < N_SYMBOLS; i++)
    {
      /* The practice market knows all of Z and four letters. A last letter U or W would make it a unit or a warrant. */
      char ticker[] = { 'Z', 'A' + i / 26 / 26, 'A' + i / 26 % 26, 'A' + i % 26, 'A', '\0' };

      mag_import_report_add (report, ticker, "", NULL);
    }
  g_assert_cmpuint (report->n_accepted, ==, N_SYMBOLS);
  bench->list = mag_watchlist_repo_import (db, "Bench", MAG_ORIGIN_MANUAL, report, MAG_IMPORT_CREATE, cancellable, error);
  return GINT_TO_POINTER (bench->list != 0);
}

static gpointer
ask_job (MagDb         *db,
         gpointer       input,
         GCancellable  *cancellable,
         GError       **error)
{
  Bench *bench = input;
  gboolean already;

  bench->job = mag_job_repo_ask (db, bench->list, &already, mag_clock_now_us (mag_profile_get_clock (bench->profile)), cancellable, error);
  return GINT_TO_POINTER (bench->job != 0);
}

static gpointer
get_job (MagDb         *db,
         gpointer       input,
         GCancellable  *cancellable,
         GError       **error)
{
  return mag_job_repo_get (db, ((Bench *) input)->job, cancellable, error);
}

static void
run_job (Bench       *bench,
         MagStoreJob  job)
{
  g_autoptr(GError) error = NULL;

  mag_store_run (bench->store, job, bench, NULL, &error);
  g_assert_no_error (error);
}

static double
seconds_since (gint64 begun_us)
{
  return (double) (g_get_monotonic_time () - begun_us) / G_USEC_PER_SEC;
}

/* Follows the job to its end. */
static void
follow (Bench   *bench,
        gint64   begun_us,
        Outcome *outcome)
{
  MagJobState state = MAG_JOB_QUEUED;

  while (state == MAG_JOB_QUEUED || state == MAG_JOB_RUNNING)
    {
      g_autoptr(MagJob) job = NULL;

      g_usleep (LOOK_US);
      job = mag_store_run (bench->store, get_job, bench, NULL, NULL);
      g_assert_nonnull (job);
      if (job->done > 0 && outcome->first == 0)
        outcome->first = seconds_since (begun_us);
      outcome->symbols = job->done;
      state = job->state;
      g_assert_cmpfloat (seconds_since (begun_us), <, GIVE_UP_SECONDS);
    }
  outcome->seconds = seconds_since (begun_us);
}

/* A market of that latency, an empty database, a list. */
static void
begin (Bench *bench,
       guint  latency_ms)
{
  g_autofree char *fault = g_strdup_printf ("latency=%u", latency_ms);
  const char *const arguments[] = { "--port", "0", "--seed", "7", "--at", "2026-11-20T17:00:00Z", "--fault", "cboe:redirect=off", "--fault", fault, NULL };
  g_autoptr(GError) error = NULL;

  if (bench->practice->root == NULL)
    practice_session_begin (bench->practice, arguments);
  else
    practice_session_restart (bench->practice, arguments);
  bench->profile = mag_profile_new_practice (bench->practice->url, FALSE, &error);
  g_assert_no_error (error);
  bench->store = mag_store_new (bench->profile, NULL);
  g_free (store_query (bench->store, "TRUNCATE symbols, tv_watchlists, option_quotes CASCADE"));
  run_job (bench, prepare_job);
}

static void
end (Bench *bench)
{
  mag_store_close (bench->store);
  g_clear_object (&bench->store);
  g_clear_pointer (&bench->profile, mag_profile_unref);
}

static Outcome
measure (PracticeSession *practice,
         guint            latency_ms)
{
  static const char *const no_arguments[] = { NULL };
  g_autoptr(GSubprocess) worker = NULL;
  Bench bench = { .practice = practice };
  Outcome outcome = { 0 };
  Cpu before, after;
  gint64 begun_us;
  int pid;

  begin (&bench, latency_ms);
  before = read_cpu (&bench, 0);
  begun_us = g_get_monotonic_time ();
  run_job (&bench, ask_job);
  worker = practice_session_spawn (bench.practice, G_SUBPROCESS_FLAGS_NONE, "magnus-sync", no_arguments);
  pid = atoi (g_subprocess_get_identifier (worker));
  follow (&bench, begun_us, &outcome);

  after = read_cpu (&bench, pid);
  outcome.cpu = (Cpu) { after.sync, after.postgres - before.postgres, after.practice - before.practice };
  outcome.contracts = store_query_int (bench.store, "SELECT count(*) FROM option_quotes");
  g_subprocess_send_signal (worker, SIGTERM);
  g_subprocess_wait (worker, NULL, NULL);
  end (&bench);
  return outcome;
}

static void
print (const char    *title,
       const Outcome *outcome)
{
  g_print ("%s: %" G_GINT64_FORMAT " of %d symbols, %" G_GINT64_FORMAT " contracts (%.0f a symbol) in %.2f s: %.0f contracts a second; first chain after %.2f s\n",
           title, outcome->symbols, N_SYMBOLS, outcome->contracts, (double) outcome->contracts / outcome->symbols, outcome->seconds,
           outcome->contracts / outcome->seconds, outcome->first);
  g_print ("  processor time: magnus-sync %.2f s, postgres %.2f s, magnus-practice %.2f s\n", outcome->cpu.sync, outcome->cpu.postgres,
           outcome->cpu.practice);
}

int
main (int    argc,
      char **argv)
{
  const char *why_not;
  PracticeSession practice = { 0 };
  Outcome slow, fast;
  double ratio;

  if (!practice_session_can_run (&why_not))
    {
      g_print ("skipped: %s\n", why_not);
      return 77;
    }

  slow = measure (&practice, 500);
  print ("sync at 500 ms", &slow);
  ratio = N_SYMBOLS * 0.5 / IN_FLIGHT / slow.seconds;
  g_print ("  N x latency / 10 = %.1f s: ratio %.3f (wanted: %.2f) %s\n", N_SYMBOLS * 0.5 / IN_FLIGHT, ratio, MARK, ratio >= MARK ? "ok" : "MISSED");

  fast = measure (&practice, 0);
  print ("sync at 0 ms", &fast);
  practice_session_end (&practice);
  return ratio >= MARK && slow.symbols == N_SYMBOLS && fast.symbols == N_SYMBOLS ? EXIT_SUCCESS : EXIT_FAILURE;
}
