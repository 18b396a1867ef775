/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Snapshots of chains, what is known of shares and the history of volatility. A chain is one transaction: its
 * snapshot, a COPY of its quotes, and the step that makes it the one readers see. */

#include "config.h"

#include "mag-chain-repo.h"

#include "mag-date.h"
#include "mag-db-private.h"
#include "mag-params.h"
#include "mag-quote-row.h"
#include "mag-row.h"
#include "mag-scan.h"
#include "mag-symbol.h"
#include "mag-terms-repo.h"
#include "mag-topic.h"
#include "mag-volatility.h"
#include "mag-words.h"

#include <math.h>
#include <string.h>

#define RETENTION_SECONDS 600  /* a day's partition is copied, at worst */
#define RETENTION_LOCK "762184913"
#define LATE_US (20 * 60 * MAG_SECOND_US) /* after the close: options on funds and indices trade a quarter of an hour longer */
#define FORGET_JOBS "DELETE FROM sync_jobs WHERE finished_at < $1::date - 30" /* their line of tv_refresh_history stays */

/* ---- COPY rows ---- */

/* COPY's binary form, a quarter faster to read than its text. Numbers are big-endian; a length of -1 is NULL. */
#define COPY_HEADER "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0" /* the string's own end is the last of nine zeros */
#define COPY_END G_MAXUINT16
#define N_COLUMNS 23
#define JULIAN_OF_2000 730120 /* PostgreSQL's days and instants count from here */
#define US_OF_2000 (G_GINT64_CONSTANT (946684800) * G_USEC_PER_SEC)
#define NUMERIC_BASE 10000 /* as it happens, our unit is one digit of theirs */

static void
put16 (GString *rows,
       guint16  value)
{
  guint16 big = GUINT16_TO_BE (value);

  g_string_append_len (rows, (const char *) &big, sizeof big);
}

static void
put32 (GString *rows,
       guint32  value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_string_append_len (rows, (const char *) &big, sizeof big);
}

static void
put64 (GString *rows,
       guint64  value)
{
  guint64 big = GUINT64_TO_BE (value);

  g_string_append_len (rows, (const char *) &big, sizeof big);
}

static void
write_null (GString *rows)
{
  put32 (rows, G_MAXUINT32);
}

static void
write_int64 (GString *rows,
             gint64   value)
{
  put32 (rows, sizeof value);
  put64 (rows, value);
}

static void
write_instant (GString *rows,
               gint64   instant_us)
{
  if (instant_us > 0)
    write_int64 (rows, instant_us - US_OF_2000);
  else
    write_null (rows);
}

static void
write_double (GString *rows,
              double   value)
{
  guint64 bits;

  if (!isfinite (value))
    {
      write_null (rows);
      return;
    }
  memcpy (&bits, &value, sizeof bits);
  put32 (rows, sizeof bits);
  put64 (rows, bits);
}

static void
write_date (GString *rows,
            MagDate  date)
{
  put32 (rows, sizeof date);
  put32 (rows, date - JULIAN_OF_2000);
}

static void
write_count (GString *rows,
             gint64   count)
{
  if (count < 0)
    {
      write_null (rows);
      return;
    }
  put32 (rows, sizeof (gint32));
  put32 (rows, MIN (count, G_MAXINT32)); /* the column's width; no contract trades that often */
}

static void
write_text (GString    *rows,
            const char *text)
{
  gsize length = strlen (text);

  put32 (rows, length);
  g_string_append_len (rows, text, length);
}

static void
write_byte (GString *rows,
            char     byte)
{
  put32 (rows, 1);
  g_string_append_c (rows, byte);
}

