/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-practice-exchange.h"

G_BEGIN_DECLS

typedef enum
{
  MAG_CONSENT_NONE, /* as in the US: the page at once */
  MAG_CONSENT_EU,   /* consent form, as in 2025 */
  MAG_CONSENT_NL,   /* three bounces without a form, as in 2026 */
} MagPracticeConsent;

/* Yahoo's cookies, crumbs and consent. Keeps no list of visitors: cookies are signed and crumbs follow from them. */
typedef struct
{
  guint64 seed;
  guint64 n_cookies;      /* handed out */
  guint   crumb_age;      /* raised to make every crumb so far invalid */
  guint   cookie_age;     /* raised to make every cookie so far invalid */
} MagPracticeSession;

MagPracticeReply *mag_practice_session_root    (MagPracticeSession *session, const MagPracticeRequest *request);
MagPracticeReply *mag_practice_session_page    (MagPracticeSession *session, const MagPracticeRequest *request, MagPracticeConsent consent);
MagPracticeReply *mag_practice_session_consent (MagPracticeSession *session, const MagPracticeRequest *request, MagPracticeConsent consent);
MagPracticeReply *mag_practice_session_collect (MagPracticeSession *session, const MagPracticeRequest *request);
MagPracticeReply *mag_practice_session_copy    (MagPracticeSession *session, const MagPracticeRequest *request);
MagPracticeReply *mag_practice_session_crumb   (MagPracticeSession *session, const MagPracticeRequest *request);
MagPracticeReply *mag_practice_session_check   (MagPracticeSession *session, const MagPracticeRequest *request); /* NULL: go ahead; else 401 */

G_END_DECLS
