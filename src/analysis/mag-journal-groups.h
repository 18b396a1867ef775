/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-journal.h"

G_BEGIN_DECLS

typedef enum
{
  MAG_GROUPING_SYMBOL,
  MAG_GROUPING_STRATEGY,
} MagGrouping;

/* What belongs together, of closed chains and of shares that went. */
typedef struct
{
  const char *symbol;   /* lent by the journal; NULL when grouped by strategy */
  MagStrategy strategy; /* when grouped by it */
  guint       n;        /* rows */
  MagMoney    profit;
} MagJournalGroup;

/* Closed roll chains whose P/L is at least from and below to. */
typedef struct
{
  MagMoney from, to;
  guint    n;
} MagJournalBin;

GArray *mag_journal_group        (const GArray *rows, MagGrouping by); /* MagJournalGroup, most profit first */
GArray *mag_journal_distribution (const GArray *rows);                 /* MagJournalBin, lowest first, without a gap */

G_END_DECLS
