/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The exercise boundary of an American put and the values that follow from it.
 *
 * The put is the European one plus what early exercise brings (Kim 1990; Jacka 1991; Carr, Jarrow, Myneni 1992; option-math 4.2). On the boundary
 * its delta is -1 (smooth pasting); with B Phi' written out this is
 *
 *   B (exp (-q tau) Phi (d+ (tau, B)) + q int exp (-q s) Phi (d+ (s, B / B(tau - s))) ds) = int exp (-r s) phi (d- (s, B / B(tau - s))) (r - q B(tau - s)) / (sigma sqrt (s)) ds
 *
 * Andersen, Lake and Offengenden (2016) iterate equations of this kind to a fixed point, which diverges where |r - q| / sigma^2 is large. Here the whole
 * system over all nodes is solved by Newton's method with its full Jacobian, which converges there, too: two or three steps from the start below.
 *
 * The loops run over Lanes: volatilities in solve(), contracts in value(). */

#include "config.h"

#include "mag-american-kernel.h"

#include "mag-lanes.h"

#include <math.h>

#define NODES MAG_AMERICAN_NODES
#define POINTS MAG_AMERICAN_SOLVE_POINTS
#define ROOM MAG_AMERICAN_SOLVE_ROOM
#define SIGMAS MAG_AMERICAN_SIGMAS
#define INVERSE_SQRT_2PI 0.39894228040143267794

/* of loops over the nodes, whose sums are to stay in registers */
#ifdef __clang__
#define UNROLL _Pragma ("clang loop unroll(full)")
#else
#define UNROLL _Pragma ("GCC unroll 16")
#endif

#define MAX_STEPS 8
#define CONVERGED 1e-9
#define SMALL_STEP 4e-3
#define LEAST_DEPTH 1e-7 /* of an interpolant that should be positive */

/* What solve() knows besides the unknowns. */
typedef struct
{
  const MagAmericanRules *rules;
  double                  rate, yield, start; /* of the term */
  double                  root[NODES]; /* sqrt of the nodes' times to expiry */
  double                  rate_weight[NODES][ROOM], yield_weight[NODES][ROOM]; /* exp (-r s) ds / sqrt (2 pi), exp (-q s) ds */
} Problem;

typedef struct
{
  Lanes sigma, inverse_sigma;
  Lanes depth[NODES];
  Lanes error[NODES];           /* left side of the equation less right one, over their mean */
  Lanes jacobian[NODES][NODES]; /* of error by depth */
} System;

static void
fill_weights (Problem *problem)
{
  for (int i = 0; i < NODES; i++)
    for (int k = 0; k < ROOM; k += LANES)
      {
        double years = problem->root[i] * problem->root[i];
        Lanes s, weight;

        for (int l = 0; l < LANES; l++)
          {
            const MagAmericanPoint *point = &problem->rules->solve[k + l];

            s[l] = years * point->sine * point->sine;
            weight[l] = years * point->weight;
          }
        lanes_store (&problem->rate_weight[i][k], lanes_exp (-problem->rate * s) * weight * INVERSE_SQRT_2PI);
        lanes_store (&problem->yield_weight[i][k], lanes_exp (-problem->yield * s) * weight);
      }
}

/* Where Newton's method starts: the boundary's behaviour just before expiry (Evans, Kuske, Keller 2002: sigma sqrt (tau) times the root of a logarithm for
 * q <= r, 0.6388 sigma sqrt (tau) for q > r), bent to reach the perpetual boundary in the end. */
