/* SPDX-License-Identifier: GPL-3.0-or-later */

/* American options against the reference vectors, by the criteria of option-math 12. */

#include "mag-pricer.h"

#include "american-rows.h"

#include <glib.h>
#include <string.h>

typedef enum
{
  PRICE,
  DELTA,
  GAMMA,
  THETA,
  VEGA,
  SIGMA,
  N_QUANTITIES
} Quantity;

/* What an error may be in 99 of 100 rows, and in all. Prices, thetas and vegas are in units of the larger of spot and strike. */
static const struct { const char *name; double most, all; } limits[N_QUANTITIES] = {
  [PRICE] = { "price", 2e-7, 1e-6 },
  [DELTA] = { "delta", 5e-6, 5e-5 },
  [GAMMA] = { "gamma", 2e-4, 5e-3 },
  [THETA] = { "theta", 1e-7, 5e-6 },
  [VEGA] = { "vega", 5e-8, 5e-7 },
  [SIGMA] = { "sigma, or the price of its error", 2e-6, 1e-5 },
};

/* Ten times a volatility's, as it happens in both columns, are a price's limit. */
#define PRICE_OF_SIGMA 10

static double
get_unit (const MagOption *option)
{
  return fmax (option->spot, option->strike);
}

static void
get_errors (const MagOption      *option,
            const MagOptionValue *value,
            const MagOptionValue *expected,
            double               *errors)
{
  double unit = get_unit (option);

  errors[PRICE] = fabs (value->price - expected->price) / unit;
  errors[DELTA] = fabs (value->delta - expected->delta);
  errors[GAMMA] = fabs (value->gamma - expected->gamma) * option->spot / (1 + expected->gamma * option->spot);
  errors[THETA] = fabs (value->theta - expected->theta) / unit;
  errors[VEGA] = fabs (value->vega - expected->vega) / unit;
}

/* Deep in and out of the money a volatility is as good as the price it stands for. */
static double
get_sigma_error (const MagOption *option,
                 double           sigma,
                 double           vega)
{
  double error = fabs (option->sigma - sigma);

  return fmin (error, PRICE_OF_SIGMA * error * MAG_VOLATILITY_POINTS * vega / get_unit (option));
}

