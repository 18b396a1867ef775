/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every form a watchlist arrives in, what is refused, the recorded exports, and that junk costs little time. */

#include "mag-tv-export.h"

#include <string.h>
#include <time.h>

/* "AAPL,BRK.B" for the accepted tickers in order. */
static char *
join_accepted (const MagImportReport *report)
{
  g_autoptr(GString) joined = g_string_new (NULL);

  for (guint i = 0; i < report->items->len; i++)
    {
      const MagImportItem *item = g_ptr_array_index (report->items, i);

      if (item->verdict == MAG_IMPORT_ACCEPTED)
        g_string_append_printf (joined, "%s%s", joined->len > 0 ? "," : "", item->symbol.ticker);
    }
  return g_string_free_and_steal (g_steal_pointer (&joined));
}

static char *
join_sections (const MagImportReport *report)
{
  g_autoptr(GString) joined = g_string_new (NULL);

  for (guint i = 0; i < report->sections->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? "|" : "", (const char *) g_ptr_array_index (report->sections, i));
  return g_string_free_and_steal (g_steal_pointer (&joined));
}

static void
test_forms (void)
{
  static const struct { const char *why, *text, *accepted, *sections; guint n_items; } rows[] = {
    { "an export", "NASDAQ:AAPL,NYSE:BRK.B", "AAPL,BRK.B", "", 2 },
    { "trailing comma and line end", "NASDAQ:AAPL,NYSE:F,\r\n", "AAPL,F", "", 2 },
    { "one a line", "AAPL\nMSFT\r\nTSLA", "AAPL,MSFT,TSLA", "", 3 },
    { "by spaces", "AAPL MSFT  TSLA", "AAPL,MSFT,TSLA", "", 3 },
    { "by semicolons and tabs", "AAPL;MSFT\tTSLA", "AAPL,MSFT,TSLA", "", 3 },
    { "small letters", "aapl, msft", "AAPL,MSFT", "", 2 },
    { "spaces around", " AAPL , MSFT ", "AAPL,MSFT", "", 2 },
    { "no-break spaces", "AAPL\xc2\xa0MSFT", "AAPL,MSFT", "", 2 },
    { "headings", "F,###One,AAPL,###Two & 3/4 - x,MSFT", "F,AAPL,MSFT", "One|Two & 3/4 - x", 3 },
    { "headings without anything under them", "###A,###B,AAPL,###C", "AAPL", "A|B|C", 1 },
    { "a heading with words and semicolons", "###My; best list,AAPL", "AAPL", "My; best list", 1 },
    { "invisible plus", "###\xe2\x81\xa4MEGA\xe2\x81\xa4,NASDAQ:AAPL", "AAPL", "MEGA", 1 },
    { "emoji", "###🚀 Moon,AAPL", "AAPL", "🚀 Moon", 1 },
    { "through Markdown", "\\#\\#\\#One,AAPL", "AAPL", "One", 1 },
    { "a Markdown heading and bullets", "# My list\n- AAPL\n* MSFT", "AAPL,MSFT", "My list", 2 },
    { "byte order mark", "\xef\xbb\xbf###One,AAPL", "AAPL", "One", 1 },
    { "a JSON array", "[\"AAPL\", \"MSFT\"]", "AAPL,MSFT", "", 2 },
    { "a spread is one item", "NASDAQ:AAPL/NASDAQ:MSFT,F", "F", "", 2 },
    { "also with spaces", "NASDAQ:AAPL / NASDAQ:MSFT,F", "F", "", 2 },
    { "a padded contract is one item", "AAPL  260116C00185000,F", "F", "", 2 },
    { "CSV", "Symbol,Description,Price\nAAPL,\"Apple, Inc.\",185.2\nBRK.B,Berkshire,450\n", "AAPL,BRK.B", "", 2 },
    { "CSV with the column elsewhere", "No.,Ticker\n1,AAPL\n2,MSFT", "AAPL,MSFT", "", 2 },
    { "CSV with an exchange column", "Ticker,Exchange\nAAPL,NASDAQ\nSAP,XETR\nF,New York Stock Exchange", "AAPL,F", "", 3 },
    { "CSV by semicolon, quoted", "\"Name\";\"Symbol\"\n\"Ap\"\"ple\";\"AAPL\"\n", "AAPL", "", 1 },
    { "CSV by tab", "symbol\tprice\nAAPL\t1\n\n\nMSFT\t2", "AAPL,MSFT", "", 2 },
    { "CSV of one column", "Symbol\nAAPL\nMSFT", "AAPL,MSFT", "", 2 },
    { "CSV with a line end in quotes", "symbol,note\nAAPL,\"two\nlines\"\nF,x", "AAPL,F", "", 2 },
    { "CSV with headings", "symbol,note\n###One,\nAAPL,x", "AAPL", "One", 1 },
    { "only a heading", "###Empty", "", "Empty", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagImportReport) report = mag_tv_export_parse (rows[i].text, strlen (rows[i].text), NULL, &error);
      g_autofree char *accepted = NULL;
      g_autofree char *sections = NULL;

      g_test_message ("%s", rows[i].why);
      g_assert_no_error (error);
      accepted = join_accepted (report);
      sections = join_sections (report);
      g_assert_cmpstr (accepted, ==, rows[i].accepted);
      g_assert_cmpstr (sections, ==, rows[i].sections);
      g_assert_cmpuint (report->items->len, ==, rows[i].n_items);
    }
}

