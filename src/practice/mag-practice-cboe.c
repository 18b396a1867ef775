/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CBOE's delayed quotes, protocols cboe.md: the whole chain of a symbol in one body, all of it 15 minutes old, two clocks in it (file time in
 * UTC, trades in New York time), floats for counts, 0.0 for a volatility that could not be solved, float noise in prev_day_close, and files of thin
 * names that stop being made for hours, with expired rows in them.
 *
 * A chain is rendered once per symbol and quote moment (every 15 seconds of a session); only the file time in front of it is new in each answer. */

#include "mag-practice-cboe.h"

#include "mag-practice-chain.h"
#include "mag-practice-json.h"

#include <math.h>
#include <string.h>

#define DELAY_US (15 * 60 * MAG_SECOND_US)
#define TICK_US (15 * MAG_SECOND_US)
#define STALE_US (G_GINT64_CONSTANT (26) * 3600 * MAG_SECOND_US) /* a thin name's file is made about this often */
#define CENT (MAG_PRICE_SCALE / 100)

/* The whole chain of a symbol, from after the file time on. */
typedef struct
{
  gint64  quoted_us; /* the moment it is of */
  MagDate listed;    /* the date whose contracts it lists */
  GBytes *body;
} Rendered;

struct _MagPracticeCboe
{
  MagPracticeMarket *market;   /* not owned */
  GHashTable        *rendered; /* symbol -> Rendered */
};

static void
rendered_free (gpointer data)
{
  Rendered *rendered = data;

  g_bytes_unref (rendered->body);
  g_free (rendered);
}

/**
 * mag_practice_cboe_new:
 * @market: the market; must outlive the result
 *
 * Returns: (transfer full): the CBOE half
 */
MagPracticeCboe *
mag_practice_cboe_new (MagPracticeMarket *market)
{
  MagPracticeCboe *cboe = g_new0 (MagPracticeCboe, 1);

  cboe->market = market;
  cboe->rendered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, rendered_free);
  return cboe;
}

/**
 * mag_practice_cboe_free:
 * @cboe: (transfer full): the CBOE half
 *
 * Frees it and the bodies it kept.
 */
void
mag_practice_cboe_free (MagPracticeCboe *cboe)
{
  g_hash_table_unref (cboe->rendered);
  g_free (cboe);
}

/**
 * mag_practice_cboe_denied:
 *
 * The object store's answer for a file that is not there: unknown symbol, or symbol without options.
 *
 * Returns: (transfer full): 403
 */
