/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-db.h"

G_BEGIN_DECLS

/* Brings the schema to the newest numbered file of sql/. VERSION when the database is newer than this program. */
gboolean mag_migrations_apply (MagDb *db, GCancellable *cancellable, GError **error);

G_END_DECLS
