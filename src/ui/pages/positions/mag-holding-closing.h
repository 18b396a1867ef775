/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-holding.h"
#include "mag-page.h"

G_BEGIN_DECLS

/* Logs how a position ended: opens the dialog for the journal's open trade of the same contract, or offers to add the trade. holding: of options. */
void mag_holding_closing_begin (MagPage *page, MagHolding *holding);

G_END_DECLS
