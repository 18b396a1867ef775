/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-robinhood-tokens.h"
#include "mag-robinhood-wire.h"
#include "mag-secrets.h"

G_BEGIN_DECLS

/* One change of dead tokens for fresh ones. The keyring is looked into first and last: another program of ours may have been there. */
typedef struct
{
  MagRobinhoodTokens *tokens; /* owned; fresh */
  GError             *storage_error; /* owned; they could not be stored; NULL: they are */
} MagRobinhoodFresh;
void mag_robinhood_fresh_free (MagRobinhoodFresh *fresh);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagRobinhoodFresh, mag_robinhood_fresh_free)

void               mag_robinhood_renew_async  (MagRobinhoodWire *wire, MagSecrets *secrets, const char *service, const char *user, const MagRobinhoodTokens *old, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* MAG_BROKER_ERROR_SIGNED_OUT: the broker takes neither token any more */
MagRobinhoodFresh *mag_robinhood_renew_finish (GAsyncResult *result, GError **error);

G_END_DECLS
