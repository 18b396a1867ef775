/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-chain.h"

G_BEGIN_DECLS

void mag_chain_fill_greeks     (MagChain *chain, gint64 now_us, const MagTerms *terms);
void mag_chain_forget_negative (MagChain *chain);

G_END_DECLS
