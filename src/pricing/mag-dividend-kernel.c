/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Backward induction over nodes in ln (spot / strike), eight volatilities at a time. Built several times, see meson.build: MAG_KERNEL names the
 * set of instructions, and -ffast-math is allowed because no NaN and no infinity gets here.
 *
 * Three ways to go back in time. The closed form from expiry, where nothing can be exercised. A sum over the normal density, where nothing can be
 * exercised in between: on evenly spaced nodes the rectangle rule is exact up to exp (-2 pi^2 (deviation / step)^2). And finite differences, where
 * exercise is possible at any moment: Crandall's scheme, fourth order in the nodes and second in time, with the constraint met exactly in each
 * step (Brennan, Schwartz, Journal of Finance 32, 1977). Nodes move with the forward, in which frame neither cash nor the share changes its undiscounted value: what steps in time
 * get wrong is only what is between. */

#include "mag-dividend-kernel.h"

#include <math.h>
#include <stdint.h>
#if defined(__SSE2__)
#include <immintrin.h>
#endif


#define LANES MAG_DIVIDEND_LANES
#define NODES MAG_DIVIDEND_NODES
#define PAD MAG_DIVIDEND_PAD
#define ROWS MAG_DIVIDEND_ROWS

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#elif defined(__AVX__)
#define VECTOR_BYTES 32
#else
#define VECTOR_BYTES 16
#endif
#define VECTORS (LANES * 8 / VECTOR_BYTES) /* vectors that make all lanes */
#define EACH(v) for (int v = 0; v < VECTORS; v++)

typedef double Vector __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef int64_t Mask __attribute__ ((vector_size (VECTOR_BYTES), may_alias));

/* All lanes of one row, as registers hold them. */
typedef struct
{
  Vector v[VECTORS];
} Pack;

static inline Vector *
vectors_of (MagDividendLanes *lanes)
{
  return (Vector *) lanes->lane;
}

static inline const Vector *
const_vectors_of (const MagDividendLanes *lanes)
{
  return (const Vector *) lanes->lane;
}

static inline Pack
load (const MagDividendLanes *lanes)
{
  const Vector *from = const_vectors_of (lanes);
  Pack pack;

  EACH (v)
    pack.v[v] = from[v];
  return pack;
}

static inline void
store (MagDividendLanes *lanes,
       Pack              pack)
{
  Vector *to = vectors_of (lanes);

  EACH (v)
    to[v] = pack.v[v];
}

static inline Vector
spread (double x)
{
  return x - (Vector) {};
}

static inline Pack
spread_pack (double x)
{
  Pack pack;

  EACH (v)
    pack.v[v] = spread (x);
  return pack;
}

static inline Vector
larger (Vector a,
        Vector b)
{
#if defined(__AVX512F__)
  return (Vector) _mm512_max_pd ((__m512d) a, (__m512d) b);
#elif defined(__AVX__)
  return (Vector) _mm256_max_pd ((__m256d) a, (__m256d) b);
#elif defined(__SSE2__)
  return (Vector) _mm_max_pd ((__m128d) a, (__m128d) b);
#else
  Mask above = a > b;

  return (Vector) (((Mask) a & above) | ((Mask) b & ~above));
#endif
}

/* A bit for each lane above 0. */
static inline unsigned
positive_lanes (Pack pack)
{
  unsigned lanes = 0;

#if defined(__AVX512F__)
  lanes = _mm512_cmp_pd_mask ((__m512d) pack.v[0], _mm512_setzero_pd (), _CMP_GT_OQ);
#elif defined(__AVX__)
  EACH (v)
    lanes |= (unsigned) _mm256_movemask_pd (_mm256_cmp_pd ((__m256d) pack.v[v], _mm256_setzero_pd (), _CMP_GT_OQ)) << (4 * v);
#elif defined(__SSE2__)
  EACH (v)
    lanes |= (unsigned) _mm_movemask_pd (_mm_cmpgt_pd ((__m128d) pack.v[v], _mm_setzero_pd ())) << (2 * v);
#else
  for (int l = 0; l < LANES; l++)
    lanes |= (unsigned) (((const double *) pack.v)[l] > 0) << l;
#endif
  return lanes;
}

static void
fill_spots (double *spots,
            double  first,
            double  step,
            int     n)
{
  for (int j = 0; j < n; j++)
    spots[j] = exp (first + j * step);
}