LANES_INLINE void
fill_start (const Problem *problem,
            System        *system)
{
  double rate = problem->rate, yield = problem->yield;
  Lanes perpetual, log_variance;

  for (int l = 0; l < LANES; l++)
    {
      perpetual[l] = mag_american_perpetual_depth (rate, yield, system->sigma[l]);
      log_variance[l] = 2 * log (system->sigma[l]);
    }

  for (int i = 0; i < NODES; i++)
    {
      double log_years = 2 * log (problem->root[i]);
      double equal = -2 * (log (4 * sqrt (M_PI) * yield) + log_years); /* as for q = r; NaN for q < 0, where it does not count */
      Lanes deviation = system->sigma * problem->root[i];
      Lanes logarithm = log_variance - (log (8 * M_PI * (rate - yield) * (rate - yield)) + log_years);
      Lanes remaining = perpetual - problem->start; /* from B (0+) on */
      Lanes small, bent, log_like, root_like;

      /* Both tend to the asymptotic logarithm when it is large. What is added where it is not, as the 0.25 below, was fitted to solved boundaries: at the
       * median of a wide range the start is off by 0.2 % (q < r / 2). */
      logarithm = lanes_max (logarithm, lanes_all (-4));
      small = lanes_exp (logarithm * (-1 / 4.5));
      bent = deviation / (1 + deviation);
      logarithm += small * (2.85 - 0.08 * small - 4.15 * bent) + 1.94 * bent + 3.11 * deviation;
      if (yield > 0)
        {
          Lanes twin = equal + 7 * exp (equal * (-1 / 4.5)) + deviation * (0.85 + 0.75 * deviation);

          logarithm = yield > rate ? twin : lanes_min (logarithm, twin);
        }
      logarithm = lanes_max (logarithm, lanes_all (1));
      log_like = perpetual * (1 - lanes_exp (-lanes_sqrt (logarithm) * deviation / perpetual)) - problem->start;
      root_like = remaining * (1 - lanes_exp (-(0.6388 + 0.25 * sqrt (fmax (yield, 0)) * problem->root[i]) * deviation / remaining));
      system->depth[i] = lanes_max (lanes_max (log_like, root_like), lanes_all (LEAST_DEPTH));
    }
}

/* The boundary's depth at a point. What a change of node j's depth adds to it is row[j] * (depth[j] + start) * *slope. */
LANES_INLINE Lanes
interpolate (const Problem *problem,
             const Lanes   *squares,
             const double  *row,
             Lanes         *slope)
{
  Lanes square = { 0 }, minus_log;

  UNROLL
  for (int j = 0; j < NODES; j++)
    square += row[j] * squares[j];
  square = lanes_max (square, lanes_all (LEAST_DEPTH * LEAST_DEPTH));
  minus_log = lanes_sqrt (square + problem->start * problem->start);
  *slope = 1 / minus_log;
  return minus_log - problem->start;
}

/* One node's equation, the logarithm of its two sides' ratio, and its row of the Jacobian: how that goes with each node's depth. */
LANES_INLINE void
fill_equation (const Problem *problem,
               System        *system,
               const Lanes   *squares,
               int            i)
{
  const MagAmericanRules *rules = problem->rules;
  double rate = problem->rate, yield = problem->yield, node_root = problem->root[i], node_years = node_root * node_root;
  double discount = exp (-yield * node_years);
  Lanes boundary = -problem->start - system->depth[i], value_here = lanes_exp (boundary), inverse_value = 1 / value_here;
  Lanes width = system->inverse_sigma / node_root;
  Lanes d = (boundary + (rate - yield) * node_years) * width + system->sigma * (node_root / 2);
  Lanes density = lanes_bell (d) * (INVERSE_SQRT_2PI * discount);
  Lanes left = lanes_normal (d, density, lanes_all (discount));
  Lanes right = { 0 }, left_slope = value_here * density * width, right_slope = { 0 }; /* by ln B */
  Lanes inverse_right, slopes[NODES] = { 0 }; /* of left - right by the other depths */

  for (int k = 0; k < POINTS; k++)
    {
      const double *row = rules->solve_rows[i][k];
      double root = node_root * rules->solve[k].sine;
      Lanes move, depth = interpolate (problem, squares, row, &move);
      Lanes value = lanes_exp (-problem->start - depth);
      Lanes a = system->inverse_sigma * (1 / root);
      Lanes minus = (depth - system->depth[i] + (rate - yield) * root * root) * a - system->sigma * (root / 2);
      Lanes plus = minus + system->sigma * root;
      Lanes bell = lanes_bell (minus) * problem->rate_weight[i][k];
      Lanes share = bell * value; /* = B exp (-q s) phi (d+) ds */
      Lanes term = bell * rate - share * yield;

      left += yield * lanes_normal (plus, share * inverse_value, lanes_all (problem->yield_weight[i][k]));
      term *= a;
      right += term;
      term *= minus * a;
      left_slope += yield * share * a;
      right_slope -= term;
      move *= term; /* what goes through d+ on the left and through r - q B on the right is the same */
      UNROLL
      for (int j = 0; j < NODES; j++)
        slopes[j] += row[j] * move;
    }

  left *= value_here;
  inverse_right = 1 / right;
  system->error[i] = 2 * (left - right) / (left + right); /* the logarithm, but for its third power */
  for (int j = 0; j < NODES; j++)
    system->jacobian[i][j] = slopes[j] * (system->depth[j] + problem->start) * inverse_right;
  system->jacobian[i][i] -= 1 + left_slope / left - right_slope * inverse_right;
}

