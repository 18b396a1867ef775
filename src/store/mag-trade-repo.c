/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The trade journal: legs in, ledgers out. A change locks its underlying's row of `symbols` first, so two programs that write of the
 * same underlying come one after the other, and the replay at the end of the second sees what the first did. */

#include "config.h"

#include "mag-trade-repo.h"

#include "mag-date.h"
#include "mag-money.h"
#include "mag-params.h"
#include "mag-row.h"
#include "mag-sql-text.h"
#include "mag-symbol.h"
#include "mag-tags.h"
#include "mag-topic.h"

#include <string.h>

#define NO_SUCH_TRADE "The trade is not in the journal any more."
#define NO_SUCH_LEG "The leg is not in the journal any more."
#define USER "user"
#define IMPORT "import"
#define STRINGIFY(number) STRINGIFY_EXPANDED (number)
#define STRINGIFY_EXPANDED(number) #number

/* ---- reading ---- */

#define LEG_COLUMNS \
  "l.id, l.trade_id, l.rolled_from, l.role, l.root, l.expiration_date, l.option_type, l.strike, l.multiplier, l.quantity, l.price, " \
  "(l.fees * 100)::bigint, l.executed_on, l.opened_with "
#define N_LEG_COLUMNS 14
#define FROM_LEGS "FROM trade_legs l JOIN trades t ON t.id = l.trade_id JOIN symbols y ON y.id = t.symbol_id "

static MagLeg
read_leg (const PGresult *result,
          int             row,
          int             first)
{
  MagLeg leg = { .id = mag_row_int64 (result, row, first), .trade = mag_row_int64 (result, row, first + 1) };

  leg.rolled_from = mag_row_int64 (result, row, first + 2);
  mag_leg_role_from_nick (mag_row_text (result, row, first + 3), &leg.role);
  if (!PQgetisnull (result, row, first + 4))
    {
      g_strlcpy (leg.contract.root, mag_row_text (result, row, first + 4), sizeof leg.contract.root);
      leg.contract.expiration = mag_row_date (result, row, first + 5);
      leg.contract.right = mag_row_text (result, row, first + 6)[0] == 'P' ? MAG_RIGHT_PUT : MAG_RIGHT_CALL;
      leg.contract.strike = mag_row_price (result, row, first + 7);
    }
  leg.multiplier = mag_row_int64 (result, row, first + 8);
  leg.quantity = mag_row_int64 (result, row, first + 9);
  leg.price = mag_row_price (result, row, first + 10);
  leg.fees = mag_row_int64 (result, row, first + 11);
  leg.date = mag_row_date (result, row, first + 12);
  leg.opened_with = mag_row_int64 (result, row, first + 13);
  return leg;
}

/* Legs of one account and underlying become a ledger. */
static gboolean
add_ledger (MagJournal  *journal,
            const char  *account,
            const char  *symbol,
            GArray      *legs,
            GError     **error)
{
  MagLedger *ledger = mag_ledger_new (account, symbol, (const MagLeg *) legs->data, legs->len, error);

  if (ledger == NULL)
    {
      g_prefix_error (error, "%s: ", symbol);
      return FALSE;
    }
  g_ptr_array_add (journal->ledgers, ledger);
  return TRUE;
}

/* Rows of LEG_COLUMNS, account and ticker, in the order of the two latter. */
static gboolean
add_ledgers (MagJournal      *journal,
             const PGresult  *result,
             GError         **error)
{
  g_autoptr(GArray) legs = g_array_new (FALSE, FALSE, sizeof (MagLeg));
  int n = PQntuples (result);

  for (int i = 0; i < n; i++)
    {
      MagLeg leg = read_leg (result, i, 0);
      const char *account = mag_row_text (result, i, N_LEG_COLUMNS), *symbol = mag_row_text (result, i, N_LEG_COLUMNS + 1);

      g_array_append_val (legs, leg);
      if (i + 1 < n && strcmp (account, mag_row_text (result, i + 1, N_LEG_COLUMNS)) == 0 &&
          strcmp (symbol, mag_row_text (result, i + 1, N_LEG_COLUMNS + 1)) == 0)
        continue;
      if (!add_ledger (journal, account, symbol, legs, error))
        return FALSE;
      g_array_set_size (legs, 0);
    }
  return TRUE;
}

static gboolean
add_words (MagJournal    *journal,
           MagDb         *db,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db, "SELECT id, notes, tags FROM trades WHERE notes <> '' OR tags <> ''", 0, NULL, cancellable, error);

  for (int i = 0; result != NULL && i < PQntuples (result); i++)
    mag_journal_set_words (journal, mag_row_int64 (result, i, 0), mag_row_text (result, i, 1), mag_row_text (result, i, 2));
  return result != NULL;
}

/**
 * mag_trade_repo_load:
 * @symbol: (nullable): canonical ticker; %NULL for all
 *
 * Returns: (transfer full): the journal
 */
MagJournal *
mag_trade_repo_load (MagDb         *db,
                     const char    *symbol,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr(MagJournal) journal = mag_journal_new ();
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;

  mag_params_text (params, symbol);
  result = mag_params_query (params, db,
                             "SELECT " LEG_COLUMNS ", t.account, y.ticker " FROM_LEGS
                             "WHERE l.is_active AND ($1::text IS NULL OR y.ticker = $1) ORDER BY y.ticker, t.account, l.id "
                             "LIMIT " STRINGIFY (MAG_LEDGER_MAX_LEGS) " + 1",
                             cancellable, error);
  if (result == NULL)
    return NULL;
  if (PQntuples (result) > MAG_LEDGER_MAX_LEGS)
    {
      g_set_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_TOO_LARGE, "The journal has more than %d legs.", MAG_LEDGER_MAX_LEGS);
      return NULL;
    }
  if (!add_ledgers (journal, result, error) || !add_words (journal, db, cancellable, error))
    return NULL;
  return g_steal_pointer (&journal);
}

/* ---- what every change does ---- */

/* Where a trade belongs, its symbol's row locked. */
typedef struct
{
  gint64 symbol_id;
  char   symbol[16];
  char  *account; /* owned */
} Place;

