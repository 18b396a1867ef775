/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What Yahoo says about a symbol besides its options: market state, prices before and after the session, averages, earnings, dividends. */

#include "mag-practice-yahoo.h"

#include "mag-practice-random.h"

#include <math.h>
#include <string.h>

#define CENT (MAG_PRICE_SCALE / 100)
#define HOUR_US (3600 * MAG_SECOND_US)
#define YEAR_DAYS 252

enum { WORD_AFTER = 0x51, WORD_EARNED, WORD_FIRST, WORD_BOARD, WORD_SPREAD };

static const struct
{
  const char *code, *name;
} venues[] = {
  { "NMS", "NasdaqGS" }, { "NGM", "NasdaqGM" }, { "NYQ", "NYSE" }, { "PCX", "NYSEArca" }, { "SNP", "SNP" }, { "NIM", "Nasdaq GIDS" },
  { "WCB", "Chicago Options" }, { "CXI", "Cboe Indices" }, { "DJI", "DJI" }, { "PNK", "OTC Markets OTCPK" },
};

/**
 * mag_practice_facts_venue:
 * @facts: a symbol's facts
 *
 * Returns: the exchange's full name: "NasdaqGS"
 */
const char *
mag_practice_facts_venue (const MagPracticeFacts *facts)
{
  for (gsize i = 0; i < G_N_ELEMENTS (venues); i++)
    if (strcmp (venues[i].code, facts->listing->exchange) == 0)
      return venues[i].name;
  g_return_val_if_reached ("");
}

/**
 * mag_practice_facts_type:
 * @facts: a symbol's facts
 *
 * Returns: quoteType: "EQUITY", "ETF" or "INDEX"
 */
const char *
mag_practice_facts_type (const MagPracticeFacts *facts)
{
  switch (facts->listing->kind)
    {
    case MAG_LISTING_EQUITY:
    case MAG_LISTING_BARE:
      return "EQUITY";
    case MAG_LISTING_ETF:
      return "ETF";
    case MAG_LISTING_INDEX:
      return "INDEX";
    }
  g_return_val_if_reached ("NONE");
}

/**
 * mag_practice_facts_is_index:
 * @facts: a symbol's facts
 *
 * Returns: whether it is an index: no bid and ask, no company
 */
gboolean
mag_practice_facts_is_index (const MagPracticeFacts *facts)
{
  return facts->listing->kind == MAG_LISTING_INDEX;
}

/**
 * mag_practice_facts_zone:
 * @facts: a symbol's facts
 *
 * Returns: the short name of New York's time at the session: "EST" or "EDT"
 */
const char *
mag_practice_facts_zone (const MagPracticeFacts *facts)
{
  return facts->gmt_offset == -5 * 3600 ? "EST" : "EDT";
}

/**
 * mag_practice_facts_source:
 * @facts: a symbol's facts
 *
 * Returns: quoteSourceName
 */
const char *
mag_practice_facts_source (const MagPracticeFacts *facts)
{
  return mag_practice_facts_is_index (facts) ? "Delayed Quote" : "Nasdaq Real Time Price";
}

/**
 * mag_practice_facts_dup_board:
 * @facts: a symbol's facts
 *
 * Returns: (transfer full): messageBoardId
 */
char *
mag_practice_facts_dup_board (const MagPracticeFacts *facts)
{
  if (mag_practice_facts_is_index (facts))
    return g_strconcat ("finmb_INDEX", facts->listing->symbol, NULL);
  return g_strdup_printf ("finmb_%u", 20000 + (guint) (mag_practice_mix (facts->hash, WORD_BOARD) % 980000));
}

/**
 * mag_practice_facts_change:
 * @facts: a symbol's facts
 *
 * Returns: the day's change as a fraction of the previous close
 */
double
mag_practice_facts_change (const MagPracticeFacts *facts)
{
  return (double) (facts->tape.price - facts->tape.previous_close) / (double) facts->tape.previous_close;
}

