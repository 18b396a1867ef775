/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a symbol is, in every spelling of the domain reference and of TradingView. */

#include "mag-symbol-data.h"

#include <string.h>

static void
test_kinds (void)
{
  static const struct { const char *text; const char *ticker; const char *exchange; MagSymbolKind kind; } rows[] = {
    { "NASDAQ:AAPL", "AAPL", "NASDAQ", MAG_KIND_STOCK },
    { "aapl", "AAPL", "", MAG_KIND_STOCK },
    { "  TSLA\t", "TSLA", "", MAG_KIND_STOCK },
    { "\xe2\x81\xa4TSLA", "TSLA", "", MAG_KIND_STOCK }, /* U+2064 */
    { "F", "F", "", MAG_KIND_STOCK },
    { "$AAPL", "AAPL", "", MAG_KIND_STOCK },
    { "NASDAQ:GOOGL", "GOOGL", "NASDAQ", MAG_KIND_STOCK },
    { "NASDAQ:CHRW", "CHRW", "NASDAQ", MAG_KIND_STOCK },
    { "AMEX:LEU", "LEU", "AMEX", MAG_KIND_STOCK },
    { "CBOE:CBOE", "CBOE", "CBOE", MAG_KIND_STOCK },
    { "BATS:CBOE", "CBOE", "BATS", MAG_KIND_STOCK },

    /* class shares */
    { "NYSE:BRK.B", "BRK.B", "NYSE", MAG_KIND_STOCK },
    { "BRK.B", "BRK.B", "", MAG_KIND_STOCK },
    { "BRK-B", "BRK.B", "", MAG_KIND_STOCK },
    { "brk/b", "BRK.B", "", MAG_KIND_STOCK },
    { "NYSE:BF/B", "BF.B", "NYSE", MAG_KIND_STOCK },
    { "NYSE:HEI.A", "HEI.A", "NYSE", MAG_KIND_STOCK },
    { "AGM.K", "AGM.K", "", MAG_KIND_STOCK },

    /* funds */
    { "AMEX:SPY", "SPY", "AMEX", MAG_KIND_ETF },
    { "QQQ", "QQQ", "", MAG_KIND_ETF },
    { "BATS:ITB", "ITB", "BATS", MAG_KIND_ETF },
    { "ARCA:ZZZZ", "ZZZZ", "ARCA", MAG_KIND_ETF },

    /* indices */
    { "SP:SPX", "SPX", "SP", MAG_KIND_INDEX },
    { "TVC:VIX", "VIX", "TVC", MAG_KIND_INDEX },
    { "CBOE:VIX", "VIX", "CBOE", MAG_KIND_INDEX },
    { "NASDAQ:NDX", "NDX", "NASDAQ", MAG_KIND_INDEX },
    { "DJ:DJI", "DJI", "DJ", MAG_KIND_INDEX },
    { "CBOE:XEO", "OEX", "CBOE", MAG_KIND_INDEX },
    { "TVC:RUT", "RUT", "TVC", MAG_KIND_INDEX },
    { "^SPX", "SPX", "", MAG_KIND_INDEX },
    { "^GSPC", "SPX", "", MAG_KIND_INDEX },
    { "$SPX", "SPX", "", MAG_KIND_INDEX },
    { "_SPX", "SPX", "", MAG_KIND_INDEX },
    { "SPX", "SPX", "", MAG_KIND_INDEX },
    { "SPXW", "SPX", "", MAG_KIND_INDEX },
    { "TVC:DXY", "DXY", "TVC", MAG_KIND_UNKNOWN },

    /* preferred shares, warrants, units, rights */
    { "NYSE:BAC/PL", "BAC/PL", "NYSE", MAG_KIND_PREFERRED },
    { "NYSE:ALB/PA", "ALB/PA", "NYSE", MAG_KIND_PREFERRED },
    { "BAC-PL", "BAC-PL", "", MAG_KIND_PREFERRED },
    { "BAC/PL", "BAC/PL", "", MAG_KIND_PREFERRED },
    { "BAC-PR-L", "BAC-PR-L", "", MAG_KIND_PREFERRED },
    { "NYSE:XYZ.P", "XYZ.P", "NYSE", MAG_KIND_PREFERRED },
    { "NYSE:XYZ/WS", "XYZ/WS", "NYSE", MAG_KIND_WARRANT },
    { "XYZ.WS", "XYZ.WS", "", MAG_KIND_WARRANT },
    { "NASDAQ:ABCDW", "ABCDW", "NASDAQ", MAG_KIND_WARRANT },
    { "NYSE:XYZ/U", "XYZ/U", "NYSE", MAG_KIND_UNIT },
    { "XYZ.U", "XYZ.U", "", MAG_KIND_UNIT },
    { "NASDAQ:ABCDU", "ABCDU", "NASDAQ", MAG_KIND_UNIT },
    { "NYSE:XYZ/R", "XYZ/R", "NYSE", MAG_KIND_RIGHT },
    { "NASDAQ:ABCDR", "ABCDR", "NASDAQ", MAG_KIND_RIGHT },

    /* spreads and ratios */
    { "NASDAQ:AAPL/NASDAQ:MSFT", "", "", MAG_KIND_RATIO },
    { "1/NASDAQ:AAPL", "1/NASDAQ:AAPL", "", MAG_KIND_RATIO },
    { "A*0.5+B", "A*0.5+B", "", MAG_KIND_RATIO },
    { "NYMEX:CL1!-NYMEX:BZ1!", "", "", MAG_KIND_RATIO },
    { "AAPL/MSFT", "AAPL/MSFT", "", MAG_KIND_RATIO },
    { "NYSE:BAC/NYSE:PL", "", "", MAG_KIND_RATIO },

    /* futures */
    { "CME_MINI:ES1!", "ES1!", "CME_MINI", MAG_KIND_FUTURE },
    { "ES2!", "ES2!", "", MAG_KIND_FUTURE },
    { "CME_MINI:ESZ2026", "ESZ2026", "CME_MINI", MAG_KIND_FUTURE },
    { "ESZ2026", "ESZ2026", "", MAG_KIND_FUTURE },
    { "ES=F", "ES=F", "", MAG_KIND_FUTURE },

    /* currencies and coins */
    { "FX:EURUSD", "EURUSD", "FX", MAG_KIND_FOREX },
    { "EURUSD", "EURUSD", "", MAG_KIND_FOREX },
    { "EURUSD=X", "EURUSD=X", "", MAG_KIND_FOREX },
    { "BINANCE:BTCUSDT.P", "BTCUSDT.P", "BINANCE", MAG_KIND_CRYPTO },
    { "BYBIT:ETHUSDT.P", "ETHUSDT.P", "BYBIT", MAG_KIND_CRYPTO },
    { "BTCUSDT.P", "BTCUSDT.P", "", MAG_KIND_CRYPTO },
    { "COINBASE:BTCUSD", "BTCUSD", "COINBASE", MAG_KIND_CRYPTO },
    { "BTC-USD", "BTC-USD", "", MAG_KIND_CRYPTO },
    { "CRYPTOCAP:TOTAL", "TOTAL", "CRYPTOCAP", MAG_KIND_CRYPTO },

    /* series */
    { "TVC:US10Y", "US10Y", "TVC", MAG_KIND_ECONOMIC },
    { "^TNX", "TNX", "", MAG_KIND_ECONOMIC },
    { "FRED:WALCL", "WALCL", "FRED", MAG_KIND_ECONOMIC },
    { "ECONOMICS:USINTR", "USINTR", "ECONOMICS", MAG_KIND_ECONOMIC },

    /* elsewhere */
    { "XETR:SAP", "SAP", "XETR", MAG_KIND_FOREIGN },
    { "TSX:SHOP", "SHOP", "TSX", MAG_KIND_FOREIGN },
    { "NSE:M_M", "M_M", "NSE", MAG_KIND_FOREIGN },
    { "TSE:7203", "7203", "TSE", MAG_KIND_FOREIGN },
    { "OCDO.L", "OCDO.L", "", MAG_KIND_FOREIGN },
    { "SHOP.TO", "SHOP.TO", "", MAG_KIND_FOREIGN },
    { "OTC:NSRGY", "NSRGY", "OTC", MAG_KIND_OTC },
    { "NOWHERE:ABC", "ABC", "NOWHERE", MAG_KIND_UNKNOWN },

    /* contracts */
    { "OPRA:AAPL260116C185.0", "AAPL", "", MAG_KIND_OPTION },
    { ".AAPL260116C185", "AAPL", "", MAG_KIND_OPTION },
    { "AAPL260116C00185000", "AAPL", "", MAG_KIND_OPTION },
    { "AAPL  260116C00185000", "AAPL", "", MAG_KIND_OPTION },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *reason = NULL;
      MagSymbol symbol;

      g_test_message ("%s", rows[i].text);
      mag_symbol_parse (rows[i].text, &symbol, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (symbol.ticker, ==, rows[i].ticker);
      g_assert_cmpstr (symbol.exchange, ==, rows[i].exchange);
      g_assert_cmpstr (mag_symbol_kind_to_nick (symbol.kind), ==, mag_symbol_kind_to_nick (rows[i].kind));
      reason = mag_symbol_dup_reason (&symbol);
      g_assert_cmpint (reason == NULL, ==, mag_symbol_kind_has_options (symbol.kind));
      g_assert_true (reason == NULL || g_str_has_suffix (reason, "."));
    }
}

static void
test_refused (void)
{
  static const struct { const char *text; const char *message; } rows[] = {
    { "", "There is no symbol here." },
    { " \xe2\x81\xa4 ", "There is no symbol here." },
    { "AA$PL", "“AA$PL” is not a symbol: a ticker is one to five letters." },
    { "ABCDEF", "“ABCDEF” is not a symbol: a ticker is one to five letters." },
    { "123", "“123” is not a symbol: a ticker is one to five letters." },
    { "A B", "“A B” is not a symbol: a ticker is one to five letters." },
    { "NASDAQ:", "“NASDAQ:” is not a symbol: there is no ticker after the exchange." },
    { "NYSE:ABCDEF", "“NYSE:ABCDEF” is not a symbol: a ticker is one to five letters." },
    { "NYSE:BRK.", "“NYSE:BRK.” is not a symbol: a ticker is one to five letters." },
    { "^FTSE", "“^FTSE” is not an index known here." },
    { "OPRA:AAPL", "“OPRA:AAPL” is not a symbol: it names an option, but no contract can be read from it." },
    { "Ä", "“Ä” is not a symbol: a ticker is one to five letters." },
    { "\xff", "“\xef\xbf\xbd” is not a symbol: a ticker is one to five letters." },
    { "%s%n", "“%s%n” is not a symbol: a ticker is one to five letters." },
    { "ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJ",
      "“ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJ…” is not a symbol: a ticker is one to five letters." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      MagSymbol symbol = { .ticker = "KEPT" };

      g_assert_false (mag_symbol_parse (rows[i].text, &symbol, &error));
      g_assert_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_SYMBOL);
      g_assert_cmpstr (error->message, ==, rows[i].message);
      g_assert_cmpstr (symbol.ticker, ==, "KEPT");
    }
}

static void
test_mapping (void)
{
  static const struct { const char *ticker; MagSymbolKind kind; const char *yahoo, *quote, *root; } rows[] = {
    { "AAPL", MAG_KIND_STOCK, "AAPL", "AAPL", "AAPL" },
    { "BRK.B", MAG_KIND_STOCK, "BRK-B", "BRK-B", "BRKB" },
    { "SPY", MAG_KIND_ETF, "SPY", "SPY", "SPY" },
    { "SPX", MAG_KIND_INDEX, "^SPX", "^GSPC", "SPX" },
    { "NDX", MAG_KIND_INDEX, "^NDX", "^NDX", "NDX" },
    { "DJI", MAG_KIND_INDEX, "^DJX", "^DJI", "DJX" },
    { "DJX", MAG_KIND_INDEX, "^DJX", "^DJX", "DJX" },
    { "OEX", MAG_KIND_INDEX, "^OEX", "^OEX", "OEX" },
    { "IXIC", MAG_KIND_INDEX, "^IXIC", "^IXIC", "IXIC" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *yahoo = mag_symbol_to_yahoo (rows[i].ticker, rows[i].kind);
      g_autofree char *quote = mag_symbol_to_yahoo_quote (rows[i].ticker, rows[i].kind);
      g_autofree char *root = mag_symbol_to_occ_root (rows[i].ticker);

      g_assert_cmpstr (yahoo, ==, rows[i].yahoo);
      g_assert_cmpstr (quote, ==, rows[i].quote);
      g_assert_cmpstr (root, ==, rows[i].root);
    }
}

static void
test_root_is_named_where_it_differs (void)
{
  static const struct { const char *ticker, *root, *text; } rows[] = {
    { "SPX", "SPXW", "SPX (SPXW)" }, { "SPX", "SPX", "SPX" },   { "BRK.B", "BRKB", "BRK.B" },
    { "DJI", "DJX", "DJI" },         { "KO", "KO1", "KO (KO1)" }, { "KO", "", "KO" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mag_symbol_dup_with_root (rows[i].ticker, rows[i].root);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_owns_root (void)
{
  static const struct { const char *ticker, *root; gboolean owns; } rows[] = {
    { "AAPL", "AAPL", TRUE },  { "AAPL", "AAPL7", TRUE },  { "AAPL", "AAP", FALSE },   { "BRK.B", "BRKB", TRUE },
    { "BRK.B", "BRKA", FALSE }, { "SPX", "SPX", TRUE },     { "SPX", "SPXW", TRUE },    { "SPX", "2SPXW", TRUE },
    { "SPX", "SPY", FALSE },    { "RUT", "RUTW", TRUE },    { "OEX", "", FALSE },       { "A", "A1", TRUE },
    { "A", "AA", FALSE },       { "A", "1", FALSE },        { "OEX", "XEO", TRUE },     { "DJI", "DJX", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s %s", rows[i].ticker, rows[i].root);
      g_assert_cmpint (mag_symbol_owns_root (rows[i].ticker, rows[i].root), ==, rows[i].owns);
    }
  g_assert_true (mag_symbol_is_index ("SPX"));
  g_assert_false (mag_symbol_is_index ("SPXW"));
  g_assert_false (mag_symbol_is_index ("AAPL"));
}

static void
test_nicks (void)
{
  for (guint i = 0; i < MAG_KIND_N_KINDS; i++)
    {
      MagSymbolKind kind = MAG_KIND_N_KINDS;

      g_assert_true (mag_symbol_kind_from_nick (mag_symbol_kind_to_nick ((MagSymbolKind) i), &kind));
      g_assert_cmpint (kind, ==, (int) i);
    }
  g_assert_false (mag_symbol_kind_from_nick ("bond", &(MagSymbolKind) { 0 }));
}

#define assert_sorted(table, key) \
  for (gsize i = 1; i < G_N_ELEMENTS (table); i++) \
    g_assert_cmpstr (table[i - 1] key, <, table[i] key)

static void
test_tables_are_sorted (void)
{
  assert_sorted (venues, .prefix);
  assert_sorted (indices, .ticker);
  assert_sorted (index_aliases, [0]);
  assert_sorted (funds, );
  assert_sorted (currencies, );
  assert_sorted (crypto_quotes, );
  assert_sorted (us_yields, );
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/symbol/kinds", test_kinds);
  g_test_add_func ("/symbol/refused", test_refused);
  g_test_add_func ("/symbol/mapping", test_mapping);
  g_test_add_func ("/symbol/with-root", test_root_is_named_where_it_differs);
  g_test_add_func ("/symbol/owns-root", test_owns_root);
  g_test_add_func ("/symbol/nicks", test_nicks);
  g_test_add_func ("/symbol/tables-are-sorted", test_tables_are_sorted);
  return g_test_run ();
}
