/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Legs replayed: the wheel of DOMAIN 8, roll chains, parts, long options, what is refused; and random campaigns whose two totals
 * agree to the cent. */

#include "mag-date.h"
#include "mag-ledger.h"
#include "mag-money.h"
#include "mag-symbol.h"

#include <math.h>

#define DAY(month, day) mag_date_new (2026, month, day)
#define CENT (MAG_PRICE_SCALE / 100)
#define DOLLARS(amount) ((gint64) ((amount) * 100 + ((amount) < 0 ? -0.5 : 0.5))) /* cents of a literal */

typedef struct
{
  GArray *legs; /* MagLeg; ids count from 1 */
} Story;

static MagLeg *
add (Story      *story,
     gint64      trade,
     MagLegRole  role,
     const char *contract, /* "F 50 put 12-18"; NULL: shares */
     gint64      quantity,
     gint64      price_cents,
     MagDate     date)
{
  MagLeg leg = { story->legs->len + 1, trade, 0, role, { .root = "" }, 1, quantity, price_cents * CENT, 0, date };
  g_auto(GStrv) words = contract != NULL ? g_strsplit (contract, " ", -1) : NULL;

  if (words != NULL)
    {
      g_autofree char *expiration = g_strconcat ("2026-", words[3], NULL);

      g_strlcpy (leg.contract.root, words[0], sizeof leg.contract.root);
      g_assert_true (mag_price_parse (words[1], &leg.contract.strike, NULL));
      leg.contract.right = words[2][0] == 'p' ? MAG_RIGHT_PUT : MAG_RIGHT_CALL;
      leg.contract.expiration = mag_date_parse (expiration);
      leg.multiplier = 100;
    }
  g_array_append_val (story->legs, leg);
  return &g_array_index (story->legs, MagLeg, story->legs->len - 1);
}

static void
set_up (Story         *story,
        gconstpointer  data)
{
  story->legs = g_array_new (FALSE, FALSE, sizeof (MagLeg));
}

static void
tear_down (Story         *story,
           gconstpointer  data)
{
  g_array_unref (story->legs);
}

static MagLedger *
tell (Story *story)
{
  g_autoptr(GError) error = NULL;
  MagLedger *ledger = mag_ledger_new ("", "F", (const MagLeg *) story->legs->data, story->legs->len, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < ledger->campaigns->len; i++)
    {
      MagReconciliation sides;

      g_assert_true (mag_campaign_reconcile (g_ptr_array_index (ledger->campaigns, i), &sides));
    }
  return ledger;
}

static void
expect_refusal (Story      *story,
                const char *words)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagLedger) ledger = mag_ledger_new ("", "F", (const MagLeg *) story->legs->data, story->legs->len, &error);

  g_assert_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE);
  g_assert_null (ledger);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

static const MagRollChain *
chain_at (MagLedger *ledger,
          guint      i)
{
  g_assert_cmpuint (i, <, ledger->chains->len);
  return g_ptr_array_index (ledger->chains, i);
}

static const MagCampaign *
campaign_at (MagLedger *ledger,
             guint      i)
{
  g_assert_cmpuint (i, <, ledger->campaigns->len);
  return g_ptr_array_index (ledger->campaigns, i);
}

/* The vector of DOMAIN 8. */
static void
add_wheel (Story *story)
{
  add (story, 1, MAG_LEG_SELL_TO_OPEN, "F 50 put 01-16", 1, 120, DAY (1, 2));
  add (story, 1, MAG_LEG_BUY_TO_CLOSE, "F 50 put 01-16", 1, 200, DAY (1, 12));
  add (story, 2, MAG_LEG_SELL_TO_OPEN, "F 48 put 02-20", 1, 260, DAY (1, 12))->rolled_from = 2;
  add (story, 2, MAG_LEG_ASSIGN, "F 48 put 02-20", 1, 0, DAY (2, 20));
  add (story, 3, MAG_LEG_SELL_TO_OPEN, "F 50 call 03-20", 1, 90, DAY (2, 23));
  add (story, 3, MAG_LEG_EXPIRE, "F 50 call 03-20", 1, 0, DAY (3, 20));
  add (story, 4, MAG_LEG_SELL_TO_OPEN, "F 50 call 04-17", 1, 110, DAY (3, 23));
  add (story, 4, MAG_LEG_BUY_TO_CLOSE, "F 50 call 04-17", 1, 30, DAY (4, 6));
  add (story, 5, MAG_LEG_SELL_TO_OPEN, "F 50 call 05-15", 1, 75, DAY (4, 7));
  add (story, 5, MAG_LEG_CALLED_AWAY, "F 50 call 05-15", 1, 0, DAY (5, 15));
}

static void
test_wheel (Story         *story,
            gconstpointer  data)
{
  /* Of each leg: basis of the campaign, by tax, by broker, in cents; 0 without shares. */
  static const gint64 bases[][3] = {
    { 0 }, { 0 }, { 0 }, { 4620, 4540, 4800 }, { 4530, 4540, 4800 }, { 4530, 4540, 4800 },
    { 4420, 4540, 4800 }, { 4450, 4540, 4800 }, { 4375, 4540, 4800 }, { 0 },
  };
  static const MagMoney gains[] = { -8000, 9000, 8000, 53500 };
  g_autoptr(MagLedger) ledger = NULL;
  const MagCampaign *campaign;
  MagReconciliation sides;

  add_wheel (story);
  ledger = tell (story);
  g_assert_cmpuint (ledger->campaigns->len, ==, 1);
  campaign = campaign_at (ledger, 0);
  g_assert_cmpuint (campaign->started, ==, DAY (1, 2));
  g_assert_cmpuint (campaign->ended, ==, DAY (5, 15));

  g_assert_cmpuint (campaign->steps->len, ==, G_N_ELEMENTS (bases));
  for (guint i = 0; i < campaign->steps->len; i++)
    {
      const MagCampaignStep *step = &g_array_index (campaign->steps, MagCampaignStep, i);

      g_test_message ("leg %u", i + 1);
      g_assert_cmpint (step->campaign_basis, ==, bases[i][0] != 0 ? bases[i][0] * CENT : MAG_PRICE_UNKNOWN);
      g_assert_cmpint (step->tax_basis, ==, bases[i][1] != 0 ? bases[i][1] * CENT : MAG_PRICE_UNKNOWN);
      g_assert_cmpint (step->broker_basis, ==, bases[i][2] != 0 ? bases[i][2] * CENT : MAG_PRICE_UNKNOWN);
    }

  g_assert_cmpuint (campaign->items->len, ==, G_N_ELEMENTS (gains));
  for (guint i = 0; i < campaign->items->len; i++)
    g_assert_cmpint (g_array_index (campaign->items, MagTaxItem, i).gain, ==, gains[i]);

  g_assert_true (mag_campaign_reconcile (campaign, &sides));
  g_assert_cmpint (sides.total, ==, 62500);
  g_assert_cmpint (sides.tax_items, ==, 62500);
  g_assert_cmpint (sides.open, ==, 0);
}

