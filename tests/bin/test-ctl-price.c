/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The parts of "magnusctl price" that touch no stream: numbers, records, the header, and a row on its way in and out. */

#include "mag-ctl-number.h"
#include "mag-ctl-price-row.h"

#include <math.h>
#include <string.h>

#define HEADER "set,style,type,spot,strike,days,r,q,sigma,price,bid,ask,div_first,div_every,div_amount,div_count"

static void
test_number_is_the_whole_field (void)
{
  static const struct { const char *text; double value; } good[] = {
    { "0.25", 0.25 }, { "-1e-9", -1e-9 }, { "+3", 3 }, { ".5", 0.5 }, { "5.", 5 }, { "1E3", 1000 }, { "1e-400", 0 }, { "inf", INFINITY }, { "-Infinity", -INFINITY },
    { "1e400", INFINITY },
  };
  static const char *const bad[] = { "", " 1", "1 ", "1,5", "1.5.", "0x10", "1e", "--1", "1%", "$1", "one", "1 000", "nan(0x7)", "١" };
  double value;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_test_message ("%s", good[i].text);
      g_assert_true (mag_ctl_number_parse (good[i].text, &value));
      g_assert_cmpfloat (value, ==, good[i].value);
    }
  g_assert_true (mag_ctl_number_parse ("nan", &value));
  g_assert_true (isnan (value));
  value = 7;
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("\"%s\"", bad[i]);
      g_assert_false (mag_ctl_number_parse (bad[i], &value));
      g_assert_cmpfloat (value, ==, 7);
    }
}

static void
test_number_reads_back_the_same (void)
{
  static const struct { double value; const char *digits; } rows[] = {
    { 0.1, "0.1" }, { 10.05, "10.05" }, { 1.0 / 3.0, "0.33333333333333331" }, { -1, "-1" }, { -0.0, "0" }, { 4.9406564584124654e-324, "4.94065645841247e-324" },
    { 1e22, "1e+22" }, { NAN, "" }, { INFINITY, "" }, { -INFINITY, "" },
  };
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      mag_ctl_number_format (rows[i].value, digits);
      g_assert_cmpstr (digits, ==, rows[i].digits);
    }
}

/* The lines of a text as "[record]" or "(remark)", a tilde for CR LF; pushed in pieces of some bytes. */
static char *
read_lines (const char *text,
            gsize       n_bytes,
            gsize       step)
{
  g_autoptr(MagCtlCsv) csv = mag_ctl_csv_new ();
  GString *seen = g_string_new (NULL);
  MagCtlLine line;

  for (gsize at = 0; at <= n_bytes; at += step)
    {
      if (at + step > n_bytes)
        {
          mag_ctl_csv_push (csv, text + at, n_bytes - at);
          mag_ctl_csv_end (csv);
        }
      else
        mag_ctl_csv_push (csv, text + at, step);
      while (mag_ctl_csv_next (csv, &line))
        {
          g_string_append_printf (seen, line.record ? "[%s]%s" : "(%s)%s", line.text, line.crlf ? "~" : "");
          mag_ctl_line_clear (&line);
        }
    }
  return g_string_free_and_steal (seen);
}

