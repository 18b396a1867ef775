/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"

G_BEGIN_DECLS

/* Tells the user of what newly calls for attention, by the desktop's notifications: once, not at every refresh. Their actions: app.show-position (key),
 * app.snooze-alert (key, rule), app.mute-rule (rule). */
#define MAG_TYPE_NOTIFIER (mag_notifier_get_type ())
G_DECLARE_FINAL_TYPE (MagNotifier, mag_notifier, MAG, NOTIFIER, GObject)

MagNotifier *mag_notifier_new (GApplication *application, MagEngine *engine); /* application: outlives it */

G_END_DECLS
