/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The journal as people ask of it: rows that pass filters, their figures, and the P/L of each month. Everything is figured from
 * the ledgers, so the window, magnusctl and the tests can't come to different numbers. */

#include "config.h"

#include "mag-journal.h"

#include "mag-date.h"
#include "mag-money.h"
#include "mag-tags.h"

#include <math.h>
#include <string.h>

/* What people wrote of a trade. */
typedef struct
{
  char *notes, *tags; /* owned */
} Words;

static void
words_free (Words *words)
{
  g_free (words->notes);
  g_free (words->tags);
  g_free (words);
}

MagJournal *
mag_journal_new (void)
{
  MagJournal *self = g_new0 (MagJournal, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->ledgers = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_ledger_unref);
  self->words = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) words_free);
  return self;
}

MagJournal *
mag_journal_ref (MagJournal *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mag_journal_unref (MagJournal *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->ledgers);
  g_hash_table_unref (self->words);
  g_free (self);
}

void
mag_journal_set_words (MagJournal *self,
                       gint64      trade,
                       const char *notes,
                       const char *tags)
{
  Words *words = g_new (Words, 1);

  *words = (Words) { g_strdup (notes), g_strdup (tags) };
  g_hash_table_insert (self->words, g_memdup2 (&trade, sizeof trade), words);
}

const char *
mag_journal_get_notes (MagJournal *self,
                       gint64      trade)
{
  const Words *words = g_hash_table_lookup (self->words, &trade);

  return words != NULL ? words->notes : "";
}

const char *
mag_journal_get_tags (MagJournal *self,
                      gint64      trade)
{
  const Words *words = g_hash_table_lookup (self->words, &trade);

  return words != NULL ? words->tags : "";
}

/**
 * mag_journal_dup_tags:
 *
 * Returns: (transfer full): every tag of every trade, each once and in order
 */
char **
mag_journal_dup_tags (MagJournal *self)
{
  g_autoptr(GString) all = g_string_new (NULL);
  g_autofree char *tidy = NULL;
  GHashTableIter iter;
  Words *words;

  g_hash_table_iter_init (&iter, self->words);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &words))
    g_string_append_printf (all, "%s,", words->tags);
  tidy = mag_tags_tidy (all->str);
  return mag_tags_split (tidy);
}

/* Rows */

gint64
mag_journal_row_get_id (const MagJournalRow *row)
{
  return row->chain != NULL ? row->chain->id : row->lot->from->trade;
}

MagStrategy
mag_journal_row_get_strategy (const MagJournalRow *row)
{
  return row->chain != NULL ? row->chain->strategy : MAG_STRATEGY_SHARES;
}

MagTradeStatus
mag_journal_row_get_status (const MagJournalRow *row)
{
  if (row->chain != NULL)
    return row->chain->status;
  return row->lot->remaining > 0 ? MAG_TRADE_OPEN : MAG_TRADE_CLOSED;
}

MagDate
mag_journal_row_get_opened (const MagJournalRow *row)
{
  return row->chain != NULL ? row->chain->opened : row->lot->from->date;
}

MagDate
mag_journal_row_get_closed (const MagJournalRow *row)
{
  return row->chain != NULL ? row->chain->closed : row->lot->closed;
}

/**
 * mag_journal_row_get_profit:
 *
 * Returns: P/L of a closed chain, or of the shares of a lot that went; UNKNOWN before
 */
MagMoney
mag_journal_row_get_profit (const MagJournalRow *row)
{
  if (row->chain != NULL)
    return row->chain->closed != 0 ? row->chain->cash : MAG_MONEY_UNKNOWN;
  return row->lot->sales->len > 0 ? row->lot->realized : MAG_MONEY_UNKNOWN;
}

static gboolean
symbol_passes (const MagLedger *ledger,
               const char      *symbol)
{
  return symbol == NULL || g_ascii_strncasecmp (ledger->symbol, symbol, strlen (symbol)) == 0;
}

static gboolean
row_has_tag (MagJournal          *self,
             const MagJournalRow *row,
             const char          *tag)
{
  if (row->chain == NULL)
    return mag_tags_have (mag_journal_get_tags (self, row->lot->from->trade), tag);
  for (guint i = 0; i < row->chain->legs->len; i++)
    if (mag_tags_have (mag_journal_get_tags (self, ((const MagLeg *) g_ptr_array_index (row->chain->legs, i))->trade), tag))
      return TRUE;
  return FALSE;
}

