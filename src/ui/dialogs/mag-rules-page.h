/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Preferences of the Positions page: how often it is refreshed, notifications, thresholds of what calls for attention, and what does not. */
#define MAG_TYPE_RULES_PAGE (mag_rules_page_get_type ())
G_DECLARE_FINAL_TYPE (MagRulesPage, mag_rules_page, MAG, RULES_PAGE, AdwPreferencesPage)

void mag_rules_page_set_settings (MagRulesPage *self, GSettings *settings); /* of the application's schema */

G_END_DECLS
