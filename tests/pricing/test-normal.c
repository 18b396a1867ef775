/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The normal law against values of 20 digits. */

#include "mag-normal.h"

#include <glib.h>
#include <math.h>

#define UNIT 2.3e-16 /* in the last place, of the value */

static void
assert_relative (double got,
                 double expected,
                 double units)
{
  g_assert_cmpfloat (fabs (got - expected), <=, units * UNIT * fabs (expected));
}

static void
test_mills_ratio (void)
{
  static const struct { double x, ratio; } rows[] = {
    { -0.75, 2.5681717549665745319 }, { -0.25, 1.5483726215476581808 }, { 0, 1.2533141373155002512 }, { 0.5, 0.87636445645369234673 },
    { 1, 0.65567954241879847154 }, { 3, 0.30459029871010329573 }, { 10, 0.099028596471731921395 }, { 100, 0.0099990002998501049056 },
    { 1e6, 9.99999999999e-7 }, { 1e200, 1e-200 }, { INFINITY, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_relative (mag_normal_mills (rows[i].x), rows[i].ratio, 4);
}

/* The only bounded solution of Y' = xY - 1: with the tables above it pins the function down between them. */
static void
test_mills_equation (void)
{
  for (double x = -0.7; x < 40; x += 0.01)
    {
      double h = 5e-4 * (1 + fabs (x));
      double slope = (8 * (mag_normal_mills (x + h) - mag_normal_mills (x - h)) - (mag_normal_mills (x + 2 * h) - mag_normal_mills (x - 2 * h))) / (12 * h);

      g_assert_cmpfloat_with_epsilon (slope, x * mag_normal_mills (x) - 1, 1e-11);
    }
}

static void
test_density_in_the_tail (void)
{
  static const struct { double x, density; } rows[] = {
    { 0, 0.39894228040143267794 }, { 0.1, 0.39695254747701176529 }, { 3, 0.0044318484119380071756 }, { -20.123, 4.6812737573196697279e-89 },
    { 37.5, 1.7282337322841052208e-306 }, { 1e200, 0 }, { -INFINITY, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_relative (mag_normal_density (rows[i].x), rows[i].density, 4);
}

static void
test_distribution (void)
{
  static const struct { double x, probability; } rows[] = {
    { -20, 2.7536241186062336951e-89 }, { -8, 6.2209605742717841235e-16 }, { -3, 0.0013498980316300945267 }, { -1, 0.15865525393145705141 },
    { -0.5, 0.30853753872598689636 }, { -1e-3, 0.49960105778608893742 }, { 0, 0.5 }, { 0.25, 0.59870632568292372424 }, { 0.7, 0.75803634777692698525 },
    { 1.5, 0.933192798731141934 }, { 4, 0.99996832875816688008 }, { INFINITY, 1 }, { -INFINITY, 0 }, { 1e300, 1 }, { -1e300, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_relative (mag_normal_distribution (rows[i].x), rows[i].probability, 6);
  g_assert_true (isnan (mag_normal_distribution (NAN)));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/normal/mills-ratio", test_mills_ratio);
  g_test_add_func ("/normal/mills-equation", test_mills_equation);
  g_test_add_func ("/normal/density-in-the-tail", test_density_in_the_tail);
  g_test_add_func ("/normal/distribution", test_distribution);
  return g_test_run ();
}
