/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tags as typed and as kept. */

#include "mag-tags.h"

static void
test_tidy (void)
{
  static const struct { const char *typed, *kept; } rows[] = {
    { "", "" },
    { " , ,, ", "" },
    { "wheel", "wheel" },
    { "wheel,earnings ,  Wheel", "earnings, wheel" },
    { "Über,alpha\nbeta", "alpha, beta, Über" },
    { "12345678901234567890123456789012345678901234567890", "1234567890123456789012345678901234567890" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *kept = mag_tags_tidy (rows[i].typed), *again = mag_tags_tidy (kept);

      g_assert_cmpstr (kept, ==, rows[i].kept);
      g_assert_cmpstr (again, ==, kept);
    }
}

static void
test_have_in_any_case (void)
{
  g_assert_true (mag_tags_have ("earnings, Wheel", "wheel"));
  g_assert_true (mag_tags_have ("über", "ÜBER"));
  g_assert_false (mag_tags_have ("earnings, wheel", "whee"));
  g_assert_false (mag_tags_have ("", "wheel"));
}

static void
test_no_more_than_twenty (void)
{
  g_autoptr(GString) many = g_string_new (NULL);
  g_autofree char *kept = NULL;
  g_auto(GStrv) tags = NULL;

  for (guint i = 0; i < 50; i++)
    g_string_append_printf (many, "t%02u,", i);
  kept = mag_tags_tidy (many->str);
  tags = mag_tags_split (kept);
  g_assert_cmpuint (g_strv_length (tags), ==, MAG_TAGS_MAX);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tags/tidy", test_tidy);
  g_test_add_func ("/tags/have-in-any-case", test_have_in_any_case);
  g_test_add_func ("/tags/no-more-than-twenty", test_no_more_than_twenty);
  return g_test_run ();
}
