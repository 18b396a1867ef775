/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The arithmetic of mag-dividend.c, built once for each set of instructions: everything that runs over nodes and lanes. A lane is one
 * volatility; all lanes share spot, strike, dates and grid. Values are in units of the strike. No branch here depends on a NaN: callers keep
 * them out. */

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>

#define MAG_DIVIDEND_LANES 8
#define MAG_DIVIDEND_NODES 320 /* most nodes of a grid */
#define MAG_DIVIDEND_PAD 256   /* most nodes added on either side, where values follow a line in the spot */
#define MAG_DIVIDEND_ROWS (MAG_DIVIDEND_NODES + 2 * MAG_DIVIDEND_PAD)
#define MAG_DIVIDEND_STEPS 200 /* most steps in time of one march */

typedef struct
{
  alignas (64) double lane[MAG_DIVIDEND_LANES];
} MagDividendLanes;

/* A value that is slope * spot + level. */
typedef struct
{
  double slope, level;
} MagDividendLine;

/* Values at nodes evenly spaced in ln (spot / strike). Row MAG_DIVIDEND_PAD holds node 0. */
typedef struct
{
  double           first, step; /* node j is at first + j * step */
  int              n;
  MagDividendLine  low, high;   /* what the value follows beyond either end ... */
  double           most;        /* ... but never above this */
  MagDividendLanes row[MAG_DIVIDEND_ROWS];
} MagDividendGrid;

/* The lognormal model over a stretch of time without dividends. */
typedef struct
{
  double           rate, yield;
  double           years;
  MagDividendLanes sigma;
} MagDividendStretch;

typedef enum
{
  MAG_DIVIDEND_EXERCISE_NONE = 0,
  MAG_DIVIDEND_EXERCISE_LOW = 1,  /* at spots below a boundary */
  MAG_DIVIDEND_EXERCISE_HIGH = 2, /* at spots above one */
  MAG_DIVIDEND_EXERCISE_BETWEEN = MAG_DIVIDEND_EXERCISE_LOW | MAG_DIVIDEND_EXERCISE_HIGH,
} MagDividendExercise;

/* A stretch walked backwards step by step, exercise allowed throughout. */
typedef struct
{
  MagDividendExercise exercise;
  bool                call;
  double              wait;                          /* so long a dividend ahead keeps most spots from exercise */
  int                 n_steps;
  double              years[MAG_DIVIDEND_STEPS + 1]; /* from the stretch's end to each step; years[0] is 0 */
} MagDividendMarch;

typedef struct
{
  void (*set_european) (MagDividendGrid *grid, const MagDividendStretch *stretch, bool call, double dividend);
  void (*set_shifted)  (MagDividendGrid *grid, const MagDividendGrid *from, double dividend);
  void (*exercise)     (MagDividendGrid *grid);
  void (*propagate)    (MagDividendGrid *grid, MagDividendGrid *from, const MagDividendStretch *stretch, int n_below, int n_above);
  void (*collect)      (MagDividendGrid *from, const MagDividendStretch *stretch, double at, int n_pad, MagDividendLanes derivatives[3]);
  void (*march)        (MagDividendGrid *grid, const MagDividendStretch *stretch, const MagDividendMarch *march);
} MagDividendKernel;
