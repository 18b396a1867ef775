/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists, their symbols and the exclusion list. An import is one transaction: the list as it was, or as the report says. */

#include "config.h"

#include "mag-watchlist-repo.h"

#include "mag-params.h"
#include "mag-row.h"
#include "mag-scan-repo.h"
#include "mag-topic.h"
#include "mag-words.h"

#include <string.h>

#define NO_SUCH_LIST "There is no such list."
#define NO_SUCH_SYMBOL "The symbol is not in this list."
#define LONGEST_NAME 100 /* characters */

/* ---- lists ---- */

#define LIST_COLUMNS \
  "w.id, w.name, w.description, w.origin, w.is_active, " \
  "(SELECT count(*) FROM tv_watchlist_symbols s WHERE s.watchlist_id = w.id AND s.is_active), " \
  "micros(w.created_at), micros(w.updated_at), micros(w.last_refresh), " \
  "(SELECT max(j.id) FROM sync_jobs j WHERE j.watchlist_id = w.id)"

void
mag_watchlist_free (MagWatchlist *list)
{
  g_free (list->name);
  g_free (list->description);
  g_free (list);
}

static MagWatchlist *
read_list (const PGresult *result,
           int             row)
{
  MagWatchlist *list = g_new0 (MagWatchlist, 1);

  list->id = mag_row_int64 (result, row, 0);
  list->name = g_strdup (mag_row_text (result, row, 1));
  list->description = g_strdup (mag_row_text (result, row, 2));
  list->origin = mag_origin_from_word (mag_row_text (result, row, 3));
  list->active = mag_row_boolean (result, row, 4);
  list->n_symbols = mag_row_int64 (result, row, 5);
  list->created_us = mag_row_int64 (result, row, 6);
  list->updated_us = mag_row_int64 (result, row, 7);
  list->refreshed_us = mag_row_int64 (result, row, 8);
  list->last_job = mag_row_int64 (result, row, 9);
  return list;
}

/**
 * mag_watchlist_repo_list:
 *
 * Returns: (transfer full): the active lists as #MagWatchlist, by name
 */
GPtrArray *
mag_watchlist_repo_list (MagDb         *db,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db, "SELECT " LIST_COLUMNS " FROM tv_watchlists w WHERE w.is_active ORDER BY lower(w.name), w.id",
                                             0, NULL, cancellable, error);
  GPtrArray *lists;

  if (result == NULL)
    return NULL;
  lists = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_watchlist_free);
  for (int i = 0; i < PQntuples (result); i++)
    g_ptr_array_add (lists, read_list (result, i));
  return lists;
}

/**
 * mag_watchlist_repo_find:
 * @name: in any case
 *
 * Returns: (transfer full): the active list of that name; %NULL with %MAG_STORE_ERROR_NOT_FOUND
 */
MagWatchlist *
mag_watchlist_repo_find (MagDb         *db,
                         const char    *name,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db, "SELECT " LIST_COLUMNS " FROM tv_watchlists w WHERE w.is_active AND lower(w.name) = lower($1)",
                                             1, &name, cancellable, error);

  if (result == NULL)
    return NULL;
  if (PQntuples (result) > 0)
    return read_list (result, 0);

  g_set_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND, "There is no list named “%s”.", name);
  return NULL;
}

/* ---- import ---- */

/* What is imported, as the parallel arrays the statements take. */
typedef struct
{
  gint64     id;
  gboolean   replace; /* become exactly the report */
  GPtrArray *tickers, *exchanges, *kinds, *section_of; /* lent strings, NULL-ended; of the accepted items */
  GPtrArray *sections;                                 /* lent strings, NULL-ended; all headings */
} Import;

