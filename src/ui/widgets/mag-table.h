/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What a column shows of an item. Functions get the items the table was given, and their children. */
typedef struct
{
  const char *id;          /* in settings and actions */
  const char *title;       /* to be translated */
  const char *description; /* to be translated; tooltip of the title, NULL: none */
  guint       chars;       /* width of the widest usual value */
  gboolean    numeric;     /* right-aligned, tabular figures */
  gboolean    shown;       /* at first */
  gboolean    narrow;      /* shown, and alone, in a narrow window */
  gboolean    colored;     /* by the item's sign */
  char     *(*text)   (gpointer item);
  char     *(*detail) (gpointer item); /* second line; NULL */
  double    (*key)    (gpointer item); /* sorts by it, NaN last; NULL: by the text */
  char     *(*tooltip) (gpointer item); /* more than fits, NULL when there is no more; NULL: never is */
} MagTableColumn;

/* A way to put rows under headings. */
typedef struct
{
  char  *(*text) (gpointer item);
  double (*key)  (gpointer item); /* order of the groups; NULL: by the text */
  char  *(*summary) (GPtrArray *items); /* of a group's rows, beside its heading; NULL: none */
} MagTableGroup;

/* What a table is made of. All static. Items are GObjects with a signal "updated": they say something new. */
typedef struct
{
  const char           *label;       /* to be translated; for screen readers */
  const MagTableColumn *columns;     /* the first is always shown, and unfolds */
  guint                 n_columns;
  const char           *sort;        /* id of the column sorted by at first */
  gboolean              descending;
  guint64             (*key)      (gpointer item);                 /* the same after a refresh */
  void                (*update)   (gpointer item, gpointer fresh); /* takes what fresh says, and emits "updated"; NULL: the same item comes again, and has */
  gboolean            (*is_child) (gpointer item);                 /* a line below a row */
  GListModel         *(*children) (gpointer item);                 /* (transfer none) of a row, asked for when it comes into sight; NULL: it has none */
  int                 (*tie)      (gpointer a, gpointer b);        /* of equal ones, and of children */
  double              (*sign)     (gpointer item);                 /* what colored columns are coloured by */
} MagTableKind;

const MagTableColumn *mag_table_kind_find    (const MagTableKind *kind, const char *id); /* NULL */
/* < 0: a stands before b, whichever way is asked for: unknown last, then as the kind has them; children only so. */
int                   mag_table_kind_compare (const MagTableKind *kind, const MagTableColumn *column, gpointer a, gpointer b, gboolean descending);

/* A table of rows, which may unfold. Properties "compact" (few columns of two lines), "sort-column" and "sort-descending" (for a menu), "selected" (an item, a
 * row's or a child's, or NULL). Signal "activated": Enter or a double click on the selected line. */
#define MAG_TYPE_TABLE (mag_table_get_type ())
G_DECLARE_FINAL_TYPE (MagTable, mag_table, MAG, TABLE, AdwBin)

void           mag_table_set_kind     (MagTable *self, const MagTableKind *kind); /* once, first of all */
void           mag_table_set_settings (MagTable *self, GSettings *settings);
void           mag_table_set_items    (MagTable *self, GPtrArray *items); /* rows shown before stay and are updated */
void           mag_table_set_group    (MagTable *self, const MagTableGroup *group); /* NULL: no headings */
gpointer       mag_table_get_selected (MagTable *self);
void           mag_table_select       (MagTable *self, guint64 key);
GtkColumnView *mag_table_get_view     (MagTable *self);
GtkWidget     *mag_table_make_chooser (MagTable *self);
GMenuModel    *mag_table_make_sort_menu (MagTable *self);

G_END_DECLS
