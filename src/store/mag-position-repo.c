/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The last known portfolios, whole and dated: a refresh replaces them in one transaction, so nobody reads half of one. */

#include "config.h"

#include "mag-position-repo.h"

#include "mag-date.h"
#include "mag-params.h"
#include "mag-row.h"
#include "mag-terms-repo.h"
#include "mag-topic.h"
#include "mag-trade-repo.h"

#include <string.h>

/* ---- saving ---- */

static void
post_account (MagDb              *db,
              const char         *service,
              guint               place,
              const MagPortfolio *portfolio)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_text (params, portfolio->account);
  mag_params_text (params, service);
  mag_params_int64 (params, place);
  mag_params_text (params, portfolio->name);
  mag_params_text (params, portfolio->kind);
  mag_params_boolean (params, portfolio->options);
  mag_params_money (params, portfolio->buying_power);
  mag_params_money (params, portfolio->cash);
  mag_params_money (params, portfolio->option_collateral);
  mag_params_instant (params, portfolio->at_us);
  mag_params_post (params, db, "INSERT INTO broker_accounts VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
}

static void
post_position (MagDb              *db,
               const MagPortfolio *portfolio,
               const MagPosition  *position)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_text (params, portfolio->account);
  mag_params_text (params, position->id);
  mag_params_text (params, position->option_id);
  mag_params_text (params, position->symbol);
  mag_params_text (params, position->contract.root);
  mag_params_date (params, position->contract.expiration);
  mag_params_text (params, position->contract.right == MAG_RIGHT_PUT ? "P" : "C");
  mag_params_price (params, position->contract.strike);
  mag_params_boolean (params, position->side == MAG_SIDE_SHORT);
  mag_params_int64 (params, position->quantity);
  mag_params_int64 (params, position->settling);
  mag_params_int64 (params, position->multiplier);
  mag_params_boolean (params, position->adjusted);
  mag_params_money (params, position->premium);
  mag_params_instant (params, position->opened_us);
  mag_params_price (params, position->mark);
  mag_params_price (params, position->bid);
  mag_params_price (params, position->ask);
  mag_params_price (params, position->previous_close);
  mag_params_price (params, position->spot);
  mag_params_double (params, position->iv);
  mag_params_double (params, position->delta);
  mag_params_double (params, position->gamma);
  mag_params_double (params, position->theta);
  mag_params_double (params, position->vega);
  mag_params_count (params, position->open_interest);
  mag_params_count (params, position->volume);
  mag_params_instant (params, position->quoted_us);
  mag_params_instant (params, position->spot_us);
  mag_params_text (params, position->problem);
  mag_params_post (params, db,
                   "INSERT INTO broker_positions VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, "
                   "$25, $26, $27, $28, $29, $30) ON CONFLICT DO NOTHING"); /* a second one without an id */
}

static void
post_shares (MagDb              *db,
             const MagPortfolio *portfolio,
             const MagShares    *shares)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_text (params, portfolio->account);
  mag_params_text (params, shares->id);
  mag_params_text (params, shares->symbol);
  mag_params_boolean (params, shares->side == MAG_SIDE_SHORT);
  mag_params_int64 (params, shares->quantity_e8);
  mag_params_int64 (params, shares->collateral);
  mag_params_int64 (params, shares->held_for_sells);
  mag_params_price (params, shares->average_price);
  mag_params_price (params, shares->spot);
  mag_params_price (params, shares->previous_close);
  mag_params_instant (params, shares->spot_us);
  mag_params_post (params, db, "INSERT INTO broker_shares VALUES ($1, $2, $3, $4, $5::bigint / 100000000.0, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING");
}

gboolean
mag_position_repo_forget (MagDb         *db,
                          const char    *service,
                          GCancellable  *cancellable,
                          GError       **error)
{
  return mag_db_execute (db, "WITH gone AS (DELETE FROM broker_accounts WHERE service = $1 RETURNING account) "
                             "DELETE FROM broker_events WHERE account IN (SELECT account FROM gone)", 1, &service, cancellable, error);
}

/**
 * mag_position_repo_save:
 * @service: whose accounts: "robinhood"
 * @portfolios: (element-type MagPortfolio): all of them, in order
 *
 * Tells all programs by the topic "positions".
 */
