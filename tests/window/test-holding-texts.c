/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Positions page says of positions, and which it shows: pure functions, figured by hand, no display. */

#include "config.h"

#include "fake-positions.h"
#include "mag-attention.h"
#include "mag-holding-columns.h"
#include "mag-holding-figures.h"
#include "mag-holding-filter.h"
#include "mag-table.h"

#include <math.h>

#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)

/* In the order of the items. */
enum
{
  PUT,    /* a profit; its quote is 12 minutes old */
  BROKEN, /* the broker's row could not be read */
  SPREAD,
  CALL,   /* covered, at a loss, and quoted two hours ago */
  SHARES,
  N_ITEMS
};

static GPtrArray *
make_items (void)
{
  g_autoptr(GPtrArray) portfolios = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref), holdings = NULL;
  MagPortfolio *portfolio = mag_portfolio_new ();
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  MagPosition *put = fake_position ("NVDA 120 put 12-18 short 2 2.35 1.10 128.41", "A1", "p1");
  MagPosition *call = fake_position ("F 13 call 11-27 short 1 0.22 0.41 13.20", "A1", "p2");
  MagPosition *broken = mag_position_new ();
  MagRules rules;

  g_set_str (&portfolio->account, "A1");
  put->quoted_us -= 12 * MINUTE_US;
  call->quoted_us = fake_now () - 26 * 60 * MINUTE_US;
  g_set_str (&broken->id, "p3");
  g_set_str (&broken->account, "A1");
  g_set_str (&broken->symbol, "SPY");
  g_set_str (&broken->problem, "The broker does not name its contract.");
  broken->quantity = 1;
  broken->multiplier = 100;
  g_ptr_array_add (portfolio->positions, put);
  g_ptr_array_add (portfolio->positions, call);
  g_ptr_array_add (portfolio->positions, broken);
  g_ptr_array_add (portfolio->positions, fake_position ("KO 60 put 01-15 short 1 1.50 0.90 63.00", "A1", "p4"));
  g_ptr_array_add (portfolio->positions, fake_position ("KO 55 put 01-15 long 1 0.40 0.20 63.00", "A1", "p5"));
  g_ptr_array_add (portfolio->shares, fake_shares ("F 100 11.50 13.20", "A1", "s1"));
  g_ptr_array_add (portfolios, portfolio);
  holdings = mag_holdings_new (portfolios, NULL, 0.04, fake_now ());
  mag_rules_init (&rules);
  mag_attention_apply (holdings, &rules, NULL, fake_now ());

  g_assert_cmpuint (holdings->len, ==, N_ITEMS);
  g_ptr_array_set_size (items, N_ITEMS);
  for (guint i = 0; i < holdings->len; i++)
    {
      MagHolding *holding = g_ptr_array_index (holdings, i);
      guint place = holding->shares != NULL ? SHARES : holding->legs->len > 1 ? SPREAD : holding->problem != NULL ? BROKEN : holding->symbol[0] == 'N' ? PUT : CALL;

      g_ptr_array_index (items, place) = mag_holding_item_new (holding, "Roth IRA", fake_now ());
    }
  return items;
}

static void
test_rows (void)
{
  static const struct { const char *column, *texts[N_ITEMS]; } rows[] = {
    { "position", { "NVDA 120 Put", "SPY option", "KO 55/60 Put", "F 13 Call", "F shares" } },
    { "strategy", { "Cash-secured put", "-", "Put credit spread", "Covered call", "Shares" } },
    { "quantity", { "−2", "1", "−1", "−1", "100" } },
    { "strike", { "120", "-", "55/60", "13", "" } },
    { "expiry", { "Fri 18 Dec · 28 d", "-", "Fri 15 Jan · 56 d", "Fri 27 Nov · 7 d", "" } },
    { "spot", { "128.41", "-", "63.00", "13.20", "13.20" } },
    { "distance", { "6.5 %", "-", "4.8 %", "−1.5 %", "" } }, /* 8.41 / 128.41, 3 / 63, −0.20 / 13.20 */
    { "credit", { "2.35", "-", "1.10", "0.22", "11.50" } },
    { "mark", { "1.10", "-", "0.70", "0.41", "13.20" } },
    { "profit", { "▲ +$250.00", "-", "▲ +$40.00", "▼ −$19.00", "▲ +$170.00" } },
    { "captured", { "53 %", "-", "36 %", "−86 %", "" } },  /* 1.25 / 2.35, 0.40 / 1.10, −0.19 / 0.22 */
    { "delta", { "50", "-", "0", "−25", "100" } },         /* 2 × 100 × 0.25; 25 − 25 */
    { "theta", { "+$10.00", "-", "$0.00", "+$5.00", "" } },
    { "collateral", { "$24,000", "-", "$500", "", "" } },  /* the spread: 5.00, times 100 */
    { "breakeven", { "117.65", "-", "58.90", "11.28", "11.50" } },
    { "yield", { "11.9 %", "-", "-", "164.5 %", "" } },    /* 1.10 / 120 × 365 / 28, 0.41 / 13 × 365 / 7 */
    { "age", { "12 min", "-", "now", "stale, 26 h", "now" } },
    { "account", { "Roth IRA", "Roth IRA", "Roth IRA", "Roth IRA", "Roth IRA" } },
  };
  g_autoptr(GPtrArray) items = make_items ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint k = 0; k < N_ITEMS; k++)
      {
        g_autofree char *text = mag_table_kind_find (&mag_holding_columns_kind, rows[i].column)->text (g_ptr_array_index (items, k));

        g_test_message ("%s of %u", rows[i].column, k);
        g_assert_cmpstr (text, ==, rows[i].texts[k]);
      }
}

