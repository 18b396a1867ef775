/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Single contracts, where nothing can be shared; European ones; ones with cash dividends; and fifty symbols at once. */

#include "config.h"

#include "mag-black.h"
#include "pricing-chain.h"
#include "pricing-report.h"
#include "pricing-singles.h"
#include "quantlib-peer.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* ---- one at a time, from nothing ---- */

#define N_COLD 2000
#define COLD_STRIDE 19 /* one in so many is checked and raced against */

/* Each has a rate of its own, so that no exercise boundary serves two. */
static void
make_cold (MagPricing *contracts)
{
  for (int i = 0; i < N_COLD; i++)
    contracts[i] = (MagPricing) { .option = {
      .call = i % 2,
      .spot = PRICING_SPOT,
      .strike = 150 + i % 77,
      .years = (7 + i % 97 * 7) / MAG_DAYS_PER_YEAR,
      .rate = PRICING_RATE + i * 1e-7,
      .yield = PRICING_YIELD,
      .sigma = 0.2 + i % 31 * 0.01,
    } };
}

static double
time_peers (QuantLibContract **peers,
            const MagPricing  *contracts,
            QuantLibScheme     scheme,
            double            *prices)
{
  double start = report_cpu_us ();
  int n = 0;

  for (int i = 0; i < N_COLD; i += COLD_STRIDE)
    prices[n++] = quantlib_contract_price (peers[i / COLD_STRIDE], scheme, contracts[i].option.sigma);
  return (report_cpu_us () - start) / n;
}

void
pricing_bench_cold (MagPricer *pricer)
{
  enum { N = (N_COLD - 1) / COLD_STRIDE + 1 };
  static MagPricing contracts[N_COLD];
  QuantLibContract *peers[N];
  ReportTimes ours = { 0 }, fast = { 0 };
  double reference[N], prices[N], errors[N], fast_errors[N];

  make_cold (contracts);
  for (int k = 0; k < N; k++)
    peers[k] = quantlib_contract_new (&contracts[k * COLD_STRIDE].option, NULL, 0);
  time_peers (peers, contracts, QUANTLIB_REFERENCE, reference);
  for (int round = 0; round < REPORT_ROUNDS; round++)
    {
      double start = report_cpu_us ();

      for (int i = 0; i < N_COLD; i++)
        mag_pricer_price (pricer, NULL, 0, &contracts[i], 1);
      report_add (&ours, (report_cpu_us () - start) / N_COLD);
      report_add (&fast, time_peers (peers, contracts, QUANTLIB_FAST, prices));
    }
  for (int k = 0; k < N; k++)
    {
      double larger = fmax (PRICING_SPOT, contracts[k * COLD_STRIDE].option.strike);

      errors[k] = fabs (contracts[k * COLD_STRIDE].value.price - reference[k]) / larger;
      fast_errors[k] = fabs (prices[k] - reference[k]) / larger;
      quantlib_contract_free (peers[k]);
    }

  g_print ("\n%d American contracts at given sigma, one at a time, a rate for each: the peer prices only, we add all greeks, P(ITM) and POP\n", N_COLD);
  report_times ("ours", &ours, NULL);
  report_times ("QuantLib QD-FP fast", &fast, NULL);
  report_errors ("QuantLib QD-FP fast, / M", fast_errors, N);
  report_judge_errors ("price / M", errors, N, (ReportLimits) { 2e-7, 1e-6 });
  report_judge_time ("one cold American price with all greeks", report_get_least (&ours), 15, 8);
  report_judge_ratio ("as fast as QuantLib QD-FP fast", &fast, &ours, 0);
}

/* ---- European volatility ---- */

#define N_EUROPEAN 2000

/* How far out of the money, in standard deviations at expiry; below 0: in it. */
static const struct { const char *what; double nearest, farthest; } regions[] = {
  { "at the money", 0, 0.5 },
  { "out of the money", 0.5, 2 },
  { "far out of the money", 2, 4.5 },
  { "in the money", -3, 0 },
};

