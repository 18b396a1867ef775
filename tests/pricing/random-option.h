/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Options as wide as a market may have them, and wider. */

#include "mag-option.h"

#include <glib.h>

GRand    *random_new    (void);
double    random_log    (GRand *rand, double low, double high);
MagOption random_option (GRand *rand);