/* Two lines in a narrow window; a figure of old quotes says so there. */
static void
test_narrow_rows (void)
{
  static const struct { const char *column, *details[N_ITEMS]; } rows[] = {
    { "narrow-position", { "−2 · ◆ Profit target", "1 · ◆ Not valued", "−1 · Put credit spread", "−1 · ◆ Expires soon", "100 · Shares" } },
    { "narrow-profit", { "53 % captured", "", "36 % captured", "stale, 26 h", "" } },
    { "when", { "28 d", "", "56 d", "7 d", "" } },
  };
  g_autoptr(GPtrArray) items = make_items ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint k = 0; k < N_ITEMS; k++)
      {
        g_autofree char *text = mag_table_kind_find (&mag_holding_columns_kind, rows[i].column)->detail (g_ptr_array_index (items, k));

        g_test_message ("%s of %u", rows[i].column, k);
        g_assert_cmpstr (text, ==, rows[i].details[k]);
      }
}

/* The legs of a spread say what is theirs alone. */
static void
test_legs (void)
{
  static const struct { const char *column, *sold, *bought; } rows[] = {
    { "position", "KO 60 Put", "KO 55 Put" }, { "quantity", "−1", "1" },     { "credit", "1.50", "0.40" },         { "mark", "0.90", "0.20" },
    { "profit", "▲ +$60.00", "▼ −$20.00" },   { "strategy", "", "" },        { "collateral", "", "" },             { "expiry", "Fri 15 Jan · 56 d", "Fri 15 Jan · 56 d" },
  };
  g_autoptr(GPtrArray) items = make_items ();
  GListModel *legs = mag_holding_item_get_legs (g_ptr_array_index (items, SPREAD));
  g_autoptr(MagHoldingItem) bought = g_list_model_get_item (legs, 0), sold = g_list_model_get_item (legs, 1);

  g_assert_cmpuint (g_list_model_get_n_items (legs), ==, 2);
  g_assert_null (mag_holding_item_get_legs (g_ptr_array_index (items, PUT)));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const MagTableColumn *column = mag_table_kind_find (&mag_holding_columns_kind, rows[i].column);
      g_autofree char *of_sold = column->text (sold), *of_bought = column->text (bought);

      g_test_message ("%s", rows[i].column);
      g_assert_cmpstr (of_sold, ==, rows[i].sold);
      g_assert_cmpstr (of_bought, ==, rows[i].bought);
    }
}

/* Reasons are sentences, the most urgent first; what could not be read says why. */
static void
test_reasons (void)
{
  g_autoptr(GPtrArray) items = make_items ();
  g_autofree char *call = mag_holding_columns_reasons (g_ptr_array_index (items, CALL)), *broken = mag_holding_columns_reasons (g_ptr_array_index (items, BROKEN));
  g_auto(GStrv) lines = g_strsplit (call, "\n", -1);

  g_assert_cmpstr (broken, ==, "◆ The broker does not name its contract.");
  g_assert_true (g_str_has_prefix (lines[0], "◆ "));
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_true (g_str_has_suffix (lines[i], "."));
  g_assert_null (mag_holding_columns_reasons (g_ptr_array_index (items, SPREAD)));
}