static gboolean
profit_passes (MagMoney                profit,
               const MagJournalFilter *filter)
{
  if (filter->min_profit == MAG_MONEY_UNKNOWN && filter->max_profit == MAG_MONEY_UNKNOWN)
    return TRUE;
  return profit != MAG_MONEY_UNKNOWN && (filter->min_profit == MAG_MONEY_UNKNOWN || profit >= filter->min_profit) &&
         (filter->max_profit == MAG_MONEY_UNKNOWN || profit <= filter->max_profit);
}

static gboolean
row_passes (MagJournal             *self,
            const MagJournalRow    *row,
            const MagJournalFilter *filter)
{
  MagDate closed = mag_journal_row_get_closed (row);
  MagDate day = closed != 0 ? closed : mag_journal_row_get_opened (row);

  return profit_passes (mag_journal_row_get_profit (row), filter) &&
         (filter->status < 0 || (int) mag_journal_row_get_status (row) == filter->status) &&
         (filter->strategy < 0 || (int) mag_journal_row_get_strategy (row) == filter->strategy) &&
         (filter->from == 0 || day >= filter->from) && (filter->to == 0 || day <= filter->to) &&
         (filter->tag == NULL || filter->tag[0] == '\0' || row_has_tag (self, row, filter->tag));
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  MagDate x = mag_journal_row_get_opened (a), y = mag_journal_row_get_opened (b);
  gint64 id_x = mag_journal_row_get_id (a), id_y = mag_journal_row_get_id (b);

  if (x != y)
    return x > y ? -1 : 1;
  return (id_x < id_y) - (id_x > id_y);
}

static gboolean
is_typed (const char *text)
{
  return text != NULL && text[0] != '\0';
}

gboolean
mag_journal_filter_is_set (const MagJournalFilter *filter)
{
  return filter->status >= 0 || filter->strategy >= 0 || is_typed (filter->symbol) || filter->from != 0 || filter->to != 0 || is_typed (filter->tag) ||
         filter->account != NULL || filter->min_profit != MAG_MONEY_UNKNOWN || filter->max_profit != MAG_MONEY_UNKNOWN;
}

/**
 * mag_journal_filter:
 *
 * Returns: (transfer full) (element-type MagJournalRow): what passes; lives no longer than @self
 */
GArray *
mag_journal_filter (MagJournal             *self,
                    const MagJournalFilter *filter)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (MagJournalRow));

  for (guint i = 0; i < self->ledgers->len; i++)
    {
      const MagLedger *ledger = g_ptr_array_index (self->ledgers, i);

      if (!symbol_passes (ledger, filter->symbol) || (filter->account != NULL && strcmp (ledger->account, filter->account) != 0))
        continue;
      for (guint c = 0; c < ledger->chains->len; c++)
        {
          MagJournalRow row = { ledger, g_ptr_array_index (ledger->chains, c), NULL };

          if (row_passes (self, &row, filter))
            g_array_append_val (rows, row);
        }
      for (guint l = 0; l < ledger->lots->len; l++)
        {
          MagJournalRow row = { ledger, NULL, g_ptr_array_index (ledger->lots, l) };

          if (row_passes (self, &row, filter))
            g_array_append_val (rows, row);
        }
    }
  g_array_sort (rows, compare_rows);
  return rows;
}

/**
 * mag_journal_filter_days:
 * @from: a day; 0 for all
 *
 * A period's figures are of rows the filters leave: what they leave out is in no period.
 *
 * Returns: (transfer full) (element-type MagJournalRow): what passes @filter and falls on @from or later
 */
GArray *
mag_journal_filter_days (MagJournal             *self,
                         const MagJournalFilter *filter,
                         MagDate                 from)
{
  MagJournalFilter later = *filter;

  later.from = MAX (filter->from, from);
  return mag_journal_filter (self, &later);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * mag_journal_dup_accounts:
 *
 * Returns: (transfer full): every account that has a trade, each once and in order
 */
char **
mag_journal_dup_accounts (MagJournal *self)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();

  for (guint i = 0; i < self->ledgers->len; i++)
    {
      const MagLedger *ledger = g_ptr_array_index (self->ledgers, i);

      if (!g_ptr_array_find_with_equal_func (accounts, ledger->account, g_str_equal, NULL))
        g_ptr_array_add (accounts, ledger->account);
    }
  g_ptr_array_sort (accounts, compare_texts);
  g_ptr_array_add (accounts, NULL);
  return g_strdupv ((char **) accounts->pdata);
}

/* Figures */

