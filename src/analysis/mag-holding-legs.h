/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-position.h"
#include "mag-spread.h"

G_BEGIN_DECLS

#define MAG_HOLDING_MAX_LEGS 4

GPtrArray    *mag_holding_legs_group      (GPtrArray *positions /* MagPosition* */);
GPtrArray    *mag_holding_legs_find_cover (GPtrArray *groups, const MagPosition *call);
MagSpreadKind mag_holding_legs_classify   (GPtrArray *legs);
gboolean      mag_holding_legs_max_loss   (GPtrArray *legs, MagMoney opened_for, MagMoney *loss);

G_END_DECLS