static void
place_clear (Place *place)
{
  g_free (place->account);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
check_place (MagDb         *db,
             const Place   *place,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(MagJournal) journal = mag_journal_new ();
  g_autoptr(PGresult) result = NULL;

  mag_params_int64 (params, place->symbol_id);
  mag_params_text (params, place->account);
  result = mag_params_query (params, db,
                             "SELECT " LEG_COLUMNS ", t.account, y.ticker " FROM_LEGS
                             "WHERE l.is_active AND t.symbol_id = $1 AND t.account = $2 ORDER BY l.id",
                             cancellable, error);
  return result != NULL && add_ledgers (journal, result, error);
}

/* sql: LOCK_TRADE or LOCK_LEG. */
static gboolean
lock_place (MagDb         *db,
            const char    *sql,
            gint64         id,
            const char    *not_found,
            Place         *place,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;

  mag_params_int64 (params, id);
  result = mag_params_query (params, db, sql, cancellable, error);
  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 0)
    {
      g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND, not_found);
      return FALSE;
    }
  place->symbol_id = mag_row_int64 (result, 0, 0);
  g_strlcpy (place->symbol, mag_row_text (result, 0, 1), sizeof place->symbol);
  place->account = g_strdup (mag_row_text (result, 0, 2));
  return TRUE;
}

#define LOCK_TRADE "SELECT y.id, y.ticker, t.account FROM trades t JOIN symbols y ON y.id = t.symbol_id WHERE t.id = $1 FOR UPDATE OF y, t"
#define LOCK_LEG \
  "SELECT y.id, y.ticker, t.account FROM trades t JOIN symbols y ON y.id = t.symbol_id " \
  "WHERE t.id = (SELECT trade_id FROM trade_legs WHERE id = $1) FOR UPDATE OF y, t"

/* A line for each leg as it is now: what came, or what is gone. */
static gboolean
audit_legs (MagDb         *db,
            const char    *ids, /* array literal */
            const char    *actor,
            const char    *action,
            gboolean       gone,
            gint64         now_us,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_text (params, ids);
  mag_params_text (params, actor);
  mag_params_text (params, action);
  mag_params_boolean (params, gone);
  mag_params_instant (params, now_us);
  return mag_params_execute (params, db,
                             "INSERT INTO trade_audit (trade_id, leg_id, at, actor, action, before, after) "
                             "SELECT trade_id, id, $5::timestamptz, $2, $3, CASE WHEN $4::boolean THEN to_jsonb(l) END, CASE WHEN NOT $4 THEN to_jsonb(l) END "
                             "FROM trade_legs l WHERE id = ANY ($1::bigint[]) ORDER BY id",
                             cancellable, error);
}

static char *
make_id_array (const gint64 *ids,
               guint         n)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", ids[i]);
  g_string_append_c (text, '}');
  return g_string_free_and_steal (text);
}

static gboolean
audit_leg (MagDb         *db,
           gint64         leg,
           const char    *action,
           gint64         now_us,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autofree char *ids = make_id_array (&leg, 1);

  return audit_legs (db, ids, USER, action, FALSE, now_us, cancellable, error);
}

static gboolean
touch_trade (MagDb         *db,
             gint64         trade,
             gint64         now_us,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, trade);
  mag_params_instant (params, now_us);
  return mag_params_execute (params, db, "UPDATE trades SET updated_at = $2 WHERE id = $1", cancellable, error);
}

static gboolean
finish_change (MagDb         *db,
               const Place   *place,
               GCancellable  *cancellable,
               GError       **error)
{
  return check_place (db, place, cancellable, error) &&
         mag_topic_notify (db, "trades", cancellable, error) &&
         mag_db_commit (db, cancellable, error);
}

/* ---- adding and closing ---- */

static gboolean
insert_leg (MagDb         *db,
            const MagLeg  *leg,
            gint64        *id,
            GCancellable  *cancellable,
            GError       **error)
{
  gboolean shares = mag_leg_role_is_shares (leg->role);
  g_autoptr(MagParams) params = mag_params_new ();

  if (!mag_leg_check (leg, error))
    return FALSE;
  mag_params_int64 (params, leg->trade);
  mag_params_count (params, leg->rolled_from != 0 ? leg->rolled_from : MAG_COUNT_UNKNOWN);
  mag_params_text (params, mag_leg_role_to_nick (leg->role));
  mag_params_text (params, shares ? NULL : leg->contract.root);
  mag_params_date (params, leg->contract.expiration);
  mag_params_text (params, shares ? NULL : leg->contract.right == MAG_RIGHT_PUT ? "P" : "C");
  mag_params_price (params, shares ? MAG_PRICE_UNKNOWN : leg->contract.strike);
  mag_params_int64 (params, leg->multiplier);
  mag_params_int64 (params, leg->quantity);
  mag_params_price (params, leg->price);
  mag_params_money (params, leg->fees);
  mag_params_date (params, leg->date);
  mag_params_count (params, leg->opened_with != 0 ? leg->opened_with : MAG_COUNT_UNKNOWN);
  return mag_params_fetch (params, db,
                           "INSERT INTO trade_legs (trade_id, rolled_from, role, root, expiration_date, option_type, strike, multiplier, quantity, price, fees, executed_on, "
                           " opened_with) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id",
                           NO_SUCH_TRADE, id, cancellable, error);
}

static gboolean
insert_trade (MagDb         *db,
              const Place   *place,
              const char    *notes,
              const char    *tags,
              gint64         now_us,
              gint64        *id,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (notes)), *tidy = mag_tags_tidy (tags);
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_text (params, place->account);
  mag_params_int64 (params, place->symbol_id);
  mag_params_text (params, trimmed);
  mag_params_instant (params, now_us);
  mag_params_text (params, tidy);
  return mag_params_fetch (params, db,
                           "INSERT INTO trades (account, origin, symbol_id, notes, created_at, updated_at, tags) VALUES ($1, 'manual', $2, $3, $4, $4, $5) RETURNING id",
                           NO_SUCH_TRADE, id, cancellable, error);
}