static void
test_filter (void)
{
  static const struct { MagHoldingFilter filter; gboolean passes[N_ITEMS]; } rows[] = {
    { { MAG_HOLDING_SIDE_ALL, FALSE, NULL, "" }, { TRUE, TRUE, TRUE, TRUE, TRUE } },
    { { MAG_HOLDING_SIDE_PUTS, FALSE, NULL, "" }, { TRUE, FALSE, TRUE, FALSE, FALSE } },
    { { MAG_HOLDING_SIDE_CALLS, FALSE, NULL, "" }, { FALSE, FALSE, FALSE, TRUE, FALSE } },
    { { MAG_HOLDING_SIDE_LONG, FALSE, NULL, "" }, { FALSE, TRUE, FALSE, FALSE, FALSE } },
    { { MAG_HOLDING_SIDE_SHORT, FALSE, NULL, "" }, { TRUE, FALSE, TRUE, TRUE, FALSE } },
    { { MAG_HOLDING_SIDE_SHARES, FALSE, NULL, "" }, { FALSE, FALSE, FALSE, FALSE, TRUE } },
    { { MAG_HOLDING_SIDE_ALL, TRUE, NULL, "" }, { TRUE, TRUE, FALSE, TRUE, FALSE } },
    { { MAG_HOLDING_SIDE_ALL, FALSE, "A1", "" }, { TRUE, TRUE, TRUE, TRUE, TRUE } },
    { { MAG_HOLDING_SIDE_ALL, FALSE, "A2", "" }, { FALSE, FALSE, FALSE, FALSE, FALSE } },
    { { MAG_HOLDING_SIDE_ALL, FALSE, NULL, "f" }, { FALSE, FALSE, FALSE, TRUE, TRUE } },
    { { MAG_HOLDING_SIDE_ALL, FALSE, NULL, "put" }, { TRUE, FALSE, TRUE, FALSE, FALSE } },
    { { MAG_HOLDING_SIDE_ALL, FALSE, NULL, "nvda 120" }, { TRUE, FALSE, FALSE, FALSE, FALSE } },
    { { MAG_HOLDING_SIDE_ALL, FALSE, NULL, "Cov call" }, { FALSE, FALSE, FALSE, TRUE, FALSE } },
    { { MAG_HOLDING_SIDE_ALL, FALSE, NULL, "roth" }, { TRUE, TRUE, TRUE, TRUE, TRUE } },
    { { MAG_HOLDING_SIDE_ALL, FALSE, NULL, "vda" }, { FALSE, FALSE, FALSE, FALSE, FALSE } },
    { { MAG_HOLDING_SIDE_SHORT, FALSE, NULL, "f" }, { FALSE, FALSE, FALSE, TRUE, FALSE } },
  };
  g_autoptr(GPtrArray) items = make_items ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint k = 0; k < N_ITEMS; k++)
      {
        g_test_message ("row %zu, item %u", i, k);
        g_assert_cmpint (mag_holding_filter_passes (&rows[i].filter, g_ptr_array_index (items, k)), ==, rows[i].passes[k]);
      }
}

/* 250 of the put less 19 of the call; shares are counted, and have no part in the sum. */
static void
test_summary (void)
{
  g_autoptr(GPtrArray) items = make_items (), some = g_ptr_array_new (), shares = g_ptr_array_new ();
  g_autofree char *of_some = NULL, *of_shares = NULL;

  g_ptr_array_add (some, g_ptr_array_index (items, PUT));
  g_ptr_array_add (some, g_ptr_array_index (items, CALL));
  g_ptr_array_add (some, g_ptr_array_index (items, SHARES));
  g_ptr_array_add (shares, g_ptr_array_index (items, SHARES));
  of_some = mag_holding_columns_summary (some);
  of_shares = mag_holding_columns_summary (shares);
  g_assert_cmpstr (of_some, ==, "3 positions · options ▲ +$231.00");
  g_assert_cmpstr (of_shares, ==, "1 position");
}

static const MagExplainedFigure *
find_figure (GPtrArray  *figures,
             const char *name)
{
  for (guint i = 0; i < figures->len; i++)
    if (g_str_equal (((const MagExplainedFigure *) g_ptr_array_index (figures, i))->name, name))
      return g_ptr_array_index (figures, i);
  g_test_message ("there is no %s", name);
  return NULL;
}

