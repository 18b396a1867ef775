/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pricer as a batch: what stands beside a contract does not matter, what is wrong with it is said, and no input breaks it. */

#include "mag-kernel.h"
#include "mag-pricer.h"

#include "random-option.h"

#include <math.h>
#include <string.h>

#define CHAIN 300
#define SAME 1e-13 /* of the larger of spot and strike */

/* The linker leads the pricer's allocations here. */
void *__real_malloc  (size_t size);
void *__real_calloc  (size_t n, size_t size);
void *__real_realloc (void *block, size_t size);
void *__wrap_malloc  (size_t size);
void *__wrap_calloc  (size_t n, size_t size);
void *__wrap_realloc (void *block, size_t size);

static guint n_allocations;

void *
__wrap_malloc (size_t size)
{
  n_allocations++;
  return __real_malloc (size);
}

void *
__wrap_calloc (size_t n,
               size_t size)
{
  n_allocations++;
  return __real_calloc (n, size);
}

void *
__wrap_realloc (void  *block,
                size_t size)
{
  n_allocations++;
  return __real_realloc (block, size);
}

static double
get_unit (const MagOption *option)
{
  return fmax (option->spot, option->strike);
}

/* A chain of six expirations of calls and puts, some European, with a smile of its own, and marked with their values. */
static void
make_chain (GRand      *rand,
            MagPricing *contracts)
{
  MagPricer *pricer = mag_pricer_new ();
  double spot = random_log (rand, 3, 3000), rate = g_rand_double_range (rand, 0, 0.06), yield = g_rand_double_range (rand, 0, 0.08);
  double sigma = random_log (rand, 0.1, 1);

  for (int i = 0; i < CHAIN; i++)
    {
      MagOption option = {
        .call = g_rand_boolean (rand), .european = i % 10 == 0, .spot = spot, .years = (1 + 30 * (i % 6)) / MAG_DAYS_PER_YEAR, .rate = rate, .yield = yield
      };
      double deviations = g_rand_double_range (rand, -2.5, 2.5);

      option.sigma = sigma * (1 + 0.05 * deviations * deviations);
      option.strike = spot * exp (deviations * sigma * sqrt (option.years));
      contracts[i] = (MagPricing) { .option = option };
    }
  mag_pricer_price (pricer, NULL, 0, contracts, CHAIN);
  for (int i = 0; i < CHAIN; i++)
    contracts[i].mark = contracts[i].value.price;
  mag_pricer_free (pricer);
}

typedef void (*BatchFunc) (MagPricer *pricer, const MagDividend *dividends, size_t n_dividends, MagPricing *contracts, size_t n_contracts);

static const BatchFunc functions[] = { mag_pricer_price, mag_pricer_imply };

/* Do two results agree but for a share of the price? The implied ones, near no time value, by the price of what they differ in. */
static void
assert_same (const MagPricing *a,
             const MagPricing *b,
             double            tolerance)
{
  double unit = get_unit (&a->option), error;

  g_assert_cmpint (a->status, ==, b->status);
  if (a->status != MAG_IV_OK)
    return;
  error = fabs (a->option.sigma - b->option.sigma);
  error = fmin (error, error * MAG_VOLATILITY_POINTS * fabs (a->value.vega) / unit);
  g_assert_cmpfloat (error, <=, tolerance);
  g_assert_cmpfloat (fabs (a->value.price - b->value.price) / unit, <=, tolerance);
}

static void
reverse (MagPricing *contracts,
         gsize       n)
{
  for (gsize i = 0; i < n / 2; i++)
    {
      MagPricing other = contracts[i];

      contracts[i] = contracts[n - 1 - i];
      contracts[n - 1 - i] = other;
    }
}

static void
test_order (void)
{
  g_autoptr(GRand) rand = random_new ();
  MagPricer *pricer = mag_pricer_new ();

  for (int round = 0; round < 10; round++)
    for (gsize f = 0; f < G_N_ELEMENTS (functions); f++)
      {
        MagPricing straight[CHAIN], reversed[CHAIN];

        make_chain (rand, straight);
        memcpy (reversed, straight, sizeof straight);
        reverse (reversed, CHAIN);
        functions[f] (pricer, NULL, 0, straight, CHAIN);
        functions[f] (pricer, NULL, 0, reversed, CHAIN);
        reverse (reversed, CHAIN);
        /* The search may begin elsewhere; it ends where the price is the mark. */
        for (int i = 0; i < CHAIN; i++)
          assert_same (&straight[i], &reversed[i], functions[f] == mag_pricer_price ? SAME : 1e-8);
      }
  mag_pricer_free (pricer);
}

