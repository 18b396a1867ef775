/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-watchlist-repo.h"

G_BEGIN_DECLS

/* What a cell is made from; figures are of row->best at now_us, all unknown without one. */
typedef struct
{
  const MagWatchlistRow *row;
  MagScanFigures         figures;
  gint64                 now_us;
} MagSymbolContext;

/* A column of the symbol table. Static. */
typedef struct
{
  const char *id;          /* in settings and actions; never changes */
  const char *title;       /* N_() */
  const char *description; /* N_(); tooltip of the title */
  guint       chars;       /* room for the widest real value, in average characters */
  gboolean    numeric;     /* right-aligned, tabular figures */
  gboolean    visible;     /* at first */
  gboolean    compact;     /* stays in a narrow window */
  char       *(*text)    (const MagSymbolContext *context);
  char       *(*detail)  (const MagSymbolContext *context); /* second line in a narrow window; NULL: none */
  const char *(*style)   (const MagSymbolContext *context); /* CSS class, "" or NULL for none; NULL: never one */
  int         (*compare) (const MagSymbolContext *a, const MagSymbolContext *b); /* unknown before known */
  char       *(*tooltip) (const MagSymbolContext *context); /* NULL or a NULL answer: none */
} MagSymbolColumn;

const MagSymbolColumn *mag_symbol_columns_get   (guint *n_columns);
const MagSymbolColumn *mag_symbol_columns_find  (const char *id);
void                   mag_symbol_context_init  (MagSymbolContext *context, const MagWatchlistRow *row, gint64 now_us);

G_END_DECLS
