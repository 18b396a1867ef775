/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the dividends a share has paid to those its options are valued with (option-math 7). A payer with a regular past gets a schedule, which then holds for
 * every expiration; whatever is irregular, unknown or an index gets a continuous yield instead. Never both: a dividend must not be counted twice. */

#include "config.h"

#include "mag-dividends.h"

#include "mag-date.h"

#include <math.h>

#define LOOK_BACK_DAYS 430  /* a year of dividends, however late in the year each came */
#define HORIZON_DAYS 1100   /* past the last expiration that is listed */
#define YEAR_DAYS 365.25
#define TRAILING_DAYS 365
#define SPECIAL_RATIO 2.5   /* of the median: a dividend above is a special one, not part of the rhythm */
#define STEADY_RATIO 2.0    /* between the largest and the smallest of a regular payer */
#define LATE_RATIO 1.5      /* of the period without a dividend: it has been stopped */

/* How far apart the ex-dates of each rhythm may be: months are of 28 to 31 days and boards meet when they meet. */
static const struct
{
  guint frequency; /* a year */
  guint gap_min, gap_max;
  guint n_min;     /* dividends that must have been seen */
} rhythms[] = {
  { 12, 20, 45, 3 },
  { 4, 70, 115, 3 },
  { 2, 150, 215, 2 },
  { 1, 330, 400, 2 },
};

static int
compare_amounts (gconstpointer a,
                 gconstpointer b)
{
  MagPrice left = *(const MagPrice *) a, right = *(const MagPrice *) b;

  return (left > right) - (left < right);
}

static MagPrice
median_amount (GArray *dividends)
{
  g_autoptr(GArray) amounts = g_array_sized_new (FALSE, FALSE, sizeof (MagPrice), dividends->len);

  for (guint i = 0; i < dividends->len; i++)
    g_array_append_val (amounts, g_array_index (dividends, MagCashDividend, i).amount);
  g_array_sort (amounts, compare_amounts);
  return g_array_index (amounts, MagPrice, amounts->len / 2);
}

/* Those of the last year that are part of a rhythm, if there is one. */
static GArray *
find_ordinary (const MagCashDividend *paid,
               guint                  n_paid,
               MagDate                today)
{
  GArray *ordinary = g_array_new (FALSE, FALSE, sizeof (MagCashDividend));
  MagPrice median;

  for (guint i = 0; i < n_paid; i++)
    if (paid[i].amount > 0 && paid[i].ex_date <= today && paid[i].ex_date + LOOK_BACK_DAYS >= today)
      g_array_append_val (ordinary, paid[i]);
  if (ordinary->len == 0)
    return ordinary;

  median = median_amount (ordinary);
  for (guint i = ordinary->len; i-- > 0;)
    if ((double) g_array_index (ordinary, MagCashDividend, i).amount > SPECIAL_RATIO * (double) median)
      g_array_remove_index (ordinary, i);
  return ordinary;
}

static gboolean
is_steady (GArray *dividends)
{
  MagPrice min = G_MAXINT64, max = 0;

  for (guint i = 0; i < dividends->len; i++)
    {
      min = MIN (min, g_array_index (dividends, MagCashDividend, i).amount);
      max = MAX (max, g_array_index (dividends, MagCashDividend, i).amount);
    }
  return (double) max <= STEADY_RATIO * (double) min;
}

static gboolean
has_gaps_between (GArray *dividends,
                  guint   min,
                  guint   max)
{
  for (guint i = 1; i < dividends->len; i++)
    {
      guint gap = g_array_index (dividends, MagCashDividend, i).ex_date - g_array_index (dividends, MagCashDividend, i - 1).ex_date;

      if (gap < min || gap > max)
        return FALSE;
    }
  return TRUE;
}