LANES_INLINE Lanes
fill_system (const Problem *problem,
             System        *system)
{
  Lanes squares[NODES], worst = { 0 };

  for (int j = 0; j < NODES; j++)
    squares[j] = system->depth[j] * (system->depth[j] + 2 * problem->start);
  for (int i = 0; i < NODES; i++)
    {
      fill_equation (problem, system, squares, i);
      /* not a maximum of the two: a NaN has to stay */
      worst = lanes_choose (lanes_abs (system->error[i]) <= worst, worst, lanes_abs (system->error[i]));
    }
  return worst;
}

/* Newton's step, by elimination without pivots: the diagonal dominates, as a boundary depends on its own past only. Leaves the step in error. */
LANES_INLINE void
eliminate (System *system)
{
  for (int p = 0; p < NODES; p++)
    {
      system->jacobian[p][p] = 1 / system->jacobian[p][p];
      for (int i = p + 1; i < NODES; i++)
        {
          Lanes factor = system->jacobian[i][p] * system->jacobian[p][p];

          for (int j = p + 1; j < NODES; j++)
            system->jacobian[i][j] -= factor * system->jacobian[p][j];
          system->error[i] -= factor * system->error[p];
        }
    }
  for (int p = NODES - 1; p >= 0; p--)
    {
      for (int j = p + 1; j < NODES; j++)
        system->error[p] -= system->jacobian[p][j] * system->error[j];
      system->error[p] *= system->jacobian[p][p];
    }
}

static bool
all_below (Lanes  x,
           double limit)
{
  for (int i = 0; i < LANES; i++)
    if (!(x[i] < limit))
      return false;
  return true;
}

LANES_INLINE Lanes
solve_lanes (const Problem *problem,
             System        *system)
{
  fill_start (problem, system);
  for (int step = 0;; step++)
    {
      Lanes worst = fill_system (problem, system);

      if (step == MAX_STEPS || all_below (worst, CONVERGED))
        return worst;
      eliminate (system);
      for (int i = 0; i < NODES; i++)
        system->depth[i] = lanes_max (lanes_min (system->depth[i] - system->error[i], 3 * system->depth[i]), 0.3 * system->depth[i]);
      /* The method squares its errors: what is left after a step this small needs no looking at. */
      if (all_below (worst, SMALL_STEP))
        return worst * worst;
    }
}

static void
solve (const MagAmericanRules *rules,
       const MagAmericanTerm  *term,
       int                     n,
       const double           *sigma,
       double                  depth[NODES][SIGMAS],
       double                 *residual)
{
  Problem problem = {
    .rules = rules,
    .rate = term->rate,
    .yield = term->yield,
    .start = term->start,
  };

  for (int i = 0; i < NODES; i++)
    problem.root[i] = sqrt (term->years) * rules->root[i];
  fill_weights (&problem);

  for (int l = 0; l < n; l += LANES)
    {
      System system = { .sigma = lanes_load (sigma + l), .inverse_sigma = 1 / lanes_load (sigma + l) };

      lanes_store (residual + l, solve_lanes (&problem, &system));
      for (int i = 0; i < NODES; i++)
        lanes_store (&depth[i][l], system.depth[i]);
    }
}

/* Sums over the points of the integral, for Lanes contracts. */
typedef struct
{
  Lanes price, vega, delta, gamma;
} Sums;

