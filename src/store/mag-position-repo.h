/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-attention.h"
#include "mag-db.h"
#include "mag-position.h"

G_BEGIN_DECLS

/* What was held when the broker was last asked, and what the store knows of the underlyings. Blocking functions for store jobs. */

/* Replaces all that is known of the service's accounts, in one transaction. */
gboolean    mag_position_repo_save  (MagDb *db, const char *service, GPtrArray *portfolios /* MagPortfolio* */, GCancellable *cancellable, GError **error);
GPtrArray  *mag_position_repo_load  (MagDb *db, const char *service, GCancellable *cancellable, GError **error); /* MagPortfolio*, in the broker's order */
gboolean    mag_position_repo_forget (MagDb *db, const char *service, GCancellable *cancellable, GError **error);
/* Earnings, dividends and campaign basis of every underlying with one of them: ticker -> MagSymbolFacts, both owned by the table. */
GHashTable *mag_position_repo_facts (MagDb *db, gint64 now_us, GCancellable *cancellable, GError **error);

/* Alerts put off: "KEY RULE-NICK" -> nothing, those whose time has not come. */
GHashTable *mag_position_repo_snoozed (MagDb *db, gint64 now_us, GCancellable *cancellable, GError **error);
gboolean    mag_position_repo_snooze  (MagDb *db, const char *holding, MagRule rule, gint64 until_us, GCancellable *cancellable, GError **error);

G_END_DECLS