typedef struct
{
  MagOption options[N_EUROPEAN];
  double    marks[N_EUROPEAN];
  double    scale[N_EUROPEAN];     /* what an error of sigma is counted in: what sigma is, and what the last digit of the mark is worth */
  double    moneyness[N_EUROPEAN]; /* as the batch wants it */
  double    unit[N_EUROPEAN];      /* the same */
  double    found[N_EUROPEAN];     /* sigma */
} European;

typedef void (*EuropeanSearch) (European *input);

static void
search_ours (European *input)
{
  for (int i = 0; i < N_EUROPEAN; i++)
    mag_black_implied (&input->options[i], input->marks[i], &input->found[i]);
}

static void
search_batch (European *input)
{
  mag_black_deviations (input->moneyness, input->unit, input->found, N_EUROPEAN);
  for (int i = 0; i < N_EUROPEAN; i++)
    input->found[i] /= sqrt (input->options[i].years);
}

static void
search_peer (European *input,
             double  (*search) (bool call, double strike, double forward, double price, double discount))
{
  for (int i = 0; i < N_EUROPEAN; i++)
    {
      const MagOption *option = &input->options[i];
      double forward = option->spot * exp ((option->rate - option->yield) * option->years);

      input->found[i] = search (option->call, option->strike, forward, input->marks[i], exp (-option->rate * option->years)) / sqrt (option->years);
    }
}

static void
search_newton (European *input)
{
  search_peer (input, quantlib_black_newton);
}

static void
search_li (European *input)
{
  search_peer (input, quantlib_black_li);
}

/* The formula of option-math 4.1, out of the money and in extended precision. Gives the price of the call or put that the region asks for. */
static void
fill_mark (European *input,
           int       i)
{
  const MagOption *option = &input->options[i];
  long double share = option->spot * expl (-(long double) option->yield * option->years), cash = option->strike * expl (-(long double) option->rate * option->years);
  long double deviation = option->sigma * sqrtl (option->years), d1 = logl (share / cash) / deviation + deviation / 2, side = share > cash ? -1 : 1;
  long double time_value = side * (share * erfcl (-side * d1 * M_SQRT1_2l) - cash * erfcl (-side * (d1 - deviation) * M_SQRT1_2l)) / 2;
  long double vega = share * expl (-d1 * d1 / 2) * sqrtl (option->years) * M_2_SQRTPIl * M_SQRT1_2l / 2;
  long double intrinsic = option->call ? share - cash : cash - share;

  input->marks[i] = time_value + fmaxl (intrinsic, 0);
  input->scale[i] = option->sigma + input->marks[i] / vega;
  input->moneyness[i] = fabsl (logl (share / cash));
  input->unit[i] = time_value / fminl (share, cash);
}

static void
make_european (European *input,
               double    nearest,
               double    farthest)
{
  for (int i = 0; i < N_EUROPEAN; i++)
    {
      MagOption *option = &input->options[i];
      double deviations = nearest + (farthest - nearest) * (i % 37 / 36.0);

      *option = (MagOption) { .call = i % 2, .european = true, .spot = PRICING_SPOT, .years = 0.04 + i % 53 * 0.035, .rate = PRICING_RATE, .yield = PRICING_YIELD,
                              .sigma = 0.12 + i % 71 * 0.02 };
      option->strike = PRICING_SPOT * exp ((option->rate - option->yield) * option->years + (option->call ? 1 : -1) * option->sigma * sqrt (option->years) * deviations);
      fill_mark (input, i);
    }
}

