/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prices of the practice market. A symbol's close follows a walk that is drawn back to the level in the table, in step with the market by
 * its beta; inside a session the price runs from open to close over a bridge of 256 steps. Every step is a hash of (seed, symbol, day, step),
 * so the price at an instant does not depend on what was asked before. The walk of closes is worked out day by day and kept. */

#include "mag-practice-market.h"

#include "mag-practice-random.h"

#include <math.h>
#include <string.h>

#define STEPS 256        /* of a session's path: 91 seconds each */
#define CENT (MAG_PRICE_SCALE / 100)
#define YEAR_DAYS 252.0

enum { WORD_CLOSE = 1, WORD_VOLATILITY, WORD_GAP, WORD_PATH, WORD_VOLUME, WORD_MARKET, WORD_EARNINGS, WORD_DIVIDEND };

/* What is worked out of one symbol so far. */
typedef struct
{
  MagPracticeListing listing;  /* own copy: load symbols are made up as they are asked for */
  char              *symbol;   /* owned; listing.symbol of a load symbol */
  guint64            hash;
  guint64            walk;     /* hash that drives the price: a fund shares its index's */
  GArray            *closes;   /* MagPrice by day */
  GArray            *levels;   /* double by day: volatility, fraction per year */
  double             drift;    /* own part of the last day's log price */
  double             mood;     /* log of the last day's volatility over the table's */
  guint              path_day; /* of path; G_MAXUINT none */
  double             path[STEPS + 1]; /* dollars */
} Track;

struct _MagPracticeMarket
{
  guint64     seed;
  GArray     *days;    /* MagDate of every trading day since the first */
  GArray     *factor;  /* double by day: log of the whole market over its level */
  GHashTable *tracks;  /* symbol -> Track */
};

/* Funds that follow an index of the table walk with it. */
static const struct
{
  const char *fund, *index;
} followers[] = {
  { "SPY", "SPX" }, { "QQQ", "NDX" }, { "TQQQ", "NDX" }, { "IWM", "RUT" }, { "DIA", "DJI" }, { "XSP", "SPX" }, { "OEX", "SPX" }, { "DJX", "DJI" }, { "GOOG", "GOOGL" },
};

static void
track_free (gpointer data)
{
  Track *track = data;

  g_array_unref (track->closes);
  g_array_unref (track->levels);
  g_free (track->symbol);
  g_free (track);
}

/**
 * mag_practice_market_new:
 * @seed: any number; another seed is another market of the same symbols
 *
 * Returns: (transfer full): a market; free with mag_practice_market_free()
 */
MagPracticeMarket *
mag_practice_market_new (guint64 seed)
{
  MagPracticeMarket *market = g_new0 (MagPracticeMarket, 1);
  const MagDate first = mag_date_new (2016, 1, 4);
  const double level = 0;

  market->seed = mag_practice_mix (seed, 0x6d61676e7573);
  market->days = g_array_new (FALSE, FALSE, sizeof (MagDate));
  market->factor = g_array_new (FALSE, FALSE, sizeof (double));
  market->tracks = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, track_free);
  g_array_append_val (market->days, first);
  g_array_append_val (market->factor, level);
  return market;
}

/**
 * mag_practice_market_free:
 * @market: (transfer full): a market
 *
 * Frees it, its listings of load symbols too.
 */
void
mag_practice_market_free (MagPracticeMarket *market)
{
  g_array_unref (market->days);
  g_array_unref (market->factor);
  g_hash_table_unref (market->tracks);
  g_free (market);
}

/* Days */

/**
 * mag_practice_market_day_of:
 * @market: a market
 * @date: a New York date
 *
 * Returns: the number of the trading day on or before @date; 0 for all before the market's first
 */
