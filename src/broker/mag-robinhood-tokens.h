/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-json.h"

G_BEGIN_DECLS

/* The public id of the broker's own app, which every client sends. */
#define MAG_ROBINHOOD_CLIENT_ID "c82SH0WZOsabOXGP2sxqcj34FxkvfnWRZBKlBjFS"

/* What a sign-in gives. Immutable; wiped when freed. Nothing is inferred from its age: the broker says when it is over. */
typedef struct
{
  char  *access;   /* owned */
  char  *refresh;  /* owned; NULL: there is none */
  gint64 issued_us;
  gint64 lasts_seconds; /* as told; 0: not told */
} MagRobinhoodTokens;

MagRobinhoodTokens *mag_robinhood_tokens_parse  (JsonObject *reply, gint64 issued_us); /* of oauth2/token; NULL: no tokens */
char               *mag_robinhood_tokens_to_text (const MagRobinhoodTokens *tokens);  /* for the keyring; to be wiped */
MagRobinhoodTokens *mag_robinhood_tokens_from_text (const char *text);                /* NULL: not ours */
void                mag_robinhood_tokens_free   (MagRobinhoodTokens *tokens);
void                mag_robinhood_wipe          (char *text); /* (nullable): and frees it */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagRobinhoodTokens, mag_robinhood_tokens_free)

G_END_DECLS
