/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-watchlist.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* One item of an import report, for a list view. */
#define MAG_TYPE_IMPORT_ENTRY (mag_import_entry_get_type ())
G_DECLARE_FINAL_TYPE (MagImportEntry, mag_import_entry, MAG, IMPORT_ENTRY, GObject)

const MagImportItem *mag_import_entry_get       (MagImportEntry *self);
GListModel          *mag_import_entry_list_new  (MagImportReport *report);

G_END_DECLS
