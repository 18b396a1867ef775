/* SPDX-License-Identifier: GPL-3.0-or-later */

/* v8/finance/chart, protocols yahoo.md section 8: bars as parallel arrays, daily ones stamped with the session's opening instant, the running day
 * with its last trade; dividends as an object keyed by epoch strings. No splits happen in the practice market. */

#include "mag-practice-yahoo.h"

#include <math.h>
#include <string.h>

#define DAY_SECONDS 86400
#define HOUR_SECONDS 3600

typedef enum
{
  UNIT_MINUTE, /* size in minutes, inside sessions */
  UNIT_DAY,
  UNIT_WEEK,
  UNIT_MONTH,
} Unit;

static const struct
{
  const char *name;
  Unit        unit;
  int         size;
  int         reach_days; /* how far back it goes; 0: all the way */
} intervals[] = {
  { "1d", UNIT_DAY, 1, 0 },       { "1m", UNIT_MINUTE, 1, 8 },    { "2m", UNIT_MINUTE, 2, 60 },   { "5m", UNIT_MINUTE, 5, 60 },
  { "15m", UNIT_MINUTE, 15, 60 }, { "30m", UNIT_MINUTE, 30, 60 }, { "60m", UNIT_MINUTE, 60, 730 }, { "90m", UNIT_MINUTE, 90, 60 },
  { "1h", UNIT_MINUTE, 60, 730 }, { "5d", UNIT_WEEK, 1, 0 },      { "1wk", UNIT_WEEK, 1, 0 },     { "1mo", UNIT_MONTH, 1, 0 },
  { "3mo", UNIT_MONTH, 3, 0 },
};

static const struct
{
  const char *name;
  int         days; /* calendar days; 0: special */
} ranges[] = {
  { "1d", 1 }, { "5d", 7 }, { "1mo", 31 }, { "3mo", 92 }, { "6mo", 183 }, { "1y", 366 }, { "2y", 731 }, { "5y", 1827 }, { "10y", 3653 },
  { "ytd", 0 }, { "max", 20000 },
};

typedef struct
{
  gint64   time; /* epoch seconds */
  double   open, high, low, close, adjusted;
  gint64   volume;
  gboolean half_built; /* the session's first minute: its prices are null */
} Bar;

typedef struct
{
  MagPracticeMarket *market;
  MagPracticeFacts   facts;
  gsize              interval;
  const char        *range;  /* "" with periods */
  gint64             start, end; /* epoch seconds */
  GArray            *bars;   /* Bar, oldest first */
  GArray            *ex_days; /* guint: days with a dividend, ascending, from start on */
} Chart;

static double
dollars (MagPrice price)
{
  return (double) price / MAG_PRICE_SCALE;
}

/* What a close of that day is worth today when dividends after it are counted as a return. */
static double
adjustment (const Chart *chart,
            guint        day)
{
  const double amount = mag_practice_listing_dividend (chart->facts.listing);
  double factor = 1;

  for (guint i = chart->ex_days->len; i-- > 0;)
    {
      const guint ex_day = g_array_index (chart->ex_days, guint, i);

      if (ex_day <= day)
        break;
      factor *= 1 - amount / dollars (mag_practice_market_close (chart->market, chart->facts.listing, ex_day - 1));
    }
  return factor;
}

static void
collect_dividends (Chart *chart)
{
  const MagPracticeListing *listing = chart->facts.listing;
  MagDate date = mag_practice_market_date_of (chart->market, 1);

  chart->ex_days = g_array_new (FALSE, FALSE, sizeof (guint));
  while ((date = mag_practice_market_ex_dividend_after (chart->market, listing, date)) != 0 && date <= chart->facts.moment.date)
    {
      const guint day = mag_practice_market_day_of (chart->market, date);

      g_array_append_val (chart->ex_days, day);
      date++;
    }
}

static void
read_day (Chart *chart,
          guint  day,
          Bar   *bar)
{
  const MagPracticeMoment *now = &chart->facts.moment;
  MagPracticeMoment moment;
  MagPracticeTape tape;

  mag_practice_market_moment_of (chart->market, day, 1, &moment);
  if (day == now->day)
    moment = *now;
  mag_practice_market_read (chart->market, chart->facts.listing, &moment, &tape);
  *bar = (Bar) {
    .time = (day == now->day && now->elapsed < 1 ? now->at_us : moment.open_us) / MAG_SECOND_US,
    .open = dollars (tape.open), .high = dollars (tape.high), .low = dollars (tape.low), .close = dollars (tape.price),
    .adjusted = dollars (tape.price) * adjustment (chart, day), .volume = tape.volume,
    .half_built = moment.at_us < moment.open_us + 60 * MAG_SECOND_US && intervals[chart->interval].unit == UNIT_DAY,
  };
}

