/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* European (Black-Scholes-Merton) options: value, greeks, implied volatility. Plain C: no GLib, no allocation. */

#include "mag-option.h"

#include <stddef.h>

#define MAG_DEFAULT_RATE 0.04 /* risk-free, continuously compounded; one value until a curve exists */

/* Whether option->european is set makes no difference here. */
bool        mag_black_evaluate   (const MagOption *option, MagOptionValue *value);
MagIvStatus mag_black_implied    (const MagOption *option, double price, double *sigma);
void        mag_black_deviations (const double *moneyness, const double *value, double *deviation, size_t n);