gboolean
mag_position_repo_save (MagDb         *db,
                        const char    *service,
                        GPtrArray     *portfolios,
                        GCancellable  *cancellable,
                        GError       **error)
{
  if (!mag_db_begin (db, cancellable, error) || !mag_position_repo_forget (db, service, cancellable, error))
    {
      mag_db_rollback (db);
      return FALSE;
    }
  for (guint i = 0; i < portfolios->len; i++)
    {
      const MagPortfolio *portfolio = g_ptr_array_index (portfolios, i);

      post_account (db, service, i, portfolio);
      for (guint k = 0; k < portfolio->positions->len; k++)
        post_position (db, portfolio, g_ptr_array_index (portfolio->positions, k));
      for (guint k = 0; k < portfolio->shares->len; k++)
        post_shares (db, portfolio, g_ptr_array_index (portfolio->shares, k));
    }
  if (mag_topic_notify (db, "positions", cancellable, error) && mag_db_commit (db, cancellable, error))
    return TRUE;
  mag_db_rollback (db);
  return FALSE;
}

/* ---- loading ---- */

static MagMoney
read_money (const PGresult *result,
            int             row,
            int             column)
{
  return PQgetisnull (result, row, column) ? MAG_MONEY_UNKNOWN : mag_row_int64 (result, row, column);
}

static MagPosition *
read_position (const PGresult *result,
               int             row)
{
  MagPosition *position = mag_position_new ();
  int c = 0;

  g_set_str (&position->account, mag_row_text (result, row, c++));
  g_set_str (&position->id, mag_row_text (result, row, c++));
  g_set_str (&position->option_id, mag_row_text (result, row, c++));
  g_set_str (&position->symbol, mag_row_text (result, row, c++));
  g_strlcpy (position->contract.root, mag_row_text (result, row, c++), sizeof position->contract.root);
  position->contract.expiration = mag_row_date (result, row, c++);
  position->contract.right = mag_row_text (result, row, c++)[0] == 'P' ? MAG_RIGHT_PUT : MAG_RIGHT_CALL;
  position->contract.strike = mag_row_price (result, row, c++);
  position->side = mag_row_boolean (result, row, c++) ? MAG_SIDE_SHORT : MAG_SIDE_LONG;
  position->quantity = mag_row_int64 (result, row, c++);
  position->settling = mag_row_int64 (result, row, c++);
  position->multiplier = mag_row_int64 (result, row, c++);
  position->adjusted = mag_row_boolean (result, row, c++);
  position->premium = read_money (result, row, c++);
  position->opened_us = mag_row_int64 (result, row, c++);
  position->mark = mag_row_price (result, row, c++);
  position->bid = mag_row_price (result, row, c++);
  position->ask = mag_row_price (result, row, c++);
  position->previous_close = mag_row_price (result, row, c++);
  position->spot = mag_row_price (result, row, c++);
  position->iv = mag_row_double (result, row, c++);
  position->delta = mag_row_double (result, row, c++);
  position->gamma = mag_row_double (result, row, c++);
  position->theta = mag_row_double (result, row, c++);
  position->vega = mag_row_double (result, row, c++);
  position->open_interest = mag_row_count (result, row, c++);
  position->volume = mag_row_count (result, row, c++);
  position->quoted_us = mag_row_int64 (result, row, c++);
  position->spot_us = mag_row_int64 (result, row, c++);
  position->problem = mag_row_dup (result, row, c++);
  return position;
}

static MagShares *
read_shares (const PGresult *result,
             int             row)
{
  MagShares *shares = mag_shares_new ();
  int c = 0;

  g_set_str (&shares->account, mag_row_text (result, row, c++));
  g_set_str (&shares->id, mag_row_text (result, row, c++));
  g_set_str (&shares->symbol, mag_row_text (result, row, c++));
  shares->side = mag_row_boolean (result, row, c++) ? MAG_SIDE_SHORT : MAG_SIDE_LONG;
  shares->quantity_e8 = mag_row_int64 (result, row, c++);
  shares->collateral = mag_row_int64 (result, row, c++);
  shares->held_for_sells = mag_row_int64 (result, row, c++);
  shares->average_price = mag_row_price (result, row, c++);
  shares->spot = mag_row_price (result, row, c++);
  shares->previous_close = mag_row_price (result, row, c++);
  shares->spot_us = mag_row_int64 (result, row, c++);
  return shares;
}

