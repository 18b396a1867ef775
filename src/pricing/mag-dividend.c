/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the values at eight volatilities, walked back at once, to the value at one and its derivatives, or to the volatility behind a price. */

#include "mag-dividend.h"

#include "mag-black.h"
#include "mag-dividend-walk.h"

#include <float.h>
#include <math.h>

#define LANES MAG_DIVIDEND_LANES
/* From the middle of the volatilities to the outermost, in their logarithm. Between steps in time the boundary of exercise makes values a little
 * uneven, which asks for a wide spread; an early dividend makes them bend sharply, which asks for a narrow one. */
#define SPREAD_MARCHED 0.15
#define SPREAD_SUMMED 0.1
#define MOST_WALKS 40
#define PRICE_TOLERANCE 1e-9 /* of the larger of spot and strike: what counts as equal */
#define FARTHEST_PLACE 100.0 /* spot and strike farther apart than e to this are moved together: it does not change the value */
/* Dollars per share; what lies outside is no price but a bad number. */
#define LOWEST_PRICE 1e-9
#define HIGHEST_PRICE 1e15
#define LARGEST_GROWTH 50.0  /* of a rate or yield over the option's time, in logarithm; more is no rate but a bad number */
/* Deviations of the whole time beyond which more, or less, changes no figure. */
#define LARGEST_DEVIATION 14.0
#define SMALLEST_DEVIATION 1e-5
#define TYPICAL_SIGMA 0.35   /* to start at when nothing better is known ... */
#define WIDE_SPREAD 1.2      /* ... and how far to look then */
#define LONGEST_STRIDE 1.0   /* in the logarithm of the volatility, while searching */
#define FEWEST_LANES 5       /* that make a curve */
#define MOST_STEPS 60        /* of the search on a curve */


static const MagOptionValue no_value = { NAN, NAN, NAN, NAN, NAN };

static bool
is_positive (double x)
{
  return isfinite (x) && x > 0;
}

static bool
is_price (double x)
{
  return x >= LOWEST_PRICE && x <= HIGHEST_PRICE;
}

static bool
is_valid (const MagOption   *option,
          const MagDividend *dividends,
          size_t             n_dividends)
{
  if (!is_price (option->spot) || !is_price (option->strike) || !isfinite (option->years) || !isfinite (option->rate) ||
      !isfinite (option->yield) || fabs (option->rate * option->years) > LARGEST_GROWTH || fabs (option->yield * option->years) > LARGEST_GROWTH)
    return false;
  for (size_t i = 0; i < n_dividends; i++)
    if (!isfinite (dividends[i].years) || !isfinite (dividends[i].amount) || dividends[i].amount < 0 ||
        (i > 0 && dividends[i].years < dividends[i - 1].years))
      return false;
  return true;
}

/* Where exercise may pay between dividends. For a moment's delay a put gives up the interest on the strike and saves the yield of the share, a
 * call the reverse. Where both are negative, exercise pays at most between two boundaries. */
static MagDividendExercise
find_exercise (const MagOption *option)
{
  double gain = option->call ? option->yield : option->rate, loss = option->call ? option->rate : option->yield;

  if (option->european)
    return MAG_DIVIDEND_EXERCISE_NONE;
  if (gain < 0)
    return loss < gain ? MAG_DIVIDEND_EXERCISE_BETWEEN : MAG_DIVIDEND_EXERCISE_NONE;
  if (gain == 0 && loss >= 0)
    return MAG_DIVIDEND_EXERCISE_NONE;
  return option->call ? MAG_DIVIDEND_EXERCISE_HIGH : MAG_DIVIDEND_EXERCISE_LOW;
}

static MagDividendProblem
make_problem (const MagOption   *option,
              const MagDividend *dividends,
              size_t             n_dividends)
{
  double least = fmax (option->spot, option->strike) * exp (-FARTHEST_PLACE);
  double spot = fmax (option->spot, least), strike = fmax (option->strike, least);
  MagDividendProblem problem = {
    .call = option->call,
    .european = option->european,
    .at_dividends = option->call && !option->european,
    .exercise = find_exercise (option),
    .place = log (spot / strike),
    .strike = strike,
    .years = option->years,
    .rate = option->rate,
    .yield = option->yield,
  };

  while (n_dividends > 0 && dividends->years <= 0)
    {
      dividends++;
      n_dividends--;
    }
  problem.dividends = dividends;
  for (size_t i = 0; i < n_dividends && dividends[i].years <= option->years; i++)
    {
      problem.paid += mag_dividend_share (&problem, &dividends[i]);
      problem.n_dividends = i + 1;
    }
  return problem;
}

