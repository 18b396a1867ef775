/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"
#include "mag-symbol-row.h"

G_BEGIN_DECLS

/* The page states of DESIGN 5 that concern the rows; a sync in progress is another matter. */
typedef enum
{
  MAG_SYMBOL_MODEL_INITIAL, /* no list, or the store is not open yet */
  MAG_SYMBOL_MODEL_LOADING, /* nothing to show yet */
  MAG_SYMBOL_MODEL_LOADED,
  MAG_SYMBOL_MODEL_FAILED,  /* nothing to show, see problem */
} MagSymbolModelState;

/* The rows of one list, kept current from the store's notices. Signals: "state-changed"; "settled" after a batch of rows was applied. */
#define MAG_TYPE_SYMBOL_MODEL (mag_symbol_model_get_type ())
G_DECLARE_FINAL_TYPE (MagSymbolModel, mag_symbol_model, MAG, SYMBOL_MODEL, GObject)

MagSymbolModel      *mag_symbol_model_new         (MagEngine *engine);
void                 mag_symbol_model_set_list    (MagSymbolModel *self, gint64 list);
gint64               mag_symbol_model_get_list    (MagSymbolModel *self);
void                 mag_symbol_model_reload      (MagSymbolModel *self);
void                 mag_symbol_model_touch       (MagSymbolModel *self);
GListModel          *mag_symbol_model_get_rows    (MagSymbolModel *self);
MagSymbolModelState  mag_symbol_model_get_state   (MagSymbolModel *self);
const char          *mag_symbol_model_get_problem (MagSymbolModel *self);
guint                mag_symbol_model_get_section_rank (MagSymbolModel *self, const char *section);
guint                mag_symbol_model_get_n_sections   (MagSymbolModel *self);

G_END_DECLS
