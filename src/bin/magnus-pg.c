/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnus-pg DATA_FOLDER RUNTIME_FOLDER: owner of the private PostgreSQL server.
 *
 * PostgreSQL's own lock does not hold between sandboxes, so two locks of ours decide. clients.lock is held shared by every
 * program that uses the database. pg.lock is held by this program and, because it is inherited on purpose, by the server and
 * each of its backends: it stays taken as long as any of them lives, however the others died. Under it the cluster is made
 * when there is none, whatever a dead server left behind is removed and the server is started; then this program sleeps until
 * the last client is gone (the kernel drops a dead client's lock), and stops the server.
 *
 * The program answers as soon as the server takes connections, or can't: one sentence on standard error and the exit status of
 * mag-pg-status.h. The part that stays runs in a session of its own. */

#include "config.h"

#include "mag-pg-status.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define CLUSTER "pg" /* below the data folder, which is the working directory */
#define HALF_MADE CLUSTER ".new-"
#define LOG_FILE "pg.log"
#define DISK_FULL_SENTENCE "The disk is full, so the database can't run. Nothing stored was lost; free some space and try again."
#define LEAST_FREE_BYTES (1024 * 1024) /* one segment of the write-ahead log */
#define READY_SECONDS 120 /* a crash recovery of our WAL limit takes a few */

/* Found by all parts of one start; a short-lived program's state. */
typedef struct
{
  char *bindir;       /* owned; folder of initdb and postgres */
  char *socket_dir;   /* absolute */
  int   major;        /* of the programs in bindir */
  int   clients_lock; /* CLOEXEC: the server must not look like a client */
} Supervisor;

static volatile sig_atomic_t child_changed, told_to_stop;

static void
signal_cb (int number)
{
  if (number == SIGCHLD)
    child_changed = 1;
  else
    told_to_stop = 1;
}

/* Written as one datagram-sized line, so the waiting half reads it whole. */
static void
report (int         fd,
        MagPgStatus status,
        const char *sentence)
{
  g_autofree char *line = g_strdup_printf ("%d %s\n", status, sentence);
  ssize_t written G_GNUC_UNUSED = write (fd, line, strlen (line)); /* nobody waits any more: nothing to do about it */
}

/* Runs a program to its end with its output in the log; it dies with us. Returns its wait status. */
static int
run_program (const char *const *argv,
             const char        *input)
{
  int pipe_fds[2], status = -1;
  pid_t pid;

  if (pipe2 (pipe_fds, O_CLOEXEC) < 0)
    return -1;

  pid = fork ();
  if (pid == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      dup2 (pipe_fds[0], STDIN_FILENO);
      execv (argv[0], (char *const *) argv);
      _exit (127);
    }
  close (pipe_fds[0]);
  if (input != NULL && write (pipe_fds[1], input, strlen (input)) < 0)
    g_debug ("The program does not read its input.");
  close (pipe_fds[1]);

  while (pid > 0 && waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  return status;
}

static gboolean
log_mentions (const char *text)
{
  g_autofree char *log = NULL;

  return g_file_get_contents (LOG_FILE, &log, NULL, NULL) && strstr (log, text) != NULL;
}

/* A full disk may have kept the log from saying so. */
static gboolean
is_disk_full (void)
{
  struct statvfs disk;

  if (log_mentions (g_strerror (ENOSPC)))
    return TRUE;
  return statvfs (".", &disk) == 0 && disk.f_bavail < LEAST_FREE_BYTES / disk.f_frsize;
}

/* Why a program of PostgreSQL's failed, as far as can be told. */
static void
report_failure (int fd)
{
  if (is_disk_full ())
    report (fd, MAG_PG_DISK_FULL, DISK_FULL_SENTENCE);
  else
    report (fd, MAG_PG_FAILED, "The private database could not be started. The file pg.log in the data folder says why.");
}

static char *
dup_bindir (void)
{
  const char *only = g_getenv ("MAGNUS_POSTGRES_BINDIR"); /* a bundle's, or a test's: no other is tried */
  const char *bindir = only != NULL ? only : POSTGRES_BINDIR;
  g_autofree char *beside = g_build_filename (bindir, "initdb", NULL);
  g_autofree char *in_path = NULL;

  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_strdup (bindir);
  in_path = only == NULL ? g_find_program_in_path ("initdb") : NULL;
  return in_path != NULL ? g_path_get_dirname (in_path) : NULL;
}

/* "postgres (PostgreSQL) 17.11 (Debian ...)" -> 17; 0 when it does not run. */
static int
read_major (const char *bindir)
{
  g_autofree char *postgres = g_build_filename (bindir, "postgres", NULL);
  const char *argv[] = { postgres, "-V", NULL };
  g_autofree char *output = NULL;
  const char *number;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL, NULL, NULL))
    return 0;
  number = strpbrk (output, "0123456789");
  return number != NULL ? atoi (number) : 0;
}

