/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "magnusctl price" over a file of reference vectors, with its answers taken out, against those answers: by the pass criteria of option-math 12. The
 * folder of the file is named by MAGNUS_REFERENCE. */

#include "config.h"

#include "mag-ctl-number.h"
#include "mag-ctl-price-row.h"
#include "mag-probability.h"
#include "practice-session.h"

#include <math.h>
#include <string.h>

#define SHARE 0.99 /* of the rows of a set that keep to the narrow tolerance; all keep to the wide one */
#define EXACT 1e-9

/* A table by the names of its columns. */
typedef struct
{
  GPtrArray *names;
  GPtrArray *rows; /* GPtrArray of owned strings */
} Vectors;

static void
vectors_free (Vectors *vectors)
{
  g_ptr_array_unref (vectors->names);
  g_ptr_array_unref (vectors->rows);
  g_free (vectors);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Vectors, vectors_free)

static GPtrArray *
read_texts (const MagCtlLine *line)
{
  g_autoptr(GArray) fields = mag_ctl_line_split (line);
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < fields->len; i++)
    g_ptr_array_add (texts, mag_ctl_field_dup (&g_array_index (fields, MagCtlField, i)));
  return texts;
}

static Vectors *
read_vectors (const char *text)
{
  Vectors *vectors = g_new0 (Vectors, 1);
  g_autoptr(MagCtlCsv) csv = mag_ctl_csv_new ();
  MagCtlLine line;

  vectors->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  mag_ctl_csv_push (csv, text, strlen (text));
  mag_ctl_csv_end (csv);
  while (mag_ctl_csv_next (csv, &line))
    {
      if (line.record && vectors->names == NULL)
        vectors->names = read_texts (&line);
      else if (line.record)
        g_ptr_array_add (vectors->rows, read_texts (&line));
      mag_ctl_line_clear (&line);
    }
  g_assert_nonnull (vectors->names);
  return vectors;
}

static const char *
get_text (const Vectors *vectors,
          guint          row,
          const char    *name)
{
  guint at;

  g_assert_true (g_ptr_array_find_with_equal_func (vectors->names, name, g_str_equal, &at));
  return g_ptr_array_index ((GPtrArray *) g_ptr_array_index (vectors->rows, row), at);
}

/* NaN: nothing there. */
static double
get_number (const Vectors *vectors,
            guint          row,
            const char    *name)
{
  const char *text = get_text (vectors, row, name);
  double value = NAN;

  g_assert_true (text[0] == '\0' || mag_ctl_number_parse (text, &value));
  return value;
}

static gboolean
is_answer (const char *set,
           const char *name)
{
  static const char *const answers[] = { "price", "delta", "gamma", "theta_day", "vega_pt", "p_itm", "pop_short", "sigma", "iv_status", NULL };
  gboolean sigma = strcmp (set, "price") == 0 || strcmp (set, "div") == 0;

  return g_strv_contains (answers, name) && !(sigma && strcmp (name, "sigma") == 0) && !(strcmp (set, "chain") == 0 && strcmp (name, "price") == 0);
}

static gboolean
is_exercised (const Vectors *vectors,
              guint          row)
{
  return strcmp (get_text (vectors, row, "region"), "exer") == 0;
}

/* Is it sure that the price has a volatility behind it? A point less of it makes a price that is lower by the vega: far more than the tolerance by
 * which a mark has to stay clear of its minimum. */
static gboolean
is_invertible (const Vectors *vectors,
               guint          row)
{
  double largest = MAX (get_number (vectors, row, "spot"), get_number (vectors, row, "strike"));

  return strcmp (get_text (vectors, row, "set"), "price") == 0 && get_number (vectors, row, "vega_pt") > 1e-6 * largest;
}

/* Returns: (transfer full): some of the rows */
static Vectors *
pick (const Vectors *vectors,
      gboolean     (*wanted) (const Vectors *vectors, guint row))
{
  Vectors *picked = g_new0 (Vectors, 1);

  picked->names = g_ptr_array_ref (vectors->names);
  picked->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (guint row = 0; row < vectors->rows->len; row++)
    if (wanted (vectors, row))
      g_ptr_array_add (picked->rows, g_ptr_array_ref (g_ptr_array_index (vectors->rows, row)));
  g_assert_cmpuint (picked->rows->len, >, 0);
  return picked;
}

/* One row without its answers; set: what it is said to be. */
static void
append_question (GString       *text,
                 const Vectors *vectors,
                 guint          row,
                 const char    *set)
{
  for (guint i = 0; i < vectors->names->len; i++)
    {
      const char *name = g_ptr_array_index (vectors->names, i);
      const char *value = strcmp (name, "set") == 0 ? set : get_text (vectors, row, name);

      g_string_append_printf (text, "%s%s", is_answer (set, name) ? "" : value, i + 1 < vectors->names->len ? "," : "\n");
    }
}