static void
read_state (MagPracticeFacts *facts)
{
  const MagDate today = mag_date_in_new_york (facts->now_us);

  if (!mag_calendar_is_trading_day (today))
    {
      facts->state = "CLOSED";
      return;
    }
  switch (mag_calendar_session (facts->now_us))
    {
    case MAG_SESSION_PRE:
      facts->state = "PRE";
      return;
    case MAG_SESSION_OPEN:
      facts->state = "REGULAR";
      return;
    case MAG_SESSION_POST:
      facts->state = "POST";
      return;
    case MAG_SESSION_CLOSED:
      facts->state = facts->now_us < mag_calendar_open_us (today) ? "PREPRE" : "POSTPOST";
      return;
    }
  g_return_if_reached ();
}

/* After the close the price wanders off for four hours and stays there; before the open it goes on to where the day will open. */
static void
read_extended (MagPracticeFacts  *facts,
               MagPracticeMarket *market)
{
  const gint64 close_us = facts->moment.close_us;
  const gint64 ended_us = MIN (facts->now_us, close_us + 4 * HOUR_US);
  const double share = (double) (ended_us - close_us) / (4.0 * (double) HOUR_US);
  const double move = 0.006 * facts->listing->volatility * mag_practice_normal (mag_practice_mix (mag_practice_mix (facts->hash, WORD_AFTER), facts->moment.day));
  const double last = (double) facts->tape.price * (1 + move * share);
  MagPracticeMoment next;
  MagPracticeTape tape;

  if (facts->listing->kind == MAG_LISTING_INDEX || strcmp (facts->state, "REGULAR") == 0)
    return;
  facts->pre = strcmp (facts->state, "PRE") == 0;
  facts->post = !facts->pre;
  facts->extended = llround (last / CENT) * CENT;
  facts->extended_seconds = ended_us / MAG_SECOND_US;
  if (!facts->pre)
    return;
  mag_practice_market_moment_of (market, mag_practice_market_day_of (market, mag_date_in_new_york (facts->now_us)), 0, &next);
  mag_practice_market_read (market, facts->listing, &next, &tape);
  facts->extended = llround ((last + ((double) tape.open - last) * CLAMP (1 - (double) (next.open_us - facts->now_us) / (5.5 * (double) HOUR_US), 0, 1)) / CENT) * CENT;
  facts->extended_seconds = facts->now_us / MAG_SECOND_US;
}

/* Tight in session; wide and stale outside. */
static void
read_market (MagPracticeFacts *facts)
{
  const guint64 hash = mag_practice_mix (mag_practice_mix (facts->hash, WORD_SPREAD), (guint64) facts->market_seconds);
  const gboolean open = strcmp (facts->state, "REGULAR") == 0;
  const double half = open ? 0.0001 : 0.004 + 0.02 * mag_practice_uniform (hash);
  const MagPrice width = MAX (llround ((double) facts->tape.price * half / CENT), 1) * CENT;

  if (mag_practice_facts_is_index (facts))
    return;
  facts->bid = MAX (facts->tape.price - width, CENT);
  facts->ask = facts->tape.price + width;
}

static void
read_year (MagPracticeFacts  *facts,
           MagPracticeMarket *market)
{
  const guint day = facts->moment.day;
  const guint first = day > YEAR_DAYS ? day - YEAR_DAYS : 0;
  double sum = 0;

  facts->year_high = facts->tape.high;
  facts->year_low = facts->tape.low;
  for (guint i = day; i-- > first;)
    {
      const MagPrice close = mag_practice_market_close (market, facts->listing, i);

      facts->year_high = MAX (facts->year_high, close);
      facts->year_low = MIN (facts->year_low, close);
      sum += (double) close / MAG_PRICE_SCALE;
      if (day - i == MIN (50, day))
        facts->average_50 = sum / (day - i);
      if (day - i == MIN (200, day))
        facts->average_200 = sum / (day - i);
    }
  facts->year_change = (double) facts->tape.price / (double) mag_practice_market_close (market, facts->listing, first) - 1;
}

