/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One instance a profile; its app.* actions cover everything a menu does. */
#define MAG_TYPE_APPLICATION (mag_application_get_type ())
G_DECLARE_FINAL_TYPE (MagApplication, mag_application, MAG, APPLICATION, AdwApplication)

/* Makes the engine of this run; NULL with an error when that can't be. Called once, in the process that owns the window. */
typedef MagEngine *(*MagEngineFunc) (gpointer data, GError **error);

MagApplication *mag_application_new       (MagEngineFunc make_engine, gpointer data);
/* Why there is no engine; NULL: there is one, or the application is not registered yet, or runs elsewhere. */
const GError   *mag_application_get_error (MagApplication *self);

G_END_DECLS
