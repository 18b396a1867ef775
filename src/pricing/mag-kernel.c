/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mag-kernel.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

extern const MagAmericanKernel mag_american_kernel_baseline;
extern const MagDividendKernel mag_dividend_kernel_baseline;
#ifdef __x86_64__
extern const MagAmericanKernel mag_american_kernel_avx2;
extern const MagAmericanKernel mag_american_kernel_avx512;
extern const MagDividendKernel mag_dividend_kernel_avx2;
extern const MagDividendKernel mag_dividend_kernel_avx512;
#endif

typedef struct
{
  const char              *name;
  const MagAmericanKernel *american;
  MagBlackKernel           black;
  const MagDividendKernel *dividend;
} Kernel;

/* Best last. */
static const Kernel kernels[] = {
  { "baseline", &mag_american_kernel_baseline, mag_black_deviations_baseline, &mag_dividend_kernel_baseline },
#ifdef __x86_64__
  { "avx2", &mag_american_kernel_avx2, mag_black_deviations_avx2, &mag_dividend_kernel_avx2 },
  { "avx512", &mag_american_kernel_avx512, mag_black_deviations_avx512, &mag_dividend_kernel_avx512 },
#endif
};

static _Atomic (const Kernel *) selected; /* NULL: nobody asked yet */

static bool
is_supported (const Kernel *kernel)
{
#ifdef __x86_64__
  __builtin_cpu_init ();
  if (strcmp (kernel->name, "avx2") == 0)
    return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
  if (strcmp (kernel->name, "avx512") == 0)
    return __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl") &&
           __builtin_cpu_supports ("fma");
#endif
  return true;
}

/* The best that is supported, of those up to a number of lanes. Two threads that ask at once find the same. */
static const Kernel *
find_best (int max_lanes)
{
  const Kernel *best = &kernels[0];

  for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
    if (is_supported (&kernels[i]) && kernels[i].american->lanes <= max_lanes)
      best = &kernels[i];
  return best;
}

static const Kernel *
get_selected (void)
{
  const Kernel *kernel = atomic_load (&selected);

  if (kernel == NULL)
    {
      kernel = find_best (MAG_AMERICAN_SIGMAS);
      atomic_store (&selected, kernel);
    }
  return kernel;
}

/**
 * mag_kernel_get_name:
 *
 * Returns: (transfer none): the instruction set that prices are computed with
 */
const char *
mag_kernel_get_name (void)
{
  return get_selected ()->name;
}

/**
 * mag_kernel_select:
 * @name: "baseline", or another that mag_kernel_get_name() may give
 *
 * Has everything computed with other instructions from now on. All of them give the same prices well within their error, but not to the last digit: a boundary
 * takes as many of Newton's steps as the slowest of those beside it needs.
 *
 * Returns: false, and nothing changes, when this machine or build has no such kernel
 */
bool
mag_kernel_select (const char *name)
{
  for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
    if (strcmp (kernels[i].name, name) == 0 && is_supported (&kernels[i]))
      {
        atomic_store (&selected, &kernels[i]);
        return true;
      }
  return false;
}

/**
 * mag_kernel_american:
 *
 * Returns: (transfer none): the selected kernel
 */
const MagAmericanKernel *
mag_kernel_american (void)
{
  return get_selected ()->american;
}

/**
 * mag_kernel_american_few:
 *
 * Returns: (transfer none): the selected kernel, or the best that wastes no lanes on four volatilities
 */
const MagAmericanKernel *
mag_kernel_american_few (void)
{
  const Kernel *kernel = get_selected ();

  return kernel->american->lanes <= MAG_AMERICAN_FEW_SIGMAS ? kernel->american : find_best (MAG_AMERICAN_FEW_SIGMAS)->american;
}

/**
 * mag_kernel_black:
 *
 * Returns: the selected kernel
 */
MagBlackKernel
mag_kernel_black (void)
{
  return get_selected ()->black;
}

const MagDividendKernel *
mag_kernel_dividend (void)
{
  return get_selected ()->dividend;
}