typedef struct
{
  MagMoney wins, losses; /* losses negative */
  gint64   days;
  double   annualized;   /* sum */
  double   profit_of_capital, capital_days; /* of chains whose capital is known */
} Sums;

static void
count_chain (MagJournalStats     *stats,
             Sums                *sums,
             const MagJournalRow *row)
{
  const MagRollChain *chain = row->chain;
  double annualized = mag_roll_chain_get_annualized (chain);

  if (chain->closed == 0)
    {
      stats->n_open++;
      return;
    }
  stats->n_closed++;
  stats->options += chain->cash;
  stats->n_wins += chain->cash > 0;
  stats->n_losses += chain->cash < 0;
  *(chain->cash > 0 ? &sums->wins : &sums->losses) += chain->cash;
  sums->days += mag_roll_chain_get_days (chain);
  if (!isnan (annualized))
    {
      stats->n_annualized++;
      sums->annualized += annualized;
      sums->profit_of_capital += (double) chain->cash;
      sums->capital_days += chain->capital_days;
    }
  if (stats->best == NULL || chain->cash > stats->best->chain->cash)
    stats->best = row;
  if (stats->worst == NULL || chain->cash < stats->worst->chain->cash)
    stats->worst = row;
}

static void
finish_stats (MagJournalStats *stats,
              const Sums      *sums)
{
  double n = stats->n_closed;

  stats->total = stats->options + stats->shares;
  stats->win_rate = n > 0 ? stats->n_wins / n : NAN;
  stats->profit_factor = sums->losses != 0 ? (double) sums->wins / -(double) sums->losses : sums->wins > 0 ? INFINITY : NAN;
  stats->expectancy = n > 0 ? (MagMoney) llround ((double) stats->options / n) : MAG_MONEY_UNKNOWN;
  stats->average_days = n > 0 ? (double) sums->days / n : NAN;
  stats->average_annualized = stats->n_annualized > 0 ? sums->annualized / stats->n_annualized : NAN;
  stats->weighted_annualized = sums->capital_days > 0 ? sums->profit_of_capital / sums->capital_days * 365 : NAN;
}

/**
 * mag_journal_stats:
 * @rows: (element-type MagJournalRow): what mag_journal_filter() left
 * @stats: (out): lends best and worst from @rows
 */
void
mag_journal_stats (const GArray    *rows,
                   MagJournalStats *stats)
{
  Sums sums = { 0 };

  *stats = (MagJournalStats) { 0 };
  for (guint i = 0; i < rows->len; i++)
    {
      const MagJournalRow *row = &g_array_index (rows, MagJournalRow, i);

      if (row->chain != NULL)
        count_chain (stats, &sums, row);
      else
        stats->shares += row->lot->realized;
    }
  finish_stats (stats, &sums);
}

/* Campaigns and tax items */

/* The rows' chains and lots, to be asked after. */
static GHashTable *
index_rows (const GArray *rows)
{
  GHashTable *index = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const MagJournalRow *row = &g_array_index (rows, MagJournalRow, i);

      g_hash_table_add (index, row->chain != NULL ? (gpointer) row->chain : (gpointer) row->lot);
    }
  return index;
}

/* Legs of the rows, to be asked after. */
static GHashTable *
index_legs (const GArray *rows)
{
  GHashTable *index = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const MagJournalRow *row = &g_array_index (rows, MagJournalRow, i);

      for (guint k = 0; row->chain != NULL && k < row->chain->legs->len; k++)
        g_hash_table_add (index, g_ptr_array_index (row->chain->legs, k));
      if (row->lot != NULL)
        g_hash_table_add (index, (gpointer) row->lot->from);
    }
  return index;
}

static gboolean
campaign_has_any (const MagCampaign *campaign,
                  GHashTable        *legs)
{
  for (guint i = 0; i < campaign->steps->len; i++)
    if (g_hash_table_contains (legs, g_array_index (campaign->steps, MagCampaignStep, i).leg))
      return TRUE;
  return FALSE;
}

/**
 * mag_journal_campaigns:
 * @rows: (element-type MagJournalRow): what mag_journal_filter() left
 *
 * Returns: (transfer full) (element-type MagJournalCampaign): in the order of the ledgers
 */
