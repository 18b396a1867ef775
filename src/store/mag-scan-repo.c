/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one query engine over latest snapshots. The rule of mag_scan_first_failure() is stated here a second time, in SQL, because
 * sending a hundred thousand contracts here to judge them would cost more than judging them there; a test holds both together.
 * Ratios are of numbers of 1/10000 dollar, or computed in C when the chain was saved, so that SQL's doubles are the very ones of C. */

#include "config.h"

#include "mag-scan-repo.h"

#include "mag-date.h"
#include "mag-params.h"
#include "mag-quote-row.h"
#include "mag-row.h"
#include "mag-words.h"

/* $1 list or 0, $2 tickers or NULL; what follows is the criteria, see add_criteria(). */
#define RIGHT "$3::\"char\""
#define DTE_FROM "$4::date"
#define DTE_TO "$5::date"
#define FIRST_LIVE "$6::date"
#define FIRST_LIVE_AM "$7::date"
#define OTM "$8::boolean"
#define DELTA_MIN "$9::double precision"
#define DELTA_MAX "$10::double precision"
#define BID_MIN "$11::numeric"
#define MONTHLY_MIN "$12::double precision"
#define OI_MIN "$13::integer"
#define VOLUME_MIN "$14::integer"
#define SPREAD_MAX "$15::double precision"
#define COLLATERAL_MAX "$16::numeric"
#define TODAY "$17::date"

/* Expressions over a quote q of a snapshot s. */
#define CAPITAL "CASE q.option_type WHEN 'P' THEN q.strike ELSE s.spot END"
#define DTE "(q.expiration_date - " TODAY ")"
#define MONTHLY "(q.roc * 30 / nullif(" DTE ", 0))"
#define SPREAD "CASE WHEN q.ask > 0 AND q.ask >= q.bid THEN (units(q.ask) - units(q.bid)) / floor((units(q.ask) + units(q.bid) + 1) / 2) END"

/* The number of the first filter of MagScanFilter that is not passed, the first one (the other side) left out; 14 when all are. */
#define FIRST_FAILURE \
  "CASE WHEN q.adjusted THEN 1 " \
  " WHEN q.expiration_date < CASE WHEN q.am_settled THEN " FIRST_LIVE_AM " ELSE " FIRST_LIVE " END THEN 2 " \
  " WHEN q.expiration_date NOT BETWEEN " DTE_FROM " AND " DTE_TO " THEN 3 " \
  " WHEN q.status <> 'ok' THEN 4 " \
  " WHEN " OTM " AND CASE q.option_type WHEN 'P' THEN q.strike >= s.spot ELSE q.strike <= s.spot END THEN 5 " \
  " WHEN q.delta IS NULL THEN 6 " \
  " WHEN abs(q.delta) NOT BETWEEN " DELTA_MIN " AND " DELTA_MAX " THEN 7 " \
  " WHEN q.bid IS NULL OR q.bid <= 0 OR q.bid < " BID_MIN " THEN 8 " \
  " WHEN " MONTHLY_MIN " IS NOT NULL AND coalesce(" MONTHLY " < " MONTHLY_MIN ", true) THEN 9 " \
  " WHEN coalesce(q.open_interest, -1) < " OI_MIN " THEN 10 " \
  " WHEN coalesce(q.volume, -1) < " VOLUME_MIN " THEN 11 " \
  " WHEN " SPREAD_MAX " IS NOT NULL AND coalesce(" SPREAD " > " SPREAD_MAX ", true) THEN 12 " \
  " WHEN " CAPITAL " * 100 > " COLLATERAL_MAX " THEN 13 " \
  " ELSE 14 END"
G_STATIC_ASSERT (MAG_SCAN_FILTER_ADJUSTED == 1 && MAG_SCAN_FILTER_COLLATERAL == 13 && MAG_SCAN_N_FILTERS == 14);

/* The same as far as the index option_quotes_scan goes, so that little else is read. */
#define NARROWED \
  "q.status = 'ok' AND NOT q.adjusted AND q.option_type = " RIGHT " AND q.expiration_date BETWEEN " DTE_FROM " AND " DTE_TO \
  " AND abs(q.delta) BETWEEN " DELTA_MIN " AND " DELTA_MAX

/* Symbols asked for that are not excluded, each once. */
#define SCOPE \
  "(SELECT y.* FROM symbols y WHERE y.id IN (" \
  " SELECT m.symbol_id FROM tv_watchlist_symbols m JOIN tv_watchlists l ON l.id = m.watchlist_id " \
  " WHERE m.is_active AND CASE WHEN $1::bigint = 0 THEN l.is_active ELSE l.id = $1 END)" \
  " AND ($2::text[] IS NULL OR y.ticker = ANY ($2))" \
  " AND NOT EXISTS (SELECT FROM symbol_exclusions e WHERE e.ticker = y.ticker)) y"

