/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Plans the way from expiry back to now: stretches between dividends, each with a grid of its own, as fine as the values on it are smooth and as
 * wide as what the present spot can reach. */

#include "mag-dividend-walk.h"

#include "mag-kernel.h"

#include <math.h>

#define WIDTH 5.0          /* deviations on either side that a grid reaches */
#define RUIN 3.5           /* deviations down that a spot may have to fall for dividends to take all of it, and that matters yet */
#define SUM_STEP 0.07      /* between nodes, in deviations of the time to expiry at the highest volatility, where stretches are summed ... */
#define MARCH_STEP 0.075   /* ... and where they are marched */
#define FINAL_STEP 0.25     /* of the last march, in deviations of its time */
#define COARSEST_STEP 0.2  /* in ln (spot), so that the payoff's own curve is followed */
#define FINEST_SHARE 0.3   /* a last sum's step, in deviations of its stretch */
#define MARCH_STEPS 60     /* in time, from expiry to the end of a march, if there were nothing in between */
#define FEWEST_STEPS 16    /* in time, after a boundary has appeared */
#define FEWEST_WAITING 8   /* in time, while nothing is exercised */
#define SUM_RATIO 16.0     /* most between the times to expiry at either end of a stretch that is summed: values have to be smooth to its grid */
#define MARCH_RATIO 9.0    /* the same for a march */
#define HUGE_VALUE 1e300
#define FEWEST_NODES 16
#define FARTHEST 150.0     /* no grid reaches beyond the strike times e to this */
#define SHORTEST 1e-5      /* a dividend this share of the time before expiry counts as on expiry, and one as close ahead as that far off */

typedef struct
{
  const MagDividendKernel  *kernel;
  const MagDividendProblem *problem;
  MagDividendLanes          sigma;
  double                    lowest, highest; /* of sigma */
  double                    drift;
  double                    reached;  /* years before expiry that the values are for */
  double                    dividend; /* to be paid at that moment, over strike; 0: none */
  double                    unpaid;   /* sum of those before that moment, which the way back has not come to */
  double                    ahead;    /* the one that was paid last, on the way back */
  double                    worth;    /* over strike, of share and put together where the put is deep in the money; exercise brings 1 */
  MagDividendGrid          *now, *next;
} Walk;

typedef struct
{
  double low, high;
} Window;

static double
limited (double x)
{
  return fmin (FARTHEST, fmax (-FARTHEST, x));
}

/* The lowest spot that counts at the end of paths that without dividends lead to lowest and more, in ln (spot). Where the dividends may take all
 * that is left, every spot counts, unless those paths are unlikely. */
static double
lowest_after_dividends (double lowest,
                        double unlikely,
                        double paid)
{
  if (paid == 0)
    return lowest;
  if (exp (limited (lowest)) < 2 * paid)
    lowest = unlikely;
  return exp (limited (lowest)) < 2 * paid ? -FARTHEST : log (exp (limited (lowest)) - paid);
}

/* What the spot can reach from now until some time before expiry. Calls count by the spot they bring, so their paths are weighted by it. */
static Window
window_of_spot (const Walk *walk,
                double      before)
{
  const MagDividendProblem *problem = walk->problem;
  double years = problem->years - before, root = sqrt (years);
  double growth = (problem->rate - problem->yield) * years, middle = problem->place + growth;
  double side = problem->call ? 0.5 : -0.5;
  double low = walk->lowest, high = walk->highest;
  double most = fmax (side * low * low * years + WIDTH * low * root, side * high * high * years + WIDTH * high * root);
  double least = fmin (side * low * low * years - WIDTH * low * root, side * high * high * years - WIDTH * high * root);
  double unlikely = side * high * high * years - RUIN * high * root;

  return (Window) { .low = lowest_after_dividends (middle + least, middle + unlikely, walk->unpaid * exp (fmax (0, growth))),
                    .high = middle + most };
}

/* Where the value is not yet a line in the spot: around the strike and, with a dividend ahead, around that, which a lower spot can not pay. */
static Window
window_of_strike (const Walk *walk,
                  double      before)
{
  const MagDividendProblem *problem = walk->problem;
  double variance = walk->highest * walk->highest * before, recent = walk->highest * walk->highest * (before - walk->reached);
  double drift = fabs (problem->rate - problem->yield) * before, reach = variance / 2 + WIDTH * sqrt (variance) + drift;
  double ahead = walk->dividend > 0 ? walk->dividend : walk->ahead;

  return (Window) { .low = fmin (-reach, ahead > 0 && !problem->call ? log (ahead) - recent / 2 - RUIN * sqrt (recent) : 0),
                    .high = reach + log1p (problem->paid) };
}

