/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which options of a symbol are listed: expirations by cadence and root, strikes by price and time. Rules of protocols occ.md section 3;
 * the calendar (holiday Fridays, third Fridays) is src/core's. */

#include "mag-practice-chain.h"

#include "mag-practice-random.h"

#include <math.h>
#include <string.h>

#define WEEK 7
#define LOAD_SERIES 6

/* Index roots: those of the monthlies, AM-settled but for two, and of the PM-settled rest. */
static const struct
{
  const char *symbol, *monthly, *weekly;
  gboolean    am_settled; /* the monthlies */
} index_roots[] = {
  { "SPX", "SPX", "SPXW", TRUE }, { "NDX", "NDX", "NDXP", TRUE }, { "RUT", "RUT", "RUTW", TRUE }, { "VIX", "VIX", "VIXW", TRUE },
  { "DJX", "DJX", "DJX", TRUE },  { "OEX", "OEX", "XEO", FALSE }, { "XSP", "XSP", "XSP", FALSE },
};

/* Its place in the table; past the end for an index without options. */
static gsize
find_index (const char *symbol)
{
  gsize i = 0;

  while (i < G_N_ELEMENTS (index_roots) && strcmp (index_roots[i].symbol, symbol) != 0)
    i++;
  return i;
}

/**
 * mag_practice_listing_has_options:
 * @listing: a symbol
 *
 * Whether options of it are listed: not of a bare stock, nor of an index without a root of its own.
 */
gboolean
mag_practice_listing_has_options (const MagPracticeListing *listing)
{
  if (listing->kind == MAG_LISTING_INDEX)
    return find_index (listing->symbol) < G_N_ELEMENTS (index_roots);
  return listing->kind != MAG_LISTING_BARE;
}

static void
add_date (GArray  *dates,
          MagDate  date,
          MagDate  today)
{
  if (date >= today)
    g_array_append_val (dates, date);
}

static void
add_weekdays (GArray  *dates,
              MagDate  today,
              guint    days,
              guint    weekdays) /* bit n: weekday n */
{
  for (MagDate date = today; date <= today + days; date++)
    if ((weekdays & (1u << mag_date_get_weekday (date))) && mag_calendar_is_trading_day (date))
      add_date (dates, date, today);
}

/* Fridays, or the Thursday of a week whose Friday is a holiday. */
static void
add_weeklies (GArray  *dates,
              MagDate  today,
              guint    weeks)
{
  MagDate friday = today + (MagDate) ((12 - mag_date_get_weekday (today)) % 7);

  for (guint i = 0; i < weeks; i++, friday += WEEK)
    add_date (dates, mag_calendar_is_trading_day (friday) ? friday : mag_calendar_previous_trading_day (friday), today);
}

static gboolean
lists_month (const MagPracticeListing *listing,
             guint                     ahead,
             int                       month)
{
  const gboolean cycle = month % 3 == (listing->cycle + 1) % 3;

  switch (listing->cadence)
    {
    case MAG_CADENCE_MONTHLY:
      return ahead <= 1 || (ahead <= 8 && cycle) || (month == 1 && ahead <= 15);
    case MAG_CADENCE_WEEKLY:
      return ahead <= 2 || (ahead <= 9 && cycle) || (month == 1 && ahead <= 26) || (month == 6 && ahead <= 20);
    case MAG_CADENCE_MWF:
    case MAG_CADENCE_DAILY:
      return ahead <= 5 || (ahead <= 14 && month % 3 == 0) || (month == 1 && ahead <= 38) || (month % 6 == 0 && ahead <= 27);
    case MAG_CADENCE_LOAD:
      return ahead <= 2;
    }
  g_return_val_if_reached (FALSE);
}

static void
add_monthlies (GArray                   *dates,
               const MagPracticeListing *listing,
               MagDate                   today)
{
  int year, month, day;

  mag_date_get_ymd (today, &year, &month, &day);
  for (guint ahead = 0; ahead <= 38; ahead++, year += month == 12, month = month % 12 + 1)
    if (lists_month (listing, ahead, month))
      add_date (dates, mag_calendar_monthly_expiration (year, month), today);
}

static void
add_quarter_ends (GArray  *dates,
                  MagDate  today)
{
  int year, month, day;

  mag_date_get_ymd (today, &year, &month, &day);
  for (guint i = 0; i < 4; i++)
    {
      const int quarter = (month + 2) / 3 + (int) i;
      const MagDate after = mag_date_new (year + quarter / 4, quarter % 4 * 3 + 1, 1);

      add_date (dates, mag_calendar_previous_trading_day (after), today);
    }
}

