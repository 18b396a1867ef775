/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rate lives here and not with the settings of one user on one machine: the worker that values chains may run on another. Dividends are kept as they were
 * paid; what is expected of them is worked out whenever a job begins, and stored with each snapshot as it was used. */

#include "config.h"

#include "mag-terms-repo.h"

#include "mag-black.h"
#include "mag-date.h"
#include "mag-dividends.h"
#include "mag-money.h"
#include "mag-row.h"
#include "mag-symbol.h"
#include "mag-topic.h"

#include <math.h>

/* ---- rate ---- */

/**
 * mag_terms_repo_rate:
 *
 * Returns: the risk-free rate, continuously compounded, a fraction a year; NaN with an error
 */
double
mag_terms_repo_rate (MagDb         *db,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db, "SELECT value FROM settings WHERE name = 'rate'", 0, NULL, cancellable, error);

  if (result == NULL)
    return NAN;
  return PQntuples (result) > 0 ? mag_row_double (result, 0, 0) : MAG_DEFAULT_RATE;
}

/**
 * mag_terms_repo_set_rate:
 * @rate: see mag_rate_validate()
 *
 * Chains are valued with it from the next job on.
 */
gboolean
mag_terms_repo_set_rate (MagDb         *db,
                         double         rate,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  if (!mag_rate_validate (rate, error))
    return FALSE;
  mag_params_double (params, rate);
  return mag_params_execute (params, db,
                             "INSERT INTO settings (name, value) VALUES ('rate', $1) "
                             "ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = now()",
                             cancellable, error) &&
         mag_topic_notify (db, "settings", cancellable, error);
}

/* ---- arrays ---- */

/* "{2026-12-11,2027-03-12}", "{0.2500,0.2600}": neither has anything to quote. */
static char **
split_array (const char *literal)
{
  g_autofree char *inner = g_strdup (literal[0] == '{' ? literal + 1 : literal);
  char *end = strchr (inner, '}');

  if (end != NULL)
    *end = '\0';
  return inner[0] != '\0' ? g_strsplit (inner, ",", -1) : g_new0 (char *, 1);
}

static gboolean
read_dividend (const char      *date,
               const char      *amount,
               MagCashDividend *dividend)
{
  dividend->ex_date = mag_date_parse (date);
  return dividend->ex_date != 0 && mag_price_parse_numeric (amount, &dividend->amount);
}

/**
 * mag_terms_row_read:
 * @first_column: where MAG_TERMS_COLUMNS begin
 * @until: dividends after that day are left out; 0: none are
 * @terms: (out caller-allocates): as they were saved; of a row that has no snapshot, NaN and no dividends
 */
void
mag_terms_row_read (const PGresult *result,
                    int             row,
                    int             first_column,
                    MagDate         until,
                    MagTerms       *terms)
{
  g_auto(GStrv) dates = split_array (mag_row_text (result, row, first_column + 2));
  g_auto(GStrv) amounts = split_array (mag_row_text (result, row, first_column + 3));
  gint64 n_announced = mag_row_int64 (result, row, first_column + 4);

  mag_terms_init (terms, mag_row_double (result, row, first_column));
  terms->yield = mag_row_double (result, row, first_column + 1);
  for (guint i = 0; dates[i] != NULL && amounts[i] != NULL && i < MAG_TERMS_MAX_DIVIDENDS; i++)
    {
      MagCashDividend dividend = { .announced = i < n_announced };

      if (read_dividend (dates[i], amounts[i], &dividend) && (until == 0 || dividend.ex_date <= until))
        terms->dividends[terms->n_dividends++] = dividend;
    }
}

/**
 * mag_terms_params:
 * @terms: to be saved
 *
 * Adds the values of MAG_TERMS_COLUMNS, in their order.
 */
void
mag_terms_params (MagParams      *params,
                  const MagTerms *terms)
{
  g_autoptr(GArray) dates = g_array_new (FALSE, FALSE, sizeof (MagDate));
  g_autoptr(GStrvBuilder) amounts = g_strv_builder_new ();
  g_auto(GStrv) texts = NULL;
  gint64 n_announced = 0;

  for (guint i = 0; i < terms->n_dividends; i++)
    {
      g_array_append_val (dates, terms->dividends[i].ex_date);
      g_strv_builder_take (amounts, mag_price_format (terms->dividends[i].amount, 4));
      n_announced += terms->dividends[i].announced;
    }
  texts = g_strv_builder_end (amounts);
  mag_params_double (params, terms->rate);
  mag_params_double (params, terms->yield);
  mag_params_dates (params, dates);
  mag_params_texts (params, (const char *const *) texts);
  mag_params_int64 (params, n_announced);
}