static double
intrinsic_of (const MagOption *option)
{
  return fmax (0, option->call ? option->spot - option->strike : option->strike - option->spot);
}

/* What exercise after years brings, seen from today, when the spot is then spot. */
static double
exercise_later (const MagOption *option,
                double           spot,
                double           years)
{
  return exp (-option->rate * years) * (option->call ? spot - option->strike : option->strike - spot);
}

/* The best of exercise in a stretch without dividends and volatility: at its ends or where delay stops to pay. *spot moves to the end. */
static double
best_in_stretch (const MagOption *option,
                 double          *spot,
                 double           from,
                 double           to)
{
  double carry = option->rate - option->yield;
  double best = exercise_later (option, *spot, from);
  double wait = log (option->rate * option->strike / (option->yield * *spot)) / carry;

  /* No such moment: wait is not a number, or infinite. */
  if (wait > 0 && wait < to - from)
    best = fmax (best, exercise_later (option, *spot * exp (carry * wait), from + wait));
  *spot *= exp (carry * (to - from));
  return fmax (best, exercise_later (option, *spot, to));
}

/* What the option is worth without any volatility. */
static double
minimum_of (const MagOption          *option,
            const MagDividendProblem *problem)
{
  double spot = option->spot, best = 0, now = 0;

  for (size_t i = 0; i < problem->n_dividends; i++)
    {
      best = fmax (best, best_in_stretch (option, &spot, now, problem->dividends[i].years));
      now = problem->dividends[i].years;
      spot = fmax (0, spot - problem->dividends[i].amount);
    }
  best = fmax (best, best_in_stretch (option, &spot, now, option->years));
  return option->european ? fmax (0, exercise_later (option, spot, option->years)) : best;
}

/* What the option is worth where volatility knows no limit: the share or the strike, taken at the better end. */
static double
maximum_of (const MagOption *option)
{
  double whole = option->call ? option->spot : option->strike;
  double late = whole * exp (-(option->call ? option->yield : option->rate) * option->years);

  return option->european ? late : fmax (whole, late);
}

#define MIDDLE_LANE 4

/* Chebyshev's extrema but the last, so that one lane is the middle. */
static const double places[LANES] = { -1, -0.92387953251128674, -0.70710678118654752, -0.38268343236508977, 0,
                                      0.38268343236508977, 0.70710678118654752, 0.92387953251128674 };

#define FIGURES 3 /* value, delta, gamma */

/* Polynomials in the place of the volatility, nearest by least squares to the figures of the lanes above those in which exercise is best. The
 * lanes' small errors differ, and a slope taken through every one of them would be mostly error. */
typedef struct
{
  double middle, spread;
  bool   exercised;      /* the middle */
  int    n_exercised;    /* lanes */
  int    n;              /* lanes held above them */
  double place[LANES];   /* (ln sigma - ln middle) / spread, ascending */
  double value[LANES];   /* of each */
  int    degree;
  double shift[LANES], scale[LANES];      /* p[k + 1] = (x - shift[k]) p[k] - scale[k] p[k - 1], orthogonal over the lanes */
  double coefficient[FIGURES][LANES];     /* of each p */
} Curve;

#define HIGHEST_DEGREE 5

/* Forsythe, Journal of the SIAM 5, 1957. */
static void
fit_curve (Curve       *curve,
           const double figures[FIGURES][LANES])
{
  double now[LANES], last[LANES] = { 0 }, size = curve->n, last_size = 1;

  curve->degree = curve->n - 2 < HIGHEST_DEGREE ? curve->n - 2 : HIGHEST_DEGREE;
  if (curve->degree < 0)
    curve->degree = 0;
  for (int i = 0; i < curve->n; i++)
    now[i] = 1;
  for (int k = 0; k <= curve->degree && curve->n > 0; k++)
    {
      double next_size = 0;

      curve->shift[k] = 0;
      curve->scale[k] = k > 0 ? size / last_size : 0;
      for (int i = 0; i < curve->n; i++)
        {
          curve->shift[k] += curve->place[i] * now[i] * now[i] / size;
          for (int f = 0; f < FIGURES; f++)
            curve->coefficient[f][k] += figures[f][i] * now[i] / size;
        }
      for (int i = 0; i < curve->n; i++)
        {
          double next = (curve->place[i] - curve->shift[k]) * now[i] - curve->scale[k] * last[i];

          last[i] = now[i];
          now[i] = next;
          next_size += next * next;
        }
      last_size = size;
      size = next_size;
    }
}

