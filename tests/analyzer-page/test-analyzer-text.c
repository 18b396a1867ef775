/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The analyzer's pure parts: columns and their order, the line that says what was left out, easing a filter, the reasons
 * of the figures. Numbers are DOMAIN 5's golden vector where one is needed: S 100, K 95 put, bid 1.80, 38 days. */

#include "mag-analyzer-columns.h"
#include "mag-analyzer-figures.h"
#include "mag-analyzer-payoff.h"
#include "mag-analyzer-summary.h"
#include "mag-date.h"
#include "mag-limit-row.h"

#include <locale.h>
#include <math.h>

#define DOLLAR MAG_PRICE_SCALE

/* Mon 23 Nov 2026, 12:00 New York; 38 days before Thu 31 Dec. */
static gint64
noon (void)
{
  return mag_instant_new_york (mag_date_new (2026, 11, 23), 12, 0, 0);
}

static MagScanRow
golden_scan (void)
{
  MagScanRow scan = {
    .symbol = "GLD",
    .quote = {
      .contract = { .root = "GLD", .right = MAG_RIGHT_PUT, .expiration = mag_date_new (2026, 12, 31), .strike = 95 * DOLLAR },
      .bid = 18 * DOLLAR / 10, .ask = 2 * DOLLAR, .last = MAG_PRICE_UNKNOWN,
      .volume = 120, .open_interest = 4321,
      .iv = 0.32, .delta = -0.2763, .gamma = 0.03239, .theta = -0.0418, .vega = 0.1079,
      .greeks = MAG_GREEKS_MODEL, .status = MAG_QUOTE_OK,
    },
    .spot = 100 * DOLLAR, .quoted_us = noon () - 16 * 60 * (gint64) MAG_SECOND_US, .source = MAG_SOURCE_CBOE,
    .terms.rate = 0.045, .stock_iv30 = 0.35, .iv_rank = 41, .iv_percentile = 55, .iv_days = 163, .hv30 = 0.28,
  };

  return scan;
}

static MagAnalyzerRow *
make_row (const MagScanRow *scan,
          guint             rank)
{
  MagAnalyzerRow *row = mag_analyzer_row_new (scan);
  MagScanFigures figures = { 0 };

  mag_scan_row_get_figures (scan, noon (), &figures);
  mag_analyzer_row_update (row, scan, &figures, rank, noon ());

  return row;
}

static void
assert_column (MagAnalyzerRow *row,
               const char     *id,
               const char     *expected)
{
  const MagAnalyzerColumn *column = mag_analyzer_columns_find (id);
  g_autofree char *text = column->text (row);

  g_test_message ("%s", id);
  g_assert_cmpstr (text, ==, expected);
}

/* ROC 1.80/95 = 1.8947 %, monthly x 30/38 = 1.4958 %, annualized x 365/38 = 18.20 %. */
static void
test_columns_of_golden_vector (void)
{
  MagScanRow scan = golden_scan ();
  g_autoptr(MagAnalyzerRow) row = make_row (&scan, 7);

  assert_column (row, "rank", "7");
  assert_column (row, "symbol", "GLD");
  assert_column (row, "strike", "95");
  assert_column (row, "expiry", "Thu 31 Dec · 38 d");
  assert_column (row, "spot", "100.00");
  assert_column (row, "cushion", "5.0 %");
  assert_column (row, "delta", "−0.276");
  assert_column (row, "iv", "32.0 %");
  assert_column (row, "bid", "1.80");
  assert_column (row, "ask", "2.00");
  assert_column (row, "mark", "1.90");
  assert_column (row, "spread", "10.5 %");
  assert_column (row, "premium", "$180.00");
  assert_column (row, "collateral", "$9,500");
  assert_column (row, "roc", "1.89 %");
  assert_column (row, "monthly", "1.50 %");
  assert_column (row, "annualized", "18.2 %");
  assert_column (row, "breakeven", "93.20");
  assert_column (row, "pop", "75.0 %");
  assert_column (row, "open-interest", "4,321");
  assert_column (row, "volume", "120");
  assert_column (row, "earnings", "-");
  assert_column (row, "age", "16 min old");
  assert_column (row, "source", "CBOE");
  assert_column (row, "iv-rank", "41 · 163 d");
  assert_column (row, "greeks", "Magnus model");
}

