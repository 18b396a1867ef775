/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-watchlist-repo.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* One line of the symbol table: what the store said last of a symbol. Lives as long as the symbol is in the list; what it says changes. Signal "changed". */
#define MAG_TYPE_SYMBOL_ROW (mag_symbol_row_get_type ())
G_DECLARE_FINAL_TYPE (MagSymbolRow, mag_symbol_row, MAG, SYMBOL_ROW, GObject)

MagSymbolRow          *mag_symbol_row_new    (MagWatchlistRow *data);
const MagWatchlistRow *mag_symbol_row_get    (MagSymbolRow *self);
void                   mag_symbol_row_update (MagSymbolRow *self, MagWatchlistRow *data);
void                   mag_symbol_row_touch  (MagSymbolRow *self);

G_END_DECLS
