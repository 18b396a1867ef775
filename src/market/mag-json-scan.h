/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads JSON front to back without building a tree, for the one body that is too large for that: a whole chain. Any mistake in the text makes
 * every later call fail, so a caller checks once, at the end. */
typedef struct
{
  const char *at;
  const char *end;
  gboolean    first;  /* nothing yet in the innermost container */
  gboolean    failed;
} MagJsonScan;

/* A string where it stands in the text, escapes and all. */
typedef struct
{
  const char *start;
  gsize       length;
} MagJsonText;

void     mag_json_scan_init         (MagJsonScan *scan, const char *text, gsize length);
gboolean mag_json_scan_open_object  (MagJsonScan *scan);
gboolean mag_json_scan_next_key     (MagJsonScan *scan, MagJsonText *key); /* FALSE: the object has ended */
gboolean mag_json_scan_open_array   (MagJsonScan *scan);
gboolean mag_json_scan_next_element (MagJsonScan *scan);                   /* FALSE: the array has ended */
void     mag_json_scan_skip         (MagJsonScan *scan);
double   mag_json_scan_number       (MagJsonScan *scan);                   /* NaN for another kind of value, which is skipped */
gboolean mag_json_scan_string       (MagJsonScan *scan, MagJsonText *text); /* FALSE for another kind of value, which is skipped */
gboolean mag_json_scan_is_at        (MagJsonScan *scan, char first);       /* '{', '[', '"': what kind of value comes next */
gboolean mag_json_scan_finish       (MagJsonScan *scan);                   /* TRUE: all was read and all was well */

gboolean mag_json_text_equals       (const MagJsonText *text, const char *word);
gboolean mag_json_text_copy         (const MagJsonText *text, char *buffer, gsize size); /* FALSE: does not fit, or has escapes */

G_END_DECLS
