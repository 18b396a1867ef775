/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which server, and how to get a connection to it. The private server is joined at the first connection and left when the
 * connector is freed. A configured server is tried a few times with growing pauses, because a standby that takes over or a
 * network that comes back needs a moment. The password stays in this object and in libpq; it is in no string that is logged. */

#include "config.h"

#include "mag-connector.h"

#include "mag-private-server.h"

#define TRIES 4
#define FIRST_PAUSE_US 200000 /* doubled after each try: 1.4 s in all */

struct _MagConnector
{
  MagProfile       *profile; /* owned */
  gboolean          configured;
  char             *host, *port, *database, *user, *ssl_mode, *password; /* owned; of the configured server */

  GMutex            lock;
  MagPrivateServer *private_server; /* owned; NULL until joined */
};

/* NULL with an error, or the joined server (lent). */
static MagPrivateServer *
join_once (MagConnector  *self,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->private_server == NULL)
    self->private_server = mag_private_server_join (self->profile, cancellable, error);
  return self->private_server;
}

static PGconn *
connect_configured (MagConnector *self)
{
  /* connect_timeout is per host, so a primary that is gone costs five seconds, not the standby. */
  static const char *const keys[] = { "host", "port", "dbname", "user", "password", "sslmode", "application_name", "client_encoding",
                                      "connect_timeout", "target_session_attrs", "options", NULL };
  const char *values[] = { self->host, self->port, self->database, self->user, self->password, self->ssl_mode, g_get_prgname (), "UTF8",
                           "5", "read-write", MAG_CONNECTION_OPTIONS, NULL };

  return PQconnectdbParams (keys, values, 0);
}

static gboolean
pause_between_tries (guint          attempt,
                     GCancellable  *cancellable,
                     GError       **error)
{
  if (attempt + 1 < TRIES)
    g_usleep (FIRST_PAUSE_US << attempt);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static PGconn *
connect_with_back_off (MagConnector  *self,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_autofree char *address = mag_connector_dup_address (self);

  for (guint attempt = 0; attempt < TRIES; attempt++)
    {
      PGconn *conn = connect_configured (self);
      gboolean asked = PQconnectionNeedsPassword (conn) || PQconnectionUsedPassword (conn);

      if (PQstatus (conn) == CONNECTION_OK)
        return conn;
      PQfinish (conn);
      if (asked) /* another try would not make the password right, and may lock the account */
        {
          g_set_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_UNAVAILABLE,
                       "%s did not accept the user name and password. Correct them in Preferences.", address);
          return NULL;
        }
      if (!pause_between_tries (attempt, cancellable, error))
        return NULL;
    }
  g_set_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_UNAVAILABLE, "%s can't be reached.", address);
  return NULL;
}

/**
 * mag_connector_new:
 * @server: (nullable): the user's own server; %NULL for the private one of @profile
 */
MagConnector *
mag_connector_new (MagProfile           *profile,
                   const MagStoreServer *server)
{
  MagConnector *self = g_new0 (MagConnector, 1);

  g_mutex_init (&self->lock);
  self->profile = mag_profile_ref (profile);
  if (server == NULL)
    return self;

  self->configured = TRUE;
  self->host = g_strdup (server->host);
  self->port = g_strdup_printf ("%u", server->port > 0 ? server->port : 5432);
  self->database = g_strdup (server->database);
  self->user = g_strdup (server->user);
  self->ssl_mode = g_strdup (server->ssl_mode);
  self->password = g_strdup (server->password);
  return self;
}

void
mag_connector_free (MagConnector *self)
{
  g_clear_pointer (&self->private_server, mag_private_server_leave);
  g_mutex_clear (&self->lock);
  mag_profile_unref (self->profile);
  g_free (self->host);
  g_free (self->port);
  g_free (self->database);
  g_free (self->user);
  g_free (self->ssl_mode);
  g_free (self->password);
  g_free (self);
}

/* libpq would print to standard error what the server says in passing. */
static void
notice_cb (void       *data,
           const char *message)
{
  g_debug ("%s", message);
}

static PGconn *
connect_somehow (MagConnector  *self,
                 GCancellable  *cancellable,
                 GError       **error)
{
  MagPrivateServer *server;

  if (self->configured)
    return connect_with_back_off (self, cancellable, error);
  server = join_once (self, cancellable, error);
  return server != NULL ? mag_private_server_connect (server, cancellable, error) : NULL;
}

/**
 * mag_connector_connect:
 *
 * Blocks until connected or until there is no point in waiting.
 *
 * Returns: (transfer full): %NULL with a %MAG_STORE_ERROR
 */
PGconn *
mag_connector_connect (MagConnector *self,
                       GCancellable *cancellable,
                       GError      **error)
{
  PGconn *conn;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  conn = connect_somehow (self, cancellable, error);
  if (conn != NULL)
    PQsetNoticeProcessor (conn, notice_cb, NULL);
  return conn;
}

char *
mag_connector_dup_address (MagConnector *self)
{
  if (!self->configured)
    return g_strdup ("private PostgreSQL");
  return g_strdup_printf ("PostgreSQL at %s:%s", self->host != NULL ? self->host : "localhost", self->port);
}

gboolean
mag_connector_is_private (MagConnector *self)
{
  return !self->configured;
}
