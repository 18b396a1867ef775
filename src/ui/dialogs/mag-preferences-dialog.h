/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MAG_TYPE_PREFERENCES_DIALOG (mag_preferences_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MagPreferencesDialog, mag_preferences_dialog, MAG, PREFERENCES_DIALOG, AdwPreferencesDialog)

AdwDialog *mag_preferences_dialog_new (MagEngine *engine);

G_END_DECLS