/* Digits to the base of 10,000: two before the point, which is as far as numeric(12,4) goes, and one behind it. */
static void
write_price (GString  *rows,
             MagPrice  price)
{
  gint64 dollars = price / MAG_PRICE_SCALE;

  if (price == MAG_PRICE_UNKNOWN)
    {
      write_null (rows);
      return;
    }
  put32 (rows, 7 * sizeof (guint16));
  put16 (rows, 3); /* digits */
  put16 (rows, 1); /* the first one counts 10,000s */
  put16 (rows, 0); /* positive */
  put16 (rows, 4); /* decimals */
  put16 (rows, dollars / NUMERIC_BASE);
  put16 (rows, dollars % NUMERIC_BASE);
  put16 (rows, price % MAG_PRICE_SCALE);
}

#define COPY_STATEMENT \
  "COPY option_quotes (snapshot_id, last_trade_at, iv, delta, gamma, theta, vega, roc, expiration_date, open_interest, volume, " \
  "status, option_type, greeks, wide, adjusted, am_settled, otm, strike, bid, ask, last, root) FROM STDIN (FORMAT binary)"

/* In the order of COPY_STATEMENT. */
static void
write_quote (GString              *rows,
             gint64                snapshot,
             MagPrice              spot,
             const MagOptionQuote *quote)
{
  const MagContract *contract = &quote->contract;

  put16 (rows, N_COLUMNS);
  write_int64 (rows, snapshot);
  write_instant (rows, quote->last_trade_us);
  write_double (rows, quote->iv);
  write_double (rows, quote->delta);
  write_double (rows, quote->gamma);
  write_double (rows, quote->theta);
  write_double (rows, quote->vega);
  write_double (rows, mag_scan_return_on_capital (quote, spot));
  write_date (rows, contract->expiration);
  write_count (rows, quote->open_interest);
  write_count (rows, quote->volume);
  write_text (rows, mag_quote_status_to_nick (quote->status));
  write_byte (rows, mag_right_to_letter (contract->right));
  write_byte (rows, mag_greeks_to_letter (quote->greeks));
  write_byte (rows, quote->wide != FALSE);
  write_byte (rows, mag_contract_is_adjusted (contract) || mag_contract_is_flex (contract));
  write_byte (rows, mag_contract_is_am_settled (contract));
  write_byte (rows, mag_contract_is_otm (contract, spot));
  write_price (rows, contract->strike);
  write_price (rows, quote->bid);
  write_price (rows, quote->ask);
  write_price (rows, quote->last);
  write_text (rows, contract->root);
}

/* One side after the other: as the key has them, so that what is scanned together lies together. */
static GString *
write_quotes (const MagChain *chain,
              gint64          snapshot)
{
  static const MagRight sides[] = { MAG_RIGHT_CALL, MAG_RIGHT_PUT };
  GString *rows = g_string_sized_new (256 * (chain->quotes->len + 1));

  g_string_append_len (rows, COPY_HEADER, sizeof COPY_HEADER);
  for (guint side = 0; side < G_N_ELEMENTS (sides); side++)
    for (guint i = 0; i < chain->quotes->len; i++)
      {
        const MagOptionQuote *quote = &g_array_index (chain->quotes, MagOptionQuote, i);

        if (quote->contract.right == sides[side])
          write_quote (rows, snapshot, chain->spot, quote);
      }
  put16 (rows, COPY_END);
  return rows;
}

/* ---- saving a chain ---- */

/* What the steps of one save hand to each other. */
typedef struct
{
  const MagChainSave *save;
  gint64              now_us;
  gint64              symbol_id;
  gint64              snapshot;
  gint64              quoted_us; /* the chain's, or the best that is known instead */
  gboolean            degraded;
  gboolean            latest;    /* readers are to see it */
  MagDate             iv_day;    /* whose volatility the chain's is; 0: nobody's */
  GArray             *iv_before; /* owned; double, IV30 of the days before that one, oldest first */
} Saving;