/* Two contracts of one strike and date on an index settle differently. */
static void
test_root_is_shown_where_it_differs (void)
{
  static const struct { const char *root, *symbol, *title; } rows[] = {
    { "SPX", "SPX", "SPX 95 Put" },
    { "SPXW", "SPX (SPXW)", "SPX (SPXW) 95 Put" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagScanRow scan = golden_scan ();
      g_autoptr(MagAnalyzerRow) row = NULL;
      g_autofree char *title = NULL;

      g_strlcpy (scan.symbol, "SPX", sizeof scan.symbol);
      g_strlcpy (scan.quote.contract.root, rows[i].root, sizeof scan.quote.contract.root);
      row = make_row (&scan, 1);
      title = mag_analyzer_figures_title (row);
      assert_column (row, "symbol", rows[i].symbol);
      assert_column (row, "contract", rows[i].title);
      g_assert_cmpstr (title, ==, rows[i].title);
    }
}

static void
test_unknown_is_a_dash (void)
{
  MagScanRow scan = golden_scan ();
  g_autoptr(MagAnalyzerRow) row = NULL;

  scan.quote.iv = scan.quote.delta = NAN;
  scan.quote.open_interest = scan.quote.volume = MAG_COUNT_UNKNOWN;
  scan.quote.greeks = MAG_GREEKS_NONE;
  scan.quoted_us = 0;
  row = make_row (&scan, 1);

  for (const char *const *id = (const char *const[]) { "iv", "delta", "pop", "p-itm", "open-interest", "volume", "greeks", "age", NULL }; *id != NULL; id++)
    assert_column (row, *id, "-");
}

static void
test_earnings_only_while_held (void)
{
  static const struct { const char *why; int month, day; const char *text; } rows[] = {
    { "before expiration", 12, 15, "Tue 15 Dec" },
    { "on expiration", 12, 31, "Thu 31 Dec" },
    { "reported already", 11, 20, "none" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagScanRow scan = golden_scan ();
      g_autoptr(MagAnalyzerRow) row = NULL;

      scan.earnings = mag_date_new (2026, rows[i].month, rows[i].day);
      row = make_row (&scan, 1);
      g_test_message ("%s", rows[i].why);
      assert_column (row, "earnings", rows[i].text);
    }
}

static void
test_sort_keeps_unknown_last (void)
{
  const MagAnalyzerColumn *column = mag_analyzer_columns_find ("volume");
  MagScanRow scan = golden_scan (), quiet = golden_scan (), unknown = golden_scan ();
  g_autoptr(MagAnalyzerRow) busy_row = make_row (&scan, 3);
  g_autoptr(MagAnalyzerRow) quiet_row = NULL;
  g_autoptr(MagAnalyzerRow) unknown_row = NULL;

  quiet.quote.volume = 1;
  quiet_row = make_row (&quiet, 2);
  unknown.quote.volume = MAG_COUNT_UNKNOWN;
  unknown_row = make_row (&unknown, 1);

  g_assert_cmpint (mag_analyzer_column_compare (column, quiet_row, busy_row, FALSE), <, 0);
  g_assert_cmpint (mag_analyzer_column_compare (column, quiet_row, busy_row, TRUE), >, 0);
  g_assert_cmpint (mag_analyzer_column_compare (column, unknown_row, busy_row, FALSE), >, 0);
  g_assert_cmpint (mag_analyzer_column_compare (column, unknown_row, busy_row, TRUE), >, 0);
  /* Equal: the better rank first. */
  g_assert_cmpint (mag_analyzer_column_compare (mag_analyzer_columns_find ("strike"), busy_row, quiet_row, TRUE), >, 0);
}

static void
test_row_identity (void)
{
  MagScanRow scan = golden_scan (), newer = golden_scan (), other = golden_scan ();
  g_autoptr(MagAnalyzerRow) row = make_row (&scan, 1);
  g_autoptr(MagAnalyzerRow) same = NULL;
  g_autoptr(MagAnalyzerRow) another = NULL;

  newer.quote.bid = 1 * DOLLAR;
  same = make_row (&newer, 2);
  other.quote.contract.strike = 90 * DOLLAR;
  another = make_row (&other, 3);

  g_assert_true (mag_analyzer_row_equal (row, same));
  g_assert_cmpuint (mag_analyzer_row_hash (row), ==, mag_analyzer_row_hash (same));
  g_assert_false (mag_analyzer_row_equal (row, another));
}

static void
test_tsv (void)
{
  const MagAnalyzerColumn *columns[] = { mag_analyzer_columns_find ("symbol"), mag_analyzer_columns_find ("bid"), NULL };
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *tsv = NULL;
  MagScanRow scan = golden_scan ();

  g_ptr_array_add (rows, make_row (&scan, 1));
  tsv = mag_analyzer_columns_to_tsv (columns, rows);
  g_assert_cmpstr (tsv, ==, "Symbol\tBid\nGLD\t1.80\n");
}

static void
test_every_column_can_be_found (void)
{
  guint n_columns, n_narrow = 0;
  const MagAnalyzerColumn *columns = mag_analyzer_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      g_assert_true (mag_analyzer_columns_find (columns[i].id) == &columns[i]);
      n_narrow += columns[i].narrow ? 1 : 0;
    }
  g_assert_cmpuint (n_narrow, ==, 3);
  g_assert_null (mag_analyzer_columns_find ("gone"));
}

/* 5,310 contracts, of which 214 pass: 5310 - 2911 - 1420 - 612 - 153. */
static MagScanResult *
make_result (guint n_rows)
{
  MagScanResult *result = mag_scan_result_new ();

  g_array_set_size (result->rows, n_rows);
  result->n_symbols = 10;
  result->n_contracts = 5310;
  result->removed[MAG_SCAN_FILTER_RIGHT] = 5000; /* calls: never asked for */
  result->removed[MAG_SCAN_FILTER_QUOTE] = 612;
  result->removed[MAG_SCAN_FILTER_DELTA] = 2911;
  result->removed[MAG_SCAN_FILTER_SPREAD] = 1420;
  result->removed[MAG_SCAN_FILTER_ADJUSTED] = 153;

  return result;
}

static void
assert_line (MagScanResult *result,
             const char    *expected)
{
  g_autofree char *line = mag_analyzer_summary_line (result, result->rows->len);

  g_assert_cmpstr (line, ==, expected);
}

static void
test_line_names_what_was_left_out (void)
{
  g_autoptr(MagScanResult) result = make_result (214);

  assert_line (result, "214 of 5,310 · left out: 2,911 delta, 1,420 spread, 612 no bid or bad quote, 153 adjusted");
}

static void
test_line_says_when_only_the_best_are_shown (void)
{
  g_autoptr(MagScanResult) result = make_result (100);

  result->n_symbols_without_chain = 3;
  assert_line (result, "214 of 5,310, the best 100 shown · left out: 2,911 delta, 1,420 spread, 612 no bid or bad quote, 153 adjusted · 3 symbols without a chain");
}

static void
test_line_of_nothing_left_out (void)
{
  g_autoptr(MagScanResult) result = mag_scan_result_new ();

  result->n_symbols_without_chain = 1;
  assert_line (result, "0 of 0 · 1 symbol without a chain");
}

static void
test_nothing_names_most_and_last (void)
{
  g_autoptr(MagScanResult) result = make_result (0);
  g_autofree char *text = NULL;

  result->removed[MAG_SCAN_FILTER_COLLATERAL] = 214;
  g_assert_cmpint (mag_analyzer_summary_count_passed (result), ==, 0);
  g_assert_cmpint (mag_analyzer_summary_most (result), ==, MAG_SCAN_FILTER_DELTA);
  g_assert_cmpint (mag_analyzer_summary_last (result), ==, MAG_SCAN_FILTER_COLLATERAL);
  text = mag_analyzer_summary_nothing (result);
  g_assert_cmpstr (text, ==, "Of 5,310 contracts most were left out by “delta”: 2,911. The last 214 fell at “collateral”.");
}

static void
test_relaxing_a_filter (void)
{
  MagScanCriteria criteria;
  g_autofree char *days = NULL;
  g_autofree char *delta = NULL;
  g_autofree char *bid = NULL;
  char *none = NULL;

  mag_scan_criteria_init (&criteria);
  criteria.bid_min = 5 * DOLLAR;

  g_assert_true (mag_analyzer_summary_relax (MAG_SCAN_FILTER_DTE, &criteria, &days));
  g_assert_cmpint (criteria.dte_tolerance, ==, 14);
  g_assert_cmpstr (days, ==, "Allow 30 ± 14 Days");

  g_assert_true (mag_analyzer_summary_relax (MAG_SCAN_FILTER_DELTA, &criteria, &delta));
  g_assert_cmpfloat (criteria.delta_min, ==, 0.15);
  g_assert_cmpfloat (criteria.delta_max, ==, 0.50);
  g_assert_cmpstr (delta, ==, "Allow |Delta| 0.15 to 0.50");

  g_assert_true (mag_analyzer_summary_relax (MAG_SCAN_FILTER_BID, &criteria, &bid));
  g_assert_cmpint (criteria.bid_min, ==, MAG_PRICE_UNKNOWN);

  g_assert_false (mag_analyzer_summary_relax (MAG_SCAN_FILTER_QUOTE, &criteria, &none));
  g_assert_null (none);
  g_assert_true (mag_scan_criteria_validate (&criteria, NULL));
}

static const MagExplainedFigure *
find_figure (GPtrArray  *figures,
             const char *name)
{
  for (guint i = 0; i < figures->len; i++)
    {
      const MagExplainedFigure *figure = g_ptr_array_index (figures, i);

      if (g_str_equal (figure->name, name))
        return figure;
    }

  g_assert_not_reached ();
}

static void
test_figures_explain_themselves (void)
{
  MagScanRow scan = golden_scan ();
  g_autoptr(MagAnalyzerRow) row = make_row (&scan, 1);
  g_autoptr(GPtrArray) figures = mag_analyzer_figures_of (row);
  g_autofree char *title = mag_analyzer_figures_title (row);

  g_assert_cmpstr (title, ==, "GLD 95 Put");
  g_assert_cmpstr (find_figure (figures, "Monthly return")->value, ==, "1.50 %");
  g_assert_cmpstr (find_figure (figures, "Monthly return")->why, ==, "1.8947 % × 30 ÷ 38 days");
  g_assert_cmpstr (find_figure (figures, "Breakeven")->why, ==, "strike 95 − bid 1.80");
  g_assert_cmpstr (find_figure (figures, "Delta")->why, ==, "Magnus model, American, at IV 32.0 %, rate 4.50 %, no dividends: the source gave none");
  g_assert_cmpstr (find_figure (figures, "Probability of profit")->why, ==,
                   "price at expiry at or above breakeven 93.20; IV 32.0 %, rate 4.50 %, no dividends, lognormal");
  g_assert_cmpstr (find_figure (figures, "Bid and ask")->why, ==, "from CBOE, Mon 23 Nov 2026, 11:44 New York");

  for (guint i = 0; i < figures->len; i++)
    {
      const MagExplainedFigure *figure = g_ptr_array_index (figures, i);

      g_assert_cmpstr (figure->value, !=, "");
      g_assert_cmpstr (figure->why, !=, "");
    }
}

/* 38 days to go, or 37 days and a bit: sold at 1.80, all of it is kept when the share stays. */
static void
test_figures_of_time_and_volatility (void)
{
  MagScanRow scan = golden_scan ();
  g_autoptr(MagAnalyzerRow) row = make_row (&scan, 1);
  g_autoptr(GPtrArray) figures = mag_analyzer_figures_of (row);

  g_assert_cmpstr (find_figure (figures, "At expiration")->value, ==, "+$180.00");
  g_assert_cmpstr (find_figure (figures, "At expiration")->why, ==, "day 38: worth $0.00; spot 100.00 and IV 32.0 % unchanged");
  g_assert_cmpstr (find_figure (figures, "IV rank")->value, ==, "41 · 163 d");
  g_assert_cmpstr (find_figure (figures, "IV rank")->why, ==, "(IV30 − lowest) ÷ (highest − lowest) of the last 163 days");
  g_assert_cmpstr (find_figure (figures, "IV percentile")->why, ==, "percent of the last 162 days with a lower IV30");
  g_assert_cmpstr (find_figure (figures, "HV30")->value, ==, "28.0 %");
  g_assert_cmpstr (find_figure (figures, "IV premium")->value, ==, "+7.0 points");
  g_assert_cmpstr (find_figure (figures, "Implied volatility")->why, ==,
                   "at which the Magnus model, American, is worth the mark 1.90; rate 4.50 %, no dividends");
}

/* What a figure assumed of dividends stands in its reason. */
static void
test_dividends_are_named (void)
{
  static const struct { const char *why; MagTerms terms; const char *end; } rows[] = {
    { "yield", { .rate = 0.045, .yield = 0.0123 }, "rate 4.50 %, dividend yield 1.23 %" },
    { "announced", { .rate = 0.045, .n_dividends = 1, .dividends = { { 0, TRUE, 2600 } } }, "rate 4.50 %, a dividend of 0.26, ex Mon 14 Dec (date announced, amount as the last)" },
    { "estimated", { .rate = 0.045, .n_dividends = 1, .dividends = { { 0, FALSE, 2600 } } }, "rate 4.50 %, a dividend of 0.26, ex Mon 14 Dec (estimate)" },
    { "two", { .rate = 0.045, .n_dividends = 2, .dividends = { { 0, FALSE, 2600 }, { 0, FALSE, 2600 } } }, "rate 4.50 %, 2 dividends of 0.26, the first ex Mon 14 Dec (estimates)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagScanRow scan = golden_scan ();
      g_autoptr(MagAnalyzerRow) row = NULL;
      g_autoptr(GPtrArray) figures = NULL;

      g_test_message ("%s", rows[i].why);
      scan.terms = rows[i].terms;
      scan.terms.dividends[0].ex_date = mag_date_new (2026, 12, 14);
      scan.terms.dividends[1].ex_date = mag_date_new (2026, 12, 28);
      row = make_row (&scan, 1);
      figures = mag_analyzer_figures_of (row);
      g_assert_true (g_str_has_suffix (find_figure (figures, "Implied volatility")->why, rows[i].end));
    }
}

/* Deep in the money a volatility is what the rounding of the quote makes it. */
static void
test_volatility_that_says_nothing (void)
{
  static const struct { double vega; const char *text; } rows[] = { { 0.0005, "32.0 %" }, { 0.0004, "-" }, { 0, "-" }, { NAN, "-" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagScanRow scan = golden_scan ();
      g_autoptr(MagAnalyzerRow) row = NULL;
      g_autoptr(GPtrArray) figures = NULL;

      scan.quote.vega = rows[i].vega;
      row = make_row (&scan, 1);
      figures = mag_analyzer_figures_of (row);
      assert_column (row, "iv", rows[i].text);
      g_assert_cmpstr (find_figure (figures, "Implied volatility")->value, ==, rows[i].text);
    }
}

static gboolean
has_spot (const MagPayoffPicture *payoff,
          double                   spot)
{
  gboolean found = FALSE;

  for (guint i = 0; i < MAG_PAYOFF_SPOTS; i++)
    {
      found |= payoff->spots[i] == spot;
      g_assert_true (i == 0 || payoff->spots[i] > payoff->spots[i - 1]);
    }
  return found;
}

static void
test_payoff_in_words (void)
{
  MagScanRow scan = golden_scan ();
  MagPayoffPicture payoff;
  g_autofree char *put = NULL;
  g_autofree char *call = NULL;

  g_assert_true (mag_analyzer_payoff_init (&payoff, &scan, noon ()));
  put = mag_payoff_picture_describe (&payoff);
  g_assert_true (g_str_has_prefix (put, "Payoff. At expiration: at most +$180.00, at worst −$9,320.00, breakeven 93.20. Today, with the share at 100.00: "));
  g_assert_true (has_spot (&payoff, 95)); /* the corner is drawn where it is */
  g_assert_cmpfloat (payoff.spots[0], <, 93.2);
  g_assert_cmpfloat (payoff.spots[MAG_PAYOFF_SPOTS - 1], >, 100);
  g_assert_cmpfloat_with_epsilon (payoff.at_expiration[MAG_PAYOFF_SPOTS - 1], 180, 1e-9);

  g_test_message ("a call is covered: 100 shares at 100.00, called away at 105, 1.80 on top");
  scan.quote.contract.right = MAG_RIGHT_CALL;
  scan.quote.contract.strike = 105 * DOLLAR;
  g_assert_true (mag_analyzer_payoff_init (&payoff, &scan, noon ()));
  g_assert_true (has_spot (&payoff, 105));
  call = mag_payoff_picture_describe (&payoff);
  g_assert_true (g_str_has_prefix (call, "Payoff. At expiration: at most +$680.00, at worst −$9,820.00, breakeven 98.20."));

  g_test_message ("nothing to show without a bid");
  scan.quote.bid = MAG_PRICE_UNKNOWN;
  g_assert_false (mag_analyzer_payoff_init (&payoff, &scan, noon ()));
}

static void
test_figures_of_a_call_use_the_shares (void)
{
  MagScanRow scan = golden_scan ();
  g_autoptr(MagAnalyzerRow) row = NULL;
  g_autoptr(GPtrArray) figures = NULL;

  scan.quote.contract.right = MAG_RIGHT_CALL;
  scan.quote.contract.strike = 105 * DOLLAR;
  row = make_row (&scan, 1);
  figures = mag_analyzer_figures_of (row);

  g_assert_cmpstr (find_figure (figures, "Return on capital")->value, ==, "1.80 %");
  g_assert_cmpstr (find_figure (figures, "Cushion")->why, ==, "(strike 105 − spot 100.00) ÷ spot");
}

/* A comma that parts no thousands is a slip, never to be passed over: 0,50 is not 50. */
static void
test_limit_as_typed (void)
{
  static const struct { const char *text; gboolean readable; double number; } rows[] = {
    { "0.50", TRUE, 0.5 },
    { " $ 1,234.50 ", TRUE, 1234.5 },
    { "10,000", TRUE, 10000 },
    { "12,345,678", TRUE, 12345678 },
    { "40 %", TRUE, 40 },
    { "-3", TRUE, -3 },
    { "", TRUE, NAN },
    { "0,50", FALSE, 0 },
    { "0,500", FALSE, 0 },
    { "1,23", FALSE, 0 },
    { "1.234,5", FALSE, 0 },
    { "1,2345", FALSE, 0 },
    { "ten", FALSE, 0 },
    { "1e5", FALSE, 0 },
    { "1.2.3", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double number = -1;

      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (mag_limit_row_parse (rows[i].text, &number), ==, rows[i].readable);
      if (!rows[i].readable)
        g_assert_cmpfloat (number, ==, -1);
      else
        g_assert_true (number == rows[i].number || (isnan (number) && isnan (rows[i].number)));
    }
}

static void
test_limit_as_typed_with_a_decimal_comma (void)
{
  static const struct { const char *text; gboolean readable; double number; } rows[] = {
    { "0,50", TRUE, 0.5 },
    { "1.234,5", TRUE, 1234.5 },
    { "10.000", TRUE, 10000 },
    { "0.50", TRUE, 0.5 },
    { "1,234.5", FALSE, 0 },
  };

  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("The locale de_DE.UTF-8 is not installed");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double number = -1;

      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (mag_limit_row_parse (rows[i].text, &number), ==, rows[i].readable);
      g_assert_cmpfloat (number, ==, rows[i].readable ? rows[i].number : -1);
    }
  setlocale (LC_NUMERIC, "C");
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analyzer/columns/golden-vector", test_columns_of_golden_vector);
  g_test_add_func ("/analyzer/columns/root-where-it-differs", test_root_is_shown_where_it_differs);
  g_test_add_func ("/analyzer/columns/unknown-is-a-dash", test_unknown_is_a_dash);
  g_test_add_func ("/analyzer/columns/earnings-only-while-held", test_earnings_only_while_held);
  g_test_add_func ("/analyzer/columns/sort-keeps-unknown-last", test_sort_keeps_unknown_last);
  g_test_add_func ("/analyzer/columns/tsv", test_tsv);
  g_test_add_func ("/analyzer/columns/found-by-id", test_every_column_can_be_found);
  g_test_add_func ("/analyzer/row/identity-is-the-contract", test_row_identity);
  g_test_add_func ("/analyzer/summary/names-what-was-left-out", test_line_names_what_was_left_out);
  g_test_add_func ("/analyzer/summary/only-the-best-shown", test_line_says_when_only_the_best_are_shown);
  g_test_add_func ("/analyzer/summary/nothing-left-out", test_line_of_nothing_left_out);
  g_test_add_func ("/analyzer/summary/nothing-passes", test_nothing_names_most_and_last);
  g_test_add_func ("/analyzer/summary/relax", test_relaxing_a_filter);
  g_test_add_func ("/analyzer/figures/explain-themselves", test_figures_explain_themselves);
  g_test_add_func ("/analyzer/figures/time-and-volatility", test_figures_of_time_and_volatility);
  g_test_add_func ("/analyzer/figures/dividends-are-named", test_dividends_are_named);
  g_test_add_func ("/analyzer/figures/volatility-that-says-nothing", test_volatility_that_says_nothing);
  g_test_add_func ("/analyzer/figures/payoff-in-words", test_payoff_in_words);
  g_test_add_func ("/analyzer/limit/as-typed", test_limit_as_typed);
  g_test_add_func ("/analyzer/limit/as-typed-with-a-decimal-comma", test_limit_as_typed_with_a_decimal_comma);
  g_test_add_func ("/analyzer/figures/call-uses-the-shares", test_figures_of_a_call_use_the_shares);
  return g_test_run ();
}