/* Each figure with what it is made of, whose it is and when. */
static void
test_figures (void)
{
  static const struct { const char *name, *value, *why; } rows[] = {
    { "P/L", "▲ +$250.00", "It brought $470.00. Ending it now costs $220.00. Without fees." },
    { "Credit", "2.35", "Dollars a share, $470.00 in all, as the broker has it." },
    { "Mark", "1.10", "The broker's own, at Fri 20 Nov 2026, 10:18 New York. 2 × 100 shares make $220.00." },
    { "Captured", "53.2 %", "(2.35 − 1.10) / 2.35: share of the greatest profit." },
    { "Share price", "128.41", "The broker's last trade of the share, Fri 20 Nov 2026, 10:30 New York." },
    { "Delta", "50.0", "Shares the position moves like. 0.250 × 2 × 100, with the broker's number of Fri 20 Nov 2026, 10:18 New York." },
    { "Gamma", "−4.00", "What a dollar up adds to the delta. −0.020 × 2 × 100, with the broker's number of Fri 20 Nov 2026, 10:18 New York." },
    { "Theta a day", "+$10.00", NULL },
    { "Vega", "−$24.00", NULL },
    { "Implied volatility", "40.0 %", "A year, as the broker has it, of Fri 20 Nov 2026, 10:18 New York." },
    { "Collateral", "$24,000", "Strike × shares × contracts: what an assignment would cost." },
    { "Age", "12 min", "Of Fri 20 Nov 2026, 10:18 New York." },
  };
  g_autoptr(GPtrArray) items = make_items ();
  g_autoptr(GPtrArray) figures = mag_holding_figures_of (mag_holding_item_get (g_ptr_array_index (items, PUT)), fake_now ());

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const MagExplainedFigure *figure = find_figure (figures, rows[i].name);

      g_assert_nonnull (figure);
      g_assert_cmpstr (figure->value, ==, rows[i].value);
      if (rows[i].why != NULL)
        g_assert_cmpstr (figure->why, ==, rows[i].why);
      g_assert_cmpstr (figure->why, !=, "");
    }
}

/* At 110 a share each put has 10 to be paid of which 2.35 were received: 2 × 100 × −7.65. Forgone where there is no price. */
static void
test_payoff (void)
{
  const MagHoldingWhatIf as_it_is = { NAN, NAN }, elsewhere = { 110, 0.8 };
  g_autoptr(GPtrArray) items = make_items ();
  const MagHolding *put = mag_holding_item_get (g_ptr_array_index (items, PUT));
  MagPayoffPicture picture, supposed;

  g_assert_true (mag_holding_payoff (put, &as_it_is, 0.04, fake_now (), &picture));
  g_assert_cmpfloat_with_epsilon (picture.spot, 128.41, 1e-9);
  g_assert_cmpfloat_with_epsilon (picture.at_expiration[MAG_PAYOFF_SPOTS - 1], 470, 1e-6);
  g_assert_true (mag_holding_payoff (put, &elsewhere, 0.04, fake_now (), &supposed));
  g_assert_cmpfloat_with_epsilon (supposed.forecast[MAG_FORECAST_POINTS - 1].profit, -1530, 1e-6);
  g_assert_cmpfloat (supposed.forecast[0].profit, <, picture.forecast[0].profit);
  g_assert_false (mag_holding_payoff (mag_holding_item_get (g_ptr_array_index (items, SHARES)), &as_it_is, 0.04, fake_now (), &picture));
  g_assert_false (mag_holding_payoff (mag_holding_item_get (g_ptr_array_index (items, BROKEN)), &as_it_is, 0.04, fake_now (), &picture));
}

/* After a refresh an item, and its legs, are the same objects and say what is new. */
static void
test_items_are_kept (void)
{
  g_autoptr(GPtrArray) items = make_items (), fresh = make_items ();
  MagHoldingItem *item = g_ptr_array_index (items, SPREAD);
  GListModel *legs = mag_holding_item_get_legs (item);
  g_autoptr(MagHoldingItem) leg = g_list_model_get_item (legs, 0), same = NULL;
  const MagHolding *holding = mag_holding_item_get (g_ptr_array_index (fresh, SPREAD));

  g_assert_cmpuint (mag_holding_item_get_key (item), ==, mag_holding_item_get_key (g_ptr_array_index (fresh, SPREAD)));
  mag_holding_item_take (item, (MagHolding *) holding, "Roth IRA", fake_now () + MINUTE_US);
  g_assert_true (mag_holding_item_get (item) == holding);
  same = g_list_model_get_item (legs, 0);
  g_assert_true (mag_holding_item_get_legs (item) == legs);
  g_assert_true (same == leg);
  g_assert_true (mag_holding_item_get_leg (leg) == g_ptr_array_index (holding->legs, 0));
  g_assert_cmpint (mag_holding_item_get_now_us (leg), ==, fake_now () + MINUTE_US);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/holding-texts/rows", test_rows);
  g_test_add_func ("/holding-texts/narrow-rows", test_narrow_rows);
  g_test_add_func ("/holding-texts/legs", test_legs);
  g_test_add_func ("/holding-texts/reasons", test_reasons);
  g_test_add_func ("/holding-texts/filter", test_filter);
  g_test_add_func ("/holding-texts/summary", test_summary);
  g_test_add_func ("/holding-texts/figures", test_figures);
  g_test_add_func ("/holding-texts/payoff", test_payoff);
  g_test_add_func ("/holding-texts/items-are-kept", test_items_are_kept);
  return g_test_run ();
}
