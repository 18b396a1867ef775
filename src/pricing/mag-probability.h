/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the lognormal model says of the share at expiry and before: risk-neutral, exercise before expiry left out. Plain C: no GLib, no allocation. */

#include "mag-option.h"

#include <stddef.h>

#define MAG_STRADDLE_MOVE 0.85 /* of the mark of the straddle at the money */

double mag_probability_above            (double spot, double level, double years, double rate, double yield, double sigma);
double mag_probability_touch            (double spot, double level, double years, double rate, double yield, double sigma);
void   mag_probability_take_dividends   (MagOption *option, const MagDividend *dividends, size_t n_dividends);
double mag_probability_itm              (const MagOption *option);
double mag_probability_pop_short        (const MagOption *option, double premium);
double mag_probability_pop_covered_call (const MagOption *option, double premium, double basis);

double mag_expected_move                (double spot, double sigma, double years);
double mag_expected_move_of_straddle    (double mark);

double mag_breakeven_short              (bool call, double strike, double premium);
double mag_breakeven_covered_call       (double basis, double premium);