/* mag_scan_row_compare() in SQL, over the columns that RANK_COLUMNS add. */
#define RANK_COLUMNS MONTHLY " AS monthly, abs(q.delta) AS abs_delta"
#define BY_RANK "q.monthly DESC NULLS LAST, q.abs_delta, y.ticker, q.expiration_date, q.strike, q.root"

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

static MagParams *
make_params (gint64                 list,
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

#define ROW_COLUMNS "y.ticker, s.spot, micros(s.quoted_at), s.source, d.earnings, d.ex_dividend, coalesce(v.iv30, s.iv30), "
#define ROW_N_COLUMNS 7
#define ROW_JOINS \
  "LEFT JOIN stock_data d ON d.symbol_id = y.id " \
  "LEFT JOIN LATERAL (SELECT h.iv30 FROM iv_history h WHERE h.symbol_id = y.id ORDER BY h.day DESC LIMIT 1) v ON true "

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
      mag_quote_row_read (result, i, ROW_N_COLUMNS, &row->quote);
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
  g_autoptr(MagParams) params = make_params (list, tickers, criteria, now_us);

  return query_rows (db, params,
                     "SELECT " ROW_COLUMNS MAG_QUOTE_COLUMNS " FROM " SCOPE
                     " JOIN chain_snapshots s ON s.id = y.latest_snapshot_id "
                     "JOIN LATERAL (SELECT q.*, " RANK_COLUMNS " FROM option_quotes q "
                     " WHERE q.snapshot_id = y.latest_snapshot_id AND " NARROWED " AND " FIRST_FAILURE " = 14"
                     " ORDER BY monthly DESC NULLS LAST, abs_delta, expiration_date, strike, root LIMIT 1) q ON true "
                     ROW_JOINS "ORDER BY " BY_RANK,
                     cancellable, error);
}

/* ---- the scan ---- */

static gboolean
count_removed (MagDb         *db,
               MagParams     *params,
               MagScanResult *answer,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(PGresult) result = mag_params_query (params, db,
                                                 "SELECT " FIRST_FAILURE " AS failure, count(*) FROM " SCOPE
                                                 " JOIN chain_snapshots s ON s.id = y.latest_snapshot_id "
                                                 "JOIN option_quotes q ON q.snapshot_id = y.latest_snapshot_id AND q.option_type = " RIGHT " GROUP BY 1",
                                                 cancellable, error);

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
  result = mag_params_query (params, db,
                             "SELECT count(*), count(*) FILTER (WHERE s.id IS NULL), micros(min(s.quoted_at)), micros(max(s.quoted_at)), "
                             " coalesce(sum(s.contracts), 0) "
                             "FROM " SCOPE " LEFT JOIN chain_snapshots s ON s.id = y.latest_snapshot_id",
                             cancellable, error);
  if (result == NULL)
    return FALSE;
  answer->n_symbols = mag_row_int64 (result, 0, 0);
  answer->n_symbols_without_chain = mag_row_int64 (result, 0, 1);
  answer->oldest_quoted_us = mag_row_int64 (result, 0, 2);
  answer->newest_quoted_us = mag_row_int64 (result, 0, 3);
  answer->removed[MAG_SCAN_FILTER_RIGHT] = mag_row_int64 (result, 0, 4) - answer->n_contracts;
  return TRUE;
}

static gboolean
fetch_ranked (MagDb         *db,
              MagParams     *params,
              guint          limit,
              MagScanResult *answer,
              GCancellable  *cancellable,
              GError       **error)
{
  GArray *rows;

  mag_params_count (params, limit > 0 ? (gint64) limit : MAG_COUNT_UNKNOWN);
  rows = query_rows (db, params,
                     "SELECT " ROW_COLUMNS MAG_QUOTE_COLUMNS " FROM "
                     "(SELECT q.*, y.id AS symbol, " RANK_COLUMNS " FROM " SCOPE
                     " JOIN chain_snapshots s ON s.id = y.latest_snapshot_id "
                     "JOIN option_quotes q ON q.snapshot_id = y.latest_snapshot_id AND " NARROWED
                     " WHERE " FIRST_FAILURE " = 14"
                     " ORDER BY monthly DESC NULLS LAST, abs_delta, y.ticker, q.expiration_date, q.strike, q.root LIMIT $18::bigint) q "
                     "JOIN symbols y ON y.id = q.symbol JOIN chain_snapshots s ON s.id = q.snapshot_id "
                     ROW_JOINS "ORDER BY " BY_RANK,
                     cancellable, error);
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
  g_autoptr(MagParams) params = make_params (list, NULL, criteria, now_us);
  g_autoptr(MagScanResult) answer = mag_scan_result_new ();

  if (mag_db_begin (db, cancellable, error) &&
      mag_db_execute (db, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", 0, NULL, cancellable, error) &&
      count_removed (db, params, answer, cancellable, error) &&
      describe_scope (db, list, answer, cancellable, error) &&
      fetch_ranked (db, params, limit, answer, cancellable, error) &&
      mag_db_commit (db, cancellable, error))
    return g_steal_pointer (&answer);

  mag_db_rollback (db);
  return NULL;
}