/* The questions; set: what all rows are said to be, NULL: what they are. */
static char *
make_input (const Vectors *vectors,
            const char    *set)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < vectors->names->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", (const char *) g_ptr_array_index (vectors->names, i));
  g_string_append_c (text, '\n');
  for (guint row = 0; row < vectors->rows->len; row++)
    append_question (text, vectors, row, set != NULL ? set : get_text (vectors, row, "set"));
  return g_string_free_and_steal (text);
}

static Vectors *
compute (const Vectors *vectors,
         const char    *set)
{
  g_autofree char *input = make_input (vectors, set);
  static const char *const arguments[] = { "price", NULL };
  PracticeSession nobody = { 0 };
  g_autoptr(GSubprocess) process = practice_session_spawn (&nobody, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, "magnusctl", arguments);
  g_autoptr(GError) error = NULL;
  g_autofree char *output = NULL;
  Vectors *got;

  g_subprocess_communicate_utf8 (process, input, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  got = read_vectors (output);
  g_assert_cmpuint (got->rows->len, ==, vectors->rows->len);
  return got;
}

/* A pass criterion: the narrow tolerance is that of most rows, the wide one of all. */
typedef struct
{
  const char *name;
  double      narrow, wide;
  gboolean    of_price; /* times the larger of spot and strike */
} Criterion;

static const Criterion continuous[] = {
  { "price", 2e-7, 1e-6, TRUE }, { "delta", 5e-6, 5e-5, FALSE },      { "gamma", 2e-4, 5e-3, FALSE },       { "theta_day", 1e-7, 5e-6, TRUE },
  { "vega_pt", 5e-8, 5e-7, TRUE }, { "sigma", 2e-6, 1e-5, FALSE },    { "p_itm", EXACT, EXACT, FALSE },     { "pop_short", EXACT, EXACT, FALSE },
};
static const Criterion cash[] = {
  { "price", 5e-5, 5e-5, TRUE },   { "delta", 1e-3, 1e-3, FALSE }, { "gamma", 2e-2, 2e-2, FALSE },
  { "theta_day", 2e-5, 2e-5, TRUE }, { "vega_pt", 5e-6, 5e-6, TRUE },
};
static const double price_error[] = { 2e-7, 1e-6 }; /* that an error of sigma may stand for instead, narrow and wide */

/* One row of both tables. */
typedef struct
{
  const Vectors *asked, *got;
  guint          row;
} Pair;

static MagOption
get_option (const Pair    *pair,
            const Vectors *vectors)
{
  return (MagOption) {
    .call = strcmp (get_text (pair->asked, pair->row, "type"), "call") == 0,
    .spot = get_number (pair->asked, pair->row, "spot"),
    .strike = get_number (pair->asked, pair->row, "strike"),
    .years = get_number (pair->asked, pair->row, "days") / MAG_DAYS_PER_YEAR,
    .rate = get_number (pair->asked, pair->row, "r"),
    .yield = get_number (pair->asked, pair->row, "q"),
    .sigma = get_number (vectors, pair->row, "sigma"),
  };
}

static double
get_probability (const Pair    *pair,
                 const Vectors *vectors,
                 const char    *name)
{
  MagOption option = get_option (pair, vectors);

  return strcmp (name, "p_itm") == 0 ? mag_probability_itm (&option) : mag_probability_pop_short (&option, get_number (vectors, pair->row, "price"));
}

/* What the answer has to be. A mark without time value has the greeks of exercise, even where the price behind it keeps some that is too little to
 * tell and its gamma has not jumped to zero yet. */
static double
get_expected (const Pair *pair,
              const char *name)
{
  static const char *const none[] = { "gamma", "theta_day", "vega_pt", NULL };
  gboolean exercise = strcmp (get_text (pair->asked, pair->row, "iv_status"), "at_intrinsic") == 0;

  if (exercise && strcmp (name, "delta") == 0)
    return strcmp (get_text (pair->asked, pair->row, "type"), "call") == 0 ? 1 : -1;
  return exercise && g_strv_contains (none, name) ? 0 : get_number (pair->asked, pair->row, name);
}

/* The error of an answer in the criterion's own measure. A probability is asked for given the sigma and the price that were found: what their errors
 * make of it is taken off. */
static double
measure (const Pair      *pair,
         const Criterion *criterion)
{
  double error = get_number (pair->got, pair->row, criterion->name) - get_expected (pair, criterion->name);
  double spot = get_number (pair->asked, pair->row, "spot"), strike = get_number (pair->asked, pair->row, "strike");

  if (criterion->narrow == EXACT)
    error -= get_probability (pair, pair->got, criterion->name) - get_probability (pair, pair->asked, criterion->name);
  else if (strcmp (criterion->name, "gamma") == 0)
    error *= spot / (1 + get_expected (pair, "gamma") * spot);
  return fabs (error) / (criterion->of_price ? MAX (spot, strike) : 1);
}

static gboolean
keeps (const Pair      *pair,
       const Criterion *criterion,
       gboolean         wide)
{
  double error = measure (pair, criterion);
  double spot = get_number (pair->asked, pair->row, "spot"), strike = get_number (pair->asked, pair->row, "strike");

  if (error <= (wide ? criterion->wide : criterion->narrow))
    return TRUE;
  return strcmp (criterion->name, "sigma") == 0 &&
         error * MAG_VOLATILITY_POINTS * get_number (pair->asked, pair->row, "vega_pt") <= price_error[wide] * MAX (spot, strike);
}

/* Does the row have that answer? Where no volatility can be found there are no greeks either, whatever made the price; without time value there are. */
static gboolean
is_expected (const Pair      *pair,
             const Criterion *criterion)
{
  const char *status = get_text (pair->asked, pair->row, "iv_status");
  gboolean found = status[0] == '\0' || strcmp (status, "ok") == 0 || strcmp (status, "no_bid") == 0 || strcmp (status, "no_ask") == 0;
  gboolean needs_sigma = strcmp (criterion->name, "sigma") == 0 || criterion->narrow == EXACT;
  gboolean is_price = strcmp (criterion->name, "price") == 0;

  return (found || is_price || (strcmp (status, "at_intrinsic") == 0 && !needs_sigma)) &&
         get_text (pair->asked, pair->row, criterion->name)[0] != '\0';
}

static void
report (const Pair      *pair,
        const Criterion *criterion)
{
  g_test_message ("row %s: %s is %s, not %s", get_text (pair->asked, pair->row, "id"), criterion->name, get_text (pair->got, pair->row, criterion->name),
                  get_text (pair->asked, pair->row, criterion->name));
}

/* Returns: FALSE: the set fails */
static gboolean
check_criterion (const Vectors   *asked,
                 const Vectors   *got,
                 const char      *set,
                 const Criterion *criterion)
{
  guint n = 0, n_narrow = 0, n_wide = 0;

  for (guint row = 0; row < asked->rows->len; row++)
    {
      Pair pair = { asked, got, row };
      gboolean there;

      if (strcmp (get_text (asked, row, "set"), set) != 0)
        continue;
      there = is_expected (&pair, criterion);
      if (there != (get_text (got, row, criterion->name)[0] != '\0'))
        {
          report (&pair, criterion);
          n++;
        }
      if (!there || get_text (got, row, criterion->name)[0] == '\0')
        continue;
      n++;
      n_narrow += keeps (&pair, criterion, FALSE);
      n_wide += keeps (&pair, criterion, TRUE);
      if (!keeps (&pair, criterion, TRUE))
        report (&pair, criterion);
    }
  g_test_message ("%s, %s: of %u rows %u within %g, %u within %g", set, criterion->name, n, n_narrow, criterion->narrow, n_wide, criterion->wide);
  return n_wide == n && n_narrow >= SHARE * n;
}

static struct
{
  Vectors *asked, *got;
} all; /* of the file, computed once for all sets */

static gboolean
begin (void)
{
  const char *folder = g_getenv ("MAGNUS_REFERENCE");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "american_options_sample.csv", NULL) : NULL;
  g_autofree char *text = NULL;

  if (all.got != NULL)
    return TRUE;
  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("the reference vectors (MAGNUS_REFERENCE) are not here");
      return FALSE;
    }
  all.asked = read_vectors (text);
  all.got = compute (all.asked, NULL);
  return TRUE;
}

