/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The connection that listens for NOTIFY. It never waits: the socket is a source of the main context. Topics that come within
 * 100 ms are told once each, in the order they first came, so a sync of hundreds of symbols does not make hundreds of reloads. */

#include "config.h"

#include "mag-listener.h"

#include <glib-unix.h>

#define MERGE_MS 100

struct _MagListener
{
  gboolean        closed;  /* by mag_listener_free(), perhaps from within func */
  PGconn         *conn;    /* owned */
  GSource        *socket;  /* owned, attached */
  GSource        *timeout; /* owned, attached; NULL when nothing is waiting */
  GPtrArray      *topics;  /* owned char*, waiting, in order of arrival */
  GHashTable     *known;   /* the same strings, lent */
  MagListenerFunc func;
  gpointer        data;
};

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
finalize (gpointer data)
{
  MagListener *self = data;

  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->topics);
  PQfinish (self->conn);
}

static gboolean
merged_cb (gpointer user_data)
{
  MagListener *self = g_rc_box_acquire (user_data);
  g_autoptr(GPtrArray) topics = g_steal_pointer (&self->topics);

  self->topics = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_remove_all (self->known);
  g_clear_pointer (&self->timeout, g_source_unref);

  for (guint i = 0; i < topics->len && !self->closed; i++)
    self->func (g_ptr_array_index (topics, i), self->data);
  g_rc_box_release_full (self, finalize);
  return G_SOURCE_REMOVE;
}

static void
add_topic (MagListener *self,
           const char  *topic)
{
  if (!g_hash_table_contains (self->known, topic))
    {
      char *copy = g_strdup (topic);

      g_ptr_array_add (self->topics, copy);
      g_hash_table_add (self->known, copy);
    }
  if (self->timeout == NULL)
    {
      self->timeout = g_timeout_source_new (MERGE_MS);
      g_source_set_callback (self->timeout, merged_cb, self, NULL);
      g_source_attach (self->timeout, g_main_context_get_thread_default ());
    }
}

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  MagListener *self = user_data;
  PGnotify *notify;
  gboolean alive = PQconsumeInput (self->conn);

  while ((notify = PQnotifies (self->conn)) != NULL)
    {
      add_topic (self, notify->extra);
      PQfreemem (notify);
    }
  if (alive && PQstatus (self->conn) == CONNECTION_OK)
    return G_SOURCE_CONTINUE;

  self->func (NULL, self->data);
  return G_SOURCE_REMOVE;
}

/**
 * mag_listener_new:
 * @conn: (transfer full): a connection on which LISTEN was said
 * @func: called on the thread-default main context of this call
 */
MagListener *
mag_listener_new (PGconn         *conn,
                  MagListenerFunc func,
                  gpointer        data)
{
  MagListener *self = g_rc_box_new0 (MagListener);

  self->conn = conn;
  self->func = func;
  self->data = data;
  self->topics = g_ptr_array_new_with_free_func (g_free);
  self->known = g_hash_table_new (g_str_hash, g_str_equal);
  self->socket = g_unix_fd_source_new (PQsocket (conn), G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_callback (self->socket, G_SOURCE_FUNC (readable_cb), self, NULL);
  g_source_attach (self->socket, g_main_context_get_thread_default ());
  return self;
}

/**
 * mag_listener_free:
 *
 * Stops listening; may be called from within the function it calls.
 */
void
mag_listener_free (MagListener *self)
{
  self->closed = TRUE;
  clear_source (&self->socket);
  clear_source (&self->timeout);
  g_rc_box_release_full (self, finalize);
}
