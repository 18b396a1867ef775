/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The European formula stripped to two numbers in, one out; private to this folder. All inline: one copy is compiled for single contracts, one for vectors.
 *
 *   k  moneyness, |ln (forward/strike)| >= 0: of a pair of call and put, the one out of the money
 *   s  deviation, sigma sqrt(years) > 0
 *   p  unit value, 0 < p < 1: its price divided by its bound, the smaller one of the discounted forward and the discounted strike
 *
 * With u = k/s, t = s/2, d = u - t, D = u + t and the Mills ratio Y: p = phi(d) (Y(d) - Y(D)), 1 - p = phi(d) (Y(-d) + Y(D)), dp/ds = phi(d). */

#include "mag-normal.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define MAG_INLINE static inline __attribute__((always_inline))

#define MAG_UNIT_VALUE_MIN 0x1p-1022 /* smaller ones have lost their digits */
#define MAG_UNIT_MONEYNESS_MAX 1e100
#define MAG_UNIT_STEPS 2 /* of mag_unit_step(): the first leaves 1e-8, the second less than rounding */

/* The series below is made for these; beyond, the difference of the Mills ratios loses no more than 2 bits. */
#define MAG_SERIES_MONEYNESS_MAX 1.0
#define MAG_SERIES_DEVIATION_MAX 1.0

/* Where the one start value hands over to the other. */
#define MAG_NEAR_MONEYNESS_MAX 1.2

/* ln (a/b) of two positive numbers: exact for neighbours, finite for any. */
MAG_INLINE double
mag_unit_log_ratio (double a,
                    double b)
{
  double ratio = a / b;

  if (fabs (a - b) < b / 2)
    return log1p ((a - b) / b);
  return isnormal (ratio) ? log (ratio) : log (a) - log (b);
}

#ifdef MAG_UNIT_VECTOR
/* Natural logarithm of a positive normal double, within 3.1e-16 of it; a loop over it becomes vectors, which one over the library's does not. m in
 * [sqrt(1/2), sqrt(2)) and ln m = 2 artanh r, r = (m - 1)/(m + 1), by its Taylor series: r^2 < 0.0295. */
MAG_INLINE double
mag_unit_log (double x)
{
  const uint64_t root_half = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000, two_to_52 = 0x4330000000000000;
  uint64_t bits, exponent, word;
  double m, e, f, r, z, z2, z4, sum;

  memcpy (&bits, &x, sizeof bits);
  exponent = (bits - root_half + one) >> 52;  /* of two, plus 1023 */
  word = bits - (exponent << 52) + one;
  memcpy (&m, &word, sizeof m);
  word = exponent | two_to_52;                /* as a double without an instruction that AVX2 lacks */
  memcpy (&e, &word, sizeof e);
  e -= 4503599627370496.0 + 1023;
  f = m - 1;
  r = f / (m + 1);
  z = r * r;
  z2 = z * z;
  z4 = z2 * z2;
  sum = ((2.0 / 3 + z * (2.0 / 5)) + z2 * (2.0 / 7 + z * (2.0 / 9))) +
        z4 * ((2.0 / 11 + z * (2.0 / 13)) + z2 * (2.0 / 15 + z * (2.0 / 17)) + z4 * (2.0 / 19));
  return e * 0x1.62e42fefa38p-1 + (2 * r + (r * z * sum + e * 0x1.ef35793c7673p-45));
}
#else
MAG_INLINE double
mag_unit_log (double x)
{
  return log (x);
}
#endif

/* What the series for (Y(d) - Y(D))/s needs of k; the same for every s. */
typedef struct
{
  double c0, c1, c2, c3, c4, c5, c6, c7, c8, c9;
} MagUnitSeries;

/* (Y(d) - Y(D))/s = exp(t^2/2) (sum over n of (-t^2)^n c_n - u Y(u) c_0), c_n = (2n - 1)!! times the sum over m of (k/2)^2m/(2m + 2n + 1)!. From
 * Y(u -+ t) = exp(-+ut + t^2/2) (Y(u) +- integral from 0 to t of exp(+-uv - v^2/2) dv), expanding cosh(u (t - v)) exp(-v^2/2). u t = k/2 does not depend on
 * s, and 1 - u Y(u) is the only subtraction that can cancel. Truncated at 5e-17 within the limits above. */