/* A symbol is known, except in a program that syncs without a list. */
static gboolean
find_symbol (MagDb         *db,
             const char    *ticker,
             gint64        *id,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_text (params, ticker);
  return mag_params_fetch (params, db,
                           "WITH known AS (SELECT id FROM symbols WHERE ticker = $1), "
                           "made AS (INSERT INTO symbols (ticker) SELECT $1 WHERE NOT EXISTS (SELECT FROM known) "
                           " ON CONFLICT (ticker) DO UPDATE SET ticker = excluded.ticker RETURNING id) "
                           "SELECT id FROM known UNION ALL SELECT id FROM made",
                           "There is no such symbol.", id, cancellable, error);
}

/* The New York day the chain's volatility belongs to; 0 when it is nobody's: out of session, degraded, unknown. */
static MagDate
find_iv_day (const Saving *saving)
{
  MagDate day = mag_date_in_new_york (saving->quoted_us);
  double iv30 = saving->save->chain->iv30;

  if (saving->degraded || !isfinite (iv30) || iv30 <= 0 || !mag_calendar_is_trading_day (day))
    return 0;
  if (saving->quoted_us < mag_calendar_open_us (day) || saving->quoted_us > mag_calendar_close_us (day) + LATE_US)
    return 0;
  return day;
}

static MagParams *
describe_snapshot (const Saving *saving)
{
  const MagChain *chain = saving->save->chain;
  MagParams *params = mag_params_new ();

  mag_params_date (params, mag_date_in_new_york (chain->fetched_us));
  mag_params_text (params, chain->symbol);
  mag_params_text (params, mag_source_to_word (chain->source));
  mag_params_instant (params, chain->fetched_us);
  mag_params_instant (params, chain->generated_us);
  mag_params_instant (params, saving->quoted_us);
  mag_params_price (params, chain->spot);
  mag_params_price (params, chain->previous_close);
  mag_params_double (params, chain->iv30);
  mag_params_boolean (params, chain->whole);
  mag_params_boolean (params, saving->degraded);
  mag_params_int64 (params, chain->quotes->len);
  mag_params_int64 (params, chain->n_unparsed);
  mag_params_int64 (params, chain->n_expired);
  mag_params_int64 (params, chain->n_duplicate);
  mag_params_dates (params, chain->expirations);
  mag_params_instant (params, saving->now_us);
  mag_terms_params (params, &chain->terms);
  mag_params_boolean (params, chain->iv30_one_sided);
  mag_params_date (params, saving->iv_day);
  return params;
}

/* Of two chains of one symbol the second waits here, and is then compared with the first: the next statement sees it. */
static void
post_lock (MagDb      *db,
           const char *ticker)
{
  mag_db_post (db, "SELECT FROM symbols WHERE ticker = $1 FOR NO KEY UPDATE", 1, &ticker);
}

#define IV_DAYS_BEFORE "251"
G_STATIC_ASSERT (MAG_TRADING_DAYS == 251 + 1); /* and the day itself */

/* "{0.31,0.305}" */
static void
read_iv_before (const char *literal,
                GArray     *values)
{
  const char *at = literal + (literal[0] == '{');

  while (*at != '\0' && *at != '}')
    {
      char *end;
      double value = g_ascii_strtod (at, &end);

      if (end == at)
        return;
      g_array_append_val (values, value);
      at = end + (*end == ',');
    }
}

/* A snapshot becomes the latest unless it is older than the one readers see, or worse. That one being of the future, the clock is
 * a practice one that was set back, and the rule would keep it for ever. *snapshot stays 0 when there is no such symbol. */