static void
bench_region (European *input,
              double   *slowest,
              double   *slowest_of_batch)
{
  static struct { const char *name; EuropeanSearch search; } searches[] = {
    { "ours, one by one", search_ours },
    { "ours, as a batch", search_batch },
    { "QuantLib Newton", search_newton },
    { "QuantLib Li", search_li },
  };
  ReportTimes times[G_N_ELEMENTS (searches)] = { 0 };
  double errors[G_N_ELEMENTS (searches)][N_EUROPEAN];

  for (int round = 0; round < REPORT_ROUNDS; round++)
    for (gsize s = 0; s < G_N_ELEMENTS (searches); s++)
      {
        double start = report_cpu_us ();

        searches[s].search (input);
        report_add (&times[s], (report_cpu_us () - start) / N_EUROPEAN);
        for (int i = 0; i < N_EUROPEAN; i++)
          errors[s][i] = fabs (input->found[i] - input->options[i].sigma) / input->scale[i];
      }
  for (gsize s = 0; s < G_N_ELEMENTS (searches); s++)
    {
      report_times (searches[s].name, &times[s], NULL);
      if (s < 2)
        report_judge_errors ("  its sigma / (sigma + price / vega)", errors[s], N_EUROPEAN, (ReportLimits) { 1e-15, 4e-15 });
      else
        report_errors ("  its sigma / (sigma + price / vega)", errors[s], N_EUROPEAN);
    }
  report_judge_ratio ("as fast as QuantLib's Newton", &times[2], &times[0], 0);
  report_judge_ratio ("as fast as QuantLib's Li", &times[3], &times[0], 0);
  *slowest = fmax (*slowest, report_get_least (&times[0]));
  *slowest_of_batch = fmax (*slowest_of_batch, report_get_least (&times[1]));
}

void
pricing_bench_european (void)
{
  static European input;
  double slowest = 0, slowest_of_batch = 0;

  for (gsize r = 0; r < G_N_ELEMENTS (regions); r++)
    {
      g_print ("\nEuropean volatility of %d contracts, %s; marks by extended precision\n", N_EUROPEAN, regions[r].what);
      make_european (&input, regions[r].nearest, regions[r].farthest);
      bench_region (&input, &slowest, &slowest_of_batch);
    }
  g_print ("\nEuropean volatility, where it takes longest\n");
  report_judge_time ("one by one", slowest, 0.2, 0);
  report_judge_time ("as a batch", slowest_of_batch, 0.2, 0.05);
}

/* ---- cash dividends ---- */

#define N_CASH 24

static const MagDividend cash[] = { { 18 / MAG_DAYS_PER_YEAR, 0.7 }, { 109 / MAG_DAYS_PER_YEAR, 0.7 } };

typedef struct
{
  MagPricing        contracts[N_CASH]; /* mark and sigma of the reference */
  MagOptionValue    reference[N_CASH];
  QuantLibContract *peers[N_CASH];
} Cash;

/* Between ex-dates the pricing equation holds without a yield; it gives theta. */
static MagOptionValue
get_reference (QuantLibContract *peer,
               const MagOption  *option)
{
  double step = 0.01, s = option->spot, v = option->sigma;
  MagOptionValue value = {
    .vega = (quantlib_contract_price (peer, QUANTLIB_REFERENCE, v + step) - quantlib_contract_price (peer, QUANTLIB_REFERENCE, v - step)) / (2 * step) /
            MAG_VOLATILITY_POINTS,
  };

  value.price = quantlib_contract_price (peer, QUANTLIB_REFERENCE, v);
  value.delta = quantlib_contract_delta (peer);
  value.gamma = quantlib_contract_gamma (peer);
  value.theta = (option->rate * (value.price - s * value.delta) - 0.5 * v * v * s * s * value.gamma) / MAG_DAYS_PER_YEAR;
  return value;
}

