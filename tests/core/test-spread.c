/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What options make together, and the most they can lose; figured by hand. */

#include "mag-date.h"
#include "mag-money.h"
#include "mag-spread.h"

#include <stdlib.h>

#define NO_BOUND G_MININT64

/* "-1 50 put 12-18; 1 45 put 12-18" */
static guint
read_legs (const char   *text,
           MagSpreadLeg *legs)
{
  g_auto(GStrv) parts = g_strsplit (text, "; ", -1);
  guint n = g_strv_length (parts);

  for (guint i = 0; i < n; i++)
    {
      g_auto(GStrv) words = g_strsplit (parts[i], " ", -1);
      g_autofree char *date = g_strconcat ("2026-", words[3], NULL);

      legs[i] = (MagSpreadLeg) { .contract = { .root = "F" }, .multiplier = 100, .quantity = atoi (words[0]) };
      g_assert_true (mag_price_parse (words[1], &legs[i].contract.strike, NULL));
      legs[i].contract.right = words[2][0] == 'p' ? MAG_RIGHT_PUT : MAG_RIGHT_CALL;
      legs[i].contract.expiration = mag_date_parse (date);
    }
  return n;
}

static const struct
{
  const char   *legs;
  MagSpreadKind kind;
  MagMoney      opened_for; /* cents */
  MagMoney      loss;
} cases[] = {
  { "-1 50 put 12-18", MAG_SPREAD_NONE, 12000, 488000 },
  { "1 50 put 12-18", MAG_SPREAD_NONE, -12000, 12000 },
  { "-1 50 call 12-18", MAG_SPREAD_NONE, 12000, NO_BOUND },

  /* Verticals: width less credit, or the debit. */
  { "-2 50 put 12-18; 2 45 put 12-18", MAG_SPREAD_PUT_CREDIT, 24000, 76000 },    /* 2 x (5.00 - 1.20) x 100 */
  { "2 45 put 12-18; -2 50 put 12-18", MAG_SPREAD_PUT_CREDIT, 24000, 76000 },
  { "1 50 put 12-18; -1 45 put 12-18", MAG_SPREAD_PUT_DEBIT, -13000, 13000 },
  { "-1 50 call 12-18; 1 55 call 12-18", MAG_SPREAD_CALL_CREDIT, 9000, 41000 },
  { "1 50 call 12-18; -1 55 call 12-18", MAG_SPREAD_CALL_DEBIT, -21000, 21000 },

  /* One side only can be lost: the wider one. */
  { "1 40 put 12-18; -1 45 put 12-18; -1 55 call 12-18; 1 62 call 12-18", MAG_SPREAD_IRON_CONDOR, 20000, 50000 },
  { "1 40 put 12-18; -1 50 put 12-18; -1 50 call 12-18; 1 60 call 12-18", MAG_SPREAD_IRON_BUTTERFLY, 40000, 60000 },
  { "-1 40 put 12-18; 1 45 put 12-18; 1 55 call 12-18; -1 60 call 12-18", MAG_SPREAD_OTHER, -20000, 20000 },

  { "-1 45 put 12-18; -1 55 call 12-18", MAG_SPREAD_SHORT_STRANGLE, 20000, NO_BOUND },
  { "1 45 put 12-18; 1 55 call 12-18", MAG_SPREAD_LONG_STRANGLE, -20000, 20000 },
  { "-1 50 call 12-18; -1 50 put 12-18", MAG_SPREAD_SHORT_STRADDLE, 40000, NO_BOUND },
  { "1 50 call 12-18; 1 50 put 12-18", MAG_SPREAD_LONG_STRADDLE, -40000, 40000 },
  { "1 55 put 12-18; 1 45 call 12-18", MAG_SPREAD_OTHER, -120000, 20000 }, /* one of the two brings 10.00 at least */

  /* Two expirations. */
  { "-1 50 call 11-20; 1 50 call 12-18", MAG_SPREAD_CALENDAR, -8000, 8000 },
  { "1 50 call 11-20; -1 50 call 12-18", MAG_SPREAD_CALENDAR, 8000, NO_BOUND },
  { "-1 50 put 11-20; 1 45 put 12-18", MAG_SPREAD_DIAGONAL, 3000, 47000 },

  /* Unequal numbers, three legs, a leg of shares' other side. */
  { "-2 50 put 12-18; 1 45 put 12-18", MAG_SPREAD_OTHER, 10000, 540000 }, /* at 0: 45.00 - 100.00 */
  { "1 45 call 12-18; -2 50 call 12-18; 1 55 call 12-18", MAG_SPREAD_OTHER, -6000, 6000 },
  { "-1 45 put 12-18; 1 55 call 12-18", MAG_SPREAD_OTHER, 0, 450000 },
};

static void
test_kinds (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MagSpreadLeg legs[8];
      guint n = read_legs (cases[i].legs, legs);

      g_test_message ("%s", cases[i].legs);
      g_assert_cmpint (mag_spread_classify (legs, n), ==, cases[i].kind);
    }
}

static void
test_max_loss (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MagSpreadLeg legs[8];
      guint n = read_legs (cases[i].legs, legs);
      MagMoney loss = NO_BOUND;

      g_test_message ("%s", cases[i].legs);
      g_assert_cmpint (mag_spread_max_loss (legs, n, cases[i].opened_for, &loss), ==, cases[i].loss != NO_BOUND);
      g_assert_cmpint (loss, ==, cases[i].loss);
    }
}

static void
test_nothing_lost_when_credit_exceeds_width (void)
{
  MagSpreadLeg legs[2];
  MagMoney loss;

  read_legs ("-1 50 put 12-18; 1 45 put 12-18", legs);
  g_assert_true (mag_spread_max_loss (legs, 2, 50100, &loss));
  g_assert_cmpint (loss, ==, 0);
}

static void
test_adjusted_roots_do_not_mix (void)
{
  MagSpreadLeg legs[2];

  read_legs ("-1 50 put 12-18; 1 45 put 12-18", legs);
  g_strlcpy (legs[1].contract.root, "F1", sizeof legs[1].contract.root);
  g_assert_cmpint (mag_spread_classify (legs, 2), ==, MAG_SPREAD_OTHER);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spread/kinds", test_kinds);
  g_test_add_func ("/spread/max-loss", test_max_loss);
  g_test_add_func ("/spread/nothing-lost-when-credit-exceeds-width", test_nothing_lost_when_credit_exceeds_width);
  g_test_add_func ("/spread/adjusted-roots-do-not-mix", test_adjusted_roots_do_not_mix);
  return g_test_run ();
}