static void
find_curve (Curve                    *curve,
            const MagDividendProblem *problem,
            double                    middle,
            double                    spread)
{
  double sigma[LANES], figures[FIGURES][LANES];
  MagDividendOutcome outcomes[LANES];
  double root = sqrt (problem->years);

  for (int l = 0; l < LANES; l++)
    sigma[l] = fmax (SMALLEST_DEVIATION / root, fmin (LARGEST_DEVIATION / root, middle * exp (spread * places[l])));
  mag_dividend_walk (problem, sigma, outcomes);
  *curve = (Curve) { .middle = middle, .spread = spread, .exercised = outcomes[MIDDLE_LANE].exercised };
  for (int l = 0; l < LANES; l++)
    if (outcomes[l].exercised)
      curve->n_exercised = l + 1;
  for (int l = curve->n_exercised; l < LANES; l++)
    {
      curve->place[curve->n] = places[l];
      curve->value[curve->n] = figures[0][curve->n] = outcomes[l].value;
      figures[1][curve->n] = outcomes[l].delta;
      figures[2][curve->n] = outcomes[l].gamma;
      curve->n++;
    }
  fit_curve (curve, figures);
}

/* A figure of the curve and, where asked for, its slope. */
static double
follow (const Curve *curve,
        int          figure,
        double       place,
        double      *slope)
{
  double p = 1, last = 0, d = 0, last_d = 0, sum = 0, slopes = 0;

  for (int k = 0; k <= curve->degree; k++)
    {
      double next = (place - curve->shift[k]) * p - curve->scale[k] * last;
      double next_d = (place - curve->shift[k]) * d + p - curve->scale[k] * last_d;

      sum += curve->coefficient[figure][k] * p;
      slopes += curve->coefficient[figure][k] * d;
      last = p;
      p = next;
      last_d = d;
      d = next_d;
    }
  if (slope != NULL)
    *slope = slopes;
  return sum;
}

static double
sigma_at (const Curve *curve,
          double       place)
{
  return curve->middle * exp (curve->spread * place);
}

static double
spread_of (const MagDividendProblem *problem)
{
  return problem->exercise == MAG_DIVIDEND_EXERCISE_NONE ? SPREAD_SUMMED : SPREAD_MARCHED;
}

static MagOptionValue
exercised_value (const MagOption *option)
{
  return (MagOptionValue) { .price = intrinsic_of (option), .delta = option->call ? 1 : -1 };
}

/* All figures at a place of the curve. In the continuation region theta follows from the pricing equation. */
static MagOptionValue
read_curve (const Curve              *curve,
            const MagDividendProblem *problem,
            const MagOption          *option,
            double                    place)
{
  double sigma = sigma_at (curve, place), spot = option->spot, slope;
  MagOptionValue value;

  value.price = fmax (option->european ? 0 : intrinsic_of (option), problem->strike * follow (curve, 0, place, &slope));
  value.delta = follow (curve, 1, place, NULL);
  value.gamma = fmax (0, follow (curve, 2, place, NULL)) / problem->strike;
  value.vega = problem->strike * fmax (0, slope) / (sigma * curve->spread) / MAG_VOLATILITY_POINTS;
  value.theta = (option->rate * value.price - (option->rate - option->yield) * spot * value.delta -
                 sigma * sigma / 2 * spot * (spot * value.gamma)) / MAG_DAYS_PER_YEAR;
  return value;
}

static bool
has_closed_form (const MagDividendProblem *problem)
{
  return problem->exercise == MAG_DIVIDEND_EXERCISE_NONE && problem->paid == 0;
}

