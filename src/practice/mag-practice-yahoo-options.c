/* SPDX-License-Identifier: GPL-3.0-or-later */

/* v7/finance/options, protocols yahoo.md sections 6 and 12: one expiration a call, 30 minutes behind the quote that comes with it; no bid and ask
 * from the small hours until half an hour after the open, volatilities that stop on the path of a bisection, open interest wiped early in the
 * morning, volume left out rather than 0, only contracts that ever traded. */

#include "mag-practice-yahoo.h"

#include "mag-practice-chain.h"
#include "mag-practice-random.h"

#include <math.h>
#include <string.h>

#define DELAY_US (30 * 60 * MAG_SECOND_US)
#define MINUTE_US (60 * MAG_SECOND_US)
#define BISECTION_FLOOR 1.0000000000000003e-05

enum { WORD_SHOWN = 0x71, WORD_MISSING };

/* One answer under way. */
typedef struct
{
  MagPracticeChain chain;
  MagPracticeFacts facts;
  GString         *out;
  double           live;      /* dollars; the quote's price, newer than the chain's */
  double           unquoted;  /* share of contracts without bid and ask just now */
  gboolean         no_interest;
} Answer;

/* Quotes are wiped in the night before a session, come back half an hour after the open, and within minutes for all contracts. */
static double
share_unquoted (gint64 now_us)
{
  const MagDate today = mag_date_in_new_york (now_us);
  double minutes;

  if (!mag_calendar_is_trading_day (today) || now_us < mag_instant_new_york (today, 2, 0, 0))
    return 0;
  minutes = (double) (now_us - mag_calendar_open_us (today) - DELAY_US) / (double) MINUTE_US;
  if (minutes < 0)
    return 0.99;
  return minutes > 40 ? 0 : exp (-minutes / 1.7);
}

static gboolean
is_interest_wiped (gint64 now_us)
{
  const MagDate today = mag_date_in_new_york (now_us);

  return mag_calendar_is_trading_day (today) && now_us >= mag_instant_new_york (today, 2, 0, 0) && now_us < mag_instant_new_york (today, 6, 30, 0);
}

/* Where Yahoo's bisection of [0.00001, 1] stops when there is no price to meet: the further from the money, the earlier. */
static double
unsolved_volatility (const Answer              *answer,
                     const MagPracticeContract *contract)
{
  const double distance = fabs (log ((double) contract->strike / MAG_PRICE_SCALE / answer->live));
  int halvings = 1;

  if (contract->in_the_money)
    return BISECTION_FLOOR;
  for (double limit = 0.25; distance < limit && halvings < 7; limit /= 2)
    halvings++;
  return 0.00001 + 0.99999 / (double) (1 << halvings);
}

/* A volatility from an old option price and a new stock price: the mistake of the real feed. */
static double
solve_volatility (const Answer              *answer,
                  const MagPracticeSeries   *series,
                  const MagPracticeContract *contract)
{
  double vega, then, now, iv;

  if (contract->iv <= 0 || contract->vega <= 0)
    return BISECTION_FLOOR;
  then = mag_practice_chain_value (&answer->chain, series, contract, answer->chain.spot, &vega);
  now = mag_practice_chain_value (&answer->chain, series, contract, answer->live, &vega);
  iv = contract->iv - (now - then) / (100 * MAX (vega, 1e-6));
  if (!(iv > 0.01) || iv > 8)
    return BISECTION_FLOOR;
  return round (iv * 1048576) / 1048576 + 0.00001; /* the grid of some 20 halvings */
}

static void
append_amounts (const Answer              *answer,
                const MagPracticeContract *contract)
{
  GString *out = answer->out;
  const gboolean traded = contract->volume > 0;
  const double last = (double) contract->last / MAG_PRICE_SCALE;
  const double change = traded ? last - contract->previous_mark : 0;

  g_string_append (out, ",\"lastPrice\":");
  mag_practice_append_price (out, contract->last);
  g_string_append (out, ",\"change\":");
  mag_practice_append_float (out, change);
  g_string_append (out, ",\"percentChange\":");
  mag_practice_append_float (out, contract->previous_mark > 0 ? 100 * change / contract->previous_mark : 0);
  if (traded)
    {
      g_string_append (out, ",\"volume\":");
      mag_practice_append_integer (out, contract->volume);
    }
  if (mag_practice_mix (contract->hash, WORD_MISSING) % 500 != 0)
    {
      g_string_append (out, ",\"openInterest\":");
      mag_practice_append_integer (out, answer->no_interest ? 0 : contract->open_interest);
    }
}