/* The nodes of a grid that starts at walk->reached and, moving by the drift, ends at before. */
static Window
window_of_stretch (const Walk *walk,
                   double      before)
{
  double move = walk->drift * (before - walk->reached);
  Window first = window_of_spot (walk, walk->reached), last = window_of_spot (walk, before), strike = window_of_strike (walk, before);
  Window window;

  window.low = limited (fmax (fmin (first.low, last.low + move), fmin (strike.low, strike.low + move)));
  window.high = limited (fmin (fmax (first.high, last.high + move), fmax (strike.high, strike.high + move)));
  return window;
}

static void
set_nodes (MagDividendGrid *grid,
           Window           window,
           double           step)
{
  double width = window.high - window.low;

  if (!(width >= FEWEST_NODES * step))
    {
      double middle = (window.low + window.high) / 2;

      window.low = middle - FEWEST_NODES * step / 2;
      width = FEWEST_NODES * step;
    }
  grid->step = fmax (step, width / (MAG_DIVIDEND_NODES - 2));
  grid->n = (int) ceil (width / grid->step) + 1;
  grid->first = window.low;
}

/* The most a put can be worth at a time before expiry, over strike: what it is worth on a share that is worth nothing. A call knows no such limit. */
static double
most_of (const MagDividendProblem *problem,
         double                    before)
{
  double late = exp (-problem->rate * before);

  if (problem->call)
    return HUGE_VALUE;
  return problem->european || late > 1 ? late : 1;
}

/* The lines just before a dividend. */
static void
set_lines (MagDividendGrid           *grid,
           const MagDividendGrid     *from,
           const MagDividendProblem  *problem,
           double                     dividend,
           double                     before)
{
  grid->most = most_of (problem, before);
  grid->low = from->low;
  grid->high = from->high;
  if (exp (grid->first) > dividend)
    grid->low.level -= grid->low.slope * dividend;
  else
    grid->low = (MagDividendLine) { 0, problem->call ? 0 : grid->most };
  grid->high.level -= grid->high.slope * dividend;
  if (dividend > 0 && problem->at_dividends)
    {
      double spot = exp (grid->first + grid->step * (grid->n - 1));

      if (spot - 1 > grid->high.slope * spot + grid->high.level)
        grid->high = (MagDividendLine) { 1, -1 };
    }
}

/* Lines at the end of a stretch of time. */
static void
age_line (MagDividendLine          *line,
          const MagDividendProblem *problem,
          double                    years,
          double                    place)
{
  double side = problem->call ? 1 : -1, spot = exp (place);

  line->slope *= exp (-problem->yield * years);
  line->level *= exp (-problem->rate * years);
  if (problem->exercise != MAG_DIVIDEND_EXERCISE_NONE && side * (spot - 1) > line->slope * spot + line->level)
    *line = (MagDividendLine) { side, -side };
}

static void
age_lines (MagDividendGrid          *grid,
           const MagDividendProblem *problem,
           double                    years)
{
  age_line (&grid->low, problem, years, grid->first);
  age_line (&grid->high, problem, years, grid->first + (grid->n - 1) * grid->step);
}

/* The grid's first values: what exercise brings at expiry. A node lies on the kink, and is given what makes the sum over nodes right there. */
static void
set_payoff (MagDividendGrid          *grid,
            const MagDividendProblem *problem,
            double                    dividend)
{
  bool put_waits = !problem->call;
  double strike = put_waits ? 1 + dividend : 1, kink = log (strike);
  double side = problem->call ? 1 : -1;
  int at;

  grid->first = kink - grid->step * ceil ((kink - grid->first) / grid->step);
  at = (int) lround ((kink - grid->first) / grid->step);
  for (int j = 0; j < grid->n; j++)
    {
      double spot = exp (grid->first + j * grid->step);
      double value = fmax (0, side * (spot - strike));

      if (put_waits && spot < dividend)
        value = 1;
      if (j == at)
        value = strike * grid->step / 12;
      for (int l = 0; l < MAG_DIVIDEND_LANES; l++)
        grid->row[MAG_DIVIDEND_PAD + j].lane[l] = value;
    }
  grid->low = !put_waits ? (MagDividendLine) { 0, 0 } : exp (grid->first) > dividend ? (MagDividendLine) { -1, strike } : (MagDividendLine) { 0, 1 };
  grid->most = most_of (problem, 0);
  grid->high = put_waits ? (MagDividendLine) { 0, 0 } : (MagDividendLine) { 1, -1 };
}

