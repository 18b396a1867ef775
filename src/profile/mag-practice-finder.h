/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Private to this folder. */
char     *mag_practice_finder_check_url  (const char *url, GError **error);
MagClock *mag_practice_finder_take_clock (const char *base_url, GError **error);
char     *mag_practice_finder_find       (const char *runtime_dir, const char *program, MagClock **clock, GError **error);

G_END_DECLS
