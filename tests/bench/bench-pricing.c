/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pricer against QuantLib: the same contracts, in turn, in the same run, by process CPU time. Every speed stands beside the errors of both. The prices that
 * errors are counted from, and that marks are, are QuantLib's own at far finer settings, which share no code and no method of solution with ours. M is the larger of
 * spot and strike. */

#include "config.h"

#include "mag-kernel.h"
#include "pricing-chain.h"
#include "pricing-report.h"
#include "pricing-singles.h"
#include "quantlib-peer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define YARDSTICK_US 22.5 /* QuantLib's fast scheme on the class of machine: 18 us and a quarter */
#define SLOW_STRIDE 19    /* one in so many contracts stands for all where a peer takes milliseconds; odd, so that calls and puts and all strikes come up */
#define SLOW_ROUNDS 3
#define GREEKS_STRIDE 13
#define NO_MATTER 1e-9       /* of M: option-math 5 */
#define REFERENCE_DOUBT 1e-8 /* of M: it puts exercised puts of two years 2e-9 above what exercising brings */

typedef struct
{
  MagPricer        *pricer;
  MagPricing        chain[PRICING_CHAIN];     /* at given sigma */
  double            reference[PRICING_CHAIN];
  QuantLibContract *peers[PRICING_CHAIN];
} Bench;

static double
get_larger (const MagPricing *contract)
{
  return fmax (contract->option.spot, contract->option.strike);
}

static double
get_intrinsic (const MagPricing *contract)
{
  double value = contract->option.spot - contract->option.strike;

  return fmax (contract->option.call ? value : -value, 0);
}

/* ---- at given sigma ---- */

static void
time_scheme (Bench          *bench,
             QuantLibScheme  scheme,
             double         *prices,
             ReportTimes    *times)
{
  double start = report_cpu_us ();

  for (int i = 0; i < PRICING_CHAIN; i++)
    prices[i] = quantlib_contract_price (bench->peers[i], scheme, bench->chain[i].option.sigma);
  report_add (times, (report_cpu_us () - start) / PRICING_CHAIN);
}

static void
time_price (Bench       *bench,
            ReportTimes *times)
{
  double start = report_cpu_us ();

  mag_pricer_price (bench->pricer, NULL, 0, bench->chain, PRICING_CHAIN);
  report_add (times, (report_cpu_us () - start) / PRICING_CHAIN);
}

static void
report_prices (const Bench  *bench,
               const double *fast)
{
  double ours_errors[PRICING_CHAIN], fast_errors[PRICING_CHAIN], relative[PRICING_CHAIN];

  for (int i = 0; i < PRICING_CHAIN; i++)
    {
      fast_errors[i] = fabs (fast[i] - bench->reference[i]);
      ours_errors[i] = fabs (bench->chain[i].value.price - bench->reference[i]);
      relative[i] = ours_errors[i] / get_larger (&bench->chain[i]);
    }
  report_errors ("ours, dollars", ours_errors, PRICING_CHAIN);
  report_errors ("QuantLib QD-FP fast, dollars", fast_errors, PRICING_CHAIN);
  report_judge_errors ("price / M", relative, PRICING_CHAIN, (ReportLimits) { 2e-7, 1e-6 });
}

/* Phi (d2) by the formula of option-math 8. */
static double
get_probability_above (const MagOption *option,
                       double           level)
{
  double deviation = option->sigma * sqrt (option->years);
  double d2 = (log (option->spot / level) + (option->rate - option->yield) * option->years) / deviation - deviation / 2;

  return 0.5 * erfc (-d2 / G_SQRT2);
}

static void
report_probabilities (const Bench *bench)
{
  double errors[PRICING_CHAIN];

  for (int i = 0; i < PRICING_CHAIN; i++)
    {
      const MagPricing *contract = &bench->chain[i];
      const MagOption *option = &contract->option;
      double above = get_probability_above (option, option->strike);
      double above_even = get_probability_above (option, option->strike + (option->call ? 1 : -1) * contract->value.price);

      errors[i] = fmax (fabs (contract->p_itm - (option->call ? above : 1 - above)), fabs (contract->pop_short - (option->call ? 1 - above_even : above_even)));
    }
  report_judge_errors ("P(ITM), POP", errors, PRICING_CHAIN, (ReportLimits) { 1e-9, 1e-9 });
}

