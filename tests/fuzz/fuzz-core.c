/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people type, paste and import: each parser with the promises it keeps for any bytes. */

#include "fuzz-targets.h"

#include "mag-contract.h"
#include "mag-ctl-number.h"
#include "mag-ctl-price-row.h"
#include "mag-date.h"
#include "mag-journal-file.h"
#include "mag-money.h"
#include "mag-tv-export.h"

#include <math.h>
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

/* A row that was written reads as one record of as many fields as the header, the given ones as they were. */
static void
check_written_row (const MagPriceHeader *header,
                   const MagCtlLine     *line,
                   const MagPriceRow    *row)
{
  g_autoptr(GArray) fields = mag_ctl_line_split (line);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GArray) again = NULL;
  MagCtlLine written = { NULL, 0, TRUE, FALSE };

  for (guint i = 0; i < header->columns->len; i++)
    {
      g_autoptr(GString) answer = g_string_new (NULL);

      g_string_append (text, i > 0 ? "," : "");
      if (mag_price_row_answer (row, g_array_index (header->columns, MagPriceColumn, i), answer))
        mag_ctl_csv_append_text (text, answer->str);
      else if (i < MIN (fields->len, header->n_read))
        mag_ctl_field_append (&g_array_index (fields, MagCtlField, i), text);
    }
  written.text = text->str;
  written.length = text->len;
  again = mag_ctl_line_split (&written);
  g_assert_cmpuint (again->len, ==, header->columns->len);
  g_assert_false (g_array_index (again, MagCtlField, again->len - 1).unclosed);
}

static void
check_row (const MagPriceHeader *header,
           const MagCtlLine     *line)
{
  MagPriceRow row;
  MagDividend dividends[MAG_PRICE_DIVIDENDS_MAX];
  gsize n;

  mag_price_row_parse (&row, header, line);
  g_assert_true (row.error == NULL || (!row.open && g_utf8_validate (row.error, -1, NULL)));
  g_assert_true (!row.open || row.given != MAG_PRICE_GIVEN_NOTHING);
  n = row.error == NULL ? mag_price_dividends_list (&row.dividends, dividends) : 0;
  for (gsize i = 0; i < n; i++)
    g_assert_true (dividends[i].years > 0 && (i == 0 || dividends[i].years >= dividends[i - 1].years) && dividends[i].amount >= 0);
  check_written_row (header, line, &row);
  mag_price_row_clear (&row);
}

