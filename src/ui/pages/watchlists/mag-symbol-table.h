/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-symbol-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The table of a list's symbols: sections, sort, filter, selection, columns kept in the settings, menu of a row.
 * Properties: "sort-column" (id, "" the list's order), "descending", "compact". Signals: "remove", "edit-note": of the selected rows. */
#define MAG_TYPE_SYMBOL_TABLE (mag_symbol_table_get_type ())
G_DECLARE_FINAL_TYPE (MagSymbolTable, mag_symbol_table, MAG, SYMBOL_TABLE, AdwBin)

void        mag_symbol_table_set_model    (MagSymbolTable *self, MagEngine *engine, MagSymbolModel *model);
void        mag_symbol_table_search       (MagSymbolTable *self);
void        mag_symbol_table_resort       (MagSymbolTable *self);
GPtrArray  *mag_symbol_table_dup_selected (MagSymbolTable *self);
GtkColumnView *mag_symbol_table_get_view  (MagSymbolTable *self);

G_END_DECLS
