/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-list-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Reads a watchlist from text, a file or a drop, shows what would come of it, and saves it when asked to. Signal "saved" (gint64 list id, guint accepted). */
#define MAG_TYPE_IMPORT_DIALOG (mag_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MagImportDialog, mag_import_dialog, MAG, IMPORT_DIALOG, AdwDialog)

AdwDialog *mag_import_dialog_new       (MagEngine *engine, MagListModel *lists);
void       mag_import_dialog_set_name  (MagImportDialog *self, const char *name);
void       mag_import_dialog_load_file (MagImportDialog *self, GFile *file);
gboolean   mag_import_dialog_load_value (MagImportDialog *self, const GValue *value);
/* Files and text; hand what is dropped to mag_import_dialog_load_value(). */
GtkDropTarget *mag_import_drop_target_new (void);

G_END_DECLS
