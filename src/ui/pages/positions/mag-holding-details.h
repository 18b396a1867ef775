/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-holding-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The selected position: what calls for attention and why, payoff, forecast under the user's suppositions, and every figure with its reason. Signal "snooze"
 * (char *key, int rule): the user does not want to hear of an alert for a day. */
#define MAG_TYPE_HOLDING_DETAILS (mag_holding_details_get_type ())
G_DECLARE_FINAL_TYPE (MagHoldingDetails, mag_holding_details, MAG, HOLDING_DETAILS, AdwBin)

void mag_holding_details_set_item (MagHoldingDetails *self, MagHoldingItem *item); /* NULL: none; followed as its numbers change */
void mag_holding_details_set_rate (MagHoldingDetails *self, double rate);

G_END_DECLS
