/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A few doubles at a time, as wide as the instruction set that the including file is compiled for, and the functions of them that the kernels
 * need. For kernel files only: what is inlined here is compiled with their flags. */

#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__)
#define LANES 8
#elif defined(__AVX__)
#define LANES 4
#else
#define LANES 2
#endif

typedef double  Lanes __attribute__ ((vector_size (LANES * sizeof (double))));
typedef int64_t Masks __attribute__ ((vector_size (LANES * sizeof (double)))); /* all bits or none */

#define LANES_INLINE static inline __attribute__ ((always_inline))

LANES_INLINE Lanes
lanes_load (const double *from)
{
  Lanes lanes;

  memcpy (&lanes, from, sizeof lanes);
  return lanes;
}

LANES_INLINE void
lanes_store (double *to,
             Lanes   lanes)
{
  memcpy (to, &lanes, sizeof lanes);
}

LANES_INLINE Lanes
lanes_all (double value)
{
  return value - (Lanes) { 0 };
}

LANES_INLINE Lanes
lanes_choose (Masks mask,
              Lanes yes,
              Lanes no)
{
  return (Lanes) (((Masks) yes & mask) | ((Masks) no & ~mask));
}

LANES_INLINE Lanes
lanes_max (Lanes a,
           Lanes b)
{
  return lanes_choose (a > b, a, b);
}

LANES_INLINE Lanes
lanes_min (Lanes a,
           Lanes b)
{
  return lanes_choose (a < b, a, b);
}

LANES_INLINE Lanes
lanes_abs (Lanes x)
{
  return (Lanes) ((Masks) x & INT64_MAX);
}

LANES_INLINE Lanes
lanes_sqrt (Lanes x)
{
  for (int i = 0; i < LANES; i++)
    x[i] = __builtin_sqrt (x[i]);
  return x;
}

/* e^x for -708 <= x <= 708, clamped there; relative error under 1e-14. Cody and Waite's reduction to half of ln 2 and the power series. */
LANES_INLINE Lanes
lanes_exp (Lanes x)
{
  const double shift = 0x1.8p52; /* added, it leaves the nearest integer in the last bits */
  Lanes shifted, n, r, series;

  x = lanes_max (lanes_min (x, lanes_all (708)), lanes_all (-708));
  shifted = x * 0x1.71547652b82fep0 + shift; /* 1 / ln 2 */
  n = shifted - shift;
  r = x - n * 0x1.62e42fefa3800p-1 - n * 0x1.ef35793c76730p-45; /* ln 2 in two parts */
  series = lanes_all (1.0 / 39916800);
  series = series * r + 1.0 / 3628800;
  series = series * r + 1.0 / 362880;
  series = series * r + 1.0 / 40320;
  series = series * r + 1.0 / 5040;
  series = series * r + 1.0 / 720;
  series = series * r + 1.0 / 120;
  series = series * r + 1.0 / 24;
  series = series * r + 1.0 / 6;
  series = series * r + 0.5;
  series = series * r + 1.0;
  series = series * r + 1.0;
  return series * (Lanes) (((Masks) shifted + 1023) << 52);
}

/* Mills' ratio (1 - Phi (x)) / phi (x) for x >= 0; relative error under 4e-12. (x + 4) times it is expanded in Chebyshev's polynomials of
 * (x - 4) / (x + 4), as Shepherd and Laframboise do for erfcx (Mathematics of Computation 36, 1981); the coefficients, here of the powers, come from
 * an evaluation in quadruple precision. */
LANES_INLINE Lanes
lanes_mills (Lanes x)
{
  static const double coefficients[] = {
    1.8932190633080144,    -1.5237709107616393,     0.97040955494530823,   -0.46754096582845606,
    0.15139176019173012,   -0.018900410701166291,   -0.0087222728437088785, 0.0040875986666064901,
    0.00033412455467971474, -0.0005783908724603014, -4.416350853908548e-06, 8.6371784856619749e-05,
    1.1189749994418717e-06, -1.2870631200449964e-05, -8.0948495804383428e-07, 1.3037156297174699e-06,
    1.5133619564139399e-07,
  };
  const int degree = sizeof coefficients / sizeof *coefficients - 1;
  Lanes inverse = 1 / (x + 4), t = (x - 4) * inverse, sum = lanes_all (coefficients[degree]);

  for (int i = degree - 1; i >= 0; i--)
    sum = sum * t + coefficients[i];
  return sum * inverse;
}

/* phi (x) times sqrt (2 pi) */
LANES_INLINE Lanes
lanes_bell (Lanes x)
{
  return lanes_exp (-0.5 * x * x);
}

/* weight * Phi (x), where density is weight * phi (x). */
LANES_INLINE Lanes
lanes_normal (Lanes x,
              Lanes density,
              Lanes weight)
{
  Lanes tail = density * lanes_mills (lanes_abs (x));

  return lanes_choose (x > 0, weight - tail, tail);
}