static void
test_chains_of_wheel (Story         *story,
                      gconstpointer  data)
{
  static const struct { MagStrategy strategy; MagTradeStatus status; guint n_legs; MagMoney cash, premium; int days; } expected[] = {
    { MAG_STRATEGY_CASH_SECURED_PUT, MAG_TRADE_ASSIGNED, 4, 18000, 38000, 49 }, /* 1.20 - 2.00 + 2.60 */
    { MAG_STRATEGY_COVERED_CALL, MAG_TRADE_EXPIRED, 2, 9000, 9000, 25 },
    { MAG_STRATEGY_COVERED_CALL, MAG_TRADE_CLOSED, 2, 8000, 11000, 14 },
    { MAG_STRATEGY_COVERED_CALL, MAG_TRADE_ASSIGNED, 2, 7500, 7500, 38 },
  };
  g_autoptr(MagLedger) ledger = NULL;
  const MagShareLot *lot;

  add_wheel (story);
  ledger = tell (story);
  g_assert_cmpuint (ledger->chains->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const MagRollChain *chain = chain_at (ledger, i);

      g_assert_cmpint (chain->strategy, ==, expected[i].strategy);
      g_assert_cmpint (chain->status, ==, expected[i].status);
      g_assert_cmpuint (chain->legs->len, ==, expected[i].n_legs);
      g_assert_cmpint (chain->cash, ==, expected[i].cash);
      g_assert_cmpint (chain->premium, ==, expected[i].premium);
      g_assert_cmpint (mag_roll_chain_get_days (chain), ==, expected[i].days);
    }
  g_assert_cmpuint (chain_at (ledger, 0)->n_rolls, ==, 1);
  g_assert_true (mag_ledger_is_rolled (ledger, g_ptr_array_index (chain_at (ledger, 0)->legs, 1)));
  g_assert_false (mag_ledger_is_rolled (ledger, g_ptr_array_index (chain_at (ledger, 2)->legs, 1)));
  /* 180 over 5000 for 10 days and 4800 for 39 */
  g_assert_cmpfloat_with_epsilon (mag_roll_chain_get_annualized (chain_at (ledger, 0)), 180.0 / (50000 + 187200) * 365, 1e-12);
  g_assert_cmpint (chain_at (ledger, 1)->capital, ==, 462000); /* of the basis before it was sold */

  g_assert_cmpuint (ledger->lots->len, ==, 1);
  lot = g_ptr_array_index (ledger->lots, 0);
  g_assert_cmpint (lot->realized, ==, 20000); /* 48 to 50 */
  g_assert_cmpuint (lot->closed, ==, DAY (5, 15));
}

/* The seed's example: both are totals of the position. */
static void
test_premium_200_close_50 (Story         *story,
                           gconstpointer  data)
{
  g_autoptr(MagLedger) ledger = NULL;

  add (story, 1, MAG_LEG_SELL_TO_OPEN, "F 20 put 02-20", 1, 200, DAY (1, 2));
  add (story, 1, MAG_LEG_BUY_TO_CLOSE, "F 20 put 02-20", 1, 50, DAY (1, 22));
  ledger = tell (story);
  g_assert_cmpint (chain_at (ledger, 0)->cash, ==, DOLLARS (150));
  g_assert_cmpfloat_with_epsilon (mag_roll_chain_get_return_on_premium (chain_at (ledger, 0)), 0.75, 1e-12);
  g_assert_cmpfloat_with_epsilon (mag_roll_chain_get_annualized (chain_at (ledger, 0)), 150.0 / 2000 * 365 / 20, 1e-12);
}

/* DOMAIN 4: a 95 put sold for 1.80 and bought at 0.75 after 18 days is 22.4 %, not 1,182.9 %. */
static void
test_annualized_on_collateral (Story         *story,
                               gconstpointer  data)
{
  g_autoptr(MagLedger) ledger = NULL;

  add (story, 1, MAG_LEG_SELL_TO_OPEN, "F 95 put 02-20", 3, 180, DAY (1, 2));
  add (story, 1, MAG_LEG_BUY_TO_CLOSE, "F 95 put 02-20", 3, 75, DAY (1, 20));
  ledger = tell (story);
  g_assert_cmpfloat_with_epsilon (mag_roll_chain_get_annualized (chain_at (ledger, 0)), 0.2241, 0.00005);
}

static void
test_no_day_counts_as_one (Story         *story,
                           gconstpointer  data)
{
  g_autoptr(MagLedger) ledger = NULL;

  add (story, 1, MAG_LEG_SELL_TO_OPEN, "F 10 put 02-20", 1, 10, DAY (2, 20));
  add (story, 1, MAG_LEG_EXPIRE, "F 10 put 02-20", 1, 0, DAY (2, 20));
  ledger = tell (story);
  g_assert_cmpint (mag_roll_chain_get_days (chain_at (ledger, 0)), ==, 0);
  g_assert_cmpfloat_with_epsilon (mag_roll_chain_get_annualized (chain_at (ledger, 0)), 0.01 * 365, 1e-12);
}

