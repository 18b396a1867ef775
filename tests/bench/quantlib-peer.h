/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* QuantLib, as one who prices options with it would call it: what the pricing bench measures against. Every function gives NaN where QuantLib throws. */

#include "mag-option.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum
{
  QUANTLIB_FAST,
  QUANTLIB_ACCURATE,
  QUANTLIB_HIGH_PRECISION,
} QuantLibScheme;

/* An American contract with everything set up but its volatility, so that a measurement holds nothing but the work. years have to be whole days. */
typedef struct QuantLibContract QuantLibContract;

QuantLibContract *quantlib_contract_new     (const MagOption *option, const MagDividend *dividends, size_t n_dividends);
void              quantlib_contract_free    (QuantLibContract *contract);
void              quantlib_contract_move    (QuantLibContract *contract, double spot);
double            quantlib_contract_price   (QuantLibContract *contract, QuantLibScheme scheme, double sigma);
double            quantlib_contract_implied (QuantLibContract *contract, double mark);  /* its own impliedVolatility() to 1e-4 */
double            quantlib_contract_brent   (QuantLibContract *contract, double mark);  /* Brent's method over the fast scheme, or finite differences with dividends */

/* European, of a forward: Newton's method, and Li's rational start with successive over-relaxation. */
double            quantlib_black_newton     (bool call, double strike, double forward, double price, double discount);
double            quantlib_black_li         (bool call, double strike, double forward, double price, double discount);

#ifdef __cplusplus
}
#endif