static void
test_encodings (void)
{
  static const struct { const char *text; gsize length; const char *section; } rows[] = {
    { "\xff\xfe#\0#\0#\0\xd6\0,\0F\0", 14, "Ö" },
    { "\xfe\xff\0#\0#\0#\0\xd6\0,\0F", 14, "Ö" },
    { "###\xd6,F", 6, "Ö" },
    { "###\xc3\x96,F", 7, "Ö" },
    { "###\x81\xd6,F", 7, "\xef\xbf\xbd\xef\xbf\xbd" }, /* neither UTF-8 nor Windows */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MagImportReport) report = mag_tv_export_parse (rows[i].text, rows[i].length, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (report->n_accepted, ==, 1);
      g_assert_cmpstr (g_ptr_array_index (report->sections, 0), ==, rows[i].section);
    }
}

static void
test_nothing_is_dropped (void)
{
  static const char text[] = "NASDAQ:AAPL,AAPL,GME,CME_MINI:ES1!,AA$PL,XETR:SAP,###S,TSLA";
  static const MagImportVerdict verdicts[] = {
    MAG_IMPORT_ACCEPTED, MAG_IMPORT_DUPLICATE, MAG_IMPORT_EXCLUDED, MAG_IMPORT_UNSUPPORTED, MAG_IMPORT_INVALID, MAG_IMPORT_UNSUPPORTED,
    MAG_IMPORT_ACCEPTED,
  };
  g_autoptr(GHashTable) excluded = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(MagImportReport) report = NULL;

  g_hash_table_add (excluded, (gpointer) "GME");
  report = mag_tv_export_parse (text, strlen (text), excluded, NULL);
  g_assert_nonnull (report);
  g_assert_cmpuint (report->items->len, ==, G_N_ELEMENTS (verdicts));
  for (gsize i = 0; i < G_N_ELEMENTS (verdicts); i++)
    {
      const MagImportItem *item = g_ptr_array_index (report->items, i);

      g_assert_cmpint (item->verdict, ==, verdicts[i]);
      g_assert_cmpint (item->reason == NULL, ==, item->verdict == MAG_IMPORT_ACCEPTED);
      g_assert_cmpstr (item->section, ==, i == 6 ? "S" : "");
    }
}

static void
test_refused (void)
{
  static const struct { const char *why, *text; } rows[] = {
    { "nothing", "" },
    { "space", " \r\n,,;" },
    { "a letter", "Dear friend, this is a letter about my life and how the weather was wonderful yesterday in London" },
    { "a page", "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\n<body class=\"x\"><p>Please sign in to continue</p></body></html>" },
    { "a program", "int main (int argc, char **argv)\n{\n  return printf (\"%s\\n\", argv[0]) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;\n}\n" },
    { "a table without symbols", "Symbol,Price\n1234567,1\n7654321,2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].why);
      g_assert_null (mag_tv_export_parse (rows[i].text, strlen (rows[i].text), NULL, &error));
      g_assert_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_SYMBOL);
    }
}

