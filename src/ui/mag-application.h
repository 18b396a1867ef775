/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One instance a profile; its app.* actions cover everything a menu does. */
#define MAG_TYPE_APPLICATION (mag_application_get_type ())
G_DECLARE_FINAL_TYPE (MagApplication, mag_application, MAG, APPLICATION, AdwApplication)

MagApplication *mag_application_new        (void);
/* Before it is activated. */
void            mag_application_set_engine (MagApplication *self, MagEngine *engine);

G_END_DECLS