/* A single contract has boundaries of its own, closer together than the chain's: as close as they promise to be, and no closer. */
static void
test_single (void)
{
  g_autoptr(GRand) rand = random_new ();
  MagPricer *pricer = mag_pricer_new ();

  for (gsize f = 0; f < G_N_ELEMENTS (functions); f++)
    {
      MagPricing chain[CHAIN], single[CHAIN];

      make_chain (rand, chain);
      memcpy (single, chain, sizeof chain);
      functions[f] (pricer, NULL, 0, chain, CHAIN);
      for (int i = 0; i < CHAIN; i++)
        {
          functions[f] (pricer, NULL, 0, &single[i], 1);
          assert_same (&chain[i], &single[i], 1e-7);
        }
    }
  mag_pricer_free (pricer);
}

static void
test_kernels (void)
{
  static const char *const names[] = { "baseline", "avx2", "avx512" };
  g_autoptr(GRand) rand = random_new ();
  g_autofree char *best = g_strdup (mag_kernel_get_name ());
  MagPricer *pricer = mag_pricer_new ();
  guint n = 0;

  for (gsize f = 0; f < G_N_ELEMENTS (functions); f++)
    {
      MagPricing expected[CHAIN], chain[CHAIN], contracts[CHAIN];

      make_chain (rand, chain);
      g_assert_true (mag_kernel_select (best));
      memcpy (expected, chain, sizeof chain);
      functions[f] (pricer, NULL, 0, expected, CHAIN);
      for (gsize k = 0; k < G_N_ELEMENTS (names); k++)
        {
          if (!mag_kernel_select (names[k]))
            continue;
          g_assert_cmpstr (mag_kernel_get_name (), ==, names[k]);
          n++;
          memcpy (contracts, chain, sizeof chain);
          functions[f] (pricer, NULL, 0, contracts, CHAIN);
          for (int i = 0; i < CHAIN; i++)
            assert_same (&contracts[i], &expected[i], functions[f] == mag_pricer_price ? 1e-9 : 1e-7);
        }
    }
  g_assert_cmpuint (n, >=, 2);
  g_assert_false (mag_kernel_select ("abacus"));
  g_assert_true (mag_kernel_select (best));
  mag_pricer_free (pricer);
}

/* A chain of good contracts, and the same with a bad one after each. */
static void
test_bad_neighbours (void)
{
  g_autoptr(GRand) rand = random_new ();
  MagPricer *pricer = mag_pricer_new ();

  for (gsize f = 0; f < G_N_ELEMENTS (functions); f++)
    {
      MagPricing good[CHAIN], mixed[2 * CHAIN];

      make_chain (rand, good);
      for (int i = 0; i < CHAIN; i++)
        {
          MagPricing *bad = &mixed[2 * i + 1];

          mixed[2 * i] = *bad = good[i];
          if (i % 4 == 0)
            bad->option.spot = NAN;
          else if (i % 4 == 1)
            bad->option.years = -bad->option.years;
          else if (i % 4 == 2)
            bad->option.sigma = bad->mark = -1;
          else
            bad->option.rate = INFINITY;
        }
      functions[f] (pricer, NULL, 0, good, CHAIN);
      functions[f] (pricer, NULL, 0, mixed, 2 * CHAIN);
      for (int i = 0; i < CHAIN; i++)
        {
          assert_same (&good[i], &mixed[2 * i], 0);
          g_assert_cmpint (mixed[2 * i + 1].status, ==, i % 4 == 1 ? MAG_IV_EXPIRED : MAG_IV_BAD_INPUT);
          g_assert_true (isnan (mixed[2 * i + 1].value.price) && isnan (mixed[2 * i + 1].p_itm) && isnan (mixed[2 * i + 1].pop_short));
        }
    }
  mag_pricer_free (pricer);
}