MAG_INLINE MagUnitSeries
mag_unit_series (double k)
{
  double a = k * k / 4;

  return (MagUnitSeries) {
    .c0 = 1 + a * (1 / 6.0 + a * (1 / 120.0 + a * (1 / 5040.0 + a * (1 / 362880.0 + a * (1 / 39916800.0 + a * (1 / 6227020800.0 +
          a * (1 / 1307674368000.0))))))),
    .c1 = 1 / 6.0 + a * (1 / 120.0 + a * (1 / 5040.0 + a * (1 / 362880.0 + a * (1 / 39916800.0 + a * (1 / 6227020800.0 +
          a * (1 / 1307674368000.0)))))),
    .c2 = 1 / 40.0 + a * (1 / 1680.0 + a * (1 / 120960.0 + a * (1 / 13305600.0 + a * (1 / 2075673600.0 + a * (1 / 435891456000.0))))),
    .c3 = 1 / 336.0 + a * (1 / 24192.0 + a * (1 / 2661120.0 + a * (1 / 415134720.0 + a * (1 / 87178291200.0)))),
    .c4 = 1 / 3456.0 + a * (1 / 380160.0 + a * (1 / 59304960.0 + a * (1 / 12454041600.0))),
    .c5 = 1 / 42240.0 + a * (1 / 6589440.0 + a * (1 / 1383782400.0 + a * (1 / 376388812800.0))),
    .c6 = 1 / 599040.0 + a * (1 / 125798400.0 + a * (1 / 34217164800.0)),
    .c7 = 1 / 9676800.0 + a * (1 / 2632089600.0),
    .c8 = 1 / 175472640.0 + a * (1 / 60011642880.0),
    .c9 = 1 / 3530096640.0,
  };
}

/* exp(-t^2/2) (Y(d) - Y(D))/s for k <= MAG_SERIES_MONEYNESS_MAX, s <= MAG_SERIES_DEVIATION_MAX. */
MAG_INLINE double
mag_unit_ratio_series (const MagUnitSeries *series,
                       double               u,
                       double               t)
{
  double x = t * t, x2 = x * x, x4 = x2 * x2;
  double tail = (series->c1 - x * series->c2 + x2 * (series->c3 - x * series->c4)) +
                x4 * ((series->c5 - x * series->c6 + x2 * (series->c7 - x * series->c8)) + x4 * series->c9);

  return series->c0 * (1 - u * mag_normal_mills (u)) - x * tail;
}

/* The start values below are our own fits, least squares weighted again and again towards the least maximum: d is off by at most 0.02 max(1, |d|), near the
 * money s by 0.5 %. From there each step leaves less than the fourth power of the error. */

/* s from p < 1/2 and k <= MAG_NEAR_MONEYNESS_MAX. To the first order the volatility is Bachelier's, the model of absolute moves, whose price depends on
 * u alone: p/(e^k - 1) = phi(u)/u - Phi(-u), inverted by a rational function of w. The rest depends on s. */
MAG_INLINE double
mag_unit_start_near (double k,
                     double p)
{
  double floor = 1e-9 * p, x = k > floor ? k : floor; /* at the money the ratio x/u has its limit */
  double w = sqrt (2 * mag_unit_log (1 + x / ((1 - x / 2 + x * x * (1 / 12.0)) * p)));
  double s = x * (1 + w * (0.118946 + w * (0.0352257 + w * 0.0137769))) / (w * w * (0.200093 + w * (0.0184827 + w * 0.0141020)));

  return s * (0.99892 - 0.04717 * s * s) / (1 - 0.08931 * s * s);
}

/* s from d: the inverse of d = k/s - s/2. */
MAG_INLINE double
mag_unit_deviation_at (double k,
                       double d)
{
  double root = sqrt (d * d + 2 * k);

  return d > 0 ? 2 * k / (root + d) : root - d;
}

