/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A boundary is a property of rates, time and volatility, not of a contract. So it is found for a few volatilities only, and every contract of the
 * expiration reads its own from polynomials in ln sigma, whose slope is what the vega needs of it, too. */

#include "config.h"

#include "mag-american-panel.h"

#include "mag-kernel.h"

#include <math.h>
#include <string.h>

#define NODES MAG_AMERICAN_NODES
#define SIGMAS MAG_AMERICAN_SIGMAS

#define LEAST_HALF_WIDTH 0.02
#define NARROW_HALF_WIDTH 0.06 /* up to here four volatilities are enough: the error goes with the fourth power */
#define LARGEST_RESIDUAL 2e-5  /* beyond it the boundary was not found; the solver stops below the square of its SMALL_STEP, 1.6e-5 */
#define LEAST_SQUARE 1e-14     /* of an interpolant that should be positive */

static void
fill_integral (MagAmericanIntegral    *integral,
               const MagAmericanTerm  *term,
               int                     n_points,
               const MagAmericanPoint *points)
{
  integral->n_points = n_points;
  for (int k = 0; k < n_points; k++)
    {
      double s = term->years * points[k].sine * points[k].sine, ds = term->years * points[k].weight;

      integral->root[k] = sqrt (term->years) * points[k].sine;
      integral->inverse_root[k] = 1 / integral->root[k];
      integral->drift[k] = (term->rate - term->yield) * s;
      integral->rate_weight[k] = exp (-term->rate * s) * ds;
      integral->yield_weight[k] = exp (-term->yield * s) * ds;
    }
}

/**
 * mag_american_expiry_set_term:
 * @expiry: (out)
 * @term: rate > 0; its start is figured here
 */
void
mag_american_expiry_set_term (MagAmericanExpiry     *expiry,
                              const MagAmericanTerm *term)
{
  expiry->term = *term;
  expiry->term.start = term->yield > term->rate ? log (term->yield / term->rate) : 0;
  expiry->near.n_points = 0;
  fill_integral (&expiry->value, term, MAG_AMERICAN_VALUE_POINTS, mag_american_rules_get ()->value);
}

static const MagAmericanStretch *
get_stretch (const MagAmericanPanel *panel)
{
  const MagAmericanRules *rules = mag_american_rules_get ();

  return panel->half_width <= NARROW_HALF_WIDTH ? &rules->narrow : &rules->wide;
}

static inline __attribute__ ((always_inline)) void
set_coefficients (const MagAmericanStretch *stretch,
                  int                       n,
                  const double             *depths,
                  double                   *coefficients)
{
  memset (coefficients, 0, SIGMAS * sizeof *coefficients);
  for (int m = 0; m < n; m++)
    for (int j = 0; j < n; j++)
      coefficients[m] += stretch->coefficients[m][j] * depths[j];
}

static inline __attribute__ ((always_inline)) void
fill_depths_of (const MagAmericanPanel   *panel,
                const MagAmericanStretch *stretch,
                int                       n,
                double                    start,
                int                       n_points,
                const double              rows[][NODES],
                double                    coefficients[][SIGMAS])
{
  for (int k = 0; k < n_points; k++)
    {
      double depths[SIGMAS] = { 0 };

      for (int i = 0; i < NODES; i++)
        for (int j = 0; j < n; j++)
          depths[j] += rows[k][i] * panel->squares[i][j];
      for (int j = 0; j < n; j++)
        depths[j] = sqrt (start * start + (depths[j] > LEAST_SQUARE ? depths[j] : LEAST_SQUARE)) - start;
      set_coefficients (stretch, n, depths, coefficients[k]);
    }
}

/* The depth at points of an integral from that at the nodes. */
static void
fill_depths (const MagAmericanPanel *panel,
             double                  start,
             int                     n_points,
             const double            rows[][NODES],
             double                  coefficients[][SIGMAS])
{
  const MagAmericanStretch *stretch = get_stretch (panel);

  /* Twice, so that the compiler knows how long the inner loops are. */
  if (stretch->n == MAG_AMERICAN_FEW_SIGMAS)
    fill_depths_of (panel, stretch, MAG_AMERICAN_FEW_SIGMAS, start, n_points, rows, coefficients);
  else
    fill_depths_of (panel, stretch, SIGMAS, start, n_points, rows, coefficients);
}

