/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-db.h"
#include "mag-difference.h"

G_BEGIN_DECLS

/* The inbox of differences between journal and broker: what is compared, and what is done about it. Blocking functions for store jobs. */

gboolean   mag_difference_repo_save_reports (MagDb *db, GPtrArray *reports /* MagReport* */, GCancellable *cancellable, GError **error); /* replaces what was known */
GPtrArray *mag_difference_repo_list (MagDb *db, gint64 now_us, GCancellable *cancellable, GError **error); /* MagDifference*, without those dismissed */

/* What was done about a difference, so that it can be taken back. */
typedef struct
{
  GArray *legs;      /* gint64 */
  gboolean linked;   /* the legs were deleted; else they were logged */
  gint64  trade;     /* the broker's, of a link */
  char   *notes, *tags; /* owned; what it had before; NULL */
  char   *key;       /* owned; of what was dismissed; NULL */
} MagResolution;
void           mag_resolution_free (MagResolution *self);

/* Logs how it ended (assigned, exercised, expired), or links the two (maybe-twice). Of the other kinds nothing can be logged without a guess: MAG_STORE_ERROR_CONFLICT. */
MagResolution *mag_difference_repo_resolve (MagDb *db, const MagDifference *difference, gint64 now_us, GCancellable *cancellable, GError **error);
MagResolution *mag_difference_repo_dismiss (MagDb *db, const MagDifference *difference, gint64 now_us, GCancellable *cancellable, GError **error);
gboolean       mag_difference_repo_undo    (MagDb *db, const MagResolution *resolution, gint64 now_us, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagResolution, mag_resolution_free)

G_END_DECLS
