/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One program serves every x86-64 processor. */

#include "mag-dividend-select.h"

/**
 * mag_dividend_kernel_select:
 *
 * Returns: the fastest kernel that this processor can run
 */
const MagDividendKernel *
mag_dividend_kernel_select (void)
{
#if defined(__x86_64__)
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl"))
    return &mag_dividend_kernel_avx512;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return &mag_dividend_kernel_avx2;
#endif
  return &mag_dividend_kernel_base;
}