#define INSERT_SNAPSHOT \
  "WITH y AS (SELECT id, NOT EXISTS (SELECT FROM chain_snapshots s WHERE s.id = y.latest_snapshot_id " \
  "   AND s.fetched_at <= $17::timestamptz + interval '1 hour' AND (s.quoted_at > $6 OR ($11 AND NOT s.degraded))) AS latest " \
  " FROM symbols y WHERE ticker = $2), " \
  "made AS (INSERT INTO chain_snapshots (id, symbol_id, source, fetched_at, generated_at, quoted_at, spot, previous_close, iv30, " \
  "  whole, degraded, contracts, unparsed, expired, duplicate, expirations, " \
  "  rate, yield, dividend_dates, dividend_amounts, dividends_announced, iv30_one_sided) " \
  " SELECT new_snapshot_id($1), y.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $18, $19, $20, $21, $22, $23 FROM y RETURNING id) " \
  "SELECT made.id, y.id, y.latest, ARRAY (SELECT h.iv30 FROM (SELECT h.iv30, h.day FROM iv_history h WHERE h.symbol_id = y.id AND h.day < $24 " \
  " ORDER BY h.day DESC LIMIT " IV_DAYS_BEFORE ") h ORDER BY h.day) FROM made, y"

static gboolean
try_insert_snapshot (MagDb         *db,
                     Saving        *saving,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr(MagParams) params = describe_snapshot (saving);
  g_autoptr(PGresult) result = mag_params_query (params, db, INSERT_SNAPSHOT, cancellable, error);

  if (result == NULL)
    return FALSE;
  if (PQntuples (result) > 0)
    {
      saving->snapshot = mag_row_int64 (result, 0, 0);
      saving->symbol_id = mag_row_int64 (result, 0, 1);
      saving->latest = mag_row_boolean (result, 0, 2);
      read_iv_before (mag_row_text (result, 0, 3), saving->iv_before);
    }
  return TRUE;
}

static gboolean
insert_snapshot (MagDb         *db,
                 Saving        *saving,
                 GCancellable  *cancellable,
                 GError       **error)
{
  if (!try_insert_snapshot (db, saving, cancellable, error))
    return FALSE;
  return saving->snapshot > 0 ||
         (find_symbol (db, saving->save->chain->symbol, &saving->symbol_id, cancellable, error) && try_insert_snapshot (db, saving, cancellable, error));
}

static gboolean
copy_quotes (MagDb         *db,
             const Saving  *saving,
             GCancellable  *cancellable,
             GError       **error)
{
  GString *rows = write_quotes (saving->save->chain, saving->snapshot);
  gboolean copied = mag_db_copy (db, COPY_STATEMENT, rows->str, rows->len, cancellable, error);

  g_string_free (rows, TRUE);
  return copied;
}

/* A chain came, so the last failure is over, whether readers see this one or not. */
static void
post_advance (MagDb        *db,
              const Saving *saving)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, saving->symbol_id);
  mag_params_int64 (params, saving->snapshot);
  mag_params_boolean (params, saving->latest);
  mag_params_post (params, db,
                   "UPDATE symbols SET trouble = NULL, trouble_at = NULL, latest_snapshot_id = CASE WHEN $3::boolean THEN $2 ELSE latest_snapshot_id END WHERE id = $1");
}

/* With where it stands among the days before, so that nobody who reads it has to look at a year. The last of a day wins; one that had to do with expirations on
 * one side of 30 days does not replace one that had both. */
static void
post_iv (MagDb        *db,
         const Saving *saving)
{
  g_autoptr(MagParams) params = NULL;
  const MagChain *chain = saving->save->chain;
  g_autoptr(GArray) days = NULL;
  const double *history;

  if (saving->iv_day == 0)
    return;

  days = g_array_copy (saving->iv_before);
  g_array_append_val (days, chain->iv30);
  history = (const double *) (gpointer) days->data;
  params = mag_params_new ();
  mag_params_int64 (params, saving->symbol_id);
  mag_params_date (params, saving->iv_day);
  mag_params_double (params, chain->iv30);
  mag_params_text (params, mag_source_to_word (chain->source));
  mag_params_instant (params, saving->quoted_us);
  mag_params_boolean (params, chain->iv30_one_sided);
  mag_params_double (params, mag_volatility_rank (history, days->len));
  mag_params_double (params, mag_volatility_percentile (history, days->len));
  mag_params_int64 (params, mag_volatility_history_days (days->len));
  mag_params_post (params, db,
                   "INSERT INTO iv_history (symbol_id, day, iv30, source, quoted_at, one_sided, rank, percentile, days) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
                   "ON CONFLICT (symbol_id, day) DO UPDATE SET iv30 = excluded.iv30, source = excluded.source, quoted_at = excluded.quoted_at, "
                   " one_sided = excluded.one_sided, rank = excluded.rank, percentile = excluded.percentile, days = excluded.days "
                   "WHERE excluded.quoted_at >= iv_history.quoted_at AND (iv_history.one_sided OR NOT excluded.one_sided)");
}

