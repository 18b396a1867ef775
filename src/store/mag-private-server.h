/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-db.h"
#include "mag-profile.h"

G_BEGIN_DECLS

/* A client's part in the private server: counted as one while this exists. Used by several threads, so calls don't change it. */
typedef struct _MagPrivateServer MagPrivateServer;

MagPrivateServer *mag_private_server_join    (MagProfile *profile, GCancellable *cancellable, GError **error);
void              mag_private_server_leave   (MagPrivateServer *self);
PGconn           *mag_private_server_connect (MagPrivateServer *self, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagPrivateServer, mag_private_server_leave)

G_END_DECLS
