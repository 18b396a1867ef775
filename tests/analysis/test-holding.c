/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Holdings: what each position is called, ties up and risks; figured by hand. And what calls for attention. */

#include "mag-attention.h"
#include "mag-date.h"
#include "mag-money.h"
#include "mag-probability.h"

#include <math.h>
#include <stdlib.h>

#define DOLLARS(amount) ((gint64) ((amount) * 100 + ((amount) < 0 ? -0.5 : 0.5)))
#define PRICE(dollars) ((gint64) ((dollars) * MAG_PRICE_SCALE + 0.5))

/* Friday 20 November 2026, half past ten in New York. */
static gint64
now (void)
{
  return mag_instant_new_york (mag_date_new (2026, 11, 20), 10, 30, 0);
}

/* "NVDA 120 put 12-18 short 2 2.35 1.10 128.41": contracts, credit or cost per share, mark, spot. */
static MagPosition *
make_position (const char *text,
               const char *id)
{
  g_auto(GStrv) words = g_strsplit (text, " ", -1);
  g_autofree char *date = g_strconcat (words[3][0] == '0' ? "2027-" : "2026-", words[3], NULL);
  MagPosition *position = mag_position_new ();

  g_set_str (&position->id, id);
  g_set_str (&position->account, "A");
  g_set_str (&position->symbol, words[0]);
  g_strlcpy (position->contract.root, words[0], sizeof position->contract.root);
  g_assert_true (mag_price_parse (words[1], &position->contract.strike, NULL));
  position->contract.right = words[2][0] == 'p' ? MAG_RIGHT_PUT : MAG_RIGHT_CALL;
  position->contract.expiration = mag_date_parse (date);
  position->side = words[4][0] == 's' ? MAG_SIDE_SHORT : MAG_SIDE_LONG;
  position->quantity = atoi (words[5]);
  position->premium = llround (g_ascii_strtod (words[6], NULL) * 100 * 100 * (double) position->quantity);
  position->mark = PRICE (g_ascii_strtod (words[7], NULL));
  position->spot = PRICE (g_ascii_strtod (words[8], NULL));
  position->bid = position->mark - 100;
  position->ask = position->mark + 100;
  position->open_interest = 1000;
  position->iv = 0.4;
  position->delta = position->contract.right == MAG_RIGHT_PUT ? -0.25 : 0.25;
  position->theta = -0.05;
  position->quoted_us = position->spot_us = now ();
  return position;
}

static MagPortfolio *
make_portfolio (const char *const *positions,
                const char        *shares, /* "F 250 11.50 12.40"; NULL */
                gint64             held_for_sells)
{
  MagPortfolio *portfolio = mag_portfolio_new ();

  g_set_str (&portfolio->account, "A");
  for (guint i = 0; positions[i] != NULL; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", i);

      g_ptr_array_add (portfolio->positions, make_position (positions[i], id));
    }
  if (shares != NULL)
    {
      g_auto(GStrv) words = g_strsplit (shares, " ", -1);
      MagShares *lot = mag_shares_new ();

      g_set_str (&lot->id, "s0");
      g_set_str (&lot->account, "A");
      g_set_str (&lot->symbol, words[0]);
      lot->quantity_e8 = llround (g_ascii_strtod (words[1], NULL) * 1e8);
      lot->average_price = PRICE (g_ascii_strtod (words[2], NULL));
      lot->spot = PRICE (g_ascii_strtod (words[3], NULL));
      lot->spot_us = now ();
      lot->held_for_sells = held_for_sells;
      g_ptr_array_add (portfolio->shares, lot);
    }
  return portfolio;
}

static GPtrArray *
hold (const char *const *positions,
      const char        *shares,
      GHashTable        *facts)
{
  g_autoptr(GPtrArray) portfolios = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref);

  g_ptr_array_add (portfolios, make_portfolio (positions, shares, 0));
  return mag_holdings_new (portfolios, facts, 0.04, now ());
}

static const MagHolding *
at (GPtrArray *holdings,
    guint      i)
{
  g_assert_cmpuint (i, <, holdings->len);
  return g_ptr_array_index (holdings, i);
}

