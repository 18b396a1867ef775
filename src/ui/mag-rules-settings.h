/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-attention.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Thresholds and muted rules as the settings have them; settings: of the schema's child "rules". */
void mag_rules_settings_read (GSettings *settings, MagRules *rules);
void mag_rules_settings_mute (GSettings *settings, MagRule rule, gboolean muted);

G_END_DECLS
