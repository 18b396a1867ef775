/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-ctl-price-columns.h"
#include "mag-pricer.h"
#include "mag-quote.h"

G_BEGIN_DECLS

#define MAG_PRICE_DIVIDENDS_MAX 400 /* a hundred years of quarters */

/* What a row begins with; the rest is computed from it. */
typedef enum
{
  MAG_PRICE_GIVEN_NOTHING, /* or it can't be told */
  MAG_PRICE_GIVEN_SIGMA,
  MAG_PRICE_GIVEN_QUOTE,   /* bid and ask */
  MAG_PRICE_GIVEN_MARK,    /* the price */
} MagPriceGiven;

/* Equal cash dividends at equal distances. */
typedef struct
{
  double first, every; /* days from today to the first ex-day, days between two */
  double amount;       /* dollars per share, >= 0 */
  guint  count;        /* 0: none; at most MAG_PRICE_DIVIDENDS_MAX */
} MagPriceDividends;

/* One row of a table that is being priced. */
typedef struct
{
  MagPriceGiven     given;
  MagPriceDividends dividends;
  MagPricing        pricing;
  MagQuoteStatus    status; /* of the quote or mark; not read where sigma is given */
  gboolean          open;   /* still to be handed to the pricer */
  char             *error;  /* owned sentence: why the row can't be priced; NULL: it can */
} MagPriceRow;

void     mag_price_row_parse     (MagPriceRow *self, const MagPriceHeader *header, const MagCtlLine *line);
void     mag_price_row_clear     (MagPriceRow *self);
gboolean mag_price_row_answer    (const MagPriceRow *self, MagPriceColumn column, GString *text);
void     mag_price_rows_compute  (MagPricer *pricer, MagPriceRow **rows, gsize n_rows);
gsize    mag_price_dividends_list (const MagPriceDividends *self, MagDividend *dividends);

G_END_DECLS
