/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Implied volatilities of many contracts at once. The loop has no branch, so that the compiler makes vectors of it; this file is compiled once for each
 * instruction set worth having (mag-kernel.c). */

#include "config.h"

#include "mag-black-kernel.h"

#define MAG_UNIT_VECTOR
#include "mag-black-unit.h"

#include <math.h>
#include <stdbool.h>

/* Every way to the ratio is computed, one is taken. */
MAG_INLINE double
step (const MagUnitSeries *series,
      bool                 above,
      double               k,
      double               value,
      double               s)
{
  bool small = !above & (k <= MAG_SERIES_MONEYNESS_MAX) & (s <= MAG_SERIES_DEVIATION_MAX);
  double u = k / s, t = s / 2, h = t * t / 2;
  double from_series = mag_unit_ratio_series (series, u, t);
  double near = mag_normal_mills (above ? t - u : u - t), far = mag_normal_mills (u + t);
  double direct = (above ? near + far : near - far) / s;
  double ratio = small ? from_series : direct;
  double slope = (above ? -1 : 1) / (small ? from_series * mag_unit_exp_small (h) : direct);

  return mag_unit_step (s, u, t, ratio, small ? h : 0, slope, value);
}

/* Every region's start value is computed, one is taken. */
MAG_INLINE double
solve (double k,
       double p)
{
  MagUnitSeries series = mag_unit_series (k);
  bool above = p >= 0.5;
  double value = above ? 1 - p : p;
  double near = mag_unit_start_near (k, value), far = mag_unit_start_far (k, value), rest = mag_unit_start_rest (k, value);
  double s = above ? rest : k <= MAG_NEAR_MONEYNESS_MAX ? near : far;

  s = step (&series, above, k, value, s);
  return step (&series, above, k, value, s);
}

void
KERNEL_NAME (mag_black_deviations) (const double *restrict moneyness,
                                    const double *restrict value,
                                    double       *restrict deviation,
                                    size_t                 n)
{
  for (size_t i = 0; i < n; i++)
    {
      double k = moneyness[i], p = value[i];
      double s = solve (k, p);

      deviation[i] = k >= 0 && k <= MAG_UNIT_MONEYNESS_MAX && p >= MAG_UNIT_VALUE_MIN && p < 1 ? s : NAN;
    }
}