static void
bench_price (Bench *bench)
{
  ReportTimes ours = { 0 }, fast = { 0 }, reference = { 0 };
  double prices[PRICING_CHAIN];
  long before;

  time_scheme (bench, QUANTLIB_REFERENCE, bench->reference, &reference);
  mag_pricer_price (bench->pricer, NULL, 0, bench->chain, PRICING_CHAIN);
  before = report_allocations ();
  for (int round = 0; round < REPORT_ROUNDS; round++)
    {
      time_scheme (bench, QUANTLIB_FAST, prices, &fast);
      time_price (bench, &ours);
    }

  g_print ("peer: QuantLib %s; the yardstick is its QD-FP fast scheme; our kernel here: %s\n", quantlib_version (), mag_kernel_get_name ());
  report_class (&fast, YARDSTICK_US);
  g_print ("\nchain of %d contracts at given sigma: the peer prices only, we add all greeks, P(ITM) and POP\n", PRICING_CHAIN);
  report_times ("ours", &ours, NULL);
  report_times ("QuantLib QD-FP fast", &fast, NULL);
  report_times ("QuantLib QD-FP high precision", &reference, "the reference");
  report_prices (bench, prices);
  report_probabilities (bench);
  report_judge_ratio ("as fast as QuantLib QD-FP fast", &fast, &ours, 4);
  report_judge_count ("allocations", report_allocations () - before, 0);
}

/* ---- greeks ---- */

typedef struct
{
  double delta, gamma, vega; /* vega per point */
} Slopes;

static double
differentiate (const double *values,
               double        step)
{
  return (values[0] - 8 * values[1] + 8 * values[3] - values[4]) / (12 * step);
}

static double
differentiate_twice (const double *values,
                     double        step)
{
  return (-values[0] + 16 * values[1] - 30 * values[2] + 16 * values[3] - values[4]) / (12 * step * step);
}

/* Five points either way, so that their error falls with the fourth power of the steps. False where one of them is exercised: across the boundary
 * there is no second derivative. */
static gboolean
take_slopes (Bench  *bench,
             int     i,
             double  widths,
             Slopes *slopes)
{
  const MagPricing *contract = &bench->chain[i];
  double sigma = contract->option.sigma, step = widths * 0.02 * sigma * sqrt (contract->option.years) * PRICING_SPOT, sigma_step = widths * 0.01 * sigma;
  double by_spot[5], by_sigma[5];
  gboolean continues = TRUE;

  for (int j = 0; j < 5; j++)
    {
      MagPricing moved = *contract;

      moved.option.spot += (j - 2) * step;
      quantlib_contract_move (bench->peers[i], moved.option.spot);
      by_spot[j] = quantlib_contract_price (bench->peers[i], QUANTLIB_REFERENCE, sigma);
      continues = continues && by_spot[j] > get_intrinsic (&moved) + REFERENCE_DOUBT * get_larger (&moved);
    }
  quantlib_contract_move (bench->peers[i], PRICING_SPOT);
  for (int j = 0; j < 5; j++)
    by_sigma[j] = quantlib_contract_price (bench->peers[i], QUANTLIB_REFERENCE, sigma + (j - 2) * sigma_step);

  *slopes = (Slopes) { differentiate (by_spot, step), differentiate_twice (by_spot, step), differentiate (by_sigma, sigma_step) / MAG_VOLATILITY_POINTS };
  return continues;
}

/* Per day, by the pricing equation. */
static double
get_theta (const MagOption *option,
           double           price,
           double           delta,
           double           gamma)
{
  return (option->rate * price - (option->rate - option->yield) * option->spot * delta - 0.5 * option->sigma * option->sigma * option->spot * option->spot * gamma) /
         MAG_DAYS_PER_YEAR;
}

static void
bench_greeks (Bench *bench)
{
  enum { DELTA, GAMMA, THETA, VEGA, N_GREEKS };
  static const struct { const char *what; ReportLimits limits; } greeks[N_GREEKS] = {
    [DELTA] = { "delta", { 5e-6, 5e-5 } },
    [GAMMA] = { "gamma S / (1 + gamma S)", { 2e-4, 5e-3 } },
    [THETA] = { "theta a day / M", { 1e-7, 5e-6 } },
    [VEGA] = { "vega a point / M", { 5e-8, 5e-7 } },
  };
  double ours[N_GREEKS][PRICING_CHAIN / GREEKS_STRIDE + 1], doubt[N_GREEKS][PRICING_CHAIN / GREEKS_STRIDE + 1];
  int n = 0;

  for (int i = 3; i < PRICING_CHAIN; i += GREEKS_STRIDE)
    {
      const MagOption *option = &bench->chain[i].option;
      const MagOptionValue *value = &bench->chain[i].value;
      double larger = get_larger (&bench->chain[i]), weight;
      Slopes is, wide;

      if (!take_slopes (bench, i, 1.5, &wide) || !take_slopes (bench, i, 1, &is))
        continue;
      weight = PRICING_SPOT / (1 + is.gamma * PRICING_SPOT);
      ours[DELTA][n] = fabs (value->delta - is.delta);
      doubt[DELTA][n] = fabs (wide.delta - is.delta);
      ours[GAMMA][n] = fabs (value->gamma - is.gamma) * weight;
      doubt[GAMMA][n] = fabs (wide.gamma - is.gamma) * weight;
      ours[THETA][n] = fabs (value->theta - get_theta (option, bench->reference[i], is.delta, is.gamma)) / larger;
      doubt[THETA][n] = fabs (get_theta (option, 0, wide.delta - is.delta, wide.gamma - is.gamma)) / larger;
      ours[VEGA][n] = fabs (value->vega - is.vega) / larger;
      doubt[VEGA][n] = fabs (wide.vega - is.vega) / larger;
      n++;
    }
  g_print ("\ngreeks of %d contracts of the chain, against five-point differences of the reference's prices; its own error is under what steps half as wide again change\n", n);
  for (int g = 0; g < N_GREEKS; g++)
    {
      report_judge_errors (greeks[g].what, ours[g], n, greeks[g].limits);
      report_errors ("the reference itself", doubt[g], n);
    }
}

