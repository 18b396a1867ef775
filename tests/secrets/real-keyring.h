/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* gnome-keyring on the session bus of this process, with its files below folder; NULL, with a reason, where it can't be run. */
GSubprocess *real_keyring_start (const char *folder, char **reason);
void         real_keyring_stop  (GSubprocess *keyring);
void         real_keyring_lock  (void);

G_END_DECLS
