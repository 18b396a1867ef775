/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Brings the broker's history into the journal while it is open, and says what came of it. */
#define MAG_TYPE_BROKER_IMPORT_DIALOG (mag_broker_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MagBrokerImportDialog, mag_broker_import_dialog, MAG, BROKER_IMPORT_DIALOG, AdwDialog)

AdwDialog *mag_broker_import_dialog_new (MagEngine *engine);

G_END_DECLS
