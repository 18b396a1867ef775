/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contracts of one expiration and type, all at once: mirrored into puts with a strike of 1, valued side by side by the kernel, and sought the volatility of
 * by Newton's method inside a shrinking bracket.
 *
 * A call is the put with spot and strike, rate and yield exchanged (McDonald, Schroder 1998), so "term" and "log_spot" below are always the put's. */

#include "config.h"

#include "mag-american.h"

#include "mag-american-panel.h"
#include "mag-black.h"
#include "mag-kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PANEL_WIDTH 0.9  /* of ln sigma: more than an octave */
#define PANEL_SLACK 0.02 /* what is laid reaches this far beyond the first guesses */
#define MAX_PANELS 48    /* the whole range, each begun in the middle of a gap */
#define ALIGN 8          /* contracts the kernel takes at a time */

#define MAX_STEPS 60
#define LOG_USUAL_SIGMA -1.2 /* where the search starts when nothing is known: 30 % */
#define LARGEST_STEP 0.3     /* of ln sigma */
#define SMALL_STEP 1e-4      /* of ln sigma; what is left after it is its square */
#define SMALL_BRACKET 1e-8   /* of ln sigma; where Newton's steps lead nowhere */
#define LEAST_EXERCISE 1e-13 /* rate * years below which early exercise is worth nothing */

/* Drift over deviation, |r - q| sqrt (tau) / sigma, up to which the boundary's equations are solved. With r > q the share leaves the boundary for good after a
 * while, and the put is worth one that never expires, but for the square root of exp (-drift^2). With q > r it drifts to the boundary: before it can get there
 * the put expires, or does as good as never. */
#define MAX_DRIFT_AWAY 4.5
#define MAX_DRIFT_TOWARDS 8.0

/* Distance to the boundary, in standard deviations, below which the finer integral is taken. */
#define NEAR 0.08

/* A contract as a put with a strike of 1. */
typedef struct
{
  MagPricing *contract;
  double      scale;               /* dollars that 1 of the put stands for */
  double      log_spot, intrinsic;
  double      target;              /* what the put should be worth */
  double      log_sigma;
  double      low, high;           /* the bracket of log_sigma */
  bool        found;
  int         panel;               /* index, -1 where there is none */
  double      boundary;            /* ln of the spot at which it is exercised */
  double      price, vega, delta, gamma; /* as the kernel gives them */
} Member;

struct _MagAmerican
{
  MagAmericanExpiry    expiry;
  MagAmericanPanel     panels[MAX_PANELS];
  int                  n_panels;
  MagAmericanNearDepth near_depth;

  size_t   capacity;
  Member  *members;
  Member **batch;
  double  *numbers; /* the kernel's six arrays, one after the other */
};

/**
 * mag_american_new:
 *
 * Returns: (transfer full): an engine; NULL when there is no memory
 */
MagAmerican *
mag_american_new (void)
{
  return calloc (1, sizeof (MagAmerican));
}

void
mag_american_free (MagAmerican *self)
{
  if (self == NULL)
    return;
  free (self->members);
  free (self->batch);
  free (self->numbers);
  free (self);
}

static bool
reserve (MagAmerican *self,
         size_t       n)
{
  size_t room = n + ALIGN;
  void *members, *batch, *numbers;

  if (n <= self->capacity)
    return true;
  members = realloc (self->members, room * sizeof *self->members);
  if (members != NULL)
    self->members = members;
  batch = realloc (self->batch, room * sizeof *self->batch);
  if (batch != NULL)
    self->batch = batch;
  numbers = realloc (self->numbers, 6 * room * sizeof *self->numbers);
  if (numbers != NULL)
    self->numbers = numbers;
  if (members == NULL || batch == NULL || numbers == NULL)
    return false;
  self->capacity = n;
  return true;
}

static MagAmericanTerm
make_term (const MagOption *option)
{
  if (option->call)
    return (MagAmericanTerm) { .years = option->years, .rate = option->yield, .yield = option->rate };
  return (MagAmericanTerm) { .years = option->years, .rate = option->rate, .yield = option->yield };
}

/**
 * mag_american_get_exercise:
 *
 * Exercising a put brings interest on the strike and costs the dividends: it is worth something where r K > q S. The call's mirror image has the rates
 * exchanged.
 *
 * Returns: what early exercise is worth
 */
