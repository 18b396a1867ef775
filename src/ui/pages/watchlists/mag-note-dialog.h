/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"
#include "mag-watchlist-repo.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Note and target price of a symbol in a list. */
#define MAG_TYPE_NOTE_DIALOG (mag_note_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MagNoteDialog, mag_note_dialog, MAG, NOTE_DIALOG, AdwDialog)

AdwDialog *mag_note_dialog_new (MagEngine *engine, gint64 list, const MagWatchlistRow *row);

G_END_DECLS
