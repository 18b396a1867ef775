/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-analyzer-row.h"

G_BEGIN_DECLS

/* What a column of the results table shows of a row. A table of these is the one place that knows the columns. */
typedef struct
{
  const char *id;       /* in settings and actions */
  const char *title;    /* to be translated */
  guint       chars;    /* width of the widest usual value */
  gboolean    numeric;  /* right-aligned, tabular figures */
  gboolean    shown;    /* at first */
  gboolean    narrow;   /* shown, and alone, in a narrow window */
  char     *(*text)  (MagAnalyzerRow *row);
  char     *(*detail) (MagAnalyzerRow *row); /* second line; NULL */
  double    (*key)   (MagAnalyzerRow *row); /* sorts by it, NaN last; NULL: by the text */
} MagAnalyzerColumn;

const MagAnalyzerColumn *mag_analyzer_columns_get     (guint *n_columns);
const MagAnalyzerColumn *mag_analyzer_columns_find    (const char *id);
/* < 0: a stands before b. What is unknown stands last in either direction; ties stand by rank. */
int                      mag_analyzer_column_compare  (const MagAnalyzerColumn *column, MagAnalyzerRow *a, MagAnalyzerRow *b, gboolean descending);
/* The given columns of the rows as tab-separated text with a line of titles. */
char                    *mag_analyzer_columns_to_tsv  (const MagAnalyzerColumn *const *columns, GPtrArray *rows);

G_END_DECLS