MagExercise
mag_american_get_exercise (const MagOption *option)
{
  MagAmericanTerm term = make_term (option);

  if (term.rate * term.years > LEAST_EXERCISE)
    return MAG_EXERCISE_BELOW;
  return term.yield * term.years < fmin (term.rate * term.years, -LEAST_EXERCISE) ? MAG_EXERCISE_BETWEEN : MAG_EXERCISE_NEVER;
}

static void
set_member (Member     *member,
            MagPricing *contract)
{
  const MagOption *option = &contract->option;

  *member = (Member) { .contract = contract };
  member->scale = option->call ? option->spot : option->strike;
  member->log_spot = option->call ? log (option->strike / option->spot) : log (option->spot / option->strike);
  member->intrinsic = fmax (-expm1 (member->log_spot), 0);
}

static double
get_spot (const Member *member)
{
  return exp (member->log_spot);
}

/* Is there so little volatility that the boundary's equations are not to be solved? */
static bool
is_quiet (const MagAmericanTerm *term,
          double                 log_sigma)
{
  double drift = (term->rate - term->yield) * sqrt (term->years) * exp (-log_sigma);

  return drift > MAX_DRIFT_AWAY || drift < -MAX_DRIFT_TOWARDS;
}

/* Boundaries for a volatility: those at hand, or new ones around it. -1 where there are none. */
static int
find_panel (MagAmerican *self,
            double       log_sigma)
{
  if (is_quiet (&self->expiry.term, log_sigma))
    return -1;
  for (int i = 0; i < self->n_panels; i++)
    if (log_sigma >= self->panels[i].low && log_sigma <= self->panels[i].high)
      return i;

  if (self->n_panels == MAX_PANELS ||
      !mag_american_panel_solve (&self->panels[self->n_panels], &self->expiry, log_sigma - PANEL_WIDTH / 2, log_sigma + PANEL_WIDTH / 2))
    return -1;
  return self->n_panels++;
}

/* Lays panels of equal width over a range of ln sigma, so that as few as possible are needed. */
static void
lay_panels (MagAmerican *self,
            double       low,
            double       high)
{
  int n;

  low -= PANEL_SLACK;
  high += PANEL_SLACK;
  self->n_panels = 0;
  if (!(low <= high) || is_quiet (&self->expiry.term, low))
    return;
  n = fmin (fmax (ceil ((high - low) / PANEL_WIDTH), 1), MAX_PANELS / 2);
  for (int i = 0; i < n; i++)
    self->n_panels += mag_american_panel_solve (&self->panels[self->n_panels], &self->expiry, low + (high - low) * i / n, low + (high - low) * (i + 1) / n);
}

/* Values the first n members of the batch. */
static void
run_kernel (MagAmerican               *self,
            const MagAmericanTerm     *term,
            const MagAmericanIntegral *integral,
            const MagAmericanDepth    *depth,
            size_t                     n,
            bool                       all)
{
  size_t padded = (n + ALIGN - 1) / ALIGN * ALIGN;
  double *log_spot = self->numbers, *log_sigma = log_spot + padded, *price = log_sigma + padded, *vega = price + padded, *delta = vega + padded,
         *gamma = delta + padded;
  MagAmericanBatch batch = { padded, log_spot, log_sigma, price, vega, all ? delta : NULL, all ? gamma : NULL };

  for (size_t i = 0; i < padded; i++)
    {
      const Member *member = self->batch[i < n ? i : n - 1];

      log_spot[i] = member->log_spot;
      log_sigma[i] = member->log_sigma;
    }
  mag_kernel_american ()->value (term, integral, depth, &batch);
  for (size_t i = 0; i < n; i++)
    {
      Member *member = self->batch[i];

      member->price = price[i];
      member->vega = vega[i];
      if (all)
        {
          member->delta = delta[i];
          member->gamma = gamma[i];
        }
    }
}

static double
perpetual_price (const MagAmericanTerm *term,
                 double                 log_spot,
                 double                 log_sigma)
{
  double depth = mag_american_perpetual_depth (term->rate, term->yield, exp (log_sigma));

  return -expm1 (-depth) * exp (-(log_spot + depth) / expm1 (depth));
}

