/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-http-gate.h"
#include "mag-http.h"

G_BEGIN_DECLS

/* One request to its end: through the gate, sent, redirected, read, and tried again where that is right. */

MagHttpRequest *mag_http_request_copy (const MagHttpRequest *request);
void            mag_http_request_free (MagHttpRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagHttpRequest, mag_http_request_free)

MagHttpReply   *mag_http_reply_new    (guint status, GBytes *body, SoupMessageHeaders *headers, const char *url, gint64 received_us);
MagHttpReply   *mag_http_reply_copy   (const MagHttpReply *reply);

/* request, gate, clock and metrics are kept alive by the caller until the answer is there. */
void            mag_http_exchange_async  (SoupSession *session, MagHttpGate *gate, MagClock *clock, MagMetrics *metrics, const MagHttpRequest *request,
                                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagHttpReply   *mag_http_exchange_finish (SoupSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