static void
end (void)
{
  g_clear_pointer (&all.asked, vectors_free);
  g_clear_pointer (&all.got, vectors_free);
}

static gboolean
has_set (const Vectors *vectors,
         const char    *set)
{
  for (guint row = 0; row < vectors->rows->len; row++)
    if (strcmp (get_text (vectors, row, "set"), set) == 0)
      return TRUE;
  return FALSE;
}

static void
check_set (const Vectors *asked,
           const Vectors *got,
           const char    *set)
{
  const Criterion *criteria = strcmp (set, "div") == 0 ? cash : continuous;
  gsize n_criteria = criteria == cash ? G_N_ELEMENTS (cash) : G_N_ELEMENTS (continuous);
  gboolean good = TRUE;

  for (gsize i = 0; i < n_criteria; i++)
    good &= check_criterion (asked, got, set, &criteria[i]);
  if (!good)
    g_test_fail ();
}

static void
test_set (gconstpointer data)
{
  const char *set = data;

  if (!begin ())
    return;
  if (has_set (all.asked, set))
    check_set (all.asked, all.got, set);
  else
    g_test_skip ("the file has no row of this set");
}

/* The way of a chain, with marks that are exact: every price leads back to the sigma that made it, and so to the same greeks. */
static void
test_price_leads_back_to_its_sigma (void)
{
  g_autoptr(Vectors) asked = NULL;
  g_autoptr(Vectors) got = NULL;

  if (!begin ())
    return;
  asked = pick (all.asked, is_invertible);
  got = compute (asked, "chain");
  for (guint row = 0; row < asked->rows->len; row++)
    {
      g_test_message ("row %s", get_text (asked, row, "id"));
      g_assert_cmpstr (get_text (got, row, "iv_status"), ==, "ok");
    }
  check_set (asked, got, "price");
}

