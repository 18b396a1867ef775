/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rate and dividends a chain is valued with. They travel with the chain, so that every figure made of it can say what it assumes. */

#include "config.h"

#include "mag-terms.h"

#include "mag-symbol.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/**
 * mag_terms_init:
 * @terms: (out caller-allocates): to be terms of a share that pays nothing
 * @rate: risk-free, continuously compounded, a fraction a year
 */
void
mag_terms_init (MagTerms *terms,
                double    rate)
{
  *terms = (MagTerms) { .rate = rate };
}

/**
 * mag_rate_validate:
 * @rate: risk-free, a fraction a year
 *
 * Returns: %FALSE and MAG_VALIDATION_ERROR_RANGE with a sentence when it is out of reason
 */
gboolean
mag_rate_validate (double   rate,
                   GError **error)
{
  if (isfinite (rate) && rate >= MAG_RATE_MIN && rate <= MAG_RATE_MAX)
    return TRUE;
  g_set_error_literal (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE, _("The risk-free rate must be between 0 and 25 percent a year."));
  return FALSE;
}