static void
import_init (Import          *import,
             MagImportReport *report,
             MagImportMode    mode)
{
  *import = (Import) { 0, mode != MAG_IMPORT_MERGE, g_ptr_array_new (), g_ptr_array_new (), g_ptr_array_new (), g_ptr_array_new (), g_ptr_array_new () };
  for (guint i = 0; i < report->items->len; i++)
    {
      const MagImportItem *item = g_ptr_array_index (report->items, i);

      if (item->verdict != MAG_IMPORT_ACCEPTED)
        continue;
      g_ptr_array_add (import->tickers, (gpointer) item->symbol.ticker);
      g_ptr_array_add (import->exchanges, (gpointer) item->symbol.exchange);
      g_ptr_array_add (import->kinds, (gpointer) mag_symbol_kind_to_nick (item->symbol.kind));
      g_ptr_array_add (import->section_of, item->section);
    }
  for (guint i = 0; i < report->sections->len; i++)
    g_ptr_array_add (import->sections, g_ptr_array_index (report->sections, i));
  g_ptr_array_add (import->tickers, NULL);
  g_ptr_array_add (import->exchanges, NULL);
  g_ptr_array_add (import->kinds, NULL);
  g_ptr_array_add (import->section_of, NULL);
  g_ptr_array_add (import->sections, NULL);
}

static void
import_clear (Import *import)
{
  g_ptr_array_unref (import->tickers);
  g_ptr_array_unref (import->exchanges);
  g_ptr_array_unref (import->kinds);
  g_ptr_array_unref (import->section_of);
  g_ptr_array_unref (import->sections);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

static void
add_texts (MagParams *params,
           GPtrArray *texts)
{
  mag_params_texts (params, (const char *const *) texts->pdata);
}

/* A symbol seen before keeps what a bare ticker does not say. */
static gboolean
save_symbols (MagDb         *db,
              Import        *import,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  add_texts (params, import->tickers);
  add_texts (params, import->exchanges);
  add_texts (params, import->kinds);
  return mag_params_execute (params, db,
                             "INSERT INTO symbols (ticker, exchange, kind) "
                             "SELECT ticker, exchange, kind FROM unnest($1::text[], $2::text[], $3::text[]) AS t (ticker, exchange, kind) ORDER BY ticker "
                             "ON CONFLICT (ticker) DO UPDATE SET "
                             " exchange = CASE WHEN excluded.exchange <> '' THEN excluded.exchange ELSE symbols.exchange END, "
                             " kind = CASE WHEN symbols.kind IN ('unknown', 'stock') AND excluded.kind <> 'unknown' THEN excluded.kind ELSE symbols.kind END",
                             cancellable, error);
}

/* Headings of the report, in its order; merged ones go after those that are there. */
static gboolean
save_sections (MagDb         *db,
               Import        *import,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, import->id);
  add_texts (params, import->sections);
  mag_params_boolean (params, import->replace);
  return mag_params_execute (params, db,
                             "INSERT INTO tv_watchlist_sections (watchlist_id, name, position) "
                             "SELECT $1, name, min(n) + CASE WHEN $3::boolean THEN 0 "
                             " ELSE (SELECT coalesce(max(position), 0) FROM tv_watchlist_sections WHERE watchlist_id = $1) END "
                             "FROM unnest($2::text[]) WITH ORDINALITY AS t (name, n) WHERE name <> '' GROUP BY name "
                             "ON CONFLICT (watchlist_id, name) DO UPDATE SET "
                             " position = CASE WHEN $3 THEN excluded.position ELSE tv_watchlist_sections.position END",
                             cancellable, error);
}

static gboolean
remove_others (MagDb         *db,
               Import        *import,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(MagParams) symbols = mag_params_new ();
  g_autoptr(MagParams) sections = mag_params_new ();

  mag_params_int64 (symbols, import->id);
  add_texts (symbols, import->tickers);
  mag_params_int64 (sections, import->id);
  add_texts (sections, import->sections);
  return mag_params_execute (symbols, db,
                             "DELETE FROM tv_watchlist_symbols w USING symbols y "
                             "WHERE w.watchlist_id = $1 AND y.id = w.symbol_id AND y.ticker <> ALL ($2::text[])",
                             cancellable, error) &&
         mag_params_execute (sections, db, "DELETE FROM tv_watchlist_sections WHERE watchlist_id = $1 AND name <> ALL ($2::text[])", cancellable, error);
}

