/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contract symbols: every spelling, what is no symbol, what a root says, and every symbol of the recorded chains. */

#include "mag-contract.h"
#include "mag-date.h"
#include "mag-money.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void
test_spellings (void)
{
  static const struct { const char *symbol; const char *root; MagRight right; const char *expiration; MagPrice strike; } rows[] = {
    { "AAPL  260116C00185000", "AAPL", MAG_RIGHT_CALL, "2026-01-16", 1850000 },
    { "AAPL260116C00185000", "AAPL", MAG_RIGHT_CALL, "2026-01-16", 1850000 },
    { "F     261218P00002820", "F", MAG_RIGHT_PUT, "2026-12-18", 28200 },
    { "F261218P00002820", "F", MAG_RIGHT_PUT, "2026-12-18", 28200 },
    { "OPRA:AAPL260116C185.0", "AAPL", MAG_RIGHT_CALL, "2026-01-16", 1850000 },
    { "OPRA:AAPL260116P97.5", "AAPL", MAG_RIGHT_PUT, "2026-01-16", 975000 },
    { ".AAPL260116C185", "AAPL", MAG_RIGHT_CALL, "2026-01-16", 1850000 },
    { ".SPXW260116P4205.125", "SPXW", MAG_RIGHT_PUT, "2026-01-16", 42051250 },
    { ".C260116C0.5", "C", MAG_RIGHT_CALL, "2026-01-16", 5000 },
    { "O:AAPL260116C00185000", "AAPL", MAG_RIGHT_CALL, "2026-01-16", 1850000 },
    { "BRKB261218P00450000", "BRKB", MAG_RIGHT_PUT, "2026-12-18", 4500000 },
    { "AAPL7260116C00185000", "AAPL7", MAG_RIGHT_CALL, "2026-01-16", 1850000 },
    { "2SPXW260116C00185000", "2SPXW", MAG_RIGHT_CALL, "2026-01-16", 1850000 },
    { "ABCDEF260116C99999999", "ABCDEF", MAG_RIGHT_CALL, "2026-01-16", 999999990 },
    { "C240229P00000001", "C", MAG_RIGHT_PUT, "2024-02-29", 10 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagContract contract;

      g_test_message ("%s", rows[i].symbol);
      g_assert_true (mag_contract_parse (rows[i].symbol, &contract));
      g_assert_cmpstr (contract.root, ==, rows[i].root);
      g_assert_cmpint (contract.right, ==, rows[i].right);
      g_assert_cmpuint (contract.expiration, ==, mag_date_parse (rows[i].expiration));
      g_assert_cmpint (contract.strike, ==, rows[i].strike);
    }
}

static void
test_refused (void)
{
  static const char *const symbols[] = {
    "",
    "AAPL",
    "260116C00185000",             /* no root */
    "AAPL261301C00185000",         /* month 13 */
    "AAPL260230C00185000",         /* 30 February */
    "AAPL250229C00185000",         /* no leap year */
    "AAPL260116X00185000",
    "AAPL260116C00000000",         /* strike 0 */
    "AAPL260116C0018500O",
    "AAPLXYZ260116C00185000",      /* root of seven */
    "AAPL 260116C00185000",        /* padded to the wrong length */
    "  AAPL260116C00185000",
    "AAPL260116C00185000 ",
    "aapl260116C00185000",
    "123260116C00185000",          /* a root of digits */
    "A1B260116C00185000",          /* a digit inside */
    "BRK.B260116C00185000",
    "OPRA:AAPL260116C",
    "OPRA:AAPL260116C.5",
    "OPRA:AAPL260116C185.",
    "OPRA:AAPL260116C185.1234",
    "OPRA:AAPL260116C123456",
    "OPRA:AAPL260116C0185",
    "OPRA:AAPL260116C0",
    "OPRA:AAPL260116C1.8.5",
    "OPRA:260116C185",
    ".",
    ".C185",
    "O:",
    "AAPL260116C00185000AAPL260116C00185000",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    {
      MagContract contract = { .strike = 7 };

      g_test_message ("%s", symbols[i]);
      g_assert_false (mag_contract_parse (symbols[i], &contract));
      g_assert_cmpint (contract.strike, ==, 7);
    }
  g_assert_false (mag_contract_parse (NULL, &(MagContract) { 0 }));
}

static void
test_format (void)
{
  MagContract contract;
  g_autofree char *compact = NULL;
  g_autofree char *padded = NULL;

  g_assert_true (mag_contract_parse (".F261218P2.82", &contract));
  compact = mag_contract_format (&contract);
  padded = mag_contract_format_osi (&contract);
  g_assert_cmpstr (compact, ==, "F261218P00002820");
  g_assert_cmpstr (padded, ==, "F     261218P00002820");
}

static void
test_roots (void)
{
  static const struct { const char *symbol; gboolean adjusted, flex, am, european; } rows[] = {
    { "AAPL260116C00185000", FALSE, FALSE, FALSE, FALSE },
    { "XYZ1260116C00185000", TRUE, FALSE, FALSE, FALSE },
    { "1SPX260116C00185000", FALSE, TRUE, FALSE, FALSE },
    { "SPX260116C00185000", FALSE, FALSE, TRUE, TRUE },
    { "SPXW260116C00185000", FALSE, FALSE, FALSE, TRUE },
    { "VIX260121C00018000", FALSE, FALSE, TRUE, TRUE },
    { "OEX260116C00185000", FALSE, FALSE, FALSE, FALSE },
    { "XSP260116C00185000", FALSE, FALSE, FALSE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagContract contract;

      g_test_message ("%s", rows[i].symbol);
      g_assert_true (mag_contract_parse (rows[i].symbol, &contract));
      g_assert_cmpint (mag_contract_is_adjusted (&contract), ==, rows[i].adjusted);
      g_assert_cmpint (mag_contract_is_flex (&contract), ==, rows[i].flex);
      g_assert_cmpint (mag_contract_is_am_settled (&contract), ==, rows[i].am);
      g_assert_cmpint (mag_contract_is_european (&contract), ==, rows[i].european);
    }
}

static void
test_order (void)
{
  /* Ascending. */
  static const char *const symbols[] = {
    "A260116C00100000", "A260116P00100000", "A260116C00105000", "A260123C00050000", "AA260116C00100000", "SPX260116P00100000",
    "SPXW260116C00100000",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (symbols); j++)
      {
        MagContract a, b;
        int order;

        g_assert_true (mag_contract_parse (symbols[i], &a));
        g_assert_true (mag_contract_parse (symbols[j], &b));
        order = mag_contract_compare (&a, &b);
        g_assert_cmpint ((order > 0) - (order < 0), ==, (i > j) - (i < j));
      }
}

static void
test_moneyness (void)
{
  MagContract put, call;

  g_assert_true (mag_contract_parse (".A260116P95", &put));
  g_assert_true (mag_contract_parse (".A260116C95", &call));
  g_assert_cmpint (mag_contract_intrinsic (&put, 1000000), ==, 0);
  g_assert_cmpint (mag_contract_intrinsic (&put, 900000), ==, 50000);
  g_assert_cmpint (mag_contract_intrinsic (&call, 1000000), ==, 50000);
  g_assert_cmpint (mag_contract_intrinsic (&call, MAG_PRICE_UNKNOWN), ==, MAG_PRICE_UNKNOWN);
  g_assert_true (mag_contract_is_otm (&put, 950001));
  g_assert_false (mag_contract_is_otm (&put, 950000));
  g_assert_false (mag_contract_is_otm (&call, 950000));
  g_assert_true (mag_contract_is_otm (&call, 949999));
  g_assert_false (mag_contract_is_otm (&call, MAG_PRICE_UNKNOWN));
}

/* One object of a recorded chain: its symbol must be read, printed back the same, and agree with the strike and date beside it. */
static void
check_row (JsonObject *row,
           const char *symbol)
{
  g_autofree char *printed = NULL;
  MagContract contract;
  MagPrice strike;

  if (!mag_contract_parse (symbol, &contract))
    g_error ("%s is not read", symbol);
  printed = mag_contract_format (&contract);
  g_assert_cmpstr (printed, ==, symbol);
  if (json_object_has_member (row, "strike"))
    {
      g_assert_true (mag_price_from_double (json_object_get_double_member (row, "strike"), &strike));
      g_assert_cmpint (contract.strike, ==, strike);
    }
  if (json_object_has_member (row, "expiration"))
    {
      JsonNode *node = json_object_get_member (row, "expiration");

      if (json_node_get_value_type (node) == G_TYPE_STRING)
        g_assert_cmpuint (contract.expiration, ==, mag_date_parse (json_node_get_string (node)));
      else
        g_assert_cmpuint (contract.expiration, ==, mag_date_from_unix_utc (json_node_get_int (node)));
    }
}

static guint walk (JsonNode *node);

static guint
walk_object (JsonObject *object)
{
  static const char *const symbol_names[] = { "option", "contractSymbol", "symbol" };
  JsonObjectIter iter;
  JsonNode *child;
  guint n_rows = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (symbol_names); i++)
    {
      const char *symbol = json_object_get_string_member_with_default (object, symbol_names[i], NULL);

      if (symbol != NULL && (json_object_has_member (object, "side") || strcmp (symbol_names[i], "symbol") != 0))
        {
          check_row (object, symbol);
          return 1;
        }
    }
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, NULL, &child))
    n_rows += walk (child);
  return n_rows;
}