/* The symbol's row, made when it is new, and locked. */
static gboolean
find_or_add_symbol (MagDb            *db,
                    const MagSymbol  *symbol,
                    Place            *place,
                    GCancellable     *cancellable,
                    GError          **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_text (params, symbol->ticker);
  mag_params_text (params, symbol->exchange);
  mag_params_text (params, mag_symbol_kind_to_nick (symbol->kind));
  g_strlcpy (place->symbol, symbol->ticker, sizeof place->symbol);
  return mag_params_fetch (params, db,
                           "INSERT INTO symbols (ticker, exchange, kind) VALUES ($1, $2, $3) ON CONFLICT (ticker) DO UPDATE SET ticker = excluded.ticker RETURNING id",
                           NO_SUCH_TRADE, &place->symbol_id, cancellable, error);
}

static gboolean
read_symbol (const char  *text,
             MagSymbol   *symbol,
             GError     **error)
{
  g_autofree char *reason = NULL;

  if (!mag_symbol_parse (text, symbol, error))
    return FALSE;
  reason = mag_symbol_dup_reason (symbol);
  if (reason == NULL)
    return TRUE;
  g_set_error_literal (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_SYMBOL, reason);
  return FALSE;
}

/* The contract's root as the underlying has it, unless it was said; the multiplier of shares. */
static void
complete_leg (MagLeg     *leg,
              const char *ticker)
{
  g_autofree char *root = mag_symbol_to_occ_root (ticker);

  if (mag_leg_role_is_shares (leg->role))
    {
      memset (&leg->contract, 0, sizeof leg->contract);
      leg->multiplier = 1;
    }
  else if (leg->contract.root[0] == '\0')
    {
      g_strlcpy (leg->contract.root, root, sizeof leg->contract.root);
    }
}

static gboolean
add_trade (MagDb             *db,
           const Place       *place,
           const char        *notes,
           const char        *tags,
           MagLeg            *leg,
           gint64             now_us,
           GCancellable      *cancellable,
           GError           **error)
{
  return insert_trade (db, place, notes, tags, now_us, &leg->trade, cancellable, error) &&
         insert_leg (db, leg, &leg->id, cancellable, error) &&
         audit_leg (db, leg->id, "add", now_us, cancellable, error);
}

/**
 * mag_trade_repo_add:
 *
 * Fails with %MAG_VALIDATION_ERROR when the symbol has no options here, or the leg contradicts itself or the journal.
 *
 * Returns: the new trade's id; 0 on error
 */
gint64
mag_trade_repo_add (MagDb                   *db,
                    const MagTradeAddition  *addition,
                    gint64                   now_us,
                    GCancellable            *cancellable,
                    GError                 **error)
{
  g_auto(Place) place = { .account = g_strstrip (g_strdup (addition->account)) };
  MagLeg leg = addition->leg;
  MagSymbol symbol;

  if (!read_symbol (addition->symbol, &symbol, error))
    return 0;
  complete_leg (&leg, symbol.ticker);
  leg.rolled_from = 0;
  if (mag_db_begin (db, cancellable, error) &&
      find_or_add_symbol (db, &symbol, &place, cancellable, error) &&
      add_trade (db, &place, addition->notes, addition->tags, &leg, now_us, cancellable, error) &&
      finish_change (db, &place, cancellable, error))
    return leg.trade;

  mag_db_rollback (db);
  return 0;
}

/* The opening leg of a trade. */
static gboolean
find_opening (MagDb         *db,
              gint64         trade,
              MagLeg        *leg,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;

  mag_params_int64 (params, trade);
  result = mag_params_query (params, db,
                             "SELECT " LEG_COLUMNS "FROM trade_legs l WHERE l.trade_id = $1 AND l.is_active AND l.role IN ('sell_to_open', 'buy_to_open')",
                             cancellable, error);
  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 0)
    {
      g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND, NO_SUCH_TRADE);
      return FALSE;
    }
  *leg = read_leg (result, 0, 0);
  return TRUE;
}

/* The other half of a roll: a trade of its own, linked to the closing leg. */
static gboolean
add_roll (MagDb         *db,
          const Place   *place,
          const MagLeg  *opening,
          const MagLeg  *closing,
          const MagLeg  *roll,
          gint64         now_us,
          GCancellable  *cancellable,
          GError       **error)
{
  MagLeg leg = *roll;

  leg.role = opening->role;
  leg.rolled_from = closing->id;
  leg.multiplier = opening->multiplier;
  leg.date = closing->date;
  leg.contract.right = opening->contract.right;
  g_strlcpy (leg.contract.root, opening->contract.root, sizeof leg.contract.root);
  return add_trade (db, place, "", "", &leg, now_us, cancellable, error);
}

static gboolean
save_words (MagDb         *db,
            gint64         trade,
            const char    *notes,
            const char    *tags,
            gint64         now_us,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (notes)), *tidy = mag_tags_tidy (tags);
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, trade);
  mag_params_text (params, trimmed);
  mag_params_instant (params, now_us);
  mag_params_text (params, tidy);
  return mag_params_execute (params, db,
                             "WITH old AS (SELECT id, notes, tags FROM trades WHERE id = $1 AND (notes, tags) IS DISTINCT FROM ($2, $4)), "
                             "line AS (INSERT INTO trade_audit (trade_id, at, actor, action, before, after) "
                             " SELECT id, $3::timestamptz, '" USER "', 'notes', jsonb_build_object('notes', notes, 'tags', tags), "
                             "  jsonb_build_object('notes', $2::text, 'tags', $4::text) FROM old) "
                             "UPDATE trades t SET notes = $2, tags = $4, updated_at = $3 FROM old WHERE t.id = old.id",
                             cancellable, error);
}

/**
 * mag_trade_repo_close:
 *
 * Closes contracts of a trade, all or a part, and opens the other half when it is a roll.
 */
