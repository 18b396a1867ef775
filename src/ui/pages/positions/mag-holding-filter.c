/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which positions are shown: pure functions of an item. */

#include "mag-holding-filter.h"

#include "mag-holding-columns.h"

#include <string.h>

/* Any of its legs: an iron condor is both puts and calls. */
static gboolean
has_right (const MagHolding *holding,
           MagRight          right)
{
  for (guint i = 0; i < holding->legs->len; i++)
    {
      const MagPosition *leg = g_ptr_array_index (holding->legs, i);

      if (leg->contract.expiration != 0 && leg->contract.right == right)
        return TRUE;
    }
  return FALSE;
}

static gboolean
side_passes (const MagHolding *holding,
             MagHoldingSide    side)
{
  switch (side)
    {
    case MAG_HOLDING_SIDE_ALL:
      return TRUE;
    case MAG_HOLDING_SIDE_PUTS:
      return has_right (holding, MAG_RIGHT_PUT);
    case MAG_HOLDING_SIDE_CALLS:
      return has_right (holding, MAG_RIGHT_CALL);
    case MAG_HOLDING_SIDE_LONG:
    case MAG_HOLDING_SIDE_SHORT:
      return holding->legs->len > 0 && (mag_holding_columns_quantity (holding) < 0) == (side == MAG_HOLDING_SIDE_SHORT);
    case MAG_HOLDING_SIDE_SHARES:
      return holding->shares != NULL;
    }
  g_return_val_if_reached (TRUE);
}

static gboolean
text_passes (MagHoldingItem *item,
             const char     *text)
{
  g_autofree char *name = NULL, *words = NULL;

  if (*text == '\0')
    return TRUE;
  name = mag_holding_columns_name (item);
  words = g_strdup_printf ("%s %s %s", name, mag_holding_columns_strategy (mag_holding_item_get (item)), mag_holding_item_get_account (item));
  return g_str_match_string (text, words, TRUE);
}

gboolean
mag_holding_filter_passes (const MagHoldingFilter *filter,
                           MagHoldingItem         *item)
{
  const MagHolding *holding = mag_holding_item_get (item);

  return side_passes (holding, filter->side) && (!filter->attention_only || holding->alerts->len > 0) &&
         (filter->account == NULL || strcmp (filter->account, holding->account) == 0) && text_passes (item, filter->text);
}
