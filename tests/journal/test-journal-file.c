/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An exported journal comes back as it was, in both forms, and a file that is none is refused with the line. */

#include "mag-date.h"
#include "mag-journal-file.h"
#include "mag-symbol.h"

#include <string.h>

#define TRADE_UID "0b9d4c1e-57f5-4e8a-9d57-0a4a2b1c9a01"
#define LEG_UID "5a0e6f52-0f5b-4e0e-8e64-1d1b7f3b2c02"
#define HEADER \
  "trade,account,origin,trade_broker_id,symbol,notes,created,updated,leg,rolled_from,leg_broker_id,role,root,expiration,type,strike,multiplier,quantity,price,fees,date\n"
#define LINE(role, root, expiration, type, strike, multiplier, quantity, price, fees, date) \
  TRADE_UID ",,manual,,F,,2026-01-05T15:00:00.000001Z,2026-01-05T15:00:00Z," LEG_UID ",,," role "," root "," expiration "," type "," strike "," multiplier "," quantity "," price \
  "," fees "," date "\n"
#define GOOD LINE ("sell_to_open", "F", "2026-02-20", "put", "12.5", "100", "2", "0.4025", "0.13", "2026-01-05")

static void
assert_same (const MagTradeRecord *a,
             const MagTradeRecord *b)
{
  g_assert_cmpstr (a->trade_uid, ==, b->trade_uid);
  g_assert_cmpstr (a->account, ==, b->account);
  g_assert_cmpstr (a->origin, ==, b->origin);
  g_assert_cmpstr (a->trade_broker_id, ==, b->trade_broker_id);
  g_assert_cmpstr (a->symbol, ==, b->symbol);
  g_assert_cmpstr (a->notes, ==, b->notes);
  g_assert_cmpint (a->created_us, ==, b->created_us);
  g_assert_cmpint (a->updated_us, ==, b->updated_us);
  g_assert_cmpstr (a->leg_uid, ==, b->leg_uid);
  g_assert_cmpstr (a->rolled_from_uid, ==, b->rolled_from_uid);
  g_assert_cmpstr (a->leg_broker_id, ==, b->leg_broker_id);
  g_assert_cmpstr (a->opened_with_uid, ==, b->opened_with_uid);
  g_assert_cmpstr (a->tags, ==, b->tags);
  g_assert_cmpmem (&a->leg, sizeof a->leg, &b->leg, sizeof b->leg);
}

static MagTradeRecord *
make_record (const char *notes)
{
  MagTradeRecord *record = mag_trade_record_new ();

  record->trade_uid = g_strdup (TRADE_UID);
  record->account = g_strdup ("Roth, \"main\"");
  record->origin = g_strdup ("broker");
  record->trade_broker_id = g_strdup ("order-1");
  record->symbol = g_strdup ("BRK.B");
  record->notes = g_strdup (notes);
  record->created_us = G_GINT64_CONSTANT (1767625200123456);
  record->updated_us = G_GINT64_CONSTANT (1767625200000001);
  record->leg_uid = g_strdup (LEG_UID);
  record->rolled_from_uid = g_strdup (TRADE_UID);
  record->leg_broker_id = g_strdup ("");
  record->opened_with_uid = g_strdup (LEG_UID);
  record->tags = g_strdup ("earnings, Wheel");
  record->leg = (MagLeg) { 0, 0, 0, MAG_LEG_BUY_TO_CLOSE, { "BRKB", MAG_RIGHT_CALL, mag_date_new (2026, 12, 18), 4825000 }, 100, 3, 12345, 1, mag_date_new (2026, 1, 5) };
  return record;
}

static MagTradeRecord *
make_shares (void)
{
  MagTradeRecord *record = make_record ("");

  memset (&record->leg, 0, sizeof record->leg);
  record->leg.role = MAG_LEG_SELL_SHARES;
  record->leg.multiplier = 1;
  record->leg.quantity = 37;
  record->leg.price = 4531201;
  record->leg.date = mag_date_new (2026, 2, 2);
  return record;
}

