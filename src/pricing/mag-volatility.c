/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What volatility is expected and what it has been. Everything is NaN rather than approximate where its window is not full or a number in it is missing. */

#include "config.h"

#include "mag-volatility.h"

#include <math.h>

/* ---- implied ---- */

static double
average_of (const MagStrikeVolatility *strike)
{
  return (strike->call + strike->put) / 2;
}

/**
 * mag_volatility_at_the_money:
 * @strikes: (array length=n_strikes): of one expiration, ascending
 * @forward: of the share at that expiration, in the currency of the strikes
 *
 * The average of call and put at the two strikes around the forward, linear in strike between them (option-math 5). A strike counts when both sides
 * have a volatility: one side alone would bring in the error of rate and dividend that the average cancels.
 *
 * Returns: a fraction; NaN when there is no such strike on both sides of the forward
 */
double
mag_volatility_at_the_money (const MagStrikeVolatility *strikes,
                             size_t                     n_strikes,
                             double                     forward)
{
  const MagStrikeVolatility *below = NULL, *above = NULL;
  double weight;

  for (size_t i = 0; i < n_strikes && above == NULL; i++)
    if (isfinite (average_of (&strikes[i])) && strikes[i].strike <= forward)
      below = &strikes[i];
    else if (isfinite (average_of (&strikes[i])) && strikes[i].strike > forward)
      above = &strikes[i];

  if (below != NULL && below->strike == forward)
    return average_of (below);
  if (below == NULL || above == NULL)
    return NAN;
  weight = (forward - below->strike) / (above->strike - below->strike);
  return (1 - weight) * average_of (below) + weight * average_of (above);
}

/**
 * mag_volatility_iv30:
 * @terms: (array length=n_terms): expirations in any order
 * @one_sided: (out): all expirations with a volatility were on the same side of 30 days, so that the nearest one's had to do; untouched with NaN
 *
 * Constant maturity: total variance, sigma^2 T, is linear in time between the expirations around 30 days (option-math 5).
 *
 * Returns: the volatility of 30 days, a fraction; NaN without any expiration
 */
double
mag_volatility_iv30 (const MagTermVolatility *terms,
                     size_t                   n_terms,
                     bool                    *one_sided)
{
  const double years = MAG_IV30_DAYS / 365;
  const MagTermVolatility *before = NULL, *after = NULL;
  double weight, variance;

  for (size_t i = 0; i < n_terms; i++)
    {
      const MagTermVolatility *term = &terms[i];

      if (!(isfinite (term->years) && term->years > 0 && isfinite (term->sigma) && term->sigma > 0))
        continue;
      if (term->years <= years && (before == NULL || term->years > before->years))
        before = term;
      if (term->years >= years && (after == NULL || term->years < after->years))
        after = term;
    }

  if (before == NULL && after == NULL)
    return NAN;
  *one_sided = before == NULL || after == NULL;
  if (*one_sided)
    return before != NULL ? before->sigma : after->sigma;
  if (after->years == before->years)
    return before->sigma;
  weight = (years - before->years) / (after->years - before->years);
  variance = (1 - weight) * before->sigma * before->sigma * before->years + weight * after->sigma * after->sigma * after->years;
  return sqrt (variance / years);
}

/* ---- rank ---- */

/**
 * mag_volatility_history_days:
 * @n_days: values there are
 *
 * Returns: how many of them rank and percentile look at, which is to be said when it is under MAG_TRADING_DAYS
 */
size_t
mag_volatility_history_days (size_t n_days)
{
  return n_days < MAG_TRADING_DAYS ? n_days : MAG_TRADING_DAYS;
}

/* The last year of a history: its first value, and how many follow it. NULL when that is too little. */
static const double *
last_year (const double *history,
           size_t        n_days,
           size_t       *n)
{
  *n = mag_volatility_history_days (n_days);
  return *n < MAG_IV_RANK_MIN_DAYS ? NULL : history + (n_days - *n);
}

/**
 * mag_volatility_rank:
 * @history: (array length=n_days): one IV30 a day, oldest first, today's last
 *
 * Where today's volatility lies between the lowest and the highest of the last 252 days, today included (option-math 10). Not the percentile.
 *
 * Returns: 0 to 100; NaN with fewer than 60 days, or when all are equal
 */
double
mag_volatility_rank (const double *history,
                     size_t        n_days)
{
  size_t n;
  const double *days = last_year (history, n_days, &n);
  double min, max;

  if (days == NULL)
    return NAN;
  min = max = days[0];
  for (size_t i = 1; i < n; i++)
    {
      min = fmin (min, days[i]);
      max = fmax (max, days[i]);
    }
  return max > min ? 100 * (days[n - 1] - min) / (max - min) : NAN;
}

/**
 * mag_volatility_percentile:
 * @history: (array length=n_days): one IV30 a day, oldest first, today's last
 *
 * On how many percent of the other days of the last 252 volatility was strictly below today's (option-math 10). Not the rank.
 *
 * Returns: 0 to 100; NaN with fewer than 60 days, today included
 */
double
mag_volatility_percentile (const double *history,
                           size_t        n_days)
{
  size_t n, n_below = 0;
  const double *days = last_year (history, n_days, &n);

  if (days == NULL)
    return NAN;
  for (size_t i = 0; i + 1 < n; i++)
    n_below += days[i] < days[n - 1];
  return 100.0 * (double) n_below / (double) (n - 1);
}

