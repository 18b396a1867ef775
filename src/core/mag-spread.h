/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-contract.h"

G_BEGIN_DECLS

/* What options that were opened together make. Credit and debit go by the strikes, not by what was paid. */
typedef enum
{
  MAG_SPREAD_NONE, /* fewer than two legs */
  MAG_SPREAD_PUT_CREDIT,
  MAG_SPREAD_PUT_DEBIT,
  MAG_SPREAD_CALL_CREDIT,
  MAG_SPREAD_CALL_DEBIT,
  MAG_SPREAD_IRON_CONDOR,
  MAG_SPREAD_IRON_BUTTERFLY,
  MAG_SPREAD_SHORT_STRANGLE,
  MAG_SPREAD_LONG_STRANGLE,
  MAG_SPREAD_SHORT_STRADDLE,
  MAG_SPREAD_LONG_STRADDLE,
  MAG_SPREAD_CALENDAR,  /* one strike, two expirations */
  MAG_SPREAD_DIAGONAL,  /* two strikes, two expirations */
  MAG_SPREAD_OTHER,     /* two or more legs without a name here */
  MAG_SPREAD_N_KINDS
} MagSpreadKind;

typedef struct
{
  MagContract contract;
  gint64      multiplier; /* shares per contract */
  gint64      quantity;   /* contracts: + long, - short, never 0 */
} MagSpreadLeg;

MagSpreadKind mag_spread_classify (const MagSpreadLeg *legs, guint n_legs);
gboolean      mag_spread_max_loss (const MagSpreadLeg *legs, guint n_legs, MagMoney opened_for, MagMoney *loss);

G_END_DECLS