/* ---- dividends ---- */

#define FACTS_STATEMENT \
  "SELECT y.ticker, d.ex_dividend, d.dividend_rate, d.dividend_yield, d.price, " \
  " ARRAY (SELECT p.ex_date FROM share_dividends p WHERE p.symbol_id = y.id ORDER BY p.ex_date), " \
  " ARRAY (SELECT p.amount FROM share_dividends p WHERE p.symbol_id = y.id ORDER BY p.ex_date) " \
  "FROM sync_job_symbols m JOIN symbols y ON y.id = m.symbol_id LEFT JOIN stock_data d ON d.symbol_id = y.id " \
  "WHERE m.job_id = $1 AND m.state = 'pending'"

static GArray *
read_paid (const PGresult *result,
           int             row)
{
  GArray *paid = g_array_new (FALSE, FALSE, sizeof (MagCashDividend));
  g_auto(GStrv) dates = split_array (mag_row_text (result, row, 5));
  g_auto(GStrv) amounts = split_array (mag_row_text (result, row, 6));

  for (guint i = 0; dates[i] != NULL && amounts[i] != NULL; i++)
    {
      MagCashDividend dividend = { .announced = TRUE };

      if (read_dividend (dates[i], amounts[i], &dividend))
        g_array_append_val (paid, dividend);
    }
  return paid;
}

static MagTerms *
make_terms (const PGresult *result,
            int             row,
            double          rate,
            MagDate         today)
{
  MagTerms *terms = g_new (MagTerms, 1);
  g_autoptr(GArray) paid = read_paid (result, row);
  MagDividendFacts facts = {
    .paid = (const MagCashDividend *) (gpointer) paid->data,
    .n_paid = paid->len,
    .announced = mag_row_date (result, row, 1),
    .annual = mag_row_price (result, row, 2),
    .yield = mag_row_double (result, row, 3),
    .price = mag_row_price (result, row, 4),
    .index = mag_symbol_is_index (mag_row_text (result, row, 0)),
  };

  mag_terms_init (terms, rate);
  mag_dividends_set_terms (&facts, today, terms);
  return terms;
}

/**
 * mag_terms_repo_of_job:
 * @job: a job's id
 * @now_us: the profile's time
 *
 * Returns: (transfer full) (element-type utf8 MagTerms): what each symbol not yet tried is to be valued with; %NULL with an error
 */
GHashTable *
mag_terms_repo_of_job (MagDb         *db,
                       gint64         job,
                       gint64         now_us,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;
  /* Prices are of the session: on the morning of an ex-date they are still those of the evening before, with the dividend in them. */
  MagDate today = mag_date_in_new_york (mag_calendar_session_clock (now_us));
  double rate = mag_terms_repo_rate (db, cancellable, error);
  GHashTable *terms;

  if (isnan (rate))
    return NULL;
  mag_params_int64 (params, job);
  result = mag_params_query (params, db, FACTS_STATEMENT, cancellable, error);
  if (result == NULL)
    return NULL;

  terms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (int row = 0; row < PQntuples (result); row++)
    g_hash_table_replace (terms, mag_row_dup (result, row, 0), make_terms (result, row, rate, today));
  return terms;
}

/* ---- standing ---- */

/**
 * mag_terms_repo_standing:
 * @ticker: canonical
 * @standing: (out caller-allocates): unknown throughout for a symbol nothing is known of
 *
 * Of the last day there is a volatility of.
 */
gboolean
mag_terms_repo_standing (MagDb         *db,
                         const char    *ticker,
                         MagStanding   *standing,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db,
                                             "SELECT h.iv30, h.rank, h.percentile, h.days, d.hv30 FROM symbols y LEFT JOIN stock_data d ON d.symbol_id = y.id "
                                             "LEFT JOIN iv_history h ON h.symbol_id = y.id WHERE y.ticker = $1 ORDER BY h.day DESC NULLS LAST LIMIT 1",
                                             1, &ticker, cancellable, error);

  if (result == NULL)
    return FALSE;
  *standing = (MagStanding) { NAN, NAN, NAN, 0, NAN };
  if (PQntuples (result) > 0)
    *standing = (MagStanding) {
      .iv30 = mag_row_double (result, 0, 0),
      .rank = mag_row_double (result, 0, 1),
      .percentile = mag_row_double (result, 0, 2),
      .days = mag_row_int64 (result, 0, 3),
      .hv30 = mag_row_double (result, 0, 4),
    };
  return TRUE;
}