/* Values of the European option at every node, after the dividend has been paid. */
static void
set_european (MagDividendGrid          *grid,
              const MagDividendStretch *stretch,
              bool                      call,
              double                    dividend)
{
  double spots[NODES], logs[NODES];
  MagDividendLanes far[NODES], near[NODES]; /* arguments, then values, of the distribution function at d1 and d2 */
  double side = call ? 1 : -1;
  double discount = exp (-stretch->rate * stretch->years), dilution = exp (-stretch->yield * stretch->years);
  MagDividendLanes *rows = &grid->row[PAD];
  double *first = far[0].lane, *second = near[0].lane;

  fill_spots (spots, grid->first, grid->step, grid->n);
  for (int j = 0; j < grid->n; j++)
    spots[j] = spots[j] > dividend ? spots[j] - dividend : 0;
  for (int j = 0; j < grid->n; j++)
    logs[j] = log (spots[j] + 1e-300);
  for (int l = 0; l < LANES; l++)
    {
      double deviation = stretch->sigma.lane[l] * sqrt (stretch->years);
      double scale = -side * M_SQRT1_2 / deviation;
      double shift = (stretch->rate - stretch->yield) * stretch->years * scale, half = -side * M_SQRT1_2 * deviation / 2;

      for (int j = 0; j < grid->n; j++)
        {
          far[j].lane[l] = logs[j] * scale + shift + half;
          near[j].lane[l] = logs[j] * scale + shift - half;
        }
    }
  for (int i = 0; i < grid->n * LANES; i++)
    first[i] = erfc (first[i]);
  for (int i = 0; i < grid->n * LANES; i++)
    second[i] = erfc (second[i]);
  for (int j = 0; j < grid->n; j++)
    {
      double spot_factor = side * spots[j] * dilution / 2, strike_factor = side * discount / 2;

      for (int l = 0; l < LANES; l++)
        rows[j].lane[l] = spot_factor * far[j].lane[l] - strike_factor * near[j].lane[l];
    }
}

/* Lagrange's weights on six nodes for each place asked for; beyond the nodes the value follows a line, below them the one through the first two. */
typedef struct
{
  int    from[NODES];
  double weight[6][NODES];
  double rest[NODES];
} Interpolation;

static void
find_weights (Interpolation         *to,
              const MagDividendGrid *grid,
              const MagDividendGrid *from,
              double                 dividend)
{
  double spots[NODES], logs[NODES];
  double last = from->n - 6, first = exp (from->first), second = exp (from->first + from->step);
  bool limited = from->most < 1e200; /* a put; a call is worth nothing down there */

  fill_spots (spots, grid->first, grid->step, grid->n);
  for (int j = 0; j < grid->n; j++)
    spots[j] = spots[j] > dividend ? spots[j] - dividend : 0;
  for (int j = 0; j < grid->n; j++)
    logs[j] = log (spots[j] + 1e-300);
  for (int j = 0; j < grid->n; j++)
    {
      double place = (logs[j] - from->first) / from->step;
      double whole = floor (place) - 2;
      bool below = whole < 0, above = whole > last;
      double start = below ? 0 : above ? last : whole;
      double inside = below || above ? 0 : 1;
      double x = inside * (place - whole - 2);
      double a = x + 2, b = x + 1, d = x - 1, e = x - 2, f = x - 3;

      to->from[j] = (int) start;
      to->weight[0][j] = inside * -b * x * d * e * f / 120;
      to->weight[1][j] = inside * a * x * d * e * f / 24;
      to->weight[2][j] = inside * -a * b * d * e * f / 12;
      to->weight[3][j] = inside * a * b * x * e * f / 12;
      to->weight[4][j] = inside * -a * b * x * d * f / 24;
      to->weight[5][j] = inside * a * b * x * d * e / 120;
      to->rest[j] = above ? from->high.slope * spots[j] + from->high.level : 0;
      to->weight[0][j] += below && limited ? (second - spots[j]) / (second - first) : 0;
      to->weight[1][j] += below && limited ? (spots[j] - first) / (second - first) : 0;
    }
}

/* Values just before a dividend, from those just after. */
static void
set_shifted (MagDividendGrid       *grid,
             const MagDividendGrid *from,
             double                 dividend)
{
  Interpolation at;

  find_weights (&at, grid, from, dividend);
  for (int j = 0; j < grid->n; j++)
    {
      const MagDividendLanes *rows = &from->row[PAD + at.from[j]];
      Pack sum = spread_pack (at.rest[j]);

      for (int i = 0; i < 6; i++)
        {
          Pack row = load (&rows[i]);

          EACH (v)
            sum.v[v] += at.weight[i][j] * row.v[v];
        }
      EACH (v)
        sum.v[v] = -larger (-larger (sum.v[v], spread (0)), spread (-from->most));
      store (&grid->row[PAD + j], sum);
    }
}

/* Where the gain from exercise at the nodes, rising in the spot, turns positive; the last node below, or -1. */
static int
find_crossing (const MagDividendGrid *grid,
               const double          *gains,
               int                    l)
{
  int below = 0, above = grid->n - 1;

  if (gains[below] >= grid->row[PAD + below].lane[l] || gains[above] <= grid->row[PAD + above].lane[l])
    return -1;
  while (above - below > 1)
    {
      int middle = (below + above) / 2;

      if (gains[middle] > grid->row[PAD + middle].lane[l])
        above = middle;
      else
        below = middle;
    }
  return below;
}

