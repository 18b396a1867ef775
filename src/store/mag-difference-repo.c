/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reports of the broker in and out, the comparison over what the store has, and resolutions. */

#include "config.h"

#include "mag-difference-repo.h"

#include "mag-params.h"
#include "mag-position-repo.h"
#include "mag-row.h"
#include "mag-topic.h"
#include "mag-trade-repo.h"

#include <string.h>

static const char *const report_nicks[] = { "expired", "assigned", "exercised" };

void
mag_resolution_free (MagResolution *self)
{
  g_array_unref (self->legs);
  g_free (self->notes);
  g_free (self->tags);
  g_free (self->key);
  g_free (self);
}

static MagResolution *
resolution_new (void)
{
  MagResolution *self = g_new0 (MagResolution, 1);

  self->legs = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

/* ---- reports ---- */

static gboolean
save_report (MagDb            *db,
             const MagReport  *report,
             GCancellable     *cancellable,
             GError          **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_text (params, report->id);
  mag_params_text (params, report->account);
  mag_params_text (params, report->symbol);
  mag_params_text (params, report_nicks[report->kind]);
  mag_params_boolean (params, report->confirmed);
  mag_params_text (params, report->contract.root);
  mag_params_date (params, report->contract.expiration);
  mag_params_text (params, report->contract.right == MAG_RIGHT_PUT ? "P" : "C");
  mag_params_price (params, report->contract.strike);
  mag_params_int64 (params, report->quantity);
  mag_params_date (params, report->date);
  return mag_params_execute (params, db, "INSERT INTO broker_events VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING", cancellable, error);
}

static gboolean
save_reports (MagDb         *db,
              GPtrArray     *reports,
              GCancellable  *cancellable,
              GError       **error)
{
  for (guint i = 0; i < reports->len; i++)
    if (!save_report (db, g_ptr_array_index (reports, i), cancellable, error))
      return FALSE;
  return TRUE;
}

gboolean
mag_difference_repo_save_reports (MagDb         *db,
                                  GPtrArray     *reports,
                                  GCancellable  *cancellable,
                                  GError       **error)
{
  if (mag_db_begin (db, cancellable, error) &&
      mag_db_execute (db, "DELETE FROM broker_events", 0, NULL, cancellable, error) &&
      save_reports (db, reports, cancellable, error) &&
      mag_topic_notify (db, "trades", cancellable, error) &&
      mag_db_commit (db, cancellable, error))
    return TRUE;

  mag_db_rollback (db);
  return FALSE;
}

static MagReport *
read_report (const PGresult *result,
             int             row)
{
  MagReport *report = mag_report_new ();
  const char *kind = mag_row_text (result, row, 3);

  report->id = mag_row_dup (result, row, 0);
  report->account = mag_row_dup (result, row, 1);
  report->symbol = mag_row_dup (result, row, 2);
  for (guint i = 0; i < G_N_ELEMENTS (report_nicks); i++)
    if (strcmp (kind, report_nicks[i]) == 0)
      report->kind = i;
  report->confirmed = mag_row_boolean (result, row, 4);
  g_strlcpy (report->contract.root, mag_row_text (result, row, 5), sizeof report->contract.root);
  report->contract.expiration = mag_row_date (result, row, 6);
  report->contract.right = mag_row_text (result, row, 7)[0] == 'P' ? MAG_RIGHT_PUT : MAG_RIGHT_CALL;
  report->contract.strike = mag_row_price (result, row, 8);
  report->quantity = mag_row_int64 (result, row, 9);
  report->date = mag_row_date (result, row, 10);
  return report;
}

static GPtrArray *
load_reports (MagDb         *db,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db, "SELECT * FROM broker_events ORDER BY event_date, id", 0, NULL, cancellable, error);
  GPtrArray *reports;

  if (result == NULL)
    return NULL;
  reports = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_report_free);
  for (int i = 0; i < PQntuples (result); i++)
    g_ptr_array_add (reports, read_report (result, i));
  return reports;
}

/* ---- the comparison ---- */

static GPtrArray *
load_portfolios (MagDb         *db,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr(PGresult) services = mag_db_query (db, "SELECT DISTINCT service FROM broker_accounts ORDER BY service", 0, NULL, cancellable, error);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref);

  for (int i = 0; services != NULL && i < PQntuples (services); i++)
    {
      GPtrArray *some = mag_position_repo_load (db, mag_row_text (services, i, 0), cancellable, error);

      if (some == NULL)
        return NULL;
      g_ptr_array_extend_and_steal (all, some);
    }
  return services != NULL ? g_steal_pointer (&all) : NULL;
}

