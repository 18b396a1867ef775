/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "random-option.h"

#include <math.h>
#include <stdlib.h>

#define SEED_VARIABLE "MAGNUS_FUZZ_SEED"
#define DEFAULT_SEED 20261127

/* The same numbers every time, others with another seed. */
GRand *
random_new (void)
{
  const char *variable = g_getenv (SEED_VARIABLE);
  guint32 seed = variable != NULL ? (guint32) strtoul (variable, NULL, 10) : DEFAULT_SEED;

  g_test_message (SEED_VARIABLE "=%u", seed);
  return g_rand_new_with_seed (seed);
}

double
random_log (GRand *rand,
            double low,
            double high)
{
  return exp (g_rand_double_range (rand, log (low), log (high)));
}

/* American. No call without dividends has a negative rate, nor has a put a yield under one: those have two boundaries, and the pricer takes them for
 * European. */
MagOption
random_option (GRand *rand)
{
  MagOption option = {
    .call = g_rand_boolean (rand), .spot = random_log (rand, 1, 5000), .years = random_log (rand, 0.1, 1100) / MAG_DAYS_PER_YEAR,
    .rate = g_rand_double_range (rand, -0.02, 0.12), .sigma = random_log (rand, 0.03, 4),
  };
  double deviation = option.sigma * sqrt (option.years);

  if (option.rate < 0 || g_rand_int_range (rand, 0, 4) > 0)
    option.yield = g_rand_double_range (rand, 0.001, 0.15);
  if (g_rand_boolean (rand))
    option.strike = option.spot * exp (fmin (fmax (g_rand_double_range (rand, -3, 3) * deviation, -4), 4));
  else
    option.strike = option.spot * random_log (rand, 0.2, 5);
  return option;
}
