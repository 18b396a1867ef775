/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A figure that explains itself. Strings owned. */
typedef struct
{
  const char *group; /* heading, translated; static; figures of a group follow each other */
  char       *name;
  char       *value;
  char       *why;   /* inputs and formula, or where it comes from */
} MagExplainedFigure;

void mag_explained_figure_free (MagExplainedFigure *figure);
void mag_explained_figures_add (GPtrArray *figures, const char *group, const char *name, char *value, char *why); /* takes value and why */

/* Figures with their reasons, under headings. Lines are made once and filled again as long as there are as many. */
#define MAG_TYPE_FIGURE_LIST (mag_figure_list_get_type ())
G_DECLARE_FINAL_TYPE (MagFigureList, mag_figure_list, MAG, FIGURE_LIST, GtkBox)

void  mag_figure_list_set (MagFigureList *self, GPtrArray *figures /* MagExplainedFigure* */);
char *mag_figure_list_to_text (GPtrArray *figures); /* a line each, with tabs, as a spreadsheet takes them */

G_END_DECLS