#define ROUNDING 1e-13 /* of a value in strikes */
#define KINK_NODES 5

/* What makes a sum over nodes right next to a kink. */
typedef struct
{
  int    first;            /* node, or -1: no kink */
  double more[KINK_NODES]; /* to be added there and to the next ones */
} Kink;

/* The root between the second and the third of four evenly spaced values, by the cubic through them; 0 .. 1 */
static double
find_root (const double cubic[4])
{
  double x = 0.5;

  for (int i = 0; i < 6; i++)
    {
      double value = cubic[0] + x * (cubic[1] + x * (cubic[2] + x * cubic[3]));
      double slope = cubic[1] + x * (2 * cubic[2] + x * 3 * cubic[3]);

      x = slope > 0 ? fmin (1, fmax (0, x - value / slope)) : x;
    }
  return x;
}

/* Adds the integral of the cubic from x to 1 times each of Lagrange's polynomials on -1, 0, 1, 2. */
static void
add_cell (Kink        *kink,
          const double cubic[4],
          double       x)
{
  static const double at[4] = { 0.06943184420297371, 0.33000947820757187, 0.66999052179242813, 0.93056815579702629 };
  static const double weight[4] = { 0.17392742256872693, 0.32607257743127307, 0.32607257743127307, 0.17392742256872693 };

  for (int i = 0; i < 4; i++)
    {
      double t = x + (1 - x) * at[i], w = (1 - x) * weight[i] * (cubic[0] + t * (cubic[1] + t * (cubic[2] + t * cubic[3])));

      kink->more[0] -= w * t * (t - 1) * (t - 2) / 6;
      kink->more[1] += w * (t + 1) * (t - 1) * (t - 2) / 2;
      kink->more[2] -= w * (t + 1) * t * (t - 2) / 2;
      kink->more[3] += w * (t + 1) * t * (t - 1) / 6;
    }
}

/* What exercise brings more than holding starts at a kink. The sum of that over the nodes becomes fourth order when the cell of the kink is
 * integrated exactly and the sum over the cells above it ends with Gregory's weights. */
static Kink
find_kink (const MagDividendGrid *grid,
           const double          *gains,
           int                    l)
{
  static const double gregory[3] = { 3.0 / 8, 7.0 / 6, 23.0 / 24 };
  int below = find_crossing (grid, gains, l);
  Kink kink = { .first = below - 1 };
  double gain[KINK_NODES], cubic[4];

  if (below < 1 || below > grid->n - 4)
    return (Kink) { .first = -1 };
  for (int i = 0; i < KINK_NODES; i++)
    gain[i] = gains[kink.first + i] - grid->row[PAD + kink.first + i].lane[l];
  cubic[0] = gain[1];
  cubic[1] = -gain[0] / 3 - gain[1] / 2 + gain[2] - gain[3] / 6;
  cubic[2] = (gain[0] - 2 * gain[1] + gain[2]) / 2;
  cubic[3] = (gain[3] - 3 * gain[2] + 3 * gain[1] - gain[0]) / 6;
  add_cell (&kink, cubic, find_root (cubic));
  for (int i = 0; i < 3; i++)
    kink.more[i + 2] += (gregory[i] - 1) * gain[i + 2];
  return kink;
}

/* The call may be exercised at this moment. */
static void
exercise (MagDividendGrid *grid)
{
  double gains[NODES];
  Kink kinks[LANES];

  fill_spots (gains, grid->first, grid->step, grid->n);
  for (int j = 0; j < grid->n; j++)
    gains[j] -= 1;
  for (int l = 0; l < LANES; l++)
    kinks[l] = find_kink (grid, gains, l);
  for (int j = 0; j < grid->n; j++)
    {
      Pack row = load (&grid->row[PAD + j]);

      EACH (v)
        row.v[v] = larger (row.v[v], spread (gains[j]));
      store (&grid->row[PAD + j], row);
    }
  for (int l = 0; l < LANES; l++)
    for (int i = 0; kinks[l].first >= 0 && i < KINK_NODES; i++)
      grid->row[PAD + kinks[l].first + i].lane[l] += kinks[l].more[i];
}

