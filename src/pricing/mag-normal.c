/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Density and distribution of the standard normal law. */

#include "config.h"

#include "mag-normal.h"

#include <math.h>

#define DENSITY_REACH 39 /* beyond it the density is less than the smallest double */

/**
 * mag_normal_density:
 *
 * The exponent is split so that its square is exact: rounding x^2 would cost x^2/2 units in the last place.
 *
 * Returns: exp(-x^2/2)/sqrt(2 pi), within 5e-16 of its value down to the smallest normal double; NaN for NaN
 */
double
mag_normal_density (double x)
{
  double head, rest;

  if (fabs (x) > DENSITY_REACH)
    return 0;
  head = (float) x;
  rest = (x - head) * (x + head) / 2; /* under 2^-14 */
  return exp (-head * head / 2) * (1 - rest * (1 - rest / 2 * (1 - rest / 3))) * (M_SQRT1_2 * M_2_SQRTPI / 2);
}

/**
 * mag_normal_distribution:
 *
 * Returns: the probability of a value under @x, within 9e-16 of its value down to the smallest normal double; NaN for NaN
 */
double
mag_normal_distribution (double x)
{
  if (x <= 0)
    return mag_normal_density (x) * mag_normal_mills (-x);
  return 1 - mag_normal_density (x) * mag_normal_mills (x);
}
