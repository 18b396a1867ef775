/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the P/L of the journal's rows came from, and how it is spread. */

#include "config.h"

#include "mag-journal-groups.h"

#include <string.h>

#define MOST_BINS 24
#define DOLLAR 100 /* cents */

static gboolean
belongs (const MagJournalGroup *group,
         const MagJournalRow   *row,
         MagGrouping            by)
{
  return by == MAG_GROUPING_SYMBOL ? strcmp (group->symbol, row->ledger->symbol) == 0 : group->strategy == mag_journal_row_get_strategy (row);
}

static MagJournalGroup *
find_group (GArray              *groups,
            const MagJournalRow *row,
            MagGrouping          by)
{
  MagJournalGroup fresh = { by == MAG_GROUPING_SYMBOL ? row->ledger->symbol : NULL, mag_journal_row_get_strategy (row), 0, 0 };

  for (guint i = 0; i < groups->len; i++)
    if (belongs (&g_array_index (groups, MagJournalGroup, i), row, by))
      return &g_array_index (groups, MagJournalGroup, i);
  g_array_append_val (groups, fresh);
  return &g_array_index (groups, MagJournalGroup, groups->len - 1);
}

static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  const MagJournalGroup *x = a, *y = b;

  if (x->profit != y->profit)
    return x->profit > y->profit ? -1 : 1;
  return x->symbol != NULL ? strcmp (x->symbol, y->symbol) : (int) x->strategy - (int) y->strategy;
}

/**
 * mag_journal_group:
 * @rows: (element-type MagJournalRow): what mag_journal_filter() left
 *
 * The sum of the groups is the total of mag_journal_stats() for the same rows.
 *
 * Returns: (transfer full) (element-type MagJournalGroup)
 */
GArray *
mag_journal_group (const GArray *rows,
                   MagGrouping   by)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (MagJournalGroup));

  for (guint i = 0; i < rows->len; i++)
    {
      const MagJournalRow *row = &g_array_index (rows, MagJournalRow, i);
      MagMoney profit = mag_journal_row_get_profit (row);
      MagJournalGroup *group;

      if (profit == MAG_MONEY_UNKNOWN)
        continue;
      group = find_group (groups, row, by);
      group->profit += profit;
      group->n++;
    }
  g_array_sort (groups, compare_groups);
  return groups;
}

static gboolean
is_counted (const MagJournalRow *row)
{
  return row->chain != NULL && row->chain->closed != 0;
}

/* The smallest of 1, 2, 5, 10, 20… dollars that needs no more than MOST_BINS from lowest to highest. */
static MagMoney
choose_width (MagMoney lowest,
              MagMoney highest)
{
  static const int steps[] = { 1, 2, 5 };

  for (MagMoney decade = DOLLAR;; decade *= 10)
    for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
      if ((highest - lowest) / (decade * steps[i]) + 2 <= MOST_BINS)
        return decade * steps[i];
}

static MagMoney
floor_to (MagMoney value,
          MagMoney width)
{
  MagMoney rest = value % width;

  return value - rest - (rest < 0 ? width : 0);
}

/**
 * mag_journal_distribution:
 * @rows: (element-type MagJournalRow): what mag_journal_filter() left
 *
 * Bins of one width, which is a round number of dollars; zero is an edge, so none holds gains and losses.
 *
 * Returns: (transfer full) (element-type MagJournalBin): empty without a closed chain
 */
GArray *
mag_journal_distribution (const GArray *rows)
{
  GArray *bins = g_array_new (FALSE, FALSE, sizeof (MagJournalBin));
  MagMoney lowest = G_MAXINT64, highest = G_MININT64, width;

  for (guint i = 0; i < rows->len; i++)
    if (is_counted (&g_array_index (rows, MagJournalRow, i)))
      {
        lowest = MIN (lowest, g_array_index (rows, MagJournalRow, i).chain->cash);
        highest = MAX (highest, g_array_index (rows, MagJournalRow, i).chain->cash);
      }
  if (lowest > highest)
    return bins;

  width = choose_width (lowest, highest);
  for (MagMoney from = floor_to (lowest, width); from <= highest; from += width)
    g_array_append_val (bins, ((MagJournalBin) { from, from + width, 0 }));
  for (guint i = 0; i < rows->len; i++)
    {
      const MagJournalRow *row = &g_array_index (rows, MagJournalRow, i);

      if (is_counted (row))
        g_array_index (bins, MagJournalBin, (row->chain->cash - g_array_index (bins, MagJournalBin, 0).from) / width).n++;
    }
  return bins;
}
