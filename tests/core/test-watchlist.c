/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The import report: one verdict and one reason per entry. */

#include "mag-watchlist.h"

static void
test_verdicts (void)
{
  static const struct { const char *text, *section; MagImportVerdict verdict; const char *reason; } rows[] = {
    { "NASDAQ:AAPL", "", MAG_IMPORT_ACCEPTED, NULL },
    { "BRK-B", "Classes", MAG_IMPORT_ACCEPTED, NULL },
    { "aapl", "Classes", MAG_IMPORT_DUPLICATE, "AAPL is in this list already." },
    { "NYSE:BRK.B", "", MAG_IMPORT_DUPLICATE, "BRK.B is in this list already, under “Classes”." },
    { "GME", "", MAG_IMPORT_EXCLUDED, "GME is on your exclusion list." },
    { "NYSE:GME", "", MAG_IMPORT_EXCLUDED, "GME is on your exclusion list." },
    { "CME_MINI:ES1!", "", MAG_IMPORT_UNSUPPORTED, "Futures have no stock options here." },
    { "XETR:SAP", "", MAG_IMPORT_UNSUPPORTED, "XETR is not a US exchange; only US listings have options here." },
    { "SAP", "", MAG_IMPORT_ACCEPTED, NULL },
    { "AA$PL", "", MAG_IMPORT_INVALID, "“AA$PL” is not a symbol: a ticker is one to five letters." },
  };
  g_autoptr(GHashTable) excluded = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(MagImportReport) report = mag_import_report_new ();

  g_hash_table_add (excluded, (gpointer) "GME");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    mag_import_report_add (report, rows[i].text, rows[i].section, excluded);

  g_assert_cmpuint (report->items->len, ==, G_N_ELEMENTS (rows));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const MagImportItem *item = g_ptr_array_index (report->items, i);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpstr (item->text, ==, rows[i].text);
      g_assert_cmpstr (item->section, ==, rows[i].section);
      g_assert_cmpstr (mag_import_verdict_to_nick (item->verdict), ==, mag_import_verdict_to_nick (rows[i].verdict));
      g_assert_cmpstr (item->reason, ==, rows[i].reason);
    }
  g_assert_cmpuint (report->n_accepted, ==, 3);
  g_assert_cmpuint (report->n_duplicate, ==, 2);
  g_assert_cmpuint (report->n_excluded, ==, 2);
  g_assert_cmpuint (report->n_unsupported, ==, 2);
  g_assert_cmpuint (report->n_invalid, ==, 1);
}

static void
test_any_bytes_can_be_shown (void)
{
  g_autoptr(MagImportReport) report = mag_import_report_new ();
  g_autofree char *endless = g_strnfill (100000, 'x');

  mag_import_report_add (report, "\x01\xff\xfe", "", NULL);
  mag_import_report_add (report, endless, "", NULL);
  for (guint i = 0; i < report->items->len; i++)
    {
      const MagImportItem *item = g_ptr_array_index (report->items, i);

      g_assert_true (g_utf8_validate (item->text, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (item->text, -1), <=, 41);
      g_assert_true (g_utf8_validate (item->reason, -1, NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watchlist/verdicts", test_verdicts);
  g_test_add_func ("/watchlist/any-bytes-can-be-shown", test_any_bytes_can_be_shown);
  return g_test_run ();
}
