/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *mag_excerpt           (const char *text, gssize length);
gboolean mag_text_is_invisible (gunichar c); /* what programs leave in names and nobody sees */

G_END_DECLS