/* The row of UI.md: 2 x 100 x (2.35 - 1.10). */
static void
test_short_put (void)
{
  const char *const positions[] = { "NVDA 120 put 12-18 short 2 2.35 1.10 128.41", NULL };
  g_autoptr(GPtrArray) holdings = hold (positions, NULL, NULL);
  const MagHolding *holding = at (holdings, 0);

  g_assert_cmpint (holding->strategy, ==, MAG_STRATEGY_CASH_SECURED_PUT);
  g_assert_cmpint (holding->quantity, ==, -2);
  g_assert_cmpint (holding->dte, ==, 28);
  g_assert_cmpint (holding->premium, ==, DOLLARS (470));
  g_assert_cmpint (holding->value, ==, DOLLARS (-220));
  g_assert_cmpint (holding->profit, ==, DOLLARS (250));
  g_assert_cmpint (holding->collateral, ==, DOLLARS (24000));
  g_assert_cmpint (holding->breakeven, ==, PRICE (117.65));
  g_assert_cmpfloat_with_epsilon (holding->captured, 0.531915, 1e-6);
  g_assert_cmpfloat_with_epsilon (holding->distance, 8.41 / 128.41, 1e-9);
  g_assert_cmpfloat_with_epsilon (holding->yield_left, 1.10 / 120 * 365 / 28, 1e-9);
  g_assert_cmpfloat_with_epsilon (holding->delta, 50, 1e-9);  /* short puts are long the share */
  g_assert_cmpfloat_with_epsilon (holding->theta, 10, 1e-9);  /* and earn by time */
  g_assert_true (holding->pop > 0.7 && holding->pop < 0.9);
  g_assert_null (holding->problem);
}

static void
test_long_call (void)
{
  const char *const positions[] = { "MSFT 450 call 12-18 long 1 10.53 6.05 430", NULL };
  g_autoptr(GPtrArray) holdings = hold (positions, NULL, NULL);
  const MagHolding *holding = at (holdings, 0);

  g_assert_cmpint (holding->strategy, ==, MAG_STRATEGY_LONG_CALL);
  g_assert_cmpint (holding->premium, ==, DOLLARS (-1053));
  g_assert_cmpint (holding->profit, ==, DOLLARS (-448));
  g_assert_cmpint (holding->capital, ==, DOLLARS (1053));
  g_assert_cmpint (holding->collateral, ==, 0);
  g_assert_cmpint (holding->breakeven, ==, PRICE (460.53));
  g_assert_true (isnan (holding->captured) && isnan (holding->yield_left));
  g_assert_cmpfloat_with_epsilon (holding->delta, 25, 1e-9);
}

/* 250 shares cover two calls, the first to expire; the third is naked. */
static void
test_covered_as_far_as_shares_go (void)
{
  const char *const positions[] = { "F 13 call 12-18 short 2 0.22 0.41 12.40", "F 13 call 11-27 short 1 0.22 0.41 12.40", NULL };
  g_autoptr(GPtrArray) holdings = hold (positions, "F 250 11.50 12.40", NULL);

  g_assert_cmpuint (holdings->len, ==, 4);
  g_assert_cmpint (at (holdings, 0)->strategy, ==, MAG_STRATEGY_COVERED_CALL); /* 27 November */
  g_assert_cmpint (at (holdings, 0)->quantity, ==, -1);
  g_assert_cmpint (at (holdings, 1)->strategy, ==, MAG_STRATEGY_COVERED_CALL);
  g_assert_cmpint (at (holdings, 1)->quantity, ==, -1);
  g_assert_cmpint (at (holdings, 1)->premium, ==, DOLLARS (22));
  g_assert_cmpint (at (holdings, 1)->capital, ==, DOLLARS (1150));
  g_assert_cmpint (at (holdings, 1)->breakeven, ==, PRICE (11.28)); /* 11.50 - 0.22 */
  g_assert_cmpint (at (holdings, 2)->strategy, ==, MAG_STRATEGY_NAKED_CALL);
  g_assert_cmpint (at (holdings, 2)->premium, ==, DOLLARS (22));
  g_assert_cmpint (at (holdings, 2)->collateral, ==, MAG_MONEY_UNKNOWN);
  g_assert_cmpint (at (holdings, 3)->strategy, ==, MAG_STRATEGY_SHARES);
  g_assert_cmpint (at (holdings, 3)->profit, ==, DOLLARS (225)); /* 250 x 0.90 */
  g_assert_cmpstr (at (holdings, 1)->key, !=, at (holdings, 2)->key);
}