/* ---- from marks ---- */

static void
time_imply (Bench       *bench,
            MagPricing  *found,
            ReportTimes *times)
{
  double start;

  memcpy (found, bench->chain, sizeof bench->chain);
  for (int i = 0; i < PRICING_CHAIN; i++)
    {
      found[i].mark = bench->reference[i];
      found[i].option.sigma = NAN;
    }
  start = report_cpu_us ();
  mag_pricer_imply (bench->pricer, NULL, 0, found, PRICING_CHAIN);
  report_add (times, (report_cpu_us () - start) / PRICING_CHAIN);
}

/* The range tests of option-math 5. With 0 < q K < r S without volatility a call waits until expiry and a put is exercised now. */
static MagIvStatus
get_expected_status (const MagPricing *contract,
                     double            mark)
{
  const MagOption *option = &contract->option;
  double tolerance = NO_MATTER * get_larger (contract), intrinsic = get_intrinsic (contract), least = intrinsic;

  if (option->call)
    least = fmax (intrinsic, option->spot * exp (-option->yield * option->years) - option->strike * exp (-option->rate * option->years));
  if (mark < intrinsic - tolerance)
    return MAG_IV_BELOW_INTRINSIC;
  if (intrinsic > 0 && mark <= intrinsic + tolerance)
    return MAG_IV_AT_INTRINSIC;
  return mark <= least + tolerance ? MAG_IV_BELOW_MINIMUM : MAG_IV_OK;
}

/* The price that an error of sigma stands for, over the larger of spot and strike: where there is hardly any vega, sigma is a matter of the mark's last digit. */
static double
get_price_error (const MagPricing *contract,
                 double            sigma_error)
{
  return sigma_error * MAG_VOLATILITY_POINTS * contract->value.vega / get_larger (contract);
}

static void
report_sigmas (const Bench      *bench,
               const char       *who,
               const MagPricing *found,
               gboolean          in_full)
{
  double errors[PRICING_CHAIN], as_price[PRICING_CHAIN], lesser[PRICING_CHAIN];
  int n = 0, n_wrong = 0;

  for (int i = 0; i < PRICING_CHAIN; i++)
    {
      n_wrong += found[i].status != get_expected_status (&found[i], bench->reference[i]);
      n_wrong += found[i].status == MAG_IV_AT_INTRINSIC && fabs (found[i].value.delta) != 1;
      if (found[i].status != MAG_IV_OK)
        continue;
      errors[n] = fabs (found[i].option.sigma - bench->chain[i].option.sigma);
      as_price[n] = get_price_error (&bench->chain[i], errors[n]);
      lesser[n] = fmin (errors[n], 10 * as_price[n]); /* 2e-6 of sigma or 2e-7 of a price, 1e-5 or 1e-6: 10 to 1 */
      n++;
    }
  if (in_full)
    {
      report_errors ("ours, sigma", errors, n);
      report_errors ("ours, as price / M", as_price, n);
    }
  report_judge_errors (who, lesser, n, (ReportLimits) { 2e-6, 1e-5 });
  if (in_full)
    report_judge_count ("statuses other than option-math 5 gives", n_wrong, 0);
}

/* A peer that takes milliseconds searches for every 19th contract that has a volatility. */
typedef struct
{
  const char  *name;
  double     (*search) (QuantLibContract *contract, double mark);
  ReportTimes  times;
  double       errors[PRICING_CHAIN / SLOW_STRIDE + 1], as_price[PRICING_CHAIN / SLOW_STRIDE + 1];
  int          n;
} Searcher;