static void
test_lines_end_outside_of_quotes (void)
{
  static const struct { const char *why, *text, *lines; } rows[] = {
    { "nothing", "", "" },
    { "a last line without its end", "a,b\nc", "[a,b][c]" },
    { "a last line with it", "a\n", "[a]" },
    { "remarks and blank lines", "# x, \"y\n\n \t\na\n", "(# x, \"y)()( \t)[a]" },
    { "Windows", "# x\r\na\r\n\r\nb", "(# x)~[a]~()~[b]" },
    { "a line end in quotes", "a,\"b\nc\",d\ne", "[a,\"b\nc\",d][e]" },
    { "a remark's sign in quotes", "\"a\n#b\"\n#c", "[\"a\n#b\"](#c)" },
    { "doubled quotes", "\"a\"\"\n\"\"b\"\nc", "[\"a\"\"\n\"\"b\"][c]" },
    { "a quote inside a field means nothing", "a\"b\nc", "[a\"b][c]" },
    { "a quote that none closes ends with its line", "a,\"b\nc\nd", "[a,\"b][c][d]" },
    { "a byte order mark", "\xef\xbb\xbf" "a\nb", "[a][b]" },
    { "a byte order mark before a remark", "\xef\xbb\xbf#a\nb", "(#a)[b]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize step = 1; step < 6; step++)
      {
        g_autofree char *lines = read_lines (rows[i].text, strlen (rows[i].text), step);

        g_test_message ("%s, %" G_GSIZE_FORMAT " bytes at a time", rows[i].why, step);
        g_assert_cmpstr (lines, ==, rows[i].lines);
      }
}

/* Other rows survive it even in a table longer than can be kept. */
static void
test_forgotten_quote_costs_one_line (void)
{
  g_autoptr(GString) text = g_string_new ("x,\"y\n");
  g_autofree char *lines = NULL;

  for (guint i = 0; i < 50000; i++)
    g_string_append (text, "a,b\n");
  lines = read_lines (text->str, text->len, 65536);
  g_assert_true (g_str_has_prefix (lines, "[x,\"y][a,b][a,b]"));
  g_assert_cmpuint (strlen (lines), ==, strlen ("[x,\"y]") + 50000 * strlen ("[a,b]"));
}

static void
test_long_line_is_one_record (void)
{
  g_autofree char *text = g_strnfill (3 * 1024 * 1024, 'x');
  g_autofree char *lines = read_lines (text, strlen (text), 65536);

  g_assert_cmpuint (strlen (lines), ==, strlen (text) + 2);
}

static MagCtlLine
make_line (const char *text)
{
  return (MagCtlLine) { (char *) text, strlen (text), TRUE, FALSE };
}

static void
test_fields_are_passed_on_as_they_came (void)
{
  static const struct { const char *record, *said, *written; } rows[] = {
    { "a,b,c", "a|b|c", "a,b,c" },
    { ",", "|", "," },
    { "\"a\",\"b,\"\"c\"\"\", d ", "a|b,\"c\"| d ", "\"a\",\"b,\"\"c\"\"\", d " },
    { "\"a\nb\",c\"d\"", "a\nb|c\"d\"", "\"a\nb\",c\"d\"" },
    { "\"a\"b,\"\"", "ab|", "\"a\"b,\"\"" },
    { "a,\"b,c", "a|b,c", "a,\"b,c\"" },
    { "\"", "", "\"\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagCtlLine line = make_line (rows[i].record);
      g_autoptr(GArray) fields = mag_ctl_line_split (&line);
      g_autoptr(GString) said = g_string_new (NULL);
      g_autoptr(GString) written = g_string_new (NULL);

      for (guint k = 0; k < fields->len; k++)
        {
          const MagCtlField *field = &g_array_index (fields, MagCtlField, k);
          g_autofree char *text = mag_ctl_field_dup (field);

          g_string_append_printf (said, "%s%s", k > 0 ? "|" : "", text);
          g_string_append (written, k > 0 ? "," : "");
          mag_ctl_field_append (field, written);
        }
      g_assert_cmpstr (said->str, ==, rows[i].said);
      g_assert_cmpstr (written->str, ==, rows[i].written);
    }
}

static void
test_own_text_is_quoted_where_it_must (void)
{
  g_autoptr(GString) out = g_string_new (NULL);

  mag_ctl_csv_append_text (out, "plain text");
  g_string_append_c (out, '|');
  mag_ctl_csv_append_text (out, "a, \"b\"");
  g_string_append_c (out, '|');
  mag_ctl_csv_append_text (out, "");
  g_assert_cmpstr (out->str, ==, "plain text|\"a, \"\"b\"\"\"|");
}

static void
test_header_gets_what_it_lacks (void)
{
  static const struct { const char *read, *written; } rows[] = {
    { "sigma,q,r,days,strike,spot,type,style", "sigma,q,r,days,strike,spot,type,style,price,delta,gamma,theta_day,vega_pt,p_itm,pop_short,iv_status,error" },
    { "error,\"style\",type,spot,strike,days,r,q,bid,own,own,delta,gamma,theta_day,vega_pt,p_itm,pop_short,sigma,iv_status",
      "error,\"style\",type,spot,strike,days,r,q,bid,own,own,delta,gamma,theta_day,vega_pt,p_itm,pop_short,sigma,iv_status,price" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagCtlLine line = make_line (rows[i].read);
      g_autoptr(GError) error = NULL;
      g_autoptr(MagPriceHeader) header = mag_price_header_new (&line, &error);
      g_autoptr(GString) out = g_string_new (NULL);

      g_assert_no_error (error);
      mag_price_header_append (header, &line, out);
      g_assert_cmpstr (out->str, ==, rows[i].written);
    }
}

static void
test_header_is_refused (void)
{
  static const struct { const char *read, *message; } rows[] = {
    { "style,type,spot,strike,r,sigma", "lacks what is needed in every row: days, q." },
    { "Style,type,spot,strike,days,r,q,sigma", ": style." },
    { "style,type,spot,strike,days,r,q", "sigma, bid and ask, or price." },
    { "style,type,spot,spot,strike,days,r,q,sigma", "names the column spot twice." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagCtlLine line = make_line (rows[i].read);
      g_autoptr(GError) error = NULL;

      g_assert_null (mag_price_header_new (&line, &error));
      g_assert_error (error, MAG_PRICE_INPUT_ERROR, MAG_PRICE_INPUT_ERROR_HEADER);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_suffix (error->message, rows[i].message));
    }
}

static MagPriceHeader *
make_header (void)
{
  MagCtlLine line = make_line (HEADER);
  MagPriceHeader *header = mag_price_header_new (&line, NULL);

  g_assert_nonnull (header);
  return header;
}

static MagPriceRow
parse (const MagPriceHeader *header,
       const char           *text)
{
  MagCtlLine line = make_line (text);
  MagPriceRow row;

  mag_price_row_parse (&row, header, &line);
  return row;
}

static void
test_row_error_names_column_and_value (void)
{
  static const struct { const char *row, *error; } rows[] = {
    { "price,american,put,100,1o0,30,0.04,0,0.3,,,,,,,", "strike is \"1o0\": a number is expected." },
    { "price,american,put,100,100,30,0.04,,0.3,,,,,,,", "q is missing." },
    { "price,american,put,100,100,30,0.04,0,,,,,,,,", "sigma is missing." },
    { "price,american,put,0,100,30,0.04,0,0.3,,,,,,,", "spot is \"0\": a number above 0 is expected." },
    { "price,american,put,100,100,0,0.04,0,0.3,,,,,,,", "days is \"0\": a number above 0 is expected." },
    { "price,american,put,100,100,30,0.04,0,nan,,,,,,,", "sigma is \"nan\": a number above 0 is expected." },
    { "price,american,put,100,100,30,inf,0,0.3,,,,,,,", "r is \"inf\": a finite number is expected." },
    { "price,bermudan,put,100,100,30,0.04,0,0.3,,,,,,,", "style is \"bermudan\": american or european is expected." },
    { "price,,put,100,100,30,0.04,0,0.3,,,,,,,", "style is missing." },
    { "price,american,\"Put, or so\",100,100,30,0.04,0,0.3,,,,,,,", "type is \"Put, or so\": put or call is expected." },
    { "prize,american,put,100,100,30,0.04,0,0.3,,,,,,,", "set is \"prize\": price, div, iv, iv_edge or chain is expected." },
    { "chain,american,put,100,100,30,0.04,0,0.3,,1,2,,,,", "price is missing." },
    { "iv,american,put,100,100,30,0.04,0,,,1,2.o,,,,", "ask is \"2.o\": a number is expected." },
    { ",american,put,100,100,30,0.04,0,,,,,,,,", "There is nothing to begin with: sigma, bid, ask and price are all missing." },
    { "price,american,put,100,100,30,0.04,0,0.3", "The row has 9 fields, the header 16." },
    { "price,american,put,100,100,30,0.04,0,0.3,,,,,,,,more", "The row has 17 fields, the header 16." },
    { "price,american,put,100,100,30,0.04,0,0.3,,,,,,,\"", "A quotation mark begins field 16, and none ends it." },
    { "div,american,put,100,100,30,0.04,0,0.3,,,,,,,", "div_count is missing." },
    { "div,american,put,100,100,30,0.04,0,0.3,,,,9,,0.5,1.5", "div_count is \"1.5\": a whole number from 0 to 400 is expected." },
    { "div,american,put,100,100,30,0.04,0,0.3,,,,9,,0.5,1e9", "div_count is \"1e9\": a whole number from 0 to 400 is expected." },
    { "div,american,put,100,100,30,0.04,0,0.3,,,,,91,0.5,1", "div_first is missing." },
    { "div,american,put,100,100,30,0.04,0,0.3,,,,9,91,-0.5,1", "div_amount is \"-0.5\": an amount of 0 or more is expected." },
    { "div,american,put,100,100,30,0.04,0,0.3,,,,9,0,0.5,2", "div_every is \"0\": a number of days, 1 or more, is expected." },
    { "iv,american,put,100,100,30,0.04,0,,,1,2,9,91,,1", "div_amount is missing." },
  };
  g_autoptr(MagPriceHeader) header = make_header ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagPriceRow row = parse (header, rows[i].row);

      g_test_message ("%s", rows[i].row);
      g_assert_cmpstr (row.error, ==, rows[i].error);
      g_assert_false (row.open);
      mag_price_row_clear (&row);
    }
}

static void
test_set_says_what_is_given (void)
{
  static const struct { const char *row; MagPriceGiven given; guint count; } rows[] = {
    { "price,american,put,100,100,30,0.04,0,0.3,5,1,2,,,,", MAG_PRICE_GIVEN_SIGMA, 0 },
    { "iv,american,put,100,100,30,0.04,0,0.3,5,1,2,,,,", MAG_PRICE_GIVEN_QUOTE, 0 },
    { "iv_edge,american,put,100,100,30,0.04,0,,,,,,,,", MAG_PRICE_GIVEN_QUOTE, 0 },
    { "chain,american,put,100,100,30,0.04,0,0.3,5,1,2,,,,", MAG_PRICE_GIVEN_MARK, 0 },
    { "div,american,put,100,100,30,0.04,0,0.3,5,,,9,91,0.5,2", MAG_PRICE_GIVEN_SIGMA, 2 },
    { "div,american,put,100,100,30,0.04,0,0.3,5,,,9,,0.5,1", MAG_PRICE_GIVEN_SIGMA, 1 },
    { "chain,american,put,100,100,30,0.04,0,,5,,,9,91,0.5,2", MAG_PRICE_GIVEN_MARK, 2 },
    { ",american,put,100,100,30,0.04,0,0.3,5,1,2,,,,", MAG_PRICE_GIVEN_SIGMA, 0 },
    { ",american,put,100,100,30,0.04,0,,5,1,,,,,", MAG_PRICE_GIVEN_QUOTE, 0 },
    { ",american,put,100,100,30,0.04,0,,5,,,,,,", MAG_PRICE_GIVEN_MARK, 0 },
  };
  g_autoptr(MagPriceHeader) header = make_header ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagPriceRow row = parse (header, rows[i].row);

      g_test_message ("%s", rows[i].row);
      g_assert_null (row.error);
      g_assert_cmpint (row.given, ==, rows[i].given);
      g_assert_cmpuint (row.dividends.count, ==, rows[i].count);
      mag_price_row_clear (&row);
    }
}

/* The first table of option-math 3, top to bottom, then the one of section 5: an American put of strike 100 at spot 90, so worth 10 at least. */
static void
test_quote_gets_its_status (void)
{
  static const struct { const char *why, *numbers, *bid, *ask; const char *status, *price, *delta; } rows[] = {
    { "no strike", "90,0,30,0.04,0", "9", "11", "bad_input", "", "" },
    { "no spot, and crossed", "-90,100,30,0.04,0", "12", "11", "bad_input", "", "" },
    { "a negative bid", "90,100,30,0.04,0", "-1", "11", "bad_input", "", "" },
    { "a rate that is no number, and expired", "90,100,0,nan,0", "9", "11", "bad_input", "", "" },
    { "an ask without end", "90,100,30,0.04,0", "9", "1e999", "bad_input", "", "" },
    { "expired, and no quote", "90,100,0,0.04,0", "", "", "expired", "", "" },
    { "nothing", "90,100,30,0.04,0", "", "0", "no_quote", "", "" },
    { "bid over ask", "90,100,30,0.04,0", "12", "11.999999", "crossed", "", "" },
    { "digits that fixed point does not hold", "90,100,30,0.04,0", "11.000001", "11", "crossed", "", "" },
    { "only an ask, at half of it", "90,100,30,0.04,0", "0", "20", "at_intrinsic", "10", "-1" },
    { "only an ask, under exercise at half of it", "90,100,30,0.04,0", "", "19", "below_intrinsic", "9.5", "" },
    { "only a bid", "90,100,30,0.04,0", "9.5", "", "below_intrinsic", "9.5", "" },
    { "locked", "90,100,30,0.04,0", "100", "100", "above_maximum", "100", "" },
    { "of 0.1 % it is worth 0.4 * 100 * 0.001 * sqrt (30 / 365), above 0.01", "100,100,30,0,0", "0.004", "0.006", "below_range", "0.005", "" },
    { "of 1000 % it is worth 100 * (2 * Phi (1.43) - 1), under 85", "100,100,30,0,0", "90", "90", "above_range", "90", "" },
    { "without any it is worth 100 * (exp (-0.04) - exp (-0.1)), above 5", "100,100,365,0.04,0.1", "3", "3", "below_minimum", "3", "" },
    { "no time value within the tolerance", "90,100,30,0.04,0", "10.00000002", "10.00000002", "at_intrinsic", "10.00000002", "-1" },
  };
  g_autoptr(MagPriceHeader) header = make_header ();
  MagPricer *pricer = mag_pricer_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("iv,american,put,%s,,,%s,%s,,,,", rows[i].numbers, rows[i].bid, rows[i].ask);
      MagPriceRow row = parse (header, text), *pointer = &row;
      g_autoptr(GString) status = g_string_new (NULL);
      g_autoptr(GString) price = g_string_new (NULL);
      g_autoptr(GString) delta = g_string_new (NULL);
      g_autoptr(GString) sigma = g_string_new (NULL);

      g_test_message ("%s: %s", rows[i].why, text);
      mag_price_rows_compute (pricer, &pointer, 1);
      g_assert_null (row.error);
      g_assert_true (mag_price_row_answer (&row, MAG_PRICE_COLUMN_STATUS, status));
      g_assert_true (mag_price_row_answer (&row, MAG_PRICE_COLUMN_PRICE, price));
      g_assert_true (mag_price_row_answer (&row, MAG_PRICE_COLUMN_DELTA, delta));
      g_assert_true (mag_price_row_answer (&row, MAG_PRICE_COLUMN_SIGMA, sigma));
      g_assert_cmpstr (status->str, ==, rows[i].status);
      g_assert_cmpstr (price->str, ==, rows[i].price);
      g_assert_cmpstr (delta->str, ==, rows[i].delta);
      g_assert_cmpstr (sigma->str, ==, "");
      mag_price_row_clear (&row);
    }
  mag_pricer_free (pricer);
}

/* A European quote of which one side is missing still has a volatility: the one that gives half the ask, or the bid, back. */
static void
test_flag_keeps_its_volatility (void)
{
  static const struct { const char *bid, *ask, *status; double mark; } rows[] = {
    { "0", "6", "no_bid", 3 },
    { "3", "", "no_ask", 3 },
    { "2.5", "3.5", "ok", 3 },
  };
  g_autoptr(MagPriceHeader) header = make_header ();
  MagPricer *pricer = mag_pricer_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("iv,european,call,100,100,30,0.04,0,,,%s,%s,,,,", rows[i].bid, rows[i].ask);
      MagPriceRow row = parse (header, text), *pointer = &row;
      MagPricing again;

      mag_price_rows_compute (pricer, &pointer, 1);
      g_assert_cmpstr (mag_quote_status_to_nick (row.status), ==, rows[i].status);
      g_assert_cmpfloat (row.pricing.mark, ==, rows[i].mark);
      again = row.pricing;
      mag_pricer_price (pricer, NULL, 0, &again, 1);
      g_assert_cmpfloat_with_epsilon (again.value.price, rows[i].mark, 1e-12);
      mag_price_row_clear (&row);
    }
  mag_pricer_free (pricer);
}

