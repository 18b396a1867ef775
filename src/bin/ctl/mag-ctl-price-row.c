/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of a table that is to be priced: from its fields to numbers, through the pricer, and back to text. What is wrong with a row is said in the row. */

#include "mag-ctl-price-row.h"

#include "mag-ctl-number.h"
#include "mag-excerpt.h"

#include <math.h>
#include <string.h>

static const MagOptionValue no_value = { NAN, NAN, NAN, NAN, NAN };

/* One row on its way in. */
typedef struct
{
  const MagPriceHeader *header;
  GArray               *fields; /* MagCtlField */
  MagPriceRow          *row;    /* gets the first error */
} Reader;

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (Reader     *reader,
        const char *format,
        ...)
{
  va_list arguments;

  va_start (arguments, format);
  reader->row->error = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}

static gboolean
refuse_value (Reader         *reader,
              MagPriceColumn  column,
              const char     *text,
              const char     *expected)
{
  g_autofree char *excerpt = mag_excerpt (text, -1);

  return refuse (reader, "%s is \"%s\": %s is expected.", mag_price_column_get_name (column), excerpt, expected);
}

/* Returns: (transfer full): what the row says; "" where it says nothing */
static char *
dup_text (const Reader   *reader,
          MagPriceColumn  column)
{
  int at = reader->header->at[column];

  return at >= 0 && (guint) at < reader->fields->len ? mag_ctl_field_dup (&g_array_index (reader->fields, MagCtlField, at)) : g_strdup ("");
}

static gboolean
has_text (const Reader   *reader,
          MagPriceColumn  column)
{
  g_autofree char *text = dup_text (reader, column);

  return text[0] != '\0';
}

/* NaN and infinity are numbers here: a quote that holds one has a status that says so. */
static gboolean
take_number (Reader         *reader,
             MagPriceColumn  column,
             double         *value)
{
  g_autofree char *text = dup_text (reader, column);

  if (text[0] == '\0')
    return refuse (reader, "%s is missing.", mag_price_column_get_name (column));
  return mag_ctl_number_parse (text, value) || refuse_value (reader, column, text, "a number");
}

/* One that may be missing. */
static gboolean
take_optional (Reader         *reader,
               MagPriceColumn  column,
               double         *value,
               double          otherwise)
{
  *value = otherwise;
  return !has_text (reader, column) || take_number (reader, column, value);
}

/* One of two words. */
static gboolean
take_choice (Reader         *reader,
             MagPriceColumn  column,
             const char     *no,
             const char     *yes,
             bool           *value)
{
  g_autofree char *text = dup_text (reader, column);
  g_autofree char *expected = g_strdup_printf ("%s or %s", no, yes);

  *value = strcmp (text, yes) == 0;
  if (text[0] == '\0')
    return refuse (reader, "%s is missing.", mag_price_column_get_name (column));
  return *value || strcmp (text, no) == 0 || refuse_value (reader, column, text, expected);
}

/* Without a set, what is there decides. */
static gboolean
take_given (Reader   *reader,
            gboolean *cash) /* dividends have to be there */
{
  static const struct { const char *set; MagPriceGiven given; gboolean cash; } sets[] = {
    { "price", MAG_PRICE_GIVEN_SIGMA, FALSE },
    { "div", MAG_PRICE_GIVEN_SIGMA, TRUE },
    { "iv", MAG_PRICE_GIVEN_QUOTE, FALSE },
    { "iv_edge", MAG_PRICE_GIVEN_QUOTE, FALSE },
    { "chain", MAG_PRICE_GIVEN_MARK, FALSE },
  };
  g_autofree char *set = dup_text (reader, MAG_PRICE_COLUMN_SET);

  *cash = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    if (strcmp (set, sets[i].set) == 0)
      {
        reader->row->given = sets[i].given;
        *cash = sets[i].cash;
        return TRUE;
      }
  if (set[0] != '\0')
    return refuse_value (reader, MAG_PRICE_COLUMN_SET, set, "price, div, iv, iv_edge or chain");
  if (has_text (reader, MAG_PRICE_COLUMN_SIGMA))
    reader->row->given = MAG_PRICE_GIVEN_SIGMA;
  else if (has_text (reader, MAG_PRICE_COLUMN_BID) || has_text (reader, MAG_PRICE_COLUMN_ASK))
    reader->row->given = MAG_PRICE_GIVEN_QUOTE;
  else if (has_text (reader, MAG_PRICE_COLUMN_PRICE))
    reader->row->given = MAG_PRICE_GIVEN_MARK;
  else
    return refuse (reader, "There is nothing to begin with: sigma, bid, ask and price are all missing.");
  return TRUE;
}

