/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Every keyboard shortcut once: bound at start, and listed for the user. */
void       mag_shortcuts_install    (GtkApplication *application);
AdwDialog *mag_shortcuts_dialog_new (void);

G_END_DECLS
