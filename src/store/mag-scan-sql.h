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

/* The number of the first filter of MagScanFilter that is not passed, the first one (the other side) left out; 14 when all are. */
#define FIRST_FAILURE \
  "CASE WHEN q.adjusted THEN 1 " \
  " WHEN q.expiration_date < CASE WHEN q.am_settled THEN " FIRST_LIVE_AM " ELSE " FIRST_LIVE " END THEN 2 " \
  " WHEN q.expiration_date NOT BETWEEN " DTE_FROM " AND " DTE_TO " THEN 3 " \
  " WHEN q.status <> 'ok' THEN 4 " \
  " WHEN " OTM " AND NOT q.otm THEN 5 " \
  " WHEN q.delta IS NULL THEN 6 " \
  " WHEN abs(q.delta) NOT BETWEEN " DELTA_MIN " AND " DELTA_MAX " THEN 7 " \
  " WHEN q.bid IS NULL OR q.bid <= 0 OR q.bid < " BID_MIN " THEN 8 " \
  " WHEN " MONTHLY_MIN " IS NOT NULL AND coalesce(" MONTHLY " < " MONTHLY_MIN ", true) THEN 9 " \
  " WHEN coalesce(q.open_interest, -1) < " OI_MIN " THEN 10 " \
  " WHEN coalesce(q.volume, -1) < " VOLUME_MIN " THEN 11 " \
  " WHEN " SPREAD_MAX " IS NOT NULL AND coalesce(" SPREAD " > " SPREAD_MAX ", true) THEN 12 " \
  " WHEN " COLLATERAL_MAX " IS NOT NULL AND " CAPITAL " * 100 > " COLLATERAL_MAX " THEN 13 " \
  " ELSE 14 END"
G_STATIC_ASSERT (MAG_SCAN_FILTER_ADJUSTED == 1 && MAG_SCAN_FILTER_COLLATERAL == 13 && MAG_SCAN_N_FILTERS == 14);

/* The same as far as the index option_quotes_scan goes, so that little else is read. */
#define NARROWED \
  "q.status = 'ok' AND NOT q.adjusted AND q.option_type = " RIGHT " AND q.expiration_date BETWEEN " DTE_FROM " AND " DTE_TO \
  " AND abs(q.delta) BETWEEN " DELTA_MIN " AND " DELTA_MAX

/* Symbols asked for that are not excluded, each once: of list $1, or of all active lists when that is 0. OFFSET 0 here and below
 * keeps the server from turning the statement round: it is planned without knowing the parameters. */
#define WANTED \
  "($2::text[] IS NULL OR y.ticker = ANY ($2)) AND NOT EXISTS (SELECT FROM symbol_exclusions e WHERE e.ticker = y.ticker)"
#define SCOPE_LIST \
  "(SELECT y.* FROM tv_watchlist_symbols m " \
  " CROSS JOIN LATERAL (SELECT y.id, y.ticker, y.latest_snapshot_id FROM symbols y WHERE y.id = m.symbol_id OFFSET 0) y " \
  " WHERE m.watchlist_id = $1::bigint AND m.is_active AND " WANTED ") y "
#define SCOPE_ALL \
  "(SELECT y.id, y.ticker, y.latest_snapshot_id FROM symbols y WHERE $1::bigint = 0 AND EXISTS (SELECT FROM tv_watchlist_symbols m " \
  " JOIN tv_watchlists l ON l.id = m.watchlist_id WHERE m.symbol_id = y.id AND m.is_active AND l.is_active) AND " WANTED ") y "
/* A statement made of either: MAG_SCAN_OF (list, STATEMENT), STATEMENT being a macro that takes the scope. */
#define MAG_SCAN_OF(list, STATEMENT) ((list) != 0 ? STATEMENT (SCOPE_LIST) : STATEMENT (SCOPE_ALL))

/* mag_scan_row_compare() in SQL, over the columns that RANK_COLUMNS add. */
#define RANK_COLUMNS MONTHLY " AS monthly, abs(q.delta) AS abs_delta"
#define BY_RANK "q.monthly DESC NULLS LAST, q.abs_delta, y.ticker, q.expiration_date, q.strike, q.root"

/* The best contract of each symbol in scope: y the symbol, q the contract with its rank. */
#define MAG_SCAN_BEST(scope) \
  scope \
  "CROSS JOIN LATERAL (SELECT q.*, " RANK_COLUMNS " FROM option_quotes q " \
  " WHERE q.snapshot_id = y.latest_snapshot_id AND " NARROWED " AND " FIRST_FAILURE " = 14" \
  " ORDER BY monthly DESC NULLS LAST, abs_delta, expiration_date, strike, root LIMIT 1) q "

/* $1 to $17. */
MagParams *mag_scan_params_new (gint64 list, const char *const *tickers, const MagScanCriteria *criteria, gint64 now_us);