/* A call of 100 on a share at 110 unless said otherwise: the tolerance is 1e-9 of 110, so 1.1e-7. */
static void
test_status (void)
{
  static const struct { const char *why; MagOption option; double mark; MagIvStatus status; } rows[] = {
    { "under exercise", { .call = true, .spot = 110, .strike = 100, .years = 0.5, .rate = 0.05 }, 10 - 1.2e-7, MAG_IV_BELOW_INTRINSIC },
    { "exercise, from below", { .call = true, .spot = 110, .strike = 100, .years = 0.5, .rate = 0.05 }, 10 - 1e-7, MAG_IV_AT_INTRINSIC },
    { "exercise, from above", { .call = true, .spot = 110, .strike = 100, .years = 0.5, .rate = 0.05 }, 10 + 1e-7, MAG_IV_AT_INTRINSIC },
    /* 110 - 100 exp (-0.025) = 12.4690088 */
    { "under what waiting is worth", { .call = true, .spot = 110, .strike = 100, .years = 0.5, .rate = 0.05 }, 12.469, MAG_IV_BELOW_MINIMUM },
    { "over it", { .call = true, .spot = 110, .strike = 100, .years = 0.5, .rate = 0.05 }, 12.4691, MAG_IV_OK },
    { "no interest, no dividends, time value", { .call = true, .spot = 110, .strike = 100, .years = 0.5 }, 10.01, MAG_IV_OK },
    { "the share", { .call = true, .spot = 110, .strike = 100, .years = 0.5, .rate = 0.05 }, 110 - 1e-7, MAG_IV_ABOVE_MAXIMUM },
    { "nearly the share: 1400 %", { .call = true, .spot = 110, .strike = 100, .years = 0.5, .rate = 0.05 }, 110 - 1e-4, MAG_IV_ABOVE_RANGE },
    { "the strike", { .spot = 110, .strike = 100, .years = 0.5, .rate = 0.05 }, 100, MAG_IV_ABOVE_MAXIMUM },
    { "nothing", { .spot = 110, .strike = 100, .years = 0.5, .rate = 0.05 }, 0, MAG_IV_BELOW_MINIMUM },
    { "as good as nothing", { .spot = 110, .strike = 100, .years = 0.5, .rate = 0.05 }, 1e-7, MAG_IV_BELOW_MINIMUM },
    /* At the money, the put is worth 100 (0.4 sigma sqrt (T)) less what the share earns: 0.028 for 0.1 % in half a year, no rates. */
    { "0.03 %", { .spot = 100, .strike = 100, .years = 0.5, .rate = 1e-9 }, 0.01, MAG_IV_BELOW_RANGE },
    { "0.14 %", { .spot = 100, .strike = 100, .years = 0.5, .rate = 1e-9 }, 0.04, MAG_IV_OK },
    { "deep put at exercise", { .spot = 50, .strike = 100, .years = 0.5, .rate = 0.05 }, 50, MAG_IV_AT_INTRINSIC },
    /* the same with a cent of time value: it takes 70 % or so */
    { "deep put, a cent over", { .spot = 50, .strike = 100, .years = 0.5, .rate = 0.05 }, 50.01, MAG_IV_OK },
    { "expired", { .spot = 50, .strike = 100, .years = 0, .rate = 0.05 }, 51, MAG_IV_EXPIRED },
    { "no mark", { .spot = 50, .strike = 100, .years = 0.5, .rate = 0.05 }, NAN, MAG_IV_BAD_INPUT },
    { "negative mark", { .spot = 50, .strike = 100, .years = 0.5, .rate = 0.05 }, -0.01, MAG_IV_BAD_INPUT },
    { "no strike", { .spot = 50, .strike = 0, .years = 0.5, .rate = 0.05 }, 1, MAG_IV_BAD_INPUT },
    { "no yield", { .spot = 50, .strike = 100, .years = 0.5, .rate = 0.05, .yield = NAN }, 51, MAG_IV_BAD_INPUT },
  };
  MagPricer *pricer = mag_pricer_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagPricing contract = { .option = rows[i].option, .mark = rows[i].mark };

      g_test_message ("%s", rows[i].why);
      mag_pricer_imply (pricer, NULL, 0, &contract, 1);
      g_assert_cmpint (contract.status, ==, rows[i].status);
      g_assert_cmpint (contract.status == MAG_IV_OK, ==, !isnan (contract.option.sigma));
      g_assert_cmpint (contract.status == MAG_IV_OK || contract.status == MAG_IV_AT_INTRINSIC, ==, !isnan (contract.value.delta));
      if (contract.status == MAG_IV_AT_INTRINSIC)
        g_assert_true (fabs (contract.value.delta) == 1 && contract.value.gamma == 0 && contract.value.theta == 0 && contract.value.vega == 0);
    }
  mag_pricer_free (pricer);
}

static void
assert_sound (const MagPricing *contract)
{
  const MagOptionValue *value = &contract->value;
  double sum = value->price + value->delta + value->gamma + value->theta + value->vega;

  if (contract->status == MAG_IV_OK)
    {
      g_assert_true (isfinite (sum) && value->price >= 0 && contract->option.sigma > 0);
      g_assert_true (contract->p_itm >= 0 && contract->p_itm <= 1 && contract->pop_short >= 0 && contract->pop_short <= 1);
      return;
    }
  g_assert_true (isnan (contract->p_itm) && isnan (contract->pop_short));
  if (contract->status == MAG_IV_AT_INTRINSIC)
    g_assert_true (fabs (value->delta) == 1);
  else
    g_assert_true (isnan (value->price) && isnan (value->delta) && isnan (value->gamma) && isnan (value->theta) && isnan (value->vega));
}

