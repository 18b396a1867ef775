/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the Trades table. It keeps the journal it came from, of which everything else is lent. After a refresh the same
 * object says what is new, so that scroll, selection and what was expanded stay. */

#include "config.h"

#include "mag-trade-item.h"

struct _MagTradeItem
{
  GObject       parent_instance;

  MagJournal   *journal; /* owned */
  MagJournalRow row;
  const MagLeg *leg;     /* NULL: a row */
  gint64        shares;  /* of a leg that took shares of this lot; 0: all of the leg */
  gint64        now_us;
  GListStore   *legs;    /* owned; MagTradeItem; NULL of a leg */
};

enum
{
  UPDATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagTradeItem, mag_trade_item, G_TYPE_OBJECT)

static void
mag_trade_item_finalize (GObject *object)
{
  MagTradeItem *self = MAG_TRADE_ITEM (object);

  g_clear_object (&self->legs);
  g_clear_pointer (&self->journal, mag_journal_unref);

  G_OBJECT_CLASS (mag_trade_item_parent_class)->finalize (object);
}

static void
mag_trade_item_class_init (MagTradeItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_trade_item_finalize;

  signals[UPDATED] = g_signal_new ("updated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mag_trade_item_init (MagTradeItem *self)
{
}

static void
append_leg (MagTradeItem *self,
            GPtrArray    *items,
            const MagLeg *leg,
            gint64        shares)
{
  MagTradeItem *item = g_object_new (MAG_TYPE_TRADE_ITEM, NULL);

  item->journal = mag_journal_ref (self->journal);
  item->row = self->row;
  item->leg = leg;
  item->shares = shares;
  item->now_us = self->now_us;
  g_ptr_array_add (items, item);
}

static void
fill_legs (MagTradeItem *self)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  if (self->row.chain != NULL)
    {
      for (guint i = 0; i < self->row.chain->legs->len; i++)
        append_leg (self, items, g_ptr_array_index (self->row.chain->legs, i), 0);
    }
  else
    {
      append_leg (self, items, self->row.lot->from, self->row.lot->shares);
      for (guint i = 0; i < self->row.lot->sales->len; i++)
        {
          const MagShareSale *sale = &g_array_index (self->row.lot->sales, MagShareSale, i);

          append_leg (self, items, sale->leg, sale->shares);
        }
    }
  g_list_store_splice (self->legs, 0, g_list_model_get_n_items (G_LIST_MODEL (self->legs)), items->pdata, items->len);
}

/**
 * mag_trade_item_new:
 * @row: of @journal
 *
 * Returns: (transfer full): a line for a row, with one for each leg below
 */
MagTradeItem *
mag_trade_item_new (MagJournal          *journal,
                    const MagJournalRow *row,
                    gint64               now_us)
{
  MagTradeItem *self = g_object_new (MAG_TYPE_TRADE_ITEM, NULL);

  self->journal = mag_journal_ref (journal);
  self->row = *row;
  self->now_us = now_us;
  return self;
}

/**
 * mag_trade_item_update:
 * @self: the line of a row
 * @row: the same row in a newer journal
 */
void
mag_trade_item_update (MagTradeItem        *self,
                       MagJournal          *journal,
                       const MagJournalRow *row,
                       gint64               now_us)
{
  g_return_if_fail (MAG_IS_TRADE_ITEM (self) && self->leg == NULL);

  mag_journal_ref (journal);
  mag_journal_unref (self->journal);
  self->journal = journal;
  self->row = *row;
  self->now_us = now_us;
  if (self->legs != NULL)
    fill_legs (self);
  g_signal_emit (self, signals[UPDATED], 0);
}

const MagJournalRow *
mag_trade_item_get_row (MagTradeItem *self)
{
  return &self->row;
}

const MagLeg *
mag_trade_item_get_leg (MagTradeItem *self)
{
  return self->leg;
}

/* Of a row what is held, or was: contracts of its first leg while nothing is open. */
static gint64
get_row_quantity (const MagJournalRow *row)
{
  const MagRollChain *chain = row->chain;
  gint64 n;

  if (chain == NULL)
    return row->lot->remaining > 0 ? row->lot->remaining : row->lot->shares;

  n = chain->remaining > 0 ? chain->remaining : chain->contracts;
  return ((const MagLeg *) g_ptr_array_index (chain->legs, 0))->role == MAG_LEG_SELL_TO_OPEN ? -n : n;
}

gint64
mag_trade_item_get_quantity (MagTradeItem *self)
{
  if (self->leg == NULL)
    return get_row_quantity (&self->row);
  return self->shares != 0 ? self->shares : self->leg->quantity;
}

const char *
mag_trade_item_get_notes (MagTradeItem *self)
{
  return mag_journal_get_notes (self->journal, self->leg != NULL ? self->leg->trade : mag_journal_row_get_id (&self->row));
}

const char *
mag_trade_item_get_tags (MagTradeItem *self)
{
  return mag_journal_get_tags (self->journal, self->leg != NULL ? self->leg->trade : mag_journal_row_get_id (&self->row));
}

gint64
mag_trade_item_get_now_us (MagTradeItem *self)
{
  return self->now_us;
}

MagJournal *
mag_trade_item_get_journal (MagTradeItem *self)
{
  return self->journal;
}

/* Made when first asked for: of most rows nobody looks at the legs. */
GListModel *
mag_trade_item_get_legs (MagTradeItem *self)
{
  if (self->leg != NULL)
    return NULL;
  if (self->legs == NULL)
    {
      self->legs = g_list_store_new (MAG_TYPE_TRADE_ITEM);
      fill_legs (self);
    }
  return G_LIST_MODEL (self->legs);
}

/* A trade that exercised or was assigned is a chain's first and a lot's as well. */
guint64
mag_trade_item_get_key (MagTradeItem *self)
{
  const MagJournalRow *row = &self->row;

  return row->chain != NULL ? (guint64) row->chain->id * 2 : (guint64) row->lot->from->id * 2 + 1;
}