GArray *
mag_journal_campaigns (MagJournal   *self,
                       const GArray *rows)
{
  g_autoptr(GHashTable) legs = index_legs (rows);
  GArray *campaigns = g_array_new (FALSE, FALSE, sizeof (MagJournalCampaign));

  for (guint i = 0; i < self->ledgers->len; i++)
    {
      const MagLedger *ledger = g_ptr_array_index (self->ledgers, i);

      for (guint c = 0; c < ledger->campaigns->len; c++)
        {
          MagJournalCampaign entry = { ledger, g_ptr_array_index (ledger->campaigns, c) };

          if (campaign_has_any (entry.campaign, legs))
            g_array_append_val (campaigns, entry);
        }
    }
  return campaigns;
}

static void
append_items (GArray            *items,
              const MagLedger   *ledger,
              const MagCampaign *campaign,
              GHashTable        *rows)
{
  for (guint i = 0; i < campaign->items->len; i++)
    {
      const MagTaxItem *item = &g_array_index (campaign->items, MagTaxItem, i);
      MagJournalItem entry = { ledger, item };

      if (g_hash_table_contains (rows, item->lot != NULL ? (gconstpointer) item->lot : (gconstpointer) item->chain))
        g_array_append_val (items, entry);
    }
}

/**
 * mag_journal_tax_items:
 * @rows: (element-type MagJournalRow): what mag_journal_filter() left
 *
 * An option's item belongs to its roll chain. An assigned put has none: its premium is in the item of its shares, which belongs to their lot.
 *
 * Returns: (transfer full) (element-type MagJournalItem)
 */
GArray *
mag_journal_tax_items (MagJournal   *self,
                       const GArray *rows)
{
  g_autoptr(GHashTable) index = index_rows (rows);
  GArray *items = g_array_new (FALSE, FALSE, sizeof (MagJournalItem));

  for (guint i = 0; i < self->ledgers->len; i++)
    {
      const MagLedger *ledger = g_ptr_array_index (self->ledgers, i);

      for (guint c = 0; c < ledger->campaigns->len; c++)
        append_items (items, ledger, g_ptr_array_index (ledger->campaigns, c), index);
    }
  return items;
}

/* Months */

static void
add_to_month (GHashTable     *months,
              MagDate         day,
              MagAttribution  attribution,
              MagMoney        profit)
{
  MagJournalMonth *month;
  int year, number, day_of_month;

  mag_date_get_ymd (day, &year, &number, &day_of_month);
  month = g_hash_table_lookup (months, GINT_TO_POINTER (year * 12 + number));
  if (month == NULL)
    {
      month = g_new0 (MagJournalMonth, 1);
      month->year = year;
      month->month = number;
      g_hash_table_insert (months, GINT_TO_POINTER (year * 12 + number), month);
    }
  month->profit[attribution] += profit;
}

static void
add_chain (GHashTable         *months,
           const MagRollChain *chain)
{
  for (guint i = 0; i < chain->legs->len; i++)
    {
      const MagLeg *leg = g_ptr_array_index (chain->legs, i);

      add_to_month (months, leg->date, MAG_ATTRIBUTION_CASH_FLOW, mag_leg_get_option_cash (leg));
    }
  if (chain->closed != 0)
    add_to_month (months, chain->closed, MAG_ATTRIBUTION_CLOSE_MONTH, chain->cash);
}

static void
add_lot (GHashTable        *months,
         const MagShareLot *lot)
{
  for (guint i = 0; i < lot->sales->len; i++)
    {
      const MagShareSale *sale = &g_array_index (lot->sales, MagShareSale, i);

      add_to_month (months, sale->leg->date, MAG_ATTRIBUTION_CASH_FLOW, sale->realized);
      add_to_month (months, sale->leg->date, MAG_ATTRIBUTION_CLOSE_MONTH, sale->realized);
    }
}

static int
compare_months (gconstpointer a,
                gconstpointer b)
{
  const MagJournalMonth *x = a, *y = b;

  return (y->year * 12 + y->month) - (x->year * 12 + x->month);
}

/**
 * mag_journal_months:
 * @rows: (element-type MagJournalRow): what mag_journal_filter() left
 *
 * Each attribution sums to the P/L of the same legs: what the rows were paid, closed for, and are taxed for.
 *
 * Returns: (transfer full) (element-type MagJournalMonth)
 */