MagPracticeReply *
mag_practice_cboe_denied (void)
{
  return mag_practice_reply_new_text (403, "application/xml",
                                      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                      "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
}

/**
 * mag_practice_cboe_redirect:
 * @request: a request
 *
 * The first host sends a client to the second one with the same path. Here both are one server, so the Location carries a mark in its query
 * that the second visit is recognised by; whatever else was in the query stays.
 *
 * Returns: (transfer full) (nullable): 307; %NULL when the mark is there
 */
MagPracticeReply *
mag_practice_cboe_redirect (const MagPracticeRequest *request)
{
  g_autofree char *path = NULL;
  g_autofree char *location = NULL;
  MagPracticeReply *reply;

  if (mag_practice_request_get (request, "cdn-api") != NULL)
    return NULL;
  path = g_uri_escape_string (request->path, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE);
  location = request->query_text != NULL && *request->query_text != '\0'
    ? g_strdup_printf ("%s%s?%s&cdn-api=1", request->base_url, path, request->query_text)
    : g_strdup_printf ("%s%s?cdn-api=1", request->base_url, path);
  reply = mag_practice_reply_new (307, NULL);
  mag_practice_reply_header (reply, "Location", location);
  return reply;
}

/* When the file that is served now was made: seconds ago, or for a thin name hours to more than a day ago. */
static gint64
file_time (MagPracticeCboe          *cboe,
           const MagPracticeListing *listing,
           gint64                    now_us)
{
  gint64 phase;

  if (listing->spread < 4)
    return now_us - now_us % MAG_SECOND_US;
  phase = (gint64) (mag_practice_market_hash (cboe->market, listing) % (guint64) (STALE_US / MAG_SECOND_US)) * MAG_SECOND_US;
  return (now_us - phase) / STALE_US * STALE_US + phase;
}

static gint64
quote_time (gint64 file_us)
{
  const gint64 delayed = file_us - DELAY_US;

  return delayed - delayed % TICK_US;
}

static void
append_new_york (GString *out,
                 MagDate  date,
                 guint    second)
{
  int year, month, day;
  char text[32];

  mag_date_get_ymd (date, &year, &month, &day);
  g_snprintf (text, sizeof text, "\"%04d-%02d-%02dT%02u:%02u:%02u\"", year, month, day, second / 3600, second / 60 % 60, second % 60);
  g_string_append (out, text);
}

static void
append_four (GString    *out,
             const char *key,
             double      value)
{
  g_string_append (out, key);
  mag_practice_append_fixed (out, llround (value * 10000), 4);
}

static void
append_dollars (GString    *out,
                const char *key,
                MagPrice    value)
{
  g_string_append (out, key);
  mag_practice_append_price (out, value);
}

static void
append_count (GString    *out,
              const char *key,
              gint64      value)
{
  g_string_append (out, key);
  mag_practice_append_integer (out, value);
  g_string_append (out, ".0");
}

static const char *
tick_word (guint64 hash)
{
  static const char *const words[] = { "up", "down", "no_change" };

  return words[(hash >> 20) % G_N_ELEMENTS (words)];
}

static void
append_last_trade (GString                   *out,
                   const MagPracticeContract *contract)
{
  append_dollars (out, ",\"last_trade_price\":", contract->last);
  g_string_append (out, ",\"last_trade_time\":");
  if (contract->last_date == 0)
    g_string_append (out, "null");
  else
    append_new_york (out, contract->last_date, contract->last_second);
}

static void
append_contract (GString                   *out,
                 const char                *prefix, /* root and date: "AAPL260116" */
                 const MagPracticeContract *contract)
{
  const gboolean traded = contract->volume > 0;
  const double change = traded ? (double) contract->last / MAG_PRICE_SCALE - contract->previous_mark : 0;
  char symbol[40];

  g_snprintf (symbol, sizeof symbol, "%s%c%08" G_GINT64_FORMAT, prefix, contract->right == MAG_RIGHT_CALL ? 'C' : 'P', contract->strike / 10);
  g_string_append (out, "{\"option\":\"");
  g_string_append (out, symbol);
  append_dollars (out, "\",\"bid\":", contract->bid);
  append_count (out, ",\"bid_size\":", contract->bid_size);
  append_dollars (out, ",\"ask\":", contract->ask);
  append_count (out, ",\"ask_size\":", contract->ask_size);
  append_four (out, ",\"iv\":", contract->iv);
  append_count (out, ",\"open_interest\":", contract->open_interest);
  append_count (out, ",\"volume\":", contract->volume);
  append_four (out, ",\"delta\":", contract->delta);
  append_four (out, ",\"gamma\":", contract->gamma);
  append_four (out, ",\"vega\":", contract->vega);
  append_four (out, ",\"theta\":", contract->theta);
  append_four (out, ",\"rho\":", contract->rho);
  append_four (out, ",\"theo\":", contract->theo);
  append_four (out, ",\"change\":", change);
  append_dollars (out, ",\"open\":", contract->open);
  append_dollars (out, ",\"high\":", contract->high);
  append_dollars (out, ",\"low\":", contract->low);
  g_string_append (out, ",\"tick\":\"");
  g_string_append (out, tick_word (contract->hash));
  g_string_append_c (out, '"');
  append_last_trade (out, contract);
  append_four (out, ",\"percent_change\":", contract->previous_mark > 0 ? 100 * change / contract->previous_mark : 0);
  g_string_append (out, ",\"prev_day_close\":");
  mag_practice_append_noisy (out, contract->previous_mark);
  g_string_append_c (out, '}');
}

static void
append_series (GString                *out,
               const MagPracticeChain *chain,
               MagPracticeSeries      *series)
{
  g_autoptr(GArray) strikes = NULL;
  MagPracticeContract contract;
  char prefix[24];
  int year, month, day;

  mag_practice_chain_prepare (chain, series);
  strikes = mag_practice_chain_strikes (chain, series);
  mag_date_get_ymd (series->expiration, &year, &month, &day);
  g_snprintf (prefix, sizeof prefix, "%s%02d%02d%02d", series->root, year % 100, month, day);
  for (guint i = 0; i < strikes->len; i++)
    {
      const MagPrice strike = g_array_index (strikes, MagPrice, i);

      if (strike % (50 * CENT) != 0) /* special-dividend strikes are not in this feed */
        continue;
      for (guint right = 0; right < 2; right++)
        {
          mag_practice_chain_contract (chain, series, strike, right == 0 ? MAG_RIGHT_CALL : MAG_RIGHT_PUT, &contract);
          append_contract (out, prefix, &contract);
          g_string_append_c (out, ',');
        }
    }
}

/* The underlying's own fields, without braces: the same in a chain, a quote and the list of indices. */
static void
append_underlying (GString                *out,
                   const MagPracticeChain *chain)
{
  const MagPracticeTape *tape = &chain->tape;
  const gboolean index = chain->listing->kind == MAG_LISTING_INDEX;
  const double change = (double) (tape->price - tape->previous_close) / MAG_PRICE_SCALE;
  const double iv30 = mag_practice_chain_iv30 (chain, FALSE) * 100;
  const double previous_iv30 = mag_practice_chain_iv30 (chain, TRUE) * 100;
  const MagPrice half = MAX (tape->price / 4000 / CENT, 1) * CENT;
  const guint64 second = (guint64) (chain->moment.at_us / MAG_SECOND_US);

  g_string_append_printf (out, "\"symbol\":\"%s%s\",\"security_type\":\"%s\",\"exchange_id\":%d", index ? "^" : "", chain->listing->symbol,
                          index ? "index" : "stock", index ? 0 : 3);
  append_dollars (out, ",\"current_price\":", tape->price);
  append_four (out, ",\"price_change\":", change);
  append_four (out, ",\"price_change_percent\":", 100 * change / chain->previous_spot);
  append_dollars (out, ",\"bid\":", index ? 0 : tape->price - half);
  append_dollars (out, ",\"ask\":", index ? 0 : tape->price + half);
  g_string_append (out, index ? ",\"bid_size\":0,\"ask_size\":0" : ",\"bid_size\":100,\"ask_size\":100");
  append_dollars (out, ",\"open\":", tape->open);
  append_dollars (out, ",\"high\":", tape->high);
  append_dollars (out, ",\"low\":", tape->low);
  append_dollars (out, ",\"close\":", tape->price);
  append_dollars (out, ",\"prev_day_close\":", tape->previous_close);
  g_string_append (out, ",\"volume\":");
  mag_practice_append_integer (out, tape->volume);
  g_string_append (out, ",\"iv30\":");
  mag_practice_append_fixed (out, llround (iv30 * 1000), 3);
  g_string_append (out, ",\"iv30_change\":");
  mag_practice_append_fixed (out, llround ((iv30 - previous_iv30) * 1000), 3);
  append_four (out, ",\"iv30_change_percent\":", 100 * (iv30 - previous_iv30) / previous_iv30);
  g_string_append (out, ",\"seqno\":");
  mag_practice_append_integer (out, (gint64) (second * 23 % G_GUINT64_CONSTANT (60000000000)));
  g_string_append (out, ",\"last_trade_time\":");
  append_new_york (out, chain->moment.date,
                   9 * 3600 + 1800 + (guint) MAX ((chain->moment.at_us - chain->moment.open_us) / MAG_SECOND_US - 1, 0));
  g_string_append_printf (out, ",\"tick\":\"%s\"", tape->price >= tape->open ? "up" : "down");
}

/* Everything after the file time. */
static GBytes *
render_chain (const MagPracticeChain *chain,
              MagDate                 listed)
{
  GString *out = g_string_sized_new (1 << 17);
  g_autoptr(GArray) series = mag_practice_chain_series (chain, listed, TRUE);
  GBytes *body;

  g_string_append (out, "\",\"data\":{\"options\":[");
  for (guint i = 0; i < series->len; i++)
    append_series (out, chain, &g_array_index (series, MagPracticeSeries, i));
  if (out->str[out->len - 1] == ',')
    g_string_truncate (out, out->len - 1);
  g_string_append (out, "],");
  append_underlying (out, chain);
  g_string_append_printf (out, "},\"symbol\":\"%s%s\"}", chain->listing->kind == MAG_LISTING_INDEX ? "_" : "", chain->listing->symbol);
  body = g_bytes_new (out->str, out->len); /* a copy of its exact size: it is kept */
  g_string_free (out, TRUE);
  return body;
}

static Rendered *
get_rendered (MagPracticeCboe          *cboe,
              const MagPracticeListing *listing,
              gint64                    file_us)
{
  Rendered *rendered = g_hash_table_lookup (cboe->rendered, listing->symbol);
  const MagDate listed = mag_date_in_new_york (file_us);
  MagPracticeChain chain;

  mag_practice_chain_begin (&chain, cboe->market, listing, quote_time (file_us));
  if (rendered != NULL && rendered->quoted_us == chain.moment.at_us && rendered->listed == listed)
    return rendered;
  rendered = g_new0 (Rendered, 1);
  rendered->quoted_us = chain.moment.at_us;
  rendered->listed = listed;
  rendered->body = render_chain (&chain, listed);
  g_hash_table_replace (cboe->rendered, g_strdup (listing->symbol), rendered);
  return rendered;
}

/* {"timestamp": "2026-07-25 00:43:14 ... in UTC, without zone; the quote is closed by what follows. */
static GString *
begin_file (gint64 file_us)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (file_us / MAG_SECOND_US);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%d %H:%M:%S");
  GString *out = g_string_new ("{\"timestamp\":\"");

  g_string_append (out, text);
  return out;
}

