/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Short words people mark a trade with. Tidy: "Earnings, wheel", in order, each once whatever its case. */
#define MAG_TAGS_MAX 20
#define MAG_TAG_MAX_LENGTH 40 /* characters */

char    *mag_tags_tidy  (const char *text);
char   **mag_tags_split (const char *tidy);
gboolean mag_tags_have  (const char *tidy, const char *tag); /* in any case */

G_END_DECLS