static void
append_contract (const Answer              *answer,
                 const MagPracticeSeries   *series,
                 const char                *prefix,
                 gint64                     expiration,
                 const MagPracticeContract *contract)
{
  GString *out = answer->out;
  const guint64 shown = mag_practice_mix (mag_practice_mix (contract->hash, WORD_SHOWN), answer->chain.moment.day);
  const gboolean quoted = mag_practice_uniform (shown) >= answer->unquoted;
  const double iv = quoted ? solve_volatility (answer, series, contract) : unsolved_volatility (answer, contract);

  g_string_append_printf (out, "{\"contractSymbol\":\"%s%c%08" G_GINT64_FORMAT "\",\"strike\":", prefix,
                          contract->right == MAG_RIGHT_CALL ? 'C' : 'P', contract->strike / 10);
  mag_practice_append_price (out, contract->strike);
  if (mag_practice_mix (contract->hash, WORD_MISSING) % 2000 != 1)
    g_string_append (out, ",\"currency\":\"USD\"");
  append_amounts (answer, contract);
  g_string_append (out, ",\"bid\":");
  mag_practice_append_price (out, quoted ? contract->bid : 0);
  g_string_append (out, ",\"ask\":");
  mag_practice_append_price (out, quoted ? contract->ask : 0);
  g_string_append (out, ",\"contractSize\":\"REGULAR\",\"expiration\":");
  mag_practice_append_integer (out, expiration);
  g_string_append (out, ",\"lastTradeDate\":");
  mag_practice_append_integer (out, mag_instant_new_york (contract->last_date, (int) contract->last_second / 3600, (int) contract->last_second / 60 % 60,
                                                          (int) contract->last_second % 60) / MAG_SECOND_US);
  g_string_append (out, ",\"impliedVolatility\":");
  mag_practice_append_double (out, iv);
  g_string_append (out, contract->in_the_money ? ",\"inTheMoney\":true}," : ",\"inTheMoney\":false},");
}

static void
append_side (const Answer            *answer,
             const MagPracticeSeries *series,
             GArray                  *strikes,
             MagRight                 right,
             GHashTable              *listed)
{
  g_autofree char *prefix = NULL;
  int year, month, day;

  mag_date_get_ymd (series->expiration, &year, &month, &day);
  prefix = g_strdup_printf ("%s%02d%02d%02d", series->root, year % 100, month, day);
  for (guint i = 0; i < strikes->len; i++)
    {
      const MagPrice strike = g_array_index (strikes, MagPrice, i);
      MagPracticeContract contract;

      mag_practice_chain_contract (&answer->chain, series, strike, right, &contract);
      if (contract.last_date == 0)
        continue;
      contract.in_the_money = right == MAG_RIGHT_CALL ? strike < answer->facts.tape.price : strike > answer->facts.tape.price;
      append_contract (answer, series, prefix, mag_date_to_unix_utc (series->expiration), &contract);
      g_hash_table_add (listed, g_memdup2 (&strike, sizeof strike));
    }
}

static void
append_right (Answer     *answer,
              GArray     *all,
              MagDate     wanted,
              MagRight    right,
              GHashTable *listed)
{
  GString *out = answer->out;

  for (guint i = 0; i < all->len; i++)
    {
      MagPracticeSeries *series = &g_array_index (all, MagPracticeSeries, i);
      g_autoptr(GArray) strikes = NULL;

      if (series->expiration != wanted)
        continue;
      mag_practice_chain_prepare (&answer->chain, series);
      strikes = mag_practice_chain_strikes (&answer->chain, series);
      append_side (answer, series, strikes, right, listed);
    }
  if (out->str[out->len - 1] == ',')
    g_string_truncate (out, out->len - 1);
}

static int
compare_strikes (gconstpointer a,
                 gconstpointer b)
{
  const MagPrice first = **(const MagPrice *const *) a;
  const MagPrice second = **(const MagPrice *const *) b;

  return (first > second) - (first < second);
}

static void
append_strikes (GString    *out,
                GHashTable *listed)
{
  g_autoptr(GPtrArray) strikes = g_hash_table_get_keys_as_ptr_array (listed);

  g_ptr_array_sort (strikes, compare_strikes);
  for (guint i = 0; i < strikes->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      mag_practice_append_price (out, *(const MagPrice *) g_ptr_array_index (strikes, i));
    }
}

static int
compare_dates (gconstpointer a,
               gconstpointer b)
{
  const MagDate first = ((const MagPracticeSeries *) a)->expiration;
  const MagDate second = ((const MagPracticeSeries *) b)->expiration;

  return (first > second) - (first < second);
}