/* The put that never expires (Merton 1973): a power of the spot. */
static void
value_perpetual (const MagAmericanTerm *term,
                 Member                *member)
{
  const double step = 1e-4;
  double depth = mag_american_perpetual_depth (term->rate, term->yield, exp (member->log_sigma));
  double power = 1 / expm1 (depth);

  member->boundary = -depth;
  member->price = perpetual_price (term, member->log_spot, member->log_sigma);
  member->vega = (perpetual_price (term, member->log_spot, member->log_sigma + step) - perpetual_price (term, member->log_spot, member->log_sigma - step)) /
                 (2 * step);
  member->delta = -power * member->price;
  member->gamma = power * (power + 1) * member->price;
}

static void
value_european (const MagAmericanTerm *term,
                Member                *member)
{
  MagOption put = {
    .spot = get_spot (member), .strike = 1, .years = term->years, .rate = term->rate, .yield = term->yield, .sigma = exp (member->log_sigma)
  };
  MagOptionValue value;

  mag_black_evaluate (&put, &value);
  member->boundary = value.price < member->intrinsic ? INFINITY : -INFINITY;
  member->price = value.price;
  member->vega = value.vega * MAG_VOLATILITY_POINTS * put.sigma;
  member->delta = value.delta * put.spot;
  member->gamma = value.gamma * put.spot * put.spot;
}

/* Values a member with boundaries of its own. */
static bool
value_alone (MagAmerican *self,
             Member      *member)
{
  MagAmericanPanel panel;
  MagAmericanDepth depth;

  if (!mag_american_panel_solve (&panel, &self->expiry, member->log_sigma, member->log_sigma))
    return false;
  depth = mag_american_panel_get_depth (&panel);
  member->boundary = mag_american_panel_boundary (&panel, &self->expiry, member->log_sigma);
  self->batch[0] = member;
  run_kernel (self, &self->expiry.term, &self->expiry.value, &depth, 1, true);
  return true;
}

/* Hardly any volatility, or hardly any time: where no equations are solved although they should be, the standard deviation is about 1e-6, and there is no
 * interest worth exercising for but what is in the money. */
static void
value_without_panel (MagAmerican *self,
                     Member      *member)
{
  const MagAmericanTerm *term = &self->expiry.term;
  double drift = term->rate - term->yield;

  if (!is_quiet (term, member->log_sigma))
    {
      if (!value_alone (self, member))
        value_european (term, member);
      return;
    }
  if (drift > 0 || member->log_spot < -term->start - drift * term->years)
    value_perpetual (term, member);
  else
    value_european (term, member);
}

/* What exercising now brings is what a contract beyond the boundary is worth. */
static bool
is_exercised (const Member *member)
{
  return member->log_spot <= member->boundary;
}

/* Values the members of one panel that are asked for: those not found yet, or all with all derivatives. */
static void
value_panel (MagAmerican *self,
             int          p,
             size_t       n_members,
             bool         all)
{
  MagAmericanDepth depth = mag_american_panel_get_depth (&self->panels[p]);
  size_t n = 0;

  for (size_t i = 0; i < n_members; i++)
    {
      Member *member = &self->members[i];

      if (member->panel != p || (member->found && !all))
        continue;
      member->boundary = mag_american_panel_boundary (&self->panels[p], &self->expiry, member->log_sigma);
      self->batch[n++] = member;
    }
  if (n > 0)
    run_kernel (self, &self->expiry.term, &self->expiry.value, &depth, n, all);
}

static void
value_near (MagAmerican *self,
            int          p,
            size_t       n_members)
{
  double root = sqrt (self->expiry.term.years);
  MagAmericanDepth depth;
  size_t n = 0;

  for (size_t i = 0; i < n_members; i++)
    {
      Member *member = &self->members[i];

      if (member->panel == p && !is_exercised (member) && member->log_spot - member->boundary < NEAR * root * exp (member->log_sigma))
        self->batch[n++] = member;
    }
  if (n == 0)
    return;
  depth = mag_american_panel_near_depth (&self->panels[p], &self->expiry, self->near_depth);
  run_kernel (self, &self->expiry.term, &self->expiry.near, &depth, n, true);
}