static MagPortfolio *
read_account (const PGresult *result,
              int             row)
{
  MagPortfolio *portfolio = mag_portfolio_new ();

  g_set_str (&portfolio->account, mag_row_text (result, row, 0));
  g_set_str (&portfolio->name, mag_row_text (result, row, 1));
  g_set_str (&portfolio->kind, mag_row_text (result, row, 2));
  portfolio->options = mag_row_boolean (result, row, 3);
  portfolio->buying_power = read_money (result, row, 4);
  portfolio->cash = read_money (result, row, 5);
  portfolio->option_collateral = read_money (result, row, 6);
  portfolio->at_us = mag_row_int64 (result, row, 7);
  return portfolio;
}

static MagPortfolio *
find_portfolio (GPtrArray  *portfolios,
                const char *account)
{
  for (guint i = 0; i < portfolios->len; i++)
    if (strcmp (((const MagPortfolio *) g_ptr_array_index (portfolios, i))->account, account) == 0)
      return g_ptr_array_index (portfolios, i);
  return NULL;
}

/* One transaction, so that accounts and what is in them are of one refresh. */
static gboolean
query_all (MagDb         *db,
           const char    *service,
           PGresult     **accounts,
           PGresult     **positions,
           PGresult     **shares,
           GCancellable  *cancellable,
           GError       **error)
{
  return mag_db_begin (db, cancellable, error) &&
         mag_db_execute (db, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", 0, NULL, cancellable, error) &&
         (*accounts = mag_db_query (db,
                                    "SELECT account, name, kind, options, (buying_power * 100)::bigint, (cash * 100)::bigint, (option_collateral * 100)::bigint, micros(at) "
                                    "FROM broker_accounts WHERE service = $1 ORDER BY position", 1, &service, cancellable, error)) != NULL &&
         (*positions = mag_db_query (db,
                                     "SELECT p.account, p.broker_id, option_id, symbol, root, expiration_date, option_type, strike, is_short, quantity, settling, multiplier, "
                                     "adjusted, (premium * 100)::bigint, micros(opened_at), mark, bid, ask, previous_close, spot, iv, delta, gamma, theta, vega, open_interest, "
                                     "volume, micros(quoted_at), micros(spot_at), problem FROM broker_positions p JOIN broker_accounts a USING (account) WHERE a.service = $1 "
                                     "ORDER BY p.account, p.broker_id", 1, &service, cancellable, error)) != NULL &&
         (*shares = mag_db_query (db,
                                  "SELECT s.account, broker_id, symbol, is_short, (quantity * 100000000)::bigint, collateral, held_for_sells, average_price, spot, previous_close, "
                                  "micros(spot_at) FROM broker_shares s JOIN broker_accounts a USING (account) WHERE a.service = $1 ORDER BY symbol", 1, &service, cancellable,
                                  error)) != NULL &&
         mag_db_commit (db, cancellable, error);
}

/**
 * mag_position_repo_load:
 *
 * Returns: (transfer full) (element-type MagPortfolio): as they were saved; %NULL with an error
 */
GPtrArray *
mag_position_repo_load (MagDb         *db,
                        const char    *service,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr(PGresult) accounts = NULL, positions = NULL, shares = NULL;
  g_autoptr(GPtrArray) portfolios = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref);

  if (!query_all (db, service, &accounts, &positions, &shares, cancellable, error))
    {
      mag_db_rollback (db);
      return NULL;
    }
  for (int i = 0; i < PQntuples (accounts); i++)
    g_ptr_array_add (portfolios, read_account (accounts, i));
  for (int i = 0; i < PQntuples (positions); i++)
    g_ptr_array_add (find_portfolio (portfolios, mag_row_text (positions, i, 0))->positions, read_position (positions, i));
  for (int i = 0; i < PQntuples (shares); i++)
    g_ptr_array_add (find_portfolio (portfolios, mag_row_text (shares, i, 0))->shares, read_shares (shares, i));
  return g_steal_pointer (&portfolios);
}

/* ---- facts ---- */

static MagSymbolFacts *
facts_of (GHashTable *facts,
          const char *ticker)
{
  MagSymbolFacts *fact = g_hash_table_lookup (facts, ticker);

  if (fact == NULL)
    {
      fact = g_new0 (MagSymbolFacts, 1);
      fact->dividend = fact->campaign_basis = MAG_PRICE_UNKNOWN;
      g_hash_table_insert (facts, g_strdup (ticker), fact);
    }
  return fact;
}

