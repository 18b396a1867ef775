/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-db.h"
#include "mag-quote.h"

G_BEGIN_DECLS

/* The columns of a quote in a statement over option_quotes q, and their way back into a MagOptionQuote. */
#define MAG_QUOTE_COLUMNS \
  "q.root, q.option_type, q.expiration_date, q.strike, q.bid, q.ask, q.last, micros(q.last_trade_at), q.volume, q.open_interest, " \
  "q.iv, q.delta, q.gamma, q.theta, q.vega, q.greeks, q.status, q.wide"
#define MAG_QUOTE_N_COLUMNS 18

void mag_quote_row_read (const PGresult *result, int row, int first_column, MagOptionQuote *quote);

/* The letters of the table. */
char mag_right_to_letter  (MagRight right);
char mag_greeks_to_letter (MagGreeksOrigin origin);

G_END_DECLS