static double
pick (GRand        *rand,
      const double *numbers,
      int           n)
{
  return numbers[g_rand_int_range (rand, 0, n)];
}

#define PICK(rand, numbers) pick (rand, numbers, G_N_ELEMENTS (numbers))

/* Any numbers, possible ones as often as impossible ones. */
static void
test_extremes (void)
{
  static const double prices[] = { 3, 99.99, 100, 250, 5e-324, 1e-300, 1e-9, 1e9, 1e300, -1, 0, NAN, INFINITY };
  static const double years[] = { 0.003, 0.1, 1, 2, 5e-324, 1e-300, 1e-9, 30, 1e3, 1e9, 1e300, 0, -1 };
  static const double rates[] = { 0, 0.04, 0.0400001, -0.02, 1e-9, -1e-9, -0.1, 1e-300, 1, 1e3, -1e3, 1e300, -1e300, NAN };
  static const double sigmas[] = { 0.01, 0.3, 2, 1e-4, 1e-9, 5e-324, 1e-300, 10, 1e6, 1e300, -1, 0 };
  g_autoptr(GRand) rand = random_new ();
  MagPricer *pricer = mag_pricer_new ();
  guint n_ok = 0;

  for (int round = 0; round < 200; round++)
    {
      MagPricing contracts[128];

      for (gsize i = 0; i < G_N_ELEMENTS (contracts); i++)
        {
          contracts[i] = (MagPricing) {
            .option = { .call = g_rand_boolean (rand), .european = g_rand_int_range (rand, 0, 8) == 0, .spot = PICK (rand, prices),
                        .strike = PICK (rand, prices), .years = PICK (rand, years), .rate = PICK (rand, rates), .yield = PICK (rand, rates),
                        .sigma = PICK (rand, sigmas) },
            .mark = PICK (rand, prices),
          };
          if (g_rand_boolean (rand))
            contracts[i].mark = fmin (contracts[i].option.spot, contracts[i].option.strike) * g_rand_double (rand);
        }
      functions[round % 2](pricer, NULL, 0, contracts, G_N_ELEMENTS (contracts));
      for (gsize i = 0; i < G_N_ELEMENTS (contracts); i++)
        {
          assert_sound (&contracts[i]);
          n_ok += contracts[i].status == MAG_IV_OK;
        }
    }
  g_assert_cmpuint (n_ok, >, 2000);
  mag_pricer_free (pricer);
}

static void
test_allocations (void)
{
  g_autoptr(GRand) rand = random_new ();
  MagPricer *pricer = mag_pricer_new ();
  MagPricing chain[CHAIN], contracts[CHAIN];

  make_chain (rand, chain);
  n_allocations = 0;
  for (gsize f = 0; f < G_N_ELEMENTS (functions); f++)
    {
      memcpy (contracts, chain, sizeof chain);
      functions[f] (pricer, NULL, 0, contracts, CHAIN);
    }
  g_assert_cmpuint (n_allocations, >, 0);
  n_allocations = 0;
  for (int round = 0; round < 2; round++)
    for (gsize f = 0; f < G_N_ELEMENTS (functions); f++)
      {
        memcpy (contracts, chain, sizeof chain);
        functions[f] (pricer, NULL, 0, contracts, CHAIN);
      }
  g_assert_cmpuint (n_allocations, ==, 0);
  mag_pricer_free (pricer);
}

static void
test_empty (void)
{
  MagPricer *pricer = mag_pricer_new ();

  for (gsize f = 0; f < G_N_ELEMENTS (functions); f++)
    functions[f] (pricer, NULL, 0, NULL, 0);
  mag_pricer_free (pricer);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pricer/order-does-not-matter", test_order);
  g_test_add_func ("/pricer/one-is-as-good-as-many", test_single);
  g_test_add_func ("/pricer/all-kernels-agree", test_kernels);
  g_test_add_func ("/pricer/bad-neighbours-do-no-harm", test_bad_neighbours);
  g_test_add_func ("/pricer/status", test_status);
  g_test_add_func ("/pricer/extremes-have-a-status", test_extremes);
  g_test_add_func ("/pricer/no-contracts-are-no-work", test_empty);
  g_test_add_func ("/pricer/no-allocation-in-a-repeated-batch", test_allocations);
  return g_test_run ();
}
