/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The chain that the pricing bench works on: one share, 20 expirations of 1 to 729 days, 50 strikes, calls and puts. Even places hold puts. */

#include "mag-pricer.h"

#define PRICING_SPOT 187.35
#define PRICING_RATE 0.0433
#define PRICING_YIELD 0.005
#define PRICING_EXPIRIES 20
#define PRICING_STRIKES 50
#define PRICING_CHAIN (PRICING_EXPIRIES * PRICING_STRIKES * 2)

void pricing_chain_make (MagPricing *chain);