/* ---- shares ---- */

/* What is known wins over what was stored, what is unknown changes nothing; a price older than the stored one is not taken. */
#define STOCK_STATEMENT \
  "INSERT INTO stock_data AS d (symbol_id, company_name, sector, industry, currency, source, price, previous_close, change, volume, market_cap, " \
  " dividend_rate, dividend_yield, ex_dividend, earnings, earnings_estimated, quoted_at, updated_at) " \
  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, coalesce($18::timestamptz, now())) " \
  "ON CONFLICT (symbol_id) DO UPDATE SET " \
  " company_name = coalesce(excluded.company_name, d.company_name), sector = coalesce(excluded.sector, d.sector), " \
  " industry = coalesce(excluded.industry, d.industry), currency = coalesce(excluded.currency, d.currency), " \
  " (source, price, previous_close, change, volume, quoted_at) = " \
  "  (SELECT n.source, n.price, coalesce(n.previous_close, d.previous_close), n.change, coalesce(n.volume, d.volume), n.quoted_at " \
  "   FROM (SELECT excluded.*) n WHERE n.price IS NOT NULL AND (d.quoted_at IS NULL OR n.quoted_at >= d.quoted_at) " \
  "   UNION ALL SELECT d.source, d.price, d.previous_close, d.change, d.volume, d.quoted_at LIMIT 1), " \
  " market_cap = coalesce(excluded.market_cap, d.market_cap), " \
  " dividend_rate = coalesce(excluded.dividend_rate, d.dividend_rate), dividend_yield = coalesce(excluded.dividend_yield, d.dividend_yield), " \
  " ex_dividend = coalesce(excluded.ex_dividend, d.ex_dividend), earnings = coalesce(excluded.earnings, d.earnings), " \
  " earnings_estimated = CASE WHEN excluded.earnings IS NULL THEN d.earnings_estimated ELSE excluded.earnings_estimated END, " \
  " updated_at = excluded.updated_at"

static void
post_stock (MagDb               *db,
            gint64               symbol_id,
            const MagStockQuote *stock,
            gint64               updated_us)
{
  g_autoptr(MagParams) params = mag_params_new ();

  mag_params_int64 (params, symbol_id);
  mag_params_text (params, stock->name);
  mag_params_text (params, stock->sector);
  mag_params_text (params, stock->industry);
  mag_params_text (params, stock->currency);
  mag_params_text (params, mag_source_to_word (stock->source));
  mag_params_price (params, stock->price);
  mag_params_price (params, stock->previous_close);
  mag_params_double (params, stock->change);
  mag_params_count (params, stock->volume);
  mag_params_count (params, stock->market_cap);
  mag_params_price (params, stock->dividend_rate);
  mag_params_double (params, stock->dividend_yield);
  mag_params_date (params, stock->ex_dividend);
  mag_params_date (params, stock->earnings);
  mag_params_boolean (params, stock->earnings_estimated);
  mag_params_instant (params, stock->quoted_us);
  mag_params_instant (params, updated_us);
  mag_params_post (params, db, STOCK_STATEMENT);
}

/* Options on a fraction of an index, such as DJX for DJI: their spot is not the price of what is on the list. */
static gboolean
is_on_a_fraction (const char *ticker)
{
  g_autofree char *root = mag_symbol_to_occ_root (ticker);

  return mag_symbol_is_index (ticker) && strcmp (root, ticker) != 0;
}