/* Five sold: two bought back, one rolled, two assigned; fees of each leg. */
static void
test_parts (Story         *story,
            gconstpointer  data)
{
  g_autoptr(MagLedger) ledger = NULL;
  const MagRollChain *chain;
  const MagCampaign *campaign;

  add (story, 1, MAG_LEG_SELL_TO_OPEN, "F 12 put 02-20", 5, 40, DAY (1, 5))->fees = 17; /* 0.17 over five: 7 + 3 + 7 */
  add (story, 1, MAG_LEG_BUY_TO_CLOSE, "F 12 put 02-20", 2, 10, DAY (1, 15))->fees = 6;
  add (story, 1, MAG_LEG_BUY_TO_CLOSE, "F 12 put 02-20", 1, 60, DAY (2, 2))->fees = 3;
  add (story, 2, MAG_LEG_SELL_TO_OPEN, "F 11 put 03-20", 1, 80, DAY (2, 2))->rolled_from = 3;
  add (story, 1, MAG_LEG_ASSIGN, "F 12 put 02-20", 2, 0, DAY (2, 20));

  ledger = tell (story);
  g_assert_cmpuint (ledger->chains->len, ==, 1);
  chain = chain_at (ledger, 0);
  g_assert_cmpint (chain->status, ==, MAG_TRADE_OPEN);
  g_assert_cmpint (chain->remaining, ==, 1);
  g_assert_cmpint (chain->contracts, ==, 5);
  g_assert_cmpint (chain->fees, ==, 26);
  g_assert_cmpint (chain->cash, ==, DOLLARS (200 - 20 - 60 + 80) - 26);
  g_assert_cmpint (chain->contract.strike, ==, 11 * MAG_PRICE_SCALE);
  g_assert_true (isnan (mag_roll_chain_get_annualized (chain)));

  campaign = campaign_at (ledger, 0);
  g_assert_cmpuint (campaign->ended, ==, 0);
  g_assert_cmpuint (campaign->items->len, ==, 2);
  g_assert_cmpint (g_array_index (campaign->items, MagTaxItem, 0).gain, ==, DOLLARS (80 - 20) - 7 - 6);
  g_assert_cmpint (g_array_index (campaign->items, MagTaxItem, 1).gain, ==, DOLLARS (40 - 60) - 3 - 3);
  g_assert_cmpint (campaign->tax_left, ==, DOLLARS (2400 - 80) + 7);
  g_assert_cmpint (campaign->option_left, ==, DOLLARS (80));
}

/* A long call: its cost counts as a loss until it is sold for more; exercised it goes into the shares' basis. */
static void
test_long_options (Story         *story,
                   gconstpointer  data)
{
  g_autoptr(MagLedger) ledger = NULL;
  const MagCampaign *campaign;

  add (story, 1, MAG_LEG_BUY_TO_OPEN, "F 10 call 06-19", 1, 150, DAY (1, 5));
  add (story, 1, MAG_LEG_SELL_TO_CLOSE, "F 10 call 06-19", 1, 210, DAY (3, 5));
  add (story, 2, MAG_LEG_BUY_TO_OPEN, "F 10 put 03-20", 1, 70, DAY (1, 5));
  add (story, 2, MAG_LEG_EXPIRE, "F 10 put 03-20", 1, 0, DAY (3, 20));
  add (story, 3, MAG_LEG_BUY_TO_OPEN, "F 12 call 06-19", 1, 100, DAY (1, 5));
  add (story, 3, MAG_LEG_EXERCISE, "F 12 call 06-19", 1, 0, DAY (6, 19));
  add (story, 4, MAG_LEG_BUY_TO_OPEN, "F 15 put 07-17", 1, 50, DAY (6, 22));
  add (story, 4, MAG_LEG_EXERCISE, "F 15 put 07-17", 1, 0, DAY (7, 17));

  ledger = tell (story);
  g_assert_cmpint (chain_at (ledger, 0)->strategy, ==, MAG_STRATEGY_LONG_CALL);
  g_assert_cmpint (chain_at (ledger, 0)->cash, ==, DOLLARS (60));
  g_assert_cmpint (chain_at (ledger, 0)->capital, ==, DOLLARS (150));
  g_assert_cmpint (chain_at (ledger, 1)->strategy, ==, MAG_STRATEGY_LONG_PUT);
  g_assert_cmpint (chain_at (ledger, 1)->cash, ==, DOLLARS (-70));
  g_assert_cmpfloat_with_epsilon (mag_roll_chain_get_return_on_premium (chain_at (ledger, 1)), -1, 1e-12);

  campaign = campaign_at (ledger, 0);
  g_assert_cmpuint (campaign->ended, ==, DAY (7, 17));
  g_assert_cmpuint (campaign->items->len, ==, 3);
  g_assert_cmpint (g_array_index (campaign->items, MagTaxItem, 2).gain, ==, DOLLARS (1500 - 50 - 1300));
}

static void
test_covered_or_naked (Story         *story,
                       gconstpointer  data)
{
  g_autoptr(MagLedger) ledger = NULL;

  add (story, 1, MAG_LEG_BUY_SHARES, NULL, 250, 1000, DAY (1, 5));
  add (story, 2, MAG_LEG_SELL_TO_OPEN, "F 11 call 02-20", 2, 30, DAY (1, 5));
  add (story, 3, MAG_LEG_SELL_TO_OPEN, "F 12 call 02-20", 1, 30, DAY (1, 6)); /* 50 shares left */
  add (story, 4, MAG_LEG_SELL_TO_OPEN, "F 12 call 03-20", 1, 30, DAY (3, 2)); /* those of February claim nothing any more */
  ledger = tell (story);
  g_assert_cmpint (chain_at (ledger, 0)->strategy, ==, MAG_STRATEGY_COVERED_CALL);
  g_assert_cmpint (chain_at (ledger, 1)->strategy, ==, MAG_STRATEGY_NAKED_CALL);
  g_assert_cmpint (chain_at (ledger, 1)->capital, ==, MAG_MONEY_UNKNOWN);
  g_assert_cmpint (chain_at (ledger, 2)->strategy, ==, MAG_STRATEGY_COVERED_CALL);
}

