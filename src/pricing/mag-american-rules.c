/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The boundary of early exercise is interpolated over sqrt (time to expiry) on Chebyshev's points of the second kind. Integrals over the time s
 * from now to expiry are taken over the angle with sin^2 = s / tau: the two square roots that make such integrals hard, of s where a contract
 * meets the boundary and of tau - s where the boundary meets expiry, are both smooth in it, so Gauss and Legendre's rule converges fast. */

#include "config.h"

#include "mag-american-rules.h"

#include <math.h>
#include <threads.h>

#define MAX_POINTS MAG_AMERICAN_NEAR_POINTS

/* Crowding of the points towards s = 0, where the integrand of a contract near the boundary bends: the angle goes with this power. */
#define SOLVE_POWER 1
#define VALUE_POWER 2
#define NEAR_POWER 6

static MagAmericanRules rules;
static once_flag computed = ONCE_FLAG_INIT;

static double
chebyshev_point (int j)
{
  return cos (j * M_PI / MAG_AMERICAN_NODES);
}

/* Legendre's polynomial of degree n at x, and its derivative. */
static double
legendre (int     n,
          double  x,
          double *slope)
{
  double value = 1, before = 0;

  for (int j = 0; j < n; j++)
    {
      double next = ((2 * j + 1) * x * value - j * before) / (j + 1);

      before = value;
      value = next;
    }
  *slope = n * (x * value - before) / (x * x - 1);
  return value;
}

/* Gauss and Legendre's rule of n points for an integral over 0 .. 1: Newton's steps from the usual first guess (Press et al., Numerical Recipes, 4.6). */
static void
fill_gauss (int     n,
            double *points,
            double *weights)
{
  for (int i = 0; i < n; i++)
    {
      double x = cos (M_PI * (i + 0.75) / (n + 0.5));
      double slope;

      for (int step = 0; step < 8; step++)
        x -= legendre (n, x, &slope) / slope;
      legendre (n, x, &slope);
      points[i] = (1 - x) / 2;
      weights[i] = 1 / ((1 - x * x) * slope * slope);
    }
}

static void
fill_points (MagAmericanPoint *points,
             int               n,
             int               power)
{
  double gauss[MAX_POINTS], weights[MAX_POINTS];

  fill_gauss (n, gauss, weights);
  for (int k = 0; k < n; k++)
    {
      double angle = M_PI_2 * pow (gauss[k], power);
      double stretch = M_PI_2 * power * pow (gauss[k], power - 1);

      points[k].sine = sin (angle);
      points[k].cosine = cos (angle);
      points[k].weight = weights[k] * stretch * 2 * points[k].sine * points[k].cosine;
    }
}

/* Column j holds the coefficients of the polynomial that is 1 at point j and 0 at the others. */
static void
fill_stretch (MagAmericanStretch *stretch,
              int                 n)
{
  stretch->n = n;
  for (int j = 0; j < n; j++)
    stretch->point[j] = cos ((j + 0.5) * M_PI / n);

  for (int j = 0; j < n; j++)
    {
      double product[MAG_AMERICAN_SIGMAS + 1] = { 1 };
      double scale = 1;
      int degree = 0;

      for (int i = 0; i < n; i++)
        {
          if (i == j)
            continue;
          scale *= stretch->point[j] - stretch->point[i];
          degree++;
          for (int m = degree; m > 0; m--)
            product[m] = product[m - 1] - stretch->point[i] * product[m];
          product[0] *= -stretch->point[i];
        }
      for (int m = 0; m < n; m++)
        stretch->coefficients[m][j] = product[m] / scale;
    }
}

static void
compute (void)
{
  fill_points (rules.solve, MAG_AMERICAN_SOLVE_POINTS, SOLVE_POWER);
  fill_points (rules.value, MAG_AMERICAN_VALUE_POINTS, VALUE_POWER);
  fill_points (rules.near, MAG_AMERICAN_NEAR_POINTS, NEAR_POWER);
  fill_stretch (&rules.wide, MAG_AMERICAN_SIGMAS);
  fill_stretch (&rules.narrow, MAG_AMERICAN_FEW_SIGMAS);

  for (int i = 0; i < MAG_AMERICAN_NODES; i++)
    {
      rules.root[i] = (1 + chebyshev_point (i)) / 2;
      for (int k = 0; k < MAG_AMERICAN_SOLVE_POINTS; k++)
        mag_american_rules_row (rules.root[i] * rules.solve[k].cosine, rules.solve_rows[i][k]);
    }
  for (int k = 0; k < MAG_AMERICAN_VALUE_POINTS; k++)
    mag_american_rules_row (rules.value[k].cosine, rules.value_rows[k]);
  for (int k = 0; k < MAG_AMERICAN_NEAR_POINTS; k++)
    mag_american_rules_row (rules.near[k].cosine, rules.near_rows[k]);
}

/**
 * mag_american_rules_row:
 * @root: sqrt (tau / longest tau), 0 .. 1
 * @row: (out) (array fixed-size=10): what to multiply the values at the nodes with to have their interpolant at @root
 *
 * The barycentric formula (Berrut, Trefethen, SIAM Review 46, 2004, sections 3 to 5); the node at expiry, where the value is 0, has no place in the row.
 */
void
mag_american_rules_row (double  root,
                        double *row)
{
  double x = 2 * root - 1;
  double sum = 0;

  for (int j = 0; j <= MAG_AMERICAN_NODES; j++)
    {
      double distance = x - chebyshev_point (j);
      double weight = (j % 2 == 0 ? 1 : -1) * (j == 0 || j == MAG_AMERICAN_NODES ? 0.5 : 1);

      if (fabs (distance) < 1e-15)
        {
          for (int i = 0; i < MAG_AMERICAN_NODES; i++)
            row[i] = i == j;
          return;
        }
      sum += weight / distance;
      if (j < MAG_AMERICAN_NODES)
        row[j] = weight / distance;
    }
  for (int j = 0; j < MAG_AMERICAN_NODES; j++)
    row[j] /= sum;
}

/**
 * mag_american_rules_get:
 *
 * Any thread. The first call computes for some 100 us.
 *
 * Returns: (transfer none): the rules
 */
const MagAmericanRules *
mag_american_rules_get (void)
{
  call_once (&computed, compute);
  return &rules;
}

/**
 * mag_american_perpetual_depth:
 * @rate: > 0
 * @yield: of the put, as everywhere in the solver
 * @sigma: > 0
 *
 * The put that never expires (Merton 1973) is exercised at B = beta / (beta - 1), beta being the negative root of the quadratic of the pricing equation.
 *
 * Returns: -ln B for a strike of 1, > 0
 */
double
mag_american_perpetual_depth (double rate,
                              double yield,
                              double sigma)
{
  double variance = sigma * sigma;
  double a = 0.5 - (rate - yield) / variance;
  double root = sqrt (a * a + 2 * rate / variance);
  double minus_beta = a < 0 ? root - a : 2 * rate / variance / (root + a);

  return log1p (1 / minus_beta);
}