/* New ones at the end; one that was taken out comes back as if new; one that is there moves only when the list is replaced. */
static gboolean
save_members (MagDb         *db,
              Import        *import,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, import->id);
  add_texts (params, import->tickers);
  add_texts (params, import->section_of);
  mag_params_boolean (params, import->replace);
  return mag_params_execute (params, db,
                             "INSERT INTO tv_watchlist_symbols AS w (watchlist_id, symbol_id, section_id, position) "
                             "SELECT $1, y.id, c.id, t.n + (SELECT coalesce(max(position), 0) FROM tv_watchlist_symbols WHERE watchlist_id = $1) "
                             "FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS t (ticker, section, n) "
                             "JOIN symbols y USING (ticker) "
                             "LEFT JOIN tv_watchlist_sections c ON c.watchlist_id = $1 AND c.name = t.section "
                             "ON CONFLICT (watchlist_id, symbol_id) DO UPDATE SET "
                             " section_id = excluded.section_id, position = excluded.position, is_active = true, updated_at = now() "
                             "WHERE $4::boolean OR NOT w.is_active",
                             cancellable, error);
}

/* The id of the list of that name, locked; 0 when there is none; -1 with an error. */
static gint64
lock_list (MagDb         *db,
           const char    *name,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db, "SELECT id FROM tv_watchlists WHERE is_active AND lower(name) = lower($1) FOR UPDATE", 1, &name, cancellable, error);

  if (result == NULL)
    return -1;
  return PQntuples (result) > 0 ? mag_row_int64 (result, 0, 0) : 0;
}

static gboolean
create_list (MagDb         *db,
             const char    *name,
             MagListOrigin  origin,
             gint64        *id,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_text (params, name);
  mag_params_text (params, mag_origin_to_word (origin));
  return mag_params_fetch (params, db, "INSERT INTO tv_watchlists (name, origin) VALUES ($1, $2) RETURNING id", NO_SUCH_LIST, id, cancellable, error);
}

static gboolean
find_or_create_list (MagDb          *db,
                     const char     *name,
                     MagListOrigin   origin,
                     MagImportMode   mode,
                     gint64         *id,
                     GCancellable   *cancellable,
                     GError        **error)
{
  *id = lock_list (db, name, cancellable, error);
  if (*id < 0)
    return FALSE;
  if (*id > 0 && mode == MAG_IMPORT_CREATE)
    {
      g_set_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_EXISTS, "There is a list named “%s” already.", name);
      return FALSE;
    }
  return *id > 0 || create_list (db, name, origin, id, cancellable, error);
}

/* Everybody who shows lists hears of it. */
static gboolean
touch_list (MagDb         *db,
            gint64         id,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, id);
  return mag_params_execute (params, db, "UPDATE tv_watchlists SET updated_at = now() WHERE id = $1", cancellable, error) &&
         mag_topic_notify (db, "lists", cancellable, error) &&
         mag_topic_notify_id (db, "list", id, cancellable, error);
}

/* A line break in a name would break every list of lists. */
static gboolean
has_control_characters (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

/* The name as stored, or NULL with an error. */
static char *
dup_checked_name (const char  *name,
                  GError     **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (name));

  if (*trimmed != '\0' && g_utf8_validate (trimmed, -1, NULL) && g_utf8_strlen (trimmed, -1) <= LONGEST_NAME &&
      !has_control_characters (trimmed))
    return g_steal_pointer (&trimmed);

  g_set_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_NAME, "The name of a list has 1 to %d characters, all on one line.",
               LONGEST_NAME);
  return NULL;
}

/**
 * mag_watchlist_repo_import:
 * @name: of the list; blanks around it are dropped
 * @report: what was read; its accepted items and all its headings are taken
 *
 * Saves an import in one transaction. A name that is not there yet makes a new list in every mode.
 *
 * Returns: the list's id; 0 with %MAG_STORE_ERROR_EXISTS when @mode is CREATE and the name is taken, or %MAG_VALIDATION_ERROR_NAME
 */
gint64
mag_watchlist_repo_import (MagDb            *db,
                           const char       *name,
                           MagListOrigin     origin,
                           MagImportReport  *report,
                           MagImportMode     mode,
                           GCancellable     *cancellable,
                           GError          **error)
{
  g_auto(Import) import = { 0 };
  g_autofree char *checked = dup_checked_name (name, error);

  import_init (&import, report, mode);
  if (checked != NULL &&
      mag_db_begin (db, cancellable, error) &&
      find_or_create_list (db, checked, origin, mode, &import.id, cancellable, error) &&
      save_symbols (db, &import, cancellable, error) &&
      (!import.replace || remove_others (db, &import, cancellable, error)) &&
      save_sections (db, &import, cancellable, error) &&
      save_members (db, &import, cancellable, error) &&
      touch_list (db, import.id, cancellable, error) &&
      mag_db_commit (db, cancellable, error))
    return import.id;

  mag_db_rollback (db);
  return 0;
}

