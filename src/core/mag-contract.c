/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Option contract symbols: the OCC form in its padded and compact spelling and the three spellings of other programs, all read into
 * the same plain value without allocating. Reading goes from the right, because only the tail has a fixed length. */

#include "config.h"

#include "mag-contract.h"

#include "mag-date.h"

#include <string.h>

#define ROOT_LENGTH 6
#define TAIL_LENGTH 15   /* YYMMDD, C or P, strike x 1000 in eight digits */
#define THOUSANDTH (MAG_PRICE_SCALE / 1000)

/* Index roots that are not like a stock's. OEX alone is American. */
static const struct
{
  char     root[8];
  gboolean am_settled;
  gboolean european;
} index_roots[] = {
  { "SPX", TRUE, TRUE },
  { "SPXW", FALSE, TRUE },
  { "XSP", FALSE, TRUE },
  { "NDX", TRUE, TRUE },
  { "NDXP", FALSE, TRUE },
  { "XND", FALSE, TRUE },
  { "RUT", TRUE, TRUE },
  { "RUTW", FALSE, TRUE },
  { "MRUT", FALSE, TRUE },
  { "VIX", TRUE, TRUE },
  { "VIXW", TRUE, TRUE },
  { "DJX", TRUE, TRUE },
  { "XEO", FALSE, TRUE },
};

static int
find_index_root (const char *root)
{
  for (gsize i = 0; i < G_N_ELEMENTS (index_roots); i++)
    if (strcmp (index_roots[i].root, root) == 0)
      return (int) i;
  return -1;
}

/* One digit may stand in front (FLEX) and one at the end (adjusted); between them letters, at least one. */
static gboolean
is_root (const char *text,
         gsize       length)
{
  gsize first = 0, last = length;

  if (length == 0 || length > ROOT_LENGTH)
    return FALSE;
  if (g_ascii_isdigit (text[0]))
    first++;
  if (last > first && g_ascii_isdigit (text[last - 1]))
    last--;
  if (first == last)
    return FALSE;
  for (gsize i = first; i < last; i++)
    if (!g_ascii_isupper (text[i]))
      return FALSE;
  return TRUE;
}

static gboolean
scan_number (const char *text,
             gsize       n_digits,
             gint64     *number)
{
  gint64 value = 0;

  for (gsize i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      value = value * 10 + (text[i] - '0');
    }
  *number = value;
  return TRUE;
}

/* "185", "185.0", "97.5": dollars with at most three decimals, no leading zeros but the one before a point. */
static gboolean
scan_decimal_strike (const char *text,
                     gsize       length,
                     MagPrice   *strike)
{
  const char *point = memchr (text, '.', length);
  gsize n_whole = point != NULL ? (gsize) (point - text) : length;
  gsize n_fraction = point != NULL ? length - n_whole - 1 : 0;
  gint64 whole, fraction = 0;

  if (n_whole < 1 || n_whole > 5 || n_fraction > 3 || (point != NULL && n_fraction == 0) ||
      (text[0] == '0' && n_whole > 1))
    return FALSE;
  if (!scan_number (text, n_whole, &whole) || (point != NULL && !scan_number (point + 1, n_fraction, &fraction)))
    return FALSE;
  for (gsize i = n_fraction; i < 3; i++)
    fraction *= 10;
  *strike = (whole * 1000 + fraction) * THOUSANDTH;
  return TRUE;
}

/* YYMMDD and the letter of the right, seven characters. */
static gboolean
scan_date_and_right (const char  *text,
                     MagContract *contract)
{
  gint64 year, month, day;

  if (!scan_number (text, 2, &year) || !scan_number (text + 2, 2, &month) || !scan_number (text + 4, 2, &day) ||
      (text[6] != 'C' && text[6] != 'P'))
    return FALSE;
  contract->expiration = mag_date_new (2000 + (int) year, (int) month, (int) day);
  contract->right = text[6] == 'C' ? MAG_RIGHT_CALL : MAG_RIGHT_PUT;
  return contract->expiration != 0;
}

static gboolean
take_root (const char  *text,
           gsize        length,
           MagContract *contract)
{
  if (!is_root (text, length))
    return FALSE;
  memcpy (contract->root, text, length);
  return TRUE;
}

static gboolean
parse_occ (const char  *text,
           gsize        length,
           MagContract *contract)
{
  const char *tail = text + length - TAIL_LENGTH;
  gsize root_length;
  gint64 thousandths;

  if (length <= TAIL_LENGTH || length > ROOT_LENGTH + TAIL_LENGTH)
    return FALSE;
  root_length = length - TAIL_LENGTH;
  /* Only the padded form, always of full length, has spaces. */
  while (length == ROOT_LENGTH + TAIL_LENGTH && root_length > 1 && text[root_length - 1] == ' ')
    root_length--;
  if (!take_root (text, root_length, contract) || !scan_date_and_right (tail, contract) ||
      !scan_number (tail + 7, 8, &thousandths))
    return FALSE;
  contract->strike = thousandths * THOUSANDTH;
  return contract->strike > 0;
}