static void
test_vertical (void)
{
  const char *const positions[] = { "SPY 630 put 12-18 short 2 1.86 1.60 660", "SPY 620 put 12-18 long 2 0.91 0.83 660", NULL };
  g_autoptr(GPtrArray) holdings = hold (positions, NULL, NULL);
  const MagHolding *holding = at (holdings, 0);

  g_assert_cmpuint (holdings->len, ==, 1);
  g_assert_cmpint (holding->strategy, ==, MAG_STRATEGY_PUT_CREDIT_SPREAD);
  g_assert_cmpuint (holding->legs->len, ==, 2);
  g_assert_cmpint (holding->premium, ==, DOLLARS (190));    /* 2 x 100 x 0.95 */
  g_assert_cmpint (holding->profit, ==, DOLLARS (36));      /* 2 x 100 x (0.95 - 0.77) */
  g_assert_cmpint (holding->collateral, ==, DOLLARS (2000)); /* 2 x 100 x 10 */
  g_assert_cmpint (holding->capital, ==, DOLLARS (1810));    /* 2 x 100 x (10 - 0.95) */
  g_assert_cmpint (holding->breakeven, ==, PRICE (629.05));
  g_assert_cmpfloat_with_epsilon (holding->captured, (0.95 - 0.77) / 0.95, 1e-9);
}

/* What is left when some contracts have ended and the broker has not removed them; one row each: 1.25 a share for all, marked 0.90. */
static void
test_settling_contracts_earn_nothing_yet (void)
{
  static const struct
  {
    const char *why;
    gint64      open, settling;
    MagMoney    premium, profit, collected, collateral;
    MagPrice    credit;
  } rows[] = {
    { "two open", 2, 0, DOLLARS (250), DOLLARS (70), DOLLARS (250), DOLLARS (24000), PRICE (1.25) },
    { "one of two is settling", 1, 1, DOLLARS (125), DOLLARS (35), DOLLARS (125), DOLLARS (12000), PRICE (1.25) },
    { "both are settling", 0, 2, DOLLARS (250), MAG_MONEY_UNKNOWN, 0, 0, PRICE (1.25) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const positions[] = { "NVDA 120 put 12-18 short 2 1.25 0.90 128.41", NULL };
      g_autoptr(GPtrArray) portfolios = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref);
      g_autoptr(GPtrArray) holdings = NULL;
      MagPortfolio *portfolio = make_portfolio (positions, NULL, 0);
      MagPosition *position = g_ptr_array_index (portfolio->positions, 0);
      MagHoldingTotals totals;

      g_test_message ("%s", rows[i].why);
      position->quantity = rows[i].open;
      position->settling = rows[i].settling;
      g_ptr_array_add (portfolios, portfolio);
      holdings = mag_holdings_new (portfolios, NULL, 0.04, now ());
      g_assert_cmpint (at (holdings, 0)->premium, ==, rows[i].premium);
      g_assert_cmpint (at (holdings, 0)->profit, ==, rows[i].profit);
      g_assert_cmpint (mag_position_get_profit (position), ==, rows[i].profit);
      g_assert_cmpint (at (holdings, 0)->credit, ==, rows[i].credit);
      g_assert_cmpint (at (holdings, 0)->awaiting, ==, rows[i].open == 0);
      mag_holdings_total (holdings, &totals);
      g_assert_cmpint (totals.collected, ==, rows[i].collected);
      g_assert_cmpint (totals.collateral, ==, rows[i].collateral);
      g_assert_cmpint (totals.profit, ==, rows[i].profit != MAG_MONEY_UNKNOWN ? rows[i].profit : 0);
    }
}