static const MagPracticeListing *
find_listing (MagPracticeCboe *cboe,
              const char      *symbol)
{
  g_autofree char *ticker = mag_practice_symbol_from_cboe (symbol);

  return mag_practice_market_find (cboe->market, ticker);
}

/**
 * mag_practice_cboe_options:
 * @cboe: the CBOE half
 * @request: a request
 * @symbol: the file's name without ".json"
 *
 * delayed_quotes/options/SYMBOL.json.
 *
 * Returns: (transfer full): the whole chain, or 403
 */
MagPracticeReply *
mag_practice_cboe_options (MagPracticeCboe          *cboe,
                           const MagPracticeRequest *request,
                           const char               *symbol)
{
  const MagPracticeListing *listing = find_listing (cboe, symbol);
  MagPracticeReply *reply;
  gint64 file_us;

  if (listing == NULL || !mag_practice_listing_has_options (listing))
    return mag_practice_cboe_denied ();
  file_us = file_time (cboe, listing, request->now_us);
  reply = mag_practice_reply_new (200, "application/json");
  reply->head = g_string_free_to_bytes (begin_file (file_us));
  reply->body = g_bytes_ref (get_rendered (cboe, listing, file_us)->body);
  return reply;
}

static MagPracticeReply *
list_indices (MagPracticeCboe          *cboe,
              const MagPracticeRequest *request)
{
  GString *out = begin_file (request->now_us);
  const MagPracticeListing *listings;
  guint n_listings;

  g_string_append (out, "\",\"data\":[");
  listings = mag_practice_universe_get (&n_listings);
  for (guint i = 0; i < n_listings; i++)
    if (listings[i].kind == MAG_LISTING_INDEX)
      {
        MagPracticeChain chain;

        mag_practice_chain_begin (&chain, cboe->market, &listings[i], quote_time (request->now_us));
        g_string_append (out, out->str[out->len - 1] == '[' ? "{" : ",{");
        append_underlying (out, &chain);
        g_string_append_c (out, '}');
      }
  g_string_append (out, "]}");
  return mag_practice_reply_take (200, "application/json", out);
}

