/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-practice-exchange.h"
#include "mag-practice-market.h"

G_BEGIN_DECLS

/* The CBOE half: delayed quotes. Keeps the bodies it has made. */
typedef struct _MagPracticeCboe MagPracticeCboe;

MagPracticeCboe  *mag_practice_cboe_new     (MagPracticeMarket *market);
void              mag_practice_cboe_free    (MagPracticeCboe *cboe);
MagPracticeReply *mag_practice_cboe_options (MagPracticeCboe *cboe, const MagPracticeRequest *request, const char *symbol);
MagPracticeReply *mag_practice_cboe_quotes  (MagPracticeCboe *cboe, const MagPracticeRequest *request, const char *symbol);
MagPracticeReply *mag_practice_cboe_history (MagPracticeCboe *cboe, const MagPracticeRequest *request, const char *symbol);
MagPracticeReply *mag_practice_cboe_denied  (void);                                          /* 403: unknown symbol */
MagPracticeReply *mag_practice_cboe_redirect (const MagPracticeRequest *request);            /* 307 to the second host; NULL when already there */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagPracticeCboe, mag_practice_cboe_free)

G_END_DECLS