static gboolean
find_server (Supervisor *self,
             int         answer)
{
  if (getuid () == 0)
    {
      report (answer, MAG_PG_FAILED, "PostgreSQL does not run as root. Start Magnus as an ordinary user.");
      return FALSE;
    }
  self->bindir = dup_bindir ();
  self->major = self->bindir != NULL ? read_major (self->bindir) : 0;
  if (self->major > 0)
    return TRUE;

  report (answer, MAG_PG_NO_SERVER, "PostgreSQL is not installed: the programs initdb and postgres were not found.");
  return FALSE;
}

static gboolean
check_version (Supervisor *self,
               int         answer)
{
  g_autofree char *version = NULL;
  g_autofree char *sentence = NULL;

  if (!g_file_get_contents (CLUSTER "/PG_VERSION", &version, NULL, NULL))
    return TRUE; /* made below */
  if (atoi (version) == self->major)
    return TRUE;

  sentence = g_strdup_printf ("The data folder was made by PostgreSQL %d and this system has PostgreSQL %d. Nothing was changed; "
                              "install version %d to use it.",
                              atoi (version), self->major, atoi (version));
  report (answer, MAG_PG_VERSION, sentence);
  return FALSE;
}

static gboolean
run_initdb (Supervisor *self,
            const char *folder)
{
  g_autofree char *initdb = g_build_filename (self->bindir, "initdb", NULL);
  g_autofree char *postgres = g_build_filename (self->bindir, "postgres", NULL);
  const char *make[] = { initdb, "-D", folder, "-U", "magnus", "-A", "trust", "-E", "UTF8", "-k", "--wal-segsize=1",
                         /* a built-in collation: an update of the C library can't break an index */
                         self->major >= 17 ? "--locale-provider=builtin" : "--locale-provider=libc",
                         self->major >= 17 ? "--locale=C.UTF-8" : "--locale=C",
                         self->major >= 17 ? "--builtin-locale=C.UTF-8" : NULL, NULL };
  const char *name[] = { postgres, "--single", "-D", folder, "postgres", NULL };

  return run_program (make, NULL) == 0 && run_program (name, "CREATE DATABASE magnus\n") == 0;
}

static void
remove_folder (const char *path)
{
  const char *argv[] = { "/bin/rm", "-rf", "--", path, NULL };

  run_program (argv, NULL);
}

/* What a keeper that was killed at its first start left behind. */
static void
remove_half_made (void)
{
  g_autoptr(GDir) dir = g_dir_open (".", 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, HALF_MADE))
      remove_folder (name);
}

/* A half-made cluster never stands under the final name. */
static gboolean
ensure_cluster (Supervisor *self,
                int         answer)
{
  char folder[] = HALF_MADE "XXXXXX";

  if (g_file_test (CLUSTER "/PG_VERSION", G_FILE_TEST_EXISTS))
    return TRUE;
  remove_half_made ();
  if (mkdtemp (folder) != NULL && run_initdb (self, folder) && rename (folder, CLUSTER) == 0)
    return TRUE;

  report_failure (answer); /* before there is room again */
  remove_folder (folder);
  return FALSE;
}

/* We hold pg.lock, so no server of this folder lives and whatever these files say is stale. Left alone, they name a small
 * process number that exists again in another sandbox, and the server would refuse to start. */
static void
remove_leftovers (Supervisor *self)
{
  static const char *const names[] = { ".s.PGSQL.5432", ".s.PGSQL.5432.lock" };

  g_unlink (CLUSTER "/postmaster.pid");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->socket_dir, names[i], NULL);

      g_unlink (path);
    }
}