static gint64
to_seconds (MagDate date,
            int     hour,
            int     minute)
{
  return date == 0 ? 0 : mag_instant_new_york (date, hour, minute, 0) / MAG_SECOND_US;
}

static void
read_events (MagPracticeFacts  *facts,
             MagPracticeMarket *market)
{
  const MagDate today = mag_date_in_new_york (facts->now_us);
  const gboolean morning = facts->hash % 2 == 0;
  MagDate ex_dividend;

  facts->last_earnings = to_seconds (mag_practice_market_earnings_before (market, facts->listing, today), morning ? 7 : 16, morning ? 0 : 30);
  facts->next_earnings = to_seconds (mag_practice_market_earnings_after (market, facts->listing, today), morning ? 7 : 16, morning ? 0 : 30);
  ex_dividend = mag_practice_market_ex_dividend_after (market, facts->listing, today);
  if (ex_dividend > today + 45) /* not declared yet: the last one is shown */
    ex_dividend = mag_practice_market_ex_dividend_before (market, facts->listing, today);
  if (ex_dividend != 0)
    {
      facts->ex_dividend = mag_date_to_unix_utc (ex_dividend);
      facts->dividend_paid = mag_date_to_unix_utc (ex_dividend + 21);
    }
}

static void
read_company (MagPracticeFacts *facts)
{
  const double price = (double) facts->tape.price / MAG_PRICE_SCALE;
  const double multiple = 12 + 28 * mag_practice_uniform (mag_practice_mix (facts->hash, WORD_EARNED));

  facts->earned = round (facts->listing->price / multiple * 100) / 100;
  facts->expected = round (facts->listing->price / multiple * 112) / 100;
  facts->shares = llround (facts->listing->shares * 1e6);
  facts->capital = llround (price * facts->listing->shares * 1e6);
  facts->volume_3m = llround (facts->listing->volume * 1e6);
  facts->volume_10d = llround (facts->listing->volume * 1e6 * (0.85 + 0.3 * mag_practice_uniform (mag_practice_mix (facts->hash, facts->moment.day))));
  facts->first_trade = (gint64) (3000 + mag_practice_mix (facts->hash, WORD_FIRST) % 9000) * 86400 + 14 * 3600 + 1800;
}

/**
 * mag_practice_facts_read:
 * @facts: (out): the facts; holds no resources, its listing is the market's
 * @market: a market
 * @symbol: as Yahoo spells it
 * @now_us: the practice clock
 *
 * Reads what Yahoo shows of a symbol now: the quote is live, unlike the options.
 *
 * Returns: %FALSE when there is no such symbol
 */
gboolean
mag_practice_facts_read (MagPracticeFacts  *facts,
                         MagPracticeMarket *market,
                         const char        *symbol,
                         gint64             now_us)
{
  g_autofree char *ticker = mag_practice_symbol_from_yahoo (symbol);
  const MagPracticeListing *listing = mag_practice_market_find (market, ticker);
  g_autofree char *upper = g_ascii_strup (symbol, -1);

  if (listing == NULL)
    return FALSE;
  now_us -= now_us % MAG_SECOND_US; /* two quotes of the same regularMarketTime agree */
  *facts = (MagPracticeFacts) { .listing = listing, .now_us = now_us, .hash = mag_practice_market_hash (market, listing) };
  g_strlcpy (facts->symbol, upper, sizeof facts->symbol);
  mag_practice_market_moment (market, now_us, &facts->moment);
  mag_practice_market_read (market, listing, &facts->moment, &facts->tape);
  facts->market_seconds = facts->moment.at_us / MAG_SECOND_US + (facts->moment.elapsed < 1 ? 0 : 1);
  facts->gmt_offset = mag_date_to_unix_utc (facts->moment.date) + 12 * 3600 - mag_instant_new_york (facts->moment.date, 12, 0, 0) / MAG_SECOND_US;
  read_state (facts);
  read_extended (facts, market);
  read_market (facts);
  read_year (facts, market);
  read_events (facts, market);
  read_company (facts);
  return TRUE;
}
