/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sorts contracts by the model that is right for them, gathers those that share an exercise boundary, and keeps bad ones from all of them. */

#include "config.h"

#include "mag-pricer.h"

#include "mag-american.h"
#include "mag-black.h"
#include "mag-dividend.h"
#include "mag-probability.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NONE SIZE_MAX
#define PRICE_TOLERANCE 1e-9 /* of the larger of spot and strike: option-math 5 */

/* What a contract is valued by. */
typedef enum
{
  MODEL_EUROPEAN, /* the closed form, also of an American option whose early exercise is worth nothing */
  MODEL_BOUNDARY, /* mag-american.h, together with all that share a boundary */
  MODEL_GRID,     /* mag-dividend.h: cash dividends, or rates below 0 that make two boundaries */
} Model;

/* What all contracts of a batch share. */
typedef struct
{
  const MagDividend *dividends;
  size_t             n;
} Schedule;

struct _MagPricer
{
  MagAmerican *american;

  size_t       capacity;
  size_t      *next;   /* per contract: the next one of its group */
  size_t      *heads;  /* hash table of the groups' first contracts; two places per contract */
  size_t      *tails;  /* per place of the table: the group's last contract */
  MagPricing **group;
};

/**
 * mag_pricer_new:
 *
 * Returns: (transfer full): a pricer, to be freed with mag_pricer_free(); NULL when there is no memory
 */
MagPricer *
mag_pricer_new (void)
{
  MagPricer *self = calloc (1, sizeof *self);

  if (self != NULL)
    self->american = mag_american_new ();
  if (self != NULL && self->american == NULL)
    {
      free (self);
      return NULL;
    }
  return self;
}

static void
release (MagPricer *self)
{
  free (self->next);
  free (self->heads);
  free (self->tails);
  free (self->group);
}

/**
 * mag_pricer_free:
 * @pricer: (nullable)
 */
void
mag_pricer_free (MagPricer *pricer)
{
  if (pricer == NULL)
    return;
  release (pricer);
  mag_american_free (pricer->american);
  free (pricer);
}

/* Room for a power of two of contracts, so that two places per contract make a hash table. */
static bool
reserve (MagPricer *self,
         size_t     n)
{
  size_t capacity = 64;

  if (n <= self->capacity)
    return true;
  while (capacity < n)
    capacity *= 2;
  release (self);
  self->next = malloc (capacity * sizeof *self->next);
  self->heads = malloc (2 * capacity * sizeof *self->heads);
  self->tails = malloc (2 * capacity * sizeof *self->tails);
  self->group = malloc (capacity * sizeof (MagPricing *));
  self->capacity = self->next != NULL && self->heads != NULL && self->tails != NULL && self->group != NULL ? capacity : 0;
  return self->capacity > 0;
}

static bool
is_positive (double x)
{
  return isfinite (x) && x > 0;
}

/* Are the numbers there that every model needs? */
static MagIvStatus
check_option (const MagOption *option)
{
  if (!is_positive (option->spot) || !is_positive (option->strike) || !isfinite (option->years) || !isfinite (option->rate) || !isfinite (option->yield))
    return MAG_IV_BAD_INPUT;
  return option->years > 0 ? MAG_IV_OK : MAG_IV_EXPIRED;
}

/* Exercised after a time without volatility. */
static double
get_certain_value (const MagOption *option,
                   double           years)
{
  double value = option->strike * exp (-option->rate * years) - option->spot * exp (-option->yield * years);

  return fmax (option->call ? -value : value, 0);
}

/* The value as sigma goes to 0: the best certain exercise (option-math 4.2). */
static double
get_least_value (const MagOption *option)
{
  double best = fmax (get_certain_value (option, 0), get_certain_value (option, option->years));
  double turn = log (option->rate * option->strike / (option->yield * option->spot)) / (option->rate - option->yield);

  return turn > 0 && turn < option->years ? fmax (best, get_certain_value (option, turn)) : best;
}

/* The range tests of option-math 5 for an American option, before anything is solved. */
static MagIvStatus
check_mark (const MagPricing *contract)
{
  const MagOption *option = &contract->option;
  double tolerance = PRICE_TOLERANCE * fmax (option->spot, option->strike), intrinsic = get_certain_value (option, 0);

  if (!isfinite (contract->mark) || contract->mark < 0)
    return MAG_IV_BAD_INPUT;
  if (option->european)
    return MAG_IV_OK;
  if (contract->mark < intrinsic - tolerance)
    return MAG_IV_BELOW_INTRINSIC;
  if (intrinsic > 0 && contract->mark <= intrinsic + tolerance)
    return MAG_IV_AT_INTRINSIC;
  if (contract->mark <= get_least_value (option) + tolerance)
    return MAG_IV_BELOW_MINIMUM;
  if (contract->mark >= (option->call ? option->spot : option->strike) - tolerance)
    return MAG_IV_ABOVE_MAXIMUM;
  return MAG_IV_OK;
}

