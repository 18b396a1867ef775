/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people type, paste and import: each parser with the promises it keeps for any bytes. */

#include "fuzz-targets.h"

#include "mag-contract.h"
#include "mag-date.h"
#include "mag-money.h"
#include "mag-tv-export.h"

#include <string.h>

static void
check_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == MAG_VALIDATION_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
fuzz_contract (const guint8 *data,
               gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *compact = NULL;
  g_autofree char *padded = NULL;
  MagContract contract, again;

  if (!mag_contract_parse (text, &contract))
    return;
  compact = mag_contract_format (&contract);
  padded = mag_contract_format_osi (&contract);
  g_assert_cmpuint (strlen (padded), ==, 21);
  g_assert_true (mag_contract_parse (compact, &again));
  g_assert_cmpint (mag_contract_compare (&contract, &again), ==, 0);
  g_assert_true (mag_contract_parse (padded, &again));
  g_assert_cmpint (mag_contract_compare (&contract, &again), ==, 0);
}

static void
fuzz_symbol (const guint8 *data,
             gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr(GError) error = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *root = NULL;
  MagSymbol symbol, again;

  if (!mag_symbol_parse (text, &symbol, &error))
    {
      check_error (error);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpint (symbol.kind, <, MAG_KIND_N_KINDS);
  g_assert_true (g_str_is_ascii (symbol.ticker) && g_str_is_ascii (symbol.exchange));
  reason = mag_symbol_dup_reason (&symbol);
  g_assert_cmpint (reason == NULL, ==, mag_symbol_kind_has_options (symbol.kind));
  if (reason != NULL)
    return;
  /* A canonical ticker reads as itself. */
  g_assert_true (mag_symbol_parse (symbol.ticker, &again, NULL));
  g_assert_cmpstr (again.ticker, ==, symbol.ticker);
  g_assert_true (mag_symbol_kind_has_options (again.kind));
  root = mag_symbol_to_occ_root (symbol.ticker);
  g_assert_true (mag_symbol_owns_root (symbol.ticker, root));
}

static void
fuzz_price (const guint8 *data,
            gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr(GError) error = NULL;
  MagPrice price, again;
  MagMoney money, same;

  if (mag_price_parse (text, &price, &error))
    {
      g_autofree char *printed = mag_price_format (price, 4);

      g_assert_cmpint (price, >=, 0);
      g_assert_cmpint (price, <=, MAG_PRICE_MAX);
      g_assert_true (mag_price_parse_numeric (printed, &again));
      g_assert_cmpint (again, ==, price);
    }
  else
    check_error (error);

  if (mag_money_parse (text, &money, NULL))
    {
      g_autofree char *printed = mag_money_format (money);

      g_assert_true (mag_money_parse (printed, &same, NULL));
      g_assert_cmpint (same, ==, money);
    }
}

static void
fuzz_date (const guint8 *data,
           gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  MagDate date = mag_date_parse (text);
  gint64 new_york_us = mag_instant_parse_new_york (text);
  gint64 utc_us = mag_instant_parse_utc (text);

  if (date != 0)
    {
      g_autofree char *printed = mag_date_format (date);

      g_assert_cmpstr (printed, ==, text);
      mag_calendar_is_monthly (date);
      mag_calendar_close_us (date);
    }
  g_assert_cmpint (new_york_us, >=, 0);
  g_assert_cmpint (utc_us, >=, 0);
  if (utc_us >= MAG_SECOND_US)
    {
      g_autofree char *printed = mag_instant_format_utc (utc_us);

      g_assert_cmpint (mag_instant_parse_utc (printed), ==, utc_us - utc_us % MAG_SECOND_US);
      g_assert_cmpint (mag_calendar_session_clock (utc_us), <=, utc_us);
    }
}

static void
check_item (const MagImportItem *item,
            GHashTable          *seen)
{
  g_assert_true (g_utf8_validate (item->text, -1, NULL));
  g_assert_true (g_utf8_validate (item->section, -1, NULL));
  g_assert_cmpint (item->reason == NULL, ==, item->verdict == MAG_IMPORT_ACCEPTED);
  g_assert_true (item->reason == NULL || g_utf8_validate (item->reason, -1, NULL));
  if (item->verdict == MAG_IMPORT_ACCEPTED)
    g_assert_true (g_hash_table_add (seen, (gpointer) item->symbol.ticker));
}

static void
fuzz_tv_export (const guint8 *data,
                gsize         size)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagImportReport) report = mag_tv_export_parse ((const char *) data, size, NULL, &error);

  if (report == NULL)
    {
      check_error (error);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (report->items->len + report->sections->len, <=, MAG_TV_EXPORT_MAX_ITEMS);
  g_assert_cmpuint (report->n_accepted + report->n_duplicate + report->n_unsupported + report->n_excluded + report->n_invalid, ==,
                    report->items->len);
  for (guint i = 0; i < report->items->len; i++)
    check_item (g_ptr_array_index (report->items, i), seen);
  g_assert_cmpuint (g_hash_table_size (seen), ==, report->n_accepted);
}

static const char *const contract_seeds[] = {
  "AAPL  260116C00185000", "F261218P00002820", "OPRA:AAPL260116C185.0", ".SPXW260116P4205.125", "O:AAPL260116C00185000", "2SPXW260116C00185000", NULL,
};
static const char *const symbol_seeds[] = {
  "NASDAQ:AAPL", "NYSE:BRK.B", "BRK-B", "NYSE:BAC/PL", "NASDAQ:AAPL/NASDAQ:MSFT", "1/NASDAQ:AAPL", "CME_MINI:ES1!", "BINANCE:BTCUSDT.P", "SP:SPX", "^GSPC",
  "$SPX", "TVC:US10Y", "OPRA:AAPL260116C185.0", "XETR:SAP", "BTC-USD", "EURUSD=X", "ESZ2026", "A*0.5+B", "\xe2\x81\xa4TSLA", NULL,
};
static const char *const price_seeds[] = { "1.85", "0.0125", "-1234.50", "1000000", " .5 ", "1.85000000", NULL };
static const char *const date_seeds[] = {
  "2026-12-18", "2026-07-24T15:59:59", "2026-07-25 00:43:14", "2026-07-25T02:43:14.5+02:00", "2024-02-29", "2026-03-08T02:30:00", NULL,
};
static const char *const tv_export_seeds[] = {
  "###MEGA CAP,NASDAQ:AAPL,NYSE:BRK.B,###\xe2\x81\xa4X,F", "AAPL MSFT\r\nTSLA;F", "Symbol,Name\nAAPL,\"Apple, Inc.\"\n", "\\#\\#\\#One,AAPL", "[\"AAPL\"]",
  "\xef\xbb\xbfNASDAQ:AAPL / NASDAQ:MSFT,AAPL", "- AAPL\n- MSFT", NULL,
};

const MagFuzzTarget mag_fuzz_core_targets[] = {
  { "contract", fuzz_contract, 20000, contract_seeds, NULL },
  { "symbol", fuzz_symbol, 15000, symbol_seeds, NULL },
  { "price", fuzz_price, 15000, price_seeds, NULL },
  { "date", fuzz_date, 20000, date_seeds, NULL },
  { "tv-export", fuzz_tv_export, 2000, tv_export_seeds, "tradingview" },
};
const gsize mag_fuzz_n_core_targets = G_N_ELEMENTS (mag_fuzz_core_targets);