/* ---- changes to a list ---- */

/* Runs an UPDATE ... RETURNING and tells of it, in one transaction. */
static gboolean
change_list (MagDb         *db,
             gint64         list,
             MagParams     *params,
             const char    *sql,
             const char    *not_found,
             GCancellable  *cancellable,
             GError       **error)
{
  gint64 changed;

  if (mag_db_begin (db, cancellable, error) &&
      mag_params_fetch (params, db, sql, not_found, &changed, cancellable, error) &&
      touch_list (db, list, cancellable, error) &&
      mag_db_commit (db, cancellable, error))
    return TRUE;

  mag_db_rollback (db);
  return FALSE;
}

/**
 * mag_watchlist_repo_rename:
 *
 * Fails with %MAG_STORE_ERROR_EXISTS when another active list has that name, %MAG_VALIDATION_ERROR_NAME when it is no name.
 */
gboolean
mag_watchlist_repo_rename (MagDb         *db,
                           gint64         id,
                           const char    *name,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_autofree char *checked = dup_checked_name (name, error);
  g_autoptr(MagParams) params = mag_params_new ();

  if (checked == NULL)
    return FALSE;
  mag_params_int64 (params, id);
  mag_params_text (params, checked);
  return change_list (db, id, params, "UPDATE tv_watchlists SET name = $2 WHERE id = $1 RETURNING id", NO_SUCH_LIST, cancellable, error);
}

gboolean
mag_watchlist_repo_set_description (MagDb         *db,
                                    gint64         id,
                                    const char    *text,
                                    GCancellable  *cancellable,
                                    GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, id);
  mag_params_text (params, text != NULL ? text : "");
  return change_list (db, id, params, "UPDATE tv_watchlists SET description = $2 WHERE id = $1 RETURNING id", NO_SUCH_LIST, cancellable, error);
}

/**
 * mag_watchlist_repo_set_active:
 * @active: %FALSE deletes the list, %TRUE takes that back
 *
 * Fails with %MAG_STORE_ERROR_EXISTS when another list has taken the name in between.
 */
gboolean
mag_watchlist_repo_set_active (MagDb         *db,
                               gint64         id,
                               gboolean       active,
                               GCancellable  *cancellable,
                               GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, id);
  mag_params_boolean (params, active);
  return change_list (db, id, params, "UPDATE tv_watchlists SET is_active = $2 WHERE id = $1 RETURNING id", NO_SUCH_LIST, cancellable, error);
}

gboolean
mag_watchlist_repo_set_symbol_active (MagDb         *db,
                                      gint64         list,
                                      gint64         symbol,
                                      gboolean       active,
                                      GCancellable  *cancellable,
                                      GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, list);
  mag_params_int64 (params, symbol);
  mag_params_boolean (params, active);
  return change_list (db, list, params,
                      "UPDATE tv_watchlist_symbols SET is_active = $3, updated_at = now() WHERE watchlist_id = $1 AND symbol_id = $2 RETURNING id",
                      NO_SUCH_SYMBOL, cancellable, error);
}

gboolean
mag_watchlist_repo_set_note (MagDb         *db,
                             gint64         list,
                             gint64         symbol,
                             const char    *note,
                             MagPrice       target,
                             GCancellable  *cancellable,
                             GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, list);
  mag_params_int64 (params, symbol);
  mag_params_text (params, note != NULL ? note : "");
  mag_params_price (params, target);
  return change_list (db, list, params,
                      "UPDATE tv_watchlist_symbols SET note = $3, target_price = $4, updated_at = now() "
                      "WHERE watchlist_id = $1 AND symbol_id = $2 RETURNING id",
                      NO_SUCH_SYMBOL, cancellable, error);
}

/* ---- rows ---- */

