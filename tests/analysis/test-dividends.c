/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which dividends options are valued with: the rhythm of a payer, what is projected from it, and the yield of everybody else. */

#include "mag-date.h"
#include "mag-dividends.h"

#include <math.h>

#define CENT (MAG_PRICE_SCALE / 100)
#define MAX_PAID 14

/* Days before today, and cents. */
typedef struct
{
  const char *why;
  struct { guint ago, cents; } paid[MAX_PAID];
  guint frequency;
} Past;

static const Past pasts[] = {
  { "quarterly", { { 340, 24 }, { 250, 24 }, { 158, 25 }, { 67, 25 } }, 4 },
  { "quarterly, the first at a distance of 115 days", { { 400, 24 }, { 285, 24 }, { 158, 25 }, { 67, 25 } }, 0 },
  { "monthly", { { 150, 26 }, { 120, 26 }, { 91, 26 }, { 59, 26 }, { 30, 26 } }, 12 },
  { "twice a year, with a rise", { { 250, 60 }, { 70, 75 } }, 2 },
  { "once a year", { { 410, 300 }, { 45, 310 } }, 1 },
  { "a special dividend beside the quarterly ones", { { 340, 100 }, { 250, 100 }, { 200, 1500 }, { 158, 102 }, { 67, 102 } }, 4 },
  { "quarterly until it was stopped", { { 420, 20 }, { 330, 20 }, { 240, 20 }, { 150, 20 } }, 0 },
  { "amounts that differ by more than twice", { { 340, 20 }, { 250, 45 }, { 158, 25 }, { 67, 25 } }, 0 },
  { "two are no quarterly rhythm yet", { { 158, 25 }, { 67, 25 } }, 0 },
  { "one", { { 67, 25 } }, 0 },
  { "none", { { 0, 0 } }, 0 },
};

static MagDate
today (void)
{
  return mag_date_new (2026, 11, 18);
}

static guint
make_paid (const Past      *past,
           MagCashDividend *paid)
{
  guint n = 0;

  for (; n < MAX_PAID && past->paid[n].cents > 0; n++)
    paid[n] = (MagCashDividend) { .ex_date = today () - past->paid[n].ago, .amount = past->paid[n].cents * CENT };
  return n;
}

static void
test_frequency (void)
{
  MagCashDividend paid[MAX_PAID];

  for (gsize i = 0; i < G_N_ELEMENTS (pasts); i++)
    {
      g_test_message ("%s", pasts[i].why);
      g_assert_cmpuint (mag_dividends_frequency (paid, make_paid (&pasts[i], paid), today ()), ==, pasts[i].frequency);
    }
}

static MagDividendFacts
facts_of (const Past      *past,
          MagCashDividend *paid)
{
  return (MagDividendFacts) {
    .paid = paid, .n_paid = make_paid (past, paid), .annual = MAG_PRICE_UNKNOWN, .yield = NAN, .price = 100 * MAG_PRICE_SCALE,
  };
}

/* Last on 12 September 2026, a Saturday here; a quarter is 91.3125 days. */
static void
test_projection (void)
{
  MagCashDividend paid[MAX_PAID];
  MagDividendFacts facts = facts_of (&pasts[0], paid);
  MagTerms terms;

  mag_terms_init (&terms, 0.04);
  mag_dividends_set_terms (&facts, today (), &terms);
  g_assert_cmpuint (terms.n_dividends, ==, 12); /* three years */
  g_assert_cmpfloat (terms.yield, ==, 0);
  g_assert_cmpfloat (terms.rate, ==, 0.04);
  g_assert_cmpuint (terms.dividends[0].ex_date, ==, mag_date_new (2026, 12, 14)); /* 91 days on is Saturday the 12th */
  g_assert_cmpuint (terms.dividends[1].ex_date, ==, mag_date_new (2027, 3, 15));  /* 183 days on is Sunday the 14th */
  for (guint i = 0; i < terms.n_dividends; i++)
    {
      g_assert_cmpint (terms.dividends[i].amount, ==, 25 * CENT); /* the last, not the mean */
      g_assert_false (terms.dividends[i].announced);
      g_assert_true (mag_calendar_is_trading_day (terms.dividends[i].ex_date));
      g_assert_cmpuint (terms.dividends[i].ex_date, >, i > 0 ? terms.dividends[i - 1].ex_date : today ());
    }
}