gboolean
mag_trade_repo_close (MagDb                  *db,
                      const MagTradeClosing  *closing,
                      gint64                  now_us,
                      GCancellable           *cancellable,
                      GError                **error)
{
  g_auto(Place) place = { 0 };
  MagLeg leg = closing->leg, opening;

  if (mag_db_begin (db, cancellable, error) &&
      lock_place (db, LOCK_TRADE, closing->trade, NO_SUCH_TRADE, &place, cancellable, error) &&
      find_opening (db, closing->trade, &opening, cancellable, error))
    {
      leg.trade = closing->trade;
      leg.rolled_from = 0;
      leg.contract = opening.contract;
      leg.multiplier = opening.multiplier;
      if (insert_leg (db, &leg, &leg.id, cancellable, error) &&
          audit_leg (db, leg.id, "add", now_us, cancellable, error) &&
          touch_trade (db, leg.trade, now_us, cancellable, error) &&
          (closing->roll == NULL || add_roll (db, &place, &opening, &leg, closing->roll, now_us, cancellable, error)) &&
          (closing->notes == NULL || save_words (db, leg.trade, closing->notes, closing->tags, now_us, cancellable, error)) &&
          finish_change (db, &place, cancellable, error))
        return TRUE;
    }
  mag_db_rollback (db);
  return FALSE;
}

/* ---- correcting ---- */

/* Both lines of audit in one statement with the change, so that neither can be forgotten. */
static gboolean
update_leg (MagDb         *db,
            const MagLeg  *leg,
            gint64         now_us,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  gint64 trade;

  mag_params_int64 (params, leg->id);
  mag_params_date (params, leg->date);
  mag_params_int64 (params, leg->quantity);
  mag_params_price (params, leg->price);
  mag_params_money (params, leg->fees);
  mag_params_instant (params, now_us);
  return mag_params_fetch (params, db,
                           "WITH old AS (SELECT id, to_jsonb(l) AS line FROM trade_legs l WHERE id = $1 AND is_active), "
                           "new AS (UPDATE trade_legs l SET executed_on = $2, quantity = $3, price = $4, fees = $5 FROM old WHERE l.id = old.id "
                           " RETURNING l.id, l.trade_id, old.line AS before, to_jsonb(l) AS after) "
                           "INSERT INTO trade_audit (trade_id, leg_id, at, actor, action, before, after) "
                           "SELECT trade_id, id, $6::timestamptz, '" USER "', 'edit', before, after FROM new RETURNING trade_id",
                           NO_SUCH_LEG, &trade, cancellable, error) &&
         touch_trade (db, trade, now_us, cancellable, error);
}

gboolean
mag_trade_repo_edit (MagDb         *db,
                     const MagLeg  *leg,
                     gint64         now_us,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_auto(Place) place = { 0 };

  if (mag_leg_check (leg, error) &&
      mag_db_begin (db, cancellable, error) &&
      lock_place (db, LOCK_LEG, leg->id, NO_SUCH_LEG, &place, cancellable, error) &&
      update_leg (db, leg, now_us, cancellable, error) &&
      finish_change (db, &place, cancellable, error))
    return TRUE;

  mag_db_rollback (db);
  return FALSE;
}

gboolean
mag_trade_repo_set_words (MagDb         *db,
                          gint64         trade,
                          const char    *notes,
                          const char    *tags,
                          gint64         now_us,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_auto(Place) place = { 0 };

  if (mag_db_begin (db, cancellable, error) &&
      lock_place (db, LOCK_TRADE, trade, NO_SUCH_TRADE, &place, cancellable, error) &&
      save_words (db, trade, notes, tags, now_us, cancellable, error) &&
      finish_change (db, &place, cancellable, error))
    return TRUE;

  mag_db_rollback (db);
  return FALSE;
}

static gboolean
update_active (MagDb         *db,
               const char    *ids,
               gint64         n,
               gboolean       active,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  gint64 changed;

  mag_params_text (params, ids);
  mag_params_boolean (params, active);
  if (!mag_params_fetch (params, db,
                         "WITH changed AS (UPDATE trade_legs SET is_active = $2 WHERE id = ANY ($1::bigint[]) AND is_active <> $2 RETURNING id) "
                         "SELECT count(*) FROM changed",
                         NO_SUCH_LEG, &changed, cancellable, error))
    return FALSE;
  if (changed == n)
    return TRUE;
  g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_CONFLICT, "The trade was changed meanwhile; nothing was done.");
  return FALSE;
}

/**
 * mag_trade_repo_set_active:
 * @legs: (element-type gint64): ids of legs of one underlying in one account
 * @active: %FALSE deletes them, %TRUE brings them back
 *
 * Fails with %MAG_STORE_ERROR_CONFLICT when one of them is so already, and %MAG_VALIDATION_ERROR when the others can't be without them.
 */
gboolean
mag_trade_repo_set_active (MagDb         *db,
                           GArray        *legs,
                           gboolean       active,
                           gint64         now_us,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_autofree char *ids = make_id_array ((const gint64 *) legs->data, legs->len);
  g_auto(Place) place = { 0 };

  g_return_val_if_fail (legs->len > 0, FALSE);

  if (mag_db_begin (db, cancellable, error) &&
      lock_place (db, LOCK_LEG, g_array_index (legs, gint64, 0), NO_SUCH_LEG, &place, cancellable, error) &&
      update_active (db, ids, legs->len, active, cancellable, error) &&
      audit_legs (db, ids, USER, active ? "restore" : "delete", !active, now_us, cancellable, error) &&
      finish_change (db, &place, cancellable, error))
    return TRUE;

  mag_db_rollback (db);
  return FALSE;
}

/* ---- what differs from the broker's ---- */

static gboolean
end_part (MagDb               *db,
          const MagTradePart  *part,
          MagLegRole           role,
          MagDate              date,
          gint64               now_us,
          GArray              *legs,
          GCancellable        *cancellable,
          GError             **error)
{
  g_auto(Place) place = { 0 };
  MagLeg opening, leg = { .trade = part->trade, .role = role, .quantity = part->quantity, .date = date };

  if (!lock_place (db, LOCK_TRADE, part->trade, NO_SUCH_TRADE, &place, cancellable, error) ||
      !find_opening (db, part->trade, &opening, cancellable, error))
    return FALSE;
  leg.contract = opening.contract;
  leg.multiplier = opening.multiplier;
  if (!insert_leg (db, &leg, &leg.id, cancellable, error))
    return FALSE;
  g_array_append_val (legs, leg.id);
  return audit_leg (db, leg.id, "add", now_us, cancellable, error) &&
         touch_trade (db, part->trade, now_us, cancellable, error) &&
         check_place (db, &place, cancellable, error);
}

