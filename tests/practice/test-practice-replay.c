/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Replay: recorded bytes come back as they are, by the clock where there are several; what was not recorded is unknown. */

#include "practice-http.h"

#include <glib/gstdio.h>
#include <string.h>

static const char index_text[] =
  "file\tstatus\tmethod\turl\tdate_header\tcontent_type\n"
  "one.json\t200\tGET\thttps://query1.finance.yahoo.com/v7/finance/options/KO?crumb=CRUMB\tMon, 02 Nov 2026 15:00:00 GMT\tapplication/json\n"
  "two.json\t200\tGET\thttps://query1.finance.yahoo.com/v7/finance/options/KO?crumb=CRUMB\tTue, 03 Nov 2026 15:00:00 GMT\tapplication/json\n"
  "chart.json\t404\tGET\thttps://query1.finance.yahoo.com/v8/finance/chart/%5EOLD?range=1y\t\tapplication/json\n";

static void
write_file (const char *folder,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static char *
make_folder (void)
{
  char *folder = g_dir_make_tmp ("practice-replay-XXXXXX", NULL);

  write_file (folder, "INDEX.tsv", index_text);
  write_file (folder, "one.json", "{\"optionChain\":{\"result\":[{\"n\":1,\"strikes\":[5],\"quote\":{\"symbol\":\"KO\"},\"options\":[{\"expirationDate\":86400}]}],\"error\":null}}");
  write_file (folder, "two.json", "{\"optionChain\":{\"result\":[{\"n\":2,\"strikes\":[5],\"quote\":{\"symbol\":\"KO\"},\"options\":[{\"expirationDate\":172800}]}],\"error\":null}}");
  write_file (folder, "chart.json", "{\"chart\":{\"result\":null,\"error\":{\"code\":\"Not Found\"}}}");
  write_file (folder, "F-20261102T150000Z.json", "{\"timestamp\":\"2026-11-02 15:00:00\"}");
  write_file (folder, "rows-GM-20261102T150000Z.json",
              "{\"timestamp\":\"2026-11-02 15:00:00\",\"symbol\":\"GM\",\"current_price\":58.5,\"fetched_at\":\"x\",\"rows\":[{\"option\":\"GM261120C00060000\"}]}");
  return folder;
}

static void
remove_folder (char *folder)
{
  static const char *const names[] = {
    "INDEX.tsv", "one.json", "two.json", "chart.json", "F-20261102T150000Z.json", "rows-GM-20261102T150000Z.json",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

static void
test_answers (void)
{
  static const struct { const char *why, *at, *path; guint status; const char *holds; } rows[] = {
    { "the last at or before the clock", "2026-11-02T20:00:00Z", "/v7/finance/options/KO", 200, "\"n\":1" },
    { "a later clock", "2026-11-10T20:00:00Z", "/v7/finance/options/KO", 200, "\"n\":2" },
    { "before all of them: the first", "2026-01-10T20:00:00Z", "/v7/finance/options/KO", 200, "\"n\":1" },
    { "the recording that is of the date", "2026-11-10T20:00:00Z", "/v7/finance/options/KO?date=86400", 200, "\"n\":1" },
    { "a date that was not recorded", "2026-11-10T20:00:00Z", "/v7/finance/options/KO?date=5", 200,
      "\"strikes\":[],\"quote\":{\"symbol\":\"KO\"},\"options\":[{\"expirationDate\":5,\"hasMiniOptions\":false,\"calls\":[],\"puts\":[]}]}]" },
    { "a chain that was not recorded", "2026-11-10T20:00:00Z", "/v7/finance/options/F", 200, "\"optionChain\":{\"result\":[]" },
    { "the quote of a recorded chain", "2026-11-10T20:00:00Z", "/v7/finance/quote?symbols=KO,F", 200, "\"result\":[{\"symbol\":\"KO\"}]" },
    { "its status too", "2026-11-10T20:00:00Z", "/v8/finance/chart/%5EOLD", 404, "Not Found" },
    { "chart not recorded", "2026-11-10T20:00:00Z", "/v8/finance/chart/KO", 404, "No data found" },
    { "summary not recorded", "2026-11-10T20:00:00Z", "/v10/finance/quoteSummary/KO?modules=price", 404, "Quote not found for symbol: KO" },
    { "CBOE's by its name", "2026-11-10T20:00:00Z", "/api/global/delayed_quotes/options/F.json", 200, "{\"timestamp\":\"2026-11-02 15:00:00\"}" },
    { "rows get their envelope", "2026-11-10T20:00:00Z", "/api/global/delayed_quotes/options/GM.json", 200,
      "{\"timestamp\":\"2026-11-02 15:00:00\",\"data\":{\"options\":[{\"option\":\"GM261120C00060000\"}],\"symbol\":\"GM\",\"security_type\":\"stock\","
      "\"current_price\":58.5},\"symbol\":\"GM\"}" },
    { "CBOE's not recorded", "2026-11-10T20:00:00Z", "/api/global/delayed_quotes/options/KO.json", 403, "AccessDenied" },
  };
  char *folder = make_folder ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new (rows[i].at, folder);
      g_autoptr(Answer) answer = NULL;

      g_test_message ("%s", rows[i].why);
      fixture_sign_in (fixture);
      answer = fixture_get_signed (fixture, rows[i].path);
      g_assert_cmpuint (answer->status, ==, rows[i].status);
      if (strstr (answer->body, rows[i].holds) == NULL)
        g_error ("%s: %s", rows[i].why, answer->body);
    }
  remove_folder (folder);
}

static void
test_empty_folder (void)
{
  g_autofree char *folder = g_dir_make_tmp ("practice-replay-XXXXXX", NULL);
  g_autoptr(MagClock) clock = mag_clock_new_system ();
  const MagPracticeOptions options = { .replay = folder, .clock = clock, .speed = 1 };
  g_autoptr(GError) error = NULL;

  g_assert_null (mag_practice_server_new (&options, &error));
  g_assert_error (error, MAG_PRACTICE_ERROR, MAG_PRACTICE_ERROR_REPLAY);
  g_rmdir (folder);
}

static void
test_recorded_folder (void)
{
  static const struct { const char *path, *file; } rows[] = {
    { "/api/global/delayed_quotes/options/_RUT.json", "cboe/_RUT-20230921T031742Z.json" },
    { "/api/global/delayed_quotes/options/CLX.json", "cboe/CLX-20260725T004314Z-trimmed.json" },
    { "/v7/finance/options/AAPL?date=1755820800", "yahoo/options/20250815T2000Z-postpost-AAPL-date-1755820800.json" },
    { "/v7/finance/options/QQQ", "yahoo/options/20250224-pre-QQQ.json" },
    { "/v8/finance/chart/MSFT?period1=1612137600&period2=1643587200", "yahoo/chart/chart-hist-MSFT-dividends-2021-02-01-to-2022-01-31.json" },
    { "/v1/finance/search?q=qqq", "yahoo/search/202502-QQQ.json" },
  };
  g_autoptr(Fixture) fixture = NULL;

  if (captures_folder () == NULL)
    {
      g_test_skip ("the folder of recorded bodies (MAGNUS_CAPTURES) is not here");
      return;
    }
  fixture = fixture_new ("2026-11-20T15:00:00Z", captures_folder ());
  fixture_sign_in (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_build_filename (captures_folder (), rows[i].file, NULL);
      g_autoptr(Answer) answer = fixture_get_signed (fixture, rows[i].path);
      g_autofree char *recorded = NULL;

      g_test_message ("%s", rows[i].file);
      g_assert_true (g_file_get_contents (path, &recorded, NULL, NULL));
      g_assert_cmpstr (answer->body, ==, recorded);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/replay/answers", test_answers);
  g_test_add_func ("/practice/replay/empty-folder", test_empty_folder);
  g_test_add_func ("/practice/replay/recorded-folder", test_recorded_folder);
  return g_test_run ();
}
