/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one query engine over latest snapshots. The rule of mag_scan_first_failure() is stated here a second time, in SQL, because
 * sending a hundred thousand contracts here to judge them would cost more than judging them there; a test holds both together.
 * Ratios are of numbers of 1/10000 dollar, or computed in C when the chain was saved, so that SQL's doubles are the very ones of C. */

#include "config.h"

#include "mag-scan-repo.h"

#include "mag-date.h"
#include "mag-quote-row.h"
#include "mag-row.h"
#include "mag-scan-sql.h"
#include "mag-terms-repo.h"
#include "mag-words.h"

static void
add_criteria (MagParams             *params,
              const MagScanCriteria *criteria,
              gint64                 now_us)
{
  MagDate today = mag_date_in_new_york (now_us);
  char right[] = { mag_right_to_letter (criteria->right), '\0' };

  mag_params_text (params, right);
  mag_params_date (params, today + criteria->dte_target - criteria->dte_tolerance);
  mag_params_date (params, today + criteria->dte_target + criteria->dte_tolerance);
  mag_params_date (params, today + mag_date_is_expired (today, FALSE, now_us));
  mag_params_date (params, today + mag_date_is_expired (today, TRUE, now_us));
  mag_params_boolean (params, criteria->out_of_the_money);
  mag_params_double (params, criteria->delta_min);
  mag_params_double (params, criteria->delta_max);
  mag_params_price (params, criteria->bid_min);
  mag_params_double (params, criteria->monthly_return_min);
  mag_params_count (params, criteria->open_interest_min);
  mag_params_count (params, criteria->volume_min);
  mag_params_double (params, criteria->spread_max);
  mag_params_money (params, criteria->collateral_max);
  mag_params_date (params, today);
}

MagParams *
mag_scan_params_new (gint64                 list,
             const char *const     *tickers,
             const MagScanCriteria *criteria,
             gint64                 now_us)
{
  MagParams *params = mag_params_new ();

  mag_params_int64 (params, list);
  mag_params_texts (params, tickers);
  add_criteria (params, criteria, now_us);
  return params;
}

/* ---- rows ---- */

#define ROW_COLUMNS "q.ticker, s.spot, micros(s.quoted_at), s.source, d.earnings, d.ex_dividend, coalesce(v.iv30, s.iv30), " \
  "v.rank, v.percentile, v.days, d.hv30, " MAG_TERMS_COLUMNS ", "
#define ROW_TERMS 11
#define ROW_N_COLUMNS (ROW_TERMS + MAG_TERMS_N_COLUMNS)
#define ROW_JOINS \
  "JOIN chain_snapshots s ON s.id = q.snapshot_id " \
  "LEFT JOIN stock_data d ON d.symbol_id = q.symbol " \
  "LEFT JOIN LATERAL (SELECT h.iv30, h.rank, h.percentile, h.days FROM iv_history h WHERE h.symbol_id = q.symbol ORDER BY h.day DESC LIMIT 1) v ON true "

static GArray *
read_rows (const PGresult *result)
{
  int n = PQntuples (result);
  GArray *rows = g_array_sized_new (FALSE, TRUE, sizeof (MagScanRow), n);

  g_array_set_size (rows, n);
  for (int i = 0; i < n; i++)
    {
      MagScanRow *row = &g_array_index (rows, MagScanRow, i);

      g_strlcpy (row->symbol, mag_row_text (result, i, 0), sizeof row->symbol);
      row->spot = mag_row_price (result, i, 1);
      row->quoted_us = mag_row_int64 (result, i, 2);
      row->source = mag_source_from_word (mag_row_text (result, i, 3));
      row->earnings = mag_row_date (result, i, 4);
      row->ex_dividend = mag_row_date (result, i, 5);
      row->stock_iv30 = mag_row_double (result, i, 6);
      row->iv_rank = mag_row_double (result, i, 7);
      row->iv_percentile = mag_row_double (result, i, 8);
      row->iv_days = mag_row_int64 (result, i, 9);
      row->hv30 = mag_row_double (result, i, 10);
      mag_quote_row_read (result, i, ROW_N_COLUMNS, &row->quote);
      mag_terms_row_read (result, i, ROW_TERMS, row->quote.contract.expiration, &row->terms);
    }
  return rows;
}

static GArray *
query_rows (MagDb         *db,
            MagParams     *params,
            const char    *sql,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(PGresult) result = mag_params_query (params, db, sql, cancellable, error);

  return result != NULL ? read_rows (result) : NULL;
}

#define BEST_STATEMENT(scope) "SELECT " ROW_COLUMNS MAG_QUOTE_COLUMNS " FROM " MAG_SCAN_BEST (scope) ROW_JOINS "ORDER BY " BY_RANK_OF_Q

/**
 * mag_scan_repo_best:
 * @list: whose symbols; 0 for those of all active lists
 * @tickers: (nullable): only these of them
 *
 * Returns: (transfer full): one #MagScanRow per symbol that has a contract which passes, in rank order
 */
