/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-practice-calls.h"
#include "mag-practice-exchange.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Sign-in, device approval and tokens of the practice broker. How a sign-in goes is in the user's name: see magnus-practice(1). */
typedef struct _MagPracticeLogin MagPracticeLogin;

MagPracticeLogin *mag_practice_login_new     (guint64 seed);
void              mag_practice_login_free    (MagPracticeLogin *login);
MagPracticeReply *mag_practice_login_answer  (MagPracticeLogin *login, MagPracticeCallId call, const MagPracticeRequest *request);
MagPracticeReply *mag_practice_login_check   (MagPracticeLogin *login, const MagPracticeRequest *request, const char **user); /* NULL: go ahead as user; else 401 */
void              mag_practice_login_approve (MagPracticeLogin *login);
void              mag_practice_login_expire  (MagPracticeLogin *login, gboolean refresh_too);

/* Shared with the other halves of the broker. */
MagPracticeReply *mag_practice_broker_detail (guint status, const char *detail);         /* {"detail": ...} */
MagPracticeReply *mag_practice_broker_json   (guint status, JsonNode *body /* owned */);
char             *mag_practice_broker_uuid   (guint64 seed, const char *kind, guint64 key);

G_END_DECLS