/* Keys. */
static GHashTable *
load_dismissed (MagDb         *db,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db, "SELECT key FROM dismissed_differences", 0, NULL, cancellable, error);
  GHashTable *keys;

  if (result == NULL)
    return NULL;
  keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (int i = 0; i < PQntuples (result); i++)
    g_hash_table_add (keys, mag_row_dup (result, i, 0));
  return keys;
}

GPtrArray *
mag_difference_repo_list (MagDb         *db,
                          gint64         now_us,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autoptr(MagJournal) journal = NULL;
  g_autoptr(GHashTable) from_broker = NULL, dismissed = NULL;
  g_autoptr(GPtrArray) portfolios = NULL, reports = NULL;

  if (!(journal = mag_trade_repo_load (db, NULL, cancellable, error)) || !(from_broker = mag_trade_repo_from_broker (db, cancellable, error)) ||
      !(portfolios = load_portfolios (db, cancellable, error)) || !(reports = load_reports (db, cancellable, error)) ||
      !(dismissed = load_dismissed (db, cancellable, error)))
    return NULL;
  return mag_difference_list (&(MagDifferenceInput) { journal, from_broker, portfolios, reports, dismissed, now_us });
}

/* ---- resolutions ---- */

/* Of one ledger the trades with open contracts like these; those of the broker, or the others. */
static void
collect_parts (const MagLedger     *ledger,
               const MagDifference *difference,
               GHashTable          *from_broker,
               gboolean             brokers,
               gint64              *left,
               GArray              *parts)
{
  g_autoptr(GHashTable) open = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free); /* trade to gint64* */

  for (guint i = 0; i < ledger->legs->len; i++)
    {
      const MagLeg *leg = &g_array_index (ledger->legs, MagLeg, i);
      gint64 *quantity = g_hash_table_lookup (open, &leg->trade);

      if (mag_leg_role_is_opening (leg->role) && mag_contract_compare (&leg->contract, &difference->contract) == 0 &&
          (leg->role == MAG_LEG_SELL_TO_OPEN) == (difference->journal < 0) && g_hash_table_contains (from_broker, &leg->trade) == brokers)
        g_hash_table_insert (open, (gpointer) &leg->trade, g_memdup2 (&leg->quantity, sizeof leg->quantity));
      else if (quantity != NULL)
        *quantity -= leg->quantity;
    }
  for (guint i = 0; i < ledger->legs->len && *left > 0; i++)
    {
      const MagLeg *leg = &g_array_index (ledger->legs, MagLeg, i);
      gint64 *quantity = mag_leg_role_is_opening (leg->role) ? g_hash_table_lookup (open, &leg->trade) : NULL;
      MagTradePart part = { leg->trade, quantity != NULL ? MIN (*quantity, *left) : 0 };

      if (part.quantity <= 0)
        continue;
      g_array_append_val (parts, part);
      *left -= part.quantity;
    }
}

/* The account's before those of no account, the broker's before those by hand, the oldest first. */
static GArray *
find_parts (MagDb                *db,
            const MagDifference  *difference,
            GCancellable         *cancellable,
            GError              **error)
{
  const char *const accounts[] = { difference->account, "" };
  g_autoptr(GArray) parts = g_array_new (FALSE, FALSE, sizeof (MagTradePart));
  g_autoptr(MagJournal) journal = mag_trade_repo_load (db, difference->symbol, cancellable, error);
  g_autoptr(GHashTable) from_broker = journal != NULL ? mag_trade_repo_from_broker (db, cancellable, error) : NULL;
  gint64 left = difference->quantity;

  if (from_broker == NULL)
    return NULL;
  for (guint a = 0; a < (difference->account[0] != '\0' ? 2 : 1); a++)
    for (guint turn = 0; turn < 2; turn++)
      for (guint i = 0; i < journal->ledgers->len; i++)
        {
          const MagLedger *ledger = g_ptr_array_index (journal->ledgers, i);

          if (strcmp (ledger->account, accounts[a]) == 0)
            collect_parts (ledger, difference, from_broker, turn == 0, &left, parts);
        }
  if (left == 0)
    return g_steal_pointer (&parts);
  g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_CONFLICT, "The journal was changed meanwhile; nothing was done.");
  return NULL;
}

static gboolean
log_end (MagDb                *db,
         const MagDifference  *difference,
         MagLegRole            role,
         gint64                now_us,
         MagResolution        *resolution,
         GCancellable         *cancellable,
         GError              **error)
{
  g_autoptr(GArray) parts = find_parts (db, difference, cancellable, error);

  return parts != NULL && mag_trade_repo_end (db, parts, role, difference->date, now_us, resolution->legs, cancellable, error);
}

