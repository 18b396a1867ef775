/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"
#include "mag-symbol-columns.h"
#include "mag-symbol-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A cell of the symbol table. */
#define MAG_TYPE_SYMBOL_CELL (mag_symbol_cell_get_type ())
G_DECLARE_FINAL_TYPE (MagSymbolCell, mag_symbol_cell, MAG, SYMBOL_CELL, GtkWidget)

GtkWidget    *mag_symbol_cell_new         (MagEngine *engine, const MagSymbolColumn *column, GtkListItem *item);
void          mag_symbol_cell_bind        (MagSymbolCell *self, MagSymbolRow *row, gboolean compact);
void          mag_symbol_cell_unbind      (MagSymbolCell *self);
MagSymbolRow *mag_symbol_cell_get_row     (MagSymbolCell *self);

G_END_DECLS
