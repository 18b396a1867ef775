/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The exercise boundaries of one expiration over a range of volatilities. */

#include "mag-american-kernel.h"

/* An expiration and type: what all its contracts share. */
typedef struct
{
  MagAmericanTerm     term;
  MagAmericanIntegral value;
  MagAmericanIntegral near; /* finer, for contracts beside the boundary; n_points is 0 until it is needed */
} MagAmericanExpiry;

typedef struct
{
  double low, high; /* ln sigma, the range */
  double center, half_width;
  double squares[MAG_AMERICAN_NODES][MAG_AMERICAN_SIGMAS]; /* of -ln B less that at expiry, at the volatilities that were solved */
  double end_depth[MAG_AMERICAN_SIGMAS];                   /* coefficients of the depth with the whole life ahead */
  double value_depth[MAG_AMERICAN_VALUE_POINTS][MAG_AMERICAN_SIGMAS];
} MagAmericanPanel;

typedef double MagAmericanNearDepth[MAG_AMERICAN_NEAR_POINTS][MAG_AMERICAN_SIGMAS];

void             mag_american_expiry_set_term  (MagAmericanExpiry *expiry, const MagAmericanTerm *term);
bool             mag_american_panel_solve      (MagAmericanPanel *panel, const MagAmericanExpiry *expiry, double low, double high);
double           mag_american_panel_boundary   (const MagAmericanPanel *panel, const MagAmericanExpiry *expiry, double log_sigma);
MagAmericanDepth mag_american_panel_get_depth  (const MagAmericanPanel *panel);
MagAmericanDepth mag_american_panel_near_depth (const MagAmericanPanel *panel, MagAmericanExpiry *expiry, MagAmericanNearDepth room);
