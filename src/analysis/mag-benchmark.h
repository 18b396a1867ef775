/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-chain.h"
#include "mag-journal.h"

G_BEGIN_DECLS

#define MAG_BENCHMARK_TICKER "SPY"

/* Why there is no figure. */
typedef enum
{
  MAG_BENCHMARK_KNOWN,
  MAG_BENCHMARK_NOTHING,   /* no trade that put up money has closed */
  MAG_BENCHMARK_NO_PRICES, /* no history was given */
  MAG_BENCHMARK_TOO_SHORT, /* the history lacks one of the days */
} MagBenchmarkState;

/* The journal's rows beside the same money in a fund for the same days (decisions/0065). */
typedef struct
{
  MagBenchmarkState state;
  guint    n;            /* deposits */
  guint    n_left_out;   /* closed chains whose capital has no bound: in none of the figures */
  MagDate  from, to;     /* first day of a deposit, last day of one; 0 without one */
  MagMoney profit;       /* what the trades made */
  MagMoney benchmark;    /* what the fund would have made, dividends in it; UNKNOWN unless the state is KNOWN */
  MagMoney dividends;    /* of it; UNKNOWN where the history does not tell of dividends */
} MagBenchmark;

void mag_benchmark_figure (MagJournal *journal, const GArray *rows, const MagPriceHistory *history, MagBenchmark *benchmark);

G_END_DECLS