static MagDividendStretch
stretch_to (const Walk *walk,
            double      before)
{
  return (MagDividendStretch) { .rate = walk->problem->rate, .yield = walk->problem->yield, .years = before - walk->reached, .sigma = walk->sigma };
}

static void
set_values (Walk *walk)
{
  const MagDividendProblem *problem = walk->problem;
  MagDividendStretch stretch = { .rate = problem->rate, .yield = problem->yield, .years = walk->reached, .sigma = walk->sigma };

  if (walk->now != NULL)
    {
      set_lines (walk->next, walk->now, problem, walk->dividend, walk->reached);
      walk->kernel->set_shifted (walk->next, walk->now, walk->dividend);
    }
  else if (walk->reached > 0)
    {
      double slope = exp (-stretch.yield * stretch.years), level = exp (-stretch.rate * stretch.years);
      MagDividendGrid lines = { 0 };

      lines.low = problem->call ? (MagDividendLine) { 0, 0 } : (MagDividendLine) { -slope, level };
      lines.high = problem->call ? (MagDividendLine) { slope, -level } : (MagDividendLine) { 0, 0 };
      set_lines (walk->next, &lines, problem, walk->dividend, walk->reached);
      walk->kernel->set_european (walk->next, &stretch, problem->call, walk->dividend);
    }
  else
    {
      set_payoff (walk->next, problem, walk->dividend);
    }
  if (walk->dividend > 0)
    walk->ahead = walk->dividend;
  if (walk->dividend > 0 && problem->at_dividends)
    walk->kernel->exercise (walk->next);
}

static void
swap_grids (Walk            *walk,
            MagDividendGrid *grids)
{
  walk->now = walk->next;
  walk->next = walk->now == &grids[0] ? &grids[1] : &grids[0];
}

/* How much finer than usual a march has to be. Between two boundaries it is second order only; where interest outruns volatility the layer along
 * a boundary is thin. */
static double
fineness_of (const Walk *walk)
{
  const MagDividendProblem *problem = walk->problem;

  if (problem->exercise == MAG_DIVIDEND_EXERCISE_BETWEEN)
    return 2;
  return fmin (1.5, 1 + fabs (problem->rate) * sqrt (problem->years) / (2 * walk->highest));
}

static double
march_step (const Walk *walk,
            double      before)
{
  return fmin (COARSEST_STEP, MARCH_STEP * walk->highest * sqrt (before)) / fineness_of (walk);
}

static bool
is_summed (const Walk *walk)
{
  return walk->problem->exercise == MAG_DIVIDEND_EXERCISE_NONE;
}

/* How long it does not pay to exercise a put, however deep in the money, because of a dividend just ahead. In years, at most most. */
static double
find_wait (const Walk *walk,
           double      most)
{
  const MagDividendProblem *problem = walk->problem;

  if (problem->call || problem->rate <= 0 || walk->worth <= 1)
    return 0;
  return fmin (most, log (walk->worth) / problem->rate);
}

/* Adds n steps to the plan, even in the root of the time since origin, in which boundaries of exercise move evenly. All in years from the
 * stretch's end. */
static void
add_steps (MagDividendMarch *plan,
           double            origin,
           double            from,
           double            to,
           double            n)
{
  double start = sqrt (from - origin), end = sqrt (to - origin);

  for (int m = 1; m <= n; m++)
    {
      double root = start + (end - start) * m / n;

      plan->years[plan->n_steps + m] = origin + root * root;
    }
  plan->n_steps += (int) n;
}

