/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GPtrArray  *mag_csv_read_line   (const char **text, char delimiter);
int         mag_csv_find_column (GPtrArray *header, const char * const *names);
const char *mag_csv_get_field   (GPtrArray *fields, int column);
gboolean    mag_csv_is_blank    (GPtrArray *fields);
void        mag_csv_append_field (GString *text, const char *value);

G_END_DECLS
