/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the symbol table as an object that stays while its contents are replaced, so that scroll, selection and sort
 * stay too. One signal for all of it: a row arrives from the store whole, and a cell compares its own text. */

#include "mag-symbol-row.h"

struct _MagSymbolRow
{
  GObject          parent_instance;

  MagWatchlistRow *data; /* owned, never NULL */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagSymbolRow, mag_symbol_row, G_TYPE_OBJECT)

static void
mag_symbol_row_finalize (GObject *object)
{
  mag_watchlist_row_free (MAG_SYMBOL_ROW (object)->data);

  G_OBJECT_CLASS (mag_symbol_row_parent_class)->finalize (object);
}

static void
mag_symbol_row_class_init (MagSymbolRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_symbol_row_finalize;

  /**
   * MagSymbolRow::changed:
   *
   * What the row says, or how old it is, is another now.
   */
  signals[CHANGED] = g_signal_new ("changed", MAG_TYPE_SYMBOL_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mag_symbol_row_init (MagSymbolRow *self)
{
}

/**
 * mag_symbol_row_new:
 * @data: (transfer full): what the store said
 *
 * Returns: (transfer full): a new row
 */
MagSymbolRow *
mag_symbol_row_new (MagWatchlistRow *data)
{
  MagSymbolRow *self;

  g_return_val_if_fail (data != NULL, NULL);

  self = g_object_new (MAG_TYPE_SYMBOL_ROW, NULL);
  self->data = data;

  return self;
}

/**
 * mag_symbol_row_get:
 * @self: a row
 *
 * Returns: (transfer none): what the store said last; valid until the next mag_symbol_row_update()
 */
const MagWatchlistRow *
mag_symbol_row_get (MagSymbolRow *self)
{
  g_return_val_if_fail (MAG_IS_SYMBOL_ROW (self), NULL);

  return self->data;
}

/**
 * mag_symbol_row_update:
 * @self: a row
 * @data: (transfer full): what the store says now of the same symbol
 *
 * Replaces the contents and emits `changed`.
 */
void
mag_symbol_row_update (MagSymbolRow    *self,
                       MagWatchlistRow *data)
{
  g_return_if_fail (MAG_IS_SYMBOL_ROW (self));
  g_return_if_fail (data != NULL && data->symbol_id == self->data->symbol_id);

  mag_watchlist_row_free (self->data);
  self->data = data;
  mag_symbol_row_touch (self);
}

/**
 * mag_symbol_row_touch:
 * @self: a row
 *
 * Emits `changed`: time has passed and ages read differently.
 */
void
mag_symbol_row_touch (MagSymbolRow *self)
{
  g_return_if_fail (MAG_IS_SYMBOL_ROW (self));

  g_signal_emit (self, signals[CHANGED], 0);
}