guint
mag_practice_market_day_of (MagPracticeMarket *market,
                            MagDate            date)
{
  guint low = 0;
  guint high;

  while (g_array_index (market->days, MagDate, market->days->len - 1) <= date)
    {
      const MagDate next = mag_calendar_next_trading_day (g_array_index (market->days, MagDate, market->days->len - 1));

      g_array_append_val (market->days, next);
    }
  high = market->days->len - 1; /* the day after date, or later */
  while (high - low > 1)
    {
      const guint middle = (low + high) / 2;

      if (g_array_index (market->days, MagDate, middle) <= date)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/**
 * mag_practice_market_date_of:
 * @market: a market
 * @day: a number that mag_practice_market_day_of() gave, or a lower one
 *
 * Returns: the date of a trading day
 */
MagDate
mag_practice_market_date_of (MagPracticeMarket *market,
                             guint              day)
{
  return g_array_index (market->days, MagDate, MIN (day, market->days->len - 1));
}

/**
 * mag_practice_market_moment_of:
 * @market: a market
 * @day: a trading day's number
 * @elapsed: share of its session, 0..1
 * @moment: (out): the moment
 *
 * Makes the moment at a share of a session.
 */
void
mag_practice_market_moment_of (MagPracticeMarket *market,
                               guint              day,
                               double             elapsed,
                               MagPracticeMoment *moment)
{
  const MagDate date = mag_practice_market_date_of (market, day);
  const gint64 open = mag_calendar_open_us (date);
  const gint64 close = mag_calendar_close_us (date);

  *moment = (MagPracticeMoment) {
    .day = day, .date = date, .open_us = open, .close_us = close,
    .at_us = open + (gint64) (elapsed * (double) (close - open)), .elapsed = elapsed,
  };
}

/**
 * mag_practice_market_moment:
 * @market: a market
 * @instant_us: any instant
 * @moment: (out): the moment
 *
 * What the market shows at an instant: the running session, else the close of the last one. Prices move in session only.
 */
void
mag_practice_market_moment (MagPracticeMarket *market,
                            gint64             instant_us,
                            MagPracticeMoment *moment)
{
  const guint day = MAX (mag_practice_market_day_of (market, mag_calendar_session_date (instant_us)), 1);

  mag_practice_market_moment_of (market, day, 0, moment);
  moment->at_us = CLAMP (instant_us, moment->open_us, moment->close_us);
  moment->elapsed = (double) (moment->at_us - moment->open_us) / (double) (moment->close_us - moment->open_us);
}

/* Walk */

static double
market_level (MagPracticeMarket *market,
              guint              day)
{
  while (market->factor->len <= day)
    {
      const guint next = market->factor->len;
      const double normal = mag_practice_normal (mag_practice_mix (mag_practice_mix (market->seed, WORD_MARKET), next));
      const double level = 0.995 * g_array_index (market->factor, double, next - 1) + 0.155 / sqrt (YEAR_DAYS) * normal;

      g_array_append_val (market->factor, level);
    }
  return g_array_index (market->factor, double, day);
}

static void
extend_track (MagPracticeMarket *market,
              Track             *track,
              guint              day)
{
  const MagPracticeListing *listing = &track->listing;

  while (track->closes->len <= day)
    {
      const guint next = track->closes->len;
      const double daily = listing->volatility * exp (track->mood) / sqrt (YEAR_DAYS);
      const double shared = listing->beta * 0.155 / sqrt (YEAR_DAYS);
      const double own = sqrt (MAX (daily * daily - shared * shared, 0.04 * daily * daily));
      const double level = market_level (market, next);
      const double price = listing->price * exp (listing->beta * level + track->drift);
      const MagPrice close = MAX (llround (price * 100), 10) * CENT;
      const double volatility = listing->volatility * exp (track->mood - 1.5 * level);

      g_array_append_val (track->closes, close);
      g_array_append_val (track->levels, volatility);
      track->drift = 0.99 * track->drift + own * mag_practice_normal (mag_practice_mix (mag_practice_mix (track->walk, WORD_CLOSE), next));
      track->mood = 0.97 * track->mood + 0.045 * mag_practice_normal (mag_practice_mix (mag_practice_mix (track->walk, WORD_VOLATILITY), next));
    }
}

static const char *
leader_of (const char *symbol)
{
  for (gsize i = 0; i < G_N_ELEMENTS (followers); i++)
    if (strcmp (followers[i].fund, symbol) == 0)
      return followers[i].index;
  return symbol;
}

/* A load symbol: its figures are hashes of its name. */
static void
invent_listing (MagPracticeListing *listing,
                const char         *symbol,
                guint64             hash)
{
  *listing = (MagPracticeListing) {
    .symbol = symbol, .name = "Practice Load Corporation", .sector = "Industrials", .industry = "Conglomerates", .exchange = "NMS",
    .kind = MAG_LISTING_EQUITY, .cadence = MAG_CADENCE_LOAD, .tick = MAG_TICK_PENNY,
    .price = 15 * exp (3 * mag_practice_uniform (mag_practice_mix (hash, 1))),
    .volatility = 0.2 + 0.4 * mag_practice_uniform (mag_practice_mix (hash, 2)),
    .beta = 0.5 + mag_practice_uniform (mag_practice_mix (hash, 3)),
    .shares = 500, .volume = 8, .dividend = 0, .cycle = (int) (hash % 3), .spread = 1.2,
  };
}

static Track *
get_track (MagPracticeMarket *market,
           const char        *symbol)
{
  const MagPracticeListing *known;
  Track *track = g_hash_table_lookup (market->tracks, symbol);

  if (track != NULL)
    return track;
  known = mag_practice_universe_find (symbol);
  if (known == NULL && !mag_practice_universe_is_load (symbol))
    return NULL;

  track = g_new0 (Track, 1);
  track->symbol = g_strdup (symbol);
  track->hash = mag_practice_hash_text (market->seed, symbol);
  track->walk = mag_practice_hash_text (market->seed, leader_of (symbol));
  track->closes = g_array_new (FALSE, FALSE, sizeof (MagPrice));
  track->levels = g_array_new (FALSE, FALSE, sizeof (double));
  track->path_day = G_MAXUINT;
  if (known != NULL)
    track->listing = *known;
  else
    invent_listing (&track->listing, track->symbol, track->hash);
  g_hash_table_insert (market->tracks, track->symbol, track);
  return track;
}

/**
 * mag_practice_market_find:
 * @market: a market
 * @symbol: canonical ticker
 *
 * Looks a symbol up, load symbols too.
 *
 * Returns: (nullable) (transfer none): it lives as long as the market; %NULL when it is not listed
 */
const MagPracticeListing *
mag_practice_market_find (MagPracticeMarket *market,
                          const char        *symbol)
{
  Track *track = get_track (market, symbol);

  return track != NULL ? &track->listing : NULL;
}

/**
 * mag_practice_market_close:
 * @market: a market
 * @listing: a symbol of it
 * @day: a trading day's number
 *
 * Returns: the closing price, whole cents
 */
MagPrice
mag_practice_market_close (MagPracticeMarket        *market,
                           const MagPracticeListing *listing,
                           guint                     day)
{
  Track *track = get_track (market, listing->symbol);

  extend_track (market, track, day);
  return g_array_index (track->closes, MagPrice, day);
}

/**
 * mag_practice_market_volatility:
 * @market: a market
 * @listing: a symbol of it
 * @day: a trading day's number
 *
 * Returns: the volatility options at the money are priced at that day, a fraction per year
 */
double
mag_practice_market_volatility (MagPracticeMarket        *market,
                                const MagPracticeListing *listing,
                                guint                     day)
{
  Track *track = get_track (market, listing->symbol);

  extend_track (market, track, day);
  return g_array_index (track->levels, double, day);
}

/**
 * mag_practice_market_hash:
 * @market: a market
 * @listing: a symbol of it
 *
 * Returns: a hash of seed and symbol, to draw the symbol's other figures from
 */
guint64
mag_practice_market_hash (MagPracticeMarket        *market,
                          const MagPracticeListing *listing)
{
  return get_track (market, listing->symbol)->hash;
}

/* Path of one session: halves every interval with a displacement that a Brownian bridge would have. */
static void
draw_path (Track  *track,
           guint   day,
           double  previous,
           double  close,
           double  daily)
{
  const guint64 hash = mag_practice_mix (mag_practice_mix (track->walk, WORD_PATH), day);
  const double gap = 0.35 * (close - previous) +
                     0.2 * daily * mag_practice_normal (mag_practice_mix (mag_practice_mix (track->walk, WORD_GAP), day));
  double *path = track->path;

  path[0] = previous + gap;
  path[STEPS] = close;
  for (guint width = STEPS; width > 1; width /= 2)
    for (guint at = 0; at < STEPS; at += width)
      path[at + width / 2] = (path[at] + path[at + width]) / 2 +
                             0.7 * daily * sqrt ((double) width / STEPS) / 2 *
                               mag_practice_normal (mag_practice_mix (hash, at + width / 2));
  for (guint i = 0; i <= STEPS; i++)
    path[i] = exp (path[i]);
  track->path_day = day;
}

static void
ensure_path (MagPracticeMarket *market,
             Track             *track,
             guint              day)
{
  double previous, close;

  if (track->path_day == day)
    return;
  extend_track (market, track, day);
  previous = (double) g_array_index (track->closes, MagPrice, day - 1) / MAG_PRICE_SCALE;
  close = (double) g_array_index (track->closes, MagPrice, day) / MAG_PRICE_SCALE;
  draw_path (track, day, log (previous), log (close), g_array_index (track->levels, double, day) / sqrt (YEAR_DAYS));
}

static MagPrice
to_cents (double dollars)
{
  return MAX (llround (dollars * 100), 1) * CENT;
}

/* Trading is busiest at the open and the close. */
static double
share_of_volume (double elapsed)
{
  return elapsed + 0.12 * sin (2 * G_PI * elapsed);
}

/**
 * mag_practice_market_read:
 * @market: a market
 * @listing: a symbol of it
 * @moment: when; its day at least 1
 * @tape: (out): what the tape shows
 *
 * Price, high, low and volume of a session so far. High and low are exact: the path is straight between its steps.
 */
void
mag_practice_market_read (MagPracticeMarket        *market,
                          const MagPracticeListing *listing,
                          const MagPracticeMoment  *moment,
                          MagPracticeTape          *tape)
{
  Track *track = get_track (market, listing->symbol);
  const double at = moment->elapsed * STEPS;
  const guint step = MIN ((guint) at, STEPS - 1);
  double now, high, low;

  ensure_path (market, track, moment->day);
  now = track->path[step] + (track->path[step + 1] - track->path[step]) * (at - step);
  high = low = now;
  for (guint i = 0; i <= step; i++)
    {
      high = MAX (high, track->path[i]);
      low = MIN (low, track->path[i]);
    }
  *tape = (MagPracticeTape) {
    .price = to_cents (now), .high = to_cents (high), .low = to_cents (low), .open = to_cents (track->path[0]),
    .previous_close = g_array_index (track->closes, MagPrice, moment->day - 1),
    .volume = (gint64) (listing->volume * 1e6 * share_of_volume (moment->elapsed) *
                        exp (0.3 * mag_practice_normal (mag_practice_mix (mag_practice_mix (track->hash, WORD_VOLUME), moment->day)))),
  };
}

/* Events */

/* The event's date in a month: a trading day from first_day on, moved by up to ten days. */
static MagDate
event_in_month (guint64 hash,
                int     year,
                int     month,
                int     first_day)
{
  const guint64 shift = mag_practice_mix (mag_practice_mix (hash, (guint64) year), (guint64) month) % 10;
  MagDate date = mag_date_new (year, month, first_day) + (MagDate) shift;

  while (!mag_calendar_is_trading_day (date))
    date--;
  return date;
}

/* First event on or after date (direction 1) or last before it (-1), once a quarter in the months that leave remainder. */
static MagDate
find_event (guint64 hash,
            int     remainder,
            int     first_day,
            MagDate date,
            int     direction)
{
  int year, month, day;

  mag_date_get_ymd (date, &year, &month, &day);
  month -= direction; /* an event may lie in the month before or after */
  for (guint tries = 0; tries < 8; tries++, month += direction)
    {
      const int y = year + (month > 12) - (month < 1);
      const int m = (month + 23) % 12 + 1;
      MagDate event;

      if (m % 3 != remainder)
        continue;
      event = event_in_month (hash, y, m, first_day);
      if (direction > 0 ? event >= date : event < date)
        return event;
    }
  return 0;
}

static MagDate
find_earnings (MagPracticeMarket        *market,
               const MagPracticeListing *listing,
               MagDate                   date,
               int                       direction)
{
  if (listing->kind != MAG_LISTING_EQUITY)
    return 0;
  return find_event (mag_practice_mix (mag_practice_market_hash (market, listing), WORD_EARNINGS), (listing->cycle + 1) % 3, 17, date, direction);
}

static MagDate
find_ex_dividend (MagPracticeMarket        *market,
                  const MagPracticeListing *listing,
                  MagDate                   date,
                  int                       direction)
{
  if (listing->dividend <= 0)
    return 0;
  return find_event (mag_practice_mix (mag_practice_market_hash (market, listing), WORD_DIVIDEND), (listing->cycle + 2) % 3, 7, date, direction);
}

/**
 * mag_practice_market_earnings_after:
 * @market: a market
 * @listing: a symbol of it
 * @date: a date
 *
 * Returns: the first earnings report on or after @date; 0 for what has none
 */
MagDate
mag_practice_market_earnings_after (MagPracticeMarket        *market,
                                    const MagPracticeListing *listing,
                                    MagDate                   date)
{
  return find_earnings (market, listing, date, 1);
}

/**
 * mag_practice_market_earnings_before:
 * @market: a market
 * @listing: a symbol of it
 * @date: a date
 *
 * Returns: the last earnings report before @date; 0 for what has none
 */
MagDate
mag_practice_market_earnings_before (MagPracticeMarket        *market,
                                     const MagPracticeListing *listing,
                                     MagDate                   date)
{
  return find_earnings (market, listing, date, -1);
}

/**
 * mag_practice_market_ex_dividend_after:
 * @market: a market
 * @listing: a symbol of it
 * @date: a date
 *
 * Returns: the first ex-dividend date on or after @date; 0 for what pays none
 */
MagDate
mag_practice_market_ex_dividend_after (MagPracticeMarket        *market,
                                       const MagPracticeListing *listing,
                                       MagDate                   date)
{
  return find_ex_dividend (market, listing, date, 1);
}

/**
 * mag_practice_market_ex_dividend_before:
 * @market: a market
 * @listing: a symbol of it
 * @date: a date
 *
 * Returns: the last ex-dividend date before @date; 0 for what pays none
 */
MagDate
mag_practice_market_ex_dividend_before (MagPracticeMarket        *market,
                                        const MagPracticeListing *listing,
                                        MagDate                   date)
{
  return find_ex_dividend (market, listing, date, -1);
}

/**
 * mag_practice_listing_dividend:
 * @listing: a symbol
 *
 * Returns: dollars per share a quarter, whole cents; 0 for what pays none
 */
double
mag_practice_listing_dividend (const MagPracticeListing *listing)
{
  return round (listing->dividend * 100 / 4) / 100;
}