static void
fill_pads (MagDividendGrid *grid,
           int              n_below,
           int              n_above)
{
  double spots[PAD], first = exp (grid->first), second = exp (grid->first + grid->step);

  fill_spots (spots, grid->first - n_below * grid->step, grid->step, n_below);
  for (int j = 0; j < n_below; j++)
    {
      double share = (spots[j] - first) / (second - first);
      Pack a = load (&grid->row[PAD]), b = load (&grid->row[PAD + 1]);

      if (grid->most >= 1e200)
        a = b = spread_pack (0);
      EACH (v)
        a.v[v] = -larger (-larger (a.v[v] + share * (b.v[v] - a.v[v]), spread (0)), spread (-grid->most));
      store (&grid->row[PAD - n_below + j], a);
    }
  fill_spots (spots, grid->first + grid->n * grid->step, grid->step, n_above);
  for (int j = 0; j < n_above; j++)
    store (&grid->row[PAD + grid->n + j], spread_pack (grid->high.slope * spots[j] + grid->high.level));
}

/* Discounted weights of nodes at the distances first + j * step from where a lane starts; distances[j] in deviations of its lane. */
static void
fill_density (MagDividendLanes         *weights,
              MagDividendLanes         *distances,
              const MagDividendStretch *stretch,
              double                    first,
              double                    step,
              int                       n)
{
  double root = sqrt (stretch->years), discount = exp (-stretch->rate * stretch->years);
  double *flat = weights[0].lane;

  for (int l = 0; l < LANES; l++)
    {
      double sigma = stretch->sigma.lane[l], inverse = 1 / (sigma * root);
      double mean = (stretch->rate - stretch->yield - sigma * sigma / 2) * stretch->years;

      for (int j = 0; j < n; j++)
        distances[j].lane[l] = (first + j * step - mean) * inverse;
    }
  for (int i = 0; i < n * LANES; i++)
    flat[i] = exp (-0.5 * distances[0].lane[i] * distances[0].lane[i]);
  for (int l = 0; l < LANES; l++)
    {
      double scale = discount * step / (stretch->sigma.lane[l] * root) * (M_SQRT1_2 * M_2_SQRTPI / 2);

      for (int j = 0; j < n; j++)
        weights[j].lane[l] *= scale;
    }
}

/* Four neighbours at once, which share each weight. */
static void
sum_four (MagDividendLanes       *to,
          const MagDividendLanes *rows,
          const MagDividendLanes *weights,
          int                     n)
{
  Pack sums[4] = { 0 };

  for (int i = 0; i < n; i++)
    {
      Pack weight = load (&weights[i]);

      for (int k = 0; k < 4; k++)
        {
          Pack row = load (&rows[i + k]);

          EACH (v)
            sums[k].v[v] += weight.v[v] * row.v[v];
        }
    }
  for (int k = 0; k < 4; k++)
    store (&to[k], sums[k]);
}

/* Goes back over a stretch without exercise. The nodes move by the drift. */
static void
propagate (MagDividendGrid          *grid,
           MagDividendGrid          *from,
           const MagDividendStretch *stretch,
           int                       n_below,
           int                       n_above)
{
  MagDividendLanes weights[2 * PAD + 1], distances[2 * PAD + 1];
  double move = (stretch->rate - stretch->yield) * stretch->years;

  fill_pads (from, n_below, n_above);
  fill_density (weights, distances, stretch, move - n_below * from->step, from->step, n_below + n_above + 1);
  grid->first = from->first - move;
  grid->step = from->step;
  grid->n = from->n;
  for (int j = 0; j < grid->n; j += 4)
    {
      /* The last four may overlap the four before. */
      int start = j + 4 > grid->n ? grid->n - 4 : j;

      sum_four (&grid->row[PAD + start], &from->row[PAD + start - n_below], weights, n_below + n_above + 1);
    }
}

/* The value at one place a stretch earlier, and its first two derivatives in ln (spot). */
static void
collect (MagDividendGrid          *from,
         const MagDividendStretch *stretch,
         double                    at,
         int                       n_pad,
         MagDividendLanes          derivatives[3])
{
  MagDividendLanes weights[ROWS], distances[ROWS];
  int n = from->n + 2 * n_pad;
  Pack sums[3] = { 0 };

  fill_pads (from, n_pad, n_pad);
  fill_density (weights, distances, stretch, from->first - n_pad * from->step - at, from->step, n);
  for (int j = 0; j < n; j++)
    {
      Pack weight = load (&weights[j]), distance = load (&distances[j]), row = load (&from->row[PAD - n_pad + j]);

      EACH (v)
        {
          Vector term = weight.v[v] * row.v[v];

          sums[0].v[v] += term;
          sums[1].v[v] += term * distance.v[v];
          sums[2].v[v] += term * (distance.v[v] * distance.v[v] - 1);
        }
    }
  for (int i = 0; i < 3; i++)
    store (&derivatives[i], sums[i]);
  for (int l = 0; l < LANES; l++)
    {
      double deviation = stretch->sigma.lane[l] * sqrt (stretch->years);

      derivatives[1].lane[l] /= deviation;
      derivatives[2].lane[l] /= deviation * deviation;
    }
}

