/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One row of option_quotes as a MagOptionQuote. */

#include "config.h"

#include "mag-quote-row.h"

#include "mag-row.h"

#include <string.h>

static const char greeks_letters[] = { '-', 'S', 'M' };

char
mag_right_to_letter (MagRight right)
{
  return right == MAG_RIGHT_PUT ? 'P' : 'C';
}

char
mag_greeks_to_letter (MagGreeksOrigin origin)
{
  return greeks_letters[origin];
}

static MagGreeksOrigin
greeks_from_letter (char letter)
{
  for (guint i = 0; i < G_N_ELEMENTS (greeks_letters); i++)
    if (greeks_letters[i] == letter)
      return i;
  return MAG_GREEKS_NONE;
}

static MagQuoteStatus
status_from_word (const char *word)
{
  MagQuoteStatus status;

  return mag_quote_status_from_nick (word, &status) ? status : MAG_QUOTE_BAD_INPUT;
}

/**
 * mag_quote_row_read:
 * @first_column: where MAG_QUOTE_COLUMNS begin
 */
void
mag_quote_row_read (const PGresult *result,
                    int             row,
                    int             first_column,
                    MagOptionQuote *quote)
{
  int c = first_column;

  memset (quote, 0, sizeof *quote);
  g_strlcpy (quote->contract.root, mag_row_text (result, row, c++), sizeof quote->contract.root);
  quote->contract.right = mag_row_text (result, row, c++)[0] == 'P' ? MAG_RIGHT_PUT : MAG_RIGHT_CALL;
  quote->contract.expiration = mag_row_date (result, row, c++);
  quote->contract.strike = mag_row_price (result, row, c++);
  quote->bid = mag_row_price (result, row, c++);
  quote->ask = mag_row_price (result, row, c++);
  quote->last = mag_row_price (result, row, c++);
  quote->last_trade_us = mag_row_int64 (result, row, c++);
  quote->volume = mag_row_count (result, row, c++);
  quote->open_interest = mag_row_count (result, row, c++);
  quote->iv = mag_row_double (result, row, c++);
  quote->delta = mag_row_double (result, row, c++);
  quote->gamma = mag_row_double (result, row, c++);
  quote->theta = mag_row_double (result, row, c++);
  quote->vega = mag_row_double (result, row, c++);
  quote->greeks = greeks_from_letter (mag_row_text (result, row, c++)[0]);
  quote->status = status_from_word (mag_row_text (result, row, c++));
  quote->wide = mag_row_boolean (result, row, c++);
}