/* 200 shares; a call some of which has ended, then another that expires later. */
static void
test_settling_calls_keep_their_shares (void)
{
  static const struct
  {
    const char *why;
    gint64      open, settling;
    MagStrategy first, last;
  } rows[] = {
    { "all settling: its shares are not free", 0, 2, MAG_STRATEGY_COVERED_CALL, MAG_STRATEGY_NAKED_CALL },
    { "half of it", 1, 1, MAG_STRATEGY_COVERED_CALL, MAG_STRATEGY_NAKED_CALL },
    { "one settling leaves a hundred", 0, 1, MAG_STRATEGY_COVERED_CALL, MAG_STRATEGY_COVERED_CALL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const positions[] = { "F 13 call 11-27 short 2 0.22 0.41 12.40", "F 14 call 12-18 short 1 0.22 0.41 12.40", NULL };
      g_autoptr(GPtrArray) portfolios = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref);
      g_autoptr(GPtrArray) holdings = NULL;
      MagPortfolio *portfolio = make_portfolio (positions, "F 200 11.50 12.40", 0);
      MagPosition *position = g_ptr_array_index (portfolio->positions, 0);

      g_test_message ("%s", rows[i].why);
      position->quantity = rows[i].open;
      position->settling = rows[i].settling;
      g_ptr_array_add (portfolios, portfolio);
      holdings = mag_holdings_new (portfolios, NULL, 0.04, now ());
      g_assert_cmpint (at (holdings, 0)->strategy, ==, rows[i].first);
      g_assert_cmpint (at (holdings, 1)->strategy, ==, rows[i].last);
    }
}

/* 44.01 for two, one of them covered: 22.01 and 22.00, no cent more. */
static void
test_parts_of_a_call_add_up (void)
{
  const char *const positions[] = { "F 13 call 12-18 short 2 0.22 0.41 12.40", NULL };
  g_autoptr(GPtrArray) portfolios = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref);
  g_autoptr(GPtrArray) holdings = NULL;
  MagPortfolio *portfolio = make_portfolio (positions, "F 100 11.50 12.40", 0);

  ((MagPosition *) g_ptr_array_index (portfolio->positions, 0))->premium = 4401;
  g_ptr_array_add (portfolios, portfolio);
  holdings = mag_holdings_new (portfolios, NULL, 0.04, now ());
  g_assert_cmpint (at (holdings, 0)->premium, ==, 2201);
  g_assert_cmpint (at (holdings, 1)->premium, ==, 2200);
}

/* What belongs together. Figures by hand: premium, collateral, capital in cents. */
static void
test_legs_that_belong_together (void)
{
  static const struct
  {
    const char *why, *positions[6];
    MagStrategy strategy; /* of the first line */
    guint       n_lines;
    MagMoney    premium, collateral, capital;
  } rows[] = {
    /* Opened for 0.95 + 0.80; the wider side is 10: 10 - 1.75. */
    { "iron condor",
      { "SPY 630 put 12-18 short 1 1.86 1.60 660", "SPY 620 put 12-18 long 1 0.91 0.83 660", "SPY 690 call 12-18 short 1 1.40 1.20 660", "SPY 695 call 12-18 long 1 0.60 0.50 660" },
      MAG_STRATEGY_IRON_CONDOR, 1, 17500, 100000, 82500 },
    { "iron butterfly",
      { "SPY 660 put 12-18 short 1 9.00 8.00 660", "SPY 650 put 12-18 long 1 5.00 4.50 660", "SPY 660 call 12-18 short 1 9.00 8.00 660", "SPY 670 call 12-18 long 1 5.00 4.50 660" },
      MAG_STRATEGY_IRON_BUTTERFLY, 1, 80000, 100000, 20000 },
    /* 8.00 a share was paid, and no more can be lost. */
    { "what was paid for binds nothing",
      { "SPY 650 call 12-18 long 1 16.00 17.00 660", "SPY 665 call 12-18 short 1 8.00 8.00 660" }, MAG_STRATEGY_CALL_DEBIT_SPREAD, 1, -80000, 0, 80000 },
    { "two sides of other numbers are two spreads",
      { "SPY 630 put 12-18 short 1 1.86 1.60 660", "SPY 620 put 12-18 long 1 0.91 0.83 660", "SPY 690 call 12-18 short 2 1.40 1.20 660", "SPY 695 call 12-18 long 2 0.60 0.50 660" },
      MAG_STRATEGY_PUT_CREDIT_SPREAD, 2, 9500, 100000, 90500 },
    { "a call against a longer one is not naked",
      { "SPY 690 call 12-18 short 1 1.40 1.20 660", "SPY 600 call 01-15 long 1 65.00 66.00 660" }, MAG_STRATEGY_DIAGONAL_SPREAD, 1, -636000, 0, 636000 },
    { "nor at one strike",
      { "SPY 690 call 12-18 short 1 1.40 1.20 660", "SPY 690 call 01-15 long 1 4.00 4.00 660" }, MAG_STRATEGY_CALENDAR_SPREAD, 1, -26000, 0, 26000 },
    /* The longer one has the higher strike: 10 may be lost beyond what was paid. */
    { "a diagonal that binds cash",
      { "SPY 690 call 12-18 short 1 1.40 1.20 660", "SPY 700 call 01-15 long 1 2.00 2.00 660" }, MAG_STRATEGY_DIAGONAL_SPREAD, 1, -6000, 100000, 106000 },
    { "a shorter one covers nothing",
      { "SPY 690 call 12-18 short 1 1.40 1.20 660", "SPY 700 call 12-11 long 1 2.00 2.00 660" }, MAG_STRATEGY_LONG_CALL, 2, -20000, 0, 20000 },
    { "a strangle is two promises",
      { "SPY 630 put 12-18 short 1 1.86 1.60 660", "SPY 690 call 12-18 short 1 1.40 1.20 660" }, MAG_STRATEGY_CASH_SECURED_PUT, 2, 18600, 6300000, 6300000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GPtrArray) holdings = hold (rows[i].positions, NULL, NULL);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpuint (holdings->len, ==, rows[i].n_lines);
      g_assert_cmpint (at (holdings, 0)->strategy, ==, rows[i].strategy);
      g_assert_cmpint (at (holdings, 0)->premium, ==, rows[i].premium);
      g_assert_cmpint (at (holdings, 0)->collateral, ==, rows[i].collateral);
      g_assert_cmpint (at (holdings, 0)->capital, ==, rows[i].capital);
    }
}