/* One step of Crandall's scheme: a w[j-1] + b w[j] + c w[j+1] afterwards equals the same with right-hand coefficients before. All are divided by
 * the pivot that elimination settles on; its first rows are given it too, which is what a grid without an end would do. */
typedef struct
{
  Pack before_low, before, before_high; /* of the right-hand side */
  Pack low, high;                       /* a and c over the pivot */
} Scheme;

static Scheme
make_scheme (const MagDividendStretch *stretch,
             double                    step,
             double                    years)
{
  MagDividendLanes left[5];
  Scheme scheme;

  for (int l = 0; l < LANES; l++)
    {
      double variance = stretch->sigma.lane[l] * stretch->sigma.lane[l];
      double alpha = variance / 2, rest = -alpha;
      double mass = rest * step / (24 * alpha);
      double stiffness = (alpha + rest * rest * step * step / (12 * alpha)) / (step * step), skew = rest / (2 * step);
      double a = 1.0 / 12 - mass - years / 2 * (stiffness - skew), c = 1.0 / 12 + mass - years / 2 * (stiffness + skew);
      double b = 10.0 / 12 + years * stiffness;
      double inverse = 2 / (b + sqrt (b * b - 4 * a * c));

      left[0].lane[l] = (1.0 / 6 - 2 * mass - a) * inverse;
      left[1].lane[l] = (20.0 / 12 - b) * inverse;
      left[2].lane[l] = (1.0 / 6 + 2 * mass - c) * inverse;
      left[3].lane[l] = a * inverse;
      left[4].lane[l] = c * inverse;
    }
  scheme.before_low = load (&left[0]);
  scheme.before = load (&left[1]);
  scheme.before_high = load (&left[2]);
  scheme.low = load (&left[3]);
  scheme.high = load (&left[4]);
  return scheme;
}

/* What a step works on. Nodes count from the side of exercise: node j lies at values[j * stride]. Nodes -1 and n are the ends. */
typedef struct
{
  int               n;
  int               stride;          /* 1: exercise at low spots; -1: at high ones */
  MagDividendLanes *values;          /* of node 0 */
  MagDividendLanes *halfway;         /* room for n */
  const double     *spots;           /* of the nodes at the start, in the order of values */
  double            level, slope;    /* exercise brings level + slope * spots */
  double            gain_level, gain_slope; /* and saves, a year, gain_level + gain_slope * spots */
  Pack              near[2], far[2]; /* undiscounted values when the march starts, of nodes -1 and 0, n - 1 and n */
  Pack              bend;            /* what the saving is multiplied by: the square of a step over a variance */
} Step;

/* The boundary of exercise in one lane after a step. */
typedef struct
{
  int    node;  /* the first that is held */
  int    was;   /* the same a step before */
  double share; /* how far from there back to the node before the boundary lies, in steps */
  double bend;  /* values part from those of exercise by this times the square of the steps from the boundary; 0: they do not yet */
  bool   smooth; /* the held nodes have been seen to follow that parabola; else the boundary is where the constraint first lets go */
} Boundary;

static inline Pack
right_side (const Scheme           *scheme,
            const MagDividendLanes *values)
{
  Pack low = load (&values[-1]), middle = load (&values[0]), high = load (&values[1]), sum;

  EACH (v)
    sum.v[v] = scheme->before_low.v[v] * low.v[v] + scheme->before.v[v] * middle.v[v] + scheme->before_high.v[v] * high.v[v];
  return sum;
}

static inline double
exercised_at (const Step *step,
              int         j)
{
  return step->level + step->slope * step->spots[j * step->stride];
}

/* The value of an end: as at the start, for a line in the spot is one still and other ends are too far off to matter, or what exercise brings. */
static inline Pack
end_value (const Step *step,
           Pack        start,
           int         j)
{
  double exercised = exercised_at (step, j);

  EACH (v)
    start.v[v] = larger (start.v[v], spread (exercised));
  return start;
}

/* The first node to be eliminated: at the far end the values are known. */
static inline Pack
start_elimination (const Scheme *scheme,
                   const Step   *step)
{
  const Pack *behind = step->stride > 0 ? &scheme->low : &scheme->high;
  Pack x = end_value (step, step->far[1], step->n), before = end_value (step, step->far[0], step->n - 1);

  EACH (v)
    x.v[v] += behind->v[v] * before.v[v];
  return x;
}

/* Towards the side of exercise: what is left is one coefficient, that of the node before. */
static inline Pack
eliminate_node (const Scheme *scheme,
                const Step   *step,
                int           j,
                Pack          x)
{
  const Pack *ahead = step->stride > 0 ? &scheme->high : &scheme->low;
  Pack right = right_side (scheme, &step->values[j * step->stride]);

  EACH (v)
    x.v[v] = right.v[v] - ahead->v[v] * x.v[v];
  store (&step->halfway[j], x);
  return x;
}