static gboolean
take_count (Reader *reader,
            guint  *count)
{
  g_autofree char *text = dup_text (reader, MAG_PRICE_COLUMN_DIV_COUNT);
  g_autofree char *expected = g_strdup_printf ("a whole number from 0 to %d", MAG_PRICE_DIVIDENDS_MAX);
  double value;

  if (!take_number (reader, MAG_PRICE_COLUMN_DIV_COUNT, &value))
    return FALSE;
  if (!(value >= 0 && value <= MAG_PRICE_DIVIDENDS_MAX && value == floor (value)))
    return refuse_value (reader, MAG_PRICE_COLUMN_DIV_COUNT, text, expected);
  *count = (guint) value;
  return TRUE;
}

/* A number of dividends or days: finite, and no less than least. */
static gboolean
take_at_least (Reader         *reader,
               MagPriceColumn  column,
               double          least,
               const char     *expected,
               double         *value)
{
  g_autofree char *text = dup_text (reader, column);

  if (!take_number (reader, column, value))
    return FALSE;
  return (isfinite (*value) && *value >= least) || refuse_value (reader, column, text, expected);
}

/* Dividends count in any row that has some. */
static gboolean
take_dividends (Reader   *reader,
                gboolean  needed)
{
  MagPriceDividends *dividends = &reader->row->dividends;
  gboolean any = needed;

  for (guint i = MAG_PRICE_COLUMN_DIV_FIRST; i <= MAG_PRICE_COLUMN_DIV_COUNT; i++)
    any = any || has_text (reader, i);
  if (!any)
    return TRUE;
  if (!take_count (reader, &dividends->count))
    return FALSE;
  if (dividends->count == 0)
    return TRUE;
  return take_at_least (reader, MAG_PRICE_COLUMN_DIV_FIRST, -G_MAXDOUBLE, "a number of days", &dividends->first) &&
         take_at_least (reader, MAG_PRICE_COLUMN_DIV_AMOUNT, 0, "an amount of 0 or more", &dividends->amount) &&
         (dividends->count == 1 ||
          take_at_least (reader, MAG_PRICE_COLUMN_DIV_EVERY, 1, "a number of days, 1 or more,", &dividends->every));
}

static gboolean
take_option (Reader *reader)
{
  MagOption *option = &reader->row->pricing.option;
  double days;

  if (!take_choice (reader, MAG_PRICE_COLUMN_STYLE, "american", "european", &option->european) ||
      !take_choice (reader, MAG_PRICE_COLUMN_TYPE, "put", "call", &option->call) ||
      !take_number (reader, MAG_PRICE_COLUMN_SPOT, &option->spot) ||
      !take_number (reader, MAG_PRICE_COLUMN_STRIKE, &option->strike) ||
      !take_number (reader, MAG_PRICE_COLUMN_DAYS, &days) ||
      !take_number (reader, MAG_PRICE_COLUMN_RATE, &option->rate) ||
      !take_number (reader, MAG_PRICE_COLUMN_YIELD, &option->yield))
    return FALSE;
  option->years = days / MAG_DAYS_PER_YEAR;
  return TRUE;
}