static void
exec_server (Supervisor *self,
             pid_t       parent)
{
  g_autofree char *postgres = g_build_filename (self->bindir, "postgres", NULL);
  g_autofree char *socket_option = g_strdup_printf ("unix_socket_directories=%s", self->socket_dir);
  const char *argv[] = {
    postgres, "-D", CLUSTER,
    "-c", "listen_addresses=", "-c", socket_option, "-c", "unix_socket_permissions=0700",
    "-c", "max_connections=40", "-c", "shared_buffers=256MB", /* taken only as far as it is used */
    "-c", "work_mem=16MB",
    "-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "min_wal_size=16MB", "-c", "max_wal_size=256MB",
    "-c", "max_worker_processes=2", "-c", "autovacuum_max_workers=1", "-c", "jit=off", "-c", "random_page_cost=1.1",
    "-c", "timezone=UTC", "-c", "log_timezone=UTC", "-c", "lc_messages=C",
    "-c", "log_min_error_statement=panic", /* a statement may hold what the user wrote */
    NULL,
  };

  /* SIGINT is PostgreSQL's fast and clean shutdown. */
  prctl (PR_SET_PDEATHSIG, SIGINT);
  if (getppid () != parent)
    _exit (1);
  setsid ();
  execv (postgres, (char *const *) argv);
  _exit (127);
}

/* The eighth line of postmaster.pid says "ready" once connections are taken. */
static gboolean
is_ready (void)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (CLUSTER "/postmaster.pid", &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", 9);
  return g_strv_length (lines) >= 8 && g_str_has_prefix (lines[7], "ready");
}

/* FALSE: the server left, was told to, or is not ready in time. */
static gboolean
wait_until_ready (void)
{
  for (int i = 0; i < READY_SECONDS * 500; i++)
    {
      if (child_changed || told_to_stop)
        return FALSE;
      if (is_ready ())
        return TRUE;
      g_usleep (2000);
    }
  return FALSE;
}

