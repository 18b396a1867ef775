/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which of the compiled kernels this machine runs. One binary serves all machines of an architecture: the kernel files are compiled for several
 * instruction sets, and the best that the processor has is taken when the program first asks. */

#include "mag-american-kernel.h"
#include "mag-black-kernel.h"
#include "mag-dividend-kernel.h"

#include <stdbool.h>

const char *mag_kernel_get_name (void);             /* "avx512", "avx2", "baseline" */
bool        mag_kernel_select   (const char *name); /* for tests and measurements; false when this machine has not got it */

const MagAmericanKernel *mag_kernel_american     (void);
const MagAmericanKernel *mag_kernel_american_few (void); /* the best for four volatilities */
MagBlackKernel           mag_kernel_black        (void);
const MagDividendKernel *mag_kernel_dividend     (void);
