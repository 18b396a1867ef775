/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-http.h"
#include "mag-profile.h"
#include "mag-yahoo-crumb.h"

G_BEGIN_DECLS

/* One GET from Yahoo's API, with everything that takes: crumb, its renewal, the other host, the pause after a 429. */
#define MAG_TYPE_YAHOO_CLIENT (mag_yahoo_client_get_type ())
G_DECLARE_FINAL_TYPE (MagYahooClient, mag_yahoo_client, MAG, YAHOO_CLIENT, GObject)

MagYahooClient *mag_yahoo_client_new        (MagHttp *http, MagProfile *profile);
MagYahooClient *mag_yahoo_client_new_at     (MagHttp *http, MagYahooCrumb *crumb, const char *origin, const char *other);
void            mag_yahoo_client_get_async  (MagYahooClient *self, const char *path, gboolean crumbed, guint cache_seconds, const char *subject,
                                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagHttpReply   *mag_yahoo_client_get_finish (MagYahooClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