/* A table in any bytes: what its lines hold, put together again, is the table. */
static void
fuzz_price_table (const guint8 *data,
                  gsize         size)
{
  g_autoptr(MagCtlCsv) csv = mag_ctl_csv_new ();
  g_autoptr(MagPriceHeader) header = NULL;
  g_autoptr(GString) again = g_string_new (NULL);
  const guint8 *text = data;
  gsize length = size;
  MagCtlLine line;

  if (size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    text += 3, length -= 3;
  mag_ctl_csv_push (csv, (const char *) data, size / 2);
  mag_ctl_csv_push (csv, (const char *) data + size / 2, size - size / 2);
  mag_ctl_csv_end (csv);
  while (mag_ctl_csv_next (csv, &line))
    {
      g_string_append_len (again, line.text, (gssize) line.length);
      g_string_append (again, line.crlf ? "\r\n" : "\n");
      if (line.record && header == NULL)
        header = mag_price_header_new (&line, NULL);
      else if (line.record)
        check_row (header, &line);
      mag_ctl_line_clear (&line);
    }
  /* Only the last line's end may have been made up. */
  g_assert_cmpuint (again->len, >=, length);
  g_assert_cmpuint (again->len, <=, length + 1);
  g_assert_cmpmem (again->str, length, text, length);
}

static void
fuzz_number (const guint8 *data,
             gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  double value, again;

  if (!mag_ctl_number_parse (text, &value))
    return;
  mag_ctl_number_format (value, digits);
  g_assert_cmpint (digits[0] != '\0', ==, isfinite (value));
  if (isfinite (value))
    {
      g_assert_true (mag_ctl_number_parse (digits, &again));
      g_assert_cmpfloat (again, ==, value);
    }
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
#define PRICE_HEADER "id,set,style,type,spot,strike,days,r,q,sigma,price,bid,ask,div_first,div_every,div_amount,div_count\n"
static const char *const price_table_seeds[] = {
  "# remark\n" PRICE_HEADER "1,price,american,put,100,92,10,0.04,0.01,0.8,,,,,,,\r\n\"2\",iv,american,call,12.6,12,7,0.08,0,,,0.61,0.62,,,,\n",
  "\xef\xbb\xbf" PRICE_HEADER "3,chain,european,call,100,100,30,0,0,,3.5,,,,,,\n4,div,american,call,27.41,30,14,0.01,0,0.45,,,,9,91,0.32,3",
  "style,type,spot,strike,days,r,q,bid\namerican,put,50,\"45\",30,0,0,1\nbermudan,put,nan,1e999,-1,0,0,\"a\"\"b\"\n", NULL,
};
static const char *const number_seeds[] = { "0.25", "-1e-9", "inf", "nan", "1e400", "4.9406564584124654e-324", "0.1000000000000000055511151231257827", NULL };

/* What is taken can be written, and comes back as many. */
static void
fuzz_journal_file (const guint8 *data,
                   gsize         size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = mag_journal_file_parse ((const char *) data, size, &error);
  g_autoptr(GPtrArray) again = NULL;
  g_autofree char *text = NULL;

  if (records == NULL)
    {
      check_error (error);
      return;
    }
  g_assert_no_error (error);
  text = mag_journal_file_to_json (records);
  again = mag_journal_file_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, records->len);
}

static const char *const journal_file_seeds[] = {
  "trade,account,origin,trade_broker_id,symbol,notes,created,updated,leg,rolled_from,leg_broker_id,role,root,expiration,type,strike,multiplier,quantity,price,fees,date\n"
  "0b9d4c1e-57f5-4e8a-9d57-0a4a2b1c9a01,,manual,,F,\"a, b\",2026-01-05T15:00:00Z,2026-01-05T15:00:00Z,5a0e6f52-0f5b-4e0e-8e64-1d1b7f3b2c02,,,sell_to_open,F,2026-02-20,put,12.5,"
  "100,2,0.4025,0.13,2026-01-05\n",
  "{\"journal\":{\"legs\":[\n{\"trade\":\"0b9d4c1e-57f5-4e8a-9d57-0a4a2b1c9a01\",\"account\":null,\"origin\":\"csv\",\"symbol\":\"BRK.B\",\"created\":\"2026-01-05T15:00:00Z\","
  "\"updated\":\"2026-01-05T15:00:00Z\",\"leg\":\"5a0e6f52-0f5b-4e0e-8e64-1d1b7f3b2c02\",\"role\":\"buy_shares\",\"multiplier\":1,\"quantity\":7,\"price\":453.21,\"fees\":0,"
  "\"date\":\"2026-01-05\"}\n]}}\n",
  NULL,
};

const MagFuzzTarget mag_fuzz_core_targets[] = {
  { "contract", fuzz_contract, 20000, contract_seeds, NULL },
  { "symbol", fuzz_symbol, 15000, symbol_seeds, NULL },
  { "price", fuzz_price, 15000, price_seeds, NULL },
  { "date", fuzz_date, 20000, date_seeds, NULL },
  { "price-table", fuzz_price_table, 3000, price_table_seeds, NULL },
  { "number", fuzz_number, 20000, number_seeds, NULL },
  { "tv-export", fuzz_tv_export, 2000, tv_export_seeds, "tradingview" },
  { "journal-file", fuzz_journal_file, 2000, journal_file_seeds, NULL },
};
const gsize mag_fuzz_n_core_targets = G_N_ELEMENTS (mag_fuzz_core_targets);