static void
assert_exercised (const MagPricing *contract)
{
  const MagOption *option = &contract->option;

  g_assert_cmpfloat_with_epsilon (contract->value.price, fabs (option->spot - option->strike), 1e-9);
  g_assert_cmpfloat_with_epsilon (contract->value.delta, option->call ? 1 : -1, 1e-9);
  g_assert_cmpfloat_with_epsilon (contract->value.gamma, 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (contract->value.theta, 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (contract->value.vega, 0, 1e-9);
}

static MagPricing
get_row (gsize i)
{
  return (MagPricing) {
    .option = { .call = american_rows[i].call, .spot = american_rows[i].spot, .strike = american_rows[i].strike,
                .years = american_rows[i].days / MAG_DAYS_PER_YEAR, .rate = american_rows[i].rate, .yield = american_rows[i].yield,
                .sigma = american_rows[i].sigma },
    .mark = american_rows[i].value.price,
  };
}

/* All of them by the stricter column: they are fewer than a hundred. */
static void
test_values (void)
{
  MagPricer *pricer = mag_pricer_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (american_rows); i++)
    {
      MagPricing contract = get_row (i);
      double errors[N_QUANTITIES];

      g_test_message ("row %d", american_rows[i].id);
      mag_pricer_price (pricer, NULL, 0, &contract, 1);
      g_assert_cmpint (contract.status, ==, MAG_IV_OK);
      get_errors (&contract.option, &contract.value, &american_rows[i].value, errors);
      for (int q = 0; q < SIGMA; q++)
        g_assert_cmpfloat (errors[q], <=, limits[q].most);
      g_assert_cmpfloat_with_epsilon (contract.p_itm, american_rows[i].p_itm, 1e-9);
      /* The premium here is our price, the vectors' is theirs. */
      g_assert_cmpfloat_with_epsilon (contract.pop_short, american_rows[i].pop_short, 1e-6);
    }
  mag_pricer_free (pricer);
}

static void
test_exercised (void)
{
  MagPricer *pricer = mag_pricer_new ();
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (american_rows); i++)
    {
      MagPricing contract = get_row (i);

      if (!american_rows[i].exercised)
        continue;
      n++;
      mag_pricer_price (pricer, NULL, 0, &contract, 1);
      assert_exercised (&contract);
      contract.mark = contract.value.price;
      mag_pricer_imply (pricer, NULL, 0, &contract, 1);
      g_assert_cmpint (contract.status, ==, MAG_IV_AT_INTRINSIC);
      g_assert_true (isnan (contract.option.sigma) && isnan (contract.p_itm) && isnan (contract.pop_short));
      assert_exercised (&contract);
    }
  mag_pricer_free (pricer);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_marks (void)
{
  MagPricer *pricer = mag_pricer_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (marked_rows); i++)
    {
      MagPricing contract = {
        .option = { .call = marked_rows[i].call, .european = marked_rows[i].european, .spot = marked_rows[i].spot, .strike = marked_rows[i].strike,
                    .years = marked_rows[i].days / MAG_DAYS_PER_YEAR, .rate = marked_rows[i].rate, .yield = marked_rows[i].yield },
        .mark = marked_rows[i].mark,
      };

      g_test_message ("row %d", marked_rows[i].id);
      mag_pricer_imply (pricer, NULL, 0, &contract, 1);
      g_assert_cmpint (contract.status, ==, marked_rows[i].status);
      if (contract.status == MAG_IV_OK)
        g_assert_cmpfloat (get_sigma_error (&contract.option, marked_rows[i].sigma, marked_rows[i].vega), <=, limits[SIGMA].most);
      else
        g_assert_true (isnan (contract.option.sigma));
    }
  mag_pricer_free (pricer);
}

/* Without dividends the put that never expires is exercised at B = n / (n + 1) of the strike, n = 2 r / sigma^2, and worth (1 - B) (S / B)^-n (Merton 1973).
 * Here the share has left it for good long before a year is over: r sqrt (T) / sigma is 12. n = 0.12 / 0.000025 = 4800. */
static void
test_hardly_any_volatility (void)
{
  static const double distances[] = { 0.001, 0.01, 0.1, 0.5, 1, 3 };
  const double n = 4800, boundary = n / (n + 1);
  MagPricer *pricer = mag_pricer_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (distances); i++)
    {
      double spot = boundary * exp (distances[i] / n), price = (1 - boundary) * exp (-distances[i]);
      MagPricing put = { .option = { .spot = spot, .strike = 1, .years = 1, .rate = 0.06, .sigma = 0.005 } };

      mag_pricer_price (pricer, NULL, 0, &put, 1);
      g_assert_cmpint (put.status, ==, MAG_IV_OK);
      g_assert_cmpfloat_with_epsilon (put.value.price, price, 1e-10);
      g_assert_cmpfloat_with_epsilon (put.value.delta, -n * price / spot, 1e-7);
      g_assert_cmpfloat_with_epsilon (put.value.gamma, n * (n + 1) * price / (spot * spot), 1e-3);
    }
  mag_pricer_free (pricer);
}

/* Out of the money the search begins where it ends, or a bit beside. Of these some begin at the very last digit: no reason to go anywhere. */
static void
test_first_guess (void)
{
  MagPricer *pricer = mag_pricer_new ();

  for (int i = 0; i < 2000; i++)
    {
      MagPricing put = {
        .option = { .spot = 130.365105073, .strike = 100, .years = 0.1395994059, .rate = 0.046963683, .yield = 0.137284, .sigma = 0.43 + 1e-5 * i }
      };
      double sigma = put.option.sigma;

      mag_pricer_price (pricer, NULL, 0, &put, 1);
      put.mark = put.value.price;
      mag_pricer_imply (pricer, NULL, 0, &put, 1);
      g_assert_cmpint (put.status, ==, MAG_IV_OK);
      g_assert_cmpfloat_with_epsilon (put.option.sigma, sigma, 1e-9);
    }
  mag_pricer_free (pricer);
}

