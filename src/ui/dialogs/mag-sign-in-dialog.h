/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signs the user in to the broker: user name and password, approval on the phone, codes. Closing it gives up. */
#define MAG_TYPE_SIGN_IN_DIALOG (mag_sign_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MagSignInDialog, mag_sign_in_dialog, MAG, SIGN_IN_DIALOG, AdwDialog)

AdwDialog *mag_sign_in_dialog_new (MagEngine *engine);

G_END_DECLS