/* Between its two breakevens; at one volatility the chances outside add up. */
static void
test_chance_of_an_iron_condor (void)
{
  const char *const positions[] = {
    "SPY 630 put 12-18 short 1 1.86 1.60 660", "SPY 620 put 12-18 long 1 0.91 0.83 660", "SPY 690 call 12-18 short 1 1.40 1.20 660", "SPY 695 call 12-18 long 1 0.60 0.50 660", NULL,
  };
  g_autoptr(GPtrArray) holdings = hold (positions, NULL, NULL);
  double years = mag_date_years_to_expiry (mag_date_new (2026, 12, 18), FALSE, mag_calendar_session_clock (now ()));
  double inside = mag_probability_above (660, 630 - 1.75, years, 0.04, 0, 0.4) - mag_probability_above (660, 690 + 1.75, years, 0.04, 0, 0.4);

  g_assert_cmpfloat_with_epsilon (at (holdings, 0)->pop, inside, 1e-9);
  g_assert_cmpint (at (holdings, 0)->breakeven, ==, MAG_PRICE_UNKNOWN);
  g_assert_cmpint (at (holdings, 0)->quantity, ==, -1);
  g_assert_cmpfloat_with_epsilon (at (holdings, 0)->captured, (1.75 - 1.47) / 1.75, 1e-9);
  g_assert_cmpfloat_with_epsilon (at (holdings, 0)->distance, 30.0 / 660, 1e-9); /* both are 30 away */
}

/* Two that could each be the other leg: nobody is paired by guessing. */
static void
test_no_spread_by_guessing (void)
{
  const char *const positions[] = {
    "SPY 630 put 12-18 short 1 1.86 1.60 660", "SPY 620 put 12-18 long 1 0.91 0.83 660", "SPY 610 put 12-18 long 1 0.61 0.53 660", NULL,
  };
  g_autoptr(GPtrArray) holdings = hold (positions, NULL, NULL);

  g_assert_cmpuint (holdings->len, ==, 3);
}