/* The columns of a reference file that are read here. */
enum
{
  COLUMN_ID, COLUMN_SET, COLUMN_STYLE, COLUMN_TYPE, COLUMN_SPOT, COLUMN_STRIKE, COLUMN_DAYS, COLUMN_RATE, COLUMN_YIELD, COLUMN_SIGMA, COLUMN_PRICE,
  COLUMN_DELTA, COLUMN_GAMMA, COLUMN_THETA, COLUMN_VEGA, COLUMN_P_ITM, COLUMN_POP_SHORT, COLUMN_REGION, COLUMN_BID, COLUMN_ASK, COLUMN_STATUS
};

/* Absolute errors of one set, and how many rows broke the two columns of limits. */
typedef struct
{
  guint  n[N_QUANTITIES], n_over_most[N_QUANTITIES], n_over_all[N_QUANTITIES];
  double worst[N_QUANTITIES];
} Tally;

static void
count_error (Tally      *tally,
             Quantity    quantity,
             double      error,
             const char *id)
{
  tally->n[quantity]++;
  tally->worst[quantity] = fmax (tally->worst[quantity], error);
  tally->n_over_most[quantity] += !(error <= limits[quantity].most);
  if (error <= limits[quantity].all)
    return;
  tally->n_over_all[quantity]++;
  g_test_message ("row %s: %s is off by %g", id, limits[quantity].name, error);
}

static void
assert_tally (const char  *name,
              const Tally *tally)
{
  for (int q = 0; q < N_QUANTITIES; q++)
    {
      if (tally->n[q] == 0)
        continue;
      g_test_message ("%s, %s: %u rows, worst %.2g, %u over %g", name, limits[q].name, tally->n[q], tally->worst[q], tally->n_over_most[q], limits[q].most);
      g_assert_cmpuint (tally->n_over_all[q], ==, 0);
      g_assert_cmpuint (tally->n_over_most[q] * 100, <=, tally->n[q]);
    }
}

/* Empty is unknown. */
static double
read_number (char **fields,
             int    column)
{
  return *fields[column] != '\0' ? g_ascii_strtod (fields[column], NULL) : NAN;
}

