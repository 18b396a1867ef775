/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"
#include "mag-journal.h"

G_BEGIN_DECLS

/* The journal as it is stored, read anew whenever somebody changed it. Signal "loaded" after each reading, good or bad. */
#define MAG_TYPE_JOURNAL_MODEL (mag_journal_model_get_type ())
G_DECLARE_FINAL_TYPE (MagJournalModel, mag_journal_model, MAG, JOURNAL_MODEL, GObject)

MagJournalModel *mag_journal_model_new         (MagEngine *engine);
MagJournal      *mag_journal_model_get_journal (MagJournalModel *self); /* NULL before the first good reading */
GHashTable      *mag_journal_model_get_facts   (MagJournalModel *self); /* ticker -> MagSymbolFacts, as of the same reading; NULL */
const char      *mag_journal_model_get_problem (MagJournalModel *self); /* NULL: the last reading was good */
void             mag_journal_model_refresh     (MagJournalModel *self);

G_END_DECLS
