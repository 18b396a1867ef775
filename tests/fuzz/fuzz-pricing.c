/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What quotes and settings become before they are priced: any numbers, and the promises that the pricer keeps for them. */

#include "fuzz-targets.h"

#include "mag-pricer.h"

#include <math.h>

#define MOST_CONTRACTS 24
#define BYTES 15        /* of one contract: two for each of seven numbers, and its kind */
#define TOLERANCE 1e-6  /* of the larger of spot and strike */

typedef struct
{
  const guint8 *data;
  gsize         size;
  gboolean      sensible; /* every number so far is one that a market may have */
} Reader;

static guint8
read_byte (Reader *reader)
{
  if (reader->size == 0)
    return 0;
  reader->size--;
  return *reader->data++;
}

/* Mostly a number of a range, with equal steps of the number or, from a low above 0, of its logarithm; else one that should not be. */
static double
read_number (Reader *reader,
             double  low,
             double  high)
{
  static const double strange[] = { 0, -1, 5e-324, 1e-300, 1e-9, 1e-3, 1e3, 1e9, 1e300, -1e-300, -1e-9, -0.02, -1e300, NAN, INFINITY, -INFINITY };
  guint8 first = read_byte (reader), second = read_byte (reader);
  double share = (first * 256 + second) / (double) (240 * 256);

  if (first >= 240)
    {
      reader->sensible = FALSE;
      return strange[second % G_N_ELEMENTS (strange)];
    }
  return low > 0 ? low * pow (high / low, share) : low + (high - low) * share;
}

static MagPricing
read_contract (Reader *reader)
{
  guint8 kind = read_byte (reader);
  MagPricing contract = { .option = { .call = kind & 1, .european = (kind & 6) == 6 } };
  MagOption *option = &contract.option;

  reader->sensible = TRUE;
  option->spot = read_number (reader, 1, 5000);
  option->strike = option->spot * read_number (reader, 0.2, 5);
  option->years = read_number (reader, 1e-3, 3);
  option->rate = read_number (reader, 0, 0.12);
  option->yield = read_number (reader, 0, 0.15);
  option->sigma = read_number (reader, 0.03, 4);
  contract.mark = (option->call ? option->spot : option->strike) * read_number (reader, 1e-5, 1);
  return contract;
}

static void
check_contract (const MagPricing *contract,
                gboolean          sensible)
{
  const MagOption *option = &contract->option;
  const MagOptionValue *value = &contract->value;
  double sum = value->price + value->delta + value->gamma + value->theta + value->vega;
  double unit = fmax (option->spot, option->strike), intrinsic = option->call ? option->spot - option->strike : option->strike - option->spot;

  if (contract->status != MAG_IV_OK)
    {
      g_assert_true (isnan (contract->p_itm) && isnan (contract->pop_short));
      g_assert_true (contract->status == MAG_IV_AT_INTRINSIC ? fabs (value->delta) == 1 : isnan (sum) && isnan (value->price));
      return;
    }
  g_assert_true (isfinite (sum) && value->price >= 0 && option->sigma > 0);
  g_assert_true (contract->p_itm >= 0 && contract->p_itm <= 1 && contract->pop_short >= 0 && contract->pop_short <= 1);
  if (!sensible)
    return;
  g_assert_true (option->european || value->price >= intrinsic - TOLERANCE * unit);
  g_assert_true (value->price <= (option->call ? option->spot : option->strike) + TOLERANCE * unit);
  g_assert_true ((option->call ? value->delta : -value->delta) >= -5e-5 && fabs (value->delta) <= 1 + 5e-5);
  g_assert_true (value->vega >= -TOLERANCE * unit);
}

static void
fuzz_pricer (const guint8 *data,
             gsize         size)
{
  Reader reader = { .data = data, .size = size };
  MagPricing priced[MOST_CONTRACTS], implied[MOST_CONTRACTS];
  gboolean sensible[MOST_CONTRACTS];
  MagPricer *pricer = mag_pricer_new ();
  gsize n = 0;

  for (; n < MOST_CONTRACTS && reader.size >= BYTES; n++)
    {
      priced[n] = implied[n] = read_contract (&reader);
      sensible[n] = reader.sensible;
      /* as in a chain, most share the expiration and rates of another */
      if (n % 4 > 0)
        {
          sensible[n] = sensible[n] && sensible[n - 1];
          priced[n].option.years = implied[n].option.years = priced[n - 1].option.years;
          priced[n].option.rate = implied[n].option.rate = priced[n - 1].option.rate;
          priced[n].option.yield = implied[n].option.yield = priced[n - 1].option.yield;
        }
    }
  mag_pricer_price (pricer, NULL, 0, priced, n);
  mag_pricer_imply (pricer, NULL, 0, implied, n);
  for (gsize i = 0; i < n; i++)
    {
      check_contract (&priced[i], sensible[i]);
      check_contract (&implied[i], sensible[i]);
      g_assert_true (!sensible[i] || priced[i].status == MAG_IV_OK);
      if (sensible[i] && implied[i].status == MAG_IV_OK)
        g_assert_cmpfloat (fabs (implied[i].value.price - implied[i].mark), <=, TOLERANCE * fmax (implied[i].option.spot, implied[i].option.strike));
    }
  mag_pricer_free (pricer);
}

static const char *const pricer_seeds[] = {
  "0aaxxpp00qq80Zz1abxxpp00qq80Zz0acxxpp00qq80Zz1adxxpp00qq80Zz", "1PUTCALLRATES%%0SPOTSTRIKEYEARS", "p~~~~~~~~~~~~~~q!!!!!!!!!!!!!!", NULL,
};

const MagFuzzTarget mag_fuzz_pricing_targets[] = {
  { "pricer", fuzz_pricer, 1500, pricer_seeds, NULL },
};
const gsize mag_fuzz_n_pricing_targets = G_N_ELEMENTS (mag_fuzz_pricing_targets);