static gboolean
end_parts (MagDb         *db,
           GArray        *parts,
           MagLegRole     role,
           MagDate        date,
           gint64         now_us,
           GArray        *legs,
           GCancellable  *cancellable,
           GError       **error)
{
  for (guint i = 0; i < parts->len; i++)
    if (!end_part (db, &g_array_index (parts, MagTradePart, i), role, date, now_us, legs, cancellable, error))
      return FALSE;
  return TRUE;
}

gboolean
mag_trade_repo_end (MagDb         *db,
                    GArray        *parts,
                    MagLegRole     role,
                    MagDate        date,
                    gint64         now_us,
                    GArray        *legs,
                    GCancellable  *cancellable,
                    GError       **error)
{
  if (mag_db_begin (db, cancellable, error) &&
      end_parts (db, parts, role, date, now_us, legs, cancellable, error) &&
      mag_topic_notify (db, "trades", cancellable, error) &&
      mag_db_commit (db, cancellable, error))
    return TRUE;

  mag_db_rollback (db);
  return FALSE;
}

static gboolean
read_words (MagDb         *db,
            gint64         trade,
            char         **notes,
            char         **tags,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;

  mag_params_int64 (params, trade);
  result = mag_params_query (params, db, "SELECT notes, tags FROM trades WHERE id = $1", cancellable, error);
  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 0)
    {
      g_set_error_literal (error, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND, NO_SUCH_TRADE);
      return FALSE;
    }
  *notes = mag_row_dup (result, 0, 0);
  *tags = mag_row_dup (result, 0, 1);
  return TRUE;
}

static char *
join_words (const char *one,
            const char *other,
            const char *between)
{
  if (one[0] == '\0' || other[0] == '\0' || strcmp (one, other) == 0)
    return g_strdup (one[0] != '\0' ? one : other);
  return g_strconcat (one, between, other, NULL);
}

static gboolean
list_active (MagDb         *db,
             gint64         trade,
             GArray        *legs,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;

  mag_params_int64 (params, trade);
  result = mag_params_query (params, db, "SELECT id FROM trade_legs WHERE trade_id = $1 AND is_active ORDER BY id", cancellable, error);
  for (int i = 0; result != NULL && i < PQntuples (result); i++)
    {
      gint64 id = mag_row_int64 (result, i, 0);

      g_array_append_val (legs, id);
    }
  return result != NULL;
}

static gboolean
move_words (MagDb         *db,
            gint64         by_hand,
            gint64         by_broker,
            gint64         now_us,
            char         **notes,
            char         **tags,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autofree char *own_notes = NULL, *own_tags = NULL, *hand_notes = NULL, *hand_tags = NULL, *all_notes = NULL, *all_tags = NULL;

  if (!read_words (db, by_broker, &own_notes, &own_tags, cancellable, error) || !read_words (db, by_hand, &hand_notes, &hand_tags, cancellable, error))
    return FALSE;
  all_notes = join_words (own_notes, hand_notes, "\n");
  all_tags = join_words (own_tags, hand_tags, ", ");
  if (!save_words (db, by_broker, all_notes, all_tags, now_us, cancellable, error))
    return FALSE;
  *notes = g_steal_pointer (&own_notes);
  *tags = g_steal_pointer (&own_tags);
  return TRUE;
}

static gboolean
change_active (MagDb         *db,
               GArray        *legs,
               gboolean       active,
               gint64         now_us,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autofree char *ids = make_id_array ((const gint64 *) legs->data, legs->len);

  return update_active (db, ids, legs->len, active, cancellable, error) &&
         audit_legs (db, ids, USER, active ? "restore" : "delete", !active, now_us, cancellable, error);
}

gboolean
mag_trade_repo_link (MagDb         *db,
                     gint64         by_hand,
                     gint64         by_broker,
                     gint64         now_us,
                     GArray        *legs,
                     char         **notes,
                     char         **tags,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_auto(Place) hand = { 0 }, broker = { 0 };
  g_autofree char *own_notes = NULL, *own_tags = NULL;

  if (mag_db_begin (db, cancellable, error) &&
      lock_place (db, LOCK_TRADE, by_hand, NO_SUCH_TRADE, &hand, cancellable, error) &&
      lock_place (db, LOCK_TRADE, by_broker, NO_SUCH_TRADE, &broker, cancellable, error) &&
      move_words (db, by_hand, by_broker, now_us, &own_notes, &own_tags, cancellable, error) &&
      list_active (db, by_hand, legs, cancellable, error) &&
      change_active (db, legs, FALSE, now_us, cancellable, error) &&
      finish_change (db, &hand, cancellable, error))
    {
      *notes = g_steal_pointer (&own_notes);
      *tags = g_steal_pointer (&own_tags);
      return TRUE;
    }
  mag_db_rollback (db);
  return FALSE;
}

gboolean
mag_trade_repo_unlink (MagDb         *db,
                       GArray        *legs,
                       gint64         by_broker,
                       const char    *notes,
                       const char    *tags,
                       gint64         now_us,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_auto(Place) place = { 0 };

  if (mag_db_begin (db, cancellable, error) &&
      lock_place (db, LOCK_LEG, g_array_index (legs, gint64, 0), NO_SUCH_LEG, &place, cancellable, error) &&
      change_active (db, legs, TRUE, now_us, cancellable, error) &&
      save_words (db, by_broker, notes, tags, now_us, cancellable, error) &&
      finish_change (db, &place, cancellable, error))
    return TRUE;

  mag_db_rollback (db);
  return FALSE;
}

