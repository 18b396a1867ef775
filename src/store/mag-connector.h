/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-store.h"

G_BEGIN_DECLS

/* Makes connections to the one server a store uses: the private one, or the user's own. Any thread. */
typedef struct _MagConnector MagConnector;

MagConnector *mag_connector_new         (MagProfile *profile, const MagStoreServer *server /* NULL: private */);
void          mag_connector_free        (MagConnector *self);
PGconn       *mag_connector_connect     (MagConnector *self, GCancellable *cancellable, GError **error);
char         *mag_connector_dup_address (MagConnector *self); /* for people; no user name, no password */
gboolean      mag_connector_is_private  (MagConnector *self);

/* Settings of each session, whichever server it is. A statement is planned once: with a partition a day, planning costs as much as
 * the answer, and the statements are written so that there is one good plan. No symbol is looked up twice in one, so there is nothing to
 * memoize. */
#define MAG_CONNECTION_OPTIONS "-c statement_timeout=30000 -c plan_cache_mode=force_generic_plan -c enable_memoize=off -c client_min_messages=error"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagConnector, mag_connector_free)

G_END_DECLS