static void
make_cash (Cash *input)
{
  for (int i = 0; i < N_CASH; i++)
    {
      MagOption *option = &input->contracts[i].option;

      *option = (MagOption) { .call = i % 2, .spot = 100, .strike = 84 + 1.5 * i, .years = (30 + 10 * (i % 16)) / MAG_DAYS_PER_YEAR, .rate = PRICING_RATE,
                              .sigma = 0.2 + 0.01 * (i % 13) };
      input->peers[i] = quantlib_contract_new (option, cash, G_N_ELEMENTS (cash));
      input->reference[i] = get_reference (input->peers[i], option);
      input->contracts[i].mark = input->reference[i].price;
    }
}

static double
imply_cash (MagPricer  *pricer,
            const Cash *input,
            MagPricing *found)
{
  double start;

  memcpy (found, input->contracts, sizeof input->contracts);
  start = report_cpu_us ();
  for (int i = 0; i < N_CASH; i++)
    mag_pricer_imply (pricer, cash, G_N_ELEMENTS (cash), &found[i], 1);
  return (report_cpu_us () - start) / N_CASH;
}

static double
search_cash (const Cash  *input,
             double     (*search) (QuantLibContract *peer, double mark),
             double      *errors)
{
  double start = report_cpu_us ();

  for (int i = 0; i < N_CASH; i++)
    errors[i] = fabs (search (input->peers[i], input->contracts[i].mark) - input->contracts[i].option.sigma);
  return (report_cpu_us () - start) / N_CASH;
}

/* The limits are those of cash dividends, for all. */
static void
report_cash (const Cash       *input,
             const MagPricing *found)
{
  double sigma[N_CASH], price[N_CASH], delta[N_CASH], gamma[N_CASH], theta[N_CASH], vega[N_CASH];

  for (int i = 0; i < N_CASH; i++)
    {
      const MagOptionValue *is = &input->reference[i], *value = &found[i].value;
      double spot = input->contracts[i].option.spot, larger = fmax (spot, input->contracts[i].option.strike);

      sigma[i] = fabs (found[i].option.sigma - input->contracts[i].option.sigma);
      price[i] = sigma[i] * MAG_VOLATILITY_POINTS * is->vega / larger;
      delta[i] = fabs (value->delta - is->delta);
      gamma[i] = fabs (value->gamma - is->gamma) * spot / (1 + is->gamma * spot);
      theta[i] = fabs (value->theta - is->theta) / larger;
      vega[i] = fabs (value->vega - is->vega) / larger;
    }
  report_errors ("ours, sigma", sigma, N_CASH);
  report_judge_errors ("sigma as price / M", price, N_CASH, (ReportLimits) { 5e-5, 5e-5 });
  report_judge_errors ("delta", delta, N_CASH, (ReportLimits) { 1e-3, 1e-3 });
  report_judge_errors ("gamma S / (1 + gamma S)", gamma, N_CASH, (ReportLimits) { 2e-2, 2e-2 });
  report_judge_errors ("theta a day / M", theta, N_CASH, (ReportLimits) { 2e-5, 2e-5 });
  report_judge_errors ("vega a point / M", vega, N_CASH, (ReportLimits) { 5e-6, 5e-6 });
}

void
pricing_bench_dividends (MagPricer *pricer)
{
  static Cash input;
  MagPricing found[N_CASH];
  ReportTimes ours = { 0 }, own = { 0 }, brent = { 0 };
  double own_errors[N_CASH], brent_errors[N_CASH];
  long before;

  make_cash (&input);
  imply_cash (pricer, &input, found);
  before = report_allocations ();
  for (int round = 0; round < REPORT_ROUNDS; round++)
    {
      report_add (&ours, imply_cash (pricer, &input, found));
      if (round < 3)
        {
          report_add (&own, search_cash (&input, quantlib_contract_implied, own_errors));
          report_add (&brent, search_cash (&input, quantlib_contract_brent, brent_errors));
        }
    }

  g_print ("\n%d American contracts with up to two cash dividends, one at a time, from mark to IV and greeks; the reference are QuantLib's finite differences of 1000 x 1000 steps\n",
           N_CASH);
  report_times ("ours", &ours, NULL);
  report_times ("impliedVolatility", &own, "100 x 100 steps");
  report_errors ("impliedVolatility, sigma", own_errors, N_CASH);
  report_times ("Brent on finite differences", &brent, "200 x 200 steps");
  report_errors ("Brent on finite differences, sigma", brent_errors, N_CASH);
  report_cash (&input, found);
  report_judge_time ("one contract with cash dividends", report_get_least (&ours), 200, 50);
  report_judge_ratio ("as fast as QuantLib's impliedVolatility", &own, &ours, 0);
  report_judge_ratio ("as fast as Brent's method on finite differences", &brent, &ours, 0);
  report_judge_count ("allocations", report_allocations () - before, 0);
  for (int i = 0; i < N_CASH; i++)
    quantlib_contract_free (input.peers[i]);
}