/* Without a quote there is no status to say that a number makes no sense: the row's error does. */
static gboolean
take_sigma (Reader *reader)
{
  static const MagPriceColumn positive[] = { MAG_PRICE_COLUMN_SPOT, MAG_PRICE_COLUMN_STRIKE, MAG_PRICE_COLUMN_DAYS, MAG_PRICE_COLUMN_SIGMA };
  static const MagPriceColumn finite[] = { MAG_PRICE_COLUMN_RATE, MAG_PRICE_COLUMN_YIELD };
  double value;

  for (gsize i = 0; i < G_N_ELEMENTS (positive); i++)
    if (!take_at_least (reader, positive[i], nextafter (0, 1), "a number above 0", &value))
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (finite); i++)
    if (!take_at_least (reader, finite[i], -G_MAXDOUBLE, "a finite number", &value))
      return FALSE;
  return take_number (reader, MAG_PRICE_COLUMN_SIGMA, &reader->row->pricing.option.sigma);
}

/* The first table of option-math 3, as mag_quote_classify() has it over fixed point, over the digits as they are: a missing side is a side of 0. */
static MagQuoteStatus
classify (const MagOption *option,
          double           bid,
          double           ask,
          double          *mark)
{
  *mark = NAN;
  if (!(option->spot > 0) || !(option->strike > 0) || !(bid >= 0) || !(ask >= 0) ||
      !isfinite (option->spot + option->strike + option->years + option->rate + option->yield + bid + ask))
    return MAG_QUOTE_BAD_INPUT;
  if (option->years <= 0)
    return MAG_QUOTE_EXPIRED;
  if (bid == 0 && ask == 0)
    return MAG_QUOTE_NO_QUOTE;
  if (ask > 0 && bid > ask)
    return MAG_QUOTE_CROSSED;
  *mark = ask == 0 ? bid : (bid + ask) / 2;
  return bid == 0 ? MAG_QUOTE_NO_BID : ask == 0 ? MAG_QUOTE_NO_ASK : MAG_QUOTE_OK;
}

static gboolean
take_quote (Reader *reader)
{
  MagPriceRow *row = reader->row;
  double bid, ask;

  if (!take_optional (reader, MAG_PRICE_COLUMN_BID, &bid, 0) || !take_optional (reader, MAG_PRICE_COLUMN_ASK, &ask, 0))
    return FALSE;
  row->status = classify (&row->pricing.option, bid, ask, &row->pricing.mark);
  row->open = isfinite (row->pricing.mark);
  return TRUE;
}

static gboolean
take_start (Reader *reader)
{
  reader->row->open = TRUE;
  switch (reader->row->given)
    {
    case MAG_PRICE_GIVEN_SIGMA:
      return take_sigma (reader);
    case MAG_PRICE_GIVEN_QUOTE:
      return take_quote (reader);
    case MAG_PRICE_GIVEN_MARK:
      return take_number (reader, MAG_PRICE_COLUMN_PRICE, &reader->row->pricing.mark);
    case MAG_PRICE_GIVEN_NOTHING:
      break;
    }
  g_return_val_if_reached (FALSE);
}

static gboolean
check_shape (Reader           *reader,
             const MagCtlLine *line)
{
  const MagCtlField *last = &g_array_index (reader->fields, MagCtlField, reader->fields->len - 1);

  if (memchr (line->text, '\0', line->length) != NULL)
    return refuse (reader, "There is a NUL byte in the row.");
  if (last->unclosed)
    return refuse (reader, "A quotation mark begins field %u, and none ends it.", reader->fields->len);
  if (reader->fields->len != reader->header->n_read)
    return refuse (reader, "The row has %u fields, the header %u.", reader->fields->len, reader->header->n_read);
  return TRUE;
}

/**
 * mag_price_row_parse:
 * @self: (out caller-allocates): to be freed with mag_price_row_clear()
 * @line: a record below @header
 *
 * Reads what is given. A row that makes no sense gets an error that names the column and what stands there.
 */
void
mag_price_row_parse (MagPriceRow          *self,
                     const MagPriceHeader *header,
                     const MagCtlLine     *line)
{
  g_autoptr(GArray) fields = mag_ctl_line_split (line);
  Reader reader = { header, fields, self };
  gboolean cash;

  *self = (MagPriceRow) {
    .pricing = { .option.sigma = NAN, .mark = NAN, .status = MAG_IV_BAD_INPUT, .value = no_value, .p_itm = NAN, .pop_short = NAN },
  };
  if (!check_shape (&reader, line) || !take_given (&reader, &cash) || !take_option (&reader) || !take_start (&reader) || !take_dividends (&reader, cash))
    self->open = FALSE;
}