/* What a chain itself says of the shares. */
static MagStockQuote *
stock_of_chain (const Saving *saving)
{
  const MagChain *chain = saving->save->chain;
  MagStockQuote *stock = mag_stock_quote_new (chain->symbol);

  stock->source = chain->source;
  if (is_on_a_fraction (chain->symbol))
    return stock;
  stock->price = chain->spot;
  stock->previous_close = chain->previous_close;
  stock->quoted_us = saving->quoted_us;
  if (chain->previous_close > 0)
    stock->change = (double) (chain->spot - chain->previous_close) / (double) chain->previous_close;
  return stock;
}

static void
post_stock_of (MagDb        *db,
               const Saving *saving)
{
  g_autoptr(MagStockQuote) made = saving->save->stock == NULL ? stock_of_chain (saving) : NULL;

  post_stock (db, saving->symbol_id, made != NULL ? made : saving->save->stock, saving->now_us);
}

/* ---- the job a chain belongs to ---- */

static gboolean
mark_done (MagDb         *db,
           const Saving  *saving,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(MagParams) params = NULL;
  g_autoptr(GError) local = NULL;
  gint64 job;

  if (saving->save->job == 0)
    return TRUE;
  params = mag_params_new ();
  mag_params_int64 (params, saving->save->job);
  mag_params_text (params, saving->save->worker);
  mag_params_int64 (params, saving->symbol_id);
  mag_params_instant (params, saving->now_us);
  if (mag_params_fetch (params, db,
                        "UPDATE sync_job_symbols m SET state = 'done', error_kind = NULL, message = NULL, finished_at = $4 FROM sync_jobs j "
                        "WHERE j.id = $1 AND j.state = 'running' AND j.worker = $2 AND m.job_id = j.id AND m.symbol_id = $3 RETURNING j.id",
                        "Another worker has taken over this sync.", &job, cancellable, &local))
    return TRUE;

  if (g_error_matches (local, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND))
    local->code = MAG_STORE_ERROR_CONFLICT;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
post_symbol_topic (MagDb      *db,
                   const char *ticker)
{
  g_autofree char *topic = g_strconcat ("symbol:", ticker, NULL);

  mag_topic_post (db, topic);
}

/* What nobody waits for: it travels with the commit. */
static void
post_side_effects (MagDb        *db,
                   const Saving *saving)
{
  post_advance (db, saving);
  post_iv (db, saving);
  post_stock_of (db, saving);
  post_symbol_topic (db, saving->save->chain->symbol);
  if (saving->save->job > 0)
    {
      g_autofree char *topic = g_strdup_printf ("job:%" G_GINT64_FORMAT, saving->save->job);

      mag_topic_post (db, topic);
    }
}

/* As many round trips as a plain COPY in a transaction has. */
static gboolean
save_in_transaction (MagDb         *db,
                     Saving        *saving,
                     GCancellable  *cancellable,
                     GError       **error)
{
  if (!mag_db_begin (db, cancellable, error))
    return FALSE;
  post_lock (db, saving->save->chain->symbol);
  if (!insert_snapshot (db, saving, cancellable, error) ||
      !mark_done (db, saving, cancellable, error) ||
      !copy_quotes (db, saving, cancellable, error))
    return FALSE;

  post_side_effects (db, saving);
  return mag_db_commit (db, cancellable, error);
}

/**
 * mag_chain_repo_save:
 * @save: a finished chain and what goes with it
 * @now_us: the injected clock
 * @became_latest: (out): %FALSE when the snapshot is older than the one readers see, or degraded while that one is good
 *
 * Saves a chain wholly or not at all. With a job, fails with %MAG_STORE_ERROR_CONFLICT when its lease is no longer the worker's.
 */
gboolean
mag_chain_repo_save (MagDb               *db,
                     const MagChainSave  *save,
                     gint64               now_us,
                     gboolean            *became_latest,
                     GCancellable        *cancellable,
                     GError             **error)
{
  const MagChain *chain = save->chain;
  Saving saving = { .save = save, .now_us = now_us, .degraded = mag_chain_is_degraded (chain) };
  g_autoptr(GArray) iv_before = saving.iv_before = g_array_new (FALSE, FALSE, sizeof (double));

  saving.quoted_us = chain->quoted_us > 0 ? chain->quoted_us : chain->generated_us > 0 ? chain->generated_us : chain->fetched_us;
  saving.iv_day = find_iv_day (&saving);
  if (save_in_transaction (db, &saving, cancellable, error))
    {
      *became_latest = saving.latest;
      return TRUE;
    }
  mag_db_rollback (db);
  return FALSE;
}

/* ---- reading a chain ---- */

static void
read_expirations (MagChain   *chain,
                  const char *literal) /* "{2026-12-18,2027-01-15}" */
{
  g_auto(GStrv) dates = g_strsplit_set (literal, "{,}", -1);

  for (gsize i = 0; dates[i] != NULL; i++)
    {
      MagDate date = mag_date_parse (dates[i]);

      if (date != 0)
        g_array_append_val (chain->expirations, date);
    }
}

static MagChain *
read_snapshot (const PGresult *result)
{
  MagChain *chain = mag_chain_new (mag_row_text (result, 0, 1), mag_source_from_word (mag_row_text (result, 0, 2)));

  chain->fetched_us = mag_row_int64 (result, 0, 3);
  chain->generated_us = mag_row_int64 (result, 0, 4);
  chain->quoted_us = mag_row_int64 (result, 0, 5);
  chain->spot = mag_row_price (result, 0, 6);
  chain->previous_close = mag_row_price (result, 0, 7);
  chain->iv30 = mag_row_double (result, 0, 8);
  chain->whole = mag_row_boolean (result, 0, 9);
  chain->n_unparsed = mag_row_int64 (result, 0, 10);
  chain->n_expired = mag_row_int64 (result, 0, 11);
  chain->n_duplicate = mag_row_int64 (result, 0, 12);
  read_expirations (chain, mag_row_text (result, 0, 13));
  chain->iv30_one_sided = mag_row_boolean (result, 0, 14);
  mag_terms_row_read (result, 0, 15, 0, &chain->terms);
  return chain;
}

static gboolean
read_quotes (MagDb         *db,
             MagChain      *chain,
             const char    *snapshot,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db,
                                             "SELECT " MAG_QUOTE_COLUMNS " FROM option_quotes q WHERE q.snapshot_id = $1 "
                                             "ORDER BY q.root, q.expiration_date, q.strike, q.option_type",
                                             1, &snapshot, cancellable, error);

  if (result == NULL)
    return FALSE;
  g_array_set_size (chain->quotes, PQntuples (result));
  for (int i = 0; i < PQntuples (result); i++)
    mag_quote_row_read (result, i, 0, &g_array_index (chain->quotes, MagOptionQuote, i));
  return TRUE;
}

