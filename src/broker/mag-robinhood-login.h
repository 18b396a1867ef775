/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-robinhood-tokens.h"
#include "mag-robinhood-wire.h"

G_BEGIN_DECLS

/* One sign-in, from the password to the tokens or to the reason why not (protocol sections 3 and 4). Whatever has to be typed or approved is asked of the user in
 * between; nothing that was refused is sent a second time. */
#define MAG_TYPE_ROBINHOOD_LOGIN (mag_robinhood_login_get_type ())
G_DECLARE_FINAL_TYPE (MagRobinhoodLogin, mag_robinhood_login, MAG, ROBINHOOD_LOGIN, GObject)

/* How often to look whether something was approved, and for how long. */
typedef struct
{
  guint poll_ms, limit_ms;
} MagRobinhoodPace;

/* state: SIGNING_IN, WAITING_APPROVAL or NEEDS_CODE; challenge NULL with the first */
typedef void (*MagRobinhoodLoginReport) (gpointer data, MagBrokerState state, const MagBrokerChallenge *challenge);

MagRobinhoodLogin  *mag_robinhood_login_new         (MagRobinhoodWire *wire, MagRobinhoodPace pace, MagRobinhoodLoginReport report, gpointer data);
void                mag_robinhood_login_run_async   (MagRobinhoodLogin *self, const char *user, const char *password, const char *device, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagRobinhoodTokens *mag_robinhood_login_run_finish  (MagRobinhoodLogin *self, GAsyncResult *result, GError **error);
void                mag_robinhood_login_submit_code (MagRobinhoodLogin *self, const char *code);
void                mag_robinhood_login_resend_code (MagRobinhoodLogin *self);

G_END_DECLS
