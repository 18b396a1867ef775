/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-analyzer-row.h"

G_BEGIN_DECLS

/* A figure that explains itself. Strings owned. */
typedef struct
{
  const char *group; /* heading, translated; static; figures of a group follow each other */
  char       *name;
  char       *value;
  char       *why;   /* inputs and formula, or where it comes from */
} MagAnalyzerFigure;

void       mag_analyzer_figure_free (MagAnalyzerFigure *figure);
/* The same figures in the same order for every row. */
GPtrArray *mag_analyzer_figures_of  (MagAnalyzerRow *row); /* (element-type MagAnalyzerFigure) */
char      *mag_analyzer_figures_title (MagAnalyzerRow *row); /* "NVDA 120 Put" */

G_END_DECLS