static void
append_dates (GString *out,
              GArray  *series)
{
  for (guint i = 0; i < series->len; i++)
    {
      const MagDate date = g_array_index (series, MagPracticeSeries, i).expiration;

      if (i > 0 && date == g_array_index (series, MagPracticeSeries, i - 1).expiration)
        continue;
      if (i > 0)
        g_string_append_c (out, ',');
      mag_practice_append_integer (out, mag_date_to_unix_utc (date));
    }
}

/* The expiration asked for: the nearest without a date; 0 when the date is none. echo: what the answer repeats. */
static MagDate
find_wanted (const MagPracticeRequest *request,
             GArray                   *series,
             gint64                   *echo)
{
  const char *text = mag_practice_request_get (request, "date");

  if (text == NULL)
    {
      const MagDate nearest = g_array_index (series, MagPracticeSeries, 0).expiration;

      *echo = mag_date_to_unix_utc (nearest);
      return nearest;
    }
  *echo = g_ascii_strtoll (text, NULL, 10);
  for (guint i = 0; i < series->len; i++)
    if (mag_date_to_unix_utc (g_array_index (series, MagPracticeSeries, i).expiration) == *echo)
      return g_array_index (series, MagPracticeSeries, i).expiration;
  return 0;
}

static void
append_expiration (Answer                   *answer,
                   const MagPracticeRequest *request,
                   GArray                   *series)
{
  g_autoptr(GHashTable) listed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GString *out = answer->out;
  GString *contracts = g_string_sized_new (1 << 15);
  gint64 echo;
  const MagDate wanted = find_wanted (request, series, &echo);

  answer->out = contracts;
  g_string_append_printf (contracts, "[{\"expirationDate\":%" G_GINT64_FORMAT ",\"hasMiniOptions\":false,\"calls\":[", echo);
  append_right (answer, series, wanted, MAG_RIGHT_CALL, listed);
  g_string_append (contracts, "],\"puts\":[");
  append_right (answer, series, wanted, MAG_RIGHT_PUT, listed);
  g_string_append (contracts, "]}]");
  answer->out = out;

  append_dates (out, series);
  g_string_append (out, "],\"strikes\":[");
  append_strikes (out, listed);
  g_string_append (out, "],\"hasMiniOptions\":false,\"quote\":");
  mag_practice_facts_append (&answer->facts, out, NULL);
  g_string_append (out, ",\"options\":");
  g_string_append_len (out, contracts->str, (gssize) contracts->len);
  g_string_free (contracts, TRUE);
}

/**
 * mag_practice_yahoo_options:
 * @market: the market
 * @request: GET /v7/finance/options/SYMBOL[?date=EPOCH]
 * @symbol: as Yahoo spells it
 *
 * Returns: (transfer full): one expiration; no expiration for a symbol without options; no result for an unknown one
 */
MagPracticeReply *
mag_practice_yahoo_options (MagPracticeMarket        *market,
                            const MagPracticeRequest *request,
                            const char               *symbol)
{
  Answer answer = { 0 };
  g_autoptr(GArray) series = NULL;
  GString *out = g_string_sized_new (1 << 15);

  g_string_append (out, "{\"optionChain\":{\"result\":[");
  if (!mag_practice_facts_read (&answer.facts, market, symbol, request->now_us))
    {
      g_string_append (out, "],\"error\":null}}");
      return mag_practice_yahoo_reply (200, out);
    }
  answer.out = out;
  answer.live = (double) answer.facts.tape.price / MAG_PRICE_SCALE;
  answer.unquoted = share_unquoted (request->now_us);
  answer.no_interest = is_interest_wiped (request->now_us);
  g_string_append_printf (out, "{\"underlyingSymbol\":\"%s\",\"expirationDates\":[", answer.facts.symbol);
  if (mag_practice_listing_has_options (answer.facts.listing) && strcmp (answer.facts.symbol, "^GSPC") != 0)
    {
      mag_practice_chain_begin (&answer.chain, market, answer.facts.listing, answer.facts.now_us - DELAY_US);
      series = mag_practice_chain_series (&answer.chain, mag_date_in_new_york (request->now_us), FALSE);
      g_array_sort (series, compare_dates);
      append_expiration (&answer, request, series);
    }
  else
    {
      g_string_append (out, "],\"strikes\":[],\"hasMiniOptions\":false,\"quote\":");
      mag_practice_facts_append (&answer.facts, out, NULL);
      g_string_append (out, ",\"options\":[]");
    }
  g_string_append (out, "}],\"error\":null}}");
  return mag_practice_yahoo_reply (200, out);
}