static void
test_one_bad_contract_is_one_row (void)
{
  const char *const positions[] = { "NVDA 120 put 12-18 short 2 2.35 1.10 128.41", "KO 65 put 12-18 short 1 1.00 0.50 70", NULL };
  g_autoptr(GPtrArray) portfolios = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref);
  MagPortfolio *portfolio = make_portfolio (positions, NULL, 0);
  g_autoptr(GPtrArray) holdings = NULL;
  MagHoldingTotals totals;
  MagRules rules;

  ((MagPosition *) g_ptr_array_index (portfolio->positions, 1))->mark = MAG_PRICE_UNKNOWN;
  g_set_str (&((MagPosition *) g_ptr_array_index (portfolio->positions, 1))->problem, "No quote came for it.");
  g_ptr_array_add (portfolios, portfolio);
  holdings = mag_holdings_new (portfolios, NULL, 0.04, now ());
  mag_rules_init (&rules);
  mag_attention_apply (holdings, &rules, NULL, now ());
  g_assert_cmpint (at (holdings, 0)->profit, ==, MAG_MONEY_UNKNOWN); /* KO comes first */
  g_assert_cmpstr (((const MagAlert *) g_ptr_array_index (at (holdings, 0)->alerts, 0))->reason, ==, "No quote came for it.");
  mag_holdings_total (holdings, &totals);
  g_assert_cmpint (totals.profit, ==, DOLLARS (250));
  g_assert_cmpuint (totals.n_unvalued, ==, 1);
}

/* Premium collected is that of short ones alone. */
static void
test_totals (void)
{
  const char *const positions[] = { "NVDA 120 put 12-18 short 2 2.35 1.10 128.41", "MSFT 450 call 12-18 long 1 10.53 6.05 430", NULL };
  g_autoptr(GPtrArray) holdings = hold (positions, "F 250 11.50 12.40", NULL);
  MagHoldingTotals totals;

  mag_holdings_total (holdings, &totals);
  g_assert_cmpuint (totals.n_options, ==, 2);
  g_assert_cmpuint (totals.n_short, ==, 1);
  g_assert_cmpuint (totals.n_puts, ==, 1);
  g_assert_cmpint (totals.collected, ==, DOLLARS (470));
  g_assert_cmpint (totals.value, ==, DOLLARS (605 - 220));
  g_assert_cmpint (totals.profit, ==, DOLLARS (250 - 448));
  g_assert_cmpint (totals.collateral, ==, DOLLARS (24000));
  g_assert_cmpfloat_with_epsilon (totals.profit_share, -198.0 / (470 + 1053), 1e-9);
  g_assert_cmpfloat_with_epsilon (totals.delta, 50 + 25 + 250, 1e-9);
  g_assert_cmpfloat_with_epsilon (totals.theta, 10 - 5, 1e-9);
}

/* ---- attention ---- */