GHashTable *
mag_trade_repo_from_broker (MagDb         *db,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db, "SELECT id FROM trades WHERE origin = 'broker'", 0, NULL, cancellable, error);
  GHashTable *trades;

  if (result == NULL)
    return NULL;
  trades = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (int i = 0; i < PQntuples (result); i++)
    {
      gint64 id = mag_row_int64 (result, i, 0);

      g_hash_table_add (trades, g_memdup2 (&id, sizeof id));
    }
  return trades;
}

/* ---- audit ---- */

void
mag_trade_audit_free (MagTradeAudit *audit)
{
  g_free (audit->actor);
  g_free (audit->action);
  g_free (audit->notes_before);
  g_free (audit->notes_after);
  g_free (audit->tags_before);
  g_free (audit->tags_after);
  g_free (audit);
}

/* A line's leg as the columns of LEG_COLUMNS. Dates and numbers read back from jsonb as they were printed. */
#define LEG_OF(json) \
  "(" json "->>'id')::bigint, a.trade_id, NULL, " json "->>'role', " json "->>'root', " json "->>'expiration_date', " json "->>'option_type', " \
  json "->>'strike', " json "->>'multiplier', " json "->>'quantity', " json "->>'price', ((" json "->>'fees')::numeric * 100)::bigint, " json "->>'executed_on', (" json "->>'opened_with')::bigint"

static MagTradeAudit *
read_audit (const PGresult *result,
            int             row)
{
  MagTradeAudit *audit = g_new0 (MagTradeAudit, 1);

  audit->at_us = mag_row_int64 (result, row, 0);
  audit->actor = g_strdup (mag_row_text (result, row, 1));
  audit->action = g_strdup (mag_row_text (result, row, 2));
  audit->trade = mag_row_int64 (result, row, 3);
  audit->notes_before = mag_row_dup (result, row, 4);
  audit->notes_after = mag_row_dup (result, row, 5);
  audit->tags_before = mag_row_dup (result, row, 6);
  audit->tags_after = mag_row_dup (result, row, 7);
  audit->before = read_leg (result, row, 8);
  audit->after = read_leg (result, row, 8 + N_LEG_COLUMNS);
  return audit;
}

/**
 * mag_trade_repo_audit:
 * @trades: (element-type gint64): ids of trades
 *
 * Returns: (transfer full) (element-type MagTradeAudit): every change of them, newest first
 */
GPtrArray *
mag_trade_repo_audit (MagDb         *db,
                      GArray        *trades,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autofree char *ids = make_id_array ((const gint64 *) trades->data, trades->len);
  g_autoptr(MagParams) params = mag_params_new ();
  g_autoptr(PGresult) result = NULL;
  GPtrArray *lines;

  mag_params_text (params, ids);
  result = mag_params_query (params, db,
                             "SELECT micros(a.at), a.actor, a.action, a.trade_id, a.before->>'notes', a.after->>'notes', a.before->>'tags', a.after->>'tags', " LEG_OF ("a.before") ", " LEG_OF ("a.after")
                             " FROM trade_audit a WHERE a.trade_id = ANY ($1::bigint[]) ORDER BY a.id DESC LIMIT 1000",
                             cancellable, error);
  if (result == NULL)
    return NULL;
  lines = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_trade_audit_free);
  for (int i = 0; i < PQntuples (result); i++)
    g_ptr_array_add (lines, read_audit (result, i));
  return lines;
}

/* ---- export and import ---- */

#define FIRST_RECORD_COLUMN N_LEG_COLUMNS

static MagTradeRecord *
read_record (const PGresult *result,
             int             row)
{
  MagTradeRecord *record = mag_trade_record_new ();
  int c = FIRST_RECORD_COLUMN;

  record->leg = read_leg (result, row, 0);
  record->leg.id = record->leg.trade = record->leg.rolled_from = record->leg.opened_with = 0;
  record->trade_uid = g_strdup (mag_row_text (result, row, c++));
  record->account = g_strdup (mag_row_text (result, row, c++));
  record->origin = g_strdup (mag_row_text (result, row, c++));
  record->trade_broker_id = g_strdup (mag_row_text (result, row, c++));
  record->symbol = g_strdup (mag_row_text (result, row, c++));
  record->notes = g_strdup (mag_row_text (result, row, c++));
  record->created_us = mag_row_int64 (result, row, c++);
  record->updated_us = mag_row_int64 (result, row, c++);
  record->leg_uid = g_strdup (mag_row_text (result, row, c++));
  record->rolled_from_uid = g_strdup (mag_row_text (result, row, c++));
  record->leg_broker_id = g_strdup (mag_row_text (result, row, c++));
  record->opened_with_uid = g_strdup (mag_row_text (result, row, c++));
  record->tags = g_strdup (mag_row_text (result, row, c++));
  return record;
}

/**
 * mag_trade_repo_export:
 *
 * Returns: (transfer full) (element-type MagTradeRecord): every leg in the order of entry; not the deleted ones, not the audit
 */
GPtrArray *
mag_trade_repo_export (MagDb         *db,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_autoptr(PGresult) result =
    mag_db_query (db,
                  "SELECT " LEG_COLUMNS ", t.uid, t.account, t.origin, t.broker_id, y.ticker, t.notes, micros(t.created_at), micros(t.updated_at), "
                  "l.uid, r.uid, l.broker_id, o.uid, t.tags " FROM_LEGS
                  "LEFT JOIN trade_legs r ON r.id = l.rolled_from LEFT JOIN trade_legs o ON o.id = l.opened_with "
                  "WHERE l.is_active ORDER BY l.id LIMIT " STRINGIFY (MAG_LEDGER_MAX_LEGS),
                  0, NULL, cancellable, error);
  GPtrArray *records;

  if (result == NULL)
    return NULL;
  records = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_trade_record_free);
  for (int i = 0; i < PQntuples (result); i++)
    g_ptr_array_add (records, read_record (result, i));
  return records;
}

/* One column of all records as the text[] of a statement; NULL is written "". */
typedef char *(*RecordText) (const MagTradeRecord *record);

static void
add_column (MagParams  *params,
            GPtrArray  *records,
            RecordText  text)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_full (records->len + 1, g_free);

  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (texts, text (g_ptr_array_index (records, i)));
  g_ptr_array_add (texts, NULL);
  mag_params_texts (params, (const char *const *) texts->pdata);
}