void
mag_price_row_clear (MagPriceRow *self)
{
  g_clear_pointer (&self->error, g_free);
}

/**
 * mag_price_dividends_list:
 * @dividends: (out): room for MAG_PRICE_DIVIDENDS_MAX
 *
 * Lists the dividends by their time. One whose ex-day is today or was before is in the share's price already and left out.
 *
 * Returns: how many
 */
gsize
mag_price_dividends_list (const MagPriceDividends *self,
                          MagDividend             *dividends)
{
  gsize n = 0;

  for (guint i = 0; i < self->count; i++)
    {
      double years = (self->first + i * self->every) / MAG_DAYS_PER_YEAR;

      if (years > 0 && isfinite (years))
        dividends[n++] = (MagDividend) { years, self->amount };
    }
  return n;
}

static int
compare_numbers (double a,
                 double b)
{
  return (a > b) - (a < b);
}

/* Rows that can go into one call are equal. */
static int
compare_calls (const MagPriceRow *a,
               const MagPriceRow *b)
{
  const MagPriceDividends *x = &a->dividends, *y = &b->dividends;
  int order = (a->given == MAG_PRICE_GIVEN_SIGMA) - (b->given == MAG_PRICE_GIVEN_SIGMA);

  if (order == 0)
    order = compare_numbers (x->count, y->count);
  if (order == 0)
    order = compare_numbers (x->first, y->first);
  if (order == 0)
    order = compare_numbers (x->every, y->every);
  if (order == 0)
    order = compare_numbers (x->amount, y->amount);
  return order;
}

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const MagPriceRow *const *x = a;
  const MagPriceRow *const *y = b;

  return compare_calls (*x, *y);
}

static MagQuoteStatus
status_from_iv (MagIvStatus    status,
                MagQuoteStatus quote) /* stays when the volatility is found */
{
  switch (status)
    {
    case MAG_IV_OK:
      return quote;
    case MAG_IV_BAD_INPUT:
      return MAG_QUOTE_BAD_INPUT;
    case MAG_IV_EXPIRED:
      return MAG_QUOTE_EXPIRED;
    case MAG_IV_BELOW_INTRINSIC:
      return MAG_QUOTE_BELOW_INTRINSIC;
    case MAG_IV_AT_INTRINSIC:
      return MAG_QUOTE_AT_INTRINSIC;
    case MAG_IV_BELOW_MINIMUM:
      return MAG_QUOTE_BELOW_MINIMUM;
    case MAG_IV_ABOVE_MAXIMUM:
      return MAG_QUOTE_ABOVE_MAXIMUM;
    case MAG_IV_BELOW_RANGE:
      return MAG_QUOTE_BELOW_RANGE;
    case MAG_IV_ABOVE_RANGE:
      return MAG_QUOTE_ABOVE_RANGE;
    }
  g_return_val_if_reached (MAG_QUOTE_BAD_INPUT);
}

/* What the pricer says of a row's numbers. */
static void
settle (MagPriceRow      *row,
        const MagPricing *pricing)
{
  row->pricing = *pricing;
  row->open = FALSE;
  if (row->given != MAG_PRICE_GIVEN_SIGMA)
    row->status = status_from_iv (pricing->status, row->status);
  else if (pricing->status != MAG_IV_OK)
    row->error = g_strdup ("The numbers are too large or too small for the result.");
}

static void
compute_call (MagPricer    *pricer,
              MagPriceRow **rows,
              gsize         n_rows)
{
  g_autofree MagPricing *pricings = g_new (MagPricing, n_rows);
  MagDividend dividends[MAG_PRICE_DIVIDENDS_MAX];
  gsize n_dividends = mag_price_dividends_list (&rows[0]->dividends, dividends);

  for (gsize i = 0; i < n_rows; i++)
    pricings[i] = rows[i]->pricing;
  if (rows[0]->given == MAG_PRICE_GIVEN_SIGMA)
    mag_pricer_price (pricer, dividends, n_dividends, pricings, n_rows);
  else
    mag_pricer_imply (pricer, dividends, n_dividends, pricings, n_rows);
  for (gsize i = 0; i < n_rows; i++)
    settle (rows[i], &pricings[i]);
}

