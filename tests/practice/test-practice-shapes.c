/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The shape of our answers against that of recorded ones: whatever a recorded body has, ours has too, of the same JSON type. Values are another
 * matter. What a recording holds that is particular to its company is named in the tables below. */

#include "practice-http.h"

#include <string.h>

/* Kinds of JSON values that a client tells apart; integers and floats are one. */
static const char *
kind_of (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return "object";
  if (JSON_NODE_HOLDS_ARRAY (node))
    return "array";
  if (JSON_NODE_HOLDS_NULL (node))
    return "null";
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return "string";
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return "boolean";
  return "number";
}

/* Members that a company or fund may lack, or that are not simulated. */
static const char *const optional[] = {
  "companyOfficers", "irWebsite", "auditRisk", "boardRisk", "compensationRisk", "shareHolderRightsRisk", "overallRisk", "governanceEpochDate",
  "compensationAsOfEpochDate", "sharesShort", "sharesShortPriorMonth", "sharesShortPreviousMonthDate", "dateShortInterest", "sharesPercentSharesOut",
  "heldPercentInsiders", "heldPercentInstitutions", "shortRatio", "shortPercentOfFloat", "lastFiscalYearEnd", "nextFiscalYearEnd", "mostRecentQuarter",
  "earningsQuarterlyGrowth", "netIncomeToCommon", "lastSplitDate", "enterpriseToRevenue", "enterpriseToEbitda", "SandP52WeekChange", "totalCashPerShare",
  "quickRatio", "currentRatio", "debtToEquity", "revenuePerShare", "returnOnAssets", "returnOnEquity", "grossProfits", "freeCashflow",
  "operatingCashflow", "earningsGrowth", "revenueGrowth", "grossMargins", "ebitdaMargins", "operatingMargins", "preMarketPrice", "preMarketChange",
  "preMarketChangePercent", "preMarketTime", "preMarketSource", "prevName", "nameChangeDate", "ipoExpectedDate", "newListingDate", "tradingPeriods",
  "postMarketPrice", "postMarketChange", "postMarketChangePercent", "postMarketTime", "postMarketSource", /* of their session only: compared apart */
};

