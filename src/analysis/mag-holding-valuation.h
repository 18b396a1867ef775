/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-holding.h"

G_BEGIN_DECLS

/* What the lines of one account are valued with. */
typedef struct
{
  const MagPortfolio *portfolio;
  GHashTable         *facts; /* lent; NULL */
  double              rate;  /* risk-free */
  gint64              now_us, session_us; /* the clock, and that of the session */
} MagHoldingAccount;

void mag_holding_value_option (MagHolding *holding, const MagHoldingAccount *account, gint64 first);
void mag_holding_value_spread (MagHolding *holding, const MagHoldingAccount *account);
void mag_holding_value_shares (MagHolding *holding, const MagHoldingAccount *account);

G_END_DECLS
