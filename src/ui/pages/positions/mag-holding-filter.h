/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-holding-item.h"

G_BEGIN_DECLS

/* In the order of the choice, which the settings keep. */
typedef enum
{
  MAG_HOLDING_SIDE_ALL,
  MAG_HOLDING_SIDE_PUTS,
  MAG_HOLDING_SIDE_CALLS,
  MAG_HOLDING_SIDE_LONG,  /* options that were bought */
  MAG_HOLDING_SIDE_SHORT, /* options that were sold */
  MAG_HOLDING_SIDE_SHARES,
} MagHoldingSide;

/* Which positions are shown. Lent for the call. */
typedef struct
{
  MagHoldingSide side;
  gboolean       attention_only;
  const char    *account; /* the broker's number; NULL: all */
  const char    *text;    /* words that begin words of name, strategy and account, in any order; "": all */
} MagHoldingFilter;

gboolean mag_holding_filter_passes (const MagHoldingFilter *filter, MagHoldingItem *item);

G_END_DECLS
