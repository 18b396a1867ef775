/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-robinhood-tokens.h"
#include "mag-robinhood-wire.h"
#include "mag-secrets.h"

G_BEGIN_DECLS

/* What there is to do after a session: its items out of the keyring, its tokens revoked. user NULL: there is nothing in the keyring; tokens (owned) NULL: there are none. */
void     mag_robinhood_depart_async  (MagRobinhoodWire *wire, MagSecrets *secrets, const char *service, const char *user, MagRobinhoodTokens *tokens, gboolean forget_device,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean mag_robinhood_depart_finish (GAsyncResult *result, GError **error); /* MAG_SECRETS_ERROR: the keyring still has something */

G_END_DECLS