static void
test_rules (void)
{
  /* Facts: earnings, ex-dividend with 0.60, basis of the campaign; 0: none. */
  static const struct
  {
    const char *why, *position, *shares;
    int         earnings_day, ex_day; /* of December */
    double      basis;
    const char *alerts;               /* nicks, most urgent first */
  } rows[] = {
    { "nothing", "F 12 put 01-15 short 1 0.50 0.40 13", NULL, 0, 0, 0, "" },
    { "half captured, to the cent", "F 12 put 01-15 short 1 0.50 0.25 13", NULL, 0, 0, 0, "profit-target " },
    { "a cent short of half", "F 12 put 01-15 short 1 0.50 0.26 13", NULL, 0, 0, 0, "" },
    { "21 days", "F 12 put 12-11 short 1 0.50 0.40 13", NULL, 0, 0, 0, "roll-time " },
    { "22 days", "F 12 put 12-12 short 1 0.50 0.40 13", NULL, 0, 0, 0, "" },
    { "7 days", "F 12 put 11-27 short 1 0.50 0.40 13", NULL, 0, 0, 0, "expires-soon " },
    { "today", "F 12 put 11-20 short 1 0.50 0.40 13", NULL, 0, 0, 0, "expires-now " },
    { "expired", "F 12 put 11-19 short 1 0.50 0.40 13", NULL, 0, 0, 0, "awaiting " },
    { "2 % from the strike", "F 12.74 put 01-15 short 1 0.50 0.40 13", NULL, 0, 0, 0, "assignment " },
    { "in the money", "F 14 put 01-15 short 1 0.50 1.20 13", NULL, 0, 0, 0, "assignment " },
    { "a long one is nobody's worry", "F 14 put 11-20 long 1 0.50 1.20 13", NULL, 0, 0, 0, "" },
    { "earnings before it expires", "F 12 put 01-15 short 1 0.50 0.40 13", NULL, 10, 0, 0, "earnings " },
    { "dividend over time value", "F 12 call 01-15 short 1 0.50 1.50 13", "F 100 11 13", 0, 10, 0, "early-assignment assignment " },
    { "dividend under time value", "F 12 call 01-15 short 1 0.50 1.70 13", "F 100 11 13", 0, 10, 0, "assignment " },
    { "call below the basis", "F 14 call 01-15 short 1 0.50 0.40 13", "F 100 15 13", 0, 0, 14.5, "below-basis " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const positions[] = { rows[i].position, NULL };
      g_autoptr(GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);
      MagSymbolFacts fact = { .dividend = PRICE (0.6), .campaign_basis = rows[i].basis > 0 ? PRICE (rows[i].basis) : MAG_PRICE_UNKNOWN };
      g_autoptr(GPtrArray) holdings = NULL;
      g_autoptr(GString) found = g_string_new (NULL);
      MagRules rules;

      g_test_message ("%s", rows[i].why);
      fact.earnings = rows[i].earnings_day != 0 ? mag_date_new (2026, 12, rows[i].earnings_day) : 0;
      fact.ex_dividend = rows[i].ex_day != 0 ? mag_date_new (2026, 12, rows[i].ex_day) : 0;
      g_hash_table_insert (facts, (gpointer) "F", &fact);
      holdings = hold (positions, rows[i].shares, facts);
      mag_rules_init (&rules);
      mag_attention_apply (holdings, &rules, facts, now ());
      for (guint k = 0; k < at (holdings, 0)->alerts->len; k++)
        {
          const MagAlert *alert = g_ptr_array_index (at (holdings, 0)->alerts, k);

          g_assert_true (g_str_has_suffix (alert->reason, "."));
          g_string_append_printf (found, "%s ", mag_rule_to_nick (alert->rule));
        }
      g_assert_cmpstr (found->str, ==, rows[i].alerts);
    }
}

/* The first row of a position whose prices call for four things, of quotes of this moment and of yesterday noon. */
static void
test_alerts_by_price_leave_old_quotes_out (void)
{
  const char *const positions[] = { "F 14 put 11-27 short 1 0.50 0.20 13", NULL };

  for (guint stale = 0; stale < 2; stale++)
    {
      g_autoptr(GPtrArray) portfolios = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref);
      g_autoptr(GPtrArray) holdings = NULL;
      MagPortfolio *portfolio = make_portfolio (positions, NULL, 0);
      MagPosition *position = g_ptr_array_index (portfolio->positions, 0);
      MagHoldingTotals totals;
      MagRules rules;

      position->open_interest = 1;
      if (stale)
        position->quoted_us = mag_instant_new_york (mag_date_new (2026, 11, 19), 12, 0, 0);
      g_ptr_array_add (portfolios, portfolio);
      holdings = mag_holdings_new (portfolios, NULL, 0.04, now ());
      mag_rules_init (&rules);
      mag_attention_apply (holdings, &rules, NULL, now ());
      mag_holdings_total (holdings, &totals);
      g_assert_cmpuint (at (holdings, 0)->alerts->len, ==, stale ? 1 : 4); /* it expires soon; that, in the money, target, few open */
      g_assert_cmpint (((const MagAlert *) g_ptr_array_index (at (holdings, 0)->alerts, 0))->rule, ==, MAG_RULE_EXPIRES_SOON);
      g_assert_cmpuint (totals.n_stale, ==, stale);
    }
}

/* A call that is in the money and short within a spread that was paid for. */
static void
test_early_assignment_of_any_short_call (void)
{
  const char *const positions[] = { "F 11 call 12-18 long 1 2.20 2.30 13", "F 12 call 12-18 short 1 1.20 1.10 13", NULL };
  g_autoptr(GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);
  MagSymbolFacts fact = { .ex_dividend = mag_date_new (2026, 12, 10), .dividend = PRICE (0.6), .campaign_basis = MAG_PRICE_UNKNOWN };
  g_autoptr(GPtrArray) holdings = NULL;
  MagRules rules;

  g_hash_table_insert (facts, (gpointer) "F", &fact);
  holdings = hold (positions, NULL, facts);
  mag_rules_init (&rules);
  mag_attention_apply (holdings, &rules, facts, now ());
  g_assert_cmpint (at (holdings, 0)->strategy, ==, MAG_STRATEGY_CALL_DEBIT_SPREAD);
  g_assert_cmpuint (at (holdings, 0)->alerts->len, ==, 1);
  g_assert_cmpint (((const MagAlert *) g_ptr_array_index (at (holdings, 0)->alerts, 0))->rule, ==, MAG_RULE_EARLY_ASSIGNMENT);
}