/* The boundary behind node, whose excess over exercise would be this if the node before had none. Seen from the held side, that node continues
 * the parabola that starts at the boundary: smooth fit, with the curvature that makes holding and exercise cost the same. Without this the boundary
 * would jump from node to node, and values would be right to second order only. */
static Boundary
find_boundary (int    node,
               double excess,
               double behind,
               double bend)
{
  double weight = -behind;
  double root = sqrt (fmax (0, weight * weight * bend * bend + (1 - weight) * bend * (weight * bend + excess)));

  return (Boundary) { .node = node, .share = fmin (1, fmax (0, (root - weight * bend) / ((1 - weight) * bend))), .bend = bend, .smooth = true };
}

/* The boundaries of the lanes in which node is no longer safely on the held side. Either the boundary is just behind it, or the node is exercised,
 * or it is past the lowest excess, on the wrong branch of a parabola: then the boundary is at the node ahead of it. */
static void
set_boundaries (Boundary    boundaries[LANES],
                unsigned    crossing,
                int         node,
                Pack        excess,
                const Pack *behind,
                Pack        bend)
{
  MagDividendLanes excesses, weights, bends;

  store (&excesses, excess);
  store (&weights, *behind);
  store (&bends, bend);
  for (int l = 0; l < LANES; l++)
    if (crossing & 1u << l)
      {
        if (excesses.lane[l] <= bends.lane[l] && excesses.lane[l] > weights.lane[l] * bends.lane[l])
          boundaries[l] = find_boundary (node, excesses.lane[l], weights.lane[l], bends.lane[l]);
        else
          boundaries[l] = (Boundary) { .node = node + 1, .share = 1, .bend = bends.lane[l], .smooth = true };
      }
}

#define EXTENDED 8 /* nodes behind the boundary that carry on the parabola, for the next step; it does not move farther in one */

/* The lanes in which even the nearest node of all is held. */
static unsigned
held_at_end (const Step *step)
{
  Pack excess = step->near[0];
  double exercised = exercised_at (step, -1);

  EACH (v)
    excess.v[v] -= exercised + ROUNDING;
  return positive_lanes (excess);
}

/* Eliminates down to the lowest boundary. Returns: the first node that is held in some lane */
static int
eliminate_to_boundaries (const Scheme *scheme,
                         const Step   *step,
                         Boundary      boundaries[LANES])
{
  const Pack *behind = step->stride > 0 ? &scheme->low : &scheme->high;
  Pack x = start_elimination (scheme, step), last = spread_pack (1e300), full;
  MagDividendLanes bends;
  unsigned held = held_at_end (step), found = held;
  bool all_sought;
  int highest = -1;

  for (int l = 0; l < LANES; l++)
    {
      bool sought = boundaries[l].smooth && !(found & 1u << l);

      bends.lane[l] = sought ? ((const double *) step->bend.v)[l] : 0;
      if (sought && boundaries[l].node + EXTENDED > highest)
        highest = boundaries[l].node + EXTENDED;
      if (!sought)
        found |= 1u << l;
      /* A lane that is held to its end has nothing to seek either. */
      boundaries[l] = (Boundary) { .node = 0, .share = 1, .was = boundaries[l].node, .smooth = sought || held & 1u << l };
    }
  full = load (&bends);
  all_sought = found == 0;
  for (int j = step->n - 1; j >= 0; j--)
    {
      double here = exercised_at (step, j), before = exercised_at (step, j - 1), spot = step->spots[j * step->stride];
      Pack bend, near, past;
      unsigned crossing;

      x = eliminate_node (scheme, step, j, x);
      if (j > highest)
        continue;
      EACH (v)
        {
          Vector excess = x.v[v] - behind->v[v] * before - here;

          bend.v[v] = full.v[v] * (step->gain_level + step->gain_slope * spot);
          near.v[v] = bend.v[v] - excess;
          past.v[v] = (excess - last.v[v]) * full.v[v];
          last.v[v] = excess;
        }
      crossing = (positive_lanes (near) | positive_lanes (past)) & ~found;
      if (crossing == 0)
        continue;
      set_boundaries (boundaries, crossing, j, last, behind, bend);
      found |= crossing;
      if (found == (1u << LANES) - 1 && all_sought)
        return j;
    }
  return 0;
}

static void
extend (const Step     *step,
        const Boundary *boundary,
        int             l)
{
  for (int j = boundary->node - 1; j >= 0 && j >= boundary->node - EXTENDED; j--)
    {
      double distance = boundary->node - j - boundary->share;

      step->values[j * step->stride].lane[l] = exercised_at (step, j) + boundary->bend * distance * distance;
    }
}

