/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a position brings at a share price and a moment: by the option model before a leg's expiration, by its intrinsic value at it. Positions of several legs
 * are looked at until the first of them expires, since what is done then is not known. Pure; over doubles, as all pricing. */

#include "config.h"

#include "mag-payoff.h"

#include "mag-date.h"
#include "mag-money.h"

#include <math.h>
#include <stdlib.h>

#define SAME_MOMENT (1e-9) /* years; a hundredth of a second */

static gboolean
is_shares (const MagPayoffLeg *leg)
{
  return leg->option.strike == 0;
}

static double
intrinsic (const MagPayoffLeg *leg,
           double              spot)
{
  double worth = leg->option.call ? spot - leg->option.strike : leg->option.strike - spot;

  return is_shares (leg) ? spot : MAX (worth, 0);
}

/**
 * mag_payoff_years:
 * @legs: (array length=n_legs): a position
 *
 * Returns: years until the first option of it expires; NaN for shares alone
 */
double
mag_payoff_years (const MagPayoffLeg *legs,
                  gsize               n_legs)
{
  double years = NAN;

  for (gsize i = 0; i < n_legs; i++)
    if (!is_shares (&legs[i]))
      years = fmin (years, legs[i].option.years);
  return years;
}

/**
 * mag_payoff_dividends:
 * @terms: what the chain was valued with
 * @now_us: the moment of the quotes
 * @dividends: (out) (array): room for MAG_TERMS_MAX_DIVIDENDS
 *
 * Returns: how many go ex after the day of @now_us, and so are not in the share's price yet
 */
gsize
mag_payoff_dividends (const MagTerms *terms,
                      gint64          now_us,
                      MagDividend    *dividends)
{
  MagDate today = mag_date_in_new_york (now_us);
  gsize n = 0;

  for (guint i = 0; i < terms->n_dividends; i++)
    if (terms->dividends[i].ex_date > today)
      dividends[n++] = (MagDividend) {
        .years = mag_date_years_to_expiry (terms->dividends[i].ex_date, TRUE, now_us), /* to the opening */
        .amount = mag_price_to_double (terms->dividends[i].amount),
      };
  return n;
}

/* The dividends that are still to come after a while, counted from then. */
static gsize
shift_dividends (const MagPayoffMarket *market,
                 double                 years,
                 MagDividend           *shifted)
{
  gsize n = 0;

  for (gsize i = 0; i < market->n_dividends; i++)
    if (market->dividends[i].years > years)
      shifted[n++] = (MagDividend) { market->dividends[i].years - years, market->dividends[i].amount };
  return n;
}

/* One leg at every spot, as a table the pricer fills: neighbours share what it has to work out. */
static void
add_leg (MagPricer             *pricer,
         const MagPayoffLeg    *leg,
         const MagPayoffMarket *market,
         double                 years,
         const double          *spots,
         gsize                  n_spots,
         MagPricing            *pricings,
         double                *values)
{
  MagDividend shifted[MAG_TERMS_MAX_DIVIDENDS];
  gsize n_shifted = shift_dividends (market, years, shifted);
  double left = leg->option.years - years;

  if (is_shares (leg) || left < SAME_MOMENT)
    {
      for (gsize i = 0; i < n_spots; i++)
        values[i] += leg->quantity * intrinsic (leg, spots[i]);
      return;
    }
  for (gsize i = 0; i < n_spots; i++)
    {
      pricings[i] = (MagPricing) { .option = leg->option };
      pricings[i].option.spot = spots[i];
      pricings[i].option.years = left;
    }
  mag_pricer_price (pricer, shifted, n_shifted, pricings, n_spots);
  for (gsize i = 0; i < n_spots; i++)
    values[i] += leg->quantity * (pricings[i].status == MAG_IV_OK || pricings[i].status == MAG_IV_AT_INTRINSIC ? pricings[i].value.price : NAN);
}

static double
cost_of (const MagPayoffLeg *legs,
         gsize               n_legs)
{
  double cost = 0;

  for (gsize i = 0; i < n_legs; i++)
    cost += legs[i].quantity * legs[i].price;
  return cost;
}

/* What the position is worth. */
static void
get_values (MagPricer             *pricer,
            const MagPayoffLeg    *legs,
            gsize                  n_legs,
            const MagPayoffMarket *market,
            double                 years,
            const double          *spots,
            gsize                  n_spots,
            double                *values)
{
  g_autofree MagPricing *pricings = g_new (MagPricing, n_spots);

  for (gsize i = 0; i < n_spots; i++)
    values[i] = 0;
  for (gsize i = 0; i < n_legs; i++)
    add_leg (pricer, &legs[i], market, years, spots, n_spots, pricings, values);
}

/**
 * mag_payoff_profit:
 * @pricer: whose boundaries are shared
 * @legs: (array length=n_legs): a position
 * @market: its dividends; the spot is not read here
 * @years: from now, 0 to mag_payoff_years(): the former is "today", the latter "at expiration"
 * @spots: (array length=n_spots): share prices, > 0
 * @profit: (out) (array length=n_spots): dollars the position has gained since it was opened, were the share there then; NaN where a leg has no value
 */