/**
 * mag_american_panel_solve:
 * @panel: (out)
 * @low: ln of the least volatility
 * @high: ln of the largest; the range may be extended a little, and should not be wider than PANEL_WIDTH of mag-american.c
 *
 * Finds the boundaries of a range of volatilities.
 *
 * Returns: false when they were not found, as happens where the volatility is too small for rates and time (see mag-american.c)
 */
bool
mag_american_panel_solve (MagAmericanPanel        *panel,
                          const MagAmericanExpiry *expiry,
                          double                   low,
                          double                   high)
{
  const MagAmericanRules *rules = mag_american_rules_get ();
  const MagAmericanStretch *stretch;
  const MagAmericanKernel *kernel;
  double sigma[SIGMAS], residual[SIGMAS], depth[NODES][SIGMAS] = { 0 };

  panel->center = (low + high) / 2;
  panel->half_width = fmax ((high - low) / 2, LEAST_HALF_WIDTH);
  panel->low = panel->center - panel->half_width;
  panel->high = panel->center + panel->half_width;

  stretch = get_stretch (panel);
  kernel = stretch == &rules->narrow ? mag_kernel_american_few () : mag_kernel_american ();
  for (int j = 0; j < stretch->n; j++)
    sigma[j] = exp (panel->center + panel->half_width * stretch->point[j]);
  kernel->solve (rules, &expiry->term, stretch->n, sigma, depth, residual);
  for (int j = 0; j < stretch->n; j++)
    if (!(residual[j] < LARGEST_RESIDUAL))
      return false;

  set_coefficients (stretch, stretch->n, depth[0], panel->end_depth);
  for (int i = 0; i < NODES; i++)
    for (int j = 0; j < SIGMAS; j++)
      panel->squares[i][j] = depth[i][j] * (depth[i][j] + 2 * expiry->term.start);
  fill_depths (panel, expiry->term.start, MAG_AMERICAN_VALUE_POINTS, rules->value_rows, panel->value_depth);
  return true;
}

/**
 * mag_american_panel_boundary:
 * @log_sigma: within the panel's range
 *
 * Returns: ln of the spot, for a strike of 1, at and below which the put is exercised now
 */
double
mag_american_panel_boundary (const MagAmericanPanel  *panel,
                             const MagAmericanExpiry *expiry,
                             double                   log_sigma)
{
  double t = (log_sigma - panel->center) / panel->half_width;
  double depth = 0;

  for (int m = SIGMAS - 1; m >= 0; m--)
    depth = depth * t + panel->end_depth[m];
  return -expiry->term.start - depth;
}

/**
 * mag_american_panel_get_depth:
 *
 * Returns: the depths at the points of the expiry's value integral; they live as long as @panel does
 */
MagAmericanDepth
mag_american_panel_get_depth (const MagAmericanPanel *panel)
{
  return (MagAmericanDepth) { panel->center, panel->half_width, panel->value_depth };
}

/**
 * mag_american_panel_near_depth:
 * @expiry: its near integral is made when it is not there yet
 * @room: (out): where the depths are put
 *
 * Returns: the depths at the points of the expiry's near integral; they live as long as @room does
 */
MagAmericanDepth
mag_american_panel_near_depth (const MagAmericanPanel *panel,
                               MagAmericanExpiry      *expiry,
                               MagAmericanNearDepth    room)
{
  const MagAmericanRules *rules = mag_american_rules_get ();

  if (expiry->near.n_points == 0)
    fill_integral (&expiry->near, &expiry->term, MAG_AMERICAN_NEAR_POINTS, rules->near);
  fill_depths (panel, expiry->term.start, MAG_AMERICAN_NEAR_POINTS, rules->near_rows, room);
  return (MagAmericanDepth) { panel->center, panel->half_width, room };
}