/* What the mark's own part of a quote leaves to the pricer; -1 where it leaves nothing. */
static int
read_status (const char *text)
{
  static const struct { const char *name; int status; } names[] = {
    { "ok", MAG_IV_OK }, { "no_bid", MAG_IV_OK }, { "no_ask", MAG_IV_OK }, { "bad_input", MAG_IV_BAD_INPUT }, { "expired", MAG_IV_EXPIRED },
    { "below_intrinsic", MAG_IV_BELOW_INTRINSIC }, { "at_intrinsic", MAG_IV_AT_INTRINSIC }, { "below_minimum", MAG_IV_BELOW_MINIMUM },
    { "above_maximum", MAG_IV_ABOVE_MAXIMUM }, { "below_range", MAG_IV_BELOW_RANGE }, { "above_range", MAG_IV_ABOVE_RANGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (text, names[i].name) == 0)
      return names[i].status;
  return -1;
}

static MagPricing
read_contract (char **fields)
{
  return (MagPricing) {
    .option = { .call = strcmp (fields[COLUMN_TYPE], "call") == 0, .european = strcmp (fields[COLUMN_STYLE], "european") == 0,
                .spot = read_number (fields, COLUMN_SPOT), .strike = read_number (fields, COLUMN_STRIKE),
                .years = read_number (fields, COLUMN_DAYS) / MAG_DAYS_PER_YEAR, .rate = read_number (fields, COLUMN_RATE),
                .yield = read_number (fields, COLUMN_YIELD), .sigma = read_number (fields, COLUMN_SIGMA) },
    .mark = read_number (fields, COLUMN_PRICE),
  };
}

static void
check_value (char       **fields,
             MagPricing  *contract,
             Tally       *tally)
{
  const MagOptionValue expected = {
    read_number (fields, COLUMN_PRICE), read_number (fields, COLUMN_DELTA), read_number (fields, COLUMN_GAMMA), read_number (fields, COLUMN_THETA),
    read_number (fields, COLUMN_VEGA)
  };
  double errors[N_QUANTITIES];

  g_assert_cmpint (contract->status, ==, MAG_IV_OK);
  get_errors (&contract->option, &contract->value, &expected, errors);
  for (int q = 0; q < SIGMA; q++)
    count_error (tally, q, errors[q], fields[COLUMN_ID]);
  if (strcmp (fields[COLUMN_REGION], "exer") == 0)
    assert_exercised (contract);
}

static void
check_mark (char       **fields,
            MagPricing  *contract,
            Tally       *tally)
{
  int status = read_status (fields[COLUMN_STATUS]);

  if (status < 0)
    return;
  if ((int) contract->status != status)
    g_test_message ("row %s is to be %s", fields[COLUMN_ID], fields[COLUMN_STATUS]);
  g_assert_cmpint (contract->status, ==, status);
  if (status == MAG_IV_OK)
    count_error (tally, SIGMA, get_sigma_error (&contract->option, read_number (fields, COLUMN_SIGMA), read_number (fields, COLUMN_VEGA)), fields[COLUMN_ID]);
}

static gboolean
is_in_set (char       **fields,
           const char  *set)
{
  return g_strv_length (fields) > COLUMN_STATUS && strcmp (fields[COLUMN_SET], set) == 0;
}

/* One set of a file as one batch, at its volatilities and at its marks. */
static void
check_set (GPtrArray  *rows,
           const char *set,
           gboolean    has_values)
{
  MagPricer *pricer = mag_pricer_new ();
  g_autofree MagPricing *contracts = g_new0 (MagPricing, rows->len);
  Tally tally = { 0 };
  gsize n = 0;

  for (guint i = 0; i < rows->len; i++)
    if (is_in_set (rows->pdata[i], set))
      contracts[n++] = read_contract (rows->pdata[i]);
  if (has_values)
    {
      mag_pricer_price (pricer, NULL, 0, contracts, n);
      n = 0;
      for (guint i = 0; i < rows->len; i++)
        if (is_in_set (rows->pdata[i], set))
          check_value (rows->pdata[i], &contracts[n++], &tally);
    }
  mag_pricer_imply (pricer, NULL, 0, contracts, n);
  n = 0;
  for (guint i = 0; i < rows->len; i++)
    if (is_in_set (rows->pdata[i], set))
      check_mark (rows->pdata[i], &contracts[n++], &tally);
  assert_tally (set, &tally);
  mag_pricer_free (pricer);
}

static void
test_file (const char *path)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '#')
      g_ptr_array_add (rows, g_strsplit (lines[i], ",", -1));
  g_assert_cmpuint (rows->len, >, 2); /* the names of the columns and the end of the file */
  check_set (rows, "price", TRUE);
  check_set (rows, "chain", TRUE);
  check_set (rows, "iv", FALSE);
  check_set (rows, "iv_edge", FALSE);
}

/* Every file of reference vectors that is at hand; they are not part of this project. */
static void
test_reference (void)
{
  const char *folder = g_getenv ("MAGNUS_REFERENCE");
  g_autoptr(GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_str_has_prefix (name, "american_options_") || !g_str_has_suffix (name, ".csv"))
        continue;
      g_test_message ("%s", name);
      test_file (path);
      n++;
    }
  if (n == 0)
    g_test_skip ("the reference vectors (MAGNUS_REFERENCE) are not here");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/american/values-of-the-reference-rows", test_values);
  g_test_add_func ("/american/beyond-the-boundary-is-exercise", test_exercised);
  g_test_add_func ("/american/volatilities-of-the-reference-marks", test_marks);
  g_test_add_func ("/american/hardly-any-volatility-is-perpetual", test_hardly_any_volatility);
  g_test_add_func ("/american/a-right-guess-stays", test_first_guess);
  g_test_add_func ("/american/reference-files", test_reference);
  return g_test_run ();
}
