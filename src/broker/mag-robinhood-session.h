/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-robinhood-login.h"
#include "mag-secrets.h"

G_BEGIN_DECLS

/* Who is signed in, and requests in that name (protocol sections 5 and 6). Properties: "state", "challenge", as those of MagBroker. */
#define MAG_TYPE_ROBINHOOD_SESSION (mag_robinhood_session_get_type ())
G_DECLARE_FINAL_TYPE (MagRobinhoodSession, mag_robinhood_session, MAG, ROBINHOOD_SESSION, GObject)

MagRobinhoodSession      *mag_robinhood_session_new             (MagRobinhoodWire *wire, MagSecrets *secrets, const char *service);
void                      mag_robinhood_session_set_pace        (MagRobinhoodSession *self, MagRobinhoodPace pace); /* for tests */
MagRobinhoodWire         *mag_robinhood_session_get_wire        (MagRobinhoodSession *self);
MagBrokerState            mag_robinhood_session_get_state       (MagRobinhoodSession *self);
const MagBrokerChallenge *mag_robinhood_session_get_challenge   (MagRobinhoodSession *self);
const char               *mag_robinhood_session_get_user        (MagRobinhoodSession *self); /* NULL */
const char               *mag_robinhood_session_get_storage_problem (MagRobinhoodSession *self); /* a sentence; NULL: the tokens are stored */
void                      mag_robinhood_session_restore_async   (MagRobinhoodSession *self, gboolean only_look, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean                  mag_robinhood_session_restore_finish  (MagRobinhoodSession *self, GAsyncResult *result, GError **error);
void                      mag_robinhood_session_sign_in_async   (MagRobinhoodSession *self, const char *user, const char *password, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean                  mag_robinhood_session_sign_in_finish  (MagRobinhoodSession *self, GAsyncResult *result, GError **error);
void                      mag_robinhood_session_submit_code     (MagRobinhoodSession *self, const char *code);
void                      mag_robinhood_session_resend_code     (MagRobinhoodSession *self);
void                      mag_robinhood_session_sign_out_async  (MagRobinhoodSession *self, gboolean forget_device, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean                  mag_robinhood_session_sign_out_finish (MagRobinhoodSession *self, GAsyncResult *result, GError **error);

/* A GET with the token. The reply is 2xx with JSON, or 400, 404 or 414, which the caller knows better what to do with; everything else is an error. */
void                      mag_robinhood_session_get_async       (MagRobinhoodSession *self, const char *url, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagRobinhoodReply        *mag_robinhood_session_get_finish      (MagRobinhoodSession *self, GAsyncResult *result, GError **error);

G_END_DECLS
