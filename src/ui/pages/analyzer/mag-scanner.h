/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"
#include "mag-scan.h"

G_BEGIN_DECLS

/* What a scan answered, with the figures of each row, all of one moment. Immutable, owned by whoever holds it. */
typedef struct
{
  gint64           list;     /* 0: all */
  MagScanCriteria  criteria;
  gint64           now_us;
  MagScanResult   *result;
  MagScanFigures  *figures;  /* result->rows->len of them */
  gboolean         no_lists; /* there is no list at all */
} MagScanAnswer;

void mag_scan_answer_free (MagScanAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagScanAnswer, mag_scan_answer_free)

/* The most rows a scan brings to the window. */
#define MAG_SCANNER_MAX_ROWS 1000

/* Keeps one question answered: again when it changes and when what it is about changes. Property "busy".
 * Signals: "answered" (MagScanAnswer *answer), whose handler takes the answer; "failed" (GError *error). */
#define MAG_TYPE_SCANNER (mag_scanner_get_type ())
G_DECLARE_FINAL_TYPE (MagScanner, mag_scanner, MAG, SCANNER, GObject)

MagScanner *mag_scanner_new          (MagEngine *engine);
void        mag_scanner_set_question (MagScanner *self, gint64 list, const MagScanCriteria *criteria);
void        mag_scanner_refresh      (MagScanner *self);
void        mag_scanner_set_active   (MagScanner *self, gboolean active);
gboolean    mag_scanner_is_busy      (MagScanner *self);

G_END_DECLS
