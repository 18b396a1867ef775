/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which symbols of a list nobody has looked after today, with the daily bars they lack, and the note that it was done. */

#include "config.h"

#include "mag-upkeep-repo.h"

#include "mag-chain-repo.h"
#include "mag-date.h"
#include "mag-params.h"
#include "mag-row.h"

#define HISTORY_DAYS 400 /* calendar days of bars for a symbol that has none: 252 sessions and room for averages */

/* The last session that has ended. */
static MagDate
last_whole_session (gint64 now_us)
{
  MagDate day = mag_calendar_session_date (now_us);

  return now_us >= mag_calendar_close_us (day) ? day : mag_calendar_previous_trading_day (day);
}

static MagParams *
make_params (gint64 list,
             gint64 now_us)
{
  MagParams *params = mag_params_new ();
  MagDate today = mag_date_in_new_york (now_us);

  mag_params_int64 (params, list);
  mag_params_date (params, today);
  mag_params_date (params, last_whole_session (now_us));
  mag_params_date (params, today - HISTORY_DAYS);
  return params;
}

/**
 * mag_upkeep_repo_due:
 *
 * The last stored day of bars is loaded again, because it may have been saved before its session ended.
 *
 * Returns: (transfer full): #MagUpkeepDue of the list's symbols not looked after today, in list order
 */
GArray *
mag_upkeep_repo_due (MagDb         *db,
                     gint64         list,
                     gint64         now_us,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr(MagParams) params = make_params (list, now_us);
  g_autoptr(PGresult) result = mag_params_query (params, db,
                                                 "SELECT y.ticker, CASE WHEN b.last IS NULL THEN $4::date WHEN b.last < $3 THEN b.last END "
                                                 "FROM tv_watchlist_symbols m JOIN symbols y ON y.id = m.symbol_id "
                                                 "LEFT JOIN tv_watchlist_sections c ON c.id = m.section_id "
                                                 "CROSS JOIN LATERAL (SELECT max(day) AS last FROM daily_bars WHERE symbol_id = y.id) b "
                                                 "WHERE m.watchlist_id = $1 AND m.is_active AND y.kind IN ('stock', 'etf', 'index') "
                                                 " AND y.profile_day IS DISTINCT FROM $2 "
                                                 " AND NOT EXISTS (SELECT FROM symbol_exclusions e WHERE e.ticker = y.ticker) "
                                                 "ORDER BY coalesce(c.position, 0), m.position",
                                                 cancellable, error);
  GArray *due;

  if (result == NULL)
    return NULL;
  due = g_array_new (FALSE, TRUE, sizeof (MagUpkeepDue));
  for (int i = 0; i < PQntuples (result); i++)
    {
      MagUpkeepDue one = { .bars_from = mag_row_date (result, i, 1) };

      g_strlcpy (one.ticker, mag_row_text (result, i, 0), sizeof one.ticker);
      g_array_append_val (due, one);
    }
  return due;
}

/**
 * mag_upkeep_repo_save_profile:
 * @quotes: (nullable): none or one #MagStockQuote
 *
 * Stores company data, if there are any, and that the symbol was looked after on this New York day.
 */
gboolean
mag_upkeep_repo_save_profile (MagDb         *db,
                              GPtrArray     *quotes,
                              const char    *ticker,
                              gint64         now_us,
                              GCancellable  *cancellable,
                              GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_text (params, ticker);
  mag_params_date (params, mag_date_in_new_york (now_us));
  return (quotes == NULL || quotes->len == 0 || mag_chain_repo_save_stock (db, quotes, cancellable, error)) &&
         mag_params_execute (params, db, "UPDATE symbols SET profile_day = $2 WHERE ticker = $1", cancellable, error);
}