static void
test_comes_back (void)
{
  static const char *const notes[] = { "", "plain", "comma, semicolon; tab\there", "\"quoted\"", "two\nlines\r\nof it", "back\\slash", "Ünïcödé 🐂", "=1+1" };

  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
    for (int json = 0; json < 2; json++)
      {
        g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_trade_record_free);
        g_autoptr(GPtrArray) again = NULL;
        g_autoptr(GError) error = NULL;
        g_autofree char *text = NULL;

        g_ptr_array_add (records, make_record (notes[i]));
        g_ptr_array_add (records, make_shares ());
        text = json ? mag_journal_file_to_json (records) : mag_journal_file_to_csv (records);
        g_test_message ("%s", text);
        again = mag_journal_file_parse (text, strlen (text), &error);
        g_assert_no_error (error);
        g_assert_cmpuint (again->len, ==, 2);
        assert_same (g_ptr_array_index (again, 0), g_ptr_array_index (records, 0));
        assert_same (g_ptr_array_index (again, 1), g_ptr_array_index (records, 1));
      }
}

static void
test_refused (void)
{
  static const struct { const char *what, *text, *says; } rows[] = {
    { "nothing", "", "Line 1: this is no journal exported by Magnus" },
    { "another file", "Symbol,Price\nAAPL,1\n", "Line 1: this is no journal" },
    { "no UTF-8", "\xff\xfe\x01", "UTF-8" },
    { "broken JSON", "{\n\"journal\": [\n", "this is not JSON" },
    { "JSON of something else", "{\"lists\": []}", "has no legs" },
    { "JSON with a leg that is none", "{\"journal\": {\"legs\": [7]}}", "Leg 1: This is no leg." },
    { "a role nobody knows", HEADER GOOD LINE ("sold", "F", "2026-02-20", "put", "12.5", "100", "2", "0.4", "0", "2026-01-05"), "Line 3: “sold” can't be the role" },
    { "no date", HEADER LINE ("sell_to_open", "F", "2026-02-30", "put", "12.5", "100", "2", "0.4", "0", "2026-01-05"), "Line 2: “2026-02-30” can't be the expiration" },
    { "half a contract", HEADER LINE ("sell_to_open", "F", "2026-02-20", "put", "12.5", "100", "0.5", "0.4", "0", "2026-01-05"), "Line 2: “0.5” can't be the quantity" },
    { "a negative price", HEADER LINE ("sell_to_open", "F", "2026-02-20", "put", "12.5", "100", "2", "-0.4", "0", "2026-01-05"), "Line 2: “-0.4” is not a price" },
    { "five decimals", HEADER LINE ("sell_to_open", "F", "2026-02-20", "put", "12.5", "100", "2", "0.40001", "0", "2026-01-05"), "Line 2: " },
    { "a rebate", HEADER LINE ("sell_to_open", "F", "2026-02-20", "put", "12.5", "100", "2", "0.4", "-1", "2026-01-05"), "Line 2: Fees are 0 or more." },
    { "opened after its end", HEADER LINE ("sell_to_open", "F", "2026-02-20", "put", "12.5", "100", "2", "0.4", "0", "2026-03-05"), "Line 2: The contract had expired" },
    { "a line cut short", HEADER TRADE_UID ",,manual\n", "Line 2: “” can't be the leg" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) records = mag_journal_file_parse (rows[i].text, strlen (rows[i].text), &error);

      g_test_message ("%s: %s", rows[i].what, error != NULL ? error->message : "taken");
      g_assert_null (records);
      g_assert_true (error->domain == MAG_VALIDATION_ERROR);
      g_assert_nonnull (strstr (error->message, rows[i].says));
    }
}

/* A spreadsheet may have put its mark in front and changed the order of columns. */
static void
test_columns_by_name (void)
{
  static const char text[] =
    "\xef\xbb\xbf" "date,fees,price,quantity,multiplier,strike,type,expiration,root,role,leg_broker_id,rolled_from,leg,updated,created,notes,symbol,trade_broker_id,origin,account,trade\r\n"
    "2026-01-05,0.13,0.4025,2,100,12.5,put,2026-02-20,F,sell_to_open,,," LEG_UID ",2026-01-05T15:00:00Z,2026-01-05T15:00:00.000001Z,,F,,manual,," TRADE_UID "\r\n";
  static const char ours[] = HEADER GOOD;
  g_autoptr(GPtrArray) records = mag_journal_file_parse (text, strlen (text), NULL);
  g_autoptr(GPtrArray) expected = mag_journal_file_parse (ours, strlen (ours), NULL);

  g_assert_cmpuint (records->len, ==, 1);
  assert_same (g_ptr_array_index (records, 0), g_ptr_array_index (expected, 0));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal-file/comes-back", test_comes_back);
  g_test_add_func ("/journal-file/refused", test_refused);
  g_test_add_func ("/journal-file/columns-by-name", test_columns_by_name);
  return g_test_run ();
}
