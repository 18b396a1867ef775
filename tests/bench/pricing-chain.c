/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pricing-chain.h"

#include <glib.h>
#include <math.h>

static const int expiry_days[PRICING_EXPIRIES] = { 1, 2, 4, 7, 9, 14, 21, 28, 35, 49, 63, 91, 119, 154, 182, 245, 364, 455, 546, 729 };

/* 28 % at its least, somewhat above the spot, and 44 % at the low end, as of a share. */
static double
get_smile (double deviations)
{
  double u = deviations - 0.5;

  return CLAMP (0.28 + 0.011 * u * u + (u < 0 ? 0.0072 * -u : 0), 0.28, 0.44);
}

/**
 * pricing_chain_make:
 * @chain: (array fixed-size=PRICING_CHAIN): to fill; marks are left out
 *
 * The strikes of an expiration reach three standard deviations to either side, an eighth of a dollar apart or a multiple of it: near and far ones have as many
 * contracts that are worth work.
 */
void
pricing_chain_make (MagPricing *chain)
{
  for (int i = 0; i < PRICING_CHAIN; i++)
    {
      double years = expiry_days[i / 2 / PRICING_STRIKES] / MAG_DAYS_PER_YEAR;
      double deviations = (i / 2 % PRICING_STRIKES - (PRICING_STRIKES - 1) / 2.0) * 6 / (PRICING_STRIKES - 1);

      chain[i] = (MagPricing) { .option = {
        .call = i % 2,
        .spot = PRICING_SPOT,
        .strike = round (PRICING_SPOT * exp (0.33 * sqrt (years) * deviations) * 8) / 8,
        .years = years,
        .rate = PRICING_RATE,
        .yield = PRICING_YIELD,
        .sigma = get_smile (deviations),
      } };
    }
}