/* Answers in a bad row go, what the user gave stays. */
static void
test_bad_row_has_no_answers (void)
{
  static const struct { const char *row; gboolean sigma, price; } rows[] = { /* are they answers? */
    { "price,american,put,1o0,100,30,0.04,0,0.3,5,,,,,,", FALSE, TRUE },
    { "chain,american,put,1o0,100,30,0.04,0,0.3,5,,,,,,", TRUE, FALSE },
    { "iv,american,put,1o0,100,30,0.04,0,0.3,5,1,2,,,,", TRUE, TRUE },
    { "what,american,put,100,100,30,0.04,0,0.3,5,1,2,,,,", FALSE, FALSE },
  };
  g_autoptr(MagPriceHeader) header = make_header ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagPriceRow row = parse (header, rows[i].row);
      g_autoptr(GString) text = g_string_new (NULL);

      g_assert_cmpint (mag_price_row_answer (&row, MAG_PRICE_COLUMN_SIGMA, text), ==, rows[i].sigma);
      g_assert_cmpint (mag_price_row_answer (&row, MAG_PRICE_COLUMN_PRICE, text), ==, rows[i].price);
      g_assert_true (mag_price_row_answer (&row, MAG_PRICE_COLUMN_DELTA, text));
      g_assert_true (mag_price_row_answer (&row, MAG_PRICE_COLUMN_STATUS, text));
      g_assert_false (mag_price_row_answer (&row, MAG_PRICE_COLUMN_SPOT, text));
      g_assert_false (mag_price_row_answer (&row, MAG_PRICE_COLUMN_OTHER, text));
      g_assert_cmpstr (text->str, ==, "");
      g_assert_true (mag_price_row_answer (&row, MAG_PRICE_COLUMN_ERROR, text));
      g_assert_cmpstr (text->str, ==, row.error);
      mag_price_row_clear (&row);
    }
}