LANES_INLINE Sums
add_european (const MagAmericanTerm *term,
              Lanes                  log_spot,
              Lanes                  spot,
              Lanes                  sigma)
{
  double root = sqrt (term->years), rate_discount = exp (-term->rate * term->years), yield_discount = exp (-term->yield * term->years);
  Lanes deviation = sigma * root;
  Lanes minus = (log_spot + (term->rate - term->yield) * term->years) / deviation - deviation / 2;
  Lanes plus = minus + deviation;
  Lanes density = lanes_bell (minus) * (INVERSE_SQRT_2PI * rate_discount); /* = spot exp (-q tau) phi (d+) */
  Lanes share = lanes_normal (-plus, density, spot * yield_discount);

  return (Sums) {
    .price = lanes_normal (-minus, density, lanes_all (rate_discount)) - share,
    .vega = density * deviation,
    .delta = -share,
    .gamma = density / deviation,
  };
}

/* The premium of early exercise and its derivatives, with the boundary's own movement in the vega. */
LANES_INLINE Sums
value_lanes (const MagAmericanTerm     *term,
             const MagAmericanIntegral *integral,
             const MagAmericanDepth    *depths,
             Lanes                      log_spot,
             Lanes                      log_sigma,
             bool                       all)
{
  double rate = term->rate, yield = term->yield, inverse_width = 1 / depths->half_width;
  Lanes sigma = lanes_exp (log_sigma), inverse_sigma = 1 / sigma, spot = lanes_exp (log_spot);
  Lanes t = (log_sigma - depths->center) * inverse_width;
  Sums sums = add_european (term, log_spot, spot, sigma);

  for (int k = 0; k < integral->n_points; k++)
    {
      const double *coefficients = depths->coefficients[k];
      double root = integral->root[k];
      Lanes depth = lanes_all (coefficients[SIGMAS - 1]), slope = { 0 };
      Lanes boundary, value, a, minus, plus, density, share, brings, paid;

      for (int m = SIGMAS - 2; m >= 0; m--)
        {
          slope = slope * t + depth;
          depth = depth * t + coefficients[m];
        }
      boundary = -term->start - depth;
      value = lanes_exp (boundary);
      a = inverse_sigma * integral->inverse_root[k];
      minus = (log_spot - boundary + integral->drift[k]) * a - sigma * (root / 2);
      plus = minus + sigma * root;
      density = lanes_bell (minus) * (INVERSE_SQRT_2PI * integral->rate_weight[k]);
      share = density * value; /* = spot exp (-q s) phi (d+) ds */
      paid = lanes_normal (-plus, share, spot * integral->yield_weight[k]);
      brings = density * (rate - yield * value) * a;

      sums.price += rate * lanes_normal (-minus, density, lanes_all (integral->rate_weight[k])) - yield * paid;
      sums.vega += rate * density * plus - yield * share * minus - brings * slope * inverse_width;
      if (all)
        {
          sums.delta -= yield * paid + brings;
          sums.gamma += yield * share * a + brings * (1 + minus * a);
        }
    }
  return sums;
}

static void
value (const MagAmericanTerm     *term,
       const MagAmericanIntegral *integral,
       const MagAmericanDepth    *depth,
       const MagAmericanBatch    *batch)
{
  for (int i = 0; i < batch->n; i += LANES)
    {
      Lanes log_spot = lanes_load (batch->log_spot + i), log_sigma = lanes_load (batch->log_sigma + i);
      Sums sums;

      if (batch->delta == NULL)
        sums = value_lanes (term, integral, depth, log_spot, log_sigma, false);
      else
        sums = value_lanes (term, integral, depth, log_spot, log_sigma, true);
      lanes_store (batch->price + i, sums.price);
      lanes_store (batch->vega + i, sums.vega);
      if (batch->delta != NULL)
        {
          lanes_store (batch->delta + i, sums.delta);
          lanes_store (batch->gamma + i, sums.gamma);
        }
    }
}

const MagAmericanKernel KERNEL_NAME (mag_american_kernel);

const MagAmericanKernel KERNEL_NAME (mag_american_kernel) = { LANES, solve, value };
