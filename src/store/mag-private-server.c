/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The client side of the private PostgreSQL server: holds clients.lock while it takes part, connects, and when nobody answers
 * starts magnus-pg, which refuses when another one keeps the server already. So nobody needs to know who is first. */

#include "config.h"

#include "mag-private-server.h"

#include "mag-connector.h"
#include "mag-pg-status.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define PATIENCE_SECONDS 30       /* until a server that somebody else keeps is called out of reach */
#define PAUSE_US 5000             /* between two tries */
#define START_EVERY_US 250000     /* between two questions to magnus-pg */

struct _MagPrivateServer
{
  MagProfile *profile; /* owned */
  int         lock;    /* clients.lock, shared; CLOEXEC */
};

static gboolean
pause_for (gint64        microseconds,
           GCancellable *cancellable,
           GError      **error)
{
  GPollFD fd;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (cancellable != NULL && g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_poll (&fd, 1, (int) (microseconds / 1000));
      g_cancellable_release_fd (cancellable);
    }
  else
    g_usleep (microseconds);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* Where the running server listens: its own word for it, because a program started from elsewhere (cron, ssh) has another
 * runtime folder. Our own runtime folder when there is none. */
static char *
dup_socket_dir (MagPrivateServer *self)
{
  g_autofree char *path = g_build_filename (mag_profile_get_data_dir (self->profile), "pg", "postmaster.pid", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (g_file_get_contents (path, &text, NULL, NULL))
    lines = g_strsplit (text, "\n", 6);
  if (lines != NULL && g_strv_length (lines) == 6 && g_path_is_absolute (lines[4]))
    return g_strdup (lines[4]);
  return g_strdup (mag_profile_get_runtime_dir (self->profile));
}

/* NULL: nobody answers (yet). */
static PGconn *
try_connect (MagPrivateServer *self)
{
  static const char *const keys[] = { "host", "dbname", "user", "application_name", "client_encoding", "connect_timeout", "options", NULL };
  g_autofree char *socket_dir = dup_socket_dir (self);
  const char *values[] = { socket_dir, "magnus", "magnus", g_get_prgname (), "UTF8", "10", MAG_CONNECTION_OPTIONS, NULL };
  PGconn *conn = PQconnectdbParams (keys, values, 0);

  if (PQstatus (conn) == CONNECTION_OK)
    return conn;
  g_debug ("No private server yet: %s", PQerrorMessage (conn));
  PQfinish (conn);
  return NULL;
}

static MagStoreError
error_from_status (int status)
{
  switch (status)
    {
    case MAG_PG_NO_SERVER:
      return MAG_STORE_ERROR_NO_SERVER;
    case MAG_PG_VERSION:
      return MAG_STORE_ERROR_VERSION;
    case MAG_PG_DISK_FULL:
      return MAG_STORE_ERROR_DISK_FULL;
    default:
      return MAG_STORE_ERROR_UNAVAILABLE;
    }
}

/* TRUE: the server is ready, or somebody else sees to it. */
static gboolean
start_server (MagPrivateServer *self,
              GCancellable     *cancellable,
              GError          **error)
{
  g_autofree char *program = mag_profile_find_program ("magnus-pg");
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *said = NULL;
  int status;

  if (program == NULL)
    {
      g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_NO_SERVER, "The program magnus-pg is missing from this installation.");
      return FALSE;
    }
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, error, program,
                              mag_profile_get_data_dir (self->profile), mag_profile_get_runtime_dir (self->profile), NULL);
  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, cancellable, NULL, &said, error))
    return FALSE;

  status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : MAG_PG_FAILED;
  if (status == MAG_PG_READY || status == MAG_PG_BUSY)
    return TRUE;
  g_set_error_literal (error, MAG_STORE_ERROR, error_from_status (status), g_strchomp (said));
  return FALSE;
}

static gboolean
take_lock (MagPrivateServer *self,
           GCancellable     *cancellable,
           GError          **error)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  /* Not to be had only while a server stops, some 10 ms. */
  while (flock (self->lock, LOCK_SH | LOCK_NB) < 0)
    {
      if (errno != EWOULDBLOCK || g_get_monotonic_time () > deadline)
        {
          g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_UNAVAILABLE, "The private database is stopping and does not come to an end.");
          return FALSE;
        }
      if (!pause_for (PAUSE_US, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * mag_private_server_join:
 *
 * Becomes a client: from here on the server, once started, is not stopped. Blocks for the moment another server takes to stop.
 *
 * Returns: (transfer full): the membership; %NULL with a %MAG_STORE_ERROR
 */
MagPrivateServer *
mag_private_server_join (MagProfile   *profile,
                         GCancellable *cancellable,
                         GError      **error)
{
  g_autofree char *path = g_build_filename (mag_profile_get_data_dir (profile), "clients.lock", NULL);
  g_autoptr(MagPrivateServer) self = g_new0 (MagPrivateServer, 1);

  self->profile = mag_profile_ref (profile);
  self->lock = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock < 0)
    {
      g_set_error_literal (error, MAG_STORE_ERROR, errno == ENOSPC ? MAG_STORE_ERROR_DISK_FULL : MAG_STORE_ERROR_UNAVAILABLE,
                           errno == ENOSPC ? "The disk is full, so the database can't run. Nothing stored was lost; free some space and try again."
                                           : "The data folder can't be written to.");
      return NULL;
    }
  return take_lock (self, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * mag_private_server_leave:
 *
 * Stops being a client; connections must be closed before. The server stops when this was the last one.
 */
void
mag_private_server_leave (MagPrivateServer *self)
{
  if (self->lock >= 0)
    close (self->lock);
  mag_profile_unref (self->profile);
  g_free (self);
}

/**
 * mag_private_server_connect:
 *
 * Connects, and makes and starts the server when nobody answers. Blocks; any thread.
 *
 * Returns: (transfer full): an open connection; %NULL with a %MAG_STORE_ERROR that says what is in the way
 */
PGconn *
mag_private_server_connect (MagPrivateServer *self,
                            GCancellable     *cancellable,
                            GError          **error)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
  gint64 start_at = 0;

  while (g_get_monotonic_time () < deadline)
    {
      PGconn *conn = try_connect (self);

      if (conn != NULL)
        return conn;
      if (g_get_monotonic_time () >= start_at)
        {
          if (!start_server (self, cancellable, error))
            return NULL;
          start_at = g_get_monotonic_time () + START_EVERY_US;
        }
      else if (!pause_for (PAUSE_US, cancellable, error))
        return NULL;
    }
  g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_UNAVAILABLE,
                       "Another program keeps the private database, but it can't be reached from here or has no room for another connection.");
  return NULL;
}