static gboolean
resolve (MagDb                *db,
         const MagDifference  *difference,
         gint64                now_us,
         MagResolution        *resolution,
         GCancellable         *cancellable,
         GError              **error)
{
  MagLegRole assigned = difference->contract.right == MAG_RIGHT_PUT ? MAG_LEG_ASSIGN : MAG_LEG_CALLED_AWAY;

  switch (difference->kind)
    {
    case MAG_DIFFERENCE_ASSIGNED:
      return log_end (db, difference, assigned, now_us, resolution, cancellable, error);
    case MAG_DIFFERENCE_EXERCISED:
      return log_end (db, difference, MAG_LEG_EXERCISE, now_us, resolution, cancellable, error);
    case MAG_DIFFERENCE_EXPIRED:
      return log_end (db, difference, MAG_LEG_EXPIRE, now_us, resolution, cancellable, error);
    case MAG_DIFFERENCE_TWICE:
      resolution->linked = TRUE;
      resolution->trade = difference->other;
      return mag_trade_repo_link (db, difference->trade, difference->other, now_us, resolution->legs, &resolution->notes, &resolution->tags, cancellable, error);
    case MAG_DIFFERENCE_MISSING:
    case MAG_DIFFERENCE_ONLY_JOURNAL:
    case MAG_DIFFERENCE_ADJUSTED:
    case MAG_DIFFERENCE_AWAITING:
    case MAG_N_DIFFERENCES:
      break;
    }
  g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_CONFLICT, "Nothing can be logged of this without a guess.");
  return FALSE;
}

MagResolution *
mag_difference_repo_resolve (MagDb                *db,
                             const MagDifference  *difference,
                             gint64                now_us,
                             GCancellable         *cancellable,
                             GError              **error)
{
  g_autoptr(MagResolution) resolution = resolution_new ();

  return resolve (db, difference, now_us, resolution, cancellable, error) ? g_steal_pointer (&resolution) : NULL;
}

/* The line of audit goes to the trade where there is one. */
static gboolean
change_dismissed (MagDb         *db,
                  const char    *key,
                  gint64         trade,
                  gboolean       dismiss,
                  gint64         now_us,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new (), line = mag_params_new ();

  mag_params_text (params, key);
  if (dismiss)
    mag_params_instant (params, now_us);
  mag_params_text (line, key);
  mag_params_int64 (line, trade);
  mag_params_instant (line, now_us);
  mag_params_text (line, dismiss ? "dismiss" : "undismiss");
  if (mag_db_begin (db, cancellable, error) &&
      mag_params_execute (params, db, dismiss ? "INSERT INTO dismissed_differences VALUES ($1, $2) ON CONFLICT (key) DO NOTHING" : "DELETE FROM dismissed_differences WHERE key = $1",
                          cancellable, error) &&
      mag_params_execute (line, db,
                          "INSERT INTO trade_audit (trade_id, at, actor, action, after) VALUES ($2::bigint, $3::timestamptz, 'user', $4, jsonb_build_object('difference', $1::text))",
                          cancellable, error) &&
      mag_topic_notify (db, "trades", cancellable, error) &&
      mag_db_commit (db, cancellable, error))
    return TRUE;

  mag_db_rollback (db);
  return FALSE;
}

MagResolution *
mag_difference_repo_dismiss (MagDb                *db,
                             const MagDifference  *difference,
                             gint64                now_us,
                             GCancellable         *cancellable,
                             GError              **error)
{
  g_autoptr(MagResolution) resolution = resolution_new ();

  resolution->key = g_strdup (difference->key);
  resolution->trade = difference->trade;
  return change_dismissed (db, difference->key, difference->trade, TRUE, now_us, cancellable, error) ? g_steal_pointer (&resolution) : NULL;
}

gboolean
mag_difference_repo_undo (MagDb                *db,
                          const MagResolution  *resolution,
                          gint64                now_us,
                          GCancellable         *cancellable,
                          GError              **error)
{
  if (resolution->key != NULL)
    return change_dismissed (db, resolution->key, resolution->trade, FALSE, now_us, cancellable, error);
  if (resolution->linked)
    return mag_trade_repo_unlink (db, resolution->legs, resolution->trade, resolution->notes, resolution->tags, now_us, cancellable, error);
  return mag_trade_repo_set_active (db, resolution->legs, FALSE, now_us, cancellable, error);
}