GArray *
mag_scan_repo_best (MagDb                  *db,
                    gint64                  list,
                    const char *const      *tickers,
                    const MagScanCriteria  *criteria,
                    gint64                  now_us,
                    GCancellable           *cancellable,
                    GError                **error)
{
  g_autoptr(MagParams) params = mag_scan_params_new (list, tickers, criteria, now_us);

  return query_rows (db, params, MAG_SCAN_OF (list, BEST_STATEMENT), cancellable, error);
}

/* ---- the scan ---- */

#define COUNT_STATEMENT(scope) \
  "SELECT q.failure, count(*) FROM " scope \
  "CROSS JOIN LATERAL (SELECT " FIRST_FAILURE " AS failure FROM option_quotes q " \
  " WHERE q.snapshot_id = y.latest_snapshot_id AND q.option_type = " RIGHT " OFFSET 0) q GROUP BY 1"

static gboolean
count_removed (MagDb         *db,
               gint64         list,
               MagParams     *params,
               MagScanResult *answer,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(PGresult) result = mag_params_query (params, db, MAG_SCAN_OF (list, COUNT_STATEMENT), cancellable, error);

  if (result == NULL)
    return FALSE;
  for (int i = 0; i < PQntuples (result); i++)
    {
      gint64 filter = mag_row_int64 (result, i, 0), n = mag_row_int64 (result, i, 1);

      answer->n_contracts += n;
      if (filter < MAG_SCAN_N_FILTERS)
        answer->removed[filter] = n;
    }
  return TRUE;
}

#define SCOPE_STATEMENT(scope) \
  "SELECT count(*), count(*) FILTER (WHERE s.id IS NULL), micros(min(s.quoted_at)), micros(max(s.quoted_at)), coalesce(sum(s.contracts), 0) " \
  "FROM " scope "LEFT JOIN chain_snapshots s ON s.id = y.latest_snapshot_id"

/* Symbols, those never synced, the ends of the quotes' times; contracts of the other side are what is left of all. */
static gboolean
describe_scope (MagDb         *db,
                gint64         list,
                MagScanResult *answer,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;

  mag_params_int64 (params, list);
  mag_params_texts (params, NULL);
  result = mag_params_query (params, db, MAG_SCAN_OF (list, SCOPE_STATEMENT), cancellable, error);
  if (result == NULL)
    return FALSE;
  answer->n_symbols = mag_row_int64 (result, 0, 0);
  answer->n_symbols_without_chain = mag_row_int64 (result, 0, 1);
  answer->oldest_quoted_us = mag_row_int64 (result, 0, 2);
  answer->newest_quoted_us = mag_row_int64 (result, 0, 3);
  answer->removed[MAG_SCAN_FILTER_RIGHT] = mag_row_int64 (result, 0, 4) - answer->n_contracts;
  return TRUE;
}

/* Ranked by the columns of a quote alone; what goes with a row is looked up for those that are kept. */
#define RANKED_STATEMENT(scope) "SELECT " ROW_COLUMNS MAG_QUOTE_COLUMNS " FROM " MAG_SCAN_RANKED (scope) ROW_JOINS "ORDER BY " BY_RANK_OF_Q

static gboolean
fetch_ranked (MagDb         *db,
              gint64         list,
              MagParams     *params,
              guint          limit,
              MagScanResult *answer,
              GCancellable  *cancellable,
              GError       **error)
{
  GArray *rows;

  mag_params_count (params, limit > 0 ? (gint64) limit : MAG_COUNT_UNKNOWN);
  rows = query_rows (db, params, MAG_SCAN_OF (list, RANKED_STATEMENT), cancellable, error);
  if (rows == NULL)
    return FALSE;
  g_array_unref (answer->rows);
  answer->rows = rows;
  return TRUE;
}

/**
 * mag_scan_repo_run:
 * @list: whose symbols; 0 for those of all active lists
 * @limit: at most so many rows; 0 for all. The counts are always of all contracts.
 *
 * Scans in one view of the database, so that rows and counts agree. Excluded symbols are not part of the scope.
 *
 * Returns: (transfer full): the ranked contracts and how many each filter removed
 */
MagScanResult *
mag_scan_repo_run (MagDb                  *db,
                   gint64                  list,
                   const MagScanCriteria  *criteria,
                   guint                   limit,
                   gint64                  now_us,
                   GCancellable           *cancellable,
                   GError                **error)
{
  g_autoptr(MagParams) params = mag_scan_params_new (list, NULL, criteria, now_us);
  g_autoptr(MagScanResult) answer = mag_scan_result_new ();

  if (mag_db_begin (db, cancellable, error) &&
      mag_db_execute (db, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", 0, NULL, cancellable, error) &&
      count_removed (db, list, params, answer, cancellable, error) &&
      describe_scope (db, list, answer, cancellable, error) &&
      fetch_ranked (db, list, params, limit, answer, cancellable, error) &&
      mag_db_commit (db, cancellable, error))
    return g_steal_pointer (&answer);

  mag_db_rollback (db);
  return NULL;
}