/**
 * mag_dividend_evaluate:
 * @option: the option and the market; a yield is paid besides the dividends
 * @dividends: (array length=n_dividends): ascending; those not after now or after expiry do not count
 * @value: (out): price and greeks of one long option; NaN everywhere when false is returned
 *
 * Returns: false when spot, strike, years or sigma is not a positive number, or a rate or a dividend is not a number, negative or out of order
 */
bool
mag_dividend_evaluate (const MagOption   *option,
                       const MagDividend *dividends,
                       size_t             n_dividends,
                       MagOptionValue    *value)
{
  MagDividendProblem problem;
  Curve curve;

  *value = no_value;
  if (!is_valid (option, dividends, n_dividends) || option->years <= 0 || !is_positive (option->sigma))
    return false;
  problem = make_problem (option, dividends, n_dividends);
  if (has_closed_form (&problem))
    return mag_black_evaluate (option, value);
  find_curve (&curve, &problem, option->sigma, spread_of (&problem));
  *value = curve.exercised ? exercised_value (option) : read_curve (&curve, &problem, option, 0);
  return true;
}

static double
implied_or_nan (const MagOption *option,
                double           mark)
{
  double sigma;

  return mag_black_implied (option, mark, &sigma) == MAG_IV_OK ? sigma : NAN;
}

/* A start, by Black's approximation: the lowest volatility at which a European option, on the spot without the present value of the dividends
 * before its end, has this price; it ends at expiry or, a call, just before a dividend. NaN: none */
static double
guess_sigma (const MagOption          *option,
             const MagDividendProblem *problem,
             double                    mark)
{
  MagOption escrowed = *option;
  double guess = NAN;

  escrowed.european = true;
  for (size_t i = 0; i < problem->n_dividends; i++)
    {
      const MagDividend *dividend = &problem->dividends[i];

      escrowed.years = dividend->years;
      if (problem->at_dividends)
        guess = fmin (guess, implied_or_nan (&escrowed, mark));
      escrowed.spot -= dividend->amount * exp (-option->rate * dividend->years);
    }
  escrowed.years = option->years;
  return fmin (guess, implied_or_nan (&escrowed, mark));
}

/* The place on the curve between low and high where the value is goal. */
static double
find_place (const Curve *curve,
            double       goal,
            double       low,
            double       high)
{
  double place = (low + high) / 2;

  for (int i = 0; i < MOST_STEPS; i++)
    {
      double slope, excess = follow (curve, 0, place, &slope) - goal, next = place - excess / slope;

      if (excess > 0)
        high = place;
      else
        low = place;
      if (!(next > low && next < high))
        next = (low + high) / 2;
      if (fabs (next - place) < 1e-13)
        break;
      place = next;
    }
  return place;
}

/* Looks for goal, in strikes, between two neighbours of the curve, the lower of which may be one where exercise is best. NaN: not there */
static double
search_curve (const Curve *curve,
              double       goal)
{
  if (curve->n > 0 && curve->n_exercised > 0 && goal <= curve->value[0])
    return find_place (curve, goal, places[curve->n_exercised - 1], curve->place[0]);
  for (int i = 1; i < curve->n; i++)
    if (curve->value[i - 1] <= goal && goal <= curve->value[i])
      return find_place (curve, goal, curve->place[i - 1], curve->place[i]);
  return NAN;
}

/* The search for a volatility, between bounds that close in. */
typedef struct
{
  double goal; /* value in strikes */
  double low, high;
  double middle, spread;
} Search;

/* Moves to where the goal may be, by Newton's step from the end of the curve or, where that leads nowhere, into the middle of the bounds. */
static void
move_on (Search      *search,
         const Curve *curve)
{
  bool up = curve->n == 0 || curve->value[curve->n - 1] < search->goal;
  double end = up ? places[LANES - 1] : places[0], slope = 0, value = 0, stride;

  if (up)
    search->low = fmax (search->low, sigma_at (curve, end));
  else
    search->high = fmin (search->high, sigma_at (curve, end));
  if (curve->n > 0)
    value = follow (curve, 0, end, &slope);
  stride = (search->goal - value) / slope * curve->spread;
  if (!(fabs (stride) < LONGEST_STRIDE))
    stride = up ? LONGEST_STRIDE : -LONGEST_STRIDE;
  search->middle = sigma_at (curve, end) * exp (stride);
  if (!(search->middle > search->low && search->middle < search->high))
    search->middle = sqrt (search->low * search->high);
}

