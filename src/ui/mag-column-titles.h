/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a table says of one of its columns. */
typedef struct
{
  gboolean    numeric;     /* right-aligned figures */
  const char *description; /* translated; tooltip of the title, NULL: none */
} MagColumnTitle;

typedef MagColumnTitle (*MagColumnTitleFunc) (GtkColumnViewColumn *column);

void mag_column_titles_align (GtkColumnView *view, MagColumnTitleFunc describe);

G_END_DECLS