/* Steps in time, the finer the closer to where a boundary of exercise starts to move: expiry, or the end of the wait before a dividend. */
static void
plan_steps (const Walk       *walk,
            double            before,
            MagDividendMarch *plan)
{
  double years = before - walk->reached, wait = find_wait (walk, years), middle = walk->reached + wait;
  double steps = MARCH_STEPS * fineness_of (walk);

  plan->wait = wait;
  plan->n_steps = 0;
  plan->years[0] = 0;
  if (wait > 0)
    add_steps (plan, -walk->reached, 0, wait, fmax (FEWEST_WAITING, ceil (steps * (1 - sqrt (walk->reached / middle)))));
  if (wait < years)
    add_steps (plan, wait > 0 ? wait : -walk->reached, wait, years, fmax (FEWEST_STEPS, ceil (steps * (1 - sqrt (middle / before)))));
}

static void
march (const Walk      *walk,
       MagDividendGrid *grid,
       double           before)
{
  MagDividendStretch stretch = stretch_to (walk, before);
  MagDividendMarch plan = { .exercise = walk->problem->exercise, .call = walk->problem->call };

  plan_steps (walk, before, &plan);
  walk->kernel->march (grid, &stretch, &plan);
}

/* Takes the values of the present grid back over a stretch, by the normal density. */
static void
sum_up (Walk            *walk,
        double           before,
        MagDividendGrid *grids)
{
  MagDividendStretch stretch = stretch_to (walk, before);
  double variance = walk->highest * walk->highest * stretch.years, reach = (WIDTH + 0.5) * sqrt (variance);
  double below = reach + variance / 2, above = reach + (walk->problem->call ? variance / 2 : 0);

  walk->next->most = walk->now->most;
  walk->next->low = walk->now->low;
  walk->next->high = walk->now->high;
  walk->kernel->propagate (walk->next, walk->now, &stretch, (int) fmin (MAG_DIVIDEND_PAD, ceil (below / walk->now->step)),
                           (int) fmin (MAG_DIVIDEND_PAD, ceil (above / walk->now->step)));
  swap_grids (walk, grids);
}

/* Takes the values back over a stretch, to a moment that is not now. */
static void
cross_stretch (Walk            *walk,
               double           before,
               MagDividendGrid *grids)
{
  double years = before - walk->reached;
  double step = is_summed (walk) ? SUM_STEP * walk->highest * sqrt (before) : march_step (walk, before);

  set_nodes (walk->next, window_of_stretch (walk, before), step);
  set_values (walk);
  swap_grids (walk, grids);
  /* A sum needs nodes within the deviation of the stretch; a few steps do for shorter ones. */
  if (is_summed (walk) && walk->now->step <= walk->lowest * sqrt (years))
    sum_up (walk, before, grids);
  else
    march (walk, walk->now, before);
  age_lines (walk->now, walk->problem, years);
  walk->worth = fmax (1, walk->worth * exp (-walk->problem->rate * years));
  walk->reached = before;
  walk->dividend = 0;
}

static void
finish_by_sum (Walk              *walk,
               MagDividendOutcome outcome[MAG_DIVIDEND_LANES])
{
  const MagDividendProblem *problem = walk->problem;
  MagDividendStretch stretch = stretch_to (walk, problem->years);
  MagDividendLanes derivatives[3];
  Window window = window_of_spot (walk, walk->reached);
  double spot = exp (problem->place);
  double step = fmin (SUM_STEP * walk->highest * sqrt (problem->years), FINEST_SHARE * walk->lowest * sqrt (stretch.years));

  window.low = limited (window.low);
  window.high = limited (window.high);
  set_nodes (walk->next, window, step);
  set_values (walk);
  walk->kernel->collect (walk->next, &stretch, problem->place, 0, derivatives);
  for (int l = 0; l < MAG_DIVIDEND_LANES; l++)
    outcome[l] = (MagDividendOutcome) {
      .value = derivatives[0].lane[l],
      .delta = derivatives[1].lane[l] / spot,
      .gamma = (derivatives[2].lane[l] - derivatives[1].lane[l]) / (spot * spot),
    };
}

#define STENCIL 6