/* Junk of almost the largest size made by repeating a piece must be answered in a moment. */
static void
test_junk_is_fast (void)
{
  static const struct { const char *piece; gsize length; } rows[] = {
    { "\0", 1 }, { "x", 1 }, { "A ", 2 }, { "a,", 2 }, { "#", 1 }, { "#\n", 2 }, { "\"", 1 }, { "\"\"\",", 4 }, { " ", 1 }, { ",", 1 }, { "\n", 1 },
    { "symbol,\"", 8 }, { "NASDAQ:", 7 }, { "\xe2\x81\xa4", 3 }, { "\xff", 1 }, { "\xff\xfe", 2 }, { "- ", 2 }, { "\\#", 2 }, { "A B", 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GString) text = g_string_sized_new (MAG_TV_EXPORT_MAX_BYTES);
      g_autoptr(GError) error = NULL;
      g_autoptr(MagImportReport) report = NULL;
      clock_t before;
      double seconds;

      while (text->len + rows[i].length <= MAG_TV_EXPORT_MAX_BYTES)
        g_string_append_len (text, rows[i].piece, (gssize) rows[i].length);
      before = clock ();
      report = mag_tv_export_parse (text->str, text->len, NULL, &error);
      seconds = (double) (clock () - before) / CLOCKS_PER_SEC;
      g_test_message ("row %" G_GSIZE_FORMAT ": %.0f ms: %s", i, seconds * 1e3, error != NULL ? error->message : "taken");
      g_assert_null (report);
      g_assert_nonnull (error);
      /* Milliseconds of processor time; the limit leaves room for sanitizers and none for the square of a megabyte. */
      g_assert_cmpfloat (seconds, <, 2.0);
    }
}

static void
test_too_large (void)
{
  g_autofree char *text = g_strnfill (MAG_TV_EXPORT_MAX_BYTES + 1, 'A');
  g_autoptr(GString) many = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (mag_tv_export_parse (text, MAG_TV_EXPORT_MAX_BYTES + 1, NULL, &error));
  g_assert_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_TOO_LARGE);
  g_clear_error (&error);

  for (guint i = 0; i <= MAG_TV_EXPORT_MAX_ITEMS; i++)
    g_string_append (many, "A,");
  g_assert_null (mag_tv_export_parse (many->str, many->len, NULL, &error));
  g_assert_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_TOO_LARGE);
}

static void
test_recorded (void)
{
  static const struct { const char *name; guint accepted, duplicate, unsupported, invalid, sections; } rows[] = {
    { "export-US_STOCK_012ed.txt", 36, 0, 0, 0, 2 },
    { "export-Sonstige.txt", 59, 0, 0, 0, 2 },
    { "export-newline-coinbase-usd.txt", 0, 0, 18, 0, 0 },
    { "constructed-import-edge-cases.txt", 5, 2, 7, 0, 7 },
  };
  const char *captures = g_getenv ("MAGNUS_CAPTURES");

  if (captures == NULL)
    {
      g_test_skip ("the recorded captures are not here");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_build_filename (captures, "tradingview", rows[i].name, NULL);
      g_autofree char *text = NULL;
      g_autoptr(MagImportReport) report = NULL;
      gsize length;

      g_test_message ("%s", rows[i].name);
      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      report = mag_tv_export_parse (text, length, NULL, NULL);
      g_assert_nonnull (report);
      g_assert_cmpuint (report->n_accepted, ==, rows[i].accepted);
      g_assert_cmpuint (report->n_duplicate, ==, rows[i].duplicate);
      g_assert_cmpuint (report->n_unsupported, ==, rows[i].unsupported);
      g_assert_cmpuint (report->n_invalid, ==, rows[i].invalid);
      g_assert_cmpuint (report->sections->len, ==, rows[i].sections);
    }
}

static void
test_list_name (void)
{
  static const struct { const char *file, *name; } rows[] = {
    { "My list.txt", "My list" }, { "/home/me/Wheel 🐂.TXT", "Wheel 🐂" }, { "a.csv", "a" }, { "v1.2", "v1.2" },
    { ".txt", "Imported list" }, { "", "Imported list" }, { "/", "Imported list" }, { NULL, "Imported list" }, { "x", "x" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = mag_tv_export_list_name (rows[i].file);

      g_assert_cmpstr (name, ==, rows[i].name);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tv-export/forms", test_forms);
  g_test_add_func ("/tv-export/encodings", test_encodings);
  g_test_add_func ("/tv-export/nothing-is-dropped", test_nothing_is_dropped);
  g_test_add_func ("/tv-export/refused", test_refused);
  g_test_add_func ("/tv-export/junk-is-fast", test_junk_is_fast);
  g_test_add_func ("/tv-export/too-large", test_too_large);
  g_test_add_func ("/tv-export/recorded", test_recorded);
  g_test_add_func ("/tv-export/list-name", test_list_name);
  return g_test_run ();
}
