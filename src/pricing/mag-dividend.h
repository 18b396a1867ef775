/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* American and European options on a share that pays known amounts of cash. Between ex-dates the share is lognormal; at the opening of an ex-date
 * it falls by the dividend, to 0 at worst. Plain C: no GLib, no allocation; about 250 KB of stack. */

#include "mag-option.h"

#include <stddef.h>

bool        mag_dividend_evaluate (const MagOption *option, const MagDividend *dividends, size_t n_dividends, MagOptionValue *value);
MagIvStatus mag_dividend_implied  (const MagOption *option, double mark, const MagDividend *dividends, size_t n_dividends, double *sigma,
                                   MagOptionValue *value);