/* The polynomial through six values at 0, 1 .. 5, and its first two derivatives. */
static void
interpolate (const double y[STENCIL],
             double       x,
             double       out[3])
{
  double differences[STENCIL];
  double p = 0, d = 0, dd = 0;

  for (int i = 0; i < STENCIL; i++)
    differences[i] = y[i];
  for (int k = 1; k < STENCIL; k++)
    for (int i = STENCIL - 1; i >= k; i--)
      differences[i] = (differences[i] - differences[i - 1]) / k;
  for (int k = STENCIL - 1; k >= 0; k--)
    {
      double factor = x - k;

      dd = dd * factor + 2 * d;
      d = d * factor + p;
      p = p * factor + differences[k];
    }
  out[0] = p;
  out[1] = d;
  out[2] = dd;
}

typedef struct
{
  const MagDividendGrid *grid;
  double                 side; /* 1: call */
  int                    lane;
} Line;

static double
value_at (const Line *line,
          int         j)
{
  return line->grid->row[MAG_DIVIDEND_PAD + j].lane[line->lane];
}

/* What holding brings more than exercise, at a node. */
static double
excess_at (const Line *line,
           int         j)
{
  return value_at (line, j) - line->side * (exp (line->grid->first + j * line->grid->step) - 1);
}

static bool
is_held (const Line *line,
         int         j)
{
  return j >= 0 && j < line->grid->n && excess_at (line, j) > 1e-12;
}

/* Is place, next to a held node with an exercised one on the other side, beyond the boundary? There the excess grows with the square of the distance. */
static bool
is_beyond (const Line *line,
           int         held,
           int         direction,
           double      place)
{
  double near = sqrt (excess_at (line, held)), far = sqrt (fmax (0, excess_at (line, held + direction)));
  double distance = far > near ? near / (far - near) : 0;

  return direction * (held - place) > distance;
}

static MagDividendOutcome
read_outcome (const Walk *walk,
              int         lane)
{
  const MagDividendGrid *grid = walk->now;
  double spot = exp (walk->problem->place), place = (walk->problem->place - grid->first) / grid->step;
  Line line = { .grid = grid, .side = walk->problem->call ? 1 : -1, .lane = lane };
  bool american = walk->problem->exercise != MAG_DIVIDEND_EXERCISE_NONE;
  double y[STENCIL], out[3];
  int at = (int) floor (fmin (1e6, fmax (-1e6, place))), low, high, start;

  if (at < 2 || at > grid->n - 4)
    {
      const MagDividendLine *end = at < 2 ? &grid->low : &grid->high;

      return (MagDividendOutcome) {
        .value = end->slope * spot + end->level,
        .delta = end->slope,
        .exercised = american && end->slope == line.side && end->level == -line.side,
      };
    }
  start = at - 2;
  if (american)
    {
      bool left = is_held (&line, at), right = is_held (&line, at + 1);

      if ((!left && !right) || (!left && is_beyond (&line, at + 1, 1, place)) || (!right && is_beyond (&line, at, -1, place)))
        return (MagDividendOutcome) { .exercised = true };
      low = high = left ? at : at + 1;
      while (high < at + STENCIL && is_held (&line, high + 1))
        high++;
      while (low > at - STENCIL && is_held (&line, low - 1))
        low--;
      if (start < low)
        start = low;
      else if (start + STENCIL - 1 > high)
        start = high - STENCIL + 1;
    }
  for (int i = 0; i < STENCIL; i++)
    y[i] = value_at (&line, start + i);
  interpolate (y, place - start, out);
  out[1] /= grid->step;
  out[2] /= grid->step * grid->step;
  return (MagDividendOutcome) { .value = out[0], .delta = out[1] / spot, .gamma = (out[2] - out[1]) / (spot * spot) };
}

static void
finish_by_march (Walk              *walk,
                 MagDividendGrid   *grids,
                 MagDividendOutcome outcome[MAG_DIVIDEND_LANES])
{
  double years = walk->problem->years;
  MagDividendStretch stretch = stretch_to (walk, years);
  double moving = stretch.years - find_wait (walk, stretch.years);
  /* What the boundary has done since it appeared is to be seen, too. */
  double seen = moving > 0 ? fmax (moving, stretch.years / 16) : stretch.years;
  double step = fmin (march_step (walk, years), FINAL_STEP * walk->highest * sqrt (seen));

  set_nodes (walk->next, window_of_stretch (walk, years), step);
  set_values (walk);
  swap_grids (walk, grids);
  march (walk, walk->now, years);
  age_lines (walk->now, walk->problem, stretch.years);
  for (int l = 0; l < MAG_DIVIDEND_LANES; l++)
    outcome[l] = read_outcome (walk, l);
}