static void
time_search (Bench    *bench,
             Searcher *searcher)
{
  double spent = 0;

  searcher->n = 0;
  for (int i = 0; i < PRICING_CHAIN; i += SLOW_STRIDE)
    {
      const MagPricing *contract = &bench->chain[i];
      double start, error;

      if (get_expected_status (contract, bench->reference[i]) != MAG_IV_OK)
        continue;
      start = report_cpu_us ();
      error = fabs (searcher->search (bench->peers[i], bench->reference[i]) - contract->option.sigma);
      spent += report_cpu_us () - start;
      searcher->errors[searcher->n] = error;
      searcher->as_price[searcher->n++] = get_price_error (contract, error);
    }
  report_add (&searcher->times, spent / searcher->n);
}

static void
report_search (Searcher *searcher)
{
  g_autofree char *note = g_strdup_printf ("by %d of the chain", searcher->n);
  g_autofree char *sigma = g_strdup_printf ("%s, sigma", searcher->name), *as_price = g_strdup_printf ("%s, as price / M", searcher->name);

  report_times (searcher->name, &searcher->times, note);
  report_errors (sigma, searcher->errors, searcher->n);
  report_errors (as_price, searcher->as_price, searcher->n);
}

/* ms are of the whole chain. */
static const struct { const char *name; double must_ms, stretch_ms; } kernels[] = { { "avx512", 20, 5 }, { "avx2", 20, 5 }, { "baseline", 25, 12 } };

static void
report_kernels (const Bench       *bench,
                const MagPricing (*found)[PRICING_CHAIN],
                const ReportTimes *times)
{
  for (gsize k = 0; k < G_N_ELEMENTS (kernels); k++)
    {
      g_autofree char *what = g_strdup_printf ("the chain, by the instructions of %s", kernels[k].name);

      if (times[k].n == 0)
        {
          g_print ("  %-62s this machine has none\n", what);
          continue;
        }
      report_judge_time (what, report_get_least (&times[k]) * PRICING_CHAIN, kernels[k].must_ms * 1e3, kernels[k].stretch_ms * 1e3);
      report_sigmas (bench, "its sigma, or 10 of price / M", found[k], FALSE);
    }
}

static void
bench_imply (Bench *bench)
{
  static MagPricing found[PRICING_CHAIN], by_kernel[G_N_ELEMENTS (kernels)][PRICING_CHAIN];
  static Searcher own = { .name = "impliedVolatility", .search = quantlib_contract_implied };
  static Searcher brent = { .name = "Brent on QD-FP fast", .search = quantlib_contract_brent };
  const char *best = mag_kernel_get_name ();
  ReportTimes ours = { 0 }, times[G_N_ELEMENTS (kernels)] = { 0 };
  long before = report_allocations (), allocated;

  for (int round = 0; round < REPORT_ROUNDS; round++)
    {
      time_imply (bench, found, &ours);
      for (gsize k = 0; k < G_N_ELEMENTS (kernels); k++)
        if (mag_kernel_select (kernels[k].name))
          time_imply (bench, by_kernel[k], &times[k]);
      mag_kernel_select (best);
      if (round < SLOW_ROUNDS)
        {
          time_search (bench, &own);
          time_search (bench, &brent);
        }
    }
  allocated = report_allocations () - before;

  g_print ("\nchain of %d contracts, from mark to IV, delta, gamma, theta, vega, P(ITM), POP; the peers find IV only:\n  "
           "QuantLib's impliedVolatility and Brent's method over its QD-FP fast\n", PRICING_CHAIN);
  report_times ("ours", &ours, NULL);
  report_search (&own);
  report_search (&brent);
  report_sigmas (bench, "sigma, or 10 of price / M", found, TRUE);
  report_judge_time ("the chain", report_get_least (&ours) * PRICING_CHAIN, 20e3, 5e3);
  report_judge_ratio ("as fast as QuantLib's impliedVolatility", &own.times, &ours, 300);
  report_judge_ratio ("as fast as Brent's method on QuantLib QD-FP fast", &brent.times, &ours, 0);
  report_judge_count ("allocations", allocated, 0);
  report_kernels (bench, by_kernel, times);
}

int
main (void)
{
  static Bench bench;

  bench.pricer = mag_pricer_new ();
  pricing_chain_make (bench.chain);
  for (int i = 0; i < PRICING_CHAIN; i++)
    bench.peers[i] = quantlib_contract_new (&bench.chain[i].option, NULL, 0);

  bench_price (&bench);
  bench_greeks (&bench);
  bench_imply (&bench);
  pricing_bench_cold (bench.pricer);
  pricing_bench_european ();
  pricing_bench_dividends (bench.pricer);
  pricing_bench_refresh ();

  for (int i = 0; i < PRICING_CHAIN; i++)
    quantlib_contract_free (bench.peers[i]);
  mag_pricer_free (bench.pricer);
  return report_has_failed () ? EXIT_FAILURE : EXIT_SUCCESS;
}
