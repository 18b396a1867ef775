/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libpq-fe.h>

G_BEGIN_DECLS

/* Reads NOTIFY from one connection on the main context it is made on, and merges bursts. */
typedef struct _MagListener MagListener;

/* topic: what changed; NULL: the connection is lost, free this and start another. */
typedef void (*MagListenerFunc) (const char *topic, gpointer data);

MagListener *mag_listener_new  (PGconn *conn /* taken; already listening */, MagListenerFunc func, gpointer data);
void         mag_listener_free (MagListener *self);

G_END_DECLS