/* An order's two legs are one line: the most it can lose is its capital, the net credit its premium, whichever leg is entered first. */
static void
test_vertical (Story         *story,
               gconstpointer  data)
{
  g_autoptr(MagLedger) ledger = NULL;
  const MagRollChain *chain;

  add (story, 1, MAG_LEG_SELL_TO_OPEN, "F 50 put 02-20", 2, 200, DAY (1, 5));
  add (story, 2, MAG_LEG_BUY_TO_OPEN, "F 45 put 02-20", 2, 80, DAY (1, 5))->opened_with = 1;
  add (story, 1, MAG_LEG_BUY_TO_CLOSE, "F 50 put 02-20", 2, 90, DAY (1, 25));
  add (story, 2, MAG_LEG_SELL_TO_CLOSE, "F 45 put 02-20", 2, 30, DAY (1, 25));

  ledger = tell (story);
  g_assert_cmpuint (ledger->chains->len, ==, 1);
  chain = chain_at (ledger, 0);
  g_assert_cmpint (chain->strategy, ==, MAG_STRATEGY_PUT_CREDIT_SPREAD);
  g_assert_cmpint (chain->status, ==, MAG_TRADE_CLOSED);
  g_assert_cmpint (chain->premium, ==, DOLLARS (240));
  g_assert_cmpint (chain->capital, ==, DOLLARS (760)); /* 2 x 100 x (5.00 - 1.20) */
  g_assert_cmpint (chain->cash, ==, DOLLARS (120));    /* 2 x 100 x (1.20 - 0.60) */
  g_assert_cmpuint (chain->newest->len, ==, 2);
  g_assert_cmpfloat_with_epsilon (mag_roll_chain_get_return_on_premium (chain), 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (mag_roll_chain_get_annualized (chain), 120.0 / 760 * 365 / 20, 1e-12);
}

/* Legs that end at different times tie up their part of the capital for their own days. */
static void
test_condor_in_parts (Story         *story,
                      gconstpointer  data)
{
  g_autoptr(MagLedger) ledger = NULL;
  const MagRollChain *chain;

  add (story, 1, MAG_LEG_BUY_TO_OPEN, "F 40 put 02-20", 1, 30, DAY (1, 5));
  add (story, 2, MAG_LEG_SELL_TO_OPEN, "F 45 put 02-20", 1, 90, DAY (1, 5))->opened_with = 1;
  add (story, 3, MAG_LEG_SELL_TO_OPEN, "F 55 call 02-20", 1, 80, DAY (1, 5))->opened_with = 1;
  add (story, 4, MAG_LEG_BUY_TO_OPEN, "F 60 call 02-20", 1, 40, DAY (1, 5))->opened_with = 1;
  add (story, 3, MAG_LEG_BUY_TO_CLOSE, "F 55 call 02-20", 1, 10, DAY (1, 15));
  add (story, 4, MAG_LEG_SELL_TO_CLOSE, "F 60 call 02-20", 1, 5, DAY (1, 15));

  ledger = tell (story);
  chain = chain_at (ledger, 0);
  g_assert_cmpint (chain->strategy, ==, MAG_STRATEGY_IRON_CONDOR);
  g_assert_cmpint (chain->status, ==, MAG_TRADE_OPEN);
  g_assert_cmpint (chain->remaining, ==, 1);
  g_assert_cmpint (chain->capital, ==, DOLLARS (400)); /* 5.00 - 1.00 */
  g_assert_cmpint (chain->capital_left, ==, DOLLARS (200));
  g_clear_pointer (&ledger, mag_ledger_unref);

  add (story, 1, MAG_LEG_EXPIRE, "F 40 put 02-20", 1, 0, DAY (2, 20));
  add (story, 2, MAG_LEG_EXPIRE, "F 45 put 02-20", 1, 0, DAY (2, 20));
  ledger = tell (story);
  chain = chain_at (ledger, 0);
  g_assert_cmpint (chain->status, ==, MAG_TRADE_EXPIRED);
  g_assert_cmpint (chain->cash, ==, DOLLARS (95));
  g_assert_cmpfloat_with_epsilon (chain->capital_days, 20000.0 * 10 + 20000.0 * 46, 1e-6);
}

/* A put rolled into a spread goes on as one chain; a short strangle's loss has no bound; the spread's call claims no shares. */
static void
test_spreads_among_others (Story         *story,
                           gconstpointer  data)
{
  g_autoptr(MagLedger) ledger = NULL;

  add (story, 1, MAG_LEG_SELL_TO_OPEN, "F 50 put 02-20", 1, 120, DAY (1, 5));
  add (story, 1, MAG_LEG_BUY_TO_CLOSE, "F 50 put 02-20", 1, 200, DAY (1, 12));
  add (story, 2, MAG_LEG_BUY_TO_OPEN, "F 43 put 03-20", 1, 60, DAY (1, 12))->opened_with = 4;
  add (story, 3, MAG_LEG_SELL_TO_OPEN, "F 48 put 03-20", 1, 260, DAY (1, 12))->rolled_from = 2;
  add (story, 4, MAG_LEG_SELL_TO_OPEN, "F 45 put 04-17", 1, 100, DAY (1, 20));
  add (story, 5, MAG_LEG_SELL_TO_OPEN, "F 55 call 04-17", 1, 100, DAY (1, 20))->opened_with = 5;
  add (story, 6, MAG_LEG_BUY_SHARES, NULL, 100, 4800, DAY (1, 21));
  add (story, 7, MAG_LEG_SELL_TO_OPEN, "F 50 call 04-17", 1, 150, DAY (1, 22));
  add (story, 8, MAG_LEG_BUY_TO_OPEN, "F 52 call 04-17", 1, 90, DAY (1, 22))->opened_with = 8;
  add (story, 9, MAG_LEG_SELL_TO_OPEN, "F 50 call 05-15", 1, 150, DAY (4, 18));

  ledger = tell (story);
  g_assert_cmpuint (ledger->chains->len, ==, 4);
  g_assert_cmpint (chain_at (ledger, 0)->strategy, ==, MAG_STRATEGY_CASH_SECURED_PUT);
  g_assert_cmpuint (chain_at (ledger, 0)->n_rolls, ==, 1);
  g_assert_cmpuint (chain_at (ledger, 0)->newest->len, ==, 2);
  g_assert_cmpint (chain_at (ledger, 0)->capital_left, ==, DOLLARS (300)); /* 5.00 - 2.00 */
  g_assert_cmpint (chain_at (ledger, 1)->strategy, ==, MAG_STRATEGY_SHORT_STRANGLE);
  g_assert_cmpint (chain_at (ledger, 1)->capital, ==, MAG_MONEY_UNKNOWN);
  g_assert_cmpint (chain_at (ledger, 2)->strategy, ==, MAG_STRATEGY_CALL_CREDIT_SPREAD);
  g_assert_cmpint (chain_at (ledger, 2)->capital, ==, DOLLARS (140));
  g_assert_cmpint (chain_at (ledger, 3)->strategy, ==, MAG_STRATEGY_COVERED_CALL);
}

/* The shares that the short leg brings go through the long one, on one day. */
static void
test_assigned_spread (Story         *story,
                      gconstpointer  data)
{
  g_autoptr(MagLedger) ledger = NULL;
  MagReconciliation sides;

  add (story, 1, MAG_LEG_SELL_TO_OPEN, "F 50 put 02-20", 1, 200, DAY (1, 5));
  add (story, 2, MAG_LEG_BUY_TO_OPEN, "F 45 put 02-20", 1, 80, DAY (1, 5))->opened_with = 1;
  add (story, 2, MAG_LEG_EXERCISE, "F 45 put 02-20", 1, 0, DAY (2, 20));
  add (story, 1, MAG_LEG_ASSIGN, "F 50 put 02-20", 1, 0, DAY (2, 20));

  ledger = tell (story);
  g_assert_cmpint (chain_at (ledger, 0)->cash, ==, DOLLARS (120));
  g_assert_cmpint (((const MagShareLot *) g_ptr_array_index (ledger->lots, 0))->realized, ==, DOLLARS (-500));
  g_assert_true (mag_campaign_reconcile (campaign_at (ledger, 0), &sides));
  g_assert_cmpint (sides.total, ==, DOLLARS (-380)); /* the most it could lose */
  g_assert_cmpuint (campaign_at (ledger, 0)->ended, ==, DAY (2, 20));
}

static void
test_spread_is_one_day (Story         *story,
                        gconstpointer  data)
{
  add (story, 1, MAG_LEG_SELL_TO_OPEN, "F 50 put 02-20", 1, 200, DAY (1, 5));
  add (story, 2, MAG_LEG_BUY_TO_OPEN, "F 45 put 02-20", 1, 80, DAY (1, 6))->opened_with = 1;
  expect_refusal (story, "one day");
}

/* Two lots, one sale across both: first in, first out, and the odd cent is not lost. */
static void
test_lots_first_in_first_out (Story         *story,
                              gconstpointer  data)
{
  g_autoptr(MagLedger) ledger = NULL;
  const MagShareLot *first, *second;
  const MagCampaign *campaign;

  add (story, 1, MAG_LEG_BUY_SHARES, NULL, 3, 1000, mag_date_new (2024, 5, 1))->fees = 1; /* 30.01 */
  add (story, 2, MAG_LEG_BUY_SHARES, NULL, 3, 1200, DAY (1, 5));
  add (story, 3, MAG_LEG_SELL_SHARES, NULL, 2, 1500, DAY (2, 2));
  add (story, 4, MAG_LEG_SELL_SHARES, NULL, 3, 1500, DAY (3, 2))->fees = 2;
  ledger = tell (story);
  first = g_ptr_array_index (ledger->lots, 0);
  second = g_ptr_array_index (ledger->lots, 1);
  g_assert_cmpint (first->remaining, ==, 0);
  g_assert_cmpint (first->realized, ==, 4500 - 3001 - 1); /* of the fee of 0.02 a third: 0.01 */
  g_assert_cmpuint (first->sales->len, ==, 2);
  g_assert_cmpint (second->remaining, ==, 1);
  g_assert_cmpint (second->realized, ==, 3000 - 2400 - 1);
  campaign = campaign_at (ledger, 0);
  g_assert_true (g_array_index (campaign->items, MagTaxItem, 1).long_term);
  g_assert_false (g_array_index (campaign->items, MagTaxItem, 2).long_term);
}

/* Called away on Friday, the next put on Monday: another wheel. */
static void
test_next_campaign (Story         *story,
                    gconstpointer  data)
{
  g_autoptr(MagLedger) ledger = NULL;

  add_wheel (story);
  add (story, 6, MAG_LEG_SELL_TO_OPEN, "F 45 put 06-19", 1, 80, DAY (5, 18));
  ledger = tell (story);
  g_assert_cmpuint (ledger->campaigns->len, ==, 2);
  g_assert_cmpuint (campaign_at (ledger, 1)->number, ==, 2);
  g_assert_cmpint (campaign_at (ledger, 1)->option_left, ==, 8000);
}

/* A call rolled after its shares are gone: one chain does not end in two campaigns. Twice on one day, too. */
static void
test_roll_goes_on (Story         *story,
                   gconstpointer  data)
{
  g_autoptr(MagLedger) ledger = NULL;

  add (story, 1, MAG_LEG_BUY_SHARES, NULL, 100, 1000, DAY (1, 5));
  add (story, 2, MAG_LEG_SELL_TO_OPEN, "F 11 call 02-20", 1, 30, DAY (1, 5));
  add (story, 3, MAG_LEG_SELL_SHARES, NULL, 100, 1200, DAY (1, 9));
  add (story, 2, MAG_LEG_BUY_TO_CLOSE, "F 11 call 02-20", 1, 110, DAY (1, 12));
  add (story, 4, MAG_LEG_SELL_TO_OPEN, "F 12 call 03-20", 1, 90, DAY (1, 12))->rolled_from = 4;
  add (story, 4, MAG_LEG_BUY_TO_CLOSE, "F 12 call 03-20", 1, 95, DAY (1, 12));
  add (story, 5, MAG_LEG_SELL_TO_OPEN, "F 13 call 03-20", 1, 80, DAY (1, 12))->rolled_from = 6;
  add (story, 5, MAG_LEG_EXPIRE, "F 13 call 03-20", 1, 0, DAY (3, 20));
  ledger = tell (story);
  g_assert_cmpuint (ledger->campaigns->len, ==, 1);
  g_assert_cmpuint (campaign_at (ledger, 0)->ended, ==, DAY (3, 20));
  g_assert_cmpuint (ledger->chains->len, ==, 1);
  g_assert_cmpuint (chain_at (ledger, 0)->n_rolls, ==, 2);
  g_assert_cmpint (chain_at (ledger, 0)->cash, ==, 3000 - 11000 + 9000 - 9500 + 8000);
  /* The first half of a roll stands before the second. */
  g_assert_cmpint (((const MagLeg *) g_ptr_array_index (chain_at (ledger, 0)->legs, 1))->role, ==, MAG_LEG_BUY_TO_CLOSE);
}

static void
test_order_of_entry_does_not_matter (Story         *story,
                                     gconstpointer  data)
{
  g_autoptr(MagLedger) ledger = NULL;

  add_wheel (story);
  for (guint i = 0; i < story->legs->len / 2; i++)
    {
      MagLeg *a = &g_array_index (story->legs, MagLeg, i), *b = &g_array_index (story->legs, MagLeg, story->legs->len - 1 - i), swap = *a;

      *a = *b;
      *b = swap;
    }
  ledger = tell (story);
  g_assert_cmpint (g_array_index (campaign_at (ledger, 0)->steps, MagCampaignStep, 9).cash, ==, 62500);
}

/* What legs can't have done. */
static void
test_refused (void)
{
  static const struct { const char *what; MagLegRole role; const char *contract; gint64 quantity, price; int month, day; const char *says; } rows[] = {
    { "more than is open", MAG_LEG_BUY_TO_CLOSE, "F 12 put 02-20", 3, 10, 1, 9, "3 contracts can't be closed: 2 are open." },
    { "before it was opened", MAG_LEG_BUY_TO_CLOSE, "F 12 put 02-20", 1, 10, 1, 2, "before it was opened" },
    { "another strike", MAG_LEG_BUY_TO_CLOSE, "F 13 put 02-20", 1, 10, 1, 9, "only the contract that its trade opened" },
    { "the wrong side", MAG_LEG_SELL_TO_CLOSE, "F 12 put 02-20", 1, 10, 1, 9, "does not end that way" },
    { "a put called away", MAG_LEG_CALLED_AWAY, "F 12 put 02-20", 1, 0, 2, 20, "does not end that way" },
    { "an expiration before the day", MAG_LEG_EXPIRE, "F 12 put 02-20", 1, 0, 2, 19, "on its expiration date" },
    { "an assignment at a price", MAG_LEG_ASSIGN, "F 12 put 02-20", 1, 5, 2, 20, "at a price of 0" },
    { "shares that never came", MAG_LEG_SELL_SHARES, NULL, 100, 1300, 2, 20, "100 shares of F can't go: the journal holds 0" },
    { "a price over a million", MAG_LEG_BUY_TO_CLOSE, "F 12 put 02-20", 1, 100000001, 1, 9, "from 0 to 1,000,000" },
    { "no quantity", MAG_LEG_BUY_TO_CLOSE, "F 12 put 02-20", 0, 10, 1, 9, "at least 1" },
    { "a second opening", MAG_LEG_SELL_TO_OPEN, "F 12 put 02-20", 1, 10, 1, 9, "one opening leg" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Story story;

      g_test_message ("%s", rows[i].what);
      set_up (&story, NULL);
      add (&story, 1, MAG_LEG_SELL_TO_OPEN, "F 12 put 02-20", 2, 40, DAY (1, 5));
      add (&story, 1, rows[i].role, rows[i].contract, rows[i].quantity, rows[i].price, DAY (rows[i].month, rows[i].day));
      expect_refusal (&story, rows[i].says);
      tear_down (&story, NULL);
    }
}

static void
test_roll_is_one_day_and_once (Story         *story,
                               gconstpointer  data)
{
  MagLeg *roll;

  add (story, 1, MAG_LEG_SELL_TO_OPEN, "F 12 put 02-20", 1, 40, DAY (1, 5));
  add (story, 1, MAG_LEG_BUY_TO_CLOSE, "F 12 put 02-20", 1, 60, DAY (1, 9));
  roll = add (story, 2, MAG_LEG_SELL_TO_OPEN, "F 11 put 03-20", 1, 60, DAY (1, 12));
  roll->rolled_from = 2;
  expect_refusal (story, "on the same day");
  roll->date = DAY (1, 9);
  roll->contract.right = MAG_RIGHT_CALL;
  expect_refusal (story, "of the same side");
  roll->contract.right = MAG_RIGHT_PUT;
  mag_ledger_unref (tell (story));
  add (story, 3, MAG_LEG_SELL_TO_OPEN, "F 10 put 03-20", 1, 60, DAY (1, 9))->rolled_from = 2;
  expect_refusal (story, "once only");
}

/* Sums of the largest legs a journal may hold still fit. */
static void
test_totals_cannot_overflow (void)
{
  g_assert_cmpint (G_MAXINT64 / MAG_LEDGER_MAX_LEGS, >, MAG_LEG_MAX_TOTAL);
}

static void
test_split (void)
{
  static const struct { MagMoney total; gint64 part, rest; MagMoney expected; } rows[] = {
    { 100, 1, 2, 33 }, { 100, 2, 1, 67 }, { -100, 1, 2, -33 }, { -100, 2, 1, -67 }, { 1, 1, 1, 1 }, { -1, 1, 1, -1 }, { 5, 3, 0, 5 }, { 0, 1, 4, 0 },
    { G_MAXINT64, G_MAXINT64 / 2, G_MAXINT64 / 2, G_MAXINT64 / 2 + 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagMoney part;

      mag_money_split (rows[i].total, rows[i].part, rows[i].rest, &part);
      g_assert_cmpint (part, ==, rows[i].expected);
    }
}

/* ---- random campaigns ---- */

typedef struct
{
  gint64 trade;
  MagLeg open;
  gint64 remaining;
} Held;

typedef struct
{
  GRand  *rand;
  Story   story;
  GArray *held;   /* Held */
  gint64  shares, trades;
  MagDate today;
  gint64  cash; /* 1/10000 cent, added up with no help of the code under test; whole cents by its choice of prices */
} Random;

static int
between (Random *random,
         int     from,
         int     to)
{
  return g_rand_int_range (random->rand, from, to + 1);
}

static MagLeg *
note (Random            *random,
      gint64             trade,
      MagLegRole         role,
      const MagContract *contract,
      gint64             multiplier,
      gint64             quantity,
      MagPrice           price)
{
  MagLeg leg = { random->story.legs->len + 1, trade, 0, role, { .root = "" }, multiplier, quantity, price, between (random, 0, 250), random->today };
  gint64 out = role == MAG_LEG_BUY_TO_OPEN || role == MAG_LEG_BUY_TO_CLOSE || role == MAG_LEG_BUY_SHARES ? -1 : 1;

  if (contract != NULL)
    leg.contract = *contract;
  random->cash += out * price * multiplier * quantity - leg.fees * CENT;
  g_array_append_val (random->story.legs, leg);
  return &g_array_index (random->story.legs, MagLeg, random->story.legs->len - 1);
}

/* At any step of 1/10000 where a contract has 100 shares, of cents where it has another number of them: whole cents. */
static MagPrice
any_price (Random *random,
           gint64  multiplier,
           int     most)
{
  return multiplier % 100 == 0 ? between (random, 1, most) : between (random, 1, most / 100) * 100;
}

static MagLeg *
open_any (Random      *random,
          const Held  *rolled)
{
  Held held = { 0 };
  MagContract contract = { .root = "F" };
  gint64 multiplier = between (random, 0, 9) == 0 ? 10 : 100;
  MagLeg *leg;

  contract.right = rolled != NULL ? rolled->open.contract.right : (MagRight) between (random, 0, 1);
  contract.expiration = random->today + between (random, 1, 60);
  contract.strike = between (random, 1, 400) * MAG_PRICE_SCALE / 4;
  held.trade = ++random->trades;
  held.remaining = between (random, 1, 7);
  note (random, held.trade, rolled != NULL ? rolled->open.role : between (random, 0, 4) == 0 ? MAG_LEG_BUY_TO_OPEN : MAG_LEG_SELL_TO_OPEN,
                     &contract, multiplier, held.remaining, any_price (random, multiplier, 90000));
  leg = &g_array_index (random->story.legs, MagLeg, random->story.legs->len - 1);
  held.open = *leg;
  g_array_append_val (random->held, held);
  return leg;
}

static MagDate
first_expiration (Random *random)
{
  MagDate first = G_MAXUINT32;

  for (guint i = 0; i < random->held->len; i++)
    first = MIN (first, g_array_index (random->held, Held, i).open.contract.expiration);
  return first;
}

/* Ends some or all contracts of a position in any way that it can end. */
static void
close_any (Random  *random,
           guint    which,
           gboolean all)
{
  Held held = g_array_index (random->held, Held, which);
  gboolean is_short = held.open.role == MAG_LEG_SELL_TO_OPEN, is_put = held.open.contract.right == MAG_RIGHT_PUT;
  gint64 n = all ? held.remaining : between (random, 1, (int) held.remaining);
  gint64 shares = n * held.open.multiplier;
  gboolean takes_shares = is_short != is_put;
  int how = between (random, 0, 3);
  MagLegRole role = is_short ? MAG_LEG_BUY_TO_CLOSE : MAG_LEG_SELL_TO_CLOSE;

  if (how == 0 && held.open.contract.expiration == first_expiration (random))
    {
      role = MAG_LEG_EXPIRE;
      random->today = held.open.contract.expiration;
    }
  else if (how == 1 && (!takes_shares || random->shares >= shares))
    {
      gint64 strikes = held.open.contract.strike * shares;

      role = !is_short ? MAG_LEG_EXERCISE : is_put ? MAG_LEG_ASSIGN : MAG_LEG_CALLED_AWAY;
      random->shares += takes_shares ? -shares : shares;
      random->cash += takes_shares ? strikes : -strikes;
    }
  note (random, held.trade, role, &held.open.contract, held.open.multiplier, n,
        role == MAG_LEG_BUY_TO_CLOSE || role == MAG_LEG_SELL_TO_CLOSE ? any_price (random, held.open.multiplier, 90000) : 0);

  g_array_index (random->held, Held, which).remaining -= n;
  if (held.remaining == n)
    g_array_remove_index (random->held, which);
  if (how == 3)
    {
      gint64 closing = random->story.legs->len;

      open_any (random, &held)->rolled_from = closing;
    }
}

static void
trade_shares (Random  *random,
              gboolean all)
{
  gint64 n = random->shares == 0 ? 0 : all ? random->shares : between (random, 1, (int) random->shares);

  if (n > 0 && (all || between (random, 0, 1)))
    {
      random->shares -= n;
      note (random, ++random->trades, MAG_LEG_SELL_SHARES, NULL, 1, n, between (random, 1, 20000) * 100);
    }
  else if (!all)
    {
      n = between (random, 1, 300);
      random->shares += n;
      note (random, ++random->trades, MAG_LEG_BUY_SHARES, NULL, 1, n, between (random, 1, 20000) * 100);
    }
}

/* Time passes to the next expiration at most: nothing may be closed after its last day. */
static void
pass_time (Random *random)
{
  MagDate next = random->today + between (random, 1, 9);

  random->today = MIN (next, first_expiration (random));
}

static void
live (Random *random)
{
  int n_events = between (random, 1, 25);

  for (int i = 0; i < n_events; i++)
    {
      pass_time (random);
      if (random->held->len > 0 && between (random, 0, 1))
        close_any (random, between (random, 0, random->held->len - 1), FALSE);
      else if (between (random, 0, 4) == 0)
        trade_shares (random, FALSE);
      else
        open_any (random, NULL);
    }
  while (random->held->len > 0)
    {
      pass_time (random);
      close_any (random, 0, TRUE);
    }
  random->today++;
  trade_shares (random, TRUE);
}

static MagMoney
sum_rows (MagLedger *ledger)
{
  MagMoney sum = 0;

  for (guint i = 0; i < ledger->chains->len; i++)
    sum += chain_at (ledger, i)->cash;
  for (guint i = 0; i < ledger->lots->len; i++)
    sum += ((const MagShareLot *) g_ptr_array_index (ledger->lots, i))->realized;
  return sum;
}

static void
check_random (Random *random)
{
  g_autoptr(MagLedger) ledger = tell (&random->story);
  MagMoney total = 0, items = 0;

  g_assert_cmpint (random->cash % CENT, ==, 0);
  for (guint i = 0; i < ledger->campaigns->len; i++)
    {
      MagReconciliation sides;

      g_assert_true (mag_campaign_reconcile (campaign_at (ledger, i), &sides));
      g_assert_cmpint (sides.open, ==, 0); /* all is over */
      total += sides.total;
      items += sides.tax_items;
    }
  g_assert_cmpint (total, ==, random->cash / CENT);
  g_assert_cmpint (items, ==, random->cash / CENT);
  g_assert_cmpint (sum_rows (ledger), ==, random->cash / CENT);
}

static void
test_ten_thousand_campaigns (void)
{
  guint32 seed = g_test_rand_int ();

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 10000; i++)
    {
      Random random = { .rand = g_rand_new_with_seed (seed + i), .held = g_array_new (FALSE, FALSE, sizeof (Held)), .today = DAY (1, 5) };

      set_up (&random.story, NULL);
      live (&random);
      check_random (&random);
      tear_down (&random.story, NULL);
      g_array_unref (random.held);
      g_rand_free (random.rand);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ledger/wheel", Story, NULL, set_up, test_wheel, tear_down);
  g_test_add ("/ledger/chains-of-wheel", Story, NULL, set_up, test_chains_of_wheel, tear_down);
  g_test_add ("/ledger/premium-200-close-50", Story, NULL, set_up, test_premium_200_close_50, tear_down);
  g_test_add ("/ledger/annualized-on-collateral", Story, NULL, set_up, test_annualized_on_collateral, tear_down);
  g_test_add ("/ledger/no-day-counts-as-one", Story, NULL, set_up, test_no_day_counts_as_one, tear_down);
  g_test_add ("/ledger/parts", Story, NULL, set_up, test_parts, tear_down);
  g_test_add ("/ledger/long-options", Story, NULL, set_up, test_long_options, tear_down);
  g_test_add ("/ledger/covered-or-naked", Story, NULL, set_up, test_covered_or_naked, tear_down);
  g_test_add ("/ledger/vertical", Story, NULL, set_up, test_vertical, tear_down);
  g_test_add ("/ledger/condor-in-parts", Story, NULL, set_up, test_condor_in_parts, tear_down);
  g_test_add ("/ledger/spreads-among-others", Story, NULL, set_up, test_spreads_among_others, tear_down);
  g_test_add ("/ledger/assigned-spread", Story, NULL, set_up, test_assigned_spread, tear_down);
  g_test_add ("/ledger/spread-is-one-day", Story, NULL, set_up, test_spread_is_one_day, tear_down);
  g_test_add ("/ledger/lots-first-in-first-out", Story, NULL, set_up, test_lots_first_in_first_out, tear_down);
  g_test_add ("/ledger/next-campaign", Story, NULL, set_up, test_next_campaign, tear_down);
  g_test_add ("/ledger/roll-goes-on", Story, NULL, set_up, test_roll_goes_on, tear_down);
  g_test_add ("/ledger/order-of-entry-does-not-matter", Story, NULL, set_up, test_order_of_entry_does_not_matter, tear_down);
  g_test_add_func ("/ledger/refused", test_refused);
  g_test_add ("/ledger/roll-is-one-day-and-once", Story, NULL, set_up, test_roll_is_one_day_and_once, tear_down);
  g_test_add_func ("/ledger/totals-cannot-overflow", test_totals_cannot_overflow);
  g_test_add_func ("/ledger/split", test_split);
  g_test_add_func ("/ledger/ten-thousand-campaigns", test_ten_thousand_campaigns);
  return g_test_run ();
}