static void
clear (MagPricing *contract)
{
  contract->value = (MagOptionValue) { NAN, NAN, NAN, NAN, NAN };
  contract->p_itm = contract->pop_short = NAN;
}

static bool
pays (const Schedule  *schedule,
      const MagOption *option)
{
  for (size_t i = 0; i < schedule->n; i++)
    if (schedule->dividends[i].years > 0 && schedule->dividends[i].years <= option->years && schedule->dividends[i].amount != 0)
      return true;
  return false;
}

static Model
choose_model (const Schedule  *schedule,
              const MagOption *option)
{
  MagExercise exercise = option->european ? MAG_EXERCISE_NEVER : mag_american_get_exercise (option);

  if (pays (schedule, option))
    return MODEL_GRID;
  switch (exercise)
    {
    case MAG_EXERCISE_NEVER: return MODEL_EUROPEAN;
    case MAG_EXERCISE_BELOW: return MODEL_BOUNDARY;
    case MAG_EXERCISE_BETWEEN: return MODEL_GRID;
    }
  return MODEL_EUROPEAN;
}

static void
set_probabilities (const Schedule *schedule,
                   MagPricing     *contract,
                   double          premium)
{
  MagOption option = contract->option;

  mag_probability_take_dividends (&option, schedule->dividends, schedule->n);
  option.spot = fmax (option.spot, DBL_MIN); /* all of the share may be paid out */
  contract->p_itm = mag_probability_itm (&option);
  contract->pop_short = mag_probability_pop_short (&option, premium);
}

/* What is left to say once the model has spoken. A market that no double can hold ends here. */
static void
finish (const Schedule *schedule,
        MagPricing     *contract,
        double          premium)
{
  const MagOptionValue *value = &contract->value;

  if (contract->status == MAG_IV_OK)
    {
      set_probabilities (schedule, contract, premium);
      if (isfinite (value->price + value->delta + value->gamma + value->theta + value->vega + contract->p_itm + contract->pop_short))
        return;
      contract->status = MAG_IV_BAD_INPUT;
    }
  clear (contract);
  if (contract->status == MAG_IV_AT_INTRINSIC)
    contract->value = (MagOptionValue) { .price = get_certain_value (&contract->option, 0), .delta = contract->option.call ? 1 : -1 };
}

static bool
shares_boundary (const MagOption *a,
                 const MagOption *b)
{
  return a->call == b->call && a->years == b->years && a->rate == b->rate && a->yield == b->yield;
}

static size_t
hash_option (const MagOption *option)
{
  const double numbers[] = { option->years, option->rate, option->yield };
  uint64_t bits[3], hash = option->call;

  memcpy (bits, numbers, sizeof bits);
  for (int i = 0; i < 3; i++)
    hash = (hash ^ bits[i]) * 0x9e3779b97f4a7c15; /* Fibonacci hashing: Knuth, volume 3, 6.4 */
  return hash >> 32;
}

/* Of the hash table: none without contracts, and no more than they need, as all places are looked at. */
static size_t
count_places (size_t n_contracts)
{
  size_t n_places = n_contracts > 0 ? 1 : 0;

  while (n_places < 2 * n_contracts)
    n_places *= 2;
  return n_places;
}

/* No memory: there are no figures, and the status says that there are none. */
static void
refuse (MagPricing *const *contracts,
        size_t             n_contracts)
{
  for (size_t i = 0; i < n_contracts; i++)
    contracts[i]->status = MAG_IV_BAD_INPUT;
}

/* Chains the contracts that share a boundary, in their order; the first of each group stands in the table. */
static void
gather_groups (MagPricer      *self,
               const Schedule *schedule,
               MagPricing     *contracts,
               size_t          n_contracts)
{
  size_t n_places = count_places (n_contracts);

  for (size_t place = 0; place < n_places; place++)
    self->heads[place] = NONE;
  for (size_t i = 0; i < n_contracts; i++)
    {
      const MagOption *option = &contracts[i].option;
      size_t place;

      if (contracts[i].status != MAG_IV_OK || choose_model (schedule, option) != MODEL_BOUNDARY)
        continue;
      place = hash_option (option) & (n_places - 1);
      while (self->heads[place] != NONE && !shares_boundary (&contracts[self->heads[place]].option, option))
        place = (place + 1) & (n_places - 1);
      self->next[i] = NONE;
      if (self->heads[place] == NONE)
        self->heads[place] = i;
      else
        self->next[self->tails[place]] = i;
      self->tails[place] = i;
    }
}

