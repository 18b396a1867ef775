/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The header's account menu: who is signed in, which accounts there are, signing in and out, and the way to the practice account or back. */
#define MAG_TYPE_ACCOUNT_BUTTON (mag_account_button_get_type ())
G_DECLARE_FINAL_TYPE (MagAccountButton, mag_account_button, MAG, ACCOUNT_BUTTON, AdwBin)

void mag_account_button_set_engine (MagAccountButton *self, MagEngine *engine); /* once; one with a broker */

G_END_DECLS
