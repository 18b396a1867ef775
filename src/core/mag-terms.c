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
 * mag_terms_count_dividends:
 * @after: the day the option is looked at: a dividend that goes ex on it is in the share's price already
 * @until: its expiration
 *
 * Returns: how many dividends an option of those dates is valued with
 */
guint
mag_terms_count_dividends (const MagTerms *terms,
                           MagDate         after,
                           MagDate         until)
{
  guint n = 0;

  for (guint i = 0; i < terms->n_dividends; i++)
    n += terms->dividends[i].ex_date > after && terms->dividends[i].ex_date <= until;
  return n;
}

/**
 * mag_terms_sum_dividends:
 * @after: see mag_terms_count_dividends()
 * @until: expiration
 *
 * Returns: dollars per share that go ex between the two, not discounted; 0 when none
 */
MagPrice
mag_terms_sum_dividends (const MagTerms *terms,
                         MagDate         after,
                         MagDate         until)
{
  MagPrice sum = 0;

  for (guint i = 0; i < terms->n_dividends; i++)
    if (terms->dividends[i].ex_date > after && terms->dividends[i].ex_date <= until)
      sum += terms->dividends[i].amount;
  return sum;
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