/* Do the nodes held next to the boundary follow the parabola? Not while the boundary runs into a region that has been worth holding. */
static bool
is_smooth (const Step     *step,
           const Boundary *boundary,
           int             l)
{
  double excess[3], gain;

  if (boundary->node <= 0 || boundary->node + 3 > step->n)
    return false;
  for (int i = 0; i < 3; i++)
    excess[i] = step->values[(boundary->node + i) * step->stride].lane[l] - exercised_at (step, boundary->node + i);
  gain = step->gain_level + step->gain_slope * step->spots[boundary->node * step->stride];
  return excess[2] - 2 * excess[1] + excess[0] > gain * ((const double *) step->bend.v)[l];
}

static bool
is_exercised (const Step *step,
              int         j,
              int         l)
{
  return step->values[j * step->stride].lane[l] <= exercised_at (step, j) + ROUNDING;
}

/* The first node above the constraint, looked for from where it was. */
static int
first_held (const Step *step,
            int         was,
            int         l)
{
  int j = was;

  while (j > 0 && !is_exercised (step, j - 1, l))
    j--;
  while (j < step->n && is_exercised (step, j, l))
    j++;
  return j;
}

/* From the side of exercise away: exercised nodes up to the boundary of each lane, held ones beyond. */
static void
substitute (const Scheme  *scheme,
            const Step    *step,
            int            first,
            Boundary       boundaries[LANES])
{
  const Pack *behind = step->stride > 0 ? &scheme->low : &scheme->high;
  MagDividendLanes held, plain;
  Pack x, hold, constrained;
  bool any_plain = false;
  int last = first, j;

  for (j = 0; j < first; j++)
    store (&step->values[j * step->stride], spread_pack (exercised_at (step, j)));
  for (int l = 0; l < LANES; l++)
    {
      plain.lane[l] = boundaries[l].smooth ? -1e30 : 0;
      any_plain |= !boundaries[l].smooth;
      if (boundaries[l].node > last)
        last = boundaries[l].node;
    }
  constrained = load (&plain);
  x = first > 0 ? spread_pack (exercised_at (step, first - 1)) : end_value (step, step->near[0], -1);
  /* The lanes come in one by one. */
  for (; j < step->n && j <= last; j++)
    {
      Pack half = load (&step->halfway[j]);
      double exercised = exercised_at (step, j);

      for (int l = 0; l < LANES; l++)
        held.lane[l] = j >= boundaries[l].node;
      hold = load (&held);
      EACH (v)
        {
          x.v[v] = hold.v[v] * (half.v[v] - behind->v[v] * x.v[v]) + (1 - hold.v[v]) * exercised;
          x.v[v] = larger (x.v[v], exercised + constrained.v[v]);
        }
      store (&held, x);
      for (int l = 0; l < LANES; l++)
        if (j == boundaries[l].node && boundaries[l].share < 1)
          held.lane[l] = exercised + boundaries[l].bend * boundaries[l].share * boundaries[l].share;
      x = load (&held);
      store (&step->values[j * step->stride], x);
    }
  for (; any_plain && j < step->n; j++)
    {
      Pack half = load (&step->halfway[j]);
      double exercised = exercised_at (step, j);

      EACH (v)
        x.v[v] = larger (half.v[v] - behind->v[v] * x.v[v], exercised + constrained.v[v]);
      store (&step->values[j * step->stride], x);
    }
  for (; j < step->n; j++)
    {
      Pack half = load (&step->halfway[j]);

      EACH (v)
        x.v[v] = half.v[v] - behind->v[v] * x.v[v];
      store (&step->values[j * step->stride], x);
    }
  for (int l = 0; l < LANES; l++)
    {
      if (!boundaries[l].smooth)
        boundaries[l].node = first_held (step, boundaries[l].was, l);
      boundaries[l].smooth = is_smooth (step, &boundaries[l], l);
      if (boundaries[l].smooth && boundaries[l].bend > 0)
        extend (step, &boundaries[l], l);
    }
}

static void
eliminate (const Scheme *scheme,
           const Step   *step)
{
  Pack x = start_elimination (scheme, step);

  for (int j = step->n - 1; j >= 0; j--)
    x = eliminate_node (scheme, step, j, x);
}

/* As substitute(), for exercise that may start and end anywhere, into rows of its own. */
static void
substitute_anywhere (const Scheme     *scheme,
                     const Step       *step,
                     MagDividendLanes *to)
{
  const Pack *behind = step->stride > 0 ? &scheme->low : &scheme->high;
  Pack x = end_value (step, step->near[0], -1);

  for (int j = 0; j < step->n; j++)
    {
      Pack half = load (&step->halfway[j]);
      double exercised = exercised_at (step, j);

      EACH (v)
        x.v[v] = larger (half.v[v] - behind->v[v] * x.v[v], spread (exercised));
      store (&to[j], x);
    }
}