/* The longest stretch in equal ratios of time, none of them above what a grid can hold, that leads to target. */
static double
next_stop (const Walk *walk,
           double      target)
{
  double most = is_summed (walk) ? SUM_RATIO : MARCH_RATIO;
  double parts = walk->reached > 0 ? ceil (log (target / walk->reached) / log (most) - 1e-9) : 1;

  return parts > 1 ? walk->reached * pow (target / walk->reached, 1 / parts) : target;
}

/* Takes all dividends of one moment, the latest first, from the first *left. Returns the moment, in years before expiry. */
static double
take_dividend (const MagDividendProblem *problem,
               size_t                   *left,
               double                   *amount)
{
  double moment = 0, shortest = SHORTEST * problem->years;

  *amount = 0;
  while (*left > 0)
    {
      double before = fmin (problem->years - problem->dividends[*left - 1].years, problem->years - shortest);

      if (*amount > 0 && before > moment + shortest)
        break;
      moment = before;
      *amount += mag_dividend_share (problem, &problem->dividends[--*left]);
    }
  return moment;
}

/* The dividend that the walk has reached, which it is about to take back. */
static void
set_dividend (Walk   *walk,
              double *amount)
{
  walk->dividend = *amount;
  walk->worth += *amount;
  walk->unpaid = fmax (0, walk->unpaid - *amount);
  *amount = 0;
}

/* Where volatility, or a dividend, is out of all proportion: nothing is worth more than the share or the strike, and that is worth as much at any
 * spot near. */
static void
limit_outcome (const MagDividendProblem *problem,
               MagDividendOutcome        outcome[MAG_DIVIDEND_LANES])
{
  double late = exp (-problem->yield * problem->years), share = problem->european || late > 1 ? late : 1;
  double most = problem->call ? share * exp (problem->place) : most_of (problem, problem->years);

  for (int l = 0; l < MAG_DIVIDEND_LANES; l++)
    if (!outcome[l].exercised && outcome[l].value >= most)
      outcome[l] = (MagDividendOutcome) { .value = most, .delta = problem->call ? share : 0 };
}

/**
 * mag_dividend_walk:
 * @sigma: a volatility for each lane, not too far apart: their grid is one
 * @outcome: (out): what the option is worth now in each lane
 *
 * Values the option at all volatilities at once. There has to be a dividend, or exercise in between; the closed form does for the rest.
 */
void
mag_dividend_walk (const MagDividendProblem *problem,
                   const double              sigma[MAG_DIVIDEND_LANES],
                   MagDividendOutcome        outcome[MAG_DIVIDEND_LANES])
{
  MagDividendGrid grids[2];
  Walk walk = { .kernel = mag_kernel_dividend (), .problem = problem, .unpaid = problem->paid, .worth = 1, .next = &grids[0] };
  double shortest = SHORTEST * problem->years, target = problem->years, amount = 0;
  size_t left = problem->n_dividends;
  
  walk.lowest = walk.highest = sigma[0];
  for (int l = 0; l < MAG_DIVIDEND_LANES; l++)
    {
      walk.sigma.lane[l] = sigma[l];
      walk.lowest = fmin (walk.lowest, sigma[l]);
      walk.highest = fmax (walk.highest, sigma[l]);
    }
  walk.drift = problem->rate - problem->yield;

  if (left > 0)
    target = take_dividend (problem, &left, &amount);
  if (is_summed (&walk) || target <= shortest)
    {
      walk.reached = is_summed (&walk) ? fmax (target, shortest) : 0;
      set_dividend (&walk, &amount);
      target = left > 0 ? take_dividend (problem, &left, &amount) : problem->years;
    }
  for (;;)
    {
      double stop;

      if (amount == 0)
        target = problem->years;
      while ((stop = next_stop (&walk, target)) < target)
        cross_stretch (&walk, stop, grids);
      if (amount == 0)
        break;
      cross_stretch (&walk, target, grids);
      set_dividend (&walk, &amount);
      if (left > 0)
        target = take_dividend (problem, &left, &amount);
    }
  if (is_summed (&walk))
    finish_by_sum (&walk, outcome);
  else
    finish_by_march (&walk, grids, outcome);
  limit_outcome (problem, outcome);
}