/**
 * mag_chain_repo_load_latest:
 *
 * Returns: (transfer full): the chain readers see, as it was saved; %NULL with %MAG_STORE_ERROR_NOT_FOUND before the first sync
 */
MagChain *
mag_chain_repo_load_latest (MagDb         *db,
                            const char    *ticker,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db,
                                             "SELECT s.id, y.ticker, s.source, micros(s.fetched_at), micros(s.generated_at), micros(s.quoted_at), s.spot, "
                                             " s.previous_close, s.iv30, s.whole, s.unparsed, s.expired, s.duplicate, s.expirations, "
                                             " s.iv30_one_sided, " MAG_TERMS_COLUMNS " "
                                             "FROM symbols y JOIN chain_snapshots s ON s.id = y.latest_snapshot_id WHERE y.ticker = $1",
                                             1, &ticker, cancellable, error);
  g_autoptr(MagChain) chain = NULL;

  if (result == NULL)
    return NULL;
  if (PQntuples (result) == 0)
    {
      g_set_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND, "No option chain of %s is stored yet.", ticker);
      return NULL;
    }
  chain = read_snapshot (result);
  return read_quotes (db, chain, mag_row_text (result, 0, 0), cancellable, error) ? g_steal_pointer (&chain) : NULL;
}

/* ---- quotes ---- */