void
mag_watchlist_row_free (MagWatchlistRow *row)
{
  g_free (row->section);
  g_free (row->note);
  g_free (row->trouble);
  g_clear_pointer (&row->stock, mag_stock_quote_free);
  g_free (row);
}

static MagStockQuote *
read_stock (const PGresult *result,
            int             row,
            int             first)
{
  int c = first;
  MagStockQuote *stock = mag_stock_quote_new (mag_row_text (result, row, 1));

  stock->name = mag_row_dup (result, row, c++);
  stock->sector = mag_row_dup (result, row, c++);
  stock->industry = mag_row_dup (result, row, c++);
  stock->currency = mag_row_dup (result, row, c++);
  stock->source = mag_source_from_word (mag_row_text (result, row, c++));
  stock->price = mag_row_price (result, row, c++);
  stock->previous_close = mag_row_price (result, row, c++);
  stock->quoted_us = mag_row_int64 (result, row, c++);
  stock->volume = mag_row_count (result, row, c++);
  stock->market_cap = mag_row_count (result, row, c++);
  stock->change = mag_row_double (result, row, c++);
  stock->dividend_yield = mag_row_double (result, row, c++);
  stock->dividend_rate = mag_row_price (result, row, c++);
  stock->ex_dividend = mag_row_date (result, row, c++);
  stock->earnings = mag_row_date (result, row, c++);
  stock->earnings_estimated = mag_row_boolean (result, row, c++);
  return stock;
}

#define ROW_FIRST_STOCK 15
#define ROW_STATEMENT \
  "SELECT w.symbol_id, y.ticker, y.exchange, y.kind, coalesce(c.name, ''), w.note, w.target_price, " \
  " coalesce(v.iv30, s.iv30), micros(s.fetched_at), micros(s.quoted_at), coalesce(s.source, 'unknown'), y.trouble, v.rank, v.percentile, v.days, " \
  " d.company_name, d.sector, d.industry, d.currency, coalesce(d.source, 'unknown'), d.price, d.previous_close, micros(d.quoted_at), d.volume, d.market_cap, " \
  " d.change, d.dividend_yield, d.dividend_rate, d.ex_dividend, d.earnings, d.earnings_estimated " \
  "FROM tv_watchlist_symbols w " \
  "JOIN symbols y ON y.id = w.symbol_id " \
  "LEFT JOIN tv_watchlist_sections c ON c.id = w.section_id " \
  "LEFT JOIN stock_data d ON d.symbol_id = y.id " \
  "LEFT JOIN chain_snapshots s ON s.id = y.latest_snapshot_id " \
  "LEFT JOIN LATERAL (SELECT iv30, rank, percentile, days FROM iv_history WHERE symbol_id = y.id ORDER BY day DESC LIMIT 1) v ON true " \
  "WHERE w.watchlist_id = $1 AND w.is_active AND ($2::text[] IS NULL OR y.ticker = ANY ($2)) " \
  "ORDER BY coalesce(c.position, 0), w.position"

static MagWatchlistRow *
read_row (const PGresult *result,
          int             i)
{
  MagWatchlistRow *row = g_new0 (MagWatchlistRow, 1);

  row->symbol_id = mag_row_int64 (result, i, 0);
  g_strlcpy (row->symbol.ticker, mag_row_text (result, i, 1), sizeof row->symbol.ticker);
  g_strlcpy (row->symbol.exchange, mag_row_text (result, i, 2), sizeof row->symbol.exchange);
  mag_symbol_kind_from_nick (mag_row_text (result, i, 3), &row->symbol.kind);
  row->section = g_strdup (mag_row_text (result, i, 4));
  row->position = i;
  row->note = g_strdup (mag_row_text (result, i, 5));
  row->target = mag_row_price (result, i, 6);
  row->iv30 = mag_row_double (result, i, 7);
  row->synced_us = mag_row_int64 (result, i, 8);
  row->quoted_us = mag_row_int64 (result, i, 9);
  row->source = mag_source_from_word (mag_row_text (result, i, 10));
  row->trouble = mag_row_dup (result, i, 11);
  row->iv_rank = mag_row_double (result, i, 12);
  row->iv_percentile = mag_row_double (result, i, 13);
  row->iv_days = mag_row_int64 (result, i, 14);
  row->stock = read_stock (result, i, ROW_FIRST_STOCK);
  return row;
}

