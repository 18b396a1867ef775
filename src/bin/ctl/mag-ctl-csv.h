/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One line of a table: a record, which may hold line ends inside quotes, or a remark: a line that begins with # or is blank. */
typedef struct
{
  char    *text;   /* owned; any bytes, a NUL behind them; without the line's end */
  gsize    length; /* bytes */
  gboolean record;
  gboolean crlf;   /* it ended with CR LF */
} MagCtlLine;

/* A field where it stands in its record, quotes and all. */
typedef struct
{
  const char *text;
  gsize       length;
  gboolean    unclosed; /* it begins with a quote that no other one closes */
} MagCtlField;

typedef struct _MagCtlCsv MagCtlCsv;

MagCtlCsv *mag_ctl_csv_new          (void);
void       mag_ctl_csv_free         (MagCtlCsv *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagCtlCsv, mag_ctl_csv_free)
void       mag_ctl_csv_push         (MagCtlCsv *self, const char *bytes, gsize length);
void       mag_ctl_csv_end          (MagCtlCsv *self);
gboolean   mag_ctl_csv_next         (MagCtlCsv *self, MagCtlLine *line);

void       mag_ctl_line_clear       (MagCtlLine *line);
GArray    *mag_ctl_line_split       (const MagCtlLine *line);
char      *mag_ctl_field_dup        (const MagCtlField *field);
void       mag_ctl_field_append     (const MagCtlField *field, GString *out);
void       mag_ctl_csv_append_text  (GString *out, const char *text);

G_END_DECLS
