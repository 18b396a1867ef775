/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The standard normal law with full relative precision in both tails. Built on its Mills ratio, the tail divided by the density, which neither overflows nor
 * underflows: differences and quotients of tails are taken there. It is the scaled complementary error function: erfcx(x) = sqrt(2/pi) mills(sqrt(2) x). */

#define MAG_LN_SQRT_2PI 0.91893853320467274178 /* ln sqrt(2 pi) */
#define MAG_MILLS_MIN (-0.75)                  /* the kernel's leftmost argument */

double mag_normal_density      (double x);
double mag_normal_distribution (double x);

/* Mills ratio Phi(-x)/phi(x) for x >= MAG_MILLS_MIN, infinity included. No branch and one division, for loops that the compiler turns into vectors.
 *
 * With i = 1/(x + 5), Y = i + i^2 g(i), and g is a Chebyshev series of degree 24 in 17/2 i - 1, rearranged by powers. The way to map the half line is Shepherd and
 * Laframboise, "Chebyshev approximation of (1 + 2x) exp(x^2) erfc(x)", Math. Comp. 36, 1981; range, form and coefficients are our own (60 digit
 * arithmetic). Truncated at 3e-17 of the value; measured against 113 bit arithmetic, rounding included, at most 9e-16 for x >= 0 and 1.2e-15 below. */
static inline __attribute__((always_inline)) double
mag_normal_mills (double x)
{
  double i = 1 / (x + 5);
  double y = 8.5 * i - 1;
  double y2 = y * y, y4 = y2 * y2;
  double c0, c1, c2, c3;

  /* Four interleaved chains of powers of y^4: a chain of 24 would wait for itself. */
  c0 = 10.759521307954167 + y4 * (3.2905166090158927 + y4 * (-0.049571549568051442 + y4 * (-0.0011770096501269393 + y4 * (-4.5489777731750133e-5 +
       y4 * (-2.3560496601763211e-6 + y4 * -3.8472319201337247e-8)))));
  c1 = 11.135198472455202 + y4 * (1.1647272828083503 + y4 * (-0.00083055483665070584 + y4 * (-0.00033379635092903418 + y4 * (-1.0853242160250416e-5 +
       y4 * -7.8837429983733778e-8))));
  c2 = 9.3967117192082651 + y4 * (0.16499390078185156 + y4 * (0.0076306609120431313 + y4 * (0.00021236987061462033 + y4 * (1.063031359243534e-5 +
       y4 * 4.0750333933535291e-7))));
  c3 = 6.3515452520469948 + y4 * (-0.082922153043128901 + y4 * (0.0013609731806955622 + y4 * (6.5274643620944001e-5 + y4 * (1.3468342496009734e-6 +
       y4 * -3.6169387408523097e-9))));
  return i + i * i * ((c0 + y2 * c2) + y * (c1 + y2 * c3));
}
