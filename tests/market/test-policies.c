/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How hard the sources may be asked: the real ones as the design says, to the figure; a practice server, which is our own, as fast as it answers. */

#include "mag-market.h"

typedef struct
{
  const char *provider;
  double      per_minute;
  guint       max_in_flight;
} Limits;

static void
assert_limits (MagProfile   *profile,
               const Limits *limits,
               gsize         n_limits)
{
  g_autoptr(MagMarketData) market = mag_market_new_for_profile (profile);
  MagHttp *http = mag_market_get_http (MAG_MARKET (market));

  for (gsize i = 0; i < n_limits; i++)
    {
      const MagHttpPolicy *policy = mag_http_get_policy (http, limits[i].provider);

      g_test_message ("%s", limits[i].provider);
      g_assert_nonnull (policy);
      g_assert_cmpfloat (policy->per_minute, ==, limits[i].per_minute);
      g_assert_cmpuint (policy->max_in_flight, ==, limits[i].max_in_flight);
      /* These hold for everybody. */
      g_assert_cmpuint (policy->max_tries, ==, 3);
      g_assert_cmpuint (policy->breaker_failures, >, 10);
      g_assert_cmpuint (policy->breaker_seconds, ==, 30);
      g_assert_cmpuint (policy->timeout_seconds, >, 0);
    }
}

static void
test_real (void)
{
  static const Limits limits[] = { { "cboe", 60, 1 }, { "yahoo", 100, 4 } };
  g_autoptr(GError) error = NULL;
  g_autoptr(MagProfile) profile = mag_profile_new_real (&error);

  g_assert_no_error (error);
  assert_limits (profile, limits, G_N_ELEMENTS (limits));
}

static void
test_practice (void)
{
  static const Limits limits[] = { { "cboe", 0, 10 }, { "yahoo", 0, 10 } };
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "practice", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagProfile) profile = mag_profile_new_at (folder, "http://127.0.0.1:9", NULL, &error);

  g_assert_no_error (error);
  assert_limits (profile, limits, G_N_ELEMENTS (limits));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/policies/real", test_real);
  g_test_add_func ("/policies/practice", test_practice);

  return g_test_run ();
}
