/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-benchmark.h"
#include "mag-market-data.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The trades shown beside the same money in SPY; its prices are fetched when somebody asks for them. */
#define MAG_TYPE_BENCHMARK_VIEW (mag_benchmark_view_get_type ())
G_DECLARE_FINAL_TYPE (MagBenchmarkView, mag_benchmark_view, MAG, BENCHMARK_VIEW, AdwBin)

void  mag_benchmark_view_set_rows   (MagBenchmarkView *self, MagJournal *journal, const GArray *rows, gint64 now_us);
void  mag_benchmark_view_set_market (MagBenchmarkView *self, MagMarketData *market); /* else the profile's is asked */

/* Words, pure. */
char *mag_benchmark_view_describe (const MagBenchmark *benchmark);

G_END_DECLS
