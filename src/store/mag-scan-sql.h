/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-params.h"
#include "mag-scan.h"

/* The pieces the statements of a scan are made of; for mag-scan-repo.c and for the benchmark that times them. */

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

/* Expressions over a quote q. */
#define CAPITAL "CASE q.option_type WHEN 'P' THEN q.strike ELSE (SELECT c.spot FROM chain_snapshots c WHERE c.id = q.snapshot_id) END"
#define DTE "(q.expiration_date - " TODAY ")"
#define MONTHLY "(q.roc * 30 / nullif(" DTE ", 0))"
#define SPREAD "CASE WHEN q.ask > 0 AND q.ask >= q.bid THEN (units(q.ask) - units(q.bid)) / floor((units(q.ask) + units(q.bid) + 1) / 2) END"

/* The filters of MagScanFilter that need more than the index; NULL, like false, is "not failed". A bid is above 0 when its return is. */
#define FAILS_EXPIRED "q.expiration_date < CASE WHEN q.am_settled THEN " FIRST_LIVE_AM " ELSE " FIRST_LIVE " END"
#define FAILS_MONEYNESS OTM " AND NOT q.otm"
#define FAILS_BID "(q.roc > 0) IS NOT TRUE OR q.bid < " BID_MIN
#define FAILS_RETURN MONTHLY_MIN " IS NOT NULL AND (" MONTHLY " >= " MONTHLY_MIN ") IS NOT TRUE"
#define FAILS_OPEN_INTEREST OI_MIN " IS NOT NULL AND coalesce(q.open_interest, -1) < " OI_MIN
#define FAILS_VOLUME VOLUME_MIN " IS NOT NULL AND coalesce(q.volume, -1) < " VOLUME_MIN
#define FAILS_SPREAD SPREAD_MAX " IS NOT NULL AND (" SPREAD " <= " SPREAD_MAX ") IS NOT TRUE"
#define FAILS_COLLATERAL COLLATERAL_MAX " IS NOT NULL AND " CAPITAL " * 100 > " COLLATERAL_MAX

/* The number of the first filter that is not passed, the very first one (the other side) left out; 14 when all are. */
#define FIRST_FAILURE \
  "CASE WHEN q.adjusted THEN 1 " \
  " WHEN " FAILS_EXPIRED " THEN 2 " \
  " WHEN q.expiration_date NOT BETWEEN " DTE_FROM " AND " DTE_TO " THEN 3 " \
  " WHEN q.status <> 'ok' THEN 4 " \
  " WHEN " FAILS_MONEYNESS " THEN 5 " \
  " WHEN q.delta IS NULL THEN 6 " \
  " WHEN abs(q.delta) NOT BETWEEN " DELTA_MIN " AND " DELTA_MAX " THEN 7 " \
  " WHEN " FAILS_BID " THEN 8 " \
  " WHEN " FAILS_RETURN " THEN 9 " \
  " WHEN " FAILS_OPEN_INTEREST " THEN 10 " \
  " WHEN " FAILS_VOLUME " THEN 11 " \
  " WHEN " FAILS_SPREAD " THEN 12 " \
  " WHEN " FAILS_COLLATERAL " THEN 13 " \
  " ELSE 14 END"
G_STATIC_ASSERT (MAG_SCAN_FILTER_ADJUSTED == 1 && MAG_SCAN_FILTER_COLLATERAL == 13 && MAG_SCAN_N_FILTERS == 14);

/* FIRST_FAILURE = 14 and the right side, said so that the index option_quotes_scan does most of it. */
#define PASSES \
  "q.status = 'ok' AND NOT q.adjusted AND q.option_type = " RIGHT " AND q.expiration_date BETWEEN " DTE_FROM " AND " DTE_TO \
  " AND abs(q.delta) BETWEEN " DELTA_MIN " AND " DELTA_MAX \
  " AND (" FAILS_EXPIRED ") IS NOT TRUE AND (" FAILS_MONEYNESS ") IS NOT TRUE AND (" FAILS_BID ") IS NOT TRUE AND (" FAILS_RETURN ") IS NOT TRUE" \
  " AND (" FAILS_OPEN_INTEREST ") IS NOT TRUE AND (" FAILS_VOLUME ") IS NOT TRUE AND (" FAILS_SPREAD ") IS NOT TRUE" \
  " AND (" FAILS_COLLATERAL ") IS NOT TRUE"

/* Symbols asked for that are not excluded, each once: of list $1, or of all active lists when that is 0. OFFSET 0 here and below
 * keeps the server from turning the statement round: it is planned without knowing the parameters. */
#define WANTED "($2::text[] IS NULL OR y.ticker = ANY ($2)) AND y.ticker <> ALL (ARRAY (SELECT e.ticker FROM symbol_exclusions e))"
#define SYMBOLS_IN(members) \
  "(SELECT y.* FROM (SELECT y.id, y.ticker, y.latest_snapshot_id FROM symbols y WHERE y.id IN (" members ") OFFSET 0) y WHERE " WANTED ") y "
#define SCOPE_LIST SYMBOLS_IN ("SELECT m.symbol_id FROM tv_watchlist_symbols m WHERE m.watchlist_id = $1::bigint AND m.is_active")
#define SCOPE_ALL \
  SYMBOLS_IN ("SELECT m.symbol_id FROM tv_watchlist_symbols m JOIN tv_watchlists l ON l.id = m.watchlist_id " \
              "WHERE $1::bigint = 0 AND m.is_active AND l.is_active")
/* A statement made of either: MAG_SCAN_OF (list, STATEMENT), STATEMENT being a macro that takes the scope. */
#define MAG_SCAN_OF(list, STATEMENT) ((list) != 0 ? STATEMENT (SCOPE_LIST) : STATEMENT (SCOPE_ALL))

/* mag_scan_row_compare() in SQL, over the columns that RANK_COLUMNS add. */
#define RANK_COLUMNS MONTHLY " AS monthly, abs(q.delta) AS abs_delta"
#define BY_RANK "monthly DESC NULLS LAST, abs_delta, ticker, expiration_date, strike, root"
#define BY_RANK_OF_Q "q.monthly DESC NULLS LAST, q.abs_delta, q.ticker, q.expiration_date, q.strike, q.root"

/* What passes, as q: the columns of option_quotes, the rank, and symbol and ticker. */
#define PASSING(scope) \
  scope "CROSS JOIN LATERAL (SELECT q.*, " RANK_COLUMNS " FROM option_quotes q WHERE q.snapshot_id = y.latest_snapshot_id AND " PASSES " OFFSET 0) q "

/* The best contract of each symbol. One sort of all that passes is cheaper than one per symbol. */
#define MAG_SCAN_BEST(scope) \
  "(SELECT DISTINCT ON (y.id) y.id AS symbol, y.ticker, q.* FROM " PASSING (scope) \
  " ORDER BY y.id, monthly DESC NULLS LAST, abs_delta, expiration_date, strike, root) q "

/* All that pass, at most $18. */
#define MAG_SCAN_RANKED(scope) "(SELECT y.id AS symbol, y.ticker, q.* FROM " PASSING (scope) " ORDER BY " BY_RANK " LIMIT $18::bigint) q "

/* $1 to $17. */
MagParams *mag_scan_params_new (gint64 list, const char *const *tickers, const MagScanCriteria *criteria, gint64 now_us);