static void
value_members (MagAmerican *self,
               size_t       n_members,
               bool         all)
{
  for (size_t i = 0; i < n_members; i++)
    {
      Member *member = &self->members[i];

      if (member->found && !all)
        continue;
      member->panel = find_panel (self, member->log_sigma);
      if (member->panel < 0)
        value_without_panel (self, member);
    }

  for (int p = 0; p < self->n_panels; p++)
    {
      value_panel (self, p, n_members, all);
      if (all)
        value_near (self, p, n_members);
    }
}

/* From the put with a strike of 1 to the contract. Theta follows from the pricing equation (option-math 4.2). */
static void
set_value (const Member *member)
{
  MagOption *option = &member->contract->option;
  MagOptionValue *value = &member->contract->value;

  option->sigma = exp (member->log_sigma);
  if (is_exercised (member))
    {
      *value = (MagOptionValue) { .price = fabs (option->strike - option->spot), .delta = option->call ? 1 : -1 };
      return;
    }

  value->price = member->scale * fmax (member->price, member->intrinsic); /* beside the boundary their difference is less than the price's error */
  value->delta = option->call ? member->price - member->delta : member->delta / get_spot (member);
  value->gamma = member->scale * member->gamma / (option->spot * option->spot);
  value->vega = member->scale * member->vega / (option->sigma * MAG_VOLATILITY_POINTS);
  value->theta = (option->rate * value->price - (option->rate - option->yield) * option->spot * value->delta -
                  0.5 * option->sigma * option->sigma * option->spot * option->spot * value->gamma) /
                 MAG_DAYS_PER_YEAR;
}

static bool
start (MagAmerican       *self,
       MagPricing *const *contracts,
       size_t             n_contracts)
{
  MagAmericanTerm term = make_term (&contracts[0]->option);

  if (!reserve (self, n_contracts))
    return false;
  mag_american_expiry_set_term (&self->expiry, &term);
  for (size_t i = 0; i < n_contracts; i++)
    set_member (&self->members[i], contracts[i]);
  return true;
}

/**
 * mag_american_price:
 * @contracts: (array length=n_contracts): valid, of one type, expiration, rate and yield, with %MAG_EXERCISE_BELOW; at least one
 *
 * Sets value from option.
 *
 * Returns: false, with nothing set, when there is no memory
 */
bool
mag_american_price (MagAmerican       *self,
                    MagPricing *const *contracts,
                    size_t             n_contracts)
{
  double low = INFINITY, high = -INFINITY;

  if (!start (self, contracts, n_contracts))
    return false;

  for (size_t i = 0; i < n_contracts; i++)
    {
      double log_sigma = log (contracts[i]->option.sigma);

      self->members[i].log_sigma = log_sigma;
      low = fmin (low, log_sigma);
      high = fmax (high, log_sigma);
    }
  lay_panels (self, low, high);
  value_members (self, n_contracts, true);
  for (size_t i = 0; i < n_contracts; i++)
    set_value (&self->members[i]);
  return true;
}

/* Where the search starts: the volatility of the European twin, which is the right one but for the premium of early exercise. In the money, where that is
 * most of the time value, it is the one of the option on the other side whose price is the time value. Leaves ln sigma, NaN where there is none. */
static void
guess_by_twins (MagAmerican *self,
                size_t       n_members)
{
  const MagAmericanTerm *term = &self->expiry.term;
  double strike = exp (-term->rate * term->years), growth = exp (-term->yield * term->years), half_log_years = 0.5 * log (term->years);
  double *moneyness = self->numbers, *value = moneyness + n_members, *deviation = value + n_members;

  for (size_t i = 0; i < n_members; i++)
    {
      const Member *member = &self->members[i];
      double forward = get_spot (member) * growth;
      double parity = member->intrinsic > 0 ? forward - strike : strike - forward;

      moneyness[i] = fabs (member->log_spot + (term->rate - term->yield) * term->years);
      value[i] = (member->target - member->intrinsic - fmax (parity, 0)) / fmin (forward, strike);
    }
  mag_black_deviations (moneyness, value, deviation, n_members);
  for (size_t i = 0; i < n_members; i++)
    self->members[i].log_sigma = log (deviation[i]) - half_log_years;
}

/* First guesses for all, and panels for them. Those of contracts in the money are rough: they are kept within those of the others, so that no panel is laid
 * for a mere guess. */
