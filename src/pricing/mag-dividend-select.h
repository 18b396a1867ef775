/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Kernels are built for several sets of instructions; this picks the best one that the processor has. */

#include "mag-dividend-kernel.h"

const MagDividendKernel *mag_dividend_kernel_select (void);
