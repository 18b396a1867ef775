/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contract by contract, each by the model that is right for it. */

#include "mag-pricer.h"

#include "mag-black.h"
#include "mag-probability.h"

#include <math.h>
#include <stdlib.h>

struct _MagPricer
{
  int n_priced;
};

/**
 * mag_pricer_new:
 *
 * Returns: (transfer full): a pricer, to be freed with mag_pricer_free(); NULL when there is no memory
 */
MagPricer *
mag_pricer_new (void)
{
  return calloc (1, sizeof (MagPricer));
}

/**
 * mag_pricer_free:
 * @pricer: (nullable)
 */
void
mag_pricer_free (MagPricer *pricer)
{
  free (pricer);
}

static void
fill_probabilities (MagPricing *contract,
                    double      premium)
{
  contract->p_itm = mag_probability_itm (&contract->option);
  contract->pop_short = mag_probability_pop_short (&contract->option, premium);
}

/**
 * mag_pricer_price:
 * @dividends: (array length=n_dividends): known cash dividends of the share, ascending; with them the yields of @contracts have to be without them
 * @contracts: (array length=n_contracts): in any order; contracts of one expiration and type that follow each other share their work
 *
 * Values every contract at its own sigma. One bad contract does not hurt the others: its status says what is wrong with it.
 */
void
mag_pricer_price (MagPricer         *pricer,
                  const MagDividend *dividends,
                  size_t             n_dividends,
                  MagPricing        *contracts,
                  size_t             n_contracts)
{
  for (size_t i = 0; i < n_contracts; i++)
    {
      MagPricing *contract = &contracts[i];

      contract->status = mag_black_evaluate (&contract->option, &contract->value) ? MAG_IV_OK : MAG_IV_BAD_INPUT;
      fill_probabilities (contract, contract->value.price);
    }
}

/**
 * mag_pricer_imply:
 * @dividends: (array length=n_dividends): as for mag_pricer_price()
 * @contracts: (array length=n_contracts): as for mag_pricer_price()
 *
 * Finds the volatility behind every contract's mark and values it there. One bad quote does not hurt the others.
 */
void
mag_pricer_imply (MagPricer         *pricer,
                  const MagDividend *dividends,
                  size_t             n_dividends,
                  MagPricing        *contracts,
                  size_t             n_contracts)
{
  for (size_t i = 0; i < n_contracts; i++)
    {
      MagPricing *contract = &contracts[i];

      contract->status = mag_black_implied (&contract->option, contract->mark, &contract->option.sigma);
      mag_black_evaluate (&contract->option, &contract->value);
      fill_probabilities (contract, contract->mark);
    }
}
