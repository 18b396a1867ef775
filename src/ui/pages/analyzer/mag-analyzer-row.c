/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One contract of the results table. A new scan changes the numbers of the object that is already there, so that
 * selection, focus and scroll, which hold on to objects, stay where the user left them. */

#include "mag-analyzer-row.h"

#include <string.h>

struct _MagAnalyzerRow
{
  GObject        parent_instance;

  MagScanRow     scan;
  MagScanFigures figures;
  guint          rank;   /* 1: the best */
  gint64         now_us; /* moment of the figures */

  MagPayoffPicture *payoff; /* owned; NULL until asked for, and when there is none */
};

enum
{
  UPDATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagAnalyzerRow, mag_analyzer_row, G_TYPE_OBJECT)

static void
mag_analyzer_row_finalize (GObject *object)
{
  g_free (MAG_ANALYZER_ROW (object)->payoff);
  G_OBJECT_CLASS (mag_analyzer_row_parent_class)->finalize (object);
}

static void
mag_analyzer_row_class_init (MagAnalyzerRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_analyzer_row_finalize;
  signals[UPDATED] = g_signal_new ("updated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mag_analyzer_row_init (MagAnalyzerRow *self)
{
}

/**
 * mag_analyzer_row_new:
 * @scan: the contract as a scan found it; copied
 *
 * The row has no figures before the first mag_analyzer_row_update().
 *
 * Returns: (transfer full): a new row
 */
MagAnalyzerRow *
mag_analyzer_row_new (const MagScanRow *scan)
{
  MagAnalyzerRow *self = g_object_new (MAG_TYPE_ANALYZER_ROW, NULL);

  self->scan = *scan;
  return self;
}

/**
 * mag_analyzer_row_update:
 * @self: a row
 * @scan: the same contract as a newer scan found it; copied
 * @figures: derived from @scan at @now_us; copied
 * @rank: 1 is the best
 * @now_us: the moment of the scan
 *
 * Takes newer numbers and emits ::updated, so that what shows the row reads it again.
 *
 * Returns: TRUE when something but the moment changed, so that the row may have to move in a sorted table
 */
gboolean
mag_analyzer_row_update (MagAnalyzerRow       *self,
                         const MagScanRow     *scan,
                         const MagScanFigures *figures,
                         guint                 rank,
                         gint64                now_us)
{
  gboolean changed;

  g_return_val_if_fail (MAG_IS_ANALYZER_ROW (self), FALSE);

  /* Bytes that merely differ in padding cost one needless reading of the row. */
  changed = self->rank != rank || memcmp (&self->scan, scan, sizeof *scan) != 0 || memcmp (&self->figures, figures, sizeof *figures) != 0;

  self->scan = *scan;
  self->figures = *figures;
  self->rank = rank;
  self->now_us = now_us;
  g_clear_pointer (&self->payoff, g_free);
  g_signal_emit (self, signals[UPDATED], 0);

  return changed;
}

const MagScanRow *
mag_analyzer_row_get_scan (MagAnalyzerRow *self)
{
  g_return_val_if_fail (MAG_IS_ANALYZER_ROW (self), NULL);

  return &self->scan;
}

const MagScanFigures *
mag_analyzer_row_get_figures (MagAnalyzerRow *self)
{
  g_return_val_if_fail (MAG_IS_ANALYZER_ROW (self), NULL);

  return &self->figures;
}

guint
mag_analyzer_row_get_rank (MagAnalyzerRow *self)
{
  g_return_val_if_fail (MAG_IS_ANALYZER_ROW (self), 0);

  return self->rank;
}

gint64
mag_analyzer_row_get_now_us (MagAnalyzerRow *self)
{
  g_return_val_if_fail (MAG_IS_ANALYZER_ROW (self), 0);

  return self->now_us;
}

/**
 * mag_analyzer_row_get_payoff:
 * @self: a row that was updated
 *
 * Priced when first asked for, since most rows never are, and then kept until the next update.
 *
 * Returns: (transfer none) (nullable): what selling the contract comes to; NULL when that can't be told
 */
const MagPayoffPicture *
mag_analyzer_row_get_payoff (MagAnalyzerRow *self)
{
  g_autofree MagPayoffPicture *payoff = NULL;

  g_return_val_if_fail (MAG_IS_ANALYZER_ROW (self), NULL);

  if (self->payoff != NULL)
    return self->payoff;
  payoff = g_new0 (MagPayoffPicture, 1);
  if (mag_analyzer_payoff_init (payoff, &self->scan, self->now_us))
    self->payoff = g_steal_pointer (&payoff);
  return self->payoff;
}

guint
mag_analyzer_row_hash (gconstpointer row)
{
  const MagAnalyzerRow *self = row;
  const MagContract *contract = &self->scan.quote.contract;

  return g_str_hash (self->scan.symbol) ^ g_str_hash (contract->root) ^ contract->expiration * 2654435761u ^
         (guint) (contract->strike / 10) * 40503u ^ (guint) contract->right;
}

gboolean
mag_analyzer_row_equal (gconstpointer a,
                        gconstpointer b)
{
  const MagAnalyzerRow *first = a, *second = b;

  return g_str_equal (first->scan.symbol, second->scan.symbol) &&
         mag_contract_compare (&first->scan.quote.contract, &second->scan.quote.contract) == 0;
}
