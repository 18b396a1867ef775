/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-ctl-csv.h"

G_BEGIN_DECLS

/* The columns "magnusctl price" knows. */
typedef enum
{
  MAG_PRICE_COLUMN_SET,
  MAG_PRICE_COLUMN_STYLE,
  MAG_PRICE_COLUMN_TYPE,
  MAG_PRICE_COLUMN_SPOT,
  MAG_PRICE_COLUMN_STRIKE,
  MAG_PRICE_COLUMN_DAYS,
  MAG_PRICE_COLUMN_RATE,
  MAG_PRICE_COLUMN_YIELD,
  MAG_PRICE_COLUMN_BID,
  MAG_PRICE_COLUMN_ASK,
  MAG_PRICE_COLUMN_DIV_FIRST,
  MAG_PRICE_COLUMN_DIV_EVERY,
  MAG_PRICE_COLUMN_DIV_AMOUNT,
  MAG_PRICE_COLUMN_DIV_COUNT,
  MAG_PRICE_COLUMN_PRICE, /* from here on: the answers, in the order in which they are added */
  MAG_PRICE_COLUMN_DELTA,
  MAG_PRICE_COLUMN_GAMMA,
  MAG_PRICE_COLUMN_THETA,
  MAG_PRICE_COLUMN_VEGA,
  MAG_PRICE_COLUMN_P_ITM,
  MAG_PRICE_COLUMN_POP,
  MAG_PRICE_COLUMN_SIGMA,
  MAG_PRICE_COLUMN_STATUS,
  MAG_PRICE_COLUMN_ERROR,
  MAG_PRICE_N_COLUMNS,
  MAG_PRICE_COLUMN_OTHER = MAG_PRICE_N_COLUMNS, /* of the user, passed on */
} MagPriceColumn;

#define MAG_PRICE_FIRST_ANSWER MAG_PRICE_COLUMN_PRICE

/* Where each column stands: those of the input as they came, behind them the answers it lacks. */
typedef struct
{
  GPtrArray *names;                   /* owned strings, of all columns that are written */
  GArray    *columns;                 /* MagPriceColumn of each of them */
  guint      n_read;                  /* how many of them are read */
  int        at[MAG_PRICE_N_COLUMNS]; /* of what is read; -1: not there */
} MagPriceHeader;

#define MAG_PRICE_INPUT_ERROR (mag_price_input_error_quark ())

/* There is one thing a caller can do: ask for another table. */
typedef enum
{
  MAG_PRICE_INPUT_ERROR_HEADER,
} MagPriceInputError;

GQuark          mag_price_input_error_quark (void);
MagPriceHeader *mag_price_header_new        (const MagCtlLine *line, GError **error);
void            mag_price_header_free       (MagPriceHeader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagPriceHeader, mag_price_header_free)
void            mag_price_header_append     (const MagPriceHeader *self, const MagCtlLine *line, GString *out);
const char     *mag_price_column_get_name   (MagPriceColumn column);
gboolean        mag_price_column_is_number  (MagPriceColumn column);

G_END_DECLS