/**
 * mag_practice_cboe_quotes:
 * @cboe: the CBOE half
 * @request: a request
 * @symbol: the file's name without ".json"; "all_us_indices" for the list of indices
 *
 * delayed_quotes/quotes/SYMBOL.json: the underlying alone.
 *
 * Returns: (transfer full): a quote, or 403
 */
MagPracticeReply *
mag_practice_cboe_quotes (MagPracticeCboe          *cboe,
                          const MagPracticeRequest *request,
                          const char               *symbol)
{
  const MagPracticeListing *listing = find_listing (cboe, symbol);
  MagPracticeChain chain;
  GString *out;
  gint64 file_us;

  if (strcmp (symbol, "all_us_indices") == 0)
    return list_indices (cboe, request);
  if (listing == NULL)
    return mag_practice_cboe_denied ();
  file_us = file_time (cboe, listing, request->now_us);
  mag_practice_chain_begin (&chain, cboe->market, listing, quote_time (file_us));
  out = begin_file (file_us);
  g_string_append (out, "\",\"data\":{");
  append_underlying (out, &chain);
  g_string_append_printf (out, "},\"symbol\":\"%s%s\"}", listing->kind == MAG_LISTING_INDEX ? "_" : "", listing->symbol);
  return mag_practice_reply_take (200, "application/json", out);
}

