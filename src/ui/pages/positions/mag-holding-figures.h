/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-figure-list.h"
#include "mag-holding.h"
#include "mag-payoff-picture.h"

G_BEGIN_DECLS

/* What the user supposes of the market; as it is where NaN. */
typedef struct
{
  double spot; /* dollars per share */
  double iv;   /* fraction */
} MagHoldingWhatIf;

GPtrArray *mag_holding_figures_of (const MagHolding *holding, gint64 now_us); /* MagExplainedFigure* */
/* Payoff and forecast of options, with the shares that cover a call. FALSE where they can't be told. */
gboolean   mag_holding_payoff     (const MagHolding *holding, const MagHoldingWhatIf *what_if, double rate, gint64 now_us, MagPayoffPicture *picture);

G_END_DECLS
