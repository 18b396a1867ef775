/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* QuantLib, as one who prices options with it would call it: what the pricing bench measures against. Every function gives NaN where QuantLib throws. */

#include "mag-option.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Without cash dividends QD-FP; with them finite differences, as it has nothing else there. */
typedef enum
{
  QUANTLIB_FAST,      /* QD-FP's fast scheme; 200 steps of time and of price */
  QUANTLIB_REFERENCE, /* QD-FP's high precision scheme; 1000 steps of each */
} QuantLibScheme;

/* An American contract with everything set up but its volatility, so that a measurement holds nothing but the work. years have to be whole days. */
typedef struct QuantLibContract QuantLibContract;

const char       *quantlib_version          (void);
QuantLibContract *quantlib_contract_new     (const MagOption *option, const MagDividend *dividends, size_t n_dividends);
void              quantlib_contract_free    (QuantLibContract *contract);
void              quantlib_contract_move    (QuantLibContract *contract, double spot);
double            quantlib_contract_price   (QuantLibContract *contract, QuantLibScheme scheme, double sigma);
double            quantlib_contract_delta   (QuantLibContract *contract); /* at the price asked last; with dividends only */
double            quantlib_contract_gamma   (QuantLibContract *contract); /* the same */
double            quantlib_contract_implied (QuantLibContract *contract, double mark);  /* its own impliedVolatility() with its own settings: 1e-4 */
double            quantlib_contract_brent   (QuantLibContract *contract, double mark);  /* Brent's method over the fast scheme */

/* European, of a forward: Newton's method, and Li's rational start with successive over-relaxation. The deviation at expiry is found. */
double            quantlib_black_newton     (bool call, double strike, double forward, double price, double discount);
double            quantlib_black_li         (bool call, double strike, double forward, double price, double discount);

#ifdef __cplusplus
}
#endif