static void
merge (Bar       *into,
       const Bar *bar)
{
  into->high = MAX (into->high, bar->high);
  into->low = MIN (into->low, bar->low);
  into->close = bar->close;
  into->adjusted = bar->adjusted;
  into->volume += bar->volume;
}

/* First date of the week or month a date belongs to. */
static MagDate
period_of (const Chart *chart,
           MagDate      date)
{
  int year, month, day;

  if (intervals[chart->interval].unit == UNIT_WEEK)
    return date - (MagDate) (mag_date_get_weekday (date) - 1);
  mag_date_get_ymd (date, &year, &month, &day);
  if (intervals[chart->interval].size == 3)
    month = (month - 1) / 3 * 3 + 1;
  return mag_date_new (year, month, 1);
}

static void
add_days (Chart *chart)
{
  const gboolean daily = intervals[chart->interval].unit == UNIT_DAY;
  MagDate current = 0;
  Bar bar;

  for (guint day = MAX (mag_practice_market_day_of (chart->market, mag_date_in_new_york (chart->start * MAG_SECOND_US)), 1); day <= chart->facts.moment.day; day++)
    {
      const MagDate date = mag_practice_market_date_of (chart->market, day);
      const MagDate period = daily ? date : period_of (chart, date);

      if (mag_calendar_open_us (date) < chart->start * MAG_SECOND_US || mag_calendar_open_us (date) >= chart->end * MAG_SECOND_US)
        continue;
      read_day (chart, day, &bar);
      if (period == current)
        {
          merge (&g_array_index (chart->bars, Bar, chart->bars->len - 1), &bar);
          continue;
        }
      current = period;
      if (!daily)
        bar.time = mag_instant_new_york (period, 0, 0, 0) / MAG_SECOND_US;
      g_array_append_val (chart->bars, bar);
    }
}

static MagPracticeTape
read_at (Chart  *chart,
         guint   day,
         double  elapsed)
{
  MagPracticeMoment moment;
  MagPracticeTape tape;

  mag_practice_market_moment_of (chart->market, day, elapsed, &moment);
  mag_practice_market_read (chart->market, chart->facts.listing, &moment, &tape);
  return tape;
}

static void
add_minutes_of_day (Chart *chart,
                    guint  day)
{
  const gint64 step = intervals[chart->interval].size * 60 * MAG_SECOND_US;
  MagPracticeMoment session;

  mag_practice_market_moment_of (chart->market, day, 1, &session);
  for (gint64 at = session.open_us; at < session.close_us; at += step)
    {
      const double length = (double) (session.close_us - session.open_us);
      const gint64 limit = day == chart->facts.moment.day ? chart->facts.moment.at_us : session.close_us;
      const gint64 until = MIN (MIN (at + step, session.close_us), limit);
      MagPracticeTape first, last;
      Bar bar;

      if (at > limit || at < chart->start * MAG_SECOND_US || at >= chart->end * MAG_SECOND_US)
        continue;
      first = read_at (chart, day, (double) (at - session.open_us) / length);
      last = read_at (chart, day, (double) (until - session.open_us) / length);
      bar = (Bar) {
        .time = at / MAG_SECOND_US, .open = dollars (first.price), .close = dollars (last.price),
        .high = dollars (MAX (first.price, last.price)), .low = dollars (MIN (first.price, last.price)), .volume = last.volume - first.volume,
      };
      g_array_append_val (chart->bars, bar);
    }
}

static void
add_minutes (Chart *chart)
{
  const guint first = MAX (mag_practice_market_day_of (chart->market, mag_date_in_new_york (chart->start * MAG_SECOND_US)), 1);

  for (guint day = first; day <= chart->facts.moment.day; day++)
    add_minutes_of_day (chart, day);
}

/* Writing */

