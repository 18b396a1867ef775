/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "magnusctl price" as it is built: a table in, a table out. Values that can be figured by hand: at no interest and no yield a European option at the
 * money of 20 % over a quarter of a year is worth 100 * (2 * Phi (0.05) - 1) = 3.98776; its delta is Phi (0.05) = 0.51994 for the call. */

#include "config.h"

#include "practice-session.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define COLUMNS "style,type,spot,strike,days,r,q,sigma"
#define ADDED ",price,delta,gamma,theta_day,vega_pt,p_itm,pop_short,iv_status,error"
#define CALL "european,call,100,100,91.25,0,0,0.2"
#define PUT "european,put,100,100,91.25,0,0,0.2"
#define CALL_PRICE 3.98776
#define EPSILON 1e-5

typedef struct
{
  char *out, *err;
  char **lines; /* of out */
  int   status;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_free (answer->out);
  g_free (answer->err);
  g_strfreev (answer->lines);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static Answer
run_with (const char *option, /* NULL: none */
          const char *input)
{
  const char *const arguments[] = { "price", option, NULL };
  PracticeSession nobody = { 0 };
  g_autoptr(GSubprocess) process = practice_session_spawn (
    &nobody, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, "magnusctl", arguments);
  g_autoptr(GError) error = NULL;
  Answer answer = { 0 };

  g_subprocess_communicate_utf8 (process, input, NULL, &answer.out, &answer.err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  answer.status = g_subprocess_get_exit_status (process);
  answer.lines = g_strsplit (answer.out, "\n", -1);
  g_test_message ("%d %s", answer.status, answer.err);
  return answer;
}

static Answer
run (const char *input)
{
  return run_with (NULL, input);
}

/* A field of a line without quotes in it; column from 0. */
static double
get_number (const char *line,
            guint       column)
{
  g_auto(GStrv) fields = g_strsplit (line, ",", -1);
  char *end;
  double value;

  g_assert_cmpuint (g_strv_length (fields), >, column);
  value = g_ascii_strtod (fields[column], &end);
  g_assert_true (end != fields[column] && *end == '\0');
  return value;
}

static void
test_values (void)
{
  g_auto(Answer) answer = run (COLUMNS "\n" CALL "\n" PUT "\n");

  g_assert_cmpint (answer.status, ==, 0);
  g_assert_cmpstr (answer.err, ==, "");
  g_assert_cmpuint (g_strv_length (answer.lines), ==, 4); /* the last one is empty: the output ends with a line end */
  g_assert_cmpstr (answer.lines[0], ==, COLUMNS ADDED);
  g_assert_true (g_str_has_prefix (answer.lines[1], CALL ","));
  g_assert_true (g_str_has_suffix (answer.lines[1], ",,"));
  g_assert_cmpfloat_with_epsilon (get_number (answer.lines[1], 8), CALL_PRICE, EPSILON);
  g_assert_cmpfloat_with_epsilon (get_number (answer.lines[1], 9), 0.51994, EPSILON);
  g_assert_cmpfloat_with_epsilon (get_number (answer.lines[2], 9), -0.48006, EPSILON);
  g_assert_cmpfloat_with_epsilon (get_number (answer.lines[1], 13), 0.48006, EPSILON); /* Phi (-0.05) */
}

static void
test_order_and_remarks_are_kept (void)
{
  g_auto(Answer) answer = run ("# one, \"two\n\n" COLUMNS ",own\n" PUT ",a\n# between\n" CALL ",\"b, \"\"c\"\"\"\n" PUT ",\"d\ne\"\n#end");

  g_assert_cmpint (answer.status, ==, 0);
  g_assert_cmpuint (g_strv_length (answer.lines), ==, 10);
  g_assert_cmpstr (answer.lines[0], ==, "# one, \"two");
  g_assert_cmpstr (answer.lines[1], ==, "");
  g_assert_cmpstr (answer.lines[2], ==, COLUMNS ",own" ADDED);
  g_assert_true (g_str_has_prefix (answer.lines[3], PUT ",a,3."));
  g_assert_cmpstr (answer.lines[4], ==, "# between");
  g_assert_true (g_str_has_prefix (answer.lines[5], CALL ",\"b, \"\"c\"\"\",3."));
  g_assert_cmpstr (answer.lines[6], ==, PUT ",\"d");
  g_assert_true (g_str_has_prefix (answer.lines[7], "e\",3."));
  g_assert_cmpstr (answer.lines[8], ==, "#end");
}

/* Columns are found by their names, wherever they stand; an answer's column that is there is filled where it is. */
static void
test_columns_are_found_by_name (void)
{
  g_auto(Answer) answer = run ("delta,q,own,sigma,r,type,days,strike,error,style,spot,price\n9,0,x,0.2,0,call,91.25,100,old,european,100,9");
  g_auto(GStrv) fields = NULL;

  g_assert_cmpint (answer.status, ==, 0);
  g_assert_cmpstr (answer.lines[0], ==, "delta,q,own,sigma,r,type,days,strike,error,style,spot,price,gamma,theta_day,vega_pt,p_itm,pop_short,iv_status");
  g_assert_cmpfloat_with_epsilon (get_number (answer.lines[1], 0), 0.51994, EPSILON);
  g_assert_cmpfloat_with_epsilon (get_number (answer.lines[1], 11), CALL_PRICE, EPSILON);
  fields = g_strsplit (answer.lines[1], ",", -1);
  g_assert_cmpstr (fields[2], ==, "x");
  g_assert_cmpstr (fields[8], ==, "");
}

static void
test_windows_line_ends (void)
{
  g_auto(Answer) answer = run ("\xef\xbb\xbf" COLUMNS "\r\n" CALL "\r\n");

  g_assert_cmpint (answer.status, ==, 0);
  g_assert_cmpstr (answer.lines[0], ==, COLUMNS ADDED "\r");
  g_assert_true (g_str_has_suffix (answer.lines[1], ",,\r"));
}

static void
test_last_line_without_its_end (void)
{
  g_auto(Answer) with = run (COLUMNS "\n" CALL "\n");
  g_auto(Answer) without = run (COLUMNS "\n" CALL);

  g_assert_cmpint (without.status, ==, 0);
  g_assert_cmpstr (without.out, ==, with.out);
}

static void
test_only_a_header_is_a_table (void)
{
  g_auto(Answer) answer = run (COLUMNS);

  g_assert_cmpint (answer.status, ==, 0);
  g_assert_cmpstr (answer.out, ==, COLUMNS ADDED "\n");
}

static void
test_bad_rows_hurt_no_other (void)
{
  g_auto(Answer) answer = run (COLUMNS ",own\n"
                               CALL ",1\n"
                               "european,call,100,100,soon,0,0,0.2,2\n"
                               "european,call,100\n"
                               CALL ",4,5\n"
                               "european,\"c\"\"all\",100,100,91.25,0,0,0.2,5\n"
                               CALL ",\"6\n"
                               PUT ",7\n");

  g_assert_cmpint (answer.status, ==, 1);
  g_assert_cmpstr (answer.err, ==, "magnusctl: 5 of 7 rows can't be priced; the column error says why.\n");
  g_assert_true (g_str_has_prefix (answer.lines[1], CALL ",1,3."));
  g_assert_cmpstr (answer.lines[2], ==, "european,call,100,100,soon,0,0,0.2,2,,,,,,,,,\"days is \"\"soon\"\": a number is expected.\"");
  g_assert_cmpstr (answer.lines[3], ==, "european,call,100,,,,,,,,,,,,,,,\"The row has 3 fields, the header 9.\"");
  g_assert_cmpstr (answer.lines[4], ==, CALL ",4,,,,,,,,,\"The row has 10 fields, the header 9.\",5");
  g_assert_cmpstr (answer.lines[5], ==, "european,\"c\"\"all\",100,100,91.25,0,0,0.2,5,,,,,,,,,\"type is \"\"c\"\"all\"\": put or call is expected.\"");
  g_assert_cmpstr (answer.lines[6], ==, CALL ",\"6\",,,,,,,,,\"A quotation mark begins field 9, and none ends it.\"");
  g_assert_true (g_str_has_prefix (answer.lines[7], PUT ",7,3."));
}

static void
test_quotes_have_a_status (void)
{
  static const struct { const char *bid_ask, *status; gboolean mark, sigma; } rows[] = {
    { "3.9,4.1", "ok", TRUE, TRUE }, { ",8", "no_bid", TRUE, TRUE },           { "4,0", "no_ask", TRUE, TRUE },         { "4.1,4", "crossed", FALSE, FALSE },
    { ",", "no_quote", FALSE, FALSE }, { "-1,4", "bad_input", FALSE, FALSE }, { "100,100", "above_maximum", TRUE, FALSE }, { ",1e-9", "below_minimum", TRUE, FALSE },
    { "nan,4", "bad_input", FALSE, FALSE },
  };
  g_autoptr(GString) input = g_string_new ("set,style,type,spot,strike,days,r,q,bid,ask\n");
  g_auto(Answer) answer = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_string_append_printf (input, "iv,european,call,100,100,91.25,0,0,%s\n", rows[i].bid_ask);
  answer = run (input->str);
  g_assert_cmpint (answer.status, ==, 0);
  g_assert_cmpstr (answer.lines[0], ==, "set,style,type,spot,strike,days,r,q,bid,ask,price,delta,gamma,theta_day,vega_pt,p_itm,pop_short,sigma,iv_status,error");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto(GStrv) fields = g_strsplit (answer.lines[1 + i], ",", -1);

      g_test_message ("%s", answer.lines[1 + i]);
      g_assert_cmpstr (fields[18], ==, rows[i].status);
      g_assert_cmpint (fields[10][0] != '\0', ==, rows[i].mark);
      g_assert_cmpint (fields[11][0] != '\0', ==, rows[i].sigma);
      g_assert_cmpint (fields[17][0] != '\0', ==, rows[i].sigma);
      g_assert_cmpstr (fields[19], ==, "");
    }
  g_assert_cmpfloat_with_epsilon (get_number (answer.lines[1], 10), 4, EPSILON);
  g_assert_cmpfloat_with_epsilon (get_number (answer.lines[1], 17), 0.20061, EPSILON); /* 0.2 and 0.01224 over a vega of 19.92 */
}

/* The price of a chain is its mark: it stays as it was written, and is what the volatility is found from. */
static void
test_price_of_a_chain_is_its_mark (void)
{
  g_auto(Answer) answer = run ("set,style,type,spot,strike,days,r,q,sigma,price\nchain,european,call,100,100,91.25,0,0,,+3.987761167674490\n"
                               "chain,american,put,90,100,91.25,0.04,0,,10\nchain,american,put,90,100,0,0.04,0,,10\n");
  g_auto(GStrv) fields = g_strsplit (answer.lines[1], ",", -1);

  g_assert_cmpint (answer.status, ==, 0);
  g_assert_cmpstr (fields[9], ==, "+3.987761167674490");
  g_assert_cmpfloat_with_epsilon (get_number (answer.lines[1], 8), 0.2, 1e-12);
  g_assert_cmpstr (answer.lines[2], ==, "chain,american,put,90,100,91.25,0.04,0,,10,-1,0,0,0,,,at_intrinsic,");
  g_assert_cmpstr (answer.lines[3], ==, "chain,american,put,90,100,0,0.04,0,,10,,,,,,,expired,");
}

static void
test_no_table_has_a_status_of_its_own (void)
{
  static const struct { const char *input, *message; } rows[] = {
    { "", "There is no header" },
    { "# only a remark\n\n", "There is no header" },
    { "1,2,3\n", "\"1,2,3\" lacks" },
    { "style,type,spot,strike,days,r,q\n" , "price." },
    { "style,type,spot,strike,r,q,sigma\n" CALL "\n", "in every row: days." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto(Answer) answer = run (rows[i].input);

      g_assert_cmpint (answer.status, ==, 7);
      g_assert_cmpstr (answer.out, ==, "");
      g_assert_true (g_str_has_prefix (answer.err, "magnusctl: "));
      g_assert_nonnull (strstr (answer.err, rows[i].message));
    }
}

/* More rows than are priced at a time: each gets its own answer, a price proportional to its spot and strike. */
static void
test_long_table_keeps_its_order (void)
{
  const guint n = 10000;
  g_autoptr(GString) input = g_string_new (COLUMNS "\n");
  g_auto(Answer) answer = { 0 };

  for (guint i = 1; i <= n; i++)
    g_string_append_printf (input, "european,call,%u,%u,91.25,0,0,0.2\n", i, i);
  answer = run (input->str);
  g_assert_cmpint (answer.status, ==, 0);
  g_assert_cmpuint (g_strv_length (answer.lines), ==, n + 2);
  for (guint i = 1; i <= n; i++)
    g_assert_cmpfloat_with_epsilon (get_number (answer.lines[i], 8), i * CALL_PRICE / 100, i * EPSILON);
}

#define LONG_ROWS 12
#define LONG_BYTES (1024 * 1024) /* of each */
#define PATIENCE_US (20 * G_USEC_PER_SEC)

/* A table that does not end before its first answer was seen, or patience is over. */
typedef struct
{
  GOutputStream *out;
  GMutex         lock;
  GCond          changed;
  gboolean       answered;
} Feed;

static gpointer
feed_long_rows (gpointer data)
{
  Feed *feed = data;
  g_autofree char *padding = g_strnfill (LONG_BYTES, 'x');
  g_autofree char *row = g_strconcat (CALL ",", padding, "\n", NULL);
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  gboolean in_time = TRUE;

  g_output_stream_write_all (feed->out, COLUMNS ",own\n", strlen (COLUMNS ",own\n"), NULL, NULL, NULL);
  for (guint i = 0; i < LONG_ROWS; i++)
    g_output_stream_write_all (feed->out, row, strlen (row), NULL, NULL, NULL);
  g_mutex_lock (&feed->lock);
  while (!feed->answered && in_time)
    in_time = g_cond_wait_until (&feed->changed, &feed->lock, end_us);
  g_mutex_unlock (&feed->lock);
  g_output_stream_close (feed->out, NULL, NULL);
  return GINT_TO_POINTER (in_time);
}

/* Rows that carry much of the user's own do not pile up until there are thousands of them. */
static void
test_long_rows_do_not_pile_up (void)
{
  const char *const arguments[] = { "price", NULL };
  PracticeSession nobody = { 0 };
  g_autoptr(GSubprocess) process =
    practice_session_spawn (&nobody, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, "magnusctl", arguments);
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  Feed feed = { .out = g_subprocess_get_stdin_pipe (process) };
  GThread *thread;
  guint n = 0;

  g_mutex_init (&feed.lock);
  g_cond_init (&feed.changed);
  thread = g_thread_new ("feed", feed_long_rows, &feed);
  for (char *line = NULL; (line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL; g_free (line), n++)
    {
      g_mutex_lock (&feed.lock);
      feed.answered = n > 0; /* more than the header */
      g_cond_signal (&feed.changed);
      g_mutex_unlock (&feed.lock);
    }
  g_assert_true (GPOINTER_TO_INT (g_thread_join (thread)));
  g_assert_cmpuint (n, ==, 1 + LONG_ROWS);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  g_cond_clear (&feed.changed);
  g_mutex_clear (&feed.lock);
}

static void
test_json (void)
{
  g_auto(Answer) answer = run_with ("--json", "# remark\nid," COLUMNS "\n\"a \"\"b\"\"\"," CALL "\n2,european,call,1o0,100,91.25,0,0,0.2\n");
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonObject *price, *row;
  JsonArray *rows;

  g_assert_cmpint (answer.status, ==, 1);
  g_assert_true (json_parser_load_from_data (parser, answer.out, -1, NULL));
  price = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), "price");
  g_assert_cmpint (json_object_get_int_member (price, "count"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (price, "bad"), ==, 1);
  rows = json_object_get_array_member (price, "rows");
  g_assert_cmpuint (json_array_get_length (rows), ==, 2);
  row = json_array_get_object_element (rows, 0);
  g_assert_cmpstr (json_object_get_string_member (row, "id"), ==, "a \"b\"");
  g_assert_cmpfloat (json_object_get_double_member (row, "spot"), ==, 100);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (row, "price"), CALL_PRICE, EPSILON);
  g_assert_true (json_object_get_null_member (row, "error"));
  row = json_array_get_object_element (rows, 1);
  g_assert_cmpstr (json_object_get_string_member (row, "spot"), ==, "1o0");
  g_assert_true (json_object_get_null_member (row, "price"));
  g_assert_cmpstr (json_object_get_string_member (row, "error"), ==, "spot is \"1o0\": a number is expected.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/magnusctl/price/values", test_values);
  g_test_add_func ("/magnusctl/price/order-and-remarks-are-kept", test_order_and_remarks_are_kept);
  g_test_add_func ("/magnusctl/price/columns-are-found-by-name", test_columns_are_found_by_name);
  g_test_add_func ("/magnusctl/price/windows-line-ends", test_windows_line_ends);
  g_test_add_func ("/magnusctl/price/last-line-without-its-end", test_last_line_without_its_end);
  g_test_add_func ("/magnusctl/price/only-a-header-is-a-table", test_only_a_header_is_a_table);
  g_test_add_func ("/magnusctl/price/bad-rows-hurt-no-other", test_bad_rows_hurt_no_other);
  g_test_add_func ("/magnusctl/price/quotes-have-a-status", test_quotes_have_a_status);
  g_test_add_func ("/magnusctl/price/price-of-a-chain-is-its-mark", test_price_of_a_chain_is_its_mark);
  g_test_add_func ("/magnusctl/price/no-table-has-a-status-of-its-own", test_no_table_has_a_status_of_its_own);
  g_test_add_func ("/magnusctl/price/long-table-keeps-its-order", test_long_table_keeps_its_order);
  g_test_add_func ("/magnusctl/price/long-rows-do-not-pile-up", test_long_rows_do_not_pile_up);
  g_test_add_func ("/magnusctl/price/json", test_json);
  return g_test_run ();
}