/* The right is the last letter: a strike has none, and a root may end in C or P but is followed by six digits. */
static gboolean
parse_decimal (const char  *text,
               gsize        length,
               MagContract *contract)
{
  gsize at = length;

  while (at > 0 && !g_ascii_isalpha (text[at - 1]))
    at--;
  if (at < 8)
    return FALSE;
  return take_root (text, at - 7, contract) && scan_date_and_right (text + at - 7, contract) &&
         scan_decimal_strike (text + at, length - at, &contract->strike) && contract->strike > 0;
}

/**
 * mag_contract_parse:
 * @symbol: (nullable): "AAPL260116C00185000", padded with spaces to 21 characters or not, "O:" before it or not;
 *   "OPRA:AAPL260116C185.0" or ".AAPL260116C185"
 * @contract: (out): where to store it
 *
 * Upper case only, nothing around it. Does not allocate.
 *
 * Returns: %FALSE and @contract untouched when it is not a contract's symbol
 */
gboolean
mag_contract_parse (const char  *symbol,
                    MagContract *contract)
{
  MagContract parsed = { 0 };
  gboolean valid;
  gsize length;

  g_return_val_if_fail (contract != NULL, FALSE);

  if (symbol == NULL)
    return FALSE;
  length = strnlen (symbol, 32);
  if (symbol[0] == '.')
    valid = parse_decimal (symbol + 1, length - 1, &parsed);
  else if (strncmp (symbol, "OPRA:", 5) == 0)
    valid = parse_decimal (symbol + 5, length - 5, &parsed);
  else if (strncmp (symbol, "O:", 2) == 0)
    valid = parse_occ (symbol + 2, length - 2, &parsed);
  else
    valid = parse_occ (symbol, length, &parsed);

  if (valid)
    *contract = parsed;
  return valid;
}

static char *
format_occ (const MagContract *contract,
            int                root_width)
{
  int year, month, day;

  mag_date_get_ymd (contract->expiration, &year, &month, &day);
  return g_strdup_printf ("%-*s%02d%02d%02d%c%08" G_GINT64_FORMAT, root_width, contract->root, year % 100, month, day,
                          contract->right == MAG_RIGHT_CALL ? 'C' : 'P', contract->strike / THOUSANDTH);
}

/**
 * mag_contract_format:
 *
 * Returns: (transfer full): the compact OCC symbol, "AAPL260116C00185000"
 */
char *
mag_contract_format (const MagContract *contract)
{
  return format_occ (contract, 0);
}

/**
 * mag_contract_format_osi:
 *
 * Returns: (transfer full): the padded OCC symbol of 21 characters, "AAPL  260116C00185000"
 */
char *
mag_contract_format_osi (const MagContract *contract)
{
  return format_occ (contract, ROOT_LENGTH);
}

/**
 * mag_contract_compare:
 *
 * The order of chains: root, expiration, strike, call before put.
 *
 * Returns: below, at or above 0; 0 means the same contract
 */
int
mag_contract_compare (const MagContract *a,
                      const MagContract *b)
{
  int order = strcmp (a->root, b->root);

  if (order == 0)
    order = (a->expiration > b->expiration) - (a->expiration < b->expiration);
  if (order == 0)
    order = (a->strike > b->strike) - (a->strike < b->strike);
  if (order == 0)
    order = (a->right > b->right) - (a->right < b->right);
  return order;
}

/**
 * mag_contract_is_adjusted:
 *
 * Returns: whether the root ends in a digit: the deliverable is not 100 shares, returns on 100 shares would be wrong
 */
gboolean
mag_contract_is_adjusted (const MagContract *contract)
{
  gsize length = strlen (contract->root);

  return length > 0 && g_ascii_isdigit (contract->root[length - 1]);
}

/**
 * mag_contract_is_flex:
 *
 * Returns: whether the root begins with a digit: terms were negotiated, it does not trade like a listed one
 */
gboolean
mag_contract_is_flex (const MagContract *contract)
{
  return g_ascii_isdigit (contract->root[0]);
}

/**
 * mag_contract_is_am_settled:
 *
 * Returns: whether the contract settles on the opening prices of its expiration date and stops trading the day before
 */
gboolean
mag_contract_is_am_settled (const MagContract *contract)
{
  int index = find_index_root (contract->root);

  return index >= 0 && index_roots[index].am_settled;
}

/**
 * mag_contract_is_european:
 *
 * Returns: whether it can only be exercised at expiration, which goes with cash settlement
 */
gboolean
mag_contract_is_european (const MagContract *contract)
{
  int index = find_index_root (contract->root);

  return index >= 0 && index_roots[index].european;
}

/**
 * mag_contract_intrinsic:
 * @spot: of the underlying
 *
 * Returns: what exercising now is worth per share, 0 or more; unknown when @spot is
 */
MagPrice
mag_contract_intrinsic (const MagContract *contract,
                        MagPrice           spot)
{
  if (spot == MAG_PRICE_UNKNOWN)
    return MAG_PRICE_UNKNOWN;
  return MAX (contract->right == MAG_RIGHT_CALL ? spot - contract->strike : contract->strike - spot, 0);
}

/**
 * mag_contract_is_otm:
 *
 * Returns: whether the contract is strictly out of the money; %FALSE at the money and when @spot is unknown
 */
gboolean
mag_contract_is_otm (const MagContract *contract,
                     MagPrice           spot)
{
  if (spot == MAG_PRICE_UNKNOWN)
    return FALSE;
  return contract->right == MAG_RIGHT_CALL ? contract->strike > spot : contract->strike < spot;
}
