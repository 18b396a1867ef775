/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A drop-down of the watchlists with "All Lists" on top, kept current. Properties "list" (gint64): the id chosen, 0 all;
 * "loaded": the lists were read, or can't be. */
#define MAG_TYPE_LIST_PICKER (mag_list_picker_get_type ())
G_DECLARE_FINAL_TYPE (MagListPicker, mag_list_picker, MAG, LIST_PICKER, AdwBin)

void   mag_list_picker_set_engine (MagListPicker *self, MagEngine *engine);
gint64 mag_list_picker_get_list   (MagListPicker *self);
void   mag_list_picker_set_list   (MagListPicker *self, gint64 list);
/* By name, as settings remember it: ids differ between profiles. */
char  *mag_list_picker_dup_name   (MagListPicker *self);
void   mag_list_picker_set_wanted (MagListPicker *self, const char *name);

G_END_DECLS