/* VIX options expire on a Wednesday: 30 days before the third Friday of the month after; weeklies on the others. */
static void
add_wednesdays (GArray  *dates,
                MagDate  today)
{
  int year, month, day;

  add_weekdays (dates, today, 5 * WEEK, 1u << 3);
  mag_date_get_ymd (today, &year, &month, &day);
  for (guint ahead = 0; ahead < 8; ahead++, year += month == 12, month = month % 12 + 1)
    add_date (dates, mag_calendar_monthly_expiration (month == 12 ? year + 1 : year, month % 12 + 1) - 30, today);
}

static gboolean
is_vix_monthly (MagDate date)
{
  return mag_calendar_is_monthly (date + 30);
}

static int
compare_dates (gconstpointer a,
               gconstpointer b)
{
  const MagDate first = *(const MagDate *) a;
  const MagDate second = *(const MagDate *) b;

  return (first > second) - (first < second);
}

static void
sort_unique (GArray *dates)
{
  guint kept = 0;

  g_array_sort (dates, compare_dates);
  for (guint i = 0; i < dates->len; i++)
    if (i == 0 || g_array_index (dates, MagDate, i) != g_array_index (dates, MagDate, kept - 1))
      g_array_index (dates, MagDate, kept++) = g_array_index (dates, MagDate, i);
  g_array_set_size (dates, kept);
}

static GArray *
list_dates (const MagPracticeListing *listing,
            MagDate                   today)
{
  GArray *dates = g_array_new (FALSE, FALSE, sizeof (MagDate));

  if (strcmp (listing->symbol, "VIX") == 0)
    {
      add_wednesdays (dates, today);
      sort_unique (dates);
      return dates;
    }
  add_monthlies (dates, listing, today);
  if (listing->cadence != MAG_CADENCE_MONTHLY)
    add_weeklies (dates, today, 6);
  if (listing->cadence == MAG_CADENCE_MWF)
    add_weekdays (dates, today, 2 * WEEK, 1u << 1 | 1u << 3);
  if (listing->cadence == MAG_CADENCE_DAILY)
    {
      add_weekdays (dates, today, 2 * WEEK, 0x3e);
      add_quarter_ends (dates, today);
    }
  sort_unique (dates);
  if (listing->cadence == MAG_CADENCE_LOAD && dates->len > LOAD_SERIES)
    g_array_set_size (dates, LOAD_SERIES);
  return dates;
}

static void
add_series (GArray     *series,
            MagDate     date,
            const char *root,
            gboolean    monthly,
            gboolean    am_settled)
{
  MagPracticeSeries one = { .expiration = date, .monthly = monthly, .am_settled = am_settled };

  g_strlcpy (one.root, root, sizeof one.root);
  one.adjusted = g_ascii_isdigit (root[strlen (root) - 1]);
  g_array_append_val (series, one);
}

/* Monthlies first. On their dates the second root is listed too, where it is another one; VIX's roots share no date. */
static void
add_index_series (GArray     *series,
                  const char *symbol,
                  GArray     *dates)
{
  const gboolean vix = strcmp (symbol, "VIX") == 0;
  const gsize index = find_index (symbol);
  gboolean both;

  if (index == G_N_ELEMENTS (index_roots))
    return;
  both = !vix && strcmp (index_roots[index].monthly, index_roots[index].weekly) != 0;
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < dates->len; i++)
      {
        const MagDate date = g_array_index (dates, MagDate, i);
        const gboolean monthly = vix ? is_vix_monthly (date) : mag_calendar_is_monthly (date);

        if (pass == 0 && monthly)
          add_series (series, date, index_roots[index].monthly, TRUE, index_roots[index].am_settled);
        if (pass == 1 && (both || !monthly))
          add_series (series, date, index_roots[index].weekly, FALSE, vix);
      }
}

/**
 * mag_practice_chain_series:
 * @chain: a chain
 * @today: the New York date whose list is wanted: an expiring date is listed until its midnight
 * @adjusted: with the contracts of an adjusted deliverable
 *
 * The listed expirations. One symbol, WBD, also has an adjusted root (WBD1).
 *
 * Returns: (transfer full) (element-type MagPracticeSeries): by root, then date; not prepared
 */