/* The same step, counted from the other side. */
static Step
mirrored (const Step *step)
{
  Step other = *step;

  other.stride = -step->stride;
  other.values = step->values + (step->n - 1) * step->stride;
  other.spots = step->spots + (step->n - 1) * step->stride;
  for (int i = 0; i < 2; i++)
    {
      other.near[i] = step->far[1 - i];
      other.far[i] = step->near[1 - i];
    }
  return other;
}

/* Exercise between two boundaries. Either sweep is right on its side and too low on the other, so the larger is right. */
static void
step_between (const Scheme *scheme,
              const Step   *step)
{
  MagDividendLanes ways[2][NODES];
  Step other = mirrored (step);

  eliminate (scheme, step);
  substitute_anywhere (scheme, step, ways[0]);
  eliminate (scheme, &other);
  substitute_anywhere (scheme, &other, ways[1]);
  for (int j = 0; j < step->n; j++)
    {
      Pack a = load (&ways[0][j]), b = load (&ways[1][step->n - 1 - j]);

      EACH (v)
        a.v[v] = larger (a.v[v], b.v[v]);
      store (&step->values[j * step->stride], a);
    }
}

static bool
is_waiting (const MagDividendMarch *march,
            double                  years)
{
  return march->wait > 0 && years <= march->wait * (1 + 1e-9);
}

/* Sets what depends on the time since the stretch's end. */
static void
set_time (Step                     *step,
          const MagDividendStretch *stretch,
          const MagDividendMarch   *march,
          double                    years)
{
  double side = march->call ? -1 : 1;

  if (march->exercise == MAG_DIVIDEND_EXERCISE_NONE)
    {
      step->level = -1e30;
      step->slope = 0;
      return;
    }
  step->level = side * exp (stretch->rate * years);
  step->slope = -side * exp (stretch->yield * years);
  step->gain_level = stretch->rate * step->level;
  step->gain_slope = stretch->yield * step->slope;
}

static void
store_ends (const Step *step)
{
  store (&step->values[-step->stride], end_value (step, step->near[0], -1));
  store (&step->values[step->n * step->stride], end_value (step, step->far[1], step->n));
}

/* Takes away what extend() has added. */
static void
cut (const Step     *step,
     const Boundary *boundary,
     int             l)
{
  for (int j = boundary->node - 1; j >= 0 && j >= boundary->node - EXTENDED; j--)
    step->values[j * step->stride].lane[l] = exercised_at (step, j);
}

/* Goes back over a stretch, exercise allowed at any moment. Between steps the values are kept undiscounted. */
static void
march (MagDividendGrid          *grid,
       const MagDividendStretch *stretch,
       const MagDividendMarch   *march)
{
  MagDividendLanes halfway[NODES], bends, *rows = &grid->row[PAD];
  double spots[NODES], discount = exp (-stretch->rate * stretch->years);
  Boundary boundaries[LANES] = { 0 };
  Step step = { .n = grid->n - 2, .stride = 1, .values = rows + 1, .halfway = halfway, .spots = spots + 1 };

  for (int i = 0; i < 2; i++)
    {
      step.near[i] = load (&rows[i]);
      step.far[i] = load (&rows[grid->n - 2 + i]);
    }
  if (march->exercise == MAG_DIVIDEND_EXERCISE_HIGH)
    step = mirrored (&step);
  for (int l = 0; l < LANES; l++)
    bends.lane[l] = grid->step * grid->step / (stretch->sigma.lane[l] * stretch->sigma.lane[l]);
  step.bend = load (&bends);
  fill_spots (spots, grid->first, grid->step, grid->n);
  for (int m = 0; m < march->n_steps; m++)
    {
      Scheme scheme = make_scheme (stretch, grid->step, march->years[m + 1] - march->years[m]);

      set_time (&step, stretch, march, march->years[m + 1]);
      /* Where a wait ends the boundary appears anew. */
      for (int l = 0; l < LANES && is_waiting (march, march->years[m]); l++)
        boundaries[l].smooth = false;
      if (march->exercise == MAG_DIVIDEND_EXERCISE_BETWEEN)
        {
          step_between (&scheme, &step);
        }
      else
        {
          int first = eliminate_to_boundaries (&scheme, &step, boundaries);

          substitute (&scheme, &step, first, boundaries);
        }
      store_ends (&step);
    }
  for (int l = 0; l < LANES; l++)
    cut (&step, &boundaries[l], l);
  for (int j = 0; j < grid->n; j++)
    {
      Pack row = load (&grid->row[PAD + j]);

      EACH (v)
        row.v[v] *= discount;
      store (&grid->row[PAD + j], row);
    }
  grid->first -= (stretch->rate - stretch->yield) * stretch->years;
}

const MagDividendKernel KERNEL_NAME (mag_dividend_kernel) = {
  .set_european = set_european,
  .set_shifted = set_shifted,
  .exercise = exercise,
  .propagate = propagate,
  .collect = collect,
  .march = march,
};
