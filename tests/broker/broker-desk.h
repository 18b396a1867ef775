/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-robinhood.h"

G_BEGIN_DECLS

/* A MagRobinhood that talks to a server on the loopback and keeps its secrets in memory, and its calls as straight lines. */
typedef struct
{
  char         *folder;
  MagClock     *clock;
  MagProfile   *profile;
  MagHttp      *http;
  MagSecrets   *secrets;
  MagBroker    *broker;
  GCancellable *cancellable;
} BrokerDesk;

void           broker_desk_open     (BrokerDesk *desk, const char *base_url, MagClock *clock); /* clock NULL: the system's */
void           broker_desk_close    (BrokerDesk *desk);
void           broker_desk_restart  (BrokerDesk *desk);             /* another broker object over the same secrets: the program was started again */
gboolean       broker_desk_sign_in  (BrokerDesk *desk, const char *user, GError **error); /* "sms": sms@example.com, with the practice password */
void           broker_desk_begin    (BrokerDesk *desk, const char *user, GAsyncResult **result);
gboolean       broker_desk_finish   (BrokerDesk *desk, GAsyncResult **result, GError **error); /* of a sign-in begun */
void           broker_desk_await    (BrokerDesk *desk, MagBrokerState state);
gboolean       broker_desk_restore  (BrokerDesk *desk, GError **error);
void           broker_desk_sign_out (BrokerDesk *desk, gboolean forget);
GPtrArray     *broker_desk_accounts (BrokerDesk *desk, GError **error);
MagPortfolio  *broker_desk_portfolio (BrokerDesk *desk, const char *account, GError **error);
MagBrokerPage *broker_desk_page     (BrokerDesk *desk, gboolean events, const char *account, const char *next, GError **error);
char          *broker_desk_secret   (BrokerDesk *desk, const char *user, const char *kind); /* NULL: none */
void           broker_desk_keep     (BrokerDesk *desk, const char *user, const char *kind, const char *text);
void           broker_desk_post     (const char *base_url, const char *path); /* to a control address */
void           keep_result_cb       (GObject *source, GAsyncResult *result, gpointer data);
GAsyncResult  *wait_for_result      (GAsyncResult **result);

G_END_DECLS