/* Returns: OK with the figures at *sigma, or why there are none */
static MagIvStatus
search_sigma (const MagOption          *option,
              const MagDividendProblem *problem,
              double                    mark,
              double                   *sigma,
              MagOptionValue           *value)
{
  double guess = guess_sigma (option, problem, mark), spread = spread_of (problem);
  Search search = { .goal = mark / problem->strike, .low = MAG_SIGMA_MIN / 2, .high = MAG_SIGMA_MAX * 2 };
  Curve curve;

  search.middle = isnan (guess) ? TYPICAL_SIGMA : guess;
  search.spread = isnan (guess) ? WIDE_SPREAD : spread;
  for (int i = 0; i < MOST_WALKS; i++)
    {
      double place, found;

      find_curve (&curve, problem, search.middle, search.spread);
      place = search_curve (&curve, search.goal);
      found = sigma_at (&curve, place);
      if (isnan (place))
        move_on (&search, &curve);
      else if (search.spread > spread || curve.n < FEWEST_LANES)
        search.middle = curve.n < FEWEST_LANES ? found * exp (spread / 2) : found;
      else if (found < MAG_SIGMA_MIN || found > MAG_SIGMA_MAX)
        return found < MAG_SIGMA_MIN ? MAG_IV_BELOW_RANGE : MAG_IV_ABOVE_RANGE;
      else
        {
          *sigma = found;
          *value = read_curve (&curve, problem, option, place);
          return MAG_IV_OK;
        }
      search.spread = spread;
      if (search.low >= MAG_SIGMA_MAX)
        return MAG_IV_ABOVE_RANGE;
      if (search.high <= MAG_SIGMA_MIN)
        return MAG_IV_BELOW_RANGE;
    }
  return search.middle > 1 ? MAG_IV_ABOVE_RANGE : MAG_IV_BELOW_RANGE;
}

/* The same where the European formula holds. */
static MagIvStatus
solve_closed_form (const MagOption *option,
                   double           mark,
                   double          *sigma,
                   MagOptionValue  *value)
{
  MagOption found = *option;
  MagIvStatus status = mag_black_implied (option, mark, &found.sigma);

  if (status == MAG_IV_OK)
    {
      *sigma = found.sigma;
      mag_black_evaluate (&found, value);
    }
  return status;
}

/**
 * mag_dividend_implied:
 * @option: the option and the market; its sigma is not read
 * @mark: dollars per share
 * @dividends: (array length=n_dividends): as for mag_dividend_evaluate()
 * @sigma: (out): the volatility at which the option is worth @mark; NaN unless OK is returned
 * @value: (out): price and greeks there; NaN unless OK or AT_INTRINSIC is returned
 *
 * Returns: OK, or the first reason for which there is no volatility
 */
MagIvStatus
mag_dividend_implied (const MagOption   *option,
                      double             mark,
                      const MagDividend *dividends,
                      size_t             n_dividends,
                      double            *sigma,
                      MagOptionValue    *value)
{
  double tolerance = PRICE_TOLERANCE * fmax (option->spot, option->strike), intrinsic = intrinsic_of (option);
  MagDividendProblem problem;

  *sigma = NAN;
  *value = no_value;
  if (!is_valid (option, dividends, n_dividends) || !isfinite (mark))
    return MAG_IV_BAD_INPUT;
  if (option->years <= 0)
    return MAG_IV_EXPIRED;
  if (!option->european && mark < intrinsic - tolerance)
    return MAG_IV_BELOW_INTRINSIC;
  if (!option->european && intrinsic > 0 && mark <= intrinsic + tolerance)
    {
      *value = exercised_value (option);
      return MAG_IV_AT_INTRINSIC;
    }
  problem = make_problem (option, dividends, n_dividends);
  if (mark <= minimum_of (option, &problem) + tolerance)
    return MAG_IV_BELOW_MINIMUM;
  if (mark >= maximum_of (option) - tolerance)
    return MAG_IV_ABOVE_MAXIMUM;
  if (has_closed_form (&problem))
    return solve_closed_form (option, mark, sigma, value);
  return search_sigma (option, &problem, mark, sigma, value);
}