/**
 * mag_price_rows_compute:
 * @rows: (array length=n_rows): rows that were parsed; the array is used up
 *
 * Prices all that can be, those that share their dividends in one call.
 */
void
mag_price_rows_compute (MagPricer    *pricer,
                        MagPriceRow **rows,
                        gsize         n_rows)
{
  gsize n = 0;

  for (gsize i = 0; i < n_rows; i++)
    if (rows[i]->open)
      rows[n++] = rows[i];
  /* A stable sort: contracts of one expiration that follow each other share their work, so they have to stay together. */
  if (n > 0) /* without rows there may be no array */
    g_sort_array (rows, n, sizeof *rows, compare_rows, NULL);
  for (gsize from = 0, to = 0; from < n; from = to)
    {
      while (to < n && compare_calls (rows[from], rows[to]) == 0)
        to++;
      compute_call (pricer, rows + from, to - from);
    }
}

static double
get_number (const MagPriceRow *self,
            MagPriceColumn     column)
{
  const MagOptionValue *value = &self->pricing.value;
  gboolean cash = self->dividends.count > 0;

  switch ((int) column)
    {
    case MAG_PRICE_COLUMN_PRICE:
      return self->given == MAG_PRICE_GIVEN_QUOTE && self->status != MAG_QUOTE_BAD_INPUT ? self->pricing.mark : value->price;
    case MAG_PRICE_COLUMN_DELTA:
      return value->delta;
    case MAG_PRICE_COLUMN_GAMMA:
      return value->gamma;
    case MAG_PRICE_COLUMN_THETA:
      return value->theta;
    case MAG_PRICE_COLUMN_VEGA:
      return value->vega;
    /* Their formulas know no cash dividends. */
    case MAG_PRICE_COLUMN_P_ITM:
      return cash ? NAN : self->pricing.p_itm;
    case MAG_PRICE_COLUMN_POP:
      return cash ? NAN : self->pricing.pop_short;
    case MAG_PRICE_COLUMN_SIGMA:
      return self->pricing.option.sigma;
    default:
      return NAN;
    }
}

/* Did it come with the row? Where that can't be told, nothing the user may have written is taken away. */
static gboolean
is_given (const MagPriceRow *self,
          MagPriceColumn     column)
{
  gboolean told = self->given != MAG_PRICE_GIVEN_NOTHING;

  return (column == MAG_PRICE_COLUMN_SIGMA && (!told || self->given == MAG_PRICE_GIVEN_SIGMA)) ||
         (column == MAG_PRICE_COLUMN_PRICE && (!told || self->given == MAG_PRICE_GIVEN_MARK));
}

/**
 * mag_price_row_answer:
 * @self: a row that was computed, or has an error
 * @column: any column
 * @text: (inout): gets the answer appended, without quotes; nothing where there is none
 *
 * Returns: %FALSE when the column is no answer in this row: what was read stays
 */
gboolean
mag_price_row_answer (const MagPriceRow *self,
                      MagPriceColumn     column,
                      GString           *text)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (column < MAG_PRICE_FIRST_ANSWER || column == MAG_PRICE_COLUMN_OTHER || is_given (self, column))
    return FALSE;
  if (column == MAG_PRICE_COLUMN_ERROR)
    g_string_append (text, self->error != NULL ? self->error : "");
  else if (self->error != NULL)
    return TRUE;
  else if (column != MAG_PRICE_COLUMN_STATUS)
    {
      mag_ctl_number_format (get_number (self, column), digits);
      g_string_append (text, digits);
    }
  else if (self->given != MAG_PRICE_GIVEN_SIGMA)
    g_string_append (text, mag_quote_status_to_nick (self->status));
  return TRUE;
}
