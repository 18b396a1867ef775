/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Points, weights and interpolation matrices of the American solver. They depend on no market, so they are computed once. */

#define MAG_AMERICAN_NODES 10        /* times at which the boundary is found; expiry, where it is known, not counted */
#define MAG_AMERICAN_SOLVE_POINTS 14 /* quadrature points of the boundary's equations */
#define MAG_AMERICAN_SOLVE_ROOM 16   /* the same, up to a whole number of lanes */
#define MAG_AMERICAN_VALUE_POINTS 32 /* quadrature points of a contract's premium */
#define MAG_AMERICAN_NEAR_POINTS 96  /* the same for a contract beside the boundary */
#define MAG_AMERICAN_SIGMAS 8        /* volatilities that a panel of boundaries is found at, at most */
#define MAG_AMERICAN_FEW_SIGMAS 4    /* the same for a narrow panel */

/* Where an integral over the time s from now on is evaluated. The angle has sin = sqrt (s / tau) and cos = sqrt ((tau - s) / tau). */
typedef struct
{
  double sine, cosine;
  double weight; /* of ds / tau */
} MagAmericanPoint;

/* Interpolation over -1 .. 1 on Chebyshev points of the first kind. */
typedef struct
{
  int    n;
  double point[MAG_AMERICAN_SIGMAS];
  double coefficients[MAG_AMERICAN_SIGMAS][MAG_AMERICAN_SIGMAS]; /* of 1, t, t^2 ... from the values at the points */
} MagAmericanStretch;

typedef struct
{
  /* sqrt (tau / longest tau) at the nodes, 1 first */
  double           root[MAG_AMERICAN_NODES];
  MagAmericanPoint solve[MAG_AMERICAN_SOLVE_ROOM];
  MagAmericanPoint value[MAG_AMERICAN_VALUE_POINTS];
  MagAmericanPoint near[MAG_AMERICAN_NEAR_POINTS];
  /* what each node adds to the depth at the point's time to expiry */
  double solve_rows[MAG_AMERICAN_NODES][MAG_AMERICAN_SOLVE_POINTS][MAG_AMERICAN_NODES];
  double value_rows[MAG_AMERICAN_VALUE_POINTS][MAG_AMERICAN_NODES];
  double near_rows[MAG_AMERICAN_NEAR_POINTS][MAG_AMERICAN_NODES];
  MagAmericanStretch wide, narrow; /* of 8 and of 4 volatilities */
} MagAmericanRules;

const MagAmericanRules *mag_american_rules_get       (void);
void                    mag_american_rules_row       (double root, double *row);
double                  mag_american_perpetual_depth (double rate, double yield, double sigma);