void
mag_payoff_profit (MagPricer             *pricer,
                   const MagPayoffLeg    *legs,
                   gsize                  n_legs,
                   const MagPayoffMarket *market,
                   double                 years,
                   const double          *spots,
                   gsize                  n_spots,
                   double                *profit)
{
  double cost = cost_of (legs, n_legs);

  get_values (pricer, legs, n_legs, market, years, spots, n_spots, profit);
  for (gsize i = 0; i < n_spots; i++)
    profit[i] -= cost;
}

/**
 * mag_payoff_forecast:
 * @pricer: whose boundaries are shared
 * @legs: (array length=n_legs): a position; at the volatilities it is to keep
 * @market: the share price it is to keep, and dividends
 * @points: (array length=n_points): days in, value and profit out
 *
 * The value of the position as time goes by and nothing else does. Change the market's spot, or the sigma of the legs, to ask about another one. Past the
 * first expiration, and for a leg without volatility, there is no value.
 */
void
mag_payoff_forecast (MagPricer             *pricer,
                     const MagPayoffLeg    *legs,
                     gsize                  n_legs,
                     const MagPayoffMarket *market,
                     MagForecastPoint      *points,
                     gsize                  n_points)
{
  double end = mag_payoff_years (legs, n_legs), cost = cost_of (legs, n_legs);

  for (gsize i = 0; i < n_points; i++)
    {
      double years = points[i].days / MAG_DAYS_PER_YEAR;

      points[i].value = NAN;
      if (years >= 0 && years <= end + SAME_MOMENT)
        get_values (pricer, legs, n_legs, market, years, &market->spot, 1, &points[i].value);
      points[i].profit = points[i].value - cost;
    }
}

/* ---- at expiration ---- */

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
profit_at (const MagPayoffLeg *legs,
           gsize               n_legs,
           double              spot)
{
  double profit = 0;

  for (gsize i = 0; i < n_legs; i++)
    profit += legs[i].quantity * (intrinsic (&legs[i], spot) - legs[i].price);
  return profit;
}

/* Dollars per dollar, above every strike. */
static double
slope_at_the_top (const MagPayoffLeg *legs,
                  gsize               n_legs)
{
  double slope = 0;

  for (gsize i = 0; i < n_legs; i++)
    if (is_shares (&legs[i]) || legs[i].option.call)
      slope += legs[i].quantity;
  return slope;
}

static void
add_breakeven (MagPayoffSummary *summary,
               double            spot)
{
  guint n = summary->n_breakevens;

  if (n == MAG_PAYOFF_MAX_BREAKEVENS || (n > 0 && summary->breakevens[n - 1] == spot))
    return;
  summary->breakevens[summary->n_breakevens++] = spot;
}

/* Where the line from one corner to the next crosses zero, its ends included when only one of them lies there: on a piece that is zero throughout nothing is
 * lost and nothing gained, which makes no break even. */
static void
add_crossing (MagPayoffSummary *summary,
              double            from,
              double            to,
              double            profit_from,
              double            profit_to)
{
  if (profit_from == profit_to || profit_from * profit_to > 0)
    return;
  add_breakeven (summary, from + (to - from) * profit_from / (profit_from - profit_to));
}

static gboolean
expire_together (const MagPayoffLeg *legs,
                 gsize               n_legs)
{
  double first = mag_payoff_years (legs, n_legs);

  for (gsize i = 0; i < n_legs; i++)
    if (!is_shares (&legs[i]) && fabs (legs[i].option.years - first) > SAME_MOMENT)
      return FALSE;
  return n_legs > 0;
}

/**
 * mag_payoff_summarize:
 * @legs: (array length=n_legs): a position
 * @summary: (out caller-allocates): exact: the payoff is a line between strikes
 *
 * Returns: %FALSE, and @summary untouched, when the options do not all expire together
 */
gboolean
mag_payoff_summarize (const MagPayoffLeg *legs,
                      gsize               n_legs,
                      MagPayoffSummary   *summary)
{
  g_autofree double *corners = g_new (double, n_legs + 1);
  double slope = slope_at_the_top (legs, n_legs), last;
  gsize n = 1;

  if (!expire_together (legs, n_legs))
    return FALSE;

  corners[0] = 0;
  for (gsize i = 0; i < n_legs; i++)
    if (!is_shares (&legs[i]))
      corners[n++] = legs[i].option.strike;
  qsort (corners, n, sizeof *corners, compare_doubles);

  *summary = (MagPayoffSummary) { .max_profit = -INFINITY, .max_loss = INFINITY };
  for (gsize i = 0; i < n; i++)
    {
      double profit = profit_at (legs, n_legs, corners[i]);

      summary->max_profit = MAX (summary->max_profit, profit);
      summary->max_loss = MIN (summary->max_loss, profit);
      if (i > 0)
        add_crossing (summary, corners[i - 1], corners[i], profit_at (legs, n_legs, corners[i - 1]), profit);
    }
  last = profit_at (legs, n_legs, corners[n - 1]);
  if (slope != 0 && -last / slope > 0)
    add_breakeven (summary, corners[n - 1] - last / slope);
  if (slope > 0)
    summary->max_profit = INFINITY;
  if (slope < 0)
    summary->max_loss = -INFINITY;
  summary->max_loss = MIN (summary->max_loss, 0);
  return TRUE;
}