static void
test_announced (void)
{
  MagCashDividend paid[MAX_PAID];
  MagDividendFacts facts = facts_of (&pasts[0], paid);
  MagTerms terms;

  facts.announced = mag_date_new (2026, 12, 8);
  mag_terms_init (&terms, 0.04);
  mag_dividends_set_terms (&facts, today (), &terms);
  g_assert_cmpuint (terms.dividends[0].ex_date, ==, mag_date_new (2026, 12, 8));
  g_assert_true (terms.dividends[0].announced);
  g_assert_cmpuint (terms.dividends[1].ex_date, ==, mag_date_new (2027, 3, 9)); /* counted from the announced one */
  g_assert_false (terms.dividends[1].announced);

  facts.announced = today () - 1; /* a source that still shows the last one */
  mag_dividends_set_terms (&facts, today (), &terms);
  g_assert_cmpuint (terms.dividends[0].ex_date, ==, mag_date_new (2026, 12, 14));
}

/* The one that should go ex today is in the price, or late; 36 are to come within three years. */
static void
test_monthly (void)
{
  MagCashDividend paid[MAX_PAID];
  MagDividendFacts facts = facts_of (&pasts[2], paid);
  MagTerms terms;

  mag_terms_init (&terms, 0.04);
  mag_dividends_set_terms (&facts, today (), &terms);
  g_assert_cmpuint (terms.n_dividends, ==, 36);
}

static void
test_yield (void)
{
  static const struct { const char *why; guint past; MagPrice annual; double yield; MagPrice price; double q; } rows[] = {
    { "the indicated dividend", 9, 200 * CENT, 0.05, 100 * MAG_PRICE_SCALE, 0.019802627296179713 }, /* ln 1.02 */
    { "a company that says it pays nothing", 9, 0, 0.05, 100 * MAG_PRICE_SCALE, 0 },
    { "what was paid within a year: 20 + 45 + 25 + 25 cents", 7, MAG_PRICE_UNKNOWN, 0.05, 100 * MAG_PRICE_SCALE, 0.011434377625663104 },
    { "a yield without an amount", 10, MAG_PRICE_UNKNOWN, 0.05, 100 * MAG_PRICE_SCALE, 0.04879016416943204 }, /* ln 1.05 */
    { "an amount without a price", 10, 200 * CENT, NAN, MAG_PRICE_UNKNOWN, 0 },
    { "nothing known", 10, MAG_PRICE_UNKNOWN, NAN, MAG_PRICE_UNKNOWN, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagCashDividend paid[MAX_PAID];
      MagDividendFacts facts = facts_of (&pasts[rows[i].past], paid);
      MagTerms terms;

      g_test_message ("%s", rows[i].why);
      facts.annual = rows[i].annual;
      facts.yield = rows[i].yield;
      facts.price = rows[i].price;
      mag_terms_init (&terms, 0.04);
      mag_dividends_set_terms (&facts, today (), &terms);
      g_assert_cmpuint (terms.n_dividends, ==, 0);
      g_assert_cmpfloat_with_epsilon (terms.yield, rows[i].q, 1e-15);
    }
}

/* An index pays nearly every day: a stream, whatever its history looks like. */
static void
test_index (void)
{
  MagCashDividend paid[MAX_PAID];
  MagDividendFacts facts = facts_of (&pasts[0], paid);
  MagTerms terms;

  facts.index = TRUE;
  mag_terms_init (&terms, 0.04);
  mag_dividends_set_terms (&facts, today (), &terms);
  g_assert_cmpuint (terms.n_dividends, ==, 0);
  g_assert_cmpfloat_with_epsilon (terms.yield, log1p (0.0098), 1e-15); /* 98 cents within a year, on 100 */
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dividends/frequency", test_frequency);
  g_test_add_func ("/dividends/projected-from-the-last", test_projection);
  g_test_add_func ("/dividends/announced-first", test_announced);
  g_test_add_func ("/dividends/monthly", test_monthly);
  g_test_add_func ("/dividends/yield-of-the-others", test_yield);
  g_test_add_func ("/dividends/index-has-a-yield", test_index);

  return g_test_run ();
}