static gboolean
save_stock_quotes (MagDb         *db,
                   GPtrArray     *quotes,
                   GCancellable  *cancellable,
                   GError       **error)
{
  for (guint i = 0; i < quotes->len; i++)
    {
      const MagStockQuote *stock = g_ptr_array_index (quotes, i);
      gint64 id;

      if (!find_symbol (db, stock->symbol, &id, cancellable, error))
        return FALSE;
      post_stock (db, id, stock, stock->quoted_us);
      post_symbol_topic (db, stock->symbol);
    }
  return TRUE;
}

static int
compare_symbols (gconstpointer a,
                 gconstpointer b)
{
  return g_strcmp0 ((*(const MagStockQuote *const *) a)->symbol, (*(const MagStockQuote *const *) b)->symbol);
}

/**
 * mag_chain_repo_save_stock:
 * @quotes: #MagStockQuote of any number of symbols
 *
 * Merges what is known of shares into what is stored, all in one transaction.
 */
gboolean
mag_chain_repo_save_stock (MagDb         *db,
                           GPtrArray     *quotes,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_autoptr(GPtrArray) sorted = g_ptr_array_copy (quotes, NULL, NULL);

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_symbols); /* two writers lock rows in one order */
  if (mag_db_begin (db, cancellable, error) &&
      save_stock_quotes (db, sorted, cancellable, error) &&
      mag_db_commit (db, cancellable, error))
    return TRUE;

  mag_db_rollback (db);
  return FALSE;
}

/* ---- retention ---- */

static gboolean
thin_day (MagDb         *db,
          const char    *day,
          const char    *today,
          GCancellable  *cancellable,
          GError       **error)
{
  static const char *const lock[] = { RETENTION_LOCK };
  const char *params[] = { day, today };
  g_autoptr(PGresult) locked = NULL;

  if (!mag_db_begin (db, cancellable, error) ||
      !mag_db_allow_long (db, RETENTION_SECONDS, cancellable, error) ||
      !(locked = mag_db_query (db, "SELECT pg_try_advisory_xact_lock($1)", 1, lock, cancellable, error)))
    return FALSE;
  /* Another program is at it: the day will be thin without us. */
  return (!mag_row_boolean (locked, 0, 0) || mag_db_execute (db, "SELECT thin_day($1, $2)", 2, params, cancellable, error)) &&
         mag_db_commit (db, cancellable, error);
}

/**
 * mag_chain_repo_retain:
 *
 * Keeps all of today, of each of the ten days before it the last good snapshot of each symbol, and of older days only what a
 * symbol still shows as its latest. Each day is a transaction of its own. Sync jobs are forgotten after a month, their history is not.
 */
gboolean
mag_chain_repo_retain (MagDb         *db,
                       gint64         now_us,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_autofree char *today = mag_date_format (mag_date_in_new_york (now_us));
  const char *params[] = { today };
  g_autoptr(PGresult) days = mag_db_query (db, "SELECT days_to_thin($1)", 1, params, cancellable, error);

  if (days == NULL)
    return FALSE;
  for (int i = 0; i < PQntuples (days); i++)
    if (!thin_day (db, mag_row_text (days, i, 0), today, cancellable, error))
      {
        mag_db_rollback (db);
        return FALSE;
      }
  return mag_db_execute (db, FORGET_JOBS, 1, params, cancellable, error);
}
