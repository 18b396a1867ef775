/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-chain.h"

G_BEGIN_DECLS

/* The one risk-free rate used while there is no curve; continuously compounded. */
#define MAG_MARKET_RATE 0.04

void mag_chain_fill_greeks (MagChain *chain, gint64 now_us, double rate);

G_END_DECLS
