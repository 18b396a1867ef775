/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-broker.h"
#include "mag-store.h"

G_BEGIN_DECLS

/* What came of an import. */
typedef struct
{
  guint      n_orders, n_events; /* read */
  guint      n_bad;              /* rows of the broker's that could not be read */
  guint      n_waiting;          /* orders and events that are not final yet */
  guint      n_added;            /* legs that were not in the journal */
  GPtrArray *problems;           /* sentences, of what was left out */
} MagJournalImport;

typedef void (*MagJournalProgress) (guint n_orders, guint n_events, gpointer data);

/* Brings the broker's whole history of orders and events into the journal: all accounts, page by page, then one transaction. What is there already stays as
 * it is, so it can be run again at any time. progress: called after each page. Main loop thread; the broker is signed in. */
void              mag_journal_import_async  (MagBroker *broker, MagStore *store, MagClock *clock, MagJournalProgress progress, gpointer progress_data,
                                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagJournalImport *mag_journal_import_finish (MagBroker *broker, GAsyncResult *result, GError **error);
void              mag_journal_import_free   (MagJournalImport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagJournalImport, mag_journal_import_free)

G_END_DECLS
