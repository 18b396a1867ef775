/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-http.h"
#include "mag-market-data.h"
#include "mag-profile.h"

G_BEGIN_DECLS

#define MAG_YAHOO_PROVIDER "yahoo" /* its name as a policy of the HTTP client */

/* What Yahoo knows us by: a jar with its A3 cookie, and the crumb that goes with it. Both are thrown away together or the crumb alone, never the cookie alone. */
#define MAG_TYPE_YAHOO_CRUMB (mag_yahoo_crumb_get_type ())
G_DECLARE_FINAL_TYPE (MagYahooCrumb, mag_yahoo_crumb, MAG, YAHOO_CRUMB, GObject)

MagYahooCrumb *mag_yahoo_crumb_new          (MagHttp *http, MagProfile *profile);
SoupCookieJar *mag_yahoo_crumb_get_jar      (MagYahooCrumb *self);
/* One fetch serves all who ask meanwhile. */
void           mag_yahoo_crumb_get_async    (MagYahooCrumb *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
char          *mag_yahoo_crumb_get_finish   (MagYahooCrumb *self, GAsyncResult *result, GError **error);
void           mag_yahoo_crumb_drop         (MagYahooCrumb *self, const char *crumb, gboolean cookies_too); /* after a 401; nothing if a newer one is there */
/* All traffic stops after a 429, for as long as it asks for, and when nothing lets us in (reply NULL): 60 s, 5 min, 30 min. */
void           mag_yahoo_crumb_note_busy    (MagYahooCrumb *self, const MagHttpReply *reply);
void           mag_yahoo_crumb_note_alive   (MagYahooCrumb *self);

G_END_DECLS