static void
append_array (GString     *out,
              const Chart *chart,
              const char  *name,
              gsize        offset)
{
  g_string_append_printf (out, "\"%s\":[", name);
  for (guint i = 0; i < chart->bars->len; i++)
    {
      const Bar *bar = &g_array_index (chart->bars, Bar, i);

      if (i > 0)
        g_string_append_c (out, ',');
      if (offset == G_STRUCT_OFFSET (Bar, time) || offset == G_STRUCT_OFFSET (Bar, volume))
        mag_practice_append_integer (out, G_STRUCT_MEMBER (gint64, bar, offset));
      else if (bar->half_built)
        g_string_append (out, "null");
      else
        mag_practice_append_double (out, (double) (float) G_STRUCT_MEMBER (double, bar, offset));
    }
  g_string_append_c (out, ']');
}

static void
append_period (GString     *out,
               const Chart *chart,
               const char  *name,
               gint64       start_us,
               gint64       end_us)
{
  g_string_append_printf (out, "\"%s\":{\"timezone\":\"%s\",\"start\":%" G_GINT64_FORMAT ",\"end\":%" G_GINT64_FORMAT ",\"gmtoffset\":%" G_GINT64_FORMAT "}",
                          name, mag_practice_facts_zone (&chart->facts), start_us / MAG_SECOND_US, end_us / MAG_SECOND_US, chart->facts.gmt_offset);
}

/* The sessions of the current or next trading day. */
static void
append_periods (GString     *out,
                const Chart *chart)
{
  MagDate date = mag_date_in_new_york (chart->facts.now_us);
  gint64 open_us, close_us;

  if (!mag_calendar_is_trading_day (date))
    date = mag_calendar_next_trading_day (date);
  open_us = mag_calendar_open_us (date);
  close_us = mag_calendar_close_us (date);
  g_string_append_c (out, '{');
  append_period (out, chart, "pre", open_us - 11 * HOUR_SECONDS / 2 * MAG_SECOND_US, open_us);
  g_string_append_c (out, ',');
  append_period (out, chart, "regular", open_us, close_us);
  g_string_append_c (out, ',');
  append_period (out, chart, "post", close_us, close_us + 4 * HOUR_SECONDS * MAG_SECOND_US);
  g_string_append_c (out, '}');
}

/* The close before the first bar. */
static MagPrice
close_before (const Chart *chart)
{
  const guint day = mag_practice_market_day_of (chart->market, mag_date_in_new_york (chart->start * MAG_SECOND_US) - 1);

  return mag_practice_market_close (chart->market, chart->facts.listing, MIN (day, chart->facts.moment.day - 1));
}

static void
append_meta (GString     *out,
             const Chart *chart)
{
  const MagPracticeFacts *facts = &chart->facts;
  MagPracticeObject meta;

  mag_practice_object_open (&meta, out);
  mag_practice_object_text (&meta, "currency", "USD");
  mag_practice_object_text (&meta, "symbol", facts->symbol);
  mag_practice_object_text (&meta, "exchangeName", facts->listing->exchange);
  mag_practice_object_text (&meta, "fullExchangeName", mag_practice_facts_venue (facts));
  mag_practice_object_text (&meta, "instrumentType", mag_practice_facts_type (facts));
  mag_practice_object_plain (&meta, "firstTradeDate", facts->first_trade);
  mag_practice_object_plain (&meta, "regularMarketTime", facts->market_seconds);
  mag_practice_object_bool (&meta, "hasPrePostMarketData", !mag_practice_facts_is_index (facts));
  mag_practice_object_plain (&meta, "gmtoffset", facts->gmt_offset);
  mag_practice_object_text (&meta, "timezone", mag_practice_facts_zone (facts));
  mag_practice_object_text (&meta, "exchangeTimezoneName", "America/New_York");
  mag_practice_object_price (&meta, "regularMarketPrice", facts->tape.price);
  mag_practice_object_price (&meta, "fiftyTwoWeekHigh", facts->year_high);
  mag_practice_object_price (&meta, "fiftyTwoWeekLow", facts->year_low);
  mag_practice_object_price (&meta, "regularMarketDayHigh", facts->tape.high);
  mag_practice_object_price (&meta, "regularMarketDayLow", facts->tape.low);
  mag_practice_object_plain (&meta, "regularMarketVolume", facts->tape.volume);
  mag_practice_object_text (&meta, "longName", facts->listing->name);
  mag_practice_object_text (&meta, "shortName", facts->listing->name);
  mag_practice_object_price (&meta, "chartPreviousClose", close_before (chart));
  if (intervals[chart->interval].unit == UNIT_MINUTE)
    {
      mag_practice_object_price (&meta, "previousClose", facts->tape.previous_close);
      mag_practice_object_plain (&meta, "scale", 3);
    }
  mag_practice_object_plain (&meta, "priceHint", 2);
  mag_practice_object_key (&meta, "currentTradingPeriod");
  append_periods (out, chart);
  mag_practice_object_text (&meta, "dataGranularity", intervals[chart->interval].name);
  mag_practice_object_text (&meta, "range", chart->range);
  mag_practice_object_raw (&meta, "validRanges", "[\"1d\",\"5d\",\"1mo\",\"3mo\",\"6mo\",\"1y\",\"2y\",\"5y\",\"10y\",\"ytd\",\"max\"]");
  mag_practice_object_close (&meta);
}