#define RECORD_STRING(field) \
  static char *field##_text (const MagTradeRecord *record) \
  { \
    return g_strdup (record->field); \
  }

RECORD_STRING (trade_uid)
RECORD_STRING (account)
RECORD_STRING (origin)
RECORD_STRING (trade_broker_id)
RECORD_STRING (symbol)
RECORD_STRING (notes)
RECORD_STRING (leg_uid)
RECORD_STRING (rolled_from_uid)
RECORD_STRING (leg_broker_id)
RECORD_STRING (opened_with_uid)
RECORD_STRING (tags)

static char *
kind_text (const MagTradeRecord *record)
{
  MagSymbol symbol;

  return g_strdup (mag_symbol_kind_to_nick (mag_symbol_parse (record->symbol, &symbol, NULL) ? symbol.kind : MAG_KIND_UNKNOWN));
}

static char *
instant_text (gint64 instant_us)
{
  GString *text = g_string_new (NULL);

  mag_sql_append_instant (text, instant_us);
  return g_string_free_and_steal (text);
}

static char *
created_text (const MagTradeRecord *record)
{
  return instant_text (record->created_us);
}

static char *
updated_text (const MagTradeRecord *record)
{
  return instant_text (record->updated_us);
}

static char *
role_text (const MagTradeRecord *record)
{
  return g_strdup (mag_leg_role_to_nick (record->leg.role));
}

static char *
root_text (const MagTradeRecord *record)
{
  return g_strdup (record->leg.contract.root);
}

static char *
expiration_text (const MagTradeRecord *record)
{
  return mag_date_format (record->leg.contract.expiration);
}

static char *
type_text (const MagTradeRecord *record)
{
  return g_strdup (record->leg.contract.root[0] == '\0' ? "" : record->leg.contract.right == MAG_RIGHT_PUT ? "P" : "C");
}

static char *
strike_text (const MagTradeRecord *record)
{
  return record->leg.contract.root[0] == '\0' ? g_strdup ("") : mag_price_format (record->leg.contract.strike, 4);
}

static char *
multiplier_text (const MagTradeRecord *record)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, record->leg.multiplier);
}

static char *
quantity_text (const MagTradeRecord *record)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, record->leg.quantity);
}

static char *
price_text (const MagTradeRecord *record)
{
  return mag_price_format (record->leg.price, 4);
}

static char *
fees_text (const MagTradeRecord *record)
{
  return mag_money_format (record->leg.fees);
}

static char *
date_text (const MagTradeRecord *record)
{
  return mag_date_format (record->leg.date);
}

static gboolean
import_symbols (MagDb         *db,
                GPtrArray     *records,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  add_column (params, records, symbol_text);
  add_column (params, records, kind_text);
  return mag_params_execute (params, db,
                             "INSERT INTO symbols (ticker, kind) SELECT DISTINCT ON (ticker) ticker, kind FROM unnest($1::text[], $2::text[]) AS r (ticker, kind) "
                             "ORDER BY ticker ON CONFLICT (ticker) DO UPDATE SET ticker = excluded.ticker",
                             cancellable, error);
}

static gboolean
import_trades (MagDb         *db,
               GPtrArray     *records,
               GCancellable  *cancellable,
               GError       **error)
{
  static const RecordText columns[] = { trade_uid_text, account_text, origin_text, trade_broker_id_text, symbol_text, notes_text, created_text, updated_text, tags_text };
  g_autoptr(MagParams) params = mag_params_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    add_column (params, records, columns[i]);
  return mag_params_execute (params, db,
                             "INSERT INTO trades (uid, account, origin, broker_id, symbol_id, notes, created_at, updated_at, tags) "
                             "SELECT uid, account, origin, nullif(broker_id, ''), y.id, notes, created, updated, tags FROM ("
                             " SELECT DISTINCT ON (r.uid) r.* FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], "
                             " $8::timestamptz[], $9::text[]) WITH ORDINALITY AS r (uid, account, origin, broker_id, ticker, notes, created, updated, tags, n) ORDER BY r.uid, r.n) r "
                             "JOIN symbols y USING (ticker) ORDER BY n ON CONFLICT (uid) DO NOTHING",
                             cancellable, error);
}

/* Legs that are not there yet; their ids come back in the order of the records, for the audit. */
static PGresult *
import_legs (MagDb         *db,
             GPtrArray     *records,
             GCancellable  *cancellable,
             GError       **error)
{
  static const RecordText columns[] = {
    trade_uid_text, leg_uid_text, leg_broker_id_text, role_text, root_text, expiration_text, type_text, strike_text, multiplier_text, quantity_text,
    price_text, fees_text, date_text,
  };
  g_autoptr(MagParams) params = mag_params_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    add_column (params, records, columns[i]);
  return mag_params_query (params, db,
                           "INSERT INTO trade_legs (trade_id, uid, broker_id, role, root, expiration_date, option_type, strike, multiplier, quantity, price, fees, executed_on) "
                           "SELECT t.id, leg, nullif(r.broker_id, ''), role, nullif(root, ''), nullif(expiration, '')::date, nullif(type, '')::\"char\", "
                           " nullif(strike, '')::numeric, multiplier, quantity, price, fees, day "
                           "FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::integer[], $10::integer[], "
                           " $11::numeric[], $12::numeric[], $13::date[]) WITH ORDINALITY "
                           " AS r (trade, leg, broker_id, role, root, expiration, type, strike, multiplier, quantity, price, fees, day, n) "
                           "JOIN trades t ON t.uid = r.trade ORDER BY n ON CONFLICT (uid) DO NOTHING RETURNING id",
                           cancellable, error);
}

