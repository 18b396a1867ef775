/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which symbols of a list have not been looked after today, the note that they were, and what was found: company data, bars, dividends. */

#include "config.h"

#include "mag-upkeep-repo.h"

#include "mag-chain-repo.h"
#include "mag-date.h"
#include "mag-db-private.h"
#include "mag-money.h"
#include "mag-params.h"
#include "mag-row.h"
#include "mag-volatility.h"

#include <math.h>

#define HISTORY_DAYS 430 /* of bars: a year of trading days, room for averages, and two dividends of who pays once a year. Always all of them: a dividend or a
                          * split changes every adjusted price before it */
#define HV_DAYS 30

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
  if (newest < complete)
    due.bars_from = complete - HISTORY_DAYS;
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

/* ---- history ---- */

static void
post_bar (MagDb        *db,
          gint64        symbol_id,
          const MagBar *bar)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, symbol_id);
  mag_params_date (params, bar->date);
  mag_params_price (params, bar->open);
  mag_params_price (params, bar->high);
  mag_params_price (params, bar->low);
  mag_params_price (params, bar->close);
  mag_params_price (params, bar->adjusted_close);
  mag_params_count (params, bar->volume);
  mag_params_post (params, db,
                   "INSERT INTO daily_bars (symbol_id, day, open, high, low, close, adjusted_close, volume) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
                   "ON CONFLICT (symbol_id, day) DO UPDATE SET open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, "
                   " adjusted_close = excluded.adjusted_close, volume = excluded.volume");
}

static void
post_bars (MagDb  *db,
           gint64  symbol_id,
           GArray *bars)
{
  for (guint i = 0; i < bars->len; i++)
    {
      const MagBar *bar = &g_array_index (bars, MagBar, i);

      if (bar->close != MAG_PRICE_UNKNOWN)
        post_bar (db, symbol_id, bar);
    }
}

/* Those of the range that was loaded become exactly these: splits change the past, and a dividend may be called off. */
static void
post_dividends (MagDb                 *db,
                gint64                 symbol_id,
                const MagPriceHistory *history)
{
  g_autoptr(MagParams) params = NULL;
  MagDate from;

  if (history->bars->len == 0)
    return; /* says nothing of any day */

  from = g_array_index (history->bars, MagBar, 0).date;
  params = mag_params_new ();
  mag_params_int64 (params, symbol_id);
  mag_params_date (params, from);
  mag_params_post (params, db, "DELETE FROM share_dividends WHERE symbol_id = $1 AND ex_date >= $2");
  for (guint i = 0; i < history->dividends->len; i++)
    {
      const MagCashDividend *dividend = &g_array_index (history->dividends, MagCashDividend, i);
      g_autoptr(MagParams) row = NULL;

      if (dividend->ex_date < from)
        continue;
      row = mag_params_new ();
      mag_params_int64 (row, symbol_id);
      mag_params_date (row, dividend->ex_date);
      mag_params_price (row, dividend->amount);
      mag_params_post (row, db,
                       "INSERT INTO share_dividends (symbol_id, ex_date, amount) VALUES ($1, $2, $3) "
                       "ON CONFLICT (symbol_id, ex_date) DO UPDATE SET amount = share_dividends.amount + excluded.amount"); /* two on one day are paid both */
    }
}

/* Of complete days only: the live bar's close is no close yet. */
static double
realised_volatility (GArray  *bars,
                     MagDate  complete)
{
  g_autoptr(GArray) closes = g_array_sized_new (FALSE, FALSE, sizeof (double), bars->len);

  for (guint i = 0; i < bars->len; i++)
    {
      const MagBar *bar = &g_array_index (bars, MagBar, i);
      double close = bar->adjusted_close != MAG_PRICE_UNKNOWN ? mag_price_to_double (bar->adjusted_close) : NAN;

      if (bar->date <= complete && bar->close != MAG_PRICE_UNKNOWN)
        g_array_append_val (closes, close);
    }
  return mag_volatility_close_to_close ((const double *) (gpointer) closes->data, closes->len, HV_DAYS);
}

static void
post_realised_volatility (MagDb  *db,
                          gint64  symbol_id,
                          double  hv30)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, symbol_id);
  mag_params_double (params, hv30);
  mag_params_post (params, db, "UPDATE stock_data SET hv30 = $2 WHERE symbol_id = $1");
}

/**
 * mag_upkeep_repo_save_history:
 * @history: bars, one without a close being left out, and dividends where the source tells them
 * @ticker: whose; a symbol of the store
 * @now_us: the profile's time, which says which bars are complete
 *
 * Adds daily bars, replacing those that are there, stores the dividends, and the realised volatility the bars come to, all in one transaction.
 */
gboolean
mag_upkeep_repo_save_history (MagDb                  *db,
                              const MagPriceHistory  *history,
                              const char             *ticker,
                              gint64                  now_us,
                              GCancellable           *cancellable,
                              GError                **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  gint64 id;

  mag_params_text (params, ticker);
  if (mag_db_begin (db, cancellable, error) &&
      mag_params_fetch (params, db, "SELECT id FROM symbols WHERE ticker = $1", "There is no such symbol.", &id, cancellable, error))
    {
      post_bars (db, id, history->bars);
      if (history->dividends != NULL)
        post_dividends (db, id, history);
      post_realised_volatility (db, id, realised_volatility (history->bars, last_complete_day (now_us)));
      if (mag_db_commit (db, cancellable, error))
        return TRUE;
    }
  mag_db_rollback (db);
  return FALSE;
}
