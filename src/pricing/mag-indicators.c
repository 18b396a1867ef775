/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Averages, strength, range and bands of daily prices. A missing price, NaN, spoils the windows it is in, and with the averages that remember everything
 * (EMA, RSI, ATR) all that follows. */

#include "config.h"

#include "mag-indicators.h"

#include <math.h>

static double
mean_of (const double *values,
         size_t        n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += values[i];
  return sum / (double) n;
}

/**
 * mag_indicator_sma:
 * @closes: (array length=n_bars): dollars
 * @window: bars, at least 1
 * @values: (out) (array length=n_bars): the mean of the last @window closes, dollars
 */
void
mag_indicator_sma (const double *closes,
                   size_t        n_bars,
                   size_t        window,
                   double       *values)
{
  for (size_t i = 0; i < n_bars; i++)
    values[i] = window > 0 && i + 1 >= window ? mean_of (closes + (i + 1 - window), window) : NAN;
}

/**
 * mag_indicator_ema:
 * @closes: (array length=n_bars): dollars
 * @window: bars, at least 1; the newest close weighs 2 / (@window + 1)
 * @values: (out) (array length=n_bars): dollars; begins with the mean of the first @window closes
 */
void
mag_indicator_ema (const double *closes,
                   size_t        n_bars,
                   size_t        window,
                   double       *values)
{
  double weight = 2 / ((double) window + 1);

  for (size_t i = 0; i < n_bars; i++)
    if (window == 0 || i + 1 < window)
      values[i] = NAN;
    else if (i + 1 == window)
      values[i] = mean_of (closes, window);
    else
      values[i] = weight * closes[i] + (1 - weight) * values[i - 1];
}

/* Wilder's average, which begins as a plain mean: n values are in it before the next. */
static double
smooth (double average,
        double value,
        size_t n_before,
        size_t window)
{
  double n = (double) (n_before < window ? n_before + 1 : window);

  return (average * (n - 1) + value) / n;
}

static double
strength (double gain,
          double loss)
{
  if (gain == 0 && loss == 0)
    return 50;
  return 100 - 100 / (1 + gain / loss); /* no losses: the quotient is infinite, the strength 100 */
}

/**
 * mag_indicator_rsi:
 * @closes: (array length=n_bars): dollars
 * @window: changes, at least 1; 14 is usual
 * @values: (out) (array length=n_bars): 0 to 100, 50 when nothing moved; the first is that of bar number @window + 1
 *
 * Relative strength with Wilder's averages, which remember where they began: have 150 bars before the first one shown. Wilder (1978).
 */
void
mag_indicator_rsi (const double *closes,
                   size_t        n_bars,
                   size_t        window,
                   double       *values)
{
  double gain = 0, loss = 0;

  for (size_t i = 0; i < n_bars; i++)
    {
      double change = i > 0 ? closes[i] - closes[i - 1] : 0;

      if (i > 0)
        {
          gain = smooth (gain, isnan (change) ? NAN : fmax (change, 0), i - 1, window);
          loss = smooth (loss, isnan (change) ? NAN : fmax (-change, 0), i - 1, window);
        }
      values[i] = window > 0 && i >= window ? strength (gain, loss) : NAN;
    }
}

/**
 * mag_indicator_atr:
 * @highs: (array length=n_bars): dollars, as @lows and @closes
 * @window: bars, at least 1; 14 is usual
 * @values: (out) (array length=n_bars): dollars; the first is that of bar number @window
 *
 * Average true range: the day's range, or to the close before when that is farther. Wilder (1978).
 */
void
mag_indicator_atr (const double *highs,
                   const double *lows,
                   const double *closes,
                   size_t        n_bars,
                   size_t        window,
                   double       *values)
{
  double average = 0;

  for (size_t i = 0; i < n_bars; i++)
    {
      double range = highs[i] - lows[i];

      if (i > 0)
        range = isnan (range + closes[i - 1]) ? NAN : fmax (range, fmax (fabs (highs[i] - closes[i - 1]), fabs (lows[i] - closes[i - 1])));
      average = smooth (average, range, i, window);
      values[i] = window > 0 && i + 1 >= window ? average : NAN;
    }
}

static MagBollinger
make_bands (const double *closes,
            size_t        window,
            double        width)
{
  MagBollinger bands = { .middle = mean_of (closes, window) };
  double sum = 0, deviation;

  for (size_t i = 0; i < window; i++)
    sum += (closes[i] - bands.middle) * (closes[i] - bands.middle);
  deviation = sqrt (sum / (double) window);
  bands.lower = bands.middle - width * deviation;
  bands.upper = bands.middle + width * deviation;
  bands.percent_b = bands.upper > bands.lower ? (closes[window - 1] - bands.lower) / (bands.upper - bands.lower) : NAN;
  bands.bandwidth = bands.middle != 0 ? (bands.upper - bands.lower) / bands.middle : NAN;
  return bands;
}

/**
 * mag_indicator_bollinger:
 * @closes: (array length=n_bars): dollars
 * @window: bars, at least 1; 20 is usual
 * @width: of the bands, in standard deviations of the population of closes; 2 is usual
 * @values: (out) (array length=n_bars): dollars and ratios. Bollinger, "Bollinger on Bollinger Bands" (2001).
 */
void
mag_indicator_bollinger (const double *closes,
                         size_t        n_bars,
                         size_t        window,
                         double        width,
                         MagBollinger *values)
{
  for (size_t i = 0; i < n_bars; i++)
    if (window > 0 && i + 1 >= window)
      values[i] = make_bands (closes + (i + 1 - window), window, width);
    else
      values[i] = (MagBollinger) { NAN, NAN, NAN, NAN, NAN };
}