/* Members that are null or a value according to the company. */
static gboolean
may_be_null (const char *name)
{
  static const char *const names[] = { "lastSplitFactor", "last_trade_time", "category", "fundFamily", "legalType" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_optional (const char *where,
             const char *name)
{
  if (strcmp (name, "volume") == 0)
    return strstr (where, ".options.") != NULL; /* left out of a contract that did not trade today */
  for (gsize i = 0; i < G_N_ELEMENTS (optional); i++)
    if (strcmp (optional[i], name) == 0)
      return TRUE;
  return FALSE;
}

static void compare (const char *where, JsonNode *recorded, JsonNode *ours);

static void
compare_first (const char *where,
               JsonNode   *recorded,
               JsonObject *ours)
{
  g_autoptr(GList) values = json_object_get_values (ours);

  g_assert_nonnull (values);
  compare (where, recorded, values->data);
}

static void
compare_objects (const char *where,
                 JsonObject *recorded,
                 JsonObject *ours)
{
  g_autoptr(GList) names = json_object_get_members (recorded);

  for (GList *at = names; at != NULL; at = at->next)
    {
      g_autofree char *here = g_strconcat (where, ".", at->data, NULL);

      if (json_object_has_member (ours, at->data))
        compare (here, json_object_get_member (recorded, at->data), json_object_get_member (ours, at->data));
      else if (g_ascii_isdigit (*(const char *) at->data)) /* keyed by an instant */
        compare_first (here, json_object_get_member (recorded, at->data), ours);
      else if (!is_optional (where, at->data))
        {
          g_test_message ("ours has no %s", here);
          g_test_fail ();
        }
    }
}

static void
compare (const char *where,
         JsonNode   *recorded,
         JsonNode   *ours)
{
  const char *name = strrchr (where, '.');

  if (strcmp (kind_of (recorded), kind_of (ours)) != 0)
    {
      if (name != NULL && may_be_null (name + 1) && (JSON_NODE_HOLDS_NULL (recorded) || JSON_NODE_HOLDS_NULL (ours)))
        return;
      g_test_message ("%s is %s, ours %s", where, kind_of (recorded), kind_of (ours));
      g_test_fail ();
      return;
    }
  if (JSON_NODE_HOLDS_OBJECT (recorded))
    compare_objects (where, json_node_get_object (recorded), json_node_get_object (ours));
  if (JSON_NODE_HOLDS_ARRAY (recorded) && json_array_get_length (json_node_get_array (recorded)) > 0 &&
      json_array_get_length (json_node_get_array (ours)) > 0)
    compare (where, json_array_get_element (json_node_get_array (recorded), 0), json_array_get_element (json_node_get_array (ours), 0));
}

static JsonNode *
read_capture (const char *file)
{
  g_autofree char *path = g_build_filename (captures_folder (), file, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  JsonNode *node;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  node = json_from_string (text, &error);
  g_assert_no_error (error);
  return node;
}

static gboolean
skip_without_captures (void)
{
  if (captures_folder () != NULL)
    return FALSE;
  g_test_skip ("the folder of recorded bodies (MAGNUS_CAPTURES) is not here");
  return TRUE;
}

static void
test_recorded_shapes (void)
{
  static const struct { const char *file, *path, *at; } rows[] = {
    { "yahoo/quote/20261003-closed-AAPL.json", "/v7/finance/quote?symbols=AAPL", "2026-10-03T12:00:00Z" },
    { "yahoo/quote/20250828T1711Z-regular-AAPL-MSFT.json", "/v7/finance/quote?symbols=AAPL,MSFT", "2025-08-28T17:11:00Z" },
    { "yahoo/quote/20250825T2000Z-pre-AAPL-MSFT.json", "/v7/finance/quote?symbols=AAPL", "2025-08-26T13:15:00Z" },
    { "yahoo/quote/20250826T2000Z-post-AAPL-MSFT.json", "/v7/finance/quote?symbols=AAPL", "2025-08-26T20:06:00Z" },
    { "yahoo/quote/20250217-QQQ.json", "/v7/finance/quote?symbols=QQQ", "2025-02-17T12:00:00Z" },
    { "yahoo/quote/20250217-ABBV.json", "/v7/finance/quote?symbols=ABBV", "2025-02-17T12:00:00Z" },
    { "yahoo/quote/20250217-BABA.json", "/v7/finance/quote?symbols=BABA", "2025-02-17T12:00:00Z" },
    { "yahoo/quote/20250217-_caret_VXAPL.json", "/v7/finance/quote?symbols=%5EVIX", "2025-02-17T12:00:00Z" },
    { "yahoo/quote/20250217-SI.json", "/v7/finance/quote?symbols=SI", "2025-02-17T12:00:00Z" },
    { "yahoo/quote/20250217-TSLA-fields-symbol.json", "/v7/finance/quote?symbols=TSLA&fields=symbol", "2025-02-17T12:00:00Z" },
    { "yahoo/options/20250826T1722Z-regular-AAPL.json", "/v7/finance/options/AAPL", "2025-08-26T17:22:00Z" },
    { "yahoo/options/20250829T2000Z-closed-AAPL.json", "/v7/finance/options/AAPL", "2025-08-30T17:22:00Z" },
    { "yahoo/options/20250224-pre-QQQ.json", "/v7/finance/options/QQQ", "2025-02-24T09:25:00Z" },
    { "yahoo/options/20250224-pre-_caret_VXAPL.json", "/v7/finance/options/%5EGSPC", "2025-02-24T09:25:00Z" },
    { "yahoo/options/20250224-pre-AAPL-expire-2022-03-01.json", "/v7/finance/options/AAPL?date=1646092800", "2025-02-24T09:25:00Z" },
    { "yahoo/chart/20250815T1735Z-AAPL.json", "/v8/finance/chart/AAPL?range=6mo&interval=1d&events=div", "2025-08-15T17:35:00Z" },
    { "yahoo/chart/chart-hist-MSFT-dividends-2021-02-01-to-2022-01-31.json",
      "/v8/finance/chart/MSFT?period1=1612137600&period2=1643587200&events=div&interval=1d", "2025-02-21T21:00:01Z" },
    { "yahoo/chart/chart-AAPL-2025-02-01-to-2025-02-02-includePrePost-false-interval-1m.json",
      "/v8/finance/chart/AAPL?period1=1738368000&period2=1738454400&interval=1m", "2025-02-05T17:00:00Z" },
    { "yahoo/quoteSummary/20250224-AAPL-assetProfile.json", "/v10/finance/quoteSummary/AAPL?formatted=false&modules=assetProfile", "2025-02-24T09:34:00Z" },
    { "yahoo/quoteSummary/20250224-AAPL-calendarEvents.json", "/v10/finance/quoteSummary/AAPL?formatted=false&modules=calendarEvents", "2025-02-24T09:34:00Z" },
    { "yahoo/quoteSummary/20250224-AAPL-price.json", "/v10/finance/quoteSummary/AAPL?formatted=false&modules=price", "2025-02-24T09:34:00Z" },
    { "yahoo/quoteSummary/20250224-AAPL-summaryDetail.json", "/v10/finance/quoteSummary/AAPL?formatted=false&modules=summaryDetail", "2025-02-24T09:34:00Z" },
    { "yahoo/quoteSummary/20250224-AAPL-defaultKeyStatistics.json", "/v10/finance/quoteSummary/AAPL?formatted=false&modules=defaultKeyStatistics", "2025-02-24T09:34:00Z" },
    { "yahoo/quoteSummary/20250224-AAPL-financialData.json", "/v10/finance/quoteSummary/AAPL?formatted=false&modules=financialData", "2025-02-24T09:34:00Z" },
    { "yahoo/quoteSummary/20250224-AAPL-quoteType.json", "/v10/finance/quoteSummary/AAPL?formatted=false&modules=quoteType", "2025-02-24T09:34:00Z" },
    { "yahoo/quoteSummary/20250224-QQQ-assetProfile.json", "/v10/finance/quoteSummary/QQQ?formatted=false&modules=assetProfile", "2025-02-24T09:34:00Z" },
    { "yahoo/quoteSummary/20250224-QQQ-summaryDetail.json", "/v10/finance/quoteSummary/QQQ?formatted=false&modules=summaryDetail", "2025-02-24T09:34:00Z" },
    { "yahoo/quoteSummary/20250224-QQQ-defaultKeyStatistics.json", "/v10/finance/quoteSummary/QQQ?formatted=false&modules=defaultKeyStatistics", "2025-02-24T09:34:00Z" },
    { "yahoo/quoteSummary/20250224-_caret_VXAPL-price.json", "/v10/finance/quoteSummary/%5EVIX?formatted=false&modules=price", "2025-02-24T09:34:00Z" },
    { "yahoo/quoteSummary/20250224-_caret_VXAPL-summaryDetail.json", "/v10/finance/quoteSummary/%5EVIX?formatted=false&modules=summaryDetail", "2025-02-24T09:34:00Z" },
    { "yahoo/quoteSummary/20250224-_caret_VXAPL-defaultKeyStatistics.json", "/v10/finance/quoteSummary/%5EVIX?formatted=false&modules=defaultKeyStatistics", "2025-02-24T09:34:00Z" },
    { "yahoo/quoteSummary/20250826-META-calendarEvents-5132cd.json", "/v10/finance/quoteSummary/META?modules=calendarEvents", "2025-08-26T12:00:00Z" },
    { "yahoo/search/202502-AAPL.json", "/v1/finance/search?q=AAPL", "2025-02-25T11:12:00Z" },
    { "yahoo/search/202502-QQQ.json", "/v1/finance/search?q=QQQ", "2025-02-25T11:12:00Z" },
    { "cboe/CLX-20260725T004314Z-trimmed.json", "/api/global/delayed_quotes/options/CLX.json", "2026-07-25T00:43:14Z" },
    { "cboe/_RUT-20230921T031742Z.json", "/api/global/delayed_quotes/options/_RUT.json", "2023-09-21T03:17:42Z" },
  };

  if (skip_without_captures ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new (rows[i].at, NULL);
      g_autoptr(JsonNode) recorded = read_capture (rows[i].file);
      g_autoptr(JsonNode) ours = NULL;

      g_test_message ("%s", rows[i].file);
      fixture_sign_in (fixture);
      ours = fixture_get_json (fixture, rows[i].path);
      compare ("$", recorded, ours);
    }
}

static void
test_recorded_errors (void)
{
  static const struct { const char *file, *path; guint status; } rows[] = {
    { "yahoo/errors/400-search-missing-q.json", "/v1/finance/search", 400 },
    { "yahoo/errors/404-chart-unknown-or-delisted.json", "/v8/finance/chart/NOPE", 404 },
    { "yahoo/errors/404-quoteSummary-empty-symbol.json", "/v10/finance/quoteSummary/?modules=assetProfile", 404 },
    { "yahoo/errors/404-quoteSummary-no-fundamentals.json", "/v10/finance/quoteSummary/%5EVIX?modules=assetProfile", 404 },
    { "yahoo/errors/400-chart-no-data-for-range.json", "/v8/finance/chart/AAPL?period1=1&period2=2", 400 },
    { "yahoo/quote/20250217-AAPL220121C00025000.json", "/v7/finance/quote?symbols=AAPL220121C00025000", 200 },
  };
  g_autoptr(Fixture) fixture = NULL;

  if (skip_without_captures ())
    return;
  fixture = fixture_new ("2025-02-24T15:00:00Z", NULL);
  fixture_sign_in (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(Answer) answer = fixture_get_signed (fixture, rows[i].path);
      g_autoptr(JsonNode) recorded = read_capture (rows[i].file);
      g_autoptr(JsonNode) ours = answer_json (answer);

      g_test_message ("%s", rows[i].file);
      g_assert_cmpuint (answer->status, ==, rows[i].status);
      g_assert_cmpstr (answer_header (answer, "Content-Type"), ==, "application/json;charset=utf-8");
      compare ("$", recorded, ours);
    }
}

static void
test_exact_bodies (void)
{
  static const struct { const char *path, *file; gboolean signed_in; } rows[] = {
    { "/v7/finance/quote?symbols=AAPL", "yahoo/errors/401-invalid-crumb.json", FALSE },
    { "/v1/finance/search", "yahoo/errors/400-search-missing-q.json", TRUE },
    { "/v8/finance/chart/NOPE", "yahoo/errors/404-chart-unknown-or-delisted.json", TRUE },
    { "/v10/finance/quoteSummary/?modules=assetProfile", "yahoo/errors/404-quoteSummary-empty-symbol.json", TRUE },
    { "/v10/finance/quoteSummary/%5EVIX?modules=assetProfile", "yahoo/errors/404-quoteSummary-no-fundamentals.json", TRUE },
  };
  g_autoptr(Fixture) fixture = NULL;

  if (skip_without_captures ())
    return;
  fixture = fixture_new ("2025-02-24T15:00:00Z", NULL);
  fixture_sign_in (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_build_filename (captures_folder (), rows[i].file, NULL);
      g_autoptr(Answer) answer = rows[i].signed_in ? fixture_get_signed (fixture, rows[i].path) : fixture_follow (fixture, rows[i].path);
      g_autofree char *recorded = NULL;

      g_assert_true (g_file_get_contents (path, &recorded, NULL, NULL));
      g_strchomp (recorded);
      g_assert_cmpstr (answer->body, ==, recorded);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/shapes/recorded-bodies", test_recorded_shapes);
  g_test_add_func ("/practice/shapes/recorded-errors", test_recorded_errors);
  g_test_add_func ("/practice/shapes/exact-bodies", test_exact_bodies);
  return g_test_run ();
}