GArray *
mag_practice_chain_series (const MagPracticeChain *chain,
                           MagDate                 today,
                           gboolean                adjusted)
{
  const MagPracticeListing *listing = chain->listing;
  g_autoptr(GArray) dates = list_dates (listing, today);
  g_autofree char *root = mag_practice_listing_to_root (listing);
  GArray *series = g_array_new (FALSE, FALSE, sizeof (MagPracticeSeries));

  if (listing->kind == MAG_LISTING_INDEX)
    {
      add_index_series (series, listing->symbol, dates);
      return series;
    }
  for (guint i = 0; i < dates->len; i++)
    {
      const MagDate date = g_array_index (dates, MagDate, i);

      add_series (series, date, root, mag_calendar_is_monthly (date), FALSE);
    }
  if (adjusted && strcmp (listing->symbol, "WBD") == 0)
    for (guint i = 0, n = series->len; i < n; i++)
      if (g_array_index (series, MagPracticeSeries, i).monthly && g_array_index (series, MagPracticeSeries, i).expiration > today + 40)
        {
          add_series (series, g_array_index (series, MagPracticeSeries, i).expiration, "WBD1", FALSE, FALSE);
          break;
        }
  return series;
}

/* Strikes */

/* Distance of strikes in dollars: fine for near dates of popular names, coarse for far dates. */
static double
strike_step (const MagPracticeListing *listing,
             double                    spot,
             double                    years)
{
  static const struct { double below, fine, plain; } steps[] = {
    { 5, 0.5, 0.5 },   { 25, 0.5, 0.5 },   { 75, 1, 1 },     { 160, 1, 2.5 },   { 360, 2.5, 5 },
    { 800, 5, 10 },    { 2000, 10, 20 },  { 9000, 25, 50 }, { HUGE_VAL, 100, 100 },
  };
  const gboolean popular = listing->cadence == MAG_CADENCE_DAILY || listing->cadence == MAG_CADENCE_MWF;
  gsize i = 0;

  while (spot >= steps[i].below)
    i++;
  if (years > 0.25)
    return popular ? steps[i].plain : steps[i].plain * 2;
  return popular ? steps[i].fine : steps[i].plain;
}

static void
add_odd_strikes (GArray *strikes)
{
  const guint n = strikes->len;

  for (guint i = 0; i < n; i += 2)
    {
      const MagPrice odd = g_array_index (strikes, MagPrice, i) - 18 * MAG_PRICE_SCALE / 100;

      if (odd > 0)
        g_array_append_val (strikes, odd);
    }
}

static int
compare_prices (gconstpointer a,
                gconstpointer b)
{
  const MagPrice first = *(const MagPrice *) a;
  const MagPrice second = *(const MagPrice *) b;

  return (first > second) - (first < second);
}

/**
 * mag_practice_chain_strikes:
 * @chain: a chain
 * @series: a prepared expiration of it
 *
 * The listed strikes, around the last session's close, so that they stay put while the price moves. F's far monthlies have strikes of odd
 * cents, as after a special dividend.
 *
 * Returns: (transfer full) (element-type gint64): MagPrice, ascending
 */
GArray *
mag_practice_chain_strikes (const MagPracticeChain  *chain,
                            const MagPracticeSeries *series)
{
  const MagPracticeListing *listing = chain->listing;
  const double centre = chain->previous_spot;
  const double years = MAX (series->previous_years, 1 / 365.0);
  const double step = strike_step (listing, centre, years);
  const gint64 middle = llround (centre / step);
  gint64 half = (gint64) ceil (centre * MIN (0.62, 2.8 * chain->previous_volatility * sqrt (years) + 0.07) / step);
  GArray *strikes = g_array_new (FALSE, FALSE, sizeof (MagPrice));
  gint64 extra = 0;

  if (listing->cadence == MAG_CADENCE_LOAD)
    {
      const gint64 wanted = 17 + (gint64) (chain->hash % 16); /* 17..32 strikes, times 2 rights, times 6 dates */

      half = wanted / 2;
      extra = wanted % 2 - 1;
    }
  if (series->adjusted)
    half = 3;
  for (gint64 i = middle - half; i <= middle + half + extra; i++)
    {
      const MagPrice strike = i * llround (step * MAG_PRICE_SCALE);

      if (strike > 0)
        g_array_append_val (strikes, strike);
    }
  if (strcmp (listing->symbol, "F") == 0 && series->monthly && years > 0.25)
    {
      add_odd_strikes (strikes);
      g_array_sort (strikes, compare_prices);
    }
  return strikes;
}
