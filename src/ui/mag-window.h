/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-page.h"

G_BEGIN_DECLS

/* The main window: four pages behind a view switcher, one banner, toasts. */
#define MAG_TYPE_WINDOW (mag_window_get_type ())
G_DECLARE_FINAL_TYPE (MagWindow, mag_window, MAG, WINDOW, AdwApplicationWindow)

MagWindow *mag_window_new       (GtkApplication *application, MagEngine *engine);
/* Switches to a page by its name, making it if it was never shown; NULL when there is no such page. */
MagPage   *mag_window_show_page (MagWindow *self, const char *name);
void       mag_window_add_toast (MagWindow *self, AdwToast *toast);

G_END_DECLS
