/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"
#include "mag-list-item.h"

G_BEGIN_DECLS

/* The watchlists by name, kept current from the store's notices. Signal "loaded" after each reading, also one that failed (see problem). */
#define MAG_TYPE_LIST_MODEL (mag_list_model_get_type ())
G_DECLARE_FINAL_TYPE (MagListModel, mag_list_model, MAG, LIST_MODEL, GObject)

MagListModel *mag_list_model_new         (MagEngine *engine);
void          mag_list_model_reload      (MagListModel *self);
GListModel   *mag_list_model_get_lists   (MagListModel *self);
MagListItem  *mag_list_model_find        (MagListModel *self, gint64 id);
MagListItem  *mag_list_model_find_name   (MagListModel *self, const char *name);
gboolean      mag_list_model_is_loaded   (MagListModel *self);
const char   *mag_list_model_get_problem (MagListModel *self);

G_END_DECLS