static gboolean
import_links (MagDb         *db,
              GPtrArray     *records,
              const char    *ids,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  add_column (params, records, leg_uid_text);
  add_column (params, records, rolled_from_uid_text);
  mag_params_text (params, ids);
  add_column (params, records, opened_with_uid_text);
  return mag_params_execute (params, db,
                             "UPDATE trade_legs l SET rolled_from = c.id, opened_with = o.id FROM unnest($1::uuid[], $2::text[], $4::text[]) AS r (leg, rolled_from, opened_with) "
                             "LEFT JOIN trade_legs c ON c.uid = nullif(r.rolled_from, '')::uuid LEFT JOIN trade_legs o ON o.uid = nullif(r.opened_with, '')::uuid "
                             "WHERE l.uid = r.leg AND l.id = ANY ($3::bigint[]) AND num_nonnulls(c.id, o.id) > 0",
                             cancellable, error);
}

/* Every underlying that got a leg is replayed. */
static gboolean
check_imported (MagDb         *db,
                const char    *ids,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr(MagJournal) journal = mag_journal_new ();
  g_autoptr(PGresult) result =
    mag_db_query (db,
                  "SELECT " LEG_COLUMNS ", t.account, y.ticker " FROM_LEGS
                  "WHERE l.is_active AND (t.symbol_id, t.account) IN ("
                  " SELECT c.symbol_id, c.account FROM trade_legs n JOIN trades c ON c.id = n.trade_id WHERE n.id = ANY ($1::bigint[])) "
                  "ORDER BY y.ticker, t.account, l.id",
                  1, &ids, cancellable, error);

  return result != NULL && add_ledgers (journal, result, error);
}

static char *
read_id_array (const PGresult *result)
{
  g_autofree gint64 *ids = g_new (gint64, PQntuples (result) + 1);

  for (int i = 0; i < PQntuples (result); i++)
    ids[i] = mag_row_int64 (result, i, 0);
  return make_id_array (ids, PQntuples (result));
}

static gboolean
import_all (MagDb         *db,
            GPtrArray     *records,
            gint64         now_us,
            guint         *n_added,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(PGresult) added = NULL;
  g_autofree char *ids = NULL;

  if (!import_symbols (db, records, cancellable, error) ||
      !import_trades (db, records, cancellable, error) ||
      !(added = import_legs (db, records, cancellable, error)))
    return FALSE;
  ids = read_id_array (added);
  *n_added = PQntuples (added);
  return import_links (db, records, ids, cancellable, error) &&
         check_imported (db, ids, cancellable, error) &&
         audit_legs (db, ids, IMPORT, "import", FALSE, now_us, cancellable, error);
}

/**
 * mag_trade_repo_import:
 * @records: (element-type MagTradeRecord): checked by whoever read them: mag_leg_check(), words, uids
 * @n_added: (out): legs that were not there before
 *
 * Takes an export into the journal in one transaction. A trade or leg whose uid is there already, deleted or not, stays as it is.
 */
gboolean
mag_trade_repo_import (MagDb         *db,
                       GPtrArray     *records,
                       gint64         now_us,
                       guint         *n_added,
                       GCancellable  *cancellable,
                       GError       **error)
{
  if (mag_db_begin (db, cancellable, error) &&
      import_all (db, records, now_us, n_added, cancellable, error) &&
      mag_topic_notify (db, "trades", cancellable, error) &&
      mag_db_commit (db, cancellable, error))
    return TRUE;

  mag_db_rollback (db);
  return FALSE;
}

static char *
dup_place (const MagTradeRecord *record)
{
  return g_strdup_printf ("%s\n%s", record->symbol, record->account);
}

/* Records by underlying and account: GPtrArray* of MagTradeRecord* lent, in the order they came. */
static GPtrArray *
sort_by_place (GPtrArray *records)
{
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *places = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < records->len; i++)
    {
      g_autofree char *place = dup_place (g_ptr_array_index (records, i));
      GPtrArray *those = g_hash_table_lookup (known, place);

      if (those == NULL)
        {
          those = g_ptr_array_new ();
          g_ptr_array_add (places, those);
          g_hash_table_insert (known, g_steal_pointer (&place), those);
        }
      g_ptr_array_add (those, g_ptr_array_index (records, i));
    }
  return places;
}

/* One underlying's, or with a problem told none of them. */
static gboolean
import_place (MagDb         *db,
              GPtrArray     *records,
              gint64         now_us,
              guint         *n_added,
              GPtrArray     *problems,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(GError) failed = NULL;
  guint n = 0;

  if (!mag_db_execute (db, "SAVEPOINT place", 0, NULL, cancellable, error))
    return FALSE;
  if (import_all (db, records, now_us, &n, cancellable, &failed))
    {
      *n_added += n;
      return mag_db_execute (db, "RELEASE SAVEPOINT place", 0, NULL, cancellable, error);
    }
  if (failed->domain != MAG_VALIDATION_ERROR)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  g_ptr_array_add (problems, g_strdup (failed->message));
  return mag_db_execute (db, "ROLLBACK TO SAVEPOINT place", 0, NULL, cancellable, error);
}

static gboolean
import_places (MagDb         *db,
               GPtrArray     *places,
               gint64         now_us,
               guint         *n_added,
               GPtrArray     *problems,
               GCancellable  *cancellable,
               GError       **error)
{
  *n_added = 0;
  for (guint i = 0; i < places->len; i++)
    if (!import_place (db, g_ptr_array_index (places, i), now_us, n_added, problems, cancellable, error))
      return FALSE;
  return TRUE;
}

/**
 * mag_trade_repo_import_each:
 * @records: (element-type MagTradeRecord): of any underlyings, openings before what closes them
 * @n_added: (out): legs
 * @problems: (element-type utf8): gets a sentence for each underlying whose trades would contradict the journal: those are left out
 *
 * Returns: %FALSE with an error, and nothing has changed
 */
gboolean
mag_trade_repo_import_each (MagDb         *db,
                            GPtrArray     *records,
                            gint64         now_us,
                            guint         *n_added,
                            GPtrArray     *problems,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autoptr(GPtrArray) places = sort_by_place (records);

  if (mag_db_begin (db, cancellable, error) &&
      import_places (db, places, now_us, n_added, problems, cancellable, error) &&
      mag_topic_notify (db, "trades", cancellable, error) &&
      mag_db_commit (db, cancellable, error))
    return TRUE;

  mag_db_rollback (db);
  return FALSE;
}
