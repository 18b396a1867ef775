/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The two loops in which the American solver spends its time. mag-american-kernel.c is compiled once for each instruction set worth having and
 * mag-kernel.c chooses at run time.
 *
 * All of it is about a put with a strike of 1; the caller mirrors and scales. The boundary B (tau) is described by its depth, ln (B (0+) / B (tau)) >= 0,
 * where B (0+) = min (1, r / q). Over sqrt (tau) the square of -ln B is smooth, whether the depth begins like a square root (q > r) or with a logarithm
 * besides (q <= r): this, less its value at expiry, is what is interpolated. */

#include "mag-american-rules.h"

#include <stdbool.h>

/* A market without volatility: r > 0 and q of the put. */
typedef struct
{
  double years, rate, yield;
  double start; /* -ln B (0+) >= 0 */
} MagAmericanTerm;

/* The constants of an integral over the life of a contract. */
typedef struct
{
  int    n_points;
  double root[MAG_AMERICAN_NEAR_POINTS];         /* sqrt (s) */
  double inverse_root[MAG_AMERICAN_NEAR_POINTS];
  double drift[MAG_AMERICAN_NEAR_POINTS];        /* (r - q) s */
  double rate_weight[MAG_AMERICAN_NEAR_POINTS];  /* exp (-r s) ds */
  double yield_weight[MAG_AMERICAN_NEAR_POINTS]; /* exp (-q s) ds */
} MagAmericanIntegral;

/* The depth of the boundary at the points of an integral, as polynomials of the volatility. */
typedef struct
{
  double center, half_width; /* of ln sigma; t = (ln sigma - center) / half_width is -1 .. 1 */
  const double (*coefficients)[MAG_AMERICAN_SIGMAS]; /* of 1, t, t^2 ... at each point */
} MagAmericanDepth;

/* Contracts side by side; n is a multiple of 8. */
typedef struct
{
  int           n;
  const double *log_spot;
  const double *log_sigma;
  double       *price;   /* of the continuation region, also where the spot is beyond the boundary */
  double       *vega;    /* by ln sigma */
  double       *delta;   /* NULL with gamma where only price and vega are wanted; times the spot */
  double       *gamma;   /* times the spot squared */
} MagAmericanBatch;

typedef struct
{
  int lanes; /* volatilities or contracts that cost as much as one */
  /* Depths at the nodes for n volatilities, a multiple of lanes; per volatility the largest residual of the equations, NaN when it failed. */
  void (*solve) (const MagAmericanRules *rules,
                 const MagAmericanTerm  *term,
                 int                     n,
                 const double           *sigma,
                 double                  depth[MAG_AMERICAN_NODES][MAG_AMERICAN_SIGMAS],
                 double                 *residual);
  void (*value) (const MagAmericanTerm     *term,
                 const MagAmericanIntegral *integral,
                 const MagAmericanDepth    *depth,
                 const MagAmericanBatch    *batch);
} MagAmericanKernel;