static guint
walk (JsonNode *node)
{
  guint n_rows = 0;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return walk_object (json_node_get_object (node));
  if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      n_rows += walk (json_array_get_element (json_node_get_array (node), i));
  return n_rows;
}

static guint
check_folder (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_rows = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr(JsonParser) parser = json_parser_new ();
      guint n;

      if (!g_str_has_suffix (name, ".json"))
        continue;
      g_assert_true (json_parser_load_from_mapped_file (parser, path, NULL));
      n = json_parser_get_root (parser) != NULL ? walk (json_parser_get_root (parser)) : 0;
      g_test_message ("%s: %u contracts", name, n);
      n_rows += n;
    }
  return n_rows;
}

static void
test_recorded (void)
{
  const char *captures = g_getenv ("MAGNUS_CAPTURES");
  static const struct { const char *folder; guint at_least; } rows[] = { { "yahoo/options", 1000 }, { "cboe", 6680 }, { "crosscheck", 2418 } };

  if (captures == NULL)
    {
      g_test_skip ("the recorded captures are not here");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *folder = g_build_filename (captures, rows[i].folder, NULL);

      g_assert_cmpuint (check_folder (folder), >=, rows[i].at_least);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/spellings", test_spellings);
  g_test_add_func ("/contract/refused", test_refused);
  g_test_add_func ("/contract/format", test_format);
  g_test_add_func ("/contract/roots", test_roots);
  g_test_add_func ("/contract/order", test_order);
  g_test_add_func ("/contract/moneyness", test_moneyness);
  g_test_add_func ("/contract/recorded", test_recorded);
  return g_test_run ();
}
