/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* mag_black_deviations() for one instruction set; of which there are, mag-kernel.c knows. */

#include <stddef.h>

typedef void (*MagBlackKernel) (const double *restrict moneyness,
                                const double *restrict value,
                                double       *restrict deviation,
                                size_t                 n);

void mag_black_deviations_baseline (const double *restrict moneyness, const double *restrict value, double *restrict deviation, size_t n);
void mag_black_deviations_avx2     (const double *restrict moneyness, const double *restrict value, double *restrict deviation, size_t n);
void mag_black_deviations_avx512   (const double *restrict moneyness, const double *restrict value, double *restrict deviation, size_t n);
