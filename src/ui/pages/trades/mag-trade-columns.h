/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-trade-item.h"

G_BEGIN_DECLS

/* What a column of the Trades table shows of a line. A table of these is the one place that knows the columns. */
typedef struct
{
  const char *id;          /* in settings and actions */
  const char *title;       /* to be translated */
  const char *description; /* to be translated; tooltip of the title, NULL: none */
  guint       chars;       /* width of the widest usual value */
  gboolean    numeric;     /* right-aligned, tabular figures */
  gboolean    shown;       /* at first */
  gboolean    narrow;      /* shown, and alone, in a narrow window */
  gboolean    colored;     /* by the sign of the line's profit */
  char     *(*text)   (MagTradeItem *item);
  char     *(*detail) (MagTradeItem *item); /* second line; NULL */
  double    (*key)    (MagTradeItem *item); /* of rows: sorts by it, NaN last; NULL: by the text */
} MagTradeColumn;

const MagTradeColumn *mag_trade_columns_get    (guint *n_columns);
const MagTradeColumn *mag_trade_columns_find   (const char *id); /* NULL */
MagMoney              mag_trade_columns_profit (MagTradeItem *item); /* UNKNOWN */
/* < 0: a stands before b, whichever way is asked for: unknown last, ties by the day opened, newest first; legs in their order. */
int                   mag_trade_column_compare (const MagTradeColumn *column, MagTradeItem *a, MagTradeItem *b, gboolean descending);
char                 *mag_trade_columns_name   (MagTradeItem *item); /* "F 50 Put", "F shares", "Sold to open" */
char                 *mag_trade_columns_name_row (const MagJournalRow *row);

G_END_DECLS
