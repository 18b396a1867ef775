/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-ctl.h"
#include "mag-robinhood.h"

G_BEGIN_DECLS

/* The broker's session that the window left in the keyring, or the practice account's. Blocks. NULL with an error; SIGNED_OUT where nobody is signed in: only the
 * window signs in. */
MagBroker *mag_ctl_broker_open   (MagCtl *self, GError **error);
GPtrArray *mag_ctl_broker_load_portfolios (MagBroker *broker, GError **error); /* MagPortfolio* of every account */

/* To wait for an answer of the broker: as the callback of a call whose data is a GAsyncResult**, and until it has come. */
void          mag_ctl_broker_keep (GObject *source, GAsyncResult *result, gpointer data);
GAsyncResult *mag_ctl_broker_wait (GAsyncResult **result);

G_END_DECLS