static void
append_bar (GString                  *out,
            MagPracticeCboe          *cboe,
            const MagPracticeListing *listing,
            guint                     day)
{
  g_autofree char *date = NULL;
  MagPracticeMoment moment;
  MagPracticeTape tape;

  mag_practice_market_moment_of (cboe->market, day, 1, &moment);
  mag_practice_market_read (cboe->market, listing, &moment, &tape);
  date = mag_date_format (moment.date);
  g_string_append_printf (out, "{\"date\":\"%s\"", date);
  append_dollars (out, ",\"open\":", tape.open);
  append_dollars (out, ",\"high\":", tape.high);
  append_dollars (out, ",\"low\":", tape.low);
  append_dollars (out, ",\"close\":", tape.price);
  g_string_append (out, ",\"volume\":");
  mag_practice_append_integer (out, tape.volume);
  g_string_append (out, "},");
}

/**
 * mag_practice_cboe_history:
 * @cboe: the CBOE half
 * @request: a request
 * @symbol: the file's name without ".json"
 *
 * delayed_quotes/charts/historical/SYMBOL.json: daily bars of the last four years of sessions that are over.
 *
 * Returns: (transfer full): bars, oldest first, or 403
 */
MagPracticeReply *
mag_practice_cboe_history (MagPracticeCboe          *cboe,
                           const MagPracticeRequest *request,
                           const char               *symbol)
{
  const MagPracticeListing *listing = find_listing (cboe, symbol);
  MagPracticeMoment now;
  GString *out;
  guint end;

  if (listing == NULL)
    return mag_practice_cboe_denied ();
  mag_practice_market_moment (cboe->market, request->now_us, &now);
  end = now.elapsed < 1 ? now.day : now.day + 1;
  out = g_string_new (NULL);
  g_string_append_printf (out, "{\"symbol\":\"%s%s\",\"data\":[", listing->kind == MAG_LISTING_INDEX ? "_" : "", listing->symbol);
  for (guint day = end > 1008 ? end - 1008 : 1; day < end; day++)
    append_bar (out, cboe, listing, day);
  if (out->str[out->len - 1] == ',')
    g_string_truncate (out, out->len - 1);
  g_string_append (out, "]}");
  return mag_practice_reply_take (200, "application/json", out);
}
