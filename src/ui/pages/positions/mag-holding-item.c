/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the Positions table. After a refresh the same object says what is new, so that scroll, selection and what was
 * unfolded stay. */

#include "config.h"

#include "mag-holding-item.h"

struct _MagHoldingItem
{
  GObject            parent_instance;

  MagHolding        *holding; /* owned */
  char              *account; /* owned; what people call it */
  const MagPosition *leg;     /* lent by the holding; NULL: the holding itself */
  guint64            key;
  gint64             now_us;
  GListStore        *legs;    /* owned; of a spread; NULL */
};

enum
{
  UPDATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagHoldingItem, mag_holding_item, G_TYPE_OBJECT)

static void
mag_holding_item_finalize (GObject *object)
{
  MagHoldingItem *self = MAG_HOLDING_ITEM (object);

  g_clear_object (&self->legs);
  g_free (self->account);
  mag_holding_unref (self->holding);

  G_OBJECT_CLASS (mag_holding_item_parent_class)->finalize (object);
}

static void
mag_holding_item_class_init (MagHoldingItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_holding_item_finalize;

  signals[UPDATED] = g_signal_new ("updated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mag_holding_item_init (MagHoldingItem *self)
{
}

static void
take (MagHoldingItem    *self,
      MagHolding        *holding,
      const MagPosition *leg,
      const char        *account,
      gint64             now_us)
{
  mag_holding_ref (holding);
  g_clear_pointer (&self->holding, mag_holding_unref);
  self->holding = holding;
  self->leg = leg;
  g_set_str (&self->account, account);
  self->now_us = now_us;
}

/* Legs that were there say what is new; a spread keeps its legs as long as it has its key. */
static void
fill_legs (MagHoldingItem *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->legs));

  for (guint i = 0; i < self->holding->legs->len; i++)
    {
      g_autoptr(MagHoldingItem) item = i < n ? g_list_model_get_item (G_LIST_MODEL (self->legs), i) : g_object_new (MAG_TYPE_HOLDING_ITEM, NULL);

      take (item, self->holding, g_ptr_array_index (self->holding->legs, i), self->account, self->now_us);
      if (i >= n)
        g_list_store_append (self->legs, item);
      else
        g_signal_emit (item, signals[UPDATED], 0);
    }
}

/**
 * mag_holding_item_new:
 * @account: what people call its account
 * @now_us: the clock
 *
 * Returns: (transfer full): a line for a holding
 */
MagHoldingItem *
mag_holding_item_new (MagHolding *holding,
                      const char *account,
                      gint64      now_us)
{
  MagHoldingItem *self = g_object_new (MAG_TYPE_HOLDING_ITEM, NULL);

  take (self, holding, NULL, account, now_us);
  self->key = mag_holding_item_key_of (holding->key);
  return self;
}

/**
 * mag_holding_item_take:
 * @holding: of the same key, as it is now
 *
 * Says what is new of it, and of its legs where they were asked for.
 */
void
mag_holding_item_take (MagHoldingItem *self,
                       MagHolding     *holding,
                       const char     *account,
                       gint64          now_us)
{
  g_return_if_fail (MAG_IS_HOLDING_ITEM (self));
  g_return_if_fail (self->leg == NULL);

  take (self, holding, NULL, account, now_us);
  if (self->legs != NULL)
    fill_legs (self);
  g_signal_emit (self, signals[UPDATED], 0);
}

const MagHolding *
mag_holding_item_get (MagHoldingItem *self)
{
  return self->holding;
}

const MagPosition *
mag_holding_item_get_leg (MagHoldingItem *self)
{
  return self->leg;
}

const char *
mag_holding_item_get_account (MagHoldingItem *self)
{
  return self->account;
}

/**
 * mag_holding_item_key_of:
 * @key: of a holding
 *
 * Returns: the same as a number; two keys in a table have the same one in no lifetime
 */
guint64
mag_holding_item_key_of (const char *key)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);

  digest[16] = '\0';
  return g_ascii_strtoull (digest, NULL, 16);
}

guint64
mag_holding_item_get_key (MagHoldingItem *self)
{
  return self->key;
}

gint64
mag_holding_item_get_now_us (MagHoldingItem *self)
{
  return self->now_us;
}

GListModel *
mag_holding_item_get_legs (MagHoldingItem *self)
{
  if (self->leg != NULL || self->holding->legs->len < 2)
    return NULL;
  if (self->legs == NULL)
    {
      self->legs = g_list_store_new (MAG_TYPE_HOLDING_ITEM);
      fill_legs (self);
    }
  return G_LIST_MODEL (self->legs);
}