/* 0 without one, or when the next is overdue. */
static guint
find_rhythm (GArray  *ordinary,
             MagDate  today)
{
  MagDate last = ordinary->len > 0 ? g_array_index (ordinary, MagCashDividend, ordinary->len - 1).ex_date : 0;

  for (gsize i = 0; i < G_N_ELEMENTS (rhythms) && is_steady (ordinary); i++)
    if (ordinary->len >= rhythms[i].n_min && has_gaps_between (ordinary, rhythms[i].gap_min, rhythms[i].gap_max))
      return today - last <= LATE_RATIO * YEAR_DAYS / rhythms[i].frequency ? rhythms[i].frequency : 0;
  return 0;
}

/**
 * mag_dividends_frequency:
 * @paid: (array length=n_paid): dividends paid, ascending
 * @today: in New York
 *
 * Special dividends, over two and a half times the usual, are looked past.
 *
 * Returns: how often a year the share pays: 12, 4, 2 or 1; 0 when that is not regular, has stopped, or is not known
 */
guint
mag_dividends_frequency (const MagCashDividend *paid,
                         guint                  n_paid,
                         MagDate                today)
{
  g_autoptr(GArray) ordinary = find_ordinary (paid, n_paid, today);

  return find_rhythm (ordinary, today);
}

static MagPrice
sum_of_last_year (const MagDividendFacts *facts,
                  MagDate                 today)
{
  MagPrice sum = 0;

  for (guint i = 0; i < facts->n_paid; i++)
    if (facts->paid[i].ex_date <= today && facts->paid[i].ex_date + TRAILING_DAYS > today)
      sum += facts->paid[i].amount;
  return sum;
}

/* The indicated annual dividend, else what was paid within a year, else the yield a source names, as a stream: ln(1 + D/S), option-math 2. 0 when unknown. */
static double
find_yield (const MagDividendFacts *facts,
            MagDate                 today)
{
  MagPrice annual = facts->annual != MAG_PRICE_UNKNOWN ? facts->annual : sum_of_last_year (facts, today);

  if (annual > 0 && facts->price > 0)
    return log1p ((double) annual / (double) facts->price);
  return facts->yield > 0 && isfinite (facts->yield) && facts->annual == MAG_PRICE_UNKNOWN ? log1p (facts->yield) : 0;
}

static void
add_dividend (MagTerms *terms,
              MagDate   ex_date,
              MagPrice  amount,
              gboolean  announced)
{
  if (terms->n_dividends < MAG_TERMS_MAX_DIVIDENDS)
    terms->dividends[terms->n_dividends++] = (MagCashDividend) { ex_date, announced, amount };
}

/* One amount after the other at equal distances, from the last ex-date or from the one that is announced. */
static void
project (const MagCashDividend *last,
         MagDate                announced,
         guint                  frequency,
         MagDate                today,
         MagTerms              *terms)
{
  MagDate anchor = last->ex_date;
  double period = YEAR_DAYS / frequency;

  if (announced > today && announced > last->ex_date)
    {
      anchor = announced;
      add_dividend (terms, announced, last->amount, TRUE);
    }
  for (guint k = 1; anchor + k * period <= today + HORIZON_DAYS; k++)
    {
      MagDate date = anchor + (MagDate) lround (k * period);

      if (!mag_calendar_is_trading_day (date))
        date = mag_calendar_next_trading_day (date);
      if (date > today)
        add_dividend (terms, date, last->amount, FALSE);
    }
}

/**
 * mag_dividends_set_terms:
 * @facts: what is known
 * @today: in New York, of the share's price: what goes ex on it or before is not to come
 * @terms: whose yield and dividends are set
 *
 * A share that pays regularly gets the dividends to come for three years: the last amount at its rhythm, beginning with the ex-date that is announced if one
 * is. All others get a yield.
 */
void
mag_dividends_set_terms (const MagDividendFacts *facts,
                         MagDate                 today,
                         MagTerms               *terms)
{
  g_autoptr(GArray) ordinary = find_ordinary (facts->paid, facts->n_paid, today);
  guint frequency = facts->index ? 0 : find_rhythm (ordinary, today);

  terms->yield = 0;
  terms->n_dividends = 0;
  if (frequency > 0)
    project (&g_array_index (ordinary, MagCashDividend, ordinary->len - 1), facts->announced, frequency, today, terms);
  else
    terms->yield = find_yield (facts, today);
}