/* Puts each best contract into the row of its symbol. */
static void
add_best (GPtrArray *rows,
          GArray    *best)
{
  g_autoptr(GHashTable) by_ticker = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < best->len; i++)
    g_hash_table_insert (by_ticker, g_array_index (best, MagScanRow, i).symbol, &g_array_index (best, MagScanRow, i));
  for (guint i = 0; i < rows->len; i++)
    {
      MagWatchlistRow *row = g_ptr_array_index (rows, i);
      const MagScanRow *found = g_hash_table_lookup (by_ticker, row->symbol.ticker);

      row->has_best = found != NULL;
      if (found != NULL)
        row->best = *found;
    }
}

/**
 * mag_watchlist_repo_rows_of:
 * @tickers: (nullable): the rows wanted; %NULL for all
 * @criteria: (nullable): what the best contract of a row must pass; %NULL: none is looked for
 *
 * Returns: (transfer full): #MagWatchlistRow in list order. `position` counts within this answer.
 */
GPtrArray *
mag_watchlist_repo_rows_of (MagDb                  *db,
                            gint64                  id,
                            const char *const      *tickers,
                            const MagScanCriteria  *criteria,
                            gint64                  now_us,
                            GCancellable           *cancellable,
                            GError                **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_watchlist_row_free);
  g_autoptr(GArray) best = NULL;

  mag_params_int64 (params, id);
  mag_params_texts (params, tickers);
  result = mag_params_query (params, db, ROW_STATEMENT, cancellable, error);
  if (result == NULL)
    return NULL;
  for (int i = 0; i < PQntuples (result); i++)
    g_ptr_array_add (rows, read_row (result, i));

  if (criteria == NULL)
    return g_steal_pointer (&rows);
  best = mag_scan_repo_best (db, id, tickers, criteria, now_us, cancellable, error);
  if (best == NULL)
    return NULL;
  add_best (rows, best);
  return g_steal_pointer (&rows);
}

GPtrArray *
mag_watchlist_repo_rows (MagDb                  *db,
                         gint64                  id,
                         const MagScanCriteria  *criteria,
                         gint64                  now_us,
                         GCancellable           *cancellable,
                         GError                **error)
{
  return mag_watchlist_repo_rows_of (db, id, NULL, criteria, now_us, cancellable, error);
}

/* ---- exclusions ---- */

/**
 * mag_watchlist_repo_exclusions:
 *
 * Returns: (transfer full): a set of canonical tickers
 */
GHashTable *
mag_watchlist_repo_exclusions (MagDb         *db,
                               GCancellable  *cancellable,
                               GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db, "SELECT ticker FROM symbol_exclusions", 0, NULL, cancellable, error);
  GHashTable *tickers;

  if (result == NULL)
    return NULL;
  tickers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (int i = 0; i < PQntuples (result); i++)
    g_hash_table_add (tickers, g_strdup (mag_row_text (result, i, 0)));
  return tickers;
}

/**
 * mag_watchlist_repo_set_excluded:
 * @reason: (nullable): the user's words
 *
 * An excluded symbol is not imported, synced or scanned; lists that have it keep it.
 */
gboolean
mag_watchlist_repo_set_excluded (MagDb         *db,
                                 const char    *ticker,
                                 const char    *reason,
                                 gboolean       excluded,
                                 GCancellable  *cancellable,
                                 GError       **error)
{
  const char *params[] = { ticker, reason != NULL ? reason : "" };
  gboolean changed;

  if (!mag_db_begin (db, cancellable, error))
    return FALSE;
  changed = excluded ? mag_db_execute (db,
                                       "INSERT INTO symbol_exclusions (ticker, reason) VALUES ($1, $2) "
                                       "ON CONFLICT (ticker) DO UPDATE SET reason = excluded.reason",
                                       2, params, cancellable, error)
                     : mag_db_execute (db, "DELETE FROM symbol_exclusions WHERE ticker = $1", 1, params, cancellable, error);
  if (changed && mag_topic_notify (db, "exclusions", cancellable, error) && mag_db_commit (db, cancellable, error))
    return TRUE;

  mag_db_rollback (db);
  return FALSE;
}
