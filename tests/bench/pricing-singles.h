/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the pricing bench measures besides the chain. */

#include "mag-pricer.h"

void pricing_bench_cold      (MagPricer *pricer);
void pricing_bench_european  (void);
void pricing_bench_dividends (MagPricer *pricer);
void pricing_bench_refresh   (void);