static void
test_rows_are_passed_on (void)
{
  static const char *const columns[] = { "id", "set", "style", "spot", "strike", "days", "region", "bid", "ask", "div_amount", "err" };

  if (!begin ())
    return;
  for (guint row = 0; row < all.asked->rows->len; row++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
        g_assert_cmpstr (get_text (all.got, row, columns[i]), ==, get_text (all.asked, row, columns[i]));
      g_assert_cmpstr (get_text (all.got, row, "error"), ==, "");
    }
}

static void
test_status_is_exact (void)
{
  guint n_wrong = 0;

  if (!begin ())
    return;
  for (guint row = 0; row < all.asked->rows->len; row++)
    if (strcmp (get_text (all.got, row, "iv_status"), get_text (all.asked, row, "iv_status")) != 0)
      {
        g_test_message ("row %s: %s, not %s", get_text (all.asked, row, "id"), get_text (all.got, row, "iv_status"), get_text (all.asked, row, "iv_status"));
        n_wrong++;
      }
  g_assert_cmpuint (n_wrong, ==, 0);
}

/* Where exercise at once is best there is nothing to approximate; fed back as a mark, such a price has no volatility. */
static void
test_exercise_is_exact (void)
{
  g_autoptr(Vectors) asked = NULL;
  g_autoptr(Vectors) got = NULL;
  g_autoptr(Vectors) fed_back = NULL;

  if (!begin ())
    return;
  asked = pick (all.asked, is_exercised);
  got = compute (asked, NULL);
  fed_back = compute (asked, "chain");
  for (guint row = 0; row < asked->rows->len; row++)
    {
      double sign = strcmp (get_text (asked, row, "type"), "call") == 0 ? 1 : -1;
      double intrinsic = sign * (get_number (asked, row, "spot") - get_number (asked, row, "strike"));

      g_test_message ("row %s", get_text (asked, row, "id"));
      g_assert_cmpfloat_with_epsilon (get_number (got, row, "price"), intrinsic, EXACT);
      g_assert_cmpfloat_with_epsilon (get_number (got, row, "delta"), sign, EXACT);
      g_assert_cmpfloat_with_epsilon (get_number (got, row, "gamma"), 0, EXACT);
      g_assert_cmpfloat_with_epsilon (get_number (got, row, "theta_day"), 0, EXACT);
      g_assert_cmpfloat_with_epsilon (get_number (got, row, "vega_pt"), 0, EXACT);
      g_assert_cmpstr (get_text (fed_back, row, "iv_status"), ==, "at_intrinsic");
      g_assert_cmpstr (get_text (fed_back, row, "sigma"), ==, "");
    }
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/price-reference/rows-are-passed-on", test_rows_are_passed_on);
  g_test_add_func ("/price-reference/status-is-exact", test_status_is_exact);
  g_test_add_func ("/price-reference/exercise-is-exact", test_exercise_is_exact);
  g_test_add_func ("/price-reference/price-leads-back-to-its-sigma", test_price_leads_back_to_its_sigma);
  g_test_add_data_func ("/price-reference/price", "price", test_set);
  g_test_add_data_func ("/price-reference/iv", "iv", test_set);
  g_test_add_data_func ("/price-reference/iv-edge", "iv_edge", test_set);
  g_test_add_data_func ("/price-reference/chain", "chain", test_set);
  g_test_add_data_func ("/price-reference/div", "div", test_set);
  status = g_test_run ();
  end ();
  return status;
}
