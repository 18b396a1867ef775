/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"
#include "mag-list-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A watchlist's row in the sidebar. */
#define MAG_TYPE_LIST_ROW (mag_list_row_get_type ())
G_DECLARE_FINAL_TYPE (MagListRow, mag_list_row, MAG, LIST_ROW, GtkListBoxRow)

GtkWidget   *mag_list_row_new      (MagEngine *engine, MagListItem *item);
MagListItem *mag_list_row_get_item (MagListRow *self);

G_END_DECLS