static void
append_events (GString     *out,
               const Chart *chart,
               const char  *asked)
{
  const gsize start = out->len;
  const double amount = mag_practice_listing_dividend (chart->facts.listing);
  gboolean any = FALSE;

  if (asked == NULL || strstr (asked, "div") == NULL)
    return;
  g_string_append (out, ",\"events\":{\"dividends\":{");
  for (guint i = 0; i < chart->ex_days->len; i++)
    {
      const MagDate date = mag_practice_market_date_of (chart->market, g_array_index (chart->ex_days, guint, i));
      const gint64 time = mag_calendar_open_us (date) / MAG_SECOND_US;

      if (time < chart->start || time >= chart->end)
        continue;
      g_string_append_printf (out, "%s\"%" G_GINT64_FORMAT "\":{\"amount\":", any ? "," : "", time);
      mag_practice_append_float (out, amount);
      g_string_append_printf (out, ",\"date\":%" G_GINT64_FORMAT "}", time);
      any = TRUE;
    }
  if (any)
    g_string_append (out, "}}");
  else
    g_string_truncate (out, start);
}

static void
append_bars (GString     *out,
             const Chart *chart)
{
  const gboolean adjusted = intervals[chart->interval].unit != UNIT_MINUTE;

  if (chart->bars->len == 0)
    {
      g_string_append (out, adjusted ? ",\"indicators\":{\"quote\":[{}],\"adjclose\":[{}]}" : ",\"indicators\":{\"quote\":[{}]}");
      return;
    }
  g_string_append (out, ",\"indicators\":{\"quote\":[{");
  append_array (out, chart, "open", G_STRUCT_OFFSET (Bar, open));
  g_string_append_c (out, ',');
  append_array (out, chart, "high", G_STRUCT_OFFSET (Bar, high));
  g_string_append_c (out, ',');
  append_array (out, chart, "low", G_STRUCT_OFFSET (Bar, low));
  g_string_append_c (out, ',');
  append_array (out, chart, "close", G_STRUCT_OFFSET (Bar, close));
  g_string_append_c (out, ',');
  append_array (out, chart, "volume", G_STRUCT_OFFSET (Bar, volume));
  g_string_append (out, "}]");
  if (adjusted)
    {
      g_string_append (out, ",\"adjclose\":[{");
      append_array (out, chart, "adjclose", G_STRUCT_OFFSET (Bar, adjusted));
      g_string_append (out, "}]");
    }
  g_string_append_c (out, '}');
}

static MagPracticeReply *
write_chart (const Chart *chart,
             const char  *events)
{
  GString *out = g_string_new ("{\"chart\":{\"result\":[{\"meta\":");

  append_meta (out, chart);
  if (chart->bars->len > 0)
    {
      g_string_append_c (out, ',');
      append_array (out, chart, "timestamp", G_STRUCT_OFFSET (Bar, time));
    }
  append_events (out, chart, events);
  append_bars (out, chart);
  g_string_append (out, "}],\"error\":null}}");
  return mag_practice_yahoo_reply (200, out);
}

/* Reading the request */

