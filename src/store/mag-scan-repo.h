/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-db.h"
#include "mag-scan.h"

G_BEGIN_DECLS

/* The one query engine over latest snapshots. Blocking functions for store jobs. */

/* Every contract of the scope passes the filters in the order of MagScanFilter and is kept or counted. list 0: all active lists. limit 0: no limit on rows; counts are always of all. */
MagScanResult *mag_scan_repo_run  (MagDb *db, gint64 list, const MagScanCriteria *criteria, guint limit, gint64 now_us, GCancellable *cancellable, GError **error);
/* The best contract per symbol by the same rule: GArray of MagScanRow. tickers NULL: every symbol of the list (0: of all). Reads only what the limits let through. */
GArray        *mag_scan_repo_best (MagDb *db, gint64 list, const char *const *tickers, const MagScanCriteria *criteria, gint64 now_us, GCancellable *cancellable, GError **error);

G_END_DECLS