/* s from p < 1/2 and k > MAG_NEAR_MONEYNESS_MAX. d is to the first order the normal quantile of p, to the second that of p/(1 - Y(D)/Y(d)). */
MAG_INLINE double
mag_unit_start_far (double k,
                    double p)
{
  double a = sqrt (-2 * mag_unit_log (p));
  double b = sqrt (a * a + 2 * k);
  double w = sqrt (2 * mag_unit_log (1 + 2 * k / ((b + 1) * (b + a) * p)));
  double v = 1 / (0.7 + w);
  double g = a / b;
  double gap = 0.503680 + g * (-0.463879 - g * 0.264783) + v * (-0.189678 + g * (4.773031 + g * 0.479021) + v * (0.377262 - g * 13.09167 + v * 10.03971));

  return mag_unit_deviation_at (k, w - gap);
}

/* s from rest = 1 - p <= 1/2. d is between the quantiles of p (k large) and of (1 + p)/2 (k = 0). */
MAG_INLINE double
mag_unit_start_rest (double k,
                     double rest)
{
  double w = sqrt (-2 * mag_unit_log (rest));
  double g = 1 / sqrt (w * w + 2 * k);

  return mag_unit_deviation_at (k, -(-2.49968 + w * (0.821538 + w * 1.097919) + g * (0.368820 + w * 1.841786)) / (1 + 1.098088 * w + 1.026016 * g));
}

/* exp(x) for 0 <= x <= 1/8, within 1e-9: as good as a slope has to be. */
MAG_INLINE double
mag_unit_exp_small (double x)
{
  return 1 + x * (1 + x * (1 / 2.0 + x * (1 / 6.0 + x * (1 / 24.0 + x * (1 / 120.0 + x * (1 / 720.0))))));
}

/* One step of Householder's method of convergence order four for ln (p(s)/p) = 0 or ln ((1 - p(s))/(1 - p)) = 0, A. S. Householder, "The numerical treatment of a
 * single nonlinear equation", 1970; the choice of the logarithm and of the side follows P. Jaeckel, "Let's be rational", Wilmott, 2015.
 * exp(power) ratio is (Y(d) -+ Y(D))/s, slope its reciprocal with the sign of dp/ds; value is p or 1 - p. Everything is in units of s. Gives s after the
 * step. */
MAG_INLINE double
mag_unit_step (double s,
               double u,
               double t,
               double ratio,
               double power,
               double slope,
               double value)
{
  double d = u - t;
  double excess = mag_unit_log (s * ratio / value) + power - d * d / 2 - MAG_LN_SQRT_2PI;
  double turn = d * (u + t); /* of the second to the first derivative of p */
  double second = turn - slope;
  double third = turn * turn - 3 * u * u - t * t + slope * (2 * slope - 3 * turn);
  double newton = -excess / slope;

  return s + s * newton * (1 + newton * second / 2) / (1 + newton * (second + newton * third * (1 / 6.0)));
}

/* The three ways to take it: for small k and s, for 1 - p, and else. */
MAG_INLINE double
mag_unit_step_series (const MagUnitSeries *series,
                      double               k,
                      double               p,
                      double               s)
{
  double u = k / s, t = s / 2, h = t * t / 2;
  double ratio = mag_unit_ratio_series (series, u, t);

  return mag_unit_step (s, u, t, ratio, h, 1 / (ratio * mag_unit_exp_small (h)), p);
}

MAG_INLINE double
mag_unit_step_direct (double k,
                      double p,
                      double s)
{
  double u = k / s, t = s / 2;
  double difference = mag_normal_mills (u - t) - mag_normal_mills (u + t);

  return mag_unit_step (s, u, t, difference / s, 0, s / difference, p);
}

MAG_INLINE double
mag_unit_step_rest (double k,
                    double rest,
                    double s)
{
  double u = k / s, t = s / 2;
  double sum = mag_normal_mills (t - u) + mag_normal_mills (u + t);

  return mag_unit_step (s, u, t, sum / s, 0, -s / sum, rest);
}