static gboolean
find_interval (Chart      *chart,
               const char *name)
{
  for (chart->interval = 0; chart->interval < G_N_ELEMENTS (intervals); chart->interval++)
    if (strcmp (intervals[chart->interval].name, name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
find_range (Chart      *chart,
            const char *name)
{
  const gint64 now = chart->facts.now_us / MAG_SECOND_US;
  const MagDate last = chart->facts.moment.date;
  int year, month, day;

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (strcmp (ranges[i].name, name) == 0)
      {
        mag_date_get_ymd (last, &year, &month, &day);
        chart->range = ranges[i].name;
        chart->end = now + 1;
        chart->start = ranges[i].days == 0 ? mag_instant_new_york (mag_date_new (year, 1, 1), 0, 0, 0) / MAG_SECOND_US
                                           : mag_instant_new_york (last - (MagDate) ranges[i].days + 1, 0, 0, 0) / MAG_SECOND_US;
        return TRUE;
      }
  return FALSE;
}

static MagPracticeReply *
read_period (Chart                    *chart,
             const MagPracticeRequest *request)
{
  const char *from = mag_practice_request_get (request, "period1");
  const char *to = mag_practice_request_get (request, "period2");
  const char *range = mag_practice_request_get (request, "range");
  const gint64 listed = mag_calendar_open_us (mag_practice_market_date_of (chart->market, 1)) / MAG_SECOND_US;
  const gint64 now = chart->facts.now_us / MAG_SECOND_US;
  g_autofree char *message = NULL;

  if (from == NULL)
    {
      if (!find_range (chart, range != NULL ? range : "1d"))
        return mag_practice_yahoo_error (422, "chart", "Unprocessable Entity", "Invalid input - range is not supported.");
      return NULL;
    }
  chart->range = "";
  chart->start = g_ascii_strtoll (from, NULL, 10);
  chart->end = to != NULL ? g_ascii_strtoll (to, NULL, 10) : now + 1;
  if (chart->end > listed && chart->start < chart->end)
    {
      chart->start = CLAMP (chart->start, 0, now + 1); /* no date is looked for where there are none */
      chart->end = MIN (chart->end, now + 1);
      return NULL;
    }
  message = g_strdup_printf ("Data doesn't exist for startDate = %" G_GINT64_FORMAT ", endDate = %" G_GINT64_FORMAT, chart->start, chart->end);
  return mag_practice_yahoo_error (400, "chart", "Bad Request", message);
}

static MagPracticeReply *
check_reach (const Chart *chart)
{
  const int reach = intervals[chart->interval].reach_days;
  g_autofree char *message = NULL;

  if (reach == 0 || chart->start >= chart->facts.now_us / MAG_SECOND_US - (gint64) reach * DAY_SECONDS)
    return NULL;
  message = g_strdup_printf ("%s data not available for startTime=%" G_GINT64_FORMAT " and endTime=%" G_GINT64_FORMAT
                             ". The requested range must be within the last %d days.",
                             intervals[chart->interval].name, chart->start, chart->end, reach);
  return mag_practice_yahoo_error (422, "chart", "Unprocessable Entity", message);
}

static MagPracticeReply *
answer (Chart                    *chart,
        const MagPracticeRequest *request)
{
  const char *interval = mag_practice_request_get (request, "interval");
  MagPracticeReply *refused;

  if (!find_interval (chart, interval != NULL ? interval : "1d"))
    return mag_practice_yahoo_error (422, "chart", "Unprocessable Entity", "Invalid input - interval is not supported.");
  refused = read_period (chart, request);
  if (refused == NULL)
    refused = check_reach (chart);
  if (refused != NULL)
    return refused;
  collect_dividends (chart);
  if (intervals[chart->interval].unit == UNIT_MINUTE)
    add_minutes (chart);
  else
    add_days (chart);
  return write_chart (chart, mag_practice_request_get (request, "events"));
}

/**
 * mag_practice_yahoo_chart:
 * @market: the market
 * @request: GET /v8/finance/chart/SYMBOL
 * @symbol: as Yahoo spells it
 *
 * Returns: (transfer full): bars, or 404 for an unknown symbol, 400 for a range before the market began, 422 for one an interval can't reach
 */
MagPracticeReply *
mag_practice_yahoo_chart (MagPracticeMarket        *market,
                          const MagPracticeRequest *request,
                          const char               *symbol)
{
  Chart chart = { .market = market };
  MagPracticeReply *reply;

  if (!mag_practice_facts_read (&chart.facts, market, symbol, request->now_us))
    return mag_practice_yahoo_error (404, "chart", "Not Found", "No data found, symbol may be delisted");
  chart.bars = g_array_new (FALSE, FALSE, sizeof (Bar));
  reply = answer (&chart, request);
  g_array_unref (chart.bars);
  g_clear_pointer (&chart.ex_days, g_array_unref);
  return reply;
}
