/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-broker.h"
#include "mag-http.h"
#include "mag-profile.h"
#include "mag-secrets.h"

G_BEGIN_DECLS

/* Robinhood, read by its own apps' API, which is not public and promises nothing. In a practice profile: the practice broker. */
#define MAG_TYPE_ROBINHOOD (mag_robinhood_get_type ())
G_DECLARE_FINAL_TYPE (MagRobinhood, mag_robinhood, MAG, ROBINHOOD, GObject)

/* Adds its manners to http. */
MagBroker  *mag_robinhood_new                 (MagProfile *profile, MagHttp *http, MagSecrets *secrets);
/* How often to look whether a sign-in was approved, and for how long: 5 s and 120 s, which a test shortens. */
void        mag_robinhood_set_pace            (MagRobinhood *self, guint poll_ms, guint limit_ms);

/* The practice account's well-known user is signed in, unless somebody is already. Only in a practice profile. Ends as mag_broker_sign_in_finish(). */
void        mag_robinhood_sign_in_practice_async  (MagRobinhood *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    mag_robinhood_sign_in_practice_finish (MagRobinhood *self, GAsyncResult *result, GError **error);

/* Who is signed in, for programs that only tell: as restoring, without renewing anything. */
void        mag_robinhood_look_async              (MagRobinhood *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    mag_robinhood_look_finish             (MagRobinhood *self, GAsyncResult *result, GError **error);

G_END_DECLS