/* ---- fifty symbols on two cores ---- */

#define N_SYMBOLS 50
#define PER_SYMBOL 500

/* Every fourth contract of the chain, calls and puts, at a price, a yield and a volatility of the symbol's own. Marks are our own prices. */
static void
make_symbols (MagPricing *contracts)
{
  static MagPricing chain[PRICING_CHAIN];
  MagPricer *pricer = mag_pricer_new ();

  pricing_chain_make (chain);
  for (int i = 0; i < N_SYMBOLS * PER_SYMBOL; i++)
    {
      int symbol = i / PER_SYMBOL, place = i % PER_SYMBOL * 4 + i % 2;
      MagOption *option = &contracts[i].option;

      *option = chain[place].option;
      option->spot *= 0.2 + 0.1 * symbol;
      option->strike *= 0.2 + 0.1 * symbol;
      option->yield += 0.0005 * symbol;
      option->sigma *= 0.7 + 0.03 * symbol;
    }
  mag_pricer_price (pricer, NULL, 0, contracts, N_SYMBOLS * PER_SYMBOL);
  for (int i = 0; i < N_SYMBOLS * PER_SYMBOL; i++)
    contracts[i].mark = contracts[i].value.price;
  mag_pricer_free (pricer);
}

static gpointer
refresh_half (gpointer data)
{
  MagPricing *contracts = data;
  MagPricer *pricer = mag_pricer_new ();

  for (int s = 0; s < N_SYMBOLS / 2; s++)
    mag_pricer_imply (pricer, NULL, 0, contracts + s * PER_SYMBOL, PER_SYMBOL);
  mag_pricer_free (pricer);
  return NULL;
}

void
pricing_bench_refresh (void)
{
  enum { N = N_SYMBOLS * PER_SYMBOL };
  g_autofree MagPricing *contracts = g_new0 (MagPricing, N);
  ReportTimes wall = { 0 }, work = { 0 };
  int n_found = 0;

  make_symbols (contracts);
  for (int round = 0; round < REPORT_MOST_ROUNDS; round++)
    {
      double worked = report_cpu_us ();
      gint64 start = g_get_monotonic_time ();
      g_autoptr(GThread) thread = g_thread_new ("refresh", refresh_half, contracts);

      refresh_half (contracts + N / 2);
      g_thread_join (g_steal_pointer (&thread));
      report_add (&wall, (g_get_monotonic_time () - start) / (double) N);
      report_add (&work, (report_cpu_us () - worked) / N);
    }
  for (int i = 0; i < N; i++)
    n_found += contracts[i].status == MAG_IV_OK;

  g_print ("\n%d symbols of %d contracts, from mark to IV, greeks and probabilities, on two threads: %d of %d have a volatility\n", N_SYMBOLS, PER_SYMBOL, n_found, N);
  report_times ("ours, by the clock on the wall", &wall, NULL);
  report_times ("ours, work of both threads", &work, "half of it is the least that an idle machine of two cores takes");
  report_judge_time ("all symbols, by the clock on the wall", report_get_least (&wall) * N, 100e3, 40e3);
}