static void
test_dividends_of_today_are_in_the_price (void)
{
  const MagPriceDividends past = { -73, 73, 0.5, 4 }; /* days -73, 0, 73 and 146 */
  MagDividend list[MAG_PRICE_DIVIDENDS_MAX];

  g_assert_cmpuint (mag_price_dividends_list (&past, list), ==, 2);
  g_assert_cmpfloat (list[0].years, ==, 0.2);
  g_assert_cmpfloat (list[1].years, ==, 0.4);
  g_assert_cmpfloat (list[1].amount, ==, 0.5);
}

/* Whatever rows share a call with a row, and in whatever order, it gets the numbers it gets alone. */
static void
test_company_changes_nothing (void)
{
  static const char *const texts[] = {
    "price,european,call,100,100,30,0.04,0,0.3,,,,,,,", "iv,european,call,100,100,30,0.04,0,,,2.5,3.5,,,,",
    "div,european,put,100,90,300,0.04,0,0.3,,,,9,91,0.5,2", "price,european,put,100,100,30,0.04,0,0.2,,,,,,,",
    "div,european,put,100,90,300,0.04,0,0.3,,,,9,91,5,2", "chain,european,put,100,100,30,0.04,0,,4,,,9,91,0.5,2",
    "prize,european,call,100,100,30,0.04,0,0.3,,,,,,,", "div,european,put,100,95,300,0.04,0,0.3,,,,9,91,0.5,2",
  };
  g_autoptr(MagPriceHeader) header = make_header ();
  MagPricer *pricer = mag_pricer_new ();
  MagPriceRow together[G_N_ELEMENTS (texts)], *pointers[G_N_ELEMENTS (texts)];

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      together[i] = parse (header, texts[i]);
      pointers[i] = &together[i];
    }
  mag_price_rows_compute (pricer, pointers, G_N_ELEMENTS (texts));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      MagPriceRow alone = parse (header, texts[i]), *pointer = &alone;

      g_test_message ("%s", texts[i]);
      mag_price_rows_compute (pricer, &pointer, 1);
      g_assert_cmpstr (alone.error, ==, together[i].error);
      if (alone.error == NULL)
        {
          g_assert_cmpfloat (alone.pricing.value.price, >, 0);
          g_assert_cmpfloat (alone.pricing.value.price, ==, together[i].pricing.value.price);
          g_assert_cmpfloat (alone.pricing.option.sigma, ==, together[i].pricing.option.sigma);
        }
      mag_price_row_clear (&alone);
      mag_price_row_clear (&together[i]);
    }
  mag_pricer_free (pricer);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl/number/is-the-whole-field", test_number_is_the_whole_field);
  g_test_add_func ("/ctl/number/reads-back-the-same", test_number_reads_back_the_same);
  g_test_add_func ("/ctl/csv/lines-end-outside-of-quotes", test_lines_end_outside_of_quotes);
  g_test_add_func ("/ctl/csv/forgotten-quote-costs-one-line", test_forgotten_quote_costs_one_line);
  g_test_add_func ("/ctl/csv/long-line-is-one-record", test_long_line_is_one_record);
  g_test_add_func ("/ctl/csv/fields-are-passed-on-as-they-came", test_fields_are_passed_on_as_they_came);
  g_test_add_func ("/ctl/csv/own-text-is-quoted-where-it-must", test_own_text_is_quoted_where_it_must);
  g_test_add_func ("/ctl/price/header-gets-what-it-lacks", test_header_gets_what_it_lacks);
  g_test_add_func ("/ctl/price/header-is-refused", test_header_is_refused);
  g_test_add_func ("/ctl/price/row-error-names-column-and-value", test_row_error_names_column_and_value);
  g_test_add_func ("/ctl/price/set-says-what-is-given", test_set_says_what_is_given);
  g_test_add_func ("/ctl/price/quote-gets-its-status", test_quote_gets_its_status);
  g_test_add_func ("/ctl/price/flag-keeps-its-volatility", test_flag_keeps_its_volatility);
  g_test_add_func ("/ctl/price/bad-row-has-no-answers", test_bad_row_has_no_answers);
  g_test_add_func ("/ctl/price/dividends-of-today-are-in-the-price", test_dividends_of_today_are_in_the_price);
  g_test_add_func ("/ctl/price/company-changes-nothing", test_company_changes_nothing);
  return g_test_run ();
}
