/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-db.h"

G_BEGIN_DECLS

/* Tells all programs, at the commit, that something changed: "lists", "exclusions", "trades"; with a subject "list:ID", "job:ID", "symbol:TICKER". */
gboolean mag_topic_notify    (MagDb *db, const char *topic, GCancellable *cancellable, GError **error);
void     mag_topic_post      (MagDb *db, const char *topic); /* by mag_db_post() */
gboolean mag_topic_notify_id (MagDb *db, const char *noun, gint64 id, GCancellable *cancellable, GError **error);

G_END_DECLS
