/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What magnusctl prints: JSON that keeps every digit, tables that stand in columns. */

#include "mag-ctl-json.h"
#include "mag-ctl-table.h"
#include "mag-date.h"

#include <math.h>

static void
test_json_keeps_digits (void)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_price (json, "bid", 18500);
  mag_ctl_json_price (json, "strike", 950000);
  mag_ctl_json_price (json, "fine", 28125);
  mag_ctl_json_price (json, "zero", 0);
  mag_ctl_json_money (json, "loss", -9550);
  mag_ctl_json_ratio (json, "delta", -0.2763);
  mag_ctl_json_ratio (json, "third", 1.0 / 3.0);
  mag_ctl_json_integer (json, "n", -3);
  mag_ctl_json_end_object (json);
  g_assert_cmpstr (mag_ctl_json_get_text (json), ==,
                   "{\"bid\":1.85,\"strike\":95,\"fine\":2.8125,\"zero\":0,\"loss\":-95.50,\"delta\":-0.2763,\"third\":0.33333333333333331,\"n\":-3}");
}

static void
test_json_unknown_is_null (void)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  mag_ctl_json_begin_array (json, NULL);
  mag_ctl_json_price (json, NULL, MAG_PRICE_UNKNOWN);
  mag_ctl_json_money (json, NULL, MAG_MONEY_UNKNOWN);
  mag_ctl_json_ratio (json, NULL, NAN);
  mag_ctl_json_count (json, NULL, MAG_COUNT_UNKNOWN);
  mag_ctl_json_count (json, NULL, 0);
  mag_ctl_json_instant (json, NULL, 0);
  mag_ctl_json_date (json, NULL, 0);
  mag_ctl_json_string (json, NULL, NULL);
  mag_ctl_json_string (json, NULL, "");
  mag_ctl_json_end_array (json);
  g_assert_cmpstr (mag_ctl_json_get_text (json), ==, "[null,null,null,null,0,null,null,null,\"\"]");
}

static void
test_json_nests_and_escapes (void)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_array (json, "lists");
  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_string (json, "name", "a \"b\" \\ \n\xff é");
  mag_ctl_json_begin_array (json, "empty");
  mag_ctl_json_end_array (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_boolean (json, NULL, TRUE);
  mag_ctl_json_end_array (json);
  mag_ctl_json_date (json, "day", mag_date_new (2026, 12, 18));
  mag_ctl_json_end_object (json);
  g_assert_cmpstr (mag_ctl_json_get_text (json), ==,
                   "{\"lists\":[{\"name\":\"a \\\"b\\\" \\\\ \\u000a\xef\xbf\xbd é\",\"empty\":[]},true],\"day\":\"2026-12-18\"}");
}

static void
test_table_aligns (void)
{
  static const char *const heads[] = { "Symbol", ">Bid", "Note" };
  g_autoptr(MagCtlTable) table = mag_ctl_table_new (heads, G_N_ELEMENTS (heads));
  g_autofree char *text = NULL;

  mag_ctl_table_add (table, "日本");
  mag_ctl_table_take (table, g_strdup ("101.85"));
  mag_ctl_table_add (table, "é");
  mag_ctl_table_add (table, "F");
  mag_ctl_table_take (table, g_strdup (""));
  mag_ctl_table_add (table, NULL);
  text = mag_ctl_table_to_text (table);
  g_assert_cmpstr (text, ==,
                   "Symbol     Bid  Note\n"
                   "日本    101.85  é\n"
                   "F            -  -\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl/json/keeps-digits", test_json_keeps_digits);
  g_test_add_func ("/ctl/json/unknown-is-null", test_json_unknown_is_null);
  g_test_add_func ("/ctl/json/nests-and-escapes", test_json_nests_and_escapes);
  g_test_add_func ("/ctl/table/aligns", test_table_aligns);
  return g_test_run ();
}
