/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A whole option chain at once: the way in for everything that is not a formula of its own. */

#include "mag-option.h"

#include <stddef.h>

/* One contract on its way through the pricer. option and mark go in; the rest comes out. */
typedef struct
{
  MagOption      option;    /* sigma goes into mag_pricer_price() and comes out of mag_pricer_imply(); NaN where none was found */
  double         mark;      /* dollars per share; read by mag_pricer_imply() only */
  MagIvStatus    status;
  MagOptionValue value;     /* NaN throughout unless status is OK or AT_INTRINSIC; value.price is the model's, the mark within its accuracy */
  double         p_itm;     /* risk-neutral probability to end in the money; NaN where there is no sigma */
  double         pop_short; /* the same that selling it now at the mark (price: at its value) ends without loss; NaN where there is no sigma */
} MagPricing;

/* Boundaries of early exercise found so far, and room to work. Not shared between threads; make one for each chain or thread and keep it. */
typedef struct _MagPricer MagPricer;

MagPricer *mag_pricer_new   (void);
void       mag_pricer_free  (MagPricer *pricer);
void       mag_pricer_price (MagPricer *pricer, const MagDividend *dividends, size_t n_dividends, MagPricing *contracts, size_t n_contracts);
void       mag_pricer_imply (MagPricer *pricer, const MagDividend *dividends, size_t n_dividends, MagPricing *contracts, size_t n_contracts);