typedef bool (*GroupFunc) (MagAmerican *american, MagPricing *const *contracts, size_t n_contracts);

static void
do_groups (MagPricer      *self,
           GroupFunc       func,
           const Schedule *schedule,
           MagPricing     *contracts,
           size_t          n_contracts)
{
  size_t n_places = count_places (n_contracts);

  gather_groups (self, schedule, contracts, n_contracts);
  for (size_t place = 0; place < n_places; place++)
    {
      size_t n = 0;

      for (size_t i = self->heads[place]; i != NONE; i = self->next[i])
        self->group[n++] = &contracts[i];
      if (n > 0 && !func (self->american, self->group, n))
        refuse (self->group, n);
    }
}

static void
price_alone (const Schedule *schedule,
             MagPricing     *contract)
{
  bool valued = true;

  switch (choose_model (schedule, &contract->option))
    {
    case MODEL_EUROPEAN: valued = mag_black_evaluate (&contract->option, &contract->value); break;
    case MODEL_GRID: valued = mag_dividend_evaluate (&contract->option, schedule->dividends, schedule->n, &contract->value); break;
    case MODEL_BOUNDARY: break;
    }
  if (!valued)
    contract->status = MAG_IV_BAD_INPUT;
}

/**
 * mag_pricer_price:
 * @dividends: (array length=n_dividends): known cash dividends of the share, ascending; those after a contract's expiry do not count for it. With them the
 *   yields of @contracts have to be without them
 * @contracts: (array length=n_contracts): in any order; those of one expiration, type, rate and yield share their work
 *
 * Values every contract at its own sigma. One bad contract does not hurt the others: its status says what is wrong with it.
 */
void
mag_pricer_price (MagPricer         *pricer,
                  const MagDividend *dividends,
                  size_t             n_dividends,
                  MagPricing        *contracts,
                  size_t             n_contracts)
{
  const Schedule schedule = { dividends, n_dividends };
  bool has_room = reserve (pricer, n_contracts);

  for (size_t i = 0; i < n_contracts; i++)
    {
      MagPricing *contract = &contracts[i];

      contract->status = has_room ? check_option (&contract->option) : MAG_IV_BAD_INPUT;
      if (contract->status == MAG_IV_OK && !is_positive (contract->option.sigma))
        contract->status = MAG_IV_BAD_INPUT;
      if (contract->status == MAG_IV_OK)
        price_alone (&schedule, contract);
    }
  if (has_room)
    do_groups (pricer, mag_american_price, &schedule, contracts, n_contracts);
  for (size_t i = 0; i < n_contracts; i++)
    finish (&schedule, &contracts[i], contracts[i].value.price);
}

static void
imply_alone (const Schedule *schedule,
             MagPricing     *contract)
{
  MagOption *option = &contract->option;
  Model model = choose_model (schedule, option);

  if (model == MODEL_GRID)
    {
      contract->status = contract->mark < 0 ? MAG_IV_BAD_INPUT
                                            : mag_dividend_implied (option, contract->mark, schedule->dividends, schedule->n, &option->sigma, &contract->value);
      return;
    }
  contract->status = check_mark (contract);
  if (contract->status != MAG_IV_OK || model == MODEL_BOUNDARY)
    return;
  contract->status = mag_black_implied (option, contract->mark, &option->sigma);
  if (contract->status == MAG_IV_OK)
    mag_black_evaluate (option, &contract->value);
}

/**
 * mag_pricer_imply:
 * @dividends: (array length=n_dividends): as for mag_pricer_price()
 * @contracts: (array length=n_contracts): as for mag_pricer_price()
 *
 * Finds the volatility behind every contract's mark and values it there. One bad quote does not hurt the others.
 */
void
mag_pricer_imply (MagPricer         *pricer,
                  const MagDividend *dividends,
                  size_t             n_dividends,
                  MagPricing        *contracts,
                  size_t             n_contracts)
{
  const Schedule schedule = { dividends, n_dividends };
  bool has_room = reserve (pricer, n_contracts);

  for (size_t i = 0; i < n_contracts; i++)
    {
      MagPricing *contract = &contracts[i];

      contract->option.sigma = NAN;
      contract->status = has_room ? check_option (&contract->option) : MAG_IV_BAD_INPUT;
      if (contract->status == MAG_IV_OK)
        imply_alone (&schedule, contract);
    }
  if (has_room)
    do_groups (pricer, mag_american_imply, &schedule, contracts, n_contracts);
  for (size_t i = 0; i < n_contracts; i++)
    {
      finish (&schedule, &contracts[i], contracts[i].mark);
      if (contracts[i].status != MAG_IV_OK)
        contracts[i].option.sigma = NAN;
    }
}
