/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which symbols of a list have not been looked after today, and the note that they were. */

#include "config.h"

#include "mag-upkeep-repo.h"

#include "mag-chain-repo.h"
#include "mag-date.h"
#include "mag-params.h"
#include "mag-row.h"

#define FIRST_DAYS 380 /* of bars for a symbol that has none: a year of trading days and room for averages */
#define OVERLAP_DAYS 7 /* loaded again, since late corrections happen */

/* The newest day whose bar is complete. */
static MagDate
last_complete_day (gint64 now_us)
{
  MagDate day = mag_calendar_session_date (now_us);

  return now_us >= mag_calendar_close_us (day) ? day : mag_calendar_previous_trading_day (day);
}

static MagUpkeepDue
read_due (const PGresult *result,
          int             row,
          MagDate         complete)
{
  MagDate newest = mag_row_date (result, row, 1);
  MagUpkeepDue due = { 0 };

  g_strlcpy (due.ticker, mag_row_text (result, row, 0), sizeof due.ticker);
  if (newest == 0)
    due.bars_from = complete - FIRST_DAYS;
  else if (newest < complete)
    due.bars_from = newest - OVERLAP_DAYS;
  return due;
}

/**
 * mag_upkeep_repo_due:
 * @db: a connection
 * @list: id of a watchlist
 * @now_us: the profile's time
 *
 * Returns: (transfer full) (element-type MagUpkeepDue): the list's symbols not looked after since New York's midnight; NULL with an error
 */
GArray *
mag_upkeep_repo_due (MagDb         *db,
                     gint64         list,
                     gint64         now_us,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;
  MagDate complete = last_complete_day (now_us);
  GArray *due;

  mag_params_int64 (params, list);
  mag_params_instant (params, mag_instant_new_york (mag_date_in_new_york (now_us), 0, 0, 0));
  /* A stamp from the future is of a practice clock that has been set back. */
  result = mag_params_query (params, db,
                             "SELECT y.ticker, (SELECT max(day) FROM daily_bars b WHERE b.symbol_id = y.id) "
                             "FROM tv_watchlist_symbols w JOIN symbols y ON y.id = w.symbol_id "
                             "WHERE w.watchlist_id = $1 AND w.is_active AND y.latest_snapshot_id IS NOT NULL "
                             "AND (y.upkept_at IS NULL OR y.upkept_at < $2 OR y.upkept_at > $2 + interval '2 days') ORDER BY w.position, y.ticker",
                             cancellable, error);
  if (result == NULL)
    return NULL;

  due = g_array_new (FALSE, FALSE, sizeof (MagUpkeepDue));
  for (int row = 0; row < PQntuples (result); row++)
    {
      MagUpkeepDue one = read_due (result, row, complete);

      g_array_append_val (due, one);
    }
  return due;
}

/**
 * mag_upkeep_repo_save_profile:
 * @db: a connection
 * @quotes: (element-type MagStockQuote): company data, if there are any
 * @ticker: whose
 * @now_us: the profile's time
 *
 * Stores company data, and that they were asked for.
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

  if (quotes->len > 0 && !mag_chain_repo_save_stock (db, quotes, cancellable, error))
    return FALSE;

  mag_params_text (params, ticker);
  mag_params_instant (params, now_us);
  return mag_params_execute (params, db, "UPDATE symbols SET upkept_at = $2 WHERE ticker = $1", cancellable, error);
}
