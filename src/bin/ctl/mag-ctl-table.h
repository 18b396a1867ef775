/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Columns of text, each as wide as its widest cell. */
typedef struct _MagCtlTable MagCtlTable;

/* heads: "Symbol" is aligned left, ">Bid" right. Strings are copied. */
MagCtlTable *mag_ctl_table_new      (const char *const *heads, guint n_columns);
void         mag_ctl_table_free     (MagCtlTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagCtlTable, mag_ctl_table_free)
void         mag_ctl_table_add      (MagCtlTable *self, const char *text);
void         mag_ctl_table_take     (MagCtlTable *self, char *text);
char        *mag_ctl_table_to_text  (MagCtlTable *self);
void         mag_ctl_table_print    (MagCtlTable *self);

G_END_DECLS