static void
guess (MagAmerican *self,
       size_t       n_members)
{
  double low = INFINITY, high = -INFINITY, spare;

  guess_by_twins (self, n_members);
  for (size_t i = 0; i < n_members; i++)
    {
      Member *member = &self->members[i];

      if (isnan (member->log_sigma))
        member->log_sigma = LOG_USUAL_SIGMA;
      member->log_sigma = fmin (fmax (member->log_sigma, member->low), member->high);
      if (member->intrinsic == 0)
        {
          low = fmin (low, member->log_sigma);
          high = fmax (high, member->log_sigma);
        }
    }
  if (!(low <= high))
    low = high = self->members[0].log_sigma;
  /* The others' volatilities may lie on either side; a panel costs the same however wide it is. */
  spare = fmax (PANEL_WIDTH / 2 - PANEL_SLACK - (high - low) / 2, 0);
  low -= spare;
  high += spare;
  for (size_t i = 0; i < n_members; i++)
    self->members[i].log_sigma = fmin (fmax (self->members[i].log_sigma, low), high);
  lay_panels (self, low, high);
}

/* Newton's step of ln sigma, on the logarithm of a price that is all time value, and on the root of the time value in the money, where a put that is hardly
 * worth keeping has a time value that begins with a square. Never so far that a rough guess asks for boundaries elsewhere; up where nothing else is known. */
static double
get_step (const Member *member)
{
  double value = member->price - member->intrinsic, wanted = member->target - member->intrinsic;
  double step;

  if (is_exercised (member) || !(value > 0))
    return LARGEST_STEP;
  if (member->intrinsic > 0)
    step = (sqrt (wanted) - sqrt (value)) * 2 * sqrt (value) / member->vega;
  else
    step = log (wanted / value) * value / member->vega;
  return fmin (fmax (step, -LARGEST_STEP), LARGEST_STEP);
}

/* Narrows the bracket by the last trial and makes the next one. The ends of all volatilities are tried before they are believed. */
static void
advance (Member *member)
{
  const double least = log (MAG_SIGMA_MIN), largest = log (MAG_SIGMA_MAX);
  bool above = !is_exercised (member) && member->price > member->target;
  double step = get_step (member), next = member->log_sigma + step;

  if (above && member->log_sigma <= least)
    member->contract->status = MAG_IV_BELOW_RANGE;
  else if (!above && member->log_sigma >= largest)
    member->contract->status = MAG_IV_ABOVE_RANGE;
  member->found = member->contract->status != MAG_IV_OK;
  if (member->found)
    return;

  if (above)
    member->high = member->log_sigma;
  else
    member->low = member->log_sigma;
  if (next <= least && member->low <= least)
    next = least;
  else if (next >= largest && member->high >= largest)
    next = largest;
  else if (fabs (step) >= SMALL_STEP && !(next > member->low && next < member->high)) /* a small step may end on the bracket, which has its own rounding */
    next = (member->low + member->high) / 2;
  member->found = fabs (step) < SMALL_STEP || member->high - member->low < SMALL_BRACKET;
  member->log_sigma = next;
}

/**
 * mag_american_imply:
 * @contracts: (array length=n_contracts): valid, of one type, expiration, rate and yield, with %MAG_EXERCISE_BELOW, and marks between the least and the
 *   largest value of their kind; at least one
 *
 * Sets option.sigma, value and status from option and mark.
 *
 * Returns: false, with nothing set, when there is no memory
 */
bool
mag_american_imply (MagAmerican       *self,
                    MagPricing *const *contracts,
                    size_t             n_contracts)
{
  bool all_found = false;

  if (!start (self, contracts, n_contracts))
    return false;

  for (size_t i = 0; i < n_contracts; i++)
    {
      Member *member = &self->members[i];

      member->target = contracts[i]->mark / member->scale;
      member->low = log (MAG_SIGMA_MIN);
      member->high = log (MAG_SIGMA_MAX);
      contracts[i]->status = MAG_IV_OK;
    }
  guess (self, n_contracts);
  for (int step = 0; step < MAX_STEPS && !all_found; step++)
    {
      value_members (self, n_contracts, false);
      all_found = true;
      for (size_t i = 0; i < n_contracts; i++)
        {
          if (!self->members[i].found)
            advance (&self->members[i]);
          all_found = all_found && self->members[i].found;
        }
    }

  value_members (self, n_contracts, true);
  for (size_t i = 0; i < n_contracts; i++)
    set_value (&self->members[i]);
  return true;
}
