/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the money that trades put up would have made in a fund. Each closed roll chain and each sale of shares is a deposit of its own: its capital
 * buys the fund at the close of the day it began, and is sold at the close of the day it ended. Since every deposit is taken out as a whole, the sum
 * over deposits is what one account with all of them would have made. Fractions of shares are bought; amounts are exact to the cent. */

#include "config.h"

#include "mag-benchmark.h"

#include "mag-terms.h"

#define MOST_DAYS_CLOSED 7 /* calendar days between two sessions, with room: a greater gap is a hole in the history */

typedef struct
{
  MagMoney amount;
  MagDate  from, to;
} Deposit;

/* Deposits */

static void
add_deposit (GArray       *deposits,
             MagBenchmark *benchmark,
             MagMoney      amount,
             MagDate       from,
             MagDate       to)
{
  Deposit deposit = { amount, from, to };

  g_array_append_val (deposits, deposit);
  benchmark->n++;
  benchmark->from = benchmark->from == 0 ? from : MIN (benchmark->from, from);
  benchmark->to = MAX (benchmark->to, to);
}

/* A covered call puts up nothing: the shares it uses are a deposit already. */
static void
add_chain (GArray             *deposits,
           MagBenchmark       *benchmark,
           const MagRollChain *chain)
{
  if (chain->closed == 0)
    return;
  if (chain->strategy != MAG_STRATEGY_COVERED_CALL && chain->capital == MAG_MONEY_UNKNOWN)
    {
      benchmark->n_left_out++;
      return;
    }
  benchmark->profit += chain->cash;
  if (chain->strategy != MAG_STRATEGY_COVERED_CALL)
    add_deposit (deposits, benchmark, chain->capital, chain->opened, chain->closed);
}

/* Shares that went: at what was paid for them, or the strike they came at. The premium is the put's own. */
static void
add_shares (GArray           *deposits,
            MagBenchmark     *benchmark,
            const MagTaxItem *item)
{
  MagMoney paid = item->cost + item->premium_in_cost;

  benchmark->profit += item->proceeds - item->premium_in_proceeds - paid;
  add_deposit (deposits, benchmark, paid, item->opened->date, item->leg->date);
}

static GArray *
collect (MagJournal   *journal,
         const GArray *rows,
         MagBenchmark *benchmark)
{
  g_autoptr(GArray) items = mag_journal_tax_items (journal, rows);
  GArray *deposits = g_array_new (FALSE, FALSE, sizeof (Deposit));

  for (guint i = 0; i < rows->len; i++)
    if (g_array_index (rows, MagJournalRow, i).chain != NULL)
      add_chain (deposits, benchmark, g_array_index (rows, MagJournalRow, i).chain);
  for (guint i = 0; i < items->len; i++)
    if (g_array_index (items, MagJournalItem, i).item->shares)
      add_shares (deposits, benchmark, g_array_index (items, MagJournalItem, i).item);
  return deposits;
}

/* The fund */

/* Close of a day, or of the last session before it; UNKNOWN where the history has neither. */
static MagPrice
find_close (const MagPriceHistory *history,
            MagDate                day)
{
  guint low = 0, high = history->bars->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (history->bars, MagBar, middle).date <= day)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == 0 || day - g_array_index (history->bars, MagBar, low - 1).date > MOST_DAYS_CLOSED)
    return MAG_PRICE_UNKNOWN;
  return g_array_index (history->bars, MagBar, low - 1).close;
}

/* Who buys at a day's close has no claim on the dividend of that day. */
static MagPrice
sum_dividends (const MagPriceHistory *history,
               const Deposit         *deposit)
{
  MagPrice sum = 0;

  for (guint i = 0; history->dividends != NULL && i < history->dividends->len; i++)
    {
      const MagCashDividend *dividend = &g_array_index (history->dividends, MagCashDividend, i);

      sum += dividend->ex_date > deposit->from && dividend->ex_date <= deposit->to ? dividend->amount : 0;
    }
  return sum;
}

/* What an amount of money comes to that bought at a price and got that much a share; rounded half away from zero. */
static MagMoney
scale (MagMoney amount,
       MagPrice gained,
       MagPrice price)
{
  __int128 cents = (__int128) amount * gained;
  __int128 half = price / 2;

  return (MagMoney) ((cents + (cents < 0 ? -half : half)) / price);
}

static void
invest (const GArray          *deposits,
        const MagPriceHistory *history,
        MagBenchmark          *benchmark)
{
  MagMoney gained = 0, dividends = 0;

  for (guint i = 0; i < deposits->len; i++)
    {
      const Deposit *deposit = &g_array_index (deposits, Deposit, i);
      MagPrice bought = find_close (history, deposit->from), sold = find_close (history, deposit->to), paid = sum_dividends (history, deposit);

      if (bought == MAG_PRICE_UNKNOWN || bought <= 0 || sold == MAG_PRICE_UNKNOWN)
        {
          benchmark->state = MAG_BENCHMARK_TOO_SHORT;
          return;
        }
      gained += scale (deposit->amount, sold - bought + paid, bought);
      dividends += scale (deposit->amount, paid, bought);
    }
  benchmark->state = MAG_BENCHMARK_KNOWN;
  benchmark->benchmark = gained;
  benchmark->dividends = history->dividends != NULL ? dividends : MAG_MONEY_UNKNOWN;
}

/**
 * mag_benchmark_figure:
 * @rows: (element-type MagJournalRow): what mag_journal_filter() left
 * @history: (nullable): of the fund, split-adjusted
 * @benchmark: (out)
 *
 * What is open is in neither figure.
 */
void
mag_benchmark_figure (MagJournal            *journal,
                      const GArray          *rows,
                      const MagPriceHistory *history,
                      MagBenchmark          *benchmark)
{
  g_autoptr(GArray) deposits = NULL;

  *benchmark = (MagBenchmark) { .benchmark = MAG_MONEY_UNKNOWN, .dividends = MAG_MONEY_UNKNOWN };
  deposits = collect (journal, rows, benchmark);
  if (deposits->len == 0)
    benchmark->state = MAG_BENCHMARK_NOTHING;
  else if (history == NULL)
    benchmark->state = MAG_BENCHMARK_NO_PRICES;
  else
    invest (deposits, history, benchmark);
}
