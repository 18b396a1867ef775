/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What dividends take off a share until some day, and which rates are a slip of the hand. */

#include "mag-date.h"
#include "mag-symbol.h"
#include "mag-terms.h"

#include <math.h>

/* Half past three on a Wednesday; openings are at half past nine. */
static void
test_present_value (void)
{
  static const struct { const char *why; double days; double value; } rows[] = {
    { "before the first", 1, 0 },
    { "a day and 18 hours on, the first opening is past", 1.75, 0.2496 },
    { "a day before the second", 28, 0.2496 },
    { "both: 0.25 x e^(-0.365 x 1.75/365) + 0.50 x e^(-0.365 x 29.75/365)", 29.75, 0.7349 },
    { "nothing more", 400, 0.7349 },
  };
  MagDate today = mag_date_new (2026, 7, 15);
  gint64 now_us = mag_instant_new_york (today, 15, 30, 0);
  MagTerms terms;

  mag_terms_init (&terms, 0.365);
  g_assert_cmpfloat (mag_terms_present_value (&terms, now_us, 1), ==, 0);
  terms.n_dividends = 3;
  terms.dividends[0] = (MagCashDividend) { today, TRUE, 9900 }; /* in the price since this morning */
  terms.dividends[1] = (MagCashDividend) { today + 2, TRUE, 2500 };
  terms.dividends[2] = (MagCashDividend) { today + 30, FALSE, 5000 };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      g_assert_cmpfloat_with_epsilon (mag_terms_present_value (&terms, now_us, rows[i].days / 365 + 1e-9), rows[i].value, 5e-5);
    }
}

static void
test_rate (void)
{
  static const struct { double rate; gboolean valid; } rows[] = {
    { 0, TRUE }, { 0.04, TRUE }, { 0.25, TRUE }, { -0.001, FALSE }, { 0.2501, FALSE }, { 4, FALSE }, { NAN, FALSE }, { INFINITY, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%g", rows[i].rate);
      g_assert_cmpint (mag_rate_validate (rows[i].rate, &error), ==, rows[i].valid);
      if (!rows[i].valid)
        g_assert_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/terms/present-value", test_present_value);
  g_test_add_func ("/terms/rate", test_rate);

  return g_test_run ();
}