/* The dividend the latest chain was valued with that comes next. */
static void
add_dividend (MagSymbolFacts *fact,
              const PGresult *result,
              int             row,
              MagDate         today)
{
  MagTerms terms;

  mag_terms_row_read (result, row, 3, 0, &terms);
  for (guint i = 0; i < terms.n_dividends; i++)
    if (terms.dividends[i].ex_date > today)
      {
        fact->ex_dividend = terms.dividends[i].ex_date;
        fact->ex_dividend_estimated = !terms.dividends[i].announced;
        fact->dividend = terms.dividends[i].amount;
        return;
      }
}

/* The basis of a campaign that holds shares now. */
static void
add_basis (GHashTable *facts,
           MagJournal *journal)
{
  for (guint i = 0; i < journal->ledgers->len; i++)
    {
      const MagLedger *ledger = g_ptr_array_index (journal->ledgers, i);
      const MagCampaign *campaign = ledger->campaigns->len > 0 ? g_ptr_array_index (ledger->campaigns, ledger->campaigns->len - 1) : NULL;

      if (campaign != NULL && campaign->ended == 0 && campaign->shares > 0)
        facts_of (facts, ledger->symbol)->campaign_basis = g_array_index (campaign->steps, MagCampaignStep, campaign->steps->len - 1).campaign_basis;
    }
}

/* Only what shares are held of: the rest of the journal costs nothing. */
static gboolean
add_bases (GHashTable    *facts,
           MagDb         *db,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(PGresult) held = mag_db_query (db, "SELECT DISTINCT symbol FROM broker_shares", 0, NULL, cancellable, error);

  for (int i = 0; held != NULL && i < PQntuples (held); i++)
    {
      g_autoptr(MagJournal) journal = mag_trade_repo_load (db, mag_row_text (held, i, 0), cancellable, error);

      if (journal == NULL)
        return FALSE;
      add_basis (facts, journal);
    }
  return held != NULL;
}

/**
 * mag_position_repo_facts:
 *
 * Returns: (transfer full) (element-type utf8 MagSymbolFacts): what stock data, chains and journal say of underlyings; %NULL with an error
 */
GHashTable *
mag_position_repo_facts (MagDb         *db,
                         gint64         now_us,
                         GCancellable  *cancellable,
                         GError       **error)
{
  MagDate today = mag_date_in_new_york (now_us);
  g_autoptr(PGresult) result =
    mag_db_query (db,
                  "SELECT y.ticker, d.earnings, d.earnings_estimated, " MAG_TERMS_COLUMNS " FROM symbols y LEFT JOIN stock_data d ON d.symbol_id = y.id "
                  "LEFT JOIN chain_snapshots s ON s.id = y.latest_snapshot_id WHERE d.earnings IS NOT NULL OR cardinality(s.dividend_dates) > 0",
                  0, NULL, cancellable, error);
  g_autoptr(GHashTable) facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (result == NULL)
    return NULL;
  for (int i = 0; i < PQntuples (result); i++)
    {
      MagSymbolFacts *fact = facts_of (facts, mag_row_text (result, i, 0));

      fact->earnings = mag_row_date (result, i, 1);
      fact->earnings_estimated = mag_row_boolean (result, i, 2);
      add_dividend (fact, result, i, today);
    }
  return add_bases (facts, db, cancellable, error) ? g_steal_pointer (&facts) : NULL;
}

/* ---- snoozing ---- */

/**
 * mag_position_repo_snoozed:
 *
 * Returns: (transfer full) (element-type utf8 utf8): a set of "KEY RULE"; %NULL with an error
 */
GHashTable *
mag_position_repo_snoozed (MagDb         *db,
                           gint64         now_us,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;
  GHashTable *snoozed;

  mag_params_instant (params, now_us);
  result = mag_params_query (params, db, "SELECT holding || ' ' || rule FROM snoozed_alerts WHERE until > $1::timestamptz", cancellable, error);
  if (result == NULL)
    return NULL;
  snoozed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (int i = 0; i < PQntuples (result); i++)
    g_hash_table_add (snoozed, mag_row_dup (result, i, 0));
  return snoozed;
}

gboolean
mag_position_repo_snooze (MagDb         *db,
                          const char    *holding,
                          MagRule        rule,
                          gint64         until_us,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_text (params, holding);
  mag_params_text (params, mag_rule_to_nick (rule));
  mag_params_instant (params, until_us);
  return mag_params_execute (params, db,
                             "INSERT INTO snoozed_alerts VALUES ($1, $2, $3::timestamptz) ON CONFLICT (holding, rule) DO UPDATE SET until = excluded.until",
                             cancellable, error);
}