static void
test_uncovered_shares (void)
{
  static const struct { const char *call; const char *shares; gboolean alert; } rows[] = {
    { "F 14 call 01-15 short 1 0.50 0.40 13", "F 200 11 13", TRUE },
    { "F 14 call 01-15 short 2 0.50 0.40 13", "F 200 11 13", FALSE },
    { "F 14 call 01-15 short 1 0.50 0.40 13", "F 199 11 13", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const positions[] = { rows[i].call, NULL };
      g_autoptr(GPtrArray) holdings = hold (positions, rows[i].shares, NULL);
      MagRules rules;

      mag_rules_init (&rules);
      mag_attention_apply (holdings, &rules, NULL, now ());
      g_assert_cmpuint (at (holdings, holdings->len - 1)->alerts->len, ==, rows[i].alert);
    }
}

static void
test_muted_rules_are_silent (void)
{
  const char *const positions[] = { "F 12 put 11-20 short 1 0.50 0.10 13", NULL };
  g_autoptr(GPtrArray) holdings = hold (positions, NULL, NULL);
  MagRules rules;

  mag_rules_init (&rules);
  mag_attention_apply (holdings, &rules, NULL, now ());
  g_assert_cmpuint (at (holdings, 0)->alerts->len, ==, 2);
  rules.muted = 1u << MAG_RULE_EXPIRES_NOW;
  mag_attention_apply (holdings, &rules, NULL, now ());
  g_assert_cmpuint (at (holdings, 0)->alerts->len, ==, 1);
}

static void
test_loss_cap_is_off_by_default (void)
{
  const char *const positions[] = { "F 12 put 01-15 short 1 0.50 1.60 13", NULL };
  g_autoptr(GPtrArray) holdings = hold (positions, NULL, NULL);
  MagRules rules;

  mag_rules_init (&rules);
  mag_attention_apply (holdings, &rules, NULL, now ());
  g_assert_cmpuint (at (holdings, 0)->alerts->len, ==, 0);
  rules.loss_cap = 2; /* 1.10 lost of 0.50 received */
  mag_attention_apply (holdings, &rules, NULL, now ());
  g_assert_cmpint (((const MagAlert *) g_ptr_array_index (at (holdings, 0)->alerts, 0))->rule, ==, MAG_RULE_LOSS_CAP);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/holding/short-put", test_short_put);
  g_test_add_func ("/holding/long-call", test_long_call);
  g_test_add_func ("/holding/covered-as-far-as-shares-go", test_covered_as_far_as_shares_go);
  g_test_add_func ("/holding/vertical", test_vertical);
  g_test_add_func ("/holding/settling-contracts-earn-nothing-yet", test_settling_contracts_earn_nothing_yet);
  g_test_add_func ("/holding/settling-calls-keep-their-shares", test_settling_calls_keep_their_shares);
  g_test_add_func ("/holding/parts-of-a-call-add-up", test_parts_of_a_call_add_up);
  g_test_add_func ("/holding/legs-that-belong-together", test_legs_that_belong_together);
  g_test_add_func ("/holding/chance-of-an-iron-condor", test_chance_of_an_iron_condor);
  g_test_add_func ("/holding/no-spread-by-guessing", test_no_spread_by_guessing);
  g_test_add_func ("/holding/one-bad-contract-is-one-row", test_one_bad_contract_is_one_row);
  g_test_add_func ("/holding/totals", test_totals);
  g_test_add_func ("/attention/rules", test_rules);
  g_test_add_func ("/attention/alerts-by-price-leave-old-quotes-out", test_alerts_by_price_leave_old_quotes_out);
  g_test_add_func ("/attention/early-assignment-of-any-short-call", test_early_assignment_of_any_short_call);
  g_test_add_func ("/attention/uncovered-shares", test_uncovered_shares);
  g_test_add_func ("/attention/muted-rules-are-silent", test_muted_rules_are_silent);
  g_test_add_func ("/attention/loss-cap-is-off-by-default", test_loss_cap_is_off_by_default);
  return g_test_run ();
}
