/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* American options on a share with a continuous dividend yield. mag-pricer.h is the way in; this is its engine. */

#include "mag-pricer.h"

/* What exercising before expiry is worth. */
typedef enum
{
  MAG_EXERCISE_NEVER, /* nothing: the option is worth its European twin */
  MAG_EXERCISE_BELOW, /* something below one boundary (put) or above one (call) */
  MAG_EXERCISE_BETWEEN, /* something between two boundaries: rates below 0 (Andersen, Lake 2021) */
} MagExercise;

typedef struct _MagAmerican MagAmerican;

MagAmerican *mag_american_new          (void);
void         mag_american_free         (MagAmerican *self);
MagExercise  mag_american_get_exercise (const MagOption *option);
bool         mag_american_price        (MagAmerican *self, MagPricing *const *contracts, size_t n_contracts);
bool         mag_american_imply        (MagAmerican *self, MagPricing *const *contracts, size_t n_contracts);
