/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rate and dividends a chain is valued with. They travel with the chain, so that every figure made of it can say what it assumes. */

#include "config.h"

#include "mag-terms.h"

#include "mag-date.h"
#include "mag-money.h"
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
 * mag_terms_present_value:
 * @now_us: the moment of the share's price
 * @years: from then; how far to look
 *
 * What a share loses of its price by going ex until then. An ex-date that is the day of @now_us is in the price already.
 *
 * Returns: the value now of the dividends, discounted at the rate, in dollars per share; 0 when there are none
 */
double
mag_terms_present_value (const MagTerms *terms,
                         gint64          now_us,
                         double          years)
{
  MagDate today = mag_date_in_new_york (now_us);
  double value = 0;

  for (guint i = 0; i < terms->n_dividends; i++)
    {
      double opening = mag_date_years_to_expiry (terms->dividends[i].ex_date, TRUE, now_us);

      if (terms->dividends[i].ex_date > today && opening <= years)
        value += mag_price_to_double (terms->dividends[i].amount) * exp (-terms->rate * opening);
    }
  return value;
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