/* ---- realised ---- */

/* Of the logarithms of to over from. */
static double
sample_variance (const double *from,
                 const double *to,
                 size_t        n)
{
  double mean = 0, sum = 0;

  for (size_t i = 0; i < n; i++)
    mean += log (to[i] / from[i]) / (double) n;
  for (size_t i = 0; i < n; i++)
    sum += pow (log (to[i] / from[i]) - mean, 2);
  return sum / (double) (n - 1);
}

/* A price that is 0 or missing has no logarithm: the result would be infinite or NaN. */
static double
annualize (double variance)
{
  return isfinite (variance) && variance >= 0 ? sqrt (MAG_TRADING_DAYS * variance) : NAN;
}

/**
 * mag_volatility_close_to_close:
 * @closes: (array length=n_closes): split- and dividend-adjusted, oldest first
 * @n_returns: of how many days, at least 2; 30 is usual
 *
 * HV(n): the sample standard deviation of the last n logarithmic returns, a year of 252 days.
 *
 * Returns: a fraction; NaN with fewer than n + 1 closes, or one among them that is no price
 */
double
mag_volatility_close_to_close (const double *closes,
                               size_t        n_closes,
                               size_t        n_returns)
{
  const double *first;

  if (n_returns < 2 || n_closes < n_returns + 1)
    return NAN;
  first = closes + (n_closes - n_returns - 1);
  return annualize (sample_variance (first, first + 1, n_returns));
}

/* The mean over the last n days of what term makes of high, low and close against the open, as logarithms. */
static double
mean_of_ranges (const MagOhlc *bars,
                size_t         n_days,
                double       (*term) (double high, double low, double close))
{
  double sum = 0;

  if (n_days < 1 || bars->n < n_days)
    return NAN;
  for (size_t i = bars->n - n_days; i < bars->n; i++)
    sum += term (log (bars->high[i] / bars->open[i]), log (bars->low[i] / bars->open[i]), log (bars->close[i] / bars->open[i]));
  return sum / (double) n_days;
}

static double
parkinson_term (double high,
                double low,
                double close)
{
  return (high - low) * (high - low) / (4 * M_LN2);
}

static double
garman_klass_term (double high,
                   double low,
                   double close)
{
  return 0.5 * (high - low) * (high - low) - (2 * M_LN2 - 1) * close * close;
}

static double
rogers_satchell_term (double high,
                      double low,
                      double close)
{
  return high * (high - close) + low * (low - close);
}

/**
 * mag_volatility_parkinson:
 * @n_days: how many of the last bars, at least 1
 *
 * From the range of each day; assumes no drift and no jump overnight. Parkinson (1980).
 *
 * Returns: a fraction; NaN with fewer than @n_days bars, or a price among them that is none
 */
double
mag_volatility_parkinson (const MagOhlc *bars,
                          size_t         n_days)
{
  return annualize (mean_of_ranges (bars, n_days, parkinson_term));
}

/**
 * mag_volatility_garman_klass:
 * @n_days: how many of the last bars, at least 1
 *
 * From range and close against the open; assumes no drift and no jump overnight. Garman, Klass (1980).
 *
 * Returns: a fraction; NaN with fewer than @n_days bars, or a price among them that is none
 */
double
mag_volatility_garman_klass (const MagOhlc *bars,
                             size_t         n_days)
{
  return annualize (mean_of_ranges (bars, n_days, garman_klass_term));
}

/**
 * mag_volatility_rogers_satchell:
 * @n_days: how many of the last bars, at least 1
 *
 * From range and close against the open, whatever the drift; assumes no jump overnight. Rogers, Satchell (1991).
 *
 * Returns: a fraction; NaN with fewer than @n_days bars, or a price among them that is none
 */
double
mag_volatility_rogers_satchell (const MagOhlc *bars,
                                size_t         n_days)
{
  return annualize (mean_of_ranges (bars, n_days, rogers_satchell_term));
}

/**
 * mag_volatility_yang_zhang:
 * @n_days: how many of the last bars, at least 2; one more is needed for its close
 *
 * The nights, the days and the ranges, weighted for the least variance; whatever drift and jumps overnight. Yang, Zhang (2000).
 *
 * Returns: a fraction; NaN with fewer than @n_days + 1 bars, or a price among them that is none
 */
double
mag_volatility_yang_zhang (const MagOhlc *bars,
                           size_t         n_days)
{
  double n = (double) n_days, k, nights, days;
  size_t first;

  if (n_days < 2 || bars->n < n_days + 1)
    return NAN;
  first = bars->n - n_days;
  k = 0.34 / (1.34 + (n + 1) / (n - 1));
  nights = sample_variance (bars->close + first - 1, bars->open + first, n_days);
  days = sample_variance (bars->open + first, bars->close + first, n_days);
  return annualize (nights + k * days + (1 - k) * mean_of_ranges (bars, n_days, rogers_satchell_term));
}

/**
 * mag_volatility_premium:
 * @iv30: expected, a fraction
 * @hv30: realised, a fraction
 *
 * What an option costs above what the share has done: IV30 - HV(30), not their ratio.
 *
 * Returns: volatility points (0.05 more is 5); NaN when either is
 */
double
mag_volatility_premium (double iv30,
                        double hv30)
{
  return (iv30 - hv30) * 100;
}