/* Our children by /proc; 0 when there is none (any more). A kernel need not offer .../children. */
static pid_t
find_child (void)
{
  g_autoptr(GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (proc != NULL && (name = g_dir_read_name (proc)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("/proc/%s/stat", name);
      g_autofree char *stat = NULL;
      const char *after_name;
      int parent = 0;

      if (!g_ascii_isdigit (*name) || !g_file_get_contents (path, &stat, NULL, NULL))
        continue;
      after_name = strrchr (stat, ')'); /* the name may hold anything */
      if (after_name != NULL && sscanf (after_name + 1, " %*c %d", &parent) == 1 && parent == getpid ())
        return atoi (name);
    }
  return 0;
}

/* A server killed hard leaves its backends. One in the middle of a calculation would not notice, and hold the lock. */
static void
end_orphans (void)
{
  for (int round = 0; round < 100; round++)
    {
      pid_t orphan;

      while (waitpid (-1, NULL, WNOHANG) > 0)
        ;
      orphan = find_child ();
      if (orphan == 0)
        return;
      kill (orphan, round < 40 ? SIGQUIT : SIGKILL);
      g_usleep (20000);
    }
}

static void
stop_server (pid_t server)
{
  if (!child_changed)
    kill (server, SIGINT);
  while (waitpid (server, NULL, 0) < 0 && errno == EINTR)
    ;
  end_orphans ();
}

static void
catch_signals (void)
{
  struct sigaction action = { .sa_handler = signal_cb }; /* no SA_RESTART: flock() is to return */

  sigaction (SIGCHLD, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  sigaction (SIGINT, &action, NULL);
}

/* Starts the server, answers, and stays until the last client has gone. */
static void
serve (Supervisor *self,
       int         answer)
{
  pid_t parent = getpid ();
  pid_t server;

  prctl (PR_SET_CHILD_SUBREAPER, 1);
  catch_signals ();
  server = fork ();
  if (server == 0)
    exec_server (self, parent);

  if (server < 0 || !wait_until_ready ())
    {
      stop_server (server);
      report_failure (answer);
      return;
    }
  report (answer, MAG_PG_READY, "The private database is ready.");
  close (answer);

  while (!child_changed && !told_to_stop && flock (self->clients_lock, LOCK_EX) < 0 && errno == EINTR)
    ;
  stop_server (server);
}

static gboolean
take_locks (Supervisor *self,
            int         answer)
{
  int lock = open ("pg.lock", O_RDWR | O_CREAT, 0600); /* no CLOEXEC: the server and its backends hold it too */

  self->clients_lock = open ("clients.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock >= 0 && self->clients_lock >= 0 && flock (lock, LOCK_EX | LOCK_NB) == 0)
    return TRUE;

  if (lock >= 0 && self->clients_lock >= 0 && errno == EWOULDBLOCK)
    report (answer, MAG_PG_BUSY, "Another program looks after the private database.");
  else if (errno == ENOSPC)
    report (answer, MAG_PG_DISK_FULL, DISK_FULL_SENTENCE);
  else
    report (answer, MAG_PG_FAILED, "The data folder can't be written to.");
  return FALSE;
}

static void
open_log (void)
{
  int log, nothing = open ("/dev/null", O_RDONLY | O_CLOEXEC);

  g_rename (LOG_FILE, LOG_FILE ".old"); /* what the last run said, for whoever looks for a fault */
  log = open (LOG_FILE, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  dup2 (nothing, STDIN_FILENO);
  dup2 (log, STDOUT_FILENO);
  dup2 (log, STDERR_FILENO);
}

static gboolean
check_socket_dir (Supervisor *self,
                  int         answer)
{
  struct sockaddr_un address;

  if (strlen (self->socket_dir) + strlen ("/.s.PGSQL.5432.lock") < sizeof address.sun_path)
    return TRUE;

  report (answer, MAG_PG_FAILED, "The path of the runtime folder is too long for a socket.");
  return FALSE;
}

/* The half that stays. */
static void
supervise (const char *socket_dir,
           int         answer)
{
  Supervisor self = { .socket_dir = g_canonicalize_filename (socket_dir, NULL) };
  struct rlimit no_core = { 0, 0 };

  setsid ();
  setrlimit (RLIMIT_CORE, &no_core);
  signal (SIGPIPE, SIG_IGN);
  g_setenv ("LC_ALL", "C", TRUE); /* so that explain_failure() knows the words */

  if (take_locks (&self, answer))
    {
      open_log ();
      if (check_socket_dir (&self, answer) && find_server (&self, answer) && check_version (&self, answer) && ensure_cluster (&self, answer))
        {
          remove_leftovers (&self);
          serve (&self, answer);
        }
    }
  g_free (self.bindir);
  g_free (self.socket_dir);
}

/* The half that answers: waits for the other's line. */
static int
wait_for_answer (int fd)
{
  char line[512] = "";
  gsize length = 0;
  ssize_t n = 1;
  char *sentence = NULL;
  gint64 status;

  while (n > 0 && length < sizeof line - 1 && strchr (line, '\n') == NULL)
    {
      n = read (fd, line + length, sizeof line - 1 - length);
      length += n > 0 ? n : 0;
      line[length] = '\0';
    }
  status = g_ascii_strtoll (line, &sentence, 10);
  if (length == 0)
    {
      g_printerr ("The keeper of the private database ended without a word.\n");
      return MAG_PG_FAILED;
    }
  if (status != MAG_PG_READY)
    g_printerr ("%s", g_strchug (sentence));
  return (int) status;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *socket_dir = NULL;
  int answer[2];
  pid_t pid;

  if (argc != 3 || g_str_has_prefix (argv[1], "-"))
    {
      g_printerr ("Usage: magnus-pg DATA_FOLDER RUNTIME_FOLDER\n"
                  "Starts Magnus' private PostgreSQL server and keeps it until the last program that uses it has left.\n");
      return argc == 2 && g_str_equal (argv[1], "--help") ? 0 : MAG_PG_FAILED;
    }

  socket_dir = g_canonicalize_filename (argv[2], NULL);
  if (chdir (argv[1]) < 0 || pipe2 (answer, O_CLOEXEC) < 0 || (pid = fork ()) < 0)
    {
      g_printerr ("The data folder can't be used.\n");
      return MAG_PG_FAILED;
    }
  if (pid == 0)
    {
      close (answer[0]);
      supervise (socket_dir, answer[1]);
      return 0;
    }
  close (answer[1]);
  return wait_for_answer (answer[0]);
}