GArray *
mag_journal_months (MagJournal   *self,
                    const GArray *rows)
{
  g_autoptr(GHashTable) months = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr(GArray) items = mag_journal_tax_items (self, rows);
  GArray *sorted = g_array_new (FALSE, FALSE, sizeof (MagJournalMonth));
  GHashTableIter iter;
  gpointer month;

  for (guint i = 0; i < rows->len; i++)
    {
      const MagJournalRow *row = &g_array_index (rows, MagJournalRow, i);

      if (row->chain != NULL)
        add_chain (months, row->chain);
      else
        add_lot (months, row->lot);
    }
  for (guint i = 0; i < items->len; i++)
    {
      const MagTaxItem *item = g_array_index (items, MagJournalItem, i).item;

      add_to_month (months, item->leg->date, MAG_ATTRIBUTION_TAX, item->gain);
    }
  g_hash_table_iter_init (&iter, months);
  while (g_hash_table_iter_next (&iter, NULL, &month))
    g_array_append_vals (sorted, month, 1);
  g_array_sort (sorted, compare_months);
  return sorted;
}

/* Closing */

/**
 * mag_roll_chain_find_open:
 * @trade: one of its trades; 0 for the newest with contracts open
 * @remaining: (out): contracts of it that are open
 *
 * Returns: (nullable): the trade's opening leg; %NULL when nothing of it is open
 */
const MagLeg *
mag_roll_chain_find_open (const MagRollChain *chain,
                          gint64              trade,
                          gint64             *remaining)
{
  for (guint i = chain->legs->len; i > 0; i--)
    {
      const MagLeg *opening = g_ptr_array_index (chain->legs, i - 1);

      if (!mag_leg_role_is_opening (opening->role) || (trade != 0 && opening->trade != trade))
        continue;
      *remaining = opening->quantity;
      for (guint k = 0; k < chain->legs->len; k++)
        {
          const MagLeg *leg = g_ptr_array_index (chain->legs, k);

          *remaining -= leg->trade == opening->trade && mag_leg_role_is_closing (leg->role) ? leg->quantity : 0;
        }
      if (*remaining > 0)
        return opening;
    }
  return NULL;
}

static MagMoney
sum_option_left (const MagLedger *ledger)
{
  MagMoney sum = 0;

  for (guint i = 0; i < ledger->campaigns->len; i++)
    sum += ((const MagCampaign *) g_ptr_array_index (ledger->campaigns, i))->option_left;
  return sum;
}

static const MagRollChain *
find_chain (const MagLedger *ledger,
            gint64           id)
{
  for (guint i = 0; i < ledger->chains->len; i++)
    if (((const MagRollChain *) g_ptr_array_index (ledger->chains, i))->id == id)
      return g_ptr_array_index (ledger->chains, i);
  return NULL;
}

static double
divide (MagMoney profit,
        MagMoney by)
{
  return by > 0 ? (double) profit / (double) by : NAN;
}

/**
 * mag_journal_preview_close:
 * @chain: one of @ledger's
 * @closing: as it would be saved, its trade set
 *
 * Replays the ledger with one leg more, so that what is shown before saving is what is shown after it.
 *
 * Returns: %FALSE with the sentence that saving would be refused with
 */
gboolean
mag_journal_preview_close (const MagLedger     *ledger,
                           const MagRollChain  *chain,
                           const MagLeg        *closing,
                           MagClosePreview     *preview,
                           GError             **error)
{
  g_autoptr(GArray) legs = g_array_copy (ledger->legs);
  g_autoptr(MagLedger) after = NULL;
  const MagRollChain *closed;
  const MagLeg *opening;
  MagMoney premium, capital = MAG_MONEY_UNKNOWN;
  MagLeg leg = *closing;
  gint64 remaining;

  leg.id = G_MAXINT64; /* the last of its day */
  g_array_append_val (legs, leg);
  after = mag_ledger_new (ledger->account, ledger->symbol, (const MagLeg *) legs->data, legs->len, error);
  if (after == NULL)
    return FALSE;

  opening = mag_roll_chain_find_open (chain, leg.trade, &remaining); /* the replay saw to it that there is one */
  closed = find_chain (after, chain->id);
  mag_money_split (mag_leg_get_premium (opening), leg.quantity, opening->quantity - leg.quantity, &premium);
  if (chain->capital_left != MAG_MONEY_UNKNOWN && closed->capital_left != MAG_MONEY_UNKNOWN)
    capital = chain->capital_left - closed->capital_left;
  preview->profit = sum_option_left (ledger) - sum_option_left (after) + mag_leg_get_option_cash (&leg);
  preview->of_premium = divide (preview->profit, premium);
  preview->on_capital = divide (preview->profit, capital);
  preview->days = (int) (leg.date - opening->date);
  preview->annualized = preview->on_capital * 365 / MAX (preview->days, 1);
  return TRUE;
}
